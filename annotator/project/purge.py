"""Removing a text or words for good: out of the tables, the history, the logs, the flat tables and the search.

The one change that has no way back. Owns which columns hold what people wrote, and the log `purge`, which never holds
what was removed. Must not know formats or the window.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ..errors import ProjectError, UsageError
from . import backup
from .corrected_texts import versions
from .database import Database
from .history import now

if TYPE_CHECKING:
    from .project import Project

BLACK = "█"
WRITTEN: dict[str, tuple[str, ...]] = {
    "project": ("value",),
    "operation": ("label",),
    "change": ("old", "new"),
    "codebook": ("source",),
    "coder": ("name", "settings"),
    "round": ("name", "settings"),
    "article": ("title", "source", "url", "external_id", "origin", "extra", "text"),
    "coding": ("reason", "answers", "overruled", "memo", "first_submission"),
    "event": ("values", "extra", "overruled"),
    "evidence": ("item", "spans", "link", "note"),
    "mention": ("spans", "reason", "note"),
    "review": ("comment",),
    "decision": ("reason", "note", "was"),
    "incident": ("external_id", "values"),
    "incident_link": ("reason",),
    "flag": ("name",),
    "comment": ("text",),
    "screening": ("reason",),
    "saved_filter": ("name", "query"),
    "version": ("content",),
    "ruling": ("question", "answer"),
    "content_mark": ("name",),
    "result": ("details",),
    "search_record": ("name", "query", "note"),
    "precoding": ("model", "event", "value", "spans"),
    "work_operation": ("label",),
    "work_change": ("old", "new"),
    "package": ("file",),
    "arrival": ("file",),
    "actor": ("name", "type", "country", "parent", "details"),
    "place": ("name", "country", "admin1", "admin2", "admin3", "details"),
    "source": ("name", "scale", "country", "details"),
    "suggestion": ("offered",),
    "release": ("options", "manifest"),
    "purge": ("reason",),
}
"""Every column that can hold what stood in a text or was typed, by table."""

_COPIED = 40
"""From this length on, a piece that also stands in a purged article counts as copied from it (characters)."""
_OWNED = {
    "coding": ("memo", "reason", "answers", "overruled", "first_submission"),
    "event": ("values", "extra", "overruled"),
    "evidence": ("note", "item"),
    "mention": ("note",),
    "review": ("comment",),
    "decision": ("reason", "note", "was"),
    "comment": ("text",),
    "flag": ("name",),
    "screening": ("reason",),
    "ruling": ("question", "answer"),
    "search_record": ("query", "note"),
    "incident": ("values",),
    "incident_link": ("reason",),
}
_EVENTS = "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding WHERE c.article = :article"
_CODINGS = "SELECT uid FROM coding WHERE article = :article"
_EVIDENCE = f"SELECT uid FROM evidence WHERE owner IN ({_EVENTS} UNION {_CODINGS})"
_MENTIONS = f"SELECT uid FROM mention WHERE coding IN ({_CODINGS})"
_ROWS_OF = {
    "article": "SELECT :article",
    "coding": _CODINGS,
    "event": _EVENTS,
    "evidence": _EVIDENCE,
    "mention": _MENTIONS,
    "review": f"SELECT uid FROM review WHERE coding IN ({_CODINGS})",
    "decision": f"SELECT uid FROM decision WHERE coding IN ({_CODINGS})",
    "comment": f"SELECT uid FROM comment WHERE owner IN ({_EVENTS} UNION {_CODINGS} UNION SELECT :article)",
    "screening": "SELECT uid FROM screening WHERE article = :article",
    "flag": f"SELECT uid FROM flag WHERE owner IN ({_EVENTS} UNION {_CODINGS} UNION SELECT :article)",
    "ruling": "SELECT uid FROM ruling",
    "search_record": "SELECT uid FROM search_record",
    "incident": "SELECT uid FROM incident",
    "incident_link": "SELECT uid FROM incident_link",
    "precoding": "SELECT uid FROM precoding WHERE article = :article",
}
"""The rows of each table that belong to one article, or may hold a copy of it. What was settled of an incident goes with it
where it is merged, and stays behind; a reason stands with every event that was linked for it: so of both it is all."""

Redact = Callable[[str], str]
STAGES = ("rows", "tables", "settled", "search", "file", "backups")
"""What a purge does, in order. Until "settled" it can be stopped and leaves nothing; what is raised then does that."""


@dataclass(slots=True)
class Purged:
    """What was removed, or would be: rows by table. `remains` names the files that still hold it."""

    kind: str
    done: bool
    rows: dict[str, int] = field(default_factory=dict)
    remains: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {"kind": self.kind, "done": self.done, "rows": self.rows, "remains": self.remains}

    def in_words(self) -> str:
        """The same for a person."""
        counts = ", ".join(f"{table} {count}" for table, count in self.rows.items()) or "none"
        lines = [f"{'Removed for ever' if self.done else 'This would remove; repeat with --yes'}. Rows touched: {counts}."]
        if self.remains:
            lines += ["It is still in:", *(f"  {one}" for one in self.remains)]
        elif self.done:
            lines.append("No backup of this project holds it. Files given out earlier are yours to recall.")
        return "\n".join(lines)


def purge_article(
    project: Project, uid: str, reason: str, *, dry_run: bool = False, progress: Callable[[str], None] | None = None
) -> Purged:
    """Removes an article's text, title and whatever was copied from them; the article stays as a stub.

    Texts that it replaced as a correction, or that replaced it, go with it.

    Coded values stay, as they are facts and not the text; quotes, memos and notes go. Importing the same article again
    finds it known and does not bring the text back. With `dry_run` the rows are counted and nothing changes. `progress`
    is called with the name of each stage (see `STAGES`).
    """
    articles = [project.articles.get(one) for one in versions(project.database, uid)] or [project.articles.get(uid)]
    told = Purged("article", not dry_run)
    copied = _copies_of("\n".join(f"{one.title}\n{one.text}" for one in articles))
    if dry_run:
        for one in articles:
            _strip_article(project.database, told, one.uid, copied)
        return told
    with _purging(project, told, uid, reason, progress) as db:
        for one in articles:
            _strip_article(db, told, one.uid, copied)
    _tell(progress, "backups")
    told.remains += _backups_with(
        project, lambda db: any(db.value("SELECT text <> '' FROM article WHERE uid = ?", (one.uid,)) for one in articles)
    )
    return told


def _strip_article(db: Database, told: Purged, uid: str, copied: Redact) -> None:
    """Takes all that stood in the article out of its rows, or counts them where nothing is done."""
    article = {"article": uid}
    empty = "text = '', title = '', url = '', origin = '', extra = NULL, length = 0, stub = 1"
    _empty(db, told, "article", empty, "uid = :article", article)
    for table, columns in _OWNED.items():
        _count(told, table, _rewrite(db, told, table, columns, copied, f"uid IN ({_ROWS_OF[table]})", article))
    _forget_changes(db, told, uid, copied)
    _count(told, "operation", _rewrite(db, told, "operation", ("label",), copied, "label LIKE '%\"reason\":%'"))
    for table in ("evidence", "mention"):
        written = f"uid IN ({_ROWS_OF[table]}) AND (spans, note) <> ('[]', '')"
        _empty(db, told, table, "spans = '[]', note = ''", written, article)
    _empty(db, told, "coding", "memo = ''", f"uid IN ({_CODINGS}) AND memo <> ''", article)
    _empty(db, told, "suggestion", "", f"coding IN ({_CODINGS})", article)
    _empty(db, told, "version", "", f"coding IN ({_CODINGS})", article)
    _empty(db, told, "change", "", f"tbl = 'precoding' AND field <> '*' AND uid IN ({_ROWS_OF['precoding']})", article)
    _empty(db, told, "precoding", "", "article = :article", article)
    units = " UNION ".join(f"SELECT * FROM ({_ROWS_OF[table]})" for table in ("coding", "comment", "screening", "flag"))
    _empty(db, told, "work_change", "old = NULL, new = NULL", f"unit IN ({units}) AND (old, new) IS NOT (NULL, NULL)", article)


def purge_words(
    project: Project, words: str, reason: str, *, dry_run: bool = False, progress: Callable[[str], None] | None = None
) -> Purged:
    """Blacks words out wherever they stand, in any case and spelling of white space, letter by letter.

    Offsets of evidence hold, since a text keeps its length. With `dry_run` the rows are counted and nothing changes.
    `progress` is called with the name of each stage. UsageError where the codebook itself needs the words, or where
    there are none.
    """
    wanted = _pattern(words)

    def redact(text: str) -> str:
        return wanted.sub(lambda found: BLACK * len(found[0]), text)

    for name, version, text in project.database.all("SELECT name, version, compiled FROM codebook"):
        if wanted.search(text):
            raise UsageError(f"These words stand in the codebook {name} {version}, which the events need; nothing was removed.")
    told = Purged("words", not dry_run)
    if dry_run:
        for table, columns in WRITTEN.items():
            _count(told, table, sum(1 for _ in _hits(project.database, table, columns, redact)))
        return told
    with _purging(project, told, "words", redact(reason), progress) as db:
        for table, columns in WRITTEN.items():
            _count(told, table, _rewrite(db, told, table, columns, redact))
        _requote(db)
    _tell(progress, "backups")
    told.remains += _backups_with(project, lambda db: any(
        next(_hits(db, table, columns, redact), None) for table, columns in WRITTEN.items()))  # fmt: skip
    return told


@contextmanager
def _purging(
    project: Project, told: Purged, what: str, reason: str, progress: Callable[[str], None] | None
) -> Iterator[Database]:
    """One transaction without history, the log entry at its end; then the flat tables, the search and the file anew."""
    if not reason.strip():
        raise UsageError("A purge needs a reason; it is kept in the log.")
    db = project.database
    if db.in_transaction:
        raise UsageError("A change is under way; a purge stands alone.")
    db.run("PRAGMA secure_delete = ON")
    with db.writing():
        db.run("UPDATE current_operation SET purging = 1")
        _tell(progress, "rows")
        yield db
        db.run(
            "INSERT INTO purge (time, coder, kind, what, reason, counts) VALUES (?, ?, ?, ?, ?, ?)",
            (now(), project.history.coder, told.kind, what, reason.strip(), json.dumps(told.rows)),
        )
        _tell(progress, "tables")
        project.table.make()
        # The index is made anew: a deleted row's words would stay in it until its parts are merged.
        project.search.make()
        db.run("UPDATE current_operation SET purging = 0")
        _tell(progress, "settled")
    _tell(progress, "search")
    project.search.catch_up()
    _tell(progress, "file")
    db.run("VACUUM")
    if db.value("PRAGMA wal_checkpoint(TRUNCATE)"):
        told.remains.append(f"{project.path.name}-wal, until every window on this project is closed")


def _tell(progress: Callable[[str], None] | None, stage: str) -> None:
    if progress:
        progress(stage)


# --- what stands where ----------------------------------------------------------------------------------------------


def _rewrite(
    db: Database, told: Purged, table: str, columns: Sequence[str], redact: Redact, where: str = "",
    values: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Rewrites the columns of a table, where anything is done; gives how many rows it touched."""
    hits = list(_hits(db, table, columns, redact, where, values))
    if not told.done:
        return len(hits)
    key = "key" if table == "project" else "rowid"
    sets = ", ".join(f'"{column}" = ?' for column in columns)
    for row, cells in hits:
        db.run(f"UPDATE {table} SET {sets} WHERE {key} = ?", (*cells, row))
    return len(hits)


