"""What is shown as saved is saved: undo in a field, files that go, disks that are full, imports taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from pytestqt.qtbot import QtBot

from annotator.errors import StorageError
from annotator.formats.importing import ImportPlan, take_in
from annotator.formats.sample import make_sample
from annotator.gui import file_dialogs, project_actions
from annotator.project import Project
from annotator.project.writer_lock import WriterLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "sample.annotator"
    make_sample(made)
    return made


@pytest.fixture
def desk(qtbot: QtBot, path: Path) -> Iterator[Hands]:
    hands = Hands(qtbot, path)
    hands.press("Ctrl+N")
    yield hands
    hands.window.close()


def value(hands: Hands, field: str) -> object:
    return hands.window.current().event(hands.window.focus.event).values.get(field)


def test_undo_goes_all_the_way_back_in_the_field_it_leads_to(desk: Hands):
    for name in ("Alpha", "Beta", "Gamma"):
        desk.fill("actor1", name)
    desk.go("actor1")
    seen: list[object] = []
    for _ in range(3):
        desk.press("Ctrl+Z")
        seen.append(value(desk, "actor1"))
    assert seen == ["Beta", "Alpha", None]
    desk.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert value(desk, "actor1") == "Beta"


def test_an_import_that_is_taken_back_leaves_nothing_to_code(qtbot: QtBot, tmp_path: Path):
    path, text = tmp_path / "new.annotator", tmp_path / "a.txt"
    text.write_text("Two men were killed in Kirkuk.", encoding="utf-8")
    with Project.create(path, "acled", coder="ann") as project:
        take_in(project, ImportPlan((text,)))
    hands = Hands(qtbot, path)
    assert hands.window.focus.article
    hands.press("Ctrl+Z")
    assert hands.window.focus.article == ""
    assert not hands.window.actions_by_id["add_event"].isEnabled()
    hands.press("Ctrl+Shift+Z")
    assert hands.window.focus.article
    hands.window.close()


def test_a_file_that_was_deleted_is_told_and_can_be_saved_elsewhere(
    desk: Hands, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path.unlink()
    desk.fill("fatalities", "3")
    assert "NOT saved" in desk.window.status.saved.text()
    assert "moved or deleted" in desk.said()
    other = tmp_path / "kept.annotator"
    monkeypatch.setattr(project_actions, "ask", lambda *_: True)
    monkeypatch.setattr(file_dialogs, "save_file", lambda *_: (str(other), ""))
    assert desk.window.close_project()
    with Project.open(other) as project:
        assert project.database.value("SELECT json_extract(\"values\", '$.fatalities') FROM event") == 3


def test_closing_a_project_whose_file_is_gone_can_be_thought_over(desk: Hands, path: Path, monkeypatch: pytest.MonkeyPatch):
    path.unlink()
    monkeypatch.setattr(project_actions, "ask", lambda *_: False)
    assert not desk.window.close_project()
    assert desk.window.workspace is not None
    monkeypatch.setattr(project_actions, "ask", lambda _window, _question, yes: yes.startswith("Close"))


def test_a_change_that_could_not_be_written_is_not_called_saved(desk: Hands, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full; the last change was not saved, all before it is.")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(desk.window.current().project.events, "set_values", full)
        desk.fill("fatalities", "3")
        assert "disk is full" in desk.said()
        assert "NOT saved" in desk.window.status.saved.text()
    desk.fill("fatalities", "4")
    assert desk.window.status.saved.text().startswith("All changes saved")


def test_a_full_disk_does_not_keep_the_lock_from_being_taken(path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("annotator.project.database.os.write", full)
    lock = WriterLock(path)
    lock.take()
    lock.release()
    assert not lock.path.exists()


def test_words_of_an_earlier_value_are_shown_as_such_until_others_are_attached(desk: Hands):
    desk.take("fatalities", "two IS extremists were killed")
    desk.press("Ctrl+D")
    desk.fill("fatalities", "0")
    event = desk.window.focus.event
    (one,) = [each for each in desk.window.current().evidence(event) if each.field == "fatalities"]
    assert one.origin == "changed"
    mark = desk.window.code().form._rows["fatalities"].mark
    assert mark.is_earlier
    desk.attach("fatalities", "within the first hours")
    (one,) = [each for each in desk.window.current().evidence(event) if each.field == "fatalities"]
    assert (one.origin, [span.quote for span in one.spans]) == ("typed", ["within the first hours"])
    assert not mark.is_earlier


@pytest.mark.parametrize(("words", "day"), [("May 20", "2020-05-20"), ("On Monday", "2020-06-01")])
def test_a_date_is_taken_as_news_say_it(desk: Hands, words: str, day: str):
    desk.take("event_date", words)
    assert value(desk, "event_date") == day


def test_a_day_without_its_year_is_typed(desk: Hands):
    desk.fill("event_date", "1 June")
    assert value(desk, "event_date") == "2020-06-01"
