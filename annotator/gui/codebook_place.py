"""Place Codebook: what may be coded, to read and to search. Left the contents or what was found, right the page.

Owns which page is in view and the way back. What is on a page is `codebook.guide`'s, how it looks `codebook_page`'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPainter, QPixmap, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..codebook.compiled import fingerprint
from ..codebook.guide import Entry, Guide, Node, guide_of
from ..codebook.guide_rulings import with_rulings
from ..codebook.guide_search import search
from ..project.rulings import Ruling
from .code_place import split
from .codebook_hits import HitList
from .codebook_page import CodebookPage
from .colors import field_color, is_dark, muted, severity_color
from .slim_bar import slim
from .workspace import Workspace

_ID = Qt.ItemDataRole.UserRole
_DOT = 10
"""Pixels of the dot before a field or a rule."""
HASH = 8
"""Characters of the codebook's hash that name it among people."""


class _Tree(QTreeWidget):
    """The contents, with Enter, and with Escape back to the search."""

    def __init__(self, place: CodebookPlace) -> None:
        super().__init__()
        self._place = place
        self.setObjectName("codebook.contents")
        self.setAccessibleName(self.tr("Contents of the codebook"))
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(_DOT, _DOT))
        self.setIndentation(16)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        slim(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes into the page, Escape and Up from the first line to the search."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._place.enter_page()
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and self.currentItem() is self.topLevelItem(0)):
            self._place.to_search()
        else:
            super().keyPressEvent(event)


