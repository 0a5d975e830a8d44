"""The sample project: a new project on ACLED's codebook with the sample article, for `annotator demo` and the start page.

Stands among the formats because it reads the article as any other file is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ImportRefused
from ..project import Project
from ..project.articles import Article, ArticleDraft
from ..project.codings import MAIN
from ..project.evidence import Quote
from ..shipped import resource
from .articles.sources import read_articles

ARTICLE = "sample/sample-2020-06-02.txt"
EXAMPLE = "demo/event.json"


def make_sample(path: Path) -> None:
    """Makes the sample project in a new file; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Project.create(path, "acled", coder="me", name="Sample") as project:
        drafts = [one for one in read_articles([resource(ARTICLE)]) if isinstance(one, ArticleDraft)]
        if not drafts:
            raise ImportRefused("The sample article cannot be read; the program is not installed whole.")
        project.articles.add(drafts, source=resource(ARTICLE).name)
        project.search.catch_up()


def add_example(path: Path) -> None:
    """Codes one event of the sample article, with its evidence, so that a picture shows a form that is filled in."""
    example: dict[str, Any] = json.loads(resource(EXAMPLE).read_text(encoding="utf-8"))
    with Project.open(path) as project:
        article = next(iter(project.articles.walk()))
        with project.history.operation({"id": "add_event"}, place={"article": article.uid}):
            coding = project.codings.begin(article.uid, project.coder.uid, MAIN)
            event = project.events.add(coding.uid, example["values"])
            for field, words in example["evidence"].items():
                project.evidence.add(event.uid, field, [_quote(article, words)])
            statuses: Mapping[str, Any] = example["statuses"]
            for field, status in statuses.items():
                project.evidence.set_status(event.uid, field, status)


def _quote(article: Article, words: str) -> Quote:
    start = article.text.index(words)
    return Quote("text", start, start + len(words), words)
