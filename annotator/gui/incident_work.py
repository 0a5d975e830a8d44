"""What stands in the incidents' lists, and how it is kept in step: the candidates that were found, and what is linked.

Owns the two jobs behind the lists: the search for candidates, which somebody asks for, and the list of what is linked, read
once. After that a change is taken in for the incidents it is about: reading all of a large project anew takes seconds. Must
not know how lists are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from ..errors import UsageError
from ..project import Project
from ..project.history import Changes
from ..project.nearby import in_a_line
from ..project.open_groups import events_touched, incidents_touched, open_of, there
from .incident_lines import Kind, Line
from .jobs import SHOWN_AT_ONCE, Job, Progress, reading_job
from .workspace import Workspace

REST = 60
"""Milliseconds after a change before what is linked is read anew."""
LINKING = ("incident", "incident_link")
"""The tables on which incidents hang."""
COUNTING = ("event", "coding", "article")
"""The tables on which what events say, and which of them count, hangs."""
TOLD = (*COUNTING, "actor")
"""The tables on which likeness hangs."""
MOST_AT_ONCE = 500
"""Rows that a change may touch to be taken in at once; behind a larger one everything is read anew."""
GONE = Line("linked", "", ())


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found."""

    candidates: tuple[Line, ...]
    doubts: tuple[Line, ...]


