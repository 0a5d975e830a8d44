"""The file itself: its promises on each connection, who may write, what is refused before it is touched."""

from __future__ import annotations

import os
import sqlite3 as standard
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.errors import NotAProject, ProjectDamaged, ProjectLocked, ProjectTooNew, StorageError, UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.database import FINGERPRINTS, JSON_IS_INNOCUOUS, Database, fingerprint, open_existing
from annotator.project.schema import HISTORIED, LOGS, VERSION
from annotator.project.writer_lock import WriterLock
from annotator.sqlite_driver import sqlite3 as driver

ROOT = Path(__file__).resolve().parents[2]


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder, to compare before and after. No project of it may be open here."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def in_another_process(code: str) -> str:
    """Runs a few lines elsewhere; gives what they print."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_each_writing_connection_is_durable_and_checks_references(project: Project):
    project.close()
    again = Project.open(project.path)
    for opened in (again.database, open_existing(project.path)):
        assert opened.value("PRAGMA journal_mode") == "wal"
        assert opened.value("PRAGMA synchronous") == 2
        assert opened.value("PRAGMA foreign_keys") == 1
        assert opened.value("PRAGMA trusted_schema") == (driver.sqlite_version_info < JSON_IS_INNOCUOUS)
        assert opened.value("PRAGMA page_size") == 8192
        opened.close()
    again.close()


def test_the_standard_library_s_sqlite_makes_and_opens_projects(project: Project, tmp_path: Path):
    """Where there is no wheel of pysqlite3; the schema is not trusted wherever that SQLite can bear it."""
    project.close()
    said = in_another_process(
        "import sys; sys.modules['pysqlite3'] = None\n"
        "from pathlib import Path\nfrom annotator.project import Project\n"
        f"with Project.open(Path({str(project.path)!r})) as opened:\n"
        "    opened.coders.add('B2')\n"
        "    print(opened.database.value('PRAGMA trusted_schema'))"
    )
    assert said == str(int(standard.sqlite_version_info < JSON_IS_INNOCUOUS))
    with Project.open(project.path) as opened:
        assert opened.coders.named("B2").name == "B2"


def test_the_same_rows_are_the_same_file_with_another_sqlite(tmp_path: Path):
    made = (
        "from pathlib import Path\nfrom annotator.project.database import plain_file\n"
        "import sys\nwith plain_file(Path(sys.argv[1]), 7, 1) as file:\n"
        "    file.execute('CREATE TABLE t (a TEXT)')\n    file.execute(\"INSERT INTO t VALUES ('b')\")\n"
    )
    here, there = tmp_path / "here.db", tmp_path / "there.db"
    in_another_process(f"import sys; sys.argv[1:] = [{str(here)!r}]\n{made}")
    in_another_process(f"import sys; sys.argv[1:] = [{str(there)!r}]; sys.modules['pysqlite3'] = None\n{made}")
    assert here.read_bytes() == there.read_bytes()
    assert here.read_bytes()[96:100] == bytes(4)


def test_a_reading_connection_only_reads(project: Project):
    project.close()
    opened = open_existing(project.path, read_only=True)
    assert opened.value("PRAGMA query_only") == 1
    opened.close()


def test_a_place_without_promises_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch):
    project.close()
    asked = Database.value

    def weak(self: Database, sql: str, values: tuple[object, ...] = ()) -> object:
        return 1 if sql == "PRAGMA synchronous" else asked(self, sql, values)

    monkeypatch.setattr(Database, "value", weak)
    with pytest.raises(StorageError, match="cannot be written safely"):
        Project.open(project.path)


def test_closing_leaves_one_file(project: Project):
    project.articles.add([ArticleDraft("A text.")])
    project.close()
    assert sorted(one.name for one in project.path.parent.glob("p.*")) == ["p.annotator"]


def test_every_table_is_declared(project: Project):
    tables = {row[0] for row in project.database.all("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    permanent = {name for name in tables if not name.startswith(("sqlite_", "_sqlite", "article_words", "events"))}
    assert permanent == {*HISTORIED, *LOGS, "article_copy", "project", "current_operation"}
    for table in HISTORIED:
        columns = {row[1] for row in project.database.all(f"PRAGMA table_info({table})")}
        assert {"uid", *HISTORIED[table]} <= columns


def test_the_schema_is_that_of_its_version(project: Project):
    assert fingerprint(project.database) == FINGERPRINTS[VERSION]


# --- one writer -----------------------------------------------------------------------------------------------------


def test_a_second_writer_is_told_who_has_it_open(project: Project):
    told = in_another_process(f"""
from pathlib import Path
from annotator.errors import ProjectLocked
from annotator.project import Project
try:
    Project.open(Path({str(project.path)!r}))
except ProjectLocked as error:
    print(error)
