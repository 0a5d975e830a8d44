"""One case as it lies on the table: its lanes, the happenings they tell of, and row by row what each says and what is settled.

Reads a project, writes nothing, and knows no widget. A row of an event whose sides a coder named the other way round shows
that coder's answers mirrored, so that what is compared is alike; `Cell.field` says where the answer really stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from ..codebook.checks import Problem
from ..codebook.model import Codebook, CodedField, in_language, title_of
from ..codebook.values import is_empty
from ..project import adjudication
from ..project.adjudicated_events import Settling, Source, alike, counts, facing, oriented, verdict_of
from ..project.adjudication import Case, Decision, Lane
from ..project.decisions import decided
from .adjudication_groups import groups_of, settling_now
from .event_words import summary_of

if TYPE_CHECKING:
    from ..project import Project
    from ..project.articles import Article
    from ..project.codings import Coding
    from ..project.events import Event
    from ..project.evidence import Evidence

State = Literal["open", "settled", "agreed", "free", "none"]
"""Of a row: the lead has to choose; the lead has chosen; all said the same; the answers differ and nothing hangs on it, as
in a note; nobody else said anything of it."""
Kind = Literal["article", "event", "loose", "dropped"]
"""Of an entry: the verdict and the answers about the article; an adjudicated event, or one in the making; a coder's event
that went into none; one that was dropped."""
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
    more: tuple[Cell, ...] = ()
    """What further events of the same coder say, where that is something else."""

    @property
    def said(self) -> tuple[Any, ...]:
        """All that is said, the cell's own first."""
        return (self.value, *(one.value for one in self.more))


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
    wrong: tuple[Problem, ...] = ()
    """The errors that stand in what is settled; of an open question none is told."""

    @property
    def waits(self) -> bool:
        """Whether the lead is needed."""
        return self.state == "open" or bool(self.wrong)

    @property
    def changed(self) -> bool:
        """Whether a source says something else by now."""
        return any(one is not None and one.changed for one in (self.decision, self.span))

    def is_from(self, lane: int) -> bool:
        """Whether the lead settled on what one coder says."""
        cell = self.cells[lane]
        if self.state != "settled" or self.field in (VERDICT, BEING):
            return self.state == "settled" and bool(cell.value) and cell.value == self.settled
        return cell.there and any(alike([said, self.settled]) for said in cell.said)

    def with_cell(self, lane: int, cell: Cell) -> Row:
        """The row with another cell of one coder's."""
        return replace(self, cells=(*self.cells[:lane], cell, *self.cells[lane + 1 :]))

    @property
    def differs(self) -> bool:
        """Whether those who have the event do not all say the same."""
        said = [one for cell in self.cells if cell.there for one in cell.said]
        return bool(said) and not alike(said)

    @property
    def quiet(self) -> bool:
        """Whether it can be folded away: nothing was decided, nothing stands wrong, and nobody says anything else."""
        return self.state in ("agreed", "none") and not self.wrong and not self.differs


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
    wrong: int = 0
    changed: int = 0
    """Questions that are open, answers that cannot stand, and those whose source says something else by now."""

    @property
    def waits(self) -> bool:
        """Whether the lead is needed."""
        return bool(self.open or self.wrong)

    @property
    def key(self) -> str:
        """By what it is found again when the case is read anew."""
        if self.kind == "article":
            return "article"
        return self.uid or min((event.uid for events in self.events for event in events), default="")

    @property
    def sources(self) -> list[str]:
        """The coders' events of it."""
        return [event.uid for events in self.events for event in events]

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
    errors: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    """Those that stand in what is settled, by event, and by the coding for the answers about the article."""

    late: bool = False
    """Whether work came in after the case was begun: it is shown joined, and written so by the first key that settles."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Of everybody who ever coded or decided, by uid."""

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

    @property
    def none_left(self) -> bool:
        """Whether events were dropped and none is left: then the article holds none."""
        kinds = {entry.kind for entry in self.entries}
        return "dropped" in kinds and "event" not in kinds

    def place_of(self, key: str) -> int:
        """The entry of a key or of an event, the article's where it is gone."""
        return next((at for at, entry in enumerate(self.entries) if entry.key == key), self.entry_of(key))

    def entry_of(self, uid: str) -> int:
        """The entry of an event, a coder's or the adjudicated one; of anything else the article's."""
        for at, entry in enumerate(self.entries):
            if uid and (uid == entry.uid or any(event.uid == uid for events in entry.events for event in events)):
                return at
        return 0

    def rows(self, at: int) -> list[Row]:
        """The rows of an entry: what differs or was decided first, each in the form's order."""
        found = _rows(self, self.entries[at])
        return sorted(found, key=lambda row: row.quiet)

    def first_open(self) -> int:
        """The first entry that waits for a decision, else the first event."""
        waiting = (at for at, entry in enumerate(self.entries) if entry.waits)
        return next(waiting, min(1, len(self.entries) - 1))

    def evidence(self, source: str) -> list[Evidence]:
        """The evidence of an event or a coding."""
        return self.project.evidence.of(source) if source else []


