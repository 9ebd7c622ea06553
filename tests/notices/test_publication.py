"""Publishing a notice freezes it; a notice that may not be published stays as it was."""

from typing import Any

import pytest

from tests.notice_factories import category, entries, make_hub, make_notice, published, recipient, section
from tests.snapshots import replayed
from wagtail_privacy.notices.blocks.stream import SectionStreamBlock
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve, resolve_draft
from wagtail_privacy.versions.models import NoticeVersion, VersionReference

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def hub(site_tree: Any) -> Any:
    return make_hub(site_tree.alpha_home)


def sharing(*recipients: Any, **fields: Any) -> dict[str, Any]:
    return section(
        "recipients",
        heading="Who we share with",
        recipients=entries(*({"recipient": r.pk} for r in recipients)),
        **fields,
    )


def test_publishing_freezes_version_one(hub: Any) -> None:
    dfe = recipient(default_uses="To set policy\nTo give out funding")
    page = make_notice(hub, sharing(dfe))
    version = NoticeVersion.objects.get()
    assert (version.page_id, version.number, version.title) == (page.pk, 1, page.title)
    use = version.as_document().sections[0].recipients[0]
    assert use.recipient.name == "Department for Education"
    assert use.uses == ("To set policy", "To give out funding")
    reference = VersionReference.objects.get(role="")
    assert (reference.model, reference.object_id) == ("recipient", dfe.pk)


def test_publishing_the_same_again_makes_no_version(hub: Any) -> None:
    page = make_notice(hub)
    page.save_revision().publish()
    assert NoticeVersion.objects.count() == 1


def test_saving_a_draft_makes_no_version(hub: Any) -> None:
    make_notice(hub, live=False)
    assert not NoticeVersion.objects.exists()


def test_draft_item_is_refused_and_nothing_is_published(hub: Any) -> None:
    dfe = recipient()
    page = make_notice(hub, sharing(dfe), live=False)
    dfe.unpublish()
    with pytest.raises(ResolutionError) as refusal:
        page.get_latest_revision().publish()
    (problem,) = refusal.value.problems
    assert (problem.code, problem.section, problem.item) == (
        "item_draft",
        "Who we share with",
        "Department for Education",
    )
    page.refresh_from_db()
    assert not page.live
    assert not NoticeVersion.objects.exists()


def test_deleted_item_is_named_by_section(hub: Any) -> None:
    dfe = recipient()
    page = make_notice(hub, sharing(dfe), live=False)
    type(dfe).objects.filter(pk=dfe.pk)._raw_delete(using="default")
    problems = resolve_draft(type(page).objects.get(pk=page.pk)).problems
    assert ("item_missing", "Who we share with") in [(p.code, p.section) for p in problems]


def test_item_of_another_school_is_refused(hub: Any, site_tree: Any) -> None:
    theirs = recipient("Their caterer", owner=site_tree.beta)
    page = make_notice(hub, sharing(theirs), live=False)
    with pytest.raises(ResolutionError) as refusal:
        resolve(page)
    assert refusal.value.problems[0].code == "item_foreign"
    assert not resolve_draft(page).document.sections


def test_a_preview_hides_another_schools_item_in_every_section(hub: Any, site_tree: Any) -> None:
    theirs = recipient("Their caterer", owner=site_tree.beta)
    ours = section("text", heading="Ours", body="<p>This we may show.</p>")
    page = make_notice(hub, sharing(theirs), ours, sharing(theirs), live=False)
    assert [section.heading for section in resolve_draft(page).document.sections] == ["Ours"]


def test_not_even_a_preview_shows_another_schools_clause(hub: Any, site_tree: Any) -> None:
    body = SectionStreamBlock().to_python([section("text", heading="Theirs", body="<p>secret</p>")])
    clause = published(Clause(name="Their clause", owner=site_tree.beta, body=body))
    page = make_notice(hub, {"type": "clause", "value": clause.pk}, live=False)
    resolution = resolve_draft(page)
    assert "item_foreign" in [problem.code for problem in resolution.problems]
    assert not resolution.document.sections


def test_tokens_are_replaced_and_unknown_ones_reported(hub: Any) -> None:
    page = make_notice(
        hub,
        section("text", heading="About {{ organisation.name }}", body="<p>{{ organisation.nmae }}</p>"),
        live=False,
    )
    resolution = resolve_draft(page)
    assert resolution.document.sections[0].heading == "About Alpha School"
    (problem,) = resolution.problems
    assert problem.code == "token" and "organisation.name" in problem.message


def test_local_examples_override_the_library(hub: Any) -> None:
    attendance = category(examples="sessions attended")
    held = section(
        "data_held", heading="Data", categories=entries({"category": attendance.pk, "examples": "late marks"})
    )
    document = resolve(make_notice(hub, held)).document
    assert document.sections[0].categories[0].examples == ("late marks",)


def test_deleted_item_in_a_clause_is_reported_at_the_clause(hub: Any) -> None:
    dfe = recipient()
    clause = published(Clause(name="Shared", body=SectionStreamBlock().to_python([sharing(dfe)])))
    page = make_notice(hub, {"type": "clause", "value": clause.pk}, live=False)
    type(dfe).objects.filter(pk=dfe.pk)._raw_delete(using="default")
    problems = resolve_draft(type(page).objects.get(pk=page.pk)).problems
    assert {(p.code, p.position) for p in problems} >= {("item_missing", 0)}
