"""The kinds of sections that a notice can have: ours, and those that other apps register.

The stream of the editor, its picker and examples, resolving, the public page and the reference of blocks are made from
this registry. An app adds a kind in the ``ready()`` of its ``AppConfig``::

    register_section_kind(SectionKind(MealsBlock, example=meals_example, article="UK GDPR Article 9(2)(a)"))
"""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail.blocks import StructBlock

from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.sections.registry import register_section_type, section_type
from wagtail_privacy.notices.registry import Registry

Builder = Callable[..., SectionBase | None]
"""From an ``ItemResolver`` and the value of a block to the section that it becomes; ``None`` where it says nothing."""

UNKNOWN_TEMPLATE = "wagtail_privacy/public/sections/unknown.html"
"""Shows a section of which this site does not know the kind, or has not the template."""


@dataclass(frozen=True)
class SectionKind:
    """One kind of section.

    ``block`` is its class of block, a ``SectionBlock``, whose ``schema`` is the class of the document that it becomes.
    ``example`` gives what the picker shows, in the language that is active. ``article`` is where the law asks for it,
    empty where none does. ``build`` makes the section from a block where the types of its fields do not say how.
    ``template`` shows its content on the public page; without one it is
    ``wagtail_privacy/public/sections/<type>.html``.
    """

    block: type[StructBlock]
    example: Callable[[], SectionBase]
    article: str = ""
    build: Builder | None = None
    template: str = ""

    @property
    def model(self) -> type[SectionBase]:
        """The class of the document."""
        model: type[SectionBase] = self.block.schema
        return model

    @property
    def type(self) -> str:
        """The type in blocks and documents: "rights", or "meals.allergies" of another app."""
        return section_type(self.model)

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates of its content, the first that exists to be used."""
        return (self.template or f"wagtail_privacy/public/sections/{self.type}.html", UNKNOWN_TEMPLATE)


_kinds: Registry[SectionKind] = Registry(
    taken="There is a kind of section {name!r} already.",
    too_late="The kind of section {name!r} is registered too late. Register it in the ready() of an AppConfig.",
)


def register_section_kind(kind: SectionKind) -> None:
    """Add a kind of section.

    Raises ``ImproperlyConfigured`` when the editor was built already, since it would lack the kind; ``ValueError`` for
    a type that is taken, or one of another app without the label of the app; ``TypeError`` for a class of the document
    with a field that does not say what it is.
    """
    _kinds.check(kind.type)
    if not _is_ours(kind):
        register_section_type(kind.model)
    _kinds.add(kind.type, kind)


def section_kinds() -> tuple[SectionKind, ...]:
    """Every kind in the order of the picker: ours first. From now on none can be added."""
    return _kinds.use()


def section_kind(name: str) -> SectionKind | None:
    """The kind of a type; ``None`` where this site does not know it."""
    return _kinds.get(name)


def section_templates(section: SectionBase) -> tuple[str, ...]:
    """The templates of the content of a section, the first that exists to be used."""
    kind = section_kind(section.type)
    # What could not be read of a known kind is not shown by its template.
    if kind is None or not isinstance(section, kind.model):
        return (UNKNOWN_TEMPLATE,)
    return kind.templates


def _is_ours(kind: SectionKind) -> bool:
    return kind.model.__module__.startswith("wagtail_privacy.documents.")
