"""Makes the guide's pictures anew from the real window: ``QT_QPA_PLATFORM=offscreen python docs/guide/pictures/make.py``.

All articles in them are the sample or written for this; no event of anybody's data is shown.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotator import settings
from annotator.places.building import build

HERE = Path(__file__).parent
SIZE = (1366, 768)
LONG = (
    "Traders in the eastern market of Ostrand kept their shops shut for a third day on Wednesday after the city council "
    "had raised the fee for a stall. About 200 of them walked from the market to the town hall in the morning. ",
    "The police closed two streets and sent the crowd on a detour along the river, where it was joined by students. Nobody "
    "was arrested, and the march ended at noon with speeches. ",
    "In the evening, unknown men threw stones at the house of the head of the traders' union, who was not at home. Two "
    "windows broke. The council said that it would meet the union on Friday. ",
)
ARABIC = (
    "title: احتجاج في الموصل على انقطاع الكهرباء\ndate: 2020-06-04\nsource: مراسل محلي\n\n"
    "خرج نحو 150 شخصا يوم الأربعاء في الموصل احتجاجا على انقطاع الكهرباء. وقال شهود إن المتظاهرين أغلقوا شارعا قرب الجامعة "
    "لمدة ساعتين ثم تفرقوا من دون حوادث.\n\nوقالت الشرطة إنها لم تعتقل أحدا.\n"
)  # fmt: skip

TOWNS = (
    ("Kirkuk", "Kirkuk", 35.4681, 44.3922), ("Mosul", "Nineveh", 36.3354, 43.1189), ("Basra", "Basra", 30.5085, 47.7804),
    ("Tikrit", "Salah al-Din", 34.6158, 43.6786), ("Baqubah", "Diyala", 33.7466, 44.6437),
)  # fmt: skip
KINDS = (
    ("Battles", "Armed clash", "Military Forces of Iraq (2018-)", "State forces", "Islamic State (Iraq)", "Rebel group"),
    ("Protests", "Peaceful protest", "Protesters (Iraq)", "Protesters", "", ""),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED", "Islamic State (Iraq)", "Rebel group",
     "Military Forces of Iraq (2018-)", "State forces"),
    ("Strategic developments", "Arrests", "Police Forces of Iraq (2018-)", "State forces", "Civilians (Iraq)", "Civilians"),
)  # fmt: skip


def main() -> None:
    """Every picture once."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANNOTATOR_SETTINGS": f"{folder}/settings", "HOME": folder}
        build(settings.data_folder())
        _take(Path(folder))


def _take(folder: Path) -> None:
    import adjudicating
    import agreeing
    import arriving
    import care
    import dashboarding
    import desk
    import importing
    import linking
    import packages
    import releasing
    import reviewing
    import team_asking
    import training
    from PySide6.QtWidgets import QApplication, QComboBox, QDialog

    from annotator.gui.theme import STYLE
    from annotator.gui.window import Window
    from annotator.settings import Settings

    app = QApplication([*sys.argv[:1], *STYLE])
    window = Window(Settings(theme="light"))
    window.set_theme("light")
    window.resize(*SIZE)
    window.show()

    def settle() -> None:
        for _ in range(60):
            app.processEvents()

    def wait_for_offers() -> None:
        until = time.monotonic() + 20
        while not window.code().offering.listed and time.monotonic() < until:
            app.processEvents()

    def shoot(name: str) -> None:
        settle()
        window.grab().save(str(HERE / f"{name}.png"))

    for name in ("Iraq 2020.annotator", "Protests.annotator"):
        (path := folder / "Projects" / name).parent.mkdir(exist_ok=True)
        path.touch()
        window.settings.remember(path)
    window.start_page.refresh()
    shoot("start-page")
    sample = folder / "Sample.annotator"
    _sample(sample)
    window.open_project(sample)
    window.show_field("fatalities")
    wait_for_offers()
    shoot("code-light")
    window.set_theme("dark")
    shoot("code-dark")
    window.set_theme("light")
    window.actions_by_id["history"].trigger()
    settle()
    dialog = window.findChild(QDialog, "history")
    assert dialog is not None
    scope = dialog.findChild(QComboBox)
    assert scope is not None
    scope.setCurrentIndex(2)
    settle()
    dialog.grab().save(str(HERE / "history.png"))
    dialog.reject()
    for name, make, field in (("code-long", _long, "participants"), ("code-arabic", _arabic, "event_date")):
        path = folder / f"{name}.annotator"
        make(path)
        window.open_project(path)
        window.show_field(field)
        wait_for_offers()
        shoot(name)
    many = folder / "Iraq 2020 events.annotator"
    _many_events(many)
    window.open_project(many)
    window.show_place("events")
    shoot("events")
    dashboarding.take(window, folder / "Iraq 2020 figures.annotator", shoot)
    desk.articles(folder / "Desk.annotator")
    window.open_project(folder / "Desk.annotator")
    desk.Camera(window, shoot).all()
    importing.take(window, folder)
    team_asking.take(window, folder / "Asking.annotator", shoot)
    care.take(window, shoot, folder / "Care.annotator")
    arriving.take(window, folder / "Arriving.annotator")
    reviewing.take(folder, window, shoot)
    adjudicating.take(folder, window, shoot)
    linking.take(folder, window, shoot)
    agreeing.take(window, folder / "Kirkuk agreement.annotator", shoot)
    training.take(window, folder / "Iraq 2020.annotator", shoot)
    releasing.take(window, folder / "Protests in Iraq.annotator")
    desk.articles(folder / "Iraq team.annotator")
    packages.take(window, folder / "Iraq team.annotator", shoot)
    window.close()


