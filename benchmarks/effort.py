"""Presses and clicks an event: the sample's four events coded in the real window, beside the same cells in a spreadsheet.

Replays a coder's keys and mouse, evidence and notes included, wrong offers put right; the dataset that comes out is held
against `tests/gui/journey_articles.SAMPLE_ROWS`, the one of the main job's journey. Counted are keys, each modifier of a
chord as one (Ctrl+N is two), clicks, and a drag as two. A spreadsheet is counted kindly: a key a character, none for Shift,
one to leave a cell, nothing for evidence, which it does not keep; with drop-downs, an answer of a closed list costs two keys
to open the list, three letters and one to take it, where that is less than to type it.

Budget: no more than 40 an event, and no more than a fifth of typing in full.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "gui")]

from hands import Hands  # noqa: E402  # pyright: ignore[reportMissingImports]
from journey_articles import (  # noqa: E402  # pyright: ignore[reportMissingImports]
    SAMPLE_ACTORS,
    SAMPLE_PLACES,
    SAMPLE_ROWS,
    SAMPLE_SOURCES,
)

BUDGET, SHARE = 40, 1 / 5
OWN_WORK = ("event_id_cnty", "timestamp")
"""Cells that neither a coder here nor one at a spreadsheet types."""
DERIVED = ("year", "disorder_type", "interaction", "civilian_targeting", "iso", "region")
"""Cells that the program works out, and that a spreadsheet could have a formula for."""
CACHE = Path(tempfile.gettempdir()) / "annotator-benchmarks" / "places"


class Patience:
    """Waits as a person does, for what the window shows."""

    def addWidget(self, widget: Any) -> None:
        """Nothing to clear away."""

    def waitUntil(self, seen: Callable[[], bool], timeout: int = 20_000) -> None:
        """Until something is seen."""
        from PySide6.QtWidgets import QApplication

        until = time.monotonic() + timeout / 1000
        while not seen():
            assert time.monotonic() < until, "it never came into view"
            QApplication.processEvents()


class CountedHands(Hands):
    """Hands whose presses and clicks are counted."""

    def __init__(self, project: Path) -> None:
        self.count = 0
        super().__init__(Patience(), project)  # type: ignore[arg-type]

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.count += len(chord.split("+"))
            super().press(chord)

    def type(self, text: str) -> None:
        self.count += len(text)
        super().type(text)

    def select(self, words: str) -> None:
        self.count += 2
        super().select(words)

    def at(self, field: str) -> None:
        """Clicks into a field."""
        from PySide6.QtWidgets import QLineEdit

        line = self.window.code().form.findChild(QLineEdit, f"field.{field}")
        assert line is not None
        self.click(line)
        assert self.window.focus.field == field

    def click(self, widget: Any) -> None:
        self.count += 1
        super().click(widget)

    def settle(self) -> None:
        """Until the offers for what is in view have come."""
        offering = self.window.code().offering
        self._qtbot.waitUntil(lambda: not offering.asking)

    def take(self, field: str, value: Any, words: str = "") -> None:
        """Looks through the offers for the field in view until the value (read from certain words) is there, and takes it."""
        self.settle()
        assert self.window.focus.field == field, f"at {self.window.focus.field}, not at {field}"
        offering = self.window.code().offering
        for _ in offering.listed:
            one = offering.current
            if one is not None and one.value == value and words in one.text:
                self.press("F2")
                return
            self.press("F3")
        raise AssertionError(f"{field}: {value!r} is not offered, but {[(one.value, one.text) for one in offering.listed]}")

    def write(self, field: str, text: str, *chords: str) -> None:
        """Types the answer of the field in view; then other keys, or Enter."""
        assert self.window.focus.field == field, f"at {self.window.focus.field}, not at {field}"
        self.type(text)
        self.press(*(chords or ("Return",)))


INFERRED = "Ctrl+1"


def clash_in_kirkuk(hands: CountedHands) -> None:
    hands.press("Ctrl+N")
    hands.take("event_date", "2020-06-02")
    hands.take("event_type", "Battles")
    hands.take("fatalities", 2)
    hands.take("actor1", "Military Forces of Iraq (2020-2022)")
    hands.take("actor2", "Islamic State (Iraq)")
    hands.take("country", "Iraq")
    hands.take("admin1", "Kirkuk")
    hands.take("source", "UrduPoint")


def arrests_in_nineveh(hands: CountedHands) -> None:
    hands.press("Ctrl+N")
    hands.take("event_date", "2020-06-01")
    hands.take("event_type", "Strategic developments")
    hands.write("fatalities", "0", INFERRED, "Return")
    hands.take("actor1", "Popular Mobilization Forces")
    hands.take("actor2", "Islamic State (Iraq)")
    hands.take("country", "Iraq")
    hands.take("admin1", "Nineveh")
    hands.take("source", "UrduPoint")


def arrest_of_20_may(hands: CountedHands) -> None:
    hands.press("Ctrl+N")
    hands.take("event_date", "2020-05-20")
    hands.take("event_type", "Strategic developments")
    hands.write("fatalities", "0", INFERRED, "Return")
    hands.take("actor1", "Police Forces of Iraq (2020-2022)")
    hands.take("actor2", "Islamic State (Iraq)")
    hands.take("country", "Iraq")
    # The text does not say where: the capital is typed, and said to be inferred.
    hands.write("location", "Bagh", "Down", "Return")
    hands.at("location")
    hands.press(INFERRED)
    hands.at("admin1")
    hands.press(INFERRED)
    hands.at("geo_precision")
    hands.write("geo_precision", "3")
    hands.take("source", "UrduPoint")


def air_strike_in_deir_ez_zor(hands: CountedHands) -> None:
    hands.press("Ctrl+N")
    hands.take("event_date", "2020-05-26")
    hands.take("event_type", "Explosions/Remote violence")
    hands.take("fatalities", 1, "another IS terrorist")
    hands.take("actor1", "Global Coalition Against Daesh")
    hands.take("actor2", "Islamic State (Syria)")
    hands.take("country", "Syria")
    hands.take("admin1", "Deir ez Zor")
    hands.take("source", "UrduPoint")
    # Offered as the town; the article means the province.
    hands.at("geo_precision")
    hands.write("geo_precision", "3")


EVENTS = (clash_in_kirkuk, arrests_in_nineveh, arrest_of_20_may, air_strike_in_deir_ez_zor)


def desk(folder: Path) -> Path:
    """A project of the sample article whose registers know its actors, one place and its sources."""
    from contextlib import redirect_stdout
    from io import StringIO

    from annotator.cli import run as command
    from annotator.shipped import resource

    def run(words: list[str]) -> int:
        with redirect_stdout(StringIO()):
            return command(words)

    path = folder / "sample.annotator"
    assert run(["new", str(path), "--codebook", "acled", "--coder", "A7"]) == 0
    assert run(["import", str(path), str(resource("sample"))]) == 0
    for register, text in (("actors", SAMPLE_ACTORS), ("sources", SAMPLE_SOURCES), ("places", SAMPLE_PLACES)):
        (folder / f"{register}.csv").write_text(text, "utf-8")
        assert run([register, "import", str(path), str(folder / f"{register}.csv")]) == 0
    return path


def with_places(data: Path) -> None:
    """Every town of the world, built once for all runs."""
    from annotator.places.building import build
    from annotator.places.gazetteer import FILE_NAME

    if not (CACHE / FILE_NAME).is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        build(CACHE)
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(CACHE / FILE_NAME, data / FILE_NAME)


def in_a_spreadsheet(row: dict[str, str]) -> tuple[int, int, int]:
    """Keys for a row's cells: typed in full, with drop-downs for closed lists, and with those and formulas."""
    from annotator.codebook.loading import find, load

    book = load(find("acled"))[0]
    typed = listed = worked_out = 0
    for name, cell in row.items():
        if name in OWN_WORK:
            continue
        full = len(cell) + 1
        field = book.fields.get(name)
        closed = field is not None and bool(book.code_list(field).codes) and not field.many
        typed += full
        chosen = min(full, 2 + 3 + 1 + 1) if closed and cell else full
        listed += chosen
        worked_out += 0 if name in DERIVED else chosen
    return typed, listed, worked_out


