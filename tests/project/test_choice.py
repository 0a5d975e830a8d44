"""Which coding stands for an article: the adjudicated, the only approved, the only done one, and nothing where it is open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from settling_team import EVENT, article, code, settling_project

from annotator.errors import ProjectReadOnly
from annotator.project import Project, adjudication
from annotator.project.choice import TAKEN, USUAL, Choice, make_choice, standing_codings
from annotator.project.history import new_uid


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with settling_project(tmp_path, articles=4) as opened:
        yield opened


def chosen(project: Project, choice: Choice = USUAL) -> dict[int, tuple[str, str]]:
    """Article → basis and coder's name, of what was chosen."""
    make_choice(project, choice)
    return {
        number: (basis, name) for number, basis, name in project.database.all(
            "SELECT o.number, o.basis, k.name FROM temp.chosen o JOIN coder k ON k.uid = o.coder ORDER BY o.number")
    }  # fmt: skip


def passed(project: Project) -> dict[tuple[int, str], str]:
    """Article and coder's name → reason, of what was passed over."""
    return {
        (number, name): reason for number, name, reason in project.database.all(
            "SELECT p.number, k.name, p.reason FROM temp.passed_over p JOIN coder k ON k.uid = p.coder")
    }  # fmt: skip


def coding_of(project: Project, event: str) -> str:
    return project.events.get(event).coding


def test_the_only_one_that_is_done_stands_where_that_is_enough(project: Project):
    code(project, "A", EVENT)
    code(project, "A", EVENT, number=2, done=False)
    assert chosen(project) == {1: ("done", "A")}
    assert passed(project) == {(2, "A"): "not_done"}
    assert chosen(project, Choice(done=False)) == {}
    assert passed(project) == {(1, "A"): "not_approved", (2, "A"): "not_done"}


def test_an_article_without_events_counts(project: Project):
    code(project, "A", number=3)
    told = make_choice(project)
    assert (told.articles, told.events, told.by_basis) == (1, 0, {"done": 1})


def test_several_finished_and_not_settled_are_left_out_and_counted(project: Project):
    code(project, "A", EVENT)
    code(project, "B", EVENT, EVENT)
    told = make_choice(project)
    assert (told.by_basis, told.left_out, told.events_left_out) == ({}, {"several": 2}, {"several": 3})


def test_a_second_one_that_is_not_done_does_not_keep_the_first_back(project: Project):
    code(project, "A", EVENT)
    code(project, "B", EVENT, done=False)
    assert chosen(project) == {1: ("done", "A")}


