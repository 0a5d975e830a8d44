"""What the lead parted stays parted: no link unsays it in passing, and no coder does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from settling_team import EVENT, code, settling_project

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.same_happening import known_of, mark_different, mark_same
from annotator.project.verify import verify


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with settling_project(tmp_path, articles=6) as opened:
        yield opened
        assert verify(opened) == []


@pytest.fixture
def events(project: Project) -> list[str]:
    """One event in each of six articles, all done, by one coder."""
    return [code(project, "A", {**EVENT, "n": number}, number=number)[0] for number in range(1, 7)]


def test_a_link_by_way_of_a_third_does_not_unsay_it(project: Project, events: list[str]):
    known = project.incidents
    at = known.link(events[:3])
    known.separate(at, events[2], "another village")
    known.link([events[2], events[3]])
    with pytest.raises(UsageError, match="the event in article 3 is not what is told in article 1"):
        known.link([events[0], events[3]])
    assert known.parted([events[0], events[3]]) == [(events[2], at)]
    assert known_of(project, events[2])[events[0]] == "different"
    assert known.link([events[0], events[3]], despite=[(events[2], at)]) == at
    assert known.events_of(at) == events[:4]
    project.history.undo()
    assert known_of(project, events[2])[events[0]] == "different"


def test_what_nobody_parted_is_linked_without_a_question(project: Project, events: list[str]):
    known = project.incidents
    known.part(events[0], events[1])
    assert known.parted(events[2:4]) == known.parted([events[0], events[2]]) == []
    known.link(events[2:4])
    known.link([events[0], events[2]])
    assert known.parted([events[1], events[3]]) != []


def test_beside_one_event_the_lead_unsays_only_what_is_in_view(project: Project, events: list[str]):
    known = project.incidents
    known.part(events[0], events[1])
    mark_same(project, events[0], events[1])
    assert known_of(project, events[0])[events[1]] == "same"
    known.part(events[2], events[3])
    known.link(events[3:5])
    at = known.link([events[2], events[5]])
    with pytest.raises(UsageError, match="It was said"):
        mark_same(project, events[5], events[4])
    assert known.events_of(at) == [events[2], events[5]]


def test_a_coder_does_not_unsay_what_the_lead_parted(project: Project, events: list[str]):
    lead, coder = project.coder, project.coders.named("A")
    at = project.incidents.link(events[:3])
    project.incidents.separate(at, events[2])
    project.incidents.part(events[3], events[4])
    project.work_as(coder)
    for one, other in ((2, 0), (0, 2), (3, 4), (4, 3)):
        with pytest.raises(UsageError, match="only the lead"):
            mark_same(project, events[one], events[other])
    assert known_of(project, events[2])[events[0]] == known_of(project, events[3])[events[4]] == "different"
    mark_different(project, events[3], events[5])
    mark_same(project, events[3], events[5])
    assert known_of(project, events[3])[events[5]] == "proposed", "one may change one's own mind"
    project.work_as(lead)
    mark_same(project, events[2], events[0])
    assert project.incidents.events_of(at) == events[:3]
