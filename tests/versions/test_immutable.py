"""Nothing in Python changes or takes away a stored version."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.notice_factories import make_hub, make_notice
from tests.snapshots import replayed
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def version(site_tree: Any) -> NoticeVersion:
    make_notice(make_hub(site_tree.alpha_home))
    return NoticeVersion.objects.get()


def replace_by_key(version: NoticeVersion) -> None:
    fields = {field.attname: getattr(version, field.attname) for field in version._meta.concrete_fields}
    NoticeVersion(**fields | {"title": "Forged"}).save()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda version: version.save(),
        lambda version: version.delete(),
        lambda version: NoticeVersion.objects.filter(pk=version.pk).update(title="Forged"),
        lambda version: NoticeVersion.objects.filter(pk=version.pk).delete(),
    ],
)
def test_stored_versions_refuse_to_change(version: NoticeVersion, attempt: Any) -> None:
    with pytest.raises(TypeError, match="never"):
        attempt(version)
    assert NoticeVersion.objects.get().title == version.title


def test_an_object_with_the_key_of_a_stored_version_does_not_replace_it(version: NoticeVersion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        replace_by_key(version)
    assert NoticeVersion.objects.get().title == version.title
