"""Tab Incidents: what comes along, and what stays open, where a value is settled to what no event says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from incident_desk import Lead, link
from pytestqt.qtbot import QtBot
from told_thrice import told_thrice

from annotator.project.place_register import RegisteredPlace


@pytest.fixture
def lead(qtbot: QtBot, tmp_path: Path, with_places: None) -> Iterator[Lead]:
    hands = Lead(qtbot, told_thrice(tmp_path / "thrice.annotator"))
    hands.press("Ctrl+Alt+I")
    yield hands
    hands.window.close_project()


def settle(lead: Lead, town: str) -> None:
    """Settles the place to what is typed."""
    lead.panel.bench.show_field("location")
    lead.press("W", "Ctrl+A")
    lead.type(town)
    lead.press("Return")
    lead.settled_down()


def test_a_place_that_is_known_brings_its_point(lead: Lead):
    daquq = RegisteredPlace("Daquq", "Iraq", "Kirkuk", latitude=35.14, longitude=44.45)
    lead.window.current().lead(lambda project: project.places.add([daquq]))
    incident = link(lead, 1, 2)
    lead.press("5", "T")
    settle(lead, "Daquq")
    project = lead.window.current().project
    settled = project.incidents.get(incident).settled
    assert {"location": "Daquq", "admin1": "Kirkuk", "latitude": 35.14, "longitude": 44.45}.items() <= settled.items()
    lead.press("Ctrl+Z")
    assert project.incidents.get(incident).settled == {}, "one step"


def test_a_place_that_nobody_knows_leaves_the_point_open(lead: Lead):
    link(lead, 1, 2)
    lead.press("5", "T")
    settle(lead, "Nowhere at all")
    assert "may be of another Location" in lead.said()
    sheet = lead.panel.sheet
    assert sheet is not None
    row = sheet.row_of("latitude")
    assert row is not None
    assert row.tied
    bench = lead.panel.bench
    bench.show_field("latitude")
    assert "said of another Location" in bench.quotes.toPlainText()
    assert lead.counts()[3] == "1"
