"""Feeds, news agencies' XML, web archives, packed files, ODS and Parquet as articles."""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from annotator.cli import run
from annotator.formats.articles.sources import SUFFIXES, format_names, preview, read_articles
from annotator.project import Project
from annotator.project.articles import ArticleDraft, Refused

PARAGRAPHS = ("Two men were killed on Tuesday when gunmen attacked a checkpoint near Kirkuk, police said.",
              "Three others were hurt. 🔥 العربية 火灾")  # fmt: skip
TEXT = "\n\n".join(PARAGRAPHS)
XHTML = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)


def read(*paths: Path, **options: Any) -> tuple[list[ArticleDraft], list[Refused], list[str]]:
    told: list[str] = []
    found = list(read_articles(list(paths), tell=told.append, **options))
    drafts = [one for one in found if isinstance(one, ArticleDraft)]
    return drafts, [one for one in found if isinstance(one, Refused)], told


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- feeds ----------------------------------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Kirkuk Now &amp; Then</title><language>en-us</language>
<item><title>Two die &amp;amp; three hurt</title><link>https://x.org/a?b=1&amp;c=2</link><guid isPermaLink="false">g1</guid>
<pubDate>Tue, 02 Jun 2020 23:30:00 -0500</pubDate><dc:creator>A Reporter</dc:creator><category>war</category>
<description>Short &lt;b&gt;one&lt;/b&gt;</description><content:encoded><![CDATA[{XHTML}<script>x()</script><img
 src="http://127.0.0.1:9/x.png">]]></content:encoded></item>
<item><title>Two</title><description>Only a summary</description></item>
<item><title>Three</title><description></description></item>
<item><title>Four</title><pubDate>someday</pubDate><description>x</description></item>
"""
RSS_END = "</channel></rss>"


def test_an_entry_has_its_whole_text_and_its_own_day(tmp_path: Path):
    drafts, refused, told = read(write(tmp_path, "a.rss", RSS + RSS_END))
    first, second = drafts
    assert (first.text, first.title, first.date) == (TEXT, "Two die & three hurt", "2020-06-02")
    assert (first.url, first.external_id, first.language) == ("https://x.org/a?b=1&c=2", "g1", "en-us")
    assert (first.source, first.origin) == ("Kirkuk Now & Then", "a.rss row 1")
    assert first.extra == {"summary": "Short one", "author": "A Reporter", "tags": ["war"]}
    assert (second.text, second.date) == ("Only a summary", None)
    assert [(one.row, one.column) for one in refused] == [(3, "text"), (4, "date")]
    assert told == ["a.rss: The feed has no more than a summary of 1 of 4 entries."]


ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Feed</title><entry>
<title type="html">A &amp;lt; B</title><id>urn:1</id><link href="https://x.org/1"/><updated>2020-06-03T10:00:00Z</updated>
<published>2020-06-02T10:00:00Z</published><source><title>AFP</title></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{XHTML}</div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>An RDF feed</title></channel>
<item rdf:about="https://x.org/1"><title>T</title><link>https://x.org/1</link><dc:date>2020-06-02T10:00:00Z</dc:date>
<description>Two died.</description></item></rdf:RDF>"""


def test_atom_and_rss_1_are_feeds_even_as_xml(tmp_path: Path):
    (atom,), _, _ = read(write(tmp_path, "a.xml", ATOM))
    assert (atom.text, atom.title, atom.date, atom.source) == (TEXT, "A < B", "2020-06-02", "AFP")
    assert (atom.language, atom.url, atom.external_id) == ("fr", "https://x.org/1", "urn:1")
    (rdf,), _, _ = read(write(tmp_path, "a.rdf", RDF))
    assert (rdf.text, rdf.title, rdf.date, rdf.source) == ("Two died.", "T", "2020-06-02", "An RDF feed")


def test_a_feed_that_breaks_off_keeps_its_last_entry_out(tmp_path: Path):
    drafts, refused, _ = read(write(tmp_path, "a.rss", RSS))
    assert len(drafts) == 2
    assert str(refused[0]) == "a.rss row 4: the feed is cut off in or behind this entry."


