"""Archives from somebody else, and XML in them: whatever is wrong with one is said in words, wherever it is unpacked."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from round_trips import small_codebook

from annotator.errors import ImportRefused
from annotator.formats import unpacking
from annotator.formats.articles.contents import true_ending
from annotator.formats.articles.office import Parts
from annotator.formats.articles.sources import read_articles
from annotator.formats.codings import known
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.guessing import guess
from annotator.formats.safe_xml import DeclaresType, NoXml, parse, walk
from annotator.formats.sheet_survey import measure
from annotator.formats.unpacking import Archive, TooLarge, Unreadable, open_zip
from annotator.project.articles import Refused

METHODS = pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])


def damaged(path: Path, name: str, method: int) -> Path:
    """An archive whose list is whole and whose one file is packed nonsense."""
    chance = random.Random(1)
    text = " ".join(str(chance.random()) for _ in range(9_000)).encode()
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr(name, text)
        begin = archive.getinfo(name).header_offset + 30 + len(name)
    data = bytearray(path.read_bytes())
    for at in range(begin + 9, begin + 4_000):
        data[at] = 0xFF
    path.write_bytes(data)
    return path


@METHODS
def test_damaged_packing_is_one_error(tmp_path: Path, method: int) -> None:
    with Archive(damaged(tmp_path / "a.zip", "a.txt", method)) as archive:
        with pytest.raises(Unreadable, match="damaged"):
            archive.read("a.txt", 1 << 20)
        with suppress(Unreadable):
            assert archive.damaged() == "a.txt"
        with pytest.raises(Unreadable, match="not in the archive"):
            archive.read("b.txt", 1)


@METHODS
def test_damaged_workbooks_are_refused_in_words(tmp_path: Path, method: int) -> None:
    for name, part in (("a.xlsx", "xl/workbook.xml"), ("a.ods", "content.xml")):
        with pytest.raises(ImportRefused, match="damaged"):
            measure(damaged(tmp_path / name, part, method), name.endswith("ods"))


@METHODS
def test_damaged_articles_are_refused_in_words(tmp_path: Path, method: int) -> None:
    for name, part in (("a.docx", "word/document.xml"), ("a.odt", "content.xml"), ("a.zip", "a.txt")):
        found = list(read_articles([damaged(tmp_path / name, part, method)]))
        assert [isinstance(one, Refused) for one in found] == [True], name
        assert any(word in found[0].reason for word in ("damaged", "unpacked")), name  # type: ignore[union-attr]
    with Parts(damaged(tmp_path / "b.docx", "a", method), "a document") as parts, pytest.raises(ImportRefused):
        parts.read("a")
    assert true_ending(damaged(tmp_path / "c.txt", "mimetype", method))[0] in ("", ".zip")


@METHODS
def test_damaged_projects_of_other_programs_are_refused_in_words(tmp_path: Path, method: int) -> None:
    book = small_codebook(tmp_path)
    path = damaged(tmp_path / "a.qdpx", "project.qde", method)
    with pytest.raises(ImportRefused, match="damaged"):
        list(known.module("qdpx").read(path, Arriving(book)))
    for name, part in (("xmi", "a.xmi"), ("cas-json", "a.json")):
        path = damaged(tmp_path / f"{name}.zip", part, method)
        found = list(known.module(name).read(path, Arriving(book)))
        assert [isinstance(one, Refused) for one in found] == [True]
        assert guess(path) == name


def test_sizes_are_measured_whatever_the_archive_says(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"x" * 5000)
    with Archive(path) as archive:
        assert archive.unpacked == 5000
        assert archive.read("a", 5000) == b"x" * 5000
        with pytest.raises(TooLarge) as told:
            archive.read("a", 4999)
        assert told.value.told == 5000
    data = path.read_bytes()
    lying = data.replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    path.write_bytes(lying)
    with Archive(path) as archive, pytest.raises(Unreadable):
        archive.read("a", 4999)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\5\6", b"just text", b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_archive_is_one_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        Archive(path)
    assert guess(path) == ""


def _walked(data: bytes) -> None:
    for _ in walk(data, "start", "end"):
        pass


@pytest.mark.parametrize("read", [parse, _walked])
def test_xml_declares_no_types_and_ends(read: Callable[[bytes], object]) -> None:
    read(b"<a><b/></a>")
    for data in (b"", b"text", b"<a>", b"<a></b>", b"<a>" * 400 + b"</a>" * 400):
        with pytest.raises(NoXml) as told:
            read(data)
        assert not isinstance(told.value, DeclaresType)
        assert str(told.value)
    for data in (b"<!DOCTYPE a><a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(DeclaresType):
            read(data)


def test_where_types_are_custom_entities_stay_unread() -> None:
    data = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
    found = [element.text for event, element in walk(data, "end", with_type=True) if element.tag == "a" and event == "end"]
    assert found == [None]


# --- lists of files -------------------------------------------------------------------------------------------------


def listing(path: Path, count: int, *, comment: bytes = b"", hidden: bytes = b"", between: bytes = b"") -> Path:
    """An archive that lists so many files in the way of large ones: its last end says that there are none."""
    entries = (b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, *[0] * 7, 1, *[0] * 6) + b"a") * count
    end64 = b"PK\6\6" + struct.pack("<QHHIIQQQ", 44 + len(between), 45, 45, 0, 0, count, count, len(entries))
    end64 += hidden.ljust(8, b"\0") + between
    locator = b"PK\6\7" + struct.pack("<IQI", 0, len(entries), 1)
    path.write_bytes(entries + end64 + locator + b"PK\5\6" + struct.pack("<HHHHIIH", *[0] * 6, len(comment)) + comment)
    return path


@pytest.mark.parametrize("odd", [
    {}, {"comment": b"x" * 65_535}, {"hidden": b"PK\6\6"}, {"between": (b"PK\6\6" + b"\0" * 100)[:56]},
])  # fmt: skip
def test_an_endless_list_is_measured_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: dict[str, bytes]
) -> None:
    monkeypatch.setattr(unpacking, "MOST_FILES", 100)
    monkeypatch.setattr(unpacking.zipfile, "ZipFile", lambda path: pytest.fail("the list was read"))
    with pytest.raises(Unreadable):
        open_zip(listing(tmp_path / "a.zip", 101, **odd))


def test_a_short_list_of_a_large_archive_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", b"x")
    data, at = path.read_bytes(), path.read_bytes().index(b"PK\5\6")
    size, offset = struct.unpack("<II", data[at + 12 : at + 20])
    end64 = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, size, offset)
    end64 += b"PK\6\7" + struct.pack("<IQI", 0, at, 1)
    path.write_bytes(data[:at] + end64 + data[at:])
    with Archive(path) as archive:
        assert archive.read("a", 1) == b"x"
