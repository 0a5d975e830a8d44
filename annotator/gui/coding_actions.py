"""What the actions of place Code do: articles, events, evidence, verdicts, problems, and moving between the panels.

Functions that take the window. They ask panels only for what the panels offer to all; edits go through the workspace.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from . import keys

if TYPE_CHECKING:
    from ..codebook.checks import Problem
    from ..codebook.model import Reason
    from ..project.evidence import Status
    from .window import Window
    from .workspace import Workspace

PANELS = ("articles", "reader", "form")


def _tr(text: str) -> str:
    return QCoreApplication.translate("coding_actions", text)


def find(window: Window) -> None:
    """Opens the reader's own search."""
    window.code().find_text()


def attach(window: Window) -> None:
    """Makes the selection the field's evidence."""
    window.code().use_selection(window.reader().attach_selection)


def take(window: Window) -> None:
    """Makes the selection the field's value."""
    window.code().use_selection(window.reader().take_selection)


def search(window: Window) -> None:
    """Goes to the queue's search box."""
    box = window.code().findChild(QLineEdit, "search")
    if box is not None:
        box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        box.selectAll()


def filter_articles(window: Window) -> None:
    """Goes to the editor of the queue's filters."""
    queue = window.code().queue
    if queue.isHidden():
        window.code().toggle_queue()
    queue.open_filters()


def next_article(window: Window) -> None:
    """The next one of the queue."""
    window.leave()
    window.code().queue.show_next()


def previous_article(window: Window) -> None:
    """The one before in the queue."""
    window.leave()
    window.code().queue.show_previous()


def next_to_do(window: Window) -> None:
    """The next article nobody began; from the end on to the start."""
    window.leave()
    queue = window.code().queue
    from .held_back import in_words

    found = queue.show_next_to_do()
    if said := in_words(queue.passed_over, found):
        window.say(said)
    elif not found:
        filtered = bool(queue.filters.filters)
        window.say(_tr("Nothing that the filters list is left to do.") if filtered else _tr("Nothing is left to do."))


def done(window: Window) -> None:
    """Says "done" and goes on; where errors stand, goes to the first of them."""
    window.leave()
    if window.current().finish(window.focus.article):
        if not window.code().show_feedback():  # in training one reads first
            next_to_do(window)
        return
    _to_problem(window, from_start=True)


def reopen(window: Window) -> None:
    """Takes "done" back."""
    window.current().reopen(window.focus.article)


def no_event(window: Window) -> None:
    """Asks for the codebook's reason, then says that the article holds no event."""
    _verdict(window, "no_event", _tr("No event: why?"))


def unusable(window: Window) -> None:
    """Says that the article cannot be coded."""
    _verdict(window, "unusable", _tr("Unusable: why?"))


def _verdict(window: Window, verdict: str, question: str) -> None:
    from ..codebook.model import in_language
    from .labels import verdict_reasons
    from .palette import Entry

    workspace, article = window.current(), window.focus.article
    reasons = verdict_reasons(workspace.codebook, verdict)
    window.leave()

    def chosen(reason: Reason) -> Callable[[], object]:
        return lambda: workspace.set_verdict(article, verdict, reason.code)

    if not reasons:
        workspace.set_verdict(article, verdict)
        return
    window.choose(question, [Entry(in_language(one.label) or one.code, run=chosen(one)) for one in reasons])


def add_event(window: Window) -> None:
    """A new event, its first field ready."""
    window.leave()
    made = window.current().add_event(window.focus.article)
    if made:
        window.focus.show_event(made)
        _to_first_field(window)


def copy_event(window: Window) -> None:
    """A copy behind the event in view."""
    window.leave()
    made = window.current().copy_event(window.focus.event)
    if made:
        window.focus.show_event(made)
        _to_first_field(window)


def _to_first_field(window: Window) -> None:
    first = next((name for name, field in window.current().codebook.fields.items() if field.derived is None), "")
    if first:
        window.show_field(first)


def remove_event(window: Window) -> None:
    """Takes the event away and looks at its neighbour; undo brings it back."""
    workspace, focus = window.current(), window.focus
    order = [event.uid for event in workspace.events(focus.article)]
    gone = focus.event
    if gone not in order:
        return
    place = order.index(gone)
    rest = order[:place] + order[place + 1 :]
    workspace.remove_event(gone)
    if gone not in [event.uid for event in workspace.events(focus.article)]:
        focus.show_event(rest[min(place, len(rest) - 1)] if rest else "")


def move_left(window: Window) -> None:
    """One place towards the start."""
    window.leave()
    window.current().move_event(window.focus.event, -1)


def move_right(window: Window) -> None:
    """One place towards the end."""
    window.leave()
    window.current().move_event(window.focus.event, 1)


def next_event(window: Window) -> None:
    """The next event of the article, from the last to the first."""
    _step_event(window, 1)


def previous_event(window: Window) -> None:
    """The event before."""
    _step_event(window, -1)


def _step_event(window: Window, steps: int) -> None:
    window.leave()
    order = [event.uid for event in window.current().events(window.focus.article)]
    if order:
        here = order.index(window.focus.event) if window.focus.event in order else -1 if steps > 0 else 0
        window.focus.show_event(order[(here + steps) % len(order)])


