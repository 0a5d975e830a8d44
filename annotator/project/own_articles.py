"""Whose articles are whose: what a coder sees of a round once something was handed out in it, in the order it was given.

Reads `assignment`; who wrote it is the business of `assignments` and `handing_out`. In the main round a lead sees every
article, and so does everybody while nothing was handed out: that is `None` here, and costs nothing. Else a coder sees what
was handed to them and what they began; in other rounds nobody sees more than was handed out. A day that is still to come
hides an article, unless it was begun.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .codings import MAIN
from .database import Database

_EXTENT = "SELECT min(number), max(number), count(*) FROM article WHERE removed = 0 AND stub = 0"
_BEGUN = (
    "EXISTS (SELECT 1 FROM coding c WHERE c.article = s.article AND c.coder = s.coder AND c.round = s.round "
    "AND c.standing = 'coded' AND c.removed = 0)"
)
_HANDED = (
    "FROM assignment s CROSS JOIN article a ON a.uid = s.article WHERE s.round = :round AND s.position IS NOT NULL "
    f"AND s.removed = 0 AND ((s.withdrawn = 0 AND (s.due IS NULL OR s.due <= :today)) OR {_BEGUN})"
)
_OF_CODER = f"SELECT a.number {_HANDED} AND s.coder = :coder ORDER BY s.position, a.number"
_OF_ALL = f"SELECT a.number {_HANDED} GROUP BY a.number ORDER BY min(s.position), a.number"
_CODED = (
    "SELECT a.number FROM coding c CROSS JOIN article a ON a.uid = c.article WHERE c.coder = :coder AND c.round = :round "
    "AND (c.standing = 'coded' OR :standards) AND c.removed = 0 ORDER BY a.number"
)


@dataclass(frozen=True, slots=True)
class Own:
    """Some articles in their order, and the place of each."""

    numbers: array[int]
    places: Mapping[int, int]

    def only(self, numbers: Iterable[int]) -> array[int]:
        """Those of some articles that are among them, in their order."""
        among = set(numbers)
        return array("q", (number for number in self.numbers if number in among))


class OwnArticles:
    """What belongs to whom in one open project, read once and kept until it changes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[tuple[str, str], Own | None] = {}
        self._state: tuple[int, int, str] = (0, 0, "")

    def of(self, coder: str, round_: str = MAIN, standing: str = "coded") -> Own | None:
        """A coder's articles in a round; None where these are all there are. A standard may be made of any article."""
        if standing != "coded":
            return None
        self._forget_what_changed()
        key = (coder, round_)
        if key not in self._kept:
            self._kept[key] = self._read(coder, round_)
        return self._kept[key]

    def holds(self, number: int, coder: str, round_: str = MAIN) -> bool:
        """Whether an article is among a coder's."""
        own = self.of(coder, round_)
        return own is None or number in own.places

    def handed_out(self, round_: str = MAIN) -> bool:
        """Whether anything was handed out in a round: then nobody but a lead sees what is not theirs."""
        found = self._database.value(
            "SELECT 1 FROM assignment WHERE round = ? AND position IS NOT NULL AND withdrawn = 0 AND removed = 0 LIMIT 1",
            (round_,),
        )
        return found is not None

    def _read(self, coder: str, round_: str) -> Own | None:
        leads = self._database.value("SELECT role FROM coder WHERE uid = ?", (coder,)) != "coder"
        if round_ == MAIN and (leads or not self.handed_out(MAIN)):
            return None
        asked = {"coder": coder, "round": round_, "today": date.today().isoformat()}
        run = self._database.run
        handed = [row[0] for row in run(_OF_ALL if leads else _OF_CODER, asked)]  # type: ignore[arg-type]
        # What was begun before anything was handed out comes first, as it came first.
        known = set(handed)
        begun = [row[0] for row in run(_CODED, {**asked, "standards": leads})]  # type: ignore[arg-type]
        there = self._there()
        numbers = array("q", (one for one in [*(one for one in begun if one not in known), *handed] if one in there))
        return Own(numbers, {number: place for place, number in enumerate(numbers)})

    def _there(self) -> range | set[int]:
        """The articles that have a text and were not removed; where numbers have no gap, none is read."""
        low, high, count = self._database.all(_EXTENT)[0]
        if not count:
            return range(0)
        if count == high - low + 1:
            return range(low, high + 1)
        return {row[0] for row in self._database.run("SELECT number FROM article WHERE removed = 0 AND stub = 0")}

    def _forget_what_changed(self) -> None:
        """Keeps what was read while neither hand-outs nor articles changed, nor the day: few changes are looked at."""
        db = self._database
        row = db.all("SELECT coalesce((SELECT max(id) FROM change), 0), coalesce((SELECT max(id) FROM purge), 0)")[0]
        state = (row[0], row[1], date.today().isoformat())
        before, self._state = self._state, state
        if state == before or not self._kept:
            return
        if state[1:] != before[1:] or state[0] < before[0] or self._is_touched(before[0]):
            self._kept.clear()

    def _is_touched(self, since: int) -> bool:
        touched = self._database.value(
            "SELECT 1 FROM change WHERE id > ? AND (tbl = 'assignment' OR (tbl = 'article' AND field = 'removed') "
            "OR (tbl = 'coder' AND field = 'role')) LIMIT 1",
            (since,),
        )
        if touched is not None:
            return True
        begun = self._database.run(
            "SELECT c.coder, c.round, a.number FROM change h CROSS JOIN coding c ON c.uid = h.uid CROSS JOIN article a "
            "ON a.uid = c.article WHERE h.id > ? AND h.tbl = 'coding' AND h.field IN ('*', 'removed')",
            (since,),
        )
        return any(
            own is not None and round_ == key[1] and number not in own.places
            for coder, round_, number in begun
            for key, own in self._kept.items()
            if coder == key[0]
        )
