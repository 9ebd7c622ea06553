"""From a notice page to a Document: the only code that follows a reference from a block to a library item."""

from wagtail_privacy.notices.blocks.damaged import UNREADABLE
from wagtail_privacy.notices.resolve.notice import Resolution, resolve, resolve_clause_draft, resolve_draft
from wagtail_privacy.notices.resolve.references import Reference

__all__ = ["UNREADABLE", "Reference", "Resolution", "resolve", "resolve_clause_draft", "resolve_draft"]
