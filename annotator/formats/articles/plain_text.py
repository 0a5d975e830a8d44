"""Plain text files as articles: one file, one article; a folder with all that is in it, in the order of names.

Owns which files of a folder are read and how a text file becomes an article. Must not know tables or JSON, nor SQL.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ... import held_files
from ...dates import Order
from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from ...spans import clean_text
from ..encodings import Decoded
from .headers import as_parts, read_headers

SUFFIXES = (".txt", ".text")
# What operating systems and spreadsheets leave in a folder; nobody put it there as an article.
_LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read; `name` is how the person is told of it. `ending` stands for the name's own where that is wrong."""

    path: Path
    name: str
    ending: str = ""

    @property
    def suffix(self) -> str:
        """The ending in small letters, with its dot: the last one, but `.warc.gz` is one."""
        if self.ending:
            return self.ending
        own = self.path.suffix.lower()
        return ".warc.gz" if own == ".gz" and self.path.name.lower().endswith(".warc.gz") else own


def shown(name: str) -> str:
    """A name as the person is told of it: what would break a line, or turn it round, stands as a sign of its own."""
    return "".join(one if one.isprintable() else "\ufffd" for one in name)


def source_files(paths: Iterable[Path]) -> Iterator[SourceFile | Refused]:
    """All files of a mix of files and folders: folders recursively in the order of names, a file named twice once.

    A project that is open here is refused where it is named, and passed over where it stands in a folder."""
    seen: set[Path] = set()
    for path in paths:
        path = Path(path)
        found = [SourceFile(path, shown(path.name))]
        if held_files.is_held(path):
            yield Refused(None, None, f"{held_files.BELONGS}; choose another file.", shown(path.name))
            continue
        if os.path.isdir(path):
            files, closed = _walk(path)
            # Named before the files, so that a look at the first of them knows of it.
            yield from (_closed_folder(error, path) for error in closed)
            found = [SourceFile(one, shown(one.relative_to(path).as_posix())) for one in files]
            if not found and not closed:
                yield Refused(None, None, "the folder holds no files.", shown(path.name))
        for file in found:
            real = Path(os.path.realpath(file.path))
            if real not in seen:
                seen.add(real)
                yield file


def _walk(folder: Path) -> tuple[list[Path], list[OSError]]:
    """The files in a folder and below it in the order of names, and why folders among them could not be opened."""
    found: list[Path] = []
    closed: list[OSError] = []
    # Links to folders are not followed: they may lead in a circle.
    for root, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in files if not is_litter(name)]
    found = [path for path in found if not _is_of_open_project(path)]
    return sorted(found, key=lambda path: path.relative_to(folder).parts), closed


def _closed_folder(error: OSError, folder: Path) -> Refused:
    path = Path(error.filename or folder)
    name = folder.name if path == folder else path.relative_to(folder).as_posix()
    reason = "may not be read by you" if isinstance(error, PermissionError) else f"cannot be read ({error.strerror or error})"
    return Refused(None, None, f"this folder {reason}.", shown(name))


def _is_of_open_project(path: Path) -> bool:
    return held_files.is_held(path) or (path.suffix == ".lock" and held_files.is_held(path.with_suffix("")))


def is_litter(name: str) -> bool:
    """Whether a file or folder of that name is left by a program, and no article."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def article_in(decoded: Decoded, file: SourceFile, order: Order | None = None) -> ArticleDraft | Refused:
    """The article in the text of a file: header lines as `headers` knows them are taken off, white space around it too."""
    text, _ = clean_text(decoded.text)
    headed = read_headers(text.lstrip("\ufeff"), order)
    if headed.problem:
        return Refused(None, "date", headed.problem, file.name)
    if not headed.text:
        return Refused(None, "text", "there is no text below the header lines.", file.name)
    return ArticleDraft(**as_parts(headed), origin=file.name)


def refused_file(file: SourceFile, error: ImportRefused) -> Refused:
    """A whole file as one refused entry; the sentence's own mention of the file is not said twice."""
    found = re.fullmatch(rf"{re.escape(file.path.name)}(?: row ([0-9]+))?: (.*)", str(error), re.DOTALL)
    if not found:
        return Refused(None, None, str(error), file.name)
    return Refused(int(found[1]) if found[1] else None, None, found[2], file.name)
