"""The edit forms of notices and clauses as a browser sends them, built from what the page or clause holds."""

from typing import Any

from wagtail import blocks

from wagtail_privacy.notices.blocks.kept import KeptBlockMixin, Owner, sending_kept

ORGANISATION_FORMSETS = ("contacts", "languages", "texts", "notice_periods", "review_rules", "closures")
"""What the form of an organisation takes several of."""


def edit_form(page: Any, **extra: Any) -> dict[str, Any]:
    """The edit form of a notice, opened and sent as it is; ``extra`` is sent as well, such as ``action-publish``."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "audience": page.audience,
        "also_for": page.also_for,
        "edition": page.edition,
        "summary": page.summary,
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return data | sections_form(page) | extra


def sections_form(instance: Any, name: str = "body") -> dict[str, Any]:
    """The fields of a stream of sections, opened and sent as it is."""
    block = instance._meta.get_field(name).stream_block
    return form_of(block, block.get_form_state(getattr(instance, name)), name)


def light_form(page: Any, user: Any, **extra: Any) -> dict[str, Any]:
    """As :func:`edit_form` with every section closed: nothing of it was opened."""
    # First, as in the admin: a section that has been read is no longer as stored.
    closed = closed_sections(page, user)
    return {name: value for name, value in edit_form(page).items() if not name.startswith("body-")} | closed | extra


def closed_sections(instance: Any, user: Any, name: str = "body") -> dict[str, Any]:
    """The fields of a stream of sections as they are sent while all sections are closed."""
    block = instance._meta.get_field(name).stream_block
    told = told_of(instance, user, name)
    data = {f"{name}-count": str(len(told["sections"])), f"{name}-kept": told["kept"]}
    for index, entry in enumerate(told["sections"]):
        place = f"{name}-{index}"
        data |= {f"{place}-deleted": "", f"{place}-order": str(index), f"{place}-id": entry["id"]}
        data |= {f"{place}-type": entry["type"]}
        if isinstance(block.child_blocks[entry["type"]], KeptBlockMixin):
            data[f"{place}-value-kept"] = entry["id"]
        else:
            data |= form_of(block.child_blocks[entry["type"]], entry["value"], f"{place}-value")
    return data


def told_of(instance: Any, user: Any, name: str = "body") -> dict[str, Any]:
    """What the editor is told of a stream of sections: ``sections``, ``kept`` and ``built``."""
    block = instance._meta.get_field(name).stream_block
    with sending_kept(owner_of(instance, user)):
        told: dict[str, Any] = block.get_form_state(getattr(instance, name))
    return told


def owner_of(instance: Any, user: Any) -> Owner:
    """Whose form it is."""
    return Owner(instance._meta.label_lower, instance.pk, user.pk)


def form_of(block: blocks.Block, state: Any, prefix: str) -> dict[str, Any]:
    """The fields of the opened form of a block."""
    if isinstance(block, blocks.BaseStructBlock):
        data: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            data |= form_of(child, state[name], f"{prefix}-{name}")
        return data
    if isinstance(block, blocks.ListBlock | blocks.BaseStreamBlock):
        data = {f"{prefix}-count": str(len(state))}
        for index, entry in enumerate(state):
            place = f"{prefix}-{index}"
            data |= {f"{place}-deleted": "", f"{place}-order": str(index), f"{place}-id": entry["id"] or ""}
            if isinstance(block, blocks.ListBlock):
                data |= form_of(block.child_block, entry["value"], f"{place}-value")
            else:
                data[f"{place}-type"] = entry["type"]
                data |= form_of(block.child_blocks[entry["type"]], entry["value"], f"{place}-value")
        return data
    if isinstance(block, blocks.ChooserBlock):
        state = state["id"] if state else ""
    if isinstance(block, blocks.BooleanBlock):
        return {prefix: "on"} if state else {}
    return {prefix: "" if state is None else state}
