"""The next article with its reader and form among 1,000,000: shown and painted within 16 ms p95."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from corpus import FOLDER, add_events, project_with, quantile, told
from PySide6.QtWidgets import QApplication

from annotator.gui.code_place import CodePlace
from annotator.gui.focus import Focus
from annotator.gui.workspace import Workspace
from annotator.project import Project

STEPS = 200


def main(articles: int = 1_000_000) -> None:
    """Prints p95 over articles to do and over articles that have an event."""
    app = QApplication([])
    with Project.open(project_with(articles), read_only=True) as project:
        measure(app, project, articles // 2, "next article, to do, p95")
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        path = Path(shutil.copyfile(project_with(10_000), Path(folder) / "coded.annotator"))
        with Project.open(path) as project:
            add_events(project, STEPS + 50)
            measure(app, project, 1, "next article, with an event, p95")


def measure(app: QApplication, project: Project, start: int, name: str) -> None:
    """Steps through articles from a number on, each painted in full."""
    focus = Focus()
    place = CodePlace(Workspace(project), focus)
    place.resize(1366, 768)
    place.show()
    first = project.articles.by_number(start)
    assert first is not None
    focus.show_article(first.uid)
    app.processEvents()
    taken: list[float] = []
    for _ in range(STEPS):
        began = time.perf_counter()
        place.queue.show_next()
        app.processEvents()
        place.repaint()
        taken.append(time.perf_counter() - began)
    print(f"{name[:-5]}: p50 {quantile(taken, 0.5) * 1000:.1f} ms")
    told(name, quantile(taken, 0.95) * 1000, 16, "ms")
    place.close()


if __name__ == "__main__":
    main()
