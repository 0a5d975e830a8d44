"""What layers, questions, figures and coders are called where agreement is told in words, and how a number is written.

Owns the words; works nothing out and knows neither HTML nor files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..codebook.model import Codebook, CodedField, title_of
from ..codebook.values import is_empty, is_missing, show
from .figures import RELIABLE, TENTATIVE, Figure, Metric
from .results import Agreement, Layer, Question
from .submissions import AGAIN, STANDARD

ROLES = frozenset({"coder", AGAIN, STANDARD})
"""Who speaks where no coder is named: these stand for nobody and keep their names."""

Kind = Literal["coefficient", "share", "days", "km", "count", "number"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of figure: what it is called, what it says, after whom, and how it is written."""

    label: str
    about: str
    kind: Kind = "coefficient"


MEASURES: dict[str, Measure] = {
    "percent": Measure("Percent alike", "Share of pairs of values that are alike; nothing is taken off for chance.", "share"),
    "alpha": Measure("Krippendorff’s α", "1 − observed / expected difference, by the question’s metric (Krippendorff 2004)."),
    "ac1": Measure("Gwet’s AC1", "Less moved by one value that is very common (Gwet 2008)."),
    "ac2": Measure("Gwet’s AC2", "AC1 with weights for how far apart two values are (Gwet 2014)."),
    "cohen_kappa": Measure("Cohen’s κ", "Two coders, chance by what each of them uses (Cohen 1960)."),
    "cohen_kappa_linear": Measure(
        "Cohen’s κ, linear weights",
        "A difference counts by how far apart values are: ranks, numbers, log(1 + x) of counts (Cohen 1968).",
    ),
    "cohen_kappa_quadratic": Measure(
        "Cohen’s κ, quadratic weights", "The same, squared (Cohen 1968)."
    ),
    "fleiss_kappa": Measure("Fleiss’ κ", "Several coders, chance by what all of them use (Fleiss 1971)."),
    "conger_kappa": Measure("Conger’s κ", "Several coders, chance by what each of them uses (Conger 1980)."),
    "brennan_prediger": Measure("Brennan–Prediger", "Chance as if every value were as likely (Brennan & Prediger 1981)."),
    "answered": Measure("α of being answered", "Whether there is an answer at all, as a question of its own."),
    "answered_percent": Measure(
        "Answered by both or neither", "Share of pairs of coders who both answered, or both did not.", "share"
    ),
    "exact": Measure("Exactly alike", "Share of pairs of values that are the same.", "share"),
    "within_1_day": Measure("Within a day", "Share of pairs at most one day apart.", "share"),
    "within_7_days": Measure("Within 7 days", "Share of pairs at most seven days apart.", "share"),
    "median_days": Measure("Median difference", "Half of the pairs are at most so many days apart.", "days"),
    "within_5_km": Measure("Within 5 km", "Share of pairs at most 5 km apart.", "share"),
    "within_25_km": Measure("Within 25 km", "Share of pairs at most 25 km apart.", "share"),
    "within_100_km": Measure("Within 100 km", "Share of pairs at most 100 km apart.", "share"),
    "median_km": Measure("Median distance", "Half of the pairs are at most so many kilometres apart.", "km"),
    "zero_alpha": Measure("α of none or some", "Whether the count is zero, as a question of its own."),
    "zero_percent": Measure("Zero in both or neither", "Share of pairs of counts of which both are zero, or none.", "share"),
    "log_alpha": Measure("α on log(1 + x)", "α with the squared difference of log(1 + x)."),
    "mean_error": Measure("Mean difference", "By how much two numbers differ on average.", "number"),
    "same_number": Measure("Same number", "Share of pairs of coders with the same number.", "share"),
    "precision": Measure("Precision", "Share of one coder’s events that the other has, too.", "share"),
    "recall": Measure("Recall", "Share of the other coder’s events that the one has, too.", "share"),
    "f1": Measure(
        "F1",
        "Twice the pairs over all events of both coders; needs no correction for chance, as what nobody found cannot be "
        "counted (Hripcsak & Rothschild 2005).",
    ),
    "soft_f1": Measure("F1 by likeness", "F1 in which a pair counts as much as its events are alike."),
    "divided": Measure("Divided events", "How often one event of a coder stands against several of another.", "count"),
    "pairs": Measure("Pairs", "Pairs of two coders’ events that are one happening.", "count"),
    "token_f1": Measure("F1 of words", "Of the words that two coders took as evidence, how many both took."),
    "alpha_u": Measure("α of spans (αU)", "Where evidence begins and ends, on the text as a line (Krippendorff 2004, p. 254)."),
    "whole": Measure(
        "F1 of whole events", "Twice the pairs that are alike in every key field over all events of both coders."
    ),
    "of_pairs": Measure("All key fields alike", "Share of pairs that are alike in every key field.", "share"),
}  # fmt: skip
BESIDE = (
    "percent", "ac1", "ac2", "cohen_kappa", "cohen_kappa_linear", "cohen_kappa_quadratic", "fleiss_kappa", "conger_kappa",
    "brennan_prediger",
)  # fmt: skip
"""What is told beside α of any question."""
SPECIFIC = "specific_agreement"

