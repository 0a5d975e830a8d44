"""What is said of a format: its name, what it reads and writes, what it keeps and what it loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["articles", "rows", "codings"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format and what becomes of a project in it."""

    name: str
    title: str
    reads: bool
    writes: bool
    keeps: str
    loses: str
    suffix: str = "csv"
    """How the name of a file ends that it writes; nothing for a folder, nor where it writes none."""
    incidents: bool = True
    """Whether it can write one row an incident; what writes nothing cannot."""
    kind: Kind = "rows"
    """What it is about: articles to be coded; rows of a table, an event or an incident each; texts with what was coded in
    them."""

    def __post_init__(self) -> None:
        if not self.writes:
            object.__setattr__(self, "suffix", "")
            object.__setattr__(self, "incidents", False)

    @property
    def folder(self) -> bool:
        """Whether it is a folder of files, and not one file."""
        return self.writes and not self.suffix
