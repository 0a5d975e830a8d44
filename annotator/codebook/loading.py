"""From a YAML file to a codebook: safe reading, errors with their line. What a project keeps is in `compiled`.

Owns the way in. Only mappings, lists, texts, numbers, true/false and null are read: `yes` and `no` stay words, and
no tag ever makes an object.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

from ..errors import CodebookError
from ..shipped import resource
from .language import OPERATORS, TESTS
from .model import Codebook
from .soundness import unsound

LARGEST = 5_000_000
MOST_NODES = 400_000
UNBUILT = {
    "links": "links between fillers", "relations": "relations between events", "confidence": "confidence per value",
    "similarity": "similarity for pairing",
    "migrations": "migrations between codebook versions",
}  # fmt: skip
Path_ = tuple[str | int, ...]


def shipped() -> dict[str, Path]:
    """The codebooks that come with the program, by name."""
    return {path.stem: path for path in sorted(resource("codebooks").glob("*.yaml"))}


def find(name_or_file: str) -> Path:
    """A shipped codebook's file, or the file named. Raises CodebookError where neither is there."""
    known = shipped()
    if name_or_file in known:
        return known[name_or_file]
    path = Path(name_or_file)
    if os.path.isfile(path):
        return path
    raise CodebookError(f"There is no codebook file or shipped codebook called “{name_or_file}”.", allowed=", ".join(known))


def load(path: Path) -> tuple[Codebook, str]:
    """The codebook in a file, and the file's text. Raises CodebookError naming the line."""
    try:
        if path.stat().st_size > LARGEST:
            raise CodebookError("the file is larger than a codebook can be (5 MB).", file=path.name)
        source = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CodebookError(f"the file cannot be read: {error.strerror}.", file=path.name) from error
    except UnicodeDecodeError as error:
        raise CodebookError("the file is not UTF-8 text.", file=path.name) from error
    return parse(source, path.name), source


def parse(source: str, file: str = "codebook") -> Codebook:
    """The codebook a YAML text describes. Raises CodebookError with the line of the first fault."""
    data, lines = _read(source, file)
    if not isinstance(data, dict):
        raise CodebookError("a codebook is a mapping that starts with `annotator_codebook: 1`.", file=file, line=1)
    try:
        codebook = Codebook.model_validate(data)
    except ValidationError as error:
        raise _told(error, data, lines, file) from error
    for where, what, allowed in unsound(codebook):
        raise CodebookError(what, file=file, line=_line(lines, where), allowed=allowed)
    return codebook


def _read(source: str, file: str) -> tuple[Any, dict[Path_, int]]:
    """Plain data and the line of every path in it."""
    try:
        node = yaml.compose(source, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise CodebookError(
            f"this is not readable YAML: {problem}.", file=file, line=mark.line + 1 if mark else None
        ) from error
    except RecursionError as error:
        raise CodebookError("the file nests too deeply.", file=file) from error
    lines: dict[Path_, int] = {}
    if node is None:
        return None, lines
    return _build(node, (), lines, file), lines


class _Loader(yaml.SafeLoader):
    """Scalars by the core schema: true/false, numbers, null; everything else is text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+(?:e[-+]?[0-9]+)?$"), list("-+0123456789")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def _build(node: yaml.Node, path: Path_, lines: dict[Path_, int], file: str) -> Any:
    line = node.start_mark.line + 1
    if len(lines) > MOST_NODES or len(path) > 60:
        raise CodebookError("the file unfolds to more than a codebook can hold.", file=file, line=line)
    lines.setdefault(path, line)
    if isinstance(node, yaml.MappingNode):
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(getattr(key_node, "value", ""))
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise CodebookError("a key must be a plain word.", file=file, line=at)
            if key in built:
                raise CodebookError(f"`{key}` stands here twice.", file=file, line=at)
            if key in UNBUILT and len(path) < 6:
                raise CodebookError(
                    f"`{key}` ({UNBUILT[key]}) is a capability this version has not built yet.", file=file, line=at
                )
            lines[(*path, key)] = at
            built[key] = _build(value_node, (*path, key), lines, file)
        return built
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), lines, file) for index, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node, file, line)


def _scalar(node: yaml.ScalarNode, file: str, line: int) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "str":
        return node.value
    if kind == "bool":
        return node.value == "true"
    if kind in ("int", "float"):
        # Python reads no number of thousands of digits, and JSON knows no infinite one.
        if len(node.value) > 30 or abs(float(node.value)) > 1e300:
            raise CodebookError("this number is too large.", file=file, line=line)
        return int(node.value) if kind == "int" else float(node.value)
    if kind == "null":
        return None
    raise CodebookError(f"the tag {node.tag} is not allowed.", file=file, line=line, allowed="plain values")


def _line(lines: dict[Path_, int], where: Path_) -> int | None:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _told(error: ValidationError, data: Any, lines: dict[Path_, int], file: str) -> CodebookError:
    """The deepest fault as one sentence with its line."""
    faults = sorted(error.errors(), key=lambda fault: -len(_located(fault["loc"], data)))
    fault = faults[0]
    where = _located(fault["loc"], data)
    key = next((str(part) for part in reversed(fault["loc"]) if isinstance(part, str)), "")
    kind = fault["type"]
    context = fault.get("ctx", {})
    message = fault["msg"].removeprefix("Value error, ")
    allowed = ""
    if kind == "extra_forbidden":
        what, allowed = f"`{key}` is not a known key here.", _known_keys(where)
    elif kind == "missing":
        what = f"`{key}` is missing."
    elif kind == "literal_error":
        what, allowed = f"`{key}` cannot be “{fault['input']}”.", str(context.get("expected", ""))
    else:
        what = f"`{key}`: {message[0].lower() + message[1:]}."
    return CodebookError(what, file=file, line=_line(lines, where), allowed=allowed)


def _located(location: tuple[int | str, ...], data: Any) -> Path_:
    """The part of pydantic's location that exists in the data (its union tags do not)."""
    path: list[str | int] = []
    here = data
    for part in location:
        inside = (
            part in here if isinstance(here, dict) else isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        if not inside:
            continue
        here = cast("Any", here)[part]
        path.append(part)
    return tuple(path)


def _known_keys(where: Path_) -> str:
    from .model import Code, CodedField, Column, Combined, Compared, Pairing, Profile, Rule, Section, Table

    kinds = {"fields": CodedField, "codes": Code, "children": Code, "rules": Rule, "sections": Section,
             "article": Section, "columns": Column, "profiles": Profile, "tables": Table, "pairing": Pairing,
             "compare": Compared, "combine": Combined}  # fmt: skip
    names = [part for part in where[:-1] if isinstance(part, str)]
    if not names:
        model: Any = Codebook
    elif names[-1] in ("when", "check", "shown_when", "required_when", "all", "any", "not"):
        return "all, any, not, field, item, of; " + ", ".join(TESTS)
    else:
        model = kinds.get(names[-1]) or kinds.get(names[-2] if len(names) > 1 else "")
    if model is None:
        return ", ".join(OPERATORS)
    return ", ".join(setting.alias or name for name, setting in model.model_fields.items())
