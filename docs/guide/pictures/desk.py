"""The pictures of the desk's other panels and places, and the made-up articles in them; `make` takes them with the rest."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QSplitter

HERE = Path(__file__).parent
Shoot = Callable[[str], None]
PIECES = (
    ("Bus drivers block the ring road of Basra over unpaid wages", "About 200 bus drivers blocked the ring road of Basra on "
     "Monday and demanded the wages of three months. Police watched and the crowd went home in the afternoon."),
    ("New bridge over the Tigris opens after two years of work", "The governor opened a bridge in Mosul on Sunday. It has four "
     "lanes and replaces a ferry. Buses will use it from next week."),
    ("احتجاج في الموصل على انقطاع الكهرباء", "خرج نحو 150 شخصا يوم الأربعاء في الموصل احتجاجا على انقطاع "
     "الكهرباء. وقالت الشرطة إنها لم تعتقل أحدا."),
    ("Two soldiers killed by a roadside bomb near Hawija", "A roadside bomb killed two soldiers and wounded a third near "
     "Hawija in Kirkuk province on Tuesday, a security source said. Nobody claimed the attack."),
    ("Wheat harvest larger than last year, ministry says", "The harvest came to five million tons, the ministry said on "
     "Monday. Farmers asked for better storage."),
    ("Students march in Erbil for lower fees", "Some 300 students marched to the ministry in Erbil on Thursday. The march was "
     "peaceful and ended with speeches."),
    ("Drone hits a fuel depot outside Tikrit", "A drone struck a fuel depot outside Tikrit overnight. A fire burned until "
     "morning; no one was hurt, the civil defence said."),
    ("Football: the capital's club wins the cup", "The club won the cup in Baghdad on Friday in front of 20,000 people."),
)  # fmt: skip


def articles(path: Path) -> None:
    """A project of short made-up articles, two of which tell of one bomb."""
    from annotator.project import Project
    from annotator.project.articles import ArticleDraft

    drafts = [
        ArticleDraft(text, title=title, date=f"2020-06-{3 + at:02}", source="A local paper")
        for at, (title, text) in enumerate(PIECES)
    ]  # fmt: skip
    again = "In Kirkuk, a bomb by the road to Hawija killed two soldiers on Tuesday. An officer blamed the Islamic State."
    drafts.append(ArticleDraft(again, title="Bomb on the road to Hawija", date="2020-06-07", source="Another paper"))
    with Project.create(path, "acled", coder="A7", name="Iraq 2020") as project:
        project.articles.add(drafts)
        for article, place in ((4, "Hawija"), (9, "Hawija")):
            found = project.articles.by_number(article)
            assert found is not None
            project.events.add(project.codings.begin(found.uid, project.coder.uid).uid, {
                "event_date": "2020-06-02", "time_precision": "1", "event_type": "Explosions/Remote violence",
                "sub_event_type": "Remote explosive/landmine/IED", "actor1": "Islamic State (Iraq)", "inter1": "2",
                "actor2": "Military Forces of Iraq (2020-2022)", "inter2": "1", "country": "Iraq", "admin1": "Kirkuk",
                "location": place, "latitude": 35.3258, "longitude": 43.7681, "geo_precision": "1", "fatalities": 2,
            })  # fmt: skip
        project.search.catch_up()


class Camera:
    """Takes pictures of a window that has the articles open."""

    def __init__(self, window: Any, shoot: Shoot) -> None:
        self.window, self.shoot = window, shoot

    def wait(self, seen: Callable[[], bool], seconds: float = 20) -> None:
        """Until something is there, or too long."""
        until = time.monotonic() + seconds
        while not seen() and time.monotonic() < until:
            QApplication.processEvents()

    def rest(self, seconds: float = 0.3) -> None:
        """Lets what follows by a timer follow."""
        self.wait(lambda: False, seconds)

    def do(self, *actions: str) -> None:
        """Triggers actions by name."""
        for name in actions:
            self.window.actions_by_id[name].trigger()
            QApplication.processEvents()

    def first_pass(self) -> None:
        """Some articles judged, one of them in Arabic in view."""
        self.window.show_place("first_pass")
        place = self.window.place_in_view()
        place.judge("relevant")
        place.judge("not")
        place.give_reason("no_disorder")
        place.judge("relevant")
        place.judge("relevant")
        place.judge("not")
        place.cards.show_row(2)
        self.rest()
        self.shoot("first-pass")
        self.window.set_theme("dark")
        self.shoot("first-pass-dark")
        self.window.set_theme("light")

    def coded_before(self) -> None:
        """The other article of the bomb, beside this one."""
        self.window.show_place("code")
        article = self.window.current().project.articles.by_number(9)
        event = self.window.current().events(article.uid)[0]
        self.window.focus.show_article(article.uid, event.uid)
        self.window.show_field("fatalities")
        panel = self.window.code().nearby
        self.wait(lambda: bool(panel.list.count()))
        self.do("coded_before")
        panel.open_beside()
        self.rest()
        picture, beside = self.window.grab(), panel.beside
        painter = QPainter(picture)
        painter.drawPixmap(beside.geometry().topLeft() - self.window.geometry().topLeft(), beside.grab())
        painter.end()
        picture.save(str(HERE / "coded-before.png"))
        beside.close()

    def map(self) -> None:
        """The event and what else the text names."""
        self.window.show_field("location")
        self.wait(lambda: bool(self.window.code().offering.of("location")))
        self.do("show_map", "show_map")
        self.rest()
        self.shoot("map")
        self.window.set_theme("dark")
        self.shoot("map-dark")
        self.window.set_theme("light")
        self.do("show_map")
        self.window.code().drawer.show_panel("offers")

    def remarks(self) -> None:
        """A flag and a comment with its answer."""
        from annotator.project.remarks import Spot

        at, event, said = self.window.focus.article, self.window.focus.event, self.window.current().project.remarks
        said.flag(Spot(at, event, "fatalities"), "check again")
        said.flag(Spot(at), "hard")
        said.comment(Spot(at, event, "fatalities"), "The other paper wounds a third soldier; does he count?")
        said.answer(said.of(at).comments[0], "No, only the dead.")
        self.window.show_field("fatalities")
        self.do("comment")
        split = self.window.code().findChild(QSplitter, "code.reading")
        split.setSizes([330, 270])
        self.rest(1)
        self.shoot("remarks")
        self.window.code().drawer.show_panel("offers")
        split.setSizes([500, 130])

    def finding(self) -> None:
        """A filter and a search with the words around each hit."""
        from annotator.project.filtering import Filter

        queue = self.window.code().queue
        self.do("filter_articles")
        queue.filters.add(Filter("date", "least", "2020-06"))
        box = queue.findChild(QLineEdit, "search")
        box.setText("bomb")
        self.rest(1)
        self.shoot("finding")
        box.clear()
        queue.filters.clear()
        self.do("filter_articles")

    def codebook(self) -> None:
        """A field's page."""
        self.window.show_field("sub_event_type")
        self.do("guidance")
        self.rest()
        self.shoot("codebook")
        self.window.show_place("code")

    def keys(self) -> None:
        """The page of shortcuts, another key about to be given."""
        from annotator.gui.shortcuts_page import ShortcutsPage

        page = ShortcutsPage(self.window)
        page.show()
        page.choose("add_event")
        page.capture.pressed.emit("Ctrl+J")
        self.rest()
        page.grab().save(str(HERE / "shortcuts.png"))
        page.reject()

    def all(self) -> None:
        """Every one of them."""
        for take in (self.first_pass, self.coded_before, self.map, self.remarks, self.finding, self.codebook, self.keys):
            take()
