"""One coding a line: an article as one running text, the words in it that support answers, and the events they belong to.

For models that find spans. The text is the title, an empty line and the article's text, in one; offsets are in it. Labels are
names of fields. Loses evidence without words but for what is inferred, memos, history, columns from outside.
"""

from __future__ import annotations

from typing import Any

from ..format import Format
from .coded import CodedArticle, Coding
from .documents import Document, anchors, labels, marked
from .going import Going
from .lines import about, files, shape, told_coding, told_event

FORMAT = Format(
    "spans-jsonl", "JSON Lines of marked texts: spans with field, event and value", False, True,
    "title and text as one, metadata, codings with verdicts, values, which are inferred or derived, spans with offsets and "
    "words, an anchor of each event, mentions, parts", "links and notes of evidence, memos, history, columns from outside", "",
    False, "codings",
)  # fmt: skip
_SHAPE = shape(
    "A line is a coding: `text` is the article's title, an empty line and its text; `body` is where the text begins. Each of "
    "`spans` says which words (`start`, `end`, `text`) support the answer to which field (`label`) of which event (`event`; "
    "null for the article as a whole), of a list or a group which `item`, and the `value`. Spans overlap where answers share "
    "words. Each of `events` has an `anchor`, the words that stand for it, its `values`, and which of them are `inferred` or "
    "`derived`; `inferred_items` names what is inferred of lists and groups that are partly said. `answers` are those on the "
    "article as a whole, with `answers_inferred`. `mentions` are places that were seen and not coded.",
    "codings = [json.loads(line) for line in lines]",
)


def write(going: Going) -> None:
    """The folder."""
    going.not_held |= {"evidence"}  # that with words is here as spans
    with files(going) as out:
        for article in going.articles():
            document = Document.of(article)
            for coding in article.codings:
                out(article.split, _line(going, article, document, coding))
    about(going, _SHAPE)


def _line(going: Going, article: CodedArticle, document: Document, coding: Coding) -> dict[str, Any]:
    places = {one.event.uid: one for one in anchors(document, coding, going.codebook)}
    events: list[dict[str, Any]] = []
    for event in coding.events:
        anchor = places.get(event.uid)
        place = {"start": anchor.start, "end": anchor.end, "text": anchor.text, "label": anchor.field} if anchor else None
        events.append({**told_event(event), "anchor": place})
    facts = article.facts
    return {
        "id": coding.uid, "article": facts.pop("uid"), **facts, **told_coding(coding), "text": document.text,
        "body": document.body,
        "spans": [
            {"start": one.start, "end": one.end, "text": one.text, "label": one.field, "event": one.event or None,
             "item": one.item or None, "value": one.value}
            for one in labels(document, coding)
        ],
        "events": events,
        "mentions": [
            {"reason": one.reason, "note": one.note,
             "spans": [{"start": start, "end": end, "text": document.text[start:end]} for start, end in marked(document, one)]}
            for one in coding.mentions
        ],
    }  # fmt: skip
