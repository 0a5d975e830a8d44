"""Tables that were published with their coefficients, and how a test reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.agreement.ratings import Ratings, rate

KRIPPENDORFF_C = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Krippendorff (2011), section C: four coders, twelve units."""
GWET = (*(row for row in KRIPPENDORFF_C[:1]), "1 2 3 3 2 2 4 1 2 5 . .", ". 3 3 3 2 3 4 2 2 5 1 3", KRIPPENDORFF_C[3])
"""The same as Gwet prints it (`cac.raw4raters` of irrCAC): the lone value of the last unit is the third coder's."""
KRIPPENDORFF_A = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
KRIPPENDORFF_B = ("a a b b d c c c e d d a", "b a b b b c c c e d d d")
WIKIPEDIA = (
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)
KRIPPENDORFF_2004 = ("a a b b b b b c c c c c", "a b b b b b c c c c c c")
"""Krippendorff (2004), p. 227."""
COHEN_2 = ((88, 10, 2), (14, 40, 6), (18, 10, 12))
COHEN_1 = ((25, 12, 3), (13, 2, 15), (12, 16, 2))
"""Cohen (1960), tables 2 and 1."""
FLEISS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip
"""Ten subjects, fourteen raters (Wikipedia, *Fleiss' kappa*)."""
ARTSTEIN_1 = ((20, 20), (10, 50))
ARTSTEIN_2 = ((46, 6, 0), (0, 32, 0), (0, 6, 10))
"""Artstein & Poesio (2008), p. 558 and p. 568."""
ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
"""`cont3x3abstractors` of irrCAC; the tables called yes/no are those of Wikipedia, *Cohen's kappa*."""


def lists(coders: Sequence[str], *, numbers: bool = True) -> list[list[Any]]:
    """Units × coders, None where a dot stands."""
    said = [[None if one == "." else int(one) if numbers and one.isdigit() else one for one in row.split()] for row in coders]
    return [list(unit) for unit in zip(*said, strict=True)]


def ratings(coders: Sequence[str]) -> Ratings:
    """One row a coder, as the tables above."""
    return rate(lists(coders))


def of_counts(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """Subjects × raters out of how many raters gave each category."""
    return [[category for category, count in enumerate(row) for _ in range(count)] for row in rows]
