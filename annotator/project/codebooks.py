"""The codebook versions a project has adopted: the YAML as written, the compiled form, which one holds now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..codebook.compiled import compiled, fingerprint, from_compiled
from ..codebook.model import Codebook
from ..errors import ProjectDamaged
from .database import Database
from .history import History, now


@dataclass
class Codebooks:
    """The codebooks of one open project."""

    database: Database
    history: History

    def adopt(self, codebook: Codebook, source: str) -> str:
        """Makes this version the one in force; gives its uid (the fingerprint)."""
        uid = fingerprint(codebook)
        with self.history.operation({"id": "adopt_codebook", "name": codebook.name, "version": codebook.version}):
            self.database.run(
                "INSERT INTO codebook (uid, name, version, source, compiled) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (uid) DO NOTHING",
                (uid, codebook.name, codebook.version, source, compiled(codebook)),
            )
            self.database.run("UPDATE codebook SET adopted = ?, removed = 0 WHERE uid = ?", (self._later(), uid))
        return uid

    def _later(self) -> str:
        """Now, and behind the last adoption also where the clock was put back: which version holds goes by that time."""
        last, moment = str(self.database.value("SELECT max(adopted) FROM codebook") or ""), now()
        if moment > last:
            return moment
        return (
            (datetime.fromisoformat(last) + timedelta(milliseconds=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )

    def all(self) -> Iterator[Codebook]:
        """Every version the project ever held, those taken back included: events may have been coded by any."""
        for (text,) in self.database.all("SELECT compiled FROM codebook ORDER BY rowid"):
            yield from_compiled(text)

    def current(self) -> tuple[str, Codebook]:
        """The version in force and its uid."""
        row = self.database.one(
            "SELECT uid, compiled FROM codebook WHERE adopted IS NOT NULL AND removed = 0 ORDER BY adopted DESC LIMIT 1"
        )
        if row is None:
            raise ProjectDamaged(f"{self.database.path.name} holds no codebook.")
        return row[0], from_compiled(row[1])

    def source(self, uid: str) -> str:
        """The YAML text of a version."""
        return str(self.database.value("SELECT source FROM codebook WHERE uid = ?", (uid,)))
