"""The pictures of packages: a lead's list, what came back, a conflict, and a coder's file; `make` takes them with the rest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

HERE = Path(__file__).parent
EVENT = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Protests", "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Iraq)", "inter1": "6", "country": "Iraq", "location": "Mosul", "fatalities": 0,
    "notes": "On 2 June 2020, people protested in Mosul against power cuts.",
}  # fmt: skip
CHANGED = {
    "event_type": "Riots", "sub_event_type": "Violent demonstration", "fatalities": 2,
    "notes": "On 2 June 2020, a crowd gathered in Mosul; police killed two of them, a hospital said.",
}  # fmt: skip


def take(window: Any, path: Path, shoot: Callable[[str], None]) -> None:
    """All of them, in the project at `path`, which a lead A7 has."""
    from annotator.gui.conflict_dialog import ConflictDialog
    from annotator.gui.merge_dialog import MergeDialog
    from annotator.gui.package_actions import bring_back, show

    out = path.with_name("Iraq shared")
    out.mkdir()
    packs, backs = _team(path, out)
    window.settings.coders = {str(path.resolve()): _lead(path)}
    usual, window._choose_coder = window._choose_coder, lambda _project: True  # the lead's part needs no asking
    window.open_project(path)
    show(window)
    bring_back(window, backs)
    dialog = _shown(window, MergeDialog)
    dialog.wait()
    _grab(dialog, "bring-back")
    dialog.take()
    dialog.wait()
    dialog.close()
    shoot("packages")
    window.place_in_view().panel("packages").settle()
    dialog = _shown(window, ConflictDialog)
    _grab(dialog, "conflict")
    dialog.close()
    window.open_project(packs[0])
    show(window)
    shoot("packages-coder")
    window._choose_coder = usual


def _lead(path: Path) -> str:
    from annotator.project import Project

    with Project.open(path, read_only=True) as project:
        return project.coder.uid


def _team(path: Path, out: Path) -> tuple[list[Path], list[Path]]:
    """Two coders with packages, some work, and one article that one of them coded on two machines."""
    from annotator.project import Project
    from annotator.project.history import new_uid
    from annotator.project.packages import hand_in, package

    with Project.open(path) as project:
        articles = [one.uid for one in project.articles.walk()]
        packs: list[Path] = []
        for name in ("B2", "C3", "D4"):
            coder = project.coders.add(name).uid
            with project.history.operation({"id": "hand_out", "count": len(articles)}):
                project.database.run_many(
                    "INSERT INTO assignment (uid, article, coder, round, position) VALUES (?, ?, ?, 'main', ?)",
                    [(new_uid(), article, coder, at) for at, article in enumerate(articles, start=1)],
                )
            packs.append(package(project, coder, out).path)
    for at, file in enumerate(packs[:2]):
        _code(file, articles[: 5 + at], EVENT)
    twin = path.with_name("twin.annotator")
    shutil.copyfile(packs[0], twin)
    _code(packs[0], articles[2:3], CHANGED)
    _code(twin, articles[2:3], {"fatalities": 3})
    backs = []
    for file in (packs[0], twin, packs[1]):
        with Project.open(file) as project:
            backs.append(hand_in(project, out / f"Iraq-2020-{len(backs) + 1}-work.annotator"))
    return packs, backs


def _code(file: Path, articles: list[str], values: dict[str, object]) -> None:
    from annotator.project import Project

    with Project.open(file) as project:
        for article in articles:
            coding = project.codings.begin(article, project.coder.uid).uid
            there = project.events.of(coding)
            if there:
                project.events.set_values(there[0].uid, values)
            else:
                project.events.add(coding, values)


def _shown(window: Any, kind: Any) -> Any:
    for _ in range(60):
        QApplication.processEvents()
    return next(one for one in window.findChildren(kind) if one.isVisible())


def _grab(dialog: QDialog, name: str) -> None:
    for _ in range(60):
        QApplication.processEvents()
    dialog.grab().save(str(HERE / f"{name}.png"))
