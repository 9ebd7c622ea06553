"""The edit forms of notices and clauses as a browser sends them, built from what the page or clause holds."""

from typing import Any

from wagtail import blocks


def edit_form(page: Any, **extra: Any) -> dict[str, Any]:
    """The edit form of a notice, opened and sent as it is; ``extra`` is sent as well, such as ``action-publish``."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "audience": page.audience,
        "summary": page.summary,
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return data | sections_form(page) | extra


def sections_form(instance: Any, name: str = "body") -> dict[str, Any]:
    """The fields of a stream of sections, opened and sent as it is."""
    block = instance._meta.get_field(name).stream_block
    return _fields(block, block.get_form_state(getattr(instance, name)), name)


def _fields(block: blocks.Block, state: Any, prefix: str) -> dict[str, Any]:
    if isinstance(block, blocks.BaseStructBlock):
        data: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            data |= _fields(child, state[name], f"{prefix}-{name}")
        return data
    if isinstance(block, blocks.ListBlock | blocks.BaseStreamBlock):
        data = {f"{prefix}-count": str(len(state))}
        for index, entry in enumerate(state):
            place = f"{prefix}-{index}"
            data |= {f"{place}-deleted": "", f"{place}-order": str(index), f"{place}-id": entry["id"] or ""}
            if isinstance(block, blocks.ListBlock):
                data |= _fields(block.child_block, entry["value"], f"{place}-value")
            else:
                data[f"{place}-type"] = entry["type"]
                data |= _fields(block.child_blocks[entry["type"]], entry["value"], f"{place}-value")
        return data
    if isinstance(block, blocks.ChooserBlock):
        state = state["id"] if state else ""
    if isinstance(block, blocks.BooleanBlock):
        return {prefix: "on"} if state else {}
    return {prefix: "" if state is None else state}