class IncidentWork(QObject):
    """The lists. `changed()` where any of them is another; `searched(str)` where a search is over, with what went wrong."""

    changed = Signal()
    searched = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job: Job | None = None
        self._reading: Job | None = None
        self._again = False
        self._found: tuple[Line, ...] = ()
        self._open: dict[str, tuple[str, ...]] = {}
        self._doubts: tuple[Line, ...] = ()
        self._kept: set[str] = set()
        self._about: frozenset[str] = frozenset()
        """The events of what was found."""
        self._gone: frozenset[str] = frozenset()
        """Those of them that are not there any more."""
        self._linked_meanwhile: set[str] = set()
        """The events of links that changed while the search ran, and whether what events say has changed."""
        self._told_meanwhile = False
        self.linked: Sequence[Line] = ()
        self.known = False
        """Whether candidates were looked for."""
        self.stale = False
        """Whether what events say has changed since."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.read_linked)

    # --- the lists ----------------------------------------------------------------------------------------------------------

    def lines(self, kind: Kind, words: str = "") -> list[Line]:
        """What stands in a list now; of all that is linked only what holds the words."""
        if kind in ("link", "duplicate"):
            return [
                one if one.events == left else replace(one, events=left)
                for one in self._found if one.kind == kind and (left := self._open[one.key])
            ]  # fmt: skip
        if kind == "doubt":
            return [one for one in self._doubts if one.key not in self._kept]
        found = [replace(one, kind="tie") for one in self.linked if one.ties] if kind == "tie" else list(self.linked)
        typed = words.casefold().split()
        if kind == "linked" and typed:
            at = self._merged(words.strip())
            found = [
                one for one in found
                if one.key == at or all(word in f"{one.id} {one.title}".casefold() for word in typed)
            ]  # fmt: skip
        return found

    def _merged(self, known: str) -> str:
        """The incident into which that of an id was merged; empty for none."""
        try:
            return self._workspace.project.incidents.get(known).merged_into
        except UsageError:
            return ""

    def count(self, kind: Kind) -> int | None:
        """How much stands in it; None where nobody looked for it yet."""
        if kind == "linked":
            return len(self.linked)
        if kind == "tie":
            return sum(bool(one.ties) for one in self.linked)
        if not self.known:
            return None
        if kind == "doubt":
            return len(self.lines(kind))
        return sum(one.kind == kind and bool(self._open[one.key]) for one in self._found)

    def keep(self, line: Line) -> None:
        """A doubtful link is right: it is not asked about again while the project is open."""
        self._kept.add(line.key)
        self.changed.emit()

    # --- the search ---------------------------------------------------------------------------------------------------------

    @property
    def searching(self) -> bool:
        """Whether a search runs."""
        return self._job is not None

    def look(self) -> Job | None:
        """Looks for candidates, duplicates and doubtful links, beside the window; the job is still to be started."""
        if self._job is not None:
            return None
        self._linked_meanwhile, self._told_meanwhile = set(), False
        job = self._job = reading_job(self._workspace.project, search, self)
        job.done.connect(self._take)
        job.failed.connect(self._end)
        job.cancelled.connect(lambda: self._end(""))
        return job

    def _take(self, found: Searched) -> None:
        self._found, self._doubts, self.known = found.candidates, found.doubts, True
        self._open = {one.key: one.events for one in self._found}
        self._about = frozenset(event for one in self._found for event in one.events) | {one.doubted for one in self._doubts}
        self._gone, self.stale = frozenset(), self._told_meanwhile
        # The search began before that, or after: it is looked at once more.
        self._judge(self._linked_meanwhile | (self._gone_or_back(self._about) if self.stale else set()))
        self._end("")
        self.changed.emit()

    def _end(self, trouble: str) -> None:
        self._job = None
        self.searched.emit(trouble)

    # --- what is linked -----------------------------------------------------------------------------------------------------

    def read_linked(self) -> None:
        """Reads what is linked anew, beside the window."""
        if self._reading is not None:
            self._again = True
            return
        job = self._reading = reading_job(self._workspace.project, linked_lines, self)
        job.done.connect(self._take_linked)
        job.failed.connect(lambda _trouble: self._end_linked())
        job.cancelled.connect(self._end_linked)
        job.start()
        job.finish(SHOWN_AT_ONCE)

    @property
    def behind(self) -> bool:
        """Whether what is linked is being read."""
        return self._reading is not None or self._rest.isActive()

    def _take_linked(self, lines: Sequence[Line]) -> None:
        self.linked = lines
        self._end_linked()
        self.changed.emit()

    def _end_linked(self) -> None:
        self._reading = None
        if self._again:
            self._again = False
            self._rest.start()

    # --- in step ------------------------------------------------------------------------------------------------------------

    def follow(self, changes: Changes) -> bool:
        """Takes a change in; gives whether the lists may be others."""
        if changes.has(*TOLD):
            self.stale, self._told_meanwhile = self.known, True
        if not changes.has(*LINKING, *COUNTING):
            return False
        project = self._workspace.project
        linked = events_touched(project, changes.touched.get("incident_link", ()))
        self._linked_meanwhile |= linked
        if changes.has("coding", "article"):
            linked |= self._gone_or_back(self._about)
        elif changes.has("event"):
            linked |= self._gone_or_back(self._about & changes.touched["event"])
        self._judge(linked)
        if sum(len(uids) for uids in changes.touched.values()) > MOST_AT_ONCE:
            self._rest.start()
        else:
            self._put(incidents_touched(project, changes))
        self.changed.emit()
        return True

    def _put(self, incidents: set[str]) -> None:
        """The lines of some incidents anew: gone, changed, or new at the end."""
        if not incidents or self._reading is not None:
            self._again = self._again or bool(incidents)
            return
        project, found = self._workspace.project, list(self.linked)
        at = {one.key: place for place, one in enumerate(found)}
        for incident in sorted(incidents):
            line = line_of(project, incident)
            if incident in at:
                found[at[incident]] = line or GONE
            elif line is not None:
                found.append(line)
        self.linked = [one for one in found if one is not GONE]

    def _gone_or_back(self, events: frozenset[str]) -> set[str]:
        """Which of these events went, or came back, since they were looked at last."""
        if not events:
            return set()
        gone = events - set(there(self._workspace.project, sorted(events)))
        other = gone ^ (self._gone & events)
        self._gone ^= other
        return set(other)

    def _judge(self, touched: set[str]) -> None:
        """What was found, where it is about these events."""
        project = self._workspace.project
        for one in self._found:
            if not touched.isdisjoint(one.events):
                self._open[one.key] = open_of(project, one.events)
        self._doubts = tuple(
            one
            for one in self._doubts
            if one.doubted not in touched
            or (one.doubted not in self._gone and one.incident in project.incidents.of_event(one.doubted))
        )

    def stop(self) -> None:
        """The project is closed: nothing works on behind the window."""
        self._rest.stop()
        for job in (self._job, self._reading):
            if job is not None:
                job.abandon()
        self._job = self._reading = None


def search(project: Project, progress: Progress) -> Searched:
    """Candidates, duplicates and doubtful links, on a connection of its own. Imported late: the sums take long to load."""
    from ..project import incident_candidates as candidates

    def told(done: int, total: int) -> None:
        progress.report(done, total)

    taken = candidates.Taken(project, told)
    found = [
        Line(one.kind, " ".join(sorted(one.events)), one.events, score=one.score, reasons=one.reasons)
        for one in candidates.propose(project, told=told, taken=taken)
    ]
    progress.check()
    doubts = [
        Line("doubt", f"{one.incident} {one.event}", (), one.incident, one.score, one.reasons, doubted=one.event)
        for one in candidates.doubtful(project, told=lambda _done, _whole: progress.check(), taken=taken)
    ]
    return Searched(tuple(found), tuple(doubts))


def linked_lines(project: Project, progress: Progress) -> list[Line]:
    """The incidents that several events tell."""
    from ..project import incident_views

    progress.check()
    return [
        Line("linked", one.key, (), one.key, title=in_a_line(project, one.values), id=one.id, count=one.events,
             articles=one.articles, ties=one.ties)
        for one in incident_views.listing(project)
    ]  # fmt: skip


def line_of(project: Project, incident: str) -> Line | None:
    """The line of one incident; None where fewer than two events tell it, or it went into another."""
    from ..project import incident_views

    try:
        if project.incidents.get(incident).merged_into:
            return None
        found = incident_views.detail(project, incident)
    except UsageError:
        return None
    standing = [one for one in found.members if one.stands]
    if len(standing) < 2:
        return None
    return Line(
        "linked", incident, (), incident, title=in_a_line(project, found.values), id=found.external_id, count=len(standing),
        articles=len({one.article for one in standing}), ties=len(found.ties),
    )  # fmt: skip
