import io
import textwrap

import pytest
from django.core.management import CommandError, call_command

from tests.concurrency import at_once
from tests.factories import OrganisationFactory, PurposeFactory, english
from wagtail_privacy.documents.vocabulary import BodyStatus, Nation, Necessity, RetentionBasis
from wagtail_privacy.library.models import LIBRARY_MODELS, DataCategory, Legislation, Purpose, Recipient, RetentionRule
from wagtail_privacy.library.starter_library.file import SECTIONS, STARTER_LIBRARY, LibraryFile
from wagtail_privacy.library.starter_library.loading import LoadReport, StarterLibraryError, load_starter_library

pytestmark = pytest.mark.django_db

SMALL = """
    title: A small library
    checked_on: 2026-11-22
    legislation:
    - {key: old-act, name: Old Act 1998, year: 1998, number: 29, status: repealed, in_force_until: 2018-05-25,
       superseded_by: [new-act]}
    - {key: new-act, name: New Act 2018, year: 2018, source: Somewhere.}
    recipients:
    - {key: agency, name: The Agency, kind: executive_agency, part_of: ministry, started: 2017,
       aliases: [Agency, Agencies]}
    - {key: ministry, name: The Ministry, kind: government_department, successors: [agency],
       default_legislation: [new-act, old-act]}
    retention_rules:
    - {key: leavers, name: Leavers, period_number: 6, period_unit: years, legislation: new-act}
"""


def library(text=SMALL, **replacements):
    text = textwrap.dedent(text)
    for old, new in replacements.values():
        assert old in text
        text = text.replace(old, new)
    stream = io.StringIO(text)
    stream.name = "library.yaml"
    return stream


@pytest.fixture(autouse=True)
def _locale():
    english()


class TestFirstLoad:
    def test_creates_published_items_with_a_revision(self):
        report = load_starter_library(library())
        assert report.created == (
            "legislation old-act", "legislation new-act", "recipients agency", "recipients ministry",
            "retention_rules leavers",
        )  # fmt: skip
        for item in (*Legislation.objects.all(), *Recipient.objects.all(), *RetentionRule.objects.all()):
            assert item.live
            assert not item.has_unpublished_changes
            assert item.live_revision is not None
            assert item.live_revision_id == item.latest_revision_id

    def test_reads_every_form_of_value(self):
        load_starter_library(library())
        old, agency = Legislation.objects.get(starter_key="old-act"), Recipient.objects.get(starter_key="agency")
        assert (old.number, old.in_force_until, old.checked_on.isoformat()) == ("29", "2018-05-25", "2026-11-22")
        assert (agency.started, agency.aliases, agency.owner) == ("2017", "Agency\nAgencies", None)

    def test_connects_entries_that_refer_to_each_other(self):
        load_starter_library(library())
        agency, ministry = Recipient.objects.order_by("starter_key")
        assert (agency.part_of, list(ministry.successors.all())) == (ministry, [agency])
        assert {law.starter_key for law in ministry.default_legislation.all()} == {"new-act", "old-act"}
        assert list(
            Legislation.objects.get(starter_key="old-act").superseded_by.values_list("starter_key", flat=True)
        ) == ["new-act"]
        assert RetentionRule.objects.get().legislation.starter_key == "new-act"

    def test_the_revision_holds_the_relations_too(self):
        load_starter_library(library())
        ministry = Recipient.objects.get(starter_key="ministry").get_latest_revision_as_object()
        assert [item.starter_key for item in ministry.successors.all()] == ["agency"]

    def test_an_item_of_that_name_made_here_stays(self):
        PurposeFactory(name="Teaching")
        load_starter_library(library("purposes: [{key: teaching, name: Teaching}]"))
        assert list(Purpose.objects.order_by("pk").values_list("starter_key", flat=True)) == ["", "teaching"]


