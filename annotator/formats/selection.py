"""Which events or incidents an export takes, and why the others are left out.

Owns the choice between one coder's done work, the adjudicated, and the project's dataset, as SQL over the flat tables, and
what of the taken ones a format may write. One row an incident is of what `project.choice` chooses. Must not know how a format
writes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import UsageError
from ..project import Project
from ..project.choice import TAKEN, USUAL, Choice, Chosen, make_choice
from ..project.event_table import SETTLED
from ..project.imports import AS_READ
from ..project.incident_rows import IncidentCounts, make_incident_rows
from ..project.pseudonyms import pseudonyms as pseudonyms
from ..project.together import EACH, leaving

ORDER = "ORDER BY e.article, e.position, e.event_uid"
_DONE = "e.state IN ('done', 'approved')"

REASONS = {
    "not_done": "in codings not done yet",
    "other_round": "of other rounds",
    "standard": "of a standard made for training or testing",
    "adjudicated": "of coders whose articles were settled (what was settled goes out)",
    "not_adjudicated": "not adjudicated",
    "other_coder": "of other coders",
    "not_approved": "in codings not approved",
    "several": "of articles that several coders coded and nobody settled",
    "another_approved": "of articles of which another coding was approved",
    "under_way": "of articles that are being adjudicated",
    "model": "of models, which nobody approved",
}
Unit = Literal["event", "incident"]
Texts = Literal["full", "quotes", "none"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken: rows of `source e` where `where` holds; `values` are its parameters. And what of them is written."""

    source: str
    where: str
    values: tuple[str, ...]
    reason: str
    """CASE over `events e` that gives an event's reason to be left out, NULL where it is taken."""
    codings: str
    """The same choice over `coding c` joined to `article a`, so that "no event" comes along."""
    unit: Unit = "event"
    """What a row is."""
    answers: str = "event"
    """A table with uid, values, extra and coding of each row of `source`."""
    first: str = "e.event_uid"
    """The uid of a row's first event."""
    without: frozenset[str] = frozenset()
    """Fields that no format writes, nor anything that stands for them."""
    texts: Texts = "full"
    """How much of the articles is written: all, quotes of evidence up to `quote_limit` characters, or no words at all."""
    quote_limit: int = 200

    @property
    def rows(self) -> str:
        """FROM and WHERE of the chosen rows, as `e`."""
        return f"FROM {self.source} e WHERE {self.where}"

    @property
    def extra(self) -> str:
        """SQL for the columns from outside of a row whose answers are `v`, as JSON."""
        if not self.without:
            return "v.extra"
        return f"nullif(json_remove(v.extra, '$.\"{AS_READ}\"'), '{{}}')"


def choose(project: Project, coder: str, adjudicated: bool) -> Selection:
    """The events of the options. Raises UsageError with all names where several people code and none is named.

    What a model coded is taken where it is named, or where a person approved it."""
    everybody = project.coders.all()
    if not coder and not adjudicated and sum(one.kind != "model" for one in everybody) > 1:
        project.coders.named(None)
    case = "CASE WHEN e.round <> 'main' THEN 'other_round' WHEN e.standing = 'standard' THEN 'standard' {} END"
    codings = f"c.round = 'main' AND c.removed = 0 AND a.removed = 0 AND {_DONE.replace('e.', 'c.')} AND "
    if adjudicated and coder:
        raise UsageError("Name either a coder or --adjudicated.")
    if adjudicated:
        return Selection(
            "events", f"e.round = 'main' AND e.standing = 'adjudicated' AND {_DONE}", (),
            case.format(f"WHEN e.standing <> 'adjudicated' THEN 'not_adjudicated' WHEN NOT {_DONE} THEN 'not_done'"),
            codings + "c.standing = 'adjudicated'",
        )  # fmt: skip
    if coder:
        return Selection(
            "events", f"e.round = 'main' AND e.standing = 'coded' AND e.coder = ? AND {_DONE}", (coder,),
            case.format("WHEN e.standing = 'adjudicated' THEN 'adjudicated' WHEN e.coder <> ? THEN 'other_coder' "
                        f"WHEN NOT {_DONE} THEN 'not_done'"),
            codings + "c.standing = 'coded' AND c.coder = ?",
        )  # fmt: skip
    people, by_model = _people(project)
    if project.database.value("SELECT 1 FROM coding WHERE standing = 'adjudicated' LIMIT 1") is None:
        # The same rows as the dataset's, without looking for an adjudicated coding beside each.
        return Selection(
            "events", f"e.round = 'main' AND e.standing = 'coded' AND {_DONE}{people('e')}", (),
            case.format(f"WHEN NOT {_DONE} THEN 'not_done' {by_model}"), codings + f"c.standing = 'coded'{people('c')}",
        )  # fmt: skip
    settled = SETTLED.format(article="e.article")
    return Selection(
        "dataset", f"1{people('e')}", (),
        case.format(
            f"WHEN NOT {_DONE} THEN 'not_done' WHEN e.standing = 'coded' AND {settled} THEN 'adjudicated' {by_model}"
        ),
        codings + f"(c.standing = 'adjudicated' OR c.standing = 'coded' AND NOT {SETTLED.format(article='a.number')})"
        + people("c"),
    )  # fmt: skip


