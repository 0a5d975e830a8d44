"""A window's parts on a real project: ACLED's codebook and the sample article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.formats.article_sources import read_articles
from annotator.gui.workspace import Focus, Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.shipped import resource


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
