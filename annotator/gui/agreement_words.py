"""What agreement is told in: the names of layers, questions and figures, numbers as they are written, and values in words.

Owns words alone; no widget, no state.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from ..agreement.crosstab import OTHER
from ..agreement.figures import Figure, Measures
from ..codebook.model import Codebook, CodedField, in_language, title_of
from ..codebook.values import is_empty, is_missing, show

if TYPE_CHECKING:
    from ..agreement.results import Agreement, Question

LINES = (0.667, 0.8)
"""What is commonly asked of α: below the first nothing is concluded, from the second on it is relied on."""
SHARES = frozenset((
    "percent", "same_number", "exact", "within_1_day", "within_7_days", "within_5_km", "within_25_km", "within_100_km",
    "answered_percent", "zero_percent", "of_pairs",
))  # fmt: skip
PLAIN = frozenset(("mean_error",))
COUNTS = frozenset(("pairs", "divided"))
WEIGHTED = frozenset(("ordinal", "interval", "ratio", "log", "place"))
NONE = "–"
DIVIDED = ("which", "divided")
"""The key of the units in which one event of a coder stands against several of another."""


def _mark(text: str) -> str:
    return text


_LAYERS = {
    "relevance": _mark("Relevance: is there any event?"),
    "number": _mark("How many events?"),
    "which": _mark("Which events?"),
    "fields": _mark("Field by field, on pairs"),
    "evidence": _mark("Evidence: the words values rest on"),
    "whole": _mark("Whole events"),
}
_QUESTIONS = {
    "any_event": _mark("Any event"), "verdict": _mark("Verdict"), "tokens": _mark("Words marked"),
    "whole": _mark("All key fields alike"), "key": _mark("All key fields alike"), "happenings": _mark("Happenings found"),
}  # fmt: skip
_FIGURES = {
    "percent": _mark("Percent"), "alpha": _mark("α (Krippendorff)"), "ac1": _mark("AC1 (Gwet)"), "ac2": _mark("AC2 (Gwet)"),
    "cohen_kappa": _mark("κ (Cohen)"), "cohen_kappa_linear": _mark("κ (Cohen), linear"),
    "cohen_kappa_quadratic": _mark("κ (Cohen), quadratic"), "fleiss_kappa": _mark("κ (Fleiss)"),
    "conger_kappa": _mark("κ (Conger)"), "brennan_prediger": _mark("Brennan–Prediger"),
    "answered": _mark("α of answered or not"), "answered_percent": _mark("Answered or not"),
    "mean_error": _mark("Mean difference"), "same_number": _mark("Same number"), "precision": _mark("Precision"),
    "recall": _mark("Recall"), "f1": _mark("F1"), "soft_f1": _mark("F1 by likeness"), "divided": _mark("Divided, combined"),
    "pairs": _mark("Pairs"), "exact": _mark("Exactly alike"), "within_1_day": _mark("Within 1 day"),
    "within_7_days": _mark("Within 7 days"), "median_days": _mark("Median difference"), "within_5_km": _mark("Within 5 km"),
    "within_25_km": _mark("Within 25 km"), "within_100_km": _mark("Within 100 km"), "median_km": _mark("Median distance"),
    "zero_alpha": _mark("α of none or some"), "zero_percent": _mark("None or some"), "log_alpha": _mark("α on log(1 + x)"),
    "token_f1": _mark("F1 of words"), "alpha_u": _mark("α of spans (αU)"), "whole": _mark("F1 of all alike"),
    "of_pairs": _mark("Share of pairs"),
}  # fmt: skip
_SHORT = {
    "exact": _mark("exact"), "within_1_day": _mark("± 1 day"), "within_7_days": _mark("± 7 days"),
    "median_days": _mark("median"), "within_5_km": _mark("≤ 5 km"), "within_25_km": _mark("≤ 25 km"),
    "within_100_km": _mark("≤ 100 km"), "median_km": _mark("median"), "mean_error": _mark("diff."),
    "same_number": _mark("same"), "precision": _mark("P"), "recall": _mark("R"), "soft_f1": _mark("likeness"),
    "divided": _mark("divided"), "pairs": _mark("pairs"), "zero_alpha": _mark("some α"), "zero_percent": _mark("none or some"),
    "log_alpha": _mark("log α"), "answered": _mark("answered α"), "token_f1": _mark("F1"), "alpha_u": _mark("αU"),
    "whole": _mark("F1"), "of_pairs": _mark("of pairs"),
}  # fmt: skip
_VERDICTS = {
    "yes": _mark("yes"), "no": _mark("no"), "events": _mark("events"), "no_event": _mark("no event"),
    "unusable": _mark("unusable"),
}  # fmt: skip
_KAPPAS = ("cohen_kappa", "fleiss_kappa", "conger_kappa")
_USUAL = ("percent", "alpha", "ac1", "ac2", "brennan_prediger")
_ASKED = {
    "between": _mark("Reproducibility, between coders"), "again": _mark("Stability, each coder again"),
    "standard": _mark("Accuracy, against the standard"),
}  # fmt: skip


def isolated(text: str) -> str:
    """A name or a value as a part of a line: one that holds letters from right to left turns nothing round beside it."""
    turns = any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in text) if not text.isascii() else False
    return f"\u2068{text}\u2069" if turns else text


def layer_title(layer: str) -> str:
    """What a layer asks."""
    return _tr(_LAYERS[layer])


def asked_title(question: str) -> str:
    """What kind of agreement a comparison tells of, by its name in the literature and in plain words."""
    return _tr(_ASKED[question])


def question_title(codebook: Codebook, layer: str, name: str) -> str:
    """What a question is called."""
    if name in _QUESTIONS:
        return _tr(_QUESTIONS[name])
    if (layer, name) == DIVIDED:
        return figure_title("divided")
    if name == "events":
        return _tr("Number of events") if layer == "number" else _tr("Happenings found")
    field = field_of(codebook, name)
    if layer == "fields" and field is not None and field.finds == "latitude":
        return _tr("Point on the map")  # a point is one question, which goes by its first field's name
    return title_of(field) if field else name.replace("_", " ").capitalize()


def field_of(codebook: Codebook, name: str) -> CodedField | None:
    """A field of the event or of the article."""
    return codebook.fields.get(name) or codebook.article_fields.get(name)


def figure_title(name: str, *, short: bool = False) -> str:
    """What a figure is called."""
    found = (_SHORT.get(name) if short else None) or _FIGURES.get(name)
    return _tr(found) if found else name.replace("_", " ")


def number(name: str, figure: Figure | None, *, short: bool = False) -> str:
    """A figure as it is written: a share in percent, a coefficient with three digits, a count, days or kilometres; a word
    where it is undefined, and “–” where it was not asked."""
    if figure is None:
        return NONE
    if figure.value is None:
        return _tr("undef.") if short else _tr("undefined")
    return written(name, figure.value)


def written(name: str, value: float) -> str:
    """A number of a figure's kind."""
    if name in SHARES:
        return _tr("{0} %").format(f"{value * 100:.0f}")
    if name in COUNTS:
        return f"{value:,.0f}"
    if name.endswith("_days"):
        return _tr("1 day") if value == 1 else _tr("{0} days").format(f"{value:g}")
    if name.endswith("_km"):
        return _tr("{0} km").format(f"{value:,.1f}" if value < 10 else f"{value:,.0f}")
    if name in PLAIN:
        return f"{value:,.2f}"
    text = f"{abs(value):.3f}".removeprefix("0") or ".000"
    return f"−{text}" if value < 0 and text != ".000" else text


