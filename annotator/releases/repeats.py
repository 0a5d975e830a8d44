"""Whether words a person wrote are an article's own: what a release without texts may not hold.

Owns the rule. A text repeats an article where at least `RUNNING` words of it stand in the article one behind the other, or
where it holds a whole sentence of the article of `SENTENCE` characters or more. Case, punctuation and white space do not
count; where a script writes no blanks between words, `SIGNS` signs stand for `RUNNING` words. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

RUNNING = 8
SENTENCE = 20
SIGNS = 20
_UNSPACED = "぀-ヿ㐀-䶿一-鿿豈-﫿฀-๿"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_SIGN = re.compile(rf"[{_UNSPACED}]")
_END = re.compile(r"[.!?。！？؟۔]+(?=\s|$|[”\"’»）)])|[。！？]|\n+")


class ArticleWords:
    """One article's text, as others' words are held against it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _running(self) -> str:
        return f" {' '.join(_words(self._text))} "

    @cached_property
    def _sentences(self) -> list[str]:
        return [one for one in sentences(self._text) if len(one) >= SENTENCE]

    def repeated_in(self, told: str) -> bool:
        """Whether a text a person wrote repeats the article."""
        if len(told) < SENTENCE:
            return False
        words = _words(told)
        if len(words) >= RUNNING and any(f" {' '.join(run)} " in self._running for run in _runs(words)):
            return True
        whole = f" {' '.join(words)} "
        # Most are far longer than what is written into a field; white space and punctuation may differ a little.
        short = (one for one in self._sentences if len(one) <= 2 * len(told))
        return any(one and f" {one} " in whole for one in (" ".join(_words(each)) for each in short))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text without white space at their edges; roughly, as no language is known."""
    begin = 0
    for end in _END.finditer(text):
        if piece := text[begin : end.end()].strip():
            yield piece
        begin = end.end()
    if piece := text[begin:].strip():
        yield piece


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> Iterator[list[str]]:
    for place in range(len(words) - RUNNING + 1):
        run = words[place : place + RUNNING]
        if all(map(_SIGN.fullmatch, run)):
            if place + SIGNS > len(words):
                continue
            run = words[place : place + SIGNS]
        yield run
