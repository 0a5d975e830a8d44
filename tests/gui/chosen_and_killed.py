"""A window on a project that asks for a file, then codes two events: run beside the test that kills it.

    python chosen_and_killed.py PROJECT

says "listed" when the dialog has listed the project's folder, waits for a line, codes, says "saved" and goes on.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QTreeView

from annotator.gui import file_dialogs
from annotator.gui.window import Window
from annotator.settings import Settings


def main(project: Path) -> None:
    """The run."""
    app = QApplication([])
    window = Window(Settings())
    window.show()
    assert window.open_project(project)
    seen: list[str] = []
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or (tree := dialog.findChild(QTreeView)) is None:
            return
        model, root = tree.model(), tree.rootIndex()
        shown = [str(model.index(row, 0, root).data()) for row in range(model.rowCount(root))]
        if project.name in shown and "a.txt" in shown:
            seen.extend(str(model.index(row, 2, root).data()) for row in range(len(shown)))
            dialog.reject()

    timer.timeout.connect(look)
    timer.start(50)
    file_dialogs.open_files(window, "Files", project.parent)
    timer.stop()
    app.processEvents()
    assert "ANNOTATOR file" in seen, seen
    print("listed", flush=True)
    sys.stdin.readline()
    for _ in range(2):
        window.actions_by_id["add_event"].trigger()
        app.processEvents()
    said = window.status.saved.text()
    print("saved" if said.startswith("All changes saved") else said, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
