"""A coding run that another process kills: says on stdout, a line a change, what it was told is saved.

Started by `test_kill` as `python scripted_run.py PROJECT SEED STEPS`. Each line is JSON: an operation
and the sum of what it changed.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from pathlib import Path
from typing import Any

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.project.history import Changes

TEXTS = ["Two died in Kirkuk.", "قتل شخصان في كركوك 😀.", "Police arrested four men in Nineveh.", "两名士兵被杀。"]


def tell(**facts: Any) -> None:
    """One line, out of this process before anything else happens."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def step(project: Project, dice: random.Random) -> None:
    """One random change as a coder makes it."""
    articles = project.articles
    events = [row[0] for row in project.database.all("SELECT uid FROM event WHERE removed = 0 ORDER BY rowid")]
    codings = [row[0] for row in project.database.all("SELECT uid FROM coding WHERE removed = 0 ORDER BY rowid")]
    choice = dice.random()
    if choice < 0.1 or not articles.count():
        texts = [f"{dice.choice(TEXTS)} {dice.random()}" for _ in range(dice.choice((1, 3, 600)))]
        articles.add([ArticleDraft(text, date="2020-06-02") for text in texts])
        project.search.catch_up()
    elif choice < 0.25 or not events:
        article = articles.by_number(dice.randint(1, articles.count()))
        if article is None:
            return
        with project.history.operation({"id": "add_event"}, place={"article": article.uid}):
            project.events.add(project.codings.begin(article.uid, project.coder.uid).uid)
    elif choice < 0.7:
        uid = dice.choice(events)
        field, value = dice.choice([("n", dice.randint(0, 9)), ("country", dice.choice(["Iraq", "Syria", None])),
                                    ("event_date", "2020-06-02"), ("note", "😀" * dice.randint(1, 2000))])  # fmt: skip
        project.events.set_values(uid, {field: value})
    elif choice < 0.8:
        event = project.events.get(dice.choice(events))
        text = articles.get(project.codings.get(event.coding).article).text
        project.evidence.add(event.uid, "n", [Quote("text", 0, 3, text[:3])])
    elif choice < 0.85:
        project.events.remove(dice.choice(events))
    elif choice < 0.9:
        project.codings.set_memo(dice.choice(codings), f"memo {dice.random()}")
    elif choice < 0.97:
        project.history.undo()
    else:
        project.history.redo()


def main(path: str, seed: str, steps: str) -> None:
    """The whole run; the parent ends it before its end."""
    with Project.open(Path(path)) as project:
        project.on_change(lambda changes: _saved(project, changes))
        tell(open=True)
        dice = random.Random(int(seed))
        for _ in range(int(steps)):
            step(project, dice)
    tell(closed=True)


def _saved(project: Project, changes: Changes) -> None:
    """What the status bar would show as saved."""
    uid = project.history.step(changes.operation).uid
    tell(saved=uid, sum=checksum(project, uid))


def checksum(project: Project, operation: str) -> str:
    """SHA-256 of all that one operation changed."""
    rows = project.database.all(
        "SELECT h.tbl, h.uid, h.field, h.old, h.new FROM change h JOIN operation o ON o.id = h.operation WHERE o.uid = ? "
        "ORDER BY h.id",
        (operation,),
    )
    return hashlib.sha256(json.dumps([list(row) for row in rows]).encode()).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
