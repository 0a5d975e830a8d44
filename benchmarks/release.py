"""A release: its time as a ratio to the export of the same rows, the same of one that is compared with it, and its memory.

The first gives ids, the second has a value changed in every second event. The measure is an export of the same incidents in the
same formats: what a release does beside is a copy of the project, tables, texts, agreement. Each runs in a process of its own,
whose peak is told.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus import told
from incidents import made_up

from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.releases.options import ReleaseOptions, usual_formats
from annotator.releases.release import release

EVENTS, TIMES, TIMES_COMPARED, MEGABYTES = 20_000, 15.0, 25.0, 400
FIELD, SAID = "fatalities", 7


def exported(path: Path, folder: Path) -> str:
    """Writes the release's data files with the export alone."""
    folder.mkdir()
    with Project.open(path, read_only=True) as project:
        for name in usual_formats(project.codebook):
            export(project, folder / name, name, ExportOptions(unit="incident"))
    return ""


def released(path: Path, folder: Path) -> str:
    """Makes a release; gives what took how long."""
    parts: dict[str, float] = {}
    last = ["", time.perf_counter()]

    def note(what: str, _share: float) -> None:
        now = time.perf_counter()
        parts[str(last[0])] = parts.get(str(last[0]), 0.0) + now - float(last[1])
        last[:] = [what, now]

    with Project.open(path) as project:
        made = release(project, folder, ReleaseOptions(), note)
    note("", 0)
    longest = sorted(((spent, what) for what, spent in parts.items() if what), reverse=True)[:5]
    changed = made.manifest["counts"].get("changes", {}).get("changed", 0)
    return f"{changed:,} cells changed; " + ", ".join(f"{what} {spent:.1f} s" for spent, what in longest)


def edit(path: Path) -> None:
    """Says something else of every second event."""
    with Project.open(path) as project:
        project.history.refreshers.clear()
        with project.history.operation({"id": "set_field", "field": FIELD}):
            project.database.run(f'UPDATE event SET "values" = json_set("values", \'$.{FIELD}\', {SAID}) WHERE rowid % 2 = 0')
        project.table.make()


def alone(work: Callable[[Path, Path], str], path: Path, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a process that does this one thing."""
    code = (
        f"import re, time, release as b; from pathlib import Path; began = time.perf_counter(); "
        f"said = b.{work.__name__}(Path({str(path)!r}), Path({str(folder)!r})); spent = time.perf_counter() - began; "
        "print(spent, int(re.search('VmHWM:[^0-9]+([0-9]+)', open('/proc/self/status').read())[1]) / 1024, said, sep='\\t')"
    )
    here = Path(__file__).resolve().parent
    run = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    spent, peak, said = run.stdout.rstrip("\n").split("\t")
    print(f"{work.__name__}: {float(spent):.1f} s, {float(peak):.0f} MB. {said}")
    return float(spent), float(peak)


def main(events: int = EVENTS) -> None:
    """Prints ratios and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "p.annotator"
        shutil.copy(made_up(events, "years"), path)
        first, peak = alone(released, path, folder / "one")
        raw, _ = alone(exported, path, folder / "raw")  # now that there are ids
        edit(path)
        second, peak_compared = alone(released, path, folder / "two")
        told(f"release of {events:,} events, of the export", first / raw, TIMES)
        told("one that is compared with it, of the export", second / raw, TIMES_COMPARED)
        told("memory of a release", max(peak, peak_compared), MEGABYTES, "MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
