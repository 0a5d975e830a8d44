"""What joins articles into groups of copies, and what holds them apart: the lead's words, marks, and what was found.

Reads `article_copy`, `article_pair` and the field `duplicate_of`; writes nothing. Of a group among ten thousand it reads that
one and what hangs together with it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Literal

from .copy_blocks import Blocks
from .copy_marks import MARKED
from .copy_search import TAKING_PART
from .database import Database

Judged = Literal["same", "different"]
Pair = tuple[int, int]


def judged_pairs(database: Database) -> dict[Pair, Judged]:
    """What the lead said of two articles, by their numbers, the lower first."""
    rows = database.run(
        "SELECT min(a.number, b.number), max(a.number, b.number), p.judged FROM article_pair p JOIN article a "
        "ON a.uid = p.one JOIN article b ON b.uid = p.other WHERE p.removed = 0 ORDER BY p.rowid"
    )
    return {(row[0], row[1]): row[2] for row in rows}


def marked_copies(database: Database, among: Iterable[int] | None = None) -> dict[int, int]:
    """The articles, or those among some, that are not coded because another one of their group is: of each, by number, that
    one's."""
    source = MARKED if among is None else "json_each(?) n CROSS JOIN article a ON a.number = n.value"
    rows = database.run(
        f"SELECT a.number, k.number FROM {source} JOIN article k ON k.uid = a.duplicate_of WHERE a.removed = 0 ORDER BY 1",
        () if among is None else (json.dumps(sorted(among)),),
    )
    return dict(rows)


def joined(database: Database, among: Set[int] | None = None) -> Blocks:
    """The articles, or those among some, as links join them, in the order of their weight, but for those that would join what
    the lead judged different: the lead's words, what is not coded as a copy of another, what was found, most alike first."""
    pairs = judged_pairs(database)
    if among is not None:
        pairs = {pair: judged for pair, judged in pairs.items() if pair[0] in among and pair[1] in among}
    blocks = Blocks([pair for pair, judged in pairs.items() if judged == "different"])
    for (one, other), judged in pairs.items():
        if judged == "same":
            blocks.join(one, other)
    for one, other in marked_copies(database, among).items():
        blocks.join(one, other)
    found = defaultdict[int, list[int]](list)
    where, values = ("", ()) if among is None else ("WHERE number IN (SELECT value FROM json_each(?))", (_listed(among),))
    rows = database.run(f"SELECT number, first FROM article_copy {where} ORDER BY likeness DESC, number", values)
    for number, first in rows:
        found[first].append(number)
    for fullest, *others in found.values():  # all hang on the fullest one
        for number in others:
            blocks.join(fullest, number)
    return blocks


def groups_in(database: Database, blocks: Blocks) -> dict[int, int]:
    """Of each article that is in a block of several, and there: the lowest number of its group."""
    rows = database.run(
        f"SELECT number FROM json_each(?) n CROSS JOIN article ON article.number = n.value WHERE {TAKING_PART}",
        (_listed(blocks.known()),),
    )
    groups = defaultdict[int, list[int]](list)
    for number in sorted(row[0] for row in rows):
        groups[blocks.block(number)].append(number)
    return {number: group[0] for group in groups.values() if len(group) > 1 for number in group}


def hanging_together(database: Database, touched: Iterable[int], groups: Mapping[int, int]) -> set[int]:
    """Some articles, and all whose groups a word on these may change: those of their groups as these were, those that were
    found to be alike, and those the lead spoke of together with one of them."""
    members, partners = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for number, first in groups.items():
        members[first].add(number)
    for one, other in judged_pairs(database):
        partners[one].add(other)
        partners[other].add(one)
    among, fresh = set[int](), set(touched)
    while fresh:
        among |= fresh
        near = {row[0] for row in database.run(
            "SELECT number FROM article_copy WHERE first IN (SELECT first FROM article_copy WHERE number IN "
            "(SELECT value FROM json_each(?)))", (_listed(fresh),),
        )}  # fmt: skip
        near = near.union(*(partners[number] | members.get(groups.get(number, 0), set()) for number in fresh))
        fresh = near - among
    return among


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps(sorted(numbers))
