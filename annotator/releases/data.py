"""The data files of a release: its incidents in each chosen format, as `data/acled.csv` or `data/incidents.parquet`.

Owns their names. What a format is and what it cannot hold is `formats`' to know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import UsageError
from ..formats.registry import Exported, Format, writable, write_format
from ..project import Project
from .fields import is_asked
from .options import ReleaseOptions, usual_formats
from .taken import Taken

_NAMES = {
    "csv": "wide", "long-csv": "long",
    **dict.fromkeys(("parquet", "stata", "spss", "geojson", "geopackage", "xlsx"), "incidents"),
}  # fmt: skip


def formats_of(project: Project, options: ReleaseOptions) -> list[Format]:
    """The formats of the data files. Raises UsageError with those there are where one is not known."""
    known = {one.name: one for one in writable(project.codebook) if one.incidents}
    names = dict.fromkeys(options.formats or usual_formats(project.codebook))
    for name in names:
        if name not in known:
            raise UsageError(f"No release is written as {name}, one row an incident; there are {', '.join(known)}.")
    return [known[name] for name in names]


def check_options(project: Project, options: ReleaseOptions) -> None:
    """Raises UsageError for a field that is not there, a format the project does not write, or words no file can hold."""
    for name in options.without:
        if not is_asked(project.codebook, name):
            raise UsageError(f"The codebook has no field {name} that could be left out.")
    texts = {"licence": options.licence, "citation": options.citation, "notes": options.notes, **options.reasons}
    for name, text in texts.items():
        if any("\ud800" <= sign <= "\udfff" for sign in f"{name}{text}"):
            raise UsageError(f"What is said of {ascii(name)[1:-1]} is no text: is the terminal set to UTF-8?")
    if options.texts == "quotes" and options.quote_limit < 1:
        raise UsageError("A limit of quotes is at least one character; without any, say that no texts go out.")
    formats_of(project, options)


def file_of(format_: Format) -> str:
    """The name of a data file in the release: a codebook's table has its own, the others tell what they are."""
    return f"data/{_NAMES.get(format_.name, format_.name)}.{format_.suffix}"


def write_data(taken: Taken, progress: Callable[[str, float], None]) -> None:
    """Writes them. Their rows, and what a file could not hold, are told of it in the manifest."""
    project, found = taken.project, formats_of(taken.project, taken.options)
    for place, one in enumerate(found):
        name = file_of(one)
        progress(f"writing {name}", place / len(found))
        report = Exported(taken.path(name), one.name, 0, 0)
        counts, meaning = write_format(
            project, taken.selection("incident"), one.name, taken.outputs, taken.path(name),
            report, taken.options.formulas, _told(progress, name, place, len(found), taken.rows.rows),
        )  # fmt: skip
        told: dict[str, Any] = {"format": one.name, "rows": report.rows}
        lost = {reason: count for reason, count in counts.items() if count}
        taken.told[name] = told | ({"counts": lost} if lost else {}) | ({"meaning": meaning} if meaning else {})


def _told(progress: Callable[[str, float], None], name: str, place: int, of: int, rows: int) -> Callable[[int], None]:
    return lambda count: progress(f"writing {name}", (place + min(count / max(rows, 1), 1)) / of)
