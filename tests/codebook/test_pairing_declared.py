"""`pairing:` of a codebook: what is refused and on which line, what follows where nothing is declared, what is shipped."""

from __future__ import annotations

import pytest
from tiny import TINY

from annotator.codebook.loading import find, load, parse
from annotator.codebook.pairing import THRESHOLD, is_told, mirror_of, mirrored, pairing_of, usual_pairing
from annotator.errors import CodebookError

BASE = """annotator_codebook: 1
name: small
lists:
  types: {codes: [{code: A}, {code: B}]}
sections:
  - name: what
    fields:
      - {name: day, type: date, required: true}
      - {name: year, type: integer, derived: {year: {field: day}}}
      - {name: kind, type: code, codes: types, required: true}
      - {name: actor1, type: text, register: actors}
      - {name: actor2, type: text, register: actors}
      - {name: town, type: text, finds: place}
      - {name: lat, type: decimal, finds: latitude}
      - {name: n, type: integer}
      - {name: many, type: code, codes: types, many: true}
      - {name: note, type: long_text}
summary: [day, kind, town, note]
pairing:
  compare:
    - {by: days, fields: [day], weight: 3, reach: 4}
    - {by: actors, fields: [actor1, actor2]}
    - {by: place, fields: [town]}
    - {by: number, fields: [n]}
    - {by: evidence}
  sides: [[actor1], [actor2]]
  key: [day, actor1]
"""
LINES = {text.strip(): number for number, text in enumerate(BASE.splitlines(), start=1)}


