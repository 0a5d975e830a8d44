"""Handing out articles: what a lead asks for, what would come of it, and doing it as one step.

Owns the options, the plan with its counts, and how rows of `assignment` are given; whom an article goes to is worked out
in `draws`. The same options on the same project give the same plan. A hand-out gives only what nobody in the round has
yet, and a second coder to what the share asks for; who got something keeps it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..errors import UsageError
from .article_list import SCREENED, ArticleList, ArticleQuery
from .assignments import checked_share, lot
from .codings import MAIN
from .filtering import Filter
from .history import new_uid

if TYPE_CHECKING:
    from .draws import Article
    from .project import Project

Order = Literal["number", "date", "random"]
Stratum = Literal["source", "month", "language"]
Why = Literal["load", "language", "country", "marks", "second", "copy"]
ORDERS: tuple[Order, ...] = ("number", "date", "random")
STRATA: tuple[Stratum, ...] = ("source", "month", "language")
Check = Callable[[], None]
"""Called now and then while a plan is worked out; what it raises stops the work."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one coder may get: at most `load` articles more (None: any number), in languages and from countries they read.

    None takes languages and countries from the coder's own settings; an empty tuple means all.
    """

    coder: str
    load: int | None = None
    languages: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class HandOut:
    """What a lead asks for. `double` is the share of the articles handed out in the round that `times` coders code."""

    parts: tuple[Part, ...]
    round: str = MAIN
    double: float = 0.0
    times: int = 2
    filters: tuple[Filter, ...] = ()
    strata: tuple[Stratum, ...] = ()
    order: Order = "number"
    seed: int = 1
    without_candidates: float = 0.0


@dataclass(frozen=True, slots=True)
class Given:
    """One article for one coder. `again` says that somebody had it before this hand-out."""

    article: str
    coder: str
    position: int
    candidates: bool
    again: bool


@dataclass(frozen=True, slots=True)
class CoderCount:
    """What one coder gets: articles, those of them that others code, too, and those without offers; and by stratum."""

    coder: str
    new: int
    double: int
    without: int
    strata: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a hand-out does. `left` says how many articles go to nobody and why; under `second` how many lack a coder more,
    under `copy` how many nobody gets because another article is coded in their place."""

    given: tuple[Given, ...]
    coders: tuple[CoderCount, ...]
    articles: int
    """Articles that nobody had."""
    double: int
    """Of those of this hand-out, the ones that several coders code."""
    again: int
    """Articles that somebody had and that get another coder."""
    strata: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By stratum: how many articles nobody had, and how many of them are handed out."""
    left: Mapping[Why, int] = field(default_factory=dict)


def plan(project: Project, options: HandOut, check: Check | None = None) -> Plan:
    """What would be handed out to whom; nothing is written. Raises UsageError for options that cannot be."""
    from .draws import Draw, held_by, pool

    _check(project, options)
    check = check or (lambda: None)
    articles, copies = pool(project, options, _numbers(project, options), check)
    held = held_by(project, options.round)
    draw = Draw(articles, held, options, check)
    draw.run()
    left: dict[Why, int] = {**draw.left, "copy": sum(uid not in held for uid in copies)}
    return _told(project, options, draw.taken, draw.fresh, left)


def carry_out(project: Project, options: HandOut, check: Check | None = None) -> Plan:
    """Hands out; gives what was done. One step, which undo takes back; what was begun until then stays the coder's."""
    may_hand_out(project)
    label = {"id": "hand_out", "count": 0, "options": asdict(options)}
    foreseen = plan(project, options, check)
    label["count"] = len({one.article for one in foreseen.given})
    with project.history.operation(label):
        give(project, options.round, foreseen.given)
    return foreseen


def give(project: Project, round_: str, given: tuple[Given, ...], due: Mapping[tuple[str, str], str] | None = None) -> None:
    """Writes rows, inside an operation; `due` by article and coder."""
    days = due or {}
    project.database.run_many(
        # Where offers were withheld before, they stay withheld.
        "INSERT INTO assignment (uid, article, coder, round, position, candidates, due) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (article, coder, round) DO UPDATE SET position = excluded.position, withdrawn = 0, removed = 0, "
        "due = excluded.due, candidates = CASE WHEN removed THEN excluded.candidates "
        "ELSE min(candidates, excluded.candidates) END",
        (
            (
                new_uid(), one.article, one.coder, round_, one.position, int(one.candidates),
                days.get((one.article, one.coder)),
            )
            for one in given
        ),
    )  # fmt: skip


def may_hand_out(project: Project) -> None:
    """Raises UsageError where who works now does not hand out here."""
    if project.made_for:
        raise UsageError("This file was made for one coder; articles are handed out in the lead's project.")
    if project.coder.role != "lead":
        raise UsageError("Articles are handed out by a lead.")


def positions_after(project: Project, round_: str) -> dict[str, int]:
    """The last position each coder has in a round."""
    rows = project.database.all(
        "SELECT coder, max(position) FROM assignment WHERE round = ? AND position IS NOT NULL GROUP BY coder", (round_,)
    )
    return {row[0]: row[1] for row in rows}


