"""What the dialog of copies says: how alike, what work there is, what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from ..project.copies import CodedOnce, CopyFacts, CopyGroup, Looked
from .agreement_words import isolated


def _tr(text: str) -> str:
    return QCoreApplication.translate("copies", text)


def alike(likeness: float | None, *, is_fullest: bool = False) -> str:
    """How alike an article is to the fullest text of its group: in hundredths, never rounded up to the same."""
    if likeness is None:
        return _tr("your word")
    if is_fullest:
        return _tr("fullest text")
    return _tr("same text") if likeness == 1 else f"{min(int(likeness * 100), 99)} %"


def count(members: int, *, once: bool, in_doubt: bool) -> str:
    """How many articles a group has, with a mark where one of them is coded, and where it is in doubt."""
    return " ".join(filter(None, (str(members), "≠" if in_doubt else "", "✓" if once else "")))


def count_aloud(members: int, *, once: bool, in_doubt: bool) -> str:
    """The same for who does not see the marks."""
    marks = _tr("names or numbers differ") if in_doubt else "", _tr("coded once") if once else ""
    return ", ".join(filter(None, (str(members), *marks)))


def doubt(group: CopyGroup) -> str:
    """Why a group is in doubt."""
    words = _tr("Names or numbers differ: it may tell {0} events. S says that two are the same, E parts it by these.")
    return words.format(len(group.parts))


def swapped(pairs: Sequence[tuple[str, str]], most: int = 0) -> str:
    """Names and numbers that are others: what stands at the left, or in the fullest text, and what here. At most so many, if
    not 0."""
    some = pairs[:most] if most else pairs
    # Each by itself, so that in a script from right to left the arrow points from the one to the other.
    told = [f"{isolated(' '.join(one.split()))} → {isolated(' '.join(other.split()))}" for one, other in some]
    return " · ".join([*told, *(["…"] if len(some) < len(pairs) else [])])


def differ(pairs: Sequence[tuple[str, str]]) -> str:
    """The line above two texts whose names or numbers are others."""
    return _tr("Names or numbers differ: {0}").format(swapped(pairs, 8)) if pairs else ""


def least(likeness: float | None) -> str:
    """From which likeness on all groups are coded once."""
    return _tr("The very same text") if likeness is None else _tr("Alike by {0} % and more").format(round(likeness * 100))


def about(told: CopyFacts) -> str:
    """An article in a line under its title."""
    length = _tr("{0} characters").format(f"{told.length:,}")
    # Each part by itself: a source's name in another script does not turn the others round.
    parts = (_tr("Article {0}").format(told.number), told.date, told.source, length)
    return " · ".join(isolated(one) for one in parts if one)


def work(told: CopyFacts, *, kept: str) -> str:
    """What becomes of an article (`kept` is "coded" for the one coded in place of others, "would" for the one that would be),
    and what work on it there is."""
    parts = [_tr("copy of {0}").format(told.duplicate_of)] if told.duplicate_of else []
    if kept:
        parts.append(_tr("is coded for all") if kept == "coded" else _tr("at the left below"))
    if told.coded:
        parts.append(_tr("coded by one") if told.coded == 1 else _tr("coded by {0}").format(told.coded))
    if told.handed:
        parts.append(_tr("handed out to one") if told.handed == 1 else _tr("handed out to {0}").format(told.handed))
    return ", ".join(parts)


def state(looked: Looked, groups: int, articles: int, marked: int, in_doubt: int = 0) -> str:
    """What is known of copies in this project: `marked` are the articles not coded, `in_doubt` the groups in which names or
    numbers differ."""
    if not looked.time and not groups:
        return _tr("Copies were not looked for yet: the same text, or nearly the same, from several sources or imports.")
    parts = [
        _tr("1 group of copies, {0} articles.").format(articles) if groups == 1
        else _tr("{0} groups of copies, {1} articles.").format(f"{groups:,}", f"{articles:,}")
    ]  # fmt: skip
    if marked:
        one, many = _tr("One of them is not coded, for a copy of it is."), _tr("{0} of them are not coded, for a copy is.")
        parts.append(one if marked == 1 else many.format(f"{marked:,}"))
    if in_doubt:
        one, many = _tr("In one names or numbers differ (≠)."), _tr("In {0} names or numbers differ (≠).")
        parts.append(one if in_doubt == 1 else many.format(f"{in_doubt:,}"))
    if not looked.told_apart:
        parts.append(_tr("Look again to know which differ in names and numbers alone."))
    if looked.since:
        one, many = _tr("One article came in since they were looked for."), _tr("{0} articles came in since.")
        parts.append(one if looked.since == 1 else many.format(f"{looked.since:,}"))
    return " ".join(parts)


def found(groups: int) -> str:
    """What a search came to."""
    if not groups:
        return _tr("No article is a copy of another.")
    return _tr("1 group of copies.") if groups == 1 else _tr("{0} groups of copies.").format(QLocale().toString(groups))


def judged(one: int, other: int, *, same: bool) -> str:
    """What was said of two articles."""
    words = _tr("Articles {0} and {1} are the same.") if same else _tr("Articles {0} and {1} are different.")
    return words.format(one, other) + " " + _tr("Ctrl+Z takes it back.")


def apart(count: int) -> str:
    """What was said of all articles of a group."""
    return _tr("None of the {0} articles is a copy of another. Ctrl+Z takes it back.").format(f"{count:,}")


def parted(count: int) -> str:
    """What was said of a group in which names or numbers differ."""
    return _tr("The group is parted into {0}, by names and numbers. Ctrl+Z takes it back.").format(f"{count:,}")


def once(told: CodedOnce) -> str:
    """What was marked."""
    words = _tr("One article is coded no more.") if told.articles == 1 else _tr("{0} articles are coded no more.")
    return words.format(f"{told.articles:,}") + _begun(told) + _left_out(told)


def kept(number: int, told: CodedOnce) -> str:
    """What was marked in one group."""
    words = _tr("Of the group article {0} alone is coded.").format(number)
    return words + _begun(told)


def asked(told: CodedOnce) -> str:
    """What would be marked in all groups."""
    words = _tr("{0} articles in {1} groups would be coded no more, for a copy of each is. Undo brings them back.")
    if told.groups == 1:
        words = _tr("In one group, articles coded no more: {0}, for a copy is coded. Undo brings them back.")
    return words.format(f"{told.articles:,}", f"{told.groups:,}") + _begun(told) + _left_out(told)


def nothing_to_mark(told: CodedOnce) -> str:
    """Why nothing is coded once."""
    return _tr("There is nothing more to mark: no other articles are so alike.") + _left_out(told)


def taken_back(step: object) -> str:
    """What undo came to."""
    return _tr("The last step is taken back.") if step is not None else _tr("There is nothing to take back.")


def place(count: int, at: int) -> str:
    """Which difference is in view."""
    if not count:
        return _tr("No word differs")
    if at < 0:
        return _tr("1 difference") if count == 1 else _tr("{0} differences").format(f"{count:,}")
    return _tr("Difference {0} of {1}").format(f"{at + 1:,}", f"{count:,}")


def _begun(told: CodedOnce) -> str:
    return _further(
        told.begun, _tr("One of them was begun or handed out already; that work stays."),
        _tr("{0} of them were begun or handed out already; that work stays."),
    )  # fmt: skip


def _left_out(told: CodedOnce) -> str:
    return _further(
        told.in_doubt, _tr("Left out in one group, as names or numbers differ: look at it first."),
        _tr("Left out in {0} groups, as names or numbers differ: look at these first."),
    )  # fmt: skip


def _further(count: int, one: str, many: str) -> str:
    """A sentence behind others; of none, nothing."""
    return f" {one if count == 1 else many.format(f'{count:,}')}" if count else ""
