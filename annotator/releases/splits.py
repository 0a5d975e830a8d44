"""Train, dev and test: which articles go into which part of training data, planned first and then made.

Owns what becomes of a unit (`project.together`: what belongs together) and what is told of a plan. No unit is in two
parts. A part is for good (`project.splits`): making parts again
only adds to them. Where something is linked later across parts, the highest part keeps what it has (test, then dev, then
train), the rest leave their part and stay out, and new articles of the unit go to the highest. How units are dealt is
`dealing`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, TypeVar

from ..codebook.model import EMPTY, in_language, title_of
from ..codebook.values import is_list
from ..errors import UsageError
from ..project import Project
from ..project.codings import MAIN
from ..project.copy_search import Progress
from ..project.splits import PARTS, Part
from ..project.together import highest, leaving, units
from .dealing import OFTEN, RARE, Unit, borders, deal, deal_by_day

T = TypeVar("T")
By = Literal["article", "time"]
Check = Callable[[], None]
SHARES = (80.0, 10.0, 10.0)
OF_ARTICLES = ("verdict", "language", "source")
"""What articles can be stratified by besides the fields of events; a field of the same name goes first."""
NO_EVENT, NO_ANSWER = "no_event", "no_answer"
_KINDS = ("code", "yes_no", "text", "tags")
_FINISHED = "c.round = ? AND c.standing <> 'standard' AND c.removed = 0 AND a.removed = 0 AND c.state IN ('done', 'approved')"


@dataclass(frozen=True, slots=True)
class SplitWish:
    """How parts are to be made. `shares` are of train, dev and test, in any unit. `stratify` names a field of events, or one of
    `OF_ARTICLES`; by time nothing is stratified. The same seed gives the same parts to the same articles."""

    shares: tuple[float, float, float] = SHARES
    seed: int = 1
    by: By = "article"
    stratify: str = ""

    def sound(self) -> SplitWish:
        """Itself. Raises UsageError for shares that are none."""
        if len(self.shares) != 3 or not all(0 <= one < 1e9 for one in self.shares) or not self.shares[0]:
            raise UsageError("Shares are three numbers for train, dev and test, as 80,10,10; train gets some.")
        if self.by == "time" and self.stratify:
            raise UsageError("Parts are made by time or evenly by a field, not both.")
        return self

    @property
    def by_part(self) -> dict[str, float]:
        """The share of each part that gets one."""
        return {part: share for part, share in zip(PARTS, self.shares, strict=True) if share}


def as_before(
    project: Project, *, shares: tuple[float, float, float] | None = None, seed: int | None = None, by: By | None = None,
    stratify: str | None = None,
) -> SplitWish:  # fmt: skip
    """The wish to go on in the way parts were last made, but for what is given here; the usual where none were made."""
    before = project.splits.last_made()
    usual = SplitWish(tuple(before["shares"]), before["seed"], before["by"], before["stratify"]) if before else SplitWish()
    by = by or usual.by
    kept = usual.stratify if by == usual.by else ""
    return SplitWish(
        shares or usual.shares, usual.seed if seed is None else seed, by, kept if stratify is None else stratify
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stratum:
    """One line of the table of a plan: articles by part. An article with several values counts in each."""

    name: str
    """A code, a value, or "" for all articles."""
    title: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """What making parts would do; articles by uid."""

    wish: SplitWish
    given: Mapping[str, Part]
    """Those that have a part and keep it."""
    new: Mapping[str, Part]
    """Those that get one."""
    withdrawn: Mapping[str, Part]
    """Those that lose the part they have, because something that is linked with them is in a higher one."""
    kept_out: int
    """Articles that lost theirs earlier, and stay out."""
    undated: int
    """Articles that get none by time, for neither they nor what is linked with them has a date."""
    units: int
    """Units that are dealt, and how many articles the largest has."""
    largest: int
    last_days: tuple[str, ...] = ()
    """By time: the last day of each part but the last."""
    table: Sequence[Stratum] = ()
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def changes(self) -> bool:
        """Whether making it does anything."""
        return bool(self.new or self.withdrawn)

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        counts = self.table[0].counts if self.table else dict.fromkeys(PARTS, 0)
        return {
            "parts": dict(counts), "new": dict(Counter({part: 0 for part in PARTS}) + Counter(self.new.values())),
            "withdrawn": len(self.withdrawn), "kept_out": self.kept_out, "undated": self.undated, "units": self.units,
            "largest": self.largest, "last_days": list(self.last_days),
            "strata": [{"name": one.name, "title": one.title, **one.counts} for one in self.table[1:]],
            "notes": list(self.notes), **asdict(self.wish),
        }  # fmt: skip

    def in_words(self) -> str:
        """The same for people: what happens, and a table."""
        width = max([len(one.title) for one in self.table] + [12])
        lines = [*self.notes, "", f"{'':{width}}  {'train':>9} {'dev':>9} {'test':>9}"]
        lines += [f"{one.title:{width}}  " + " ".join(f"{one.counts[part]:>9,}" for part in PARTS) for one in self.table]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Article:
    number: int
    day: str
    strata: frozenset[str]


def plan(project: Project, wish: SplitWish | None = None, check: Check | None = None) -> SplitPlan:
    """What making parts would come to. Every article that somebody finished coding in the main round gets one, if it can. By
    time shares count once, when the first parts are made: later articles go by the days that were borders then. `check` is
    called time and again, for a hundred thousand articles take seconds; what it raises ends the work.

    Without a wish it goes on in the way parts were made before.

    Raises UsageError for what cannot be wished, and where the parts there are were made the other way (by article, by time).
    """
    with project.database.reading():
        wish = (wish or as_before(project)).sound()
        given, before = project.splits.given(), project.splits.last_made()
        if given and before and before["by"] != wish.by:
            raise UsageError(f"The parts there are were made by {before['by']}; new articles are added in the same way.")
        if given and before and wish.by == "time":
            wish = replace(wish, shares=tuple(before["shares"]))
        articles, names = _articles(project, wish, check)
        lost = project.splits.withdrawn()
        roots = units(project, _asking([*articles, *given, *lost], check))
        here = {row[0] for row in project.database.run("SELECT uid FROM article WHERE removed = 0")}
        unlooked = project.copies.looked().since
    found = _planned(wish, articles, names, given, lost, roots, here, before.get("last_days", []), check)
    otherwise = _otherwise(before, found.wish) if given and before else ""
    return replace(found, notes=(*_notes(found, unlooked), *filter(None, (otherwise,))))


def make(project: Project, wish: SplitWish | None = None, progress: Progress | None = None) -> SplitPlan:
    """Makes parts as planned, in one operation of the lead's, and gives the plan. Copies are looked for first, where articles
    came in since they were last; `progress` is given how far that is, of how much. Raises UsageError."""
    project.splits.must_lead()
    wish = (wish or as_before(project)).sound()
    if project.copies.looked().since:
        project.copies.find(progress)
    made = plan(project, wish)
    how = {**asdict(made.wish), "last_days": list(made.last_days)}
    project.splits.make(made.new, made.withdrawn, how)
    return made


def must_hold(project: Project) -> None:
    """Raises UsageError, with the way out, where articles are linked across parts: a release says that none are. It is not
    made without them: made again it would have to know which copies were found by then."""
    if gone := leaving(project):
        raise UsageError(f"It cannot be released: {linked_across(len(gone))}")


def linked_across(count: int) -> str:
    """What is said of so many articles that leave their part."""
    verb = "belongs" if count == 1 else "belong"
    return (
        f"{_many(count)} {verb} together with an article of a higher part by now (test, then dev, then train). "
        "Make the parts again first, with `annotator split` or Train, dev and test in the window: it takes them out."
    )


def choices(project: Project) -> dict[str, str]:
    """What parts can be stratified by, with what it is called."""
    fields = {
        one.name: title_of(one) for one in project.codebook.fields.values() if one.type in _KINDS
    }  # fmt: skip
    return fields | {name: f"{name.capitalize()} of the article" for name in OF_ARTICLES if name not in fields}


def _planned(
    wish: SplitWish, articles: Mapping[str, _Article], names: Mapping[str, str], given: Mapping[str, Part],
    lost: Mapping[str, Part], roots: Mapping[str, str], here: set[str], last_days: Sequence[str], check: Check | None,
) -> SplitPlan:  # fmt: skip
    bound = highest(roots, given, lost)
    withdrawn: dict[str, Part] = {uid: part for uid, part in given.items() if bound[roots[uid]] != part}
    new: dict[str, Part] = {}
    kept_out = 0
    waiting: dict[str, list[str]] = {}
    for uid in _asking(articles, check):
        root = roots[uid]
        if uid in given:
            continue
        if root not in bound:
            waiting.setdefault(root, []).append(uid)
        elif uid in lost and lost[uid] != bound[root]:
            kept_out += 1
        else:
            new[uid] = bound[root]
    units = [_unit(root, [articles[uid] for uid in waiting[root]]) for root in _asking(waiting, check)]
    kept: dict[str, Part] = {uid: part for uid, part in given.items() if uid not in withdrawn}
    if wish.by == "time":
        days = list(last_days) if given else borders(units, wish.by_part)
        dealt = deal_by_day(units, list(wish.by_part), days)
        last_days = days
    else:
        there = _counts({**kept, **new}, articles, here, check)
        dealt = deal(_asking(units, check), wish.by_part, wish.seed, there, check)
        last_days = ()
    undated = sum(unit.size for unit in units if unit.name not in dealt)
    for root, part in dealt.items():
        new.update(dict.fromkeys(waiting[root], _part(part)))
    table = _table(_counts({**kept, **new}, articles, here, check), names)
    largest = max((unit.size for unit in units), default=0)
    return SplitPlan(wish, kept, new, withdrawn, kept_out, undated, len(units), largest, tuple(last_days), table)


def _asking(things: Iterable[T], check: Check | None) -> Iterator[T]:
    """The same things, with a question now and then whether to go on."""
    for number, one in enumerate(things):
        if check and not number % OFTEN:
            check()
        yield one


def _part(name: str) -> Part:
    return next(part for part in PARTS if part == name)


def _unit(root: str, members: Sequence[_Article]) -> Unit:
    strata = Counter[str]()
    for one in members:
        strata.update(one.strata)
    return Unit(root, len(members), strata, max(one.day for one in members))


def _counts(
    parts: Mapping[str, Part], articles: Mapping[str, _Article], here: set[str], check: Check | None
) -> dict[str, Counter[str]]:  # fmt: skip
    """Articles in place by part and stratum; "" counts all of them."""
    found = {part: Counter[str]() for part in PARTS}
    for uid, part in _asking(parts.items(), check):
        if uid in here:
            found[part][""] += 1
            found[part].update(articles[uid].strata if uid in articles else ())
    return {part: counts for part, counts in found.items()}


def _table(counts: Mapping[str, Counter[str]], names: Mapping[str, str]) -> list[Stratum]:
    total = sum(counts.values(), Counter[str]())
    order = sorted((name for name in total if name), key=lambda one: (-total[one], one))
    return [
        Stratum(name, names.get(name, name) if name else "All articles", {part: counts[part][name] for part in PARTS})
        for name in ["", *order]
    ]


def _notes(found: SplitPlan, unlooked: int) -> Iterator[str]:
    if unlooked:
        verb = "was" if unlooked == 1 else "were"
        yield f"{_many(unlooked)} {verb} not yet compared with the others; copies are looked for before parts are made."
    if not found.changes:
        yield "Nothing is to be done: every article that is coded has its part."
    if found.new:
        kept = f"; {_do(len(found.given), 'keep theirs', 'keeps its own')}" if found.given else ""
        yield f"{_do(len(found.new), 'get a part', 'gets a part')}{kept}."
    if found.units and found.largest > 1:
        dealt = "1 unit is dealt" if found.units == 1 else f"{found.units:,} units are dealt"
        yield f"{dealt}; the largest has {found.largest:,} articles that belong together."
    if found.withdrawn:
        yield (
            _do(len(found.withdrawn), "leave their part: by now they belong", "leaves its part: by now it belongs")
            + " together with an article of a higher one (test, then dev, then train), and "
            + ("stays out of all." if len(found.withdrawn) == 1 else "stay out of all.")
        )
    if found.kept_out:
        stay = _do(
            found.kept_out, "stay out of all parts, as before: they belong", "stays out of all parts, as before: it belongs"
        )
        yield f"{stay} together with a higher one than {'it' if found.kept_out == 1 else 'they'} had."
    if found.undated:
        yield f"{_do(found.undated, 'get no part: they have no date', 'gets no part: it has no date')}."
    if found.last_days:
        named = list(found.wish.by_part)
        told = [f"{part} until {day}" for part, day in zip(named, found.last_days, strict=False) if day]
        stay = " These days stay, whatever shares are wished for now." if found.given else ""
        yield f"By time: {', '.join(told)}, then {named[-1]}.{stay}" if told else f"By time: all {named[-1]}.{stay}"
    least = min(found.wish.by_part.values()) / sum(found.wish.by_part.values())
    if rare := sum(sum(one.counts.values()) * least < 1 for one in found.table[1:]):
        yield f"{rare:,} {'value is' if rare == 1 else 'values are'} too rare for every part; such are dealt out together."


def _otherwise(before: Mapping[str, Any], wish: SplitWish) -> str:
    """Says where parts are added in another way than those there are were made; by time nothing can be otherwise."""
    was, now = SplitWish(tuple(before["shares"]), before["seed"], before["by"], before["stratify"]), wish
    if wish.by == "time" or was == now:
        return ""
    return f"The parts there are were last made with {_way(was)}; now it is {_way(now)}."


def _way(wish: SplitWish) -> str:
    shares = ",".join(f"{share:g}" for share in wish.shares)
    return f"shares {shares}, seed {wish.seed}, " + (f"evenly by {wish.stratify}" if wish.stratify else "evenly by nothing")


def _do(count: int, several: str, one: str) -> str:
    return f"{_many(count)} {one if count == 1 else several}"


def _many(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


# --- what there is ----------------------------------------------------------------------------------------------------


def _articles(project: Project, wish: SplitWish, check: Check | None) -> tuple[dict[str, _Article], dict[str, str]]:
    """The articles somebody finished, by uid, with their strata; and what strata are called."""
    rows = project.database.all(
        "SELECT a.uid, a.number, coalesce(a.date, ''), a.language, a.source, max(c.standing = 'adjudicated'), "
        "group_concat(DISTINCT iif(c.standing = 'adjudicated', '*', '') || coalesce(c.verdict, '')) FROM coding c "
        f"JOIN article a ON a.uid = c.article WHERE {_FINISHED} GROUP BY a.uid ORDER BY a.number",
        (MAIN,),
    )
    settled = {row[1] for row in rows if row[5]}
    strata: dict[int, set[str]] = {}
    names: dict[str, str] = {}
    if wish.stratify:
        of_field = wish.stratify in project.codebook.fields
        if of_field:
            strata, names = _of_field(project, wish.stratify, settled, check)
        elif wish.stratify not in OF_ARTICLES:
            raise UsageError(
                f"“{wish.stratify}” is nothing to stratify by; name a field of events, or {', '.join(OF_ARTICLES)}."
            )
        for _, number, _, language, source, _, verdicts in _asking(rows, check):
            if of_field:
                strata.setdefault(number, {NO_EVENT})
            elif wish.stratify == "verdict":
                said = verdicts.split(",")
                meant = [one.removeprefix("*") for one in said if number not in settled or one.startswith("*")]
                strata[number] = {one or NO_ANSWER for one in meant}
            else:
                strata[number] = {(language if wish.stratify == "language" else source) or NO_ANSWER}
        names |= {NO_EVENT: "No event", NO_ANSWER: "No answer", "events": "Events", "unusable": "Unusable", RARE: "Rare"}
    return {row[0]: _Article(row[1], row[2], frozenset(strata.get(row[1], ()))) for row in _asking(rows, check)}, names


def _of_field(
    project: Project, name: str, settled: set[int], check: Check | None
) -> tuple[dict[int, set[str]], dict[str, str]]:  # fmt: skip
    """The values of a field by article number; of adjudicated codings alone where an article has one. And their labels."""
    asked = project.codebook.fields[name]
    if asked.type not in _KINDS:
        raise UsageError(f"{name} has no values to stratify by: it is neither a list of codes nor a short text.")
    found: dict[int, set[str]] = {}
    rows = project.database.run(
        f"SELECT e.article, e.standing, e.\"{name}\" FROM events e WHERE e.round = ? AND e.standing <> 'standard' "
        "AND e.state IN ('done', 'approved')",
        (MAIN,),
    )
    for number, standing, value in _asking(rows, check):
        if number not in settled or standing == "adjudicated":
            text = "" if value is None else str(value)
            several: Iterable[str] = text.split(asked.separator.strip()) if is_list(asked) else (text,)
            found.setdefault(number, set()).update(one.strip() or NO_ANSWER for one in several)
    names = {code: in_language(text) or code for code, text in asked.missing.items()}
    codes = project.codebook.code_list(asked) if asked.type in ("code", "yes_no") else EMPTY
    return found, names | {code.code: codes.label(code.code) for code in codes.walk()}
