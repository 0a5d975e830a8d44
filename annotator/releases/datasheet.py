"""`datasheet.md`: what a release is, how it was made, what is in it and what is not, for people.

Owns the text and its order, after the idea of data sheets for data sets. Every number in it was counted for this release.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..codebook.model import in_language, title_of
from ..formats.selection import pseudonyms
from ..project.splits import PARTS
from .articles import BASES
from .described import Described
from .fields import hidden_fields, is_released, told_of_hidden
from .flow import EVENTS_LEFT_OUT, Row
from .statuses import LEFT_OUT
from .taken import Taken
from .texts import CUTS, REPEATS, WITHHELD, TextRule
from .values import HELD

NAME = "datasheet.md"
_LAYERS = {
    "relevance": "Articles", "number": "How many", "which": "Which events", "fields": "Of events", "evidence": "Words",
    "whole": "Events as a whole",
}  # fmt: skip
_TEXTS = {
    "full": "The texts of all articles are in `articles.jsonl`.",
    "quotes": "Of the articles’ texts this release holds quotes alone, each of at most {limit:,} characters. Titles are there.",
    "none": "This release holds no text of an article. Titles are there, as bibliographic data, and what is quoted of them.",
}
_RESTORE = (
    "Whoever has the articles puts their texts back: `python restore.py FOLDER_WITH_ARTICLES` finds them by the hashes of "
    "their texts, fills in every quote and checks it. It needs Python 3.9 and nothing else."
)


@dataclass
class Facts:
    """What was counted while the parts were written."""

    tables: list[Described] = field(default_factory=list)
    flow: list[Row] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)
    spans: Mapping[str, int] = field(default_factory=dict)
    agreement: Mapping[str, Any] | None = None
    replication: Sequence[str] = ()


def write_datasheet(taken: Taken, rule: TextRule, facts: Facts) -> None:
    """Writes it."""
    with taken.outputs.text(taken.path(NAME)) as stream:
        stream.write("\n".join(_lines(taken, rule, facts)).rstrip("\n") + "\n")


def _lines(taken: Taken, rule: TextRule, facts: Facts) -> Iterator[str]:
    yield from _head(taken)
    yield from _made(taken, facts)
    yield from _agreement(taken, facts)
    yield from _inside(taken, rule, facts)
    yield from _not_inside(taken, rule, facts)
    yield from _files(taken, facts)
    yield from _again(taken)


def _head(taken: Taken) -> Iterator[str]:
    options, about = taken.options, taken.project.about()
    name = about.get("name", "") or "Events"
    yield f"# {_plain(name)}, release {taken.number}"
    yield ""
    yield f"Released {taken.time[:10]}. Project `{about.get('uid', '')}`."
    yield ""
    if options.notes:
        yield from (options.notes, "")
    yield "**How to cite.** " + (options.citation or "Nothing is said about it.")
    yield ""
    yield "**Licence.** " + (options.licence or "Nothing is said about it: ask before you pass it on.")
    yield ""


def _made(taken: Taken, facts: Facts) -> Iterator[str]:
    book, project = taken.project.codebook, taken.project
    yield "## How it was made"
    yield ""
    title = in_language(book.title) or book.name
    yield (
        f"Events were coded from articles by the codebook “{_plain(title)}”, version {book.version} "
        f"(hash `{project.codebook_uid[:16]}…`); `codebook/manual.html` is what coders read."
    )
    yield ""
    names = pseudonyms(project)
    worked = project.database.all(
        "SELECT k.uid, k.kind, count(*) FROM coding c JOIN coder k ON k.uid = c.coder WHERE c.removed = 0 AND "
        "c.standing = 'coded' AND c.round = 'main' GROUP BY k.uid ORDER BY k.rowid"
    )
    said = ", ".join(f"{names.get(uid, uid)}{' (a model)' if kind == 'model' else ''} {count:,}" for uid, kind, count in worked)
    yield f"Coders stand as pseudonyms. Codings in the main round: {said or 'none'}."
    yield ""
    rounds = project.database.all(
        "SELECT r.name, r.kind, count(c.uid) FROM round r LEFT JOIN coding c ON c.round = r.uid AND c.removed = 0 "
        "WHERE r.removed = 0 GROUP BY r.uid ORDER BY r.rowid"
    )
    if len(rounds) > 1:
        yield "Rounds: " + ", ".join(f"{_plain(name)} ({kind}, {many(count, 'coding')})" for name, kind, count in rounds) + "."
        yield ""
    done = project.database.one(
        "SELECT count(*), coalesce(sum(n > 1), 0) FROM (SELECT count(*) AS n FROM coding c JOIN article a ON a.uid = c.article "
        "WHERE c.removed = 0 AND a.removed = 0 AND c.round = 'main' AND c.standing = 'coded' AND c.state IN "
        "('done', 'approved') GROUP BY c.article)"
    ) or (0, 0)  # fmt: skip
    yield f"Coded by more than one coder: {_share(done[1], done[0])} of the articles that were finished."
    yield ""
    yield "What stands for an article in this release:"
    yield ""
    labels = dict(BASES)
    for basis, count in sorted(taken.chosen.by_basis.items()):
        yield f"- {labels.get(basis, basis).lower()}: {many(count, 'article')}"
    yield ""


def _agreement(taken: Taken, facts: Facts) -> Iterator[str]:
    from ..agreement.wording import title

    book = taken.project.codebook
    told = facts.agreement
    yield "## Agreement"
    yield ""
    if not told:
        yield "No article was coded by two coders: nothing can be said of how far they agree."
        yield ""
        return
    yield (
        f"Of {many(told['articles'], 'article')} that several coders handed in, as they were at first: "
        f"{many(told['events'], 'event')}, {many(told['pairs'], 'happening')} that at least two have. α is Krippendorff’s; "
        f"intervals of {told['level']:.0%} from {told['rounds']:,} draws of articles."
    )
    yield ""
    yield "| question | units | alike | α | interval, or why it is undefined |"
    yield "|---|---:|---:|---:|---|"
    for layer, questions in told["layers"].items():
        for name, one in questions.items():
            asked = name in book.fields or name in book.article_fields
            if not one["n_units"] or (asked and not is_released(book, name, taken.not_released)):
                continue
            alpha = one.get("alpha") or one.get("alpha_u")
            said = f"{_LAYERS.get(layer, layer)}: {_plain(title(book, layer, name))}"
            sign = "" if "alpha" in one or alpha is None or alpha.get("value") is None else "α_U "
            yield f"| {said} | {one['n_units']:,} | {_alike(one)} | {sign}{_figure(alpha)} | {_interval(alpha)} |"
    yield ""
    yield (
        "F1 is of what two coders found each: of happenings, or of the words they marked (α_U is α of marked words). A dash "
        "stands where a question has no such figure."
    )
    yield ""
    if facts.replication:
        yield "`replication/` holds what is needed to work these out again, and the whole report."
        yield ""


def _alike(one: Mapping[str, Any]) -> str:
    """How often coders say the same: of answers, of events as a whole, or by F1 of what they found."""
    share = one.get("percent") or one.get("whole")
    if share is not None:
        return _figure(share, True)
    found = one.get("f1") or one.get("token_f1")
    return "–" if found is None else f"F1 {_figure(found)}"


def _figure(told: Mapping[str, Any] | None, share: bool = False) -> str:
    value = (told or {}).get("value")
    if value is None:
        return "–" if told is None else "undefined"
    return f"{value:.1%}" if share else f"{value:.3f}"


def _interval(told: Mapping[str, Any] | None) -> str:
    low, high = (told or {}).get("low"), (told or {}).get("high")
    if why := (told or {}).get("undefined"):
        return _cell(str(why))
    return "–" if low is None or high is None else f"{low:.3f} to {high:.3f}"


def _inside(taken: Taken, rule: TextRule, facts: Facts) -> Iterator[str]:
    yield "## What is in it"
    yield ""
    rows = {one.name: one.rows for one in facts.tables}
    yield (
        f"{many(rows.get('incidents', 0), 'incident')}, told by {many(rows.get('events', 0), 'event')}, from a project of "
        f"{many(rows.get('articles', 0), 'article')}."
    )
    yield ""
    dates = taken.project.database.one("SELECT min(date), max(date) FROM article WHERE removed = 0 AND date IS NOT NULL")
    if dates and dates[0]:
        yield f"Articles were published from {dates[0]} to {dates[1]}."
        yield ""
    yield from _ranges(taken)
    values = facts.values
    if values["several"]:
        yield (
            f"Of the answers that several events give, {_share(values['agreed'], values['several'])} are the same in all. "
            f"{many(values['tied'], 'answer')} {'is' if values['tied'] == 1 else 'are'} tied and not settled, "
            f"{values['settled']:,} settled by the lead: see `tables/values.csv`."
        )
        yield ""
    yield "### From what was retrieved to what is released"
    yield ""
    yield "| | how many |"
    yield "|---|---:|"
    for _, _, kind, _, _, label, n in facts.flow:
        yield f"| {'less: ' if kind == 'out' else ''}{_cell(label)} | {'not known' if n is None else f'{n:,}'} |"
    yield ""
    yield from _training(taken)
    yield "### Texts"
    yield ""
    yield _TEXTS[rule.texts].format(limit=rule.limit)
    yield ""
    if rule.texts != "full":
        yield from (_RESTORE, "")
    if rule.texts == "quotes" and rule.counts["articles_quoted"]:
        over = rule.counts["articles_quoted_by_more_than_half"]
        yield (
            f"Articles quoted: {rule.counts['articles_quoted']:,}; the most of one {rule.most_quoted:.0%} of its text; "
            f"{over:,} by more than half. "
            f"Quotes cut: {rule.counts[CUTS]:,}."
        )
        yield ""


def _training(taken: Taken) -> Iterator[str]:
    """Train, dev and test, where they were made."""
    splits = taken.project.splits
    counts = Counter(splits.parts().values())
    if not counts:
        return
    how = splits.last_made()
    by = "by time, the test the latest" if how.get("by") == "time" else "at random"
    field = str(how.get("stratify", ""))
    evenly = f", evenly by {_plain(field)}" if field and field not in taken.not_released else ""
    yield "### Train, dev and test"
    yield ""
    told = ", ".join(f"{part} {many(counts[part], 'article')}" for part in PARTS)
    yield (
        f"To train models and try them: {told}, made {by}{evenly}; "
        "column `part` of `tables/articles.csv`. Articles that are copies of one another, tell of one incident, or replace one "
        "another are in one part, as far as they were known when this was made. What is a test in this release stays a test in "
        "later ones."
    )
    yield ""


def _ranges(taken: Taken) -> Iterator[str]:
    """From when to when incidents were, and in how many countries, where the codebook says which fields those are."""
    book, db = taken.project.codebook, taken.project.database
    columns = {one.name for one in taken.project.table.flat}
    day = next((one.name for one in book.fields.values() if one.type == "date" and one.name in columns), None)
    if day and day not in taken.not_released:
        found = db.one(f'SELECT min("{day}"), max("{day}") FROM temp.incident_rows WHERE "{day}" GLOB \'[0-9]*\'')
        if found and found[0]:
            yield f"{title_of(book.fields[day])}: from {found[0]} to {found[1]}."
            yield ""
    place = next((one.name for one in book.fields.values() if one.finds == "country" and one.name in columns), None)
    if place and place not in taken.not_released:
        rows = db.all(
            f'SELECT "{place}", count(*) AS n FROM temp.incident_rows WHERE "{place}" IS NOT NULL GROUP BY 1 '
            "ORDER BY n DESC, 1 LIMIT 21"
        )
        if rows:
            shown = ", ".join(f"{_plain(str(name))} {count:,}" for name, count in rows[:20])
            yield f"{title_of(book.fields[place])}: {shown}{' and others' if len(rows) > 20 else ''}."
            yield ""


def _not_inside(taken: Taken, rule: TextRule, facts: Facts) -> Iterator[str]:
    yield "## What is not in it"
    yield ""
    items: list[str] = []
    known = {**EVENTS_LEFT_OUT, **LEFT_OUT}
    for reason, count in sorted(taken.chosen.left_out.items()):
        items.append(f"{many(count, 'coding')}: {known.get(reason, reason).lower()}")
    if hidden := hidden_fields(taken.project.codebook, taken.not_released):
        names = ", ".join(f"{_plain(title)} (`{path}`)" for path, title in hidden)
        items.append(f"fields that are not released: {names}")
    if worked_out := told_of_hidden(taken.project.codebook, taken.not_released):
        said = ", ".join(f"`{name}` (from `{hidden}`)" for name, hidden in worked_out)
        items.append(f"(in it all the same is what is worked out from such fields: {said})")
    items.append(
        "memos, comments, what codings were sent back with, questions, the history of single changes and how long the work took"
    )
    items.append("the names of coders: pseudonyms stand for them, also in reasons and notes, where they are written as here")
    items.append("times, but for " + ", ".join(_times(taken, facts)))
    if moved := facts.spans.get("spans_moved", 0):
        items.append(f"{many(moved, 'span')} whose title was corrected since, so that they no longer stand where they stood")
    if repeats := rule.counts[REPEATS]:
        items.append(
            f"{many(rule.counts[WITHHELD], 'answer and note', 'answers and notes')} that repeat their article word for word"
            f"{_withheld(facts)}"
            if rule.texts == "none" else
            f"(not left out, but told: {many(repeats, 'answer or note', 'answers and notes')} that people wrote repeat their "
            "article, by eight words running or a whole sentence)"
        )  # fmt: skip
    for name, told in sorted(taken.told.items()):
        for lost, count in sorted(told.get("counts", {}).items()):
            if isinstance(count, int) and count:
                items.append(f"`{name}` could not hold or had to change: {lost.replace('_', ' ')} {count:,}")
    yield from (f"- {one}" for one in items)
    yield ""


def _withheld(facts: Facts) -> str:
    """In which fields of incidents, for an empty cell does not say that somebody answered."""
    found = [f"`{name.removeprefix(HELD)}` {n:,}" for name, n in facts.values.items() if name.startswith(HELD) and n]
    return f"; of incidents, by field: {', '.join(found)}; `withheld` in `tables/values.csv` marks each" if found else ""


def _times(taken: Taken, facts: Facts) -> Iterator[str]:
    yield "the day of the release"
    if taken.previous is not None:
        yield "when something changed (`changes.csv`)"
    if facts.replication:
        yield "when codings were first handed in and decisions taken (`replication/`)"


def _files(taken: Taken, facts: Facts) -> Iterator[str]:
    yield "## The files"
    yield ""
    yield (
        "`datapackage.json` describes every column of every table, with codes, missing codes and keys. `manifest.json` has "
        "the hash of each file."
    )
    yield ""
    yield "| file | rows | what a row is |"
    yield "|---|---:|---|"
    for one in facts.tables:
        yield f"| `{one.path}` | {one.rows:,} | {_cell(one.about)} |"
    described = {one.path for one in facts.tables}
    for one in sorted(taken.outputs.files, key=lambda file: file.name):
        if one.name.startswith("data/") and one.name not in described:
            yield f"| `{one.name}` | {taken.told.get(one.name, {}).get('rows', '')} | The incidents in another format. |"
    yield ""
    if taken.options.formulas:
        yield "Cells that a spreadsheet would run as a formula have an apostrophe in front."
        yield ""


def _again(taken: Taken) -> Iterator[str]:
    yield "## Changes, and the same files again"
    yield ""
    if taken.previous is None:
        yield "This is the first release of its project."
    else:
        yield (
            f"Release {taken.previous.number} came before, on {taken.previous.time[:10]}; `changes.csv` lists what was "
            "added, changed, deleted and merged since, with reasons. Ids are never used again: `tables/merged.csv` says what "
            "became of those that were merged."
        )
    yield ""
    yield (
        f"Written by {taken.program}. The project makes the same files again, byte for byte: "
        f"`annotator release PROJECT FOLDER --again {taken.number}`."
    )


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})" if whole else "none"


def many(count: int, thing: str, things: str = "") -> str:
    """A number with what it counts."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {things or thing + 's'}"


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _cell(text: str) -> str:
    return _plain(text)
