"""What the actions do that lead from the desk into the codebook: the field in view, or the code that is its answer.

Functions that take the window. What a page says is the codebook's guide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .codebook_place import CodebookPlace
    from .window import Window


def show(window: Window) -> CodebookPlace:
    """Place Codebook, in view."""
    window.show_place("codebook")
    return cast("CodebookPlace", window.built("codebook"))


def show_entry(window: Window, name: str) -> None:
    """A page of the codebook, by its id."""
    show(window).show_entry(name)


def explain(window: Window) -> None:
    """The page of the field in view, or of the code that is its answer or marked in its open list."""
    path, answer = in_view(window)
    place = show(window)
    if path:
        place.show_field(path, answer)


def in_view(window: Window) -> tuple[str, object]:
    """The path of the field in view, as `actors.role` inside a group, and its answer."""
    from .fields.popup import ChoicePopup

    workspace, focus = window.current(), window.focus
    if not focus.field:
        return "", None
    marked = next((one.current() for one in window.code().findChildren(ChoicePopup) if one.isVisible()), None)
    if focus.field in workspace.codebook.article_fields:
        coding = workspace.coding(focus.article)
        answer = coding.answers.get(focus.field) if coding else None
    else:
        answer = workspace.full_values(workspace.event(focus.event)).get(focus.field) if focus.event else None
    number, _, sub = focus.item.partition(".")
    asked = {**workspace.codebook.fields, **workspace.codebook.article_fields}.get(focus.field)
    path = focus.field
    if asked is not None and asked.type == "group" and sub:
        path = f"{focus.field}.{sub}"
        items = answer if isinstance(answer, list) else []
        place = int(number) - 1 if number.isdecimal() else -1
        answer = items[place].get(sub) if 0 <= place < len(items) else None
    elif isinstance(answer, list):
        answer = focus.item or (answer[0] if len(answer) == 1 else None)
    return path, marked.value if marked is not None else answer