def _hits(
    db: Database, table: str, columns: Sequence[str], redact: Redact, where: str = "", values: Mapping[str, str] | None = None
) -> Iterator[tuple[Any, list[Any]]]:
    """The rows that change, with their new cells."""
    key = "key" if table == "project" else "rowid"
    named = ", ".join(f'"{column}"' for column in columns)
    sql = f"SELECT {key}, {named} FROM {table}" + (f" WHERE {where}" if where else "")
    for row, *cells in db.run(sql, cast("Any", values or ())):
        if table == "project" and row != "name":
            continue
        changed = [_redacted(cell, redact) for cell in cells]
        if changed != cells:
            yield row, changed


def _redacted(cell: Any, redact: Redact) -> Any:
    """A cell rewritten: JSON inside its strings, so that escapes hide nothing; all else as text."""
    if not isinstance(cell, str):
        return cell
    if cell[:1] in ("{", "[", '"'):
        try:
            value = json.loads(cell)
        except ValueError:
            return redact(cell)
        changed = _redacted_json(value, redact)
        return cell if changed == value else json.dumps(changed, ensure_ascii=False, separators=(",", ":"))
    return redact(cell)


def _redacted_json(value: Any, redact: Redact) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [_redacted_json(one, redact) for one in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {redact(key): _redacted_json(one, redact) for key, one in cast("dict[str, Any]", value).items()}
    return value


def _pattern(words: str) -> re.Pattern[str]:
    """The words in a row, whatever stands between them, as whole words where their script writes spaces."""
    parts = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", unicodedata.normalize("NFC", words))
    if not parts:
        raise UsageError("Name the words to remove; they need at least one letter or digit.")
    forms = ["(?:" + "|".join(dict.fromkeys(re.escape(unicodedata.normalize(form, part)) for form in ("NFC", "NFD"))) + ")"
             for part in parts]  # fmt: skip
    before = r"(?<![^\W_])" if _spaced(parts[0][0]) else ""
    after = r"(?![^\W_])" if _spaced(parts[-1][-1]) else ""
    return re.compile(before + r"[\W_]{1,4}".join(forms) + after, re.IGNORECASE)


def _spaced(character: str) -> bool:
    """Whether words of this script end at other than letters: where there are capitals, and for digits."""
    return character.isdigit() or character.lower() != character.upper()


def _copies_of(text: str) -> Redact:
    """Blacks out what is a copy of a part of the text, or holds one of its sentences."""
    whole = " ".join(text.split())
    pieces = [piece for piece in re.split(r"(?<=[.!?。؟])\s+|\n+", text) if len(piece) >= _COPIED]
    spaced = [" ".join(piece.split()) for piece in pieces]
    shortest = min([_COPIED, *map(len, spaced)])

    def redact(written: str) -> str:
        if len(written) < shortest:
            return written
        plain = " ".join(written.split())
        copied = len(plain) >= _COPIED and plain in whole
        return BLACK * 3 if copied or any(piece in plain for piece in spaced) else written

    return redact


def _forget_changes(db: Database, told: Purged, uid: str, copied: Redact) -> None:
    """The history of an article's rows without its title, quotes, memos and copies."""
    article, emptied = {"article": uid}, set[str]()
    for table, name, empty in (
        ("article", "title", ""), ("article", "url", ""), ("evidence", "spans", "[]"), ("evidence", "note", ""),
        ("mention", "spans", "[]"), ("mention", "note", ""), ("coding", "memo", ""),
    ):  # fmt: skip
        _empty(
            db, told, "change", f"old = iif(old IS NULL, NULL, '{empty}'), new = iif(new IS NULL, NULL, '{empty}')",
            f"tbl = '{table}' AND field = '{name}' AND uid IN ({_ROWS_OF[table]})", article,
        )  # fmt: skip
        emptied.add(f"'{table}.{name}'")
    for table in _OWNED:
        where = f"tbl = '{table}' AND uid IN ({_ROWS_OF[table]}) AND tbl || '.' || field NOT IN ({', '.join(sorted(emptied))})"
        _count(told, "change", _rewrite(db, told, "change", ("old", "new"), copied, where, article))


def _requote(db: Database) -> None:
    """Quotes say again what stands in the text: one may have held half of a word that is gone."""
    for table, way in (
        ("evidence", "LEFT JOIN event e ON e.uid = t.owner JOIN coding c ON c.uid = coalesce(e.coding, t.owner) "),
        ("mention", "JOIN coding c ON c.uid = t.coding "),
        ("precoding", ""),
    ):
        source = f"FROM {table} t {way}JOIN article a ON a.uid = {'c' if way else 't'}.article"
        blacked = f"(instr(a.text, '{BLACK}') OR instr(a.title, '{BLACK}'))"
        for row, spans, text, title in db.all(f"SELECT t.rowid, t.spans, a.text, a.title {source} WHERE {blacked}"):
            if (quoted := _quoted(spans, text, title)) != spans:
                db.run(f"UPDATE {table} SET spans = ? WHERE rowid = ?", (quoted, row))
        for log in ("change", "work_change"):
            for row, old, new, text, title in db.all(
                f"SELECT h.id, h.old, h.new, a.text, a.title {source} JOIN {log} h ON h.uid = t.uid AND h.tbl = '{table}' "
                f"AND h.field = 'spans' WHERE {blacked}"
            ):
                quoted = (_quoted(old, text, title), _quoted(new, text, title), row)
                db.run(f"UPDATE {log} SET old = ?, new = ? WHERE id = ?", quoted)


def _quoted(spans: str, text: str, title: str) -> str:
    made = [
        {**span, "quote": (text if span["part"] == "text" else title)[span["start"] : span["end"]]}
        for span in json.loads(spans)
    ]
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _empty(db: Database, told: Purged, table: str, sets: str, where: str, values: Mapping[str, str]) -> None:
    """Sets columns of the rows (deletes them where there is nothing to set), or counts them where nothing is done."""
    bound = cast("Any", values)
    if not told.done:
        _count(told, table, int(db.value(f"SELECT count(*) FROM {table} WHERE {where}", bound)))
        return
    sql = f"UPDATE {table} SET {sets} WHERE {where}" if sets else f"DELETE FROM {table} WHERE {where}"
    _count(told, table, max(int(db.run(sql, bound).rowcount), 0))


def _count(told: Purged, table: str, count: int) -> None:
    if count:
        told.rows[table] = told.rows.get(table, 0) + count


def _backups_with(project: Project, holds: Callable[[Database], bool]) -> Iterable[str]:
    """The backups that still hold it; one that cannot be read is named, too, as nobody knows."""
    for one in backup.backups(project.path):
        try:
            db = Database(one.path, read_only=True, still=True)
        except ProjectError:
            yield f"{one.path} (cannot be read)"
            continue
        try:
            if holds(db):
                yield str(one.path)
        except ProjectError:
            yield f"{one.path} (cannot be read)"
        finally:
            db.close()
    for number, time in project.database.all("SELECT number, time FROM release ORDER BY number"):
        yield f"perhaps release {number}, given out on {time[:10]}"
