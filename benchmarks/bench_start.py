"""The start: first frame ≤ 1.5 × an empty PySide6 window, usable on a project ≤ 3 ×; each run a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from corpus import project_with, quantile, told

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
window.grab()
"""
FIRST_FRAME = """
from PySide6.QtWidgets import QApplication
from annotator.gui.app import theme
from annotator.gui.window import Window
from annotator.settings import Settings
app = QApplication([])
theme.apply(app, "light")
window = Window(Settings())
window.show()
app.processEvents()
window.grab()
"""
USABLE = (
    FIRST_FRAME
    + """
from pathlib import Path
assert window.open_project(Path({path!r}))
app.processEvents()
window.grab()
"""
)
END = "\nimport os, sys; sys.stdout.flush(); os._exit(0)"


def seconds(script: str, times: int) -> list[float]:
    """The time of each whole process."""
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", script + END], check=True, env=os.environ)
        taken.append(time.perf_counter() - began)
    return taken


def main(articles: int = 100_000, times: int = 9) -> None:
    """Prints both ratios of the medians; a process killed at its end leaves its lock, as the next one finds out."""
    path = str(project_with(articles))
    scripts = {"empty": EMPTY, "first frame": FIRST_FRAME, "usable": USABLE.format(path=path)}
    medians: dict[str, float] = {}
    for name, script in scripts.items():
        seconds(script, 2)
        medians[name] = quantile(seconds(script, times), 0.5)
        print(f"{name}: {medians[name] * 1000:.0f} ms")
    told("start, first frame", medians["first frame"] / medians["empty"], 1.5)
    told(f"start, usable on {articles:,} articles", medians["usable"] / medians["empty"], 3)


if __name__ == "__main__":
    main()
