"""One row a decision of an adjudication: about what, whose it was, who decided, why and when.

Coders and deciders stand as pseudonyms. Values are written as the wide table writes them; `jsonl` holds decisions beside the
events. Texts of articles are not in it, notes of the lead's are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..codebook.values import show
from ..project import Project
from ..project.adjudicated_events import verdict_of
from ..project.adjudication import AGREED, reasons
from ..project.decisions import decisions
from ..writing import Outputs, Table, refuse_target
from .selection import pseudonyms

HEADER = (
    "article", "article_uid", "round", "state", "coding_uid", "event_uid", "kind", "field", "value", "from", "decider",
    "reason", "reason_label", "note", "time", "changed",
)  # fmt: skip


def save_decisions(project: Project, out: Path, round_: str, *, formulas: bool = False) -> int:
    """Writes the decisions that hold in a round, by article and in the order they were made; gives how many. The file is
    there whole or not at all. Raises ExportRefused where it cannot be written."""
    refuse_target(out, project.path)
    with project.database.reading(), Outputs() as outputs:
        with outputs.text(out) as stream:
            table = Table(stream, HEADER, formulas=formulas)
            for rows in decision_rows(project, round_):
                table.write(rows)
        outputs.place()
    return table.rows


def decision_rows(project: Project, round_: str) -> Iterator[list[Any]]:
    """The rows under `HEADER`, those of an article together."""
    coders, known = pseudonyms(project), {**reasons(project), AGREED: "All coders said the same"}
    for number, article, uid, state in project.database.all(
        "SELECT a.number, a.uid, c.uid, c.state FROM coding c JOIN article a ON a.uid = c.article WHERE c.round = ? "
        "AND c.standing = 'adjudicated' AND c.removed = 0 AND a.removed = 0 ORDER BY a.number",
        (round_,),
    ):
        events = {event.uid: event.values for event in project.events.of(uid)}
        coding = project.codings.get(uid)
        yield [
            [
                number, article, round_, state, uid, "" if one.owner == uid else one.owner, one.kind, one.field,
                verdict_of(coding) if one.kind == "verdict"
                else _value(project, one.field, events.get(one.owner, coding.answers)),
                " ".join(coders.get(who, who) for who in one.whose), coders.get(one.decider, one.decider), one.reason,
                known.get(one.reason, one.reason), one.note, one.time, int(one.changed),
            ]
            for one in decisions(project, uid)
        ]  # fmt: skip


def _value(project: Project, name: str, values: Any) -> str:
    field = project.codebook.fields.get(name) or project.codebook.article_fields.get(name)
    return show(project.codebook, field, values.get(name)) if field else ""
