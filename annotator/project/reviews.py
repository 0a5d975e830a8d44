"""The reviews: a lead approves a finished coding or sends it back, and a seeded share of work is drawn for spot checks.

Owns the table `review` and what is drawn. Of a coder's coding a lead changes the state alone, together with a row here.
What is done waits for a review as it stands: work that was sent back and mended, or changed after it was approved, is
done anew and waits again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .history import History, new_uid, now
from .rounds import Rounds

Outcome = Literal["approved", "returned"]
Kind = Literal["spot", "done", "returned", "approved"]
KINDS: tuple[Kind, ...] = ("spot", "done", "returned", "approved")
SHARE, SEED, SHARES = "spot_share", "spot_seed", "spot_shares"
"""Settings of the main round: the share that is drawn (0 to 1), the seed, and shares of single coders by uid."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a lead said of a coding. `time` is UTC in ISO 8601."""

    uid: str
    coding: str
    reviewer: str
    outcome: Outcome
    comment: str
    time: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A coding as the list of work shows it. `before` is the outcome of its last review, empty for none."""

    coding: str
    article: str
    number: int
    title: str
    coder: str
    round: str
    state: str
    events: int
    done: str
    """When it was done for the first time, UTC."""
    before: str
    when: str
    """When it was reviewed last; empty for never."""
    single: bool
    """Nobody else codes the article, nor has it to code."""


@dataclass(frozen=True, slots=True)
class SpotCount:
    """Of one coder's single codings that were done once: how many, how many of them are drawn, and what became of those."""

    coder: str
    single: int
    drawn: int
    waiting: int
    reviewed: int
    approved: int
    returned: int


