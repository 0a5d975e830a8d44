"""That no change of a released incident goes untold: what tells it, what no column holds, its articles; and how they count."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from parts_project import make
from released import EVENT, as_coder, code, coding, event, files_of, make_project, uid_of

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.releases import states
from annotator.releases.changes import Change, changes, counts_of
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import release

SMALL = ReleaseOptions(formats=("csv",), replication=False)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Project]:
    """Release 1 was made: IRQ1 of articles 1 and 2, IRQ2 of 3, IRQ3 of 4, IRQ4 of 5."""
    with make_project(tmp_path) as project:
        release(project, tmp_path / "one", SMALL)
        yield project


def told(project: Project) -> dict[str, Change]:
    found = changes(project, 1, SMALL)
    assert len({one.key for one in found}) == len(found)
    return {one.key: one for one in found}


def wide(folder: Path) -> dict[str, dict[str, str]]:
    text = (folder / "data" / "wide.csv").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_a_further_article_that_says_the_same_is_told(opened: Project, tmp_path: Path):
    opened.articles.add([ArticleDraft("Two more reporters tell the same.", title="Nine", date="2020-06-20", source="New")])
    code(opened, 9, "B2", {**EVENT, "n": 1})
    before, new = event(opened, 3), event(opened, 9)
    opened.incidents.link([before, new], "one clash")
    found = told(opened)
    assert {one.kind for one in found.values()} == {"changed"}
    assert found["IRQ2 members"].was == before
    assert found["IRQ2 members"].now == "; ".join(sorted((before, new)))
    assert found["IRQ2 members"].reason == "events were linked: one clash"
    assert (found["IRQ2 article_sources"].was, found["IRQ2 article_sources"].now) == ("S0", "S0; New")
    release(opened, tmp_path / "two", SMALL)
    one, two = wide(tmp_path / "one")["IRQ2"], wide(tmp_path / "two")["IRQ2"]
    assert {f"IRQ2 {name}" for name in one if one[name] != two[name]} == set(found) - {"IRQ2 members"}


def test_an_incident_that_loses_an_event_is_told(opened: Project):
    lost = event(opened, 1)
    opened.incidents.separate(opened.incidents.of_event(lost)[0], lost, "another day")
    found = told(opened)
    assert found["IRQ1 members"].reason == "an event was separated: another day"
    assert (found["IRQ1 events"].was, found["IRQ1 events"].now) == ("2", "1")
    assert found["IRQ1 first_article"].now == "2"


def test_what_is_corrected_of_an_article_is_told_as_the_articles(opened: Project, tmp_path: Path):
    opened.articles.correct(uid_of(opened, 4), title="Another title", source="Elsewhere")
    opened.articles.correct(uid_of(opened, 7), title="No event in it")
    opened.articles.correct(uid_of(opened, 8), title="For a moment")
    opened.articles.correct(uid_of(opened, 8), title="Article 8")
    found = told(opened)
    assert set(found) == {"article 4 title", "article 4 source", "article 7 title", "IRQ3 article_sources"}
    one = found["article 4 title"]
    assert (one.kind, one.was, one.now) == ("article", "Article 4", "Another title")
    assert (one.reason, one.who) == ("the article's title was corrected", "coder1")
    assert found["IRQ3 article_sources"].reason == "the article's source was corrected"
    made = release(opened, tmp_path / "two", SMALL)
    assert made.manifest["counts"]["changes"]["article"] == 3
    assert made.manifest["counts"]["changes"]["changed_incidents"] == 1


def test_approval_is_a_change_of_state(opened: Project):
    opened.reviews.approve(coding(opened, 3, "B2"))
    (one,) = told(opened).values()
    assert (one.key, one.was, one.now, one.reason, one.who) == (
        "IRQ2 state", "done", "approved", "a coding was approved", "coder1")  # fmt: skip


def test_an_entry_of_a_group_that_has_no_column_is_told(tmp_path: Path):
    options = ReleaseOptions(formats=("csv", "parquet"), replication=False)
    with make(tmp_path) as project:
        release(project, tmp_path / "one", options)
        changed = str(project.database.value(
            "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article WHERE a.number = 2"
        ))  # fmt: skip
        project.work_as(project.coders.named("Berta Real"))
        project.events.set_values(changed, {"actors": [{"role": "rebels"}, {"role": "army"}, {"role": "a third one"}]})
        if project.codings.get(project.events.get(changed).coding).state != "done":
            project.finish(project.events.get(changed).coding)
        project.work_as(project.coders.named("Lena Lead"))
        made = release(project, tmp_path / "two", options)
        assert made.manifest["counts"]["changes"]["changed"] >= 1
    text = (tmp_path / "two" / "changes.csv").read_text(encoding="utf-8")
    rows = {row["field"]: row for row in csv.DictReader(io.StringIO(text))}
    assert "a third one" in rows["actors"]["now"]
    assert rows["actors"]["reason"] == "actors was edited"
    one, two = files_of(tmp_path / "one"), files_of(tmp_path / "two")
    assert one["data/incidents.parquet"] != two["data/incidents.parquet"]


def test_fields_are_no_incidents(opened: Project, tmp_path: Path):
    told_then = release(opened, tmp_path / "two", ReleaseOptions(formats=("csv",), replication=False, without=("note",)))
    counts = told_then.manifest["counts"]["changes"]
    assert (counts["deleted"], counts["fields"]) == (0, 1)
    counts = release(opened, tmp_path / "three", SMALL).manifest["counts"]["changes"]
    assert (counts["added"], counts["fields"]) == (0, 1)


def test_rows_are_read_again_some_at_a_time(opened: Project, monkeypatch: pytest.MonkeyPatch):
    for number, coder in ((1, "B2"), (4, "C3")):
        as_coder(opened, coder, {"n": 5 - number % 2}, number)
    opened.reviews.send_back(coding(opened, 3, "B2"), "read on")
    whole = changes(opened, 1, SMALL)
    assert counts_of(whole)["deleted"] == 1
    assert counts_of(whole)["changed_incidents"] >= 2
    monkeypatch.setattr(states, "BATCH", 1)
    assert changes(opened, 1, SMALL) == whole


def test_what_is_not_edited_is_not_read_again(opened: Project, monkeypatch: pytest.MonkeyPatch):
    as_coder(opened, "B2", {"n": 5}, 3)
    read: list[str] = []
    rows = states.State.rows

    def counted(self: states.State, uids: list[str] | None = None):
        read.extend(uids or [])
        return rows(self, uids)

    monkeypatch.setattr(states.State, "rows", counted)
    changes(opened, 1, SMALL)
    assert len(read) == 2, "the one row, then and now"