class CodebookPlace(QWidget):
    """The guide of the project's codebook. `language` is the one its texts are read in, where there are several."""

    action_requested = Signal(str)

    def __init__(self, workspace: Workspace, language: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codebook_place")
        self._workspace, self._wish = workspace, language
        self._guide: Guide | None = None
        self._rulings: list[Ruling] = []
        self._trail: list[str] = []
        self._at = -1
        self._items: dict[str, QTreeWidgetItem] = {}
        self.search = QLineEdit()
        self.search.setObjectName("codebook.search")
        self.search.setPlaceholderText(self.tr("Find in the codebook"))
        self.search.setAccessibleName(self.tr("Find in the codebook"))
        self.search.setClearButtonEnabled(True)
        self.tree, self.hits, self.page = _Tree(self), HitList(), CodebookPage()
        self.nothing = QLabel(self.tr("Nothing in the codebook holds all these words."))
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(10, 10, 10, 10)
        self.back = self._button("codebook.back", "←", self.tr("Back (Alt+Left)"), -1)
        self.forward = self._button("codebook.forward", "→", self.tr("Forward (Alt+Right)"), 1)
        self.title, self.facts = QLabel(), QLabel()
        self.manual = QPushButton(self.tr("Save manual…"))
        self.manual.setObjectName("codebook.manual")
        self.manual.setToolTip(self.tr("All of it to read and to print, with the lead's rulings: as one page, or as a PDF"))
        self.manual.clicked.connect(lambda _checked=False: self.action_requested.emit("save_manual"))
        self.languages = QComboBox()
        self.languages.setObjectName("codebook.language")
        self.languages.setAccessibleName(self.tr("Language of the codebook's texts"))
        self._lay_out()
        self.setFocusProxy(self.search)
        self._connect()
        workspace.changed.connect(lambda _changes: self._renew() if self.isVisible() else None)

    # What is in view ------------------------------------------------------------------------------------------------

    @property
    def language(self) -> str:
        """The language the texts are read in; empty where there is no choice."""
        return self._wish

    @property
    def shown(self) -> Entry | None:
        """The entry whose page is in view."""
        return self._guide.entries.get(self._trail[self._at]) if self._guide and self._trail else None

    def guide(self) -> Guide:
        """The guide of the codebook in force."""
        self._renew()
        assert self._guide is not None
        return self._guide

    def show_entry(self, name: str) -> None:
        """Goes to a page; the one before is a step back."""
        if name not in self.guide().entries:
            return
        if not self._trail or self._trail[self._at] != name:
            self._trail = [*self._trail[: self._at + 1], name]
            self._at = len(self._trail) - 1
        self._show()

    def show_field(self, path: str, answer: object = None) -> None:
        """Goes to a field (`group.sub` inside a group), or to the code that is its answer."""
        entry = self.guide().entry_of(path, answer)
        if entry is None:
            return
        self.search.clear()
        if entry.kind == "code":
            self._show_at(entry.id, below=f"field/{path}")
        self.show_entry(entry.id)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Back or forward among the pages that were read."""
        if 0 <= self._at + by < len(self._trail):
            self._at += by
            self._show()

    def to_search(self) -> None:
        """Puts the keyboard in the search box."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def enter_page(self) -> None:
        """Puts the keyboard on the page, where Tab goes through the links."""
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the search into the list, Enter opens the first hit, Escape empties."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
                self._list().setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_hit()
                return True
            if key == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """What was changed while the place was hidden is made good now."""
        super().showEvent(event)
        self._renew()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, other dots."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._guide is not None:
            QTimer.singleShot(0, self, self._color)

    # Inside ---------------------------------------------------------------------------------------------------------

    def _renew(self) -> None:
        """Takes up the codebook in force; cheap where it is the one shown."""
        book = self._workspace.codebook
        language = self._wish if self._wish in book.languages else next(iter(book.languages), "en")
        rulings = self._workspace.project.rulings.all()
        same = self._guide is not None and self._guide.codebook is book and self._guide.language == language
        if same and rulings == self._rulings:
            return
        other = self._guide is None or self._guide.codebook is not book
        self._rulings = rulings
        guide = self._guide = with_rulings(guide_of(book, language), rulings)
        if other:
            with QSignalBlocker(self.languages):
                self.languages.clear()
                self.languages.addItems(list(book.languages))
                self.languages.setCurrentText(language)
            self.languages.setVisible(len(book.languages) > 1)
        self.title.setText(guide.entries["codebook"].title)
        self._name_facts(guide)
        with QSignalBlocker(self.tree):
            self._fill(guide)
        kept = self._trail[self._at] if self._trail else ""
        self._trail = [name for name in self._trail if name in guide.entries] or ["codebook"]
        self._at = self._trail.index(kept) if kept in self._trail else len(self._trail) - 1
        self._find()
        self._show()

    def _name_facts(self, guide: Guide) -> None:
        book = guide.codebook
        parts = [self.tr("version {0}").format(book.version), fingerprint(book)[:HASH]]
        parts += [", ".join(book.languages)] if len(book.languages) == 1 else []
        self.facts.setText(" · ".join(parts))
        self.facts.setToolTip(self.tr("The hash names exactly this codebook: {0}").format(fingerprint(book)))

    def _fill(self, guide: Guide) -> None:
        self.tree.clear()
        self._items = {}
        self.tree.addTopLevelItems([self._made(guide, node) for node in guide.tree])
        for item in _children(self.tree.invisibleRootItem()):
            item.setExpanded(str(item.data(0, _ID)).startswith("section/"))
        self._color()

    def _made(self, guide: Guide, node: Node) -> QTreeWidgetItem:
        entry = guide.entries[node.id]
        item = QTreeWidgetItem([f"{entry.code}  {entry.title}" if entry.severity else entry.title])
        item.setData(0, _ID, node.id)
        item.setToolTip(0, entry.title if entry.severity else entry.definition)
        if entry.kind in ("section", "rules", "reasons", "codebook"):
            font = item.font(0)
            font.setBold(True)
            item.setFont(0, font)
        self._items.setdefault(node.id, item)
        item.addChildren([self._made(guide, one) for one in node.nodes])
        return item

    def _color(self) -> None:
        """A dot before each field in its colour, and before each rule in that of its severity."""
        guide, dark = self._guide, is_dark(self.palette())
        if guide is None:
            return
        for name, item in self._items.items():
            entry = guide.entries[name]
            if entry.severity:
                item.setIcon(0, _dot(severity_color(entry.severity, dark)))
            elif entry.kind == "field":
                item.setIcon(0, _dot(field_color(guide.codebook, entry.code, dark)))
        palette = self.facts.palette()
        palette.setColor(palette.ColorRole.WindowText, muted(self.palette()))
        self.facts.setPalette(palette)

    def _show(self) -> None:
        entry = self.shown
        if entry is None or self._guide is None:
            return
        self.page.show_entry(self._guide, entry)
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at + 1 < len(self._trail))
        current = self.tree.currentItem()
        if current is None or current.data(0, _ID) != entry.id:
            self._show_at(entry.id)

    def _show_at(self, name: str, below: str = "") -> None:
        """Marks an entry in the contents, of several places the one below a certain entry."""
        above = self._items.get(below)
        item = (_below(above, name) if above is not None else None) or self._items.get(name)
        if item is not None:
            with QSignalBlocker(self.tree):
                self.tree.setCurrentItem(item)
            self.tree.scrollToItem(item)

    def _browse(self) -> None:
        """The page follows the mark in the contents; only where it stops is a step to come back to."""
        item = self.tree.currentItem()
        if item is not None:
            self._look(str(item.data(0, _ID)), self.tree)

    def _browse_hits(self) -> None:
        if (hit := self.hits.chosen()) is not None and self.search.text().strip():
            self._look(hit.entry.id, self.hits)

    def _look(self, name: str, by: QWidget) -> None:
        """A page looked at in passing, while the mark moves through a list, takes the place of the one before it."""
        if self._passing is by and self._at == len(self._trail) - 1 and self._at > 0:
            self._trail[self._at] = name
            self._show()
        else:
            self.show_entry(name)
        self._passing = by

    def _open_hit(self) -> None:
        if self.hits.chosen() is not None and self.search.text().strip():
            self._browse_hits()
            self.enter_page()

    def _follow(self, name: str) -> None:
        self._passing = None
        self.show_entry(name)

    def _find(self) -> None:
        """The contents give way to what is found while there are words in the box."""
        words = self.search.text().strip()
        if not words or self._guide is None:
            self._lists.setCurrentWidget(self.tree)
            return
        hits = search(self._guide, words)
        with QSignalBlocker(self.hits):
            self.hits.show_hits(hits)
        self._lists.setCurrentWidget(self.hits if hits else self.nothing)

    def _list(self) -> QWidget:
        if self._lists.currentWidget() is self.hits:
            self._browse_hits()
            return self.hits
        first = self.tree.topLevelItem(0)
        if self.tree.currentItem() is None and first is not None:
            self.tree.setCurrentItem(first)
        return self.tree

    def _choose_language(self, language: str) -> None:
        self._wish = language
        self._renew()

    def _button(self, name: str, text: str, tip: str, by: int) -> QToolButton:
        made = QToolButton()
        made.setObjectName(name)
        made.setText(text)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        made.setAutoRaise(True)
        made.clicked.connect(lambda: self.step(by))
        return made

    def _connect(self) -> None:
        self._passing: QWidget | None = None
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._find)
        self.tree.currentItemChanged.connect(self._browse)
        self.hits.currentRowChanged.connect(self._browse_hits)
        self.hits.opened.connect(self._open_hit)
        self.hits.left.connect(self.to_search)
        self.page.link_chosen.connect(self._follow)
        self.page.left.connect(lambda: self._list().setFocus(Qt.FocusReason.OtherFocusReason))
        self.languages.textActivated.connect(self._choose_language)
        for keys, do in (
            ("Ctrl+F", self.to_search), ("Alt+Left", lambda: self.step(-1)), ("Alt+Right", lambda: self.step(1)),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, do, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)  # type: ignore[call-overload]

    def _lay_out(self) -> None:
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        head = QHBoxLayout()
        head.setContentsMargins(10, 7, 10, 7)
        head.setSpacing(8)
        for part in (self.back, self.forward, self.title, self.facts):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.languages)
        head.addWidget(self.manual)
        self._lists = QStackedWidget()
        for part in (self.tree, self.hits, self.nothing):
            self._lists.addWidget(part)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self._lists, 1)
        sides: QSplitter = split("codebook.sides", Qt.Orientation.Horizontal, (left, self.page), (360, 900))
        sides.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(sides, 1)


def _below(item: QTreeWidgetItem, name: str) -> QTreeWidgetItem | None:
    """The first entry of that id below another."""
    waiting: list[QTreeWidgetItem] = [item]
    while waiting:
        one = waiting.pop(0)
        if one.data(0, _ID) == name:
            return one
        waiting += _children(one)
    return None


def _children(item: QTreeWidgetItem) -> Iterable[QTreeWidgetItem]:
    children = (item.child(place) for place in range(item.childCount()))
    return [child for child in children if child is not None]


def _dot(color: QColor) -> QIcon:
    """A small round picture."""
    made = QPixmap(_DOT * 2, _DOT * 2)
    made.setDevicePixelRatio(2)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(2, 2, _DOT - 4, _DOT - 4)
    painter.end()
    return QIcon(made)
