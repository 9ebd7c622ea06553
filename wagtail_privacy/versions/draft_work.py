"""What this room says of drafts that wait to be read in another language: of notices, and of what these show."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import swapper
from django.apps import apps
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Coalesce, JSONObject, TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.wording import language_name
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.work import DRAFT_DAYS, has_draft, scheduled_revisions
from wagtail_privacy.versions.models import NoticeVersion, VersionReference
from wagtail_privacy.work_items import WorkItem, WorkRow, work_rows

if TYPE_CHECKING:
    from wagtail.models import Page

ITEM_MODELS: tuple[type[LibraryItem], ...] = (*LIBRARY_MODELS, Clause)
"""Whatever a notice shows and that has translations."""


class TranslationDraftWork:
    """Drafts of translations, from the first day: somebody waits for them in a language of their own."""

    name = "translation_drafts"
    label: str | Promise = _("Drafts of translations")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        pages = swapper.load_model("wagtailcore", "Page").objects
        others = pages.filter(translation_key=OuterRef("translation_key"), live=True).exclude(pk=OuterRef("pk"))
        return {
            "scheduled_at": Subquery(scheduled_revisions().values("approved_go_live_at")[:1]),
            "has_source": Exists(others),
        }

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One for a draft of a translation whose source is published.

        None where its publication is scheduled, and none once it is an old draft, which is work of its own.
        """
        if not has_draft(page) or known["scheduled_at"] is not None or page.alias_of_id is not None:
            return
        day = site_day(page.latest_revision_created_at)
        if day + dt.timedelta(days=DRAFT_DAYS) <= today or not known["has_source"] or not _is_in_other_language(page):
            return
        texts = {"language": language_name(page.locale.language_code), "day": PartialDate.of(day).written()}
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=gettext("Its draft in %(language)s was last changed on %(day)s and has not been published.") % texts,
            to_do=gettext("Translate what is left, compare it with the source, and publish it."),
            url=reverse("wagtail_privacy_admin:translation", args=[page.pk]),
            since=day,
            organisation=organisation,
            page_id=page.pk,
        )


def _is_in_other_language(page: "Page") -> bool:
    """Whether a page does not stand below the home page of its site, but below that in another language. No query."""
    roots = Site.get_site_root_paths()
    # The root in the language of the site comes first.
    first = {root.site_id: root.root_path for root in reversed(roots)}
    above = [root for root in roots if page.url_path.startswith(root.root_path)]
    return bool(above) and all(first[root.site_id] != root.root_path for root in above)


def _shown_in_its_language(model: type[LibraryItem]) -> "QuerySet[VersionReference]":
    """References of the newest versions of live notices in the language of an item to its key."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    newer = NoticeVersion.objects.filter(page_id=OuterRef("version__page_id"), number__gt=OuterRef("version__number"))
    in_language = pages.filter(pk=OuterRef("version__page_id"), live=True, locale_id=OuterRef(OuterRef("locale_id")))
    references: QuerySet[VersionReference] = VersionReference.objects.filter(
        model=model._meta.model_name, translation_key=OuterRef("translation_key")
    )
    return references.filter(~Exists(newer), Exists(in_language))


class TranslatedItemWork:
    """Translations of library items and clauses that are drafts, while notices in their language are read."""

    name = "translated_items"
    label: str | Promise = _("Drafts of translated items")

    def rows(self, today: dt.date) -> "list[QuerySet[Any, Any]]":
        """Those of each kind of item."""
        return [self._rows(model, today) for model in ITEM_MODELS]

    def _rows(self, model: type[LibraryItem], today: dt.date) -> "QuerySet[Any, Any]":
        # The oldest of a key is the one that the others were translated from.
        older = model.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
        drafts = model.objects.not_merged().filter(Q(live=False) | Q(has_unpublished_changes=True))
        changed = TruncDate("latest_revision__created_at", output_field=DateField())
        return work_rows(
            self,
            drafts.filter(Exists(older), Exists(_shown_in_its_language(model))),
            key=F("pk"),
            organisation=F("owner_id"),
            title=F("name"),
            since=Coalesce(changed, Value(today), output_field=DateField()),
            known=JSONObject(
                model=Value(model._meta.model_name), pk="pk", language="locale__language_code", is_live="live"
            ),
        )

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem:
        """That readers see the source of the item, or what was published of the translation before."""
        known = row.known
        if known["is_live"]:
            why = gettext("Its draft in %(language)s is newer than what notices in that language show.")
        else:
            why = gettext("Its translation is a draft, so that notices in %(language)s show it untranslated.")
        return item_work(
            self.name,
            row,
            why=why % {"language": language_name(known["language"])},
            to_do=gettext("Translate what is left, and publish it."),
        )


def item_work(kind: str, row: WorkRow, *, why: str, to_do: str) -> WorkItem:
    """Work on an item of the library, for its owner; the row knows its ``model`` and ``pk``."""
    model, pk = row.known["model"], row.known["pk"]
    url_name = apps.get_model("wagtail_privacy", model).snippet_viewset.get_url_name("edit")
    return WorkItem(
        kind=kind,
        key=f"{model}-{row.key}",
        what=row.title,
        why=why,
        to_do=to_do,
        url=reverse(url_name, args=[pk]),
        since=row.since,
        organisation=row.organisation,
        is_for_owner=True,
    )
