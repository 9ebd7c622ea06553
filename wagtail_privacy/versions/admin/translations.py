"""Screens about the languages of a notice: which there are, and what each says of what its source says now."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import BehindPassage, PassageState, passages_behind
from wagtail_privacy.documents.places import place_of, text_of
from wagtail_privacy.documents.stored import UnreadableDocument, read_document
from wagtail_privacy.documents.wording import direction, language_name
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.translations import source_page, translations_of
from wagtail_privacy.versions.admin.together import listed
from wagtail_privacy.versions.admin.views import NoticeAdminMixin
from wagtail_privacy.versions.language_links import language_links
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.rules import TranslationBasis
from wagtail_privacy.versions.publishing.together import made_now
from wagtail_privacy.versions.publishing.translating import TranslationError, bring_up_to, translation_basis
from wagtail_privacy.versions.timeline import Timeline

if TYPE_CHECKING:
    from wagtail.models import Page

STATE_LABELS = {
    PassageState.BEHIND: _("Older than the source"),
    PassageState.UNTRANSLATED: _("Not translated"),
    PassageState.MISSING: _("Missing in the translation"),
}


@dataclass(frozen=True)
class Language:
    """A language of a notice, in the list: a page, and the version of it that readers see."""

    page: "Page"
    name: str
    version: NoticeVersion | None
    is_source: bool = False
    url: str = ""


@dataclass(frozen=True)
class PassageRow:
    """A passage that does not say what its source says: the three texts, empty where there is none."""

    state: PassageState
    where: str
    was: str
    now: str
    said: str

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self.state])

    @property
    def has_changed(self) -> bool:
        """Whether it is worth showing what the source said when it was translated."""
        return bool(self.was) and self.was != self.now


@dataclass(frozen=True)
class SectionRows:
    """The passages of one section of a notice."""

    heading: str
    rows: list[PassageRow] = field(default_factory=list)


class LanguagesView(NoticeAdminMixin, TemplateView):
    """The languages in which a notice is written, with the version of the source that each of them renders."""

    template_name = "wagtail_privacy/versions/languages.html"
    page_title = _("Languages of this notice")
    header_icon = "globe"

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        source = source_page(self.page) or self.page
        pages = [source, *translations_of(source).specific()]
        versions = {page.pk: _in_force(page) for page in pages}
        return super().get_context_data(**kwargs) | {
            "languages": [
                Language(
                    page,
                    language_name(page.locale.language_code),
                    versions[page.pk],
                    is_source=page.pk == source.pk,
                    url="" if page.pk == source.pk else reverse("wagtail_privacy_admin:translation", args=[page.pk]),
                )
                for page in pages
                if page.permissions_for_user(self.request.user).can_edit() or page.pk == self.page.pk
            ],
            "source_version": versions[source.pk],
            "links": language_links(source, self.request.user),
        }


class TranslationView(NoticeAdminMixin, TemplateView):
    """What a translation would say beside its source, passage by passage; says that it is complete."""

    template_name = "wagtail_privacy/versions/translation.html"
    page_title = _("Translation")
    header_icon = "globe"

    def parent_breadcrumbs(self) -> list[dict[str, Any]]:
        url = self.admin_url("languages")
        return [{"url": url, "label": gettext("Languages")}]

    @cached_property
    def source(self) -> "Page | None":
        """The page that this one was translated from."""
        return source_page(self.page)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The comparison; the list of languages for a notice that is no translation, or not any more."""
        if self.source is None:
            return redirect(self.admin_url("languages"))
        return self.render_to_response(self.get_context_data(**kwargs) | self.comparison(self.source))

    def comparison(self, source: "Page") -> dict[str, Any]:
        """What would be published beside what readers of ``source`` see."""
        made = made_now(self.page)
        draft = self.page.get_latest_revision_as_object() if made is None else made
        resolution = resolve_draft(draft)
        basis = translation_basis(draft, resolution.document)
        in_force = _in_force(source)
        # The list of versions leaves the documents out.
        now = _document(NoticeVersion.objects.filter(pk=in_force.pk).first()) if in_force is not None else None
        sections = _sections(resolution.document, basis, now) if basis is not None and now is not None else []
        published = _in_force(self.page)
        language, source_language = self.page.locale.language_code, source.locale.language_code
        return {
            "source": source,
            "source_url": reverse("wagtailadmin_pages:edit", args=[source.pk]),
            "source_version": in_force,
            "basis": basis,
            "published": published,
            "sections": sections,
            "count": sum(len(section.rows) for section in sections),
            "problems": resolution.problems,
            "language": {"code": language, "name": language_name(language), "direction": direction(language)},
            "source_language": {
                "code": source_language,
                "name": language_name(source_language),
                "direction": direction(source_language),
            },
            "is_brought_up": in_force is not None and draft.translated_number == in_force.number,
            # What an app makes is complete when its texts are translated, whatever anybody says of it.
            "may_edit": made is None and self.permissions.can_edit() and not self.permissions.page_locked(),
            "together": listed(self.page, self.request.user),
        }

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Save that the draft says all that a version of its source says, and publish it where asked."""
        if not self.permissions.can_edit():
            raise PermissionDenied
        if made_now(self.page) is not None:
            text = gettext(
                "This translation is made from its translated texts. Publish it under “Publish these together”."
            )
            messages.error(request, text)
            return redirect(self.admin_url("translation"))
        try:
            number = int(request.POST.get("number", ""))
        except ValueError:
            messages.error(request, gettext("Say up to which version the translation was brought."))
            return redirect(self.admin_url("translation"))
        try:
            revision = bring_up_to(self.page, number, user=request.user)
            if "publish" in request.POST and self.may_publish:
                revision.publish(user=request.user)
        except TranslationError as error:
            messages.error(request, str(error))
        except ResolutionError as error:
            reasons = " ".join(str(problem) for problem in error.problems)
            text = gettext("The draft is saved and was not published. %(reasons)s") % {"reasons": reasons}
            messages.error(request, text)
        else:
            text = gettext("The draft is kept as saying all that version %(number)s says.") % {"number": number}
            messages.success(request, text)
        return redirect(self.admin_url("translation"))


def _in_force(page: "Page") -> NoticeVersion | None:
    """What readers see of a notice, without the document. One query."""
    timeline: Timeline[Any] = NoticeVersion.objects.current_timeline(page.pk, site_day())
    period = timeline.in_force or timeline.newest
    return period.version if period is not None else None


def _document(version: NoticeVersion | None) -> Document | None:
    try:
        return version.as_document() if version is not None else None
    except UnreadableDocument:
        return None


def _sections(translated: Document, basis: TranslationBasis, now: Document) -> list[SectionRows]:
    if basis.document is None:
        return []
    try:
        former = read_document(basis.document)
    except UnreadableDocument:
        return []
    behind = passages_behind(translated, former, now, basis.kept)
    placed = ((_heading(passage, translated, now), passage) for passage in behind)
    return [
        SectionRows(heading, [_row(passage, translated, now) for _heading_again, passage in passages])
        for heading, passages in groupby(placed, key=lambda entry: entry[0])
    ]


def _document_of(passage: BehindPassage, translated: Document, now: Document) -> Document:
    return now if passage.state == PassageState.MISSING else translated


def _heading(passage: BehindPassage, translated: Document, now: Document) -> str:
    return place_of(_document_of(passage, translated, now), passage.path).section


def _row(passage: BehindPassage, translated: Document, now: Document) -> PassageRow:
    place = place_of(_document_of(passage, translated, now), passage.path)
    was, now_text, said = (
        text_of(value, is_prose=place.is_prose) for value in (passage.was, passage.now, passage.said)
    )
    return PassageRow(passage.state, place.shown, was, now_text, said)
