"""Flags and comments: what is said about an article, an event or a field, beside its answers.

Owns the tables `flag` and `comment`, who sees which of them, and how a flag on a field is written. Must not know how they
are shown, nor what a comment asks for.

A remark has an owner: the uid of an event, of an article, or of a coding, which stands for what its coder answers about the
article itself. `comment.field` names the field, empty for the whole. `flag` has no such column: a flag on a field is named
``field:fatalities/check again``, one on the whole just ``check again``. `FLAG_NAME` and `FLAG_FIELD` take the two apart in
SQL. A question about the article that nobody answered yet has no coding; a remark on it is owned by the article and names
the field all the same.

A coder sees the own remarks, and of a lead's comments those on the own events and answers and those that answer the own
comments. A lead sees all. Remarks on an event that was taken away are kept with it and not shown.

A question to the lead is a comment of its own kind; `questions` lists them over all articles.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .history import History, new_uid, now

FLAG_NAME = "iif(name GLOB 'field:*/*', substr(name, instr(name, '/') + 1), name)"
"""A flag's name without its field, in SQL over `flag`."""
FLAG_FIELD = "iif(name GLOB 'field:*/*', substr(name, 7, instr(name, '/') - 7), '')"
"""The field a flag is on, in SQL over `flag`; empty for none."""
LONGEST_NAME = 36
"""Characters of a flag's name: it is a word to find things by, and never long enough to be a copy of a text."""
_PREFIX = "field:"
CommentKind = Literal["comment", "question"]


