"""Web pages, saved pages, Markdown and mails as articles: what is found in each, what is told, what is refused."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest

from annotator.formats.articles import html
from annotator.formats.articles.contents import UNREAD
from annotator.formats.articles.kinds import kinds
from annotator.formats.articles.sources import SUFFIXES, preview, read_articles
from annotator.project.articles import ArticleDraft, Refused

SAID = "Police fired on a crowd of about 300 people in the market of Djibo on Tuesday, killing four, witnesses said."
LONG = f"{SAID} The army denied it and spoke of warning shots. Four others were taken to the hospital of Ouagadougou."


def read(*paths: Path, **options: Any) -> tuple[list[ArticleDraft], list[Refused], list[str]]:
    notes: list[str] = []
    found = list(read_articles(list(paths), tell=notes.append, **options))
    drafts = [one for one in found if isinstance(one, ArticleDraft)]
    return drafts, [one for one in found if isinstance(one, Refused)], notes


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def page(head: str = "", body: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head>{head}</head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav>'
        f"<article>{body}</article><aside><h3>Related</h3><p>An older story of 3 May 2019 about something else.</p></aside>"
        "<footer>© 2024 Sahel News. All rights reserved.</footer></body></html>"
    )


BODY = (
    f"<h1>Clash in Djibo</h1><p>{LONG}</p><p>“We fled,” she said.<br>They left.</p><ul><li>One</li><li>Two</li></ul>"
    f"<p>{LONG}</p>"
)


# --- web pages ------------------------------------------------------------------------------------------------------


def test_a_page_gives_its_main_text_and_what_it_says_of_itself(tmp_path: Path):
    head = """<title>Clash in Djibo | Sahel News</title><meta property="og:title" content="Clash in Djibo | Sahel News">
      <meta property="og:site_name" content="Sahel News"><meta name="author" content="Awa Traore">
      <link rel="canonical" href="https://sahel.example/clash"><meta property="article:modified_time" content="2021-01-01">
      <script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2020-06-02T21:30:00Z",
      "dateModified":"2020-07-01"}]}</script>"""
    (draft,), refused, notes = read(write(tmp_path, "a.html", page(head, BODY, "en-GB")))
    assert not refused
    assert not notes
    assert (draft.title, draft.date, draft.source, draft.language) == ("Clash in Djibo", "2020-06-02", "Sahel News", "en")
    assert (draft.url, draft.extra, draft.origin) == ("https://sahel.example/clash", {"author": "Awa Traore"}, "a.html")
    assert draft.text == f"{LONG}\n\n“We fled,” she said.\nThey left.\n\n– One\n– Two\n\n{LONG}"


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ('<meta property="article:published_time" content="2020-06-02T23:59:00+00:00">', "", "2020-06-02"),
        ('<meta name="DC.date.issued" content="2 June 2020">', "", "2020-06-02"),
        ('<meta itemprop="datePublished" content="2020-06-02">', "", "2020-06-02"),
        ("", '<time datetime="2020-06-02T10:00">2 June</time>', "2020-06-02"),
        ("", '<time class="entry-date" datetime="2020-06-02">x</time><time datetime="2020-06-09">y</time>', "2020-06-02"),
        ('<link rel="canonical" href="https://x.example/2020/06/02/clash.html">', "", "2020-06-02"),
        ('<meta property="article:modified_time" content="2020-06-02">', "", None),
        ("", "<p>It happened on 2 June 2020 near the town, as was said.</p>", None),
        ("", '<time datetime="2020-06-02">a</time><time datetime="2020-06-09">b</time>', None),
        ('<meta name="last-updated" content="2020-06-02"><meta name="date-modified" content="2020-06-02">', "", None),
    ],
)  # fmt: skip
def test_the_day_is_the_one_the_page_declares(tmp_path: Path, head: str, body: str, day: str | None):
    (draft,), _, _ = read(write(tmp_path, "a.html", page(head, BODY + body)))
    assert draft.date == day


def test_a_day_with_two_readings_is_told_and_settled_by_the_order(tmp_path: Path):
    path = write(tmp_path, "a.html", page('<meta name="pubdate" content="02/06/2020">', BODY))
    (draft,), _, notes = read(path)
    assert draft.date is None
    assert any("2020-02-06" in note and "2020-06-02" in note for note in notes)
    (draft,), _, _ = read(path, date_order="dmy")
    assert draft.date == "2020-06-02"


def test_scripts_of_the_world_survive(tmp_path: Path):
    said = "می‌خواهم 👩‍👩‍👧 e\u0301 武装分子周二向一辆公共汽车开火。"
    (draft,), _, _ = read(write(tmp_path, "a.html", page("", f"<p>{LONG}</p><p>{said} soft\u00adhyphen</p><p>{LONG}</p>")))
    assert f"{said} softhyphen" in draft.text


@pytest.mark.parametrize(
    ("encoding", "meta", "text"),
    [
        ("cp1252", '<meta charset="iso-8859-1">', "Café – “Nantes”, trente blessés"),
        ("cp1256", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">', "هجوم على حافلة قرب البلدة"),
        ("gb18030", '<meta charset="gb2312">', "武装分子周二向一辆公共汽车开火"),
        ("utf-16", "", "Café Nantes"),
        ("iso2022_jp", '<meta charset="iso-2022-jp">', "警察が発砲した"),
        ("utf-8", '<meta charset="iso-8859-1">', "Café – “Nantes”"),
    ],
)
def test_the_encoding_is_what_page_and_bytes_say(tmp_path: Path, encoding: str, meta: str, text: str):
    written = page(meta, f"<p>{text}</p><p>{LONG}</p>".replace("©", "")).replace("©", "(c)")
    (draft,), _, _ = read(write(tmp_path, "a.html", written.encode(encoding)))
    assert text in draft.text


def test_a_short_or_plain_page_is_taken_whole_without_its_furniture(tmp_path: Path):
    table = "<table><tr><td>Djibo</td><td>2</td></tr></table>"
    plain = f"<html><body><nav>Menu</nav><form><p>Two men died.</p>{table}</form></body></html>"
    (draft,), _, _ = read(write(tmp_path, "a.htm", plain))
    assert draft.text == "Two men died.\n\nDjibo | 2"


@pytest.mark.parametrize("content", ["<html><body><nav>Menu</nav></body></html>", "<html></html>", "<p>…</p>"])
def test_a_page_without_words_is_refused(tmp_path: Path, content: str):
    drafts, (refused,), _ = read(write(tmp_path, "a.html", content))
    assert not drafts
    assert refused.reason == "the page holds no text of an article."


@pytest.mark.parametrize(
    "nested", ["<div>" * 50_000, "<table>" * 3_000 + "<tr><td>x" * 3_000, "<b>" * 50_000, "<p " + "a " * 90_000]
)
def test_pages_made_to_hurt_do_not(tmp_path: Path, nested: str):
    drafts, refused, _ = read(write(tmp_path, "a.html", f"<html><body><p>{LONG}</p>{nested}"))
    assert len(drafts) + len(refused) == 1


def test_pictures_within_a_page_cost_nothing(tmp_path: Path):
    picture = "data:image/png;base64," + "A" * 12_000_000
    (draft,), _, _ = read(write(tmp_path, "a.html", page("", f'{BODY}<img src="{picture}">')))
    assert len(draft.text) < 2_000


def test_a_page_with_endless_markup_is_refused(tmp_path: Path):
    _, (refused,), _ = read(write(tmp_path, "a.html", "<p>x</p>" * 1_100_000))
    assert "8 MB of markup" in refused.reason
    notes: list[str] = []
    assert html.article_of("<p>x</p>" * 1_100_000, tell=notes.append) is None
    assert len(notes) == 1


def test_article_of_takes_bytes_or_text_and_an_address():
    draft = html.article_of(page("", BODY).encode(), "https://x.example/2020/06/02/a")
    assert draft is not None
    assert (draft.date, draft.source, draft.url) == ("2020-06-02", "x.example", "https://x.example/2020/06/02/a")
    assert html.article_of("") is None
    assert html.article_of(b"\0\1\2") is None


# --- saved pages and wrong endings ----------------------------------------------------------------------------------


def mhtml(body: str, subject: str = "A title") -> bytes:
    quoted = body.replace("=", "=3D").encode().replace(b"\xe2\x80\x94", b"=E2=80=94").decode()
    return (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/2020/06/02/a\r\nSubject: {subject}\r\n"
        "Date: Wed, 1 Jan 2025 00:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n'
        '\tboundary="b"\r\n\r\n--b\r\nContent-Type: text/css\r\n\r\np {}\r\n--b\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}\r\n--b--\r\n"
    ).encode()


def test_a_saved_page_has_the_address_it_was_saved_from_and_not_the_day_of_saving(tmp_path: Path):
    (draft,), _, _ = read(write(tmp_path, "a.mhtml", mhtml(f"<html><body><p>{LONG} \u2014</p></body></html>")))
    assert (draft.title, draft.date, draft.url) == ("A title", "2020-06-02", "https://x.example/2020/06/02/a")
    assert draft.text == f"{LONG} \u2014"


def test_a_saved_page_that_is_cut_off_is_refused(tmp_path: Path):
    _, (refused,), _ = read(write(tmp_path, "a.mht", mhtml("x").partition(b"Content-Type: text/html")[0]))
    assert "cut off" in refused.reason


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.html", mhtml(f"<p>{LONG}</p>"), "a saved web page"),
        ("a.txt", page("", BODY).encode(), "a web page"),
        ("a.pdf", page("", BODY).encode(), "a web page"),
        ("page", page("", BODY).encode(), "a web page"),
        ("a.doc", b"{\\rtf1\\ansi " + LONG.encode() + b"\\par}", "an RTF document"),
        ("a.txt", b"{\\rtf1\\ansi " + LONG.encode() + b"\\par}", "an RTF document"),
        ("a.html", b"Received: from x\r\nFrom: a@b.example\r\nSubject: s\r\n\r\n" + LONG.encode(), "a mail"),
    ],
)
def test_a_file_is_read_as_what_it_is(tmp_path: Path, name: str, content: bytes, what: str):
    (draft,), _, notes = read(write(tmp_path, name, content))
    assert LONG in draft.text
    assert any(what in note and "whatever its name says" in note for note in notes)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .docx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .docx"),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .eml"),
        ("a.html", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a picture"),
        ("a.eml", b"\xff\xd8\xff\xe0" + b"\0" * 99, "a picture"),
        ("a.html", b"", "empty"),
        ("a.xyz", b"text", "are not read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(tmp_path: Path, name: str, content: bytes, said: str):
    drafts, (refused,), _ = read(write(tmp_path, name, content))
    assert not drafts
    assert said in refused.reason


# --- Markdown -------------------------------------------------------------------------------------------------------


def test_markdown_reads_as_text(tmp_path: Path):
    written = """---
