"""Which coding stands for an article where a dataset is given out: at most one an article, of the main round.

The adjudicated one, once it is done; else the only one that was approved; else, where done work is enough, the only one that
is done. Where several coders finished an article and nobody settled it, and where an adjudication is under way, the article is
left out and counted. What a model coded counts where a person approved it, or where that model is asked for by name; else it
neither stands for an article nor makes several. Owns that rule and the TEMP tables that hold what it comes to: `chosen`
(coding, article, number, coder, standing, basis) and `passed_over` (coding, article, number, coder, round, standing, reason),
`article` by uid, `number` by number. Must not know what is written of the chosen ones.

The view `dataset` is wider: all that is finished. What is chosen here is always a part of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .codings import MAIN

if TYPE_CHECKING:
    from .database import Database
    from .project import Project

Basis = Literal["adjudicated", "approved", "done"]
Reason = Literal[
    "not_done", "not_approved", "several", "adjudicated", "another_approved", "under_way", "other_round", "standard",
    "other_coder", "not_adjudicated", "model",
]  # fmt: skip
"""Why a coding is passed over: it is not done; done and not approved, where that is asked; one of several finished ones that
nobody settled; settled by adjudication; another one of its article was approved; its article is being adjudicated; it is of
another round; it is a standard to train and test against; another coder's, or not adjudicated, where only one's or only
adjudicated work is asked for; a model's, and nobody approved it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is enough. With `done` the only finished coding of an article stands for it, approved or not.

    With `adjudicated` nothing else is taken; with a `coder` (a uid) what that one finished, whatever others did.
    """

    done: bool = True
    coder: str = ""
    adjudicated: bool = False


USUAL = Choice()
"""One finished coding an article."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen: codings by basis, those left out by reason, and how many articles and events that is."""

    choice: Choice
    by_basis: dict[str, int]
    left_out: dict[str, int]
    articles: int
    events: int
    events_left_out: dict[str, int]
    """Events of the codings left out, by the reason of their coding."""


_TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS chosen (coding TEXT PRIMARY KEY, article TEXT NOT NULL UNIQUE, number INTEGER NOT NULL "
    "UNIQUE, coder TEXT NOT NULL, standing TEXT NOT NULL, basis TEXT NOT NULL)",
    "CREATE TEMP TABLE IF NOT EXISTS passed_over (coding TEXT PRIMARY KEY, article TEXT NOT NULL, number INTEGER NOT NULL, "
    "coder TEXT NOT NULL, round TEXT NOT NULL, standing TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS temp.passed_over_by_number ON passed_over(number)",
    "DELETE FROM temp.chosen",
    "DELETE FROM temp.passed_over",
)
# Of each coding whether it counts, and of its article how many do: a coding that counts is one of the main round. An
# adjudicated one tells of its article as soon as it is begun.
_TALLY = """
WITH own AS (
  SELECT c.uid, c.article, a.number, c.coder, c.round, c.standing, c.state,
    c.round = :main AND c.standing = 'adjudicated' AS settling, c.state IN ('done', 'approved') AS finished,
    k.kind = 'model' AND c.state <> 'approved' AND c.coder <> :coder AS by_model,
    c.round = :main AND c.standing = 'coded' AND (k.kind <> 'model' OR c.state = 'approved' OR c.coder = :coder) AS counts
  FROM coding c JOIN article a ON a.uid = c.article JOIN coder k ON k.uid = c.coder
  WHERE c.removed = 0 AND a.removed = 0{only})
SELECT *, max(settling) OVER one AS begun, max(settling AND finished) OVER one AS settled,
  sum(counts AND state = 'approved') OVER one AS approved, sum(counts AND finished) OVER one AS handed_in
FROM own WINDOW one AS (PARTITION BY number)
"""
_JUDGE = """
SELECT uid, article, number, coder, round, standing, CASE
  WHEN :coder <> '' THEN CASE WHEN counts AND finished AND coder = :coder THEN state ELSE '' END
  WHEN settling AND finished THEN 'adjudicated' WHEN settling OR NOT counts OR :adjudicated THEN ''
  WHEN begun OR NOT finished THEN ''
  WHEN approved = 1 AND state = 'approved' THEN 'approved'
  WHEN approved = 0 AND handed_in = 1 AND :done THEN 'done' ELSE '' END AS basis, CASE
  WHEN standing = 'standard' THEN 'standard' WHEN round <> :main THEN 'other_round'
  WHEN :coder <> '' THEN CASE WHEN settling THEN 'adjudicated' WHEN coder <> :coder THEN 'other_coder' ELSE 'not_done' END
  WHEN :adjudicated AND NOT settling THEN 'not_adjudicated'
  WHEN settling THEN iif(:adjudicated, 'not_done', 'under_way') WHEN NOT finished THEN 'not_done'
  WHEN settled THEN 'adjudicated' WHEN begun THEN 'under_way'
  WHEN by_model THEN 'model'
  WHEN approved = 1 THEN 'another_approved' WHEN handed_in > 1 THEN 'several' ELSE 'not_approved' END AS reason
FROM ({tally})
"""
# One coding of a coder, round and standing is all there is of an article, so the flat table need not name it.
_EVENTS = (
    "SELECT count(*) FROM events e JOIN temp.chosen c ON c.number = e.article AND c.coder = e.coder "
    f"AND c.standing = e.standing WHERE e.round = '{MAIN}'"
)
_EVENTS_LEFT_OUT = (
    "SELECT p.reason, count(*) FROM events e JOIN temp.passed_over p ON p.number = e.article AND p.coder = e.coder "
    "AND p.standing = e.standing AND p.round = e.round GROUP BY p.reason ORDER BY p.reason"
)


