"""What readers give: of the types it says, without what no project can hold; else refused in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotator.formats.codings import besides, shapes
from annotator.formats.codings.coded import CodedArticle, CodedEvent, Coding, Mention, Span, Support
from annotator.project.articles import Refused

SPAN = Span("text", 0, 3, "Two")
EVENT = CodedEvent("e", {"n": 2, "actors": [{"name": "x"}]}, (Support("n", spans=(SPAN,)),), "7", {"a": [None, True]})
CODING = Coding("c", "Ada", events=(EVENT,), mentions=(Mention("planned", (SPAN,)),), score=1)
ARTICLE = CodedArticle("a", "Two died.", number=3, extra={"desk": "4"}, codings=(CODING,), row=2)


def with_event(**changed: Any) -> CodedArticle:
    return replace(ARTICLE, codings=(replace(CODING, events=(replace(EVENT, **changed),)),))


def test_what_is_sound_stays_as_it_is():
    assert shapes.sound(ARTICLE) == ARTICLE


def test_what_no_project_can_hold_is_gone():
    told = with_event(values={"n\0": float("nan"), "a": ["x\ud800", {"b": float("inf")}]}, id="\udfff")
    sound = shapes.sound(told)
    assert sound.without == ("n\ufffd: nan", "b: inf")
    assert shapes.sound(sound).without == sound.without, "twice is once"
    (event,) = sound.codings[0].events
    assert event.values == {"n\ufffd": None, "a": ["x\ufffd", {"b": None}]}
    assert event.id == "\ufffd"


DEEP: list[Any] = []
for _ in range(shapes.DEEPEST + 1):
    DEEP = [DEEP]
ODD = [
    replace(ARTICLE, uid=5),
    replace(ARTICLE, number=True),
    replace(ARTICLE, number=1 << 63),
    replace(ARTICLE, title=None),
    replace(ARTICLE, date=["2020"]),
    replace(ARTICLE, extra=[]),
    replace(ARTICLE, stub="yes"),
    replace(ARTICLE, codings=(replace(CODING, coder=["x"]),)),
    replace(ARTICLE, codings=(replace(CODING, score="high"),)),
    replace(ARTICLE, codings=(replace(CODING, mentions=(Mention(7, (SPAN,)),)),)),  # type: ignore[arg-type]
    with_event(uid=["x"]),
    with_event(id=7),
    with_event(values="x"),
    with_event(values={1: 2}),
    with_event(values={"n": DEEP}),
    with_event(derived=frozenset([1])),
    with_event(evidence=(Support("n", spans=(replace(SPAN, start="0"),)),)),
    with_event(evidence=(Support("n", spans=(replace(SPAN, end=2.0),)),)),
    with_event(evidence=(replace(EVENT.evidence[0], item=3),)),  # pyright: ignore[reportArgumentType]
]  # type: ignore[arg-type]


@pytest.mark.parametrize("told", ODD, ids=range(len(ODD)))
def test_what_is_odd_is_refused(told: CodedArticle):
    with pytest.raises(besides.OddFacts):
        shapes.sound(told)
    assert isinstance(shapes.one(1, "a.json", lambda: told), Refused)


@pytest.mark.parametrize(
    "error", [KeyError("x"), TypeError("y" * 900), OverflowError("z\nz"), IndexError(), RecursionError("q")]
)
def test_whatever_reading_ends_in_is_one_sentence(error: Exception):
    def read() -> CodedArticle:
        raise error

    found = shapes.one(7, "a.json", read)
    assert isinstance(found, Refused)
    assert (found.row, found.file, found.reason.startswith("It cannot be read: ")) == (7, "a.json", True)
    assert len(found.reason) < 200
    assert "\n" not in found.reason
