"""Conditions and expressions of a codebook in plain English: “Event type is Battles or Riots”.

Owns the words for every operator of `language`. Pure: no window, no files. Names of fields and codes come as links (see
`link`), so that a page can lead to them; `plain` takes the links out for print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .language import Condition, Expression, Form, fields_of
from .model import YES_NO, Codebook, CodedField, CodeList, title_of
from .patterns import in_words

_LINK = re.compile("\ue000([^\ue001]*)\ue001([^\ue002]*)\ue002")
_LISTS = re.compile(r", | or | and | nor ")
_BARE = re.compile(r"[-+.\d/]+")
"""Numbers and dates, which need no quotation marks."""
MOST_LISTED = 8
"""Values named in one sentence before the rest is only counted."""


def link(to: str, text: str) -> str:
    """A text that leads to an entry of the guide."""
    return f"\ue000{to}\ue001{text}\ue002"


def plain(text: str) -> str:
    """The text without its links."""
    return _LINK.sub(r"\2", text)


def linked(text: str, show: Callable[[str, str], str], between: Callable[[str], str]) -> str:
    """The text with `show(to, text)` in place of every link and `between` done to all that is none."""
    parts, last = list[str](), 0
    for match in _LINK.finditer(text):
        parts += [between(text[last : match.start()]), show(match[1], match[2])]
        last = match.end()
    return "".join((*parts, between(text[last:])))


@dataclass(frozen=True, slots=True)
class Point:
    """One line, and the lines below it that belong to it."""

    text: str
    points: tuple[Point, ...] = ()


def listed(parts: Iterable[str], last: str = "and") -> str:
    """Several things in one sentence: “A, B and C”."""
    known = list(parts)
    return (
        f"{', '.join(known[:-1])}{'' if last.startswith(',') else ' '}{last} {known[-1]}" if len(known) > 1 else "".join(known)
    )


class Wording:
    """Speaks about one codebook in one of its languages; `group` is the list field whose items are spoken of."""

    def __init__(self, codebook: Codebook, language: str = "en", group: str = "") -> None:
        self._book, self._language, self._group = codebook, language, group

    # --- conditions -------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition, *, holds: bool = True) -> str:
        """The whole condition as a part of a sentence; with `holds=False` its opposite."""
        if condition.not_ is not None:
            return self.condition(condition.not_, holds=not holds)
        parts = condition.all if condition.all is not None else condition.any
        if parts is None:
            return self._test(condition, holds)
        if len(parts) == 1:
            return self.condition(parts[0], holds=holds)
        word = "and" if (condition.all is not None) is holds else "or"
        texts = [self.condition(part, holds=holds) for part in parts]
        texts = [f"({text})" if _is_joined(part) else text for part, text in zip(parts, texts, strict=True)]
        # A comma keeps the parts apart where one of them lists several things itself.
        return listed(texts, f", {word}" if any(_LISTS.search(plain(text)) for text in texts) else word)

    def outline(self, condition: Condition, *, holds: bool = True) -> Point:
        """The condition as one line where it is simple, else as a line with the parts below it."""
        if condition.not_ is not None:
            return self.outline(condition.not_, holds=not holds)
        parts = condition.all if condition.all is not None else condition.any
        if parts is not None and len(parts) == 1:
            return self.outline(parts[0], holds=holds)
        if parts is None or (len(parts) < 3 and not any(_is_joined(part) for part in parts)):
            return Point(self.condition(condition, holds=holds))
        head = "all of these hold" if (condition.all is not None) is holds else "at least one of these holds"
        return Point(head, tuple(self.outline(part, holds=holds) for part in parts))

    def _test(self, condition: Condition, holds: bool) -> str:
        if condition.field is not None:
            subject, left = self.field(condition.field), Form(field=condition.field)
        elif condition.item is not None:
            subject, left = self._item(condition.item), Form(item=condition.item)
        else:
            subject, left = self.value(condition.of), condition.of
            if isinstance(left, Form) and left.could_lie_in is not None and condition.test == "is":
                asked, may = left.could_lie_in, bool(condition.is_)
                point = listed([self.value(asked.latitude), self.value(asked.longitude)])
                return f"the point {point} can{'' if may is holds else 'not'} lie in {self.value(asked.country)}"
        return _TESTS[condition.test](self, condition, subject, left, holds)

    # --- expressions ------------------------------------------------------------------------------------------------

    def value(self, expression: Expression, near: CodeList | None = None) -> str:
        """An expression as a noun; `near` is the list whose code a plain value is."""
        if isinstance(expression, Form):
            return _OPERATORS[expression.operator](self, expression)
        if isinstance(expression, tuple):
            return self._several(expression, near, "and")
        return self._literal(expression, near)

    def value_outline(self, expression: Expression, field: CodedField | None = None) -> Point:
        """An expression as one line, or a choice with one line a branch."""
        near = self._book.code_list(field) if field is not None else None
        if isinstance(expression, Form) and expression.operator == "case":
            points = []
            for branch in expression.case or ():
                when = self.outline(branch.when)
                points.append(Point(f"{self.value(branch.then, near)}, where {when.text}", when.points))
            if expression.otherwise is not None:
                points.append(Point(f"otherwise {self.value(expression.otherwise, near)}"))
            return points[0] if len(points) == 1 else Point("the first of these that applies", tuple(points))
        if isinstance(expression, Form) and expression.sum and (counted := self._counted(expression.sum)):
            return Point("how many of these hold", counted)
        return Point(self.value(expression, near))

    def _counted(self, parts: tuple[Expression, ...]) -> tuple[Point, ...]:
        """The conditions behind a sum of ones and noughts; none where it is another sum."""
        found: list[Point] = []
        for part in parts:
            cases = list(part.case or ()) if isinstance(part, Form) else []
            if not isinstance(part, Form) or len(cases) != 1 or cases[0].then != 1 or part.otherwise != 0:
                return ()
            found.append(self.outline(cases[0].when))
        return tuple(found)

    def field(self, name: str) -> str:
        """A field by its title."""
        to, field = self.find(name)
        title = title_of(field, self._language) if field is not None else name
        return link(f"field/{to}", f"“{title}”" if title.endswith("?") or ":" in title else title)

    def code(self, codes: CodeList, code: str, of: str = "") -> str:
        """A code by its label."""
        name = next((name for name, known in self._book.lists.items() if known is codes), of)
        return link(f"code/{name}/{code}", codes.label(code, self._language)) if name else codes.label(code, self._language)

    def find(self, name: str) -> tuple[str, CodedField | None]:
        """A field's path and the field: of the group spoken of, of the event, of the article, or of any group."""
        book = self._book
        groups = [book.fields[self._group]] if self._group in book.fields else []
        for sub in (sub for group in groups for sub in group.fields):
            if sub.name == name:
                return f"{self._group}.{name}", sub
        if (field := book.fields.get(name) or book.article_fields.get(name)) is not None:
            return name, field
        top, _, below = name.partition(".")
        for group in book.fields.values():
            for sub in group.fields:
                if (below and group.name == top and sub.name == below) or sub.name == name:
                    return f"{group.name}.{sub.name}", sub
        return name, None

    def _item(self, name: str) -> str:
        return "the entry" if name == "self" else self.field(name)

    def codes_of(self, expression: Expression) -> CodeList | None:
        """The closed list an expression's values come from, where that is clear."""
        names = fields_of(expression)
        if isinstance(expression, Form):
            names |= {expression.item} if expression.item else set()
            if expression.operator == "each":
                names = {(expression.each or "").partition(".")[2]}
            elif expression.operator not in _KEEPS_CODES:
                return None
        for name in sorted(names):
            field = self.find(name)[1]
            if field is not None and field.type in ("code", "yes_no", "tags"):
                return self._book.code_list(field)
        return None

    def _literal(self, value: str | int | float | bool | None, near: CodeList | None) -> str:
        if value is None or value == "":
            return "empty"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if near is not None and str(value) in near.by_code:
            return near.label(str(value)) if near is YES_NO else self.code(near, str(value))
        text = str(value)
        return text if _BARE.fullmatch(text) else f"“{text}”"

    def _several(self, values: Iterable[Expression], near: CodeList | None, last: str) -> str:
        texts = [self.value(one, near) for one in values]
        if len(texts) > MOST_LISTED:
            texts = [*texts[: MOST_LISTED - 1], f"{len(texts) - MOST_LISTED + 1} more"]
        return listed(texts, last)

    def _right(self, right: Expression, left: Expression, last: str = "or") -> str:
        near = self.codes_of(left)
        if isinstance(right, tuple):
            return self._several(right, near, last)
        return self.value(right, near)

    def _subjects(self, subject: str, left: Expression) -> str:
        """A list as it is looked into: the order of a sorted one does not matter then."""
        if isinstance(left, Form) and left.operator == "sorted":
            return listed(self.value(part) for part in left.sorted or ())
        return subject

    def _is_date(self, left: Expression) -> bool:
        if not isinstance(left, Form):
            return False
        field = self.find(left.field)[1] if left.field else None
        dated = ("middle_day", "last_day_known", "date_in_text")
        return (field is not None and field.type == "date") or left.operator in dated or left.article == "date"

    def _is_list(self, left: Expression) -> bool:
        field = self.find(left.field)[1] if isinstance(left, Form) and left.field else None
        return field is not None and (field.many or field.type == "tags")


