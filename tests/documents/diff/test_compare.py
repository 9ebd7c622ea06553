"""What counts as the same thing."""

from tests.documents.diff.documents import between, document, recipient, retention, said, sharing
from wagtail_privacy.documents.base import ItemRef, Prose
from wagtail_privacy.documents.diff import ChangeKind, Difference, Run, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import (
    Citation,
    Instrument,
    PurposeUse,
    RecipientIdentity,
    Source,
)
from wagtail_privacy.documents.sections import (
    AppendixSection,
    CollectionSection,
    PurposesSection,
    RegistrationSection,
    RightsSection,
    RightUse,
    SecuritySection,
    TextSection,
)

ADDED, REMOVED, MOVED, CHANGED, UNCHANGED = ChangeKind
TEXT = TextSection(heading="Free text", body=Prose(html="<p>Anything.</p>"))
SECURITY = SecuritySection(heading="How we keep it safe", measures=("Devices are encrypted.",))


def ref(key: str, version: str = "0") -> ItemRef:
    return ItemRef(model="thing", key=key, hash=version)


def kinds(change: Difference) -> list[tuple[ChangeKind, str]]:
    return [(section.kind, section.heading) for section in change.sections]


# Sections


def test_all_sections_are_listed_where_they_stand():
    change = difference(document(SECURITY, TEXT, sharing()), document(sharing(), SECURITY, retention()))
    assert kinds(change) == [
        (MOVED, "Who we share with"),
        (UNCHANGED, "How we keep it safe"),
        (REMOVED, "Free text"),
        (ADDED, "How long we keep it"),
    ]
    assert change.counts() == {MOVED: 1, UNCHANGED: 1, REMOVED: 1, ADDED: 1}
    assert [(one.index_before, one.index_after) for one in change.sections] == [(2, 0), (0, 1), (1, None), (None, 2)]


def test_a_document_that_changed_elsewhere_lists_its_sections_too():
    assert kinds(difference(document(TEXT), document(TEXT, title="New"))) == [(UNCHANGED, "Free text")]


def test_a_renamed_section_is_the_same_section():
    section = between(SECURITY, SECURITY.model_copy(update={"heading": "Safe and sound", "anchor": "safe"}))
    assert (section.kind, section.heading, section.heading_before) == (CHANGED, "Safe and sound", "How we keep it safe")
    assert [(fact.label, fact.before, fact.after) for fact in section.facts] == [
        ("Heading", "How we keep it safe", "Safe and sound")
    ]
    assert (section.type, section.anchor, section.moved) == ("security", "safe", False)


def test_a_section_that_says_something_else_is_still_the_one_of_its_type():
    section = between(SECURITY, SecuritySection(heading="Locks", measures=("All doors have one",)))
    assert section.kind == CHANGED
    assert said(section.items) == [(REMOVED, "Devices are encrypted."), (ADDED, "All doors have one")]


def test_free_texts_are_the_same_only_where_they_say_much_the_same():
    long = Prose(html="<p>You can ask us about anything that you do not understand.</p>")
    same = TextSection(heading="Ask", body=long)
    assert kinds(difference(document(TEXT, same), document(same.model_copy(update={"heading": "Ask us"})))) == [
        (REMOVED, "Free text"),
        (CHANGED, "Ask us"),
    ]
    other = TextSection(heading="Fire drill", body=Prose(html="<p>Leave by the nearest door.</p>"))
    assert kinds(difference(document(same), document(other))) == [(REMOVED, "Ask"), (ADDED, "Fire drill")]


def test_sections_are_known_by_anchor_heading_and_clause():
    before = document(
        TextSection(heading="Alpha", anchor="a", body=Prose(html="one")),
        TextSection(heading="Beta", body=Prose(html="two")),
        TextSection(heading="Gamma", body=Prose(html="three"), clause=ref("c")),
    )
    after = document(
        TextSection(heading="Epsilon", anchor="a", body=Prose(html="four")),
        TextSection(heading="beta ", body=Prose(html="five")),
        TextSection(heading="Zeta", body=Prose(html="six"), clause=ref("c", "1")),
    )
    assert kinds(difference(before, after)) == [(CHANGED, "Epsilon"), (CHANGED, "beta "), (CHANGED, "Zeta")]


