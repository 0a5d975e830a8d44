"""What belongs together of a project's articles, and which parts of training data hold still.

Articles that are copies of one another, that tell one incident, or that replace one another are one unit, and no unit may be
in two parts. Where something was linked across parts since they were made, the highest part keeps what it has; the others
*leave*: making parts again takes them out (`releases.splits`), and until then nothing gives them out in their part. Writes
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from .incident_links import MEMBERS
from .splits import PARTS, Part

if TYPE_CHECKING:
    from .project import Project

EACH = "SELECT value FROM json_each(?)"


def join(links: Iterable[Sequence[str]], names: Iterable[str]) -> dict[str, str]:
    """Connected components: to each name the one that stands for what it is linked with, directly or by others; the first by
    the alphabet. Names that are only in links count as well. (Union by path halving; each link may join many.)"""
    parent = {name: name for name in names}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for link in links:
        for other in link:
            one, two = sorted((root(link[0]), root(other)))
            parent[two] = one
    return {name: root(name) for name in list(parent)}


def units(project: Project, names: Iterable[str]) -> dict[str, str]:
    """To each article by uid, of `names` and of all that are linked, the one that stands for its unit."""
    return join(_links(project), names)


def _links(project: Project) -> Iterator[Sequence[str]]:
    """What belongs together, by uid: copies, articles of an incident, texts that replace one another."""
    db = project.database
    yield from db.run("SELECT uid, replaces FROM article WHERE replaces IS NOT NULL")
    yield from db.run("SELECT uid, duplicate_of FROM article WHERE duplicate_of IS NOT NULL AND removed = 0")
    uids: dict[int, str] = {row[0]: row[1] for row in db.run("SELECT number, uid FROM article")}
    for number, first in project.copies.all_groups().items():
        yield uids[number], uids[first]
    last = ("", "")
    for incident, article in db.run(f"SELECT DISTINCT l.incident, a.uid {MEMBERS} ORDER BY l.incident"):
        if incident == last[0]:
            yield last[1], article
        last = (str(incident), str(article))


def highest(roots: Mapping[str, str], *parts: Mapping[str, Part]) -> dict[str, Part]:
    """Of each unit, by what stands for it, the highest part that one of its articles has or had."""
    bound: dict[str, Part] = {}
    for uid, part in (pair for some in parts for pair in some.items()):
        there = bound.get(roots[uid])
        if there is None or PARTS.index(part) > PARTS.index(there):
            bound[roots[uid]] = part
    return bound


def leaving(project: Project) -> dict[str, Part]:
    """The articles, by uid, that have a part which making parts again would take from them, with that part."""
    given, lost = project.splits.given(), project.splits.withdrawn()
    if not given:
        return {}
    roots = units(project, [*given, *lost])
    bound = highest(roots, given, lost)
    return {uid: part for uid, part in given.items() if bound[roots[uid]] != part}


def parts_that_hold(project: Project) -> dict[int, Part]:
    """The part of each article in place that has one and keeps it, by its number."""
    gone = json.dumps(sorted(leaving(project)))
    left = {row[0] for row in project.database.run(f"SELECT number FROM article WHERE uid IN ({EACH})", (gone,))}
    return {number: part for number, part in project.splits.parts().items() if number not in left}
