"""Why a lead decided as they did: the shipped reasons, those a lead adds, and how often each was given for what.

The lead's own are a setting of the main round. What is counted is what was in dispute: a value of an event that one coder
alone has, and what the program took because all said it, say nothing about the codebook.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import UsageError
from .codings import MAIN
from .history import new_uid

if TYPE_CHECKING:
    from .project import Project

AGREED = "agreed"
"""All coders said the same; given by the program alone."""
REASONS: dict[str, str] = {
    "text_says": "The text says so",
    "misread": "The text was misread",
    "codebook_unclear": "The codebook is unclear here",
    "codebook_other": "The codebook says otherwise",
    "overlooked": "It was overlooked",
    "typing": "A slip of the hand",
    "judgement": "A matter of judgement",
    "other": "Another reason, told in the note",
}
"""The shipped reasons and what they say."""
SETTING = "adjudication_reasons"


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a reason was given for a field. `code` is the code that was settled on, empty where the answer is none;
    `field` is empty for whether there is an event."""

    field: str
    code: str
    reason: str
    count: int


def reasons(project: Project) -> dict[str, str]:
    """All reasons a lead can give: what stands for each in the file, and what it says."""
    own = project.rounds.get(MAIN).settings.get(SETTING)
    return {**REASONS, **(own if isinstance(own, dict) else {})}


def add_reason(project: Project, label: str) -> str:
    """A reason of the lead's own; gives what stands for it. Raises UsageError for one that is there already."""
    may_settle(project)
    label = " ".join(label.split())
    if not label:
        raise UsageError("A reason needs words.")
    known = reasons(project)
    if any(one.casefold() == label.casefold() for one in known.values()):
        raise UsageError(f"There is a reason “{label}” already.")
    own = {code: said for code, said in known.items() if code not in REASONS}
    code = f"own_{new_uid()[:8]}"
    with project.history.operation({"id": "add_reason", "name": label}):
        project.rounds.set(MAIN, **{SETTING: {**own, code: label}})
    return code


def may_settle(project: Project) -> None:
    """Raises UsageError where who works now cannot settle anything: no lead, a coder's file, a file open for reading."""
    if project.read_only:
        raise UsageError("This project is open for reading only; nothing can be settled.")
    if project.made_for:
        raise UsageError("This file was made for one coder; differences are settled in the lead's project.")
    if project.coder.role != "lead":
        raise UsageError("Differences are settled by a lead.")


def check_reason(project: Project, reason: str) -> None:
    """Raises UsageError for a reason that is not in the list."""
    if reason not in reasons(project):
        raise UsageError(f"Give one of the reasons in the list: {', '.join(reasons(project))}.")


def counted(project: Project, round_: str = MAIN) -> list[Counted]:
    """The reasons given for what coders said differently, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    book = project.codebook
    fields = {**book.article_fields, **book.fields}
    for kind, field, reason, value in project.database.run(
        "SELECT d.kind, d.field, d.reason, CASE d.kind WHEN 'value' THEN e.\"values\" ->> ('$.\"' || d.field || '\"') "
        "WHEN 'answer' THEN c.answers ->> ('$.\"' || d.field || '\"') END FROM coding c JOIN decision d ON d.coding = c.uid "
        "LEFT JOIN event e ON e.uid = d.owner WHERE c.standing = 'adjudicated' AND c.round = ? AND c.removed = 0 "
        "AND d.removed = 0 AND d.reason NOT IN ('', ?) AND (d.kind = 'dropped' OR coalesce(e.removed, 0) = 0) "
        "AND coalesce(json_extract(d.was, '$.disputed'), 1) = 1",
        (round_, AGREED),
    ):
        closed = kind in ("value", "answer") and field in fields and fields[field].type in ("code", "yes_no")
        is_code = closed and isinstance(value, str) and value in book.code_list(fields[field]).by_code
        found[field, value if is_code else "", reason] += 1
    told = [Counted(*key, count) for key, count in found.items()]
    return sorted(told, key=lambda one: (-one.count, one.field, one.code, one.reason))
