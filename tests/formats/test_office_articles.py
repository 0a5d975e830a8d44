"""Word documents, OpenDocument texts and RTF as articles, broken and hostile ones among them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any
from xml.sax.saxutils import escape

import pytest

from annotator.formats.articles.sources import read_articles
from annotator.project.articles import ArticleDraft, Refused

SAID = "Police fired on a crowd of about 300 people in the market of Djibo on Tuesday, killing four, witnesses said."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def read(path: Path, **options: Any) -> tuple[list[ArticleDraft], list[Refused], list[str]]:
    notes: list[str] = []
    found = list(read_articles([path], tell=notes.append, **options))
    drafts = [one for one in found if isinstance(one, ArticleDraft)]
    return drafts, [one for one in found if isinstance(one, Refused)], notes


def refusal(path: Path) -> str:
    drafts, (refused,), _ = read(path)
    assert not drafts
    return refused.reason


def archive(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return path


def docx(path: Path, body: str, prolog: str = "", **parts: str) -> Path:
    document = f'{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return archive(path, {"[Content_Types].xml": "<Types/>", "word/document.xml": document, **parts})


def odt(path: Path, body: str, prolog: str = "", **parts: str) -> Path:
    names = "".join(f' xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "text", "table", "draw"))
    content = f"{prolog}<office:document-content{names}><office:body><office:text>{body}</office:text></office:body>"
    kind = "application/vnd.oasis.opendocument.text"
    return archive(path, {"mimetype": kind, "content.xml": content + "</office:document-content>", **parts})


def paragraph(text: str, style: str = "", marks: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


# --- Word -----------------------------------------------------------------------------------------------------------


def test_what_a_word_processor_writes_is_read(tmp_path: Path):
    from docx import Document

    document = Document()
    document.core_properties.title = "Document1"
    document.core_properties.author = "somebody"
    document.add_heading("Clash in Djibo", 1)
    document.add_paragraph("Date: 2 June 2020")
    document.add_paragraph("Source: Sahel News")
    document.add_paragraph(f"{SAID} 👩‍👩‍👧 هجوم 武装").add_run("\nNext line")
    table = document.add_table(2, 2)
    for row, cells in enumerate((("Place", "Dead"), ("Djibo", "4"))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    document.add_heading("Background", 1)
    document.add_paragraph("The end.")
    document.save(str(tmp_path / "a.docx"))
    (draft,), refused, _ = read(tmp_path / "a.docx")
    assert not refused
    assert (draft.title, draft.date, draft.source, draft.origin) == ("Clash in Djibo", "2020-06-02", "Sahel News", "a.docx")
    assert draft.text == f"{SAID} 👩‍👩‍👧 هجوم 武装\nNext line\n\nPlace | Dead\n\nDjibo | 4\n\nBackground\n\nThe end."
    assert "somebody" not in repr(draft)


def test_text_is_what_a_reader_of_the_document_sees(tmp_path: Path):
    body = (
        paragraph("Kept.")
        + '<w:p><w:ins><w:r><w:t>Inserted</w:t></w:r></w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>'
        + "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:hyperlink><w:r><w:t>Controlled</w:t></w:r></w:hyperlink></w:p>"
        "</w:sdtContent></w:sdt>"
        + '<w:p><w:r><w:t>Noted</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:t>.</w:t></w:r></w:p>'
        + '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK x</w:instrText></w:r>'
        "<w:r><w:t>Linked</w:t></w:r></w:p>" + paragraph("hidden", marks="<w:vanish/>")
        + "<w:p><w:r><w:pict><w:txbxContent>" + paragraph("Boxed.") + "</w:txbxContent></w:pict></w:r></w:p>"
        + "<w:tbl><w:tr><w:tc>" + paragraph("One cell,") + paragraph("two paragraphs.") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    foot = f'<w:footnotes xmlns:w="{WORD}"><w:footnote>{paragraph("At the foot")}</w:footnote></w:footnotes>'
    (draft,), _, _ = read(docx(tmp_path / "a.docx", body, **{"word/footnotes.xml": foot}))
    assert draft.text.split("\n\n") == [
        "Kept.", "Inserted", "Controlled", "Noted.", "Linked", "Boxed.", "One cell,", "two paragraphs."
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "core", "title"),
    [
        (paragraph("Clash", "Title") + paragraph(SAID), "Other", "Clash"),
        (paragraph("Clash", "Ueberschrift") + paragraph(SAID), "", "Clash"),
        (paragraph("Clash", marks="<w:b/>") + paragraph(SAID), "", "Clash"),
        (paragraph("Clash", marks='<w:b w:val="0"/>') + paragraph(SAID), "", ""),
        (paragraph(SAID), "Clash in Djibo", "Clash in Djibo"),
        (paragraph(SAID), "Microsoft Word - Dokument3", ""),
        (paragraph("Title: Clash") + paragraph(SAID), "Other one", "Clash"),
    ],
)
def test_the_title_is_the_heading_else_what_the_properties_say(tmp_path: Path, body: str, core: str, title: str):
    styles = f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="Ueberschrift"><w:name w:val="heading 1"/></w:style></w:styles>'
    about = f'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{core}</dc:title></c>'
    (draft,), _, _ = read(docx(tmp_path / "a.docx", body, **{"word/styles.xml": styles, "docProps/core.xml": about}))
    assert draft.title == title
    assert draft.text == SAID if title or core else draft.text.endswith(SAID)
    assert draft.date is None


# --- OpenDocument ---------------------------------------------------------------------------------------------------


def test_an_opendocument_text_is_read(tmp_path: Path):
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">Clash in Djibo</text:h><text:p>Date: 2 June 2020</text:p>'
        '<text:p>Two<text:s text:c="3"/>men\n died<text:note><text:p>at the foot</text:p></text:note> '
        "<text:span>on <text:a>Tuesday</text:a></text:span>.<text:line-break/>Next<office:annotation><text:p>remark</text:p>"
        "</office:annotation></text:p><text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
        "<text:p><draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Djibo</text:p></table:table-cell>"
        "<table:table-cell><text:p>4</text:p></table:table-cell></table:table-row></table:table>"
    )
    (draft,), _, _ = read(odt(tmp_path / "a.odt", body))
    assert (draft.title, draft.date) == ("Clash in Djibo", "2020-06-02")
    assert draft.text == "Two men died on Tuesday.\nNext\n\nitem\n\nboxed\n\nDjibo | 4"


def test_an_opendocument_text_of_one_file_is_read(tmp_path: Path):
    path = odt(tmp_path / "a.odt", f'<text:h text:outline-level="1">Clash</text:h><text:p>{SAID}</text:p>')
    with zipfile.ZipFile(path) as parts:
        (tmp_path / "a.fodt").write_bytes(parts.read("content.xml"))
    (draft,), _, _ = read(tmp_path / "a.fodt")
    assert (draft.title, draft.text) == ("Clash", SAID)


def test_a_locked_opendocument_text_is_refused(tmp_path: Path):
    locked = odt(tmp_path / "a.odt", "", **{"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"})
    assert "password" in refusal(locked)


# --- hostile and broken ---------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prolog", [LAUGHS, OUTSIDE, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'])
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_entities_are_refused_and_never_fetched(tmp_path: Path, prolog: str, kind: str):
    if kind == "docx":
        path = docx(tmp_path / "a.docx", "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", prolog)
    else:
        path = odt(tmp_path / "a.odt", "<text:p>&a;</text:p>", prolog)
    said = refusal(path)
    assert "entities" in said or "damaged" in said
    assert "root" not in said


@pytest.mark.parametrize(("name", "part"), [("a.docx", "word/document.xml"), ("a.odt", "content.xml")])
def test_a_bomb_is_measured_before_it_is_unpacked(tmp_path: Path, name: str, part: str):
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as out:
        if name == "a.odt":
            out.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        with out.open(part, "w", force_zip64=True) as stream:
            for _ in range(100):
                stream.write(b" " * (1 << 20))
    assert "64 MB" in refusal(tmp_path / name)


def test_a_bomb_that_lies_about_its_size_is_stopped_all_the_same(tmp_path: Path):
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", b"<a>" + b" " * (1 << 20))
    raw = held.getvalue().replace((3 + (1 << 20)).to_bytes(4, "little"), (40).to_bytes(4, "little"))
    (tmp_path / "a.docx").write_bytes(raw)
    assert "damaged" in refusal(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docx", b"PK\x03\x04 half of an archive", "not a Word document, or it is damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.odt", b"PK\x03\x04 half of an archive", "not an OpenDocument text, or it is damaged"),
        ("a.rtf", b"no rtf at all", "not an RTF document"),
        ("a.rtf", b"{\\rtf1 " + b"{" * 9_000, "nested too deeply"),
        ("a.rtf", b"{\\rtf1\\ansi {\\pict 00}}", "no text"),
        ("a.docx", b"", "empty"),
        ("a.rtf", b"", "empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes, said: str):
    (tmp_path / name).write_bytes(content)
    assert said in refusal(tmp_path / name)


def test_a_document_cut_off_or_without_its_text_is_refused(tmp_path: Path):
    whole = docx(tmp_path / "a.docx", paragraph(SAID) * 50).read_bytes()
    (tmp_path / "b.docx").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "b.docx")
    assert "damaged" in refusal(docx(tmp_path / "c.docx", "<w:p>"))
    assert "no text in this document's main part" in refusal(
        archive(tmp_path / "d.odt", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})
    )
    (draft,), _, notes = read(archive(tmp_path / "e.docx", {"other.txt": "text"}))
    assert draft.text == "text"
    assert any("a ZIP archive" in note for note in notes)


def test_a_document_of_a_million_pieces_is_refused_before_it_fills_the_memory(tmp_path: Path):
    assert "more pieces, or deeper ones" in refusal(docx(tmp_path / "a.docx", "<w:tbl>" + "<w:tr/>" * 1_000_001 + "</w:tbl>"))


@pytest.mark.parametrize("part", ["word/document.xml", "content.xml"])
def test_a_part_whose_packing_is_damaged_is_refused(tmp_path: Path, part: str):
    make, body = (docx, paragraph(SAID)) if "word" in part else (odt, f"<text:p>{SAID}</text:p>")
    path = make(tmp_path / ("a.docx" if "word" in part else "a.odt"), body * 90)
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as parts:
        start = parts.getinfo(part).header_offset + 30 + len(part) + 4
    raw[start : start + 40] = b"\xff" * 40
    path.write_bytes(raw)
    assert "damaged" in refusal(path)


def test_deep_documents_do_not_exhaust_anything(tmp_path: Path):
    deep = "<w:sdt>" * 200 + paragraph(SAID) + "</w:sdt>" * 200
    (draft,), _, _ = read(docx(tmp_path / "a.docx", deep))
    assert draft.text == SAID
    assert "damaged" in refusal(docx(tmp_path / "b.docx", "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000))


# --- RTF ------------------------------------------------------------------------------------------------------------

RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}
{\f2\fnil\fcharset128 MS Gothic;}{\f3\fnil\fcharset178 Arabic;}}{\colortbl;\red0\green0\blue0;}
{\info{\title A title of its own}{\author somebody}}{\header\pard On every page\par}
\pard\b Clash in Djibo\b0\par
\pard Caf\'e9 na\u239?ve \uc2\u-10179\'3f\'3f\u-8704\'3f\'3f\uc1
  {\f1 \'cf\'f0\'e8\'e2\'e5\'f2} {\f2 \'93\'fa\'96\{\'83A} {\f3 \'e5\'cc\'e6\'e3}
 {\footnote At the foot}{\field{\*\fldinst{HYPERLINK "http://x.example"}}
{\fldrslt linked}} {\v hidden}{\deleted gone}\line Next line\par
\trowd\pard\intbl Djibo\cell 4\cell\row\pard\intbl One\cell Two\par Three\cell\row
\pard It\rquote s \ldblquote over\rdblquote{\*\unknown zzz}\emdash the\~end\-.{\pict\pngblip 89504e47}
{\pict\bin5 {{{{{}\par}after the end"""