def test_a_feed_that_is_not_well_formed_is_read_and_told(tmp_path: Path):
    _, refused, told = read(write(tmp_path, "a.rss", RSS.replace("Only a", "Only <i>R&D a") + RSS_END))
    assert [one.row for one in refused] == [3, 4]
    assert "a.rss: The feed is not well-formed XML; it was read as well as it can be." in told


# --- news agencies' XML ---------------------------------------------------------------------------------------------

NITF = f"""<nitf xml:lang="en"><head><title>In the head</title><docdata><date.issue norm="20200602T103000Z"/>
<doc-id id-string="AP-77"/><doc.copyright holder="AP"/><key-list><keyword key="unrest"/></key-list></docdata>
<pubdata name="The Daily" date.publication="20200603" ex-ref="https://x.org/77"/></head><body><body.head>
<hedline><hl1>Two die in  clash</hl1><hl2>Police &eacute;tat</hl2></hedline><byline>By A. Reporter</byline>
<dateline><location>KIRKUK, <country>Iraq</country></location><story.date norm="20200602">June 2</story.date></dateline>
<abstract><p>Short.</p></abstract></body.head><body.content><media media-type="image"><media-caption>A photo</media-caption>
</media><block>{XHTML}</block></body.content></body></nitf>"""
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf-3-4.dtd">'
PLAIN_NITF = NITF.replace("&eacute;", "é")


def test_nitf_has_its_dateline_in_the_text_and_the_rest_beside_it(tmp_path: Path):
    (draft,), refused, _ = read(write(tmp_path, "a.nitf", DOCTYPE + NITF))
    assert not refused
    assert draft.text == f"KIRKUK, Iraq\n\n{TEXT}"
    assert (draft.title, draft.date, draft.source) == ("Two die in clash", "2020-06-02", "The Daily")
    assert (draft.url, draft.external_id, draft.language) == ("https://x.org/77", "AP-77", "en")
    assert draft.extra == {"subtitle": "Police état", "byline": "By A. Reporter", "abstract": "Short.", "keywords": ["unrest"]}


def test_a_dateline_the_text_begins_with_is_not_said_twice(tmp_path: Path):
    written = PLAIN_NITF.replace("<p>Two men", "<p>KIRKUK, Iraq (AP) — Two men")
    (draft,), _, _ = read(write(tmp_path, "a.nitf", written))
    assert draft.text.startswith("KIRKUK, Iraq (AP) — Two men")


def test_an_archive_that_gives_the_lead_twice_gives_it_once(tmp_path: Path):
    lead = f'<block class="lead_paragraph"><p>{PARAGRAPHS[0]}</p></block><block class="full_text">'
    (draft,), _, _ = read(write(tmp_path, "a.xml", PLAIN_NITF.replace("<block>", lead)))
    assert draft.text == f"KIRKUK, Iraq\n\n{TEXT}"


NEWSML = f"""<NewsML><NewsEnvelope><DateAndTime>20200602T000000Z</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="en"><Identification><NewsIdentifier><ProviderId>afp.com</ProviderId><DateId>20200602</DateId>
<PublicIdentifier>urn:newsml:afp.com:1</PublicIdentifier></NewsIdentifier></Identification><NewsComponent><NewsLines>
<HeadLine>Two die</HeadLine><ByLine>A R</ByLine><DateLine>Kirkuk, June 2</DateLine></NewsLines><AdministrativeMetadata>
<Provider><Party FormalName="AFP"/></Provider></AdministrativeMetadata><NewsComponent><DescriptiveMetadata>
<Language FormalName="fr"/></DescriptiveMetadata><ContentItem><DataContent>{XHTML}</DataContent></ContentItem></NewsComponent>
<NewsComponent><ContentItem Href="photo.jpg"/></NewsComponent></NewsComponent></NewsItem>
<NewsItem><NewsComponent><ContentItem Href="x.jpg"/></NewsComponent></NewsItem>
<NewsItem><NewsComponent EquivalentsList="yes"><NewsComponent><ContentItem><DataContent>{PLAIN_NITF}</DataContent></ContentItem>
</NewsComponent><NewsComponent><ContentItem><DataContent><html><body><p>The same</p></body></html></DataContent></ContentItem>
</NewsComponent></NewsComponent></NewsItem></NewsML>"""


