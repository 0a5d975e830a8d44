"""Agreement on one value at a time: who gave it, and how many of the others did.

Owns positive specific agreement. For two coders it is 2a / (2a + b + c), which is F1 (G. Hripcsak & A. Rothschild 2005,
*Agreement, the F-measure, and reliability in information retrieval*); for more, and with missing values, the sum over units of
r_k (r_k - 1) / (r - 1) divided by that of r_k (D. Cicchetti & A. Feinstein 1990 for two coders; J. Uebersax, *Raw agreement
indices*, for several). Of sets each member is such a value.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from .distances import Floats
from .figures import Figure
from .resampling import Finish, Groups, Resampling, estimate, told
from .tallies import WIDE, Units

NEVER = "Nobody gave it where two spoke."


def specific(units: Units, names: tuple[Any, ...], has: Any, resampling: Resampling) -> dict[str, Figure]:
    """Each value's or member's figure by its name; `n` counts how often it was given. `has` (V, E): which sets have which
    members, None for values. With very many values there are no intervals."""
    size = len(names)
    agreed: Any = sparse.csr_matrix((len(units.codes), size))
    for where, one, other in units.pairs():
        rows = np.arange(len(units.codes))[where]
        if has is None:
            same = one == other
            agreed = agreed + units.table([rows[same]], [one[same]], [2 * units.each[rows[same]]], size)
        else:
            shared = has[one].multiply(has[other]).tocoo()
            at = rows[shared.row]
            agreed = agreed + units.table([at], [shared.col], [shared.data * 2 * units.each[at]], size)
    said = units.said(units.paired.astype(np.float64))
    found = sparse.hstack([agreed, said if has is None else said @ has], format="csr")
    sums = units.by_group(found)
    total = np.asarray(units.counts.astype(np.float64)[None, :] @ sums).ravel()
    if size > WIDE or not resampling.rounds:
        rows = [(value, np.nan, np.nan) for value in _share(total[:size], total[size:])]
    else:
        groups = Groups(sums.toarray(), units.counts, units.strata)
        finishes: dict[str, Finish] = {str(at): _column(at, size) for at in range(size)}
        rows = list(estimate(groups, finishes, resampling).values())
    return {
        str(name): told(*row, n=round(float(count)), why=NEVER)
        for name, row, count in zip(names, rows, total[size:], strict=True)
    }


def _share(agreed: Floats, given: Floats) -> Floats:
    return np.where(given > 0, agreed / np.maximum(given, 1e-9), np.nan)


def _column(at: int, size: int) -> Finish:
    return lambda sums: _share(sums[:, at], sums[:, size + at])
