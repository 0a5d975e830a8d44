"""The assignments: which articles are handed to whom, and whether the program may offer what it finds in them.

Owns the table `assignment` with `handing_out` and `taking_back`. An article without a row is to do for everybody, with
offers, as long as nothing was handed out. A row without a position says one thing alone: that offers are withheld, so that
a lead can compare what is coded with and without them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import UsageError
from .codings import MAIN
from .database import Database
from .history import History, new_uid

_UNBEGUN = (
    "NOT EXISTS (SELECT 1 FROM coding c WHERE c.article = a.uid AND c.coder = :coder AND c.round = 'main' "
    "AND c.standing = 'coded' AND c.removed = 0)"
)
"""An article that was begun stays as it was begun: what is compared must not change sides."""
_WITHHELD = (
    "EXISTS (SELECT 1 FROM assignment s WHERE s.article = a.uid AND s.coder = :coder AND s.round = 'main' "
    "AND s.candidates = 0 AND s.removed = 0)"
)


@dataclass(frozen=True, slots=True)
class Withheld:
    """From how many articles offers are (or would be) withheld anew, and from how many of the `open` ones they are then.

    `open` counts the articles not yet begun; an article counts once for each coder.
    """

    new: int
    all: int
    open: int


@dataclass(frozen=True, slots=True)
class Assignments:
    """The assignments of one open project, in the main round."""

    database: Database
    history: History

    def offers_allowed(self, article: str, coder: str, round_: str = MAIN) -> bool:
        """Whether the program may offer a coder what it finds in an article."""
        found = self.database.value(
            "SELECT 1 FROM assignment WHERE article = ? AND coder = ? AND round = ? AND candidates = 0 AND removed = 0",
            (article, coder, round_),
        )
        return found is None

    def preview(self, share: float, seed: int, coder: str | None = None) -> Withheld:
        """What `withhold` would do; nothing is written."""
        drawn = [self._drawn(checked_share(share), seed, one) for one in self._whom(coder)]
        return self._told(coder, sum(map(len, drawn)), before=True)

    def withhold(self, share: float, seed: int, coder: str | None = None) -> Withheld:
        """Withholds offers from a share (0 to 1) of the articles a coder has not begun; of all people where none is named.

        Whether an article is drawn follows from its uid and the seed alone: the same call again changes nothing, articles
        that come in later are drawn like the others, and two coders with one seed get the same articles. What was withheld
        before stays withheld. One step, which undo takes back.
        """
        drawn = [(uid, one) for one in self._whom(coder) for uid in self._drawn(checked_share(share), seed, one)]
        with self.history.operation({"id": "withhold_offers", "count": len(drawn)}):
            self.database.run_many(
                "INSERT INTO assignment (uid, article, coder, round, candidates) VALUES (?, ?, ?, 'main', 0) "
                "ON CONFLICT (article, coder, round) DO UPDATE SET candidates = 0, removed = 0",
                ((new_uid(), article, one) for article, one in drawn),
            )
        return self._told(coder, len(drawn))

    def allow(self, coder: str | None = None) -> int:
        """Offers again what was withheld from articles not yet begun; gives how many those were. One step."""
        whom = self._whom(coder)
        count = sum(self._count(one, f"{_WITHHELD} AND {_UNBEGUN}") for one in whom)
        with self.history.operation({"id": "allow_offers", "count": count}):
            for one in whom:
                # A row that said nothing else is gone with it: the article is nobody's in particular again.
                self.database.run(
                    "UPDATE assignment SET candidates = 1, removed = (position IS NULL AND due IS NULL) WHERE coder = :coder "
                    "AND round = 'main' AND candidates = 0 AND removed = 0 "
                    f"AND EXISTS (SELECT 1 FROM article a WHERE a.uid = assignment.article AND a.removed = 0 AND {_UNBEGUN})",
                    {"coder": one},  # type: ignore[arg-type]
                )
        return count

    def _told(self, coder: str | None, new: int, *, before: bool = False) -> Withheld:
        whom = self._whom(coder)
        held = sum(self._count(one, f"{_WITHHELD} AND {_UNBEGUN}") for one in whom)
        return Withheld(new, held + (new if before else 0), sum(self._count(one, _UNBEGUN) for one in whom))

    def _count(self, coder: str, where: str) -> int:
        sql = f"SELECT count(*) FROM article a WHERE a.removed = 0 AND a.stub = 0 AND {where}"
        return int(self.database.value(sql, {"coder": coder}))  # type: ignore[arg-type]

    def _drawn(self, share: float, seed: int, coder: str) -> list[str]:
        """The articles a draw hits that the coder has not begun and may still be offered something in."""
        sql = (
            "SELECT a.uid FROM article a WHERE a.removed = 0 AND a.stub = 0 "
            f"AND {_UNBEGUN} AND NOT {_WITHHELD} ORDER BY a.number"
        )
        rows: Iterator[tuple[str]] = self.database.run(sql, {"coder": coder})  # type: ignore[arg-type]
        return [uid for (uid,) in rows if lot(uid, seed) < share]

    def _whom(self, coder: str | None) -> list[str]:
        """The coder named, or all people who code."""
        if coder is not None:
            return [coder]
        rows = self.database.all("SELECT uid FROM coder WHERE removed = 0 AND kind = 'person' ORDER BY rowid")
        return [row[0] for row in rows]


def checked_share(share: float, what: str = "The share of articles without offers") -> float:
    """The share itself; raises UsageError where it is none."""
    if not 0 <= share <= 1:
        raise UsageError(f"{what} is between 0 and 1, not {share:g}.")
    return share


def lot(uid: str, seed: int, what: str = "") -> float:
    """A number from 0 up to 1 that an article draws under a seed: one for each thing that is drawn."""
    drawn = hashlib.blake2b(f"{seed}:{what}{uid}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn) / 2**64
