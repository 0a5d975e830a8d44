"""A team from hand-out to export: three coders with overlap, one of them on two machines, a second hand-out on the way.

Coders work through the window. All files are brought back in every order, and twice; every order exports the same bytes.
"""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path

import pytest
from hands import Hands
from pytestqt.qtbot import QtBot

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.conflicts import open_conflicts
from annotator.project.handing_out import HandOut, Part, carry_out
from annotator.project.merging import merge
from annotator.project.packages import package
from annotator.project.verify import verify

NAMES = ("B2", "C3", "D4")


@pytest.fixture
def lead(tmp_path: Path, tiny_codebook: Path) -> Path:
    """Nine articles handed out to three coders, a third of them twice."""
    path = tmp_path / "iraq.annotator"
    with Project.create(path, str(tiny_codebook), coder="Lead", name="Iraq") as project:
        project.articles.add(_articles(range(1, 10)))
        people = tuple(project.coders.add(name).uid for name in NAMES)
        plan = carry_out(project, HandOut(tuple(Part(one) for one in people), double=1 / 3, order="random", seed=4))
        assert plan.double == 3
    return path


def _articles(numbers: range) -> list[ArticleDraft]:
    return [ArticleDraft(f"Two died in Kirkuk, number {one}.", title=f"Article {one}", date="2020-06-02") for one in numbers]


def packages(lead: Path, folder: Path) -> dict[str, Path]:
    """A package for each coder."""
    folder.mkdir(exist_ok=True)
    with Project.open(lead) as project:
        made = {name: package(project, project.coders.named(name).uid, folder).path for name in NAMES}
    for name, path in made.items():
        content = path.read_bytes()
        assert not [other for other in NAMES if other != name and other.encode() in content]
    return made


def code_all(qtbot: QtBot, path: Path, n: int, most: int = 99) -> None:
    """Works through a file's queue by keys: an event in each article, a value taken from the text, done, next."""
    hands = Hands(qtbot, path)
    try:
        for _ in range(most):
            workspace, focus = hands.window.current(), hands.window.focus
            coding = workspace.coding(focus.article)
            if coding is not None and coding.state == "done":
                return  # "done" stays where nothing is left to do
            hands.press("Ctrl+N")
            for field, text in (("event_date", "2020-06-02"), ("type", "A"), ("n", str(n))):
                hands.window.code().show_field(field)
                hands.type(text)
                hands.press("Return")
            hands.window.code().show_field("country")
            hands.select("Kirkuk")
            hands.press("Ctrl+T", "Ctrl+Return")
    finally:
        hands.window.close()


def change_first(path: Path, n: int) -> None:
    """Another number in the first event of a file."""
    with Project.open(path) as project:
        event = project.database.value("SELECT e.uid FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON "
                                       "a.uid = c.article ORDER BY a.number")  # fmt: skip
        project.events.set_values(event, {"n": n})


def exported(path: Path, folder: Path) -> dict[str, bytes]:
    """What is given out of every coder's work."""
    found: dict[str, bytes] = {}
    for name in NAMES:
        for form in ("jsonl", "csv", "evidence-csv"):
            target = folder / f"{name}.{form}"
            target.unlink(missing_ok=True)
            assert run(["export", str(path), str(target), "--format", form, "--coder", name]) == 0
            found[target.name] = target.read_bytes()
            target.unlink()
            for beside in folder.glob(f"{name}.*"):
                beside.unlink()
    return found


def test_a_team_from_hand_out_to_export(qtbot: QtBot, lead: Path, tmp_path: Path):
    first = packages(lead, tmp_path / "first")
    code_all(qtbot, first["B2"], 1)
    code_all(qtbot, first["C3"], 2, most=2)  # in the middle of it the second hand-out comes
    with Project.open(lead) as project:
        project.articles.add(_articles(range(10, 13)))
        people = tuple(Part(project.coders.named(name).uid) for name in NAMES)
        assert len(carry_out(project, HandOut(people, order="random", seed=5)).given) == 3
    second = packages(lead, tmp_path / "second")
    for name in NAMES:
        with Project.open(first[name]) as mine:
            (told,) = merge(mine, [second[name]]).files
            assert (told.refused, told.kind, told.counts["articles_new"]) == ("", "update", 1)
    for name, n in (("B2", 1), ("C3", 2), ("D4", 3)):
        code_all(qtbot, first[name], n)
    away = tmp_path / "B2 away.annotator"
    shutil.copy(first["B2"], away)
    change_first(first["B2"], 3)
    change_first(away, 4)
    files = [first["B2"], away, first["C3"], first["D4"]]
    ends = []
    for number, order in enumerate(permutations(files)):
        copy = tmp_path / f"lead{number}.annotator"
        shutil.copy(lead, copy)
        with Project.open(copy) as project:
            for file in order:
                assert not merge(project, [file]).files[0].refused
            merge(project, order)
            assert len(open_conflicts(project)) == 1
            assert verify(project) == []
            done = project.database.value("SELECT count(*) FROM coding WHERE state = 'done' AND removed = 0")
            assert done == 15 - 1  # the one that was changed on two machines is open again
        ends.append(exported(copy, tmp_path))
        copy.unlink()
    assert all(end == ends[0] for end in ends)
    assert sum(end.count(b"\n") for name, end in ends[0].items() if name.endswith(".jsonl")) >= 12
