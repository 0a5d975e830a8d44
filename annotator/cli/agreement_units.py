"""Agreement in tables of spans and of groups, told on the command line: which columns say what, and whether they are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ImportRefused, UsageError

if TYPE_CHECKING:
    from ..formats.tables import Table

OPTIONS = ("begin", "end", "category", "length", "clusters")
"""The options that make a table one of spans or of groups; and `included`, which says that a span ends with its end."""


def answer(path: Path, asked: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """What agreement says of a table of spans (`begin`, `end`) or of groups (`clusters`), for programs and in words.

    `asked` has the options of the command by name, columns by their names; `length` is a number of places or a column.
    UsageError for options that do not go together and columns that are not there, ImportRefused for rows that cannot be taken.
    """
    from ..agreement.resampling import Resampling
    from ..agreement.unit_tables import ClusterColumns, SpanColumns, measure_clusters, measure_spans
    from ..formats.any_table import open_any

    said = {name: str(asked.get(name) or "") for name in (*OPTIONS, "unit", "coder", "cluster", "stratum")}
    _check(said)
    table = open_any(path, asked.get("sheet"))
    number = said["length"] if said["length"].isdecimal() and said["length"] not in table.columns else ""
    _there(path, table, [column for name, column in said.items() if column and not (name == "length" and number)])
    resampling = Resampling(asked["rounds"], asked["seed"], asked.get("level", 0.95))
    if said["clusters"]:
        groups = ClusterColumns(said["unit"], said["coder"], said["clusters"], said["cluster"], said["stratum"])
        found, text = measure_clusters(path.name, _rows(table), groups, resampling)
        return {"groups": found}, text
    columns = SpanColumns(
        said["coder"], said["begin"], said["end"], said["unit"], said["category"], "" if number else said["length"],
        said["stratum"], bool(asked.get("included")),
    )  # fmt: skip
    found, text = measure_spans(
        path.name, _rows(table), columns, resampling, least=asked.get("least") or 2, length=int(number or 0)
    )
    return {"spans": found}, text


def _check(said: Mapping[str, str]) -> None:
    if said["clusters"]:
        if wrong := next((name for name in OPTIONS if name != "clusters" and said[name]), ""):
            raise UsageError(f"--{wrong} is for a table of spans, --clusters for one of groups; say one of them.")
        if not said["unit"] or not said["coder"]:
            raise UsageError("Say which column names the unit (--unit) and which the coder (--coder).")
        return
    if not said["begin"] or not said["end"] or not said["coder"]:
        columns = "the coder (--coder), for where a span begins (--begin) and where it ends (--end)"
        raise UsageError(f"A table of spans has a column for {columns}.")
    if said["cluster"]:
        raise UsageError("In a table of spans the text is what is drawn for intervals; name its column with --unit.")


def _there(path: Path, table: Table[Any], columns: list[str]) -> None:
    for column in columns:
        if column not in table.columns:
            raise UsageError(f"{path.name} has no column “{column}”; there are {', '.join(table.columns)}.")
    if len(set(columns)) < len(columns):
        raise UsageError("Each option needs a column of its own.")


def _rows(table: Table[Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """All rows; one that cannot be read is no row to leave out of a coefficient."""
    yield from table.rows
    for one in table.refused:
        raise ImportRefused(f"{table.path.name} row {one.row}: {one.reason}")
