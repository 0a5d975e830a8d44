"""Makes `v5.annotator`, a small project of schema version 5 that later versions must be able to open.

Run once, when the version is released: ``PYTHONPATH=.:tests:tests/data python tests/data/make_v5.py``. Never run again for a
version that people have files of.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import make_v4
from tiny import TINY

from annotator.project import Project
from annotator.project.history import new_uid

TARGET = Path(__file__).with_name("v5.annotator.gz")


def fill(project: Project) -> None:
    """What version 4 wrote, a search, and two events linked for a reason; the last step is undone."""
    make_v4.fill(project)
    one, other = (row[0] for row in project.database.all("SELECT uid FROM event ORDER BY rowid LIMIT 2"))
    with project.history.operation({"id": "link_events"}):
        incident = new_uid()
        project.database.run("INSERT INTO incident (uid, external_id) VALUES (?, 'TST1')", (incident,))
        for uid in (one, other):
            project.database.run(
                "INSERT INTO incident_link (uid, incident, event, reason) VALUES (?, ?, ?, 'the same day')",
                (new_uid(), incident, uid),
            )
    with project.history.operation({"id": "add_search"}):
        project.database.run(
            "INSERT INTO search_record (uid, name, query, first, last, made, hits, retrieved, duplicates) "
            "VALUES (?, 'Newswire', 'kirkuk AND attack*', '2020-06-01', '2020-06-30', '2020-07-02', 40, 12, 2)",
            (new_uid(),),
        )
    project.events.set_values(one, {"n": 3})
    project.history.undo()


def main() -> None:
    """Writes the sample, compressed: most of a small project is empty pages."""
    with tempfile.TemporaryDirectory() as folder:
        book, path = Path(folder) / "tiny.yaml", Path(folder) / "v5.annotator"
        book.write_text(TINY, encoding="utf-8")
        with Project.create(path, str(book), coder="A1") as project:
            fill(project)
        # The project is closed: nothing holds its locks any more.
        TARGET.write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
