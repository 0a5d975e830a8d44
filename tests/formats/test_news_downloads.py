"""Downloads of LexisNexis and Factiva, in each kind of file they are given out as: every article by itself."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.articles.downloads import first_day, language_code
from annotator.formats.articles.sources import preview, read_articles
from annotator.project.articles import ArticleDraft, Refused

ONE = [
    "Two men were killed on Tuesday when gunmen opened fire on a bus near the town of Djibo, a security source said.",
    "The attackers fled on motorcycles. NOTE: nobody claimed the attack.",
]
TWO = ["The army said that it had retaken a village in the north, where it found the bodies of six farmers.", "Talks go on."]


def read(path: Path, **options: Any) -> tuple[list[ArticleDraft], list[Refused], list[str]]:
    notes: list[str] = []
    found = list(read_articles([path], tell=notes.append, **options))
    drafts = [one for one in found if isinstance(one, ArticleDraft)]
    return drafts, [one for one in found if isinstance(one, Refused)], notes


def write(folder: Path, kind: str, paragraphs: list[str], bold: tuple[str, ...] = ()) -> Path:
    """The paragraphs as a file of a kind, as an archive gives them out."""
    path = folder / f"download.{kind}"
    if kind == "docx":
        from docx import Document

        document = Document()
        for one in paragraphs:
            document.add_paragraph().add_run(one).bold = one in bold
        document.save(str(path))
    elif kind == "rtf":
        said = "".join(f"\\pard\\plain {_rtf(one, one in bold)}\\par\n" for one in paragraphs)
        path.write_text(f"{{\\rtf1\\ansi\\ansicpg1252\\deff0 {said}}}", encoding="ascii")
    elif kind == "html":
        said = "".join(f"<div><p>{escape(one).replace(chr(10), '<br>')}</p></div>\n" for one in paragraphs)
        path.write_text(f"<html><head><title>Results</title></head><body>{said}</body></html>", encoding="utf-8")
    else:
        path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return path


def _rtf(text: str, bold: bool) -> str:
    said = "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text).replace("\n", "\\line ")
    return f"\\b \\uc1 {said}\\b0 " if bold else said


KINDS = ("txt", "html", "docx", "rtf")

OLDER = [
    "Download Request: Selected Items: 1-2\nTime Of Request: Friday, March 20, 2018  16:51:31", "Terms: (bus and Djibo)",
    "1 of 2 DOCUMENTS", "The Sahel Herald", "June 3, 2020 Wednesday\nEdition 1;\nNational", "Gunmen attack bus",
    "BYLINE: A. Reporter", "SECTION: NEWS; Pg. 3", "LENGTH: 355 words", "HIGHLIGHT: A short summary.", *ONE,
    "GRAPHIC: Picture, a bus", "LOAD-DATE: June 4, 2020", "LANGUAGE: ENGLISH", "PUBLICATION-TYPE: Newspaper",
    "Copyright 2020 Sahel Media\nAll Rights Reserved",
    "2 of 2 DOCUMENTS", "Copyright 2020 Bote Verlag\nAlle Rechte vorbehalten", "Der Bote",
    "27. Februar 2020 Donnerstag 9:50 PM GMT+1",
    "Armee nimmt Dorf ein", "RUBRIK: AUSLAND", "LÄNGE: 20 Wörter", *TWO, "UPDATE: 28. Februar 2020", "SPRACHE: GERMAN; DEUTSCH",
]  # fmt: skip

NEWER = [
    "User Name: Somebody", "Date and Time: Wednesday, December 19, 2018 7:11:00 PM JST", "Job Number: 79565034",
    "Documents (2)",
    "1. Gunmen attack bus", "Client/Matter: -None-", "Search Terms: bus", "2. Army retakes village",
    "Gunmen attack bus", "The Sahel Herald", "June 3, 2020 Wednesday 00:00 EST", "Late Edition - Final",
    "Copyright 2020 Sahel Media All Rights Reserved", "Section: Section A; Column 3; Foreign Desk; Pg. 3", "Length: 355 words",
    "Byline: A. Reporter", "Body", *ONE, "Graphic", "PHOTO: A bus", "Classification", "Language: ENGLISH",
    "Publication-Type: Newspaper", "Subject: ATTACKS (90%)", "Load-Date: June 4, 2020", "End of Document",
    "Army retakes village", "Der Bote", "27. Februar 2020", "Copyright 2020 Bote Verlag", "Length: 20 words", "Body", *TWO,
    "Load-Date: February 28, 2020", "End of Document",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["older", "newer"])
def test_lexisnexis_gives_each_article_by_itself(tmp_path: Path, kind: str, shape: str):
    path = write(tmp_path, kind, OLDER if shape == "older" else NEWER)
    (one, two), refused, notes = read(path)
    assert not refused
    assert (one.title, one.date, one.source, one.language) == ("Gunmen attack bus", "2020-06-03", "The Sahel Herald", "en")
    assert one.text.split("\n\n") == ONE
    assert one.extra == {"author": "A. Reporter"}
    assert one.origin == f"{path.name} article 1"
    assert (two.date, two.source, two.text.split("\n\n")) == ("2020-02-27", "Der Bote", TWO)
    assert two.title == ("Armee nimmt Dorf ein" if shape == "older" else "Army retakes village")
    assert any("download of LexisNexis" in note for note in notes)


@pytest.mark.parametrize("heading", ["Notes", "Graphic", "Correction", "Classification"])
def test_what_stands_under_a_heading_of_the_article_is_kept(tmp_path: Path, heading: str):
    text = [ONE[0], heading, ONE[1], "More was said.", "And more.", "The end."]
    above = NEWER[NEWER.index("2. Army retakes village") + 1 : NEWER.index("Body") + 1]
    below = NEWER[NEWER.index("Graphic") : NEWER.index("End of Document") + 1]
    (one,), _, notes = read(write(tmp_path, "txt", [*above, *text, *below]))
    assert one.text.split("\n\n") == text
    assert "Left out of 1 article, as captions of pictures: “PHOTO: A bus”." in notes[-1]


PLAIN = [
    "Gunmen attack bus; two dead", "By A. Reporter", "355 words", "3 June 2020", "05:12", "Sahel Herald", "SAHH", "English",
    "Copyright 2020 Sahel Media. All rights reserved.", *ONE, "Document SAHH000020200603eg620002x",
    "Foreign Desk; 1", "Army retakes village in the north of the country", "1,204 Wörter", "27 Februar 2020",
    "Der Bote", "BOTE",
    "Late Edition - Final", "Deutsch", "(c) 2020 Bote Verlag.", *TWO, "Dokument BOTE000020200227eg630002y",
]  # fmt: skip
CODED = [
    "SE", "Foreign", "HD", "Gunmen attack bus; two dead", "BY", "By A. Reporter", "WC", "355 words", "PD", "3 June 2020",
    "SN", "Sahel Herald", "SC", "SAHH", "LA", "English", "LP", ONE[0], "TD", ONE[1], "NS", "gvio : Attacks", "AN",
    "Document SAHH000020200603eg620002x",
    "HD", "Army retakes village in the north of the country", "PD", "27 February 2020", "SN", "Der Bote", "LA", "German",
    "LP", *TWO, "AN", "Document BOTE000020200227eg630002y",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["plain", "coded"])
def test_factiva_gives_each_article_by_itself(tmp_path: Path, kind: str, shape: str):
    path = write(tmp_path, kind, PLAIN if shape == "plain" else CODED)
    (one, two), refused, notes = read(path)
    assert not refused
    assert (one.title, one.date, one.source, one.language) == (
        "Gunmen attack bus; two dead",
        "2020-06-03",
        "Sahel Herald",
        "en",
    )
    assert (one.text.split("\n\n"), one.extra) == (ONE, {"author": "A. Reporter"})
    assert one.external_id == "SAHH000020200603eg620002x"
    assert two.title == "Army retakes village in the north of the country"
    assert (two.date, two.source, two.language) == ("2020-02-27", "Der Bote", "de")
    assert (two.text.split("\n\n"), two.external_id) == (TWO, "BOTE000020200227eg630002y")
    assert any("download of Factiva" in note for note in notes)


@pytest.mark.parametrize("kind", ["docx", "rtf"])
def test_what_is_set_in_bold_tells_the_headline_from_its_section(tmp_path: Path, kind: str):
    headline = "Army says"
    paragraphs = ["World news of the whole week", headline, *PLAIN[2:10], *TWO, "Document SAHH000020200603eg620002x"]
    (draft,), _, _ = read(write(tmp_path, kind, paragraphs, bold=(headline,)))
    assert draft.title == headline


def test_a_page_of_factiva_is_read_by_its_classes(tmp_path: Path):
    def article(section: str, title: str, day: str, body: list[str], number: str, language: str = "en") -> str:
        paragraphs = "".join(f'<p class="articleParagraph {language}articleParagraph">{one}  </p>' for one in body)
        return (
            f'<div id="article-{number}" class="article"><div class="article {language}Article"><div>{section}</div>'
            f'<div id="hd"><span class="enHeadline">{title}  </span></div><div class="author">By A. Reporter  </div>'
            f"<div>355 words</div><div>{day}</div><div>Sahel Herald</div><div>SAHH</div><div>English</div>"
            f"<div>Copyright 2020 Sahel Media.  </div><p></p>{paragraphs}<p>Sahel Digital (Full Text)</p>"
            f"<p>Document {number}</p></div></div>"
        )

    rows = {"HD": TWO[1], "PD": "27 February 2020", "SN": "Der Bote", "LA": "German"}
    table = "".join(f"<tr><td><b>{code}</b>&nbsp;</td><td>{said}</td></tr>" for code, said in rows.items())
    table += f"<tr><td><b>TD</b></td><td><p>{TWO[0]}</p><p>{ONE[1]}</p></td></tr>"
    table += "<tr><td>AN</td><td>Document BOTE000020200227eg630002y</td></tr>"
    (tmp_path / "factiva.html").write_text(
        "<html><head><title>Factiva</title></head><body><h1>Dow Jones Factiva</h1>"
        + article("Foreign Desk; 1", "Bus attacked", "3 June 2020", ONE, "SAHH000020200603eg620002x")
        + f'<div class="article deArticle"><table>{table}</table></div></body></html>'
    )
    (one, two), _, _ = read(tmp_path / "factiva.html")
    assert (one.title, one.date, one.source, one.language) == ("Bus attacked", "2020-06-03", "Sahel Herald", "en")
    assert (one.text.split("\n\n"), one.external_id) == (ONE, "SAHH000020200603eg620002x")
    assert (two.title, two.date, two.source, two.language) == (TWO[1], "2020-02-27", "Der Bote", "de")
    assert (two.text.split("\n\n"), two.external_id) == ([TWO[0], ONE[1]], "BOTE000020200227eg630002y")


def test_the_older_shape_is_known_in_other_words(tmp_path: Path):
    words = {"1 of 2 DOCUMENTS": "Dokument 1 von 2", "2 of 2 DOCUMENTS": "Dokument 2 von 2"}
    (one, two), _, _ = read(write(tmp_path, "rtf", [words.get(line, line) for line in OLDER]))
    assert (one.title, two.title) == ("Gunmen attack bus", "Armee nimmt Dorf ein")


def test_lines_broken_to_fit_a_page_are_joined(tmp_path: Path):
    wrapped = (
        "Two men were killed on Tuesday when gunmen opened fire on a bus near the\n"
        "town of Djibo, and a long-\nterm curfew was imposed."
    )
    paragraphs = [*OLDER[2:9], wrapped, "LOAD-DATE: June 4, 2020"]
    (draft,), _, notes = read(write(tmp_path, "txt", paragraphs))
    assert draft.text == wrapped.replace("the\ntown", "the town").replace("long-\nterm", "long-term")
    assert any("says that it holds 2 articles; 1 were found" in note for note in notes)


def test_an_article_that_cannot_come_in_is_named_and_the_others_do(tmp_path: Path):
    empty = [*NEWER[8:17], "Load-Date: June 4, 2020", "End of Document"]
    odd = [
        "Bus attacked",
        "The Sahel Herald",
        "02/06/2020",
        "Copyright 2020",
        "Length: 9 words",
        "Body",
        TWO[0],
        "End of Document",
    ]
    (draft,), (one, two), _ = read(write(tmp_path, "docx", [*empty, *odd, *NEWER[-10:]]))
    assert draft.title == "Army retakes village"
    assert (one.row, one.column) == (1, "text")
    assert "“Gunmen attack bus”) has no text" in one.reason
    assert (two.row, two.column) == (2, "date")
    assert "2020-02-06 or 2020-06-02" in two.reason
    (first, second), (refused,), _ = read(tmp_path / "download.docx", date_order="dmy")
    assert (first.date, second.date, refused.row) == ("2020-06-02", "2020-02-27", 1)


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["Clash", "It was the end of document exchanges, he said.", *ONE],
        ["Clash", "End of Document", *ONE],
        ["Clash", "1 of 2 DOCUMENTS", *ONE],
        ["Clash", "Document SAHH000020200603eg620002x was leaked.", *ONE],
        ["355 words", *ONE],
    ],
)
def test_an_article_that_only_sounds_like_a_download_is_one_article(tmp_path: Path, paragraphs: list[str]):
    for kind in KINDS:
        (draft,), refused, _ = read(write(tmp_path, kind, paragraphs))
        assert not refused
        assert ONE[0] in draft.text


def test_a_download_can_be_asked_for_by_name(tmp_path: Path):
    drafts, _, _ = read(write(tmp_path, "rtf", NEWER), kind="lexis")
    assert len(drafts) == 2
    drafts, _, _ = read(write(tmp_path, "html", CODED), kind="factiva")
    assert len(drafts) == 2
    (tmp_path / "a.txt").write_text(ONE[0])
    _, (refused,), _ = read(tmp_path / "a.txt", kind="lexis")
    assert refused.reason == "this is not a download of LexisNexis."


def test_a_preview_shows_the_articles(tmp_path: Path):
    seen = preview(write(tmp_path, "rtf", NEWER), rows=1)
    assert [(row["title"], row["date"]) for row in seen.rows] == [("Gunmen attack bus", "2020-06-03")]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("January 11, 2010 Monday", "2010-01-11"), ("Wednesday, June 3, 2020", "2020-06-03"),
        ("Dienstag 7. Juli 2020", "2020-07-07"),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27"), ("3 June 2020 05:12", "2020-06-03"),
        ("2 juin 2020", "2020-06-02"),
        ("The Sahel Herald", None), ("March 2012", None), ("355 words", None),
    ],
)  # fmt: skip
def test_a_day_is_read_from_the_beginning_of_a_line(line: str, day: str | None):
    assert first_day(line, None) == day


def test_languages_are_known_in_the_words_of_the_archives():
    assert [language_code(name) for name in ("ENGLISH", "GERMAN; DEUTSCH", "Français", "Klingon", "")] == [
        "en",
        "de",
        "fr",
        "",
        "",
    ]
