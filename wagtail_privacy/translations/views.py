"""What the screens of wagtail-localize leave unsaid and undone for notices."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import SourceDeletedError, StringTranslation, Translation, TranslationSource

from wagtail_privacy import conf
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.admin.narrowed_views import PublishesEach
from wagtail_privacy.notices.admin.views import refuse, show_refusals
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.languages import languages_offered
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.refusals import noting_refusals
from wagtail_privacy.translations.publishing import enabled_translation, publish_translation
from wagtail_privacy.translations.screens import submission_url
from wagtail_privacy.translations.services import SubmissionError, plan
from wagtail_privacy.translations.tasks import work_on

_MARK = b'"X-WagtailLocalize-TranslationID:'
_MOST_SHOWN = 10


def publish(request: HttpRequest, target: Model) -> HttpResponse | None:
    """The answer where a translated notice or item is published in the editor of wagtail-localize.

    ``None`` for every other request. Raises ``PermissionDenied``, and ``PublicationRefusedError``, which leads to what
    has to be answered first.
    """
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    if not isinstance(target, NoticeMixin | LibraryItem) or (translation := enabled_translation(target)) is None:
        return None
    names = {"title": str(target), "language": translation.target_locale.get_display_name()}
    try:
        publish_translation(translation, target, request.user)
    except ValidationError as error:
        _explain(request, target, error)
        return redirect(request.path)
    total, translated = translation.get_progress()
    if translated < total:
        text = ngettext(
            "“%(title)s” is published in %(language)s. %(count)s text is not translated yet, and is shown as the "
            "source has it.",
            "“%(title)s” is published in %(language)s. %(count)s texts are not translated yet, and are shown as the "
            "source has them.",
            total - translated,
        )
        messages.warning(request, text % {**names, "count": total - translated})
    else:
        messages.success(request, gettext("“%(title)s” is published in %(language)s.") % names)
    return redirect(request.path)


def refuse_restart(request: HttpRequest, target: Model) -> HttpResponse | None:
    """The answer where a translation of a notice or item is to be started again whose source was deleted.

    ``None`` for every other request: wagtail-localize would start it, and fail whenever it is looked at.
    """
    if request.method != "POST" or "localize-restart-translation" not in request.POST:
        return None
    if not isinstance(target, NoticeMixin | LibraryItem):
        return None
    stopped = Translation.objects.filter(
        source__object_id=target.translation_key, target_locale_id=target.locale_id, enabled=False
    ).select_related("source")
    try:
        for translation in stopped:
            translation.source.get_source_instance()
    except ObjectDoesNotExist:
        text = gettext("What “%(title)s” was translated from was deleted. Go on with it by hand.")
        messages.error(request, text % {"title": target})
        return redirect(request.path)
    return None


def preview(
    request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """As the view of wagtail-localize, which fails where the source was deleted."""
    try:
        return view(request, *args, **kwargs)
    except SourceDeletedError as error:
        raise Http404 from error


def _explain(request: HttpRequest, target: NoticeMixin | LibraryItem, error: ValidationError) -> None:
    if isinstance(target, NoticeMixin):
        refuse(request, [(target, error.messages)])
        return
    text = gettext("“%(title)s” was not published. %(reason)s")
    messages.error(request, text % {"title": target, "reason": " ".join(error.messages)})


class PublishesTranslations(PublishesEach):
    """Brings the translations of a notice or an item up to date, and publishes each by itself."""

    object: TranslationSource

    def form_valid(self, form: forms.Form) -> HttpResponse:
        is_ours = issubclass(self.object.specific_content_type.model_class(), NoticeMixin | LibraryItem)
        if not is_ours or not form.cleaned_data["publish_translations"]:
            return super().form_valid(form)
        form.cleaned_data["publish_translations"] = False
        response = super().form_valid(form)
        with noting_refusals(goes_on=True) as refusals:
            for translation in self.object.translations.filter(enabled=True).order_by("pk"):
                self._publish(translation)
        show_refusals(self.request, refusals)
        return response

    def _publish(self, translation: Translation) -> None:
        target = translation.get_target_instance()
        if enabled_translation(target) is None:
            return
        try:
            publish_translation(translation, target, self.request.user)
        except ValidationError as error:
            _explain(self.request, target, error)
        except PermissionDenied:
            text = gettext("“%(title)s” was not published. You may not publish it.")
            messages.error(self.request, text % {"title": target})


class SubmitsItems(PublishesEach):
    """Submits a notice with every item that it shows, where wagtail-localize submits the page alone."""

    object: Page
    components: Iterable[Any]

    def get_form(self) -> forms.Form:
        """Without the languages that the organisation does not offer."""
        form: forms.Form = super().get_form()  # type: ignore[misc]
        organisation = Organisation.objects.for_page(self.object) if isinstance(self.object, NoticeMixin) else None
        offered = languages_offered(organisation.chain()) if organisation is not None else None
        locales: Any = form.fields["locales"]
        if offered is not None:
            locales.queryset = locales.queryset.filter(pk__in=offered)
        return form

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not isinstance(self.object, NoticeMixin):
            return super().form_valid(form)
        try:
            rows = plan(self.object, form.cleaned_data["locales"], self.request.user)
        except SubmissionError as error:
            messages.error(self.request, str(error))
            return redirect(self.request.get_full_path())
        # What else there is to do: to publish at once, the pages below, and what other apps add to the form.
        if conf.submits_live() or form.cleaned_data["include_subtree"] or list(self.components):
            super().form_valid(form)
        work_on(rows)
        return redirect(submission_url(self.object))


def upload_po_file(
    request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """As the view of wagtail-localize, which fails without a file and for any other file, and hides what is wrong."""
    if request.method == "POST" and (refusal := _refused_file(request)):
        messages.error(request, refusal)
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    try:
        response = view(request, *args, **kwargs)
    except KeyError:
        # The line that names the translation stands somewhere else in the file.
        messages.error(request, _not_ours())
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    translation = get_object_or_404(Translation.objects.select_related("source"), pk=kwargs["translation_id"])
    wrong = StringTranslation.objects.filter(
        context__object=translation.source.object_id, locale=translation.target_locale_id, has_error=True
    ).order_by("pk")
    for string in wrong[:_MOST_SHOWN]:
        text = gettext("“%(text)s” cannot be used: %(reason)s")
        messages.warning(request, text % {"text": string.data, "reason": string.get_error()})
    return response


def _refused_file(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        return gettext("Choose a PO file.")
    content = file.read()
    file.seek(0)
    if b"\0" in content or not any(line.startswith(_MARK) for line in content.splitlines()):
        return _not_ours()
    return ""


def _not_ours() -> str:
    return gettext("This file does not come from this website. Download the PO file, and translate that one.")


def edit_text(
    request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """As the view of wagtail-localize, which fails without a text, or with one that a database cannot store."""
    try:
        if b"\0" in request.body or b"%00" in request.body:
            return HttpResponseBadRequest(gettext("This text cannot be stored."))
        return view(request, *args, **kwargs)
    except MultiValueDictKeyError:
        return HttpResponseBadRequest(gettext("There is no text."))
