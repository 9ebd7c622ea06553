"""Whose data a notice is about, by whom it is written for."""

from collections.abc import Iterable, Mapping

from wagtail_privacy.documents.vocabulary import Audience, DataSubject

OWN_SUBJECTS: Mapping[Audience, frozenset[DataSubject]] = {
    Audience.PUPILS: frozenset({DataSubject.PUPIL}),
    Audience.PARENTS: frozenset({DataSubject.PARENT}),
    Audience.STAFF: frozenset({DataSubject.STAFF}),
    Audience.GOVERNORS: frozenset({DataSubject.GOVERNOR}),
    Audience.VOLUNTEERS: frozenset({DataSubject.VOLUNTEER}),
    Audience.APPLICANTS: frozenset({DataSubject.APPLICANT}),
    Audience.VISITORS: frozenset({DataSubject.VISITOR}),
    Audience.EVERYONE: frozenset(),
    Audience.CHILDREN: frozenset({DataSubject.PUPIL}),
    Audience.FORMER_PUPILS: frozenset({DataSubject.FORMER_PUPIL}),
    Audience.FORMER_STAFF: frozenset({DataSubject.FORMER_STAFF}),
    Audience.CONTRACTORS: frozenset({DataSubject.CONTRACTOR}),
    Audience.MEMBERS: frozenset({DataSubject.MEMBER}),
    Audience.WEBSITE_USERS: frozenset({DataSubject.WEBSITE_USER}),
}
"""Whose data a notice speaks of without saying so; data about anybody else is marked."""

_FAMILY = frozenset({DataSubject.PARENT, DataSubject.CONTACT})
_BESIDE: Mapping[Audience, frozenset[DataSubject]] = {
    Audience.PUPILS: _FAMILY,
    Audience.PARENTS: _FAMILY | {DataSubject.PUPIL},
    Audience.CHILDREN: _FAMILY,
    Audience.STAFF: frozenset({DataSubject.CONTACT, DataSubject.FORMER_STAFF}),
    Audience.EVERYONE: frozenset(DataSubject),
}


def own_subjects(audiences: Iterable[Audience]) -> frozenset[DataSubject]:
    """Whose data a notice for these audiences speaks of without saying so."""
    none: frozenset[DataSubject] = frozenset()
    return none.union(*(OWN_SUBJECTS[audience] for audience in audiences))


def subjects_of(audiences: Iterable[Audience]) -> frozenset[DataSubject]:
    """Everybody whose data a notice for these audiences may be about.

    Those whom it is for, and those who come in with them: the parents of pupils, the next of kin of staff.
    """
    none: frozenset[DataSubject] = frozenset()
    return none.union(
        *(OWN_SUBJECTS[audience] | _BESIDE.get(audience, {DataSubject.CONTACT}) for audience in audiences)
    )
