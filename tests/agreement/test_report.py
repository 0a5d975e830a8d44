"""The report and its tables: all is said, nothing is loaded, nothing hostile gets through, the same bytes every time."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from examples import NAMES, against_a_standard, days, empty, nothing_shared, three_coders

from annotator.agreement.figures import Figure
from annotator.agreement.report import FIGURES_HEADER, UNITS_HEADER, told, write_csv, write_html, write_json, write_units_csv
from annotator.agreement.report_page import page
from annotator.agreement.results import LAYERS, Agreement
from annotator.codebook.loading import load, shipped
from annotator.codebook.model import Codebook
from annotator.errors import ExportRefused

HOSTILE = "</style><script>alert(1)</script>\" onload='x' <img src=http://evil.example/x> &amp; \u202eمرحبا 🕊"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VOID = {"meta", "br", "line", "circle", "polyline"}


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load(shipped()["acled"])[0]


@dataclass(frozen=True)
class Counted:
    field: str
    code: str
    reason: str
    count: int


class Looked(HTMLParser):
    """What a page is made of: its elements with attributes, its ids, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href", "cite", "manifest", "ping"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "section", "div", "figure",
    "figcaption", "h1", "h2", "h3", "p", "ul", "ol", "li", "a", "bdi", "br", "span", "strong", "table", "caption", "thead",
    "tbody", "tr", "th", "td", "dl", "dt", "dd", "svg", "desc", "line", "circle", "polyline", "text",
}  # fmt: skip


