"""spaCy: binary files of documents with spans, which `spacy train` takes; needs the extra `spacy`.

Writes a folder: `all.spacy`, or `train.spacy`, `dev.spacy` and `test.spacy`, in a folder a coder where every coder's work goes
out; what spaCy has no structure for beside them as `events.jsonl`, and a `README.md` that says how to load and train. More than
`MOST` documents of one part stand in a folder of its name, which `spacy train` takes as well: a file is held in memory while it
is made, and while it is read.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from typing import Any, TextIO

from ...errors import ExportRefused
from ...project.temporary_folder import temporary_folder
from ...spans import trim
from ..format import Format
from . import besides
from .coded import CodedArticle, Coding, Support
from .documents import EVENT, MENTION, Anchor, Document, anchors
from .going import Going, line
from .tokens import is_unspaced, tokens

FORMAT = Format(
    "spacy", "spaCy: DocBin files with spans for spancat and NER; needs the extra `spacy`", False, True,
    "text, title, all spans with their fields and events (`doc.spans['sc']`), those that overlap no longer one as `doc.ents`, "
    "events' anchors, mentions with reasons, articles without events; in `doc.user_data` and `events.jsonl` the article's "
    "facts, events with answers, which of them the text nowhere says, exact places, verdicts, coders",
    "memos, history; spans reach to the ends of spaCy's tokens (counted)",
    suffix="", incidents=False, kind="codings",
)  # fmt: skip
MOST = 2_000
"""Documents in one file."""
KEY = "sc"
"""The group of spans that spaCy's span categorizer looks for."""
_LARGEST = 2**63


def write(going: Going) -> None:
    """All chosen articles. Raises ExportRefused where spaCy is not installed, with the way to have it."""
    if find_spec("spacy") is None:
        raise ExportRefused("spaCy's files need spaCy; install it with: pip install 'annotator[spacy]'")
    languages: dict[str, int] = {}
    with temporary_folder() as spool, ExitStack() as stack:
        bins = _Bins(spool)
        makers = _Languages()
        besides: dict[str, TextIO] = {}
        for article in going.articles():
            document = Document.of(article)
            part = (article.split if going.options.splits else "") or "all"
            for coding in article.codings:
                folder = going.folder_of(coding)
                told = _told(article, document, coding, anchors(document, coding, going.codebook))
                if folder not in besides:
                    name = f"{folder}/events.jsonl" if folder else "events.jsonl"
                    besides[folder] = stack.enter_context(going.text(name))
                besides[folder].write(line({**told, "part": part}))
                if not document.text.strip():
                    going.lose(
                        "without_words",
                        "[coding is of an article|codings are of articles] without a word, and in events.jsonl alone",
                    )
                    continue
                doc = makers.doc(document.text, article.language)
                languages[doc.lang_] = languages.get(doc.lang_, 0) + 1
                _mark(doc, document, coding, going)
                doc.user_data["annotator"] = _packable(told)
                bins.add(f"{folder}/{part}" if folder else part, doc)
        first = bins.place(going)
    with going.text("README.md") as stream:
        stream.write(_readme(languages, first))


def _mark(doc: Any, document: Document, coding: Coding, going: Going) -> None:
    """Puts a coding's spans on its document."""
    owned = [("", one) for one in coding.evidence]
    owned += [(event.uid, one) for event in coding.events for one in event.evidence]
    group = [
        _span(doc, document.place(span), support.field, owner, going) for owner, support in owned for span in support.spans
    ]  # fmt: skip
    group.sort(key=lambda one: (one.start, -one.end, one.label_, one.id_))
    doc.spans[KEY] = group
    found = anchors(document, coding, going.codebook)
    doc.spans["events"] = [_span(doc, (one.start, one.end), one.kind or EVENT, one.event.uid, going) for one in found]
    doc.spans["mentions"] = [
        _span(doc, document.place(span), mention.reason or MENTION, "", going)
        for mention in coding.mentions for span in mention.spans
    ]  # fmt: skip
    kept = import_module("spacy.util").filter_spans(group)
    going.lose(
        "not_in_ents",
        "[span overlaps a longer one|spans overlap longer ones]: in `doc.spans`, and not in `doc.ents`",
        len(group) - len(kept),
    )
    doc.set_ents(kept)


def _span(doc: Any, place: tuple[int, int], label: str, event: str, going: Going) -> Any:
    start, end = trim(doc.text, place)
    if start == end:
        start, end = place
    span = doc.char_span(start, end, label=label, kb_id=event, span_id=event, alignment_mode="expand")
    if (span.start_char, span.end_char) != place:
        going.lose(
            "expanded",
            "[span reaches|spans reach] to the ends of tokens; exact places are in `doc.user_data`",
        )
    return span


