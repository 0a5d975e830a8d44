"""Long work: its outcome comes once, in the window's thread; what is stopped leaves nothing; what it wrote is told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.errors import UsageError
from annotator.gui.jobs import Job, JobPanel, LatestJob, Progress, reading_job, writing_job
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft


def outcome(qtbot: QtBot, job: Job) -> list[tuple[str, Any]]:
    """What the job said, to its end."""
    said: list[tuple[str, Any]] = []
    job.done.connect(lambda result: said.append(("done", result)))
    job.failed.connect(lambda reason: said.append(("failed", reason)))
    job.cancelled.connect(lambda: said.append(("cancelled", None)))
    job.start()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    return said


def test_a_result_comes_in_the_windows_thread(qtbot: QtBot):
    threads: list[str] = []

    def work(_: Progress) -> int:
        threads.append(threading.current_thread().name)
        return 42

    assert outcome(qtbot, Job(work)) == [("done", 42)]
    assert threads == ["job"]


def test_known_trouble_is_one_sentence(qtbot: QtBot):
    def work(_: Progress) -> None:
        raise UsageError("That is not so.")

    assert outcome(qtbot, Job(work)) == [("failed", "That is not so.")]


def test_trouble_with_files_is_one_sentence(qtbot: QtBot, tmp_path: Path):
    job = Job(lambda _: (tmp_path / "none").read_text("utf-8"))
    with qtbot.waitSignal(job.failed) as told:
        job.start()
    assert told.args == [f"{tmp_path / 'none'}: No such file or directory"]


def test_after_an_error_of_the_program_nobody_waits(qtbot: QtBot):
    panel, told = JobPanel(), list[str]()
    qtbot.addWidget(panel)
    job = Job(lambda _: 1 // 0, panel)
    job.failed.connect(told.append)
    panel.watch(job, "rows")
    with pytest.raises(ZeroDivisionError):
        job.finish(10)
    assert told == ["It ended by an error in the program."]
    assert not panel.busy


def test_writing_is_told_to_the_window(qtbot: QtBot, workspace: Workspace):
    told: list[object] = []
    workspace.changed.connect(told.append)
    job = writing_job(workspace.project, lambda own, _: own.articles.add([ArticleDraft(text="New.", title="New")]).added)
    assert outcome(qtbot, job) == [("done", 1)]
    assert len(told) == 1
    assert workspace.project.articles.count() == 2


def test_stopped_writing_leaves_nothing(qtbot: QtBot, workspace: Workspace):
    going = threading.Event()

    def work(own: Project, progress: Progress) -> None:
        with own.history.operation({"id": "import_articles", "source": ""}):
            own.articles.add([ArticleDraft(text="New.", title="New")])
            going.set()
            while True:
                progress.report(1)

    job = writing_job(workspace.project, work)
    said: list[str] = []
    job.cancelled.connect(lambda: said.append("cancelled"))
    job.start()
    assert going.wait(20)
    job.cancel()
    qtbot.waitUntil(lambda: said == ["cancelled"], timeout=20_000)
    assert workspace.project.articles.count() == 1


def test_what_is_kept_cannot_be_stopped(qtbot: QtBot, workspace: Workspace):
    def work(own: Project, progress: Progress) -> int:
        added = own.articles.add([ArticleDraft(text="New.", title="New")]).added
        progress.stop()
        progress.check()
        return added

    assert outcome(qtbot, writing_job(workspace.project, work)) == [("done", 1)]


def test_reading_cannot_write(qtbot: QtBot, workspace: Workspace):
    job = reading_job(workspace.project, lambda own, _: own.articles.add([ArticleDraft(text="New.", title="New")]))
    ((kind, _),) = outcome(qtbot, job)
    assert kind == "failed"
    assert workspace.project.articles.count() == 1


def test_only_the_latest_of_several_is_told(qtbot: QtBot):
    latest, told = LatestJob(), list[tuple[Any, bool]]()

    def wait(progress: Progress) -> None:
        while True:
            progress.check()

    def hear(outcome: object) -> None:
        told.append((outcome, latest.busy))

    assert not latest.run(Job(wait), hear, hear, 0)
    assert latest.busy
    assert latest.run(Job(lambda _: "newer"), hear, hear, 20)
    assert told == [("newer", False)]
    assert not latest.run(Job(wait), hear, hear, 0)
    latest.stop()
    assert not latest.busy
    assert len(told) == 1


def test_what_begins_another_job_is_not_taken_for_it(qtbot: QtBot):
    """Listeners to what a job wrote hear of its end first, and may ask anew."""
    latest, told = LatestJob(), list[Any]()
    first = Job(lambda _: "first")
    first.done.connect(lambda _: latest.run(Job(lambda _: "anew"), told.append, told.append, 20))
    latest.run(first, told.append, told.append, 20)
    assert told == ["anew"]
    assert not latest.busy


def test_the_panel_shows_how_far_it_is(qtbot: QtBot):
    panel = JobPanel()
    qtbot.addWidget(panel)
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        progress.report(30, 120, 3)
        go_on.wait(20)

    panel.watch(Job(work), "rows")
    qtbot.waitUntil(lambda: panel.bar.value() == 250, timeout=20_000)
    assert panel.words.text().startswith("3 rows")
    assert panel.busy
    go_on.set()
    qtbot.waitUntil(lambda: not panel.busy, timeout=20_000)
    assert panel.isHidden()


def test_numbers_of_a_job():
    progress = Progress()
    progress.began -= 10
    progress.report(25, 100, 50)
    assert progress.rate() == pytest.approx(5, rel=0.1)
    assert progress.seconds_left() == pytest.approx(30, rel=0.1)


def test_what_hangs_does_not_hold_the_program_up(qtbot: QtBot):
    release = threading.Event()
    daemons: list[bool] = []

    def work(_progress: Progress) -> None:
        daemons.append(threading.current_thread().daemon)
        release.wait(10)

    job = Job(work)
    job.start()
    release.set()
    qtbot.waitUntil(lambda: not job.running)
    assert daemons == [True]
