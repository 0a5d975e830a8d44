"""`annotator adjudication`: how far differences are settled, why leads decided as they did, and the decisions as a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, only_lead, reading, say, working

if TYPE_CHECKING:
    from ..project import Project
    from ..project.adjudication_changes import Since


@click.command()
@PROJECT
@click.option("--round", "round_", metavar="NAME", help="Another round than the main one.")
@click.option("--reasons", "told", is_flag=True, help="Count the reasons given, by field and code.")
@click.option("--add-reason", "label", metavar="WORDS", help="Add a reason to the list.")
@click.option("--as", "lead", metavar="NAME", help="The lead who adds it; needed where a project has several.")
@click.option("--decisions", "out", type=click.Path(path_type=Path), metavar="OUT.csv", help="Write all decisions as a table.")
@click.option("--formulas", is_flag=True, help="With --decisions: make cells harmless for spreadsheets.")
@JSON
def adjudication(
    project: Path, round_: str | None, told: bool, label: str | None, lead: str | None, out: Path | None, formulas: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Say how far the differences between coders are settled, and why leads decided as they did.

    Articles that at least two coders have handed in are listed as waiting, begun or done; for those begun, how much is left
    to decide, and for all, how many answers were changed by their coders since they were settled. Settling is done in the
    window. What is settled is exported with `annotator export --adjudicated`.

    \b
    Examples: annotator adjudication iraq.annotator
              annotator adjudication iraq.annotator --reasons --json
              annotator adjudication iraq.annotator --add-reason "The report was corrected later"
              annotator adjudication iraq.annotator --decisions decisions.csv
    """
    if sum((told, label is not None, out is not None)) > 1:
        raise UsageError("Say one of --reasons, --add-reason and --decisions at a time.")
    if formulas and out is None:
        raise UsageError("--formulas goes with --decisions.")
    if label is not None:
        from ..project.adjudication import add_reason

        with working(project, lead or only_lead(project, "adds it, with --as")) as opened:
            code = add_reason(opened, label)
        say(as_json, {"reason": code, "label": " ".join(label.split())}, f"Added as {code}.")
        return
    with reading(project) as opened:
        wanted = opened.rounds.named(round_ or "main").uid
        if out is not None:
            from ..formats.decisions_csv import save_decisions

            count = save_decisions(opened, out, wanted, formulas=formulas)
            say(as_json, {"file": str(out), "decisions": count}, f"{out}: {count} decisions.")
        elif told:
            _reasons(opened, wanted, as_json)
        else:
            _progress(opened, wanted, as_json)


def _progress(opened: Project, round_: str, as_json: bool) -> None:
    from ..agreement.joining import settling_now
    from ..project.adjudication import cases
    from ..project.adjudication_changes import Since, since, touched

    found = cases(opened, round_)
    states = Counter(one.state for one in found)
    names = {one.uid: one.name for one in opened.coders.all()}
    changing = touched(opened, round_)
    left, changed = dict[str, int](), dict[str, Since]()
    for one in found:
        if one.state != "open" and one.coding not in changing:
            continue
        state = settling_now(opened, one.coding)
        told = since(opened, state) if one.coding in changing else Since()
        if told:
            changed[one.article] = told
        if one.state == "open" or told.undecided:
            left[one.article] = len(state.undecided())
    answer = {
        "round": round_, "waiting": states["waiting"], "open": states["open"], "done": states["done"],
        "undecided": sum(left.values()), "changed": len(changed),
        "cases": [
            {"article": one.number, "article_uid": one.article, "title": one.title, "state": one.state,
             "coders": [names.get(who, who) for who in one.coders], "coding": one.coding,
             "undecided": left.get(one.article), "changed": changed.get(one.article, Since()).changed}
            for one in found
        ],
    }  # fmt: skip
    lines = [
        f"{one.number:>7}  {'begun' if one.state == 'open' else 'done '}    {left.get(one.article, 0):>4} to decide"
        f"{_since(changed.get(one.article))}  {one.title}"
        for one in found if one.article in left or one.article in changed
    ]  # fmt: skip
    lines.append(
        f"{len(found)} articles that several coders handed in: {states['waiting']} waiting, {states['open']} begun, "
        f"{states['done']} done; {answer['undecided']} differences to decide in those begun"
        f"{' or changed since' if changed else ''}."
    )
    if changed:
        lines.append(f"{len(changed)} of those begun or done changed since: look at them again in the window.")
    say(as_json, answer, "\n".join(lines))


def _since(told: Since | None) -> str:
    """How much of a case is not any more as it was settled."""
    return f"  {told.changed} changed since" if told and told.changed else ""


def _reasons(opened: Project, round_: str, as_json: bool) -> None:
    from ..project.adjudication import counted, reasons

    known, found = reasons(opened), counted(opened, round_)
    answer: dict[str, Any] = {
        "reasons": known,
        "counted": [{"field": one.field, "code": one.code, "reason": one.reason, "count": one.count} for one in found],
    }
    lines = [
        f"{one.count:>6}  {one.field or '(any event?)':24} {one.code:30} {known.get(one.reason, one.reason)}".rstrip()
        for one in found
    ]
    say(as_json, answer, "\n".join(lines) or "Nothing was decided yet.")
