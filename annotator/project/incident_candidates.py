"""Which events likely tell one happening, all at once; and which of those that are linked are little like the rest.

Works on the events a release would take. Owns who may be put together: events of one article are not, nor what was judged
different; what is linked stays together; what a coder proposes is listed whatever the answers say. How alike two events are is
`codebook.likeness`'s, so that what a coder is shown beside one event (`nearby`) and what the lead is shown of all is the same;
how links become groups is `groupings`'. Nothing is written here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..codebook.likeness import LISTED, WINDOW, Facts, Likeness, Reason
from .choice import make_choice
from .groupings import Group, grouped
from .incident_links import IN_EFFECT

if TYPE_CHECKING:
    from ..codebook.likenesses import Floats, Ints, Likenesses
    from .project import Project

THRESHOLD = 0.55
"""From which likeness on, less what the crowd takes, two events are proposed as one happening."""
CROWD = 0.05
"""What each doubling of the events that are somewhat alike (LISTED) takes from a likeness: where much happens on the same days
in the same place, more must agree. Where ten others are, that is 0.17."""
LOOSER = 0.15
"""How much less alike than that the events of two groups may be on the average."""
DOUBTFUL = 0.4
"""Below which likeness to all the rest of its incident an event may be linked wrongly."""
_AT_ONCE = 1_000_000
"""Pairs of one incident's events that are compared at once."""
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Events that likely tell one happening. `duplicate`: at least two of its parts are incidents already, with an id or of
    several events. All events are named, by article, those of an incident that is linked already, too; `incidents` are those.
    `score` is the likeness, 0 to 1 and less what the crowd takes, of the weakest link that holds it together; `reasons` are
    what speaks for that link and against it."""

    kind: Literal["link", "duplicate"]
    events: tuple[str, ...]
    incidents: tuple[str, ...]
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An event that is little like the rest of its incident; `score` is its likeness to the one it is most like."""

    incident: str
    event: str
    score: float
    reasons: tuple[Reason, ...]


def propose(
    project: Project, *, threshold: float = THRESHOLD, told: Told | None = None, taken: Taken | None = None
) -> list[Candidate]:
    """The candidates, best first. What was judged different is never proposed, nor what is one incident already.

    `told` is given how far it is, of 100; what it raises stops the work, and nothing is left behind. `taken` are the events
    where they were read already.
    """
    say = told or (lambda _done, _whole: None)
    taken = taken or Taken(project, say)
    pairs = taken.pairs(min(LISTED, threshold), say)
    proposed = taken.proposed()
    linked = pairs.worth_keeping(threshold, [*taken.units(), *proposed])
    # What a coder proposes halves what is lacking.
    hinted = {pair: (1 + linked.get(pair, score)) / 2 for pair, score in proposed.items()}
    say(90, 100)
    groups = _groups(taken, linked | hinted, threshold, hinted, say)
    found = [_candidate(taken, group, group.weakest in hinted, pairs.crowd(*group.weakest)) for group in groups]
    say(100, 100)
    return sorted(found, key=lambda one: (-one.score, one.events))


