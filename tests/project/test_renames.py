"""Another name, through the register and all events: one operation, counted first, undone as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.codings import MAIN
from annotator.project.evidence import Quote
from annotator.project.register import Entry
from annotator.project.renames import Reach, reach, rename

OLD, NEW = "Police Forces of Mali (2020-)", "Police Forces of Mali (2020-2024)"
CODEBOOK = """
annotator_codebook: 1
name: people
sections:
  - name: who
    fields:
      - {name: country, type: text, finds: country}
      - {name: actor, type: text, register: actors}
      - {name: others, type: text, many: true, register: actors}
      - name: sides
        type: group
        fields:
          - {name: role, type: text}
          - {name: who, type: text, register: actors}
          - {name: allies, type: text, many: true, register: actors}
      - {name: said, type: text}
article:
  - name: about
    fields:
      - {name: main_actor, type: text, register: actors}
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    book = tmp_path / "people.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(book), coder="A1") as made:
        made.articles.add([ArticleDraft("The police came.", title="T", date="2021-06-02")])
        yield made


def coded(project: Project, **values: Any) -> str:
    article = next(iter(project.articles.walk())).uid
    return project.events.add(project.codings.begin(article, project.coder.uid, MAIN).uid, values).uid


def state(project: Project) -> Any:
    db = project.database
    return [
        db.all(f"SELECT * FROM {table} ORDER BY uid") for table in ("event", "evidence", "coding", "actor")
    ] + [db.all("SELECT * FROM events ORDER BY event_uid")]  # fmt: skip


def test_a_name_changes_everywhere_in_one_step(project: Project):
    actors = project.registers.register("actors")
    actors.put(Entry({"name": OLD, "type": "1", "country": "Mali", "valid_from": "2020"}, ("Malian police",)))
    actors.put(Entry({"name": "Gendarmes", "parent": OLD}))
    one = coded(project, actor=OLD, others=["X", OLD], said=OLD)
    two = coded(project, sides=[{"role": "a", "who": "Y"}, {"role": "b", "who": OLD, "allies": ["Z", OLD]}])
    other = coded(project, actor=f"{OLD} unit", others=["X"])
    coding = project.events.get(one).coding
    project.codings.set_answer(coding, "main_actor", OLD)
    project.evidence.add(one, "others", [Quote("text", 4, 10, "police")], item=OLD)
    project.evidence.add(one, "others", [Quote("text", 4, 10, "police")], item="X")
    before, steps = state(project), len(project.history.steps())
    assert reach(project, "actors", OLD) == Reach(events=2, codings=1, values=5, evidence=1, entries=2)
    assert state(project) == before
    assert rename(project, "actors", OLD, NEW) == Reach(events=2, codings=1, values=5, evidence=1, entries=2)
    assert project.events.get(one).values == {"actor": NEW, "others": ["X", NEW], "said": OLD}
    assert project.events.get(two).values["sides"][1] == {"role": "b", "who": NEW, "allies": ["Z", NEW]}
    assert project.events.get(other).values["actor"] == f"{OLD} unit"
    assert [found.item for found in project.evidence.of(one)] == [NEW, "X"]
    assert project.codings.get(coding).answers["main_actor"] == NEW
    assert project.database.value("SELECT actor FROM events WHERE event_uid = ?", (one,)) == NEW
    renamed, child = actors.named(NEW)[0], actors.named("Gendarmes")[0]
    assert (renamed.was, renamed.aliases, renamed.values["valid_to"]) == ((OLD,), ("Malian police",), "2024-12-31")
    assert child.values["parent"] == NEW
    assert len(project.history.steps()) == steps + 1
    assert reach(project, "actors", OLD).nothing
    project.history.undo()
    assert state(project) == before
    project.history.redo()
    assert project.events.get(one).values["actor"] == NEW


def test_done_stays_done_and_a_removed_event_is_renamed_unseen(project: Project):
    one, gone = coded(project, actor=OLD), coded(project, actor=OLD)
    project.events.remove(gone)
    project.finish(project.events.get(one).coding)
    assert rename(project, "actors", OLD, NEW).events == 1
    assert project.codings.get(project.events.get(one).coding).state == "done"
    assert project.events.get(gone).values["actor"] == NEW


def test_a_list_that_has_the_new_name_holds_it_once(project: Project):
    one = coded(project, others=[NEW, "X", OLD])
    rename(project, "actors", OLD, NEW)
    assert project.events.get(one).values["others"] == [NEW, "X"]


def test_an_entry_of_the_new_name_takes_the_old_one_in(project: Project):
    actors = project.registers.register("actors")
    actors.put(Entry({"name": "Xinhua", "country": "China"}, ("XNA",)))
    actors.put(Entry({"name": "Xinhua", "country": "Mali"}))
    kept = actors.put(Entry({"name": "Xinhua News", "country": "China"}, ("NCNA",)))
    assert rename(project, "actors", "Xinhua", "Xinhua News").entries == 2
    assert [(one.country, one.aliases, one.was) for one in actors.named("Xinhua News")] == [
        ("China", ("NCNA", "XNA"), ("Xinhua",)), ("Mali", (), ("Xinhua",)),
    ]  # fmt: skip
    assert actors.get(kept.uid).country == "China"
    assert actors.named("Xinhua") == []
    project.history.undo()
    assert len(actors.named("Xinhua")) == 2
    assert actors.get(kept.uid).aliases == ("NCNA",)


def test_names_with_letters_that_json_escapes_are_found(project: Project):
    odd = 'Groupe "É\\a" (Mali)'
    one = coded(project, actor=odd)
    rename(project, "actors", odd, "Groupe É")
    assert project.events.get(one).values["actor"] == "Groupe É"


def test_refused_renames_change_nothing(project: Project):
    one = coded(project, actor=OLD)
    for old, new, why in (
        (OLD, OLD, "another name"),
        (OLD, " ", "another name"),
        ("Nobody", NEW, "stands neither"),
        (OLD, "A;B", "semi"),
    ):
        with pytest.raises(UsageError, match=why):
            rename(project, "actors", old, new)
    project.work_as(project.coders.add("B2"))
    with pytest.raises(UsageError, match="for the lead"):
        rename(project, "actors", OLD, NEW)
    assert project.events.get(one).values["actor"] == OLD


def test_what_stops_it_takes_all_of_it_back(project: Project):
    for _ in range(200):
        coded(project, actor=OLD)
    before = state(project)

    def stop(_events: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rename(project, "actors", OLD, NEW, stop)
    assert state(project) == before


def test_what_is_settled_of_an_incident_follows(project: Project):
    project.registers.register("actors").put(Entry({"name": OLD, "country": "Mali"}))
    at = project.incidents.link([coded(project, actor=OLD), coded(project, actor="X")])
    project.incidents.settle(at, {"others": ["X", OLD]})
    assert reach(project, "actors", OLD).values == 2
    rename(project, "actors", OLD, NEW)
    assert project.incidents.get(at).settled == {"others": ["X", NEW]}
    project.history.undo()
    assert project.incidents.get(at).settled == {"others": ["X", OLD]}
