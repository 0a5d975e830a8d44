"""What a folder of training data says of itself: `README.md` in plain words, written from what went out.

Owns the words that are the same for all formats of training data: how it was coded, what a value that is inferred is, the
parts, the fields with their definitions. Must not know any one format's files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ... import __version__
from ...codebook.model import CodedField, in_language, title_of
from .going import Going

MOST_CODES = 40
"""Codes of a list that the card names; the rest are in `codebook.json`."""


def body(going: Going, shape: Iterable[str]) -> str:
    """The text of a card. `shape` is what the format says of its own rows, line by line."""
    return "\n".join([*_head(going), *shape, "", *_meaning(going), *_parts(going), *_fields(going), *_limits(going)]) + "\n"


def plain(text: str) -> str:
    """A text on one line that Markdown leaves alone in a cell of a table."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))


def _head(going: Going) -> Iterator[str]:
    book, tally = going.codebook, going.tally
    name = in_language(book.title) or book.name
    yield f"# {plain(going.project.about().get('name', '') or name)}"
    yield ""
    yield (
        f"Events in news articles, coded with the codebook “{plain(name)}”"
        f"{f' {plain(book.version)}' if book.version else ''}, with the words that support each answer. "
        f"Written by annotator {__version__}."
    )
    yield ""
    yield "| part | articles | codings | without an event | events | mentions |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for part in tally.parts or [""]:
        counts = (tally.articles, tally.codings, tally.without_event, tally.events, tally.mentions)
        yield f"| {part or 'all'} | " + " | ".join(f"{one[part]:,}" for one in counts) + " |"
    yield ""
    who = len(tally.coders)
    yield (
        "A coding is what one coder says of one article. "
        + (f"Here are those of {who} coders; one article may have several." if who > 1 else "Each article has one here.")
        + " Coders are pseudonyms. A mention is a happening that was seen and not coded, with the reason."
    )
    yield ""


def _meaning(going: Going) -> Iterator[str]:
    yield "## Said and inferred"
    yield ""
    if going.options.inferred:
        yield (
            "A value is *inferred* where no words of the article support it: a coder worked it out, took it from the article's "
            "own data or from elsewhere, or it follows from other values by the codebook (*derived*). These are marked. "
            "A model that is to read, and not to guess, is trained on the others."
        )
    else:
        yield "Only values are here that words of the article support; what was inferred or derived is left out."
    yield ""
    also = "" if "mentions" in going.not_held else ", and mentions,"
    yield (
        f"Articles without an event{also} are kept: they show what is no event."
        if going.options.negatives
        else f"Articles without an event{also} are left out: nothing here shows what is no event."
    )
    yield ""


def _parts(going: Going) -> Iterator[str]:
    yield "## Parts"
    yield ""
    if not going.options.splits:
        yield "The articles are not divided into parts for training and testing."
        yield ""
        return
    how = going.project.splits.last_made()
    shares = ", ".join(f"{one:g}" for one in how.get("shares", ()))
    told = f"by {how.get('by', 'article')}" + (f", evenly by {how['stratify']}" if how.get("stratify") else "")
    yield (
        f"Train, dev and test were made {told}{f' ({shares})' if shares else ''}. Articles that were "
        "known as copies of one another, or as telling of one incident, when this was written are in one part; what was linked "
        "across parts after they were made is left out. What is a test stays a test in whatever is given out later."
    )
    if how.get("by") == "time":
        yield (
            "The test is the latest: nothing in train is later than "
            + ", ".join(day for day in how.get("last_days", ()) if day) + " (the last days of train and dev)."
        )  # fmt: skip
    yield ""


def _fields(going: Going) -> Iterator[str]:
    yield "## Fields"
    yield ""
    yield "| field | title | kind | what it asks |"
    yield "| --- | --- | --- | --- |"
    for asked in _asked(going):
        kind = asked.type + (" (several)" if asked.many else "") + (", derived" if asked.derived is not None else "")
        yield f"| `{asked.name}` | {plain(title_of(asked))} | {kind} | {plain(in_language(asked.definition))} |"
        for sub in asked.fields:
            yield f"| `{asked.name}.{sub.name}` | {plain(title_of(sub))} | {sub.type} | {plain(in_language(sub.definition))} |"
    yield ""
    yield from _codes(going)


def _codes(going: Going) -> Iterator[str]:
    told = set[str]()
    for asked in [one for owner in _asked(going) for one in (owner, *owner.fields)]:
        if asked.type in ("code", "tags") and asked.codes and asked.codes not in told:
            told.add(asked.codes)
            codes = list(going.codebook.code_list(asked).walk())
            yield f"Codes of `{asked.name}`:"
            yield ""
            yield from (f"- `{one.code}` {plain(in_language(one.label))}".rstrip() for one in codes[:MOST_CODES])
            if len(codes) > MOST_CODES:
                yield f"- and {len(codes) - MOST_CODES:,} more in `codebook.json`"
            yield ""
        if asked.missing:
            said = "; ".join(f"`{code}` {plain(in_language(text))}" for code, text in asked.missing.items())
            yield f"No answer to `{asked.name}` may be: {said}."
            yield ""


def _asked(going: Going) -> list[CodedField]:
    return [*going.codebook.fields.values(), *going.codebook.article_fields.values()]


def _limits(going: Going) -> Iterator[str]:
    yield "## Limits"
    yield ""
    lost = [going.told(name) for name in sorted(going.lost)]
    yield from (f"- {one}" for one in lost)
    yield "- Coders' notes to themselves, and how answers came to be, are not here."
    yield "- Offsets count Unicode code points from 0; the end is behind the last one."
    yield "- The articles belong to those who published them. No licence is named here: whoever gives this out names one."
    yield ""
