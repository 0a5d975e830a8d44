"""Files come in by the dialog: looked at, mapped, refused by name, taken all or none."""

from __future__ import annotations

import csv
from pathlib import Path

import polars
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from annotator.gui import file_dialogs
from annotator.gui.import_dialog import ImportDialog
from annotator.gui.workspace import Workspace
from annotator.shipped import resource

CODED = (
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,country,location,latitude,longitude,fatalities,notes\n"
    "IRQ900,2 June 2020,Battles,Armed clash,Military Forces of Iraq (2020-2022),Iraq,Kirkuk,35.4,44.3,2,A clash.\n"
)


@pytest.fixture
def dialog(qtbot: QtBot, workspace: Workspace) -> ImportDialog:
    made = ImportDialog(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def take(dialog: ImportDialog, path: Path) -> None:
    dialog.take([path])
    dialog.wait()


def press(dialog: ImportDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    button.click()
    dialog.wait()


def said(dialog: ImportDialog, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert label is not None
    return label.text()


def choose(dialog: ImportDialog, name: str, data: str) -> None:
    box = dialog.findChild(QComboBox, name)
    assert box is not None
    assert box.isVisible()
    box.setCurrentIndex(box.findData(data))
    dialog.wait()


def table(dialog: ImportDialog, name: str) -> list[list[str]]:
    found = dialog.findChild(QTableWidget, name)
    assert found is not None
    items = [[found.item(row, column) for column in range(found.columnCount())] for row in range(found.rowCount())]
    return [[item.text() if item else "" for item in row] for row in items]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_nothing_can_be_imported_before_files_are_chosen(dialog: ImportDialog):
    assert not dialog.import_button.isEnabled()
    assert "drop them here" in said(dialog, "import.files")


def test_columns_are_guessed_shown_and_changed(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    rows = "Headline,Lead,Body,Published\nOne,First lead,First body.,2020-06-02\nTwo,Second lead,Second body.,2020-06-03\n"
    take(dialog, written(tmp_path, "articles.csv", rows))
    assert dialog.choices.parts["text"].currentText() == "Body"
    assert dialog.choices.parts["date"].currentText() == "Published"
    assert table(dialog, "import.preview")[0] == ["One", "First lead", "First body.", "2020-06-02"]
    choose(dialog, "import.part.text", "Lead")
    press(dialog, "import.run")
    assert said(dialog, "import.outcome").startswith("2 added, 0 already in, 0 refused.")
    assert [one.text for one in workspace.project.articles.walk()][1:] == ["First lead", "Second lead"]
    assert workspace.project.search.find("second") != []


def test_a_part_can_be_left_out(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    take(dialog, written(tmp_path, "articles.csv", "title,text\nOne,First body.\n"))
    choose(dialog, "import.part.title", "")
    press(dialog, "import.run")
    assert [one.title for one in workspace.project.articles.walk()][-1] == ""


def test_the_same_twice_adds_nothing(dialog: ImportDialog, workspace: Workspace):
    take(dialog, resource("sample"))
    press(dialog, "import.run")
    assert said(dialog, "import.outcome").startswith("0 added, 1 already in")
    assert workspace.project.articles.count() == 1


def test_a_folder_of_texts(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        written(folder, f"{number}.txt", f"title: Title {number}\n\nText number {number}.")
    take(dialog, folder)
    assert not dialog.choices.parts["text"].isVisible()
    press(dialog, "import.run")
    assert workspace.project.articles.count() == 4


def test_texts_and_tables_of_several_shapes_come_in_together(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    written(folder, "a.txt", "title: A\n\nText a.")
    written(folder, "b.csv", "id,title,text,date\n1,B,Text b.,2020-06-02\n")
    written(folder, "c.csv", "Headline,Body,Paper\nC,Text c.,Herald\n")
    take(dialog, folder)
    press(dialog, "import.run")
    assert said(dialog, "import.outcome").startswith("3 added, 0 already in, 0 refused.")
    assert [one.title for one in workspace.project.articles.walk()][1:] == ["A", "B", "C"]


def test_tables_of_other_columns_than_the_one_looked_at_come_in(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    one = written(tmp_path, "b.csv", "Head,Lead,Body\nB,Lead b.,Text b.\n")
    other = written(tmp_path, "c.csv", "title,text\nC,Text c.\n")
    dialog.take([one, other])
    choose(dialog, "import.part.text", "Lead")
    press(dialog, "import.run")
    assert [one.text for one in workspace.project.articles.walk()][1:] == ["Lead b.", "Text c."]


def test_a_refused_row_keeps_all_out_until_the_good_rows_are_wanted(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    rows = "title,text,date\nOne,First body.,2020-06-02\nTwo,,2020-06-03\nThree,Third body.,no day at all\n"
    take(dialog, written(tmp_path, "articles.csv", rows))
    press(dialog, "import.run")
    assert said(dialog, "import.outcome").startswith("Nothing came in")
    assert workspace.project.articles.count() == 1
    press(dialog, "import.good")
    assert said(dialog, "import.outcome").startswith("1 added, 0 already in, 2 refused.")
    assert workspace.project.articles.count() == 2
    refused = table(dialog, "import.refused")
    assert [row[:2] for row in refused] == [["articles.csv", "3"], ["articles.csv", "4"]]
    assert dialog.told.refused.save(tmp_path / "refused.csv") == ""
    with (tmp_path / "refused.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["row"] for row in csv.DictReader(stream)] == ["3", "4"]


def test_rows_that_would_be_refused_are_told_before_anything_is_pressed(dialog: ImportDialog, tmp_path: Path):
    rows = "".join(f"{at},Body {at}.,{13 + at % 9}/03/2024\n" for at in range(30))
    take(dialog, written(tmp_path, "articles.csv", f"title,text,date\n{rows}Last,A body.,31/02/2024\n"))
    assert "Would be refused: articles.csv row 32, column date" in said(dialog, "import.notes")
    take(dialog, written(tmp_path, "either.csv", "title,text,date\nOne,A body.,03/04/2024\n"))
    assert "Would be refused: either.csv row 2, column date" in said(dialog, "import.notes")
    choose(dialog, "import.date_order", "dmy")
    assert "Would be refused" not in said(dialog, "import.notes")


def test_the_saved_list_of_refused_rows_is_told_once(dialog: ImportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    take(dialog, written(tmp_path, "articles.csv", "title,text\nOne,\n"))
    press(dialog, "import.run")
    for name in ("first.csv", "second.csv"):
        monkeypatch.setattr(file_dialogs, "save_file", lambda *_, to=tmp_path / name: (str(to), ""))
        press(dialog, "import.save")
        assert (tmp_path / name).exists()
    assert said(dialog, "import.outcome").count("The list stands in") == 1
    assert said(dialog, "import.outcome").endswith("The list stands in second.csv.")


def test_a_workbook_has_no_encoding_to_choose(dialog: ImportDialog, tmp_path: Path):
    path = tmp_path / "articles.xlsx"
    polars.DataFrame({"title": ["One"], "text": ["A body."]}).write_excel(path)
    take(dialog, path)
    assert dialog.choices.parts["text"].isVisibleTo(dialog)
    assert not dialog.choices.encoding.isVisibleTo(dialog)
    take(dialog, written(tmp_path, "articles.csv", "title,text\nOne,A body.\n"))
    assert dialog.choices.encoding.isVisibleTo(dialog)
    assert dialog.choices.encoding.itemText(0) == "Found: utf-8"


def test_a_table_of_coded_events_is_known_by_its_columns(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    take(dialog, written(tmp_path, "coded.csv", CODED))
    assert dialog.table_chosen() == "acled-csv"
    assert not dialog.choices.parts["text"].isVisible()
    press(dialog, "import.run")
    assert said(dialog, "import.outcome").startswith("1 added")
    (row,) = workspace.project.database.all("SELECT id, fatalities FROM events")
    assert tuple(row) == ("IRQ900", 2)
    take(dialog, tmp_path / "coded.csv")
    press(dialog, "import.run")
    assert said(dialog, "import.outcome").startswith("0 added, 1 already in")


def test_what_cannot_be_read_is_said_in_one_sentence(dialog: ImportDialog, tmp_path: Path):
    broken = tmp_path / "broken.json"
    broken.write_bytes(b'[{"text": "cut')
    take(dialog, broken)
    assert "broken.json" in said(dialog, "import.wrong")
    assert not dialog.import_button.isEnabled()


def test_an_encoding_can_be_chosen(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    path = tmp_path / "article.csv"
    path.write_bytes("title,text\nOne,Die Straße nach Lodž\n".encode("cp1250"))
    take(dialog, path)
    choose(dialog, "import.encoding", "cp1250")
    press(dialog, "import.run")
    assert [one.text for one in workspace.project.articles.walk()][-1] == "Die Straße nach Lodž"


def test_cancelling_leaves_nothing(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    rows = "title,text\n" + "".join(f"T{number},Body number {number}.\n" for number in range(60_000))
    take(dialog, written(tmp_path, "many.csv", rows))
    dialog.run()
    assert dialog.job.busy
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.wait()
    assert dialog.isVisible()
    assert said(dialog, "import.wrong") == "Stopped; nothing came in."
    assert workspace.project.articles.count() == 1


def test_undo_takes_an_import_back(dialog: ImportDialog, workspace: Workspace, tmp_path: Path):
    take(dialog, written(tmp_path, "articles.csv", "title,text\nOne,First body.\nTwo,Second body.\n"))
    press(dialog, "import.run")
    workspace.undo()
    assert workspace.project.articles.count() == 1
