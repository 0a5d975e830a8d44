"""Hostile and broken files of articles: the good rows come in, the rest is named, memory is bounded, nothing is left behind."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from annotator.cli import run
from annotator.errors import ImportRefused
from annotator.formats import unpacking
from annotator.formats.articles import archives, feeds, nitf, warc
from annotator.formats.articles.sources import read_articles
from annotator.formats.importing import ImportPlan, take_in
from annotator.formats.tables import open_table
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 500
CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What is unpacked goes here, and nothing of it may stay."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def read(path: Path) -> tuple[list[str], list[str]]:
    """The texts that come in, and what is said of the rest."""
    found = list(read_articles([path]))
    return [one.text for one in found if isinstance(one, ArticleDraft)], [str(one) for one in found if isinstance(one, Refused)]


def packed(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- archives -------------------------------------------------------------------------------------------------------


def test_no_name_leads_out_of_an_archive(tmp_path: Path):
    names = ("../../out.txt", "/abs.txt", "C:/win.txt", "a/../../b.txt", "..\\back.txt")
    texts, refused = read(packed(tmp_path / "a.zip", {**dict.fromkeys(names, "Evil."), "good.txt": "Good."}))
    assert texts == ["Good."]
    assert len(refused) == len(names)
    assert all(one.endswith("its name leads out of the archive.") for one in refused)
    assert not list(tmp_path.parent.glob("out.txt"))


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert read(path) == ([], ["a.zip/link.txt: it is a link to another file."])


def test_locked_and_damaged_members_are_named_and_the_rest_comes_in(tmp_path: Path):
    path = packed(tmp_path / "a.zip", {"a.txt": "Good.", "b.txt": "Locked.", "c.txt": "Damaged. " * 50, "d.txt": "Good, too."})
    data = bytearray(path.read_bytes())
    for name in (b"b.txt",):
        for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            at = next(at for at in _all(data, mark) if name in data[at : at + 60])
            data[at + flags] |= 1
    at = next(at for at in _all(data, b"PK\3\4") if b"c.txt" in data[at : at + 60]) + 40
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    texts, refused = read(path)
    assert texts == ["Good.", "Good, too."]
    assert refused[0] == "a.zip/b.txt: it is locked by a password; unpack the archive first."
    assert refused[1].startswith("a.zip/c.txt: it is damaged")


def _all(data: bytearray, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def test_a_bomb_is_named_and_the_rest_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "FREE", 1 << 16)
    bomb = b"\0" * (20 << 20)
    inner = packed(tmp_path / "in.zip", {"bomb.txt": bomb, "good.txt": "Deep."}).read_bytes()
    path = packed(tmp_path / "a.zip", {"bomb.csv": bomb, "good.txt": "Good.", "in.zip": inner, "z.gz": gzip.compress(bomb)})
    texts, refused = read(path)
    assert texts == ["Good.", "Deep."]
    assert [one.partition(":")[0] for one in refused] == ["a.zip/bomb.csv", "a.zip/in.zip/bomb.txt", "a.zip/z.gz"]
    assert all("it unpacks to far more than any file of articles would" in one for one in refused)


def test_many_bombs_together_are_one_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "FREE_IN_ALL", 1 << 20)
    monkeypatch.setattr(archives, "RATIO", 1)
    path = packed(tmp_path / "a.zip", {f"{number}.txt": b"x" * (1 << 19) for number in range(8)})
    texts, refused = read(path)
    assert len(texts) == 2
    assert refused[-1] == "a.zip: it unpacks to far more than articles would; 5 more files were not read."


def test_a_size_that_is_declared_wrongly_is_no_way_in(tmp_path: Path):
    path = packed(tmp_path / "a.zip", {"a.txt": "A text. " * 1000})
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        place = data.find(mark) + at
        data[place : place + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    texts, refused = read(path)
    assert texts == []
    assert "damaged" in refused[0]


def test_archives_in_archives_end_somewhere(tmp_path: Path):
    content: bytes | str = "Deep."
    for depth in range(6):
        content = packed(tmp_path / f"{depth}.zip", {"in.zip" if depth else "a.txt": content}).read_bytes()
    texts, refused = read(tmp_path / "2.zip")
    assert (texts, refused) == (["Deep."], [])
    texts, refused = read(tmp_path / "5.zip")
    assert texts == []
    assert refused == ["5.zip/in.zip/in.zip/in.zip: archives in archives are read 3 deep; unpack this one first."]


def test_a_list_of_endless_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unpacking, "MOST_FILES", 50)
    assert read(packed(tmp_path / "a.zip", {f"{number}.txt": "x" for number in range(50)}))[1] == []
    _, refused = read(packed(tmp_path / "a.zip", {f"{number}.txt": "x" for number in range(51)}))
    assert refused == ["a.zip: the archive lists more than the 50 files that are read; divide it."]


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\3\4 cut", b"just text", b"\x1f\x8b", b"\x1f\x8b\x08\0"])
@pytest.mark.parametrize("name", ["a.zip", "a.csv.gz", "a.txt.gz", "a.warc.gz", "a.warc"])
def test_what_is_no_archive_is_one_sentence(tmp_path: Path, name: str, content: bytes):
    texts, refused = read(written(tmp_path / name, content))
    assert texts == []
    assert 1 <= len(refused) <= 2
    assert all(one.startswith(("a.", "a.csv")) and one.endswith(".") for one in refused)


def test_of_a_packed_table_cut_short_the_whole_rows_come_in(tmp_path: Path):
    chance = random.Random(1)
    rows = [" ".join(str(chance.random()) for _ in range(20)) for _ in range(2000)]
    table = gzip.compress(("text\n" + "\n".join(rows) + "\n").encode())
    texts, refused = read(written(tmp_path / "a.csv.gz", table[: len(table) // 2]))
    assert 500 < len(texts) < 1500
    assert texts == rows[: len(texts)]
    assert refused == ["a.csv.gz: the file is cut off or damaged: only its first lines could be unpacked."]
    lines = gzip.compress("\n".join(json.dumps({"text": one}) for one in rows).encode())
    texts, refused = read(written(tmp_path / "a.jsonl.gz", lines[: len(lines) // 2]))
    assert texts == rows[: len(texts)]
    assert len(texts) > 500
    assert len(refused) == 1


def test_half_a_packed_text_is_no_article(tmp_path: Path):
    chance = random.Random(1)
    text = gzip.compress(bytes(chance.choices(b"abcdefgh ", k=50_000)))
    assert read(written(tmp_path / "a.txt.gz", text[:9000])) == (
        [], ["a.txt.gz: the file is cut off or damaged and cannot be unpacked whole."]
    )  # fmt: skip


def test_any_broken_archive_is_told_and_never_breaks(tmp_path: Path):
    whole = packed(tmp_path / "w.zip", {"a.txt": "One. " * 30, "b.csv": "text\nTwo\n", "c.txt": "Three."}).read_bytes()
    chance = random.Random(7)
    for turn in range(150):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 2, 8))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if turn % 3 == 0:
            data = data[: chance.randrange(len(data))]
        texts, refused = read(written(tmp_path / "a.zip", bytes(data)))
        assert texts or refused
        assert all("Traceback" not in one for one in refused)


# --- XML ------------------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [LAUGHS, EXTERNAL])
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.rss", "<rss><channel><item><description>&a9;</description></item></channel></rss>"),
        ("a.nitf", "<nitf><body><body.content><p>&a9;</p></body.content></body></nitf>"),
        ("a.xml", "<feed xmlns='http://www.w3.org/2005/Atom'><entry><summary>&a9;</summary></entry></feed>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_are_read(tmp_path: Path, name: str, body: str, doctype: str, encoding: str):
    texts, refused = read(written(tmp_path / name, f'<?xml version="1.0"?>{doctype}{body}'.encode(encoding)))
    assert texts == []
    assert "declares XML entities" in refused[0]


def test_a_bomb_in_a_workbook_of_ods_is_refused_before_it_is_laid_out(tmp_path: Path):
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))

    def book(row: str, doctype: str = "") -> Path:
        content = f"""{doctype}<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">
            {row}</table:table></office:spreadsheet></office:body></office:document-content>"""
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        return packed(tmp_path / "a.ods", {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<m/>"})

    many = CELL.format(' table:number-columns-repeated="16384"')
    with pytest.raises(ImportRefused, match="reaches to row 1,048,576 and column 16,384 with only 1 cells filled"):
        open_table(book(f'<table:table-row table:number-rows-repeated="1048576">{many}</table:table-row>'))
    with pytest.raises(ImportRefused, match="declares XML entities"):
        open_table(book("", LAUGHS))


def test_two_cells_far_apart_do_not_fill_the_memory(tmp_path: Path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.write(0, 0, "text")
        sheet.write(1_048_575, 16_383, "far")
    with pytest.raises(ImportRefused, match="reaches to row 1,048,576"):
        open_table(path)


@pytest.mark.parametrize(("module", "name"), [(feeds, "a.rss"), (nitf, "a.nitf")])
def test_a_document_beyond_its_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str
):  # fmt: skip
    monkeypatch.setattr(module, "LIMIT", 100)
    _, refused = read(written(tmp_path / name, "<rss>" + " " * 200 + "</rss>"))
    assert "read at once" in refused[0]


# --- web archives ---------------------------------------------------------------------------------------------------


def page(number: int, length: int | None = None) -> bytes:
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nArticle {number} says that two men died.".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.org/{number}\r\n"
    return f"{head}Content-Length: {len(body) if length is None else length}\r\n\r\n".encode() + body + b"\r\n\r\n"


@pytest.mark.parametrize("squeeze", [False, True])
def test_of_half_a_web_archive_the_whole_records_come_in(tmp_path: Path, squeeze: bool):
    pages = [gzip.compress(page(number)) if squeeze else page(number) for number in range(4)]
    whole = b"".join(pages)
    name = "a.warc.gz" if squeeze else "a.warc"
    for cut in range(1, len(whole)):
        texts, refused = read(written(tmp_path / name, whole[:cut]))
        ends = [sum(map(len, pages[: number + 1])) for number in range(4)]
        # What ends a record is behind it: two line ends, and in gzip a sum.
        behind = 30 if squeeze else 4
        assert sum(end <= cut for end in ends) <= len(texts) <= sum(end - behind <= cut for end in ends), cut
        assert texts == [f"Article {number} says that two men died." for number in range(len(texts))]
        assert len(refused) == 1 or any(end - behind <= cut <= end for end in ends), cut


def test_what_a_web_archive_says_of_itself_is_not_trusted(tmp_path: Path):
    for broken in (
        page(1, 10_000_000_000), page(1, -5), page(1).replace(b"Content-Length", b"X-Length"),
        b"WARC/1.0\r\n" + b"a: b\r\n" * 300_000, b"WARC/1.0\r\n" + b"x" * 3_000_000, b"garbage\n" * 100, b"WARC/1.0\r\n",
    ):  # fmt: skip
        texts, refused = read(written(tmp_path / "a.warc", page(0) + broken))
        assert texts[:1] == ["Article 0 says that two men died."]
        assert len(refused) == 1
        assert refused[0].startswith("a.warc row ")


def test_a_page_is_unpacked_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(warc, "PAGE_LIMIT", 1 << 20)
    body = gzip.compress(b"<html>" + b" " * (4 << 20))
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.org/b\r\nContent-Length: {len(block)}\r\n\r\n"
    texts, refused = read(written(tmp_path / "a.warc", head.encode() + block + b"\r\n\r\n" + page(1)))
    assert len(texts) == 1
    assert refused == ["a.warc row 1, column text: https://x.org/b: the page unpacks to more than 1 MB."]


# --- all or nothing, and cancelled ----------------------------------------------------------------------------------


def sources(folder: Path) -> Iterator[Path]:
    """A file of each kind that holds many articles, one of them bad."""
    rows = "".join(f"Text {number} of it,2020-06-02\n" for number in range(1500))
    table = f"text,date\n{rows}Bad,someday\n"
    yield written(folder / "a.csv", table)
    yield written(folder / "b.csv.gz", gzip.compress(table.encode()))
    yield packed(folder / "c.zip", {"one.csv": table, "two.txt": "Good."})
    yield packed(folder / "d.zip", {f"{number}.txt": f"Text {number}." for number in range(1500)} | {"bad.txt": ""})
    yield written(folder / "e.warc", b"".join(page(number) for number in range(1500)) + page(9, 999_999))
    items = "".join(f"<item><title>T</title><description>Text {number}.</description></item>" for number in range(1500))
    yield written(folder / "f.rss", f"<rss version='2.0'><channel><title>F</title>{items}<item/></channel></rss>")


def test_good_rows_alone_come_in_only_when_asked_for(new_project: Callable[..., Project], tmp_path: Path):
    project = new_project()
    for path in sources(tmp_path):
        told = take_in(project, ImportPlan((path,)))
        assert told.stopped, path.name
        assert project.articles.count() == 0
        told = take_in(project, ImportPlan((path,), good_rows=True))
        assert told.added >= 1500, path.name
        assert len(told.refused) == 1, path.name
        project.history.undo()
        assert project.articles.count() == 0


class _Cancelled(Exception):
    """Somebody pressed the button."""


@pytest.mark.parametrize("after", [1, 2, 3])
def test_cancelling_leaves_nothing(new_project: Callable[..., Project], tmp_path: Path, own_temporary_folder: Path, after: int):
    project = new_project()
    for path in sources(tmp_path):
        calls = 0

        def tell(*_: int) -> None:
            nonlocal calls
            calls += 1
            if calls == after:
                raise _Cancelled

        with pytest.raises(_Cancelled):
            take_in(project, ImportPlan((path,), good_rows=True), tell)
        assert project.articles.count() == 0, path.name
        assert list(own_temporary_folder.iterdir()) == [], path.name


def test_an_import_is_given_up_before_its_first_article(
    new_project: Callable[..., Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("annotator.formats.importing.TOLD_EVERY", 0.0)
    rows = "".join(f"Text {number},3 June 2020\n" for number in range(300))
    for path in (
        written(tmp_path / "a.csv", f"text,date\n{rows}"),
        written(tmp_path / "b.gz", gzip.compress(b"x" * 3_000_000)),
    ):
        told: list[tuple[int, ...]] = []

        def tell(*so_far: int, told: list[tuple[int, ...]] = told) -> None:
            told.append(so_far)
            raise _Cancelled

        project = new_project(path.stem)
        with pytest.raises(_Cancelled):
            take_in(project, ImportPlan((path,)), tell)
        assert told[0][0] == 0, path.name
        assert project.articles.count() == 0


def test_a_reader_that_is_left_takes_its_files_along(tmp_path: Path, own_temporary_folder: Path):
    path = packed(tmp_path / "a.zip", {"a.csv": "text\nOne\nTwo\n", "b.txt": "Three."})
    found = read_articles([path])
    next(found)
    assert list(own_temporary_folder.iterdir())
    found.close()
    assert list(own_temporary_folder.iterdir()) == []


# --- sizes ----------------------------------------------------------------------------------------------------------


def import_apart(project: Path, source: Path, *options: str) -> tuple[dict[str, object], int]:
    """Imports in a process of its own; gives the answer and the most megabytes that process held."""
    code = (
        "import re, sys\nfrom pathlib import Path\nfrom annotator.cli import run\n"
        f"code = run(['import', {str(project)!r}, {str(source)!r}, '--json', *{list(options)!r}])\n"
        # Not getrusage: its peak counts the process this one was started from.
        "status = Path('/proc/self/status')\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', status.read_text())[1] if status.exists() else '0'\n"
        "print(int(peak) // 1024, file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": tempfile.gettempdir()})  # fmt: skip
    return json.loads(done.stdout), int(done.stderr.split()[-1])


def big_csv(path: Path, megabytes: int, *, squeeze: bool = False) -> int:
    """A table of that size, of words as uneven as people's; the number of rows."""
    chance = random.Random(3)
    words = ["".join(chance.choices("abcdefghiklmnoprstuvw", k=chance.choice((2, 4, 6, 9)))) for _ in range(3000)]
    pool = " ".join(chance.choices(words, k=100_000))
    rows = megabytes * 1_000_000 // 4030
    with gzip.open(path, "wt", compresslevel=1) if squeeze else path.open("w") as file:
        file.write("text,date\n")
        for number in range(rows):
            start = chance.randrange(len(pool) - 4000)
            file.write(f'"{number} {pool[start : start + 4000]}",2020-06-{number % 28 + 1:02}\n')
    return rows


