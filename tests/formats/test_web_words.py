"""Web pages, feeds and front matter: no word lost or glued, no day of the text, no file but the one that was named."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from annotator.formats.articles import html
from annotator.formats.articles.sources import read_articles
from annotator.project.articles import ArticleDraft, Refused

FILLER = "".join(f"<p>Words and more words of paragraph {n}, which is long enough to be read.</p>" for n in range(12))


def page(inner: str, head: str = "") -> str:
    body = f"<article><p>Start here.</p>{inner}{FILLER}</article>"
    return f"<html><head><title>A title of it</title></head><body>{head}{body}</body></html>"


def text_of(inner: str) -> str:
    """What stands between the first paragraph and those that make it an article."""
    draft = html.article_of(page(inner))
    assert draft is not None
    assert draft.text.startswith("Start here.")
    assert draft.text.count("Words and more") == 12
    return draft.text.removeprefix("Start here.").split("Words and more")[0].strip()


@pytest.mark.parametrize(
    "tag",
    ["time", "label", "output", "abbr", "q", "cite", "data", "mark", "sub", "sup", "small", "ins", "b", "i", "u", "code", "kbd",
     "dfn", "bdi", "bdo", "ruby", "address", "del", "s", "font", "tt", "var", "samp", "big", "a", "span", "em", "strong"],
)  # fmt: skip
def test_words_of_a_sentence_stay_whatever_they_are_marked_as(tag: str):
    told = text_of(f"<p>The attack of <{tag}>1 January 1999</{tag}> again.</p>")
    assert " ".join(told.split()) == "The attack of 1 January 1999 again."


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<table><tr><td><p>Alpha one</p><p>Beta two</p></td><td>Gam<b>ma</b></td></tr></table>", "Alpha one Beta two | Gamma"),
        ("<table><tr><td>Alpha<br>Beta<div>two</div></td><td>Gamma</td></tr></table>", "Alpha Beta two | Gamma"),
        ("<table><tr><td>Alpha<ul><li>Beta</li><li>two</li></ul></td><td>Gamma</td></tr></table>", "Alpha Beta two | Gamma"),
        ("<ul><li>Alpha one.<br>Beta <b>t</b>wo.</li></ul>", "– Alpha one. Beta two."),
        ("<ul><li><p>Alpha one.</p><p>Beta two.</p></li></ul>", "– Alpha one. Beta two."),
        ("<ul><li>Alpha<div>one.</div><div>Beta two.</div></li></ul>", "– Alpha one. Beta two."),
        ("<ul><li>Alpha<ol><li>Beta</li><li>Gamma</li></ol>rest</li><li>Delta</li></ul>",
         "– Alpha\n– Beta\n– Gamma\nrest\n– Delta"),
        ("<dl><dt>Alpha</dt><dd>Beta<p>two</p></dd></dl>", "– Alpha\n– Beta two"),
        ("<blockquote>Alpha <b>on</b>e.<br>Beta two.</blockquote>", "Alpha one.\nBeta two."),
        ("<blockquote>Alpha <q>one</q>, said.<p>Beta two.</p></blockquote>", "Alpha one, said.\n\nBeta two."),
        ("<p>Alpha<a href=x>Beta</a>Gamma <a href=y>Delta</a>, end</p>", "AlphaBetaGamma Delta, end"),
        ("<div>Alpha <p>Beta two</p> Gamma <i>three</i> rest</div>", "Alpha\n\nBeta two\n\nGamma three rest"),
        ("<div>Alpha in a bare block.</div><div>Beta two.</div>", "Alpha in a bare block.\n\nBeta two."),
        ("<center>Alpha one</center> loose <b>words</b>", "Alpha one\n\nloose words"),
        ("<p>Al<span>pha</span> one<br>two<span>x<br>y</span></p>", "Alpha one\ntwox\ny"),
    ],
)  # fmt: skip
def test_words_are_neither_lost_nor_glued(inner: str, text: str):
    assert text_of(inner) == text


@pytest.mark.parametrize(
    ("page_text", "date"),
    [
        (page('<p>The attack of <time datetime="1999-01-01">1 January</time> again.</p>'), None),
        (page('<div>The attack of <b><time datetime="1999-01-01">1 January</time></b> again.</div>'), None),
        (page('<ul><li><time datetime="1999-01-01">1 January</time></li></ul>'), None),
        (page("", '<header><time datetime="2020-06-02">2 June</time></header>'), "2020-06-02"),
        (page('<p class="dateline"><time datetime="2020-06-02">2 June</time></p>'), "2020-06-02"),
    ],
)
def test_a_day_within_the_text_is_not_that_of_the_page(page_text: str, date: str | None):
    draft = html.article_of(page_text)
    assert draft is not None
    assert draft.date == date


@pytest.mark.parametrize(
    ("inner", "whole"),
    [
        ("<p>" + "<span>word </span>" * 30_000 + "</p>", True),
        ("<p>" + "w <b>x</b> " * 5_000 + "</p>", True),
        ("<p>word here</p>" * 45_000, True),
        ("<table>" * 200 + "<tr><td>words of it</td></tr>" * 10_000 + "</table>" * 200, True),
        (("<p>" + "w <b>x</b> " * 490 + "</p>") * 30, False),
    ],
)
def test_a_page_takes_seconds_whatever_it_is_made_of(inner: str, whole: bool):
    told: list[str] = []
    started = time.process_time()
    draft = html.article_of(page(inner), tell=told.append)
    assert time.process_time() - started < 8
    assert draft is not None
    assert draft.text.endswith("which is long enough to be read.")
    assert ["too large for its main text" in one for one in told] == [True] * whole


def read(path: Path, content: bytes | str) -> list[ArticleDraft | Refused]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_articles([path]))


@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_a_feed_whose_content_is_a_path_is_not_that_file(tmp_path: Path, ending: str):
    other = tmp_path / "secret.xml"
    other.write_text("<rss version='2.0'><channel><item><description>A secret.</description></item></channel></rss>")
    (found,) = read(tmp_path / f"a.{ending}", str(other))
    assert isinstance(found, Refused)
    assert "no RSS or Atom feed" in found.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_feeds_are_read_in_their_encoding(tmp_path: Path, encoding: str):
    name = encoding.removesuffix("-sig").removesuffix("-le")
    feed = f"<?xml version='1.0' encoding='{name}'?>\n<!DOCTYPE rss>\n<!-- of it -->{' ' * 50}\n" \
        "<rss version='2.0'><channel><item><description>Caf\xe9 told.</description></item></channel></rss>"  # fmt: skip
    (found,) = read(tmp_path / "a.rss", feed.encode(encoding))
    assert isinstance(found, ArticleDraft)
    assert found.text == "Café told."


def test_front_matter_that_refers_to_itself_is_text(tmp_path: Path):
    bomb = f"---\na: &a {'x' * 20_000}\nb: &b [{', '.join(['*a'] * 5_000)}]\nc: [{', '.join(['*b'] * 90)}]\n---\nThe text.\n"
    (found,) = read(tmp_path / "a.md", bomb)
    assert isinstance(found, ArticleDraft)
    assert found.text.endswith("The text.")
    assert len(found.text) < 2 * len(bomb)
    assert not found.extra


@pytest.mark.parametrize(
    ("written", "heading"),
    [("# Alpha one", "Alpha one"), ("## Alpha # one ##  ", "Alpha # one"), ("# Alpha#", "Alpha#"), ("#", ""), ("### ###", "")],
)
def test_headings_of_markdown_lose_their_closing_signs_only(tmp_path: Path, written: str, heading: str):
    (found,) = read(tmp_path / "a.md", f"{written}\n\nThe text of it.\n")
    assert isinstance(found, ArticleDraft)
    assert (found.title, found.text) == (heading, "The text of it.")


def test_lines_of_markdown_are_joined_as_they_are_read(tmp_path: Path):
    written = "One\ntwo  \nthree\\\nfour\n- five\n  six\n- seven\n| a | b |\n\n<!-- out\n\n of it -->Last ``a ` b`` `c`"
    (found,) = read(tmp_path / "a.md", written)
    assert isinstance(found, ArticleDraft)
    assert found.text == "One two\nthree\nfour\n– five six\n– seven\na | b\n\nLast a ` b c"
