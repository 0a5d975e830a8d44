"""Tables of the report that are more than rows of figures: codes against codes, coder against coder, months.

Owns which of them are shown and how dark a cell is; must not know HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook.model import Codebook
from . import wording
from .crosstab import MOST, OTHER, Crosstab, crosstab
from .figures import Figure
from .periods import by_period
from .results import Agreement, Between, Question, Unit
from .submissions import STANDARD

TABLED = 12
"""So many values a field without a closed list may have and still be shown as a table; the confusions are told anyway."""
NAMED = 5
"""So many of the commonest confusions are named."""

Cells = Callable[[str, Figure | None, str], Any]


@dataclass(frozen=True, slots=True)
class View:
    """A cross-tabulation for people: `heads` name the values; `rows` hold, for each, (count, darkness 0 to 1, on the
    diagonal). `rows_are` and `columns_are` name two coders, empty where every two count. `total` are pairs of answers."""

    heads: list[str]
    rows: list[list[tuple[int, float, bool]]]
    rows_are: str
    columns_are: str
    total: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two values that stood against each other, how often, and which share of all pairs that differ this is."""

    one: str
    other: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """Coder × coder: above the diagonal one figure, below it another. `cells` hold None on the diagonal, else (cell,
    darkness 0 to 1)."""

    title: str
    above: str
    below: str
    cells: list[list[tuple[Any, float] | None]]


def crosstab_of(
    agreement: Agreement, codebook: Codebook, question: Question, called: Mapping[str, str]
) -> tuple[View | None, list[Confusion]]:
    """The cross-tabulation of a nominal or ordinal field, None where it would be too long, and the commonest confusions."""
    if question.layer not in ("fields", "relevance") or question.metric not in ("nominal", "ordinal"):
        return None, []
    units = agreement.units.get((question.layer, question.name), ())
    one, other = agreement.who if len(agreement.who) == 2 else ("", "")
    if other == STANDARD:  # what others are held against makes the rows
        one, other = other, one
    field = wording.field_of(codebook, question.name)
    codes = [code.code for code in codebook.code_list(field).walk()] if field is not None else []
    order = codes if question.metric == "ordinal" else ()
    whole = crosstab(units, one, other, order, most=1 << 30)
    if len(whole.values) < 2:
        return None, []
    confusions = _confusions(codebook, question.name, whole)
    if len(whole.values) > MOST:
        whole = crosstab(units, one, other, order)
    if len(whole.values) > (MOST + 1 if codes else TABLED):
        return None, confusions
    return _view(codebook, question.name, whole, called.get(one, ""), called.get(other, "")), confusions


def _view(codebook: Codebook, name: str, found: Crosstab, rows_are: str, columns_are: str) -> View:
    size = range(len(found.values))
    largest = max(found.counts.values(), default=1)
    rows = [
        [(found.counts.get((row, column), 0), found.counts.get((row, column), 0) / largest, row == column) for column in size]
        for row in size
    ]
    return View([_named(codebook, name, value) for value in found.values], rows, rows_are, columns_are, found.total)


def _confusions(codebook: Codebook, name: str, found: Crosstab) -> list[Confusion]:
    cells = [
        (_named(codebook, name, found.values[row]), _named(codebook, name, found.values[column]), count)
        for (row, column), count in found.counts.items()
        if row != column and (row < column or not found.mirrored) and None not in (found.values[row], found.values[column])
    ]
    cells.sort(key=lambda each: (-each[2], each[0], each[1]))
    differing = max(found.total - found.same, 1)
    return [Confusion(one, other, count, count / differing) for one, other, count in cells[:NAMED]]


def _named(codebook: Codebook, name: str, value: Any) -> str:
    if value is OTHER:
        return "rarer values"
    return wording.said(codebook, name, value) or "no answer"


def matrices(agreement: Agreement, codebook: Codebook, called: Mapping[str, str], language: str, cell: Cells) -> list[Matrix]:
    """Every two coders: which events, any event, then field by field. Empty where there are only two, as the other figures
    are theirs then."""
    if len(agreement.who) < 3 or not agreement.matrix:
        return []
    known = {(each.one, each.other): each for each in agreement.matrix}

    def pair(one: str, other: str) -> Between | None:
        return known.get((one, other)) or known.get((other, one))

    def made(
        title: str, above: str, below: str, figure: Callable[[Between], tuple[str, Figure | None]],
        under: Callable[[Between], tuple[str, Figure | None] | str],
    ) -> Matrix:  # fmt: skip
        cells: list[list[tuple[Any, float] | None]] = []
        for row, one in enumerate(agreement.who):
            line: list[tuple[Any, float] | None] = []
            for column, other in enumerate(agreement.who):
                between = pair(one, other) if row != column else None
                if between is None:
                    line.append(None)
                    continue
                told = figure(between) if row < column else under(between)
                if isinstance(told, str):
                    line.append((told, 0.0))
                    continue
                place = f"{title}, {called[one]} and {called[other]}: {wording.measure(told[0]).label}"
                shade = max(0.0, min(1.0, told[1].value)) if told[1] is not None and told[1].value is not None else 0.0
                line.append((cell(*told, place), shade))
            cells.append(line)
        return Matrix(title, above, below, cells)

    found = [
        made("Which events?", "F1", "pairs of events", lambda b: ("f1", b.f1), lambda b: f"{b.pairs:,}"),
        made(
            "Any event?", wording.measure("alpha").label, "articles both coded", lambda b: ("alpha", b.relevance),
            lambda b: f"{b.articles:,}",
        ),
    ]  # fmt: skip
    for name in dict.fromkeys(name for each in agreement.matrix for name in each.fields):
        title, alpha = wording.title(codebook, "fields", name, language), wording.measure("alpha").label
        found.append(
            made(
                title, alpha, "percent alike", lambda b, name=name: ("alpha", _of_field(b, name, 1)),
                lambda b, name=name: ("percent", _of_field(b, name, 0)),
            )
        )  # fmt: skip
    return found


def _of_field(between: Between, name: str, place: int) -> Figure | None:
    known = between.fields.get(name)
    return known[place] if known is not None else None


def months(units: Sequence[Unit], days: Mapping[str, str]) -> dict[str, tuple[float | None, int]]:
    """Share alike and number of units by month, as YYYY-MM."""
    return {one.start[:7]: (one.alike, one.n) for one in by_period(units, days, "month")}
