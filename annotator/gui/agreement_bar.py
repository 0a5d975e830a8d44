"""What is compared, chosen above the layers: which question, round, coders, submissions, offers and days.

Owns the choices; `asked()` and `options` are what a comparison is asked with.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QWidget

from ..agreement.results import Options
from ..agreement.submissions import Asked
from ..codebook.pairing import pairing_of
from ..project.coders import told_apart
from ..project.codings import MAIN
from .agreement_options import AgreementOptions
from .agreement_words import asked_title
from .flow_layout import FlowLayout
from .remark_rows import ENTER
from .workspace import Workspace


class _Coders(QMenu):
    """Stays open while coders are ticked; Escape closes it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click ticks."""
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter tick."""
        if event.key() not in (Qt.Key.Key_Space, *ENTER) or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    @staticmethod
    def _tick(action: QAction | None) -> bool:
        if action is None or not action.isCheckable():
            return False
        action.toggle()
        return True


class AgreementBar(QWidget):
    """`changed()` where something else is chosen, `work_asked()` where it is to be worked out."""

    changed = Signal()
    work_asked = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.options = Options()
        self._stratum = Asked().stratum
        self.question = self._combo("question", self.tr("What is compared"))
        for name in ("between", "again", "standard"):
            self.question.addItem(asked_title(name), name)
        tips = (
            self.tr("Reproducibility: what different coders say of the same article"),
            self.tr("Stability: what each coder says of the same article again, in a re-test"),
            self.tr("Accuracy: what coders say, beside a standard or what was adjudicated"),
        )
        for place, tip in enumerate(tips):
            self.question.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
        self.round = self._combo("round", self.tr("Round"))
        self.coders = QPushButton()
        self.coders.setObjectName("agreement.coders")
        self.coders.setMenu(_Coders(self.coders))
        self.coders.setToolTip(self.tr("Whose work is compared"))
        self.submission = self._combo("submission", self.tr("Which state of the work"))
        self.submission.addItem(self.tr("as first handed in"), "first")
        self.submission.addItem(self.tr("as it stands now"), "now")
        self.offers = self._combo("offers", self.tr("With or without the program's offers"))
        for name, title in (
            ("", self.tr("with and without offers")), ("with", self.tr("with offers")), ("without", self.tr("without offers")),
        ):  # fmt: skip
            self.offers.addItem(title, name)
        self.since = self._day("since", self.tr("From this day on"), self.tr("from"))
        self.until = self._day("until", self.tr("Up to this day"), self.tr("to"))
        self.more = QPushButton(self.tr("&Options…"))
        self.more.setObjectName("agreement.options")
        self.more.setToolTip(self.tr("Threshold of pairing, least n, bootstrap, strata"))
        self.work = QPushButton(self.tr("&Work out"))
        self.work.setObjectName("agreement.work")
        for button in (self.coders, self.more, self.work):
            button.setAutoDefault(False)
        self.more.clicked.connect(lambda _checked=False: self._ask_options())
        self.work.clicked.connect(lambda _checked=False: self.work_asked.emit())
        for combo in (self.question, self.round, self.submission, self.offers):
            combo.currentIndexChanged.connect(lambda _at: self.changed.emit())
        for line in (self.since, self.until):
            line.textChanged.connect(lambda _text: self.changed.emit())
            line.returnPressed.connect(self.work_asked)
        self.refill()
        self._lay_out()

    def refill(self) -> None:
        """Reads rounds and coders anew; what was chosen stays where it is there still."""
        project = self._workspace.project
        kept = self.round.currentData() or MAIN
        with QSignalBlocker(self.round):
            self.round.clear()
            for one in project.rounds.all():
                self.round.addItem(self.tr("Main round") if one.uid == MAIN else one.name, one.uid)
            if not self.round.count():
                self.round.addItem(self.tr("Main round"), MAIN)
            self.round.setCurrentIndex(max(self.round.findData(kept), 0))
        menu, chosen = self.coders.menu(), self.chosen_coders()
        menu.clear()
        menu.addAction(self.tr("All coders")).triggered.connect(lambda _checked=False: self._choose_all())
        menu.addSeparator()
        names = told_apart(project.coders.everybody())
        for coder in project.coders.everybody():
            action = QAction(names[coder.uid].replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setData(coder.uid)
            action.setChecked(not chosen or coder.uid in chosen)
            action.toggled.connect(lambda _on: self._on_coders())
            menu.addAction(action)
        self._tell_coders()

    def chosen_coders(self) -> tuple[str, ...]:
        """The coders chosen; empty for all."""
        actions = self.coders_listed()
        chosen = tuple(str(one.data()) for one in actions if one.isChecked())
        return () if len(chosen) == len(actions) else chosen

    def coders_listed(self) -> list[QAction]:
        """A line a coder, ticked where the work is compared."""
        return [one for one in self.coders.menu().actions() if one.isCheckable()]

    def asked(self) -> Asked:
        """What is to be compared."""
        return Asked(
            self.question.currentData(), self.round.currentData() or MAIN, self.submission.currentData(), self.chosen_coders(),
            self.offers.currentData(), self.since.text().strip(), self.until.text().strip(), self._stratum,  # type: ignore[arg-type]
        )  # fmt: skip

    def wrong(self) -> str:
        """What is wrong with the days, in a sentence; empty for nothing."""
        for line in (self.since, self.until):
            text = line.text().strip()
            try:
                if text:
                    date.fromisoformat(text)
            except ValueError:
                line.setFocus(Qt.FocusReason.OtherFocusReason)
                return self.tr("“{0}” is no day: write it as 2020-06-30.").format(text)
        if self.since.text().strip() and self.until.text().strip() and self.since.text().strip() > self.until.text().strip():
            return self.tr("The first day is behind the last one.")
        if self.coders_listed() and not any(one.isChecked() for one in self.coders_listed()):
            return self.tr("Choose at least one coder.")
        return ""

    def _choose_all(self) -> None:
        for action in self.coders_listed():
            action.setChecked(True)

    def _on_coders(self) -> None:
        self._tell_coders()
        self.changed.emit()

    def _tell_coders(self) -> None:
        actions = self.coders_listed()
        chosen = [one for one in actions if one.isChecked()]
        if len(chosen) == len(actions):
            words = self.tr("all coders")
        elif len(chosen) <= 2:
            words = ", ".join(one.text().replace("&&", "&") for one in chosen) or self.tr("no coder")
        else:
            words = self.tr("{0} coders").format(len(chosen))
        self.coders.setText(words.replace("&", "&&"))
        self.coders.setAccessibleName(self.tr("Whose work: {0}").format(words))

    def _ask_options(self) -> None:
        threshold = pairing_of(self._workspace.codebook).threshold
        dialog = AgreementOptions(self.options, self._stratum, threshold, self)
        if dialog.exec() == AgreementOptions.DialogCode.Accepted:
            self.options, self._stratum = dialog.options(), dialog.stratum.currentData()
            self.changed.emit()

    # --- building -----------------------------------------------------------------------------------------------------

    def _combo(self, name: str, words: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(f"agreement.{name}")
        made.setAccessibleName(words)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return made

    def _day(self, name: str, words: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(f"agreement.{name}")
        made.setAccessibleName(words)
        made.setPlaceholderText(hint)
        made.setToolTip(self.tr("{0}, as 2020-06-30: days on which work was first handed in").format(words))
        made.setClearButtonEnabled(False)
        made.setFixedWidth(made.fontMetrics().horizontalAdvance("2020-06-30") + 18)
        return made

    def _lay_out(self) -> None:
        """In a line, or in two where letters are large."""
        row = FlowLayout(self)
        for part in (
            self.question, self.round, self.coders, self.submission, self.offers, self.since, self.until, self.more, self.work,
        ):  # fmt: skip
            row.addWidget(part)
