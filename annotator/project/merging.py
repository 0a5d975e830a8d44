"""Bringing work together: a coder's file into the lead's project, and a later package into the coder's file.

Either way the unit is a coding, and its steps say which side contains which (see `work`): what is contained is known, what
contains ours takes its place, and where both went on the states are kept and listed (see `conflicts`). Files may come in any
order and any number of times. First all is compared and reported, then, after a backup, written as one operation.

In the lead's project the lead's rows stay as they are; in a coder's file a newer package brings them, and open work is not
touched. A lead's corrections that run through coders' work (renamed entries, corrected texts) are done again on what comes in
without them, where the value is still the one that was corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from . import backup, conflicts, work
from .arrivals import PackageRefused, note_arrival, opened
from .coders import Coder
from .corrections import move_to_standing, redo_corrections
from .database import Database
from .incident_links import held_back
from .merge_report import Clash, FileReport, MergeReport
from .packages import columns_of
from .work import ARTICLE, ROUND, STATE, Key, Row, Unit, Work, contains, named

if TYPE_CHECKING:
    from .project import Project

Progress = Callable[[str, float], None]
"""Called with what is done and how far it is, 0 to 1; what it raises stops the work and leaves nothing."""
MOST_NOTES = 200
"""Notes a file that are told one by one."""


def preview(
    project: Project, paths: Sequence[Path], *, passphrase: str = "", add_coders: bool = False,
    progress: Progress | None = None,
) -> MergeReport:  # fmt: skip
    """What `merge` would do; nothing stays written. A file after another is compared with what the one before brings."""
    return _run(project, paths, passphrase, add_coders, progress, keep=False)


def merge(
    project: Project, paths: Sequence[Path], *, passphrase: str = "", add_coders: bool = False,
    progress: Progress | None = None,
) -> MergeReport:  # fmt: skip
    """Takes files in: all of them in one operation, after a backup that is kept. A refused file is passed over, and named.

    With `add_coders` a coder this project does not know is added under the name in the file. Raises UsageError where a coder
    would merge others' work; whatever goes wrong leaves the project as it was.
    """
    return _run(project, paths, passphrase, add_coders, progress, keep=True)


class _NotKept(Exception):
    """Rolls a preview back."""


def _run(
    project: Project, paths: Sequence[Path], passphrase: str, add_coders: bool, progress: Progress | None, *, keep: bool
) -> MergeReport:
    if not project.made_for and project.coder.role != "lead":
        raise UsageError("Work is brought together by the lead.")
    tell = progress or _silent
    saved = None
    reports: list[FileReport] = []
    before = int(project.database.value("SELECT coalesce(max(id), 0) FROM operation"))
    if keep:
        tell("backup", 0.0)
        saved = backup.back_up(project, reason="before merge", keep=True)
    try:
        with _carrying(project, len(paths)) as operation:
            for place, path in enumerate(paths):
                tell(path.name, (place + 0.1) / (len(paths) + 1))
                reports.append(_one(project, path, passphrase, add_coders, operation))
            tell("tables", len(paths) / (len(paths) + 1))
            if not keep:
                raise _NotKept
    except _NotKept:
        return MergeReport(tuple(reports))
    made = int(project.database.value("SELECT coalesce(max(id), 0) FROM operation"))
    if made == before:
        with project.database.writing():  # the step is gone, and its number may be another's
            project.database.run("UPDATE arrival SET operation = 0 WHERE operation > ?", (made,))
    if project.made_for:
        project.reload()
    tell("done", 1.0)
    return MergeReport(tuple(reports), made if made > before else None, saved)


@contextmanager
def _carrying(project: Project, files: int) -> Iterator[int]:
    """One operation: of the lead who merges, or, in a coder's file, of nobody's undo: it is no step of the coder's."""
    me = project.history.coder
    label = {"id": "merge", "count": files}
    if project.made_for:
        label = {"id": "take_in", "count": files}
        lead = project.database.value("SELECT coder FROM operation ORDER BY id LIMIT 1")
        project.history.coder = str(lead)
    try:
        with project.history.operation(label, carries=True) as operation:
            project.database.run("PRAGMA defer_foreign_keys = ON")
            yield operation
    finally:
        project.history.coder = me


def _silent(_what: str, _share: float) -> None:
    """Nobody looks."""


def _one(project: Project, path: Path, passphrase: str, add_coders: bool, operation: int) -> FileReport:
    """One file. It is refused before anything of it is written: a savepoint would make every row six times as dear."""
    project.database.weigh()
    try:
        return _take(project, path, passphrase, add_coders, operation)
    except PackageRefused as error:
        return FileReport(path, refused=str(error))