def _sample(path: Path) -> None:
    from annotator.formats.sample import add_example, make_sample

    make_sample(path)
    add_example(path)


def _many_events(path: Path) -> None:
    """A few weeks of made-up events, so that a list has something to show."""
    from annotator.formats.importing import ImportPlan, take_in
    from annotator.project import Project

    rows = ["event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,country,admin1,location,"
            "latitude,longitude,geo_precision,source,source_scale,fatalities,notes"]  # fmt: skip
    for at in range(60):
        day, (town, province, north, east) = f"{1 + at * 7 % 28} June 2020", TOWNS[at % len(TOWNS)]
        kind, sub, first, inter, second, other = KINDS[at % len(KINDS)]
        deaths = at * 5 % 7 if kind in ("Battles", "Explosions/Remote violence") else 0
        rows.append(
            f"{day},1,{kind},{sub},{first},{inter},{second},{other},Iraq,{province},{town},{north},{east},1,A made-up source,"
            f'National,{deaths},"On {day}, something made up happened in {town}."'
        )
    table = path.with_suffix(".csv")
    table.write_text("\n".join(rows) + "\n", "utf-8")
    with Project.create(path, "acled", coder="A7", name="Iraq 2020") as project:
        take_in(project, ImportPlan((table,), table="acled-csv"))
        from annotator.project.incident_rows import unnumbered

        project.incidents.number(unnumbered(project))


def _long(path: Path) -> None:
    def code(values: Callable[[str, object, str], None]) -> None:
        values("start_date", "2024-03-13", "on Wednesday")
        values("city", "Ostrand", "Ostrand")
        values("participants", "200", "About 200 of them")

    text = "\n\n".join("".join(LONG[at % 3 :] + LONG[: at % 3]) for at in range(30))
    head = "title: Traders march against a higher fee\ndate: 2024-03-13\nsource: Ostrand Courier\n\n"
    _article(path, "protest", head + text, code)


def _arabic(path: Path) -> None:
    def code(values: Callable[[str, object, str], None]) -> None:
        values("event_date", "2020-06-03", "يوم الأربعاء")
        values("event_type", "Protests", "احتجاجا")
        values("actor1", "Protesters (Iraq)", "المتظاهرين")
        values("country", "Iraq", "")
        values("location", "Mosul", "في الموصل")
        values("fatalities", 0, "من دون حوادث")

    _article(path, "acled", ARABIC, code)


def _article(path: Path, codebook: str, text: str, code: Callable[[Callable[[str, object, str], None]], None]) -> None:
    """A project with one article and the beginnings of an event."""
    from annotator.formats.importing import ImportPlan, take_in
    from annotator.project import Project
    from annotator.project.evidence import Quote

    file = path.with_suffix(".txt")
    file.write_text(text, "utf-8")
    with Project.create(path, codebook, coder="A7") as project:
        take_in(project, ImportPlan((file,)))
        article = next(iter(project.articles.walk()))
        coding = project.codings.begin(article.uid, project.coder.uid, "main")
        event = project.events.add(coding.uid)

        def put(field: str, value: object, words: str) -> None:
            project.events.set_values(event.uid, {field: value})
            if words:
                start = article.text.index(words)
                project.evidence.add(event.uid, field, [Quote("text", start, start + len(words), words)])

        code(put)


if __name__ == "__main__":
    main()
