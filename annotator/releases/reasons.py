"""Why an incident is not what it was in the release before: what happened to its events, codings, articles and links between.

Owns how causes are found in the history and put into words. The nearest cause of a change is told: a decision about the very
value before an edit of it, that before a coding that was settled or returned, that before a new version of the codebook. Coders
are told by their pseudonyms. Must not know how two states are compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..codebook.language import fields_of
from ..formats.selection import pseudonyms
from ..project import Project
from ..project.adjudication_reasons import AGREED
from ..project.adjudication_reasons import reasons as adjudication_reasons
from ..project.history import Label
from ..project.work import CARRYING
from .fields import hidden_fields
from .neighbours import without_names

_WORDS = {
    "set_field": "{field} was edited", "take_value": "{field} was taken from the text", "import_events": "events were imported",
    "take_from_previous": "{field} was taken from the event before", "add_event": "an event was added",
    "copy_event": "an event was copied", "divide_event": "an event was divided", "combine_events": "two events were combined",
    "remove_event": "an event was removed", "settle_value": "{field} was settled", "settle_values": "answers were settled",
    "settle_event": "an event was settled", "drop_event": "an event was settled to be none", "merge": "a coder's file came in",
    "settle_verdict": "what the article holds was settled", "begin_adjudication": "the article is being settled",
    "finish_settling": "the article was settled", "settle": "two states of a coding were settled", "done": "a coding was done",
    "reopen": "a coding was opened again", "link_events": "events were linked", "add_to_incident": "an event was linked",
    "separate_event": "an event was separated", "part_events": "events were told apart", "mark_same": "events were linked",
    "mark_different": "events were told apart", "settle_incident": "{field} of the incident was settled",
    "unsettle_incident": "what was settled of the incident was taken back", "import_articles": "articles were imported",
    "correct_article": "the article's {field} was corrected", "replace_text": "the article's text was corrected",
    "rename_entry": "the register's entry “{old}” was renamed to “{name}”",
    "adopt_codebook": "codebook {name} {version} was adopted",
    "change_entry": "the register's entry “{name}” was changed", "number_events": "an id was given",
    "number_release": "an id was given", "overrule": "an error was overruled",
    "review": "a coding was {outcome}", "set_verdict": "what the article holds was said anew",
}  # fmt: skip
"""What was done, by the operation's id; others are told by their id."""
_CONCERNED = """
CREATE TEMP TABLE concerned AS
WITH told(key, event) AS (SELECT m.key, m.event FROM temp.told_by m),
  links(key, uid, incident) AS (SELECT t.key, l.uid, l.incident FROM told t JOIN incident_link l ON l.event = t.event),
  codings(key, uid, article) AS (SELECT t.key, c.uid, c.article FROM told t JOIN event v ON v.uid = t.event
    JOIN coding c ON c.uid = v.coding),
  beside(key, uid) AS (SELECT k.key, o.uid FROM codings k JOIN coding o ON o.article = k.article)
SELECT key, event AS uid FROM told UNION SELECT key, uid FROM links UNION SELECT key, incident FROM links
UNION SELECT key, uid FROM beside UNION SELECT key, article FROM codings
UNION SELECT b.key, d.uid FROM beside b JOIN decision d ON d.coding = b.uid
UNION SELECT b.key, w.uid FROM beside b JOIN review w ON w.coding = b.uid
"""
_CAUSES = """
SELECT k.key, h.id, h.tbl, h.uid, h.field, h.new, o.id, o.label, o.coder, o.time FROM change h
JOIN temp.concerned k ON k.uid = h.uid JOIN operation o ON o.id = h.operation
WHERE h.id > ? AND h.tbl IN ('event', 'incident', 'incident_link', 'coding', 'article', 'decision', 'review')
ORDER BY k.key, h.id
"""


