"""Candidates for the source: what is known of the article itself, and names of the register in its dateline.

Owns where an article says who reports. The register's rows come from `project.registers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..codebook.model import Codebook, CodedField
from ..project.registers import Source
from .candidate import Candidate, Part, Reading
from .names import NameFinder, has_capital, plain

_HEAD = 600
"""Characters of a text within which the agency is named; behind them a name is only quoted."""
_IN_BRACKETS = re.compile(r"\([^()\n]{2,120}\)|^[^\n]{0,80}?[—–-]{1,2} ", re.MULTILINE)


class SourceProvider:
    """Offers the article's own source, and registered sources named in it. Build it anew when the register has changed."""

    name = "sources"

    def __init__(self, sources: Sequence[Source]) -> None:
        self._by_name: dict[str, Source] = {}
        for source in sources:
            for spelling in (source.name, *source.aliases):
                self._by_name.setdefault(" ".join(plain(spelling).split()), source)
        self._names = list(self._by_name)
        self._finder = NameFinder(self._names)

    def candidates(self, reading: Reading) -> Iterable[Candidate]:
        """See `candidate.Provider`."""
        fields = [field for field in reading.codebook.fields.values() if field.register_ == "sources"]
        for field in fields:
            yield from self._own(reading, field)
            yield from self._named(reading, field)

    def _own(self, reading: Reading, field: CodedField) -> Iterator[Candidate]:
        said = reading.source.strip()
        if not said:
            return
        known = self._by_name.get(" ".join(plain(said).split()))
        name, reason = (known.name, "") if known else (said, ", not in the register")
        also = _scale(known, field, reading.codebook)
        score = 0.95 if known else 0.8
        yield Candidate(field.name, name, "article", 0, 0, said, score, f"The article's own source{reason}.", also, self.name)

    def _named(self, reading: Reading, field: CodedField) -> Iterator[Candidate]:
        parts: tuple[tuple[Part, str], ...] = (("title", reading.title[:_HEAD]), ("text", reading.text[:_HEAD]))
        for part, text in parts:
            line = list(_IN_BRACKETS.finditer(text)) if part == "text" else []
            for hit in self._finder.find(text) if text else ():
                quote = text[hit.start : hit.end]
                source = self._by_name[self._names[hit.name]]
                if not has_capital(quote) and has_capital(source.name):
                    continue
                in_line = any(one.start() <= hit.start < one.end() for one in line)
                score, where = (0.85, "in the dateline") if in_line else (0.4, "named in the article's first lines")
                also = _scale(source, field, reading.codebook)
                reason = f"“{quote}” {where} is {source.name}."
                yield Candidate(field.name, source.name, part, hit.start, hit.end, quote, score, reason, also, self.name)


def _scale(source: Source | None, field: CodedField, codebook: Codebook) -> dict[str, str]:
    """How far a source reaches, for the field that asks it."""
    if source is None or not source.scale or field.kind not in codebook.fields:
        return {}
    return {field.kind: source.scale}