def interval(name: str, figure: Figure) -> str:
    """The interval of a figure, empty for none."""
    if figure.low is None or figure.high is None:
        return ""
    return _tr("{0} to {1}").format(written(name, figure.low), written(name, figure.high))


def gwet(measures: Measures) -> str:
    """Which of Gwet's two a metric is beside: AC2, with weights, where values have an order or a distance."""
    return "ac2" if measures.metric in WEIGHTED and "ac2" in measures.figures else "ac1"


def kappa(measures: Measures) -> str:
    """The κ shown first: Cohen's of two coders, with weights for what is ordered, else Fleiss'."""
    names = ("cohen_kappa_quadratic", *_KAPPAS) if measures.metric in WEIGHTED else _KAPPAS
    defined = [name for name in names if name in measures.figures]
    told = [name for name in defined if measures.figures[name].value is not None]
    return next(iter(told or defined), "cohen_kappa")


def beside(measures: Measures) -> list[str]:
    """The names of the figures of this kind of question alone, those told beside α and percent; last whether there was an
    answer at all, which is asked of every field."""
    shown = {*_USUAL, *(name for name in measures.figures if "kappa" in name)}
    told = [name for name in measures.figures if name not in shown]
    return sorted(told, key=lambda name: name.startswith("answered"))


def tip(name: str, figure: Figure | None) -> str:
    """All of one figure: its name, its interval, what it rests on, or why there is none."""
    if figure is None:
        return ""
    if figure.value is None:
        units = _tr("1 unit") if figure.n == 1 else _tr("{0} units").format(f"{figure.n:,}")
        return _tr("{0}: undefined. {1} ({2})").format(figure_title(name), figure.why, units)
    words = f"{figure_title(name)}: {number(name, figure)}"
    if bounds := interval(name, figure):
        words += _tr(", interval {0}").format(bounds)
    if figure.n:
        words += _tr(", on {0}").format(f"{figure.n:,}")
    return words


