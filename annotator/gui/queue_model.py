"""The rows of the queue for Qt: a number for each article, and the few lines that are looked at.

Owns which articles are listed and the cache of their lines; knows no widget. `data` never asks the database for a
single row: lines come in pages. Under filters the list is found in a job; meanwhile the old one stands.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ..errors import AnnotatorError
from ..project import Project
from ..project.article_list import ArticleList, ArticleQuery
from ..project.articles import QueueRow
from ..project.filtering import Filter
from ..project.history import Changes
from ..project.own_articles import Own
from ..project.problem_counts import count_problems
from ..project.snippets import LOOKED_AT, Snippet, snippet
from .jobs import LatestJob, Progress, reading_job, writing_job
from .workspace import Workspace

PAGE = 32
"""Lines read together: about a screen; each may lie on a page of the file of its own, so more would be slower."""
PAGES_KEPT = 200
HITS = 50
"""Search hits a page."""
HIT_PAGES_AT_ONCE = 20
"""How many pages of hits are looked through for those of one state before the person sees what there is."""
HITS_UNDER_FILTERS = 1_000
"""Search hits that are looked through at once for those the filters list."""
AT_ONCE = 0.06
"""Seconds the window waits for a filtered list before it goes on with the old one."""
MANY = 50
"""From so many touched rows on, all lines are read again."""
ROW = Qt.ItemDataRole.UserRole + 1
"""The role that gives the `QueueRow`."""
Index = QModelIndex | QPersistentModelIndex
DONE = ("done", "approved")
LISTED = ("article", "coding", "event", "flag", "comment")
"""The tables whose rows are told on a line."""


class QueueModel(QAbstractTableModel):
    """The coder's articles, all or of one state or under filters, or those of them that hold some words, newest first."""

    listed = Signal()
    """A list that took its time stands."""
    refused = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._numbers: Sequence[int] = array("q")
        self._places: Mapping[int, int] | None = None
        self._pages: OrderedDict[int, dict[int, QueueRow]] = OrderedDict()
        self._more_hits = False
        self._last_hit: int | None = None
        self._snippets: dict[int, dict[int, Snippet]] = {}
        self._allowed: frozenset[int] = frozenset()
        self._looking = LatestJob()
        self.state = self.words = ""
        self.filters: tuple[Filter, ...] = ()
        self.done = 0
        self.left_out: frozenset[str] = frozenset()
        """The articles that are not offered because the coder asked so."""

    # What is listed ------------------------------------------------------------------------------------------------

    def show(self, state: str, words: str, filters: Sequence[Filter] = ()) -> None:
        """Lists the articles of a state (empty for all) under filters, with the words where some are given."""
        self.state, self.words = state, words.strip()
        if tuple(filters) != self.filters:
            self.filters = tuple(filters)
        self.reload()

    def reload(self) -> None:
        """Reads anew what is listed; a filter is applied again."""
        self.stop()
        if self.filters:
            self._look()
        else:
            queue = self._workspace.project.articles.queue
            self._list(queue(*self._workspace.in_view, state=self.state) if not self.words else None)

    def _list(self, numbers: array[int] | None) -> None:
        """Lists articles, or with words those among them (with none given: among all) that hold the words."""
        self.beginResetModel()
        self._pages.clear()
        self._snippets.clear()
        self._last_hit, self._more_hits = None, bool(self.words)
        if self.words:
            self._allowed = frozenset(numbers) if numbers is not None else frozenset()
            self._numbers = array("q", self._find_hits())
        else:
            self._numbers = numbers if numbers is not None else array("q")
        # What was handed out stands in an order of its own.
        in_order = self.words or self._own() is None
        self._places = None if in_order else {number: row for row, number in enumerate(self._numbers)}
        self.done = self._count_done()
        self._look_who_is_spared()
        self.endResetModel()

    @property
    def query(self) -> ArticleQuery:
        """What state and filters ask for, without the words."""
        state = (Filter("state", "is", self.state),) if self.state else ()
        coder, round_, standing = self._workspace.in_view
        return ArticleQuery((*state, *self.filters), coder, self._workspace.is_lead, round_, standing)

    @property
    def busy(self) -> bool:
        """Whether a list is being looked for."""
        return self._looking.busy

    def stop(self) -> None:
        """Lets go of a list that is being looked for."""
        self._looking.stop()

    def _look(self) -> None:
        project, query = self._workspace.project, self.query
        counting = ArticleList(project.table).asks_for_problems(query)

        def find(own: Project, progress: Progress) -> array[int]:
            if counting:
                count_problems(own, progress.report)
            return ArticleList(own.table).numbers(query)

        job = writing_job(project, find, self) if counting and not project.read_only else reading_job(project, find, self)
        self._looking.run(job, self._on_found, self.refused.emit, AT_ONCE)

    def _on_found(self, numbers: array[int]) -> None:
        self._list(numbers)
        self.listed.emit()

    def article_at(self, row: int) -> QueueRow | None:
        """The line at a place, None outside the list."""
        return self._line(row) if 0 <= row < len(self._numbers) else None

    def row_of(self, number: int) -> int:
        """Where an article stands, -1 where it is not listed."""
        if self.words:
            return self._numbers.index(number) if number in self._numbers else -1
        if self._places is not None:
            return self._places.get(number, -1)
        row = bisect_left(self._numbers, number)
        return row if row < len(self._numbers) and self._numbers[row] == number else -1

    def snippet(self, row: int) -> Snippet | None:
        """The words around what the search found in an article's text; None where nothing is searched for."""
        if not self.words or not 0 <= row < len(self._numbers):
            return None
        place = row // PAGE
        if place not in self._snippets:
            numbers = self._numbers[place * PAGE : (place + 1) * PAGE]
            texts = self._workspace.project.articles.texts(numbers, LOOKED_AT)
            self._snippets[place] = {number: snippet(text, self.words) for number, text in texts.items()}
        return self._snippets[place].get(self._numbers[row])

    def number_of(self, uid: str) -> int:
        """An article's number, 0 where there is none; lines that are in view are not asked for again."""
        for page in self._pages.values():
            for line in page.values():
                if line.uid == uid:
                    return line.number
        try:
            return self._workspace.project.articles.get(uid).number
        except AnnotatorError:
            return 0

    def refresh(self, changes: Changes) -> None:
        """Takes in what an operation touched: the lines of its articles, or all where it touched many."""
        if changes.has("content_mark", "coder"):
            self._look_who_is_spared()
        if changes.has("screening", "content_mark", "coder"):
            self._pages.clear()
        if changes.has("assignment"):
            self.reload()
            return
        if not changes.has(*LISTED):
            return
        if sum(len(changes.touched.get(table, ())) for table in LISTED) > MANY:
            self.reload()
            return
        touched = self._articles_of(changes)
        lines = self._lines([*touched.values()]) if touched else {}
        for uid, number in touched.items():
            if not number or (uid in changes.touched.get("article", ()) and self.row_of(number) < 0):
                self.reload()  # came or came back
                return
            self._take(lines[number])
        if self._gone(changes.touched.get("article", ())):
            self.reload()

    def _articles_of(self, changes: Changes) -> dict[str, int]:
        project = self._workspace.project
        uids = set(changes.touched.get("article", ()))
        codings = set(changes.touched.get("coding", ()))
        codings.update(project.events.get(uid).coding for uid in changes.touched.get("event", ()))
        uids.update(project.codings.get(uid).article for uid in codings)
        uids |= project.remarks.articles_of(changes.touched.get("flag", ()), changes.touched.get("comment", ()))
        return {uid: self.number_of(uid) for uid in uids}

    def _gone(self, uids: Iterable[str]) -> bool:
        by_number = self._workspace.project.articles.by_number
        return any(number and by_number(number) is None for number in map(self.number_of, uids))

    def _take(self, line: QueueRow) -> None:
        row = self.row_of(line.number)
        if row < 0:
            # Not in this list; but it may have become done by undo or redo.
            self.done = self._count_done()
            return
        before = self._line(row)
        if before is not None and (before.state in DONE) != (line.state in DONE):
            self.done += 1 if line.state in DONE else -1
        self._pages[row // PAGE][line.number] = line
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)

    def _count_done(self) -> int:
        return self._workspace.project.articles.count_coded(*self._workspace.in_view, DONE)

    # Search --------------------------------------------------------------------------------------------------------

    def _find_hits(self) -> list[int]:
        """The next page of hits, of the state asked for."""
        project, found = self._workspace.project, []
        own = self._own()
        limit = HITS_UNDER_FILTERS if self.filters or own else HITS
        for _ in range(HIT_PAGES_AT_ONCE):
            hits = project.search.find(self.words, limit=limit, before=self._last_hit)
            self._more_hits = len(hits) == limit
            if hits:
                self._last_hit = hits[-1]
            if own:
                hits = [number for number in hits if number in own.places]
            if self.filters:
                hits = [number for number in hits if number in self._allowed]
            elif self.state and hits:
                lines = project.articles.queue_rows(hits, *self._workspace.in_view)
                hits = [number for number in hits if self._fits(lines[number])]
            found += hits
            if len(found) >= HITS or not self._more_hits:
                break
        return found

    def _fits(self, line: QueueRow) -> bool:
        """Whether a line is of the state asked for; one that is not begun may be screened."""
        if line.state != "todo":
            return line.state == self.state
        return line.screened != "not" if self.state == "todo" else line.screened == self.state

    @property
    def more_hits(self) -> bool:
        """Whether there are hits behind those listed."""
        return self._more_hits

    def canFetchMore(self, parent: Index) -> bool:
        """Only a search grows as it is scrolled."""
        return not parent.isValid() and self._more_hits

    def fetchMore(self, parent: Index) -> None:
        """The next page of hits."""
        hits = self._find_hits()
        if hits:
            self.beginInsertRows(QModelIndex(), len(self._numbers), len(self._numbers) + len(hits) - 1)
            self._numbers = array("q", [*self._numbers, *hits])
            self._pages.pop((len(self._numbers) - len(hits)) // PAGE, None)
            self._snippets.pop((len(self._numbers) - len(hits)) // PAGE, None)
            self.endInsertRows()

    # For the view --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row an article."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One: the delegate paints all of a line."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; the whole line under `ROW`."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole, ROW
        ):  # fmt: skip
            return None
        line = self.article_at(index.row())
        if line is None or role == ROW:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(
                filter(
                    None,
                    (
                        str(line.number),
                        line.title,
                        line.date,
                        line.source,
                        self.told_state(line),
                        self.told_remarks(line),
                        self.told_marks(line),
                    ),
                )
            )
        if role != Qt.ItemDataRole.ToolTipRole:
            return line.title
        return "\n".join(filter(None, (line.title, self.told_remarks(line), self.told_marks(line))))

    def told_state(self, line: QueueRow) -> str:
        """How far the coding is, in words."""
        if line.state in DONE and line.verdict == "no_event":
            return self.tr("done, no event")
        words = {
            "todo": self.tr("to do"), "open": self.tr("open"), "done": self.tr("done"),
            "returned": self.tr("returned"), "approved": self.tr("approved"),
        }  # fmt: skip
        if line.copy_of and line.state == "todo":
            return self.tr("not coded: a copy of article {0}").format(line.copy_of)
        return words.get(line.state, line.state)

    def told_marks(self, line: QueueRow) -> str:
        """What its content is marked with, and whether it is left out for that."""
        marked = self.tr("marked: {0}").format(", ".join(line.marks)) if line.marks else ""
        return self.tr("{0}; left out, as you asked").format(marked) if line.uid in self.left_out else marked

    def _look_who_is_spared(self) -> None:
        workspace = self._workspace
        care, me = workspace.project.care, workspace.project.history.coder
        self.left_out = frozenset() if workspace.looks_on else care.left_out(me, workspace.round)

    def told_remarks(self, line: QueueRow) -> str:
        """What its small marks say."""
        flags = self.tr("1 flag") if line.flags == 1 else self.tr("{0} flags").format(line.flags)
        comments = self.tr("1 comment") if line.comments == 1 else self.tr("{0} comments").format(line.comments)
        return ", ".join([*([flags] if line.flags else []), *([comments] if line.comments else [])])

    def _line(self, row: int) -> QueueRow | None:
        place, number = row // PAGE, self._numbers[row]
        page = self._pages.get(place)
        if page is None:
            numbers = self._numbers[place * PAGE : (place + 1) * PAGE]
            page = self._pages[place] = self._lines(numbers)
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(place)
        return page.get(number)

    def _lines(self, numbers: Sequence[int]) -> dict[int, QueueRow]:
        """The lines of some articles, with how much is flagged and said."""
        project = self._workspace.project
        lines = project.articles.queue_rows(numbers, *self._workspace.in_view)
        if not self._workspace.is_lead:  # which articles are copies is the lead's to see
            lines = {number: replace(line, copy_of=0) for number, line in lines.items()}
        said = project.remarks.counts([line.uid for line in lines.values()])
        marked = {number: said[line.uid] for number, line in lines.items() if line.uid in said}
        lines |= {number: replace(lines[number], flags=one[0], comments=one[1]) for number, one in marked.items()}
        hard = project.content_marks.of_many([line.uid for line in lines.values()])
        return (
            lines | {n: replace(line, marks=hard[line.uid]) for n, line in lines.items() if line.uid in hard} if hard else lines
        )

    def _own(self) -> Own | None:
        return self._workspace.project.own_articles.of(*self._workspace.in_view)
