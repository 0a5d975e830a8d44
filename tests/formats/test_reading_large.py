"""Files of other programs that are large in one place: time grows with their length and no faster."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

from round_trips import small_codebook

from annotator.formats.codings import qdpx
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.json_files import items

SOON = 5.0
"""Seconds: ten times what it takes, and a third of what it took when each step looked at all the others."""


def test_one_large_task_does_not_slow_the_others_down(tmp_path: Path):
    file, count = tmp_path / "tasks.json", 60_000
    with file.open("w", encoding="utf-8") as stream:
        stream.write('[{"data": {"text": "' + "x" * 2_500_000 + '"}}')
        stream.write(',\n {"data": {"text": "é"}}' * count + "\n]\n")
    start = time.monotonic()
    found = list(items(file))
    assert time.monotonic() - start < SOON
    assert [number for number, _ in found] == list(range(1, count + 2))
    assert len(found[0][1]["data"]["text"]) == 2_500_000
    assert found[-1][1] == {"data": {"text": "é"}}


def test_one_odd_number_is_one_entrys_affair(tmp_path: Path):
    file = tmp_path / "tasks.json"
    file.write_text('\ufeff [ {"a": [1, 2e3]}, {"a": ' + "9" * 5_000 + "}\n,{}, NaN, ]", encoding="utf-8")
    found = list(items(file))
    assert [type(one) for _, one in found] == [dict, ValueError, dict, float]
    assert found[0] == (1, {"a": [1, 2000.0]})


def test_many_sources_are_found_one_after_the_other(tmp_path: Path):
    count = 16_000
    sources = "".join(
        f'<TextSource guid="{number}" name="n" plainTextPath="internal://{number:08X}.TXT"/>' for number in range(count)
    )
    with zipfile.ZipFile(tmp_path / "in.qdpx", "w") as archive:
        for number in range(count):
            archive.writestr(f"Sources/{number:08x}.txt", f"{number} died.")
        archive.writestr("project.qde", f'<Project xmlns="urn:QDA-XML:project:1.0"><Sources>{sources}</Sources></Project>')
    start = time.monotonic()
    found = list(qdpx.read(tmp_path / "in.qdpx", Arriving(small_codebook(tmp_path))))
    assert time.monotonic() - start < SOON
    assert [one.text for one in found if isinstance(one, CodedArticle)] == [f"{number} died." for number in range(count)]
