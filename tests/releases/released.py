"""A lead's project for tests of releases: eight articles of two days and two coders, one of them coded by both and settled.

Articles 1 and 2 are B2's and approved, and tell one clash; 3 is B2's and done; 4 is C3's and done; 5 was coded by both and
settled; 6 was coded by both and not settled; 7 holds no event; 8 is not done.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tiny import TINY

from annotator.project import Project
from annotator.project import adjudication as adj
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

EVENT = {"event_date": "2020-06-02", "type": "A", "sub": "a1", "country": "Iraq", "n": 2}
SECRET = "Nobody but the article says these eleven words about Kirkuk that day."
BOOK = TINY.replace(
    "- {name: note, type: long_text}", "- {name: note, type: long_text}\n      - {name: inside, type: text, released: false}"
)


def make_project(folder: Path) -> Project:
    """The project, open; the lead works."""
    book = folder / "tiny.yaml"
    book.write_text(BOOK, encoding="utf-8")
    project = Project.create(folder / "p.annotator", str(book), coder="Lead", name="Iraq")
    project.articles.add(
        ArticleDraft(
            f"Two died in Kirkuk, number {one}. {SECRET}", title=f"Article {one}", date="2020-06-03", source=f"S{one % 3}"
        )
        for one in range(1, 9)
    )
    for name in ("B2", "C3"):
        project.coders.add(name)
    for number, coder, n in ((1, "B2", 2), (2, "B2", 4), (3, "B2", 1), (4, "C3", 3), (5, "B2", 1), (5, "C3", 2), (6, "B2", 1),
                             (6, "C3", 5)):  # fmt: skip
        code(project, number, coder, {**EVENT, "n": n, "inside": "kept inside"})
    code(project, 7, "B2", None)
    code(project, 8, "C3", EVENT, done=False)
    for number in (1, 2):
        project.reviews.approve(coding(project, number, "B2"))
    settle(project, 5, "n", 2)
    project.incidents.link([event(project, 1), event(project, 2)], "the same clash")
    return project


def uid_of(project: Project, number: int) -> str:
    """The uid of an article."""
    found = project.articles.by_number(number)
    assert found is not None
    return found.uid


def coding(project: Project, number: int, coder: str) -> str:
    """The coding of an article by a coder."""
    found = project.codings.find(uid_of(project, number), project.coders.named(coder).uid)
    assert found is not None
    return found.uid


def event(project: Project, number: int, coder: str = "B2") -> str:
    """The first event of it."""
    return project.events.of(coding(project, number, coder))[0].uid


def as_coder(project: Project, coder: str, values: Mapping[str, Any], number: int) -> None:
    """Lets a coder change an event, and say done again."""
    lead = project.coder
    project.work_as(project.coders.named(coder))
    project.events.set_values(event(project, number, coder), values)
    if project.codings.get(coding(project, number, coder)).state != "done":
        project.finish(coding(project, number, coder))
    project.work_as(lead)


def code(project: Project, number: int, coder: str, values: Mapping[str, Any] | None, done: bool = True) -> None:
    """Lets a coder code an article, with a quote; None says that there is no event."""
    lead = project.coder
    project.work_as(project.coders.named(coder))
    begun = project.codings.begin(uid_of(project, number), project.coder.uid)
    if values is None:
        project.codings.set_verdict(begun.uid, "no_event")
    else:
        added = project.events.add(begun.uid, values)
        project.evidence.add(added.uid, "n", [Quote("text", 0, 3, "Two")])
    if done:
        project.finish(begun.uid)
    project.work_as(lead)


def settle(project: Project, number: int, field: str, value: Any, note: str = "read again") -> str:
    """Settles what both coders said of an article; gives the adjudicated event."""
    found = adj.begin(project, uid_of(project, number), [[event(project, number), event(project, number, "C3")]])
    settled = project.events.of(found.uid)[0].uid
    adj.write(project, settled, field, value, "misread", note)
    adj.finish(project, found.uid)
    return settled


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their names in it."""
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}
