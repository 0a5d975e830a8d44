"""Making a release: what it would be, the release itself, and the same one again.

Owns the order of things and the manifest. The files are written by `parts`, what changed since the last release by `changes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..project import Project
from .options import ReleaseOptions

Progress = Callable[[str, float], None]
"""Called with what is done and how far it is, 0 to 1; what it raises stops the work, and nothing is left."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would be. `by_basis` are codings by why they stand for their articles, `left_out` codings by reason."""

    number: int
    formats: tuple[str, ...]
    by_basis: Mapping[str, int]
    left_out: Mapping[str, int]
    articles: int
    events: int
    incidents: int
    of_several: int
    """Incidents that several events tell."""
    without_id: int
    """Incidents that would get an id."""
    ties: int
    """Values in which the events of an incident say different things that are equally good, and nobody settled it."""
    errors: int
    """Events in which errors stand."""
    proposals: int | None
    """Links proposed and not judged; None where they were not looked for."""
    not_released: tuple[str, ...]
    changes: Mapping[str, int]
    """Since the last release: incidents `added`, `deleted`, `merged`, cells `changed`."""
    unexplained: int
    bytes: int
    """About how large the folder will be."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """A release that was made, or made again. `differs` names files that are not as they were, each with why it may be."""

    number: int
    folder: Path
    time: str
    manifest: Mapping[str, Any]
    numbered: int = 0
    differs: Mapping[str, str] = field(default_factory=dict)


def foresee(project: Project, options: ReleaseOptions) -> Preview:
    """What a release with these options would be; writes nothing."""
    raise NotImplementedError


def release(project: Project, folder: Path, options: ReleaseOptions, progress: Progress | None = None) -> Released:
    """Gives ids to incidents that have none, writes the folder, and notes the release in the log. The lead's.

    Whatever goes wrong, or is raised by `progress`, leaves neither folder nor ids nor log entry.
    """
    raise NotImplementedError


def again(project: Project, number: int, folder: Path, progress: Progress | None = None) -> Released:
    """Makes the folder of a release again, from the project as it was then; changes nothing in the project."""
    raise NotImplementedError
