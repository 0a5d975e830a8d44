"""What the actions of menu File do: projects new and old, import and export, numbering, backups, the codebook as a file.

Functions that take the window. Dialogs are imported when they are opened, so that the program starts fast.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from .. import settings as remembered
from ..errors import AnnotatorError
from . import file_dialogs
from .messages import ask

if TYPE_CHECKING:
    from ..project import Project
    from ..project.backup import Backup
    from .window import Window

SUFFIX = ".annotator"
LARGEST_AUTOMATIC_BACKUP = 100_000_000
"""Bytes; a larger project is backed up when asked, for closing must not take minutes."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("project_actions", text)


def new(window: Window) -> None:
    """Asks for name, place, codebook and coder, and opens the project made."""
    from .new_project import NewProjectDialog

    dialog = NewProjectDialog(window.settings, window)
    if dialog.exec() == NewProjectDialog.DialogCode.Accepted and dialog.made is not None:
        window.open_project(dialog.made)


def open_(window: Window) -> None:
    """Asks for a project file."""
    start = window.workspace.path.parent if window.workspace else remembered.documents_folder()
    name = file_dialogs.open_file(
        window, _tr("Open project"), str(start), _tr("Projects and packages (*{0} *{0}.age);;All files (*)").format(SUFFIX)
    )
    if name:
        window.open_project(Path(name))


def open_recent(window: Window) -> None:
    """Offers the recent projects."""
    from .palette import Entry

    entries = [
        Entry(Path(name).stem, str(Path(name).parent), run=lambda name=name: window.open_project(Path(name)))
        for name in window.settings.recent if os.path.isfile(Path(name))
    ]  # fmt: skip
    window.choose(_tr("Open a recent project"), entries)


def open_sample(window: Window) -> None:
    """Opens the person's own copy of the sample project, made where there is none yet."""
    from ..formats.sample import make_sample

    path = remembered.documents_folder() / f"Annotator sample{SUFFIX}"
    if not os.path.exists(path):
        question = _tr("A copy of the sample project will be made in {0}.").format(path.parent)
        if not ask(window, question, _tr("Make the copy")):
            return
        try:
            make_sample(path)
        except (AnnotatorError, OSError) as error:
            window.say(_one_sentence(error))
            return
    window.open_project(path)


def import_(window: Window, paths: tuple[Path, ...] = ()) -> None:
    """Opens the import dialog."""
    from .import_dialog import ImportDialog

    if window.workspace:
        window.leave()
        dialog = ImportDialog(window.workspace, window, paths, settings=window.settings, actions=tuple(window.actions_by_id))
        dialog.exec()
        window.after_import()
        if dialog.wanted:
            window.actions_by_id[dialog.wanted].trigger()


def note_languages(window: Window) -> None:
    """Notes the languages of articles that have none, as those that came in by an earlier version."""
    from .languages_dialog import LanguagesDialog

    if not window.workspace:
        return
    window.leave()
    if not window.workspace.project.languages.waiting():
        window.say(_tr("Every article has a language."))
        return
    dialog = LanguagesDialog(window.workspace, window)
    dialog.exec()
    window.refresh()
    window.say(dialog.told)


def export(window: Window) -> None:
    """Opens the export dialog."""
    from .export_dialog import ExportDialog

    if window.workspace:
        window.leave()
        ExportDialog(window.workspace, window).exec()
        window.refresh()


def number_incidents(window: Window) -> None:
    """Gives ids to all incidents that have none: what a release would take, one id for all events that tell the same."""
    from ..project.incident_rows import unnumbered

    if not window.workspace:
        return
    window.leave()
    incidents = window.workspace.project.incidents
    waiting = unnumbered(window.workspace.project)
    if not waiting:
        window.say(_tr("Every incident that would be given out has its id."))
        return
    question = _tr("{0} incidents get an id of their own, which is kept for good.").format(f"{len(waiting):,}")
    if len(waiting) == 1:
        question = _tr("One incident gets an id of its own, which is kept for good.")
    if not ask(window, question, _tr("Number them")):
        return
    try:
        given = incidents.number(waiting)
    except AnnotatorError as error:
        window.say(str(error))
        return
    window.say(
        _tr("{0} incidents were numbered.").format(f"{len(given):,}") if len(given) != 1 else _tr("1 incident was numbered.")
    )