# --- one file --------------------------------------------------------------------------------------------------------


def _take(project: Project, path: Path, passphrase: str, add_coders: bool, operation: int) -> FileReport:
    with opened(path, project, passphrase) as other:
        whose, name = other.made_for, str(other.database.value("SELECT name FROM coder WHERE uid = ?", (other.made_for,)))
        number = int(other.about()["package"])
        notes: list[str] = []
        counts: dict[str, int] = {}
        coder = project.coders.get(whose)
        if coder is None:
            if not add_coders:
                raise PackageRefused(f"{path.name} holds work of a coder this project does not know, “{_short(name)}”.")
            coder = _add_coder(project, other.database, whose)
            notes.append(f"{coder.name} was added as a coder of this project.")
        update = bool(project.made_for)
        if update and number > int(project.about()["package"]):
            from .updates import take_lead_rows

            counts |= take_lead_rows(project, other.database, coder.uid, notes)
            project.database.run("UPDATE project SET value = ? WHERE key = 'package'", (str(number),))
        mine, theirs = work.read(project.database, coder.uid), work.read(other.database, coder.uid)
        merged = _Codings(project, other.database, coder, mine, theirs, update, notes)
        merged.run()
        counts |= _singles(project, mine, theirs, merged.taken_from)
        work.keep_told(project.database, work.told(other.database, coder.uid, merged.taken_from), operation)
        counts |= _logs(project.database, other.database, coder.uid)
        told = [*notes[:MOST_NOTES], *([f"… and {len(notes) - MOST_NOTES} more."] if len(notes) > MOST_NOTES else [])]
        report = FileReport(
            path, coder.name, number, "update" if update else "work", "", merged.new, merged.changed, merged.known,
            tuple(merged.clashes), tuple(told), counts,
        )  # fmt: skip
        note_arrival(project, path, operation, coder.uid, number, {"new": merged.new, "changed": merged.changed, **counts})
        return report


