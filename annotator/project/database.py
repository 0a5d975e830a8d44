"""The connection to a project file: the driver, opening and refusing, PRAGMAs, transactions.

The only module that speaks to the SQLite driver about a project file; its errors leave here as `errors.ProjectError`s.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .. import held_files
from ..errors import NotAProject, ProjectDamaged, ProjectLocked, ProjectReadOnly, ProjectTooNew, StorageError
from ..sqlite_driver import sqlite3
from . import schema

SQLITE_VERSION: str = sqlite3.sqlite_version
PAGE_SIZE = 8192
BUSY_MS = 5_000
CACHE_KB = 32_768
"""Keys of articles are hashes: an import touches pages all over their index."""
FINGERPRINTS = {
    1: "23a904e6337bcfd1",
    2: "9256838d7ff39c3f",
    3: "8d8210c9165cfddb",
    4: "c0ab095d6f727e0e",
    5: "dbb3dd84b3276b57",
    6: "140e6912011c0b0b",
}
"""What the permanent tables of each version look like (see `fingerprint`)."""
JSON_IS_INNOCUOUS = (3, 41, 0)
"""From this SQLite on, its JSON functions may be used by a schema that is not trusted; before, every check of ours and every
trigger of the history is "unsafe use of json_valid()" then. Measured: 3.40.1 refuses, 3.41.0 does not."""
Row = Sequence[Any]
Values = Sequence[Any] | Mapping[str, Any]
"""What stands for the question marks of a statement, or by name for its `:names`."""
DriverError: type[Exception] = sqlite3.Error
"""What the driver raises where it is none of the troubles that are told in words."""


@contextmanager
def translated(path: Path | None = None) -> Iterator[None]:
    """Turns the driver's errors into ours, each one sentence."""
    name = path.name if path else "The project"
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "disk is full" in text:
            raise StorageError(f"{name}: the disk is full; the last change was not saved, all before it is.") from error
        if "readonly" in text or "read-only" in text:
            raise ProjectReadOnly(f"{name} is open for reading only; nothing was changed.") from error
        if "locked" in text or "busy" in text:
            raise ProjectLocked(f"{name} is in use by another program; try again when it is closed there.") from error
        if "unable to open" in text:
            raise StorageError(f"{name} cannot be opened: is the folder there, and may you read and write in it?") from error
        if "disk I/O" in text:
            raise StorageError(f"{name}: the disk reported an error; the last change was not saved.") from error
        raise
    except sqlite3.DatabaseError as error:
        if "not authorized" in str(error):
            raise ProjectReadOnly(f"{name} is open for reading only; nothing was changed.") from error
        if "not a database" in str(error):
            raise NotAProject(f"{name} is not a project file.") from error
        if "malformed" in str(error):
            raise ProjectDamaged(f"{name} is damaged; restore a backup (annotator backup --help).") from error
        raise


