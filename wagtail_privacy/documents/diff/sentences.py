"""The sentences of a summary, each whole, so that every language can order its words.

``number`` chooses the plural form, ``count`` is how it is written.
"""

from enum import StrEnum
from typing import Final

from django.utils.translation import ngettext_lazy, pgettext_lazy


class Sort(StrEnum):
    """What a summary counts apart."""

    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    CATEGORY = "category"
    ACTIVITY = "activity"
    BASIS = "basis"
    RIGHT = "right"
    STEP = "step"
    RETENTION = "retention"
    CONTACT = "contact"
    LAW = "law"
    SOURCE = "source"
    LINK = "link"
    SECTION = "section"
    ENTRY = "entry"


# Translators: numbers at the start of a sentence such as "two recipients were added". Where the word depends on what
# is counted, translate it as a digit.
NUMBERS: Final = {
    1: pgettext_lazy("count", "one"),
    2: pgettext_lazy("count", "two"),
    3: pgettext_lazy("count", "three"),
    4: pgettext_lazy("count", "four"),
    5: pgettext_lazy("count", "five"),
    6: pgettext_lazy("count", "six"),
    7: pgettext_lazy("count", "seven"),
    8: pgettext_lazy("count", "eight"),
    9: pgettext_lazy("count", "nine"),
    10: pgettext_lazy("count", "ten"),
}

ADDED: Final = {
    Sort.RECIPIENT: ngettext_lazy(
        "%(count)s recipient was added: %(names)s.", "%(count)s recipients were added: %(names)s.", "number"
    ),
    Sort.PURPOSE: ngettext_lazy(
        "%(count)s purpose was added: %(names)s.", "%(count)s purposes were added: %(names)s.", "number"
    ),
    Sort.CATEGORY: ngettext_lazy(
        "%(count)s kind of information was added: %(names)s.",
        "%(count)s kinds of information were added: %(names)s.",
        "number",
    ),
    Sort.ACTIVITY: ngettext_lazy(
        "%(count)s use of information was added: %(names)s.",
        "%(count)s uses of information were added: %(names)s.",
        "number",
    ),
    Sort.BASIS: ngettext_lazy(
        "%(count)s ground for using information was added: %(names)s.",
        "%(count)s grounds for using information were added: %(names)s.",
        "number",
    ),
    Sort.RIGHT: ngettext_lazy(
        "%(count)s right was added: %(names)s.", "%(count)s rights were added: %(names)s.", "number"
    ),
    Sort.STEP: ngettext_lazy(
        "%(count)s step was added: %(names)s.", "%(count)s steps were added: %(names)s.", "number"
    ),
    Sort.RETENTION: ngettext_lazy(
        "%(count)s retention period was added: %(names)s.",
        "%(count)s retention periods were added: %(names)s.",
        "number",
    ),
    Sort.CONTACT: ngettext_lazy(
        "%(count)s contact was added: %(names)s.", "%(count)s contacts were added: %(names)s.", "number"
    ),
    Sort.LAW: ngettext_lazy("%(count)s law was added: %(names)s.", "%(count)s laws were added: %(names)s.", "number"),
    Sort.SOURCE: ngettext_lazy(
        "%(count)s source was added: %(names)s.", "%(count)s sources were added: %(names)s.", "number"
    ),
    Sort.LINK: ngettext_lazy(
        "%(count)s link was added: %(names)s.", "%(count)s links were added: %(names)s.", "number"
    ),
    Sort.SECTION: ngettext_lazy(
        "%(count)s section was added: %(names)s.", "%(count)s sections were added: %(names)s.", "number"
    ),
    Sort.ENTRY: ngettext_lazy(
        "%(count)s other entry was added: %(names)s.", "%(count)s other entries were added: %(names)s.", "number"
    ),
}

