"""What files bring that come in: a report for before and after, in words and as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Clash:
    """A coding both sides went on with: a conflict to settle. `coder` is a pseudonym, `fields` what differs."""

    coding: str
    article: str
    number: int
    title: str
    coder: str
    fields: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The command line's answer for one conflict."""
        return {
            "coding": self.coding, "article": self.number, "title": self.title, "coder": self.coder,
            "fields": list(self.fields),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileReport:
    """What a file brings. `kind` is work or update; `refused` says why nothing is taken from it, empty where it is taken.

    `new`, `changed` and `known` count codings; `counts` whatever else came, by its name.
    """

    path: Path
    coder: str = ""
    number: int = 0
    kind: str = "work"
    refused: str = ""
    new: int = 0
    changed: int = 0
    known: int = 0
    clashes: tuple[Clash, ...] = ()
    notes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The command line's answer for one file."""
        return {
            "file": self.path.name, "coder": self.coder, "number": self.number, "kind": self.kind, "refused": self.refused,
            "new": self.new, "changed": self.changed, "known": self.known, "notes": list(self.notes),
            "counts": dict(self.counts),
            "conflicts": [one.as_json() for one in self.clashes],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What all files bring. `operation` is the step that brought it, None where nothing was written."""

    files: tuple[FileReport, ...]
    operation: int | None = None
    backup: Path | None = None

    @property
    def clashes(self) -> int:
        """How many conflicts there are."""
        return sum(len(one.clashes) for one in self.files)

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {
            "files": [one.as_json() for one in self.files], "written": self.operation is not None,
            "backup": self.backup.name if self.backup else None,
        }  # fmt: skip

    def in_words(self) -> str:
        """The same for a person."""
        lines: list[str] = []
        for one in self.files:
            if one.refused:
                lines.append(f"{one.path.name}: refused. {one.refused}")
                continue
            what = f"package {one.number} for {one.coder}" if one.kind == "update" else f"work of {one.coder}"
            told = [f"{one.new} new", f"{one.changed} changed", f"{one.known} known", f"{len(one.clashes)} in conflict"]
            told += [f"{name.replace('_', ' ')} {count}" for name, count in one.counts.items() if count]
            lines.append(f"{one.path.name}: {what}: codings {', '.join(told)}.")
            lines += [f"  conflict: article {clash.number} “{clash.title[:60]}” of {clash.coder}: {', '.join(clash.fields)}"
                      for clash in one.clashes]  # fmt: skip
            lines += [f"  {note}" for note in one.notes]
        return "\n".join(lines)
