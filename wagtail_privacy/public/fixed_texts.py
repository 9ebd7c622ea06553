"""Fixed texts that a language lacks, marked in HTML as what they are: English, or the language of the site.

Labels and sentences stand in attributes as well as in elements, and in other sentences, so that nothing which shows one
can know what to put around it. While a document is rendered, they carry marks therefore, and :func:`marked` makes
elements of these where the HTML takes an element.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import trans_real

from wagtail_privacy.catalogues import own_messages, shown_language
from wagtail_privacy.documents.wording import direction

# Unicode keeps these for the inside of programs: no text has them.
_START, _MIDDLE, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_MARK = re.compile(f"{_START}([A-Za-z0-9-]+){_MIDDLE}|{_END}")
_PIECE = re.compile(rf"(<[^>]*>)|{_MARK.pattern}")


class _Marking:
    """A catalogue that says of our own messages, in the text itself, where they are in another language."""

    def __init__(self, catalogue: trans_real.DjangoTranslation) -> None:
        self._catalogue = catalogue

    def __getattr__(self, name: str) -> object:
        return getattr(self._catalogue, name)

    def gettext(self, message: str) -> str:
        return self._with_mark(message, self._catalogue.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._with_mark(msgid1, self._catalogue.ngettext(msgid1, msgid2, n))

    def _with_mark(self, message: str, text: str) -> str:
        language = self._catalogue.to_language()
        shown = shown_language(message, language) if message in own_messages() else language
        return text if shown == language else f"{_START}{shown}{_MIDDLE}{text}{_END}"


@contextmanager
def marking(language: str) -> Iterator[None]:
    """Activate ``language``, with marks around what it lacks; whatever is rendered meanwhile goes to :func:`marked`.

    A language that is activated within, as by the tag ``language``, ends the marking.
    """
    with translation.override(language):
        # Django has no public name for the place where a thread keeps its catalogue; without USE_I18N it is empty.
        place = trans_real._active  # type: ignore[attr-defined]  # noqa: SLF001
        catalogue = getattr(place, "value", None)
        if isinstance(catalogue, trans_real.DjangoTranslation):
            place.value = _Marking(catalogue)
        yield


def marked(html: str) -> SafeString:
    """The HTML with an element, which has ``lang`` and ``dir``, around each text with marks.

    Of texts within texts the outermost counts. An element holds text alone, so that it never crosses another one.
    ``html`` is trusted.
    """
    if _START not in html:
        return SafeString(html)
    pieces: list[str] = []
    languages: list[str] = []
    end = 0
    for match in _PIECE.finditer(html):
        pieces.append(_element(html[end : match.start()], languages))
        end = match.end()
        if match[1]:
            pieces.append(_MARK.sub("", match[1]))
        elif match[2]:
            languages.append(match[2])
        else:
            del languages[-1:]
    return SafeString("".join([*pieces, _element(html[end:], languages)]))


def _element(text: str, languages: list[str]) -> str:
    if not languages or not text.strip():
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', languages[0], direction(languages[0]), SafeString(text))
