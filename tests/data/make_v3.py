"""Makes `v3.annotator`, a small project of schema version 3 that later versions must be able to open.

Run once, when the version is released: ``PYTHONPATH=.:tests:tests/data python tests/data/make_v3.py``. Never run again for a
version that people have files of.
"""

from __future__ import annotations

import make_v2
import samples

from annotator.project import Project
from annotator.project.history import new_uid, now
from annotator.project.remarks import Spot


def fill(project: Project) -> None:
    """What version 2 wrote, and something in every table that came in use since; the last step is undone."""
    make_v2.fill(project)
    lead, first = project.coder, project.articles.by_number(1)
    assert first is not None
    training = project.rounds.add("practice", "training", {"feedback": True})
    test = project.rounds.add("entrance", "test", {"pass_mark": 0.8})
    helper = project.coders.add("B2")
    coding = project.codings.begin(first.uid, helper.uid, training.uid)
    remark = project.remarks.comment(Spot(first.uid), "Is a parade an event?")
    with project.history.operation({"id": "set_up_team"}):
        rows: dict[str, dict[str, object]] = {
            "version": {"coding": coding.uid, "content": "{}", "steps": "{}", "aside": "[]", "time": now()},
            "ruling": {"field": "n", "question": "Many?", "answer": "No.", "asked": remark, "coder": lead.uid, "time": now()},
            "content_mark": {"article": first.uid, "name": "graphic"},
            "result": {"round": test.uid, "coder": helper.uid, "score": 0.9, "passed": 1, "time": now()},
        }
        for table, row in rows.items():
            columns = ", ".join(("uid", *row))
            marks = ", ".join("?" * (len(row) + 1))
            project.database.run(f"INSERT INTO {table} ({columns}) VALUES ({marks})", (new_uid(), *row.values()))
    project.assignments.withhold(1, 8, helper.uid)
    project.events.set_values(project.database.value("SELECT uid FROM event"), {"n": 3})
    project.history.undo()


if __name__ == "__main__":
    samples.write(3, fill)
