"""How a codebook says what the events of one incident come to: as it is declared, or as follows from its fields; and
whether it fits.

Owns `combine:` of a codebook. Pure; must not know projects, nor what events say (`combining` works it out).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .model import Codebook, CodedField, Combined
from .pairing import PLACE_PARTS, pairing_of
from .values import is_list

if TYPE_CHECKING:
    from .soundness import Fault, Where

NUMBERS = ("integer", "decimal", "number")
_DEATHS = ("dead", "injured", "arrested")
_FIRST: dict[str, tuple[str, ...]] = {
    "ranked": ("code", "yes_no"), "earliest": ("date",), "latest": ("date",), "longest": ("text", "long_text"),
    "lowest": NUMBERS, "highest": NUMBERS, "median": NUMBERS,
}  # fmt: skip
"""The type the first field of a rule must be of."""
_JOINED = ("text", "long_text", "tags", "group", "code")


def rules_of(codebook: Codebook) -> tuple[Combined, ...]:
    """How each answer of an incident is made: the declared rules, then the usual ones for fields that none names.

    Derived fields have no rule: they follow from what was combined."""
    return (*codebook.combine, *usual_rules(codebook))


def usual_rules(codebook: Codebook) -> tuple[Combined, ...]:
    """What follows from what the fields say of themselves, for fields no rule names, in the form's order.

    What belongs together comes from one event: a date with its precision, all parts of a place, a code with its parent,
    the answers of both sides, a name with its kind. Then: the most precise where there is a precision, the lowest count of
    dead, injured and arrested, the median of a crowd, lists joined, the written texts of the event that is closest to the
    whole, and of all else what most events say."""
    named = {name for rule in codebook.combine for name in rule.fields}
    left = {name: one for name, one in codebook.fields.items() if one.derived is None and name not in named}
    found = list[tuple[str, Combined]]()
    for names in _together(codebook, left):
        found.append((names[0], _usual(codebook, names)))
    order = {name: place for place, name in enumerate(codebook.fields)}
    # A list asks who stands on its side: that is known first.
    return tuple(rule for _, rule in sorted(found, key=lambda one: (bool(one[1].alike), order[one[0]])))


def _usual(codebook: Codebook, names: list[str]) -> Combined:
    """The usual rule for fields that belong together."""
    fields = [codebook.fields[name] for name in names]
    lead, several = fields[0], tuple(names)
    exact = next((one.precision for one in fields if one.precision in names), "")
    exact = exact or next((one.name for one in fields if one.finds == "place_precision"), "")
    if exact and len(fields) > 1:
        return Combined(by="most_precise", fields=several, precision=exact, then="most_common")
    if len(fields) == 1:
        if is_list(lead) or lead.type == "group":
            return Combined(by="joined", fields=several, alike=_own_side(codebook, lead.name))
        if lead.finds in _DEATHS:
            return Combined(by="lowest", fields=several)
        if lead.finds == "crowd":
            return Combined(by="median", fields=several)
        if lead.type == "long_text" or lead.draft is not None:
            return Combined(by="closest", fields=several, then="longest")
    return Combined(by="most_common", fields=several)


def _together(codebook: Codebook, left: dict[str, CodedField]) -> list[list[str]]:
    """The fields that come from one event: each of the groups in the form's order."""
    group = {name: {name} for name in left}

    def join(*names: str) -> None:
        here = [name for name in names if name in left and _is_one(left[name])]
        if here:
            whole = set[str]().union(*(group[name] for name in here))
            for name in whole:
                group[name] = whole

    for name, field in left.items():
        join(name, field.precision)
        join(name, field.parent)
        join(name, field.kind)
    join(*(name for name, one in left.items() if one.finds in (*PLACE_PARTS, "place_precision")))
    join(*(name for side in pairing_of(codebook).sides for name in side if name in left and not left[name].finds))
    order = {name: place for place, name in enumerate(left)}
    whole = {frozenset(names) for names in group.values()}
    return [
        sorted(names, key=lambda one: order[one]) for names in sorted(whole, key=lambda one: min(map(order.__getitem__, one)))
    ]