def test_newsml_1_has_an_article_an_item_and_passes_over_pictures(tmp_path: Path):
    (own, nitf), refused, told = read(write(tmp_path, "a.newsml", NEWSML))
    assert not refused
    assert own.text == f"Kirkuk, June 2\n\n{TEXT}"
    assert (own.title, own.date, own.source, own.language) == ("Two die", "2020-06-02", "AFP", "fr")
    assert (own.external_id, own.origin) == ("urn:newsml:afp.com:1", "a.newsml row 1")
    assert nitf.text == f"KIRKUK, Iraq\n\n{TEXT}"
    assert (nitf.title, nitf.origin) == ("Two die in clash", "a.newsml row 3")
    assert told == ["a.newsml: 1 of 3 items hold no text, such as pictures, and were passed over."]


G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>
<newsItem guid="tag:1" xml:lang="en-GB"><itemMeta><provider literal="r"><name>Reuters</name></provider>
<versionCreated>2020-06-03T10:00:00Z</versionCreated></itemMeta><contentMeta><contentCreated>2020-06-02T22:00:00Z</contentCreated>
<headline>Two die</headline><by>By A. R.</by><language tag="en"/></contentMeta><contentSet>
<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head><body>{XHTML}</body></html></inlineXML>
</contentSet></newsItem><packageItem guid="p"/><newsItem guid="tag:2"><contentMeta/><contentSet><inlineXML>{
    PLAIN_NITF.replace("<nitf", '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"')
}</inlineXML></contentSet></newsItem></itemSet></newsMessage>"""


def test_newsml_g2_has_xhtml_or_nitf_inline(tmp_path: Path):
    (page, nitf), refused, _ = read(write(tmp_path, "a.xml", G2))
    assert not refused
    assert (page.text, page.title, page.date, page.source) == (TEXT, "Two die", "2020-06-02", "Reuters")
    assert (page.external_id, page.language, page.extra) == ("tag:1", "en", {"byline": "By A. R."})
    assert (nitf.text, nitf.date, nitf.external_id) == (f"KIRKUK, Iraq\n\n{TEXT}", "2020-06-02", "tag:2")


def test_of_a_message_cut_short_the_whole_items_come_in(tmp_path: Path):
    drafts, refused, _ = read(write(tmp_path, "a.xml", G2[:-300]))
    assert [one.external_id for one in drafts] == ["tag:1"]
    assert "is cut off or no XML behind its item 1" in refused[0].reason


def test_other_xml_is_named_by_its_outermost_element(tmp_path: Path):
    _, refused, _ = read(write(tmp_path, "a.xml", "<TEI><text/></TEI>"))
    assert str(refused[0]) == "a.xml: this XML is none of NITF, NewsML, RSS and Atom; its outermost element is “tei”."


# --- web archives ---------------------------------------------------------------------------------------------------

PAGE = f"<html><head><title>A clash</title></head><body><article><h1>A clash</h1>{XHTML}{XHTML}</article></body></html>"


def record(kind: str, url: str, block: bytes, media: str = "application/http; msgtype=response") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-06-05T10:00:00Z\r\n"
    return f"{head}Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def response(
    body: bytes | str, url: str = "https://x.org/a", status: str = "200 OK", media: str = "text/html; charset=utf-8",
    headers: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    body = body if isinstance(body, bytes) else body.encode()
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    head = f"HTTP/1.1 {status}\r\n{f'Content-Type: {media}{chr(13)}{chr(10)}' if media else ''}{lines}\r\n"
    return record("response", url, head.encode() + body)


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def test_pages_of_a_web_archive_come_in_and_the_rest_is_counted(tmp_path: Path):
    arabic = "خبر عن اشتباكات في كركوك قتل فيها رجلان " * 10
    records = [
        record("warcinfo", "", b"software: x\r\n", "application/warc-fields"),
        response(PAGE),
        response("", "https://x.org/old", "301 Moved Permanently", headers={"Location": "https://x.org/a"}),
        response("gone", "https://x.org/gone", "404 Not Found"),
        response(b"\x89PNG", "https://x.org/p.png", media="image/png"),
        response("User-agent: *", "https://x.org/robots.txt", media="text/plain"),
        record("revisit", "https://x.org/a", b""),
        record("request", "https://x.org/a", b"GET /a HTTP/1.1\r\n\r\n"),
        response(chunked(gzip.compress(PAGE.encode())), "https://x.org/b",
                 headers={"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
        response(zlib.compress(PAGE.encode())[2:-4], "https://x.org/c", headers={"Content-Encoding": "deflate"}),
        response(f"<html><body><p>{arabic}</p></body></html>".encode("cp1256"), "https://x.org/d",
                 media="text/html; charset=windows-1256"),
        record("conversion", "https://x.org/e", TEXT.encode(), "text/plain"),
        response("<html><body></body></html>", "https://x.org/empty"),
        response("x", "https://x.org/br", headers={"Content-Encoding": "br"}),
    ]  # fmt: skip
    plain = write(tmp_path, "a.warc", b"".join(records))
    drafts, refused, told = read(plain)
    assert [one.url for one in drafts] == [f"https://x.org/{name}" for name in "abcde"]
    assert drafts[0].text.startswith(TEXT)
    assert (drafts[0].title, drafts[0].date, drafts[0].origin) == ("A clash", None, "a.warc row 2")
    assert drafts[0].extra["fetched"] == "2020-06-05T10:00:00Z"
    assert drafts[1].text == drafts[2].text == drafts[0].text
    assert drafts[3].text == arabic.strip()
    assert drafts[4].text == TEXT
    assert [(one.row, one.reason.partition(": ")[0]) for one in refused] == [
        (13, "https://x.org/empty"),
        (14, "https://x.org/br"),
    ]
    assert told == [
        "a.warc: Of 14 records were passed over: 2 that are no pages, such as pictures, 1 redirect, 1 repeat of a page, "
        "1 answer without the page that was asked for."
    ]
    # Packed a record each, as crawlers write, and packed as a whole, as people do.
    for name, packed in (("b", b"".join(map(gzip.compress, records))), ("c", gzip.compress(b"".join(records)))):
        again, _, _ = read(write(tmp_path, f"{name}.warc.gz", packed))
        assert [one.uid for one in again] == [one.uid for one in drafts]


SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "warc"


@pytest.mark.skipif(not SHARED.exists(), reason="real web archives are not here")
def test_real_web_archives_are_read():
    for name in ("example.warc", "example.warc.gz", "example-iana.org-chunked.warc"):
        (draft,), refused, _ = read(SHARED / name)
        assert not refused
        assert len(draft.text) > 100
        assert draft.url.startswith("http")


# --- packed files ---------------------------------------------------------------------------------------------------


def packed(path: Path, members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_files_in_an_archive_are_read_by_their_own_kinds(tmp_path: Path, method: int):
    inner = packed(tmp_path / "in.zip", {"deep.txt": "Deep."}).read_bytes()
    path = packed(tmp_path / "a.zip", {
        "b/Text.txt": f"date 2020-06-02 A clash\n\n{TEXT}", "c.csv": "Body,date\nOne,2020-06-02\nTwo,someday\n",
        "d.jsonl": '{"text": "x"}\n{"text": "y"}\n', "e.csv.gz": gzip.compress(b"text\nThree\n"), "f.rss": RSS + RSS_END,
        "in.zip": inner, "page.html": PAGE, "__MACOSX/._c.csv": "x", "sub/.DS_Store": "x", "con.txt": "Kept.",
        "新闻/文.txt": TEXT, "q.png": b"\x89PNG",
    }, method)  # fmt: skip
    drafts, refused, told = read(path, mapping={"text": "Body"})
    assert [one.origin for one in drafts] == [
        "a.zip/b/Text.txt", "a.zip/c.csv row 2", "a.zip/con.txt", "a.zip/d.jsonl row 1", "a.zip/d.jsonl row 2",
        "a.zip/e.csv row 2", "a.zip/f.rss row 1", "a.zip/f.rss row 2", "a.zip/in.zip/deep.txt", "a.zip/page.html",
        "a.zip/新闻/文.txt",
    ]  # fmt: skip
    assert (drafts[0].title, drafts[0].date, drafts[0].text) == ("A clash", "2020-06-02", TEXT)
    assert [str(one).partition(":")[0] for one in refused] == [
        "a.zip/c.csv row 3, column date", "a.zip/f.rss row 3, column text", "a.zip/f.rss row 4, column date", "a.zip/q.png",
    ]  # fmt: skip
    assert told == [
        "a.zip: d.jsonl: There is no column “Body”; its own columns were taken by their names.",
        "a.zip: e.csv.gz: a.zip/e.csv: There is no column “Body”; its own columns were taken by their names.",
        "a.zip: f.rss: The feed has no more than a summary of 1 of 4 entries.",
    ]
    assert len(read(path)[0]) == 11, "columns are guessed in each table by itself"


def test_one_file_packed_by_itself_is_read(tmp_path: Path):
    drafts, refused, _ = read(write(tmp_path, "a.csv.gz", gzip.compress(b"text,date\nOne,2020-06-02\n")))
    assert not refused
    assert [(one.text, one.origin) for one in drafts] == [("One", "a.csv row 2")]
    (draft,), _, _ = read(write(tmp_path, "b.jsonl.gz", gzip.compress(b'{"text": "x"}\n')))
    assert draft.origin == "b.jsonl row 1"


def test_a_preview_looks_into_an_archive(tmp_path: Path):
    seen = preview(packed(tmp_path / "a.zip", {f"{name}.txt": name for name in "abc"}), rows=2)
    assert [row["text"] for row in seen.rows] == ["a", "b"]
    assert [row["file"] for row in seen.rows] == ["a.zip/a.txt", "a.zip/b.txt"]


# --- ODS and Parquet ------------------------------------------------------------------------------------------------

ODS_NAMES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def ods(path: Path, rows: str, content: str = "") -> Path:
    """A workbook of an empty sheet and one of these rows, as LibreOffice writes it."""
    table = f'<table:table table:name="Empty"/><table:table table:name="Data">{rows}</table:table>'
    whole = f"""<?xml version="1.0"?><office:document-content {ODS_NAMES} office:version="1.3"><office:body>
        <office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed(path, {"mimetype": kind, "content.xml": content or whole, "META-INF/manifest.xml": manifest})


