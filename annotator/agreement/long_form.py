"""Tables in long form, a row for what one coder said of one unit, as ratings.

Owns what a cell is under a metric, and what such a table may not hold: the same coder twice on a unit, a unit of two
articles. Must not know files: rows come with their numbers, whoever read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ..errors import ImportRefused, UsageError
from .figures import Metric
from .ratings import Ratings

EMPTY_SET = "{}"
"""How a cell of text says a set without members; an empty cell says nothing."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column says what. `values` are compared; `cluster` (the article, by which intervals are drawn) and `stratum`
    may be left out. Cells that are `missing` say nothing, as empty ones do; `between` divides the members of a set."""

    unit: str
    coder: str
    values: tuple[str, ...]
    cluster: str = ""
    stratum: str = ""
    missing: frozenset[str] = frozenset()
    between: str = ";"


class LongTable:
    """A table that has been read. `units`, `coders` in the order they first appear."""

    def __init__(self, name: str, rows: Iterable[tuple[int, Mapping[str, Any]]], columns: Columns) -> None:
        """Reads all rows. ImportRefused names the row of what cannot be taken."""
        self.name, self.columns = name, columns
        self.units: dict[str, int] = {}
        self.coders: dict[str, int] = {}
        self._where: tuple[list[int], list[int]] = ([], [])
        self._said: dict[str, list[int]] = {column: [] for column in columns.values}
        self._distinct: dict[str, dict[Any, int]] = {column: {} for column in columns.values}
        self._rows: dict[str, list[int]] = {column: [] for column in columns.values}
        self._clusters: dict[str, int] = {}
        self._strata: dict[str, int] = {}
        self._of: list[int] = []
        self._within: list[int] = []
        first: dict[tuple[int, int], int] = {}
        for number, cells in rows:
            place = (self._unit(number, cells), self._named(number, cells, columns.coder, self.coders))
            if place in first:
                coder, unit = _text(cells[columns.coder]), _text(cells[columns.unit])
                raise self._refused(number, f"{coder} has spoken of unit {unit} before, in row {first[place]}.")
            first[place] = number
            self._where[0].append(place[0])
            self._where[1].append(place[1])
            for column in columns.values:
                self._cell(number, column, cells.get(column))

    def ratings(self, column: str, metric: Metric, order: Sequence[str] = ()) -> Ratings:
        """What was said in one column; `order` gives ordinal values from the lowest on, and declares the values of others.

        ImportRefused names the row of a value that is none of the metric; UsageError where an order is needed.
        """
        distinct = list(self._distinct[column])
        if order and metric not in ("nominal", "ordinal"):
            raise UsageError("An order goes with the metrics ordinal and nominal.")
        meant = [self._meant(column, metric, value, ordered=bool(order)) for value in distinct]
        if order:
            categories: list[Any] = list(dict.fromkeys(order))
            for value, row in zip(meant, self._rows[column], strict=True):
                if value not in categories:
                    raise self._refused(row, f"“{value}” is not in the order given.", column)
        else:
            categories = sorted(set(meant), key=sorted if metric == "sets" else None)
        place = {value: number for number, value in enumerate(categories)}
        codes = np.array([*(place[value] for value in meant), -1], np.int32)
        values = np.full((len(self.units), len(self.coders)), -1, np.int32)
        values[np.array(self._where[0], np.intp), np.array(self._where[1], np.intp)] = codes[
            np.array(self._said[column], np.intp)
        ]
        clusters = np.array(self._of, np.intp) if self.columns.cluster else np.arange(len(self.units))
        return Ratings(values, tuple(categories), clusters, np.array(self._within, np.intp))

    # --- reading ----------------------------------------------------------------------------------------------------

    def _unit(self, number: int, cells: Mapping[str, Any]) -> int:
        new = len(self.units)
        unit = self._named(number, cells, self.columns.unit, self.units)
        cluster = self._named(number, cells, self.columns.cluster, self._clusters) if self.columns.cluster else unit
        stratum = self._named(number, cells, self.columns.stratum, self._strata) if self.columns.stratum else 0
        if unit == new:
            self._of.append(cluster)
        elif self._of[unit] != cluster:
            raise self._refused(number, "the unit was of another article before.", self.columns.cluster)
        if cluster == len(self._within):
            self._within.append(stratum)
        elif self._within[cluster] != stratum:
            raise self._refused(number, "what it is of was in another stratum before.", self.columns.stratum)
        return unit

    def _named(self, number: int, cells: Mapping[str, Any], column: str, known: dict[str, int]) -> int:
        text = _text(cells.get(column)).strip()
        if not text:
            raise self._refused(number, "the cell is empty.", column)
        return known.setdefault(text, len(known))

    def _cell(self, number: int, column: str, value: Any) -> None:
        if isinstance(value, str):
            value = value.strip()
        elif isinstance(value, (list, tuple, set)):
            value = frozenset(_text(one) for one in value)
        elif value is not None:
            value = _text(value)
        if value is None or value == "" or (isinstance(value, str) and value in self.columns.missing):
            self._said[column].append(-1)
            return
        known = self._distinct[column]
        if value not in known:
            known[value] = len(known)
            self._rows[column].append(number)
        self._said[column].append(known[value])

    def _meant(self, column: str, metric: Metric, value: Any, *, ordered: bool) -> Any:
        """What a cell says under a metric."""
        if metric == "sets":
            if not isinstance(value, str):
                return value
            return frozenset[str]() if value == EMPTY_SET else frozenset(_parts(value, self.columns.between))
        row = self._rows[column][self._distinct[column][value]]
        if not isinstance(value, str):
            raise self._refused(row, "the cell holds a list; compare lists with the metric sets.", column)
        if metric == "nominal" or ordered:
            return value
        if _NUMBER.fullmatch(value):
            return float(value)
        if metric == "interval" and _DAY.fullmatch(value):
            try:
                return float(date.fromisoformat(value).toordinal())
            except ValueError:
                raise self._refused(row, f"“{value}” is no day of the calendar.", column) from None
        if metric == "ordinal":
            raise UsageError(f"“{value}” in column {column} is no number: say the order of the values, from the lowest on.")
        raise self._refused(row, f"“{value}” is no number; the metric {metric} needs numbers.", column)

    def _refused(self, number: int, reason: str, column: str = "") -> ImportRefused:
        return ImportRefused(f"{self.name} row {number}{f', column {column}' if column else ''}: {reason}")


def _parts(text: str, between: str) -> list[str]:
    return [part.strip() for part in text.split(between) if part.strip()]


def _text(value: Any) -> str:
    """A cell of JSON or Parquet as a table of text would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
