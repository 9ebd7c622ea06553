"""Template tags and filters for documents: ``{% load wagtail_privacy_tags %}``.

The filters are thin names for :mod:`wagtail_privacy.documents.wording`, :mod:`wagtail_privacy.public.formatting` and
:mod:`wagtail_privacy.public.cards`.
"""

from collections.abc import Iterable

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from wagtail_privacy import catalogues
from wagtail_privacy.documents import wording
from wagtail_privacy.documents.base import Data, Link
from wagtail_privacy.documents.diff import Difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import field_label, specs
from wagtail_privacy.documents.items import Contact, RecipientIdentity
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.documents.wording import join_and
from wagtail_privacy.notices.recipient_extensions import extension_templates
from wagtail_privacy.public import cards, differences, formatting
from wagtail_privacy.public.marks import Marks
from wagtail_privacy.public.parts import labelled
from wagtail_privacy.public.placing import are_placed, marks_at
from wagtail_privacy.public.rendering import render_document, rendered_version
from wagtail_privacy.reviews.doing.questions import reply_text
from wagtail_privacy.versions.models import NoticeVersion

register = template.Library()

register.filter("bases_by_occasion", formatting.bases_by_occasion)
register.filter("amendment_text", wording.amendment_text)
register.filter("basis_text", wording.basis_text)
register.filter("citation_text", wording.citation_text)
register.filter("condition_text", wording.condition_text)
register.filter("date_text", wording.date_text)
register.filter("day_text", formatting.day_text)
register.filter("dialled", formatting.dialled)
register.filter("direction", wording.direction)
register.filter("display_name", wording.display_name)
register.filter("extension_templates", extension_templates)
register.filter("excerpted", differences.excerpted)
register.filter("has_details", cards.has_details)
register.filter("labels", formatting.labels)
register.filter("new_after", Marks.new_after)
register.filter("join_and", wording.join_and)
register.filter("join_or", wording.join_or)
register.filter("heading_text", wording.heading_text)
register.filter("reply_text", reply_text)
register.filter("role_text", wording.role_text)
register.filter("safe_href", formatting.safe_href)
register.filter("shown_phone", formatting.shown_phone)
register.filter("shown_url", formatting.shown_url)
register.filter("unsaid_name", formatting.unsaid_name)
register.filter("retention_period", wording.retention_period)
register.simple_tag(wording.separator, name="privacy_separator")


@register.simple_tag
def privacy_unconfirmed_languages(*languages: str) -> tuple[str, ...]:
    """Of the active language and ``languages``, those whose fixed texts no person has checked.

    ``{% privacy_unconfirmed_languages version.language as unchecked %}``
    """
    return catalogues.unconfirmed_among([get_language() or "", *languages])


@register.simple_tag
def privacy_document(document: Document) -> SafeString:
    """The whole document as visitors see it, in its own language; for previews and for templates of the host."""
    return render_document(document)


@register.simple_tag
def privacy_version(version: NoticeVersion) -> SafeString:
    """A stored version as visitors see it, in its own language; nothing where it was erased or cannot be read."""
    try:
        return rendered_version(version)
    except UnreadableDocument:
        return SafeString("")


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


@register.simple_tag
def privacy_label(part: Data, field: str) -> str:
    """What a field is called, here as in the editor and in differences: ``{% privacy_label section "reason" %}``."""
    return field_label(type(part), field)


@register.tag
def privacy_marks(parser: Parser, token: Token) -> template.Node:
    """What of a part of a translation is untranslated or behind its source; nothing in any other document.

    ``{% privacy_marks section "statements links" %}`` takes what has been shown nowhere yet of these fields and of all
    below them, and without fields of the whole part. It gives a ``<div>``, or nothing.
    """
    _name, *bits = token.split_contents()
    if len(bits) not in (1, 2):
        message = "privacy_marks takes a part of a document, and names of its fields."
        raise template.TemplateSyntaxError(message)
    return _MarksNode(*map(parser.compile_filter, bits))


class _MarksNode(template.Node):
    """Every part asks, and hardly any notice has marks: nothing is looked up for those that have none."""

    def __init__(self, part: FilterExpression, fields: FilterExpression | None = None) -> None:
        self.part = part
        self.fields = fields

    def render(self, context: template.Context) -> SafeString:
        if not are_placed():
            return SafeString("")
        fields = self.fields.resolve(context) if self.fields is not None else ""
        return marks_at(self.part.resolve(context), str(fields).split())


@register.simple_tag(takes_context=True)
def privacy_field(context: template.Context, part: Data, field: str) -> SafeString:
    """A field as a row of a ``<dl>``, nothing where it is empty: ``{% privacy_field section "reason" %}``.

    How a value is shown follows from its type; see :mod:`wagtail_privacy.public.parts`.
    """
    shown = labelled(part, field)
    if shown is None:
        return SafeString("")
    values = {
        "label": shown.label,
        "template": shown.template,
        "part": part,
        "field": field,
        "document": context.get("document"),
        "own_subjects": context.get("own_subjects"),
        **shown.context,
    }
    return SafeString(get_template("wagtail_privacy/public/parts/field.html").render(values))


@register.simple_tag(takes_context=True)
def privacy_details(
    context: template.Context, part: Data, fields: str, css_class: str = "privacy-details"
) -> SafeString:
    """Several fields as a ``<dl>``, nothing where all say nothing: ``{% privacy_details section "reason links" %}``."""
    rows = [privacy_field(context, part, field) for field in fields.split()]
    if not any(rows):
        return SafeString("")
    return format_html('<dl class="{}">{}</dl>', css_class, format_html_join("", "{}", ((row,) for row in rows)))


@register.simple_tag(takes_context=True)
def privacy_fields(context: template.Context, part: Data) -> SafeString:
    """Every field that says something as a row of a ``<dl>``: ``{% privacy_fields extension.data %}``."""
    names = [name for name, spec in specs(type(part)).items() if not spec.is_machine]
    return format_html_join("", "{}", ((privacy_field(context, part, name),) for name in names))


@register.filter
def having(values: Iterable[object], names: str) -> bool:
    """Whether any of the values says something in any of the named fields ("period action")."""
    return any(_has_content(value, names) for value in values)


@register.filter
def mostly_having(values: Iterable[object], names: str) -> bool:
    """Whether more than half of the values say something in any of the named fields."""
    answers = [_has_content(value, names) for value in values]
    return 2 * sum(answers) > len(answers)


def _has_content(item: object, names: str) -> bool:
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
    subjects = getattr(category, "data_subjects", None) or ()
    own = context.get("own_subjects") or ()
    return join_and(subject.label for subject in subjects) if set(subjects) - set(own) else ""


@register.simple_tag
def privacy_audiences(audiences: Iterable[Audience]) -> str:
    """Whom a notice or a use of data is for, as one phrase."""
    return join_and(audience.label for audience in audiences)
