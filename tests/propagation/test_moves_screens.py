"""The screens that promote and merge items, and forms that were open while somebody did."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.deep import in_turn
from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.permissions.requests import Cells, addresses, is_denied, leaks
from tests.permissions.world import ACTS, ITEM_MODELS, MODEL_ACTIONS, OWNERS, PERSONAS, build_world
from tests.propagation.test_overlay import sharing_with
from tests.queries import query_count
from tests.snapshots import replayed
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.library.moves import merge
from wagtail_privacy.propagation.moves.hooks import move_url
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def stored(item: Any) -> Any:
    return type(item)._default_manager.get(pk=item.pk)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestScreens:
    @pytest.fixture
    @replayed
    def pair(self, site_tree: Any) -> tuple[Any, Any]:
        """Two recipients of the trust, of which a notice of each school names the first."""
        pair = [RecipientFactory(name=name, owner=site_tree.trust, published=True) for name in ("Old one", "New one")]
        for home, title in ((site_tree.alpha_home, "Alpha notice"), (site_tree.beta_home, "Beta notice")):
            make_notice(make_hub(home), sharing_with(pair[0]), title=title)
        return pair[0], pair[1]

    @pytest.fixture
    def staff(self, client: Client, site_tree: Any, editor_of: Any) -> Client:
        client.force_login(editor_of(site_tree.trust_home, username="trust staff"))
        return client

    def test_it_shows_what_readers_would_read_then_asks_then_merges(self, staff: Client, pair: Any) -> None:
        url = f"{move_url('merge', pair[0])}?into={pair[1].pk}"
        text = words(staff.get(url))
        assert "2 published notices of 2 organisations show it." in text
        assert "Alpha notice" in text
        assert "Do readers have to be told?" in text
        refused = staff.post(url, {"note": ""})
        assert "Say whether readers have to be told." in words(refused)
        refused = staff.post(url, {"tells_readers": "yes", "note": " "})
        assert "Say what readers are told." in words(refused)
        assert stored(pair[0]).merged_into is None
        answer = staff.post(url, {"tells_readers": "yes", "note": "One office, two names."}, follow=True)
        assert "2 notices say so in new versions" in words(answer)
        assert stored(pair[0]).merged_into == pair[1]
        assert NoticeVersion.objects.filter(change_note="One office, two names.").count() == 2

    def test_what_was_merged_offers_to_bring_in_the_rest(self, staff: Client, pair: Any) -> None:
        merge(*pair)
        url = move_url("merge", pair[0])
        text = words(staff.get(url))
        assert "“Old one” was merged into “New one”." in text
        assert "Bring it in" in text
        staff.post(url, {"tells_readers": "no"})
        assert NoticeVersion.objects.filter(number=2).count() == 2
        assert "Bring it in" not in words(staff.get(url))

    def test_nothing_is_asked_where_no_reader_reads_anything_else(self, staff: Client, site_tree: Any) -> None:
        pair = [RecipientFactory(name="Alone", owner=site_tree.trust, published=True) for _number in range(2)]
        url = f"{move_url('merge', pair[0])}?into={pair[1].pk}"
        assert "Do readers have to be told?" not in words(staff.get(url))
        staff.post(url, {"tells_readers": "no"})
        assert stored(pair[0]).merged_into == pair[1]

    def test_a_notice_that_shows_both_is_named(self, staff: Client, pair: Any, site_tree: Any) -> None:
        hub = site_tree.alpha_home.get_children().get(slug="privacy").specific
        both = section("recipients", heading="Who", recipients=entries(*({"recipient": body.pk} for body in pair)))
        make_notice(hub, both, title="Shows both", slug="both")
        assert "would then show “New one” twice: “Shows both (Alpha School)”." in words(
            staff.get(f"{move_url('merge', pair[0])}?into={pair[1].pk}")
        )

    def test_notices_of_others_are_counted_not_named(
        self, client: Client, pair: Any, site_tree: Any, editor_of: Any
    ) -> None:
        Recipient.objects.filter(pk__in=[item.pk for item in pair]).update(owner=site_tree.alpha)
        client.force_login(editor_of(site_tree.alpha_home, username="school"))
        url = f"{move_url('merge', pair[0])}?into={pair[1].pk}"
        text = words(client.get(url))
        assert "Alpha notice" in text
        assert "1 of them belongs to an organisation that you do not work for" in text
        answer = words(client.post(url, {"tells_readers": "no"}, follow=True))
        assert "Beta" not in text + answer

    @pytest.mark.parametrize("into", ["0", "x", "99999999999999999999", "-1", ""])
    def test_a_forged_key_is_refused_in_words(self, staff: Client, pair: Any, into: str) -> None:
        response = staff.get(f"{move_url('merge', pair[0])}?into={into}")
        assert response.status_code == 200
        assert "Choose" in words(response)
        response = staff.post(f"{move_url('merge', pair[0])}?into={into}", {"tells_readers": "no"})
        assert response.status_code == 200
        assert stored(pair[0]).merged_into is None

    def test_what_cannot_be_merged_says_why_and_stays(self, staff: Client, pair: Any) -> None:
        pair[0].successors.set([pair[1]])
        pair[0].save()
        url = f"{move_url('merge', pair[0])}?into={pair[1].pk}"
        for response in (staff.get(url), staff.post(url, {"tells_readers": "no"})):
            assert "“New one” stands under “successors” of “Old one”" in words(response)
        assert stored(pair[0]).merged_into is None

    @pytest.mark.parametrize("address", ["nothing/1", "recipient/999999", "organisation/1", f"recipient/{2**70}"])
    def test_what_is_not_there_is_not_found(self, staff: Client, site_tree: Any, address: str) -> None:
        for name in ("promote", "merge"):
            assert staff.get(f"/admin/privacy/library/{address}/{name}/").status_code == 404

    def test_an_item_of_a_school_is_promoted(self, staff: Client, site_tree: Any) -> None:
        item = RecipientFactory(name="Ours", owner=site_tree.alpha, published=True)
        url = move_url("promote", item)
        assert "Test Trust" in words(staff.get(url))
        assert "Choose whose it becomes." in words(staff.post(url, {}))
        assert staff.post(url, {"to": str(site_tree.beta.pk)}).status_code == 200
        assert staff.post(url, {"to": "everyone"}).status_code == 200
        assert stored(item).owner == site_tree.alpha
        answer = staff.post(url, {"to": str(site_tree.trust.pk)}, follow=True)
        assert "“Ours” belongs to Test Trust now." in words(answer)
        assert stored(item).owner == site_tree.trust

    def test_an_item_that_refers_to_what_is_the_schools_own_says_so(self, staff: Client, site_tree: Any) -> None:
        whole = RecipientFactory(name="The whole", owner=site_tree.alpha, published=True)
        item = RecipientFactory(name="Ours", owner=site_tree.alpha, part_of=whole, published=True)
        response = staff.post(move_url("promote", item), {"to": str(site_tree.trust.pk)})
        assert "“Ours” refers to “The whole”" in words(response)
        assert stored(item).owner == site_tree.alpha

    def test_lists_and_forms_lead_there_for_those_who_may(
        self, staff: Client, pair: Any, site_tree: Any, school_editor: Any
    ) -> None:
        item = RecipientFactory(name="Ours", owner=site_tree.alpha, published=True)
        listing = reverse(Recipient.snippet_viewset.get_url_name("list"))
        edit = reverse(Recipient.snippet_viewset.get_url_name("edit"), args=[item.pk])
        promote, merging = (f'href="{move_url(name, item)}"' for name in ("promote", "merge"))
        for address in (listing, edit):
            text = staff.get(address).content.decode()
            assert promote in text
            assert merging in text
        assert f'href="{move_url("promote", pair[0])}"' not in staff.get(listing).content.decode()
        staff.force_login(school_editor)
        for address in (listing, edit):
            text = staff.get(address).content.decode()
            assert promote not in text
            assert merging in text

    def test_a_list_costs_the_same_for_one_and_for_twenty(self, staff: Client, site_tree: Any) -> None:
        listing = reverse(Recipient.snippet_viewset.get_url_name("list"))
        RecipientFactory(owner=site_tree.alpha, published=True)
        staff.get(listing)
        first = query_count(lambda: staff.get(listing))
        for _number in range(19):
            RecipientFactory(owner=site_tree.alpha, published=True)
        assert query_count(lambda: staff.get(listing)) == first

    def test_a_page_of_the_preview_costs_the_same_for_ten_and_for_twenty(
        self, staff: Client, pair: Any, site_tree: Any
    ) -> None:
        hub = site_tree.alpha_home.get_children().get(slug="privacy").specific
        url = f"{move_url('merge', pair[0])}?into={pair[1].pk}"
        for number in range(8):
            make_notice(hub, sharing_with(pair[0]), slug=f"more-{number}")
        ten = query_count(lambda: staff.get(url))
        for number in range(8, 18):
            make_notice(hub, sharing_with(pair[0]), slug=f"more-{number}")
        assert query_count(lambda: staff.get(url)) == ten


class TestStaleForms:
    @pytest.fixture
    def staff(self, client: Client, trust_editor: Any) -> Client:
        client.force_login(trust_editor)
        return client

    def edit_url(self, item: Any) -> str:
        return reverse(type(item).snippet_viewset.get_url_name("edit"), args=[item.pk])

    def test_the_address_of_a_merged_item_leads_to_what_is_left(self, staff: Client, one: Any, other: Any) -> None:
        merge(one, other)
        response = staff.get(self.edit_url(one), follow=True)
        assert response.redirect_chain[-1][0] == self.edit_url(other)
        assert "“Welfare office” was merged into “Office for welfare”, which you see here." in words(response)

    def test_a_form_that_was_open_keeps_what_is_in_it_and_saves_nothing(
        self, staff: Client, one: Any, other: Any
    ) -> None:
        merge(one, other)
        before = Recipient.objects.filter(pk=one.pk).values().get()
        response = staff.post(self.edit_url(one), {"name": "What I typed", "kind": "other", "status": "current"})
        text = words(response)
        assert "“Welfare office” was merged into “Office for welfare” meanwhile, so nothing of this was saved." in text
        assert "What I typed" in text
        assert Recipient.objects.filter(pk=one.pk).values().get() == before

    def test_a_form_that_refers_to_it_stores_what_is_left(self, staff: Client, one: Any, other: Any) -> None:
        part = RecipientFactory(name="Part", part_of=one, published=True)
        merge(one, other)
        assert "Welfare office" not in words(staff.get(self.edit_url(part)))
        data = {
            "name": "Part", "kind": "other", "status": "current", "part_of": one.pk, "successors": [one.pk, other.pk],
            "action-publish": "1",
        }  # fmt: skip
        response = staff.post(self.edit_url(part), data)
        assert response.status_code == 302, words(response)
        part = stored(part)
        assert part.part_of == other
        assert list(part.successors.all()) == [other]

    def test_it_is_listed_only_where_it_is_asked_for(self, staff: Client, one: Any, other: Any) -> None:
        merge(one, other)
        listing = reverse(Recipient.snippet_viewset.get_url_name("list"))
        for address in (listing, f"{listing}?merged="):
            assert "Welfare office" not in words(staff.get(address))
        text = words(staff.get(f"{listing}?merged=yes"))
        assert "Welfare office" in text
        assert "Bring what is left into notices…" in text

    def test_it_is_not_deleted_while_something_may_lead_to_it(self, staff: Client, one: Any, other: Any) -> None:
        merge(one, other)
        for item in (one, other):
            url = reverse(Recipient.snippet_viewset.get_url_name("delete"), args=[item.pk])
            assert "Nothing was deleted" in words(staff.post(url))
        assert Recipient.objects.count() == 2

    def test_usage_counts_what_used_it(self, staff: Client, hub: Any, one: Any, other: Any) -> None:
        make_notice(hub, sharing_with(one), title="Its notice")
        merge(one, other)
        url = reverse(Recipient.snippet_viewset.get_url_name("usage"), args=[other.pk])
        assert "Its notice" in words(staff.get(url))


def test_every_address_about_moves_is_tested() -> None:
    assert {name for _, name in addresses("wagtail_privacy_moves")} == {"promote", "merge"}


@pytest.mark.sampled
def test_moves_are_for_those_who_may_change_and_publish_both(site_tree: Any) -> None:
    world = build_world(site_tree, with_workflow=False)
    cells = Cells(world)
    for index, owner in enumerate(OWNERS):
        item = world.items[ITEM_MODELS[index], owner]
        for persona in PERSONAS:
            may = owner in ACTS.get(persona, ()) and {"change", "publish"} <= MODEL_ACTIONS.get(persona, frozenset())
            for method in ("get", "post"):
                response = cells.send(persona, method, move_url("merge", item))
                assert is_denied(response) != may, (persona, owner, method)
                assert leaks(persona, response) == []
                response = cells.send(persona, method, move_url("promote", item))
                wider = {"own": "trust", "foreign": "trust", "trust": "everyone"}.get(owner)
                if owner != "other":
                    assert is_denied(response) != (may and wider in ACTS.get(persona, ())), (persona, owner, method)
                assert leaks(persona, response) == []
            # Whoever may not begin is refused above: of all that they could name, a third is tried.
            for into in OWNERS:
                if not may and not in_turn(index + PERSONAS.index(persona) + OWNERS.index(into)):
                    continue
                target = world.items[ITEM_MODELS[index], into]
                response = cells.send(persona, "get", f"{move_url('merge', item)}?into={target.pk}")
                assert leaks(persona, response) == [], (persona, owner, into)
                cells.send(persona, "post", f"{move_url('merge', item)}?into={target.pk}", {"tells_readers": "no"})
