"""`combine:` of a codebook: what is refused and on which line, what follows where nothing is declared, what is shipped."""

from __future__ import annotations

import pytest
from tiny import TINY

from annotator.codebook.combined_rules import rules_of, unsound_combining, usual_rules
from annotator.codebook.loading import find, load, parse
from annotator.codebook.model import Codebook, Combined
from annotator.errors import CodebookError

BASE = """annotator_codebook: 1
name: small
lists:
  types: {codes: [{code: A, children: [{code: a1}]}, {code: B}]}
  exact: {codes: [{code: "1"}, {code: "2"}]}
sections:
  - name: what
    fields:
      - {name: day, type: date, precision: exact_day}
      - {name: exact_day, type: code, codes: exact}
      - {name: year, type: integer, derived: {year: {field: day}}}
      - {name: kind, type: code, codes: types, level: 1}
      - {name: narrow, type: code, codes: types, parent: kind}
      - {name: actor1, type: text, register: actors}
      - {name: with1, type: text, register: actors, many: true}
      - {name: actor2, type: text, register: actors}
      - {name: with2, type: text, register: actors, many: true}
      - {name: town, type: text, finds: place}
      - {name: lat, type: decimal, finds: latitude}
      - {name: dead, type: integer, finds: dead}
      - {name: crowd, type: number, finds: crowd}
      - {name: age, type: integer}
      - {name: forms, type: code, codes: types, many: true}
      - {name: sources, type: text, many: true}
      - {name: dates, type: text, many: true}
      - {name: word, type: text}
      - {name: note, type: long_text}
pairing:
  compare: [{by: days, fields: [day]}]
  sides: [[actor1, with1], [actor2, with2]]
combine:
  - {by: most_precise, fields: [day, exact_day], precision: exact_day, then: most_common}
  - {by: ranked, fields: [kind, narrow], order: [B]}
  - {by: lowest, fields: [dead]}
  - {by: joined, fields: [forms], alike: [kind], yields: [B]}
  - {by: joined, fields: [sources, dates]}
  - {by: joined, fields: [word], between: ", "}
  - {by: closest, fields: [note], then: longest}
"""
LINES = {text.strip(): number for number, text in enumerate(BASE.splitlines(), start=1)}
PRECISE = "{by: most_precise, fields: [day, exact_day], precision: exact_day, then: most_common}"
RANKED = "{by: ranked, fields: [kind, narrow], order: [B]}"
LOWEST = "{by: lowest, fields: [dead]}"
FORMS = "{by: joined, fields: [forms], alike: [kind], yields: [B]}"
ROWS = "{by: joined, fields: [sources, dates]}"
WORD = '{by: joined, fields: [word], between: ", "}'
NOTE = "{by: closest, fields: [note], then: longest}"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (LOWEST, "{by: lowest, fields: [deaths]}", "`deaths` is not a field"),
        (LOWEST, "{by: lowest, fields: [year]}", "`year` is derived: it follows from what was combined"),
        (LOWEST, "{by: lowest, fields: [dead, dead]}", "`dead` is combined twice"),
        (LOWEST, "{by: lowest, fields: [day]}", "`day` is combined twice"),
        (LOWEST, "{by: lowest, fields: []}", "`by: lowest` needs fields"),
        (LOWEST, "{by: lowest}", "`fields` is missing"),
        (LOWEST, "{by: smallest, fields: [dead]}", "`by` cannot be “smallest”"),
        (LOWEST, "{by: lowest, field: dead}", "`field` is not a known key here"),
        (LOWEST, "{by: lowest, fields: [town]}", "no number here to be combined by lowest: `town` is of type text"),
        (LOWEST, "{by: highest, fields: [town]}", "no number here"),
        (LOWEST, "{by: median, fields: [town]}", "no number here"),
        (LOWEST, "{by: ranked, fields: [town]}", "`town` cannot be combined by ranked: it is of type text"),
        (FORMS, "{by: ranked, fields: [forms]}", "`forms` cannot be combined by ranked: it is a list"),
        (LOWEST, "{by: earliest, fields: [dead]}", "`dead` cannot be combined by earliest: it is of type integer"),
        (LOWEST, "{by: latest, fields: [dead]}", "`dead` cannot be combined by latest"),
        (LOWEST, "{by: longest, fields: [dead]}", "`dead` cannot be combined by longest"),
        (LOWEST, "{by: most_common, fields: [town], then: longest, order: [A]}", "`order` says nothing where"),
        (LOWEST, "{by: most_common, fields: [age], then: earliest}", "`age` cannot be combined by earliest"),
        (LOWEST, "{by: lowest, fields: [dead], then: lowest}", "`then: lowest` cannot decide where `by: lowest` has not"),
        (LOWEST, "{by: joined, fields: [dead]}", "`dead` cannot be joined: it holds one answer of type integer"),
        (PRECISE, "{by: most_precise, fields: [day, exact_day]}", "`most_precise` needs the field that says how precise"),
        (PRECISE, "{by: most_precise, fields: [day, exact_day], precision: when}", "`when` is not a field"),
        (
            PRECISE,
            "{by: most_precise, fields: [day, exact_day], precision: age}",
            "`age` is of type integer",
        ),
        (PRECISE, "{by: most_precise, fields: [day, exact_day], precision: forms}", "and has no first code"),
        (PRECISE, "{by: most_precise, fields: [exact_day], precision: exact_day}", "name that answer beside it"),
        (PRECISE, "{by: earliest, fields: [day, exact_day], precision: exact_day}", "`precision` says nothing where"),
        (PRECISE, "{by: earliest, fields: [day], then: most_precise}", "`most_precise` needs the field"),
        (RANKED, "{by: ranked, fields: [kind, narrow], order: [C]}", "“C” is not an answer of `kind`"),
        (RANKED, "{by: ranked, fields: [kind, narrow], order: [B, B]}", "a code stands in this order twice"),
        (RANKED, "{by: ranked, fields: [narrow]}", "`narrow` belongs under `kind`: the two come from one event"),
        (FORMS, "{by: joined, fields: [forms], alike: [what]}", "`what` is not a field"),
        (FORMS, "{by: joined, fields: [forms], alike: [note]}", "`note` is not combined yet"),
        (WORD, "{by: longest, fields: [word], alike: [word]}", "`word` is not combined yet"),
        (FORMS, "{by: joined, fields: [forms], yields: [C]}", "“C” is not an answer of `forms`"),
        (FORMS, "{by: joined, fields: [forms], then: first}", "`then` says nothing where answers are joined"),
        (FORMS, "{by: joined, fields: [forms], between: x}", "`between` is for texts and for the parts of codes"),
        (FORMS, "{by: most_common, fields: [forms], yields: [B]}", "`yields` says nothing where"),
        (ROWS, "{by: joined, fields: [sources, town]}", "run side by side: `town` is no list"),
        (ROWS, "{by: joined, fields: [sources, dates], yields: [x]}", "`yields` is for one list"),
        (RANKED, "{by: joined, fields: [kind]}", "`kind` holds one code: say what stands between the parts"),
        (WORD, "{by: longest, fields: [word], between: x}", "`between` says nothing where"),
        (NOTE, "{by: closest, fields: [note], then: shortest}", "`then` cannot be “shortest”"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, what: str):
    line = next(number for text, number in LINES.items() if old in text)
    assert BASE.count(old) == 1
    with pytest.raises(CodebookError) as error:
        parse(BASE.replace(old, new))
    assert what in str(error.value)
    assert error.value.line == line


