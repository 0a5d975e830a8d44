"""Lines that belong to a page and not to its article: found because many articles of one source have them, and taken out.

Owns when a line counts as one and how it is taken out of a text. Which lines go is for a person to say. Pure; must not know
files, the window or the project.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LOOKED_AT = 5_000
"""Articles that are looked through at most."""
SHARE = 0.2
"""The share of a source's articles from which a line is offered."""
LEAST = 3
"""The fewest articles of a source in which a line stands before it is offered."""
LONGEST = 300
"""Characters of a line; a longer one is a paragraph of the article."""
_MOST_LINES = 200_000
_NUMBER = re.compile(r"[0-9]+")
_BRIEF = 120
_USUAL = re.compile(
    r"©|\(c\)\s*[0-9]{4}|\bcopyright|all rights reserved|newsletter|click here|tous droits réservés|droits? d.auteur|"
    r"todos los derechos reservados|direitos reservados|alle rechte vorbehalten|все права защищены|جميع الحقوق محفوظة|版权所有|"
    r"^\W*(?:read (?:more|also|next)|see also|related (?:articles|stories|news)|share (?:this|on|via)|follow us|sign up|"
    r"subscribe|advertisement|download our app|lire aussi|partage[rz]|abonnez|lea también|compart[ei]|suscr[íi]b|"
    r"leia (?:também|mais)|lesen sie auch|teilen|abonnieren|читайте также|подпи[сш]|поделит|اقرأ أيضا|شارك هذا|اشترك|"
    r"分享|订阅)",
    re.I,
)
"""What such lines say everywhere, if they are brief: of rights anywhere in them, what readers are to do at their start."""

Drop = Mapping[str, frozenset[str]]
"""Lines to take out, by source; those under "" are taken out of every article. “#” stands for any number."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A line that stands in `articles` of the `of` articles of a source that were looked at. “#” in it stands for numbers
    that differ; `example` is how it stands in one of them. `usual` lines say what such lines say everywhere (copyright,
    “read more”)."""

    source: str
    line: str
    example: str
    articles: int
    of: int
    usual: bool

    @property
    def share(self) -> float:
        """Of the source's articles, how many have it: 0 to 1."""
        return self.articles / self.of


@dataclass
class _Source:
    of: int = 0
    texts: set[int] = field(default_factory=set[int])
    """Hashes of the texts: the same article again says nothing of the pages."""
    seen: Counter[str] = field(default_factory=Counter[str])
    as_written: dict[str, str] = field(default_factory=dict[str, str])
    """By line: how it stands; empty where its numbers differ."""
    example: dict[str, str] = field(default_factory=dict[str, str])


class Finder:
    """Counts the lines of articles, one after another; memory stays bounded, however many come."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}
        self._lines = 0
        self.articles = 0

    def add(self, source: str, text: str) -> None:
        """One article."""
        self.articles += 1
        about = self._sources.setdefault(source, _Source())
        known = len(about.texts)
        about.texts.add(hash(text))
        if len(about.texts) == known:
            return
        about.of += 1
        lines = [plain for one in text.split("\n") if (plain := _plain(one))]
        if len(lines) < 2:
            return  # the whole text is no line of a page; where it recurs, it is the same article
        for key, line in {_NUMBER.sub("#", line): line for line in reversed(lines)}.items():
            if len(line) > LONGEST or not any(map(str.isalpha, line)):
                continue
            if key not in about.as_written:
                about.as_written[key] = about.example[key] = line
                self._lines += 1
            elif about.as_written[key] != line:
                about.as_written[key] = ""
            about.seen[key] += 1
        if self._lines > _MOST_LINES:
            self._forget_single_ones()

    def found(self, *, share: float = SHARE, least: int = LEAST) -> list[Recurring]:
        """What recurs: usual lines first, then the more frequent. A usual one needs only the least number of articles."""
        told: list[Recurring] = []
        for source, about in self._sources.items():
            for key, count in about.seen.items():
                usual = len(about.example[key]) <= _BRIEF and bool(_USUAL.search(about.example[key]))
                if count < least or (count < share * about.of and not usual):
                    continue
                line = about.as_written[key] or key
                told.append(Recurring(source, line, about.example[key], count, about.of, usual))
        return sorted(told, key=lambda one: (not one.usual, -one.articles, one.source, one.line))

    def _forget_single_ones(self) -> None:
        for about in self._sources.values():
            for key in [key for key, count in about.seen.items() if count == 1]:
                del about.seen[key], about.as_written[key], about.example[key]
        self._lines = sum(len(about.seen) for about in self._sources.values())


def recurring(articles: Iterable[tuple[str, str]]) -> list[Recurring]:
    """The recurring lines of (source, text) pairs."""
    finder = Finder()
    for source, text in articles:
        finder.add(source, text)
    return finder.found()


def without(text: str, source: str, drop: Drop) -> tuple[str, list[str]]:
    """A text without the lines to be dropped, and those lines as they stood. An empty line around them goes, too."""
    lines = drop.get(source, frozenset()) | drop.get("", frozenset())
    if not lines:
        return text, []
    kept: list[str] = []
    gone: list[str] = []
    just_cut = False
    for written in text.split("\n"):
        plain = _plain(written)
        if plain and (plain in lines or _NUMBER.sub("#", plain) in lines):
            gone.append(written)
            just_cut = True
        elif not (just_cut and not plain and kept and not kept[-1].strip()):
            kept.append(written)
            just_cut = just_cut and not plain
    return ("\n".join(kept).strip() if gone else text), gone


def _plain(line: str) -> str:
    return " ".join(line.split())