def test_the_only_approved_one_stands(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", EVENT)
    project.reviews.approve(coding_of(project, one))
    for choice in (Choice(), Choice(done=False)):
        assert chosen(project, choice) == {1: ("approved", "A")}
        assert passed(project) == {(1, "B"): "another_approved"}
    project.reviews.approve(coding_of(project, other))
    assert chosen(project) == {}
    assert passed(project) == {(1, "A"): "several", (1, "B"): "several"}


def test_an_adjudication_stands_as_soon_as_it_is_done_and_nothing_before(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", EVENT)
    project.reviews.approve(coding_of(project, one))
    coding = adjudication.begin(project, article(project), [[one, other]])
    told = make_choice(project)
    assert (told.by_basis, told.left_out) == ({}, {"under_way": 3})
    adjudication.finish(project, coding.uid)
    for choice in (Choice(), Choice(done=False), Choice(adjudicated=True)):
        assert chosen(project, choice) == {1: ("adjudicated", "L")}
    assert set(passed(project).values()) == {"not_adjudicated"}
    told = make_choice(project)
    assert (told.by_basis, told.left_out, told.events) == ({"adjudicated": 1}, {"adjudicated": 2}, 1)


def test_standards_and_other_rounds_are_never_taken(project: Project):
    (one,) = code(project, "A", EVENT)
    with project.history.operation({"id": "test"}):
        project.database.run("INSERT INTO round (uid, name, kind) VALUES ('t', 'training', 'training')")
        project.database.run(
            "INSERT INTO coding (uid, article, coder, round, standing, state) SELECT 's', article, coder, 't', 'standard', "
            "'done' FROM coding WHERE uid = ?", (coding_of(project, one),),
        )  # fmt: skip
        project.database.run(
            "INSERT INTO coding (uid, article, coder, round, state) SELECT 'r', article, coder, 't', 'done' FROM coding "
            "WHERE uid = ?", (coding_of(project, one),),
        )  # fmt: skip
    assert make_choice(project).left_out == {"other_round": 1, "standard": 1}
    assert chosen(project) == {1: ("done", "A")}


def test_one_coders_work_can_be_asked_for(project: Project):
    code(project, "A", EVENT)
    code(project, "B", EVENT)
    assert chosen(project, Choice(coder=project.coders.named("B").uid)) == {1: ("done", "B")}
    assert passed(project) == {(1, "A"): "other_coder"}


def test_removed_articles_and_codings_say_nothing(project: Project):
    code(project, "A", EVENT)
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE article SET removed = 1")
    told = make_choice(project)
    assert (told.by_basis, told.left_out, told.events) == ({}, {}, 0)


def test_what_is_chosen_is_part_of_the_dataset(project: Project):
    (one,) = code(project, "A", EVENT)
    (other,) = code(project, "B", EVENT)
    code(project, "A", EVENT, number=2)
    code(project, "A", EVENT, number=3)
    code(project, "B", EVENT, number=3)
    settled = adjudication.begin(project, article(project), [[one, other]]).uid
    adjudication.finish(project, settled)
    make_choice(project)
    taken = {row[0] for row in project.database.all(f"SELECT e.event_uid FROM events e WHERE {TAKEN}")}
    dataset = {row[0] for row in project.database.all("SELECT event_uid FROM dataset")}
    assert len(taken) == 2
    assert taken < dataset
    articles = [article(project, number) for number in (1, 2, 3, 4)]
    assert standing_codings(project, articles) == {row[0] for row in project.database.all("SELECT coding FROM temp.chosen")}
    assert standing_codings(project, articles[:1]) == {settled}


def test_choosing_works_for_reading_only_and_writes_nothing_else(project: Project):
    code(project, "A", EVENT)
    path = project.path
    project.close()
    with Project.open(path, read_only=True) as reader:
        with reader.database.reading():
            assert make_choice(reader).events == 1
        assert make_choice(reader).events == 1, "again"
        for sql in ("UPDATE coding SET memo = 'x'", "CREATE TABLE other (x)", "DELETE FROM event", "DROP TABLE flag"):
            with pytest.raises(ProjectReadOnly), reader.database.scratch():
                reader.database.run(sql)
            with pytest.raises(ProjectReadOnly):
                reader.database.run(sql)
        with pytest.raises(ProjectReadOnly):
            reader.database.run("DELETE FROM temp.chosen")
    with Project.open(path) as again:
        assert again.database.value("SELECT count(*) FROM sqlite_schema WHERE name = 'chosen'") == 0


@pytest.mark.long
def test_a_hundred_thousand_articles_in_about_a_second(project: Project):
    coders = [project.coders.named(name).uid for name in "AB"]
    count = 100_000
    with project.history.operation({"id": "test"}):
        project.database.run_many(
            "INSERT INTO article (uid, text, stub) VALUES (?, '', 1)", [(f"x{number}",) for number in range(count)]
        )
        project.database.run_many(
            "INSERT INTO coding (uid, article, coder, round, state) VALUES (?, ?, ?, 'main', 'done')",
            [(new_uid(), f"x{number}", coders[0]) for number in range(count)]
            + [(new_uid(), f"x{number}", coders[1]) for number in range(0, count, 4)],
        )
    began = time.perf_counter()
    told = make_choice(project)
    took = time.perf_counter() - began
    assert told.by_basis == {"done": count * 3 // 4}
    assert took < 5, f"{took:.1f} s"


def test_a_models_coding_stands_for_nothing_and_makes_no_tie(project: Project):
    model = project.coders.add("gpt", kind="model")
    code(project, "A", EVENT)
    code(project, "gpt", EVENT)
    (alone,) = code(project, "gpt", EVENT, number=2)
    assert chosen(project) == {1: ("done", "A")}
    assert passed(project) == {(1, "gpt"): "model", (2, "gpt"): "model"}
    assert standing_codings(project, [article(project), project.articles.uid_of(2)]) == {
        one for one in [project.database.value("SELECT coding FROM temp.chosen")]
    }
    assert chosen(project, Choice(coder=model.uid)) == {1: ("done", "gpt"), 2: ("done", "gpt")}
    assert chosen(project, Choice(adjudicated=True)) == {}
    assert set(passed(project).values()) == {"not_adjudicated"}
    project.reviews.approve(coding_of(project, alone))
    assert chosen(project) == {1: ("done", "A"), 2: ("approved", "gpt")}
