"""Documents, mails and saved pages that break off, and files with odd names: what is told of them."""

from __future__ import annotations

import gzip
import os
import random
import sys
from pathlib import Path

import pytest
from test_broken_articles import read, written

from annotator.formats.articles.sources import read_articles
from annotator.project.articles import Refused

SAID = "<p>Four people were killed in Kirkuk on Tuesday, the army said.</p>"
MAIL = "From: a@x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFour were killed.\n"
PAGE = f"<html><body><article><h1>Title</h1>{SAID * 9}</article></body></html>"


@pytest.mark.parametrize(("ending", "good"), [("\n--b--\n", True), ("", False), ("\n--b\nContent-Type: image/png\n\nx", True)])
def test_a_saved_page_that_breaks_off_is_no_article(tmp_path: Path, ending: str, good: bool):
    head = "MIME-Version: 1.0\nSnapshot-Content-Location: http://x/\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    path = written(tmp_path / "a.mhtml", f"{head}Content-Type: text/html\n\n{PAGE}{ending}")
    texts, refused = read(path)
    assert len(texts) == good
    assert refused == ([] if good else ["a.mhtml: the page breaks off; save it again."])


@pytest.mark.parametrize(("name", "content", "end"), [
    ("a.eml", MAIL, "--b--\n"),
    ("a.rtf", "{\\rtf1 {\\b Four were killed.}", "}"),
])  # fmt: skip
def test_what_may_break_off_before_its_end_is_told(tmp_path: Path, name: str, content: str, end: str):
    for ending in ("", end):
        told: list[str] = []
        found = list(read_articles([written(tmp_path / name, content + ending)], tell=told.append))
        assert [getattr(one, "text", "") for one in found] == ["Four were killed."]
        assert any("breaks off before its end" in one for one in told) == (not ending)


def test_of_a_packed_feed_cut_short_the_whole_entries_come_in(tmp_path: Path):
    chance = random.Random(1)
    told = [" ".join(str(chance.random()) for _ in range(40)) for _ in range(300)]
    entries = "".join(f"<item><title>A</title><description>{one}</description></item>" for one in told)
    feed = gzip.compress(f"<rss version='2.0'><channel>{entries}</channel></rss>".encode())
    texts, refused = read(written(tmp_path / "a.rss.gz", feed[: len(feed) // 2]))
    assert 100 < len(texts) < 200
    assert texts == told[: len(texts)]
    assert refused == [
        "a.rss.gz: the file is cut off or damaged: only its first records could be unpacked.",
        f"a.rss row {len(texts) + 1}: the feed is cut off in or behind this entry.",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no names of files there")
def test_a_name_breaks_no_line_and_turns_none_round(tmp_path: Path):
    (tmp_path / "a").mkdir()
    for name in ("x\n999 added\x1b[31m.txt", "\u202egnp.txt", os.fsdecode(b"\xff.txt")):
        written(tmp_path / "a" / name, "")
        written(tmp_path / "a" / f"{name}.csv", "text\nFour.\n")
    for paths in ([tmp_path / "a"], sorted((tmp_path / "a").iterdir())):
        for one in read_articles(paths):
            told = str(one) if isinstance(one, Refused) else one.origin
            assert told.isprintable()
            assert "\ufffd" in told