def _short(name: str) -> str:
    """A name from a file as one harmless line."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())[:60] or "?"


def _add_coder(project: Project, other: Database, uid: str) -> Coder:
    name, kind = other.all("SELECT name, kind FROM coder WHERE uid = ?", (uid,))[0]
    project.database.run(
        "INSERT INTO coder (uid, name, kind, role) VALUES (?, ?, ?, 'coder') ON CONFLICT (uid) DO UPDATE SET removed = 0",
        (uid, _short(name), kind),
    )
    found = project.coders.get(uid)
    assert found is not None
    return found


@dataclass(slots=True)
class _Codings:
    """Compares and takes the codings of one file."""

    project: Project
    other: Database
    coder: Coder
    mine: Work
    theirs: Work
    update: bool
    notes: list[str]
    new: int = 0
    changed: int = 0
    known: int = 0
    clashes: list[Clash] = field(default_factory=list)
    taken_from: dict[str, Unit] = field(default_factory=dict)
    """The units something was taken from, as the file has them: their history comes along."""

    def run(self) -> None:
        db = self.project.database
        kept = conflicts.kept_beside(db, set(self.theirs.codings))
        fits = _Fit(self.project, self.other, self.coder.name, self.notes)
        before: dict[Key, Row] = {}
        after: dict[Key, Row] = {}
        settled: list[conflicts.Settled] = []
        for uid, theirs in self.theirs.codings.items():
            ours = self.mine.codings.get(uid)
            if ours is not None and contains(ours.steps, theirs.steps) and contains(ours.others, theirs.others):
                self._known(ours, theirs, before, after)
                continue
            if any(contains(one.steps, theirs.steps) for one in kept.get(uid, ())):
                self.known += 1
                continue
            if not fits.one(theirs):
                continue
            self.taken_from[uid] = theirs
            if ours is None:
                # Begun nowhere else: nothing to compare.
                self.new += not _is_gone(theirs)
                after.update(self._corrected(theirs, theirs).rows)
            elif contains(theirs.steps, ours.steps) and not kept.get(uid):
                if _is_gone(ours) and not _is_gone(theirs):
                    self.new += 1
                else:
                    self.changed += theirs.content() != ours.content()
                before.update(ours.rows)
                after.update(self._corrected(theirs, ours).rows)
            elif self.update:
                if contains(ours.steps, theirs.steps):
                    # What the lead corrected is corrected here, too; the rest is as the coder left it.
                    before.update(ours.rows)
                    after.update(redo_corrections(self.project, ours, theirs, self.other).rows)
                else:
                    self.clashes.append(self._clash(ours, theirs))
                    where = _named(self.project, ours)
                    self.notes.append(f"{where} was changed on two machines; yours stays, the lead settles it.")
                    del self.taken_from[uid]
            else:
                before.update(ours.rows)
                found = conflicts.choose(ours, kept.get(uid, []), theirs)
                after.update(self._corrected(found.unit, ours).rows)
                settled.append(found)
                fresh = [one for one in (*found.kept, found.unit) if one is not found.unit]
                if fresh:
                    self.clashes.append(self._clash(found.unit, fresh[-1]))
                else:
                    self.changed += 1
        work.write(db, before, after)
        for one in settled:
            conflicts.keep_beside(db, one)

    def _known(self, ours: Unit, theirs: Unit, before: dict[Key, Row], after: dict[Key, Row]) -> None:
        """Nothing new; in a coder's file the lead's word on the coding is taken where nothing was done since."""
        self.known += 1
        key = ("coding", ours.uid)
        if self.update and contains(theirs.steps, ours.steps) and ours.rows[key][STATE] != theirs.rows[key][STATE]:
            before[key] = ours.rows[key]
            after[key] = _with(ours.rows[key], STATE, theirs.rows[key][STATE])

    def _corrected(self, theirs: Unit, ours: Unit) -> Unit:
        """What comes in, with the lead's corrections it does not know, and with a return it has not seen."""
        if theirs is ours:
            return move_to_standing(self.project, theirs)
        done = redo_corrections(self.project, theirs, ours, None)
        key = ("coding", theirs.uid)
        if not self.update and (state := self._unseen(theirs.uid, done.rows[key][STATE])) != done.rows[key][STATE]:
            done = Unit(done.uid, {**done.rows, key: _with(done.rows[key], STATE, state)}, done.steps, done.others, done.time)
        return done

    def _unseen(self, coding: str, state: str) -> str:
        """The state of a coding that comes in: returned where the lead sent it back and the file does not know that yet."""
        last = self.project.database.one(
            "SELECT uid, outcome FROM review WHERE coding = ? AND removed = 0 ORDER BY time DESC, rowid DESC LIMIT 1", (coding,)
        )
        if last is None or last[1] != "returned":
            return state
        seen = self.other.value("SELECT 1 FROM review WHERE uid = ? AND removed = 0", (last[0],))
        return state if seen else "returned"

    def _clash(self, one: Unit, other: Unit) -> Clash:
        number, title, article = self._article(one)
        fields = dict.fromkeys(
            f"event {found.event} {found.field}".strip() if found.event else found.field
            for found in conflicts.differing(one.rows, other.rows)
        )
        return Clash(one.uid, article, number, title, self.coder.name, tuple(fields))

    def _article(self, unit: Unit) -> tuple[int, str, str]:
        uid = unit.rows["coding", unit.uid][ARTICLE]
        row = self.project.database.one("SELECT number, title FROM article WHERE uid = ?", (uid,))
        return (row[0], row[1], uid) if row else (0, "", uid)


def _is_gone(unit: Unit) -> bool:
    """Whether a coding was taken back: by undo of its beginning, or of the merge that brought it."""
    return bool(unit.rows["coding", unit.uid][-1])


def _named(project: Project, unit: Unit) -> str:
    number = project.database.value("SELECT number FROM article WHERE uid = ?", (unit.rows["coding", unit.uid][ARTICLE],))
    return f"Article {number}"


def _with(row: Row, at: int, value: Any) -> Row:
    return (*row[:at], value, *row[at + 1 :])


