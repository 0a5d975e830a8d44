"""What the import dialog offers for articles on their way in: repair, lines that recur, what no file says; and what it
remembers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from annotator import settings as remembered
from annotator.gui.import_dialog import ImportDialog
from annotator.gui.import_lines import RecurringLines
from annotator.gui.import_memory import Reading, reading_of, remember_reading
from annotator.gui.workspace import Workspace
from annotator.settings import Settings

FRENCH = "La police a tiré mardi sur des manifestants réunis sur la place principale, tuant deux personnes, selon la mairie."

SHARED = "Partager cet article\n© "


@pytest.fixture
def own() -> Settings:
    return Settings()


@pytest.fixture
def dialog(qtbot: QtBot, workspace: Workspace, own: Settings) -> ImportDialog:
    made = ImportDialog(workspace, settings=own)
    qtbot.addWidget(made)
    made.show()
    return made


def take(dialog: ImportDialog, *paths: Path) -> None:
    dialog.take(paths)
    dialog.wait()


def run(dialog: ImportDialog) -> None:
    dialog.run()
    dialog.wait()


def choose(dialog: ImportDialog, part: str, column: str) -> None:
    box = dialog.choices.parts[part]
    box.setCurrentIndex(box.findData(column))
    dialog.wait()


def came(workspace: Workspace) -> list[tuple[str, str, str | None, str]]:
    return [(one.title, one.source, one.date, one.text) for one in workspace.project.articles.walk()][1:]


def pages(folder: Path, count: int = 4) -> Path:
    path = folder / "pages.jsonl"
    rows = [
        {"text": f"{FRENCH} {chr(65 + at)}\n\n{SHARED}{2016 + at} Le Journal", "source": "Le Journal", "title": f"T{at}"}
        for at in range(count)
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def keys(dialog: RecurringLines, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(QApplication.focusWidget() or dialog, key)
        QApplication.processEvents()


# --- repair ---------------------------------------------------------------------------------------------------------------


def test_a_repair_is_offered_with_an_example_and_never_done_unasked(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("title,text\nOne,The cafÃ© in GenÃ¨ve.\nTwo,Sound.\n", "utf-8")
    take(dialog, path)
    assert dialog.mending.repair.isVisible()
    assert not dialog.mending.repair.isChecked()
    assert "cafÃ©" in dialog.mending.example.text()
    assert "café" in dialog.mending.example.text()
    run(dialog)
    assert came(workspace)[0][3] == "The cafÃ© in GenÃ¨ve."
    assert "1 article looks wrongly decoded" in dialog.outcome.text()


def test_a_repair_that_is_asked_for_is_seen_and_done(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("title,text\nOne,The cafÃ© in GenÃ¨ve.\n", "utf-8")
    take(dialog, path)
    dialog.mending.repair.click()
    item = dialog.preview.item(0, 1)
    assert item is not None
    assert item.text() == "The café in Genève."
    run(dialog)
    assert came(workspace)[0][3] == "The café in Genève."


def test_nothing_is_offered_for_sound_texts(dialog: ImportDialog, tmp_path: Path):
    take(dialog, pages(tmp_path))
    assert not dialog.mending.repair.isVisible()
    assert not dialog.mending.example.isVisible()


# --- what no file says ----------------------------------------------------------------------------------------------------


def test_what_no_file_says_is_asked_for_and_filled_in(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "My_story.txt").write_text("A body.", "utf-8")
    (folder / "other.txt").write_text("title: Own\nsource: Own paper\ndate: 2019-01-01\n\nAnother body.", "utf-8")
    take(dialog, folder)
    for widget in (dialog.mending.source, dialog.mending.date, dialog.mending.title):
        assert widget.isVisible()
    dialog.mending.source.setText("Local paper")
    dialog.mending.date.setText("2 June 2020")
    dialog.mending.title.click()
    dialog.mending.changed.emit()
    shown = [dialog.preview._cell(0, column) for column in range(5)]
    assert shown == ["My_story.txt", "My story", "2020-06-02", "Local paper", "A body."]
    run(dialog)
    assert came(workspace) == [
        ("My story", "Local paper", "2020-06-02", "A body."), ("Own", "Own paper", "2019-01-01", "Another body."),
    ]  # fmt: skip


def test_a_day_that_is_none_is_told_before_anything_comes_in(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    (tmp_path / "a.txt").write_text("A body.", "utf-8")
    take(dialog, tmp_path / "a.txt")
    dialog.mending.date.setText("03/04/2020")
    run(dialog)
    assert "says no day" in dialog.wrong.text()
    assert came(workspace) == []


def test_articles_that_say_all_are_not_asked_about(dialog: ImportDialog, tmp_path: Path):
    (tmp_path / "a.txt").write_text("title: T\nsource: S\ndate: 2020-06-02\n\nA body.", "utf-8")
    take(dialog, tmp_path / "a.txt")
    assert not dialog.mending.source.isVisible()
    assert not dialog.mending.date.isVisible()
    assert not dialog.mending.title.isVisible()


# --- lines that recur -----------------------------------------------------------------------------------------------------


def test_lines_are_ticked_by_keys(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path):
    take(dialog, pages(tmp_path))
    lines = RecurringLines(dialog.plan(), dialog)
    lines.show()
    qtbot.waitUntil(lambda: lines.found is not None)
    assert [item.text(0) for item in lines._items()] == ["Partager cet article", "© # Le Journal"]
    assert [item.text(1) for item in lines._items()] == ["4 of 4", "4 of 4"]
    assert lines.drop == {}
    assert lines.focusWidget() is lines.list
    keys(lines, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert lines.drop == {"Le Journal": frozenset({"© # Le Journal"})}
    keys(lines, Qt.Key.Key_Return)
    assert lines.result() == RecurringLines.DialogCode.Accepted


def test_the_usual_ones_are_ticked_at_once_and_none_again(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path):
    take(dialog, pages(tmp_path))
    lines = RecurringLines(dialog.plan(), dialog)
    qtbot.addWidget(lines)
    lines.show()
    qtbot.waitUntil(lambda: lines.found is not None)
    lines.usual_button.click()
    assert len(lines.drop["Le Journal"]) == 2
    lines.none_button.click()
    assert lines.drop == {}


def test_what_is_ticked_is_left_out_and_remembered(
    dialog: ImportDialog, workspace: Workspace, own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def answer(asking: RecurringLines) -> int:
        asking.wait()
        asking.usual_button.click()
        return RecurringLines.DialogCode.Accepted

    monkeypatch.setattr(RecurringLines, "exec", answer)
    take(dialog, pages(tmp_path))
    dialog.mending.lines.click()
    assert "2 lines are left out of texts of Le Journal." in dialog.mending.lines_said.text()
    assert dialog.preview._cell(0, 0).endswith("mairie. A")
    run(dialog)
    assert came(workspace)[0][3] == f"{FRENCH} A"
    assert "8 lines were taken out of 4 articles" in dialog.outcome.text()
    assert remembered.load().dropped_lines == {"Le Journal": ["Partager cet article", "© # Le Journal"]}
    take(dialog, pages(tmp_path, 5))
    assert "as last time" in dialog.mending.lines_said.text()
    run(dialog)
    assert dialog.outcome.text().startswith("1 added, 4 already in")


# --- remembered mapping ---------------------------------------------------------------------------------------------------


def table(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("Headline,Lead,Body,Published\nOne,First lead,First body.,2020-06-02\n", "utf-8")
    return path


def test_a_table_with_the_same_columns_is_read_as_the_last_one(
    dialog: ImportDialog, workspace: Workspace, own: Settings, tmp_path: Path
):
    take(dialog, table(tmp_path, "a.csv"))
    assert not dialog.choices.last_time.isVisible()
    assert "Kept beside each article: Lead." in dialog.notes.text()
    choose(dialog, "text", "Lead")
    run(dialog)
    take(dialog, table(tmp_path, "b.csv"))
    assert dialog.choices.parts["text"].currentText() == "Lead"
    assert dialog.choices.last_time.text() == "Read as the last table with these columns: Lead → Text."
    run(dialog)
    assert dialog.outcome.text().startswith("0 added, 1 already in")
    assert remembered.load().readings == own.readings


def test_last_time_can_be_forgotten(dialog: ImportDialog, own: Settings, tmp_path: Path):
    take(dialog, table(tmp_path, "a.csv"))
    choose(dialog, "text", "Lead")
    run(dialog)
    take(dialog, table(tmp_path, "b.csv"))
    button = dialog.findChild(QPushButton, "import.forget")
    assert button is not None
    button.click()
    dialog.wait()
    assert dialog.choices.parts["text"].currentText() == "Body"
    assert not dialog.choices.last_time.isVisible()
    assert own.readings == {}


def test_what_was_remembered_and_does_not_fit_counts_for_nothing(own: Settings):
    columns = ("Headline", "Lead", "Body")
    remember_reading(own, columns, Reading({"text": "Lead"}, date_order="dmy"))
    (told,) = own.readings.values()
    told |= {"mapping": {"text": "Gone", "title": 5, "nonsense": "Body", "date": ""}, "encoding": 7}
    assert reading_of(own, columns) == Reading({"date": ""}, date_order="dmy")
    told |= {"mapping": "x", "date_order": ""}
    assert reading_of(own, columns) is None


def test_what_would_be_found_anyway_is_not_remembered(dialog: ImportDialog, own: Settings, tmp_path: Path):
    take(dialog, table(tmp_path, "a.csv"))
    run(dialog)
    assert own.readings == {}


def test_another_table_is_read_by_its_own_columns(dialog: ImportDialog, own: Settings, tmp_path: Path):
    take(dialog, table(tmp_path, "a.csv"))
    choose(dialog, "text", "Lead")
    run(dialog)
    (tmp_path / "c.csv").write_text("Headline,Lead,Body\nOne,First lead,First body.\n", "utf-8")
    take(dialog, tmp_path / "c.csv")
    assert dialog.choices.parts["text"].currentText() == "Body"


# --- several files, languages, what comes after ---------------------------------------------------------------------------


def test_several_files_are_looked_at_together(dialog: ImportDialog, tmp_path: Path):
    for name in ("a.txt", "b.txt", "c.xyz"):
        (tmp_path / name).write_text(f"Body of {name}.", "utf-8")
    take(dialog, tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.xyz")
    assert [dialog.preview._cell(row, 4) for row in range(dialog.preview.rowCount())] == ["Body of a.txt.", "Body of b.txt."]
    assert "3 files: 2 .txt, 1 that may not be read (.xyz)." in dialog.notes.text()
    assert "Would be refused: c.xyz" in dialog.notes.text()


def test_a_table_among_files_shows_its_columns(dialog: ImportDialog, tmp_path: Path):
    (tmp_path / "a.txt").write_text("A body.", "utf-8")
    take(dialog, tmp_path / "a.txt", table(tmp_path, "t.csv"))
    assert dialog.choices.parts["text"].currentText() == "Body"
    assert "2 files: " in dialog.notes.text()


def test_languages_are_noted_and_go_with_the_import(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    take(dialog, pages(tmp_path))
    run(dialog)
    assert [one.language for one in workspace.project.articles.walk()][1:] == ["fr"] * 4
    workspace.undo()
    assert came(workspace) == []


def test_many_languages_are_noted_behind_the_report(
    dialog: ImportDialog, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("annotator.gui.import_dialog.FEW", 1)
    take(dialog, pages(tmp_path))
    run(dialog)
    assert "The languages of 4 were noted." in dialog.outcome.text()
    workspace.undo()
    assert came(workspace) == []


def test_closing_stops_the_languages_and_keeps_the_articles(
    dialog: ImportDialog, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("annotator.gui.import_dialog.FEW", 1)
    monkeypatch.setattr("annotator.project.languages.BATCH", 1)
    take(dialog, pages(tmp_path, 60))
    dialog.run()
    while dialog.report is None:
        QApplication.processEvents()
    assert dialog.job.busy
    dialog.reject()
    dialog.wait()
    assert not dialog.isVisible()
    assert len(came(workspace)) == 60


def test_copies_are_offered_where_they_can_be_found(qtbot: QtBot, workspace: Workspace, dialog: ImportDialog, tmp_path: Path):
    take(dialog, pages(tmp_path))
    run(dialog)
    assert not dialog.alike_button.isVisible()
    other = ImportDialog(workspace, actions=("copies",))
    qtbot.addWidget(other)
    other.show()
    take(other, pages(tmp_path, 6))
    run(other)
    assert other.alike_button.isVisible()
    other.alike_button.click()
    assert not other.isVisible()
    assert other.wanted == "copies"
