"""Whether a project file is what it should be: pages, tables, history, flat tables, search, quotes.

Reads only. Every fault is one sentence that names how many rows it is about; no article text is told. Knows all
tables of `project`; repairs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..codebook.model import CodedField
from ..codebook.values import tidy
from ..errors import ProjectError
from .articles import CORRECTABLE
from .database import FINGERPRINTS, Database, fingerprint
from .event_table import COUNTED
from .schema import HISTORIED, JSON_COLUMNS, VERSION
from .search import query

if TYPE_CHECKING:
    from .project import Project

SAMPLE = 1_000
SEARCHED = 10_000
_LAST = "(SELECT max(id) FROM change WHERE uid = t.uid AND tbl = '{table}' AND field = {field} AND field <> '*')"


def verify(project: Project, *, quick: bool = False, progress: Callable[[str], None] | None = None) -> list[str]:
    """Every fault as one sentence; an empty list is a sound project.

    `quick` reads pages without their indexes and samples rows. `progress` is called with the name of each check.
    """
    found: list[str] = []
    for name, check in CHECKS.items():
        if progress:
            progress(name)
        try:
            found.extend(check(project, SAMPLE if quick else None))
        except ProjectError as error:  # a damaged page ends one check, not the others
            found.append(f"The check of {name} could not be finished: {error}")
    return found


def _pages(project: Project, sample: int | None) -> Iterator[str]:
    pragma = "quick_check" if sample else "integrity_check"
    for (answer,) in project.database.all(f"PRAGMA {pragma}"):
        if answer != "ok":
            yield f"The file's pages are damaged: {answer}."


def _references(project: Project, _sample: int | None) -> Iterator[str]:
    tables: dict[str, int] = {}
    for table, *_ in project.database.run("PRAGMA foreign_key_check"):
        tables[table] = tables.get(table, 0) + 1
    for table, count in tables.items():
        yield f"{_in(count, table)} a reference leads nowhere."


def _tables(project: Project, _sample: int | None) -> Iterator[str]:
    if fingerprint(project.database) != FINGERPRINTS[VERSION]:
        yield f"The tables are not those of schema {VERSION}."
    if project.database.value("SELECT operation IS NOT NULL OR purging <> 0 FROM current_operation"):
        yield "An operation was left open."
    if not project.table.fits():
        yield "The table `events` does not have the codebook's columns."


def _events(project: Project, sample: int | None) -> Iterator[str]:
    db = project.database
    if not project.table.fits() or db.value("SELECT 1 FROM event WHERE json_type(\"values\") <> 'object' LIMIT 1"):
        return  # other checks say so
    wrong = seen = 0
    for row in islice(project.table.expected(), sample):
        seen += 1
        there = db.one("SELECT * FROM events WHERE event_uid = ?", (row[0],))
        # Counts of problems are those of the last judgement, which registers may have overtaken: they are nobody's data.
        wrong += there is None or _uncounted(there) != _uncounted(row)
    if wrong:
        yield f"{_in(wrong, 'events')} something else stands than the events say (the table can be made anew)."
    if sample is None and (surplus := int(db.value("SELECT count(*) FROM events")) - seen) > 0:
        yield f"{_in(surplus, 'events')} there is no event behind (the table can be made anew)."


def _uncounted(row: Any) -> list[Any]:
    return [*row[: COUNTED.start], *row[COUNTED.stop :]]


def _search(project: Project, sample: int | None) -> Iterator[str]:
    db = project.database
    if not db.value("SELECT count(*) FROM sqlite_schema WHERE name = 'article_words'"):
        yield "The search index is not there (it can be made anew)."
        return
    indexed = int(db.value("SELECT value FROM project WHERE key = 'indexed_to'") or 0)
    missing = db.value(
        "SELECT count(*) FROM article a WHERE number <= ? AND NOT EXISTS (SELECT 1 FROM article_words_docsize d WHERE "
        "d.id = a.number)",
        (indexed,),
    )
    surplus = db.value("SELECT count(*) FROM article_words_docsize WHERE id NOT IN (SELECT number FROM article)")
    if missing or surplus:
        yield f"The search index lacks {missing} articles and has {surplus} too many (it can be made anew)."
    # A search costs about a millisecond: of a large library, articles spread evenly speak for the others.
    step = max(1, indexed // (sample or SEARCHED))
    lost = sum(
        not db.value("SELECT count(*) FROM article_words WHERE article_words MATCH ? AND rowid = ?", (words, number))
        for number, title, text in db.run(
            "SELECT number, title, substr(text, 1, 300) FROM article WHERE number <= ? AND number % ? = 0", (indexed, step)
        )
        if (words := _some_words(title, text))
    )
    if lost:
        yield f"The search does not find {lost} articles by their own words (it can be made anew)."


def _some_words(title: str, text: str) -> str:
    """A query that must find the article: its title as a phrase and the text's first words, the cut-off one left out."""
    head = " ".join(text.split()[:12][:-1])
    wanted = [
        f"{column} : ({found})" for column, words in (("title", title), ("body", head))
        if (found := query(f'"{words.replace(chr(34), " ")}"'))
    ]  # fmt: skip
    return " AND ".join(wanted)


