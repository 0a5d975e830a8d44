"""Names of a register as they are typed: the fitting ones first, never more than a list can take, fresh after a change."""

from __future__ import annotations

import time

from annotator.gui.fields.names import MOST, Names
from annotator.gui.register_names import RegisterNames
from annotator.gui.workspace import Workspace
from annotator.project.register import Entry


def titles(names: Names, typed: str) -> list[str]:
    return [one.title for one in names.fitting(typed)]


def test_the_very_name_comes_first_then_beginnings_words_and_the_rest():
    names = Names(["Army of Mali", "Former Army", "Salarmy", "Army", "Navy"])
    assert titles(names, " army ") == ["Army", "Army of Mali", "Former Army", "Salarmy"]
    assert titles(names, "ARMY OF") == ["Army of Mali"]
    assert titles(names, "x") == []
    assert titles(names, "") == list(names)


def test_of_many_the_best_are_offered():
    names = Names([f"Group {number}" for number in range(1000)] + ["Z: Group"])
    assert len(titles(names, "group")) == MOST == len(titles(names, ""))
    assert titles(names, "group 999") == ["Group 999"]
    assert titles(names, "z") == ["Z: Group"]


def test_twenty_thousand_names_are_looked_through_between_two_keys():
    names = Names([f"{kind} Forces of Country {number} (2014-)" for number in range(10_000) for kind in ("Military", "Police")])
    best = min(_seconds(names, typed) for typed in ("m", "fo", "forces of country 99") for _ in range(3))
    assert best < 0.05


def _seconds(names: Names, typed: str) -> float:
    began = time.perf_counter()
    names.fitting(typed)
    return time.perf_counter() - began


def test_names_are_read_anew_after_a_change(workspace: Workspace):
    names, actors = RegisterNames(workspace), workspace.project.registers.register("actors")
    assert list(names("actors")) == []
    actors.put(Entry({"name": "PKK"}))
    first = names("actors")
    assert list(first) == ["PKK"]
    assert names("actors") is first
    workspace.undo()
    assert list(names("actors")) == []
