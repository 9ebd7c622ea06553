"""What people choose about their own mails: in their account, by a signed link, with one click."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from tests.worklist.telling import MONDAY, expect_no_notices, make_schedule, make_user, run
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.choices import change_preferences, correspondent_from, stop_digests, token_of

pytestmark = pytest.mark.django_db

OFFICE = "office@alpha.test"
PREFIX = "privacy_reminders"


@pytest.fixture
def office(db: None) -> Correspondent:
    made: Correspondent = Correspondent.objects.create(key=f"mail:{OFFICE}", address=OFFICE, since=MONDAY)
    return made


def page_of(correspondent: Correspondent, name: str = "mail_preferences") -> str:
    return reverse(f"wagtail_privacy:{name}", args=[token_of(correspondent)])


class TestSignedLink:
    def test_it_is_that_of_the_mail_and_shows_what_is_chosen(self, site_tree: Any, client: Client) -> None:
        expect_no_notices()
        make_schedule(site_tree.alpha, MONDAY)
        run(MONDAY)
        (url,) = re.findall(r"http://testserver(/privacy-mail/[^/\s]+/)\n", mail.outbox[0].body)
        response = client.get(url)
        assert response.status_code == 200
        assert response.context["form"]["rhythm"].value() == "weekly"
        assert OFFICE not in response.content.decode()
        assert OFFICE not in url

    def test_choices_are_kept(self, office: Correspondent, client: Client) -> None:
        response = client.post(
            page_of(office), {"rhythm": "daily", "weekday": "4", "language": "ar", "calendar": "new"}, follow=True
        )
        office.refresh_from_db()
        assert (office.rhythm, office.weekday, office.language) == ("daily", 4, "ar")
        assert len(office.calendar_secret) == 43
        assert office.calendar_secret in response.content.decode()
        assert 'dir="rtl"' in response.content.decode()

    @pytest.mark.parametrize(
        "data", [{}, {"rhythm": "hourly", "weekday": "0"}, {"rhythm": "daily", "weekday": "7"}, {"weekday": "x"}]
    )
    def test_what_is_no_choice_changes_nothing(self, office: Correspondent, client: Client, data: Any) -> None:
        response = client.post(page_of(office), {"language": "", "calendar": "", **data})
        assert response.status_code == 200
        assert response.context["form"].errors
        office.refresh_from_db()
        assert office.rhythm == "weekly"

    def test_a_form_of_another_site_is_refused(self, office: Correspondent) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(page_of(office), {"rhythm": "never", "weekday": "0"}).status_code == 403

    @pytest.mark.parametrize("change", ["sign", "pk", "cut", "nonsense", "digits", "huge"])
    def test_a_forged_one_says_what_to_do_and_nothing_else(
        self, office: Correspondent, client: Client, change: str
    ) -> None:
        other = Correspondent.objects.create(key="mail:other@beta.test", address="other@beta.test", since=MONDAY)
        token = token_of(office)
        forged = {
            "sign": Signer().sign(str(office.pk)),
            "pk": token.replace(f"{office.pk}:", f"{other.pk}:", 1),
            "cut": token[:-1],
            "nonsense": "٣:abc",
            "digits": "1" * 400,
            "huge": f"{10**30}:{token.partition(':')[2]}",
        }[change]
        for name in ("mail_preferences", "mail_stop"):
            for method in (client.get, client.post):
                response = method(reverse(f"wagtail_privacy:{name}", args=[forged]))
                assert response.status_code == 404
                assert "This link is not complete" in response.content.decode()
        assert not Correspondent.objects.filter(rhythm="never").exists()

    def test_after_a_backup_was_restored_the_link_of_one_is_not_that_of_another(self, office: Correspondent) -> None:
        token = token_of(office)
        Correspondent.objects.filter(pk=office.pk).update(key="mail:somebody@else.test")
        assert correspondent_from(token) is None

    def test_its_page_is_found_and_kept_by_nobody_else(self, office: Correspondent, client: Client) -> None:
        for response in (client.get(page_of(office)), client.get(page_of(office, "mail_stop"))):
            assert response["X-Robots-Tag"] == "noindex, nofollow"
            assert response["Referrer-Policy"] == "same-origin"
            assert response["Cache-Control"] == "private, no-store"

    def test_it_does_not_show_the_calendar_of_somebody_with_an_account(self, site_tree: Any, client: Client) -> None:
        user = make_user("sam")
        correspondent = Correspondent.objects.create(
            key=f"user:{user.pk}", user=user, since=MONDAY, calendar_secret="secret-of-sam"
        )
        response = client.get(page_of(correspondent))
        assert "secret-of-sam" not in response.content.decode()
        client.post(page_of(correspondent), {"rhythm": "never", "weekday": "0", "calendar": "remove"})
        correspondent.refresh_from_db()
        assert (correspondent.rhythm, correspondent.calendar_secret) == ("never", "secret-of-sam")


class TestOneClick:
    def test_a_mail_program_stops_the_mails(self, office: Correspondent) -> None:
        response = Client(enforce_csrf_checks=True).post(
            page_of(office, "mail_stop"), {"List-Unsubscribe": "One-Click"}
        )
        assert response.status_code == 200
        assert "We will not write to you any more" in response.content.decode()
        office.refresh_from_db()
        assert office.rhythm == "never"

    def test_looking_at_the_link_changes_nothing(self, office: Correspondent, client: Client) -> None:
        response = client.get(page_of(office, "mail_stop"))
        assert response.url == page_of(office)
        office.refresh_from_db()
        assert office.rhythm == "weekly"

    def test_the_weekday_stays_for_when_they_come_back(self, office: Correspondent) -> None:
        change_preferences(office, rhythm="weekly", weekday=3)
        stopped = stop_digests(Correspondent.objects.get())
        assert (stopped.rhythm, stopped.weekday) == ("never", 3)


class TestAccount:
    @pytest.fixture
    def form(self, client: Client, school_editor: Any) -> dict[str, Any]:
        """What the account settings of the editor of a school send as they are."""
        type(school_editor).objects.filter(pk=school_editor.pk).update(first_name="Ed", last_name="Itor")
        client.force_login(school_editor)
        panels = client.get(reverse("wagtailadmin_account")).context["panels_by_tab"]
        fields = [field for panels in panels.values() for panel in panels for field in panel.get_form()]
        values = {field.html_name: field.value() for field in fields if field.value() is not None}
        return {name: value for name, value in values.items() if str(value)} | {
            "locale-preferred_language": "en",
            "locale-current_time_zone": "",
        }

    def test_it_is_a_tab_of_its_own_and_stores_nothing_by_itself(self, client: Client, form: dict[str, Any]) -> None:
        html = client.get(reverse("wagtailadmin_account")).content.decode()
        assert 'id="tab-privacy"' in html
        assert "Reminders and calendar" in html
        assert not Correspondent.objects.exists()

    def test_choices_are_kept(self, client: Client, form: dict[str, Any], school_editor: Any) -> None:
        changed = form | {f"{PREFIX}-rhythm": "never", f"{PREFIX}-weekday": "2", f"{PREFIX}-calendar": "new"}
        assert client.post(reverse("wagtailadmin_account"), changed).status_code == 302
        stored = Correspondent.objects.get()
        assert (stored.key, stored.user, stored.rhythm, stored.weekday) == (
            f"user:{school_editor.pk}", school_editor, "never", 2,
        )  # fmt: skip
        assert stored.calendar_secret in client.get(reverse("wagtailadmin_account")).content.decode()

    def test_a_new_address_of_the_calendar_revokes_the_old_one(self, client: Client, form: dict[str, Any]) -> None:
        changed = form | {f"{PREFIX}-calendar": "new"}
        client.post(reverse("wagtailadmin_account"), changed)
        old = Correspondent.objects.get().calendar_secret
        client.post(reverse("wagtailadmin_account"), changed)
        new = Correspondent.objects.get().calendar_secret
        assert new
        assert new != old
        assert Client().get(reverse("wagtail_privacy:calendar", args=[old])).status_code == 404
        assert Client().get(reverse("wagtail_privacy:calendar", args=[new])).status_code == 200
        client.post(reverse("wagtailadmin_account"), form | {f"{PREFIX}-calendar": "remove"})
        assert Client().get(reverse("wagtail_privacy:calendar", args=[new])).status_code == 404

    def test_who_has_to_do_with_no_notices_does_not_see_it(self, client: Client, editor_of: Any) -> None:
        client.force_login(editor_of())
        assert 'id="tab-privacy"' not in client.get(reverse("wagtailadmin_account")).content.decode()
