"""What the report says, section by section, laid out for its template. Pure: a page out of an agreement.

Owns what stands in which table, and numbers the reasons why figures are undefined. Must not know files; how the page looks
is the template's matter, and escaping is done there for everything but the plots.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .. import __version__
from ..codebook.model import Codebook, in_language
from ..project.codings import MAIN
from ..shipped import resource
from . import report_tables, wording
from .figures import Figure, Measures
from .methods import methods_text
from .report_plots import Line, Row, forest, over_time, sweep
from .results import LAYERS, Agreement, Layer, Question

ON_PAIRS = ("which", "fields", "evidence", "whole")
VALUES = 30
"""So many values have their specific agreement told, the commonest."""
HEADLINES = ("f1", "token_f1", "same_number", "exact", "within_1_day", "within_25_km", "whole", "of_pairs")
"""Figures told in the summary beside α and percent, where a question has them."""


class Settled(Protocol):
    """How often a difference was settled for a reason; what adjudication counts."""

    @property
    def field(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as it is written. `note` is the number of the reason why it is undefined, 0 for one that is not."""

    text: str
    interval: str = ""
    note: int = 0
    n: int = 0


@dataclass
class Notes:
    """The reasons why figures are undefined, numbered in the order they are met, and where each holds."""

    where: dict[str, dict[str, None]] = field(default_factory=dict)

    def cell(self, name: str, figure: Figure | None, place: str) -> Cell | None:
        """A figure, None where it was not asked. `place` is what people call it in the list of reasons."""
        if figure is None:
            return None
        if figure.value is not None:
            return Cell(wording.written(name, figure.value), wording.interval(name, figure), 0, figure.n)
        why = wording.sentence(figure.why)
        self.where.setdefault(why, {})[place] = None
        return Cell("undefined", "", list(self.where).index(why) + 1, figure.n)


@dataclass(frozen=True, slots=True)
class Summary:
    """A question in the table of all questions."""

    id: str
    title: str
    units: int
    coders: int
    percent: Cell | None
    alpha: Cell | None
    reading: str
    left_out: Cell | None
    beside: list[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Detail:
    """All there is of one question. `columns` name the pairs its figures rest on, `rows` hold a cell for each."""

    id: str
    title: str
    name: str
    metric: str
    measures: Measures
    columns: list[str]
    rows: list[tuple[str, list[Cell | None]]]
    categories: list[tuple[str, Cell]]
    crosstab: report_tables.View | None
    confusions: list[report_tables.Confusion]


def page(
    agreement: Agreement,
    codebook: Codebook,
    *,
    title: str = "",
    project_name: str = "",
    names: Mapping[str, str] | None = None,
    language: str = "en",
    round_name: str = "",
    counted: Sequence[Settled] = (),
    reasons: Mapping[str, str] | None = None,
    days: Mapping[str, str] | None = None,
    inputs: str = "",
) -> str:
    """The report as the text of one HTML file.

    `names` gives coders by uid where they are to be named; `counted` what adjudication counted, with `reasons` as labels by
    code; `days` an ISO day by article, for change over time; `inputs` a hash of what was compared.
    """
    import jinja2  # where a report is wanted, not at every start
    from markupsafe import Markup

    reasons, days = reasons or {}, days or {}
    called = wording.coders(agreement, names)
    notes = Notes()
    layers = list(_layers(agreement, codebook, language, notes, called))
    rows = list(_forest_rows(agreement, codebook, language))
    time = _time(agreement, codebook, days, language)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource("report")), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("agreement.html").render(
        title=title or "Agreement",
        project_name=project_name,
        agreement=agreement,
        kind=wording.QUESTIONS[agreement.asked.question],
        coders=[called[who] for who in agreement.who],
        methods=methods_text(agreement, codebook, language, names=names, round_name=round_name),
        level=f"{100 * agreement.level:g} %",
        has_intervals=any(f.low is not None for q in agreement.questions for f in q.measures.figures.values()),
        layers=layers,
        forest=Markup(forest(rows, "forest")) if any(row.figure for row in rows) else "",
        has_left_out=any(question.left_out is not None for question in agreement.questions),
        matrices=report_tables.matrices(agreement, codebook, called, language, notes.cell),
        sweep=Markup(sweep(agreement.sweep, agreement.threshold, "sweep")) if agreement.sweep else "",
        sweep_rows=[
            (f"{one.threshold:g}", one.pairs, "undefined" if one.f1 is None else wording.coefficient(one.f1),
             abs(one.threshold - agreement.threshold) < 1e-9)
            for one in agreement.sweep
        ],
        time=Markup(over_time(*time[:2], "time")) if time else "",
        time_rows=time[2] if time else [],
        time_heads=[line.label for line in time[1]] if time else [],
        settled=_settled(codebook, counted, reasons, language),
        # Last of all: the tables above have met the reasons by now.
        notes=[(number, why, list(where)) for number, (why, where) in enumerate(notes.where.items(), start=1)],
        measures=_measures_used(agreement),
        facts=_facts(agreement, codebook, called, language, round_name, inputs),
        language="en",
    )  # fmt: skip


