"""Choosing files looks at names alone: what is open stays locked, and what is saved stays saved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QFileInfo, Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLineEdit, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from annotator.formats.sample import make_sample
from annotator.gui import file_dialogs
from annotator.project import Project

ROOT = Path(__file__).resolve().parents[2]
LOCKS = Path("/proc/locks")
needs_locks = pytest.mark.skipif(not LOCKS.exists(), reason="the system does not list its locks")


def locks(path: Path) -> int:
    """How many POSIX locks this process has on a file."""
    lines = [line.split() for line in LOCKS.read_text(encoding="ascii").splitlines()]
    ours = [line for line in lines if "POSIX" in line and str(os.getpid()) in line]
    return sum(1 for line in ours if any(part.endswith(f":{path.stat().st_ino}") for part in line))


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project that is open, in the folder where the program was started and where the last dialog was."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.txt").write_text("text", encoding="utf-8")
    (folder / "odd.thing").write_text("text", encoding="utf-8")
    monkeypatch.chdir(folder)
    with Project.create(folder / "p.annotator", "protest", coder="A") as project:
        project.database.value("SELECT count(*) FROM article")
        yield project.path


def listed(qtbot: QtBot, dialog: QDialog, name: str) -> dict[str, str]:
    """What a dialog shows once a file is there: the kinds by the names."""
    tree = dialog.findChild(QTreeView)
    assert tree is not None

    def rows() -> dict[str, str]:
        model, root = tree.model(), tree.rootIndex()
        return {
            str(model.index(row, 0, root).data()): str(model.index(row, 2, root).data()) for row in range(model.rowCount(root))
        }

    qtbot.waitUntil(lambda: name in rows())
    return rows()


@needs_locks
@pytest.mark.parametrize(
    "mode", [QFileDialog.FileMode.ExistingFiles, QFileDialog.FileMode.AnyFile, QFileDialog.FileMode.Directory]
)
def test_a_dialog_that_lists_the_open_project_leaves_its_locks(
    qtbot: QtBot, parent: QWidget, path: Path, mode: QFileDialog.FileMode
):
    beside = Path(f"{path}-shm")
    assert min(locks(path), locks(beside)) > 0
    for _ in range(2):  # the second one begins where the first one was
        dialog = file_dialogs.make(parent, "Files", path.parent, "All files (*)", mode)
        dialog.show()
        if mode == QFileDialog.FileMode.Directory:
            (path.parent / "folder").mkdir(exist_ok=True)
            listed(qtbot, dialog, "folder")
        else:
            shown = listed(qtbot, dialog, "odd.thing")
            assert {"p.annotator", "p.annotator-shm"} <= set(shown)
            dialog.selectFile(str(path))
            dialog.selectFile(str(beside))
        QApplication.processEvents()
        dialog.reject()
        dialog.deleteLater()
        assert min(locks(path), locks(beside)) > 0


def test_kinds_come_from_names(qapp: QApplication, tmp_path: Path):
    by_name = file_dialogs.ByName()
    (tmp_path / "page.html").write_bytes(b"%PDF-1.4")
    kinds = [by_name.type(QFileInfo(str(tmp_path / name))) for name in ("page.html", "README", "p.annotator", "")]
    assert kinds == ["HTML file", "File", "ANNOTATOR file", "Folder"]
    assert not by_name.icon(QFileInfo(str(tmp_path))).isNull()
    assert not by_name.icon(QFileInfo(str(tmp_path / "page.html"))).isNull()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system's own dialog is asked there")
def test_no_desktop_lists_files_in_this_process(parent: QWidget, tmp_path: Path):
    file_dialogs.make(parent, "Files", tmp_path, "", QFileDialog.FileMode.AnyFile)
    assert QCoreApplication.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


def answer(written: str, kind: int = 0, *, accept: bool = True) -> None:
    """Answers the dialog that comes: a name, and one of the kinds."""

    def do() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        assert dialog.windowTitle() == "Files"
        line, box = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QComboBox, "fileTypeCombo")
        assert line is not None
        assert box is not None
        if written:
            line.setText(written)
        if kind:
            box.setCurrentIndex(kind)
            box.activated.emit(kind)
        dialog.accept() if accept else dialog.reject()

    QTimer.singleShot(0, do)


def test_every_way_of_asking_gives_what_was_chosen(parent: QWidget, path: Path):
    folder, kinds = path.parent, "Tables (*.csv);;Pictures (*.png)"
    answer("a.txt")
    assert file_dialogs.open_file(parent, "Files", folder) == str(folder / "a.txt")
    answer("")
    assert file_dialogs.open_file(parent, "Files", folder / "odd.thing") == str(folder / "odd.thing"), "it is offered"
    answer('"a.txt" "odd.thing"')
    assert file_dialogs.open_files(parent, "Files", folder) == [str(folder / "a.txt"), str(folder / "odd.thing")]
    answer("")
    assert file_dialogs.save_file(parent, "Files", folder / "new.csv", kinds) == (str(folder / "new.csv"), "Tables (*.csv)")
    answer("picture", 1)
    assert file_dialogs.save_file(parent, "Files", folder / "new.csv", kinds) == (str(folder / "picture"), "Pictures (*.png)")
    answer("")
    assert file_dialogs.save_file(parent, "Files", folder / "a.txt", ask_over=False)[0] == str(folder / "a.txt")
    answer(str(folder))
    assert file_dialogs.open_folder(parent, "Files", folder) == str(folder)
    for ask, nothing in (
        (file_dialogs.open_file, ""), (file_dialogs.open_files, []), (file_dialogs.open_folder, ""),
        (file_dialogs.save_file, ("", "")),
    ):  # fmt: skip
        answer("a.txt", accept=False)
        assert ask(parent, "Files", folder) == nothing


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_is_saved_after_a_file_was_chosen_outlives_a_kill(tmp_path: Path):
    path = tmp_path / "sample.annotator"
    make_sample(path)
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    with Project.open(path) as project:
        before = int(project.database.value("SELECT count(*) FROM event WHERE removed = 0"))
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    child = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("chosen_and_killed.py")), str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        assert child.stdout.readline() == "listed\n"
        looked = subprocess.run(
            [sys.executable, "-m", "annotator", "check", str(path)], env=env, capture_output=True, check=False
        )
        assert looked.returncode in (0, 1), looked.stderr
        assert Path(f"{path}-wal").exists(), "the other one was not the last one"
        child.stdin.write("\n")
        child.stdin.flush()
        assert child.stdout.readline() == "saved\n"
        child.send_signal(signal.SIGKILL)
    with Project.open(path) as project:
        assert project.database.value("SELECT count(*) FROM event WHERE removed = 0") == before + 2
