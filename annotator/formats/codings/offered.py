"""What models say of articles and nobody has taken yet, as codings: for programs that show predictions beside answers.

Owns how offered values become an event again. Must not know any one format.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ...codebook.values import is_list, is_missing
from ...project import Project
from ...project.precodings import Precoding, events_in, values_of
from .coded import CodedArticle, CodedEvent, Coding, Span, Support
from .matching import is_uid


def offered(project: Project, article: CodedArticle, names: Mapping[str, str]) -> list[Coding]:
    """A coding a model, by its pseudonym in `names`, with its mean score where it says how sure it is. Their uids are empty,
    as of all that this program did not code; their events' are the ids that they have here, or their places, where an id
    could tell a name."""
    by_model: dict[str, list[CodedEvent]] = defaultdict(list)
    scores: dict[str, list[float]] = defaultdict(list)
    for (name, event), rows in events_in(project.precodings.of(article.uid)).items():
        model = names[name]
        uid = event if is_uid(event) else str(len(by_model[model]) + 1)
        by_model[model].append(CodedEvent(uid, values_of(project.codebook, rows), _evidence(project, article, rows)))
        scores[model] += [one.score for one in rows if one.score is not None]
    return [
        Coding(
            "", model, verdict="events", events=tuple(by_model[model]),
            score=round(sum(scores[model]) / len(scores[model]), 6) if scores[model] else None,
        )
        for model in sorted(by_model)
    ]  # fmt: skip


def _evidence(project: Project, article: CodedArticle, rows: Sequence[Precoding]) -> tuple[Support, ...]:
    """The words behind the values, where they still stand: a title may have been corrected since."""
    found: list[Support] = []
    for one in rows:
        asked = project.codebook.fields.get(one.field)
        spans = [
            Span(span.part, span.start, span.end, span.quote) for span in one.spans
            if (article.title if span.part == "title" else article.text)[span.start : span.end] == span.quote
        ]  # fmt: skip
        if spans and asked is not None:
            item = str(one.value) if is_list(asked) and not is_missing(one.value) else ""
            found.append(Support(one.field, item, spans=tuple(spans)))
    return tuple(found)
