"""The codebook as data: sections of fields, code lists, lookup tables, rules, profiles.

Owns the shape of a codebook and what belongs together inside one; must not know files, YAML or projects
(`loading` reads them), nor how a condition is judged (`conditions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Setting

from .language import Condition, Expression, fields_of

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = str | dict[str, str]
"""A text for people: one string, or one per language code."""

FieldType = Literal["text", "long_text", "integer", "decimal", "number", "yes_no", "date", "code", "tags", "group"]
"""`number` is an estimate: a whole number, or low/best/high. `yes_no` holds the codes yes, no, unclear.
`tags` is a list of plain tags or `key=value` from a vocabulary."""

Finds = Literal[
    "", "dead", "injured", "arrested", "crowd",
    "country", "admin1", "admin2", "admin3", "place", "latitude", "longitude", "place_precision",
]  # fmt: skip
"""What of a text answers a field: a count of people, or a part of a place. Dates, lists whose codes have words and
fields with a register need no such hint."""


class Part(BaseModel):
    """Base of all parts: frozen, and a key nobody knows is an error. Built as part of the codebook, not one by one."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Guidance(Part):
    """What a coder reads beside a field or a code, in the codebook author's own words."""

    definition: Text = ""
    example: Text = ""
    counter_example: Text = ""
    note: Text = ""


class Code(Guidance):
    """One allowed answer of a closed list; codes nest to any depth."""

    code: str
    label: Text = ""
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Words in a text that point to this code."""
    children: tuple[Code, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    was: tuple[str, ...] = ()
    merged_into: str = ""
    value: Literal["none", "free"] | tuple[str, ...] = "none"
    """For `tags`: whether the tag takes `=value`, and from which list."""
    days: int = 0
    """For the precision of a date: the most days such a date may span."""


class CodeList(Part):
    """A named closed list."""

    title: Text = ""
    codes: tuple[Code, ...]

    @cached_property
    def by_code(self) -> dict[str, Code]:
        """Every code of the tree by its string."""
        return {code.code: code for code in self.walk()}

    @cached_property
    def parents(self) -> dict[str, str]:
        """Each nested code's parent."""
        return {child.code: code.code for code in self.walk() for child in code.children}

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Case-folded code, label, alias and former code → code; the first one listed wins."""
        found: dict[str, str] = {}
        for code in self.walk():
            found.setdefault(code.code.casefold(), code.code)
        for code in self.walk():
            for spelling in (in_language(code.label), *code.aliases, *code.was):
                if spelling:
                    found.setdefault(spelling.casefold(), code.code)
        return found

    def walk(self) -> Iterator[Code]:
        """All codes, a parent before its children."""
        waiting = list(reversed(self.codes))
        while waiting:
            code = waiting.pop()
            yield code
            waiting.extend(reversed(code.children))

    def label(self, code: str, language: str = "en") -> str:
        """What people see for a code."""
        known = self.by_code.get(code)
        return (in_language(known.label, language) or code) if known else code


class Table(Part):
    """A lookup table: rows of strings and numbers under named columns, found by its key columns."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    fold: bool = False
    """Compare keys without regard to case."""

    @cached_property
    def index(self) -> dict[tuple[str, ...], dict[str, str | int | float | None]]:
        """Key strings → row."""
        found: dict[tuple[str, ...], dict[str, str | int | float | None]] = {}
        for row in self.rows:
            named = dict(zip(self.columns, row, strict=True))
            found.setdefault(tuple(self.key_text(named[column]) for column in self.key), named)
        return found

    def key_text(self, value: Any) -> str:
        """A key cell as it is compared."""
        text = "" if value is None else str(value)
        return text.casefold() if self.fold else text


