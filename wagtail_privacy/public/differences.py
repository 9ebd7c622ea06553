"""From a difference to HTML: what changed, in plain sentences first and then section by section."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from django.core.cache import cache
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString

from wagtail_privacy.documents.diff import ChangeKind, Difference, Run, SectionChange, summarise
from wagtail_privacy.documents.wording import direction
from wagtail_privacy.public.outline import FIRST_LEVEL
from wagtail_privacy.public.rendering import RenderableVersion, cache_key, cached_html
from wagtail_privacy.versions.comparing import difference_between

MOST_SECONDS_A_MINUTE = 10
"""How long comparing versions that do not follow each other may keep a processor busy in each minute."""

DIFFERENCE_TEMPLATE = "wagtail_privacy/public/difference.html"

_LONG = 400
"""Characters of unchanged text between two changes beyond which its middle is left out."""

_CONTEXT = 140
"""Characters that stay on either side of what is left out."""


def render_difference(change: Difference, *, language: str = "", level: int = FIRST_LEVEL) -> SafeString:
    """The difference as an ``<article>``: a summary, then the sections that changed, with words marked.

    ``language`` is the BCP 47 tag of the newer document, in which labels and sentences are written too; without it
    they are in the active language, and the article says no language of its own. ``level`` is that of its headings.
    Everything is escaped. The page needs the sheets ``privacy.css`` and ``privacy-archive.css``, and an element with
    the class ``privacy`` around it.
    """
    with translation.override(language or translation.get_language()):
        html = get_template(DIFFERENCE_TEMPLATE).render(
            {
                "difference": change,
                "sentences": summarise(change),
                "unchanged": change.counts()[ChangeKind.UNCHANGED],
                "changed": [section for section in change.sections if has_content(section)],
                "language": language,
                "direction": direction(language),
                "level": level,
            }
        )
    return SafeString(html)


def rendered_changes(before: RenderableVersion, after: RenderableVersion, *, is_step: bool = True) -> SafeString:
    """What changed between two stored versions as HTML, from the cache where it is there.

    On a hit neither of the stored documents is read. Raises ``UnreadableDocument``, and :class:`TooManyComparisons` for
    two versions that do not follow each other (``is_step``) while too many such pairs are asked for: there are as many
    pairs as the square of the versions, and each takes the processor a while.
    """

    def render() -> SafeString:
        with nullcontext() if is_step else _spending():
            return render_difference(
                difference_between(before.as_document(), after.as_document()), language=after.language
            )

    return cached_html(changes_key(before, after), render)


class TooManyComparisons(Exception):  # noqa: N818 - named for what readers are told
    """So many pairs of versions were compared in this minute that no more are; for ``seconds`` it is no use to ask."""

    seconds = 60


@contextmanager
def _spending() -> Iterator[None]:
    """Count the processor time of what happens inside towards what comparisons may take in this minute."""
    minute = f"wagtail_privacy.comparing.{int(time.time() // 60)}"
    spent = cache.get_or_set(minute, 0, 120) or 0
    if spent >= MOST_SECONDS_A_MINUTE * 1000:
        raise TooManyComparisons
    start = time.process_time()
    try:
        yield
    finally:
        # Where the count has been dropped in the meantime, it begins anew.
        with suppress(ValueError):
            cache.incr(minute, int((time.process_time() - start) * 1000) + 1)


def changes_key(before: RenderableVersion, after: RenderableVersion) -> str:
    """Under which key the HTML of what changed between two versions is kept."""
    return cache_key("changes", before.digest, after.digest, after.language)


def has_content(section: SectionChange) -> bool:
    """Whether there is something to show of a section."""
    return section.kind != ChangeKind.UNCHANGED or section.moved


def excerpted(runs: tuple[Run, ...]) -> Iterator[Run]:
    """The same runs; long stretches of unchanged text lose their middle, of which ``…`` is left."""
    for place, run in enumerate(runs):
        if run.op != "equal" or len(run.text) <= _LONG:
            yield run
            continue
        start = _first_words(run.text) if place else ""
        end = _last_words(run.text) if place < len(runs) - 1 else ""
        yield Run("equal", f"{start}…{end}")


def _first_words(text: str) -> str:
    start = text[:_CONTEXT]
    return f"{start.rpartition(' ')[0] or start} "


def _last_words(text: str) -> str:
    end = text[-_CONTEXT:]
    return f" {end.partition(' ')[2] or end}"
