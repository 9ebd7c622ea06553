"""What a trust and a school do with their pages, in terms of sections."""

from typing import Any

from django.utils.html import strip_tags

from wagtail_privacy.notices.followed import stored_sections


def raw_section(block_id: str, text: str = "Locks.") -> dict[str, Any]:
    """A section of free text as it is stored, with the id for its heading."""
    return {"type": "text", "value": {"heading": block_id, "body": f"<p>{text}</p>"}, "id": block_id}


def draft_of(page: Any) -> Any:
    """The newest draft, as the next request knows it."""
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def with_body(page: Any, *sections: dict[str, Any]) -> Any:
    """The newest draft with these sections, not saved."""
    draft = draft_of(page)
    draft.body = draft.body.stream_block.to_python(list(sections))
    return draft


def write(page: Any, *sections: dict[str, Any], **kwargs: Any) -> Any:
    """Save a draft with these sections."""
    return with_body(page, *sections).save_revision(**kwargs)


def publish(page: Any) -> None:
    """Publish the newest draft."""
    type(page).objects.get(pk=page.pk).get_latest_revision().publish()


def texts(page: Any) -> dict[str, str]:
    """What the sections of the newest draft say, by id, in their order."""
    return {raw["id"]: strip_tags(raw["value"]["body"]) for raw in stored_sections(draft_of(page).body)}
