"""`annotator duplicates`: which articles are copies of each other, the lead's word on them, and coding one of a group."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .parts import JSON, PROJECT, only_lead, reading, say, working

if TYPE_CHECKING:
    from ..project import Project
    from ..project.copies import CodedOnce, CopyFacts
    from ..project.copy_parts import CopyGroup, Swapped

TOLD = 6
"""Names and numbers that differ, told in a line."""
_PAIR: dict[str, Any] = {"nargs": 2, "metavar": "A B", "default": None}


@click.command()
@PROJECT
@click.option("--find", is_flag=True, help="Look for copies among all articles first.")
@click.option("--list", "listed", is_flag=True, help="List the groups, also after something was done.")
@click.option("--same", **_PAIR, help="Two articles are the same, whatever was found.")
@click.option("--different", **_PAIR, help="Two articles are different, whatever was found.")
@click.option("--none-of", metavar="ARTICLE", help="No article of this one's group is a copy of another.")
@click.option(
    "--part", metavar="ARTICLE", help="This one's group tells several events: it is parted where names or numbers differ."
)
@click.option("--take-back", **_PAIR, help="Take the word on two articles back.")
@click.option(
    "--code-once", metavar="LIKENESS|exact", help="Code one article of each group: of those so alike, or of the very text."
)
@click.option(
    "--even-if-names-or-numbers-differ",
    "in_doubt",
    is_flag=True,
    help="With --code-once: also where one text has Mosul and five in the place of Kirkuk and two. Such may be two events.",
)
@click.option("--keep", metavar="ARTICLE", help="Code this article, and no other of its group.")
@click.option("--code-again", metavar="ARTICLE", help="Code this article, too, though a copy of it is coded.")
@click.option("--as", "lead", metavar="NAME", help="The lead who says so; needed where a project has several.")
@JSON
def duplicates(
    project: Path, find: bool, listed: bool, same: tuple[str, str] | None, different: tuple[str, str] | None,
    none_of: str | None, part: str | None, take_back: tuple[str, str] | None, code_once: str | None, in_doubt: bool,
    keep: str | None, code_again: str | None, lead: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List the articles that are copies of each other, find them, say that two are, or have one of a group coded.

    An article is named by its number, its uid or its id outside. The likeness, 0 to 1, is told in the guide; 0.9 is a copy of
    which every tenth word was changed. What is said and marked is the lead's, one step each, and undo takes it back. Articles
    in which another name or number stands in the place of one are told with both (Kirkuk → Mosul), and not coded once together
    before you said of them that they are --same. Where they tell several events, --part makes a group of each.

    \b
    Examples: annotator duplicates iraq.annotator --find
              annotator duplicates iraq.annotator --different 12 40
              annotator duplicates iraq.annotator --code-once exact
              annotator duplicates iraq.annotator --code-once 0.9 --json
              annotator duplicates iraq.annotator --keep 12
    """
    deeds = {
        "same": same, "different": different, "none-of": none_of, "part": part, "take-back": take_back, "code-once": code_once,
        "keep": keep, "code-again": code_again,
    }  # fmt: skip
    asked = [name for name, given in deeds.items() if given is not None]
    if len(asked) > 1:
        raise UsageError("Say one thing at a time: " + " or ".join(f"--{name}" for name in asked) + ".")
    least = _least(code_once) if code_once is not None else None
    if in_doubt and least is None:
        raise UsageError("--even-if-names-or-numbers-differ goes with --code-once and a likeness.")
    if not asked and not find:
        if lead:
            raise UsageError("--as goes with what is said or done.")
        with reading(project) as opened:
            say(as_json, *_told(opened))
        return
    with working(project, lead or only_lead(project, "says so, with --as")) as opened:
        answer: dict[str, Any] = {}
        lines: list[str] = []
        if find:
            count = opened.copies.find(_progress())
            answer["found"] = count
            lines.append(f"{_groups(count)} of copies found.")
        if asked:
            answer |= {"done": asked[0]}
            lines.append(_do(opened, deeds, least, answer, in_doubt=in_doubt))
        if listed or not asked:
            told, text = _told(opened)
            answer |= told
            lines.append(text)
    say(as_json, answer, "\n".join(lines))


