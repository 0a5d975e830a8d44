"""Lists of events say in SQL what a plain loop over all events would say."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.event_list import EventList, EventQuery, Filter

TYPES = ("Battles", "Protests", "Riots")
PLACES = ("Kirkuk", "100% sure", "a_b", "x' OR '1'='1", "Mosul")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """60 events with gaps."""
    dice = random.Random(7)
    with Project.create(tmp_path_factory.mktemp("list") / "desk.annotator", "acled", coder="ann") as made:
        made.articles.add([ArticleDraft(text=f"Text {number}.", title=f"T{number}") for number in range(20)])
        for article in list(made.articles.walk()):
            coding = made.codings.begin(article.uid, made.coder.uid, "main").uid
            for _ in range(3):
                values = {
                    "event_date": f"2020-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}", "event_type": dice.choice(TYPES),
                    "fatalities": dice.randint(0, 20), "location": dice.choice(PLACES), "notes": f"Note {dice.random()}",
                }  # fmt: skip
                made.events.add(coding, {name: value for name, value in values.items() if dice.random() < 0.8})
        yield made


@pytest.fixture
def listed(project: Project) -> EventList:
    return EventList(project.table)


def cells(listed: EventList, query: EventQuery, column: str) -> list[Any]:
    numbers = listed.numbers(query)
    rows = listed.rows(numbers, [column])
    return [rows[number][0] for number in numbers]


def everything(listed: EventList, column: str) -> list[Any]:
    return cells(listed, EventQuery(), column)


@pytest.mark.parametrize(
    ("one", "holds"),
    [
        (Filter("event_type", "is", "Battles"), lambda cell: cell == "Battles"),
        (Filter("event_type", "is_not", "Battles"), lambda cell: cell != "Battles"),
        (Filter("event_type", "empty"), lambda cell: cell is None),
        (Filter("event_type", "filled"), lambda cell: cell is not None),
        (Filter("fatalities", "is", "3"), lambda cell: cell == 3),
        (Filter("fatalities", "least", "10"), lambda cell: cell is not None and cell >= 10),
        (Filter("fatalities", "most", 2), lambda cell: cell is not None and cell <= 2),
        (Filter("location", "contains", "%"), lambda cell: cell is not None and "%" in cell),
        (Filter("location", "contains", "_"), lambda cell: cell is not None and "_" in cell),
        (Filter("location", "is", "x' OR '1'='1"), lambda cell: cell == "x' OR '1'='1"),
        (Filter("event_date", "least", "2020-05"), lambda cell: cell is not None and cell >= "2020-05"),
        (Filter("event_date", "most", "2020-05"), lambda cell: cell is not None and cell[:7] <= "2020-05"),
        (Filter("event_date", "is", "2020-03"), lambda cell: cell is not None and cell.startswith("2020-03")),
    ],
    ids=lambda one: f"{one.column} {one.operator}" if isinstance(one, Filter) else "",
)
def test_each_filter_finds_what_a_loop_finds(listed: EventList, one: Filter, holds: Callable[[Any], bool]):
    wanted = [cell for cell in everything(listed, one.column) if holds(cell)]
    assert 0 < len(wanted) < 60
    assert cells(listed, EventQuery((one,)), one.column) == wanted
    assert listed.count(EventQuery((one,))) == len(wanted)


def test_filters_hold_together_with_words(listed: EventList):
    query = EventQuery((Filter("event_type", "is", "Riots"), Filter("fatalities", "filled")), words="kirk")
    rows = listed.rows(listed.numbers(query), ["event_type", "fatalities", "location"]).values()
    assert rows
    assert all(row[0] == "Riots" and row[1] is not None and row[2] == "Kirkuk" for row in rows)
    assert listed.count(query.without_filters()) == 60


@pytest.mark.parametrize("descending", [False, True])
def test_a_column_orders_the_list(listed: EventList, descending: bool):
    found = cells(listed, EventQuery(sort="fatalities", descending=descending), "fatalities")
    assert len(found) == 60
    numbers = [cell for cell in found if cell is not None]
    assert numbers == sorted(numbers, reverse=descending)


def test_a_stretch_is_part_of_the_list(listed: EventList):
    query = EventQuery(sort="event_date")
    assert listed.first(query, 7, 20) == list(listed.numbers(query)[20:27])


def test_the_usual_values_are_offered_most_frequent_first(listed: EventList):
    found = listed.values("event_type")
    counts = [everything(listed, "event_type").count(one) for one in found]
    assert set(found) == set(TYPES)
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        EventQuery(sort='location"; DROP TABLE event; --'),
        EventQuery((Filter("no_such", "is", "x"),)),
        EventQuery((Filter("event_type", "least", "x"),)),
        EventQuery((Filter("fatalities", "is", "many"),)),
        EventQuery((Filter("event_date", "is", "one day"),)),
    ],
)
def test_what_cannot_be_asked_is_refused(listed: EventList, query: EventQuery):
    with pytest.raises(UsageError):
        listed.numbers(query)


def test_a_coder_alone(project: Project, listed: EventList):
    other = project.coders.add("B2")
    assert listed.count(EventQuery(coder=other.uid)) == 0
    assert listed.count(EventQuery(coder=project.coder.uid)) == 60


def test_events_that_are_alike_stand_as_they_came_in(new_project: Callable[..., Project]):
    project = new_project()
    with project.history.operation({"id": "import_events"}):
        project.articles.add([ArticleDraft(text=f"Text {number}.") for number in range(30)])
        for article in list(project.articles.walk()):
            project.events.add(project.codings.begin(article.uid, project.coder.uid, "main").uid, {"type": "A"})
    listed = EventList(project.table)
    rows = listed.first(EventQuery(sort="type"), 30)
    assert [listed.rows([row], ["article"])[row][0] for row in rows] == [*range(1, 31)]
