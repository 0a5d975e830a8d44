"""Work comes back in any order and any number of times; nothing is lost, conflicts are kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest
from team import EVENT, at_work, code, give, packed, take_back, texts, work_of

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.conflicts import open_conflicts, settle
from annotator.project.corrected_texts import replace_text
from annotator.project.evidence import Quote
from annotator.project.merging import merge, preview
from annotator.project.remarks import Spot
from annotator.project.verify import verify


@pytest.fixture
def lead(new_project: Callable[..., Project]) -> Iterator[Project]:
    """A project with six articles, a lead and two coders, four articles each."""
    project = new_project("main", "Lead")
    project.articles.add(texts(6))
    project.search.catch_up()
    uids = [one.uid for one in project.articles.walk()]
    for name, some in (("B2", uids[:4]), ("C3", uids[2:])):
        give(project, project.coders.add(name).uid, some)
    yield project
    assert verify(project) == []


def coder(project: Project, name: str) -> str:
    return project.coders.named(name).uid


def article(project: Project, number: int) -> str:
    found = project.articles.by_number(number)
    assert found is not None
    return found.uid


@pytest.fixture
def b2(lead: Project, tmp_path: Path) -> Path:
    return packed(lead, coder(lead, "B2"), tmp_path / "out")


def test_a_package_holds_the_coders_articles_and_nothing_of_others(lead: Project, tmp_path: Path):
    give(lead, coder(lead, "B2"), [article(lead, number) for number in (3, 1, 4, 2)])
    code(lead, article(lead, 3), {**EVENT, "note": "SECRETWORDS of the lead"})
    lead.remarks.comment(Spot(article(lead, 3)), "SECRETWORDS too")
    path = packed(lead, coder(lead, "B2"), tmp_path / "out")
    assert b"SECRETWORDS" not in path.read_bytes()
    assert coder(lead, "C3").encode() not in path.read_bytes()
    assert b"C3" not in path.read_bytes()
    with at_work(path) as mine:
        assert verify(mine) == []
        assert mine.made_for == mine.coder.uid == coder(lead, "B2")
        assert [one.name for one in mine.coders.all()] == ["B2"]
        assert sorted(one.number for one in mine.articles.walk()) == [1, 2, 3, 4]
        given = mine.database.all("SELECT a.number FROM assignment s JOIN article a ON a.uid = s.article ORDER BY s.position")
        assert [row[0] for row in given] == [3, 1, 4, 2]


def test_work_comes_back_and_again_changes_nothing(lead: Project, b2: Path):
    with at_work(b2) as mine:
        coding = code(mine, article(lead, 1), EVENT, {**EVENT, "n": 1})
        code(mine, article(lead, 2))
        event = mine.events.of(coding)[0]
        mine.evidence.add(event.uid, "n", [Quote("text", 0, 3, "Two")])
        mine.finish(coding)
        mine.remarks.flag(Spot(article(lead, 2)), "odd")
    before = work_of(lead)
    told = preview(lead, [b2])
    assert (told.files[0].new, told.files[0].changed, told.operation) == (2, 0, None)
    assert work_of(lead) == before
    told = merge(lead, [b2])
    assert (told.files[0].new, told.files[0].changed, told.files[0].known) == (2, 0, 0)
    assert told.backup is not None
    assert told.backup.exists()
    assert lead.events.of(coding)[0].values["n"] == 2
    assert lead.codings.get(coding).state == "done"
    assert lead.database.value("SELECT count(*) FROM dataset") == 2
    after = work_of(lead)
    again = merge(lead, [b2])
    assert (again.files[0].new, again.files[0].changed, again.files[0].known) == (0, 0, 2)
    assert work_of(lead) == after


def test_a_merge_is_one_step_that_can_be_undone_and_merged_again(lead: Project, b2: Path):
    with at_work(b2) as mine:
        code(mine, article(lead, 1), EVENT)
    before = work_of(lead)
    merge(lead, [b2])
    after = work_of(lead)
    step = lead.history.undo()
    assert step is not None
    assert step.label["id"] == "merge"
    assert work_of(lead) == before
    assert merge(lead, [b2]).files[0].known == 0
    assert work_of(lead) == after
    lead.history.undo()
    lead.history.redo()
    assert work_of(lead) == after
    with at_work(b2) as mine:
        mine.history.undo()
        mine.history.undo()
    told = merge(lead, [b2])
    assert (told.files[0].changed, told.clashes) == (1, 0)


def test_two_machines_conflict_and_every_order_gives_the_same(lead: Project, b2: Path, tmp_path: Path):
    other = tmp_path / "second machine.annotator"
    with at_work(b2) as mine:
        coding = code(mine, article(lead, 1), EVENT)
    shutil.copy(b2, other)
    third = tmp_path / "third.annotator"
    with at_work(b2) as mine:
        mine.events.set_values(mine.events.of(coding)[0].uid, {"n": 3})
        code(mine, article(lead, 2))
    with at_work(other) as mine:
        mine.events.set_values(mine.events.of(coding)[0].uid, {"n": 4})
    shutil.copy(other, third)
    with at_work(third) as mine:
        mine.events.set_values(mine.events.of(coding)[0].uid, {"country": "Syria"})
    c3 = packed(lead, coder(lead, "C3"), tmp_path / "out")
    with at_work(c3) as mine:
        code(mine, article(lead, 3), EVENT)
    start = work_of(lead)
    ends = []
    for order in permutations([b2, other, third, c3]):
        for one in order:
            merge(lead, [one])
        merge(lead, list(order))
        ends.append(work_of(lead))
        (conflict,) = open_conflicts(lead)
        assert {one.field for one in conflict.differences} == {"n", "country"}
        while work_of(lead) != start:
            assert lead.history.undo() is not None
    assert all(end == ends[0] for end in ends)
    merge(lead, [b2, other, third, c3])
    (conflict,) = open_conflicts(lead)
    current = lead.events.of(coding)[0].values["n"]
    settle(lead, conflict.version, True)
    assert lead.events.of(coding)[0].values["n"] != current
    assert open_conflicts(lead) == []
    told = merge(lead, [b2, other, third, c3])
    assert told.clashes == 0
    assert all(one.changed == 0 for one in told.files)
    again = packed(lead, coder(lead, "B2"), tmp_path / "out")
    with at_work(third) as mine:
        assert merge(mine, [again]).files[0].changed == 1
        assert mine.events.of(coding)[0].values["n"] != current
        mine.events.set_values(mine.events.of(coding)[0].uid, {"n": 5})
    assert merge(lead, [third]).files[0].changed == 1
    assert lead.events.of(coding)[0].values["n"] == 5
    lead.history.undo()
    lead.history.undo()
    assert len(open_conflicts(lead)) == 1


def test_a_first_submission_stays_whichever_of_two_states_that_say_the_same_comes_first(
    lead: Project, b2: Path, tmp_path: Path
):
    """Handed in on one machine and emptied, begun on another and emptied: they say the same now, but one was handed in."""
    other = tmp_path / "second machine.annotator"
    shutil.copy(b2, other)
    with at_work(b2) as mine:
        coding = code(mine, article(lead, 1), EVENT)
        handed_in = mine.codings.get(coding).first_done
        mine.events.remove(mine.events.of(coding)[0].uid)
    with at_work(other) as mine:
        begun = mine.codings.begin(article(lead, 1), mine.coder.uid).uid
        mine.events.remove(mine.events.add(begun, EVENT).uid)
    assert handed_in
    ends = []
    for order in ([b2, other], [other, b2]):
        for one in order:
            merge(lead, [one])
        ends.append(work_of(lead))
        assert lead.codings.get(coding).first_done == handed_in
        lead.history.undo()
        lead.history.undo()
    assert ends[0] == ends[1]


def test_a_later_package_leaves_open_work_alone(lead: Project, b2: Path, tmp_path: Path):
    with at_work(b2) as mine:
        coding = code(mine, article(lead, 1), {**EVENT, "n": 9}, done=False)
        mine.search.catch_up()
    take_back(lead, coder(lead, "B2"), [article(lead, 1), article(lead, 2)])
    give(lead, coder(lead, "B2"), [article(lead, 5)])
    lead.database.run("PRAGMA foreign_keys")
    with lead.history.operation({"id": "add_entry"}):
        lead.database.run("INSERT INTO actor (uid, name) VALUES ('a1', 'Police')")
    second = packed(lead, coder(lead, "B2"), tmp_path / "out")
    with at_work(b2) as mine:
        told = merge(mine, [second])
        assert (told.files[0].kind, told.files[0].counts["articles_new"]) == ("update", 1)
        assert told.files[0].counts["articles_withdrawn"] == 1
        assert mine.events.of(coding)[0].values["n"] == 9
        assert [one.number for one in mine.articles.walk()] == [1, 3, 4, 5]
        assert mine.registers.names("actors") == ["Police"]
        assert mine.history.undo() is not None  # the coder's own last step, not the package
        assert [one.number for one in mine.articles.walk()] == [1, 3, 4, 5]
        assert verify(mine) == []
        assert merge(mine, [second]).files[0].counts.get("articles_new", 0) == 0
    merge(lead, [b2])
    assert lead.codings.get(coding).state == "open"


def test_corrections_of_the_lead_reach_work_that_knows_nothing_of_them(lead: Project, b2: Path, tmp_path: Path):
    with at_work(b2) as mine:
        coding = code(mine, article(lead, 1), EVENT)
    merge(lead, [b2])
    event = lead.events.of(coding)[0].uid
    with lead.history.operation({"id": "rename_entry"}):
        lead.events.set_values(event, {"country": "Syria"})
    with at_work(b2) as mine:
        mine.events.set_values(event, {"n": 4})
    assert merge(lead, [b2]).clashes == 0
    assert lead.events.get(event).values["country"] == "Syria"
    assert lead.events.get(event).values["n"] == 4
    second = packed(lead, coder(lead, "B2"), tmp_path / "out")
    with at_work(b2) as mine:
        mine.events.set_values(event, {"n": 5})
        assert merge(mine, [second]).clashes == 0
        assert (mine.events.get(event).values["country"], mine.events.get(event).values["n"]) == ("Syria", 5)
    assert merge(lead, [b2]).clashes == 0
    assert lead.events.get(event).values["n"] == 5


def test_work_on_a_text_that_was_corrected_moves_to_the_new_text(lead: Project, b2: Path):
    new = replace_text(lead, article(lead, 1), "Yesterday two died in Kirkuk, number 1.").article
    with at_work(b2) as mine:
        old = mine.articles.by_number(1)
        assert old is not None
        coding = code(mine, old.uid, EVENT)
        mine.evidence.add(mine.events.of(coding)[0].uid, "country", [Quote("text", 12, 18, "Kirkuk")])
    merge(lead, [b2])
    assert lead.codings.get(coding).article == new
    (evidence,) = lead.evidence.of(lead.events.of(coding)[0].uid)
    assert evidence.spans[0].start == 22


def test_a_return_reaches_the_coder_and_is_not_lost(lead: Project, b2: Path, tmp_path: Path):
    with at_work(b2) as mine:
        coding = code(mine, article(lead, 1), EVENT)
    merge(lead, [b2])
    with lead.history.operation({"id": "return"}):
        lead.database.run("UPDATE coding SET state = 'returned' WHERE uid = ?", (coding,))
        lead.database.run(
            "INSERT INTO review (uid, coding, reviewer, outcome, comment, time) VALUES ('r', ?, ?, 'returned', 'Look', "
            "'2026-01-01T00:00:00Z')",
            (coding, lead.coder.uid),
        )
    with at_work(b2) as mine:
        mine.codings.set_memo(coding, "more")
        mine.finish(coding)
    merge(lead, [b2])
    assert lead.codings.get(coding).state == "returned"
    second = packed(lead, coder(lead, "B2"), tmp_path / "out")
    with at_work(b2) as mine:
        assert merge(mine, [second]).files[0].counts["reviews"] == 1
        assert mine.codings.get(coding).state == "returned"
        mine.finish(coding)
    merge(lead, [b2])
    assert lead.codings.get(coding).state == "done"


def test_proposals_are_the_coders_until_the_lead_judges(lead: Project, b2: Path, tmp_path: Path):
    from annotator.project.register import Entry

    with at_work(b2) as mine:
        mine.registers.register("actors").put(Entry({"name": "Militia", "type": "", "country": ""}))
    told = merge(lead, [b2])
    assert told.files[0].counts["proposals"] == 1
    register = lead.registers.register("actors")
    (entry,) = register.page()
    register.judge([entry.uid], "approved")
    assert merge(lead, [b2]).files[0].counts.get("proposals", 0) == 0
    assert register.page()[0].state == "approved"
    second = packed(lead, coder(lead, "B2"), tmp_path / "out")
    with at_work(b2) as mine:
        merge(mine, [second])
        assert mine.registers.names("actors") == ["Militia"]


def test_what_was_said_of_an_article_that_was_withdrawn_stays_with_the_lead(lead: Project, b2: Path, tmp_path: Path):
    with at_work(b2) as mine:
        mine.screening.set(article(lead, 1), "not")
    merge(lead, [b2])
    take_back(lead, coder(lead, "B2"), [article(lead, 1)])
    second = packed(lead, coder(lead, "B2"), tmp_path / "out")
    with at_work(b2) as mine:
        assert merge(mine, [second]).files[0].refused == ""
    merge(lead, [b2])
    assert lead.database.all("SELECT verdict FROM screening WHERE removed = 0") == [("not",)]


def test_only_a_lead_merges(lead: Project, b2: Path):
    lead.work_as(lead.coders.named("C3"))
    with pytest.raises(UsageError, match="lead"):
        merge(lead, [b2])


def test_the_history_of_a_value_goes_on_behind_the_merge(lead: Project, b2: Path):
    with at_work(b2) as mine:
        coding = code(mine, article(lead, 1), EVENT)
        event = mine.events.of(coding)[0].uid
        mine.events.set_values(event, {"n": 3})
        mine.events.set_values(event, {"n": 4})
    merge(lead, [b2])
    lead.events.set_values(event, {"n": 1})
    told = lead.place_history.of_field(event, "n")
    assert [(one.old, one.new) for one in told if one.field == "values.n"] == [("4", "1"), ("3", "4"), ("2", "3")]
    assert [one.step.coder for one in told][-1] == coder(lead, "B2")
    second = lead.place_history.of_field(event, "n", limit=2)
    assert second + lead.place_history.of_field(event, "n", before=second[-1].id) == told


def test_a_package_before_the_test_holds_no_real_work_and_no_standard_of_the_test(lead: Project, tmp_path: Path):
    from annotator.project.results import record

    b2 = coder(lead, "B2")
    practice, exam = lead.rounds.add("Training 1", "training"), lead.rounds.add("Test 1", "test", {"pass_mark": 0.8})
    for round_, number, words in ((practice, 5, "PRACTICEWORDS"), (exam, 6, "EXAMWORDS")):
        standard = lead.codings.begin(article(lead, number), lead.coder.uid, round_.uid, "standard")
        lead.events.add(standard.uid, {**EVENT, "note": words})
        give(lead, b2, [article(lead, number)], round_.uid)
    closed = packed(lead, b2, tmp_path / "out")
    content = closed.read_bytes()
    assert (b"PRACTICEWORDS" in content, b"EXAMWORDS" in content) == (True, False)
    with at_work(closed) as mine:
        assert sorted(one.number for one in mine.articles.walk()) == [5, 6]
        assert not mine.database.all("SELECT 1 FROM assignment WHERE round = 'main'")
    record(lead, exam.uid, b2, 0.9, passed=True)
    opened = packed(lead, b2, tmp_path / "out")
    assert b"EXAMWORDS" not in opened.read_bytes()
    with at_work(closed) as mine:
        (told,) = merge(mine, [opened]).files
        assert told.counts["articles_new"] == 4
        assert len(mine.database.all("SELECT 1 FROM assignment WHERE round = 'main' AND withdrawn = 0")) == 4
        assert verify(mine) == []
