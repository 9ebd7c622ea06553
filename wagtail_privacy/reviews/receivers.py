"""Keeps schedules in step with what happens to what is reviewed, and opens reviews early."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.library.models import LIBRARY_MODELS, LibraryItem
from wagtail_privacy.notices.models import Clause, NoticeMixin
from wagtail_privacy.notices.page_types import page_types, pages_of
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import ReviewRule
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.reviews.joining import ReviewedMixin, reviewed_models
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.timing.early import note_changed_item, note_shared_change, stored_facts
from wagtail_privacy.reviews.timing.scheduling import (
    base_content_type,
    reschedule,
    reschedule_organisations,
    schedule_objects,
    schedule_version,
)
from wagtail_privacy.signals import shared_change_applied, version_frozen

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.versions.models import NoticeVersion

Saved = Collection[str] | None
"""The fields that a save is limited to, as Django's signals name them; ``None`` for the whole row."""

_ITEM_MODELS: tuple[type[Model], ...] = (*LIBRARY_MODELS, Clause)


def connect() -> None:
    """Connect the receivers of this room. To be called once all models are loaded."""
    shared_change_applied.connect(follow_shared_change, dispatch_uid="wagtail_privacy.follow_shared_change")
    version_frozen.connect(follow_version, dispatch_uid="wagtail_privacy.follow_version")
    page_published.connect(follow_page, dispatch_uid="wagtail_privacy.follow_page")
    page_unpublished.connect(follow_page, dispatch_uid="wagtail_privacy.follow_unpublished_page")
    post_page_move.connect(follow_move, dispatch_uid="wagtail_privacy.follow_move")
    for signal in (published, unpublished):
        signal.connect(follow_snippet, dispatch_uid="wagtail_privacy.follow_snippet")
    for model in _ITEM_MODELS:
        pre_save.connect(remember_item, sender=model, dispatch_uid=f"wagtail_privacy.remember.{model.__name__}")
        post_save.connect(follow_item, sender=model, dispatch_uid=f"wagtail_privacy.follow.{model.__name__}")
    for model in page_types(NoticeMixin):
        post_save.connect(follow_notice, sender=model, dispatch_uid=f"wagtail_privacy.follow.{model._meta.label}")
    for model in reviewed_models():
        post_save.connect(follow_joined, sender=model, dispatch_uid=f"wagtail_privacy.follow.{model._meta.label}")
    # Only these models: a receiver without sender keeps Django from deleting rows of other models in one query.
    for model in (*page_types(NoticeMixin), *_ITEM_MODELS, *reviewed_models()):
        post_delete.connect(forget, sender=model, dispatch_uid=f"wagtail_privacy.forget.{model._meta.label}")
    for signal in (post_save, post_delete):
        signal.connect(follow_rule, sender=ReviewRule, dispatch_uid="wagtail_privacy.follow_rule")
    pre_save.connect(remember_place, sender=Organisation, dispatch_uid="wagtail_privacy.remember_place")
    post_save.connect(follow_place, sender=Organisation, dispatch_uid="wagtail_privacy.follow_place")


def follow_version(sender: type[Model], page: "Page", version: "NoticeVersion", **kwargs: object) -> None:
    """A notice has a new version. A minor one or a re-issue moves no review, and has at most another title."""
    if version.is_reissue:
        return
    if version.number == 1 or version.change_size == ChangeSize.MAJOR:
        schedule_version(page, version, site_day())
    else:
        own = ReviewSchedule.objects.of_objects(base_content_type(page), [page.pk])
        own.exclude(title=page.title).update(title=page.title)


def follow_shared_change(sender: type[Model], change: SharedChange, **kwargs: object) -> None:
    """A shared change was brought into all notices that show it."""
    note_shared_change(change, site_day())


def follow_page(sender: type[Model], instance: "Page", **kwargs: object) -> None:
    """A page was published or unpublished: only what is live is reviewed."""
    if isinstance(instance, ReviewedMixin):
        _schedule(instance)
    elif isinstance(instance, NoticeMixin) and not instance.is_model:
        schedules = ReviewSchedule.objects.of_objects(base_content_type(instance), [instance.pk])
        if schedules.exclude(is_active=instance.live).exists():
            reschedule(schedules, site_day())


