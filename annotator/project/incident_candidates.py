"""Which events likely tell one happening, all at once; and which of those that are linked are little like the rest.

Works on the events a release would take. Owns who may be put together: events of one article are not, nor what was judged
different; what is linked stays together; what a coder proposes is listed whatever the answers say. How alike two events are is
`codebook.likeness`'s, so that what a coder is shown beside one event (`nearby`) and what the lead is shown of all is the same;
how links become groups is `groupings`'. Nothing is written here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..codebook.likeness import Facts, Likeness, Reason
from .choice import make_choice
from .groupings import Group, grouped
from .incident_links import STANDING

if TYPE_CHECKING:
    from ..codebook.likenesses import Likenesses
    from .project import Project

THRESHOLD = 0.75
"""From which likeness on two events are proposed as one happening."""
LOOSER = 0.15
"""How much less alike than that the events of two groups may be on the average."""
DOUBTFUL = 0.4
"""Below which likeness to all the rest of its incident an event may be linked wrongly."""
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Events that likely tell one happening. `duplicate`: at least two of its parts are incidents already, with an id or of
    several events. All events are named, by article, those of an incident that is linked already, too; `incidents` are those.
    `score` is the likeness, 0 to 1, of the weakest link that holds it together, `reasons` what speaks for that one."""

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


def propose(project: Project, *, threshold: float = THRESHOLD, told: Told | None = None) -> list[Candidate]:
    """The candidates, best first. What was judged different is never proposed, nor what is one incident already.

    `told` is given how far it is, of 100; what it raises stops the work, and nothing is left behind.
    """
    say = told or (lambda _done, _whole: None)
    taken = _Taken(project, say)
    pairs = taken.pairs(max(0.0, threshold - LOOSER), say)
    proposed = taken.proposed()
    # What a coder proposes halves what is lacking.
    linked = {**pairs, **{pair: (1 + score) / 2 for pair, score in proposed.items()}}
    strong = [(one, other, score) for (one, other), score in linked.items() if score >= threshold or (one, other) in proposed]
    say(90, 100)
    found = [group for group in _groups(taken, linked, strong, threshold, set(proposed))]
    say(100, 100)
    return found


def doubtful(project: Project, *, below: float = DOUBTFUL, told: Told | None = None) -> list[Doubt]:
    """Events of incidents that are told by several, little like every other of their incident; the least alike first."""
    import numpy as np

    taken = _Taken(project, told or (lambda _done, _whole: None))
    found: list[Doubt] = []
    for incident, members in taken.members.items():
        some = [event for event in members if taken.facts[event].days or taken.facts[event].actors]
        if len(some) < 2:
            continue
        one = np.repeat(some, len(some))
        other = np.tile(some, len(some))
        scores = taken.likenesses.scores(one, other).reshape(len(some), len(some))
        np.fill_diagonal(scores, -1)
        for place, event in enumerate(some):
            near = int(scores[place].argmax())
            if scores[place, near] < below:
                reasons = taken.likenesses.compare(some[near], event).reasons
                found.append(Doubt(incident, taken.uids[event], float(scores[place, near]), reasons))
    return sorted(found, key=lambda one: (one.score, one.incident, one.event))


class _Taken:
    """The events a release would take, by place in the order of their articles, and what was said of them."""

    def __init__(self, project: Project, say: Told) -> None:
        from ..codebook.likenesses import Likenesses

        self.project = project
        make_choice(project)
        likeness = Likeness(project.codebook)
        rows = project.database.all(
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
                say(5 + 35 * number // len(rows), 100)
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
            f"WHERE {STANDING} ORDER BY i.uid"
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
        told = [event for members in self.members.values() for event in members]
        several = {event for event in told if told.count(event) > 1} if len(set(told)) < len(told) else set()
        self.several: set[int] = several
        """Events that tell more than one incident: they make nothing one."""
        self.incident = {
            event: incident for incident, members in self.members.items() for event in members if event not in several
        }
        self.hinted -= self.refused

    def pairs(self, least: float, say: Told) -> dict[tuple[int, int], float]:
        """The likeness of every two events of different articles that reaches `least` and is not refused, nor settled."""
        import numpy as np

        from ..codebook.near_pairs import near_pairs

        article = np.array(self.article, np.int64)
        number = {incident: place for place, incident in enumerate(self.members)}
        incident = np.array(
            [number[self.incident[event]] if event in self.incident else -1 - event for event in range(len(self.uids))],
            np.int64,
        )
        free = np.array([one not in self.several for one in range(len(self.uids))], bool)
        found: dict[tuple[int, int], float] = {}
        done = 45
        for one, other in near_pairs(self.likenesses, least):
            kept = (article[one] != article[other]) & (incident[one] != incident[other]) & free[one] & free[other]
            one, other = one[kept], other[kept]
            scores = self.likenesses.scores(one, other, least)
            reached = np.flatnonzero(scores)
            for a, b, score in zip(one[reached].tolist(), other[reached].tolist(), scores[reached].tolist(), strict=True):
                found[a, b] = score
            done = min(done + 1, 85)
            say(done, 100)
        return {pair: score for pair, score in found.items() if pair not in self.refused}

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
    taken: _Taken, linked: dict[tuple[int, int], float], strong: list[tuple[int, int, float]], threshold: float,
    hinted: set[tuple[int, int]],
) -> list[Candidate]:  # fmt: skip
    def apart(one: int, other: int) -> bool:
        pair = (min(one, other), max(one, other))
        return pair in taken.refused or (taken.article[one] == taken.article[other] and pair not in hinted)

    units = [[event for event in members if event in taken.incident] for members in taken.members.values()]
    groups = grouped(
        strong, threshold - LOOSER, likeness=linked, together=[one for one in units if one], apart=apart, sure=hinted
    )
    return sorted((_candidate(taken, group, hinted) for group in groups), key=lambda one: (-one.score, one.events))


def _candidate(taken: _Taken, group: Group, hinted: set[tuple[int, int]]) -> Candidate:
    incidents = list(dict.fromkeys(taken.incident[event] for event in group.members if event in taken.incident))
    events = sorted({*group.members, *(event for incident in incidents for event in taken.members[incident])})
    published = [one for one in incidents if one in taken.known_outside or len(taken.members[one]) > 1]
    reasons = taken.likenesses.compare(*group.weakest).reasons
    if group.weakest in hinted:
        reasons = (Reason("proposed", 1.0, "a coder proposes it"), *reasons)
    kind = "duplicate" if len(published) > 1 else "link"
    return Candidate(kind, tuple(taken.uids[event] for event in events), tuple(incidents), group.score, reasons)


def _pairs(some: set[int], others: set[int]) -> set[tuple[int, int]]:
    return {(min(one, other), max(one, other)) for one in some for other in others if one != other}
