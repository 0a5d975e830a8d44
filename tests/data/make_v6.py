"""Makes `v6.annotator`, a small project of schema version 6 that later versions must be able to open.

Run once, when the version is released: ``PYTHONPATH=.:tests:tests/data python tests/data/make_v6.py``. Never run again for a
version that people have files of.
"""

from __future__ import annotations

import make_v5
import samples

from annotator.project import Project
from annotator.project.history import new_uid


def fill(project: Project) -> None:
    """What version 5 wrote, two articles judged the same, their parts, and what a model says; the last step is undone."""
    make_v5.fill(project)
    db = project.database
    one, other = (row[0] for row in db.all("SELECT uid FROM article WHERE removed = 0 ORDER BY number LIMIT 2"))
    db.run("INSERT INTO article_copy (number, first, likeness) SELECT number, 1, 0.9 FROM article WHERE uid = ?", (other,))
    with project.history.operation({"id": "judge_copies"}):
        db.run("INSERT INTO article_pair (uid, one, other, judged) VALUES (?, ?, ?, 'same')", (new_uid(), one, other))
    with project.history.operation({"id": "make_splits"}):
        for article in (one, other):
            db.run("INSERT INTO data_split (uid, article, part) VALUES (?, ?, 'test')", (new_uid(), article))
    with project.history.operation({"id": "import_candidates"}):
        db.run(
            "INSERT INTO precoding (uid, article, model, event, field, value, spans, score) "
            "VALUES (?, ?, 'a model', '1', 'n', '3', '[]', 0.5)",
            (new_uid(), one),
        )
    event = db.value("SELECT uid FROM event WHERE removed = 0 ORDER BY rowid LIMIT 1")
    project.events.set_values(event, {"n": 3})
    project.history.undo()


if __name__ == "__main__":
    samples.write(6, fill)
