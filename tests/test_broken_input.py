"""Broken input through the command line: one sentence, and everything as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from annotator.cli import run
from annotator.project import Project
from annotator.project.articles import ArticleDraft

ROOT = Path(__file__).resolve().parents[1]
GOOD = "text,date\nTwo died in Kirkuk.,2020-06-02\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def desk(project: Project) -> Path:
    """A closed project with one article."""
    project.articles.add([ArticleDraft("Saved before.", date="2020-06-01")])
    project.search.catch_up()
    project.close()
    return project.path


def state(path: Path) -> list[object]:
    """What stands in a project: articles, operations and changes."""
    with Project.open(path, read_only=True) as opened:
        db = opened.database
        return [db.all(f"SELECT * FROM {table}") for table in ("article", "operation", "change", "event", "events", "project")]


def contents(folder: Path) -> dict[str, bytes]:
    """All files, byte for byte. No project of the folder may be open here."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def one_line(capsys: Capture, code: int, *words: str) -> str:
    """Runs a command that must fail; gives the one line it says on stderr."""
    capsys.readouterr()
    assert run(list(words)) == code
    told = capsys.readouterr()
    assert told.err.count("\n") == 1, told.err
    assert told.err.startswith("annotator: ")
    assert "Traceback" not in told.err
    return told.err


# --- articles -------------------------------------------------------------------------------------------------------


def formulas(path: Path) -> None:
    """A workbook whose formulas were never worked out."""
    import zipfile

    whole = path.with_suffix(".whole")
    with xlsxwriter.Workbook(str(whole)) as book:
        sheet = book.add_worksheet("s")
        sheet.write_row(0, 0, ["text", "date"])
        sheet.write_formula(1, 0, '="a"&"b"', None, 77)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>77</v>", b""))
    whole.unlink()


