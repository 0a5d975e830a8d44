"""What goes out is what is there: odd names of fields, reasons, event ids and items in every format; counts as in the files."""

from __future__ import annotations

import json
import keyword
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_project import ODD_NAMES, odd_names, odd_texts
from round_trips import chosen, come_in

from annotator.formats.codings import known, uima
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.going import CodingOptions
from annotator.formats.registry import Exported, ExportOptions, export
from annotator.project import Project

WRITERS = [name for name in known.MODULES if name != "spacy"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with odd_names(tmp_path) as made:
        yield made


def written(project: Project, out: Path, name: str, *, every: bool = False, **options: Any) -> Exported:
    return export(project, out, name, ExportOptions(every_coder=every, codings=CodingOptions(**options)))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(one) for one in path.read_text(encoding="utf-8").split("\n") if one]


@pytest.mark.parametrize("name", [one for one in known.readers() if one != known.OWN])
def test_fields_named_like_anything_come_back(project: Project, tmp_path: Path, name: str):
    written(project, tmp_path / f"out.{name}", name)
    arriving = Arriving(project.codebook)
    (found,) = come_in(tmp_path / f"out.{name}", name, arriving)
    (expected,) = chosen(project)
    assert [dict(one.values) for one in found.codings[0].events] == [dict(one.values) for one in expected.codings[0].events]
    assert found.codings == expected.codings
    assert not arriving.unmapped


def test_no_feature_is_called_what_a_layer_cannot_have():
    from cassis.typesystem import FeatureStructure

    own = {one for one in dir(FeatureStructure) if not one.startswith("_")}
    assert own | set(keyword.kwlist) <= uima.TAKEN
    assert not set(uima.features(ODD_NAMES, ()).values()) & uima.TAKEN


def test_an_event_keeps_its_own_id_beside_its_articles(project: Project, tmp_path: Path):
    written(project, tmp_path / "out", "events-jsonl")
    found = {one["kind"]: one for one in lines(tmp_path / "out/all.jsonl")}
    assert (found["event"]["external_id"], found["event"]["article_external_id"]) == ("EVT-77", "ART-1")
    assert found["event"]["answers_inferred"] == ["scope"]
    assert found["event"]["inferred_items"] == [{"field": "who", "item": "Government"}]
    assert found["event"]["answers_inferred_items"] == [{"field": "topics", "item": "protest"}]
    assert found["mention"]["reason"] != ""
    assert found["mention"]["verdict"] == "events"


def test_words_of_an_item_say_that_item(project: Project, tmp_path: Path):
    written(project, tmp_path / "out", "spans-jsonl")
    (line,) = lines(tmp_path / "out/all.jsonl")
    assert {one["label"]: one["value"] for one in line["spans"] if one["item"]} == {"who": "protesters", "topics": "police"}
    written(project, tmp_path / "out.jsonld", "w3c")
    items = json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))["first"]["items"]
    bodies = [body for one in items if one["motivation"] == "tagging" for body in one["body"] if body.get("field") == "who"]
    assert [one["value"] for one in bodies] == ["who", "Government", "who", "protesters"]
    said = {body["field"]: body for one in items if one["motivation"] in ("describing", "classifying") for body in one["body"]}
    assert said["scope"]["inferred"] is True
    assert said["topics"]["inferredItem"] == ["protest"]
    assert said["who"]["inferredItem"] == ["Government"]


def test_a_part_of_a_group_is_said_by_its_own_words(tmp_path: Path):
    with odd_texts(tmp_path) as made:
        written(made, tmp_path / "out", "spans-jsonl", every=True)
        written(made, tmp_path / "out.jsonld", "w3c", every=True)
    spans = [span for line in lines(tmp_path / "out/all.jsonl") for span in line["spans"] if span["label"] == "actors"]
    assert {(one["item"], one["value"]) for one in spans} == {("1.name", "One"), ("2.name", "Two, “2”")}
    assert '"item":"2.name"},{"type":"TextualBody","purpose":"classifying","format":"text/plain","field":"actors",' \
        '"value":"Two, “2”"}' in (tmp_path / "out.jsonld").read_text(encoding="utf-8")  # fmt: skip


@pytest.mark.parametrize("inferred", [True, False])
def test_a_conversation_teaches_only_what_is_said(project: Project, tmp_path: Path, inferred: bool):
    report = written(project, tmp_path / "out", "chat-jsonl", quotes=True, inferred=inferred)
    (line,) = lines(tmp_path / "out/all.jsonl")
    _, asked, told = (one["content"] for one in line["messages"])
    answer = json.loads(told)
    (event,) = answer["events"]
    assert event["values"]["who"] == ["protesters"]
    assert answer["answers"] == {"topics": ["police"]}
    assert all(quote in asked for quotes in event["quotes"].values() for quote in quotes)
    assert event["quotes"]["what_kind"] == ["A title in Kirkuk"]
    if inferred:
        assert answer["inferred"] == {"scope": "guessed", "topics": ["protest"]}
        assert event["inferred"]["who"] == ["Government"]
    else:
        assert "guessed" not in told
        assert "inferred" not in answer
        assert report.manifest["counts"]["not_said"] == len(ODD_NAMES) // 2 + 3
    assert report.manifest["counts"]["mentions_not_held"] == 3


def test_what_the_text_does_not_say_is_marked_in_every_tool(project: Project, tmp_path: Path):
    """Beside the answers on the article and, by items, those of events, wherever a format holds values."""
    for name in ("brat", "xmi", "cas-json", "qdpx", "doccano", "label-studio"):
        out = tmp_path / f"out.{name}"
        written(project, out, name)
        if name == "qdpx":
            with zipfile.ZipFile(out) as archive:
                text = archive.read("project.qde").decode("utf-8")
        else:
            text = "\n".join(
                file.read_text(encoding="utf-8") for file in sorted(out.rglob("*.*")) if file.name != "manifest.json"
            )
        text = re.sub(r"\s", "", text.replace("&quot;", '"').replace('\\"', '"'))
        assert '"inferred":["scope"],"inferred_items":[{"field":"topics","item":"protest"}]' in text, name
        assert '"inferred_items":[{"field":"who","item":"Government"}]' in text, name


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_writes_such_a_project(project: Project, tmp_path: Path, name: str):
    assert written(project, tmp_path / f"out.{name}", name).events == 1
