"""Full-text search over titles and texts: the index `article_words`, filled behind imports, and its queries.

Rebuildable. Words are what people would look for: scripts without spaces are cut into characters, Arabic letters
that are written in several ways fall together, accents are ignored.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from .database import Database

UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]"
)
ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})
_MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
STEP = 2_000
TITLES, TEXTS = 1_000, 200
"""How many articles that hold the words before it are looked through for a word that is only begun."""


def searchable(text: str) -> str:
    """The text as the index and queries see it."""
    if text.isascii():
        return text
    text = _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(ARABIC)
    return UNSPACED.sub(lambda match: f" {match[0]} ", text)


def query(words: str) -> str:
    """What a person typed as a query: words all of them, "phrases" together, `word*` as a prefix. Nothing is syntax else.

    What holds no letter or digit is passed over: the index has no word for it, and would find nothing.
    """
    parts: list[str] = []
    for phrase, word in re.findall(r'"([^"]+)"|(\S+)', words):
        prefix = word.endswith("*") and not phrase
        # The index cuts it into words: its idea of a letter is not Python's.
        wanted = " ".join(re.sub(r'["*\0]', " ", searchable(phrase or word)).split())
        if any(unicodedata.category(letter)[0] in "LN" or unicodedata.category(letter) == "Co" for letter in wanted):
            parts.append(f'"{wanted}"' + ("*" if prefix else ""))
    return " ".join(parts)


def _plain(text: str) -> str:
    """The text as the index compares it: without capitals and accents."""
    if text.isascii():
        return text.casefold()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", searchable(text).casefold()))


@dataclass
class Search:
    """The index of one open project."""

    database: Database

    def make(self) -> None:
        """An empty index."""
        self.database.run("DROP TABLE IF EXISTS article_words")
        self.database.run(
            # prefix: `word*` of four letters is answered as fast as a word, at 1.8 times the index's size (measured).
            "CREATE VIRTUAL TABLE article_words USING fts5(title, body, content='', prefix='4', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        self.database.run("UPDATE project SET value = '0' WHERE key = 'indexed_to'")

    def behind(self) -> int:
        """How many articles are not in the index yet."""
        return int(self.database.value("SELECT count(*) FROM article WHERE number > ?", (self._indexed_to(),)))

    def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """Indexes what is missing, a step a transaction, so that others can work between. Gives the number indexed."""
        done = 0
        while step := self._step():
            done += step
            if progress:
                progress(done)
        return done

    def _step(self) -> int:
        db = self.database
        with db.writing():
            rows = db.all(
                "SELECT number, title, text FROM article WHERE number > ? ORDER BY number LIMIT ?",
                (self._indexed_to(), STEP),
            )
            if rows:
                db.run_many(
                    "INSERT INTO article_words (rowid, title, body) VALUES (?, ?, ?)",
                    ((row[0], searchable(row[1]), searchable(row[2])) for row in rows),
                )
                db.run("UPDATE project SET value = ? WHERE key = 'indexed_to'", (str(rows[-1][0]),))
        return len(rows)

    def refresh(self, since: int) -> None:
        """Takes corrected titles into the index."""
        for uid, old, new in self.database.all(
            "SELECT uid, old, new FROM change WHERE id > ? AND tbl = 'article' AND field = 'title'", (since,)
        ):
            row = self.database.one("SELECT number, text FROM article WHERE uid = ?", (uid,))
            if row is None or row[0] > self._indexed_to():
                continue
            body = searchable(row[1])
            self.database.run(
                "INSERT INTO article_words (article_words, rowid, title, body) VALUES ('delete', ?, ?, ?)",
                (row[0], searchable(old or ""), body),
            )
            self.database.run(
                "INSERT INTO article_words (rowid, title, body) VALUES (?, ?, ?)", (row[0], searchable(new or ""), body)
            )

    def find(self, words: str, *, limit: int = 50, before: int | None = None) -> list[int]:
        """Numbers of the articles that hold the words, newest first; a page after `before`."""
        wanted = query(words)
        if not wanted:
            return []
        return [row[0] for row in self.database.all(
            "SELECT w.rowid FROM article_words w WHERE article_words MATCH ? AND w.rowid < ? AND EXISTS (SELECT 1 FROM "
            "article a WHERE a.number = w.rowid AND a.removed = 0) ORDER BY w.rowid DESC LIMIT ?",
            (wanted, before or 1 << 62, limit))]  # fmt: skip

    def find_begun(self, words: str, *, limit: int = 50) -> list[int]:
        """Numbers of articles that hold all words but the last, and one that begins like it: in the title first, then in the
        text, newest first. The index answers short beginnings too slowly to type by, so the newest articles with
        the other words are looked through, `TITLES` and `TEXTS` of them; with no other word nothing is found."""
        *whole, last = words.split() or [""]
        begun = " ".join(re.sub(r"^\W+", "", _plain(last)).split())
        if not whole or not query(last):
            return []
        there = self.find(" ".join(whole), limit=TITLES)
        starts = re.compile(rf"(?<!\w){re.escape(begun)}")
        found = list[int]()
        for column, numbers in (("title", there), ("text", there[:TEXTS])):
            rows = self.database.run(
                f"SELECT a.number, a.{column} FROM json_each(?) j JOIN article a ON a.number = j.value ORDER BY j.key",
                (json.dumps([number for number in numbers if number not in found]),),
            )
            for number, text in rows:
                if len(found) >= limit:
                    return found
                if starts.search(_plain(text)):
                    found.append(number)
        return found

    def _indexed_to(self) -> int:
        return int(self.database.value("SELECT value FROM project WHERE key = 'indexed_to'") or 0)
