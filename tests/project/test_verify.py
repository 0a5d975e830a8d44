"""Every fault that is planted is found, and a sound project has none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import TINY

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.database import Database
from annotator.project.evidence import Quote
from annotator.project.verify import verify

FAULTS = [
    ("UPDATE article SET text = text || '!' WHERE number = 1", "not as long"),
    ("UPDATE evidence SET spans = replace(spans, 'Two', 'Ten')", "evidence quotes do not stand"),
    ("UPDATE mention SET spans = replace(spans, ':0', ':1')", "mention quotes do not stand"),
    ('UPDATE event SET "values" = json_set("values", \'$.n\', 77)', "`values.n` is not what the history says last"),
    ('UPDATE event SET "values" = json_set("values", \'$.zz\', 1)', "outside the codebook"),
    ("UPDATE event SET \"values\" = '[1]'", "is not an object"),
    ("UPDATE event SET \"values\" = json_set(\"values\", '$.country', ' Iraq ')", "not in the form of its field"),
    ("UPDATE events SET country = 'Mali'", "something else stands"),
    ("DELETE FROM events", "something else stands"),
    ("INSERT INTO events (event_uid) VALUES ('ghost')", "no event behind"),
    ("DELETE FROM change WHERE tbl = 'event' AND field = '*'", "the operation that made it is missing"),
    ("UPDATE change SET new = '9' WHERE field = 'values.n' AND new = '1'", "do not start from"),
    ("UPDATE coding SET memo = 'other'", "`memo` is not what the history says last"),
    ("UPDATE operation SET undone = 0", "both undone and in effect"),
    ("UPDATE current_operation SET purging = 1", "left open"),
    ("DELETE FROM article_words_docsize", "search index lacks"),
    ("DROP TABLE article_words", "search index is not there"),
    ("DROP TRIGGER event_kept", "not those of schema"),
    ("UPDATE coding SET round = 'nowhere'", "a reference leads nowhere"),
    ("DROP TABLE events", "does not have the codebook's columns"),
]


@pytest.fixture
def filled(project: Project) -> Project:
    """A project with something in every table that verify looks at."""
    draft = ArticleDraft("Two died in Kirkuk.", title="Clash in Kirkuk", date="2020-06-02")
    project.articles.add([draft, ArticleDraft("Another text.")])
    coding = project.codings.begin(draft.uid, project.coder.uid)
    event = project.events.add(coding.uid, {"event_date": "2020-06-02", "type": "A", "country": "Iraq"})
    project.events.set_values(event.uid, {"n": 1})
    project.events.set_values(event.uid, {"n": 2})
    project.evidence.add(event.uid, "n", [Quote("text", 0, 3, "Two")])
    project.evidence.add_mention(coding.uid, [Quote("title", 0, 5, "Clash")], "planned")
    project.codings.set_memo(coding.uid, "memo")
    project.finish(coding.uid)
    project.events.set_values(event.uid, {"country": "Syria"})
    project.history.undo()
    project.search.catch_up()
    return project


def plant(db: Database, fault: str) -> None:
    """Writes past the triggers, as a broken program would."""
    db.run("PRAGMA foreign_keys = OFF")
    purging = "purging" in fault
    if not purging:
        db.run("UPDATE current_operation SET purging = 1")
    db.run(fault)
    if not purging:
        db.run("UPDATE current_operation SET purging = 0")


@pytest.mark.parametrize("quick", [False, True])
def test_a_sound_project_has_no_fault(filled: Project, quick: bool):
    seen: list[str] = []
    assert verify(filled, quick=quick, progress=seen.append) == []
    assert len(seen) == len(set(seen)) > 5


@pytest.mark.parametrize(("fault", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_a_planted_fault_is_found(filled: Project, fault: str, said: str):
    plant(filled.database, fault)
    found = verify(filled)
    assert any(said in one for one in found), found
    assert all("\n" not in one and one.endswith(".") for one in found)


def test_no_text_of_an_article_is_told(filled: Project):
    for fault, _ in FAULTS[:3]:
        plant(filled.database, fault)
    told = " ".join(verify(filled))
    assert told
    assert "Kirkuk" not in told
    assert "Two" not in told


def test_a_number_that_is_a_missing_code_is_no_fault(tmp_path: Path):
    book = tmp_path / "tiny.yaml"
    book.write_text(TINY.replace("minimum: 0}", "minimum: 0, missing: {'-9': unknown}}"), encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(book), coder="A1") as project:
        project.articles.add([ArticleDraft("Two died in Kirkuk.")])
        coding = project.codings.begin(next(iter(project.articles.walk())).uid, project.coder.uid)
        project.events.add(coding.uid, {"n": {"missing": "-9"}})
        assert verify(project) == []
