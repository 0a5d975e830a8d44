"""The codebook versions a project has adopted: the YAML as written, the compiled form, which one holds now."""

from __future__ import annotations

from dataclasses import dataclass

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
            self.database.run("UPDATE codebook SET adopted = ?, removed = 0 WHERE uid = ?", (now(), uid))
        return uid

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
