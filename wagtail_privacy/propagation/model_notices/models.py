"""Which notice follows which model, and what it was like when it was last brought in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import swapper
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Standing:
    """How a notice stands to its model.

    ``is_behind`` says that the model has been published since it was last brought in, ``undecided`` how many sections
    wait for a decision of the school, ``differs`` that the newest draft says something else than the model.
    """

    model_id: int
    is_behind: bool
    undecided: int
    differs: bool


class RollOutQuerySet(models.QuerySet["RollOut"]):
    def with_model(self) -> "RollOutQuerySet":
        """Those whose model is still there, with its live revision as ``newest_revision``."""
        pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk=OuterRef("model_id"))
        return self.annotate(
            is_there=models.Exists(pages),
            newest_revision=Subquery(pages.filter(live=True).values("live_revision_id")[:1]),
        ).filter(is_there=True)

    def standings(self, page_ids: Iterable[int]) -> dict[int, Standing]:
        """How each of these pages that follows a model stands to it, by the key of the page. One query."""
        rows = self.with_model().filter(page_id__in=list(page_ids)).defer("base")
        return {row.page_id: row.standing for row in rows}


class RollOut(models.Model):
    """A notice that was made from a model and follows it. Pages are plain numbers: the row outlives the model.

    ``base`` are the sections of the model as they were when it was last brought in, those of before where the school
    has yet to decide; ``mandated`` and ``undecided`` are ids of sections. ``revision_id`` is the revision of the model
    that was brought in, ``draft_revision_id`` that of the notice which has it.
    """

    page_id = models.PositiveBigIntegerField(_("notice"), unique=True, editable=False)
    model_id = models.PositiveBigIntegerField(_("model"), db_index=True, editable=False)
    base = models.JSONField(_("sections of the model"), default=list, encoder=DjangoJSONEncoder, editable=False)
    mandated = models.JSONField(_("mandated sections"), default=list, editable=False)
    undecided = models.JSONField(_("undecided sections"), default=list, editable=False)
    differs = models.BooleanField(_("says something else than the model"), default=False, editable=False)
    revision_id = models.PositiveBigIntegerField(_("revision of the model"), null=True, editable=False)
    draft_revision_id = models.PositiveBigIntegerField(_("draft with it"), null=True, editable=False)
    brought_at = models.DateTimeField(_("last brought in"), editable=False)

    objects: ClassVar[Any] = RollOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("roll-out of a model")
        verbose_name_plural = _("roll-outs of models")
        ordering = ("page_id",)

    def __str__(self) -> str:
        return f"{self.model_id} → {self.page_id}"

    @property
    def is_behind(self) -> bool:
        """Whether the model has been published since; needs :meth:`RollOutQuerySet.with_model`."""
        newest: int | None = getattr(self, "newest_revision", None)
        return newest is not None and newest != self.revision_id

    @property
    def standing(self) -> Standing:
        """How the notice stands to its model; needs :meth:`RollOutQuerySet.with_model`."""
        return Standing(self.model_id, self.is_behind, len(self.undecided), self.differs)
