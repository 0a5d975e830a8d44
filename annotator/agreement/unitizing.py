"""How far coders mark the same stretches of a text: Krippendorff's alpha for units on a continuum, and F1 of what is marked.

Owns the sums that articles give to both, so that a bootstrap over articles can draw them. Pure numpy on offsets; must not know
projects, fields or evidence.

Many articles are one sample: the numerators and the denominators are added up over articles, and a coefficient is worked out
once. A mean of coefficients of single articles would be another and a poor thing: undefined where an article is perfect, wild
where it is short.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

Marked = tuple[Hashable, int, int]
"""A category, and where a unit of it begins and ends; half-open, in whole places (characters, tokens, seconds)."""
Finish = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""(rounds, k) sums -> (rounds,) values, nan where there is none."""


@dataclass(frozen=True, slots=True)
class Continuum:
    """One article: how many places it has, and what each of those who coded it marked. Who marked nothing is an empty list,
    and says something; who did not code the article is not here. Who is who does not matter from article to article."""

    length: int
    coders: Sequence[Sequence[Marked]]


@dataclass(frozen=True, slots=True)
class AlphaU:
    """Alpha by category and over all of them, nan where undefined, and the disagreements behind it, as Krippendorff scales
    them (squared places by the square of the length)."""

    categories: Mapping[Hashable, float]
    joint: float
    observed: Mapping[Hashable, float]
    expected: Mapping[Hashable, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """All units, sorted by coder's place in the article, article, category, begin; and the articles.

    `slot`, `article`, `category`, `begin`, `end` are (units,); `at` and `to` are begin and end on one line on which no two
    (article, category) touch. `length` and `coders` are (articles,).
    """

    categories: tuple[Hashable, ...]
    slot: NDArray[np.int64]
    article: NDArray[np.int64]
    category: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    at: NDArray[np.int64]
    to: NDArray[np.int64]
    length: NDArray[np.int64]
    coders: NDArray[np.int64]


def _read(continua: Sequence[Continuum]) -> _Units:
    """Raises ValueError for a unit that is empty or not inside its article."""
    known: dict[Hashable, int] = {}
    flat: list[tuple[int, int, int, int, int]] = []
    for article, one in enumerate(continua):
        for slot, units in enumerate(one.coders):
            for category, begin, end in units:
                if not 0 <= begin < end <= one.length:
                    raise ValueError(f"A unit from {begin} to {end} is not inside a text of {one.length}.")
                flat.append((slot, article, known.setdefault(category, len(known)), begin, end))
    # In an order of their own, so that nothing depends on who is read first.
    categories = tuple(sorted(known, key=lambda one: (str(one), str(type(one)))))
    place = np.empty(len(known), dtype=np.int64)
    for new, category in enumerate(categories):
        place[known[category]] = new
    columns = np.array(flat, dtype=np.int64).reshape(-1, 5).T
    slot, article, category, begin, end = columns
    category = place[category] if known else category
    length = np.array([one.length for one in continua], dtype=np.int64)
    coders = np.array([len(one.coders) for one in continua], dtype=np.int64)
    # What one coder alone coded can be compared with nothing.
    kept = coders[article] > 1
    slot, article, category, begin, end = (one[kept] for one in (slot, article, category, begin, end))
    stride = int(length.max(initial=0)) + 1
    line = (article * max(len(categories), 1) + category) * stride
    order = np.lexsort((end, line + begin, slot))
    slot, article, category, begin, end, line = (one[order] for one in (slot, article, category, begin, end, line))
    if len(slot):
        slot, article, category, begin, end, line = _united(slot, article, category, begin, end, line, stride)
    return _Units(categories, slot, article, category, begin, end, line + begin, line + end, length, coders)


def _united(
    slot: NDArray[np.int64], article: NDArray[np.int64], category: NDArray[np.int64],
    begin: NDArray[np.int64], end: NDArray[np.int64], line: NDArray[np.int64], stride: int,
) -> tuple[NDArray[np.int64], ...]:  # fmt: skip
    """Overlapping units of one coder in one category are one unit; those that merely touch stay two."""
    whole = (int(line.max()) + 2 * stride) * slot + line
    reach = np.maximum.accumulate(whole + end)
    first = np.ones(len(slot), dtype=bool)
    first[1:] = (whole + begin)[1:] >= reach[:-1]
    starts = np.flatnonzero(first)
    ends = np.maximum.reduceat(end, starts)
    return slot[starts], article[starts], category[starts], begin[starts], ends, line[starts]


def _meetings(units: _Units, one: int, other: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Which units (their indices) of a first and a second coder overlap, pair by pair; and the units of either that overlap
    none of the other's, in articles that both coded."""
    both = units.coders > max(one, other)
    here, there = (np.flatnonzero((units.slot == who) & both[units.article]) for who in (one, other))
    low = np.searchsorted(units.to[there], units.at[here], side="right")
    high = np.searchsorted(units.at[there], units.to[here], side="left")
    many = high - low
    left = np.repeat(here, many)
    right = there[np.repeat(low - np.cumsum(many) + many, many) + np.arange(many.sum())]
    met = np.zeros(len(units.slot), dtype=bool)
    met[left] = met[right] = True
    alone = np.concatenate((here[~met[here]], there[~met[there]]))
    return left, right, alone


@dataclass(frozen=True, slots=True, eq=False)
class UnitSums:
    """What each article gives to alpha. `sums` is sparse, (articles, k): first the places coded, then a block of columns for
    each category (see `_Block`). `units` counts what was marked by category, `marked_in` the articles it was marked in (None:
    any category); `articles` are those coded more than once."""

    categories: tuple[Hashable, ...]
    sums: sparse.csr_matrix
    blocks: tuple[_Block, ...]
    units: Mapping[Hashable, int]
    marked_in: Mapping[Hashable | None, int]
    articles: int
    length: int

    def of(self, category: Hashable) -> tuple[sparse.csr_matrix, Finish]:
        """The sums of one category, (articles, k), and what makes alpha of them. Raises KeyError."""
        if category not in self.units:
            raise KeyError(category)
        block = self.blocks[self.categories.index(category)]
        columns = np.concatenate(([0], np.arange(block.start, block.stop)))
        return self.sums[:, columns], lambda sums: _alpha([_moved(block)], sums)

    def joint(self) -> tuple[sparse.csr_matrix, Finish]:
        """The sums of all categories together, (articles, k), and what makes alpha of them: what is observed and what is
        expected are each added up over categories (Krippendorff 2004, §11.6)."""
        return self.sums, lambda sums: _alpha(self.blocks, sums)

    def why(self, category: Hashable | None = None) -> str:
        """Why alpha of a category, or of all, may have no value."""
        if not self.articles:
            return "No article was coded by two coders."
        if not (sum(self.units.values()) if category is None else self.units.get(category, 0)):
            return "Nobody marked anything."
        return "Nothing could differ: what was marked leaves no room to be marked elsewhere."


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """The columns of one category, from `start` to `stop`: the observed disagreement; the places (and one more each) in gaps at
    least as long as the longest unit, and how many these are; units by length (`lengths`); shorter gaps by length (`gaps`)."""

    start: int
    lengths: NDArray[np.float64]
    gaps: NDArray[np.float64]

    @property
    def stop(self) -> int:
        return self.start + 3 + len(self.lengths) + len(self.gaps)

    def disagreements(self, sums: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Observed and expected, each by a place coded; sums (rounds, k)."""
        coded = sums[:, 0]
        observed, room, long = sums[:, self.start : self.start + 3].T
        last = self.start + 3 + len(self.lengths)
        units, gaps = sums[:, self.start + 3 : last], sums[:, last : self.stop]
        b = self.lengths
        count = units.sum(axis=1)
        # Against every other unit, wherever the two overlap.
        overlapping = (count - 1) / 3 * (units @ (2 * b**3 - 3 * b**2 + b))
        # Against every gap, wherever the unit has room in it: b² · Σ (gap - b + 1), from the longest gap downwards.
        rooms = np.zeros((len(sums), len(self.gaps) + 1))
        rooms[:, :-1] = np.cumsum((gaps * (self.gaps + 1))[:, ::-1], axis=1)[:, ::-1]
        counts = np.zeros_like(rooms)
        counts[:, :-1] = np.cumsum(gaps[:, ::-1], axis=1)[:, ::-1]
        fits = np.searchsorted(self.gaps, b)
        free = (room[:, None] + rooms[:, fits]) - b * (long[:, None] + counts[:, fits])
        inside = np.einsum("rk,rk->r", units * b**2, free)
        pairs = coded * (coded - 1) - units @ (b * (b - 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            return observed / coded, np.where(pairs > 0, 2 * (overlapping + inside) / pairs, np.nan)


def _moved(block: _Block) -> _Block:
    return _Block(1, block.lengths, block.gaps)


def _alpha(blocks: Sequence[_Block], sums: NDArray[np.float64]) -> NDArray[np.float64]:
    observed, expected = np.zeros(len(sums)), np.zeros(len(sums))
    for block in blocks:
        seen, by_chance = block.disagreements(sums)
        observed += seen
        expected += by_chance
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def alpha_u_sums(continua: Sequence[Continuum]) -> UnitSums:
    """What each article gives to alpha for units on a continuum, Krippendorff 2004, §11.6 (Content Analysis, 2nd edition,
    pp. 251-256; first in Sociological Methodology 25, 1995).

    For a category, of units b places long and of the gaps between them, by every ordered pair of coders i, j:

        Do = Σ δ² / (m (m - 1) L²)
        De = 2/L · Σ_units [ (N - 1)/3 · (2b³ - 3b² + b) + b² · Σ_gaps≥b (gap - b + 1) ] / ( mL (mL - 1) - Σ_units b (b - 1) )

    where δ² of two units that overlap is the squared distance of their begins plus that of their ends, δ² of a unit that lies
    in a gap of the other coder is b², and of all else 0; N counts the units of all coders.

    Several articles: L and the sums run over all of them, and mL is the number of places coded, each as often as it was coded;
    chance lays a unit into any gap of any article, never across the end of one. As in the formula for one text, the places near
    the end where a unit has no room count as places all the same, so that units laid by pure chance give not 0 but about minus
    their length in lengths of an article: a hair on the careful side. An article of m coders gives its δ² divided by m - 1, as
    alpha does with units of differing numbers of values, so the number of coders may differ. An article that one coder alone
    coded gives nothing.

    Overlapping units of one coder in one category are united first; those that merely touch stay two. A coder of an article who
    marked nothing in a category has one gap there. Time and room grow with the number of units and articles × coders ×
    categories, never with the length. Raises ValueError for a unit that is empty or not inside its article.
    """
    units = _read(continua)
    articles, kinds = len(continua), len(units.categories)
    pairable = units.coders > 1
    rows, columns, values = [np.flatnonzero(pairable)], [np.zeros(pairable.sum(), np.int64)], []
    values.append((units.length * units.coders)[pairable].astype(np.float64))
    observed = _observed(units, kinds)
    of_gap, at_gap, gaps = _gaps(units, kinds)
    blocks: list[_Block] = []
    column = 1
    sizes = (units.end - units.begin).astype(np.float64)
    by_kind = _groups(units.category, kinds)
    gaps_by_kind = _groups(of_gap, kinds)
    for kind in range(kinds):
        mine = by_kind[kind]
        lengths, length_of = np.unique(sizes[mine], return_inverse=True)
        between, where = gaps[gaps_by_kind[kind]], at_gap[gaps_by_kind[kind]]
        long = between >= lengths.max(initial=0)
        short, short_of = np.unique(between[~long], return_inverse=True)
        block = _Block(column, lengths, short)
        first = column + 3
        for row, at, value in (
            (np.arange(articles), column, observed[:, kind]),
            (where[long], column + 1, between[long] + 1),
            (where[long], column + 2, np.ones(long.sum())),
            (units.article[mine], first + length_of, np.ones(len(mine))),
            (where[~long], first + len(lengths) + short_of, np.ones(len(short_of))),
        ):
            rows.append(row)
            columns.append(np.broadcast_to(at, row.shape))
            values.append(value)
        blocks.append(block)
        column = block.stop
    cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    made = sparse.csr_matrix(cells, shape=(articles, column))
    made.eliminate_zeros()
    marked = {category: len(by_kind[kind]) for kind, category in enumerate(units.categories)}
    spread: dict[Hashable | None, int] = {None: len(np.unique(units.article))}
    spread |= {category: len(np.unique(units.article[by_kind[kind]])) for kind, category in enumerate(units.categories)}
    counted, length = int(pairable.sum()), int(units.length[pairable].sum())
    return UnitSums(units.categories, made, tuple(blocks), marked, spread, counted, length)


def _groups(keys: NDArray[np.int64], count: int) -> list[NDArray[np.intp]]:
    """The indices of each key from 0 to count - 1."""
    order = np.argsort(keys, kind="stable")
    return np.split(order, np.searchsorted(keys[order], np.arange(1, count))) if count else []


def _observed(units: _Units, kinds: int) -> NDArray[np.float64]:
    """(articles, categories): δ² over ordered pairs of coders, divided by m - 1."""
    found = np.zeros(len(units.length) * max(kinds, 1))
    cell = units.article * max(kinds, 1) + units.category
    begin, end = units.begin.astype(np.float64), units.end.astype(np.float64)
    for one in range(int(units.coders.max(initial=0))):
        for other in range(one):
            left, right, alone = _meetings(units, other, one)
            apart = (begin[left] - begin[right]) ** 2 + (end[left] - end[right]) ** 2
            np.add.at(found, cell[left], 2 * apart)
            np.add.at(found, cell[alone], 2 * (end - begin)[alone] ** 2)
    shaped = found.reshape(len(units.length), max(kinds, 1))
    return shaped / np.maximum(units.coders - 1, 1)[:, None]


def _gaps(units: _Units, kinds: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The gaps of every coder in every article coded more than once, in every category: category, article, length."""
    pairable = np.flatnonzero(units.coders > 1)
    article = np.repeat(pairable, units.coders[pairable])
    slot = np.arange(len(article)) - np.repeat(
        np.cumsum(units.coders[pairable]) - units.coders[pairable], units.coders[pairable]
    )
    shape = (int(units.coders.max(initial=0)), len(units.length), max(kinds, 1))
    # Whose line is not in the list of units is one gap from end to end.
    used = np.zeros(shape, dtype=bool)
    used[units.slot, units.article, units.category] = True
    line, kind = np.nonzero(~used[slot, article][:, :kinds])
    same = np.ones(len(units.slot), dtype=bool)
    if len(same):
        same[1:] = (np.diff(units.slot) == 0) & (np.diff(units.article) == 0) & (np.diff(units.category) == 0)
        same[0] = False
    before = units.begin - np.where(same, np.roll(units.end, 1), 0)
    last = ~np.roll(same, -1)
    after = (units.length[units.article] - units.end)[last]
    category = np.concatenate((kind, units.category, units.category[last]))
    where = np.concatenate((article[line], units.article, units.article[last]))
    length = np.concatenate((units.length[article[line]], before, after)).astype(np.float64)
    some = length > 0
    return category[some], where[some], length[some]


def alpha_u(continua: Sequence[Continuum]) -> AlphaU:
    """Alpha for units on a continuum by category and jointly; see `alpha_u_sums`. Raises ValueError as it does."""
    made = alpha_u_sums(continua)
    total = np.asarray(made.sums.sum(axis=0), dtype=np.float64).reshape(1, -1)
    observed: dict[Hashable, float] = {}
    expected: dict[Hashable, float] = {}
    for category, block in zip(made.categories, made.blocks, strict=True):
        seen, by_chance = block.disagreements(total)
        scale = made.length or float("nan")
        observed[category], expected[category] = float(seen[0]) / scale, float(by_chance[0]) / scale
    alphas = {one: float(_alpha([block], total)[0]) for one, block in zip(made.categories, made.blocks, strict=True)}
    return AlphaU(alphas, float(_alpha(made.blocks, total)[0]), observed, expected)


@dataclass(frozen=True, slots=True, eq=False)
class OverlapSums:
    """What each article gives to F1: `sums` (articles, categories, 3) are places that both of two coders marked, that the first
    alone and that the second alone marked, added up over all pairs of coders. `marked` counts the units by category."""

    categories: tuple[Hashable, ...]
    sums: NDArray[np.float64]
    units: Mapping[Hashable, int]
    articles: int

    def of(self, category: Hashable) -> NDArray[np.float64]:
        """(articles, 3), for `f1`. Raises ValueError where nobody marked the category."""
        return self.sums[:, self.categories.index(category)]

    def joint(self) -> NDArray[np.float64]:
        """(articles, 3) of all categories: a place counts once in each category it was marked in."""
        return self.sums.sum(axis=1)


def overlap_sums(continua: Sequence[Continuum]) -> OverlapSums:
    """Places marked by both of two coders, and by one of them alone, in each article and category; over all pairs of coders of
    the article. Raises ValueError for a unit that is empty or not inside its article."""
    units = _read(continua)
    kinds = len(units.categories)
    found = np.zeros((len(continua) * max(kinds, 1), 3))
    cell = units.article * max(kinds, 1) + units.category
    size = (units.end - units.begin).astype(np.float64)
    for one in range(int(units.coders.max(initial=0))):
        for other in range(one):
            left, right, _ = _meetings(units, other, one)
            shared = np.minimum(units.end[left], units.end[right]) - np.maximum(units.begin[left], units.begin[right])
            np.add.at(found[:, 0], cell[left], shared)
            both = units.coders > one
            for side, who in ((1, other), (2, one)):
                mine = (units.slot == who) & both[units.article]
                np.add.at(found[:, side], cell[mine], size[mine])
                np.subtract.at(found[:, side], cell[left], shared)
    shaped = found.reshape(len(continua), max(kinds, 1), 3)[:, :kinds]
    counts = np.bincount(units.category, minlength=kinds)
    marked = {category: int(counts[kind]) for kind, category in enumerate(units.categories)}
    return OverlapSums(units.categories, shaped, marked, int((units.coders > 1).sum()))


def in_tokens(continuum: Continuum, tokens: Sequence[tuple[int, int]] | NDArray[np.int64]) -> Continuum:
    """The same units counted in tokens: `tokens` has begin and end of each, in order. A token is marked where a unit has
    at least one of its characters; a unit without any, of spaces and signs alone, is left out."""
    begins, ends = np.asarray(tokens, dtype=np.int64).reshape(-1, 2).T
    coders: list[list[Marked]] = []
    for units in continuum.coders:
        first = np.searchsorted(ends, [begin for _, begin, _ in units], side="right")
        last = np.searchsorted(begins, [end for _, _, end in units], side="left")
        counted = zip(units, first.tolist(), last.tolist(), strict=True)
        coders.append([(category, low, high) for (category, _, _), low, high in counted if low < high])
    return Continuum(len(begins), coders)


def token_f1_sums(
    continua: Sequence[Continuum], tokens: Sequence[Sequence[tuple[int, int]] | NDArray[np.int64]]
) -> OverlapSums:
    """Tokens marked by both of two coders and by one alone, in each article; `tokens` by article, as `spans.words` gives them.
    Raises ValueError as `overlap_sums` does."""
    for one in continua:
        for units in one.coders:
            for _, begin, end in units:
                if not 0 <= begin < end <= one.length:
                    raise ValueError(f"A unit from {begin} to {end} is not inside a text of {one.length}.")
    return overlap_sums([in_tokens(one, cut) for one, cut in zip(continua, tokens, strict=True)])


def f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """2 · both / (2 · both + one alone + the other alone), (rounds, 3) -> (rounds,); nan where nothing was marked. The same
    whoever is taken for the first. It is also the specific agreement on what is marked (Hripcsak & Rothschild 2005)."""
    both, one, other = np.asarray(sums, dtype=np.float64).T
    whole = 2 * both + one + other
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, 2 * both / whole, np.nan)
