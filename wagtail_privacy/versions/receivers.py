"""What happens to pages from outside: deleted, moved, renamed, alone or with a page above them.

Publishing, and unpublishing by saving a notice, are written down by :mod:`wagtail_privacy.versions.publishing.store`.
"""

import copy
from typing import Any

import swapper
from django.db.models.signals import post_delete, pre_delete
from wagtail.models import PageViewRestriction
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move, pre_page_move

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.page_types import page_types, pages_of
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.versions.addresses import record_addresses
from wagtail_privacy.versions.events import Move, record_event, record_moves
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion
from wagtail_privacy.versions.visibility import tell_of_awaiting


def connect() -> None:
    """Listen to pages. To be called once all models are loaded."""
    for model in page_types(NoticeMixin):
        # Not for every model: a listener keeps Django from deleting rows of other models in one go.
        pre_delete.connect(record_deletion, sender=model)
    page_unpublished.connect(record_unpublishing)
    pre_page_move.connect(record_place_before_move)
    post_page_move.connect(record_move)
    page_slug_changed.connect(record_renaming)
    post_delete.connect(tell_of_lifted_restriction, sender=PageViewRestriction)


def record_unpublishing(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A notice that went offline as a plain page: Wagtail does that to expired pages and to aliases."""
    if not issubclass(sender, NoticeMixin) or _base_model().objects.filter(pk=instance.pk, live=True).exists():
        # Before it deletes a page, Wagtail says that it is unpublished.
        return
    states = (NoticeEvent.Kind.PUBLISHED, NoticeEvent.Kind.UNPUBLISHED)
    last = NoticeEvent.objects.for_page(instance.pk).filter(kind__in=states).first()
    if last is None or last.kind == NoticeEvent.Kind.PUBLISHED:
        record_event(instance.pk, NoticeEvent.Kind.UNPUBLISHED, title=instance.title)


def record_deletion(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Before a notice goes, while it can still be seen whether anybody could read it.

    Django sends this for what goes with a page above as well, in the transaction that deletes.
    """
    # Wagtail takes the instance offline on the way, depending on whose receiver comes first.
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


def record_place_before_move(instance: Any, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    """Where the notices in what is about to be moved can be found until then."""
    if url_path_before != url_path_after:
        record_addresses(_notices(instance.path).live())


def record_move(instance: Any, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    """Where the notices of a moved subtree can be found now, and whose they were and are."""
    if url_path_before == url_path_after:
        return
    pages = list(_notices(instance.path))
    record_addresses(page for page in pages if page.live)
    kept = set(NoticeVersion.objects.filter(page_id__in=[page.pk for page in pages]).values_list("page_id", flat=True))
    moved = [page for page in pages if page.pk in kept]
    after = Organisation.objects.keys_for_pages(moved)
    before = Organisation.objects.keys_for_pages(_at_path(page, url_path_after, url_path_before) for page in moved)
    tell_of_awaiting(page for page in pages if page.live)
    record_moves(Move(page.pk, page.title, before.get(page.pk), after.get(page.pk)) for page in moved)


def record_renaming(instance: Any, instance_before: Any, **kwargs: Any) -> None:
    """Where the notices below a renamed page could be found, and where they are now. Wagtail tells after the commit."""
    pages = list(_notices(instance.path).live())
    record_addresses(_at_path(page, instance.url_path, instance_before.url_path) for page in pages)
    record_addresses(pages)


def tell_of_lifted_restriction(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Once a view restriction is gone, say which notices below it nobody can read until they are released."""
    page = _base_model().objects.filter(pk=instance.page_id).first()
    if page is not None:
        tell_of_awaiting(_notices(page.path).live())


def _base_model() -> Any:
    return swapper.load_model("wagtailcore", "Page")


def _notices(path: str) -> Any:
    """The notices at and below this place in the tree, whatever their state."""
    return pages_of(NoticeMixin).filter(path__startswith=path).select_related("locale")


def _at_path(page: Any, now: str, then: str) -> Any:
    """The page as it was when the part ``now`` of its path read ``then``."""
    former = copy.copy(page)
    former.url_path = then + page.url_path.removeprefix(now)
    return former
