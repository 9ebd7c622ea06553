"""A notice and its translation, for tests of any room; the fixture ``pair`` is known everywhere."""

from dataclasses import dataclass
from typing import Any

import pytest
from wagtail.models import Locale

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import NoticeVersion


@dataclass
class Pair:
    """A notice and its Polish translation, neither of them published since."""

    source: Any
    polish: Any
    item: Any
    locale: Any

    def reload(self) -> None:
        self.source = type(self.source).objects.get(pk=self.source.pk)
        self.polish = type(self.polish).objects.get(pk=self.polish.pk)


def translated_item(item: Any, locale: Any, *, live: bool = True, **fields: Any) -> Any:
    copy = item.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.live = False
    copy.save()
    revision = copy.save_revision()
    if live:
        with unasked():
            revision.publish()
        copy.refresh_from_db()
    return copy


def write(page: Any, *sections: dict[str, Any], **fields: Any) -> Any:
    """Publish ``page`` with these sections and fields, as its editor would."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    if sections:
        page.body = page.body.stream_block.to_python(list(sections))
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def who(item: Any, heading: str = "Who gets it", note: str = "We share what they ask for.") -> list[dict[str, Any]]:
    return [
        section("recipients", heading=heading, recipients=entries({"recipient": item.pk, "from_library": ["uses"]})),
        section("text", heading=note[:10], body=f"<p>{note}</p>"),
    ]


@pytest.fixture
def pair(site_tree: Any) -> Pair:
    polish = Locale.objects.create(language_code="pl")
    item = RecipientFactory(name="The inspectorate", default_uses="to inspect us", published=True)
    source = make_notice(make_hub(site_tree.alpha_home), *who(item))
    copy = source.copy_for_translation(polish, copy_parents=True)
    return Pair(source, type(source).objects.get(pk=copy.pk), item, polish)


def newest(page: Any) -> Any:
    return NoticeVersion.objects.for_page(page.pk).first()
