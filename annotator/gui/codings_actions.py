"""What the actions about codings from elsewhere do: bringing them in, taking an event that a model says there is, sending a
model away.

Functions that take the window; the dialog is made when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from ..project.precoded_events import ModelEvent
    from .window import Window


def _tr(text: str) -> str:
    return QCoreApplication.translate("codings_actions", text)


def import_codings(window: Window) -> None:
    """Opens the dialog."""
    from .codings_dialog import CodingsDialog

    if window.workspace:
        window.leave()
        dialog = CodingsDialog(window.workspace, window, settings=window.settings)
        dialog.finished.connect(lambda _result: window.after_import())
        dialog.open()


def remove_offers(window: Window) -> None:
    """Asks whose offers are taken away; what was taken from them stays."""
    from .palette import Entry

    window.leave()
    found = window.current().project.precodings.models()
    if not found:
        window.say(_tr("No model offers anything here."))
        return
    about = _tr("values: {0}, in articles: {1}")
    window.choose(
        _tr("Take the offers of which model away? What was taken from them stays."),
        [Entry(one.model, about.format(f"{one.values:,}", f"{one.articles:,}"), run=lambda one=one: _remove(window, one.model))
         for one in found],
    )  # fmt: skip


def _remove(window: Window, model: str) -> None:
    count = window.current().lead(lambda project: project.precodings.remove(model))
    if count is not None:
        window.say(_tr("{0} offers nothing any more (values: {1}); undo brings its offers back.").format(model, f"{count:,}"))


def take_model_event(window: Window) -> None:
    """Takes the event that a model says there is; of several, the person chooses."""
    from ..project.precoded_events import model_events, untaken
    from .event_words import summary_of
    from .palette import Entry

    window.leave()
    workspace, article = window.current(), window.focus.article
    if workspace.refusal:
        window.say(workspace.refusal)
        return
    if not workspace.offers_allowed(article):
        window.say(_tr("No offers for this article: the lead withholds them."))
        return
    coding = workspace.coding(article)
    found = untaken(model_events(workspace.project, article, coding.uid if coding else ""))
    if not found:
        window.say(_tr("No model says that there is another event in this article."))
    elif len(found) == 1:
        _take(window, found[0])
    else:
        book = workspace.codebook
        window.choose(
            _tr("Take which event?"),
            [Entry(" · ".join(summary_of(book, one.values)) or _tr("An event"), one.model,
                   run=lambda one=one: _take(window, one)) for one in found],
        )  # fmt: skip


def _take(window: Window, event: ModelEvent) -> None:
    from ..project.precoded_events import begin_and_take

    workspace, article = window.current(), window.focus.article
    made = workspace.lead(lambda project: begin_and_take(project, article, workspace.round, event.model, event.event))
    if made:
        window.focus.show_event(made)
        window.say(_tr("An event of {0}: look at each of its values.").format(event.model))
