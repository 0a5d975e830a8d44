"""All parts of real releases together: no text and no hidden field in any file, and every table in the dictionary."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import polars
import pytest
from parts_project import PART_SECRET, REPEATED, SECRET, TEXTS, make

from annotator.releases.options import ReleaseOptions
from annotator.releases.release import again, release
from annotator.releases.repeats import sentences

FORMATS = ("csv", "long-csv", "xlsx", "parquet", "stata")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two releases without texts, in every format, the second after an edit; and the first one made again."""
    root = tmp_path_factory.mktemp("releases")
    options = ReleaseOptions(texts="none", formats=FORMATS)
    with make(root) as project:
        release(project, root / "one", options)
        event = project.database.value("SELECT event_uid FROM events WHERE article = 2")
        of_it = "coding WHERE uid = (SELECT coding FROM event WHERE uid = ?)"
        state = project.database.value(f"SELECT state FROM {of_it}", (event,))
        project.events.set_values(str(event), {"note": TEXTS[1], "deaths": 1})
        with project.history.operation({"id": "test"}):
            project.database.run(
                "UPDATE coding SET state = ? WHERE uid = (SELECT coding FROM event WHERE uid = ?)", (state, event)
            )
        release(project, root / "two", options)
        again(project, 1, root / "again")
    return {name: root / name for name in ("one", "two", "again")}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def opened(folder: Path) -> dict[str, bytes]:
    """The same, and what is packed in them."""
    found = bytes_of(folder)
    with zipfile.ZipFile(folder / "data" / "incidents.xlsx") as book:
        found |= {f"xlsx: {name}": book.read(name) for name in book.namelist()}
    found["parquet: rows"] = repr(polars.read_parquet(folder / "data" / "incidents.parquet").rows()).encode()
    assert b"rebels" in found["parquet: rows"]  # what is looked through can be read
    return found


@pytest.mark.parametrize("name", ["one", "two"])
def test_no_file_holds_a_sentence_of_an_article(folders: dict[str, Path], name: str):
    for file, data in opened(folders[name]).items():
        for text in (*TEXTS, REPEATED):
            for one in (each for each in sentences(text) if len(each) >= 20):
                assert one.rstrip(".").encode() not in data, (file, one)
                assert json.dumps(one).strip('"').rstrip(".").encode() not in data, (file, one)


@pytest.mark.parametrize("name", ["one", "two"])
def test_no_file_holds_what_is_not_released(folders: dict[str, Path], name: str):
    for file, data in opened(folders[name]).items():
        assert SECRET.encode() not in data, file
        assert PART_SECRET.encode() not in data, file


def test_parts_of_groups_and_questions_about_articles_are_left_out_by_name(tmp_path: Path):
    with make(tmp_path) as project:
        made = release(project, tmp_path / "with", ReleaseOptions(formats=("csv", "long-csv")))
        options = ReleaseOptions(formats=("csv", "long-csv"), without=("actors.role", "scope"))
        release(project, tmp_path / "out", options)
    assert made.manifest["not_released"] == ["inner", "actors.phone", "private"]
    there = {file for file, data in bytes_of(tmp_path / "with").items() if b"rebels" in data}
    assert {"data/wide.csv", "data/long.csv", "tables/events.csv", "tables/incidents.csv", "tables/values.csv"} <= there
    for file, data in bytes_of(tmp_path / "out").items():
        assert b"rebels" not in data, file
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["not_released"] == ["inner", "actors.role", "actors.phone", "scope", "private"]
    assert (tmp_path / "with" / "tables" / "answers.csv").exists()
    assert not (tmp_path / "out" / "tables" / "answers.csv").exists()


def test_the_dictionary_has_every_table_of_the_folder(folders: dict[str, Path]):
    files = bytes_of(folders["two"])
    told = json.loads(files["datapackage.json"])
    assert {one["path"] for one in told["resources"]} == {name for name in files if name.endswith(".csv")}
    changes = next(one for one in told["resources"] if one["path"] == "changes.csv")
    assert changes["name"] == "changes"
    assert changes["schema"]["fields"][1]["title"] == "What happened to it"
    assert "`changes.csv`" in files["datasheet.md"].decode()
    manifest = json.loads(files["manifest.json"])
    assert {one["name"] for one in manifest["files"]} == set(files) - {"manifest.json"}
    assert manifest["counts"]["parts"]["texts"]["values_left_out_as_article_text"] > 0


def test_the_first_release_comes_back_byte_for_byte(folders: dict[str, Path]):
    assert bytes_of(folders["again"]) == bytes_of(folders["one"])
