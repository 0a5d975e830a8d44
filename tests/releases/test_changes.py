"""What is different in a release: every change is told, once, with what led to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from released import BOOK, EVENT, SECRET, as_coder, code, coding, event, files_of, make_project, settle, uid_of

from annotator.codebook.loading import parse
from annotator.errors import UsageError
from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project.adoption import adopt
from annotator.project.articles import ArticleDraft
from annotator.project.corrected_texts import replace_text
from annotator.project.renames import rename
from annotator.releases.changes import Change, changes
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import again, foresee, release
from annotator.releases.states import UNITS

SMALL = ReleaseOptions(formats=("csv",), replication=False)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Project]:
    """Release 1 was made: IRQ1 of articles 1 and 2, IRQ2 of 3, IRQ3 of 4, IRQ4 of 5."""
    with make_project(tmp_path) as project:
        release(project, tmp_path / "one", SMALL)
        yield project


def told(project: Project, **asked: Any) -> dict[str, Change]:
    found = changes(project, 1, ReleaseOptions(formats=("csv",), **asked))
    assert len({one.key for one in found}) == len(found)
    return {one.key: one for one in found}


def test_the_same_state_has_no_changes(opened: Project):
    assert told(opened) == {}


def test_an_edit_is_told_cell_by_cell(opened: Project):
    as_coder(opened, "B2", {"n": 5, "event_date": "2019-06-02"}, 3)
    found = told(opened)
    assert set(found) == {"IRQ2 n", "IRQ2 event_date", "IRQ2 year"}
    one = found["IRQ2 n"]
    assert (one.kind, one.was, one.now, one.reason, one.who) == ("changed", "1", "5", "n was edited", "coder2")
    assert one.time.endswith("Z")
    assert found["IRQ2 year"].reason == "event_date was edited"


def test_undo_is_no_change(opened: Project):
    as_coder(opened, "B2", {"n": 5}, 3)
    opened.work_as(opened.coders.named("B2"))
    while (step := opened.history.undo()) and step.label["id"] != "set_field":
        pass
    assert told(opened) == {}


def test_combined_incidents_say_into_which(opened: Project):
    opened.incidents.link([event(opened, 1), event(opened, 3)], "the same square")
    found = told(opened)
    assert (found["IRQ2"].kind, found["IRQ2"].merged_into) == ("merged", "IRQ1")
    assert found["IRQ2"].reason == "events were linked: the same square"
    assert found["IRQ2"].who == "coder1"


def test_a_separated_event_is_a_new_incident(opened: Project):
    incident = opened.incidents.of_event(event(opened, 2))[0]
    opened.incidents.separate(incident, event(opened, 2), "another day")
    found = told(opened)
    (added,) = [one for one in found.values() if one.kind == "added"]
    assert added.reason == "an event was separated: another day"
    opened.incidents.settle(incident, {"n": 9}, "the ministry says so")
    found = told(opened)
    assert found["IRQ1 n"].now == "9"
    assert found["IRQ1 n"].reason == "n of the incident was settled: the ministry says so"


def test_adjudication_tells_its_reason_and_note(opened: Project):
    settle(opened, 6, "n", 4, "five is a typing error")
    found = told(opened)
    (added,) = found.values()
    assert added.kind == "added"
    assert added.reason.startswith("n was settled: The text was misread: five is a typing error")
    settled = adj.settled_coding(opened, uid_of(opened, 5))
    assert settled is not None
    adj.reopen(opened, settled.uid)
    adj.write(opened, opened.events.of(settled.uid)[0].uid, "n", 1, "overlooked", "the second paragraph")
    adj.finish(opened, settled.uid)
    assert told(opened)["IRQ4 n"].reason == "n was settled: It was overlooked: the second paragraph"


def test_what_is_gone_says_why(opened: Project):
    opened.reviews.send_back(coding(opened, 3, "B2"), "read the last line")
    lead = opened.coder
    opened.work_as(opened.coders.named("C3"))
    opened.events.remove(event(opened, 4, "C3"))
    opened.codings.set_verdict(coding(opened, 4, "C3"), "no_event", "")
    opened.finish(coding(opened, 4, "C3"))
    opened.work_as(lead)
    found = told(opened)
    assert {one.kind for one in found.values()} == {"deleted"}
    assert found["IRQ2"].reason == "a coding was returned"  # the comment is a word to the coder alone
    assert found["IRQ3"].reason == "the article holds no event"
    assert (found["IRQ2"].who, found["IRQ3"].who) == ("coder1", "coder3")


def test_a_corrected_article_and_a_renamed_entry_are_told(opened: Project):
    replace_text(opened, uid_of(opened, 3), f"Two died in Kirkuk, as corrected. {SECRET}")
    found = told(opened)
    assert {(one.kind, one.field) for one in found.values()} <= {("deleted", ""), ("changed", "first_article")}
    for one in found.values():
        assert "text was corrected" in one.reason or "opened" in one.reason


def test_a_code_that_another_version_renamed_is_told(opened: Project):
    newer = parse(BOOK.replace("{name: year, type: integer, derived: {year: {field: event_date}}}",
                               "{name: year, type: integer, derived: {sum: [{field: n}, {field: n}]}}")
                  .replace("name: tiny\n", 'name: tiny\nversion: "2"\n'))  # fmt: skip
    adopt(opened, newer, "# newer")
    found = told(opened)
    assert {one.field for one in found.values()} == {"year"}
    assert {one.reason for one in found.values()} == {"codebook tiny 2 was adopted"}


def test_other_options_and_fields_are_told_once(opened: Project):
    found = told(opened, done=False)
    assert {one.reason for one in found.values() if one.kind == "deleted"} == {
        "other codings or fields were chosen for this release"
    }
    found = told(opened, without=("note",))
    assert [(one.id, one.field, one.kind, one.reason) for one in found.values()] == [
        ("", "note", "deleted", "the field is not given out any more")
    ]


def test_the_lead_says_more(opened: Project):
    as_coder(opened, "B2", {"n": 5}, 3)
    as_coder(opened, "C3", {"n": 5}, 4)
    found = told(opened, reasons={"IRQ2 n": "after the hospital's list", "IRQ3": "see the notes"})
    assert (found["IRQ2 n"].note, found["IRQ3 n"].note) == ("after the hospital's list", "see the notes")


def test_what_the_lead_says_is_of_changes_there_are(opened: Project, tmp_path: Path):
    as_coder(opened, "B2", {"n": 5}, 3)
    said = replace(SMALL, reasons={"IRQ2 n": "a recount", "IRQ2 m": "a slip of the pen"})
    assert "It cannot be released: no change has the key IRQ2 m." in foresee(opened, said).notes
    with pytest.raises(UsageError, match="No change has the key IRQ2 m"):
        release(opened, tmp_path / "two", said)
    assert release(opened, tmp_path / "two", replace(SMALL, reasons={"IRQ2": "a recount"})).number == 2


def test_where_no_text_goes_out_no_written_words_are_told(opened: Project, tmp_path: Path):
    as_coder(opened, "B2", {"note": SECRET}, 3)
    opened.incidents.separate(opened.incidents.of_event(event(opened, 2))[0], event(opened, 2), f"it says {SECRET}")
    opened.incidents.settle(opened.incidents.of_event(event(opened, 4, "C3"))[0], {"note": f"Mine. {SECRET}"})
    formats = ("csv", "long-csv", "parquet", "geojson", "stata", "xlsx", "geopackage")
    made = release(opened, tmp_path / "two", ReleaseOptions(formats=formats, texts="none"))
    assert made.manifest["counts"]["incidents_with_answers_withheld"] == 2
    assert opened.events.get(event(opened, 3)).values["note"] == SECRET
    held = files_of(tmp_path / "two")
    assert [name for name, content in held.items() if SECRET.encode() in content] == []
    assert b"IRQ2,changed,note,,," in held["changes.csv"]


def test_release_2_tells_every_change_and_release_1_comes_back(opened: Project, tmp_path: Path):
    """The whole way: edits, a deletion, a combined incident, adjudication, a new version of the codebook."""
    as_coder(opened, "B2", {"n": 5}, 3)
    opened.incidents.link([event(opened, 1), event(opened, 3)], "one clash")
    lead = opened.coder
    opened.work_as(opened.coders.named("C3"))
    opened.events.remove(event(opened, 4, "C3"))
    opened.codings.set_verdict(coding(opened, 4, "C3"), "no_event")
    opened.finish(coding(opened, 4, "C3"))
    opened.work_as(lead)
    settle(opened, 6, "n", 4)
    code(opened, 8, "C3", {**EVENT, "n": 0})
    adopt(opened, parse(BOOK.replace("- {name: n,", "- {name: killed, type: integer}\n      - {name: n,")), "# newer")
    made = release(opened, tmp_path / "two", SMALL)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "two" / "changes.csv").read_text(encoding="utf-8"))))
    assert all(row["reason"] for row in rows)
    assert all(row["who"] and row["time"] for row in rows if row["id"])
    kinds = {(row["id"], row["change"], row["field"]) for row in rows}
    assert {("", "added", "killed"), ("IRQ2", "merged", ""), ("IRQ3", "deleted", ""), ("IRQ5", "added", "")} <= kinds
    before, after = (_by_id(tmp_path / one) for one in ("one", "two"))
    assert {row["id"] for row in rows if row["change"] in ("deleted", "merged")} == set(before) - set(after)
    assert {row["id"] for row in rows if row["change"] == "added" and row["id"]} == set(after) - set(before)
    cells = {(id_, name) for id_ in set(before) & set(after) for name in FIELDS if before[id_][name] != after[id_][name]}
    assert {(row["id"], row["field"]) for row in rows if row["change"] == "changed" and row["field"] != "members"} == cells
    assert made.manifest["counts"]["changes"]["merged"] == 1
    assert again(opened, 1, tmp_path / "one again").differs == {}
    assert files_of(tmp_path / "one again") == files_of(tmp_path / "one")


FIELDS = (*UNITS, "event_date", "year", "type", "sub", "country", "n", "note")


def _by_id(folder: Path) -> dict[str, dict[str, str]]:
    text = (folder / "data" / "wide.csv").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_renamed_entry_is_told(tmp_path: Path):
    folder = tmp_path / "renamed"
    folder.mkdir()
    book = folder / "b.yaml"
    book.write_text(
        BOOK.replace("{name: note, type: long_text}", "{name: who, type: text, register: actors}"), encoding="utf-8"
    )
    with Project.create(folder / "p.annotator", str(book), coder="Lead") as project:
        project.articles.add([ArticleDraft("Two died in Kirkuk.", date="2020-06-02")])
        code(project, 1, "Lead", {**EVENT, "who": "Old Guard"})
        release(project, folder / "one", SMALL)
        rename(project, "actors", "Old Guard", "New Guard")
        found = {one.key: one for one in changes(project, 1)}
        assert found["IRQ1 who"].reason == "the register's entry “Old Guard” was renamed to “New Guard”"
