"""Backups: whole, thinned by age, restored, and never in the way of the project."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from annotator.errors import NotAProject, ProjectDamaged, ProjectLocked, StorageError
from annotator.project import Project, backup
from annotator.project.articles import ArticleDraft
from annotator.project.backup import Backup, to_thin
from annotator.project.verify import verify

NOW = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)


def at(time: datetime, *, kept: bool = False) -> Backup:
    return Backup(Path(f"{time:%Y-%m-%dT%H-%M}"), time, "", kept)


def count(path: Path) -> int:
    with Project.open(path, read_only=True) as opened:
        assert verify(opened) == []
        return opened.articles.count()


def test_a_backup_is_a_whole_project_of_the_moment(project: Project):
    project.articles.add([ArticleDraft("One.")])
    made = backup.back_up(project, reason="Before merge!")
    project.articles.add([ArticleDraft("Two.")])
    assert count(made) == 1
    assert [one.path for one in backup.backups(project.path)] == [made]
    assert backup.backups(project.path)[0].reason == "before merge"
    assert [one.name for one in made.parent.iterdir()] == [made.name]


def test_one_is_due_only_after_a_change(project: Project):
    project.articles.add([ArticleDraft("One.")])
    first = backup.back_up_if_due(project, clock=lambda: NOW)
    assert first is not None
    assert backup.back_up_if_due(project, clock=lambda: NOW + timedelta(hours=1)) is None
    project.history.undo()
    assert backup.back_up_if_due(project, clock=lambda: NOW + timedelta(hours=2)) is not None


def test_two_within_a_moment_get_two_names(project: Project):
    made = {backup.back_up(project, clock=lambda: NOW) for _ in range(3)}
    assert len(made) == 3


def test_thinning_keeps_a_day_whole_then_days_then_months():
    hours = [at(NOW - timedelta(hours=2 * n)) for n in range(12 * 100)]
    kept_one = at(NOW - timedelta(days=50, hours=5), kept=True)
    gone = to_thin([*hours, kept_one], NOW)
    left = [one for one in hours if one not in gone]
    assert kept_one not in gone
    day = [one for one in left if NOW - one.time <= timedelta(days=1)]
    assert len(day) == 13
    month = [one for one in left if timedelta(days=1) < NOW - one.time <= timedelta(days=31)]
    assert len(month) == len({one.time.date() for one in month}) >= 29
    old = [one for one in left if NOW - one.time > timedelta(days=31)]
    assert sorted({f"{one.time:%m}" for one in old}) == ["02", "03", "04"]
    assert len(old) == 3
    assert to_thin(left, NOW) == [], "thinning twice takes no more"


def test_thinning_removes_files(project: Project):
    for hours in (100, 99, 98, 1):
        backup.back_up(project, clock=lambda hours=hours: NOW - timedelta(hours=hours))
    stranger = backup.folder_of(project.path) / "mine.annotator"
    stranger.write_text("not yours")
    backup.back_up(project, clock=lambda: NOW)
    assert len(backup.backups(project.path)) == 3
    assert stranger.exists()


def test_restoring_brings_back_and_keeps_what_was_there(project: Project):
    project.articles.add([ArticleDraft("One.")])
    made = backup.back_up(project)
    project.articles.add([ArticleDraft("Two.")])
    project.close()
    aside = backup.restore(made, project.path)
    assert count(project.path) == 1
    assert aside is not None
    assert count(aside) == 2
    assert next(one for one in backup.backups(project.path) if one.path == aside).kept
    assert sorted(one.name for one in project.path.parent.glob("*p.annotator*")) == ["p.annotator"]


def test_restoring_where_nothing_stands(project: Project):
    made = backup.back_up(project)
    project.close()
    project.path.unlink()
    assert backup.restore(made, project.path) is None
    assert count(project.path) == 0


def test_restoring_over_a_damaged_project_keeps_it_as_it_is(project: Project):
    made = backup.back_up(project)
    project.close()
    project.path.write_bytes(b"rubbish")
    aside = backup.restore(made, project.path)
    assert aside is not None
    assert aside.read_bytes() == b"rubbish"
    assert count(project.path) == 0


def test_an_open_project_is_not_replaced(project: Project):
    made = backup.back_up(project)
    project.articles.add([ArticleDraft("One.")])
    with pytest.raises(ProjectLocked):
        backup.restore(made, project.path)
    assert project.articles.count() == 1


def test_a_project_being_read_is_not_replaced(project: Project):
    made = backup.back_up(project)
    project.articles.add([ArticleDraft("One.")])
    with Project.open(project.path, read_only=True) as reader:
        project.close()
        with pytest.raises(ProjectLocked, match=r"open elsewhere|in use by another"):
            backup.restore(made, project.path)
        assert reader.articles.count() == 1
    assert count(project.path) == 1


@pytest.mark.parametrize("content", [b"", b"rubbish", None])
def test_a_bad_backup_changes_nothing(project: Project, tmp_path: Path, content: bytes | None):
    project.articles.add([ArticleDraft(f"Text {n} " + "x" * 9000) for n in range(50)])
    made = backup.back_up(project)
    project.close()
    before = project.path.read_bytes()
    made.write_bytes(made.read_bytes()[:200_000] if content is None else content)
    with pytest.raises((NotAProject, ProjectDamaged)):
        backup.restore(made, project.path)
    assert project.path.read_bytes() == before
    with pytest.raises(NotAProject):
        backup.restore(tmp_path / "nowhere", project.path)
    assert sorted(one.name for one in tmp_path.glob("*p.annotator*")) == ["p.annotator"]


def test_a_place_that_cannot_hold_it_is_told(project: Project, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        backup.back_up(project, tmp_path / "file")
