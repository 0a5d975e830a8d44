"""The printed manual: all of a codebook on one page that loads nothing, in a language, with the lead's rulings."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from annotator.codebook.compiled import fingerprint
from annotator.codebook.guide import guide_of
from annotator.codebook.loading import load, shipped
from annotator.codebook.manual import manual_html
from annotator.codebook.model import Codebook

SMALL = """
annotator_codebook: 1
name: small
title: {en: "Small & <odd>", fr: Petit}
about: {en: "What is asked.\\nIn two lines.", fr: Ce qu’on demande.}
languages: [en, fr]
lists:
  kinds:
    title: Kinds
    codes:
      - {code: clash, label: {en: Clash, fr: Heurt}, definition: {en: Two sides fight., fr: Deux camps.}, aliases: [fight],
         children: [{code: ambush, label: Ambush, example: They lay in wait.}]}
      - {code: other, label: "</style><script>alert(1)</script>", counter_example: A meeting.}
tables:
  long: {columns: [a, b], key: [a], rows: [ROWS]}
sections:
  - name: what
    title: What
    fields:
      - {name: kind, title: Kind, type: code, codes: kinds, required: true, definition: The kind of it., note: Think.}
      - {name: again, type: code, codes: kinds}
      - {name: deaths, title: Deaths, type: integer, missing: {"-9": Not said}, shown_when: {field: kind, is: clash}}
      - {name: secret, type: text, released: false}
      - {name: place, type: text}
      - {name: exactness, type: code, codes: kinds}
      - {name: people, type: group, fields: [{name: role, title: Role, type: text, definition: What they were.}]}
article:
  - {name: whole, title: The whole, fields: [{name: scope, title: Scope, type: text}]}
no_event_reasons: [{code: sport, label: Sport, definition: A match.}]
rules:
  - {id: R1, field: deaths, check: {field: deaths, at_most: 5}, message: "{deaths} is too many", reason: Rarely so many.}
combine:
  - {by: lowest, fields: [deaths]}
  - {by: most_precise, fields: [place, exactness], precision: exactness, then: most_common}
""".replace("ROWS", ", ".join(f"[a{one}, {one}]" for one in range(100)))


@dataclass(frozen=True)
class _Ruling:
    uid: str
    field: str
    code: str
    question: str
    answer: str
    time: str = "2026-03-04T10:00:00Z"


RULINGS = (
    _Ruling("r1", "deaths", "", "And the wounded?", "They are no deaths.\nEver."),
    _Ruling("r2", "kind", "ambush", "", "A trap is one."),
    _Ruling("r3", "", "", "When in doubt?", "Ask."),
)


@pytest.fixture
def small(tmp_path: Path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return load(path)[0]


class _Page(HTMLParser):
    """Its tags, links, names and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.names: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        named = dict(attrs)
        if tag == "a":
            self.links += [named["href"] or ""] if "href" in named else []
            self.names += [named["name"] or ""] if "name" in named else []
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize("for_print", [False, True])
@pytest.mark.parametrize("path", shipped().values(), ids=lambda path: path.stem)
def test_all_of_a_shipped_codebook_is_in_its_manual(path: Path, for_print: bool):
    book = load(path)[0]
    page = _Page(manual_html(book, for_print=for_print))
    assert not page.open
    entries = guide_of(book).entries
    for entry in entries.values():
        if entry.kind in ("field", "code", "section", "rule", "reason", "table"):
            assert " ".join(entry.title.split()) in page.text, entry.id
            for told in (entry.definition, entry.example, entry.counter_example, entry.note):
                assert " ".join(told.split()) in page.text, entry.id
    assert len(set(page.names)) == len(page.names)
    assert {one.removeprefix("#") for one in page.links} <= set(page.names)  # no link leads nowhere, or out


def test_nothing_runs_and_nothing_is_fetched(small: Codebook):
    html = manual_html(small, RULINGS, fingerprint=fingerprint(small))
    page = _Page(html)
    assert "script" not in page.tags
    assert not page.tags & {"img", "link", "iframe", "object"}
    assert "alert(1)" in page.text
    assert "default-src 'none'" in html
    assert not re.search(r"url\(|@import|https?:", html)
    assert fingerprint(small) in page.text


def test_a_title_cannot_leave_the_running_head(small: Codebook):
    head = manual_html(small.model_copy(update={"title": '"; } </style> \\ body { display: none'}))
    style = head[head.index("<style>") : head.index("</style>")]
    assert "display: none" not in style
    assert "\\22 \\3b  \\7d " in style


def test_questions_are_told_with_what_belongs_to_them(small: Codebook):
    text = _Page(manual_html(small, RULINGS, project="Our project")).text
    assert "Codebook, version 1 · Our project" in text
    assert "Small & <odd>" in text
    assert "What is asked. In two lines." in text
    assert "Where Kind is Clash" in text
    assert "-9 Not said" in text
    assert "Ruling, 2026-03-04 And the wounded? They are no deaths. Ever." in text
    assert "Ruling, 2026-03-04: A trap is one." in text
    assert "When in doubt? Ask." in text
    assert "No: it stays in the project" in text
    assert "In an incident The lowest" in text
    assert "That of the most precise event; of equals what most of them say" in text
    assert "Codes: those of Kind" in text  # a list is told once
    assert text.count("Two sides fight.") == 1
    assert "and 60 more" in text  # a long table is cut, and says so
    assert "fight → Clash" in text  # other spellings are in the index


def test_it_speaks_the_language_that_is_asked_for(small: Codebook):
    html = manual_html(small, language="fr")
    assert '<html lang="fr">' in html
    text = _Page(html).text
    assert "Petit" in text
    assert "Deux camps." in text
    assert "Two sides fight." not in text


def test_the_same_codebook_gives_the_same_text(small: Codebook, tmp_path: Path):
    made = manual_html(small, RULINGS)
    code = (
        "import sys; from pathlib import Path; from annotator.codebook.loading import load\n"
        "from annotator.codebook.manual import manual_html\n"
        f"sys.stdout.buffer.write(manual_html(load(Path({str(tmp_path / 'small.yaml')!r}))[0]).encode())"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={**_path(), "PYTHONHASHSEED": seed},
                       cwd=Path(__file__).parents[2]).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert runs == {manual_html(small).encode()}
    assert made == manual_html(small, tuple(reversed(RULINGS)))


def _path() -> dict[str, str]:
    import os

    return dict(os.environ)


def test_the_page_for_print_keeps_to_what_a_text_document_knows(small: Codebook, qapp: object):
    gui = pytest.importorskip("PySide6.QtGui")
    html = manual_html(small, RULINGS, for_print=True)
    assert not re.search(r"var\(|columns:|@media|@page|flex|grid", html)
    document = gui.QTextDocument()
    document.setHtml(html)
    plain = " ".join(document.toPlainText().split())
    assert unescape("Small & <odd>") in plain
    assert "Two sides fight." in plain
    assert "font-size" not in plain