def _is_one(field: CodedField) -> bool:
    """Whether a field has one answer that can come along with others'."""
    return not is_list(field) and field.type not in ("group", "long_text")


def _own_side(codebook: Codebook, name: str) -> tuple[str, ...]:
    """The first field of the side a list belongs to: who stands at another's side is not named there."""
    for side in pairing_of(codebook).sides:
        if name in side and side[0] != name and codebook.fields[side[0]].derived is None:
            return (side[0],)
    return ()


# --- whether it fits ------------------------------------------------------------------------------------------------------


def unsound_combining(codebook: Codebook) -> Iterator[Fault]:
    """Every fault of `combine:` as (path in the file, sentence, what is allowed)."""
    seen = set[str]()
    for i, rule in enumerate(codebook.combine):
        where: Where = ("combine", i)
        if not rule.fields:
            yield (*where, "fields"), f"`by: {rule.by}` needs fields.", ""
        for name in rule.fields:
            if name not in codebook.fields:
                yield (*where, "fields"), f"`{name}` is not a field.", ", ".join(codebook.fields)
            elif codebook.fields[name].derived is not None:
                yield (*where, "fields"), f"`{name}` is derived: it follows from what was combined.", ""
            elif name in seen:
                yield (*where, "fields"), f"`{name}` is combined twice.", ""
            seen.add(name)
        if rule.by == "joined":
            yield from _joined(codebook, rule, where)
        else:
            yield from _chosen(codebook, rule, where)
            yield from _apart(codebook, rule, where)
        yield from _settings(codebook, rule, where)
        # What is closest to the whole is worked out last, wherever it stands.
        before = [one for one in codebook.combine[:i] if one.by != "closest" or rule.by == "closest"]
        if rule.by == "closest":
            before += [one for one in codebook.combine[i:] if one.by != "closest"]
        yield from _alike(codebook, rule, where, {name for one in before for name in one.fields})


def _known(codebook: Codebook, rule: Combined) -> list[CodedField]:
    return [codebook.fields[name] for name in rule.fields if name in codebook.fields]


def _joined(codebook: Codebook, rule: Combined, where: Where) -> Iterator[Fault]:
    fields = _known(codebook, rule)
    for field in fields:
        if field.type not in _JOINED and not field.many:
            yield (
                (*where, "fields"),
                f"`{field.name}` cannot be joined: it holds one answer of type {field.type}.",
                "many: true",
            )
        elif field.type == "code" and not field.many and not rule.between:
            said = f"`{field.name}` holds one code: say what stands between the parts of its codes."
            yield (*where, "fields"), said, 'between: "-"'
        elif len(fields) > 1 and not is_list(field):
            yield (*where, "fields"), f"fields that are joined together run side by side: `{field.name}` is no list.", ""
    if rule.then:
        yield (*where, "then"), "`then` says nothing where answers are joined: there is no tie.", ""
    if rule.between and fields and all(is_list(one) or one.type == "group" for one in fields):
        yield (*where, "between"), "`between` is for texts and for the parts of codes; a list has its `separator`.", ""
    for field in fields:
        codes = codebook.code_list(field)
        for one in rule.yields:
            if field.type == "code" and one not in codes.by_code:
                yield (*where, "yields"), f"“{one}” is not an answer of `{field.name}`.", ", ".join(codes.by_code)
    if rule.yields and (len(fields) > 1 or any(not is_list(one) for one in fields)):
        yield (*where, "yields"), "`yields` is for one list of codes, tags or texts.", ""


