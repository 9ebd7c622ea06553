"""Template tags and filters for documents: ``{% load wagtail_privacy_tags %}``.

The filters are thin names for :mod:`wagtail_privacy.public.formatting` and :mod:`wagtail_privacy.public.cards`.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.diff import Difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Contact, RecipientIdentity
from wagtail_privacy.public import cards, differences, formatting
from wagtail_privacy.public.rendering import render_document

register = template.Library()

register.filter("bases_by_occasion", formatting.bases_by_occasion)
register.filter("basis_name", formatting.basis_name)
register.filter("canonical_detail", formatting.canonical_detail)
register.filter("condition_name", formatting.condition_name)
register.filter("dialled", formatting.dialled)
register.filter("direction", formatting.direction)
register.filter("excerpted", differences.excerpted)
register.filter("has_details", cards.has_details)
register.filter("labels", formatting.labels)
register.filter("listed", formatting.listed)
register.filter("period", formatting.period)
register.filter("safe_href", formatting.safe_href)
register.filter("shown_name", formatting.shown_name)
register.filter("shown_phone", formatting.shown_phone)
register.filter("shown_url", formatting.shown_url)
register.filter("unsaid_name", formatting.unsaid_name)
register.filter("written_date", formatting.written_date)
register.filter("written_day", formatting.written_day)


@register.simple_tag
def privacy_document(document: Document) -> SafeString:
    """The whole document as visitors see it, in its own language; for previews and for templates of the host."""
    return render_document(document)


@register.simple_tag
def privacy_difference(difference: Difference, language: str = "", level: int = 2) -> SafeString:
    """What changed, for people: ``{% privacy_difference difference language=document.language level=3 %}``.

    Without a language it is written in the active one.
    """
    return differences.render_difference(difference, language=language, level=level)


@register.simple_tag
def privacy_heading(level: int, text: str) -> SafeString:
    """A heading whose level depends on where it stands: sections in an appendix are one level further down."""
    return format_html("<h{}>{}</h{}>", level, text, level)


@register.filter
def having(values: Iterable[object], names: str) -> bool:
    """Whether any of the values says something in any of the named fields ("period action")."""
    return any(_says_something(value, names) for value in values)


@register.filter
def mostly_having(values: Iterable[object], names: str) -> bool:
    """Whether more than half of the values say something in any of the named fields."""
    answers = [_says_something(value, names) for value in values]
    return 2 * sum(answers) > len(answers)


def _says_something(item: object, names: str) -> bool:
    # A number of 0 says something; False and empty texts, lists and missing values do not.
    return any(
        value is not False and value is not None and value not in ("", ())
        for value in (getattr(item, name) for name in names.split())
    )


@register.simple_tag
def privacy_addresses(
    identity: RecipientIdentity | None, contact: Contact | None = None, links: Iterable[Link] = ()
) -> cards.Addresses:
    """The web addresses of a card, each once: ``{% privacy_addresses identity contact links as addresses %}``."""
    # What a template does not know comes as empty text.
    return cards.addresses(identity or None, contact or None, links or ())


@register.simple_tag(takes_context=True)
def privacy_other_subject(context: template.Context, category: object) -> str:
    """Whom a category is about, where the notice does not speak of them anyway; else empty."""
    subject = getattr(category, "data_subject", None)
    return "" if subject is None or subject in (context.get("own_subjects") or ()) else str(subject.label)
