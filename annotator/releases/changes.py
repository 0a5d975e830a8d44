"""What is different between a release and a state after it: incidents added, changed cell by cell, deleted and merged, and
articles whose title, date or source was corrected, each with its reason.

Owns what is told and `changes.csv`. Incidents are known by their id, where a codebook gives none by their uid. How the states
are compared is `states`', why something changed `reasons`' to find; what the lead says of it stands beside.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ..project import Project
from ..project.as_of import Progress, as_of, silent
from ..project.releases import Release
from ..writing import Table
from .fields import free_text, released_columns
from .held_back import hold_back_change
from .options import ReleaseOptions
from .reasons import Reasons, Why
from .states import Comparison, Pair, State
from .taken import Taken, choose_rows
from .texts import rule_of

Kind = Literal["added", "changed", "deleted", "merged", "article"]
HEADER = ("id", "change", "field", "was", "now", "merged_into", "reason", "who", "time", "note")
NAME = "changes.csv"
ABOUT = ("title", "date", "source", "url", "language", "external_id", "duplicate_of")
"""What a list of changes tells of articles."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `field` is a column of the wide table, `members` (the events that tell an incident), or a field of which
    that table has not all; it is empty where a whole incident is meant. `was` and `now` are cells as text. Of an article `id`
    is "article" and its number. A field that is given out since, or not any more, is told once, with no id. `reason` is what
    the history says, by whom (`who`, a pseudonym) and when (`time`, UTC); `note` what the lead says, under `key`."""

    id: str
    kind: Kind
    field: str = ""
    was: str = ""
    now: str = ""
    reason: str = ""
    note: str = ""
    who: str = ""
    time: str = ""
    merged_into: str = ""

    @property
    def key(self) -> str:
        """What the lead's word for it is kept under: the id and the field, or the id alone."""
        return " ".join(part for part in (self.id, self.field) if part)

    def as_json(self) -> dict[str, str]:
        """For programs."""
        return {**dict(zip(HEADER, self.cells(), strict=True)), "key": self.key}

    def cells(self) -> list[str]:
        """Its row in `changes.csv`."""
        return [
            self.id,
            self.kind,
            self.field,
            self.was,
            self.now,
            self.merged_into,
            self.reason,
            self.who,
            self.time,
            self.note,
        ]


def changes(
    project: Project, since: int, options: ReleaseOptions | None = None, progress: Progress | None = None
) -> list[Change]:
    """What a release made now would say of changes since the release of that number. Reads; writes nothing.

    `options` are those of the release that is planned; without them those of the one that is looked back at are taken.
    """
    before = project.releases.get(since)
    chosen = options or ReleaseOptions.from_json(before.options)
    return changes_between(project, before, project, chosen, progress or silent)


def changes_between(
    project: Project, before: Release, now: Project, options: ReleaseOptions, progress: Progress
) -> list[Change]:  # fmt: skip
    """What changed between a release of the project and `now`, the project itself or a copy of a later state."""
    then_options, logs = ReleaseOptions.from_json(before.options), before.options.get("logs", {})
    with as_of(project, before.change, logs=logs, progress=progress) as old:
        progress("comparing", 0.0)
        choose_rows(old, then_options)
        choose_rows(now, options)
        then, here = State(old, then_options), State(now, options)
        compared = Comparison(then, here)
        progress("comparing", 0.5)
        reasons = Reasons(then, here, before.change, int(logs.get("purge", 0)))
        found = [*_told(compared, reasons, progress), *_of_articles(now, before.change, reasons)]
    return [_noted(one, options.reasons) for one in found]


def unmatched(found: Sequence[Change], reasons: Mapping[str, str]) -> list[str]:
    """Keys of what the lead says that are those of no change: what stands under them would be told nowhere."""
    known = {key for one in found for key in (one.key, one.id)}
    return [key for key in reasons if key not in known]


