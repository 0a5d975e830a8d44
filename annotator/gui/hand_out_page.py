"""The first page of "Hand out": who gets how much, what is coded twice, which articles, in which order, and what comes of it.

Owns the questions and the words of a plan; what a plan is, is `project.handing_out`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..project import Project
from ..project.article_list import ArticleList
from ..project.codings import MAIN
from ..project.filtering import Filter
from ..project.handing_out import (
    ORDERS,
    STRATA,
    Check,
    HandOut,
    Part,
    Plan,
    Why,
    carry_out,
    coder_settings,
    last_options,
    plan,
    saved_filters,
)
from .coder_table import LEFT, RIGHT, CoderTable
from .slim_bar import slim
from .table_cells import HEAD, Cells
from .workspace import Workspace

MOST_SEED = 999_999
LOAD, READS, COUNTRIES = 1, 2, 3


class HandOutPage(QWidget):
    """`changed` when anything was asked differently; `plan` and `deed` give the work for a job."""

    changed = Signal()

    def __init__(self, workspace: Workspace, in_queue: Sequence[Filter]) -> None:
        super().__init__()
        self.setObjectName("hand_out.page")
        self._workspace = workspace
        project = workspace.project
        self._coders = [one for one in project.coders.all() if one.kind == "person"]
        self.table = CoderTable(
            "hand_out.coders", self.tr("Who gets articles, and how many"), self._coders,
            [self.tr("At most"), self.tr("Reads"), self.tr("Countries")],
            [self.tr("Gets"), self.tr("Coded twice"), self.tr("No offers")],
        )  # fmt: skip
        self._explain_table()
        self.double = _number(
            "hand_out.double", self.tr("Share of the articles coded twice, in percent"), 0, 100, self.tr(" %")
        )
        self.times = _number("hand_out.times", self.tr("How many coders code such an article"), 2, 99)
        self.which = _combo("hand_out.which", self.tr("Which articles"))
        self.order = _combo("hand_out.order", self.tr("In which order they are coded"))
        self.seed = _number("hand_out.seed", self.tr("Seed of the draw"), 0, MOST_SEED)
        self.without = _number("hand_out.without", self.tr("Share without offers, in percent"), 0, 100, self.tr(" %"))
        self.round = _combo("hand_out.round", self.tr("In which round"))
        self.strata = {name: QCheckBox(words) for name, words in self._strata_words().items()}
        self.by_stratum = self._make_strata()
        self._fill(in_queue)
        self._lay_out()
        self._restore(last_options(project))
        self.seed.setValue(self.seed.value() or 1)
        self.table.edited.connect(self._on_table)
        for box in (self.double, self.times, self.seed, self.without):
            box.valueChanged.connect(self.changed)
        for choice in (self.which, self.order, self.round):
            choice.currentIndexChanged.connect(self.changed)
        for name, tick in self.strata.items():
            tick.setObjectName(f"hand_out.strata.{name}")
            tick.toggled.connect(self.changed)

    # --- what is asked ------------------------------------------------------------------------------------------------

    def options(self) -> HandOut:
        """What is asked for as the page stands."""
        return HandOut(
            tuple(self._part(uid) for uid in self.table.ticked()), self.round.currentData(), self.double.value() / 100,
            self.times.value(), self.which.currentData(), tuple(one for one in STRATA if self.strata[one].isChecked()),
            ORDERS[self.order.currentIndex()], self.seed.value(), self.without.value() / 100,
        )  # fmt: skip

    def _part(self, uid: str) -> Part:
        load = self.table.written(uid, LOAD)
        return Part(uid, int(load) if load else None, self._list(uid, READS), self._list(uid, COUNTRIES))

    def _list(self, uid: str, column: int) -> tuple[str, ...] | None:
        """What was written, None where it is what the coder's own settings say."""
        written = tuple(one.strip() for one in self.table.written(uid, column).split(",") if one.strip())
        return None if written == self._own(uid, column) else written

    def _own(self, uid: str, column: int) -> tuple[str, ...]:
        found = coder_settings(self._workspace.project, uid).get("languages" if column == READS else "countries")
        return tuple(map(str, found)) if isinstance(found, list) else ()

    def refusal(self) -> str:
        """Why nothing can be worked out yet, in words; empty where it can."""
        if not self._workspace.project.articles.count():
            return self.tr("There are no articles yet: import some first.")
        if not self.table.ticked():
            return self.tr("Nobody is chosen: tick who gets articles. “Who codes…” in the menu Team adds coders.")
        return ""

    def plan(self) -> Callable[[Project, Check], Any]:
        """Works out what would be done."""
        options = self.options()
        return lambda own, check: plan(own, options, check)

    def deed(self) -> Callable[[Project, Check], Any]:
        """Does it."""
        options = self.options()
        return lambda own, check: carry_out(own, options, check)

    # --- what comes of it ---------------------------------------------------------------------------------------------

    def show_plan(self, told: Plan | None) -> tuple[str, bool]:
        """Fills the counts; gives the outcome in words, and whether there is anything to do."""
        with QSignalBlocker(self.table):
            self.table.tell_nothing()
            for one in told.coders if told else ():
                self.table.tell(one.coder, [f"{one.new:,}", f"{one.double:,}", f"{one.without:,}"])
        self.by_stratum.clear()
        self.by_stratum.setVisible(bool(told and told.strata))
        if told is None:
            return "", False
        for name, (count, handed) in told.strata.items():
            line = QTreeWidgetItem(self.by_stratum, [name or "–", f"{count:,}", f"{handed:,}"])
            for column in (1, 2):
                line.setTextAlignment(column, RIGHT)
        return self._outcome(told), bool(told.given)

    def _outcome(self, told: Plan) -> str:
        lines: list[str] = []
        if not told.given:
            lines.append(
                self.tr("There is nothing to hand out: every article of this choice has its coders.")
                if told.left.keys() <= {"copy"}
                else self.tr("Nothing can be handed out.")
            )
        else:
            words = self.tr("{0} articles are handed out").format(f"{told.articles:,}")
            if told.double:
                words += self.tr("; {0} are coded by several").format(f"{told.double:,}")
            if told.again:
                words += self.tr("; {0} that somebody has get another coder").format(f"{told.again:,}")
            lines.append(f"{words}.")
        lines += [self._why(why).format(f"{count:,}") for why, count in told.left.items()]
        return "\n".join(lines)

    def _why(self, why: Why) -> str:
        return {
            "load": self.tr("{0} are left over: everybody has as many as they may get."),
            "language": self.tr("{0} are left over: nobody chosen reads their language."),
            "country": self.tr("{0} are left over: nobody chosen codes their country."),
            "marks": self.tr("{0} are left over: everybody chosen avoids what they hold."),
            "second": self.tr("{0} lack another coder: nobody chosen may have them, or has room."),
            "copy": self.tr("{0} are left out: another article is coded in their place."),
        }[why]

    def done_words(self, told: Plan) -> str:
        """What was done, for the foot of the window."""
        count = len({one.article for one in told.given})
        return self.tr("{0} articles are handed out; undo takes it back.").format(f"{count:,}")

    # --- building -----------------------------------------------------------------------------------------------------

    def _on_table(self) -> None:
        with QSignalBlocker(self.table):
            for coder in self._coders:
                load = self.table.written(coder.uid, LOAD)
                if load and not (load.isascii() and load.isdigit() and len(load) < 10):
                    self.table.write(coder.uid, LOAD, "".join(one for one in load if one in "0123456789")[:9])
        self.changed.emit()

    def _fill(self, in_queue: Sequence[Filter]) -> None:
        project = self._workspace.project
        self.which.addItem(self.tr("All articles"), ())
        if in_queue:
            self.which.addItem(self.tr("Those the queue lists now"), tuple(in_queue))
        for one in project.saved_filters.all("articles"):
            self.which.addItem(one.name, saved_filters(one.query))
        self.order.addItems([self.tr("As they came in"), self.tr("By date"), self.tr("At random")])
        for one in project.rounds.all():
            if one.kind != "retest":
                self.round.addItem(self.tr("Main round") if one.uid == MAIN else one.name, one.uid)
        self.times.setMaximum(max(len(self._coders), 2))

    def _explain_table(self) -> None:
        head = self.table.head
        languages = ", ".join(ArticleList(self._workspace.project.table).values("language", 12))
        there = self.tr(" In these articles: {0}.").format(languages) if languages else ""
        head(LOAD).setToolTip(self.tr("The most articles this coder gets now; empty for any number"))
        head(READS).setToolTip(
            self.tr("Languages, as fr, ar; empty for all. An article whose language is unknown goes to anybody.") + there
        )
        head(COUNTRIES).setToolTip(
            self.tr(
                "Countries, with commas between; empty for all. An article's country is that of its source in the register."
            )
        )

    def _strata_words(self) -> dict[str, str]:
        return {"source": self.tr("so&urce"), "month": self.tr("&month"), "language": self.tr("&language")}

    def _make_strata(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("hand_out.by_stratum")
        made.setAccessibleName(self.tr("What is handed out of each part"))
        slim(made)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setItemDelegate(Cells(made))
        made.setHeaderLabels([self.tr("Part"), self.tr("Nobody's yet"), self.tr("Handed out")])
        made.header().setStyleSheet(HEAD)
        made.header().setStretchLastSection(False)
        for column in range(3):
            made.headerItem().setTextAlignment(column, RIGHT if column else LEFT)
            made.header().setSectionResizeMode(
                column, QHeaderView.ResizeMode.ResizeToContents if column else QHeaderView.ResizeMode.Stretch
            )
        made.hide()
        return made

    def _lay_out(self) -> None:
        twice = QHBoxLayout()
        twice.setSpacing(8)
        share = QLabel(self.tr("Coded &twice"))
        share.setBuddy(self.double)
        twice.addWidget(self.double)
        by = QLabel(self.tr("&by"))
        by.setBuddy(self.times)
        twice.addWidget(by)
        twice.addWidget(self.times)
        twice.addWidget(QLabel(self.tr("coders each; nobody is told which")))
        twice.addStretch(1)
        strata = QHBoxLayout()
        strata.setSpacing(12)
        for tick in self.strata.values():
            strata.addWidget(tick)
        strata.addStretch(1)
        asked = QFormLayout()
        asked.setHorizontalSpacing(12)
        asked.setVerticalSpacing(6)
        asked.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        asked.addRow(share, twice)
        for words, field in (
            (self.tr("&Which articles"), self.which), (self.tr("In proportion by"), strata),
            (self.tr("&Order"), self.order), (self.tr("Se&ed"), self.seed), (self.tr("Without o&ffers"), self.without),
        ):  # fmt: skip
            asked.addRow(words, field)
        if self.round.count() > 1:
            asked.addRow(self.tr("&Round"), self.round)
        else:
            self.round.setParent(self)
            self.round.hide()
        lower = QHBoxLayout()
        lower.setSpacing(18)
        lower.addLayout(asked)
        lower.addWidget(self.by_stratum, 1)
        lower.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.table, 1)
        column.addLayout(lower)

    def _restore(self, last: HandOut | None) -> None:
        """Begins with what was asked the last time; else with all who do not lead."""
        coders = [one.uid for one in self._coders if one.role != "lead"] or [one.uid for one in self._coders]
        for uid in (one.uid for one in self._coders):
            for column in (READS, COUNTRIES):
                self.table.write(uid, column, ", ".join(self._own(uid, column)))
        if last is None:
            self.table.tick(coders)
            return
        self.table.tick([one.coder for one in last.parts])
        for one in last.parts:
            self.table.write(one.coder, LOAD, "" if one.load is None else str(one.load))
            for column, said in ((READS, one.languages), (COUNTRIES, one.countries)):
                if said is not None and any(coder.uid == one.coder for coder in self._coders):
                    self.table.write(one.coder, column, ", ".join(said))
        self.double.setValue(round(last.double * 100))
        self.times.setValue(last.times)
        self.without.setValue(round(last.without_candidates * 100))
        self.seed.setValue(last.seed)
        self.order.setCurrentIndex(ORDERS.index(last.order))
        self.round.setCurrentIndex(max(self.round.findData(last.round), 0))
        for name in last.strata:
            self.strata[name].setChecked(True)


def _number(name: str, words: str, low: int, high: int, suffix: str = "") -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setRange(low, high)
    made.setSuffix(suffix)
    return made


def _combo(name: str, words: str) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(24)
    return made
