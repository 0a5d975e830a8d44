"""Articles of a file found among those of a project, and words found where they stand in them.

Owns when two articles are the same one, and where a quote goes whose offsets do not fit. Must not know formats, nor who coded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...errors import UsageError
from ...project import Project
from ...project.articles import Article, ArticleDraft
from ...project.corrected_texts import standing
from ...project.evidence import Quote
from ...project.incoming import all_texts
from ...spans import Carrier, clean_text, locate
from .coded import PARTS, CodedArticle, Span

ALIKE = 0.8
"""Two texts are one article's where so many of their different words are in both (Jaccard's index of their sets of words)."""
CUT = "…"
"""Ends a quote that was cut."""
_UID = re.compile(r"[0-9a-f]{32}")
_WORDS = re.compile(r"\w+")


def is_uid(text: str) -> bool:
    """Whether it is an identity that this program gives: 32 hexadecimal digits."""
    return _UID.fullmatch(text) is not None


@dataclass
class Words:
    """Where words of a file's article stand in the one here. `found` is the article here; without a text in the file, its
    words are taken as they stand."""

    found: Article
    raw: CodedArticle
    moved: int = 0
    """Quotes that stood elsewhere than their offsets say."""
    changed: int = 0
    """Spans whose words are others here."""
    _carriers: dict[str, Carrier] = field(default_factory=dict)

    def place(self, span: Span) -> Quote | None:
        """The span here; None where its words do not stand here at all."""
        if span.part not in PARTS:
            return None
        text = self.found.text if span.part == "text" else self.found.title
        quote = clean_text(span.quote)[0]
        start, end = span.start, span.end
        if 0 <= start < end <= len(text):
            stands = text[start:end]
            told = self._text(span.part)
            cut = quote.endswith(CUT) and stands.startswith(quote[: -len(CUT)])
            if stands == quote or (cut and not told) or (not quote and told in ("", text)):
                return Quote(span.part, start, end, stands)  # type: ignore[arg-type]
        return self._elsewhere(span, text, quote)

    def _text(self, part: str) -> str:
        return self.raw.text if part == "text" else self.raw.title

    def _elsewhere(self, span: Span, text: str, quote: str) -> Quote | None:
        told = self._text(span.part)
        near, carried = max(span.start, 0), None
        if told and told != text and 0 <= span.start < span.end <= len(told):
            # What is told of the file's own text holds there; from there it is carried over.
            cleaned = clean_text(told)[0]
            near, end = len(clean_text(told[: span.start])[0]), len(clean_text(told[: span.end])[0])
            quote = quote or cleaned[near:end]
            if cleaned != text and cleaned[near:end] == quote:
                carrier = self._carriers.setdefault(span.part, Carrier(cleaned, text))
                carried = carrier.carry((near, end))
                near = carried.start if carried else near
        found = locate(text, quote, near) if quote else None
        if found is not None:
            self.moved += told in ("", text)
            return Quote(span.part, found.start, found.end, quote)  # type: ignore[arg-type]
        if carried is None:
            return None
        self.changed += 1
        return Quote(span.part, carried.start, carried.end, text[carried.start : carried.end])  # type: ignore[arg-type]


@dataclass
class Shelf:
    """The articles of a project, as those of a file are looked for among them."""

    project: Project
    _by_text: dict[int, str] | None = None
    """Uids by the hash of their text: made when an article is first known by nothing else, in one walk through the texts."""

    def find(self, told: CodedArticle, draft: ArticleDraft) -> Article | None:
        """The article here that one of a file is: by its uid, by text, source and date, by its outside id or address, or by
        the same text. None where it is not here. Raises UsageError where its name is another one's here."""
        project = self.project
        for uid in dict.fromkeys(uid for uid in (told.uid, draft.uid) if is_uid(uid)):
            if here := standing(project, uid):
                article = project.articles.get(here)
                if uid != here and project.articles.get(uid).text == told.text:
                    return article  # the text was corrected here since
                return self._alike(told, article, "uid")
        known = project.articles.known_as(draft)
        if known is not None:
            return self._alike(told, known, "id or address")
        if not told.text:
            return None
        uid = self._texts().get(hash(draft.text))
        article = project.articles.get(uid) if uid else None
        return article if article is not None and article.text == draft.text else None

    def added(self, uid: str, draft: ArticleDraft) -> None:
        """There is one more."""
        if self._by_text is not None and draft.text:
            self._by_text.setdefault(hash(draft.text), uid)

    def _texts(self) -> dict[int, str]:
        if self._by_text is None:
            self._by_text = {}
            for uid, text in all_texts(self.project):
                self._by_text.setdefault(hash(text), uid)
        return self._by_text

    def _alike(self, told: CodedArticle, article: Article, what: str) -> Article:
        if not told.text or told.text == article.text or alike(told.text, article.text):
            return article
        if article.stub:
            raise UsageError("its text was taken away here for good, or never was here: only its row is")
        raise UsageError(f"an article with its {what} is here and has another text (article {article.number})")


def alike(one: str, other: str) -> bool:
    """Whether two texts are one article's: see `ALIKE`."""
    first, second = set(_WORDS.findall(one.casefold())), set(_WORDS.findall(other.casefold()))
    if not first or not second:
        return "".join(one.split()) == "".join(other.split())
    return len(first & second) >= ALIKE * len(first | second)
