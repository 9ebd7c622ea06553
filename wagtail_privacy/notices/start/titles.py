"""Titles and summaries of new notices."""

from django.utils.translation import gettext as _

from wagtail_privacy.documents.vocabulary import Audience, NoticeKind
from wagtail_privacy.notices.start.presets import preset_for

_TITLES = {
    NoticeKind.DATA_SHARING_POLICY: lambda: _("Who we share information with"),
    NoticeKind.DATA_PROTECTION_POLICY: lambda: _("How we protect information"),
    NoticeKind.RETENTION_SCHEDULE: lambda: _("How long we keep records"),
    NoticeKind.SHARING_AGREEMENT: lambda: _("What we have agreed about sharing information"),
    NoticeKind.BIOMETRICS_NOTICE: lambda: _("How we use fingerprints or faces"),
}


def title(kind: NoticeKind, audience: Audience) -> str:
    """What a new notice is called, in the language that is active now."""
    if kind in _TITLES:
        return _TITLES[kind]()
    return {
        Audience.PUPILS: _("How we use information about pupils"),
        Audience.PARENTS: _("How we use information about parents and carers"),
        Audience.STAFF: _("How we use information about our staff"),
        Audience.APPLICANTS: _("How we use information about job applicants"),
        Audience.GOVERNORS: _("How we use information about governors and trustees"),
        Audience.VOLUNTEERS: _("How we use information about volunteers"),
        Audience.VISITORS: _("How we use information about visitors"),
        Audience.EVERYONE: _("How we use personal information"),
        Audience.CHILDREN: _("What we know about you and what we do with it"),
        Audience.FORMER_PUPILS: _("How we use information about former pupils"),
        Audience.FORMER_STAFF: _("How we use information about former staff"),
        Audience.CONTRACTORS: _("How we use information about contractors"),
        Audience.MEMBERS: _("How we use information about members of our trust"),
        Audience.WEBSITE_USERS: _("How we use information about people who visit our website"),
    }[audience]


def summary(kind: NoticeKind, audience: Audience) -> str:
    """What a new notice says below its title, in the language that is active now."""
    people = {"people": preset_for(audience).holds_about}
    if kind == NoticeKind.DATA_SHARING_POLICY:
        return _("Who we share information about %(people)s with, and what they may do with it.") % people
    if kind == NoticeKind.DATA_PROTECTION_POLICY:
        return _("What we do so that information about %(people)s is used lawfully and stays safe.") % people
    if kind == NoticeKind.RETENTION_SCHEDULE:
        return _("How long we keep each kind of record about %(people)s, and what happens then.") % people
    if kind == NoticeKind.SHARING_AGREEMENT:
        return _("Which information about %(people)s is shared, by whom, with whom and what for.") % people
    if kind == NoticeKind.BIOMETRICS_NOTICE:
        return _("What is recognised of %(people)s, who is asked first, and what else there is.") % people
    return _("Which information we hold about %(people)s, why, who receives it, and what you can do about it.") % people
