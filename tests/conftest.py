"""What holds for every test: settings in a folder of its own, no unexpected log lines, small projects at hand."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_places import make_small
from tiny import TINY

from annotator.places.gazetteer import Gazetteer
from annotator.project import Project

# Without a screen and the same with one: a window that opens for a moment would take the keyboard from the tests'.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the person's own settings."""
    folder = tmp_path / "settings"
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(folder))
    return folder


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning nobody expected fails; a test that expects one looks at `caplog` and clears it."""
    yield
    lines = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not lines, f"unexpected log lines: {lines}"


@pytest.fixture
def tiny_codebook(tmp_path: Path) -> Path:
    """A codebook of seven fields and one rule, as a file."""
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def new_project(tmp_path: Path, tiny_codebook: Path) -> Iterator[Callable[..., Project]]:
    """Makes projects on the tiny codebook; those still open at the end are closed."""
    made: list[Project] = []

    def make(name: str = "p", coder: str = "A1") -> Project:
        made.append(Project.create(tmp_path / f"{name}.annotator", str(tiny_codebook), coder=coder))
        return made[-1]

    yield make
    for project in made:
        project.close()


@pytest.fixture
def project(new_project: Callable[..., Project]) -> Project:
    """One new, open project."""
    return new_project()


@pytest.fixture(scope="session")
def places_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small file of places, made once; nobody writes to it."""
    folder = tmp_path_factory.mktemp("places")
    make_small(folder)
    return folder


@pytest.fixture(scope="session")
def gazetteer(places_folder: Path) -> Iterator[Gazetteer]:
    """The small file of places, open."""
    with Gazetteer(places_folder / "places.sqlite") as opened:
        yield opened
