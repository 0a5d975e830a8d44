"""A window's parts on a real project: ACLED's codebook and the sample article."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import settings
from annotator.formats.articles.sources import read_articles
from annotator.gui.focus import Focus
from annotator.gui.workspace import Workspace
from annotator.places.gazetteer import FILE_NAME
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.shipped import resource


@pytest.fixture
def with_places(places_folder: Path) -> None:
    """The person has a (small) file of places."""
    folder = settings.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(places_folder / FILE_NAME, folder / FILE_NAME)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A new project on `acled` with the sample article."""
    with Project.create(tmp_path / "desk.annotator", "acled", coder="ann") as made:
        made.articles.add([one for one in read_articles([resource("sample")]) if isinstance(one, ArticleDraft)])
        yield made


@pytest.fixture
def workspace(qapp: object, project: Project) -> Workspace:
    """The project as panels see it."""
    return Workspace(project)


@pytest.fixture
def focus(qapp: object, project: Project) -> Focus:
    """Looking at the sample article, at no event."""
    looking = Focus()
    looking.show_article(next(iter(project.articles.walk())).uid)
    return looking
