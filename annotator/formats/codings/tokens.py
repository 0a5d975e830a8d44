"""Tokens of a text for formats that know no characters, whatever its script. Pure.

A token is a run of letters and digits with their marks, or one sign with what joins it to others (an emoji of several is one);
in scripts that put no space between words, each letter is one. No token holds white space.
"""

from __future__ import annotations

import re
import unicodedata

from ...spans import UNSPACED, Span, words

_UNSPACED = re.compile(f"[{UNSPACED}]")
_JOINER = "\u200d"


def tokens(text: str) -> list[Span]:
    """All tokens in order."""
    found: list[Span] = []
    last = 0
    for word in words(text):
        found += _signs(text, last, word.start)
        found.append(word)
        last = word.end
    return [*found, *_signs(text, last, len(text))]


def is_unspaced(text: str) -> bool:
    """Whether some of it is of a script without spaces between words."""
    return _UNSPACED.search(text) is not None


def _signs(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    joined = False
    for at in range(start, end):
        sign = text[at]
        if sign.isspace():
            joined = False
            continue
        # Marks, and the colours of skin, belong to the sign before them; ^ and ` are signs of their own.
        clings = sign == _JOINER or (unicodedata.category(sign) in ("Mn", "Me", "Mc", "Sk") and ord(sign) > 0x7F)
        if found and found[-1].end == at and (joined or clings):
            found[-1] = Span(found[-1].start, at + 1)
        else:
            found.append(Span(at, at + 1))
        joined = sign == _JOINER
    return found
