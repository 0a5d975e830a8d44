"""Operations: per field, undone and redone across restarts, refused where somebody else was since."""

from __future__ import annotations

import sys
import tracemalloc
from typing import Any

import pytest

from annotator.errors import CannotUndo, ProjectError, ProjectReadOnly
from annotator.project import Project, history
from annotator.project.articles import ArticleDraft
from annotator.project.codings import Coding
from annotator.project.database import Database
from annotator.project.events import Event
from annotator.project.history import Changes
from annotator.project.schema import HISTORIED


@pytest.fixture
def coding(project: Project) -> Coding:
    """A coding of one article."""
    draft = ArticleDraft("Two died in Kirkuk.", title="T", date="2020-06-02")
    project.articles.add([draft])
    return project.codings.begin(draft.uid, project.coder.uid)


@pytest.fixture
def event(project: Project, coding: Coding) -> Event:
    """An event without values."""
    return project.events.add(coding.uid)


def test_history_is_per_field(project: Project, event: Event):
    project.events.set_values(event.uid, {"country": "Iraq", "n": 1})
    project.events.set_values(event.uid, {"n": 2})
    assert [(one.old, one.new) for one in project.history.of_value(event.uid, "values.n")] == [(None, "1"), ("1", "2")]
    assert [one.new for one in project.history.of_value(event.uid, "values.country")] == ['"Iraq"']
    assert project.history.of_value(event.uid, "values.n")[0].coder == project.coder.uid


def test_the_same_value_again_is_no_change(project: Project, event: Event):
    project.events.set_values(event.uid, {"n": 1})
    before = len(project.history.steps())
    project.events.set_values(event.uid, {"n": 1})
    assert len(project.history.steps()) == before


def test_undo_takes_back_one_operation_and_redo_brings_it(project: Project, event: Event):
    project.events.set_values(event.uid, {"country": "Iraq", "n": 1})
    project.events.set_values(event.uid, {"n": 2})
    step = project.history.undo()
    assert step is not None
    assert step.label == {"id": "set_field", "field": "n"}
    assert project.events.get(event.uid).values == {"country": "Iraq", "n": 1}
    project.history.undo()
    assert project.events.get(event.uid).values == {}
    project.history.redo()
    project.history.redo()
    assert project.events.get(event.uid).values == {"country": "Iraq", "n": 2}
    assert project.history.redo() is None


def test_a_new_change_ends_redo(project: Project, event: Event):
    project.events.set_values(event.uid, {"n": 1})
    project.history.undo()
    project.events.set_values(event.uid, {"n": 5})
    assert project.history.to_redo() is None
    project.history.undo()
    assert project.events.get(event.uid).values == {}


def test_undo_and_redo_outlive_a_restart(project: Project, event: Event):
    project.events.set_values(event.uid, {"n": 1})
    project.history.undo()
    project.close()
    with Project.open(project.path) as again:
        again.history.redo()
        assert again.events.get(event.uid).values == {"n": 1}
        again.history.undo()
        assert again.events.get(event.uid).values == {}
    with Project.open(project.path) as third:
        assert third.history.to_redo() is not None


def test_nothing_is_erased(project: Project, event: Event):
    project.events.set_values(event.uid, {"n": 1})
    project.history.undo()
    assert [(one.old, one.new) for one in project.history.of_value(event.uid, "values.n")] == [(None, "1"), ("1", None)]
    project.events.remove(event.uid)
    assert project.database.value("SELECT count(*) FROM event") == 1


def test_undo_is_refused_where_somebody_changed_it_and_says_who(project: Project, event: Event):
    mine = project.coder
    project.events.set_values(event.uid, {"n": 1, "country": "Iraq"})
    project.work_as(project.coders.add("B2"))
    project.events.set_values(event.uid, {"n": 2})
    project.work_as(mine)
    project.history.undo()  # the coder that was added
    with pytest.raises(CannotUndo, match="n is not as you left it; B2 changed it on"):
        project.history.undo()
    assert project.events.get(event.uid).values == {"n": 2, "country": "Iraq"}
    assert project.history.to_redo() is not None, "a refused undo leaves nothing half done"


def test_undo_is_refused_where_a_row_was_changed_or_taken(project: Project, coding: Coding):
    project.codings.set_memo(coding.uid, "mine")
    mine = project.coder
    other = project.coders.add("B2")
    project.work_as(other)
    project.codings.set_memo(coding.uid, "theirs")
    project.work_as(mine)
    project.history.undo()
    with pytest.raises(CannotUndo, match=r"memo .* B2"):
        project.history.undo()


def test_undo_takes_back_my_operation_not_the_last_one(project: Project, event: Event):
    mine = project.coder
    other = project.coders.add("B2")
    project.events.set_values(event.uid, {"n": 1})
    project.work_as(other)
    project.events.set_values(event.uid, {"country": "Iraq"})
    project.work_as(mine)
    project.history.undo()
    assert project.events.get(event.uid).values == {"country": "Iraq"}


