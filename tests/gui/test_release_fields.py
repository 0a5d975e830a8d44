"""What can be held back in the dialog of releases: fields, parts of groups, questions about articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tiny import TINY

from annotator.gui.release_preview import PreviewPage
from annotator.gui.release_what import WhatPage
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.releases.options import ReleaseOptions
from annotator.releases.preview import foresee

BOOK = TINY.replace(
    "- {name: note, type: long_text}",
    "- {name: note, type: long_text}\n      - {name: people, title: People, type: group, fields: [{name: role, title: Role, "
    "type: text}, {name: phone, title: Phone, type: text, released: false}]}",
).replace(
    "rules:",
    "article:\n  - {name: whole, fields: [{name: scope, title: Scope, type: text}, {name: private, title: Private, type: text, "
    "released: false}]}\nrules:",
)  # fmt: skip


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "tiny.yaml").write_text(BOOK, "utf-8")
    with Project.create(tmp_path / "p.annotator", str(tmp_path / "tiny.yaml"), coder="Lead") as project:
        yield Workspace(project)


def lines(page: WhatPage) -> dict[str, bool]:
    items = [page.fields.item(row) for row in range(page.fields.count())]
    return {item.text(): item.checkState() == Qt.CheckState.Checked for item in items if item is not None}


def tick(page: WhatPage, name: str, on: bool) -> None:
    items = [page.fields.item(row) for row in range(page.fields.count())]
    item = next(one for one in items if one is not None and one.data(Qt.ItemDataRole.UserRole) == name)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def test_parts_and_questions_about_articles_can_be_held_back(qtbot: QtBot, here: Workspace):
    page = WhatPage(here, ReleaseOptions(without=("people.role",)))
    qtbot.addWidget(page)
    found = lines(page)
    assert found["People: Role  (people.role)"] is False
    assert found["People: Phone  (people.phone)  · the codebook holds it back"] is False
    assert found["Scope  (scope)  · asked about the article"] is True
    assert found["Private  (private)  · asked about the article  · the codebook holds it back"] is False
    assert page.options().without == ("people.role",)
    tick(page, "scope", False)
    tick(page, "people.role", True)
    assert page.options().without == ("scope",)


def test_a_question_about_articles_alone_is_no_release(qtbot: QtBot, here: Workspace):
    page = WhatPage(here, ReleaseOptions())
    qtbot.addWidget(page)
    for name in here.codebook.fields:
        tick(page, name, False)
    assert page.refusal() == "Tick at least one field."


def test_the_preview_names_all_that_no_file_holds(qtbot: QtBot, here: Workspace):
    page = PreviewPage(here)
    qtbot.addWidget(page)
    page.show_preview(foresee(here.project, ReleaseOptions(without=("scope",))), [], 0)
    tree = page.tree
    held = next(
        item for at in range(tree.topLevelItemCount())
        if (item := tree.topLevelItem(at)) is not None and item.text(0) == "Fields that no file holds"
    )  # fmt: skip
    named = {one.text(0) for at in range(held.childCount()) if (one := held.child(at)) is not None}
    assert named == {"People: Phone  (people.phone)", "Scope  (scope)", "Private  (private)"}
