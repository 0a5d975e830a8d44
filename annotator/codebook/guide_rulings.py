"""The lead's rulings in a guide: each has a page, and stands on the page of the field and the code it is about.

Owns how a ruling is told as a page and how rulings are found by words. Pure; who makes rulings is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from .guide import Entry, Guide, Node
from .guide_facts import Fact, code_id, field_named
from .guide_search import GuideTexts, typed_words
from .model import Codebook, in_language, title_of
from .wording import Point, link

GENERAL = "In general"
"""What a ruling is about that names no field."""
ABOUT = "What the lead has answered to questions, for everybody. A ruling holds until it is changed or taken back."


class RulingText(Protocol):
    """What a guide needs of a ruling. `field` is a path, as `actors.role` inside a group; empty for the codebook."""

    @property
    def uid(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def time(self) -> str: ...


def about(codebook: Codebook, field: str, code: str = "", language: str = "en") -> str:
    """What a ruling is about, in words: ``Fatalities``, ``Event type: Battles``, or in general."""
    if not field:
        return GENERAL
    asked, group = field_named(codebook, field), field_named(codebook, field.partition(".")[0])
    title = title_of(asked, language) if asked else field
    if asked is not None and group is not None and group is not asked:
        title = f"{title_of(group, language)} · {title}"
    if not code:
        return title
    known = codebook.code_list(asked).by_code.get(code) if asked is not None else None
    return f"{title}: {(in_language(known.label, language) if known else '') or code}"


def with_rulings(guide: Guide, rulings: Sequence[RulingText]) -> Guide:
    """The guide with rulings in it; the same where there are none."""
    if not rulings:
        return guide
    ordered = in_order(guide.codebook, rulings)
    entries = {**guide.entries}
    standing: dict[str, list[str]] = {}
    for one in ordered:
        made = page_of(guide.codebook, one, guide.language)
        entries[made.id] = made
        for owner in _owners(guide, one):
            standing.setdefault(owner, []).append(made.id)
    below = tuple(f"ruling/{one.uid}" for one in ordered)
    entries["rulings"] = Entry("rulings", "rulings", "Rulings of the lead", definition=ABOUT, below=below)
    for owner, ids in standing.items():
        entries[owner] = replace(entries[owner], rulings=tuple(ids))
    front = entries["codebook"]
    entries["codebook"] = replace(front, below=(*front.below, "rulings"))
    tree = (*guide.tree, Node("rulings", tuple(map(Node, below))))
    return replace(guide, entries=entries, tree=tree)


def in_order(codebook: Codebook, rulings: Iterable[RulingText]) -> list[RulingText]:
    """Rulings in the order of the form's fields, those in general first; of one field the newest first."""
    order = {"": -1} | {name: at for at, name in enumerate((*codebook.article_fields, *codebook.fields))}
    newest = sorted(rulings, key=lambda one: one.time, reverse=True)
    return sorted(newest, key=lambda one: (order.get(one.field.partition(".")[0], len(order)), one.field, one.code))


def found_in(codebook: Codebook, rulings: Sequence[RulingText], words: str) -> list[str]:
    """Uids of the rulings that hold all the words, as beginnings of words in any case and accents; the best first."""
    asked = typed_words(words)
    pages = {one.uid: page_of(codebook, one) for one in rulings}
    return [hit.entry.id.removeprefix("ruling/") for hit in GuideTexts(pages).find(asked, len(pages))] if asked else []


def page_of(codebook: Codebook, ruling: RulingText, language: str = "en") -> Entry:
    """A ruling as a page of its own."""
    where = about(codebook, ruling.field, ruling.code, language)
    points = [Point(link(f"field/{ruling.field}", where))] if ruling.field else [Point(where)]
    facts = (Fact("About", tuple(points)),)
    title = " ".join((ruling.question or ruling.answer).split())
    answer = ruling.answer if ruling.answer != title else ""
    return Entry(f"ruling/{ruling.uid}", "ruling", title, ruling.time[:10], where, definition=answer, facts=facts)


def _owners(guide: Guide, ruling: RulingText) -> list[str]:
    """The pages a ruling stands on."""
    if not ruling.field:
        return []
    asked = field_named(guide.codebook, ruling.field)
    pages = [f"field/{ruling.field}", code_id(asked.codes, ruling.code) if asked and ruling.code else ""]
    return [page for page in pages if page in guide.entries]
