"""What is given out of a comparison: one HTML page, a JSON object, a long table of figures, a long table of the values behind.

Owns the files' shapes and that they appear whole or not at all. The same agreement and the same options give the same bytes.
Coders are coder1, coder2, … in the order of `Agreement.who` unless names are given; `formats.selection.pseudonyms`
gives the numbers that exports use. What the page says is `report_page`'s matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from .. import __version__
from ..codebook.model import Codebook
from ..writing import Outputs, Table, refuse_project, save_text
from . import wording
from .figures import Figure, Measures
from .report_page import Settled, page
from .results import LAYERS, Agreement, Question
from .submissions import CODER, STANDARD

PAIRS = ("judged", "automatic", "left_out")
"""The pairs that figures rest on: with the lead's word; the program's alone; those made without looking at the field."""
FIGURES_HEADER = (
    "layer", "question", "metric", "pairs", "measure", "category", "value", "low", "high", "n", "undefined",
)  # fmt: skip
_BATCH = 5_000
UNITS_HEADER = ("layer", "field", "unit", "article", "number", "coder", "event", "value")


def write_html(
    agreement: Agreement,
    codebook: Codebook,
    path: Path,
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
) -> None:
    """The report as one HTML file that loads nothing from anywhere; see `report_page.page` for what it takes.

    Raises ExportRefused where it cannot be written; then what stood there is as it was."""
    text = page(
        agreement, codebook, title=title, project_name=project_name, names=names, language=language, round_name=round_name,
        counted=counted, reasons=reasons or {}, days=days or {}, inputs=inputs,
    )  # fmt: skip
    save_text(path, text)


def write_json(agreement: Agreement, path: Path, *, names: Mapping[str, str] | None = None) -> None:
    """`told` as a file. Raises ExportRefused."""
    save_text(path, json.dumps(told(agreement, names), ensure_ascii=False, indent=1, allow_nan=False, default=_plain) + "\n")


def write_csv(agreement: Agreement, path: Path) -> None:
    """Every figure as a row (`FIGURES_HEADER`), specific agreement of a value with that value as its category. Numbers have
    all their digits. Raises ExportRefused."""
    _write(path, FIGURES_HEADER, figure_rows(agreement), formulas=True)


def write_units_csv(
    agreement: Agreement,
    codebook: Codebook,
    path: Path,
    *,
    names: Mapping[str, str] | None = None,
    formulas: bool = True,
) -> int:
    """Every coder's value of every unit as a row (`UNITS_HEADER`), for another program to work out the figures again.

    `unit` is the uid of the happening's first event, or of the article; the same in all questions. An empty value is no
    answer. With `formulas`, cells that a spreadsheet would run get an apostrophe in front, the same value always the
    same; gives how many. Raises ExportRefused."""
    return _write(path, UNITS_HEADER, unit_rows(agreement, codebook, names), formulas=formulas)


def _write(path: Path, header: Sequence[str], rows: Iterator[Any], *, formulas: bool) -> int:
    refuse_project(path)
    with Outputs() as outputs:
        with outputs.text(path) as stream:
            table = Table(stream, header, formulas=formulas)
            while batch := list(islice(rows, _BATCH)):
                table.write(batch)
        outputs.place()
    return table.harmless


def told(agreement: Agreement, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All figures as plain data: `fields` by name, the other `layers` by layer and name, `which` codings were compared,
    the `options`, the `coders`. A figure is `value`, `low`, `high`, `n`, or `undefined` with the reason."""
    asked = agreement.asked
    called = wording.coders(agreement, names)
    layers: dict[str, dict[str, Any]] = {layer: {} for layer in LAYERS if layer != "fields"}
    fields: dict[str, Any] = {}
    for question in agreement.questions:
        (fields if question.layer == "fields" else layers[question.layer])[question.name] = _question(question)
    return {
        "fields": fields,
        "layers": {layer: of_layer for layer, of_layer in layers.items() if of_layer},
        "which": {
            "question": asked.question, "round": asked.round, "submission": asked.submission, "offers": asked.offers,
            "since": asked.since, "until": asked.until, "coders": [called.get(who, "") for who in asked.coders],
            "articles": agreement.articles, "single": agreement.single, "events": agreement.events,
            "pairs": agreement.pairs, "unpaired": agreement.unpaired, "divided": agreement.divided,
            "overruled": agreement.overruled,
        },
        "matrix": [
            {
                "one": called.get(each.one, ""), "other": called.get(each.other, ""),
                "articles": each.articles, "pairs": each.pairs, "f1": each.f1.told(), "relevance": each.relevance.told(),
                "fields": {
                    name: {"percent": alike.told(), "alpha": alpha.told()} for name, (alike, alpha) in each.fields.items()
                },
            }
            for each in agreement.matrix
        ],
        "sweep": [{"threshold": one.threshold, "pairs": one.pairs, "f1": one.f1} for one in agreement.sweep],
        "options": {
            "threshold": agreement.threshold, "rounds": agreement.rounds, "seed": agreement.seed, "level": agreement.level,
            "least": agreement.least, "stratum": asked.stratum, "version": __version__,
        },
        "coders": [called[who] for who in agreement.who],
    }  # fmt: skip


