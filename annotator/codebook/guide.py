"""A codebook as a guide for people: one entry for every section, field, code, rule and reason, with its facts in words.

Owns what is said about each and how entries hang together. Pure: how a page looks is the window's or the printer's matter,
what is found by words is `guide_search`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypedDict

from . import guide_facts as facts_of
from .guide_facts import Fact, code_id, list_fields
from .guide_search import GuideTexts
from .model import Code, Codebook, CodedField, Guidance, Reason, Rule, Section, Text, in_language, title_of
from .wording import Point, Wording, plain

Kind = Literal[
    "codebook", "section", "field", "code", "rules", "rule", "reasons", "reason", "numbers", "tables", "table",
    "rulings", "ruling",
]  # fmt: skip
KINDS: dict[str, str] = {
    "codebook": "Codebook", "section": "Section", "field": "Field", "code": "Code", "rules": "Rules", "rule": "Rule",
    "reasons": "Reasons", "reason": "Reason", "numbers": "Number words", "tables": "Tables", "table": "Table",
    "rulings": "Rulings", "ruling": "Ruling",
}  # fmt: skip
"""What each kind of entry is called."""
MOST_ROWS = 40
"""Rows of a lookup table that are shown."""
_FLOAT = re.compile(r"\d+\.0")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the guide. Texts of facts may hold links (`wording.link`) to other entries' ids."""

    id: str
    kind: Kind
    title: str
    code: str = ""
    """The code, the field's name or the rule's id, where it is not the title; the day of a ruling."""
    place: str = ""
    """Where it belongs, in words: its section, its field, its list."""
    definition: str = ""
    example: str = ""
    counter_example: str = ""
    note: str = ""
    facts: tuple[Fact, ...] = ()
    below: tuple[str, ...] = ()
    """Ids of what it is made of: a section's fields, a field's questions or codes, a code's narrower codes."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that speak about it."""
    rulings: tuple[str, ...] = ()
    """Ids of the lead's rulings about it."""
    severity: str = ""
    also: tuple[str, ...] = ()
    """Other spellings, and words of a text that point to it."""


@dataclass(frozen=True, slots=True)
class Node:
    """An entry's place in the tree; a code stands below every field it may answer."""

    id: str
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Guide:
    """All entries of one codebook in one language, the codebook's own page first."""

    codebook: Codebook
    language: str
    entries: dict[str, Entry]
    tree: tuple[Node, ...]

    def entry_of(self, name: str, answer: object = None) -> Entry | None:
        """The page of a field (`group.sub` inside a group), or of the code that is its answer."""
        found = self.entries.get(f"field/{name}")
        if isinstance(answer, str) and found is not None:
            asked = facts_of.field_named(self.codebook, name)
            return self.entries.get(code_id(asked.codes, answer)) or found if asked is not None else found
        return found

    @cached_property
    def texts(self) -> GuideTexts:
        """What can be found by words; made when something is looked for."""
        return GuideTexts(self.entries)


_kept: list[Guide] = []
MOST_KEPT = 4


def guide_of(codebook: Codebook, language: str = "") -> Guide:
    """The codebook's guide; made once and kept for the last few codebooks."""
    language = language or next(iter(codebook.languages), "en")
    for guide in _kept:
        if guide.codebook is codebook and guide.language == language:
            return guide
    made = _Maker(codebook, language).make()
    _kept[:] = [made, *_kept][:MOST_KEPT]
    return made


def general(message: Text, codebook: Codebook, language: str = "en") -> str:
    """A rule's message as it reads of no event in particular: each answer it would name as its field in brackets."""
    say = Wording(codebook, language)
    own = {"item": "entry", "article_date": "article's date"}

    def put(match: re.Match[str]) -> str:
        name = match[1]
        known = say.find(name)[1]
        return f"[{own[name]}]" if name in own else f"[{title_of(known, language)}]" if known else match[0]

    return re.sub(r"\{([a-z][a-z0-9_]*)\}", put, in_language(message, language))


class _Texts(TypedDict):
    definition: str
    example: str
    counter_example: str
    note: str


