"""The translations that a translated notice waits for: its items and the notice itself, published together.

Each is published the ordinary way, in a transaction of its own: what has to be asked first is refused with the address
of the question, and what is refused keeps nothing else back. An app that makes translations passage by passage says how
far each is, and makes its draft, by :func:`register_maker`.
"""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.translatable.items import items_needed
from wagtail_privacy.organisations.permissions import policy_for
from wagtail_privacy.organisations.refusals import AdvisedRefusalError

if TYPE_CHECKING:
    from wagtail.models import Revision

    from wagtail_privacy.organisations.permissions import User

Thing = LibraryItem | NoticeMixin


@dataclass(frozen=True)
class Made:
    """How many texts of a translation are translated, and whether more are than its newest draft says."""

    translated: int
    total: int
    has_new: bool = False


class TranslationMaker(Protocol):
    """An app that makes translations out of translated texts."""

    def progress(self, things: Sequence[Thing]) -> Mapping[Thing, Made]:
        """How far each of these translations is, without those that it does not make: a few queries for all."""

    def current(self, thing: Thing) -> Thing | None:
        """The translation with all that is translated now, not saved; ``None`` for what it does not make."""

    def draft(self, thing: Thing, user: "User") -> "Revision | None":
        """A draft with all that is translated now; ``None`` for what it does not make."""


_makers: list[TranslationMaker] = []


def register_maker(maker: TranslationMaker) -> None:
    """Have ``maker`` make what it translates before that is published. Called when an app is ready."""
    if maker not in _makers:
        _makers.append(maker)


def made_now(page: NoticeMixin) -> Any | None:
    """``page``, a translated notice, as an app would make it now, not saved; ``None`` where it is written by hand."""
    made = (maker.current(page) for maker in _makers)
    return next((current for current in made if current is not None), None)


@dataclass(frozen=True)
class WaitingTranslation:
    """A translation that readers do not see yet as it is.

    ``made`` is ``None`` for one that is written by hand. ``obstacle`` says why the user does not publish it, and who
    does; it is empty for what the user may publish.
    """

    thing: Thing
    made: Made | None = None
    obstacle: str = ""

    @property
    def key(self) -> str:
        """What stands for it in a form."""
        return f"{self.thing._meta.label_lower}:{self.thing.pk}"

    @property
    def kind(self) -> str:
        return str(capfirst(self.thing._meta.verbose_name))

    @property
    def missing(self) -> int:
        """How many of its texts nobody has translated."""
        return self.made.total - self.made.translated if self.made is not None else 0

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has translated anything of it, so that it would say what the source says."""
        return self.made is not None and self.made.total > 0 and not self.made.translated


@dataclass(frozen=True)
class Outcome:
    """What became of a translation that was to be published: nothing to say, or why not, and where to go on.

    ``is_left`` is one that was not begun.
    """

    thing: Thing
    refusal: str = ""
    url: str = ""
    is_left: bool = False


def waiting_translations(page: NoticeMixin, user: "User") -> list[WaitingTranslation]:
    """What waits of ``page``, a translated notice: the items that its draft shows, then the page; empty where none do.

    An item is named after those that it refers to. A few queries for each kind of item.
    """
    if page.alias_of_id is not None:
        return []
    things: list[Thing] = [*_translated_items(page), page]
    made = {thing: progress for maker in _makers for thing, progress in maker.progress(things).items()}
    waiting = [thing for thing in things[:-1] if _is_waiting(thing, made.get(thing))]
    if waiting or _is_waiting(page, made.get(page)):
        # Whatever is published of its items, the page says it when it is published the next time.
        waiting.append(page)
    return [WaitingTranslation(thing, made.get(thing), obstacle(thing, user)) for thing in waiting]


def publish_together(
    page: NoticeMixin, keys: Collection[str], user: "User", seconds: float | None = None
) -> Iterator[Outcome]:
    """Publish those of the waiting translations of ``page`` that ``keys`` name, the page last.

    Gives what became of each. None is begun when ``seconds`` have passed. What ``keys`` name beside is left alone.
    """
    until = None if seconds is None else time.monotonic() + seconds
    for waiting in waiting_translations(page, user):
        if waiting.key not in keys:
            continue
        is_left = until is not None and time.monotonic() >= until
        yield Outcome(waiting.thing, is_left=True) if is_left else _published(waiting, user)


def _published(waiting: WaitingTranslation, user: "User") -> Outcome:
    thing = waiting.thing
    refusal = waiting.obstacle or _lock(thing, user)
    if refusal:
        return Outcome(thing, refusal)
    try:
        drafts = (maker.draft(thing, user) for maker in _makers)
        revision = next((draft for draft in drafts if draft is not None), None) or thing.get_latest_revision()
        if revision is None or revision.content_object is None:
            return Outcome(thing, gettext("It was deleted, or nobody has saved it yet."))
        revision.publish(user=user)
    except AdvisedRefusalError as error:
        return Outcome(thing, str(error), error.url)
    except ValidationError as error:
        return Outcome(thing, " ".join(error.messages))
    except PermissionDenied:
        return Outcome(thing, _whose_job(thing))
    return Outcome(thing)


def _translated_items(page: NoticeMixin) -> list[LibraryItem]:
    """What the items that the draft of ``page`` shows are in its language, where there is anything."""
    made = made_now(page)
    needed = items_needed(resolve_draft(page.get_latest_revision_as_object() if made is None else made))
    by_model: dict[type[LibraryItem], list[Any]] = {}
    for item in needed:
        by_model.setdefault(type(item), []).append(item.translation_key)
    found: dict[tuple[type[LibraryItem], Any], LibraryItem] = {}
    for model, keys in by_model.items():
        rows = model.objects.filter(translation_key__in=keys, locale=page.locale_id, merged_into=None)
        found |= {(model, row.translation_key): row for row in rows.select_related("owner")}
    wanted = dict.fromkeys((type(item), item.translation_key) for item in needed)
    return [found[key] for key in wanted if key in found]


def _is_waiting(thing: Thing, made: Made | None) -> bool:
    return not thing.live or thing.has_unpublished_changes or (made is not None and made.has_new)


def obstacle(thing: Thing, user: "User") -> str:
    """Why ``user`` does not publish a translation, and who does; empty for what they may publish."""
    if isinstance(thing, LibraryItem):
        may = policy_for(type(thing)).user_has_permission_for_instance(user, "publish", thing)
        return "" if may else _whose_job(thing)
    permissions = thing.permissions_for_user(user)
    if not permissions.can_publish():
        return _whose_job(thing)
    return gettext("Somebody has locked it. Unlock it first.") if permissions.page_locked() else ""


def _whose_job(thing: Thing) -> str:
    if not isinstance(thing, LibraryItem):
        return gettext("You may not publish it. Ask somebody who may publish this page.")
    if thing.owner is None:
        return gettext("It belongs to everyone. Ask whoever looks after the library to publish it.")
    return gettext("It belongs to %(owner)s. Ask those who may publish it there.") % {"owner": thing.owner}


def _lock(thing: Thing, user: "User") -> str:
    lock = thing.get_lock()
    return gettext("Somebody has locked it. Unlock it first.") if lock is not None and lock.for_user(user) else ""
