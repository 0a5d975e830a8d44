"""What a later package brings into a coder's file of the lead's: articles, assignments, reviews, rulings, the codebook.

The lead's rows are taken as the package has them; what it has no longer is withdrawn. An article that the coder has begun
stays, whatever is withdrawn. The coder's own work is `merging`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import work
from .database import Database
from .packages import columns_of
from .work import named

if TYPE_CHECKING:
    from .project import Project

_STANDARD = "SELECT uid FROM coding WHERE standing = 'standard'"
TAKEN: dict[str, str] = {
    "codebook": "1", "coder": "uid <> :coder", "round": "1", "article": "1", "precoding": "1", "assignment": "1",
    "coding": "standing = 'standard'", "event": f"coding IN ({_STANDARD})",
    "evidence": f"owner IN ({_STANDARD}) OR owner IN (SELECT uid FROM event WHERE coding IN ({_STANDARD}))",
    "review": "1", "comment": "coder <> :coder", "ruling": "1", "content_mark": "1", "result": "1",
    "actor": "state <> 'proposed' OR proposed_by IS NULL", "place": "state <> 'proposed' OR proposed_by IS NULL",
    "source": "state <> 'proposed' OR proposed_by IS NULL",
}  # fmt: skip
"""The rows of a package that are the lead's, by table."""
GONE: dict[str, str] = {
    "assignment": "withdrawn = 0 AND removed = 0", "precoding": "removed = 0", "ruling": "removed = 0",
    "content_mark": "removed = 0",
    "comment": "removed = 0 AND coder <> :coder", "review": "removed = 0", "result": "removed = 0",
    **dict.fromkeys(("actor", "place", "source"), "removed = 0 AND state = 'approved'"),
}  # fmt: skip
"""Rows of the lead's that stand here: those a package has no longer are taken away."""
_TOLD = {"review": "reviews", "ruling": "rulings", "comment": "answers", "content_mark": "content_marks", "result": "results",
         "actor": "entries", "place": "entries", "source": "entries"}  # fmt: skip


def take_lead_rows(project: Project, other: Database, coder: str, notes: list[str]) -> dict[str, int]:
    """Takes the lead's rows of a package over, inside the caller's operation; gives what came, by its name."""
    db = project.database
    counts = {"articles_new": 0, "articles_withdrawn": 0}
    before = {row[0] for row in db.run("SELECT uid FROM article WHERE removed = 0")}
    book = project.codebooks.current()[0]
    for table, where in TAKEN.items():
        rows = other.all(f"SELECT * FROM {table} WHERE {where} ORDER BY rowid", named(coder=coder))
        count = work.put_rows(db, table, rows)
        _take_away(db, table, rows, coder)
        if count and table in _TOLD:
            counts[_TOLD[table]] = counts.get(_TOLD[table], 0) + count
    _withdraw(db, {row[0] for row in other.run("SELECT uid FROM article")}, coder)
    own = {row[0]: (row[1], row[2]) for row in other.run("SELECT uid, name, role FROM coder WHERE uid = ?", (coder,))}
    db.run_many("UPDATE coder SET name = ?, role = ? WHERE uid = ?", [(*cells, uid) for uid, cells in own.items()])
    after = {row[0] for row in db.run("SELECT uid FROM article WHERE removed = 0")}
    counts["articles_new"], counts["articles_withdrawn"] = len(after - before), len(before - after)
    if after - before:
        _index_again(project)
    uid, found = project.codebooks.current()
    if uid != book:
        counts["codebook"] = 1
        notes.append(f"A new version of the codebook holds from now on: {found.name} {found.version}.")
    return counts


def _take_away(db: Database, table: str, rows: list[Any], coder: str) -> None:
    if table not in GONE:
        return
    at = columns_of(db, table).index("uid")
    there = {row[at] for row in rows}
    here = db.all(f"SELECT uid FROM {table} WHERE {GONE[table]}", named(coder=coder))
    column = "withdrawn" if table == "assignment" else "removed"
    db.run_many(f"UPDATE {table} SET {column} = 1 WHERE uid = ?", [row for row in here if row[0] not in there])


def _withdraw(db: Database, there: set[str], coder: str) -> None:
    """Takes articles away that are not given any more and that the coder has not begun."""
    begun = {
        row[0] for row in db.run("SELECT article FROM coding WHERE coder = ? AND standing = 'coded' AND removed = 0", (coder,))
    }
    gone = [row for row in db.all("SELECT uid FROM article WHERE removed = 0") if row[0] not in there | begun]
    db.run_many("UPDATE article SET removed = 1 WHERE uid = ?", gone)


def _index_again(project: Project) -> None:
    """Articles keep their numbers everywhere: one that comes later may stand before those the search knows."""
    to = int(project.about()["indexed_to"])
    missing = "SELECT 1 FROM article WHERE number <= ? AND number NOT IN (SELECT id FROM article_words_docsize)"
    if to and project.database.value(missing, (to,)):
        project.search.make()
