"""Made-up projects of any size for the benchmarks: articles of 2.5 kB, events of the ACLED codebook, all seeded.

Kept between runs in the folder named by ANNOTATOR_BENCHMARKS (else the system's temporary folder).
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.database import FINGERPRINTS
from annotator.project.history import new_uid
from annotator.project.schema import VERSION

FOLDER = Path(os.environ.get("ANNOTATOR_BENCHMARKS", tempfile.gettempdir())) / "annotator-benchmarks"
SYLLABLES = "ka ro mi tu sel ba dor nin eveh kir kuk sal ah deir zor mos ul bag dad ham id ira qi for ces arm ed gro up".split()  # noqa: SIM905
PLACES = ("Iraq", "Syria", "Yemen", "Kenya", "India", "Mexico", "Mali", "Ukraine")
TYPES = {
    "Battles": ("Armed clash", "Government regains territory"),
    "Protests": ("Peaceful protest", "Protest with intervention"),
    "Violence against civilians": ("Attack", "Abduction/forced disappearance"),
    "Explosions/Remote violence": ("Air/drone strike", "Remote explosive/landmine/IED"),
}


def words(count: int, seed: int = 1) -> list[str]:
    """Made-up words, the first the most frequent in the texts."""
    chance = random.Random(seed)
    return ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 4)))) for _ in range(count)]


def drafts(count: int, seed: int = 1) -> Iterator[ArticleDraft]:
    """Articles of about 2.5 kB with dates over five years."""
    chance = random.Random(seed)
    vocabulary = words(30_000)
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    pool = chance.choices(vocabulary, weights, k=200_000)
    for number in range(count):
        start = chance.randrange(len(pool) - 400)
        text = f"{number} " + " ".join(pool[start : start + 330])
        yield ArticleDraft(
            text[:2500], title=text[:60], date=f"20{20 + number % 5}-{1 + number % 12:02}-{1 + number % 28:02}",
            source=f"Source {number % 40}",
        )  # fmt: skip


def project_with(articles: int, *, indexed: bool = True, events: int = 0) -> Path:
    """A project file of that size, made once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"a{articles}-e{events}{'-i' if indexed else ''}-{FINGERPRINTS[VERSION][:4]}.annotator"
    if path.exists():
        return path
    making = path.with_suffix(".making")
    for end in ("", "-wal", "-shm", ".lock"):
        Path(f"{making}{end}").unlink(missing_ok=True)
    project = Project.create(making, "acled", coder="bench")
    with project:
        project.articles.add(drafts(articles))
        if events:
            add_events(project, events)
        if indexed:
            project.search.catch_up()
    making.rename(path)
    return path


def add_events(project: Project, count: int) -> None:
    """Done codings with one event each and more, spread over the articles; the flat table is made at the end."""
    chance = random.Random(2)
    db = project.database
    articles = [row[0] for row in db.all("SELECT uid FROM article ORDER BY number")]
    coder = project.coder.uid
    project.history.refreshers.clear()
    with project.history.operation({"id": "benchmark"}):
        codings = [(new_uid(), uid, coder) for uid in articles[:count]]
        db.run_many(
            "INSERT INTO coding (uid, article, coder, round, state, verdict) VALUES (?, ?, ?, 'main', 'done', 'events')",
            codings,
        )
        rows = (
            (new_uid(), codings[i % len(codings)][0], i, json.dumps(_event(chance, i)), project.codebook_uid)
            for i in range(count)
        )
        db.run_many('INSERT INTO event (uid, coding, position, "values", codebook) VALUES (?, ?, ?, ?, ?)', rows)
    project.table.make()


def _event(chance: random.Random, number: int) -> dict[str, object]:
    kind = chance.choice(list(TYPES))
    return {
        "event_date": f"20{20 + number % 5}-{1 + number % 12:02}-{1 + number % 28:02}", "time_precision": "1",
        "event_type": kind, "sub_event_type": chance.choice(TYPES[kind]), "actor1": f"Group {number % 900}", "inter1": "2",
        "actor2": f"Military Forces of Land {number % 90}", "inter2": "1", "country": chance.choice(PLACES),
        "admin1": f"Province {number % 200}", "location": f"Town {number % 9000}", "latitude": 31.5, "longitude": 44.25,
        "geo_precision": "1", "source": [f"Source {number % 40}"], "notes": "On a day, a group clashed with forces. " * 4,
        "fatalities": number % 7,
    }  # fmt: skip


def timed(work: Callable[[], object], times: int = 5) -> float:
    """The best of some runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def quantile(values: list[float], share: float) -> float:
    """A quantile by rank."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def told(name: str, value: float, limit: float, unit: str = "×") -> None:
    """One line of a benchmark: the figure and its budget."""
    print(f"{name:58} {value:8.2f} {unit}   budget {limit:g} {unit}   {'within' if value <= limit else 'OVER'}")
