"""One article a line: its text, and every chosen coding with its events, values, evidence and mentions.

Keeps offsets (code points, half-open) with their quotes, "no event" with its reason, columns from outside. Loses memos
and history. Spans that no longer match a corrected title are left out and counted: an offset never lies.
Also owns the reading of whole codings in batches, which `evidence_csv` shares.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from ..codebook.conditions import ArticleFacts, Scope
from ..codebook.derivations import with_derived
from ..project import Project
from ..project.decisions import decisions
from ..project.imports import AS_READ
from ..writing import Progress
from .selection import Selection, pseudonyms

BATCH = 200
_META = ("uid", "number", "title", "date", "source", "url", "language", "external_id", "stub")
CUT = "…"
"""Ends a quote that was cut."""
MOVED = "spans_moved"
"""Counted: spans whose quote no longer stands where it stood, as after a corrected title."""


@dataclass
class Counts:
    """What was written."""

    articles: int = 0
    codings: int = 0
    events: int = 0
    evidence: int = 0
    spans: int = 0
    mentions: int = 0
    lost: Counter[str] = field(default_factory=Counter)


def write_articles(project: Project, chosen: Selection, stream: TextIO, progress: Progress | None = None) -> Counts:
    """All articles that have a chosen coding, in the order of their numbers; `progress` hears of every hundredth."""
    counts = Counts()
    coders = pseudonyms(project)
    for article in articles(project, chosen, counts):
        for coding in article["codings"]:
            if coding["standing"] == "adjudicated":
                _add_decisions(project, coding, coders, chosen.without)
        stream.write(json.dumps(article, ensure_ascii=False, separators=(",", ":")))
        stream.write("\n")
        if progress and counts.articles % 100 == 0:
            progress(counts.articles)
    return counts


def _add_decisions(project: Project, coding: dict[str, Any], coders: dict[str, str], without: frozenset[str]) -> None:
    """Gives adjudicated events the decisions behind them, and their coding those on the article and on what is no event."""
    owners = {event["uid"]: event for event in coding["events"]}
    for owner in (coding, *owners.values()):
        owner["decisions"] = []
    for one in decisions(project, coding["uid"]):
        if one.field and one.field in without:
            continue
        owners.get(one.owner, coding)["decisions"].append({
            "kind": one.kind, "field": one.field, "from": [coders.get(who, who) for who in one.whose],
            "decider": coders.get(one.decider, one.decider), "reason": one.reason, "note": one.note, "time": one.time,
            "changed": one.changed,
        })  # fmt: skip


def articles(project: Project, chosen: Selection, counts: Counts) -> Iterator[dict[str, Any]]:
    """The articles as JSON, read in batches: memory does not grow with their number."""
    last = 0
    coders = pseudonyms(project)
    while numbers := _next_numbers(project, chosen, last):
        span = (numbers[0], numbers[-1])
        codings = _codings(project, chosen, span, coders)
        _add_events(project, codings, span)
        _add_evidence(project, codings, span)
        for article, its_codings in _by_article(project, span, codings):
            its_codings.sort(key=lambda one: (one["standing"], len(one["coder"]), one["coder"]))
            for coding in its_codings:
                _keep_true(coding, article, counts)
                if chosen.without:
                    withhold(coding, chosen.without)
                if chosen.texts != "full":
                    shorten(coding, chosen)
            if chosen.texts != "full":
                article["text_sha256"] = sha256(article.pop("text"))
            counts.articles += 1
            counts.codings += len(its_codings)
            counts.events += sum(len(coding["events"]) for coding in its_codings)
            yield {**article, "codings": its_codings}
        last = numbers[-1]


def withhold(coding: dict[str, Any], without: frozenset[str]) -> None:
    """Takes fields out of a coding and its events: answers, evidence, overruled problems, cells as they were imported."""
    for owner in (coding, *coding["events"]):
        key = "answers" if owner is coding else "values"
        owner[key] = {name: value for name, value in owner[key].items() if name not in without}
        if owner is not coding:
            owner["derived"] = [name for name in owner["derived"] if name not in without]
        owner["evidence"] = [one for one in owner["evidence"] if one["field"] not in without]
        if owner is not coding:
            owner["extra"] = {name: value for name, value in owner["extra"].items() if name != AS_READ}
            about = {key: key.rpartition(":")[2].partition(".")[0] for key in owner["overruled"]}
            owner["overruled"] = {key: why for key, why in owner["overruled"].items() if about[key] not in without}


def shorten(coding: dict[str, Any], chosen: Selection) -> None:
    """Cuts the words of the article out of a coding: quotes go, or are cut and marked. Offsets stay, with the SHA-256 of what
    stands there wherever it is not told whole; titles are told as everywhere."""
    for owner in (coding, *coding["events"]):
        for holder in (*owner["evidence"], *owner.get("mentions", ())):
            for span in holder["spans"]:
                quote = span["quote"]
                if span["part"] == "title" or (chosen.texts == "quotes" and len(quote) <= chosen.quote_limit):
                    continue
                if chosen.texts == "none":
                    del span["quote"]
                else:
                    span["quote"] = quote[: chosen.quote_limit] + CUT
                span["quote_sha256"] = sha256(quote)


def sha256(text: str) -> str:
    """By which a text is known where its words are not there: of its UTF-8, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _next_numbers(project: Project, chosen: Selection, last: int) -> list[int]:
    rows = project.database.all(
        "SELECT a.number FROM article a WHERE a.number > ? AND EXISTS (SELECT 1 FROM coding c WHERE c.article = a.uid "
        f"AND {chosen.codings}) ORDER BY a.number LIMIT {BATCH}",
        (last, *chosen.values),
    )
    return [row[0] for row in rows]