class CodedField(Guidance):
    """A question: its type, its allowed answers, when it is asked, how it is derived."""

    name: Name
    title: Text = ""
    type: FieldType
    codes: str = ""
    """Name of a code list."""
    parent: str = ""
    """A field whose code says which children are allowed here."""
    level: int = 0
    """Depth in the code tree offered when there is no parent: 0 all leaves and nodes, 1 the roots."""
    many: bool = False
    separator: str = "; "
    unique: bool = True
    """Whether a list may hold an item once only."""
    fields: tuple[CodedField, ...] = ()
    most: int = 4
    """For groups and flat exports: how many items get columns of their own."""
    shown_when: Condition | None = None
    required: bool = False
    required_when: Condition | None = None
    derived: Expression | None = None
    draft: Expression | None = None
    """For a text: what the program writes from the other answers, until a coder writes it."""
    divide: Literal["", "even", "day", "place"] = ""
    """What becomes of the answer where an event is divided: a number is shared out, a date goes on from part to part,
    a part of the place is left open. All else is the same in every part."""
    divided_note: Text = ""
    """The sentence that says in the drafted text that this number was shared out; `{parts}` is among how many."""
    precision: str = ""
    """For a date: the field that holds its precision."""
    kind: str = ""
    """For a name from the register of actors or sources: the field that holds its type, or the scale of all of them."""
    ranges: bool = False
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None
    pattern: str = ""
    register_: Literal["", "actors", "places", "sources"] = Setting(default="", alias="register")
    generic: str = ""
    """For a name from the register of actors: the pattern of names that say a kind of actor and not which one. Two events
    that share no more than such a name need not be of the same actors."""
    finds: Finds = ""
    scale: Literal["", "nominal", "ordinal", "interval", "ratio"] = ""
    """How agreement measures two answers that differ, where the type alone does not say it: codes in an order that means
    more and less are `ordinal`."""
    missing: dict[str, Text] = {}
    """Codes for an answer that is not there: -9 unknown, …"""
    default: Any = None
    evidence: Literal["wanted", "optional", "none"] = "wanted"
    released: bool = True
    """Whether releases hold the answers; what they are for inside the project alone stays there."""
    color: str = ""
    check_ids: dict[str, str] = {}
    """Names for the built-in checks of this field: required, parent, derived, code, …"""
    width: Literal["", "short"] = ""


class Section(Part):
    """A titled run of fields in the form."""

    name: Name
    title: Text = ""
    help: Text = ""
    fields: tuple[CodedField, ...]


class Fix(Part):
    """The way out of a problem: what to set, in words."""

    label: Text
    set: dict[str, Expression]


class Rule(Part):
    """What must hold of an event, or of all events with the same key.

    Over one event: where `when` holds, `check` must hold. Over the dataset: no two events may share `key`; with
    `together`, only events whose values of that field make up one of the listed sets are a problem.
    """

    id: str
    severity: Literal["error", "warning"] = "error"
    field: str = ""
    scope: Literal["event", "dataset"] = "event"
    each: str = ""
    """A list field or group: the rule is judged for every item, as `item`."""
    when: Condition | None = None
    check: Condition | None = None
    key: tuple[Expression, ...] = ()
    together: Together | None = None
    message: Text
    reason: Text = ""
    fix: Fix | None = None


class Together(Part):
    """Values of one field that should not stand side by side under the same key."""

    field: str
    sets: tuple[tuple[str, ...], ...]


class Column(Part):
    """One column of an export profile."""

    column: str
    field: str = ""
    part: str = ""
    """Instead of a field: id, timestamp, article_date, article_source, coder, …"""
    extra: str = Setting(default="", pattern=r"^([a-z][a-z0-9_]*)?$")
    """Instead of a field: a column outside the codebook, kept under this name with an imported event."""
    write: Literal["code", "label"] = "code"
    date: str = ""
    """strftime pattern; empty is ISO."""
    blank: str = ""
    trim_zeros: bool = False


class Rewrite(Part):
    """While reading: where the condition holds on the row's values, set these."""

    when: Condition
    set: dict[str, Expression]


