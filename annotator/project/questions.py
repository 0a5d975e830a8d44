"""Questions to the lead over all articles: what is asked of which answer, what it says now, and what the lead said to it.

Reads the comments that are questions; one is asked and answered as any comment is (`remarks`). A lead sees everybody's,
a coder the own ones. A question is open until a lead answers it or who asked takes it back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ..errors import UsageError
from .database import Database
from .history import History
from .remarks import Comment, Spot
from .rulings import RulingDraft

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to a question, by a lead or by who asked. `time` is UTC in ISO 8601."""

    uid: str
    coder: str
    text: str
    time: str
    lead: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with what is answered in its field now and the words that support it."""

    comment: Comment
    article: int
    """The article's number."""
    title: str
    value: Any
    """What the field holds now, None for nothing."""
    quote: str
    round: str
    answers: tuple[Answer, ...] = ()
    """In the order they were written."""

    @property
    def is_open(self) -> bool:
        """Whether no lead has answered yet."""
        return not any(one.lead for one in self.answers)


_ANSWERED = (
    "SELECT a.answers FROM comment a JOIN coder l ON l.uid = a.coder WHERE a.removed = 0 AND a.answers IS NOT NULL "
    "AND l.role = 'lead'"
)
_ASKED = (
    # A question about the article that was asked before the coder had a coding is owned by the article.
    "FROM comment q LEFT JOIN event e ON e.uid = q.owner LEFT JOIN coding c ON c.uid = coalesce(e.coding, q.owner) "
    "JOIN article t ON t.uid = coalesce(c.article, q.owner) LEFT JOIN coding b ON c.uid IS NULL AND q.field <> '' "
    "AND b.article = t.uid AND b.coder = q.coder AND b.round = 'main' AND b.standing = 'coded' AND b.removed = 0 "
    "WHERE q.kind = 'question' AND q.removed = 0 AND t.removed = 0 AND coalesce(e.removed, 0) = 0 "
    "AND coalesce(c.removed, 0) = 0 AND (:lead OR q.coder = :me)"
)
_NUMBER = (
    "iif(e.uid IS NULL, 0, (SELECT count(*) FROM event n WHERE n.coding = e.coding AND n.removed = 0 "
    "AND (n.position, n.rowid) <= (e.position, e.rowid)))"
)


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of one open project, as who works now may see them."""

    database: Database
    history: History

    def all(self) -> list[Question]:
        """Every question, the oldest first, with its answers."""
        return self._read("")

    def open(self) -> list[Question]:
        """Those that wait for the lead, the oldest first."""
        return self._read(f"AND q.uid NOT IN ({_ANSWERED})")

    def get(self, uid: str) -> Question:
        """One question, by its uid or the beginning of one. UsageError where there is none, or not one."""
        found = self._read("AND q.uid >= :uid AND q.uid < :uid || 'g'", uid=uid) if uid else []
        if len(found) != 1:
            raise UsageError(f"There is no question “{uid}” here, or more than one.")
        return found[0]

    def last_said(self) -> int:
        """A mark behind everything that was said so far, for `answered_since`."""
        return int(self.database.value("SELECT coalesce(max(rowid), 0) FROM comment"))

    def answered_since(self, mark: int) -> int:
        """How many answers of a lead to my questions came into this file after a mark; only what came since is read."""
        return int(self.database.value(
            "SELECT count(*) FROM comment a JOIN coder l ON l.uid = a.coder CROSS JOIN comment q WHERE a.rowid > :mark "
            "AND a.removed = 0 AND l.role = 'lead' AND q.uid = a.answers AND q.kind = 'question' AND q.removed = 0 "
            "AND q.coder = :me AND a.coder <> :me", cast("Any", {"mark": mark, **self._me()})))  # fmt: skip

    def _me(self) -> Any:
        lead = self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) == "lead"
        return cast("Any", {"me": self.history.coder, "lead": lead})

    def _read(self, more: str, **values: str) -> list[Question]:
        me = {**self._me(), **values}
        rows = self.database.all(
            "SELECT q.uid, q.coder, q.text, q.time, t.uid, coalesce(e.uid, ''), q.field, "
            f"{_NUMBER}, coalesce(c.coder, ''), t.number, t.title, coalesce(c.round, 'main'), "
            "coalesce(e.\"values\", c.answers, b.answers) -> ('$.\"' || q.field || '\"'), "
            "coalesce(e.uid, c.uid, b.uid, '') "
            f"{_ASKED} {more} ORDER BY q.time, q.rowid", cast("Any", me),
        )  # fmt: skip
        if not rows:
            return []
        said, quotes = self._answers({row[0] for row in rows}), self._quotes({(row[13], row[6]) for row in rows if row[6]})
        return [
            Question(
                Comment(*row[:4], answers="", spot=Spot(*row[4:9]), kind="question"), row[9], row[10],
                json.loads(row[12]) if row[12] else None, quotes.get((row[13], row[6]), ""), row[11],
                tuple(said.get(row[0], ())),
            )
            for row in rows
        ]  # fmt: skip

    def _answers(self, asked: set[str]) -> dict[str, list[Answer]]:
        found: dict[str, list[Answer]] = {}
        for uid, coder, text, time, lead, answers in self.database.all(
            "SELECT a.uid, a.coder, a.text, a.time, l.role = 'lead', a.answers FROM comment a JOIN coder l ON l.uid = a.coder "
            "WHERE a.removed = 0 AND a.answers IN (SELECT value FROM json_each(?)) ORDER BY a.time, a.rowid",
            (json.dumps(sorted(asked)),),
        ):
            found.setdefault(answers, []).append(Answer(uid, coder, text, time, bool(lead)))
        return found

    def _quotes(self, fields: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The words that support fields, by owner and field."""
        found: dict[tuple[str, str], list[str]] = {}
        for owner, name, spans in self.database.all(
            "SELECT v.owner, v.field, v.spans FROM json_each(?) w CROSS JOIN evidence v ON v.owner = w.value ->> 0 "
            "AND v.field = w.value ->> 1 WHERE v.removed = 0 ORDER BY v.rowid",
            (json.dumps(sorted(fields)),),
        ):
            found.setdefault((owner, name), []).extend(one["quote"] for one in json.loads(spans))
        return {key: " … ".join(quotes) for key, quotes in found.items()}


def answer(project: Project, question: Comment, text: str, ruling: RulingDraft | None = None) -> None:
    """Answers a question; with a ruling for everybody as one step, which undo takes back as one."""
    with project.history.operation({"id": "answer_question", "field": question.spot.field}, place=question.spot.place()):
        project.remarks.answer(question, text)
        if ruling is not None:
            project.rulings.add(ruling, asked=question.uid)
