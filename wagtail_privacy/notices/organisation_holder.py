"""The notices that keep an organisation from being deleted."""

from collections import defaultdict
from collections.abc import Sequence

import swapper
from django.db.models import Q
from wagtail.models import Page

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.page_types import pages_of
from wagtail_privacy.organisations.deletion import MAX_LISTED, Obstacle, Obstacles
from wagtail_privacy.organisations.models import Organisation


def notices_below_site(organisations: Sequence[Organisation]) -> dict[int, Obstacles]:
    """The notices of each of ``organisations``, drafts included, by organisation.

    A notice is that of the organisation which ``for_page()`` gives for it: a site that stands inside another one has
    its own notices, and a home page in another language belongs to the site of its original.
    """
    notices = _notices_below_homes(organisations)
    owners = Organisation.objects.keys_for_pages(notices)
    keys = {organisation.pk for organisation in organisations}
    by_owner: dict[int, list[Page]] = defaultdict(list)
    for notice in notices:
        if owners.get(notice.pk) in keys:
            by_owner[owners[notice.pk]].append(notice)
    return {
        key: Obstacles(tuple(_obstacle(notice) for notice in held[:MAX_LISTED]), len(held))
        for key, held in by_owner.items()
    }


def _notices_below_homes(organisations: Sequence[Organisation]) -> list[Page]:
    pages = swapper.load_model("wagtailcore", "Page").objects
    homes = pages.filter(sites_rooted_here__privacy_organisation__in=organisations)
    paths = pages.filter(translation_key__in=homes.values("translation_key")).values_list("path", flat=True)
    below = Q(pk=None)
    for path in paths:
        below |= Q(path__startswith=path)
    return list(pages_of(NoticeMixin).filter(below).order_by("path"))


def _obstacle(notice: Page) -> Obstacle:
    kind = notice.specific_class._meta.verbose_name
    return Obstacle(label=notice.get_admin_display_title(), kind=str(kind), target=notice)
