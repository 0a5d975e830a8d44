"""doccano: our own lines come back as they were, through doccano's own numbering too; others by their labels."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from odd_project import odd_texts

from annotator.errors import ImportRefused
from annotator.formats.codings import doccano
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle, CodedEvent, Coding, from_json
from annotator.formats.jsonl import Counts, articles
from annotator.formats.registry import ExportOptions, export
from annotator.formats.selection import choose_codings
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused

Line = dict[str, Any]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with odd_texts(tmp_path) as made:
        yield made


def told(project: Project) -> dict[str, tuple[CodedArticle, Coding]]:
    """What goes out, by coding, as our own format has it."""
    chosen = choose_codings(project, "", False, True)
    found = [from_json(one) for one in articles(project, chosen, Counts())]
    return {coding.uid: (replace(one, codings=()), coding) for one in found for coding in one.codings}


def coded_last(project: Project, values: dict[str, Any]) -> None:
    """An event of the sixth article, done."""
    coding = project.codings.begin(project.articles.uid_of(6), project.coder.uid)
    project.events.add(coding.uid, values)
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))


def lines_of(file: Path) -> list[Line]:
    return [json.loads(one) for one in file.read_text(encoding="utf-8").split("\n") if one]


def written(project: Project, tmp_path: Path, name: str = "doccano") -> Path:
    export(project, tmp_path / name, "doccano", ExportOptions(every_coder=True))
    return tmp_path / name


def read(project: Project, path: Path) -> tuple[list[CodedArticle], Arriving]:
    arriving = Arriving(project.codebook)
    found = list(doccano.read(path, arriving))
    assert not [one for one in found if isinstance(one, Refused)]
    return [one for one in found if isinstance(one, CodedArticle)], arriving


def by_coding(found: list[CodedArticle]) -> dict[str, tuple[CodedArticle, Coding]]:
    return {
        one.codings[0].uid: (replace(one, codings=(), row=None, file=""), one.codings[0]) for one in found
    }  # fmt: skip


def first_line(folder: Path) -> Line:
    return lines_of(folder / "coder1" / "all.jsonl")[0]


def first_event(project: Project, tmp_path: Path, line: Line) -> tuple[CodedEvent, Arriving]:
    """The first event of a line as it is read."""
    (tmp_path / "one.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    found, arriving = read(project, tmp_path / "one.jsonl")
    return found[0].codings[0].events[0], arriving


def as_doccano_gives(line: Line, first: int) -> Line:
    """A line as doccano exports it: other numbers, `meta` as it was, comments."""
    ids = {one["id"]: first + 7 * at for at, one in enumerate(reversed(line["entities"]))}
    relations = [
        {"id": 900 + at, "from_id": ids[one["from_id"]], "to_id": ids[one["to_id"]], "type": one["type"]}
        for at, one in enumerate(line["relations"])
    ]
    entities = [{**one, "id": ids[one["id"]]} for one in reversed(line["entities"])]
    return {
        "id": first,
        "text": line["text"],
        "meta": line["meta"],
        "entities": entities,
        "relations": relations,
        "Comments": [],
    }


def words_of(line: Line, entity: Line) -> str:
    """The words that doccano's window shows as marked: it counts UTF-16 units."""
    units = line["text"].encode("utf-16-le")
    return units[2 * entity["start_offset"] : 2 * entity["end_offset"]].decode("utf-16-le")


def without_relations(line: Line, first: int) -> Line:
    """A line as a project of doccano without relations exports it: triples; its relations are as they went in."""
    triples = sorted([one["start_offset"], one["end_offset"], one["label"]] for one in line["entities"])
    rest = {name: value for name, value in line.items() if name != "entities"}
    return {"id": first, **rest, "label": triples, "Comments": []}


def test_all_comes_back_as_it_was(project: Project, tmp_path: Path):
    found, arriving = read(project, written(project, tmp_path))
    assert by_coding(found) == told(project)
    assert len(found) == 5
    assert not arriving.unmapped


def test_all_comes_back_after_doccano_numbered_it_anew(project: Project, tmp_path: Path):
    folder = written(project, tmp_path)
    for file in folder.rglob("*.jsonl"):
        anew = [as_doccano_gives(one, 1000 * at) for at, one in enumerate(lines_of(file), start=1)]
        file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in anew), encoding="utf-8")
    assert by_coding(read(project, folder)[0]) == told(project)


