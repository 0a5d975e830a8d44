"""The pictures of care: a covered article, a coder's choices, the lead's tab; `make` takes them with the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Shoot = Callable[[str], None]
PIECES = (
    ("Market in Ostrand opens again", "The market opened on Monday after a week."),
    ("Former prisoners tell of Camp 4", "Three men told what was done to them in the camp."),
    ("March for lower fees", "About 300 students marched to the ministry."),
    ("Hospital counts the wounded of Tuesday", "The hospital took in forty people, children among them."),
    ("Council meets the union", "The council met the union on Friday."),
    ("Shelling of the eastern quarter", "Shells fell on the eastern quarter for an hour."),
)


def take(window: Any, shoot: Shoot, path: Path) -> None:
    """A project of six made-up articles, seen by its coder and its lead."""
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft
    from annotator.project.care import Choices

    drafts = [ArticleDraft(text, title=title, date=f"2020-06-{3 + at:02}", source="A local paper")
              for at, (title, text) in enumerate(PIECES)]  # fmt: skip
    with Project.create(path, "acled", coder="A7", name="Ostrand") as project:
        project.articles.add(drafts)
        coders = [project.coders.add(name) for name in ("B2", "C3")]
        uids = [one.uid for one in project.articles.walk()]
        for at, name in ((1, "torture"), (3, "violence against children"), (5, "graphic violence")):
            project.content_marks.mark(uids[at], name)
        project.care.set_usual_a_day(4)
        project.assignments.withhold(1, 1, coders[0].uid)
        project.work_as(coders[1])
        project.content_marks.propose(uids[5], "violence against children")
        project.work_as(coders[0])
        project.care.choose(Choices(("torture",), 2))
    window.settings.coders = {**window.settings.coders, str(path.resolve()): coders[0].uid}
    window.open_project(path)
    window.focus.show_article(uids[3])
    shoot("care-cover")
    for coder, name in ((coders[0].uid, "care-mine"), ("A7", "care-lead")):
        window.work_as(coder)
        window.show_place("team")
        window.built("team").show_tab("care")
        shoot(name)
