"""Taking up a new version of the codebook in a project that has begun: what it changes, and the step that does it.

The lead's alone; coders get it with their next package. Nothing coded is written to: values of a field that is gone stay with
their event and are not shown, a code that is gone is a problem by the ordinary checks. What would leave values without a form
(a field that becomes one of another kind) is refused: such a field gets a name of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..codebook.compiled import fingerprint
from ..codebook.model import Codebook, CodedField
from ..errors import UsageError

if TYPE_CHECKING:
    from .project import Project

Progress = Callable[[str, float], None]
"""Called with what is done and how far it is, 0 to 1; what it raises stops the work and leaves nothing."""
WIDENED = {
    ("text", "long_text"), ("long_text", "text"), ("text", "code"), ("code", "text"), ("code", "long_text"),
    ("integer", "decimal"),
}  # fmt: skip
"""Types that a field may change from and to: a value of the one has the form of the other."""
_EVENTS = (
    'SELECT e."values" FROM event e JOIN coding c ON c.uid = e.coding JOIN article a ON a.uid = c.article '
    "WHERE e.removed = 0 AND c.removed = 0 AND a.removed = 0"
)
_ANSWERS = (
    "SELECT c.answers FROM coding c JOIN article a ON a.uid = c.article WHERE c.removed = 0 AND a.removed = 0 "
    "AND c.answers <> '{}'"
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that is new, gone or of another type. `used` counts the events (codings, of a question about the article)
    that hold a value of it now."""

    name: str
    title: str
    type: str = ""
    was: str = ""
    used: int = 0
    of_article: bool = False


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A code that is new or gone, by its list. `used` counts the events, or codings, whose values name it now."""

    list: str
    code: str
    label: str
    used: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a version changes against the one in force. `refusal` says in a sentence why it cannot be adopted."""

    name: str
    version: str
    was: str
    same: bool = False
    refusal: str = ""
    fields_added: tuple[FieldChange, ...] = ()
    fields_removed: tuple[FieldChange, ...] = ()
    fields_changed: tuple[FieldChange, ...] = ()
    codes_added: tuple[CodeChange, ...] = ()
    codes_removed: tuple[CodeChange, ...] = ()
    rules_added: tuple[str, ...] = ()
    rules_removed: tuple[str, ...] = ()
    rules_changed: tuple[str, ...] = ()
    events: int = 0
    """Events that are judged anew."""


def compare(project: Project, book: Codebook) -> Comparison:
    """What adopting a version would change; nothing is written."""
    old = project.codebook
    events = int(project.database.value("SELECT count(*) FROM events"))
    told = Comparison(book.name, book.version, old.version, fingerprint(book) == project.codebook_uid, events=events)
    if book.name != old.name:
        refusal = f"This is another codebook: it is named “{book.name}”, the project's “{old.name}”."
        return Comparison(book.name, book.version, old.version, refusal=refusal)
    if told.same:
        return told
    before, after = _fields(old), _fields(book)
    gone = [key for key in before if key not in after]
    other = [key for key in before if key in after and _kind(before[key]) != _kind(after[key])]
    lost = _codes(old).keys() - _codes(book).keys()
    fields, codes = _used(project, {*gone, *other}, lost)
    refusal = next((_refused(before[key], after[key]) for key in other if not _may_become(before[key], after[key])), "")
    rules, rules_now = {one.id: one for one in old.rules}, {one.id: one for one in book.rules}
    return Comparison(
        book.name, book.version, old.version, False, refusal,
        tuple(_change(key, after[key]) for key in after if key not in before),
        tuple(_change(key, before[key], used=fields[key]) for key in gone),
        tuple(_change(key, after[key], _kind(before[key]), fields[key]) for key in other),
        tuple(CodeChange(*key, label) for key, label in _codes(book).items() if key not in _codes(old)),
        tuple(CodeChange(*key, label, codes[key]) for key, label in _codes(old).items() if key in lost),
        tuple(one for one in rules_now if one not in rules), tuple(one for one in rules if one not in rules_now),
        tuple(one for one in rules if one in rules_now and rules[one] != rules_now[one]), events,
    )  # fmt: skip


