"""How a coder did in a round with standards: all articles handed in beside their standards, and the result that follows.

In training the first submission of each article counts, as what is mended after feedback says nothing; in a test, where the
coder sees no standard, what was handed in last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..project import results, training
from .feedback import Feedback, of_coding

if TYPE_CHECKING:
    from ..project import Project
    from ..project.results import Result
    from ..project.rounds import Round

RELEVANCE = ""
"""The name under which relevance is counted; no field has it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a field counted, and how often it was as in the standard."""

    same: int = 0
    count: int = 0

    @property
    def share(self) -> float:
        """The share that was the same, 0 to 1; 0 where nothing counted."""
        return self.same / self.count if self.count else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.same + other.same, self.count + other.count)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a coder stands in a round: articles given and handed in, events of either side and pairs among them, and the
    tallies by field (`RELEVANCE` first), of the articles handed in that have a standard."""

    round: str
    coder: str
    given: int = 0
    done: int = 0
    compared: int = 0
    events: int = 0
    standard_events: int = 0
    paired: int = 0
    fields: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """Everything that counted."""
        return sum(self.fields.values(), Tally())

    @property
    def score(self) -> float:
        """The share of everything counted that was as in the standard."""
        return self.total.share

    @property
    def handed_in(self) -> bool:
        """Whether nothing is left to do."""
        return 0 < self.given <= self.done

    def details(self) -> dict[str, Any]:
        """What a result keeps of it."""
        return {
            "articles": self.compared,
            "events": {"coder": self.events, "standard": self.standard_events, "paired": self.paired},
            "relevance": _told(self.fields.get(RELEVANCE, Tally())),
            "fields": {name: _told(one) for name, one in self.fields.items() if name != RELEVANCE},
        }


def counted_in(round_: Round) -> tuple[str, ...]:
    """The fields a round says count; empty for all that can."""
    return tuple(str(name) for name in round_.settings.get("fields") or ())


def standing(project: Project, round_: Round, coder: str) -> Standing:
    """How a coder stands in a round now. Reads, writes nothing."""
    articles = training.given(project, round_.uid, coder)
    done, found = 0, list[Feedback]()
    for article in articles:
        coding = project.codings.find(article, coder, round_.uid)
        if coding is None or coding.state not in training.DONE:
            continue
        done += 1
        standard = training.standard_of(project, article, round_.uid)
        if standard is not None:
            found.append(of_coding(project, coding, standard, counted_in(round_), first=round_.kind == "training"))
    return _added_up(project, Standing(round_.uid, coder, len(articles), done, len(found)), found)


def standings(project: Project, round_: Round) -> Iterator[Standing]:
    """How every coder of a round stands, one by one."""
    for coder in training.coders_of(project, round_.uid):
        yield standing(project, round_, coder)


def judge(project: Project, round_: Round, coder: str) -> Result:
    """Compares all a coder handed in and keeps the result. Raises UsageError where something is left to do, or where an
    article has no standard."""
    if not training.has_standards(round_):
        raise UsageError(f"“{round_.name}” is no training and no test: there is nothing to judge it by.")
    stands = standing(project, round_, coder)
    whose = project.coders.get(coder)
    name = whose.name if whose else coder
    if not stands.given:
        raise UsageError(f"{name} was given no article of “{round_.name}”.")
    if not stands.handed_in:
        raise UsageError(f"{name} has handed in {stands.done} of {stands.given} articles of “{round_.name}”.")
    if stands.compared < stands.done:
        raise UsageError(f"{stands.done - stands.compared} articles of “{round_.name}” have no finished standard coding.")
    passed = stands.score >= results.pass_mark(round_)
    return results.record(project, round_.uid, coder, round(stands.score, 4), passed, stands.details())


def judge_all(project: Project, round_: Round, coders: Sequence[str] = ()) -> tuple[list[Result], list[str]]:
    """Judges the coders named, or all who have handed everything in and have no result yet; gives the results, and why the
    others have none. Everything in one step."""
    made: list[Result] = []
    why: list[str] = []
    with project.history.operation({"id": "judge_round", "name": round_.name}):
        for coder in coders or training.coders_of(project, round_.uid):
            if not coders and results.result(project, round_.uid, coder) is not None:
                continue
            try:
                made.append(judge(project, round_, coder))
            except UsageError as error:
                why.append(str(error))
    return made, why


def _added_up(project: Project, so_far: Standing, found: Sequence[Feedback]) -> Standing:
    tallies = {name: Tally() for name in (RELEVANCE, *project.codebook.article_fields, *project.codebook.fields)}
    for one in found:
        for answer in one.counted():
            tallies[answer.field] += Tally(int(answer.mark == "same"), 1)
    events = [event for one in found for event in one.events]
    return Standing(
        so_far.round, so_far.coder, so_far.given, so_far.done, so_far.compared,
        sum(bool(one.mine) for one in events), sum(bool(one.standard) for one in events),
        sum(bool(one.mine and one.standard) for one in events),
        {name: tally for name, tally in tallies.items() if tally.count},
    )  # fmt: skip


def _told(tally: Tally) -> dict[str, int]:
    return {"same": tally.same, "counted": tally.count}
