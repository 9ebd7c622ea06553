"""Who does what at every address of translations: one table, asked of everybody for the notices of two schools."""

from collections.abc import Callable
from itertools import product
from typing import Any, Final

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.permissions.declared import TRANSLATION_VIEWS
from tests.permissions.requests import addresses
from tests.permissions.world import grant, make_person
from tests.translations.translated import source_of, translation_of
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import submit

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
SECRET = "Zq"
"""Begins every text of the two schools."""

PERSONAS: Final = {
    "central": ("change", "publish"),
    "trust": ("add", "change", "publish"),
    "school": ("add", "change", "publish"),
    "moderator": ("add", "change", "publish"),
    "author": ("add", "change"),
    "translator": ("change",),
    "other_school": ("add", "change", "publish"),
    "nobody": (),
    "anonymous": (),
}
"""The people, with what they may do with kinds of items. All may submit translations but nobody and anonymous."""

TRANSLATES: Final = {
    "notice": {"central", "school", "moderator", "author", "translator"},
    "own": {"central", "trust", "school", "moderator", "author", "translator"},
    "shared": {"central"},
    "foreign notice": {"central", "other_school"},
    "foreign": {"central", "trust", "other_school"},
}
"""Who reads and writes the translation of what: the texts, the files, the machine, and stopping it.

An author may change the home page of the school and so translates what the school owns; the trust acts for what its
schools own, and for no page of theirs."""

PUBLISHES: Final = {thing: people - {"author", "translator"} for thing, people in TRANSLATES.items()}

OPENS: Final = {
    **TRANSLATES,
    "own": TRANSLATES["own"] - {"author", "translator"},
}
"""Who opens the editor. That of an item is for those who act for its owner."""

UPDATES: Final = {
    "notice": {"central", "school", "moderator", "author"},
    "own": {"central", "trust", "school", "moderator"},
    "shared": {"central"},
    "foreign notice": {"central", "other_school"},
    "foreign": {"central", "trust", "other_school"},
}
"""Who brings translations up to date: those who may change the source. Of a notice they submit it too."""

SUBMITS: Final = {thing: people for thing, people in UPDATES.items() if "notice" in thing}


class Site:
    """Two schools with a notice and an item each, and an item of everyone's, submitted into Polish."""

    def __init__(self, tree: Any) -> None:
        self.polish = Locale.objects.create(language_code="pl")
        self.things: dict[str, Any] = {
            "own": self.item("Zq caterer", tree.alpha),
            "foreign": self.item("Zq doctor", tree.beta),
            "shared": self.item("Zq ministry", None),
        }
        places = {
            "central": [tree.root],
            "trust": [tree.trust_home],
            "other_school": [tree.beta_home],
            **{name: [tree.alpha_home] for name in ("school", "moderator", "author")},
        }
        self.people = {
            name: make_person(name, places.get(name, []), actions)
            for name, actions in PERSONAS.items()
            if name != "anonymous"
        }
        for name, home, item in (("notice", tree.alpha_home, "own"), ("foreign notice", tree.beta_home, "foreign")):
            uses = entries({"recipient": self.things[item].pk}, {"recipient": self.things["shared"].pk})
            self.things[name] = make_notice(
                make_hub(home), section("recipients", heading="Zq who", recipients=uses), title=f"Zq the {name}"
            )
            submit(self.things[name], [self.polish])
        home = tree.alpha_home.get_translation(self.polish)
        group = self.people["translator"].groups.get()
        GroupPagePermission.objects.create(group=group, page=home, permission_type="change")
        for name, user in self.people.items():
            if name != "nobody":
                grant(user, "wagtail_localize", "submit_translation")

    def item(self, name: str, owner: Any) -> Any:
        return RecipientFactory(name=name, owner=owner, published=True)

    def target(self, thing: str) -> Any:
        source = self.things[thing]
        return type(source)._default_manager.get(translation_key=source.translation_key, locale=self.polish)

    def translation(self, thing: str) -> Translation:
        return translation_of(self.things[thing], self.polish)

    def segment(self, thing: str) -> Any:
        return source_of(self.things[thing]).stringsegment_set.order_by("pk").first()

    def written(self, thing: str) -> bool:
        key = self.things[thing].translation_key
        return bool(StringTranslation.objects.filter(context__object=key, locale=self.polish).exists())


@pytest.fixture
def site(site_tree: Any, settings: Any) -> Site:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    return Site(site_tree)


Attempt = Callable[[Site, Client, str], tuple[bool, Any]]
"""Tries something with a thing; gives whether it was done, and the answer."""


def address(name: str, *args: object) -> str:
    return reverse(f"wagtail_localize:{name}", args=args)


