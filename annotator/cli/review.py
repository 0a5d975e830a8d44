"""`annotator review` and `annotator progress`: what waits for the lead, approving and sending back, how far coders are."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import CODER, JSON, PROJECT, only_lead, reading, say, working

if TYPE_CHECKING:
    from ..project import Project
    from ..project.work_figures import Profile


@click.command()
@PROJECT
@click.argument("work", required=False, default="", metavar="[CODING|ARTICLE]")
@click.option("--approve", is_flag=True, help="Approve it.")
@click.option("--return", "words", metavar="WORDS", help="Send it back with these words.")
@click.option("--coder", metavar="NAME", help="Whose work: of the list, or of the article named.")
@click.option("--as", "lead", metavar="NAME", help="The lead who reviews; needed where a project has several.")
@click.option(
    "--list", "kind", type=click.Choice(["spot", "done", "returned", "approved"]),
    help="What is listed. Without it: spot checks where a share is set, else all that is done.",
)  # fmt: skip
@click.option("--spot-share", "share", type=float, metavar="SHARE", help="Draw this share for spot checks, as 0.1.")
@click.option("--seed", type=int, metavar="N", help="The same seed draws the same work.")
@JSON
def review(
    project: Path, work: str, approve: bool, words: str | None, coder: str | None, lead: str | None, kind: str | None,
    share: float | None, seed: int | None, as_json: bool,
) -> None:  # fmt: skip
    """List what waits for a review, or approve a coding or send it back.

    A coding is named by its uid, or by its article (number, uid or external id) and --coder. It is the lead's step, and
    undo takes it back.

    \b
    Examples: annotator review iraq.annotator --spot-share 0.1 --seed 7
              annotator review iraq.annotator 214 --coder B2 --return "The date is the day of the report"
              annotator review iraq.annotator 214 --coder B2 --approve
    """
    if work:
        if approve == (words is not None) or kind or share is not None or seed is not None:
            raise UsageError('With a coding or an article, say either --approve or --return "WORDS", and nothing of the list.')
        with working(project, lead or only_lead(project, "reviews, with --as")) as opened:
            found = _coding(opened, work, coder)
            if approve:
                opened.reviews.approve(found)
            else:
                opened.reviews.send_back(found, words or "")
            state = opened.codings.get(found).state
        say(as_json, {"coding": found, "state": state}, f"The coding is {state}.")
        return
    if approve or words is not None:
        raise UsageError("Name the coding, or its article with --coder.")
    if share is not None or seed is not None:
        with working(project, lead or only_lead(project, "reviews, with --as")) as opened:
            now = opened.reviews.draw()
            whom = opened.coders.named(coder).uid if coder else ""
            given = now.shares.get(whom, now.share) if share is None else share
            opened.reviews.set_draw(given, now.seed if seed is None else seed, whom)
    with reading(project) as opened:
        _list(opened, kind, coder, as_json)


def _list(opened: Project, kind: str | None, coder: str | None, as_json: bool) -> None:
    draw = opened.reviews.draw()
    listed: Any = kind or ("spot" if draw.share or any(draw.shares.values()) else "done")
    whom = opened.coders.named(coder).uid if coder else ""
    found = opened.reviews.work(listed, whom)
    counts = [one for one in opened.reviews.spot_counts() if whom in ("", one.coder)]
    names = {one.uid: one.name for one in opened.coders.all()}
    answer = {
        "list": listed, "spot_share": draw.share, "spot_seed": draw.seed,
        "work": [{**asdict(one), "coder": names.get(one.coder, one.coder)} for one in found],
        "spot_checks": [{**asdict(one), "coder": names.get(one.coder, one.coder)} for one in counts],
    }  # fmt: skip
    lines = [f"{one.number:>7}  {names.get(one.coder, ''):12}  {one.events:>3} events  {one.done[:10]:10}  {one.title}"
             for one in found]  # fmt: skip
    lines.append(f"{len(found)} listed ({listed}).")
    if listed == "spot":
        lines += [
            f"{names.get(one.coder, '')}: {one.drawn} of {one.single} single codings drawn; {one.waiting} wait, "
            f"{one.approved} approved, {one.returned} returned" for one in counts
        ]  # fmt: skip
    say(as_json, answer, "\n".join(lines))


def _coding(opened: Project, work: str, coder: str | None) -> str:
    """The coding of that uid, or of an article and a coder."""
    known = opened.database.value("SELECT uid FROM coding WHERE uid = ? AND removed = 0", (work,))
    if known:
        return str(known)
    article = opened.articles.find(work)
    if coder is None:
        raise UsageError("Say whose coding of the article is meant: --coder NAME.")
    found = opened.codings.find(article.uid, opened.coders.named(coder).uid)
    if found is None:
        raise UsageError(f"{coder} has not begun this article.")
    return found.uid


@click.command()
@PROJECT
@CODER
@JSON
def progress(project: Path, coder: str | None, as_json: bool) -> None:
    """Say how far each coder is, and when all may be done.

    Example: annotator progress iraq.annotator --coder B2
    """
    from ..project.work_figures import profiles

    with reading(project) as opened:
        found = profiles(opened, coder=opened.coders.named(coder).uid if coder else "")
        names = {one.uid: one.name for one in opened.coders.all()}
    head = f"{'coder':16} {'to do':>7} {'open':>6} {'done':>6} {'ret.':>6} {'appr.':>6} {'events':>7} {'a day':>6}  all done"
    lines = [head, *(_line(one, names[one.coder]) for one in found)]
    say(as_json, {"coders": [_as_json(one, names[one.coder]) for one in found]}, "\n".join(lines))


def _line(one: Profile, name: str) -> str:
    pace = f"{one.per_day:.1f}" if one.per_day is not None else ""
    day = one.forecast.day.isoformat() if one.forecast else "" if one.left else "nothing left"
    return (f"{name:16} {one.to_do:7} {one.open:6} {one.done:6} {one.returned:6} {one.approved:6} {one.events:7} "
            f"{pace:>6}  {day}").rstrip()  # fmt: skip


def _as_json(one: Profile, name: str) -> dict[str, Any]:
    told = asdict(one)
    told["coder"], told["uid"] = name, one.coder
    told["days"] = {day.isoformat(): count for day, count in one.days}
    told["weeks"] = {week.isoformat(): count for week, count in one.weeks()}
    told["share_done"], told["per_day"] = one.share_done, one.per_day
    if one.forecast:
        told["forecast"] = {**asdict(one.forecast), **{name: getattr(one.forecast, name).isoformat()
                                                       for name in ("day", "since", "until")}}  # fmt: skip
    return told
