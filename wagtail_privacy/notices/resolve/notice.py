"""A whole notice: sections, clauses and appendices, with tokens replaced."""

import logging
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import cast

from django.db.models import Model
from django.utils.translation import gettext
from wagtail.blocks import StreamValue
from wagtail.models import Page

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import specs
from wagtail_privacy.documents.items import Party
from wagtail_privacy.documents.sections import AppendixSection, SectionBase
from wagtail_privacy.documents.vocabulary import Audience, Edition, NoticeKind
from wagtail_privacy.library.item_map import ItemLanguages, ItemMap, current_map, item_map, separate_map
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.blocks.damaged import UNREADABLE
from wagtail_privacy.notices.blocks.stored_references import unread_children
from wagtail_privacy.notices.blocks.unknown import UNKNOWN, type_of
from wagtail_privacy.notices.notice_page import NoticePage
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve.contradictions import report_contradictions
from wagtail_privacy.notices.resolve.items import ItemResolver
from wagtail_privacy.notices.resolve.names import with_own_names
from wagtail_privacy.notices.resolve.places import Origin, places_of
from wagtail_privacy.notices.resolve.references import Reference, References, stored_choices, unfilled
from wagtail_privacy.notices.resolve.sections import build
from wagtail_privacy.notices.resolve.tokens import replace_in_line, replace_tokens
from wagtail_privacy.notices.translations import source_page
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.texts import in_language, texts_in
from wagtail_privacy.organisations.tokens import token_values

logger = logging.getLogger(__name__)

_NOT_CONTENT = {"type", "heading", "anchor", "clause", "label"}


@dataclass(frozen=True)
class Resolution:
    """A document with the library items that it used and what stands in the way of publishing it.

    ``origins`` say from which block each of its sections came.
    """

    document: Document
    references: tuple[Reference, ...]
    organisation: Organisation | None
    problems: tuple[Problem, ...] = ()
    origins: tuple[Origin, ...] = field(default=(), repr=False)

    @cached_property
    def places(self) -> Mapping[str, list[str]]:
        """Which part of the document came from which block; see
        :func:`~wagtail_privacy.notices.resolve.places.places_of`.
        """
        return places_of(self.document.sections, self.origins)


def resolve(page: NoticePage) -> Resolution:
    """The document that this notice would publish now.

    Raises :class:`ResolutionError` with every problem when the notice may not be published: a library item that is a
    draft, deleted or another organisation's, a token that stands for nothing, a page outside any organisation's site,
    a notice without content.
    """
    resolution = resolve_draft(page)
    if resolution.problems:
        raise ResolutionError(resolution.problems, page)
    return resolution


def resolve_draft(page: NoticePage, parent: Page | None = None) -> Resolution:
    """The document as far as it can be resolved, with its problems; never raises for what an editor can mend.

    ``parent`` is the page below which a page that has never been saved will stand.
    """
    languages = languages_of(page)
    if languages is None:
        with item_map() as items:
            items.load(_chosen_in(page.body))
            return _resolve_draft(page, parent)
    with separate_map((current_map() or ItemMap()).in_languages(languages)) as items:
        notice = _with_body_read_anew(page)
        items.load(_chosen_in(notice.body))
        return _resolve_draft(notice, parent)


def languages_of(page: NoticePage) -> ItemLanguages | None:
    """The languages of the items of a translated notice; ``None`` for a notice that is no translation."""
    source = source_page(cast("Page", page))
    return ItemLanguages(page.locale, source.locale) if source is not None else None


def _with_body_read_anew(page: NoticePage) -> NoticePage:
    """``page`` with its sections as they are stored: what was read already chose items in whatever language."""
    notice = copy(page)
    stream = page.body.stream_block
    try:
        notice.body = stream.to_python(stream.get_prep_value(page.body))
    except UNREADABLE:
        # Resolving says what is wrong with the data, and in which section.
        return page
    return notice


def _resolve_draft(page: NoticePage, parent: Page | None) -> Resolution:
    place = page if page.url_path else parent
    organisation = Organisation.objects.for_page(place) if place is not None else None
    references = References(organisation)
    if organisation is None:
        references.report(
            "organisation_missing",
            gettext(
                "This page is not below the home page of any organisation, so nobody would be named as controller. Add "
                "the organisation and its site under Privacy, Organisations, or move the page."
            ),
        )
    tokens = _names_of_tokens(organisation) if page.is_model else _tokens(organisation)
    known = len(references.problems)
    origins: list[Origin] = []
    texts = _texts(page, organisation)
    items = ItemResolver(references, organisation, texts, page.audiences())
    resolved = tuple(_resolve_body(page.body, items, tokens, origins))
    sections = with_own_names(resolved, items.library_names)
    if not sections and len(references.problems) == known:
        references.report("empty", gettext("The notice has no content yet. Add at least one section."))
    document = Document(
        kind=page.notice_kind,
        audience=page.audience,
        also_for=page.audiences()[1:],
        edition=Edition(page.edition) if page.edition != Edition.FULL else None,
        language=page.locale.language_code,
        title=replace_in_line(page.title, tokens, references),
        summary=replace_in_line(page.summary, tokens, references),
        sections=sections,
        **_parties(organisation, texts),
    ).anchored()
    report_contradictions(document, origins, page.body, references)
    return Resolution(
        document,
        references.found,
        organisation,
        tuple(references.problems),
        tuple(origins),
    )


