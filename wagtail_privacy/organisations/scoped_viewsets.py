"""A snippet viewset whose every view asks for the organisation of the object, not only for the permission on its model.

Wagtail's views check a permission before they load the object, so what they check cannot depend on it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.models import WorkflowMixin
from wagtail.snippets.views.snippets import CopyView, IndexView, InspectView, SnippetViewSet

from wagtail_privacy.organisations.permissions import (
    VIEW,
    ScopedPermissionPolicy,
    User,
    can_review,
    policy_for,
    scope_of,
)
from wagtail_privacy.organisations.refusals import AdvisedRefusalError, lead_to_advice

View = Callable[..., HttpResponse]

VIEWING = frozenset({"inspect", "usage", "copy"})
"""Names of addresses that show an object without changing it. A copy belongs to whoever makes it."""

REVIEWING = frozenset(
    {
        "edit",
        "preview_on_edit",
        "lock",
        "unlock",
        "workflow_action",
        "collect_workflow_action_data",
        "workflow_preview",
    }
)
"""Names of addresses that an approver needs, who need not be able to change what is to be approved."""

_ACTIONS = {"delete": "delete", "lock": "lock", "unlock": "unlock", "unpublish": "publish"}


def action_of(name: str) -> str:
    """The action that the address of this name is about; to change the object, for one that is not known."""
    return VIEW if name in VIEWING else _ACTIONS.get(name, "change")


def may_open(user: User, name: str, instance: Model) -> bool:
    """Whether ``user`` may open the address of this name for the object."""
    policy = policy_for(type(instance))
    if policy.user_has_permission_for_instance(user, action_of(name), instance):
        return True
    if not can_review(user, instance):
        return False
    # Whoever locked it may unlock it, and who approves is for the workflow to say: Wagtail's views ask it.
    if name == "unlock" and getattr(instance, "locked_by_id", None) == user.pk:
        return True
    if name not in REVIEWING or not isinstance(instance, WorkflowMixin):
        return False
    task = instance.current_workflow_task
    return task is not None and bool(task.user_can_access_editor(instance, user))


def stored_object(model: type[Model], key: object) -> Model:
    """The object with this key as an address holds it; raises ``Http404``, also for what can be no key."""
    try:
        return get_object_or_404(model._default_manager, pk=unquote(str(key)))
    except (ValueError, ValidationError) as error:
        raise Http404 from error


def guarded(view: View, model: type[Model], name: str) -> View:
    """``view``, refused with ``PermissionDenied`` for an object that the user may not open it for: one query."""

    @wraps(view)
    def check(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if "pk" in kwargs and not may_open(request.user, name, stored_object(model, kwargs["pk"])):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except AdvisedRefusalError as error:
            # Here, and not in a middleware: where each request is one transaction, the draft that was saved stays.
            return lead_to_advice(request, error)

    return check


class _ScopedLinksMixin:
    """Links to the edit and delete views of an object only for those who may open them."""

    request: HttpRequest
    edit_url_name: str
    delete_url_name: str

    def _url(self, name: str, url_name: str, instance: Model) -> str | None:
        may_open_it = policy_for(type(instance)).user_has_permission_for_instance(
            self.request.user, action_of(name), instance
        )
        return reverse(url_name, args=[quote(instance.pk)]) if may_open_it else None


class ScopedIndexView(_ScopedLinksMixin, IndexView):
    """Lists what the user may see; the links and buttons of each line are those that the user may use."""

    def get_base_queryset(self) -> "QuerySet[Any]":
        return policy_for(self.model).narrow(super().get_base_queryset(), self.request.user, [VIEW])

    def get_edit_url(self, instance: Model) -> str | None:
        return self._url("edit", self.edit_url_name, instance)

    def get_delete_url(self, instance: Model) -> str | None:
        return self._url("delete", self.delete_url_name, instance)


class ScopedInspectView(_ScopedLinksMixin, InspectView):
    def get_edit_url(self) -> str | None:
        return self._url("edit", self.edit_url_name, self.object)

    def get_delete_url(self) -> str | None:
        return self._url("delete", self.delete_url_name, self.object)


class ScopedCopyView(CopyView):
    """Fills in the form of a new object, which is sent to the address of new ones.

    Wagtail's own also takes the form, and saves it over the object that was to be copied.
    """

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get_initial_form_instance(self) -> Model:
        instance: Model = super().get_initial_form_instance()
        policy, scope = policy_for(type(instance)), scope_of(self.request.user)
        if not scope.can_act_for(policy.owner_of(instance)):
            setattr(instance, policy.owner_attribute, scope.home)
        return instance


class ScopedSnippetViewSet(SnippetViewSet):
    """Register its model with :func:`~wagtail_privacy.organisations.permissions.register_scoped_model` too."""

    index_view_class = ScopedIndexView
    inspect_view_class = ScopedInspectView
    copy_view_class = ScopedCopyView
    inspect_view_enabled = True

    @property
    def permission_policy(self) -> ScopedPermissionPolicy:
        """The policy of the model: views of Wagtail before 8 are given it, later ones find it in Wagtail's register."""
        return policy_for(self.model)

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Finds the address of the edit view for those who may edit the very object."""
        attributes = {
            "model": self.model,
            "edit_url_name": self.get_url_name("edit"),
            "permission_policy": self.permission_policy,
        }
        return type("ScopedAdminURLFinder", (ModelAdminURLFinder,), attributes)

    def get_urlpatterns(self) -> list[URLPattern]:
        """As Wagtail's, each view guarded: one that Wagtail adds later is as well."""
        patterns: list[URLPattern] = super().get_urlpatterns()
        for pattern in patterns:
            pattern.callback = guarded(pattern.callback, self.model, pattern.name or "")
        return patterns