def download(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.get(address("download_pofile", site.translation(thing).pk))
    return "msgid" in response.content.decode(), response


def upload(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    translation = site.translation(thing)
    file = polib.pofile(str(translation.export_po()))
    for entry in file:
        entry.msgstr = "Nowe"
    data = {"file": SimpleUploadedFile("pl.po", str(file).encode())}
    response = client.post(address("upload_pofile", translation.pk), data)
    return site.written(thing), response


def write(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    url = address("edit_string_translation", site.translation(thing).pk, site.segment(thing).pk)
    response = client.put(url, "value=Nowe", content_type=FORM)
    return site.written(thing), response


def erase(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    segment = site.segment(thing)
    StringTranslation.objects.create(
        translation_of=segment.string, context=segment.context, locale=site.polish, data="Stare"
    )
    response = client.delete(address("edit_string_translation", site.translation(thing).pk, segment.pk))
    return not site.written(thing), response


def machine(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.post(address("machine_translate", site.translation(thing).pk))
    return site.written(thing), response


def stop(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.post(address("stop_translation", site.translation(thing).pk))
    return not site.translation(thing).enabled, response


def editor_address(site: Site, thing: str) -> str:
    name = "wagtailadmin_pages:edit" if "notice" in thing else "wagtailsnippets_wagtail_privacy_recipient:edit"
    return reverse(name, args=[site.target(thing).pk])


def open_editor(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.get(editor_address(site, thing))
    return response.status_code == 200, response


def publish(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.post(editor_address(site, thing), {"action": "publish"})
    return site.target(thing).live, response


def update(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    TranslationSource.objects.filter(pk=source_of(site.things[thing]).pk).update(object_repr="old")
    response = client.post(address("update_translations", source_of(site.things[thing]).pk), {})
    return source_of(site.things[thing]).object_repr != "old", response


def update_and_publish(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.post(
        address("update_translations", source_of(site.things[thing]).pk), {"publish_translations": "on"}
    )
    return site.target(thing).live, response


def look_at_update(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.get(address("update_translations", source_of(site.things[thing]).pk))
    return response.status_code == 200, response


def submit_it(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    welsh = Locale.objects.create(language_code="cy")
    response = client.post(address("submit_page_translation", site.things[thing].pk), {"locales": [welsh.pk]})
    return SubmittedTranslation.objects.filter(locale=welsh).exists(), response


def submit_again(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    SubmittedTranslation.objects.all().delete()
    SubmittedTranslation.objects.create(
        page_id=site.things[thing].pk, model="x.y", object_id=1, locale=site.polish, title="x"
    )
    url = reverse("wagtail_privacy_translations:submission", args=[site.things[thing].pk])
    response = client.post(url, {"action": "submit_again"})
    return SubmittedTranslation.objects.count() > 1, response


def look_at_submission(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.get(reverse("wagtail_privacy_translations:submission", args=[site.things[thing].pk]))
    return response.status_code == 200, response


def publish_together(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    page = site.target(thing)
    url = reverse("wagtail_privacy_admin:publish_translation", args=[page.pk])
    response = client.post(url, {"together": [f"{page._meta.label_lower}:{page.pk}"]})
    return site.target(thing).live, response


def look_at_both(site: Site, client: Client, thing: str) -> tuple[bool, Any]:
    response = client.get(reverse("wagtail_privacy_admin:translation", args=[site.target(thing).pk]))
    return response.status_code == 200, response


def of_notices(people: dict[str, set[str]]) -> dict[str, set[str]]:
    return {thing: who for thing, who in people.items() if "notice" in thing}


TABLE: Final[dict[Attempt, dict[str, set[str]]]] = {
    download: TRANSLATES,
    upload: TRANSLATES,
    write: TRANSLATES,
    erase: TRANSLATES,
    machine: TRANSLATES,
    stop: TRANSLATES,
    open_editor: OPENS,
    publish: PUBLISHES,
    update: UPDATES,
    update_and_publish: {thing: UPDATES[thing] & PUBLISHES[thing] for thing in UPDATES},
    look_at_update: UPDATES,
    submit_it: SUBMITS,
    submit_again: SUBMITS,
    look_at_submission: SUBMITS,
    look_at_both: of_notices(TRANSLATES),
    publish_together: of_notices(PUBLISHES),
}
"""Who does what with what. Whoever is not named has changed nothing, and has read nothing, afterwards."""


def test_everybody_does_what_the_table_says_and_reads_nothing_else(site: Site) -> None:
    clients = {persona: Client() for persona in PERSONAS}
    for persona, user in site.people.items():
        clients[persona].force_login(user)
    wrong = []
    for attempt, persona in product(TABLE, PERSONAS):
        for thing, people in TABLE[attempt].items():
            with transaction.atomic():
                is_done, response = attempt(site, clients[persona], thing)
                transaction.set_rollback(True)
            cell = (attempt.__name__, thing, persona, response.status_code)
            if is_done != (persona in people):
                wrong.append((*cell, "does" if is_done else "does not"))
            reads = persona in TRANSLATES[thing] | UPDATES[thing]
            if not reads and SECRET in response.content.decode(errors="replace"):
                wrong.append((*cell, "reads"))
    assert wrong == []


def test_every_screen_of_translations_stands_in_the_table() -> None:
    assert {name for _namespace, name in addresses("wagtail_privacy_translations")} == {*TRANSLATION_VIEWS}


def test_nobody_writes_a_string_of_another_translation_by_an_address_of_ones_own(site: Site) -> None:
    client = Client()
    client.force_login(site.people["school"])
    url = address("edit_string_translation", site.translation("notice").pk, site.segment("foreign notice").pk)
    assert client.put(url, "value=Nowe", content_type=FORM).status_code == 404
    file = polib.pofile(str(site.translation("foreign notice").export_po()))
    data = {"file": SimpleUploadedFile("pl.po", str(file).encode())}
    client.post(address("upload_pofile", site.translation("notice").pk), data)
    assert not StringTranslation.objects.exists()


def test_the_report_names_what_each_of_them_sees(site: Site) -> None:
    shown = {}
    for persona, user in site.people.items():
        client = Client()
        client.force_login(user)
        text = client.get(address("translations_report"), follow=True).content.decode()
        shown[persona] = {thing for thing, source in site.things.items() if str(source) in text}
    assert shown["school"] == {"notice", "own", "shared"}
    assert shown["other_school"] == {"foreign notice", "foreign", "shared"}
    assert shown["nobody"] == set()