class TestSecondLoad:
    def test_loading_again_changes_nothing(self):
        load_starter_library(library())
        revisions = {item.pk: item.latest_revision_id for item in Recipient.objects.all()}
        report = load_starter_library(library())
        assert (len(report.unchanged), report.created, report.updated) == (5, (), ())
        assert {item.pk: item.latest_revision_id for item in Recipient.objects.all()} == revisions

    def test_follows_the_file_where_nobody_edited(self):
        load_starter_library(library())
        pk = Recipient.objects.get(starter_key="ministry").pk
        report = load_starter_library(
            library(name=("The Ministry", "The Department"), relation=("successors: [agency]", "successors: []"))
        )
        ministry = Recipient.objects.get(pk=pk)
        assert (report.updated, ministry.name) == (("recipients ministry",), "The Department")
        assert not ministry.successors.exists()
        assert ministry.revisions.count() == 2
        assert (
            load_starter_library(
                library(name=("The Ministry", "The Department"), relation=("successors: [agency]", "successors: []"))
            ).updated
            == ()
        )

    def test_an_entry_may_refer_to_what_an_earlier_file_loaded(self):
        load_starter_library(library())
        load_starter_library(library("recipients: [{key: office, name: Office, part_of: ministry}]"))
        assert Recipient.objects.get(starter_key="office").part_of.starter_key == "ministry"

    def _edit(self, item):
        item.name = "Edited here"
        item.save_revision().publish()

    def _draft(self, item):
        item.name = "Draft here"
        item.save_revision()

    def _relate(self, item):
        item.successors.set([])
        item.save_revision().publish()

    def _own(self, item):
        item.owner = OrganisationFactory()
        item.save()

    def _lock(self, item):
        item.locked = True
        item.save()

    def _unpublish(self, item):
        item.unpublish()

    @pytest.mark.parametrize("edit", ["_edit", "_draft", "_relate", "_own", "_lock", "_unpublish"])
    def test_keeps_what_somebody_did_here(self, edit):
        load_starter_library(library())
        ministry = Recipient.objects.get(starter_key="ministry")
        getattr(self, edit)(ministry)
        before = Recipient.objects.values().get(pk=ministry.pk)
        report = load_starter_library(library(name=("The Ministry", "The Department")))
        assert report.kept_local_edits == ("recipients ministry",)
        assert Recipient.objects.values().get(pk=ministry.pk) == before

    def test_reports_a_local_edit_only_where_the_file_says_something_else(self):
        load_starter_library(library())
        self._edit(Recipient.objects.get(starter_key="ministry"))
        report = load_starter_library(library(name=("The Ministry", "Edited here")))
        assert (report.kept_local_edits, len(report.unchanged)) == ((), 5)


