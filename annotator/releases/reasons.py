"""Why an incident is not what it was in the release before: what happened to its events, codings, articles and links between.

Owns how causes are found in the history. Told is, in turn: that other codings count by the options or the rule of choice; the
nearest cause of the incident's own, a decision about the very value before an edit of it, that before a coding that was settled
or returned; an entry of a register it refers to; the codebook, where the field is defined in another way. What changed and says
again what it said is no cause. Coders are told by their pseudonyms. Must not know how two states are compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..formats.selection import pseudonyms
from ..project.adjudication_reasons import AGREED
from ..project.adjudication_reasons import reasons as adjudication_reasons
from ..project.history import Label
from ..project.work import CARRYING
from .definitions import Basis, Redefined
from .fields import is_released
from .neighbours import without_names
from .reason_words import done, in_words, with_field
from .states import MEMBERS, Pair, State

_TOLD_BY = "CREATE TEMP TABLE told_by (key TEXT, event TEXT)"
_CONCERNED = """
CREATE TEMP TABLE concerned AS
WITH told(key, event) AS (SELECT m.key, m.event FROM temp.told_by m WHERE m.key IN (SELECT value FROM json_each(?))),
  links(key, uid, incident) AS (SELECT t.key, l.uid, l.incident FROM told t JOIN incident_link l ON l.event = t.event),
  codings(key, uid, article) AS (SELECT t.key, c.uid, c.article FROM told t JOIN event v ON v.uid = t.event
    JOIN coding c ON c.uid = v.coding),
  beside(key, uid) AS (SELECT k.key, o.uid FROM codings k JOIN coding o ON o.article = k.article)
