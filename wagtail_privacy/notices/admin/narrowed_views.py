"""Views of Wagtail and wagtail-localize that know of no organisation, held to what the user may see or do.

They stand at addresses that no hook can change: reports over all that is in a workflow, and the endpoints of
wagtail-localize, which ask for the permission on a model at most. :class:`PublicationMiddleware` asks here before it
calls a view; nothing of wagtail-localize is imported.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.auth import require_admin_access
from wagtail.models import get_page_models
from wagtail.permissions import page_permission_policy

from wagtail_privacy.notices.admin.views import show_refusals
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.permissions import (
    CHOOSE,
    VIEW,
    User,
    is_scoped,
    policy_for,
    scoped_models,
)
from wagtail_privacy.organisations.refusals import noting_refusals
from wagtail_privacy.organisations.scoped_viewsets import stored_object

_LOCALIZE = "wagtail_localize"


def narrowed(
    request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """The answer to a request for one of these views, or ``None`` where the view may answer itself.

    Raises ``PermissionDenied`` for an object of another organisation, and ``Http404`` for one that is not there.
    """
    match = request.resolver_match
    name = match.view_name if match is not None else ""
    if name in _SNIPPETS_API and is_scoped(_model(kwargs)):
        return _answer_with(_NarrowedApi, view, request, args, kwargs)
    if name.startswith(f"{_LOCALIZE}:"):
        may_answer = may_translate if "translation_id" in kwargs else _may_change
        if not all(may_answer(request.user, instance) for instance in _objects_of_localize(kwargs)):
            raise PermissionDenied
    answer = _ANSWERS.get(name)
    if answer is not None:
        return answer(request, view, args, kwargs)
    mixin = _MIXINS.get(name)
    return _answer_with(mixin, view, request, args, kwargs) if mixin is not None else None


View = Callable[..., HttpResponse]
Answer = Callable[[HttpRequest, View, tuple[Any, ...], dict[str, Any]], HttpResponse]
"""Answers in the place of a view, which it may call, with the request, the view and its arguments."""

_ANSWERS: dict[str, Answer] = {}


def register_answer(name: str, answer: Answer) -> None:
    """Have ``answer`` answer where the view of this name would, for those who may change what it is about.

    Called when an app is ready.
    """
    _ANSWERS[name] = answer


def register_view_mixin(name: str, mixin: type) -> None:
    """Have ``mixin`` stand before the class of the view of this name. Called when an app is ready."""
    _MIXINS[name] = mixin


def _answer_with(
    mixin: type, view: Callable[..., HttpResponse], request: HttpRequest, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    # What Django and Django REST framework leave at the function that as_view() gives.
    view_class = getattr(view, "view_class", None) or getattr(view, "cls")  # noqa: B009 - no attribute of a function
    options = getattr(view, "view_initkwargs", None) or getattr(view, "initkwargs", {})
    actions = getattr(view, "actions", None)
    subclass: Any = type(f"Narrowed{view_class.__name__}", (mixin, view_class), {})
    narrowed_view = subclass.as_view(actions, **options) if actions else subclass.as_view(**options)
    response: HttpResponse = require_admin_access(narrowed_view)(request, *args, **kwargs)
    return response


class _NarrowedStates:
    """A list of states of workflows, without those of items that the user may not change."""

    request: HttpRequest
    state = ""
    """The path to the state of the workflow."""

    def get_queryset(self) -> "QuerySet[Any]":
        states: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]
        for model in scoped_models():
            allowed = policy_for(model).instances_user_has_permission_for(self.request.user, "change")
            states = states.filter(
                ~Q(**{f"{self.state}base_content_type": ContentType.objects.get_for_model(model)})
                | Q(**{f"{self.state}object_id__in": allowed.values_list(Cast("pk", CharField()), flat=True)})
            )
        return states


class _NarrowedTasks(_NarrowedStates):
    state = "workflow_state__"


class _NarrowedTranslations:
    """The report over translations, without those of items that the user does not see and notices of others."""

    request: HttpRequest

    def get_queryset(self) -> "QuerySet[Any]":
        # Without an order, its pages could name one translation twice and another never.
        translations: QuerySet[Any] = super().get_queryset().order_by("pk")  # type: ignore[misc]
        for model in (*scoped_models(), *_notice_models()):
            if not hasattr(model, "translation_key"):
                continue
            seen = _translation_keys(model, self.request.user)
            translations = translations.filter(
                ~Q(source__specific_content_type=ContentType.objects.get_for_model(model))
                | Q(source__object_id__in=seen)
            )
        return translations


class _NarrowedApi:
    """The list of snippets from which wagtail-localize has translators choose."""

    request: HttpRequest

    def get_queryset(self) -> "QuerySet[Any]":
        items: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]
        return policy_for(items.model).narrow(items, self.request.user, [CHOOSE])


class PublishesEach:
    """Makes translations, or brings them up to date: one that is refused does not keep the others back."""

    request: HttpRequest

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with noting_refusals(goes_on=True) as refusals:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        show_refusals(self.request, refusals)
        return response


_MIXINS: dict[str, type] = {
    "wagtailadmin_reports:workflow": _NarrowedStates,
    "wagtailadmin_reports:workflow_results": _NarrowedStates,
    "wagtailadmin_reports:workflow_tasks": _NarrowedTasks,
    "wagtailadmin_reports:workflow_tasks_results": _NarrowedTasks,
    f"{_LOCALIZE}:translations_report": _NarrowedTranslations,
    f"{_LOCALIZE}:translations_report_results": _NarrowedTranslations,
    f"{_LOCALIZE}:submit_page_translation": PublishesEach,
    f"{_LOCALIZE}:submit_snippet_translation": PublishesEach,
    f"{_LOCALIZE}:update_translations": PublishesEach,
}
_SNIPPETS_API = {f"{_LOCALIZE}:snippets_api_listing", f"{_LOCALIZE}:snippets_api_detail"}


def _notice_models() -> list[type[Model]]:
    return [model for model in get_page_models() if issubclass(model, NoticeMixin)]


def _translation_keys(model: type[Model], user: User) -> "QuerySet[Any]":
    """The translation keys of what the user may look at in the admin."""
    if is_scoped(model):
        seen = policy_for(model).instances_user_has_permission_for(user, VIEW)
    else:
        pages = page_permission_policy.instances_user_has_any_permission_for(user, {"add", "change", "publish"})
        seen = model._default_manager.filter(pk__in=pages.values("pk"))
    return seen.values("translation_key")


def _model(kwargs: dict[str, Any]) -> type[Model]:
    try:
        return apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError as error:
        raise Http404 from error


def _objects_of_localize(kwargs: dict[str, Any]) -> Iterable[Model]:
    """The objects that an address of wagtail-localize is about: what is translated, or the translation itself."""
    if "translation_id" in kwargs:
        translation: Any = get_object_or_404(apps.get_model(_LOCALIZE, "Translation"), pk=kwargs["translation_id"])
        # Who translates need not be one who may change the source.
        yield from _existing(translation.get_target_instance)
    elif "translation_source_id" in kwargs:
        key = kwargs["translation_source_id"]
        source: Any = get_object_or_404(apps.get_model(_LOCALIZE, "TranslationSource"), pk=key)
        yield from _existing(source.get_source_instance)
    elif "page_id" in kwargs:
        yield from page_permission_policy.model.objects.filter(pk=kwargs["page_id"])
    elif "app_label" in kwargs and "pk" in kwargs:
        yield stored_object(_model(kwargs), kwargs["pk"])


def _existing(get: Callable[[], Model]) -> Iterable[Model]:
    """What ``get`` gives. The views of wagtail-localize fail where that was deleted."""
    try:
        yield get()
    except ObjectDoesNotExist as error:
        raise Http404 from error


def may_translate(user: User, instance: Model) -> bool:
    """Whether ``user`` may write the translation that ``instance`` is: a notice, or an item of the library.

    True for anything else: what its view asks has to do.
    """
    if is_scoped(type(instance)):
        return policy_for(type(instance)).user_may_translate(user, instance)
    return _may_change(user, instance)


def _may_change(user: User, instance: Model) -> bool:
    if is_scoped(type(instance)):
        return policy_for(type(instance)).user_has_permission_for_instance(user, "change", instance)
    specific = getattr(instance, "specific_class", None)
    if specific is None or not issubclass(specific, NoticeMixin):
        # Not ours: what the view itself asks has to do.
        return True
    permissions = instance.permissions_for_user(user)  # type: ignore[attr-defined]
    return bool(permissions.can_edit() or permissions.can_publish())
