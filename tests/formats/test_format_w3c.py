"""W3C annotations: what a JSON-LD processor and a store of triples find in them, and that words stand where they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from odd_project import odd_project, odd_texts
from round_trips import chosen, out_of

from annotator.formats.codings import known, w3c
from annotator.formats.codings.coded import CodedArticle

OA, RDF = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC, DCTERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
FOAF, STREAMS = "http://xmlns.com/foaf/0.1/", "http://www.w3.org/ns/activitystreams#"


def _by_id(name: str) -> dict[str, str]:
    return {"@id": name, "@type": "@id"}


VOCABULARY: dict[str, Any] = {
    "oa": OA, "id": "@id", "type": "@type",
    **{name: OA + name for name in ("Annotation", "TextualBody", "SpecificResource", "TextQuoteSelector",
                                    "TextPositionSelector", "describing", "classifying", "tagging", "linking",
                                    "start", "end", "exact", "prefix", "suffix")},
    "AnnotationCollection": STREAMS + "OrderedCollection", "AnnotationPage": STREAMS + "OrderedCollectionPage",
    "Person": FOAF + "Person", "Software": STREAMS + "Application", "Text": "http://purl.org/dc/dcmitype/Text",
    "body": _by_id(OA + "hasBody"), "target": _by_id(OA + "hasTarget"), "source": _by_id(OA + "hasSource"),
    "selector": _by_id(OA + "hasSelector"), "via": _by_id(OA + "via"), "canonical": _by_id(OA + "canonical"),
    "creator": _by_id(DCTERMS + "creator"), "generator": _by_id(STREAMS + "generator"),
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"}, "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "items": {"@id": STREAMS + "items", "@type": "@id", "@container": "@list"}, "first": _by_id(STREAMS + "first"),
    "value": RDF + "value", "format": DC + "format", "language": DC + "language", "name": FOAF + "name",
    "label": "http://www.w3.org/2000/01/rdf-schema#label", "total": STREAMS + "totalItems",
    "startIndex": STREAMS + "startIndex",
}  # fmt: skip
"""What the vocabulary's own context says of the terms that are used, told again here: tests do not go to the network."""


def written(folder: Path) -> tuple[dict[str, Any], list[CodedArticle]]:
    with odd_texts(folder) as project:
        report = out_of(project, folder / "out.jsonld", "w3c", every=True)
        assert (report.rows, report.events, report.notes) == (4, 4, [])
        wanted = chosen(project, every=True)
    return json.loads((folder / "out.jsonld").read_text(encoding="utf-8")), wanted


def test_words_stand_where_they_are_said_to(tmp_path: Path):
    told, articles = written(tmp_path)
    texts = {w3c.iri(one.uid): one.text for one in articles} | {w3c.iri(one.uid) + "#title": one.title for one in articles}
    seen = 0
    for one in told["first"]["items"]:
        for target in one["target"] if isinstance(one["target"], list) else [one["target"]]:
            if isinstance(target, dict) and "selector" in target:
                quote, position = target["selector"]
                text, start, end = texts[target["source"]], position["start"], position["end"]
                assert text[start:end] == quote["exact"]
                assert text[:start].endswith(quote.get("prefix", ""))
                assert text[end:].startswith(quote.get("suffix", ""))
                assert len(quote.get("prefix", "")) == min(start, w3c.AROUND)
                seen += 1
    spans = [span for article in articles for coding in article.codings for owner in (coding, *coding.events)
             for one in owner.evidence for span in one.spans]  # fmt: skip
    mentioned = [span for article in articles for coding in article.codings for one in coding.mentions for span in one.spans]
    assert seen == len(spans) + len(mentioned) + sum(len(coding.events) for one in articles for coding in one.codings)


