"""A lead at tab Incidents of the project that `told_thrice` makes; for tests of incidents."""

from __future__ import annotations

from hands import Hands
from PySide6.QtWidgets import QApplication
from told_thrice import events_in

from annotator.gui.incident_finder import Finder
from annotator.gui.incident_lines import Line
from annotator.gui.incident_work import Searched
from annotator.gui.incidents_panel import IncidentsPanel


class Lead(Hands):
    """Looks at the tab."""

    @property
    def panel(self) -> IncidentsPanel:
        """The tab."""
        found = self.window.findChild(IncidentsPanel)
        assert found is not None
        return found

    def counts(self) -> list[str]:
        """What stands beside the lists."""
        kinds = self.panel.lists.kinds
        return [item.text(1) for at in range(kinds.topLevelItemCount()) if (item := kinds.topLevelItem(at)) is not None]

    def look(self) -> None:
        """Looks for candidates, by the key."""
        self.press("F")
        self._qtbot.waitUntil(lambda: self.panel.work.known and not self.panel.work.searching)
        self.settled_down()

    def settled_down(self) -> None:
        """Until the lists are in step."""
        QApplication.processEvents()
        self._qtbot.waitUntil(lambda: not self.panel.work.behind)
        QApplication.processEvents()

    def find(self, words: str) -> None:
        """Types into the finder and takes the first; it waits for its search."""
        self.type(words)
        self.press("Return")
        self._qtbot.waitUntil(lambda: not isinstance(QApplication.activeModalWidget(), Finder))
        QApplication.processEvents()

    @property
    def columns(self) -> list[str]:
        """The events in view."""
        return [one.event for one in self.panel.sheet.columns] if self.panel.sheet else []


def link(lead: Lead, *numbers: int) -> str:
    events = events_in(lead.window.current().project)
    made = lead.window.current().lead(lambda project: project.incidents.link([events[one - 1] for one in numbers], "the same"))
    assert made
    lead.settled_down()
    return made


def group(lead: Lead) -> list[str]:
    """A candidate of three events, as the search gives it; its events."""
    events = events_in(lead.window.current().project)[:3]
    lead.panel.work._take(Searched((Line("link", "three", tuple(events), score=0.8),), ()))
    lead.settled_down()
    lead.press("1")
    assert lead.columns == events
    return events
