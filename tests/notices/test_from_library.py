"""What the library says of a recipient is public only where an entry takes it, and law only where it is ticked."""

from typing import Any

import pytest

from tests.factories import LegislationFactory, RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from wagtail_privacy.library.recipient_defaults import OF_LAW, STATEMENTS, RecipientDefault
from wagtail_privacy.notices.blocks.recipients import RecipientUseBlock
from wagtail_privacy.notices.resolve import resolve_draft

pytestmark = pytest.mark.django_db

FIELDS = {
    RecipientDefault.USES: "uses",
    RecipientDefault.FREQUENCY: "frequency",
    RecipientDefault.ANONYMOUS_IN: "anonymous_in",
    RecipientDefault.DATA_LOCATION: "data_location",
    RecipientDefault.SAFEGUARDS: "safeguards",
    RecipientDefault.NECESSITY: "necessity",
    RecipientDefault.LAW: "citations",
}


@pytest.fixture
def agency(site_tree: Any) -> Any:
    item = RecipientFactory(
        default_uses="To inspect",
        default_frequency="routinely",
        default_anonymous_in="Its reports name nobody.",
        default_data_location="Ireland",
        default_safeguards="Locks",
        default_necessity="required",
        website="https://example.org",
    )
    item.default_legislation.set([LegislationFactory(name="An Act", nations=["england"])])
    item.save()
    return item


def use_in(site_tree: Any, value: dict[str, Any]) -> Any:
    page = make_notice(
        make_hub(site_tree.alpha_home), section("recipients", heading="Who", recipients=entries(value)), live=False
    )
    (shown,) = resolve_draft(page).document.sections
    return shown.recipients[0]


def test_nothing_about_law_is_public_that_nobody_ticked(site_tree: Any, agency: Any) -> None:
    use = use_in(site_tree, {"recipient": agency.pk})
    assert use.uses == ("To inspect",)
    assert use.safeguards == ("Locks",)
    assert use.recipient.website
    assert (use.necessity, use.citations) == (None, ())
    assert RecipientUseBlock().child_blocks["from_library"].get_default() == [default.value for default in STATEMENTS]
    assert not {*STATEMENTS} & {*OF_LAW}


@pytest.mark.parametrize("ticked", [*FIELDS])
def test_each_field_is_taken_by_itself(site_tree: Any, agency: Any, ticked: RecipientDefault) -> None:
    use = use_in(site_tree, {"recipient": agency.pk, "from_library": [ticked.value]})
    assert {name for name in FIELDS.values() if getattr(use, name)} == {FIELDS[ticked]}
    assert not use.recipient.website


def test_law_of_another_nation_is_not_taken_though_it_is_ticked(site_tree: Any, agency: Any) -> None:
    site_tree.alpha.nations = ["wales"]
    site_tree.alpha.save()
    use = use_in(site_tree, {"recipient": agency.pk, "from_library": RecipientDefault.values})
    assert use.uses == ("To inspect",)
    assert (use.necessity, use.citations) == (None, ())


def test_what_the_entry_says_itself_comes_first(site_tree: Any, agency: Any) -> None:
    use = use_in(site_tree, {"recipient": agency.pk, "uses": "Ours", "from_library": ["uses"]})
    assert use.uses == ("Ours",)


@pytest.mark.parametrize("stored", [None, [], ["gone"]])
def test_what_the_list_does_not_know_takes_nothing(site_tree: Any, agency: Any, stored: Any) -> None:
    use = use_in(site_tree, {"recipient": agency.pk, "from_library": stored})
    assert not any(getattr(use, name) for name in FIELDS.values())
