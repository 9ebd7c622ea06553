"""Documents of earlier schema versions, as today's schema would have them.

What is stored is never written again: a document is brought up when it is read.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from wagtail_privacy.documents.data_subjects import OWN_SUBJECTS
from wagtail_privacy.documents.vocabulary import Audience, DataSubject

Payload = dict[str, Any]

_LISTS_OF_CATEGORIES = ("categories", "data")


def upgraded(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """``payload``, a stored document, as the newest schema has it; itself where nothing has to be done.

    A version that is not known stays as it is.
    """
    version = payload.get("schema_version")
    while type(version) is int and version in _STEPS:
        upgraded_payload = deepcopy(dict(payload))
        _STEPS[version](upgraded_payload)
        version += 1
        payload = {**upgraded_payload, "schema_version": version}
    return payload


def _name_several_subjects(payload: Payload) -> None:
    """Version 1 had one data subject a category, pupils where none was given, and one audience an activity.

    A category that is about those whom the notice is for names nobody now.
    """
    audience = payload.get("audience")
    own = OWN_SUBJECTS[Audience(audience)] if audience in Audience.values else frozenset()
    for part in _parts(payload.get("sections")):
        for name in _LISTS_OF_CATEGORIES:
            for category in _entries(part.get(name)):
                subject = category.pop("data_subject", DataSubject.PUPIL.value)
                if subject not in own:
                    category["data_subjects"] = [subject]
        for activity in _entries(part.get("activities")):
            if (subject := activity.pop("audience", None)) is not None:
                activity["audiences"] = [subject]


_STEPS: Mapping[int, Callable[[Payload], None]] = {1: _name_several_subjects}
"""What leads from a version to the next."""


def _parts(value: object) -> Iterator[Payload]:
    """Every object of our own sections, however deep; what other apps store is theirs."""
    if isinstance(value, list):
        for entry in value:
            yield from _parts(entry)
    elif isinstance(value, dict) and "." not in str(value.get("type", "")):
        yield value
        for name, inner in value.items():
            if name != "extensions":
                yield from _parts(inner)


def _entries(value: object) -> Iterator[Payload]:
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))
