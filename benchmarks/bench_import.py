"""Import: articles usable at ≥ 0.5 × the speed of raw inserts of the same rows, in the same run (DESIGN §9)."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from corpus import drafts

from annotator.project import Project
from annotator.project.database import sqlite3

COUNT = 100_000


def main() -> None:
    """Prints the ratio."""
    ready = list(drafts(COUNT))
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        raw = sqlite3.connect(str(Path(folder) / "raw.db"), isolation_level=None)
        raw.execute("PRAGMA page_size = 8192")
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("CREATE TABLE article (number INTEGER PRIMARY KEY, uid TEXT UNIQUE, title TEXT, date TEXT, source TEXT, text TEXT)")
        raw.execute("BEGIN")
        raw.executemany(
            "INSERT INTO article (uid, title, date, source, text) VALUES (?, ?, ?, ?, ?)",
            ((f"{place:032x}", one.title, one.date, one.source, one.text) for place, one in enumerate(ready)),
        )
        raw.execute("COMMIT")
        raw.close()
        plain = time.perf_counter() - began
        with Project.create(Path(folder) / "ours.annotator", "acled", coder="bench") as project:
            began = time.perf_counter()
            project.articles.add(ready)
            ours = time.perf_counter() - began
            began = time.perf_counter()
            project.search.catch_up()
            index = time.perf_counter() - began
    print(f"raw {COUNT / plain:,.0f}/s, ours {COUNT / ours:,.0f}/s, index behind {COUNT / index:,.0f}/s")
    print(f"import: {plain / ours:.2f} × raw inserts   budget ≥ 0.5 ×   {'within' if plain / ours >= 0.5 else 'OVER'}")


if __name__ == "__main__":
    main()