def _layers(
    agreement: Agreement, codebook: Codebook, language: str, notes: Notes, called: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    of: dict[Layer, list[Question]] = {layer: [one for one in agreement.questions if one.layer == layer] for layer in LAYERS}
    # The summary stands first on the page, so its reasons have the first numbers.
    summaries = {
        layer: [_summary(one, codebook, language, notes, place) for place, one in enumerate(questions)]
        for layer, questions in of.items()
    }
    for layer, questions in of.items():
        name, about = wording.LAYERS[layer]
        yield {
            "id": f"layer-{layer}",
            "title": name,
            "about": about,
            "on_pairs": layer in ON_PAIRS,
            "summary": summaries[layer],
            "details": [_detail(agreement, one, codebook, language, notes, called, n) for n, one in enumerate(questions)],
        }


def _summary(question: Question, codebook: Codebook, language: str, notes: Notes, place: int) -> Summary:
    figures = question.measures.figures
    title = wording.title_of_question(codebook, question, language)

    def cell(name: str, figure: Figure | None) -> Cell | None:
        return notes.cell(name, figure, f"{title}: {wording.measure(name).label}")

    beside: list[tuple[str, Cell]] = []
    for name in HEADLINES:
        known = cell(name, figures.get(name))
        if known is not None:
            beside.append((wording.measure(name).label, known))
    left_out = question.left_out.figures.get("alpha") if question.left_out is not None else None
    return Summary(
        _id(question.layer, place), title, question.measures.n_units, question.measures.n_coders,
        cell("percent", figures.get("percent")), cell("alpha", figures.get("alpha")),
        wording.reading(figures["alpha"]) if "alpha" in figures else "",
        notes.cell("alpha", left_out, f"{title}, pairs made without it: {wording.measure('alpha').label}"), beside[:2],
    )  # fmt: skip


def _detail(
    agreement: Agreement, question: Question, codebook: Codebook, language: str, notes: Notes, called: Mapping[str, str],
    place: int,
) -> Detail:  # fmt: skip
    title = wording.title_of_question(codebook, question, language)
    columns = [("Pairs as judged" if agreement.overruled else "All pairs", "", question.measures)]
    if question.automatic is not None:
        columns.append(("The program’s pairs alone", ", the program’s pairs alone", question.automatic))
    if question.left_out is not None:
        columns.append(("Pairs made without this field", ", pairs made without it", question.left_out))
    if len(columns) == 1:
        columns = [("Figure", "", question.measures)]
    rows: list[tuple[str, list[Cell | None]]] = []
    for name in dict.fromkeys(name for _, _, measures in columns for name in measures.figures):
        label = wording.measure(name).label
        cells = [notes.cell(name, m.figures.get(name), f"{title}{more}: {label}") for _, more, m in columns]
        if rows and all(cell is not None and cell.note for cell in cells) and rows[-1][1] == cells:
            rows[-1] = f"{rows[-1][0]}; {label}", cells  # undefined for the same reason: one line says it
        else:
            rows.append((label, cells))
    categories: list[tuple[str, Cell]] = []
    commonest = sorted(question.measures.categories.items(), key=lambda each: -each[1].n)[:VALUES]
    for value, figure in commonest:
        known = notes.cell("percent", figure, f"{title}: single values")
        if known is not None:
            categories.append((wording.said(codebook, question.name, value) or "no answer", known))
    view, confusions = report_tables.crosstab_of(agreement, codebook, question, called)
    return Detail(
        _id(question.layer, place), title, question.name, wording.METRICS.get(question.metric, question.metric),
        question.measures, [head for head, _, _ in columns], rows, categories, view, confusions,
    )  # fmt: skip


def _id(layer: Layer, place: int) -> str:
    """An anchor; names from outside make none."""
    return f"{layer}-{place + 1}"


def _forest_rows(agreement: Agreement, codebook: Codebook, language: str) -> Iterator[Row]:
    for layer in LAYERS:
        questions = [one for one in agreement.questions if one.layer == layer and "alpha" in one.measures.figures]
        if questions:
            yield Row(wording.LAYERS[layer][0])
        for one in questions:
            left_out = one.left_out.figures.get("alpha") if one.left_out is not None else None
            yield Row(wording.title_of_question(codebook, one, language), one.measures.figures["alpha"], left_out)


def _time(
    agreement: Agreement, codebook: Codebook, days: Mapping[str, str], language: str
) -> tuple[list[str], list[Line], list[tuple[str, list[str]]]] | None:
    """Months, a line for the first question of each layer that has one answer an article or event, and the same as a table;
    None where fewer than two months are known."""
    chosen: dict[Layer, Question] = {}
    for question in agreement.questions:
        if question.layer in ("relevance", "number", "whole"):
            chosen.setdefault(question.layer, question)
    found = [(one, report_tables.months(agreement.units.get((one.layer, one.name), ()), days)) for one in chosen.values()]
    when = sorted({month for _, of in found for month in of})
    if len(when) < 2:
        return None
    lines = [
        Line(wording.title_of_question(codebook, one, language), tuple(of.get(month, (None, 0))[0] for month in when))
        for one, of in found
    ]
    rows = [(month, [_share(*of.get(month, (None, 0))) for _, of in found]) for month in when]
    return when, lines, rows


def _share(share: float | None, n: int) -> str:
    return "–" if share is None else f"{100 * share:.0f} % of {n:,}"


def _settled(
    codebook: Codebook, settled: Iterable[Settled], reasons: Mapping[str, str], language: str
) -> list[tuple[str, str, str, int]]:
    """Field, value, reason and count, most frequent first; what all coders said alike needed no reason."""
    found = [
        (
            wording.title(codebook, "fields", one.field, language) if one.field else "The event itself",
            wording.said(codebook, one.field, one.code), reasons.get(one.reason, one.reason.replace("_", " ")), one.count,
        )
        for one in settled if one.reason != "agreed"
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each[3], each[0], each[1], each[2]))


