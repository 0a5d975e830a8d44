"""Files of every released version open, are brought up to date with a backup kept, or stay as they were."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.migrations import Migrations

from annotator.errors import ProjectReadOnly, StorageError
from annotator.project import Project, backup, database, migrations, schema
from annotator.project.verify import verify
from annotator.project.writer_lock import WriterLock

DATA = Path(__file__).resolve().parents[1] / "data"
RELEASED = range(1, schema.VERSION + 1)
NEXT = schema.VERSION + 1
NEWER_COLUMN = "ALTER TABLE flag ADD COLUMN colour TEXT NOT NULL DEFAULT ''"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the sample of version 1."""
    path = tmp_path / "v1.annotator"
    return sample(1, path)


def sample(version: int, path: Path) -> Path:
    """Unpacks the sample of a version."""
    path.write_bytes(gzip.decompress((DATA / f"v{version}.annotator.gz").read_bytes()))
    return path


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, new_project: Callable[..., Project]) -> Callable[[Callable[[Any], None]], None]:
    """Lets the program be of a version to come, with a step to it."""
    twin = new_project("twin")
    with twin.database.writing():
        twin.database.run(NEWER_COLUMN)
    prints = {**database.FINGERPRINTS, NEXT: database.fingerprint(twin.database)}
    twin.close()

    def release(step: Callable[[Any], None]) -> None:
        steps = Migrations("annotator")
        steps(name="0001_first")(migrations.first)
        steps(name="0002_first_pass_and_filters")(migrations.second)
        steps(name="0003_team")(migrations.third)
        steps(name="0004_adjudication")(migrations.fourth)
        steps(name="0005_colours")(step)
        monkeypatch.setattr(migrations, "migrations", steps)
        monkeypatch.setattr(schema, "VERSION", NEXT)
        monkeypatch.setattr(database, "FINGERPRINTS", prints)

    return release


def works(path: Path) -> None:
    """The sample's content is there and can be worked with."""
    with Project.open(path) as project:
        assert verify(project) == []
        (event,) = project.events.of(project.database.value("SELECT uid FROM coding ORDER BY rowid"))
        assert event.values["n"] == 7
        assert project.database.all("SELECT id, country, n FROM dataset") == [("IRQ1", "Iraq", 7)]
        assert project.search.find("كركوك") == [1]
        project.history.redo()
        assert project.events.get(event.uid).values["n"] == 3
        while project.history.undo():
            pass
        assert project.articles.count() == 0
        assert verify(project) == []


@pytest.mark.parametrize("version", RELEASED)
def test_a_sample_of_every_version_opens_and_works(tmp_path: Path, version: int):
    path = sample(version, tmp_path / "old.annotator")
    works(path)
    with Project.open(path) as project:
        assert project.database.value("PRAGMA user_version") == schema.VERSION
    kept = [one.reason for one in backup.backups(path)]
    assert kept == ([] if version == schema.VERSION else ["before migration"])


def test_the_newest_sample_has_something_in_every_historied_table_that_is_written(tmp_path: Path):
    unwritten = {"review"}  # of versions to come
    with Project.open(sample(schema.VERSION, tmp_path / "new.annotator"), read_only=True) as project:
        counts = {table: project.database.value(f"SELECT count(*) FROM {table}") for table in schema.HISTORIED}
    assert {table for table, count in counts.items() if not count} == unwritten


def test_a_migration_keeps_a_backup_first(old: Path, newer: Callable[[Callable[[Any], None]], None]):
    def step(db: Any) -> None:
        db.conn.execute(NEWER_COLUMN)
        db.conn.execute(f"PRAGMA user_version = {NEXT}")

    newer(step)
    with pytest.raises(ProjectReadOnly, match="older version"):
        Project.open(old, read_only=True)
    with Project.open(old) as project:
        assert project.database.value("PRAGMA user_version") == NEXT
        assert project.articles.count() == 2
    (kept,) = backup.backups(old)
    assert kept.kept
    assert kept.reason == "before migration"


def test_a_migration_that_fails_leaves_the_old_version(
    old: Path, newer: Callable[[Callable[[Any], None]], None], monkeypatch: pytest.MonkeyPatch
):
    def step(db: Any) -> None:
        db.conn.execute(NEWER_COLUMN)
        db.conn.execute(f"PRAGMA user_version = {NEXT}")
        raise StorageError("the disk is full")

    newer(step)
    with pytest.raises(StorageError):
        Project.open(old)
    assert len(backup.backups(old)) == 1
    assert not WriterLock(old).path.exists()
    monkeypatch.undo()  # back to the program as it is
    works(old)
