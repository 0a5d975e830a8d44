"""What the actions on flags, comments and questions do. Functions that take the window; edits go through the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from shiboken6 import isValid

if TYPE_CHECKING:
    from ..project.remarks import Flag, Remarks, Spot
    from .palette import Entry
    from .window import Window
    from .workspace import Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("remark_actions", text)


def flag(window: Window) -> None:
    """Offers the flags of what is in view: those in use, the usual ones, and whatever is typed as a new one."""
    from ..project.remarks import flagged
    from .palette import Palette
    from .remark_words import usual_flags, where

    window.leave()
    workspace, spot = window.current(), _spot(window)
    there = flagged(workspace.said(spot.article), spot, workspace.project.coder.uid)
    used = dict(workspace.project.remarks.names())
    names = list(dict.fromkeys([*there, *used, *usual_flags()]))
    entries = [_entry(workspace, spot, name, there.get(name), used.get(name, 0)) for name in names]

    def new(words: str) -> list[Entry]:
        name = " ".join(words.split())
        return [] if name in names else [_entry(workspace, spot, name, None, 0, new=True)]

    Palette(window, entries, hint=_tr("Flag {0} as…").format(where(workspace, spot)), more=new).open()


def _entry(workspace: Workspace, spot: Spot, name: str, there: Flag | None, count: int, *, new: bool = False) -> Entry:
    from .palette import Entry

    def work(remarks: Remarks) -> None:
        if there is not None:
            remarks.unflag(there)
        else:
            remarks.flag(spot, name)

    run: Callable[[], object] = lambda: workspace.remark(work)  # noqa: E731 # typed for the record
    if there is not None:
        return Entry(name, _tr("is set: takes it away"), run)
    detail = (
        _tr("a new flag") if new else _tr("used {0} times").format(count) if count > 1 else _tr("used once") if count else ""
    )
    return Entry(name, detail, run)


def comment(window: Window) -> None:
    """Lets the remarks out, with the keyboard in their line; said, it goes back to where it was."""
    code = window.code()
    code.leave()
    code.drawer.show_panel("remarks")
    code.remarks.begin()


def ask(window: Window) -> None:
    """Asks the lead about the field in view, its event or the article; first shows what is ruled already."""
    from .ask_dialog import AskDialog
    from .guide_actions import in_view

    code = window.code()
    code.leave()
    near = [one for one in code.remarks.spots() if not one.field or code.is_answering()]
    path, answer = in_view(window) if near[0].field else ("", "")
    back = window.focusWidget()
    dialog = AskDialog(window.current(), near, path, answer, window)

    def told() -> None:
        if dialog.asked:
            window.say(_tr("The lead will see your question. Undo takes it back."))
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    dialog.finished.connect(told)
    dialog.open()


def tell_answers(window: Window) -> None:
    """Says on opening how many answers of the lead nobody has looked at here yet."""
    from . import keys

    if window.workspace is None or window.workspace.is_lead:
        return
    count = window.workspace.project.questions.answered_since(window.settings.answers_read.get(_reader(window), 0))
    if count:
        words = _tr("One answer of the lead") if count == 1 else _tr("{0} answers of the lead").format(count)
        window.say(_tr("{0} since you last looked: Team, Questions ({1}).").format(words, keys.shown("place_team")))


def mark_read(window: Window) -> None:
    """The answers so far were looked at."""
    questions = window.current().project.questions
    last, before = questions.last_said(), window.settings.answers_read.get(_reader(window), 0)
    if last == before:
        return
    if not window.current().is_lead and questions.answered_since(before):
        window.notice.clear()
    window.settings.answers_read = {**window.settings.answers_read, _reader(window): last}


def _reader(window: Window) -> str:
    """Who reads which project, wherever its file is moved."""
    project = window.current().project
    return f"{project.about().get('uid', '')}/{project.coder.uid}"


def _spot(window: Window) -> Spot:
    """The field where the keyboard is, else the event in view, else the article."""
    code = window.code()
    near = code.remarks.spot()
    if near.field and not code.is_answering():
        return replace(near, field="")
    return near
