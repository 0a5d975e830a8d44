"""What the action does that hands articles out. A function that takes the window; the dialog is imported when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from .window import Window


def hand_out(window: Window) -> None:
    """Asks what to hand out to whom, to have coded again, or to take back."""
    from ..project.handing_out import saved_filters
    from .hand_out_dialog import HandOutDialog

    workspace = window.workspace
    if workspace is None or workspace.read_only or not workspace.is_lead:
        return
    if workspace.project.made_for:
        window.say(_tr("This file was made for one coder; articles are handed out in the lead's project."))
        return
    window.leave()
    model = window.code().queue.model
    listed = {"state": model.state, "filters": [[one.column, one.operator, one.value] for one in model.filters]}
    HandOutDialog(workspace, window, saved_filters(listed)).open()


def _tr(text: str) -> str:
    return QCoreApplication.translate("handing_out_actions", text)
