"""What was published behind a view restriction: who is told when it goes, and who may open a version to everybody."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.notice_factories import make_notice
from tests.queries import query_count
from tests.trees import make_editor
from tests.versions.editing import as_user, messages_text, publish
from wagtail_privacy.signals import version_released
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionRelease
from wagtail_privacy.versions.publishing.services import reissue_version
from wagtail_privacy.versions.visibility import ReleaseError, awaiting_release, check_release, release_version

pytestmark = pytest.mark.django_db


def restrict(page: Any, kind: str = PageViewRestriction.LOGIN) -> PageViewRestriction:
    """Put a view restriction on ``page``."""
    return PageViewRestriction.objects.create(page=page, restriction_type=kind)


def lifted(hub: Any, **fields: Any) -> Any:
    """A notice whose version 1 was published behind a restriction that has been lifted since."""
    page = make_notice(hub, live=False, **fields)
    restriction = restrict(page)
    page.latest_revision.publish()
    restriction.delete()
    return type(page).objects.get(pk=page.pk)


def screen(page: Any, name: str = "versions", *args: Any) -> str:
    return reverse(f"wagtail_privacy_admin:{name}", args=[page.pk, *args])


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_a_version_stores_whether_it_was_public(hub: Any, kind: str) -> None:
    page = make_notice(hub)
    restriction = restrict(page, kind)
    hidden = publish(page, "<p>For us.</p>")
    restriction.delete()
    shown = publish(page, "<p>For all.</p>")
    assert [version.was_public for version in NoticeVersion.objects.order_by("number")] == [True, False, True]
    assert (hidden.is_public, shown.is_public) == (False, True)


@pytest.mark.parametrize("place", ["hub", "home", "source of the alias"])
def test_a_restriction_above_the_notice_counts(hub: Any, place: str) -> None:
    if place == "source of the alias":
        source = make_notice(hub, live=False)
        restrict(source)
        source.latest_revision.publish()
        alias = type(source).objects.get(pk=source.pk).create_alias(update_slug="alias")
        assert NoticeVersion.objects.get(page_id=alias.pk).was_public is False
        return
    restrict(hub if place == "hub" else hub.get_parent())
    assert NoticeVersion.objects.get(page_id=make_notice(hub).pk).was_public is False


class TestRelease:
    def test_a_release_makes_the_version_public_and_is_an_event(self, hub: Any, school_editor: Any) -> None:
        page = lifted(hub)
        received: list[Any] = []

        def receive(version: Any, **kwargs: Any) -> None:
            received.append(version)

        version_released.connect(receive)
        release_version(page, 1, user=school_editor)
        version_released.disconnect(receive)
        version = NoticeVersion.objects.with_release().get()
        assert (version.is_public, version.was_public, version.release.released_by) == (True, False, "school_editor")
        event = NoticeEvent.objects.for_page(page.pk).first()
        assert (event.kind, event.number, event.by) == ("released", 1, "school_editor")
        assert received == [version]

    def test_a_public_version_cannot_be_released(self, hub: Any) -> None:
        with pytest.raises(ReleaseError, match="already"):
            check_release(make_notice(hub), 1)
        page = lifted(hub, slug="second")
        release_version(page, 1)
        with pytest.raises(ReleaseError, match="already"):
            release_version(page, 1)

    def test_nothing_is_released_while_a_restriction_holds(self, hub: Any) -> None:
        page = lifted(hub)
        restrict(hub)
        with pytest.raises(ReleaseError, match="view restriction holds"):
            release_version(page, 1)
        assert not VersionRelease.objects.exists()

    def test_an_unknown_version_cannot_be_released(self, hub: Any) -> None:
        with pytest.raises(ReleaseError, match="no version"):
            release_version(lifted(hub), 7)

    def test_an_editor_of_another_school_cannot_release(self, hub: Any, other_school_editor: Any) -> None:
        with pytest.raises(PermissionDenied):
            release_version(lifted(hub), 1, user=other_school_editor)


class TestScreen:
    def test_a_publisher_can_release_a_version(self, hub: Any, school_editor: Any) -> None:
        page, client = lifted(hub), as_user(school_editor)
        content = client.get(screen(page)).content.decode()
        assert "Nobody can read this notice" in content and "Not public" in content
        assert screen(page, "release_version", 1) in content
        answer = client.post(screen(page, "release_version", 1))
        assert (answer.status_code, answer.url) == (302, screen(page))
        content = client.get(screen(page)).content.decode()
        assert "Everybody may read version 1 now." in content
        assert "Nobody can read this notice" not in content and "Not public" not in content

    def test_a_second_release_is_refused_with_a_message(self, hub: Any, school_editor: Any) -> None:
        page, client = lifted(hub), as_user(school_editor)
        client.post(screen(page, "release_version", 1))
        assert "Everybody may read this version already." in messages_text(
            client.post(screen(page, "release_version", 1))
        )

    def test_a_get_request_releases_nothing(self, hub: Any, school_editor: Any) -> None:
        page = lifted(hub)
        assert as_user(school_editor).get(screen(page, "release_version", 1)).status_code == 405

    @pytest.mark.parametrize("persona", ["writer", "other school", "anonymous"])
    def test_only_publishers_can_release(self, hub: Any, other_school_editor: Any, persona: str) -> None:
        page = lifted(hub)
        client = Client()
        if persona == "writer":
            writer = make_editor("writer", [page])
            writer.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
            client.force_login(writer)
        elif persona == "other school":
            client.force_login(other_school_editor)
        client.post(screen(page, "release_version", 1))
        assert not VersionRelease.objects.exists()
        if persona == "writer":
            assert screen(page, "release_version", 1) not in client.get(screen(page)).content.decode()


class TestNotification:
    def lift(self, client: Client, page: Any) -> Any:
        url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        answer = client.post(url, {"restriction_type": "none", "password": "", "groups": []})
        assert not PageViewRestriction.objects.exists()
        return answer

    @pytest.mark.parametrize("place", ["notice", "hub"])
    def test_lifting_a_restriction_notifies_the_editor(self, hub: Any, school_editor: Any, place: str) -> None:
        page = make_notice(hub, live=False)
        restrict(page if place == "notice" else hub)
        page.latest_revision.publish()
        answer = self.lift(as_user(school_editor), page if place == "notice" else hub)
        assert "“How we use pupil information” was published behind a view restriction." in messages_text(answer)

    def test_a_public_version_causes_no_notification(self, hub: Any, school_editor: Any) -> None:
        page = make_notice(hub)
        restrict(page)
        assert messages_text(self.lift(as_user(school_editor), page)) == ""

    def test_many_notices_are_summarised_in_the_notification(self, hub: Any, school_editor: Any) -> None:
        restrict(hub)
        for number in range(8):
            make_notice(hub, slug=f"notice-{number}", title=f"Notice {number}")
        text = messages_text(self.lift(as_user(school_editor), hub))
        assert "Notice 4" in text and "Notice 5" not in text
        assert "The same holds for 3 more notices." in text

    def test_moving_a_notice_out_of_a_private_section_notifies_the_editor(
        self, hub: Any, beta_hub: Any, trust_editor: Any
    ) -> None:
        restrict(hub)
        page = make_notice(hub)
        url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, beta_hub.pk])
        answer = as_user(trust_editor).post(url)
        assert "was published behind a view restriction" in messages_text(answer)

    def test_editing_a_notice_that_awaits_release_shows_a_warning(self, hub: Any, school_editor: Any) -> None:
        page = lifted(hub)
        content = as_user(school_editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "Nobody can read it until you open it to everybody" in content

    def test_a_new_version_ends_the_wait_for_release(self, hub: Any) -> None:
        page = lifted(hub)
        assert awaiting_release([page]) == [page]
        publish(page, "<p>For all.</p>")
        assert awaiting_release([page]) == []

    def test_a_reissue_makes_its_text_public(self, hub: Any) -> None:
        page = lifted(hub)
        publish(page, "<p>For all.</p>")
        assert reissue_version(page, 1, note="Back.").was_public is True

    def test_awaiting_release_takes_the_same_queries_for_many_notices(self, hub: Any) -> None:
        pages = [lifted(hub, slug=f"notice-{number}") for number in range(20)]
        assert query_count(lambda: awaiting_release(pages[:1])) == query_count(lambda: awaiting_release(pages)) <= 4
