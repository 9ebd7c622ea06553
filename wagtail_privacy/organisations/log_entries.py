"""The log of what belongs to organisations: Wagtail's own log shows everybody the entries of a model or none."""

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry
from wagtail.models import BaseLogEntry
from wagtail.models.audit_log import ModelLogEntryManager

from wagtail_privacy.organisations.permissions import VIEW, User, policy_for, scope_of, scoped_models


class OwnedLogEntryManager(ModelLogEntryManager):
    def log_action(self, instance: Model, action: str, **kwargs: object) -> "OwnedLogEntry":
        """As Wagtail's; notes whose the object is at that moment."""
        owner = policy_for(type(instance)).owner_of(instance)
        entry: OwnedLogEntry = super().log_action(instance, action, **kwargs, owner_key=owner)
        return entry

    def viewable_by_user(self, user: User) -> "QuerySet[Any]":
        """What was done with things of the organisations that ``user`` acts for, where the model may be looked at."""
        scope = scope_of(user)
        types = [
            ContentType.objects.get_for_model(model)
            for model in scoped_models()
            if policy_for(model).user_has_permission(user, VIEW)
        ]
        entries = self.filter(content_type__in=types)
        return entries if scope.acts_for_everyone else entries.filter(owner_key__in=scope.acts_for)


class OwnedLogEntry(BaseLogEntry):
    """What somebody did with something that belongs to an organisation.

    ``owner_key`` is the primary key of the organisation, empty for what is everyone's. It is no foreign key: the entry
    stays with those whom it concerned when the organisation is gone.
    """

    object_id = models.CharField(max_length=255, db_index=True)
    owner_key = models.PositiveBigIntegerField(_("key of the owner"), null=True, blank=True, db_index=True)

    objects = OwnedLogEntryManager()

    class Meta(BaseLogEntry.Meta):
        ordering: ClassVar[list[str]] = ["-timestamp", "-id"]
        verbose_name = _("log entry of an organisation")
        verbose_name_plural = _("log entries of organisations")


def register_log_model() -> None:
    """Have what is done with scoped models logged here. Called when the app is ready, after they are registered."""
    for model in scoped_models():
        registry.register_model(model, OwnedLogEntry)
