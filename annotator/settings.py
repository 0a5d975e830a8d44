"""What the program remembers between two starts: recent projects, layout, zoom, theme, who coded last.

Owns one small JSON file in the person's settings folder. A file that cannot be read counts for nothing, one that
cannot be written is let go: settings never stand in the way of work. Knows nothing of projects' insides.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Theme = Literal["system", "light", "dark"]
MOST_RECENT = 12
ZOOM = (-6, 12)
FOLDER_VARIABLE = "ANNOTATOR_SETTINGS"
"""Names another folder for settings, crash reports and the demo; tests set it."""


class Settings(BaseModel):
    """All settings. Unknown keys, as a newer version writes them, are ignored."""

    model_config = ConfigDict(extra="ignore", validate_assignment=True)

    recent: list[str] = []
    """Paths of projects, the last opened first."""
    theme: Theme = "system"
    zoom: int = Field(default=0, ge=ZOOM[0], le=ZOOM[1])
    """Steps of a tenth from the usual text size."""
    geometry: str = ""
    """The window's place and size, as Qt wrote it, in base64."""
    splitters: dict[str, str] = {}
    """States of splitters by object name, in base64."""
    lists: dict[str, dict[str, Any]] = {}
    """By project: columns, order and filters of the list of events."""
    coders: dict[str, str] = {}
    """By project: who coded last."""
    coder: str = ""
    """The name given last for a new project."""

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
    return Path(elsewhere) if elsewhere else Path(platformdirs.user_config_dir("annotator", appauthor=False))


def data_folder() -> Path:
    """Where the program keeps projects of its own, such as the demo."""
    elsewhere = os.environ.get(FOLDER_VARIABLE)
    return Path(elsewhere) / "data" if elsewhere else Path(platformdirs.user_data_dir("annotator", appauthor=False))


def documents_folder() -> Path:
    """Where a person's own files are looked for first."""
    elsewhere = os.environ.get(FOLDER_VARIABLE)
    return Path(elsewhere) / "documents" if elsewhere else Path(platformdirs.user_documents_dir())


def load() -> Settings:
    """The settings as they were saved; what cannot be understood has its default."""
    try:
        text = _file().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Settings()
    try:
        return Settings.model_validate_json(text)
    except ValidationError as error:
        return _what_is_sound(text, error)


def save(settings: Settings) -> None:
    """Writes the settings beside and renames; a folder that cannot be written is let go."""
    target = _file()
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(settings.model_dump_json(indent=1), encoding="utf-8")
        os.replace(beside, target)


def _what_is_sound(text: str, error: ValidationError) -> Settings:
    """The settings without those that are wrong: one bad value does not cost the list of projects."""
    import json

    try:
        known: Any = json.loads(text)
    except (ValueError, RecursionError):
        return Settings()
    if not isinstance(known, dict):
        return Settings()
    wrong = {fault["loc"][0] for fault in error.errors() if fault["loc"]}
    with suppress(ValidationError):
        return Settings.model_validate({key: value for key, value in known.items() if key not in wrong})
    return Settings()


def _file() -> Path:
    return folder() / "settings.json"
