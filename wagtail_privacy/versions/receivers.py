"""Records what Wagtail does to notices: deleted, moved or renamed, alone or with a page above them.

Publishing, and unpublishing by saving a notice, are recorded by :mod:`wagtail_privacy.versions.publishing.store`.
"""

import copy
from typing import TYPE_CHECKING

import swapper
from django.db.models.signals import post_delete, pre_delete
from wagtail.models import PageViewRestriction
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move, pre_page_move

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.page_types import page_types, pages_of, without_models
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.signals import version_purged
from wagtail_privacy.versions.addresses import record_addresses
from wagtail_privacy.versions.behind import forget_counts
from wagtail_privacy.versions.events import NoticeMove, record_event, record_moves
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion
from wagtail_privacy.versions.visibility import notify_awaiting_release

if TYPE_CHECKING:
    from wagtail.models import Page, PageQuerySet


def connect() -> None:
    """Connect the receivers. To be called once all models are loaded."""
    for model in page_types(NoticeMixin):
        # Only these models: a receiver without sender keeps Django from deleting rows of other models in one query.
        pre_delete.connect(record_deletion, sender=model)
    page_unpublished.connect(record_unpublishing)
    pre_page_move.connect(record_address_before_move)
    post_page_move.connect(record_move)
    page_slug_changed.connect(record_renaming)
    version_purged.connect(forget_counts, dispatch_uid="wagtail_privacy.forget_counts")
    post_delete.connect(notify_lifted_restriction, sender=PageViewRestriction)


def record_unpublishing(sender: "type[Page]", instance: "Page", **kwargs: object) -> None:
    """Record that Wagtail unpublished a notice as a base page, as it does with expired pages and aliases."""
    if not issubclass(sender, NoticeMixin) or _base_model().objects.filter(pk=instance.pk, live=True).exists():
        # Wagtail sends ``page_unpublished`` for a page that it is about to delete as well.
        return
    states = (NoticeEvent.Kind.PUBLISHED, NoticeEvent.Kind.UNPUBLISHED)
    last = NoticeEvent.objects.for_page(instance.pk).filter(kind__in=states).first()
    if (last is None or last.kind == NoticeEvent.Kind.PUBLISHED) and not instance.specific.is_model:
        record_event(instance.pk, NoticeEvent.Kind.UNPUBLISHED, title=instance.title)


def record_deletion(sender: "type[Page]", instance: "Page", **kwargs: object) -> None:
    """Record the deletion of a notice, while it is still known whether the notice was public.

    Django sends ``pre_delete`` also for notices below a deleted page, in the transaction that deletes.
    """
    if instance.is_model:
        return
    # Wagtail may have set ``instance.live`` to false already, depending on the order of receivers.
    page = _base_model().objects.filter(pk=instance.pk).first()
    if page is None or not (page.live or NoticeVersion.objects.for_page(page.pk).exists()):
        return
    organisation = Organisation.objects.for_page(page)
    record_event(
        page.pk,
        NoticeEvent.Kind.DELETED,
        title=page.title,
        organisation_id=organisation.pk if organisation is not None else None,
        was_public=page.live and not page.get_view_restrictions().exists(),
    )


def record_address_before_move(instance: "Page", url_path_before: str, url_path_after: str, **kwargs: object) -> None:
    """Store the addresses of the notices at and below a page that is about to be moved."""
    if url_path_before != url_path_after:
        record_addresses(_notices(instance.path).live())


def record_move(instance: "Page", url_path_before: str, url_path_after: str, **kwargs: object) -> None:
    """Store the new addresses of the notices at and below a moved page, and an event with their organisations."""
    if url_path_before == url_path_after:
        return
    pages = list(_notices(instance.path))
    record_addresses(page for page in pages if page.live)
    versions = NoticeVersion.objects.filter(page_id__in=[page.pk for page in pages])
    with_versions = set(versions.values_list("page_id", flat=True))
    moved = [page for page in pages if page.pk in with_versions]
    after = Organisation.objects.keys_for_pages(moved)
    before = Organisation.objects.keys_for_pages(_at_path(page, url_path_after, url_path_before) for page in moved)
    notify_awaiting_release(page for page in pages if page.live)
    record_moves(NoticeMove(page.pk, page.title, before.get(page.pk), after.get(page.pk)) for page in moved)


def record_renaming(instance: "Page", instance_before: "Page", **kwargs: object) -> None:
    """Store the old and new addresses of the notices below a renamed page. Wagtail sends this after the commit."""
    pages = list(_notices(instance.path).live())
    record_addresses(_at_path(page, instance.url_path, instance_before.url_path) for page in pages)
    record_addresses(pages)


def notify_lifted_restriction(sender: type, instance: PageViewRestriction, **kwargs: object) -> None:
    """Tell the editor who lifted a view restriction which notices nobody can read until they are released."""
    page = _base_model().objects.filter(pk=instance.page_id).first()
    if page is not None:
        notify_awaiting_release(_notices(page.path).live())


def _base_model() -> "type[Page]":
    return swapper.load_model("wagtailcore", "Page")


def _notices(path: str) -> "PageQuerySet":
    """The notices for readers at and below this place in the tree, whatever their state."""
    notices = pages_of(NoticeMixin).filter(path__startswith=path).select_related("locale")
    return without_models(notices, NoticeMixin)


def _at_path(page: "Page", prefix: str, other_prefix: str) -> "Page":
    """A copy of the page with ``other_prefix`` for the beginning ``prefix`` of its URL path."""
    moved = copy.copy(page)
    moved.url_path = other_prefix + page.url_path.removeprefix(prefix)
    return moved
