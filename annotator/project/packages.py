"""Packages: a project file made for one coder, and the same file given back with the work in it.

A package is built into a new file from named rows alone, so that nothing of others can stand in it: the coder's articles,
assignments and own work, the codebook, the registers' approved entries, the lead's reviews, answers, rulings and results
that are the coder's. Which articles somebody else codes as well is not told; positions are counted anew. Owns the log
`package`. What becomes of a file that comes back, or of a later package, is `merging`'s.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import StorageError, UsageError
from ..writing import sync_file, sync_folder
from . import database as db_file
from . import work
from .backup import copy_whole
from .database import Database
from .history import now
from .results import gate
from .sealing import ENDING, seal
from .work import named

if TYPE_CHECKING:
    from .project import Project

Progress = Callable[[str, float], None]
"""Called with what is done and how far it is, 0 to 1; what it raises stops the work and leaves nothing."""
SECRET_SETTINGS = ("spot_", "adjudication_")
"""What the names of a round's settings begin with that a coder is not told."""
_PARTIAL = ".unfinished"

_GIVEN = (
    "t.coder = :coder AND t.removed = 0 AND t.withdrawn = 0 AND ({closed} = 0 OR t.round <> 'main') AND (NOT EXISTS (SELECT 1 "
    "FROM article m WHERE m.uid = t.article AND m.duplicate_of IS NOT NULL) OR EXISTS (SELECT 1 FROM coding b WHERE "
    "b.article = t.article AND b.coder = :coder AND b.round = t.round AND b.standing = 'coded' AND b.removed = 0))"
)
"""The assignments `t` that are told; while a test keeps the main round closed, none of that round. What is not coded because a
copy of it is, is left out where the coder has not begun it, as the queue passes it by."""
_ARTICLES = (
    f"SELECT t.article FROM assignment t WHERE {_GIVEN} UNION "
    "SELECT article FROM coding WHERE coder = :coder AND standing = 'coded' AND removed = 0"
)


@dataclass(frozen=True, slots=True)
class Packaged:
    """A package that was made. `coder` is a uid, `name` the pseudonym."""

    path: Path
    coder: str
    name: str
    number: int
    articles: int
    codings: int
    sealed: bool


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package of the log."""

    coder: str
    number: int
    time: str
    file: str
    counts: dict[str, int]


def made(project: Project) -> list[PackageRow]:
    """The packages made so far, the newest first."""
    rows = project.database.all("SELECT coder, number, time, file, counts FROM package ORDER BY id DESC")
    return [PackageRow(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]


def package(project: Project, coder: str, target: Path, *, passphrase: str = "", progress: Progress | None = None) -> Packaged:
    """Builds a file for a coder. In a folder it is named after the project, the coder and its number.

    With a passphrase the file is sealed. Raises UsageError where who works now does not lead or there is nothing to give,
    StorageError where the file cannot be written; then there is none.
    """
    if project.made_for:
        raise UsageError("This file was made for a coder itself; packages are made in the lead's project.")
    if project.coder.role != "lead":
        raise UsageError("Packages are made by the lead.")
    whom = project.coders.get(coder)
    if whom is None:
        raise UsageError("That coder is not in this project.")
    number = 1 + int(project.database.value("SELECT coalesce(max(number), 0) FROM package"))
    if os.path.isdir(target):
        ending = ".annotator" + (ENDING if passphrase else "")
        target = target / f"{plain_name(project.path.stem)}-{plain_name(whom.name)}-{number}{ending}"
    if os.path.exists(target):
        raise StorageError(f"{target.name} is already there; choose another name.")
    staged = target.with_name(f".{target.name}{_PARTIAL}")
    _clear(staged)
    try:
        counts = _build(project, whom.uid, staged, number, progress or _silent)
        _put(staged, target, passphrase)
    except OSError as error:
        raise StorageError(f"{target.name} could not be written: {error.strerror}.") from error
    finally:
        _clear(staged)
    with project.database.writing():
        project.database.run(
            "INSERT INTO package (coder, number, time, file, counts) VALUES (?, ?, ?, ?, ?)",
            (whom.uid, number, now(), target.name, json.dumps(counts)),
        )
    return Packaged(target, whom.uid, whom.name, number, counts["articles"], counts["codings"], bool(passphrase))


def hand_in(project: Project, target: Path, *, passphrase: str = "", progress: Progress | None = None) -> Path:
    """A whole copy of a coder's file to give back; gives its path. In a folder it is named with the time.

    Raises UsageError in a project that was not made for a coder, StorageError where it cannot be written.
    """
    if not project.made_for:
        raise UsageError("This project was not made for a coder: there is nobody to hand it in to.")
    if os.path.isdir(target):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        whole = f"{plain_name(project.about()['name'])}-{plain_name(project.coder.name)}-work-{stamp}.annotator"
        target = target / (whole + (ENDING if passphrase else ""))
    if os.path.exists(target):
        raise StorageError(f"{target.name} is already there; choose another name.")
    (progress or _silent)("copying", 0.0)
    staged = target.with_name(f".{target.name}{_PARTIAL}")
    try:
        copy_whole(project.database, staged)
        _put(staged, target, passphrase)
    except OSError as error:
        raise StorageError(f"{target.name} could not be written: {error.strerror}.") from error
    finally:
        _clear(staged)
    return target


def plain_name(name: str) -> str:
    """A name as a part of a file's name: letters and digits of any script, nothing that leads out of a folder."""
    kept = "".join(one if unicodedata.category(one)[0] in "LNM" else "-" for one in unicodedata.normalize("NFC", name))
    return re.sub(r"-+", "-", kept).strip("-")[:40] or "x"