def _plain(number: Any) -> Any:
    """A number of numpy's as one of Python's."""
    return number.item()


def _question(question: Question) -> dict[str, Any]:
    told = {"metric": question.metric, **_measures(question.measures)}
    if question.automatic is not None:
        told["automatic"] = _measures(question.automatic)
    if question.left_out is not None:
        told["left_out"] = _measures(question.left_out)
    return told


def _measures(measures: Measures) -> dict[str, Any]:
    told: dict[str, Any] = {"n_units": measures.n_units, "n_coders": measures.n_coders, "n_values": measures.n_values}
    told |= {name: figure.told() for name, figure in measures.figures.items()}
    if measures.categories:
        told["categories"] = {str(value): figure.told() for value, figure in measures.categories.items()}
    return told


def figure_rows(agreement: Agreement) -> Iterator[tuple[Any, ...]]:
    """Every figure under `FIGURES_HEADER`."""
    for question in agreement.questions:
        for pairs, measures in zip(PAIRS, (question.measures, question.automatic, question.left_out), strict=True):
            if measures is None:
                continue
            start = question.layer, question.name, question.metric, pairs
            for name, figure in measures.figures.items():
                yield *start, name, "", *_cells(figure)
            for value, figure in measures.categories.items():
                yield *start, wording.SPECIFIC, str(value), *_cells(figure)


def _cells(figure: Figure) -> tuple[Any, ...]:
    numbers = (None if one is None else float(one) for one in (figure.value, figure.low, figure.high))
    return *numbers, int(figure.n), figure.why if figure.value is None else ""


def _value(codebook: Codebook, question: Question, value: Any) -> str:
    """Codes as they are kept; spans as `text:12-20`; whether an event was found as 1 or 0."""
    if question.layer == "which":
        return str(int(bool(value)))
    if question.layer == "whole" and isinstance(value, Mapping):
        parts = (f"{name}={wording.said(codebook, name, part, write='code')}" for name, part in value.items())
        return "; ".join(parts)
    if question.metric == "place" and isinstance(value, list | tuple):
        # As points are written elsewhere; a minus in front is no formula of a spreadsheet.
        return f"({', '.join(map(str, value))})"
    if question.layer == "evidence" and isinstance(value, list):
        return " ".join(f"{part}:{start}-{end}" for part, start, end in value)
    return wording.said(codebook, question.name, value, write="code")


def _speaker(called: Mapping[str, str], who: str, coder: str) -> str:
    """Who said it: of a coder compared alone the coder, of a second coding the coder and that."""
    if not coder or who == STANDARD:
        return called.get(who, "")
    return coder if who == CODER else f"{coder} {called.get(who, who)}"


def unit_rows(agreement: Agreement, codebook: Codebook, names: Mapping[str, str] | None) -> Iterator[tuple[Any, ...]]:
    """Every coder's value of every unit under `UNITS_HEADER`."""
    called = wording.coders(agreement, names)
    place = {who: at for at, who in enumerate(agreement.who)}
    for layer in LAYERS:
        for question in (one for one in agreement.questions if one.layer == layer):
            for unit in agreement.units.get((layer, question.name), ()):
                voices = sorted(unit.values, key=lambda who: place.get(who, len(place)))
                first = next((unit.events[who] for who in voices if who in unit.events), unit.article)
                # An article is there once for each coder who is compared with a standard or with themselves.
                coder = called.get(unit.whose, "")
                key = first if first != unit.article or not coder else f"{first} {coder}"
                for who in voices:
                    value = _value(codebook, question, unit.values[who])
                    yield (
                        layer,
                        question.name,
                        key,
                        unit.article,
                        unit.number,
                        _speaker(called, who, coder),
                        unit.events.get(who, ""),
                        value,
                    )
