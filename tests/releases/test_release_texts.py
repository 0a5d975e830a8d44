"""How much of the articles goes out, and the script that puts the texts back, run as its users run it."""

from __future__ import annotations

import ast
import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from parts_project import REPEATED, TEXTS, make, taken_of, write
from released import event, make_project

from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote
from annotator.releases.held_back import hold_back_texts
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import release
from annotator.releases.repeats import sentences
from annotator.releases.texts import CUT, TextRule, sha256


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    made = make(tmp_path_factory.mktemp("parts"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def released(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A release of each kind, by how much of the texts it holds."""
    root = tmp_path_factory.mktemp("releases")
    for texts in ("full", "quotes", "none"):
        write(project, root / texts, ReleaseOptions(texts=texts, quote_limit=12))
    return {one.name: one for one in root.iterdir()}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def everything(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def looked_for(text: str) -> list[str]:
    """Each sentence of 20 characters, as it stands and as JSON and HTML would write it."""
    return [one for one in sentences(text) if len(one) >= 20]


def test_a_release_without_texts_holds_no_sentence_of_any_article(released: dict[str, Path]):
    data, full = everything(released["none"]), everything(released["full"])
    for text in TEXTS:
        assert looked_for(text)
        for one in looked_for(text):
            assert one.encode() not in data, one
            assert json.dumps(one).strip('"').encode() not in data, one
            assert one.rstrip(".").encode() not in data, one
            assert one.encode() in full, one  # the search finds what is there
    assert REPEATED.encode() not in data  # nor what a coder copied
    assert b"police said" not in data  # nor a short quote


def test_what_people_copied_is_left_out_and_counted(project: Project, tmp_path: Path):
    counts = write(project, tmp_path / "none", ReleaseOptions(texts="none"))["texts"]
    assert counts["values_that_repeat_their_article"] == counts["values_left_out_as_article_text"] == 2
    notes = [one["note"] for one in rows(tmp_path / "none" / "tables" / "events.csv")]
    assert notes[:2] == ["", "A short own note."]
    assert "2 answers and notes that repeat their article" in (tmp_path / "none" / "datasheet.md").read_text(encoding="utf-8")
    counts = write(project, tmp_path / "full", ReleaseOptions(texts="full"))["texts"]
    assert counts["values_that_repeat_their_article"] == 2
    assert "values_left_out_as_article_text" not in counts


def test_data_files_are_held_back_as_well(project: Project, tmp_path: Path):
    """What other formats write comes from the rows of incidents."""
    with taken_of(project, tmp_path, ReleaseOptions(texts="full")) as taken:
        db = taken.project.database
        before = db.value("SELECT count(*) FROM temp.incident_rows WHERE note LIKE '%gunmen%'")
        own = db.value("SELECT count(*) FROM event WHERE \"values\" LIKE '%gunmen%'")
        assert before == 1
        assert hold_back_texts(taken.project) == 1
        assert db.value("SELECT count(*) FROM temp.incident_rows WHERE note LIKE '%gunmen%'") == 0
        assert db.value("SELECT count(*) FROM temp.incident_answers WHERE \"values\" LIKE '%gunmen%'") == 0
        kept = json.loads(db.value('SELECT "values" FROM temp.incident_answers WHERE "values" LIKE \'%rebels%\''))
        assert kept["deaths"] == 2
        assert "note" not in kept
        assert db.value("SELECT count(*) FROM event WHERE \"values\" LIKE '%gunmen%'") == own  # the project keeps them


def test_titles_stay_and_what_is_quoted_of_them(released: dict[str, Path]):
    found = rows(released["none"] / "tables" / "evidence.csv")
    assert [one["quote"] for one in found if one["part"] == "title"] == ["report 1"]
    assert {one["quote"] for one in found if one["part"] == "text"} == {""}
    assert {one["title"] for one in rows(released["none"] / "tables" / "articles.csv")} >= {"Title of report 1"}


def test_quotes_are_cut_at_the_limit_and_their_share_is_counted(released: dict[str, Path]):
    found = rows(released["quotes"] / "tables" / "evidence.csv")
    quotes = {one["field"]: one["quote"] for one in found if one["part"] == "text" and one["span"] == "1"}
    assert quotes["kind"] == f"{REPEATED[:12]}{CUT}"
    assert quotes["actors"] == "gunmen"
    assert {len(one["quote"]) for one in found} <= set(range(14))
    share = float(rows(released["quotes"] / "tables" / "articles.csv")[0]["quoted"])
    # "Two died", "police said", the first 12 of what the gunmen did; the one word lies within those.
    assert share == pytest.approx((8 + 11 + 12) / len(TEXTS[0]), abs=1e-4)
    assert {one["quote_sha256"] for one in found if one["field"] == "kind"} == {sha256(REPEATED)}


def test_overlapping_quotes_count_once():
    rule = TextRule("full", 0)
    assert rule.quoted([(0, 10), (5, 15), (5, 7), (90, 100)], 100) == 0.25
    assert rule.quoted([(0, 60)], 100) == 0.6
    assert (rule.counts["articles_quoted"], rule.counts["articles_quoted_by_more_than_half"], rule.most_quoted) == (2, 1, 0.6)


def test_all_texts_stand_in_one_file_where_they_go_out(released: dict[str, Path]):
    lines = (released["full"] / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(one)["text"] for one in lines] == list(TEXTS)
    assert not (released["full"] / "restore.py").exists()
    assert not (released["none"] / "articles.jsonl").exists()


def test_spans_that_moved_are_left_out_and_counted(tmp_path: Path):
    with make(tmp_path) as project:
        project.articles.correct(project.articles.uid_of(1), title="Another title")
        counts = write(project, tmp_path / "out", ReleaseOptions(texts="full"))
    assert counts["evidence"]["spans_moved"] == 1
    assert not [one for one in rows(tmp_path / "out" / "tables" / "evidence.csv") if one["part"] == "title"]


# --- the script ---------------------------------------------------------------------------------------------------------


def test_the_script_needs_nothing_but_an_old_python(released: dict[str, Path]):
    script = released["none"] / "restore.py"
    shipped = Path(__file__).resolve().parents[2] / "resources" / "release" / "restore.py"
    assert script.read_bytes() == shipped.read_bytes()
    tree = ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}  # fmt: skip
    assert imported <= {*sys.stdlib_module_names}
    assert not imported & {"urllib", "http", "socket", "subprocess"}


def restore(release: Path, *sources: Path, out: Path) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(release / "restore.py"), *map(str, sources), "--out", str(out)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "Traceback" not in run.stderr, run.stderr
    return run.returncode, run.stdout + run.stderr


def copies(folder: Path) -> list[Path]:
    """The articles as their users may have them: with other line ends, names, headers, and much beside."""
    folder.mkdir()
    texts = folder / "texts"
    (texts / "deeper").mkdir(parents=True)
    (texts / "one.txt").write_bytes(b"\xef\xbb\xbf" + TEXTS[0].replace("\n", "\r\n").encode() + b"\r\n\r\n")
    (texts / "deeper" / "two.txt").write_text(
        f"Title: Another\nDate: 2020-06-02\nSource: AFP\n\n{TEXTS[1]}\n", encoding="utf-8"
    )
    (texts / "three.txt").write_text(f"Date: 3 June 2020 {TEXTS[2]}", encoding="utf-16")
    (texts / "other.txt").write_text("Something else altogether, which is no article of this.", encoding="cp1252")
    with (folder / "table.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerows([["id", "Inhalt"], *([str(number), TEXTS[number - 1]] for number in range(4, 7))])
    (folder / "list.json").write_text(json.dumps({"docs": [{"body": {"plain": one}} for one in TEXTS[6:8]]}), encoding="utf-8")
    lines = [json.dumps({"text": one}, ensure_ascii=False) for one in TEXTS[8:]]
    (folder / "lines.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [texts, folder / "table.csv", folder / "list.json", folder / "lines.jsonl"]


@pytest.mark.parametrize("texts", ["none", "quotes"])
def test_the_script_finds_every_article_and_fills_in_every_quote(texts: str, released: dict[str, Path], tmp_path: Path):
    code, said = restore(released[texts], *copies(tmp_path / "mine"), out=tmp_path / "out")
    assert code == 0, said
    assert "Found 12 of 12 articles." in said
    lines = (tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(one)["text"] for one in lines] == list(TEXTS)
    for name in ("evidence", "mentions"):
        found, full = (
            [{column: cell for column, cell in one.items() if column != "note"} for one in rows(path)]
            for path in (tmp_path / "out" / f"{name}_with_quotes.csv", released["full"] / "tables" / f"{name}.csv")
        )
        assert found == full


def test_another_release_s_texts_are_taken(released: dict[str, Path], tmp_path: Path):
    code, said = restore(released["none"], released["full"] / "articles.jsonl", out=tmp_path)
    assert code == 0, said
    assert (tmp_path / "articles.jsonl").read_bytes() == (released["full"] / "articles.jsonl").read_bytes()


def test_what_is_missing_is_named(released: dict[str, Path], tmp_path: Path):
    texts = tmp_path / "mine"
    texts.mkdir()
    (texts / "two.txt").write_text(TEXTS[1], encoding="utf-8")
    (texts / "broken.json").write_text("{", encoding="utf-8")
    code, said = restore(released["none"], texts, tmp_path / "nowhere.txt", out=tmp_path / "out")
    assert code == 1
    assert "Found 1 of 12 articles." in said
    assert "1 | X1 | 2020-06-01 | Reuters | Title of report 1 | https://example.org/1" in said
    assert "broken.json: is no JSON" in said
    assert "nowhere.txt" in said
    assert "Quotes of mentions: 1 filled in, 0 without their article, 0 that are not what they should be." in said


def test_a_quote_that_is_not_what_it_should_be_is_found(released: dict[str, Path], tmp_path: Path):
    folder = tmp_path / "release"
    shutil.copytree(released["none"], folder)
    table = folder / "tables" / "mentions.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",text,56,80,", ",text,57,80,"), encoding="utf-8")
    code, said = restore(folder, released["full"] / "articles.jsonl", out=tmp_path / "out")
    assert code == 1
    assert "Quotes of mentions: 0 filled in, 0 without their article, 1 that are not what they should be." in said


def test_texts_with_odd_signs_come_back(new_project: Any, tmp_path: Path):
    """As they are kept: line ends, NUL and lone surrogates as an import leaves them."""
    from annotator.formats.importing import ImportPlan, take_in

    raw = 'A line of some length,\r\nanother with "quotes"\rand a NUL \0 sign.'
    source = tmp_path / "a.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["title", "text"], ["One", raw]])
    project = new_project()
    take_in(project, ImportPlan((source,)))
    assert project.articles.count() == 1
    write(project, tmp_path / "out", ReleaseOptions(texts="none"))
    code, said = restore(tmp_path / "out", source, out=tmp_path / "back")
    assert code == 0, said


def test_titles_that_a_spreadsheet_would_run_come_back_as_they_were(tmp_path: Path):
    with make_project(tmp_path) as project:
        with project.history.operation({"id": "test"}):
            project.database.run("UPDATE article SET title = '=Kirkuk' WHERE number = 3")
        project.evidence.add(event(project, 3), "n", [Quote("title", 1, 7, "Kirkuk")])
        release(project, tmp_path / "out", ReleaseOptions(texts="none", formats=("csv",), formulas=True))
        texts = [json.dumps({"text": row[0]}) for row in project.database.all("SELECT text FROM article")]
    (tmp_path / "mine.jsonl").write_text("\n".join(texts), encoding="utf-8")
    assert ",'=Kirkuk," in (tmp_path / "out" / "tables" / "articles.csv").read_text(encoding="utf-8")
    code, said = restore(tmp_path / "out", tmp_path / "mine.jsonl", out=tmp_path / "back")
    assert code == 0, said
    assert '"title":"=Kirkuk"' in (tmp_path / "back" / "articles.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\f", "\v", "\x1c"])
def test_cells_of_tables_end_where_csv_says(sign: str, new_project: Any, tmp_path: Path):
    text = f"A line of some length,{sign}and another one behind it."
    project = new_project()
    project.articles.add([ArticleDraft(text, title="One")])
    write(project, tmp_path / "out", ReleaseOptions(texts="none"))
    (tmp_path / "mine.tsv").write_text(f"title\ttext\nOne\t{text}\n", encoding="utf-8")
    code, said = restore(tmp_path / "out", tmp_path / "mine.tsv", out=tmp_path / "back")
    assert code == 0, said


def test_what_is_broken_is_told_in_a_line(released: dict[str, Path], tmp_path: Path):
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 200_000, encoding="utf-8")
    nested = tmp_path / "nested.json"
    nested.write_text("[" * 600 + json.dumps(TEXTS[1]) + "]" * 600, encoding="utf-8")
    code, said = restore(released["none"], deep, nested, out=tmp_path / "out")
    assert (code, "deep.json: is no JSON" in said, "Found 1 of 12" in said) == (1, True, True), said
    taken = tmp_path / "a file"
    taken.write_bytes(b"")
    code, said = restore(released["none"], nested, out=taken)
    assert (code, "cannot be a folder to write in" in said) == (2, True), said


@pytest.mark.parametrize(("name", "column", "cell"), [
    ("articles", "source", b"R\xff"), ("articles", "length", b"many"), ("evidence", "start", b"first"),
])  # fmt: skip
def test_a_release_that_somebody_changed_is_told(
    name: str, column: str, cell: bytes, released: dict[str, Path], tmp_path: Path
):  # fmt: skip
    folder = tmp_path / "release"
    shutil.copytree(released["none"], folder)
    table = folder / "tables" / f"{name}.csv"
    found = rows(table)
    next(one for one in found if one.get("quote_sha256", "1"))[column] = "CELL"
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    table.write_bytes(table.read_bytes().replace(b"CELL", cell))
    code, said = restore(folder, released["full"] / "articles.jsonl", out=tmp_path / "out")
    assert code == 2
    assert "no release of articles" in said or "not as they were given out" in said


def test_an_article_that_stands_for_a_coded_row_alone_is_not_looked_for(new_project: Any, tmp_path: Path):
    project = new_project()
    project.articles.add([ArticleDraft("", title="A row", external_id="1", stub=True)])
    write(project, tmp_path / "out", ReleaseOptions(texts="none"))
    (tmp_path / "mine").mkdir()
    code, said = restore(tmp_path / "out", tmp_path / "mine", out=tmp_path / "back")
    assert (code, "Found 0 of 0 articles." in said) == (0, True)
