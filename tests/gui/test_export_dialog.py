"""Datasets go out by the dialog: counted first, numbered when wanted, written whole or not at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.formats.importing import ImportPlan, take_in
from annotator.gui import export_dialog
from annotator.gui.export_dialog import ExportDialog
from annotator.gui.workspace import Workspace
from annotator.project.incidents import Incidents

CODED = (
    "event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,country,admin1,location,latitude,"
    "longitude,geo_precision,source,source_scale,fatalities,notes\n"
    + "2 June 2020,1,Battles,Armed clash,Military Forces of Iraq (2020-2022),State forces,Islamic State (Iraq),Rebel group,"
    'Iraq,Kirkuk,Kirkuk,35.4681,44.3922,1,UrduPoint,International,{0},"On 2 June 2020, forces clashed. {0} fatalities."\n'
)


def fill(workspace: Workspace, folder: Path, events: int = 2) -> None:
    """That many finished events without an id."""
    head, row = CODED.splitlines(keepends=True)
    path = folder / "coded.csv"
    path.write_text(head + "".join(row.format(number) for number in range(events)), "utf-8")
    told = take_in(workspace.project, ImportPlan((path,), "acled-csv"))
    assert (told.added, told.drafted) == (events, 0), told


@pytest.fixture
def dialog(qtbot: QtBot, workspace: Workspace, tmp_path: Path) -> ExportDialog:
    fill(workspace, tmp_path)
    return opened(qtbot, workspace)


def opened(qtbot: QtBot, workspace: Workspace) -> ExportDialog:
    made = ExportDialog(workspace)
    qtbot.addWidget(made)
    made.show()
    made.wait()
    return made


def choose(dialog: ExportDialog, name: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(name))
    dialog.wait()


def press(dialog: ExportDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    assert button.isEnabled()
    button.click()
    dialog.wait()


def said(dialog: ExportDialog, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_it_says_before_what_goes_out(dialog: ExportDialog):
    assert said(dialog, "export.counts") == "2 events will go out."


def test_a_table_that_needs_ids_waits_for_them(dialog: ExportDialog, workspace: Workspace):
    choose(dialog, "acled-csv")
    assert not dialog.export_button.isEnabled()
    assert "needs an id" in said(dialog, "export.wrong")
    dialog.number.setChecked(True)
    assert said(dialog, "export.wrong") == ""
    press(dialog, "export.run")
    with dialog.path().open(encoding="utf-8", newline="") as stream:
        assert [row["event_id_cnty"] for row in csv.DictReader(stream)] == ["IRQ1", "IRQ2"]
    assert "Gave ids to 2 events." in said(dialog, "export.outcome")
    assert [row[0] for row in workspace.project.database.all("SELECT id FROM events ORDER BY id")] == ["IRQ1", "IRQ2"]


def test_jsonl_and_its_manifest(dialog: ExportDialog):
    choose(dialog, "jsonl")
    assert not dialog.formulas.isEnabled()
    out = dialog.path()
    press(dialog, "export.run")
    assert len(out.read_text("utf-8").splitlines()) == 2
    manifest = next(out.parent.glob(f"{out.name}*manifest*"))
    assert json.loads(manifest.read_text("utf-8"))["files"]


def test_an_own_name_stays_when_the_format_changes(dialog: ExportDialog, tmp_path: Path):
    dialog.file.selectAll()
    QTest.keyClicks(dialog.file, str(tmp_path / "mine.csv"))
    choose(dialog, "csv")
    assert dialog.path() == tmp_path / "mine.csv"


def test_a_file_that_is_there_is_asked_about(dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch):
    choose(dialog, "csv")
    dialog.path().write_text("old", "utf-8")
    monkeypatch.setattr(export_dialog, "may_write", lambda *_: False)
    press(dialog, "export.run")
    assert dialog.path().read_text("utf-8") == "old"
    monkeypatch.setattr(export_dialog, "may_write", lambda *_: True)
    press(dialog, "export.run")
    assert dialog.path().read_text("utf-8") != "old"


def test_what_cannot_be_written_is_said(dialog: ExportDialog, workspace: Workspace, tmp_path: Path):
    choose(dialog, "csv")
    dialog.file.setText(str(tmp_path / "no such folder" / "out.csv"))
    press(dialog, "export.run")
    assert "There is no folder" in said(dialog, "export.wrong")


@pytest.mark.parametrize("name", ["csv", "hugging-face"])
@pytest.mark.parametrize("place", ["{0}/" + "\N{ARABIC LETTER BEH}" * 200, "~nobody-of-that-name/out"])
def test_a_name_that_no_system_takes_is_said(dialog: ExportDialog, tmp_path: Path, name: str, place: str):
    choose(dialog, name)
    before = sorted(tmp_path.iterdir())
    dialog.file.setText(place.format(tmp_path))
    press(dialog, "export.run")
    assert said(dialog, "export.wrong")
    assert sorted(tmp_path.iterdir()) == before


def test_cancelling_leaves_no_file(qtbot: QtBot, workspace: Workspace, tmp_path: Path):
    fill(workspace, tmp_path, 1500)
    dialog = opened(qtbot, workspace)
    choose(dialog, "evidence-csv")
    choose(dialog, "jsonl")
    dialog.run()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.wait()
    assert dialog.isVisible()
    if dialog.report is None:  # it was not over before the key came
        assert said(dialog, "export.wrong") == "Stopped; nothing was written."
        assert not dialog.path().exists()
    assert not list(tmp_path.glob("*.unfinished*"))


def test_with_several_coders_one_is_chosen(qtbot: QtBot, workspace: Workspace, tmp_path: Path):
    fill(workspace, tmp_path)
    workspace.project.coders.add("B2")
    dialog = opened(qtbot, workspace)
    names = [dialog.whose.itemText(place) for place in range(dialog.whose.count())]
    assert names == ["Coder ann", "Coder B2"]
    assert said(dialog, "export.counts") == "2 events will go out."
    dialog.whose.setCurrentIndex(1)
    dialog.wait()
    assert said(dialog, "export.counts").startswith("0 events will go out.\nLeft out: 2 events of other coders.")


def test_a_format_of_another_kind_has_its_own_ending(dialog: ExportDialog, workspace: Workspace):
    choose(dialog, "geopackage")
    assert dialog.file.text().endswith(f"{workspace.path.stem}.gpkg")
    assert not dialog.formulas.isEnabled(), "only cells of a CSV are made harmless"
    choose(dialog, "long-csv")
    assert dialog.file.text().endswith("-long.csv")
    assert dialog.formulas.isEnabled()


# --- one row an incident ----------------------------------------------------------------------------------------------


def linked(workspace: Workspace) -> list[str]:
    """The first two events, linked."""
    events = [row[0] for row in workspace.project.database.all("SELECT event_uid FROM events ORDER BY article")]
    workspace.project.incidents.link(events[:2])
    return events


def test_a_row_is_an_event_until_events_are_linked(dialog: ExportDialog):
    assert dialog.unit.isVisible()
    assert dialog.options().unit == "event"
    assert "2 events will go out." in said(dialog, "export.counts")


def test_the_codebooks_tables_have_a_row_an_incident_where_some_are_linked(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path
):  # fmt: skip
    fill(workspace, tmp_path, 3)
    linked(workspace)
    dialog = opened(qtbot, workspace)
    choose(dialog, "acled-csv")
    assert dialog.options().unit == "incident"
    assert said(dialog, "export.counts") == "2 incidents will go out, told by 3 events, 1 of them by more than one."
    assert "2 incidents" in dialog.number.text()
    choose(dialog, "csv")
    assert dialog.options().unit == "event"
    choose(dialog, "jsonl")
    assert not dialog.unit.isVisible()
    choose(dialog, "acled-csv")
    dialog.number.setChecked(True)
    dialog.file.setText(str(tmp_path / "out.csv"))
    press(dialog, "export.run")
    assert said(dialog, "export.outcome").startswith("2 rows of 2 incidents, told by 3 events")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["fatalities"] for row in csv.DictReader(stream)] == ["0", "2"]


def test_whether_any_are_linked_is_asked_once(
    qtbot: QtBot, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):  # fmt: skip
    fill(workspace, tmp_path, 3)
    linked(workspace)
    asked: list[bool] = []
    ask = Incidents.any_of_several
    monkeypatch.setattr(Incidents, "any_of_several", lambda known: asked.append(ask(known)) or asked[-1])
    dialog = opened(qtbot, workspace)
    for name in ("acled-csv", "csv", "acled-csv"):
        choose(dialog, name)
    assert asked == [True]


def test_what_was_chosen_stays_with_another_format(qtbot: QtBot, workspace: Workspace, tmp_path: Path):
    fill(workspace, tmp_path)
    linked(workspace)
    dialog = opened(qtbot, workspace)
    choose(dialog, "acled-csv")
    dialog.unit.setFocus()
    QTest.keyClick(dialog.unit, Qt.Key.Key_Up)
    dialog.wait()
    assert dialog.options().unit == "event"
    choose(dialog, "csv")
    choose(dialog, "acled-csv")
    assert dialog.options().unit == "event"


def test_where_several_code_incidents_are_of_one_coding_an_article(qtbot: QtBot, workspace: Workspace, tmp_path: Path):
    fill(workspace, tmp_path)
    workspace.project.coders.add("B2")
    dialog = opened(qtbot, workspace)
    assert dialog.whose.findData("") < 0
    dialog.unit.setCurrentIndex(1)
    dialog.wait()
    assert dialog.whose.currentText().startswith("One coding an article")
    assert "2 incidents will go out" in said(dialog, "export.counts")
    dialog.unit.setCurrentIndex(0)
    dialog.wait()
    assert dialog.whose.findData("") < 0
    assert dialog.whose.currentData()


def test_jsonl_holds_every_coders_version_if_that_is_wanted(qtbot: QtBot, workspace: Workspace, tmp_path: Path):
    fill(workspace, tmp_path)
    workspace.project.coders.add("B2")
    dialog = opened(qtbot, workspace)
    choose(dialog, "jsonl")
    assert dialog.whose.itemData(0) == "every"
    dialog.whose.setCurrentIndex(0)
    dialog.wait()
    assert dialog.options().every_coder
    assert said(dialog, "export.counts") == "2 events will go out."
    press(dialog, "export.run")
    assert json.loads(next(tmp_path.glob("*.manifest.json")).read_text("utf-8"))["options"]["every_coder"]
    press(dialog, "export.again")
    choose(dialog, "csv")
    assert dialog.whose.findData("every") < 0
