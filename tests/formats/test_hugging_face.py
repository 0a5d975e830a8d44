"""The Hugging Face folder: what it declares is what `datasets` loads, and every row is what the project says."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from odd_project import ANSWERS_SAID, ODD_TEXTS, SAID, odd_texts
from tiny import TINY

from annotator.codebook.loading import load
from annotator.formats.codings import hugging_face
from annotator.formats.codings.going import CodingOptions
from annotator.formats.codings.outlook import outlook_of_codings
from annotator.formats.registry import Exported, ExportOptions, export
from annotator.project import Project
from annotator.project.articles import ArticleDraft


@pytest.fixture
def odd(tmp_path: Path) -> Iterator[Project]:
    with odd_texts(tmp_path) as made:
        yield made


def written(project: Project, folder: Path, **options: Any) -> Exported:
    return export(project, folder, "hugging-face", ExportOptions(every_coder=True, codings=CodingOptions(**options)))


def front(folder: Path) -> dict[str, Any]:
    text = (folder / "README.md").read_text(encoding="utf-8")
    return yaml.safe_load(text.split("---\n")[1])


def rows(folder: Path, config: str = "articles", part: str = "train") -> list[dict[str, Any]]:
    files = sorted((folder / "data" / config).glob(f"{part}-*.parquet"))
    return [row for file in files for row in pl.read_parquet(file).to_dicts()]


def said(project: Project, folder: Path) -> list[dict[str, Any]]:
    """The same codings as `jsonl` tells them, coder by coder."""
    found: dict[str, dict[str, Any]] = {}
    for place, coder in enumerate(project.coders.all()):
        out = folder / f"{place}.jsonl"
        export(project, out, "jsonl", ExportOptions(coder=coder.uid))
        for line in out.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            for coding in article.pop("codings"):
                found[coding["uid"]] = {**coding, "article": article}
    return list(found.values())


def test_every_coding_is_a_row_with_all_that_jsonl_holds(odd: Project, tmp_path: Path) -> None:
    report = written(odd, tmp_path / "out")
    found = {row["id"]: row for row in rows(tmp_path / "out")}
    expected = {one["uid"]: one for one in said(odd, tmp_path)}
    assert found.keys() == expected.keys()
    assert len(found) == 5
    assert (report.rows, report.events) == (4, 4)
    for uid, coding in expected.items():
        row, article = found[uid], coding["article"]
        assert (row["text"], row["title"], row["date"], row["article"]) == (
            article["text"], article["title"], article["date"], article["uid"],
        )  # fmt: skip
        assert (row["verdict"], row["reason"], row["coder"]) == (coding["verdict"], coding["reason"], coding["coder"])
        assert row["answers"] == {"scope": coding["answers"].get("scope")}
        assert (row["answers_inferred"], row["answers_inferred_items"]) == ([], [])
        assert [one["id"] for one in row["events"]] == [one["uid"] for one in coding["events"]]
        for event, told in zip(row["events"], coding["events"], strict=True):
            assert event["derived"] == told["derived"]
            assert without_nothing(event["values"]) == as_columns(told["values"])
            assert spans_of(event) == spans_of(told)
            supported = {one["field"] for one in told["evidence"] if one["spans"]}
            assert set(event["inferred"]) == {
                name for name in told["values"] if name not in supported or name in told["derived"]
            }
        assert [one["reason"] for one in row["mentions"]] == [one["reason"] for one in coding["mentions"]]
        for holder in [*row["events"], {"evidence": row["mentions"]}]:
            for one in holder["evidence"]:
                for span in one["spans"]:
                    assert row[span["part"]][span["start"] : span["end"]] == span["text"] != ""


def without_nothing(values: Any) -> Any:
    """Without what is null or an empty list."""
    if isinstance(values, dict):
        return {name: kept for name, value in values.items() if (kept := without_nothing(value)) not in (None, [], {})}
    return [without_nothing(one) for one in values] if isinstance(values, list) else values


def as_columns(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict) and "missing" in value:
            found[f"{name}_missing"] = value["missing"]
        elif name in ("deaths", "killed"):
            found[name] = value if isinstance(value, dict) else {"best": value}
        elif name == "actors":
            found[name] = [as_columns(one) for one in value]
        else:
            found[name] = value
    return found


def spans_of(event: dict[str, Any]) -> list[Any]:
    return [
        (one["field"], one["item"], one["status"], [(span["part"], span["start"], span["end"]) for span in one["spans"]])
        for one in event["evidence"]
    ]


def test_what_is_of_another_kind_is_null_and_counted(odd: Project, tmp_path: Path) -> None:
    coding = odd.codings.find(odd.articles.uid_of(3), odd.coder.uid)
    assert coding is not None
    odd.events.set_values(odd.events.of(coding.uid)[0].uid, {"arrested": "dozens"})
    with odd.history.operation({"id": "test"}):
        odd.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
    report = written(odd, tmp_path / "out")
    assert report.manifest["counts"]["values_of_another_kind"] == 1
    assert any("not of its field's kind" in one for one in report.notes)
    row = next(row for row in rows(tmp_path / "out") if row["number"] == 3)
    assert row["events"][0]["values"]["arrested"] is None


def test_only_what_is_said_and_only_events(odd: Project, tmp_path: Path) -> None:
    written(odd, tmp_path / "out", inferred=False, negatives=False)
    found = rows(tmp_path / "out")
    assert len(found) == 3
    for row in found:
        assert row["mentions"] == []
        for event in row["events"]:
            assert event["inferred"] == event["derived"] == []
            assert event["inferred_items"] == []
        place = row["number"], row["coder"]
        assert [without_nothing(one["values"]) for one in row["events"]] == list(map(as_columns, SAID[place]))
        assert without_nothing(row["answers"]) == ANSWERS_SAID.get(place, {})
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "what was inferred or derived is left out" in card
    assert "nothing here shows what is no event" in card


def test_what_is_inferred_is_marked_by_field_and_item(odd: Project, tmp_path: Path) -> None:
    uid = odd.codings.find(odd.articles.uid_of(1), odd.coders.named("Ben “B” Real").uid)
    assert uid is not None
    odd.codings.set_answer(uid.uid, "scope", "1")
    odd.evidence.set_status(uid.uid, "scope", "inferred")
    with odd.history.operation({"id": "test"}):
        odd.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (uid.uid,))
    written(odd, tmp_path / "out")
    found = {(row["number"], row["coder"]): row for row in rows(tmp_path / "out")}
    event = found[1, "coder1"]["events"][0]
    assert not {"sources", "actors"} & set(event["inferred"])
    assert [(one["field"], one["item"]) for one in event["inferred_items"]] == [
        ("sources", "AFP"), ("actors", "1.shade"), ("actors", "1.killed"), ("actors", "2.killed"), ("actors", "3.name"),
    ]  # fmt: skip
    assert found[1, "coder1"]["answers_inferred"] == []
    assert found[1, "coder2"]["answers_inferred"] == ["scope"]


def test_the_same_project_gives_the_same_bytes(odd: Project, tmp_path: Path) -> None:
    one, other = written(odd, tmp_path / "one"), written(odd, tmp_path / "two")
    assert one.manifest["files"] == other.manifest["files"]
    assert len(one.manifest["files"]) == 4


def test_a_full_file_is_followed_by_the_next(odd: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(odd, tmp_path / "whole")
    monkeypatch.setattr(hugging_face, "ROWS", 2)
    written(odd, tmp_path / "out")
    files = sorted((tmp_path / "out/data/articles").iterdir())
    digests = [hashlib.sha256(one.read_bytes()).hexdigest()[:16] for one in files]
    assert [one.name for one in files] == [f"train-{at:05}-{digest}.parquet" for at, digest in enumerate(digests)]
    assert len(files) == 3
    assert front(tmp_path / "out")["configs"][0]["data_files"] == [
        {"split": "train", "path": [f"data/articles/{one.name}" for one in files]}
    ]
    assert rows(tmp_path / "out") == rows(tmp_path / "whole")


def test_long_answers_fill_a_file_as_texts_do(odd: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(odd, tmp_path / "whole")
    monkeypatch.setattr(hugging_face, "CHARACTERS", 1000)  # no text is as long, a note is
    written(odd, tmp_path / "out")
    for config, files in (("articles", 2), ("events", 2)):
        assert len(list((tmp_path / "out/data" / config).iterdir())) == files
        assert rows(tmp_path / "out", config) == rows(tmp_path / "whole", config)


def test_the_card_tells_what_a_reader_needs(odd: Project, tmp_path: Path) -> None:
    written(odd, tmp_path / "out")
    told = front(tmp_path / "out")
    assert told["language"] == ["en"]
    assert told["size_categories"] == ["n<1K"]
    assert "license" not in told
    assert [one["config_name"] for one in told["configs"]] == ["articles", "events"]
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "| all | 4 | 5 | 2 | 4 | 3 |" in card
    assert "`7` Été “chaud”, 抗议" in card
    assert "Anna Real" not in card
    assert "`year` | Year | integer, derived" in card
    schema = json.loads((tmp_path / "out" / "codebook.json").read_text(encoding="utf-8"))["schema"]
    assert set(schema["properties"]) == set(odd.codebook.fields)


def test_with_nothing_done_there_is_a_card_and_no_data(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(path), coder="lead") as project:
        project.articles.add([ArticleDraft("Text.", "T")])
        report = written(project, tmp_path / "out")
    assert (report.rows, [one["name"] for one in report.manifest["files"]]) == (0, ["codebook.json", "README.md"])
    told = front(tmp_path / "out")
    assert "configs" not in told
    assert '- name: "n"' in (tmp_path / "out" / "README.md").read_text(encoding="utf-8"), "a field that YAML might misread"


def test_datasets_loads_what_is_declared(odd: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    datasets.disable_progress_bars()
    out = tmp_path / "out"
    written(odd, out)
    for config, told in zip(("articles", "events"), front(out)["dataset_info"], strict=True):
        loaded = datasets.load_dataset(str(out), config, cache_dir=str(tmp_path / "cache"))
        assert list(loaded) == ["train"]
        declared = datasets.Features._from_yaml_list(told["features"])  # pyright: ignore
        assert loaded["train"].features == declared
        assert "large" not in str(declared)
        assert list(loaded["train"]) == rows(out, config)


def test_a_later_export_of_one_name_is_not_taken_for_the_earlier(
    odd: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """`datasets` keeps what it read by the folder's name and the card: one value more is another card."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    datasets.disable_progress_bars()
    out, cache = tmp_path / "out", str(tmp_path / "cache")
    coding = odd.codings.find(odd.articles.uid_of(1), odd.coders.named("Ben “B” Real").uid)
    assert coding is not None
    event = odd.events.of(coding.uid)[0].uid
    found: list[Any] = []
    for arrested in (7, 8):
        odd.events.set_values(event, {"arrested": arrested})
        with odd.history.operation({"id": "test"}):
            odd.database.run("UPDATE coding SET state = 'done' WHERE uid = ?", (coding.uid,))
        shutil.rmtree(out, ignore_errors=True)
        report = written(odd, out)
        found.append(report.manifest["counts"])
        for config in ("articles", "events"):
            assert list(datasets.load_dataset(str(out), config, split="train", cache_dir=cache)) == rows(out, config)
    assert found[0] == found[1]