def _silent(_what: str, _share: float) -> None:
    """Nobody looks."""


def _put(staged: Path, target: Path, passphrase: str) -> None:
    """Gives a finished file its name, sealed where a passphrase is given; it is there whole or not at all."""
    if passphrase:
        sealed = staged.with_name(staged.name + ENDING)
        try:
            sealed.write_bytes(seal(staged.read_bytes(), passphrase))
            sync_file(sealed)
            os.replace(sealed, target)
        finally:
            sealed.unlink(missing_ok=True)
    else:
        sync_file(staged)
        os.replace(staged, target)
    sync_folder(target.parent)


def _clear(staged: Path) -> None:
    for tail in ("", "-wal", "-shm", "-journal", ".lock"):
        with suppress(OSError):
            Path(f"{staged}{tail}").unlink(missing_ok=True)


# --- what stands in it ----------------------------------------------------------------------------------------------


def _build(project: Project, coder: str, path: Path, number: int, progress: Progress) -> dict[str, int]:
    from .project import Project as Opened

    database = db_file.create(path)
    try:
        made = Opened(database, None)
        with project.database.reading(), database.writing():
            database.run("PRAGMA defer_foreign_keys = ON")
            about = project.about()
            keys = {
                "uid": about["uid"], "name": about["name"], "created": about["created"], "indexed_to": "0",
                "made_for": coder, "made_at": now(), "package": str(number),
            }  # fmt: skip
            database.run_many("INSERT INTO project VALUES (?, ?)", keys.items())
            made.search.make()
            book_uid, book = project.codebooks.current()
            made._bind(book, book_uid)
            made.table.make()
            made.history.coder = project.coder.uid
            made.history.refreshers = [made.table.refresh]
            with made.history.operation({"id": "package", "number": number}) as operation:
                counts = _fill(project, database, coder, operation, progress)
    finally:
        database.close(fresh=True)
    return counts


def _fill(project: Project, target: Database, coder: str, operation: int, progress: Progress) -> dict[str, int]:
    source = project.database
    progress("people", 0.0)
    rows = dict(rows_for(source, coder, closed=bool(gate(project, coder))))
    counts: dict[str, int] = {}
    for place, (table, found) in enumerate(rows.items()):
        progress(table, place / len(rows) * 0.8)
        counts[table] = work.put_rows(target, table, found)
    progress("history", 0.85)
    mine = work.read(source, coder)
    work.keep_told(target, work.told(source, coder, {**mine.codings, **mine.singles}), operation)
    progress("history", 1.0)
    return {"articles": counts["article"], "codings": len([one for one in rows["coding"] if one[4] == "coded"])}


