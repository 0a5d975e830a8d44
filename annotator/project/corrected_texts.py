"""A corrected text: a new article that replaces the old one, with everything said about it carried over.

An article's text never changes. Its codings, assignments, flags and comments move to the new article, what was said of it
in the first pass is said of the new one, and every span of evidence and mention is anchored anew; one operation, so undo
brings the old text back as it was. Must not know formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ..errors import UsageError
from ..spans import Carrier, clean_text
from .articles import Article, ArticleDraft
from .database import Database
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
    return _told(draft.uid, _carry(project, old, draft.text, draft.title))


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
    carried = _carry(project, old, draft.text, draft.title)
    with project.history.operation({"id": "replace_text"}, place={"article": draft.uid}):
        project.articles.add([draft])
        db.run("UPDATE article SET removed = 1 WHERE uid = ?", (old.uid,))
        for table, column in (("coding", "article"), ("assignment", "article"), ("flag", "owner"), ("comment", "owner")):
            db.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (draft.uid, old.uid))
        project.content_marks.hand_on(old.uid, draft.uid)
        _move_screening(db, old.uid, draft.uid)
        _anchor(project, carried)
    return _told(draft.uid, carried)


def _move_screening(db: Database, old: str, new: str) -> None:
    """What was said of the old text in the first pass is said of the new one.

    Who had judged the new text, too, while it was in the project before, has a row there: it takes what was said last, for
    a coder has one row an article.
    """
    both = "SELECT n.uid, o.uid, o.verdict, o.reason, o.removed FROM screening o JOIN screening n ON n.coder = o.coder " \
           "WHERE o.article = ? AND n.article = ?"  # fmt: skip
    for there, gone, verdict, reason, removed in db.all(both, (old, new)):
        db.run("UPDATE screening SET verdict = ?, reason = ?, removed = ? WHERE uid = ?", (verdict, reason, removed, there))
        db.run("UPDATE screening SET removed = 1 WHERE uid = ?", (gone,))
    db.run(
        "UPDATE screening SET article = ? WHERE article = ? AND coder NOT IN (SELECT coder FROM screening WHERE article = ?)",
        (new, old, new),
    )


def correct(project: Project, uid: str, **changes: str | None) -> None:
    """Corrects what is said about an article (title, date, source, …); evidence in the title goes along with its words."""
    old = project.articles.get(uid)
    label = {"id": "correct_article", "field": ", ".join(changes)}
    with project.history.operation(label, place={"article": uid}):
        project.articles.correct(uid, **changes)
        title = changes.get("title")
        if title is not None and title != old.title:
            _anchor(project, _carry(project, old, old.text, title))


def update(project: Project, draft: ArticleDraft) -> Literal["new", "same", "updated"]:
    """Brings an article that is in already, by its outside id or address, to what a draft says of it.

    Another text replaces the old one; what the draft does not say stays. A new article is left to be added.
    """
    old = project.articles.known_as(draft)
    if old is None:
        return "new"
    said = {name: getattr(draft, name) for name in ("title", "date", "source", "url", "language")}
    changes = {name: value for name, value in said.items() if value and value != getattr(old, name)}
    uid, text = old.uid, clean_text(draft.text)[0]
    if text != old.text:
        uid = replace_text(project, uid, text, changes.pop("title", None)).article
    if changes:
        correct(project, uid, **changes)
    return "updated" if changes or uid != old.uid else "same"


def _anchor(project: Project, carried: Sequence[_Carried]) -> None:
    """Writes the spans where they stand now; a coding that lost evidence is open again."""
    db = project.database
    for one in carried:
        if one.quotes:
            db.run(f"UPDATE {one.table} SET spans = ? WHERE uid = ?", (spans_text(one.quotes), one.uid))
        else:
            db.run(f"UPDATE {one.table} SET removed = 1 WHERE uid = ?", (one.uid,))
    for coding in _codings_of(project, [one for one in carried if one.lost]):
        db.run("UPDATE coding SET state = 'open' WHERE uid = ? AND state <> 'open'", (coding,))


def standing(project: Project, uid: str) -> str:
    """The version of an article that stands now: itself, what replaced it, or what it had replaced before an undo. Empty
    where none does, as after the undo of an import."""
    removed = "SELECT removed FROM article WHERE uid = ?"
    if project.database.value(removed, (uid,)) == 0:
        return uid
    return next((one for one in reversed(versions(project.database, uid)) if not project.database.value(removed, (one,))), "")


def versions(database: Database, uid: str) -> list[str]:
    """An article and all it replaced or was replaced by, the oldest first; those taken back by undo among them."""
    rows = database.all(
        "WITH RECURSIVE before(uid) AS (VALUES (:uid) UNION SELECT a.replaces FROM before CROSS JOIN article a "
        "ON a.uid = before.uid WHERE a.replaces IS NOT NULL), every(uid) AS (SELECT uid FROM before UNION "
        "SELECT a.uid FROM every CROSS JOIN article a ON a.replaces = every.uid) "
        "SELECT a.uid FROM every CROSS JOIN article a ON a.uid = every.uid ORDER BY a.number",
        {"uid": uid},  # type: ignore[arg-type]
    )
    return [row[0] for row in rows]


def _draft(old: Article, text: str, title: str | None) -> ArticleDraft:
    if old.stub:
        raise UsageError("This article has no text that could be corrected.")
    return ArticleDraft(
        clean_text(text)[0], title=old.title if title is None else title, date=old.date, source=old.source, url=old.url,
        language=old.language, external_id=old.external_id, origin=old.origin, replaces=old.uid,
    )  # fmt: skip


def _carry(project: Project, old: Article, text: str, title: str) -> list[_Carried]:
    carriers = {"text": Carrier(old.text, text), "title": Carrier(old.title, title)}
    texts = {"text": text, "title": title}
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
