"""What the project file holds about me, in plain words and numbers, and where it goes; it can be saved as a file.

Owns the words. The numbers are `project.kept`'s. For everybody, each about themselves alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout

from ..errors import AnnotatorError
from ..project.kept import Kept, kept_about
from ..writing import save_text
from . import file_dialogs
from .coder_choice import role_of
from .history_words import when
from .workspace import Workspace

if TYPE_CHECKING:
    from .window import Window


class KeptDialog(QDialog):
    """A page to read, with a button to save it."""

    def __init__(self, workspace: Workspace, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("kept")
        self.setWindowTitle(self.tr("What is kept about me"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._window = workspace, window
        self.told = kept_about(workspace.project, workspace.project.coder.uid)
        self.page = QPlainTextEdit("\n\n".join(kept_in_words(workspace, self.told)))
        self.page.setObjectName("kept.page")
        self.page.setAccessibleName(self.tr("What is kept about me"))
        self.page.setReadOnly(True)
        self.page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(self.tr("&Save as a file…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setObjectName("kept.save")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._choose)
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole).setObjectName("kept.close")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.page)
        column.addWidget(buttons)
        metrics = QFontMetrics(self.font())
        self.resize(min(78 * metrics.averageCharWidth() + 60, window.width() - 40),
                    min(32 * metrics.lineSpacing(), window.height() - 40))  # fmt: skip
        self.page.setFocus()

    def write(self, path: Path) -> bool:
        """Writes it: JSON for a name that ends so, else the words. False where it could not be."""
        text = (
            json.dumps(self.told.as_json(), ensure_ascii=False, indent=1) if path.suffix == ".json" else self.page.toPlainText()
        )
        try:
            save_text(path, text + "\n")
        except AnnotatorError as error:
            self._window.say(str(error))
            return False
        self._window.say(self.tr("Saved to {0}.").format(path.name))
        return True

    def _choose(self) -> None:
        wish = self._workspace.path.with_name(self.tr("kept about me") + ".txt")
        name, _ = file_dialogs.save_file(
            self, self.tr("Save what is kept about me"), str(wish), self.tr("Text (*.txt);;JSON (*.json)")
        )
        if name:
            self.write(Path(name))


def kept_in_words(workspace: Workspace, told: Kept) -> list[str]:
    """A paragraph a subject."""
    parts = [_who(told), _steps(told), _work(told), _times(told), _rest(told), _choices(told), _where_to(told)]
    return [part for part in parts if part]


def _t(text: str) -> str:
    return QCoreApplication.translate("kept", text)


def _who(told: Kept) -> str:
    from ..project.coders import Coder

    role = role_of(Coder(told.uid, told.pseudonym, told.kind, told.role))
    return _t("You are {0} in this project, a {1}; your identity is {2}. No other name of yours is kept.").format(
        told.pseudonym, role, told.uid
    )


def _steps(told: Kept) -> str:
    if not told.steps and not told.came_in:
        return _t("You have done no step here yet. Every step will be kept with its time, to undo it and to say who did what.")
    said = _t("Steps: {0}, each with its time").format(f"{told.steps:,}")
    if told.steps:
        said += _t(", the first on {0}, the last on {1}").format(when(told.first_step), when(told.last_step))
    if told.came_in:
        said += _t("; {0} more came in with your packages").format(f"{told.came_in:,}")
    return said + _t(". They are kept so that they can be undone and looked up.")


def _work(told: Kept) -> str:
    states = {"open": _t("open"), "done": _t("done"), "returned": _t("returned"), "approved": _t("approved")}
    listed = _listed(told.codings, states)
    return _t("Codings: {0}. Events in them: {1}. First pass: {2}.").format(
        listed, f"{told.events:,}",
        _listed(told.first_pass, {"relevant": _t("relevant"), "not": _t("not relevant"), "unsure": _t("unsure")}),
    )  # fmt: skip


def _times(told: Kept) -> str:
    if not told.times_kept and not told.stretches:
        return _t("How long you work is not kept.")
    hours, minutes = divmod(round(told.seconds / 60), 60)
    said = _t("How long you work on an article is kept: {0} stretches, {1} h {2:02} min in all.")
    if not told.times_kept:
        said = _t("How long you work is not kept any more; {0} stretches, {1} h {2:02} min, were kept before.")
    return said.format(f"{told.stretches:,}", hours, minutes)


def _rest(told: Kept) -> str:
    suggestions = _listed(told.suggestions, {"taken": _t("taken"), "changed": _t("changed later"), "offered": _t("offered")})
    lines = [
        (_t("What became of the program's offers"), suggestions), (_t("Comments"), f"{told.comments:,}"),
        (_t("Flags"), f"{told.flags:,}"), (_t("Names proposed for the registers"), f"{told.proposals:,}"),
        (_t("Saved filters"), f"{told.saved_filters:,}"), (_t("Articles handed to you"), f"{told.assignments:,}"),
        (_t("What the lead said of your codings"), f"{told.reviews:,}"), (_t("Results of tests"), f"{told.results:,}"),
    ]  # fmt: skip
    return "\n".join(f"{what}: {count}" for what, count in lines)


def _choices(told: Kept) -> str:
    avoid = told.settings.get("avoid") or []
    said = _t("Your choices: you asked to be spared {0}").format(", ".join(map(str, avoid)) if avoid else _t("nothing"))
    most = told.settings.get("hard_a_day")
    return said + (_t("; marked articles a day: {0}.").format(most or _t("no limit")) if most is not None else ".")


def _where_to(told: Kept) -> str:
    if told.packaged:
        first = _t("This file was made for you: all of it goes back to the lead when you send it, and nowhere by itself.")
    else:
        first = _t("All of it stands in this file; a lead can see it. The program sends nothing anywhere.")
    second = _t("In exports your pseudonym stands beside your codings, and nothing else of this.")
    return f"{first} {second}"


def _listed(counts: object, words: dict[str, str]) -> str:
    assert isinstance(counts, dict)
    return ", ".join(f"{count:,} {words.get(name, name)}" for name, count in counts.items()) or _t("none")