def _chosen(codebook: Codebook, rule: Combined, where: Where) -> Iterator[Fault]:
    fields = _known(codebook, rule)
    for field in fields:
        if is_list(field) and len(rule.fields) == 1 and rule.by in ("lowest", "highest", "median", "earliest", "latest"):
            yield (*where, "fields"), f"`{field.name}` cannot be combined by {rule.by}: it is a list.", "by: joined"
    for by in dict.fromkeys((rule.by, rule.then)):
        wanted = _FIRST.get(by, ())
        if not wanted or not fields:
            continue
        if by in ("lowest", "highest", "median"):
            # The number that decides need not stand first: the counts of both sides are summed up.
            if not any(one.type in wanted and not one.many for one in fields):
                said = f"there is no number here to be combined by {by}: `{fields[0].name}` is of type {fields[0].type}."
                yield (*where, "fields"), said, f"type: {' or '.join(wanted)}"
        elif fields[0].type not in wanted or fields[0].many:
            kind = f"of type {fields[0].type}" if fields[0].type not in wanted else "a list"
            said = f"`{fields[0].name}` cannot be combined by {by}: it is {kind}."
            yield (*where, "fields"), said, f"type: {' or '.join(wanted)}"


def _apart(codebook: Codebook, rule: Combined, where: Where) -> Iterator[Fault]:
    """A code and its parent that would come from two events."""
    for field in _known(codebook, rule):
        if field.parent in codebook.fields and field.parent not in rule.fields and not is_list(field):
            said = f"`{field.name}` belongs under `{field.parent}`: the two come from one event and stand in one rule."
            yield (*where, "fields"), said, f"fields: [{field.parent}, {field.name}]"


def _settings(codebook: Codebook, rule: Combined, where: Where) -> Iterator[Fault]:
    exact = "most_precise" in (rule.by, rule.then)
    if exact and not rule.precision:
        yield where, "`most_precise` needs the field that says how precise an answer is.", "precision: FIELD"
    elif rule.precision and not exact:
        yield (*where, "precision"), f"`precision` says nothing where events are combined by {rule.by}.", "by: most_precise"
    elif rule.precision:
        field = codebook.fields.get(rule.precision)
        if field is None:
            yield (*where, "precision"), f"`{rule.precision}` is not a field.", ", ".join(codebook.fields)
        elif field.type != "code" or field.many:
            said = f"`{rule.precision}` is of type {field.type} and has no first code that is the finest."
            yield (*where, "precision"), said, "type: code"
        elif rule.by == "most_precise" and set(rule.fields) == {rule.precision}:
            yield (*where, "fields"), f"`{rule.precision}` says how precise an answer is; name that answer beside it.", ""
    if rule.then and rule.then == rule.by:
        yield (*where, "then"), f"`then: {rule.then}` cannot decide where `by: {rule.by}` has not.", ""
    if rule.order and rule.by != "ranked":
        yield (*where, "order"), f"`order` says nothing where events are combined by {rule.by}.", "by: ranked"
    elif rule.order and rule.fields and rule.fields[0] in codebook.fields:
        codes = codebook.code_list(codebook.fields[rule.fields[0]])
        for code in rule.order:
            if code not in codes.by_code:
                yield (*where, "order"), f"“{code}” is not an answer of `{rule.fields[0]}`.", ", ".join(codes.by_code)
        if len(set(rule.order)) != len(rule.order):
            yield (*where, "order"), "a code stands in this order twice.", ""
    for name in ("yields", "between"):
        if getattr(rule, name) and rule.by != "joined":
            yield (*where, name), f"`{name}` says nothing where events are combined by {rule.by}.", "by: joined"


def _alike(codebook: Codebook, rule: Combined, where: Where, before: set[str]) -> Iterator[Fault]:
    for name in rule.alike:
        if name not in codebook.fields:
            yield (*where, "alike"), f"`{name}` is not a field.", ", ".join(codebook.fields)
        elif name not in before:
            said = f"`{name}` is not combined yet: a rule that names it must stand before this one."
            yield (*where, "alike"), said, ", ".join(sorted(before))
