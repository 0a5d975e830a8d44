"""Packed files: zip archives of anything that is read, and one file packed with gzip.

Owns that nothing is unpacked but what was measured while it was, one file at a time, into a temporary folder that goes
with the reading; under no name that an archive gave. Must not know what is in them: that is read by its own kind.
"""

from __future__ import annotations

import gzip
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol, cast

from ...errors import ImportRefused
from ...project.articles import ArticleDraft, Refused
from .. import unpacking
from ..encodings import BLOCK, file_size
from ..format import Format
from ..unpacking import BROKEN, FREE, FREE_IN_ALL, RATIO, TooLarge, Unreadable, open_zip
from .cut_zip import FIRST, CutZip
from .kinds import Allowance, Asked, Packed
from .plain_text import SourceFile, is_litter, refused_file, shown
from .unpack_folder import unpack_folder

FORMAT = Format(
    "zip", "ZIP archive of anything that is read, or one file packed with gzip", True, False,
    "what the files in it hold, and their names", "files locked by a password, links (named)", "", kind="articles",
)  # fmt: skip
SUFFIXES = (".zip", ".gz")

DEPTH = 3
"""How deep archives may stand in one another."""
LEFT_ON_DISK = 256 << 20

_BY_LINES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson")
# Their readers take whole records and name the one that breaks off. Not .xml: it may be a page, of which half would come in.
_BY_RECORDS = (".rss", ".atom", ".rdf", ".nitf", ".newsml")
_SAFE_NAME = re.compile(r"\w[\w .-]{0,59}")
_SUFFIX = re.compile(r"(?:\.[A-Za-z0-9]{1,10}){1,2}$")
# Names that Windows keeps for itself.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\.|$)", re.I)
_GZIP = b"\x1f\x8b"


