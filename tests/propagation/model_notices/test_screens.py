"""The screens of a model and of the notices that follow it: what they offer to whom, and what they cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from tests.notice_factories import make_hub, make_notice
from tests.propagation.model_notices.edits import draft_of, publish, raw_section, texts, write
from tests.queries import query_count
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.model_notices.bringing import pending_merge
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.model_notices.services import roll_out

pytestmark = pytest.mark.django_db


def model_url(page: Any) -> str:
    return reverse("wagtail_privacy_models:model", args=[page.pk])


def following_url(page: Any) -> str:
    return reverse("wagtail_privacy_models:following", args=[page.pk])


def more_schools(tree: Any, count: int) -> list[Organisation]:
    made = []
    for number in range(count):
        home = tree.root.add_child(
            instance=type(tree.root)(title=f"School {number}", slug=f"s{number}", locale=tree.locale, live=True)
        )
        site = Site.objects.create(hostname=f"s{number}.test", root_page=home)
        made.append(Organisation.objects.create(kind="school", name=f"School {number}", site=site, parent=tree.trust))
        make_hub(home)
    return made


@pytest.fixture
def trust_client(client: Client, trust_editor: Any) -> Client:
    client.force_login(trust_editor)
    return client


class TestModelScreen:
    def test_a_notice_of_the_trust_becomes_a_model_there(self, trust_client: Client, site_tree: Any) -> None:
        page = make_notice(make_hub(site_tree.trust_home), raw_section("a"), live=False)
        edit = trust_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "Make it a model for schools" in edit
        assert "No reader ever sees it" in trust_client.get(model_url(page)).content.decode()
        trust_client.post(model_url(page), {"action": "make"})
        page.refresh_from_db()
        assert page.is_model
        edit = trust_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "Schools that follow it" in edit
        assert "What will change" not in edit

    def test_it_says_why_a_notice_cannot_become_one(self, trust_client: Client, site_tree: Any) -> None:
        page = make_notice(make_hub(site_tree.alpha_home), raw_section("a"))
        assert "No school belongs to the organisation" in trust_client.get(model_url(page)).content.decode()
        answer = trust_client.post(model_url(page), {"action": "make"}, follow=True)
        assert "No school belongs to the organisation" in answer.content.decode()

    def test_sections_are_mandated_in_a_draft(self, trust_client: Client, model: Any) -> None:
        trust_client.post(model_url(model), {"action": "mandate", "section": ["keys", "forged"]})
        assert draft_of(model).mandated_sections == ["keys"]
        assert type(model).objects.get(pk=model.pk).mandated_sections == ["rules"]

    def test_chosen_schools_get_a_draft_once(self, trust_client: Client, model: Any, site_tree: Any) -> None:
        for home in (site_tree.alpha_home, site_tree.beta_home):
            make_hub(home)
        assert "Roll it out to Alpha School" in trust_client.get(model_url(model)).content.decode()
        data = {"action": "roll_out", "school": [site_tree.alpha.pk, site_tree.trust.pk, "x"]}
        for message in ("1 school has a draft", "Nothing was changed at any school."):
            assert message in trust_client.post(model_url(model), data, follow=True).content.decode()
        assert RollOut.objects.count() == 1
        shown = trust_client.get(model_url(model)).content.decode()
        assert "Has the wording of the model." in shown
        assert "Roll it out to Beta School" in shown

    def test_one_brings_it_into_what_one_may_edit(
        self, client: Client, model: Any, site_tree: Any, editor_of: Any
    ) -> None:
        pages = {}
        for home, school in ((site_tree.alpha_home, site_tree.alpha), (site_tree.beta_home, site_tree.beta)):
            make_hub(home)
            pages[school.pk] = roll_out(model, school).specific
        write(model, raw_section("rules", "New."), raw_section("locks", "New."))
        publish(model)
        client.force_login(editor_of(site_tree.trust_home, site_tree.alpha_home, username="both"))
        shown = client.get(model_url(model)).content.decode()
        assert "Alpha School" in shown
        answer = client.post(model_url(model), {"action": "bring"}, follow=True).content.decode()
        assert "the draft of 1 school" in answer
        assert texts(pages[site_tree.alpha.pk]) == {"rules": "New.", "locks": "New."}
        assert texts(pages[site_tree.beta.pk])["rules"] == "Locks."

    def test_the_trusts_editor_who_may_not_edit_schools_is_offered_nothing(
        self, client: Client, model: Any, site_tree: Any, editor_of: Any
    ) -> None:
        make_hub(site_tree.alpha_home)
        client.force_login(editor_of(site_tree.trust_home, username="trust_only"))
        shown = client.get(model_url(model)).content.decode()
        assert "You may not add pages there" in shown
        client.post(model_url(model), {"action": "roll_out", "school": [site_tree.alpha.pk]})
        assert not RollOut.objects.exists()

    def test_its_queries_do_not_depend_on_the_number_of_schools(
        self, trust_client: Client, model: Any, site_tree: Any
    ) -> None:
        roll_out(model, more_schools(site_tree, 1)[0])
        few = query_count(lambda: trust_client.get(model_url(model)))
        for page in site_tree.root.get_children().filter(slug="s0"):
            page.slug = "first"
            page.save()
        Site.objects.filter(hostname="s0.test").update(hostname="first.test")
        for school in more_schools(site_tree, 20):
            roll_out(model, school)
        assert query_count(lambda: trust_client.get(model_url(model))) == few


class TestFollowingScreen:
    @pytest.fixture
    def conflicting(self, notice: Any, model: Any, client: Client, school_editor: Any) -> Any:
        write(notice, raw_section("rules"), raw_section("locks", "Ours here."), raw_section("keys"))
        write(model, *(raw_section(name, "New words.") for name in ("rules", "locks", "keys")))
        publish(model)
        client.force_login(school_editor)
        return notice

    def test_the_editor_leads_to_it_and_it_shows_all_three_sides(self, conflicting: Any, client: Client) -> None:
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[conflicting.pk])).content.decode()
        assert following_url(conflicting) in edit
        shown = client.get(following_url(conflicting)).content.decode()
        for words in ("Locks.", "New words.", "Ours here.", "Take the trust’s", "Keep ours"):
            assert words in shown

    @pytest.mark.parametrize(("decision", "words"), [("theirs", "New words."), ("ours", "Ours here.")])
    def test_one_click_decides_a_section(self, conflicting: Any, client: Client, decision: str, words: str) -> None:
        pending = pending_merge(conflicting)
        assert pending is not None
        data = {"decision": decision, "section": "locks", "stamp": pending.stamp}
        answer = client.post(following_url(conflicting), data, follow=True).content.decode()
        assert "There is nothing to decide." in answer
        assert texts(conflicting) == {"rules": "New words.", "locks": words, "keys": "New words."}

    @pytest.mark.parametrize(
        "data", [{"decision": "theirs"}, {"decision": "theirs", "section": "locks", "stamp": "0-0"}]
    )
    def test_a_forged_or_late_answer_changes_nothing(
        self, conflicting: Any, client: Client, data: dict[str, str]
    ) -> None:
        client.post(following_url(conflicting), data)
        assert texts(conflicting)["locks"] == "Ours here."
        assert RollOut.objects.get().undecided == []

    def test_a_notice_that_follows_nothing_says_so(self, client: Client, school_editor: Any, site_tree: Any) -> None:
        page = make_notice(make_hub(site_tree.alpha_home), raw_section("a"))
        client.force_login(school_editor)
        assert "follows no model" in client.get(following_url(page)).content.decode()
        assert "follows no model" in client.post(following_url(page), follow=True).content.decode()

    def test_its_queries_do_not_depend_on_the_number_of_conflicts(
        self, conflicting: Any, model: Any, client: Client
    ) -> None:
        few = query_count(lambda: client.get(following_url(conflicting)))
        names = [f"s{number}" for number in range(20)]
        RollOut.objects.update(base=[raw_section(name) for name in ("rules", *names)])
        write(conflicting, raw_section("rules"), *(raw_section(name, f"Ours {name}.") for name in names))
        write(model, *(raw_section(name, "New words.") for name in ("rules", *names)))
        publish(model)
        assert query_count(lambda: client.get(following_url(conflicting))) == few
        shown = client.get(following_url(conflicting)).content.decode()
        assert shown.count("Keep ours") == len(names)
        assert "Ours s19." in shown

    def test_the_editor_says_how_each_section_stands(self, conflicting: Any, client: Client) -> None:
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[conflicting.pk])).content.decode()
        assert '"rules": {"text": "Set by the trust", "isFixed": true, "words": "rules\\nLocks."}' in edit
        assert '"locks": {"text": "Adapted here", "isFixed": false, "words": ""}' in edit
