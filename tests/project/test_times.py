"""Times are kept where the project says so, active time alone, and people see what is kept about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.care import Choices
from annotator.project.kept import kept_about


class Clock:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(project: Project) -> Clock:
    project.times.clock = made = Clock()
    return made


def rows(project: Project) -> list[tuple[str, str, float]]:
    return [(row[0], row[1], row[2]) for row in project.database.all("SELECT coding, coder, seconds FROM time_spent")]


def test_nothing_is_kept_unless_the_project_says_so(project: Project, clock: Clock):
    project.times.start("c")
    clock.at += 30
    project.times.stop()
    assert rows(project) == []
    assert not project.times.are_kept()


def test_active_time_alone_counts(project: Project, clock: Clock):
    project.times.keep(True)
    project.times.start("c")
    for pause in (10, 20, 600, 5):
        clock.at += pause
        project.times.active()
    clock.at += 3_000
    project.times.start("d")
    assert rows(project) == [("c", project.coder.uid, 10 + 20 + 60 + 5 + 60)]
    clock.at += 0.5
    project.times.stop()
    project.times.stop()
    assert len(rows(project)) == 1, "who only passes by leaves no row"
    project.times.start("e")
    clock.at += 9
    project.times.drop()
    project.times.stop()
    assert len(rows(project)) == 1


def test_the_lead_alone_switches_it(project: Project):
    project.times.keep(True)
    project.history.undo()
    assert not project.times.are_kept()
    project.coders.add("B2")
    project.work_as(project.coders.named("B2"))
    with pytest.raises(UsageError, match="lead"):
        project.times.keep(True)


def test_no_times_in_a_file_that_is_read(project: Project, tmp_path: Path):
    project.times.keep(True)
    with Project.open(project.path, read_only=True) as other:
        other.times.start("c")
        assert other.times.counting == ""


def test_what_is_kept_is_told_in_numbers(new_project: Callable[..., Project]):
    project = new_project()
    project.articles.add([ArticleDraft("One."), ArticleDraft("Two.")])
    first, second = (one.uid for one in project.articles.walk())
    bea = project.coders.add("bea").uid
    alone = kept_about(project, bea)
    assert (alone.steps, alone.first_step, dict(alone.codings), alone.times_kept) == (0, "", {}, False)
    project.times.keep(True)
    project.work_as(project.coders.named("bea"))
    coding = project.codings.begin(first, bea)
    project.events.add(coding.uid, {"country": "Iraq"})
    project.screening.set(second, "unsure")
    project.content_marks.propose(second, "torture")
    project.care.choose(Choices(("torture",)))
    project.times.clock = clock = Clock()
    project.times.start(coding.uid)
    clock.at += 42
    project.times.stop()
    told = kept_about(project, bea)
    assert (told.pseudonym, told.role, told.steps, told.events, told.flags) == ("bea", "coder", 5, 1, 1)
    assert (dict(told.codings), dict(told.first_pass)) == ({"open": 1}, {"unsure": 1})
    assert (told.times_kept, told.stretches, told.seconds) == (True, 1, 42)
    assert told.settings == {"avoid": ["torture"]}
    assert told.first_step < told.last_step
    assert json.loads(json.dumps(told.as_json()))["pseudonym"] == "bea"
    with pytest.raises(UsageError):
        kept_about(project, "nobody")
