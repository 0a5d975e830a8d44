"""What the actions do that look after an open project: its history, check, offers' figures, verify, copies, corrected
texts, purge.

Functions that take the window. Dialogs are imported when they are opened, so that the program starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .window import Window


def history(window: Window) -> None:
    """Shows who changed what around what is in view."""
    from .history_dialog import HistoryDialog

    if window.workspace:
        window.leave()
        from . import adjudication_actions

        settling = adjudication_actions.in_view(window)
        focus, owner = settling.place() if settling else (window.focus, "")
        HistoryDialog(window.workspace, focus, window, owner).open()


def check(window: Window) -> None:
    """Judges all events and lists what stands."""
    from .check_dialog import CheckDialog

    if window.workspace:
        window.leave()
        CheckDialog(window.workspace, window).open()


def offer_figures(window: Window) -> None:
    """Counts what became of the values offered."""
    from .offers_dialog import OffersDialog

    if window.workspace:
        window.leave()
        OffersDialog(window.workspace, window).open()


def verify(window: Window) -> None:
    """Looks whether the project's file is whole."""
    from .verify_dialog import VerifyDialog

    if window.workspace:
        window.leave()
        VerifyDialog(window.workspace, window).open()


def copies(window: Window) -> None:
    """Shows which articles are copies of each other."""
    from .copies_dialog import CopiesDialog

    if window.workspace:
        window.leave()
        CopiesDialog(window.workspace, window).open()


def purge(window: Window) -> None:
    """Asks what to remove for ever, and why."""
    from .purge_dialog import PurgeDialog

    if window.workspace:
        window.leave()
        PurgeDialog(window.workspace, window.focus.article, window).open()


def withhold_offers(window: Window) -> None:
    """Asks in how many articles nothing is offered."""
    from .withhold_dialog import WithholdDialog

    if window.workspace:
        window.leave()
        WithholdDialog(window.workspace, window).open()


def make_places(window: Window) -> None:
    """Makes the person's file of places, or makes it anew."""
    from .places_dialog import PlacesDialog

    window.leave()
    dialog = PlacesDialog(window)
    if window.workspace:
        dialog.made.connect(window.code().renew_places)
    dialog.open()


def correct_text(window: Window) -> None:
    """Opens the article's text to be corrected."""
    from .text_dialog import TextDialog

    if window.workspace and window.focus.article:
        window.leave()
        TextDialog(window.workspace, window.focus, window).open()
