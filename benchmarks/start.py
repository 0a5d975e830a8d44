"""The start: first frame ≤ 1.5 × an empty PySide6 window, usable on a project ≤ 3 ×; each run a process of its own.

What is started is the program itself, from its door on, compiled as an installation has it; it ends where its event loop
would begin, with the window painted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
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
PROGRAM = """
from PySide6.QtWidgets import QApplication

def painted(*_):
    app = QApplication.instance()
    app.processEvents()
    next(one for one in app.topLevelWidgets() if one.objectName() == "window").grab()
    import os
    os._exit(0)

QApplication.exec = painted
from annotator.__main__ import main
raise SystemExit(main({arguments!r}) or 1)
"""
END = "\nimport os; os._exit(0)"


def seconds(script: str, times: int) -> list[float]:
    """The time of each whole process."""
    with tempfile.TemporaryDirectory() as settings:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["ANNOTATOR_SETTINGS"] = settings
        taken: list[float] = []
        for _ in range(times):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", script + END], check=True, env=environment)
            taken.append(time.perf_counter() - began)
        return taken


def main(articles: int = 100_000, times: int = 15) -> None:
    """Prints both ratios of the medians; a process killed at its end leaves its lock, as the next one finds out."""
    path = str(project_with(articles))
    scripts = {
        "empty": EMPTY, "first frame": PROGRAM.format(arguments=[]), "usable": PROGRAM.format(arguments=[path]),
    }  # fmt: skip
    medians: dict[str, float] = {}
    for name, script in scripts.items():
        seconds(script, 2)
        medians[name] = quantile(seconds(script, times), 0.5)
        print(f"{name}: {medians[name] * 1000:.0f} ms")
    told("start, first frame", medians["first frame"] / medians["empty"], 1.5)
    told(f"start, usable on {articles:,} articles", medians["usable"] / medians["empty"], 3)


if __name__ == "__main__":
    main()
