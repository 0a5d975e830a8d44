"""The tab Adjudication: what is listed, shown and told, who sees it, and that it follows what others do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QHeaderView
from pytestqt.qtbot import QtBot
from settled_project import ACTOR, ALIKE, CLASH, DATE, DIVIDED, MISSED, NO_EVENT, SIDES, SWAPPED, TITLES, settled_project

from annotator.gui import adjudication_words as words
from annotator.gui.adjudication_deeds import Why
from annotator.gui.adjudication_groups import groups_of, left
from annotator.gui.adjudication_panel import AdjudicationPanel
from annotator.gui.adjudication_sheet import BEING, Row, most_said, read
from annotator.gui.colors import contrast, lane_color
from annotator.gui.focus import Focus
from annotator.gui.theme import make_palette
from annotator.gui.window import Window
from annotator.gui.workspace import Workspace
from annotator.project import Project, adjudicated_events, adjudication
from annotator.settings import Settings

TIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def lead(tmp_path: Path) -> Iterator[Project]:
    with Project.open(settled_project(tmp_path / "kirkuk.annotator")) as project:
        yield project


@pytest.fixture
def panel(qtbot: QtBot, lead: Project) -> AdjudicationPanel:
    made = AdjudicationPanel(Workspace(lead), Focus())
    qtbot.addWidget(made)
    made.resize(1270, 700)
    made.show()
    made.bench.why = Why("text_says")
    return made


def article(project: Project, number: int) -> str:
    found = project.articles.by_number(number)
    assert found is not None
    return found.uid


def show(panel: AdjudicationPanel, number: int) -> None:
    panel.show_article(article(panel._workspace.project, number))
    assert panel.sheet is not None
    assert panel.sheet.case.number == number


def rows(panel: AdjudicationPanel) -> dict[str, Row]:
    return {row.field: row for row in panel.bench.model.rows}


def states(panel: AdjudicationPanel) -> dict[int, str]:
    assert panel.sheet is not None
    return {case.number: case.state for case in panel.cases._all}


def test_cases_are_listed_with_their_coders_and_filtered(panel: AdjudicationPanel):
    model = panel.cases.model
    assert model.rowCount() == len(TITLES), "what one coder alone handed in is no case"
    assert model.index(0, 0).data() == "1  All alike"
    assert "Coded by B2, C3, D4; waiting" in model.index(0, 0).data(TIP)
    show(panel, DATE)
    panel.bench.enter()
    panel.cases.which.setCurrentIndex(panel.cases.which.findData("open"))
    assert [case.number for case in model.cases] == [DATE]
    assert model.index(0, 0).data(TIP).endswith("1 open")
    panel.cases.which.setCurrentIndex(panel.cases.which.findData("done"))
    assert model.rowCount() == 0
    show(panel, ALIKE)
    assert panel.cases.which.currentIndex() == 0, "the case asked for is listed"
    panel.bench.finish()
    assert states(panel)[ALIKE] == "done"
    assert panel.cases.progress.text() == "1 of 7 settled"


def test_looking_writes_nothing(panel: AdjudicationPanel, lead: Project):
    before = lead.history.to_undo()
    for number in range(1, 8):
        show(panel, number)
        panel.bench.step_entry(1)
        panel.bench.next_open()
        panel.bench.fold()
    assert lead.history.to_undo() == before
    assert {case.state for case in adjudication.cases(lead)} == {"waiting"}


def test_a_case_that_was_begun_is_read_once_to_be_shown(
    panel: AdjudicationPanel, lead: Project, monkeypatch: pytest.MonkeyPatch
):
    show(panel, DATE)
    panel.bench.enter()
    run: list[str] = []
    standing = adjudicated_events.standing
    monkeypatch.setattr(adjudicated_events, "standing", lambda project, uid: (run.append(uid), standing(project, uid))[1])
    (case,) = (one for one in adjudication.cases(lead) if one.number == DATE)
    sheet = read(lead, case)
    assert run == [case.coding]
    assert list(sheet.decisions) == adjudication.decisions(lead, case.coding)
    assert sorted(sheet.undecided) == sorted(adjudication.undecided(lead, case.coding))
    assert list(sheet.lanes) == adjudication.lanes(lead, case.article)


def test_what_differs_stands_first_and_what_all_gave_alike_is_folded(panel: AdjudicationPanel):
    show(panel, DATE)
    shown = [row.field for at in range(panel.bench.model.rowCount()) if (row := panel.bench.model.row_at(at))]
    assert shown == ["event_date", "notes"]
    assert rows(panel)["notes"].state == "free", "prose need not be settled"
    panel.bench.fold()
    shown = [row.field for at in range(panel.bench.model.rowCount()) if (row := panel.bench.model.row_at(at))]
    assert shown[:2] == ["event_date", "notes"]
    assert {"event_type", "location", "fatalities"} <= set(shown)


def test_what_differs_is_never_folded_away(panel: AdjudicationPanel, lead: Project):
    """Neither where it follows from another answer, nor while it is open whether it is an event."""
    show(panel, ACTOR)
    assert [cell.value for cell in rows(panel)["inter1"].cells] == ["2", "2", "3"]
    assert panel.bench.model.line_of("inter1") >= 0
    lead.work_as(lead.coders.named("C3"))
    coding = lead.codings.find(article(lead, MISSED), lead.coder.uid)
    assert coding is not None
    lead.events.set_values(lead.events.of(coding.uid)[1].uid, {"location": "Kirkuk"})
    lead.finish(coding.uid)
    lead.work_as(lead.coders.named("Lead"))
    panel.reload()
    show(panel, MISSED)
    panel.bench.enter()
    panel.bench.show_entry(2)
    assert rows(panel)[BEING].state == "open"
    assert panel.bench.model.line_of("location") >= 0
    panel.bench.show_place("", "location")
    assert "Settle first whether it is an event" in panel.bench.line.text()
    for row in panel.bench.model.rows:
        assert panel.bench.model.line_of(row.field) >= 0 or not row.differs


def test_events_are_paired_and_those_of_one_coder_marked(panel: AdjudicationPanel, lead: Project):
    show(panel, DIVIDED)
    assert panel.sheet is not None
    assert [words.presence(panel.sheet, entry) for entry in panel.sheet.entries] == [
        "B2, C3, D4", "B2  C3  D4", "–B2  –C3  D4",
    ]  # fmt: skip
    show(panel, MISSED)
    assert words.presence(panel.sheet, panel.sheet.entries[2]) == "B2  C3  –D4"
    assert panel.bench.strip.item(2).text().startswith("Peaceful protest")
    assert [len(group) for group in groups_of(lead, article(lead, MISSED))] == [3, 2]


def test_swapped_sides_are_shown_turned_and_taken_so(panel: AdjudicationPanel, lead: Project):
    show(panel, SIDES)
    row = rows(panel)["actor1"]
    assert [cell.value for cell in row.cells] == [CLASH["actor1"]] * 3
    assert [cell.mirrored for cell in row.cells] == [False, True, False]
    assert row.state != "open"
    panel.bench.fold()
    index = panel.bench.model.index(panel.bench.model.line_of("actor1"), 2)
    assert index.data() == f"⇄ {CLASH['actor1']}"
    panel.bench.enter()
    assert panel.sheet is not None
    panel.bench.show_place(panel.sheet.entries[1].uid, "actor1")
    panel.bench.take(1)
    settled = lead.events.get(panel.sheet.entries[1].uid).values
    assert settled["actor1"] == CLASH["actor1"]
    assert SWAPPED["actor1"] == CLASH["actor2"], "as the coder wrote it"


def test_a_change_of_the_source_is_told(panel: AdjudicationPanel, lead: Project):
    show(panel, DATE)
    panel.bench.take(0)
    row = rows(panel)["event_date"]
    assert (row.state, row.changed) == ("settled", False)
    assert "B2, D4" in panel.bench.line.text()
    assert "Lead" in panel.bench.line.text()
    assert "The text says so" in panel.bench.line.text()
    source = row.cells[0].source
    lead.work_as(lead.coders.named("B2"))
    lead.events.set_values(source, {"event_date": "2020-05-31"})
    lead.finish(lead.events.get(source).coding)
    lead.work_as(lead.coders.named("Lead"))
    panel.reload()
    show(panel, DATE)
    assert rows(panel)["event_date"].changed
    assert "changed this since" in panel.bench.line.text()
    assert panel.sheet is not None
    assert words.standing(panel.sheet.entries[1], False) == "⚠ changed since"
    at = next(at for at, case in enumerate(panel.cases.model.cases) if case.number == DATE)
    assert panel.cases.model.index(at, 0).data(TIP).endswith("⚠ changed since")
    assert "changed since" in panel.bench.title.text()
    show(panel, ALIKE)
    panel.bench.enter()
    panel.cases.which.setCurrentIndex(panel.cases.which.findData("changed"))
    assert [case.number for case in panel.cases.model.cases] == [DATE]


def test_evidence_of_every_coder_is_marked_in_lanes(panel: AdjudicationPanel):
    show(panel, DATE)
    panel.bench.enter()
    panel.bench.show_place("", "location")
    marks = panel.text.page._marks
    assert sorted({mark.lane for mark in marks}) == [0, 1, 2, 3], "a lane a coder, and what is settled"
    told = [panel.text._describe(mark) for mark in marks]
    assert any("C3" in one and "Location" in one for one in told)
    assert "D4" in panel.text.legend.text()


@pytest.mark.parametrize("dark", [False, True])
def test_lanes_can_be_told_apart_and_read(dark: bool):
    ground = make_palette(dark).base().color()
    colors = [lane_color(at, dark) for at in range(9)]
    assert len({color.name() for color in colors}) == 9
    assert all(contrast(color, ground) >= 4.4 for color in colors)


def test_what_most_say(panel: AdjudicationPanel):
    show(panel, DATE)
    assert most_said(rows(panel)["event_date"]) == 0
    panel.bench.take_most()
    assert rows(panel)["event_date"].settled == "2020-06-02"
    show(panel, NO_EVENT)
    panel.bench.show_entry(1)
    assert rows(panel)[BEING].state == "open"
    assert most_said(rows(panel)["location"]) == 0


def test_a_coder_who_lacks_an_event_is_taken_at_the_word(panel: AdjudicationPanel, lead: Project):
    show(panel, MISSED)
    panel.bench.show_entry(2)
    panel.bench.take(2)
    assert panel.sheet is not None
    assert [entry.kind for entry in panel.sheet.entries] == ["article", "event", "dropped"]
    panel.bench.show_entry(2)
    panel.bench.take(0)
    assert panel.sheet.undecided == frozenset()
    assert [len(entry.sources) for entry in panel.sheet.entries] == [0, 3, 2], "who had it comes back with it"
    assert lead.history.undo() is not None


def test_a_finished_case_that_is_changed_is_open_again(panel: AdjudicationPanel):
    show(panel, DATE)
    panel.bench.take(0)
    panel.bench.finish()
    assert states(panel)[DATE] == "done"
    show(panel, DATE)
    panel.bench.show_place("", "event_date")
    panel.bench.take(1)
    assert states(panel)[DATE] == "open"
    panel.bench.finish()
    show(panel, DATE)
    panel.bench.reopen()
    assert states(panel)[DATE] == "open"


def test_work_that_came_in_since_is_taken_in(panel: AdjudicationPanel, lead: Project):
    show(panel, NO_EVENT)
    panel.bench.enter()
    lead.work_as(lead.coders.named("D4"))
    coding = lead.codings.find(article(lead, NO_EVENT), lead.coder.uid)
    assert coding is not None
    lead.codings.set_verdict(coding.uid, None)
    notes = "On 2 June 2020, gunmen attacked a post."
    event = lead.events.add(coding.uid, {**CLASH, "notes": notes}).uid
    lead.finish(coding.uid)
    lead.work_as(lead.coders.named("Lead"))
    panel.reload()
    show(panel, NO_EVENT)
    assert panel.sheet is not None
    before = lead.history.to_undo()
    assert [entry.kind for entry in panel.sheet.entries] == ["article", "event"], "it is shown joined as soon as it is shown"
    assert event in panel.sheet.entries[1].sources
    case = next(one for one in adjudication.cases(lead) if one.number == NO_EVENT)
    assert left(lead, case.coding) == sorted(panel.sheet.undecided, key=left(lead, case.coding).index)
    assert len(left(lead, case.coding)) < len(adjudication.undecided(lead, case.coding))
    assert lead.history.to_undo() == before, "looking writes nothing"
    panel.bench.show_entry(0)
    panel.bench.take(0)
    assert set(lead.pairs.sources(panel.sheet.entries[1].uid)) == set(panel.sheet.entries[1].sources)
    assert event in lead.pairs.sources(panel.sheet.entries[1].uid), "the first key that settles joins it"
    assert not panel.sheet.late


def test_nothing_coded_twice_says_what_to_do(qtbot: QtBot, tmp_path: Path):
    with Project.create(tmp_path / "new.annotator", "acled", coder="Lead") as project:
        panel = AdjudicationPanel(Workspace(project), Focus())
        qtbot.addWidget(panel)
        panel.show()
        assert panel.none.isVisible()
        assert "Nothing was coded twice yet" in panel.none.text()
        asked: list[str] = []
        panel.action_requested.connect(asked.append)
        panel.hand_out.click()
        assert asked == ["hand_out"]
        assert panel.lanes == 0


def test_open_for_reading_nothing_is_settled(qtbot: QtBot, tmp_path: Path):
    path = settled_project(tmp_path / "kirkuk.annotator")
    with Project.open(path, read_only=True) as project:
        panel = AdjudicationPanel(Workspace(project), Focus())
        qtbot.addWidget(panel)
        panel.show()
        show(panel, DATE)
        panel.deed("take", 0)
        panel.bench.enter()
        assert panel.sheet is not None
        assert panel.sheet.coding is None
        assert not panel.bench.done.isEnabled()


def test_opening_and_stepping_are_quick(panel: AdjudicationPanel, lead: Project):
    show(panel, DATE)  # what is read once is read
    took: list[float] = []
    for number in (SIDES, MISSED, DIVIDED, NO_EVENT):
        began = time.perf_counter()
        show(panel, number)
        took.append(time.perf_counter() - began)
    case = next(one for one in adjudication.cases(lead) if one.number == MISSED)
    began = time.perf_counter()
    read(lead, case)
    took.append(time.perf_counter() - began)
    assert sorted(took)[len(took) // 2] < 0.25, "a generous bound for a busy machine; the aim is 50 ms"


def test_controls_have_names(panel: AdjudicationPanel):
    show(panel, DATE)
    for kind in (QAbstractButton, QAbstractItemView, QComboBox):
        for one in panel.findChildren(kind):
            if one.isVisible() and not isinstance(one, QHeaderView):
                assert one.accessibleName() or getattr(one, "text", lambda: "")(), one.objectName()


def test_no_coder_sees_place_review(qtbot: QtBot, lead: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from annotator.gui import coder_choice

    path = lead.path
    lead.close()
    monkeypatch.setattr(coder_choice, "choose_coder", lambda _parent, coders, _last: coders[1])
    window = Window(Settings())
    qtbot.addWidget(window)
    window.show()
    assert window.open_project(path)
    button = window._places._buttons["review"]
    assert not button.isVisible()
    for name in ("place_review", "place_adjudication"):
        assert not window.actions_by_id[name].isEnabled()
    window.show_place("review")
    assert window.place == "code"
    window.work_as(window.current().project.coders.named("Lead").uid)
    assert button.isVisible()
    window.show_place("review")
    assert window.place == "review"
    window.work_as(window.current().project.coders.named("B2").uid)
    assert window.place == "code"
    assert not button.isVisible()
    window.close()


def test_two_events_of_one_coder_stand_one_under_the_other(panel: AdjudicationPanel, lead: Project):
    show(panel, DIVIDED)
    panel.bench.enter()
    assert panel.sheet is not None
    whole, part = (entry.uid for entry in panel.sheet.entries[1:])
    adjudication.combine(lead, whole, part, "text_says")
    panel.reload()
    show(panel, DIVIDED)
    panel.bench.show_place(whole, "event_date")
    row = rows(panel)["event_date"]
    assert row.differs
    assert row.cells[2].said == ("2020-06-02", "2020-06-03")
    cell = panel.bench.model.index(panel.bench.model.line_of("event_date"), 3).data()
    assert [line.removeprefix("✓ ") for line in cell.split("\n")] == ["2020-06-02", "2020-06-03"]
    assert most_said(row) in (0, 1)


def test_where_no_event_is_left_the_verdict_cannot_be_that_there_are(panel: AdjudicationPanel, lead: Project):
    show(panel, DATE)
    panel.bench.enter()
    refused: list[str] = []
    panel._workspace.refused.connect(refused.append)
    panel.bench.drop()
    panel.bench.show_entry(0)
    assert "no event is left" in panel.bench.line.text()
    panel.bench.take_most()
    assert refused == ["No event is left: take or add one, or say that the article holds no event."]
    assert panel.sheet is not None
    assert panel.sheet.coding is not None
    adjudication.settle_verdict(lead, panel.sheet.coding.uid, "no_event", "", "", "text_says")
    panel.reload()
    show(panel, DATE)
    assert not panel.sheet.undecided


def test_that_it_is_an_event_settles_no_answer_and_a_dropped_one_stays_in_view(panel: AdjudicationPanel, lead: Project):
    show(panel, MISSED)
    panel.bench.enter()
    panel.bench.show_entry(2)
    panel.bench.show_place("", BEING)
    panel.bench.take(0)
    assert panel.sheet is not None
    by_lead = [one for one in panel.sheet.decisions if one.reason != adjudication.AGREED]
    assert [one.kind for one in by_lead] == ["event"]
    assert rows(panel)["location"].state == "agreed"
    panel.bench.drop()
    assert panel.bench.entry is not None
    assert panel.bench.entry.kind == "dropped", "what was worked on stays in view"
    panel._workspace.project.history.undo()
    panel.reload()
