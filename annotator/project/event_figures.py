"""What the events come to: by time, kind, actor and region, where they lie, and how far sources cover the time.

Each figure counts the events of one list (`Asked.query`) and adds up one of their numbers, so that `EventList` with the
filter a bar stands for finds exactly the events it counts. Where incidents are asked for, the rows that a release would give
are counted instead, each once and with the values its events come to; the filter then finds the events that tell them. The
columns that figures read are copied once to a TEMP table of the connection (100,000 events: a quarter of a second), and then
counted there: ask in a job. Owns the counting; must not know titles, nor how figures are drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from .coverage import Coverage, Months, by_month, covered
from .event_list import EventList, EventQuery
from .event_parts import Roles, day_of, on_map
from .periods import Unit, chosen_unit, fine_units, next_start, start_of
from .told_incidents import ROWS, make_ready

if TYPE_CHECKING:
    from .project import Project

_ONE_SIDED = 0.8
"""A region that holds a larger share of the events than that does not split them: the next level is taken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures are of. Empty choices are made from the codebook and from what is there."""

    query: EventQuery = field(default_factory=EventQuery)
    incidents: bool = False
    """Whether the incidents that the list tells are counted; the query has the filter `event_parts.TOLD` then."""
    unit: Unit | None = None
    kind: str = ""
    """The column of codes by which events are told apart."""
    region: str = ""
    number: str = ""
    """The column of numbers that is added up beside counting events; what has most of it then comes first."""
    most: int = 15
    """So many actors and regions; the rest is told."""
    most_sources: int = 20


@dataclass(frozen=True, slots=True)
class Tally:
    """Events (or incidents, where those are asked for), and what their number adds up to."""

    events: int = 0
    amount: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.events + other.events, self.amount + other.amount)


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands under one key: all of it, and by the kind of event (None for events without a kind). A key of None holds
    the events without an answer."""

    key: str | None
    all: Tally
    kinds: tuple[tuple[str | None, Tally], ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """The keys with most events, or with the largest number where one is asked for, the first of them first.

    `rest` is how many keys more there are, `rest_events` in how many answers; `without` has none. `column` was counted.
    """

    column: str = ""
    bars: tuple[Bar, ...] = ()
    rest: int = 0
    rest_events: int = 0
    without: Tally = NOTHING
    several: bool = False
    """Whether an event may stand under several keys."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One bar a period, from the first with events to the last, those without events among them; `key` is its first day.
    `units` are those that can be chosen. `without` has no day."""

    unit: Unit = "week"
    units: tuple[Unit, ...] = ()
    bars: tuple[Bar, ...] = ()
    first: str = ""
    last: str = ""
    without: Tally = NOTHING


@dataclass(frozen=True, slots=True)
class Point:
    """A place with events."""

    latitude: float
    longitude: float
    all: Tally


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is known of a list of events. A part that the codebook cannot say is None."""

    asked: Asked
    roles: Roles
    all: Tally
    kinds: Ranked | None
    time: Timed | None
    actors: Ranked | None
    regions: Ranked | None
    points: tuple[Point, ...] | None
    unplaced: Tally
    coverage: Coverage
    told_by: int = 0
    """Of incidents, how many events tell them."""


def work_out(project: Project, asked: Asked, told: Callable[[int, int], None] | None = None) -> Figures:
    """All figures of what is asked, on a connection of the caller's. `told(done, total)` hears of the steps and may raise."""
    step, steps = 0, 6

    def tell() -> None:
        nonlocal step
        step += 1
        if told:
            told(step, steps)

    counting = _Counting(project, asked)
    tell()
    kinds = counting.kinds()
    tell()
    time = counting.time()
    tell()
    actors, regions = counting.actors(), counting.regions()
    tell()
    points, unplaced = counting.points()
    tell()
    coverage = counting.coverage()
    tell()
    return Figures(
        asked, counting.roles, counting.total(), kinds, time, actors, regions, points, unplaced, coverage, counting.told_by()
    )  # fmt: skip


class _Counting:
    """The columns that are read, copied; and the questions asked of them."""

    def __init__(self, project: Project, asked: Asked) -> None:
        self.project, self.asked, self.db = project, asked, project.database
        listed = EventList(project.table)
        self.roles = listed.roles
        kinds = {one.column: one for one in self.roles.kinds}
        self.kind = kinds.get(asked.kind) or next(iter(kinds.values()), None)
        make_ready(project, asked.query.filters)
        table, (where, values) = "events", listed.where(asked.query)
        if asked.incidents:
            table, (where, values) = ROWS, listed.where_rows(asked.query)
        self._told_where = listed.where_told(asked.query) if asked.incidents else ("", ())
        roles, none = self.roles, "NULL"
        columns = [
            f'"event_uid" AS uid, "article" AS article, {_counted(asked.number)} AS n',
            f"{_quoted(self.kind and self.kind.column)} AS kind",
        ]
        columns.append(f"{day_of(roles.day) if roles.day else none} AS day")
        columns.append(f"{_quoted(roles.sources[0])} AS source")
        columns += [f'"{name}" AS side{at}' for at, (name, _) in enumerate(roles.sides)]
        columns += [f'"{name}" AS region{at}' for at, name in enumerate(roles.regions)]
        if roles.latitude:
            placed = on_map(roles)
            columns += [f'CASE WHEN {placed} THEN "{name}" END AS {what}'
                        for name, what in ((roles.latitude, "y"), (roles.longitude, "x"))]  # fmt: skip
        with self.db.scratch():
            self.db.run("DROP TABLE IF EXISTS temp.figured")
            self.db.run(f"CREATE TEMP TABLE figured AS SELECT {', '.join(columns)} FROM {table} {where}", values)

    @property
    def _by(self) -> str:
        """What bars are divided by: a single kind an event, for an event stands in a bar once."""
        return "kind" if self.kind and not self.kind.separator else "NULL"

    def total(self) -> Tally:
        """All of them."""
        return _tally(self.db.one("SELECT count(*), total(n) FROM temp.figured"))

    def told_by(self) -> int:
        """How many events tell the incidents, where those are counted."""
        sql = "SELECT count(DISTINCT m.event) FROM temp.incident_members m JOIN temp.figured f ON f.uid = m.incident"
        return int(self.db.value(sql)) if self.asked.incidents else 0

    def kinds(self) -> Ranked | None:
        """By the kind of event; where one may be of several, it counts under each of them."""
        if self.kind is None:
            return None
        bars = self._grouped(f"SELECT kind, {self._by}, count(*), total(n) FROM temp.figured GROUP BY 1, 2")
        if self.kind.separator:
            bars = _taken_apart(bars, self.kind.separator)
        return _ranked(self.kind.column, bars, self.asked, several=bool(self.kind.separator))

    def time(self) -> Timed | None:
        """By day, week, month or year."""
        if not self.roles.day:
            return None
        days = self._grouped(f"SELECT day, {self._by}, count(*), total(n) FROM temp.figured GROUP BY 1, 2")
        without = days.pop(None, None)
        known = sorted(date.fromisoformat(day) for day in days if day)
        if not known:
            return Timed(without=_sum(without))
        first, last = known[0], known[-1]
        units = fine_units(first, last)
        asked = self.asked.unit
        unit = asked if asked is not None and asked in units else chosen_unit(first, last)
        found: dict[date, dict[str | None, Tally]] = {}
        for day, kinds in days.items():
            assert day is not None
            _add(found.setdefault(start_of(date.fromisoformat(day), unit), {}), kinds)
        bars: list[Bar] = []
        at: date | None = start_of(first, unit)
        while at is not None and at <= last:
            bars.append(_bar(at.isoformat(), found.get(at, {})))
            at = next_start(at, unit)
        return Timed(unit, units, tuple(bars), first.isoformat(), last.isoformat(), _sum(without))

    def actors(self) -> Ranked | None:
        """By name, on whichever side; an event counts once for a name."""
        sides = self.roles.sides
        if not sides:
            return None
        parts: list[str] = []
        for at in range(len(sides)):
            before = "".join(f" AND side{at} IS NOT side{other}" for other in range(at))
            parts.append(f"SELECT side{at} AS name, {self._by} AS k, n FROM temp.figured WHERE side{at} IS NOT NULL{before}")
        if any(separator for _, separator in sides):
            bars = self._of_lists()
        else:
            bars = self._grouped(f"SELECT name, k, count(*), total(n) FROM ({' UNION ALL '.join(parts)}) GROUP BY 1, 2")
        nobody = " AND ".join(f"side{at} IS NULL" for at in range(len(sides)))
        without = _tally(self.db.one(f"SELECT count(*), total(n) FROM temp.figured WHERE {nobody}"))
        return _ranked("", bars, self.asked, several=True, without=without)

    def _of_lists(self) -> dict[str | None, dict[str | None, Tally]]:
        names = [f"side{at}" for at in range(len(self.roles.sides))]
        found: dict[str | None, dict[str | None, Tally]] = {}
        columns = ", ".join([*names, self._by])
        grouped = ", ".join(str(place + 1) for place in range(len(names) + 1))
        sql = f"SELECT {columns}, count(*), total(n) FROM temp.figured GROUP BY {grouped}"
        for *cells, kind, events, amount in self.db.run(sql):
            told: set[str] = set()
            for cell, (_, separator) in zip(cells, self.roles.sides, strict=True):
                if cell is not None:
                    told.update(str(cell).split(separator) if separator else [str(cell)])
            for name in told:
                _add(found.setdefault(name, {}), {kind: Tally(events, amount)})
        return found

    def regions(self) -> Ranked | None:
        """By the level asked for, else by the first one that no single region fills."""
        levels = self.roles.regions
        if not levels:
            return None
        found: dict[str | None, dict[str | None, Tally]] = {}
        chosen = levels[0]
        for at, name in enumerate(levels):
            if self.asked.region in levels and name != self.asked.region:
                continue
            bars = self._grouped(f"SELECT region{at}, {self._by}, count(*), total(n) FROM temp.figured GROUP BY 1, 2")
            if found and not any(key is not None for key in bars):
                continue  # nothing is said here
            found, chosen = bars, name
            counts = [_sum(kinds).events for key, kinds in bars.items() if key is not None]
            if counts and max(counts) <= _ONE_SIDED * sum(counts):
                break
        return _ranked(chosen, found, self.asked)

    def points(self) -> tuple[tuple[Point, ...] | None, Tally]:
        """Each place once, and what has none."""
        if not self.roles.latitude:
            return None, NOTHING
        rows = self.db.run("SELECT y, x, count(*), total(n) FROM temp.figured GROUP BY 1, 2")
        points: list[Point] = []
        without = NOTHING
        for y, x, events, amount in rows:
            if y is None or x is None:
                without += Tally(events, amount)
            else:
                points.append(Point(float(y), float(x), Tally(events, amount)))
        return tuple(points), without

    def coverage(self) -> Coverage:
        """Articles by source and month, and the events in them, or the incidents that they tell."""
        seen = "a.removed = 0"
        own = self.project.own_articles.of(self.asked.query.coder) if self.asked.query.coder else None
        if own is not None:
            with self.db.scratch():
                self.db.run("DROP TABLE IF EXISTS temp.own_here")
                self.db.run("CREATE TEMP TABLE own_here (number INTEGER PRIMARY KEY)")
                self.db.run_many("INSERT INTO temp.own_here VALUES (?)", ((number,) for number in own.numbers))
            # What was coded without having been handed out is one's own, too.
            seen += " AND (a.number IN (SELECT number FROM temp.own_here) OR a.number IN (SELECT article FROM temp.figured))"
        sql = f"SELECT a.source, substr(a.date, 1, 7), count(*) FROM article a WHERE {seen} GROUP BY 1, 2"
        articles = by_month(self.db.run(sql))
        events = self._in_articles()
        dated = sum(count for (_, month), count in articles.items() if month)
        if self.roles.sources[0] and self.roles.day and 2 * dated < sum(articles.values()):
            told = self._by_own_sources()
            return replace(covered(told, told, self.asked.most_sources), by_events=True)
        return covered(articles, events, self.asked.most_sources)

    def _in_articles(self) -> Months:
        """Events by the source and the month of their article; an incident counts once for every square that tells it."""
        if not self.asked.incidents:
            return by_month(self.db.run(
                "SELECT a.source, substr(a.date, 1, 7), sum(f.n) FROM (SELECT article, count(*) AS n FROM temp.figured "
                "GROUP BY 1) f JOIN article a ON a.number = f.article GROUP BY 1, 2"
            ))  # fmt: skip
        told, values = self._told_where
        only = f"WHERE m.event IN (SELECT events.event_uid FROM events {told})" if told else ""
        return by_month(self.db.run(
            "SELECT a.source, substr(a.date, 1, 7), count(DISTINCT m.incident) FROM temp.figured f CROSS JOIN "
            "temp.incident_members m ON m.incident = f.uid CROSS JOIN events e ON e.event_uid = m.event CROSS JOIN "
            f"article a ON a.number = e.article {only} GROUP BY 1, 2", values,
        ))  # fmt: skip

    def _by_own_sources(self) -> Months:
        """Events by the sources they name and their month; one with several sources counts for each."""
        found: Months = defaultdict(int)
        separator = self.roles.sources[1]
        for cell, month, count in self.db.run("SELECT source, substr(day, 1, 7), count(*) FROM temp.figured GROUP BY 1, 2"):
            for source in {""} if cell is None else set(str(cell).split(separator)) if separator else {str(cell)}:
                found[source, month or ""] += count
        return found

    def _grouped(self, sql: str) -> dict[str | None, dict[str | None, Tally]]:
        """Rows of key, kind, events and amount, by key and kind."""
        found: dict[str | None, dict[str | None, Tally]] = {}
        for key, kind, events, amount in self.db.run(sql):
            name = None if key is None else str(key)
            _add(found.setdefault(name, {}), {None if kind is None else str(kind): Tally(events, amount)})
        return found


def _counted(name: str) -> str:
    """SQL for what a number adds: what is missing is kept as text or as a number below 0, and adds nothing."""
    return f'CASE WHEN typeof("{name}") IN (\'integer\', \'real\') AND "{name}" > 0 THEN "{name}" END' if name else "NULL"


def _quoted(name: str | None) -> str:
    return f'"{name}"' if name else "NULL"


def _tally(row: Any) -> Tally:
    return Tally(int(row[0]), float(row[1]))


def _sum(kinds: dict[str | None, Tally] | None) -> Tally:
    return sum((kinds or {}).values(), NOTHING)


def _add(to: dict[str | None, Tally], more: dict[str | None, Tally]) -> None:
    for kind, one in more.items():
        to[kind] = to.get(kind, NOTHING) + one


def _bar(key: str | None, kinds: dict[str | None, Tally]) -> Bar:
    return Bar(key, _sum(kinds), tuple(kinds.items()))


def _taken_apart(
    bars: dict[str | None, dict[str | None, Tally]], separator: str
) -> dict[str | None, dict[str | None, Tally]]:  # fmt: skip
    found: dict[str | None, dict[str | None, Tally]] = {}
    for key, kinds in bars.items():
        for one in {None} if key is None else set(key.split(separator)):
            _add(found.setdefault(one, {}), kinds)
    return found


def _ranked(
    column: str, found: dict[str | None, dict[str | None, Tally]], asked: Asked, *, several: bool = False,
    without: Tally | None = None,
) -> Ranked:  # fmt: skip
    nothing = _sum(found.pop(None, None))
    bars = [_bar(key, kinds) for key, kinds in found.items()]
    amounts = bool(asked.number)
    bars.sort(key=lambda one: (-one.all.amount if amounts else 0, -one.all.events, one.key or ""))
    rest = bars[asked.most :]
    return Ranked(
        column,
        tuple(bars[: asked.most]),
        len(rest),
        sum(one.all.events for one in rest),
        nothing if without is None else without,
        several,
    )
