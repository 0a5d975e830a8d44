"""The tab Rounds of place Team: trainings and tests, their standard codings, who has them, and how everybody did, by field.

For a lead. The comparing is a job on a connection of its own; what is compared, and how, is `agreement.judging`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
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

from ..agreement.judging import RELEVANCE, Standing, Tally, judge_all, standings
from ..codebook.model import title_of
from ..project import Project, results, training
from ..project.history import Changes
from ..project.results import Result
from ..project.rounds import Round
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .focus import Focus
from .jobs import SHOWN_AT_ONCE, Job, JobPanel, Progress, reading_job
from .messages import ask
from .plain_parts import plain_label
from .round_choice import TOLD
from .round_dialogs import GiveDialog, OpenGateDialog, RoundDialog, waiting
from .slim_bar import slim
from .table_cells import Cells, keep_head
from .workspace import Workspace

UID = Qt.ItemDataRole.UserRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TeamRounds(QWidget):
    """Above the rounds and what can be done with the chosen one, below how its coders did."""

    said = Signal(str)
    open_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._focus = workspace, focus
        self._job: Job | None = None
        self.standings: list[Standing] = []
        self.list = self._table("rounds.list", self.tr("Trainings and tests"))
        self._head(self.list, self._titles())
        self.list.currentItemChanged.connect(lambda _now, _before: self._choose())
        self.empty = QLabel(
            self.tr(
                "No training and no test yet. “New round…” makes one; then you code some articles as its standard and give "
                "them to coders."
            )
        )
        self.empty.setObjectName("rounds.empty")
        self.empty.setWordWrap(True)
        write_in(self.empty, muted(self.palette()))
        self.about = plain_label("rounds.about")
        self.table = self._table("rounds.results", self.tr("How the coders did, by field"))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.job = JobPanel()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._refill)
        self._lay_out()
        workspace.changed.connect(self._on_changed)
        self._refill()

    # --- what can be done -----------------------------------------------------------------------------------------------

    def _new(self) -> None:
        dialog = RoundDialog(self._workspace, self.window())
        if dialog.exec() == RoundDialog.DialogCode.Accepted:
            self._refill(dialog.made)
            self.said.emit(self.tr("The round is made; next come its standard codings."))
            self._buttons["standards"].setFocus()

    def _change(self) -> None:
        if (round_ := self._chosen()) is not None:
            RoundDialog(self._workspace, self.window(), round_).exec()

    def _make_standards(self) -> None:
        """Goes to place Code, where the lead codes the standard of this round."""
        round_ = self._chosen()
        if round_ is None:
            return
        self._workspace.look_at(round_=round_.uid, standing="standard")
        article = self._focus.article
        if not article:
            project = self._workspace.project
            number = project.articles.next_to_do(*self._workspace.in_view)
            first = project.articles.by_number(number) if number else None
            article = first.uid if first else ""
        events = self._workspace.events(article)
        self.open_requested.emit(article, events[0].uid if events else "")
        self.said.emit(self.tr("What you code now is the standard of “{0}”. Say done of each article.").format(round_.name))

    def _give(self) -> None:
        if (round_ := self._chosen()) is None:
            return
        dialog = GiveDialog(self._workspace, self.window(), round_)
        if dialog.exec() == GiveDialog.DialogCode.Accepted:
            one, many = self.tr("1 article"), self.tr("{0} articles").format(dialog.new)
            given = one if dialog.new == 1 else many
            self.said.emit(self.tr("Of “{0}”, {1} given; undo takes it back.").format(round_.name, given))

    def _judge(self) -> None:
        round_ = self._chosen()
        if round_ is None:
            return
        project = self._workspace.project
        coders = training.coders_of(project, round_.uid)
        again = bool(coders) and all(results.result(project, round_.uid, uid) is not None for uid in coders)
        if again and not ask(self.window(), self.tr("All have a result. Judge them again?"), self.tr("Judge again")):
            return
        told = self._workspace.lead(lambda own: judge_all(own, round_, coders if again else ()))
        if told is None:
            return
        made, why = told
        words = [self.tr("1 coder was judged.") if len(made) == 1 else self.tr("{0} coders were judged.").format(len(made))]
        self.said.emit(" ".join([*(words if made or not why else []), *why[:2]]))

    def _open_gate(self) -> None:
        if (round_ := self._chosen()) is not None:
            OpenGateDialog(self._workspace, self.window(), round_).exec()

    def _remove(self) -> None:
        round_ = self._chosen()
        if round_ is None:
            return
        question = self.tr("Take “{0}” away? What was coded in it stays in the file, and undo brings it back.")
        if ask(self.window(), question.format(round_.name), self.tr("Take away")):
            self._workspace.lead(lambda project: (project.rounds.remove(round_.uid), True))

    # --- the rounds -----------------------------------------------------------------------------------------------------

    def _chosen(self) -> Round | None:
        item = self.list.currentItem()
        return self._workspace.project.rounds.get(item.data(0, UID)) if item is not None else None

    def _on_changed(self, changes: Changes) -> None:
        if changes.has(*TOLD):
            self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Takes in what was done while another place was in view."""
        super().showEvent(event)
        self._later.start()

    def _refill(self, chosen: str = "") -> None:
        if self.list.topLevelItemCount() and not self.isVisible() and not chosen:
            return  # taken in when it is shown
        item = self.list.currentItem()
        chosen = chosen or (item.data(0, UID) if item is not None else "")
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._workspace.project.rounds.all():
            if training.has_standards(one):
                row = QTreeWidgetItem(self._cells(one))
                row.setData(0, UID, one.uid)
                for column in range(2, self.list.columnCount()):
                    row.setTextAlignment(column, RIGHT)
                self.list.addTopLevelItem(row)
                if one.uid == chosen or self.list.currentItem() is None:
                    self.list.setCurrentItem(row)
        self.list.blockSignals(False)
        there = self.list.topLevelItemCount() > 0
        self._parts.setVisible(there)
        self.empty.setVisible(not there)
        self._choose()

    def _titles(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Round"), self.tr("Its name, as coders read it")),
            (self.tr("Kind"), self.tr("Training gives feedback; a test opens the main round")),
            (self.tr("Standards"), self.tr("Articles with a finished standard coding")),
            (self.tr("Coders"), self.tr("Coders who were given its articles")),
            (self.tr("Handed in"), self.tr("Of the articles given, one counting once for each coder")),
            (self.tr("Mean score (%)"), self.tr("Of the coders judged")),
            (self.tr("Passed"), self.tr("Of the coders judged; by hand included")),
        ]

    def _cells(self, one: Round) -> list[str]:
        project = self._workspace.project
        coders = training.coders_of(project, one.uid)
        work = [each for uid in coders for each in training.work_of(project, uid) if each.round.uid == one.uid]
        judged = [found for uid in coders if (found := results.result(project, one.uid, uid)) is not None]
        kind = self.tr("training") if one.kind == "training" else self.tr("test")
        mean = str(round(100 * sum(each.score for each in judged) / len(judged))) if judged else ""
        passed = self.tr("{0} of {1}").format(sum(each.passed for each in judged), len(judged)) if judged else ""
        handed = self.tr("{0} of {1}").format(sum(each.done for each in work), sum(each.given for each in work)) if work else ""
        return [one.name, kind, str(len(training.standards(project, one.uid))), str(len(coders)), handed, mean, passed]

    def _choose(self) -> None:
        """Another round is chosen: what can be done with it, and how its coders did."""
        round_, writable = self._chosen(), not self._workspace.read_only
        made = bool(round_ and training.standards(self._workspace.project, round_.uid))
        coders = training.coders_of(self._workspace.project, round_.uid) if round_ else []
        able = {
            "new": writable, "change": writable and bool(round_), "standards": bool(round_),
            "remove": writable and bool(round_), "give": writable and made,
            "judge": writable and bool(coders),
            "gate": writable and bool(round_ and round_.kind == "test" and waiting(self._workspace, round_)),
        }  # fmt: skip
        for name, button in self._buttons.items():
            button.setEnabled(able[name])
        self._buttons["standards"].setText(self.tr("Go on with the &standard") if made else self.tr("Code the &standard"))
        self._compare(round_)

    # --- how the coders did ---------------------------------------------------------------------------------------------

    def _compare(self, round_: Round | None) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self.table.clear()
        self.standings = []
        if round_ is None:
            return
        self.about.setText(self.tr("Comparing…"))

        def work(own: Project, progress: Progress) -> list[Standing]:
            found: list[Standing] = []
            for one in standings(own, round_):
                found.append(one)
                progress.report(len(found))
            return found

        job = self._job = reading_job(self._workspace.project, work, self)
        self.job.watch(job, self.tr("coders"))
        job.done.connect(lambda found: self._show(round_, found))
        job.failed.connect(self.about.setText)
        job.finish(SHOWN_AT_ONCE)

    def _show(self, round_: Round, found: list[Standing]) -> None:
        self.standings = found
        self.table.clear()
        self.about.setText(self._in_words(round_, found))
        self.table.setVisible(bool(found))
        if not found:
            return
        project = self._workspace.project
        names = [coder.name if (coder := project.coders.get(one.coder)) else one.coder for one in found]
        self._head(self.table, [(self.tr("Share as in the standard (%)"), ""), (self.tr("All"), ""), *((n, n) for n in names)])
        told = [results.result(project, one.round, one.coder) for one in found]
        every = Standing("", "", sum(one.given for one in found), sum(one.done for one in found))
        handed = [self.tr("{0} of {1}").format(one.done, one.given) for one in (every, *found)]
        self._add(self.tr("Articles handed in"), handed)
        events = [f"{one.paired} / {one.events} / {one.standard_events}" for one in found]
        item = self._add(self.tr("Events: in both / coder / standard"), ["", *events])
        item.setToolTip(0, self.tr("Events paired with one of the standard, events of the coder, events of the standard"))
        self._add(self.tr("Result"), ["", *(self._result(one) for one in told)])
        total = [one.total for one in found]
        self._shares(self.tr("All fields"), total, bold=True)
        tallies = {name: [one.fields.get(name, Tally()) for one in found] for name in self._names(found)}
        for name, shares in sorted(tallies.items(), key=lambda one: sum(one[1], Tally()).share):  # what is unclear first
            self._shares(self._title(name), shares)

    def _in_words(self, round_: Round, found: Sequence[Standing]) -> str:
        mark = round(100 * results.pass_mark(round_))
        if not training.standards(self._workspace.project, round_.uid):
            return self.tr("“{0}” has no finished standard coding: code some articles as its standard.").format(round_.name)
        if not found:
            return self.tr("Nobody has “{0}” yet: give it to coders.").format(round_.name)
        words = self.tr("Fields most often unlike the standard stand first. Pass mark: {0} %.").format(mark)
        if round_.kind == "training":
            words += " " + self.tr("What was handed in first counts, not what was mended after the feedback.")
        return words

    def _result(self, result: Result | None) -> str:
        if result is None:
            return self.tr("not judged")
        score = round(100 * result.score)
        if result.by_hand:
            return self.tr("{0} %, by hand").format(score)
        return self.tr("{0} %, passed").format(score) if result.passed else self.tr("{0} %, not passed").format(score)

    def _names(self, found: Sequence[Standing]) -> list[str]:
        return list(dict.fromkeys(name for one in found for name in one.fields))

    def _title(self, name: str) -> str:
        book = self._workspace.codebook
        field = book.fields.get(name) or book.article_fields.get(name)
        return self.tr("Relevance") if name == RELEVANCE else title_of(field) if field else name

    def _shares(self, title: str, tallies: Sequence[Tally], *, bold: bool = False) -> None:
        every = [sum(tallies, Tally()), *tallies]
        item = self._add(title, [str(round(100 * one.share)) if one.count else "" for one in every])
        font = self.table.font()
        font.setBold(bold)
        for column in range(self.table.columnCount()):
            item.setFont(column, font)
            if column:
                one = every[column - 1]
                item.setToolTip(column, self.tr("{0} of {1}").format(one.same, one.count))
                if one.count and one.share < 0.6:
                    item.setForeground(column, severity_color("error", is_dark(self.palette())))

    def _add(self, title: str, cells: Sequence[str]) -> QTreeWidgetItem:
        item = QTreeWidgetItem([title, *cells])
        for column in range(1, len(cells) + 1):
            item.setTextAlignment(column, RIGHT)
        self.table.addTopLevelItem(item)
        return item

    # --- building -------------------------------------------------------------------------------------------------------

    def _table(self, name: str, title: str) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setFrameShape(QTreeWidget.Shape.NoFrame)
        made.setRootIsDecorated(False)
        made.setIndentation(0)
        made.setUniformRowHeights(True)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setItemDelegate(Cells(made))
        keep_head(made)
        made.header().setStretchLastSection(False)
        slim(made, both_ways=True)
        return made

    def _head(self, table: QTreeWidget, titles: Sequence[tuple[str, str]]) -> None:
        table.setColumnCount(len(titles))
        table.setHeaderLabels([title for title, _ in titles])
        for column, (_, tip) in enumerate(titles):
            table.headerItem().setToolTip(column, tip)
            table.headerItem().setTextAlignment(column, LEFT if column < (2 if table is self.list else 1) else RIGHT)
            table.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.header().setMinimumSectionSize(60)

    def _button(self, name: str, words: str, tip: str, run: Callable[[], None]) -> QPushButton:
        made = QPushButton(words)
        made.setObjectName(f"rounds.{name}")
        made.setToolTip(tip)
        made.clicked.connect(lambda _checked=False: run())
        return made

    def _lay_out(self) -> None:
        made = (
            ("new", self.tr("Ne&w round…"), self.tr("A training or a test"), self._new),
            (
                "standards",
                self.tr("Code the &standard"),
                self.tr("In place Code; every article may be one"),
                self._make_standards,
            ),
            ("give", self.tr("&Give to coders…"), self.tr("All articles with a finished standard"), self._give),
            ("judge", self.tr("&Judge"), self.tr("Compares what was handed in and keeps the results"), self._judge),
            ("gate", self.tr("&Open by hand…"), self.tr("Lets a coder into the main round all the same"), self._open_gate),
            ("change", self.tr("&Change…"), self.tr("Pass mark, feedback, fields that count"), self._change),
            ("remove", self.tr("Take a&way"), self.tr("Takes the round away; undo brings it back"), self._remove),
        )
        self._buttons = {one[0]: self._button(*one) for one in made}
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 8, 0, 0)
        lower.setSpacing(8)
        lower.addWidget(self.about)
        lower.addWidget(self.table, 1)
        lower.addWidget(self.job)
        lower.addStretch(0)
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._parts.setObjectName("rounds.parts")
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self.list)
        self._parts.addWidget(below)
        self._parts.setSizes([130, 470])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.empty)
        column.addWidget(self._parts, 1)
        column.addStretch(0)
        self.setFocusProxy(self.list)
