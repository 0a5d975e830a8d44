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
    later = schema.HISTORIED_2 + schema.HISTORIED_3 + schema.HISTORIED_5 + schema.HISTORIED_6
    recorded = {**schema.HISTORIED, **schema.RECORDED_AT_FIRST}
    _run(db, schema.TABLES + schema.history_triggers((table for table in recorded if table not in later), recorded))
    db.conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    db.conn.execute("PRAGMA user_version = 1")


@migrations(name="0002_first_pass_and_filters")
def second(db: Database) -> None:
    """Tables for the first pass and for saved filters."""
    _run(db, schema.TABLES_2 + schema.history_triggers(schema.HISTORIED_2))
    db.conn.execute("PRAGMA user_version = 2")


@migrations(name="0003_team")
def third(db: Database) -> None:
    """Tables for a team: packages and what came back, rulings, marks of content, results of tests."""
    _run(db, schema.TABLES_3 + schema.history_triggers(schema.HISTORIED_3))
    db.conn.execute("PRAGMA user_version = 3")


@migrations(name="0004_adjudication")
def fourth(db: Database) -> None:
    """What adjudication keeps of a decision, and indexes for what is asked often."""
    _run(db, schema.TABLES_4)
    db.conn.execute("PRAGMA user_version = 4")


@migrations(name="0005_releases")
def fifth(db: Database) -> None:
    """The log of searches, reasons of links between events, and what a release holds."""
    _run(db, schema.TABLES_5 + schema.history_triggers(schema.HISTORIED_5) + "\n" + schema.change_trigger("incident_link"))
    db.conn.execute("PRAGMA user_version = 5")


@migrations(name="0006_training_data")
def sixth(db: Database) -> None:
    """Articles that are nearly alike, the parts of data for training, and what models say of articles."""
    _run(db, schema.TABLES_6 + schema.history_triggers(schema.HISTORIED_6))
    db.conn.execute("PRAGMA user_version = 6")


def _run(db: Database, sql: str) -> None:
    from .database import _statements

    for statement in _statements(sql):
        db.conn.execute(statement)