BROKEN: dict[str, bytes | Callable[[Path], None]] = {
    "empty.csv": b"",
    "blank.txt": b" \n\t\n",
    "binary.txt": bytes(range(256)) * 100,
    "binary.csv": b"\0\1\2\3" * 1000,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "pdf.csv": b"%PDF-1.7 and more",
    "cut.json": b'[{"text": "Two died", "date": "2020-',
    "deep.json": b"[" * 200_000,
    "cut.xlsx": b"PK\x03\x04 cut off",
    "doubles.csv": b"text,date,text\na,2020-06-02,b\n",
    "no-text.csv": b"alpha,beta\n1,2\n",
    "only-header.jsonl": b"[]\n",
    "ragged.csv": b"text,date\nTwo died\n",
    "dates.csv": b"text,date\nTwo died,someday\n",
    "ambiguous.csv": b"text,date\nTwo died,03/04/2020\n",
    "unclosed.csv": b'text,date\n"Two died,2020-06-02\n' + b"x,y\n" * 5_000_000,
    "formulas.xlsx": formulas,
    "unknown.pdf": b"%PDF",
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("good_rows", [False, True])
def test_broken_articles_are_refused_by_name(desk: Path, tmp_path: Path, capsys: Capture, name: str, good_rows: bool):
    source = tmp_path / "in" / name
    source.parent.mkdir()
    content = BROKEN[name]
    source.write_bytes(content) if isinstance(content, bytes) else content(source)
    before = state(desk)
    code = run(["import", str(desk), str(source), "--json", *(["--good-rows"] if good_rows else [])])
    told = capsys.readouterr()
    assert told.err == ""
    answer = json.loads(told.out)
    assert code == 1, "where nothing is there, known or new, good rows are no success"
    assert answer["added"] == 0
    assert len(answer["refused"]) == 1
    assert answer["refused"][0]["file"] == name
    assert "\n" not in answer["refused"][0]["reason"]
    assert len(answer["refused"][0]["reason"]) < 400
    assert state(desk) == before


def test_one_bad_row_keeps_all_out_unless_good_rows_are_asked_for(desk: Path, tmp_path: Path, capsys: Capture):
    source = tmp_path / "a.csv"
    source.write_text(GOOD + "Three died.,someday\n", encoding="utf-8")
    before = state(desk)
    assert run(["import", str(desk), str(source)]) == 1
    assert "a.csv row 3, column date" in capsys.readouterr().out
    assert state(desk) == before
    assert run(["import", str(desk), str(source), "--good-rows"]) == 0
    assert len(state(desk)[0]) == 2  # type: ignore[arg-type]
    assert run(["import", str(desk), str(source), "--good-rows"]) == 0, "what is known is there"


def test_a_wrong_encoding_is_told_and_never_breaks(desk: Path, tmp_path: Path, capsys: Capture):
    source = tmp_path / "a.csv"
    source.write_bytes(GOOD.encode() + "Été à Ouagadougou, dispersés.".encode("cp1252").replace(b",", b" ") + b",2020-06-02\n")
    assert run(["import", str(desk), str(source)]) == 0
    with Project.open(desk, read_only=True) as opened:
        article = opened.articles.by_number(3)
    assert article is not None
    assert article.text == "Été à Ouagadougou  dispersés."


@pytest.mark.long
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.txt"])
def test_a_line_of_200_mb_is_refused_in_little_memory(desk: Path, tmp_path: Path, name: str):
    source = tmp_path / name
    with source.open("wb") as file:
        file.write(b"text,date\n" if name == "a.csv" else b'{"text": "' if name != "a.txt" else b"")
        for _ in range(200):
            file.write(b"x" * 1_000_000)
    before = state(desk)
    code = (
        "import re, sys\nfrom pathlib import Path\nfrom annotator.cli import run\n"
        f"code = run(['import', {str(desk)!r}, {str(source)!r}])\n"
        # Not getrusage: its peak counts the process this one was started from.
        "status = Path('/proc/self/status')\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', status.read_text())[1] if status.exists() else '0'\n"
        "print(int(peak) // 1024, file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.returncode == 1
    assert "0 added, 0 already in, 1 refused" in done.stdout
    assert name == "a.json" or int(done.stderr.split()[-1]) < 400, "megabytes"
    assert state(desk) == before


# --- codebooks ------------------------------------------------------------------------------------------------------

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "empty": "",
    "no mapping": "- a\n- b\n",
    "alias bomb": BOMB,
    "endless alias": "a: &a [*a]\n",
    "python object": "annotator_codebook: 1\nname: !!python/object/apply:os.system ['echo x']\n",
    "python name": "name: !!python/name:os.system\n",
    "deep": "[" * 5_000,
    "deep mapping": "".join(" " * n + f"k{n}:\n" for n in range(2_000)),
    "huge number": "annotator_codebook: " + "9" * 5_000 + "\n",
    "infinite number": "annotator_codebook: 1\nname: x\nversion: 9.0e999\n",
    "binary": "\x01\x02\x03",
    "tab": "a:\n\t- b\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "mapping as key": "? {a: b}\n: c\n",
    "twice": "name: a\nname: b\n",
    "undefined alias": "name: *nowhere\n",
    "half": "annotator_codebook: 1\nname: [a, b\n",
    "too new": "annotator_codebook: 2\nname: x\nsections: []\n",
    "unknown key": "annotator_codebook: 1\nname: x\nsectoins: []\n",
    "large": "# " + "x" * 5_100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_codebooks_are_refused_and_no_project_is_made(tmp_path: Path, capsys: Capture, name: str):
    book = tmp_path / "book.yaml"
    book.write_text(HOSTILE[name], encoding="utf-8")
    before = contents(tmp_path)
    told = one_line(capsys, 1, "new", str(tmp_path / "p.annotator"), "--codebook", str(book))
    assert told.startswith("annotator: book.yaml")
    assert len(told) < 1_500
    assert contents(tmp_path) == before


# --- projects -------------------------------------------------------------------------------------------------------

COMMANDS = (
    ["verify"], ["check"], ["search", "x"], ["backup"], ["coders"], ["import", "article.txt"],
    ["export", "out.csv", "--format", "csv"], ["purge", "--words", "x", "--reason", "y"],
)  # fmt: skip


def text_file(path: Path) -> None:
    path.write_text("I am a letter.\n" * 1000, encoding="utf-8")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def missing(path: Path) -> None:
    path.unlink()


def by_sql(path: Path, sql: str) -> None:
    code = "try:\n    import pysqlite3 as s\nexcept ImportError:\n    import sqlite3 as s\n"
    code += f"s.connect({str(path)!r}).execute({sql!r})"
    subprocess.run([sys.executable, "-c", code], check=True)


def future(path: Path) -> None:
    by_sql(path, "PRAGMA user_version = 9")


def changed_schema(path: Path) -> None:
    by_sql(path, "CREATE TABLE mine (a)")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("fault", [text_file, cut_off, missing, future, changed_schema])
def test_what_is_no_project_is_one_sentence_from_every_command(
    desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, fault: Callable[[Path], None], command: list[str]
):
    monkeypatch.chdir(desk.parent)
    (desk.parent / "article.txt").write_text("A text.", encoding="utf-8")
    fault(desk)
    before = contents(desk.parent)
    told = one_line(capsys, 1, command[0], desk.name, *command[1:])
    assert "p.annotator" in told
    assert contents(desk.parent) == before


def test_a_project_that_may_not_be_written_is_told(desk: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch):
    article = desk.parent / "article.txt"
    article.write_text("A text.", encoding="utf-8")
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and may(path, mode))
    before = contents(desk.parent)
    assert "may not be written here" in one_line(capsys, 1, "import", str(desk), str(article))
    assert run(["search", str(desk), "saved"]) == 0
    assert "Saved" not in capsys.readouterr().err
    assert contents(desk.parent) == before


@pytest.mark.skipif(sys.platform != "linux", reason="a place where nobody may write")
def test_places_that_take_nothing(desk: Path, capsys: Capture):
    before = contents(desk.parent)
    one_line(capsys, 1, "new", "/proc/p.annotator", "--codebook", "acled")
    one_line(capsys, 1, "export", str(desk), "/proc/out.csv", "--format", "csv")
    one_line(capsys, 1, "export", str(desk), "/nowhere/out.csv", "--format", "csv")
    assert contents(desk.parent) == before


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
sys.dont_write_bytecode = True
from annotator.cli import run
sys.exit(run({words!r}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits")
@pytest.mark.parametrize("command", ["import", "new", "backup", "export"])
def test_a_disk_that_takes_no_more(desk: Path, command: str):
    """Each file may grow to the limit and not beyond, as on a full disk."""
    source = desk.parent / "a.jsonl"
    source.write_text("".join(json.dumps({"text": f"{n} " + "x" * 2_000}) + "\n" for n in range(2_000)), encoding="utf-8")
    words = {
        "import": ["import", str(desk), str(source)],
        "new": ["new", str(desk.parent / "q.annotator")],
        "backup": ["backup", str(desk)],
        "export": ["export", str(desk), str(desk.parent / "out.jsonl"), "--format", "jsonl"],
    }[command]
    if command == "export":
        with Project.open(desk) as opened:
            opened.articles.add([ArticleDraft("y" * 3_000_000)])
            coding = opened.codings.begin(ArticleDraft("y" * 3_000_000).uid, opened.coder.uid)
            opened.events.add(coding.uid, {"event_date": "2020-06-02", "type": "B", "country": "Iraq"})
            opened.finish(coding.uid)
    before, files = state(desk), sorted(contents(desk.parent))
    size = 1_000_000 if command in ("import", "export") else 40_000
    done = subprocess.run([sys.executable, "-c", LIMITED.format(size=size, words=words)], capture_output=True, text=True,
                          check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert state(desk) == before
    left = [name for name in contents(desk.parent) if name not in files]
    assert left == [], left
