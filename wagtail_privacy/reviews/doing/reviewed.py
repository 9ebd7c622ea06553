"""What a schedule is about: a notice, a library item or anything else that is reviewed; and who may review it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import DraftStateMixin, Page

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.permissions import User, is_scoped, policy_for
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.versions.models import NoticeVersion


@dataclass(frozen=True)
class Standing:
    """What of an object is published: ``version`` of a notice, and the digest of what it says.

    ``digest`` is empty where nothing is published, and for what is neither notice nor library item.
    """

    title: str
    is_published: bool
    digest: str = ""
    version: NoticeVersion | None = None

    @property
    def number(self) -> int | None:
        """The number of the version, where there is one."""
        return self.version.number if self.version is not None else None


def object_of(schedule: ReviewSchedule) -> Any | None:
    """What the schedule is about, a page as its own type; ``None`` where it was deleted."""
    model = schedule.content_type.model_class()
    if model is None:
        return None
    found: Any = model._default_manager.filter(pk=schedule.object_id).first()
    return found.specific if isinstance(found, Page) else found


def standing_of(obj: Any, today: dt.date) -> Standing:
    """What of ``obj`` readers are shown on ``today``. At most two queries for a notice."""
    if isinstance(obj, NoticeMixin):
        period = NoticeVersion.objects.current_timeline(obj.pk, today).current if obj.live else None
        if period is None:
            return Standing(str(obj.title), is_published=False)
        version: NoticeVersion = period.version
        return Standing(version.title or str(obj.title), True, version.digest, version)
    is_published = bool(getattr(obj, "live", True))
    if isinstance(obj, LibraryItem):
        return Standing(str(obj), is_published, obj.content_hash())
    return Standing(str(obj), is_published)


def may_review(user: User | None, obj: Any) -> bool:
    """Whether ``user`` may say what came of a review: whoever may change or publish the object.

    Without a user a script acts.
    """
    if user is None:
        return True
    if isinstance(obj, Page):
        permissions = obj.permissions_for_user(user)
        return bool(permissions.can_edit() or permissions.can_publish())
    if is_scoped(type(obj)):
        return policy_for(type(obj)).user_has_permission_for_instance(user, "change", obj)
    return AdminURLFinder(user).get_edit_url(obj) is not None


def may_retire(user: User | None, obj: Any) -> bool:
    """Whether ``user`` may take the object away from readers."""
    if user is None or not getattr(obj, "live", True):
        return True
    if isinstance(obj, Page):
        return bool(obj.permissions_for_user(user).can_unpublish())
    if is_scoped(type(obj)):
        return policy_for(type(obj)).user_has_permission_for_instance(user, "publish", obj)
    return AdminURLFinder(user).get_edit_url(obj) is not None


def retire(obj: Any, user: User | None) -> None:
    """Unpublish the object as Wagtail does, its history included; whether ``user`` may is for the caller to check.

    Does nothing where it is not published, or cannot be.
    """
    if not isinstance(obj, DraftStateMixin) or not obj.live:
        return
    action = UnpublishPageAction if isinstance(obj, Page) else UnpublishAction
    action(obj, user=user).execute(skip_permission_checks=True)


def edit_url(obj: Any, user: User) -> str:
    """The address of the editor for ``user``; empty where they may not change it."""
    return AdminURLFinder(user).get_edit_url(obj) or ""
