"""Articles that are copies of each other: the groups, the articles of one, two of them side by side, and the lead's word.

Owns what is listed and what the keys do; which articles are copies is `project.copies`'s, how two look beside each other
`copies_sides`'. For a lead only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..errors import AnnotatorError
from ..project.articles import Article
from ..project.copies import Copies, CopyFacts, CopyGroup, Judged, Member
from . import copies_words as words
from .colors import is_dark, muted, severity_color
from .copies_sides import Sides
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import Progress, writing_job
from .messages import ask
from .table_cells import Cells, keep_head
from .workspace import Workspace

if TYPE_CHECKING:
    from ..project import Project
    from .window import Window

T = TypeVar("T")
KEY = Qt.ItemDataRole.UserRole
SHOWN_AT_ONCE = 0.1
"""Seconds the window waits for a quick search before it shows that one runs."""
LEASTS: tuple[float | None, ...] = (None, 0.95, 0.9, 0.8)
"""The likenesses from which on all groups may be coded once: first the very same text."""
ALL, OPEN, ONCE = "all", "open", "once"


class CopiesDialog(JobDialog):
    """The groups at the left; at the right the articles of the one chosen, and below them two texts."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("copies")
        self.setWindowTitle(self.tr("Articles that are copies of each other"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self._groups: dict[int, CopyGroup] = {}
        self._facts: dict[int, CopyFacts] = {}
        self.told = self._words("told")
        self.look = self._button("look", self.tr("&Look for copies"), self.look_for)
        self.which = self._choice("which", self.tr("Which groups are listed"))
        for key, text in ((ALL, self.tr("All groups")), (OPEN, self.tr("To decide")), (ONCE, self.tr("Coded once"))):
            self.which.addItem(text, key)
        self.which.currentIndexChanged.connect(lambda _at: self._list())
        self.list = self._tree("groups", self.tr("Groups of copies"), [
            self.tr("Articles"), self.tr("Alike"), self.tr("Title"),
        ])  # fmt: skip
        self.members = self._tree("members", self.tr("Articles of the group"), [
            self.tr("Article"), self.tr("Alike"), self.tr("Date"), self.tr("Source"), self.tr("Title"), self.tr("Work"),
        ])  # fmt: skip
        self.sides = Sides()
        self.place = self._words("place")
        self.said = self._words("said")
        self._lay_out()
        self._make_keys()
        self.list.currentItemChanged.connect(lambda *_: self._show_group())
        self.members.currentItemChanged.connect(lambda *_: self._show_pair())
        self.resize(min(1280, window.width() - 30), min(760, window.height() - 20))
        self.reload()
        (self.list if self.list.topLevelItemCount() else self.look).setFocus()

    @property
    def copies(self) -> Copies:
        """The noun that knows."""
        return self._workspace.project.copies

    @property
    def group(self) -> CopyGroup | None:
        """The group in view."""
        item = self.list.currentItem()
        return self._groups.get(item.data(0, KEY)) if item is not None else None

    @property
    def pair(self) -> tuple[int, int] | None:
        """The numbers of the two articles in view: the one of the group that is coded, or would be, and the one chosen."""
        group, item = self.group, self.members.currentItem()
        if group is None or item is None:
            return None
        kept, chosen = self._kept(group), int(item.data(0, KEY))
        if chosen == kept:
            chosen = next(one.number for one in group.members if one.number != kept)
        return kept, chosen

    # --- what the buttons do ------------------------------------------------------------------------------------------

    def look_for(self) -> None:
        """Looks for copies among all articles, as a job."""
        if self.job.busy or self._workspace.read_only:
            return

        self._run(lambda own, progress: own.copies.find(progress.report), words.found)

    def _run(self, work: Callable[[Project, Progress], T], in_words: Callable[[T], str]) -> None:
        """Long work, as a job; a short one is over at once."""
        job = writing_job(self._workspace.project, work, self)
        self.job.watch(job, "")
        job.done.connect(lambda outcome: self._over(in_words(outcome)))
        job.failed.connect(lambda why: self._over(why, wrong=True))
        job.cancelled.connect(lambda: self._over(self.tr("Stopped; all is as it was.")))
        self._enable()
        job.finish(SHOWN_AT_ONCE)

    def same(self) -> None:
        """The two in view are the same."""
        self._judge("same")

    def different(self) -> None:
        """The two in view are different: the one chosen leaves the group."""
        self._judge("different")

    def none_alike(self) -> None:
        """None of the group is a copy of another: the group is gone."""
        if (group := self.group) is not None and self.none_button.isEnabled():
            self._do(lambda: self.copies.judge_apart(group), words.apart, parted=group)

    def once(self) -> None:
        """One of the group is coded: the one at the left."""
        if (group := self.group) is not None:
            self._keep(group, self._kept(group))

    def only_this(self) -> None:
        """One of the group is coded: the one at the right."""
        if (group := self.group) is not None and (pair := self.pair) is not None:
            self._keep(group, pair[1])

    def again(self) -> None:
        """All of the group are coded."""
        if (group := self.group) is None or not self.again_button.isEnabled():
            return
        numbers = [one.number for one in group.members]
        said = self.tr("All articles of the group are coded.")
        self._do(lambda: self.copies.code_again(numbers), lambda _count: said, group)

    def all_once(self) -> None:
        """One of each group is coded, of those that are alike enough; told before what becomes of work that was begun."""
        if not self.all_button.isEnabled():
            return
        least = self.leasts.currentData()
        would = self.copies.would_code_once(least)
        if not would.articles:
            self._tell(self.tr("There is nothing more to mark: no other articles are so alike."))
        elif ask(self, words.asked(would), self.tr("Code them once")):
            self._run(lambda own, _progress: own.copies.code_all_once(least), words.once)

    def undo(self) -> None:
        """Takes the last step back, this dialog's or another."""
        if not self._workspace.read_only:
            self._do(self._workspace.project.history.undo, words.taken_back)

    def step(self, by: int) -> None:
        """To the next difference of the two texts or the one before."""
        if not self.sides.step(by):
            self._tell(self.tr("The two texts do not differ in a word."))
        self._tell_place()

    def step_group(self, by: int) -> None:
        """To the next group or the one before."""
        item = self.list.topLevelItem(self._at() + by)
        if item is not None:
            self.list.setCurrentItem(item)

    def _judge(self, judged: Judged) -> None:
        pair = self.pair
        if pair is None or not self.same_button.isEnabled():
            return
        # That two of one group are the same changes no group.
        stays = self.group if judged == "same" else None
        said = words.judged(*pair, same=judged == "same")
        self._do(lambda: self.copies.judge(*pair, judged), lambda _none: said, stays, parted=self.group)

    def _keep(self, group: CopyGroup, kept: int) -> None:
        if not self.once_button.isEnabled():
            return
        self._do(lambda: self.copies.code_once(group, kept), lambda told: words.kept(kept, told), group)

    def _do(
        self, deed: Callable[[], T], in_words: Callable[[T], str], group: CopyGroup | None = None,
        parted: CopyGroup | None = None,
    ) -> None:  # fmt: skip
        """Does something and says what, or why not. With a `group` only marks in it change; what is `parted` may leave others:
        that one alone is read anew, for among ten thousand groups all take a second."""
        try:
            said = in_words(deed())
        except AnnotatorError as error:
            self._tell(str(error), wrong=True)
            return
        self._tell(said)
        if group is not None:
            self._show_marks(group)
        elif parted is not None:
            self._show_parted(parted)
        else:
            self.reload()

    def _show_marks(self, group: CopyGroup) -> None:
        self._facts |= self.copies.facts(one.number for one in group.members)
        self._tell_state()
        at, member = self._at(), self.pair[1] if self.pair else 0
        self.list.blockSignals(True)
        self.list.takeTopLevelItem(at)
        if self._is_listed(group):
            self.list.insertTopLevelItem(at, self._group_line(group))
        self.list.setCurrentItem(self.list.topLevelItem(min(at, self.list.topLevelItemCount() - 1)))  # type: ignore[arg-type]
        self.list.blockSignals(False)
        self._show_group(member if self.group is group else 0)

    def _show_parted(self, group: CopyGroup) -> None:
        """What is left of a group, in its place."""
        before = {one.number for one in group.members}
        now = self.copies.groups_of(before)
        if {one.number for found in now for one in found.members} - before:
            return self.reload()  # what was held apart from another group is in it now
        del self._groups[group.first]
        self._facts = {number: told for number, told in self._facts.items() if number not in before}
        self._groups = dict(sorted({**self._groups, **{one.first: one for one in now}}.items()))
        self._facts |= self.copies.facts(one.number for found in now for one in found.members)
        self._tell_state()
        at = self._at()
        self.list.blockSignals(True)
        self.list.takeTopLevelItem(at)
        self.list.insertTopLevelItems(at, [self._group_line(one) for one in now if self._is_listed(one)])
        self.list.setCurrentItem(self.list.topLevelItem(min(at, self.list.topLevelItemCount() - 1)))  # type: ignore[arg-type]
        self.list.blockSignals(False)
        self._show_group()

    def _over(self, said: str, *, wrong: bool = False) -> None:
        self._tell(said, wrong=wrong)
        self.reload()
        if self.list.topLevelItemCount():
            self.list.setFocus()

    # --- what is seen -------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Reads the groups anew; the same group, or what took its place, stays chosen."""
        groups = self.copies.groups()
        self._groups = {one.first: one for one in groups}
        self._facts = self.copies.facts(one.number for group in groups for one in group.members)
        self._tell_state()
        self._list()

    def _tell_state(self) -> None:
        looked, marked = self.copies.looked(), sum(one.duplicate_of is not None for one in self._facts.values())
        self.told.setText(words.state(looked, len(self._groups), len(self._facts), marked))
        self.look.setText(self.tr("&Look again") if looked.time else self.tr("&Look for copies"))

    def _is_listed(self, group: CopyGroup) -> bool:
        wanted = self.which.currentData()
        return wanted == ALL or (wanted == ONCE) == self._is_once(group)

    def _list(self) -> None:
        chosen, at = self.group.first if self.group else 0, self._at()
        member = self.pair[1] if self.pair else 0
        items = [self._group_line(one) for one in self._groups.values() if self._is_listed(one)]
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addTopLevelItems(items)
        there = next((item for item in items if item.data(0, KEY) == chosen), None)
        if items:
            self.list.setCurrentItem(there or items[min(max(at, 0), len(items) - 1)])
        self.list.blockSignals(False)
        self._show_group(member if there is not None else 0)

    def _at(self) -> int:
        return self.list.indexOfTopLevelItem(item) if (item := self.list.currentItem()) is not None else -1

    def _show_group(self, member: int = 0) -> None:
        group = self.group
        self.members.blockSignals(True)
        self.members.clear()
        if group is not None:
            kept = self._kept(group)
            order = sorted(group.members, key=lambda one: (one.number != kept, one.number))
            items = [self._member_line(group, one, kept) for one in order]
            self.members.addTopLevelItems(items)
            there = next((item for item in items if item.data(0, KEY) == member), items[1])
            self.members.setCurrentItem(there)
        self.members.blockSignals(False)
        self._show_pair()

    def _show_pair(self) -> None:
        pair = self.pair
        if pair is None:
            self.sides.show_pair(None, None, ("", ""))
        else:
            one, other = (self._article(number) for number in pair)
            self.sides.show_pair(one, other, (words.about(self._facts[pair[0]]), words.about(self._facts[pair[1]])))
        self._tell_place()
        self._enable()

    def _article(self, number: int) -> Article:
        return self._workspace.project.articles.get(self._facts[number].uid)

    def _kept(self, group: CopyGroup) -> int:
        """The article of a group that is coded: the one the others are marked as copies of, else the one that would be."""
        numbers = {one.number for one in group.members}
        marked = [self._facts[number].duplicate_of for number in numbers]
        kept = [number for number in marked if number in numbers]
        return max(set(kept), key=lambda one: (kept.count(one), -(one or 0))) or 0 if kept else self.copies.best_of(group)

    def _is_once(self, group: CopyGroup) -> bool:
        return sum(self._facts[one.number].duplicate_of is None for one in group.members) == 1

    def _group_line(self, group: CopyGroup) -> QTreeWidgetItem:
        title = next(filter(None, (self._facts[one.number].title for one in group.members)), "")
        least = min((one.likeness for one in group.members if one.likeness is not None), default=None)
        item = QTreeWidgetItem([str(len(group.members)), words.alike(least), " ".join(title.split())])
        if self._is_once(group):
            item.setText(0, self.tr("{0} ✓").format(len(group.members)))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, self.tr("{0}, coded once").format(len(group.members)))
        item.setData(0, KEY, group.first)
        item.setToolTip(2, title)
        return item

    def _member_line(self, group: CopyGroup, one: Member, kept: int) -> QTreeWidgetItem:
        told = self._facts[one.number]
        alike = words.alike(one.likeness, is_fullest=one.number == group.fullest)
        cells = [str(one.number), alike, told.date or "", told.source, " ".join(told.title.split())]
        is_coded = any(self._facts[other.number].duplicate_of == one.number for other in group.members)
        state = "" if one.number != kept else "coded" if is_coded else "would"
        item = QTreeWidgetItem([*cells, words.work(told, kept=state)])
        item.setData(0, KEY, one.number)
        item.setToolTip(4, told.title)
        if one.number == kept:
            font = item.font(0)
            font.setWeight(font.Weight.DemiBold)
            for column in range(6):
                item.setFont(column, font)
        return item

    def _tell_place(self) -> None:
        count, at = len(self.sides.differences), self.sides.at
        self.place.setText(words.place(count, at) if self.pair else "")
        for button in (self.before, self.next):
            button.setEnabled(count > 0)

    def _tell(self, said: str, *, wrong: bool = False) -> None:
        self.said.setText(said)
        palette = self.palette()
        color = severity_color("error", is_dark(palette)) if wrong else palette.color(palette.ColorRole.Text)
        write_in(self.said, color)

    def _enable(self) -> None:
        free, group = not self._workspace.read_only and not self.job.busy, self.group
        for button in (self.same_button, self.different_button, self.none_button, self.once_button, self.only_button):
            button.setEnabled(free and group is not None)
        marked = group is not None and any(self._facts[one.number].duplicate_of for one in group.members)
        self.again_button.setEnabled(free and marked)
        self.all_button.setEnabled(free and bool(self._groups))
        self.leasts.setEnabled(free and bool(self._groups))
        self.look.setEnabled(free)

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        write_in(self.told, muted(self.palette()))
        top = QHBoxLayout()
        top.addWidget(self.told, 1)
        top.addWidget(self.look)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.which)
        column.addWidget(self.list, 1)
        self.members.setMaximumHeight(self.fontMetrics().lineSpacing() * 8)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.members)
        column.addWidget(self.sides, 1)
        column.addLayout(self._ways())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([300, 900])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.job)
        column.addWidget(split, 1)
        column.addLayout(self._foot())

    def _ways(self) -> QHBoxLayout:
        self.before = self._button("before", self.tr("◂ Difference"), lambda: self.step(-1))
        self.before.setAccessibleName(self.tr("The difference before"))
        self.next = self._button("next", self.tr("Difference ▸"), lambda: self.step(1))
        self.next.setAccessibleName(self.tr("The next difference"))
        self.same_button = self._button("same", self.tr("&Same (S)"), self.same)
        self.different_button = self._button("different", self.tr("&Different (D)"), self.different)
        self.none_button = self._button("none", self.tr("&None are copies (X)"), self.none_alike)
        self.none_button.setToolTip(self.tr("No article of the group is a copy of another"))
        self.once_button = self._button("once", self.tr("Code &once (O)"), self.once)
        self.once_button.setToolTip(self.tr("The article at the left is coded, the others of the group are not"))
        self.only_button = self._button("only", self.tr("Code only &this one (T)"), self.only_this)
        self.only_button.setToolTip(self.tr("The article at the right is coded, the others of the group are not"))
        self.again_button = self._button("again", self.tr("Code &all (A)"), self.again)
        row = QHBoxLayout()
        for part in (self.before, self.next, self.place):
            row.addWidget(part)
        row.addStretch(1)
        for part in (
            self.same_button, self.different_button, self.none_button, self.once_button, self.only_button, self.again_button,
        ):  # fmt: skip
            row.addWidget(part)
        return row

    def _foot(self) -> QHBoxLayout:
        self.leasts = self._choice("leasts", self.tr("Which articles of all groups are coded once"))
        for least in LEASTS:
            self.leasts.addItem(words.least(least), least)
        self.all_button = self._button("all", self.tr("Code once in all &groups…"), self.all_once)
        close = QDialogButtonBox()
        button = close.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        button.setObjectName("copies.close")
        button.setAutoDefault(False)  # Enter in a list closes nothing
        close.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        for part in (self.leasts, self.all_button, close):
            row.addWidget(part)
        return row

    def _tree(self, name: str, title: str, heads: list[str]) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName(f"copies.{name}")
        made.setAccessibleName(title)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setHeaderLabels(heads)
        made.setItemDelegate(Cells(made))
        keep_head(made)
        made.header().setStretchLastSection(False)
        made.header().setMaximumSectionSize(34 * self.fontMetrics().averageCharWidth())
        wide = heads.index(self.tr("Title"))
        for column in range(len(heads)):
            stretch = column == wide
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.ResizeToContents
            made.header().setSectionResizeMode(column, mode)
        return made

    def _choice(self, name: str, title: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"copies.{name}")
        made.setAccessibleName(title)
        return made

    def _words(self, name: str) -> QLabel:
        made = QLabel()
        made.setObjectName(f"copies.{name}")
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(name != "place")
        return made

    def _button(self, name: str, text: str, deed: Callable[[], None]) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(f"copies.{name}")
        made.setAccessibleName(text.replace("&", ""))
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: deed())
        return made

    def _make_keys(self) -> None:
        """Letters act on what is in view: nothing is typed here."""
        deeds: dict[str, Callable[[], None]] = {
            "S": self.same, "D": self.different, "X": self.none_alike, "O": self.once, "T": self.only_this, "A": self.again,
            "F3": lambda: self.step(1), "Shift+F3": lambda: self.step(-1), "N": lambda: self.step(1),
            "P": lambda: self.step(-1), "Ctrl+Down": lambda: self.step_group(1), "Ctrl+Up": lambda: self.step_group(-1),
            "Ctrl+Z": self.undo,
        }  # fmt: skip
        for key, deed in deeds.items():
            QShortcut(QKeySequence(key), self).activated.connect(deed)
