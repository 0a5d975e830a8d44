"""The approved names of the project's registers, read once and ready for type-ahead until a register changes."""

from __future__ import annotations

from ..project.history import Changes
from .fields.names import Names
from .workspace import Workspace


class RegisterNames:
    """Gives the names of `actors`, `places` or `sources`. Make it before the panels that ask listen to changes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._read: dict[str, Names] = {}
        workspace.changed.connect(self._on_changed)

    def __call__(self, register: str) -> Names:
        if register not in self._read:
            self._read[register] = Names(self._workspace.project.registers.names(register))
        return self._read[register]

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("actor", "place", "source"):
            self._read.clear()
