"""To whom each article of a hand-out goes: drawn by its uid and a seed, within loads, languages, countries and marks.

Owns the working out and the reading it needs; writes nothing. Chance comes from hashes alone, so that the same asked
again gives the same, whatever the order of rows.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .assignments import lot
from .handing_out import Check, HandOut, Order, Part, Why, coder_settings

if TYPE_CHECKING:
    from .project import Project

_LATE = "9999"
"""A day behind all others: where articles go by date, those without one come last."""
CHECK_EVERY = 2_000


@dataclass(slots=True)
class Article:
    """An article that may go to somebody. `able` are the coders who may get it, but for those who have it already."""

    uid: str
    number: int
    date: str
    stratum: str
    able: tuple[str, ...]
    why: Why | None
    """Why nobody may get it."""
    chance: float
    """Its lot: those with the lowest are coded by several, and in its order they are given."""
    before: int = 0
    """How many coders had it before."""
    holders: int = 0
    """How many have it now."""

    def rank(self, order: Order, seed: int, coder: str = "") -> tuple[Any, ...]:
        """What articles are sorted by; at random each coder has an order of their own, so that it betrays nothing."""
        if order == "random":
            return (lot(self.uid, seed, f"order {coder} "), self.uid)
        return (self.date or _LATE, self.number) if order == "date" else (self.number,)


def held_by(project: Project, round_: str) -> dict[str, set[str]]:
    """Who has an article in a round: it was handed to them and not withdrawn, or a person began it."""
    held: dict[str, set[str]] = defaultdict(set)
    rows = project.database.all(
        "SELECT article, coder FROM assignment WHERE round = ? AND position IS NOT NULL AND withdrawn = 0 AND removed = 0",
        (round_,),
    )
    rows += project.database.all(
        "SELECT c.article, c.coder FROM coding c JOIN coder k ON k.uid = c.coder WHERE c.round = ? AND c.standing = 'coded' "
        "AND c.removed = 0 AND k.kind = 'person'",
        (round_,),
    )
    for article, coder in rows:
        held[article].add(coder)
    return dict(held)


def pool(
    project: Project, options: HandOut, numbers: frozenset[int] | None, check: Check
) -> tuple[list[Article], list[str]]:  # fmt: skip
    """The articles that can be handed out, in the order of their numbers: with a text, there, and no other's duplicate; and
    the uids of the duplicates among them, which are left out."""
    may = Readers(project, options.parts)
    marks = _marks(project) if may.avoided else {}
    found: list[Article] = []
    copies: list[str] = []
    kept: dict[str, str] = {}
    rows = project.database.run(
        "SELECT uid, number, coalesce(date, ''), source, language, coalesce(extra ->> '$.country', ''), "
        "duplicate_of IS NOT NULL FROM article WHERE removed = 0 AND stub = 0 ORDER BY number"
    )
    for uid, number, day, source, language, country, is_copy in rows:
        if number % CHECK_EVERY == 0:
            check()
        if numbers is not None and number not in numbers:
            continue
        if is_copy:
            copies.append(uid)
            continue
        parts = {"source": source, "month": day[:7], "language": language_of(language)}
        stratum = " · ".join(parts[one] or "–" for one in options.strata)
        able, why = may.of(language, source, str(country), marks.get(uid, frozenset()))
        chance = lot(uid, options.seed, "double ")
        found.append(Article(uid, number, day, kept.setdefault(stratum, stratum), able, why, chance))
    return found, copies


class Readers:
    """Which coders may get an article of a language, a source and with marks."""

    def __init__(self, project: Project, parts: Sequence[Part]) -> None:
        self._project = project
        self._languages: dict[str, frozenset[str]] = {}
        self._countries: dict[str, frozenset[str]] = {}
        self._avoid: dict[str, frozenset[str]] = {}
        # The order in which coders are named makes no difference.
        self._coders = sorted(one.coder for one in parts)
        for one in parts:
            own = coder_settings(project, one.coder)
            languages = _list(own, "languages") if one.languages is None else one.languages
            countries = _list(own, "countries") if one.countries is None else one.countries
            self._languages[one.coder] = frozenset(filter(None, map(language_of, languages)))
            self._countries[one.coder] = frozenset(filter(None, map(_folded, countries)))
            self._avoid[one.coder] = frozenset(_list(own, "avoid"))
        self.avoided = any(self._avoid.values())
        self._sources = self._country_of_sources() if any(self._countries.values()) else {}
        self._known: dict[tuple[str, str, frozenset[str]], tuple[tuple[str, ...], Why | None]] = {}

    def of(self, language: str, source: str, country: str, marks: frozenset[str]) -> tuple[tuple[str, ...], Why | None]:
        """The coders who may get it; where there is none, why. What nobody knows of an article keeps nobody from it."""
        where = (_folded(country) or self._sources.get(_folded(source), "")) if self._sources or country else ""
        key = (language_of(language), where, marks)
        if key not in self._known:
            self._known[key] = self._judge(*key)
        return self._known[key]

    def _judge(self, language: str, country: str, marks: frozenset[str]) -> tuple[tuple[str, ...], Why | None]:
        able = self._coders
        tests: tuple[tuple[Why, Callable[[str], bool]], ...] = (
            ("language", lambda one: not language or not self._languages[one] or language in self._languages[one]),
            ("country", lambda one: not country or not self._countries[one] or country in self._countries[one]),
            ("marks", lambda one: not marks & self._avoid[one]),
        )
        for why, fits in tests:
            able = [one for one in able if fits(one)]
            if not able:
                return (), why
        return tuple(able), None

    def _country_of_sources(self) -> dict[str, str]:
        rows = self._project.database.all(
            "SELECT name, country FROM source WHERE removed = 0 AND state = 'approved' AND country <> '' ORDER BY uid"
        )
        return {_folded(name): _folded(country) for name, country in rows}


class Draw:
    """Gives articles to coders: as many as loads allow, in even numbers, the share of double ones kept on the way."""

    def __init__(self, articles: list[Article], held: Mapping[str, set[str]], options: HandOut, check: Check) -> None:
        self._options, self._check = options, check
        for one in articles:
            if holders := held.get(one.uid):
                one.before = one.holders = len(holders)
                one.able = tuple(coder for coder in one.able if coder not in holders)
        self.fresh = [one for one in articles if not one.before]
        self._held = [one for one in articles if one.before]
        self._room: dict[str, float] = {
            part.coder: float("inf") if part.load is None else part.load for part in options.parts
        }  # fmt: skip
        self.taken: dict[str, list[Article]] = {part.coder: [] for part in options.parts}
        self.left: dict[Why, int] = {}

    def run(self) -> None:
        """Works until nobody can get anything more."""
        waiting = [one for one in self.fresh if one.able]
        self.left.update(Counter(one.why for one in self.fresh if one.why is not None))
        while self._give(waiting):
            self._held += [one for one in waiting if one.holders]
            waiting = [one for one in waiting if not one.holders]
        self.left["load"] = len(waiting)
        self.left["second"] = max(self._wanted(0) - sum(one.holders >= self._options.times for one in self._held), 0)

    def _give(self, waiting: list[Article]) -> int:
        """One round of giving; gives how many codings it handed out. What is full meanwhile makes room for another round."""
        open_to = {coder for coder, room in self._room.items() if room > 0}
        could = [one for one in waiting if any(coder in open_to for coder in one.able)]
        chosen = self._choose(could, self._most(len(could)))
        drawn = self._drawn(chosen, open_to)
        is_drawn = {one.uid for one in drawn}
        singles = [one for one in chosen if one.uid not in is_drawn]
        count = 0
        for needing, several in ((drawn, True), (singles, False)):
            # Those few can read go first; stratum by stratum, so that everybody gets some of each.
            needing.sort(key=lambda one: (len(one.able), one.stratum, one.chance, one.uid))
            for place, one in enumerate(needing):
                if place % CHECK_EVERY == 0:
                    self._check()
                count += self._hand(one, self._options.times - one.holders if several else 1)
        return count

    def _drawn(self, chosen: list[Article], open_to: set[str]) -> list[Article]:
        """The articles that several are to code and that lack somebody: those several code already come first, then the
        lowest lots of those for whom there is a second coder."""
        times = self._options.times
        several = [one for one in self._held if one.holders > 1]
        # A coder who has no room is no second coder; who has it already was taken from `able`.
        others = [one for one in self._held if one.holders == 1 and any(coder in open_to for coder in one.able)]
        others += [one for one in chosen if sum(coder in open_to for coder in one.able) > 1]
        others.sort(key=lambda one: (one.chance, one.uid))
        more = max(self._wanted(len(chosen)) - len(several), 0)
        return [one for one in [*several, *others[:more]] if one.holders < times]

    def _hand(self, one: Article, need: int) -> int:
        able = [coder for coder in one.able if self._room[coder] > 0]
        counts = {coder: len(self.taken[coder]) for coder in able}
        if len(able) > need:  # who has least gets it; among equals chance decides, asked only where there are equals
            edge = sorted(counts.values())[need - 1]
            equals = [coder for coder in able if counts[coder] == edge]
            able = [coder for coder in able if counts[coder] < edge]
            if len(able) + len(equals) > need:
                equals.sort(key=lambda coder: lot(one.uid, self._options.seed, f"{coder} "))
            able += equals
        for coder in able[:need]:
            self.taken[coder].append(one)
            self._room[coder] -= 1
        given = frozenset(able[:need])
        one.holders += len(given)
        one.able = tuple(coder for coder in one.able if coder not in given) if given else one.able
        return len(given)

    def _wanted(self, more: int) -> int:
        """How many of what is handed out are to be coded by several, once so many more are."""
        return int(self._options.double * (len(self._held) + more) + 0.5)

    def _most(self, count: int) -> int:
        """How many new articles there is room for beside the second coders that the share asks for."""
        room, times = sum(self._room.values()), self._options.times
        several = [one for one in self._held if one.holders > 1]
        double, room = (
            len(several),
            room - sum(min(times - one.holders, len(one.able)) for one in several if one.holders < times),
        )
        low, high = 0, count
        while low < high:
            middle = (low + high + 1) // 2
            if middle + (times - 1) * max(self._wanted(middle) - double, 0) <= room:
                low = middle
            else:
                high = middle - 1
        return low

    def _choose(self, articles: list[Article], count: int) -> list[Article]:
        """So many articles: of each stratum its part (by largest remainders), in the order asked for."""
        if count >= len(articles):
            return articles
        options = self._options
        strata: dict[str, list[Article]] = defaultdict(list)
        for one in articles:
            strata[one.stratum].append(one)
        chosen: list[Article] = []
        for name, part in proportional({name: len(one) for name, one in strata.items()}, count, options.seed).items():
            chosen += sorted(strata[name], key=lambda one: one.rank(options.order, options.seed))[:part]
        return chosen


def proportional(sizes: Mapping[str, int], count: int, seed: int) -> dict[str, int]:
    """`count` things in parts as large as the strata are, by largest remainders; equal ones by lot."""
    whole = sum(sizes.values())
    parts = {name: count * size // whole for name, size in sizes.items()}
    rest = sorted(sizes, key=lambda name: (-(count * sizes[name] % whole), lot(name, seed, "stratum "), name))
    for name in rest[: count - sum(parts.values())]:
        parts[name] += 1
    return parts


def language_of(name: str) -> str:
    """A language as it is compared: `fr` for `fr-CA`."""
    return name.strip().casefold().replace("_", "-").partition("-")[0]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _list(settings: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = settings.get(name)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _marks(project: Project) -> dict[str, frozenset[str]]:
    rows: Iterable[tuple[str, str]] = project.database.run(
        "SELECT article, json_group_array(name) FROM content_mark WHERE removed = 0 GROUP BY article"
    )
    return {article: frozenset(json.loads(names)) for article, names in rows}
