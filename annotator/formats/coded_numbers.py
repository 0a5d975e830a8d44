"""Codes as numbers with labels, as Stata and SPSS hold them.

Owns which number stands for a code: the code itself where all codes of its list are whole numbers, else its place in the
list, from 1. A code that is in no list gets the next number when it is first met, so nothing is lost.
"""

from __future__ import annotations

import re
from collections import Counter

from ..codebook.model import CodeList

_WHOLE = re.compile(r"0|-?[1-9]\d{0,7}", re.ASCII)


class CodedNumbers(dict[str, int]):
    """Code → number for one variable; asked for a code it does not know, it makes a number. `unlisted` are those."""

    def __init__(self, codes: CodeList) -> None:
        super().__init__()
        listed = list(codes.by_code)
        self.own = all(_WHOLE.fullmatch(code) for code in listed)
        self.update({code: int(code) if self.own else place for place, code in enumerate(listed, start=1)})
        said = Counter(map(codes.label, listed))
        # Readers make categories of labels, and two with one name are refused.
        self.labels = {number: label if said[label] == 1 else f"{label} ({code})"
                       for code, number in self.items() for label in (codes.label(code),)}  # fmt: skip
        self.unlisted: list[str] = []

    def __missing__(self, code: str) -> int:
        number = max([0, *self.values()]) + 1
        self[code] = number
        self.labels[number] = code if code not in self.labels.values() else f"{code} (not listed)"
        self.unlisted.append(code)
        return number

    @property
    def told(self) -> dict[str, str]:
        """Number → code, for the manifest; empty where every number is its own code."""
        return {} if self.own and not self.unlisted else {str(number): code for code, number in self.items()}
