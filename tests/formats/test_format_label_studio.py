"""Label Studio: our own tasks come back as they were, or as they were changed there; other projects by their labels."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from odd_project import odd_texts, stands

from annotator.codebook.loading import load, shipped
from annotator.errors import ImportRefused
from annotator.formats.codings import label_studio
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle, CodedEvent, Support, from_json
from annotator.formats.codings.going import CodingOptions
from annotator.formats.codings.label_studio_config import Config, is_closed
from annotator.formats.codings.taking_in import CodingPlan, take_in
from annotator.formats.jsonl import Counts, articles
from annotator.formats.registry import Exported, ExportOptions, export
from annotator.formats.selection import choose_codings
from annotator.project import Project
from annotator.project.articles import Refused
from annotator.project.precodings import Precoding

EVERY = ExportOptions(every_coder=True)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """The odd texts, with the model's codings done as well."""
    with odd_texts(tmp_path) as made:
        with made.history.operation({"id": "test"}):
            made.database.run("UPDATE coding SET state = 'done'")
        yield made


def told(project: Project) -> list[CodedArticle]:
    """What goes out, as our own format has it."""
    chosen = choose_codings(project, "", False, True)
    return [from_json(one) for one in articles(project, chosen, Counts())]


def written(project: Project, tmp_path: Path, name: str = "ls", **options: bool) -> tuple[Exported, list[dict[str, Any]]]:
    report = export(project, tmp_path / name, "label-studio", replace(EVERY, codings=CodingOptions(**options)))
    return report, json.loads((tmp_path / name / "tasks.json").read_text(encoding="utf-8"))


def read(project: Project, path: Path) -> tuple[list[CodedArticle], Arriving]:
    arriving = Arriving(project.codebook)
    found = list(label_studio.read(path, arriving))
    assert not [one for one in found if isinstance(one, Refused)]
    return [one for one in found if isinstance(one, CodedArticle)], arriving


def by_lead(task: dict[str, Any]) -> dict[str, Any]:
    """The annotation of the coder who joined first."""
    return next(one for one in task["annotations"] if one["result"][0]["value"]["text"] == ["coder1"])


def first_event(article: CodedArticle) -> CodedEvent:
    """The first event of that coder."""
    return next(one.events[0] for one in article.codings if one.coder == "coder1")


def sorted_codings(found: list[CodedArticle]) -> list[CodedArticle]:
    return [replace(one, row=None, file="", codings=tuple(sorted(one.codings, key=lambda coding: coding.uid))) for one in found]


