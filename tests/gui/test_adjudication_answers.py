"""Settling what stands outside an event's fields: answers about the article, one coder's event parted from others', and a
codebook with lists and groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from pytestqt.qtbot import QtBot

from annotator.gui import coder_choice
from annotator.gui.adjudication_deeds import Why
from annotator.gui.adjudication_panel import AdjudicationPanel
from annotator.gui.adjudication_settling import Settling
from annotator.gui.history_dialog import HistoryDialog
from annotator.gui.palette import Palette
from annotator.gui.value_dialog import ValueDialog
from annotator.project import Project
from annotator.project.articles import ArticleDraft

BOOK = """
annotator_codebook: 1
name: streets
lists:
  kinds: {codes: [{code: march}, {code: strike}, {code: riot}]}
sections:
  - name: what
    fields:
      - {name: day, type: date, required: true}
      - {name: kind, type: code, codes: kinds}
      - {name: issues, type: text, many: true}
      - name: actors
        type: group
        fields: [{name: who, type: text}, {name: role, type: text}]
article:
  - name: about
    title: About
    fields:
      - {name: urgent, type: yes_no}
      - {name: topic, type: text}
summary: [kind, day]
"""
MARCH = {"day": "2020-06-02", "kind": "march", "issues": ["bread", "water"], "actors": [{"who": "bakers", "role": "side 1"}]}
SAID: dict[str, tuple[dict[str, Any], Mapping[str, Any]]] = {
    "B2": ({"urgent": "yes", "topic": "prices"}, MARCH),
    "C3": ({"urgent": "no", "topic": "prices"}, {**MARCH, "issues": ["water", "bread"]}),
    "D4": ({"urgent": "yes"}, {**MARCH, "issues": ["bread"], "actors": [{"who": "bakers", "role": "side 2"}]}),
}


@pytest.fixture
def lead(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    monkeypatch.setattr(coder_choice, "choose_coder", lambda _parent, coders, _last: coders[0])
    book, path = tmp_path / "streets.yaml", tmp_path / "streets.annotator"
    book.write_text(BOOK, encoding="utf-8")
    with Project.create(path, str(book), coder="Lead") as project:
        project.articles.add([ArticleDraft("Bakers marched for bread and water.", title="Bakers", date="2020-06-03")])
        article = next(iter(project.articles.walk())).uid
        for name, (answers, values) in SAID.items():
            project.work_as(project.coders.add(name))
            coding = project.codings.begin(article, project.coder.uid).uid
            for field, value in answers.items():
                project.codings.set_answer(coding, field, value)
            project.events.add(coding, values)
            project.finish(coding)
    hands = Hands(qtbot, path)
    hands.press("Alt+Shift+3")
    yield hands
    hands.window.close()


def bench(hands: Hands) -> Settling:
    panel = hands.window.findChild(AdjudicationPanel)
    assert panel is not None
    panel.bench.why = Why("judgement")
    return panel.bench


def settled(hands: Hands) -> Mapping[str, Any]:
    there = bench(hands)
    assert there.sheet is not None
    assert there.sheet.coding is not None
    return there.sheet.coding.answers


def test_answers_about_the_article_are_taken_written_and_undone(lead: Hands):
    there = bench(lead)
    lead.press("Return")
    assert there.at == 0, "the article comes first"
    row = there.table.current()
    assert row is not None
    assert (row.field, [cell.value for cell in row.cells]) == ("urgent", ["yes", "no", "yes"])
    lead.press("2")
    assert settled(lead)["urgent"] == "no"
    lead.press("M")
    assert settled(lead)["urgent"] == "yes"
    lead.press("N")
    row = there.table.current()
    assert row is not None
    assert row.field == "topic", "one left it empty"
    lead.press("Return", "Ctrl+A")
    lead.type("bread")
    lead.press("Return")
    assert settled(lead)["topic"] == "bread"
    lead.press("Right", "Alt+1", "Ctrl+Z")
    assert lead.window.place == "review"
    assert lead.said() == "Undone: settle Topic."
    row = there.table.current()
    assert row is not None
    assert (there.at, row.field, row.state) == (0, "topic", "open")
    lead.press("S")
    assert lead.said() == "No coder gives words in the text for this."


def test_lists_and_groups_are_compared_whatever_their_order(lead: Hands):
    there = bench(lead)
    lead.press("Return", "Right")
    assert [row.field for row in there.model.rows if row.state == "open"] == ["issues", "actors"]
    lead.press("Shift+1")
    assert there.sheet is not None
    values = there.sheet.entries[1].values
    assert values["issues"] == ["bread", "water"]
    assert values["actors"] == MARCH["actors"]
    assert [row.is_from(lane) for row in there.model.rows if row.field == "issues" for lane in range(3)] == [True, True, False]
    lead.press("Shift+2")
    assert "Nothing is open here" in lead.said()


def test_one_coders_event_is_parted_from_the_others(lead: Hands, qtbot: QtBot):
    there = bench(lead)
    lead.press("Return", "Right", "A")
    qtbot.waitUntil(lambda: lead.window.findChild(Palette) is not None)
    lead.type("3")
    lead.press("Return")
    assert there.sheet is not None
    assert [len(entry.sources) for entry in there.sheet.entries] == [0, 2, 1]
    assert there.sheet.entries[2].alone
    lead.press("Ctrl+Z")
    assert [len(entry.sources) for entry in there.sheet.entries] == [0, 3]


def test_an_event_that_no_coder_has_is_written(lead: Hands):
    there = bench(lead)
    lead.press("Return", "Shift+1", "Right", "Shift+1", "Shift+A")
    assert there.sheet is not None
    assert there.entry is not None
    assert there.entry.sources == []
    row = there.table.current()
    assert row is not None
    assert (row.field, bool(row.wrong)) == ("day", True), "it must be answered"
    lead.press("Ctrl+Return")
    assert "1 error stands" in lead.said()
    lead.press("O")
    lead.type("No day is told")
    lead.press("Return")
    assert not any(entry.wrong for entry in there.sheet.entries)
    lead.press("Ctrl+Z")
    assert any(entry.wrong for entry in there.sheet.entries)
    lead.press("N", "Return")
    lead.type("2020-06-03")
    lead.press("Return")
    assert there.entry.values == {"day": "2020-06-03"}
    assert [one.field for one in there.model.rows if one.state == "settled"] == ["-", "day"]
    lead.press("Ctrl+Return")
    assert there.sheet.case.state == "done", lead.said()
    lead.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert len(there.sheet.entries) == 2


def test_reasons_are_given_anew_with_a_note(lead: Hands):
    there = bench(lead)
    lead.press("Return", "1", "R", "End", "Tab")
    lead.type("Told on the phone")
    lead.press("Return")
    row = there.table.current()
    assert row is not None
    assert row.decision is not None
    assert (row.decision.reason, row.decision.note) == ("other", "Told on the phone")
    assert "Told on the phone" in there.line.text()
    lead.press("N", "1")
    row = there.table.current()
    assert row is not None
    assert row.decision is not None
    assert row.decision.note == "", "a note holds for one decision"


def test_a_reason_that_is_told_in_the_note_needs_one(lead: Hands):
    there = bench(lead)
    lead.press("Return", "1", "R", "8")
    row = there.table.current()
    assert row is not None
    assert row.decision is not None
    assert row.decision.reason == "judgement"
    lead.press("Escape")
    row = there.table.current()
    assert row is not None
    assert row.decision is not None
    assert row.decision.reason == "judgement"


def test_the_history_is_that_of_the_row_in_view(lead: Hands):
    there = bench(lead)
    lead.press("Return", "1", "R", "Home", "Down", "Down", "Tab")
    lead.type("two readings")
    lead.press("Return")
    dialog = history(lead)
    assert dialog.scope.currentText() == "This field: Urgent"
    told = [dialog.model.index(at, 4).data() for at in range(dialog.model.rowCount())]
    assert any("The codebook is unclear here · as B2 has it · two readings" in one for one in told)
    dialog.close()
    lead.press("Right")
    assert there.entry is not None
    lead.press("1")
    assert (row := there.table.current()) is not None
    dialog = history(lead)
    assert dialog.scope.currentText() == f"This field: {row.title}"
    assert [dialog.scope.itemData(at) for at in range(dialog.scope.count())] == ["field", "event", "article", "project"]
    dialog.scope.setCurrentIndex(3)
    told = [tuple(dialog.model.index(at, column).data() for column in (2, 4)) for at in range(dialog.model.rowCount())]
    assert ("Settle Issues", "bread; water · The codebook is unclear here · as B2 has it") in told
    dialog.close()


def history(hands: Hands) -> HistoryDialog:
    hands.press("Ctrl+H")
    found = hands.window.findChild(HistoryDialog)
    assert found is not None
    return found


def test_a_list_is_written_item_by_item_and_settled_by_enter(lead: Hands):
    there = bench(lead)
    lead.press("Return", "Right")
    there.show_place("", "issues")
    lead.press("Return")
    dialog = lead.window.findChild(ValueDialog)
    assert dialog is not None
    assert "Enter with nothing typed settles" in dialog.keys.text()
    lead.type("salt")
    lead.press("Return")
    assert dialog.isVisible()
    assert dialog.editor.value() == ["salt"]
    lead.type("flour")
    lead.press("Return", "Return")
    assert there.entry is not None
    assert there.entry.values["issues"] == ["salt", "flour"]
    there.show_place("", "issues")
    lead.press("Return")
    lead.type("oil")
    lead.press("Ctrl+Return")
    assert there.entry.values["issues"] == ["salt", "flour", "oil"]


def test_undo_says_what_it_took_back_and_the_reason_goes_with_the_lead(lead: Hands):
    there = bench(lead)
    lead.press("Return", "1", "Ctrl+Z")
    assert lead.said() == "Undone: settle Urgent."
    lead.press("Ctrl+Shift+Z")
    assert lead.said() == "Done again: settle Urgent."
    lead.press("Ctrl+Z", "Ctrl+Z")
    assert lead.said() == "Undone: begin to settle an article."
    project = lead.window.current().project
    with project.history.operation({"id": "merge"}):
        project.coders.add("E5")
    lead.press("Ctrl+Z")
    assert "in the whole project: bring work together" in lead.said()
    assert there.why.reason
    lead.window.work_as(project.coder.uid)
    assert not there.why.reason
