"""`replication/`: what others need to work the agreement out again: first submissions, pairs, decisions, the long table of all
values, the figures, and the report. Coders stand as pseudonyms; fields that are not released are in none of it.

Owns which files these are. What the figures mean is `agreement`'s; texts go out as in the rest of the release.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..formats import decisions_csv
from ..formats.selection import pseudonyms
from ..project import adjudication
from ..project.codings import MAIN
from .described import Column, Described, sheet
from .events import round_names
from .fields import is_released, released_part, written
from .taken import Taken
from .texts import TextRule

if TYPE_CHECKING:
    from ..agreement.results import Agreement, Layer, Unit
    from ..project.pairs import Judged

BATCH = 2000


def write_replication(taken: Taken, rule: TextRule, agreement: Agreement | None) -> list[Described]:
    """Writes all files there is something for; gives the tables among them."""
    _first_submissions(taken, rule)
    tables = [_decisions(taken, rule)]
    if agreement is not None:
        shown = released_agreement(taken, rule, agreement)
        tables += [_pairs(taken), _values(taken, rule, shown), _figures(taken, shown)]
        _report(taken, shown)
    return tables


# --- first submissions ------------------------------------------------------------------------------------------------


def _first_submissions(taken: Taken, rule: TextRule) -> None:
    """What each coder handed in at first, in every round: one coding a line."""
    project, names = taken.project, pseudonyms(taken.project)
    rounds = round_names(project)
    rows = project.database.run(
        "SELECT c.uid, a.number, a.uid, c.round, c.coder, c.first_done, c.first_submission FROM coding c "
        "JOIN article a ON a.uid = c.article WHERE c.removed = 0 AND a.removed = 0 AND c.standing = 'coded' "
        "AND c.first_submission IS NOT NULL ORDER BY a.number, c.round, c.coder, c.uid"
    )
    with taken.outputs.text(taken.path("replication/first_submissions.jsonl")) as stream:
        for uid, number, article, round_, coder, time, submission in rows:
            told = {
                "coding": uid, "article": number, "article_uid": article, "round": rounds.get(round_, round_),
                "coder": names.get(coder, coder), "time": time,
                **_submission(taken, rule, json.loads(submission), number),
            }  # fmt: skip
            stream.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")


def _submission(taken: Taken, rule: TextRule, told: Mapping[str, Any], number: int) -> dict[str, Any]:
    def values(known: Mapping[str, Any]) -> dict[str, Any]:
        return rule.kept(released_part(taken.project.codebook, known, taken.not_released), number)

    def evidence(known: Sequence[Sequence[Any]]) -> list[list[Any]]:
        # Of a list's item the words may be the article's; which field and where is enough.
        return [
            [one[0], rule.kept(one[1], number) or "", *rule.kept(list(one[2:]), number)] for one in known
            if is_released(taken.project.codebook, _path(str(one[0]), str(one[1])), taken.not_released)
        ]  # fmt: skip

    return {
        "verdict": told.get("verdict"), "reason": rule.unnamed(rule.kept(told.get("reason", ""), number) or ""),
        "answers": values(told.get("answers", {})), "evidence": evidence(told.get("evidence", ())),
        "events": [
            {"event": one["uid"], "values": values(one["values"]), "evidence": evidence(one.get("evidence", ()))}
            for one in told.get("events", ())
        ],
    }  # fmt: skip


def _path(name: str, item: str) -> str:
    sub = item.partition(".")[2] if item[:1].isdigit() else ""
    return f"{name}.{sub}" if sub else name


# --- decisions and pairs ----------------------------------------------------------------------------------------------


def _decisions(taken: Taken, rule: TextRule) -> Described:
    """The decisions of the adjudication in the main round."""
    book = taken.project.codebook
    titles = {"value": "Value", "from": "Whose it was", "decider": "Who decided", "changed": "Changed since"}
    table = Described(
        "decisions", "replication/decisions.csv", "Decisions",
        "One row a decision of the adjudication: about what, whose it was, who decided, why and when.",
        tuple(
            Column(name, "integer" if name in ("article", "changed") else "string",
                   titles.get(name, name.replace("_", " ").capitalize()))
            for name in decisions_csv.HEADER
        ),
    )  # fmt: skip
    place = {name: at for at, name in enumerate(decisions_csv.HEADER)}
    rounds = round_names(taken.project)
    with sheet(taken, table) as out:
        for rows in decisions_csv.decision_rows(taken.project, MAIN):
            kept: list[list[Any]] = []
            for row in rows:
                name, number = row[place["field"]], row[place["article"]]
                if name and not is_released(book, name, taken.not_released):
                    continue
                asked = book.fields.get(name)
                if asked is not None and asked.type == "group" and not _whole(taken, name):
                    row[place["value"]] = ""
                row[place["round"]] = rounds.get(row[place["round"]], row[place["round"]])
                row = [rule.kept(cell, number) for cell in row]
                for about in ("reason", "reason_label", "note"):
                    row[place[about]] = rule.unnamed(row[place[about]] or "")
                kept.append(row)
            out.write(kept)
    return table


def _whole(taken: Taken, group: str) -> bool:
    """Whether every part of a group's entries goes out."""
    book = taken.project.codebook
    return all(is_released(book, f"{group}.{sub.name}", taken.not_released) for sub in book.fields[group].fields)


