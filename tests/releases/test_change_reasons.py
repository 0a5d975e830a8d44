"""That a reason is what led to the change: not what happened beside it, nor what was taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from released import BOOK, EVENT, as_coder, code, coding, event, files_of, make_project, uid_of
from tiny import TINY

import annotator
from annotator.codebook.loading import parse
from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project.adoption import adopt
from annotator.project.articles import ArticleDraft
from annotator.releases.changes import Change, changes
from annotator.releases.options import ReleaseOptions
from annotator.releases.reason_words import WORDS, in_words
from annotator.releases.release import release

SMALL = ReleaseOptions(formats=("csv",), replication=False)
CHOSEN = "other codings or fields were chosen for this release"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Project]:
    """Release 1 was made: IRQ1 of articles 1 and 2, IRQ2 of 3, IRQ3 of 4, IRQ4 of 5."""
    with make_project(tmp_path) as project:
        release(project, tmp_path / "one", SMALL)
        yield project


def told(project: Project, since: int = 1, done: bool = True) -> dict[str, Change]:
    return {one.key: one for one in changes(project, since, ReleaseOptions(formats=("csv",), done=done))}


def test_rows_that_options_leave_out_or_bring_are_told_so(opened: Project, tmp_path: Path):
    with opened.history.operation({"id": "change_entry", "name": "Some actor"}):
        opened.database.run("INSERT INTO actor (uid, name) VALUES ('x1', 'Some actor')")
    opened.articles.correct(uid_of(opened, 3), title="Another title")
    rows = [one for one in told(opened, done=False).values() if one.kind == "deleted"]
    assert {one.id for one in rows} == {"IRQ2", "IRQ3"}
    assert {(one.reason, one.who) for one in rows} == {(CHOSEN, "")}
    release(opened, tmp_path / "two", ReleaseOptions(formats=("csv",), replication=False, done=False))
    rows = [one for one in told(opened, 2).values() if one.kind == "added"]
    assert {one.id for one in rows} == {"IRQ2", "IRQ3"}
    assert {(one.reason, one.who) for one in rows} == {(CHOSEN, "")}


def test_a_second_coder_who_finishes_is_why_an_article_is_left_out(opened: Project):
    code(opened, 3, "C3", {**EVENT, "n": 4})
    one = told(opened)["IRQ2"]
    assert (one.kind, one.who) == ("deleted", "coder3")
    assert one.reason == "several coders finished the article, and nobody settled it"


def test_an_adjudication_that_is_begun_is_why(opened: Project):
    code(opened, 3, "C3", {**EVENT, "n": 4})
    adj.begin(opened, uid_of(opened, 3), [[event(opened, 3), event(opened, 3, "C3")]])
    one = told(opened)["IRQ2"]
    assert (one.kind, one.reason, one.who) == ("deleted", "the article is being settled", "coder1")


def test_what_was_taken_back_is_no_cause(opened: Project):
    opened.incidents.settle(opened.incidents.of_event(event(opened, 3))[0], {"n": 4}, "hospital list")
    opened.history.undo()
    as_coder(opened, "B2", {"n": 5}, 3)
    one = told(opened)["IRQ2 n"]
    assert (one.reason, one.who) == ("n was edited", "coder2")


def test_a_proposed_link_is_no_cause(opened: Project):
    with opened.history.operation({"id": "mark_same"}):
        opened.database.run("INSERT INTO incident (uid) VALUES ('inc')")
        opened.database.run(
            "INSERT INTO incident_link (uid, incident, event, judged) VALUES ('l1', 'inc', ?, 'proposed')",
            (event(opened, 4, "C3"),),
        )
    opened.reviews.send_back(coding(opened, 4, "C3"), "read on")
    assert told(opened)["IRQ3"].reason == "a coding was returned"


def test_another_derivation_is_why_also_where_an_article_was_corrected(opened: Project):
    newer = parse(BOOK.replace("name: tiny\n", 'name: tiny\nversion: "2"\n').replace(
        "derived: {year: {field: event_date}}", "derived: 1999"))  # fmt: skip
    adopt(opened, newer, "# newer")
    opened.articles.correct(uid_of(opened, 3), title="Another title")
    found = [one for one in told(opened).values() if one.field == "year"]
    assert {one.reason for one in found} == {"codebook tiny 2 was adopted"}
    assert "IRQ2 year" in {one.key for one in found}


def test_an_article_is_told_of_what_follows_from_it_alone(tmp_path: Path):
    book = tmp_path / "b.yaml"
    book.write_text(TINY.replace("derived: {year: {field: event_date}}", "derived: {year: {article: date}}"), encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(book), coder="Lead") as project:
        project.articles.add([ArticleDraft("Two died in Kirkuk.", date="2020-06-02", title="T", source="S")])
        code(project, 1, "Lead", EVENT)
        release(project, tmp_path / "one", SMALL)
        project.articles.correct(uid_of(project, 1), date="2019-05-05")
        project.events.set_values(event(project, 1, "Lead"), {"n": 4})
        project.finish(coding(project, 1, "Lead"))
        project.articles.correct(uid_of(project, 1), title="Another title")
        found = told(project)
        assert found["IRQ1 n"].reason == "n was edited"
        assert found["IRQ1 year"].reason == "the article's date was corrected"


def test_what_was_decided_about_a_field_that_stays_inside_is_not_told(opened: Project, tmp_path: Path):
    begun = adj.begin(opened, uid_of(opened, 6), [[event(opened, 6), event(opened, 6, "C3")]])
    settled = opened.events.of(begun.uid)[0].uid
    adj.write(opened, settled, "n", 1, "misread", "the list says one")
    adj.write(opened, settled, "inside", "really", "misread", "the witness is known to us")
    adj.finish(opened, begun.uid)
    release(opened, tmp_path / "two", SMALL)
    text = files_of(tmp_path / "two")["changes.csv"].decode()
    assert "the list says one" in text
    assert "witness" not in text


def test_every_operation_has_words():
    made = set[str]()
    for path in Path(annotator.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        made |= set(re.findall(r'(?:operation|_add|label\b[^\n]*=)\s*\(?\s*\{"id": "([a-z_]+)"', text))
    assert len(made) > 70
    from annotator.gui import labels

    named = {name.partition(".")[0] for name in labels._WORDS}
    assert (made | named) - {"undo", "redo"} - set(WORDS) == set()
    assert set(WORDS) - made - named <= {"external_id", "take_in"}, "words for what is never made"
    assert in_words({"id": "judge_entries.approved", "count": 2}) == "names of the register were judged"
    assert in_words({"id": "undo", "of": {"id": "review", "outcome": "approved"}}) == "taken back: a coding was approved"
    assert in_words({"id": "of_a_later_program"}) == "of a later program"
