"""Zip archives that break off: what is whole at the front comes in, within the bounds of whole ones, and the rest is told."""

from __future__ import annotations

import random
import struct
import zipfile
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.articles import archives, cut_zip
from annotator.formats.articles.sources import read_articles
from annotator.project.articles import ArticleDraft, Refused

TEXTS = [f"Text {number}. " + " ".join(str(random.Random(number).random()) for _ in range(400)) for number in range(5)]
DEFLATED = zipfile.ZIP_DEFLATED


class Stream(RawIOBase):
    """A place that cannot go back, such as a download: sizes stand behind each file."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.data += data
        return len(data)


def archive(texts: list[str] = TEXTS, method: int = DEFLATED, *, streamed: bool = False, large: bool = False) -> bytes:
    """An archive of texts."""
    out = Stream() if streamed else BytesIO()
    with zipfile.ZipFile(out, "w", method) as packing:  # type: ignore[arg-type]
        for number, text in enumerate(texts):
            with packing.open(f"d/{number}.txt", "w", force_zip64=large) as member:
                member.write(text.encode())
    return bytes(out.data) if isinstance(out, Stream) else out.getvalue()


def starts(data: bytes) -> list[int]:
    """Where the files of an archive begin, and its list."""
    with zipfile.ZipFile(BytesIO(data)) as found:
        return [*(one.header_offset for one in found.infolist()), found.start_dir]


def read(path: Path, data: bytes) -> tuple[list[str], list[str]]:
    """The texts that come in, and what is said of the rest."""
    path.write_bytes(data)
    found = list(read_articles([path]))
    return [one.text for one in found if isinstance(one, ArticleDraft)], [str(one) for one in found if isinstance(one, Refused)]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("method", "streamed"), [
    (DEFLATED, False), (DEFLATED, True), (zipfile.ZIP_STORED, False), (zipfile.ZIP_BZIP2, False), (zipfile.ZIP_LZMA, False),
])  # fmt: skip
def test_whole_files_at_the_front_come_in_wherever_it_breaks_off(tmp_path: Path, method: int, streamed: bool, large: bool):
    data = archive(method=method, streamed=streamed, large=large)
    begins = starts(data)
    chance = random.Random(method)
    for cut in {*begins, *(at - 1 for at in begins[1:]), *chance.choices(range(5, begins[-1]), k=20)} - {0}:
        whole = sum(at <= cut for at in begins) - 1
        texts, refused = read(tmp_path / "a.zip", data[:cut])
        assert texts == TEXTS[:whole]
        told = {0: "in its first file.", 1: "after 1 file; what follows is lost."}
        assert refused == [
            f"a.zip: the archive breaks off or is damaged {told.get(whole, f'after {whole} files; what follows is lost.')}"
        ]


@pytest.mark.parametrize("streamed", [False, True])
def test_without_its_list_alone_nothing_is_lost(tmp_path: Path, streamed: bool):
    data = archive(streamed=streamed)
    begin = starts(data)[-1]
    damaged = data[: begin + 4] + b"\xff" * 56 + data[begin + 60 :]
    for one in (data[: begin + 4], data[: begin + 100], data[:-1], damaged):
        assert read(tmp_path / "a.zip", one) == (
            TEXTS, ["a.zip: its list of files is damaged or cut off; the 5 files before it were looked for one by one."]
        )  # fmt: skip


def test_the_list_of_an_archive_within_is_not_taken_for_its_own(tmp_path: Path):
    outer = BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_STORED) as packing:
        packing.writestr("first.txt", "First.")
        packing.writestr("in.zip", archive(["Within."]))
        packing.writestr("last.txt", "Last.")
    data = outer.getvalue()
    texts, refused = read(tmp_path / "a.zip", data[: starts(data)[2] + 10])
    assert texts == ["First.", "Within."]
    assert refused == ["a.zip: the archive breaks off or is damaged after 2 files; what follows is lost."]


def test_what_is_wrong_with_a_file_is_said_of_it_alone(tmp_path: Path):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", DEFLATED) as packing:
        for name in ("../out.txt", "locked.txt", "wrong.txt", "good.txt", "lost.txt"):
            packing.writestr(name, f"Text of {name}.")
    data = bytearray(out.getvalue())
    begins = starts(bytes(data))
    data[begins[1] + 6] |= 1
    data[begins[2] + 14] ^= 1
    texts, refused = read(tmp_path / "a.zip", bytes(data[: begins[4] + 40]))
    assert texts == ["Text of good.txt."]
    assert sorted(refused) == [
        "a.zip/../out.txt: its name leads out of the archive.",
        "a.zip/locked.txt: it is locked by a password; unpack the archive first.",
        "a.zip/wrong.txt: it is damaged, or packed in a way that is not read.",
        "a.zip: the archive breaks off or is damaged after 4 files; what follows is lost.",
    ]


@pytest.mark.parametrize("streamed", [False, True])
def test_a_bomb_is_measured_as_in_a_whole_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, streamed: bool):
    monkeypatch.setattr(archives, "FREE", 1 << 16)
    data = archive(["Good.", "\n" * (20 << 20), "Good, too.", "Lost."], streamed=streamed)
    texts, refused = read(tmp_path / "a.zip", data[: starts(data)[3] + 8])
    assert texts == ["Good.", "Good, too."]
    assert refused[1:] == ["a.zip/d/1.txt: it unpacks to far more than any file of articles would."]
    # Nor is the end of one looked for longer than all of an archive may take.
    monkeypatch.setattr(cut_zip, "FREE_IN_ALL", 1 << 20)
    monkeypatch.setattr(cut_zip, "RATIO", 10)
    texts, refused = read(tmp_path / "a.zip", data[: starts(data)[3] + 8])
    assert texts == (["Good."] if streamed else ["Good.", "Good, too."])


def test_no_more_files_are_looked_for_than_an_archive_may_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cut_zip, "MOST_FILES", 3)
    assert read(tmp_path / "a.zip", archive(TEXTS[:3])[:-1])[0] == TEXTS[:3]
    texts, (why,) = read(tmp_path / "a.zip", archive(TEXTS[:4])[:-1])
    assert texts == []
    assert "lists more than the" in why


def test_any_damage_before_the_end_is_told_and_never_breaks(tmp_path: Path):
    chance = random.Random(11)
    for turn in range(120):
        whole = archive(["One. " * 30, "Two.", ""], streamed=turn % 2 == 0, large=turn % 3 == 0)
        data = bytearray(whole[: chance.randrange(len(whole) // 2, len(whole))])
        for _ in range(chance.choice((1, 2, 8))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        texts, refused = read(tmp_path / "a.zip", bytes(data))
        assert refused
        assert set(texts) <= {("One. " * 30).strip(), "Two."}


@pytest.mark.parametrize("field", [b"", b"\1\0\4\0abcd", b"\1\0\x10\0" + b"\xff" * 16, b"\0" * 65_535])
@pytest.mark.parametrize("flags", [0, 8, 9])
def test_sizes_that_lie_end_the_walk(tmp_path: Path, field: bytes, flags: int):
    header = struct.pack("<4s5H3I2H", b"PK\3\4", 45, flags, 0, 0, 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 5, len(field)) + b"a.txt"
    texts, refused = read(tmp_path / "a.zip", header + field + b"A text.")
    assert (texts, refused) == ([], ["a.zip: the archive breaks off or is damaged in its first file."])
