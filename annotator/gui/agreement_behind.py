"""What stands behind a figure: the very units of a question that a person asked for, and all that was found in an article.

Owns which units were made already: a result makes those of one question at a time. No widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..agreement.results import Agreement, Layer, Question, Unit

MOST_KEPT = 6
"""Questions whose units are kept."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Units of a question, the least alike first, and what they are in words. `who` names the coders asked about; empty for
    all."""

    question: Question
    title: str
    units: Sequence[Unit]
    who: tuple[str, ...] = ()


def behind(question: Question, title: str, units: Sequence[Unit], who: tuple[str, ...] = ()) -> Behind:
    """The units, the least alike first, else in the articles' order."""
    return Behind(question, title, sorted(units, key=lambda one: one.alike), who)


class Book:
    """The units of one result."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self._kept: dict[tuple[Layer, str], Sequence[Unit]] = {}
        self._happenings: dict[str, Sequence[Unit]] = {}

    def units(self, question: Question) -> Sequence[Unit]:
        """The units of a question."""
        key = question.layer, question.name
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self.agreement.units.get(key, ())
        return self._kept[key]

    def happenings(self, article: str) -> Sequence[Unit]:
        """What was found in an article: groups of events, and events of one coder alone."""
        if article not in self._happenings:
            self._happenings[article] = self.agreement.happenings(article)
        return self._happenings[article]
