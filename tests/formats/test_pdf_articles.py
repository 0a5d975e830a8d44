"""PDFs as articles: lines made paragraphs again, what is refused, and that a PDF which hangs or crashes harms nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from annotator.formats.articles import pdf as reader
from annotator.formats.articles.pdf_layout import Line, Page, headline, laid_out
from annotator.formats.articles.sources import read_articles
from annotator.project.articles import ArticleDraft, Refused

Text = tuple[float, float, float, str]
"""Left, baseline, size and what is said, in points from the lower left."""

FIRST = [
    "Two men were killed on Tuesday when gunmen opened fire on a bus near the",
    "town of Djibo, a security source said, and a long-term cur-",
    "few was imposed on the region.",
]
SECOND = ["The attackers fled on motorcycles towards the border and nobody has", "claimed the attack."]


def write_pdf(path: Path, pages: list[list[Text]], *, title: str = "", locked: bool = False) -> Path:
    """A PDF by hand: one font, a content stream a page."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    objects.append(b"<< /Title (" + title.encode("latin-1") + b") /CreationDate (D:20210101000000Z) >>")
    kids: list[int] = []
    for lines in pages:
        said = "".join(f"BT /F1 {size} Tf {x} {y} Td ({text.replace('(', '[')}) Tj ET\n" for x, y, size, text in lines)
        stream = said.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % kid for kid in kids) + b"] /Count %d >>" % len(kids)
    if locked:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>")
    out = b"%PDF-1.4\n"
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    key = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects) if locked else b""
    start = len(out)
    out += table + b"trailer << /Size %d /Root 1 0 R /Info 4 0 R" % (len(objects) + 1) + key + b" >>\n"
    path.write_bytes(out + b"startxref\n%d\n%%%%EOF" % start)
    return path


def column(lines: list[str], x: float = 60, y: float = 700, size: float = 11) -> list[Text]:
    return [(x, y - 14 * index, size, line) for index, line in enumerate(lines)]


def read(path: Path, **options: Any) -> tuple[list[ArticleDraft], list[Refused], list[str]]:
    notes: list[str] = []
    found = list(read_articles([path], tell=notes.append, **options))
    drafts = [one for one in found if isinstance(one, ArticleDraft)]
    return drafts, [one for one in found if isinstance(one, Refused)], notes


def refusal(path: Path) -> str:
    drafts, (refused,), _ = read(path)
    assert not drafts
    return refused.reason


FIRST_SAID = (
    "Two men were killed on Tuesday when gunmen opened fire on a bus near the town of Djibo, a security source said, and a "
    "long-term curfew was imposed on the region."
)
SECOND_SAID = "The attackers fled on motorcycles towards the border and nobody has claimed the attack."


def test_lines_become_paragraphs_and_the_largest_is_the_title(tmp_path: Path):
    lines = [(60, 760, 20, "Gunmen attack bus"), *column(["Date: 2 June 2020"], y=730), *column(FIRST), *column(SECOND, y=640)]
    (draft,), refused, _ = read(write_pdf(tmp_path / "a.pdf", [lines], title="Microsoft Word - Dokument1"))
    assert not refused
    assert (draft.title, draft.date, draft.origin) == ("Gunmen attack bus", "2020-06-02", "a.pdf")
    assert draft.text == f"{FIRST_SAID}\n\n{SECOND_SAID}"


def test_no_day_of_the_file_is_taken_for_the_articles(tmp_path: Path):
    (draft,), _, _ = read(write_pdf(tmp_path / "a.pdf", [column(FIRST)]))
    assert draft.date is None
    assert draft.title == ""


def test_a_sentence_goes_on_over_pages_and_what_they_repeat_is_left_out_and_told(tmp_path: Path):
    pages: list[list[Text]] = []
    for number in range(1, 5):
        foot: list[Text] = [(60, 800, 9, f"Sahel News, 2 June 2020, page {number}"), (290, 30, 9, str(number))]
        pages.append([*foot, *column([f"The talks went on for a day, number {number}, without an end in", "sight."])])
    (draft,), _, notes = read(write_pdf(tmp_path / "a.pdf", pages))
    assert "Sahel News" not in draft.text
    assert draft.text.split("\n\n")[1] == "The talks went on for a day, number 2, without an end in sight."
    assert any("stands on every page: “Sahel News, 2 June 2020, page" in note for note in notes)
    (draft,), _, notes = read(write_pdf(tmp_path / "b.pdf", [column(FIRST[:2]), column([FIRST[2]])]))
    assert draft.text == FIRST_SAID
    assert not notes


def test_columns_are_read_one_after_the_other(tmp_path: Path):
    left, right = column(FIRST, size=8), column(SECOND, x=330, size=8)
    (draft,), _, _ = read(write_pdf(tmp_path / "a.pdf", [[*left, *right]]))
    assert draft.text == f"{FIRST_SAID}\n\n{SECOND_SAID}"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["A cease-", "fire held; the ceasefire was welcome."], "A ceasefire held; the ceasefire was welcome."),
        (["A well-", "known man; he is well-known there."], "A well-known man; he is well-known there."),
        (["The Anglo-", "French talks went on for hours today."], "The Anglo-French talks went on for hours today."),
        (["From 2019-", "2020 the war went on for months there."], "From 2019-2020 the war went on for months there."),
        (["警察が群衆に", "発砲した。"], "警察が群衆に発砲した。"),
        (["군인 두 명이", "숨졌다."], "군인 두 명이 숨졌다."),
        (["soft\xad", "ened words"], "softened words"),
    ],
)
def test_words_broken_at_a_lines_end_are_joined(lines: list[str], said: str):
    page = Page(595, 842, tuple(Line(text, 60, 700 - 14 * at, 300, 711 - 14 * at, 0) for at, text in enumerate(lines)))
    assert laid_out([page]).paragraphs == [said]


