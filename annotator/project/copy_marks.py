"""Which articles are passed by because a copy of theirs is coded, in SQL: for the lists of what is to do."""

from __future__ import annotations

MARKED = (
    "(SELECT number FROM article_copy UNION SELECT o.number FROM article_pair p JOIN article o ON o.uid IN (p.one, p.other)) n "
    "CROSS JOIN article a ON a.number = n.number"
)
"""The articles that may be marked, as a source of rows: `a` is the article. No index knows `duplicate_of`, and reading all
articles for it takes long; only what is in a group or was judged is ever marked."""
PASSED_BY = f"SELECT a.number FROM {MARKED} WHERE a.duplicate_of IS NOT NULL"
