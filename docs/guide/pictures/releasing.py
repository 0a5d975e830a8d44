"""The pictures of releases and of the log of searches, and the made-up work they show; `make` takes them with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog

HERE = Path(__file__).parent
EVENT = {
    "event_date": "2020-06-02", "time_precision": "1", "event_type": "Protests", "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Iraq)", "inter1": "6", "country": "Iraq", "admin1": "Nineveh", "location": "Mosul",
    "latitude": 36.34, "longitude": 43.13, "geo_precision": "1", "source": ["A local paper"], "source_scale": "National",
    "fatalities": 0, "notes": "On 2 June 2020, people protested in Mosul against power cuts.",
}  # fmt: skip
BULLETIN = (
    "At least twelve people were killed and 7 wounded when gunmen attacked the village of Domiz before dawn on Tuesday, "
    "Colonel Ahmed Salih of the provincial police told reporters in Baghdad. The attackers came on motorbikes and opened fire "
    "on people on their way to the market, burning 14 houses. Nobody has said that they had done it. Security forces were sent "
    "to the area, and residents fled to Hawija and Tuz Khurmatu in fear of more.\n\nMen of the Islamic State often attack the "
    "police in the hills around Hamrin, where soldiers have searched villages since the spring. In May 9 policemen died there "
    "in 3 attacks."
)
COPIED = (
    "About 150 people marched through Mosul on Thursday evening against power cuts, witnesses said. They closed a street near "
    "the university for two hours and went home when it grew dark.",
    "A spokesman of the electricity company, Omar Khalil, said that two lines from Dohuk had failed in the heat and that they "
    "would be mended within 3 days. The governor's office promised fuel for 40 generators.",
    "It was the fourth march of its kind in June. The police said that nobody was arrested. In Tal Afar, shops stayed shut.",
)
ARTICLES = 48
SEARCHES = (
    ("Archive of the national papers", "(protest* OR demonstrat* OR march*)\nAND Iraq", "2020-01", "2020-06", "2026-02-11",
     4120, 4012, 231),
    ("Archive of the agencies", "(clash* OR attack* OR \"air strike*\") AND (Mosul OR Kirkuk OR Basra)", "2020-01", "2020-06",
     "2026-02-12", 2904, 2880, 412),
    ("Web pages of three radio stations", "by hand, all of the rubric Security", "2020-01", "2020-06", "2026-02-20",
     None, 310, 44),
)  # fmt: skip


def take(window: Any, path: Path) -> None:
    """What goes out, the preview, the changes since the last release, the releases so far, and the searches."""
    from annotator.gui.release_dialog import ReleaseDialog
    from annotator.gui.searches_dialog import SearchesDialog

    _project(path)
    usual, window._choose_coder = window._choose_coder, lambda _project: True
    window.open_project(path)
    window._choose_coder = usual
    dialog = ReleaseDialog(window.current(), window)
    dialog.open()
    dialog.what.citation.setText("The Mosul group (2026): Protests in Iraq, 2020. Release 2.")
    dialog.folder.setText("~/Releases/Protests in Iraq-release-2")
    dialog.folder.textEdited.emit(dialog.folder.text())  # as if somebody had typed it
    _grab(dialog, "release-what")
    dialog.tabs.setCurrentWidget(dialog.foreseen)
    dialog.wait()
    _grab(dialog, "release-preview")
    dialog.tabs.setCurrentWidget(dialog.changes)
    dialog.changes.model.say([0, 1], "The ministry corrected its count on 5 June.")
    _grab(dialog, "release-changes")
    window.set_theme("dark")
    _grab(dialog, "release-changes-dark")
    window.set_theme("light")
    dialog.reject()
    searches = SearchesDialog(window.current(), window)
    searches.open()
    _grab(searches, "searches")
    searches.reject()
    _take_copies(window)


def _take_copies(window: Any) -> None:
    """One report in four papers, side by side, in the light and in the dark."""
    from annotator.gui.copies_dialog import CopiesDialog
    from annotator.project.articles import ArticleDraft

    project = window.current().project
    report = "\n\n".join(COPIED)
    changed = report.replace("near the university", "by the university bridge")
    papers = (
        ("Mosul: march against power cuts", "A local paper", report), ("Hundreds march in Mosul", "The Herald", changed),
        ("Protest in Mosul", "News agency", "\n\n".join(COPIED[:2])), ("MARCH AGAINST POWER CUTS", "Archive", report.upper()),
    )  # fmt: skip
    other = BULLETIN.replace("twelve", "five").replace("Domiz", "Yarmja")
    bulletins = (
        ("Gunmen kill twelve in Domiz", "News agency", "2020-06-02", BULLETIN),
        ("Twelve dead in attack near Kirkuk", "The Herald", "2020-06-02", BULLETIN.replace("told reporters in", "said in")),
        ("Gunmen kill five in Yarmja", "News agency", "2020-06-03", other),
        ("Attack on Yarmja", "A local paper", "2020-06-03", other.replace("told reporters in", "said in")),
    )
    project.articles.add(ArticleDraft(text, title, "2020-06-05", source=source) for title, source, text in papers)
    project.articles.add(ArticleDraft(text, title, day, source=source) for title, source, day, text in bulletins)
    project.copies.find()
    dialog = CopiesDialog(window.current(), window)
    dialog.open()
    dialog.wait()
    for _ in dialog.list.lines.groups:
        if (group := dialog.list.group) is not None and not group.in_doubt:
            dialog.step_group(1)
    _grab(dialog, "copies")
    window.set_theme("dark")
    _grab(dialog, "copies-dark")
    window.set_theme("light")
    dialog.reject()


def _project(path: Path) -> None:
    """Two coders' work, released once, then changed: values corrected, three reports found to tell one march."""
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft
    from annotator.project.search_records import SearchDraft
    from annotator.releases.options import ReleaseOptions
    from annotator.releases.release import release

    with Project.create(path, "acled", coder="A7", name="Protests in Iraq 2020") as project:
        lead, coders = project.coder, [project.coders.add(name) for name in ("B2", "C3")]
        for name, query, first, last, made, hits, retrieved, duplicates in SEARCHES:
            project.search_records.add(SearchDraft(name, query, first, last, made, hits, retrieved, duplicates))
        project.articles.add(
            ArticleDraft(f"People protested in Mosul against power cuts, for day {one}.", date="2020-06-03",
                         title=f"Protest against power cuts in Mosul, day {one}", source="A local paper")
            for one in range(1, ARTICLES + 1)
        )  # fmt: skip
        for at, article in enumerate(list(project.articles.walk())):
            for coder in coders if at % 16 == 5 else coders[at % 2 : at % 2 + 1]:
                project.work_as(coder)
                coding = project.codings.begin(article.uid, coder.uid)
                project.events.add(coding.uid, {**EVENT, "event_date": f"2020-06-{1 + at % 28:02}"})
                project.finish(coding.uid)
        project.work_as(lead)
        release(project, path.with_name("Protests release 1"), ReleaseOptions(licence="CC BY 4.0"))
        for at, values in (
            (0, {"fatalities": 2, "sub_event_type": "Excessive force against protesters",
                 "actor2": "Police Forces of Iraq (2018-)", "inter2": "1"}),
            (3, {"location": "Tall Afar", "latitude": 36.37, "longitude": 42.45}), (6, {"geo_precision": "2"}),
        ):  # fmt: skip
            _edit(project, at + 1, values)
        project.work_as(lead)
        told = [project.database.value("SELECT event_uid FROM events WHERE article = ?", (one,)) for one in (9, 10, 11)]
        project.incidents.link([str(one) for one in told], "one march, told by three papers")


def _edit(project: Any, article: int, values: Mapping[str, object]) -> None:
    event = str(project.database.value("SELECT event_uid FROM events WHERE article = ?", (article,)))
    coding = project.codings.get(project.events.get(event).coding)
    project.work_as(project.coders.get(coding.coder))
    project.events.set_values(event, values)
    if project.codings.get(coding.uid).state != "done":
        project.finish(coding.uid)


def _grab(dialog: QDialog, name: str) -> None:
    for _ in range(60):
        QApplication.processEvents()
    dialog.grab().save(str(HERE / f"{name}.png"))