def test_undo_names_the_place_to_look_at(project: Project, event: Event):
    seen: list[Changes] = []
    project.events.set_values(event.uid, {"n": 1})
    project.on_change(seen.append)
    project.history.undo()
    (changes,) = seen
    assert changes.place == {"article": project.codings.get(event.coding).article, "event": event.uid, "field": "n"}
    assert changes.touched == {"event": {event.uid}}
    assert changes.label == {"id": "undo", "of": {"id": "set_field", "field": "n"}}


def test_typing_on_stays_one_operation(project: Project, event: Event):
    number = project.events.set_values(event.uid, {"note": "a"})
    assert project.events.set_values(event.uid, {"note": "ab"}, extend=number) == number
    project.history.undo()
    assert project.events.get(event.uid).values == {}


def test_typing_on_does_not_join_another_operation(project: Project, event: Event):
    unchanged = project.events.set_values(event.uid, {"note": None})
    project.events.set_values(event.uid, {"n": 1})
    assert project.history.steps()[0].id == unchanged, "an operation without a change gives its number back"
    project.events.set_values(event.uid, {"note": "a"}, extend=unchanged)
    project.history.undo()
    assert project.events.get(event.uid).values == {"n": 1}


def test_what_fails_inside_an_operation_leaves_no_trace(project: Project, event: Event):
    before = project.database.all("SELECT * FROM change")

    def fail() -> None:
        with project.history.operation({"id": "several"}):
            project.events.set_values(event.uid, {"n": 1})
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert project.database.all("SELECT * FROM change") == before
    assert project.events.get(event.uid).values == {}
    project.events.set_values(event.uid, {"n": 2})
    assert project.database.value("SELECT n FROM events") == 2


def test_a_write_outside_an_operation_fails(project: Project, event: Event):
    db = project.database
    filled = [table for table in HISTORIED if db.value(f"SELECT count(*) FROM {table}")]
    assert {"article", "coder", "codebook", "coding", "event", "round"} <= set(filled)
    for table in filled:
        with pytest.raises(Exception, match="NOT NULL"):
            db.run(f"UPDATE {table} SET removed = 1")
        with pytest.raises(Exception, match=r"never deleted|FOREIGN"):
            db.run(f"DELETE FROM {table}")
        assert db.value(f"SELECT count(*) FROM {table} WHERE removed = 0"), table


def test_an_undone_import_is_marked_removed_and_comes_back(project: Project):
    project.articles.add([ArticleDraft(f"Text {n}.") for n in range(3)], source="a.csv")
    project.history.undo()
    assert project.articles.count() == 0
    assert project.database.value("SELECT count(*) FROM article") == 3
    assert project.articles.add([ArticleDraft("Text 1.")]).added == 1
    assert project.articles.count() == 1


def test_a_reader_changes_nothing(project: Project, event: Event):
    project.close()
    with Project.open(project.path, read_only=True) as reader:
        with pytest.raises(ProjectReadOnly):
            reader.events.set_values(event.uid, {"n": 1})
        with pytest.raises(ProjectError):
            reader.database.run("UPDATE article SET title = ''")


def test_saving_the_same_text_twice_leaves_no_empty_step(project: Project, event: Event):
    project.events.set_values(event.uid, {"note": "a"})
    steps = len(project.history.steps())
    number = project.events.set_values(event.uid, {"note": "a"})
    project.events.set_values(event.uid, {"note": "a"}, extend=number)
    assert len(project.history.steps()) == steps


def test_undo_of_an_import_holds_some_of_its_changes_at_a_time(project: Project, monkeypatch: pytest.MonkeyPatch):
    drafts = [ArticleDraft(f"{one} died in Kirkuk.") for one in range(50)]
    project.articles.add(drafts)
    held: list[int] = []
    read = Database.all

    def all_of(self: Database, sql: str, *values: Any) -> list[Any]:
        rows = read(self, sql, *values)
        held.append(len(rows))
        return rows

    monkeypatch.setattr(history, "AT_ONCE", 7)
    monkeypatch.setattr(Database, "all", all_of)
    assert project.history.undo() is not None
    assert max(held) < 7, "whole rows are taken away without being read"
    assert project.articles.count() == 0
    assert project.history.redo() is not None
    assert max(held) == 7
    assert project.articles.count() == 50


def test_what_an_operation_touched_is_held_once(project: Project):
    """An import of a hundred thousand coded articles touches millions of rows: a second copy of the sets was 130 MB."""
    db, rows = project.database, 20_000
    project.history.refreshers.clear()
    told: list[Changes] = []
    project.history.listeners.append(told.append)
    tracemalloc.start()
    try:
        with project.history.operation({"id": "test"}):
            db.run(
                "INSERT INTO evidence (uid, owner, field, status) WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE "
                f"i < {rows}) SELECT printf('%032x', i), 'o', 'f', 'inferred' FROM n"
            )
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    kept = told[0].touched["evidence"]
    assert len(kept) == rows
    words = sum(map(sys.getsizeof, kept))
    assert most - words < 1.6 * sys.getsizeof(kept)
