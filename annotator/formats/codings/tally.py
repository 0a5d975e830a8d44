"""What goes out in one export of codings, counted where it goes out: the one tally that manifest and card tell. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from .coded import CodedArticle


@dataclass
class Tally:
    """What went out, by part ("" where there are none): counts of rows, and the languages."""

    articles: Counter[str] = field(default_factory=Counter)
    codings: Counter[str] = field(default_factory=Counter)
    without_event: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    """Of evidence and mentions."""
    mentions: Counter[str] = field(default_factory=Counter)
    coders: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, article: CodedArticle) -> None:
        """Counts an article as it goes out."""
        part = article.split
        self.articles[part] += 1
        self.languages[article.language.strip().casefold()] += 1
        for coding in article.codings:
            self.codings[part] += 1
            self.coders.add(coding.coder)
            self.without_event[part] += not coding.events
            self.events[part] += len(coding.events)
            self.mentions[part] += len(coding.mentions)
            evidence = [one for holder in (coding, *coding.events) for one in holder.evidence]
            self.evidence[part] += len(evidence)
            self.spans[part] += sum(len(one.spans) for one in (*evidence, *coding.mentions))

    @property
    def counts(self) -> dict[str, int]:
        """All parts together, as a manifest tells them."""
        return {
            "articles": self.articles.total(), "codings": self.codings.total(), "events": self.events.total(),
            "evidence": self.evidence.total(), "spans": self.spans.total(), "mentions": self.mentions.total(),
        }  # fmt: skip

    @property
    def parts(self) -> list[str]:
        """The parts that hold anything, in order."""
        order = ("", "train", "dev", "test")
        return [part for part in order if self.codings[part]]

    def known_languages(self) -> list[str]:
        """Codes of languages as ISO 639 writes them (two or three letters), the most frequent first."""
        return [one for one, _ in self.languages.most_common() if re.fullmatch(r"[a-z]{2,3}", one)]
