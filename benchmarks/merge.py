"""Bringing a team together: 12 packages of 2,000 codings each are made, and merged in under a minute, with two conflicts.

A coding has about 14 operations: an event and a half with values and evidence, a memo, done. Beside it the raw limit: the
same rows through the driver's `executemany` into a bare file with the same tables and no history.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from corpus import FOLDER, PLACES, TYPES, drafts, told

from annotator.project import Project
from annotator.project.conflicts import open_conflicts
from annotator.project.database import FINGERPRINTS
from annotator.project.evidence import Quote
from annotator.project.history import new_uid
from annotator.project.merging import merge
from annotator.project.packages import package
from annotator.project.schema import VERSION


def main(coders: int = 12, codings: int = 2_000) -> None:
    """Prints the time to make and to merge all packages, and what the report names."""
    whole, files = _team(coders, codings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "main.annotator"
        shutil.copy(whole, path)
        with Project.open(path) as project:
            shares: list[float] = []
            began = time.perf_counter()
            report = merge(project, files, progress=lambda _what, share: shares.append(share))
            took = time.perf_counter() - began
            again = time.perf_counter()
            known = merge(project, files)
            repeated = time.perf_counter() - again
            count = project.database.value("SELECT count(*) FROM coding WHERE standing = 'coded'")
            told(f"{len(files)} files, {count:,} codings merged, backup included", took, 60, "s")
            print(f"{'':4}the same again: {repeated:.1f} s; progress told {len(shares)} times")
            print(f"{'':4}conflicts: {report.clashes} named, {len(open_conflicts(project))} to settle, 2 planted")
            assert sum(one.known for one in known.files) >= count
            assert not any(one.refused for one in report.files)
            undone = time.perf_counter()
            project.history.undo()
            print(f"{'':4}undo of it all: {time.perf_counter() - undone:.1f} s")


def _team(coders: int, codings: int) -> tuple[Path, list[Path]]:
    """The lead's project and the files that came back, made once."""
    folder = FOLDER / f"team-{coders}-{codings}-{FINGERPRINTS[VERSION][:4]}"
    whole = folder / "main.annotator"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with Project.create(whole, "acled", coder="Lead") as project:
            project.articles.add(drafts(coders * codings))
            uids = [row[0] for row in project.database.all("SELECT uid FROM article ORDER BY number")]
            with project.history.operation({"id": "hand_out"}):
                people = [project.coders.add(f"C{number}").uid for number in range(coders)]
                sql = "INSERT INTO assignment (uid, article, coder, round, position) VALUES (?, ?, ?, 'main', ?)"
                for place, coder in enumerate(people):
                    mine = uids[place * codings : (place + 1) * codings]
                    project.database.run_many(sql, [(new_uid(), uid, coder, at) for at, uid in enumerate(mine)])
            began = time.perf_counter()
            made = [package(project, coder, folder).path for coder in people]
            print(f"{'':4}{coders} packages made in {time.perf_counter() - began:.1f} s")
        for seed, path in enumerate(made):
            _work(path, seed)
        _second_machine(made[0])
        (folder / "ready").touch()
    return whole, sorted(folder.glob("main-*.annotator"))


def _work(path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with Project.open(path) as project, project.database.writing():  # one commit: here only the content counts
        for article in list(project.articles.walk()):
            coding = project.codings.begin(article.uid, project.coder.uid).uid
            for _ in range(dice.choice((1, 1, 2))):
                kind = dice.choice(list(TYPES))
                event = project.events.add(coding, {"event_date": "2024-05-06", "country": dice.choice(PLACES)})
                project.events.set_values(event.uid, {"event_type": kind, "sub_event_type": dice.choice(TYPES[kind])})
                for field in ("location", "notes", "source"):
                    start = dice.randrange(500)
                    words = article.text[start : start + 12]
                    project.events.set_values(event.uid, {field: words})
                    if words.strip():
                        project.evidence.add(event.uid, field, [Quote("text", start, start + 12, words)])
            project.codings.set_memo(coding, f"seen {seed}")
            with project.history.operation({"id": "done"}):
                project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding,))


def _second_machine(path: Path) -> None:
    """The first coder went on with two articles on two machines."""
    other = path.with_name(path.name.replace("-1.annotator", "-1b.annotator"))
    shutil.copy(path, other)
    for machine, value in ((path, "Mali"), (other, "Kenya")):
        with Project.open(machine) as project:
            for number in (1, 2):
                event = project.database.value(
                    "SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article "
                    "WHERE a.number = ?",
                    (number,),
                )
                project.events.set_values(event, {"country": value, "location": f"{value} {number}"})


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
