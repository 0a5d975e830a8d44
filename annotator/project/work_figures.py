"""How work goes on: a coder's profile, and when what is left may be done.

Reads codings, events, evidence, reviews and times of the main round, each in one question for all coders. What a figure
counts is said at `Profile`; nothing is kept. A long project takes a moment: ask in a job.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..codebook.columns import columns
from ..codebook.model import Codebook

if TYPE_CHECKING:
    from .project import Project

RECENT = 10
"""Days with work that a forecast looks back on."""
FEWEST_DAYS, FEWEST_DONE = 3, 10
"""A forecast from less says nothing."""
LONGEST_FORECAST = 3650


@dataclass(frozen=True, slots=True)
class Forecast:
    """When what is left may be done, and from what that is told.

    `rate` is codings a day on the last `worked` days with work, which lie between `since` and `until`; days without work
    come as often from here on as they did there.
    """

    day: date
    left: int
    rate: float
    worked: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Profile:
    """One coder's work in the main round.

    `handed_out`: articles handed to the coder and not withdrawn; where nothing was handed out, all articles of the
    project, but none for a lead who began none.
    `to_do`: those of them not begun. `open`, `done`, `returned`, `approved`: codings in that state now.
    `finished`: codings done once, by day in `days` (this computer's clock). `without_events`: of the codings done or
    approved now, those that hold no event. `wanted`, `quoted`: values of fields whose evidence the codebook wants, and
    those of them with words of the text. `overruled`: errors let stand with a reason. `typed`, `taken`, `changed`: values
    with words or a status given by hand, an offer taken as it was, an offer taken and changed. `reviewed`, `sent_back`:
    codings reviewed at least once, and of these sent back at least once. `seconds`: time kept, None where none is.
    """

    coder: str
    handed_out: int = 0
    to_do: int = 0
    open: int = 0
    done: int = 0
    returned: int = 0
    approved: int = 0
    events: int = 0
    finished: int = 0
    without_events: int = 0
    wanted: int = 0
    quoted: int = 0
    overruled: int = 0
    typed: int = 0
    taken: int = 0
    changed: int = 0
    reviewed: int = 0
    sent_back: int = 0
    seconds: float | None = None
    days: tuple[tuple[date, int], ...] = ()
    forecast: Forecast | None = None

    @property
    def complete(self) -> int:
        """Codings done or approved now."""
        return self.done + self.approved

    @property
    def left(self) -> int:
        """What is still to be done: not begun, open or sent back."""
        return self.to_do + self.open + self.returned

    @property
    def share_done(self) -> float | None:
        """Of all that is to be coded and was, what is done or approved, 0 to 1."""
        return share(self.complete, self.complete + self.left)

    @property
    def per_day(self) -> float | None:
        """Codings finished per day with work."""
        return share(self.finished, len(self.days))

    def weeks(self) -> list[tuple[date, int]]:
        """The Mondays from the first week with work to the last, with what was finished in each."""
        found: dict[date, int] = defaultdict(int)
        for day, count in self.days:
            found[day - timedelta(days=day.weekday())] += count
        if not found:
            return []
        first, last = min(found), max(found)
        return [(week, found[week]) for week in (first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1))]


def share(part: float, whole: float) -> float | None:
    """A part of a whole; None of nothing."""
    return part / whole if whole else None


def profiles(project: Project, *, coder: str = "", today: date | None = None) -> list[Profile]:
    """The profiles of all coders, in the order they were added, or of one."""
    db, found = project.database, defaultdict[str, dict[str, Any]](dict)
    for sql in (_STATES, _EVENTS, _OVERRULED, _REVIEWED, _TIMES, *_of_values(project.codebook)):
        cursor = db.run(sql)
        names = [one[0] for one in cursor.description]
        for row in cursor:
            found[row[0]] |= {name: value for name, value in zip(names[1:], row[1:], strict=True) if value is not None}
    days: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for uid, day, count in db.run(_DAYS):
        days[uid].append((date.fromisoformat(day), count))
    handed, everything = _handed_out(project), None
    made: list[Profile] = []
    for one in project.coders.all():
        if coder and one.uid != coder:
            continue
        if handed is None and everything is None:
            everything = db.value("SELECT count(*) FROM article WHERE removed = 0 AND stub = 0")
        if handed is not None:
            out, todo = handed.get(one.uid, (0, 0))
        else:
            begun = db.value(f"SELECT count(*) FROM coding c JOIN article a ON a.uid = c.article {_MINE} AND a.removed = 0 "
                             "AND a.stub = 0 AND c.coder = ?", (one.uid,))  # fmt: skip
            out, todo = (everything, everything - begun) if begun or one.role != "lead" else (0, 0)
        figures = {"coder": one.uid, "handed_out": out, "to_do": todo, "days": tuple(days[one.uid]), **found.get(one.uid, {})}
        made.append(_with_forecast(Profile(**figures), today or date.today()))
    return made


def together(found: list[Profile]) -> Profile:
    """All coders as one, without a name; the forecast is that of who is done last, where every one of them has one."""
    days: dict[date, int] = defaultdict(int)
    for one in found:
        for day, count in one.days:
            days[day] += count
    kept = [one.seconds for one in found if one.seconds is not None]
    counts = {name: sum(getattr(one, name) for one in found) for name in _COUNTS}
    waiting = [one for one in found if one.left]
    told = [one.forecast for one in waiting if one.forecast]
    last = max(told, key=lambda one: one.day) if told and len(told) == len(waiting) else None
    return Profile("", **counts, seconds=sum(kept) if kept else None, days=tuple(sorted(days.items())), forecast=last)


def forecast(days: Mapping[date, int], left: int, today: date) -> Forecast | None:
    """When `left` codings may be done; None where too little was done to tell, or nothing is left."""
    worked = sorted(days)[-RECENT:]
    count = sum(days[day] for day in worked)
    if not left or len(worked) < FEWEST_DAYS or count < FEWEST_DONE:
        return None
    rate, span = count / len(worked), (worked[-1] - worked[0]).days + 1
    needed = math.ceil(left / rate) * span / len(worked)
    if needed > LONGEST_FORECAST:
        return None
    return Forecast(today + timedelta(days=math.ceil(needed)), left, rate, len(worked), worked[0], worked[-1])


def _with_forecast(profile: Profile, today: date) -> Profile:
    from dataclasses import replace

    return replace(profile, forecast=forecast(dict(profile.days), profile.left, today))


def _handed_out(project: Project) -> dict[str, tuple[int, int]] | None:
    """How many articles each coder got, and how many of them are not begun; None where nothing was handed out."""
    rows = project.database.all(
        "SELECT s.coder, count(*), sum(NOT EXISTS (SELECT 1 FROM coding c WHERE c.article = s.article AND c.coder = s.coder "
        "AND c.round = 'main' AND c.standing = 'coded' AND c.removed = 0)) FROM assignment s JOIN article a "
        "ON a.uid = s.article WHERE s.round = 'main' AND s.withdrawn = 0 AND s.removed = 0 AND a.removed = 0 "
        "AND (s.position IS NOT NULL OR s.due IS NOT NULL) GROUP BY s.coder"
    )
    return {row[0]: (row[1], row[2]) for row in rows} if rows else None


def _of_values(book: Codebook) -> tuple[str, ...]:
    """Questions about values and their words, over the flat table: reading JSON takes many times as long."""
    held: dict[str, list[str]] = defaultdict(list)
    for column in columns(book):
        if book.fields[column.field].derived is None:
            held[column.field].append(f'v."{column.name}" IS NOT NULL')
    there = {name: f"({' OR '.join(parts)})" for name, parts in held.items()}
    wanted = [name for name in there if book.fields[name].evidence == "wanted"]
    if not there:
        return ()
    names = ", ".join(f"'{name}'" for name in wanted) or "''"
    cases = " ".join(f"WHEN '{name}' THEN {test}" for name, test in there.items())
    counts = " + ".join(there[name] for name in wanted) or "0"
    return (
        f"SELECT v.coder, sum({counts}) AS wanted FROM events v WHERE {_FLAT} GROUP BY v.coder",
        "WITH words AS MATERIALIZED (SELECT owner, field, max(CASE origin WHEN 'changed' THEN 3 WHEN 'taken' THEN 2 ELSE 1 "
        "END) AS origin, max(status = 'text' AND spans <> '[]') AS quoted FROM evidence WHERE removed = 0 "
        "GROUP BY owner, field), log AS MATERIALIZED (SELECT event, field FROM suggestion WHERE outcome = 'taken' UNION "
        "SELECT s.event, j.key FROM suggestion s, json_each(s.offered, '$.also') j WHERE s.outcome = 'taken'), "
        f"told AS (SELECT v.coder, w.origin, w.quoted AND w.field IN ({names}) AS quoted, l.event IS NOT NULL AS led "
        "FROM words w JOIN events v ON v.event_uid = w.owner LEFT JOIN log l ON l.event = w.owner AND l.field = w.field "
        f"WHERE {_FLAT} AND CASE w.field {cases} ELSE 0 END) "
        "SELECT coder, sum(quoted) AS quoted, sum(NOT (led AND origin > 1)) AS typed, sum(led AND origin = 2) AS taken, "
        "sum(led AND origin = 3) AS changed FROM told GROUP BY coder",
    )


_COUNTS = (
    "handed_out", "to_do", "open", "done", "returned", "approved", "events", "finished", "without_events", "wanted",
    "quoted", "overruled", "typed", "taken", "changed", "reviewed", "sent_back",
)  # fmt: skip
_MINE = "WHERE c.round = 'main' AND c.standing = 'coded' AND c.removed = 0"
_FLAT = "v.round = 'main' AND v.standing = 'coded'"
_ALIVE = f"{_MINE} AND a.removed = 0"
_STATES = (
    "SELECT c.coder, sum(c.state = 'open') AS open, sum(c.state = 'done') AS done, sum(c.state = 'returned') AS returned, "
    "sum(c.state = 'approved') AS approved, sum(c.first_done IS NOT NULL) AS finished, "
    "sum(c.state IN ('done', 'approved') AND NOT EXISTS (SELECT 1 FROM event e WHERE e.coding = c.uid AND e.removed = 0)) "
    f"AS without_events FROM coding c JOIN article a ON a.uid = c.article {_ALIVE} GROUP BY c.coder"
)
_EVENTS = f"SELECT v.coder, count(*) AS events FROM events v WHERE {_FLAT} GROUP BY v.coder"
_OVERRULED = (
    "SELECT coder, sum(n) AS overruled FROM (SELECT c.coder, (SELECT count(*) FROM json_each(e.overruled)) AS n FROM event e "
    f"JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article {_ALIVE} AND e.removed = 0 "
    "AND e.overruled <> '{}') GROUP BY coder"
)
_REVIEWED = (
    "SELECT c.coder, count(DISTINCT c.uid) AS reviewed, count(DISTINCT CASE r.outcome WHEN 'returned' THEN c.uid END) "
    f"AS sent_back FROM review r JOIN coding c ON c.uid = r.coding JOIN article a ON a.uid = c.article {_ALIVE} "
    "AND r.removed = 0 GROUP BY c.coder"
)
_TIMES = (
    f"SELECT t.coder, sum(t.seconds) AS seconds FROM time_spent t JOIN coding c ON c.uid = t.coding {_MINE} GROUP BY t.coder"
)
_DAYS = (
    "SELECT c.coder, date(c.first_done, 'localtime') AS day, count(*) FROM coding c JOIN article a ON a.uid = c.article "
    f"{_ALIVE} AND c.first_done IS NOT NULL GROUP BY c.coder, day ORDER BY c.coder, day"
)