METRICS: dict[Metric, str] = {
    "nominal": "nominal, alike or not",
    "ordinal": "ordinal, by rank",
    "interval": "interval, squared difference",
    "ratio": "ratio, relative difference",
    "sets": "MASI distance of sets",
    "place": "squared distance in kilometres",
    "log": "squared difference of log(1 + x)",
}

LAYERS: dict[Layer, tuple[str, str]] = {
    "relevance": ("Any event?", "Whether an article holds anything to code, article by article."),
    "number": ("How many?", "How many events coders found in the same article."),
    "which": (
        "Which events?",
        "Whether coders found the same happenings. What nobody found cannot be counted, so F1 is told, not α.",
    ),
    "fields": (
        "Field by field",
        "What coders said of the same happening, on pairs of their events; questions about the article, on articles.",
    ),
    "evidence": ("Evidence", "The words of the article that answers rest on."),
    "whole": ("All key fields alike", "How often two coders’ events of one happening are alike in all that matters."),
}  # fmt: skip

_QUESTIONS = {
    "any_event": "Any event",
    "verdict": "Verdict",
    "tokens": "Words taken as evidence",
    "spans": "Spans taken as evidence",
    "whole": "All key fields alike",
    "key": "All key fields alike",
    "happenings": "Happenings found",
}
QUESTIONS = {
    "between": ("Reproducibility", "agreement between coders"),
    "again": ("Stability", "agreement of coders with themselves, coding a second time"),
    "standard": ("Accuracy", "agreement of coders with a standard"),
}
STRATA = {
    "": "",
    "language": "articles of the same language",
    "source": "articles of the same source",
    "month": "articles of the same month",
    "coders": "articles with the same coders",
}


def field_of(codebook: Codebook, name: str) -> CodedField | None:
    """The field a question is about, None where it is about none."""
    return codebook.fields.get(name) or codebook.article_fields.get(name)


def title(codebook: Codebook, layer: Layer, name: str, language: str = "en") -> str:
    """What a question is called."""
    field = field_of(codebook, name)
    if field is not None and (layer == "fields" or name not in (*_QUESTIONS, "events")):
        return _and_longitude(codebook, field, language)
    if name == "events":
        return "Number of events" if layer == "number" else "Happenings found"
    return _QUESTIONS.get(name) or name.replace("_", " ").capitalize()


def _and_longitude(codebook: Codebook, field: CodedField, language: str) -> str:
    """A field's title; a point goes by its latitude and is called by both."""
    other = [one for one in codebook.fields.values() if one.finds == "longitude" and one.derived is None]
    if field.finds == "latitude" and other:
        return listed([title_of(field, language), title_of(other[0], language)])
    return title_of(field, language)


def title_of_question(codebook: Codebook, question: Question, language: str = "en") -> str:
    """The same for a question at hand."""
    return title(codebook, question.layer, question.name, language)


