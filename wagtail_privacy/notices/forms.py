"""The edit form of a notice: a skeleton to start from, and a refusal that says which section is at fault."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.blocks import BaseStructBlock, StreamBlockValidationError, StructBlockValidationError

from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.skeletons import skeleton


class NoticeForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Starts a new notice from its skeleton; checks it as freezing will when it is published or submitted.

    Drafts and previews may be incomplete: Wagtail calls ``defer_required_fields`` before it validates them.
    """

    is_draft = False

    def __init__(self, *args: Any, **kwargs: Any):
        instance = kwargs.get("instance")
        if instance is not None and instance.pk is None and not instance.body:
            instance.body = skeleton(instance)
        super().__init__(*args, **kwargs)

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        self.is_draft = True

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_draft or self.errors:
            return
        problems = resolve_draft(self.instance, parent=self.parent_page).problems
        if problems:
            self.add_error("body" if "body" in self.fields else None, self._error(problems))

    def _error(self, problems: tuple[Problem, ...]) -> ValidationError:
        """The problems beside the sections at fault, and all of them above, where no folded section hides them."""
        by_position: dict[int, list[str]] = {}
        for problem in problems:
            if problem.position is not None:
                by_position.setdefault(problem.position, []).append(problem.message)
        body = self.instance.body
        return StreamBlockValidationError(
            block_errors={
                position: StructBlockValidationError(non_block_errors=[ValidationError(message) for message in messages])
                if isinstance(body[position].block, BaseStructBlock)
                else ValidationError(messages)
                for position, messages in by_position.items()
            },
            non_block_errors=[ValidationError(str(problem)) for problem in problems],
        )