@dataclass(frozen=True, slots=True)
class Why:
    """A cause in words, who made it (a pseudonym) and when (UTC); who and when are empty where it was nobody's one step."""

    words: str
    who: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One change of a row that an incident rests on."""

    change: int
    table: str
    uid: str
    field: str
    new: Any
    operation: int
    label: Label
    coder: str
    time: str


class Reasons:
    """The causes of what changed after a change, for some incidents: their key, and the events that told them then or tell
    them now."""

    def __init__(
        self, project: Project, since: int, told_by: Iterable[tuple[str, str]], purges: int = 0, without: Collection[str] = ()
    ) -> None:
        self._project, self._since = project, since
        self._names, self._said = pseudonyms(project), adjudication_reasons(project)
        self._unnamed = without_names(project)
        # A decision on a field that is not given out is no reason that may be told.
        self._hidden = frozenset(path for path, _ in hidden_fields(project.codebook, without))
        db = project.database
        with db.scratch():
            for table in ("told_by", "concerned"):
                db.run(f"DROP TABLE IF EXISTS temp.{table}")
            db.run("CREATE TEMP TABLE told_by (key TEXT, event TEXT)")
            db.run_many("INSERT INTO temp.told_by VALUES (?, ?)", told_by)
            db.run("CREATE INDEX temp.told_by_key ON told_by(key)")
            db.run(_CONCERNED)
            db.run("CREATE INDEX temp.concerned_by_uid ON concerned(uid)")
        self._causes: dict[str, list[Cause]] = {}
        for key, change, table, uid, field, new, operation, label, coder, time in db.run(_CAUSES, (since,)):
            cause = Cause(change, table, uid, field, new, operation, json.loads(label), coder, time)
            self._causes.setdefault(key, []).append(cause)
        self._general = self._of_all(purges)

    def _of_all(self, purges: int) -> list[Why]:
        """What may change any incident: a version of the codebook, an entry of a register, a purge; the last one first."""
        db, found = self._project.database, list[tuple[str, Why]]()
        for label, coder, time in db.all(
            "SELECT DISTINCT o.label, o.coder, o.time FROM change h JOIN operation o ON o.id = h.operation WHERE h.id > ? "
            "AND h.tbl IN ('codebook', 'actor', 'place', 'source') ORDER BY h.tbl = 'codebook', o.id DESC",
            (self._since,),
        ):
            found.append((time, Why(_in_words(json.loads(label)), self._who(coder), time)))
        for coder, reason, time in db.all("SELECT coder, reason, time FROM purge WHERE id > ? ORDER BY id DESC", (purges,)):
            found.append((time, Why(f"something was removed for good: {reason}", self._who(coder), time)))
        codebooks = [why for _, why in found if why.words.startswith("codebook ")]
        return [*codebooks, *(why for _, why in found if why not in codebooks)]

    def _who(self, coder: str) -> str:
        return self._names.get(coder, "")

    def of_value(self, key: str, field: str) -> Why:
        """Why an incident says something else of a field."""
        return self._nearest(key, lambda one: self._rank_of_value(one, field)) or self._other()

    def of_row(self, key: str, *, gone: bool) -> Why:
        """Why an incident is there that was not, or is not any more."""
        return self._nearest(key, lambda one: self._rank_of_row(one, gone)) or self._other()

    def _other(self) -> Why:
        return self._general[0] if self._general else Why("other codings or fields were chosen for this release")

    def _nearest(self, key: str, rank: Callable[[Cause], int]) -> Why | None:
        """The cause of the highest rank, of several the last."""
        best: Cause | None = None
        for one in self._causes.get(key, ()):
            if rank(one) and (best is None or (rank(one), one.change) >= (rank(best), best.change)):
                best = one
        return self._told(best, key) if best else None

    def _rank_of_value(self, one: Cause, field: str) -> int:
        match one.table:
            case "decision" if one.field == "*":
                return 9 if self._decision(one.uid)[:2] == ("value", field) else 0
            case "event" | "incident" if one.field == f"values.{field}":
                return 8 if one.table == "event" else 10
            case "incident_link":
                return 6
            case "incident" if one.field == "merged_into":
                return 6
            case "event" if one.field in ("*", "removed"):
                return 5
            case "coding" if one.field in ("state", "verdict", "*"):
                return 4
            case "review" if one.field == "*":
                return 4
            case "article":
                return 3
            case "event" if one.field.startswith("values.") and self._rests_on(field, one.field.partition(".")[2]):
                return 7
            case _:
                return 0

    def _rests_on(self, field: str, other: str) -> bool:
        """Whether a field is derived, or drafted, from others: its cause is then an edit of one of them."""
        asked = self._project.codebook.fields.get(field)
        if asked is None or (asked.derived is None and asked.draft is None):
            return False
        return other in fields_of((asked.derived, asked.draft, asked.shown_when))

    def _rank_of_row(self, one: Cause, gone: bool) -> int:
        """Of a row that came or went: what was linked and settled before what was coded, that before the article."""
        match one.table, one.field:
            case ("incident", "merged_into") | ("incident_link", _):
                # Only numbering links an event that nobody compared with another one.
                return 1 if _done(one.label)["id"] in ("number_events", "number_release") else 8
            case "article", "removed":
                return 9 if gone and one.new == 1 else 6
            case "event", "removed":
                return 7
            case "coding", "verdict":
                return 8 if gone else 4
            case "event", "*":
                return 0 if gone else 5
            case "decision", "*":
                kind, field, reason, _ = self._decision(one.uid)
                if field in self._hidden:
                    return 0
                return 3 if reason == AGREED else 8 if gone and kind in ("dropped", "verdict") else 4 if gone else 7
            case ("coding", "state" | "*" | "removed") | ("review", "*"):
                return 6
            case "article", _:
                return 2
            case _:
                return 0

    def _decision(self, uid: str) -> tuple[str, str, str, str]:
        row = self._project.database.one("SELECT kind, field, reason, note FROM decision WHERE uid = ?", (uid,))
        return (row[0], row[1], row[2], row[3]) if row else ("", "", "", "")

    def _told(self, one: Cause, key: str) -> Why:
        db, note = self._project.database, ""
        words, coder, time = _in_words(one.label), one.coder, one.time
        about = one.field.partition(".")[2] if one.field.startswith("values.") else ""
        # A step that wrote several fields is told of this one; the others may not be given out.
        if about and "field" in _done(one.label):
            words = _in_words(_with_field(one.label, about))
        if one.table == "decision":
            kind, field, reason, more = self._decision(one.uid)
            what = field or {"dropped": "an event", "event": "an event", "verdict": "what the article holds"}.get(kind, "")
            words = f"{what} was settled: {self._said.get(reason, reason or 'all coders agree')}"
            note = more
        elif one.table == "review":
            # The comment is a word to the coder, and to nobody else.
            outcome = db.value("SELECT outcome FROM review WHERE uid = ?", (one.uid,))
            words = f"a coding was {outcome}" if outcome else words
        elif one.table == "coding" and one.field in ("verdict", "state"):
            if one.field == "verdict":
                note = str(db.value("SELECT reason FROM coding WHERE uid = ?", (one.uid,)) or "")
            if one.field == "verdict" and one.new in ("no_event", "unusable"):
                words = "the article holds no event" if one.new == "no_event" else "the article is unusable"
        elif one.table in ("incident_link", "incident"):
            row = db.one("SELECT reason FROM incident_link WHERE uid = ?", (one.uid,))
            note = str(_done(one.label).get("reason") or (row[0] if row else "") or "")
        if one.label.get("id") in CARRYING and (before := self._elsewhere(one)):
            words, coder, time = before
        return Why(f"{words}: {self._unnamed(note)}" if note else words, self._who(coder), time)

    def _elsewhere(self, one: Cause) -> tuple[str, str, str] | None:
        """What a coder did in a file of their own, where a merge brought it."""
        row = self._project.database.one(
            "SELECT o.label, o.coder, o.time FROM work_change h JOIN work_operation o ON o.id = h.operation WHERE h.uid = ? "
            "AND h.field = ? AND h.tbl = ? AND h.came_with = ? ORDER BY h.id DESC LIMIT 1",
            (one.uid, one.field, one.table, one.operation),
        )
        if row is None:
            return None
        label, field = json.loads(row[0]), one.field.partition(".")[2]
        return _in_words(_with_field(label, field) if field and "field" in _done(label) else label), row[1], row[2]


def _done(label: Label) -> Mapping[str, Any]:
    """What was done, below undo and redo."""
    while label.get("id") in ("undo", "redo") and isinstance(label.get("of"), dict):
        label = label["of"]
    return label


def _with_field(label: Label, field: str) -> Label:
    """What was done, told of this field: one step may write several."""
    if label.get("id") in ("undo", "redo") and isinstance(label.get("of"), dict):
        return {**label, "of": _with_field(label["of"], field)}
    return {**label, "field": field}


def _in_words(label: Label) -> str:
    done = _done(label)
    values = {name: done.get(name, "") for name in ("field", "name", "old", "version", "outcome")}
    words = _WORDS.get(str(done.get("id")), str(done.get("id", "")).replace("_", " ")).format(**values)
    return f"taken back: {words}" if label.get("id") == "undo" else words
