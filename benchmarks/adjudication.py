"""Settling: the list of cases among 100,000 articles, every tenth of them coded by three, in ≤ 0.5 s; to begin one and to take
an answer ≤ 20 ms, a durable commit included (the median: a disk that others use has its own say). To look at a case that
waits pairs its events, in ≤ 16 ms, however many articles were settled before."""

from __future__ import annotations

import shutil
import sys
import time

from corpus import project_with, quantile, timed, told

from annotator.gui.adjudication_groups import groups_of
from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project.history import new_uid

SETTLED = 60


def main(size: int = 100_000) -> None:
    """Prints the figures; the project is a copy that goes afterwards."""
    path = project_with(size, indexed=False, events=size)
    copy = path.with_name(f"adjudication-{size}.annotator")
    shutil.copyfile(path, copy)
    try:
        with Project.open(copy) as project:
            _double(project, size // 10)
            found = adj.cases(project)
            told(f"{len(found):,} cases among {size:,} articles", timed(lambda: adj.cases(project)), 0.5, "s")
            began: list[float] = []
            taken: list[float] = []
            for case in found[:SETTLED]:
                theirs = [[event.uid for event in lane.events] for lane in adj.lanes(project, case.article)]
                groups = [[one[0] for one in theirs if one]]
                start = time.perf_counter()
                coding = adj.begin(project, case.article, groups)
                began.append(time.perf_counter() - start)
                (event,) = project.events.of(coding.uid)
                start = time.perf_counter()
                adj.take(project, event.uid, ["fatalities"], groups[0][-1], "text_says")
                taken.append(time.perf_counter() - start)
            groups_of(project, found[0].article)  # what it needs is read before the first look
            looked = [timed(lambda case=case: groups_of(project, case.article)) for case in found[-SETTLED:]]
            told("pairing the events of a case that waits", quantile(looked, 0.5) * 1000, 16, "ms")
            told("beginning a case of three coders", quantile(began, 0.5) * 1000, 20, "ms")
            told("taking an answer", quantile(taken, 0.5) * 1000, 20, "ms")
    finally:
        copy.unlink()


def _double(project: Project, count: int) -> None:
    """Gives the first articles two more coders, who have the same event but for the count of dead."""
    db = project.database
    coders = [project.coders.add(name).uid for name in ("B2", "C3")]
    kept, project.history.refreshers = project.history.refreshers, []
    first = db.all(
        'SELECT c.article, e."values" FROM article a JOIN coding c ON c.article = a.uid JOIN event e ON e.coding = c.uid '
        "WHERE a.number <= ? ORDER BY a.number",
        (count,),
    )
    with project.history.operation({"id": "benchmark"}):
        codings = [(new_uid(), article, coder, values) for article, values in first for coder in coders]
        db.run_many(
            "INSERT INTO coding (uid, article, coder, round, state, verdict) VALUES (?, ?, ?, 'main', 'done', 'events')",
            [one[:3] for one in codings],
        )
        db.run_many(
            'INSERT INTO event (uid, coding, position, "values", codebook) '
            "VALUES (?, ?, 1, json_set(?, '$.fatalities', 9), ?)",
            [(new_uid(), one[0], one[3], project.codebook_uid) for one in codings],
        )
    project.history.refreshers = kept
    project.table.make()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
