"""The left of the incidents' tab: which list is in view, how much each has, its lines, and the search for candidates.

Owns the widgets and which line is in view; what stands in a list is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QListView,
    QPushButton,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from . import keys
from .cut_lines import Faint
from .incident_lines import KINDS, Kind, Line, LineModel, Lines, LineView
from .jobs import JobPanel
from .slim_bar import slim
from .table_cells import pale_without_focus

NAME = Qt.ItemDataRole.UserRole


class _Kinds(QTreeWidget):
    """Paler while the keyboard is elsewhere."""

    def initViewItemOption(self, option: QStyleOptionViewItem) -> None:
        """As the lines below."""
        super().initViewItemOption(option)
        pale_without_focus(self, option)

    def keyboardSearch(self, search: str) -> None:
        """None: letters act."""


class Lists(QWidget):
    """Signals: `kind_chosen(str)`, `line_chosen()`, `entered()`, the table is asked for; `look_requested()`, candidates are to
    be looked for; `words_changed(str)`."""

    kind_chosen = Signal(str)
    line_chosen = Signal()
    entered = Signal()
    look_requested = Signal()
    words_changed = Signal(str)

    def __init__(self, told: Callable[[Line], tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._row = 0
        """Where the list is, also while what is in view is none of its lines."""
        self.kinds = self._make_kinds()
        self.words = QLineEdit()
        self.words.setObjectName("incidents.words")
        self.words.setPlaceholderText(self.tr("Find: words, an id"))
        self.words.setAccessibleName(self.tr("Find among the linked incidents"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self.words_changed)
        self.words.returnPressed.connect(self.go_to_list)
        self.words.installEventFilter(self)
        self.model = LineModel(told, self)
        self.list = self._make_list()
        self.none = Faint("incidents.none")
        self.none.setWordWrap(True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.stale = Faint("incidents.stale", warns=True)
        self.stale.setWordWrap(True)
        self.look = QPushButton()
        self.look.setObjectName("incidents.look")
        self.look.setAutoDefault(False)
        keys.tell(self.look, "text", self.tr("Look for candidates ({0})"), "incidents_look")
        self.look.setAccessibleName(self.tr("Look for candidates, duplicates and doubtful links"))
        self.look.clicked.connect(lambda _checked=False: self.look_requested.emit())
        self.job = JobPanel()
        self.job.setObjectName("incidents.job")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.kinds, self.words, self.none, self.list, self.stale, self.look, self.job):
            column.addWidget(part, 1 if part in (self.list, self.none) else 0)
        self.setFocusProxy(self.list)
        self.setMinimumWidth(190)
        self._fit_kinds()

    @property
    def kind(self) -> Kind:
        """The list in view."""
        item = self.kinds.currentItem()
        return item.data(0, NAME) if item is not None else KINDS[0]

    @property
    def line(self) -> Line | None:
        """The line in view."""
        row = self.list.currentIndex().row()
        return self.model.lines[row] if 0 <= row < len(self.model.lines) else None

    def show_kind(self, kind: Kind) -> None:
        """Another list."""
        if (item := self.kinds.topLevelItem(KINDS.index(kind))) is not None:
            self.kinds.setCurrentItem(item)

    def show_counts(self, counts: Mapping[Kind, int | None]) -> None:
        """How much each list has; None where nobody knows yet."""
        for at, kind in enumerate(KINDS):
            item, count = self.kinds.topLevelItem(at), counts.get(kind)
            if item is not None:
                told = "" if count is None else f"{count:,}"
                item.setText(1, told)
                title = item.text(0)
                item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{title}: {told}" if told else title)

    def show_lines(self, lines: Sequence[Line], key: str, none: str, *, alone: bool = False) -> None:
        """The lines of the list in view; the line of that key stays in view, else the one that stands in its row now. None is
        where `alone` says that what is in view was asked for by itself."""
        self._filling = True
        self.model.show(lines)
        found = next((at for at, one in enumerate(lines) if one.key == key), -1)
        at = found if found >= 0 else -1 if alone else min(self._row, len(lines) - 1)
        if at >= 0:
            self.list.setCurrentIndex(self.model.index(at, 0))
            self._row = at
        self._filling = False
        if not lines and self.list.hasFocus():
            self.kinds.setFocus(Qt.FocusReason.OtherFocusReason)  # what is hidden has no keys
        self.list.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.none.setText(none)
        self.words.setVisible(self.kind == "linked")

    def rest_on(self, key: str) -> None:
        """Marks the line that is in view, and none where that is not in the list: keys act on what is in view."""
        if self.line is not None and self.line.key == key:
            return
        self._filling = True
        if not self.show_line(key):
            self.list.selectionModel().clear()
        self._filling = False

    def step(self) -> bool:
        """The next line, from the last one on to the first; False where there is no other. Where no line was in view, the
        one at which the list was left."""
        count, line = len(self.model.lines), self.line
        if not count or (count == 1 and line is not None):
            return False
        at = (self.list.currentIndex().row() + 1) % count if line is not None else min(self._row, count - 1)
        self.list.setCurrentIndex(self.model.index(at, 0))
        return True

    def show_line(self, key: str) -> bool:
        """Goes to a line of the list in view; False where it has none of that key."""
        at = next((at for at, one in enumerate(self.model.lines) if one.key == key), -1)
        if at >= 0:
            self.list.setCurrentIndex(self.model.index(at, 0))
        return at >= 0

    def go_to_list(self) -> None:
        """The keyboard goes to the lines; to the lists where there is none."""
        there = self.list if self.list.isVisible() else self.kinds
        there.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the words to what they found."""
        pressed = watched is self.words and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_Down and self.list.isVisible():  # type: ignore[attr-defined]
            self.go_to_list()
            return True
        return super().eventFilter(watched, event)

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._row = now.row()
        if not self._filling and now.isValid():
            self.line_chosen.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "kinds"):
            self._fit_kinds()

    def _fit_kinds(self) -> None:
        high = self.fontMetrics().lineSpacing() + 8
        for at in range(len(KINDS)):
            if (item := self.kinds.topLevelItem(at)) is not None:
                item.setSizeHint(0, QSize(0, high))
        self.kinds.setFixedHeight(high * len(KINDS) + 2 * self.kinds.frameWidth() + 2)

    def _make_kinds(self) -> QTreeWidget:
        made = _Kinds()
        made.setObjectName("incidents.kinds")
        made.setAccessibleName(self.tr("Lists"))
        made.setColumnCount(2)
        made.setHeaderHidden(True)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        titles: dict[str, str] = {
            "link": self.tr("Candidates"), "duplicate": self.tr("Duplicates"), "doubt": self.tr("Doubtful links"),
            "tie": self.tr("Ties"), "linked": self.tr("All linked"),
        }  # fmt: skip
        tips: dict[str, str] = {
            "link": self.tr("Events that likely tell one incident and are not linked yet"),
            "duplicate": self.tr("Incidents that are likely one and the same"),
            "doubt": self.tr("Events that are little like the rest of their incident"),
            "tie": self.tr("Incidents with a value that waits for you to settle it"),
            "linked": self.tr("Incidents that several events tell"),
        }  # fmt: skip
        for at, kind in enumerate(KINDS, start=1):
            item = QTreeWidgetItem([f"{at}  {titles[kind]}", ""])
            item.setData(0, NAME, kind)
            item.setToolTip(0, tips[kind])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            made.addTopLevelItem(item)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        if (first := made.topLevelItem(0)) is not None:
            made.setCurrentItem(first)
        made.currentItemChanged.connect(lambda now, _before: self.kind_chosen.emit(now.data(0, NAME)) if now else None)
        made.itemActivated.connect(lambda _item, _column: self.go_to_list())
        return made

    def _make_list(self) -> LineView:
        made = LineView()
        made.setObjectName("incidents.list")
        made.setAccessibleName(self.tr("Lines of the list"))
        made.setModel(self.model)
        made.setItemDelegate(Lines(made))
        made.setUniformItemSizes(True)
        made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        slim(made)
        made.selectionModel().currentChanged.connect(self._on_current)
        made.entered_line.connect(self.entered)
        made.doubleClicked.connect(lambda _index: self.entered.emit())
        return made
