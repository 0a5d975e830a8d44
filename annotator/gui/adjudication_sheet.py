"""One case as it lies on the table: its lanes, the happenings they tell of, and row by row what each says and what is settled.

Reads a project, writes nothing, and knows no widget. A row of an event whose sides a coder named the other way round shows
that coder's answers mirrored, so that what is compared is alike; `Cell.field` says where the answer really stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from ..codebook.model import Codebook, CodedField, in_language, title_of
from ..codebook.values import is_empty
from ..project import adjudication
from ..project.adjudication import Case, Decision, Lane
from .event_words import summary_of

if TYPE_CHECKING:
    from ..project import Project
    from ..project.articles import Article
    from ..project.codings import Coding
    from ..project.events import Event
    from ..project.evidence import Evidence

State = Literal["open", "settled", "agreed", "none"]
"""Of a row: the lead has to choose; the lead has chosen; all said the same; nobody said anything of it yet."""
Kind = Literal["article", "event", "alone", "dropped"]
"""Of an entry: the verdict and the answers about the article; an adjudicated event, or one in the making; an event that one
coder alone has and nobody decided on; one that was dropped."""
VERDICT, BEING = "", "-"
"""In place of a field: what was said of the article as a whole, and whether the event is one at all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one coder says in a row. `source` is the event or the coding, `field` where it stands there; None for nobody."""

    value: Any = None
    source: str = ""
    field: str = ""
    there: bool = False
    """Whether the coder has the event at all."""
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One question. `owner` is the adjudicated event or coding, empty while there is none."""

    field: str
    title: str
    section: str
    cells: tuple[Cell, ...]
    settled: Any = None
    state: State = "none"
    decision: Decision | None = None
    span: Decision | None = None
    """What was decided of its evidence alone."""
    owner: str = ""

    @property
    def changed(self) -> bool:
        """Whether a source says something else by now."""
        return any(one is not None and one.changed for one in (self.decision, self.span))

    @property
    def differs(self) -> bool:
        """Whether those who have the event do not all say the same."""
        said = {_text(cell.value) for cell in self.cells if cell.there}
        return len(said) > 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to settle: the article, or a happening. `events` has each lane's events of it, most often one or none."""

    kind: Kind
    uid: str = ""
    events: tuple[tuple[Event, ...], ...] = ()
    swapped: tuple[bool, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    """What is settled."""
    open: int = 0

    @property
    def key(self) -> str:
        """By what it is found again when the case is read anew."""
        if self.kind == "article":
            return "article"
        return min((event.uid for events in self.events for event in events), default=self.uid)

    @property
    def alone(self) -> bool:
        """Whether one coder alone has it, of several."""
        return self.kind != "article" and len(self.events) > 1 and sum(bool(events) for events in self.events) == 1

    def first(self) -> Mapping[str, Any]:
        """Answers that name it: the settled ones, and where one is open, the first coder's."""
        told = dict[str, Any]()
        for events in self.events:
            for event in events:
                told = {**event.values, **told}
        return {**told, **self.values}


@dataclass(frozen=True)
class Sheet:
    """A case, read whole. Rows are worked out where an entry is looked at."""

    project: Project
    case: Case
    article: Article | None
    lanes: tuple[Lane, ...]
    coding: Coding | None
    entries: tuple[Entry, ...]
    decisions: tuple[Decision, ...]
    undecided: frozenset[tuple[str, str]]

    @property
    def book(self) -> Codebook:
        """The codebook in force."""
        return self.project.codebook

    @property
    def open(self) -> int:
        """How much is left to decide; while the case waits, all that differs."""
        if self.coding is not None:
            return len(self.undecided)
        return sum(entry.open for entry in self.entries)

    @cached_property
    def mirror(self) -> dict[str, str]:
        """Each field of a side with its counterpart, both ways."""
        return mirror_of(self.book)

    def place_of(self, key: str) -> int:
        """The entry of a key, or the first event's, where it is gone."""
        return next((at for at, entry in enumerate(self.entries) if entry.key == key), min(1, len(self.entries) - 1))

    def entry_of(self, uid: str) -> int:
        """The entry of an event, a coder's or the adjudicated one; of anything else the article's."""
        for at, entry in enumerate(self.entries):
            if uid and (uid == entry.uid or any(event.uid == uid for events in entry.events for event in events)):
                return at
        return 0

    def rows(self, at: int) -> list[Row]:
        """The rows of an entry: what differs or was decided first, each in the form's order."""
        found = list(_article_rows(self) if at == 0 else _event_rows(self, self.entries[at]))
        return sorted(found, key=lambda row: row.state in ("agreed", "none"))

    def evidence(self, source: str) -> list[Evidence]:
        """The evidence of an event or a coding."""
        return self.project.evidence.of(source) if source else []


def read(project: Project, case: Case) -> Sheet:
    """The case as it stands."""
    lanes = tuple(adjudication.lanes(project, case.article))
    coding = project.codings.get(case.coding) if case.coding else None
    decisions = tuple(adjudication.decisions(project, case.coding)) if coding else ()
    undecided = frozenset(adjudication.undecided(project, case.coding)) if coding else frozenset()
    sheet = Sheet(project, case, project.articles.get(case.article), lanes, coding, (), decisions, undecided)
    entries = [Entry("article", case.coding, tuple(() for _ in lanes))]
    entries += _settled(sheet) if coding else _waiting(sheet)
    return Sheet(
        project, case, sheet.article, lanes, coding, tuple(_counted(sheet, entry) for entry in entries), decisions, undecided
    )


def groups_of(project: Project, article: str) -> list[tuple[str, ...]]:
    """The events of an article's coders that are taken for one happening, by uid, those that one has alone among them."""
    lanes = adjudication.lanes(project, article)
    most = max((len(lane.events) for lane in lanes), default=0)
    return [tuple(lane.events[at].uid for lane in lanes if at < len(lane.events)) for at in range(most)]


def mirror_of(book: Codebook) -> dict[str, str]:
    """Each field of a side with its counterpart, where the codebook says that the order of the sides has no meaning."""
    sides = book.pairing.sides if book.pairing is not None else ()
    if len(sides) != 2:
        return {}
    return {**dict(zip(*sides, strict=True)), **dict(zip(*reversed(sides), strict=True))}


def is_swapped(mirror: Mapping[str, str], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two events are more alike with the sides of one of them read the other way round."""
    straight = sum(one.get(name) == other.get(name) for name in mirror if name in one)
    crossed = sum(one.get(name) == other.get(facing) for name, facing in mirror.items() if name in one)
    return crossed > straight


# --- entries -------------------------------------------------------------------------------------------------------------


def _settled(sheet: Sheet) -> list[Entry]:
    """The adjudicated events, and behind them the coders' events that went into none."""
    assert sheet.coding is not None
    project, used, found = sheet.project, set[str](), list[Entry]()
    for event in project.events.of(sheet.coding.uid):
        sources = set(project.pairs.sources(event.uid))
        used |= sources
        found.append(_entry(sheet, "event", sources, event.uid, event.values))
    dropped = {one.taken_from for one in sheet.decisions if one.kind == "dropped"}
    for lane in sheet.lanes:
        for event in lane.events:
            if event.uid not in used:
                found.append(_entry(sheet, "dropped" if event.uid in dropped else "alone", {event.uid}))
    return found


def _waiting(sheet: Sheet) -> list[Entry]:
    """What the program takes for one happening each, before anything is settled."""
    groups = groups_of(sheet.project, sheet.case.article)
    many = len(sheet.lanes) > 1
    return [_entry(sheet, "alone" if many and len(group) == 1 else "event", set(group)) for group in groups]


def _entry(
    sheet: Sheet, kind: Kind, sources: set[str], uid: str = "", values: Mapping[str, Any] | None = None
) -> Entry:  # fmt: skip
    events = tuple(tuple(event for event in lane.events if event.uid in sources) for lane in sheet.lanes)
    return Entry(kind, uid, events, _swapped(sheet.mirror, events), values or {})


def _swapped(mirror: Mapping[str, str], events: Sequence[Sequence[Event]]) -> tuple[bool, ...]:
    """Per lane, whether its sides stand the other way round than those of the first who has the event."""
    first = next((one[0].values for one in events if one), {})
    return tuple(bool(mirror and one) and is_swapped(mirror, first, one[0].values) for one in events)


def _counted(sheet: Sheet, entry: Entry) -> Entry:
    rows = _article_rows(sheet) if entry.kind == "article" else _event_rows(sheet, entry)
    count = sum(row.state == "open" for row in rows)
    return Entry(entry.kind, entry.uid, entry.events, entry.swapped, entry.values, count)


# --- rows ----------------------------------------------------------------------------------------------------------------


def _article_rows(sheet: Sheet) -> Iterator[Row]:
    """What the article holds, and the questions about it."""
    owner = sheet.coding.uid if sheet.coding else ""
    said = tuple(Cell(lane.verdict or None, lane.coding, VERDICT, True) for lane in sheet.lanes)
    settled = sheet.coding.verdict or None if sheet.coding else None
    yield _row(sheet, owner, VERDICT, "", "", said, settled, "verdict")
    for section in sheet.book.article:
        for one in section.fields:
            cells = tuple(Cell(lane.answers.get(one.name), lane.coding, one.name, True) for lane in sheet.lanes)
            value = sheet.coding.answers.get(one.name) if sheet.coding else None
            if not is_empty(value) or any(not is_empty(cell.value) for cell in cells):
                yield _row(
                    sheet, owner, one.name, title_of(one), in_language(section.title) or section.name, cells, value, "answer"
                )


def _event_rows(sheet: Sheet, entry: Entry) -> Iterator[Row]:
    """Whether it is an event at all, where not all have it; then every field that anybody answered."""
    owner = entry.uid
    if sum(bool(events) for events in entry.events) < len(entry.events):
        yield _being(sheet, entry)
    if entry.kind in ("alone", "dropped"):
        told = "none" if entry.kind == "dropped" else None
    else:
        told = None
    for section in sheet.book.sections:
        for one in section.fields:
            cells = tuple(_cell(sheet, entry, lane, one) for lane in range(len(sheet.lanes)))
            value = entry.values.get(one.name)
            if is_empty(value) and all(is_empty(cell.value) for cell in cells):
                continue
            where = in_language(section.title) or section.name
            row = _row(sheet, owner, one.name, title_of(one), where, cells, value, "value")
            yield row if told is None else _with_state(row, "none")


def _being(sheet: Sheet, entry: Entry) -> Row:
    cells = tuple(
        Cell(bool(events), events[0].uid if events else "", BEING, bool(events)) for events in entry.events
    )  # fmt: skip
    uids = {event.uid for events in entry.events for event in events}
    decision = next(
        (one for one in sheet.decisions if one.kind in ("event", "dropped") and (
            one.owner in {entry.uid, *uids} - {""} or one.taken_from in uids)), None
    )  # fmt: skip
    waits = any((uid, "") in sheet.undecided for uid in {entry.uid, *uids} - {""})
    if sheet.coding is None:
        waits = entry.kind == "alone"
    state: State = "open" if waits else "settled" if decision is not None and decision.reason != adjudication.AGREED else "none"
    value = None if waits or entry.kind == "alone" else entry.kind != "dropped"
    return Row(BEING, "", "", cells, value, state, decision, None, entry.uid)


def _cell(sheet: Sheet, entry: Entry, lane: int, one: CodedField) -> Cell:
    """A coder's answer, from the counterpart of the field where the sides stand the other way round."""
    events = entry.events[lane]
    if not events:
        return Cell()
    name = sheet.mirror.get(one.name, one.name) if entry.swapped[lane] else one.name
    for event in events:
        if not is_empty(event.values.get(name)):
            return Cell(event.values[name], event.uid, name, True, name != one.name)
    return Cell(None, events[0].uid, name, True, name != one.name)


def _row(
    sheet: Sheet, owner: str, name: str, title: str, section: str, cells: tuple[Cell, ...], settled: Any, kind: str
) -> Row:  # fmt: skip
    mine = [one for one in sheet.decisions if one.owner == owner and one.field == name] if owner else []
    decision = next((one for one in mine if one.kind == kind), None)
    span = next((one for one in mine if one.kind == "evidence"), None)
    row = Row(name, title, section, cells, settled, "none", decision, span, owner)
    if sheet.coding is not None and owner:
        waits = (owner, name) in sheet.undecided
        agreed = decision is None or decision.reason == adjudication.AGREED
        return _with_state(row, "open" if waits else "agreed" if agreed else "settled")
    said = [cell for cell in cells if cell.there]
    if sheet.coding is None and row.differs:
        return _with_state(row, "open")
    return _with_state(row, "agreed" if len(said) > 1 else "none")


def _with_state(row: Row, state: State) -> Row:
    return Row(row.field, row.title, row.section, row.cells, row.settled, state, row.decision, row.span, row.owner)


def most_said(row: Row) -> Cell | None:
    """The answer that most of those who have the event give; None where two are given as often."""
    counted: dict[str, list[Cell]] = {}
    for cell in row.cells:
        if cell.there:
            counted.setdefault(_text(cell.value), []).append(cell)
    ranked = sorted(counted.values(), key=len, reverse=True)
    if not ranked or (len(ranked) > 1 and len(ranked[0]) == len(ranked[1])):
        return None
    return next((cell for cell in ranked[0] if not cell.mirrored), ranked[0][0])


def name_of(sheet: Sheet, entry: Entry) -> list[str]:
    """What names an event, in words."""
    return summary_of(sheet.book, entry.first())


def _text(value: Any) -> str:
    return "" if is_empty(value) else json.dumps(value, ensure_ascii=False, sort_keys=True)
