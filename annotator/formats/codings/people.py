"""Who becomes the coder of work from elsewhere: found by name, or made.

Owns that a name means one coder through a whole import, and that a pseudonym from another project goes out again. Must not know
formats. Writes inside the caller's operation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ...errors import UsageError
from ...project import Project
from ...project.incoming import coder_of
from ...project.pseudonyms import is_pseudonym, keep

LONGEST = 120
NOBODY = "unknown coder"
"""What a coder is called whom a file does not name."""


@dataclass
class People:
    """The coders of one import: `kind` and `name` are those of a `Whose`."""

    project: Project
    kind: str
    name: str
    made: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)
    _pseudonyms: dict[str, str] = field(default_factory=dict)

    def whose(self, told: str, coding: str = "", *, is_model: bool = False) -> str:
        """The uid of the coder of a coding: who has the coding here, where its uid is known; else whom the plan names, or who
        is called as the file says. Raises UsageError where that is nobody who could be."""
        if coding and (here := coder_of(self.project, coding)):
            return here
        name = " ".join((self.name if self.kind != "coders" else told).split())[:LONGEST] or NOBODY
        if name not in self._known:
            self._known[name] = self._found(name, is_model) or self._make(name, is_model)
        return self._known[name]

    def is_model(self, coder: str) -> bool:
        """Whether a coder is no person."""
        one = self.project.coders.get(coder)
        return one is not None and one.kind == "model"

    def _found(self, name: str, is_model: bool) -> str:
        wanted = "model" if self.kind == "model" or (self.kind == "coders" and is_model) else ""
        wanted = "person" if self.kind == "coder" else wanted
        all_ = [one for one in self.project.coders.everybody() if one.name == name]
        live = [one for one in all_ if not one.removed] or all_[:1]
        if not live:
            return ""
        if len(live) > 1:
            raise UsageError(f"several coders here are called “{name}”")
        one = live[0]
        if wanted and one.kind != wanted:
            raise UsageError(f"“{name}” is a {one.kind} here, not a {wanted}")
        if one.removed:
            self.project.coders.bring_back(one.uid)
            self.back.append(name)
        if self.kind == "coders" and is_pseudonym(name):
            self._pseudonyms[one.uid] = name
        return one.uid

    def _make(self, name: str, is_model: bool) -> str:
        model = self.kind == "model" or (self.kind == "coders" and is_model)
        made = self.project.coders.add(name, kind="model" if model else "person")
        self.made.append(name)
        if self.kind == "coders" and is_pseudonym(name):
            self._pseudonyms[made.uid] = name
        return made.uid

    def settle(self) -> list[str]:
        """Gives pseudonyms that came along to those who had them; and says what became of people."""
        lost = keep(self.project, self._pseudonyms)
        notes: list[str] = []
        if self.made:
            notes.append(f"New coders: {', '.join(self.made[:20])}{' …' if len(self.made) > 20 else ''}.")
        if self.back:
            notes.append(f"Work here again: {', '.join(self.back[:20])}.")
        if lost:
            notes.append(f"Their pseudonym is somebody else's here, so they go out under another one: {', '.join(lost[:20])}.")
        return notes
