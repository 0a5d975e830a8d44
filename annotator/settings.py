"""What the program remembers between two starts: recent projects, layout, zoom, theme, who coded last.

Owns one small JSON file in the person's settings folder. A file that cannot be read counts for nothing, one that
cannot be written is let go: settings never stand in the way of work. Knows nothing of projects' insides.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from platformdirs import PlatformDirs

Theme = Literal["system", "light", "dark"]
MOST_RECENT = 12
ZOOM = (-6, 12)
MEASURES = (45, 60, 75, 90, 0)
"""Widths of the article's text, in characters; 0 is all the room there is."""
FOLDER_VARIABLE = "ANNOTATOR_SETTINGS"
"""Names another folder for settings, crash reports and the demo; tests set it."""


@dataclass
class Settings:
    """All settings. Plain, for the first frame waits for them; what a file says is looked at by `load`."""

    recent: list[str] = field(default_factory=list)
    """Paths of projects, the last opened first."""
    theme: Theme = "system"
    zoom: int = 0
    """Steps of a tenth from the usual text size."""
    geometry: str = ""
    """The window's place and size, as Qt wrote it, in base64."""
    splitters: dict[str, str] = field(default_factory=dict)
    """States of splitters by object name, in base64."""
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By project: columns, order and filters of the list of events."""
    coders: dict[str, str] = field(default_factory=dict)
    """By project: who coded last."""
    shared_folders: dict[str, str] = field(default_factory=dict)
    """By project: the folder where packages and work meet."""
    working: dict[str, str] = field(default_factory=dict)
    """By uids of project and coder: the file in which that coder works here."""
    guide_languages: dict[str, str] = field(default_factory=dict)
    """By codebook: the language its guide is read in."""
    coder: str = ""
    """The name given last for a new project."""
    shortcuts: dict[str, list[str]] = field(default_factory=dict)
    """By action: its keys, where they are not the usual ones."""
    measure: int = 75
    """The greatest width of the article's text, one of `MEASURES`."""
    answers_read: dict[str, int] = field(default_factory=dict)
    """By project and coder: up to where the lead's answers were looked at."""
    readings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the columns of a table: how it was read when such a table came in last."""
    dropped_lines: dict[str, list[str]] = field(default_factory=dict)
    """By the source of articles: lines of its pages that were taken out of texts."""
    hints: list[str] = field(default_factory=list)
    """Hints that need not be shown any more."""
    told: list[str] = field(default_factory=list)
    """What people were told about a project, which need not be told again."""

    def remember(self, project: Path) -> None:
        """Puts a project at the head of the recent ones."""
        name = str(project.resolve())
        self.recent = [name, *(known for known in self.recent if known != name)][:MOST_RECENT]

    def forget(self, project: str) -> None:
        """Takes a project off the list; the file stays."""
        self.recent = [known for known in self.recent if known != project]


def folder() -> Path:
    """Where settings and crash reports stand."""
    elsewhere = os.environ.get(FOLDER_VARIABLE)
    return Path(elsewhere) if elsewhere else Path(_platform().user_config_dir)


def data_folder() -> Path:
    """Where the program keeps projects of its own, such as the demo."""
    elsewhere = os.environ.get(FOLDER_VARIABLE)
    return Path(elsewhere) / "data" if elsewhere else Path(_platform().user_data_dir)


def documents_folder() -> Path:
    """Where a person's own files are looked for first."""
    elsewhere = os.environ.get(FOLDER_VARIABLE)
    return Path(elsewhere) / "documents" if elsewhere else Path(_platform().user_documents_dir)


def _platform() -> PlatformDirs:
    from platformdirs import PlatformDirs

    return PlatformDirs("annotator", appauthor=False)


def load() -> Settings:
    """The settings as they were saved. What is wrong or unknown is passed over: it does not cost the rest."""
    try:
        told: Any = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(told, dict):
        return Settings()
    return Settings(**{name: value for name, value in told.items() if name in _SOUND and _SOUND[name](value)})


def save(settings: Settings) -> None:
    """Writes the settings beside and renames; a folder that cannot be written is let go."""
    target = _file()
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
        os.replace(beside, target)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _of(kind: type) -> Callable[[Any], bool]:
    """An object whose values are all of one kind."""
    return lambda value: isinstance(value, dict) and all(isinstance(one, kind) for one in value.values())


_SOUND: dict[str, Callable[[Any], bool]] = {
    "recent": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "theme": lambda value: value in ("system", "light", "dark"),
    "zoom": lambda value: type(value) is int and ZOOM[0] <= value <= ZOOM[1],
    "geometry": _is_text, "splitters": _of(str), "lists": _of(dict), "coders": _of(str),
    "shared_folders": _of(str), "working": _of(str),
    "guide_languages": _of(str), "coder": _is_text,
    "shortcuts": _of(list),  # which keys can be is for who knows keys
    "measure": lambda value: type(value) is int and value in MEASURES,
    "answers_read": _of(int), "readings": _of(dict),
    "dropped_lines": lambda value: _of(list)(value) and all(_is_text(one) for lines in value.values() for one in lines),
    "hints": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "told": lambda value: isinstance(value, list) and all(map(_is_text, value)),
}  # fmt: skip
"""By setting: whether a value from a file can be one."""


def _file() -> Path:
    return folder() / "settings.json"