def test_every_annotation_has_its_coder_and_events_are_linked(tmp_path: Path):
    told, articles = written(tmp_path)
    items = told["first"]["items"]
    assert told["total"] == len(items) == len({one["id"] for one in items})
    assert {one["creator"]["name"] for one in items} == {"coder1", "coder2"}
    assert "Real" not in json.dumps(told)
    by_id = {one["id"]: one for one in items}
    for article in articles:
        for coding in article.codings:
            assert by_id[w3c.iri(coding.uid)].get("verdict", "") == coding.verdict
            for event in coding.events:
                bodies = by_id[w3c.iri(event.uid)]["body"]
                assert [one["field"] for one in bodies] == list(event.values)
                assert {one["field"] for one in bodies if one.get("inferred")} == {
                    name for name in event.values if event.is_inferred(name)
                }  # fmt: skip
                linked = [one for one in items if any(part.get("source") == w3c.iri(event.uid) for part in one.get("body", ()))]
                assert len(linked) == len(event.evidence)


def test_the_same_project_gives_the_same_bytes(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        for name in ("one", "two"):
            out_of(project, tmp_path / f"{name}.jsonld", "w3c", every=True)
    assert (tmp_path / "one.jsonld").read_bytes() == (tmp_path / "two.jsonld").read_bytes()


def test_it_is_written_and_not_read():
    assert not w3c.FORMAT.reads
    assert not hasattr(known.module("w3c"), "read")


def test_an_empty_choice_is_a_collection_of_nothing(tmp_path: Path):
    with odd_project(tmp_path) as project:
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'open'")
        out_of(project, tmp_path / "out.jsonld", "w3c")
    told = json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))
    assert (told["total"], told["first"]["items"]) == (0, [])


def test_processors_of_linked_data_find_it_all(tmp_path: Path):
    pytest.importorskip("pyld")
    pytest.importorskip("rdflib")
    from pyld import jsonld  # pyright: ignore[reportMissingImports]
    from rdflib import Graph, Literal, URIRef  # pyright: ignore[reportMissingImports]

    def load(url: str, _options: object) -> dict[str, Any]:
        assert url == w3c.CONTEXT, "nothing else is asked for"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": VOCABULARY}}

    told, articles = written(tmp_path)
    expanded = jsonld.expand(told, {"documentLoader": load})
    text, items = json.dumps(expanded), json.dumps(told["first"]["items"])
    used = [name for name in w3c.TERMS if f'"{name}": ' in items]
    assert {"verdict", "field", "item", "inferred", "status", "coding", "title"} <= set(used)
    for name in used:
        meaning = w3c.TERMS[name]
        assert f'"{meaning if isinstance(meaning, str) else meaning["@id"]}": ' in text, name
    quads = jsonld.to_rdf(told, {"documentLoader": load, "format": "application/n-quads"})
    store = Graph().parse(data=quads, format="nt")  # all stand in the one graph that has no name
    type_, motivation = URIRef(RDF + "type"), URIRef(OA + "motivatedBy")

    def count(predicate: URIRef, value: Any) -> int:
        return sum(1 for _ in store.triples((None, predicate, value)))

    codings = [coding for one in articles for coding in one.codings]
    events = [event for coding in codings for event in coding.events]
    mentions = [one for coding in codings for one in coding.mentions]
    supports = [one for owner in (*codings, *events) for one in owner.evidence]
    assert count(type_, URIRef(OA + "Annotation")) == told["total"]
    assert told["total"] == len(codings) + len(events) + len(mentions) + len(supports)
    assert count(motivation, URIRef(OA + "describing")) == len(codings)
    assert count(motivation, URIRef(OA + "classifying")) == len(events)
    assert count(type_, URIRef(OA + "TextPositionSelector")) == count(type_, URIRef(OA + "TextQuoteSelector"))
    assert count(URIRef(OA + "exact"), Literal("Police fired on the crowd 👩‍👩‍👧")) == 2, (
        "the anchor, and the words of its answer"
    )
    assert count(URIRef(w3c.OURS + "inferred"), Literal(True)) == sum(
        event.is_inferred(name) for event in events for name in event.values
    )  # fmt: skip
