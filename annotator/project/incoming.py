"""Codings made elsewhere, brought in whole: an article, a coder's coding of it, its events, evidence and mentions.

Owns how such rows are written, inside the caller's operation, so that they are what they were: uids, states, order, the ids of
incidents. A coding that is here already is never changed; what was taken back by undo is brought back as it comes in now.
Must not know file formats, nor what is a value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .articles import ArticleDraft
from .codings import coding_uid
from .evidence import Evidence, Mention, spans_text
from .history import new_uid, now
from .incident_links import incident_of_id, judge

if TYPE_CHECKING:
    from .project import Project

FINISHED = ("done", "approved", "returned")
"""States of a coding that was called done once."""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A decision that comes in with an adjudicated coding. `owner` is the uid of its event, empty for the article."""

    kind: str
    owner: str
    field: str
    decider: str
    reason: str = ""
    note: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event that comes in. `id` is the outside id of its incident."""

    uid: str
    values: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)
    overruled: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class CodingDraft:
    """A coding that comes in: `article` and `coder` are uids here; `uid` is empty where it gets one."""

    uid: str
    article: str
    coder: str
    round: str
    standing: str
    state: str
    verdict: str
    reason: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    events: tuple[EventDraft, ...] = ()
    mentions: tuple[Mention, ...] = ()
    decisions: tuple[DecisionDraft, ...] = ()

    @property
    def told(self) -> str:
        """What it says, as a text that is equal where two say the same. Whose it is and decisions are no part of that."""
        return _json([
            self.state, self.verdict, self.reason, _sorted(self.answers), _told_evidence(self.evidence),
            [[one.uid, _sorted(one.values), _sorted(one.extra), _sorted(one.overruled), _told_evidence(one.evidence), one.id]
             for one in self.events],
            sorted([[one.reason, spans_text(one.spans), one.note] for one in self.mentions], key=repr),
        ])  # fmt: skip


def _told_evidence(evidence: Sequence[Evidence]) -> list[Any]:
    told = [[one.field, one.item, one.status, spans_text(one.spans), one.link, one.note, one.origin] for one in evidence]
    return sorted(told, key=repr)


def _sorted(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


# --- articles ---------------------------------------------------------------------------------------------------------


def last_number(project: Project) -> int:
    """The highest number that an article has here, taken away or not; 0 where there is none."""
    return int(project.database.value("SELECT coalesce(max(number), 0) FROM article"))


def add_article(project: Project, draft: ArticleDraft, uid: str = "", number: int = 0, behind: int = 0) -> str:
    """Adds an article that is not here, or brings back one that was taken away; gives its uid.

    `uid` is its identity elsewhere, where it has one. `number` is kept where no other has it and it is higher than `behind`,
    the last number before the import, for the search knows articles up to a number; within an import files stand in any order.
    """
    uid = uid or draft.uid
    db = project.database
    there = db.one("SELECT removed FROM article WHERE uid = ?", (uid,))
    if there:
        db.run("UPDATE article SET removed = 0 WHERE uid = ? AND removed = 1", (uid,))
        return uid
    taken = not behind < number < 1 << 53 or db.value("SELECT 1 FROM article WHERE number = ?", (number,)) is not None
    extra = _json(dict(draft.extra)) if draft.extra else None
    db.run(
        "INSERT INTO article (number, uid, title, date, source, url, language, external_id, origin, extra, stub, length, text) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            None if taken else number, uid, draft.title, draft.date, draft.source, draft.url, draft.language,
            draft.external_id, draft.origin, extra, int(draft.stub), len(draft.text), draft.text,
        ),
    )  # fmt: skip
    return uid


def is_another(project: Project, uid: str, text: str) -> bool:
    """Whether a uid is an article's here, removed or not, that has another text."""
    there = project.database.value("SELECT text FROM article WHERE uid = ?", (uid,))
    return there is not None and there != text


def all_texts(project: Project) -> Iterator[tuple[str, str]]:
    """Uid and text of the articles that have one, by number."""
    rows = project.database.run("SELECT uid, text FROM article WHERE removed = 0 AND stub = 0 ORDER BY number")
    return ((uid, text) for uid, text in rows)


# --- codings ----------------------------------------------------------------------------------------------------------


def here(project: Project, draft: CodingDraft) -> CodingDraft | None:
    """The coding that is here of the same uid, or of the same article, coder, round and standing; None for none.

    Raises UsageError where the uid is another article's coding."""
    db = project.database
    rows = db.all(
        "SELECT uid, article FROM coding WHERE removed = 0 AND (uid = ? OR article = ? AND coder = ? AND round = ? "
        "AND standing = ?) ORDER BY uid <> ?",
        (draft.uid, draft.article, draft.coder, draft.round, draft.standing, draft.uid),
    )
    if not rows:
        return None
    if rows[0][1] != draft.article:
        raise UsageError("a coding with its uid is here, of another article")
    return read(project, rows[0][0])


