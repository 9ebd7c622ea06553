"""Problems of a notice as the errors of its sections."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.blocks import (
    BaseStructBlock,
    Block,
    StreamBlockValidationError,
    StreamValue,
    StructBlockValidationError,
)

from wagtail_privacy.notices.problems import Problem


def body_error(body: StreamValue, problems: Iterable[Problem]) -> ValidationError:
    """The problems as errors of their sections, which then open; those of the whole notice stand above them."""
    by_position: dict[int, list[str]] = {}
    above: list[ValidationError] = []
    for problem in problems:
        if problem.position is None:
            above.append(ValidationError(capfirst(problem.message)))
        else:
            by_position.setdefault(problem.position, []).append(capfirst(problem.message))
    error = StreamBlockValidationError(
        block_errors={
            position: _section_error(body[position].block, messages) for position, messages in by_position.items()
        },
        non_block_errors=above,
    )
    # The message above the page lists every error by its text; Wagtail's own names a Python class.
    error.message = gettext("what is wrong stands at the top of each section concerned.")
    return error


def _section_error(block: Block, messages: list[str]) -> ValidationError:
    if isinstance(block, BaseStructBlock):
        return StructBlockValidationError(non_block_errors=[ValidationError(message) for message in messages])
    return ValidationError(messages)
