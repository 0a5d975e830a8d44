"""Which articles a text that somebody wrote may be copied from, which words in it are the codebook's, and which are names.

Owns the answer: its own article, every article that an incident joins to it, also one it was joined to once, its earlier text,
and what it is a duplicate of. And what stands for the names of coders in words about work. Must not know files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from ..codebook.model import Codebook
from ..formats.selection import pseudonyms
from ..project import Project
from .repeats import SENTENCE

_TOGETHER = """
WITH told(incident, article) AS (
  SELECT coalesce(i.merged_into, l.incident), a.number FROM incident_link l JOIN incident i ON i.uid = l.incident
  JOIN event v ON v.uid = l.event JOIN coding c ON c.uid = v.coding JOIN article a ON a.uid = c.article
  UNION SELECT m.incident, e.article FROM temp.incident_members m JOIN events e ON e.event_uid = m.event)
SELECT incident, article FROM told WHERE incident IN (SELECT incident FROM told GROUP BY incident HAVING count(*) > 1)
ORDER BY incident, article
"""
_VERSIONS = """
SELECT a.number, o.number FROM article a JOIN article o ON o.uid = a.replaces
UNION SELECT a.number, o.number FROM article a JOIN article o ON o.uid = a.duplicate_of ORDER BY 1, 2
"""


class Neighbours:
    """The articles whose words may stand in what was written about one. Reads the TEMP tables of `project.incident_rows`, and
    every link there ever was: who gives a reason against a link has read both."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, number: int) -> tuple[int, ...]:
        """Their numbers, the article's own first."""
        found = dict.fromkeys((number,))
        for group in self._groups.get(number, ()):
            found.update(dict.fromkeys(group))
        return tuple(found)

    def text(self, number: int) -> str:
        """An article's text, empty where there is none."""
        return str(self._project.database.value("SELECT text FROM article WHERE number = ?", (number,)) or "")

    @cached_property
    def _groups(self) -> dict[int, list[list[int]]]:
        db, together = self._project.database, dict[str, list[int]]()
        for incident, article in db.run(_TOGETHER):
            together.setdefault(incident, []).append(article)
        found: dict[int, list[list[int]]] = {}
        for group in (*together.values(), *(list(row) for row in db.run(_VERSIONS))):
            for number in group:
                found.setdefault(number, []).append(group)
        return found


def given_codes(codebook: Codebook) -> frozenset[str]:
    """Codes so long that they might be taken for a sentence: the codebook's words, whatever an article says."""
    listed = (one.code for codes in codebook.lists.values() for one in codes.walk())
    reasons = (one.code for one in (*codebook.no_event_reasons, *codebook.mention_reasons))
    missing = (code for asked in (*codebook.fields.values(), *codebook.article_fields.values()) for code in asked.missing)
    return _long(listed) | _long(reasons) | _long(missing)


def _long(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(code for code in codes if len(code) >= SENTENCE)


def without_names(project: Project) -> Callable[[str], str]:
    """Puts pseudonyms in the place of coders' names, where one stands as a word of its own, written as it is in the project."""
    called = pseudonyms(project)
    known = {row[1]: called[row[0]] for row in project.database.all("SELECT uid, name FROM coder") if len(row[1].strip()) > 1}
    if not known:
        return lambda told: told
    longest = sorted(known, key=lambda name: (-len(name), name))
    name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    return lambda told: name.sub(lambda found: known[found[0]], told)
