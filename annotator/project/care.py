"""Care: what a coder wants to be spared, and how much hard reading a day is enough.

Owns the coder's choices in `coder.settings` (written by the coder alone) and what follows from them for one article:
left out, because the coder opted out of what it is marked with, or waiting, because today's share of marked articles is
done. Nothing is hidden for good and nothing is forbidden: it is not offered as the next one, and opening it asks first.
Must not know how the window says so. Where no article is marked, nothing is worked out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from ..errors import UsageError
from .codings import MAIN
from .content_marks import ContentMarks
from .database import Database
from .history import History
from .rounds import Rounds

Held = Literal["", "avoided", "enough"]
MOST_A_DAY = 999


@dataclass(frozen=True, slots=True)
class Choices:
    """What a coder chose. `hard_a_day` is None for the project's usual number, 0 for no limit."""

    avoid: tuple[str, ...] = ()
    hard_a_day: int | None = None
    cover: bool = True
    """Whether marked articles are covered until the coder uncovers them."""


@dataclass(frozen=True, slots=True)
class Today:
    """Where a coder stands today: marks to be spared, the number of marked articles that is enough (0 for no limit), and
    the marked articles worked on so far."""

    avoid: frozenset[str]
    most: int
    worked: frozenset[str]

    def held(self, article: str, marks: Collection[str]) -> Held:
        """Why an article with these marks is held back; empty where it is not."""
        if not marks:
            return ""
        if self.avoid.intersection(marks):
            return "avoided"
        return "enough" if self.most and article not in self.worked and len(self.worked) >= self.most else ""


