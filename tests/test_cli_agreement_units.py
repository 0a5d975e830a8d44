"""Tables of spans and of groups on the command line: from the file to the figures, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.agreement_units import answer
from annotator.errors import ImportRefused, UsageError

SPANS = """text,who,from,to,kind,places
1,A,75,145,c,300
1,A,220,250,c,300
1,B,70,150,c,300
1,B,205,225,c,300
1,B,250,270,c,300
2,A,10,20,c,100
2,B,,,,100
3,A,10,20,c,100
3,B,10,20,c,100
"""
GROUPS = "event,who,incident\n" + "".join(
    f"{event},{who},{place}\n"
    for who, made in {"A": ["a", "bc", "def"], "B": ["a", "bcx", "dy", "z"]}.items()
    for place, some in enumerate(made)
    for event in some
)
USUAL: dict[str, Any] = {"rounds": 100, "seed": 1, "least": None, "sheet": None, "coder": "who"}
MARKS = {**USUAL, "begin": "from", "end": "to", "unit": "text", "category": "kind"}
MADE = {**USUAL, "unit": "event", "clusters": "incident"}


@pytest.fixture
def spans(tmp_path: Path) -> Path:
    path = tmp_path / "spans.csv"
    path.write_text(SPANS, encoding="utf-8")
    return path


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    path = tmp_path / "groups.csv"
    path.write_text(GROUPS, encoding="utf-8")
    return path


def test_a_table_of_spans(spans: Path):
    told, text = answer(spans, {**MARKS, "length": "places"})
    found = told["spans"]
    assert (found["n_articles"], found["n_units"], found["n_coders"]) == (3, 8, 2)
    assert set(found["categories"]) == {"c"}
    assert found["alpha_u"]["low"] < found["alpha_u"]["value"] < 1
    assert 0 < found["f1"]["value"] < 1
    assert json.loads(json.dumps(told)) == told
    assert "alpha_U" in text


def test_the_example_of_krippendorff_from_a_file(tmp_path: Path):
    path = tmp_path / "one.csv"
    path.write_text("\n".join(line for line in SPANS.splitlines() if line[0] in "t1"), encoding="utf-8")
    told, _ = answer(path, {**MARKS, "length": "300"})
    assert told["spans"]["categories"]["c"]["alpha_u"]["value"] == pytest.approx(0.7286, abs=5e-5)
    last = path.read_text(encoding="utf-8").replace(",145,", ",144,").replace(",250,c", ",249,c").replace(",150,", ",149,")
    last = last.replace(",225,c", ",224,c").replace(",270,", ",269,")
    path.write_text(last, encoding="utf-8")
    again, _ = answer(path, {**MARKS, "length": "300", "included": True})
    assert again == told


def test_a_table_of_groups(groups: Path):
    told, text = answer(groups, MADE)
    (pair,) = told["groups"]["pairs"]
    assert pair["ceaf_e"]["f1"]["value"] == pytest.approx(0.6286, abs=5e-5)
    assert "CEAFe" in text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"coder": ""}, "A table of spans has a column for the coder"),
        ({"end": ""}, "where it ends"),
        ({"clusters": "kind"}, "--begin is for a table of spans, --clusters for one of groups"),
        ({"cluster": "text"}, "name its column with --unit"),
        ({"category": "sort"}, "spans.csv has no column “sort”; there are text, who, from, to, kind, places."),
        ({"length": "size"}, "has no column “size”"),
        ({"category": "text"}, "Each option needs a column of its own."),
    ],
)
def test_options_that_do_not_fit(spans: Path, change: dict[str, Any], why: str):
    with pytest.raises(UsageError, match=why):
        answer(spans, {**MARKS, **change})


def test_groups_need_a_unit(groups: Path):
    with pytest.raises(UsageError, match="--unit"):
        answer(groups, {**MADE, "unit": ""})


def test_a_row_that_cannot_be_taken_is_named(spans: Path):
    spans.write_text(SPANS.replace("205,225", "225,205"), encoding="utf-8")
    with pytest.raises(ImportRefused, match=r"spans\.csv row \d+, column to: the span ends before it begins"):
        answer(spans, MARKS)
