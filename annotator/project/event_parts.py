"""Parts of the events as a figure cuts them out: a period, a name on either side, a piece of the map, an article's source.

Owns which columns of the flat table play which part in figures, as the codebook says it, and the filters that find exactly
the events behind a bar. Such a filter's column begins with `#`: it is no column of the table. Must not know the window, nor
how events are counted (`event_figures`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..codebook.columns import FlatColumn
from ..codebook.event_kinds import kinds_of, with_parents
from ..codebook.model import Codebook, CodedField
from ..errors import UsageError
from .choice import taken
from .filtering import Filter, ListColumn

DAY, ACTOR, SOURCE, CELL, CHOICE = "#day", "#actor", "#source", "#cell", "#choice"
"""A stretch of days (`2020-06-01/2020-06-07`), a name on any side, the source of the article, a piece of the map
(`south,west,size` in degrees), which codings count (`done`, or `released`: what a release would take; `told`: the events of
that which tell an incident of which all else holds, see `told_incidents`)."""
HAS = "#has:"
"""Begins the column that asks whether a list holds an item; the list's column follows."""
DONE, RELEASED, TOLD = "done", "released", "told"
_ORDER = ("country", "admin1", "admin2", "admin3", "place")
_COUNTED = ("dead", "injured", "arrested", "crowd")


@dataclass(frozen=True, slots=True)
class Kinds:
    """A column of codes by which events fall into kinds. With a `separator` an event may have several of them."""

    column: str
    field: str
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """Which columns of the flat table play which part; empty where the codebook asks for nothing of that sort.

    `day`: when it happened, a range by its first day. `kinds`: the codes that name an event in lists, each after the field it
    belongs under. `sides`: names of actors, with the separator of a list, empty for a single name. `regions`: from country
    down to the place. `numbers`: what can be added up. `sources`: who an event is known from, and the separator
    of a list. `lists`: all lists, with their separators.
    """

    day: str = ""
    kinds: tuple[Kinds, ...] = ()
    sides: tuple[tuple[str, str], ...] = ()
    regions: tuple[str, ...] = ()
    latitude: str = ""
    longitude: str = ""
    numbers: tuple[str, ...] = ()
    sources: tuple[str, str] = ("", "")
    lists: tuple[tuple[str, str], ...] = ()


def roles_of(codebook: Codebook, flat: Iterable[FlatColumn]) -> Roles:
    """What follows from the fields: the first date, codes of the summary, the register of actors, and what `finds` says."""
    by_field: dict[str, list[FlatColumn]] = {}
    for column in flat:
        by_field.setdefault(column.field, []).append(column)
    fields = [field for field in codebook.fields.values() if field.name in by_field]
    found: dict[str, str] = {}
    for field in fields:
        if field.finds and not field.many and field.type != "number":
            found.setdefault(field.finds, by_field[field.name][0].name)
    placed = "latitude" in found and "longitude" in found
    return Roles(
        day=next((field.name for field in fields if field.type == "date" and not field.many), ""),
        kinds=tuple(_kinds(codebook, fields)),
        sides=_sides(fields, by_field),
        regions=tuple(found[one] for one in _ORDER if one in found),
        latitude=found["latitude"] if placed else "",
        longitude=found["longitude"] if placed else "",
        numbers=tuple(_numbers(codebook)),
        sources=next(
            ((field.name, field.separator if field.many else "") for field in fields if field.register_ == "sources"), ("", "")
        ),
        lists=tuple((field.name, field.separator) for field in fields if field.many and field.type != "group"),
    )


def _kinds(codebook: Codebook, fields: list[CodedField]) -> list[Kinds]:
    coded = [field for field in fields if field.type == "code"]
    return [
        Kinds(one.name, one.name, one.separator if one.many else "") for one in with_parents(kinds_of(codebook, fields), coded)
    ]


def _sides(fields: list[CodedField], by_field: dict[str, list[FlatColumn]]) -> tuple[tuple[str, str], ...]:
    single: list[tuple[str, str]] = []
    several: list[tuple[str, str]] = []
    for field in fields:
        if field.type == "group":
            named = {sub.name for sub in field.fields if sub.register_ == "actors" and not sub.many}
            single += [(column.name, "") for column in by_field[field.name] if column.sub in named]
        elif field.register_ == "actors":
            (several if field.many else single).append((field.name, field.separator if field.many else ""))
    return tuple(single or several)


def _numbers(codebook: Codebook) -> list[str]:
    counts = [field for field in codebook.fields.values() if field.type in ("integer", "number") and not field.many]
    wanted = [field for name in codebook.summary for field in counts if field.name == name]
    wanted += [field for what in _COUNTED for field in counts if field.finds == what]
    found: dict[str, None] = {}
    for field in wanted:
        # The best guess may stand in a field of its own, to which the part of an estimate gives way.
        found[f"{field.name}_best" if field.type == "number" else field.name] = None
    return list(found)


