"""What the editor says beside a section."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SectionNote:
    """What the editor says beside a section: how it stands to the model.

    ``words`` is what the section says, for one that ``is_fixed`` and so has no form.
    """

    text: str
    is_fixed: bool = False
    words: str = ""
