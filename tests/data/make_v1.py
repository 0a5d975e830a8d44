"""Makes `v1.annotator`, a small project of schema version 1 that later versions must be able to open.

Run once, when the version is released: ``PYTHONPATH=.:tests python tests/data/make_v1.py``. Never run again for a
version that people have files of.
"""

from __future__ import annotations

import samples

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.history import new_uid
from annotator.project.incident_rows import unnumbered

TEXT = "😀 قتل شخصان في كركوك. Two died in Kirkuk."


def fill(project: Project) -> None:
    """Something in every table that this version writes."""
    draft = ArticleDraft(TEXT, title="Clash in Kirkuk", date="2020-06-02", source="X", extra={"desk": "foreign"})
    project.articles.add([draft, ArticleDraft("", stub=True, external_id="row 7")], source="a.csv")
    project.articles.correct(draft.uid, title="A clash in Kirkuk")
    coding = project.codings.begin(draft.uid, project.coder.uid)
    event = project.events.add(coding.uid, {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq"})
    project.events.set_values(event.uid, {"n": 7})
    start = TEXT.index("Two")
    project.evidence.add(event.uid, "n", [Quote("text", start, start + 3, "Two")])
    project.evidence.set_status(event.uid, "country", "inferred")
    project.evidence.add_mention(coding.uid, [Quote("text", 0, 1, "😀")], "background")
    project.events.overrule(event.uid, project.events.problems(project.events.get(event.uid))[0], "it is so")
    with project.history.operation({"id": "add_actor"}):
        project.database.run("INSERT INTO actor (uid, name, country) VALUES (?, 'Police', 'Iraq')", (new_uid(),))
    project.finish(coding.uid)
    project.incidents.number(unnumbered(project))
    project.events.set_values(event.uid, {"n": 3})
    project.history.undo()
    project.search.catch_up()


if __name__ == "__main__":
    samples.write(1, fill)
