"""The codings: one coder's work on one article in one round, its verdict, answers, state and first submission."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..codebook.checks import Problem
from ..errors import UsageError
from .database import Database
from .history import History, now

Verdict = Literal["events", "no_event", "unusable"]
MAIN = "main"
"""The uid of the round in which a dataset is coded."""


@dataclass(frozen=True, slots=True)
class Coding:
    """One coding. `verdict` is empty until given; `state` is open, done, returned or approved."""

    uid: str
    article: str
    coder: str
    round: str
    standing: str
    state: str
    verdict: str
    reason: str
    answers: Mapping[str, Any]
    overruled: Mapping[str, str]
    memo: str
    first_done: str | None


class NotDone(UsageError):
    """A coding cannot be done: errors stand, or nothing was said."""

    def __init__(self, message: str, problems: dict[str, list[Problem]]) -> None:
        super().__init__(message)
        self.problems = problems
        """By event uid."""


_CODING = "uid, article, coder, round, standing, state, coalesce(verdict, ''), reason, answers, overruled, memo, first_done"


@dataclass
class Codings:
    """The codings of one open project."""

    database: Database
    history: History

    def find(self, article: str, coder: str, round_: str = MAIN, standing: str = "coded") -> Coding | None:
        """The coder's coding of an article, None where there is none yet."""
        row = self.database.one(
            f"SELECT {_CODING} FROM coding WHERE article = ? AND coder = ? AND round = ? AND standing = ? AND removed = 0",
            (article, coder, round_, standing),
        )
        return _coding(row) if row else None

    def get(self, uid: str) -> Coding:
        """One coding. Raises UsageError where there is none."""
        row = self.database.one(f"SELECT {_CODING} FROM coding WHERE uid = ?", (uid,))
        if row is None:
            raise UsageError("That coding is not in this project.")
        return _coding(row)

    def begin(self, article: str, coder: str, round_: str = MAIN, standing: str = "coded") -> Coding:
        """The coder's coding of an article, begun where there is none yet."""
        found = self.find(article, coder, round_, standing)
        if found:
            return found
        with self.history.operation({"id": "begin_coding"}, place={"article": article}):
            self.database.run(
                "INSERT INTO coding (uid, article, coder, round, standing) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (article, coder, round, standing) DO UPDATE SET removed = 0",
                (coding_uid(article, coder, round_, standing), article, coder, round_, standing),
            )
        begun = self.find(article, coder, round_, standing)
        assert begun is not None
        return begun

    def set_verdict(self, uid: str, verdict: Verdict | None, reason: str = "") -> None:
        """Events, no event (with the codebook's reason), unusable, or not yet said."""
        coding = self.get(uid)
        with self.history.operation({"id": "set_verdict", "verdict": verdict or ""}, place={"article": coding.article}):
            if verdict in ("no_event", "unusable") and self._events(uid):
                raise UsageError("This article has events; remove them before saying that there is none.")
            self._reopen(coding)
            self.database.run("UPDATE coding SET verdict = ?, reason = ? WHERE uid = ?", (verdict, reason, uid))

    def set_answer(self, uid: str, field: str, value: Any) -> None:
        """One article-level answer; None takes it away."""
        coding = self.get(uid)
        path = f'$."{field}"'
        with self.history.operation({"id": "set_answer", "field": field}, place={"article": coding.article}):
            self._reopen(coding)
            if value is None:
                self.database.run("UPDATE coding SET answers = json_remove(answers, ?) WHERE uid = ?", (path, uid))
            else:
                self.database.run(
                    "UPDATE coding SET answers = json_set(answers, ?, json(?)) WHERE uid = ?",
                    (path, json.dumps(value, ensure_ascii=False), uid),
                )

    def first_days(self, round_: str = MAIN) -> dict[str, str]:
        """By article, the time (ISO, UTC) at which the last of a round's codings of it was first called done."""
        rows = self.database.run(
            "SELECT article, max(first_done) FROM coding WHERE round = ? AND standing = 'coded' AND removed = 0 "
            "AND first_done IS NOT NULL GROUP BY article",
            (round_,),
        )
        return {row[0]: row[1] for row in rows}

    def any_adjudicated(self) -> bool:
        """Whether anything was settled from several coders' work."""
        return self.database.value("SELECT 1 FROM coding WHERE standing = 'adjudicated' AND removed = 0 LIMIT 1") is not None

    def any_finished(self, coder: str, round_: str = MAIN) -> bool:
        """Whether somebody called a coding of a round done."""
        return self.database.value(
            "SELECT 1 FROM coding WHERE coder = ? AND round = ? AND state IN ('done', 'approved') AND standing = 'coded' "
            "AND removed = 0 LIMIT 1",
            (coder, round_),
        ) is not None  # fmt: skip

    def set_memo(self, uid: str, memo: str) -> None:
        """The coder's own note on the article."""
        coding = self.get(uid)
        with self.history.operation({"id": "set_memo"}, place={"article": coding.article}):
            self.database.run("UPDATE coding SET memo = ? WHERE uid = ?", (memo, uid))

    def done(self, uid: str, judge: Callable[[Coding], dict[str, list[Problem]]], snapshot: Callable[[Coding], Any]) -> None:
        """Says that the coding is finished. `judge` gives the standing errors by event; any of them refuses.

        The state at the first "done" is kept as the first submission.
        """
        coding = self.get(uid)
        events = self._events(uid)
        if not coding.verdict and not events:
            raise NotDone("Say first what the article holds: an event, no event, or that it is unusable.", {})
        errors = judge(coding)
        if errors:
            count = sum(len(problems) for problems in errors.values())
            first = next(iter(errors.values()))[0]
            raise NotDone(f"{count} {'error stands' if count == 1 else 'errors stand'}: {first.message}", errors)
        with self.history.operation({"id": "done"}, place={"article": coding.article}):
            self.database.run(
                "UPDATE coding SET state = 'done', verdict = coalesce(verdict, 'events'), "
                "first_done = coalesce(first_done, ?), "
                "first_submission = coalesce(first_submission, ?) WHERE uid = ?",
                (now(), json.dumps(snapshot(coding), ensure_ascii=False), uid),
            )

    def first_submission(self, uid: str) -> dict[str, Any]:
        """The coding as it was when "done" was first said of it: `verdict`, `answers`, and `events` with `uid` and `values`.

        What was kept since schema 4 has besides the `article` whose text the spans are of, the `reason`, and the
        `evidence` of answers and of each event (see `EvidenceBook.told`)."""
        kept = self.database.value("SELECT first_submission FROM coding WHERE uid = ?", (uid,))
        return json.loads(kept) if kept else {"verdict": "", "answers": {}, "events": []}

    def reopen(self, uid: str) -> None:
        """Takes "done" back."""
        coding = self.get(uid)
        with self.history.operation({"id": "reopen"}, place={"article": coding.article}):
            self._reopen(coding)

    def _reopen(self, coding: Coding) -> None:
        if coding.state in ("done", "approved"):
            self.database.run("UPDATE coding SET state = 'open' WHERE uid = ?", (coding.uid,))

    def _events(self, uid: str) -> int:
        return int(self.database.value("SELECT count(*) FROM event WHERE coding = ? AND removed = 0", (uid,)))


def coding_uid(article: str, coder: str, round_: str, standing: str = "coded") -> str:
    """The identity of a coding that is begun: the same in every file it may be begun in (SHA-256, 32 hex digits)."""
    told = "\x1f".join(("coding", article, coder, round_, standing))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _coding(row: Any) -> Coding:
    values = list(row)
    values[8:10] = json.loads(row[8]), json.loads(row[9])
    return Coding(*values)
