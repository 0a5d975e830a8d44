"""What the actions do about the registers of actors, places and sources: showing them, and proposing the name in view.

Functions that take the window. The dialog is imported when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from ..codebook.model import Codebook, CodedField
    from ..project.register import Entry
    from .focus import Focus
    from .window import Window
    from .workspace import Workspace


def _tr(text: str) -> str:
    return QCoreApplication.translate("register_actions", text)


def show(window: Window) -> None:
    """Opens the registers, at the one that the field in view takes its names from."""
    from .registers_dialog import RegistersDialog

    if window.workspace:
        window.leave()
        field = field_in_view(window.workspace.codebook, window.focus)
        RegistersDialog(window.workspace, window, field.register_ if field else "actors").open()


def field_in_view(codebook: Codebook, focus: Focus) -> CodedField | None:
    """The field in view where it holds names of a register; of a group, the question inside it. Else None."""
    field = codebook.fields.get(focus.field) or codebook.article_fields.get(focus.field)
    if field is not None and field.type == "group":
        inside = focus.item.partition(".")[2]
        field = next((one for one in field.fields if one.name == inside), None)
    return field if field is not None and field.register_ else None


def propose(window: Window) -> None:
    """Proposes the name in view for its register; the lead's is approved at once. Of several unknown ones, asks which."""
    from .palette import Entry as Choice

    window.leave()
    workspace, focus = window.current(), window.focus
    field = field_in_view(workspace.codebook, focus)
    if field is None:
        return
    values, names = _in_view(workspace, focus, field)
    new = [name for name in names if not _known(workspace, field, name, values)]
    if not names:
        window.say(_tr("There is no name here to propose."))
    elif not new:
        window.say(_tr("{0} is in the register already.").format("; ".join(names)))
    elif len(new) == 1:
        _put(window, field, new[0], values)
    else:

        def chosen(name: str) -> Callable[[], object]:
            return lambda: _put(window, field, name, values)

        window.choose(_tr("Propose which name?"), [Choice(name, run=chosen(name)) for name in new])


def _in_view(workspace: Workspace, focus: Focus, field: CodedField) -> tuple[Mapping[str, Any], list[str]]:
    """The values around the name, those of its group's item included, and the names themselves: one item's, or all."""
    if focus.field in workspace.codebook.fields:
        values: dict[str, Any] = dict(workspace.event(focus.event).values)
    else:
        coding = workspace.coding(focus.article)
        values = dict(coding.answers) if coding else {}
    item = focus.item
    if field.name != focus.field:  # inside a group, whose items are counted from 1
        place, items = item.partition(".")[0], values.get(focus.field)
        if not isinstance(items, list) or not place.isdigit() or not 0 < int(place) <= len(items):
            return values, []
        values, item = {**values, **items[int(place) - 1]}, ""
    value = values.get(field.name)
    names = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    return values, [item] if item in names else names


def _known(workspace: Workspace, field: CodedField, name: str, values: Mapping[str, Any]) -> bool:
    registers, country = workspace.project.registers, _found(workspace.codebook, "country", values)
    return registers.registered(field.register_, name, str(country or "") or None, None) is not None


def _found(codebook: Codebook, what: str, values: Mapping[str, Any]) -> Any:
    """The event's answer to the field that finds a part of a place."""
    value = next((values.get(one.name) for one in codebook.fields.values() if one.finds == what), None)
    return None if isinstance(value, dict) else value


def _put(window: Window, field: CodedField, name: str, values: Mapping[str, Any]) -> None:
    workspace = window.current()
    made = workspace.put_entry(field.register_, _entry(workspace.codebook, field, name, values))
    if made is not None and made.state == "approved":
        window.say(_tr("“{0}” is in the register now.").format(made.name))
    elif made is not None:
        window.say(_tr("“{0}” is proposed; the lead decides.").format(made.name))


def _entry(codebook: Codebook, field: CodedField, name: str, values: Mapping[str, Any]) -> Entry:
    """What the event says of the name."""
    from ..project.register import KINDS, Entry, years_of

    kind = KINDS[field.register_]
    told: dict[str, Any] = {"name": name}
    if field.register_ != "sources":
        told |= {what: _found(codebook, what, values) for what in kind.columns if what not in ("name", kind.sort)}
        told["country"] = _found(codebook, "country", values)
    sort, alone = values.get(field.kind), not isinstance(values.get(field.name), list) or len(values[field.name]) == 1
    if kind.sort and isinstance(sort, str) and alone:
        told[kind.sort] = sort
    if field.register_ == "actors":
        told["valid_from"], told["valid_to"] = years_of(name)
    return Entry(told)
