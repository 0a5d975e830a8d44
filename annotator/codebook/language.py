"""The one small language of codebooks: expressions that give a value, conditions that hold or do not.

Owns the shapes; `conditions` judges them. Data only: nothing here runs text as code.

An expression is a plain value, or a mapping with one operator: ``{field: country}``, ``{year: {field: event_date}}``,
``{lookup: {table: countries, key: [{field: country}], column: iso}}``. A condition is ``{all: […]}``, ``{any: […]}``,
``{not: …}`` or a test of one value: ``{field: event_type, is: Battles}``.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Setting


class Word(BaseModel):
    """Base of the language's forms."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Lookup(Word):
    """A cell of a codebook table, by key."""

    table: str
    key: tuple[Expression, ...]
    column: str
    otherwise: Expression = None


class Join(Word):
    """The present values as one text."""

    values: tuple[Expression, ...]
    between: str = "; "
    last: str | None = None
    """What stands before the last one, where that is another word than between the rest."""


class Case(Word):
    """One branch of a choice."""

    when: Condition
    then: Expression


class Registered(Word):
    """A column of a register's entry for a name, valid in a country on a day."""

    register_: Literal["actors", "places", "sources"] = Setting(alias="register")
    name: Expression
    country: Expression = None
    date: Expression = None
    column: str


class PointInCountry(Word):
    """A point, and a country by its name, ISO code or ISO number."""

    latitude: Expression
    longitude: Expression
    country: Expression


class Replace(Word):
    """A text with every match of a regular expression replaced."""

    of: Expression
    pattern: str
    by: str = ""


class Without(Word):
    """A list less the items equal to one of `values` or matching the regular expression."""

    of: Expression
    values: tuple[Expression, ...] = ()
    matches: str = ""


OPERATORS = (
    "field", "item", "article", "year", "sum", "count", "lowest", "highest", "sorted", "first", "join", "lookup",
    "case", "registered", "label", "parent_code", "days_between", "first_year_in_name", "last_year_in_name",
    "date_in_text", "each", "days_in", "replace", "lower", "middle_day", "last_day_known",
    "distinct", "without", "low_of", "best_of", "high_of", "phrase", "long_date", "could_lie_in",
)  # fmt: skip


class Form(Word):
    """One operator applied."""

    field: str | None = None
    """The event's value; `group.sub` inside a group's item is `item`."""
    item: str | None = None
    """Under `each`: the item itself (``item: self``) or one of its sub-fields."""
    article: Literal["date", "title", "source", "text", "country"] | None = None
    year: Expression = None
    sum: tuple[Expression, ...] | None = None
    count: Expression = None
    lowest: tuple[Expression, ...] | None = None
    highest: tuple[Expression, ...] | None = None
    sorted: tuple[Expression, ...] | None = None
    first: tuple[Expression, ...] | None = None
    join: Join | None = None
    lookup: Lookup | None = None
    case: tuple[Case, ...] | None = None
    otherwise: Expression = None
    registered: Registered | None = None
    label: str | None = None
    """The label of a code field's value."""
    parent_code: str | None = None
    days_between: tuple[Expression, Expression] | None = None
    """Whole days from the first date to the second."""
    first_year_in_name: Expression = None
    last_year_in_name: Expression = None
    date_in_text: Expression = None
    each: str | None = None
    """The values of one sub-field over a group's items, as ``group.sub``."""
    days_in: Expression = None
    replace: Replace | None = None
    lower: Expression = None
    middle_day: Expression = None
    last_day_known: Expression = None
    distinct: Expression = None
    """A list with each item once, in its order."""
    without: Without | None = None
    low_of: Expression = None
    """The low end of a number estimate; a plain number is its own low, best and high."""
    best_of: Expression = None
    high_of: Expression = None
    phrase: tuple[Expression, ...] | None = None
    """Texts and values one behind the other; nothing at all where one of them has no value."""
    long_date: Expression = None
    """A date as it is written in English prose: 2 June 2020."""
    could_lie_in: PointInCountry | None = None
    """False where a point is certainly not of a country; true also where either is missing or unknown."""

    @model_validator(mode="after")
    def _one_operator(self) -> Form:
        used = [name for name in OPERATORS if name in self.model_fields_set]
        if len(used) != 1:
            raise ValueError(f"an expression takes exactly one operator, here are {used or 'none'}")
        if "otherwise" in self.model_fields_set and used != ["case"]:
            raise ValueError("`otherwise` belongs to `case`")
        return self

    @cached_property
    def operator(self) -> str:
        """The one operator in use."""
        return next(name for name in OPERATORS if name in self.model_fields_set)


