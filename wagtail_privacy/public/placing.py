"""Where each passage of a translation that is behind is marked: at the part of the document that it belongs to.

While a document is rendered, each part may ask in its template for what it is to show, the innermost first. What none
has asked for stands below the section, and below the document what stands outside all sections: nothing is dropped.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.template.loader import get_template
from django.utils.safestring import SafeString

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.passages import Path
from wagtail_privacy.public.marks import Mark, Marks

PASSAGES_TEMPLATE = "wagtail_privacy/public/parts/passages.html"


class _Placing:
    """The marks of one rendering, as far as they stand nowhere yet."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._left = dict(enumerate(marks.placed))
        self._within: dict[Path, list[int]] = defaultdict(list)
        # Parts are known by their identity: what is rendered are the same objects.
        self._paths: dict[int, list[Path]] = defaultdict(list)
        for number, placed in self._left.items():
            self._register(number, placed.place)

    def take(self, part: object, fields: Sequence[str] = ()) -> tuple[Mark, ...]:
        """What stands nowhere yet of ``part`` and all below it, or of these fields of it and all below them."""
        for path in self._paths.get(id(part), ()):
            numbers = [number for number in self._within[path] if self._is_wanted(number, len(path), fields)]
            if numbers:
                return tuple(self.marks.mark(self._left.pop(number), path) for number in numbers)
        return ()

    def _is_wanted(self, number: int, depth: int, fields: Sequence[str]) -> bool:
        return number in self._left and (not fields or self._left[number].place[depth] in fields)

    def _register(self, number: int, place: Path) -> None:
        at: object = self.marks.document
        for depth, step in enumerate(place):
            if isinstance(at, Data):
                path = place[:depth]
                if path not in self._within:
                    self._paths[id(at)].append(path)
                self._within[path].append(number)
                at = getattr(at, str(step), None)
            elif isinstance(at, tuple) and isinstance(step, int):
                at = at[step]


_active: ContextVar[_Placing | None] = ContextVar("wagtail_privacy_placing", default=None)


@contextmanager
def placing(marks: Marks | None) -> Iterator[None]:
    """Let the parts of a document that is rendered meanwhile ask for ``marks``, those of this very document.

    Each is given out once. ``None`` for a document that has none.
    """
    # The new sections are rendered before: their parts may be those of the translation.
    token = _active.set(_Placing(marks) if marks is not None and marks.placed else None)
    try:
        yield
    finally:
        _active.reset(token)


def are_placed() -> bool:
    """Whether what is being rendered has marks."""
    return _active.get() is not None


def marks_at(part: object, fields: Sequence[str] = ()) -> SafeString:
    """The marks of a part, or of some of its fields, that stand nowhere yet, as HTML; empty in any other document."""
    state = _active.get()
    found = state.take(part, fields) if state is not None else ()
    if state is None or not found:
        return SafeString("")
    others = [mark for mark in found if not mark.is_untranslated]
    context = {
        "marks": state.marks,
        "untranslated": [mark for mark in found if mark.is_untranslated],
        "changed": [mark for mark in others if mark.text or mark.html],
        "gone": [mark for mark in others if not mark.text and not mark.html],
    }
    return SafeString(get_template(PASSAGES_TEMPLATE).render(context))