def row(*cells: str, repeated: int = 1) -> str:
    inner = "".join(cell if cell.startswith("<") else CELL.format(cell) for cell in cells)
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}</table:table-row>'


DAY = '<table:table-cell office:value-type="date" office:date-value="2020-06-02"><text:p>06/02/20</text:p></table:table-cell>'
BARE = '<table:table-cell table:formula="of:=FOO()"/>'


def test_a_sheet_of_ods_is_a_table(tmp_path: Path):
    layout = row("<table:table-cell table:number-columns-repeated='16384'/>", repeated=1_048_570)
    rows = row("<table:table-cell/>", repeated=2) + row("text", "date") + row("One 🔥", DAY) + row("Two", BARE) + layout
    path = ods(tmp_path / "a.ods", rows)
    drafts, refused, told = read(path)
    assert [(one.text, one.date, one.origin) for one in drafts] == [("One 🔥", "2020-06-02", "a.ods row 4")]
    assert [one.row for one in refused] == [5]
    assert "B5 is a formula without a stored value" in refused[0].reason
    assert told == ["a.ods: Sheet “Data” of Empty, Data."]
    assert preview(path).sheets == ("Empty", "Data")


def test_records_of_parquet_are_flattened_and_days_are_days(tmp_path: Path):
    import polars

    path = tmp_path / "a[1].parquet"
    polars.DataFrame({
        "text": ["One", "Two 🔥 العربية", None], "meta": [{"source": "AP", "deep": {"x": 1}}, None, None],
        "date": [date(2020, 6, 2), None, None], "at": [datetime(2020, 6, 2, 3), None, None], "tags": [["a", "b"], [], None],
        "raw": [b"abc", b"\xff", None],
    }).write_parquet(path)  # fmt: skip
    (one, two), refused, _ = read(path)
    assert (one.text, one.date, one.source, one.origin) == ("One", "2020-06-02", "AP", "a[1].parquet row 1")
    assert one.extra == {"meta.deep.x": 1, "at": "2020-06-02T03:00:00", "tags": ["a", "b"], "raw": "abc"}
    assert (two.text, two.date, two.extra) == ("Two 🔥 العربية", None, {"tags": []})
    assert [str(one) for one in refused] == ["a[1].parquet row 3, column text: the text is empty."]
    assert preview(path).columns == ("text", "meta.source", "meta.deep.x", "date", "at", "tags", "raw")


