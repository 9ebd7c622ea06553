"""Checks what comes from translators, whichever way it comes: typed, from a PO file or from a machine."""

from django.db.models.signals import pre_save
from django.utils.translation import gettext
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from wagtail_privacy.documents.tokens import replace_in_text


def connect() -> None:
    """Check translations from now on. Called when the app is ready."""
    pre_save.connect(check_tokens, sender=StringTranslation, dispatch_uid="wagtail_privacy_check_tokens")


def check_tokens(instance: StringTranslation, raw: bool = False, **kwargs: object) -> None:
    """Mark a translation with a token that its source does not have: the source is shown in its place.

    wagtail-localize itself marks HTML that may not stand there. It shows the mark beside the text.
    """
    if raw or instance.has_error:
        return
    unknown = [token for token in tokens_in(instance.data) if token not in tokens_in(instance.translation_of.data)]
    if unknown:
        instance.has_error = True
        instance.field_error = gettext(
            "“%(token)s” does not stand in the source. Copy what is in braces unchanged."
        ) % {"token": unknown[0]}


def tokens_in(data: str) -> tuple[str, ...]:
    """What stands in braces in a string, or was meant to, as it is written."""
    if "{" not in data and "}" not in data:
        return ()
    _text, problems = replace_in_text(StringValue(data).render_text(), {})
    return tuple(problem.token for problem in problems)
