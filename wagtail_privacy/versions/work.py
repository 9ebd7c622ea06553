"""What this room says needs a person: versions that nobody can read yet, and translations that are behind."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.db.models.expressions import BaseExpression
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.wording import language_name
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.visibility import current_version, is_restricted
from wagtail_privacy.work_items import WorkItem

if TYPE_CHECKING:
    from wagtail.models import Page


class ReleaseWork:
    """Notices that everybody may open, and whose version was published behind a view restriction."""

    name = "releases"
    label: str | Promise = _("Private versions")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        return {"version": current_version(today), "is_restricted": is_restricted()}

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One where the restriction is gone and the version is still private. An erased one is never released."""
        version = known["version"]
        if version is None or not page.live or known["is_restricted"] or version["is_public"] or version["is_erased"]:
            return
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=gettext("It was published behind a view restriction that has been lifted. Nobody can read it yet."),
            to_do=gettext("Open the version to everybody, or restrict the notice again."),
            url=reverse("wagtail_privacy_admin:versions", args=[page.pk]),
            since=dt.date.fromisoformat(version["recorded_on"][:10]),
            organisation=organisation,
            page_id=page.pk,
        )


class TranslationWork:
    """Translations that say what an older version of their source says."""

    name = "translations"
    label: str | Promise = _("Translations")

    def annotations(self, today: dt.date) -> Mapping[str, BaseExpression]:
        versions = NoticeVersion.objects.order_by("-number")
        source = versions.not_postponed().filter(
            page_id=OuterRef("source_page_id"), effective_day__lte=today, is_backdated=False
        )
        rendered = NoticeVersion.objects.filter(page_id=OuterRef("source_page_id"), number=OuterRef("source_number"))
        known = {name: name for name in ("number", "wording_digest", "effective_on", "recorded_on", "language")}
        translation = versions.filter(page_id=OuterRef("pk"), source_page_id__isnull=False).annotate(
            now=Subquery(source.values(now=JSONObject(**known))[:1]),
            rendered_digest=Subquery(rendered.values("wording_digest")[:1]),
        )
        wanted = ("language", "recorded_on", "source_number", "rendered_digest")
        said = JSONObject(**{name: name for name in wanted})
        return {
            "translation": Subquery(translation.values(said=said)[:1]),
            "source": Subquery(translation.values("now")[:1]),
        }

    def work_items(
        self, page: "Page", known: Mapping[str, Any], organisation: int | None, today: dt.date
    ) -> Iterator[WorkItem]:
        """One where the source in force reads otherwise than the version that the translation renders."""
        translation, source = known["translation"], known["source"]
        # SQLite gives JSON as text.
        source = json.loads(source) if isinstance(source, str) else source
        if translation is None or source is None or not page.live or not _is_behind(translation, source):
            return
        texts = {
            "language": language_name(translation["language"]),
            "rendered": translation["source_number"],
            "number": source["number"],
            "day": PartialDate.parse(source["effective_on"]).written(),
        }
        if translation["source_number"]:
            why = gettext(
                "In %(language)s it says what version %(rendered)s of the source says. Version %(number)s has been in "
                "force since %(day)s."
            )
        else:
            why = gettext("In %(language)s it is older than version %(number)s of the source, in force since %(day)s.")
        yield WorkItem(
            kind=self.name,
            key=str(page.pk),
            what=str(page.title),
            why=why % texts,
            to_do=gettext("Compare it with the source, and translate what has changed."),
            url=reverse("wagtail_privacy_admin:translation", args=[page.pk]),
            since=dt.date.fromisoformat(source["recorded_on"][:10]),
            organisation=organisation,
            page_id=page.pk,
        )


def _is_behind(translation: Mapping[str, Any], source: Mapping[str, Any]) -> bool:
    if translation["source_number"] is None:
        # What was translated lies between two versions: whatever came later may say something else.
        return bool(source["recorded_on"][:10] > translation["recorded_on"][:10])
    return bool(translation["rendered_digest"] != source["wording_digest"])
