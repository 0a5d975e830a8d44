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
from annotator.formats.articles import document, feeds, nitf, office, rtf
from annotator.formats.articles.sources import SUFFIXES, preview, read_articles
from annotator.formats.safe_xml import NoXml, parse, walk
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


def test_items_without_end_are_refused_and_those_before_come_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(safe_xml, "MOST_WORK", 10_000)
    path = tmp_path / "a.xml"
    item = "<newsItem><contentSet><inlineXML><p>Four.</p></inlineXML></contentSet></newsItem>"
    path.write_text(f"<newsMessage>{item}{'<newsItem/>' * 9_000}</newsMessage>", encoding="utf-8")
    drafts, refused = read(path)
    assert (len(drafts), refused) == (1, ["the file has more elements, or deeper ones, than agencies write."])
    path.write_text(ITEM.format("<p>" * 150 + "Four." + "<p/>" * 100 + "</p>" * 150), encoding="utf-8")
    assert read(path) == ([], ["the file has more elements, or deeper ones, than agencies write."])
    monkeypatch.setattr(nitf, "_ITEM_COSTS", 0)
    monkeypatch.setattr(safe_xml, "MOST_WORK", 100_000)
    assert len(read(path)[0]) == 1


# --- documents ------------------------------------------------------------------------------------------------------


def docx(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>')
    return path


def odt(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        out.writestr("content.xml", f'<o:content xmlns:o="o" xmlns:text="t"><o:text>{body}</o:text></o:content>')
    return path


PIECES = "the document has more pieces, or deeper ones, than people write."


def test_a_document_costs_no_more_than_its_pieces_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(office, "MOST_PIECES", 500)
    monkeypatch.setattr(safe_xml, "MOST_WORK", 5_000)
    for count, deep, good in ((100, 1, True), (600, 1, False), (100, 100, False)):
        word = docx(tmp_path / "a.docx", "<w:sdt>" * deep + "<w:p><w:t>Four.</w:t></w:p>" * count + "</w:sdt>" * deep)
        other = odt(tmp_path / "a.odt", "<text:section>" * deep + "<text:p>Four.</text:p>" * count + "</text:section>" * deep)
        for path in (word, other):
            drafts, refused = read(path)
            assert (len(drafts), refused) == ((1, []) if good else (0, [PIECES]))


def test_blanks_that_are_counted_take_no_room(tmp_path: Path):
    ((draft,), refused) = read(odt(tmp_path / "a.odt", '<text:p>Four<text:s text:c="1000000000"/>were killed.</text:p>'))
    assert (draft.text, refused) == ("Four were killed.", [])


def test_a_document_of_endless_text_is_refused_before_it_is_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(document, "TEXT_LIMIT", 1_000)
    monkeypatch.setattr(document.Written, "facts", property(lambda _: pytest.fail("it was looked through")))
    (tmp_path / "a.rtf").write_text("{\\rtf1 " + "Four were killed.\\par " * 60 + "{\\b Four}\\par }", encoding="ascii")
    docx(tmp_path / "a.docx", "<w:p><w:t>Four were killed.</w:t></w:p>" * 60)
    odt(tmp_path / "a.odt", "<text:p>Four were killed.</text:p>" * 60)
    drafts, refused = read(tmp_path)
    assert (drafts, refused) == ([], ["it has more than 1,000 characters, which no article and no download has."] * 3)


def test_an_rtf_of_endless_commands_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rtf, "MOST_TOKENS", 1_000)
    for many, good in ((100, True), (1_000, False)):
        (tmp_path / "a.rtf").write_text("{\\rtf1 Four." + "\\b" * many + "}", encoding="ascii")
        drafts, refused = read(tmp_path / "a.rtf")
        assert len(drafts) == good
        assert refused == ([] if good else ["this RTF document has more than 1,000 words, signs and commands."])


# --- tags -----------------------------------------------------------------------------------------------------------


def test_a_feed_of_endless_tags_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "MOST_TAGS", 200)
    entry = "<item><description>{}</description></item>"
    path = tmp_path / "a.rss"
    for said, good in ((f"<![CDATA[{'<b>Four</b> ' * 200}]]>", True), ("<b>Four</b> " * 200, False)):
        path.write_text(f"<rss version='2.0'><channel>{entry.format(said)}</channel></rss>", encoding="utf-8")
        drafts, refused = read(path)
        assert len(drafts) == good
        assert refused == ([] if good else ["the feed has more than 200 tags; divide it."])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_tag_of_endless_attributes_is_not_laid_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str):
    monkeypatch.setattr(safe_xml, "MOST_SIGNS", 100)
    # A sign that holds the bytes of another one begins no tag.
    many = " ".join(f'a{number}="\u3c00\u013c"' for number in range(101))
    few = "<b c='1'/>" * 200
    for data, good in ((f"<a>{few}{'=' * 90}</a>", True), (f"<a>{'=' * 90}<b {many}/></a>", False)):
        written = f"<?xml version='1.0'?>{data}".encode(encoding)
        for reading in (parse, lambda one: list(walk(one, "end"))):
            if good:
                reading(written)
            else:
                with pytest.raises(NoXml, match="far too many attributes"):
                    reading(written)
    path = tmp_path / "a.rss"
    path.write_text(f"<rss><channel><item {many.encode('ascii', 'replace').decode()}/></channel></rss>", encoding="utf-8")
    assert read(path) == ([], ["the feed is no XML that can be read: one of its tags has far too many attributes."])
