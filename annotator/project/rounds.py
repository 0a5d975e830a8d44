"""The rounds: the main one, re-tests, training and tests, and what a lead has set for them.

Owns the table `round`. Settings of the main round hold for the project: what of its care and quality a lead decides.
What a setting means is its user's business; here it is a value under a name, in the history like every other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .history import History, new_uid

RoundKind = Literal["main", "retest", "training", "test"]
KINDS: tuple[RoundKind, ...] = ("main", "retest", "training", "test")


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `settings` by name."""

    uid: str
    name: str
    kind: RoundKind
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one open project."""

    database: Database
    history: History

    def all(self) -> list[Round]:
        """Every round, the main one first, the others as they were added."""
        rows = self.database.all("SELECT uid, name, kind, settings FROM round WHERE removed = 0 ORDER BY kind <> 'main', rowid")
        return [_round(row) for row in rows]

    def get(self, uid: str = MAIN) -> Round:
        """One round. Raises UsageError where there is none."""
        row = self.database.one("SELECT uid, name, kind, settings FROM round WHERE uid = ?", (uid,))
        if row is None:
            raise UsageError("That round is not in this project.")
        return _round(row)

    def named(self, name: str) -> Round:
        """The round of that name or uid. Raises UsageError with all names."""
        known = self.all()
        found = [one for one in known if name in (one.name, one.uid)]
        if len(found) != 1:
            raise UsageError(f"There is no round “{name}”. Rounds: {', '.join(one.name for one in known)}.")
        return found[0]

    def add(self, name: str, kind: RoundKind, settings: Mapping[str, Any] | None = None) -> Round:
        """A new round. There is one main round, and names are for telling rounds apart."""
        name = " ".join(name.split())
        if not name:
            raise UsageError("A round needs a name.")
        if kind not in KINDS[1:]:
            raise UsageError(f"A new round is one of {', '.join(KINDS[1:])}; not “{kind}”.")
        if any(one.name.casefold() == name.casefold() for one in self.all()):
            raise UsageError(f"There is a round “{name}” already.")
        made = Round(new_uid(), name, kind, dict(settings or {}))
        with self.history.operation({"id": "add_round", "name": name, "kind": kind}):
            self.database.run(
                "INSERT INTO round (uid, name, kind, settings) VALUES (?, ?, ?, ?)",
                (made.uid, name, kind, _text(made.settings) if made.settings else None),
            )
        return made

    def set(self, uid: str, **settings: Any) -> None:
        """Changes settings of a round; None takes one away."""
        before = self.get(uid)
        after = {name: value for name, value in {**before.settings, **settings}.items() if value is not None}
        with self.history.operation({"id": "set_round", "name": before.name, "what": ", ".join(settings)}):
            self.database.run("UPDATE round SET settings = ? WHERE uid = ?", (_text(after) if after else None, uid))

    def remove(self, uid: str) -> None:
        """Takes a round away; what was coded in it stays in the file. The main round cannot go."""
        found = self.get(uid)
        if found.kind == "main":
            raise UsageError("The main round cannot be taken away.")
        with self.history.operation({"id": "remove_round", "name": found.name}):
            self.database.run("UPDATE round SET removed = 1 WHERE uid = ?", (uid,))


def _round(row: Any) -> Round:
    return Round(row[0], row[1], row[2], json.loads(row[3]) if row[3] else {})


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
