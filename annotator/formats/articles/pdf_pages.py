"""The lines of a PDF's pages and where they stand, given out by a program of its own.

Owns what is asked of PDFium. It is run as a script, so that a PDF which makes PDFium hang, crash or eat memory does so
beside Annotator and is stopped; so it imports nothing of the house. Must not know paragraphs.

    python -P pdf_pages.py FILE

writes one JSON object a line: first {"pages": 3, "title": "…"}, then for each page {"width", "height", "lines": [[text, left,
bottom, right, top], …], "cut": false}, in points from the lower left. {"refused": "locked" | "damaged"} stands instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

MEMORY_LIMIT = 1 << 30
PAGE_LIMIT = 200_000
"""The most characters of one page; more of them are no page of an article."""

Line = tuple[str, float, float, float, float]


def pages(path: str) -> Iterator[dict[str, Any]]:
    """The objects described above, one by one."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # PDFium's own words: "Incorrect password error", "Unsupported security scheme error".
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        yield {"refused": "locked" if locked else "damaged"}
        return
    with closing(document):
        title = ""
        with suppress(pypdfium2.PdfiumError, UnicodeDecodeError):
            title = document.get_metadata_value("Title")
        yield {"pages": len(document), "title": title}
        for number in range(len(document)):
            try:
                yield _page(document, number)
            except pypdfium2.PdfiumError:
                yield {"width": 0, "height": 0, "lines": [], "cut": False, "damaged": True}


def _page(document: Any, number: int) -> dict[str, Any]:
    page = document[number]
    try:
        width, height = page.get_size()
        text = page.get_textpage()
        try:
            count = text.count_chars()
            lines = list(_lines(text, min(count, PAGE_LIMIT)))
            return {"width": width, "height": height, "lines": lines, "cut": count > PAGE_LIMIT}
        finally:
            text.close()
    finally:
        page.close()


def _lines(text: Any, count: int) -> Iterator[Line]:
    """Characters as PDFium orders them, broken where it says that a line ends, and where the next one stands elsewhere."""
    from pypdfium2 import PdfiumError
    from pypdfium2 import raw as pdfium

    held: list[str] = []
    box: list[float] = []
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (10, 13):
            if held and box:
                yield "".join(held), box[0], box[1], box[2], box[3]
            held, box = [], []
            continue
        char = chr(code) if code else "\ufffd"
        if code not in (32, 160):
            try:
                left, bottom, right, top = text.get_charbox(index, loose=True)
            except PdfiumError:
                left = right = bottom = top = 0.0
            if right > left:
                if box and min(top, box[3]) - max(bottom, box[1]) < 0.3 * min(top - bottom, box[3] - box[1]):
                    yield "".join(held), box[0], box[1], box[2], box[3]
                    held, box = [], []
                box = box or [left, bottom, right, top]
                box = [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]
        held.append(char)
    if held and box:
        yield "".join(held), box[0], box[1], box[2], box[3]


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


if __name__ == "__main__":
    _bound_memory()
    try:
        for told in pages(sys.argv[1]):
            # ASCII alone, whatever the console's encoding is; half of a pair is written as it is.
            print(json.dumps(told), flush=True)
    except (MemoryError, OSError):
        print(json.dumps({"refused": "damaged"}), flush=True)
