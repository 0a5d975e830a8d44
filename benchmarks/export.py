"""Export: 1,000,000 events ≤ 1.5 × the driver's fetchmany into csv.writer on the same file, in ≤ 500 MB (DESIGN §9)."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from corpus import project_with, told

from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.database import sqlite3
from annotator.project.history import new_uid
from annotator.project.incident_rows import unnumbered

EVENTS, ROUNDS, MEGABYTES = 1_000_000, 3, 500
FORMAT = "acled-csv"


def raw_seconds(path: Path, out: Path) -> float:
    """Seconds for the driver alone: the same columns as they stand, in the order of the table."""
    with Project.open(path, read_only=True) as project:
        names = [column.field for column in project.codebook.profiles[FORMAT].columns if column.field]
    began = time.perf_counter()
    raw = sqlite3.connect(str(path))
    rows = raw.execute("SELECT id, " + ", ".join(f'"{name}"' for name in names) + ", state FROM events")
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        while some := rows.fetchmany(2_000):
            writer.writerows(some)
    raw.close()
    return time.perf_counter() - began


def our_seconds(path: Path, out: Path, format_: str = FORMAT) -> float:
    """Seconds for a whole export: rows, manifest, sync and rename."""
    with Project.open(path, read_only=True) as project:
        began = time.perf_counter()
        export(project, out, format_, ExportOptions())
        return time.perf_counter() - began


def numbered(path: Path) -> None:
    """Gives the events ids, once and in bulk."""
    with Project.open(path) as project:
        missing = unnumbered(project)
        if not missing:
            return
        print(f"numbering {len(missing):,} events, once …")
        project.history.refreshers.clear()
        ids = [(new_uid(), uid, f"IRQ{number}") for number, uid in enumerate(missing, start=1)]
        with project.history.operation({"id": "benchmark"}):
            db = project.database
            db.run_many("INSERT INTO incident (uid, external_id) VALUES (?, ?)", ((one[0], one[2]) for one in ids))
            links = ((new_uid(), incident, event) for incident, event, _ in ids)
            db.run_many("INSERT INTO incident_link (uid, incident, event) VALUES (?, ?, ?)", links)
        project.table.make()


def peak_megabytes(path: Path, out: Path) -> float:
    """The highest memory of a process that does nothing but this export."""
    code = f"import re, export as b; from pathlib import Path; b.our_seconds(Path({str(path)!r}), Path({str(out)!r}));"
    # Not getrusage: its figure begins with the peak of the process that started this one.
    code += "print(int(re.search('VmHWM:[^0-9]+([0-9]+)', open('/proc/self/status').read())[1]) / 1024)"
    here = Path(__file__).resolve().parent
    run = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    return float(run.stdout)


def main(events: int) -> None:
    """Prints the ratio of the medians of rounds taken in turn, other formats' seconds, and the memory."""
    path = project_with(max(events // 10, 1), indexed=False, events=events)
    numbered(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        out = Path(folder) / "out.csv"
        raw, ours = [], []
        for _ in range(ROUNDS):
            raw.append(raw_seconds(path, out))
            ours.append(our_seconds(path, out))
        print(f"raw {median(raw):.1f} s, ours {median(ours):.1f} s, {out.stat().st_size / 1e6:,.0f} MB")
        told(f"export of {events:,} events, of raw", median(ours) / median(raw), 1.5)
        told("memory of that process", peak_megabytes(path, out), MEGABYTES, "MB")
        for format_ in ("csv", "jsonl", "evidence-csv", "long-csv", "parquet", "stata", "geojson", "geopackage"):
            print(f"{format_}: {our_seconds(path, out, format_):.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