def _pairs(taken: Taken) -> Described:
    """Every two coders' events that were taken for one happening, and those the lead parted."""
    judged = (("same", "The lead says they are one happening"), ("different", "The lead says they are not"))
    table = Described(
        "pairs", "replication/pairs.csv", "Pairs",
        "Two coders' events of one article: taken for one happening, or parted by the lead. From first submissions.",
        (
            Column("article", "integer", "Article: number", required=True), Column("article_uid", title="Article"),
            Column("one", title="One event", required=True), Column("coder_one", title="Its coder"),
            Column("other", title="The other event", required=True), Column("coder_other", title="Its coder"),
            Column("paired", "integer", "Taken for one happening", minimum=0, maximum=1),
            Column("likeness", "number", "Likeness", "Of the happening; 1 is alike in all that is compared.",
                   minimum=0, maximum=1),
            Column("judged", title="The lead's word", codes=judged),
        ),
        ("one", "other"),
    )  # fmt: skip
    with sheet(taken, table) as out:
        out.write(list(_pair_rows(taken)))
    return table


def _pair_rows(taken: Taken) -> Iterator[list[Any]]:
    from ..agreement.happenings import Happenings
    from ..agreement.pairing import Pairing
    from ..agreement.submissions import gather

    project, names = taken.project, pseudonyms(taken.project)
    material = gather(project)
    happenings = Happenings(project.codebook, material)
    uids = [one.uid for one in happenings.events]
    there = set(uids)
    words: dict[frozenset[str], Judged] = {pair: word for pair, word in project.pairs.judged().items() if pair <= there}
    found = happenings.table(Pairing(project.codebook, material).pair(judged=words)).several
    coder_of = {
        event.uid: (names.get(one.who, one.who), article)
        for article in material.articles for one in article.submissions for event in one.events
    }  # fmt: skip
    rows: dict[tuple[str, str], list[Any]] = {}
    for places, likeness in zip(found.events.tolist(), found.likeness.tolist(), strict=True):
        events = [uids[place] for place in places if place >= 0]
        for at, one in enumerate(events):
            for other in events[at + 1 :]:
                first, second = sorted((one, other))
                rows[first, second] = [1, round(min(max(likeness, 0.0), 1.0), 4), words.get(frozenset((one, other)), "")]
    for pair, word in words.items():
        first, second = sorted(pair)
        rows.setdefault((first, second), [0, None, word])
    for (one, other), row in sorted(rows.items(), key=lambda each: (coder_of[each[0][0]][1].number, each[0])):
        (coder, article), other_coder = coder_of[one], coder_of[other][0]
        yield [article.number, article.article, one, coder, other, other_coder, *row]


# --- figures ----------------------------------------------------------------------------------------------------------


