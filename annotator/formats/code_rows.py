"""What the codes of a table say, as rows: for each column of a closed list or with missing codes, its codes and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..codebook.model import EMPTY, in_language
from .typed_events import Variable

CODE_HEADER = ("column", "title", "code", "label", "parent", "definition", "missing")


def code_rows(variables: Sequence[Variable]) -> Iterator[tuple[str, ...]]:
    """The rows, in the order of columns and lists; `missing` is yes for a code that stands for no answer."""
    for one in variables:
        if one.codes is not EMPTY:
            for code in one.codes.walk():
                parent = one.codes.parents.get(code.code, "")
                label, definition = one.codes.label(code.code), in_language(code.definition)
                yield one.name, one.title, code.code, label, parent, definition, "no"
        for code, said in one.missing.items():
            yield one.name, one.title, code, said, "", "", "yes"
