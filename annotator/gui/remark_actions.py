"""What the actions on flags and comments do. Functions that take the window; edits go through the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

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


def _spot(window: Window) -> Spot:
    """The field where the keyboard is, else the event in view, else the article."""
    code = window.code()
    near = code.remarks.spot()
    if near.field and not code.is_answering():
        return replace(near, field="")
    return near
