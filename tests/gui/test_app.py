"""Starting the window: pictures, the demo, refusals, and what happens when the program itself is wrong."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotator import settings
from annotator.gui import app
from annotator.gui.crash import MOST_KEPT, CrashWatch, report_of, write_report
from annotator.gui.crash_dialog import CrashDialog
from annotator.gui.window import Window
from annotator.project import Project, temporary_folder

SECRET = "Two men were shot in Kirkuk"


@pytest.fixture
def caught(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """Stands where pytest-qt listens for exceptions, so that a wanted one fails no test."""
    found: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: found.append(error))
    return found


@pytest.fixture
def watch(caught: list[BaseException]) -> Iterator[CrashWatch]:
    made = CrashWatch(lambda: None)
    yield made
    made.stop()
    if made.dialog is not None:
        made.dialog.close()


@contextmanager
def as_soon_as_open(deed: Callable[[Window], object]) -> Iterator[None]:
    """Does something in the window that `run` opens, then closes it."""

    def look() -> None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window) and one.isVisible()]
        if not windows:
            return
        timer.stop()
        try:
            deed(windows[0])
        finally:
            windows[0].close()
            QApplication.exit(0)

    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(look)
    timer.start()
    try:
        yield
    finally:
        # Where the window never came, this must not act on another test's.
        timer.stop()


def test_the_demo_picture_shows_the_sample_coded(qapp: QApplication, tmp_path: Path):
    picture = tmp_path / "pictures" / "demo.png"
    assert app.run(None, demo=True, picture=picture) == 0
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1366, 768)
    colors = {image.pixel(x, y) for x in range(0, 1366, 3) for y in range(0, 768, 3)}
    assert len(colors) > 50, "the picture is empty"
    assert not settings.data_folder().exists(), "the picture's project belongs to nobody"


def test_a_picture_has_the_size_asked_for(qapp: QApplication, tmp_path: Path):
    picture = tmp_path / "start.png"
    assert app.run(None, picture=picture, size=(1000, 700)) == 0
    assert QImage(str(picture)).size().toTuple() == (1000, 700)


def test_what_a_killed_program_left_goes_at_the_next_start(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(temporary_folder, "_STALE", 0.0)
    monkeypatch.setattr(app, "SETTLED", 0)
    left = tmp_path / "annotator-temporary-left"
    (left / "files").mkdir(parents=True)
    seen: list[bool] = []
    with as_soon_as_open(lambda _: seen.append(left.exists())):
        assert app.run(None) == 0
    assert seen == [False]


def test_a_picture_that_cannot_be_written_is_one_line(qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert app.run(None, picture=tmp_path) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_project_that_cannot_be_opened_gives_no_picture(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "letter.annotator"
    path.write_text("Dear all", encoding="utf-8")
    assert app.run(path, picture=tmp_path / "x.png") == 1
    assert "letter.annotator" in capsys.readouterr().err
    assert not (tmp_path / "x.png").exists()


def test_the_demo_keeps_the_work_done_in_it(qapp: QApplication):
    def add(window: Window) -> None:
        window.current().add_event(window.focus.article)

    counts: list[int] = []
    with as_soon_as_open(add):
        assert app.run(None, demo=True) == 0
    with as_soon_as_open(lambda window: counts.append(len(window.current().events(window.focus.article)))):
        assert app.run(None, demo=True) == 0
    assert counts == [1]


def test_closing_the_window_leaves_one_file_and_no_lock(qapp: QApplication, tmp_path: Path):
    path = tmp_path / "p.annotator"
    Project.create(path, "protest").close()
    hook = sys.excepthook
    with as_soon_as_open(lambda _window: None):
        assert app.run(path) == 0
    assert sys.excepthook is hook
    assert {one.name for one in tmp_path.iterdir()} - {"settings"} == {"p.annotator", "p.backups"}


# When the program itself is wrong --------------------------------------------------------------------------------------


def failing() -> None:
    """Fails while it holds an article's text."""
    text = SECRET
    raise ValueError(f"cannot place {text}")


def test_the_report_names_the_place_and_holds_no_text():
    def twice() -> None:
        try:
            failing()
        except ValueError as error:
            raise KeyError(SECRET) from error

    with pytest.raises(KeyError) as caught:
        twice()
    report = report_of(caught.value)
    assert "in failing" in report
    assert "ValueError" in report
    assert "KeyError" in report
    assert "Kirkuk" not in report
    assert "shot" not in report


def test_words_of_the_programs_own_are_kept():
    assert "no attribute 'take'" in report_of(AttributeError("'Reader' object has no attribute 'take'"))


def test_only_the_last_reports_are_kept(settings_folder: Path):
    kept = [write_report(f"{number}") for number in range(MOST_KEPT + 3)]
    there = sorted((settings_folder / "crashes").glob("*.txt"))
    assert len(there) == MOST_KEPT
    assert there[-1] == kept[-1]


def test_a_report_that_cannot_be_kept_is_let_go(settings_folder: Path):
    settings_folder.write_text("in the way", encoding="utf-8")
    assert write_report("x") is None


def test_an_error_in_a_slot_opens_the_window_once(qtbot: QtBot, watch: CrashWatch, caught: list[BaseException],
                                                  settings_folder: Path, capsys: pytest.CaptureFixture[str]):  # fmt: skip
    QTimer.singleShot(0, failing)
    QTimer.singleShot(0, failing)
    qtbot.waitUntil(lambda: len(caught) == 2 and watch.dialog is not None)
    assert watch.dialog is not None
    assert "in failing" in watch.dialog.report
    assert len(list((settings_folder / "crashes").glob("*.txt"))) == 2
    assert len([one for one in QApplication.topLevelWidgets() if isinstance(one, CrashDialog) and one.isVisible()]) == 1
    assert "Kirkuk" not in capsys.readouterr().err


def test_an_error_in_a_thread_comes_to_the_window(qtbot: QtBot, watch: CrashWatch, caught: list[BaseException],
                                                  capsys: pytest.CaptureFixture[str]):  # fmt: skip
    worker = threading.Thread(target=failing, name="worker-7")
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: watch.dialog is not None)
    assert watch.dialog is not None
    assert "worker-7" in watch.dialog.report


def test_the_buttons_copy_go_on_and_restart(qtbot: QtBot):
    restarts: list[int] = []
    dialog = CrashDialog("the report", None, lambda: restarts.append(1))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    button(dialog, "crash.copy").click()
    assert QGuiApplication.clipboard().text() == "the report"
    assert dialog.isVisible()
    button(dialog, "crash.go_on").click()
    assert not dialog.isVisible()
    assert restarts == []
    dialog.show()
    button(dialog, "crash.restart").click()
    assert restarts == [1]


def button(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    assert dialog.findChild(QDialogButtonBox) is not None
    return found


def test_restarting_gives_the_project_to_a_new_process(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    started: list[tuple[str, list[str]]] = []
    free: list[bool] = []

    def start(program: str, arguments: list[str]) -> bool:
        started.append((program, arguments))
        with Project.open(path) as project:
            free.append(not project.read_only)
        return True

    path = tmp_path / "p.annotator"
    Project.create(path, "protest").close()
    monkeypatch.setattr(QProcess, "startDetached", start)

    def crash(window: Window) -> None:
        app._restart(window)

    with as_soon_as_open(crash):
        app.run(path)
    assert started == [(sys.executable, ["-m", "annotator", str(path)])]
    assert free == [True]
