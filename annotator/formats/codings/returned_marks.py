"""Marks that come back from another program, joined to the evidence and the mentions that they left with.

Owns which evidence a mark belongs to that was moved or is new there, so that what was said of evidence (its status, link and
note) is not lost where a program knows words alone. Pure; must not know any one format, files or projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .coded import Mention, Span, Support


@dataclass(frozen=True, slots=True)
class Found:
    """Words that are marked in what came back. `key` are the places of support and span that they had on the way out, where
    the format knows; `item` is None where it does not say."""

    field: str
    span: Span
    item: str | None = None
    key: tuple[int, int] | None = None


def joined(carried: Sequence[Support], found: Iterable[Found]) -> tuple[Support, ...]:
    """What supports the answers, by the marks that came back: a support keeps its status, link and note with the marks it
    still has, moved or not, and is gone with the last of them. New marks join the support of their field and item, or are one.
    Supports that never had a mark stay, but where there is one now."""
    marks = list(found)
    placed: dict[tuple[int, int], Found] = {}
    rest: list[Found] = []
    slots = {
        (at, nth): (support, span) for at, support in enumerate(carried) for nth, span in enumerate(support.spans)
    }  # fmt: skip
    for mark in marks:
        key = mark.key if mark.key in slots and mark.key not in placed else None
        if key is not None and slots[key][0].field == mark.field:
            placed[key] = mark
        else:
            rest.append(mark)
    rest = _place(rest, placed, {key: slot for key, slot in slots.items() if key not in placed}, exact=True)
    rest = _place(rest, placed, {key: slot for key, slot in slots.items() if key not in placed}, exact=False)
    kept: list[Support] = []
    for at, support in enumerate(carried):
        back = [placed[(at, nth)] for nth in range(len(support.spans)) if (at, nth) in placed]
        if back:
            item = next((mark.item for mark in back if mark.item is not None), support.item)
            kept.append(replace(support, item=item, spans=tuple(mark.span for mark in back)))
        elif not support.spans:
            kept.append(support)
    return _with_new(kept, rest)


def _place(
    marks: list[Found], placed: dict[tuple[int, int], Found], free: dict[tuple[int, int], tuple[Support, Span]], exact: bool
) -> list[Found]:
    """Gives marks the places of their field that are free: those where the same words stood, or any. The marks left over."""
    left: list[Found] = []
    for mark in marks:
        key = next(
            (key for key, (support, span) in free.items() if support.field == mark.field
             and mark.item in (None, support.item) and (not exact or _same(span, mark.span))), None,
        )  # fmt: skip
        if key is None:
            left.append(mark)
        else:
            placed[key] = mark
            del free[key]
    return left


def _same(one: Span, other: Span) -> bool:
    return (one.part, one.start, one.end) == (other.part, other.start, other.end)


def _with_new(kept: list[Support], new: list[Found]) -> tuple[Support, ...]:
    for mark in new:
        item = mark.item or ""
        at = next((at for at, one in enumerate(kept) if (one.field, one.item) == (mark.field, item)), None)
        if at is None:
            kept.append(Support(mark.field, item, spans=(mark.span,)))
        elif kept[at].spans:
            kept[at] = replace(kept[at], spans=(*kept[at].spans, mark.span))
        else:
            kept[at] = Support(mark.field, item, spans=(mark.span,))
    return tuple(kept)


def joined_mentions(carried: Sequence[Mention], found: Sequence[tuple[Span, str | None, int | None]]) -> tuple[Mention, ...]:
    """Mentions by the marks that came back: words, the reason where it is said, and which mention they were part of where the
    format knows; without that, the one that had these words. Each new mark is a mention of its own."""
    parts: dict[int, list[tuple[Span, str | None]]] = {}
    new: list[Mention] = []
    taken: set[tuple[int, int]] = set()
    for span, reason, key in found:
        at = key if key is not None and key < len(carried) else None
        if at is None:
            place = next(
                ((at, nth) for at, one in enumerate(carried) for nth, old in enumerate(one.spans)
                 if _same(old, span) and (at, nth) not in taken), None,
            )  # fmt: skip
            if place is not None:
                taken.add(place)
                at = place[0]
        if at is None:
            new.append(Mention(reason or "", (span,)))
        else:
            parts.setdefault(at, []).append((span, reason))
    kept = [
        replace(
            one, spans=_in_order([span for span, _ in parts[at]], one.spans),
            reason=next((reason for _, reason in parts[at] if reason is not None), one.reason),
        )
        for at, one in enumerate(carried) if at in parts
    ]  # fmt: skip
    return (*kept, *new)


def _in_order(spans: Sequence[Span], old: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in the order they had; the new ones behind."""
    places = [(one.part, one.start, one.end) for one in old]

    def place(span: Span) -> int:
        here = (span.part, span.start, span.end)
        return places.index(here) if here in places else len(places)

    return tuple(sorted(spans, key=place))
