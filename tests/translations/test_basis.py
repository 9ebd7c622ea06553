"""What a version of a translation made with wagtail-localize was translated from, and where it is behind."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from tests.translations.translated import publish, source_of, submit, translate, translation_of
from wagtail_privacy.documents.passages import BehindPassage, PassageState
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.translations import services
from wagtail_privacy.translations.models import TranslationOrigin
from wagtail_privacy.versions.models import NoticeVersion, VersionBasis
from wagtail_privacy.versions.translated import translated_version

pytestmark = pytest.mark.django_db


class World:
    """A notice with a clause and a recipient in two places, translated into Polish and published."""

    def __init__(self, tree: Any) -> None:
        self.polish = Locale.objects.create(language_code="pl")
        self.agency = recipient("The inspectorate", default_uses="to inspect us")
        self.clause = Clause(name="Safe", locale=tree.locale, live=False)
        self.clause.body = self.sections(
            Clause,
            section("security", heading="How we keep it safe", measures="Locks.\nPasswords."),
            section("text", heading="Copies", body="<p>We make copies. We keep them for a week.</p>"),
        )
        self.clause.save()
        self.clause.save_revision().publish()
        self.notice = make_notice(
            make_hub(tree.alpha_home),
            section("recipients", heading="Who gets it", recipients=self.uses()),
            section("about", heading="About us", data_holders=self.uses(), reason="To run the school."),
            {"type": "clause", "value": self.clause.pk},
            section("text", heading="More", body="<p>We care. We ask you first.</p>"),
            summary="What we do with what we know.",
        )
        self.submit()
        self.translate_all()

    def uses(self) -> list[dict[str, Any]]:
        return entries({"recipient": self.agency.pk, "from_library": ["uses"]})

    @staticmethod
    def sections(model: Any, *raw: Any) -> Any:
        return model._meta.get_field("body").stream_block.to_python(list(raw))

    def submit(self) -> None:
        services.submit(type(self.notice).objects.get(pk=self.notice.pk), [self.polish])

    def translate_all(self, mark: str = "pl") -> None:
        """Translate every string, and publish the items, then the notice."""
        for thing in (self.agency, self.clause, self.notice):
            translate(thing, self.polish, mark=mark)
        for thing in (self.agency, self.clause, self.notice):
            publish(thing, self.polish)

    @property
    def page(self) -> Any:
        return type(self.notice).objects.get(translation_key=self.notice.translation_key, locale=self.polish)

    def version(self) -> Any:
        return NoticeVersion.objects.for_page(self.page.pk).first()

    def behind(self) -> tuple[BehindPassage, ...]:
        version = self.version()
        beside = translated_version(version, version.effective_day)
        assert beside is not None and beside.is_known
        return beside.behind(version.as_document())

    def states(self) -> Counter[PassageState]:
        return Counter(passage.state for passage in self.behind())

    def said(self) -> Counter[str]:
        """The passages that are behind with their texts, wherever they stand."""
        return Counter(repr((passage.state, passage.said, passage.was, passage.now)) for passage in self.behind())

    def write_source(self, change: Any = None) -> None:
        """Publish the source, with its stored sections changed by ``change``."""
        page = type(self.notice).objects.get(pk=self.notice.pk)
        raw = page.body.stream_block.get_prep_value(page.body)
        if change is not None:
            change(raw)
        page.body = self.sections(type(page), *raw)
        page.describe_change(note="Something changed.", reason="practice")
        page.save_revision().publish()

    def republish(self) -> None:
        self.page.get_latest_revision().publish()

    def write_item(self, item: Any, **fields: Any) -> None:
        """Publish an item of the source, and the source with it."""
        item = type(item).objects.get(pk=item.pk)
        for name, value in fields.items():
            setattr(item, name, value)
        with unasked():
            item.save_revision().publish()
        self.write_source()


@pytest.fixture
def world(site_tree: Any) -> World:
    return World(site_tree)


def change_sentence(raw: list[Any]) -> None:
    raw[3]["value"]["body"] = "<p>We care. We ask you twice.</p>"


def with_other_measure(world: World) -> Any:
    clause = Clause.objects.get(pk=world.clause.pk)
    raw = clause.body.stream_block.get_prep_value(clause.body)
    raw[1]["value"]["body"] = "<p>We make copies. We keep them for a month.</p>"
    return world.sections(Clause, *raw)


def exchange(raw: list[Any]) -> None:
    raw[0], raw[3] = raw[3], raw[0]


def test_fresh_nothing_is_behind(world: World) -> None:
    assert world.behind() == ()
    version = world.version()
    assert (version.source_page_id, version.source_number) == (world.notice.pk, 1)
    assert (
        VersionBasis.objects.get(version=version).document
        == NoticeVersion.objects.for_page(world.notice.pk).get().document
    )
    document = version.as_document()
    assert document.sections[0].recipients[0].recipient.name == "pl The inspectorate"
    assert document.sections[0].recipients[0].recipient.ref.language == ""
    call_command("verify_versions")


def test_the_steps_of_a_translation_one_after_the_other(world: World) -> None:
    world.write_source(change_sentence)
    (passage,) = world.behind()
    assert passage.state == PassageState.BEHIND
    assert "pl We care. We ask you first." in passage.said
    assert ("We ask you first" in passage.was, "We ask you twice" in passage.now) == (True, True)

    world.republish()
    assert world.states() == {PassageState.BEHIND: 1}, "publishing again translates nothing"

    world.write_item(world.clause, body=with_other_measure(world))
    assert world.states() == {PassageState.BEHIND: 2}, "a sentence of a clause"

    world.write_item(world.agency, name="The watchdog")
    assert world.states() == {PassageState.BEHIND: 4}, "a name that stands in two places"

    before = world.said()
    world.write_source(exchange)
    assert world.said() == before, "two sections exchanged"

    source_of(world.notice).update_from_db()
    publish(world.notice, world.polish)
    assert world.states() == {PassageState.BEHIND: 3, PassageState.UNTRANSLATED: 1}, "synchronised, not translated"

    world.submit()
    world.translate_all()
    assert world.behind() == ()
    call_command("verify_versions")


def test_synchronising_alone_says_nothing(world: World) -> None:
    """The source is brought up to date, and the draft of the translation is published as it was."""
    world.write_source(change_sentence)
    source_of(world.notice).update_from_db()
    world.republish()
    assert world.states() == {PassageState.BEHIND: 1}


def test_a_version_of_the_source_in_between_has_no_number(world: World) -> None:
    world.write_item(world.agency, name="The watchdog")
    world.write_source(change_sentence)
    source_of(world.notice).update_from_db()
    translate(world.notice, world.polish)
    publish(world.notice, world.polish)
    assert world.version().source_number is None
    assert world.states() == {PassageState.BEHIND: 2}
    world.submit()
    world.translate_all()
    newest = NoticeVersion.objects.for_page(world.notice.pk).first()
    assert world.version().source_number == newest.number


def test_what_is_written_the_same_on_purpose_is_no_passage_that_nobody_translated(world: World) -> None:
    texts = {"The inspectorate", "We care. We ask you first.", "Locks.<br/>Passwords."}
    same = StringTranslation.objects.filter(translation_of__data__in=texts)
    assert same.count() == 3
    for one in same.select_related("translation_of"):
        one.data = one.translation_of.data
        one.save()
    for thing in (world.agency, world.clause, world.notice):
        publish(thing, world.polish)
    assert world.behind() == ()
    same.delete()
    for thing in (world.agency, world.clause, world.notice):
        publish(thing, world.polish)
    assert world.states() == {PassageState.UNTRANSLATED: 4}


def test_an_item_that_is_not_published_in_the_language_is_behind_as_nobody_translated_it(world: World) -> None:
    copy = type(world.agency).objects.get(translation_key=world.agency.translation_key, locale=world.polish)
    with unasked():
        copy.unpublish()
    world.republish()
    # The notice says it again, as the item of the source.
    page = world.page
    page.save_revision().publish()
    assert set(world.states()) == {PassageState.UNTRANSLATED}


def test_a_translation_that_is_no_longer_synchronised_is_one_by_hand(world: World) -> None:
    translation = translation_of(world.notice, world.polish)
    translation.enabled = False
    translation.save()
    world.write_source(change_sentence)
    page = world.page
    page.translated_number = 2
    page.save_revision().publish()
    assert world.version().source_number == 2


def test_the_origin_goes_with_its_revision(world: World) -> None:
    page = world.page
    assert TranslationOrigin.objects.filter(revision_id=page.live_revision_id).exists()
    page.revisions.all().delete()
    assert not TranslationOrigin.objects.filter(revision_id=page.live_revision_id).exists()


def test_wagtail_localizes_own_submission_is_known_too(site_tree: Any) -> None:
    polish = Locale.objects.create(language_code="pl")
    notice = make_notice(make_hub(site_tree.alpha_home))
    submit(notice, polish)
    translate(notice, polish)
    page = publish(notice, polish)
    version = NoticeVersion.objects.for_page(page.pk).get()
    assert (version.source_page_id, version.source_number) == (notice.pk, 1)