def _do(opened: Project, deeds: dict[str, Any], least: float | None, answer: dict[str, Any], *, in_doubt: bool) -> str:
    copies, find = opened.copies, opened.articles.find
    for name, judged, words in (
        ("same", "same", "are the same"), ("different", "different", "are different"), ("take-back", None, ""),
    ):  # fmt: skip
        if deeds[name] is not None:
            one, other = (find(article).number for article in deeds[name])
            copies.judge(one, other, judged)  # type: ignore[arg-type]
            return f"Articles {one} and {other} {words}." if words else f"Nothing is said of articles {one} and {other}."
    if deeds["none-of"] is not None:
        answer["articles"] = copies.judge_apart(find(deeds["none-of"]).number)
        return f"None of {answer['articles']:,} articles is a copy of another."
    if deeds["part"] is not None:
        answer["parts"] = copies.judge_parts(find(deeds["part"]).number)
        return f"The group is parted into {answer['parts']:,}, by names and numbers."
    if deeds["keep"] is not None:
        number = find(deeds["keep"]).number
        return _once(copies.code_once(number, keep=number), answer)
    if deeds["code-again"] is not None:
        number = find(deeds["code-again"]).number
        answer["articles"] = copies.code_again([number])
        return f"Article {number} is coded{' again' if answer['articles'] else ' as it was'}."
    told = copies.code_all_once(least, in_doubt=in_doubt)
    answer["in_doubt"] = told.in_doubt
    return _once(told, answer)


def _once(told: CodedOnce, answer: dict[str, Any]) -> str:
    answer |= {"groups": told.groups, "articles": told.articles, "begun": told.begun}
    text = f"{told.articles:,} {'article is' if told.articles == 1 else 'articles are'} coded no more: copies in "
    text += f"{_groups(told.groups)} are coded once."
    if told.begun:
        text += f" {told.begun:,} of them {'was' if told.begun == 1 else 'were'} begun or handed out already; that work stays."
    if told.in_doubt:
        text += f" Left out in {_groups(told.in_doubt)}: what has other names or numbers; say of it that it is --same, or not."
    return text


def _told(opened: Project) -> tuple[dict[str, Any], str]:
    groups, looked = opened.copies.groups(), opened.copies.looked()
    facts = opened.copies.facts(one.number for group in groups for one in group.members)
    swapped = {group.first: opened.copies.swaps(group) for group in groups}
    answer = {
        "looked": looked.time or None, "since": looked.since,
        "groups": [_as_json(group, facts, swapped[group.first]) for group in groups],
    }  # fmt: skip
    lines = [line for group in groups for line in _lines(group, facts, swapped[group.first])]
    articles = sum(len(group.members) for group in groups)
    lines.append(f"{_groups(len(groups))} of copies, {articles:,} articles.")
    if doubts := sum(group.in_doubt for group in groups):
        lines.append(f"In {_groups(doubts)} names or numbers differ: they may tell several events.")
    if not looked.told_apart:
        lines.append("Where names or numbers differ is not known yet; --find looks again.")
    if not looked.time:
        lines.append("Copies were not looked for yet; --find does.")
    elif looked.since:
        lines.append(f"{looked.since:,} articles came in since copies were looked for; --find looks again.")
    return answer, "\n".join(lines)


def _as_json(group: CopyGroup, facts: dict[int, CopyFacts], swapped: dict[int, list[Swapped]]) -> dict[str, Any]:
    return {
        "first": group.first, "in_doubt": group.in_doubt,
        "members": [
            {
                "article": one.number, "uid": facts[one.number].uid, "likeness": one.likeness,
                "duplicate_of": facts[one.number].duplicate_of, "coded": facts[one.number].coded,
                "handed_out": facts[one.number].handed, "differs": swapped.get(one.number, None if one.is_swapped else []),
            }
            for one in group.members
        ],
    }  # fmt: skip


def _lines(group: CopyGroup, facts: dict[int, CopyFacts], swapped: dict[int, list[Swapped]]) -> list[str]:
    lines: list[str] = []
    for one in group.members:
        told = facts[one.number]
        alike = "your word" if one.likeness is None else "the same" if one.likeness == 1 else f"{one.likeness:.2f}"
        alike = "fullest" if one.number == group.fullest else alike
        notes = [f"copy of {told.duplicate_of}"] if told.duplicate_of else []
        notes += [f"coded by {told.coded}"] if told.coded else []
        notes += [f"handed out to {told.handed}"] if told.handed else []
        about = "  ".join(filter(None, (told.date, told.source, told.title[:60])))
        lines.append(f"{one.number:>8}  {alike:9}  {about}" + (f"  [{', '.join(notes)}]" if notes else ""))
        if swapped.get(one.number):
            differs = [" → ".join(" ".join(word.split()) for word in pair) for pair in swapped[one.number]]
            lines.append(" " * 21 + ", ".join([*differs[:TOLD], *(["…"] if len(differs) > TOLD else [])]))
    return [*lines, ""]


def _groups(count: int) -> str:
    return f"{count:,} {'group' if count == 1 else 'groups'}"


def _least(text: str) -> float | None:
    """The likeness asked for; None for the very text."""
    if text == "exact":
        return None
    try:
        least = float(text)
    except ValueError:
        least = -1.0
    if not 0 < least <= 1:
        raise UsageError(f"--code-once takes a likeness between 0 and 1, or exact; not “{text}”.")
    return least


def _progress() -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None
    return lambda done, whole: click.echo(f"\r{done / whole:4.0%} of the articles looked at", nl=False, err=True)
