"""How far two ways to group the same things agree, and agreement on marks where nobody can count what was left unmarked.

Groups are incidents made of events, or events made of mentions; a key and a response may differ in their members. Owns MUC, B³
and CEAF as the scorer of the CoNLL shared tasks defines them (Pradhan et al., ACL 2014), and positive specific agreement. Pure;
must not know projects.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Score:
    """Recall and precision as what they are shares of, so that articles can be added up: `recalled` of `key`, `right` of
    `response`."""

    recalled: float
    key: float
    right: float
    response: float

    def __add__(self, other: Score) -> Score:
        return Score(
            self.recalled + other.recalled, self.key + other.key, self.right + other.right, self.response + other.response
        )

    @property
    def recall(self) -> float:
        """How much of the key the response found; nan where the key holds nothing to find."""
        return self.recalled / self.key if self.key else float("nan")

    @property
    def precision(self) -> float:
        """How much of the response the key has; nan where the response holds nothing."""
        return self.right / self.response if self.response else float("nan")

    @property
    def f1(self) -> float:
        """The harmonic mean of both, 0 where one is 0; nan where both are undefined."""
        recall, precision = self.recall, self.precision
        if recall != recall or precision != precision:
            return float("nan") if self.key == self.response == 0 else 0.0
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


NONE = Score(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Clusterings:
    """The four scores of one response against one key. They can be added up over articles."""

    muc: Score = NONE
    b_cubed: Score = NONE
    ceaf_m: Score = NONE
    ceaf_e: Score = NONE

    def __add__(self, other: Clusterings) -> Clusterings:
        return Clusterings(
            self.muc + other.muc, self.b_cubed + other.b_cubed, self.ceaf_m + other.ceaf_m, self.ceaf_e + other.ceaf_e
        )


def compare(key: Iterable[Iterable[Hashable]], response: Iterable[Iterable[Hashable]]) -> Clusterings:
    """MUC, B³, CEAFm and CEAFe of a response against a key; each is groups of members, no member in two groups of one side.

    - MUC (Vilain et al. 1995) counts links: of a group of n members, n - 1, less those the other side's groups break. Groups of
      one give none.
    - B³ (Bagga & Baldwin 1998) averages over members the share of the member's group that the other side puts with it. A member
      that the other side does not have counts 0.
    - CEAF (Luo 2005) pairs groups one to one by the best assignment: of CEAFm by members shared, of CEAFe by
      2 · shared / (size + size); its sum by the sum of each group with itself.

    Raises ValueError where a member is in two groups of one side. Empty groups are left out.
    """
    key_of, keys = _places(key)
    response_of, responses = _places(response)
    shared = np.zeros((len(keys), len(responses)))
    for member, group in key_of.items():
        if member in response_of:
            shared[group, response_of[member]] += 1
    return Clusterings(
        Score(*_links(shared, keys), *_links(shared.T, responses)),
        Score(*_members(shared, keys), *_members(shared.T, responses)),
        _assigned(shared, keys.sum(), responses.sum()),
        _assigned(2 * shared / (keys[:, None] + responses), len(keys), len(responses)),
    )


def _places(groups: Iterable[Iterable[Hashable]]) -> tuple[dict[Hashable, int], NDArray[np.float64]]:
    """The group of each member, and the sizes of the groups."""
    places: dict[Hashable, int] = {}
    sizes: list[int] = []
    for members in groups:
        some = set(members)
        if not some:
            continue
        if twice := next((one for one in some if one in places), None):
            raise ValueError(f"“{twice}” is in two groups.")
        places.update(dict.fromkeys(some, len(sizes)))
        sizes.append(len(some))
    return places, np.array(sizes, dtype=np.float64)


def _links(shared: NDArray[np.float64], sizes: NDArray[np.float64]) -> tuple[float, float]:
    """Links of the rows that the columns keep, and all links of the rows."""
    # Each column that has a part of the group is one part; each member that no column has is one by itself.
    parts = (shared > 0).sum(axis=1) + sizes - shared.sum(axis=1)
    return float((sizes - parts).sum()), float((sizes - 1).sum())


def _members(shared: NDArray[np.float64], sizes: NDArray[np.float64]) -> tuple[float, float]:
    return float((shared**2 / sizes[:, None]).sum()), float(sizes.sum())


def _assigned(likeness: NDArray[np.float64], key: float, response: float) -> Score:
    from scipy.optimize import linear_sum_assignment

    best = float(likeness[linear_sum_assignment(likeness, maximize=True)].sum())
    return Score(best, float(key), best, float(response))


def compare_labels(key: Sequence[Hashable], response: Sequence[Hashable]) -> Clusterings:
    """The same of two lists that say, thing by thing, in which group it is; None where that side does not have it."""
    return compare(_grouped(key), _grouped(response))


def _grouped(labels: Sequence[Hashable]) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for member, label in enumerate(labels):
        if label is not None:
            groups.setdefault(label, []).append(member)
    return list(groups.values())


def positive_specific_agreement(both: float, one: float, other: float) -> float:
    """2 · both / (2 · both + one + other): the chance that what one coder marked the other marked too, which is F1; nan where
    nobody marked anything. `both` counts what both marked, `one` and `other` what one alone did.

    It needs no count of what nobody marked, which of events in a text nobody can tell; and it is where `kappa_of_marks` goes as
    that count grows (Hripcsak & Rothschild, Journal of the American Medical Informatics Association 12, 2005, 296-298).
    """
    whole = 2 * both + one + other
    return 2 * both / whole if whole else float("nan")


def kappa_of_marks(both: float, one: float, other: float, neither: float) -> float:
    """Cohen's kappa of marked or not, with a known count of what neither marked; nan where chance alone explains all."""
    count = both + one + other + neither
    if not count:
        return float("nan")
    seen = (both + neither) / count
    chance = ((both + one) * (both + other) + (neither + one) * (neither + other)) / count**2
    return (seen - chance) / (1 - chance) if chance < 1 else float("nan")
