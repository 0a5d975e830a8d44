"""How a codebook says that coders' events are paired: as it is declared, or as follows from its fields; and whether it fits.

Owns `pairing:` of a codebook. Pure; must not know projects, nor how alike two events are (`agreement.similarity`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .event_kinds import kinds_of
from .model import Codebook, CodedField, Compared, Pairing

if TYPE_CHECKING:
    from .soundness import Fault, Where

THRESHOLD = 0.5
"""From which likeness on two events are one happening, where nothing else is said."""
REACH = {"days": 4.0, "place": 100.0}
"""Days and kilometres apart at which nothing is left of the likeness, where nothing else is said."""
PLACE_PARTS = ("country", "admin1", "admin2", "admin3", "place", "latitude", "longitude")
"""What of `finds` makes up a place that can be compared."""
_WEIGHTS = {"days": 3.0, "place": 3.0, "actors": 3.0, "codes": 2.0, "number": 0.5, "evidence": 2.0}
_FITS: dict[str, tuple[str, ...]] = {
    "codes": ("code", "yes_no", "tags"),
    "days": ("date",),
    "number": ("integer", "decimal", "number"),
}


def pairing_of(codebook: Codebook) -> Pairing:
    """How events are paired: what the codebook declares, else what follows from its fields. `key` is never empty where the
    codebook has a field a person answers."""
    if codebook.pairing is None:
        return usual_pairing(codebook)
    if codebook.pairing.key:
        return codebook.pairing
    return codebook.pairing.model_copy(update={"key": _key(codebook)})


def usual_pairing(codebook: Codebook) -> Pairing:
    """What follows from what the fields say of themselves: the first date, what finds a place, names from the register of
    actors, codes of the summary, the count of dead, and evidence.

    The threshold is 0.5, or less where that is needed for two events to be paired that differ in one of these alone.
    Without any of them all answers a person must give are compared, each counting the same."""
    compare = [
        Compared(by=by, fields=tuple(fields), weight=weight)  # type: ignore[arg-type]
        for by, fields, weight in _usual(codebook)
    ]
    if not compare:
        told = [one for one in codebook.fields.values() if is_told(one)]
        needed = [one for one in told if one.required] or told
        compare = [Compared(by="same", fields=(one.name,)) for one in needed]
    weights = [one.weight for one in compare]
    threshold = THRESHOLD
    if len(weights) > 1:
        threshold = min(threshold, int(100 * (1 - max(weights) / sum(weights))) / 100)
    if any(one.evidence != "none" for one in codebook.fields.values()) or not compare:
        compare.append(Compared(by="evidence", weight=_WEIGHTS["evidence"]))
    return Pairing(threshold=threshold, compare=tuple(compare), key=_key(codebook))


def _usual(codebook: Codebook) -> Iterator[tuple[str, list[str], float]]:
    fields = [one for one in codebook.fields.values() if one.derived is None]
    day = [one.name for one in fields if one.type == "date" and not one.many][:1]
    place = [one.name for one in fields if one.finds in PLACE_PARTS and not one.many]
    actors = [one.name for one in fields if names_actors(one)]
    dead = [one.name for one in fields if one.finds == "dead" and not one.many][:1]
    for by, names in (("days", day), ("place", place), ("actors", actors), ("number", dead)):
        if names:
            yield by, names, _WEIGHTS[by]
    kinds = kinds_of(codebook, fields)
    for one in kinds:
        yield "codes", [one.name], _WEIGHTS["codes"] / len(kinds)


def _key(codebook: Codebook) -> tuple[str, ...]:
    """The summary's fields that must be answered; else all of the summary; else all that must be answered, or any."""
    told = [one for one in codebook.fields.values() if is_told(one)]
    summary = [one for one in told if one.name in codebook.summary]
    chosen = [one for one in summary if one.required] or summary or [one for one in told if one.required] or told
    return tuple(one.name for one in chosen)


def is_told(field: CodedField) -> bool:
    """Whether a field's answer is a person's own and can be the same: neither derived nor prose."""
    return field.derived is None and field.draft is None and field.type != "long_text"


def names_actors(field: CodedField) -> bool:
    """Whether a field holds names from the register of actors, itself or in its members."""
    return field.register_ == "actors" or any(sub.register_ == "actors" for sub in field.fields)


# --- sides ----------------------------------------------------------------------------------------------------------------