def test_rtf_spells_every_script(tmp_path: Path):
    (tmp_path / "a.rtf").write_bytes(RTF)
    (draft,), _, _ = read(tmp_path / "a.rtf")
    assert draft.title == "Clash in Djibo"
    assert draft.text.split("\n\n") == [
        "Café naïve 😀 Привет 日本ア هجوم linked\nNext line",
        "Djibo | 4", "One", "Two", "Three",
        "It’s “over”—the end.",
    ]  # fmt: skip
    assert "somebody" not in repr(draft)


@pytest.mark.parametrize(
    ("codepage", "text"),
    [
        ("1251", "Два человека убиты"),
        ("1256", "قتل رجلان"),
        ("936", "武装分子"),
        ("65001", "Café Привет"),
        ("1250", "Zabito mężczyzn"),
    ],
)
def test_the_code_page_of_a_document_holds_where_no_font_says_another(tmp_path: Path, codepage: str, text: str):
    codec = {"65001": "utf-8", "936": "gb18030"}.get(codepage, f"cp{codepage}")
    escaped = "".join(f"\\'{byte:02x}" for byte in text.encode(codec))
    (tmp_path / "a.rtf").write_bytes(f"{{\\rtf1\\ansi\\ansicpg{codepage} {escaped}\\par {SAID}}}".encode())
    (draft,), _, _ = read(tmp_path / "a.rtf")
    assert draft.text == f"{text}\n\n{SAID}"


@pytest.mark.parametrize("cut", range(60, len(RTF), 131))
def test_an_rtf_cut_anywhere_gives_what_is_there(tmp_path: Path, cut: int):
    (tmp_path / "a.rtf").write_bytes(RTF[:cut])
    drafts, refused, _ = read(tmp_path / "a.rtf")
    assert len(drafts) + len(refused) == 1


# --- hostile runs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [
    lambda path, run: docx(path.with_suffix(".docx"), paragraph(run)),
    lambda path, run: odt(path.with_suffix(".odt"), f"<text:p>{run}<text:span>{run}</text:span>{run}</text:p>"),
])  # fmt: skip
def test_endless_white_space_takes_no_time(tmp_path: Path, write: Any) -> None:
    file = write(tmp_path / "blanks", f"Four were killed.{' ' * 200_000}x{' ' * 200_000}\n x")
    before = process_time()
    (draft,), _, _ = read(file)
    assert process_time() - before < 5
    assert draft.text.startswith("Four were killed. x x")
