"""Codings out in every format, each in a process of its own, and in again: seconds and memory (DESIGN §9: 500 MB).

The project is made up as one that gives out training data: events with evidence, mentions, two coders of some articles, offers
of a model. What is seeded is the same every time; it is kept as `corpus` keeps its projects. By argument: how many articles
(2,000), and the formats (all that the program has and whose libraries are there).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import FOLDER, TYPES, told, words

from annotator.formats.codings import known
from annotator.formats.codings.taking_in import CodingPlan, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import coding_uid
from annotator.project.database import FINGERPRINTS
from annotator.project.history import new_uid
from annotator.project.schema import VERSION

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
CHARACTERS, AT_ONCE, MEGABYTES = 2_500, 5_000, 500
TOLD = "On {day} {actor1} attacked {actor2} in {location}, {admin1}, and killed {fatalities} people. "


@dataclass
class Told:
    """An article and the events it tells: their values, and where the text says them."""

    draft: ArticleDraft
    events: list[tuple[dict[str, Any], dict[str, tuple[int, int]]]] = field(default_factory=list)


def told_articles(count: int, seed: int = 5) -> Iterator[Told]:
    """Articles of 2.5 kB. One in ten tells nothing, the others one to three events; one in fifty is a copy of the one before
    with another lead."""
    chance = random.Random(seed)
    vocabulary = words(30_000)
    pool = chance.choices(vocabulary, [1 / (rank + 3) for rank in range(len(vocabulary))], k=200_000)
    filling = ""
    for number in range(count):
        if number % 50 or not filling:
            starts = (chance.randrange(len(pool) - 40) for _ in range(9))
            filling = " ".join(" ".join(pool[at : at + 40]) for at in starts)
        text, events = f"Report {number}. ", list[tuple[dict[str, Any], dict[str, tuple[int, int]]]]()
        for nth in range(0 if number % 10 == 9 else 1 + number % 3):
            sentence, values, places = _event(chance, number, nth)
            events.append((values, {name: (at + len(text), end + len(text)) for name, (at, end) in places.items()}))
            text += sentence
        text = (text + filling)[:CHARACTERS]
        day = f"20{20 + number % 5}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield Told(ArticleDraft(text, title=f"Report {number} of {day}", date=day, source=f"Source {number % 40}"), events)


def _event(chance: random.Random, number: int, nth: int) -> tuple[str, dict[str, Any], dict[str, tuple[int, int]]]:
    year, month, day = 2020 + number % 5, number % 12, 1 + (number + nth) % 28
    said = {
        "day": f"{day} {MONTHS[month]} {year}", "actor1": f"Group {number % 900}", "actor2": f"Forces of Land {number % 90}",
        "location": f"Town {chance.randrange(9_000)}", "admin1": f"Province {number % 200}", "fatalities": f"{number % 7}",
    }  # fmt: skip
    sentence = TOLD.format(**said)
    kind = chance.choice(list(TYPES))
    values = {
        "event_date": f"{year}-{month + 1:02}-{day:02}", "time_precision": "1", "event_type": kind,
        "sub_event_type": chance.choice(TYPES[kind]), "fatalities": number % 7, "actor1": said["actor1"],
        "actor2": said["actor2"], "country": "Iraq", "admin1": said["admin1"], "location": said["location"],
        "latitude": 31.5, "longitude": 44.25, "geo_precision": "1", "source": [f"Source {number % 40}"],
        "notes": sentence.strip(),
    }  # fmt: skip
    at = {name: (start := sentence.index(text), start + len(text)) for name, text in said.items()}
    at["event_date"] = at.pop("day")
    verb = sentence.index("attacked")
    at |= {"event_type": (verb, verb + 8), "sub_event_type": (verb, at["actor2"][1])}
    return sentence, values, {name: (place[0], place[1]) for name, place in at.items()}


def coded_project(count: int) -> Path:
    """A project of so many articles, each coded by one, every twentieth by two; made once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"coded-{count}-{FINGERPRINTS[VERSION][:4]}.annotator"
    if path.exists():
        return path
    making = path.with_suffix(".making")
    for end in ("", "-wal", "-shm", ".lock"):
        Path(f"{making}{end}").unlink(missing_ok=True)
    with Project.create(making, "acled", coder="bench") as project:
        second = project.coders.add("second").uid
        table = project.history.refreshers.pop(0)
        some: list[Told] = []
        for one in told_articles(count):
            some.append(one)
            if len(some) == AT_ONCE:
                _add(project, some, second)
                some = []
        if some:
            _add(project, some, second)
        project.history.refreshers.insert(0, table)
        project.table.make()
    making.rename(path)
    return path


