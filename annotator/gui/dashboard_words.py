"""What the figures of events say, in words: bars with their labels, the filters they stand for, a line about each plot, tables.

Owns titles, labels and what is told beside plots. How bars are drawn is the plots'; how they were counted, `event_figures`'.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from PySide6.QtCore import QCoreApplication

from ..project import event_parts as parts
from ..project.event_figures import Bar, Figures, Ranked, Tally
from ..project.filtering import Filter
from ..project.periods import Unit, end_of
from .dashboard_look import MOST_KINDS, OTHER, Item, number
from .dashboard_map import Spot
from .part_words import day_in_words, days_in_words

PLOTS = ("time", "kinds", "map", "actors", "regions", "coverage")
"""The names of the plots, in their order."""


@dataclass(frozen=True)
class Shown:
    """One plot in words. `filters` belong to `items`; None where a bar stands for no events. `header` and `lines` are the
    same as a table, `line_filters` what stands behind each line."""

    title: str = ""
    about: str = ""
    empty: str = ""
    items: tuple[Item, ...] = ()
    filters: tuple[tuple[Filter, ...] | None, ...] = ()
    key: tuple[tuple[int, str], ...] = ()
    rest: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    header: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    line_filters: tuple[tuple[Filter, ...] | None, ...] = field(default=())
    incidents: bool = False
    """Whether incidents are counted, and not events."""


class Words:
    """Figures in words. `text(column, value)` and `title(column)` are the list's; bars are stacked by kind where `stacked`."""

    def __init__(
        self, figures: Figures, title: Callable[[str], str], text: Callable[[str, object], str], *, stacked: bool
    ) -> None:
        self.figures, self._title, self._text = figures, title, text
        self.incidents = figures.asked.incidents
        self.amount = title(figures.asked.number) if figures.asked.number else ""
        kinds = figures.kinds
        single = kinds is not None and not kinds.several
        self.stacked = stacked and single
        self._kinds = {bar.key: place for place, bar in enumerate(kinds.bars[:MOST_KINDS])} if kinds and single else {}

    def value(self, tally: Tally) -> float:
        """What is drawn: events, or what their number adds up to."""
        return tally.amount if self.amount else float(tally.events)

    def counted(self, tally: Tally) -> str:
        """A tally in words."""
        events = things(tally.events, self.incidents)
        return _tr("{0}: {1} in {2}").format(self.amount, number(tally.amount), events) if self.amount else events

    def whole(self) -> str:
        """All that is counted, and since when."""
        figures, time = self.figures, self.figures.time
        told = [self.counted(figures.all)]
        if self.incidents:
            told[0] = _tr("{0}, told by {1}").format(told[0], things(figures.told_by, False))
        if time is not None and time.first:
            told.append(days_in_words(time.first, time.last))
        return "  ·  ".join(told)

    def about_incidents(self) -> str:
        """What counting incidents means, for who reads a picture."""
        return _tr("Incidents as a release gives them: each counts once, with the values that its events come to")

    def plots(self) -> dict[str, Shown]:
        """All that the codebook can say, by name, in their order."""
        made = {
            "time": self._time(), "kinds": self._of_kinds(), "map": self._map(), "actors": self._actors(),
            "regions": self._regions(), "coverage": self._coverage(),
        }  # fmt: skip
        return {name: replace(shown, incidents=self.incidents) for name, shown in made.items() if shown is not None}

    # --- one by one ---------------------------------------------------------------------------------------------------

    def _time(self) -> Shown | None:
        time = self.figures.time
        if time is None:
            return None
        starts = [date.fromisoformat(str(bar.key)) for bar in time.bars]
        labels = [period_label(start, time.unit, place, len(starts)) for place, start in enumerate(starts)]
        ends = [end_of(start, time.unit).isoformat() for start in starts]
        named = [period_words(start, time.unit) for start in starts]
        items, filters = self._items(time.bars, labels, named, lambda bar, at: (parts.days(str(bar.key), ends[at]),))
        about = self._without(time.without, _tr("{0} without a day"))
        periods = [period_name(start, time.unit) for start in starts]
        lines = [(day, *rest) for day, rest in zip(periods, self._lines(time.bars), strict=True)]
        title = {
            "day": _tr("{0} by day"), "week": _tr("{0} by week"), "month": _tr("{0} by month"), "year": _tr("{0} by year"),
        }[time.unit].format(self.amount or self._things())  # fmt: skip
        return Shown(
            title, about, self._of(_tr("No event here has a day"), _tr("No incident here has a day")), items, filters,
            self._key(time.bars),
            header=(_UNIT_NAMES[time.unit](), *self._header()), lines=tuple(lines), line_filters=filters,
        )  # fmt: skip

    def _of_kinds(self) -> Shown | None:
        kinds = self.figures.kinds
        if kinds is None:
            return None
        about = self._of(_tr("an event may be of several"), _tr("an incident may be of several")) if kinds.several else ""
        column = kinds.column

        def one(bar: Bar, _at: int) -> tuple[Filter, ...]:
            return (Filter(f"{parts.HAS}{column}" if kinds.several else column, "is", str(bar.key)),)

        return self._ranked(kinds, self._title(column), column, one, about, colored=self.stacked)

    def _actors(self) -> Shown | None:
        actors = self.figures.actors
        if actors is None:
            return None
        sides = self.figures.roles.sides
        column, separator = sides[0]
        title, about = self._title(column), ""
        if len(sides) > 1:
            title, about = _tr("Actors"), self._of(
                _tr("on either side; an event counts once for each name"),
                _tr("on either side; an incident counts once for each name"),
            )  # fmt: skip
        elif separator:
            about = self._of(_tr("an event may name several"), _tr("an incident may name several"))
        return self._ranked(
            actors, title, column, lambda bar, _at: (Filter(parts.ACTOR, "is", str(bar.key)),), about, parts.ACTOR
        )

    def _regions(self) -> Shown | None:
        regions = self.figures.regions
        if regions is None:
            return None
        column = regions.column
        return self._ranked(regions, self._title(column), column, lambda bar, _at: (Filter(column, "is", str(bar.key)),), "")

    def _ranked(
        self, ranked: Ranked, title: str, column: str, one: Callable[[Bar, int], tuple[Filter, ...]], about: str,
        empty_column: str = "", *, colored: bool = False,
    ) -> Shown:  # fmt: skip
        names = [self._text(column, bar.key) or str(bar.key) for bar in ranked.bars]
        items, filters = self._items(ranked.bars, names, names, one)
        if colored:  # the bars say which colour is which kind
            items = tuple(
                Item(it.label, it.words, it.value, ((self._kinds.get(bar.key, OTHER), it.value),))
                for it, bar in zip(items, ranked.bars, strict=True)
            )
        lines = [(name, *rest) for name, rest in zip(names, self._lines(ranked.bars), strict=True)]
        if ranked.without.events:
            none, value = _tr("not said"), self.value(ranked.without)
            words = f"{none}: {self.counted(ranked.without)}"
            items = (*items, Item(f"({none})", words, value, ((OTHER, value),)))
            filters = (*filters, (Filter(empty_column or column, "empty"),))
            lines.append((none, *self._numbers(ranked.without)))
        rest = ""
        if ranked.rest:
            rest = _tr("and {0} more").format(number(ranked.rest))
            if not self.amount:
                rest += _tr(", {0} times").format(number(ranked.rest_events))
        about = "  ·  ".join(one for one in (self.amount, about) if one)
        return Shown(
            title, about, self._of(_tr("No event here says it"), _tr("No incident here says it")), items, filters, rest=rest,
            header=(title, *self._header()), lines=tuple(lines), line_filters=filters,
        )  # fmt: skip

    def _map(self) -> Shown | None:
        points = self.figures.points
        if points is None:
            return None
        spots = tuple(Spot(one.latitude, one.longitude, one.all.events, self.value(one.all)) for one in points)
        about = self._without(self.figures.unplaced, _tr("{0} without a point"))
        about = "  ·  ".join(one for one in (self.amount, about) if one)
        return Shown(
            _tr("Map"), about, self._of(_tr("No event here has a point"), _tr("No incident here has a point")), spots=spots,
            header=(_tr("Latitude"), _tr("Longitude"), *self._header()),
        )  # fmt: skip

    def _coverage(self) -> Shown:
        made = self.figures.coverage
        shares = {key: events / articles for key, (articles, events) in made.cells.items() if articles}
        most = max(shares.values(), default=0.0)
        names = [source or _tr("(no source)") for source in made.sources]
        items: list[Item] = []
        filters: list[tuple[Filter, ...] | None] = []
        lines: list[tuple[str, ...]] = []
        for row, source in enumerate(made.sources):
            for column, period in enumerate(made.periods):
                articles, events = made.cells.get((source, period), (0, 0))
                share = shares.get((source, period), 0.0)
                line = 0.0 if made.by_events or not most else share / most
                told = f"{names[row]}, {period}: {self._covered(articles, events)}"
                items.append(Item("", told, articles, shown=number(articles), at=(column, row), more=line))
                filters.append(self._behind(source, period) if events else None)
                end = (str(events),) if made.by_events else (str(articles), str(events), f"{share:.2f}" if articles else "")
                lines.append((names[row], period, *end))
        columns = [period if made.unit == "year" else month_label(period, at) for at, period in enumerate(made.periods)]
        per = self._of(_tr("Events per article"), _tr("Incidents per article"))
        counted = (self._things(),) if made.by_events else (_tr("Articles"), self._things(), per)
        return Shown(
            self._covers(), self._about_coverage(most), _tr("Nothing has a date here"), tuple(items), tuple(filters),
            rows=tuple(names), columns=tuple(columns),
            header=(_tr("Source"), _tr("Month") if made.unit == "month" else _tr("Year"), *counted),
            lines=tuple(lines), line_filters=tuple(filters),
        )  # fmt: skip

    def _covers(self) -> str:
        made = self.figures.coverage
        if made.by_events and self.incidents:
            by_month, by_year = _tr("Coverage: incidents by source and month"), _tr("Coverage: incidents by source and year")
        elif made.by_events:
            by_month, by_year = _tr("Coverage: events by source and month"), _tr("Coverage: events by source and year")
        else:
            by_month, by_year = _tr("Coverage: articles by source and month"), _tr("Coverage: articles by source and year")
        return by_month if made.unit == "month" else by_year

    def _covered(self, articles: int, events: int) -> str:
        """One square in words."""
        if self.figures.coverage.by_events:
            return things(events, self.incidents)
        if not articles:
            return _tr("no article")
        told = _tr("articles {0}, events {1}, events per article {2}")
        if self.incidents:
            told = _tr("articles {0}, incidents they tell {1}, incidents per article {2}")
        return told.format(number(articles), number(events), f"{events / articles:.2f}")

    def _behind(self, source: str, period: str) -> tuple[Filter, ...]:
        """The events of a square."""
        roles, made = self.figures.roles, self.figures.coverage
        if not made.by_events:
            return Filter(parts.SOURCE, "is", source), Filter("article_date", "is", period)
        column, separator = roles.sources
        start = date.fromisoformat(f"{period}-01" if made.unit == "month" else f"{period}-01-01")
        when = parts.days(start.isoformat(), end_of(start, made.unit).isoformat())
        if not source:
            return Filter(column, "empty"), when
        return Filter(f"{parts.HAS}{column}" if separator else column, "is", source), when

    def _about_coverage(self, most: float) -> str:
        made = self.figures.coverage
        about: list[str] = []
        if made.by_events:
            about.append(self._of(
                _tr("most articles have no date: events by the source they name"),
                _tr("most articles have no date: incidents by the sources their events name"),
            ))  # fmt: skip
        elif most:
            line = self._of(
                _tr("the line in a square: events per article, up to {0}"),
                _tr("the line in a square: incidents that its articles tell, per article, up to {0}"),
            )
            about.append(line.format(f"{most:.1f}"))
        if made.undated:
            what = things(made.undated, self.incidents) if made.by_events else articles_in_words(made.undated)
            about.append(_tr("{0} without a month").format(what))
        if made.rest:
            about.append(_tr("{0} more sources").format(number(made.rest)))
        return "  ·  ".join(about)

    # --- parts --------------------------------------------------------------------------------------------------------

    def _items(
        self, bars: Sequence[Bar], labels: Sequence[str], named: Sequence[str],
        one: Callable[[Bar, int], tuple[Filter, ...]],
    ) -> tuple[tuple[Item, ...], tuple[tuple[Filter, ...] | None, ...]]:  # fmt: skip
        items = tuple(
            Item(
                labels[at], f"{named[at]}: {self.counted(bar.all)}{self._by_kind(bar)}", self.value(bar.all), self._pieces(bar)
            )
            for at, bar in enumerate(bars)
        )
        return items, tuple(one(bar, at) if bar.all.events else None for at, bar in enumerate(bars))

    def _pieces(self, bar: Bar) -> tuple[tuple[int, float], ...]:
        """What a bar is stacked of, the most frequent kind of all at the bottom."""
        if not self.stacked:
            return ()
        sums: dict[int, float] = {}
        for kind, tally in bar.kinds:
            place = self._kinds.get(kind, OTHER)
            sums[place] = sums.get(place, 0.0) + self.value(tally)
        return tuple(sorted(sums.items(), key=lambda one: (one[0] == OTHER, one[0])))

    def _by_kind(self, bar: Bar) -> str:
        if not self.stacked or not self.figures.kinds or len(bar.kinds) < 2:
            return ""
        column = self.figures.kinds.column
        ranked = sorted(bar.kinds, key=lambda one: -self.value(one[1]))[:4]
        told = [f"{self._text(column, kind) or _tr('not said')} {number(self.value(tally))}" for kind, tally in ranked]
        return f" ({', '.join(told)}{', …' if len(bar.kinds) > 4 else ''})"

    def _key(self, bars: Sequence[Bar]) -> tuple[tuple[int, str], ...]:
        if not self.stacked or not self.figures.kinds:
            return ()
        there = {place for bar in bars for place, _ in self._pieces(bar)}
        column = self.figures.kinds.column
        told = [(place, self._text(column, key)) for key, place in self._kinds.items() if place in there]
        if OTHER not in there:
            return tuple(told)
        return (*told, (OTHER, _tr("other") if len(self.figures.kinds.bars) > MOST_KINDS else _tr("not said")))

    def _without(self, tally: Tally, words: str) -> str:
        return words.format(things(tally.events, self.incidents)) if tally.events else ""

    def _things(self) -> str:
        return _tr("Incidents") if self.incidents else _tr("Events")

    def _of(self, of_events: str, of_incidents: str) -> str:
        return of_incidents if self.incidents else of_events

    def _header(self) -> tuple[str, ...]:
        return (self._things(), self.amount) if self.amount else (self._things(),)

    def _lines(self, bars: Sequence[Bar]) -> list[tuple[str, ...]]:
        return [self._numbers(bar.all) for bar in bars]

    def _numbers(self, tally: Tally) -> tuple[str, ...]:
        return (str(tally.events), f"{tally.amount:g}") if self.amount else (str(tally.events),)