def test_another_type_of_section_is_another_section():
    change = difference(document(SECURITY), document(TextSection(heading=SECURITY.heading, body=Prose(html=""))))
    assert [section.kind for section in change.sections] == [REMOVED, ADDED]
    assert [section.heading_before for section in change.sections] == ["", ""]


def test_the_sections_of_an_appendix_are_compared_too():
    before = document(AppendixSection(heading="Law", label="A", sections=(TEXT, SECURITY)))
    after = document(AppendixSection(heading="Law", label="B", sections=(SECURITY,)))
    (appendix,) = difference(before, after).sections
    assert appendix.kind == CHANGED
    assert [(one.kind, one.heading) for one in appendix.sections] == [
        (REMOVED, "Free text"),
        (UNCHANGED, SECURITY.heading),
    ]
    assert [fact.label for fact in appendix.facts] == ["Letter"]
    assert difference(before, after).counts() == {CHANGED: 1, REMOVED: 1, UNCHANGED: 1}


def test_an_appendix_changed_where_a_section_of_it_did():
    def law(text: str) -> Document:
        inner = TextSection(heading="Notes", body=Prose(html=f"<p>{text}</p>"))
        return document(AppendixSection(heading="Law", sections=(inner,)))

    assert kinds(difference(law("We keep data safe."), law("We keep all data safe."))) == [(CHANGED, "Law")]


# Items


def test_items_are_added_removed_and_moved():
    nurse, police, choir = recipient("Nurse"), recipient("Police"), recipient("Choir")
    section = between(sharing(nurse, police, choir), sharing(choir, nurse, recipient("Council")))
    assert said(section.items) == [(MOVED, "Choir"), (REMOVED, "Police"), (ADDED, "Council")]
    assert [item.label for item in section.items] == ["Recipient"] * 3
    assert [item.moved for item in section.items] == [True, False, False]


def test_an_item_that_moved_and_changed_is_both():
    nurse, police = recipient("Nurse", "to weigh children"), recipient("Police")
    section = between(
        sharing(nurse, police, recipient("Choir")),
        sharing(police, recipient("Choir"), recipient("Nurse", "to weigh all children")),
    )
    (item,) = section.items
    assert (item.kind, item.moved, item.name) == (CHANGED, True, "Nurse")
    (statement,) = item.items
    assert (statement.label, statement.is_statement) == ("What they use it for", True)
    assert statement.facts[0].words == (
        Run("equal", "to weigh "), Run("added", "all "), Run("equal", "children"),
    )  # fmt: skip


def test_a_renamed_library_item_is_the_same_recipient():
    section = between(
        sharing(recipient("NHS Digital", ref=ref("nhs"))), sharing(recipient("NHS England", ref=ref("nhs", "1")))
    )
    (item,) = section.items
    assert (item.kind, item.name) == (CHANGED, "NHS England")
    (fact,) = item.facts
    assert (fact.label, fact.kind, fact.before, fact.after) == ("Name", CHANGED, "NHS Digital", "NHS England")
    assert not fact.is_wording and fact.words == ()


def test_another_body_is_never_the_same_reworded():
    before = sharing(recipient("Department for Education", "to plan school places in the area"))
    after = sharing(recipient("Department for Transport", "to plan school places in the area"))
    assert [kind for kind, _name in said(between(before, after).items)] == [REMOVED, ADDED]


def test_other_items_are_the_same_where_they_say_much_the_same():
    before = RightsSection(heading="Rights", rights=(RightUse(statement="You can ask for a copy of your data"),))
    after = RightsSection(heading="Rights", rights=(RightUse(statement="You may ask for a copy of your data"),))
    (item,) = between(before, after).items
    assert (item.kind, item.facts[0].is_wording) == (CHANGED, True)


