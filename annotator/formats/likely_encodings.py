"""Bytes beyond ASCII that are no UTF-8: which encoding they are most likely written in.

Owns which encodings come into question, and how much a rare one has to prove; what texts in each of them look like, chardet
knows. Must not know files.
"""

from __future__ import annotations

import re

_FIRST = "cp1252"
_USUAL = (
    _FIRST, "cp1250", "cp1251", "gb18030", "cp932", "cp949", "big5hkscs", "cp1256", "cp1253", "cp1254", "cp1255", "cp1257",
    "cp874", "cp1258", "iso8859-2", "iso8859-5", "iso8859-7", "koi8-r", "koi8-u", "euc_jis_2004",
)  # fmt: skip
_DOS_OR_MAC = (
    "cp437", "cp737", "cp775", "cp850", "cp852", "cp857", "cp862", "cp866", "mac-cyrillic", "mac-greek", "mac-latin2",
    "mac-roman", "mac-turkish",
)  # fmt: skip
# In chardet's measure of confidence, of which a long text has 0.2 and more, and a few letters have hundredths.
_HEADSTART, _HANDICAP = 0.008, 0.04
# A page's markup and scripts are in no language: of long stretches without a letter beyond ASCII the ends alone are looked at.
_FAR = re.compile(rb"(?<=[\x00-\x7f]{60})[\x00-\x7f]+(?=[\x00-\x7f]{60})")
# A Latin letter beside one of another alphabet: “Йtй” is “Été” read as Cyrillic.
_TWO_ALPHABETS = re.compile("[A-Za-zÀ-ɏ](?=[Ͱ-ӿ֐-ۿ฀-๿])|[Ͱ-ӿ֐-ۿ฀-๿](?=[A-Za-zÀ-ɏ])")


def likeliest(sample: bytes) -> str:
    """The name of the encoding, among those that extend ASCII, in which the bytes are most likely written.

    A few accents or quotation marks look alike in many: they are read as the most widespread encoding does, and a page of DOS
    or an old Mac needs a text of many letters to be taken for one."""
    from chardet import detect_all  # its tables take 0.1 s; most files are UTF-8

    near = _FAR.sub(b" ", sample)
    named = (*_USUAL, *_DOS_OR_MAC)
    found = detect_all(
        near, ignore_threshold=True, include_encodings=named, compat_names=False, empty_input_encoding=_FIRST
    )  # fmt: skip
    worth = {name: one["confidence"] for one in found if (name := one["encoding"]) and not _mixes(near, name)}
    worth[_FIRST] = worth.get(_FIRST, 0) + _HEADSTART
    return max(worth, key=lambda name: worth[name] - (_HANDICAP if name in _DOS_OR_MAC else 0))


def _mixes(sample: bytes, name: str) -> bool:
    """Whether words would be of two alphabets, time and again."""
    text = sample.decode(name, "replace")
    return 4 * len(_TWO_ALPHABETS.findall(text)) > sum(not char.isascii() for char in text)
