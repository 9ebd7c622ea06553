"""Submitting a notice: every item that it shows, at any depth, in each language, once."""

import sys
from io import StringIO
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from tests.concurrency import at_once
from tests.factories import DataCategoryFactory, LegislationFactory, RecipientFactory, RetentionRuleFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from wagtail_privacy.library.models import Legislation, Recipient
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.languages import OfferedLanguage
from wagtail_privacy.translations import services
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import SubmissionError, plan, submit, work_through
from wagtail_privacy.translations.tasks import submit_translations

pytestmark = pytest.mark.django_db

State = SubmittedTranslation.State


@pytest.fixture
def polish(site_tree: Any) -> Any:
    return Locale.objects.create(language_code="pl")


@pytest.fixture
def welsh(site_tree: Any) -> Any:
    return Locale.objects.create(language_code="cy")


def clause_of(*sections: dict[str, Any]) -> Any:
    clause = Clause(name="Shared", locale=Locale.objects.get(language_code="en"), live=False)
    clause.body = clause._meta.get_field("body").stream_block.to_python(list(sections))
    clause.save()
    clause.save_revision().publish()
    return clause


@pytest.fixture
def notice(site_tree: Any) -> Any:
    """Refers to eight items, of which it chooses three."""
    act = LegislationFactory(name="Act", published=True)
    title = LegislationFactory(name="The Acts")
    title.members = [act]
    title.save()
    ministry = RecipientFactory(name="Ministry", published=True)
    heir = RecipientFactory(name="Heir", published=True)
    agency = RecipientFactory(name="Agency", part_of=ministry)
    agency.successors, agency.default_legislation = [heir], [title]
    agency.save()
    rule = RetentionRuleFactory(name="Rule", legislation=LegislationFactory(name="Limitation Act"))
    category = DataCategoryFactory(name="Attendance")
    clause = clause_of(
        section("retention", heading="How long", rules=entries({"rule": rule.pk})),
        section("data_held", heading="What", categories=entries({"category": category.pk})),
    )
    use = {"recipient": agency.pk, "from_library": ["uses", "law"]}
    return make_notice(
        make_hub(site_tree.alpha_home),
        section("recipients", heading="Who", recipients=entries(use)),
        {"type": "clause", "value": clause.pk},
        section("text", heading="More", body="<p>We care.</p>"),
    )


NEEDED = {"Act", "Agency", "Attendance", "Heir", "Limitation Act", "Ministry", "Rule", "Shared", "The Acts"}


class TestWhatIsSubmitted:
    def test_every_item_at_any_depth_and_the_notice(self, notice: Any, polish: Any) -> None:
        rows = submit(notice, [polish])
        assert {row.title for row in rows} == NEEDED | {notice.title}
        assert {row.state for row in rows} == {State.DONE}
        assert Translation.objects.filter(target_locale=polish, enabled=True).count() == len(rows)
        for model in (Recipient, Legislation, Clause):
            drafts = model.objects.filter(locale=polish)
            assert drafts and not any(draft.live for draft in drafts)
            assert all(draft.latest_revision_id for draft in drafts)
        page = type(notice).objects.get(translation_key=notice.translation_key, locale=polish)
        assert not page.live and page.latest_revision_id

    def test_again_it_is_brought_up_to_date_and_nothing_is_made_twice(self, notice: Any, polish: Any) -> None:
        submit(notice, [polish])
        drafts = Recipient.objects.filter(locale=polish).count()
        new = RecipientFactory(name="New")
        notice.body = notice.body.stream_block.to_python(
            [section("recipients", heading="Who else", recipients=entries({"recipient": new.pk}))]
        )
        notice.describe_change(note="New.", reason="practice")
        notice.save_revision().publish()
        notice = type(notice).objects.get(pk=notice.pk)
        rows = submit(notice, [polish])
        assert {row.title for row in rows} == {"New", notice.title}
        assert Recipient.objects.filter(locale=polish).count() == drafts + 1
        source = TranslationSource.objects.get(object_id=notice.translation_key)
        assert source.stringsegment_set.filter(string__data="Who else").exists()
        assert not source.stringsegment_set.filter(string__data="Who").exists()

    def test_a_translation_that_is_published_stays_so(self, notice: Any, polish: Any) -> None:
        submit(notice, [polish])
        for draft in Recipient.objects.filter(locale=polish):
            draft.get_latest_revision().publish()
        submit(notice, [polish])
        assert Recipient.objects.filter(locale=polish, live=True).count() == 3

    def test_each_language_has_its_own(self, notice: Any, polish: Any, welsh: Any) -> None:
        rows = submit(notice, ["pl", "cy"])
        assert rows.count() == 2 * (len(NEEDED) + 1)
        assert Clause.objects.filter(locale__in=[polish, welsh]).count() == 2

    def test_an_item_that_somebody_translated_by_hand_stays_theirs(self, notice: Any, polish: Any) -> None:
        item = Recipient.objects.get(name="Agency")
        item.copy_for_translation(polish).save()
        rows = submit(notice, [polish])
        assert {row.state for row in rows} == {State.DONE}
        assert not Translation.objects.filter(source__object_id=item.translation_key).exists()


