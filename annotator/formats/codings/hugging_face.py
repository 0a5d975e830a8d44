"""A folder that `datasets.load_dataset` reads: Parquet with declared features, and a dataset card.

Two configurations: `articles` (the usual one), a row a coding with its events inside; `events`, a row an event. Columns and
their types come from the codebook alone, never from the data: dates, codes and ids are texts, a column without any answer
keeps its type, lists are empty and not null. Where an answer is missing for a declared reason, it is null and
`<field>_missing` holds the code. Rows stream into files of some thousands each, which the card names one by one, by their
content: `datasets` keeps what it read by the card alone. Loses memos, history, columns from outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ...codebook.compiled import fingerprint
from ...codebook.json_schema import event_schema
from ...codebook.model import CodedField
from ...codebook.values import is_list
from ..format import Format
from ..parquet import parts_of, struct_type, structure
from ..typed_values import OTHERS, typed
from .card import body
from .coded import CodedArticle, CodedEvent, Coding, Span, Support
from .going import Going
from .lines import told_items
from .tally import Tally

if TYPE_CHECKING:
    import polars as pl

FORMAT = Format(
    "hugging-face", "Hugging Face dataset: Parquet with declared features, and a dataset card", False, True,
    "text, metadata, codings with verdicts, typed values, which are inferred or derived, evidence with offsets and quotes, "
    "mentions, parts", "memos, history, columns from outside", "", False, "codings",
)  # fmt: skip
ROWS, CHARACTERS = 10_000, 64_000_000
"""A file is full with so many rows, or so many characters of text in them."""
AT_ONCE = 500
"""Rows that are turned into columns at once."""
ONLY = "train"
"""What the only part is called where there are none: tools ask for it by this name."""


def write(going: Going) -> None:
    """The folder. A part that holds no article has no file: readers take an empty one for an error."""
    shapes = _shapes(going)
    files: dict[tuple[str, str], _Files] = {}
    for article in going.articles():
        part = article.split or ONLY
        for config, row in _rows(going, article):
            if (config, part) not in files:
                files[config, part] = _Files(going, f"data/{config}/{part}", shapes[config])
            files[config, part].add(row)
    for one in files.values():
        one.flush()
    with going.text("codebook.json") as stream:
        json.dump(_codebook(going), stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    with going.text("README.md") as stream:
        stream.write(_front(going.tally, shapes, files) + "\n" + body(going, _shape_in_words(going)))


@dataclass
class _Files:
    """The files of one configuration and part: rows wait until one is full."""

    going: Going
    name: str
    schema: Mapping[str, pl.DataType]
    rows: list[dict[str, Any]] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    """The same rows in columns, as Arrow's bytes: what polars makes of rows keeps some twenty times the room it needs."""
    waiting: int = 0
    characters: int = 0
    loose: int = 0
    """Characters of rows that are no columns yet."""
    paths: list[str] = field(default_factory=list)
    """The files, as the card names them."""

    def add(self, row: dict[str, Any]) -> None:
        characters = _characters(row)
        self.rows.append(row)
        self.waiting += 1
        self.characters += characters
        self.loose += characters
        if len(self.rows) >= AT_ONCE or self.loose >= CHARACTERS // 8:
            self._pack()
        if self.waiting >= ROWS or self.characters >= CHARACTERS:
            self.flush()

    def _pack(self) -> None:
        import polars as pl

        if self.rows:
            packed = BytesIO()
            pl.DataFrame(self.rows, schema=dict(self.schema), strict=True).write_ipc(packed, compression="lz4")
            self.frames.append(packed.getvalue())
            self.rows, self.loose = [], 0

    def flush(self) -> None:
        import polars as pl

        self._pack()
        if self.frames:
            frame = pl.concat([pl.read_ipc(BytesIO(one)) for one in self.frames])
            name = f"{self.name}-{len(self.paths):05}.parquet"
            with self.going.file(name) as path:
                frame.write_parquet(path, compression="zstd", row_group_size=1000)
            self.paths.append(self.going.outputs.name_by_content(self.going.path(name)))
            self.frames, self.waiting, self.characters = [], 0, 0


def _characters(told: Any) -> int:
    """How much text a row holds, wherever in it: values and quotes can be longer than their article."""
    if isinstance(told, str):
        return len(told)
    if isinstance(told, dict):
        return sum(map(_characters, told.values()))
    return sum(map(_characters, told)) if isinstance(told, list) else 0


