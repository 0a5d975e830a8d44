"""Agreement on the command line: tables of every kind, what is refused, and what is said."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft

ROWS = [
    ("unit", "coder", "type", "dead", "level", "actors", "article", "month"),
    (1, "a", "riot", 3, "low", "army;police", "x", "may"),
    (1, "b", "riot", 3, "low", "police;army", "x", "may"),
    (2, "a", "riot", 0, "high", "army", "x", "may"),
    (2, "b", "march", 2, "middle", "army;rebels", "x", "may"),
    (3, "a", "march", 1, "middle", "{}", "y", "june"),
    (3, "b", "march", 1, "middle", "{}", "y", "june"),
    (4, "a", "march", 7, "high", "crowd", "z", "june"),
    (4, "b", "", "", "", "", "z", "june"),
]
WHO = ("--unit", "unit", "--coder", "coder")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return _csv(tmp_path / "codes.csv", ROWS)


def _csv(path: Path, rows: list[Any], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


def _told(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> dict[str, Any]:
    assert run(["agreement", str(path), *WHO, *options, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["fields"]


def _refused(capsys: pytest.CaptureFixture[str], path: Path, *options: str, code: int = 1) -> str:
    assert run(["agreement", str(path), *options]) == code
    said = capsys.readouterr()
    assert not said.out
    assert said.err.count("\n") == 1
    return said.err


def test_each_column_has_its_figures(table: Path, capsys: pytest.CaptureFixture[str]):
    found = _told(capsys, table, "--value", "type", "--value", "level")
    assert list(found) == ["type", "level"]
    told = found["type"]
    assert (told["metric"], told["n_units"], told["n_coders"], told["n_values"]) == ("nominal", 3, 2, 6)
    assert told["percent"]["value"] == pytest.approx(2 / 3)
    assert 0 <= told["percent"]["low"] < 2 / 3 < told["percent"]["high"] <= 1
    assert told["alpha"]["value"] == pytest.approx(1 - (2 / 6) / (18 / 30))
    assert {"ac1", "ac2", "cohen_kappa", "fleiss_kappa", "conger_kappa", "brennan_prediger"} <= set(told)
    assert told["cohen_kappa_linear"] == {"undefined": "Weighted kappa needs numbers or values in an order.", "n": 3}
    assert told["categories"]["riot"]["value"] == pytest.approx(2 / 3)


def test_without_a_value_all_other_columns_are_compared(table: Path, capsys: pytest.CaptureFixture[str]):
    assert list(_told(capsys, table, "--rounds", "0")) == ["type", "dead", "level", "actors", "article", "month"]
    found = _told(capsys, table, "--cluster", "article", "--stratum", "month", "--rounds", "0")
    assert list(found) == ["type", "dead", "level", "actors"]


def test_metrics(table: Path, capsys: pytest.CaptureFixture[str]):
    ordinal = _told(capsys, table, "--value", "level", "--metric", "ordinal", "--order", "low,middle,high")["level"]
    assert ordinal["alpha"]["value"] > _told(capsys, table, "--value", "level")["level"]["alpha"]["value"]
    assert "value" in ordinal["cohen_kappa_linear"]
    sets = _told(capsys, table, "--value", "actors", "--metric", "sets")["actors"]
    assert sets["percent"]["value"] == pytest.approx(2 / 3)
    assert sets["categories"]["army"]["value"] == 1
    ratio = _told(capsys, table, "--value", "dead", "--metric", "ratio")["dead"]
    assert 0 < ratio["alpha"]["value"] < 1


def test_days_are_an_interval(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    days = [
        ("unit", "coder", "day"),
        (1, "a", "2020-02-28"),
        (1, "b", "2020-03-01"),
        (2, "a", "2020-05-01"),
        (2, "b", "2020-05-01"),
    ]
    told = _told(capsys, _csv(tmp_path / "days.csv", days), "--metric", "interval")["day"]
    numbers = [(*row[:2], value) for row, value in zip(days, ("day", 58, 60, 121, 121), strict=True)]
    assert told["alpha"] == _told(capsys, _csv(tmp_path / "n.csv", numbers), "--metric", "interval")["day"]["alpha"]
    days[1] = (1, "a", "2020-02-30")
    path = _csv(tmp_path / "days.csv", days)
    assert "row 2, column day: “2020-02-30” is no day" in _refused(capsys, path, *WHO, "--metric", "interval")


@pytest.mark.parametrize("kind", ["tsv", "xlsx", "parquet", "jsonl", "json"])
def test_every_kind_of_table_says_the_same(kind: str, table: Path, capsys: pytest.CaptureFixture[str]):
    import polars

    other = table.with_suffix(f".{kind}")
    frame = polars.read_csv(table)
    if kind == "tsv":
        frame.write_csv(other, separator="\t")
    elif kind == "xlsx":
        pytest.importorskip("xlsxwriter")
        frame.write_excel(other)
    elif kind == "parquet":
        frame.write_parquet(other)
    elif kind == "jsonl":
        frame.write_ndjson(other)
    else:
        frame.write_json(other)
    for column, metric in (("type", "nominal"), ("dead", "interval"), ("actors", "sets")):
        options = ("--value", column, "--metric", metric, "--rounds", "50")
        assert _told(capsys, other, *options) == _told(capsys, table, *options)


def test_lists_in_json_are_sets(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "sets.jsonl"
    rows = [("1", "a", ["x", "y"]), ("1", "b", ["y", "x"]), ("2", "a", []), ("2", "b", []), ("3", "a", ["z"]), ("3", "b", None)]
    path.write_text("\n".join(json.dumps({"unit": u, "coder": c, "who": w}) for u, c, w in rows), encoding="utf-8")
    told = _told(capsys, path, "--metric", "sets")["who"]
    assert (told["alpha"]["value"], told["n_units"]) == (1, 2)
    assert "compare lists with the metric sets" in _refused(capsys, path, *WHO)


def test_what_stands_for_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    rows = [("unit", "coder", "v"), (1, "a", "x"), (1, "b", "NA"), (2, "a", "x"), (2, "b", "x"), (3, "a", "y"), (3, "b", "y")]
    path = _csv(tmp_path / "t.csv", rows)
    assert _told(capsys, path)["v"]["n_units"] == 3
    assert _told(capsys, path, "--missing", "NA")["v"]["n_units"] == 2


def test_a_coder_speaks_once_of_a_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = _csv(tmp_path / "t.csv", [*ROWS, (2, "a", "riot", 0, "low", "", "x", "may")])
    said = _refused(capsys, path, *WHO)
    assert "row 10" in said
    assert "a has spoken of unit 2 before, in row 4" in said


@pytest.mark.parametrize(
    ("row", "options", "said"),
    [
        ((5, "", "riot", 1, "low", "", "x", "may"), (), "row 10, column coder: the cell is empty"),
        ((5, "c", "riot", "many", "low", "", "x", "may"), ("--metric", "ratio", "--value", "dead"), "column dead: “many”"),
        ((1, "c", "riot", 1, "low", "", "y", "may"), ("--cluster", "article"), "row 10, column article: the unit"),
        ((5, "c", "riot", 1, "low", "", "x", "june"), ("--cluster", "article", "--stratum", "month"), "row 10, column month"),
        ((5, "c", "riot", 1, "top", "", "x", "may"), ("--metric", "ordinal", "--order", "low,middle,high", "--value", "level"),
         "row 10, column level: “top” is not in the order"),
        ((5, "c", "riot"), (), "row 10: the row has 3 cells where the header has 8"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_row(
    row: tuple[Any, ...], options: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert said in _refused(capsys, _csv(tmp_path / "t.csv", [*ROWS, row]), *WHO, *options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--unit"),
        (("--unit", "unit", "--coder", "who"), "no column “who”"),
        (("--unit", "unit", "--coder", "unit"), "a column of its own"),
        ((*WHO, "--metric", "ordinal", "--value", "level"), "say the order"),
        ((*WHO, "--metric", "ratio", "--order", "a,b", "--value", "dead"), "An order goes with"),
    ],
)
def test_wrong_usage(options: tuple[str, ...], said: str, table: Path, capsys: pytest.CaptureFixture[str]):
    assert said in _refused(capsys, table, *options, code=2)


def test_a_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    broken = tmp_path / "t.parquet"
    broken.write_bytes(b"PAR1 no")
    assert "cut off" in _refused(capsys, broken, *WHO)
    assert "gone.csv" in _refused(capsys, tmp_path / "gone.csv", *WHO)


def test_the_text_reads_as_a_table(table: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["agreement", str(table), *WHO, "--value", "type", "--value", "month", "--cluster", "article"]) == 0
    head, kind, month, *rest = capsys.readouterr().out.splitlines()
    assert head.split() == ["units", "coders", "percent", "alpha", "interval", "AC1", "kappa", "by", "alpha"]
    assert kind.split()[:5] == ["type", "3", "2", "66.7%", "0.444"]
    assert kind.endswith("not reliable")
    assert month.endswith("reliable")
    assert any("draws of clusters, seed 1" in line for line in rest)


def test_undefined_is_said_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = _csv(tmp_path / "t.csv", [("unit", "coder", "v"), (1, "a", "x"), (1, "b", "x"), (2, "a", "x"), (2, "b", "x")])
    told = _told(capsys, path)["v"]
    assert told["percent"]["value"] == 1
    assert told["alpha"]["undefined"].startswith("Everybody always gave the same value")
    assert run(["agreement", str(path), *WHO]) == 0
    assert "v: alpha is undefined. Everybody always gave the same value" in capsys.readouterr().out


def test_the_least_number_of_units(table: Path, capsys: pytest.CaptureFixture[str]):
    told = _told(capsys, table, "--value", "type", "--least", "10")["type"]
    assert told["alpha"] == {"undefined": "Only 3 units have values of two coders, fewer than 10.", "n": 3}
    assert "value" in told["percent"]


def test_a_table_of_spans_and_a_table_of_groups(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    spans = _csv(tmp_path / "spans.csv", [
        ("article", "who", "from", "to", "field"),
        ("x", "a", 0, 5, "date"), ("x", "b", 0, 5, "date"), ("y", "a", 3, 9, "date"), ("y", "b", 4, 9, "date"),
    ])  # fmt: skip
    columns = ("--unit", "article", "--coder", "who", "--begin", "from", "--end", "to", "--category", "field", "--length", "40")
    assert run(["agreement", str(spans), *columns, "--rounds", "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["spans"]
    assert told["n_articles"] == 2
    assert told["f1"]["value"] == pytest.approx(2 * 10 / (2 * 10 + 1))
    assert 0.9 < told["alpha_u"]["value"] < 1
    groups = _csv(tmp_path / "groups.csv", [
        ("mention", "who", "incident"), *((one, "key", group) for one, group in zip("abcdef", "122333", strict=True)),
        *((one, "response", group) for one, group in zip("abcxdyz", "1222334", strict=True)),
    ])  # fmt: skip
    columns = ("--unit", "mention", "--coder", "who", "--clusters", "incident")
    assert run(["agreement", str(groups), *columns, "--rounds", "0", "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)["groups"]["pairs"]
    # The published example TC-A4 of the scorer of the CoNLL tasks.
    assert pair["b_cubed"]["recall"]["value"] == pytest.approx(0.5556, abs=5e-5)
    assert pair["ceaf_e"]["f1"]["value"] == pytest.approx(0.6286, abs=5e-5)


def test_a_project_is_told_layer_by_layer_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "two.annotator"
    with Project.create(path, "acled", coder="lead") as project:
        project.articles.add([ArticleDraft(f"Report {number}.") for number in range(1, 13)])
        for name in ("A1", "B2"):
            project.work_as(project.coders.add(name))
            for number in range(1, 13):
                article = project.articles.by_number(number)
                assert article is not None
                coding = project.codings.begin(article.uid, project.coder.uid)
                project.codings.set_verdict(coding.uid, "unusable" if number % 3 == 0 and name == "B2" else "no_event")
                project.finish(coding.uid)
    page, table, pairs = tmp_path / "out.html", tmp_path / "out.csv", tmp_path / "pairs.csv"
    assert (
        run(["agreement", str(path), "--rounds", "20", "--report", str(page), "--csv", str(table), "--pairs", str(pairs)]) == 0
    )
    text = capsys.readouterr().out
    assert "12 articles" in text
    assert "Relevance" in text
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "A1" not in page.read_text(encoding="utf-8"), "coders are pseudonyms unless names are asked for"
    assert table.stat().st_size > 1_000
    assert "relevance" in pairs.read_text(encoding="utf-8-sig")
    assert run(["agreement", str(path), "--rounds", "0", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["layers"]
    assert run(["agreement", str(path), "--unit", "x"]) == 2
    assert "is for a table" in capsys.readouterr().err
    assert run(["agreement", str(path), "--since", "last week"]) == 2
    assert run(["agreement", str(path), "--round", "nowhere"]) == 2
    assert run(["agreement", str(path), "--coders", "nobody"]) == 2


def test_one_article_alone_gives_no_interval(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    said = {("b", 2): "y", ("a", 4): "y", ("b", 4): "y"}
    rows = [(unit, who, said.get((who, unit), "x"), "one") for unit in range(6) for who in "ab"]
    told = _told(capsys, _csv(tmp_path / "one.csv", [("unit", "coder", "v", "article"), *rows]), *WHO, "--cluster", "article")
    assert "value" in told["v"]["alpha"]
    assert "low" not in told["v"]["alpha"]


def test_rows_of_one_question_are_taken_from_a_table_of_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """As the values of a project are written: every question below the other."""
    rows = [(field, unit, who, value) for field, values in (("type", "xxyy"), ("day", "1223"))
            for unit, value in enumerate(values) for who in "ab"]  # fmt: skip
    path = _csv(tmp_path / "many.csv", [("field", "unit", "coder", "value"), *rows])
    assert "before" in _refused(capsys, path, *WHO, "--value", "value")
    told = _told(capsys, path, "--where", "field=type")
    assert set(told) == {"value"}
    assert told["value"]["n_units"] == 4
    assert "COLUMN=VALUE" in _refused(capsys, path, *WHO, "--where", "nothing", code=2)
    assert "is for a project" in _refused(capsys, path, *WHO, "--report", str(tmp_path / "x.html"), code=2)
