"""The formats for analysis: what each keeps and loses, and the one way all of them are written.

Owns what is told of them. Must not know which formats else there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import __version__
from ..codebook.model import in_language
from ..project import Project
from ..writing import Outputs, Progress, Table
from . import coordinates, events_xlsx, geojson, geopackage, long_csv, parquet, spss, stata, typed_events
from .selection import Selection, Unit

_LOST = {
    **typed_events.LOST, **coordinates.PLACED,
    stata.AS_TEXT: "missing codes stand as texts, for their columns are texts",
    stata.UNLETTERED: "missing codes are beyond .z and left empty",
    events_xlsx.CUT: "texts are cut, for a cell or a variable holds no more; csv and jsonl hold them whole",
    "events_without_answers": "events have no answers and no rows here",
    "incidents_without_answers": "incidents have no answers and no rows here",
}  # fmt: skip
_FLAT_KEEPS = "all answers, ids, states, the article's metadata, columns from outside (as JSON); "
_FLAT_LOSES = (
    "text, evidence, memos, history, items of a repeated group beyond its columns (counted), dates of no single day and "
    "values of another kind than their column (counted)"
)
NAMES: dict[str, tuple[str, str, str, str]] = {
    "parquet": (
        "Reads: one article a row; writes: typed columns for pandas, polars, R and DuckDB, one event a row", "parquet",
        _FLAT_KEEPS + "dates, numbers, lists and groups as such, missing codes beside their columns",
        "text, evidence, memos, history, dates of no single day and values of another kind than their column (counted)",
    ),
    "stata": (
        "Stata 14 and later: one event a row, one variable a field", "dta",
        _FLAT_KEEPS + "variable and value labels, dates, missing codes as .a, .b …, texts of any length", _FLAT_LOSES,
    ),
    "spss": (
        "SPSS: one event a row, one variable a field; needs the extra `spss`", "sav",
        _FLAT_KEEPS + "variable and value labels, dates, user-missing codes",
        f"{_FLAT_LOSES}, texts beyond 32,767 bytes (counted)",
    ),
    "geojson": (
        "GeoJSON: one event a feature, for QGIS and web maps", "geojson",
        _FLAT_KEEPS + "points in WGS 84, no geometry for events without coordinates (counted)", _FLAT_LOSES,
    ),
    "geopackage": (
        "GeoPackage: one event a feature, for QGIS and GDAL", "gpkg",
        _FLAT_KEEPS + "points in WGS 84, no geometry for events without coordinates (counted), a table of codes", _FLAT_LOSES,
    ),
    "xlsx": (
        "Reads: a workbook with one article a row; writes: one event a row, a sheet of codes, a sheet about it", "xlsx",
        _FLAT_KEEPS + "a sheet with what the codes say; read: text and metadata by a column mapping",
        f"formatting, {_FLAT_LOSES}, texts beyond 32,767 characters (counted)",
    ),
    "long-csv": (
        "One row an answer", "csv",
        "event, field, item, value, label, whether it is missing for a reason, status of its evidence",
        "text, quotes, memos, history, columns from outside",
    ),
}  # fmt: skip
"""Name → title, ending of files, what it keeps, what it loses."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came out: rows of the format, events in them, cells made harmless, counts for the manifest, what the numbers and
    names of the file mean, sentences for people."""

    rows: int
    events: int
    formulas: int
    counts: dict[str, Any]
    meaning: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def write_analysis(
    project: Project, chosen: Selection, name: str, outputs: Outputs, out: Path, formulas: bool, progress: Progress | None
) -> Told:
    """Writes one of `NAMES` among the outputs. Raises ExportRefused."""
    if name == "long-csv":
        return _long(project, chosen, outputs, out, formulas, progress)
    events = typed_events.TypedEvents(project, chosen, nested=name == "parquet")
    meaning: dict[str, Any] = {}
    if name == "geojson":
        with outputs.text(out) as stream:
            geojson.write_geojson(events, stream, progress)
    else:
        with outputs.file(out) as path:
            match name:
                case "parquet":
                    parquet.write_parquet(events, path, progress)
                case "stata":
                    meaning = stata.write_stata(events, path, progress)
                case "spss":
                    meaning = spss.write_spss(events, path, progress)
                case "geopackage":
                    geopackage.write_geopackage(events, path, progress)
                case _:
                    events_xlsx.write_workbook(events, path, _about(project), progress)
    counts = {reason: events.lost[reason] for reason in sorted(events.lost) if events.lost[reason]}
    notes = _in_words(counts, chosen.unit)
    if renamed := meaning.get("renamed"):
        notes.append(f"{len(renamed):,} variables have shorter names here; the manifest says which.")
    return Told(
        events.rows, events.rows, 0, {**counts, "formulas": 0}, {key: said for key, said in meaning.items() if said}, notes
    )


def _in_words(counts: dict[str, int], unit: Unit) -> list[str]:
    told = {reason: _LOST.get(reason, reason) for reason in counts}
    if unit == "incident":
        told = {reason: words.replace("events have", "incidents have") for reason, words in told.items()}
    return [f"{count:,} {told[reason]}." for reason, count in counts.items()]


def _long(
    project: Project, chosen: Selection, outputs: Outputs, out: Path, formulas: bool, progress: Progress | None
) -> Told:  # fmt: skip
    with outputs.text(out) as stream:
        table = Table(stream, long_csv.header(chosen), formulas=formulas, progress=progress)
        counts = long_csv.write_long(project, chosen, table)
    lost = {reason: count for reason, count in sorted(counts.lost.items()) if reason in _LOST}
    of = {"articles": counts.articles, "codings": counts.codings} if chosen.unit == "event" else {}
    told = {**of, **lost, "formulas": table.harmless}
    return Told(table.rows, counts.events, table.harmless, told, notes=_in_words(lost, chosen.unit))


def _about(project: Project) -> list[tuple[str, str]]:
    book = project.codebook
    return [
        ("codebook", book.name), ("codebook title", in_language(book.title)), ("codebook version", book.version),
        ("codebook hash", project.codebook_uid), ("project", project.about().get("uid", "")),
        ("program", f"annotator {__version__}"),
        ("what it keeps", NAMES["xlsx"][2]), ("what it loses", NAMES["xlsx"][3]),
    ]  # fmt: skip
