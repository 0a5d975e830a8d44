"""What coders' own files told comes back with a state, whatever merges came and went since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from team import EVENT, at_work, code, give, packed, texts
from tiny import TINY

from annotator.project import Project
from annotator.project.as_of import as_of
from annotator.project.merging import merge
from annotator.project.work import read


def told(project: Project) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in project.database.all("SELECT * FROM work_change ORDER BY id")]


def test_a_merge_that_was_undone_and_came_again_leaves_the_state_before_as_it_was(tmp_path: Path):
    book = tmp_path / "tiny.yaml"
    book.write_text(TINY, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(book), coder="Lead") as lead:
        lead.articles.add(texts(2))
        uid, ids = lead.coders.add("B2").uid, [one.uid for one in lead.articles.walk()]
        give(lead, uid, ids)
        path = packed(lead, uid, tmp_path / "out")
        with at_work(path) as mine:
            coding = code(mine, ids[0], EVENT)
        merge(lead, [path])
        with at_work(path) as mine:
            mine.events.set_values(mine.events.of(coding)[0].uid, {"n": 5})
        merge(lead, [path])
        change = int(lead.database.value("SELECT max(id) FROM change"))
        there, steps = told(lead), read(lead.database, uid).codings[coding].steps
        assert lead.history.undo() is not None
        assert read(lead.database, uid).codings[coding].steps != steps
        merge(lead, [path])
        assert read(lead.database, uid).codings[coding].steps == steps, "told once, however often it came"
        with as_of(lead, change) as then:
            assert told(then) == there