class ValueWords:
    """A unit's values as people know them: codes by their labels, in one line."""

    def __init__(self, codebook: Codebook, agreement: Agreement | None = None) -> None:
        self._codebook = codebook
        self._names: Mapping[str, str] = agreement.names if agreement else {}

    def coder(self, who: str) -> str:
        """Who speaks."""
        known = {"coder": _tr("First coding"), "again": _tr("Coded again"), "standard": _tr("Standard")}
        return self._names.get(who) or known.get(who) or who[:8]

    def value(self, question: Question, value: Any) -> str:
        """One value of a question; a sign for none."""
        if value is OTHER:
            return _tr("(rarer)")
        if (question.layer, question.name) == DIVIDED:
            return self._plain(value) or NONE
        if question.layer == "which":
            return _tr("found") if value else NONE
        if question.layer == "relevance" and value in _VERDICTS:
            return _tr(_VERDICTS[value])
        field = field_of(self._codebook, question.name)
        if question.metric == "place" and isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        return (self.of_field(field, value) if field else self._plain(value)) or NONE

    def of_field(self, field: CodedField, value: Any) -> str:
        """A value of a field, empty for none."""
        if is_empty(value):
            return ""
        if is_missing(value):
            return in_language(field.missing.get(str(value["missing"]), "")) or str(value["missing"])
        if isinstance(value, set | frozenset | tuple) and field.many:
            value = sorted(value, key=str)
        try:
            return " ".join(show(self._codebook, field, value, write="label").split())
        except (AttributeError, KeyError, TypeError):  # a value of an older codebook may have another shape
            return self._plain(value)

    def category(self, question: Question, code: Any) -> str:
        """The name of a category whose specific agreement is told."""
        if isinstance(code, str) and (field := field_of(self._codebook, question.name)) is not None:
            return self._codebook.code_list(field).label(code)
        return self.value(question, code)

    @staticmethod
    def _plain(value: Any) -> str:
        if isinstance(value, set | frozenset):
            return "; ".join(sorted(map(str, value)))
        if isinstance(value, list | tuple):
            return "; ".join(ValueWords._plain(one) for one in value)
        if isinstance(value, float):
            return f"{value:g}"
        if isinstance(value, dict):
            return ", ".join(f"{name} {part}" for name, part in value.items())
        return "" if value is None else " ".join(str(value).split())


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)
