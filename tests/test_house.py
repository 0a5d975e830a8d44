"""The house's own rules: arrows, sizes, where Qt and SQL drivers may stand, and that the docs speak of what is there."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "annotator").rglob("*.py"))
WITHOUT_QT = [path for path in MODULES if "gui" not in path.parts]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_arrows_hold():
    """The import contract of pyproject.toml, on the tree as it stands here."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False, env=_environment(),
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}


_ZIPPED = ("archives.py", "cut_zip.py", "unpacking.py", "shared_folder.py")
"""Modules that ask entries of archives and listed folders, which know it."""


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_module_runs_away(path: Path):
    """500 lines are the most; a docstring says what the module owns."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 500, f"{_name(path)} has {text.count(chr(10))} lines; split it by noun"
    assert ast.get_docstring(ast.parse(text)), f"{_name(path)} does not say what it owns"


@pytest.mark.parametrize("path", WITHOUT_QT, ids=_name)
def test_only_the_window_knows_qt(path: Path):
    assert not re.search(r"^\s*(from|import) (PySide6|shiboken6)", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "sqlite_driver.py"], ids=_name)
def test_one_module_imports_a_driver(path: Path):
    """And only the project's database and the gazetteer, which never opens a project, take it from there."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(from|import) (py)?sqlite3", text, re.MULTILINE)
    if path.name != "database.py" and path.parent.name != "places":
        assert "sqlite_driver" not in text


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "messages.py"], ids=_name)
def test_only_messages_shows_message_boxes(path: Path):
    assert "QMessageBox" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "file_dialogs.py"], ids=_name)
def test_only_file_dialogs_asks_for_files(path: Path):
    """Qt's own dialogs and file models look into every file they list, and so drop SQLite's locks on the open project."""
    assert not re.search(r"QFileDialog|QFileSystemModel|FileIconProvider|QMimeDatabase", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in MODULES if path.name not in _ZIPPED], ids=_name)
def test_what_is_there_is_asked_of_the_system(path: Path):
    """`pathlib` raises where a folder may not be looked into, or a name is too long; `os.path` says that nothing is there, and
    whoever makes or opens it hears why not."""
    assert not re.search(r"\.(exists|is_file|is_dir|is_symlink|expanduser)\(\)", path.read_text(encoding="utf-8"))


def test_tests_answer_file_dialogs_at_their_door():
    """An answer in the toolkit's place would be heard by nobody, and the dialog would wait for ever."""
    asking = re.compile(r"QFileDialog\W+get(Open|Save|Existing)")
    assert not [path.name for path in (ROOT / "tests").rglob("*.py") if asking.search(path.read_text(encoding="utf-8"))]


def test_the_core_runs_without_qt():
    """Importing all that is not the window brings no Qt."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in WITHOUT_QT if path.name != "__main__.py"]
    code = f"import sys, importlib\nfor n in {names!r}: importlib.import_module(n.removesuffix('.__init__'))\n"
    code += "assert not [m for m in sys.modules if m.startswith('PySide6')]"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_nothing_of_acled_stands_in_python():
    """The scheme lives in its YAML file alone."""
    facts = re.compile(r"Violence against civilians|Peaceful protest|event_id_cnty|civilian_targeting|assoc_actor")
    for path in MODULES:
        assert not facts.search(path.read_text(encoding="utf-8")), _name(path)


def test_every_command_is_documented():
    from annotator.cli import annotator

    guide = (ROOT / "docs" / "guide" / "command-line.md").read_text(encoding="utf-8")
    for name, command in annotator.commands.items():
        if not command.hidden:
            assert f"annotator {name}" in guide, f"docs/guide/command-line.md does not speak of {name}"
            assert "Example" in (command.help or ""), f"{name} --help shows no example"


def test_the_first_frame_waits_for_neither_engine_nor_command_line():
    """What the start page imports is what everybody waits for."""
    script = (
        "import sys, annotator.__main__, annotator.door, annotator.gui.app\n"
        "dear = ('pydantic', 'click', 'yaml', 'sqlite_utils', 'numpy', 'polars', 'annotator.project', 'annotator.codebook')\n"
        "print([name for name in dear if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