def changed(project: Project, tmp_path: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> CodedArticle:
    """The first article after its first annotation was changed there."""
    _, tasks = written(project, tmp_path)
    annotation = by_lead(tasks[0])
    change(annotation, {one["id"]: one for one in annotation["result"] if one.get("type") == "labels"})
    (tmp_path / "changed.json").write_text(json.dumps(tasks), encoding="utf-8")
    return read(project, tmp_path / "changed.json")[0][0]


def test_all_comes_back_as_it_was(project: Project, tmp_path: Path):
    report, tasks = written(project, tmp_path)
    back, arriving = read(project, tmp_path / "ls")
    assert sorted_codings(back) == sorted_codings(told(project))
    assert not arriving.unmapped
    assert report.rows == len(tasks) == 4
    assert report.events == sum(len(coding.events) for one in back for coding in one.codings) == 5
    assert not report.notes


def test_regions_stand_on_their_words(project: Project, tmp_path: Path):
    _, tasks = written(project, tmp_path)
    regions = [
        (task["data"]["text"], one["value"]) for task in tasks
        for coded in (*task["annotations"], *task["predictions"]) for one in coded["result"] if one.get("type") == "labels"
    ]  # fmt: skip
    assert all(text[value["start"] : value["end"]] == value["text"] for text, value in regions)
    words = {value["text"] for _, value in regions}
    assert {"كركوك", "Police fired on the crowd 👩‍👩‍👧", "警察", "Clash"} <= words
    assert {task["data"]["number"] for task in tasks} == {1, 2, 3, 4}


def test_the_model_predicts_and_nothing_is_an_annotation_too(project: Project, tmp_path: Path):
    _, tasks = written(project, tmp_path)
    assert [one["model_version"] for one in tasks[0]["predictions"]] == ["coder3"]
    assert len(tasks[0]["annotations"]) == 2
    labels = [one for one in tasks[1]["annotations"][0]["result"] if one.get("from_name") == "Verdict"]
    assert [one["value"]["choices"] for one in labels] == [["no_event"]]


def offer(project: Project, event: str = "1", model: str = "Maria Real") -> None:
    article = project.articles.by_number(1)
    assert article is not None
    quote = stands(article.text, "كركوك")
    project.precodings.add([
        Precoding(article.uid, model, event, "place", "كركوك", (quote,), 0.5),
        Precoding(article.uid, model, event, "kind", "1", (), 0.7),
        Precoding(article.uid, model, event, "sources", "AFP", (), None),
        Precoding(article.uid, model, event, "sources", "قال الشهود", (stands(article.text, "قال الشهود"),), None),
    ])  # fmt: skip


def test_what_a_model_offers_is_a_prediction_with_its_score(project: Project, tmp_path: Path):
    offer(project)
    assert not [one for task in written(project, tmp_path, "without")[1] for one in task["predictions"] if "score" in one]
    report, tasks = written(project, tmp_path, offers=True)
    assert "Real" not in (tmp_path / "ls/tasks.json").read_text(encoding="utf-8")
    assert report.manifest["counts"]["offered"] == 1
    prediction = next(one for one in tasks[0]["predictions"] if one["model_version"] == "model1")
    assert prediction["score"] == 0.6
    values = {one["from_name"]: one["value"] for one in prediction["result"] if "from_name" in one}
    assert values["place"] == {"start": values["place"]["start"], "end": values["place"]["end"], "text": ["كركوك"]}
    assert values["kind"]["choices"] == ["1"]
    assert values["Inferred"]["choices"] == ["kind"]
    back = next(one for one in read(project, tmp_path / "ls")[0][0].codings if one.coder == "model1")
    assert (back.uid, back.score, dict(back.events[0].values)) == (
        "", 0.6, {"place": "كركوك", "kind": "1", "sources": ["AFP", "قال الشهود"]},
    )  # fmt: skip
    assert [span.quote for one in back.events[0].evidence for span in one.spans] == ["كركوك", "قال الشهود"]


def test_an_offer_holds_only_what_is_said_where_that_is_asked(project: Project, tmp_path: Path):
    offer(project)
    report, tasks = written(project, tmp_path, offers=True, inferred=False)
    prediction = next(one for one in tasks[0]["predictions"] if one["model_version"] == "model1")
    values = {one["from_name"]: one["value"] for one in prediction["result"] if "from_name" in one}
    assert values["sources"]["text"] == ["قال الشهود"]
    assert not {"kind", "Inferred"} & values.keys()
    without = written(project, tmp_path, "without", inferred=False)[0].manifest["counts"]["not_said"]
    assert report.manifest["counts"]["not_said"] == without + 2


@pytest.mark.parametrize("inferred", [True, False])
@pytest.mark.parametrize("event", ["1", "", "5" * 32])
def test_offers_that_come_back_are_the_same_offers(project: Project, tmp_path: Path, event: str, inferred: bool):
    offer(project, event)
    offer(project, "6" * 32, "Another one")
    before = project.precodings.of(project.articles.uid_of(1))
    for name in ("one", "two"):
        written(project, tmp_path, name, offers=True, inferred=inferred)
        report = take_in(project, CodingPlan(tmp_path / name, "label-studio", good_rows=True))
        assert (report.candidates, report.candidates_known) == (0, 8 if inferred else 4)
        assert project.precodings.of(project.articles.uid_of(1)) == before
    assert (tmp_path / "one/tasks.json").read_bytes() == (tmp_path / "two/tasks.json").read_bytes()


def test_two_events_alike_are_two_offers(project: Project):
    offer(project, "1")
    offer(project, "2")
    assert len(project.precodings.of(project.articles.uid_of(1))) == 4, "the second is the first, said again"
    article = project.articles.uid_of(2)
    rows = [Precoding(article, "rules", event, "kind", "1") for event in ("1", "2")]
    assert project.precodings.add(rows) == (2, 0)
    assert project.precodings.add([Precoding(article, "rules", event, "kind", "1") for event in "345"]) == (1, 2)


def test_answers_the_text_nowhere_says_are_marked(project: Project, tmp_path: Path):
    _, tasks = written(project, tmp_path)
    marked = [one["value"]["choices"] for one in by_lead(tasks[0])["result"] if one.get("from_name") == "Inferred"]
    assert "arrested" in marked[0]
    assert "year" in marked[0]
    assert "deaths" not in marked[0]


def test_twice_the_same_bytes(project: Project, tmp_path: Path):
    written(project, tmp_path, "one")
    written(project, tmp_path, "two")
    for name in ("tasks.json", "labelconfig.xml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_moved_span_arrives_moved_with_what_was_said_of_it(project: Project, tmp_path: Path):
    before = first_event(told(project)[0])

    def move(annotation: dict[str, Any], regions: dict[str, Any]) -> None:
        value = next(one["value"] for one in regions.values() if one["value"]["labels"] == ["deaths"])
        value["end"] -= len(" died")
        value["text"] = "Two"

    after = first_event(changed(project, tmp_path, move))
    assert [one.spans[0].quote for one in after.supports("deaths")] == ["Two"]
    assert after.values == before.values
    assert [one for one in after.evidence if one.field != "deaths"] == [one for one in before.evidence if one.field != "deaths"]


def test_a_changed_choice_and_a_changed_text_arrive_changed(project: Project, tmp_path: Path):
    def change(annotation: dict[str, Any], _: dict[str, Any]) -> None:
        results = annotation["result"]
        event = next(one["id"] for one in results if one.get("type") == "labels" and one["value"]["labels"] == ["Event"])
        for one in results:
            if one.get("id") == event and one["from_name"] == "kind":
                one["value"]["choices"] = ["1"]
            if one.get("id") == event and one["from_name"] == "deaths":
                one["value"]["text"] = ["3-4"]
        annotation["result"] = [one for one in results if (one.get("id"), one.get("from_name")) != (event, "arrested")]

    event = first_event(changed(project, tmp_path, change))
    assert event.values["kind"] == "1"
    assert event.values["deaths"] == {"low": 3, "high": 4}
    assert "arrested" not in event.values


def test_regions_taken_away_and_new_ones(project: Project, tmp_path: Path):
    def change(annotation: dict[str, Any], regions: dict[str, Any]) -> None:
        kind = next(id_ for id_, one in regions.items() if one["value"]["labels"] == ["kind"])
        event = next(id_ for id_, one in regions.items() if one["value"]["labels"] == ["Event"])
        annotation["result"] = [one for one in annotation["result"] if kind not in (one.get("id"), one.get("to_id"))]
        text = next(one for one in regions.values() if one["value"]["labels"] == ["Event"])["value"]
        new = {"start": text["start"], "end": text["end"], "text": text["text"], "labels": ["share"]}
        annotation["result"] += [
            {"id": "new", "from_name": "Span", "to_name": "Text", "type": "labels", "value": new},
            {"type": "relation", "from_id": event, "to_id": "new", "direction": "right"},
        ]

    event = first_event(changed(project, tmp_path, change))
    assert not list(event.supports("kind"))
    assert [one.spans[0].quote for one in event.supports("share")] == ["Clash"]


def test_the_configuration_is_well_formed_and_names_every_label(project: Project, tmp_path: Path):
    _, tasks = written(project, tmp_path)
    config = ElementTree.parse(tmp_path / "ls" / "labelconfig.xml").getroot()
    labels = {one.get("value") for one in config.iter("Label")}
    used = {
        label for task in tasks for coded in task["annotations"] for one in coded["result"]
        for label in one.get("value", {}).get("labels", ())
    }  # fmt: skip
    assert used <= labels
    assert {"kind", "actors", "scope", "Event", "Mention"} <= labels
    names = [one.get("name") for one in config.iter() if one.get("name")]
    assert len(names) == len(set(names))


def test_another_projects_labels_become_events(project: Project, tmp_path: Path):
    text = "Police shot two protesters in Kirkuk. Rain fell."

    def region(id_: str, words: str, label: str) -> dict[str, Any]:
        start = text.index(words)
        value = {"start": start, "end": start + len(words), "text": words, "labels": [label]}
        return {"id": id_, "from_name": "ner", "to_name": "body", "type": "labels", "value": value}

    joined = [
        region("a", "shot", "kind"), region("b", "Kirkuk", "Place"),
        region("c", "two", "deaths"), region("d", "Rain", "weather"),
        {"id": "a", "from_name": "kind", "type": "choices", "value": {"start": 7, "end": 11, "choices": ["1"]}},
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"},
    ]  # fmt: skip
    tasks = [
        {"id": 7, "data": {"body": text, "date": "2020-06-02", "desk": "3"},
         "annotations": [{"completed_by": {"email": "a@example.org"}, "result": joined},
                         {"was_cancelled": True, "result": []}]},
        {"id": 8, "data": {"body": "Nothing."}, "annotations": [{"completed_by": 3, "result": [{"type": "brushlabels"}]}]},
    ]  # fmt: skip
    (tmp_path / "other.json").write_text(json.dumps(tasks), encoding="utf-8")
    found, arriving = read(project, tmp_path / "other.json")
    coding = found[0].codings[0]
    assert (coding.coder, found[0].text, found[0].date, found[0].extra) == ("a@example.org", text, "2020-06-02", {"desk": "3"})
    assert [dict(one.values) for one in coding.events] == [{"kind": "1", "place": "Kirkuk"}]
    assert coding.events[0].evidence[1] == Support("place", spans=coding.events[0].evidence[1].spans)
    assert {(one.what, one.name) for one in arriving.unmapped} == {
        ("label", "weather"), ("annotation", "skipped"), ("result", "brushlabels"), ("mark", "deaths"),
    }  # fmt: skip
    assert not found[1].codings[0].events


TASK = '{"data": {"text": "a"}}'
NO_EXPORTS = {
    "empty": "", "half": "{", "no list": "{}", "an open list": "[", "half a task": f"[{TASK[:-1]}", "no end": f"[{TASK},",
    "no comma": f"[{TASK} 3]", "more behind": f"[{TASK}] 3", "json-min": '[{"text": "a"}]', "bytes": "\x00\x01",
    "deep": '[{"data": ' + "[" * 100_000 + "]",
}  # fmt: skip


@pytest.mark.parametrize("content", NO_EXPORTS.values(), ids=NO_EXPORTS)
def test_what_is_no_export_is_refused(content: str, project: Project, tmp_path: Path):
    (tmp_path / "broken.json").write_text(content, encoding="utf-8")
    with pytest.raises(ImportRefused):
        list(label_studio.read(tmp_path / "broken.json", Arriving(project.codebook)))


def test_one_bad_task_is_named_and_the_others_come(project: Project, tmp_path: Path):
    tasks = [
        {"data": 3},
        {"data": {"text": "A text."}},
        {"data": {"text": "B"}, "annotations": [{"result": "x"}]},
        {"data": {}},
    ]
    (tmp_path / "odd.json").write_text(json.dumps(tasks), encoding="utf-8")
    found = list(label_studio.read(tmp_path / "odd.json", Arriving(project.codebook)))
    assert [one.row for one in found if isinstance(one, Refused)] == [1, 3, 4]


def test_the_sdk_finds_nothing_wrong(project: Project, tmp_path: Path):
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface
    _, tasks = written(project, tmp_path)
    config = interface((tmp_path / "ls" / "labelconfig.xml").read_text(encoding="utf-8"))
    config.validate()
    coded = [one for task in tasks for one in (*task["annotations"], *task["predictions"])]
    assert len(coded) == 6
    for one in coded:
        assert not config.validate_prediction(one, return_errors=True)
        assert config.validate_annotation(one)
    wrong = json.loads(json.dumps(coded[0]))
    next(one for one in wrong["result"] if one.get("type") == "labels")["value"]["labels"] = ["unheard of"]
    assert config.validate_prediction(wrong, return_errors=True)  # it can find something


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_sdk_takes_a_configuration_of_every_shipped_codebook(name: str):
    interface = pytest.importorskip("label_studio_sdk.label_interface").LabelInterface
    book = load(shipped()[name])[0]
    config = interface(Config(book).xml())
    config.validate()
    closed = {field.name for field in book.fields.values() if is_closed(field)}
    assert closed <= {control.name for control in config.controls if control.tag == "Choices"}
    for field in book.fields.values():
        if is_closed(field):
            assert set(config.get_control(field.name).labels) >= set(book.code_list(field).by_code)


def test_the_sdks_converter_runs(project: Project, tmp_path: Path):
    converter = pytest.importorskip("label_studio_sdk.converter").Converter
    _, tasks = written(project, tmp_path)
    made = converter(str(tmp_path / "ls" / "labelconfig.xml"), str(tmp_path), download_resources=False)
    made.convert_to_json_min(str(tmp_path / "ls" / "tasks.json"), str(tmp_path / "min"), is_dir=False)
    least = json.loads((tmp_path / "min" / "result.json").read_text(encoding="utf-8"))
    assert len(least) == sum(len(task["annotations"]) for task in tasks)
