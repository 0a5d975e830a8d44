"""The manual on paper: pages with heads and numbers, numbers in the contents that are right, nothing cut off; by button and by
command."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from released_project import releasable

from annotator import __version__
from annotator.cli import run
from annotator.codebook.loading import find, load
from annotator.codebook.model import Codebook, in_language
from annotator.errors import ExportRefused, UsageError
from annotator.gui import file_dialogs
from annotator.gui.manual_pdf import A4, ManualText, Pages, manual_text, pdf_of, write_manual
from annotator.project import Project
from annotator.project.rulings import RulingDraft
from annotator.releases.options import ReleaseOptions
from annotator.releases.release import again, release

pytestmark = pytest.mark.usefixtures("qapp")
ROOT = Path(__file__).parent.parent.parent


def page_pictures(manual: ManualText, dots: int = 96) -> Iterator[QImage]:
    """A picture of every page, with so many dots an inch: painted as those of the PDF are."""
    size = (A4 * dots / 25.4).toSize()

    def sheet() -> QImage:
        made = QImage(size, QImage.Format.Format_RGB32)
        made.setDotsPerMeterX(round(dots / 0.0254))
        made.setDotsPerMeterY(round(dots / 0.0254))
        made.fill(Qt.GlobalColor.white)
        return made

    measure = sheet()
    pages = Pages(manual, measure)
    for number in range(1, pages.count + 1):
        made = sheet()
        painter = QPainter(made)
        pages.paint(painter, number)
        painter.end()
        yield made


def book(name: str) -> Codebook:
    return load(find(name))[0]


def laid_out(codebook: Codebook) -> tuple[Pages, QImage]:
    sheet = QImage(794, 1123, QImage.Format.Format_RGB32)
    sheet.setDotsPerMeterX(3780)
    sheet.setDotsPerMeterY(3780)
    return Pages(manual_text(codebook, project="Protests"), sheet), sheet


def dark(picture: QImage, where: QRect) -> int:
    """How many points of a part are not white."""
    part = picture.copy(where.intersected(picture.rect()))
    white = QColor("white").rgb()
    return sum(part.pixel(x, y) != white for y in range(part.height()) for x in range(part.width()))


@pytest.mark.parametrize("name", ["acled", "protest"])
def test_the_contents_name_the_page_each_part_begins_on(name: str):
    pages, _sheet = laid_out(book(name))
    lines = re.findall(r"^(.+)\u2003(\d+)\u2007*$", pages.document.toPlainText(), re.MULTILINE)
    height, layout = pages._body.height(), pages.document.documentLayout()  # pyright: ignore[reportPrivateUsage]
    heads: dict[str, list[int]] = {}
    block = pages.document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            page = int((layout.blockBoundingRect(block).center().y()) // height) + 1
            heads.setdefault(re.sub(r" [a-z0-9_]+$", "", block.text()), []).append(page)
        block = block.next()
    named = [(title, int(page)) for title, page in lines if title in heads]
    assert len(named) > 20
    for title, page in named:
        assert page in heads[title], f"{title} is said to be on {page} and stands on {heads[title]}"
    assert 10 < pages.count < 80


def test_no_head_stands_alone_at_the_foot_of_a_page():
    pages, _sheet = laid_out(book("acled"))
    height, layout = pages._body.height(), pages.document.documentLayout()  # pyright: ignore[reportPrivateUsage]
    block = pages.document.begin()
    while block.isValid():
        below = block.next().next()
        if block.blockFormat().headingLevel() and below.isValid() and below.blockFormat().headingLevel() != 2:
            where, further = layout.blockBoundingRect(block).center().y(), layout.blockBoundingRect(below).top() + 1
            assert where // height == further // height, f"{block.text()} stands alone"
        block = block.next()


def test_every_page_but_the_first_has_a_head_and_a_number_and_all_stays_inside():
    pictures = list(page_pictures(manual_text(book("protest"), project="Protests"), 60))
    for at, one in enumerate(pictures):
        width, high = one.width(), one.height()
        mm = width / 210
        head, foot = QRect(0, 0, width, round(21 * mm)), QRect(0, high - round(19 * mm), width, round(19 * mm))
        assert bool(dark(one, head)) is bool(at)
        assert bool(dark(one, foot)) is bool(at)
        for edge in (QRect(0, 0, round(14 * mm), high), QRect(width - round(15 * mm), 0, round(15 * mm), high)):
            assert not dark(one, edge)
        assert dark(one, QRect(0, round(22 * mm), width, round(60 * mm)))


def test_the_pdf_tells_title_and_maker_and_holds_no_dead_link():
    codebook = book("protest")
    made = pdf_of(manual_text(codebook))
    assert made.startswith(b"%PDF-")
    assert b"/URI" not in made
    counted = re.search(rb"/Count (\d+)", made)
    assert counted is not None
    assert int(counted[1]) == len(re.findall(rb"/Type /Page\n", made))
    assert abs(int(counted[1]) - len(list(page_pictures(manual_text(codebook), 96)))) <= 2  # letters are rounded there
    for words in (f"{in_language(codebook.title)}: Version {codebook.version}", f"Annotator {__version__}"):
        assert words.encode("utf-16-be") in made


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_the_words_of_a_pdf_can_be_found_rulings_and_other_scripts_included(tmp_path: Path, tiny_codebook: Path):
    with Project.create(tmp_path / "p.annotator", str(tiny_codebook), coder="L") as project:
        project.rulings.add(RulingDraft("Only the dead: قتيلان, 二人.", "n", "", "Do the wounded count?"))
        write_manual(project.codebook, project.rulings.all(), tmp_path / "m.pdf", project="Iraq <& more>")
    text = subprocess.run(["pdftotext", tmp_path / "m.pdf", "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Iraq <& more>", "Do the wounded count?", "Only the dead", "二人", "1 ", "Version"):
        assert words in text
    assert text.count("Index of codes") == 2  # in the contents and as a head, not at the foot of the page before


def test_a_project_is_not_written_over(tmp_path: Path, tiny_codebook: Path):
    path = tmp_path / "p.annotator"
    with Project.create(path, str(tiny_codebook), coder="L") as project:
        with pytest.raises(ExportRefused, match="project"):
            write_manual(project.codebook, [], path)
        with pytest.raises(ExportRefused, match="cannot be written"):
            write_manual(project.codebook, [], tmp_path / "no" / "m.pdf")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["p.annotator", "tiny.yaml"]


def test_the_place_of_the_codebook_saves_it_either_way(qtbot: QtBot, tmp_path: Path, tiny_codebook: Path,
                                                       monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    with Project.create(tmp_path / "p.annotator", str(tiny_codebook), coder="L") as project:
        project.rulings.add(RulingDraft("Only the dead.", "n"))
    hands = Hands(qtbot, tmp_path / "p.annotator")
    hands.press("Alt+4")
    offered: list[str] = []

    def answer(name: str, kind: str = "PDF, A4 (*.pdf)") -> None:
        def choose(*asked: object, **_: object) -> tuple[str, str]:
            offered.append(str(asked[2]))
            return str(tmp_path / name) if name else "", kind

        monkeypatch.setattr(file_dialogs, "save_file", choose)

    place = hands.window.built("codebook")
    button = place.findChild(QPushButton, "codebook.manual")
    assert button is not None
    answer("")
    button.setFocus()
    hands.press("Space")
    assert offered == [str(tmp_path / "p-manual.pdf")]
    for name, kind, made in (
        ("a.pdf", "", "a.pdf"), ("b", "Page of HTML (*.html)", "b.html"), ("c", "PDF, A4 (*.pdf)", "c.pdf"),
    ):  # fmt: skip
        answer(name, kind)
        hands.press("Ctrl+K")
        hands.type("save the codebook's manual")
        hands.press("Return")
        qtbot.waitUntil(lambda made=made: hands.said() == f"The manual stands in {made}.", timeout=20_000)
        content = (tmp_path / made).read_bytes()
        assert content.startswith(b"%PDF" if made.endswith("pdf") else b"<!DOCTYPE html>")
        assert made.endswith("pdf") or b"Only the dead." in content
    before = (tmp_path / "a.pdf").read_bytes()
    monkeypatch.setattr("annotator.gui.release_actions.may_write", lambda *_: False)
    answer("a.pdf")
    hands.window.actions_by_id["save_manual"].trigger()
    assert (tmp_path / "a.pdf").read_bytes() == before


def test_the_command_writes_either_form(tmp_path: Path, tiny_codebook: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "p.annotator"
    with Project.create(path, str(tiny_codebook), coder="L", name="Iraq") as project:
        project.rulings.add(RulingDraft("Only the dead.", "n"))
    for name, start in (("m.pdf", b"%PDF"), ("m.html", b"<!DOCTYPE")):
        assert run(["codebooks", str(path), "--manual", str(tmp_path / name)]) == 0
        assert f"The manual of tiny 1 stands in {tmp_path / name}, with 1 ruling." in capsys.readouterr().out
        assert (tmp_path / name).read_bytes().startswith(start)
    assert run(["codebooks", str(tiny_codebook), "--manual", str(tmp_path / "n.html")]) == 0
    assert "Only the dead." not in (tmp_path / "n.html").read_text("utf-8")
    for wrong, reason in (
        (["tiny", "--manual", str(tmp_path / "m.doc")], "not to m.doc"),
        (["--manual", str(tmp_path / "m.pdf")], "Name the codebook"),
        ([str(path), "--language", "en"], "Name the codebook"),
        ([str(path), "--manual", str(tmp_path / "m.pdf"), "--language", "fr"], "no texts in “fr”"),
        ([str(path), "--manual", str(tmp_path / "no" / "m.pdf")], "There is no folder"),
    ):
        assert run(["codebooks", *wrong]) == 2
        assert reason in capsys.readouterr().err


def test_a_release_from_the_command_line_has_it_beside_what_is_hashed(
    tmp_path: Path, tiny_codebook: Path, capsys: pytest.CaptureFixture[str]
):
    path = releasable(tmp_path / "p.annotator", str(tiny_codebook))
    assert run(["release", str(path), str(tmp_path / "one"), "--manual-pdf"]) == 0
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text("utf-8"))
    assert manifest["renderings"] == ["codebook/manual.pdf"]
    assert "codebook/manual.pdf" not in {one["name"] for one in manifest["files"]}
    assert (tmp_path / "one" / "codebook" / "manual.pdf").read_bytes().startswith(b"%PDF")
    assert run(["release", str(path), str(tmp_path / "again"), "--again", "1"]) == 0
    assert (tmp_path / "again" / "codebook" / "manual.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (tmp_path / "one" / "manifest.json").read_bytes()
    capsys.readouterr()


def test_without_texts_a_manual_on_pages_tells_no_ruling(tmp_path: Path, tiny_codebook: Path):
    told: list[int] = []
    with Project.open(releasable(tmp_path / "p.annotator", str(tiny_codebook))) as project:
        project.rulings.add(RulingDraft("As in “Two died in Kirkuk”.", "n"))
        for texts in ("none", "quotes"):
            options = ReleaseOptions(texts=texts, manual_pdf=True)
            release(project, tmp_path / texts, options, render=lambda _book, rulings, _to, _name: told.append(len(rulings)))
        with pytest.raises(UsageError, match="PDF"):
            release(project, tmp_path / "no", ReleaseOptions(manual_pdf=True))
        assert again(project, 1, tmp_path / "again").differs == {}
    assert told == [0, 1]
    assert not (tmp_path / "no").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_no_display_is_needed(tmp_path: Path):
    target = tmp_path / "m.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "codebooks", "protest", "--manual", str(target)], cwd=ROOT, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "xcb"}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert target.read_bytes().startswith(b"%PDF")