def write_changes(taken: Taken, found: list[Change]) -> dict[str, int]:
    """`changes.csv`; gives how many there are of each kind. Where no text goes out, what people write is not told either."""
    project, hidden, rule = taken.project, set[str](), rule_of(taken.project, taken.options)
    if rule.texts == "none":
        written = [one for one, _ in released_columns(project.codebook, taken.not_released) if free_text(project.codebook, one)]
        # Of a group all of its entries may stand in one cell.
        hidden = {name for one in written for name in (one.name, one.field)}
    with taken.outputs.text(taken.path(NAME)) as stream:
        table = Table(stream, HEADER, formulas=taken.options.formulas)
        for one in found:
            cells = one.cells()
            if one.field in hidden and one.id:
                cells[3] = cells[4] = ""
            if rule.texts == "none" and one.id:
                cells = hold_back_change(project, rule, one.id, dict(zip(HEADER, cells, strict=True)))
            table.write([cells])
    taken.told[NAME] = {"rows": len(found)}
    return counts_of(found)


def counts_of(found: list[Change]) -> dict[str, int]:
    """How many changes there are: incidents `added`, `deleted`, `merged` and with a `changed` cell (`changed_incidents`), cells
    `changed`, cells of an `article`, and `fields` that are given out since or not any more."""
    counts = Counter(one.kind if one.id else "fields" for one in found)
    return {
        "added": counts["added"], "changed": counts["changed"],
        "changed_incidents": len({one.id for one in found if one.kind == "changed"}),
        "deleted": counts["deleted"], "merged": counts["merged"], "article": counts["article"], "fields": counts["fields"],
    }  # fmt: skip


def _noted(one: Change, notes: Mapping[str, str]) -> Change:
    note = notes.get(one.key) or (notes.get(one.id, "") if one.id else "")
    return replace(one, note=note) if note else one


# --- what is told -----------------------------------------------------------------------------------------------------


def _told(compared: Comparison, reasons: Reasons, progress: Progress) -> Iterator[Change]:
    """Fields, then incidents in the order of the rows now, then those that are gone."""
    for name in compared.fields_gone():
        yield Change("", "deleted", name, reason="the field is not given out any more")
    for name in compared.fields_new():
        yield Change("", "added", name, reason="the field was not given out before")
    for pairs in compared.there():
        progress("comparing", 0.7)
        reasons.about(pairs)
        for one in pairs:
            if not one.was:
                yield _with(Change(one.key, "added"), reasons.of_row(one.key))
            for cell in one.cells:
                why = reasons.of_unit(one.key, cell.unit) if cell.unit else reasons.of_value(one.key, cell.field)
                yield _with(Change(one.key, "changed", cell.column, cell.was, cell.now), why)
    for pairs in compared.gone():
        progress("comparing", 0.9)
        reasons.about(pairs)
        for one in pairs:
            into = _merged(compared, one) or compared.taken_in(one.then_events)
            yield _with(Change(one.key, "merged" if into else "deleted", merged_into=into), reasons.of_row(one.key))


def _merged(compared: Comparison, gone: Pair) -> str:
    """The key of the incident that took its place, where one did and is given out."""
    db, uid, seen = compared.now.project.database, gone.was, set[str]()
    while uid and uid not in seen:
        seen.add(uid)
        uid = str(db.value("SELECT coalesce(merged_into, '') FROM incident WHERE uid = ?", (uid,)) or "")
        if found := compared.key_now(uid):
            return found
    return ""


def _of_articles(project: Project, since: int, reasons: Reasons) -> Iterator[Change]:
    """What was corrected of articles that are there and were: their table holds all of the project."""
    names = ", ".join(f"'{name}'" for name in ABOUT)
    rows = project.database.all(
        "SELECT a.number, h.field, h.old, h.new, o.label, o.coder, o.time FROM change h JOIN operation o ON o.id = h.operation "
        f"JOIN article a ON a.uid = h.uid WHERE h.id > ? AND h.tbl = 'article' AND h.field IN ({names}) AND a.removed = 0 "
        "AND h.uid NOT IN (SELECT uid FROM change WHERE id > ? AND tbl = 'article' AND field IN ('*', 'removed')) "
        "ORDER BY a.number, h.field, h.id",
        (since, since),
    )
    was: dict[tuple[int, str], str] = {}
    for place, (number, field, old, new, label, coder, time) in enumerate(rows):
        before = was.setdefault((number, field), old or "")
        if place + 1 < len(rows) and tuple(rows[place + 1][:2]) == (number, field):
            continue
        if before != (new or ""):
            why = reasons.of_article(json.loads(label), coder, time, field)
            yield _with(Change(f"article {number}", "article", field, before, new or ""), why)


def _with(one: Change, why: Why) -> Change:
    return replace(one, reason=why.words, who=why.who, time=why.time)
