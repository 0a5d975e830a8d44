"""Training and tests: the standard codings of a round, giving its articles to coders, and what is left to do in rounds.

A standard is a coding of the lead's, marked as such, in the round it stands for; the articles of a training or test round
are those that have a finished one. Owns no table: standards are codings, what is given are assignments. Must not know how
a coding is compared with the standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import UsageError
from .codings import MAIN, Coding
from .evidence import copy_evidence
from .history import new_uid
from .rounds import Round

if TYPE_CHECKING:
    from .project import Project

DONE = ("done", "approved")
_GIVEN = "s.coder = :coder AND s.round = :round AND s.withdrawn = 0 AND s.removed = 0 AND a.removed = 0 AND a.stub = 0"


@dataclass(frozen=True, slots=True)
class Work:
    """What a coder has in a round: the articles given, and how many of them are handed in."""

    round: Round
    given: int
    done: int

    @property
    def left(self) -> int:
        """How many are still to be handed in."""
        return self.given - self.done


def has_standards(round_: Round) -> bool:
    """Whether the work of a round is measured by standard codings."""
    return round_.kind in ("training", "test")


def shows_feedback(round_: Round) -> bool:
    """Whether a coder of the round sees the standard once an article is handed in: in training, unless the lead said no."""
    return round_.kind == "training" and bool(round_.settings.get("feedback", True))


def standards(project: Project, round_: str) -> list[Coding]:
    """The finished standard codings of a round, in the order of the articles. Of two for one article the first counts."""
    rows = project.database.all(
        "SELECT c.uid, c.article FROM coding c JOIN article a ON a.uid = c.article WHERE c.coder IN (SELECT uid FROM coder) "
        "AND c.round = ? AND c.state IN ('done', 'approved') AND c.standing = 'standard' AND c.removed = 0 AND a.removed = 0 "
        "AND a.stub = 0 ORDER BY a.number, c.first_done",
        (round_,),
    )
    first = {article: uid for uid, article in reversed(rows)}
    return [project.codings.get(uid) for uid, article in rows if first[article] == uid]


def standard_of(project: Project, article: str, round_: str) -> Coding | None:
    """The finished standard coding of an article in a round; None where there is none, as in a coder's package of a test."""
    uid = project.database.value(
        "SELECT uid FROM coding WHERE article = ? AND round = ? AND standing = 'standard' AND state IN ('done', 'approved') "
        "AND removed = 0 ORDER BY first_done LIMIT 1",
        (article, round_),
    )
    return project.codings.get(uid) if uid else None


def take_as_standard(project: Project, coding: str, round_: str) -> Coding:
    """Copies a coding with its events, evidence and mentions as my standard of its article in a round.

    It is done where the copied one is and no error stands, else open. Raises UsageError where the article has one already.
    """
    old, into = project.codings.get(coding), project.rounds.get(round_)
    _check(into)
    _lead_only(project)
    found = project.codings.find(old.article, project.coder.uid, round_, "standard")
    if found and (found.verdict or found.state != "open" or project.events.of(found.uid)):
        raise UsageError(f"You have a standard coding of this article in “{into.name}” already.")
    db = project.database
    with project.history.operation({"id": "take_as_standard", "name": into.name}, place={"article": old.article}):
        made = project.codings.begin(old.article, project.coder.uid, round_, "standard")
        db.run(
            "UPDATE coding SET (verdict, reason, answers, overruled, memo) = "
            "(SELECT verdict, reason, answers, overruled, memo FROM coding WHERE uid = ?) WHERE uid = ?",
            (coding, made.uid),
        )
        copy_evidence(db, coding, made.uid)
        for event in project.events.of(coding):
            uid = new_uid()
            db.run(
                'INSERT INTO event (uid, coding, position, "values", extra, overruled, codebook) '
                'SELECT ?, ?, position, "values", extra, overruled, codebook FROM event WHERE uid = ?',
                (uid, made.uid, event.uid),
            )
            copy_evidence(db, event.uid, uid)
        db.run(
            "INSERT INTO mention (uid, coding, spans, reason, note) SELECT lower(hex(randomblob(16))), ?, spans, reason, note "
            "FROM mention WHERE coding = ? AND removed = 0 ORDER BY rowid",
            (made.uid, coding),
        )
        if old.state in DONE and not project.events.errors_of(made.uid):
            project.finish(made.uid)
    return project.codings.get(made.uid)


