"""A codebook as a printed manual: one HTML page with all a coder may ask, from the first question to the index of codes.

Owns the order of the manual and what stands where; must not know files or projects. What is said of each entry is `guide`'s,
how it looks is the template's (`resources/manual`). With `for_print` the page keeps to what Qt's text documents can typeset.
The same codebook and rulings give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ..shipped import resource
from .guide import Entry, Guide, Node, guide_of
from .guide_rulings import RulingText, with_rulings
from .model import Codebook
from .wording import linked

MOST_EXPLAINED = 45
"""Codes of a list that are told one by one though none of them is explained; of longer lists only the names are given."""
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes a field takes, where they are told. `plain` are those of a long list without definitions."""

    rows: tuple[tuple[int, Entry, bool], ...] = ()
    """Depth, code, and whether it is told here; else it stands at another field."""
    plain: tuple[Entry, ...] = ()
    elsewhere: str = ""
    """The id of the field at which the same codes are told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the manual, with those of a group below it."""

    entry: Entry
    codes: Codes
    parts: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the form."""

    entry: Entry
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Indexed:
    """One line of the index: a label or another spelling, and the code it leads to."""

    text: str
    entry: Entry
    spelled: bool


def manual_html(
    codebook: Codebook, rulings: Sequence[RulingText] = (), language: str = "", *, fingerprint: str = "", project: str = "",
    for_print: bool = False,
) -> str:  # fmt: skip
    """The whole manual as the text of one HTML file that loads nothing from anywhere.

    `rulings` are the lead's; `fingerprint` the version's hash (`compiled.fingerprint`); `project` a name for the title page.
    `for_print` gives simpler HTML, for a `QTextDocument`, always dark on light.
    """
    import jinja2  # where a manual is wanted, not at every start

    guide = with_rulings(guide_of(codebook, language), rulings)
    maker = _Maker(guide)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource("manual")), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {"words": maker.words, "lines": _lines, "anchor": maker.anchor, "for_css": for_css}
    chapters = list(maker.chapters())
    text = environment.get_template("manual.html").render(
        guide=guide, about=guide.entries["codebook"], language=guide.language, entries=guide.entries, fingerprint=fingerprint,
        project=project, for_print=for_print, index=maker.index(), version=codebook.version,
        article=[one for one in chapters if one.entry.id.startswith("section/article.")],
        chapters=[one for one in chapters if not one.entry.id.startswith("section/article.")],
        rulings=maker.below("rulings"), reasons=[guide.entries[one] for one in guide.entries if one.startswith("reasons/")],
        rules=maker.below("rules"), tables=maker.below("tables"), numbers=guide.entries.get("number_words"),
        below=maker.below,
    )  # fmt: skip
    return re.sub(r"\n(\s*\n)+", "\n", text)


class _Maker:
    """Lays out one guide. Codes are told where the first field takes them."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self._told: dict[str, str] = {}
        self._plain: set[str] = set()
        taken: set[str] = set()
        self._anchors: dict[str, str] = {}
        for id_ in guide.entries:
            start = name = _SLUG.sub("-", id_.lower()).strip("-") or "entry"
            number = 2
            while name in taken:
                name, number = f"{start}-{number}", number + 1
            taken.add(name)
            self._anchors[id_] = name

    def chapters(self) -> Iterator[Chapter]:
        """The sections in the order of the form."""
        for node in self._guide.tree:
            entry = self._guide.entries[node.id]
            if entry.kind == "section":
                yield Chapter(entry, tuple(self._asked(one) for one in node.nodes))

    def below(self, id_: str) -> list[Entry]:
        """What a heading holds; nothing where it is not there."""
        found = self._guide.entries.get(id_)
        return [self._guide.entries[one] for one in found.below] if found is not None else []

    def index(self) -> list[tuple[str, list[Indexed]]]:
        """The codes that are told one by one, by label and by other spellings, under their first letters."""
        found: dict[tuple[str, str], Indexed] = {}
        for id_ in self._told.keys() - self._plain:
            entry = self._guide.entries[id_]
            for text, spelled in ((entry.title, False), *((one, True) for one in (*entry.also, entry.code) if one)):
                if not (spelled and text.casefold() == entry.title.casefold()):
                    found.setdefault((text.casefold(), id_), Indexed(text, entry, spelled))
        letters: dict[str, list[Indexed]] = {}
        for one in sorted(found.values(), key=lambda one: (one.text.casefold(), one.text, one.entry.id)):
            first = one.text.strip()[:1].upper()
            letters.setdefault(first if first.isalpha() else "0–9", []).append(one)
        return sorted(letters.items())

    def anchor(self, id_: str) -> str:
        """The name by which a link finds an entry in this page; empty where it is not told."""
        entry = self._guide.entries.get(id_)
        if entry is None or (entry.kind == "code" and id_ not in self._told):
            return ""
        return self._anchors[id_]

    def words(self, text: str) -> Any:
        """A sentence with its links, as HTML."""
        from markupsafe import Markup

        return Markup(linked(text, self._link, escape))

    def _link(self, to: str, text: str) -> str:
        name = self.anchor(to)
        return f'<a href="#{name}">{escape(text)}</a>' if name else escape(text)

    # --- questions and codes ----------------------------------------------------------------------------------------

    def _asked(self, node: Node) -> Asked:
        entry = self._guide.entries[node.id]
        if any(one.id.startswith("field/") for one in node.nodes):
            return Asked(entry, Codes(), tuple(self._asked(one) for one in node.nodes))
        return Asked(entry, self._codes(entry, node))

    def _codes(self, asked: Entry, node: Node) -> Codes:
        rows = list(_walk(node.nodes))
        if not rows:
            return Codes()
        entries = self._guide.entries
        if all(one in self._told for _, one in rows):
            return Codes(elsewhere=self._told[rows[-1][1]])
        explained = any(_is_explained(entries[one]) for _, one in rows)
        if len(rows) > MOST_EXPLAINED and not explained:
            self._told |= {one: asked.id for _, one in rows if one not in self._told}
            self._plain |= {one for _, one in rows}
            return Codes(plain=tuple(entries[one] for _, one in rows))
        told: list[tuple[int, Entry, bool]] = []
        for depth, one in rows:
            told.append((depth, entries[one], one not in self._told))
            self._told.setdefault(one, asked.id)
        return Codes(tuple(told))


def _walk(nodes: Sequence[Node], depth: int = 0) -> Iterator[tuple[int, str]]:
    for node in nodes:
        yield depth, node.id
        yield from _walk(node.nodes, depth + 1)


def _is_explained(entry: Entry) -> bool:
    return bool(entry.definition or entry.example or entry.counter_example or entry.note)


def _lines(text: str) -> Any:
    from markupsafe import Markup

    return Markup(escape(text).replace("\n", "<br>"))


def for_css(text: str) -> Any:
    """A text as a string of CSS inside a page: nothing in it can end the string or the style."""
    from markupsafe import Markup

    return Markup('"' + re.sub(r"[^\w ]", lambda one: f"\\{ord(one[0]):x} ", " ".join(text.split())) + '"')
