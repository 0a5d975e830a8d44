"""Re-tests: a share of what a coder has done comes again some days later, to see how far they agree with themselves.

Writes `assignment` in a round of kind `retest`, which is made when it is missing; an article is shown from its day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..errors import UsageError
from .assignments import checked_share, lot
from .codings import MAIN
from .handing_out import Given, give, may_hand_out, positions_after

if TYPE_CHECKING:
    from .project import Project

NAME = "Re-test"
"""What the round is called that is made when there is none."""


@dataclass(frozen=True, slots=True)
class Retest:
    """What is asked for: a share of what each of some coders has done, so many days after it was done."""

    coders: tuple[str, ...]
    share: float
    after: int = 14
    seed: int = 1
    round: str = ""
    """Uid of the round; without it, the first re-test there is."""


@dataclass(frozen=True, slots=True)
class RetestCount:
    """One coder's part: articles done in the main round, those of them in the re-test before, and those that come new."""

    coder: str
    done: int
    before: int
    new: int


@dataclass(frozen=True, slots=True)
class RetestPlan:
    """What comes again, for whom and from which day."""

    given: tuple[Given, ...]
    due: dict[tuple[str, str], str]
    coders: tuple[RetestCount, ...]


def plan_retest(project: Project, options: Retest) -> RetestPlan:
    """What would come again; nothing is written. The share is of all that is done: asked again later, it adds what is new."""
    checked_share(options.share, "The share of articles coded again")
    if options.after < 0:
        raise UsageError("Articles come again after 0 days or more.")
    if not options.coders:
        raise UsageError("Say who codes again: nobody is chosen.")
    round_ = _round(project, options.round)
    last = positions_after(project, round_) if round_ else {}
    given: list[Given] = []
    due: dict[tuple[str, str], str] = {}
    counts: list[RetestCount] = []
    for coder in options.coders:
        done = _done(project, coder, round_)
        before = sum(there for *_, there in done)
        new = max(int(options.share * len(done) + 0.5) - before, 0)
        open_ = sorted((row for row in done if not row[3]), key=lambda row: (lot(row[0], options.seed, "again "), row[0]))
        drawn = [(_day(day, options.after), article, candidates) for article, day, candidates, _ in open_[:new]]
        # By day, and on one day in an order that tells nothing of the first time.
        drawn.sort(key=lambda row: (row[0], lot(row[1], options.seed, f"order {coder} ")))
        for position, (day, article, candidates) in enumerate(drawn, last.get(coder, 0) + 1):
            given.append(Given(article, coder, position, candidates, True))
            due[article, coder] = day
        counts.append(RetestCount(coder, len(done), before, len(drawn)))
    return RetestPlan(tuple(given), due, tuple(counts))


def carry_out_retest(project: Project, options: Retest) -> RetestPlan:
    """Hands out what comes again; one step, the round included where it is made."""
    may_hand_out(project)
    plan = plan_retest(project, options)
    if plan.given:
        with project.history.operation({"id": "retest", "count": len(plan.given)}):
            round_ = _round(project, options.round) or project.rounds.add(NAME, "retest").uid
            give(project, round_, plan.given, plan.due)
    return plan


def _round(project: Project, uid: str) -> str:
    """The round that is meant; empty where one has yet to be made."""
    if uid:
        found = project.rounds.get(uid)
        if found.kind != "retest":
            raise UsageError(f"“{found.name}” is no re-test.")
        return uid
    return next((one.uid for one in project.rounds.all() if one.kind == "retest"), "")


def _done(project: Project, coder: str, round_: str) -> Sequence[tuple[str, str, bool, bool]]:
    """What a coder has done in the main round: article, when, whether with offers, and whether it came again already."""
    rows = project.database.all(
        "SELECT c.article, c.first_done, coalesce(m.candidates, 1), r.uid IS NOT NULL FROM coding c "
        "JOIN article a ON a.uid = c.article "
        "LEFT JOIN assignment m ON m.article = c.article AND m.coder = c.coder AND m.round = c.round AND m.removed = 0 "
        "LEFT JOIN assignment r ON r.article = c.article AND r.coder = c.coder AND r.round = ? AND r.removed = 0 "
        "AND r.withdrawn = 0 WHERE c.coder = ? AND c.round = ? AND c.standing = 'coded' AND c.state IN ('done', 'approved') "
        "AND c.removed = 0 AND c.first_done IS NOT NULL AND a.removed = 0 AND a.stub = 0",
        (round_, coder, MAIN),
    )
    return [(row[0], row[1], bool(row[2]), bool(row[3])) for row in rows]


def _day(done: str, after: int) -> str:
    try:
        return (date.fromisoformat(done[:10]) + timedelta(after)).isoformat()
    except (ValueError, OverflowError):
        raise UsageError(f"{after} days after {done[:10]} is no day.") from None
