"""What publishing a library item asks for, whichever way Wagtail publishes it."""

from wagtail.actions.publish_revision import PublishPermissionError, PublishRevisionAction

from wagtail_privacy.organisations.permissions import policy_for


class PublishLibraryItemAction(PublishRevisionAction):
    """Wagtail's own action, which asks for the permission on the model, and not for this item."""

    def check(self, skip_permission_checks: bool = False) -> None:
        """Raise ``PublishPermissionError`` where the user may not publish this item; without a user a script acts.

        Nobody publishes an item that was merged into another.
        """
        if self.object.merged_into_id is not None:
            raise PublishPermissionError("This object was merged into another.")
        if not self.user or skip_permission_checks:
            return
        if not policy_for(type(self.object)).user_has_permission_for_instance(self.user, "publish", self.object):
            raise PublishPermissionError("You do not have permission to publish this object.")
