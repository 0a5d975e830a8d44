"""What a release may not tell: fields that are not given out, words meant for one coder, the names of coders."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from parts_project import make
from released import EVENT, as_coder, code, coding, event, files_of, make_project, uid_of

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project.articles import ArticleDraft
from annotator.project.imports import CodedRow, add_coded
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import foresee, release

USUAL = ReleaseOptions(formats=("csv",))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with make_project(tmp_path) as made:
        yield made


def holding(folder: Path, words: str) -> list[str]:
    """The files of a release in which words stand."""
    return [name for name, data in files_of(folder).items() if words.encode() in data]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_decision_on_a_hidden_field_is_no_reason(project: Project, tmp_path: Path):
    release(project, tmp_path / "one", USUAL)
    found = adj.begin(project, uid_of(project, 6), [[event(project, 6), event(project, 6, "C3")]])
    settled = project.events.of(found.uid)[0].uid
    adj.write(project, settled, "n", 1, "misread", "what was said of n")
    adj.write(project, settled, "inside", "really", "misread", "the witness is a cousin")  # the nearest to the row
    adj.finish(project, found.uid)
    release(project, tmp_path / "two", USUAL)
    (added,) = (one for one in rows(tmp_path / "two" / "changes.csv") if one["change"] == "added")
    assert added["reason"].startswith("n was settled: ")
    assert added["reason"].endswith("what was said of n")
    assert holding(tmp_path / "two", "cousin") == []


def test_the_manifest_tells_no_figure_of_a_hidden_field(project: Project, tmp_path: Path):
    told = release(project, tmp_path / "one", USUAL).manifest["agreement"]["layers"]
    assert "n" in told["fields"]
    assert "inside" not in told["fields"]
    assert "whole" not in told  # it is of all key fields together
    assert '"inside": {' not in (tmp_path / "one" / "manifest.json").read_text(encoding="utf-8")


def test_what_the_lead_says_of_a_hidden_field_stays(project: Project, tmp_path: Path):
    release(project, tmp_path / "one", USUAL)
    as_coder(project, "B2", {"n": 5}, 3)
    reasons = {"IRQ2 n": "was 1, is 5"}
    options = ReleaseOptions(formats=("csv",), without=("n",), reasons=reasons)
    with pytest.raises(UsageError, match="No change has the key IRQ2 n"):
        release(project, tmp_path / "two", options)


def test_the_schema_has_no_part_that_is_hidden(tmp_path: Path):
    with make(tmp_path) as project:
        release(project, tmp_path / "one", ReleaseOptions(formats=("csv",), without=("deaths",)))
    schema = json.loads((tmp_path / "one" / "codebook" / "codebook.json").read_text(encoding="utf-8"))
    assert schema["properties"]["actors"]["items"]["properties"].keys() == {"role"}
    assert not {"inner", "deaths"} & schema["properties"].keys()


def test_what_tells_of_a_hidden_field_is_named(project: Project, tmp_path: Path):
    assert "year" not in " ".join(foresee(project, USUAL).notes)
    options = ReleaseOptions(formats=("csv",), without=("event_date",))
    assert "given out all the same: year (from event_date)." in " ".join(foresee(project, options).notes)
    release(project, tmp_path / "one", options)
    assert "`year` (from `event_date`)" in (tmp_path / "one" / "datasheet.md").read_text(encoding="utf-8")
    both = ReleaseOptions(formats=("csv",), without=("event_date", "year"))
    assert "given out all the same" not in " ".join(foresee(project, both).notes)


def test_a_word_to_a_coder_is_not_published(project: Project, tmp_path: Path):
    release(project, tmp_path / "one", USUAL)
    project.reviews.send_back(coding(project, 3, "B2"), "you are careless lately")
    release(project, tmp_path / "two", USUAL)
    (gone,) = rows(tmp_path / "two" / "changes.csv")
    assert (gone["change"], gone["reason"]) == ("deleted", "a coding was returned")
    assert holding(tmp_path / "two", "careless") == []
    sheet = (tmp_path / "two" / "datasheet.md").read_text(encoding="utf-8")
    assert "- times, but for the day of the release, when something changed (`changes.csv`), when codings were first" in sheet


def test_coders_that_a_reason_names_are_pseudonyms(project: Project, tmp_path: Path):
    release(project, tmp_path / "one", USUAL)
    project.articles.add([ArticleDraft("Two shots in the town.", title="Nine", date="2020-06-20", source="S")])
    code(project, 9, "B2", {**EVENT, "n": 1, "note": "Vitamin B2 was found."})
    project.incidents.link([event(project, 4, "C3"), event(project, 9)], "B2 and C3 agree, XB2 does not")
    settled = adj.begin(project, uid_of(project, 6), [[event(project, 6), event(project, 6, "C3")]])
    adj.write(project, project.events.of(settled.uid)[0].uid, "n", 1, "misread", "C3 misread it")
    adj.finish(project, settled.uid)
    project.screening.set(uid_of(project, 8), "not", "as B2 says")
    release(project, tmp_path / "two", USUAL)
    reasons = {one["reason"] for one in rows(tmp_path / "two" / "tables" / "crosswalk.csv")}
    assert "coder2 and coder3 agree, XB2 does not" in reasons
    assert "coder3 misread it" in {one["note"] for one in rows(tmp_path / "two" / "replication" / "decisions.csv")}
    assert "coder3 misread it" in (tmp_path / "two" / "changes.csv").read_text(encoding="utf-8")
    assert "as coder2 says" in {one["first_pass_reasons"] for one in rows(tmp_path / "two" / "tables" / "articles.csv")}
    assert holding(tmp_path / "two", "C3") == []
    # An answer is none of a coder's words about work: what it says stays as it is.
    assert "Vitamin B2 was found." in {one["note"] for one in rows(tmp_path / "two" / "tables" / "events.csv")}


def test_imported_answers_were_not_given_by_hand(project: Project, tmp_path: Path):
    with project.history.operation({"id": "import_events", "source": "table.csv"}):
        add_coded(
            project, [CodedRow({**EVENT, "n": 3}, {}, title="Row"), CodedRow(EVENT, {}, title="Other")], project.coder.uid
        )
    project.table.make(lambda _rows: None)
    (first,) = project.database.all(
        "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article WHERE a.title = 'Row'"
    )
    project.events.set_values(first[0], {"n": 4})
    for number in (9, 10):
        mine = project.codings.find(uid_of(project, number), project.coder.uid)
        assert mine is not None
        if mine.state != "done":
            project.finish(mine.uid)
    release(project, tmp_path / "one", USUAL)
    found = {
        (one["incident"], one["field"]): (one["typed"], one["imported"])
        for one in rows(tmp_path / "one" / "tables" / "values.csv")
    }
    incidents = {row[0]: row[1] for row in project.database.all("SELECT event, incident FROM incident_link WHERE removed = 0")}
    key = incidents[first[0]]
    assert found[key, "country"] == ("0", "1")
    assert found[key, "n"] == ("1", "0")  # written since
    typed = incidents[event(project, 3)]
    assert found[typed, "country"] == ("1", "0")