class _Shown(Mapping[tuple["Layer", str], Sequence["Unit"]]):
    """The units of an agreement without those of some questions, and without values that repeat an article."""

    def __init__(
        self, units: Mapping[tuple[Layer, str], Sequence[Unit]], kept: frozenset[tuple[Layer, str]], rule: TextRule
    ) -> None:
        self._units, self._kept, self._rule = units, kept, rule

    def __getitem__(self, key: tuple[Layer, str]) -> Sequence[Unit]:
        if key not in self._kept:
            raise KeyError(key)
        if self._rule.texts != "none":
            return self._units[key]
        return [
            dataclasses.replace(one, values={who: self._rule.kept(value, one.number) for who, value in one.values.items()})
            for one in self._units[key]
        ]

    def __iter__(self) -> Iterator[tuple[Layer, str]]:
        return (key for key in self._units if key in self._kept)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def released_agreement(taken: Taken, rule: TextRule, agreement: Agreement) -> Agreement:
    """The agreement without questions on fields that are not released, and, where no texts go out, without the values of
    fields that people write."""
    book = taken.project.codebook
    fields = {**book.article_fields, **book.fields}

    def shown(name: str) -> bool:
        return name.partition(".")[0] not in fields or is_released(book, name, taken.not_released)

    def told(name: str) -> bool:
        asked = fields.get(name.partition(".")[0])
        return rule.texts != "none" or asked is None or not written(asked)

    questions = [one for one in agreement.questions if shown(one.name)]
    if any(not is_released(book, name, taken.not_released) for name in book.fields):
        questions = [one for one in questions if one.layer != "whole"]  # its values name all key fields
    kept = frozenset((one.layer, one.name) for one in questions if one.layer == "evidence" or told(one.name))
    questions = [one if told(one.name) else _without_values(one) for one in questions]
    if rule.texts == "none":
        # What is no value of its field, as a sentence among dates, has a figure of its own.
        questions = [
            _without_values(one, _repeating(rule, agreement.units.get((one.layer, one.name), ()))) for one in questions
        ]
    matrix = tuple(
        dataclasses.replace(one, fields={name: known for name, known in one.fields.items() if shown(name)})
        for one in agreement.matrix
    )
    return dataclasses.replace(
        agreement, questions=tuple(questions), matrix=matrix, units=_Shown(agreement.units, kept, rule)
    )  # fmt: skip


def _without_values(question: Any, only: frozenset[str] | None = None) -> Any:
    """A question whose figures stand without the values they are of; without some of them, where these are named."""

    def bare(measures: Any) -> Any:
        if measures is None:
            return None
        kept = {} if only is None else {value: told for value, told in measures.categories.items() if str(value) not in only}
        return dataclasses.replace(measures, categories=kept)

    if only is not None and not only:
        return question
    return dataclasses.replace(
        question, measures=bare(question.measures), automatic=bare(question.automatic), left_out=bare(question.left_out)
    )


def _repeating(rule: TextRule, units: Sequence[Unit]) -> frozenset[str]:
    """The values, as text, that repeat an article; of a list its items as well."""
    found: set[str] = set()
    for one in units:
        for value in one.values.values():
            parts = value if isinstance(value, list | tuple | set | frozenset) else ()
            found.update(text for text in map(str, (value, *parts)) if rule.repeats(text, one.number))
    return frozenset(found)


def _values(taken: Taken, rule: TextRule, agreement: Agreement) -> Described:
    """Every coder's value of every unit, in long form."""
    from ..agreement.report import UNITS_HEADER, unit_rows

    table = Described(
        "agreement_values", "replication/agreement_values.csv", "Values compared",
        "Every coder's value of every unit, for another program to work the figures out again. Empty is no answer.",
        tuple(Column(name, "integer" if name == "number" else "string", name.capitalize()) for name in UNITS_HEADER),
    )  # fmt: skip
    at, number = UNITS_HEADER.index("value"), UNITS_HEADER.index("number")
    with sheet(taken, table) as out:
        rows = unit_rows(agreement, taken.project.codebook, pseudonyms(taken.project))
        while batch := list(islice(rows, BATCH)):
            # Of a whole event all values stand in one cell.
            out.write([[*row[:at], rule.kept(row[at], row[number]), *row[at + 1 :]] for row in batch])
    return table


def _figures(taken: Taken, agreement: Agreement) -> Described:
    """Every figure of the report."""
    from ..agreement.report import FIGURES_HEADER, figure_rows

    numbers = ("value", "low", "high")
    table = Described(
        "agreement_figures", "replication/agreement_figures.csv", "Figures of agreement", "Every figure of the report, with "
        "intervals.",
        tuple(
            Column(name, "number" if name in numbers else "integer" if name == "n" else "string", name.capitalize())
            for name in FIGURES_HEADER
        ),
    )  # fmt: skip
    with sheet(taken, table) as out:
        out.write([list(row) for row in figure_rows(agreement)])
    return table


def _report(taken: Taken, agreement: Agreement) -> None:
    """The report as a page."""
    from ..agreement.report_page import page

    project = taken.project
    text = page(
        agreement, project.codebook, title="Agreement", project_name=project.about().get("name", ""), names=pseudonyms(project),
        counted=[one for one in adjudication.counted(project, MAIN) if is_known(taken, one.field)],
        reasons=adjudication.reasons(project), days=project.codings.first_days(MAIN),
    )  # fmt: skip
    with taken.outputs.text(taken.path("replication/report.html")) as stream:
        stream.write(text)


def is_known(taken: Taken, name: str) -> bool:
    """Whether a field, or what is no field, may be spoken of."""
    book = taken.project.codebook
    return name not in {**book.fields, **book.article_fields} or is_released(book, name, taken.not_released)
