"""Opens the window, or says in one line what keeps it from opening. The one place outside `gui` that imports it.

Imports nothing else: the first frame waits for every module.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from .errors import AnnotatorError


def open_window(
    project: Path | None = None, *, demo: bool = False, picture: Path | None = None, size: tuple[int, int] | None = None
) -> int:
    """Runs the window and gives the exit code: 1 where it could not be opened, with the reason on stderr."""
    gc.disable()  # the window collects in its own thread (gui/garbage), and starting makes no knots
    # Pydantic would look for plug-ins among all packages of the environment, each time, for 25 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        from .gui.app import run
    except ImportError as error:
        print(f"annotator: {_missing_library(error)}", file=sys.stderr)
        return 1
    try:
        return run(project, demo=demo, picture=picture, size=size)
    except AnnotatorError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 1
    finally:
        gc.enable()


def _missing_library(error: ImportError) -> str:
    """What to install where Qt's own system libraries are not there."""
    return (
        f"the window cannot be opened: {error}. On Debian or Ubuntu install Qt's system libraries with "
        "`apt install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 "
        "libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0`; on Fedora with `dnf install mesa-libEGL "
        "mesa-libGL libxkbcommon libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-keysyms`."
    )
