"""What the report on translations costs a trust with many schools.

Run as ``python -m benchmarks.translations_report [schools]``, 100 unless given, each with five notices in six
languages. The notices are the longest of the demo, in other words in each language; the sources of every second school
have changed since. Aim: at most 12 queries a page, whatever is filtered for.
"""

import sys
import time
from typing import Any

from benchmarks.measuring import longest_of_demo, set_up
from benchmarks.passages import changed, in_other_words

SCHOOLS = 100
NOTICES = 5
LANGUAGES = ("ar", "cy", "pl", "ro", "ur")
PAGES = ("", "?language=pl", "?state=not_translated", "?state=behind", "?state=up_to_date", "?export=csv")


def build(schools: int) -> Any:
    """A trust whose schools have these notices, and somebody who publishes every page."""
    from wagtail.models import Locale, Site  # noqa: PLC0415
    from wagtail.signal_handlers import disable_reference_index_auto_update  # noqa: PLC0415

    from tests.notice_factories import make_hub  # noqa: PLC0415
    from tests.trees import make_editor  # noqa: PLC0415
    from wagtail_privacy.organisations.models import Organisation  # noqa: PLC0415
    from wagtail_privacy.pages.models import PrivacyNoticePage  # noqa: PLC0415
    from wagtail_privacy.versions.models import NoticeVersion, VersionBasis  # noqa: PLC0415

    english = longest_of_demo()
    basis = english.as_document()
    stored = {
        "basis": basis.model_dump(mode="json"),
        "now": changed(basis).model_dump(mode="json"),
        "translated": in_other_words(basis).model_dump(mode="json"),
    }
    trust = Organisation.objects.filter(kind="trust").first()
    root = trust.site.root_page.get_parent()
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES]
    version_fields = {
        field.attname: getattr(english, field.attname)
        for field in english._meta.concrete_fields
        if not field.primary_key
    }

    def make_version(page: Any, document: str, number: int = 1, **fields: Any) -> Any:
        values = version_fields | {"page_id": page.pk, "number": number, "document": stored[document]} | fields
        return NoticeVersion.objects.create(**values)

    with disable_reference_index_auto_update():
        for number in range(schools):
            home = root.add_child(
                instance=type(root.specific)(title=f"School {number}", slug=f"school-{number}", locale=root.locale)
            )
            site = Site.objects.create(hostname=f"school-{number}.test", root_page=home)
            Organisation.objects.create(kind="school", name=f"School {number}", site=site, parent=trust)
            hubs = {root.locale: make_hub(home)}
            for locale in locales:
                other = home.copy_for_translation(locale)
                hubs[locale] = hubs[root.locale].copy_for_translation(locale)
                assert hubs[locale].get_parent().pk == other.pk
            for turn in range(NOTICES):
                pages = {}
                for locale, hub in hubs.items():
                    page = PrivacyNoticePage(title=f"Notice {turn}", slug=f"n{turn}", locale=locale, live=False)
                    if locale != root.locale:
                        page.translation_key = pages[root.locale].translation_key
                    pages[locale] = hub.add_child(instance=page)
                source = pages[root.locale]
                make_version(source, "basis")
                if number % 2:
                    make_version(source, "now", 2)
                for locale in locales:
                    version = make_version(
                        pages[locale], "translated", language=locale.language_code,
                        source_page_id=source.pk, source_number=1,
                    )  # fmt: skip
                    VersionBasis.objects.create(version=version, document=stored["basis"])
    # What is published is made above: publishing 3,000 notices one by one would take an hour.
    PrivacyNoticePage.objects.filter(slug__in=[f"n{turn}" for turn in range(NOTICES)]).update(live=True)
    return make_editor("reader", [root])


def main() -> None:
    schools = int(sys.argv[1]) if len(sys.argv) > 1 else SCHOOLS
    set_up()
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from wagtail_privacy.versions.behind import forget_counts  # noqa: PLC0415

    user = build(schools)
    client = Client()
    client.force_login(user)
    b"".join(client.get("/admin/privacy/translations/?state=draft"))
    print(f"{schools} schools, {NOTICES} notices, {len(LANGUAGES) + 1} languages, {connection.vendor}")
    for query in PAGES:
        url = f"/admin/privacy/translations/{query}"
        forget_counts()
        print(f"  {query or 'the first page'}: ", end="")
        for time_of in ("nothing counted yet", "again"):
            with CaptureQueriesContext(connection) as captured:
                start = time.perf_counter()
                b"".join(client.get(url))
                seconds = time.perf_counter() - start
            print(f"{time_of} {len(captured)} queries, {seconds:.2f} s; ", end="")
        print("aim: at most 12 queries")


if __name__ == "__main__":
    main()
