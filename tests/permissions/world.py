"""Two trusts in one installation, a library item of every kind for each owner, and the people who come by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, GroupPagePermission, Site, Workflow, WorkflowContentType, WorkflowTask

from tests import factories, notice_factories, trees
from wagtail_privacy.library.models import LIBRARY_MODELS, LibraryItem
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.models import Organisation

ITEM_MODELS: Final = (*LIBRARY_MODELS, Clause)

OWNERS: Final = ("everyone", "trust", "own", "foreign", "other")
"""Whose an item is: everyone's, the trust's, Alpha School's, Beta School's, or that of a school of another trust."""

PERSONAS: Final = (
    "central", "trust", "school", "moderator", "author", "approver", "other_school", "other_trust", "access_only",
    "anonymous",
)  # fmt: skip
"""The people. ``central`` may publish every page; ``school``, ``moderator`` and ``author`` work at Alpha School, and
``approver`` decides there about what is in a workflow; ``other_school`` is Beta School's editor, ``other_trust`` the
editor of the other trust; ``access_only`` may open the admin and change the library, but no page."""

ACTS: Final[dict[str, frozenset[str]]] = {
    "central": frozenset(OWNERS),
    "trust": frozenset({"trust", "own", "foreign"}),
    "school": frozenset({"own"}),
    "moderator": frozenset({"own"}),
    "other_school": frozenset({"foreign"}),
    "other_trust": frozenset({"other"}),
}
"""Whose items each of them may change, as the declaration has it."""

SEES: Final[dict[str, frozenset[str]]] = {
    "central": frozenset(OWNERS),
    "trust": frozenset({"everyone", "trust", "own", "foreign"}),
    "school": frozenset({"everyone", "trust", "own"}),
    "moderator": frozenset({"everyone", "trust", "own"}),
    "author": frozenset({"everyone", "trust", "own"}),
    "approver": frozenset({"everyone", "trust", "own"}),
    "other_school": frozenset({"everyone", "trust", "foreign"}),
    "other_trust": frozenset({"everyone", "other"}),
}
"""Whose items each of them may see and use."""

MODEL_ACTIONS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("central", "trust", "school", "other_school", "other_trust", "access_only"),
        frozenset({"add", "change", "delete", "publish", "lock", "unlock", "view"}),
    ),
    "moderator": frozenset({"add", "change", "publish"}),
    "author": frozenset({"add", "change"}),
}
"""What Django's permissions allow each of them with library items, whoever they belong to."""


@dataclass(frozen=True)
class World:
    """Everything by name: organisations by owner, items by model and owner, people by persona."""

    tree: trees.SiteTree
    organisations: dict[str, Organisation | None]
    items: dict[tuple[type[LibraryItem], str], LibraryItem]
    people: dict[str, Any]


def name_of(model: type[LibraryItem], owner: str) -> str:
    """A name that stands nowhere but in the item itself."""
    return f"Zq {model._meta.model_name} of {owner} qZ"


FACTORIES: Final[dict[type[LibraryItem], Any]] = {
    **{factory._meta.model: factory for factory in (
        factories.RecipientFactory,
        factories.DataCategoryFactory,
        factories.PurposeFactory,
        factories.LegislationFactory,
        factories.RetentionRuleFactory,
    )},
}  # fmt: skip


def make_item(model: type[LibraryItem], **fields: Any) -> Any:
    """A published item of this kind."""
    if model is Clause:
        body = [notice_factories.section("prose", heading="A heading", text="<p>Some words.</p>")]
        return notice_factories.published(Clause(body=body, **fields))
    return FACTORIES[model](published=True, **fields)


def build_world(tree: trees.SiteTree, *, with_workflow: bool = True) -> World:
    """Make all of it. With ``with_workflow`` every item waits for the approval of a group in which the approver is."""
    other_trust, other_school = _another_trust(tree)
    organisations = {
        "everyone": None,
        "trust": tree.trust,
        "own": tree.alpha,
        "foreign": tree.beta,
        "other": other_school,
    }
    hub = notice_factories.make_hub(tree.alpha_home)
    pages = {
        "central": [tree.root],
        "trust": [tree.trust_home],
        "school": [tree.alpha_home],
        "moderator": [tree.alpha_home],
        "author": [tree.alpha_home],
        "approver": [hub],
        "other_school": [tree.beta_home],
        "other_trust": [other_trust.site.root_page],
        "access_only": [],
    }
    people = {name: make_person(name, places, MODEL_ACTIONS.get(name, ())) for name, places in pages.items()}
    people["anonymous"] = AnonymousUser()
    task = GroupApprovalTask.objects.create(name="Look at it")
    task.groups.add(*people["approver"].groups.all())
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    items = {}
    for model in ITEM_MODELS:
        if with_workflow:
            WorkflowContentType.objects.create(workflow=workflow, content_type=ContentType.objects.get_for_model(model))
        for owner, organisation in organisations.items():
            item = make_item(model, name=name_of(model, owner), owner=organisation)
            if with_workflow:
                item.save_revision()
                workflow.start(item, None)
            items[model, owner] = item
    return World(tree, organisations, items, people)


def _another_trust(tree: trees.SiteTree) -> tuple[Organisation, Organisation]:
    homes = {
        slug: tree.root.add_child(instance=type(tree.root)(title=title, slug=slug, locale=tree.locale, live=True))
        for slug, title in (("other-trust", "Other Trust"), ("gamma", "Gamma School"))
    }
    sites = {slug: Site.objects.create(hostname=f"{slug}.test", root_page=home) for slug, home in homes.items()}
    trust = Organisation.objects.create(kind="trust", name="Other Trust", site=sites["other-trust"])
    school = Organisation.objects.create(kind="school", name="Gamma School", site=sites["gamma"], parent=trust)
    return trust, school


_PAGE_ACTIONS: Final[dict[str, tuple[str, ...]]] = {"author": ("add", "change"), "approver": ("publish",)}


def make_person(name: str, pages: Iterable[Any], actions: Iterable[str]) -> Any:
    """Somebody who is no superuser, in a group of their own."""
    group = Group.objects.create(name=name)
    group.permissions.add(trees.admin_access())
    for model in (*ITEM_MODELS, Organisation):
        codenames = [f"{action}_{model._meta.model_name}" for action in actions]
        group.permissions.add(*Permission.objects.filter(codename__in=codenames))
    for page in pages:
        for action in _PAGE_ACTIONS.get(name, trees.PAGE_ACTIONS):
            GroupPagePermission.objects.create(group=group, page=page, permission_type=action)
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "password")
    user.groups.add(group)
    return user


def grant(user: Any, app_label: str, codename: str) -> None:
    """Give somebody one more permission."""
    permission = Permission.objects.filter(content_type__app_label=app_label, codename=codename).first()
    if permission is None:
        # Some permissions are made by migrations, without which these tests run.
        content_type = ContentType.objects.get_or_create(app_label=app_label, model="admin")[0]
        permission = Permission.objects.create(content_type=content_type, codename=codename, name=codename)
    user.groups.get().permissions.add(permission)


def fresh(user: Any) -> Any:
    """The same person as the next request knows them, without what this one has cached."""
    return type(user).objects.get(pk=user.pk) if user.pk else user
