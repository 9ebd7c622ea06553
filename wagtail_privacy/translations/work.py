"""What this app says needs a person: texts that a machine has translated and nobody has confirmed.

A text is confirmed by whoever saves it in the editor of the translation, unchanged or not, or uploads it in a PO file:
wagtail-localize then notes that a person has translated it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, Exists, F, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import JSONObject, TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import StringSegment, StringTranslation

from wagtail_privacy.documents.wording import language_name
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.versions.draft_work import ITEM_MODELS, item_work
from wagtail_privacy.work_items import WorkItem, WorkRow, work_rows

if TYPE_CHECKING:
    from wagtail.models import Page


class MachineWork:
    """Notices and items with texts that a machine has translated: what is read with the notices, and rows of items."""

    name = "machine_translations"
    label: str | Promise = _("Machine translations")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        return {"texts": Subquery(_counted().values(texts=JSONObject(count="count", first="first")))}

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One for a notice with such texts of its own."""
        texts = known["texts"]
        if texts is None:
            return
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=_why(texts["count"], page.locale.language_code),
            to_do=_to_do(),
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            since=dt.date.fromisoformat(texts["first"][:10]),
            organisation=organisation,
            page_id=page.pk,
        )

    def rows(self, today: dt.date) -> "list[QuerySet[Any, Any]]":
        """Those of each kind of item."""
        return [self._rows(model) for model in ITEM_MODELS]

    def _rows(self, model: type[LibraryItem]) -> "QuerySet[Any, Any]":
        return work_rows(
            self,
            model.objects.not_merged().filter(Exists(_unconfirmed())),
            key=F("pk"),
            organisation=F("owner_id"),
            title=F("name"),
            since=Subquery(_counted().values("first"), output_field=DateField()),
            known=JSONObject(
                model=Value(model._meta.model_name),
                pk="pk",
                language="locale__language_code",
                count=Subquery(_counted().values("count")),
            ),
        )

    def work_item(self, row: WorkRow, today: dt.date) -> WorkItem:
        """One for an item with such texts."""
        return item_work(self.name, row, why=_why(row.known["count"], row.known["language"]), to_do=_to_do())


def _unconfirmed() -> "QuerySet[Any, Any]":
    """The texts of a page or an item that a machine has translated, as far as the source still says them."""
    said = StringSegment.objects.filter(string_id=OuterRef("translation_of_id"), context_id=OuterRef("context_id"))
    texts: QuerySet[Any, Any] = StringTranslation.objects.filter(
        Exists(said),
        context__object_id=OuterRef("translation_key"),
        locale_id=OuterRef("locale_id"),
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    )
    return texts


def _counted() -> "QuerySet[Any, Any]":
    """How many there are, and the day of the first."""
    return _unconfirmed().order_by().values("locale_id").annotate(count=Count("pk"), first=Min(TruncDate("updated_at")))


def _why(count: int, language: str) -> str:
    return ngettext(
        "A machine has translated %(count)s text into %(language)s, and nobody has confirmed it.",
        "A machine has translated %(count)s texts into %(language)s, and nobody has confirmed them.",
        count,
    ) % {"count": count, "language": language_name(language)}


def _to_do() -> str:
    return gettext("Read each of them beside the source, and save it.")
