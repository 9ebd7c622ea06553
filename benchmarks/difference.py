"""What changed between two versions: ours beside lxml's comparison of the two rendered pages, and the worst case.

Run as ``python -m benchmarks.difference [rounds]``. One process, the two jobs in turn, processor time. The pages that
lxml compares are rendered beforehand; ours includes the summary, the reasons and every word that a page would mark.
Aims: at most 1.0 times the time of lxml, and a few seconds where 200 sections of 50 items all changed.
"""

import statistics
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import longest_of_demo, milliseconds, ratio, set_up

if TYPE_CHECKING:
    from wagtail_privacy.documents.diff import Difference, FactChange, ItemChange
    from wagtail_privacy.documents.document import Document

ROUNDS = 20
SECTIONS, ITEMS = 200, 50

try:
    from lxml.html.diff import htmldiff
except ImportError:
    htmldiff = None


def longest_demo_documents() -> "tuple[Document, Document | None]":
    """The longest document of the demo, and its next version where it has one."""
    longest = longest_of_demo()
    following = type(longest)._default_manager.filter(page_id=longest.page_id, number=longest.number + 1).first()
    return longest.as_document(), following.as_document() if following is not None else None


def changed(document: "Document") -> "Document":
    """A copy with changes of every sort: words, facts, entries that come, go and move, a section that moves."""
    first, *sections = (_changed_part(section, place) for place, section in enumerate(document.sections))
    return document.model_copy(update={"title": f"{document.title} (new)", "sections": (*sections, first)})


def _changed_part(part: Any, place: int) -> Any:
    updates: dict[str, Any] = {}
    for name, value in vars(part).items():
        if name == "period_number" and value is not None:
            updates[name] = value + 1
        elif isinstance(value, tuple) and value:
            entries = tuple(_changed_entry(entry, place + at) for at, entry in enumerate(value))
            moves = len(value) > 3 and name != "sections"
            updates[name] = (*entries[2:], entries[0]) if moves else entries
    return part.model_copy(update=updates)


def _changed_entry(entry: Any, place: int) -> Any:
    if type(entry) is str:
        return entry if place % 4 else f"{entry} from now on"
    return _changed_part(entry, place) if hasattr(entry, "model_copy") and place % 3 == 0 else entry


def worst_case(word: str) -> "Document":
    """A document in which every heading, name and statement carries ``word``."""
    from wagtail_privacy.documents.document import Document  # noqa: PLC0415
    from wagtail_privacy.documents.items import Party, RecipientIdentity, RecipientUse  # noqa: PLC0415
    from wagtail_privacy.documents.sections import RecipientsSection  # noqa: PLC0415

    party = Party(name="School")
    return Document(
        kind="privacy_notice",
        audience="pupils",
        language="en",
        title=word,
        organisation=party,
        controller=party,
        sections=tuple(
            RecipientsSection(
                heading=f"Recipients in area {section} {word}",
                recipients=tuple(
                    RecipientUse(
                        recipient=RecipientIdentity(name=f"Recipient {section} {item}"),
                        about=(f"Looks after children in area {item}, {word}.",),
                        uses=(f"To plan service {item} of area {section} {word}.", f"To keep children {word} safe."),
                    )
                    for item in range(ITEMS)
                ),
            )
            for section in range(SECTIONS)
        ),
    )


def count_runs(change: "Difference") -> int:
    """The number of runs of text that a page shows for ``change``."""
    from wagtail_privacy.documents.diff import major_reasons, summarise  # noqa: PLC0415

    runs = len(summarise(change)) + len(major_reasons(change)) + _words(change.head, change.items)
    return runs + sum(_section_runs(section) for section in change.sections)


def _section_runs(section: Any) -> int:
    return _words(section.facts, section.items) + sum(_section_runs(inner) for inner in section.sections)


def _words(facts: "Iterable[FactChange]", items: "Iterable[ItemChange]") -> int:
    return sum(len(fact.words) for fact in facts) + sum(_words(item.facts, item.items) for item in items)


def compare(name: str, before: "Document", after: "Document", rounds: int) -> None:
    """Print the medians of ours and lxml's, and their ratio."""
    from wagtail_privacy.documents.diff import difference  # noqa: PLC0415
    from wagtail_privacy.public.rendering import render_document  # noqa: PLC0415

    pages = str(render_document(before)), str(render_document(after))
    jobs: dict[str, Callable[[], object]] = {"ours": lambda: count_runs(difference(before, after))}
    if htmldiff is not None:
        jobs["lxml"] = lambda: htmldiff(*pages)
    times: dict[str, list[float]] = {job: [] for job in jobs}
    for _ in range(rounds):
        for job, run in jobs.items():
            times[job].append(milliseconds(run))
    medians = {job: statistics.median(values) for job, values in times.items()}
    print(f"{name}: {len(pages[0]) / 1024:.0f} KiB of HTML, median of {rounds} rounds in turn")
    for job, median in medians.items():
        print(f"  {job}  {median:9.2f} ms")
    if "lxml" in medians:
        print(f"  ratio {ratio(times['ours'], times['lxml']):.3f} (aim: at most 1.0)")
    else:
        print("  lxml is not installed: nothing to compare with")


def measure_worst_case() -> None:
    """Print how long it takes when everything changed, and when nothing is the same at all."""
    from wagtail_privacy.documents.diff import difference, patch, summarise  # noqa: PLC0415

    print(f"{SECTIONS} sections of {ITEMS} items")
    before = worst_case("old")
    for name, after in (("every text reworded", worst_case("quite new")), ("nothing alike", _backwards(before))):
        differences: list[Difference] = []
        compared = milliseconds(
            lambda after=after, differences=differences: differences.append(difference(before, after))
        )
        summarised = milliseconds(lambda differences=differences: summarise(differences[0]))
        marked = milliseconds(lambda differences=differences: count_runs(differences[0]))
        applied = milliseconds(lambda differences=differences: patch(differences[0], before))
        print(
            f"  {name:<20} difference {compared:7.0f} ms, summary {summarised:5.0f} ms, "
            f"every word marked {marked:6.0f} ms, applied {applied:5.0f} ms"
        )


def _backwards(part: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(_backwards(entry) for entry in part)
    if type(part) is str:
        return part[::-1]
    if not hasattr(part, "model_fields_set"):
        return part
    named = ("heading", "name", "about", "uses", "recipient", "recipients", "sections")
    return part.model_copy(update={name: _backwards(value) for name, value in vars(part).items() if name in named})


def main() -> None:
    """Load the demo, measure, print."""
    set_up()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    document, following = longest_demo_documents()
    compare("The longest demo document and a changed copy", document, changed(document), rounds)
    if following is not None:
        compare("The longest demo document and its next version", document, following, rounds)
    measure_worst_case()


if __name__ == "__main__":
    main()