_KEEPS_CODES = ("field", "item", "sorted", "first", "distinct", "without", "lowest", "highest", "parent_code", "each")


def _is_joined(condition: Condition) -> bool:
    while condition.not_ is not None:
        condition = condition.not_
    parts = condition.all if condition.all is not None else condition.any
    return parts is not None and (len(parts) > 1 or any(map(_is_joined, parts)))


# --- tests --------------------------------------------------------------------------------------------------------------

_Say = Callable[[Wording, Condition, str, Expression, bool], str]


def _is(say: Wording, right: Expression, subject: str, left: Expression, holds: bool) -> str:
    if right is None or right == "":
        return f"{subject} {'is' if holds else 'is not'} empty"
    words = say._right(right, left)
    if isinstance(right, Form):
        return f"{subject} is {'the same as' if holds else 'another than'} {words}"
    return f"{subject} is {'' if holds else 'not '}{words}"


def _in(say: Wording, right: Expression, subject: str, left: Expression, holds: bool) -> str:
    if isinstance(right, Form):
        return f"{subject} is {'' if holds else 'not '}among {say._right(right, left)}"
    if not holds and isinstance(right, tuple) and len(right) > 1:
        return f"{subject} is neither {say._right(right, left, 'nor')}"
    return f"{subject} is {'' if holds else 'not '}{say._right(right, left)}"


