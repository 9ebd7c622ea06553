"""What readers see of the catalogues: texts in their language, others marked, and that nobody has checked them."""

import re
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext, pgettext, trans_real

from tests.documents_samples import maximal_document
from wagtail_privacy import catalogues
from wagtail_privacy.documents.diff.sentences import ADDED, Sort
from wagtail_privacy.public.fixed_texts import marked, marking
from wagtail_privacy.public.rendering import render_document

NOTE = "wagtail_privacy/public/parts/language_note.html"
LABEL = gettext_lazy("Lawful basis")
MARKED = '<span lang="en" dir="ltr">Lawful basis</span>'


def shown(template: str, language: str, **context: Any) -> str:
    with marking(language):
        html = engines["django"].from_string(template).render(context)
    return marked(html)


@pytest.fixture
def half_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "unconfirmed_languages", lambda: frozenset({"ar", "pl"}))


class TestNote:
    @pytest.mark.usefixtures("half_checked")
    @pytest.mark.parametrize(
        ("active", "context", "languages"),
        [
            ("en", {}, []),
            ("en-gb", {}, []),
            ("cy", {}, []),
            ("pl", {}, ["pl"]),
            ("pl", {"language": "pl"}, ["pl"]),
            ("en", {"language": "ar"}, ["ar"]),
            ("pl", {"version": {"language": "ar"}}, ["pl", "ar"]),
            ("fr", {"language": "no language"}, []),
        ],
    )
    def test_names_each_language_of_the_page_that_nobody_has_checked(self, active, context, languages):
        with translation.override(active):
            html = render_to_string(NOTE, context)
        assert re.findall(r'lang="([^"]+)"', html) == languages

    @pytest.mark.usefixtures("half_checked")
    def test_is_in_the_language_that_it_is_about(self):
        with translation.override("en"):
            html = render_to_string(NOTE, {"language": "ar", "version": {"language": "pl-pl"}})
        assert 'lang="pl-pl" dir="ltr">Stałe teksty tej strony' in html
        assert 'lang="ar" dir="rtl">النصوص الثابتة' in html

    def test_reads_no_catalogue(self, monkeypatch):
        catalogues.unconfirmed_languages()
        monkeypatch.setattr(catalogues, "_UNCONFIRMED", None)
        assert catalogues.unconfirmed_among(["en", "pl"]) == ("pl",)

    def test_stands_on_every_public_page(self):
        html = render_to_string("wagtail_privacy/public/hub.html", {"page": {"title": "Hub"}})
        assert "privacy-language-note" not in html
        with translation.override("pl"):
            html = render_to_string("wagtail_privacy/public/hub.html", {"page": {"title": "Hub"}})
        assert html.count("privacy-language-note") == 1


class TestUntranslated:
    def test_a_text_that_a_language_lacks_is_marked_as_english(self):
        assert shown("<dt>{{ label }}</dt>", "fr", label=LABEL) == f"<dt>{MARKED}</dt>"

    @pytest.mark.parametrize(("language", "text"), [("en", "Lawful basis"), ("pl", "Podstawa prawna")])
    def test_a_text_in_the_language_of_the_page_is_not(self, language, text):
        assert shown("<dt>{{ label }}</dt>", language, label=LABEL) == f"<dt>{text}</dt>"

    def test_no_attribute_gets_an_element(self):
        template = '{% load i18n %}<td data-label="{% translate "Lawful basis" %}">{% translate "Lawful basis" %}</td>'
        assert shown(template, "fr") == f'<td data-label="Lawful basis">{MARKED}</td>'

    def test_of_texts_within_texts_the_outermost_is_marked(self):
        template = "{% load i18n %}{% blocktranslate with name=label %}part of {{ name }}{% endblocktranslate %}."
        html = shown(template, "fr", label=LABEL)
        assert html == '<span lang="en" dir="ltr">part of </span><span lang="en" dir="ltr">Lawful basis</span>.'

    def test_what_is_escaped_stays_escaped(self):
        template = "{% load i18n %}{% blocktranslate with name=label %}part of {{ name }}{% endblocktranslate %}"
        assert "part of &lt;b&gt;</span>" in shown(template, "fr", label="<b>")

    def test_a_text_in_the_language_of_the_site_is_marked_as_that(self, settings, monkeypatch):
        monkeypatch.setattr(trans_real, "_translations", {})
        settings.LANGUAGE_CODE = "ar"
        assert shown("{{ label }}", "fr", label=LABEL) == '<span lang="ar" dir="rtl">الأساس القانوني</span>'

    def test_a_variant_of_a_language_has_its_texts(self):
        assert shown("{{ label }}", "pl-pl", label=LABEL) == "Podstawa prawna"

    def test_messages_of_others_are_left_alone(self):
        assert shown("{% load i18n %}{% translate 'A text of the host' %}", "fr") == "A text of the host"

    def test_marks_in_texts_of_editors_make_no_element_that_crosses_another(self):
        html = marked("<p>\ufdd0en\ufdd1a</p><p>b\ufdd2\ufdd2</p>\ufdd0<script>\ufdd1")
        assert re.sub(r"</?span[^>]*>", "", html).startswith("<p>a</p><p>b</p>")
        assert html.count("<span") == html.count("</span>") == 2

    def test_marking_ends_with_its_block(self):
        with translation.override("fr"):
            with marking("fr"):
                assert "\ufdd0" in str(LABEL)
            assert str(LABEL) == "Lawful basis"

    def test_a_whole_notice_has_its_texts_marked_and_no_mark_left(self):
        document = maximal_document()
        html = render_document(document.model_copy(update={"language": "fr"}))
        assert not re.search("[\ufdd0-\ufdd2]", html)
        assert html.count('<span lang="en" dir="ltr">') > 100
        bare = re.sub(r'<span lang="en" dir="ltr">(.*?)</span>', r"\1", html, flags=re.DOTALL)
        plain = render_document(document)
        assert len(re.findall("<dt>", bare)) == len(re.findall("<dt>", plain))

    @pytest.mark.parametrize("language", ["ar", "cy", "en", "pl"])
    def test_a_notice_in_a_language_of_the_package_has_none(self, language):
        html = render_document(maximal_document().model_copy(update={"language": language}))
        assert '<span lang="en"' not in html


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        ("pl", 1, "Dodano 1 cel: a."),
        ("pl", 22, "Dodano 22 cele: a."),
        ("pl", 5, "Dodano 5 celów: a."),
        ("ar", 1, "أُضيف غرض واحد: a."),
        ("ar", 2, "أُضيف غرضان: a."),
        ("ar", 3, "أُضيفت 3 أغراض: a."),
        ("ar", 11, "أُضيف 11 غرضًا: a."),
        ("ar", 100, "أُضيف 100 غرض: a."),
        ("cy", 2, "Ychwanegwyd 2 ddiben: a."),
        ("cy", 8, "Ychwanegwyd 8 o ddibenion: a."),
    ],
)
def test_sentences_count_as_the_language_does_beside_django_s_own_catalogue(language, number, text):
    """Django's catalogue counts Polish in another way than ours."""
    sentence = ADDED[Sort.PURPOSE]
    assert isinstance(sentence, Promise)
    with translation.override(language):
        assert sentence % {"number": number, "count": number, "names": "a"} == text


def test_dates_take_the_format_of_the_language():
    with translation.override("ar"):
        assert pgettext("date format", "j E Y") == "j F Y"
        assert ngettext("%(count)d school year", "%(count)d school years", 2) == "سنتان دراسيتان"