def adopt(project: Project, book: Codebook, source: str, progress: Progress | None = None) -> str:
    """Makes a version the one in force, as one step that undo takes back; gives its uid. `source` is its YAML.

    Raises UsageError where who works now does not lead, in a coder's file, and where `compare` says why not.
    """
    if project.made_for:
        raise UsageError("The codebook is the lead's; a new version comes in a package.")
    if project.coder.role != "lead":
        raise UsageError("A version of the codebook is adopted by the lead.")
    tell = progress or _silent
    tell("comparing", 0.0)
    found = compare(project, book)
    if found.refusal:
        raise UsageError(found.refusal)
    if found.same:
        raise UsageError(f"This version of the codebook is in force already: {book.name} {book.version}.")
    tell("tables", 0.2)
    uid = project.codebooks.adopt(book, source)
    project.reload()
    return uid


def _silent(_what: str, _share: float) -> None:
    """Nobody looks."""


_Key = tuple[str, bool]
"""A field's name, and whether it is asked of the article."""


def _fields(book: Codebook) -> dict[_Key, CodedField]:
    found = {(name, False): field for name, field in book.fields.items()}
    return found | {(name, True): field for name, field in book.article_fields.items()}


def _kind(field: CodedField) -> str:
    """A field's type in words: all that its values' form follows from."""
    inner = f" of {', '.join(f'{one.name}: {_kind(one)}' for one in field.fields)}" if field.fields else ""
    return ("several " if field.many else "") + field.type + (" with ranges" if field.ranges else "") + inner


def _may_become(old: CodedField, new: CodedField) -> bool:
    """Whether values of the one have the form of the other."""
    if old.many != new.many or (old.ranges and not new.ranges):
        return False
    if old.type != new.type:
        return (old.type, new.type) in WIDENED
    subs = {one.name: one for one in new.fields}
    return all(one.name not in subs or _may_become(one, subs[one.name]) for one in old.fields)


def _refused(old: CodedField, new: CodedField) -> str:
    return (
        f"The field {old.name} would become {_kind(new)}, and was {_kind(old)}: values would not have its form. "
        "Give the new field another name."
    )


def _change(key: _Key, field: CodedField, was: str = "", used: int = 0) -> FieldChange:
    title = field.title if isinstance(field.title, str) else next(iter(field.title.values()), "")
    return FieldChange(key[0], title or key[0], _kind(field), was, used, key[1])


def _codes(book: Codebook) -> dict[tuple[str, str], str]:
    return {(name, one.code): codes.label(one.code) for name, codes in book.lists.items() for one in codes.walk()}


def _used(
    project: Project, fields: set[_Key], codes: set[tuple[str, str]]
) -> tuple[Mapping[_Key, int], Mapping[tuple[str, str], int]]:
    """How many events, or codings, hold a value of a field, or a code: one look at each."""
    held: Counter[_Key] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    if not fields and not codes:
        return held, named
    for of_article, sql in ((False, _EVENTS), (True, _ANSWERS)):
        asked = project.codebook.article_fields if of_article else project.codebook.fields
        wanted = [(name, of_article) for name, answers in fields if answers == of_article]
        coded = [field for field in asked.values() if any(one.codes for one in (field, *field.fields))] if codes else []
        if not wanted and not coded:
            continue
        for (text,) in project.database.run(sql):
            values = json.loads(text)
            held.update(key for key in wanted if key[0] in values)
            named.update({one for field in coded for one in _coded(field, values.get(field.name))} & codes)
    return held, named


def _coded(field: CodedField, value: Any) -> Iterator[tuple[str, str]]:
    """The codes that a value names, each with its list."""
    if value is None:
        return
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and field.codes:
            yield field.codes, item
        elif isinstance(item, dict):
            for sub in field.fields:
                yield from _coded(sub, item.get(sub.name))