Plain = str | int | float | bool | None
Expression = Annotated[Form | Plain | tuple[Plain, ...], Setting(union_mode="left_to_right")]

TESTS = (
    "is", "is_not", "in", "not_in", "present", "matches", "at_least", "at_most", "more_than", "less_than",
    "contains", "contains_any", "contains_all", "inside",
)  # fmt: skip


class Condition(Word):
    """`all`, `any`, `not`, or one test of `field`, `item` or `of`."""

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    not_: Condition | None = Setting(default=None, alias="not")
    field: str | None = None
    item: str | None = None
    of: Expression = None
    is_: Expression = Setting(default=None, alias="is")
    is_not: Expression = None
    in_: Expression = Setting(default=None, alias="in")
    not_in: Expression = None
    present: bool | None = None
    matches: str | None = None
    """A regular expression found anywhere in the text."""
    at_least: Expression = None
    at_most: Expression = None
    more_than: Expression = None
    less_than: Expression = None
    contains: Expression = None
    contains_any: Expression = None
    contains_all: Expression = None
    inside: Expression = None
    """Every item of the list is one of these."""

    @model_validator(mode="before")
    @classmethod
    def _shape(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError("a condition is a mapping such as {field: event_type, is: Battles}")
        joins = [key for key in ("all", "any", "not", "not_") if key in data]
        heads = [key for key in ("field", "item", "of") if key in data]
        tests = [key for key in data if key.rstrip("_") in TESTS]
        if joins and (len(joins) > 1 or heads or tests):
            raise ValueError("`all`, `any` and `not` stand alone in a condition")
        if not joins and (len(heads) != 1 or len(tests) != 1):
            raise ValueError(
                "a test takes one of field, item, of and one of " + ", ".join(TESTS) + f"; here are {sorted(data)}"
            )
        return data

    @cached_property
    def test(self) -> str:
        """The one test in use, by its written name."""
        return next(name.rstrip("_") for name in self.model_fields_set if name.rstrip("_") in TESTS)


def fields_of(part: Any) -> set[str]:
    """The names of all event fields a condition or expression reads."""
    if isinstance(part, tuple | list):
        return {name for one in part for name in fields_of(one)}
    if isinstance(part, Form | Condition):
        named = {getattr(part, key, None) for key in ("field", "label", "parent_code")}
        if isinstance(part, Form) and part.each:
            named.add(part.each.partition(".")[0])
        found = {name for name in named if isinstance(name, str)}
    elif hasattr(part, "model_fields_set"):
        found = set()
    else:
        return set()
    for key in part.model_fields_set:
        found |= fields_of(getattr(part, key))
    return found


def article_facts_of(part: Any) -> set[str]:
    """What of the article a condition or expression reads: date, title, source, text, country."""
    if isinstance(part, tuple | list):
        return {name for one in part for name in article_facts_of(one)}
    if not hasattr(part, "model_fields_set"):
        return set()
    found = {str(part.article or "date")} if isinstance(part, Form) and "article" in part.model_fields_set else set[str]()
    return found.union(*(article_facts_of(getattr(part, key)) for key in part.model_fields_set))