def rows_for(db: Database, coder: str, *, closed: bool = False) -> Iterator[tuple[str, list[Sequence[Any]]]]:
    """The whole rows of each table that a coder's package holds, in the order of their columns.

    `closed` leaves out what is to do in the main round: there is a test to pass first.
    """

    def found(table: str, where: str, order: str = "rowid") -> list[Sequence[Any]]:
        return db.all(f"SELECT t.* FROM {table} t WHERE {where} ORDER BY t.{order}", named(coder=coder))

    given = _GIVEN.format(closed=int(closed))
    articles = _ARTICLES.format(closed=int(closed))
    replaced = _WITH_REPLACED.format(articles=articles)
    mine = f"SELECT uid FROM coding WHERE coder = :coder AND standing = 'coded' AND article IN ({replaced})"
    standards = (
        f"standing = 'standard' AND removed = 0 AND article IN ({articles}) AND round IN (SELECT s.round FROM assignment s "
        "JOIN round r ON r.uid = s.round WHERE s.coder = :coder AND s.removed = 0 AND s.withdrawn = 0 AND r.kind = 'training' "
        "AND coalesce(json_extract(r.settings, '$.feedback'), 1))"
    )
    codings = f"uid IN ({mine}) OR {standards}"
    yield "codebook", found("codebook", "1")
    leads = "SELECT uid FROM coder WHERE role = 'lead'"
    spoke = f"{leads} UNION SELECT reviewer FROM review WHERE coding IN ({mine}) UNION SELECT coder FROM ruling " \
            f"UNION SELECT coder FROM coding WHERE {standards}"  # fmt: skip
    people = found("coder", "uid = :coder") + found("coder", f"uid <> :coder AND uid IN ({spoke})")
    yield "coder", [row if row[0] == coder else _changed(db, "coder", row, settings=None) for row in people]
    rounds = "uid = 'main' OR uid IN (SELECT round FROM assignment WHERE coder = :coder AND removed = 0 AND withdrawn = 0 " \
             "UNION SELECT round FROM coding WHERE coder = :coder AND standing <> 'adjudicated')"  # fmt: skip
    yield "round", [_told_round(db, row) for row in found("round", f"removed = 0 AND ({rounds})")]
    yield "article", [_changed(db, "article", row, duplicate_of=None) for row in found("article", f"uid IN ({replaced})")]
    yield "precoding", found("precoding", _OFFERED.format(articles=replaced))
    yield "assignment", list(_assignments(db, found("assignment", f"{given} AND article IN ({articles})", "position, t.rowid")))
    yield (
        "coding",
        [
            row if row[4] == "coded" else _changed(db, "coding", row, first_done=None, first_submission=None, memo="")
            for row in found("coding", codings)
        ],
    )
    of_codings = f"coding IN (SELECT uid FROM coding WHERE {codings})"
    yield "event", found("event", f"removed = 0 AND {of_codings}")
    owners = f"SELECT uid FROM event WHERE removed = 0 AND {of_codings} UNION SELECT uid FROM coding WHERE {codings}"
    yield "evidence", found("evidence", f"removed = 0 AND owner IN ({owners})")
    yield "mention", found("mention", f"removed = 0 AND {of_codings}")
    yield "review", found("review", f"removed = 0 AND coding IN ({mine})")
    owned = f"{mine} UNION SELECT e.uid FROM event e WHERE e.coding IN ({mine})"
    answers = f"coder IN ({leads}) AND removed = 0 AND (owner IN ({owned}) " \
              "OR EXISTS (SELECT 1 FROM comment q WHERE q.uid = t.answers AND q.coder = :coder))"  # fmt: skip
    yield "comment", found("comment", f"coder = :coder OR {answers}")
    yield "screening", found("screening", f"coder = :coder AND article IN ({replaced})")
    for table in ("flag", "saved_filter"):
        yield table, found(table, "coder = :coder")
    for table in ("actor", "place", "source"):
        entries = found(table, "removed = 0 AND (state = 'approved' OR proposed_by = :coder)")
        yield table, [row if _cell(db, table, row, "proposed_by") == coder else
                      _changed(db, table, row, proposed_by=None) for row in entries]  # fmt: skip
    links = f"{work.SINGLE['incident_link']} AND uid IN ({_OWN_LINKS})"
    incidents = found("incident", f"uid IN (SELECT incident FROM incident_link WHERE {links})")
    yield "incident", [_changed(db, "incident", row, external_id=None, merged_into=None, values="{}") for row in incidents]
    yield "incident_link", [_changed(db, "incident_link", row, reason="") for row in found("incident_link", links)]
    rulings = found("ruling", "removed = 0")
    asked = {row[0] for row in db.all("SELECT uid FROM comment WHERE coder = ?", (coder,))}
    yield "ruling", [row if _cell(db, "ruling", row, "asked") in asked else _changed(db, "ruling", row, asked=None)
                     for row in rulings]  # fmt: skip
    yield "content_mark", found("content_mark", f"removed = 0 AND article IN ({articles})")
    yield "result", found("result", "removed = 0 AND coder = :coder")