def read(project: Project, uid: str) -> CodingDraft:
    """A coding of this project in the shape in which one comes in."""
    coding = project.codings.get(uid)
    evidence = project.evidence
    events = tuple(
        EventDraft(
            event.uid, event.values, event.extra, event.overruled, tuple(evidence.of(event.uid)), _id_of(project, event.uid)
        )
        for event in project.events.of(uid)
    )
    return CodingDraft(
        uid, coding.article, coding.coder, coding.round, coding.standing, coding.state, coding.verdict, coding.reason,
        coding.answers, tuple(evidence.of(uid)), events, tuple(evidence.mentions(uid)),
    )  # fmt: skip


def _id_of(project: Project, event: str) -> str:
    return project.database.value("SELECT id FROM events WHERE event_uid = ?", (event,)) or ""


def taken_uids(project: Project, draft: CodingDraft) -> list[str]:
    """Those of its events whose uid is an event's of another coding here."""
    rows = project.database.all(
        "SELECT e.uid FROM json_each(?) n JOIN event e ON e.uid = n.value JOIN coding c ON c.uid = e.coding "
        "WHERE e.removed = 0 AND c.removed = 0 AND c.uid <> ?",
        (_json([event.uid for event in draft.events]), _row_of(project, draft)),
    )
    return [row[0] for row in rows]


def with_own_uids(project: Project, draft: CodingDraft) -> CodingDraft:
    """The draft with uids that nothing else here ever had: what hangs on a uid, as evidence does, stays with whom it is.

    An event whose uid is one of another coding's events, also of removed ones, or is a coding's, gets another one, which
    follows from whose it is and what it was: the same again is the same.
    """
    db, coding = project.database, _row_of(project, draft)
    rows = db.all(
        "SELECT n.value FROM json_each(?) n WHERE n.value = ? OR EXISTS (SELECT 1 FROM coding c WHERE c.uid = n.value) "
        "OR EXISTS (SELECT 1 FROM event e WHERE e.uid = n.value AND e.coding <> ?)",
        (_json([event.uid for event in draft.events]), draft.uid, coding),
    )
    anew = {row[0]: _another(draft, row[0]) for row in rows}
    if not anew:
        return draft
    decisions = tuple(replace(one, owner=anew.get(one.owner, one.owner)) for one in draft.decisions)
    events = tuple(replace(one, uid=anew.get(one.uid, one.uid)) for one in draft.events)
    return replace(draft, events=events, decisions=decisions)


def _another(draft: CodingDraft, uid: str) -> str:
    told = ["event of another", draft.article, draft.coder, draft.round, draft.standing, uid]
    return hashlib.sha256(_json(told).encode("utf-8", "replace")).hexdigest()[:32]


def _row_of(project: Project, draft: CodingDraft) -> str:
    """The uid of the row that a coder has of an article, removed or not; else that of the draft, empty where it is taken."""
    db = project.database
    before = db.value(
        "SELECT uid FROM coding WHERE article = ? AND coder = ? AND round = ? AND standing = ?",
        (draft.article, draft.coder, draft.round, draft.standing),
    )
    uid = draft.uid or coding_uid(draft.article, draft.coder, draft.round, draft.standing)
    there = "SELECT 1 FROM coding WHERE uid = ? UNION ALL SELECT 1 FROM event WHERE uid = ?"
    return before or ("" if db.value(there, (uid, uid)) else uid)


def without_ids(draft: CodingDraft) -> CodingDraft:
    """The draft with events that tell no incident for sure."""
    return replace(draft, events=tuple(replace(one, id="") for one in draft.events))


def coder_of(project: Project, coding: str) -> str:
    """The uid of who has a coding here; empty where there is none of that uid."""
    return str(project.database.value("SELECT coder FROM coding WHERE uid = ? AND removed = 0", (coding,)) or "")


