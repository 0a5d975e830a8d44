"""One row an event in Parquet, columns typed and never guessed: dates, whole numbers, decimals, codes as text, lists.

Lists stand as lists and groups as lists of structures, whole; an estimate inside them has low, best and high. Where no
answer has a declared reason, the cell is null and `<column>_missing` holds the code. Dates inside lists and groups are
texts as the codebook writes them. Loses evidence, memos, history.
Rows stream through polars in batches, so memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..codebook.model import CodedField
from ..codebook.values import ESTIMATE, is_list
from ..writing import Progress
from .typed_events import TypedEvents, Variable, beside, companions
from .typed_values import Missing

if TYPE_CHECKING:
    import polars as pl

ROW_GROUP = 50_000


def write_parquet(events: TypedEvents, path: Path, progress: Progress | None = None) -> None:
    """All events; `events` should be nested. What `progress` raises comes out as it is."""
    import polars as pl
    from polars.io.plugins import register_io_source

    schema = schema_of(events.variables)
    raised: list[BaseException] = []

    def frames(with_columns: Any, predicate: Any, n_rows: Any, batch_size: Any) -> Iterator[pl.DataFrame]:
        del with_columns, predicate, n_rows, batch_size  # all is asked for
        try:
            for columns in events.batches():
                plain = beside(
                    events.variables, [_ready(one, cells) for one, cells in zip(events.variables, columns, strict=True)]
                )
                yield pl.DataFrame(plain, schema=schema, strict=True)
                if progress:
                    progress(events.rows)
        except BaseException as error:  # the engine would wrap it
            raised.append(error)
            raise

    try:
        register_io_source(frames, schema=schema).sink_parquet(
            path, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True, statistics=True
        )
    except BaseException:
        if raised:
            raise raised[0] from None
        raise


def schema_of(variables: list[Variable]) -> dict[str, pl.DataType]:
    """The type of every column, from the codebook alone."""
    import polars as pl

    other = companions(variables)
    found: dict[str, pl.DataType] = {}
    for one in variables:
        match one.kind:
            case "integer":
                found[one.name] = pl.Int64()
            case "decimal":
                found[one.name] = pl.Float64()
            case "date":
                found[one.name] = pl.Date()
            case "list" | "group":
                assert one.asked is not None
                found[one.name] = pl.List(item_type(one.asked))
            case _:
                found[one.name] = pl.String()
        if one.name in other:
            found[other[one.name]] = pl.String()
    return found


def struct_type(fields: Sequence[CodedField]) -> pl.Struct:
    """The type of answers to several fields, as of a group's item; what says why one is missing stands beside it."""
    import polars as pl

    parts: dict[str, pl.DataType] = {}
    for sub, name in parts_of(fields):
        kind = item_type(sub)
        parts[sub.name] = pl.List(kind) if is_list(sub) or sub.type == "group" else kind
        if name:
            parts[name] = pl.String()
    return pl.Struct(parts)


def item_type(asked: CodedField) -> pl.DataType:
    """The type of one answer; of a list or a group, of one of its items."""
    import polars as pl

    match asked.type:
        case "group":
            return struct_type(asked.fields)
        case "number":
            return pl.Struct({part: pl.Int64() for part in ESTIMATE})
        case "integer":
            return pl.Int64()
        case "decimal":
            return pl.Float64()
        case _:
            return pl.String()


def parts_of(fields: Sequence[CodedField]) -> list[tuple[CodedField, str]]:
    """Fields that stand together, each with the name of what says why it is missing, "" where nothing can."""
    taken = {sub.name for sub in fields}
    found: list[tuple[CodedField, str]] = []
    for sub in fields:
        name = f"{sub.name}_missing" if sub.missing else ""
        while name in taken:
            name += "_"
        found.append((sub, name))
    return found


def structure(item: Mapping[str, Any], parts: Sequence[tuple[CodedField, str]]) -> dict[str, Any]:
    """Typed answers (see `typed_values`) by field, as `struct_type` has them."""
    found: dict[str, Any] = {}
    for sub, name in parts:
        value = item.get(sub.name)
        found[sub.name] = whole(sub, value)
        if name:
            found[name] = str(value) if isinstance(value, Missing) else None
    return found


def whole(asked: CodedField, value: Any) -> Any:
    """A typed answer with nothing in it that is `Missing`. Items of a plain list that are missing are null."""
    if isinstance(value, list):
        parts = parts_of(asked.fields)
        if asked.type == "group":
            return [structure(item, parts) for item in value]
        return [None if isinstance(item, Missing) else item for item in value]
    return None if isinstance(value, Missing) else value


def _ready(variable: Variable, cells: list[Any]) -> list[Any]:
    """Cells with what is missing inside their items said beside it; a cell that is missing as a whole stays so."""
    if variable.kind not in ("list", "group"):
        return cells
    asked = variable.asked
    assert asked is not None
    return [whole(asked, cell) if isinstance(cell, list) else cell for cell in cells]
