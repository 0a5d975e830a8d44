"""What is said of a field, a code or a rule beside its definition: when it is asked, what may be answered, what follows.

Owns those sentences. Pure, and part of `guide`, which puts them on pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .guide_combining import combined_lines
from .language import Condition, Form, fields_of
from .model import YES_NO, Code, Codebook, CodedField, Rule, in_language, title_of
from .wording import Point, Wording, link, listed


@dataclass(frozen=True, slots=True)
class Fact:
    """A short name and what is said under it: one line, or several."""

    name: str
    points: tuple[Point, ...]


_TYPES = {
    "text": "Text", "long_text": "Longer text", "integer": "Whole number", "decimal": "Number with decimals",
    "number": "A number, or an estimate as low/best/high", "yes_no": "Yes, no or unclear", "date": "A day",
    "code": "One code of a closed list", "tags": "Tags of a controlled list", "group": "Entries with questions of their own",
}  # fmt: skip
_EVIDENCE = {
    "wanted": "Wanted: the words of the article that support the answer",
    "optional": "Welcome, not asked for",
    "none": "Not asked for",
}
_DIVIDE = {
    "even": "The number is shared out evenly among the parts, the remainder to the first",
    "day": "Each part goes on by a day",
    "place": "Left open in the other parts where an event is divided over places",
}
_CHECKS = {
    "required": "it is answered where needed", "shown": "it is empty where it is not asked", "code": "the code is of the list",
    "parent": "the code belongs under its parent", "derived": "it agrees with what is worked out",
    "range": "the number is in its range", "date": "the date can be read", "type": "the value is of its kind",
    "unique": "nothing is named twice", "pattern": "the text has the form asked for",
}  # fmt: skip


def code_id(codes: str, code: str) -> str:
    """The id of a code's entry."""
    return f"code/{codes}/{code}"


def all_fields(codebook: Codebook) -> Iterator[tuple[str, CodedField]]:
    """Every field with its path, those inside groups included."""
    for asked in (*codebook.article_fields.values(), *codebook.fields.values()):
        yield asked.name, asked
        yield from ((f"{asked.name}.{sub.name}", sub) for sub in asked.fields)


def field_named(codebook: Codebook, path: str) -> CodedField | None:
    """The field of a path."""
    return next((asked for name, asked in all_fields(codebook) if name == path), None)


def list_fields(codebook: Codebook, name: str) -> list[tuple[str, CodedField]]:
    """The fields that a list's codes may answer."""
    return [(path, asked) for path, asked in all_fields(codebook) if asked.codes == name]


