"""What a manifest counts is what stands in the files, whatever was left out, in every format of codings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from odd_project import odd_texts
from round_trips import come_in

from annotator.formats.codings import known
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.going import CodingOptions
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.project.articles import ArticleDraft

Counts = dict[str, int]
Rows = list[dict[str, Any]]
COUNTED = ("articles", "codings", "events", "mentions", "evidence", "spans")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """The odd texts, and an event of an article without a word; those of a model are done, too."""
    with odd_texts(tmp_path) as made:
        made.articles.add([ArticleDraft("", "", "2020-06-09", "ACLED", external_id="IRQ9", stub=True)])
        coding = made.codings.begin(made.articles.uid_of(6), made.coder.uid)
        made.events.add(coding.uid, {"place": "Kirkuk"})
        uids = [made.articles.uid_of(number) for number in (1, 2, 4, 6)]
        made.splits.make(dict(zip(uids, ("train", "dev", "train", "test"), strict=True)), {}, {})
        with made.history.operation({"id": "test"}):
            made.database.run("UPDATE coding SET state = 'done'")
        yield made


def lines(folder: Path, pattern: str) -> Rows:
    return [json.loads(one) for path in sorted(folder.rglob(pattern)) for one in path.read_text("utf-8").split("\n") if one]


def spans(rows: Rows) -> int:
    return sum(len(one["spans"]) for one in rows)


def of_parquet(out: Path) -> Counts:
    rows = [row for path in (out / "data/articles").glob("*.parquet") for row in pl.read_parquet(path).to_dicts()]
    events = [event for path in (out / "data/events").glob("*.parquet") for event in pl.read_parquet(path).to_dicts()]
    evidence = [one for row in (*rows, *events) for one in row["evidence"]]
    mentions = [one for row in rows for one in row["mentions"]]
    assert len(events) == sum(len(row["events"]) for row in rows)
    return {
        "articles": len({row["article"] for row in rows}), "codings": len(rows), "events": len(events),
        "mentions": len(mentions), "evidence": len(evidence), "spans": spans(evidence) + spans(mentions),
    }  # fmt: skip


def of_spans(out: Path) -> Counts:
    rows = lines(out, "*.jsonl")
    mentions = [one for row in rows for one in row["mentions"]]
    return {
        "articles": len({row["article"] for row in rows}), "codings": len(rows), "mentions": len(mentions),
        "events": sum(len(row["events"]) for row in rows), "spans": spans(rows) + spans(mentions),
    }  # fmt: skip


def of_events(out: Path) -> Counts:
    rows = lines(out, "*.jsonl")
    kinds = [row["kind"] for row in rows]
    return {
        "articles": len({row["article"] for row in rows}), "codings": len({row["coding"] for row in rows}),
        "events": kinds.count("event"), "mentions": kinds.count("mention"),
    }  # fmt: skip


def of_chats(out: Path) -> Counts:
    index = lines(out, "*.index.jsonl")
    talks = [json.loads(one["messages"][2]["content"]) for one in lines(out, "*.jsonl") if "messages" in one]
    assert len(talks) == len(index)
    return {
        "articles": len({one["article"] for one in index}), "codings": len(index),
        "events": sum(len(one["events"]) for one in talks),
    }  # fmt: skip


def of_conll(out: Path) -> Counts:
    rows = lines(out, "documents.jsonl")
    return {
        "articles": len({row["uid"] for row in rows}), "codings": len(rows), "events": sum(row["events"] for row in rows),
    }  # fmt: skip


def of_spacy(out: Path) -> Counts:
    rows = lines(out, "events.jsonl")
    events = [event for row in rows for event in row["events"]]
    evidence = [one for holder in (*rows, *events) for one in holder["evidence"]]
    mentions = [one for row in rows for one in row["mentions"]]
    return {
        "articles": len({row["article"]["uid"] for row in rows}), "codings": len(rows), "events": len(events),
        "mentions": len(mentions), "evidence": len(evidence), "spans": spans(evidence) + spans(mentions),
    }  # fmt: skip


def of_w3c(out: Path) -> Counts:
    items = json.loads(out.read_text(encoding="utf-8"))["first"]["items"]
    whole = [one for one in items if one["motivation"] == "describing"]
    tagging = [one for one in items if one["motivation"] == "tagging"]
    mentions = [one for one in tagging if one["body"][0]["value"] == "mention"]
    targets = [one["target"] if isinstance(one["target"], list) else [one["target"]] for one in tagging]
    return {
        "articles": len({one["target"]["id"] for one in whole}), "codings": len(whole), "mentions": len(mentions),
        "events": sum(one["motivation"] == "classifying" for one in items), "evidence": len(tagging) - len(mentions),
        "spans": sum("selector" in one for each in targets for one in each if isinstance(one, dict)),
    }  # fmt: skip


OF: dict[str, Callable[[Path], Counts]] = {
    "hugging-face": of_parquet, "spans-jsonl": of_spans, "events-jsonl": of_events, "chat-jsonl": of_chats,
    "conll": of_conll, "spacy": of_spacy, "w3c": of_w3c,
}  # fmt: skip


def as_read(project: Project, out: Path, name: str) -> Counts:
    """The same of a format that reads."""
    found = come_in(out, name, Arriving(project.codebook))
    codings = [coding for one in found for coding in one.codings]
    events = [event for coding in codings for event in coding.events]
    evidence = [one for holder in (*codings, *events) for one in holder.evidence]
    mentions = [one for coding in codings for one in coding.mentions]
    return {
        "articles": len({one.uid for one in found}), "codings": len(codings), "events": len(events), "evidence": len(evidence),
        "mentions": len(mentions), "spans": sum(len(one.spans) for one in (*evidence, *mentions)),
    }  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [{}, {"negatives": False}, {"inferred": False}, {"splits": True}, {"negatives": False, "inferred": False, "splits": True}],
    ids=["all", "events", "said", "parts", "least"],
)
@pytest.mark.parametrize("name", list(known.MODULES))
def test_a_manifest_counts_what_is_in_the_files(project: Project, tmp_path: Path, name: str, options: dict[str, bool]):
    if name == "spacy":
        pytest.importorskip("spacy")
    out = tmp_path / f"out.{name}"
    report = export(project, out, name, ExportOptions(every_coder=True, codings=CodingOptions(**options)))
    counts = report.manifest["counts"]
    assert (report.rows, report.events) == (counts["rows"], counts["events"])
    assert counts["rows"] == counts["articles"] > 0
    assert {one: counts[one] for one in COUNTED if one in counts} == (
        OF[name](out) if name in OF else as_read(project, out, name)
    )


def test_what_is_left_out_is_counted_by_its_reason(project: Project, tmp_path: Path):
    def counts(name: str, **options: bool) -> dict[str, Any]:
        report = export(
            project, tmp_path / name, "spans-jsonl", ExportOptions(every_coder=True, codings=CodingOptions(**options))
        )
        told = report.manifest["counts"]
        assert all(any(f"{told[one]:,} " in note for note in report.notes) for one in set(told) & REASONS)
        return {one: told[one] for one in ("codings", "events", "mentions", *sorted(set(told) & REASONS))}

    assert counts("all") == {"codings": 7, "events": 6, "mentions": 3}
    assert counts("events", negatives=False) == {
        "codings": 5, "events": 6, "mentions": 0, "codings_left_out": 2, "mentions_left_out": 3, "without_events": 2,
    }  # fmt: skip
    assert counts("parts", splits=True) == {
        "codings": 6, "events": 5, "mentions": 3, "in_no_split": 1, "events_in_no_split": 1,
    }  # fmt: skip
    assert counts("said", inferred=False)["not_said"] == 28
    assert export(project, tmp_path / "b", "brat", ExportOptions(every_coder=True)).manifest["counts"]["without_anchor"] == 1


REASONS = {"codings_left_out", "mentions_left_out", "without_events", "in_no_split", "events_in_no_split", "not_said"}
