"""A scroll bar that is a thin handle and no more. Fusion's own takes longer to paint than a page of text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from .colors import blend

WIDTH = 12
"""Pixels."""


class SlimBar(QScrollBar):
    """Draws the handle alone, darker while the mouse is on it; keys, wheel and clicks are Qt's."""

    def __init__(self, way: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(way, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        if way == Qt.Orientation.Vertical:
            self.setFixedWidth(WIDTH)
        else:
            self.setFixedHeight(WIDTH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A round handle on the area's ground."""
        palette, painter = self.palette(), QPainter(self)
        ground = palette.color(QPalette.ColorRole.Window)
        painter.fillRect(self.rect(), ground)
        if self.maximum() <= self.minimum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        strength = 0.55 if self.isSliderDown() else 0.42 if self.underMouse() else 0.28
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(blend(ground, palette.color(QPalette.ColorRole.Text), strength))
        wide, high = (3, 1) if self.orientation() == Qt.Orientation.Vertical else (1, 3)
        inner = QRectF(handle).adjusted(wide, high, -wide, -high)
        radius = min(inner.width(), inner.height()) / 2
        painter.drawRoundedRect(inner, radius, radius)


def slim(area: QAbstractScrollArea, *, both_ways: bool = False) -> None:
    """Gives an area slim scroll bars in place of the style's; the policies stay. `both_ways` for one that scrolls across,
    too: where the bars meet stands plain ground."""
    area.setVerticalScrollBar(SlimBar(Qt.Orientation.Vertical))
    area.setHorizontalScrollBar(SlimBar(Qt.Orientation.Horizontal))
    if both_ways:
        corner = QWidget()
        corner.setAutoFillBackground(True)
        area.setCornerWidget(corner)
