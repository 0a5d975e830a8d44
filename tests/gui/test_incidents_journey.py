"""Three articles tell one clash, each otherwise: linked by keyboard alone, its tie settled, given out as one row, undone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from told_thrice import events_in, told_thrice

from annotator.gui.export_dialog import ExportDialog
from annotator.gui.incidents_panel import IncidentsPanel


class Lead(Hands):
    """Waits as a person does: until the window is in step."""

    @property
    def panel(self) -> IncidentsPanel:
        """The tab."""
        found = self.window.findChild(IncidentsPanel)
        assert found is not None
        return found

    def counts(self) -> list[str]:
        """What stands beside the lists."""
        self._qtbot.waitUntil(lambda: not self.panel.work.behind and not self.panel.work.searching)
        QApplication.processEvents()
        kinds = self.panel.lists.kinds
        return [item.text(1) for at in range(kinds.topLevelItemCount()) if (item := kinds.topLevelItem(at)) is not None]

    def to(self, field: str) -> None:
        """Down to a field, by the arrow."""
        for _ in range(60):
            row = self.panel.bench.row
            if row is not None and row.field == field:
                return
            self.press("Down")
        raise AssertionError(f"{field} is not there")

    def export(self, monkeypatch: pytest.MonkeyPatch, out: Path) -> list[dict[str, str]]:
        """Gives incidents out by the dialog; the rows of the table."""

        def fill(dialog: ExportDialog) -> int:
            dialog.open()
            self._qtbot.waitUntil(dialog.isActiveWindow)
            dialog.wait()
            # Not typed: a list that is searched by letters begins anew where a slow machine comes late with the next.
            self.press("Alt+F", "Home")
            assert dialog.format.currentData() == "acled-csv"
            self.press("Alt+R")
            self.press("End")
            dialog.wait()
            assert dialog.options().unit == "incident"
            if dialog.number.isVisible():
                self.press("Alt+N")
                self._qtbot.waitUntil(dialog.number.isChecked)
            self.press("Alt+I", "Ctrl+A")
            self.type(str(out))
            self.press("Return")
            dialog.wait()
            assert dialog.report is not None, dialog.wrong.text()
            self.press("Escape")
            return 0

        monkeypatch.setattr(ExportDialog, "exec", fill)
        self.press("Ctrl+Shift+S")
        with out.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def test_three_reports_become_one_row_and_three_again(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = told_thrice(tmp_path / "thrice.annotator")
    lead = Lead(qtbot, path)
    project = lead.window.current().project
    first, second, third, protest = events_in(project)

    # Two are found, and linked by one key, with a reason.
    lead.press("Ctrl+Alt+I", "F")
    assert lead.counts() == ["1", "0", "0", "0", "0"]
    lead.press("R")
    lead.type("the same post")
    lead.press("Return", "S")
    assert lead.counts() == ["0", "0", "0", "1", "1"]
    [incident] = project.incidents.of_event(first)
    assert project.incidents.events_of(incident) == [first, second]

    # The third is known only by hand: another day, another place, other words.
    lead.press("A")
    lead.type("كركوك")
    lead.press("Return")
    qtbot.waitUntil(lambda: bool(project.incidents.of_event(third)))  # Enter waits for the search
    assert lead.counts()[4] == "1"
    assert project.incidents.events_of(incident) == [first, second, third]
    assert lead.panel.sheet is not None
    assert "“the same post”" in lead.panel.bench.about.text()

    # Two points, both exact: the tie is settled.
    lead.press("4", "Return")
    lead.to("latitude")
    assert "tie" in lead.panel.bench.quotes.toPlainText()
    lead.press("Return")
    lead.type("35.3298")
    lead.press("Return")
    assert lead.counts()[3] == "0"
    assert project.incidents.get(incident).settled == {"latitude": 35.3298}

    # One row for the three, with all sources and the lowest toll.
    rows = lead.export(monkeypatch, tmp_path / "out.csv")
    assert len(rows) == 2
    clash = next(row for row in rows if row["event_type"] == "Battles")
    assert clash["fatalities"] == "3"
    assert clash["source"] == "A local paper; Kirkuk Now; صحيفة المدى"
    assert (clash["location"], clash["latitude"]) == ("Hawija", "35.3298")
    assert clash["event_date"] == "02 June 2020"

    # Undone step by step: the ids, the tie, the third, the link; each goes to where it was made.
    lead.press("Ctrl+Z", "Ctrl+Z")
    assert project.incidents.get(incident).settled == {}
    assert lead.window.place == "events"
    assert lead.panel.sheet is not None
    assert lead.panel.sheet.incident == incident
    lead.press("Ctrl+Z")
    assert project.incidents.of_event(third) == []
    lead.press("Ctrl+Z")
    assert lead.counts() == ["1", "0", "0", "0", "0"]
    assert [one.event for one in lead.panel.sheet.columns] == [first, second]
    assert project.incidents.of_event(first) == project.incidents.of_event(second) == []
    rows = lead.export(monkeypatch, tmp_path / "again.csv")
    assert len(rows) == 4
    assert sorted(row["fatalities"] for row in rows) == ["0", "3", "4", "5"]
    assert {row["source"] for row in rows if row["event_type"] == "Protests"} == {"A local paper"}
    assert project.incidents.of_event(protest)
    lead.window.close_project()