_OTHERS = (
    "EXISTS (SELECT 1 FROM coding o WHERE o.article = c.article AND o.coder <> c.coder AND o.round = 'main' "
    "AND o.standing = 'coded' AND o.removed = 0) OR EXISTS (SELECT 1 FROM assignment s WHERE s.article = c.article "
    "AND s.coder <> c.coder AND s.round = 'main' AND s.withdrawn = 0 AND s.removed = 0 "
    "AND (s.position IS NOT NULL OR s.due IS NOT NULL))"
)
"""Whether somebody else codes an article too. A row without place or day hands nothing out: it only withholds offers."""
_WORK = (
    "WITH told AS MATERIALIZED (SELECT coding, max(rowid) AS last FROM review WHERE removed = 0 GROUP BY coding) "
    "SELECT c.uid, c.article, a.number, a.title, c.coder, c.round, c.state, "
    "(SELECT count(*) FROM event e WHERE e.coding = c.uid AND e.removed = 0), coalesce(c.first_done, ''), "
    f"coalesce(r.outcome, ''), coalesce(r.time, ''), NOT ({_OTHERS}) "
    "FROM coding c JOIN article a ON a.uid = c.article LEFT JOIN told t ON t.coding = c.uid "
    "LEFT JOIN review r ON r.rowid = t.last WHERE c.round = ? AND c.standing = 'coded' AND c.removed = 0 "
    "AND a.removed = 0 AND (c.first_done IS NOT NULL OR c.state <> 'open')"
)


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of one open project."""

    database: Database
    history: History

    def of(self, coding: str) -> list[Review]:
        """All reviews of a coding, oldest first."""
        rows = self.database.all(f"{_REVIEW} WHERE coding = ? AND removed = 0 ORDER BY rowid", (coding,))
        return [Review(*row) for row in rows]

    def last(self, coding: str) -> Review | None:
        """The newest review of a coding, None where there is none."""
        row = self.database.one(f"{_REVIEW} WHERE coding = ? AND removed = 0 ORDER BY rowid DESC LIMIT 1", (coding,))
        return Review(*row) if row else None

    def approve(self, codings: str | Sequence[str], comment: str = "") -> int:
        """Approves finished codings as one step; gives how many those are."""
        return self._judge(codings, "approved", comment)

    def send_back(self, codings: str | Sequence[str], comment: str = "") -> int:
        """Sends finished codings back to who made them, as one step; gives how many those are.

        The coder must learn why: a comment is needed, or one of the lead's on the coding written since its last review.
        """
        if not comment.strip():
            bare = [one for one in _listed(codings) if not self.new_comments(one)]
            if bare:
                raise UsageError("Say what is to be mended: write a comment here, or on a field of the coding.")
        return self._judge(codings, "returned", comment)

    def new_comments(self, coding: str) -> int:
        """How many comments leads made on a coding, its events and their fields since it was reviewed last."""
        last = self.last(coding)
        return int(
            self.database.value(
                "SELECT count(*) FROM comment k JOIN coder l ON l.uid = k.coder AND l.role = 'lead' WHERE k.removed = 0 "
                "AND k.time > ? AND (k.owner = ? OR k.owner IN (SELECT uid FROM event WHERE coding = ? AND removed = 0))",
                (last.time if last else "", coding, coding),
            )
        )

    def _judge(self, codings: str | Sequence[str], outcome: Outcome, comment: str) -> int:
        self._check_lead()
        listed = _listed(codings)
        marks = json.dumps(listed)
        rows = self.database.all(
            "SELECT uid, state, article, coder, round FROM coding WHERE removed = 0 AND standing = 'coded' "
            "AND uid IN (SELECT value FROM json_each(?))",
            (marks,),
        )
        if len(rows) != len(listed):
            raise UsageError("That coding is not in this project.")
        if any(row[1] == "open" for row in rows):
            raise UsageError("Only work that its coder called done can be approved or sent back.")
        if not rows:
            return 0
        text, time = comment.replace("\r\n", "\n").replace("\r", "\n").strip(), now()
        place = {"article": rows[0][2], "whose": rows[0][3], "round": rows[0][4]} if len(rows) == 1 else None
        with self.history.operation({"id": "review", "outcome": outcome, "count": len(rows)}, place=place):
            self.database.run_many(
                "INSERT INTO review (uid, coding, reviewer, outcome, comment, time) VALUES (?, ?, ?, ?, ?, ?)",
                [(new_uid(), one, self.history.coder, outcome, text, time) for one in listed],
            )
            self.database.run(
                "UPDATE coding SET state = ? WHERE state <> ? AND uid IN (SELECT value FROM json_each(?))",
                (outcome, outcome, marks),
            )
        return len(rows)

    # --- what there is to review ----------------------------------------------------------------------------------------

    def work(self, kind: Kind = "done", coder: str = "", *, besides: str = "") -> list[Waiting]:
        """The codings of the main round that are drawn for a spot check and done, or of one state; of one coder, or of all
        but one. Spot checks stand in the order of the draw, the others newest first."""
        if kind not in KINDS:
            raise UsageError(f"Work is listed as one of {', '.join(KINDS)}; not “{kind}”.")
        more, values = " AND c.state = ?", ["done" if kind == "spot" else kind]
        if coder:
            more, values = f"{more} AND c.coder = ?", [*values, coder]
        if besides:
            more, values = f"{more} AND c.coder <> ?", [*values, besides]
        rows = [_waiting(row) for row in self.database.run(f"{_WORK}{more}", (MAIN, *values))]
        if kind != "spot":
            return sorted(rows, key=lambda one: (one.done, one.number), reverse=True)
        draw = self.draw()
        return sorted((one for one in rows if draw.takes(one)), key=lambda one: draw.lot(one.coding))

    def spot_counts(self) -> list[SpotCount]:
        """How far the spot checks are, a line a coder, in the order coders were added."""
        draw, found = self.draw(), dict[str, list[int]]()
        for one in map(_waiting, self.database.run(_WORK, (MAIN,))):
            if not one.single:
                continue
            counts = found.setdefault(one.coder, [0] * 6)
            counts[0] += 1
            if draw.takes(one):
                told = (True, one.state == "done", bool(one.before), one.state == "approved", one.state == "returned")
                counts[1:] = [had + new for had, new in zip(counts[1:], told, strict=True)]
        order = [row[0] for row in self.database.all("SELECT uid FROM coder WHERE removed = 0 ORDER BY rowid")]
        return [SpotCount(uid, *found[uid]) for uid in order if uid in found]

    def draw(self) -> Draw:
        """What the main round's settings draw."""
        settings = Rounds(self.database, self.history).get(MAIN).settings
        shares = settings.get(SHARES)
        return Draw(float(settings.get(SHARE) or 0), int(settings.get(SEED) or 1), shares if isinstance(shares, dict) else {})

    def set_draw(self, share: float, seed: int = 1, coder: str = "") -> None:
        """Sets the share that is drawn, for everybody or for one coder, and the seed, in one step."""
        self._check_lead()
        if not 0 <= share <= 1:
            raise UsageError(f"The share of spot checks is between 0 and 1, not {share:g}.")
        shares = dict(self.draw().shares)
        if coder:
            shares[coder] = share
        changed: dict[str, Any] = {SEED: seed, SHARES: shares} if coder else {SEED: seed, SHARE: share}
        Rounds(self.database, self.history).set(MAIN, **changed)

    def _check_lead(self) -> None:
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("Only a lead reviews work.")


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn for spot checks. It follows from a coding's identity and the seed alone: the same in any order, and
    later work is drawn alike."""

    share: float
    seed: int
    shares: dict[str, float]

    def takes(self, one: Waiting) -> bool:
        """Whether a coding is drawn; those of articles that others code too are compared, not drawn."""
        return one.single and self.lot(one.coding) < float(self.shares.get(one.coder, self.share))

    def lot(self, coding: str) -> float:
        """The number from 0 up to 1 that a coding draws."""
        drawn = hashlib.blake2b(f"spot:{self.seed}:{coding}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn) / 2**64


_REVIEW = "SELECT uid, coding, reviewer, outcome, comment, time FROM review"


def _listed(codings: str | Sequence[str]) -> list[str]:
    return [codings] if isinstance(codings, str) else list(dict.fromkeys(codings))


def _waiting(row: Any) -> Waiting:
    values = list(row)
    values[-1] = bool(values[-1])
    return Waiting(*values)