def read(project: Project, case: Case) -> Sheet:
    """The case as it stands."""
    coding = project.codings.get(case.coding) if case.coding else None
    state = settling_now(project, coding.uid) if coding else None
    lanes = tuple(state.lanes if state else adjudication.lanes(project, case.article))
    decisions = tuple(decided(project, state)) if state else ()
    undecided = frozenset(state.undecided()) if state else frozenset[tuple[str, str]]()
    errors = project.events.errors_of(coding.uid) if coding else {}
    sheet = Sheet(
        project,
        case,
        project.articles.get(case.article),
        lanes,
        coding,
        (),
        decisions,
        undecided,
        errors,
        state is not None and state.late,
        {one.uid: one.name for one in project.coders.everybody()},
    )
    entries = [Entry("article", case.coding, tuple(() for _ in lanes))]
    entries += _settled(sheet, state) if state else _waiting(sheet)
    return replace(sheet, entries=tuple(_counted(sheet, entry) for entry in entries))


# --- entries -------------------------------------------------------------------------------------------------------------


def _settled(sheet: Sheet, state: Settling) -> list[Entry]:
    """The adjudicated events, and behind them the coders' events that went into none."""
    used, found = set[str](), list[Entry]()
    for event in state.events.values():
        sources = {one.event for one in state.sources[event.uid]}
        used |= sources
        found.append(_entry(sheet, "event", sources, event.uid, event.values))
    dropped = {one.owner for one in sheet.decisions if one.kind == "dropped"}
    left = [event.uid for lane in sheet.lanes for event in lane.events if event.uid not in used]
    went_into, gone = sheet.project.pairs.went_into(state.coding.uid), dict[str, set[str]]()
    for uid in left:
        if uid in dropped:  # what was dropped as one stays together
            gone.setdefault(went_into.get(uid, uid), set()).add(uid)
    found += [_entry(sheet, "dropped", sources) for sources in gone.values()]
    alone = {uid: {uid} for uid in left if uid not in dropped}
    for group in state.together:
        for uid in group[1:]:
            alone[group[0]] |= alone.pop(uid, set())
    return found + [_entry(sheet, "loose", sources) for sources in alone.values()]


def _waiting(sheet: Sheet) -> list[Entry]:
    """What the program takes for one happening each, before anything is settled."""
    return [_entry(sheet, "event", set(group)) for group in groups_of(sheet.project, sheet.case.article)]


def _entry(
    sheet: Sheet, kind: Kind, sources: set[str], uid: str = "", values: Mapping[str, Any] | None = None
) -> Entry:  # fmt: skip
    events = tuple(tuple(event for event in lane.events if event.uid in sources) for lane in sheet.lanes)
    return Entry(kind, uid, events, _swapped(sheet.book, values or {}, events), values or {})


def _swapped(book: Codebook, values: Mapping[str, Any], events: Sequence[Sequence[Event]]) -> tuple[bool, ...]:
    """Per lane, whether its sides stand the other way round than the settled ones, else than those of the first lane."""
    given = [Source(one[0].uid, one[0].coding, "", one[0].values, {}) for one in events if one]
    turned = {one.event for one in oriented(book, values, given) if one.swapped}
    return tuple(bool(one) and one[0].uid in turned for one in events)


def _counted(sheet: Sheet, entry: Entry) -> Entry:
    rows = _rows(sheet, entry)
    return replace(
        entry, open=sum(row.state == "open" for row in rows), wrong=sum(bool(row.wrong) for row in rows),
        changed=sum(row.changed for row in rows),
    )  # fmt: skip


def _rows(sheet: Sheet, entry: Entry) -> list[Row]:
    """The rows of an entry in the form's order. While a question is open, what follows from it is no error yet."""
    rows = list(_article_rows(sheet) if entry.kind == "article" else _event_rows(sheet, entry))
    return [replace(row, wrong=()) for row in rows] if any(row.state == "open" for row in rows) else rows


# --- rows ----------------------------------------------------------------------------------------------------------------


def _article_rows(sheet: Sheet) -> Iterator[Row]:
    """What the article holds, and the questions about it."""
    owner = sheet.coding.uid if sheet.coding else ""
    said = tuple(Cell(verdict_of(lane) or None, lane.coding, VERDICT, True) for lane in sheet.lanes)
    settled = verdict_of(sheet.coding) or None if sheet.coding else None
    yield _row(sheet, owner, VERDICT, "", "", said, settled, "verdict")
    for section in sheet.book.article:
        for one in section.fields:
            cells = tuple(Cell(lane.answers.get(one.name), lane.coding, one.name, True) for lane in sheet.lanes)
            value = sheet.coding.answers.get(one.name) if sheet.coding else None
            if _is_asked(sheet, owner, one.name, value, cells):
                yield _row(
                    sheet, owner, one.name, title_of(one), in_language(section.title) or section.name, cells, value, "answer"
                )


