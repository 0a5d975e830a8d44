"""How much of the articles a release holds: what a quote looks like in its tables, and which words of people are let out.

Owns the three answers (full texts, quotes up to a limit, none at all) and what is counted of them. Titles are bibliographic
data and are always there, what is quoted of them as well. Must not know tables.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from .options import Texts
from .repeats import ArticleWords

KEPT = 32
"""Articles whose words are kept."""
CUT = "…"
"""Ends a quote that was cut."""
REPEATS, WITHHELD, CUTS = "values_that_repeat_their_article", "values_left_out_as_article_text", "quotes_cut"


@dataclass
class TextRule:
    """The texts of one release. `counts` fills while tables are written: texts of people that repeat their article, those of
    them that were left out, quotes cut, and articles by the share of them that is quoted."""

    texts: Texts
    limit: int
    counts: Counter[str] = field(default_factory=Counter)
    most_quoted: float = 0.0
    """The largest share of an article's text that the quotes of it make up together, 0 to 1."""
    _kept: dict[int, ArticleWords] = field(default_factory=dict)

    def quote(self, quote: str, part: str) -> str:
        """The words of a span as they are given out; empty where none are."""
        if self.texts == "full" or part == "title":
            return quote
        if self.texts == "none":
            return ""
        if len(quote) <= self.limit:
            return quote
        self.counts[CUTS] += 1
        return quote[: self.limit] + CUT

    def own_words(self, told: str | None, number: int, text: str) -> str | None:
        """What a person wrote about an article, by its number, or None where it is the article's text and none goes out."""
        if not told or not self.repeats(told, number, text):
            return told
        self.counts[REPEATS] += 1
        if self.texts != "none":
            return told
        self.counts[WITHHELD] += 1
        return None

    def repeats(self, told: str, number: int, text: str) -> bool:
        """Whether a text repeats the article's; the words of the last few articles are kept."""
        words = self._kept.get(number)
        if words is None:
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            words = self._kept[number] = ArticleWords(text)
        return words.repeated_in(told)

    def quoted(self, spans: list[tuple[int, int]], length: int) -> float:
        """The share of a text of so many characters that its quotes hold together, 0 to 1; counted."""
        if self.texts == "none" or not spans or not length:
            return 0.0
        total, reach = 0, 0
        for start, end in sorted(spans):
            if self.texts == "quotes":
                end = min(end, start + self.limit)
            total += max(0, end - max(start, reach))
            reach = max(reach, end)
        share = total / length
        self.counts["articles_quoted"] += 1
        self.counts["articles_quoted_by_more_than_half"] += share > 0.5
        self.most_quoted = max(self.most_quoted, share)
        return share


def sha256(text: str) -> str:
    """The hash of a text's UTF-8, 64 hex digits: by this an article and a quote are known where their words are not there."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
