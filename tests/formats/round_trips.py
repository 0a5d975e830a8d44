"""Projects out in a format of codings and in again, for the tests of those formats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotator.codebook.loading import load
from annotator.codebook.model import Codebook
from annotator.formats.codings import known
from annotator.formats.codings.arriving import Arriving
from annotator.formats.codings.coded import CodedArticle
from annotator.formats.codings.going import CodingOptions, Going
from annotator.formats.registry import Exported, ExportOptions, export
from annotator.formats.selection import choose_codings
from annotator.project import Project
from annotator.project.articles import Refused
from annotator.writing import Outputs

SMALL = """
annotator_codebook: 1
name: small
lists:
  kinds: {codes: [{code: Battle, label: A battle}, {code: Armed clash}, {code: Protest/riot}]}
sections:
  - name: what
    fields:
      - {name: kind, type: code, codes: kinds}
      - {name: actor1, type: text}
      - {name: actor2, type: text, many: true}
      - {name: place, type: text}
      - {name: dead, type: integer}
      - {name: type, type: text}
      - {name: note, type: long_text}
article:
  - {name: whole, fields: [{name: scope, type: text}]}
mention_reasons: [{code: planned, label: Planned}, {code: background}]
summary: [kind]
"""
"""A codebook that other programs' files are read into."""


def small_codebook(folder: Path) -> Codebook:
    """That codebook."""
    path = folder / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return load(path)[0]


def out_of(project: Project, out: Path, name: str, every: bool = False) -> Exported:
    """The project written in a format."""
    return export(project, out, name, ExportOptions(every_coder=every))


def chosen(project: Project, every: bool = False) -> list[CodedArticle]:
    """What such an export is of."""
    with project.database.reading(), Outputs() as outputs:
        going = Going(project, choose_codings(project, "", False, every), CodingOptions(), outputs, Path())
        return [in_order(one) for one in going.articles()]


def in_order(article: CodedArticle) -> CodedArticle:
    """The article with its codings by their coder: a folder a coder keeps no other order."""
    return replace(article, codings=tuple(sorted(article.codings, key=lambda one: one.coder)))


def come_in(path: Path, name: str, arriving: Arriving) -> list[CodedArticle]:
    """The articles of a file or folder; none may be refused."""
    found = list(known.module(name).read(path, arriving))
    refused = [str(one) for one in found if isinstance(one, Refused)]
    assert not refused, refused
    return [in_order(one) for one in found if isinstance(one, CodedArticle)]
