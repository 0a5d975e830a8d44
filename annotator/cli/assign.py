"""`annotator assign`: what a lead hands out to whom, takes back and plans to have coded again, and where nothing is offered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, reading, say

if TYPE_CHECKING:
    from ..project import Project
    from ..project.handing_out import HandOut, Part, Plan


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were typed."""

    coder: str | None
    coders: str | None
    double: float | None
    times: int | None
    loads: tuple[str, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    strata: str | None
    saved_filter: str | None
    order: str | None
    seed: int
    share: float | None
    allow: bool
    round_: str | None
    retest: float | None
    after: int | None
    from_: str | None
    to: str | None
    withdraw: str | None
    preview: bool

    @property
    def hands_out(self) -> bool:
        """Whether anything was said that only a hand-out understands."""
        said = (self.coders, self.double, self.times, self.strata, self.saved_filter, self.order)
        return any(one is not None for one in said) or bool(self.loads or self.languages or self.countries)


@click.command()
@PROJECT
@click.option("--coders", metavar="A,B,C", help="To whom; without it, to all people who code and do not lead.")
@click.option(
    "--coder", metavar="NAME", help="The same for one; with --without-candidates alone, from whom offers are withheld."
)
@click.option("--double", type=float, metavar="SHARE", help="This share is coded by several, as 0.2. Nobody is told which.")
@click.option("--times", type=int, metavar="N", help="How many coders code such an article; 2 where not said.")
@click.option("--load", "loads", multiple=True, metavar="[NAME=]N", help="The most articles a coder gets now; may be repeated.")
@click.option("--language", "languages", multiple=True, metavar="NAME=fr,ar", help="What a coder reads; may be repeated.")
@click.option("--country", "countries", multiple=True, metavar="NAME=Mali,…", help="Countries a coder codes; may be repeated.")
@click.option("--strata", metavar="source,month,language", help="Hand out in proportion to these.")
@click.option("--saved-filter", metavar="NAME", help="Only what a saved filter of articles lists.")
@click.option("--order", type=click.Choice(("number", "date", "random")), help="The order in which they are coded.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same articles.")
@click.option("--without-candidates", "share", type=float, metavar="SHARE", help="Withhold offers from this share, as 0.2.")
@click.option("--with-candidates", "allow", is_flag=True, help="Offer again in all articles that are not begun.")
@click.option("--round", "round_", metavar="NAME", help="In this round; the main one where not said.")
@click.option("--retest", type=float, metavar="SHARE", help="Have this share of what is done coded again …")
@click.option("--after", type=int, metavar="DAYS", help="… so many days after it was done; 14 where not said.")
@click.option("--from", "from_", metavar="NAME", help="Give what this coder has not begun …")
@click.option("--to", metavar="A,B", help="… to these.")
@click.option("--withdraw", metavar="NAME", help="Take back what this coder has not begun.")
@click.option("--preview", is_flag=True, help="Say what would be done, and do nothing.")
@JSON
def assign(project: Path, as_json: bool, **asked: Any) -> None:
    """Hand articles out to coders; plan a re-test; take articles back; say where the program offers nothing.

    Everything here is the lead's step, drawn by a seed, and undo takes it back. Handing out again gives what is new.

    \b
    Examples: annotator assign iraq.annotator --coders B2,C3 --double 0.2 --load 200 --seed 7 --preview
              annotator assign iraq.annotator --load B2=100 --load C3=300 --language C3=ar,fr --strata source,month
              annotator assign iraq.annotator --retest 0.1 --after 30
              annotator assign iraq.annotator --from B2 --to C3,D4
              annotator assign iraq.annotator --withdraw B2
              annotator assign iraq.annotator --coder B2 --without-candidates 0.2 --seed 7
              annotator assign iraq.annotator --with-candidates
    """
    wanted = Asked(**asked)
    deed = _deed(wanted)
    from ..project import Project

    with Project.open(project, read_only=wanted.preview) as opened:
        opened.work_as(next((one for one in opened.coders.all() if one.role == "lead"), opened.coder))
        answer, text = deed(opened, wanted)
    say(as_json, answer, text)


def _deed(wanted: Asked) -> Any:
    """What is asked for: one thing."""
    if (wanted.from_ is None) != (wanted.to is None):
        raise UsageError("Say both: --from NAME --to NAME.")
    others = [
        name
        for name, said in (
            ("--with-candidates", wanted.allow), ("--retest", wanted.retest is not None), ("--from", wanted.from_ is not None),
            ("--withdraw", wanted.withdraw is not None),
        )
        if said
    ]  # fmt: skip
    if wanted.after is not None and wanted.retest is None:
        raise UsageError("--after goes with --retest SHARE.")
    if len(others) > 1 or (others and wanted.share is not None):
        said = [*others, *(["--without-candidates"] if wanted.share is not None else [])]
        raise UsageError(f"Say either {' or '.join(said)}; each is a step of its own.")
    if others:
        if wanted.hands_out and not (wanted.retest is not None and _only_coders(wanted)):
            raise UsageError(f"{others[0]} is a step of its own; say how to hand out in another call.")
        return {"--with-candidates": _allow, "--retest": _retest, "--from": _reassign, "--withdraw": _withdraw}[others[0]]
    if wanted.hands_out or (wanted.share is None and wanted.coder is not None):
        return _hand_out
    if wanted.share is not None and wanted.round_ is None:
        return _withhold
    if wanted.round_ is not None:
        return _hand_out
    raise UsageError(
        "Say what to do: hand out (--coders A,B or --load N or --double SHARE …), --retest SHARE, --from NAME --to NAME, "
        "--withdraw NAME, and either --without-candidates SHARE or --with-candidates."
    )


def _only_coders(wanted: Asked) -> bool:
    said = (wanted.double, wanted.times, wanted.strata, wanted.saved_filter, wanted.order)
    return all(one is None for one in said) and not (wanted.loads or wanted.languages or wanted.countries)


# --- the deeds -----------------------------------------------------------------------------------------------------------


def _allow(opened: Project, wanted: Asked) -> tuple[dict[str, Any], str]:
    if wanted.preview:
        raise UsageError("--with-candidates has no preview.")
    count = opened.assignments.allow(_named(opened, wanted.coder))
    return {"allowed": count}, f"Offers are allowed again in {count} articles."


def _withhold(opened: Project, wanted: Asked) -> tuple[dict[str, Any], str]:
    deed = opened.assignments.preview if wanted.preview else opened.assignments.withhold
    told = deed(wanted.share or 0.0, wanted.seed, _named(opened, wanted.coder))
    answer = {"withheld": told.new, "without_candidates": told.all, "not_begun": told.open, "seed": wanted.seed}
    got, have = ("would get", "would have") if wanted.preview else ("got", "have")
    text = (
        f"{told.new} articles {got} an assignment without candidates; {told.all} of {told.open} not yet begun {have} one now."
    )
    return answer, text


def _hand_out(opened: Project, wanted: Asked) -> tuple[dict[str, Any], str]:
    from ..project.handing_out import carry_out, plan

    options = _options(opened, wanted)
    told = plan(opened, options) if wanted.preview else carry_out(opened, options)
    names = {one.uid: one.name for one in opened.coders.all()}
    answer = {
        "done": not wanted.preview, "seed": options.seed, "articles": told.articles, "double": told.double, "again": told.again,
        "coders": [
            {"coder": names[one.coder], "new": one.new, "double": one.double, "without_candidates": one.without,
             "strata": dict(one.strata) if options.strata else {}}
            for one in told.coders
        ],
        "strata": {name: {"articles": count, "handed_out": handed} for name, (count, handed) in told.strata.items()},
        "left": dict(told.left),
    }  # fmt: skip
    return answer, "\n".join(_lines(told, names, wanted.preview))


def _lines(told: Plan, names: dict[str, str], preview: bool) -> list[str]:
    lines: list[str] = []
    if told.given:
        lines.append(f"{'coder':24} {'articles':>8} {'double':>8} {'no offers':>9}")
        lines += [f"{names[one.coder]:24} {one.new:8} {one.double:8} {one.without:9}" for one in told.coders]
    lines += [f"{name or '–'}: {handed} of {count}" for name, (count, handed) in told.strata.items()]
    lines += [f"{count} {_LEFT[why]}" for why, count in told.left.items()]
    done = "would be handed out; nothing was written" if preview else "handed out"
    again = f", {told.again} that somebody has get another coder" if told.again else ""
    if not told.given:
        lines.append("There is nothing to hand out.")
    else:
        lines.append(f"{told.articles} articles {done}; {told.double} of all are coded by several{again}.")
    return lines


_LEFT = {
    "load": "left over: every load is full",
    "language": "left over: nobody chosen reads their language",
    "country": "left over: nobody chosen codes their country",
    "marks": "left over: everybody chosen avoids what they hold",
    "second": "lack another coder: nobody chosen may or has room",
    "copy": "left out: another article is coded in their place",
}


def _retest(opened: Project, wanted: Asked) -> tuple[dict[str, Any], str]:
    from ..project.retests import Retest, carry_out_retest, plan_retest

    coders = tuple(one.uid for one in _whom(opened, wanted, leads=True))
    round_ = opened.rounds.named(wanted.round_).uid if wanted.round_ else ""
    options = Retest(coders, wanted.retest or 0.0, 14 if wanted.after is None else wanted.after, wanted.seed, round_)
    told = plan_retest(opened, options) if wanted.preview else carry_out_retest(opened, options)
    names = {one.uid: one.name for one in opened.coders.all()}
    days = sorted(told.due.values())
    answer = {
        "done": not wanted.preview, "seed": options.seed, "first": min(days, default=None), "last": max(days, default=None),
        "coders": [
            {"coder": names[one.coder], "done": one.done, "before": one.before, "new": one.new} for one in told.coders
        ],
    }  # fmt: skip
    lines = [f"{names[one.coder]:24} {one.new:6} of {one.done} done ({one.before} before)" for one in told.coders]
    if days:
        would = "would come again" if wanted.preview else "come again"
        lines.append(f"{len(told.given)} articles {would}, from {days[0]} to {days[-1]}.")
    else:
        lines.append("Nothing more comes again.")
    return answer, "\n".join(lines)


def _reassign(opened: Project, wanted: Asked) -> tuple[dict[str, Any], str]:
    from ..project.taking_back import foresee_reassignment, reassign

    coder = opened.coders.named(wanted.from_)
    to = [opened.coders.named(name) for name in _split(wanted.to or "")]
    deed = foresee_reassignment if wanted.preview else reassign
    told = deed(opened, coder.uid, [one.uid for one in to], _round(opened, wanted), wanted.seed)
    shares = {one.name: told.to[one.uid] for one in to}
    answer = {"done": not wanted.preview, "moved": told.moved, "begun": told.begun, "kept": told.kept, "to": shares}
    text = f"{told.moved} articles of {coder.name} {'would go' if wanted.preview else 'went'} to others"
    text += f" ({', '.join(f'{name} {count}' for name, count in shares.items())})" if told.moved else ""
    text += f"; {told.begun} are begun and stay"
    text += f"; {told.kept} stay because nobody else may get them" if told.kept else ""
    return answer, f"{text}."


def _withdraw(opened: Project, wanted: Asked) -> tuple[dict[str, Any], str]:
    from ..project.taking_back import foresee_withdrawal, withdraw

    coder = opened.coders.named(wanted.withdraw)
    told = (foresee_withdrawal if wanted.preview else withdraw)(opened, coder.uid, _round(opened, wanted))
    would = "would be withdrawn" if wanted.preview else "are withdrawn"
    answer = {"done": not wanted.preview, "withdrawn": told.moved, "begun": told.begun}
    return answer, f"{told.moved} articles {would} from {coder.name}; {told.begun} are begun and stay."


# --- what was typed ------------------------------------------------------------------------------------------------------


def _options(opened: Project, wanted: Asked) -> HandOut:
    from ..project.handing_out import HandOut, saved_filters

    filters = ()
    if wanted.saved_filter is not None:
        known = opened.saved_filters.all("articles")
        found = next((one for one in known if one.name.casefold() == wanted.saved_filter.casefold()), None)
        if found is None:
            names = ", ".join(one.name for one in known) or "none"
            raise UsageError(f"There is no saved filter “{wanted.saved_filter}”. Saved filters of articles: {names}.")
        filters = saved_filters(found.query)
    return HandOut(
        _parts(opened, wanted), _round(opened, wanted), wanted.double or 0.0, 2 if wanted.times is None else wanted.times,
        filters, tuple(_split(wanted.strata or "")), wanted.order or "number",  # type: ignore[arg-type]
        wanted.seed, wanted.share or 0.0,
    )  # fmt: skip


def _parts(opened: Project, wanted: Asked) -> tuple[Part, ...]:
    from ..project.handing_out import Part

    whom = _whom(opened, wanted)
    loads, everybody = dict[str, int](), None
    for one in wanted.loads:
        name, sign, number = one.rpartition("=")
        try:
            count = int(number)
        except ValueError:
            raise UsageError(f"--load is a number, or NAME=NUMBER for one coder; not “{one}”.") from None
        if sign:
            loads[opened.coders.named(name).uid] = count
        else:
            everybody = count
    languages, countries = _lists(opened, "--language", wanted.languages), _lists(opened, "--country", wanted.countries)
    for uid in (*loads, *languages, *countries):
        if uid not in [one.uid for one in whom]:
            found = opened.coders.get(uid)
            raise UsageError(f"{found.name if found else uid} is given something and is not among those named by --coders.")
    return tuple(
        Part(one.uid, loads.get(one.uid, everybody), languages.get(one.uid), countries.get(one.uid)) for one in whom
    )  # fmt: skip


def _lists(opened: Project, option: str, said: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in said:
        name, sign, values = one.partition("=")
        if not sign:
            raise UsageError(f"{option} is NAME=VALUE,VALUE; not “{one}”.")
        found[opened.coders.named(name).uid] = tuple(_split(values))
    return found


def _whom(opened: Project, wanted: Asked, *, leads: bool = False) -> list[Any]:
    """Those named; else all people who code, leads among them only where asked for, or where there is nobody else."""
    if wanted.coders is not None and wanted.coder is not None:
        raise UsageError("Say either --coder or --coders.")
    if wanted.coders is not None or wanted.coder is not None:
        names = _split(wanted.coders) if wanted.coders is not None else [wanted.coder]
        return [opened.coders.named(name) for name in names]
    people = [one for one in opened.coders.all() if one.kind == "person"]
    return [one for one in people if leads or one.role != "lead"] or people


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _named(opened: Project, coder: str | None) -> str | None:
    return opened.coders.named(coder).uid if coder is not None else None


def _round(opened: Project, wanted: Asked) -> str:
    from ..project.codings import MAIN

    return opened.rounds.named(wanted.round_).uid if wanted.round_ else MAIN


def offer_figures(project: Path, coder: str | None, as_json: bool) -> None:
    """Says how far offers led, a line a field; articles without offers have lines of their own."""
    from dataclasses import asdict

    with reading(project) as opened:
        found = opened.suggestions.figures(opened.coders.named(coder).uid if coder is not None else "")
    lines = [f"{'field':24} {'values':>7} {'typed':>7} {'taken':>7} {'changed':>7} {'without words':>14}"]
    for one in found:
        row = f"{one.field:24} {one.values:7} {one.typed:7} {one.taken:7} {one.changed:7} {one.without:14}"
        lines.append(row if one.offered else f"{row}  (offers withheld)")
    say(as_json, {"figures": [asdict(one) for one in found]}, "\n".join(lines) if found else "No values yet.")
