"""One row an event as SPSS reads it (.sav), through pyreadstat, which the extra `spss` brings.

Keeps variable labels, value labels, dates, and answers missing for a reason as user-missing numbers with a label. Codes are
numbers (`coded_numbers`), lists are joined texts. Loses evidence, memos, history, items of groups beyond their columns, and
what of a text is longer than SPSS's 32,767 bytes; in a text a missing code stands as text.

pyreadstat takes a whole table and no stream: memory grows with the rows, by about 1 kB for an event of 45 columns (1 GB for
1,000,000; the other formats stream).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..codebook.model import EMPTY
from ..errors import ExportRefused
from ..writing import Progress
from .coded_numbers import CodedNumbers
from .typed_events import Missing, TypedEvents, Variable
from .variable_names import SPSS, short_names

LONGEST_NAME, LONGEST_LABEL, LONGEST_VALUE_LABEL, LONGEST_TEXT = 64, 256, 120, 32_767
AS_TEXT, CUT = "missing_codes_as_text", "texts_cut"
_STAMP = 92, b"01 Jan 70" + b"00:00:00"
"""Where the header says when it was written, and what it says instead: the same project gives the same bytes."""
_ALLOTTED = -999_900
_EPOCH = date(1582, 10, 14).toordinal()


def refuse_without_pyreadstat() -> None:
    """Raises ExportRefused where pyreadstat is not installed, with the way to have it; imports nothing."""
    if find_spec("pyreadstat") is None:
        raise ExportRefused("SPSS files need pyreadstat; install it with: pip install 'annotator[spss]'")


def write_spss(events: TypedEvents, path: Path, progress: Progress | None = None) -> dict[str, Any]:
    """All events; gives what the manifest says of names, codes and missing codes.

    Raises ExportRefused where pyreadstat is not installed, with the way to have it."""
    refuse_without_pyreadstat()
    pyreadstat: Any = import_module("pyreadstat")
    import polars as pl

    variables = events.variables
    names = short_names([one.name for one in variables], LONGEST_NAME, SPSS)
    numbers = {one.name: CodedNumbers(one.codes) for one in variables if one.codes is not EMPTY}
    missing = {one.name: _numbers(one.missing) for one in variables}
    schema = {names[one.name]: _type(one) for one in variables}
    frames = [pl.DataFrame(schema=schema)]
    for columns in events.batches():
        cells = [_cells(events, one, values, numbers.get(one.name), missing[one.name])
                 for one, values in zip(variables, columns, strict=True)]  # fmt: skip
        frames.append(pl.DataFrame(dict(zip(schema, cells, strict=True)), schema=schema, strict=True))
        if progress:
            progress(events.rows)
    labels, ranges = dict[str, dict[float, str]](), dict[str, list[Any]]()
    for one in variables:
        name, coded = names[one.name], numbers.get(one.name)
        said = {float(number): label for number, label in (coded.labels if coded else {}).items()}
        if one.missing and schema[name] != pl.String:
            said |= {missing[one.name][code]: f"{label} ({code})" for code, label in one.missing.items()}
            ranges[name] = _ranges(list(missing[one.name].values()))
        if said:
            labels[name] = {number: _cut(label, LONGEST_VALUE_LABEL) for number, label in said.items()}
    pyreadstat.write_sav(
        pl.concat(frames), str(path), column_labels={names[one.name]: _cut(one.title, LONGEST_LABEL) for one in variables},
        variable_value_labels=labels, missing_ranges=ranges, row_compress=True,
        variable_measure={names[one.name]: _measure(one) for one in variables},
        variable_format={names[one.name]: "SDATE10" if one.kind == "date" else "F8.0" for one in variables
                         if one.name in numbers or one.kind == "date"},
    )  # fmt: skip
    _unstamp(path)
    told = {names[name]: coded.told for name, coded in numbers.items() if coded.told}
    allotted = {names[one.name]: {str(int(missing[one.name][code])): code for code in one.missing}
                for one in variables if one.missing and names[one.name] in ranges}  # fmt: skip
    return {"renamed": {short: name for name, short in names.items() if short != name}, "codes": told, "missing": allotted}


def _type(variable: Variable) -> Any:
    import polars as pl

    return pl.String if variable.kind == "text" and variable.codes is EMPTY else pl.Float64


def _numbers(codes: Iterable[str]) -> dict[str, float]:
    """Missing codes as numbers: their own where all are whole and SPSS can name them one by one, else allotted ones."""
    listed = list(codes)
    try:
        if len(listed) <= 3:
            return {code: float(int(code)) for code in listed}
    except ValueError:
        pass
    return {code: float(_ALLOTTED - place) for place, code in enumerate(listed)}


def _ranges(numbers: list[float]) -> list[Any]:
    """At most three numbers, or one range."""
    return sorted(numbers) if len(numbers) <= 3 else [{"lo": min(numbers), "hi": max(numbers)}]


def _cells(
    events: TypedEvents, variable: Variable, values: Sequence[Any], coded: CodedNumbers | None, missing: dict[str, float]
) -> list[Any]:
    if coded is not None:
        return [None if cell is None else missing[cell] if isinstance(cell, Missing) else float(coded[cell]) for cell in values]
    if variable.kind in ("integer", "decimal"):
        return [None if cell is None else missing[cell] if isinstance(cell, Missing) else float(cell) for cell in values]
    if variable.kind == "date":
        return [_seconds(cell) if isinstance(cell, date) else missing[cell] if cell is not None else None for cell in values]
    return [_text(events, cell) for cell in values]


def _seconds(day: date) -> float:
    """As SPSS counts: seconds since 14 October 1582."""
    return (day.toordinal() - _EPOCH) * 86_400.0


def _text(events: TypedEvents, cell: str | None) -> str | None:
    if isinstance(cell, Missing):
        events.lost[AS_TEXT] += 1
        return str(cell)
    if cell is not None and len(cell) > LONGEST_TEXT // 4 and len(cell.encode()) > LONGEST_TEXT:
        events.lost[CUT] += 1
        return _cut_bytes(cell, LONGEST_TEXT)
    return cell


def _cut(text: str, most: int) -> str:
    """A label of at most so many bytes, on one line."""
    text = " ".join(text.split())
    return text if len(text.encode()) <= most else _cut_bytes(text, most - 3) + "…"


def _cut_bytes(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


def _measure(variable: Variable) -> str:
    return "nominal" if variable.kind == "text" else "scale"


def _unstamp(path: Path) -> None:
    at, instead = _STAMP
    with path.open("r+b") as stream:
        stream.seek(at)
        stream.write(instead)