def measure(name: str) -> Measure:
    """The words of a figure; one that is not known here goes by its name and is written as a plain number."""
    return MEASURES.get(name) or Measure(name.replace("_", " ").capitalize(), "", "number")


def coders(agreement: Agreement, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each of `agreement.who` is called: by `names`, else coder1, coder2, … in that order. Roles keep their names; the
    coders who are compared one at a time are there, too."""
    found: dict[str, str] = {}
    alone = [uid for uid in agreement.names if uid not in agreement.who]
    for number, uid in enumerate(alone, start=1):
        found[uid] = (names or {}).get(uid) or f"coder{number}"
    for number, who in enumerate(agreement.who, start=1):
        if who in ROLES:
            found[who] = agreement.names.get(who) or who
        else:
            found[who] = (names or {}).get(who) or f"coder{number}"
    return found


def written(name: str, number: float) -> str:
    """One number as its kind of figure is written: `.743`, `81.8 %`, `3 days`. A minus is a minus sign."""
    return coefficient(number) if measure(name).kind == "coefficient" else _plainly(name, number).replace("-", "−")


def _plainly(name: str, number: float) -> str:
    match measure(name).kind:
        case "share":
            return f"{100 * number:.1f}\u00a0%"
        case "days":
            return f"{number:.3g} {'day' if number == 1 else 'days'}"
        case "km":
            return f"{number:,.1f} km"
        case "count":
            return f"{number:,.0f}"
        case _:
            return f"{number:,.2f}"


def coefficient(number: float) -> str:
    """Three decimals, without the zero in front as it cannot pass 1."""
    text = f"{abs(number):.3f}"
    sign = "−" if number < 0 and text != "0.000" else ""
    return sign + (text[1:] if text.startswith("0") else text)


def interval(name: str, figure: Figure) -> str:
    """`[.691, .795]`, empty where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return f"[{written(name, figure.low)}, {written(name, figure.high)}]"


def reading(alpha: Figure) -> str:
    """On which side of Krippendorff's lines an α lies, with its interval where it has one: what holds of the lower end holds,
    what holds of the number alone is said of it alone; empty where it is undefined."""
    if alpha.value is None:
        return ""
    at = _side(alpha.value)
    low = at if alpha.low is None else _side(alpha.low)
    return at if low == at else f"{at}; lower end {low}"


def _side(alpha: float) -> str:
    return "from .800" if alpha >= RELIABLE else ".667 to .800" if alpha >= TENTATIVE else "below .667"


def said(codebook: Codebook, name: str, value: Any, *, write: str = "label") -> str:
    """A coder's value as one line of text, empty for none; `write` chooses codes or labels."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, set | frozenset):
        value = sorted(map(str, value))
    if is_empty(value):
        return ""
    field = field_of(codebook, name)
    if isinstance(value, tuple) or (isinstance(value, list) and (field is None or field.type == "decimal")):
        return ", ".join(said(codebook, name, one, write=write) for one in value)
    if field is not None and (is_missing(value) or not isinstance(value, dict) or field.type in ("group", "number")):
        try:
            return show(codebook, field, value, write=write)
        except (TypeError, KeyError, AttributeError):  # a value of an earlier version of the field
            return str(value)
    return str(value).replace("_", " ") if field is None and write == "label" else str(value)


def in_sentence(name: str) -> str:
    """What a figure is called in the middle of a sentence."""
    return inside(measure(name).label)


def sentence(why: str) -> str:
    """A reason as a sentence of its own."""
    text = why.strip() or "No reason is given"
    return text[:1].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def inside(why: str) -> str:
    """The same in the middle of a sentence."""
    text = sentence(why).rstrip(".")
    name = text.startswith(("Krippendorff", "Gwet", "Cohen", "Fleiss", "Conger", "Brennan", "AC", "F1"))
    return text if name else text[:1].lower() + text[1:]


def many(count: int, thing: str) -> str:
    """`1 article`, `1,200 articles`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def listed(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    known = list(parts)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}" if known else ""
