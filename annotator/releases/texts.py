"""How much of the articles a release holds: what a quote looks like in its tables, and which words of people are let out.

Owns the three answers (full texts, quotes up to a limit, none at all) and what is counted of them. Titles are bibliographic
data and are always there, what is quoted of them as well. Which articles are asked is `neighbours`'. Must not know tables.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..project import Project
from .neighbours import Neighbours, given_codes, without_names
from .options import ReleaseOptions, Texts
from .repeats import SENTENCE, ArticleWords

KEPT = 256
"""Articles whose words are kept."""
CUT = "…"
"""Ends a quote that was cut."""
REPEATS, WITHHELD, CUTS = "values_that_repeat_their_article", "values_left_out_as_article_text", "quotes_cut"


@dataclass
class TextRule:
    """The texts of one release. `counts` fills while tables are written: texts of people that repeat their article, those of
    them that were left out, quotes cut, and articles by the share of them that is quoted.

    Without `near` no article is known, and nothing repeats one. `codes` are never taken for an article's words; `unnamed` puts
    pseudonyms in the place of names."""

    texts: Texts
    limit: int
    counts: Counter[str] = field(default_factory=Counter)
    near: Neighbours | None = None
    codes: frozenset[str] = frozenset()
    unnamed: Callable[[str], str] = str
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

    def own_words(self, told: Any, number: int) -> Any:
        """What a person wrote about an article, by its number, or None where it is the text of that article or of one beside
        it, and none goes out. What is no text comes back as it is, and is nobody's words."""
        if not isinstance(told, str) or not self.repeats(told, number):
            return told
        self.counts[REPEATS] += 1
        if self.texts != "none":
            return told
        self.counts[WITHHELD] += 1
        return None

    def said(self, told: str | None, number: int) -> str | None:
        """The same of words about work, as reasons and notes are: coders in it stand as pseudonyms."""
        kept = self.own_words(told, number)
        return self.unnamed(kept) if kept else kept

    def kept(self, value: Any, number: int) -> Any:
        """A value of any shape without the texts in it that repeat an article, where none goes out; uncounted."""
        if self.texts != "none":
            return value
        if isinstance(value, str):
            return None if self.repeats(value, number) else value
        if isinstance(value, dict):
            # What an unknown key says is as little known as what it holds.
            left = {name: self.kept(one, number) for name, one in value.items() if not self.repeats(str(name), number)}
            return {name: one for name, one in left.items() if one is not None or value[name] is None}
        if isinstance(value, list | tuple):
            return type(value)(one for one in (self.kept(each, number) for each in value) if one is not None)
        return value

    def repeats(self, told: str, number: int) -> bool:
        """Whether a text repeats an article, by its number, or one beside it. The words of many articles are kept."""
        if self.near is None or len(told) < SENTENCE or told in self.codes:
            return False
        return any(self._words(self.near, one).repeated_in(told) for one in self.near.of(number))

    def _words(self, near: Neighbours, number: int) -> ArticleWords:
        words = self._kept.get(number)
        if words is None:
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            words = self._kept[number] = ArticleWords(near.text(number))
        return words

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


def rule_of(project: Project, options: ReleaseOptions) -> TextRule:
    """The rule of a release that is written from `project`, whose TEMP tables of rows are filled."""
    return TextRule(
        options.texts, options.quote_limit, near=Neighbours(project), codes=given_codes(project.codebook),
        unnamed=without_names(project),
    )  # fmt: skip


def sha256(text: str) -> str:
    """The hash of a text's UTF-8, 64 hex digits: by this an article and a quote are known where their words are not there."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
