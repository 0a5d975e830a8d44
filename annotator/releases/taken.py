"""What a release takes and where it goes: the ground on which every part of a release is written.

Owns no file of its own. Every part reads `project`, a copy of the project as it was at the release's last change, and
writes below `folder` through `outputs`; nothing else of the world (clock, host, paths, language) may get into a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..formats.selection import Selection, choose
from ..project import Project
from ..project.releases import Release
from ..writing import Outputs
from .options import ReleaseOptions, not_released


@dataclass
class Taken:
    """A release as it is written.

    `counts` is filled on the way: what the manifest tells. `number` and `time` (UTC, ISO 8601) are those of the log, also
    where the release is made again.
    """

    project: Project
    options: ReleaseOptions
    number: int
    time: str
    outputs: Outputs
    folder: Path
    previous: Release | None = None
    chosen: Any = None
    """Which codings stand for their articles: `project.choice.Chosen`."""
    counts: dict[str, Any] = field(default_factory=dict)

    @property
    def not_released(self) -> tuple[str, ...]:
        """Fields that no file holds."""
        return not_released(self.project.codebook, self.options)

    def path(self, name: str) -> Path:
        """Where a file of the release stands, by its name in it ("tables/events.csv")."""
        return self.folder / name

    def selection(self, unit: Literal["event", "incident"]) -> Selection:
        """The rows of the data files, as the formats take them."""
        return choose(self.project, "", False)
