"""A coder's coding beside the standard: relevance, events, and field by field what is the same. Reads, writes nothing.

**What counts.** An answer counts where the codebook asks it of a person and where it can be right or wrong as a whole:
derived fields, long texts and drafted texts are left out, or all but those a round names. In a pair of events a field counts
where either side has an answer. An event that only one side has counts with all its answers. Questions about the article
count alike, and so does relevance (events, no event, unusable), as one field of every article.

**Pairs** are those of `pairing`, without evidence. Where the codebook says that the order of two sides says nothing, the
coder's sides are read in the order that fits the standard's.

**The score** is the share of what counts that is the same, from 0 to 1. Lists and groups are the same where they hold the
same items in any order; texts where they differ in capitals and spaces alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..codebook.model import Codebook, CodedField
from ..codebook.pairing import mirror_of, mirrored, pairing_of
from ..codebook.values import is_empty, is_prose, same_answer

if TYPE_CHECKING:
    from ..project import Project
    from ..project.codings import Coding

Mark = Literal["same", "different", "missing", "extra"]
"""How an answer stands to the standard's: `missing` where the standard alone has one, `extra` where the coder alone has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One field, the coder's value and the standard's, None for none."""

    field: str
    mark: Mark
    mine: Any
    standard: Any


@dataclass(frozen=True, slots=True)
class Compared:
    """Two events that are one happening, or one that only one side has; the other's uid is empty then. Places count from 1."""

    mine: str
    standard: str
    my_place: int
    standard_place: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a comparison of two codings of one article found. `events` in the coder's order, then what the coder lacks."""

    mine: str
    standard: str
    relevance: Answer
    answers: tuple[Answer, ...]
    events: tuple[Compared, ...]

    def counted(self) -> Iterator[Answer]:
        """Everything that counts, relevance first."""
        yield self.relevance
        yield from self.answers
        for event in self.events:
            yield from event.answers

    @property
    def same(self) -> int:
        """How much of it is the same."""
        return sum(one.mark == "same" for one in self.counted())

    @property
    def count(self) -> int:
        """How much counts; at least the relevance."""
        return sum(1 for _ in self.counted())

    @property
    def score(self) -> float:
        """The share that is the same, 0 to 1."""
        return self.same / self.count


@dataclass(frozen=True, slots=True)
class Side:
    """What one coding says: its verdict, its answers about the article, its events as uid and values."""

    coding: str
    verdict: str
    answers: Mapping[str, Any]
    events: Sequence[tuple[str, Mapping[str, Any]]]


def counted_fields(codebook: Codebook, named: Sequence[str] = ()) -> tuple[str, ...]:
    """The fields of event and article that count: those named, else all that are neither derived nor texts to be written."""
    every = {**codebook.article_fields, **codebook.fields}
    if named:
        return tuple(name for name in every if name in named)
    return tuple(name for name, field in every.items() if field.derived is None and not is_prose(field))


def compare(codebook: Codebook, mine: Side, standard: Side, named: Sequence[str] = ()) -> Feedback:
    """A coder's coding beside the standard of the same article."""
    from .pairing import pair_events  # numpy and scipy: not before the window is there

    wanted = counted_fields(codebook, named)
    of_event = [codebook.fields[name] for name in wanted if name in codebook.fields]
    of_article = [codebook.article_fields[name] for name in wanted if name in codebook.article_fields]
    relevance = _answer("", mine.verdict or None, standard.verdict or None, mine.verdict == standard.verdict)
    pairs = pair_events(codebook, [one[1] for one in mine.events], [one[1] for one in standard.events])
    mirror = mirror_of(pairing_of(codebook))
    events: list[Compared] = []
    for place, (uid, values) in enumerate(mine.events):
        there, swapped = pairs.get(place, (-1, False))
        other = standard.events[there] if there >= 0 else ("", {})
        read = mirrored(values, mirror) if swapped else values
        events.append(Compared(uid, other[0], place + 1, there + 1, tuple(_answers(of_event, read, other[1]))))
    paired = {there for there, _ in pairs.values()}
    for place, (uid, values) in enumerate(standard.events):
        if place not in paired:
            events.append(Compared("", uid, 0, place + 1, tuple(_answers(of_event, {}, values))))
    answers = tuple(_answers(of_article, mine.answers, standard.answers))
    return Feedback(mine.coding, standard.coding, relevance, answers, tuple(events))


def _answers(fields: Iterable[CodedField], mine: Mapping[str, Any], standard: Mapping[str, Any]) -> Iterator[Answer]:
    for field in fields:
        here, there = mine.get(field.name), standard.get(field.name)
        if not (is_empty(here) and is_empty(there)):
            yield _answer(field.name, here, there, same_answer(here, there))


def _answer(field: str, mine: Any, standard: Any, same: bool) -> Answer:
    if same:
        return Answer(field, "same", mine, standard)
    mark: Mark = "missing" if is_empty(mine) else "extra" if is_empty(standard) else "different"
    return Answer(field, mark, mine, standard)


# --- in a project ---------------------------------------------------------------------------------------------------------


def of_coding(
    project: Project, coding: Coding, standard: Coding, named: Sequence[str] = (), *, first: bool = False
) -> Feedback:
    """A coding beside the standard as both stand; with `first`, as it was when it was first handed in."""
    mine = _first_side(project, coding) if first and coding.first_done else _side(project, coding)
    return compare(project.codebook, mine, _side(project, standard), named)


def _side(project: Project, coding: Coding) -> Side:
    return Side(coding.uid, coding.verdict, coding.answers, [(one.uid, one.values) for one in project.events.of(coding.uid)])


def _first_side(project: Project, coding: Coding) -> Side:
    kept = project.codings.first_submission(coding.uid)
    known = project.codebook.fields
    events = [(one["uid"], {name: value for name, value in one["values"].items() if name in known}) for one in kept["events"]]
    return Side(coding.uid, kept["verdict"] or ("events" if events else ""), kept["answers"], events)