def taken(event: str) -> str:
    """SQL for whether an event of the flat table, under this name, is one of a chosen coding."""
    return (
        f"{event}.round = '{MAIN}' AND EXISTS (SELECT 1 FROM temp.chosen o WHERE o.number = {event}.article "
        f"AND o.coder = {event}.coder AND o.standing = {event}.standing)"
    )


TAKEN = taken("e")
"""The same of an event `e`."""


def is_made(database: Database) -> bool:
    """Whether `make_choice` filled its tables on a connection; what it chose is as of then."""
    return database.value("SELECT 1 FROM sqlite_temp_master WHERE name = 'chosen'") is not None


def standing_codings(project: Project, articles: Sequence[str]) -> set[str]:
    """The codings that stand for some articles (by uid), by the same rule and with done work; no table is filled."""
    only = " AND a.uid IN (SELECT value FROM json_each(:articles))"
    sql = _JUDGE.format(tally=_TALLY.format(only=only))
    asked = {"done": True, "main": MAIN, "coder": "", "adjudicated": False, "articles": json.dumps(list(articles))}
    return {row[0] for row in project.database.run(sql, asked) if row[6]}  # type: ignore[arg-type]


def make_choice(project: Project, choice: Choice = USUAL) -> Chosen:
    """Chooses, and fills the TEMP tables `chosen` and `passed_over` of this connection; it may be one for reading only."""
    db = project.database
    with db.scratch():
        for statement in _TABLES:
            db.run(statement)
        db.run("DROP TABLE IF EXISTS temp.judged")
        asked = {"done": choice.done, "main": MAIN, "coder": choice.coder, "adjudicated": choice.adjudicated}
        db.run("CREATE TEMP TABLE judged AS " + _JUDGE.format(tally=_TALLY.format(only="")), asked)  # type: ignore[arg-type]
        db.run(
            "INSERT INTO temp.chosen SELECT uid, article, number, coder, standing, basis FROM temp.judged WHERE basis <> '' "
            "ORDER BY number"
        )
        db.run(
            "INSERT INTO temp.passed_over SELECT uid, article, number, coder, round, standing, reason FROM temp.judged "
            "WHERE basis = '' ORDER BY number"
        )
        db.run("DROP TABLE temp.judged")
    by_basis = _counts(project, "SELECT basis, count(*) FROM temp.chosen GROUP BY basis ORDER BY basis")
    left_out = _counts(project, "SELECT reason, count(*) FROM temp.passed_over GROUP BY reason ORDER BY reason")
    events = int(db.value(_EVENTS))
    return Chosen(choice, by_basis, left_out, sum(by_basis.values()), events, _counts(project, _EVENTS_LEFT_OUT))


def _counts(project: Project, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in project.database.run(sql)}
