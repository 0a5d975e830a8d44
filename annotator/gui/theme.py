"""How the program looks: a calm palette for light and for dark, text size, and icons in the text's colour.

Owns the colours of the chrome. Colours that mean something are in `colors`.
"""

from __future__ import annotations

import os
from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QImageReader, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip

from ..settings import Theme
from ..shipped import resource
from .colors import blend, is_dark, muted

ICON_SIDE = 18
"""Pixels of an icon in the toolbar."""
STEP = 1.1
"""One zoom step makes the text a tenth larger."""
_ROLES = {
    QPalette.ColorRole.Window: ("#f4f5f7", "#17191d"),
    QPalette.ColorRole.WindowText: ("#22262c", "#e2e5ea"),
    QPalette.ColorRole.Base: ("#ffffff", "#1e2126"),
    QPalette.ColorRole.AlternateBase: ("#f7f8fa", "#23272d"),
    QPalette.ColorRole.Text: ("#22262c", "#e2e5ea"),
    QPalette.ColorRole.Button: ("#f9fafb", "#2a2e35"),
    QPalette.ColorRole.ButtonText: ("#22262c", "#e2e5ea"),
    QPalette.ColorRole.BrightText: ("#ffffff", "#ffffff"),
    QPalette.ColorRole.ToolTipBase: ("#2b3038", "#353b44"),
    QPalette.ColorRole.ToolTipText: ("#f4f5f7", "#eceef1"),
    QPalette.ColorRole.Highlight: ("#2f6fb5", "#3d7fc4"),
    QPalette.ColorRole.HighlightedText: ("#ffffff", "#ffffff"),
    QPalette.ColorRole.Accent: ("#2f6fb5", "#5b9bdd"),
    QPalette.ColorRole.Link: ("#24609f", "#79b1ea"),
    QPalette.ColorRole.LinkVisited: ("#6b4f9e", "#b39ddb"),
    QPalette.ColorRole.PlaceholderText: ("#6c7480", "#959dab"),
    QPalette.ColorRole.Light: ("#ffffff", "#363b44"),
    QPalette.ColorRole.Midlight: ("#eceef1", "#2d3138"),
    QPalette.ColorRole.Mid: ("#c9ced6", "#40464f"),
    QPalette.ColorRole.Dark: ("#a4abb6", "#0f1114"),
    QPalette.ColorRole.Shadow: ("#8b929c", "#000000"),
}
_DISABLED = (
    QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.HighlightedText
)  # fmt: skip


STYLE = ("-style", "Fusion")
"""Arguments of the QApplication: asking it for its style later would cost the first frame 8 ms."""


def apply(app: QApplication, choice: Theme) -> None:
    """Puts the palette on the program; "system" follows the desktop."""
    hints = app.styleHints()
    wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(choice, Qt.ColorScheme.Unknown)
    hints.setColorScheme(wanted)
    dark = choice == "dark" or (choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    palette = make_palette(dark)
    app.setPalette(palette)
    if dark:
        app.setPalette(of_boxes(palette), "QCheckBox")  # type: ignore[arg-type]
    QToolTip.setPalette(app.palette())


def make_palette(dark: bool) -> QPalette:
    """The palette for light or dark."""
    palette = QPalette()
    for role, colors in _ROLES.items():
        palette.setColor(role, QColor(colors[dark]))
    faded = blend(palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Window), 0.55)
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, palette.color(QPalette.ColorRole.Mid))
    return palette


def of_boxes(palette: QPalette) -> QPalette:
    """The palette with which boxes to tick are drawn: Fusion takes their edge from the window's colour, made darker, and on a
    dark window an empty box could hardly be seen."""
    made = QPalette(palette)
    if is_dark(palette):
        made.setColor(QPalette.ColorRole.Window, muted(palette))
    return made


def set_zoom(app: QApplication, steps: int) -> None:
    """Makes all text larger or smaller than the size the program started with."""
    usual = app.property("usual_point_size")
    if usual is None:
        usual = max(app.font().pointSizeF(), 10.0)
        app.setProperty("usual_point_size", usual)
    font = app.font()
    font.setPointSizeF(round(float(usual) * STEP**steps, 1))
    app.setFont(font)


def icon(name: str, palette: QPalette, side: int = ICON_SIDE) -> QIcon:
    """A shipped line icon in a palette's colours, sharp at `side` pixels on all screens; empty where there is none."""
    made = QIcon()
    sides = {side, round(side * QApplication.instance().devicePixelRatio())}  # type: ignore[union-attr]
    colors = {
        QIcon.Mode.Normal: palette.color(QPalette.ColorRole.ButtonText),
        QIcon.Mode.Disabled: palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText),
    }
    for mode, color in colors.items():
        for pixels in sides:
            made.addPixmap(QPixmap.fromImage(_drawn(name, color.name(), pixels)), mode)
    return made


@lru_cache(maxsize=512)
def _drawn(name: str, color: str, size: int) -> QImage:
    path = resource(f"icons/{name}.svg")
    if not os.path.isfile(path):
        return QImage()
    drawing = path.read_text(encoding="utf-8").replace("currentColor", color)
    # Qt's reader of pictures draws SVG, too; QtSvg's own classes would cost the first frame 40 ms.
    buffer = QBuffer()
    buffer.setData(QByteArray(drawing.encode()))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(size, size))
    return reader.read()


def sheet(palette: QPalette) -> str:
    """The style of the bar of places and of notices, which Fusion draws harder than a calm window needs.

    Put on those widgets alone: under a style sheet for the whole program Qt no longer hands on changes of its font.
    """
    window, text = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Text)
    soft = blend(palette.color(QPalette.ColorRole.Mid), window, 0.45).name()
    hover = blend(window, text, 0.08).name()
    chosen = blend(window, palette.color(QPalette.ColorRole.Accent), 0.30 if is_dark(palette) else 0.16).name()
    return (
        f"QFrame#places {{ border: 0; border-right: 1px solid {soft}; }}"
        f"QFrame#places QToolButton {{ border: 0; border-radius: 6px; padding: 6px 4px; color: {muted(palette).name()}; }}"
        f"QFrame#places QToolButton:hover {{ background: {hover}; }}"
        f"QFrame#places QToolButton:checked {{ background: {chosen}; color: {text.name()}; }}"
        f"QFrame#notice {{ background: {chosen}; border: 0; border-top: 1px solid {soft}; }}"
    )
