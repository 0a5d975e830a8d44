"""What a new version of the codebook changes, in words. Owns no widget and asks the project nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ..project.adoption import CodeChange, Comparison, FieldChange

MOST_LINES = 200
"""Lines a group shows one by one."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("adopt_words", text)


def groups(told: Comparison) -> list[tuple[str, list[str]]]:
    """Headings, each with its lines; none where nothing coders see is changed."""
    found = [
        (_tr("New fields"), [_field(one) for one in told.fields_added]),
        (_tr("Fields that go"), [_gone(one) for one in told.fields_removed]),
        (_tr("Fields of another type"), [_changed(one) for one in told.fields_changed]),
        (_tr("New codes"), [_code(one) for one in told.codes_added]),
        (_tr("Codes that go"), [_code_gone(one) for one in told.codes_removed]),
        (_tr("New rules"), list(told.rules_added)),
        (_tr("Rules that go"), list(told.rules_removed)),
        (_tr("Changed rules"), list(told.rules_changed)),
    ]
    return [(f"{title} ({len(lines):,})", _cut(lines)) for title, lines in found if lines]


def summary(told: Comparison) -> str:
    """What follows, or why it cannot be adopted."""
    if told.refusal:
        return told.refusal
    if told.same:
        return _tr("This version is in force already: {0} {1}.").format(told.name, told.version)
    judged = (
        _tr("one event is judged anew") if told.events == 1 else _tr("{0} events are judged anew").format(f"{told.events:,}")
    )
    head = _tr("{0} {1} would take the place of version {2}; {3}.").format(told.name, told.version, told.was, judged)
    if told.was == told.version:
        head += " " + _tr("Both say the same version: give the new one another, so that people can tell them apart.")
    return head + " " + _tr("Undo takes it back. Coders get it with their next package.")


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], _tr("… and {0} more").format(f"{more:,}")] if more > 0 else lines


def _field(one: FieldChange) -> str:
    about = _tr(", about the article") if one.of_article else ""
    return f"{_named(one.title, one.name)}: {one.type}{about}"


def _gone(one: FieldChange) -> str:
    named = _named(one.title, one.name)
    if not one.used:
        return _tr("{0}: no value is lost from sight").format(named)
    return _tr("{0}: {1}; the values stay in the file and are not shown").format(named, _held(one.used, one.of_article))


def _changed(one: FieldChange) -> str:
    words = _tr("{0}: {1}, was {2}").format(_named(one.title, one.name), one.type, one.was)
    return f"{words}; {_held(one.used, one.of_article)}" if one.used else words


def _code(one: CodeChange) -> str:
    return f"{one.list}: {_named(one.label, one.code)}"


def _code_gone(one: CodeChange) -> str:
    if not one.used:
        return _tr("{0}; not used").format(_code(one))
    return _tr("{0}; {1}, where it becomes a problem").format(_code(one), _held(one.used, False))


def _held(count: int, of_article: bool) -> str:
    if of_article:
        return _tr("one coding holds it") if count == 1 else _tr("{0} codings hold it").format(f"{count:,}")
    return _tr("one event holds it") if count == 1 else _tr("{0} events hold it").format(f"{count:,}")


def _named(label: str, name: str) -> str:
    return name if label in ("", name) else f"{label} ({name})"