def test_all_comes_back_from_a_project_without_relations(project: Project, tmp_path: Path):
    folder = written(project, tmp_path)
    for file in folder.rglob("*.jsonl"):
        anew = [without_relations(line, 20 + at) for at, line in enumerate(lines_of(file))]
        file.write_text("".join(json.dumps(one) + "\n" for one in anew), encoding="utf-8")
    found, arriving = read(project, folder)
    assert by_coding(found) == told(project)
    assert not arriving.unmapped


def test_an_evidence_taken_away_there_is_gone(project: Project, tmp_path: Path):
    line = without_relations(first_line(written(project, tmp_path)), 1)
    line["label"] = [one for one in line["label"] if one[2] != "event_date"]
    after, _ = first_event(project, tmp_path, line)
    assert not list(after.supports("event_date"))
    assert list(after.supports("kind"))


def test_lines_are_ascii_for_doccano_guesses_their_encoding(project: Project, tmp_path: Path):
    assert all(file.read_bytes().isascii() for file in written(project, tmp_path).rglob("*.jsonl"))


def test_a_mark_made_behind_an_emoji_is_on_its_words(project: Project, tmp_path: Path):
    line = first_line(written(project, tmp_path))
    units = line["text"].encode("utf-16-le")
    at = units.index("two were arrested".encode("utf-16-le")) // 2
    event = next(one["id"] for one in line["entities"] if one["label"] == "Event")
    line["entities"].append({"id": 99, "start_offset": at, "end_offset": at + 17, "label": "arrested"})
    line["relations"].append({"id": 99, "from_id": event, "to_id": 99, "type": "arrested"})
    after, _ = first_event(project, tmp_path, line)
    assert "two were arrested" in {span.quote for one in after.supports("arrested") for span in one.spans}


def test_lines_of_earlier_versions_counted_code_points(project: Project, tmp_path: Path):
    line = first_line(written(project, tmp_path))
    before, _ = first_event(project, tmp_path, line)
    del line["meta"]["offsets"]
    for one in line["entities"]:
        for name in ("start_offset", "end_offset"):
            one[name] = len(line["text"].encode("utf-16-le")[: 2 * one[name]].decode("utf-16-le"))
    after, arriving = first_event(project, tmp_path, line)
    assert after == before
    assert not arriving.unmapped


@pytest.mark.parametrize("shift", [0, 2], ids=["code points", "as doccano's window counts"])
def test_places_of_others_are_counted_as_they_fit_words(shift: int, project: Project, tmp_path: Path):
    text = "😀😀 Two died in Kirkuk."
    start = text.index("Kirkuk") + shift
    path = tmp_path / "other.jsonl"
    path.write_text(json.dumps({"text": text, "label": [[start, start + 6, "place"]]}), encoding="utf-8")
    found, arriving = read(project, path)
    assert [dict(event.values) for event in found[0].codings[0].events] == [{"place": "Kirkuk"}]
    assert not arriving.unmapped


def test_decimals_come_back_to_the_last_digit_though_doccano_rounds_numbers(tmp_path: Path):
    exact = [1 / 3, 35.46812345678912, 1e-12, 1.2345678901234568e16, -0.1, 91.0, 1e-10]
    with odd_texts(tmp_path) as project:
        project.articles.add([ArticleDraft("Two died.", "Exact", extra={"numbers": exact})])
        coded_last(project, {"share": 1 / 3, "latitude": 35.46812345678912})
        folder = written(project, tmp_path)
        for file in folder.rglob("*.jsonl"):
            rounded = [json.loads(one, parse_float=lambda one: round(float(one), 10)) for one in file.read_text().splitlines()]
            file.write_text("".join(json.dumps(one) + "\n" for one in rounded), encoding="utf-8")
        found = next(one for one in read(project, folder)[0] if one.title == "Exact")
    assert found.extra == {"numbers": exact}
    assert dict(found.codings[0].events[0].values) == {"share": 1 / 3, "latitude": 35.46812345678912}


