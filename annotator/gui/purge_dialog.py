"""Removing an article's text or words for good: what it would touch, why, and which files hold it still.

Owns the choices and the order: first the count, then the deed. What stands where is `project.purge`'s. For a lead only,
as the action says; there is no undo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..project import Project
from ..project.purge import STAGES, Purged, purge_article, purge_words
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import SHOWN_AT_ONCE, Progress, reading_job, writing_job
from .messages import ask
from .plain_parts import plain_label
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window

WIDTH = 620


class PurgeDialog(JobDialog):
    """Purges one thing. `told` is what was removed, None before."""

    def __init__(self, workspace: Workspace, article: str, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("purge")
        self.setWindowTitle(self.tr("Purge"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._project, self._window = workspace.project, window
        self._path, self._article = workspace.path, workspace.article(article)
        self.told: Purged | None = None
        self._counted: tuple[str, str] | None = None
        self._keyboard: QWidget | None = None
        self.this_article = QRadioButton()
        self.this_article.setObjectName("purge.article")
        self.these_words = QRadioButton(self.tr("&Words, wherever they stand in the project"))
        self.these_words.setObjectName("purge.these_words")
        self.words = self._line("purge.words", self.tr("Words to black out"))
        self.words.setPlaceholderText(self.tr("A name, as it is written; any case and spacing is found"))
        self.reason = self._line("purge.reason", self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("Kept in the log, with who and when; not what was removed"))
        self.about = self._label("purge.about", muted(self.palette()))
        self.counts = self._label("purge.counts")
        self.wrong = self._label("purge.wrong", severity_color("error", is_dark(self.palette())))
        self.outcome = self._label("purge.outcome")
        self.remains = QListWidget()
        self.remains.setObjectName("purge.remains")
        self.remains.setAccessibleName(self.tr("Files that hold it still"))
        self.remains.setWordWrap(True)
        self._lay_out()
        self._offer()
        self.words.textChanged.connect(self._on_choice)
        self.this_article.toggled.connect(self._on_choice)
        self.reason.textChanged.connect(self._enable)
        self._on_choice()
        self.resize(WIDTH, 0)

    # --- what is chosen -----------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        one = self._article
        there = one is not None and bool(one.text or one.title)
        if one is None:
            self.this_article.setText(self.tr("The &text of the article in view (there is none)"))
        else:
            title = _short(one.title or one.text[:80] or self.tr("without title")).replace("&", "&&")
            self.this_article.setText(self.tr("The &text of this article: no. {0}, {1}").format(one.number, title))
        self.this_article.setEnabled(there)
        (self.this_article if there else self.these_words).setChecked(True)
        (self.this_article if there else self.words).setFocus()

    def _choice(self) -> tuple[str, str]:
        """What would be removed: a kind, and the article's uid or the words."""
        if self.these_words.isChecked():
            return "words", " ".join(self.words.text().split())
        return "article", self._article.uid if self._article else ""

    def _on_choice(self) -> None:
        kind, what = self._choice()
        self.words.setEnabled(kind == "words")
        self.about.setText(
            self.tr("Each letter becomes a black square: in texts, titles, values, quotes, notes, names, history and search.")
            if kind == "words" else
            self.tr("Text, title, quotes, memos and notes go, and values copied from the text. The coded facts stay, with date "
                    "and source; importing the article again does not bring the text back.")
        )  # fmt: skip
        if self._counted != (kind, what):
            self._counted = None
            self.counts.setText(self.tr("Not counted yet."))
            self._say("")
        self._enable()

    def _enable(self) -> None:
        free, ready = not self.job.busy, bool(self._choice()[1])
        self.count_button.setEnabled(free and ready)
        self.purge_button.setEnabled(free and self._counted is not None and bool(self.reason.text().strip()))
        if free != self._choices.isEnabled():
            # What is switched off gives the keyboard away; it comes back to where it was, or where it is wanted.
            self._keyboard = self.focusWidget() if not free else self._keyboard
            self._choices.setEnabled(free)
            if free and self._keyboard is not None:
                self._keyboard.setFocus()
        default = self.purge_button if self._counted is not None else self.count_button
        default.setDefault(True)

    def _say(self, wrong: str) -> None:
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    # --- counting -----------------------------------------------------------------------------------------------------

    def count(self) -> None:
        """Counts what a purge would touch, in a thread."""
        kind, what = self._choice()
        if self.job.busy or not what:
            return
        self._say("")

        def work(own: Project, progress: Progress) -> Purged:
            progress.what = counting
            return (purge_words if kind == "words" else purge_article)(own, what, "", dry_run=True)

        counting = self.tr("Looking through everything")
        job = reading_job(self._project, work, self)
        self.job.watch(job, "")
        job.done.connect(lambda told: self._on_counted(told, (kind, what)))
        job.failed.connect(self._say)
        job.cancelled.connect(lambda: self._say(self.tr("Stopped; nothing was counted.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._enable)
        self._enable()
        job.finish(SHOWN_AT_ONCE)

    def _on_counted(self, told: Purged, choice: tuple[str, str]) -> None:
        if not told.rows:
            self.counts.setText(self.tr("These words stand nowhere in the project."))
            return
        self._counted = choice
        self.counts.setText(self.tr("It would touch: {0}.").format(in_words(told)))
        if not self.reason.text().strip():
            self._keyboard = self.reason

    # --- the deed -----------------------------------------------------------------------------------------------------

    def purge(self) -> None:
        """Removes it, in a thread, after one more question."""
        kind, what = self._choice()
        reason = self.reason.text().strip()
        if self.job.busy or self._counted != (kind, what) or not reason:
            return
        question = self.tr("This is removed for ever; there is no undo. {0}").format(self.counts.text())
        if not ask(self, question, self.tr("Remove for ever")):
            return
        self._say("")
        stages = self._stages()

        def work(own: Project, progress: Progress) -> Purged:
            def tell(stage: str) -> None:
                progress.what = stages.get(stage, "")
                progress.report(STAGES.index(stage), len(STAGES))
                if stage == "settled":
                    progress.keep()

            return (purge_words if kind == "words" else purge_article)(own, what, reason, progress=tell)

        job = writing_job(self._project, work, self)
        self.job.watch(job, "")
        job.done.connect(self._on_done)
        job.failed.connect(lambda why: self._on_failed(why, job.progress.kept))
        job.cancelled.connect(lambda: self._say(self.tr("Stopped; nothing was removed.")))
        for end in (job.done, job.failed, job.cancelled):
            end.connect(self._enable)
        self._enable()

    def _stages(self) -> dict[str, str]:
        return {
            "rows": self.tr("Removing"), "tables": self.tr("Table of events"), "settled": self.tr("Saving"),
            "search": self.tr("Search index"), "file": self.tr("Cleaning the file"), "backups": self.tr("Looking into backups"),
        }  # fmt: skip

    def _on_done(self, told: Purged) -> None:
        self.told = told
        self._window.show_anew()
        parts = [self.tr("Removed for ever. Touched: {0}.").format(in_words(told))]
        if told.remains:
            parts.append(self.tr("These hold it still. Delete them yourself where the law or the promise asks for it:"))
        else:
            parts.append(self.tr("No backup of this project holds it."))
        self.outcome.setText("\n\n".join(parts))
        self.remains.addItems(told.remains)
        self.remains.setCurrentRow(0)
        self.remains.setVisible(bool(told.remains))
        self._pages.setCurrentIndex(1)
        self._warning.setText(
            self.tr("Datasets and packages given out earlier, and the disk's own free space, are yours to look after.")
        )
        for button in (self.count_button, self.purge_button):
            button.hide()
        self.close_button.setText(self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def _on_failed(self, why: str, kept: bool) -> None:
        """Trouble before the change was saved leaves all as it was; after it, only the cleaning is not done."""
        if kept:
            self._window.show_anew()
            why = self.tr("It was removed, but the file could not be cleaned of it; purge again. {0}").format(why)
        self._say(why)

    # --- building -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        group.addButton(self.this_article)
        group.addButton(self.these_words)
        self._warning = self._label("purge.warning", severity_color("error", is_dark(self.palette())))
        self._warning.setText(self.tr("What is purged is gone for good: there is no undo, and no history of it."))
        self.about.setMinimumHeight(self.fontMetrics().lineSpacing() * 3 + 4)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.this_article)
        form.addRow(self.these_words)
        form.addRow("", self.words)
        form.addRow("", self.about)
        form.addRow(self.tr("&Reason"), self.reason)
        form.addRow("", self.counts)
        form.setContentsMargins(0, 0, 0, 0)
        self._choices = QWidget()
        self._choices.setLayout(form)
        after = QWidget()
        told = QVBoxLayout(after)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self.outcome)
        told.addWidget(self.remains, 1)
        told.addStretch(0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choices)
        self._pages.addWidget(after)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        for part in (self._warning, self._pages, self.wrong, self.job, self._make_buttons()):
            column.addWidget(part)
        self.wrong.hide()

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.count_button = box.addButton(self.tr("&Count what it touches"), role.ActionRole)
        self.purge_button = box.addButton(self.tr("Remove for &ever…"), role.ActionRole)
        self.close_button = box.addButton(self.tr("Cancel"), role.RejectRole)
        named = {"count": self.count_button, "run": self.purge_button, "close": self.close_button}
        for name, button in named.items():
            button.setObjectName(f"purge.{name}")
            button.setAutoDefault(False)
        self.count_button.clicked.connect(lambda _checked=False: self.count())
        self.purge_button.clicked.connect(lambda _checked=False: self.purge())
        box.rejected.connect(self.reject)
        return box

    def _line(self, name: str, title: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(title)
        return line

    def _label(self, name: str, color: QColor | None = None) -> QLabel:
        label = plain_label(name, selectable=True)
        label.setMinimumWidth(420)
        if color is not None:
            write_in(label, color)
        return label


def in_words(told: Purged) -> str:
    """The rows touched, counted by what they are."""
    from PySide6.QtCore import QCoreApplication

    def tr(text: str) -> str:
        return QCoreApplication.translate("purge", text)

    kinds = {
        "article": (tr("1 article"), tr("{0} articles")),
        "change": (tr("1 entry of the history"), tr("{0} entries of the history")),
        "operation": (tr("1 step"), tr("{0} steps")), "event": (tr("1 event"), tr("{0} events")),
        "coding": (tr("1 coding"), tr("{0} codings")), "evidence": (tr("1 piece of evidence"), tr("{0} pieces of evidence")),
        "mention": (tr("1 mention"), tr("{0} mentions")), "coder": (tr("1 coder's name"), tr("{0} coders' names")),
        "content_mark": (tr("1 content mark"), tr("{0} content marks")),
        "incident": (tr("1 id"), tr("{0} ids")), "actor": (tr("1 actor"), tr("{0} actors")),
        "place": (tr("1 place"), tr("{0} places")), "source": (tr("1 source"), tr("{0} sources")),
        "project": (tr("the project's name"), tr("the project's name")),
        "codebook": (tr("1 codebook's source"), tr("{0} codebooks' sources")), "round": (tr("1 round"), tr("{0} rounds")),
        "review": (tr("1 review"), tr("{0} reviews")), "decision": (tr("1 decision"), tr("{0} decisions")),
        "flag": (tr("1 flag"), tr("{0} flags")), "comment": (tr("1 comment"), tr("{0} comments")),
        "screening": (tr("1 verdict of a first pass"), tr("{0} verdicts of a first pass")),
        "version": (tr("1 state of a coding kept beside"), tr("{0} states of codings kept beside")),
        "ruling": (tr("1 ruling"), tr("{0} rulings")), "result": (tr("1 test result"), tr("{0} test results")),
        "work_operation": (tr("1 step of another file"), tr("{0} steps of other files")),
        "work_change": (tr("1 change of another file"), tr("{0} changes of other files")),
        "package": (tr("1 package's name"), tr("{0} packages' names")),
        "arrival": (tr("1 file that came back"), tr("{0} files that came back")),
        "saved_filter": (tr("1 saved filter"), tr("{0} saved filters")),
        "suggestion": (tr("1 suggestion"), tr("{0} suggestions")), "release": (tr("1 release"), tr("{0} releases")),
        "incident_link": (tr("1 reason of a link"), tr("{0} reasons of links")),
        "search_record": (tr("1 noted search"), tr("{0} noted searches")),
        "precoding": (tr("1 value a model offers"), tr("{0} values models offer")),
        "purge": (tr("1 entry of the purge log"), tr("{0} entries of the purge log")),
    }  # fmt: skip
    parts: list[str] = []
    for table, count in told.rows.items():
        one, many = kinds.get(table, (f"1 {table}", f"{{0}} × {table}"))
        parts.append(one if count == 1 else many.format(f"{count:,}"))
    return ", ".join(parts)


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
