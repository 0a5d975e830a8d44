"""What a value a person types brings along: the broader code above a narrower one, a place's divisions and coordinates, an
actor's type, a source's scale.

Owns the towns that drop down under a place's field, and which of them was meant. Only what is empty is filled; how places
are spelled is `assist`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..codebook.conditions import Scope
from ..codebook.model import Codebook, CodedField
from ..codebook.values import is_empty
from ..errors import GazetteerError
from ..project.history import Changes
from .fields.popup import Choice
from .workspace import Workspace

if TYPE_CHECKING:
    from ..assist.places import PlacesProvider

MOST = 12
"""Towns that drop down at once; another letter brings up others."""


class Follows:
    """Knows the places of one open project and of the person's file of places; both are read when first needed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._places: PlacesProvider | None = None
        self._chosen: dict[tuple[str, str], dict[str, Any]] = {}
        workspace.changed.connect(self._on_changed)

    def of(self, field: CodedField, value: Any, scope: Scope) -> dict[str, Any]:
        """The values for other, empty fields that follow from a field's new value."""
        if field.finds == "place":
            return self._of_place(field, value, scope) if isinstance(value, str) and value else {}
        if field.register_ in ("actors", "sources") and field.kind in scope.codebook.fields:
            return self._of_name(field, value, scope)
        return {name: what for name, what in _parent(field, value, scope).items() if is_empty(scope.values.get(name))}

    def towns(self, field: CodedField, typed: str, scope: Scope) -> list[Choice]:
        """Places whose name begins as typed, in the event's country where that is known."""
        if field.finds != "place" or not typed.strip():
            return []
        country = _country(scope)
        found: dict[str, Choice] = {}
        for told in self._look_up(typed, scope.codebook, country):
            name = str(told[field.name])
            if name not in found:
                self._chosen[(name, country)] = told
                where = ", ".join(str(told[one]) for one in _above(scope.codebook) if one in told)
                found[name] = Choice(name, f"{name}  ({where})" if where else name, (name, typed))
        return list(found.values())

    def renew(self) -> None:
        """There is another file of places, or another register of them."""
        if self._places is not None:
            self._places.gazetteer.close()
        self._places = None
        self._chosen.clear()

    def _of_name(self, field: CodedField, value: Any, scope: Scope) -> dict[str, Any]:
        """The sort that the register has for a name, where none was given but that of the name before."""
        given = scope.values.get(field.kind)
        if not is_empty(given) and given != self._sort_of(field, scope.values.get(field.name), scope):
            return {}
        sort = self._sort_of(field, value, scope)
        return {field.kind: sort} if sort != given else {}

    @staticmethod
    def _sort_of(field: CodedField, value: Any, scope: Scope) -> str | None:
        """The type or scale of a name, or of the first of several that has one; None where the register knows none."""
        dates = (one.name for one in scope.codebook.fields.values() if one.type == "date")
        day = next((str(scope.values[one]) for one in dates if isinstance(scope.values.get(one), str)), None)
        for name in value if isinstance(value, list) else [value]:
            entry = scope.lookups.registered(field.register_, str(name), _country(scope) or None, day) if name else None
            if entry is not None and (sort := entry.get("type" if field.register_ == "actors" else "scale")):
                return str(sort)
        return None

    def _of_place(self, field: CodedField, name: str, scope: Scope) -> dict[str, Any]:
        """What is empty, and what followed from the place that stood there before."""
        before = scope.values.get(field.name)
        old = self._meant(field, before, scope) if isinstance(before, str) else {}
        free = {one for one, what in scope.values.items() if not is_empty(what) and old.get(one) == what}
        told = self._meant(field, name, scope)
        above = [one for one in _above(scope.codebook) if one not in free and not is_empty(scope.values.get(one))]
        if any(told.get(one, scope.values[one]) != scope.values[one] for one in above):
            return {}  # another place of that name
        return {
            one: what for one, what in told.items()
            if one != field.name and (one in free or is_empty(scope.values.get(one)))
        }  # fmt: skip

    def _meant(self, field: CodedField, name: str, scope: Scope) -> dict[str, Any]:
        """What a name stands for: what was chosen from the list, else the first of that name in the country."""
        country = _country(scope)
        if (chosen := self._chosen.get((name, country))) is not None:
            return chosen
        found = [one for one in self._look_up(name, scope.codebook, country) if one[field.name] == name]
        # Where the country is not known, a name that several have says nothing.
        return found[0] if found and (country or len(found) == 1) else {}

    def _look_up(self, typed: str, codebook: Codebook, country: str) -> list[dict[str, Any]]:
        if self._places is None:
            self._places = _opened(self._workspace)
        if self._places is None:
            return []
        try:
            return self._places.look_up(typed, codebook, country, MOST)
        except GazetteerError:
            return []

    def _on_changed(self, changes: Changes) -> None:
        if changes.has("place"):
            self.renew()


def _opened(workspace: Workspace) -> PlacesProvider | None:
    from .. import settings
    from ..assist.places import PlacesProvider
    from ..places.gazetteer import FILE_NAME, Gazetteer

    try:
        return PlacesProvider(Gazetteer(settings.data_folder() / FILE_NAME), workspace.project.places.all())
    except GazetteerError:
        return None


def _parent(field: CodedField, value: Any, scope: Scope) -> dict[str, Any]:
    """A narrower code chosen first brings the broader one it belongs to along."""
    above = scope.codebook.code_list(field).parents.get(value) if field.parent and isinstance(value, str) else None
    return {field.parent: above} if above and field.parent in scope.codebook.fields else {}


def _country(scope: Scope) -> str:
    names = (field.name for field in scope.codebook.fields.values() if field.finds == "country")
    return next((str(scope.values[name]) for name in names if isinstance(scope.values.get(name), str)), "")


def _above(codebook: Codebook) -> list[str]:
    """The fields that say in what a place lies, the nearest first."""
    order = ("admin2", "admin1", "country")
    return [field.name for finds in order for field in codebook.fields.values() if field.finds == finds]