def _present(say: Wording, condition: Condition, subject: str, left: Expression, holds: bool) -> str:
    there = condition.present is holds
    if isinstance(left, Form) and (left.field or left.item):
        return f"{subject} is {'answered' if there else 'empty'}"
    return f"{subject} is {'' if there else 'not '}known"


def _matches(say: Wording, condition: Condition, subject: str, left: Expression, holds: bool) -> str:
    words = in_words(condition.matches or "", holds=holds or say._is_list(left))
    if say._is_list(left):
        return f"{'an' if holds else 'no'} entry of {subject} {words}"
    return f"{subject} {words}"


def _compare(number: str, date: str, opposite: str) -> _Say:
    """Words for an ordering: of numbers, of dates; and the test that is its opposite."""

    def said(say: Wording, condition: Condition, subject: str, left: Expression, holds: bool) -> str:
        right = getattr(condition, condition.test)
        if not holds:
            turned = Condition.model_construct(_fields_set={"of", opposite}, of=left, **{opposite: right})
            return _TESTS[opposite](say, turned, subject, left, True)
        days = left.days_between if isinstance(left, Form) else None
        if days is not None and right == 0 and condition.test in _ORDER:
            first, second = (say.value(day) for day in days)
            return f"{second} {_ORDER[condition.test]} {first}"
        words = say._right(right, left)
        return f"{subject} is {(date if say._is_date(left) else number).format(words)}"

    return said


_ORDER = {"at_least": "is not before", "at_most": "is not after", "more_than": "is after", "less_than": "is before"}