def _told(article: CodedArticle, document: Document, coding: Coding, found: list[Anchor]) -> dict[str, Any]:
    """What is said of a coding; places count code points in the document's text."""
    places = {one.event.uid: [one.start, one.end] for one in found}

    def evidence(supports: tuple[Support, ...], told: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {**one, "spans": [list(document.place(span)) for span in support.spans]}
            for one, support in zip(told["evidence"], supports, strict=True)
        ]  # fmt: skip

    events = [besides.whole_event(event) for event in coding.events]
    whole = besides.whole_coding(coding)
    return {
        "article": besides.of_article(article, document), **whole, "evidence": evidence(coding.evidence, whole),
        "mentions": [
            {"reason": one.reason, "note": one.note, "spans": [list(document.place(span)) for span in one.spans]}
            for one in coding.mentions
        ],
        "events": [
            {**told, "evidence": evidence(event.evidence, told), "anchor": places.get(event.uid)}
            for event, told in zip(coding.events, events, strict=True)
        ],
    }  # fmt: skip


def _packable(value: Any) -> Any:
    """The same without whole numbers that spaCy's files cannot hold; those are texts."""
    if isinstance(value, dict):
        return {name: _packable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_packable(one) for one in value]
    return str(value) if isinstance(value, int) and not -_LARGEST <= value < _LARGEST else value


@dataclass
class _Languages:
    """What cuts texts into tokens: spaCy's own for the article's language where it is there without another package, else its
    for any language; and ours where that one would take a sentence without spaces for a word."""

    known: dict[str, Any] = field(default_factory=dict)

    def doc(self, text: str, language: str) -> Any:
        """A document without marks."""
        pipe = self._pipe(language.partition("-")[0].partition("_")[0].lower())
        if pipe.lang != "zh" and is_unspaced(text):
            spacy = _spacy()
            words = [text[slice(*one)] for one in tokens(text)]
            words, spaces = spacy.util.get_words_and_spaces(words, text)
            return spacy.tokens.Doc(pipe.vocab, words=words, spaces=spaces)
        return pipe.make_doc(text)

    def _pipe(self, language: str) -> Any:
        if language not in self.known:
            spacy = _spacy()
            try:
                self.known[language] = spacy.blank(language or "xx")
            except (ImportError, ValueError, OSError):  # no such language, or one whose words need another package
                self.known[language] = spacy.blank("xx")
            self.known[language].max_length = 1 << 40
        return self.known[language]


@dataclass
class _Bins:
    """Files of documents as they grow. Full ones wait on the disk."""

    spool: Path
    growing: dict[str, Any] = field(default_factory=dict)
    full: dict[str, list[Path]] = field(default_factory=dict)

    def add(self, name: str, doc: Any) -> None:
        """A document of a part."""
        if name not in self.growing:
            self.growing[name] = _spacy().tokens.DocBin(
                attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"], store_user_data=True
            )
        self.growing[name].add(doc)
        if len(self.growing[name]) >= MOST:
            self._close(name)

    def _close(self, name: str) -> None:
        path = self.spool / f"{sum(map(len, self.full.values()))}"
        self.growing.pop(name).to_disk(path)
        self.full.setdefault(name, []).append(path)

    def place(self, going: Going) -> str:
        """Writes all files among the outputs. Parts without a document have a file as well. The name of the first file; of none
        where every coder's documents go out and there are none."""
        first = ""
        for name in list(self.growing):
            self._close(name)
        if not going.every_coder:
            for part in going.splits:
                if (part or "all") not in self.full:
                    self.growing[part or "all"] = _spacy().tokens.DocBin(store_user_data=True)
                    self._close(part or "all")
        for name, paths in self.full.items():
            for number, path in enumerate(paths, start=1):
                file = f"{name}.spacy" if len(paths) == 1 else f"{name}/{number:04d}.spacy"
                first = first or file
                with going.file(file) as target:
                    copyfile(path, target)
        return first


def _spacy() -> Any:
    """spaCy, loaded when it is needed. What its own parts warn of each other is no concern of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        load: Callable[[str], Any] = import_module
        load("spacy.tokens")
        load("spacy.util")
        return load("spacy")


def _readme(languages: dict[str, int], first: str) -> str:
    many = ", ".join(f"{name} ({count:,})" for name, count in sorted(languages.items()))
    usual = next((name for name, count in languages.items() if 2 * count > sum(languages.values())), "xx")
    return f"""# Spans and events for spaCy

Documents by language: {many or "none"}. A document is an article's title, an empty line and its text, as one coder coded it.

- `doc.spans["{KEY}"]`: words that support an answer. `label_` is the field, `id_` and `kb_id_` the event's uid.
- `doc.spans["events"]`: the words that stand for each event, labelled with its kind. `doc.spans["mentions"]`: what was not
  coded, labelled with the reason. `doc.ents`: the first group without what overlaps something longer.
- `doc.user_data["annotator"]`: the article's facts, the events with their answers and the exact places of their evidence;
  `inferred` names the answers that the text nowhere says. `events.jsonl` holds the same, a line a document.

```python
import spacy
from spacy.tokens import DocBin

docs = DocBin().from_disk("{first or "all.spacy"}").get_docs(spacy.blank("{usual}").vocab)
```

To train, of a folder with parts: `python -m spacy init config config.cfg --lang {usual} --pipeline spancat`, then
`python -m spacy train config.cfg --paths.train train.spacy --paths.dev dev.spacy --output model`.
"""
