"""What the actions do about what goes out: releases, parts of training data, the log
of searches a release tells, the codebook's manual.

Functions that take the window. Dialogs are imported when they are opened, so that the program starts fast.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication

from . import file_dialogs
from .messages import may_write

if TYPE_CHECKING:
    from .codebook_place import CodebookPlace
    from .jobs import Progress
    from .window import Window


AT_ONCE = 0.1
"""Seconds the window waits before it goes on while the manual is made."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("release_actions", text)


def release(window: Window) -> None:
    """Opens the dialog of releases; one that was closed in this project comes back with what was chosen in it."""
    from .release_dialog import ReleaseDialog

    if not window.workspace:
        return
    window.leave()
    for there in window.findChildren(ReleaseDialog):
        if there.fits(window.workspace):
            there.open()
            return
        there.deleteLater()
    ReleaseDialog(window.workspace, window).open()


def splits(window: Window) -> None:
    """Shows the parts of training data, and makes them."""
    from .splits_dialog import SplitsDialog

    if window.workspace:
        window.leave()
        SplitsDialog(window.workspace, window).open()


def searches(window: Window) -> None:
    """Shows where articles were searched for."""
    from .searches_dialog import SearchesDialog

    if window.workspace:
        window.leave()
        SearchesDialog(window.workspace, window).open()


def save_manual(window: Window) -> None:
    """Asks for a file and writes the codebook's manual to it: as a page of HTML, or on pages of A4 as a PDF."""
    if not window.workspace:
        return
    window.leave()
    project, book = window.workspace.project, window.workspace.codebook
    wish = project.path.with_name(f"{project.path.stem}-manual.pdf")
    name, kind = file_dialogs.save_file(
        window, _tr("Save the codebook's manual as"), str(wish), _tr("PDF, A4 (*.pdf);;Page of HTML (*.html)"), ask_over=False,
    )  # fmt: skip
    if not name:
        return
    target = Path(name) if Path(name).suffix else Path(name + (".html" if "*.html" in kind else ".pdf"))
    if not may_write(window, target):
        return
    in_view = cast("CodebookPlace", window.built("codebook")).language if window.place == "codebook" else ""
    language = in_view or window.settings.guide_languages.get(book.name, "")
    language = language if language in book.languages else ""
    rulings, title = project.rulings.all(), project.about().get("name", "")

    def work(_progress: Progress) -> None:
        if target.suffix.lower() in (".html", ".htm"):
            from ..codebook.compiled import fingerprint
            from ..codebook.manual import manual_html
            from ..writing import save_text

            save_text(target, manual_html(book, rulings, language, fingerprint=fingerprint(book), project=title))
        else:
            from .manual_pdf import write_manual

            write_manual(book, rulings, target, language=language, project=title)

    from .jobs import Job

    job = Job(work, window)
    job.done.connect(lambda _: window.say(_tr("The manual stands in {0}.").format(target.name)))
    job.failed.connect(window.say)
    window.say(_tr("Making the manual…"))
    job.start()
    job.finish(AT_ONCE)