def check_that_nothing_is_loaded(text: str) -> Looked:
    """No element or attribute that fetches, no script, no style that fetches; links lead to places on the page alone."""
    looked = Looked(text)
    ids = [attrs["id"] for _, attrs in looked.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in looked.elements:
        assert tag in ALLOWED, tag
        assert not LOADING & set(attrs), (tag, attrs)
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        if "href" in attrs:
            assert tag == "a"
            assert (attrs["href"] or "").startswith("#")
            assert (attrs["href"] or "")[1:] in ids, attrs
        for name in ("aria-labelledby", "aria-describedby"):
            assert name not in attrs or attrs[name] in ids
        assert "url(" not in (attrs.get("style") or "")
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "Content-Security-Policy" in text
    return looked


def full(book: Codebook) -> str:
    counted = [
        Counted("sub_event_type", "Mob violence", "codebook_unclear", 7), Counted("fatalities", "0", "agreed", 40),
        Counted("", "", "overlooked", 3),
    ]  # fmt: skip
    return page(
        three_coders(), book, title="Pilot", project_name="Kirkuk", counted=counted,
        reasons={"codebook_unclear": "The codebook is unclear"}, days=days(), inputs="sha256:12ab",
    )  # fmt: skip


def test_the_page_has_every_section_and_loads_nothing(book: Codebook):
    text = full(book)
    looked = check_that_nothing_is_loaded(text)
    ids = {attrs.get("id") for _, attrs in looked.elements}
    assert {"compared", "summary", "matrix", "sweep", "time", "undefined", "settled", "how"} <= ids
    assert {f"layer-{layer}" for layer in LAYERS} <= ids
    said = " ".join(" ".join(looked.text).split())
    for words in (
        "−.048 [−.138, .022]", "α, pairs made without the field", "The program’s pairs alone", "Fewer than 10 units.",
        "The codebook is unclear", "The event itself", "sha256:12ab", "2020-03", "0.5, chosen",
    ):  # fmt: skip
        assert words in said, words
    settled = text[text.index('id="settled"') :]
    assert ">40<" not in settled, "what all said alike says nothing of the codebook"
    assert said.count("coder1") > 3
    assert "B1" not in text


def test_no_number_stands_for_all_layers(book: Codebook):
    """Rows of the summary are questions; none is a total."""
    text = full(book)
    summary = text[text.index('id="summary"') : text.index('id="layer-relevance"')]
    questions = three_coders().questions
    assert summary.count('<tr><th scope="row"') == len(questions)
    assert summary.count('<tr class="layer"') == len(LAYERS)


def test_screen_readers_find_their_way(book: Codebook):
    text = full(book)
    looked = Looked(text)
    assert looked.count("caption") == looked.count("table")
    heads = [attrs for tag, attrs in looked.elements if tag == "th"]
    assert heads
    assert all(attrs.get("scope") in ("col", "row", "rowgroup") for attrs in heads)
    assert looked.count("svg") == 3
    for piece in text.split("<svg ")[1:]:
        svg = piece[: piece.index("</svg>")]
        assert 'role="img"' in svg
        assert "<title id=" in svg
        assert "<desc id=" in svg
    forest = text[text.index('<desc id="forest-about">') :]
    assert "Event date: .910 [.820, .980]" in forest[: forest.index("</desc>")]


def test_the_lines_are_on_alpha_alone(book: Codebook):
    """Two lines, in the plot of α; the sweep's dashed line is the threshold."""
    text = full(book)
    forest = text[text.index('aria-labelledby="forest-title"') :]
    forest = forest[: forest.index("</svg>")]
    assert forest.count('class="limit"') == 2
    assert "Happenings found" not in forest, "F1 has no such lines"


def test_figures_undefined_for_one_reason_share_a_line(book: Codebook):
    text = page(nothing_shared(), book)
    section = text[text.index(">Event date</bdi></h3>") :]
    assert '<tr><th scope="row">Percent alike; Krippendorff’s α</th>' in section[: section.index("</table>")]
    assert page(three_coders(), book).count("Cohen’s κ; Fleiss’ κ") == 0, "two reasons are two lines"


def test_a_table_of_codes_counts_and_names_what_is_confused(book: Codebook):
    whole = three_coders()
    met: Counter[frozenset[str]] = Counter()
    for unit in whole.units["fields", "geo_precision"]:
        said = [value for value in unit.values.values()]
        for place, one in enumerate(said):
            met.update(frozenset((one, other)) for other in said[place + 1 :])
    commonest, count = max(((pair, n) for pair, n in met.items() if len(pair) == 2), key=lambda each: each[1])
    assert commonest == {"1", "3"}
    text = full(book)
    section = text[text.index(">Geo precision</bdi></h3>") :]
    assert f"<bdi>Exact place</bdi> with <bdi>Larger region</bdi>: {count} times" in section[: section.index("</ul>")]
    beside = page(against_a_standard(), book)
    assert "Rows: <bdi>standard</bdi>; columns: <bdi>coder</bdi>" in beside


@pytest.mark.parametrize("agreement", [three_coders(), against_a_standard(), nothing_shared(), empty()])
def test_every_agreement_makes_a_page_the_same_each_time(book: Codebook, agreement: Agreement, tmp_path: Path):
    write_html(agreement, book, tmp_path / "one.html", days=days())
    write_html(agreement, book, tmp_path / "two.html", days=days())
    text = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.html").read_text(encoding="utf-8")
    check_that_nothing_is_loaded(text)
    assert not list(tmp_path.glob(".*"))


def test_nothing_in_common_says_so(book: Codebook):
    text = page(nothing_shared(), book)
    assert "could not be measured" in text
    assert "No unit has values of two coders." in text
    assert "Nothing could be compared." in page(empty(), book)


def test_hostile_names_and_values_are_text(book: Codebook):
    whole = three_coders()
    named = {who: HOSTILE + who for who in whole.who}
    first = whole.questions[4]
    figures = {**first.measures.figures, HOSTILE: Figure(0.5, n=3)}
    measures = replace(first.measures, figures=figures, categories={HOSTILE: Figure(0.5, n=3)})
    units = {**whole.units, (first.layer, HOSTILE): whole.units[first.layer, first.name]}
    hostile = replace(
        whole, units=units,
        questions=(replace(first, name=HOSTILE, measures=measures), replace(first, name="<i>a</i>"), *whole.questions),
        asked=replace(whole.asked, round=HOSTILE, coders=whole.who, since=HOSTILE),
    )  # fmt: skip
    text = page(
        hostile, book, title=HOSTILE, project_name=HOSTILE, names=named, inputs=HOSTILE,
        counted=[Counted(HOSTILE, HOSTILE, HOSTILE, 2)],
    )  # fmt: skip
    looked = check_that_nothing_is_loaded(text)
    assert HOSTILE in "".join(looked.text)
    assert "<script" not in text
    assert text.count("<style>") == text.count("</style>") == 1
    bare = "".join(looked.text)
    assert bare.count("\u2068") == bare.count("\u2069")


def test_names_are_given_only_when_asked(book: Codebook, tmp_path: Path):
    whole = three_coders()
    write_json(whole, tmp_path / "a.json")
    write_units_csv(whole, book, tmp_path / "u.csv")
    write_csv(whole, tmp_path / "a.csv")
    for one in (page(whole, book), *((tmp_path / name).read_text(encoding="utf-8") for name in ("a.json", "a.csv"))):
        assert not [name for name in (*NAMES.values(), *NAMES) if name in one]
    assert told(whole)["coders"] == ["coder1", "coder2", "coder3"]
    assert told(whole, NAMES)["coders"] == list(NAMES.values())
    assert "<bdi>باحثة ٣ 🕊</bdi>" in page(whole, book, names=NAMES)


def test_json_has_the_shape_programs_read(tmp_path: Path):
    whole = three_coders()
    write_json(whole, tmp_path / "a.json")
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert read == json.loads(json.dumps(told(whole)))
    assert set(read) == {"fields", "layers", "which", "matrix", "sweep", "options", "coders"}
    date = read["fields"]["event_date"]
    assert (date["n_units"], date["n_coders"], date["alpha"]["value"]) == (120, 3, 0.91)
    assert {"low", "high"} <= set(date["alpha"])
    assert date["left_out"]["alpha"]["value"] == pytest.approx(0.84)
    assert read["fields"]["tags"]["alpha"] == {"undefined": "Fewer than 10 units.", "n": 7}
    assert read["layers"]["which"]["events"]["f1"]["value"] == 0.82
    assert "fields" not in read["layers"]
    assert read["which"]["pairs"] == 121
    assert read["options"]["seed"] == 1
    assert len(read["matrix"]) == 3


def test_the_long_table_holds_every_figure_once(tmp_path: Path):
    whole = three_coders()
    write_csv(whole, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == FIGURES_HEADER
    kinds = [m for q in whole.questions for m in (q.measures, q.automatic, q.left_out) if m is not None]
    assert len(rows) == sum(len(m.figures) + len(m.categories) for m in kinds)
    assert {row["pairs"] for row in rows} == {"judged", "automatic", "left_out"}
    alpha = next(row for row in rows if (row["question"], row["measure"], row["pairs"]) == ("event_date", "alpha", "judged"))
    assert (float(alpha["value"]), alpha["n"], alpha["undefined"]) == (0.91, "120", "")
    none = next(row for row in rows if (row["question"], row["measure"]) == ("tags", "alpha"))
    assert (none["value"], none["undefined"]) == ("", "Fewer than 10 units.")


def test_the_values_behind_come_back_as_they_were(book: Codebook, tmp_path: Path):
    whole = three_coders()
    harmless = write_units_csv(whole, book, tmp_path / "u.csv")
    with (tmp_path / "u.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == UNITS_HEADER
    assert len(rows) == sum(len(unit.values) for units in whole.units.values() for unit in units)
    actors = [row for row in rows if row["field"] == "actor1"]
    units = {row["unit"] for row in actors}
    assert len(units) == len(whole.units["fields", "actor1"])
    assert units == {row["unit"] for row in rows if row["field"] == "fatalities"}, "one unit is one row of answers"
    formulas = [row["value"] for row in actors if "cmd" in row["value"]]
    assert formulas
    assert all(value.startswith("'=") for value in formulas)
    assert harmless == len(formulas)
    assert {row["coder"] for row in rows} == {"coder1", "coder2", "coder3"}
    dates = [row["value"] for row in rows if row["field"] == "event_date"]
    given = [value or "" for unit in whole.units["fields", "event_date"] for value in unit.values.values()]
    assert dates == given
    assert write_units_csv(whole, book, tmp_path / "v.csv", formulas=False) == 0


def test_an_article_two_coders_have_makes_two_units(book: Codebook, tmp_path: Path):
    whole = against_a_standard()
    key = ("relevance", "any_event")
    units = [replace(unit, whose=whose) for whose in ("x", "y") for unit in whole.units[key]]  # type: ignore[index]
    names = {**whole.names, "x": "B2", "y": "C3"}
    twice = replace(whole, units={key: units}, questions=whole.questions[:1], names=names)  # type: ignore[dict-item]
    write_units_csv(twice, book, tmp_path / "u.csv", names={"x": "P1", "y": "P2"})
    with (tmp_path / "u.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert Counter(row["unit"] for row in rows).most_common(1)[0][1] == 2
    assert {row["coder"] for row in rows} == {"P1", "P2", "standard"}, "it says whose coding it is"


def test_a_project_is_not_written_over(book: Codebook, tmp_path: Path):
    kept = tmp_path / "p.annotator"
    kept.write_bytes(b"kept")
    for write in (lambda: write_html(empty(), book, kept), lambda: write_json(empty(), kept), lambda: write_csv(empty(), kept)):
        with pytest.raises(ExportRefused):
            write()
    assert kept.read_bytes() == b"kept"
    with pytest.raises(ExportRefused):
        write_html(empty(), book, tmp_path / "nowhere" / "a.html")


def asked_for(page: Path, folder: Path) -> list[str]:
    """What a page asks a browser to fetch that knows no name in the world, by its own log of the network. What the browser
    asks for itself has no page for its origin. The page is printed on the way."""
    assert BROWSER is not None
    log = folder / f"{page.stem}.net"
    run = [
        BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}", f"--print-to-pdf={folder / 'page.pdf'}", page.as_uri(),
    ]  # fmt: skip
    subprocess.run(run, capture_output=True, timeout=120, check=True)
    assert (folder / "page.pdf").read_bytes().startswith(b"%PDF")
    told = [event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"]]
    return [one["url"] for one in told if "url" in one and one.get("initiator", "not an origin") != "not an origin"]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_a_browser_shows_it_and_asks_nobody(book: Codebook, tmp_path: Path):
    loads = tmp_path / "loads.html"
    loads.write_text("<!DOCTYPE html><title>x</title><img src='http://evil.example/x.png'>", encoding="utf-8")
    assert asked_for(loads, tmp_path) == ["http://evil.example/x.png"], "the log tells of what pages fetch"
    report = tmp_path / "report.html"
    write_html(three_coders(), book, report, names=NAMES, days=days())
    assert asked_for(report, tmp_path) == []
