"""Makes `v5.annotator`, a small project of schema version 5 that later versions must be able to open.

Run once, when the version is released: ``PYTHONPATH=.:tests:tests/data python tests/data/make_v5.py``. Never run again for a
version that people have files of.
"""

from __future__ import annotations

import make_v4
import samples

from annotator.project import Project
from annotator.project.history import new_uid


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


if __name__ == "__main__":
    samples.write(5, fill)
