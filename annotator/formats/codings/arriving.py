"""What a format of codings gets to read with: what labels elsewhere are called in the codebook, and a list of what is lost.

Owns that nothing from elsewhere is dropped in silence. Must not know any one format, nor how codings come into a project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...codebook.model import Codebook


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Something of a file that has no place in the codebook: a label, a value, a relation; why, how often, where first."""

    what: str
    name: str
    reason: str
    count: int = 1
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {"what": self.what, "name": self.name, "reason": self.reason, "count": self.count, "where": self.where}

    def __str__(self) -> str:
        often = f" ({self.count:,} times, first in {self.where})" if self.where else f" ({self.count:,} times)"
        return f"{self.what} “{self.name}”: {self.reason}{often}"


@dataclass
class Arriving:
    """One import of codings. `names` says what labels elsewhere are called here: field names, or "" for what stays out."""

    codebook: Codebook
    names: Mapping[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    """Labels met, with how often, in the order they were met."""
    moved: int = 0
    """Words that a reader found elsewhere than their offsets say."""
    _lost: dict[tuple[str, str, str], Unmapped] = field(default_factory=dict)

    @property
    def unmapped(self) -> list[Unmapped]:
        """What has no place here, in the order it was met."""
        return list(self._lost.values())

    def lose(self, what: str, name: str, reason: str, where: str = "") -> None:
        """Notes something that cannot come in."""
        known = self._lost.get((what, name, reason))
        count, first = (known.count + 1, known.where) if known else (1, where)
        self._lost[(what, name, reason)] = Unmapped(what, name, reason, count, first)

    def field_of(self, label: str, where: str = "") -> str:
        """The field that a label is: as `names` says, else the field of that name in any case. "" where there is none, or
        where it stays out; what has no field is noted."""
        self.seen[label] = self.seen.get(label, 0) + 1
        name = self.called(label)
        if name is None:
            self.lose("label", label, "the codebook has no such field", where)
        return name or ""

    def called(self, label: str) -> str | None:
        """The same, and nothing is noted: None where there is no such field."""
        if label in self.names:
            return self.names[label]
        name = plain(label)
        return name if name in self.codebook.fields or name in self.codebook.article_fields else None

    def lose_second(self, label: str, name: str, where: str = "") -> None:
        """Notes an answer to a field that has another one from another label."""
        self.lose("label", label, f"“{name}” was answered under another label, with something else", where)


def plain(label: str) -> str:
    """A label as a field of its name would be called."""
    return label.strip().casefold().replace("-", "_").replace(" ", "_")