def test_endless_lines_and_paragraphs_take_no_time():
    before = process_time()
    # A footer that is nearly a page's number, and one sentence of words that were all broken.
    rows = [Line(f"{'word' * 10}-", 60, 700 - row / 100, 500, 711 - row / 100, 0) for row in range(20_000)]
    footers = [Line(run, 60, 10, 500, 21, 0) for run in ("1" + "." * 200_000 + "x", " " * 200_000 + "x")]
    laid = laid_out([Page(600, 800, (*rows, *footers))])
    assert process_time() - before < 5
    assert any("word" * 20 in paragraph for paragraph in laid.paragraphs)


@pytest.mark.parametrize("line", ["- 3 -", "Page 3 of 12", "3/12", "Seite 3", "стр. 3", "[12]", "3 / 12."])
def test_numbers_of_pages_are_no_text(line: str):
    text = Line("Four were killed.", 60, 400, 500, 411, 0)
    assert laid_out([Page(600, 800, (text, Line(line, 60, 10, 500, 21, 0)))]).paragraphs == ["Four were killed."]


def test_the_named_title_counts_where_it_stands_at_the_top():
    said = ["Clash in Djibo", FIRST_SAID]
    lines = tuple(Line(text, 60, 700 - 40 * at, 400, 711 - 40 * at, 0) for at, text in enumerate(said))
    laid = laid_out([Page(595, 842, lines)])
    assert headline(laid, "Clash in Djibo") == "Clash in Djibo"
    assert headline(laid, "Sahel News layout") == ""


def test_pages_without_text_are_told_and_a_pdf_of_them_is_refused(tmp_path: Path):
    (_,), _, notes = read(write_pdf(tmp_path / "a.pdf", [column(FIRST), []]))
    assert any("1 of 2 pages hold no text" in note for note in notes)
    assert "recognised (OCR)" in refusal(write_pdf(tmp_path / "b.pdf", [[], []]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"", "empty"),
        (b"no pdf", "not a PDF, or it is damaged"),
        (b"%PDF-1.4" + b"\0" * 999, "damaged"),
    ],
)
def test_what_is_no_pdf_is_refused(tmp_path: Path, content: bytes, said: str):
    (tmp_path / "a.pdf").write_bytes(content)
    assert said in refusal(tmp_path / "a.pdf")


def test_a_locked_pdf_is_refused(tmp_path: Path):
    assert "password" in refusal(write_pdf(tmp_path / "a.pdf", [column(FIRST)], locked=True))


def test_a_pdf_cut_in_half_does_not_come_in_by_half_without_a_word(tmp_path: Path):
    whole = write_pdf(tmp_path / "a.pdf", [column(FIRST)] * 6).read_bytes()
    for cut in range(200, len(whole), 400):
        (tmp_path / "b.pdf").write_bytes(whole[:cut])
        drafts, refused, notes = read(tmp_path / "b.pdf")
        assert refused or notes or drafts[0].text.count("Two men") == 6, cut


def test_too_many_pages_or_letters_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_pdf(tmp_path / "a.pdf", [column(FIRST)] * 3)
    drafts, (refused,), _ = read(path, limit=200)
    assert not drafts
    assert "more text" in refused.reason
    monkeypatch.setattr(reader, "PAGES_LIMIT", 2)
    assert "3 pages" in refusal(path)


# --- what PDFium may do to us ---------------------------------------------------------------------------------------

HEAD = 'print(\'{"pages": 2, "title": ""}\', flush=True)\n'


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A script in the place of the one that asks PDFium; and a PDF for it."""

    def put(code: str) -> Path:
        (tmp_path / "script.py").write_text(code)
        monkeypatch.setattr(reader, "_SCRIPT", tmp_path / "script.py")
        return write_pdf(tmp_path / "a.pdf", [column(FIRST)])

    return put


def test_a_pdf_that_hangs_is_given_up(script: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "SECONDS_A_PAGE", 1.0)
    assert "page 1 of this PDF takes more than 1 seconds" in refusal(script(HEAD + "import time\ntime.sleep(600)"))


def test_a_pdf_of_many_slow_pages_is_given_up(script: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "SECONDS_IN_ALL", 1.0)
    slow = """import time
print('{"pages": 1000, "title": ""}', flush=True)
while True:
    print('{"width": 600, "height": 800, "lines": []}', flush=True)
    time.sleep(0.1)"""
    assert "takes more than 0 minutes" in refusal(script(slow))


def test_a_pdf_that_crashes_its_reader_is_refused(script: Callable[[str], Path]):
    assert "page 1 of this PDF cannot be read" in refusal(script(HEAD + "import os\nos.abort()"))
    assert "damaged" in refusal(script("import os\nos.abort()"))
    assert "page 1" in refusal(script(HEAD + "print('{\"width\": 595, \"hei', end='', flush=True)"))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked for as POSIX does")
def test_cancelling_ends_the_process_beside(script: Callable[[str], Path], tmp_path: Path):
    class Cancelled(Exception):
        pass

    path = script(f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n{HEAD}time.sleep(600)")

    def progress(_done: int, _total: int) -> None:
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            raise Cancelled

    with pytest.raises(Cancelled):
        list(read_articles([path], progress=progress))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_modules_beside_the_article_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    (tmp_path / "pypdfium2.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    (draft,), _, _ = read(write_pdf(tmp_path / "a.pdf", [column(FIRST)]))
    assert draft.text == FIRST_SAID