def _measures_used(agreement: Agreement) -> list[tuple[str, str]]:
    """Label and meaning of every figure told, in the order of `wording.MEASURES`."""
    used = {name for question in agreement.questions for name in question.measures.figures}
    return [(one.label, one.about) for name, one in wording.MEASURES.items() if name in used]


def _facts(
    agreement: Agreement, codebook: Codebook, called: Mapping[str, str], language: str, round_name: str, inputs: str
) -> list[tuple[str, str]]:
    asked = agreement.asked
    chosen = [called.get(who, "") for who in asked.coders]
    offers = {"": "codings with and without", "with": "codings with offers alone", "without": "codings without offers alone"}
    facts = [
        ("Program", f"Annotator {__version__}"),
        ("Codebook", f"{in_language(codebook.title, language) or codebook.name}, version {codebook.version}"),
        ("Asked", " – ".join(wording.QUESTIONS[asked.question])),
        ("Round", "main" if asked.round == MAIN else round_name or asked.round),
        ("Submissions", "as first handed in" if asked.submission == "first" else "as they stand now"),
        ("The program’s offers", offers[asked.offers]),
        ("Coders chosen", ", ".join(filter(None, chosen)) or ("some" if asked.coders else "all")),
        ("Handed in", f"{asked.since or '…'} to {asked.until or '…'}" if asked.since or asked.until else "at any time"),
        ("Threshold of pairing", f"{agreement.threshold:g}"),
        ("Rounds of the bootstrap", f"{agreement.rounds:,}" if agreement.rounds else "0: no intervals"),
        ("Articles drawn within", wording.STRATA[asked.stratum] or "all articles"),
        ("Seed", str(agreement.seed)),
        ("Level of intervals", f"{100 * agreement.level:g} %"),
        ("Units a coefficient needs", str(agreement.least)),
    ]
    return [*facts, ("Hash of what was compared", inputs)] if inputs else facts