class Database:
    """One connection with our PRAGMAs. Statements run in autocommit; `writing` makes them one transaction."""

    def __init__(self, path: Path, *, read_only: bool = False, still: bool = False) -> None:
        """With `still` nobody writes to the file while this connection reads, so nothing need be made beside it."""
        if held_files.is_beside(path):
            raise NotAProject(f"{path.name} is no project; {held_files.BELONGS}.")
        self.path, self.read_only = path, read_only
        mode = "mode=rw"
        # A reader that could write takes SQLite's write mode, with queries only: as the last one out it clears the
        # write-ahead log away, which a mode=ro reader leaves beside the file.
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        if read_only and (still or not writable):
            alone = not Path(f"{path}-wal").exists()
            mode = "mode=ro&immutable=1" if alone else "mode=ro"
        with translated(path):
            # SQLite's URIs need their reserved characters escaped; the path's slashes stay.
            self.connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=BUSY_MS / 1000,
                check_same_thread=False, cached_statements=512,
            )  # fmt: skip
            held_files.hold(self, path)
            try:
                self._set_up()
            except BaseException:
                self.drop()
                raise
        self._depth = self._scratching = 0

    def _set_up(self) -> None:
        self.run("PRAGMA foreign_keys = ON")
        if sqlite3.sqlite_version_info >= JSON_IS_INNOCUOUS:
            self.run("PRAGMA trusted_schema = OFF")
        if self.read_only:
            self.run("PRAGMA query_only = ON")
            return
        journal = self.value("PRAGMA journal_mode = WAL")
        self.run("PRAGMA synchronous = FULL")
        self.run(f"PRAGMA cache_size = -{CACHE_KB}")
        # What was shown as saved hangs on these; a place that does not grant them is refused.
        if journal != "wal" or self.value("PRAGMA synchronous") != 2 or self.value("PRAGMA foreign_keys") != 1:
            raise StorageError(f"{self.path.name} cannot be written safely in this place; copy it to a disk of this computer.")

    def run(self, sql: str, values: Values = ()) -> Any:
        """Executes one statement; the driver's cursor comes back."""
        with translated(self.path):
            return self.connection.execute(sql, values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Executes one statement for every row; gives the number of rows changed."""
        with translated(self.path):
            return self.connection.executemany(sql, rows).rowcount

    def script(self, sql: str) -> None:
        """Executes several statements inside the current transaction."""
        with translated(self.path):
            for statement in _statements(sql):
                self.connection.execute(statement)

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """The first row, None where there is none."""
        return self.run(sql, values).fetchone()

    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows."""
        return self.run(sql, values).fetchall()

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, None where there is none."""
        row = self.one(sql, values)
        return row[0] if row else None

    @property
    def in_transaction(self) -> bool:
        """Whether `writing` is open."""
        return self._depth > 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One durable transaction; inside another one it joins it. Anything raised rolls all of it back."""
        if self.read_only:
            raise ProjectReadOnly(f"{self.path.name} is open for reading only; nothing was changed.")
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self.run("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several reads that see one state of the file."""
        if self._depth or self.connection.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("COMMIT")

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """Writing to TEMP tables, which are this connection's alone and gone with it; also on one for reading only.

        There, writes to the file itself stay refused (ProjectReadOnly): SQLite asks about each statement what it would write.
        """
        if not self.read_only or self._scratching:
            self._scratching += 1
            try:
                yield
            finally:
                self._scratching -= 1
            return
        with translated(self.path):
            self.connection.set_authorizer(_only_temp)
        self.run("PRAGMA query_only = OFF")
        self._scratching = 1
        try:
            yield
        finally:
            self._scratching = 0
            self.run("PRAGMA query_only = ON")
            self.connection.set_authorizer(None)

    def copy_to(self, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """A whole copy of the state as it is now, as one file (the backup API: safe while open).

        `progress` is called with how many pages are left and how many there are; what it raises ends the copy."""

        def tell(_status: int, left: int, pages: int) -> None:
            if progress:
                progress(left, pages)

        with translated(target):
            copy = sqlite3.connect(str(target), isolation_level=None)
            try:
                self.connection.backup(copy, pages=4096, progress=tell)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()

    def leave_wal(self) -> None:
        """Ends the write-ahead log, so that the file may be replaced. Raises ProjectLocked while anybody else has it open."""
        if self.value("PRAGMA journal_mode = DELETE") != "delete":
            raise ProjectLocked(f"{self.path.name} is open elsewhere; close it there first.")

    def interrupt(self) -> None:
        """Stops a running statement of this connection, from another thread."""
        self.connection.interrupt()

    def weigh(self) -> None:
        """Tells the planner how long the tables are now, where they grew or shrank by far; a few milliseconds."""
        self.run("PRAGMA analysis_limit = 400")
        self.run("ANALYZE")

    def close(self, *, fresh: bool = False) -> None:
        """Checkpoints into one file and closes. Of a `fresh` one nothing is noted of how long its tables are: they will grow,
        and a plan made for one row is slow with a thousand."""
        if not self.read_only:
            with suppress(sqlite3.Error):
                if not fresh:
                    self.connection.execute("PRAGMA optimize")
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.drop()

    def drop(self) -> None:
        """Closes and does nothing else."""
        self.connection.close()
        held_files.let_go(self)


_WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)


def _only_temp(action: int, _what: str | None, _part: str | None, database: str | None, _by: str | None) -> int:
    """Refuses to prepare what writes elsewhere than to TEMP tables; making and dropping tables writes rows, too."""
    return sqlite3.SQLITE_DENY if action in _WRITES and database != "temp" else sqlite3.SQLITE_OK


_WRITTEN_BY = 96
"""Where the version of SQLite stands in a file, four bytes that nothing reads (section 1.3 of its file format)."""


@contextmanager
def plain_file(path: Path, application_id: int, version: int) -> Iterator[Any]:
    """A new SQLite file that is no project, to be given out: the driver's connection, for one transaction.

    `path` must be free. What the system refuses, as on a full disk, is an OSError.
    """
    try:
        connection = sqlite3.connect(str(path), isolation_level=None)
        try:
            # Nobody sees the file before it is whole, so it needs no journal.
            for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute(f"PRAGMA application_id = {application_id}")
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()
        # The header says which SQLite wrote it last; the same rows are to be the same bytes with any.
        with path.open("r+b") as file:
            file.seek(_WRITTEN_BY)
            file.write(bytes(4))
    except sqlite3.OperationalError as error:
        raise OSError(errno.ENOSPC if "disk is full" in str(error) else errno.EIO, str(error)) from error


def _statements(sql: str) -> Iterator[str]:
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending


def create(path: Path) -> Database:
    """A new project file with the newest schema. Raises StorageError where it cannot be, or something is there."""
    if path.exists():
        raise StorageError(f"{path.name} is already there; choose another name.")
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o644))
    except OSError as error:
        raise StorageError(f"{path.name} cannot be made in {path.parent}: {error.strerror}.") from error
    try:
        with translated(path):
            first = sqlite3.connect(str(path), isolation_level=None)
            first.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            first.execute("PRAGMA journal_mode = WAL")
            first.close()
        database = Database(path)
        migrate(database)
    except BaseException:
        for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            leftover.unlink(missing_ok=True)
        raise
    return database


