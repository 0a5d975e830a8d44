"""Makes `v2.annotator`, a small project of schema version 2 that later versions must be able to open.

Run once, when the version is released: ``PYTHONPATH=.:tests:tests/data python tests/data/make_v2.py``. Never run again for a
version that people have files of.
"""

from __future__ import annotations

import make_v1
import samples

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.corrected_texts import replace_text
from annotator.project.history import new_uid
from annotator.project.remarks import Spot
from annotator.project.same_happening import mark_different, mark_same


def fill(project: Project) -> None:
    """What version 1 wrote, and something in every table that came in use since; the last step is undone."""
    make_v1.fill(project)
    first = project.database.value("SELECT uid FROM event")
    march = ArticleDraft("A march in Mosul, three dead.", title="March", date="2020-06-01")
    project.articles.add([march, ArticleDraft("A parade in Basra.", title="Parade"), ArticleDraft("Rain.", title="Rain")])
    coding = project.codings.begin(march.uid, project.coder.uid)
    values = {"event_date": "2020-06-02", "type": "A", "sub": "a2", "country": "Iraq"}
    events = [project.events.add(coding.uid, values).uid for _ in range(2)]
    mark_same(project, events[0], first)
    mark_different(project, events[1], first)
    parade = project.articles.by_number(4)
    assert parade is not None
    project.screening.set(parade.uid, "not", "of no interest")
    replace_text(project, parade.uid, "A parade in Basra, on Sunday.")
    project.saved_filters.save("articles", "Iraq", {"state": "open"})
    project.remarks.flag(Spot(march.uid), "unclear")
    project.remarks.comment(Spot(march.uid, events[0], "n"), "How many?")
    project.assignments.withhold(1, 7)
    for table in ("place", "source"):
        with project.history.operation({"id": f"add_{table}"}):
            project.database.run(f"INSERT INTO {table} (uid, name) VALUES (?, 'Mosul')", (new_uid(),))
    project.search.catch_up()
    project.events.set_values(first, {"n": 3})
    project.history.undo()


if __name__ == "__main__":
    samples.write(2, fill)
