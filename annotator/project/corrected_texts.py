"""A corrected text: a new article that replaces the old one, with everything said about it carried over.

An article's text never changes. Its codings, assignments, flags and comments move to the new article, and every span of
evidence and mention is anchored anew; one operation, so undo brings the old text back as it was. Must not know formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..spans import Carrier, clean_text
from .articles import Article, ArticleDraft
from .evidence import Quote, quotes_of, spans_text

if TYPE_CHECKING:
    from .project import Project


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of the spans: `same` words, `changed` words, and those `lost` with what they had said."""

    article: str
    same: int
    changed: int
    lost: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class _Carried:
    table: str
    uid: str
    quotes: tuple[Quote, ...]
    same: int
    changed: int
    lost: tuple[Quote, ...]


def preview(project: Project, uid: str, text: str, title: str | None = None) -> Replaced:
    """What `replace_text` would do; nothing is written."""
    old = project.articles.get(uid)
    draft = _draft(old, text, title)
    return _told(draft.uid, _carry(project, old, draft))


def replace_text(project: Project, uid: str, text: str, title: str | None = None) -> Replaced:
    """Puts an article with the corrected text in the place of one; the date, source and outside id stay.

    Codings that were done and lost evidence are open again. Raises UsageError where the text is the same, is empty, or is
    another article's.
    """
    old = project.articles.get(uid)
    draft = _draft(old, text, title)
    db = project.database
    if not draft.text.strip():
        raise UsageError("A corrected text cannot be empty; to take a text away for good, purge it.")
    if draft.uid == old.uid:
        raise UsageError("The text is the same; nothing was changed.")
    there = db.one("SELECT number, removed FROM article WHERE uid = ?", (draft.uid,))
    if there and not there[1]:
        raise UsageError(f"That text is in the project already, as article {there[0]}.")
    carried = _carry(project, old, draft)
    with project.history.operation({"id": "replace_text"}, place={"article": draft.uid}):
        project.articles.add([draft])
        db.run("UPDATE article SET replaces = ? WHERE uid = ?", (old.uid, draft.uid))
        db.run("UPDATE article SET removed = 1 WHERE uid = ?", (old.uid,))
        for table, column in (("coding", "article"), ("assignment", "article"), ("flag", "owner"), ("comment", "owner")):
            db.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (draft.uid, old.uid))
        for one in carried:
            gone = "removed = 1" if not one.quotes else "removed = removed"
            kept = spans_text(one.quotes or one.lost)
            db.run(f"UPDATE {one.table} SET spans = ?, {gone} WHERE uid = ?", (kept, one.uid))
        for coding in _codings_of(project, [one for one in carried if one.lost]):
            db.run("UPDATE coding SET state = 'open' WHERE uid = ? AND state <> 'open'", (coding,))
    return _told(draft.uid, carried)


def latest(project: Project, uid: str) -> str:
    """The article that stands now for one that was named earlier: itself, or the end of what replaced it."""
    seen = {uid}
    while True:
        row = project.database.one("SELECT uid FROM article WHERE replaces = ? AND removed = 0", (uid,))
        if row is None or row[0] in seen:
            return uid
        uid = row[0]
        seen.add(uid)


def _draft(old: Article, text: str, title: str | None) -> ArticleDraft:
    if old.stub:
        raise UsageError("This article has no text that could be corrected.")
    return ArticleDraft(
        clean_text(text)[0], title=old.title if title is None else title, date=old.date, source=old.source, url=old.url,
        language=old.language, external_id=old.external_id, origin=old.origin,
    )  # fmt: skip


def _carry(project: Project, old: Article, draft: ArticleDraft) -> list[_Carried]:
    carriers = {"text": Carrier(old.text, draft.text), "title": Carrier(old.title, draft.title)}
    texts = {"text": draft.text, "title": draft.title}
    done: list[_Carried] = []
    for table, uid, spans in _rows(project, old.uid):
        kept: list[Quote] = []
        lost: list[Quote] = []
        before = quotes_of(spans)
        for quote in before:
            found = carriers[quote.part].carry((quote.start, quote.end))
            if found is None:
                lost.append(quote)
            else:
                kept.append(replace(quote, start=found.start, end=found.end, quote=texts[quote.part][found.start : found.end]))
        words = {quote.quote for quote in before}
        same = sum(quote.quote in words for quote in kept)
        done.append(_Carried(table, uid, tuple(kept), same, len(kept) - same, tuple(lost)))
    return done


def _rows(project: Project, article: str) -> Iterable[tuple[str, str, str]]:
    """Evidence and mentions of all codings of an article that have spans: table, uid, spans."""
    db = project.database
    for uid, spans in db.all(
        "SELECT e.uid, e.spans FROM evidence e WHERE e.removed = 0 AND e.spans <> '[]' AND e.owner IN "
        "(SELECT uid FROM coding WHERE article = ? UNION SELECT v.uid FROM event v JOIN coding c ON c.uid = v.coding "
        "WHERE c.article = ?)",
        (article, article),
    ):
        yield "evidence", uid, spans
    for uid, spans in db.all(
        "SELECT m.uid, m.spans FROM mention m JOIN coding c ON c.uid = m.coding WHERE m.removed = 0 AND c.article = ?",
        (article,),
    ):
        yield "mention", uid, spans


def _codings_of(project: Project, carried: Sequence[_Carried]) -> set[str]:
    found: set[str] = set()
    for one in carried:
        if one.table == "mention":
            sql = "SELECT coding FROM mention WHERE uid = ?"
        else:
            sql = "SELECT coalesce((SELECT coding FROM event WHERE uid = e.owner), e.owner) FROM evidence e WHERE e.uid = ?"
        found.add(project.database.value(sql, (one.uid,)))
    return found


def _told(article: str, carried: Sequence[_Carried]) -> Replaced:
    lost = tuple(quote for one in carried for quote in one.lost)
    return Replaced(article, sum(one.same for one in carried), sum(one.changed for one in carried), lost)
