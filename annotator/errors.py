"""The trouble a person can be told about, in one sentence each.

Owns the exception tree; knows nothing else of the house. Whatever is not one of these is a bug and goes to the
crash report.

    AnnotatorError
    ├── UsageError              the command line or a call was used wrongly
    ├── CodebookError           a codebook that cannot be used: file, line, what is wrong, what is allowed
    ├── ImportRefused           a file from outside that cannot be read as a whole
    ├── ExportRefused           a dataset that cannot be written
    ├── GazetteerError          the file of places is missing, damaged or cannot be built
    └── ProjectError            the project file
        ├── NotAProject         no file, or a file of another kind
        ├── ProjectTooNew       written by a newer program
        ├── ProjectDamaged      schema or pages differ from what the version says
        ├── ProjectLocked       open elsewhere
        ├── ProjectReadOnly     a change was asked of a project open for reading
        ├── StorageError        disk full, no permission, input/output error
        └── CannotUndo          somebody changed the values since
"""

from __future__ import annotations


class AnnotatorError(Exception):
    """Known trouble. Its text is one sentence for a person: what happened and what to do."""


class UsageError(AnnotatorError):
    """Wrong use of a command or a call."""


class CodebookError(AnnotatorError):
    """A codebook that cannot be used."""

    def __init__(self, what: str, *, file: str = "", line: int | None = None, allowed: str = "") -> None:
        self.what, self.file, self.line, self.allowed = what, file, line, allowed
        where = file or "codebook"
        if line is not None:
            where += f", line {line}"
        super().__init__(f"{where}: {what}" + (f" Allowed: {allowed}." if allowed else ""))


class ImportRefused(AnnotatorError):
    """A file that cannot be read as a whole; nothing of it came in."""


class ExportRefused(AnnotatorError):
    """A dataset that cannot be written as asked; nothing was written."""


class GazetteerError(AnnotatorError):
    """The file of places is missing, damaged, or cannot be built or added to."""


class ProjectError(AnnotatorError):
    """Trouble with the project file."""


class NotAProject(ProjectError):
    """No file there, or a file of another kind."""


class ProjectTooNew(ProjectError):
    """A project written by a newer program; it was not touched."""


class ProjectDamaged(ProjectError):
    """A project whose schema or pages are not what its version says."""


class ProjectLocked(ProjectError):
    """The project is open elsewhere for writing."""


class ProjectReadOnly(ProjectError):
    """A change was asked of a project that is open for reading only."""


class StorageError(ProjectError):
    """The disk is full, the place is not writable, or the file system failed."""


class CannotUndo(ProjectError):
    """The operation's values were changed since, by whom the text says."""
