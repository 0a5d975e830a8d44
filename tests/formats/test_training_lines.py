"""JSON Lines for training: spans stand where they say, every event and every negative is there, answers are valid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_project import ANSWERS_SAID, ODD_TEXTS, SAID, odd_texts
from tiny import TINY

from annotator.codebook.json_schema import field_schema, fits
from annotator.codebook.loading import parse
from annotator.errors import UsageError
from annotator.formats.codings.going import CodingOptions
from annotator.formats.registry import Exported, ExportOptions, export
from annotator.project import Project


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[Project]:
    with odd_texts(tmp_path) as made:
        yield made


def written(project: Project, folder: Path, format_: str, *, every_coder: bool = True, **options: Any) -> Exported:
    return export(project, folder, format_, ExportOptions(every_coder=every_coder, codings=CodingOptions(**options)))


def lines(folder: Path, name: str = "all.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").split("\n") if line]


def said(project: Project, folder: Path) -> list[dict[str, Any]]:
    """All codings as `jsonl` tells them, with their article."""
    found: list[dict[str, Any]] = []
    for place, coder in enumerate(project.coders.all()):
        out = folder / f"{place}.jsonl"
        export(project, out, "jsonl", ExportOptions(coder=coder.uid))
        for article in lines(folder, out.name):
            found += [{**coding, "article": article} for coding in article.pop("codings")]
    return found


# --- spans ------------------------------------------------------------------------------------------------------------


def test_spans_stand_where_they_say(odd: Project, tmp_path: Path) -> None:
    report = written(odd, tmp_path / "out", "spans-jsonl")
    assert (report.rows, report.events) == (4, 4)
    found = {one["id"]: one for one in lines(tmp_path / "out")}
    expected = {one["uid"]: one for one in said(odd, tmp_path)}
    assert found.keys() == expected.keys()
    for uid, told in expected.items():
        one, article = found[uid], told["article"]
        title = article["title"] + "\n\n" if article["title"] else ""
        assert one["text"] == title + article["text"]
        assert one["text"][one["body"] :] == article["text"]
        spans = [(None, each) for each in told["evidence"]]
        spans += [(event["uid"], each) for event in told["events"] for each in event["evidence"]]
        shift = {"title": 0, "text": len(title)}
        wanted = sorted(
            (span["start"] + shift[span["part"]], span["quote"], each["field"], each["item"], event or "")
            for event, each in spans for span in each["spans"]
        )  # fmt: skip
        assert wanted == sorted(
            (span["start"], span["text"], span["label"], span["item"] or "", span["event"] or "") for span in one["spans"]
        )
        places = [*one["spans"], *(event["anchor"] for event in one["events"] if event["anchor"])]
        places += [span for mention in one["mentions"] for span in mention["spans"]]
        assert all(one["text"][place["start"] : place["end"]] == place["text"] != "" for place in places)
        assert {event["id"]: event["values"] for event in one["events"]} == {
            event["uid"]: event["values"] for event in told["events"]
        }
    pairs = [(one, other) for line in found.values() for one in line["spans"] for other in line["spans"] if one is not other]
    assert any(one["start"] < other["start"] < one["end"] for one, other in pairs), "overlaps stay"


def test_inferred_and_derived_are_marked(odd: Project, tmp_path: Path) -> None:
    written(odd, tmp_path / "out", "spans-jsonl")
    event = next(one["events"][0] for one in lines(tmp_path / "out") if len(one["events"]) == 2)
    assert event["derived"] == ["year"]
    assert {"arrested", "latitude", "year"} <= set(event["inferred"])
    assert not {"deaths", "kind", "actors"} & set(event["inferred"])


# --- events -----------------------------------------------------------------------------------------------------------


def test_every_event_and_every_negative_is_a_line(odd: Project, tmp_path: Path) -> None:
    written(odd, tmp_path / "out", "events-jsonl")
    found = lines(tmp_path / "out")
    expected = said(odd, tmp_path)
    events = {event["uid"]: (event, coding) for coding in expected for event in coding["events"]}
    assert {one["id"] for one in found if one["kind"] == "event"} == set(events)
    assert len({one["id"] for one in found}) == len(found) == 4 + 2 + 3
    for one in found:
        for each in [*one.get("evidence", ()), *([one] if one["kind"] == "mention" else ())]:
            for span in each["spans"]:
                assert one[span["part"]][span["start"] : span["end"]] == span["text"]
        if one["kind"] == "event":
            event, coding = events[one["id"]]
            assert one["values"] == event["values"]
            assert (one["coding"], one["article"], one["text"]) == (
                coding["uid"], coding["article"]["uid"], coding["article"]["text"],
            )  # fmt: skip
    assert {(one["kind"], one["verdict"], one["reason"]) for one in found if one["verdict"] != "events"} >= {
        ("no_event", "no_event", "sport"), ("unusable", "unusable", ""),
    }  # fmt: skip
    assert all(one["kind"] in (one["verdict"], "mention") for one in found if one["verdict"] != "events")


def test_negatives_stay_away_where_that_is_asked(odd: Project, tmp_path: Path) -> None:
    written(odd, tmp_path / "out", "events-jsonl", negatives=False)
    assert [one["kind"] for one in lines(tmp_path / "out")] == ["event"] * 4


# --- conversations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quotes", [False, True])
@pytest.mark.parametrize("inferred", [False, True])
def test_answers_are_valid_by_the_schema_they_were_asked_with(
    odd: Project, tmp_path: Path, quotes: bool, inferred: bool
) -> None:
    report = written(odd, tmp_path / "out", "chat-jsonl", quotes=quotes, inferred=inferred)
    found, index = lines(tmp_path / "out"), lines(tmp_path / "out", "all.index.jsonl")
    assert len(found) == len(index) == 3
    expected = {one["uid"]: one for one in said(odd, tmp_path)}
    schema: dict[str, Any] = {}
    for one, of in zip(found, index, strict=True):
        assert list(one) == ["messages"]
        system, user, assistant = one["messages"]
        assert [each["role"] for each in (system, user, assistant)] == ["system", "user", "assistant"]
        schema = json.loads(system["content"].split("\n\n", 1)[1])
        jsonschema.Draft202012Validator.check_schema(schema)
        answer = json.loads(assistant["content"])
        jsonschema.validate(answer, schema, cls=jsonschema.Draft202012Validator)
        coding = expected[of["coding"]]
        assert user["content"].endswith(coding["article"]["text"])
        assert len(answer["events"]) == len(coding["events"])
        place = of["number"], of["coder"]
        assert answer.get("answers", {}) == ANSWERS_SAID.get(place, {})
        for event, told, only in zip(answer["events"], coding["events"], SAID.get(place, ()), strict=True):
            values = {
                name: [item for item in value if item] if name == "actors" else value for name, value in event["values"].items()
            }
            assert values == {name: value for name, value in only.items() if value != "unheard of"}, "what words support"
            for name in told["values"].keys() - told["derived"]:
                whole = (event["values"].get(name), event.get("inferred", {}).get(name))
                if inferred and name not in ("shade", "sources", "actors") and told["values"][name] != "unheard of":
                    assert whole in ((told["values"][name], None), (None, told["values"][name])), name
            if inferred and told["values"].get("sources"):
                assert event["inferred"]["sources"] == ["AFP"]
                assert event["inferred"]["actors"] == [
                    {"shade": "dark", "killed": {"missing": "-9"}}, {"killed": 3}, {"name": "Third"},
                ]  # fmt: skip
            assert ("inferred" in event) <= inferred
            assert not set(told["derived"]) & {*event["values"], *event.get("inferred", ())}
            if quotes:
                assert set(event["quotes"]) == set(event["values"])
                assert all(quote in user["content"] for each in event["quotes"].values() for quote in each)
    assert json.loads((tmp_path / "out/codebook.json").read_text(encoding="utf-8"))["schema"] == schema
    assert report.manifest["counts"]["without_text"] == report.manifest["counts"]["unusable"] == 1


CHATS = (
    "{% for one in messages %}<|{{ one.role }}|>{{ one.content }}{% endfor %}",
    "{% if messages[0].role == 'system' %}<<{{ messages[0].content | trim }}>>{% set messages = messages[1:] %}{% endif %}"
    "{% for one in messages %}{% if (one.role == 'user') != (loop.index0 % 2 == 0) %}{{ 1 / 0 }}{% endif %}"
    "[{{ one.role }}]{{ one.content | trim }}{% endfor %}",
)
"""Templates of conversations as models bring them: one role after the other; or a system's word first, and then user and
assistant in turn, or an error."""


@pytest.mark.parametrize("template", CHATS, ids=["one after the other", "in turn"])
def test_conversations_fit_models_templates(template: str, odd: Project, tmp_path: Path) -> None:
    written(odd, tmp_path / "out", "chat-jsonl")
    made = jinja2.Environment().from_string(template)
    for one in lines(tmp_path / "out"):
        assert [list(each) for each in one["messages"]] == [["role", "content"]] * 3
        said_in_turn = made.render(messages=one["messages"])
        assert all(each["content"].strip() in said_in_turn for each in one["messages"])
        assert all(each["content"].strip() for each in one["messages"])


def test_datasets_loads_conversations_part_by_part(odd: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    datasets.disable_progress_bars()
    odd.splits.make({odd.articles.uid_of(1): "train", odd.articles.uid_of(2): "test"}, {}, {"by": "article"})
    out = tmp_path / "out"
    written(odd, out, "chat-jsonl", splits=True)
    assert not lines(out, "dev.jsonl"), "datasets refuses a part without a line: it is not named to it"
    files = {part: str(out / f"{part}.jsonl") for part in ("train", "test")}
    loaded = datasets.load_dataset("json", data_files=files, cache_dir=str(tmp_path / "cache"))
    assert {part: len(loaded[part]) for part in loaded} == {"train": 2, "test": 1}
    for part in loaded:
        assert list(loaded[part]) == lines(out, f"{part}.jsonl")


def test_no_event_is_an_empty_list(odd: Project, tmp_path: Path) -> None:
    written(odd, tmp_path / "out", "chat-jsonl")
    index = lines(tmp_path / "out", "all.index.jsonl")
    place = next(place for place, one in enumerate(index) if one["number"] == 2)
    assert lines(tmp_path / "out")[place]["messages"][2]["content"] == '{"events":[]}'
    assert lines(tmp_path / "out")[place]["messages"][1]["content"].startswith("Five were injured")


def test_what_the_codebook_does_not_allow_is_left_out_and_counted(odd: Project, tmp_path: Path) -> None:
    """“unheard of” is no code of the list; it has words behind it, and still is no answer to learn."""
    report = written(odd, tmp_path / "out", "chat-jsonl")
    assert report.manifest["counts"]["not_allowed"] > 0
    assert "unheard of" not in (tmp_path / "out/all.jsonl").read_text(encoding="utf-8")
    assert any("not what the codebook allows" in one for one in report.notes)


BOOK = parse(ODD_TEXTS)
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.floats(-9, 9, allow_nan=False) | st.sampled_from(
        ["", "1", "7", "dark", "black", "2020-05", "2020-05-01/2020-05-03", "../2020", "x"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["low", "best", "high", "missing", "name", "shade", "killed", "other"]), inner, max_size=3
    ) | st.builds(lambda code: {"missing": code}, st.sampled_from(["-9", "-99", "x"])),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300)
@given(st.sampled_from(list(BOOK.fields.values())), _ANY)
def test_what_fits_is_what_the_schema_says(field: Any, value: Any) -> None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # no project holds such a number
    schema = field_schema(BOOK, field, whole=False)
    valid = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert fits(BOOK, field, value) == (valid and not _whole_float(value))


def _whole_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_whole_float, value.values()))
    return (isinstance(value, float) and value.is_integer()) or (isinstance(value, list) and any(map(_whole_float, value)))


# --- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["spans-jsonl", "events-jsonl", "chat-jsonl"])
def test_parts_have_files_of_their_own(odd: Project, tmp_path: Path, format_: str) -> None:
    with pytest.raises(UsageError, match="annotator split"):
        written(odd, tmp_path / "none", format_, splits=True)
    assert not (tmp_path / "none").exists()
    odd.splits.make({odd.articles.uid_of(1): "train", odd.articles.uid_of(2): "test"}, {}, {"by": "article"})
    report = written(odd, tmp_path / "out", format_, splits=True)
    names = {one["name"] for one in report.manifest["files"]}
    assert {"train.jsonl", "dev.jsonl", "test.jsonl", "README.md", "codebook.json"} <= names
    assert "all.jsonl" not in names
    assert report.manifest["counts"]["in_no_split"] == 2
    assert lines(tmp_path / "out", "dev.jsonl") == []
    for name, number in (("train.jsonl", 1), ("test.jsonl", 2)):
        numbers = lines(tmp_path / "out", name.replace(".", ".index.") if format_ == "chat-jsonl" else name)
        assert {one["number"] for one in numbers} == {number}


@pytest.mark.parametrize("format_", ["hugging-face", "spans-jsonl", "events-jsonl", "chat-jsonl"])
def test_nobodys_name_goes_out_and_the_same_bytes_come_again(odd: Project, tmp_path: Path, format_: str) -> None:
    one = written(odd, tmp_path / "one", format_)
    other = written(odd, tmp_path / "two", format_)
    assert one.manifest["files"] == other.manifest["files"]
    for file in (tmp_path / "one").rglob("*"):
        if file.is_file():
            assert b"Real" not in file.read_bytes()


def test_a_codebook_without_questions_on_the_article_asks_none(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(path), coder="lead") as project:
        written(project, tmp_path / "out", "chat-jsonl", every_coder=False)
    schema = json.loads((tmp_path / "out/codebook.json").read_text(encoding="utf-8"))["schema"]
    assert list(schema["properties"]) == ["events"]
