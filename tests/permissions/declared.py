"""The declared table: for each address that shows or changes library items, who may use it and for whose items.

The addresses come from the URL configuration: one that stands in no row fails the test, so that a new view cannot be
forgotten.
"""

from dataclasses import dataclass
from typing import Final

from tests.permissions.world import ACTS, MODEL_ACTIONS, SEES


@dataclass(frozen=True)
class Row:
    """``action`` is the permission on the model that is asked for, ``owners`` whose items it is allowed for.

    ``owners`` is ``acts`` for those whom one acts for, ``sees`` for those whose things one sees, ``any`` where the
    address is about no item: then it is enough that there is anybody. ``methods`` are those that the view answers.
    With ``for_reviewers`` the approver may use it for items that wait for approval.
    """

    action: str
    owners: str
    methods: tuple[str, ...] = ("get", "post")
    needs_model: bool = True
    for_reviewers: bool = False

    def allows(self, persona: str, owner: str) -> bool:
        """Whether ``persona`` may use it for an item of ``owner``."""
        if self.for_reviewers and persona == "approver" and owner in REVIEWS:
            return True
        if self.owners == "nobody":
            return False
        owners = ACTS if self.owners in ("acts", "acts for any") else SEES
        of_persona = owners.get(persona, frozenset())
        in_scope = bool(of_persona) if "any" in self.owners else owner in of_persona
        return in_scope and self.is_granted(persona)

    def is_granted(self, persona: str) -> bool:
        actions = MODEL_ACTIONS.get(persona, frozenset())
        if not self.needs_model:
            return True
        # Whoever acts for nobody may look, and change nothing.
        return bool(actions) if self.action == "view" else self.action in actions and bool(ACTS.get(persona))


REVIEWS: Final = frozenset({"own"})
"""Whose items the approver works for, and may be asked about."""

GET: Final = ("get",)
POST: Final = ("post",)

VIEWS: Final[dict[str, Row]] = {
    "list": Row("view", "sees any", GET),
    "list_results": Row("view", "sees any", GET),
    "add": Row("add", "acts for any"),
    "preview_on_add": Row("add", "acts for any"),
    "edit": Row("change", "acts", for_reviewers=True),
    "preview_on_edit": Row("change", "acts"),
    "delete": Row("delete", "acts"),
    "copy": Row("add", "sees", GET),
    "inspect": Row("view", "sees", GET),
    "usage": Row("change", "sees", GET),
    "history": Row("change", "acts", GET),
    "history_results": Row("change", "acts", GET),
    "revisions_view": Row("change", "acts", GET),
    "revisions_revert": Row("change", "acts"),
    "revisions_compare": Row("change", "acts", GET),
    "revisions_unschedule": Row("publish", "acts"),
    "unpublish": Row("publish", "acts"),
    "lock": Row("lock", "acts", POST),
    "unlock": Row("unlock", "acts", POST),
    "workflow_history": Row("change", "acts", GET),
    "workflow_history_detail": Row("change", "acts", GET),
    "confirm_workflow_cancellation": Row("change", "acts"),
}
"""The views of each kind of item, by the name of the address."""

APPROVERS: Final = ("workflow_action", "collect_workflow_action_data", "workflow_preview")
"""Only who is asked in the workflow may use these, and only for items of organisations that they work for."""

CHOOSERS: Final[dict[str, Row]] = {
    "choose": Row("choose", "sees any", GET, needs_model=False),
    "choose_results": Row("choose", "sees any", GET, needs_model=False),
    "chosen": Row("choose", "sees", GET, needs_model=False),
    "chosen_multiple": Row("choose", "sees", GET, needs_model=False),
    "create": Row("add", "acts for any"),
}
"""The views of each chooser."""

LIBRARY_VIEWS: Final[dict[str, Row]] = {"says": Row("choose", "sees", GET, needs_model=False)}
"""What forms of notices ask of the library: for those who may choose the item."""

NOTICE_VIEWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "changes": ("looks at", GET),
    "languages": ("looks at", GET),
    "translation": ("looks at", GET),
    "publish_translation": ("looks at", POST),
    "versions": ("looks at", GET),
    "compare_versions": ("looks at", GET),
    "record_backdated_version": ("publishes", ("get", "post")),
    "reissue_version": ("publishes", ("get", "post")),
    "release_version": ("publishes", POST),
}
"""Our screens about a notice: for those who may edit or publish the page, or for those who may publish it."""

TRANSLATION_VIEWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {"submission": ("looks at", ("get", "post"))}
"""The screens of the app over wagtail-localize, which are tried in its own tests: they are there where it is."""

MODEL_VIEWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "model": ("looks at", GET),
    "following": ("looks at", GET),
}
"""Our screens about models and the notices that follow them; what is sent to them is tested beside them."""

REVIEW_VIEWS: Final[dict[str, tuple[str, ...]]] = {
    "review": ("get", "post"),
    "review_date": POST,
    "plan": ("get", "post"),
}
"""Our screens about reviews: of a notice for those who may edit or publish the page, of an item for those who act for
its owner and may change it."""

ORGANISATION_VIEWS: Final = ("closures",)
"""Our screens about an organisation: for those who may change it."""

LOOKS_AT: Final[dict[str, frozenset[str]]] = {
    "central": frozenset({"own", "foreign", "other"}),
    "school": frozenset({"own"}),
    "moderator": frozenset({"own"}),
    "author": frozenset({"own"}),
    "approver": frozenset({"own"}),
    "other_school": frozenset({"foreign"}),
}
"""Whose notices each of them may open. Acting for a trust opens no notice of its schools."""

SCHOOL_VIEWS: Final = (
    "overview", "overview_results", "translations", "translations_results", "add_school", "next_steps",
)  # fmt: skip
"""Our screens about the schools of a trust. Nobody in this world may add sites and groups, which a new school needs."""

OVERSEES: Final[dict[str, frozenset[str]]] = {
    "central": frozenset({"trust", "own", "foreign", "other"}),
    "trust": frozenset({"trust", "own", "foreign"}),
    "school": frozenset({"own"}),
    "moderator": frozenset({"own"}),
    "author": frozenset({"own"}),
    "approver": frozenset({"own"}),
    "other_school": frozenset({"foreign"}),
    "other_trust": frozenset({"other"}),
}
"""Whose notices stand in the overview and the report on translations of each of them. Working for a school shows
nothing of its trust's notices."""

WORK_VIEWS: Final = ("list", "list_results")
"""Our screens about what needs somebody, for those who have an overview, and about the same organisations."""

PUBLISHES: Final[dict[str, frozenset[str]]] = {
    persona: owners for persona, owners in LOOKS_AT.items() if persona != "author"
}
"""Whose notices each of them may publish."""
