"""What it costs to say where a translation is behind, beside rendering it once.

Run as ``python -m benchmarks.passages``: the longest notice of the demo in other words, whose source has changed in two
sections and has a new one. Measured in turn, in one run. Aim: at most 0.2 times.
"""

import statistics
from typing import Any

from benchmarks.measuring import longest_of_demo, milliseconds, ratio, set_up

ROUNDS = 15


def in_other_words(part: Any) -> Any:
    """A part of a document with another text wherever it has one."""
    from wagtail_privacy.documents.base import Data, ItemRef, Prose  # noqa: PLC0415

    if isinstance(part, Prose):
        return Prose(html=f"<p>In other words:</p>{part.html}")
    if isinstance(part, Data) and not isinstance(part, ItemRef):
        values = {name: in_other_words(value) for name, value in vars(part).items() if name not in {"type", "language"}}
        return part.model_copy(update=values)
    if isinstance(part, tuple):
        return tuple(map(in_other_words, part))
    return f"In other words: {part}" if type(part) is str and part else part


def changed(document: Any) -> Any:
    """The document with two other headings, and its first section once more at the end."""
    first, second, *others = document.sections
    sections = (
        first.model_copy(update={"heading": f"{first.heading}, today"}),
        second.model_copy(update={"heading": f"{second.heading}, today"}),
        *others,
        first,
    )
    return document.model_copy(update={"sections": sections})


def main() -> None:
    set_up()
    from wagtail_privacy.documents.passages import passages, passages_behind  # noqa: PLC0415
    from wagtail_privacy.documents.stored import read_document  # noqa: PLC0415
    from wagtail_privacy.public.rendering import render_document  # noqa: PLC0415

    basis = longest_of_demo().as_document()
    # Each of them is read from what is stored: none shares parts with another.
    translation, source = (
        read_document(part.model_dump(mode="json")) for part in (in_other_words(basis), changed(basis))
    )
    behind, rendered = [], []
    for _ in range(ROUNDS):
        behind.append(milliseconds(lambda: passages_behind(translation, basis, source)))
        rendered.append(milliseconds(lambda: render_document(translation)))
    found = len(passages_behind(translation, basis, source))
    compared, shown = statistics.median(behind), statistics.median(rendered)
    print(f"{len(passages(basis))} passages, {found} behind")
    print(f"  compared {compared:.1f} ms, rendered {shown:.1f} ms, ratio ", end="")
    print(f"{ratio(behind, rendered):.2f} (aim: at most 0.2)")


if __name__ == "__main__":
    main()