# --- rows -------------------------------------------------------------------------------------------------------------


def _rows(going: Going, article: CodedArticle) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of both configurations."""
    whole = going.codebook.article_fields
    for coding in article.codings:
        events = [_event(going, one) for one in coding.events]
        row: dict[str, Any] = {
            "id": coding.uid, "article": article.uid, "number": article.number, "title": article.title, "text": article.text,
            "date": article.date, "source": article.source, "url": article.url, "language": article.language,
            "external_id": article.external_id, **_of_coding(coding), "verdict": coding.verdict, "reason": coding.reason,
        }  # fmt: skip
        if whole:
            row["answers"] = _values(going, whole, coding.answers)
            row["answers_inferred"], row["answers_inferred_items"] = coding.inferred(), told_items(coding)
            row["evidence"] = [_evidence(one) for one in coding.evidence]
        row["events"] = events
        row["mentions"] = [
            {"reason": one.reason, "note": one.note, "spans": [_span(span) for span in one.spans]} for one in coding.mentions
        ]
        yield "articles", row
        for event in events:
            yield "events", {
                **event, "coding": coding.uid, "article": article.uid, "number": article.number, "title": article.title,
                "date": article.date, "source": article.source, "language": article.language, **_of_coding(coding),
            }  # fmt: skip


def _of_coding(coding: Coding) -> dict[str, Any]:
    return {"coder": coding.coder, "coder_kind": coding.coder_kind, "standing": coding.standing}


def _event(going: Going, event: CodedEvent) -> dict[str, Any]:
    return {
        "id": event.uid, "external_id": event.id, "values": _values(going, going.codebook.fields, event.values),
        "inferred": event.inferred(), "inferred_items": told_items(event),
        "derived": [name for name in event.values if name in event.derived],
        "evidence": [_evidence(one) for one in event.evidence],
    }  # fmt: skip


def _values(going: Going, fields: Mapping[str, CodedField], values: Mapping[str, Any]) -> dict[str, Any]:
    lost = going.lost
    before = lost[OTHERS]
    answers = {name: typed(asked, values.get(name), lost) for name, asked in fields.items()}
    if lost[OTHERS] > before:
        going.words[OTHERS] = (
            "[value is not of its|values are not of their] field's kind and [is|are] null here; jsonl holds [it|them]"
        )
    elif not before:
        del lost[OTHERS]
    for name, asked in fields.items():
        if (is_list(asked) or asked.type == "group") and answers[name] is None:
            answers[name] = []
    return structure(answers, parts_of(list(fields.values())))


def _evidence(one: Support) -> dict[str, Any]:
    return {
        "field": one.field, "item": one.item, "status": one.status, "link": one.link, "note": one.note,
        "spans": [_span(span) for span in one.spans],
    }  # fmt: skip


def _span(span: Span) -> dict[str, Any]:
    return {"part": span.part, "start": span.start, "end": span.end, "text": span.quote}


# --- what columns are -------------------------------------------------------------------------------------------------


def _shapes(going: Going) -> dict[str, dict[str, pl.DataType]]:
    """The columns of both configurations, with their types."""
    import polars as pl

    text, whole = pl.String(), pl.Int64()
    span = pl.Struct({"part": text, "start": whole, "end": whole, "text": text})
    support = pl.Struct(
        {"field": text, "item": text, "status": text, "link": text, "note": text, "spans": pl.List(span)}
    )  # fmt: skip
    items = pl.List(pl.Struct({"field": text, "item": text}))
    event: dict[str, pl.DataType] = {
        "id": text, "external_id": text, "values": struct_type(list(going.codebook.fields.values())),
        "inferred": pl.List(text), "inferred_items": items, "derived": pl.List(text), "evidence": pl.List(support),
    }  # fmt: skip
    articles: dict[str, pl.DataType] = {
        "id": text, "article": text, "number": whole, "title": text, "text": text, "date": text, "source": text, "url": text,
        "language": text, "external_id": text, "coder": text, "coder_kind": text, "standing": text,
        "verdict": text, "reason": text,
    }  # fmt: skip
    if going.codebook.article_fields:
        articles["answers"] = struct_type(list(going.codebook.article_fields.values()))
        articles |= {"answers_inferred": pl.List(text), "answers_inferred_items": items, "evidence": pl.List(support)}
    articles["events"] = pl.List(pl.Struct(event))
    articles["mentions"] = pl.List(pl.Struct({"reason": text, "note": text, "spans": pl.List(span)}))
    events = {
        **event, "coding": text, "article": text, "number": whole, "title": text, "date": text, "source": text,
        "language": text, "coder": text, "coder_kind": text, "standing": text,
    }  # fmt: skip
    return {"articles": articles, "events": events}


def features(shape: Mapping[str, pl.DataType], indent: str = "") -> Iterator[str]:
    """Columns as the card declares them, in YAML, line by line."""
    for name, kind in shape.items():
        yield f"{indent}- name: {name if name not in _YAML_WORDS else json.dumps(name)}"
        yield from _feature(kind, indent + "  ")


_YAML_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
"""Names that a reader of YAML would take for something else."""


def _feature(kind: pl.DataType, indent: str) -> Iterator[str]:
    import polars as pl

    if isinstance(kind, pl.List):
        inner: Any = kind.inner
        if isinstance(inner, pl.Struct):
            yield f"{indent}list:"
            yield from features(_columns(inner), indent)
        else:
            yield f"{indent}list: {_dtype(inner)}"
    elif isinstance(kind, pl.Struct):
        yield f"{indent}struct:"
        yield from features(_columns(kind), indent)
    else:
        yield f"{indent}dtype: {_dtype(kind)}"


def _columns(kind: pl.Struct) -> dict[str, Any]:
    return {one.name: one.dtype for one in kind.fields}


def _dtype(kind: Any) -> str:
    import polars as pl

    return {pl.Int64: "int64", pl.Float64: "float64"}.get(type(kind), "string")


def _front(tally: Tally, shapes: Mapping[str, Mapping[str, pl.DataType]], files: Mapping[tuple[str, str], _Files]) -> str:
    """What stands before the card's text: features, files and counts, for programs."""
    lines = ["---"]
    if languages := tally.known_languages():
        lines += ["language:", *(f"- {json.dumps(one)}" for one in languages)]
    lines += ["size_categories:", f"- {_size(sum(tally.codings.values()))}"]
    lines += ["task_categories:", "- token-classification", "- text-classification"]
    lines += ["tags:", "- event-extraction", "- annotator"]
    lines.append("dataset_info:")
    for config, shape in shapes.items():
        lines += [f"- config_name: {config}", "  features:", *features(shape, "  ")]
    lines.append("configs:")
    for config in shapes:
        if parts := _parts_of(config, files):
            lines += [f"- config_name: {config}", *(["  default: true"] if config == "articles" else []), "  data_files:"]
            for part in parts:
                lines += [f"  - split: {part}", "    path:", *(f"    - {path}" for path in files[config, part].paths)]
    if lines[-1] == "configs:":
        lines.pop()
    return "\n".join([*lines, "---", ""])


