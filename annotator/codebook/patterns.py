"""Regular expressions in words: “begins with “Rioters (””. Owns reading the simple ones; the others are quoted as they are.

Pure. Only what codebooks commonly write is read: anchors, groups of alternatives, optional parts, classes of a few signs.
"""

from __future__ import annotations

import re

MOST = 8
"""Alternatives that are spelled out; a pattern with more is quoted."""
_FLAGS = re.compile(r"\(\?i\)")


class _Hard(Exception):
    """The pattern is more than a list of wordings."""


def in_words(pattern: str, *, holds: bool = True) -> str:
    """What a text with this pattern does: a verb and what follows it; with `holds=False` that it does not."""
    try:
        parts = _said(_FLAGS.sub("", pattern))
    except _Hard:
        return f"{'fits' if holds else 'does not fit'} the pattern “{pattern}”"
    said: list[str] = []
    for verb in dict.fromkeys(verb for verb, _ in parts):
        texts = [f"“{text}”" for known, text in parts if known == verb]
        said.append(f"{(verb if holds else _PLAIN[verb])} {_either(texts)}")
    return f"{'' if holds else 'does not '}{' or '.join(said)}"


def _either(texts: list[str]) -> str:
    return f"{', '.join(texts[:-1])} or {texts[-1]}" if len(texts) > 1 else texts[0]


_PLAIN = {"begins with": "begin with", "ends with": "end with", "contains": "contain", "reads": "read"}


def _said(pattern: str) -> list[tuple[str, str]]:
    """Each wording with its verb."""
    found: list[tuple[str, str]] = []
    for branch in _branches(pattern):
        start, end = branch.startswith("^"), branch.endswith("$") and not branch.endswith("\\$")
        body = branch[start : len(branch) - end]
        verb = "reads" if start and end else "begins with" if start else "ends with" if end else "contains"
        found += [(verb, text.strip()) for text in _texts(body)]
    found = list(dict.fromkeys(found))
    if len(found) > MOST or not all(text for _, text in found):
        raise _Hard
    return found


def _branches(pattern: str) -> list[str]:
    """The alternatives at the top: what stands between the bars that are in no group."""
    found, depth, last, place = list[str](), 0, 0, 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            place += 2
            continue
        if letter == "[":
            place = _behind_class(pattern, place)
            continue
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "|" and depth == 0:
            found.append(pattern[last:place])
            last = place + 1
        place += 1
    return [*found, pattern[last:]]


def _texts(body: str) -> list[str]:
    """All wordings a pattern without bars at its top stands for."""
    found, place = [""], 0
    while place < len(body):
        options, place = _piece(body, place)
        if body[place : place + 1] == "?":
            options, place = [*options, ""], place + 1
        elif body[place : place + 1] == "*" and options == [" "]:
            options, place = [""], place + 1
        elif body[place : place + 1] in ("*", "+", "{"):
            raise _Hard
        found = [one + option for one in found for option in options]
        if len(found) > MOST * 2:
            raise _Hard
    return found


def _piece(body: str, place: int) -> tuple[list[str], int]:
    """What one letter, class or group may be, and where the next one begins."""
    letter = body[place]
    if letter == "\\":
        following = body[place + 1 : place + 2]
        if following == "b":
            return [""], place + 2
        if following == "s":
            return [" "], place + 2
        if not following or following.isalnum():
            raise _Hard
        return [following], place + 2
    if letter == "(":
        end = _closing(body, place)
        inner = body[place + 1 : end].removeprefix("?:")
        if inner.startswith("?"):
            raise _Hard
        return [text for branch in _branches(inner) for text in _texts(branch)], end + 1
    if letter == "[":
        end = _behind_class(body, place)
        inside = body[place + 1 : end - 1]
        if not re.fullmatch(r"[^\\^\-\[\]]{1,4}", inside):
            raise _Hard
        return list(inside), end
    if letter in ".*+?{}^$)":
        raise _Hard
    return [letter], place + 1


def _closing(body: str, place: int) -> int:
    """Where the group that opens here closes."""
    depth = 0
    while place < len(body):
        if body[place] == "\\":
            place += 1
        elif body[place] == "[":
            place = _behind_class(body, place) - 1
        elif body[place] in "()":
            depth += 1 if body[place] == "(" else -1
            if depth == 0:
                return place
        place += 1
    raise _Hard


def _behind_class(text: str, place: int) -> int:
    end = text.find("]", place + 2)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("]", end + 1)
    if end < 0:
        raise _Hard
    return end + 1