def test_what_is_declared_holds():
    pairing = pairing_of(parse(BASE))
    assert (pairing.threshold, pairing.key) == (THRESHOLD, ("day", "actor1"))
    assert [one.by for one in pairing.compare] == ["days", "actors", "place", "number", "evidence"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("fields: [day], weight: 3", "fields: [date], weight: 3", "`date` is not a field"),
        ("fields: [day], weight: 3", "fields: [kind], weight: 3", "`kind` cannot be compared by days: it is of type code"),
        ("fields: [day], weight: 3", "fields: [day, day], weight: 3", "a field stands here twice"),
        ("fields: [day], weight: 3", "fields: [day], weight: 0", "`weight`: input should be greater than 0"),
        ("{by: number, fields: [n]}", "{by: number, fields: [year]}", "`year` is derived"),
        ("{by: number, fields: [n]}", "{by: number, fields: [n], reach: 3}", "`reach` says nothing where"),
        ("{by: number, fields: [n]}", "{by: number}", "`by: number` needs fields"),
        ("{by: number, fields: [n]}", "{by: number, fields: [town]}", "it is of type text"),
        ("{by: number, fields: [n]}", "{by: codes, fields: [n]}", "it is of type integer"),
        ("{by: number, fields: [n]}", "{by: nearness, fields: [n]}", "`by` cannot be “nearness”"),
        ("{by: number, fields: [n]}", "{by: number, field: n}", "`field` is not a known key here"),
        ("{by: evidence}", "{by: evidence, fields: [n]}", "evidence takes no fields"),
        ("{by: place, fields: [town]}", "{by: place, fields: [kind]}", "does not say which part of a place it finds"),
        ("{by: place, fields: [town]}", "{by: place, fields: [lat]}", "a point needs a latitude and a longitude"),
        ("{by: actors, fields: [actor1, actor2]}", "{by: actors, fields: [town]}", "no names from the register of actors"),
        ("sides: [[actor1], [actor2]]", "sides: [[actor1], [actor2, town]]", "two sides, each a list of as many"),
        ("sides: [[actor1], [actor2]]", "sides: [[actor1]]", "two sides, each a list of as many"),
        ("sides: [[actor1], [actor2]]", "sides: [[actor1], [actor3]]", "`actor3` is not a field"),
        ("sides: [[actor1], [actor2]]", "sides: [[actor1], [actor1]]", "a field stands on the sides twice"),
        ("sides: [[actor1], [actor2]]", "sides: [[actor1], [town]]", "must be of one kind"),
        ("key: [day, actor1]", "key: [day, who]", "`who` is not a field"),
        ("key: [day, actor1]", "key: [day, year]", "`year` is derived"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, what: str):
    line = next(number for text, number in LINES.items() if old in text)
    assert BASE.count(old) == 1
    with pytest.raises(CodebookError, match=what.replace("(", r"\(")) as error:
        parse(BASE.replace(old, new))
    assert error.value.line == line


def test_nothing_to_compare_is_refused():
    start, end = BASE.index("  compare:"), BASE.index("  sides:")
    with pytest.raises(CodebookError, match="this list is empty"):
        parse(BASE[:start] + "  compare: []\n" + BASE[end:])


def test_unknown_keys_are_told_with_those_that_are_known():
    with pytest.raises(CodebookError) as error:
        parse(BASE.replace("{by: evidence}", "{by: evidence, wait: 2}"))
    assert error.value.allowed == "by, fields, weight, reach"
    with pytest.raises(CodebookError) as error:
        parse(BASE.replace("  key: [day", "  keys: [day"))
    assert error.value.allowed == "threshold, compare, sides, key"


def test_without_a_declaration_the_fields_say_it():
    book = parse(BASE[: BASE.index("pairing:")])
    pairing = pairing_of(book)
    assert pairing == usual_pairing(book)
    assert [(one.by, one.fields) for one in pairing.compare] == [
        ("days", ("day",)), ("place", ("town", "lat")), ("actors", ("actor1", "actor2")), ("codes", ("kind",)),
        ("evidence", ()),
    ]  # fmt: skip
    assert pairing.sides == ()
    assert pairing.key == ("day", "kind")  # of the summary what must be answered, and no prose


def test_a_key_follows_where_only_the_comparison_is_declared():
    assert pairing_of(parse(BASE.replace("  key: [day, actor1]\n", ""))).key == ("day", "kind")


@pytest.mark.parametrize("name", ["tiny", "acled", "protest", "maverick", "ucdp_ged"])
@pytest.mark.parametrize("usual", [True, False])
def test_no_single_part_decides(name: str, usual: bool):
    """Whatever one thing two coders differ in, all else brings them to the threshold, evidence or not."""
    book = parse(TINY) if name == "tiny" else load(find(name))[0]
    pairing = usual_pairing(book) if usual else pairing_of(book)
    told = [one.weight for one in pairing.compare if one.by != "evidence"]
    assert sum(told) - max(told) >= pairing.threshold * sum(told) - 1e-9
    assert 0.3 <= pairing.threshold <= THRESHOLD


@pytest.mark.parametrize("name", ["acled", "protest", "maverick", "ucdp_ged"])
def test_shipped_ones_declare_it(name: str):
    book = load(find(name))[0]
    assert book.pairing is not None
    assert book.pairing.key
    assert {one.by for one in book.pairing.compare} >= {"days", "place", "actors", "codes", "number", "evidence"}
    assert all(is_told(book.fields[field]) for field in book.pairing.key)


def test_a_codebook_of_one_question_is_paired_by_it():
    book = parse("annotator_codebook: 1\nname: one\nsections: [{name: s, fields: [{name: what, type: text}]}]\n")
    pairing = usual_pairing(book)
    assert [(one.by, one.fields) for one in pairing.compare] == [("same", ("what",)), ("evidence", ())]
    assert (pairing.threshold, pairing.key) == (THRESHOLD, ("what",))


def test_sides_are_read_the_other_way_round_and_back():
    mirror = mirror_of(pairing_of(parse(BASE)))
    values = {"day": "2024-05-03", "actor1": "Police", "note": "…"}
    turned = mirrored(values, mirror)
    assert turned == {"day": "2024-05-03", "actor2": "Police", "note": "…"}
    assert mirrored(turned, mirror) == values
    assert mirror_of(usual_pairing(parse(TINY))) == {}
