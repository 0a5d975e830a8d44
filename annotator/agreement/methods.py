"""The paragraph for a methods section: what was compared and how, in sentences that follow from the values.

Owns the sentences. Nothing is said that an `Agreement` and its codebook do not say; what was not done has no sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import __version__
from ..codebook.model import Codebook, Compared, in_language, title_of
from ..codebook.pairing import REACH, mirror_of, pairing_of
from ..project.codings import MAIN
from . import wording
from .figures import Figure, Metric
from .resampling import FEW
from .results import Agreement, Question
from .wording import listed, many

_BY = {
    "same": "alike or not",
    "codes": "nearness in the tree of codes",
    "days": "days apart, nothing left at {reach:g}",
    "place": "kilometres apart, nothing left at {reach:g}, else names and divisions",
    "actors": "shared names, aliases counted as one",
    "number": "the smaller over the larger",
    "evidence": "shared words",
}
_METRIC: dict[Metric, str] = {
    "nominal": "the nominal metric",
    "ordinal": "the ordinal metric",
    "interval": "the interval metric",
    "ratio": "the ratio metric",
    "sets": "the MASI distance of sets",
    "place": "the squared distance in kilometres",
    "log": "the squared difference of log(1 + x)",
}


_USUAL = ("alpha", *wording.BESIDE, "answered", "answered_percent")


def methods_text(
    agreement: Agreement,
    codebook: Codebook,
    language: str = "en",
    *,
    names: Mapping[str, str] | None = None,
    round_name: str = "",
) -> str:
    """One paragraph of plain text. Fields and the codebook are named in `language`; the sentences are English.

    `names` gives coders by uid where they are to be named at all; `round_name` is what people call a round that is not
    the main one.
    """
    parts = [*_compared(agreement, names, round_name)]
    if agreement.articles:
        parts += _pairing(agreement, codebook, language)
        parts += _coefficients(agreement, codebook, language)
        parts += _intervals(agreement)
    return " ".join([*parts, *_undefined(agreement, codebook, language), _worked_out(codebook, language)])


def _compared(agreement: Agreement, names: Mapping[str, str] | None, round_name: str) -> Iterator[str]:
    asked = agreement.asked
    kind, about = wording.QUESTIONS[asked.question]
    voices = [who for who in agreement.who if who not in wording.ROLES]
    if not agreement.articles:
        yield f"{kind} ({about}) could not be measured: no article was there to compare."
        return
    whose = {
        "between": f"that at least two of {many(len(voices), 'coder')} handed in",
        "again": "that the same coder coded a second time",
        "standard": "that coders handed in and for which there is a standard or an adjudicated coding",
    }[asked.question]
    where = "the main round" if asked.round == MAIN else f"the round “{round_name or asked.round}”"
    sentence = f"{kind} ({about}) was measured on {many(agreement.articles, 'article')} {whose}"
    sentence += "" if asked.question == "again" and asked.round == MAIN else f", in {where}"
    yield sentence + "."
    if asked.submission == "first":
        yield "Compared is what coders first handed in, before anything was changed in it."
    else:
        yield "Compared is what the codings said when this was worked out."
    if asked.question == "standard":
        yield "The standard, or what was adjudicated, is taken as it stood when this was worked out."
    yield {
        "": "Codings count whether or not the program offered values while they were made.",
        "with": "Only codings count that were made with the values the program offered.",
        "without": "Only codings count that were made without values offered by the program.",
    }[asked.offers]
    if asked.coders:
        named = wording.coders(agreement, names)
        chosen = [named.get(who) or (names or {}).get(who) or "" for who in asked.coders]
        yield f"Only the work of {listed(chosen)} was taken." if all(chosen) else "Only the work of chosen coders was taken."
    if asked.since or asked.until:
        spans = [f"from {asked.since}" if asked.since else "", f"until {asked.until}" if asked.until else ""]
        yield f"Only work first handed in {' '.join(filter(None, spans))} was taken."
    if agreement.single:
        yield f"{_capital(many(agreement.single, 'further article'))} had one coder alone and cannot show agreement."


def _pairing(agreement: Agreement, codebook: Codebook, language: str) -> Iterator[str]:
    if not agreement.events:
        return
    by = ("by at least two coders", "by one alone") if agreement.asked.question == "between" else ("in both", "in one alone")
    happenings = f"{many(agreement.pairs, 'happening')} found {by[0]} and {agreement.unpaired:,} {by[1]}"
    yield f"The codings hold {many(agreement.events, 'event')}: {happenings}."
    pairing = pairing_of(codebook)
    compared = "; ".join(_how(codebook, one, language) for one in pairing.compare)
    yield (
        "Events of two coders in one article were paired by the assignment with the greatest summed similarity, from a "
        f"similarity of {agreement.threshold:g} on. Similarity is the weighted mean, over what both events answer, of "
        f"{compared}."
    )
    if mirror_of(pairing):
        sides = [listed(_titles(codebook, side, language)) for side in pairing.sides]
        yield f"Which side comes first was taken to mean nothing ({sides[0]}; {sides[1]})."
    if len(agreement.who) > 2:
        yield (
            "Events of more than two coders make groups with at most one event of each coder, built by average linkage where "
            "the pairs of every two coders do not fit together."
        )
    if agreement.overruled:
        told = f"The lead judged {many(agreement.overruled, 'pair')} by hand"
        both = any(question.automatic is not None for question in agreement.questions)
        yield f"{told}; figures on the program’s pairs alone are told beside." if both else f"{told}."
    else:
        yield "No pair was judged by hand."
    if agreement.divided:
        times = "once" if agreement.divided == 1 else f"{agreement.divided:,} times"
        yield f"One event of a coder stood against several of another {times}."
    if any(question.left_out is not None for question in agreement.questions):
        yield (
            "As pairs chosen by what they say in a field agree too well in that field, fields that take part in pairing are "
            "told a second time, on pairs made without them."
        )


def _how(codebook: Codebook, one: Compared, language: str) -> str:
    what = listed(_titles(codebook, one.fields, language)) or "evidence"
    how = _BY[one.by].format(reach=one.reach or REACH.get(one.by, 0))
    return f"{what} ({how}; weight {one.weight:g})"


def _titles(codebook: Codebook, names: tuple[str, ...], language: str) -> list[str]:
    return [title_of(codebook.fields[name], language) if name in codebook.fields else name for name in names]


def _coefficients(agreement: Agreement, codebook: Codebook, language: str) -> Iterator[str]:
    told: dict[Metric, list[str]] = {}
    for question in agreement.questions:
        if "alpha" in question.measures.figures:
            told.setdefault(question.metric, []).append(_name(codebook, question, language))
    if told:
        metrics = "; ".join(f"{_METRIC[metric]} for {listed(dict.fromkeys(names))}" for metric, names in told.items())
        yield f"The coefficient is Krippendorff’s α, with {metrics}."
    names = {
        name for question in agreement.questions for name, one in question.measures.figures.items() if one.value is not None
    }
    if told and (beside := [wording.in_sentence(name) for name in wording.BESIDE if name in names]):
        yield f"Beside it {'stands' if len(beside) == 1 else 'stand'}, where defined, {listed(beside)}."
    own: dict[tuple[str, ...], list[str]] = {}
    for question in agreement.questions:
        kinds = tuple(name for name in wording.MEASURES if name in question.measures.figures and name not in _USUAL)
        if kinds:
            own.setdefault(kinds, []).append(_name(codebook, question, language))
    if own:
        each = (f"{listed(wording.in_sentence(name) for name in kinds)} for {listed(of)}" for kinds, of in own.items())
        yield f"{'Also told' if told else 'Told'}: {'; '.join(each)}."
    if "answered" in names:
        yield "Whether a field was answered at all is a question of its own; the coefficients of a field are of answers alone."
    if told and agreement.least > 1:
        yield f"A coefficient is told from {many(agreement.least, 'unit')} on."
    known = [(f.value, q) for q in agreement.questions if (f := q.measures.figures.get("alpha")) and f.value is not None]
    if len(known) > 1:
        (low, lowest), (high, highest) = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
        yield (
            f"α is defined for {len(known)} questions and lies between {wording.coefficient(low)} "
            f"({_name(codebook, lowest, language)}) and {wording.coefficient(high)} ({_name(codebook, highest, language)})."
        )


def _intervals(agreement: Agreement) -> Iterator[str]:
    if not any(_every(agreement)):
        return
    if not agreement.rounds:
        yield "No intervals were worked out."
    elif not any(figure.low is not None for figure in _every(agreement)):
        yield "No figure allows an interval."
    else:
        within = wording.STRATA[agreement.asked.stratum]
        drawn = f", drawn within {within} (strata of fewer than {FEW} articles together)" if within else ""
        yield (
            f"Intervals ({100 * agreement.level:g} %) are bias-corrected and accelerated ones of a bootstrap over articles "
            f"with {many(agreement.rounds, 'round')}{drawn}, seed {agreement.seed}."
        )


def _undefined(agreement: Agreement, codebook: Codebook, language: str) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for question in agreement.questions:
        alpha = question.measures.figures.get("alpha")
        if alpha is not None and alpha.value is None:
            reasons.setdefault(alpha.why, []).append(_name(codebook, question, language))
    for why, names in reasons.items():
        yield f"α is undefined for {listed(dict.fromkeys(names))} ({wording.inside(why)})."


def _worked_out(codebook: Codebook, language: str) -> str:
    name = in_language(codebook.title, language) or codebook.name
    return f"The codebook is {name}, version {codebook.version}; the figures were worked out with Annotator {__version__}."


def _name(codebook: Codebook, question: Question, language: str) -> str:
    title = f"“{wording.title_of_question(codebook, question, language)}”"
    is_of_field = question.layer == "evidence" and wording.field_of(codebook, question.name) is not None
    return f"the evidence of {title}" if is_of_field else title


def _every(agreement: Agreement) -> Iterator[Figure]:
    for question in agreement.questions:
        yield from question.measures.figures.values()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
