"""Pictures of the dashboard to be given out: one plot or all of them, as SVG or PNG, on white, with what they count.

Owns how a picture is laid out and written. The plots draw themselves, with letters of one size whatever the window's is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

from ..errors import ExportRefused
from ..writing import Outputs, refuse_project
from . import file_dialogs
from .dashboard_card import Card
from .dashboard_look import Look, draw_words
from .dashboard_map import EventMap, like
from .messages import may_write
from .theme import make_palette

WIDE, ONE_WIDE = 1360, 960
"""Pixels of a picture of all plots, and of one."""
MARGIN, GAP, LETTERS = 28, 26, 13
SHARP = 2
"""A PNG has so many pixels for each of these."""
LEFT = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True)
class Caption:
    """What a picture says of itself: the project's name, what is counted and what narrows it, and by which codebook."""

    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placed:
    """A card and its room in the picture."""

    card: Card
    room: QRectF
    head: float
    """How much of it the title takes, and the line about the plot."""


@dataclass(frozen=True)
class Picture:
    """A picture that can be drawn into any painter."""

    caption: Caption
    placed: tuple[Placed, ...]
    size: QSize
    look: Look

    def draw(self, painter: QPainter) -> None:
        """All of it, on white."""
        look = self.look
        painter.fillRect(QRect(0, 0, self.size.width(), self.size.height()), QColor("#ffffff"))
        for one in self.placed:
            if isinstance(one.card.plot, EventMap):  # below all else: what a viewer does not clip is covered
                self._plot(painter, one)
        self._cover(painter)
        wide = self.size.width() - 2 * MARGIN
        font = look.bold()
        font.setPixelSize(LETTERS + 7)
        painter.setFont(font)
        high = QFontMetricsF(font).height()
        draw_words(painter, QRectF(MARGIN, MARGIN, wide, high), self.caption.title, look.text, LEFT)
        painter.setFont(look.font)
        top = MARGIN + high + 4
        for line in self.caption.lines:
            draw_words(painter, QRectF(MARGIN, top, wide, look.line), line, look.faint, LEFT)
            top += look.line + 2
        for one in self.placed:
            self._head(painter, one)
            if not isinstance(one.card.plot, EventMap):
                self._plot(painter, one)

    def _head(self, painter: QPainter, one: Placed) -> None:
        look, room = self.look, one.room
        painter.setFont(look.bold())
        draw_words(painter, QRectF(room.left(), room.top(), room.width(), look.line), one.card.shown.title, look.text, LEFT)
        painter.setFont(look.font)
        about = QRectF(room.left(), room.top() + look.line + 1, room.width(), look.line)
        draw_words(painter, about, one.card.shown.about, look.faint, LEFT)

    def _inner(self, one: Placed) -> QRectF:
        return one.room.adjusted(0, one.head, 0, 0)

    def _cover(self, painter: QPainter) -> None:
        """White around the map, over what was drawn beyond its room."""
        rooms = [self._inner(one) for one in self.placed if isinstance(one.card.plot, EventMap)]
        for room in rooms:
            far = 4.0 * max(self.size.width(), self.size.height())
            for side in (
                QRectF(QPointF(-far, -far), QPointF(far, room.top())), QRectF(QPointF(-far, room.bottom()), QPointF(far, far)),
                QRectF(QPointF(-far, room.top()), room.bottomLeft()), QRectF(room.topRight(), QPointF(far, room.bottom())),
            ):  # fmt: skip
                painter.fillRect(side, QColor("#ffffff"))

    def _plot(self, painter: QPainter, one: Placed) -> None:
        plot, room = one.card.plot, self._inner(one)
        painter.save()
        if isinstance(plot, EventMap):
            if plot.spots:
                view = like(plot, self.look.palette, int(room.width()), int(room.height()))
                painter.translate(room.topLeft())
                painter.setClipRect(QRectF(0, 0, room.width(), room.height()))
                view.draw(painter)
                view.deleteLater()
            else:
                painter.setFont(self.look.font)
                draw_words(painter, room, plot.empty, self.look.faint, Qt.AlignmentFlag.AlignHCenter)
        else:
            plot.paint(painter, room, self.look)
        painter.restore()


