"""Import: articles usable at ≥ 0.5 × the speed of raw inserts of the same rows, in the same run (DESIGN §9)."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from corpus import drafts

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.database import sqlite3

COUNT, ROUNDS = 100_000, 3


def raw_inserts(folder: Path, ready: list[ArticleDraft], uids: list[str]) -> float:
    """Seconds for the driver alone; it is spared the hashing, not the random keys."""
    began = time.perf_counter()
    raw = sqlite3.connect(str(folder / "raw.db"), isolation_level=None)
    raw.execute("PRAGMA page_size = 8192")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute(
        "CREATE TABLE article (number INTEGER PRIMARY KEY, uid TEXT UNIQUE, title TEXT, date TEXT, source TEXT, text TEXT)"
    )
    raw.execute("BEGIN")
    rows = ((uid, one.title, one.date, one.source, one.text) for uid, one in zip(uids, ready, strict=True))
    raw.executemany("INSERT INTO article (uid, title, date, source, text) VALUES (?, ?, ?, ?, ?)", rows)
    raw.execute("COMMIT")
    raw.close()
    return time.perf_counter() - began


def our_import(folder: Path, ready: list[ArticleDraft]) -> tuple[float, float]:
    """Seconds until the articles are usable, and until they are searchable."""
    with Project.create(folder / "ours.annotator", "acled", coder="bench") as project:
        began = time.perf_counter()
        project.articles.add(ready)
        usable = time.perf_counter() - began
        project.search.catch_up()
        return usable, time.perf_counter() - began


def main() -> None:
    """Prints the ratio of the medians of rounds taken in turn: the disk's speed changes from minute to minute."""
    ready = list(drafts(COUNT))
    uids = [one.uid for one in ready]
    raw, ours, index = [], [], 0.0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            raw.append(raw_inserts(Path(folder), ready, uids))
            usable, index = our_import(Path(folder), ready)
            ours.append(usable)
    ratio = median(raw) / median(ours)
    print(f"raw {COUNT / median(raw):,.0f}/s, ours {COUNT / median(ours):,.0f}/s, with the index {COUNT / index:,.0f}/s")
    print(f"import: {ratio:.2f} × raw inserts   budget ≥ 0.5 ×   {'within' if ratio >= 0.5 else 'OVER'}")


if __name__ == "__main__":
    main()