class TestRefusals:
    def refusal(self, notice: Any, *locales: Any) -> str:
        with pytest.raises(SubmissionError) as error:
            submit(notice, locales)
        assert not SubmittedTranslation.objects.exists()
        assert not TranslationSource.objects.exists()
        return str(error.value)

    def test_a_notice_that_was_never_published(self, site_tree: Any, polish: Any) -> None:
        draft = make_notice(make_hub(site_tree.alpha_home), live=False)
        assert "is not published" in self.refusal(draft, polish)

    def test_an_alias(self, notice: Any, site_tree: Any, polish: Any) -> None:
        alias = notice.create_alias(parent=notice.get_parent(), update_slug="alias")
        assert "is an alias" in self.refusal(alias, polish)

    def test_a_page_outside_any_organisation(self, notice: Any, site_tree: Any, polish: Any) -> None:
        type(site_tree.alpha).objects.filter(pk=site_tree.alpha.pk).update(site=None)
        assert "any organisation" in self.refusal(type(notice).objects.get(pk=notice.pk), polish)

    def test_a_translation(self, notice: Any, polish: Any, welsh: Any) -> None:
        copy = notice.copy_for_translation(polish, copy_parents=True)
        assert "is a translation itself" in self.refusal(type(notice).objects.get(pk=copy.pk), welsh)

    def test_a_language_that_is_not_there_or_is_its_own(self, notice: Any) -> None:
        assert "no language “xx”" in self.refusal(notice, "xx")
        assert "is written in English already" in self.refusal(notice, "en")
        assert "at least one language" in self.refusal(notice)

    def test_a_language_that_the_school_does_not_offer(
        self, notice: Any, site_tree: Any, polish: Any, welsh: Any, admin_client: Any
    ) -> None:
        OfferedLanguage.objects.create(organisation=site_tree.trust, locale=welsh)
        assert "Alpha School does not offer its notices in Polski" in self.refusal(notice, welsh, polish)
        url = reverse("wagtail_localize:submit_page_translation", args=[notice.pk])
        assert list(admin_client.get(url).context["form"].fields["locales"].queryset) == [welsh]
        response = admin_client.post(url, {"locales": [polish.pk]})
        assert "not one of the available choices" in response.content.decode()
        assert not SubmittedTranslation.objects.exists()

    def test_one_who_may_not_edit_the_notice(
        self, notice: Any, polish: Any, other_school_editor: Any, trust_editor: Any
    ) -> None:
        for user in (other_school_editor, trust_editor):
            with pytest.raises(PermissionDenied):
                submit(notice, [polish], user)
        assert not SubmittedTranslation.objects.exists()

    def test_a_draft_among_the_items_says_so_and_keeps_nothing_back(self, notice: Any, polish: Any) -> None:
        Recipient.objects.filter(name="Heir").update(live=False)
        rows = submit(notice, [polish])
        assert [(row.title, row.reason) for row in rows.filter(state=State.REFUSED)] == [
            ("Heir", "It is not published. Publish it, then submit the notice again.")
        ]
        Recipient.objects.filter(name="Heir").update(live=True)
        assert not submit(notice, [polish]).filter(state=State.REFUSED).exists()

    def test_a_notice_that_was_translated_by_hand_is_not_taken_over(self, notice: Any, polish: Any) -> None:
        notice.copy_for_translation(polish, copy_parents=True)
        (row,) = submit(notice, [polish]).filter(state=State.REFUSED)
        assert "by hand already" in row.reason

    def test_a_translation_that_was_stopped_stays_stopped(self, notice: Any, polish: Any) -> None:
        submit(notice, [polish])
        Translation.objects.filter(source__object_id=notice.translation_key).update(enabled=False)
        (row,) = submit(notice, [polish]).filter(state=State.REFUSED)
        assert "stopped" in row.reason


