"""The pictures of the import dialog and the made-up paper that comes in there; `make` takes them with the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

HERE = Path(__file__).parent
STORIES = (
    ("Marche pour l’eau à Genève", "Quelque 300 personnes ont marché mardi à Genève pour réclamer un accès gratuit à l’eau."),
    ("Le marché couvert rouvre", "Le marché couvert a rouvert ses portes mercredi, après six mois de travaux."),
    ("Grève des conducteurs", "Les conducteurs de bus ont cessé le travail jeudi ; la mairie a reçu leurs délégués."),
    ("Une vitre brisée au théâtre", "Des inconnus ont brisé une vitre du théâtre vendredi. Personne n’a été blessé."),
    ("Les étudiants défilent", "Environ 150 étudiants ont défilé samedi contre la hausse des loyers, sans incident."),
    ("Fête au bord du lac", "La fête annuelle du lac s’est tenue dimanche sous la pluie."),
)  # fmt: skip


def take(window: Any, folder: Path) -> None:
    """The dialog with a table whose texts were decoded wrongly, in light and dark, and the lines that recur in it."""
    from annotator.gui.import_dialog import ImportDialog
    from annotator.gui.import_lines import RecurringLines
    from annotator.project import Project

    with Project.create(folder / "Genève.annotator", "protest", coder="A7"):
        pass
    window.open_project(folder / "Genève.annotator")
    dialog = ImportDialog(window.current(), window)
    dialog.open()
    dialog.take([_table(folder / "le-journal-2024.csv")])
    dialog.wait()
    dialog.mending.repair.setChecked(True)
    dialog.mending.source.setText("Le Journal")
    _grab(dialog, "import")
    window.set_theme("dark")
    _grab(dialog, "import-dark")
    window.set_theme("light")
    lines = RecurringLines(dialog.plan(), dialog)
    lines.open()
    lines.wait()
    lines.usual_button.click()
    _grab(lines, "import-lines")
    lines.reject()
    dialog.reject()


def _table(path: Path) -> Path:
    rows = ["Headline,Body,Published,Section"]
    for at, (title, text) in enumerate(STORIES * 3):
        body = f"{text}\n\nPartager cet article\n\n© {2019 + at % 3} Le Journal. Tous droits réservés."
        rows.append(f'{title},"{body}",{13 + at % 15}/03/2024,Local')
    # As a program writes it that takes UTF-8 for Western European.
    path.write_text("\n".join(rows).encode().decode("latin-1"), "utf-8", newline="\n")
    return path


def _grab(dialog: Any, name: str) -> None:
    for _ in range(60):
        QApplication.processEvents()
    dialog.grab().save(str(HERE / f"{name}.png"))