def save_codebook(window: Window) -> None:
    """Writes the project's codebook, as it was written, to a file."""
    from ..writing import save_text

    if not window.workspace:
        return
    project = window.workspace.project
    wish = project.path.with_name(f"{project.codebook.name}.yaml")
    name, _ = file_dialogs.save_file(window, _tr("Save the codebook as"), str(wish), _tr("Codebooks (*.yaml *.yml)"))
    if not name:
        return
    try:
        save_text(Path(name), project.codebooks.source(project.codebook_uid))
    except AnnotatorError as error:
        window.say(str(error))
        return
    window.say(_tr("The codebook stands in {0}; a new project can be made with it.").format(name))


def adopt_codebook(window: Window) -> None:
    """Asks for a new version of the codebook, says what it changes, and adopts it."""
    from .adopt_dialog import AdoptDialog

    window.leave()
    AdoptDialog(window.current(), window).open()


def back_up(window: Window) -> None:
    """Makes a backup beside the project."""
    from ..project import backup

    if not window.workspace:
        return
    window.leave()
    try:
        made = backup.back_up(window.workspace.project)
    except AnnotatorError as error:
        window.say(str(error))
        return
    window.say(_tr("Backed up to {0}.").format(made.name))


def leave_lost(window: Window) -> bool:
    """A project whose file is gone is closed: offers to save it elsewhere first. False where the person stays."""
    from ..project.backup import copy_whole

    project = window.current().project
    question = _tr("The file {0} is not in its place any more. What was done here can still be saved under another name.")
    if not ask(window, question.format(project.path), _tr("Save it elsewhere…")):
        return ask(
            window, _tr("Close without saving it? What was done since the last backup is lost."), _tr("Close without it")
        )
    name, _ = file_dialogs.save_file(window, _tr("Save the project"), str(project.path), _tr("Projects (*{0})").format(SUFFIX))
    if not name:
        return False
    try:
        copy_whole(project.database, Path(name))
    except AnnotatorError as error:
        window.say(str(error))
        return False
    return True


def back_up_if_due(window: Window, project: Project) -> None:
    """The backup at closing, where anything changed since the last one."""
    from ..project import backup

    try:
        if not project.read_only and project.path.stat().st_size <= LARGEST_AUTOMATIC_BACKUP:
            backup.back_up_if_due(project)
    except (AnnotatorError, OSError) as error:
        window.say(_tr("No backup was made: {0}").format(error))


def may_drop_typed(window: Window) -> bool:
    """Whether what is typed and cannot be read may be lost; where not, goes to the first of it."""
    from ..codebook.model import title_of

    unsaved = window.code().unsaved()
    if not unsaved:
        return True
    workspace, fields = window.current(), {**window.current().codebook.article_fields, **window.current().codebook.fields}
    titles = ", ".join(dict.fromkeys(title_of(fields[name]) for _, name in unsaved))
    question = _tr("What is typed in {0} cannot be read, so it is not saved.").format(titles)
    if ask(window, question, _tr("Close without it")):
        return True
    event, field = unsaved[0]
    article = window.focus.article
    if event:
        article = workspace.project.codings.get(workspace.event(event).coding).article
    window.look_at({"article": article, "event": event, "field": field})
    return False


def restore(window: Window) -> None:
    """Offers the backups; the chosen one takes the project's place, and what stood there is kept."""
    from ..project import backup
    from .palette import Entry

    if not window.workspace:
        return
    path = window.workspace.path
    known = backup.backups(path)
    if not known:
        window.say(_tr("There are no backups of this project yet."))
        return
    entries = [
        Entry(_when(one), one.reason or _tr("by hand"), run=lambda one=one: _put_back(window, one)) for one in known
    ]  # fmt: skip
    window.choose(_tr("Restore a backup of {0}").format(path.stem), entries)


def _put_back(window: Window, chosen: Backup) -> None:
    from ..project import backup

    path = window.current().path
    question = _tr("The project goes back to {0}. What it holds now is kept as a backup.").format(_when(chosen))
    if not ask(window, question, _tr("Restore")):
        return
    if not window.close_project():
        return
    try:
        backup.restore(chosen.path, path)
    except AnnotatorError as error:
        window.say(str(error))
    window.open_project(path)


def _when(backup: Backup) -> str:
    local = QDateTime.fromSecsSinceEpoch(int(backup.time.timestamp()))
    return QLocale().toString(local, "ddd d MMM yyyy, HH:mm:ss")


def _one_sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)
