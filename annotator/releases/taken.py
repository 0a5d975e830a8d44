"""What a release takes and where it goes: the ground on which every part of a release is written.

Owns the choice of rows, and no file of its own. Every part reads `project`, a copy of the project as it was at the release's
last change, and writes below `folder` through `outputs`; nothing else of the world (clock, host, paths, language) may get into
a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..formats.selection import Selection
from ..project import Project
from ..project.choice import TAKEN, Choice, Chosen, make_choice
from ..project.releases import Release
from ..writing import Outputs
from .options import ReleaseOptions, not_released


@dataclass
class Taken:
    """A release as it is written. `chosen`, and the TEMP tables of `project.choice` and `project.incident_rows`, say what it
    takes.

    `counts` is filled on the way: what the manifest tells. `number` and `time` (UTC, ISO 8601) are those of the log, also
    where the release is made again. `told` is what the manifest says of a file beside its size and hash, by name: `rows`, what
    it could not hold (`lost`), what its names and numbers mean (`meaning`).
    """

    project: Project
    options: ReleaseOptions
    number: int
    time: str
    outputs: Outputs
    folder: Path
    chosen: Chosen
    rows: Rows
    previous: Release | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def not_released(self) -> tuple[str, ...]:
        """Fields that no file holds."""
        return not_released(self.project.codebook, self.options)

    def path(self, name: str) -> Path:
        """Where a file of the release stands, by its name in it ("tables/events.csv")."""
        return self.folder / name

    def selection(self, unit: Literal["event", "incident"]) -> Selection:
        """The rows of the data files, as the formats take them."""
        return selection(self.options, self.not_released, unit)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of incidents: how many, how many of several events, and values in which the events of one are tied."""

    rows: int
    of_several: int
    ties: int


def choose_rows(project: Project, options: ReleaseOptions) -> tuple[Chosen, Rows]:
    """Chooses codings, and fills the TEMP tables of what is taken; the connection may be one for reading only."""
    chosen = make_choice(project, Choice(done=options.done))
    return chosen, Rows(chosen.events, 0, 0)


def selection(options: ReleaseOptions, without: tuple[str, ...], unit: Literal["event", "incident"]) -> Selection:
    """What `choose_rows` chose, for the formats."""
    return Selection("events", TAKEN, (), "NULL", "1")


def without_id(project: Project, options: ReleaseOptions) -> list[str]:
    """An event of each incident that has no id yet, in the order in which ids are given."""
    return [row[0] for row in project.database.all(
        f"SELECT e.event_uid FROM events e WHERE {TAKEN} AND e.id IS NULL ORDER BY e.article, e.position, e.event_uid")]  # fmt: skip
