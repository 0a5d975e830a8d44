"""`annotator questions` and `annotator rulings`: what coders ask the lead, and what the lead has answered for everybody."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, reading, say

if TYPE_CHECKING:
    from ..project import Project
    from ..project.questions import Question
    from ..project.rulings import Ruling

SHORT = 10
"""Characters of a question's uid that are printed; they name it."""


@click.command()
@PROJECT
@click.argument("words", nargs=-1)
@click.option("--field", default="", metavar="F", help="Those about one field; for a new one, what it is about.")
@click.option("--code", default="", metavar="C", help="For a new one: one code of the field.")
@click.option("--question", default="", metavar="Q", help="For a new one: what it answers, in your words.")
@click.option("--add", metavar="ANSWER", help="Make a new ruling.")
@JSON
def rulings(
    project: Path, words: tuple[str, ...], field: str, code: str, question: str, add: str | None, as_json: bool
) -> None:
    """List the lead's rulings, find some by words, or make one.

    Everybody reads a ruling beside its field: it must tell nothing of anybody's work.

    \b
    Examples: annotator rulings iraq.annotator wounded --field fatalities
              annotator rulings iraq.annotator --add "No, only the dead." --field fatalities --question "Do the wounded count?"
    """
    if add is None:
        if code or question:
            raise UsageError("--code and --question belong to a new ruling: say its answer with --add.")
        with reading(project) as opened:
            found = opened.rulings.search(" ".join(words), field)
            text = "\n\n".join(_ruling(opened, one) for one in found) or "No ruling."
        say(as_json, {"rulings": [asdict(one) for one in found]}, text)
        return
    if words:
        raise UsageError("With --add there is nothing to look for; put the answer in quotes.")
    from ..project import Project
    from ..project.rulings import RulingDraft

    with Project.open(project) as opened:
        _work_as_lead(opened)
        made = opened.rulings.get(opened.rulings.add(RulingDraft(add, field, code, question)))
        text = _ruling(opened, made)
    say(as_json, {"rulings": [asdict(made)]}, text)


@click.command()
@PROJECT
@click.option("--all", "answered", is_flag=True, help="Also those that are answered.")
@click.option("--answer", nargs=2, metavar="UID TEXT", help="Answer one; the beginning of its uid will do.")
@JSON
def questions(project: Path, answered: bool, answer: tuple[str, str] | None, as_json: bool) -> None:
    """List what coders ask the lead, the oldest first, or answer a question.

    \b
    Examples: annotator questions iraq.annotator
              annotator questions iraq.annotator --answer 3f9a01 "No, only the dead."
    """
    if answer is not None:
        from ..project import Project
        from ..project.questions import answer as say_to

        with Project.open(project) as opened:
            _work_as_lead(opened)
            say_to(opened, opened.questions.get(answer[0]).comment, answer[1])
            asked = opened.questions.get(answer[0])
            told, text = [_told(opened, asked)], _question(opened, asked)
        say(as_json, {"questions": told}, text)
        return
    with reading(project) as opened:
        _look_as_lead(opened)
        found = opened.questions.all() if answered else opened.questions.open()
        told = [_told(opened, one) for one in found]
        text = "\n\n".join(_question(opened, one) for one in found) or "No question waits for an answer."
    say(as_json, {"questions": told}, text)


def _look_as_lead(project: Project) -> None:
    """A lead sees everybody's questions; a coder's own file shows that coder's."""
    whose = [one for one in project.coders.all() if (one.uid == project.made_for if project.made_for else one.role == "lead")]
    project.work_as(whose[0] if whose else project.coder)


def _work_as_lead(project: Project) -> None:
    if project.made_for:
        raise UsageError("This file was handed out to a coder; the lead answers and rules in the project it came from.")
    _look_as_lead(project)


def _told(project: Project, one: Question) -> dict[str, Any]:
    spot = one.comment.spot
    return {
        "uid": one.comment.uid, "coder": _name(project, one.comment.coder), "time": one.comment.time,
        "article": one.article, "title": one.title, "event": spot.event, "field": spot.field, "value": one.value,
        "quote": one.quote, "question": one.comment.text, "open": one.is_open,
        "answers": [{"coder": _name(project, said.coder), "time": said.time, "text": said.text} for said in one.answers],
    }  # fmt: skip


def _question(project: Project, one: Question) -> str:
    from ..codebook.values import show

    spot, book = one.comment.spot, project.codebook
    field = book.fields.get(spot.field) or book.article_fields.get(spot.field)
    value = "" if one.value is None else f" = {show(book, field, one.value) if field else one.value}"
    quote = f" (“{one.quote}”)" if one.quote else ""
    where = f"event {spot.number}" if spot.event else "article"
    lines = [
        f"{one.comment.uid[:SHORT]}  {one.comment.time[:10]}  {_name(project, one.comment.coder)}"
        f"{'' if one.is_open else '  (answered)'}",
        f"  article {one.article}, {one.title}",
        f"  {where}{f', {spot.field}{value}{quote}' if spot.field else ''}",
        f"  {_indented(one.comment.text)}",
    ]
    lines += [f"  {_name(project, said.coder)}: {_indented(said.text)}" for said in one.answers]
    return "\n".join(lines)


def _ruling(project: Project, one: Ruling) -> str:
    from ..codebook.guide_rulings import about

    lines = [f"{one.time[:10]}  {about(project.codebook, one.field, one.code)}"]
    lines += [f"  {_indented(text)}" for text in (one.question, one.answer) if text]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")


def _name(project: Project, coder: str) -> str:
    found = project.coders.get(coder)
    return found.name if found else coder[:8]
