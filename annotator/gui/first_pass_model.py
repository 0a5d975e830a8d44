"""The cards of the first pass for Qt: a number for each article, and the few cards that are looked at.

Owns which articles are listed, the cache of their cards, and how far the pass is. What was judged stays listed until
another part is asked for, so that nothing jumps away under the eye. `data` never asks the database for a single row.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ..codebook.model import in_language
from ..project.history import Changes
from ..project.screening import VERDICTS, Card, Counts, Part
from .workspace import Workspace

PAGE = 24
"""Cards read together."""
PAGES_KEPT = 60
CARD = Qt.ItemDataRole.UserRole + 1
"""The role that gives the `Card`."""
Index = QModelIndex | QPersistentModelIndex


class FirstPassModel(QAbstractTableModel):
    """The articles of one part of the queue."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._numbers: Sequence[int] = array("q")
        self._pages: OrderedDict[int, dict[int, Card]] = OrderedDict()
        self.part: Part = "left"
        self.counts = Counts(0, 0, 0, 0)

    def show(self, part: Part) -> None:
        """Lists another part, or the same anew."""
        self.beginResetModel()
        self.part = part
        self._pages.clear()
        self._numbers, self.counts = self._workspace.project.screening.listed(part)
        self.endResetModel()

    def card(self, row: int) -> Card | None:
        """The card at a place, None outside the list."""
        if not 0 <= row < len(self._numbers):
            return None
        place, number = row // PAGE, self._numbers[row]
        page = self._pages.get(place)
        if page is None:
            page = self._cards(self._numbers[place * PAGE : (place + 1) * PAGE])
            self._pages[place] = page
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(place)
        return page.get(number)

    def _cards(self, numbers: Sequence[int]) -> dict[int, Card]:
        """Cards; the first lines of an article are covered where the article would be."""
        project = self._workspace.project
        cards = project.screening.cards(numbers)
        marks = project.content_marks.of_many([card.uid for card in cards.values()])
        chosen = project.care.choices(project.history.coder) if marks else None
        if chosen is None:
            return cards
        told = self.tr("Marked: {0}. The first lines are covered; open the article to see them.")
        return cards | {
            number: replace(card, lead=told.format(", ".join(marks[card.uid])), more=False)
            for number, card in cards.items()
            if card.uid in marks and (chosen.cover or set(chosen.avoid).intersection(marks[card.uid]))
        }

    def row_of(self, number: int) -> int:
        """Where an article stands, -1 where it is not listed."""
        if self._workspace.project.own_articles.of(self._workspace.project.coder.uid):
            return self._numbers.index(number) if number in self._numbers else -1  # handed out, in an order of its own
        row = bisect_left(self._numbers, number)
        return row if row < len(self._numbers) and self._numbers[row] == number else -1

    def next_left(self, row: int) -> int:
        """The row to go on with behind one: the next without a verdict, from the end on to the start; -1 for none.

        In a list of those of one verdict it is the next row, as all have been judged.
        """
        if self.part in VERDICTS:
            return row + 1 if row + 1 < len(self._numbers) else -1
        nearest = self.card(row + 1)
        if nearest is not None and not nearest.verdict:
            return row + 1
        number = self._workspace.project.screening.next_left(self._numbers[row] if 0 <= row < len(self._numbers) else 0)
        return self.row_of(number) if number is not None else -1

    def refresh(self, changes: Changes) -> bool:
        """Takes in what an operation touched; gives whether the list was read anew."""
        touched = changes.touched.get("screening", frozenset())
        article = changes.place.get("article", "")
        if changes.has("article", "assignment", "content_mark", "coder") or len(touched) > 1 or (touched and not article):
            self.show(self.part)
            return True
        # An undo names the article as its place, as the step itself does.
        row = self.row_of(self._workspace.project.articles.get(article).number) if touched else -1
        if row >= 0:
            before = self.card(row)
            number = self._numbers[row]
            after = self._cards([number])[number]
            self._pages[row // PAGE][number] = after
            self.counts = _moved(self.counts, before.verdict if before else "", after.verdict)
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0))
        elif touched:
            self.counts = self._workspace.project.screening.counts()
        return False

    def reason_in_words(self, reason: str) -> str:
        """A reason as a person knows it: the codebook's label for its code, else the coder's own words."""
        known = {one.code: in_language(one.label) for one in self._workspace.codebook.no_event_reasons}
        return known.get(reason) or reason

    def verdict_in_words(self, verdict: str) -> str:
        """A verdict in words; empty for none."""
        words = {"relevant": self.tr("relevant"), "not": self.tr("not relevant"), "unsure": self.tr("unsure")}
        return words.get(verdict, "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row an article."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One: the delegate paints all of a card."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; the whole card under `CARD`, and read out with its verdict and first lines."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, CARD):
            return None
        card = self.card(index.row())
        if card is None or role == CARD:
            return card
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = self.verdict_in_words(card.verdict) or self.tr("not judged")
            return ", ".join(
                filter(None, (said, self.reason_in_words(card.reason), card.title, card.date, card.source, card.lead))
            )
        return card.title


def _moved(counts: Counts, before: str, after: str) -> Counts:
    """The counts after one article went from one verdict to another; counting a million anew would be felt."""
    parts = {"relevant": counts.relevant, "not": counts.not_relevant, "unsure": counts.unsure, "": counts.left}
    parts[before] -= 1
    parts[after] += 1
    return Counts(parts["relevant"], parts["not"], parts["unsure"], parts[""])
