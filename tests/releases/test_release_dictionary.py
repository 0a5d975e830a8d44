"""The data dictionary holds what it promises: every table is read against it, cell by cell; the data sheet speaks of all."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from parts_project import make, taken_of, write

from annotator.formats.registry import ExportOptions, export
from annotator.project import Project
from annotator.releases.agreed import figures_of
from annotator.releases.options import ReleaseOptions
from annotator.releases.parts import write_parts

LICENCE, CITATION = "CC BY 4.0", "Clashes of 2020, release 1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with a data file of another part of the program."""
    root = tmp_path_factory.mktemp("dictionary")
    with make(root) as project:
        found = root / "release-1"
        found.mkdir()
        told = ReleaseOptions(texts="full", licence=LICENCE, citation=CITATION, notes="A first try.")
        with taken_of(project, found, told) as taken:
            with taken.outputs.text(taken.path("data/csv.csv")) as stream:
                stream.write("event_uid,kind,deaths,extra\nu1,01,2,\n")
            write_parts(taken, figures_of(taken.agreement) if taken.agreement else None)
    return found


@pytest.fixture(scope="module")
def package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def rows(folder: Path, resource: dict[str, Any]) -> list[dict[str, str]]:
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


_TYPES = {
    "string": lambda cell: True, "integer": lambda cell: re.fullmatch(r"[-+]?\d+", cell),
    "number": lambda cell: re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", cell),
    "date": lambda cell: re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell),
}  # fmt: skip


def faults(folder: Path, package: dict[str, Any]) -> list[str]:
    """What in the tables does not agree with the dictionary."""
    found: list[str] = []
    tables = {one["name"]: rows(folder, one) for one in package["resources"]}
    for one in package["resources"]:
        schema, name = one["schema"], one["name"]
        with (folder / one["path"]).open(encoding="utf-8", newline="") as stream:
            if next(csv.reader(stream)) != [field["name"] for field in schema["fields"]]:
                found.append(f"{name}: header")
        for number, row in enumerate(tables[name], start=2):
            for field in schema["fields"]:
                cell, limits = row[field["name"]], field.get("constraints", {})
                absent = [each["value"] for each in field.get("missingValues", [{"value": ""}])]
                if cell in absent:
                    if limits.get("required"):
                        found.append(f"{name} {number} {field['name']}: needed")
                    continue
                if not _TYPES[field["type"]](cell):
                    found.append(f"{name} {number} {field['name']}: {cell} is no {field['type']}")
                elif "categories" in field and cell not in {each["value"] for each in field["categories"]}:
                    found.append(f"{name} {number} {field['name']}: {cell} is no category")
                elif float(limits.get("minimum", "-inf")) > -1e300 and float(cell) < limits["minimum"]:
                    found.append(f"{name} {number} {field['name']}: {cell} is too small")
        if key := schema.get("primaryKey"):
            keys = [tuple(row[column] for column in key) for row in tables[name]]
            if len(set(keys)) < len(keys):
                found.append(f"{name}: key")
        for foreign in schema.get("foreignKeys", ()):
            there = tables[foreign["reference"].get("resource", name)]
            known = {tuple(row[column] for column in foreign["reference"]["fields"]) for row in there}
            for row in tables[name]:
                cells = tuple(row[column] for column in foreign["fields"])
                if any(cells) and cells not in known:
                    found.append(f"{name}: {cells} is not in {foreign['reference'].get('resource', name)}")
    return found


def test_every_table_is_as_the_dictionary_says(folder: Path, package: dict[str, Any]):
    assert faults(folder, package) == []
    tables = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    assert {one["path"] for one in package["resources"]} == tables
    assert len(tables) > 14


def test_the_check_finds_what_is_wrong(folder: Path, package: dict[str, Any], tmp_path: Path):
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    table = broken / "tables" / "crosswalk.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text + text.splitlines()[1] + "\nno-incident,,no-event,many,,guessed,\n", encoding="utf-8")
    found = " ".join(faults(broken, package))
    for each in (
        "many is no integer",
        "guessed is no category",
        "crosswalk: key",
        "is not in incidents",
        "article_uid: needed",
    ):
        assert each in found, each


def test_the_package_is_of_the_shape_the_standard_wants(folder: Path, package: dict[str, Any]):
    assert package["$schema"].endswith("/2.0/datapackage.json")
    assert re.fullmatch(r"[a-z0-9][-a-z0-9._]*", package["name"])
    assert package["licenses"] == [{"title": LICENCE}]
    assert package["citation"] == CITATION
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names)
    for one in package["resources"]:
        assert re.fullmatch(r"[a-z0-9][-a-z0-9._/]*", one["name"])
        data = (folder / one["path"]).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        fields = one["schema"]["fields"]
        assert len({field["name"] for field in fields}) == len(fields)
        assert {field["type"] for field in fields} <= {"string", "integer", "number", "date"}