def test_what_is_no_decimal_refuses_its_line(project: Project, tmp_path: Path):
    line = first_line(written(project, tmp_path))
    line["meta"]["extra"]["desk"] = {"decimal": "many"}
    (tmp_path / "one.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    found = list(doccano.read(tmp_path / "one.jsonl", Arriving(project.codebook)))
    assert [type(one) for one in found] == [Refused]


def test_articles_without_any_text_are_counted_for_doccano_takes_none(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        project.articles.add([ArticleDraft("", "", "2020-06-09", "ACLED", external_id="IRQ9", stub=True)])
        coded_last(project, {"kind": "1"})
        exported = export(project, tmp_path / "out", "doccano", ExportOptions(coder=project.coder.uid))
    assert next(one for one in exported.notes if "which doccano does not take" in one).startswith("1 ")


def test_entities_stand_on_their_words_and_relations_have_both_ends(project: Project, tmp_path: Path):
    lines = [one for file in written(project, tmp_path).rglob("*.jsonl") for one in lines_of(file)]
    words = {(one["label"], words_of(line, one)) for line in lines for one in line["entities"]}
    assert {("deaths", "Two died"), ("place", "كركوك"), ("actors", "警察"), ("Mention", "A strike was planned")} <= words
    assert sum(len(one["relations"]) for one in lines) == 16
    for line in lines:
        ids = [one["id"] for one in line["entities"]]
        assert len(ids) == len(set(ids))
        assert {end for one in line["relations"] for end in (one["from_id"], one["to_id"])} <= set(ids)
        assert {"uid", "number", "body", "coding"} <= set(line["meta"])


def test_the_types_of_labels_have_keys_of_their_own(project: Project, tmp_path: Path):
    folder = written(project, tmp_path)
    spans = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    relations = json.loads((folder / "relation-labels.json").read_text(encoding="utf-8"))
    used = {one["label"] for file in folder.rglob("*.jsonl") for line in lines_of(file) for one in line["entities"]}
    assert used <= {one["text"] for one in spans}
    keys = [one["suffix_key"] for one in spans if one["suffix_key"]]
    assert len(keys) == len(set(keys))
    assert "Event" not in {one["text"] for one in relations}


def test_twice_the_same_bytes(project: Project, tmp_path: Path):
    one, two = written(project, tmp_path, "one"), written(project, tmp_path, "two")
    for file in one.rglob("*.json*"):
        if file.name != "manifest.json":
            assert file.read_bytes() == (two / file.relative_to(one)).read_bytes()


def test_one_coding_an_article_stands_in_one_file(project: Project, tmp_path: Path):
    export(project, tmp_path / "lead", "doccano", ExportOptions(coder=project.coder.uid))
    assert [one["meta"]["number"] for one in lines_of(tmp_path / "lead" / "all.jsonl")] == [1, 2, 3, 4]


def test_a_moved_entity_keeps_what_was_said_of_it(project: Project, tmp_path: Path):
    line = first_line(written(project, tmp_path))
    before, _ = first_event(project, tmp_path, line)
    next(one for one in line["entities"] if one["label"] == "place")["end_offset"] -= 1
    after, arriving = first_event(project, tmp_path, as_doccano_gives(line, 50))
    assert sorted(len(span.quote) for one in after.supports("place") for span in one.spans) == [4, 5]
    assert after.values == before.values
    assert not arriving.unmapped


def test_a_moved_event_is_known_by_what_hangs_on_it(project: Project, tmp_path: Path):
    line = first_line(written(project, tmp_path))
    before, _ = first_event(project, tmp_path, line)
    event = next(one for one in line["entities"] if one["label"] == "Event")
    event["start_offset"], event["end_offset"] = 0, 1
    after, arriving = first_event(project, tmp_path, line)
    assert after == before
    assert not arriving.unmapped


def test_an_event_taken_away_is_gone_and_told(project: Project, tmp_path: Path):
    line = first_line(written(project, tmp_path))
    event = next(one["id"] for one in line["entities"] if one["label"] == "Event")
    line["entities"] = [one for one in line["entities"] if one["id"] != event]
    line["relations"] = [one for one in line["relations"] if one["from_id"] != event]
    after, arriving = first_event(project, tmp_path, line)
    assert after.uid == line["meta"]["coding"]["events"][1]["uid"]
    assert "event" in {one.what for one in arriving.unmapped}


def test_both_shapes_of_other_projects(project: Project, tmp_path: Path):
    text = "Police shot two in Kirkuk. Rain."
    triples = {"id": 1, "text": text, "label": [[19, 25, "Place"], [27, 31, "weather"], [0, 6, "long"]], "desk": 3}
    entities = {
        "text": text, "Comments": [{"id": 3, "comment": "why?"}], "date": "2020-06-02",
        "entities": [{"id": 4, "start_offset": 7, "end_offset": 11, "label": "kind"},
                     {"id": 9, "start_offset": 19, "end_offset": 25, "label": "place"},
                     {"id": 10, "start_offset": 0, "end_offset": 600, "label": "place"}],
        "relations": [{"id": 1, "from_id": 4, "to_id": 9, "type": "in"}],
    }  # fmt: skip
    on_the_whole = {"data": text, "label": ["Riot"]}
    path = tmp_path / "other.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in (triples, entities, on_the_whole)), encoding="utf-8")
    found, arriving = read(project, path)
    assert [[dict(event.values) for event in one.codings[0].events] for one in found] == [
        [{"place": "Kirkuk", "long": "Police"}], [{"place": "Kirkuk"}], [],
    ]  # fmt: skip
    assert (found[0].extra, found[1].date, found[0].uid) == ({"desk": 3}, "2020-06-02", "")
    assert {(one.what, one.name) for one in arriving.unmapped} == {
        ("label", "weather"), ("comment", "why?"), ("value", "kind: shot"), ("mark", "place"), ("label", "Riot"),
    }  # fmt: skip


def test_the_archive_that_doccano_exports_is_read_as_it_is(project: Project, tmp_path: Path):
    folder = written(project, tmp_path)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        content = b"".join(file.read_bytes() for file in sorted(folder.rglob("*.jsonl")))
        archive.writestr("../../all.jsonl", content)
        archive.writestr("notes.txt", "no lines")
    found, arriving = read(project, tmp_path / "export.zip")
    assert by_coding(found) == told(project)
    assert not arriving.unmapped


def test_a_members_file_is_that_members_work(project: Project, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for name in ("ada", "bo", "all"):
            archive.writestr(f"{name}.jsonl", json.dumps({"text": "In Kirkuk.", "label": [[3, 9, "place"]]}))
    found, _ = read(project, tmp_path / "export.zip")
    assert [(one.codings[0].coder, one.split) for one in found] == [("ada", ""), ("doccano", ""), ("bo", "")]


@pytest.mark.parametrize("names", [[], ["notes.txt"]])
def test_an_archive_without_lines_is_refused(names: list[str], project: Project, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for name in names:
            archive.writestr(name, "no lines")
    with pytest.raises(ImportRefused, match=r"export\.zip"):
        list(doccano.read(tmp_path / "export.zip", Arriving(project.codebook)))


def test_a_damaged_archive_is_refused(project: Project, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("all.jsonl", '{"text": "In Kirkuk.", "label": []}')
    whole = (tmp_path / "export.zip").read_bytes()
    (tmp_path / "export.zip").write_bytes(whole.replace(b"Kirkuk", b"Mosul!"))
    with pytest.raises(ImportRefused, match=r"all\.jsonl"):
        list(doccano.read(tmp_path / "export.zip", Arriving(project.codebook)))


@pytest.mark.parametrize("content", ["", "\n\n", '[{"text": "a"}]'])
def test_what_is_no_export_is_refused(content: str, project: Project, tmp_path: Path):
    (tmp_path / "broken.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(ImportRefused):
        list(doccano.read(tmp_path / "broken.jsonl", Arriving(project.codebook)))


def test_bad_lines_are_named_and_the_others_come(project: Project, tmp_path: Path):
    lines = ["{", '{"text": 3}', '{"text": "A"}', "3", '{"text": "B", "entities": [3]}', '{"text": "C", "label": []}']
    (tmp_path / "odd.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = list(doccano.read(tmp_path / "odd.jsonl", Arriving(project.codebook)))
    assert [one.row for one in found if isinstance(one, Refused)] == [1, 2, 4, 5]
