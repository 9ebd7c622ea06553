"""How each type of value is shown beside its label, unless a template of its own says more."""

from dataclasses import dataclass, field

from wagtail_privacy.documents.base import Data, Link, Prose
from wagtail_privacy.documents.fields import field_label, specs
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    Contact,
    PurposeUse,
    RecipientIdentity,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.wording import display_text, field_text, goes_without_saying, says_nothing

_FOLDER = "wagtail_privacy/public/parts"

_LISTS: dict[type[object], tuple[str, str]] = {
    CategoryUse: ("categories.html", "categories"),
    Citation: ("citations.html", "citations"),
    Link: ("links.html", "links"),
    PurposeUse: ("purposes.html", "purposes"),
    RecipientIdentity: ("names.html", "identities"),
    RetentionUse: ("rules.html", "rules"),
    Source: ("sources.html", "sources"),
}
"""Template of a list of such items, and the name under which the template knows the list."""

_SINGLE: dict[type[object], tuple[str, str]] = {
    BasisUse: ("basis.html", "basis"),
    Contact: ("contact.html", "contact"),
    Prose: ("prose.html", "value"),
    RecipientIdentity: ("body.html", "value"),
}
"""Template of one such item, and the name under which the template knows it."""


@dataclass(frozen=True)
class LabelledValue:
    """A field as the page shows it: its label, and the template that shows its value in a context."""

    label: str
    template: str
    context: dict[str, object] = field(default_factory=dict)


def labelled(part: Data, name: str) -> LabelledValue | None:
    """What the page shows of the field ``name`` of ``part``; ``None`` where it says nothing.

    Raises ``KeyError`` for a field that the part has not, so that a slip in a template is found.
    """
    spec = specs(type(part))[name]
    value = getattr(part, name)
    label = field_label(type(part), name)
    if isinstance(value, tuple) and value and not spec.single:
        shown = _LISTS.get(type(value[0]))
        if shown is not None:
            return LabelledValue(label, f"{_FOLDER}/{shown[0]}", {shown[1]: value})
        # The labels of a closed list, the names of items that have no template of their own, or statements.
        return LabelledValue(label, f"{_FOLDER}/statements.html", {"items": [display_text(entry) for entry in value]})
    if isinstance(value, Data) and (shown := _SINGLE.get(type(value))) is not None:
        return LabelledValue(label, f"{_FOLDER}/{shown[0]}", {shown[1]: value})
    text = (
        ""
        if value is False or says_nothing(value) or goes_without_saying(type(part), name, value)
        else field_text(part, name)
    )
    return LabelledValue(label, f"{_FOLDER}/text.html", {"text": text}) if text else None