def resolve_clause_draft(clause: LibraryItem) -> Resolution:
    """A shared clause by itself, as the notices of its owner would show it; never raises for what an editor can mend.

    A token without a value stands for its own name in brackets: each school fills in its own.
    """
    with item_map() as items:
        items.load(_chosen_in(clause.body))
        return _resolve_clause_draft(clause)


def _resolve_clause_draft(clause: LibraryItem) -> Resolution:
    organisation = clause.owner
    references = References(organisation)
    tokens = _names_of_tokens(None) | {name: value for name, value in (_tokens(organisation) or {}).items() if value}
    document = Document(
        kind=NoticeKind.PRIVACY_NOTICE,
        audience=Audience.EVERYONE,
        language=clause.locale.language_code,
        title=clause.name,
        sections=tuple(_resolve_body(clause.body, ItemResolver(references, organisation), tokens, [])),
        **_parties(organisation),
    ).anchored()
    if not document.sections and not references.problems:
        references.report("empty", gettext("The clause has no content yet. Add at least one section."))
    return Resolution(document, references.found, organisation, tuple(references.problems))


def _chosen_in(body: StreamValue) -> Iterator[tuple[type[Model], int]]:
    """The items that the stored sections of a stream choose; those of a section that was read already are loaded."""
    for raw in unread_children(body):
        if raw is not None:
            choices = stored_choices(body.stream_block, [raw])
            yield from ((model, key) for model, key in choices if key is not None)


def _tokens(organisation: Organisation | None) -> Mapping[str, str] | None:
    return None if organisation is None else token_values(organisation)


def _names_of_tokens(organisation: Organisation | None) -> dict[str, str]:
    """The tokens that there are, each standing for its own name in brackets: each school fills in its own."""
    return {name: f"[{name}]" for name in token_values(organisation or Organisation())}


def _texts(page: NoticePage, organisation: Organisation | None) -> Mapping[str, str]:
    """The texts of the organisation in the language of a translation; none for any other notice."""
    items = current_map()
    if organisation is None or items is None or not items.is_translated:
        return {}
    return texts_in(page.locale, organisation.chain())


def _parties(
    organisation: Organisation | None, texts: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Party | None]:
    if organisation is None:
        nobody = Party(name=gettext("No organisation yet"))
        return {"organisation": nobody, "controller": nobody}
    chain = organisation.chain()
    trust = next((one for one in chain[1:] if one.kind == "trust"), None)
    return {
        "organisation": in_language(organisation.party(), texts),
        "controller": in_language(organisation.controller().party(), texts),
        "trust": in_language(trust.party(), texts) if trust is not None else None,
    }


def _resolve_body(
    body: StreamValue,
    items: ItemResolver,
    tokens: Mapping[str, str] | None,
    origins: list[Origin],
    position: int | None = None,
) -> Iterator[SectionBase]:
    """The sections of a stream; where each came from goes to ``origins``.

    ``position`` is given for a stream inside a section of the notice.
    """
    for index in range(len(body)):
        place = index if position is None else position
        try:
            # Lazily, or what Wagtail cannot read of one section would take the others with it.
            inner: list[Origin] = []
            sections = tuple(_resolve_child(body[index], place, items, tokens, inner))
            origins += _origins(body[index], len(sections), inner)
            yield from sections
            _report_deleted(body, index, items.references, place)
        except UNREADABLE:
            _report_unreadable(body, index, items.references, place)
        except Exception:
            # A bug of ours: the editor has done nothing wrong, and must not be told to delete work.
            logger.exception("A section of a notice could not be resolved.")
            with items.references.section(_heading(body.raw_data[index]), place):
                items.references.report(
                    "section_failed",
                    gettext(
                        "this section could not be read because of an error in the software. Nothing is lost. Tell "
                        "whoever looks after the website; the log of the server says more."
                    ),
                )


def _origins(child: StreamValue.StreamChild, count: int, inner: list[Origin]) -> list[Origin]:
    """Where the ``count`` sections of one block came from; ``inner`` are the origins inside it."""
    if child.block_type == "clause":
        return [Origin(str(child.id), within=origin) for origin in inner]
    return [Origin(str(child.id), child.value, inner)] * count