def test_two_library_items_are_never_the_same_whatever_they_say():
    def purposes(name: str, key: str) -> PurposesSection:
        use = PurposeUse(name=name, ref=ref(key), note="as the law asks us to do each year")
        return PurposesSection(heading="Why", purposes=(use,))

    section = between(purposes("plan school meals", "a"), purposes("plan our school meals", "b"))
    assert [item.kind for item in section.items] == [REMOVED, ADDED]


def test_the_same_recipient_twice_is_matched_by_what_is_said():
    health, census = recipient("Council", "to keep children healthy"), recipient("Council", "for the yearly census")
    section = between(sharing(health, census), sharing(recipient("Council", "for the census each year"), health))
    assert [(item.kind, item.moved) for item in section.items] == [(CHANGED, True)]
    both = between(
        sharing(health, census),
        sharing(recipient("Council", "for the census each year"), recipient("Council", "to keep all children healthy")),
    )
    assert [(item.index_before, item.index_after) for item in both.items] == [(1, 0), (0, 1)]
    again = between(sharing(health, health, census), sharing(health, census))
    assert said(again.items) == [(REMOVED, "Council")]


def test_many_entries_of_one_name_are_matched_in_order():
    before = sharing(*(recipient("Council", f"use {number}") for number in range(12)))
    after = sharing(*(recipient("Council", f"purpose {number}") for number in range(12)))
    assert [(item.kind, item.index_before, item.index_after) for item in between(before, after).items] == [
        (CHANGED, number, number) for number in range(12)
    ]


def test_statements_are_matched_exactly_then_nearly():
    before = SecuritySection(
        heading="Safe",
        measures=("Doors are locked at night.", "Staff are trained every year.", "Old discs are shredded."),
    )
    after = SecuritySection(
        heading="Safe", measures=("Staff are trained every term.", "DOORS are locked at  night.", "Visitors sign in.")
    )
    assert [(item.kind, item.before, item.after) for item in between(before, after).items] == [
        (CHANGED, "Staff are trained every year.", "Staff are trained every term."),
        (CHANGED, "Doors are locked at night.", "DOORS are locked at  night."),
        (REMOVED, "Old discs are shredded.", None),
        (ADDED, None, "Visitors sign in."),
    ]  # fmt: skip


def test_an_item_alone_in_its_field_comes_goes_and_is_replaced():
    def registered(name: str = "", **identity: str) -> RegistrationSection:
        body = RecipientIdentity(name=name, **identity) if name else None
        return RegistrationSection(heading="Registration", regulator=body)

    assert said(between(registered(), registered("ICO")).items) == [(ADDED, "ICO")]
    assert said(between(registered("ICO"), registered()).items) == [(REMOVED, "ICO")]
    replaced = between(registered("ICO"), registered("Information Commission"))
    assert said(replaced.items) == [(REMOVED, "ICO"), (ADDED, "Information Commission")]
    assert {item.label for item in replaced.items} == {"Registered with"}
    changed = between(registered("ICO"), registered("ICO", website="https://ico.org.uk/"))
    assert [(fact.label, fact.kind, fact.after) for fact in changed.facts] == [
        ("Registered with: Website", ADDED, "https://ico.org.uk/")
    ]


def test_a_law_is_not_another_act_of_the_same_name():
    def held(year: int) -> CollectionSection:
        act = Instrument(ref=ref(str(year)), name=f"Data Protection Act {year}", year=year)
        return CollectionSection(heading="How", citations=(Citation(instrument=act),))

    assert said(between(held(1998), held(2018)).items) == [
        (REMOVED, "Data Protection Act 1998"),
        (ADDED, "Data Protection Act 2018"),
    ]


def test_a_source_is_known_by_the_body_that_it_is():
    def collected(*gives: str) -> CollectionSection:
        source = Source(recipient=RecipientIdentity(name="Council", ref=ref("c")), gives=gives)
        return CollectionSection(heading="How", sources=(source,))

    (item,) = between(collected("place offers"), collected("place offers", "addresses")).items
    assert (item.label, item.name, said(item.items)) == ("Source", "Council", [(ADDED, "addresses")])
