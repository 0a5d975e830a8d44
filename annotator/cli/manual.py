"""`codebooks NAME|PROJECT --manual FILE`: the codebook as a manual for people, as a page or as a PDF."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import UsageError
from .codebook_guide import codebook_of
from .parts import reading, say


def write_manual(name: str, target: Path, language: str, as_json: bool) -> None:
    """Writes the manual of a shipped codebook, a file or a project, with its rulings; the file's ending says which form."""
    kind = target.suffix.lower()
    if kind not in (".html", ".htm", ".pdf"):
        raise UsageError(f"A manual is written to FILE.html or FILE.pdf, not to {target.name}.")
    if not os.path.isdir(target.resolve().parent):
        raise UsageError(f"There is no folder {target.parent}.")
    book, rulings = codebook_of(name)
    if language and language not in book.languages:
        raise UsageError(f"{book.name} has no texts in “{language}”; its languages: {', '.join(book.languages)}.")
    project = _title(name)
    if kind == ".pdf":
        from ..door import print_manual

        print_manual(book, rulings, target, language=language, project=project)
    else:
        from ..codebook.compiled import fingerprint
        from ..codebook.manual import manual_html
        from ..writing import save_text

        save_text(target, manual_html(book, rulings, language, fingerprint=fingerprint(book), project=project))
    told = {"manual": str(target), "name": book.name, "version": book.version, "rulings": len(rulings)}
    say(as_json, told, f"The manual of {book.name} {book.version} stands in {target}{_ruled(len(rulings))}.")


def _title(name: str) -> str:
    if not name.endswith(".annotator"):
        return ""
    with reading(Path(name)) as project:
        return project.about()["name"]


def _ruled(rulings: int) -> str:
    return f", with {rulings} ruling{'s' if rulings != 1 else ''}" if rulings else ""
