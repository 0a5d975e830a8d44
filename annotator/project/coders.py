"""The coders: people and models, their pseudonyms and roles. Identity is the uid; equal names do no harm."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import UsageError
from .database import Database
from .history import History, new_uid


@dataclass(frozen=True, slots=True)
class Coder:
    """Who codes. `kind` is person or model, `role` coder or lead."""

    uid: str
    name: str
    kind: str = "person"
    role: str = "coder"


@dataclass
class Coders:
    """The coders of one open project."""

    database: Database
    history: History

    def add(self, name: str, *, kind: str = "person", role: str = "coder") -> Coder:
        """A new coder under a pseudonym."""
        name = name.strip()
        if not name:
            raise UsageError("A coder needs a name (a pseudonym will do).")
        coder = Coder(new_uid(), name, kind, role)
        with self.history.operation({"id": "add_coder", "name": name}):
            self.database.run("INSERT INTO coder (uid, name, kind, role) VALUES (?, ?, ?, ?)", (coder.uid, name, kind, role))
        return coder

    def rename(self, uid: str, name: str) -> None:
        """Another pseudonym."""
        name = name.strip()
        if not name:
            raise UsageError("A coder needs a name (a pseudonym will do).")
        with self.history.operation({"id": "rename_coder", "name": name}):
            self.database.run("UPDATE coder SET name = ? WHERE uid = ?", (name, uid))

    def all(self) -> list[Coder]:
        """Everybody, in the order they were added. In a file that was made for a coder that is the coder alone."""
        rows = self.database.all(
            "SELECT uid, name, kind, role FROM coder WHERE removed = 0 AND uid = coalesce((SELECT value FROM project "
            "WHERE key = 'made_for'), uid) ORDER BY rowid"
        )
        return [Coder(*row) for row in rows]

    def get(self, uid: str) -> Coder | None:
        """One coder by uid."""
        row = self.database.one("SELECT uid, name, kind, role FROM coder WHERE uid = ?", (uid,))
        return Coder(*row) if row else None

    def named(self, name: str | None) -> Coder:
        """The coder of that name or uid; the only one where none is named. Else refused with all names."""
        known = self.all()
        if name is None and len(known) == 1:
            return known[0]
        found = [coder for coder in known if name in (coder.name, coder.uid)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(coder.name for coder in known) or "none"
        if name is None:
            raise UsageError(f"This project has several coders; name one with --coder: {names}.")
        raise UsageError(f"There is no coder “{name}” here, or more than one. Coders: {names}.")
