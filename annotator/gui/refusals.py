"""Hearing what the workspace refuses: a dialog says it where the person asked, and stays. Owns that alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .workspace import Workspace


@contextmanager
def refusals(workspace: Workspace) -> Iterator[list[str]]:
    """The sentences with which edits are refused inside the block."""
    heard: list[str] = []

    def hear(sentence: str) -> None:
        heard.append(sentence)

    workspace.refused.connect(hear)
    try:
        yield heard
    finally:
        workspace.refused.disconnect(hear)


def last(heard: list[str]) -> str:
    """The last of them, empty for none."""
    return heard[-1] if heard else ""
