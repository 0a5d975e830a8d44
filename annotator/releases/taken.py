"""What a release takes and where it goes: the ground on which every part of a release is written.

Owns the choice of rows, and no file of its own. Every part reads `project`, a copy of the project as it was at the release's
last change, and writes below `folder` through `outputs`; nothing else of the world (clock, host, paths, language) may get into
a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .. import __version__
from ..formats.selection import Selection, of_choice, of_incidents
from ..project import Project
from ..project.choice import Choice, Chosen, make_choice
from ..project.incident_rows import IncidentCounts, make_incident_rows, without_id
from ..project.releases import Release
from ..writing import Outputs
from .options import ReleaseOptions, not_released

if TYPE_CHECKING:
    from ..agreement.results import Agreement


PROGRAM = f"annotator {__version__}"


@dataclass
class Taken:
    """A release as it is written. `chosen`, and the TEMP tables of `project.choice` and `project.incident_rows`, say what it
    takes.

    `counts` is filled on the way: what the manifest tells. `number` and `time` (UTC, ISO 8601) are those of the log, also
    where the release is made again. `told` is what the manifest says of a file beside its size and hash, by name: `rows`, what
    it could not hold (`counts`), what its names and numbers mean (`meaning`). `program` is the one that made it first.
    """

    project: Project
    options: ReleaseOptions
    number: int
    time: str
    outputs: Outputs
    folder: Path
    chosen: Chosen
    rows: IncidentCounts
    previous: Release | None = None
    program: str = PROGRAM
    counts: dict[str, Any] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    agreement: Agreement | None = None
    """How far coders agree, measured before the parts are written; None where no article was coded twice."""

    @property
    def not_released(self) -> tuple[str, ...]:
        """Fields that no file holds."""
        return not_released(self.project.codebook, self.options)

    def path(self, name: str) -> Path:
        """Where a file of the release stands, by its name in it ("tables/events.csv")."""
        return self.folder / name

    def selection(self, unit: Literal["event", "incident"]) -> Selection:
        """The rows of the data files, as the formats take them."""
        return selection(self.project, self.options, unit)


def choose_rows(project: Project, options: ReleaseOptions) -> tuple[Chosen, IncidentCounts]:
    """Chooses codings, and fills the TEMP tables of what is taken; the connection may be one for reading only."""
    chosen = make_choice(project, Choice(done=options.done))
    return chosen, make_incident_rows(project, chosen, frozenset(not_released(project.codebook, options)))


def selection(project: Project, options: ReleaseOptions, unit: Literal["event", "incident"]) -> Selection:
    """What `choose_rows` chose on this connection, for the formats."""
    return replace(
        of_incidents() if unit == "incident" else of_choice(), without=frozenset(not_released(project.codebook, options)),
        texts=options.texts, quote_limit=options.quote_limit,
    )  # fmt: skip


def articles_with_events(project: Project) -> int:
    """How many articles tell the events that `choose_rows` chose."""
    return int(project.database.value(
        "SELECT count(DISTINCT e.article) FROM temp.incident_members m CROSS JOIN events e ON e.event_uid = m.event"
    ))  # fmt: skip


def give_ids(copy: Project, options: ReleaseOptions, number: int) -> int:
    """Gives ids, in a copy of the project, to the incidents of a release that have none; gives how many."""
    if copy.codebook.numbering is None:
        return 0
    choose_rows(copy, options)
    events = without_id(copy)
    if events:
        with copy.history.operation({"id": "number_release", "number": number, "count": len(events)}):
            copy.incidents.number(events)
    return len(events)


def release_before(copy: Project, number: int) -> Release | None:
    """The release before one of that number, None for the first."""
    found = [one for one in copy.releases.all() if one.number < number]
    return found[-1] if found else None
