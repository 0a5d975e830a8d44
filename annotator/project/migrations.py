"""The steps from each schema version to the next, as SQL. A released step is never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from . import schema

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("annotator")


@migrations(name="0001_first")
def first(db: Database) -> None:
    """All tables of version 1."""
    from .database import _statements

    for statement in _statements(schema.TABLES + schema.history_triggers()):
        db.conn.execute(statement)
    db.conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    db.conn.execute("PRAGMA user_version = 1")
