"""PDFs with text as articles.

Owns how PDFium is asked, beside this program and with limits, and which PDFs are refused: locked ones, those that are
pictures of pages, those whose letters nobody can tell. Must not know layout, which `pdf_layout` does. A PDF's own dates are
those of the file and never the article's.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import IO, Any, cast

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ..encodings import file_size, megabytes
from ..format import Format
from . import downloads
from .kinds import Asked
from .office import believable_title
from .passages import one_line
from .pdf_layout import Laid, Line, Page, headline, laid_out
from .plain_text import SourceFile

FORMAT = Format(
    "pdf", "PDFs with text", True, False,
    "the text in its order, words broken at a line's end joined again; header lines at the top, the headline",
    "pictures, tables' lines, what is repeated on every page (told); a PDF of scanned pages has no text", kind="articles",
    incidents=False,
)  # fmt: skip
SUFFIXES = (".pdf",)
FILE_LIMIT = 1 << 30
PAGES_LIMIT = 2_000
SECONDS_A_PAGE = 30.0
"""How long one page may take; what takes longer is not an article."""
SECONDS_IN_ALL = 600.0
"""How long all pages may take. Two thousand pages of text take a minute."""
_TICK = 0.25
_SCRIPT = Path(__file__).with_name("pdf_pages.py")
_UNREADABLE_SHARE = 0.2


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """The article of a PDF, or the articles of a download of LexisNexis or Factiva."""
    size = file_size(file.path)
    if not size:
        raise ImportRefused("the file is empty.")
    if size > FILE_LIMIT:
        raise ImportRefused(f"{megabytes(size)} is more than the {megabytes(FILE_LIMIT)} that a PDF may measure.")
    title, pages, empty = _pages_of(file, size, asked)
    laid = laid_out(pages)
    _refuse_unreadable(laid, len(pages))
    if empty:
        asked.tell(f"{empty:,} of {len(pages):,} pages hold no text; they may be pictures.")
    if laid.repeated:
        asked.tell(f"Left out, for it stands on every page: {'; '.join(f'“{one[:60]}”' for one in laid.repeated)}.")
    heading = headline(laid, believable_title(one_line(title)))
    yield from downloads.articles_in(laid.paragraphs, ArticleDraft("", heading), file, asked)


def _refuse_unreadable(laid: Laid, pages: int) -> None:
    text = "".join(laid.paragraphs)
    if not any(map(str.isalnum, text)):
        what = "its pages are pictures" if pages > 1 else "its page is a picture"
        raise ImportRefused(f"there is no text in this PDF, {what}; have the text recognised (OCR) first.")
    unknown = sum(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn") for char in text)
    if unknown > _UNREADABLE_SHARE * len(text):
        raise ImportRefused(
            "the letters in this PDF cannot be told, its fonts do not say which they are; have the text recognised (OCR)."
        )


def _pages_of(file: SourceFile, size: int, asked: Asked) -> tuple[str, list[Page], int]:
    """The title a PDF names, its pages, and how many of them are empty."""
    done = [0]
    told = _told(file.path, lambda: asked.progress(done[0]))
    head = next(told, {"refused": "damaged"})
    if head.get("refused") == "locked":
        raise ImportRefused("this PDF is locked by a password; save it without one.")
    if "refused" in head:
        raise ImportRefused("this is not a PDF, or it is damaged.")
    count = int(head["pages"])
    if count > PAGES_LIMIT:
        raise ImportRefused(f"this PDF has {count:,} pages, more than the {PAGES_LIMIT:,} that are read.")
    pages: list[Page] = []
    length = 0
    for number, page in enumerate(told):
        if page.get("refused"):
            raise ImportRefused(f"page {number + 1} of this PDF needs more memory than it may have.")
        lines = tuple(Line(*cast("tuple[str, float, float, float, float]", tuple(one)), number) for one in page["lines"])
        length += sum(len(line.text) for line in lines)
        if page.get("cut") or length > asked.limit:
            raise ImportRefused("this PDF has more text than one article may.")
        pages.append(Page(page["width"], page["height"], lines))
        done[0] = size * (number + 1) // count
        asked.progress(done[0])
    if len(pages) < count:
        raise ImportRefused(f"page {len(pages) + 1} of this PDF cannot be read.")
    return str(head.get("title") or ""), pages, sum(not page.lines for page in pages)


def _told(path: Path, tick: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """What the script tells, one object at a time. It is stopped where a page takes too long, and where nobody listens.
    `tick` is called while it is waited for."""
    # -P: what lies in the folder of the script or of the person is no module.
    command = [sys.executable, "-P", str(_SCRIPT), str(path)]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    script = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=flags
    )
    assert script.stdout is not None
    lines: Queue[bytes] = Queue(maxsize=4)
    reader = Thread(target=_pass_on, args=(script.stdout, lines), daemon=True)
    reader.start()
    try:
        number = 0
        end = monotonic() + SECONDS_IN_ALL
        while line := _next_line(lines, number, end, tick):
            try:
                yield json.loads(line)
            except ValueError:
                return  # it was ended in the middle of a page
            number += 1
    finally:
        script.kill()
        # Whoever waits to pass on a line finds room for it.
        while reader.is_alive():
            with suppress(Empty):
                lines.get(timeout=0.02)
        reader.join()
        script.stdout.close()
        script.wait()


def _pass_on(stream: IO[bytes], lines: Queue[bytes]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(b"")


def _next_line(lines: Queue[bytes], number: int, end: float, tick: Callable[[], None]) -> bytes:
    until = monotonic() + SECONDS_A_PAGE
    while True:
        if monotonic() > end:
            raise ImportRefused(f"this PDF takes more than {SECONDS_IN_ALL / 60:.0f} minutes to read; divide it.")
        try:
            return lines.get(timeout=_TICK)
        except Empty:
            tick()
        if monotonic() > until:
            where = f"page {number} of this PDF" if number else "this PDF"
            raise ImportRefused(f"{where} takes more than {SECONDS_A_PAGE:.0f} seconds to read.")