def test_many_rows_of_parquet_come_in_pieces_and_in_order(tmp_path: Path):
    import polars

    path = tmp_path / "a.parquet"
    polars.DataFrame({"text": [f"text {number}" for number in range(10_000)]}).write_parquet(path, row_group_size=3_000)
    drafts, refused, _ = read(path)
    assert not refused
    assert [one.text for one in drafts] == [f"text {number}" for number in range(10_000)]


# --- what a file is said to be ----------------------------------------------------------------------------------------


def test_a_format_that_is_said_overrules_the_name(tmp_path: Path):
    import polars

    polars.DataFrame({"text": ["One"]}).write_parquet(tmp_path / "p.bin")
    ods(tmp_path / "o.bin", row("text") + row("One"))
    files = {
        "rss": write(tmp_path, "a.txt", ATOM), "nitf": write(tmp_path, "b.txt", PLAIN_NITF),
        "warc": write(tmp_path, "c.dat", response(PAGE)), "zip": packed(tmp_path / "d.bin", {"a.txt": TEXT}),
        "html": write(tmp_path, "e.txt", PAGE), "csv": write(tmp_path, "f.txt", "text\nOne\n"),
        "jsonl": write(tmp_path, "g.log", '{"text": "One"}\n'), "text": write(tmp_path, "h.csv", TEXT),
        "parquet": tmp_path / "p.bin", "ods": tmp_path / "o.bin",
    }  # fmt: skip
    for name, path in files.items():
        drafts, refused, _ = read(path, kind=name)
        assert (len(drafts), refused) == (1, []), name
        assert len(preview(path, kind=name).rows) == 1, name
    assert set(files) < set(format_names())
    assert {".rss", ".atom", ".xml", ".warc", ".warc.gz", ".zip", ".gz", ".ods", ".parquet"} < set(SUFFIXES)


def test_a_format_holds_for_what_is_in_folders_and_archives(tmp_path: Path):
    path = packed(tmp_path / "a.zip", {"one.dat": ATOM, "in.zip": packed(tmp_path / "in.zip", {"two.dat": ATOM}).read_bytes()})
    drafts, refused, _ = read(path, kind="rss")
    assert not refused
    assert [one.origin for one in drafts] == ["a.zip/in.zip/two.dat row 1", "a.zip/one.dat row 1"]


def test_the_command_line_takes_the_format(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    project.close()
    path = write(tmp_path, "page.txt", ATOM)
    assert run(["import", str(project.path), str(path), "--format", "rss", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 1
    with Project.open(project.path, read_only=True) as opened:
        assert [one.title for one in opened.articles.walk()] == ["A < B"]


def test_every_kind_says_what_it_keeps(capsys: pytest.CaptureFixture[str]):
    assert run(["formats", "--json"]) == 0
    told = {one["name"]: one for one in json.loads(capsys.readouterr().out)["formats"]}
    for name in format_names():
        assert told[name]["reads"], name
        assert told[name]["keeps"], name