@dataclass(frozen=True, slots=True)
class Spot:
    """What a remark is about. Without an event it is the article; without a field, the whole."""

    article: str
    event: str = ""
    field: str = ""
    number: int = 0
    """Of an event, its place among those of its coding, from 1."""
    whose: str = ""
    """The coder whose event or answer it is; empty for the article itself."""
    coding: str = dataclasses.field(default="", compare=False)
    """Where a lead looks at another's work: the coding that a remark without an event is on. Its coder sees it then."""

    def place(self) -> dict[str, str]:
        """Where undo goes to."""
        named = {"article": self.article, "event": self.event, "field": self.field}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Flag:
    """A word that a coder put on something, to find it by."""

    uid: str
    coder: str
    name: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote about something. `time` is UTC in ISO 8601."""

    uid: str
    coder: str
    text: str
    time: str
    answers: str
    """The comment it answers, which answers none itself; empty for none."""
    spot: Spot
    kind: CommentKind = "comment"
    """A question is one to the lead."""


@dataclass(frozen=True, slots=True)
class Said:
    """All that may be seen of what is said about one article."""

    flags: tuple[Flag, ...] = ()
    comments: tuple[Comment, ...] = ()

    def of(self, event: str, field: str | None = None) -> Said:
        """What is about one event (empty for the article itself), of one field where one is named."""

        def fits(one: Flag | Comment) -> bool:
            return one.spot.event == event and field in (None, one.spot.field)

        return Said(tuple(filter(fits, self.flags)), tuple(filter(fits, self.comments)))

    def open(self, leads: Collection[str]) -> list[Comment]:
        """The questions that none of the leads has answered yet."""
        answered = {one.answers for one in self.comments if one.coder in leads}
        return [one for one in self.comments if one.kind == "question" and one.uid not in answered]

    def __bool__(self) -> bool:
        return bool(self.flags or self.comments)


_OWNERS = (
    "WITH asked(article) AS (SELECT value FROM json_each(:articles)), "
    "seen(uid, article, coder) AS (SELECT c.uid, c.article, c.coder FROM asked CROSS JOIN coding c "
    "ON c.article = asked.article WHERE c.removed = 0 AND (:lead OR c.coder = :me)), "
    "owner(uid, article, event, coding, whose) AS MATERIALIZED (SELECT article, article, '', '', '' FROM asked "
    "UNION ALL SELECT uid, article, '', uid, coder FROM seen "
    "UNION ALL SELECT e.uid, s.article, e.uid, s.uid, s.coder FROM seen s CROSS JOIN event e ON e.coding = s.uid "
    "WHERE e.removed = 0) "
)
"""What remarks can be about, of some articles: they, and the codings and events that may be seen."""
_FLAGS = "FROM owner o CROSS JOIN flag f ON f.owner = o.uid WHERE f.removed = 0 AND (:lead OR f.coder = :me)"
_COMMENTS = (
    "FROM owner o CROSS JOIN comment k ON k.owner = o.uid WHERE k.removed = 0 AND (:lead OR k.coder = :me OR "
    "(k.coder IN (SELECT uid FROM coder WHERE role = 'lead') AND (o.whose = :me OR "
    "EXISTS (SELECT 1 FROM comment q WHERE q.uid = k.answers AND q.coder = :me))))"
)
_SPOT = (
    "o.article, o.event, {field}, coalesce((SELECT count(*) FROM event e JOIN event t ON t.uid = o.event "
    "WHERE e.coding = o.coding AND e.removed = 0 AND (e.position, e.rowid) <= (t.position, t.rowid)), 0), o.whose"
)
_ARTICLE_OF = (
    "SELECT coalesce((SELECT c.article FROM event e JOIN coding c ON c.uid = e.coding WHERE e.uid = r.owner), "
    "(SELECT article FROM coding WHERE uid = r.owner), r.owner) FROM {} r WHERE r.uid IN (SELECT value FROM json_each(?))"
)


@dataclass
class Remarks:
    """The flags and comments of one open project, as who works now may see them."""

    database: Database
    history: History

    def of(self, article: str) -> Said:
        """What is said about an article, its events and their fields; comments in the order they were written."""
        asked, found = self._asked([article]), self.database.all
        flags = found(
            f"{_OWNERS}SELECT f.uid, f.coder, {FLAG_NAME}, {_SPOT.format(field=FLAG_FIELD)} {_FLAGS} ORDER BY f.rowid", asked
        )
        comments = found(
            f"{_OWNERS}SELECT k.uid, k.coder, k.text, k.time, coalesce(k.answers, ''), k.kind, {_SPOT.format(field='k.field')} "
            f"{_COMMENTS} ORDER BY k.time, k.rowid",
            asked,
        )
        return Said(
            tuple(Flag(row[0], row[1], row[2], Spot(*row[3:])) for row in flags),
            tuple(Comment(*row[:5], spot=Spot(*row[6:]), kind=row[5]) for row in comments),
        )

    def counts(self, articles: Sequence[str]) -> dict[str, tuple[int, int]]:
        """How many flags and comments there are about some articles (a page); those without any are left out."""
        rows = self.database.all(
            f"{_OWNERS}SELECT article, sum(flags), sum(comments) FROM (SELECT o.article, 1 AS flags, 0 AS comments {_FLAGS} "
            f"UNION ALL SELECT o.article, 0, 1 {_COMMENTS}) GROUP BY article",
            self._asked(articles),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def names(self) -> list[tuple[str, int]]:
        """The names of flags in use and how often each is, the most used first."""
        return [(row[0], row[1]) for row in self.database.all(
            f"SELECT {FLAG_NAME} AS said, count(*) FROM flag f WHERE removed = 0 AND (? OR coder = ?) "
            "AND NOT EXISTS (SELECT 1 FROM event e WHERE e.uid = f.owner AND e.removed = 1) "
            "GROUP BY said ORDER BY count(*) DESC, said",
            (self._leads(), self.history.coder))]  # fmt: skip

    def articles_of(self, flags: Iterable[str], comments: Iterable[str]) -> set[str]:
        """The articles that some flags and comments are about, removed or not."""
        found: set[str] = set()
        for table, uids in (("flag", flags), ("comment", comments)):
            found.update(row[0] for row in self.database.all(_ARTICLE_OF.format(table), (json.dumps(list(uids)),)))
        return found

    # --- flags ----------------------------------------------------------------------------------------------------------

    def flag(self, spot: Spot, name: str) -> None:
        """Puts a flag of mine on something; one that is there stays. UsageError for a name that cannot be."""
        name = " ".join(name.split())
        if not name:
            raise UsageError("A flag needs a name.")
        if len(name) > LONGEST_NAME:
            raise UsageError(f"A flag's name has {LONGEST_NAME} characters at most; say more in a comment.")
        if name.startswith(_PREFIX):
            raise UsageError(f"A flag's name cannot begin with “{_PREFIX}”.")
        owner, stored = self._owner(spot), _stored(name, spot.field)
        with self.history.operation({"id": "set_flag", "name": name}, place=spot.place()):
            self.database.run(
                "INSERT INTO flag (uid, owner, coder, name) SELECT ?, ?, ?, ? WHERE NOT EXISTS "
                "(SELECT 1 FROM flag WHERE owner = ? AND coder = ? AND name = ? AND removed = 0)",
                (new_uid(), owner, self.history.coder, stored, owner, self.history.coder, stored),
            )

    def unflag(self, flag: Flag) -> None:
        """Takes a flag of mine away."""
        if flag.coder != self.history.coder:
            raise UsageError("A flag is taken away by who put it there.")
        with self.history.operation({"id": "unset_flag", "name": flag.name}, place=flag.spot.place()):
            self.database.run("UPDATE flag SET removed = 1 WHERE uid = ?", (flag.uid,))

    # --- comments -------------------------------------------------------------------------------------------------------

    def comment(self, spot: Spot, text: str) -> str:
        """Writes a comment; gives its uid."""
        return self._add({"id": "add_comment", "on": _on(spot), "field": spot.field}, spot, self._owner(spot), text, "")

    def ask(self, spot: Spot, text: str) -> str:
        """Asks the lead about something; gives the question's uid."""
        label = {"id": "ask_lead", "on": _on(spot), "field": spot.field}
        return self._add(label, spot, self._owner(spot), text, "", "question")

    def answer(self, comment: Comment, text: str) -> str:
        """Answers a comment; an answer to an answer stands beside it, so that who asked first sees all of them."""
        first = comment.answers or comment.uid
        owner, kind = self.database.one("SELECT owner, kind FROM comment WHERE uid = ?", (first,)) or ("", "comment")
        return self._add({"id": f"answer_{kind}", "field": comment.spot.field}, comment.spot, owner, text, first)

    def rewrite(self, comment: Comment, text: str) -> None:
        """Another text for a comment of mine."""
        text = self._mine(comment, text)
        with self.history.operation({"id": f"change_{comment.kind}", "field": comment.spot.field}, place=comment.spot.place()):
            self.database.run("UPDATE comment SET text = ? WHERE uid = ?", (text, comment.uid))

    def remove(self, comment: Comment) -> None:
        """Takes a comment of mine away; what answers it stays."""
        self._mine(comment, comment.text)
        with self.history.operation({"id": f"remove_{comment.kind}", "field": comment.spot.field}, place=comment.spot.place()):
            self.database.run("UPDATE comment SET removed = 1 WHERE uid = ?", (comment.uid,))

    def hand_on(self, event: str, to: str) -> None:
        """What is said about an event is said about another from now on: the one it became a part of."""
        with self.history.operation({"id": "combine_events"}):
            self.database.run("UPDATE comment SET owner = ? WHERE owner = ? AND removed = 0", (to, event))
            self.database.run(
                "UPDATE flag SET owner = ? WHERE owner = ? AND removed = 0 AND NOT EXISTS (SELECT 1 FROM flag t "
                "WHERE t.owner = ? AND t.coder = flag.coder AND t.name = flag.name AND t.removed = 0)",
                (to, event, to),
            )

    def _add(
        self, label: dict[str, str], spot: Spot, owner: str, text: str, answers: str, kind: CommentKind = "comment"
    ) -> str:
        uid = new_uid()
        with self.history.operation(label, place=spot.place()):
            self.database.run(
                "INSERT INTO comment (uid, owner, field, coder, text, time, answers, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (uid, owner, spot.field, self.history.coder, _written(text), now(), answers or None, kind),
            )
        return uid

    def _mine(self, comment: Comment, text: str) -> str:
        if comment.coder != self.history.coder:
            raise UsageError("A comment is changed and taken away by who wrote it.")
        return _written(text)

    def _owner(self, spot: Spot) -> str:
        """The event; the coding looked at, or mine for a question about the article, once there is one; else the article."""
        if spot.event or spot.coding:
            return spot.event or spot.coding
        coding = self.database.value(
            "SELECT uid FROM coding WHERE article = ? AND coder = ? AND round = ? AND standing = 'coded' AND removed = 0",
            (spot.article, self.history.coder, MAIN),
        )
        return str(coding) if coding and spot.field else spot.article

    def _leads(self) -> bool:
        return self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) == "lead"

    def _asked(self, articles: Sequence[str]) -> Any:
        return cast("Any", {"articles": json.dumps(list(articles)), "me": self.history.coder, "lead": self._leads()})


def flagged(said: Said, spot: Spot, coder: str) -> dict[str, Flag]:
    """The flags a coder has on something, by name."""
    at = replace(spot, number=0, whose="")
    return {one.name: one for one in said.flags if one.coder == coder and replace(one.spot, number=0, whose="") == at}


def _on(spot: Spot) -> str:
    return "field" if spot.field else "event" if spot.event else "article"


def _stored(name: str, field: str) -> str:
    return f"{_PREFIX}{field}/{name}" if field else name


def _written(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise UsageError("A comment needs words.")
    return text
