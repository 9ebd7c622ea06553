"""Block values to sections of the schema: one function for each family of blocks."""

from collections.abc import Callable
from typing import Any

from wagtail.rich_text import expand_db_html

from wagtail_privacy.documents import sections as s
from wagtail_privacy.documents.base import Link, Prose
from wagtail_privacy.documents.items import RecipientIdentity
from wagtail_privacy.documents.sanitise import sanitise
from wagtail_privacy.library.fields import lines
from wagtail_privacy.notices.resolve.items import ItemResolver, Value, given, without_addresses

Builder = Callable[[ItemResolver, Value], s.PlainSection | None]


def prose(value: Any) -> Prose | None:
    """Free text, expanded and sanitised; ``None`` when there is none."""
    source = getattr(value, "source", "")
    html = sanitise(expand_db_html(source)) if source else ""
    return Prose(html=html) if html else None


def _common(value: Value) -> dict[str, Any]:
    # Where nobody has typed a heading, the block's default is a lazy translation.
    return {"heading": str(value["heading"] or ""), "introduction": prose(value.get("introduction"))}


def _texts(value: Value, *names: str) -> dict[str, str]:
    return {name: value[name] or "" for name in names}


def _lists(value: Value, *names: str) -> dict[str, tuple[str, ...]]:
    return {name: lines(value[name]) for name in names}


def about(items: ItemResolver, value: Value) -> s.AboutSection:
    us: tuple[RecipientIdentity, ...] = (items.us(),) if value["includes_us"] else ()
    return s.AboutSection(
        **_common(value),
        **_texts(value, "holds_about", "reason"),
        **_lists(value, "principles", "statements"),
        data_holders=us + items.recipients(value["data_holders"]),
        citations=items.citations(value["citations"]),
        explains=tuple(value["explains"] or ()),
        read_with=tuple(Link(**_texts(link, "url", "text", "about")) for link in value["read_with"]),
    )


def registration(items: ItemResolver, value: Value) -> s.RegistrationSection:
    own = items.organisation.registration_number if items.organisation is not None else ""
    return s.RegistrationSection(
        **_common(value),
        regulator=items.identity(value["regulator"], value["cited_as"]),
        number=value["number"] or own,
        **_texts(value, "renewal"),
        citations=items.citations(value["citations"]),
    )


def governance(items: ItemResolver, value: Value) -> s.GovernanceSection:
    return s.GovernanceSection(
        **_common(value),
        **_texts(
            value,
            "committee",
            "approved",
            "effective",
            "reviewed",
            "review_due",
            "review_cycle",
            "responsible",
            "responsible_for",
            "reference",
        ),
        **_lists(value, "review_terms"),
        signatories=tuple(s.Signatory(**_texts(one, "title", "name", "signed")) for one in value["signatories"]),
    )


def links(items: ItemResolver, value: Value) -> s.LinksSection:
    return s.LinksSection(**_common(value), links=items.links(value["links"]))


def text(items: ItemResolver, value: Value) -> s.TextSection | None:
    body = prose(value["body"])
    return None if body is None else s.TextSection(heading=str(value["heading"] or ""), body=body)


def data_held(items: ItemResolver, value: Value) -> s.DataHeldSection:
    return s.DataHeldSection(
        **_common(value),
        **_lists(value, "statements"),
        operations=tuple(value["operations"] or ()),
        categories=items.categories(value["categories"]),
    )


def purposes(items: ItemResolver, value: Value) -> s.PurposesSection:
    return s.PurposesSection(**_common(value), **_texts(value, "summary"), purposes=items.purposes(value["purposes"]))


def lawful_bases(items: ItemResolver, value: Value) -> s.LawfulBasesSection:
    return s.LawfulBasesSection(
        **_common(value),
        **_texts(value, "requirement", "overlap"),
        **_lists(value, "limits", "withdrawal"),
        citations=items.citations(value["citations"]),
        bases=items.bases(value["bases"]),
        conditions=items.conditions(value["conditions"]),
    )


def activities(items: ItemResolver, value: Value) -> s.ActivitiesSection:
    return s.ActivitiesSection(
        **_common(value),
        activities=tuple(
            s.Activity(
                **_texts(one, "name", "consequence"),
                **given(audience=one["audience"], provision=one["provision"]),
                data=items.categories(one["data"]),
                purposes=items.purposes(one["purposes"]),
                bases=items.bases(one["bases"]),
                conditions=items.conditions(one["conditions"]),
                citations=items.citations(one["citations"]),
                recipients=items.recipients(one["recipients"]),
                sources=items.sources(one["sources"]),
                retention=items.retention(one["retention"]),
            )
            for one in value["activities"]
        ),
    )


def collection(items: ItemResolver, value: Value) -> s.CollectionSection:
    return s.CollectionSection(
        **_common(value),
        **given(provision=value["provision"]),
        **_lists(value, "statements"),
        sources=items.sources(value["sources"]),
        citations=items.citations(value["citations"]),
        links=items.links(value["links"]),
    )


def retention(items: ItemResolver, value: Value) -> s.RetentionSection:
    return s.RetentionSection(
        **_common(value),
        **_texts(value, "schedule"),
        **_lists(value, "schedule_available"),
        rules=items.retention(value["rules"]),
        links=items.links(value["links"]),
    )


