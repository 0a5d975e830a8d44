"""Events as models say they are, taken whole into a coding: a draft with its words, for the coder to judge.

Owns which of a model's events a coding has taken, and what becomes of their values. Must not know how they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..codebook.values import is_list
from ..errors import UsageError
from ..spans import locate
from .evidence import Quote
from .precodings import PROVIDER, Precoding, events_in, values_of
from .suggestions import Offer

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True, slots=True)
class ModelEvent:
    """An event that a model says there is. `taken` says whether the coding has it already, changed or not."""

    model: str
    event: str
    values: dict[str, Any]
    taken: bool


def model_events(project: Project, article: str, coding: str = "") -> list[ModelEvent]:
    """The events that models say are in an article, in the order in which they came."""
    taken = _taken(project, coding) if coding else set[tuple[str, str]]()
    return [
        ModelEvent(model, event, values, (PROVIDER + model, event) in taken)
        for (model, event), rows in events_in(project.precodings.of(article)).items()
        if (values := values_of(project.codebook, rows))
    ]


def _taken(project: Project, coding: str) -> set[tuple[str, str]]:
    """Provider and event elsewhere of what the coding took and still has."""
    rows = project.database.all(
        "SELECT DISTINCT s.provider, json_extract(s.offered, '$.event') FROM suggestion s JOIN event e ON e.uid = s.event "
        "WHERE s.coding = ? AND s.outcome = 'taken' AND e.removed = 0 AND json_extract(s.offered, '$.event') IS NOT NULL",
        (coding,),
    )
    return {(row[0], row[1]) for row in rows}


def take_event(project: Project, coding: str, model: str, event: str) -> str:
    """A new event in a coding with all that a model says of one, and its words; one operation. Gives its uid.

    What has no words is said to be inferred. Raises UsageError where there is no such event, the coding has it already or is
    somebody else's, or the lead withholds offers.
    """
    found = project.codings.get(coding)
    if found.coder != project.coder.uid:
        raise UsageError("An event of a model is taken into one's own coding.")
    if not project.assignments.offers_allowed(found.article, found.coder, found.round):
        raise UsageError("The lead withholds offers for this article.")
    rows = [one for one in project.precodings.of(found.article) if (one.model, one.event) == (model, event)]
    values = values_of(project.codebook, rows)
    if not values:
        raise UsageError("There is no such event of a model here.")
    if (PROVIDER + model, event) in _taken(project, coding):
        raise UsageError("That event of the model is in the coding already.")
    article = project.articles.get(found.article)
    label = {"id": "take_precoded_event", "name": model}
    with project.history.operation(label, place={"article": found.article}):
        new = project.events.add(coding, values).uid
        for one in rows:
            field = project.codebook.fields.get(one.field)
            if field is None:
                continue
            item = str(one.value) if is_list(field) else ""
            words = placed(one, article.text, article.title)
            if words:
                project.evidence.add(new, one.field, words, item=item, origin="taken")
            elif field.evidence == "wanted":
                project.evidence.set_status(new, one.field, "inferred", item=item, origin="taken")
        for name, own in _by_field(rows):
            if name not in values:
                continue
            offer = Offer(name, values[name], [span for one in own for span in one.spans], PROVIDER + model)
            project.suggestions.note_taken(new, offer, event)
    return new


def begin_and_take(project: Project, article: str, round_: str, model: str, event: str) -> str:
    """The same in the coding of who works now, begun where there is none yet; one operation all the same."""
    label = {"id": "take_precoded_event", "name": model}
    with project.history.operation(label, place={"article": article}):
        coding = project.codings.begin(article, project.coder.uid, round_).uid
        return take_event(project, coding, model, event)


def placed(one: Precoding, text: str, title: str) -> list[Quote]:
    """The words of a value where they stand now; those that stand nowhere any more are left out."""
    found: list[Quote] = []
    for span in one.spans:
        within = text if span.part == "text" else title
        if span.quote and within[span.start : span.end] == span.quote:
            found.append(span)
        elif place := locate(within, span.quote, span.start):
            found.append(replace(span, start=place.start, end=place.end))
    return found


def _by_field(rows: Sequence[Precoding]) -> Iterable[tuple[str, list[Precoding]]]:
    found: dict[str, list[Precoding]] = {}
    for one in rows:
        found.setdefault(one.field, []).append(one)
    return found.items()


def untaken(events: Iterable[ModelEvent]) -> list[ModelEvent]:
    """Those that are left to take."""
    return [one for one in events if not one.taken]
