"""Files that would take all the time, memory or disk there is: pipes, endless elements, mails of nothing but parts."""

from __future__ import annotations

import os
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from annotator.errors import ImportRefused
from annotator.formats import safe_xml
from annotator.formats.articles.sources import SUFFIXES, preview, read_articles
from annotator.project import temporary_folder
from annotator.project.articles import ArticleDraft, Refused
from annotator.project.writer_lock import WriterLock


def read(path: Path) -> tuple[list[ArticleDraft], list[str]]:
    """What comes in, and why the rest does not."""
    found = list(read_articles([path]))
    drafts = [one for one in found if isinstance(one, ArticleDraft)]
    return drafts, [one.reason for one in found if isinstance(one, Refused)]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no place among files there")
@pytest.mark.parametrize("suffix", [*SUFFIXES, ".unknown", ""])
def test_a_pipe_among_files_is_not_waited_for(tmp_path: Path, suffix: str):
    os.mkfifo(tmp_path / f"pipe{suffix}")
    (tmp_path / "real.txt").write_text("Four were killed.", encoding="utf-8")
    drafts, (why,) = read(tmp_path)
    assert [one.text for one in drafts] == ["Four were killed."]
    assert "but a pipe or a device" in why or "are not read" in why
    with pytest.raises(ImportRefused):
        preview(tmp_path / f"pipe{suffix}")


# --- files that were unpacked ---------------------------------------------------------------------------------------


def test_what_a_killed_program_unpacked_goes_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "temporary"
    left, held, named = (place / f"annotator-temporary-{name}" for name in ("left", "held", "named"))
    for folder, name in ((left, "files"), (held, "files"), (named, "thesis")):
        (folder / name).mkdir(parents=True)
        (folder / name / "a.txt").write_text("texts", encoding="utf-8")
    monkeypatch.setattr(temporary_folder.tempfile, "tempdir", str(place))
    monkeypatch.setattr(temporary_folder, "_STALE", 0.0)
    inner = BytesIO()
    for target, name, content in ((inner, "a.txt", b"Four were killed."), (tmp_path / "a.zip", "b.zip", inner)):
        with zipfile.ZipFile(target, "w") as out:
            out.writestr(name, content if isinstance(content, bytes) else content.getvalue())
    other = WriterLock(held / "files")
    other.take()
    walk = read_articles([tmp_path / "a.zip"])
    assert isinstance(first := next(walk), ArticleDraft)
    assert first.text == "Four were killed."
    # One folder for all archives within one another.
    assert len(set(place.iterdir()) - {left, held, named}) == 1
    assert list(walk) == []
    other.release()
    # What others hold, or named like this, is theirs.
    assert set(place.iterdir()) == {held, named}


# --- XML of news agencies -------------------------------------------------------------------------------------------

ITEM = "<nitf><body><body.content><p>{}</p></body.content></body></nitf>"


def test_an_item_of_endless_elements_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(safe_xml, "MOST_AT_ONCE", 1_000)
    path = tmp_path / "a.xml"
    path.write_text(ITEM.format("Four were killed.</p><p>" * 2 + "<br/>" * 1_000), encoding="utf-8")
    assert read(path) == ([], ["one of its items has more than 1,000 elements."])


@pytest.mark.parametrize("between", ["", "<itemSet><other>" + "<p/>" * 40 + "</other></itemSet>"])
def test_many_items_are_read_whatever_stands_between_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: str):
    monkeypatch.setattr(safe_xml, "MOST_AT_ONCE", 100)
    item = (
        "<itemSet><newsItem><contentSet><inlineXML><html><body><p>Four.</p></body></html></inlineXML></contentSet></newsItem>"
    )
    path = tmp_path / "a.xml"
    path.write_text(f"<newsMessage>{(between + item + '</itemSet>') * 50}</newsMessage>", encoding="utf-8")
    drafts, refused = read(path)
    assert (len(drafts), refused) == (50, [])
