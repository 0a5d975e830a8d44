"""Tab Agreement of place Review: what is compared, the layers, the question in view, and the pairs behind each figure.

Owns which result is in view and whether it still holds. The work is a job on a connection of its own; a result is kept
until work that it rests on changes, and then marked as old rather than taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..agreement.results import Question
from ..errors import UsageError
from ..project import Project
from ..project.history import Changes
from . import agreement_exports as exports
from .agreement_bar import AgreementBar
from .agreement_behind import Behind, Book, behind
from .agreement_layers import LayersTree
from .agreement_pairs import PairsPanel
from .agreement_question import QuestionView
from .agreement_words import question_title
from .agreement_work import Kept, Worked, work_out
from .cut_lines import Faint
from .focus import Focus
from .jobs import SHOWN_AT_ONCE, Job, JobPanel, Progress, reading_job
from .workspace import Workspace


class AgreementPanel(QWidget):
    """`worked` is the result in view, None before the first."""

    said = Signal(str)
    open_requested = Signal(str, str)
    action_requested = Signal(str)
    tab_requested = Signal(str, str)

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._kept = Kept()
        self._job: Job | None = None
        self.worked: Worked | None = None
        self._book: Book | None = None
        self._from: QWidget | None = None
        self.bar = AgreementBar(workspace)
        self.job = JobPanel()
        self.job.setObjectName("agreement.job")
        self.job.button.setText(self.tr("Cancel (Escape)"))
        self._halt = QShortcut(QKeySequence("Escape"), self)
        self._halt.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._halt.setEnabled(False)
        self._halt.activated.connect(self._on_escape)
        self.about = Faint("agreement.about", cut=True)
        self.stale = Faint("agreement.stale", warns=True)
        self.report = self._export_button()
        self.layers = LayersTree(workspace.codebook)
        self.question = QuestionView(workspace.codebook)
        self.pairs = PairsPanel(workspace)
        self.empty = Faint("agreement.empty")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hand_out = QPushButton(self.tr("&Hand out…"))
        self.hand_out.setObjectName("agreement.hand_out")
        self._lay_out()
        self._connect()
        self._show_first()

    # --- working out --------------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a job runs."""
        return self._job is not None

    def work_out(self) -> None:
        """Compares what is chosen, beside the window."""
        if self._job is not None:
            return
        if wrong := self.bar.wrong():
            self.said.emit(wrong)
            return
        asked, options = self.bar.asked(), self.bar.options

        def work(own: Project, progress: Progress) -> Worked:
            return work_out(own, asked, options, progress)

        self._kept.expect(asked, options)
        job = reading_job(self._workspace.project, work, self)
        job.done.connect(self._take)
        self._start(job)
        self.job.bar.setRange(0, 1)  # its steps are counted from the first on: a bar that only moves would look full
        self.job.bar.setValue(0)

    def _start(self, job: Job) -> None:
        self._job = job
        job.failed.connect(self._fail)
        job.cancelled.connect(self._on_cancelled)
        self.bar.work.setEnabled(False)
        self._halt.setEnabled(True)
        self.job.watch(job, "")

    def _take(self, worked: Worked) -> None:
        self._let_go()
        self._kept.put(worked)
        self._show(worked)
        if not self.isVisible():
            self.said.emit(self.tr("Agreement is worked out; place Review has it."))
        elif self._pages.currentIndex() == 1:
            self.layers.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fail(self, why: str) -> None:
        self._let_go()
        self.said.emit(why)

    def _on_cancelled(self) -> None:
        self._let_go()
        self.said.emit(self.tr("Stopped; the figures are as before."))

    def _let_go(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self._halt.setEnabled(False)
        self.bar.work.setEnabled(True)

    def stop(self) -> None:
        """The project is closed, or nobody who may see this works: the work stops, and nothing is told of it."""
        if self._job is not None:
            self._job.abandon()
            self._let_go()

    def _on_escape(self) -> None:
        """Stops the work; in the list of pairs the key closes that, as ever."""
        now = self.focusWidget()
        if self.pairs.isVisible() and now is not None and self.pairs.isAncestorOf(now):
            self._close_pairs()
        else:
            self.job.cancel()

    # --- what is in view ----------------------------------------------------------------------------------------------

    def _show(self, worked: Worked) -> None:
        found = worked.agreement
        self.worked, self._book = worked, Book(found)
        self._close_pairs()
        if not found.articles:
            self._show_none()
        else:
            self._pages.setCurrentIndex(1)
            self.layers.show_agreement(found)
        self._tell()

    def _show_first(self) -> None:
        self.empty.setText(self.tr(
            "How far coders agree, layer by layer: whether an article holds an event, how many, which, and field by field on "
            "the events that are the same happening.\n\nChoose above what is compared, then “Work out”. The figures rest on "
            "articles that at least two coders handed in."
        ))  # fmt: skip
        self.hand_out.hide()
        self._pages.setCurrentIndex(0)
        self._tell()

    def _show_none(self) -> None:
        """Nothing can be compared: why, and what to do."""
        worked = self.worked
        assert worked is not None
        found, asked = worked.agreement, worked.asked
        if asked.question == "again":
            words = self.tr(
                "No coder coded an article again in this comparison. A re-test gives coders some of their own articles once "
                "more; “Hand out…” plans it."
            )
        elif asked.question == "standard":
            words = self.tr(
                "No article has both a coder's work and a standard, or what was adjudicated. Make a standard in a training "
                "round (Team, Rounds), or settle articles in tab Adjudication."
            )
        elif len(found.who) < 2 and found.single:
            words = self.tr("One coder alone handed in work here: there is nobody to compare with.")
        else:
            words = self.tr("No article was handed in by two coders.")
        if asked.question == "between":
            single = self.tr("1 article was handed in by one coder alone.") if found.single == 1 else self.tr(
                "{0} articles were handed in by one coder alone."
            ).format(f"{found.single:,}")  # fmt: skip
            words += f" {single}" if found.single else ""
            words += "\n\n" + self.tr(
                "“Hand out…” gives a share of the articles to two coders, blindly: neither knows which. What both have handed "
                "in is compared here."
            )
        self.empty.setText(words)
        self.hand_out.setVisible(asked.question != "standard" and not self._workspace.read_only)
        self._pages.setCurrentIndex(0)

    def _tell(self) -> None:
        """Says in a line what the figures are of, and whether they still hold."""
        worked, there = self.worked, False
        self.about.setText("")
        mark = ""
        if worked is not None:
            found, there = worked.agreement, bool(worked.agreement.articles)
            one_by_one = worked.asked.question != "between"
            parts = [
                ""
                if one_by_one
                else self.tr("1 coder")
                if len(found.who) == 1
                else self.tr("{0} coders").format(len(found.who)),
                self.tr("1 article") if found.articles == 1 else self.tr("{0} articles").format(f"{found.articles:,}"),
                self.tr("1 event") if found.events == 1 else self.tr("{0} events").format(f"{found.events:,}"),
                self.tr("1 happening found by several")
                if found.pairs == 1
                else self.tr("{0} happenings found by several").format(f"{found.pairs:,}"),
                self.tr("{0} by one alone").format(f"{found.unpaired:,}"),
                self.tr("{0} divided or combined").format(f"{found.divided:,}") if found.divided else "",
                self.tr("1 pair by your word")
                if found.overruled == 1
                else self.tr("{0} pairs by your word").format(f"{found.overruled:,}")
                if found.overruled
                else "",
            ]
            if there:
                self.about.tell("  ·  ".join(part for part in parts if part))
            if self._kept.is_old(worked):
                mark = self.tr("Changed since: coded work or your words on pairs")
            elif (self.bar.asked(), self.bar.options) != (worked.asked, worked.options):
                mark = self.tr("These figures are of another choice")
        self.stale.setText(mark)
        self.stale.setVisible(bool(mark))
        self.report.setVisible(there)
        self.about.setVisible(there)

    def _on_choice(self) -> None:
        """Other choices: a result that is at hand comes into view, else the old one is marked."""
        known = self._kept.get(self.bar.asked(), self.bar.options)
        if known is not None and known is not self.worked:
            self._show(known)
        else:
            self._tell()

    def _on_question(self, question: Question) -> None:
        if self._book is None or self.worked is None:
            return
        self.question.show_question(self._book, question, self.worked.days)
        if self.pairs.isVisible():
            self._show_pairs(self._all_of(question), take_keyboard=False)

    # --- pairs --------------------------------------------------------------------------------------------------------

    def _all_of(self, question: Question) -> Behind:
        assert self._book is not None
        title = question_title(self._workspace.codebook, question.layer, question.name)
        return behind(question, title, self._book.units(question))

    def _show_pairs(self, made: Behind, *, take_keyboard: bool = True) -> None:
        if self._book is None:
            return
        self.pairs.show_behind(self._book, made)
        self.pairs.show()
        if take_keyboard:
            now = self.focusWidget()
            if now is not None and not self.pairs.isAncestorOf(now):
                self._from = now
            self.pairs.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_pairs(self) -> None:
        held = self.focusWidget()
        self.pairs.hide()
        if held is not None and self.pairs.isAncestorOf(held):
            (self._from or self.layers).setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, article: str, event: str, who: str) -> None:
        """Looks at the work of who said it, in place Code."""
        project, worked = self._workspace.project, self.worked
        assert worked is not None
        try:
            if event:
                coding = project.codings.get(project.events.get(event).coding)
                if coding.standing == "adjudicated":  # it is settled there, never changed in place Code
                    self.tab_requested.emit("adjudication", article)
                    return
                self._workspace.look_at(coding.coder, coding.round, coding.standing)
            elif project.coders.get(who) is not None:
                self._workspace.look_at(who, worked.asked.round)
        except UsageError as error:
            self.said.emit(str(error))
            return
        if not event:
            there = self._workspace.events(article)
            event = there[0].uid if there else ""
        self.open_requested.emit(article, event)

    # --- what goes out ------------------------------------------------------------------------------------------------

    def write(self, kind: exports.Kind, path: Path | None = None) -> None:
        """Writes a report or a table; asks where to, unless it is said."""
        worked = self._to_give_out()
        if worked is None:
            return
        path = path or exports.choose_file(self, self._workspace, kind)
        if path is None:
            return
        job = Job(exports.writing(self._workspace, worked, kind, path), self)
        job.done.connect(self._on_written)
        self._start(job)
        job.finish(SHOWN_AT_ONCE)

    def _write_of(self, kind: exports.Kind, _checked: bool = False) -> None:
        self.write(kind)

    def _on_written(self, words: str) -> None:
        self._let_go()
        self.said.emit(words)

    def copy_methods(self) -> None:
        """Puts the methods paragraph on the clipboard."""
        if (worked := self._to_give_out()) is not None:
            QGuiApplication.clipboard().setText(exports.methods_paragraph(self._workspace, worked))
            self.said.emit(self.tr("The methods paragraph is on the clipboard."))

    def _to_give_out(self) -> Worked | None:
        """The result in view, where nothing else is being done; says what is wanting."""
        if self.worked is None or not self.worked.agreement.articles:
            self.said.emit(self.tr("There are no figures yet: “Work out” makes them."))
            return None
        return self.worked if self._job is None else None

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("coder", "round"):
            self.bar.refill()
        if self._kept.age(self._workspace.project, changes):
            self._tell()
            self.pairs.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Another palette: what has its own colours is told anew."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._book is not None:
            self.question.forget()
            self.layers.show_agreement(self._book.agreement)

    def next_part(self) -> None:
        """The keyboard goes on: layers, question, pairs, choices."""
        parts: list[tuple[QWidget, Callable[[], object]]] = [
            (self.bar, self.bar.question.setFocus), (self.layers, self.layers.setFocus),
            (self.question, self.question.focus_tab), (self.pairs, self.pairs.list.setFocus),
        ]  # fmt: skip
        there = [(part, go) for part, go in parts if part.isVisible()]
        now = self.focusWidget()
        at = next((place for place, (part, _) in enumerate(there) if now is part or (now and part.isAncestorOf(now))), 0)
        if there:
            there[(at + 1) % len(there)][1]()

    def _connect(self) -> None:
        self.bar.work_asked.connect(self.work_out)
        self.bar.changed.connect(self._on_choice)
        self.layers.question_chosen.connect(self._on_question)
        self.layers.pairs_asked.connect(lambda question: self._show_pairs(self._all_of(question)))
        self.question.pairs_asked.connect(self._show_pairs)
        self.pairs.left.connect(self._close_pairs)
        self.pairs.opened.connect(self._open)
        self.pairs.settle_asked.connect(lambda article: self.tab_requested.emit("adjudication", article))
        self.hand_out.clicked.connect(lambda _checked=False: self.action_requested.emit("hand_out"))
        self._workspace.changed.connect(self._on_changed)
        on = QShortcut(QKeySequence("F6"), self)
        on.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        on.activated.connect(self.next_part)

    def _export_button(self) -> QPushButton:
        made = QPushButton()
        made.setObjectName("agreement.report")
        made.setText(self.tr("&Report"))
        made.setAccessibleName(self.tr("Report, tables and the methods paragraph"))
        made.setAutoDefault(False)
        menu = QMenu(made)
        kinds: tuple[tuple[exports.Kind, str], ...] = (
            ("report", self.tr("&Report as one page (HTML)…")), ("figures", self.tr("&Figures as a table (CSV)…")),
            ("values", self.tr("&Values behind them as a table (CSV)…")), ("json", self.tr("Figures as &JSON…")),
        )  # fmt: skip
        for kind, title in kinds:
            menu.addAction(title).triggered.connect(partial(self._write_of, kind))
        menu.addSeparator()
        menu.addAction(self.tr("&Copy the methods paragraph")).triggered.connect(lambda _checked=False: self.copy_methods())
        made.setMenu(menu)
        return made

    def _lay_out(self) -> None:
        told = QHBoxLayout()
        told.setSpacing(12)
        told.addWidget(self.about, 1)
        told.addWidget(self.stale)
        told.addWidget(self.report)
        upper = QSplitter(Qt.Orientation.Horizontal)
        upper.setObjectName("agreement.upper")
        upper.addWidget(self.layers)
        upper.addWidget(self.question)
        upper.setSizes([836, 414])
        upper.setStretchFactor(0, 3)
        upper.setStretchFactor(1, 2)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setObjectName("agreement.parts")
        parts.addWidget(upper)
        parts.addWidget(self.pairs)
        parts.setSizes([360, 240])
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        for splitter in (upper, parts):
            splitter.setChildrenCollapsible(False)
        self.pairs.hide()
        nothing = QWidget()
        words = QVBoxLayout(nothing)
        words.setContentsMargins(4, 12, 4, 4)
        words.setSpacing(12)
        words.addWidget(self.empty)
        words.addWidget(self.hand_out, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(nothing)
        self._pages.addWidget(parts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.job)
        column.addLayout(told)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.layers)
