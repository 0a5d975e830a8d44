"""Opens the window, or says in one line what keeps it from opening; and prints a manual. The one place outside `gui` that
imports it.

Imports nothing else: the first frame waits for every module.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import AnnotatorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .codebook.guide_rulings import RulingText
    from .codebook.model import Codebook

X_LIBRARIES = (
    "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libxcb-shape.so.0", "libxkbcommon-x11.so.0",
    "libxcb.so.1",
)  # fmt: skip
"""What Qt's plug-in for X loads and a bare system lacks; the last one is asked whether the display answers."""


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
        print(f"annotator: {_missing_library(str(error))}", file=sys.stderr)
        return 1
    if trouble := no_display() if sys.platform.startswith("linux") else "":
        print(f"annotator: {trouble}", file=sys.stderr)
        return 1
    try:
        return run(project, demo=demo, picture=picture, size=size)
    except AnnotatorError as error:
        print(f"annotator: {error}", file=sys.stderr)
        return 1
    finally:
        gc.enable()


def print_manual(
    codebook: Codebook, rulings: Sequence[RulingText], target: Path, *, language: str = "", project: str = ""
) -> None:
    """Writes the manual of a codebook as a PDF, without a window or a display. Raises ExportRefused where that cannot be."""
    from .errors import ExportRefused

    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # pages need letters, but no display
    try:
        from .gui.manual_pdf import with_qt, write_manual
    except ImportError as error:
        raise ExportRefused(_missing_library(str(error), "A PDF cannot be made")) from error
    with with_qt():
        write_manual(codebook, rulings, target, language=language, project=project)


def no_display() -> str:
    """What keeps Qt from showing anything on Linux, empty for nothing; Qt itself would just end the process."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    wayland = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("WAYLAND_SOCKET")
    if wanted not in ("", "xcb") or (not wanted and (wayland or os.environ.get("XDG_SESSION_TYPE") == "wayland")):
        return ""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return (
            "The window cannot be opened: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            "`annotator --help` lists what works without one."
        )
    import ctypes

    try:
        *_, xcb = [ctypes.CDLL(name) for name in X_LIBRARIES]
    except OSError as error:
        return _missing_library(str(error))
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"The window cannot be opened: the display {display} does not answer or does not let us in." if refused else ""


def _missing_library(said: str, what: str = "The window cannot be opened") -> str:
    """What to install where Qt's own system libraries are not there."""
    return (
        f"{what}: {said}. On Debian or Ubuntu install Qt's system libraries with "
        "`apt install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 "
        "libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0`; on Fedora with `dnf install mesa-libEGL "
        "mesa-libGL libxkbcommon libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-keysyms`."
    )
