"""What undo does to ids that a release gave out: none is left without the events that it was given to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from released import code, event, make_project

from annotator.errors import CannotUndo
from annotator.project import Project
from annotator.project.same_happening import mark_same
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import release

CSV = ReleaseOptions(formats=("csv",), replication=False)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Project]:
    with make_project(tmp_path) as made:
        yield made


def id_of(project: Project, number: int) -> str:
    return str(project.database.value("SELECT id FROM events WHERE event_uid = ?", (event(project, number),)) or "")


def test_a_link_that_a_released_id_stands_for_is_not_undone(opened: Project, tmp_path: Path):
    release(opened, tmp_path / "one", CSV)
    assert [id_of(opened, number) for number in (1, 2)] == ["IRQ1", "IRQ1"]
    with pytest.raises(CannotUndo, match=r"IRQ1 was given out .* Separate"):
        opened.history.undo()
    assert [id_of(opened, number) for number in (1, 2)] == ["IRQ1", "IRQ1"]
    opened.incidents.separate("IRQ1", event(opened, 2), "another clash")
    assert [id_of(opened, number) for number in (1, 2)] == ["IRQ1", ""]


def test_nor_one_that_made_a_proposal_sure(opened: Project, tmp_path: Path):
    opened.history.undo()
    opened.work_as(opened.coders.named("B2"))
    mark_same(opened, event(opened, 1), event(opened, 2))
    opened.work_as(opened.coders.named("Lead"))
    opened.incidents.link([event(opened, 1), event(opened, 2)])
    release(opened, tmp_path / "one", CSV)
    with pytest.raises(CannotUndo, match="was given out"):
        opened.history.undo()
    assert id_of(opened, 1) == id_of(opened, 2) == "IRQ1"


def test_what_leaves_the_id_an_event_is_undone(opened: Project, tmp_path: Path):
    opened.incidents.link([event(opened, 1), event(opened, 3)])
    release(opened, tmp_path / "one", CSV)
    assert [id_of(opened, number) for number in (1, 2, 3)] == ["IRQ1"] * 3
    opened.history.undo()
    assert [id_of(opened, number) for number in (1, 2, 3)] == ["IRQ1", "IRQ1", ""]


def test_so_is_what_no_release_gave_out(opened: Project, tmp_path: Path):
    release(opened, tmp_path / "one", CSV)
    code(opened, 8, "B2", {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2})
    late = event(opened, 8)
    opened.incidents.number([late])
    assert id_of(opened, 8)
    opened.history.undo()
    assert not id_of(opened, 8)
