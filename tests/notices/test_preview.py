"""Preview shows the draft as it would be published, and what still stands in the way."""

from typing import Any

import pytest

from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.start.skeletons import prefill
from wagtail_privacy.pages.models import PrivacyNoticePage

pytestmark = pytest.mark.django_db


def previewed(instance: Any) -> str:
    response = instance.make_preview_request()
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_draft_is_shown_as_readers_would_see_it(site_tree: Any) -> None:
    page = make_notice(make_hub(site_tree.alpha_home), live=False)
    content = previewed(page)
    assert "We care." in content
    assert "privacy-problems" not in content.split("<body", 1)[1]


def test_problems_are_listed_at_the_top(site_tree: Any) -> None:
    body = section("text", heading="A <b>word</b>", body="<p>{{ nobody.knows }}</p>")
    page = make_notice(make_hub(site_tree.alpha_home), body, section("recipients", heading="Empty"), live=False)
    content = previewed(page)
    assert "2 things to mend before this can be published" in content
    assert "In “A &lt;b&gt;word&lt;/b&gt;”" in content
    assert content.index("things to mend") < content.index("<h1")


def test_a_notice_that_was_never_saved_can_be_previewed(site_tree: Any) -> None:
    page = PrivacyNoticePage(locale=site_tree.locale, title="New", slug="new")
    prefill(page)
    assert "New" in previewed(page)


def test_a_page_outside_every_site_can_be_previewed(site_tree: Any) -> None:
    page = make_notice(make_hub(site_tree.root, slug="nowhere"), live=False)
    content = previewed(page)
    assert "not below the home page of any organisation" in content
    assert "We care." in content


def test_a_preview_makes_no_version_and_reads_a_bounded_number_of_rows(
    site_tree: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    hub = make_hub(site_tree.alpha_home)

    def notice(amount: int) -> Any:
        items = [{"recipient": recipient(f"{amount} {number}").pk} for number in range(amount)]
        page = make_notice(hub, section("recipients", recipients=entries(*items)), live=False, slug=f"n{amount}")
        return PrivacyNoticePage.objects.get(pk=page.pk)

    few, many = notice(2), notice(12)
    previewed(few)
    with django_assert_max_num_queries(40) as queries:
        previewed(PrivacyNoticePage.objects.get(pk=few.pk))
    with django_assert_num_queries(len(queries)):
        previewed(PrivacyNoticePage.objects.get(pk=many.pk))


def test_a_clause_is_previewed_with_the_names_of_its_tokens(site_tree: Any) -> None:
    clause = Clause(name="Our promise", locale=site_tree.locale)
    body = [section("text", heading="Promise", body="<p>{{ organisation.name }} cares. {{ nobody.knows }}</p>")]
    clause.body = clause.body.stream_block.to_python(body)
    content = previewed(clause)
    assert "[organisation.name] cares." in content
    assert "1 thing to mend before this can be published" in content


def test_the_clause_of_a_school_is_previewed_with_its_values(site_tree: Any) -> None:
    clause = Clause(name="Our promise", locale=site_tree.locale, owner=site_tree.alpha)
    clause.body = clause.body.stream_block.to_python(
        [section("text", heading="Promise", body="<p>{{ organisation.name }} and {{ trust.name }}</p>")]
    )
    assert "Alpha School and Test Trust" in previewed(clause)
