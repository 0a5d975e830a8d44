"""Which fields say of which kind an event is."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.codebook.event_kinds import event_kinds
from annotator.codebook.loading import load, shipped


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("acled", ["event_type", "sub_event_type"]), ("ucdp_ged", ["type_of_violence"]), ("maverick", ["event_kind"]),
        ("protest", ["forms", "issues"]),
    ],
)  # fmt: skip
def test_shipped_codebooks(name: str, kinds: list[str]) -> None:
    assert [one.name for one in event_kinds(load(shipped()[name])[0])] == kinds


BOOK = """
annotator_codebook: 1
name: own
lists: {{some: {{codes: [{{code: a}}, {{code: b}}]}}}}
sections:
  - name: what
    fields:
      - {{name: day_precision, type: code, codes: some, required: true}}
      - {{name: day, type: date, precision: day_precision}}
      - {{name: country, type: code, codes: some, finds: country, required: true}}
      - {{name: source, type: code, codes: some}}
      - {{name: what, type: code, codes: some{0}}}
summary: [country, day]
"""


@pytest.mark.parametrize(("required", "kinds"), [(", required: true", ["what"]), ("", [])])
def test_neither_precision_nor_place_is_a_kind(tmp_path: Path, required: str, kinds: list[str]) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(BOOK.format(required), encoding="utf-8")
    assert [one.name for one in event_kinds(load(path)[0])] == kinds
