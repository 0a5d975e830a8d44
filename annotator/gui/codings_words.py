"""The sentences of the dialog through which codings come in. Owns no widget."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ..formats.codings import known
from ..formats.codings.taking_in import CodingReport
from .release_words import many


def _tr(text: str) -> str:
    return QCoreApplication.translate("codings_words", text)


def about() -> str:
    """What the dialog is for, before anything is chosen."""
    return _tr(
        "Texts with what was coded in them, from this program or another one. What would come in is told before anything is "
        "written."
    )


def kinds() -> dict[str, str]:
    """Whose work codings can become."""
    return {
        "coders": _tr("The coders that the file names"),
        "coder": _tr("One coder's"),
        "model": _tr("A model's, as a coder's beside the others"),
        "candidates": _tr("A model's, offered while coding"),
    }


def format_title(name: str) -> str:
    """A format in the list."""
    return _tr("Lines of this program (jsonl)") if name == known.OWN else f"{known.module(name).FORMAT.title} ({name})"


def outlook(told: CodingReport) -> str:
    """What would come in."""
    return " ".join([_sentence(told, taken=False), *told.notes])


def outcome(told: CodingReport) -> str:
    """What came in."""
    return " ".join([_sentence(told, taken=True), *told.notes])


def _sentence(told: CodingReport, *, taken: bool) -> str:
    new, old = _tr("{0} new").format(f"{told.articles_added:,}"), _tr("{0} known").format(f"{told.articles_known:,}")
    offered = bool(told.candidates or told.candidates_known)
    if offered and not (told.added or told.known):
        values = many(told.candidates, _tr("1 value"), _tr("{0} values"))
        now = _tr("is offered now") if told.candidates == 1 else _tr("are offered now")
        say = _tr("{0} of {1} {4}, in {2} and {3} articles.")
        events = many(told.events_offered, _tr("1 event"), _tr("{0} events"))
        parts = [say.format(values, events, new, old, now if taken else _tr("would be offered"))]
    else:
        say = _tr("{0} with {1} came in, in {2} and {3} articles.") if taken else _tr(
            "{0} with {1} would come in, in {2} and {3} articles."
        )  # fmt: skip
        codings = many(told.added, _tr("1 coding"), _tr("{0} codings"))
        parts = [say.format(codings, many(told.events, _tr("1 event"), _tr("{0} events")), new, old)]
        if offered:
            parts.append(_tr("Values of models that are offered: {0}.").format(f"{told.candidates:,}"))
    if there := told.known + told.candidates_known:
        parts.append(_tr("Here already, word for word: {0}.").format(f"{there:,}"))
    if told.refused:
        parts.append(_tr("Refused: {0}.").format(f"{len(told.refused):,}"))
    if told.unmapped:
        parts.append(_tr("Without a place here, or doubtful: {0}.").format(f"{len(told.unmapped):,}"))
    return " ".join(parts)
