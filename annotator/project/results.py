"""The results of tests and training, and the gate before the main round that a test is.

Owns the table `result`: one row in force for a coder and a round; a later one takes its place, the history keeps both. Must
not know how a score comes about.

**The gate.** A coder who was given a test does main-round work only after passing it. Where several tests were given, the
last one added decides: another attempt is another test. The lead may open the gate by hand, with a note that is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .codings import MAIN
from .history import new_uid, now
from .rounds import Round

if TYPE_CHECKING:
    from .project import Project

PASS_MARK = 0.8
"""The share of a test that has to be as in the standard, where the round says nothing else."""
BY_HAND = "by_hand"
"""In a result's details: the lead's note where the gate was opened by hand."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for a coder in a round. `score` from 0 to 1; `details` as whoever judged wrote them."""

    uid: str
    round: str
    coder: str
    score: float
    passed: bool
    details: Mapping[str, Any]
    time: str

    @property
    def by_hand(self) -> str:
        """The lead's note where the gate was opened by hand, else empty."""
        return str(self.details.get(BY_HAND, ""))


def pass_mark(round_: Round) -> float:
    """The score from which on a round is passed."""
    return float(round_.settings.get("pass_mark", PASS_MARK))


def result(project: Project, round_: str, coder: str) -> Result | None:
    """The result in force of a coder in a round; None where there is none."""
    row = project.database.one(
        "SELECT uid, round, coder, score, passed, details, time FROM result WHERE round = ? AND coder = ? AND removed = 0 "
        "ORDER BY time DESC, rowid DESC LIMIT 1",
        (round_, coder),
    )
    return Result(row[0], row[1], row[2], row[3], bool(row[4]), json.loads(row[5]), row[6]) if row else None


def record(
    project: Project, round_: str, coder: str, score: float, passed: bool, details: Mapping[str, Any] | None = None
) -> Result:
    """Keeps a result; an earlier one of the same coder and round gives way. For the lead. Raises UsageError otherwise."""
    if project.coder.role != "lead":
        raise UsageError("Results are recorded by the lead.")
    told = project.rounds.get(round_)
    whose = project.coders.get(coder)
    made = Result(new_uid(), round_, coder, float(score), passed, dict(details or {}), now())
    label = {"id": "record_result", "name": told.name, "coder": whose.name if whose else coder}
    with project.history.operation(label):
        project.database.run("UPDATE result SET removed = 1 WHERE round = ? AND coder = ? AND removed = 0", (round_, coder))
        project.database.run(
            "INSERT INTO result (uid, round, coder, score, passed, details, time) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (made.uid, round_, coder, made.score, int(passed), json.dumps(made.details, ensure_ascii=False), made.time),
        )
    return made


def open_by_hand(project: Project, round_: str, coder: str, note: str) -> Result:
    """Lets a coder pass a test whatever came out; the score stays as it was judged. The note says why and is kept."""
    if not note.strip():
        raise UsageError("Opening the gate by hand needs a note; it is kept with the result.")
    if project.rounds.get(round_).kind != "test":
        raise UsageError("Only a test keeps a coder from the main round.")
    before = result(project, round_, coder)
    details = {**(before.details if before else {}), BY_HAND: note.strip()}
    return record(project, round_, coder, before.score if before else 0.0, True, details)


def test_before(project: Project, coder: str) -> Round | None:
    """The test that keeps a coder from the main round; None where the gate is open."""
    found = project.coders.get(coder)
    if found is None or found.role == "lead":
        return None
    for round_ in reversed([one for one in project.rounds.all() if one.kind == "test"]):
        out = result(project, round_.uid, coder)
        if out is not None and out.passed:
            return None
        if out is not None or _was_given(project, round_.uid, coder):
            return round_
    return None


def gate(project: Project, coder: str) -> str:
    """Why a coder cannot work in the main round yet, in words; empty where the gate is open."""
    test = test_before(project, coder)
    if test is None:
        return ""
    if result(project, test.uid, coder) is not None:
        return f"The test “{test.name}” was not passed. The lead gives you another one, or opens the main round for you."
    return f"The main round opens once you have passed the test “{test.name}”."


def refusal(project: Project, coder: str, round_: str) -> str:
    """Why a coder may not change work in a round, in words; empty where it may be: a gate before the main round, or a test
    that was judged."""
    if round_ == MAIN:
        return gate(project, coder)
    if project.rounds.get(round_).kind == "test" and result(project, round_, coder) is not None:
        return "This test was judged; it can be read, not changed."
    return ""


def _was_given(project: Project, round_: str, coder: str) -> bool:
    found = project.database.value(
        "SELECT 1 FROM assignment WHERE coder = ? AND round = ? AND withdrawn = 0 AND removed = 0 LIMIT 1", (coder, round_)
    )
    return found is not None
