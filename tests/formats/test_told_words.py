"""Words that stand beside their places in files of other programs: they decide, in every format that tells them."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from odd_project import odd_texts
from round_trips import chosen, come_in, out_of

from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.told_words import ToldWords

TEXT = "Two 😀 died.\nTwo fled."


@pytest.mark.parametrize(
    ("place", "words", "found"),
    [
        ((6, 10), "died", (6, 10)),
        ((7, 11), "died", (6, 10)),  # counted in units of UTF-16
        ((5, 9), "died", (6, 10)),
        ((10, 13), "Two", (12, 15)),
        ((6, 15), "died. Two", (6, 15)),  # a line end that was told as a space
        ((6, 15), "died.\\nTwo", (6, 15)),
        ((5, 14), "died.\\nTwo", (6, 15)),
        ((0, 3), "", (0, 3)),
        ((0, 3), "Three", None),
    ],
)
def test_words_are_believed_before_places(place: tuple[int, int], words: str, found: tuple[int, int] | None):
    told = ToldWords(TEXT)
    assert told.place(*place, words) == found
    assert told.moved == (found not in (place, None))


def test_parts_move_together_or_not_at_all():
    told = ToldWords(TEXT)
    assert told.parts([(5, 9), (11, 14)], "died Two") == [(6, 10), (12, 15)]
    assert told.parts([(5, 9), (11, 14)], "died One") == [None, None]
    assert told.parts([(5, 9), (11, 14)], "dies") == [None, None]
    assert told.moved == 1


def _later(path: Path, name: str) -> None:
    """Every place of words a character later; the words as they are."""
    if name == "label-studio":
        file = path / "tasks.json"
        tasks = json.loads(file.read_text(encoding="utf-8"))
        for task in tasks:
            for one in [one for told in task["annotations"] + task["predictions"] for one in told["result"]]:
                for edge in {"start", "end"} & one.get("value", {}).keys():
                    one["value"][edge] += 1
        file.write_text(json.dumps(tasks), encoding="utf-8")
    elif name == "brat":
        for file in path.rglob("*.ann"):
            lines = file.read_bytes().decode("utf-8").split("\n")
            for at, line in enumerate(lines):
                if line.startswith("T"):
                    id_, where, words = line.split("\t")
                    lines[at] = "\t".join([id_, re.sub(r"(?<= |;)\d+", lambda told: str(int(told[0]) + 1), where), words])
            file.write_bytes("\n".join(lines).encode("utf-8"))
    else:
        with zipfile.ZipFile(path) as held:
            files = {one: held.read(one) for one in held.namelist()}
        edge = re.compile(rb'((?:start|end)Position=")(\d+)')
        with zipfile.ZipFile(path, "w") as held:
            for one, told in files.items():
                held.writestr(one, edge.sub(lambda found: found[1] + b"%d" % (int(found[2]) + 1), told))


def _where(found: list[CodedArticle]) -> list[tuple[Any, ...]]:
    """All words with what they support, in one order."""
    return sorted(
        (article.uid, coding.coder, owner, one.field, span.part, span.start, span.end, span.quote)
        for article in found for coding in article.codings
        for owner, evidence in [("", coding.evidence), *((event.uid, event.evidence) for event in coding.events)]
        for one in evidence for span in one.spans
    )  # fmt: skip


NAMES = {"label-studio": "out", "brat": "out", "qdpx": "out.qdpx"}


@pytest.mark.parametrize("name", NAMES)
def test_places_that_are_one_off_are_put_right_by_the_words_and_counted(name: str, tmp_path: Path):
    with odd_texts(tmp_path) as project:
        path = tmp_path / NAMES[name]
        out_of(project, path, name, every=True)
        wanted, arriving = chosen(project, True), Arriving(project.codebook)
    assert _where(come_in(path, name, arriving)) == _where(wanted)
    assert not arriving.moved
    _later(path, name)
    assert _where(come_in(path, name, arriving)) == _where(wanted)
    assert arriving.moved >= 10
    assert not arriving.unmapped


def _unsaid(path: Path, name: str) -> None:
    """One place has words that stand nowhere."""
    if name == "label-studio":
        file = path / "tasks.json"
        file.write_bytes(
            file.read_bytes().replace(b'"text":"2 June","labels":["told"]', b'"text":"6 June","labels":["told"]', 1)
        )
    elif name == "brat":
        file = path / "coder1" / "A000001.ann"
        file.write_bytes(re.sub(rb"(T\d+\ttold [\d ]+\t)2 June", rb"\g<1>6 June", file.read_bytes(), count=1))


def _words(name: str) -> Callable[[Arriving], list[tuple[str, str]]]:
    return lambda arriving: [(one.what, one.name) for one in arriving.unmapped]


@pytest.mark.parametrize("name", ["label-studio", "brat"])
def test_words_that_stand_nowhere_are_listed(name: str, tmp_path: Path):
    with odd_texts(tmp_path) as project:
        path = tmp_path / NAMES[name]
        out_of(project, path, name, every=True)
        wanted, arriving = chosen(project, True), Arriving(project.codebook)
    _unsaid(path, name)
    found = come_in(path, name, arriving)
    assert _words(name)(arriving) == [("words", "told")]
    assert len(_where(found)) == len(_where(wanted)) - 1


def test_a_selection_with_a_name_of_its_own_stays_where_it_is_and_is_listed(tmp_path: Path):
    with odd_texts(tmp_path) as project:
        path = tmp_path / "out.qdpx"
        out_of(project, path, "qdpx", every=True)
        wanted, arriving = chosen(project, True), Arriving(project.codebook)
    with zipfile.ZipFile(path) as held:
        files = {one: held.read(one) for one in held.namelist()}
    files["project.qde"] = files["project.qde"].replace(b'name="2 June"', b'name="the dead, as I see it"', 1)
    with zipfile.ZipFile(path, "w") as held:
        for one, told in files.items():
            held.writestr(one, told)
    assert _where(come_in(path, "qdpx", arriving)) == _where(wanted)
    assert [(one.what, one.name) for one in arriving.unmapped] == [("words", "the dead, as I see it")]