class _Stream(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class _TooMuch(Exception):
    """A file unpacks to more than files do that people write."""


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """A file from within: where it stands now, and whether it is the beginning of one only."""

    path: Path
    cut: bool = False


def read(file: SourceFile, asked: Asked) -> Iterator[ArticleDraft | Refused]:
    """Everything of all files within, in the order of their names, and by name what cannot be read."""
    size = file_size(file.path)
    if asked.packed.depth >= DEPTH:
        raise ImportRefused(f"archives in archives are read {DEPTH} deep; unpack this one first.")
    allowance = asked.packed.allowance or Allowance(FREE_IN_ALL + RATIO * size)
    asked = replace(
        asked, packed=Packed(asked.packed.depth + 1, allowance), kind="" if asked.kind == FORMAT.name else asked.kind
    )
    # What stands in an archive was unpacked to a folder already.
    with unpack_folder(file.path.parent if asked.packed.depth > 1 else None) as folder:
        with file.path.open("rb") as stream:
            head = stream.read(2)
        if file.suffix == ".gz" and head not in (_GZIP, b"PK"):
            raise ImportRefused("this is no file packed with gzip.")
        yield from _read_gzip(file, asked, folder) if head == _GZIP else _read_zip(file, asked, folder)


def _inside(file: SourceFile, asked: Asked, progress: Callable[[float], None]) -> Iterator[ArticleDraft | Refused]:
    """What one unpacked file holds. `progress` is told which part of it was read."""
    from .sources import read_file  # which knows this module by its name

    total = max(file_size(file.path), 1)
    own = replace(asked, progress=lambda done: progress(min(done / total, 1.0)))
    try:
        yield from read_file(file, own)
    except ImportRefused as refused:
        yield refused_file(file, refused)


def _unpack(source: _Stream, target: Path, packed: int, allowance: Allowance, progress: Callable[[], None]) -> _Unpacked:
    """Writes what a stream unpacks to, measured as it comes, whatever the archive says of it."""
    left = FREE + RATIO * packed
    cut = False
    try:
        with target.open("wb") as out:
            while not cut:
                try:
                    block = source.read1(BLOCK)  # `read` would lose what it has where the next bytes are broken
                except (EOFError, zlib.error, gzip.BadGzipFile):
                    block, cut = b"", True
                if not block:
                    break
                left -= len(block)
                allowance.left -= len(block)
                if left < 0 or allowance.left < 0:
                    raise _TooMuch
                out.write(block)
                if out.tell() % (16 * BLOCK) < len(block) and shutil.disk_usage(target.parent).free < LEFT_ON_DISK:
                    raise ImportRefused("there is no room on the disk to unpack it to.")
                progress()
    except OSError as error:
        raise ImportRefused(f"it cannot be unpacked ({error.strerror or error}).") from error
    return _Unpacked(target, cut)


def _safe_name(name: str) -> str:
    """A name for the file that no system takes for anything else; its ending is the member's own."""
    own = PurePosixPath(name).name
    if _SAFE_NAME.fullmatch(own) and not _RESERVED.match(own) and not own.endswith((".", " ")):
        return own
    found = _SUFFIX.search(own)
    return f"file{found[0] if found else ''}"


# --- one file packed with gzip --------------------------------------------------------------------------------------


def _read_gzip(file: SourceFile, asked: Asked, folder: Path) -> Iterator[ArticleDraft | Refused]:
    allowance = cast("Allowance", asked.packed.allowance)
    size = file_size(file.path)
    inner = file.path.name[:-3] if file.path.suffix.lower() == ".gz" else file.path.name
    with file.path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as stream:
        try:
            # Unpacking it is the first half.
            target = _unpack(stream, folder / _safe_name(inner), size, allowance,
                             lambda: asked.progress(raw.tell() // 2))  # fmt: skip
        except _TooMuch:
            raise ImportRefused("it unpacks to far more than any file of articles would; unpack it yourself.") from None
    member = SourceFile(target.path, file.name[:-3] if file.name.lower().endswith(".gz") else file.name)
    if target.cut:
        if member.suffix not in (*_BY_LINES, *_BY_RECORDS):
            raise ImportRefused("the file is cut off or damaged and cannot be unpacked whole.")
        what = "lines" if member.suffix in _BY_LINES else "records"
        if member.suffix in _BY_LINES:
            _drop_last_line(target.path)
        yield Refused(None, None, f"the file is cut off or damaged: only its first {what} could be unpacked.", file.name)
        if not target.path.stat().st_size:
            return
    yield from _inside(member, asked, lambda part: asked.progress(int(size * (1 + part) / 2)))


def _drop_last_line(path: Path) -> None:
    """Takes off what stands behind the last line end: half a line, which might pass for a whole one."""
    with path.open("r+b") as file:
        end = file.seek(0, 2)
        while end:
            start = max(0, end - BLOCK)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                file.truncate(start + found + 1)
                return
            end = start
        file.truncate(0)


# --- zip ------------------------------------------------------------------------------------------------------------


def _opened(file: SourceFile, asked: Asked) -> zipfile.ZipFile | CutZip:
    """The archive by its list of files, or where that is lost, by the files themselves."""
    with file.path.open("rb") as stream:
        begins = stream.read(len(FIRST)) == FIRST
    try:
        try:
            archive = open_zip(file.path)
            # The list at the end of an archive that was cut short may be that of an archive in it.
            if not begins or any(not one.header_offset for one in archive.infolist()):
                return archive
            archive.close()
        except TooLarge:
            raise
        except Unreadable:
            if not begins:
                raise
        return CutZip(file.path, lambda: asked.progress(0))
    except TooLarge as error:
        most = unpacking.MOST_FILES
        raise ImportRefused(f"the archive lists more than the {most:,} files that are read; divide it.") from error
    except (Unreadable, OSError) as error:
        raise ImportRefused("this is no ZIP archive, or it is damaged or cut off.") from error


def _read_zip(file: SourceFile, asked: Asked, folder: Path) -> Iterator[ArticleDraft | Refused]:
    with _opened(file, asked) as archive:
        if isinstance(archive, CutZip):
            yield Refused(None, None, _what_is_lost(archive), file.name)
        members = sorted((one for one in archive.infolist() if _is_meant(one)), key=lambda one: one.filename.split("/"))
        if not members and not isinstance(archive, CutZip):
            raise ImportRefused("the archive holds no files.")
        before, all_packed, size = 0, max(sum(one.compress_size for one in members), 1), file_size(file.path)

        def report(done: float) -> None:
            asked.progress(int(size * min(done / all_packed, 1.0)))

        for count, member in enumerate(members):
            yield from _Member(file, asked, archive, member, folder).read(before, report)
            before += member.compress_size
            report(before)
            if cast("Allowance", asked.packed.allowance).left < 0:
                if rest := len(members) - count - 1:
                    many = f"{rest:,} more files were" if rest > 1 else "1 more file was"
                    yield Refused(None, None, f"it unpacks to far more than articles would; {many} not read.", file.name)
                return


def _what_is_lost(archive: CutZip) -> str:
    count = sum(not one.is_dir() for one in archive.infolist())
    files = f"{count:,} files" if count != 1 else "1 file"
    if archive.list_begins:
        return f"its list of files is damaged or cut off; the {files} before it were looked for one by one."
    if not count:
        return "the archive breaks off or is damaged in its first file."
    return f"the archive breaks off or is damaged after {files}; what follows is lost."


def _is_meant(member: zipfile.ZipInfo) -> bool:
    """Whether somebody put the file there; programs that pack leave litter."""
    parts = _plain(member.filename).split("/")
    # A name that leads out of the archive is no litter, but named.
    return not member.is_dir() and not any(is_litter(part) for part in parts if part not in ("", ".", "..")) and (
        "__MACOSX" not in parts
    )  # fmt: skip


def _plain(name: str) -> str:
    return name.replace("\\", "/")


@dataclass(frozen=True, slots=True)
class _Member:
    """One file of an archive."""

    file: SourceFile
    asked: Asked
    archive: zipfile.ZipFile | CutZip
    info: zipfile.ZipInfo
    folder: Path

    @property
    def name(self) -> str:
        """How the person is told of it: as a file in a folder of the archive's name."""
        return f"{self.file.name}/{shown(_plain(self.info.filename))}"

    def refused(self, reason: str) -> Refused:
        return Refused(None, None, reason, self.name)

    def read(self, before: int, report: Callable[[float], None]) -> Iterator[ArticleDraft | Refused]:
        """What it holds. `before` bytes of the archive were read; `report` is told how many there are by now."""
        if reason := self.why_not():
            yield self.refused(reason)
            return
        target = self.folder / _safe_name(_plain(self.info.filename))
        try:
            try:
                self.unpack(target, lambda: report(before))
            except _TooMuch:
                yield self.refused("it unpacks to far more than any file of articles would.")
                return
            except ImportRefused as refused:
                yield self.refused(str(refused))
                return
            told = self.asked.tell
            # The archive's own name stands before what is told already.
            own = replace(self.asked, tell=lambda note: told(note.removeprefix(f"{self.file.name}/")))
            yield from _inside(SourceFile(target, self.name), own, lambda part: report(before + self.info.compress_size * part))
        finally:
            with suppress(OSError):
                target.unlink(missing_ok=True)

    def why_not(self) -> str:
        """Why it is not even unpacked; nothing where it is."""
        name = _plain(self.info.filename)
        if name.startswith("/") or re.match("[A-Za-z]:", name) or ".." in name.split("/"):
            return "its name leads out of the archive."
        if stat.S_ISLNK(self.info.external_attr >> 16):
            return "it is a link to another file."
        if self.info.flag_bits & 1:
            return "it is locked by a password; unpack the archive first."
        return ""

    def unpack(self, target: Path, progress: Callable[[], None]) -> None:
        allowance = cast("Allowance", self.asked.packed.allowance)
        try:
            with self.archive.open(self.info) as stream:
                cut = _unpack(cast("_Stream", stream), target, self.info.compress_size, allowance, progress).cut
        except BROKEN as error:
            raise ImportRefused("it is damaged, or packed in a way that is not read.") from error
        if cut:
            raise ImportRefused("it is damaged.")