def export(path: Path) -> list[dict[str, str]]:
    """The rows of the dataset, after the checks a release would ask for."""
    import json
    from contextlib import redirect_stdout
    from io import StringIO

    from annotator.cli import run

    out = StringIO()
    with redirect_stdout(out):
        assert run(["check", str(path), "--json"]) == 0
    assert not [one for one in json.loads(out.getvalue())["problems"] if one["severity"] == "error"]
    table = path.with_name("rows.csv")
    with redirect_stdout(StringIO()):
        assert run(["export", str(path), str(table), "--format", "acled-csv", "--number"]) == 0
    return list(csv.DictReader(table.read_text("utf-8").splitlines()))


def unsupported(hands: CountedHands) -> list[str]:
    """Values that want evidence and have none."""
    workspace = hands.window.current()
    found: list[str] = []
    for event in workspace.events(hands.window.focus.article):
        have = {one.field for one in workspace.evidence(event.uid)}
        found += [
            f"{name} of {event.values.get('event_date')}" for name, field in workspace.codebook.fields.items()
            if field.evidence == "wanted" and name in event.values and name not in have
        ]  # fmt: skip
    return found


def main() -> None:
    """Codes, compares, prints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["ANNOTATOR_SETTINGS"] = str(folder / "settings")
        from annotator import settings

        with_places(settings.data_folder())
        path = desk(folder)
        from PySide6.QtWidgets import QApplication

        app = QApplication([])
        hands = CountedHands(path)
        counts: list[int] = []
        for code_one in EVENTS:
            before = hands.count
            code_one(hands)
            counts.append(hands.count - before)
        hands.settle()
        without = unsupported(hands)
        before = hands.count
        hands.press("Ctrl+Return")
        done = hands.count - before
        hands.window.close()
        app.processEvents()
        rows = export(path)
    assert [{name: row[name] for name in SAMPLE_ROWS[0]} for row in rows] == SAMPLE_ROWS, "another dataset came out"
    costs = [in_a_spreadsheet(row) for row in rows]
    print(f"{'':<27} {'here':>5} {'typed':>7} {'drop-downs':>11} {'and formulas':>13}")
    lines = [(code_one.__name__, count, *cost) for code_one, count, cost in zip(EVENTS, counts, costs, strict=True)]
    means = [sum(column) / len(rows) for column in zip(*costs, strict=True)]
    mean = (sum(counts) + done) / len(counts)
    for name, *figures in [*lines, ("an event, with Done", mean, *means)]:
        here, typed, listed, worked_out = figures
        print(f"{name:<27} {here:>5.0f} {typed:>7.0f} {listed:>11.0f} {worked_out:>13.0f}")
    shares = [round(mean / cost, 3) for cost in means]
    print(f"{mean:.1f} an event (budget {BUDGET}); ratios {shares[0]} (budget {SHARE}), {shares[1]}, {shares[2]}")
    print(f"values that want evidence and have none: {len(without)} {without or ''}")


if __name__ == "__main__":
    main()
