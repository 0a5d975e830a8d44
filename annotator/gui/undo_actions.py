"""What the actions Undo and Redo do: functions that take the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .step_names import step_words

if TYPE_CHECKING:
    from ..project.history import Step
    from .window import Window


def step_back(window: Window) -> None:
    """Undoes my last step and looks at its place."""
    from .taking_back import take_back

    window.leave()
    _look_at(window, take_back(window.current(), window), back=True)


def step_forward(window: Window) -> None:
    """Does it again and looks at its place."""
    from .taking_back import do_again

    window.leave()
    _look_at(window, do_again(window.current(), window), back=False)


def _look_at(window: Window, step: Step | None, *, back: bool) -> None:
    if step is not None:
        window.look_at(step.place)
        if told := step_words(window.current(), step, window.place, back=back):
            window.say(told, stays=not step.place.get("article"))
