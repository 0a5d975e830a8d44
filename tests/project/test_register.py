"""The registers: who may propose, approve and change, what is refused, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.errors import UsageError
from annotator.project import Project, doubles
from annotator.project.articles import ArticleDraft
from annotator.project.register import Entry, EntryRefused, Register, years_of


def entry(name: str, *aliases: str, **values: Any) -> Entry:
    return Entry({"name": name, **values}, aliases)


@pytest.fixture
def actors(project: Project) -> Register:
    return project.registers.register("actors")


def as_coder(project: Project, name: str = "B2") -> str:
    known = {one.name: one for one in project.coders.all()}
    coder = known.get(name) or project.coders.add(name)
    project.work_as(coder)
    return coder.uid


def lead(project: Project) -> None:
    project.work_as(project.coders.all()[0])


def test_what_the_lead_adds_is_approved_and_seen_by_checks(project: Project, actors: Register):
    made = actors.put(entry("AA:  Arakan Army", "Arakan", type="4", country="Myanmar", valid_from="2009", parent="UNA"))
    assert made.state == "approved"
    found = project.registers.registered("actors", "AA: Arakan Army", "Myanmar", "2015-01-01")
    assert found is not None
    assert (found["type"], found["valid_from"], found["parent"]) == ("4", "2009-01-01", "UNA")
    assert project.registers.registered("actors", "AA: Arakan Army", "Myanmar", "2001-01-01") is None
    assert project.registers.actors()[0].aliases == ("Arakan",)
    assert project.history.steps(1)[0].label == {"id": "add_entry", "register": "actors", "name": "AA: Arakan Army"}
    project.history.undo()
    assert actors.all() == []


def test_a_coder_proposes_and_the_lead_decides(project: Project, actors: Register):
    coder = as_coder(project)
    made = actors.put(entry("Traders (Iraq)", country="Iraq"))
    assert (made.state, made.proposed_by) == ("proposed", coder)
    assert project.registers.names("actors") == []
    with pytest.raises(UsageError, match="for the lead"):
        actors.judge([made.uid], "approved")
    lead(project)
    assert actors.judge([made.uid], "approved") == 1
    assert actors.judge([made.uid], "approved") == 0
    assert project.registers.names("actors") == ["Traders (Iraq)"]
    assert actors.get(made.uid).proposed_by == coder
    assert actors.judge([made.uid], "refused") == 1
    assert project.registers.names("actors") == []
    project.history.undo()
    assert project.registers.names("actors") == ["Traders (Iraq)"]


def test_a_coder_changes_the_own_proposals_alone(project: Project, actors: Register):
    theirs = actors.put(entry("Police", country="Iraq"))
    as_coder(project, "B2")
    mine = actors.put(entry("Traders"))
    actors.change(mine.uid, entry("Traders (Iraq)", "Merchants", country="Iraq"))
    assert (actors.get(mine.uid).name, actors.get(mine.uid).aliases) == ("Traders (Iraq)", ("Merchants",))
    with pytest.raises(UsageError, match="own proposals"):
        actors.change(theirs.uid, entry("Police", country="Syria"))
    as_coder(project, "C3")
    with pytest.raises(UsageError, match="own proposals"):
        actors.change(mine.uid, entry("Mine now"))


def test_the_same_name_twice_is_refused_and_says_why(project: Project, actors: Register):
    actors.put(entry("Police", country="Iraq"))
    actors.put(entry("Police", country="Syria"))
    with pytest.raises(UsageError, match="is there already"):
        actors.put(entry("Police", country="Iraq"))
    as_coder(project)
    made = actors.put(entry("Traders"))
    with pytest.raises(UsageError, match="was proposed already"):
        actors.put(entry("Traders"))
    lead(project)
    actors.judge([made.uid], "refused")
    as_coder(project)
    with pytest.raises(UsageError, match="was refused by the lead"):
        actors.put(entry("Traders"))
    lead(project)
    assert actors.put(entry("Traders", type="7")).uid == made.uid
    assert (actors.get(made.uid).state, actors.get(made.uid).values["type"]) == ("approved", "7")
    with pytest.raises(UsageError, match="same country and time"):
        actors.change(made.uid, entry("Police", country="Iraq"))


@pytest.mark.parametrize(
    ("register", "values", "column"),
    [
        ("actors", {"name": "  "}, "name"),
        ("actors", {"name": "A", "valid_from": "soon"}, "valid_from"),
        ("actors", {"name": "A", "valid_from": "2020-13-01"}, "valid_from"),
        ("actors", {"name": "A", "valid_from": "2020", "valid_to": "2019"}, "valid_to"),
        ("actors", {"name": "A", "colour": "red"}, "colour"),
        ("places", {"name": "A", "latitude": "north", "longitude": 1}, "latitude"),
        ("places", {"name": "A", "latitude": 91, "longitude": 1}, "latitude"),
        ("places", {"name": "A", "latitude": 9}, "longitude"),
        ("places", {"name": "A", "latitude": float("nan"), "longitude": 1}, "latitude"),
    ],
)
def test_what_cannot_be_an_entry_is_refused(project: Project, register: str, values: dict[str, Any], column: str):
    book = project.registers.register(register)
    with pytest.raises(EntryRefused) as caught:
        book.put(Entry(values))
    assert caught.value.column == column
    assert book.all() == []


def test_an_alias_with_the_sign_between_aliases_is_refused(actors: Register):
    with pytest.raises(EntryRefused, match="semicolon"):
        actors.put(entry("A", "B; C"))


def test_pages_search_names_and_aliases(actors: Register):
    for number in range(25):
        actors.put(entry(f"Group {number:02}", *(["Löwen_"] if number == 7 else [])))
    assert [one.name for one in actors.page(limit=10, start=20)] == [f"Group {number}" for number in range(20, 25)]
    assert actors.count("group 1") == 10
    assert [one.name for one in actors.page("LÖWEN")] == ["Group 07"]
    assert [one.name for one in actors.page("n_")] == ["Group 07"]
    assert actors.count("%") == 0
    assert actors.count("aliases") == 0
    assert actors.count(state="proposed") == 0


def test_a_coder_sees_no_other_coders_proposals(project: Project, actors: Register):
    actors.put(entry("Approved"))
    as_coder(project, "B2")
    actors.put(entry("Of B2"))
    as_coder(project, "C3")
    actors.put(entry("Of C3"))
    assert [one.name for one in actors.page()] == ["Approved", "Of C3"]
    assert (actors.count(), actors.count(state="proposed"), actors.count("b2")) == (2, 1, 0)
    lead(project)
    assert actors.count() == 3


def test_details_of_others_stay_when_an_entry_changes(project: Project, actors: Register):
    made = actors.put(entry("A", "B"))
    with project.history.operation({"id": "test"}):
        project.database.run("UPDATE actor SET details = json_set(details, '$.note', 'kept')")
    actors.change(made.uid, entry("A"))
    assert project.database.value("SELECT details FROM actor") == '{"note":"kept"}'
    project.history.undo()
    assert actors.get(made.uid).aliases == ("B",)


def test_places_keep_their_points(project: Project):
    places = project.registers.register("places")
    made = places.put(entry("Hawija", country="Iraq", latitude="35,3256", longitude=43.7736))
    assert (places.get(made.uid).values["latitude"], places.get(made.uid).values["longitude"]) == (35.3256, 43.7736)
    assert project.places.all()[0].latitude == 35.3256


def test_there_are_three_registers(project: Project):
    with pytest.raises(UsageError, match="no register of weapons"):
        project.registers.register("weapons")


def test_years_in_a_name_say_when_it_holds():
    assert years_of("Military Forces of Iraq (2014-)") == ("2014-01-01", "")
    assert years_of("Police Forces of Mali (2012-2020)") == ("2012-01-01", "2020-12-31")
    assert years_of("Rioters (Iraq)") == ("", "")


def named(actors: Register, *names: str, country: str = "", since: str = "", until: str = "") -> None:
    for name in names:
        actors.put(entry(name, type="1", country=country, valid_from=since, valid_to=until))


def test_another_day_or_country_has_another_entry_of_an_actor(project: Project, actors: Register):
    named(actors, "Army of Mali (2020-2024)", country="Mali", since="2020-08-19", until="2024-05-26")
    named(actors, "Army of Mali (2024-)", country="Mali", since="2024-05-27")
    named(actors, "Civilians (Mali)", country="Mali")
    named(actors, "Civilians (Niger)", country="Niger")
    resolved = project.registers.resolved
    assert resolved("actors", "Army of Mali (2020-2024)", "Mali", "2024-06-01") == "Army of Mali (2024-)"
    assert resolved("actors", "Army of Mali (2020-2024)", "Mali", "2021-06-01") == ""
    assert resolved("actors", "Civilians (Mali)", "Niger", "2021-06-01") == "Civilians (Niger)"
    assert resolved("actors", "Civilians (Mali)", "Chad", None) == ""
    assert resolved("actors", "Nobody (Mali)", "Niger", None) == ""
    assert resolved("actors", "Civilians (Mali)", None, None) == ""


def test_parts_of_an_actor_are_not_taken_for_one_another(project: Project, actors: Register):
    named(actors, "Army of Mali (2020-2024)", "Army of Mali (2020-2024) Guard", country="Mali", until="2024-05-26")
    named(actors, "Army of Mali (2024-)", "Army of Mali (2024-) Guard", country="Mali", since="2024-05-27")
    assert project.registers.resolved("actors", "Army of Mali (2020-2024) Guard", "Mali", "2024-06-01") == (
        "Army of Mali (2024-) Guard"
    )


def test_of_two_that_fit_neither_is_chosen(project: Project, actors: Register):
    named(actors, "Militia (A)", country="Mali")
    named(actors, "Militia (B)", "Militia (C)", country="Niger")
    assert project.registers.resolved("actors", "Militia (A)", "Niger", None) == ""


def test_spellings_are_told_of_names_whatever_their_capitals_as_the_register_stands(project: Project, actors: Register):
    made = actors.put(entry("AA: Arakan Army", "Arakan", "Élan d'Arakan"))
    actors.put(entry("Kurdish Front", "Front"))
    assert set(doubles.aliases(project)) == {"Arakan", "Élan d'Arakan", "Front"}
    wanted = ["ARAKAN", "élan d'arakan", "AA: Arakan Army", "nobody"]
    told = {"ARAKAN": "AA: Arakan Army", "élan d'arakan": "AA: Arakan Army"}
    assert doubles.aliases(project, wanted) == told
    project.articles.add([ArticleDraft("Two died.", title="Kirkuk")])
    assert doubles.aliases(project, wanted) == told, "other changes leave them"
    actors.change(made.uid, entry("AA", "Arakan"))
    assert doubles.aliases(project, wanted) == {"ARAKAN": "AA"}
    project.history.undo()
    assert doubles.aliases(project, wanted) == told

    def fail() -> None:
        with project.history.operation({"id": "change_entry"}):
            project.database.run("UPDATE actor SET name = 'B' WHERE uid = ?", (made.uid,))
            assert doubles.aliases(project, ["Arakan"]) == {"Arakan": "B"}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    actors.judge([made.uid], "refused")  # its number in history was the one that was taken back
    assert doubles.aliases(project, wanted) == {}
