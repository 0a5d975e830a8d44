"""Our own exports, damaged at random: every reader says in words what is wrong, soon, and the rest comes in.

Damage is done to the text of a file, so that it reaches JSON in JSON, in XML and in archives alike: values of another type,
numbers beyond all bounds, endless nesting, what is cut off, doubled or swapped.
"""

from __future__ import annotations

import random
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from odd_project import odd_project, odd_texts

from annotator.errors import ImportRefused
from annotator.formats.codings.taking_in import CodingPlan, Whose, take_in
from annotator.formats.registry import ExportOptions, export
from annotator.project import Project

FORMATS = ["jsonl", "doccano", "label-studio", "brat", "xmi", "cas-json", "qdpx"]
SOON = 3.0
"""Seconds of the processor."""
ROUNDS = 25
LONGEST = 400
LITERALS = [
    "null", "true", "5", "-1", "0.5", "1" + "0" * 30, "9" * 5_000, "1e999", "-1e999", "NaN", '""', '"x"', '"\\ud800"',
    '"\\u0000"', "[]", "{}", "[5]", '[["x"]]', '{"a": 1}', '[{"a": [{}]}]', '{"": null}', "[" * 200 + "]" * 200,
    '{"a":' * 900 + "1" + "}" * 900, "[" * 50_000 + "]" * 50_000, '"' + "z" * 100_000 + '"',
]  # fmt: skip
"""What stands in the place of a value."""
VALUE = re.compile(r'((?:"|&quot;|\\")\s*:\s*)(?:(&quot;|\\"|")(?:(?!\2).)*\2|-?[\w.]+|\[\]|\{\})')
ATTRIBUTE = re.compile(r'(\w=")([^"<]*)(")')
CONTENT = re.compile(r"(>)([^<>]+)(<)")
PLACE = re.compile(r"\b\d+\b")


def other_value(text: str, chance: random.Random) -> str:
    """A JSON value is another one; in quotes where the JSON stands in quotes."""
    found = pick(VALUE, text, chance)
    if found is None:
        return cut(text, chance)
    said = chance.choice(LITERALS)
    before = found[1]
    said = said.replace('"', "&quot;") if "&quot;" in before else said.replace('"', '\\"') if '\\"' in before else said
    return text[: found.start()] + before + said + text[found.end() :]


def other_place(text: str, chance: random.Random) -> str:
    """A number, an attribute or what an element holds is something else."""
    pattern = chance.choice((PLACE, ATTRIBUTE, CONTENT))
    found = pick(pattern, text, chance)
    if found is None:
        return other_value(text, chance)
    said = chance.choice(
        ["", "-1", "0", "x", "1e9", "9" * 12, "9" * 30, "9" * 5_000, "é😀", "NaN", "true", "[]", "{", "1 2", "a" * 9_000]
    )
    start, end = found.span(2 if pattern is not PLACE else 0)
    return text[:start] + said + text[end:]


def cut(text: str, chance: random.Random) -> str:
    """Nothing follows."""
    return text[: chance.randrange(len(text) + 1)]


def doubled(text: str, chance: random.Random) -> str:
    """A part of it stands there twice, or not at all."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.randrange(1, 400))
    return text[:end] + text[chance.choice((start, end)) if chance.random() < 0.5 else end + 50 :]


def lines_swapped(text: str, chance: random.Random) -> str:
    """Two lines, or two words, stand in each other's place."""
    sign = chance.choice(("\n", " ", "\t", ","))
    parts = text.split(sign)
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return sign.join(parts)


DAMAGES: list[Callable[[str, random.Random], str]] = [
    other_value, other_value, other_value, other_place, other_place, cut, doubled, lines_swapped,
]  # fmt: skip