def _parts_of(config: str, files: Mapping[tuple[str, str], _Files]) -> list[str]:
    return [part for part in ("train", "dev", "test") if (config, part) in files]


_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def _size(rows: int) -> str:
    return next((name for most, name in _SIZES if rows < most), "1M<n<10M")


def _codebook(going: Going) -> dict[str, Any]:
    return {"schema": event_schema(going.codebook), "hash": fingerprint(going.codebook)}


def _shape_in_words(going: Going) -> Sequence[str]:
    of_article = (
        "`answers` are those on the article as a whole, with their `evidence`, `answers_inferred` and "
        "`answers_inferred_items`. " if going.codebook.article_fields else ""
    )  # fmt: skip
    return (
        "## Rows",
        "",
        "`articles` has a row a coding: the article's `title` and `text`, the `verdict` (events, no_event, unusable) with its "
        "`reason`, and the `events`. Of each event, `values` has a column a field of the codebook; dates are texts, for some "
        "are of a month or of several days; codes are texts, spelled out below. Where an answer is missing for a declared "
        "reason, the value is null and `<field>_missing` holds the code. `inferred` and `derived` name fields, "
        "`inferred_items` what of lists and groups that are partly said is inferred. `evidence` "
        "has, for a field and, in lists and groups, an `item` of it, the `spans` that support the value, or the `status` that "
        f"says why there are none. {of_article}`mentions` are words that were seen and not coded.",
        "",
        "`events` has the same events, a row each, without the texts; `article` and `coding` lead to them.",
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        'articles = load_dataset("path/of/this/folder", "articles")',
        "```",
    )
