"""The languages of articles whose files name none: guessed from the text, behind the import.

Owns when a guess is sure enough and how it is written. What a file or a person said is never touched. Must not know who
reads which language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .database import Database
from .history import History, Label

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

BATCH = 2_000
PIECE = 400
"""Characters of the beginning, and of the end, that are looked at."""
LEAST = 40
"""Letters below which nothing is said."""
SURE = 0.8
"""The probability from which a guess is written."""
NOTED: Label = {"id": "note_languages"}
_WITHIN = {"ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "sdh": "ku", "uzs": "uz"}
"""Varieties that the guess tells apart, by the language of two letters they are written in."""
_NONE = "zxx"
_WAITING = "language = '' AND removed = 0 AND stub = 0"
_BROUGHT = " AND uid IN (SELECT uid FROM change WHERE operation = ? AND tbl = 'article')"


def guess(text: str) -> str:
    """The language of a text as ISO 639-1; empty where it is short, mixed, or nothing is sure.

    Naive Bayes over byte sequences (py3langid); its probabilities are those of one class among all it knows. A long text
    is looked at where it begins and where it ends, and both must say the same.
    """
    return _agreed([text] if len(text) <= 2 * PIECE else [text[:PIECE], text[-PIECE:]])


def _agreed(pieces: list[str]) -> str:
    found = {_guess(piece) for piece in pieces}
    return found.pop() if len(found) == 1 else ""


def _guess(text: str) -> str:
    if sum(map(str.isalpha, text)) < LEAST and not _is_dense(text):
        return ""
    found, share = _identifier().classify(text)
    best = _WITHIN.get(found, found)
    if share < SURE and best in _WITHIN.values():
        # Together its varieties may be sure; told apart they seldom are.
        told = _identifier().rank(text)
        share = sum(part for variety, part in told if variety is not None and _WITHIN.get(variety, variety) == best)
    return best if share >= SURE and best != _NONE else ""


def _is_dense(text: str) -> bool:
    """Whether a short text says as much as a longer one in letters: Chinese, Japanese, Korean."""
    return sum("\u3040" <= letter <= "\ud7af" for letter in text) >= LEAST // 4


@cache
def _identifier() -> LanguageIdentifier:
    """Loaded once, in 0.7 s. Only languages that a code of two letters names are told apart."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages([one for one in made.labels if len(one) == 2 or one in _WITHIN or one == _NONE])
    return made


@dataclass
class Languages:
    """The languages of one open project's articles."""

    database: Database
    history: History

    def waiting(self, *, of: int | None = None) -> int:
        """How many articles have no language; with `of`, among those that operation brought."""
        where, asked = _where(of)
        return int(self.database.value(f"SELECT count(*) FROM article WHERE {where}", asked))

    def catch_up(self, progress: Callable[[int], None] | None = None, *, of: int | None = None) -> int:
        """Writes the language of articles that have none, where the guess is sure. Gives how many got one.

        With `of`, an import's operation, only those it brought; what is written belongs to it as long as nothing was done
        since, so that one undo takes back both. Else it is one operation of its own. Some thousand at a time: what
        `progress` raises, called with the number looked at, leaves what is done.
        """
        where, asked = _where(of)
        label, into = (self.history.step(of).label, of) if of is not None else (NOTED, None)
        told = looked = last = 0
        while rows := self.database.all(
            f"SELECT number, uid, title, CASE WHEN length(text) <= {2 * PIECE} THEN text ELSE substr(text, 1, {PIECE}) || "
            f"substr(text, -{PIECE}) END, length(text) FROM article WHERE number > ? AND {where} "
            f"ORDER BY number LIMIT {BATCH}",
            (last, *asked),
        ):
            last = rows[-1][0]
            found = [(language, row[1]) for row in rows if (language := _of_article(*row[2:]))]
            if found:
                into, label = self._write(found, into, label)
                told += len(found)
            looked += len(rows)
            if progress:
                progress(looked)
        return told

    def _write(self, found: list[tuple[str, str]], into: int | None, label: Label) -> tuple[int, Label]:
        """Writes into an operation as long as it is the last; else into one of its own, which the next batch goes on with."""
        if into is None or self.database.value("SELECT max(id) FROM operation") != into:
            label = NOTED
        with self.history.operation(label, extend=into) as number:
            self.database.run_many("UPDATE article SET language = ? WHERE uid = ? AND language = ''", found)
        return number, label


def _of_article(title: str, text: str, length: int) -> str:
    """`text` is whole, or its beginning and end where `length` says so. A short one is helped by its title."""
    if length > 2 * PIECE:
        return _agreed([text[:PIECE], text[PIECE:]])
    return guess(text if length > LEAST * 10 else f"{title}\n{text}")


def _where(of: int | None) -> tuple[str, tuple[int, ...]]:
    return (_WAITING + _BROUGHT, (of,)) if of is not None else (_WAITING, ())
