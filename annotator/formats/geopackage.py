"""One feature an event as a GeoPackage 1.3 (OGC 12-128r17): a table `events` (or `incidents`) of
points in WGS 84, and a table `codes`.

Keeps the columns of the wide table, typed; why an answer is missing stands in `<column>_missing`. Events without
coordinates have no geometry and are counted. Loses evidence, memos, history, items of groups beyond their columns.
Rows stream. `last_change` is the time of the project's last change, so the same project gives the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..project.database import plain_file
from ..writing import Progress
from .code_rows import CODE_HEADER, code_rows
from .coordinates import points
from .typed_events import TypedEvents, beside, companions

APPLICATION_ID, VERSION = 0x47504B47, 10300
_KINDS = {"integer": "INTEGER", "decimal": "DOUBLE", "date": "DATE"}
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
# The standard's own definitions (its annex C).
_TABLES = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, "
    "organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, "
    "description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, "
    "min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT "
    "NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, "
    "column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES "
    "gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))",
)
_SYSTEMS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", "undefined cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude in decimal degrees on the WGS 84 ellipsoid"),
)
# Header: "GP", version 1 (written 0), little-endian without envelope, the reference system; then a point of WKB.
_POINT = struct.Struct("<2sBBiBIdd")


def write_geopackage(events: TypedEvents, path: Path, progress: Progress | None = None) -> None:
    """All events."""
    changed = events.project.database.value("SELECT max(time) FROM operation") or "1970-01-01T00:00:00.000Z"
    names = _columns(events)
    taken = {name.casefold() for name, _ in names}
    key, shape = _free("fid", taken), _free("geom", taken)
    with plain_file(path, APPLICATION_ID, VERSION) as file:
        for statement in _TABLES:
            file.execute(statement)
        file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        described = ", ".join(f'"{name}" {kind}' for name, kind in names)
        table = events.units
        file.execute(f'CREATE TABLE {table} ("{key}" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "{shape}" POINT, {described})')
        extent = _rows(events, file, f"INSERT INTO {table} VALUES (NULL, ?{', ?' * len(names)})", progress)
        contents = "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        file.execute(contents, (table, "features", table, f"One row an {events.chosen.unit}", changed, *extent, 4326))
        file.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, 'POINT', 4326, 0, 0)", (table, shape))
        described = ", ".join(f'"{name}" TEXT' for name in CODE_HEADER)
        file.execute(f"CREATE TABLE codes (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {described})")
        file.executemany(f"INSERT INTO codes VALUES (NULL{', ?' * len(CODE_HEADER)})", code_rows(events.variables))
        file.execute(contents, ("codes", "attributes", "codes", "What the codes say", changed, *[None] * 4, None))


def _columns(events: TypedEvents) -> list[tuple[str, str]]:
    """The columns with their types, companions behind theirs. SQLite knows names without regard to case; so do codebooks."""
    other = companions(events.variables)
    found: list[tuple[str, str]] = []
    for one in events.variables:
        found.append((one.name, _KINDS.get(one.kind, "TEXT")))
        if one.name in other:
            found.append((other[one.name], "TEXT"))
    return found


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _rows(events: TypedEvents, file: Any, insert: str, progress: Progress | None) -> Sequence[float | None]:
    """Writes the rows; gives the extent as min x, min y, max x, max y, None where nothing has a place."""
    extent: list[float] = []
    for columns in events.batches():
        placed, plain = points(events, columns), beside(events.variables, columns)
        cells = [
            [cell.isoformat() if isinstance(cell, date) else cell for cell in values] if _of_days(values) else values
            for values in plain.values()
        ]
        file.executemany(insert, zip((_blob(point) for point in placed), *cells, strict=True))
        for x, y in filter(None, placed):
            extent = [min(x, extent[0]), min(y, extent[1]), max(x, extent[2]), max(y, extent[3])] if extent else [x, y, x, y]
        if progress:
            progress(events.rows)
    return extent or [None] * 4


def _of_days(values: list[Any]) -> bool:
    """Whether a column holds days; its cells are all of one kind or None."""
    return isinstance(next((value for value in values if value is not None), None), date)


def _blob(point: tuple[float, float] | None) -> bytes | None:
    return _POINT.pack(b"GP", 0, 1, 4326, 1, 1, *point) if point else None