class Facts:
    """Speaks about one codebook in one language. What many entries need is worked out once."""

    def __init__(self, codebook: Codebook, language: str) -> None:
        self._book, self._language = codebook, language
        self._say = Wording(codebook, language)
        self._titles = {path: title_of(asked, language) for path, asked in all_fields(codebook)}

    def _text(self, text: Any) -> str:
        return in_language(text, self._language)

    def _to(self, path: str) -> str:
        return link(f"field/{path}", self._titles.get(path, path))

    # --- the codebook -----------------------------------------------------------------------------------------------

    def of_codebook(self) -> tuple[Fact, ...]:
        """Version, languages and what is in it."""
        book = self._book
        codes = sum(len(one.by_code) for one in book.lists.values())
        found = [
            Fact("Version", _line(book.version)),
            Fact("Languages", _line(", ".join(book.languages))),
            Fact("It holds", _line(f"{len(self._titles)} fields, {codes} codes, {len(book.rules)} rules")),
        ]
        if book.summary:
            found.append(Fact("Events are named by", _line(", ".join(map(self._to, book.summary)))))
        if book.numbering is not None:
            title = self._text(book.numbering.title) or "A number of their own"
            found.append(Fact("Numbers of events", _line(f"{title}, beginning with {self._say.value(book.numbering.prefix)}")))
        if book.profiles:
            points = tuple(
                Point(f"{self._text(one.title) or name}{f': {about}' if (about := self._text(one.about)) else ''}")
                for name, one in book.tables_for_others
            )
            found.append(Fact("Tables for other programs", points))
        return tuple(found)

    # --- fields -----------------------------------------------------------------------------------------------------

    def of_field(self, asked: CodedField, group: str = "", *, article: bool = False) -> tuple[Fact, ...]:
        """All facts about a field, in the order a coder asks for them."""
        say = Wording(self._book, self._language, group)
        path = f"{group}.{asked.name}" if group else asked.name
        found = [Fact("Answer", _line(self._kind(asked))), *self._asked(asked, say, group, article)]
        found += self._limits(asked)
        if asked.parent:
            parent = f"{group}.{asked.parent}" if group else asked.parent
            found.append(Fact("Allowed codes", _line(f"Those under the answer to {self._to(parent)}")))
        elif asked.level == 1:
            found.append(Fact("Allowed codes", _line("The broad codes of the list only")))
        if asked.derived is not None:
            found.append(Fact("Worked out", (say.value_outline(asked.derived, asked),)))
        if asked.draft is not None:
            reads = [self._to(name) for name in self._titles if name in fields_of(asked.draft)]
            found.append(Fact("Drafted", _line(f"By the program from {listed(reads)}, until a coder writes it")))
        found += self._names(asked, group)
        if asked.type != "group":
            found.append(Fact("Evidence", _line(_EVIDENCE[asked.evidence])))
        if asked.divide:
            found.append(Fact("Divided", _line(_DIVIDE[asked.divide])))
        found += self._given_out(asked, path, article)
        if asked.check_ids:
            points = tuple(Point(f"{name}: {_CHECKS.get(kind, kind)}") for kind, name in asked.check_ids.items())
            found.append(Fact("Checks", points))
        return (*found, *self._uses(asked, path))

    def _kind(self, asked: CodedField) -> str:
        kind = _TYPES[asked.type]
        if asked.type == "date" and asked.ranges:
            kind = "A day, or a stretch of days"
        elif asked.type == "decimal" and asked.decimals is not None:
            kind = f"Number with up to {asked.decimals} decimals"
        elif asked.type == "code" and asked.many:
            kind = "One or several codes of a closed list"
        elif asked.many:
            kind += ", one or several"
        if asked.type == "code" and (codes := self._book.lists.get(asked.codes)) is not None:
            nested = len(codes.parents) if asked.parent else len(codes.by_code)
            kind += f" of {len(codes.codes) if asked.level == 1 and not asked.parent else nested}"
        if (asked.many or asked.type == "tags") and not asked.unique:
            kind += "; the same may stand twice"
        return kind

    def _asked(self, asked: CodedField, say: Wording, group: str, article: bool) -> Iterator[Fact]:
        always = "Once an article" if article else f"Of every entry of {self._to(group)}" if group else "Of every event"
        if asked.shown_when is not None:
            yield Fact("Asked", (_begun("Where ", say.outline(asked.shown_when)),))
        else:
            yield Fact("Asked", _line(always))
        if asked.required:
            yield Fact("Needed", _line("Always" if asked.shown_when is None else "Always, where it is asked"))
        elif asked.required_when is not None and asked.required_when == asked.shown_when:
            yield Fact("Needed", _line("Always, where it is asked"))
        elif asked.required_when is not None:
            yield Fact("Needed", (_begun("Where ", say.outline(asked.required_when)),))
        elif asked.derived is None:
            yield Fact("Needed", _line("No, it may stay empty"))

    def _limits(self, asked: CodedField) -> Iterator[Fact]:
        low, high = asked.minimum, asked.maximum
        if low is not None or high is not None:
            text = (
                f"From {low:g} to {high:g}"
                if None not in (low, high)
                else f"{low:g} or more"
                if high is None
                else f"{high:g} or less"
            )
            yield Fact("Range", _line(text))
        if asked.pattern:
            yield Fact("Form", _line(f"The pattern “{asked.pattern}”"))
        if asked.missing:
            codes = [f"{code} {self._text(meaning)}".strip() for code, meaning in asked.missing.items()]
            yield Fact("Where there is no answer", _line(listed(codes, "or")))
        if asked.default is not None:
            yield Fact("Starts as", _line(str(asked.default)))

    def _names(self, asked: CodedField, group: str) -> Iterator[Fact]:
        if asked.register_:
            yield Fact("Names", _line(f"Of the project's register of {asked.register_}"))
        if asked.kind:
            path = f"{group}.{asked.kind}" if group else asked.kind
            yield Fact("Brings along", _line(f"{self._to(path)}, as the register has it"))
        if asked.precision:
            yield Fact("How exact", _line(f"Told by {self._to(asked.precision)}"))

    def _given_out(self, asked: CodedField, path: str, article: bool) -> Iterator[Fact]:
        """What becomes of the answer in an incident, and in a release."""
        if not article and path in self._combined:
            line, others = self._combined[path]
            named = [self._to(one) for one in others]
            more = [f"{len(named) - 3} more"] if len(named) > 4 else []
            from_there = f"From the same event as {listed([*(named[:3] if more else named), *more])}"
            points = tuple(Point(one) for one in (line, from_there if named else "") if one)
            yield Fact("In an incident", points)
        if not asked.released:
            yield Fact("Released", _line("No: it stays in the project"))

    @cached_property
    def _combined(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        return combined_lines(self._book)

    def _uses(self, asked: CodedField, path: str) -> Iterator[Fact]:
        """What hangs on the answer."""
        if "." in path:
            return
        follows = [self._to(one) for one, (derived, _) in self._reads.items() if path in derived and one != path]
        asks = [self._to(one) for one, (_, asked_by) in self._reads.items() if path in asked_by and one != path]
        if follows:
            yield Fact("From it follow", _line(", ".join(follows)))
        if asks:
            yield Fact("It decides on", _line(", ".join(asks)))
        others = [rule for rule in self._book.rules if rule.field != path and path in self._read_by[rule.id]]
        if others:
            yield Fact("Read by rules", _line(", ".join(link(f"rule/{rule.id}", rule.id) for rule in others)))

    @cached_property
    def _reads(self) -> dict[str, tuple[set[str], set[str]]]:
        """By field: what it is worked out from, and what decides whether it is asked and which codes it takes."""
        return {
            path: (fields_of(asked.derived), fields_of((asked.shown_when, asked.required_when)) | {asked.parent})
            for path, asked in all_fields(self._book)
        }

    @cached_property
    def _read_by(self) -> dict[str, set[str]]:
        """By rule: the fields it reads."""
        return {
            rule.id: fields_of((rule.when, rule.check, rule.key))
            | {rule.each}
            | ({rule.together.field} if rule.together else set())
            for rule in self._book.rules
        }

    @cached_property
    def _fields_of_list(self) -> dict[str, list[tuple[str, CodedField]]]:
        return {name: list_fields(self._book, name) for name in self._book.lists}

    # --- codes ------------------------------------------------------------------------------------------------------

    def of_code(self, name: str, code: Code, parent: str) -> tuple[Fact, ...]:
        """All facts about a code."""
        found: list[Fact] = []
        codes = self._book.lists[name]
        asking = [
            self._to(path) for path, asked in self._fields_of_list.get(name, ())
            if (not parent or asked.level != 1) and (parent or not asked.parent)
        ]  # fmt: skip
        if asking:
            found.append(Fact("Answers", _line(", ".join(asking))))
        if parent:
            found.append(Fact("Belongs under", _line(link(code_id(name, parent), codes.label(parent, self._language)))))
        found += self._spellings(name, code)
        found += self._follows(name, code)
        return tuple(found)

    def _spellings(self, name: str, code: Code) -> Iterator[Fact]:
        spelled = [one for one in code.aliases if not one.endswith(".0")]
        if spelled:
            yield Fact("Also read as", _line(", ".join(spelled)))
        if code.words:
            yield Fact("Words that point to it", _line(", ".join(code.words)))
        if code.was:
            yield Fact("Formerly", _line(", ".join(code.was)))
        if code.merged_into:
            into = self._book.lists[name].label(code.merged_into, self._language)
            yield Fact("Merged into", _line(link(code_id(name, code.merged_into), into)))
        if code.valid_from or code.valid_to:
            parts = [f"from {code.valid_from}" if code.valid_from else "", f"to {code.valid_to}" if code.valid_to else ""]
            yield Fact("In use", _line(" ".join(part for part in parts if part)))
        if code.days:
            yield Fact("Spans", _line("One day" if code.days == 1 else f"At most {code.days} days"))
        if isinstance(code.value, tuple):
            yield Fact("Value", _line(f"“{code.code}=” and one of: {', '.join(code.value)}"))
        elif code.value == "free":
            yield Fact("Value", _line(f"“{code.code}=” and what the text says"))

    def _follows(self, name: str, code: Code) -> Iterator[Fact]:
        for path, column, table in self._lookups.get(name, ()):
            row = self._book.tables[table].index.get((self._book.tables[table].key_text(code.code),))
            value = row.get(column) if row else None
            if value is not None:
                asked = self._book.fields[path]
                codes = self._book.code_list(asked)
                text = (
                    link(code_id(asked.codes, str(value)), codes.label(str(value), self._language))
                    if str(value) in codes.by_code
                    else str(value)
                )
                yield Fact("From it follows", _line(f"{self._to(path)}: {text}"))
        weighs = [
            self._to(path) for path, parts in self._deciding.items() if (name, code.code) in parts
        ]  # fmt: skip
        if weighs:
            yield Fact("It matters for", _line(", ".join(weighs)))

    @cached_property
    def _lookups(self) -> dict[str, list[tuple[str, str, str]]]:
        """By list: the fields that a table gives for one of its codes, with column and table."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for asked in self._book.fields.values():
            lookup = asked.derived.lookup if isinstance(asked.derived, Form) else None
            key = lookup.key[0] if lookup is not None and len(lookup.key) == 1 else None
            source = self._book.fields.get(key.field or "") if isinstance(key, Form) else None
            if lookup is not None and source is not None and source.codes:
                found.setdefault(source.codes, []).append((asked.name, lookup.column, lookup.table))
        return found

    @cached_property
    def _deciding(self) -> dict[str, set[tuple[str, str]]]:
        """By field: the codes named where it is said whether it is asked, needed, or what it is."""
        return {
            path: set(self._named((asked.shown_when, asked.required_when, asked.derived), Wording(self._book)))
            for path, asked in all_fields(self._book)
        }

    @cached_property
    def _naming(self) -> dict[tuple[str, str], list[str]]:
        """By code: the rules that name it."""
        found: dict[tuple[str, str], list[str]] = {}
        for rule in self._book.rules:
            say = Wording(self._book, self._language, rule.each)
            named = dict.fromkeys(self._named((rule.when, rule.check), say))
            if rule.together is not None:
                codes = self._book.fields[rule.together.field].codes
                named |= dict.fromkeys((codes, one) for group in rule.together.sets for one in group)
            for code in named:
                found.setdefault(code, []).append(rule.id)
        return found

    def rules_naming(self, name: str, code: str) -> list[str]:
        """Ids of the rules that name a code."""
        return self._naming.get((name, code), [])

    def _named(self, part: Any, say: Wording) -> Iterator[tuple[str, str]]:
        """The codes a condition or expression compares answers with, as (list, code)."""
        if isinstance(part, tuple | list):
            for one in part:
                yield from self._named(one, say)
            return
        if isinstance(part, Condition) and not (part.all or part.any or part.not_):
            left = Form(field=part.field) if part.field else Form(item=part.item) if part.item else part.of
            codes = say.codes_of(left)
            if codes is not None and codes is not YES_NO:
                name = next(name for name, known in self._book.lists.items() if known is codes)
                right = getattr(part, f"{part.test}_" if part.test in ("is", "in") else part.test)
                values = right if isinstance(right, tuple) else (right,)
                yield from ((name, str(value)) for value in values if str(value) in codes.by_code)
        for key in getattr(part, "model_fields_set", ()):
            yield from self._named(getattr(part, key), say)

    # --- rules ------------------------------------------------------------------------------------------------------

    def of_rule(self, rule: Rule) -> tuple[Fact, ...]:
        """When a rule speaks, and what puts it right."""
        say = Wording(self._book, self._language, rule.each)
        found = [Fact("Stands at", _line(self._to(rule.field)))] if rule.field else []
        if rule.each:
            found.append(Fact("Looked at", _line(f"Every entry of {self._to(rule.each)} by itself")))
        if rule.when is not None:
            found.append(Fact("Applies", (_begun("Where ", say.outline(rule.when)),)))
        elif rule.scope == "event" and not rule.each:
            found.append(Fact("Applies", _line("To every event")))
        if rule.check is not None:
            found.append(Fact("Must hold", (_begun("", say.outline(rule.check)),)))
        if rule.scope == "dataset":
            found += self._between(rule, say)
        if rule.fix is not None:
            # Exchanging two answers or working one out is told by the label alone.
            found.append(Fact("Way out", _line(self._filled(rule.fix.label))))
        return tuple(found)

    def _between(self, rule: Rule, say: Wording) -> Iterator[Fact]:
        points = tuple(Point(say.value(part)) for part in rule.key)
        if rule.together is None:
            yield Fact("No two events share all of", points)
            return
        yield Fact("Looked at together", (Point("the events that share", points),))
        asked = self._book.fields[rule.together.field]
        codes = self._book.code_list(asked)
        sets = [listed(say.code(codes, one) if one in codes.by_code else one for one in group) for group in rule.together.sets]
        yield Fact("Not side by side", tuple(Point(f"{self._to(asked.name)}: {one}") for one in sets))

    def _filled(self, text: Any) -> str:
        from .guide import general

        return general(text, self._book, self._language)

    def users_of_table(self, table: str) -> list[str]:
        """The fields that look something up in a table."""
        return [
            self._to(path) for path, asked in all_fields(self._book)
            if table in set(_tables_in((asked.derived, asked.draft, asked.shown_when, asked.required_when)))
        ]  # fmt: skip


def _tables_in(part: Any) -> Iterator[str]:
    if isinstance(part, tuple | list):
        for one in part:
            yield from _tables_in(one)
        return
    if isinstance(part, Form) and part.lookup is not None:
        yield part.lookup.table
    for key in getattr(part, "model_fields_set", ()):
        yield from _tables_in(getattr(part, key))


def _line(text: str) -> tuple[Point, ...]:
    return (Point(text),)


def _begun(start: str, point: Point) -> Point:
    """An outline as a sentence of its own."""
    text = f"{start}{point.text}"
    return Point(text[:1].upper() + text[1:], point.points)


__all__ = ["Fact", "Facts", "all_fields", "code_id", "field_named", "list_fields"]