def coder_settings(project: Project, uid: str) -> Mapping[str, Any]:
    """What a coder's settings say; lists of `languages` and `countries` they read, and of marks they `avoid`."""
    found = project.database.value("SELECT settings FROM coder WHERE uid = ?", (uid,))
    read = json.loads(str(found)) if found else {}
    return read if isinstance(read, dict) else {}


def saved_filters(query: Mapping[str, Any]) -> tuple[Filter, ...]:
    """The filters of a saved filter of articles, its state among them."""
    kept = query.get("filters")
    found = [Filter(*one) for one in kept if isinstance(one, list) and len(one) == 3] if isinstance(kept, list) else []
    state = query.get("state")
    if state:
        found.append(Filter("screening" if state in SCREENED else "state", "is", state))
    return tuple(found)


def last_options(project: Project) -> HandOut | None:
    """What was asked for the last time, None where nothing was handed out; coders who are gone are left out."""
    found = project.database.value(
        "SELECT label FROM operation WHERE coder = ? AND undone = 0 AND json_extract(label, '$.id') = 'hand_out' "
        "ORDER BY id DESC LIMIT 1",
        (project.coder.uid,),
    )
    if found is None:
        return None
    told = json.loads(str(found))["options"]
    known = {one.uid for one in project.coders.all()}
    return HandOut(
        parts=tuple(
            Part(one["coder"], one["load"], _tuple(one["languages"]), _tuple(one["countries"]))
            for one in told["parts"] if one["coder"] in known
        ),
        round=told["round"], double=told["double"], times=told["times"],
        filters=tuple(Filter(**one) for one in told["filters"]), strata=tuple(told["strata"]), order=told["order"],
        seed=told["seed"], without_candidates=told["without_candidates"],
    )  # fmt: skip


def _tuple(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _check(project: Project, options: HandOut) -> None:
    if not options.parts:
        raise UsageError("Say to whom articles go: nobody is chosen.")
    if len({one.coder for one in options.parts}) < len(options.parts):
        raise UsageError("A coder is named twice.")
    known = {one.uid for one in project.coders.all()}
    if any(one.coder not in known for one in options.parts):
        raise UsageError("A coder who is chosen is not in this project.")
    if any(one.load is not None and one.load < 0 for one in options.parts):
        raise UsageError("A load is 0 articles or more.")
    if project.rounds.get(options.round).kind == "retest":
        raise UsageError("What is coded again follows from what was done: plan a re-test instead.")
    checked_share(options.double, "The share of articles coded twice")
    checked_share(options.without_candidates)
    if options.times < 2:
        raise UsageError("An article that is coded more than once has 2 coders or more.")
    for one in options.strata:
        if one not in STRATA:
            raise UsageError(f"Strata are {', '.join(STRATA)}; not “{one}”.")
    if options.order not in ORDERS:
        raise UsageError(f"The order is {', '.join(ORDERS)}; not “{options.order}”.")


def _numbers(project: Project, options: HandOut) -> frozenset[int] | None:
    """The articles a filter lists, as the lead sees them; None for all."""
    if not options.filters:
        return None
    query = ArticleQuery(options.filters, project.coder.uid, all_coders=True)
    return frozenset(ArticleList(project.table, project.database).numbers(query))


def _told(
    project: Project, options: HandOut, taken: Mapping[str, list[Article]], fresh: list[Article], left: Mapping[Why, int]
) -> Plan:
    last = positions_after(project, options.round)
    coded = Counter(one.uid for mine in taken.values() for one in mine)
    given: list[Given] = []
    counts: list[CoderCount] = []
    for part in options.parts:
        mine = sorted(taken[part.coder], key=lambda one: one.rank(options.order, options.seed, part.coder))
        begin = last.get(part.coder, 0) + 1
        share, seed = options.without_candidates, options.seed
        rows = [
            Given(one.uid, part.coder, position, not share or lot(one.uid, seed) >= share, bool(one.before))
            for position, one in enumerate(mine, begin)
        ]
        given += rows
        counts.append(
            CoderCount(
                part.coder, len(mine), sum(coded[one.uid] + one.before > 1 for one in mine),
                sum(not one.candidates for one in rows), dict(sorted(Counter(one.stratum for one in mine).items())),
            )
        )  # fmt: skip
    all_taken = {one.uid: one for mine in taken.values() for one in mine}
    firsts = [one for one in all_taken.values() if not one.before]
    population, handed = Counter(one.stratum for one in fresh), Counter(one.stratum for one in firsts)
    return Plan(
        tuple(given), tuple(counts), len(firsts), sum(coded[one.uid] + one.before > 1 for one in all_taken.values()),
        len(all_taken) - len(firsts),
        {name: (count, handed[name]) for name, count in sorted(population.items())} if options.strata else {},
        {why: count for why, count in left.items() if count},
    )  # fmt: skip
