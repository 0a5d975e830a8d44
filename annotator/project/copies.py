"""Articles that are copies of each other: groups of them, the lead's word on them, and coding only one of a group.

Owns the tables `article_copy` (which articles were found to be alike, rebuildable) and `article_pair` (the lead's word, which
wins and is kept), and the field `duplicate_of` of articles. How copies are found is `copy_search`'s. All of it is the lead's to
find and to say: no package holds it, and a coder's window in a shared file does not show it. Reading asks for no lead, as
exports, releases and parts of training data read it whoever runs them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import Any

from ..errors import UsageError
from .copy_blocks import Blocks
from .copy_links import Judged, Pair, groups_in, hanging_together, joined, judged_pairs, marked_copies
from .copy_parts import CopyGroup, Member, Swapped, parts_of, swaps_of
from .copy_search import TAKING_PART, Progress, find_copies, same_text
from .database import Database
from .history import History, now
from .work import digest

LEAST = 0.9
"""The likeness from which on all groups are coded once, where nobody says another one: nine words in ten."""
FULL = 0.9
"""A text that is this much as long as the longest of its group is taken for a full one."""
MOST_APART = 200
"""Articles of a group that are said to be no copies of each other at once: every two of them are noted."""
_LOOKED = "copies_looked_for"


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What the lead is told of an article of a group: how many began to code it, to how many it was handed out, and as a copy
    of which article it is not coded, if so."""

    number: int
    uid: str
    title: str
    date: str | None
    source: str
    length: int
    coded: int
    handed: int
    duplicate_of: int | None


@dataclass(frozen=True, slots=True)
class Looked:
    """When copies were last looked for (UTC, ISO 8601; empty for never), and how many articles there are that were not compared
    then. `told_apart`: whether names and numbers were looked at, which older programs did not: then all but the very same texts
    are in doubt."""

    time: str
    since: int
    told_apart: bool = True


@dataclass(frozen=True, slots=True)
class CodedOnce:
    """What was marked: the groups, and the articles that are not coded any more; of those, how many were begun or handed
    out. `in_doubt` are the groups of which some articles were left out, as names or numbers are others in them."""

    groups: int
    articles: int
    begun: int
    in_doubt: int = 0


