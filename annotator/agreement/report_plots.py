"""The report's plots as SVG: α with its intervals, what other thresholds give, change over time. Strings out of numbers.

Colours and fonts come from the page's style by class, so that a plot is light, dark or printed like the page around it.
Every plot has a title and a description for those who cannot see it; all text is escaped here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from .figures import RELIABLE, TENTATIVE, Figure
from .results import Swept
from .wording import coefficient, interval

_ROW = 24
_LABEL = 33
"""Characters a label may have before it is cut."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the plot of α: a question, or a heading where `figure` is None."""

    label: str
    figure: Figure | None = None
    left_out: Figure | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line over time: shares from 0 to 1 by place on the axis, None where there is nothing."""

    label: str
    values: tuple[float | None, ...]


def forest(rows: Sequence[Row], name: str) -> str:
    """α of each question with its interval, on one axis, with the lines at .667 and .800; hollow for pairs made without
    the field. `name` makes the ids of the plot unique on its page."""
    left, right, top = 250, 540, 30
    low = _floor(rows)
    height = top + _ROW * len(rows) + 34
    bottom = top + _ROW * len(rows)

    def x(value: float) -> float:
        return left + (max(low, min(1.0, value)) - low) / (1 - low) * (right - left)

    parts: list[str] = []
    for tick in _ticks(low):
        at = x(tick)
        parts.append(f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{bottom}"/>')
        parts.append(f'<text class="tick" x="{at:.1f}" y="{bottom + 16}" text-anchor="middle">{_tick(tick)}</text>')
    for limit, anchor, dx in ((TENTATIVE, "end", 3), (RELIABLE, "start", -3)):
        at = x(limit)
        parts.append(f'<line class="limit" x1="{at:.1f}" x2="{at:.1f}" y1="{top - 6}" y2="{bottom}"/>')
        label = coefficient(limit)
        parts.append(f'<text class="tick" x="{at + dx:.1f}" y="{top - 12}" text-anchor="{anchor}">{label}</text>')
    for place, row in enumerate(rows):
        middle = top + _ROW * place + _ROW / 2
        parts += _heading(row, middle) if row.figure is None else _mark(row, row.figure, middle, x, right)
    parts.append(
        f'<text class="tick" x="{(left + right) / 2:.0f}" y="{bottom + 31}" text-anchor="middle">Krippendorff’s α</text>'
    )
    return _svg(name, 720, height, "Krippendorff’s α by question", _told(rows), parts)


def _heading(row: Row, middle: float) -> list[str]:
    return [f'<text class="head" x="0" y="{middle + 5:.0f}">{_cut(row.label)}</text>']


def _mark(row: Row, figure: Figure, middle: float, x: Callable[[float], float], right: int) -> list[str]:
    label = f'<text x="12" y="{middle + 4:.0f}">{_cut(row.label)}</text>'
    if figure.value is None:
        return [label, f'<text class="tick" x="{right + 16}" y="{middle + 4:.0f}">undefined</text>']
    parts, mark = [label], middle
    if row.left_out is not None and row.left_out.value is not None:
        below = middle + 6
        if row.left_out.low is not None and row.left_out.high is not None:
            parts.append(_rule("thin", x(row.left_out.low), x(row.left_out.high), below))
        parts.append(f'<circle class="hollow" cx="{x(row.left_out.value):.1f}" cy="{below:.1f}" r="3.5"/>')
        mark = middle - 4
    if figure.low is not None and figure.high is not None:
        parts.append(_rule("bar", x(figure.low), x(figure.high), mark))
    parts.append(f'<circle class="dot" cx="{x(figure.value):.1f}" cy="{mark:.1f}" r="4.5"/>')
    told = f"{coefficient(figure.value)} {interval('alpha', figure)}".strip()
    parts.append(f'<text class="number" x="{right + 16}" y="{middle + 5:.0f}">{told}</text>')
    return parts


def _rule(kind: str, start: float, end: float, middle: float) -> str:
    return f'<line class="{kind}" x1="{start:.1f}" x2="{end:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"/>'


def _floor(rows: Sequence[Row]) -> float:
    """Where the axis begins: at 0, or below the lowest value; an interval that goes on below is cut at −1."""
    every = [figure for row in rows for figure in (row.figure, row.left_out) if figure is not None]
    numbers = [number for figure in every for number in (figure.value, figure.low) if number is not None]
    lowest = min([0.0, *numbers])
    return max(-1.0, math.floor(lowest * 5) / 5)


def _ticks(low: float) -> list[float]:
    step = 0.2 if low >= -0.4 else 0.5
    first = math.ceil(low / step - 1e-9)
    return [round(place * step, 1) for place in range(first, round(1 / step) + 1)]


def _tick(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _told(rows: Sequence[Row]) -> str:
    told: list[str] = []
    for row in rows:
        if row.figure is not None:
            value = "undefined" if row.figure.value is None else coefficient(row.figure.value)
            told.append(f"{row.label}: {value} {interval('alpha', row.figure)}".strip())
    return "; ".join(told) + "."


def sweep(points: Sequence[Swept], chosen: float, name: str) -> str:
    """What other thresholds of pairing would give, in two panels: F1, and the number of pairs."""
    most = max((one.pairs for one in points), default=0) or 1
    f1 = [(one.threshold, one.f1) for one in points if one.f1 is not None]
    pairs = [(one.threshold, one.pairs / most) for one in points]
    parts = _panel(45, f1, chosen, "F1 of which events", ("0", ".5", "1"))
    parts += _panel(410, pairs, chosen, "Pairs of events", ("0", "", f"{most:,}"))
    told = "; ".join(
        f"threshold {one.threshold:g}: {one.pairs} pairs, F1 {'undefined' if one.f1 is None else coefficient(one.f1)}"
        for one in points
    )
    return _svg(name, 720, 210, "What other thresholds of pairing would give", f"{told}. Chosen: {chosen:g}.", parts)


def _panel(
    left: int, points: Sequence[tuple[float, float]], chosen: float, title: str, marks: tuple[str, str, str]
) -> list[str]:  # fmt: skip
    top, bottom, width = 34, 160, 290

    def x(threshold: float) -> float:
        return left + threshold * width

    def y(share: float) -> float:
        return bottom - share * (bottom - top)

    parts = [f'<text class="head" x="{left}" y="16">{escape(title)}</text>']
    for share, mark in zip((0, 0.5, 1), marks, strict=True):
        parts.append(_rule("grid", left, left + width, y(share)))
        parts.append(f'<text class="tick" x="{left - 6}" y="{y(share) + 4:.0f}" text-anchor="end">{mark}</text>')
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<text class="tick" x="{x(tick):.1f}" y="{bottom + 17}" text-anchor="middle">{tick:g}</text>')
    parts.append(f'<line class="limit" x1="{x(chosen):.1f}" x2="{x(chosen):.1f}" y1="{top - 8}" y2="{bottom}"/>')
    parts.append(
        f'<text class="tick" x="{left + width / 2}" y="{bottom + 34}" text-anchor="middle">Threshold (dashed: chosen)</text>'
    )
    path = " ".join(f"{x(threshold):.1f},{y(share):.1f}" for threshold, share in points)
    parts.append(f'<polyline class="line s0" points="{path}"/>')
    parts += [f'<circle class="dot" cx="{x(threshold):.1f}" cy="{y(share):.1f}" r="3"/>' for threshold, share in points]
    return parts


def over_time(when: Sequence[str], lines: Sequence[Line], name: str) -> str:
    """Shares alike over months (`when`, in order); a gap where a month has nothing."""
    left, right, top, bottom = 45, 520, 14, 170
    step = (right - left) / max(1, len(when) - 1)

    def y(share: float) -> float:
        return bottom - share * (bottom - top)

    parts: list[str] = []
    for share, mark in ((0, "0 %"), (0.5, "50 %"), (1, "100 %")):
        parts.append(_rule("grid", left, right, y(share)))
        parts.append(f'<text class="tick" x="{left - 6}" y="{y(share) + 4:.0f}" text-anchor="end">{mark}</text>')
    every = max(1, math.ceil(len(when) / 8))
    for place in range(0, len(when), every):
        at = f'x="{left + place * step:.1f}" y="{bottom + 18}"'
        parts.append(f'<text class="tick" {at} text-anchor="middle">{escape(when[place])}</text>')
    for number, line in enumerate(lines):
        known = [(left + place * step, y(share)) for place, share in enumerate(line.values) if share is not None]
        path = " ".join(f"{x:.1f},{at:.1f}" for x, at in known)
        parts.append(f'<polyline class="line s{number % 4}" points="{path}"/>')
        parts += [f'<circle class="mark s{number % 4}" cx="{x:.1f}" cy="{at:.1f}" r="3"/>' for x, at in known]
        row = top + 10 + 22 * number
        parts.append(f'<line class="line s{number % 4}" x1="{right + 16}" x2="{right + 44}" y1="{row - 4}" y2="{row - 4}"/>')
        parts.append(f'<text x="{right + 52}" y="{row}">{_cut(line.label, 20)}</text>')
    told = ". ".join(
        f"{line.label}: "
        + ", ".join(f"{month} {100 * share:.0f} %" for month, share in zip(when, line.values, strict=True) if share is not None)
        for line in lines
    )
    return _svg(name, 720, 200, "Share alike by month", told + ".", parts)


def _svg(name: str, width: int, height: int, title: str, about: str, parts: Sequence[str]) -> str:
    ids = f"{name}-title", f"{name}-about"
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {width} {height}" aria-labelledby="{ids[0]}" aria-describedby="{ids[1]}">'
        f'<title id="{ids[0]}">{escape(title)}</title><desc id="{ids[1]}">{escape(about)}</desc>{"".join(parts)}</svg>'
    )


def _cut(label: str, most: int = _LABEL) -> str:
    """A label, cut to what fits, kept apart from the direction of the text around it by Unicode's isolates."""
    one_line = " ".join(label.split())
    if len(one_line) <= most:
        return escape(f"\u2068{one_line}\u2069")
    return f"<title>{escape(one_line)}</title>" + escape(f"\u2068{one_line[: most - 1]}…\u2069")