def part_columns(roles: Roles) -> list[ListColumn]:
    """The columns that filters on parts have; what the codebook cannot say is not among them."""
    made = [ListColumn(SOURCE, "code", only=("is",)), ListColumn(CHOICE, "code", only=("is",))]
    if roles.day:
        made.append(ListColumn(DAY, "text", only=("is", "empty")))
    if roles.sides:
        made.append(ListColumn(ACTOR, "code", only=("is", "empty")))
    if roles.latitude:
        made.append(ListColumn(CELL, "text", only=("is", "empty")))
    return made + [ListColumn(f"{HAS}{name}", "code", name, only=("is",)) for name, _ in roles.lists]


def is_part(column: str) -> bool:
    """Whether a filter's column is no column of the table."""
    return column.startswith("#")


def asks_for_choice(filters: Iterable[Filter]) -> bool:
    """Whether the answer hangs on what a release would take: `choice.make_choice` has to fill its tables first,
    on the same connection and each time anew, as they are not kept up to date."""
    return any(one.column == CHOICE and one.value in (RELEASED, TOLD) for one in filters)


def asks_for_incidents(filters: Iterable[Filter]) -> bool:
    """Whether filters hold of incidents as a release would give them, and not of single events."""
    return any(one.column == CHOICE and one.value == TOLD for one in filters)


def part_condition(roles: Roles, one: Filter) -> tuple[str, list[object]]:
    """What a part is in SQL, on the table `events` under that name, and the values to bind."""
    value = str(one.value)
    if one.column == DAY:
        return _of_days(roles.day, one)
    if one.column == CELL:
        return _of_cell(roles, one)
    if one.column == ACTOR:
        return _of_actor(roles, one)
    if one.column == SOURCE:
        return '"article" IN (SELECT o.number FROM article o WHERE o.source = ?)', [value]
    if one.column == CHOICE:
        if value not in (DONE, RELEASED, TOLD):
            raise UsageError(f"Codings that count are {DONE}, {RELEASED} or {TOLD}; not “{value}”.")
        return _DONE if value == DONE else _RELEASED, []
    if one.column.startswith(HAS):
        name = one.column.removeprefix(HAS)
        return _holds(name, dict(roles.lists)[name]), [value]
    raise UsageError(f"A list of events has no column “{one.column}”.")


def day_of(column: str) -> str:
    """SQL for the day in a column of dates; NULL where there is none, or no whole one."""
    first = f'substr("{column}", 1, 10)'
    return f"CASE WHEN date({first}) = {first} AND \"{column}\" >= '0001' THEN {first} END"


def on_map(roles: Roles) -> str:
    """SQL that holds where an event has a point on the globe."""
    return " AND ".join(
        f"typeof(\"{name}\") IN ('integer', 'real') AND \"{name}\" BETWEEN {-most} AND {most}"
        for name, most in ((roles.latitude, 90), (roles.longitude, 180))
    )


def days(first: str, last: str) -> Filter:
    """The events of a stretch of days, its last one included."""
    return Filter(DAY, "is", f"{first}/{last}")


def cell(south: float, west: float, size: float) -> Filter:
    """The events in a square of so many degrees; its north and east edges belong to the next ones."""
    return Filter(CELL, "is", f"{south!r},{west!r},{size!r}")


def read_cell(value: str) -> tuple[float, float, float]:
    """South, west and size of a piece of the map. UsageError where it says none."""
    try:
        south, west, size = (float(one) for one in value.split(","))
    except ValueError:
        raise UsageError(f"“{value}” is no piece of the map.") from None
    return south, west, size


def _of_days(column: str, one: Filter) -> tuple[str, list[object]]:
    if one.operator == "empty":
        return f"({day_of(column)}) IS NULL", []
    first, _, last = str(one.value).partition("/")
    if not last:
        raise UsageError(f"“{one.value}” is no stretch of days; write it as 2020-06-01/2020-06-07.")
    # The plain comparison finds them by index; what stands there and is no day is left out of them.
    sql = f'("{column}" BETWEEN ? AND ? AND ({day_of(column)}) IS NOT NULL)'
    return sql, [first, f"{last}\U0010ffff"]


def _of_cell(roles: Roles, one: Filter) -> tuple[str, list[object]]:
    if one.operator == "empty":
        return f"coalesce(NOT ({on_map(roles)}), 1)", []
    south, west, size = read_cell(str(one.value))
    inside = f'"{roles.latitude}" >= ? AND "{roles.latitude}" < ? AND "{roles.longitude}" >= ? AND "{roles.longitude}" < ?'
    return f"({on_map(roles)} AND {inside})", [south, south + size, west, west + size]


def _of_actor(roles: Roles, one: Filter) -> tuple[str, list[object]]:
    if one.operator == "empty":
        return "(" + " AND ".join(f'"{name}" IS NULL' for name, _ in roles.sides) + ")", []
    told = [_holds(name, separator) if separator else f'"{name}" = ?' for name, separator in roles.sides]
    return f"({' OR '.join(told)})", [str(one.value)] * len(told)


def _holds(name: str, separator: str) -> str:
    sep = separator.replace("'", "''")
    return f"instr('{sep}' || \"{name}\" || '{sep}', '{sep}' || ? || '{sep}') > 0"


_DONE = "state IN ('done', 'approved')"
_RELEASED = f"({taken('events')})"
