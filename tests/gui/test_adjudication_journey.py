"""Adjudication by keyboard alone: three coders' work on seven articles, settled key by key, undone, gone on with after a
restart, and given out with whose every value is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from settled_project import ACTOR, ALIKE, CLASH, DATE, DIVIDED, MISSED, NO_EVENT, SIDES, settled_project

from annotator.cli import run
from annotator.gui import coder_choice
from annotator.gui.adjudication_panel import AdjudicationPanel
from annotator.gui.adjudication_sheet import Row
from annotator.project import Project, adjudication
from annotator.project.coders import Coder


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def the_lead(_parent: object, coders: list[Coder], _last: str) -> Coder:
        return coders[0]

    monkeypatch.setattr(coder_choice, "choose_coder", the_lead)
    return settled_project(tmp_path / "kirkuk.annotator")


class Lead(Hands):
    """Reads the table, and presses keys."""

    @property
    def panel(self) -> AdjudicationPanel:
        """The tab in view."""
        found = self.window.findChild(AdjudicationPanel)
        assert found is not None
        return found

    @property
    def number(self) -> int:
        """The case in view."""
        assert self.panel.sheet is not None
        return self.panel.sheet.case.number

    @property
    def open(self) -> int:
        """What is left to decide in it."""
        assert self.panel.sheet is not None
        return len(self.panel.sheet.undecided)

    @property
    def row(self) -> Row:
        """The row in view."""
        found = self.panel.bench.table.current()
        assert found is not None
        return found

    @property
    def entries(self) -> list[str]:
        """What the strip has."""
        assert self.panel.sheet is not None
        return [entry.kind for entry in self.panel.sheet.entries]

    def to(self, field: str) -> Row:
        """Down to a field, by the arrow."""
        for _ in range(60):
            found = self.panel.bench.table.current()
            if found is not None and found.field == field:
                return found
            self.press("Down")
        raise AssertionError(f"{field} is not there")

    def dialog(self) -> QDialog | None:
        """What asks."""
        found = QApplication.activeWindow()
        return found if isinstance(found, QDialog) else None


@pytest.fixture
def lead(qtbot: QtBot, path: Path) -> Iterator[Lead]:
    hands = Lead(qtbot, path)
    yield hands
    hands.window.close()


def test_seven_articles_are_settled_by_keyboard_alone(qtbot: QtBot, path: Path, tmp_path: Path):
    lead = Lead(qtbot, path)
    lead.press("Alt+Shift+3")
    assert lead.panel.cases.progress.text() == "0 of 7 settled"

    # All alike: nothing to decide, one key settles it and goes on.
    assert lead.number == ALIKE
    lead.press("Return")
    assert lead.open == 0
    assert lead.panel.bench.table.hasFocus()
    lead.press("Ctrl+Return")
    assert lead.number == DATE
    assert lead.panel.cases.progress.text() == "1 of 7 settled"

    # A wrong date: the first key begins the case and asks why; the reason is kept.
    assert lead.row.field == "event_date"
    lead.press("1")
    assert lead.dialog() is not None
    lead.press("1")
    assert lead.dialog() is None
    assert lead.row.settled == "2020-06-02"
    assert lead.row.decision is not None
    assert lead.row.decision.reason == "text_says"
    lead.press("2")
    assert lead.row.settled == "2020-06-01"
    lead.press("Ctrl+Z")
    assert (lead.number, lead.row.field, lead.row.settled) == (DATE, "event_date", "2020-06-02")
    lead.press("Ctrl+Z")
    assert lead.row.state == "open"
    lead.press("Ctrl+Y", "Ctrl+Z", "M")
    assert lead.row.settled == "2020-06-02"
    lead.press("R")
    assert lead.dialog() is not None
    lead.press("3")
    assert lead.row.decision.reason == "codebook_unclear"
    lead.press("G")
    row = lead.to("location")
    lead.press("S")
    lead.type("2")
    lead.press("Return")
    assert lead.row.field == "location"
    assert row.span is None
    assert lead.row.span is not None
    spans = lead.window.current().evidence(lead.row.owner)
    assert [one.spans[0].quote for one in spans if one.field == "location"] == ["near Hawija"]
    lead.press("T", "Ctrl+Home", "Ctrl+Shift+Right", "T", "V")
    spans = lead.window.current().evidence(lead.row.owner)
    assert [one.spans[0].quote for one in spans if one.field == "location"] == ["A"]
    assert [one.spans[0].part for one in spans if one.field == "location"] == ["title"]
    lead.press("Ctrl+Z")
    lead.press("G", "Ctrl+Return")

    # Another actor: a third value, and a reason of the lead's own.
    assert lead.number == ACTOR
    assert lead.row.field == "actor1"
    lead.press("R", "Tab", "Tab")
    lead.type("Asked the desk")
    lead.press("Return")
    lead.press("Return")
    assert lead.dialog() is not None
    lead.press("Ctrl+A")
    lead.type("Gunmen (Iraq)")
    lead.press("Return")
    assert lead.row.settled == "Gunmen (Iraq)"
    assert lead.row.decision is not None
    assert lead.row.decision.reason.startswith("own_")
    lead.press("Ctrl+Return")
    assert lead.said() == "1 question is open still."
    assert lead.row.field == "inter1", "of another actor its type does not follow"
    lead.press("Return")
    lead.type("3")
    lead.press("Return")
    assert lead.row.settled == "3"
    lead.press("Ctrl+Return")

    # Sides swapped: read the other way round, nothing differs.
    assert lead.number == SIDES, lead.said()
    assert lead.panel.sheet is not None
    assert lead.panel.sheet.entries[1].swapped == (False, True, False)
    lead.press("Ctrl+Return")
    lead.window.close()

    # The next day.
    lead = Lead(qtbot, path)
    lead.press("Alt+Shift+3")
    assert lead.panel.cases.progress.text() == "4 of 7 settled"

    # A missed event: two say that it is one.
    assert lead.number == MISSED
    lead.press("Return")
    assert lead.open == 1
    lead.press("X", "5")
    assert lead.entries == ["article", "event", "dropped"]
    lead.press("Ctrl+Z")
    assert lead.entries == ["article", "event", "event"]
    lead.press("Right", "N", "1")
    assert lead.open == 0
    lead.press("Ctrl+Return")

    # A divided event: what one coder alone has is an event of its own; one divided, and made one again.
    assert lead.number == DIVIDED
    lead.press("A")
    assert lead.open == 0
    lead.press("Left", "D", "Return")
    assert lead.entries == ["article", "event", "event", "event"]
    lead.press("Ctrl+Z")
    assert lead.entries == ["article", "event", "event"]
    lead.press("C", "Return")
    assert lead.entries == ["article", "event"]
    lead.press("Ctrl+Z", "Ctrl+Return")

    # One says that there is no event: the others' is dropped, then it is one after all.
    assert lead.number == NO_EVENT
    lead.press("3")
    assert lead.open == 0
    assert lead.entries == ["article", "dropped"]
    lead.press("Ctrl+Z", "W")
    lead.type("1")
    lead.press("Return")
    lead.press("Space", "Shift+2", "Ctrl+Return")
    assert lead.said() == "All cases are settled."
    assert lead.panel.cases.progress.text() == "7 of 7 settled"
    lead.press("Shift+N")
    lead.window.close()

    _check_dataset(path, tmp_path)


def _check_dataset(path: Path, folder: Path) -> None:
    """Every value of the dataset with whose it is, who decided and why."""
    out = folder / "settled.jsonl"
    assert run(["export", str(path), str(out), "--format", "jsonl", "--adjudicated"]) == 0
    articles = {one["number"]: one for one in map(json.loads, out.read_text("utf-8").splitlines())}
    assert sorted(articles) == [ALIKE, DATE, ACTOR, SIDES, MISSED, DIVIDED, NO_EVENT]
    events = {number: one["codings"][0]["events"] for number, one in articles.items()}
    assert {number: len(found) for number, found in events.items()} == {1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 2, 7: 1}
    with Project.open(path) as project:
        names = {one.name: one.uid for one in project.coders.all()}
    assert len(names) == 4
    for found in events.values():
        for event in found:
            told = {one["field"]: one for one in event["decisions"] if one["kind"] == "value"}
            given = {name for name in CLASH if name in event["values"]}
            assert given <= {*told, "inter1", "inter2", "interaction"}, given - set(told)
    date = _decision(events[DATE][0], "event_date")
    assert (len(date["from"]), date["reason"]) == (2, "codebook_unclear")
    span = next(one for one in events[DATE][0]["decisions"] if one["kind"] == "evidence")
    assert (span["field"], len(span["from"])) == ("location", 1)
    actor = _decision(events[ACTOR][0], "actor1")
    assert (actor["from"], actor["reason"][:4]) == ([], "own_")
    assert events[ACTOR][0]["values"]["actor1"] == "Gunmen (Iraq)"
    for name in ("actor1", "actor2"):
        assert _decision(events[SIDES][0], name)["reason"] == "agreed"
        assert len(_decision(events[SIDES][0], name)["from"]) == 3
    missed = next(one for one in events[MISSED][1]["decisions"] if one["kind"] == "event")
    assert len(missed["from"]) == 2
    alone = next(one for one in events[DIVIDED][1]["decisions"] if one["kind"] == "event")
    assert len(alone["from"]) == 1
    verdict = next(one for one in articles[NO_EVENT]["codings"][0]["decisions"] if one["kind"] == "verdict")
    assert len(verdict["from"]) == 2


def _decision(event: dict[str, Any], field: str) -> dict[str, Any]:
    return next(one for one in event["decisions"] if one["kind"] == "value" and one["field"] == field)


def test_undo_from_another_place_comes_back_to_case_and_field(lead: Lead):
    lead.press("Alt+Shift+3", "Down", "Return", "3", "1")
    assert lead.number == DATE
    lead.press("Alt+1")
    assert lead.window.place == "code"
    lead.press("Ctrl+Z")
    assert lead.window.place == "review"
    assert (lead.number, lead.row.field, lead.row.state) == (DATE, "event_date", "open")
    lead.press("Ctrl+Z")
    assert lead.panel.sheet is not None
    assert lead.panel.sheet.coding is None


def test_keys_do_nothing_while_something_is_typed(lead: Lead):
    lead.press("Alt+Shift+3", "Down", "Return", "Return")
    dialog = lead.dialog()
    assert dialog is not None
    lead.type("12")
    assert lead.row.state == "open"
    lead.press("Escape")
    assert lead.dialog() is None
    assert lead.row.state == "open"


def test_the_table_of_a_team_is_numbered_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The ids are the adjudicated events'; who gives them is the lead, named or the only one."""
    path, out = settled_project(tmp_path / "kirkuk.annotator"), tmp_path / "team.csv"

    def answer(*arguments: str) -> Any:
        assert run([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    with Project.open(path) as project:
        first = next(iter(project.articles.walk())).uid
        project.work_as(project.coders.named("Lead"))
        coding = adjudication.begin(project, first, [[lane.events[0].uid for lane in adjudication.lanes(project, first)]])
        adjudication.finish(project, coding.uid)
    wanted = ("export", str(path), str(out), "--format", "acled-csv", "--adjudicated")
    assert run([*wanted]) != 0
    assert "--number" in capsys.readouterr().err
    told = answer(*wanted, "--number")
    assert (told["events"], told["numbered"]) == (1, 1)
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert [row["event_id_cnty"] for row in csv.DictReader(stream)] == ["IRQ1"]
    again = answer(*(one if one != str(out) else str(tmp_path / "again.csv") for one in wanted), "--number", "--coder", "Lead")
    assert (again["events"], again["numbered"]) == (1, 0)
    with Project.open(path, read_only=True) as project:
        last = project.history.to_undo()
        assert last is None or project.coders.get(last.coder) == project.coders.named("Lead")
