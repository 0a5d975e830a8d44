"""Planted disagreements move exactly the layers they should. The table below says which; everything else stays perfect.

Two coders code the same articles alike; then one of them errs in some. Measured as the work stands now: what was handed in
first does not change any more, which is a test of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from simulated import BOOK, ORDERED, Source, fill, maverick, muc4

from annotator.agreement.layers import agree
from annotator.agreement.results import Agreement, Options
from annotator.agreement.submissions import Asked
from annotator.project import Project
from annotator.project.events import Event
from annotator.project.evidence import Quote

ERRORS = 6
"""Articles in which the second coder errs."""
PLAIN = Options(rounds=0, least=2)
NOW = Asked(submission="now")

Plant = Callable[[Project, list[Event]], None]
Moved = set[str]


def wrong_date(project: Project, events: list[Event]) -> None:
    day = date.fromisoformat(events[0].values["day"]) + timedelta(1)
    project.events.set_values(events[0].uid, {"day": day.isoformat()})


def other_actor(project: Project, events: list[Event]) -> None:
    project.events.set_values(events[0].uid, {"actor1": "somebody else"})


def swapped_sides(project: Project, events: list[Event]) -> None:
    event = events[0]
    project.events.set_values(event.uid, {"actor1": event.values["actor2"], "actor2": event.values["actor1"]})
    moved = [one for one in project.evidence.of(event.uid) if one.field in ("actor1", "actor2")]
    for one in moved:
        project.evidence.remove(one.uid)
    for one in moved:
        project.evidence.add(event.uid, "actor2" if one.field == "actor1" else "actor1", one.spans)


def missed_event(project: Project, events: list[Event]) -> None:
    project.events.remove(events[1].uid)


def missed_article(project: Project, events: list[Event]) -> None:
    for event in events:
        project.events.remove(event.uid)
    project.codings.set_verdict(events[0].coding, "no_event")


def divided_event(project: Project, events: list[Event]) -> None:
    again = project.events.copy(events[0].uid)
    day = date.fromisoformat(events[0].values["day"]) + timedelta(1)
    project.events.set_values(again.uid, {"day": day.isoformat()})


def shifted_span(project: Project, events: list[Event]) -> None:
    event = next(one for one in events if project.evidence.of(one.uid))
    first = project.evidence.of(event.uid)[0]
    coding = project.codings.get(event.coding)
    text = project.articles.get(coding.article).text
    project.evidence.replace_spans(first.uid, [Quote("text", 0, 9, text[:9])])


def wrong_code(project: Project, events: list[Event]) -> None:
    other = {"riot": "march", "march": "riot", "attack": "bombing", "forced work stoppage": "strike"}
    act = other.get(events[0].values["act"], "attack")
    project.events.set_values(events[0].uid, {"act": act})


TABLE: dict[Plant, Moved] = {
    wrong_date: {"fields day", "whole"},
    other_actor: {"fields actor1", "whole"},
    swapped_sides: set(),
    missed_event: {"number", "which f1", "whole", "evidence alpha"},
    missed_article: {"relevance", "number", "which f1", "whole", "evidence alpha"},
    divided_event: {"number", "which f1", "which divided", "whole"},
    shifted_span: {"evidence tokens", "evidence alpha"},
    wrong_code: {"fields act", "whole"},
}
"""What a disagreement moves. A missed event takes its words with it, which alpha on whole articles sees and pairs do not; the
words of a divided event are the same words."""


def told(found: Agreement) -> dict[str, float | None]:
    """What the layers say, without the figures that say the same in another way."""
    figures: dict[str, float | None] = {}
    for one in found.questions:
        kept = one.measures.figures
        if one.layer == "relevance":
            figures["relevance"] = min(figures.get("relevance") or 1.0, kept["percent"].value or 0.0)
        elif one.layer == "number":
            figures["number"] = kept["mean_error"].value
        elif one.layer == "which":
            figures["which f1"], figures["which divided"] = kept["f1"].value, kept["divided"].value
        elif one.layer == "fields":
            figures[f"fields {one.name}"] = kept["percent"].value
            figures[f"fields {one.name} answered"] = kept["answered_percent"].value if "answered_percent" in kept else None
        elif one.layer == "evidence" and one.name == "tokens":
            figures["evidence tokens"], figures["evidence alpha"] = kept["token_f1"].value, kept["alpha_u"].value
        elif one.layer == "whole":
            figures["whole"] = kept["whole"].value
    return figures


SOURCES: dict[str, Callable[[int], list[Source]]] = {"muc4": muc4, "maverick": maverick}


@pytest.fixture(scope="module", params=sorted(SOURCES))
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project two coders have coded alike."""
    folder = tmp_path_factory.mktemp(f"{request.param}-")
    book, path = folder / "planted.yaml", folder / "base.annotator"
    book.write_text(BOOK, encoding="utf-8")
    with Project.create(path, str(book), coder="lead") as project:
        fill(project, SOURCES[request.param](40), ["A1", "B2"])
    return path


@pytest.fixture
def project(base: Path, tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "copy.annotator"
    shutil.copy(base, path)
    with Project.open(path) as opened:
        yield opened


def plant(project: Project, how: Plant) -> None:
    """The second coder errs in some articles of two events."""
    project.work_as(project.coders.named("B2"))
    left = ERRORS
    for (article,) in project.database.all("SELECT uid FROM article ORDER BY number"):
        coding = project.codings.find(article, project.coder.uid)
        assert coding is not None
        events = project.events.of(coding.uid)
        backed = [one for one in events if project.evidence.of(one.uid)]
        if left and len(events) > 1 and backed:
            how(project, events)
            project.finish(coding.uid)
            left -= 1
    assert left == 0, "too few articles have two events"


def test_who_codes_alike_agrees_in_everything(project: Project):
    found = agree(project, NOW, PLAIN)
    assert found.who == tuple(project.coders.named(name).uid for name in ("A1", "B2"))
    assert (found.articles, found.unpaired, found.divided) == (40, 0, 0)
    figures = told(found)
    assert figures.pop("number") == 0.0
    assert figures.pop("which divided") == 0.0
    assert {name: value for name, value in figures.items() if value not in (1.0, None)} == {}


@pytest.mark.parametrize("how", TABLE, ids=lambda how: how.__name__)
def test_a_planted_disagreement_moves_its_layers_and_no_other(project: Project, how: Plant):
    before = told(agree(project, NOW, PLAIN))
    plant(project, how)
    after = told(agree(project, NOW, PLAIN))
    assert {name for name in before if before[name] != after[name]} == TABLE[how]


def test_what_was_handed_in_first_does_not_move(project: Project):
    before = told(agree(project, Asked(), PLAIN))
    for how in (wrong_date, shifted_span, missed_event):
        plant(project, how)
    assert told(agree(project, Asked(), PLAIN)) == before


def test_where_the_order_of_sides_says_something_swapped_sides_differ(base: Path, tmp_path: Path):
    book, path = tmp_path / "ordered.yaml", tmp_path / "ordered.annotator"
    book.write_text(ORDERED, encoding="utf-8")
    source = SOURCES[base.parent.name.partition("-")[0]]
    with Project.create(path, str(book), coder="lead") as project:
        fill(project, source(40), ["A1", "B2"])
        before = told(agree(project, NOW, PLAIN))
        plant(project, swapped_sides)
        after = told(agree(project, NOW, PLAIN))
    moved = {name for name in before if before[name] != after[name]}
    assert {"fields actor1", "fields actor2", "whole", "evidence tokens"} <= moved
    assert moved <= {"fields actor1", "fields actor2", "whole", "evidence tokens", "evidence alpha"}
