"""The results of a verification."""

import enum
from dataclasses import dataclass, field


class Chain(enum.StrEnum):
    """The chains of a notice. Other objects that are reviewed have the last of them only."""

    VERSIONS = "versions"
    EVENTS = "events"
    REVIEWS = "reviews"


ChainKey = tuple[int | str, Chain]
"""The number of a page, or the name of another object, and the chain."""


class Fault(enum.Enum):
    """What is wrong with a version or an event; the value says it to whoever looks after the site."""

    MISSING = "it was stored and is not there any more"
    UNREADABLE = "the row cannot be read"
    DOCUMENT = "the document is not the one that was published"
    RECORD = "its dates, notes, approval or references are not those that were recorded"
    DERIVED = "the digest of its wording or the last day of its review does not follow from what was recorded"
    EVENT = "what it says happened is not what was recorded"
    REVIEW = "what was reviewed, by whom and with which outcome is not what was recorded"
    CHAIN = "it does not continue the chain before it"
    NOT_EMPTIED = "it was to be erased, but its content is still there"
    NOT_RECORDED = "its content was taken away, and not by an erasure that was recorded"
    TOMBSTONE = "what is told of its erasure is not what was recorded"
    NO_EVENT = "no event tells of its publication, or of one of another kind"
    RELEASE_WITHOUT_EVENT = "it was opened to everybody, and no event tells of it"
    EVENT_WITHOUT_RELEASE = "an event tells that it was opened to everybody, and nothing else does"
    RELEASE = "who opened it to everybody and when is not what was recorded"
    BASIS = "what it was translated from is not what was recorded"
    BASIS_MISSING = "what it was translated from is not there any more, and was not erased"
    BASIS_NOT_ERASED = "what it was translated from was to be erased, but is still there"
    OTHER_DIGEST = "its chained digest is not the one that was kept elsewhere"


@dataclass(frozen=True)
class ChainDigest:
    """How many links a chain has, and the chained digest of the last: it covers all of them.

    ``page_id`` is 0 and ``subject`` names the object, such as ``wagtail_privacy.recipient 5``, where it is no page.
    """

    page_id: int
    chain: Chain
    count: int
    digest: str
    subject: str = ""

    @property
    def key(self) -> ChainKey:
        """What the chain is found by."""
        return self.subject or self.page_id, self.chain


@dataclass(frozen=True)
class BrokenLink:
    """The first link of a chain that is not what was recorded. ``number`` is its place in the chain.

    ``page_id`` and ``subject`` are those of :class:`ChainDigest`.
    """

    page_id: int
    chain: Chain
    number: int
    title: str
    fault: Fault
    subject: str = ""

    def __str__(self) -> str:
        place = self.subject or f"page {self.page_id}"
        return f"{_display_name(self.chain, place, self.number, self.title)}: {self.fault.value}."


@dataclass(frozen=True)
class ErasedLink:
    """A version whose content was erased; only its place in the chain can be verified."""

    page_id: int
    number: int
    authority: str
    reference: str

    def __str__(self) -> str:
        ordered = ", ".join(part for part in (self.authority, self.reference) if part)
        name = _display_name(Chain.VERSIONS, f"page {self.page_id}", self.number, "")
        return f"{name}: erased{f' ({ordered})' if ordered else ''}."


@dataclass
class Report:
    """The results in the order of pages: at most one broken link for each chain.

    ``digests`` are those of the chains that are intact. ``unexpected`` are the links that contradict expected digests,
    at most one for each of these.
    """

    notices: int = 0
    versions: int = 0
    events: int = 0
    reviews: int = 0
    digests: list[ChainDigest] = field(default_factory=list)
    broken: list[BrokenLink] = field(default_factory=list)
    unexpected: list[BrokenLink] = field(default_factory=list)
    erased: list[ErasedLink] = field(default_factory=list)

    @property
    def faults(self) -> list[BrokenLink]:
        """All broken and unexpected links, in the order of pages."""
        return sorted([*self.broken, *self.unexpected], key=lambda link: link.page_id)


def _display_name(chain: Chain, place: str, number: int, title: str) -> str:
    noun = {Chain.VERSIONS: "Version", Chain.EVENTS: "Event", Chain.REVIEWS: "Review"}[chain]
    return f"{noun} {number} of “{title}” ({place})" if title else f"{noun} {number} ({place})"