def incidents_here(project: Project, ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """Which outside ids are of incidents here that events tell, and which of incidents that were taken away."""
    rows = project.database.all(
        "SELECT i.external_id, i.removed AND i.merged_into IS NULL FROM json_each(?) n JOIN incident i ON i.external_id = "
        "n.value WHERE i.removed OR EXISTS (SELECT 1 FROM incident_link l WHERE l.incident = i.uid AND l.judged = 'same' "
        "AND l.removed = 0)",
        (_json(list(ids)),),
    )
    return [row[0] for row in rows if not row[1]], [row[0] for row in rows if row[1]]


def settled_by_another(project: Project, draft: CodingDraft) -> bool:
    """Whether an article has an adjudicated coding, or a standard, of somebody else in the round."""
    return draft.standing != "coded" and bool(
        project.database.value(
            "SELECT 1 FROM coding WHERE article = ? AND round = ? AND standing = ? AND coder <> ? AND removed = 0",
            (draft.article, draft.round, draft.standing, draft.coder),
        )
    )


def put(project: Project, draft: CodingDraft) -> str:
    """Writes a coding that is not `here`; gives its uid. What was called done is so from now on: that is its first
    submission in this project. Nothing of another coding changes, whatever uids it brings (see `with_own_uids`)."""
    db, time = project.database, now()
    draft = with_own_uids(project, draft)
    uid = _row_of(project, draft) or new_uid()
    done = draft.state in FINISHED
    db.run(
        "INSERT INTO coding (uid, article, coder, round, standing, state, verdict, reason, answers, first_done, "
        "first_submission) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO UPDATE SET removed = 0, "
        "state = excluded.state, verdict = excluded.verdict, reason = excluded.reason, answers = excluded.answers, "
        "first_done = coalesce(first_done, excluded.first_done), "
        "first_submission = coalesce(first_submission, excluded.first_submission), overruled = '{}', memo = ''",
        (
            uid, draft.article, draft.coder, draft.round, draft.standing, draft.state, draft.verdict or None, draft.reason,
            _json(draft.answers), time if done else None, _json(_submission(draft)) if done else None,
        ),
    )  # fmt: skip
    _clear(project, uid, draft)
    events = [
        (one.uid, uid, place, _json(one.values), _json(one.extra) if one.extra else None, _json(one.overruled),
         project.codebook_uid)
        for place, one in enumerate(draft.events, start=1)
    ]  # fmt: skip
    db.run_many(
        'INSERT INTO event (uid, coding, position, "values", extra, overruled, codebook) VALUES (?, ?, ?, ?, ?, ?, ?) '
        'ON CONFLICT (uid) DO UPDATE SET removed = 0, position = excluded.position, "values" = '
        'excluded."values", extra = excluded.extra, overruled = excluded.overruled, codebook = excluded.codebook',
        events,
    )
    owned = [(uid, draft.evidence), *((one.uid, one.evidence) for one in draft.events)]
    db.run_many(
        "INSERT INTO evidence (uid, owner, field, item, status, spans, link, note, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [row for owner, evidence in owned for row in _evidence_rows(owner, evidence)],
    )
    db.run_many(
        "INSERT INTO mention (uid, coding, spans, reason, note) VALUES (?, ?, ?, ?, ?)",
        [(new, uid, spans_text(one.spans), one.reason, one.note)
         for new, one in zip(_uids(len(draft.mentions)), draft.mentions, strict=True)],
    )  # fmt: skip
    for event in draft.events:
        if event.id:
            judge(db, event.uid, incident_of_id(db, event.id)[0], "same")
    _decide(project, uid, draft)
    return uid


def _clear(project: Project, uid: str, draft: CodingDraft) -> None:
    """Takes away what a coding that was taken back still had, and what hangs on events of its uids."""
    db = project.database
    db.run(
        "UPDATE evidence SET removed = 1 WHERE removed = 0 AND (owner = ? OR owner IN "
        "(SELECT uid FROM event WHERE coding = ?) OR owner IN (SELECT value FROM json_each(?)))",
        (uid, uid, _json([event.uid for event in draft.events])),
    )
    for table in ("event", "mention", "decision"):
        db.run(f"UPDATE {table} SET removed = 1 WHERE removed = 0 AND coding = ?", (uid,))


def _uids(count: int) -> list[str]:
    """New uids in their own order: what is alike but for them stays in the order in which it came."""
    return sorted(new_uid() for _ in range(count))


def _evidence_rows(owner: str, evidence: Sequence[Evidence]) -> list[tuple[Any, ...]]:
    return [
        (uid, owner, one.field, one.item, one.status, spans_text(one.spans), one.link, one.note, one.origin)
        for uid, one in zip(_uids(len(evidence)), evidence, strict=True)
    ]


def _submission(draft: CodingDraft) -> dict[str, Any]:
    """The coding as a first submission keeps it (see `Codings.first_submission`)."""
    events = [{"uid": one.uid, "values": one.values, "evidence": _submitted(one.evidence)} for one in draft.events]
    return {
        "article": draft.article, "verdict": draft.verdict, "reason": draft.reason, "answers": draft.answers,
        "evidence": _submitted(draft.evidence), "events": events,
    }  # fmt: skip


def _submitted(evidence: Sequence[Evidence]) -> list[list[Any]]:
    return [[one.field, one.item, one.status, [[span.part, span.start, span.end] for span in one.spans]] for one in evidence]


def _decide(project: Project, coding: str, draft: CodingDraft) -> None:
    """Decisions as they were, but for whose event they took: that is not here."""
    from .decisions import Draft, put

    drafts = [
        Draft(one.kind, one.owner or coding, one.field, "", one.reason, one.note, decider=one.decider, time=one.time)  # type: ignore[arg-type]
        for one in draft.decisions
    ]
    if drafts:
        put(project, coding, drafts)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