@dataclass
class Copies:
    """The copies among the articles of one open project. Articles are named by their numbers in this file."""

    database: Database
    history: History
    _kept: tuple[object, dict[int, int]] | None = field(default=None, repr=False)

    # --- looking for them -------------------------------------------------------------------------------------------

    def find(self, progress: Progress | None = None) -> int:
        """Looks for copies among all articles; gives how many groups there are now. Of 100,000 articles of 2.5 kB it takes less
        than a minute. `progress` is given how far it is, of how much; what it raises ends it, and all is as it was."""
        self._must_lead()
        with self.database.reading():
            compared = _in_runs(
                row[0] for row in self.database.run(f"SELECT number FROM article WHERE {TAKING_PART} ORDER BY 1")
            )
            found = find_copies(self.database, progress)
        told_as = {str(one.number): one.told_as for one in found if one.told_as}
        with self.database.writing():
            self.database.run("DELETE FROM article_copy")
            self.database.run_many(
                "INSERT INTO article_copy (number, first, likeness) VALUES (?, ?, ?)",
                ((one.number, one.first, one.likeness) for one in found),
            )
            # What is not coded because it is a copy is found by this table: no index knows it.
            self.database.run(
                "INSERT OR IGNORE INTO article_copy SELECT number, number, 1 FROM article WHERE duplicate_of IS NOT NULL"
            )
            self.database.run(
                "INSERT OR REPLACE INTO project (key, value) VALUES (?, ?)",
                (_LOOKED, json.dumps({"compared": compared, "time": now(), "told_as": told_as})),
            )
        return len(self.groups())

    def looked(self) -> Looked:
        """When they were looked for last, and how many articles there are that were not compared then: what came in since, and
        what was away and is back."""
        told = self._told()
        since = self.database.value(
            "SELECT count(*) FROM json_each(?) r CROSS JOIN article ON article.number BETWEEN r.value ->> 0 AND r.value ->> 1 "
            f"WHERE {TAKING_PART}",
            (json.dumps(_between(told.get("compared", []))),),
        )
        return Looked(told.get("time", ""), int(since), "told_as" in told or not told)

    def _told(self) -> dict[str, Any]:
        return json.loads(self.database.value("SELECT value FROM project WHERE key = ?", (_LOOKED,)) or "{}")

    # --- what holds -------------------------------------------------------------------------------------------------

    def all_groups(self) -> dict[int, int]:
        """Of each article that is in a group of several, by number: the lowest number of its group."""
        state = self._state()
        if self._kept is None or self._kept[0] != state:
            self._kept = (state, groups_in(self.database, joined(self.database)))
        return dict(self._kept[1])

    def take_over(self, other: Copies) -> None:
        """What another connection to the same project counted, so that it is not counted twice."""
        self._kept = other._kept

    def _state(self) -> tuple[object, ...]:
        """What is another where groups may be: nothing bears on them without a change in the history, but for what is found."""
        return (
            self.database.value("SELECT max(id) FROM change"),
            self.database.value("SELECT max(id) FROM purge"),
            self.database.value("SELECT value FROM project WHERE key = ?", (_LOOKED,)),
        )

    def groups(self) -> list[CopyGroup]:
        """All groups of several articles, by their lowest numbers."""
        return self._as_groups(self.all_groups(), "SELECT number, likeness FROM article_copy")

    def groups_of(self, numbers: Iterable[int]) -> list[CopyGroup]:
        """The groups that some articles are in, by their lowest numbers."""
        groups, some = self.all_groups(), set(numbers)
        firsts = {groups[number] for number in some if number in groups}
        members = {number: first for number, first in groups.items() if first in firsts}
        listed = json.dumps(list(members))
        return self._as_groups(
            members, "SELECT number, likeness FROM article_copy WHERE number IN (SELECT value FROM json_each(?))", listed
        )

    def _as_groups(self, groups: Mapping[int, int], likenesses: str, *values: str) -> list[CopyGroup]:
        found: dict[int, float] = {row[0]: row[1] for row in self.database.run(likenesses, values)}
        told = self._told().get("told_as")
        if told is None:  # not known: all that has another text may tell something else
            told = {str(number): number for number, likeness in found.items() if likeness < 1}
        members, links = defaultdict[int, list[Member]](list), defaultdict[int, list[tuple[int, int]]](list)
        for number, first in groups.items():
            members[first].append(Member(number, found.get(number), str(number) in told))
            links[first].append((number, told.get(str(number), 0)))
        same = (pair for pair, judged in self.judged().items() if judged == "same")
        for one, other in (*same, *marked_copies(self.database, groups).items()):
            if (first := groups.get(one)) is not None:
                links[first].append((one, other))
        return [
            CopyGroup(first, some := tuple(sorted(members[first], key=lambda one: one.number)), parts_of(some, links[first]))
            for first in sorted(members)
        ]  # fmt: skip

    def duplicates(self) -> dict[int, int]:
        """The articles that are not coded because another one of their group is: of each, by number, that one's."""
        return marked_copies(self.database)

    def _counted(self, before: Mapping[int, int], touched: Iterable[int]) -> tuple[Blocks, dict[int, int]]:
        """Groups counted anew where a step on some articles may have changed them, the others as they were `before`; and what
        is joined there."""
        among = hanging_together(self.database, touched, before)
        blocks = joined(self.database, among)
        others = {number: first for number, first in before.items() if number not in among}
        return blocks, others | groups_in(self.database, blocks)

    def _keep(self, groups: dict[int, int]) -> None:
        """Keeps what was counted within a step, once that is over: what was taken back is not to be taken for it."""
        self._kept = (self._state(), groups)

    # --- the lead's word --------------------------------------------------------------------------------------------

    def judged(self) -> dict[Pair, Judged]:
        """What the lead said of two articles, by their numbers, the lower first."""
        return judged_pairs(self.database)

    def judge(self, one: int, other: int, judged: Judged | None) -> None:
        """Says that two articles are the same or different, whatever was found; None takes the word back. One that is not coded
        as a copy of an article that it is no copy of any more is coded again.

        Raises UsageError where there is no such article, and where the word speaks against what was said of others.
        """
        self._must_lead()
        if one == other:
            raise UsageError("A pair is two articles.")
        uids, before = sorted((self._uid(one), self._uid(other))), self.all_groups()
        label = {"id": "judge_articles", "judged": judged or "", "one": min(one, other), "other": max(one, other)}
        with self.history.operation(label, place={"article": self._uid(one)}):
            if judged:
                self._say([(uids[0], uids[1])], judged)
            else:
                self.database.run("UPDATE article_pair SET removed = 1 WHERE uid = ?", (digest("article_pair", *uids),))
            groups = self._settle(before, (one, other))
        self._keep(groups)

    def judge_apart(self, group: CopyGroup | int) -> int:
        """Says of all articles of a group that none is a copy of another, in one step; gives how many those were. What was said
        of two of them before is said anew; what was not coded as a copy is coded again.

        Raises UsageError where the group has more than MOST_APART articles, for every two of them are noted.
        """
        self._must_lead()
        found = self._group(group)
        if len(found.members) > MOST_APART:
            raise UsageError(
                f"At most {MOST_APART} articles are parted at once; this group has {len(found.members):,}. "
                "Part some of them one by one, or leave the group: nothing is coded once unless you say so."
            )
        before, numbers = self.all_groups(), [one.number for one in found.members]
        uids = sorted(map(self._uid, numbers))
        label = {"id": "part_articles", "count": len(uids)}
        with self.history.operation(label, place={"article": self._uid(found.first)}):
            self._say(combinations(uids, 2), "different")
            groups = self._settle(before, numbers)
        self._keep(groups)
        return len(uids)

    def judge_parts(self, group: CopyGroup | int) -> int:
        """Says of a group in which names or numbers differ that it tells several events: its parts are different, and the
        articles within each the same, in one step; gives how many parts those are.

        Raises UsageError where nothing differs so, and where there are more than MOST_APART parts.
        """
        self._must_lead()
        found = self._group(group)
        if not found.in_doubt:
            raise UsageError("In this group no names or numbers differ.")
        parts = [[self._uid(number) for number in part] for part in found.parts]
        if len(parts) > MOST_APART:
            raise UsageError(f"At most {MOST_APART} events are parted at once; this group has {len(parts):,}.")
        before, label = self.all_groups(), {"id": "part_copies", "count": len(parts)}
        with self.history.operation(label, place={"article": self._uid(found.first)}):
            self._say((pair for part in parts for pair in pairwise(part)), "same")
            self._say(combinations([part[0] for part in parts], 2), "different")
            groups = self._settle(before, [one.number for one in found.members])
        self._keep(groups)
        return len(parts)

    def _say(self, pairs: Iterable[tuple[str, str]], judged: Judged) -> None:
        self.database.run_many(
            "INSERT INTO article_pair (uid, one, other, judged, removed) VALUES (?, ?, ?, ?, 0) "
            "ON CONFLICT (uid) DO UPDATE SET judged = excluded.judged, removed = 0",
            [(digest("article_pair", *pair), *pair, judged) for pair in map(sorted, pairs)],
        )

    def _settle(self, before: Mapping[int, int], touched: Iterable[int]) -> dict[int, int]:
        """Refuses what speaks against an earlier word, and has what is no copy any more coded again; gives the groups.
        `before` are those that were."""
        blocks, groups = self._counted(before, touched)
        among = set(blocks.known())
        for pair, judged in self.judged().items():
            if judged == "same" and among.issuperset(pair) and blocks.block(pair[0]) != blocks.block(pair[1]):
                raise UsageError(
                    f"This speaks against what was said before: articles {pair[0]} and {pair[1]} are the same by your word. "
                    "Take that back first."
                )
        marked = marked_copies(self.database, among)
        parted = [copy for copy, kept in marked.items() if groups.get(copy, copy) != groups.get(kept, kept)]
        for copy in parted:
            self._mark(copy, None)
        return self._counted(before, touched)[1] if parted else groups

    # --- coding one of them -----------------------------------------------------------------------------------------

    def facts(self, numbers: Iterable[int]) -> dict[int, CopyFacts]:
        """What the lead is told of some articles, by number."""
        rows = self.database.run(
            "SELECT a.number, a.uid, a.title, a.date, a.source, a.length, (SELECT count(*) FROM coding c WHERE "
            "c.article = a.uid AND c.removed = 0 AND c.standing = 'coded'), "
            "(SELECT count(*) FROM assignment s WHERE s.article = a.uid AND s.removed = 0 AND s.withdrawn = 0), "
            "(SELECT k.number FROM article k WHERE k.uid = a.duplicate_of) FROM json_each(?) n CROSS JOIN article a ON "
            "a.number = n.value",
            (json.dumps(list(numbers)),),
        )
        return {row[0]: CopyFacts(*row) for row in rows}

    def best_of(self, group: CopyGroup) -> int:
        """Which article of a group is coded where nobody says another one: one that others are marked as copies of, else one
        that most have begun, among those one that was handed out to most, among those the earliest whose text is not much
        shorter than the longest."""
        numbers = [one.number for one in group.members]
        return self._best(numbers, self.facts(numbers))

    @staticmethod
    def _best(numbers: Sequence[int], facts: Mapping[int, CopyFacts]) -> int:
        longest = max(facts[number].length for number in numbers)
        marked = Counter(facts[number].duplicate_of for number in numbers)

        def rank(number: int) -> tuple[object, ...]:
            told = facts[number]
            order = -marked[number], -told.coded, -told.handed, told.length < FULL * longest, told.date or "9999", number
            return order

        return min(numbers, key=rank)

    def code_once(self, group: CopyGroup | int, keep: int | None = None) -> CodedOnce:
        """Has one article of a group coded, `keep` or else the one of `best_of`: the others are marked as its duplicates, leave
        hand-outs and what is to do, and a release tells them so. What is coded of them already stays."""
        self._must_lead()
        found = self._group(group)
        kept = self.best_of(found) if keep is None else keep
        numbers = [one.number for one in found.members]
        if kept not in numbers:
            raise UsageError(f"Article {kept} is none of this group.")
        before, place = self.all_groups(), {"article": self._uid(kept)}
        with self.history.operation({"id": "code_once", "count": len(numbers) - 1}, place=place):
            told = self._once([(kept, numbers)])
            groups = self._counted(before, numbers)[1]
        self._keep(groups)
        return told

    def code_all_once(
        self, least: float | None = LEAST, *, in_doubt: bool = False, progress: Progress | None = None
    ) -> CodedOnce:
        """The same for all groups at once, in one step: for the articles of each that are at least so alike to its fullest
        text, or are in it by the lead's word; None for those alone that have the very same text. Articles in which names or
        numbers are others are not taken together unless the lead said that they are the same, or `in_doubt` says so of all.
        What `progress` raises ends it, and all is as it was."""
        self._must_lead()
        wanted, left = self._all_wanted(least, in_doubt=in_doubt)
        with self.history.operation({"id": "code_once", "count": sum(len(numbers) - 1 for _, numbers in wanted)}):
            return replace(self._once(wanted, progress), in_doubt=left)

    def would_code_once(
        self, least: float | None = LEAST, *, in_doubt: bool = False, progress: Progress | None = None
    ) -> CodedOnce:
        """What `code_all_once` would do, and how many groups it would leave out, as a whole or in part; nothing is written."""
        wanted, left = self._all_wanted(least, in_doubt=in_doubt)
        return replace(self._once(wanted, progress, dry_run=True), in_doubt=left)

    def _all_wanted(self, least: float | None, *, in_doubt: bool) -> tuple[list[tuple[int, list[int]]], int]:
        """Of each group the article that is coded, and those that are copies of it; and how many groups are left out, or some
        of their articles, as these are in doubt."""
        groups = self.groups()
        facts = self.facts(one.number for group in groups for one in group.members)
        wanted, left = list[tuple[int, list[int]]](), 0
        for group in groups:
            enough = {one.number for one in group.members if one.likeness is None or one.likeness >= (least or 0)}
            parts = [[one for one in part if one in enough] for part in group.parts]
            if least is None:
                parts = self._same(group)
            elif in_doubt:
                parts = [sorted(enough)]
            else:
                left += sum(map(bool, parts)) > 1
            wanted += [(self._best(numbers, facts), numbers) for numbers in parts if len(numbers) > 1]
        return wanted, left

    def _same(self, group: CopyGroup) -> list[list[int]]:
        """The articles of a group, those together that have the very same text."""
        together = defaultdict[bytes, list[int]](list)
        for number, text in self.database.run(
            "SELECT a.number, a.text FROM json_each(?) n CROSS JOIN article a ON a.number = n.value",
            (json.dumps([one.number for one in group.members]),),
        ):
            together[same_text(text)].append(number)
        return list(together.values())

    def swaps(self, group: CopyGroup) -> dict[int, list[Swapped]]:
        """Which names and numbers are others in the articles of a group (`copy_parts`)."""
        return swaps_of(self.database, group)

    def code_again(self, numbers: Iterable[int]) -> int:
        """Has articles coded again that were marked as duplicates; gives how many those were."""
        self._must_lead()
        before, marked = self.all_groups(), list(marked_copies(self.database, numbers))
        if marked:
            with self.history.operation({"id": "code_again", "count": len(marked)}, place={"article": self._uid(marked[0])}):
                for number in marked:
                    self._mark(number, None)
                groups = self._counted(before, marked)[1]
            self._keep(groups)
        return len(marked)

    def _once(
        self, groups: Sequence[tuple[int, Sequence[int]]], progress: Progress | None = None, *, dry_run: bool = False
    ) -> CodedOnce:
        touched = articles = begun = 0
        for done, (kept, numbers) in enumerate(groups):
            if progress:
                progress(done, len(groups))
            facts = self.facts(numbers)
            fresh = [number for number in numbers if number != kept and facts[number].duplicate_of != kept]
            touched, articles = touched + bool(fresh), articles + len(fresh)
            begun += sum(bool(facts[number].coded or facts[number].handed) for number in fresh)
            if not dry_run:
                self._mark(kept, None)
                for number in fresh:
                    self._mark(number, facts[kept].uid)
        return CodedOnce(touched, articles, begun)

    def _mark(self, number: int, kept: str | None) -> None:
        self.database.run(
            "UPDATE article SET duplicate_of = ? WHERE number = ? AND duplicate_of IS NOT ?", (kept, number, kept)
        )

    def _group(self, group: CopyGroup | int) -> CopyGroup:
        first = group if isinstance(group, int) else group.first
        for one in self.groups_of([first]):
            return one
        raise UsageError(f"Article {first} is a copy of no other.")

    def _must_lead(self) -> None:
        packaged = self.database.value("SELECT 1 FROM project WHERE key = 'made_for'")
        if packaged or self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("Which articles are copies of each other is the lead's to see and to say.")

    def _uid(self, number: int) -> str:
        uid = self.database.value("SELECT uid FROM article WHERE number = ? AND removed = 0", (number,))
        if uid is None:
            raise UsageError(f"There is no article {number} in this project.")
        return str(uid)


def _in_runs(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers in order as runs without a gap: the first of each and the last."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def _between(runs: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The runs of all other numbers from 1 on."""
    edges = [(0, 0), *runs, (1 << 62, 0)]
    return [(one[1] + 1, other[0] - 1) for one, other in pairwise(edges) if one[1] + 1 < other[0]]
