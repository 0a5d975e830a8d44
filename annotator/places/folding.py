"""When two spellings are one name: case, accents, hyphens, apostrophes and the Arabic article put aside.

Pure. The gazetteer keeps its spellings folded and a text is looked up folded, word by word, so both sides must pass
through here; a change of these rules needs `building.VERSION` raised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_INDIC = "\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
"""Scripts whose vowel signs count as no letters for Python; their whole blocks make words."""
APOSTROPHES = "'’‘ʼ`ʻʿʾ´′"
_LETTER = rf"(?:[^\W_]|[{_MARKS}{_INDIC}])"
WORD = re.compile(rf"(?:[A-Z]\.){{2,}}|{_LETTER}+(?:[{APOSTROPHES}]+{_LETTER}+)*")
"""One word of a text or a name: letters with the apostrophes between them, or capitals with full stops as in U.S."""

_DROPPED = re.compile(rf"[{_MARKS}{APOSTROPHES}.]")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?$")
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a", "ħ": "h", "ŋ": "n",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي",
    "ة": "ه", "ۀ": "ه", "ک": "ك", "ؤ": "و", "ئ": "ي", "ґ": "г",
})  # fmt: skip
ELISION = re.compile(rf"[dDlL][{APOSTROPHES}](?={_LETTER}{{2}})")
"""The article or preposition French and Italian write at a word: d'Abidjan, l'Ukraine."""
_SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_ARTICLE = re.compile(r"^[وف]?[بك]?ال(?=...)|^[وف]?لل(?=...)")
_SUN = {
    "ad",
    "ed",
    "ud",
    "ar",
    "er",
    "ur",
    "as",
    "es",
    "us",
    "ash",
    "esh",
    "ush",
    "at",
    "et",
    "ut",
    "an",
    "en",
    "az",
    "ez",
    "uz",
}
"""The Arabic article before a consonant it takes on, as Latin letters write it."""


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """One word as it is compared; empty where nothing of it counts."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
    word = _POSSESSIVE.sub("", word)
    if elided := ELISION.match(word):
        word = word[elided.end() :]
    word = _DROPPED.sub("", word).casefold()
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word.translate(_LETTERS))
        if "\u0600" <= word[:1] <= "\u06ff":
            return _ARTICLE.sub("", word)
    if len(word) > 4 and word.endswith("ah"):
        word = word[:-1]
    return _SHORT.get(word, word)


def join(words: Sequence[str]) -> str:
    """Folded words as one name. "ez zor" and "al zor" are the same: the article before D, N, R, S, T, Z."""
    if len(words) == 1:
        return words[0]
    joined = list(words)
    for number in range(len(words) - 1):
        word = words[number]
        if word == "el" or (word in _SUN and words[number + 1].startswith(word[1:])):
            joined[number] = "al"
    return " ".join(joined)


def fold(name: str) -> str:
    """A name as it is compared: "Şalāḩ ad-Dīn" and "Salah al-Din" give "sala al din"."""
    return join([folded for word in WORD.findall(name) if (folded := fold_word(word))])