def lay_out(cards: Sequence[Card], caption: Caption, rows: Sequence[Sequence[tuple[str, int]]]) -> Picture:
    """Puts cards into rows (names and how many parts of a row's width each takes), as far as they are there; one card alone
    takes the width."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(LETTERS)
    look = Look(font, make_palette(dark=False))
    known = {card.name: card for card in cards}
    wide = (ONE_WIDE if len(cards) == 1 else WIDE) - 2 * MARGIN
    title = QFont(font)
    title.setPixelSize(LETTERS + 7)
    top = MARGIN + QFontMetricsF(title).height() + 4 + len(caption.lines) * (look.line + 2) + GAP * 0.7
    placed: list[Placed] = []
    for row in rows:
        there = [(known[name], parts) for name, parts in row if name in known]
        if not there:
            continue
        left, all_parts = float(MARGIN), sum(parts for _, parts in there)
        head = look.line + 10 + (look.line if any(card.shown.about for card, _ in there) else 0)
        high = max(_high(card, look, alone=len(cards) == 1) for card, _ in there) + head
        for card, parts in there:
            room = (wide - GAP * (len(there) - 1)) * parts / all_parts
            # Whole pixels: through a seam between white and white what lies below would be seen.
            place = QRectF(QRectF(left, top, room, high).toAlignedRect())
            placed.append(Placed(card, place, ceil(head)))
            left += room + GAP
        top += high + GAP
    return Picture(caption, tuple(placed), QSize(wide + 2 * MARGIN, ceil(top - GAP + MARGIN)), look)


def _high(card: Card, look: Look, *, alone: bool) -> float:
    if isinstance(card.plot, EventMap):
        return 560 if alone else 20 * look.line
    return card.plot.high(look) * (1.4 if alone and card.name == "time" else 1.0)


def as_png(picture: Picture) -> bytes:
    """The picture as PNG, twice as many pixels as it is large."""
    image = QImage(picture.size * SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARP)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    picture.draw(painter)
    painter.end()
    image.setDotsPerMeterX(round(96 * SHARP / 0.0254))
    image.setDotsPerMeterY(round(96 * SHARP / 0.0254))
    return _bytes(lambda buffer: image.save(buffer, "PNG"))  # type: ignore[call-overload]


def as_svg(picture: Picture) -> bytes:
    """The picture as SVG; its words stay words."""
    from PySide6.QtSvg import QSvgGenerator

    def write(buffer: QBuffer) -> object:
        made = QSvgGenerator()
        made.setOutputDevice(buffer)
        made.setSize(picture.size)
        made.setViewBox(QRect(0, 0, picture.size.width(), picture.size.height()))
        made.setResolution(96)
        made.setTitle(picture.caption.title)
        made.setDescription("\n".join(picture.caption.lines))
        painter = QPainter(made)
        picture.draw(painter)
        return painter.end()

    # A family's name alone would be drawn in letters with serifs where it is not known.
    return re.sub(rb'font-family="([^"]*)"', rb'font-family="\1, sans-serif"', _bytes(write))


def _bytes(write: Callable[[QBuffer], object]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not write(buffer):
        raise ExportRefused(_tr("The picture could not be made."))
    return bytes(buffer.data().data())


def save(picture: Picture, path: Path) -> None:
    """Writes a picture, whole or not at all; the ending says which kind. Raises ExportRefused."""
    refuse_project(path)
    kinds = {".svg": as_svg, ".png": as_png}
    if path.suffix.lower() not in kinds:
        raise ExportRefused(_tr("{0} is neither .svg nor .png.").format(path.name))
    told = kinds[path.suffix.lower()](picture)
    with Outputs() as outputs:
        with outputs.file(path) as partial:
            partial.write_bytes(told)
        outputs.place()


def choose_file(parent: QWidget, start: Path) -> Path | None:
    """Where a picture goes; None where the person went back. Without an ending it is an SVG."""
    kinds = _tr("Drawing that stays sharp (*.svg);;Picture in pixels (*.png)")
    name, kind = file_dialogs.save_file(parent, _tr("Save picture"), str(start), kinds, ask_over=False)
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() not in (".svg", ".png"):
        path = path.with_name(path.name + (".png" if "png" in kind else ".svg"))
    if not may_write(parent, path):
        return None
    return path


def _tr(text: str) -> str:
    return QCoreApplication.translate("dashboard", text)
