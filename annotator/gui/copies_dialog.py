"""Articles that are copies of each other: the groups, the articles of one, two of them side by side, and the lead's word.

Owns which groups are listed and what the keys do; which articles are copies is `project.copies`'s, the lists are
`copies_groups`' and `copies_members`', how two look beside each other `copies_sides`'. The groups are read in a job. For a lead
only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ..errors import AnnotatorError
from ..project.articles import Article
from ..project.copies import CodedOnce, Copies, CopyFacts, CopyGroup, Judged
from . import copies_words as words
from .colors import is_dark, muted, severity_color
from .copies_groups import GroupList
from .copies_members import Members
from .copies_sides import Sides
from .copies_ways import Ways
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Job, Progress, reading_job, writing_job
from .messages import ask
from .workspace import Workspace

if TYPE_CHECKING:
    from ..project import Project
    from .window import Window

T = TypeVar("T")
LEASTS: tuple[float | None, ...] = (None, 0.95, 0.9, 0.8)
"""The likenesses from which on all groups may be coded once: first the very same text."""
ALL, DOUBT, OPEN, ONCE = "all", "doubt", "open", "once"


class CopiesDialog(JobDialog):
    """The groups at the left; at the right the articles of the one chosen, and below them two texts."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("copies")
        self.setWindowTitle(self.tr("Articles that are copies of each other"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self._groups: dict[int, CopyGroup] = {}
        self._marked: set[int] = set()
        self._facts: dict[int, CopyFacts] = {}
        self._reading: Job | None = None
        self._to_list = True
        self.told = self._words("told")
        self.look = self._button("look", self.tr("&Look for copies"), self.look_for)
        self.which = self._choice("which", self.tr("Which groups are listed"))
        for key, text in (
            (ALL, self.tr("All groups")), (DOUBT, self.tr("Names or numbers differ")), (OPEN, self.tr("To decide")),
            (ONCE, self.tr("Coded once")),
        ):  # fmt: skip
            self.which.addItem(text, key)
        self.which.currentIndexChanged.connect(lambda _at: self._list())
        self.list = GroupList(self._titles)
        self.members = Members()
        self.sides = Sides()
        self.ways = Ways()
        self.place = self.ways.place
        self.said = self._words("said")
        self._lay_out()
        self._make_keys()
        deeds = {
            "before": lambda: self.step(-1), "next": lambda: self.step(1), "same": self.same, "different": self.different,
            "part": self.part, "none": self.none_alike, "once": self.once, "only": self.only_this, "again": self.again,
        }  # fmt: skip
        self.ways.asked.connect(lambda name: deeds[name]())
        self.list.chosen.connect(self._show_group)
        self.members.currentItemChanged.connect(lambda *_: self._show_pair())
        self.resize(min(1280, window.width() - 30), min(760, window.height() - 20))
        self.look.setFocus()
        self.reload()

    @property
    def copies(self) -> Copies:
        """The noun that knows."""
        return self._workspace.project.copies

    @property
    def group(self) -> CopyGroup | None:
        """The group in view."""
        return self.list.group

    @property
    def pair(self) -> tuple[int, int] | None:
        """The numbers of the two articles in view: the one of the group that is coded, or would be, and the one chosen."""
        group, chosen = self.group, self.members.chosen
        if group is None or not chosen:
            return None
        kept = self.copies.best_of(group)
        return kept, chosen if chosen != kept else next(one.number for one in group.members if one.number != kept)

    # --- what the buttons do ------------------------------------------------------------------------------------------

    def look_for(self) -> None:
        """Looks for copies among all articles, as a job."""
        if self.job.busy or self._workspace.read_only:
            return

        self._run(lambda own, progress: own.copies.find(progress.report), words.found)

    def _run(self, work: Callable[[Project, Progress], T], in_words: Callable[[T], str]) -> None:
        """Long work that writes, as a job; a short one is over at once."""
        job = writing_job(self._workspace.project, work, self)
        self._watch(job, lambda outcome: self._over(in_words(outcome)))

    def _watch(self, job: Job, done: Callable[..., None]) -> None:
        self.job.watch(job, "")
        job.done.connect(done)
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
        if (group := self.group) is not None:
            self._do(lambda: self.copies.judge_apart(group), words.apart, parted=group)

    def part(self) -> None:
        """The group tells several events: it is parted where names or numbers differ."""
        if (group := self.group) is not None:
            self._do(lambda: self.copies.judge_parts(group), words.parted, parted=group)

    def once(self) -> None:
        """One of the group is coded: the one at the left."""
        if (group := self.group) is not None:
            self._keep(group, self.copies.best_of(group))

    def only_this(self) -> None:
        """One of the group is coded: the one at the right."""
        if (group := self.group) is not None and (pair := self.pair) is not None:
            self._keep(group, pair[1])

    def again(self) -> None:
        """All of the group are coded."""
        if (group := self.group) is None:
            return
        numbers = [one.number for one in group.members]
        said = self.tr("All articles of the group are coded.")
        self._do(lambda: self.copies.code_again(numbers), lambda _count: said, group)

    def all_once(self) -> None:
        """One of each group is coded, of those that are alike enough; told before what becomes of work that was begun, and in
        how many groups what is in doubt is left out."""
        if not self.all_button.isEnabled():
            return
        least, in_doubt = self.leasts.currentData(), self.even.isChecked()

        def told(would: CodedOnce) -> None:
            self._enable()
            if not would.articles:
                self._tell(words.nothing_to_mark(would))
            elif ask(self, words.asked(would), self.tr("Code them once")):
                self._run(
                    lambda own, progress: own.copies.code_all_once(least, in_doubt=in_doubt, progress=progress.report),
                    words.once,
                )

        self._watch(
            reading_job(
                self._workspace.project,
                lambda own, progress: own.copies.would_code_once(least, in_doubt=in_doubt, progress=progress.report), self,
            ),
            told,
        )  # fmt: skip

    def undo(self) -> None:
        """Takes the last step back, this dialog's or another."""
        if not self._workspace.read_only and self._is_free:
            self._do(self._workspace.project.history.undo, words.taken_back)

    def step(self, by: int) -> None:
        """To the next difference of the two texts or the one before."""
        if not self.sides.step(by):
            self._tell(self.tr("The two texts do not differ in a word."))
        self._tell_place()

    def step_group(self, by: int) -> None:
        """To the next group or the one before."""
        self.list.step(by)

    def _judge(self, judged: Judged) -> None:
        pair = self.pair
        if pair is None:
            return
        # That two of one group are the same changes no group.
        stays = self.group if judged == "same" else None
        said = words.judged(*pair, same=judged == "same")
        self._do(lambda: self.copies.judge(*pair, judged), lambda _none: said, stays, parted=self.group)

    def _keep(self, group: CopyGroup, kept: int) -> None:
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
        member = self.pair[1] if self.pair else 0
        before = {one.number for one in group.members}
        now = next((one for one in self.copies.groups_of(before) if one.first == group.first), group)
        self._put(group, [now])
        self._show_group(member if (new := self.group) is not None and new.first == group.first else 0)

    def _show_parted(self, group: CopyGroup) -> None:
        """What is left of a group, in its place."""
        before = {one.number for one in group.members}
        now = self.copies.groups_of(before)
        if {one.number for found in now for one in found.members} - before:
            return self.reload()  # what was held apart from another group is in it now
        self._put(group, now)
        self._show_group()

    def _put(self, group: CopyGroup, now: list[CopyGroup]) -> None:
        """What became of a group, in its place in the list."""
        numbers = {one.number for one in group.members}
        facts = self.copies.facts(numbers)
        self._marked = self._marked - numbers | {number for number, one in facts.items() if one.duplicate_of}
        del self._groups[group.first]
        self._groups = dict(sorted({**self._groups, **{one.first: one for one in now}}.items()))
        self._tell_state()
        listed = [one for one in now if self._is_listed(one)]
        self.list.put(listed, {one.first for one in listed if self._is_once(one)})

    def _over(self, said: str, *, wrong: bool = False) -> None:
        self._tell(said, wrong=wrong)
        self._to_list = True
        self.reload()

    # --- what is seen -------------------------------------------------------------------------------------------------

    @property
    def _is_free(self) -> bool:
        """Whether nothing runs."""
        return not self.job.busy and self._reading is None

    def reload(self) -> None:
        """Reads the groups anew, in a job; the same group, or what took its place, stays chosen."""
        if self._reading is not None:
            return

        def read(own: Project, _progress: Progress) -> tuple[Copies, list[CopyGroup], set[int]]:
            return own.copies, own.copies.groups(), set(own.copies.duplicates())

        self._reading = job = reading_job(self._workspace.project, read, self)
        job.done.connect(self._show_read)
        job.failed.connect(lambda why: self._show_read(None, why))
        job.start()
        if not job.finish(SHOWN_AT_ONCE):
            self.told.setText(self.tr("Reading the groups…"))
            self._enable()

    def _show_read(self, read: tuple[Copies, list[CopyGroup], set[int]] | None, wrong: str = "") -> None:
        self._reading = None
        if read is None:
            return self._tell(wrong, wrong=True)
        copies, groups, self._marked = read
        self.copies.take_over(copies)
        self._groups = {one.first: one for one in groups}
        self._tell_state()
        self._list()
        if groups and self._to_list:
            self.list.setFocus()
        self._to_list = False

    def stop(self) -> None:
        """Before the project is closed: the list reads what comes into view."""
        self.job.cancel()
        self.close()

    def reject(self) -> None:
        """What is only read is not waited for."""
        if self._reading is not None:
            self._reading.abandon()
            self._reading = None
        super().reject()

    def wait(self) -> None:
        """Until nothing runs."""
        while not self._is_free:
            QApplication.processEvents()

    def _tell_state(self) -> None:
        looked, articles = self.copies.looked(), sum(len(one.members) for one in self._groups.values())
        in_doubt = sum(one.in_doubt for one in self._groups.values())
        self.told.setText(words.state(looked, len(self._groups), articles, len(self._marked), in_doubt))
        self.look.setText(self.tr("&Look again") if looked.time else self.tr("&Look for copies"))

    def _is_listed(self, group: CopyGroup) -> bool:
        wanted = self.which.currentData()
        return group.in_doubt if wanted == DOUBT else wanted == ALL or (wanted == ONCE) == self._is_once(group)

    def _list(self) -> None:
        member = self.pair[1] if self.pair else 0
        listed = [one for one in self._groups.values() if self._is_listed(one)]
        is_same = self.list.show_groups(listed, {one.first for one in listed if self._is_once(one)})
        self._show_group(member if is_same else 0)

    def _titles(self, numbers: Sequence[int]) -> Mapping[int, str]:
        return {number: one.title for number, one in self.copies.facts(numbers).items()}

    def _show_group(self, member: int = 0) -> None:
        group = self.group
        self._facts = self.copies.facts(one.number for one in group.members) if group is not None else {}
        swapped = self.copies.swaps(group) if group is not None else {}
        kept = self.copies.best_of(group) if group is not None else 0
        self.members.show_group(group, self._facts, swapped, kept, member)
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

    def _is_once(self, group: CopyGroup) -> bool:
        return sum(one.number not in self._marked for one in group.members) == 1

    def _tell_place(self) -> None:
        self.ways.show_place(len(self.sides.differences), self.sides.at)

    def _tell(self, said: str, *, wrong: bool = False) -> None:
        self.said.setText(said)
        palette = self.palette()
        color = severity_color("error", is_dark(palette)) if wrong else palette.color(palette.ColorRole.Text)
        write_in(self.said, color)

    def _enable(self) -> None:
        free, group = not self._workspace.read_only and self._is_free, self.group
        marked = group is not None and any(one.number in self._marked for one in group.members)
        self.ways.allow(group, free=free, marked=marked)
        for part in (self.all_button, self.leasts):
            part.setEnabled(free and bool(self._groups))
        # In the very same text nothing differs.
        self.even.setEnabled(free and bool(self._groups) and self.leasts.currentData() is not None)
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
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.members)
        column.addWidget(self.sides, 1)
        column.addWidget(self.ways)
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

    def _foot(self) -> QHBoxLayout:
        self.leasts = self._choice("leasts", self.tr("Which articles of all groups are coded once"))
        for least in LEASTS:
            self.leasts.addItem(words.least(least), least)
        self.leasts.currentIndexChanged.connect(lambda _at: self._enable())
        self.even = QCheckBox(self.tr("E&ven if names or numbers differ"))
        self.even.setObjectName("copies.even")
        self.even.setAccessibleName(self.tr("Also code groups once in which names or numbers differ"))
        self.even.setToolTip(self.tr("Two texts of one form that name another place or number may tell two events"))
        self.all_button = self._button("all", self.tr("Code once in all &groups…"), self.all_once)
        close = QDialogButtonBox()
        button = close.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        button.setObjectName("copies.close")
        button.setAutoDefault(False)  # Enter in a list closes nothing
        close.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        for part in (self.leasts, self.even, self.all_button, close):
            row.addWidget(part)
        return row

    def _choice(self, name: str, title: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"copies.{name}")
        made.setAccessibleName(title)
        return made

    def _words(self, name: str) -> QLabel:
        made = QLabel()
        made.setObjectName(f"copies.{name}")
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        return made

    def _button(self, name: str, text: str, deed: Callable[[], None]) -> QPushButton:
        made = QPushButton(text)
        made.setObjectName(f"copies.{name}")
        made.setAccessibleName(text.replace("&", ""))
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: deed())
        return made

    def _make_keys(self) -> None:
        """To other articles and groups, wherever the keyboard is, and back."""
        deeds: dict[str, Callable[[], None]] = {
            "M": lambda: self.members.step(1), "Shift+M": lambda: self.members.step(-1), "Ctrl+Z": self.undo,
            "Ctrl+Down": lambda: self.step_group(1), "Ctrl+Up": lambda: self.step_group(-1),
        }  # fmt: skip
        for key, deed in deeds.items():
            QShortcut(QKeySequence(key), self).activated.connect(deed)
