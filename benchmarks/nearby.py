"""What was coded before: the events most like one, of 100,000 in ≤ 10 ms and of 1,000,000 in ≤ 50 ms, both in memory."""

from __future__ import annotations

import sys
import time

from corpus import project_with, quantile, told

from annotator.project import Project
from annotator.project.nearby import nearby

ASKED = 40


def main(sizes: tuple[int, ...] = (100_000, 1_000_000)) -> None:
    """Prints the 95th percentile over some events; each is asked twice, for the first time reads the file."""
    for size in sizes:
        with Project.open(project_with(max(size // 10, 1), indexed=False, events=size)) as project:
            some = "SELECT event_uid FROM events WHERE rowid % ? = 7"
            uids = [row[0] for row in project.database.all(some, (size // ASKED,))]
            first, again = ([_asked(project, uid) for uid in uids] for _ in range(2))
            told(f"the most alike of {size:,} events", quantile(again, 0.95) * 1000, 10 if size <= 100_000 else 50, "ms")
            print(f"{'':4}for the first time: {quantile(first, 0.95) * 1000:.0f} ms, in the background")


def _asked(project: Project, uid: str) -> float:
    began = time.perf_counter()
    nearby(project, uid)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(tuple(int(one) for one in sys.argv[1:]) or (100_000, 1_000_000))
