"""A codebook of seven fields and one rule, for tests that need any codebook."""

from __future__ import annotations

TINY = """
annotator_codebook: 1
name: tiny
lists:
  types:
    codes:
      - code: A
        children: [{code: a1}, {code: a2}]
      - code: B
        children: [{code: b1}]
tables:
  countries: {columns: [country, prefix], key: [country], rows: [[Iraq, IRQ], [Syria, SYR]]}
sections:
  - name: what
    fields:
      - {name: event_date, type: date, required: true}
      - {name: year, type: integer, derived: {year: {field: event_date}}}
      - {name: type, type: code, codes: types, level: 1, required: true}
      - {name: sub, type: code, codes: types, parent: type}
      - {name: country, type: text}
      - {name: n, type: integer, minimum: 0}
      - {name: note, type: long_text}
rules:
  - {id: R1, field: n, when: {field: type, is: A}, check: {field: n, at_most: 5}, message: "{n} is too many for {type}"}
numbering: {prefix: {lookup: {table: countries, key: [{field: country}], column: prefix}}}
summary: [event_date, sub]
"""
NEXT = (
    TINY.replace("name: tiny\n", "name: tiny\nversion: '2'\n")
    .replace("{name: note, type: long_text}", "{name: weather, title: Weather, type: text, required: true}")
    .replace("{code: a1}, ", "")
    .replace("at_most: 5", "at_most: 1")
)
"""Its next version: no note, but a weather; no code a1; a stricter rule."""