class TestErrors:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("kind: executive_agency", "kind: agency", "recipients agency, kind: Value 'agency' is not a"),
            ("part_of: ministry", "part_of: nobody", "recipients agency, part_of: there is no entry with"),
            ("started: 2017", "started: soon", "recipients agency, started: Enter a year, a month or a day"),
            ("aliases: [", "alias: [", "recipients agency, alias: there is no such field."),
            ("name: Leavers", "label: Leavers", "retention_rules leavers, name: Field required"),
            ("period_unit: years", "period_unit: ''", "retention_rules leavers, period_unit: Say which unit"),
            ("key: ministry", "key: agency", "recipients agency, key: this key stands twice."),
            ("key: ministry", "key: The Ministry", "recipients The Ministry, key: String should match pattern"),
            ("- {key: ministry, ", "- {", "recipients number 2, key: Field required"),
            ("retention_rules:", "retention:", "retention: there is no such section."),
            ("checked_on: 2026-11-22", "checked_on: someday", "checked_on: Input should be a valid date"),
            ("aliases: [", "nations: [narnia], aliases: [", "recipients agency, nations.0: “narnia” is none of"),
            ("aliases: [", "audiences: pupils, aliases: [", "recipients agency, audiences: this must be a list."),
            ("part_of: ministry", "part_of: agency", "recipients agency, part_of: this leads back to itself"),
            ("year: 1998", "year: -5", "legislation old-act, year: Ensure this value is greater than or equal to 0."),
        ],
    )  # fmt: skip
    def test_name_file_entry_and_field_and_load_nothing(self, old, new, expected):
        with pytest.raises(StarterLibraryError) as error:
            load_starter_library(library(change=(old, new)))
        assert f"library.yaml: {expected}" in str(error.value)
        assert not Recipient.objects.exists()
        assert not Legislation.objects.exists()

    @pytest.mark.parametrize(
        ("section", "field", "extra"),
        [("recipients", "part_of", ""), ("recipients", "successors", ""), ("legislation", "members", ", kind: act"),
         ("legislation", "superseded_by", ", kind: act")],
    )  # fmt: skip
    def test_entries_that_lead_back_to_themselves_are_refused_once_with_the_way(self, section, field, extra):
        chain = {"one": "two", "two": "three", "three": "one", "four": "one"}
        is_list = field != "part_of"
        entries = [
            f"- {{key: {key}, name: {key}{extra}, {field}: {f'[{to}]' if is_list else to}}}"
            for key, to in chain.items()
        ]
        with pytest.raises(StarterLibraryError) as error:
            load_starter_library(io.StringIO("\n".join([f"{section}:", *entries])))
        (problem,) = error.value.problems
        assert str(problem) == f"{section} one, {field}: this leads back to itself: one → two → three → one."

    def test_two_ways_to_the_same_entry_are_no_circle(self):
        text = """
            legislation:
            - {key: all, name: All, members: [one, two]}
            - {key: one, name: One, superseded_by: [three]}
            - {key: two, name: Two, superseded_by: [three]}
            - {key: three, name: Three}
        """
        assert len(load_starter_library(io.StringIO(textwrap.dedent(text))).created) == 4

    def test_all_are_reported_at_once(self):
        with pytest.raises(StarterLibraryError) as error:
            load_starter_library(
                library(one=("kind: executive_agency", "kind: agency"), two=("name: Leavers", "name: ''"))
            )
        assert [(problem.section, problem.entry, problem.field) for problem in error.value.problems] == [
            ("recipients", "agency", "kind"),
            ("retention_rules", "leavers", "name"),
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("recipients: [", "this is not valid YAML"),
            ("- a\n- b", "the file must consist of named sections"),
            ("recipients: {dfe: {name: X}}", "recipients: a section must be a list"),
            ("recipients: [dfe]", "recipients number 1"),
            ("checked_on: 2026-02-30\nrecipients: []", "this is not valid YAML"),
        ],
    )
    def test_a_file_of_another_form_is_refused(self, text, expected):
        with pytest.raises(StarterLibraryError, match=expected):
            load_starter_library(io.StringIO(text))

    def test_a_failure_while_writing_loads_nothing(self, monkeypatch):
        def fail(*args, **kwargs):
            raise RuntimeError("no more space")

        monkeypatch.setattr(RetentionRule, "save_revision", fail)
        with pytest.raises(RuntimeError):
            load_starter_library(library())
        assert not Recipient.objects.exists()

    def test_an_empty_section_is_fine(self):
        assert load_starter_library(io.StringIO("recipients:\npurposes: []")) == LoadReport()


class TestCommand:
    def test_says_what_it_did(self, tmp_path, capsys):
        path = tmp_path / "library.yaml"
        path.write_text(library().getvalue())
        call_command("load_privacy_library", str(path))
        assert capsys.readouterr().out.splitlines() == [
            "created: 5", "updated: 0", "waiting: 0", "unchanged: 0", "kept local edits: 0",
        ]  # fmt: skip

    def test_dry_run_writes_nothing(self, tmp_path, capsys):
        path = tmp_path / "library.yaml"
        path.write_text(library().getvalue())
        call_command("load_privacy_library", str(path), dry_run=True, verbosity=2)
        output = capsys.readouterr().out
        assert "  recipients ministry" in output
        assert "nothing was written" in output
        assert not Recipient.objects.exists()

    def test_names_what_it_kept(self, tmp_path, capsys):
        load_starter_library(library())
        ministry = Recipient.objects.get(starter_key="ministry")
        ministry.name = "Edited"
        ministry.save_revision().publish()
        path = tmp_path / "library.yaml"
        path.write_text(library().getvalue())
        call_command("load_privacy_library", str(path))
        assert "kept local edits: 1\n  recipients ministry\n" in capsys.readouterr().out

    def test_says_what_would_change_field_by_field(self, tmp_path, capsys):
        load_starter_library(library())
        ministry = Recipient.objects.get(starter_key="ministry")
        ministry.name = "Edited"
        ministry.save_revision().publish()
        path = tmp_path / "library.yaml"
        path.write_text(
            library(
                one=("aliases: [Agency, Agencies]", "aliases: [Agency], nations: [wales]"), two=(", number: 29", "")
            ).getvalue()
        )
        call_command("load_privacy_library", str(path), dry_run=True)
        output = capsys.readouterr().out
        assert "  recipients agency\n    aliases: Agency; Agencies → Agency\n    nations: (empty) → wales\n" in output
        assert "  legislation old-act\n    number: 29 → (empty)\n" in output
        assert "kept local edits: 1\n  recipients ministry\n    name: Edited → The Ministry\n" in output
        assert "new-act" not in output
        assert Recipient.objects.get(starter_key="agency").aliases == "Agency\nAgencies"

    def test_says_which_relations_would_change(self, tmp_path, capsys):
        load_starter_library(library())
        path = tmp_path / "library.yaml"
        path.write_text(library(one=("default_legislation: [new-act, old-act]", "default_legislation: []")).getvalue())
        call_command("load_privacy_library", str(path), dry_run=True)
        assert "    default_legislation: new-act; old-act → (empty)\n" in capsys.readouterr().out

    @pytest.mark.parametrize("content", ["recipients: [dfe]", None])
    def test_fails_with_a_message(self, tmp_path, content):
        path = tmp_path / "library.yaml"
        if content is not None:
            path.write_text(content)
        with pytest.raises(CommandError, match=r"Nothing was loaded(.|\n)*library.yaml"):
            call_command("load_privacy_library", str(path))