def things(count: int, incidents: bool) -> str:
    """So many events, or incidents."""
    if incidents:
        return _tr("1 incident") if count == 1 else _tr("{0} incidents").format(number(count))
    return _tr("1 event") if count == 1 else _tr("{0} events").format(number(count))


def articles_in_words(count: int) -> str:
    """So many articles."""
    return _tr("1 article") if count == 1 else _tr("{0} articles").format(number(count))


def period_label(start: date, unit: Unit, place: int, count: int) -> str:
    """What stands below a bar: the year where it begins, else the month or the day; weeks of a long time by their month."""
    day = start.isoformat()
    if unit == "year":
        return str(start.year)
    if unit == "month":
        if count > 40:
            return str(start.year) if start.month == 1 else ""
        return day_in_words(day, "MMM yyyy" if place == 0 or start.month == 1 else "MMM")
    if unit == "week" and count > 16:
        if place and start.day > 7:
            return ""
        return day_in_words(day, "MMM yyyy" if place == 0 or start.month == 1 else "MMM")
    return day_in_words(day, "d MMM yyyy" if place == 0 else "d MMM")


def period_name(start: date, unit: Unit) -> str:
    """A period as a table names it: 2020, 2020-06, 2020-W23, 2020-06-02."""
    year, week, _ = start.isocalendar()
    return {
        "year": f"{start.year:04}", "month": start.isoformat()[:7], "week": f"{year}-W{week:02}", "day": start.isoformat(),
    }[unit]  # fmt: skip


def period_words(start: date, unit: Unit) -> str:
    """A period in full."""
    if unit == "week":
        return _tr("Week of {0} ({1})").format(day_in_words(start.isoformat()), period_name(start, unit))
    return days_in_words(start.isoformat(), end_of(start, unit).isoformat())


def month_label(period: str, place: int) -> str:
    """A month above a column of the grid, its year where that begins."""
    return day_in_words(f"{period}-01", "MMM yyyy" if place == 0 or period.endswith("-01") else "MMM")


_UNIT_NAMES: dict[Unit, Callable[[], str]] = {
    "day": lambda: _tr("Day"), "week": lambda: _tr("Week"), "month": lambda: _tr("Month"), "year": lambda: _tr("Year"),
}  # fmt: skip


def _tr(text: str) -> str:
    return QCoreApplication.translate("dashboard", text)