@pytest.fixture
def closed(project: Project) -> Path:
    """A project nobody has open."""
    project.close()
    return project.path


@pytest.mark.parametrize("megabytes", [40, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize("squeeze", [False, True])
def test_a_table_of_any_size_takes_little_memory(closed: Path, tmp_path: Path, megabytes: int, squeeze: bool):
    path = tmp_path / ("a.csv.gz" if squeeze else "a.csv")
    rows = big_csv(path, megabytes, squeeze=squeeze)
    answer, peak = import_apart(closed, path, "--no-languages")
    assert answer["added"] == rows
    assert answer["refused"] == []
    assert peak < MEGABYTES


@pytest.mark.long
@pytest.mark.parametrize("quoted", [False, True])
def test_a_gigabyte_that_is_no_table_takes_little_memory(closed: Path, tmp_path: Path, quoted: bool):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"text,date\nGood,2020-06-02\n" + (b'"' if quoted else b""))
        for _ in range(1000):
            file.write(b"x" * 999_999 + (b"\n" if quoted else b"y"))
    answer, peak = import_apart(closed, path, "--good-rows", "--no-languages")
    assert answer["added"] == 1
    assert len(answer["refused"]) == 1  # type: ignore[arg-type]
    assert peak < MEGABYTES


@pytest.mark.parametrize("count", [2000, pytest.param(100_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_any_number_of_files_takes_little_memory(closed: Path, tmp_path: Path, count: int, kind: str):
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "many.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(count):
                archive.writestr(f"{number % 100}/article-{number}.txt", f"date 2020-06-02\n\nArticle {number}. " + "x" * 500)
        path = tmp_path / "many.zip"
    else:
        path = tmp_path / "many"
        for number in range(count):
            if number < 100:
                (path / f"{number}").mkdir(parents=True)
            (path / f"{number % 100}" / f"article-{number}.txt").write_text(
                f"date 2020-06-02\n\nArticle {number}. " + "x" * 500
            )
    answer, peak = import_apart(closed, path, "--no-languages")
    assert answer["added"] == count
    assert peak < MEGABYTES


@pytest.mark.long
def test_bombs_of_real_size_take_little_memory_and_time(closed: Path, tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            with archive.open(f"bomb{number}.csv", "w") as member:
                for _ in range(1000):
                    member.write(b"\0" * 1_000_000)
        archive.writestr("good.txt", "Good.")
    answer, peak = import_apart(closed, path, "--good-rows", "--no-languages")
    assert answer["added"] == 1
    assert len(answer["refused"]) == 3  # type: ignore[arg-type]
    assert peak < MEGABYTES


def test_the_command_says_all_this_in_lines(closed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = packed(tmp_path / "a.zip", {"../out.txt": "Evil.", "good.txt": "Good."})
    assert run(["import", str(closed), str(path)]) == 1
    told = capsys.readouterr()
    assert told.err == ""
    assert "a.zip/../out.txt: its name leads out of the archive." in told.out
    assert run(["import", str(closed), str(path), "--good-rows", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 1
