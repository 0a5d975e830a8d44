"""A field left and saved: durable save ≤ one raw durable commit + 1 ms p95; with checks and repaint see `desk_save`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from corpus import drafts, quantile

from annotator.project import Project
from annotator.project.database import sqlite3


def raw_commits(folder: Path, times: int = 400) -> list[float]:
    """Seconds of single-row durable commits on a file of its own."""
    raw = sqlite3.connect(str(folder / "raw.db"), isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
    taken: list[float] = []
    for number in range(times):
        began = time.perf_counter()
        raw.execute("INSERT INTO t (b) VALUES (?)", (f"value {number}",))
        taken.append(time.perf_counter() - began)
    raw.close()
    return taken


def main() -> None:
    """Prints p50 and p95 of both, in ms."""
    with tempfile.TemporaryDirectory() as folder:
        raw = raw_commits(Path(folder))
        with Project.create(Path(folder) / "ours.annotator", "acled", coder="bench") as project:
            project.articles.add(drafts(100))
            article = project.articles.by_number(1)
            assert article is not None
            event = project.events.add(project.codings.begin(article.uid, project.coder.uid).uid)
            taken: list[float] = []
            for number in range(400):
                began = time.perf_counter()
                project.events.set_values(event.uid, {"notes": f"Note {number}"})
                taken.append(time.perf_counter() - began)
    over = (quantile(taken, 0.95) - quantile(raw, 0.95)) * 1000
    print(f"raw p50 {quantile(raw, .5) * 1000:.2f} p95 {quantile(raw, .95) * 1000:.2f} ms; "
          f"save p50 {quantile(taken, .5) * 1000:.2f} p95 {quantile(taken, .95) * 1000:.2f} ms")  # fmt: skip
    print(f"save: raw + {over:.2f} ms p95   budget raw + 1 ms   {'within' if over <= 1 else 'OVER'}")


if __name__ == "__main__":
    main()
