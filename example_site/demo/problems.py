"""What is wrong with a file of the demo."""

from collections.abc import Iterable


class DocumentFileError(ValueError):
    """What is wrong with a file, a line for each problem, each with the name of the file and the place in it."""

    def __init__(self, file: str, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))