class TestShippedLibrary:
    @pytest.fixture
    def shipped(self):
        with STARTER_LIBRARY.open(encoding="utf-8") as stream:
            return LibraryFile("starter_library.yaml", stream)

    def test_is_without_problems(self, shipped):
        assert shipped.problems == []

    def test_says_of_each_entry_when_it_was_checked(self, shipped):
        assert [entry.key for entry in shipped.entries if not entry.values["checked_on"]] == []

    def test_what_it_says_of_law_names_its_source(self, shipped):
        """Of a duty to share, or a period set by a law, nothing is said without a source or the law itself."""
        assert [
            entry.key
            for entry in shipped.entries
            if not entry.values["source"]
            and not entry.related.get("default_legislation")
            and (
                entry.values.get("basis") == RetentionBasis.STATUTORY
                or entry.values.get("default_necessity") == Necessity.REQUIRED
            )
        ] == []

    def test_a_source_is_never_the_library_itself(self, shipped):
        assert [entry.key for entry in shipped.entries if "this library" in entry.values["source"].lower()] == []

    def test_a_period_that_a_law_sets_fits_only_where_the_law_does(self, shipped):
        nations = {
            entry.key: entry.values["nations"] for entry in shipped.entries if entry.section.model is Legislation
        }
        for entry in shipped.entries:
            for law in entry.related.get("legislation", ()):
                assert set(entry.values["nations"] or Nation.values) <= set(nations[law] or Nation.values), entry.key

    @pytest.mark.parametrize("key", ["lsc", "pct", "dcsf", "esfa", "nhs-digital", "connexions", "is-index"])
    def test_knows_the_bodies_that_are_gone(self, shipped, key):
        (entry,) = [item for item in shipped.entries if item.key == key and item.section.model is Recipient]
        assert entry.values["status"] != BodyStatus.CURRENT
        assert entry.values["ended"]

    def test_has_the_laws_behind_wrong_citations(self, shipped):
        laws = {entry.key: entry for entry in shipped.entries if entry.section.model is Legislation}
        assert laws["ks2-2003"].values["number"] == "1038"
        assert laws["education-acts"].related["members"] == (
            "education-act-1996", "education-act-2002", "education-act-2005", "education-act-2011",
        )  # fmt: skip

    def test_every_entry_is_loaded_and_published(self):
        report = load_starter_library()
        assert len(report.created) == sum(model.objects.filter(live=True).count() for model in LIBRARY_MODELS)
        assert DataCategory.objects.get(starter_key="send").use().examples[-1] == "education, health and care plan"
        assert load_starter_library() == LoadReport(unchanged=report.created)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_an_entry_has_every_field_of_its_item(section):
    fields = set(section.schema.model_fields) - {"key"}
    provenance = {"source", "source_url", "checked_on", "editor_note"}
    assert fields == {*section.model.content_fields(), "aliases", "nations", "audiences"} | provenance


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_make_each_item_once():
    assert at_once([lambda: load_starter_library(library())] * 3) == []
    assert Recipient.objects.count() == 2
    assert Legislation.objects.count() == 2