def open_existing(path: Path, *, read_only: bool = False) -> Database:
    """An existing project, its header and schema checked before anything is written."""
    if not path.is_file():
        raise NotAProject(f"There is no project {path}.")
    if not read_only and not os.access(path, os.W_OK):
        raise ProjectReadOnly(f"{path.name} may not be written here; open it for reading only.")
    looking = Database(path, read_only=True, still=True)
    try:
        version = check_header(looking)
    finally:
        looking.drop()
    if read_only and version < schema.VERSION:
        raise ProjectReadOnly(f"{path.name} was written by an older version; open it once for writing to bring it up to date.")
    database = Database(path, read_only=read_only)
    if version < schema.VERSION:
        try:
            _keep_then_migrate(database)
        except BaseException:
            database.close()
            raise
    return database


def _keep_then_migrate(database: Database) -> None:
    from .backup import back_up_database  # it builds on this module

    back_up_database(database, None, "before migration", keep=True)
    migrate(database)


def check_header(database: Database) -> int:
    """The schema version of a project of ours; refuses everything else."""
    name = database.path.name
    if database.value("PRAGMA application_id") != schema.APPLICATION_ID:
        raise NotAProject(f"{name} is not a project file of this program.")
    version = int(database.value("PRAGMA user_version"))
    if version > schema.VERSION:
        raise ProjectTooNew(
            f"{name} was written by a newer version of this program (schema {version}, this one knows {schema.VERSION}); "
            "it was left as it is."
        )
    if fingerprint(database) != FINGERPRINTS.get(version):
        raise ProjectDamaged(f"{name}: its tables are not those of schema {version}; it was left as it is.")
    return version


def fingerprint(database: Database) -> str:
    """SHA-256 of the permanent tables, indexes and triggers, as their SQL text (16 hex digits)."""
    rows = database.all(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE '_sqlite_migrations%' AND tbl_name NOT IN ('events', 'dataset') "
        "AND tbl_name NOT LIKE 'article_words%' ORDER BY type, name"
    )
    return hashlib.sha256(json.dumps([list(row) for row in rows]).encode()).hexdigest()[:16]


def migrate(database: Database) -> None:
    """Brings the file to the newest schema, each step in a transaction of its own."""
    from sqlite_utils import Database as Utils

    from .migrations import migrations

    with translated(database.path):
        migrations.apply(Utils(database.connection, execute_plugins=False))