def _report_unreadable(body: StreamValue, index: int, references: References, place: int) -> None:
    with references.section(_heading(body.raw_data[index]), place):
        references.report(
            "section_unreadable",
            gettext("this section holds data that cannot be read. Remove it and write it again."),
        )


def _heading(raw: object) -> str:
    value = raw.get("value") if isinstance(raw, Mapping) else None
    heading = value.get("heading") if isinstance(value, Mapping) else None
    return heading if isinstance(heading, str) else ""


def _resolve_child(
    child: StreamValue.StreamChild,
    position: int | None,
    items: ItemResolver,
    tokens: Mapping[str, str] | None,
    inner: list[Origin],
) -> Iterator[SectionBase]:
    if child.block_type == "clause":
        yield from _resolve_clause(child.value, position, items, tokens, inner)
        return
    if child.block_type == UNKNOWN:
        with items.references.section(_heading(child.value), position):
            items.references.report(
                "section_unknown",
                gettext(
                    "this section is of a type that this website does not know (%(type)s), so it cannot be shown. It "
                    "is kept as it is. Remove it, or ask whoever looks after the website to install what it is from."
                )
                % {"type": type_of(child.value)},
            )
        return
    references = items.references
    foreign = references.foreign
    heading = str(child.value["heading"] or "")
    if getattr(child.value, "is_damaged", False):
        with references.section(heading, position):
            references.report(
                "section_unreadable",
                gettext(
                    "some of what is stored for this section cannot be read and is not shown. Look through it, fill in "
                    "what is missing and save it."
                ),
            )
    with references.section(heading, position):
        if child.block_type == "appendix":
            section: SectionBase | None = AppendixSection(
                heading=replace_in_line(heading, tokens, references),
                label=replace_in_line(child.value["label"] or "", tokens, references),
                sections=tuple(_resolve_body(child.value["sections"], items, tokens, inner, position)),
            )
        else:
            section = build(items, child.block.schema, child.value)
            labels = dict.fromkeys(unfilled(child.block, child.value))
            if labels:
                references.report(
                    "field_missing",
                    gettext("fill in: %(fields)s.") % {"fields": ", ".join(labels)},
                )
        if references.foreign > foreign:
            # Not even a preview shows what another organisation keeps for itself.
            return
        if section is None or _is_without_content(section):
            references.report("section_incomplete", gettext("this section says nothing yet. Complete it or remove it."))
        elif child.block_type == "appendix":
            yield section
        else:
            yield replace_tokens(section, tokens, references)


def _is_without_content(section: SectionBase) -> bool:
    """Whether a section has no content below its heading. An answer of “no” to a question is content."""
    fields = {name: entry for name, entry in specs(type(section)).items() if name not in _NOT_CONTENT}
    return all(
        (value := getattr(section, name)) in (None, "", ()) or (value is False and entry.remark)
        for name, entry in fields.items()
    )


def _resolve_clause(
    clause: LibraryItem | None,
    position: int | None,
    items: ItemResolver,
    tokens: Mapping[str, str] | None,
    inner: list[Origin],
) -> Iterator[SectionBase]:
    if clause is None:
        items.references.report("clause_missing", gettext("A shared clause was not chosen, or has been deleted."))
        return
    with items.references.section(clause.name, position):
        foreign = items.references.foreign
        items.references.use(clause)
        if items.references.foreign > foreign:
            return
        if not len(clause.body):
            items.references.report("section_incomplete", gettext("this clause says nothing yet. Choose another."))
        with items.references.clause(clause.pk):
            shared = current_map()
            if shared is not None:
                shared.load(_chosen_in(clause.body))
            for section in _resolve_body(clause.body, items, tokens, inner, position):
                yield section.model_copy(update={"clause": clause.ref()})


def _report_deleted(body: StreamValue, index: int, references: References, position: int | None) -> None:
    """Report what the stored data of one section points to and the database no longer has.

    ``index`` is its place in ``body``, ``position`` the place in the notice that the editor is shown.
    """
    raw = body.raw_data[index]
    block = body.stream_block.child_blocks[raw["type"]]
    wanted: dict[type[Model], set[int]] = {}
    with references.section(_heading(raw), position):
        for model, object_id in stored_choices(block, raw["value"]):
            if object_id is not None:
                wanted.setdefault(model, set()).add(object_id)
                continue
            references.report(
                "item_missing",
                gettext("what is stored for a chosen %(kind)s is no key of one. Choose it again.")
                % {"kind": model._meta.verbose_name},
                str(model._meta.verbose_name),
            )
        for model, object_ids in wanted.items():
            known = references.object_ids(str(model._meta.model_name))
            unknown = object_ids - known
            if unknown:
                unknown -= set(model._default_manager.filter(pk__in=unknown).values_list("pk", flat=True))
            for object_id in sorted(unknown):
                references.missing(str(model._meta.verbose_name), object_id)
