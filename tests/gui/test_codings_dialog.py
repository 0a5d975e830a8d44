"""Codings come in by the dialog: guessed, looked at, labels told by keys, taken in one step; and a model's event by its key."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from coded_lines import TEXT, article, coding, event, evidence, span, write
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.formats.codings import known
from annotator.gui import file_dialogs
from annotator.gui.codings_dialog import CodingsDialog
from annotator.gui.codings_tables import HERE, LABEL
from annotator.gui.palette import Palette
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.codings import coding_uid

VALUES = {"event_date": "2020-06-01", "event_type": "Battles", "Toll": "2"}
SAID = article(coding("c1", "Ada", event(values=VALUES, evidence=[evidence("fatalities", span("two died"))])))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return write(tmp_path / "said.jsonl", SAID, article(coding("c2", "Bo", event("e2", values=VALUES)), text="Other."))


@pytest.fixture
def dialog(qtbot: QtBot, workspace: Workspace) -> CodingsDialog:
    made = CodingsDialog(workspace, settings=settings.Settings())
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def take(dialog: CodingsDialog, path: Path) -> None:
    dialog.take(path)
    dialog.wait()


def labels(dialog: CodingsDialog) -> dict[str, str]:
    rows = (dialog.labels.topLevelItem(row) for row in range(dialog.labels.topLevelItemCount()))
    return {row.text(LABEL): row.text(HERE) for row in rows if row is not None}


def press(widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)
        QApplication.processEvents()


def count(project: Project, table: str) -> int:
    return int(project.database.value(f"SELECT count(*) FROM {table} WHERE removed = 0"))


def test_a_file_is_guessed_and_looked_at_and_nothing_is_written(dialog: CodingsDialog, lines: Path, project: Project):
    before = count(project, "article")
    assert not dialog.yes.isEnabled()
    take(dialog, lines)
    assert dialog.format.currentData() == "jsonl"
    assert dialog.summary.text().startswith("2 codings with 2 events would come in, in 2 new and 0 known articles.")
    assert labels(dialog) == {"event_date": "Event date", "event_type": "Event type", "Toll": "–"}
    assert [row[0] for row in dialog.lost.rows] == ["label “Toll”"]
    assert dialog.yes.isEnabled()
    assert (count(project, "coding"), count(project, "article")) == (0, before)


def test_a_label_gets_its_question_by_keys_and_it_is_remembered(
    dialog: CodingsDialog, lines: Path, project: Project, qtbot: QtBot, workspace: Workspace
):
    take(dialog, lines)
    dialog.labels.setFocus()
    press(dialog.labels, Qt.Key.Key_End, Qt.Key.Key_Return)
    box = dialog.labels.findChild(QComboBox, "codings.label.field")
    assert box is not None
    assert "“Toll”" in box.accessibleName()
    box.view().setCurrentIndex(box.model().index(box.findData("fatalities"), 0))
    press(box.view(), Qt.Key.Key_Return)
    dialog.wait()
    assert labels(dialog)["Toll"] == "Fatalities"
    assert dialog.lost.rows == []
    dialog.run()
    dialog.wait()
    assert dialog.summary.text().startswith("2 codings with 2 events came in")
    assert json.loads(project.database.value('SELECT "values" FROM event'))["fatalities"] == 2
    again = CodingsDialog(workspace, settings=settings.load())
    again.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(again)
    take(again, lines)
    assert labels(again)["Toll"] == "Fatalities"
    assert "Here already, word for word: 2." in again.summary.text()
    assert not again.yes.isEnabled(), "there is nothing to bring in"


def test_what_it_becomes_is_chosen_and_needs_a_name(dialog: CodingsDialog, lines: Path, project: Project):
    take(dialog, lines)
    dialog.whose.setCurrentIndex(dialog.whose.findData("candidates"))
    dialog.wait()
    assert dialog.name.isVisible()
    assert dialog.summary.text() == "Name the model."
    assert not dialog.yes.isEnabled()
    QTest.keyClicks(dialog.name, "model-1")
    press(dialog.name, Qt.Key.Key_Return)
    dialog.wait()
    assert "4 values of 2 events would be offered" in dialog.summary.text()
    dialog.run()
    dialog.wait()
    assert "4 values of 2 events are offered now" in dialog.summary.text()
    assert (count(project, "precoding"), count(project, "coding")) == (4, 0)
    assert dialog.close_button.hasFocus()
    project.history.undo()
    assert count(project, "precoding") == 0


def test_one_coder_of_a_file_is_chosen_by_keys(dialog: CodingsDialog, tmp_path: Path, project: Project):
    both = article(
        coding("c1", "Ada", event(values={"event_type": "Battles"})),
        coding("c2", "Bo\nB", event("e2", values={"event_type": "Riots"})),
    )
    take(dialog, write(tmp_path / "both.jsonl", both))
    assert [dialog.only.itemText(place) for place in range(dialog.only.count())] == [
        "All that the file holds", "Ada (1)", "Bo B (1)",
    ]  # fmt: skip
    dialog.whose.setCurrentIndex(dialog.whose.findData("coder"))
    dialog.wait()
    QTest.keyClicks(dialog.name, "Cy")
    press(dialog.name, Qt.Key.Key_Return)
    dialog.wait()
    assert "Refused: 1." in dialog.summary.text()
    QTest.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    assert dialog.only.hasFocus()
    press(dialog.only, Qt.Key.Key_Down, Qt.Key.Key_Down)
    dialog.wait()
    assert dialog.only.currentData() == "Bo\nB"
    assert dialog.summary.text().startswith("1 coding with 1 event would come in")
    assert [row[:2] for row in dialog.lost.rows] == [("coding “Ada”", "only codings of Bo\nB were asked for")]
    dialog.run()
    dialog.wait()
    rows = project.database.all("SELECT k.name, v.event_type FROM events v JOIN coder k ON k.uid = v.coder")
    assert rows == [("Cy", "Riots")]


def test_there_is_no_choice_of_coders_where_there_is_one(dialog: CodingsDialog, lines: Path, tmp_path: Path):
    take(dialog, lines)
    assert dialog.only.isVisible()
    dialog.only.setCurrentIndex(1)
    dialog.wait()
    take(dialog, write(tmp_path / "one.jsonl", SAID))
    assert not dialog.only.isVisible()
    assert dialog.only.currentData() == "", "another file, another choice"
    assert "1 coding with 1 event would come in" in dialog.summary.text()


def test_the_good_ones_come_in_where_the_button_says_so(dialog: CodingsDialog, tmp_path: Path, project: Project):
    take(dialog, write(tmp_path / "said.jsonl", SAID, "{broken"))
    assert dialog.yes.text() == "&Import the good ones"
    assert "Refused: 1." in dialog.summary.text()
    assert dialog.lost.rows[0][::3] == ("Refused", "row 2")
    dialog.yes.click()
    dialog.wait()
    assert count(project, "coding") == 1


def test_the_list_is_saved(dialog: CodingsDialog, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    take(dialog, lines)
    out = tmp_path / "list.csv"
    monkeypatch.setattr(file_dialogs, "save_file", lambda *_: (str(out), ""))
    dialog.save_button.click()
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [["what", "why", "times", "first_in"], ["label “Toll”", "the codebook has no such field", "2", "row 1"]]


def test_what_cannot_be_told_is_asked_and_what_cannot_be_read_is_said(dialog: CodingsDialog, tmp_path: Path):
    file = tmp_path / "odd.bin"
    file.write_bytes(b"\0\1\2")
    take(dialog, file)
    assert dialog.summary.text() == "Say what odd.bin is; that cannot be told from outside."
    dialog.format.setCurrentIndex(dialog.format.findData("jsonl"))
    dialog.wait()
    assert "Refused: 1." in dialog.summary.text()
    dialog.format.setCurrentIndex(dialog.format.findData("brat"))
    dialog.wait()
    assert "is no folder" in dialog.summary.text()
    assert not dialog.yes.isEnabled()


def test_a_folder_taken_for_each_format_is_refused_in_a_sentence(dialog: CodingsDialog, tmp_path: Path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    take(dialog, folder)
    for format_ in known.readers():
        dialog.format.setCurrentIndex(dialog.format.findData(format_))
        dialog.wait()
        assert "pictures" in dialog.summary.text(), format_
        assert not dialog.job.busy, format_
        assert not dialog.yes.isEnabled(), format_


def test_every_control_has_a_name(dialog: CodingsDialog):
    for one in dialog.findChildren(QWidget):
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.objectName().startswith("codings."):
            assert one.accessibleName() or getattr(one, "text", str)(), one.objectName()


def test_a_models_event_is_taken_by_a_key(qtbot: QtBot, tmp_path: Path):
    from annotator.formats.codings.taking_in import CodingPlan, Whose, take_in
    from annotator.gui.window import Window

    path = tmp_path / "desk.annotator"
    said = event(values={"event_type": "Battles", "notes": "Two died."}, evidence=[evidence("event_type", span("two died"))])
    with Project.create(path, "acled", coder="ann") as made:
        take_in(
            made, CodingPlan(write(tmp_path / "in.jsonl", article(coding("c", "m", said))), "jsonl", Whose("candidates", "m-1"))
        )
        uid = made.articles.uid_of(1)
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.open_project(path)
    assert window.workspace is not None
    window.focus.show_article(uid)
    window.actions_by_id["take_model_event"].trigger()
    project = window.workspace.project
    events = project.events.of(coding_uid(uid, project.coder.uid, "main"))
    assert [one.values["event_type"] for one in events] == ["Battles"]
    assert window.focus.event == events[0].uid
    assert [one.spans[0].quote for one in project.evidence.of(events[0].uid) if one.spans] == ["two died"]
    assert TEXT[span("two died")["start"] :].startswith("two died")
    window.actions_by_id["take_model_event"].trigger()
    assert len(project.events.of(events[0].coding)) == 1
    window.actions_by_id["remove_offers"].trigger()
    palette = window.findChild(Palette)
    assert palette is not None
    first = palette.list.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "m-1"
    QTest.keyClick(palette.words, Qt.Key.Key_Return)
    assert (project.precodings.models(), len(project.events.of(events[0].coding))) == ([], 1)
    project.history.undo()
    assert [one.model for one in project.precodings.models()] == ["m-1"]
    window.close()