class Profile(Part):
    """A flat table other programs know: its columns in order, and how its older spellings are read."""

    title: Text = ""
    about: Text = ""
    columns: tuple[Column, ...]
    aliases: dict[str, str] = {}
    """Old or odd header (lower case) → column."""
    ignore: tuple[str, ...] = ()
    """Columns outside this codebook that are kept in `extra` without remark."""
    rewrites: tuple[Rewrite, ...] = ()
    must_read: tuple[str, ...] = ()
    """Fields without which a row is refused."""
    blanks: tuple[str, ...] = ("", "nan", "NaN", "NULL", "NA")
    as_read: bool = False
    """Whether an imported cell is written as it was read, for as long as the event still says what was read from it."""
    older: bool = False
    """Whether its rows follow an older codebook: what today's rules find wrong in them is overruled, with that reason."""
    sides: tuple[tuple[str, ...], ...] = ()
    """For a table with one row a side: the fields of the first side, which have columns, and those of the second, which
    stand in the same columns of a row of their own with the same id."""


class Numbering(Part):
    """How events get the id the outside world knows: prefix and a running number that is never reused."""

    prefix: Expression
    title: Text = ""
    pattern: str = r"^[A-Z]{3}\d+$"


class Reason(Guidance):
    """One entry of a closed list of reasons."""

    code: Name
    label: Text = ""


class Compared(Part):
    """One thing in which two events are compared to tell whether they are one happening, and how much it counts.

    Each gives a number from 0 to 1, and is left out of a comparison to which one of the two has no answer.
    """

    by: Literal["same", "codes", "days", "place", "actors", "number", "evidence"]
    """`same`: alike or not; `codes`: nearness in the code tree; `days`: days apart; `place`: kilometres, else names and
    divisions; `actors`: shared names, aliases of the register and all; `number`: the smaller over the larger;
    `evidence`: the words both took their answers from."""
    fields: tuple[Name, ...] = ()
    """The fields it reads. For `evidence` none: all of the event's."""
    weight: float = Setting(default=1.0, gt=0)
    reach: float = Setting(default=0.0, ge=0)
    """For `days` and `place`: how many days or kilometres apart nothing is left of the likeness; 0 for 4 days, 100 km."""


class Pairing(Part):
    """How coders' events are paired: in what they are compared, and from which likeness on they are one happening."""

    threshold: float = Setting(default=0.5, ge=0, le=1)
    compare: tuple[Compared, ...]
    sides: tuple[tuple[Name, ...], ...] = ()
    """Two lists of fields of equal length, where which side comes first says nothing: an event and its mirror are alike."""
    key: tuple[Name, ...] = ()
    """The fields that two events must have alike to count as the same in all that matters."""


class Combined(Part):
    """How one value, or several that belong together, is made of what the events of one incident say.

    Events without an answer say nothing. The fields of one rule are taken from the same event, so that a place keeps its
    point and a date its precision; where they are joined, several lists run side by side.
    """

    by: Literal[
        "most_precise", "lowest", "highest", "median", "ranked", "earliest", "latest", "joined", "most_common", "longest",
        "closest",
    ]  # fmt: skip
    """`most_precise`: by the field `precision`, whose first code is the finest; `lowest`, `highest`, `median`: of the
    numbers, summed up where they are several; `ranked`: the code of the first field that stands first in its list;
    `earliest`, `latest`: of the first field, a date; `joined`: every answer once, in the order of the articles;
    `most_common`: what most events say, of the fields in turn; `longest`: of the first field, a text; `closest`: from the
    event that says the most of all else that was combined, the number of dead before all."""
    fields: tuple[Name, ...]
    precision: Name | Literal[""] = ""
    then: Literal[
        "", "most_common", "most_precise", "lowest", "highest", "earliest", "latest", "longest", "closest", "first",
    ] = ""  # fmt: skip
    """What decides between events that the rule finds equal and that say different things; without it that is a tie, which
    is shown for somebody to settle, and until then the first article's answer stands. `first` leaves it at that."""
    order: tuple[str, ...] = ()
    """For `ranked`: codes in the order in which they win, where the list has another; the rest follow in the list's."""
    alike: tuple[Name, ...] = ()
    """Only events are asked that say of these fields what was combined before."""
    yields: tuple[str, ...] = ()
    """For `joined`: answers that stand only where no other was given, the first of these before the next; of tags with a
    value, no other of the same tag."""
    between: str = ""
    """For `joined`: what stands between texts, `; ` where not said; and between the parts of the codes of one field, whose
    code is then the one that has the parts of all."""


