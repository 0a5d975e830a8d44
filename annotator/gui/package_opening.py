"""Opening a file that came from a lead: sealed ones are opened with their passphrase, a newer package finds the file in
which its coder works already, and the coder is told whom a file is for.

Owns which file on this machine a coder works in, by the uids of project and coder. What a package holds it does not know.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from .. import settings as remembered
from ..errors import AnnotatorError, StorageError
from . import file_dialogs
from .messages import ask

if TYPE_CHECKING:
    from ..project import Project
    from .window import Window

SUFFIX, SEALED = ".annotator", ".age"


def _tr(text: str) -> str:
    return QCoreApplication.translate("package_opening", text)


def find_file(window: Window, path: Path) -> Path | None:
    """The project file to open for a file a person chose: an encrypted package is opened and kept where they say, and where
    its coder works already, it is offered to be taken in there. None where the person went back, or went there."""
    if path.suffix != SEALED:
        return path if not _goes_elsewhere(window, path, path) else None
    from ..project.sealing import CannotOpen, is_sealed, unseal
    from ..project.temporary_folder import temporary_folder
    from .passphrase import ask_passphrase

    if not is_sealed(path):
        window.say(_tr("{0} is no encrypted package, or it cannot be read.").format(path.name))
        return None
    held: list[bytes] = []

    def try_it(passphrase: str) -> str:
        try:
            held[:] = [unseal(path.read_bytes(), passphrase)]
        except CannotOpen:
            return _tr("That is not its passphrase, or the file was changed on its way.")
        except OSError as error:
            return _tr("{0} cannot be read: {1}.").format(path.name, error.strerror)
        return ""

    passphrase = ask_passphrase(window, path.name, try_it)
    if not passphrase:
        return None
    try:
        with temporary_folder() as folder:
            opened = folder / path.with_suffix("").name
            opened.write_bytes(held[0])
            if _goes_elsewhere(window, opened, path, passphrase):
                return None
    except (StorageError, OSError) as error:
        window.say(_tr("{0} cannot be looked at: {1}").format(path.name, error))
        return None
    wish = path.with_name(path.with_suffix("").name)
    name, _ = file_dialogs.save_file(
        window, _tr("Where the opened package is kept"), str(wish), _tr("Projects (*{0})").format(SUFFIX)
    )
    if not name:
        return None
    target = Path(name) if Path(name).suffix == SUFFIX else Path(f"{name}{SUFFIX}")
    if os.path.exists(target):  # it may be the file the coder works in
        window.say(_tr("{0} is there already; choose another name, and nothing is lost.").format(target.name))
        return None
    return target if _write(window, target, held[0]) else None


def greet(window: Window) -> None:
    """A project is open: its shared folder is looked at, and of a coder's file it is remembered that the coder works in it.
    The first time here it says whom it is for."""
    project = window.current().project
    window.shared.follow()
    if not project.made_for:
        return
    key, path = _key(project), str(project.path.resolve())
    known = window.settings.working.get(key, "")
    if not project.read_only and (known == path or not known or not os.path.isfile(Path(known))):
        window.settings.working = {**window.settings.working, key: path}
        remembered.save(window.settings)
    if known != path:
        words = _tr("This file was made for {0}. Work in it as long as you like; “Hand in…” in menu Team gives your work back.")
        window.say(words.format(project.coder.name))


def _goes_elsewhere(window: Window, opened: Path, path: Path, passphrase: str = "") -> bool:
    """A newer package of a coder who works in another file here: offers to take it in there, and does."""
    if not window.settings.working or str(path.resolve()) in window.settings.coders:
        return False  # it was opened here before
    from ..project import Project

    try:
        with Project.open(opened, read_only=True) as project:
            about, whom = project.about(), project.made_for
            key = _key(project) if whom else ""
            name = project.coder.name if whom else ""
    except AnnotatorError:
        return False  # opening it says why
    known = Path(window.settings.working.get(key, ""))
    if not key or not os.path.isfile(known) or known.resolve() == path.resolve():
        return False
    if _number(known) >= int(about.get("package", "0")):
        question = _tr("{0} works in {1} here, and this file is no newer package. Open {1}?")
        return ask(window, question.format(name, known.name), _tr("Open it")) and (window.open_project(known), True)[1]
    question = _tr(
        "This is a newer package for {0}, who works in {1} here. Take it in there? The work stays, and what is new comes to it."
    )
    if not ask(window, question.format(name, known.name), _tr("Take it in there")):
        return not ask(
            window, _tr("Open it as a file of its own? Your work in {0} is not in it.").format(known.name), _tr("Open it")
        )
    if (not window.workspace or window.workspace.path.resolve() != known.resolve()) and not window.open_project(known):
        return True
    from .package_actions import bring_back

    bring_back(window, [path], passphrase)
    return True


def _number(path: Path) -> int:
    from ..project import Project

    try:
        with Project.open(path, read_only=True) as project:
            return int(project.about().get("package", "0"))
    except (AnnotatorError, ValueError):
        return 0


def _key(project: Project) -> str:
    return f"{project.about()['uid']}:{project.made_for}"


def _write(window: Window, target: Path, content: bytes) -> bool:
    """Whole under its name or not there."""
    beside = target.with_name(f".{target.name}.unfinished")
    try:
        beside.write_bytes(content)
        os.replace(beside, target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        window.say(_tr("{0} cannot be written: {1}.").format(target.name, error.strerror))
        return False
    return True
