"""The words of an article around what a search found, with the places to mark. Pure: texts in, texts out.

Owns how a found word is looked for in a text, by the same folding as the index (see `search`): letter for letter, so
that places in the folded text are places in the text. Offsets count code points.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .search import ARABIC, UNSPACED

LENGTH = 180
"""Characters of a snippet."""
BEFORE = 24
"""Characters that stand before the first word found, at most."""
LOOKED_AT = 200_000
"""Characters of a text that are looked through."""
_MARK = r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640]*"
_LETTER = r"[^\W_]"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text on one line, and where in it found words stand: half-open, in order."""

    text: str
    found: tuple[tuple[int, int], ...] = ()


class _Folded(dict[int, int]):
    """What each character is looked for as; filled as characters are met."""

    def __missing__(self, code: int) -> int:
        folded = self[code] = _fold(code)
        return folded


def _fold(code: int) -> int:
    letter = unicodedata.normalize("NFKC", chr(code))
    letter = letter.translate(ARABIC) or letter
    bare = unicodedata.normalize("NFD", letter)
    if len(bare) > 1 and all(unicodedata.combining(mark) for mark in bare[1:]):
        letter = bare[0]
    letter = letter.lower()
    return ord(letter) if len(letter) == 1 else code


_FOLDED = _Folded()


def snippet(text: str, words: str) -> Snippet:
    """The text around the first of the words searched for; its beginning where none stands in it."""
    text = text[:LOOKED_AT]
    pattern = looked_for(words)
    folded = text.translate(_FOLDED) if pattern else ""
    first = pattern.search(folded) if pattern else None
    start = _start(text, first.start()) if first else 0
    end = min(start + LENGTH, len(text))
    cut = text[start:end]
    # One line: each run of white space is one space, and places move with it.
    kept: list[str] = []
    places: list[int] = []
    for letter in cut:
        places.append(len(kept))
        if not letter.isspace():
            kept.append(letter)
        elif kept and kept[-1] != " ":
            kept.append(" ")
    places.append(len(kept))
    lead = "…" if start else ""
    found: list[tuple[int, int]] = []
    for match in pattern.finditer(folded, start, end) if pattern and first else ():
        found.append((places[match.start() - start] + len(lead), places[match.end() - start] + len(lead)))
    return Snippet(lead + "".join(kept) + ("…" if end < len(text) else ""), tuple(found))


def _start(text: str, hit: int) -> int:
    """Where the snippet begins: a little before the hit, with a whole word or sentence."""
    start = max(hit - BEFORE, 0)
    if not start:
        return 0
    if (line := text.rfind("\n", start, hit)) >= 0:
        return line + 1
    space = re.compile(r"\s+").search(text, start, hit)
    return space.end() if space else start


@lru_cache(maxsize=16)
def looked_for(words: str) -> re.Pattern[str] | None:
    """What to look for in a folded text; None where nothing was asked that the index has words for."""
    parts: list[str] = []
    for phrase, word in re.findall(r'"([^"]+)"|(\S+)', words):
        prefix = word.endswith("*") and not phrase
        folded = (phrase or word).translate(_FOLDED)
        tokens = re.findall(rf"(?:{_LETTER}|[\u0300-\u036f\u064b-\u065f\u0640])+", folded)
        if wanted := r"[\W_]+".join(filter(None, map(_spelled, tokens))):
            begins = r"(?<![^\W_])" if not UNSPACED.match(tokens[0]) else ""
            ends = r"(?![^\W_])" if not prefix and not UNSPACED.search(tokens[-1][-1]) else ""
            parts.append(f"{begins}{wanted}{ends}")
    return re.compile("|".join(parts)) if parts else None


def _spelled(token: str) -> str:
    """A word's letters with whatever marks a writer may have put on them."""
    return "".join(re.escape(letter) + _MARK for letter in token if not re.fullmatch(_MARK, letter))
