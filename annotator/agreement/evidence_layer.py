"""How far coders rest their answers on the same words: on pairs the tokens both marked for a field, and on whole articles
alpha for units on a continuum, which needs no pairs.

The title stands before the text on one line. Submissions of which no evidence was kept say nothing here, which is not the same
as having marked nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..project import doubles
from ..spans import words
from .figures import Figure, Measures, undefined
from .happenings import Happenings, Table
from .resampling import NONE, Resampling, figure
from .results import Question
from .scales import Scale
from .submissions import Span, Submission
from .unitizing import Continuum, alpha_u_sums, f1, token_f1_sums

if TYPE_CHECKING:
    from ..project import Project

TOKENS = "tokens"
"""The name of the question that takes all fields together."""
_NO_TEXT = (0, "")
"""Of a text that was purged since: no span lies in it."""
_NO_SPANS = "no evidence in the text was kept of what was handed in"


def evidence_questions(
    project: Project, happenings: Happenings, table: Table, scales: Sequence[Scale], resampling: Resampling, least: int
) -> list[Question]:
    """One question for every field somebody marked words for, and first one for all fields together."""
    texts = _texts(project, happenings)
    overlap = _overlap(happenings, table, texts)
    alpha = _alpha(happenings, texts, resampling, least)
    names = [name for one in scales for name in one.fields if name in overlap or name in alpha]
    found: list[Question] = []
    for name in ("", *names):
        pairs, sums = overlap.get(name, (0, np.zeros((len(happenings.strata), 3))))
        shared = figure(sums, f1, happenings.strata, resampling, n=pairs, why=_NO_SPANS)
        figures: dict[str, Figure] = {"token_f1": shared, "alpha_u": alpha.get(name, undefined(_NO_SPANS))}
        measures = Measures("nominal", pairs, happenings.voices, int(sums[:, :2].sum()), figures)
        found.append(Question("evidence", name or TOKENS, "nominal", measures))
    return found


def _texts(project: Project, happenings: Happenings) -> Mapping[str, tuple[int, str]]:
    """Title and text of every article as one line, and where the text begins in it."""
    uids = dict.fromkeys(one.article for one in happenings.material.articles)
    return {uid: (len(title) + 1, f"{title}\n{text}") for uid, title, text in doubles.texts(project, uids)}


def _marked(
    evidence: Iterable[Span], begins: int, length: int, renamed: Mapping[str, str]
) -> list[tuple[str, int, int]]:  # fmt: skip
    """Spans on the line of title and text, fields under another name where they have one; what does not lie on it is left
    out."""
    found: list[tuple[str, int, int]] = []
    for name, part, start, end in evidence:
        moved = 0 if part == "title" else begins
        if 0 <= start + moved < end + moved <= length:
            found.append((renamed.get(name, name), start + moved, end + moved))
    return found


def _overlap(
    happenings: Happenings, table: Table, texts: Mapping[str, tuple[int, str]]
) -> dict[str, tuple[int, NDArray[np.float64]]]:  # fmt: skip
    """By field, and under no name for all: how many happenings have words marked for it, and what every article gives to F1."""
    continua: list[Continuum] = []
    cuts: list[NDArray[np.int64]] = []
    clusters: list[int] = []
    cut: dict[str, NDArray[np.int64]] = {}
    rows = zip(table.events.tolist(), table.swapped.tolist(), table.article.tolist(), strict=True)
    for events, swapped, place in rows:
        uid = happenings.material.articles[place].article
        begins, line = texts.get(uid, _NO_TEXT)
        kept: list[list[tuple[str, int, int]]] = []
        for one, turned in zip(events, swapped, strict=True):
            told = happenings.events[one].evidence if one >= 0 else None
            if told is not None:
                kept.append(_marked(told, begins, len(line), happenings.mirror if turned else {}))
        if len(kept) < 2 or not any(kept):
            continue
        if uid not in cut:
            cut[uid] = np.array([(one.start, one.end) for one in words(line)], np.int64).reshape(-1, 2)
        continua.append(Continuum(len(line), kept))
        cuts.append(cut[uid])
        clusters.append(int(happenings.clusters[place]))
    if not continua:
        return {}
    sums = token_f1_sums(continua, cuts)
    found: dict[str, tuple[int, NDArray[np.float64]]] = {}
    for name in ("", *map(str, sums.categories)):
        here = sums.of(name) if name else sums.joint()
        of_article = np.zeros((len(happenings.strata), 3))
        np.add.at(of_article, clusters, here)
        found[name] = int((here.sum(axis=1) > 0).sum()), of_article
    return found


def _alpha(
    happenings: Happenings, texts: Mapping[str, tuple[int, str]], resampling: Resampling, least: int
) -> dict[str, Figure]:  # fmt: skip
    """Alpha by field, and under no name for all; of articles that at least two handed in with their evidence. Where the order
    of two sides says nothing, their fields are one."""
    continua: list[Continuum] = []
    clusters: list[int] = []
    for place, article in enumerate(happenings.material.articles):
        begins, line = texts.get(article.article, _NO_TEXT)
        coders = [
            _marked(_all_of(one), begins, len(line), happenings.first_side)
            for one in happenings.submissions[place]
            if one is not None and all(told.evidence is not None for told in one.events)
        ]
        if len(coders) > 1:
            continua.append(Continuum(len(line), coders))
            clusters.append(int(happenings.clusters[place]))
    if not continua:
        return {}
    made = alpha_u_sums(continua)
    # An article that is there with several coders, one at a time, is drawn as one.
    drawn, row = np.unique(np.array(clusters, np.intp), return_inverse=True)
    gather = sparse.csr_matrix((np.ones(len(row)), (row, np.arange(len(row)))), shape=(len(drawn), len(row)))
    within = happenings.strata[drawn]
    found: dict[str, Figure] = {}
    for name in ("", *map(str, made.categories)):
        units = sum(made.units.values()) if not name else made.units[name]
        if units < least:
            found[name] = undefined(f"fewer than {least} spans were marked", units)
            continue
        sums, finish = made.of(name) if name else made.joint()
        # Words in one article alone say nothing of how articles differ.
        draws = resampling if made.marked_in[name or None] > 1 else NONE
        found[name] = figure(gather @ sums, finish, within, draws, n=units, why=made.why(name or None))
    return found


def _all_of(submission: Submission) -> Iterator[Span]:
    """Everything one who coded an article marked in it, for events and for answers about it."""
    yield from submission.evidence or ()
    for told in submission.events:
        yield from told.evidence or ()
