"""The evidence of values, and the mentions seen and not coded. Offsets are code points, half-open, with their quote."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ..errors import UsageError
from .database import Database
from .history import History, new_uid

Status = Literal["text", "inferred", "article", "outside", "not_in_text"]
Part = Literal["text", "title"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of the article's text or title, with what stands there."""

    part: Part
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports one value. `item` names the list item or, in a group, position and sub-field; empty for the whole."""

    uid: str
    owner: str
    field: str
    item: str
    status: Status
    spans: tuple[Quote, ...]
    link: str = ""
    note: str = ""
    origin: str = "typed"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span seen and not coded, with the reason."""

    uid: str
    coding: str
    spans: tuple[Quote, ...]
    reason: str
    note: str = ""


@dataclass
class EvidenceBook:
    """The evidence and mentions of one open project."""

    database: Database
    history: History

    def of(self, owner: str) -> list[Evidence]:
        """All evidence of one event (or, for article-level answers, one coding), in the order it was given."""
        rows = self.database.all(f"SELECT {_EVIDENCE} FROM evidence WHERE owner = ? AND removed = 0 ORDER BY rowid", (owner,))
        return [_evidence(row) for row in rows]

    def add(self, owner: str, field: str, quotes: Sequence[Quote], *, item: str = "", origin: str = "typed") -> Evidence:
        """Spans of the article that support a value; further spans join what the field already has."""
        self._verify(owner, quotes)
        before = self._first(owner, field, item)
        with self.history.operation({"id": "add_evidence", "field": field}, place=self._place(owner)):
            if before and before.status == "text":
                earlier = before.spans if before.origin != "changed" else ()  # what an earlier value rested on goes
                spans = (*earlier, *(quote for quote in quotes if quote not in earlier))
                kept = before.origin if before.origin != "changed" else origin
                self.database.run(
                    "UPDATE evidence SET spans = ?, origin = ? WHERE uid = ?", (spans_text(spans), kept, before.uid)
                )
                return Evidence(before.uid, owner, field, item, "text", spans, origin=kept)
            if before:
                self.database.run("UPDATE evidence SET removed = 1 WHERE uid = ?", (before.uid,))
            return self._insert(owner, field, item, "text", tuple(quotes), "", "", origin)

    def set_status(self, owner: str, field: str, status: Status, *, item: str = "", link: str = "", note: str = "",
                   origin: str = "typed") -> Evidence:  # fmt: skip
        """Says that a value does not stand in the text: inferred, the article's own data, an outside source, nowhere."""
        with self.history.operation({"id": "set_evidence_status", "field": field, "status": status}, place=self._place(owner)):
            for old in self.of(owner):
                if (old.field, old.item) == (field, item):
                    self.database.run("UPDATE evidence SET removed = 1 WHERE uid = ?", (old.uid,))
            return self._insert(owner, field, item, status, (), link, note, origin)

    def replace_spans(self, uid: str, quotes: Sequence[Quote], *, extend: int | None = None) -> int:
        """Other spans for the same evidence (an edge was moved); none removes it. Gives the operation's number, which the
        next one may extend."""
        row = self.database.one("SELECT owner, field FROM evidence WHERE uid = ?", (uid,))
        if row is None:
            raise UsageError("That evidence is not in this project.")
        self._verify(row[0], quotes)
        label = {"id": "move_evidence", "field": row[1]}
        with self.history.operation(label, place=self._place(row[0]), extend=extend) as number:
            if quotes:
                self.database.run(
                    "UPDATE evidence SET spans = ?, origin = iif(origin = 'changed', 'typed', origin) WHERE uid = ?",
                    (spans_text(quotes), uid),
                )
            else:
                self.database.run("UPDATE evidence SET removed = 1 WHERE uid = ?", (uid,))
        return number

    def remove(self, uid: str) -> None:
        """Takes a piece of evidence away."""
        self.replace_spans(uid, ())

    def reassign(self, uid: str, item: str) -> None:
        """Says that evidence supports another item: its item was renamed, or stands elsewhere in its group."""
        row = self.database.one("SELECT owner, field FROM evidence WHERE uid = ?", (uid,))
        if row is None:
            raise UsageError("That evidence is not in this project.")
        with self.history.operation({"id": "move_evidence", "field": row[1]}, place=self._place(row[0])):
            self.database.run("UPDATE evidence SET item = ? WHERE uid = ?", (item, uid))

    def mentions(self, coding: str) -> list[Mention]:
        """The mentions of a coding, in the order they were made."""
        rows = self.database.all(
            "SELECT uid, coding, spans, reason, note FROM mention WHERE coding = ? AND removed = 0 ORDER BY rowid",
            (coding,),
        )
        return [Mention(row[0], row[1], quotes_of(row[2]), row[3], row[4]) for row in rows]

    def add_mention(self, coding: str, quotes: Sequence[Quote], reason: str, note: str = "") -> Mention:
        """A happening seen and not coded, with the codebook's reason."""
        self._verify(coding, quotes)
        mention = Mention(new_uid(), coding, tuple(quotes), reason, note)
        with self.history.operation({"id": "add_mention", "reason": reason}, place=self._place(coding)):
            self.database.run(
                "INSERT INTO mention (uid, coding, spans, reason, note) VALUES (?, ?, ?, ?, ?)",
                (mention.uid, coding, spans_text(quotes), reason, note),
            )
        return mention

    def remove_mention(self, uid: str) -> None:
        """Takes a mention away."""
        coding = self.database.value("SELECT coding FROM mention WHERE uid = ?", (uid,))
        with self.history.operation({"id": "remove_mention"}, place=self._place(str(coding))):
            self.database.run("UPDATE mention SET removed = 1 WHERE uid = ?", (uid,))

    def told(self, owner: str) -> list[list[Any]]:
        """The evidence of one owner without its words, for the first submission: field, item, status, and the spans as
        part, start, end."""
        return [
            [one.field, one.item, one.status, [[quote.part, quote.start, quote.end] for quote in one.spans]]
            for one in self.of(owner)
        ]

    def _insert(
        self,
        owner: str,
        field: str,
        item: str,
        status: Status,
        spans: tuple[Quote, ...],
        link: str,
        note: str,
        origin: str,
    ) -> Evidence:
        made = Evidence(new_uid(), owner, field, item, status, spans, link, note, origin)
        self.database.run(
            "INSERT INTO evidence (uid, owner, field, item, status, spans, link, note, origin) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (made.uid, owner, field, item, status, spans_text(spans), link, note, origin),
        )
        return made

    def _first(self, owner: str, field: str, item: str) -> Evidence | None:
        return next((one for one in self.of(owner) if (one.field, one.item) == (field, item)), None)

    def _verify(self, owner: str, quotes: Sequence[Quote]) -> None:
        """Every quote must stand in the article where it says it does."""
        article = self._place(owner)["article"]
        row = self.database.one("SELECT text, title FROM article WHERE uid = ?", (article,))
        assert row is not None
        for quote in quotes:
            if (row[0] if quote.part == "text" else row[1])[quote.start : quote.end] != quote.quote or not quote.quote:
                raise UsageError(f"“{quote.quote}” does not stand at {quote.start}-{quote.end} of the article.")

    def _place(self, owner: str) -> dict[str, str]:
        row = self.database.one("SELECT coding FROM event WHERE uid = ?", (owner,))
        coding = row[0] if row else owner
        article = self.database.value("SELECT article FROM coding WHERE uid = ?", (coding,))
        if article is None:
            raise UsageError("What this evidence belongs to is not in this project.")
        return {"article": article, "event": owner} if row else {"article": article}


def copy_evidence(database: Database, owner: str, to: str, *, fields: Collection[str] | None = None) -> None:
    """Gives an event the same evidence as another one has, for all fields or some; inside an operation."""
    wanted = "" if fields is None else " AND field IN (SELECT value FROM json_each(?))"
    database.run(
        "INSERT INTO evidence (uid, owner, field, item, status, spans, link, note, origin) "
        "SELECT lower(hex(randomblob(16))), ?, field, item, status, spans, link, note, origin FROM evidence "
        f"WHERE owner = ? AND removed = 0{wanted} ORDER BY rowid",
        (to, owner) if fields is None else (to, owner, json.dumps(sorted(fields))),
    )


_EVIDENCE = "uid, owner, field, item, status, spans, link, note, origin"


def _evidence(row: Any) -> Evidence:
    values = list(row)
    values[5] = quotes_of(row[5])
    return Evidence(*values)


def spans_text(quotes: Sequence[Quote]) -> str:
    return json.dumps([asdict(quote) for quote in quotes], ensure_ascii=False, separators=(",", ":"))


def quotes_of(text: str) -> tuple[Quote, ...]:
    return tuple(Quote(**one) for one in json.loads(text))