def test_unknown_keys_are_told_with_those_that_are_known():
    with pytest.raises(CodebookError) as error:
        parse(BASE.replace(LOWEST, "{by: lowest, fields: [dead], ties: first}"))
    assert error.value.allowed == "by, fields, precision, then, order, alike, yields, between"


def test_a_rule_of_what_is_declared_comes_first_and_each_field_has_one():
    book = parse(BASE)
    rules = rules_of(book)
    assert rules[: len(book.combine)] == book.combine
    named = [name for rule in rules for name in rule.fields]
    assert sorted(named) == sorted(name for name, one in book.fields.items() if one.derived is None)


def test_without_a_declaration_the_fields_say_it():
    rules = usual_rules(parse(BASE[: BASE.index("combine:")]))
    assert [(one.by, one.fields, one.precision, one.then, one.alike) for one in rules] == [
        ("most_precise", ("day", "exact_day"), "exact_day", "most_common", ()),
        ("most_common", ("kind", "narrow"), "", "", ()),
        ("most_common", ("actor1", "actor2"), "", "", ()),
        ("most_common", ("town", "lat"), "", "", ()),
        ("lowest", ("dead",), "", "", ()),
        ("median", ("crowd",), "", "", ()),
        ("most_common", ("age",), "", "", ()),
        ("joined", ("forms",), "", "", ()),
        ("joined", ("sources",), "", "", ()),
        ("joined", ("dates",), "", "", ()),
        ("most_common", ("word",), "", "", ()),
        ("closest", ("note",), "", "longest", ()),
        ("joined", ("with1",), "", "", ("actor1",)),
        ("joined", ("with2",), "", "", ("actor2",)),
    ]


@pytest.mark.parametrize("name", ["tiny", "acled", "protest", "maverick", "ucdp_ged"])
def test_the_usual_rules_fit_every_codebook(name: str):
    book = (parse(TINY) if name == "tiny" else load(find(name))[0]).model_copy(update={"combine": ()})
    declared = book.model_copy(update={"combine": usual_rules(book)})
    assert list(unsound_combining(declared)) == []
    assert usual_rules(declared) == ()


def _rule(book: Codebook, name: str) -> Combined:
    return next(rule for rule in book.combine if name in rule.fields)


@pytest.mark.parametrize("name", ["acled", "protest", "maverick", "ucdp_ged"])
def test_shipped_ones_declare_it(name: str):
    book = load(find(name))[0]
    left = {field for rule in usual_rules(book) for field in rule.fields}
    assert left <= {"active_year", "date_estimate", "relid", "code_status"}  # numbers of the keepers
    assert all(_rule(book, one.name).by == "joined" for one in book.fields.values() if one.type == "group")
    places = [one.name for one in book.fields.values() if one.finds in ("place", "latitude", "longitude", "country")]
    assert len({_rule(book, place).fields for place in places}) == 1


def test_acled_declares_what_its_publisher_does():
    book = load(find("acled"))[0]
    assert _rule(book, "fatalities").by == "lowest"
    assert (_rule(book, "event_date").by, _rule(book, "event_date").precision) == ("most_precise", "time_precision")
    chain = ("country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision")
    assert (_rule(book, "location").by, _rule(book, "location").fields) == ("most_precise", chain)
    assert {_rule(book, name).by for name in ("source", "tags", "assoc_actor_1", "assoc_actor_2")} == {"joined"}
    # What is done decides with who does it, so that the rules on who may do what hold for the incident, too.
    assert _rule(book, "sub_event_type") is _rule(book, "event_type") is _rule(book, "actor1") is _rule(book, "actor2")
