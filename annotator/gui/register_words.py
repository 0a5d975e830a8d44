"""What learning, taking in and renaming in a register came to, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ..formats.place_rows import Learnt
from ..formats.register_csv import RegisterRead
from ..formats.register_rows import LearntEntries
from ..project.renames import Reach

MOST_TOLD = 3


def _t(text: str) -> str:
    return QCoreApplication.translate("register", text)


def learnt(told: LearntEntries | Learnt) -> str:
    """What a table taught."""
    parts = [_t("{0} rows: {1} added, {2} known already.").format(*_counts(told.rows, told.added, told.known))]
    if isinstance(told, Learnt):
        if told.several_points:
            parts.append(_t("{0} have several points; the commonest was taken.").format(*_counts(told.several_points)))
    else:
        if told.unsaid:
            parts.append(_t("{0} of the new ones have no type or scale.").format(*_counts(told.unsaid)))
        if told.filled:
            parts.append(_t("{0} known ones got theirs.").format(*_counts(told.filled)))
        if told.several:
            parts.append(_t("{0} have several; the commonest was taken.").format(*_counts(told.several)))
        if told.together:
            parts.append(
                _t("{0} rows name several sources, and their scale says nothing of each alone.").format(*_counts(told.together))
            )
        if told.conflicting:
            names = ", ".join(one.name for one in told.conflicting[:MOST_TOLD])
            more = ", …" if len(told.conflicting) > MOST_TOLD else ""
            count = _counts(len(told.conflicting))[0]
            parts.append(_t("{0} are of another sort in the table; the register's was kept: {1}.").format(count, names + more))
    if told.refused:
        parts.append(_t("{0} rows could not be read.").format(*_counts(len(told.refused))))
    return " ".join(parts)


def taken_in(told: RegisterRead) -> str:
    """What a register's file brought."""
    if told.refused:
        more = _t(" ({0} more)").format(len(told.refused) - 1) if len(told.refused) > 1 else ""
        return _t("Nothing came in: {0}").format(str(told.refused[0])) + more
    parts = [_t("{0} added, {1} changed, {2} known already.").format(*_counts(told.added, told.changed, told.known))]
    if told.left:
        parts.append(_t("{0} that are there are for the lead to change.").format(*_counts(told.left)))
    return " ".join([*parts, *told.notes])


def reaches(told: Reach) -> str:
    """How far a rename goes."""
    return _t("{0} values in {1} events, {2} pieces of evidence and {3} entries of the register").format(
        *_counts(told.values, told.events, told.evidence, told.entries)
    )


def _counts(*numbers: int) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in numbers)
