"""The queue of 1,000,000 articles scrolled anywhere: lines read and painted within 16 ms p95."""

from __future__ import annotations

import random
import time

from corpus import project_with, quantile, told
from PySide6.QtWidgets import QApplication

from annotator.gui.focus import Focus
from annotator.gui.queue import Queue
from annotator.gui.workspace import Workspace
from annotator.project import Project


def main(articles: int = 1_000_000) -> None:
    """Prints p95 over jumps to random places and over steps of a screen."""
    app = QApplication([])
    chance = random.Random(3)
    with Project.open(project_with(articles), read_only=True) as project:
        began = time.perf_counter()
        queue = Queue(Workspace(project), Focus())
        queue.resize(240, 768)
        queue.show()
        app.processEvents()
        print(f"queue of {articles:,} made and painted in {(time.perf_counter() - began) * 1000:.0f} ms")
        bar = queue.list.verticalScrollBar()
        for name, places in (
            ("jumps", [chance.randrange(bar.maximum()) for _ in range(300)]),
            ("pages", [bar.maximum() // 2 + step * bar.pageStep() for step in range(300)]),
        ):
            taken: list[float] = []
            for place in places:
                began = time.perf_counter()
                bar.setValue(place)
                queue.list.viewport().repaint()
                taken.append(time.perf_counter() - began)
            told(f"scroll, {name}, p95", quantile(taken, 0.95) * 1000, 16, "ms")
        queue.close()


if __name__ == "__main__":
    main()