def mirror_of(pairing: Pairing) -> dict[str, str]:
    """Each field of a side → the field of the other side in its place; empty where order says something."""
    if len(pairing.sides) != 2:
        return {}
    pairs = list(zip(*pairing.sides, strict=True))
    return {**{one: other for one, other in pairs}, **{other: one for one, other in pairs}}


def mirrored(values: Mapping[str, Any], mirror: Mapping[str, str]) -> dict[str, Any]:
    """An event's values with its two sides read the other way round."""
    return {mirror.get(name, name): value for name, value in values.items()}


# --- whether it fits ------------------------------------------------------------------------------------------------------


def unsound_pairing(codebook: Codebook) -> Iterator[Fault]:
    """Every fault of `pairing:` as (path in the file, sentence, what is allowed)."""
    pairing = codebook.pairing
    if pairing is None:
        return
    if not pairing.compare:
        yield ("pairing", "compare"), "events are paired by what they are compared in; this list is empty.", "by: days, …"
    for i, one in enumerate(pairing.compare):
        where: Where = ("pairing", "compare", i)
        if one.reach and one.by not in REACH:
            yield (*where, "reach"), f"`reach` says nothing where events are compared by {one.by}.", "by: days or place"
        if (one.by == "evidence") == bool(one.fields):
            what = "evidence takes no fields: all of the event's counts" if one.fields else f"`by: {one.by}` needs fields"
            yield (*where, "fields"), f"{what}.", ""
        yield from _names(codebook, one.fields, (*where, "fields"))
        yield from _fitting(codebook, one, (*where, "fields"))
    yield from _sides(codebook, pairing)
    yield from _names(codebook, pairing.key, ("pairing", "key"))


def _names(codebook: Codebook, names: tuple[str, ...], where: Where) -> Iterator[Fault]:
    for name in names:
        if name not in codebook.fields:
            yield where, f"`{name}` is not a field.", ", ".join(codebook.fields)
        elif codebook.fields[name].derived is not None:
            yield where, f"`{name}` is derived: coders do not answer it, so it tells nothing of them.", ""
    if len(set(names)) != len(names):
        yield where, "a field stands here twice.", ""


def _fitting(codebook: Codebook, one: Compared, where: Where) -> Iterator[Fault]:
    """Whether each field can be compared in this way."""
    for field in (codebook.fields[name] for name in one.fields if name in codebook.fields):
        said = f"`{field.name}` cannot be compared by {one.by}"
        if one.by in _FITS and field.type not in _FITS[one.by]:
            yield where, f"{said}: it is of type {field.type}.", f"type: {' or '.join(_FITS[one.by])}"
        elif one.by == "actors" and not names_actors(field):
            yield where, f"{said}: it holds no names from the register of actors.", "register: actors"
        elif one.by == "place" and field.finds not in PLACE_PARTS:
            yield where, f"{said}: it does not say which part of a place it finds.", f"finds: {' or '.join(PLACE_PARTS)}"
        elif one.by in ("days", "place", "number") and field.many:
            yield where, f"{said}: it is a list.", ""
    parts = [codebook.fields[name].finds for name in one.fields if name in codebook.fields]
    if one.by == "place" and len(set(parts)) != len(parts):
        yield where, "two fields here find the same part of a place.", ""
    if one.by == "place" and ("latitude" in parts) != ("longitude" in parts):
        yield where, "a point needs a latitude and a longitude.", ""
    if one.by == "days" and len(one.fields) > 2:
        yield where, "days are told by one date, or by a first and a last one.", ""


def _sides(codebook: Codebook, pairing: Pairing) -> Iterator[Fault]:
    where: Where = ("pairing", "sides")
    sides = pairing.sides
    if not sides:
        return
    if len(sides) != 2 or len(sides[0]) != len(sides[1]) or not sides[0]:
        yield where, "there are two sides, each a list of as many fields as the other.", "[[actor1], [actor2]]"
        return
    names = [*sides[0], *sides[1]]
    for name in names:
        if name not in codebook.fields:
            yield where, f"`{name}` is not a field.", ", ".join(codebook.fields)
    if len(set(names)) != len(names):
        yield where, "a field stands on the sides twice.", ""
    for one, other in zip(*sides, strict=True):
        if one in codebook.fields and other in codebook.fields and _shape(codebook, one) != _shape(codebook, other):
            yield where, f"`{one}` and `{other}` stand in each other's place and must be of one kind.", ""


def _shape(codebook: Codebook, name: str) -> tuple[Any, ...]:
    field = codebook.fields[name]
    return field.type, field.codes, field.many, field.register_