def test_fields_tell_their_codes_and_missing_codes(package: dict[str, Any]):
    events = next(one for one in package["resources"] if one["name"] == "events")
    fields = {one["name"]: one for one in events["schema"]["fields"]}
    kind = fields["kind"]
    assert (kind["title"], kind["description"]) == ("Kind", "What it was.")
    assert kind["categories"] == [
        {"value": "01", "label": "Clash"}, {"value": "02", "label": "Protest"},
        {"value": "03", "label": "not in the codebook"},
    ]  # fmt: skip
    assert kind["missingValues"] == [{"value": "", "label": "No answer"}, {"value": "-9", "label": "Not said"}]
    assert fields["deaths"]["type"] == "string"  # "dozens" stands among the numbers, and the dictionary says so
    assert "such as “dozens”" in fields["deaths"]["description"]
    assert fields["crowd_low"]["type"] == "integer"
    assert fields["size"]["type"] == "number"
    assert {"fields": ["article"], "reference": {"resource": "articles", "fields": ["article"]}} in events["schema"][
        "foreignKeys"
    ]


def test_data_files_of_other_formats_are_told_by_their_header(package: dict[str, Any]):
    found = next(one for one in package["resources"] if one["path"] == "data/csv.csv")
    fields = {one["name"]: one for one in found["schema"]["fields"]}
    assert list(fields) == ["event_uid", "kind", "deaths", "extra"]
    assert fields["kind"]["title"] == "Kind"


@pytest.mark.skipif(find_spec("frictionless") is None, reason="frictionless is not installed")
def test_frictionless_finds_nothing_wrong(folder: Path):
    import frictionless  # type: ignore[import-not-found]

    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["path", "rowNumber", "fieldNumber", "type", "note"])


def test_the_data_sheet_says_what_there_is_and_what_is_not(folder: Path):
    text = (folder / "datasheet.md").read_text(encoding="utf-8")
    for said in (
        "# Clashes, “2020”, release 1", "Released 2026-03-01", LICENCE, CITATION, "A first try.",
        "4 incidents, told by 6 events, from a project of 12 articles.", "coder2 7, coder3 4", "2 of 8 (25.0%)",
        "settled from several coders' work: 1 article", "When: from 2020-06-02 to 2020-06-09.", "Country: Iraq 1, Syria 1.",
        "Inner remark (`inner`)", "Actors: Phone (`actors.phone`)", "Private (`private`)", "| Of events: Deaths | 2 | 50.0% |",
        "several coders finished it, and nobody settled it", "This is the first release", "`data/csv.csv`", "--again 1",
    ):  # fmt: skip
        assert said in text, said
    for path in folder.rglob("*.csv"):
        assert f"`{path.relative_to(folder).as_posix()}`" in text, path
    assert "Of events: Inner remark" not in text


def test_the_codebook_is_there_in_three_forms(folder: Path, tmp_path: Path):
    where = folder / "codebook"
    assert (where / "codebook.yaml").read_text(encoding="utf-8").startswith("\nannotator_codebook: 1")
    schema = json.loads((where / "codebook.json").read_text(encoding="utf-8"))
    assert "inner" not in schema["properties"]
    assert "kind" in schema["properties"]
    assert "Two sides fight." in (where / "manual.html").read_text(encoding="utf-8")
    with Project.create(tmp_path / "again.annotator", str(where / "codebook.yaml"), coder="A") as project:
        assert project.codebook.name == "parts"


def test_a_release_of_the_shipped_codebook_holds_what_it_promises(tmp_path: Path):
    with Project.create(tmp_path / "acled.annotator", "acled", coder="A") as project:
        from annotator.project.articles import ArticleDraft

        project.articles.add([ArticleDraft("Two died in Kirkuk.", title="Clash", date="2020-06-02", source="AFP")])
        article = project.articles.by_number(1)
        assert article is not None
        coding = project.codings.begin(article.uid, project.coder.uid)
        project.events.add(coding.uid, {
            "event_date": "2020-06-02", "event_type": "Battles", "sub_event_type": "Armed clash", "country": "Iraq",
            "source": ["AFP", "Reuters"], "fatalities": 2, "latitude": 35.5, "tags": ["crowd size=no report"],
        })  # fmt: skip
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
        write(project, tmp_path / "out", ReleaseOptions(texts="none"))
        export(project, tmp_path / "out" / "wide.csv", "csv", ExportOptions())
    told = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert faults(tmp_path / "out", told) == []
    values = next(one for one in told["resources"] if one["name"] == "incidents")["schema"]["fields"]
    assert len(next(one for one in values if one["name"] == "event_type")["categories"]) > 5
