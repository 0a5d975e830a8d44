"""The lines that many articles of a source share, with a box each: which of them are left out of the texts.

Owns the list and its ticks. Finding them is `formats.importing.look_through`'s business; nothing is written here.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ..formats.articles.boilerplate import Drop, Recurring
from ..formats.importing import ImportPlan, LookedThrough, look_through
from .colors import is_dark, muted, severity_color
from .fields.base import write_in
from .job_dialog import JobDialog
from .jobs import Job, Progress
from .table_cells import Boxes, Cells, keep_head

_KEY = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RecurringLines(JobDialog):
    """Looks through the articles as soon as it is shown. `drop` is what is ticked, `found` what was found, None before."""

    def __init__(self, plan: ImportPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import.recurring")
        self.setWindowTitle(self.tr("Lines that recur"))
        self._plan = plan
        self.found: LookedThrough | None = None
        self.about = QLabel(
            self.tr(
                "A line that many articles of one source have belongs to its pages and not to what it tells. What you tick is "
                "left out of the texts before they come in and kept beside each article; a text cannot be changed later."
            )
        )
        self.about.setObjectName("import.recurring.about")
        self.about.setWordWrap(True)
        self.wrong = QLabel()
        self.wrong.setObjectName("import.recurring.wrong")
        self.wrong.setWordWrap(True)
        write_in(self.wrong, severity_color("error", is_dark(self.palette())))
        self.list = QTreeWidget()
        self.list.setObjectName("import.recurring.list")
        self.list.setAccessibleName(self.tr("Lines that recur; Space ticks one"))
        self.list.setHeaderLabels([self.tr("Line"), self.tr("Articles"), self.tr("Source")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setItemDelegate(Boxes(self.list))
        for column in (1, 2):
            self.list.setItemDelegateForColumn(column, Cells(self.list))
        self.list.setAlternatingRowColors(True)
        keep_head(self.list)
        head = self.list.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.looked = QLabel()
        self.looked.setObjectName("import.recurring.looked")
        write_in(self.looked, muted(self.palette()))
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.usual_button = buttons.addButton(self.tr("Tick the &usual ones"), role.ActionRole)
        self.none_button = buttons.addButton(self.tr("Tick &none"), role.ActionRole)
        self.ok_button = buttons.addButton(self.tr("&Leave out what is ticked"), role.AcceptRole)
        self.close_button = buttons.addButton(self.tr("Cancel"), role.RejectRole)
        for name, button in (
            ("usual", self.usual_button), ("none", self.none_button), ("ok", self.ok_button), ("close", self.close_button),
        ):  # fmt: skip
            button.setObjectName(f"import.recurring.{name}")
            button.setAutoDefault(False)
        self.usual_button.setToolTip(self.tr("Those that say what such lines say everywhere: copyright, “Read more”, “Share”"))
        self.ok_button.setDefault(True)
        self.usual_button.clicked.connect(lambda _checked=False: self._tick(usual=True))
        self.none_button.clicked.connect(lambda _checked=False: self._tick(usual=False))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addWidget(self.about)
        column.addWidget(self.list, 1)
        for part in (self.looked, self.wrong, self.job, buttons):
            column.addWidget(part)
        self.resize(820, 520)
        self._begin()

    @property
    def drop(self) -> Drop:
        """The lines that are ticked, by source."""
        ticked: dict[str, set[str]] = {}
        for item in self._items():
            if item.checkState(0) == Qt.CheckState.Checked:
                source, line, _ = item.data(0, _KEY)
                ticked.setdefault(source, set()).add(line)
        return {source: frozenset(lines) for source, lines in ticked.items()}

    def _begin(self) -> None:
        plan = self._plan
        job = Job(lambda progress: _looked(plan, progress), self)
        job.done.connect(self._on_found)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(lambda: self._on_failed(self.tr("Stopped before all was looked at.")))
        self.job.watch(job, self.tr("articles looked at"))
        self._enable()

    def _on_found(self, found: LookedThrough) -> None:
        self.found = found
        self.list.clear()
        before = {(source, line) for source, lines in self._plan.mending.drop.items() for line in lines}
        for one in found.lines:
            self._add(one.source, one.line, self._share(one), one.example, usual=one.usual,
                      ticked=(one.source, one.line) in before)  # fmt: skip
            before.discard((one.source, one.line))
        # What was ticked before stays ticked where these articles do not have it: others that come may.
        for source, line in sorted(before):
            self._add(source, line, self.tr("not in these"), line, usual=False, ticked=True)
        said = self.tr("Articles looked at: {0}. Lines that recur in them: {1}.").format(
            f"{found.articles:,}", f"{len(found.lines):,}"
        )
        if found.refused:
            said += " " + self.tr("{0} would be refused and were not looked at.").format(f"{found.refused:,}")
        self.looked.setText(said)
        self._enable()
        if (first := self.list.topLevelItem(0)) is not None:
            self.list.setCurrentItem(first)
            self.list.setFocus()

    def _share(self, one: Recurring) -> str:
        return self.tr("{0} of {1}").format(f"{one.articles:,}", f"{one.of:,}")

    def _add(self, source: str, line: str, share: str, example: str, *, usual: bool, ticked: bool) -> None:
        item = QTreeWidgetItem([line, share, source or self.tr("(none)")])
        item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        item.setData(0, _KEY, (source, line, usual))
        item.setTextAlignment(1, _RIGHT)
        stands = self.tr("“#” stands for numbers that differ, as in: {0}").format(example) if "#" in line else line
        item.setToolTip(0, stands)
        self.list.addTopLevelItem(item)

    def _on_failed(self, reason: str) -> None:
        self.wrong.setText(reason)
        self._enable()

    def _tick(self, *, usual: bool) -> None:
        for item in self._items():
            if not usual:
                item.setCheckState(0, Qt.CheckState.Unchecked)
            elif item.data(0, _KEY)[2]:
                item.setCheckState(0, Qt.CheckState.Checked)
        self.list.setFocus()

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _enable(self) -> None:
        there = self.found is not None and self.list.topLevelItemCount() > 0
        self.wrong.setVisible(bool(self.wrong.text()))
        self.ok_button.setEnabled(self.found is not None)
        self.usual_button.setEnabled(there and any(item.data(0, _KEY)[2] for item in self._items()))
        self.none_button.setEnabled(there)


def _looked(plan: ImportPlan, progress: Progress) -> LookedThrough:
    return look_through(plan, lambda articles, done, total: progress.report(done, total, articles))
