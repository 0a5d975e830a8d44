"""The window open on 1,000,000 articles: at most 300 MB of memory, also after scrolling, searching and reading on."""

from __future__ import annotations

import random
from pathlib import Path

from corpus import project_with, told, words
from PySide6.QtWidgets import QApplication

from annotator.gui.window import Window
from annotator.settings import Settings

MEGABYTE = 1_000_000


def resident() -> float:
    """MB of memory of this process that nothing else can have; Linux alone tells it this way."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean:", "Private_Dirty:")))
    return kilobytes * 1024 / MEGABYTE


def main(articles: int = 1_000_000) -> None:
    """Prints the memory at rest and after work."""
    app = QApplication([])
    window = Window(Settings())
    window.show()
    app.processEvents()
    print(f"start page {resident():.0f} MB")
    if not window.open_project(project_with(articles)):
        raise SystemExit(window.notice.text)
    app.processEvents()
    told(f"window on {articles:,} articles", resident(), 300, "MB")
    queue = window.code().queue
    chance, bar = random.Random(4), queue.list.verticalScrollBar()
    for _ in range(200):
        bar.setValue(chance.randrange(bar.maximum()))
        app.processEvents()
    for word in words(50):
        queue.model.show("", word)
        app.processEvents()
    queue.model.show("", "")
    for _ in range(100):
        queue.show_next()
        app.processEvents()
    told("after scrolling, searching, reading", resident(), 300, "MB")
    window.close_project()
    window.close()


if __name__ == "__main__":
    main()
