"""What is said where the window cannot be opened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import door

ROOT = Path(__file__).parent.parent
HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")


@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_display_the_window_says_so_in_one_line(display: str, tmp_path: Path) -> None:
    """Qt alone would abort the process."""
    bare = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    bare |= {"DISPLAY": display, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-m", "annotator", "demo"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "display" in run.stderr
    assert run.stderr.startswith("annotator: ")
    assert run.stderr.count("\n") == 1


def test_a_missing_library_of_the_display_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the display itself would answer."""
    for name in HIDDEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(door, "X_LIBRARIES", ("libxcb-absent.so.9",))
    said = door.no_display()
    assert "libxcb-absent.so.9" in said
    assert "apt install" in said


@pytest.mark.parametrize(("name", "value"), [("QT_QPA_PLATFORM", "offscreen"), ("QT_QPA_PLATFORM", "vnc:port=5900"),
                                             ("WAYLAND_DISPLAY", "wayland-0")])  # fmt: skip
def test_no_x_display_is_needed_elsewhere(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Qt shows its window by other means."""
    for one in HIDDEN:
        monkeypatch.delenv(one, raising=False)
    monkeypatch.setenv(name, value)
    assert door.no_display() == ""