class _Maker:
    """Makes the entries of one codebook."""

    def __init__(self, codebook: Codebook, language: str) -> None:
        self._book, self._language = codebook, language
        self._entries: dict[str, Entry] = {}
        self._facts = facts_of.Facts(codebook, language)

    def make(self) -> Guide:
        """The whole guide."""
        self._entries["codebook"] = Entry("codebook", "codebook", self._text(self._book.title) or self._book.name)
        sections = [self._section(section, article=True) for section in self._book.article]
        sections += [self._section(section) for section in self._book.sections]
        for name, codes in self._book.lists.items():
            self._codes(name, codes.codes)
        groups = [self._rules(), self._reasons("no_event"), self._reasons("mention"), self._numbers(), self._tables()]
        tree = (Node("codebook"), *sections, *(group for group in groups if group is not None))
        self._entries["codebook"] = self._about(tree)
        return Guide(self._book, self._language, self._entries, tree)

    def _text(self, text: Text) -> str:
        return in_language(text, self._language)

    def _guidance(self, known: Guidance) -> _Texts:
        return {
            "definition": self._text(known.definition), "example": self._text(known.example),
            "counter_example": self._text(known.counter_example), "note": self._text(known.note),
        }  # fmt: skip

    def _about(self, tree: Iterable[Node]) -> Entry:
        book = self._book
        return Entry(
            "codebook", "codebook", self._text(book.title) or book.name, book.name, definition=self._text(book.about),
            facts=self._facts.of_codebook(), below=tuple(node.id for node in tree if node.id != "codebook"),
        )  # fmt: skip

    def _section(self, section: Section, *, article: bool = False) -> Node:
        title = self._text(section.title) or section.name.replace("_", " ").capitalize()
        place = "Questions about the article" if article else ""
        nodes = [self._field(one, title, article=article) for one in section.fields]
        made = Entry(
            f"section/{'article.' if article else ''}{section.name}", "section", title, place=place,
            definition=self._text(section.help), below=tuple(node.id for node in nodes),
        )  # fmt: skip
        self._entries[made.id] = made
        return Node(made.id, tuple(nodes))

    def _field(self, asked: CodedField, place: str, group: str = "", *, article: bool = False) -> Node:
        path = f"{group}.{asked.name}" if group else asked.name
        title = title_of(asked, self._language)
        subs = [self._field(sub, f"{place} · {title}", path) for sub in asked.fields]
        codes = self._book.lists[asked.codes].codes if asked.codes in self._book.lists else ()
        nodes = subs or [_code_node(asked.codes, code, deep=asked.level != 1) for code in codes]
        self._entries[f"field/{path}"] = Entry(
            f"field/{path}", "field", title, path, place, **self._guidance(asked),
            facts=self._facts.of_field(asked, group, article=article), below=tuple(node.id for node in nodes),
            rules=() if group else tuple(f"rule/{rule.id}" for rule in self._book.rules if rule.field == asked.name),
        )  # fmt: skip
        return Node(f"field/{path}", tuple(nodes))

    def _codes(self, name: str, codes: Iterable[Code]) -> None:
        asking = [title_of(asked, self._language) for _, asked in list_fields(self._book, name)]
        place = ", ".join(dict.fromkeys(asking)) or self._text(self._book.lists[name].title)
        parents = self._book.lists[name].parents
        for code in codes:
            label = self._text(code.label) or code.code
            spelled = tuple(one for one in (*code.aliases, *code.was) if not _FLOAT.fullmatch(one))
            self._entries[code_id(name, code.code)] = Entry(
                code_id(name, code.code), "code", label, code.code if code.code != label else "", place,
                **self._guidance(code), facts=self._facts.of_code(name, code, parents.get(code.code, "")),
                below=tuple(code_id(name, child.code) for child in code.children),
                rules=tuple(f"rule/{one}" for one in self._facts.rules_naming(name, code.code)),
                also=(*spelled, *code.words),
            )  # fmt: skip
            self._codes(name, code.children)

    def _rules(self) -> Node | None:
        nodes = [self._rule(rule) for rule in self._book.rules]
        intro = (
            "What must hold of an event. An error keeps the article from being done until it is settled or overruled with a "
            "reason; a warning asks for a second look. A comparison with something that is not known raises no problem."
        )
        return self._heading("rules", "rules", "Rules", intro, nodes)

    def _rule(self, rule: Rule) -> Node:
        made = Entry(
            f"rule/{rule.id}", "rule", general(rule.message, self._book, self._language), rule.id,
            title_of(self._book.fields[rule.field], self._language) if rule.field in self._book.fields else "",
            definition=self._text(rule.reason), facts=self._facts.of_rule(rule), severity=rule.severity,
        )  # fmt: skip
        self._entries[made.id] = made
        return Node(made.id)

    def _reasons(self, kind: str) -> Node | None:
        known = self._book.no_event_reasons if kind == "no_event" else self._book.mention_reasons
        title, intro = {
            "no_event": ("Reasons for no event", "Why nothing is coded from an article."),
            "mention": ("Reasons for a mention", "Why a passage that speaks of something is marked and not coded."),
        }[kind]
        return self._heading(f"reasons/{kind}", "reasons", title, intro, [self._reason(kind, title, one) for one in known])

    def _reason(self, kind: str, place: str, reason: Reason) -> Node:
        title = self._text(reason.label) or reason.code
        name = f"reason/{kind}/{reason.code}"
        self._entries[name] = Entry(name, "reason", title, reason.code, place, **self._guidance(reason))
        return Node(name)

    def _heading(self, name: str, kind: Kind, title: str, intro: str, nodes: list[Node]) -> Node | None:
        if not nodes:
            return None
        self._entries[name] = Entry(name, kind, title, definition=intro, below=tuple(node.id for node in nodes))
        return Node(name, tuple(nodes))

    def _numbers(self) -> Node | None:
        words = self._book.number_words
        if not words:
            return None
        points = tuple(Point(f"“{word}” counts as {number}") for word, number in words.items())
        intro = "What a number told in words counts as."
        made = Entry(
            "number_words", "numbers", "Number words", definition=intro, facts=(Fact("Words", points),), also=(*words,)
        )
        self._entries[made.id] = made
        return Node(made.id)

    def _tables(self) -> Node | None:
        nodes = []
        for name, table in self._book.tables.items():
            rows = [Point(", ".join("–" if cell is None else str(cell) for cell in row)) for row in table.rows[:MOST_ROWS]]
            more = len(table.rows) - len(rows)
            rows += [Point(f"and {more} more")] if more else []
            facts = (Fact("Columns", (Point(", ".join(table.columns)),)), Fact("Found by", (Point(", ".join(table.key)),)))
            used = tuple(self._facts.users_of_table(name))
            facts += (Fact("Used by", (Point(", ".join(used)),)),) if used else ()
            title = name.replace("_", " ").capitalize()
            also = tuple(str(row[0]) for row in table.rows) if len(table.rows) <= MOST_ROWS else ()
            self._entries[f"table/{name}"] = Entry(
                f"table/{name}", "table", title, name, "Tables", facts=(*facts, Fact(f"{len(table.rows)} rows", tuple(rows))),
                also=also,
            )  # fmt: skip
            nodes.append(Node(f"table/{name}"))
        return self._heading("tables", "tables", "Tables", "What is looked up by the answers.", nodes)


