"""Edits by Wagtail's API, which come with Wagtail 8.0: what has to be asked first is refused, and nothing is lost."""

from django.db.models import Model
from django.utils.translation import gettext
from wagtail.actions.edit import EditAction, EditPermissionError

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.questions import has_to_ask, question_url


class EditLibraryItemAction(EditAction):
    """Wagtail's own action, whose draft stays where its publication is refused."""

    publish: bool

    def execute(self, skip_permission_checks: bool = False) -> Model:
        """As Wagtail's, in two transactions. Raises ``PublicationRefusedError`` after the draft was saved."""
        self.check(skip_permission_checks=skip_permission_checks)
        publish = self.publish
        self.publish = False
        instance: Model = self._edit(skip_permission_checks=skip_permission_checks)
        if publish:
            self.revision.publish(
                user=self.user, changed=self.content_changed, skip_permission_checks=skip_permission_checks
            )
        return instance


class EditOrganisationAction(EditAction):
    """Wagtail's own action, refused where readers of a notice would read something else."""

    _is_from_api = False

    def _save_instance(self) -> None:
        changed: Organisation = self.form.save(commit=False) if self.form else self.instance
        # In the admin the question stands before the form is saved, and has been answered.
        if self._is_from_api and has_to_ask(changed):
            raise EditPermissionError(
                gettext(
                    "Nothing was saved, because published notices show “%(organisation)s”. Save it in the admin, which "
                    "shows whom it touches: %(url)s"
                )
                % {"organisation": changed, "url": question_url(changed)}
            )
        super()._save_instance()

    def execute(self, skip_permission_checks: bool = False) -> Model:
        # The views of the admin have checked permissions before.
        self._is_from_api = not skip_permission_checks
        instance: Model = super().execute(skip_permission_checks=skip_permission_checks)
        return instance
