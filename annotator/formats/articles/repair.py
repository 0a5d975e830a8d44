"""Texts that were decoded wrongly before they came here (“Ã©” for “é”): whether one is, and what it was meant to be.

Owns which of ftfy's repairs are taken: those of the encoding alone. Quotes, ligatures, entities, line ends and the form
of letters stay as the article has them. Pure; ftfy is loaded when the first text looks suspicious.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_FIRSTS = {
    "cp1252": "Â-ß", "latin-1": "Â-ß", "cp1250": "ÂĂÄĹĆÇČÉĘÎĐŃŘŮŰ", "cp1251": "ВГРСШЩЪЫ", "mac_roman": "¬√ƒ≈–—",
    "cp437": "┬├─┼╞╟╤╨╪╫┘┌",
}  # fmt: skip
"""By encoding: the first bytes of what Latin, Cyrillic and Arabic letters are in UTF-8. Quotation marks, which some of them
look like, are left out."""
_LONG = "".join(dict.fromkeys(bytes(range(0xE0, 0xF5)).decode("cp1252") + bytes(range(0xE0, 0xF5)).decode("cp1250")))
"""The first bytes of longer characters in Western and Central European encodings."""
_BESIDE = {"cp1251": set("\xa0»”“’—–…ёіїєґ№")}
"""What follows a capital in sound Russian and Ukrainian."""
_CONTROLS = "\x80-\x9f"
_BEFORE, _BEHIND = 12, 36


def repaired(text: str) -> str:
    """The text as it was meant, where it is sure that it was decoded wrongly; else the same text.

    Text that was lost on the way (“â€?”) stays as it is: nothing is guessed.
    """
    if text.isascii() or not _pair().search(text) or not _suspicious().search(text):
        return text
    from ftfy import fix_encoding

    return fix_encoding(text, config=_config())


def example(text: str) -> tuple[str, str] | None:
    """The first place that a repair changes, with some of the text around it: as it stands and as it would be. None
    where nothing would change."""
    fixed = repaired(text)
    if fixed == text:
        return None
    start = next((at for at, (old, new) in enumerate(zip(text, fixed, strict=False)) if old != new), 0)
    begin = text.rfind(" ", 0, max(start - _BEFORE, 0)) + 1
    return _words(text[begin:], start - begin), _words(fixed[begin:], start - begin)


def _words(text: str, start: int) -> str:
    """A line of whole words from the beginning of a text to some behind `start`."""
    end = start + _BEHIND
    shown = text[:end] if len(text) <= end else text[:end].rpartition(" ")[0] or text[:end]
    return " ".join(shown.split())


@cache
def _pair() -> re.Pattern[str]:
    """Two characters without which `_suspicious` finds nothing, in any of the encodings: a look that says so of most texts,
    in a fifth of the time."""
    further = set[str]().union(*(bytes(range(0x80, 0xC0)).decode(encoding, "ignore") for encoding in _FIRSTS))
    first = f"в‚{_LONG}{''.join(_FIRSTS.values())}"
    # It begins with one class of characters, which is what the engine skips to.
    return re.compile(f"[{_CONTROLS}{first}](?:(?<=[{_CONTROLS}])|{_class(further)}|(?<=[ÃÂ]) )")


@cache
def _suspicious() -> re.Pattern[str]:
    """What a wrongly decoded text holds somewhere: what the first byte of a character in UTF-8 looks like in another
    encoding, and behind it what its further bytes do. Sound texts have it at times (“Spaß“); they cost the whole judgement,
    which takes ten times as long, and nothing else.
    """
    ways = [f"[{_CONTROLS}]", "[a-z][ÃÂ] ", "вЂ", "‚Ä"]
    for encoding, firsts in _FIRSTS.items():
        further = _class(set(bytes(range(0x80, 0xC0)).decode(encoding, "ignore")) - _BESIDE.get(encoding, set()))
        ways.append(f"[{firsts}]{further}")
        if encoding in ("cp1252", "latin-1", "cp1250"):
            ways.append(f"[{_LONG}]{further}{further}")
    return re.compile("|".join(ways))


def _class(characters: set[str]) -> str:
    return f"[{re.escape(''.join(sorted(characters)))}]"


@cache
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(replace_lossy_sequences=False)
