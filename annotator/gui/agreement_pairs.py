"""The very pairs behind a figure: a line each with what every coder said, the words it rests on, and the lead's word on it.

Owns the list, its keys, and what is done with a line. What was asked about comes as a `Behind`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QSplitter,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..agreement.results import Unit
from ..errors import UsageError
from .agreement_behind import Behind, Book
from .agreement_judging import Choice, by_event, inside, judged_of, outside, summary, word_of
from .agreement_quotes import QuotesView
from .agreement_words import ValueWords, isolated
from .cut_lines import CutLine
from .flow_layout import FlowLayout
from .remark_rows import ENTER
from .slim_bar import slim
from .table_cells import HEAD, ROOM, Cells, in_rows, pale_without_focus
from .workspace import Workspace

if TYPE_CHECKING:
    from ..project.pairs import Judged
    from .agreement_judging import Words

NUMBER, TITLE, FIRST = range(3)
"""The first columns; behind them one a coder, and last the lead's word."""
Index = QModelIndex | QPersistentModelIndex


class PairsModel(QAbstractTableModel):
    """The lines; titles of articles are read as they come into sight."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.units: Sequence[Unit] = ()
        self.who: tuple[str, ...] = ()
        self.told = ValueWords(workspace.codebook)
        self._behind: Behind | None = None
        self._book: Book | None = None
        self._titles: dict[str, str] = {}
        self._summaries: dict[str, str] = {}
        self._words: Words = {}

    def show(self, book: Book, behind: Behind, units: Sequence[Unit]) -> None:
        """Other lines."""
        self.beginResetModel()
        self._book, self._behind, self.units = book, behind, units
        self.who = book.agreement.who
        self.told = ValueWords(self._workspace.codebook, book.agreement)
        self._words = by_event(self._workspace.project.pairs.judged())
        self.endResetModel()

    def reread_words(self) -> None:
        """The lead's word changed."""
        self._words = by_event(self._workspace.project.pairs.judged())
        if self.units:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.units) - 1, self.columnCount() - 1))

    def judged(self, unit: Unit) -> list[tuple[Choice, Judged]]:
        """The words that stand about a unit."""
        if self._book is None or not any(event in self._words for event in unit.events.values()):
            return []
        return judged_of(unit, self._words, self._book.happenings(unit.article), self.told)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A line a unit."""
        return 0 if parent.isValid() else len(self.units)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number, title, coders, word."""
        return 0 if parent.isValid() else FIRST + len(self.who) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        article = self.tr("Coder · article") if any(unit.whose for unit in self.units[:1]) else self.tr("Article")
        titles = [self.tr("No."), article, *(self.told.coder(one) for one in self.who), self.tr("Your word")]
        return titles[section] if section < len(titles) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell in words; bold where the coders asked about do not say the same."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        unit, column = self.units[index.row()], index.column() - FIRST
        if role == Qt.ItemDataRole.FontRole and 0 <= column < len(self.who) and unit.alike < 1:
            font = QFont()
            asked = self._behind.who if self._behind is not None else ()
            font.setWeight(QFont.Weight.DemiBold if not asked or self.who[column] in asked else QFont.Weight.Normal)
            return font
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if column < 0:
            text = str(unit.number) if index.column() == NUMBER else self._article(unit)
        elif column < len(self.who):
            text = self._said(unit, self.who[column])
        else:
            text = word_of(self.judged(unit))
        return text if role == Qt.ItemDataRole.DisplayRole or len(text) > 12 else None

    def _article(self, unit: Unit) -> str:
        """Its title, behind whose coding it is where one coder is compared at a time."""
        title = self._title(unit.article)
        return f"{isolated(self.told.coder(unit.whose))} · {isolated(title)}" if unit.whose else title

    def _said(self, unit: Unit, who: str) -> str:
        assert self._behind is not None
        if self._behind.question.layer in ("evidence", "whole"):
            return self._summary(unit.events[who]) if who in unit.events else ""
        return self.told.value(self._behind.question, unit.values[who]) if who in unit.values else ""

    def _summary(self, event: str) -> str:
        """What names an event: a line of all its values would say too much."""
        if event not in self._summaries:
            self._summaries[event] = summary(self._workspace.project, event)
        return self._summaries[event]

    def _title(self, article: str) -> str:
        if article not in self._titles:
            try:
                title = self._workspace.project.articles.get(article).title
            except UsageError:  # it was purged since
                title = ""
            self._titles[article] = " ".join(title.split()) or self.tr("(no title)")
        return self._titles[article]


