"""Candidates for incidents: how right they are on MAVERICK's reports, and what 100,000 events take in time and memory.

Right: of the pairs of reports that are proposed as one event how many are (precision), how many of all such pairs are proposed
(recall), and the same of links and reports. `event_id`, which is the truth, is not in the project. Quick: 100,000 events of
some years in eight countries in ≤ 10 s, of one country in one year in ≤ 30 s, beside reading their rows; ≤ 500 MB.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "project")]

import maverick_reports  # noqa: E402 # pyright: ignore[reportMissingImports]
from corpus import FOLDER, PLACES, TYPES, drafts, timed, told, words  # noqa: E402

from annotator.agreement.clusterings import Score, compare  # noqa: E402
from annotator.project import Project  # noqa: E402
from annotator.project.database import FINGERPRINTS  # noqa: E402
from annotator.project.history import new_uid  # noqa: E402
from annotator.project.incident_candidates import THRESHOLD, propose  # noqa: E402
from annotator.project.schema import VERSION  # noqa: E402

EVENTS = 100_000
ROW = 'SELECT e.uid, e."values" FROM event e JOIN coding c ON c.uid = e.coding WHERE e.removed = 0'


def main(size: int = EVENTS) -> None:
    """Prints both."""
    if maverick_reports.FILE.exists():
        on_maverick()
    for shape, budget in (("years", 10.0), ("crowded", 30.0)):
        with Project.open(made_up(size, shape)) as project:
            raw = timed(lambda project=project: [json.loads(row[1]) for row in project.database.run(ROW)], 2)
            began = time.perf_counter()
            found = propose(project)
            spent = time.perf_counter() - began
        print(f"{shape}: {len(found):,} candidates, {spent / raw:.1f} × reading the rows and their JSON ({raw:.2f} s)")
        told(f"candidates among {size:,} events", spent, budget, "s")
    told("memory at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 500, "MB")


def on_maverick() -> None:
    """Precision and recall at the usual threshold and around it: of pairs, of links (MUC) and of reports (B³)."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Project.create(Path(folder) / "m.annotator", "maverick", coder="lead") as project,
    ):
        truth = maverick_reports.fill(project, maverick_reports.reports())
        print("MAVERICK, threshold: precision and recall of pairs, of links (MUC), of reports (B³); half and half by country")
        for threshold in (0.4, 0.45, 0.5, THRESHOLD, 0.6, 0.65, 0.7):
            groups = [one.events for one in propose(project, threshold=threshold)]
            halves = []
            for half in ("", "KE", "CIV"):
                part = {uid: event for uid, event in truth.items() if event.startswith(half)}
                pairs, links, reports = measured(groups, part)
                halves.append(" ".join(f"{one.precision:.2f}/{one.recall:.2f}" for one in (pairs, links, reports)))
            print(f"  {threshold:.2f}  all {halves[0]}   Kenya {halves[1]}   Ivory Coast {halves[2]}")


def measured(groups: Iterable[Sequence[str]], truth: Mapping[str, str]) -> tuple[Score, Score, Score]:
    """Of pairs, MUC and B³ for the groups proposed among some events; who is in no group stands alone."""
    alone = set(truth)
    said: list[list[str]] = []
    for group in groups:
        some = [event for event in group if event in truth]
        alone -= set(some)
        said.append(some)
    true = defaultdict[str, list[str]](list)
    for event, incident in truth.items():
        true[incident].append(event)
    proposed = [truth[one] == truth[other] for some in said for one, other in combinations(some, 2)]
    whole = sum(len(some) * (len(some) - 1) // 2 for some in true.values())
    found = compare(true.values(), [*said, *([one] for one in alone)])
    return Score(sum(proposed), whole, sum(proposed), len(proposed)), found.muc, found.b_cubed


def made_up(count: int, shape: str) -> Path:
    """A project of that many events, one an article, a third of them told twice or more; made once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"incidents-{count}-{shape}-{FINGERPRINTS[VERSION][:4]}.annotator"
    if path.exists():
        return path
    making = path.with_suffix(".making")
    for end in ("", "-wal", "-shm", ".lock"):
        Path(f"{making}{end}").unlink(missing_ok=True)
    with Project.create(making, "acled", coder="bench") as project:
        project.articles.add(drafts(count))
        project.history.refreshers.clear()
        db = project.database
        articles = [row[0] for row in db.all("SELECT uid FROM article ORDER BY number")]
        with project.history.operation({"id": "benchmark"}):
            codings = [(new_uid(), uid, project.coder.uid) for uid in articles]
            db.run_many(
                "INSERT INTO coding (uid, article, coder, round, state, verdict) VALUES (?, ?, ?, 'main', 'done', 'events')",
                codings,
            )
            told_by = zip(codings, _events(len(codings), shape), strict=True)
            rows = ((new_uid(), coding[0], 0, json.dumps(event), project.codebook_uid) for coding, event in told_by)
            db.run_many('INSERT INTO event (uid, coding, position, "values", codebook) VALUES (?, ?, ?, ?, ?)', rows)
        project.table.make()
    making.rename(path)
    return path


def _events(count: int, shape: str) -> list[dict[str, object]]:
    """Happenings as reports tell them: few towns have most of them, a report errs in the day, the toll, the actor."""
    chance = random.Random(5)
    lands, days = (PLACES, 5 * 365) if shape == "years" else (PLACES[:1], 365)
    names = words(9000, 3)
    towns = {
        land: [
            (chance.choice(names), 30 + chance.random() * 6, 40 + chance.random() * 6, chance.randrange(20))
            for _ in range(1500)
        ]
        for land in lands
    }
    often = list(accumulate(1 / (rank + 1) for rank in range(1500)))  # every eighth event is in the capital
    vocabulary = words(5000, 4)
    found: list[dict[str, object]] = []
    while len(found) < count:
        land, kind = chance.choice(lands), chance.choice(list(TYPES))
        town, latitude, longitude, province = chance.choices(towns[land], cum_weights=often)[0]
        day = date(2020, 1, 1) + timedelta(chance.randrange(days))
        actors = (
            f"Group {int(chance.paretovariate(0.8))}",
            chance.choice((f"Military Forces of {land} (2018-)", f"Civilians ({land})")),
        )
        code, dead = chance.choice(TYPES[kind]), int(chance.paretovariate(1)) - 1
        for _ in range(chance.choice((1, 1, 1, 1, 1, 1, 1, 2, 2, 4))):
            when = day + timedelta(chance.choice((0, 0, 0, 0, 0, 0, 0, 1)))
            found.append({
                "event_date": when.isoformat(), "time_precision": "1", "event_type": kind, "sub_event_type": code,
                "actor1": actors[0] if chance.random() < 0.8 else f"Unidentified Armed Group ({land})", "inter1": "2",
                "actor2": actors[1], "country": land, "admin1": f"Province {province}", "location": town, "latitude": latitude,
                "longitude": longitude, "geo_precision": chance.choice("1112"), "source": [f"Source {chance.randrange(40)}"],
                "notes": " ".join(chance.choices(vocabulary, k=25)), "fatalities": max(0, dead + chance.choice((0, 0, 1))),
            })  # fmt: skip
    return found[:count]


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:2]))
