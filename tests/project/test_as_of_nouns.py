"""Of every table that history covers, rows are added, changed and removed; each state in between comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from settling_team import BOOK, EVENT, article, code, settling_project
from test_as_of import tables_of

from annotator.codebook.checks import Problem
from annotator.codebook.loading import parse
from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project import as_of as module
from annotator.project.adoption import adopt
from annotator.project.as_of import as_of, lengths
from annotator.project.register import Entry
from annotator.project.remarks import Spot
from annotator.project.renames import rename
from annotator.project.rulings import RulingDraft
from annotator.project.verify import verify


def steps(project: Project) -> list[Callable[[], object]]:
    """What is done, one after the other; each is a state that must come back."""
    one, two = code(project, "A", EVENT), code(project, "B", {**EVENT, "n": 6})
    three = code(project, "A", {**EVENT, "n": 2}, number=2)
    actors, sources = project.registers.register("actors"), project.registers.register("sources")
    known = actors.put(Entry({"name": "Alpha"}))
    remarks, spot = project.remarks, Spot(article(project), one[0], "n")
    book = BOOK.replace(
        "- {name: memo_text, type: long_text}", "- {name: memo_text, type: long_text}\n      - {name: more, type: text}"
    )
    event = one[0]

    def settle() -> None:
        found = adj.begin(project, article(project), [[one[0], two[0]]])
        adj.write(project, project.events.of(found.uid)[0].uid, "n", 7, "misread", "seven")
        adj.finish(project, found.uid)

    def undo() -> None:
        assert project.history.undo()

    def coding() -> str:
        return project.events.get(three[0]).coding

    return [
        lambda: project.incidents.link([one[0], three[0]], "the same"), lambda: project.incidents.number([one[0]]), undo,
        lambda: project.incidents.number([three[0], two[0]]),
        lambda: project.incidents.settle(project.incidents.of_event(one[0])[0], {"n": 4, "country": "Iraq"}),
        lambda: project.incidents.link([one[0], two[0]], "combined"),
        lambda: project.incidents.separate(project.incidents.of_event(one[0])[0], three[0], "another day"),
        lambda: project.incidents.unsettle(project.incidents.of_event(one[0])[0], ["n"]), settle,
        lambda: rename(project, "actors", "Alpha", "Omega"),
        lambda: actors.change(known.uid, Entry({"name": "Omega", "country": "Iraq"}, aliases=("Alfa",), uid=known.uid)),
        lambda: sources.put(Entry({"name": "Daily News"})),
        lambda: sources.judge([sources.named("Daily News")[0].uid], "refused"),
        lambda: project.articles.correct(article(project), title="2020", source="S", date="2020-01-07"),
        lambda: project.reviews.send_back(coding(), "look again"), lambda: project.reviews.approve(coding()),
        lambda: adopt(project, parse(book), "# newer"), lambda: project.events.set_values(three[0], {"more": "1.10", "n": 1}),
        undo, lambda: project.rulings.add(RulingDraft(field="n", question="How many?", answer="All.")),
        lambda: project.rulings.change(project.rulings.all()[0].uid, RulingDraft(field="n", question="?", answer="None.")),
        lambda: project.rulings.remove(project.rulings.all()[0].uid), lambda: remarks.flag(spot, "odd"),
        lambda: remarks.comment(spot, "why?"), lambda: remarks.unflag(remarks.of(spot.article).flags[0]),
        lambda: project.screening.set(article(project, 2), "relevant"),
        lambda: project.screening.set(article(project, 2), "not"), lambda: project.screening.set(article(project, 2), None),
        lambda: project.content_marks.mark(article(project), "torture"),
        lambda: project.content_marks.unmark(article(project), "torture"),
        lambda: project.saved_filters.save("events", "mine", {"n": 1}),
        lambda: project.events.overrule(event, Problem("R1", "error", "n", "too many"), 'so it "is"'),
        lambda: project.events.overrule(event, Problem("R1", "error", "n", "too many"), None),
        lambda: adopt(project, parse(BOOK.replace("at_most: 9", "at_most: 8")), "# third"), undo,
        lambda: project.coders.rename(project.coders.named("A").uid, "Anna"), undo, undo,
    ]  # fmt: skip


def test_every_noun_comes_back(tmp_path: Path):
    with settling_project(tmp_path, articles=3) as project:
        kept = []
        for step in steps(project):
            last = int(project.database.value("SELECT max(id) FROM change"))
            kept.append((last, lengths(project), project.codebook_uid, tables_of(project)))
            step()
            project.reload()
            assert int(project.database.value("SELECT max(id) FROM change")) > last, "each step changes something"
        for change, logs, book, then in kept:
            with as_of(project, change, logs=logs) as old:
                found = tables_of(old)
                assert {table: found[table] for table in then if found[table] != then[table]} == {}
                assert old.codebook_uid == book
                assert verify(old) == []


@pytest.mark.parametrize("many", [0, 50_000])
def test_without_the_ends_of_logs_history_is_exact_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int):
    monkeypatch.setattr(module, "_MANY", many)
    with settling_project(tmp_path, articles=2) as project:
        first = code(project, "A", EVENT)
        change, then = int(project.database.value("SELECT max(id) FROM change")), tables_of(project)
        project.events.set_values(first[0], {"n": 9, "note": None})
        with as_of(project, change) as old:
            assert tables_of(old) == then
            assert verify(old) == []


@pytest.mark.parametrize("key", ["a key", "dotted.key", "clé 😀"])
def test_keys_of_objects_are_any_text(project: Project, key: str):
    actors = project.registers.register("actors")
    known = actors.put(Entry({"name": "Alpha"}))
    before = int(project.database.value("SELECT max(id) FROM change"))
    then = tables_of(project)
    with project.history.operation({"id": "change_entry", "name": "Alpha"}):
        project.database.run(
            "UPDATE actor SET details = json_set(details, ?, json(?)) WHERE uid = ?", (f'$."{key}"', "[1.50, null]", known.uid)
        )
    later = tables_of(project)
    with as_of(project, before) as old:
        assert tables_of(old) == then
    with as_of(project) as now:
        assert tables_of(now) == later
