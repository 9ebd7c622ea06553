"""What publishing a library item asks for, whichever way Wagtail publishes it."""

import logging
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from wagtail.actions.publish_revision import PublishPermissionError, PublishRevisionAction
from wagtail.log_actions import log, registry
from wagtail.models import Revision

from wagtail_privacy.organisations.permissions import policy_for
from wagtail_privacy.organisations.refusals import AdvisedRefusalError

logger = logging.getLogger(__name__)

SCHEDULED_ACTION = "wagtail.publish.scheduled"
"""The log action that only Wagtail's command ``publish_scheduled`` passes to ``publish()``."""

REFUSED_ACTION = "wagtail_privacy.refuse"
"""The log action of a scheduled publication that could not take place."""

PublicationGuard = Callable[[Any, Revision], None]
"""Takes the item as its revision has it, and the revision; raises :class:`PublicationRefusedError`."""

_guards: list[PublicationGuard] = []


class PublicationRefusedError(AdvisedRefusalError, PublishPermissionError):
    """The item may not be published as it stands; it stays a draft, and ``url`` leads to what has to be done first."""


def register_publication_guard(guard: PublicationGuard) -> None:
    """Have ``guard`` asked before any library item is published or scheduled; once, when the app is ready."""
    if guard not in _guards:
        _guards.append(guard)


class PublishLibraryItemAction(PublishRevisionAction):
    """Wagtail's own action, which asks for the permission on the model, and not for this item, and asks no guard."""

    def check(self, skip_permission_checks: bool = False) -> None:
        """Raise ``PublishPermissionError`` where the user may not publish this item; without a user a script acts.

        Raises :class:`PublicationRefusedError` where a guard refuses it, whoever publishes. Nobody
        publishes an item that was merged into another.
        """
        if self.object.merged_into_id is not None:
            raise PublishPermissionError(gettext("It was merged into another, which is published in its place."))
        may_publish = (
            not self.user
            or skip_permission_checks
            or policy_for(type(self.object)).user_has_permission_for_instance(self.user, "publish", self.object)
        )
        if not may_publish:
            raise PublishPermissionError(gettext("You do not have permission to publish this object."))
        for guard in _guards:
            guard(self.object, self.revision)


def note_refused_schedule(revision: Revision, error: PublicationRefusedError) -> None:
    """Note that ``revision`` could not go live as scheduled: in the server's log, and once in the item's history.

    The schedule stands, so that the next run of ``publish_scheduled`` tries again.
    """
    item = revision.content_object
    logger.error("“%s” (%s %s) could not go live as scheduled: %s", item, item._meta.label, item.pk, error)
    if not registry.get_logs_for_instance(item).filter(action=REFUSED_ACTION, revision=revision).exists():
        log(instance=item, action=REFUSED_ACTION, revision=revision, data={"problems": [str(error)]})
