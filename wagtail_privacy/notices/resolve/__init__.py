"""From a notice page to a Document: the only code that follows a reference from a block to a library item."""

from wagtail_privacy.notices.resolve.notice import UNREADABLE, Resolution, resolve, resolve_clause_draft, resolve_draft
from wagtail_privacy.notices.resolve.references import Reference

__all__ = ["UNREADABLE", "Reference", "Resolution", "resolve", "resolve_clause_draft", "resolve_draft"]
