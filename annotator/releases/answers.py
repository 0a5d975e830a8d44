"""`tables/answers.csv`: what was answered about articles as a whole, where the codebook asks that: one row an answer.

Owns the table.
"""

from __future__ import annotations

import json
from typing import Any

from ..codebook.values import is_empty, show
from .articles import NAME as ARTICLES
from .described import Column, Described, Key, sheet
from .fields import is_released
from .taken import Taken
from .texts import TextRule

BATCH = 500


def write_answers(taken: Taken, rule: TextRule) -> list[Described]:
    """Writes the table; gives it, or nothing where the codebook asks no such questions."""
    book = taken.project.codebook
    names = [name for name in book.article_fields if is_released(book, name, taken.not_released)]
    if not names:
        return []
    table = Described(
        "answers", "tables/answers.csv", "Answers about articles", "One row an answer about an article as a whole.",
        (
            Column("article", "integer", "Article: number", required=True),
            Column("article_uid", title="Article", required=True), Column("field", title="Field", required=True),
            Column("value", title="Value", about="With codes as they are kept."), Column("label", title="Value, with labels"),
        ),
        ("article", "field"), (Key(("article",), ARTICLES, ("article",)),),
    )  # fmt: skip
    rows = taken.project.database.run(
        "SELECT o.number, a.uid, c.answers FROM temp.chosen o JOIN coding c ON c.uid = o.coding "
        "JOIN article a ON a.number = o.number ORDER BY o.number"
    )
    with sheet(taken, table) as out:
        while batch := rows.fetchmany(BATCH):
            told: list[list[Any]] = []
            for number, uid, answers in batch:
                known = json.loads(answers)
                for name in names:
                    if is_empty(known.get(name)):
                        continue
                    asked, value = book.article_fields[name], known[name]
                    said: list[str | None] = [show(book, asked, value), show(book, asked, value, write="label")]
                    if rule.own_words(said[0], number) is None:
                        said = [None, None]
                    told.append([number, uid, name, *said])
            out.write(told)
    return [table]