def next_problem(window: Window) -> None:
    """The next problem behind the field in view, through all events of the article."""
    window.leave()
    _to_problem(window, from_start=False)


def ways_out(window: Window) -> None:
    """Offers to fix or to overrule what is wrong with the field in view, or what is chosen in the list of problems."""
    window.leave()
    if not window.code().show_ways():
        window.say(keys.named(_tr("No problem stands at this field; {0} goes to the next one."), "next_problem"))


def _to_problem(window: Window, *, from_start: bool) -> None:
    workspace, focus = window.current(), window.focus
    standing = standing_problems(workspace, focus.article, errors_only=from_start)
    if not standing:
        if not from_start:
            window.say(_tr("No problems in this article."))
        return
    order = [*workspace.codebook.article_fields, *workspace.codebook.fields]
    events = [event.uid for event in workspace.events(focus.article)]

    def place(event: str, field: str) -> tuple[int, int]:
        return (events.index(event) if event in events else -1, order.index(field) if field in order else -1)

    here = (-1, -1) if from_start else place(focus.event, focus.field)
    event, problem = next((one for one in standing if place(one[0], one[1].field) > here), standing[0])
    if event:
        focus.show_event(event)
    window.code().show_problem(event, problem)
    if not from_start:
        window.say(problem.message)


def standing_problems(workspace: Workspace, article: str, *, errors_only: bool) -> list[tuple[str, Problem]]:
    """The problems that are not overruled: of the article's questions, then event by event, in form order."""
    found = [("", problem) for problem in workspace.article_problems(article)]
    found += [
        (event.uid, problem) for event in workspace.events(article) for problem in workspace.problems(event)
        if problem.key not in event.overruled
    ]  # fmt: skip
    return [one for one in found if not errors_only or one[1].severity == "error"]


def status(kind: Status) -> Callable[[Window], None]:
    """The handler that says where the field's value comes from."""

    def say_so(window: Window) -> None:
        window.leave()
        window.reader().set_status(kind)

    return say_so


def remove_evidence(window: Window) -> None:
    """Takes the evidence of the field in view away: at once where there is one, else the one chosen."""
    from .palette import Entry

    workspace, focus = window.current(), window.focus
    found = [one for one in workspace.evidence(workspace.owner(focus)) if one.field == focus.field]
    found = [one for one in found if one.item == focus.item] or found
    if len(found) == 1:
        workspace.remove_evidence(found[0].uid)
    elif found:
        window.choose(
            _tr("Remove which evidence?"),
            [Entry(" … ".join(span.quote for span in one.spans) or one.status.replace("_", " "),
                   run=lambda uid=one.uid: workspace.remove_evidence(uid)) for one in found],
        )  # fmt: skip


def move_edge(edge: str, direction: int, *, by_character: bool = False) -> Callable[[Window], None]:
    """The handler that moves an edge of the field's evidence, wherever the keyboard is."""

    def move(window: Window) -> None:
        window.leave()
        window.reader().move_edge(edge, direction, by_character)

    return move


def take_offer(window: Window) -> None:
    """Takes what the text offers for the field, and goes on to the next empty one."""
    if not window.code().take_offer():
        if window.code().offering.withheld:
            window.say(_tr("No offers for this article: the lead withholds them."))
        else:
            window.say(_tr("Nothing is offered for this field."))


def add_offer(window: Window) -> None:
    """Takes it as one more item, or as more words for the value, and stays."""
    window.code().take_offer(add=True)


def step_offer(steps: int) -> Callable[[Window], None]:
    """The handler that goes to another offer for the field."""
    return lambda window: window.code().offering.step(steps)


def switch_offers(window: Window) -> None:
    """Wants what the text offers, or not."""
    offering = window.code().offering
    offering.switch(not offering.on)
    window.say(_tr("The text's offers are shown.") if offering.on else _tr("The text's offers are hidden."))


def select_sentence(window: Window) -> None:
    """Selects the sentence around the reader's cursor, where the reader can."""
    select = getattr(window.reader(), "select_sentence", None)
    if select is not None:
        select()


def go(window: Window, panel: str) -> None:
    """Puts the keyboard into a panel of place Code."""
    found = window.code().findChild(QWidget, panel)
    if found is None:
        return
    target = found
    if panel == "form" and window.focus.field:
        window.show_field(window.focus.field)
        return
    if found.focusPolicy() == Qt.FocusPolicy.NoFocus:
        # A panel that takes no keys itself passes them to its first part that does.
        parts = [part for part in found.findChildren(QWidget) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
        target = next((part for part in parts if part.isVisibleTo(found) and part.isEnabled()), found)
    target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def next_panel(window: Window) -> None:
    """Queue, reader, form, and round again."""
    here = QApplication.focusWidget()
    code = window.code()
    now = -1
    for place, name in enumerate(PANELS):
        panel = code.findChild(QWidget, name)
        if here is not None and panel is not None and (panel is here or panel.isAncestorOf(here)):
            now = place
    go(window, PANELS[(now + 1) % len(PANELS)])