def _contains(say: Wording, right: Expression, subject: str, left: Expression, holds: bool) -> str:
    if isinstance(left, Form) and left.each:
        group, sub = _group(say, left.each)
        return f"{'an' if holds else 'no'} entry of {group} has {sub}: {say._right(right, left)}"
    return f"{say._right(right, left)} is {'' if holds else 'not '}among {say._subjects(subject, left)}"


def _contains_any(say: Wording, condition: Condition, subject: str, left: Expression, holds: bool) -> str:
    words = say._right(condition.contains_any, left)
    return f"{'one' if holds else 'none'} of {words} is among {say._subjects(subject, left)}"


def _contains_all(say: Wording, condition: Condition, subject: str, left: Expression, holds: bool) -> str:
    words = say._right(condition.contains_all, left, "and")
    return f"{'all' if holds else 'not all'} of {words} are among {say._subjects(subject, left)}"


def _inside(say: Wording, condition: Condition, subject: str, left: Expression, holds: bool) -> str:
    verb = "is nothing" if isinstance(left, Form) and left.operator != "sorted" else "are nothing"
    words = say._right(condition.inside, left)
    among = say._subjects(subject, left)
    return f"{among} {verb} but {words}" if holds else f"{among} hold something other than {words}"


_TESTS: dict[str, _Say] = {
    "is": lambda say, one, subject, left, holds: _is(say, one.is_, subject, left, holds),
    "is_not": lambda say, one, subject, left, holds: _is(say, one.is_not, subject, left, not holds),
    "in": lambda say, one, subject, left, holds: _in(say, one.in_, subject, left, holds),
    "not_in": lambda say, one, subject, left, holds: _in(say, one.not_in, subject, left, not holds),
    "present": _present,
    "matches": _matches,
    "at_least": _compare("at least {}", "{} or later", "less_than"),
    "at_most": _compare("at most {}", "{} or earlier", "more_than"),
    "more_than": _compare("more than {}", "after {}", "at_most"),
    "less_than": _compare("less than {}", "before {}", "at_least"),
    "contains": lambda say, one, subject, left, holds: _contains(say, one.contains, subject, left, holds),
    "contains_any": _contains_any,
    "contains_all": _contains_all,
    "inside": _inside,
}


# --- operators ----------------------------------------------------------------------------------------------------------


def _of(words: str) -> Callable[[Wording, Form], str]:
    """For operators with one operand: the words around it."""
    return lambda say, form: words.format(say.value(getattr(form, form.operator)))


def _of_several(words: str) -> Callable[[Wording, Form], str]:
    return lambda say, form: words.format(listed(say.value(part) for part in getattr(form, form.operator) or ()))


def _sorted(say: Wording, form: Form) -> str:
    parts = form.sorted or ()
    return f"{listed(say.value(part) for part in parts)}{', in whatever order' if len(parts) > 1 else ''}"


def _join(say: Wording, form: Form) -> str:
    assert form.join is not None
    parts, between = [say.value(part) for part in form.join.values], form.join.between
    if not between.strip():
        return (" followed by " if between else " directly followed by ").join(parts)
    return f"{listed(parts)} with “{between}” between {'them' if len(parts) > 1 else 'its entries'}"


def _lookup(say: Wording, form: Form) -> str:
    assert form.lookup is not None
    asked = form.lookup
    key = listed(say.value(part) for part in asked.key)
    column, table = asked.column.replace("_", " "), asked.table.replace("_", " ")
    found = f"the “{column}” of {key} in {link(f'table/{asked.table}', f'the table {table}')}"
    return found if asked.otherwise is None else f"{found}, else {say.value(asked.otherwise)}"


def _case(say: Wording, form: Form) -> str:
    branches = [f"{say.value(branch.then)} where {say.condition(branch.when)}" for branch in form.case or ()]
    return "; ".join([*branches, *([f"otherwise {say.value(form.otherwise)}"] if form.otherwise is not None else [])])


def _registered(say: Wording, form: Form) -> str:
    assert form.registered is not None
    asked = form.registered
    where = f" in {say.value(asked.country)}" if asked.country is not None else ""
    when = f" on {say.value(asked.date)}" if asked.date is not None else ""
    column = asked.column.replace("_", " ")
    return f"the {column} that the register of {asked.register_} gives for {say.value(asked.name)}{where}{when}"


