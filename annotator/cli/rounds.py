"""`annotator rounds`: trainings and tests, their standard codings, who gets them, and how coders did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, say

if TYPE_CHECKING:
    from ..project import Project
    from ..project.results import Result


@click.command()
@PROJECT
@click.option("--new", "new", metavar="NAME", help="Make a round.")
@click.option("--kind", type=click.Choice(["training", "test"]), default="training", show_default=True)
@click.option("--pass-mark", type=click.FloatRange(0, 1), metavar="SHARE", help="Passed from this score on, as 0.8.")
@click.option("--no-feedback", is_flag=True, help="A training that does not show the standard.")
@click.option("--fields", metavar="A,B,C", help="The fields that count; without it, all that can.")
@click.option("--standard", metavar="ROUND", help="Take done codings of --coder as the round's standard.")
@click.option("--article", "articles", multiple=True, metavar="ARTICLE", help="With --standard: this article (repeatable).")
@click.option("--give", metavar="ROUND", help="Give its articles to the coders named.")
@click.option("--judge", metavar="ROUND", help="Compare what was handed in and keep the results.")
@click.option("--open", "open_", metavar="ROUND", help="Let --coder pass a test by hand, with --note.")
@click.option("--coder", "coders", multiple=True, metavar="NAME", help="Whom (repeatable).")
@click.option("--note", default="", metavar="TEXT", help="Why the main round is opened by hand.")
@JSON
def rounds(project: Path, as_json: bool, **asked: Any) -> None:
    """List the rounds, or make one, give it to coders, judge it. It is the lead's step, and undo takes it back.

    The articles of a round are those with a finished standard coding.

    \b
    Examples: annotator rounds iraq.annotator
              annotator rounds iraq.annotator --new "Test 1" --kind test --pass-mark 0.8
              annotator rounds iraq.annotator --standard "Test 1" --coder lead --article 12 --article 15
              annotator rounds iraq.annotator --give "Test 1" --coder B2
              annotator rounds iraq.annotator --judge "Test 1"
    """
    from ..project import Project

    steps = [name for name in ("new", "standard", "give", "judge", "open_") if asked[name] is not None]
    if len(steps) > 1:
        raise UsageError("One step at a time: --new, --standard, --give, --judge or --open.")
    with Project.open(project, read_only=not steps) as opened:
        if steps:
            opened.work_as(next((one for one in opened.coders.all() if one.role == "lead"), opened.coder))
        answer, text = _STEPS[steps[0] if steps else ""](opened, asked)
    say(as_json, answer, text)


def _list(project: Project, _asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from ..project import results, training

    told: list[dict[str, Any]] = []
    lines: list[str] = []
    for one in project.rounds.all():
        entry: dict[str, Any] = {"round": one.name, "kind": one.kind, "settings": dict(one.settings)}
        lines.append(f"{one.name} ({one.kind})")
        if training.has_standards(one):
            entry["standards"] = len(training.standards(project, one.uid))
            lines[-1] += f": {entry['standards']} standard codings"
        entry["coders"] = []
        for uid in training.coders_of(project, one.uid) if one.kind != "main" else ():
            work = next((each for each in training.work_of(project, uid) if each.round.uid == one.uid), None)
            found = results.result(project, one.uid, uid)
            counts = {"given": work.given if work else 0, "done": work.done if work else 0}
            entry["coders"].append({"coder": _name(project, uid), **counts, "result": _result(found) if found else None})
            outcome = f"; {_in_words(found)}" if found else ""
            lines.append(f"  {_name(project, uid)}: {counts['done']} of {counts['given']} handed in{outcome}")
        told.append(entry)
    return {"rounds": told}, "\n".join(lines)


def _new(project: Project, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    settings: dict[str, Any] = {}
    if asked["pass_mark"] is not None:
        settings["pass_mark"] = asked["pass_mark"]
    if asked["no_feedback"]:
        settings["feedback"] = False
    if asked["fields"]:
        names = [name.strip() for name in asked["fields"].split(",") if name.strip()]
        known = {**project.codebook.article_fields, **project.codebook.fields}
        if unknown := [name for name in names if name not in known]:
            raise UsageError(f"The codebook has no field {', '.join(unknown)}.")
        settings["fields"] = names
    made = project.rounds.add(asked["new"], asked["kind"], settings)
    return {"round": made.name, "kind": made.kind, "uid": made.uid}, f"Made the {made.kind} “{made.name}”."


def _standard(project: Project, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from ..project import training

    into = project.rounds.named(asked["standard"])
    if len(asked["coders"]) != 1 or not asked["articles"]:
        raise UsageError("--standard takes one --coder, whose main codings are copied, and at least one --article.")
    coder = project.coders.named(asked["coders"][0])
    made: list[str] = []
    with project.history.operation({"id": "take_as_standard", "name": into.name}):
        for name in asked["articles"]:
            article = project.articles.find(name)
            coding = project.codings.find(article.uid, coder.uid)
            if coding is None:
                raise UsageError(f"{coder.name} has no coding of article {article.number} in the main round.")
            made.append(training.take_as_standard(project, coding.uid, into.uid).state)
    done = sum(state == "done" for state in made)
    words = f"{len(made)} codings are standards of “{into.name}” now; {done} of them are done."
    return {"standards": len(made), "done": done}, words


def _give(project: Project, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from ..project import training

    if not asked["coders"]:
        raise UsageError("Say to whom: --give ROUND --coder NAME.")
    into = project.rounds.named(asked["give"])
    new = training.give_to(project, into.uid, [project.coders.named(name).uid for name in asked["coders"]])
    return {"given": new}, f"{new} articles of “{into.name}” were given."


def _judge(project: Project, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from ..agreement.judging import judge_all

    round_ = project.rounds.named(asked["judge"])
    made, why = judge_all(project, round_, [project.coders.named(name).uid for name in asked["coders"]])
    if why and not made and asked["coders"]:
        raise UsageError(" ".join(why))
    results = [{"coder": _name(project, one.coder), **_result(one)} for one in made]
    lines = [f"{_name(project, one.coder)}: {_in_words(one)}" for one in made]
    return {"results": results, "not_judged": why}, "\n".join([*lines, *why]) or "Nobody is left to judge."


def _open(project: Project, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    from ..project import results

    if len(asked["coders"]) != 1:
        raise UsageError("Say for whom: --open ROUND --coder NAME --note WHY.")
    round_, coder = project.rounds.named(asked["open_"]), project.coders.named(asked["coders"][0])
    made = results.open_by_hand(project, round_.uid, coder.uid, asked["note"])
    return {"coder": coder.name, **_result(made)}, f"The main round is open for {coder.name}."


_STEPS = {"": _list, "new": _new, "standard": _standard, "give": _give, "judge": _judge, "open_": _open}


def _name(project: Project, uid: str) -> str:
    coder = project.coders.get(uid)
    return coder.name if coder else uid


def _result(one: Result) -> dict[str, Any]:
    return {"score": one.score, "passed": one.passed, "details": dict(one.details), "time": one.time}


def _in_words(one: Result) -> str:
    outcome = "passed by hand" if one.by_hand else "passed" if one.passed else "not passed"
    return f"{one.score:.0%}, {outcome}"