def _code_node(name: str, code: Code, *, deep: bool) -> Node:
    children = tuple(_code_node(name, child, deep=True) for child in code.children) if deep else ()
    return Node(code_id(name, code.code), children)


def as_text(guide: Guide, entry: Entry) -> str:
    """A page as plain text, for the command line and for print."""
    return "\n".join(_lines(guide, entry))


def _lines(guide: Guide, entry: Entry) -> Iterator[str]:
    yield f"{entry.title} ({entry.code})" if entry.code and entry.code != entry.title else entry.title
    where = " · ".join(part for part in (KINDS[entry.kind], entry.severity, entry.place) if part)
    yield f"  {where}"
    for name, text in (("", entry.definition), ("Example", entry.example), ("Not", entry.counter_example), ("", entry.note)):
        if text:
            yield f"  {name}: {text}" if name else f"  {text}"
    if entry.rulings:
        yield "  Rulings:"
        for ruling in (guide.entries[one] for one in entry.rulings):
            yield f"    - {ruling.title}{f': {ruling.definition}' if ruling.definition else ''}"
    for fact in entry.facts:
        if len(fact.points) == 1 and not fact.points[0].points:
            yield f"  {fact.name}: {plain(fact.points[0].text)}"
        elif len(fact.points) == 1:
            yield f"  {fact.name}: {plain(fact.points[0].text)}:"
            yield from _points(fact.points[0].points, 2)
        else:
            yield f"  {fact.name}:"
            yield from _points(fact.points, 2)
    if entry.rules:
        yield "  Rules:"
        for rule in (guide.entries[one] for one in entry.rules):
            yield f"    - {rule.code} ({rule.severity}): {rule.title}"
    if entry.below:
        yield f"  {below_title(entry)}:"
        for one in (guide.entries[name] for name in entry.below):
            yield (
                f"    - {one.code} ({one.severity}): {one.title}"
                if one.kind == "rule"
                else f"    - {one.title}{f': {one.definition}' if one.definition else ''}"
            )


def _points(points: Iterable[Point], depth: int) -> Iterator[str]:
    for point in points:
        yield f"{'  ' * depth}- {plain(point.text)}{':' if point.points else ''}"
        yield from _points(point.points, depth + 1)


def below_title(entry: Entry) -> str:
    """What the entries below one are."""
    if entry.kind == "field":
        inner = any(one.startswith("field/") for one in entry.below)
        return "Questions of each entry" if inner else "Codes"
    return {"section": "Fields", "code": "Narrower codes"}.get(entry.kind, "Contents")
