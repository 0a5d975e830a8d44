"""Making a release: what it would be, the release itself, and the same one again.

Owns the order of things. A release is taken from a copy of the project, in which ids are given to incidents that have none;
these ids, the log entry and the folder then appear together. Made again, it is taken from the same state of the project. What
stands in the files is `data`'s, `parts`', `changes`' and `manifest`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ExportRefused, UsageError
from ..formats.folder import refuse_folder, staged
from ..project import Project
from ..project.as_of import Progress, as_of, lengths, silent
from ..project.history import now
from ..project.releases import Release
from ..writing import Outputs
from . import manifest as shape
from .agreed import figures_of, measured
from .changes import changes_between, unmatched, write_changes
from .codebook_files import MANUAL_PDF, Render, render_manual
from .data import check_options, write_data
from .held_back import hold_back_parts, hold_back_texts
from .options import ReleaseOptions
from .parts import write_parts
from .preview import Preview, foresee
from .replication import released_agreement
from .splits import must_hold
from .taken import PROGRAM, Taken, articles_with_events, choose_rows, give_ids, release_before
from .texts import rule_of

__all__ = ["Preview", "Progress", "Released", "again", "foresee", "release"]


@dataclass(frozen=True, slots=True)
class Released:
    """A release that was made, or made again. `differs` names files that are not as they were, each with why it may be."""

    number: int
    folder: Path
    time: str
    manifest: Mapping[str, Any]
    numbered: int = 0
    differs: Mapping[str, str] = field(default_factory=dict)


def release(
    project: Project, folder: Path, options: ReleaseOptions, progress: Progress | None = None, *, render: Render | None = None
) -> Released:
    """Gives ids to incidents that have none, writes the folder, and notes the release in the log. The lead's.

    Whatever goes wrong, or is raised by `progress`, leaves neither folder nor ids nor log entry. Only a folder that cannot get
    its name at the very end (ExportRefused) leaves a release that is noted: it is made by `again`. `render` sets the manual on
    pages where that is asked.
    """
    tell, folder = progress or silent, Path(folder)
    project.releases.must_lead()
    check_options(project, options)
    must_hold(project)
    if options.manual_pdf and render is None:
        raise UsageError("Nothing is here that makes the manual a PDF.")
    refuse_folder(folder, project.path)
    with as_of(project, progress=progress) as copy:
        before = project.releases.last()
        number, time = (before.number + 1 if before else 1), now()
        since = int(copy.database.value("SELECT coalesce(max(id), 0) FROM change"))
        tell("giving ids", 0.0)
        numbered = give_ids(copy, options, number)
        logs = lengths(copy)
        with staged(folder) as stage, Outputs(root=stage.path) as outputs:
            told = _write(project, copy, outputs, stage.path, options, number, time, numbered, tell, render)
            _write_manifest(outputs, stage.path, told)
            outputs.place()
            stage.sync()
            tell("noting", 1.0)
            kept = {**options.as_json(), "logs": logs, "libraries": shape.libraries()}
            project.releases.record(number, time, copy.database, since, kept, told)
            try:
                stage.place()
            except ExportRefused as error:
                raise ExportRefused(f"{error} Release {number} is noted; make its folder with --again {number}.") from error
    return Released(number, folder, time, told, numbered)


def again(
    project: Project, number: int, folder: Path, progress: Progress | None = None, *, render: Render | None = None
) -> Released:
    """Makes the folder of a release again, from the project as it was then; changes nothing in the project.

    Where all files are as they were, so is the manifest; else it tells what is there now, and `differs` which files and why.
    A manual on pages is made again where there is a `render`, and compared with nothing.
    """
    tell, folder = progress or silent, Path(folder)
    kept = project.releases.get(number)
    if project.made_for:
        raise UsageError("A coder's file is not released; the lead's project is.")
    options, logs = ReleaseOptions.from_json(kept.options), kept.options.get("logs", {})
    refuse_folder(folder, project.path)
    with (
        as_of(project, kept.change, logs=logs, progress=progress) as copy,
        staged(folder) as stage,
        Outputs(root=stage.path) as outputs,
    ):
        numbered = int(kept.manifest["counts"]["ids_given"])
        told = _write(project, copy, outputs, stage.path, options, number, kept.time, numbered, tell, render, kept)
        purges = int(project.database.value("SELECT count(*) FROM purge WHERE id > ?", (logs.get("purge", 0),)))
        differs = shape.differing(kept.manifest, told, purges, kept.options.get("libraries"))
        told = told if differs else dict(kept.manifest)
        _write_manifest(outputs, stage.path, told)
        outputs.place()
        stage.sync()
        stage.place()
    return Released(number, folder, kept.time, told, numbered, differs)


def _write(
    project: Project, copy: Project, outputs: Outputs, folder: Path, options: ReleaseOptions, number: int, time: str,
    numbered: int, tell: Progress, render: Render | None, kept: Release | None = None,
) -> dict[str, Any]:  # fmt: skip
    """All files but the manifest, which comes back. `kept` is the log's entry of one that is made again; of a new one what the
    lead says must be of changes there are."""
    previous = release_before(copy, number)
    found = changes_between(project, previous, copy, options, tell) if previous else []
    if kept is None and (unknown := unmatched(found, options.reasons)):
        raise UsageError(f"No change has the key {unknown[0]}; --changes-since lists those there are.")
    chosen, rows = choose_rows(copy, options)
    taken = Taken(copy, options, number, time, outputs, folder, chosen, rows, previous)
    taken.program = kept.manifest["program"] if kept else PROGRAM
    taken.counts = {
        "codings": chosen.by_basis, "left_out": chosen.left_out, "articles": chosen.articles,
        "articles_with_events": articles_with_events(copy), "events": chosen.events,
        "events_left_out": chosen.events_left_out, "incidents": rows.rows, "of_several_events": rows.of_several,
        "ties": rows.ties, "ids_given": numbered,
    }  # fmt: skip
    hold_back_parts(copy, taken.not_released)
    if options.texts == "none":
        taken.counts["incidents_with_answers_withheld"] = hold_back_texts(copy)
    write_data(taken, tell)
    if previous is not None:
        taken.counts["changes"] = write_changes(taken, found)
    tell("measuring agreement", 0.0)
    taken.agreement = measured(copy, lambda done, of: tell("measuring agreement", done / max(of, 1)))
    shown = released_agreement(taken, rule_of(copy, options), taken.agreement) if taken.agreement else None
    figures = figures_of(shown) if shown else None
    tell("writing tables", 0.0)
    taken.counts["parts"] = write_parts(taken, figures)
    told = shape.manifest_of(taken, taken.counts, figures)
    if options.manual_pdf and render is not None:
        tell("setting the manual on pages", 1.0)
        render_manual(taken, render)
        told["renderings"] = [MANUAL_PDF]
    return told


def _write_manifest(outputs: Outputs, folder: Path, told: Mapping[str, Any]) -> None:
    with outputs.text(folder / shape.NAME) as stream:
        stream.write(shape.text_of(told))
