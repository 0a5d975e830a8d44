"""Texts as numbers: every word of many texts at once, so that 100,000 of them are compared in seconds. Pure; numpy alone.

Owns what counts as a word where articles are compared: case, white space, punctuation and accents beside letters do not
matter; letters that Arabic writes in several ways are one; where a script has no spaces every character is a word. Knows
no articles.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from .search import ARABIC, UNSPACED

Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
NUMBER, NAME, ALONE = 1, 2, 4
"""What is known of a word: it holds a digit; it begins with a capital inside a sentence; it is a character of a script
without spaces."""
_WORD, _CAPITAL, _ENDS, _SKIPPED = 8, 16, 32, 64
_KNOWN = 0x30000
"""Characters behind are letters of no script that news is written in."""
_BASE = 0x9E3779B97F4A7C15
_BACK = pow(_BASE, -1, 1 << 64)
_MARKS = ((0x300, 0x36F), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670))
"""Accents and vowel signs that writers set or leave out."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts: `words` and `flags` of all of them one after another, those of text `n` from `starts[n]` to
    `starts[n + 1]`. Two words are the same where their numbers are (64 bits, the same in every run)."""

    words: Hashes
    flags: Flags
    starts: Places

    def of(self, number: int) -> tuple[Hashes, Flags]:
        """The words of one text, and what is known of each."""
        part = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.words[part], self.flags[part]


def read_words(texts: Sequence[str]) -> Words:
    """The words of some texts. It needs some 60 bytes for each character while it works: give it a million or so at once."""
    kinds, plain = _tables()
    told = [one if one.isascii() else unicodedata.normalize("NFKC", one) for one in texts]
    begins = np.fromiter(accumulate((len(one) + 1 for one in told), initial=0), np.int64, len(told) + 1)
    # A sign that stands in no word and ends a sentence parts the texts.
    letters = np.frombuffer("\n".join((*told, "")).encode("utf-32-le", "replace"), np.uint32)
    letters = np.minimum(letters, _KNOWN)
    kind = kinds[letters]
    if (kind & _SKIPPED).any():
        kept = (kind & _SKIPPED) == 0
        begins = np.concatenate((np.zeros(1, np.int64), np.cumsum(kept)))[begins]
        letters, kind = letters[kept], kind[kept]
    return _cut(plain[letters], kind, begins)


def _cut(letters: Hashes, kind: Flags, begins: Places) -> Words:
    """Words from letters in lower case, what is known of each letter, and where the texts begin among them."""
    in_word, alone = (kind & _WORD) > 0, (kind & ALONE) > 0
    goes_on = np.zeros(len(kind), bool)  # a letter of the word that the one before it belongs to
    goes_on[1:] = in_word[1:] & in_word[:-1] & ~(alone[1:] | alone[:-1])
    first = np.flatnonzero(in_word & ~goes_on)
    if not len(first):
        return Words(np.zeros(0, np.uint64), np.zeros(0, np.uint8), np.zeros(len(begins), np.int64))
    # Σ letter · base^place, brought back to the word's own beginning, is the same wherever it stands. What is in no word is 0.
    powers, backs = _powers(len(letters))
    words = mixed(np.add.reduceat(letters * powers, first) * backs[first])
    # What is known of a word's letters and of the signs behind it, which hold no digit.
    behind = np.bitwise_or.reduceat(kind, first)
    flags = behind & np.uint8(NUMBER)
    capital = (kind[first] & _CAPITAL) > 0
    capital[0] = False
    capital[1:] &= (behind[:-1] & _ENDS) == 0
    flags |= capital.astype(np.uint8) * np.uint8(NAME)
    flags |= kind[first] & np.uint8(ALONE)
    return Words(words, flags, np.searchsorted(first, begins))


def mixed(numbers: Hashes) -> Hashes:
    """Numbers whose bits all hang on all bits of what came in (the finish of MurmurHash3, 64 bits)."""
    numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    numbers = (numbers ^ (numbers >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return numbers ^ (numbers >> np.uint64(33))


def in_rows(words: Hashes, count: int) -> Hashes:
    """One number for every so many words that follow each other; as many fewer than there are words as are lacking at the
    end."""
    if len(words) < count:
        return np.zeros(0, np.uint64)
    size = len(words) - count + 1
    rows = words[:size].copy()
    for place in range(1, count):
        rows *= np.uint64(_BASE)
        rows += words[place : place + size]
    return mixed(rows)


_kept_powers: list[tuple[Hashes, Hashes]] = []


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """The powers of the base and of its inverse, both modulo 2^64."""
    if not _kept_powers or len(_kept_powers[0][0]) < count:
        size = 1 << max(count - 1, 1).bit_length()
        _kept_powers[:] = [(_row_of_powers(_BASE, size), _row_of_powers(_BACK, size))]
    powers, backs = _kept_powers[0]
    return powers[:count], backs


def _row_of_powers(base: int, size: int) -> Hashes:
    row = np.ones(size, np.uint64)
    done = 1
    while done < size:  # each half from the one before it
        step = min(done, size - done)
        row[done : done + step] = row[:step] * np.uint64(pow(base, done, 1 << 64))
        done += step
    return row


@cache
def _tables() -> tuple[Flags, Hashes]:
    """What is known of each character, and the number of the one that stands for it, 0 where none stands in words."""
    kinds, plain = np.zeros(_KNOWN + 1, np.uint8), np.arange(_KNOWN + 1, dtype=np.uint64)
    for code in range(_KNOWN):
        letter = chr(code)
        if letter.isalnum() or unicodedata.category(letter)[0] == "M":
            kinds[code] = _WORD | (letter.isdecimal() and NUMBER) | (letter.isupper() and _CAPITAL)
            if letter.isupper() and len(lower := letter.lower()) == 1:
                plain[code] = ord(lower)
    for found in UNSPACED.finditer("".join(map(chr, range(_KNOWN)))):
        if kinds[found.start()] & _WORD:
            kinds[found.start()] |= ALONE
    for sign in '\n\r.!?:;…\u2028\u2029"“”„«»؟۔。！？：':
        kinds[ord(sign)] = _ENDS
    for code, other in ARABIC.items():
        if other is None:
            kinds[code] = _SKIPPED
        else:
            plain[code] = ord(other)
    for low, high in _MARKS:
        kinds[low : high + 1] = _SKIPPED
    plain[(kinds & _WORD) == 0] = 0
    return kinds, plain