title: "Clash: two dead"
date: 2020-06-02
source: Sahel News
tags: [attack, bus]
nested: {a: 1}
---
# Two dead in clash

Some *text* with **bold**, [a link](http://x.example/a_(b)) and `code *x*`.
A line goes on.  \nThis one does not.

![picture](x.png) <!-- nobody reads this -->

> “We fled,” she said.

- one
- two [there][y] 2 * 3 * 4

| Place | Dead |
|---|---|
| Djibo | 2 |

[y]: http://y.example
1\\. snake_case_name &amp; more[^1]
"""
    (draft,), _, _ = read(write(tmp_path, "a.md", written))
    assert (draft.title, draft.date, draft.source) == ("Clash: two dead", "2020-06-02", "Sahel News")
    assert draft.extra == {"tags": "attack; bus"}
    assert draft.text.split("\n\n") == [
        "Two dead in clash",
        "Some text with bold, a link and code *x*. A line goes on.\nThis one does not.",
        "“We fled,” she said.",
        "– one\n– two there 2 * 3 * 4",
        "Place | Dead\nDjibo | 2",
        "1. snake_case_name & more",
    ]


def test_the_first_heading_is_the_title_and_header_lines_stand_below_it(tmp_path: Path):
    (draft,), _, _ = read(write(tmp_path, "a.md", f"Clash in Djibo\n===\n\nDate: 2 June 2020\n\nSource: AFP\n\n{LONG}\n"))
    assert (draft.title, draft.date, draft.source, draft.text) == ("Clash in Djibo", "2020-06-02", "AFP", LONG)


@pytest.mark.parametrize(
    ("front", "said"), [("date: 02/06/2020", "may be 2020-02-06 or 2020-06-02"), ("date: soon", "“soon” says no day")]
)
def test_a_day_that_cannot_be_read_is_asked_about(tmp_path: Path, front: str, said: str):
    _, (refused,), _ = read(write(tmp_path, "a.md", f"---\n{front}\n---\n{LONG}"))
    assert said in refused.reason
    assert refused.column == "date"


def test_front_matter_made_to_hurt_does_not(tmp_path: Path):
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (draft,), _, _ = read(write(tmp_path, "a.md", f"---\n{bomb}title: A clash\ncode: !!python/name:os.system x\n---\n{LONG}"))
    assert draft.text.endswith(LONG)
    assert all(isinstance(value, str) and len(value) < 1_000 for value in draft.extra.values())
    (draft,), _, _ = read(write(tmp_path, "b.md", "**a " * 20_000 + "[" * 20_000))
    assert draft.text.startswith("**a **a")


# --- mails ----------------------------------------------------------------------------------------------------------

MAIL = (
    b"Received: from x\r\nFrom: =?utf-8?q?Caf=C3=A9_News?= <a@news.example>\r\nTo: somebody@team.example\r\n"
    b"Subject: =?utf-8?q?Gunmen_attack_caf=C3=A9?=\r\nDate: Tue, 02 Jun 2020 23:30:00 -0500\r\nMessage-ID: <1@news.example>\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n%s\r\n--c\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
    b"<p>The caf\xe9 was hit by gunmen.</p><p>Four died, said the mayor of the town.</p>\r\n--c--\r\n--b\r\n"
    b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=report.pdf\r\n\r\nx\r\n--b--\r\n"
)


def test_a_mail_gives_its_plain_text_and_names_what_is_attached(tmp_path: Path):
    body = b"Caf=C3=A9 was hit by =\r\ngunmen \r\nand closed, as the mayor of the town said.\r\n\r\nFour died."
    (draft,), _, notes = read(write(tmp_path, "a.eml", MAIL % body))
    assert (draft.title, draft.date, draft.source) == ("Gunmen attack café", "2020-06-02", "Café News")
    assert draft.external_id == "1@news.example"
    assert draft.text == "Café was hit by gunmen and closed, as the mayor of the town said.\n\nFour died."
    assert any("report.pdf" in note for note in notes)
    assert "somebody" not in repr(draft)


def test_a_mail_whose_plain_part_says_nothing_is_read_from_its_page(tmp_path: Path):
    (draft,), _, _ = read(write(tmp_path, "a.eml", MAIL % b"See web."))
    assert draft.text == "The café was hit by gunmen.\n\nFour died, said the mayor of the town."


PART = b"--b\r\nContent-Type: %s\r\n\r\n%s\r\n"


def mixed(*parts: tuple[bytes, bytes], kind: bytes = b"mixed") -> bytes:
    """A mail of these parts: the kind of each, with what else its header says, and its content."""
    head = b"From: a@b.example\r\nSubject: S\r\nMIME-Version: 1.0\r\nContent-Type: multipart/" + kind + b"; boundary=b\r\n\r\n"
    return head + b"".join(PART % part for part in parts) + b"--b--\r\n"


def test_all_texts_of_a_mail_are_read_and_pictures_between_them_passed_over(tmp_path: Path):
    mail = mixed(
        (b"text/plain", b"The first half."), (b"image/png\r\nContent-Disposition: inline", b"x"),
        (b"text/html", b"<p>The second half.</p>"), (b"text/plain\r\nContent-Disposition: attachment; filename=a.txt", b"No."),
    )  # fmt: skip
    (draft,), _, notes = read(write(tmp_path, "a.eml", mail))
    assert draft.text == "The first half.\n\nThe second half."
    assert notes == ["a.eml: Not read, for it is attached: a.txt."]


def test_what_a_mail_says_in_several_ways_is_read_once_with_what_stands_between_its_pictures(tmp_path: Path):
    inner = mixed((b"text/html", b"<p>One.</p>"), (b"image/png", b"x"), (b"text/html", b"<p>Two and more of it.</p>"))
    inner = inner.partition(b"\r\n\r\n")[2].replace(b"--b", b"--c")
    mail = mixed((b"text/plain", b"Web."), (b"multipart/mixed; boundary=c", inner), kind=b"alternative")
    (draft,), _, _ = read(write(tmp_path, "a.eml", mail))
    assert draft.text == "One.\n\nTwo and more of it."


@pytest.mark.parametrize("how", [b"attachment; filename=other.eml", b"inline; filename=other.eml"])
def test_a_mail_in_a_mail_is_named_and_its_text_is_not_the_articles(tmp_path: Path, how: bytes):
    other = b"From: x@y.example\r\nSubject: other\r\nContent-Type: text/plain\r\n\r\nText of the other mail."
    mail = mixed((b"text/html", b"<p>The article itself.</p>"), (b"message/rfc822\r\nContent-Disposition: " + how, other))
    (draft,), _, notes = read(write(tmp_path, "a.eml", mail))
    assert draft.text == "The article itself."
    assert notes == ["a.eml: Not read, for it is attached: other.eml."]
    (alone,), _, _ = read(write(tmp_path, "b.eml", b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + other))
    assert alone.text == "Text of the other mail."


@pytest.mark.parametrize("mail", [
    mixed(*[(b"text/plain", b"")] * 10_001), b"From: a@b.example\r\n" + b"a:\r\n" * 1_000_001,
    mixed(*[(b"multipart/mixed", b"")] * 5_000, (b"text/plain", b"a\r\n" * 10_000)),
], ids=["parts", "headers", "depth"])  # fmt: skip
def test_a_mail_of_nothing_but_parts_is_refused_at_once(tmp_path: Path, mail: bytes):
    before = process_time()
    drafts, (refused,), _ = read(write(tmp_path, "a.eml", mail))
    assert not drafts
    assert "than are read" in refused.reason
    assert process_time() - before < 2


@pytest.mark.parametrize("content", [b"just text, no mail\n" * 3, b"\n\n", b"Subject: nothing below\r\nFrom: a\r\n\r\n"])
def test_what_is_no_mail_is_refused(tmp_path: Path, content: bytes):
    drafts, refused, _ = read(write(tmp_path, "a.eml", content))
    assert not drafts
    assert len(refused) == 1


@pytest.mark.parametrize(
    "header",
    [
        b"From: \xff\xfe<",
        b"Subject: =?u\xfff?q?x?=",
        b"Date: Tue, 99 Foo 2020",
        b"Subject: =?x-unknown?b?!!!?=",
        b"Content-Type: text/plain; charset=nope",
    ],
)
def test_headers_that_break_the_rules_break_nothing(tmp_path: Path, header: bytes):
    (draft,), _, _ = read(write(tmp_path, "a.eml", header + b"\r\nMIME-Version: 1.0\r\n\r\n" + LONG.encode()))
    assert draft.text == LONG
    assert draft.date is None


# --- all of them ----------------------------------------------------------------------------------------------------


def test_every_kind_says_what_it_keeps_and_loses():
    names = [kind.FORMAT.name for kind in kinds()]
    assert len(names) == len(set(names))
    for kind in kinds():
        assert kind.FORMAT.kind == "articles"
        assert kind.FORMAT.reads
        assert not kind.FORMAT.writes
        assert kind.FORMAT.keeps
        assert kind.FORMAT.loses
        assert set(kind.SUFFIXES) <= set(SUFFIXES)


def test_a_preview_shows_parts_of_any_kind_and_what_would_be_refused(tmp_path: Path):
    write(tmp_path, "a.html", page("", BODY))
    write(tmp_path, "b.md", f"# A clash\n\n{LONG}")
    write(tmp_path, "c.eml", b"")
    write(tmp_path, "d.txt", LONG)
    seen = preview(tmp_path)
    assert [row["file"] for row in seen.rows] == ["a.html", "b.md", "d.txt"]
    assert seen.rows[0]["title"] == "Clash in Djibo"
    assert [one.file for one in seen.refused] == ["c.eml"]
    assert preview(tmp_path / "a.html").columns[-1] == "file"


def test_a_kind_can_be_asked_for_by_name(tmp_path: Path):
    (draft,), _, _ = read(write(tmp_path, "download.php", page("", BODY)), kind="html")
    assert draft.title == "Clash in Djibo"


def test_the_guide_names_the_formats_and_what_is_refused():
    guide = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "articles-in.md").read_text(encoding="utf-8")
    here = {"markdown", "html", "mhtml", "docx", "odt", "rtf", "pdf", "eml", "lexis", "factiva"}
    assert here <= {kind.FORMAT.name for kind in kinds()}
    assert all(f"| `{name}` |" in guide for name in here)
    assert all(f"`{ending}`" in guide for ending in UNREAD if ending != ".xls")
