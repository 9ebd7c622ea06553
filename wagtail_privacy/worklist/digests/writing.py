"""Writes the digest of one person in the language that they read: subject, plain text and HTML."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, gettext, ngettext, override

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.work_items import WorkItem
from wagtail_privacy.worklist.digests.audience import REVIEW, Audience, Reminder, Share, key_of
from wagtail_privacy.worklist.digests.plain_text import wrapped
from wagtail_privacy.worklist.digests.told import News
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.addresses import absolute, preferences_url, stop_url, work_list_url

MOST_LINES = 20
"""So many things that are open beside what is new are listed; the rest are counted."""

LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class Letter:
    """A mail as it is sent, however often that is tried."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Entry:
    """Something that needs the reader: what it is, whose, what there is to say of it, and where it is done."""

    what: str
    organisation: str
    sentences: tuple[str, ...]
    url: str


class Writer:
    """Writes the digests of one run. Costs no query beyond those of collecting the work in another language."""

    def __init__(self, audience: Audience):
        self._audience = audience

    @property
    def _today(self) -> dt.date:
        return self._audience.today

    def subject(self, share: Share, language: str) -> str:
        """What the mail is about, in numbers: “Privacy notices: 2 reviews are due, 3 other things need you”."""
        with override(language):
            return gettext("Privacy notices: %(what)s") % {"what": _counted(share.items.values(), self._today)}

    def letter(self, correspondent: Correspondent, share: Share, news: News, language: str) -> Letter:
        """The whole mail. ``correspondent`` is stored, because the link to stop names the row."""
        items = self._audience.items_in(language)
        with override(language):
            told = {reminder.item for reminder in news.reminders}
            rest = [items.get(key, item) for key, item in share.items.items() if key not in told]
            rest.sort(key=lambda item: (item.due or dt.date.max, item.since, item.what, key_of(item)))
            subject = self.subject(share, language)
            context = {
                "subject": subject,
                "name": share.person.name if share.user is not None else "",
                "has_account": share.user is not None,
                "reminders": [self._reminded(items, share, reminder) for reminder in news.reminders],
                "open_items": [self._listed(item) for item in rest[:MOST_LINES]],
                "more": max(0, len(rest) - MOST_LINES),
                "work_url": absolute(work_list_url()),
                "preferences_url": _absolute_or_none(preferences_url(correspondent)),
                "stop_url": _absolute_or_none(stop_url(correspondent)),
                "language": language,
                "direction": "rtl" if get_language_bidi() else "ltr",
            }
            text = render_to_string("wagtail_privacy/worklist/mail/digest.txt", context)
            html = render_to_string("wagtail_privacy/worklist/mail/digest.html", context)
        return Letter(subject[:LONGEST_SUBJECT], wrapped(text).strip() + "\n", html)

    def _reminded(self, items: dict[Any, WorkItem], share: Share, reminder: Reminder) -> Entry:
        item = items.get(reminder.item, share.items[reminder.item])
        sentences = [_due_sentence(reminder.due_on, self._today)]
        if reminder.as_trust:
            sentences.append(gettext("Nobody has done it so far, so your trust is told as well."))
        return self._entry(item, sentences)

    def _listed(self, item: WorkItem) -> Entry:
        is_review = item.kind == REVIEW and item.due is not None
        return self._entry(item, [_due_sentence(item.due, self._today) if is_review and item.due else item.why])

    def _entry(self, item: WorkItem, sentences: Iterable[str]) -> Entry:
        organisation = self._audience.organisations.get(item.organisation) if item.organisation is not None else None
        return Entry(
            what=_in_one_line(item.what),
            organisation=_in_one_line(organisation.name if organisation is not None else gettext("everyone")),
            sentences=tuple(_in_one_line(sentence) for sentence in sentences if sentence),
            url=absolute(item.url),
        )


def _due_sentence(due_on: dt.date, today: dt.date) -> str:
    day = {"day": PartialDate.of(due_on).written()}
    if due_on < today:
        return gettext("The review is overdue: it was due by %(day)s.") % day
    if due_on == today:
        return gettext("The review is due today.")
    return gettext("The review is due by %(day)s.") % day


def _counted(items: Iterable[WorkItem], today: dt.date) -> str:
    """How many reviews and other things there are, as parts of one sentence."""
    text = ""
    for part in _parts(list(items), today):
        text = gettext("%(first)s, %(second)s") % {"first": text, "second": part} if text else part
    return text


def _parts(items: list[WorkItem], today: dt.date) -> Iterator[str]:
    reviews = [item for item in items if item.kind == REVIEW]
    overdue = sum(item.is_overdue(today) for item in reviews)
    due, others = len(reviews) - overdue, len(items) - len(reviews)
    if overdue:
        yield ngettext("%(count)s review is overdue", "%(count)s reviews are overdue", overdue) % {"count": overdue}
    if due:
        yield ngettext("%(count)s review is due", "%(count)s reviews are due", due) % {"count": due}
    if others and reviews:
        text = ngettext("%(count)s other thing needs you", "%(count)s other things need you", others)
        yield text % {"count": others}
    elif others:
        yield ngettext("%(count)s thing needs you", "%(count)s things need you", others) % {"count": others}


def _in_one_line(text: object) -> str:
    """A text without breaks of lines, which could look like a part of the mail."""
    return " ".join(str(text).split())


def _absolute_or_none(url: str | None) -> str | None:
    return absolute(url) if url is not None else None
