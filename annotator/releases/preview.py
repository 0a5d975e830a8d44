"""What a release would be, before anything is written.

Owns the counts that are shown then. Takes the same way as the release itself, so that what is told is what will be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..project import Project
from ..project.as_of import Progress, as_of, silent
from ..project.event_table import ERRORS
from ..project.incident_links import IN_EFFECT
from ..project.incident_rows import without_id
from ..project.together import leaving
from .changes import Change, changes_between, counts_of, unmatched
from .data import check_options, formats_of
from .datasheet import many
from .fields import told_of_hidden
from .options import ReleaseOptions, not_released
from .room import about
from .splits import linked_across
from .taken import articles_with_events, choose_rows, give_ids, release_before


@dataclass(frozen=True, slots=True)
class Preview:
    """What a release would be. `by_basis` are codings by why they stand for their articles, `left_out` codings by reason."""

    number: int
    formats: tuple[str, ...]
    by_basis: Mapping[str, int]
    left_out: Mapping[str, int]
    articles: int
    """With a coding that goes out, with events or without."""
    events: int
    incidents: int
    of_several: int
    """Incidents that several events tell."""
    without_id: int
    """Incidents that would get an id; 0 where the codebook gives none."""
    ties: int
    """Values in which the events of an incident say different things that are equally good, and nobody settled it."""
    errors: int
    """Events in which errors stand, as far as they were judged."""
    proposals: int
    """Links that somebody proposed and the lead has not judged."""
    not_released: tuple[str, ...]
    changes: Mapping[str, int]
    """Since the last release, by kind as `changes.counts_of` gives them; empty where none was made, where they were not asked
    for, or where an incident cannot get its id."""
    differences: tuple[Change, ...]
    """The same one by one."""
    bytes: int
    """About how large the folder will be."""
    articles_with_events: int
    notes: tuple[str, ...] = ()
    """What keeps the release from being made, or will surprise."""

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {
            "number": self.number, "formats": list(self.formats), "codings": dict(self.by_basis),
            "left_out": dict(self.left_out), "articles": self.articles,
            "articles_with_events": self.articles_with_events, "events": self.events, "incidents": self.incidents,
            "of_several_events": self.of_several, "without_id": self.without_id, "ties": self.ties, "errors": self.errors,
            "proposals": self.proposals, "not_released": list(self.not_released), "changes": dict(self.changes),
            "differences": [one.as_json() for one in self.differences], "bytes": self.bytes, "notes": list(self.notes),
        }  # fmt: skip


def foresee(
    project: Project, options: ReleaseOptions, progress: Progress | None = None, *, compare: bool = True
) -> Preview:  # fmt: skip
    """What a release with these options would be; writes nothing in the project.

    With `compare` its changes since the last release are told, for which the project is copied twice (see `project.as_of`).
    What would be refused for its events, as one that nothing gives an id, stands in `notes`. Raises UsageError for options
    that no release may have.
    """
    check_options(project, options)
    last = project.releases.last()
    chosen, rows = choose_rows(project, options)
    missing = without_id(project) if project.codebook.numbering is not None else []
    db, notes, found = project.database, list[str](), list[Change]()
    taken = "SELECT DISTINCT event FROM temp.incident_members"
    errors = int(db.value(f"SELECT count(*) FROM events WHERE {ERRORS} > 0 AND event_uid IN ({taken})"))
    size = about(project, options)
    refused, gone = project.incidents.without_prefix(missing), leaving(project)
    if refused:
        others = f" So are {many(len(refused) - 1, 'other event')}." if len(refused) > 1 else ""
        notes.append(f"It cannot be released: {refused[0][0].lower()}{refused[0][1:]}{others}")
    elif gone:
        notes.append(f"It cannot be released: {linked_across(len(gone))}")
    elif last is not None and compare:
        found = _differences(project, options, last.number + 1, progress or silent)
    if (compare or last is None) and not refused and not gone and (unknown := unmatched(found, options.reasons)):
        notes.append(f"It cannot be released: no change has the key {unknown[0]}.")
    if not rows.rows:
        notes.append("No event is chosen; the release would be empty.")
    if rows.ties:
        notes.append(f"Values are tied in {many(rows.with_ties, 'incident')}; tied values go out as the first event says.")
    if errors:
        notes.append(f"Errors stand in {many(errors, 'event')}.")
    if worked_out := told_of_hidden(project.codebook, not_released(project.codebook, options)):
        said = ", ".join(f"{name} (from {hidden})" for name, hidden in worked_out)
        notes.append(f"Worked out from fields that are not released, and given out all the same: {said}.")
    proposals = "SELECT count(*) FROM incident_link l JOIN incident i ON i.uid = l.incident WHERE l.judged = 'proposed' AND "
    return Preview(
        last.number + 1 if last else 1, tuple(one.name for one in formats_of(project, options)), chosen.by_basis,
        chosen.left_out, chosen.articles, chosen.events, rows.rows, rows.of_several, len(missing), rows.ties, errors,
        int(db.value(proposals + IN_EFFECT)), not_released(project.codebook, options),
        counts_of(found) if last is not None and compare and not refused and not gone else {}, tuple(found), size,
        articles_with_events(project), tuple(notes),
    )  # fmt: skip


def _differences(project: Project, options: ReleaseOptions, number: int, progress: Progress) -> list[Change]:
    """What changed since the last release, with the ids that will be given."""
    with as_of(project, progress=progress) as copy:
        give_ids(copy, options, number)
        before = release_before(copy, number)
        return changes_between(project, before, copy, options, progress) if before else []
