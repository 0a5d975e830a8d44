"""Import: articles usable at ≥ 0.5 × the speed of raw inserts of the same rows, in the same run (DESIGN §9).

From a file the raw limit is the driver fed by the plainest reader there is: `csv.reader`, `orjson.loads` a line.
"""

from __future__ import annotations

import csv
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import orjson
from corpus import drafts

from annotator.formats.importing import ImportPlan, take_in
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.database import sqlite3

COUNT, ROUNDS = 100_000, 3


def raw_inserts(path: Path, rows: Iterator[Sequence[str | None]], uids: list[str]) -> float:
    """Seconds for the driver alone, of rows of title, date, source and text; it is spared the hashing, not the random keys."""
    began = time.perf_counter()
    raw = sqlite3.connect(str(path), isolation_level=None)
    raw.execute("PRAGMA page_size = 8192")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute(
        "CREATE TABLE article (number INTEGER PRIMARY KEY, uid TEXT UNIQUE, title TEXT, date TEXT, source TEXT, text TEXT)"
    )
    raw.execute("BEGIN")
    told = ((uid, *row) for uid, row in zip(uids, rows, strict=True))
    raw.executemany("INSERT INTO article (uid, title, date, source, text) VALUES (?, ?, ?, ?, ?)", told)
    raw.execute("COMMIT")
    raw.close()
    return time.perf_counter() - began


def raw_rows(source: Path) -> Iterator[Sequence[str | None]]:
    """The rows of a file by the plainest reader."""
    if source.suffix == ".jsonl":
        with source.open("rb") as file:
            for line in file:
                told = orjson.loads(line)
                yield told["title"], told["date"], told["source"], told["text"]
    else:
        with source.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            yield from rows


def our_import(folder: Path, ready: list[ArticleDraft]) -> tuple[float, float]:
    """Seconds until the articles are usable, and until they are searchable."""
    with Project.create(folder / "ours.annotator", "acled", coder="bench") as project:
        began = time.perf_counter()
        project.articles.add(ready)
        usable = time.perf_counter() - began
        project.search.catch_up()
        return usable, time.perf_counter() - began


def from_file(folder: Path, source: Path) -> float:
    """Seconds until the articles of a file are usable, by the way the window and the command line take."""
    with Project.create(folder / f"{source.suffix[1:]}.annotator", "acled", coder="bench") as project:
        began = time.perf_counter()
        told = take_in(project, ImportPlan((source,)))
        taken = time.perf_counter() - began
        assert told.added == COUNT, told
        return taken


def write_csv(path: Path, ready: list[ArticleDraft]) -> None:
    """The articles as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("title", "date", "source", "text"))
        writer.writerows((one.title, one.date, one.source, one.text) for one in ready)


def write_jsonl(path: Path, ready: list[ArticleDraft]) -> None:
    """The articles a line each."""
    with path.open("w", encoding="utf-8") as file:
        for one in ready:
            told = {"title": one.title, "date": one.date, "source": one.source, "text": one.text}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def main() -> None:
    """Prints the ratios of the medians of rounds taken in turn: the disk's speed changes from minute to minute."""
    ready = list(drafts(COUNT))
    uids = [one.uid for one in ready]
    raw: dict[str, list[float]] = {"articles": [], "csv": [], "jsonl": []}
    ours: dict[str, list[float]] = {name: [] for name in raw}
    index = 0.0
    with tempfile.TemporaryDirectory() as kept:
        sources = [Path(kept) / "a.csv", Path(kept) / "a.jsonl"]
        write_csv(sources[0], ready)
        write_jsonl(sources[1], ready)
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                held = ((one.title, one.date, one.source, one.text) for one in ready)
                raw["articles"].append(raw_inserts(folder / "raw.db", held, uids))
                usable, index = our_import(folder, ready)
                ours["articles"].append(usable)
                for source in sources:
                    kind = source.suffix[1:]
                    raw[kind].append(raw_inserts(folder / f"raw-{kind}.db", raw_rows(source), uids))
                    ours[kind].append(from_file(folder, source))
    for name, what in (("articles", "import"), ("csv", "from CSV"), ("jsonl", "from JSON Lines")):
        limit, taken = median(raw[name]), median(ours[name])
        within = "within" if limit / taken >= 0.5 else "OVER"
        rates = f"raw {COUNT / limit:,.0f}/s, ours {COUNT / taken:,.0f}/s"
        print(f"{what}: {rates}: {limit / taken:.2f} ×   budget ≥ 0.5 ×   {within}")
    print(f"with the index {COUNT / index:,.0f}/s")


if __name__ == "__main__":
    main()
