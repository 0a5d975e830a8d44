"""Makes `v4.annotator`, a small project of schema version 4 that later versions must be able to open.

Run once, when the version is released: ``PYTHONPATH=.:tests:tests/data python tests/data/make_v4.py``. Never run again for a
version that people have files of.
"""

from __future__ import annotations

import make_v3
import samples

from annotator.project import Project
from annotator.project.codings import MAIN
from annotator.project.history import new_uid, now


def fill(project: Project) -> None:
    """What version 3 wrote, and a decision and a pair; the last step is undone."""
    make_v3.fill(project)
    lead, first = project.coder, project.articles.by_number(1)
    assert first is not None
    event = project.database.value("SELECT uid FROM event ORDER BY rowid")
    settled = project.codings.begin(first.uid, lead.uid, MAIN, "adjudicated")
    with project.history.operation({"id": "settle_value"}):
        made = project.events.add(settled.uid, {"n": 7})
        project.database.run(
            "INSERT INTO decision (uid, coding, owner, kind, field, taken_from, was, decider, reason, time) "
            "VALUES (?, ?, ?, 'value', 'n', ?, '7', ?, 'text_says', ?)",
            (new_uid(), settled.uid, made.uid, event, lead.uid, now()),
        )
        project.database.run(
            "INSERT INTO pair (uid, one, other, judged) VALUES (?, ?, ?, 'same')", (new_uid(), made.uid, event)
        )
    project.events.remove(made.uid)
    with project.history.operation({"id": "drop_adjudication"}):
        project.database.run("UPDATE coding SET removed = 1 WHERE uid = ?", (settled.uid,))
    project.events.set_values(event, {"n": 3})
    project.history.undo()


if __name__ == "__main__":
    samples.write(4, fill)
