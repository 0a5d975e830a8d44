"""The lines of place Events for Qt: a row number for each event of the list, and the few lines that are looked at.

Owns the question now asked, the numbers it gave and the cache of lines; knows no widget. Long lists are found in a job;
meanwhile the old list stands. `data` reads lines by the page and never judges an event: that follows in idle moments.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict, deque
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ..codebook.model import in_language, title_of
from ..errors import AnnotatorError
from ..project import Project
from ..project.coders import told_apart
from ..project.event_list import EventList, EventQuery, asks_for_problems, index_columns
from ..project.event_parts import is_part
from ..project.filtering import PROBLEMS, ListColumn
from ..project.problem_counts import count_problems
from ..project.told_incidents import make_ready
from .colors import muted, severity_color
from .jobs import LatestJob, Progress, reading_job, writing_job
from .part_words import part_text, part_title
from .workspace import Workspace

PAGE = 64
PAGES_KEPT = 60
AT_ONCE = 0.06
"""Seconds the window waits for a list before it goes on with the old one."""
JUDGED_AT_ONCE = 6
"""Events judged in one idle moment; each takes a millisecond or so."""
MOST_JUDGEMENTS = 4_000
LONGEST = 160
FLAG = "flag"
"""The column that is no column of the table: whether something is wrong with the event."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is listed. `cells` are by column name, as the table has them."""

    event: str
    article: int
    coder: str
    cells: dict[str, Any]