class Codebook(Part):
    """Everything that may be coded in a project, as one frozen value."""

    annotator_codebook: Literal[1]
    name: Name
    title: Text = ""
    version: str = "1"
    about: Text = ""
    languages: tuple[str, ...] = ("en",)
    lists: dict[Name, CodeList] = {}
    tables: dict[Name, Table] = {}
    sections: tuple[Section, ...]
    article: tuple[Section, ...] = ()
    """Questions asked once an article."""
    no_event_reasons: tuple[Reason, ...] = ()
    mention_reasons: tuple[Reason, ...] = ()
    rules: tuple[Rule, ...] = ()
    number_words: dict[str, int] = {}
    numbering: Numbering | None = None
    profiles: dict[str, Profile] = {}
    summary: tuple[str, ...] = ()
    """Fields whose values name an event in lists."""
    pairing: Pairing | None = None
    """How coders' events are paired; without it, by what the fields say of themselves (`pairing.usual_pairing`)."""
    combine: tuple[Combined, ...] = ()
    """How the events of one incident become its values; fields no rule names follow `combined_rules.usual_rules`."""

    @property
    def tables_for_others(self) -> tuple[tuple[str, Profile], ...]:
        """The profiles as they are offered: those written one way before those that give back what was read. A project
        keeps no order of its own."""
        return tuple(sorted(self.profiles.items(), key=lambda one: (one[1].as_read, one[0])))

    @cached_property
    def fields(self) -> dict[str, CodedField]:
        """The event's fields by name, in form order (group members are reached through their group)."""
        return {field.name: field for section in self.sections for field in section.fields}

    @cached_property
    def article_fields(self) -> dict[str, CodedField]:
        """The article-level questions by name."""
        return {field.name: field for section in self.article for field in section.fields}

    @cached_property
    def derived_order(self) -> tuple[str, ...]:
        """Derived fields so that each stands behind what it reads; a cycle keeps the form's order."""
        waiting = {name: fields_of(field.derived) for name, field in self.fields.items() if field.derived is not None}
        ordered: list[str] = []
        while waiting:
            free = [name for name, reads in waiting.items() if not (reads & set(waiting)) - {name}] or list(waiting)
            for name in free:
                ordered.append(name)
                del waiting[name]
        return tuple(ordered)

    @cached_property
    def drafted(self) -> dict[str, frozenset[str]]:
        """The fields with a draft, each with all the fields its draft follows from, derived ones looked through."""
        found: dict[str, frozenset[str]] = {}
        for field in self.fields.values():
            if field.draft is not None:
                reads, new = set[str](), fields_of((field.draft, field.shown_when))
                while new:
                    reads |= new
                    behind = (fields_of(self.fields[name].derived) for name in new if name in self.fields)
                    new = set[str]().union(*behind) - reads
                found[field.name] = frozenset(reads)
        return found

    def code_list(self, field: CodedField) -> CodeList:
        """The field's closed list; an empty one for fields without."""
        if field.type == "yes_no":
            return YES_NO
        return self.lists.get(field.codes, EMPTY)


# Constructed, not validated: nothing is built before a codebook is.
YES_NO = CodeList.model_construct(
    codes=tuple(Code.model_construct(code=code, label=code.capitalize()) for code in ("yes", "no", "unclear"))
)
EMPTY = CodeList.model_construct(codes=())


def in_language(text: Text, language: str = "en") -> str:
    """The text in a language, else in English, else in whatever language there is."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


def title_of(field: CodedField, language: str = "en") -> str:
    """What a field is called in the window."""
    return in_language(field.title, language) or field.name.replace("_", " ").capitalize()