def pick(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def damage(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(chance.choice((1, 1, 2, 4))):
        text = chance.choice(DAMAGES)(text, chance)
    return text.encode("utf-8", "surrogateescape")


def damaged(source: Path, target: Path, chance: random.Random) -> None:
    """A copy of a file or folder of ours in which one file is damaged."""
    if source.is_dir():
        shutil.copytree(source, target)
        file = chance.choice(sorted(one for one in target.rglob("*") if one.is_file() and one.name != "manifest.json"))
        file.write_bytes(damage(file.read_bytes(), chance))
    elif source.suffix == ".qdpx":
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
            chosen = chance.choice(old.namelist() + ["project.qde"] * 9)
            for name in old.namelist():
                new.writestr(name, damage(old.read(name), chance) if name == chosen else old.read(name))
        if chance.random() < 0.1:
            data = bytearray(target.read_bytes())
            for _ in range(20):
                data[chance.randrange(len(data))] = chance.randrange(256)
            target.write_bytes(data)
    else:
        target.write_bytes(damage(source.read_bytes(), chance))


@dataclass
class Ours:
    """What two odd projects go out as, by their names; and for each the project itself and an empty one."""

    folder: Path
    projects: dict[str, tuple[Project, Project]]

    def place(self, format_: str, name: str) -> Path:
        """Where the export of a project stands."""
        return self.folder / f"{name}-{format_}{ {'jsonl': '.jsonl', 'qdpx': '.qdpx'}.get(format_, '') }"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    folder = tmp_path_factory.mktemp("ours")
    with ExitStack() as opened:
        found: dict[str, tuple[Project, Project]] = {}
        for name, make in (("odd", odd_project), ("odd_texts", odd_texts)):
            project = opened.enter_context(make(folder))
            empty = Project.create(folder / f"{name}-empty.annotator", str(folder / f"{name}.yaml"), coder="Lead")
            found[name] = (project, opened.enter_context(empty))
        made = Ours(folder, found)
        for name, (project, _) in found.items():
            for one in FORMATS:
                export(project, made.place(one, name), one, ExportOptions(every_coder=True))
        yield made


def brought(ours: Ours, format_: str, number: int, folder: Path) -> bool:
    """Brings a damaged export in, good rows alone; gives whether any article came. All that it raises is a failure."""
    chance = random.Random(f"{format_} {number}")
    name = chance.choice(list(ours.projects))
    source = ours.place(format_, name)
    target = folder / f"{number}{source.suffix}"
    damaged(source, target, chance)
    whose = Whose.read(chance.choice(("", "", "Somebody", "model:m", "candidates:m")))
    plan = CodingPlan(target, format_, whose, good_rows=True)
    try:
        told = take_in(chance.choice(ours.projects[name]), plan, preview=True)
    except ImportRefused as error:
        said, came = [str(error)], False
    else:
        said, came = [str(one) for one in told.refused], bool(told.articles_known or told.articles_added)
    assert all(len(one) < LONGEST for one in said), "a sentence"
    return came


@pytest.mark.parametrize("format_", FORMATS)
def test_damage_ends_in_words_and_soon(ours: Ours, format_: str, tmp_path: Path):
    came = 0
    for number in range(ROUNDS):
        start = time.process_time()
        came += brought(ours, format_, number, tmp_path)
        assert time.process_time() - start < SOON, f"{format_} {number}"
    assert came > ROUNDS // 3, "the rest comes in"


GOOD = "Two died in Kirkuk."
ENTITY = '{"text": "%s", "entities": [{"id": 0, "start_offset": 0, "end_offset": %s, "label": "place"}], "relations": []}\n'
TASK = '{"data": {"text": "%s"}, "annotations": [{"result": [{"id": "c", "type": "textarea", "from_name": "Coder", %s}]}]}'
QDE = (
    '<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Variables><Variable guid="v" name="Article number" '
    'typeOfVariable="Integer"/></Variables><Sources>%s</Sources></Project>'
)
SOURCE = (
    '<TextSource guid="%s" name="n"><PlainTextContent>%s</PlainTextContent><VariableValue><VariableRef targetGUID="v"/>'
    "<IntegerValue>%s</IntegerValue></VariableValue></TextSource>"
)


def odd_doccano(file: Path) -> None:
    file.write_text(ENTITY % ("An odd one.", "1e999") + ENTITY % (GOOD, "3"), encoding="utf-8")


def odd_tasks(file: Path) -> None:
    odd = TASK % ("An odd one.", '"value": {"text": ["Zed"]}, "meta": {"coding": {"uid": 7, "coder": ["a"]}}')
    good = TASK % (GOOD, '"value": {"text": ["Zed"]}')
    file.write_text(f"[{odd}, {good}]", encoding="utf-8")


def odd_sources(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.qde", QDE % (SOURCE % ("a", "An odd one.", "9" * 5_000) + SOURCE % ("b", GOOD, "7")))


@pytest.mark.parametrize(
    ("format_", "make"), [("doccano", odd_doccano), ("label-studio", odd_tasks), ("qdpx", odd_sources)], ids=str
)
def test_one_odd_article_is_refused_and_the_other_comes(ours: Ours, format_: str, make: Callable[[Path], None], tmp_path: Path):
    make(tmp_path / "in")
    plan = CodingPlan(tmp_path / "in", format_, good_rows=True)
    told = take_in(ours.projects["odd"][1], plan, preview=True)
    assert told.articles_added == 1
    assert [one.reason.startswith("It cannot be read: ") for one in told.refused] == [True]