_WITH_REPLACED = (
    "WITH RECURSIVE given(uid) AS ({articles} UNION SELECT a.replaces FROM given CROSS JOIN article a "
    "ON a.uid = given.uid WHERE a.replaces IS NOT NULL) SELECT uid FROM given"
)
"""Some articles, and all texts that they replaced as corrections."""
_OFFERED = "removed = 0 AND article IN ({articles}) AND article NOT IN (" + _WITH_REPLACED.format(
    articles="SELECT article FROM assignment WHERE coder = :coder AND candidates = 0 AND removed = 0"
) + ")"  # fmt: skip
"""What models say of the coder's articles, also of texts that these replaced, but for those from which the lead withholds
offers."""

_OWN_LINKS = (
    "SELECT h.uid FROM operation o CROSS JOIN change h ON h.operation = o.id WHERE o.coder = :coder "
    "AND h.tbl = 'incident_link' UNION SELECT h.uid FROM work_operation o CROSS JOIN work_change h ON h.operation = o.id "
    "WHERE o.coder = :coder AND h.tbl = 'incident_link'"
)
"""Links that the coder had a hand in: the lead's own say what others found, and stay with the lead."""


def _assignments(db: Database, rows: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """The coder's, counted anew: a gap in the positions would tell that somebody else codes something."""
    at: dict[str, int] = {}
    for row in rows:
        if _cell(db, "assignment", row, "position") is None:
            yield row
            continue
        round_ = str(_cell(db, "assignment", row, "round"))
        at[round_] = at.get(round_, 0) + 1
        yield _changed(db, "assignment", row, position=at[round_])


def _told_round(db: Database, row: Sequence[Any]) -> Sequence[Any]:
    settings = json.loads(_cell(db, "round", row, "settings") or "{}")
    told = {name: value for name, value in settings.items() if not name.startswith(SECRET_SETTINGS)}
    return _changed(db, "round", row, settings=json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None)


_COLUMNS: dict[str, tuple[str, ...]] = {}


def columns_of(db: Database, table: str) -> tuple[str, ...]:
    """The columns of a table in their order; the same in every file that is open."""
    if table not in _COLUMNS:
        _COLUMNS[table] = tuple(row[1] for row in db.all(f"PRAGMA table_info({table})"))
    return _COLUMNS[table]


def _cell(db: Database, table: str, row: Sequence[Any], column: str) -> Any:
    return row[columns_of(db, table).index(column)]


def _changed(db: Database, table: str, row: Sequence[Any], **cells: Any) -> Sequence[Any]:
    names = columns_of(db, table)
    return [cells.get(name, value) if name in cells else value for name, value in zip(names, row, strict=True)]
