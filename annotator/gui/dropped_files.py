"""Files dropped on the window: a project or a package is opened, anything else is imported into the open project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from . import package_opening
from .project_actions import SUFFIX, import_

if TYPE_CHECKING:
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("dropped_files", text)


def take(window: Window, paths: Sequence[Path]) -> None:
    """What was dropped."""
    projects = [path for path in paths if path.suffix in (SUFFIX, package_opening.SEALED)]
    workspace = window.workspace
    if projects:
        window.open_project(projects[0])
    elif workspace and workspace.packaged and paths:
        window.say(_tr("Articles come in packages here: ask the lead to hand them out."))
    elif workspace and not workspace.read_only and paths:
        import_(window, tuple(paths))
    elif paths:
        window.say(_tr("Open or make a project first; then articles can be dropped on it."))