def test_rows_are_the_same_streamed_and_saved(odd: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    datasets.disable_progress_bars()
    out = tmp_path / "out"
    written(odd, out)
    for config in ("articles", "events"):
        whole = datasets.load_dataset(str(out), config, split="train", cache_dir=str(tmp_path / "cache"))
        told = list(whole)
        assert told
        assert list(datasets.load_dataset(str(out), config, split="train", streaming=True)) == told
        files = [str(file) for file in sorted((out / "data" / config).glob("*.parquet"))]
        assert list(datasets.load_dataset("parquet", data_files=files, split="train", streaming=True)) == told
        whole.save_to_disk(str(tmp_path / config))
        again = datasets.load_from_disk(str(tmp_path / config))
        assert (again.features, list(again)) == (whole.features, told)


def test_columns_keep_their_types_without_any_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Only dates of whole days, only empty lists, only nulls: readers that guess would take them for something else."""
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    datasets.disable_progress_bars()
    path = tmp_path / "odd.yaml"
    path.write_text(ODD_TEXTS, encoding="utf-8")
    with Project.create(tmp_path / "p.annotator", str(path), coder="lead") as project:
        project.articles.add([ArticleDraft("Text.", "T", "2020-06-02")])
        coding = project.codings.begin(project.articles.uid_of(1), project.coder.uid)
        project.events.add(coding.uid, {"event_date": "2020-06-02"})
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE coding SET state = 'done'")
        written(project, tmp_path / "out")
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))["train"]
    assert loaded[0]["events"][0]["values"]["event_date"] == "2020-06-02"
    assert loaded[0]["events"][0]["values"]["actors"] == []
    assert loaded[0]["mentions"] == []
    values = loaded.features["events"].feature["values"]
    assert values["told_missing"].dtype == "string"
    assert values["latitude"].dtype == "float64"


def test_parts_are_splits(odd: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uids = [odd.articles.uid_of(number) for number in (1, 2, 3)]
    odd.splits.make(dict(zip(uids, ("train", "train", "test"), strict=True)), {}, {"by": "article", "shares": [80, 10, 10]})
    report = written(odd, tmp_path / "out", splits=True)
    assert report.manifest["counts"]["in_no_split"] == 1
    assert {row["number"] for row in rows(tmp_path / "out")} == {1, 2}
    assert [row["number"] for row in rows(tmp_path / "out", part="test")] == [3]
    assert not list((tmp_path / "out/data/articles").glob("dev*")), "an empty part would not load"
    card = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "made by article (80, 10, 10)" in card
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    datasets.disable_progress_bars()
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {part: one.num_rows for part, one in loaded.items()} == {"train": 3, "test": 1}


def test_what_was_linked_across_parts_later_goes_out_in_the_higher_one_alone(odd: Project, tmp_path: Path) -> None:
    uids = [odd.articles.uid_of(number) for number in (1, 2, 4)]
    odd.splits.make(dict(zip(uids, ("train", "train", "test"), strict=True)), {}, {"by": "article", "shares": [80, 10, 10]})
    odd.copies.judge(1, 4, "same")
    report = written(odd, tmp_path / "out", splits=True)
    assert report.manifest["counts"]["left_split"] == 1
    assert any(note.startswith("1 article had a part and is left out") for note in report.notes)
    assert {row["number"] for row in rows(tmp_path / "out")} == {2}
    assert [row["number"] for row in rows(tmp_path / "out", part="test")] == [4]
    foreseen = outlook_of_codings(odd, CodingOptions(splits=True), every=True)
    assert (foreseen.articles, foreseen.in_no_part) == (2, 2)
    odd.copies.judge(1, 4, None)
    assert "left_split" not in written(odd, tmp_path / "whole", splits=True).manifest["counts"]


def test_the_shipped_codebook_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its columns, without a row: what is declared for every field is something `datasets` knows."""
    datasets = pytest.importorskip("datasets")
    from annotator.codebook.loading import shipped
    from annotator.formats.codings.going import Going

    for path in shipped().values():
        book = load(path)[0]
        going = Going.__new__(Going)
        monkeypatch.setattr(Going, "codebook", book)
        shapes = hugging_face._shapes(going)  # pyright: ignore[reportPrivateUsage]
        for shape in shapes.values():
            told = yaml.safe_load("\n".join(hugging_face.features(shape)))
            declared = datasets.Features._from_yaml_list(told)  # pyright: ignore
            assert set(declared) == set(shape)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much memory a process has")
def test_rows_that_wait_for_their_file_take_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file's ten thousand rows wait together: as frames of polars two thousand of them took 150 MB."""
    from annotator.codebook.loading import shipped
    from annotator.formats.codings.going import Going

    going = Going.__new__(Going)
    monkeypatch.setattr(Going, "codebook", load(shipped()["acled"])[0])
    shapes = hugging_face._shapes(going)  # pyright: ignore[reportPrivateUsage]
    file = hugging_face._Files(going, "train", shapes["articles"])  # pyright: ignore[reportPrivateUsage]
    evidence = [
        {"field": f"field{one}", "item": "", "status": "text", "link": "", "note": "",
         "spans": [{"part": "text", "start": 0, "end": 4, "text": "word"}]}
        for one in range(9)
    ]  # fmt: skip
    names = ("actor1", "actor2", "admin1", "admin2", "location", "notes")
    event = {"id": "e", "values": {one: "more than twelve signs " * 4 for one in names}, "evidence": evidence}
    row = {"id": "c", "number": 1, "text": "word " * 500, "events": [event, event]}
    for _ in range(hugging_face.AT_ONCE):
        file.add(row)
    gc.collect()
    before = _megabytes()
    for _ in range(4 * hugging_face.AT_ONCE):
        file.add(row)
    assert file.waiting == 5 * hugging_face.AT_ONCE
    assert not file.rows
    assert _megabytes() - before < 60


def _megabytes() -> float:
    """What this process holds of the memory."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024