class _Fit:
    """Whether a coding of a file can stand in this project: its article with the same text, its round, its codebook."""

    def __init__(self, project: Project, other: Database, name: str, notes: list[str]) -> None:
        self._db, self._other, self._name, self._notes = project.database, other, name, notes
        self._books = {row[0] for row in self._db.run("SELECT uid FROM codebook")}
        self._now = project.codebook_uid
        self._rounds = {row[0] for row in self._db.run("SELECT uid FROM round")}
        self._texts: dict[str, str] = {}
        self._older = False

    def one(self, unit: Unit) -> bool:
        """Whether it fits; if not, a note says why."""
        head = unit.rows["coding", unit.uid]
        article = head[ARTICLE]
        if article not in self._texts:
            self._texts[article] = self._compare(article)
        why = self._texts[article]
        books = {row[5] for (table, _uid), row in unit.rows.items() if table == "event"}
        if not why and head[ROUND] not in self._rounds:
            why = "its round is not in this project"
        if not why and books - self._books:
            why = "other codebook: it was coded by a version this project does not know"
        if why:
            title = self._other.value("SELECT title FROM article WHERE uid = ?", (article,)) or ""
            self._notes.append(f"Left out: {self._name} on “{_short(str(title))}”: {why}.")
            return False
        if books - {self._now} and not self._older:
            self._older = True
            self._notes.append("Other codebook: some events were coded by an earlier version of the codebook.")
        return True

    def _compare(self, article: str) -> str:
        sql = "SELECT text, title, stub FROM article WHERE uid = ?"
        ours, theirs = self._db.one(sql, (article,)), self._other.one(sql, (article,))
        if ours is None or theirs is None:
            return "the article is not in this project"
        if ours[2] and not theirs[2]:
            return "the text was removed here for good"
        return "" if ours[0] == theirs[0] else "other text: the article does not have the text that was given out"


# --- single rows and logs --------------------------------------------------------------------------------------------


def _singles(project: Project, mine: Work, theirs: Work, taken_from: dict[str, Unit]) -> dict[str, int]:
    """Comments, flags, first pass, proposals and the like: each row by its steps; where both went on, what came last."""
    counts: dict[str, int] = {}
    rows: dict[str, list[Row]] = {}
    db = project.database
    for uid, unit in theirs.singles.items():
        ((table, _uid), row), ours = next(iter(unit.rows.items())), mine.singles.get(uid)
        if ours is not None and contains(ours.steps, unit.steps):
            continue
        taken_from[uid] = unit
        newer = ours is None or contains(unit.steps, ours.steps) or (unit.time, unit.content()) > (ours.time, ours.content())
        if newer and _may_stand(db, table, row):
            rows.setdefault(table, []).append(row)
    for table, found in rows.items():
        if table == "coder":
            db.run("UPDATE coder SET settings = ? WHERE uid = ?", (found[0][0], mine.coder))
            continue
        if table == "incident_link":
            at = columns_of(db, table).index("incident")
            db.run_many("INSERT OR IGNORE INTO incident (uid) VALUES (?)", {(row[at],) for row in found})
        count = work.put_rows(db, table, found)
        kind = {"actor": "proposals", "place": "proposals", "source": "proposals", "comment": "remarks", "flag": "remarks",
                "screening": "first_pass"}.get(table, table)  # fmt: skip
        counts[kind] = counts.get(kind, 0) + count
    return counts


def _may_stand(db: Database, table: str, row: Row) -> bool:
    """Whether a row that is new here may be written: what the lead judged is the lead's, what it is about must be there."""
    cells = dict(zip(columns_of(db, table), row, strict=False))
    if table in ("actor", "place", "source"):
        state = db.value(f"SELECT state FROM {table} WHERE uid = ?", (cells["uid"],))
        return cells["state"] == "proposed" and state in (None, "proposed")
    if table == "screening":
        return db.value("SELECT 1 FROM article WHERE uid = ?", (cells["article"],)) is not None
    if table == "incident_link":
        there = db.value("SELECT judged FROM incident_link WHERE uid = ?", (cells["uid"],))
        known = db.value("SELECT 1 FROM event WHERE uid = ?", (cells["event"],))
        if known is None or there == "same" or cells["judged"] == "same":
            return False
        return not held_back(db, cells["uid"], cells["event"], cells["incident"])
    return True


def _logs(db: Database, other: Database, coder: str) -> dict[str, int]:
    """Time spent and what became of offers: each line once."""
    counts: dict[str, int] = {}
    for table, columns, whose in (
        ("time_spent", ("coding", "coder", "began", "seconds"), "coder = :coder"),
        ("suggestion", ("coding", "event", "field", "provider", "offered", "outcome", "time"),
         "coding IN (SELECT uid FROM coding WHERE coder = :coder)"),
    ):  # fmt: skip
        named_columns = ", ".join(columns)
        sql = f"SELECT {named_columns} FROM {table} WHERE {whose} ORDER BY id"
        known = set(map(tuple, db.run(sql, named(coder=coder))))
        new = [row for row in map(tuple, other.run(sql, named(coder=coder))) if row not in known]
        db.run_many(f"INSERT INTO {table} ({named_columns}) VALUES ({', '.join('?' * len(columns))})", new)
        if new:
            counts[table] = len(new)
    return counts