def _people(project: Project) -> tuple[Callable[[str], str], str]:
    """SQL that keeps out what models coded and nobody approved, of a row of this name; and the reason's part of a CASE.
    Nothing where there are no models: the tables are large."""
    if project.database.value("SELECT 1 FROM coder WHERE kind = 'model' LIMIT 1") is None:
        return (lambda _: ""), ""
    by_model = "({0}.state <> 'approved' AND {0}.coder IN (SELECT uid FROM coder WHERE kind = 'model'))".format
    return (lambda name: f" AND NOT {by_model(name)}"), f"WHEN {by_model('e')} THEN 'model'"


def choose_codings(project: Project, coder: str, adjudicated: bool, every: bool) -> Selection:
    """The codings that go out as texts: one coder's, the adjudicated, every coder's done ones with the adjudicated, or, where
    nothing of that is asked, the one that stands for each article. Raises UsageError where two are asked."""
    if every and (coder or adjudicated):
        raise UsageError("Name a coder, or --adjudicated, or --every-coder.")
    if every:
        others = "WHEN e.standing = 'standard' THEN 'standard' "
        return Selection(
            "events", f"e.round = 'main' AND e.standing <> 'standard' AND {_DONE}", (),
            f"CASE WHEN e.round <> 'main' THEN 'other_round' {others}WHEN NOT {_DONE} THEN 'not_done' END",
            f"c.round = 'main' AND c.removed = 0 AND a.removed = 0 AND {_DONE.replace('e.', 'c.')} "
            "AND c.standing <> 'standard'",
        )  # fmt: skip
    if coder or adjudicated:
        return choose(project, coder, adjudicated)
    make_choice(project, USUAL)
    return of_choice()


@dataclass(frozen=True, slots=True)
class CodingCounts:
    """How much a selection of codings holds. `chosen_events` are those of all of them, the others of what goes out.
    `not_wanted` have no event and are left out for that."""

    chosen_events: int
    articles: int
    codings: int
    without_event: int
    events: int
    mentions: int
    in_no_part: int
    not_wanted: int


_EVENT = "SELECT 1 FROM event v WHERE v.coding = c.uid AND v.removed = 0"
_PART = f"SELECT 1 FROM data_split s WHERE s.article = a.uid AND s.removed = 0 AND s.article NOT IN ({EACH})"


def count_codings(project: Project, chosen: Selection, *, parts: bool, negatives: bool) -> CodingCounts:
    """Counts, with `parts` of articles alone that are in a part of training data, without `negatives` of those with events."""
    db, outside, bare, values = project.database, 0, 0, chosen.values
    where = f"FROM coding c JOIN article a ON a.uid = c.article WHERE {chosen.codings}"
    events = int(db.value(f"SELECT count(*) {chosen.rows}", chosen.values))
    if parts:
        values = (*values, json.dumps(sorted(leaving(project))))
        outside = db.value(f"SELECT count(DISTINCT a.uid) {where} AND NOT EXISTS ({_PART})", values)
        where += f" AND EXISTS ({_PART})"
    if not negatives:
        bare = db.value(f"SELECT count(*) {where} AND NOT EXISTS ({_EVENT})", values)
        where += f" AND EXISTS ({_EVENT})"
    row = db.one(
        f"SELECT count(DISTINCT a.uid), count(*), coalesce(sum(NOT EXISTS ({_EVENT})), 0), coalesce(sum((SELECT count(*) "
        "FROM event v WHERE v.coding = c.uid AND v.removed = 0)), 0), coalesce(sum((SELECT count(*) FROM mention m WHERE "
        f"m.coding = c.uid AND m.removed = 0)), 0) {where}",
        values,
    )
    assert row is not None
    articles, codings, without_event, told, mentions = (int(count) for count in row)
    return CodingCounts(events, articles, codings, without_event, told, mentions, outside, bare)


def choose_incidents(
    project: Project, choice: Choice = USUAL, without: frozenset[str] = frozenset()
) -> tuple[Selection, Chosen, IncidentCounts]:
    """One row an incident, of the codings that stand for their articles. Fills TEMP tables of this connection: the selection
    holds on it, until the next choice is made there."""
    chosen = make_choice(project, choice)
    counts = make_incident_rows(project, chosen, without)
    return replace(of_incidents(), without=without), chosen, counts


def of_incidents() -> Selection:
    """The rows of `make_incident_rows` as they were last made on this connection."""
    return Selection(
        "temp.incident_rows", "1", (), "NULL", _CODINGS, unit="incident", answers="temp.incident_answers", first="e._first",
    )  # fmt: skip


def of_choice() -> Selection:
    """The events of `make_choice` as it was last made on this connection, and its codings."""
    reason = f"CASE WHEN {TAKEN} THEN NULL ELSE (SELECT p.reason FROM temp.passed_over p WHERE p.number = e.article AND " \
             "p.coder = e.coder AND p.round = e.round AND p.standing = e.standing) END"  # fmt: skip
    return Selection("events", TAKEN, (), reason, _CODINGS)


_CODINGS = "c.uid IN (SELECT coding FROM temp.chosen)"


def left_out(project: Project, chosen: Selection, taken: int) -> dict[str, int]:
    """How many events are not taken, by reason."""
    db = project.database
    if db.value("SELECT count(*) FROM events") == taken:
        return {}
    rows = db.all(f"SELECT {chosen.reason} AS reason, count(*) FROM events e GROUP BY reason ORDER BY reason", chosen.values)
    return {row[0]: row[1] for row in rows if row[0]}
