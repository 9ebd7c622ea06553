"""A version of a translation: what it shows, what it was translated from, and where it is behind."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Locale

from tests.factories import LegislationFactory, RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, published, section
from tests.translating import Pair, newest, translated_item, who, write
from wagtail_privacy.documents.passages import PassageState
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.translations import is_translation, source_page, translations_of
from wagtail_privacy.organisations.models import OrganisationContact
from wagtail_privacy.organisations.texts import OrganisationText
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import VersionBasis
from wagtail_privacy.versions.translated import translated_version

pytestmark = pytest.mark.django_db


def states(page: Any) -> list[PassageState]:
    version = newest(page)
    beside = translated_version(version, version.effective_day)
    assert beside is not None and beside.is_known
    return [passage.state for passage in beside.behind(version.as_document())]


class TestSource:
    def test_it_is_the_page_in_the_language_of_the_home_page_of_the_site(self, pair: Pair) -> None:
        assert source_page(pair.polish).pk == pair.source.pk
        assert source_page(pair.source) is None
        assert is_translation(pair.polish) and not is_translation(pair.source)
        assert [page.pk for page in translations_of(pair.source)] == [pair.polish.pk]

    def test_a_school_may_write_in_another_language_first(self, pair: Pair, site_tree: Any) -> None:
        site = site_tree.alpha_site
        site.root_page = site.root_page.get_translation(pair.locale)
        site.save()
        assert source_page(pair.polish) is None
        assert source_page(pair.source).pk == pair.polish.pk

    def test_without_one_in_that_language_it_is_the_first_in_the_tree(self, pair: Pair, site_tree: Any) -> None:
        welsh = Locale.objects.create(language_code="cy")
        copy = pair.polish.copy_for_translation(welsh, copy_parents=True)
        with unasked():
            pair.source.delete()
        assert source_page(type(pair.polish).objects.get(pk=copy.pk)).pk == pair.polish.pk

    def test_a_site_with_one_language_is_asked_nothing(self, site_tree: Any, django_assert_num_queries: Any) -> None:
        page = make_notice(make_hub(site_tree.beta_home))
        page.get_url_parts()
        with django_assert_num_queries(0):
            assert source_page(page) is None

    def test_a_page_of_another_site_is_no_source(self, pair: Pair, site_tree: Any) -> None:
        pair.polish.move(make_hub(site_tree.beta_home), pos="last-child")
        pair.reload()
        assert source_page(pair.polish) is None


class TestItems:
    def test_a_published_translation_of_an_item_is_shown_whichever_was_chosen(self, pair: Pair) -> None:
        translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="żeby nas kontrolować")
        (use,) = resolve_draft(pair.polish).document.sections[0].recipients
        assert (use.recipient.name, use.uses) == ("Inspektorat", ("żeby nas kontrolować",))
        assert use.recipient.ref.language == ""
        assert resolve_draft(pair.source).document.sections[0].recipients[0].recipient.name == "The inspectorate"

    def test_without_one_the_item_of_the_source_is_shown_and_marked(self, pair: Pair) -> None:
        resolution = resolve_draft(pair.polish)
        (use,) = resolution.document.sections[0].recipients
        assert (use.recipient.name, use.recipient.ref.language) == ("The inspectorate", "en")
        assert resolution.problems == ()

    def test_a_draft_of_a_translation_refuses_nothing(self, pair: Pair) -> None:
        draft = translated_item(pair.item, pair.locale, live=False, name="Inspektorat")
        page = write(pair.polish, *who(draft))
        (use,) = newest(page).as_document().sections[0].recipients
        assert (use.recipient.name, use.recipient.ref.language) == ("The inspectorate", "en")

    def test_the_same_holds_for_what_an_item_refers_to(self, pair: Pair) -> None:
        body = RecipientFactory(name="The ministry", published=True)
        part = published(type(body)(name="The office", part_of=body))
        translated_item(body, pair.locale, name="Ministerstwo")
        pair.polish = write(pair.polish, *who(part))
        (use,) = newest(pair.polish).as_document().sections[0].recipients
        assert (use.recipient.name, use.recipient.part_of) == ("The office", "Ministerstwo")

    def test_a_law_that_an_item_refers_to_with_others_loses_its_mark_once_it_is_translated(self, pair: Pair) -> None:
        law = LegislationFactory(name="The Inspection Act", published=True)
        body = RecipientFactory(name="The office", default_legislation=[law], published=True)
        entry = {"recipient": body.pk, "from_library": ["law"]}
        pair.polish = write(pair.polish, section("recipients", heading="Who", recipients=entries(entry)))

        def shown() -> tuple[str, str]:
            (citation,) = resolve_draft(pair.polish).document.sections[0].recipients[0].citations
            return citation.name, citation.instrument.ref.language

        assert shown() == ("The Inspection Act", "en")
        translated_item(law, pair.locale, name="Ustawa o kontroli")
        pair.reload()
        assert shown() == ("Ustawa o kontroli", "")

    def test_a_clause_is_read_in_the_language_of_the_notice(self, pair: Pair) -> None:
        clause_model = pair.source.body.stream_block.child_blocks["clause"].model_class
        clause = clause_model(name="Rights", locale=pair.source.locale, live=False)
        clause.body = clause._meta.get_field("body").stream_block.to_python(
            [section("text", heading="A", body="<p>English</p>")]
        )
        clause.save()
        clause.save_revision().publish()
        translated = clause.copy_for_translation(pair.locale)
        translated.body = clause._meta.get_field("body").stream_block.to_python(
            [section("text", heading="B", body="<p>Polski</p>")]
        )
        translated.live = False
        translated.save()
        translated.save_revision().publish()
        page = write(pair.polish, {"type": "clause", "value": clause.pk})
        assert [part.heading for part in newest(page).as_document().sections] == ["B"]


class TestOrganisationTexts:
    @pytest.fixture
    def officer(self, site_tree: Any) -> Any:
        return OrganisationContact.objects.create(
            organisation=site_tree.trust,
            role="data_protection_officer",
            title="Data protection lead",
            email="dpo@trust.test",
        )

    def test_a_job_title_stands_in_the_language_of_the_notice(self, pair: Pair, site_tree: Any, officer: Any) -> None:
        OrganisationText.objects.create(
            organisation=site_tree.trust, locale=pair.locale, text=officer.title, translation="Inspektor ochrony danych"
        )
        page = write(
            pair.polish, section("contacts", heading="Kontakt", contacts=entries({"role": "data_protection_officer"}))
        )
        document = newest(page).as_document()
        assert [contact.title for contact in document.sections[0].contacts] == ["Inspektor ochrony danych"]
        assert document.trust.contacts[0].title == "Inspektor ochrony danych"
        assert document.trust.contacts[0].email == "dpo@trust.test"
        assert resolve_draft(pair.source).document.trust.contacts[0].title == "Data protection lead"

    def test_that_of_the_school_comes_before_that_of_its_trust(self, pair: Pair, site_tree: Any, officer: Any) -> None:
        for organisation, text in ((site_tree.trust, "Inspektor"), (site_tree.alpha, "Inspektorka")):
            OrganisationText.objects.create(
                organisation=organisation, locale=pair.locale, text=officer.title, translation=text
            )
        assert resolve_draft(pair.polish).document.trust.contacts[0].title == "Inspektorka"

    def test_it_says_nothing_of_a_title_that_was_changed(self, pair: Pair, site_tree: Any, officer: Any) -> None:
        OrganisationText.objects.create(
            organisation=site_tree.trust, locale=pair.locale, text="Another title", translation="Inspektor"
        )
        assert resolve_draft(pair.polish).document.trust.contacts[0].title == "Data protection lead"


class TestSealing:
    def test_a_version_is_sealed_with_the_version_of_the_source(self, pair: Pair) -> None:
        page = write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy, o co proszą."), translated_number=1)
        version = newest(page)
        assert (version.source_page_id, version.source_number) == (pair.source.pk, 1)
        assert VersionBasis.objects.get(version=version).document == newest(pair.source).document
        call_command("verify_versions")

    def test_a_changed_basis_is_found(self, pair: Pair) -> None:
        page = write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy, o co proszą."), translated_number=1)
        VersionBasis.objects.filter(version=newest(page)).update(kept=["0" * 64])
        with pytest.raises(CommandError, match="what it was translated from is not what was recorded"):
            call_command("verify_versions")

    def test_a_notice_that_is_no_translation_has_no_basis(self, pair: Pair) -> None:
        assert newest(pair.source).source_page_id is None
        assert not VersionBasis.objects.exists()

    def test_it_is_refused_while_the_source_was_never_published(self, site_tree: Any) -> None:
        source = make_notice(make_hub(site_tree.alpha_home), live=False)
        copy = source.copy_for_translation(Locale.objects.create(language_code="pl"), copy_parents=True)
        with pytest.raises(ResolutionError, match="Publish that notice first"):
            write(copy)

    def test_what_is_published_again_keeps_its_basis(self, pair: Pair) -> None:
        write(pair.polish, *who(pair.item, "Kto dostaje"), translated_number=1)
        write(pair.source, *who(pair.item, note="We share more than they ask for."))
        write(pair.polish, title="Po polsku")
        version = newest(pair.polish)
        assert (version.number, version.source_number) == (2, 1)
        assert version.changes == []

    def test_bringing_it_up_to_another_version_is_a_version_and_asks_for_no_note(self, pair: Pair) -> None:
        write(pair.polish, *who(pair.item, "Kto dostaje"), translated_number=1)
        write(pair.source, title="Another title")
        write(pair.polish, translated_number=2)
        version = newest(pair.polish)
        assert (version.number, version.source_number) == (2, 2)

    def test_saying_that_it_is_complete_counts_although_nothing_else_has_changed(self, pair: Pair) -> None:
        write(pair.polish, title="Po polsku")
        assert states(pair.polish)
        page = write(pair.polish, translated_number=1)
        assert newest(page).number == 2
        # What is left has no translation in the library.
        assert len(states(page)) == 2

    def test_a_copy_of_a_translation_says_nothing_of_what_it_was_brought_up_to(self, pair: Pair) -> None:
        page = write(pair.polish, translated_number=1)
        copy = page.copy_for_translation(Locale.objects.create(language_code="cy"), copy_parents=True)
        assert type(page).objects.get(pk=copy.pk).translated_number is None


class TestBehind:
    def test_nothing_is_behind_what_was_just_translated(self, pair: Pair) -> None:
        translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="kontrola")
        write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy, o co proszą."), title="Dane", translated_number=1)
        assert states(pair.polish) == []

    def test_what_nobody_has_translated_is_said_of_each_passage(self, pair: Pair) -> None:
        write(pair.polish, title="Dane uczniów")
        assert set(states(pair.polish)) == {PassageState.UNTRANSLATED}

    def test_one_sentence_of_the_source_is_one_passage(self, pair: Pair) -> None:
        translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="kontrola")
        write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy, o co proszą."), title="Dane", translated_number=1)
        first, second = who(pair.item)
        second["value"]["body"] = "<p>We share more than they ask for.</p>"
        write(pair.source, first, second)
        assert states(pair.polish) == [PassageState.BEHIND]
        write(pair.polish, title="Dane uczniów")
        assert states(pair.polish) == [PassageState.BEHIND], "publishing again translates nothing"

    def test_a_section_that_is_new_is_missing(self, pair: Pair) -> None:
        translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="kontrola")
        write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy, o co proszą."), title="Dane", translated_number=1)
        write(pair.source, *who(pair.item), section("text", heading="More", body="<p>New.</p>"))
        assert set(states(pair.polish)) == {PassageState.MISSING}

    def test_it_costs_two_queries(self, pair: Pair, django_assert_num_queries: Any) -> None:
        version = newest(write(pair.polish, title="Dane", translated_number=1))
        with django_assert_num_queries(2):
            beside = translated_version(version, version.effective_day)
        assert beside is not None
        document = version.as_document()
        with django_assert_num_queries(0):
            beside.behind(document)