def doubtful(project: Project, *, below: float = DOUBTFUL, told: Told | None = None, taken: Taken | None = None) -> list[Doubt]:
    """Events of incidents that are told by several, little like every other of their incident; the least alike first."""
    import numpy as np

    say = told or (lambda _done, _whole: None)
    taken = taken or Taken(project, say)
    found: list[Doubt] = []
    for incident, members in taken.members.items():
        some = [event for event in members if taken.facts[event].days or taken.facts[event].actors]
        if len(some) < 2:
            continue
        others = np.array(some, np.int64)
        # So many rows of the table of all pairs at once; one incident may be told by thousands.
        step = max(1, _AT_ONCE // len(some))
        for first in range(0, len(some), step):
            say(45, 100)
            part = others[first : first + step]
            scores = taken.likenesses.scores(np.repeat(part, len(some)), np.tile(others, len(part))).reshape(-1, len(some))
            scores[np.arange(len(part)), np.arange(first, first + len(part))] = -1
            for event, row in zip(part.tolist(), scores, strict=True):
                near = int(row.argmax())
                if row[near] < below:
                    reasons = taken.likenesses.compare(some[near], event).reasons
                    found.append(Doubt(incident, taken.uids[event], float(row[near]), reasons))
    return sorted(found, key=lambda one: (one.score, one.incident, one.event))


class _Pairs:
    """Pairs of `count` events and how alike they are, as arrays; and how crowded it is around each event."""

    def __init__(self, count: int, found: Sequence[tuple[Ints, Ints, Floats]]) -> None:
        import numpy as np

        self.count = count
        nobody = np.zeros(0, np.int64)
        self.one: Ints = np.concatenate([nobody, *(part[0] for part in found)])
        self.other: Ints = np.concatenate([nobody, *(part[1] for part in found)])
        self.score: Floats = np.concatenate([np.zeros(0), *(part[2] for part in found)])
        alike = self.score >= LISTED
        self.alike: Ints = np.bincount(np.concatenate((self.one[alike], self.other[alike])), minlength=count)
        """Of each event how many others it is somewhat alike."""

    def crowd(self, one: int, other: int) -> float:
        """How many events each of two is somewhat alike, on the average, and at least one."""
        return max(1.0, float(self.alike[one] + self.alike[other]) / 2)

    def worth_keeping(self, threshold: float, together: Iterable[Sequence[int]]) -> dict[tuple[int, int], float]:
        """The likeness, less what the crowd takes, of the pairs that links of `threshold` and more may bring into one group,
        given what is together: most pairs are far from any link."""
        import numpy as np
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import connected_components

        crowd = np.maximum(1.0, (self.alike[self.one] + self.alike[self.other]) / 2)
        strength = self.score - CROWD * np.log2(crowd)
        strong = strength >= threshold
        ties = [(group[0], event) for group in together for event in group[1:]]
        sides = np.array(ties, np.int64).reshape(-1, 2).T
        one, other = np.concatenate((self.one[strong], sides[0])), np.concatenate((self.other[strong], sides[1]))
        net = csr_matrix((np.ones(len(one), np.int8), (one, other)), shape=(self.count, self.count))
        part = connected_components(net, directed=False)[1] if self.count else np.zeros(0, np.int64)
        kept = np.flatnonzero(part[self.one] == part[self.other])
        pairs = zip(self.one[kept].tolist(), self.other[kept].tolist(), strict=True)
        return dict(zip(pairs, strength[kept].tolist(), strict=True))


class Taken:
    """The events a release would take, by place in the order of their articles, and what was said of them: read once, both
    `propose` and `doubtful` may go by it."""

    def __init__(self, project: Project, say: Told) -> None:
        """`say` is given how far it is: to 45 of 100."""
        from ..codebook.likenesses import Likenesses

        self.project = project
        chosen = make_choice(project)
        likeness = Likeness(project.codebook)
        rows = project.database.run(
            "SELECT e.uid, e.\"values\", a.title, CASE WHEN a.stub AND a.title <> '' "
            "THEN json_array(a.source, a.date, a.title) ELSE a.uid END FROM temp.chosen o "
            "JOIN event e ON e.coding = o.coding AND e.removed = 0 "
            "JOIN article a ON a.uid = o.article ORDER BY o.number, e.position, e.uid"
        )
        say(5, 100)
        names = project.registers.spellings()
        self.uids: list[str] = []
        self.facts: list[Facts] = []
        self.article: list[int] = []
        articles: dict[str, int] = {}
        for number, (uid, values, title, article) in enumerate(rows):
            self.uids.append(uid)
            self.facts.append(likeness.read(json.loads(values), names, title))
            self.article.append(articles.setdefault(article, len(articles)))
            if number % 5000 == 0:
                say(min(40, 5 + 35 * number // max(chosen.events, 1)), 100)
        self.at = {uid: place for place, uid in enumerate(self.uids)}
        self.likenesses: Likenesses = Likenesses(likeness, self.facts)
        say(45, 100)
        self._read_links()

    def _read_links(self) -> None:
        """What is linked, proposed and judged different. What was said of a coder's event holds for the one settled from it."""
        db = self.project.database
        stands = {
            other: one for one, other in db.all(
                "SELECT p.one, p.other FROM pair p JOIN event x ON x.uid = p.one JOIN temp.chosen o ON o.coding = x.coding "
                "WHERE p.judged = 'same' AND p.removed = 0 AND x.removed = 0 AND o.standing = 'adjudicated'"
            )
        }  # fmt: skip
        said: dict[str, dict[str, set[int]]] = {}
        self.known_outside: set[str] = set()
        for incident, external, event, judged in db.all(
            f"SELECT i.uid, i.external_id, l.event, l.judged FROM incident_link l JOIN incident i ON i.uid = l.incident "
            f"WHERE {IN_EFFECT} ORDER BY i.uid"
        ):
            place = self.at.get(event, self.at.get(stands.get(event, ""), -1))
            if place >= 0:
                said.setdefault(incident, {}).setdefault(judged, set()).add(place)
                if external is not None:
                    self.known_outside.add(incident)
        self.members: dict[str, list[int]] = {}
        self.hinted: set[tuple[int, int]] = set()
        self.refused: set[tuple[int, int]] = set()
        for incident, by in said.items():
            same = by.get("same", set())
            perhaps = by.get("proposed", set()) - same
            not_it = by.get("different", set()) - same
            if same:
                self.members[incident] = sorted(same)
            self.hinted |= _pairs(perhaps, (same or perhaps))
            self.refused |= _pairs(not_it, same | (perhaps - not_it))
        told = Counter(event for members in self.members.values() for event in members)
        several = {event for event, count in told.items() if count > 1}
        self.several: set[int] = several
        """Events that tell more than one incident: they make nothing one."""
        self.incident = {
            event: incident for incident, members in self.members.items() for event in members if event not in several
        }
        self.hinted -= self.refused

    def days_apart(self, one: int, other: int) -> int:
        """Days between two events, 0 where their days meet or are not known."""
        here, there = self.facts[one].days, self.facts[other].days
        return max((there[0] - here[1]).days, (here[0] - there[1]).days, 0) if here and there else 0

    def units(self) -> list[list[int]]:
        """The events that are one incident already."""
        units = ([event for event in members if event in self.incident] for members in self.members.values())
        return [unit for unit in units if unit]

    def pairs(self, least: float, say: Told) -> _Pairs:
        """The likeness of every two events of different articles that reaches `least` and is not refused, nor settled."""
        import numpy as np

        from ..codebook.near_pairs import near_pairs

        count = len(self.uids)
        article = np.array(self.article, np.int64)
        number = {incident: place for place, incident in enumerate(self.members)}
        incident = np.array(
            [number[self.incident[one]] if one in self.incident else -1 - one for one in range(count)], np.int64
        )
        free = np.array([one not in self.several for one in range(count)], bool)
        refused = np.array(sorted(one * count + other for one, other in self.refused), np.int64)
        found: list[tuple[Ints, Ints, Floats]] = []
        done = 45
        for one, other in near_pairs(self.likenesses, least):
            kept = (article[one] != article[other]) & (incident[one] != incident[other]) & free[one] & free[other]
            kept &= ~np.isin(one * count + other, refused)
            one, other = one[kept], other[kept]
            scores = self.likenesses.scores(one, other, least)
            reached = scores > 0
            found.append((one[reached], other[reached], scores[reached]))
            done = min(done + 1, 85)
            say(done, 100)
        return _Pairs(count, found)

    def proposed(self) -> dict[tuple[int, int], float]:
        """What coders propose, and how alike those are."""
        import numpy as np

        some = sorted(
            pair for pair in self.hinted
            if not self.several & set(pair)
            and not (pair[0] in self.incident and self.incident[pair[0]] == self.incident.get(pair[1]))
        )  # fmt: skip
        if not some:
            return {}
        sides = np.array(some, np.int64).T
        return dict(zip(some, self.likenesses.scores(sides[0], sides[1]).tolist(), strict=True))


def _groups(
    taken: Taken, likeness: Mapping[tuple[int, int], float], threshold: float, hinted: Collection[tuple[int, int]], say: Told
) -> list[Group]:
    def apart(one: int, other: int) -> bool:
        pair = (min(one, other), max(one, other))
        if pair in taken.refused or pair in hinted:
            return pair in taken.refused
        # An incident that somebody linked may last; what is only alike may not drift from day to day.
        linked = one in taken.incident or other in taken.incident
        return taken.article[one] == taken.article[other] or (not linked and taken.days_apart(one, other) > WINDOW)

    strong = [(*pair, score) for pair, score in likeness.items() if score >= threshold or pair in hinted]
    return grouped(
        strong, threshold - LOOSER, likeness=likeness, together=taken.units(), apart=apart, sure=hinted,
        told=lambda done, whole: say(90 + 10 * done // whole, 100),
    )  # fmt: skip


def _candidate(taken: Taken, group: Group, hinted: bool, crowd: float) -> Candidate:
    incidents = list(dict.fromkeys(taken.incident[event] for event in group.members if event in taken.incident))
    events = sorted({*group.members, *(event for incident in incidents for event in taken.members[incident])})
    published = [one for one in incidents if one in taken.known_outside or len(taken.members[one]) > 1]
    reasons = taken.likenesses.compare(*group.weakest).reasons
    if hinted:
        reasons = (Reason("proposed", 1.0, "a coder proposes it"), *reasons)
    if crowd >= 2:
        reasons = (*reasons, Reason("crowd", 1 / crowd, f"some {crowd:.0f} others are somewhat alike"))
    kind = "duplicate" if len(published) > 1 else "link"
    score = min(max(group.score, 0.0), 1.0)
    return Candidate(kind, tuple(taken.uids[event] for event in events), tuple(incidents), score, reasons)


def _pairs(some: set[int], others: set[int]) -> set[tuple[int, int]]:
    return {(min(one, other), max(one, other)) for one in some for other in others if one != other}