class EventModel(QAbstractTableModel):
    """The project's events, or the coder's own, that a query finds, in its order."""

    listed = Signal()
    """Another list stands; `numbers` and `total` say how long it is."""
    refused = Signal(str)
    judging = Signal(int, int)
    """How many events are judged, of how many, where the list hangs on what is wrong with them; 0 of 0 where it does not."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.list = EventList(workspace.project.table)
        self.columns: dict[str, ListColumn] = {column.name: column for column in (*self.list.columns, *self.list.parts)}
        self.query = EventQuery()
        self.visible: list[str] = [FLAG, *self.to_show()]
        self.numbers: array[int] = array("q")
        self.total = 0
        self.dark = False
        self.faded: Any = None
        self._pages: OrderedDict[int, dict[int, Line]] = OrderedDict()
        self._flags: OrderedDict[str, str] = OrderedDict()
        self._waiting: deque[tuple[int, str]] = deque()
        self._looking = LatestJob()
        self._names: dict[str, str] = {}
        self._judging = QTimer(self)
        self._judging.setInterval(0)
        self._judging.timeout.connect(self._judge_some)

    # What is listed ------------------------------------------------------------------------------------------------

    def ask(self, query: EventQuery) -> None:
        """Lists what a query finds; others' work is left out where it is not mine to see."""
        self.query = replace(query, coder=self.only_coder())
        self.reload()

    def only_coder(self) -> str:
        """Whose work alone may be seen; empty for everybody's."""
        project = self._workspace.project
        me = project.coders.get(project.history.coder)
        return "" if me is not None and me.role == "lead" else project.history.coder or "nobody"

    def reload(self) -> None:
        """Finds the list anew. Short ones stand when this comes back."""
        self.stop()
        project, query = self._workspace.project, self.query
        self._names = told_apart(project.coders.everybody())

        def find(own: Project, progress: Progress) -> tuple[array[int], int]:
            listed = EventList(own.table)
            make_ready(own, query.filters)
            return listed.numbers(query), listed.count(query.without_filters())

        def index_and_find(own: Project, progress: Progress) -> tuple[array[int], int]:
            index_columns(own.database, EventList(own.table).wanting_index(query))
            progress.check()
            if asks_for_problems(query):
                count_problems(own, progress.report)
            return find(own, progress)

        try:
            wanting = [] if project.read_only else self.list.wanting_index(query)
            counting = asks_for_problems(query)
        except AnnotatorError as error:
            self.refused.emit(str(error))
            return
        writes = (wanting or counting) and not project.read_only
        job = writing_job(project, index_and_find, self) if writes else reading_job(project, find, self)
        job.progressed.connect(lambda: self.judging.emit(job.progress.done, job.progress.total))
        self._looking.run(job, self._take, self.refused.emit, AT_ONCE)

    @property
    def busy(self) -> bool:
        """Whether a list is being looked for."""
        return self._looking.busy

    def stop(self) -> None:
        """Lets go of a list that is being looked for."""
        self._looking.stop()
        self._judging.stop()
        self._waiting.clear()

    def _take(self, found: tuple[array[int], int]) -> None:
        self.beginResetModel()
        self.numbers, self.total = found
        self._pages.clear()
        self._flags.clear()
        self._waiting.clear()
        self.endResetModel()
        self.listed.emit()

    def show_columns(self, names: list[str]) -> None:
        """Which columns are seen, in order."""
        self.beginResetModel()
        self.visible = [name for name in names if name == FLAG or (name in self.columns and name != PROBLEMS)]
        self._pages.clear()
        self.endResetModel()

    def line(self, row: int) -> Line | None:
        """The line at a place, None outside the list or where its event is gone."""
        if not 0 <= row < len(self.numbers):
            return None
        place = row // PAGE
        page = self._pages.get(place)
        if page is None:
            page = self._read(self.numbers[place * PAGE : (place + 1) * PAGE])
            self._pages[place] = page
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(place)
        return page.get(self.numbers[row])

    def row_of(self, event: str) -> int:
        """Where an event stands among the lines read, -1 where it is not there."""
        for place, page in self._pages.items():
            for offset, number in enumerate(self.numbers[place * PAGE : (place + 1) * PAGE]):
                if number in page and page[number].event == event:
                    return place * PAGE + offset
        return -1

    def _read(self, numbers: array[int]) -> dict[int, Line]:
        asked = ["event_uid", "article", "coder", *(name for name in self.visible if name in self.columns)]
        rows = self.list.rows(numbers, asked)
        return {
            number: Line(row[0], row[1], row[2], dict(zip(asked[3:], row[3:], strict=True))) for number, row in rows.items()
        }  # fmt: skip

    # For filters ---------------------------------------------------------------------------------------------------

    def to_filter_by(self) -> list[str]:
        """All columns but the place in the article. Parts of a figure are filtered by where the figure stands."""
        return [name for name in self.columns if name != "position" and (name == PROBLEMS or not is_part(name))]

    def to_show(self) -> list[str]:
        """The columns that can be seen, in their order."""
        return [name for name in self.columns if not is_part(name)]

    def to_sort_by(self) -> list[str]:
        """The columns that put events in an order."""
        return [*self.to_show(), PROBLEMS]

    def choices(self, name: str) -> list[Any]:
        """The most frequent values of a column of codes."""
        if self.columns[name].kind != "code":
            return []
        try:
            return self.list.values(name, coder=self.only_coder())
        except AnnotatorError:
            return []

    # What is wrong with events -------------------------------------------------------------------------------------

    def _flag(self, row: int, line: Line) -> str:
        """`error`, `warning`, empty for neither or for not judged yet."""
        if line.event not in self._flags:
            self._flags[line.event] = ""
            self._waiting.append((row, line.event))
            self._judging.start()
            if len(self._flags) > MOST_JUDGEMENTS:
                self._flags.popitem(last=False)
        return self._flags[line.event]

    def _judge_some(self) -> None:
        events = self._workspace.project.events
        for _ in range(min(JUDGED_AT_ONCE, len(self._waiting))):
            row, uid = self._waiting.pop()  # what was looked at last
            event = events.get(uid)
            kinds = {one.severity for one in events.problems(event) if one.key not in event.overruled}
            self._flags[uid] = "error" if "error" in kinds else "warning" if kinds else ""
            if kinds and FLAG in self.visible:
                index = self.index(row, self.visible.index(FLAG))
                self.dataChanged.emit(index, index)
        if not self._waiting:
            self._judging.stop()

    # For the view --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row an event."""
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns seen."""
        return 0 if parent.isValid() else len(self.visible)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell as people read it."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        name = self.visible[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._flag_shown(index.row(), line) if name == FLAG else self.shown(name, line.cells[name])
        if role == Qt.ItemDataRole.ToolTipRole:
            if name == FLAG:
                return self._flag_words(index.row(), line)
            text = self.text(name, line.cells[name])
            return text if len(text) > 24 else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._flag_words(index.row(), line) if name == FLAG else self.text(name, line.cells[name])
        if role == Qt.ItemDataRole.ForegroundRole:
            if name == FLAG:
                return severity_color(self._flag(index.row(), line), self.dark)
            return self.faded if name in ("article", "id", "coder", "state") else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = name != FLAG and self.columns[name].kind == "number"
            across = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            across = Qt.AlignmentFlag.AlignHCenter if name == FLAG else across
            return across | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns; rows have none."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.visible):
            return None
        name = self.visible[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if name == FLAG else self.title(name)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.title(name)
        if role == Qt.ItemDataRole.TextAlignmentRole and name in self.columns:
            number = self.columns[name].kind == "number"
            across = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return across | Qt.AlignmentFlag.AlignVCenter
        return None

    def title(self, name: str) -> str:
        """What a column is called."""
        if name != PROBLEMS and is_part(name):
            return part_title(self._workspace.codebook, self.list.roles, name)
        own = {
            FLAG: self.tr("Problems"), PROBLEMS: self.tr("Problems"),
            "article": self.tr("Article"), "coder": self.tr("Coder"), "round": self.tr("Round"),
            "standing": self.tr("Standing"), "state": self.tr("State"), "position": self.tr("Place in article"),
            "id": self.tr("Id"), "article_date": self.tr("Article's date"),
        }  # fmt: skip
        if name in own and (name == FLAG or not self.columns[name].field):
            return own[name]
        column = self.columns[name]
        title = title_of(self._workspace.codebook.fields[column.field])
        rest = name.removeprefix(column.field).strip("_").replace("_", " ")
        return f"{title}, {rest}" if rest and name != column.field else title

    def text(self, name: str, cell: Any) -> str:
        """A cell in full, codes by their titles."""
        if cell is None:
            return ""
        column = self.columns[name]
        if not column.field:
            return part_text(name, str(cell)) if name != PROBLEMS and is_part(name) else self.own_label(name, cell)
        field = self._workspace.codebook.fields[column.field]
        if column.kind in ("code", "list"):
            field = next((sub for sub in field.fields if name.endswith(f"_{sub.name}")), field)
            codes = self._workspace.codebook.code_list(field)
            missing = in_language(field.missing.get(str(cell), ""))
            if missing:
                return missing
            if column.kind == "code":
                return codes.label(str(cell))
            if codes.by_code:
                return field.separator.join(codes.label(one) for one in str(cell).split(field.separator))
        return str(cell)

    def own_label(self, name: str, cell: Any) -> str:
        """What the project itself knows, in words."""
        if name == "coder":
            return self._names.get(cell, str(cell))
        words = {
            "open": self.tr("open"), "done": self.tr("done"), "returned": self.tr("returned"),
            "approved": self.tr("approved"), "coded": self.tr("coded"), "adjudicated": self.tr("adjudicated"),
            "standard": self.tr("standard"), "main": self.tr("main"),
        }  # fmt: skip
        if name == "position":
            return f"{cell:g}"
        if name == PROBLEMS:
            told = {"error": self.tr("errors"), "warning": self.tr("warnings"), "none": self.tr("none")}
            return told.get(cell, str(cell))
        return words.get(cell, str(cell)) if name in ("state", "standing", "round") else str(cell)

    def shown(self, name: str, cell: Any) -> str:
        """A cell on one line; a long text's beginning."""
        text = self.text(name, cell)
        if len(text) > LONGEST or "\n" in text:
            text = " ".join(text[: LONGEST * 2].split())
            return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        return text

    def _flag_shown(self, row: int, line: Line) -> str:
        return {"error": "●", "warning": "▲"}.get(self._flag(row, line), "")

    def _flag_words(self, row: int, line: Line) -> str:
        return {"error": self.tr("has errors"), "warning": self.tr("has warnings")}.get(self._flag(row, line), "")

    def wear(self, palette: Any, dark: bool) -> None:
        """Takes the window's colours."""
        self.dark, self.faded = dark, muted(palette)
