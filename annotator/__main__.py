"""The door: a first argument that names a command goes to the command line, anything else opens the window."""

from __future__ import annotations

import os
import sys

PROJECT_SUFFIXES = (".annotator", ".annotator.age")
"""Of projects and packages, and of packages that are encrypted."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the program; gives the exit code (0 done, 1 errors found or failed, 2 wrong usage)."""
    asked = sys.argv[1:] if arguments is None else arguments
    if not asked or (len(asked) == 1 and asked[0].endswith(PROJECT_SUFFIXES)):
        return _window(asked)
    from .cli import run

    return run(asked)


def _window(asked: list[str]) -> int:
    """The window without the command line's machinery, which the first frame would wait for."""
    from pathlib import Path

    from .door import open_window

    project = Path(asked[0]) if asked else None
    if project is not None and not os.path.exists(project):
        print(f"annotator: There is no project “{project}”.", file=sys.stderr)
        return 2
    return open_window(project)


if __name__ == "__main__":
    sys.exit(main())
