"""`datapackage.json`: the data dictionary for programs, a Frictionless Data Package (version 2).

Owns the translation of descriptions into its words: `fields`, `categories` (codes with labels), `missingValues` (with what
they say), `primaryKey`, `foreignKeys`. Cells that do not fit their column were noted as the table was written: then the column
says so, for a dictionary never promises what a file does not hold.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..codebook.model import Codebook, in_language, title_of
from ..writing import Written
from .described import Column, Described
from .fields import released_columns
from .taken import Taken

NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_NOTHING = {"value": "", "label": "No answer"}
_CHANGES = {
    "id": ("Id of the incident", "Empty where a field as a whole is given out since, or not any more."),
    "change": ("What happened to it", "added, changed, deleted or merged."),
    "field": ("Field", "A column of the incidents; empty where the whole incident is meant."),
    "was": ("It was", "The cell in the release before."), "now": ("It is now", "The cell in this release."),
    "merged_into": ("Merged into", "The id that stands for it now."),
    "reason": ("Why", "What the history says."), "who": ("Who", "A pseudonym."), "time": ("When", "UTC."),
    "note": ("Note", "What the lead says of it."),
}  # fmt: skip
_ABOUT = {
    "changes": "What changed since the release before: incidents added, changed, deleted and merged, and what was corrected of "
    "articles, with reasons."
}
"""What is said of files that describe nothing themselves."""


def package(taken: Taken, tables: Sequence[Described]) -> dict[str, Any]:
    """The package of a release, its files written so far."""
    options, project = taken.options, taken.project
    written = {one.name: one for one in taken.outputs.files}
    name = re.sub(r"[^a-z0-9]+", "-", project.about().get("name", "").lower())
    told: dict[str, Any] = {
        "$schema": PROFILE, "name": f"{name.strip('-') or 'events'}-release-{taken.number}",
        "title": f"{project.about().get('name', '')}, release {taken.number}".removeprefix(", "),
        "id": project.about().get("uid", ""), "version": f"{taken.number}.0.0", "created": taken.time,
        "description": "One row an incident, and everything it was made from; datasheet.md tells it for people.",
    }  # fmt: skip
    if options.licence:
        told["licenses"] = [{"title": options.licence}]
    if options.citation:
        told["citation"] = options.citation
    there = {one.path: one for one in tables}
    data = [_data(taken, one) for path, one in sorted(written.items()) if path.endswith(".csv") and path not in there]
    told["resources"] = [_resource(one, written[one.path]) for one in tables] + [one for one in data if one]
    return told


def write_dictionary(taken: Taken, tables: Sequence[Described]) -> None:
    """Writes it."""
    told = package(taken, tables)
    with taken.outputs.text(taken.path(NAME)) as stream:
        stream.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _resource(table: Described, file: Written) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(one, table.strays.get(one.name, {})) for one in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.keys:
        schema["foreignKeys"] = [
            {"fields": list(one.columns),
             "reference": {**({} if one.table == table.name else {"resource": one.table}), "fields": list(one.there)}}
            for one in table.keys
        ]  # fmt: skip
    return _file(table.name, table.title, table.about, file) | {"rows": table.rows, "schema": schema}


def _file(name: str, title: str, about: str, file: Written) -> dict[str, Any]:
    return {
        "name": name, "type": "table", "path": file.name, "title": title, "description": about, "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "bytes": file.bytes, "hash": f"sha256:{file.sha256}",
    }  # fmt: skip


def _field(column: Column, strays: Mapping[str, None]) -> dict[str, Any]:
    fits = not strays or bool(column.codes)
    told: dict[str, Any] = {"name": column.name, "type": column.kind if fits else "string"}
    if column.title:
        told["title"] = column.title
    about = column.about
    if strays and not column.codes:
        about = f"{about} Some cells hold no {column.kind}, such as “{next(iter(strays))}”.".strip()
    if about:
        told["description"] = about
    if column.codes:
        told["categories"] = [{"value": code, "label": label} for code, label in column.codes] + [
            {"value": code, "label": "not in the codebook"} for code in strays
        ]
        if column.kind != "string":
            told["type"] = "string"
    if column.missing:
        told["missingValues"] = [_NOTHING, *({"value": code, "label": said} for code, said in column.missing.items())]
    limits: dict[str, Any] = {}
    if column.required:
        limits["required"] = True
    if fits and column.kind in ("integer", "number"):
        limits |= {name: one for name, one in (("minimum", column.minimum), ("maximum", column.maximum)) if one is not None}
    if limits:
        told["constraints"] = limits
    return told


# --- data files of others -----------------------------------------------------------------------------------------------


def _data(taken: Taken, file: Written) -> dict[str, Any] | None:
    """A CSV file that another part of the program wrote: its columns by their header. Its cells are as other programs want
    them (labels for codes, dates in other forms), so they are texts here."""
    header = _header(taken, file.name)
    if not header:
        return None
    book = taken.project.codebook
    stem = file.name.rpartition("/")[2].removesuffix(".csv")
    format_ = str(taken.told.get(file.name, {}).get("format", stem))
    profile = book.profiles.get(format_)
    title = (in_language(profile.title) if profile else "") or stem.replace("_", " ").capitalize()
    if stem in _ABOUT:
        known = {column: Column(column, title=said, about=about) for column, (said, about) in _CHANGES.items()}
    else:
        known = _of_profile(book, format_) | {one.name: one for _, one in released_columns(book, taken.not_released)}
    fields = [_field(_as_text(name, known.get(name)), {}) for name in header]
    name = file.name.removesuffix(".csv").replace("/", "-").lower()
    about = (in_language(profile.about) if profile else "") or _ABOUT.get(name, "")
    return _file(name, title, about or "The incidents, as other programs want them.", file) | {"schema": {"fields": fields}}


def _as_text(name: str, known: Column | None) -> Column:
    if known is None:
        return Column(name, title=name.replace("_", " ").capitalize())
    return Column(name, title=known.title, about=known.about)


def _of_profile(book: Codebook, name: str) -> dict[str, Column]:
    profile = book.profiles.get(name)
    found: dict[str, Column] = {}
    for one in profile.columns if profile else ():
        asked = book.fields.get(one.field)
        if asked is not None:
            found[one.column] = Column(one.column, title=title_of(asked), about=in_language(asked.definition))
    return found


def _header(taken: Taken, name: str) -> list[str]:
    """The first line of a file that has not got its name yet."""
    path = taken.outputs.where(name)
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream), [])