def _event_rows(sheet: Sheet, entry: Entry) -> Iterator[Row]:
    """Whether it is an event at all, where not all have it; then every field that anybody answered."""
    owner = entry.uid
    if sum(bool(events) for events in entry.events) < len(entry.events):
        yield _being(sheet, entry)
    for section in sheet.book.sections:
        where = in_language(section.title) or section.name
        for one in section.fields:
            cells = tuple(_cell(sheet, entry, lane, one) for lane in range(len(sheet.lanes)))
            value = entry.values.get(one.name)
            if _is_asked(sheet, owner, one.name, value, cells):
                yield _row(sheet, owner, one.name, title_of(one), where, cells, value, "value")


def _is_asked(sheet: Sheet, owner: str, name: str, value: Any, cells: Sequence[Cell]) -> bool:
    """Whether anybody answered it, or an error says that somebody should."""
    if not is_empty(value) or any(not is_empty(cell.value) for cell in cells):
        return True
    field_ = sheet.book.fields.get(name)
    if field_ is not None and not any(cell.source for cell in cells):  # an event that no coder has
        return field_.derived is None
    return any(problem.field == name for problem in sheet.errors.get(owner, ()))


def _being(sheet: Sheet, entry: Entry) -> Row:
    cells = tuple(
        Cell(bool(events), events[0].uid if events else "", BEING, bool(events)) for events in entry.events
    )  # fmt: skip
    uids = {entry.uid, *entry.sources} - {""}
    decision = next((one for one in sheet.decisions if one.kind in ("event", "dropped") and one.owner in uids), None)
    waits = entry.kind == "loose" or (entry.uid, "") in sheet.undecided or sheet.coding is None
    state: State = "open" if waits else "settled" if decision is not None else "none"
    return Row(BEING, "", "", cells, None if waits else entry.kind != "dropped", state, decision, None, entry.uid)


def _cell(sheet: Sheet, entry: Entry, lane: int, one: CodedField) -> Cell:
    """A coder's answer, from the counterpart of the field where the sides stand the other way round."""
    events = entry.events[lane]
    if not events:
        return Cell()
    name = facing(sheet.book, one.name, entry.swapped[lane])
    cells = [Cell(event.values.get(name), event.uid, name, True, name != one.name) for event in events]
    first = next((cell for cell in cells if not is_empty(cell.value)), cells[0])
    return replace(first, more=tuple(cell for cell in cells if not alike([cell.value, first.value])))


def _row(
    sheet: Sheet, owner: str, name: str, title: str, section: str, cells: tuple[Cell, ...], settled: Any, kind: str
) -> Row:  # fmt: skip
    mine = [one for one in sheet.decisions if one.owner == owner and one.field == name] if owner else []
    decision = next((one for one in mine if one.kind == kind), None)
    span = next((one for one in mine if one.kind == "evidence"), None)
    row = Row(name, title, section, cells, settled, "none", decision, span, owner)
    state = _state(sheet, row)
    wrong = tuple(problem for problem in sheet.errors.get(owner, ()) if owner and problem.field == name)
    return replace(row, state=state, wrong=wrong)


def _state(sheet: Sheet, row: Row) -> State:
    said = [cell for cell in row.cells if cell.there]
    field_ = sheet.book.fields.get(row.field) or sheet.book.article_fields.get(row.field)
    hangs = field_ is None or counts(field_)
    if row.owner:
        if (row.owner, row.field) in sheet.undecided:
            return "open"
        if row.decision is not None and row.decision.reason != adjudication.AGREED:
            return "settled"
    elif sheet.coding is None and row.differs and hangs:
        return "open"
    if row.differs and not hangs and field_ is not None and field_.derived is None:
        return "free"
    return "agreed" if len(said) > 1 and not row.differs else "none"


def most_said(row: Row) -> int:
    """The lane whose answer most of those who have the event give; -1 where two are given as often."""
    kinds: list[list[int]] = []
    for lane, cell in enumerate(row.cells):
        if cell.there and not cell.more:  # who says two things has no one answer
            there = next((kind for kind in kinds if alike([row.cells[kind[0]].value, cell.value])), None)
            if there is None:
                kinds.append([lane])
            else:
                there.append(lane)
    ranked = sorted(kinds, key=len, reverse=True)
    if not ranked or (len(ranked) > 1 and len(ranked[0]) == len(ranked[1])):
        return -1
    return next((lane for lane in ranked[0] if not row.cells[lane].mirrored), ranked[0][0])


def name_of(sheet: Sheet, entry: Entry) -> list[str]:
    """What names an event, in words."""
    return summary_of(sheet.book, entry.first())
