"""Agreement in tables of two further shapes: a row for a span a coder marked, and a row for the group a coder put a unit in.

Owns what such tables may hold and what is told of them, for programs and for people. Must not know files: rows come with their
numbers, whoever read them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ..errors import ImportRefused
from .clusterings import Clusterings, Score, compare_labels
from .figures import Figure, undefined
from .gamma import finish as gamma_of
from .gamma import gamma_sums
from .resampling import NONE, Resampling, figure
from .unitizing import Continuum, Marked, alpha_u_sums, f1, overlap_sums

Rows = Iterable[tuple[int, Mapping[str, Any]]]
"""Rows with the number a person finds them by."""
FEW = "Fewer than {} units were marked."
NO_PAIR = "No article was coded by two coders."
NOTHING = "Nobody marked anything."
NO_SHARED = "The two coders have no unit in common."
NO_LINKS = "All groups are of one unit: there is no link to find."


@dataclass(frozen=True, slots=True)
class SpanColumns:
    """Which column says what. Without `unit` all rows are of one text; without `category` all spans are of one sort. `length`
    is that of the text; without it the text ends where its last span does. Begin and end count from 0, and a span ends before
    `end`, or with it where `included`."""

    coder: str
    begin: str
    end: str
    unit: str = ""
    category: str = ""
    length: str = ""
    stratum: str = ""
    included: bool = False


@dataclass(frozen=True, slots=True)
class ClusterColumns:
    """Which column says what: the `unit`, who put it there, and the group, whatever it is called. With `article`, units and
    groups are compared within an article, and articles are drawn for intervals. An empty group says that the coder does not
    have the unit."""

    unit: str
    coder: str
    clusters: str
    article: str = ""
    stratum: str = ""


@dataclass(slots=True)
class _Text:
    length: int = 0
    stratum: str = ""
    coders: dict[str, list[Marked]] = field(default_factory=dict)


def measure_spans(
    name: str, rows: Rows, columns: SpanColumns, resampling: Resampling = NONE, *, least: int = 2, length: int = 0,
    with_gamma: bool = True,
) -> tuple[dict[str, Any], str]:  # fmt: skip
    """Alpha for units on a continuum, F1 of the places marked, and γ, for programs and in words.

    `name` is what the table is called in errors; `length` is that of every text where no column says it. A coder who marked
    nothing in a text has a row without begin and end there; whoever has no row there did not code it. In one text all coders of
    the table are taken to have coded it. Coefficients of fewer than `least` units are undefined, F1 is always told.
    ImportRefused names the row of what cannot be taken.
    """
    texts, who = _texts(name, rows, columns, length)
    doubled = [one for one in texts.values() if len(one.coders) > 1]
    continua = [Continuum(one.length, list(one.coders.values())) for one in doubled]
    strata = _strata([one.stratum for one in doubled])
    alpha, overlap = alpha_u_sums(continua), overlap_sums(continua)
    categories: dict[str, dict[str, Any]] = {}
    figures: dict[str, dict[str, Figure]] = {}
    for category in (None, *alpha.categories):
        units = sum(alpha.units.values()) if category is None else alpha.units[category]
        sums, finish = alpha.joint() if category is None else alpha.of(category)
        why = FEW.format(least) if 0 < units < least else alpha.why(category)
        # One article drawn again and again scatters, and says nothing of any other.
        drawn = resampling if alpha.marked_in[category] > 1 else NONE
        told = undefined(why, units) if units < least else figure(sums, finish, strata, drawn, n=units, why=why)
        shared = overlap.joint() if category is None else overlap.of(category)
        figures[_called(category)] = {
            "alpha_u": told,
            "f1": figure(shared, f1, strata, resampling, n=units, why=NOTHING if continua else NO_PAIR),
        }
        if category is not None:
            categories[_called(category)] = {"n_units": units, **_told(figures[_called(category)])}
    joint = figures[_called(None)]
    if with_gamma:
        joint["gamma"] = _gamma(continua, strata, resampling, sum(alpha.units.values()), least)
    units = sum(alpha.units.values())
    answer = {
        "n_articles": len(doubled), "n_single": len(texts) - len(doubled), "n_coders": len(who), "n_units": units,
        **_told(joint), "categories": categories,
    }  # fmt: skip
    return answer, "\n".join(_span_lines(answer, figures, resampling, columns, with_gamma))


def _called(category: Hashable | None) -> str:
    return "all" if category is None else str(category)


def _told(figures: Mapping[str, Figure]) -> dict[str, object]:
    return {name: one.told() for name, one in figures.items()}


def _gamma(
    continua: Sequence[Continuum], strata: NDArray[np.intp], resampling: Resampling, units: int, least: int
) -> Figure:  # fmt: skip
    why = NOTHING if continua else NO_PAIR
    if units < least:
        return undefined(FEW.format(least) if units else why, units)
    try:
        sums = gamma_sums(continua, seed=resampling.seed)
    except ValueError as error:
        return undefined(str(error), units)
    drawn = resampling if (sums[:, 1] > 0).sum() > 1 else NONE
    return figure(sums, gamma_of, strata, drawn, n=units, why=why)


def _texts(name: str, rows: Rows, columns: SpanColumns, length: int) -> tuple[dict[str, _Text], dict[str, None]]:
    """The texts with what each coder marked, and all coders."""
    texts: dict[str, _Text] = {}
    who: dict[str, None] = {}
    reach: list[tuple[int, str, int]] = []
    said: dict[str, tuple[int, int]] = {}
    for number, cells in rows:
        unit = _named(name, number, cells, columns.unit) if columns.unit else ""
        coder = _named(name, number, cells, columns.coder)
        who[coder] = None
        text = texts.setdefault(unit, _Text(stratum=_cell(cells, columns.stratum)))
        if columns.stratum and text.stratum != _cell(cells, columns.stratum):
            _refuse(name, number, "the text was in another stratum before.", columns.stratum)
        marked = text.coders.setdefault(coder, [])
        if columns.length:
            told = _whole(name, number, cells, columns.length)
            if told != said.setdefault(unit, (told, number))[0]:
                _refuse(name, number, f"the text had another length before, in row {said[unit][1]}.", columns.length)
        if not _cell(cells, columns.begin) and not _cell(cells, columns.end):
            continue
        begin, end = (_whole(name, number, cells, column) for column in (columns.begin, columns.end))
        end += columns.included
        if end <= begin:
            _refuse(name, number, "the span ends before it begins.", columns.end)
        category = _named(name, number, cells, columns.category) if columns.category else "span"
        marked.append((category, begin, end))
        reach.append((number, unit, end))
    for number, unit, end in reach:
        most = said[unit][0] if columns.length else length
        if most and end > most:
            _refuse(name, number, f"the span ends behind the text, which has {most} places.", columns.end)
        texts[unit].length = most or max(texts[unit].length, end)
    for unit, text in texts.items():
        text.length = text.length or (said[unit][0] if columns.length else length)
    if not columns.unit and texts:
        only = next(iter(texts.values()))
        only.coders = {coder: only.coders.get(coder, []) for coder in who}
    return texts, who


def measure_clusters(
    name: str, rows: Rows, columns: ClusterColumns, resampling: Resampling = NONE
) -> tuple[dict[str, Any], str]:
    """MUC, B³, CEAFm and CEAFe of each two coders, and the mean of the F1 of MUC, B³ and CEAFe (`conll`), for programs and in
    words. Recall and precision take the first coder for the key; F1 is the same either way. ImportRefused names the row of what
    cannot be taken.
    """
    articles, strata, who, units = _groups(name, rows, columns)
    pairs: list[dict[str, Any]] = []
    lines: list[tuple[str, ...]] = [("", "units", "MUC", "B³", "CEAFm", "CEAFe", "mean", "interval of the mean")]
    for one, other in combinations(who, 2):
        both = [place for place, said in enumerate(articles) if one in said and other in said]
        found: list[Clusterings] = []
        shared = 0
        for place in both:
            key, response = articles[place][one], articles[place][other]
            shared += len(key.keys() & response.keys())
            members = list(dict.fromkeys((*key, *response)))
            found.append(compare_labels([key.get(unit) for unit in members], [response.get(unit) for unit in members]))
        within = _strata([strata[place] for place in both])
        scores = _scores(found, within, resampling, shared)
        pairs.append({"key": one, "response": other, "n_articles": len(both), "n_units": shared, **scores})
        mean = scores["conll"]
        lines.append(
            (f"{one} and {other}", f"{shared:,}",
             *(_number(scores[score]["f1"]) for score in ("muc", "b_cubed", "ceaf_m", "ceaf_e")), _number(mean), _between(mean))
        )  # fmt: skip
    answer = {"n_articles": len(articles), "n_coders": len(who), "n_units": len(units), "pairs": pairs}
    if not pairs:
        return answer, "There is one coder only." if who else "There are no rows."
    text = [*_columns(lines), "F1 of each two coders; mean is that of MUC, B³ and CEAFe."]
    return answer, "\n".join([*text, _drawn(resampling, bool(columns.article))])


_NAMES = ("muc", "b_cubed", "ceaf_m", "ceaf_e")
Finish = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def _scores(
    found: Sequence[Clusterings], strata: NDArray[np.intp], resampling: Resampling, shared: int
) -> dict[str, Any]:  # fmt: skip
    """The figures of two coders; `found` by article."""
    sums = np.array([[number for score in _NAMES for number in _parts(getattr(one, score))] for one in found], np.float64)
    sums = sums.reshape(len(found), 4 * len(_NAMES))
    told: dict[str, Any] = {}
    for at, score in enumerate(_NAMES):
        why = NO_SHARED if not shared else NO_LINKS if score == "muc" else NOTHING
        told[score] = {
            part: _figure(sums, _share(at, part), strata, resampling, shared, why) for part in ("recall", "precision", "f1")
        }
    told["conll"] = _figure(sums, _mean, strata, resampling, shared, NO_LINKS if shared else NO_SHARED)
    return told


def _figure(
    sums: NDArray[np.float64], finish: Finish, strata: NDArray[np.intp], resampling: Resampling, shared: int, why: str
) -> dict[str, object]:  # fmt: skip
    if not shared:
        return undefined(why).told()
    return figure(sums, finish, strata, resampling, n=shared, why=why).told()


def _parts(score: Score) -> tuple[float, float, float, float]:
    return score.recalled, score.key, score.right, score.response


def _share(at: int, part: str) -> Finish:
    def finish(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        recalled, key, right, response = sums[:, 4 * at : 4 * at + 4].T
        with np.errstate(divide="ignore", invalid="ignore"):
            recall, precision = recalled / key, right / response
            if part != "f1":
                return recall if part == "recall" else precision
            # Where one side has nothing there is nothing right; where both have nothing there is no value.
            both = np.where((key > 0) & (response > 0), 2 * recall * precision / (recall + precision), 0.0)
            return np.where((key > 0) | (response > 0), np.nan_to_num(both), np.nan)

    return finish


def _mean(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return (_share(0, "f1")(sums) + _share(1, "f1")(sums) + _share(3, "f1")(sums)) / 3


def _groups(
    name: str, rows: Rows, columns: ClusterColumns
) -> tuple[list[dict[str, dict[str, str]]], list[str], list[str], set[tuple[str, str]]]:  # fmt: skip
    """By article: coder → unit → group; the strata of the articles; all coders; all units."""
    articles: dict[str, dict[str, dict[str, str]]] = {}
    strata: dict[str, str] = {}
    who: dict[str, None] = {}
    first: dict[tuple[str, str, str], int] = {}
    for number, cells in rows:
        article = _named(name, number, cells, columns.article) if columns.article else ""
        unit, coder = (_named(name, number, cells, column) for column in (columns.unit, columns.coder))
        if strata.setdefault(article, _cell(cells, columns.stratum)) != _cell(cells, columns.stratum):
            _refuse(name, number, "the article was in another stratum before.", columns.stratum)
        before = first.setdefault((article, unit, coder), number)
        if before != number:
            _refuse(name, number, f"{coder} has put unit {unit} into a group before, in row {before}.")
        who[coder] = None
        said = articles.setdefault(article, {}).setdefault(coder, {})
        if group := _cell(cells, columns.clusters):
            said[unit] = group
    units = {(article, unit) for article, coders in articles.items() for said in coders.values() for unit in said}
    return list(articles.values()), list(strata.values()), list(who), units


# --- cells --------------------------------------------------------------------------------------------------------------


def _cell(cells: Mapping[str, Any], column: str) -> str:
    value = cells.get(column) if column else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _named(name: str, number: int, cells: Mapping[str, Any], column: str) -> str:
    return _cell(cells, column) or _refuse(name, number, "the cell is empty.", column)


def _whole(name: str, number: int, cells: Mapping[str, Any], column: str) -> int:
    text = _cell(cells, column)
    if not (text.isascii() and text.isdecimal()):
        reason = f"“{text}” is no place in a text: a whole number from 0 on." if text else "the cell is empty."
        _refuse(name, number, reason, column)
    return int(text)


def _refuse(name: str, number: int, reason: str, column: str = "") -> NoReturn:
    raise ImportRefused(f"{name} row {number}{f', column {column}' if column else ''}: {reason}")


def _strata(names: Sequence[str]) -> NDArray[np.intp]:
    known = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return np.array([known[name] for name in names], np.intp)


# --- in words -----------------------------------------------------------------------------------------------------------


def _span_lines(
    answer: Mapping[str, Any], figures: Mapping[str, Mapping[str, Figure]], resampling: Resampling, columns: SpanColumns,
    with_gamma: bool,
) -> Iterator[str]:  # fmt: skip
    counts = {"all": answer["n_units"], **{name: one["n_units"] for name, one in answer["categories"].items()}}
    lines: list[tuple[str, ...]] = [("", "units", "alpha_U", "interval", "F1", "interval")]
    notes: list[str] = []
    for name, measured in figures.items():
        alpha, shared = measured["alpha_u"].told(), measured["f1"].told()
        lines.append((name, f"{counts[name]:,}", _number(alpha), _between(alpha), _number(shared), _between(shared)))
        notes += [f"{name}: alpha_U is undefined. {alpha['undefined']}"] if "undefined" in alpha else []
    yield from _columns(lines)
    if with_gamma:
        gamma = figures["all"]["gamma"].told()
        told = f"undefined. {gamma['undefined']}" if "undefined" in gamma else f"{_number(gamma)} {_between(gamma)}".rstrip()
        yield f"Gamma of all, places and categories counting alike: {told}"
    yield from notes
    alone = f"; {answer['n_single']:,} coded by one coder alone are left out" if answer["n_single"] else ""
    texts = "1 text" if answer["n_articles"] == 1 else f"{answer['n_articles']:,} texts"
    yield f"{texts} of at least two coders{alone}. F1 counts places that both of two coders marked."
    yield _drawn(resampling, bool(columns.unit))


def _drawn(resampling: Resampling, several: bool) -> str:
    if not resampling.rounds or not several:
        return "No intervals." if several else "No intervals: they need several articles."
    return f"Intervals by {resampling.rounds:,} draws of articles, seed {resampling.seed}."


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join([first.strip().ljust(widths[0]), *others]).rstrip()


def _number(told: Mapping[str, Any]) -> str:
    return f"{told['value']:.3f}" if "value" in told else "–"


def _between(told: Mapping[str, Any]) -> str:
    return f"{told['low']:.3f} to {told['high']:.3f}" if "low" in told else ""
