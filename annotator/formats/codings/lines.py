"""A folder of JSON Lines for training: a file a part of the data, with what the lines mean beside them.

Owns the files and their names. What stands in a line is each format's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from ...codebook.compiled import fingerprint
from ...codebook.json_schema import event_schema
from .card import body
from .coded import CodedEvent, Coding, Span
from .going import Going, line

WHOLE = "all"
"""The name of the only file where there are no parts."""
Write = Callable[[str, Mapping[str, Any]], None]
"""Writes a line into the file of a part."""


@contextmanager
def files(going: Going, kind: str = "") -> Iterator[Write]:
    """A file for every part, `train.jsonl` and so on, or `all.jsonl`; with a `kind`, `train.<kind>.jsonl`. What holds
    nothing is an empty file."""
    with ExitStack() as open_:
        ends = f".{kind}.jsonl" if kind else ".jsonl"
        streams = {part: open_.enter_context(going.text((part or WHOLE) + ends)) for part in going.splits}

        def write(part: str, told: Mapping[str, Any]) -> None:
            streams[part].write(line(told))

        yield write


def shape(words: str, *read: str) -> tuple[str, ...]:
    """What a card says of a line, and Python that reads the file; `read` stands under the open file, which is `lines`."""
    return (
        words, "", "```python", "import json", "",
        f'with open("{WHOLE}.jsonl", encoding="utf-8") as lines:  # or train.jsonl, dev.jsonl, test.jsonl',
        *(f"    {one}" for one in read), "```", "",
    )  # fmt: skip


def about(going: Going, told: Iterable[str], schema: Mapping[str, Any] | None = None) -> None:
    """`README.md`, which says `told` of the lines, and the codebook's JSON Schema, or another one, in `codebook.json`."""
    with going.text("codebook.json") as stream:
        held = {"schema": schema or event_schema(going.codebook), "hash": fingerprint(going.codebook)}
        json.dump(held, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    with going.text("README.md") as stream:
        stream.write(body(going, ("## Lines", "", *told)))


def told_event(event: CodedEvent) -> dict[str, Any]:
    """An event's id and values, and which of them, or which items of one, are inferred or derived."""
    return {
        "id": event.uid, "external_id": event.id, "values": dict(event.values),
        "inferred": event.inferred(), "inferred_items": told_items(event),
        "derived": [name for name in event.values if name in event.derived],
    }  # fmt: skip


def told_coding(coding: Coding) -> dict[str, Any]:
    """Who says it, and what of the article as a whole."""
    return {
        "coding": coding.uid, "coder": coding.coder, "coder_kind": coding.coder_kind, "standing": coding.standing,
        "verdict": coding.verdict, "reason": coding.reason, "answers": dict(coding.answers),
        "answers_inferred": coding.inferred(), "answers_inferred_items": told_items(coding),
    }  # fmt: skip


def told_items(holder: Coding | CodedEvent) -> list[dict[str, str]]:
    """What of values that are partly said is inferred."""
    return [{"field": name, "item": item} for name, item in holder.inferred_items()]


def told_span(span: Span) -> dict[str, Any]:
    """Words of the title or the text."""
    return {"part": span.part, "start": span.start, "end": span.end, "text": span.quote}