REMOVED: Final = {
    Sort.RECIPIENT: ngettext_lazy(
        "%(count)s recipient was removed: %(names)s.", "%(count)s recipients were removed: %(names)s.", "number"
    ),
    Sort.PURPOSE: ngettext_lazy(
        "%(count)s purpose was removed: %(names)s.", "%(count)s purposes were removed: %(names)s.", "number"
    ),
    Sort.CATEGORY: ngettext_lazy(
        "%(count)s kind of information was removed: %(names)s.",
        "%(count)s kinds of information were removed: %(names)s.",
        "number",
    ),
    Sort.ACTIVITY: ngettext_lazy(
        "%(count)s use of information was removed: %(names)s.",
        "%(count)s uses of information were removed: %(names)s.",
        "number",
    ),
    Sort.BASIS: ngettext_lazy(
        "%(count)s ground for using information was removed: %(names)s.",
        "%(count)s grounds for using information were removed: %(names)s.",
        "number",
    ),
    Sort.RIGHT: ngettext_lazy(
        "%(count)s right was removed: %(names)s.", "%(count)s rights were removed: %(names)s.", "number"
    ),
    Sort.STEP: ngettext_lazy(
        "%(count)s step was removed: %(names)s.", "%(count)s steps were removed: %(names)s.", "number"
    ),
    Sort.RETENTION: ngettext_lazy(
        "%(count)s retention period was removed: %(names)s.",
        "%(count)s retention periods were removed: %(names)s.",
        "number",
    ),
    Sort.CONTACT: ngettext_lazy(
        "%(count)s contact was removed: %(names)s.", "%(count)s contacts were removed: %(names)s.", "number"
    ),
    Sort.LAW: ngettext_lazy(
        "%(count)s law was removed: %(names)s.", "%(count)s laws were removed: %(names)s.", "number"
    ),
    Sort.SOURCE: ngettext_lazy(
        "%(count)s source was removed: %(names)s.", "%(count)s sources were removed: %(names)s.", "number"
    ),
    Sort.LINK: ngettext_lazy(
        "%(count)s link was removed: %(names)s.", "%(count)s links were removed: %(names)s.", "number"
    ),
    Sort.SECTION: ngettext_lazy(
        "%(count)s section was removed: %(names)s.", "%(count)s sections were removed: %(names)s.", "number"
    ),
    Sort.ENTRY: ngettext_lazy(
        "%(count)s other entry was removed: %(names)s.", "%(count)s other entries were removed: %(names)s.", "number"
    ),
}

MOVED_SECTIONS: Final = ngettext_lazy(
    "%(count)s section moved: %(names)s.", "%(count)s sections moved: %(names)s.", "number"
)
RENAMED_SECTIONS: Final = ngettext_lazy(
    "%(count)s section has a new heading: %(names)s.", "%(count)s sections have new headings: %(names)s.", "number"
)
MOVED_ENTRIES: Final = ngettext_lazy(
    "%(count)s entry moved to another place: %(names)s.",
    "%(count)s entries moved to other places: %(names)s.",
    "number",
)
NAMED_AGAIN: Final = ngettext_lazy(
    "%(count)s entry is named in more places than before: %(names)s.",
    "%(count)s entries are named in more places than before: %(names)s.",
    "number",
)
NAMED_LESS: Final = ngettext_lazy(
    "%(count)s entry is named in fewer places than before: %(names)s.",
    "%(count)s entries are named in fewer places than before: %(names)s.",
    "number",
)
STATEMENTS_ADDED: Final = ngettext_lazy("%(count)s statement was added.", "%(count)s statements were added.", "number")
STATEMENTS_REMOVED: Final = ngettext_lazy(
    "%(count)s statement was removed.", "%(count)s statements were removed.", "number"
)
STATEMENTS_MOVED: Final = ngettext_lazy("%(count)s statement moved.", "%(count)s statements moved.", "number")
PERIODS: Final = ngettext_lazy(
    "%(count)s retention period changed: %(names)s.", "%(count)s retention periods changed: %(names)s.", "number"
)
FACTS: Final = ngettext_lazy(
    "%(count)s detail changed: %(names)s.", "%(count)s details changed, among them: %(names)s.", "number"
)
WORDING: Final = ngettext_lazy(
    "The wording changed in %(count)s place.", "The wording changed in %(count)s places.", "number"
)
LAYOUT: Final = ngettext_lazy(
    "The layout or a link changed in %(count)s place, not the words.",
    "The layout or links changed in %(count)s places, not the words.",
    "number",
)
