"""The coders: people and models, their pseudonyms and roles. Identity is the uid; equal names do no harm.

Owns the table `coder`, but for its `settings`, which are the coder's own (see `care`). A project that hands out work
always keeps a lead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import UsageError
from .database import Database
from .history import History, new_uid

SHORT = 8
"""Letters of a uid that tell two coders of one name apart; so many are enough to name one."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Who codes. `kind` is person or model, `role` coder or lead; who is `removed` does not work here any more."""

    uid: str
    name: str
    kind: str = "person"
    role: str = "coder"
    removed: bool = False


_CODER = "SELECT uid, name, kind, role, removed FROM coder"


@dataclass
class Coders:
    """The coders of one open project."""

    database: Database
    history: History

    def add(self, name: str, *, kind: str = "person", role: str = "coder") -> Coder:
        """A new coder under a pseudonym."""
        if kind == "model" and role == "lead":
            raise UsageError("A model cannot lead a project.")
        coder = Coder(new_uid(), _tidy(name), kind, role)
        with self.history.operation({"id": "add_coder", "name": coder.name}):
            self.database.run(
                "INSERT INTO coder (uid, name, kind, role) VALUES (?, ?, ?, ?)", (coder.uid, coder.name, kind, role)
            )
        return coder

    def rename(self, uid: str, name: str) -> None:
        """Another pseudonym."""
        name = _tidy(name)
        with self.history.operation({"id": "rename_coder", "name": name}):
            self.database.run("UPDATE coder SET name = ? WHERE uid = ?", (name, uid))

    def set_role(self, uid: str, role: str) -> None:
        """Makes a person lead or coder. The lead's; somebody must go on leading."""
        coder = self._to_change(uid)
        if role not in ("coder", "lead"):
            raise UsageError(f"A role is coder or lead; not “{role}”.")
        if role == "lead" and coder.kind == "model":
            raise UsageError("A model cannot lead a project.")
        with self.history.operation({"id": f"make_{role}", "name": coder.name}):
            self.database.run("UPDATE coder SET role = ? WHERE uid = ?", (role, uid))

    def remove(self, uid: str) -> None:
        """Takes a coder away: nobody works under the name any more, all work stays. The lead's, and not oneself."""
        coder = self._to_change(uid)
        if uid == self.history.coder:
            raise UsageError("Nobody takes themselves away; another lead can.")
        with self.history.operation({"id": "remove_coder", "name": coder.name}):
            self.database.run("UPDATE coder SET removed = 1 WHERE uid = ?", (uid,))

    def bring_back(self, uid: str) -> None:
        """Lets somebody who was taken away work again. The lead's."""
        coder = self._to_change(uid)
        with self.history.operation({"id": "bring_coder_back", "name": coder.name}):
            self.database.run("UPDATE coder SET removed = 0 WHERE uid = ?", (uid,))

    def all(self) -> list[Coder]:
        """Everybody who works here, in the order they were added; in a file that was made for a coder, the coder alone."""
        mine = "uid = coalesce((SELECT value FROM project WHERE key = 'made_for'), uid)"
        return [_coder(row) for row in self.database.all(f"{_CODER} WHERE removed = 0 AND {mine} ORDER BY rowid")]

    def everybody(self) -> list[Coder]:
        """Those who were taken away, too."""
        return [_coder(row) for row in self.database.all(f"{_CODER} ORDER BY rowid")]

    def get(self, uid: str) -> Coder | None:
        """One coder by uid, also one who was taken away."""
        row = self.database.one(f"{_CODER} WHERE uid = ?", (uid,))
        return _coder(row) if row else None

    def named(self, name: str | None, *, gone: bool = False) -> Coder:
        """The coder of that name, uid or beginning of a uid; the only one where none is named. Else refused with all names.

        With `gone` those who were taken away can be named, too.
        """
        known = self.everybody() if gone else self.all()
        if name is None and len(known) == 1:
            return known[0]
        exact = [coder for coder in known if name in (coder.name, coder.uid)]
        found = exact or [coder for coder in known if name and len(name) >= SHORT and coder.uid.startswith(name)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(told_apart(known).values()) or "none"
        if name is None:
            raise UsageError(f"This project has several coders; name one with --coder: {names}.")
        if found:
            raise UsageError(f"Several coders are called “{name}”; name one by the letters behind the name: {names}.")
        raise UsageError(f"There is no coder “{name}” here. Coders: {names}.")

    def work(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many codings each coder began, and how many of them are done, by uid."""
        rows = self.database.all(
            "SELECT coder, count(*), sum(state IN ('done', 'approved')) FROM coding WHERE removed = 0 AND standing = 'coded' "
            "GROUP BY coder"
        )
        return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}

    def keep_a_lead(self, _since: int = 0) -> None:
        """Refuses an operation, an undo included, that would leave a project without a lead.

        A file packaged for a coder has none: its lead is elsewhere.
        """
        led = self.database.value("SELECT 1 FROM coder WHERE role = 'lead' AND removed = 0 LIMIT 1")
        if led is None and not self.database.value("SELECT value FROM project WHERE key = 'made_for'"):
            raise UsageError("A project needs a lead: make somebody else the lead first.")

    def _to_change(self, uid: str) -> Coder:
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("Who works in a project, and as what, is the lead's to say.")
        coder = self.get(uid)
        if coder is None:
            raise UsageError("That coder is not in this project.")
        return coder


def told_apart(coders: Iterable[Coder]) -> dict[str, str]:
    """By uid: the name of each coder, with the beginning of the uid where another has the same name."""
    known = list(coders)
    often = Counter(coder.name.casefold() for coder in known)
    return {
        coder.uid: coder.name if often[coder.name.casefold()] == 1 else f"{coder.name} ({coder.uid[:SHORT]})" for coder in known
    }


def _coder(row: Sequence[Any]) -> Coder:
    return Coder(*row[:4], removed=bool(row[4]))


def _tidy(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise UsageError("A coder needs a name (a pseudonym will do).")
    return name