def _codings(project: Project, chosen: Selection, span: tuple[int, int], coders: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The chosen codings of articles from number to number, by uid, in order."""
    rows = project.database.all(
        "SELECT c.uid, a.uid, c.coder, c.round, c.standing, c.state, coalesce(c.verdict, ''), c.reason, c.answers, "
        "k.kind FROM coding c JOIN article a ON a.uid = c.article JOIN coder k ON k.uid = c.coder "
        f"WHERE a.number BETWEEN ? AND ? AND {chosen.codings} "
        "ORDER BY a.number, c.standing, c.coder, c.uid",
        (*span, *chosen.values),
    )
    return {
        row[0]: {
            "uid": row[0], "article": row[1], "coder": coders.get(row[2], row[2]), "coder_kind": row[9], "round": row[3],
            "standing": row[4], "state": row[5], "verdict": row[6], "reason": row[7],
            "answers": json.loads(row[8]), "evidence": [], "events": [], "mentions": [],
        }
        for row in rows
    }  # fmt: skip


def _add_events(project: Project, codings: dict[str, dict[str, Any]], span: tuple[int, int]) -> None:
    derived = _derived_columns(project)
    columns = "".join(f', t."{name}"' for name in derived or ())
    rows = project.database.run(
        f'SELECT e.uid, e.coding, t.id, e."values", e.extra, e.overruled, a.date, a.title, a.source{columns} FROM article a '
        "JOIN coding c ON c.article = a.uid JOIN event e ON e.coding = c.uid JOIN events t ON t.event_uid = e.uid "
        "WHERE a.number BETWEEN ? AND ? AND e.removed = 0 ORDER BY a.number, e.position, e.uid",
        span,
    )
    for uid, coding, known, values, extra, overruled, day, title, source, *follow in rows:
        if coding in codings:
            given = {name: value for name, value in json.loads(values).items() if name in project.codebook.fields}
            full = dict(given)
            if derived is None:
                facts = ArticleFacts(day or "", title, source)
                full = with_derived(Scope(project.codebook, full, facts, project.registers))
            else:
                pairs = zip(derived, follow, strict=True)
                full |= {name: value for name, value in pairs if value is not None and name not in full}
            codings[coding]["events"].append({
                "uid": uid, "id": known, "values": full, "derived": [name for name in full if name not in given],
                "extra": json.loads(extra) if extra else {},
                "overruled": json.loads(overruled), "evidence": [],
            })  # fmt: skip


def _derived_columns(project: Project) -> list[str] | None:
    """The derived fields, where the flat tables hold the value of each as it is; None where one must be worked out."""
    plain = {column.name for column in project.table.flat if column.name == column.field and not column.part}
    fields = [project.codebook.fields[name] for name in project.codebook.derived_order]
    kinds = ("text", "long_text", "integer", "code", "yes_no")
    if any(one.many or one.type not in kinds or one.missing or one.name not in plain for one in fields):
        return None
    return [one.name for one in fields]


def _add_evidence(project: Project, codings: dict[str, dict[str, Any]], span: tuple[int, int]) -> None:
    db = project.database
    owners = {event["uid"]: event for coding in codings.values() for event in coding["events"]} | codings
    chosen = "FROM article a JOIN coding c ON c.article = a.uid"
    where = "WHERE a.number BETWEEN ? AND ? AND v.removed = 0"
    for source in (f"{chosen} JOIN event e ON e.coding = c.uid JOIN evidence v ON v.owner = e.uid",
                   f"{chosen} JOIN evidence v ON v.owner = c.uid"):  # fmt: skip
        for owner, name, item, status, spans, link, note, origin in db.run(
            f"SELECT v.owner, v.field, v.item, v.status, v.spans, v.link, v.note, v.origin {source} {where} "
            "ORDER BY v.field, v.item, v.spans, v.uid",
            span,
        ):
            if owner in owners:
                owners[owner]["evidence"].append({
                    "field": name, "item": item, "status": status, "spans": json.loads(spans), "link": link, "note": note,
                    "origin": origin,
                })  # fmt: skip
    for coding, spans, reason, note in db.run(
        f"SELECT v.coding, v.spans, v.reason, v.note {chosen} JOIN mention v ON v.coding = c.uid {where} "
        "ORDER BY v.spans, v.uid",
        span,
    ):
        if coding in codings:
            codings[coding]["mentions"].append({"reason": reason, "spans": json.loads(spans), "note": note})


def _by_article(
    project: Project, span: tuple[int, int], codings: dict[str, dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for coding in codings.values():
        grouped.setdefault(coding.pop("article"), []).append(coding)
    rows = project.database.all(
        f"SELECT {', '.join(_META)}, extra, text FROM article WHERE number BETWEEN ? AND ? ORDER BY number", span
    )
    for row in rows:
        if row[0] in grouped:
            article = dict(zip(_META, row, strict=False))
            article["stub"] = bool(article["stub"])
            article |= {"extra": json.loads(row[-2]) if row[-2] else {}, "text": row[-1]}
            yield article, grouped[row[0]]


def _keep_true(coding: dict[str, Any], article: dict[str, Any], counts: Counts) -> None:
    """Leaves out spans whose quote does not stand at its offsets."""
    for supported in (coding, *coding["events"]):
        for evidence in supported["evidence"]:
            evidence["spans"] = _true_spans(evidence["spans"], article, counts)
            counts.evidence += 1
    for mention in coding["mentions"]:
        mention["spans"] = _true_spans(mention["spans"], article, counts)
        counts.mentions += 1


def _true_spans(spans: list[dict[str, Any]], article: dict[str, Any], counts: Counts) -> list[dict[str, Any]]:
    kept = [span for span in spans if article[span["part"]][span["start"] : span["end"]] == span["quote"]]
    counts.spans += len(kept)
    if len(kept) < len(spans):
        counts.lost[MOVED] += len(spans) - len(kept)
    return kept
