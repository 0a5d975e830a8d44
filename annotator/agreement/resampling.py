"""Intervals by drawing articles anew: a statistic of sums, worked out again on articles drawn with replacement.

Owns the bootstrap over articles within strata and the interval made of it. Must not know which statistic it is: one is
given as sums by article and a function that finishes them. Articles, not units, are drawn, because units of one article
are not independent of each other.

Sources: B. Efron & R. Tibshirani, *An Introduction to the Bootstrap* (1993), ch. 6, 13 and 14; for bundles of articles the
random groups of K. Wolter, *Introduction to Variance Estimation* (2007), ch. 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtr, ndtri

from .figures import Figure, undefined

Floats = NDArray[np.float64]
Finish: TypeAlias = Callable[[Floats], Floats]
"""(R, k) sums → (R,) values, nan where undefined."""
BUNDLES = 2_000
"""More articles than this are put into so many bundles by chance, and bundles are drawn."""
FEW = 20
"""Articles a stratum needs to be drawn by itself."""
_ROOM = 8_000_000
"""Numbers held at a time while drawing."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How often articles are drawn anew (0: no intervals), from which seed on, and how much an interval covers."""

    rounds: int = 1000
    seed: int = 1
    level: float = 0.95


NONE = Resampling(rounds=0)


@dataclass(frozen=True, slots=True)
class Groups:
    """Sums by group: `sums` (G, k) full or sparse; `counts` (G,) how many articles have just these sums, each of which is
    drawn by itself; `strata` (G,)."""

    sums: Any
    counts: NDArray[np.intp]
    strata: NDArray[np.intp]

    def total(self) -> Floats:
        """Sums over everything, (1, k)."""
        return _dense(self.counts.astype(np.float64)[None, :] @ self.sums)

    def telling(self) -> int:
        """How many articles give anything: of one alone nothing is known of how articles differ."""
        said = np.asarray((self.sums != 0).sum(axis=1)).ravel() > 0
        return int(self.counts[said].sum())


def joined(strata: NDArray[np.intp]) -> NDArray[np.intp]:
    """The stratum of each article (articles,), those of fewer than `FEW` articles made one; into the smallest other one, where
    that is still one of few.

    Drawing one article out of one says nothing of how articles differ, and out of two half of it: strata by sets of coders,
    of which there may be many, would make intervals far too narrow.
    """
    sizes = np.bincount(strata)
    few = sizes < FEW
    if strata.size == 0 or not few[strata].any():
        return strata
    place = np.where(few, len(sizes), np.arange(len(sizes)))
    large = np.flatnonzero(~few)
    if sizes[few].sum() < FEW and large.size:
        place[few] = large[np.argmin(sizes[large])]
    return np.unique(place[strata], return_inverse=True)[1].astype(np.intp)


