"""Tab Incidents: what was parted is made one only where the lead says so again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from incident_desk import Lead, group
from pytestqt.qtbot import QtBot
from told_thrice import told_thrice

from annotator.gui import incident_deeds


@pytest.fixture
def lead(qtbot: QtBot, tmp_path: Path) -> Iterator[Lead]:
    hands = Lead(qtbot, told_thrice(tmp_path / "thrice.annotator"))
    hands.press("Ctrl+Alt+I")
    yield hands
    hands.window.close_project()


@pytest.mark.parametrize("meant", [False, True])
def test_a_link_over_what_was_parted_is_asked_about(lead: Lead, monkeypatch: pytest.MonkeyPatch, meant: bool):
    asked: list[str] = []
    monkeypatch.setattr(incident_deeds, "ask", lambda _over, question, _yes: asked.append(question) or meant)
    events = group(lead)
    known = lead.window.current().project.incidents
    lead.window.current().lead(lambda _project: known.part(events[0], events[1]))
    lead.settled_down()
    lead.panel.same()
    assert len(asked) == 1
    assert (
        len({uid for event in events for uid in known.of_event(event)}) == 1 and len(known.of_event(events[0])) == 1
    ) is meant
