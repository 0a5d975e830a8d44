"""Undo and redo by the name of what they undo. Owns the words in the menu; which step comes next is the history's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from . import keys

if TYPE_CHECKING:
    from ..project.history import Step
    from .workspace import Workspace


def name_steps(workspace: Workspace | None, actions: Mapping[str, QAction]) -> None:
    """Names the actions `undo` and `redo` after the steps they would take; without a project they have no step."""
    usual = {"undo": _t("&Undo"), "redo": _t("&Redo")}
    if workspace is None:
        for name, text in usual.items():
            actions[name].setText(text)
        return
    from .labels import label_of, label_with_value

    history = workspace.project.history
    words = {"undo": _t("&Undo {0}"), "redo": _t("&Redo {0}")}
    for name, step in (("undo", history.to_undo()), ("redo", history.to_redo())):
        text = usual[name]
        if step is not None:
            label = label_of(label_with_value(step, workspace.project), workspace.codebook)
            text = words[name].format(label.replace("&", "&&"))
        actions[name].setText(text)
        tip = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
        actions[name].setToolTip(f"{tip} ({keys.shown(name)})" if keys.of(name) else tip)


def step_words(workspace: Workspace, step: Step, place: str, *, back: bool) -> str:
    """What undo took back, or redo did again; of a step about the whole project also how it comes back, and of one before a
    release, in a second line, that this stays. Empty where the place of the window shows it anyway."""
    from .labels import label_of

    what, seen = label_of(step.label, workspace.codebook), place not in ("review", "events") and step.place.get("article")
    if not back:
        return "" if seen else _t("Done again: {0}.").format(what)
    told = _t("Undone: {0}.").format(what)
    if not step.place.get("article"):
        told = _t("Undone, in the whole project: {0}. {1} does it again.").format(what, keys.shown("redo"))
    last = workspace.project.releases.last()
    if last is None or step.id > last.operation:
        return "" if seen else told
    stays = _t("It was done before release {0}, which stays, as do the ids it gave.").format(last.number)
    return f"{told}\n{stays}"


def _t(text: str) -> str:
    return QCoreApplication.translate("Window", text)