def _add(project: Project, some: list[Told], second: str) -> None:
    """Articles with all that is said of them."""
    db, chance = project.database, random.Random(9)
    project.articles.add(one.draft for one in some)
    codings, events, evidence, mentions, offers = ([] for _ in range(5))
    for one in some:
        article = one.draft.uid
        number = int(one.draft.title.split(" ")[1])
        for coder in (project.coder.uid, *([second] if number % 20 == 0 else [])):
            coding = coding_uid(article, coder, "main")
            codings.append(
                (coding, article, coder, "events" if one.events else "no_event", "" if one.events else "other topic")
            )
            for place, (values, spans) in enumerate(one.events, start=1):
                uid = new_uid()
                given = values | ({"fatalities": 9} if coder == second and chance.random() < 0.2 else {})
                events.append((uid, coding, place, json.dumps(given, ensure_ascii=False), project.codebook_uid))
                evidence += [(new_uid(), uid, name, "text", _spans(one, at)) for name, at in spans.items()]
                evidence.append((new_uid(), uid, "country", "inferred", "[]"))
            if number % 8 == 0:
                mentions.append((new_uid(), coding, _spans(one, (0, 6)), "background", "told before"))
        if number % 25 == 3 and one.events:
            values, spans = one.events[0]
            offers += [
                (new_uid(), article, "model-1", "1", name, json.dumps(values[name]), _spans(one, at), 0.8)
                for name, at in spans.items()
            ]  # fmt: skip
    with project.history.operation({"id": "benchmark"}):
        db.run_many(
            "INSERT INTO coding (uid, article, coder, round, state, verdict, reason) VALUES (?, ?, ?, 'main', 'done', ?, ?)",
            codings,
        )
        db.run_many('INSERT INTO event (uid, coding, position, "values", codebook) VALUES (?, ?, ?, ?, ?)', events)
        db.run_many("INSERT INTO evidence (uid, owner, field, status, spans) VALUES (?, ?, ?, ?, ?)", evidence)
        db.run_many("INSERT INTO mention (uid, coding, spans, reason, note) VALUES (?, ?, ?, ?, ?)", mentions)
        db.run_many(
            "INSERT INTO precoding (uid, article, model, event, field, value, spans, score) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            offers,
        )


def _spans(one: Told, at: tuple[int, int]) -> str:
    return json.dumps([{"part": "text", "start": at[0], "end": at[1], "quote": one.draft.text[at[0] : at[1]]}])


def exported(path: Path, out: Path, name: str) -> None:
    """One export, of every coder's codings."""
    with Project.open(path, read_only=True) as project:
        export(project, out, name, ExportOptions(every_coder=True))


def brought_in(path: Path, source: Path, name: str) -> None:
    """One import into an empty project, and undo."""
    with Project.create(path, "acled", coder="bench") as project:
        told = take_in(project, CodingPlan(source, name))
        project.history.undo()
        if not told.added or project.articles.count():
            raise SystemExit(f"{name}: {told.added:,} codings came in, {project.articles.count():,} articles were left by undo")


def alone(work: Callable[[Path, Path, str], None], path: Path, other: Path, name: str) -> tuple[float, float]:
    """Seconds of the processor and peak megabytes of a process that does this one thing."""
    code = (
        "import re, time, codings as b; from pathlib import Path; "
        f"b.{work.__name__}(Path({str(path)!r}), Path({str(other)!r}), {name!r}); "
        "print(time.process_time(), int(re.search('VmHWM:[^0-9]+([0-9]+)', open('/proc/self/status').read())[1]) / 1024)"
    )
    here = Path(__file__).resolve().parent
    run = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    spent, peak = run.stdout.split()[-2:]
    return float(spent), float(peak)


def main(count: int = 2_000, *names: str) -> None:
    """Prints the figures of each format."""
    path = coded_project(count)
    writes = [known.OWN, *(one.name for one in known.formats())]
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for name in names or writes:
            out = Path(folder) / name
            try:
                spent, peak = alone(exported, path, out, name)
            except subprocess.CalledProcessError as error:
                print(f"{name}: {error.stderr.strip().splitlines()[-1]}")
                continue
            told(f"{name} out, {1000 * spent / count:.2f} ms of the processor an article", peak, MEGABYTES, "MB")
            if name in known.readers():
                spent, peak = alone(brought_in, Path(folder) / f"{name}.annotator", out, name)
                told(f"{name} in and undone, {1000 * spent / count:.2f} ms an article", peak, MEGABYTES, "MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000, *sys.argv[2:])
