"""The model of the demo: one school follows it and has a section to decide."""

from typing import Any

import pytest

from example_site.demo.models import SCHOOL
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def test_one_school_follows_the_model_and_has_a_section_to_decide(pages: list[Any]) -> None:
    row = RollOut.objects.with_model().get()
    assert (row.undecided, row.is_behind, row.differs) == (["security"], False, True)
    notice = PrivacyNoticePage.objects.get(pk=row.page_id)
    assert Organisation.objects.for_page(notice).site.hostname == f"{SCHOOL}.localhost"
    assert not notice.live
    assert not NoticeVersion.objects.filter(page_id__in=[row.page_id, row.model_id]).exists()