def bundles(strata: NDArray[np.intp], most: int, seed: int) -> NDArray[np.intp]:
    """The bundle of each article (articles,), at most about `most` of them, none over two strata; by chance, from `seed`.

    Sums of bundles drawn with replacement scatter as sums of articles do, whatever the statistic; only the estimate of the
    scatter has the error of so many degrees of freedom: 1.6 % for 2,000 bundles, less than that of 1,000 rounds. A stratum
    of few articles is not bundled.
    """
    if strata.size <= most:
        return np.arange(strata.size, dtype=np.intp)
    order = _mixed(strata.size, seed)
    if strata.any():
        order = order[np.argsort(strata[order], kind="stable")]
    sizes = np.bincount(strata)
    shares = np.minimum(sizes, np.maximum(most * sizes // strata.size, np.minimum(sizes, 40)))
    starts, firsts = np.cumsum(sizes) - sizes, np.cumsum(shares) - shares
    within = np.arange(strata.size) - starts[strata[order]]
    made = np.empty(strata.size, np.intp)
    made[order] = firsts[strata[order]] + within % shares[strata[order]]
    return made


@lru_cache(maxsize=2)
def _mixed(size: int, seed: int) -> NDArray[np.intp]:
    """Kept, because many fields are measured on the same articles."""
    return np.random.default_rng(seed).permutation(size)


def draws(groups: Groups, resampling: Resampling) -> Iterator[Floats]:
    """How often each group is drawn, in chunks (r, G), `rounds` rows in all: as many articles in each stratum as there are."""
    dice = np.random.default_rng(resampling.seed)
    size, width = groups.counts.size, groups.sums.shape[1]
    chunk = max(1, min(resampling.rounds, _ROOM // max(size + width, 1)))
    kinds = np.unique(groups.strata)
    of = [np.flatnonzero(groups.strata == kind) for kind in kinds] if kinds.size > 1 else [np.arange(size)]
    for first in range(0, resampling.rounds, chunk):
        rounds = min(chunk, resampling.rounds - first)
        drawn = np.zeros((rounds, size))
        for members in of:
            drawn[:, members] = _drawn(dice, groups.counts[members], rounds)
        yield drawn


def _drawn(dice: np.random.Generator, counts: NDArray[np.intp], rounds: int) -> NDArray[Any]:
    number, size = int(counts.sum()), counts.size
    if number == size:
        # A draw of numbers is several times faster than a multinomial of as many parts.
        taken = dice.integers(size, size=(rounds, size), dtype=np.int32) + np.arange(rounds)[:, None] * size
        return np.bincount(taken.ravel(), minlength=rounds * size).reshape(rounds, size)
    return dice.multinomial(number, counts / number, size=rounds)


def estimate(groups: Groups, finishes: Mapping[str, Finish], resampling: Resampling) -> dict[str, tuple[float, float, float]]:
    """Value, low and high of several statistics of the same sums, nan where there is none."""
    total = groups.total()
    with np.errstate(all="ignore"):
        values = {name: float(finish(total)[0]) for name, finish in finishes.items()}
        wanted = {name: finish for name, finish in finishes.items() if np.isfinite(values[name])}
        if not resampling.rounds or not wanted or groups.telling() < 2:
            return {name: (value, np.nan, np.nan) for name, value in values.items()}
        again: dict[str, list[Floats]] = {name: [] for name in wanted}
        for drawn in draws(groups, resampling):
            sums = _dense(drawn @ groups.sums)
            for name, finish in wanted.items():
                again[name].append(finish(sums))
        without = _left_out(groups, total, wanted)
        ends = {
            name: interval(values[name], np.concatenate(again[name]), without[name], groups, resampling.level)
            for name in wanted
        }
    return {name: (value, *ends.get(name, (np.nan, np.nan))) for name, value in values.items()}


def _left_out(groups: Groups, total: Floats, finishes: Mapping[str, Finish]) -> dict[str, Floats]:
    """Each statistic with one article of each group left out (G,)."""
    size, width = groups.counts.size, groups.sums.shape[1]
    chunk = max(1, _ROOM // max(width, 1))
    found: dict[str, list[Floats]] = {name: [] for name in finishes}
    for first in range(0, size, chunk):
        sums = total - _dense(groups.sums[first : first + chunk])
        for name, finish in finishes.items():
            found[name].append(finish(sums))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def figure(sums: Any, finish: Finish, strata: NDArray[np.intp], resampling: Resampling, *, n: int, why: str) -> Figure:
    """One statistic with its interval.

    `sums` (articles, k), full or sparse, is what each article gives to the k sums the statistic is made of; `finish` makes
    (R,) values of (R, k) sums, nan where undefined; `strata` (articles,). Undefined for the reason `why` where it is.
    """
    articles = sums.shape[0]
    if not articles:
        return undefined(why, n)
    strata = joined(strata)
    of = bundles(strata, BUNDLES, resampling.seed)
    if articles > BUNDLES:
        size = int(of.max()) + 1
        gather = sparse.csr_matrix((np.ones(articles), (of, np.arange(articles))), shape=(size, articles))
        sums = gather @ sums
        kept = np.zeros(size, np.intp)
        kept[of] = strata
        strata = kept
    groups = Groups(sums, np.ones(sums.shape[0], np.intp), strata)
    value, low, high = estimate(groups, {"": finish}, resampling)[""]
    return told(value, low, high, n=n, why=why)


def told(value: float, low: float, high: float, *, n: int, why: str, error: float | None = None) -> Figure:
    """A figure of numbers that may be nan."""
    if not np.isfinite(value):
        return undefined(why, n)
    bounded = bool(np.isfinite(low) and np.isfinite(high))
    return Figure(float(value), float(low) if bounded else None, float(high) if bounded else None, n, error=error)


def interval(value: float, again: Floats, without: Floats, groups: Groups, level: float) -> tuple[float, float]:
    """The bias-corrected and accelerated interval (Efron 1987; Efron & Tibshirani 1993, ch. 14) of a statistic.

    `again` (rounds,) is the statistic of each draw, `without` (G,) that with one article of each group left out. Draws in
    which it is undefined are passed over; there is no interval (nan) where they are most, nor where every draw says the same.
    """
    told = again[np.isfinite(again)]
    if told.size < max(20, again.size / 2) or float(np.ptp(told)) <= 1e-12 * max(1.0, abs(value)):
        return np.nan, np.nan
    near = np.abs(told - value) <= 1e-12 * max(1.0, abs(value))
    below = float(((told < value) & ~near).mean() + near.mean() / 2)
    shift = float(ndtri(min(max(below, 1 / told.size), 1 - 1 / told.size)))
    bend = _acceleration(without, groups)
    ends = [(1 - level) / 2, (1 + level) / 2]
    for at, normal in enumerate(ndtri(ends)):
        slope = 1 - bend * (shift + normal)
        if slope > 0:
            ends[at] = float(ndtr(shift + (shift + normal) / slope))
    low, high = np.quantile(told, sorted(ends))
    return float(low), float(high)


def _acceleration(without: Floats, groups: Groups) -> float:
    """How the scatter changes with the value: the skewness of what single articles contribute, within strata."""
    weight = np.where(np.isfinite(without), groups.counts, 0.0)
    left = np.where(weight > 0, without, 0.0)
    many = np.bincount(groups.strata, weight)
    mean = np.bincount(groups.strata, weight * left) / np.maximum(many, 1)
    pulls = (many - 1)[groups.strata] * (mean[groups.strata] - left)
    square = float((weight * pulls**2).sum())
    return float((weight * pulls**3).sum()) / (6 * square**1.5) if square > 0 else 0.0


def divide(sums: Floats) -> Floats:
    """(R, 2) sums → the first by the second (R,), nan for nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return sums[..., 0] / sums[..., 1]


def _dense(found: Any) -> Floats:
    return np.asarray(found.toarray() if sparse.issparse(found) else found, np.float64)
