"""No pattern and no reader takes more than seconds on tens of kB, whatever they are made of.

Every compiled pattern of the readers is found and run as its module runs it, on runs of what it may repeat and of what files
are made of. A pattern that can be matched in more than one way takes the square of that or far more, and holds the whole
program meanwhile. This module is the script of the process that does so, which is killed where it does not end.
"""

# ruff: noqa: E501
from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from re import _constants as sre  # pyright: ignore[reportAttributeAccessIssue]
from re import _parser as sre_parse  # pyright: ignore[reportAttributeAccessIssue]
from types import FrameType, ModuleType
from typing import Any, cast

import pytest

from annotator.errors import AnnotatorError
from annotator.formats import articles, codings
from annotator.formats.articles.sources import read_articles

ROOT = Path(__file__).resolve().parents[2]
SIZE, SECONDS, SECONDS_A_FILE, SECONDS_ALL = 20_000, 1.0, 3.0, 400
UNITS = (
    " ", "\n", "\t", "\r\n", " \n", "\xa0", "-", ".", "`", "*", "_", "~", "#", ">", "=", "|", "[", "]", "(", ")", "![", "[a](", "[^",
    "<", "<a ", "<!--", "-->", "<!---->", "<!-- --> ", "</rss>", "<br/>", "<p>", "<b>", "&", "&amp;", "&#", "\\", "\\[", "/", "{", "}",
    "{\\b ", "\\'", ":", ";", "a: ", ",", '"', "'", "a", "A", "1", "é", "a ", "a\n", "A1", "1 ", "1.", "**a ", "*a ", "- a\n", "> ", "a-\n",
    "| - ", "|-", "document", "1 of 1 ", "document 1 of 1 document", "--- \n", "Date: 1\n", "date ", "=20", "=\n", "%", "@", "+", "\x1e",
    "\x1f", "\x00", "http://", "data:a/", "<meta ", "charset=", "<?xml ", "<!DOCTYPE\n", "T1\t", "1 1;", "]]>", "<![CDATA[",
)  # fmt: skip
_USES = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")


class _TooLong(Exception):
    """Raised from within a pattern, which looks for signals now and then."""


def _limited(name: str, seconds: float, run: Callable[[], object]) -> str:
    """What is to be said of one run, if anything. Where there are no timers, the whole process is killed by its parent."""
    timer = getattr(signal, "setitimer", None)
    if timer:
        timer(signal.ITIMER_VIRTUAL, seconds)
    started = time.process_time()
    try:
        run()
    except _TooLong:
        return f"{name}: more than {seconds} s"
    finally:
        if timer:
            timer(signal.ITIMER_VIRTUAL, 0)
    took = time.process_time() - started
    return f"{name}: {took:.1f} s" if took > seconds else ""


# --- patterns -------------------------------------------------------------------------------------------------------


def modules() -> Iterator[ModuleType]:
    for package in (articles, codings):
        for found in pkgutil.iter_modules(package.__path__):
            yield import_module(f"{package.__name__}.{found.name}")


def patterns(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any], set[str]]]:
    """The patterns of a module, by name or line, and what is done with them."""
    calls = [
        (one, one.func)
        for one in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _USES
    ]
    uses: dict[str, set[str]] = {}
    for call, what in calls:
        if not isinstance(what.value, ast.Name):
            continue
        if what.value.id != "re":
            uses.setdefault(what.value.id, set()).add(what.attr)
            continue
        try:
            given = [eval(compile(ast.Expression(one), "", "eval"), vars(module)) for one in call.args[:1]]
        except NameError:
            # Made of what only the function knows.
            continue
        yield f"{module.__name__}:{call.lineno}", re.compile(given[0]), {what.attr}
    for name, value in vars(module).items():
        for one in cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,):
            if isinstance(one, re.Pattern):
                yield f"{module.__name__}.{name}", cast("re.Pattern[Any]", one), uses.get(name, {"search"})


def attacks(pattern: re.Pattern[Any]) -> set[str]:
    """For all that a pattern may repeat: what stands before it, many times that, and an end that does not fit."""
    source = pattern.pattern
    found: set[str] = set()
    _walk(sre_parse.parse(source, pattern.flags & ~re.DEBUG), "", found)
    return found