SELECT key, event AS uid FROM told UNION SELECT key, uid FROM links UNION SELECT key, incident FROM links
UNION SELECT key, uid FROM beside UNION SELECT key, article FROM codings
UNION SELECT b.key, d.uid FROM beside b JOIN decision d ON d.coding = b.uid
UNION SELECT b.key, w.uid FROM beside b JOIN review w ON w.coding = b.uid
"""
_BORN = """
CREATE TEMP TABLE born AS SELECT id, tbl, uid, field, old, new, operation FROM change WHERE id > ? AND field = '*'
AND tbl IN ('event', 'incident', 'incident_link', 'coding', 'decision', 'review')
"""
"""Rows that came, apart: no index of the history leads to them."""
_CAUSES = """
SELECT k.key, h.id, h.tbl, h.uid, h.field, h.old, h.new, o.id, o.label, o.coder, o.time FROM temp.concerned k
CROSS JOIN change h ON h.uid = k.uid CROSS JOIN operation o ON o.id = h.operation WHERE h.id > ? AND h.field <> '*'
AND h.tbl IN ('event', 'incident', 'incident_link', 'coding', 'article', 'decision', 'review')
UNION ALL SELECT k.key, h.id, h.tbl, h.uid, h.field, h.old, h.new, o.id, o.label, o.coder, o.time FROM temp.concerned k
CROSS JOIN temp.born h ON h.uid = k.uid CROSS JOIN operation o ON o.id = h.operation
ORDER BY 1, 2
"""
_OTHER_OPTIONS = "other codings or fields were chosen for this release"
_NUMBERING = ("number_events", "number_release")
_SAID = {
    "several": "several coders finished the article, and nobody settled it",
    "another_approved": "another coding of the article was approved",
    "under_way": "the article is being settled",
}
"""What is said of a coding that is passed over, by the reason `project.choice` has; of other reasons the history tells."""


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
    old: Any
    new: Any
    operation: int
    label: Label
    coder: str
    time: str


@dataclass(frozen=True, slots=True)
class _Decision:
    kind: str = ""
    owner: str = ""
    field: str = ""
    reason: str = ""
    note: str = ""


class Reasons:
    """The causes of what changed between two states. `about` reads those of some rows, which alone can be asked for then; all
    rows it was asked about stand in the TEMP table `told_by` (key, event) of the later state."""

    def __init__(self, then: State, now: State, since: int, purges: int = 0) -> None:
        self._then, self._now, self._since, self._purges = then, now, since, purges
        self._project = now.project
        self._names, self._said = pseudonyms(now.project), adjudication_reasons(now.project)
        self._unnamed = without_names(now.project)
        self._basis = Basis(now.project.codebook)
        self._redefined = Redefined(then.project.codebook, now.project.codebook)
        self._pairs: dict[str, Pair] = {}
        self._causes: dict[str, list[Cause]] = {}
        self._own: dict[str, set[str]] = {}
        self._settling, self._same = set[str](), set[str]()
        self._decisions: dict[str, _Decision] = {}
        self._passed: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        self._codebooks, self._entries, self._purged = self._of_all()
        db = self._project.database
        with db.scratch():
            for table in ("told_by", "born"):
                db.run(f"DROP TABLE IF EXISTS temp.{table}")
            db.run(_TOLD_BY)
            db.run("CREATE INDEX temp.told_by_key ON told_by(key)")
            db.run(_BORN, (since,))
            db.run("CREATE INDEX temp.born_by_uid ON born(uid)")

    def about(self, pairs: Iterable[Pair]) -> None:
        """Reads what happened to some rows."""
        self._pairs = {one.key: one for one in pairs}
        db, keys = self._project.database, json.dumps(list(self._pairs))
        with db.scratch():
            db.run_many(
                "INSERT INTO temp.told_by VALUES (?, ?)",
                [(one.key, event) for one in self._pairs.values() for event in sorted(one.events)],
            )
            db.run("DROP TABLE IF EXISTS temp.concerned")
            db.run(_CONCERNED, (keys,))
            db.run("CREATE INDEX temp.concerned_by_uid ON concerned(uid)")
        self._read_codings(keys)
        self._decisions = {row[0]: _Decision(*row[1:]) for row in db.run(
            "SELECT uid, kind, owner, field, reason, note FROM decision WHERE uid IN (SELECT uid FROM temp.concerned)"
        )}  # fmt: skip
        self._same = {row[0] for row in db.run(
            "SELECT uid FROM incident_link WHERE judged = 'same' AND uid IN (SELECT uid FROM temp.concerned)"
        )}  # fmt: skip
        self._causes = {}
        for key, change, table, uid, field, old, new, operation, label, coder, time in db.run(_CAUSES, (self._since,)):
            cause = Cause(change, table, uid, field, old, new, operation, json.loads(label), coder, time)
            self._causes.setdefault(key, []).append(cause)
        for key, causes in self._causes.items():
            self._causes[key] = _in_effect(causes)

    def _read_codings(self, keys: str) -> None:
        """The codings that rows rest on, and why they were or are passed over."""
        self._own, self._passed = {}, {}
        for key, coding in self._project.database.run(
            "SELECT t.key, v.coding FROM temp.told_by t JOIN event v ON v.uid = t.event "
            "WHERE t.key IN (SELECT value FROM json_each(?))", (keys,)
        ):  # fmt: skip
            self._own.setdefault(key, set()).add(coding)
        codings = json.dumps(sorted({coding for own in self._own.values() for coding in own}))
        sql = "SELECT coding, reason FROM temp.passed_over WHERE coding IN (SELECT value FROM json_each(?))"
        both = [dict(state.project.database.run(sql, (codings,))) for state in (self._then, self._now)]  # type: ignore[arg-type]
        for key, own in self._own.items():
            then, now = ({one: found[one] for one in own if one in found} for found in both)
            self._passed[key] = then, now
        self._settling = {row[0] for row in self._project.database.run(
            "SELECT uid FROM coding WHERE standing = 'adjudicated' AND uid IN (SELECT uid FROM temp.concerned)")}  # fmt: skip

    def _of_all(self) -> tuple[list[Why], list[tuple[set[str], Why]], list[Why]]:
        """What may change any incident, the last one first: versions of the codebook, entries of registers, purges."""
        db = self._project.database
        codebooks, entries = list[Why](), list[tuple[set[str], Why]]()
        for table, label, coder, time in db.all(
            "SELECT DISTINCT h.tbl, o.label, o.coder, o.time FROM change h JOIN operation o ON o.id = h.operation "
            "WHERE h.id > ? AND h.tbl IN ('codebook', 'actor', 'place', 'source') ORDER BY o.id DESC",
            (self._since,),
        ):
            made = json.loads(label)
            why = Why(in_words(made), self._who(coder), time)
            if table == "codebook":
                codebooks.append(why)
            elif names := {str(done(made)[name]).casefold() for name in ("name", "old") if done(made).get(name)}:
                entries.append((names, why))
        purged = [
            Why(f"something was removed for good: {reason}", self._who(coder), time) for coder, reason, time in
            db.all("SELECT coder, reason, time FROM purge WHERE id > ? ORDER BY id DESC", (self._purges,))
        ]  # fmt: skip
        return codebooks, entries, purged

    def _who(self, coder: str) -> str:
        return self._names.get(coder, "")

    # --- what is asked --------------------------------------------------------------------------------------------------

    def of_value(self, key: str, field: str) -> Why:
        """Why an incident says something else of a field."""
        fields, _ = self._basis.of(field)
        if self._codebooks and not self._redefined.worked_out.isdisjoint({field, *fields}):
            return self._codebooks[0]
        best = self._nearest(key, lambda one: self._rank_of_value(one, key, field))
        if best is not None and self._rank_of_value(best, key, field) > 5:
            return self._told(best)
        if self._chosen_otherwise(key):
            return Why(_OTHER_OPTIONS)
        if best is not None:
            return self._told(best)
        if self._basis.is_derived(field) and (entry := self._entry_of(key)):
            return entry
        if self._codebooks and not self._redefined.at_all.isdisjoint({field, *fields}):
            return self._codebooks[0]
        return self._other()

    def of_unit(self, key: str, unit: str) -> Why:
        """Why other events, articles or sources tell an incident, or in another state (`states.UNITS`, `MEMBERS`)."""
        if unit in (MEMBERS, "events", "articles") and (why := self._by_choice(key)):
            return why
        best = self._nearest(key, lambda one: self._rank_of_unit(one, key, unit))
        if best is not None:
            return self._told(best)
        return self._by_choice(key) or self._other()

    def of_row(self, key: str) -> Why:
        """Why an incident is there that was not, or is not any more."""
        if why := self._by_choice(key):
            return why
        best = self._nearest(key, lambda one: self._rank_of_row(one, key))
        return self._told(best) if best is not None else self._other()

    def of_article(self, label: Label, coder: str, time: str, field: str) -> Why:
        """Why an article's title, date, source or the like is another one."""
        return Why(in_words(with_field(label, field)) if "field" in done(label) else in_words(label), self._who(coder), time)

    # --- who counts -----------------------------------------------------------------------------------------------------

    def _chosen_otherwise(self, key: str) -> bool:
        """Whether a coding counts, or does not, for nothing but the options of the release."""
        then, now = self._then.options.done, self._now.options.done
        before, after = self._passed.get(key, ({}, {}))
        passed, other = (after, before) if then else (before, after)
        return then != now and any(why == "not_approved" and other.get(one) is None for one, why in passed.items())

    def _by_choice(self, key: str) -> Why | None:
        """What the rule of choice says of a row's codings: that they count now, or do not any more."""
        if self._chosen_otherwise(key):
            return Why(_OTHER_OPTIONS)
        pair = self._pairs[key]
        before, after = self._passed.get(key, ({}, {}))
        if not pair.then_events:
            return None
        lost = [why for one, why in sorted(after.items()) if one not in before]
        for reason in lost:
            if reason in _SAID:
                last = self._nearest(key, lambda one, reason=reason: self._made_passed(one, key, reason))
                return Why(_SAID[reason], self._who(last.coder) if last else "", last.time if last else "")
        return None

    def _made_passed(self, one: Cause, key: str, reason: str) -> int:
        """Whether another coding of the article is why a coding is passed over."""
        if one.table != "coding" or one.uid in self._own[key]:
            return 0
        if reason == "under_way":
            return int(one.uid in self._settling)
        wanted = ("approved",) if reason == "another_approved" else ("done", "approved")
        return int(one.field == "state" and one.new in wanted)

    # --- the nearest cause ----------------------------------------------------------------------------------------------

    def _nearest(self, key: str, rank: Callable[[Cause], int]) -> Cause | None:
        """The cause of the highest rank, of several the last."""
        best: tuple[int, int, Cause] | None = None
        for one in self._causes.get(key, ()):
            if (found := rank(one)) and (best is None or (found, one.change) >= best[:2]):
                best = found, one.change, one
        return best[2] if best else None

    def _is_own(self, one: Cause, key: str) -> bool:
        return one.uid in self._own.get(key, ())

    def _decision_ranks(self, one: Cause, key: str) -> _Decision | None:
        """A decision about one of the row's events, or about the whole article, on something that goes out."""
        found = self._decisions.get(one.uid)
        if found is None or (found.field and not is_released(self._project.codebook, found.field, self._now.without)):
            return None
        whole = found.kind in ("verdict", "answer")
        return found if whole or found.owner in self._pairs[key].events else None

    def _links(self, one: Cause) -> bool:
        """Whether a change of a link says that an event tells an incident, or that it does not any more."""
        if one.table == "incident":
            return True
        if one.field == "judged":
            return "same" in (one.old, one.new)
        return one.field != "reason" and one.uid in self._same

    def _reviews_own(self, one: Cause, key: str) -> bool:
        row = self._project.database.one("SELECT coding FROM review WHERE uid = ?", (one.uid,))
        return row is not None and row[0] in self._own.get(key, ())

    def _rank_of_value(self, one: Cause, key: str, field: str) -> int:
        fields, facts = self._basis.of(field)
        match one.table, one.field:
            case "decision", "*":
                found = self._decision_ranks(one, key)
                if found is None or found.kind != "value":
                    return 0
                return 9 if found.field == field else 7 if found.field in fields else 0
            case (("event" | "incident"), told) if told == f"values.{field}":
                return 8 if one.table == "event" else 10
            case (("event" | "incident"), told) if told.startswith("values.") and told.partition(".")[2] in fields:
                return 7
            case "article", ("date" | "title" | "source") as fact if fact in facts:
                return 7
            case ("incident_link", _) | ("incident", "merged_into"):
                return 0 if done(one.label)["id"] in _NUMBERING or not self._links(one) else 6
            case "event", "*" | "removed":
                return 5
            case "coding", "state" | "verdict" | "article" | "*" if self._is_own(one, key):
                return 4
            case "review", "*" if self._reviews_own(one, key):
                return 4
            case _:
                return 0

    def _rank_of_unit(self, one: Cause, key: str, unit: str) -> int:
        fact = {"article_sources": "source", "first_article_date": "date", "last_article_date": "date"}.get(unit, "")
        match one.table, one.field:
            case "article", told if told == fact:
                return 10
            case "incident", told if unit == "open_fields" and told.startswith("values."):
                return 9
            case "event", told if unit == "open_fields" and told.startswith("values."):
                return 8
            case "coding", "state" if unit == "state" and self._is_own(one, key):
                return 9
            case "review", "*" if unit == "state" and self._reviews_own(one, key):
                return 10
            case _:
                return self._rank_of_row(one, key)

    def _rank_of_row(self, one: Cause, key: str) -> int:
        """Of a row that came or went: what was linked and settled before what was coded, that before the article."""
        gone = not self._pairs[key].now
        match one.table, one.field:
            case ("incident", "merged_into") | ("incident_link", _):
                # Only numbering links an event that nobody compared with another one.
                return 1 if done(one.label)["id"] in _NUMBERING else 8 if self._links(one) else 0
            case "article", "removed":
                return 9 if gone and one.new == 1 else 6
            case "event", "removed":
                return 7
            case "coding", "verdict" if self._is_own(one, key) or one.uid in self._settling:
                return 8 if gone else 4
            case "event", "*":
                return 0 if gone else 5
            case "decision", "*":
                found = self._decision_ranks(one, key)
                if found is None:
                    return 0
                return 3 if found.reason == AGREED else 8 if gone and found.kind in ("dropped", "verdict") else 4 if gone else 7
            case "coding", "state" | "*" | "removed" | "article" if self._is_own(one, key) or self._was_beside(one, key):
                return 6
            case "review", "*" if self._reviews_own(one, key):
                return 6
            case _:
                return 0

    def _was_beside(self, one: Cause, key: str) -> bool:
        """Whether a coding of somebody else kept this one from counting, and does not any more."""
        before, after = self._passed.get(key, ({}, {}))
        return any(why in _SAID and coding not in after for coding, why in before.items()) and one.uid not in self._settling

    # --- where nothing of its own happened ------------------------------------------------------------------------------

    def _entry_of(self, key: str) -> Why | None:
        """The last change of an entry of a register that a row's events name."""
        if not self._entries:
            return None
        named = {str(row[0]).casefold() for row in self._project.database.run(
            "SELECT t.value FROM json_each(?) j JOIN event v ON v.uid = j.value JOIN json_tree(v.\"values\") t "
            "WHERE t.type = 'text'", (json.dumps(sorted(self._pairs[key].events)),)
        )}  # fmt: skip
        return next((why for names, why in self._entries if not names.isdisjoint(named)), None)

    def _other(self) -> Why:
        if self._purged:
            return self._purged[0]
        if self._then.options.done != self._now.options.done or self._then.without != self._now.without:
            return Why(_OTHER_OPTIONS)
        return Why("the history names no single cause")

    # --- in words -------------------------------------------------------------------------------------------------------

    def _told(self, one: Cause) -> Why:
        db, note = self._project.database, ""
        words, coder, time = in_words(one.label), one.coder, one.time
        if one.table in ("event", "incident") and one.field.startswith("values.") and "field" in done(one.label):
            words = in_words(with_field(one.label, one.field.partition(".")[2]))
        elif one.table == "article" and "field" in done(one.label):
            words = in_words(with_field(one.label, one.field))
        if one.table == "decision":
            found = self._decisions.get(one.uid, _Decision())
            about = found.field or {"dropped": "an event", "event": "an event", "verdict": "what the article holds"}.get(
                found.kind, ""
            )
            words = f"{about} was settled: {self._said.get(found.reason, found.reason or 'all coders agree')}"
            note = found.note
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
            note = str(done(one.label).get("reason") or (row[0] if row else "") or "")
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
        return in_words(with_field(label, field) if field and "field" in done(label) else label), row[1], row[2]


def _in_effect(causes: list[Cause]) -> list[Cause]:
    """The changes of fields that do not say again what they said, and of rows that did not come and go; in their order."""
    first: dict[tuple[str, str, str], Any] = {}
    last: dict[tuple[str, str, str], Any] = {}
    came = set[tuple[str, str]]()
    for one in causes:
        what = one.table, one.uid, one.field
        first.setdefault(what, one.old)
        last[what] = one.new
        if one.field == "*":
            came.add((one.table, one.uid))
    went = {row for row in came if last.get((*row, "removed")) == 1}
    return [
        one for one in causes
        if (one.table, one.uid) not in went
        and (one.field == "*" or not _same(first[one.table, one.uid, one.field], last[one.table, one.uid, one.field]))
    ]  # fmt: skip


def _same(was: Any, now: Any) -> bool:
    return type(was) is type(now) and was == now