@dataclass(frozen=True, slots=True)
class Collision:
    """An article handed to somebody who does not want to read what it is marked with, and not done yet."""

    coder: str
    """Pseudonym."""
    coder_uid: str
    article: str
    number: int
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Care:
    """The choices of one open project's coders, and what follows from them."""

    database: Database
    history: History
    rounds: Rounds
    marks: ContentMarks

    # --- choices ------------------------------------------------------------------------------------------------------

    def choices(self, coder: str) -> Choices:
        """What a coder chose; what is not readable counts as not chosen."""
        told = self._settings(coder)
        avoid, most = told.get("avoid"), told.get("hard_a_day")
        return Choices(
            tuple(one for one in avoid if isinstance(one, str)) if isinstance(avoid, list) else (),
            min(max(most, 0), MOST_A_DAY) if type(most) is int else None,
            told.get("cover") is not False,
        )

    def choose(self, choices: Choices) -> None:
        """Sets the choices of who works now: nobody makes them for another."""
        if choices.hard_a_day is not None and not 0 <= choices.hard_a_day <= MOST_A_DAY:
            raise UsageError(f"Marked articles a day are a number from 0 (no limit) to {MOST_A_DAY}.")
        coder = self.history.coder
        after = dict(self._settings(coder))
        told = {"avoid": sorted(choices.avoid) or None, "hard_a_day": choices.hard_a_day, "cover": choices.cover and None}
        for name, value in told.items():
            if value is None:
                after.pop(name, None)
            else:
                after[name] = value
        text = json.dumps(after, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if after else None
        with self.history.operation({"id": "set_care"}):
            self.database.run("UPDATE coder SET settings = ? WHERE uid = ? AND settings IS NOT ?", (text, coder, text))

    def usual_a_day(self) -> int:
        """The project's number of marked articles a day for who chose none; 0 for no limit."""
        told = self.rounds.get().settings.get("hard_a_day")
        return min(max(told, 0), MOST_A_DAY) if type(told) is int else 0

    def set_usual_a_day(self, most: int) -> None:
        """Another usual number; 0 for no limit. The lead's."""
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("The usual number of marked articles a day is the lead's to set.")
        if not 0 <= most <= MOST_A_DAY:
            raise UsageError(f"Marked articles a day are a number from 0 (no limit) to {MOST_A_DAY}.")
        with self.history.operation({"id": "set_usual_a_day", "count": most}):
            self.rounds.set(MAIN, hard_a_day=most or None)

    # --- what follows -------------------------------------------------------------------------------------------------

    def today(self, coder: str, day: date | None = None) -> Today | None:
        """Where a coder stands on a day of this computer's clock (today); None where no article is marked."""
        if not self.marks.any():
            return None
        chosen = self.choices(coder)
        most = self.usual_a_day() if chosen.hard_a_day is None else chosen.hard_a_day
        worked = self._worked(coder, day or datetime.now().date()) if most else frozenset[str]()
        return Today(frozenset(chosen.avoid), most, worked)

    def left_out(self, coder: str, round_: str = MAIN) -> frozenset[str]:
        """The articles that a coder has not begun and that are left out as the coder asked."""
        avoid = self.choices(coder).avoid
        if not avoid or not self.marks.any():
            return frozenset()
        rows = self.database.all(
            "SELECT DISTINCT m.article FROM content_mark m JOIN article a ON a.uid = m.article WHERE m.removed = 0 "
            "AND m.name IN (SELECT value FROM json_each(?)) AND a.removed = 0 AND a.stub = 0 AND NOT EXISTS (SELECT 1 FROM "
            "coding c WHERE c.article = m.article AND c.coder = ? AND c.round = ? AND c.standing = 'coded' AND c.removed = 0)",
            (json.dumps(avoid), coder, round_),
        )
        return frozenset(row[0] for row in rows)

    def collisions(self) -> list[Collision]:
        """What was handed out to somebody who opted out of it and is not done, by coder and article; for the lead."""
        rows = self.database.all(
            "SELECT c.name, c.uid, a.uid, a.number, a.title, json_group_array(DISTINCT m.name) FROM content_mark m "
            "CROSS JOIN assignment s ON s.article = m.article JOIN coder c ON c.uid = s.coder "
            "JOIN article a ON a.uid = m.article WHERE m.removed = 0 AND s.removed = 0 AND s.withdrawn = 0 "
            "AND c.removed = 0 AND a.removed = 0 "
            "AND EXISTS (SELECT 1 FROM json_each(c.settings, '$.avoid') v WHERE v.value = m.name) "
            "AND NOT EXISTS (SELECT 1 FROM coding d WHERE d.article = m.article AND d.coder = s.coder AND d.round = s.round "
            "AND d.standing = 'coded' AND d.removed = 0 AND d.state IN ('done', 'approved')) "
            "GROUP BY c.uid, a.uid ORDER BY c.name, c.uid, a.number"
        )
        return [Collision(*row[:5], names=tuple(sorted(json.loads(row[5])))) for row in rows]

    def _worked(self, coder: str, day: date) -> frozenset[str]:
        """The marked articles in which a coder did anything that stands on a day: begun, gone on with or done."""
        start = datetime.combine(day, time()).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        last = self.database.value(
            "SELECT id FROM operation WHERE coder = ? AND time < ? ORDER BY id DESC LIMIT 1", (coder, start)
        )  # fmt: skip
        rows = self.database.all(
            "SELECT DISTINCT o.place ->> '$.article' AS article FROM operation o WHERE o.coder = ? AND o.id > ? "
            "AND o.undone = 0 AND o.undoes IS NULL "
            "AND EXISTS (SELECT 1 FROM coding c WHERE c.article = o.place ->> '$.article' "
            "AND c.coder = o.coder AND c.removed = 0) AND EXISTS (SELECT 1 FROM content_mark m "
            "WHERE m.article = o.place ->> '$.article' AND m.removed = 0)",
            (coder, last or 0),
        )
        return frozenset(row[0] for row in rows)

    def _settings(self, coder: str) -> Mapping[str, Any]:
        text = self.database.value("SELECT settings FROM coder WHERE uid = ?", (coder,))
        told = json.loads(text) if text else {}
        return told if isinstance(told, dict) else {}