def _walk(tree: Any, before: str, found: set[str]) -> str:
    for op, given in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, inner = given
            if most > 20:
                for unit in _ways(inner):
                    for prefix in {before, before[-1:], ""}:
                        found.add(f"{prefix}{unit * (SIZE // max(1, len(unit)))}\x00")
                        found.add((prefix + unit) * (SIZE // max(1, len(prefix + unit))))
            _walk(inner, before, found)
            before += _example(inner) * max(1, min(least, 50))
        else:
            for inner in _inner(op, given):
                _walk(inner, before, found)
            before += _example([(op, given)])
    return before


def _inner(op: Any, given: Any) -> list[Any]:
    if op is sre.BRANCH:
        return given[1]
    if op is sre.SUBPATTERN:
        return [given[3]]
    if op is sre.ATOMIC_GROUP:
        return [given]
    return []


def _ways(tree: Any) -> set[str]:
    """Short texts that a part of a pattern matches, each of its alternatives once."""
    if len(tree) == 1:
        op, given = tree[0]
        if op is sre.IN:
            return set(_members(given)[:6])
        if inner := _inner(op, given):
            return {way for one in inner for way in _ways(one)}
    return {_example(tree)} - {""}


def _example(tree: Any) -> str:
    said = ""
    for op, given in tree:
        if op is sre.LITERAL:
            said += chr(given)
        elif op in (sre.ANY, sre.NOT_LITERAL):
            said += "x" if given != ord("x") else "y"
        elif op is sre.IN:
            said += _members(given)[0]
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            said += _example(given[2]) * max(1, min(given[0], 50))
        elif inner := _inner(op, given):
            said += _example(inner[0])
    return said


def _members(given: Any) -> list[str]:
    one = re.compile("[" + "".join(map(_written, given)) + "]")
    named = [chr(value) for op, value in given if op is sre.LITERAL] + [chr(value[0]) for op, value in given if op is sre.RANGE]
    return [char for char in dict.fromkeys([*"ax1 \n-._<>|é\t\xa0", *named]) if one.match(char)] or ["?"]


def _written(item: Any) -> str:
    op, value = item
    if op is sre.NEGATE:
        return "^"
    if op is sre.CATEGORY:
        names = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S", "NOT_WORD": r"\W"}
        return names[str(value).removeprefix("CATEGORY_").removeprefix("UNI_")]
    return re.escape(chr(value)) if op is sre.LITERAL else "-".join(re.escape(chr(end)) for end in value)


def run_patterns() -> Iterator[str]:
    seen: set[tuple[object, ...]] = set()
    for module in modules():
        for name, pattern, uses in patterns(module):
            if (pattern, *sorted(uses)) in seen:
                continue
            seen.add((pattern, *sorted(uses)))
            print(f"at {name}", flush=True)
            general = [f"{one * (SIZE // len(one))}{end}" for one in UNITS for end in ("", "x")]
            said = (_try(name, pattern, use, written) for written in (*general, *attacks(pattern)) for use in uses)
            # One is enough for each.
            yield from islice(filter(None, said), 1)


def _try(name: str, pattern: re.Pattern[Any], use: str, written: str) -> str:
    text: Any = written.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else written
    return _limited(f"{name}.{use} of {written[:40]!r}", SECONDS, lambda: _use(pattern, use, text))


def _use(pattern: re.Pattern[Any], use: str, text: Any) -> None:
    if use == "sub":
        pattern.sub(lambda _: text[:0], text)
    elif use == "finditer":
        for _ in pattern.finditer(text):
            pass
    else:
        getattr(pattern, use)(text)


# --- readers --------------------------------------------------------------------------------------------------------

_MAIL = "From: a@b.c\nSubject: S\nMIME-Version: 1.0\nContent-Type: {}\n\n{}\n"
_RSS = "<rss version='2.0'><channel><item><title>T</title><description>{}</description></item></channel></rss>"
_NITF = "<nitf><head><title>T</title></head><body><body.content><p>a{}</p></body.content></body></nitf>"
_DOCX = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
_ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:'
    'tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>{}</text:p></office:text></office:body>'
    "</office:document-content>"
)
FRAMES: dict[str, tuple[str, ...]] = {
    ".txt": ("{}x", "Title: a\n{}x", "x{}\n\nend of document"), ".md": ("{}x", "# {}x", "---\na: {}x\n---\ntext"),
    ".html": ("{}x", "<p>a{}x</p>", "<html><body><article><p>a</p><p>{}x</p></article></body></html>"),
    ".eml": ("{}x", _MAIL.format("text/plain", "{}x"), _MAIL.format("text/html", "{}x"), _MAIL.format("multipart/mixed; boundary={}", "a")),
    ".mhtml": ("{}x", _MAIL.format("multipart/related; boundary=b", "--b\nContent-Type: text/html\n\n{}x\n--b--")),
    ".rtf": ("{{\\rtf1 {}x}}", "{{\\rtf1 {{\\b {}x}}}}"), ".rss": ("{}x", _RSS, "{}" + _RSS.format("a"), _RSS.format("a") + "{}x",
    "<?xml version='1.0'?>{}" + _RSS.format("a"), "<rss>{}x"),
    ".xml": ("{}x", _NITF, "{}" + _NITF.format("a")), ".json": ("{}x", '[{{"text":"a{}x"}}]', '{{"a":{}x'), ".jsonl": ("{}x", '{{"text":"a{}x"}}'),
    ".csv": ("{}x", "text,title\n{}x,a\n"), ".warc": ("{}x", "WARC/1.0\r\n{}x"),
    ".docx": (_DOCX.format("<w:p><w:r><w:t>{}x</w:t></w:r></w:p>"),), ".odt": (_ODT,),
}  # fmt: skip


def write(path: Path, content: str) -> Path:
    if path.suffix not in (".docx", ".odt"):
        path.write_bytes(content.encode("utf-8", "replace"))
        return path
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if path.suffix == ".odt":
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml" if path.suffix == ".odt" else "word/document.xml", content)
    return path


def read_all(path: Path) -> None:
    with suppress(AnnotatorError):
        list(read_articles([path]))


def run_readers(ending: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        for frame in FRAMES[ending]:
            # What is loaded first is not the reader's own time.
            read_all(write(Path(folder, f"a{ending}"), frame.format("a")))
            for unit in UNITS:
                name = f"{ending}: {frame.format(unit)[:60]!r}"
                print(f"at {name}", flush=True)
                path = write(Path(folder, f"a{ending}"), frame.format(unit * (SIZE // len(unit))))
                if said := _limited(name, SECONDS_A_FILE, lambda: read_all(path)):  # noqa: B023
                    yield said


# --- tests ----------------------------------------------------------------------------------------------------------


def in_process(*asked: str) -> None:
    given = [sys.executable, __file__, *asked]
    try:
        done = subprocess.run(
            given,
            check=False,
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS_ALL,
        )
    except subprocess.TimeoutExpired as late:
        last = (late.stdout or b"").decode("utf-8", "replace").splitlines()
        pytest.fail(f"did not end; {last[-1] if last else 'nothing said'}")
    assert done.returncode == 0, done.stderr[-3000:]
    assert [line for line in done.stdout.splitlines() if not line.startswith("at ")] == []


def test_no_pattern_takes_long():
    in_process("patterns")


@pytest.mark.parametrize("ending", FRAMES)
def test_no_reader_takes_long(ending: str):
    in_process(ending)


def test_a_pattern_that_takes_long_is_found():
    """The two that this test was written for."""
    for hostile in (re.compile(r"\s*[\r\n]\s*"), re.compile(r"<(?:!--.{0,20}?-->\s*)*x", re.S)):
        written = [*attacks(hostile), *(one * SIZE for one in UNITS[:4])]
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGVTALRM, _stop)
            assert any(_limited("it", 0.5, lambda text=one, pattern=hostile: pattern.sub("", text)) for one in written)


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TooLong


if __name__ == "__main__":
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGVTALRM, _stop)
    for line in run_patterns() if sys.argv[1] == "patterns" else run_readers(sys.argv[1]):
        print(line, flush=True)