def follow_notice(
    sender: type[Model], instance: "Page", created: bool = False, update_fields: Saved = None, **kwargs: object
) -> None:
    """A notice was saved as not live, which Wagtail has no signal for. Nothing is planned yet of a new one."""
    if update_fields is None and not instance.live and not created:
        own = ReviewSchedule.objects.of_objects(base_content_type(sender), [instance.pk])
        own.filter(is_active=True).update(is_active=False)


def follow_move(instance: "Page", **kwargs: object) -> None:
    """Pages that were moved may belong to another organisation now."""
    below = pages_of(NoticeMixin, ReviewedMixin).filter(path__startswith=instance.path)
    keys = list(below.order_by().values_list("pk", flat=True))
    if keys:
        reschedule(ReviewSchedule.objects.of_objects(base_content_type(instance), keys), site_day())


def follow_snippet(sender: type[Model], instance: Model, **kwargs: object) -> None:
    """A joined snippet was published or unpublished."""
    if isinstance(instance, ReviewedMixin):
        _schedule(instance)


def remember_item(sender: type[Model], instance: LibraryItem, update_fields: Saved = None, **kwargs: object) -> None:
    """Read what an item says before it is saved as live, to see what it does not say any more."""
    instance._said_before = (  # noqa: SLF001 - kept between the two signals of one save
        stored_facts(type(instance), instance.pk) if _is_stored_whole(instance, update_fields) else None
    )


def follow_item(
    sender: type[Model],
    instance: LibraryItem,
    created: bool,
    update_fields: Saved = None,
    **kwargs: object,
) -> None:
    """A library item was saved: its facts were checked, or it has ended or has another name."""
    before = instance.__dict__.pop("_said_before", None)
    if not (created or _is_stored_whole(instance, update_fields) or _concerns_review(update_fields)):
        return
    if created and instance.checked_on is None:
        return
    schedule_objects(type(instance), [instance.pk], site_day())
    if before is not None and instance.live:
        note_changed_item(instance, before, site_day())


def _is_stored_whole(instance: LibraryItem, update_fields: Saved) -> bool:
    """Whether the row says afterwards what the object says; a draft is kept as a revision only."""
    return instance.pk is not None and update_fields is None


def _concerns_review(update_fields: Saved) -> bool:
    return update_fields is not None and not {"checked_on", "live", "name"}.isdisjoint(update_fields)


def follow_joined(sender: type[Model], instance: Model, update_fields: Saved = None, **kwargs: object) -> None:
    """A joined page or snippet was saved."""
    if update_fields is None and not kwargs.get("raw"):
        _schedule(instance)


def forget(sender: type[Model], instance: Model, **kwargs: object) -> None:
    """What is gone is not reviewed; the record of its reviews stays."""
    ReviewSchedule.objects.of_objects(base_content_type(sender), [instance.pk]).delete()


def follow_rule(sender: type[Model], instance: ReviewRule, **kwargs: object) -> None:
    """A rule was set, changed or taken away."""
    organisation = Organisation.objects.filter(pk=instance.organisation_id)
    transaction.on_commit(lambda: reschedule_organisations(organisation, site_day()))


def remember_place(sender: type[Model], instance: Organisation, **kwargs: object) -> None:
    """Read to whom an organisation belonged before it is saved."""
    before = Organisation.objects.filter(pk=instance.pk).values_list("parent_id", flat=True).first()
    instance._parent_before = before  # noqa: SLF001 - kept between the two signals of one save


def follow_place(sender: type[Model], instance: Organisation, created: bool, **kwargs: object) -> None:
    """An organisation that has moved to another trust has other rules."""
    before = instance.__dict__.pop("_parent_before", None)
    if not created and before != instance.parent_id:
        reschedule_organisations([instance], site_day())


def _schedule(reviewed: Model) -> None:
    schedule_objects(type(reviewed), [reviewed.pk], site_day())
