"""Translations that come in files, and from a machine."""

from typing import Any

import polib
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.translations.translated import publish, translation_of
from wagtail_privacy.translations.services import submit
from wagtail_privacy.versions.models import NoticeVersion

LINK = '<a href="https://example.org/a.b?c">this page</a>'

pytestmark = pytest.mark.django_db


class Filed:
    def __init__(self, tree: Any, client: Any) -> None:
        self.client = client
        self.polish = Locale.objects.create(language_code="pl")
        self.agency = RecipientFactory(name="The inspectorate", default_uses="to inspect us\nto count", published=True)
        uses = entries({"recipient": self.agency.pk, "from_library": ["uses"]})
        self.notice = make_notice(
            make_hub(tree.alpha_home),
            section("recipients", heading="Who gets it", recipients=uses),
            section(
                "text",
                heading="{{ organisation.name }} cares",
                body=f"<p>We <b>care</b>, see {LINK}.</p><ul><li>One</li></ul>",
            ),
        )
        submit(self.notice, [self.polish])

    def file(self, thing: Any) -> polib.POFile:
        url = reverse("wagtail_localize:download_pofile", args=[translation_of(thing, self.polish).pk])
        return polib.pofile(self.client.get(url).content.decode())

    def upload(self, thing: Any, content: Any) -> str:
        """What the user is told."""
        url = reverse("wagtail_localize:upload_pofile", args=[translation_of(thing, self.polish).pk])
        data = {} if content is None else {"file": SimpleUploadedFile("pl.po", str(content).encode())}
        response = self.client.post(url, data)
        assert response.status_code == 302
        return " ".join(str(message) for message in get_messages(response.wsgi_request))

    def upload_with(self, thing: Any, **changes: str) -> str:
        """Upload a file in which every text is translated, those that begin like a keyword by its value."""
        file = self.file(thing)
        for entry in file:
            known = [text for start, text in changes.items() if entry.msgid.startswith(start)]
            entry.msgstr = known[0] if known else f"pl {entry.msgid}"
        return self.upload(thing, file)

    def published(self) -> Any:
        publish(self.agency, self.polish)
        page = publish(self.notice, self.polish)
        return NoticeVersion.objects.for_page(page.pk).first().as_document()


@pytest.fixture
def filed(site_tree: Any, admin_client: Any) -> Filed:
    return Filed(site_tree, admin_client)


def test_a_notice_and_an_item_come_back_from_files(filed: Filed) -> None:
    for thing in (filed.agency, filed.notice):
        assert "Successfully imported" in filed.upload_with(thing)
    document = filed.published()
    (use,) = document.sections[0].recipients
    assert (use.recipient.name, use.uses) == ("pl The inspectorate", ("pl to inspect us", "to count"))
    assert document.sections[1].heading == "pl Alpha School cares"
    html = document.sections[1].body.html
    assert html.startswith('<p>pl We <b>care</b>, see <a href="https://example.org/a.b?c"')
    assert "<li>pl One</li>" in html


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Szkoła {{ organisation.nazwa }} dba", "does not stand in the source"),
        ("Szkoła {{ organisation.name dba", "does not stand in the source"),
        ("<script>alert(1)</script>", "tag is not allowed"),
        ("<a href='javascript:alert(1)'>x</a>", "attributes"),
        ("<p>Szkoła</p>", "tag is not allowed"),
    ],
)
def test_what_cannot_be_used_says_so_and_is_not_used(filed: Filed, text: str, reason: str) -> None:
    told = filed.upload_with(filed.notice, **{"{{ organisation": text})
    assert reason in told
    document = filed.published()
    assert document.sections[1].heading == "Alpha School cares"


def test_a_link_that_is_not_in_the_source_is_not_used(filed: Filed) -> None:
    assert "a9" in filed.upload_with(filed.notice, We='pl <a id="a9">care</a>')
    assert "this page</a>" in filed.published().sections[1].body.html


def test_no_script_gets_into_a_version_whatever_is_stored(filed: Filed) -> None:
    """What is written past every check of wagtail-localize meets that of the document."""
    filed.upload_with(filed.notice)
    StringTranslation.objects.filter(data__startswith="pl We").update(
        data='<img src=x onerror="a()"><script>b()</script>pl We <a id="a1">c</a>', has_error=False
    )
    html = filed.published().sections[1].body.html
    assert "script" not in html and "onerror" not in html and "<img" not in html
    assert "pl We" in html


def test_a_broken_link_that_is_stored_is_no_server_error(filed: Filed) -> None:
    filed.upload_with(filed.notice)
    StringTranslation.objects.filter(data__startswith="pl We").update(data='pl We <a id="a9">c</a>', has_error=False)
    assert "pl We" in filed.published().sections[1].body.html


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "Choose a PO file"),
        ("", "does not come from"),
        ("no po file", "does not come from"),
        ("\x00", "does not"),
    ],
)
def test_any_other_file_is_refused_in_words(filed: Filed, content: str | None, told: str) -> None:
    assert told in filed.upload(filed.notice, content)
    assert not StringTranslation.objects.exists()


def test_the_file_of_another_translation_is_refused(filed: Filed) -> None:
    assert "different translation" in filed.upload(filed.notice, filed.file(filed.agency))


def test_a_machine_translates_a_notice_with_its_items(filed: Filed, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    for thing in (filed.agency, filed.notice):
        url = reverse("wagtail_localize:machine_translate", args=[translation_of(thing, filed.polish).pk])
        assert filed.client.post(url).status_code == 302
    document = filed.published()
    assert document.sections[0].heading == "it gets Who"
    assert document.sections[0].recipients[0].recipient.name == "inspectorate The"
    assert "this page</a>" in document.sections[1].body.html or "page this</a>" in document.sections[1].body.html