def give_to(project: Project, round_: str, coders: Sequence[str]) -> int:
    """Gives the articles of a training or test round to coders, each in the same order; gives how many are new.

    What was given stays; articles with a standard since then are added behind it, withdrawn ones come back. Raises
    UsageError where the round has no finished standard, or where a coder made one of them.
    """
    into = project.rounds.get(round_)
    _check(into)
    _lead_only(project)
    found = standards(project, round_)
    if not found:
        raise UsageError(f"“{into.name}” has no finished standard coding yet; make one before you give it to coders.")
    authors = {one.coder for one in found}
    for uid in coders:
        if uid in authors:
            coder = project.coders.get(uid)
            raise UsageError(f"{coder.name if coder else uid} made standard codings of “{into.name}” and knows them.")
    new = 0
    label = {"id": "give_round", "name": into.name, "count": len(coders)}
    with project.history.operation(label):
        for coder in coders:
            there = project.database.all(
                "SELECT article, withdrawn, position FROM assignment WHERE coder = ? AND round = ? AND removed = 0",
                (coder, round_),
            )
            known = {row[0] for row in there if not row[1]}
            last = max((row[2] or 0 for row in there), default=0)
            for place, one in enumerate((one for one in found if one.article not in known), start=last + 1):
                project.database.run(
                    "INSERT INTO assignment (uid, article, coder, round, position) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (article, coder, round) DO UPDATE "
                    "SET position = excluded.position, withdrawn = 0, removed = 0",
                    (new_uid(), one.article, coder, round_, place),
                )
                new += 1
    return new


def given(project: Project, round_: str, coder: str) -> list[str]:
    """The articles a coder was given in a round, in their order."""
    rows = project.database.all(
        f"SELECT a.uid FROM assignment s JOIN article a ON a.uid = s.article WHERE {_GIVEN} ORDER BY s.position, a.number",
        {"coder": coder, "round": round_},  # type: ignore[arg-type]
    )
    return [row[0] for row in rows]


def coders_of(project: Project, round_: str) -> list[str]:
    """The coders who were given articles of a round, in the order they joined."""
    rows = project.database.all(
        "SELECT k.uid FROM coder k WHERE k.removed = 0 AND EXISTS (SELECT 1 FROM assignment s WHERE s.coder = k.uid "
        "AND s.round = ? AND s.withdrawn = 0 AND s.removed = 0) ORDER BY k.rowid",
        (round_,),
    )
    return [row[0] for row in rows]


def work_of(project: Project, coder: str) -> list[Work]:
    """The rounds besides the main one in which a coder was given articles, in the order of the rounds."""
    rows = project.database.all(
        "SELECT s.round, count(*), sum(EXISTS (SELECT 1 FROM coding c WHERE c.article = s.article AND c.coder = s.coder "
        "AND c.round = s.round AND c.standing = 'coded' AND c.state IN ('done', 'approved') AND c.removed = 0)) "
        "FROM assignment s JOIN article a ON a.uid = s.article WHERE s.coder = ? AND s.round <> ? AND s.withdrawn = 0 "
        "AND s.removed = 0 AND a.removed = 0 AND a.stub = 0 GROUP BY s.round",
        (coder, MAIN),
    )
    counts = {row[0]: (int(row[1]), int(row[2])) for row in rows}
    return [Work(one, *counts[one.uid]) for one in project.rounds.all() if one.uid in counts]


def _check(round_: Round) -> None:
    if not has_standards(round_):
        raise UsageError(f"“{round_.name}” is no training and no test; only those have standard codings.")


def _lead_only(project: Project) -> None:
    if project.coder.role != "lead":
        raise UsageError("Standard codings and who gets them are the lead's.")