def _quotes(project: Project, sample: int | None) -> Iterator[str]:
    for table, owner in (("evidence", "coalesce(e.coding, t.owner)"), ("mention", "t.coding")):
        join = "LEFT JOIN event e ON e.uid = t.owner " if table == "evidence" else ""
        rows = project.database.run(
            f"SELECT t.spans, a.text, a.title FROM {table} t {join}JOIN coding c ON c.uid = {owner} "
            f"JOIN article a ON a.uid = c.article WHERE t.removed = 0 AND t.spans <> '[]'"
        )
        wrong = sum(not _stands(json.loads(spans), text, title) for spans, text, title in islice(rows, sample))
        if wrong:
            yield f"{wrong} {table} quotes do not stand in their article where they say."


def _stands(spans: list[dict[str, Any]], text: str, title: str) -> bool:
    return all(
        (text if span["part"] == "text" else title)[span["start"] : span["end"]] == span["quote"] for span in spans
    )  # fmt: skip


def _values(project: Project, sample: int | None) -> Iterator[str]:
    """Values are objects with fields of the codebook, each in its canonical form. Of whichever version the project held: an
    event keeps what it was given by an earlier one."""
    fields: dict[str, list[CodedField]] = {}
    for book in project.codebooks.all():
        for name, field in book.fields.items():
            fields.setdefault(name, []).append(field)
    unknown = loose = 0
    rows = project.database.run('SELECT "values" FROM event WHERE removed = 0')
    for (text,) in islice(rows, sample):
        values = json.loads(text)
        if not isinstance(values, dict) or values.keys() - fields.keys():
            unknown += 1
        else:
            loose += any(not any(_canonical(one, value) for one in fields[name]) for name, value in values.items())
    if unknown:
        yield f"{_in(unknown, 'event')} a value is outside the codebook."
    if loose:
        yield f"{_in(loose, 'event')} a value is not in the form of its field."
    yield from _json_objects(project.database)


def _canonical(field: Any, value: Any) -> bool:
    try:
        return value is not None and tidy(field, value) == value
    except (AttributeError, TypeError):
        return False


def _json_objects(db: Database) -> Iterator[str]:
    for table, columns in JSON_COLUMNS.items():
        for column in columns:
            count = db.value(f"SELECT count(*) FROM {table} WHERE json_type(\"{column}\") <> 'object'")
            if count:
                yield f"{_in(count, table)} `{column}` is not an object."
    for table in ("evidence", "mention"):
        if count := db.value(f"SELECT count(*) FROM {table} WHERE json_type(spans) <> 'array'"):
            yield f"{_in(count, table)} `spans` is not a list."


def _births(project: Project, _sample: int | None) -> Iterator[str]:
    """Every historied row came in by an operation."""
    for table in HISTORIED:
        if not project.database.value(f"SELECT 1 FROM {table} LIMIT 1"):
            continue
        count = project.database.value(
            f"SELECT count(*) FROM (SELECT uid FROM {table} EXCEPT SELECT uid FROM change WHERE tbl = ? AND field = '*')",
            (table,),
        )
        if count:
            yield f"{_in(count, table)} the operation that made it is missing."


def _chain(project: Project, _sample: int | None) -> Iterator[str]:
    """Each change starts from what the one before left, and the last one left what stands there now."""
    db = project.database
    broken = db.value(
        "SELECT count(*) FROM (SELECT old, lag(new) OVER same AS before, lag(id) OVER same AS earlier FROM change "
        "WHERE field <> '*' WINDOW same AS (PARTITION BY uid, field, tbl ORDER BY id)) "
        "WHERE earlier IS NOT NULL AND old IS NOT before"
    )
    if broken:
        yield f"{broken} changes do not start from what the change before them left."
    changed = db.all("SELECT DISTINCT tbl, field FROM change WHERE field <> '*'")
    for table, field in changed:
        column, _, key = field.partition(".")
        if table not in HISTORIED or column not in HISTORIED[table]:
            yield f"The history tells of a field `{column}` of `{table}` that is not there."
            continue
        keyed = column in JSON_COLUMNS.get(table, ())
        now = f't."{column}" -> ?' if keyed else f't."{column}"'
        values = (field, *((f'$."{key}"',) if keyed else ()))
        count = db.value(
            f"SELECT count(*) FROM {table} t JOIN change h ON h.id = {_LAST.format(table=table, field='?')} "
            f"WHERE h.new IS NOT ({now})",
            values,
        )
        if count:
            yield f"{_in(count, table)} `{field}` is not what the history says last."


def _undone(project: Project, _sample: int | None) -> Iterator[str]:
    """An operation is undone exactly when an undo of it is in effect; an undo of nothing left no trace."""
    count = project.database.value(
        "SELECT count(DISTINCT o.id) FROM operation u CROSS JOIN operation o ON o.id = u.undoes "
        "WHERE u.undone = 0 AND o.undone = 0"
    )
    if count:
        yield f"{_in(count, 'operation')} an operation is both undone and in effect."


def _articles(project: Project, sample: int | None) -> Iterator[str]:
    rows = project.database.run(f"SELECT length, text, {', '.join(CORRECTABLE)} FROM article")
    wrong = sum(len(row[1]) != row[0] for row in islice(rows, sample))
    if wrong:
        yield f"{_in(wrong, 'article')} the text is not as long as it came in."


def _in(count: int, table: str) -> str:
    return f"In {count} {'row' if count == 1 else 'rows'} of {table}"


_Check = Callable[["Project", "int | None"], Iterable[str]]
CHECKS: dict[str, _Check] = {
    "pages": _pages, "references": _references, "tables": _tables, "articles": _articles, "events": _events,
    "search": _search, "quotes": _quotes, "values": _values, "origins": _births, "history": _chain, "undo": _undone,
}  # fmt: skip
"""Every check by its name, in the order they are made."""
