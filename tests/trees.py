"""Page trees and people that most tests start from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import swapper
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupPagePermission, Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")


@dataclass(frozen=True)
class WagtailTree:
    """What Wagtail's migrations make, and two more sites: a page tree without any organisation."""

    locale: Any
    root: Any
    trust_home: Any
    alpha_home: Any
    beta_home: Any
    trust_site: Site
    alpha_site: Site
    beta_site: Site


@dataclass(frozen=True)
class SiteTree(WagtailTree):
    """A trust at ``trust.test`` with the schools ``alpha.test`` and ``beta.test``."""

    trust: Any
    alpha: Any
    beta: Any


def _home(root: Any, title: str, slug: str, locale: Locale) -> Any:
    page_model = swapper.load_model("wagtailcore", "Page")
    return root.get_children().filter(slug=slug).first() or root.add_child(
        instance=page_model(title=title, slug=slug, locale=locale, live=True)
    )


@disable_reference_index_auto_update()
def build_wagtail_tree() -> WagtailTree:
    """Make or complete the tree: works on empty tables, after a flush and beside what migrations left."""
    page_model = swapper.load_model("wagtailcore", "Page")
    locale = Locale.objects.get_or_create(language_code="en")[0]
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    root = page_model.objects.filter(depth=1).first() or page_model.add_root(
        instance=page_model(title="Root", slug="root", locale=locale)
    )
    Site.objects.all().delete()
    homes = {
        name: _home(root, title, name, locale)
        for name, title in (("trust", "Test Trust"), ("alpha", "Alpha School"), ("beta", "Beta School"))
    }
    sites = {
        name: Site.objects.create(
            hostname=f"{name}.test", root_page=home, site_name=home.title, is_default_site=name == "trust"
        )
        for name, home in homes.items()
    }
    return WagtailTree(
        locale=locale,
        root=root,
        trust_home=homes["trust"],
        alpha_home=homes["alpha"],
        beta_home=homes["beta"],
        trust_site=sites["trust"],
        alpha_site=sites["alpha"],
        beta_site=sites["beta"],
    )


def build_site_tree() -> SiteTree:
    """The page tree, and the organisation of each of its three sites."""
    tree = build_wagtail_tree()
    organisation = apps.get_model("wagtail_privacy", "Organisation")
    trust = organisation.objects.create(
        kind="trust",
        setting="trust",
        name="Test Trust",
        site=tree.trust_site,
        is_controller=True,
        email="dpo@trust.test",
    )
    schools = {
        name: organisation.objects.create(
            kind="school",
            setting="academy",
            name=site.site_name,
            site=site,
            parent=trust,
            is_controller=False,
            email=f"office@{name}.test",
        )
        for name, site in (("alpha", tree.alpha_site), ("beta", tree.beta_site))
    }
    return SiteTree(**vars(tree), trust=trust, **schools)


def admin_access() -> Permission:
    """The permission to open the admin, which a migration makes, and these tests run without."""
    admin = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")[0]
    defaults = {"name": "Can access Wagtail admin"}
    return Permission.objects.get_or_create(content_type=admin, codename="access_admin", defaults=defaults)[0]


def make_editor(username: str, pages: Iterable[Any], *, models: Iterable[str] | None = None) -> Any:
    """A user who is no superuser: works in the admin on ``pages`` and below, and on snippets of the plugin.

    ``models`` are model names of ``wagtail_privacy`` (default: all); every permission on them is granted.
    """
    group = Group.objects.create(name=username)
    permissions = Permission.objects.filter(content_type__app_label="wagtail_privacy")
    if models is not None:
        permissions = permissions.filter(content_type__model__in=[name.lower() for name in models])
    group.permissions.add(admin_access(), *permissions)
    for page in pages:
        for action in PAGE_ACTIONS:
            GroupPagePermission.objects.create(group=group, page=page, permission_type=action)
    user = get_user_model().objects.create_user(username, f"{username}@example.org", "password")
    user.groups.add(group)
    return user