class TestGoingOn:
    def test_what_was_stopped_goes_on_where_it_was(
        self, notice: Any, polish: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, make = [], services.make_item_target

        def stopping(stored: Any, row: Any) -> None:
            if len(made) == 4:
                raise KeyboardInterrupt
            made.append(row)
            make(stored, row)

        monkeypatch.setattr(services, "make_item_target", stopping)
        with pytest.raises(KeyboardInterrupt):
            submit(notice, [polish])
        assert SubmittedTranslation.objects.filter(state=State.DONE).count() == 4
        monkeypatch.setattr(services, "make_item_target", make)
        submit_translations.func()
        assert set(SubmittedTranslation.objects.values_list("state", flat=True)) == {State.DONE}
        assert Translation.objects.count() == len(NEEDED) + 1

    def test_an_error_of_the_software_is_one_row(
        self, notice: Any, polish: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make = services.make_item_target

        def failing(stored: Any, row: Any) -> None:
            if row.title == "Shared":
                raise RuntimeError
            make(stored, row)

        monkeypatch.setattr(services, "make_item_target", failing)
        rows = submit(notice, [polish])
        assert [row.title for row in rows.filter(state=State.REFUSED)] == ["Shared"]

    def test_the_command_submits_and_goes_on(self, notice: Any, polish: Any) -> None:
        out = StringIO()
        call_command("submit_translations", notice.pk, "--to", "pl", "--at-most", "3", stdout=out)
        assert "3 texts can be translated" in out.getvalue()
        call_command("submit_translations", stdout=out)
        assert f"{len(NEEDED) + 1} texts can be translated" in out.getvalue()
        with pytest.raises(CommandError, match="no language “xx”"):
            call_command("submit_translations", notice.pk, "--to", "xx")
        with pytest.raises(CommandError, match="There is no notice"):
            call_command("submit_translations", 0, "--to", "pl")

    def test_nothing_is_left_to_do_twice(self, notice: Any, polish: Any) -> None:
        submit(notice, [polish])
        assert work_through() == 0


class Cost(NamedTuple):
    """Queries for a notice in one language, without those that extract segments.

    ``ours`` are those of the notice that our own code asks for, whoever called it.
    """

    items: int
    notice: int
    ours: int


def is_ours() -> bool:
    """Whether the innermost code that asks for a query, beside Django's own, stands in this package."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name == "contextlib" and "func" in frame.f_locals:
            # A transaction around a function belongs to that, and not to who calls it.
            name = frame.f_locals["func"].__module__
        package = name.partition(".")[0]
        if package not in {"contextlib", "django", "tests"}:
            return package == "wagtail_privacy"
        frame = frame.f_back
    return False


def cost(site_tree: Any, number: int, locale: Any, monkeypatch: pytest.MonkeyPatch) -> Cost:
    """What it costs with so many recipients, each with a law: planning it with all of its items, then the notice."""
    slug = f"notice-{LegislationFactory().pk}"
    items = [RecipientFactory(name=f"{slug} {index}") for index in range(number)]
    for item in items:
        item.default_legislation = [LegislationFactory(published=True)]
        item.save()
        item.save_revision().publish()
    uses = entries(*({"recipient": item.pk} for item in items))
    hub = site_tree.alpha_home.get_children().first() or make_hub(site_tree.alpha_home)
    notice = make_notice(hub, section("recipients", heading="Who", recipients=uses), slug=slug)
    extracting = 0
    refresh = TranslationSource.refresh_segments
    asked: list[bool] = []

    def counted(self: Any) -> None:
        nonlocal extracting
        before = len(queries)
        refresh(self)
        extracting += len(queries) - before

    def attributed(execute: Any, *args: Any) -> Any:
        asked.append(is_ours())
        return execute(*args)

    with monkeypatch.context() as patched:
        patched.setattr(TranslationSource, "refresh_segments", counted)
        with CaptureQueriesContext(connection) as queries:
            rows = plan(notice, [locale])
            work_through(rows, at_most=2 * number)
        of_items, extracting = len(queries) - extracting, 0
        with CaptureQueriesContext(connection) as queries, connection.execute_wrapper(attributed):
            work_through(rows)
        of_notice = len(queries) - extracting
    assert set(rows.values_list("state", flat=True)) == {State.DONE}
    assert rows.count() == 2 * number + 1
    return Cost(of_items, of_notice, sum(asked))


def test_every_item_more_costs_the_same(site_tree: Any, polish: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cost(site_tree, 1, polish, monkeypatch)
    one, two, twenty_one = (cost(site_tree, number, polish, monkeypatch).items for number in (1, 2, 21))
    assert (two - one) / 2 <= 20, "two rows more"
    assert twenty_one - one == 20 * (two - one)


def test_the_notice_itself_costs_what_a_page_costs_whatever_it_shows(
    site_tree: Any, polish: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than an item: Wagtail copies a page, and in a new language those above it, and wagtail-localize saves it.

    Of about 143 queries 28 are ours. Wagtail's copy takes about 45 with its log and its two indexes, the indexes at
    three more saves about 20, wagtail-localize with its source, its segments and its draft about 50.
    """
    first = cost(site_tree, 1, polish, monkeypatch)
    assert first.notice <= 230, "with the home page and the hub"
    assert first.ours <= 40
    one, twenty = (cost(site_tree, number, polish, monkeypatch) for number in (1, 20))
    assert (one.notice, one.ours) == (twenty.notice, twenty.ours)
    assert one.notice <= 145
    assert one.ours <= 28


@pytest.mark.postgres
def test_two_notices_with_the_same_items_submitted_at_once(
    transactional_db: None, site_tree: Any, notice: Any, polish: Any
) -> None:
    other = notice.copy(recursive=False, update_attrs={"slug": "other"}, keep_live=True)
    other = type(notice).objects.get(pk=other.pk)
    assert at_once([lambda: submit(notice, [polish]), lambda: submit(other, [polish])] * 2) == []
    assert set(SubmittedTranslation.objects.values_list("state", "reason")) == {(State.DONE, "")}
    assert Translation.objects.count() == len(NEEDED) + 2
    assert Recipient.objects.filter(locale=polish).count() == 3
    assert notice.get_parent().get_translations().count() == 1
    for source in TranslationSource.objects.all():
        segments = source.stringsegment_set.values_list("context__path", "order")
        assert len(segments) == len(set(segments))


def test_the_screen_of_wagtail_localize_submits_the_items_too(
    transactional_db: None, site_tree: Any, notice: Any, polish: Any, welsh: Any, admin_client: Any
) -> None:
    Recipient.objects.filter(name="Heir").update(live=False)
    url = reverse("wagtail_localize:submit_page_translation", args=[notice.pk])
    response = admin_client.post(url, {"locales": [polish.pk]})
    assert response.url == reverse("wagtail_privacy_translations:submission", args=[notice.pk])
    assert Translation.objects.filter(target_locale=polish).count() == len(NEEDED)
    (refused,) = SubmittedTranslation.objects.filter(state=State.REFUSED)
    assert (refused.title, refused.reason[:20]) == ("Heir", "It is not published.")
    notice.unpublish()
    response = admin_client.post(url, {"locales": [welsh.pk]}, follow=True)
    assert "is not published. Publish it first" in response.content.decode()
    assert not Translation.objects.filter(target_locale=welsh).exists()
