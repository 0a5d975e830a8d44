"""What a format of codings gets to write: the articles that are chosen, one after the other, and places for its files.

Owns which articles and codings go out and what is counted of them on the way: what is read (`read`), what of it goes out
(`tally`), and what does not, each by its reason (`lost`). Must not know any one format.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from ...codebook.model import Codebook
from ...project import Project
from ...writing import Outputs, Progress
from .. import jsonl
from ..selection import Selection
from .coded import CodedArticle, CodedEvent, Coding, from_json
from .said import only_said
from .tally import Tally

SPLITS = ("train", "dev", "test")
LEFT = (
    "[article had a part and is left out: it was|articles had a part and are left out: they were] linked since with an "
    "article of a higher part, as copies or as telling one incident; `annotator split` takes [it|them] out of the part"
)
Hold = Callable[[CodedArticle], CodedArticle | None]


@dataclass(frozen=True, slots=True)
class CodingOptions:
    """What goes out with the events.

    `negatives`: articles without events, and mentions, come along. `inferred`: values that the text nowhere says come along,
    marked as such. `splits`: the project's parts of training data stand in files of their own, and articles in no part are
    left out; without, all articles stand together. `quotes`: conversations give the words behind each value, too.
    `offers`: what models offer and nobody has taken comes along as predictions, where a format has such.
    """

    negatives: bool = True
    inferred: bool = True
    splits: bool = False
    quotes: bool = False
    offers: bool = False


@dataclass
class Going:
    """One export of codings. A format asks for `articles()`, writes its files below `out`, and counts what it could not hold
    in `lost`, by a name that it puts into words in `words`. What it never holds it names in `not_held`."""

    project: Project
    chosen: Selection
    options: CodingOptions
    outputs: Outputs
    out: Path
    progress: Progress | None = None
    every_coder: bool = False
    """Whether an article may come with several codings."""
    part_of: Mapping[int, str] = field(default_factory=dict)
    """The part of training data of each article, by its number; empty where splits are not asked for, "" for
    what is in none any more."""
    read: jsonl.Counts = field(default_factory=jsonl.Counts)
    """What is chosen, before anything is left out."""
    tally: Tally = field(default_factory=Tally)
    """What `articles()` gave."""
    not_held: frozenset[str] = frozenset()
    """Counts of the tally that say nothing of the files, for the format does not hold such things."""
    offered: int = 0
    """Events that models offer, beside what was coded."""
    lost: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def codebook(self) -> Codebook:
        """What could be coded."""
        return self.project.codebook

    @property
    def splits(self) -> tuple[str, ...]:
        """The parts that files are written for; one without a name where all stand together."""
        return SPLITS if self.options.splits else ("",)

    def articles(self, held: Hold | None = None) -> Iterator[CodedArticle]:
        """The chosen articles with their codings, in the order of their numbers. To be run through once. `held` gives what the
        format holds of an article, None for nothing, and counts the rest itself."""
        for told in jsonl.articles(self.project, self.chosen, self.read):
            part = self.part_of.get(told["number"], "")
            article: CodedArticle | None = _in_order(replace(from_json(told), split=part), self.codebook)
            if self.options.splits and not part:
                if told["number"] in self.part_of:
                    self.lose("left_split", LEFT)
                else:
                    self.lose("in_no_split", "[article is|articles are] in no part of the data: train, dev or test")
                self.lose("events_in_no_split", "[event is|events are] in those articles", _events(article))
                continue
            if not self.options.negatives:
                article = self._with_events(article)
            if article:
                article = replace(article, codings=tuple(map(self.only_said, article.codings)))
            if article and held:
                article = held(article)
            if article:
                self.tally.add(article)
                yield article
            if self.progress and self.read.articles % 100 == 0:
                self.progress(self.read.articles)

    def _with_events(self, article: CodedArticle) -> CodedArticle | None:
        """The article with those of its codings that have events, without mentions."""
        codings = tuple(replace(one, mentions=()) for one in article.codings if one.events)
        self.lose("mentions_left_out", "[mention is|mentions are] left out", sum(len(one.mentions) for one in article.codings))
        self.lose(
            "codings_left_out", "[coding|codings] without an event [is|are] left out", len(article.codings) - len(codings)
        )
        self.lose("without_events", "[article|articles] without events [is|are] left out", not codings)
        return replace(article, codings=codings) if codings else None

    def only_said(self, coding: Coding) -> Coding:
        """A coding without values, items and answers that no words support, counted; as it is where they are wanted."""
        if self.options.inferred:
            return coding
        answers, evidence, out = only_said(coding.answers, coding.evidence)
        events = list[CodedEvent]()
        for event in coding.events:
            values, supports, count = only_said(event.values, event.evidence, event.derived)
            out += count
            events.append(replace(event, values=values, evidence=supports, derived=frozenset()))
        self.lose(
            "not_said",
            "[value, or item|values, or items] of one, that the text nowhere says [is|are] left out",
            out,
        )
        return replace(coding, answers=answers, evidence=evidence, events=tuple(events))

    def lose(self, name: str, words: str, count: int = 1) -> None:
        """Counts what cannot be held here. `words` follow the count in a sentence, with what is said of one and of several in
        brackets: "[span lies|spans lie] in …"."""
        if count:
            self.lost[name] += count
            self.words[name] = words

    def told(self, name: str) -> str:
        """A sentence of what was counted by this name."""
        one = self.lost[name] == 1
        words = re.sub(r"\[([^|\[\]]*)\|([^\[\]]*)\]", lambda found: found[1] if one else found[2], self.words[name])
        return f"{self.lost[name]:,} {words}."

    def place_of(self, article: CodedArticle, coding: Coding) -> str:
        """Where a coding of an article stands in a folder with a file a coding, without the ending: `A000001`, in folders of
        its part of training data and, with every coder's, of its coder."""
        folders = [part for part in (article.split if self.options.splits else "", self.folder_of(coding)) if part]
        return "/".join([*folders, f"A{article.number:06d}"])

    def folder_of(self, coding: Coding) -> str:
        """The folder of a coder's own files; nothing where one coding of an article goes out."""
        if not self.every_coder:
            return ""
        return coding.coder if coding.standing == "coded" else f"{coding.standing}-{coding.coder}"

    def path(self, name: str) -> Path:
        """The place of a file of a folder."""
        return self.out / name

    def text(self, name: str = "") -> AbstractContextManager[TextIO]:
        """A file of the folder to write text into; without a name, the format's one file."""
        return self.outputs.text(self.path(name) if name else self.out)

    def file(self, name: str = "") -> AbstractContextManager[Path]:
        """A place where something else writes a file of the folder, or the format's one file."""
        return self.outputs.file(self.path(name) if name else self.out)


Write = Callable[[Going], None]


def _in_order(article: CodedArticle, codebook: Codebook) -> CodedArticle:
    """The article with all values in the codebook's order: in which order they were given says nothing. No date is None."""
    codings = []
    for coding in article.codings:
        events = tuple(
            replace(one, values={name: one.values[name] for name in codebook.fields if name in one.values})
            for one in coding.events
        )
        codings.append(replace(coding, events=events))
    return replace(article, date=article.date or None, codings=tuple(codings))


def _events(article: CodedArticle) -> int:
    return sum(len(coding.events) for coding in article.codings)


def line(value: object) -> str:
    """One line of a JSON Lines file."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