class _List(QTableView):
    """Enter or a double click opens; other keys of `keys` are told."""

    opened = Signal()
    key_pressed = Signal(int)
    left = Signal()
    keys = (Qt.Key.Key_S, Qt.Key.Key_N, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_A)

    def initViewItemOption(self, option: QStyleOptionViewItem) -> None:
        """Paler while the keyboard is elsewhere."""
        super().initViewItemOption(option)
        pale_without_focus(self, option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that mean something here."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in ENTER and self.currentIndex().isValid():
            self.opened.emit()
        elif plain and event.key() in self.keys:
            self.key_pressed.emit(event.key())
        elif plain and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class PairsPanel(QWidget):
    """Heading, list and quotes. `opened(article, event, who)` looks at a line's work, `settle_asked(article)` goes to
    adjudication, `left()` says that the list was closed."""

    opened = Signal(str, str, str)
    settle_asked = Signal(str)
    left = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement.behind")
        self._workspace = workspace
        self._book: Book | None = None
        self._behind: Behind | None = None
        self.title = CutLine("agreement.behind_title")
        font = self.title.font()
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self.filter = QComboBox()
        self.filter.setObjectName("agreement.behind_filter")
        self.filter.setAccessibleName(self.tr("Which of them"))
        self.filter.currentIndexChanged.connect(lambda _at: self._list())
        self.model = PairsModel(workspace, self)
        self.list = self._make_list()
        self.quotes = QuotesView(workspace)
        self.same = self._button("same", self.tr("Same (S)"), self.tr("These are the same happening"), self.say_same)
        self.apart = self._button("apart", self.tr("Not the same (N)"), self.tr("These are two happenings"), self.say_apart)
        self.back = self._button("back", self.tr("Take back (Del)"), self.tr("Take your word back"), self.take_back)
        self.open = self._button(
            "open", self.tr("Open (Enter)"), self.tr("Look at the coder's work in place Code"), self.open_current
        )
        self.settle = self._button(
            "settle", self.tr("Settle (A)"), self.tr("Go to the article in tab Adjudication"), self._settle
        )
        self.close_button = self._button("close", self.tr("Close"), self.tr("Close the list (Escape)"), self.left.emit)
        self._lay_out()
        self.setFocusProxy(self.list)

    def show_behind(self, book: Book, behind: Behind) -> None:
        """Lists what was asked about; the first line is looked at."""
        self._book, self._behind = book, behind
        differ = sum(unit.alike < 1 for unit in behind.units)
        kept = max(self.filter.currentIndex(), 0)
        with QSignalBlocker(self.filter):
            self.filter.clear()
            self.filter.addItem(self.tr("All: {0}").format(f"{len(behind.units):,}"))
            self.filter.addItem(self.tr("Those that differ: {0}").format(f"{differ:,}"))
            self.filter.addItem(self.tr("Those alike: {0}").format(f"{len(behind.units) - differ:,}"))
            self.filter.setCurrentIndex(kept if kept != 1 or differ else 0)
        self.title.tell(behind.title)
        self._list()

    def _list(self) -> None:
        book, behind = self._book, self._behind
        if book is None or behind is None:
            return
        wanted: Callable[[Unit], bool] = (
            lambda _one: True, lambda one: one.alike < 1, lambda one: one.alike >= 1,
        )[max(self.filter.currentIndex(), 0)]  # fmt: skip
        self.model.show(book, behind, [one for one in behind.units if wanted(one)])
        head, em = self.list.horizontalHeader(), self.fontMetrics().averageCharWidth()
        last = self.model.columnCount() - 1
        number = em * len(str(max((unit.number for unit in self.model.units), default=0))) + 2 * ROOM + 2
        for column in range(last + 1):
            fixed = {NUMBER: max(7 * em, number), last: 24 * em}.get(column)
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive if fixed else QHeaderView.ResizeMode.Stretch)
            if fixed:
                head.resizeSection(column, fixed)
        self.list.setColumnHidden(last, not any(unit.events for unit in behind.units))
        who = self.model.who
        if self.model.units:
            column = FIRST + (who.index(behind.who[0]) if behind.who and behind.who[0] in who else 0)
            self.list.setCurrentIndex(self.model.index(0, column))
        self._show_current()

    def refresh(self) -> None:
        """Something was changed: the words on pairs, and what stands as evidence."""
        self.model.reread_words()
        self.quotes.refresh()
        self._enable()

    def current(self) -> Unit | None:
        """The line looked at."""
        row = self.list.currentIndex().row()
        return self.model.units[row] if 0 <= row < len(self.model.units) else None

    def whose(self) -> str:
        """The coder in whose column the keyboard is; else the first who spoke."""
        unit, column = self.current(), self.list.currentIndex().column() - FIRST
        if unit is None:
            return ""
        here = self.model.who[column] if 0 <= column < len(self.model.who) else ""
        return here if here in unit.values or here in unit.events else next(iter(unit.events or unit.values), "")

    # --- what is done with a line -------------------------------------------------------------------------------------

    def open_current(self) -> None:
        """Looks at the work of the coder in whose column the keyboard is."""
        unit, who = self.current(), self.whose()
        if unit is not None:
            self.opened.emit(unit.article, unit.events.get(who, ""), unit.whose or who)

    def say_same(self) -> None:
        """Events of the line, or one of it and another of the article, are the same happening."""
        unit, book = self.current(), self._book
        if unit is not None and book is not None:
            others = book.happenings(unit.article)
            choices = [*inside(unit, self.model.told), *outside(self._workspace.project, unit, others, self.model.told)]
            self._choose(choices, "same")

    def say_apart(self) -> None:
        """Two events of the line are not the same happening."""
        if (unit := self.current()) is not None:
            self._choose(inside(unit, self.model.told), "different")

    def take_back(self) -> None:
        """What was said of the line's events is said no more."""
        if (unit := self.current()) is not None:
            self._choose([choice for choice, _ in self.model.judged(unit)], None)

    def _choose(self, choices: Sequence[Choice], judged: Judged | None) -> None:
        """At once where there is one choice, else asks by a menu at the line."""
        if len(choices) == 1:
            self._judge(choices[0], judged)
        elif choices and not self._workspace.read_only:
            menu = QMenu(self)
            menu.setObjectName("agreement.judging")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for choice in choices:
                action = menu.addAction(choice.title.replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, choice=choice: self._judge(choice, judged))
            menu.setActiveAction(menu.actions()[0])
            where = self.list.visualRect(self.list.currentIndex()).bottomLeft()
            menu.popup(self.list.viewport().mapToGlobal(where + QPoint(0, 2)))

    def _judge(self, choice: Choice, judged: Judged | None) -> None:
        def work(project: Any) -> bool:
            project.pairs.judge(choice.one, choice.other, judged)
            return True

        self._workspace.lead(work)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        if (unit := self.current()) is not None:
            self.settle_asked.emit(unit.article)

    def _press(self, key: int) -> None:
        deeds = {Qt.Key.Key_S: self.same, Qt.Key.Key_N: self.apart, Qt.Key.Key_A: self.settle}
        deeds.get(Qt.Key(key), self.back).click()

    # --- what is seen -------------------------------------------------------------------------------------------------

    def _show_current(self) -> None:
        if self._book is not None and self._behind is not None:
            self.quotes.show_unit(self._book, self._behind.question, self.current())
        self._enable()

    def _enable(self) -> None:
        unit, free = self.current(), not self._workspace.read_only
        several = unit is not None and bool(unit.events)
        self.same.setEnabled(free and several)
        self.apart.setEnabled(free and unit is not None and len(unit.events) > 1)
        self.back.setEnabled(free and unit is not None and bool(self.model.judged(unit)))
        for button in (self.open, self.settle):
            button.setEnabled(unit is not None)

    def _make_list(self) -> _List:
        made = _List()
        made.setObjectName("agreement.pairs")
        made.setAccessibleName(self.tr("The pairs behind the figure"))
        made.setModel(self.model)
        made.setItemDelegate(Cells(made))
        in_rows(made)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setAlternatingRowColors(True)
        made.setFrameShape(QTableView.Shape.NoFrame)
        slim(made, both_ways=True)
        made.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        head = made.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStyleSheet(HEAD)
        head.setMinimumSectionSize(40)
        made.opened.connect(self.open_current)
        made.doubleClicked.connect(lambda _index: self.open_current())
        made.key_pressed.connect(self._press)
        made.left.connect(self.left)
        made.selectionModel().currentChanged.connect(lambda _now, _before: self._show_current())
        return made

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, or letters of another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "list"):
            head = self.list.horizontalHeader()
            head.setFont(self.font())
            self.list.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
            head.setStyleSheet("")  # else the colours it was read with would stay
            head.setStyleSheet(HEAD)
            self.quotes.refresh()

    def _button(self, name: str, text: str, tip: str, work: Any) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(f"agreement.{name}")
        made.setAccessibleName(text)
        made.setToolTip(tip)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: work())
        return made

    def _lay_out(self) -> None:
        deeds = QWidget()
        flow = FlowLayout(deeds)  # in two lines where there is less room
        for part in (self.filter, self.same, self.apart, self.back, self.open, self.settle, self.close_button):
            flow.addWidget(part)
        above = QHBoxLayout()
        above.setSpacing(12)
        above.addWidget(self.title, 2)
        above.addWidget(deeds, 5)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setObjectName("agreement.behind_parts")
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.list)
        parts.addWidget(self.quotes)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        parts.setSizes([820, 340])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addLayout(above)
        column.addWidget(parts, 1)