def security(items: ItemResolver, value: Value) -> s.SecuritySection:
    return s.SecuritySection(**_common(value), **_lists(value, "measures"))


def recipients(items: ItemResolver, value: Value) -> s.RecipientsSection:
    return s.RecipientsSection(
        **_common(value),
        **_texts(value, "opening_words"),
        **_lists(value, "principles"),
        citations=items.citations(value["citations"]),
        recipients=items.recipient_uses(value["recipients"]),
        links=items.links(value["links"]),
    )


def database(items: ItemResolver, value: Value) -> s.DatabaseSection | None:
    identity = items.identity(value["database"], value["cited_as"])
    if identity is None:
        return None
    owner = items.identity(value["owner"])
    if not value["use_defaults"]:
        identity = without_addresses(identity)
        owner = None if owner is None else without_addresses(owner)
    return s.DatabaseSection(
        **_common(value),
        **_texts(value, "covers", "onward_to"),
        **_lists(
            value,
            "about",
            "purposes",
            "fields_held",
            "fields_excluded",
            "supplied_because",
            "maintained_by",
            "access_conditions",
            "onward_uses",
            "approval",
            "approval_considers",
            "terms",
        ),
        database=identity,
        owner=owner,
        sources=items.sources(value["sources"]),
        citations=items.citations(value["citations"]),
        links=items.links(value["links"]),
        contact=items.first_contact(value["contact"]),
    )


def legal_duties(items: ItemResolver, value: Value) -> s.LegalDutiesSection:
    return s.LegalDutiesSection(
        **_common(value),
        duties=tuple(
            s.LegalDuty(
                citations=items.citations(one["citations"]),
                **_texts(one, "bound_parties", "duty"),
                **_lists(one, "details"),
            )
            for one in value["duties"]
        ),
    )


def opt_out(items: ItemResolver, value: Value) -> s.OptOutSection:
    return s.OptOutSection(
        **_common(value),
        **_texts(value, "duty", "window_starts", "how"),
        **_lists(value, "about", "decision_makers", "always_shared", "stopped", "binding_terms"),
        **given(
            applies_from_age=value["applies_from_age"],
            self_from_age=value["self_from_age"],
            window_days=value["window_days"],
            silence=value["silence"],
        ),
        recipient=items.identity(value["recipient"], value["cited_as"]),
        bound_parties=items.recipients(value["bound_parties"]),
        citations=items.citations(value["citations"]),
    )


def transfers(items: ItemResolver, value: Value) -> s.TransfersSection:
    return s.TransfersSection(
        **_common(value),
        **_lists(value, "countries", "safeguards", "statements"),
        takes_place=bool(value["takes_place"]),
        recipients=items.recipients(value["recipients"]),
    )


def rights(items: ItemResolver, value: Value) -> s.RightsSection:
    return s.RightsSection(
        **_common(value),
        **_texts(value, "opening_words", "on_behalf", "request_how", "identity_check"),
        citations=items.citations(value["citations"]),
        rights=tuple(
            s.RightUse(
                kind=one["kind"] or "other",
                **_texts(one, "statement", "rights_holders", "how", "time_limit"),
                **_lists(one, "conditions"),
                citations=items.citations(one["citations"]),
            )
            for one in value["rights"]
        ),
        request_to=tuple(items.request_point(one) for one in value["request_to"]),
    )


def child_rights(items: ItemResolver, value: Value) -> s.ChildRightsSection:
    return s.ChildRightsSection(
        **_common(value),
        **_lists(value, "statements"),
        **given(age=value["age"], age_status=value["age_status"]),
        citations=items.citations(value["citations"]),
    )


def complaints(items: ItemResolver, value: Value) -> s.ComplaintsSection:
    return s.ComplaintsSection(
        **_common(value),
        steps=tuple(
            s.ComplaintStep(
                **_texts(one, "title"),
                to=next((items.request_point(point) for point in one["to"]), None),
                **_lists(one, "statements"),
                **given(acknowledge_days=one["acknowledge_days"]),
                links=items.links(one["links"]),
            )
            for one in value["steps"]
        ),
        citations=items.citations(value["citations"]),
    )


def contacts(items: ItemResolver, value: Value) -> s.ContactsSection:
    return s.ContactsSection(
        **_common(value),
        **_texts(value, "topic"),
        contacts=tuple(items.contact(one) for one in value["contacts"]),
    )


def automated_decisions(items: ItemResolver, value: Value) -> s.AutomatedDecisionsSection:
    return s.AutomatedDecisionsSection(
        **_common(value), **_lists(value, "decisions", "safeguards"), takes_place=bool(value["takes_place"])
    )


BUILDERS: dict[str, Builder] = {
    builder.__name__: builder
    for builder in (
        about,
        registration,
        governance,
        links,
        text,
        data_held,
        purposes,
        lawful_bases,
        activities,
        collection,
        retention,
        security,
        recipients,
        database,
        legal_duties,
        opt_out,
        transfers,
        rights,
        child_rights,
        complaints,
        contacts,
        automated_decisions,
    )
}
"""The builder of each block type."""
