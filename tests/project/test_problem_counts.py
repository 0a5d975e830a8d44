"""The counts of problems are those a judgement gives, as soon as somebody asks; and cost nobody anything before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.problem_counts import count_problems, waiting
from annotator.project.verify import verify


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "desk.annotator", "acled", coder="ann") as made:
        made.articles.add([ArticleDraft(text=f"Text {number}.") for number in range(3)])
        for article in list(made.articles.walk()):
            coding = made.codings.begin(article.uid, made.coder.uid).uid
            made.events.add(coding, {"event_type": "Battles", "actor1": f"Group {article.number}"})
        yield made


def agrees(project: Project) -> bool:
    """Whether each row has what its event's problems say."""
    rows = project.database.all("SELECT event_uid, errors_standing, warnings_standing FROM events")
    for uid, errors, warnings in rows:
        event = project.events.get(uid)
        kinds = [one.severity for one in project.events.problems(event) if one.key not in event.overruled]
        if (kinds.count("error"), kinds.count("warning")) != (errors, warnings):
            return False
    return bool(rows)


def test_what_changed_is_judged_again_and_no_more(project: Project):
    assert waiting(project) == 3
    told: list[tuple[int, int]] = []
    assert count_problems(project, lambda done, total: told.append((done, total))) == 3
    assert told == [(3, 3)]
    assert agrees(project)
    assert count_problems(project) == 0
    uid = project.database.value("SELECT event_uid FROM events LIMIT 1")
    problem = next(one for one in project.events.problems(project.events.get(uid)) if one.severity == "error")
    project.events.overrule(uid, problem, "It is so.")
    assert waiting(project) == 1
    count_problems(project)
    assert agrees(project)
    assert verify(project) == []


def test_a_changed_article_and_a_register_reach_their_events(project: Project):
    count_problems(project)
    project.articles.correct(next(iter(project.articles.walk())).uid, date="2020-06-02")
    assert waiting(project) == 1
    count_problems(project)
    with project.history.operation({"id": "add_entry", "name": "Group 2"}):
        project.database.run("INSERT INTO actor (uid, name, type) VALUES ('a1', 'Group 2', 'Rebel group')")
    assert waiting(project) == 1
    count_problems(project)
    assert agrees(project)


def test_stopping_keeps_what_was_judged_and_a_read_only_file_says_why_not(project: Project):
    with Project.open(project.path, read_only=True) as looking, pytest.raises(UsageError, match="written"):
        count_problems(looking)
    count_problems(project)
    with Project.open(project.path, read_only=True) as looking:
        assert count_problems(looking) == 0
