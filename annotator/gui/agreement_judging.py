"""The lead's word on a pair: which two events a word may be about, as things to choose from, and whose word stands already.

Owns the choices; that a word is written, and what it does to pairing, is `project.pairs`'s and `agreement.pairing`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ..agreement.results import Unit
from ..codebook.model import Codebook
from ..codebook.values import show
from ..errors import UsageError
from .agreement_words import ValueWords

if TYPE_CHECKING:
    from ..project import Project
    from ..project.pairs import Judged

    Words = Mapping[str, Sequence[tuple[frozenset[str], Judged]]]
    """The lead's words by each of the two events they are about."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Two events a word may be about."""

    title: str
    one: str
    other: str


def inside(unit: Unit, told: ValueWords) -> list[Choice]:
    """Every two events of a unit."""
    return [
        Choice(f"{told.coder(one)} · {told.coder(other)}", unit.events[one], unit.events[other])
        for one, other in combinations(unit.events, 2)
    ]


def outside(project: Project, unit: Unit, others: Sequence[Unit], told: ValueWords) -> list[Choice]:
    """Events of coders who have none in the unit, in the same article."""
    found: list[Choice] = []
    if not unit.events:
        return found
    anchor = next(iter(unit.events.values()))
    for other in others:
        for who, event in other.events.items():
            if who not in unit.events and event not in unit.events.values():
                found.append(Choice(f"{told.coder(who)}: {summary(project, event)}", anchor, event))
    return found


def by_event(words: Mapping[frozenset[str], Judged]) -> Words:
    """Words on pairs by either event: a line is painted from those about its own."""
    found: dict[str, list[tuple[frozenset[str], Judged]]] = {}
    for pair, judged in words.items():
        for event in pair:
            found.setdefault(event, []).append((pair, judged))
    return found


def judged_of(unit: Unit, words: Words, others: Iterable[Unit], told: ValueWords) -> list[tuple[Choice, Judged]]:
    """The words that stand about a unit's events: inside it, and to events of others in its article."""
    whose = {event: who for one in (*others, unit) for who, event in one.events.items()}
    order = {event: at for at, event in enumerate(whose)}
    mine, found = set(unit.events.values()), list[tuple[Choice, "Judged"]]()
    for pair, judged in dict(said for event in unit.events.values() for said in words.get(event, ())).items():
        if pair <= whose.keys():
            one, other = sorted(pair, key=lambda event: (event not in mine, order[event]))
            found.append((Choice(f"{told.coder(whose[one])} · {told.coder(whose[other])}", one, other), judged))
    return found


def word_of(found: Sequence[tuple[Choice, Judged]]) -> str:
    """The lead's words about a unit in a few words; empty for none."""
    return "; ".join(
        (_tr("same: {0}") if judged == "same" else _tr("not the same: {0}")).format(choice.title) for choice, judged in found
    )


def summary(project: Project, event: str) -> str:
    """An event in one line: what the codebook says names it."""
    try:
        found = project.events.get(event)
    except UsageError:
        return _tr("an event taken away since")
    return summary_of(project.codebook, found.values)


def summary_of(codebook: Codebook, values: Mapping[str, object]) -> str:
    """Values of an event in one line."""
    names = [name for name in codebook.summary if name in codebook.fields] or list(codebook.fields)[:4]
    parts = [
        show(codebook, codebook.fields[name], values[name], write="label") for name in names if values.get(name) is not None
    ]
    return " · ".join(part for part in parts if part) or _tr("an empty event")


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)