""")
    assert told.startswith(f"p.annotator is already open (process {os.getpid()} on ")


def test_a_second_one_in_this_process_is_refused_too(project: Project):
    with pytest.raises(ProjectLocked):
        Project.open(project.path)
    project.articles.add([ArticleDraft("The first one still writes.")])


def test_others_may_read_meanwhile(project: Project):
    project.articles.add([ArticleDraft("A text.")])
    with Project.open(project.path, read_only=True) as reader:
        assert reader.articles.count() == 1
        project.articles.add([ArticleDraft("Another text.")])
        assert reader.articles.count() == 2


def test_an_opening_that_fails_gives_the_lock_back(project: Project):
    project.close()
    with pytest.raises(UsageError, match="no coder “nobody”"):
        Project.open(project.path, coder="nobody")
    Project.open(project.path, coder="A1").close()


def test_the_lock_goes_with_the_project(project: Project):
    lock = WriterLock(project.path).path
    assert lock.exists()
    project.close()
    assert not lock.exists()


def test_a_stale_lock_is_recognised(project: Project):
    project.close()
    WriterLock(project.path).path.write_text('{"pid": 1, "host": "elsewhere", "user": "x"}', encoding="utf-8")
    Project.open(project.path).close()
    assert not WriterLock(project.path).path.exists()


# --- refused untouched ----------------------------------------------------------------------------------------------


def damage(path: Path, *statements: str) -> None:
    """Changes a closed project in another process, as another program would."""
    code = "import sys\ntry:\n    import pysqlite3 as s\nexcept ImportError:\n    import sqlite3 as s\n"
    code += f"c = s.connect({str(path)!r}, isolation_level=None)\n"
    in_another_process(code + "".join(f"c.execute({one!r})\n" for one in statements) + "c.close()")


def future(path: Path) -> None:
    damage(path, "PRAGMA user_version = 99")


def another_table(path: Path) -> None:
    damage(path, "CREATE TABLE mine (a)")


def no_trigger(path: Path) -> None:
    damage(path, "DROP TRIGGER event_changed")


def another_column(path: Path) -> None:
    damage(path, "ALTER TABLE flag ADD COLUMN more TEXT")


def another_program(path: Path) -> None:
    damage(path, "PRAGMA application_id = 7")


def a_text(path: Path) -> None:
    path.write_text("This is a text, not a project.\n" * 100, encoding="utf-8")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 8192 * 3 + 100])


def scribbled(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[100:4000] = bytes(3900)
    path.write_bytes(whole)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (future, ProjectTooNew), (another_table, ProjectDamaged), (no_trigger, ProjectDamaged),
        (another_column, ProjectDamaged),
        (another_program, NotAProject), (a_text, NotAProject), (empty, NotAProject), (cut_off, ProjectDamaged),
        (scribbled, ProjectDamaged),
    ],
)  # fmt: skip
def test_what_is_not_ours_is_refused_untouched(
    new_project: Callable[..., Project], fault: Callable[[Path], None], error: type[Exception], read_only: bool
):
    project = new_project()
    project.close()
    fault(project.path)
    before = contents(project.path.parent)
    with pytest.raises(error) as refused:
        Project.open(project.path, read_only=read_only)
    assert "\n" not in str(refused.value)
    assert contents(project.path.parent) == before


def test_a_missing_project_and_a_folder_are_refused(tmp_path: Path):
    for path in (tmp_path / "nowhere.annotator", tmp_path):
        with pytest.raises(NotAProject):
            Project.open(path)
    assert list(tmp_path.glob("*.lock")) == []


def test_nothing_is_made_where_something_stands(project: Project, tiny_codebook: Path):
    project.close()
    before = contents(project.path.parent)
    with pytest.raises(StorageError, match="already there"):
        Project.create(project.path, str(tiny_codebook))
    assert contents(project.path.parent) == before


def test_no_folder_no_project(tmp_path: Path, tiny_codebook: Path):
    with pytest.raises(StorageError):
        Project.create(tmp_path / "nowhere" / "p.annotator", str(tiny_codebook))
    assert not (tmp_path / "nowhere").exists()


def test_a_full_disk_keeps_what_was_saved(project: Project):
    project.articles.add([ArticleDraft("Saved before.")])
    db = project.database
    db.run(f"PRAGMA max_page_count = {db.value('PRAGMA page_count') + 2}")
    with pytest.raises(StorageError, match="the disk is full"):
        project.articles.add([ArticleDraft(f"{n} " + "x" * 5000) for n in range(50)])
    assert project.articles.count() == 1
    assert project.history.steps()[0].label["id"] == "import_articles"
    db.run("PRAGMA max_page_count = 1000000")
    project.articles.add([ArticleDraft("Saved after.")])
    assert project.articles.count() == 2
