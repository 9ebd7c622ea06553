"""Why a review is not recorded. Messages are for the person at the screen, in the active language."""

from collections.abc import Iterable

from wagtail_privacy.notices.problems import Problem


class ReviewError(ValueError):
    """A review cannot be recorded as it was given; ``field`` names the argument that mends it, where there is one."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class ChangedMeanwhileError(ReviewError):
    """What was looked at is not what is there: somebody has published or reviewed it since. To be looked at again."""


class ProblemsFoundError(ReviewError):
    """The notice has errors, so it is not still right unless somebody says why."""

    def __init__(self, message: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(message, "override_reason")
