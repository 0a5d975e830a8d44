"""What a lead does with the work looked at: approve it, send it back, go to the next to check, go back to the own work.

Functions that take the window; edits go through the workspace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ..errors import UsageError

if TYPE_CHECKING:
    from ..project.codings import Coding
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("review_actions", text)


def approve(window: Window) -> None:
    """Approves the coding in view and goes on to the next to check."""
    coding = _in_view(window)
    if coding is not None and window.current().lead(lambda project: project.reviews.approve(coding.uid)):
        _go_on(window, coding, _tr("Approved."))


def send_back(window: Window) -> None:
    """Asks for the words that the coder reads, sends the coding back, and goes on."""
    from .return_dialog import ReturnDialog

    coding = _in_view(window)
    if coding is None:
        return
    if coding.state == "open":
        window.say(_tr("Only work that its coder called done can be sent back."))
        return
    dialog = ReturnDialog(window.current(), coding, window)
    if dialog.exec() == ReturnDialog.DialogCode.Accepted:
        _go_on(window, coding, _tr("Sent back."))


def next_to_check(window: Window) -> None:
    """The next coding of the list that was opened which waits still."""
    coding = _in_view(window)
    if not _show_next(window, coding.uid if coding else ""):
        window.say(_tr("Nothing else of the list waits."))


def back(window: Window) -> None:
    """My own work again."""
    window.leave()
    window.current().look_at()
    window.say(_tr("Your own work is in view again."))


def _in_view(window: Window) -> Coding | None:
    """The other's coding in view; what is being typed, as a remark, is not lost by what follows."""
    window.leave()
    return window.current().coding(window.focus.article) if window.current().looks_on else None


def _go_on(window: Window, coding: Coding, said: str) -> None:
    if _show_next(window, coding.uid):
        window.say(_tr("{0} The next to check is in view.").format(said))
    else:
        window.say(_tr("{0} Nothing else of the list waits.").format(said))


def _show_next(window: Window, here: str) -> bool:
    """Looks at the next coding of the list behind one that is done and not reviewed; from the end on to the start."""
    workspace, listed = window.current(), window.current().checking
    at = listed.index(here) + 1 if here in listed else 0
    for uid in (*listed[at:], *listed[:at]):
        try:
            one = workspace.project.codings.get(uid)
        except UsageError:  # it was purged since
            continue
        if uid != here and one.state == "done":
            if (one.coder, one.round) != (workspace.whose, workspace.round):
                workspace.look_at(one.coder, one.round)
            window.open_article(one.article)
            return True
    return False
