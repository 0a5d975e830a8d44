"""Which encoding a file is in, said to the person; what is no text at all."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from annotator.errors import ImportRefused
from annotator.formats.articles.sources import read_articles
from annotator.formats.encodings import find_encoding, open_text, read_text
from annotator.project.articles import ArticleDraft

FRENCH = "Des manifestants ont été dispersés à Ouagadougou; l’armée a tiré. " * 20
CHINESE = "两名士兵在基尔库克被杀。" * 20
ARABIC = "قتل شخصان في كركوك يوم الثلاثاء. " * 20


def _written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_for_certain(tmp_path: Path, name: str):
    decoded = read_text(_written(tmp_path, FRENCH.encode(name)))
    assert decoded.text.lstrip("\ufeff") == FRENCH
    assert decoded.replaced == 0
    assert "guess" not in decoded.note


@pytest.mark.parametrize(("name", "text"), [("cp1252", FRENCH), ("cp1256", ARABIC), ("gb18030", CHINESE)])
def test_older_encodings_are_guessed_and_told(tmp_path: Path, name: str, text: str):
    decoded = read_text(_written(tmp_path, text.encode(name)))
    assert decoded.text == text
    assert "guess" in decoded.note


def test_a_named_encoding_overrules_the_guess(tmp_path: Path):
    path = _written(tmp_path, "à".encode("cp850") * 3)
    assert read_text(path, encoding="cp850").text == "ààà"
    with pytest.raises(ImportRefused, match="not the name of an encoding"):
        read_text(path, encoding="klingon")


def test_a_few_bad_bytes_in_utf8_are_counted_not_guessed_away(tmp_path: Path):
    found = find_encoding(_written(tmp_path, FRENCH.encode() + b"\xff\xfe bad"))
    assert found.name == "utf-8"
    assert found.replaced == 2
    assert "2 characters could not be read" in found.note


def test_a_replacement_character_in_the_file_is_no_loss(tmp_path: Path):
    assert find_encoding(_written(tmp_path, (FRENCH + "\ufffd").encode())).replaced == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (struct.pack("<20i", *range(20)), "binary"),
        (b"", "empty"), (b" \n\r\n\t", "empty"), (b"\xef\xbb\xbf", "empty"), (b"\0\0\0\0", "binary|empty"),
        (b"PK\x03\x04rest", "ZIP"), (b"%PDF-1.4", "PDF"), (b"SQLite format 3\0more", "SQLite"),
        (b"\x89PNG\r\n\x1a\n", "picture"), (bytes(range(256)) * 40, "binary"), (b"MZ\x90\0\x03\0", "program"),
    ],
)  # fmt: skip
def test_no_text_is_refused_in_a_sentence(tmp_path: Path, content: bytes, said: str):
    with pytest.raises(ImportRefused, match=said) as refused:
        read_text(_written(tmp_path, content))
    assert str(refused.value).startswith("a.txt: ")


@pytest.mark.parametrize("row", [1, 190])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("rows", [3, 200])
def test_a_few_nulls_are_replaced_and_told_wherever_they_stand(tmp_path: Path, row: int, encoding: str, rows: int):
    lines = [f"title {at},Two men died in Kirkuk on day {at}." for at in range(rows)]
    lines[min(row, rows - 1)] = "ti\0\0tle,Two men died."
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(["title,text", *lines]).encode(encoding))
    notes: list[str] = []
    found = list(read_articles([path], tell=notes.append))
    assert [one.title for one in found if isinstance(one, ArticleDraft)][min(row, rows - 1)] == "ti\ufffd\ufffdtle"
    assert "2 NUL characters stand as “\ufffd”." in notes[0]


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path):
    with pytest.raises(ImportRefused, match="more than"):
        read_text(_written(tmp_path, b"x" * 101), limit=100)


def test_missing_files_and_folders_are_refused(tmp_path: Path):
    with pytest.raises(ImportRefused, match="no such file"):
        open_text(tmp_path / "nowhere.txt")
    with pytest.raises(ImportRefused, match="folder"):
        open_text(tmp_path)