def _could_lie_in(say: Wording, form: Form) -> str:
    assert form.could_lie_in is not None
    asked = form.could_lie_in
    point = listed([say.value(asked.latitude), say.value(asked.longitude)])
    return f"whether the point {point} can lie in {say.value(asked.country)}"


def _days_between(say: Wording, form: Form) -> str:
    first, second = (say.value(day) for day in form.days_between or ())
    return f"the number of days from {first} to {second}"


def _group(say: Wording, each: str) -> tuple[str, str]:
    group, _, sub = each.partition(".")
    return say.field(group), say.field(f"{group}.{sub}")


def _each(say: Wording, form: Form) -> str:
    group, sub = _group(say, form.each or "")
    return f"{sub} of all {group}"


def _count(say: Wording, form: Form) -> str:
    if isinstance(form.count, Form) and form.count.each:
        group, sub = _group(say, form.count.each)
        return f"the number of {group} with {sub}"
    return f"the number of entries in {say.value(form.count)}"


def _sum(say: Wording, form: Form) -> str:
    parts = [say.value(part) for part in form.sum or ()]
    return " plus ".join(parts) if len(parts) > 1 else f"the sum of {''.join(parts)}"


def _replace(say: Wording, form: Form) -> str:
    assert form.replace is not None
    asked = form.replace
    if "\\" in asked.by:
        return f"what the pattern “{asked.pattern}” keeps of {say.value(asked.of)}"
    instead = f"with “{asked.by}” in place of" if asked.by else "without"
    return f"{say.value(asked.of)} {instead} what fits the pattern “{asked.pattern}”"


def _without(say: Wording, form: Form) -> str:
    assert form.without is not None
    asked = form.without
    gone = [say.value(one, say.codes_of(asked.of)) for one in asked.values]
    gone += [f"what {in_words(asked.matches)}"] if asked.matches else []
    return f"{say.value(asked.of)} without {listed(gone)}"


def _phrase(say: Wording, form: Form) -> str:
    return " ".join(say.value(part) if isinstance(part, Form) else f"“{str(part).strip()}”" for part in form.phrase or ())


def _first(say: Wording, form: Form) -> str:
    return ", or where that is empty ".join(say.value(part) for part in form.first or ())


_ARTICLE = {
    "date": "the article's date", "title": "the article's title", "source": "the article's source",
    "text": "the article's text", "country": "the article's country",
}  # fmt: skip

_OPERATORS: dict[str, Callable[[Wording, Form], str]] = {
    "field": lambda say, form: say.field(form.field or ""),
    "item": lambda say, form: say._item(form.item or "self"),
    "article": lambda say, form: _ARTICLE[form.article or "date"],
    "year": _of("the year of {}"),
    "sum": _sum,
    "could_lie_in": _could_lie_in,
    "count": _count,
    "lowest": _of_several("the lowest of {}"),
    "highest": _of_several("the highest of {}"),
    "sorted": _sorted,
    "first": _first,
    "join": _join,
    "lookup": _lookup,
    "case": _case,
    "registered": _registered,
    "label": lambda say, form: f"the label of {say.field(form.label or '')}",
    "parent_code": lambda say, form: f"the broader code above {say.field(form.parent_code or '')}",
    "days_between": _days_between,
    "first_year_in_name": _of("the first year named in {}"),
    "last_year_in_name": _of("the last year named in {}"),
    "date_in_text": _of("the first date told in {}"),
    "each": _each,
    "days_in": _of("the number of days in {}"),
    "replace": _replace,
    "lower": _of("{} in small letters"),
    "middle_day": _of("the middle day of {}"),
    "last_day_known": _of("the last day of {}"),
    "distinct": _of("{} without repeats"),
    "without": _without,
    "low_of": _of("the low number of {}"),
    "best_of": _of("the best number of {}"),
    "high_of": _of("the high number of {}"),
    "phrase": _phrase,
    "long_date": _of("{} written out, as 2 June 2020"),
}
SPOKEN_OPERATORS, SPOKEN_TESTS = frozenset(_OPERATORS), frozenset(_TESTS)
"""What there are words for; a test holds them against the language."""
