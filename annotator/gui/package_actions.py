"""What the actions do about packages: making them, bringing work back; handing in, taking an update in; the shared folder.

Functions that take the window. Dialogs are imported when they are opened. In a file that was made for a coder the two of
the coder are shown, else the two of the lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog

from . import file_dialogs
from .notice import Offer

if TYPE_CHECKING:
    from .situation import Situation
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("package_actions", text)


def hands_out(now: Situation) -> bool:
    """Needs the lead's project, and its lead."""
    return now.writable and now.lead


def works_alone(now: Situation) -> bool:
    """Needs a file that was made for a coder."""
    return now.writable and now.packaged


def meets(now: Situation) -> bool:
    """Needs a project whose files go out and come back."""
    return now.project and (now.lead or now.packaged)


def make(window: Window) -> None:
    """Asks for whom packages are made, where to and under which passphrase."""
    from .make_packages_dialog import MakePackagesDialog

    window.leave()
    _open(window, MakePackagesDialog(window.current(), window.shared.path, window))


def bring_back(window: Window, paths: Sequence[Path] = (), passphrase: str = "") -> None:
    """Reports what came back, and takes it in; what waits in the shared folder is looked at first."""
    from .merge_dialog import MergeDialog

    window.leave()
    waiting = paths or [one.path for one in window.shared.waiting]
    dialog = MergeDialog(window.current(), waiting, window.shared.path, window, passphrase)
    dialog.finished.connect(lambda _result: window.shared.look())
    _open(window, dialog)


def hand_in(window: Window) -> None:
    """Asks where the coder's work goes and under which passphrase."""
    from .hand_in_dialog import HandInDialog

    window.leave()
    _open(window, HandInDialog(window.current(), window.shared.path, window))


def choose_shared_folder(window: Window) -> None:
    """Asks for the folder where packages and work meet."""
    start = window.shared.path or window.current().path.parent
    name = file_dialogs.open_folder(window, _tr("Folder where packages and work meet"), str(start))
    if not name:
        return
    window.shared.choose(Path(name))
    window.say(_tr("The window looks into {0} from now on and says what waits there.").format(Path(name).name))
    _refresh(window)


def show(window: Window) -> None:
    """Looks at the packages and conflicts in place Team."""
    from .team_place import TeamPlace

    window.show_place("team")
    place = window.place_in_view()
    if isinstance(place, TeamPlace):
        place.show_tab("packages")


def offer_waiting(window: Window) -> None:
    """Says at the foot of the window what waits in the shared folder."""
    waiting, workspace = window.shared.waiting, window.workspace
    if not waiting or workspace is None or workspace.read_only:
        window.notice.offer(None)
    elif workspace.packaged:
        window.notice.offer(Offer(_tr("A new package is waiting in the shared folder."), _tr("Take it in…"),
                                  lambda: bring_back(window)))  # fmt: skip
    elif workspace.is_lead:
        names = list(dict.fromkeys(one.coder for one in waiting if one.coder))
        whose = _tr("Work of {0}").format(_listed(names)) if names else _tr("Work")
        verb = _tr("{0} is waiting in the shared folder.")
        window.notice.offer(Offer(verb.format(whose), _tr("Bring back…"), lambda: bring_back(window)))


def _listed(names: Sequence[str]) -> str:
    if len(names) > 4:
        return _tr("{0} coders").format(len(names))
    return _tr("{0} and {1}").format(", ".join(names[:-1]), names[-1]) if len(names) > 1 else names[0]


def _open(window: Window, dialog: QDialog) -> None:
    dialog.finished.connect(lambda _result: _refresh(window))
    dialog.open()


def _refresh(window: Window) -> None:
    """A package that was made is no operation that the panel could hear of."""
    from .team_packages import PackagesPanel
    from .team_place import TeamPlace

    place = window.place_in_view()
    panel = place.panel("packages") if isinstance(place, TeamPlace) else None
    if isinstance(panel, PackagesPanel):
        panel.refresh()
