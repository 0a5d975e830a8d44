"""`Project`: one open file, its nouns, who works in it, and its opening and closing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..codebook.compiled import fingerprint
from ..codebook.model import Codebook
from ..errors import UsageError
from . import database as db_file
from .articles import Articles
from .assignments import Assignments
from .care import Care
from .codebooks import Codebooks
from .coders import Coder, Coders
from .codings import MAIN, Codings
from .content_marks import ContentMarks
from .copies import Copies
from .database import Database
from .event_table import EventTable
from .events import Events
from .evidence import EvidenceBook
from .history import Changes, History, new_uid, now
from .incidents import Incidents
from .languages import Languages
from .own_articles import OwnArticles
from .pairs import Pairs
from .place_history import PlaceHistory
from .place_register import PlaceRegister
from .precodings import Precodings
from .questions import Questions
from .registers import Registers
from .releases import Releases
from .remarks import Remarks
from .reviews import Reviews
from .rounds import Rounds
from .rulings import Rulings
from .saved_filters import SavedFilters
from .screening import Screening
from .search import Search
from .search_records import SearchRecords
from .splits import Splits
from .suggestions import Suggestions
from .times import Times
from .writer_lock import WriterLock


class Project:
    """An open project. Its nouns are attributes: `articles`, `codings`, `events`, `evidence`, `coders`, `history`, …

    Use as a context manager, or call `close`.
    """

    def __init__(self, database: Database, lock: WriterLock | None) -> None:
        self.database, self._lock = database, lock
        at = database.path.stat()
        self._identity = (at.st_dev, at.st_ino)
        self.history = History(database)
        self.codebooks = Codebooks(database, self.history)
        self.coders = Coders(database, self.history)
        self.own_articles = OwnArticles(database)
        self.articles = Articles(database, self.history, self.own_articles)
        self.copies = Copies(database, self.history)
        self.codings = Codings(database, self.history)
        self.assignments = Assignments(database, self.history)
        self.rounds = Rounds(database, self.history)
        self.reviews = Reviews(database, self.history)
        self.pairs = Pairs(database, self.history)
        self.evidence = EvidenceBook(database, self.history)
        self.registers = Registers(database, self.history)
        self.places = PlaceRegister(database, self.history)
        self.remarks = Remarks(database, self.history)
        self.questions = Questions(database, self.history)
        self.content_marks = ContentMarks(database, self.history, self.rounds, self.remarks)
        self.care = Care(database, self.history, self.rounds, self.content_marks)
        self.times = Times(database, self.history, self.rounds)
        self.place_history = PlaceHistory(database)
        self.screening = Screening(database, self.history, self.own_articles)
        self.precodings = Precodings(database, self.history)
        self.search = Search(database)
        self.languages = Languages(database, self.history)
        self.releases = Releases(database, self.history)
        self.saved_filters = SavedFilters(database, self.history)
        self.search_records = SearchRecords(database, self.history)
        self.splits = Splits(database, self.history)
        self.codebook_uid, self.codebook = "", Codebook.model_construct()

    @classmethod
    def create(cls, path: Path, codebook: str = "acled", *, coder: str = "", name: str = "") -> Project:
        """A new project with a shipped codebook (its name) or one from a file, and its first coder as lead.

        Raises CodebookError or StorageError; then there is no file.
        """
        from ..codebook.loading import find, load  # opening a project needs no YAML

        book, source = load(find(codebook))
        lock = WriterLock(path)
        database = db_file.create(path)
        try:
            lock.take()
            project = cls(database, lock)
            project._begin(book, source, coder or "me", name or path.stem)
        except BaseException:
            database.close()
            lock.release()
            path.unlink(missing_ok=True)
            raise
        return project

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, coder: str | None = None) -> Project:
        """An existing project. Raises ProjectLocked where another process writes in it, and the refusals of `database`."""
        lock = None
        if not read_only:
            if not path.is_file():
                db_file.open_existing(path)
            if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
                raise db_file.ProjectReadOnly(f"{path.name} may not be written here; open it for reading only.")
            lock = WriterLock(path)
            lock.take()
        try:
            database = db_file.open_existing(path, read_only=read_only)
        except BaseException:
            if lock:
                lock.release()
            raise
        project = cls(database, lock)
        try:
            project._load()
            known = project.coders.all()
            if coder is not None:
                project.work_as(project.coders.named(coder))
            elif known:
                project.work_as(project.coders.get(project.made_for) or known[0])
        except BaseException:
            project.close()
            raise
        return project

    def _begin(self, book: Codebook, source: str, coder: str, name: str) -> None:
        db = self.database
        with db.writing():
            for key, value in (("uid", new_uid()), ("name", name), ("created", now()), ("indexed_to", "0")):
                db.run("INSERT INTO project VALUES (?, ?)", (key, value))
            self.search.make()
            self.codebook = book
            self._bind(book, fingerprint(book))
            self.table.make()
            with self.history.operation({"id": "new_project", "name": name}):
                self.codebook_uid = self.codebooks.adopt(book, source)
                db.run("INSERT INTO round (uid, name, kind) VALUES (?, ?, 'main')", (MAIN, "main"))
                first = self.coders.add(coder, role="lead")
            db.run("UPDATE operation SET coder = ?", (first.uid,))
        self._load()
        self.work_as(first)

    def _load(self) -> None:
        self.codebook_uid, self.codebook = self.codebooks.current()
        self._bind(self.codebook, self.codebook_uid)
        self.history.refreshers = [self.table.refresh, self.search.refresh, self.coders.keep_a_lead]
        if not self.database.read_only and not self.table.fits():
            self.table.make()

    def _bind(self, book: Codebook, uid: str) -> None:
        self.table = EventTable(self.database, book, self.registers, uid)
        self.events = Events(self.database, self.history, book, uid, self.registers)
        self.rulings = Rulings(self.database, self.history, book)
        self.incidents = Incidents(self.database, self.history, book, self.table)
        self.suggestions = Suggestions(self.database, self.history, book, self.events, self.evidence)

    def reload(self) -> bool:
        """Takes up the version of the codebook in force where it is another one since, as after an adoption, its undo, or a
        package that another connection took in. Gives whether it was. All events wait to be judged anew then."""
        if self.codebooks.current()[0] == self.codebook_uid:
            return False
        self._load()
        return True

    def work_as(self, coder: Coder) -> None:
        """Who works now: operations carry this coder."""
        self.history.coder = coder.uid

    @property
    def coder(self) -> Coder:
        """Who works now."""
        found = self.coders.get(self.history.coder)
        if found is None:
            raise UsageError("Nobody is chosen as coder.")
        return found

    @property
    def path(self) -> Path:
        """The project's file."""
        return self.database.path

    @property
    def read_only(self) -> bool:
        """Whether it is open for reading only."""
        return self.database.read_only

    @property
    def made_for(self) -> str:
        """The uid of the coder this file was packaged for; empty in a project that hands out itself."""
        return str(self.database.value("SELECT value FROM project WHERE key = 'made_for'") or "")

    def is_in_place(self) -> bool:
        """Whether the file that is open still stands under its name: it may be deleted or moved under the program."""
        try:
            there = self.path.stat()
        except OSError:
            return False
        return (there.st_dev, there.st_ino) == self._identity

    def about(self) -> dict[str, str]:
        """The project's own facts: uid, name, created."""
        return {row[0]: row[1] for row in self.database.all("SELECT key, value FROM project")}

    def beside(self, *, read_only: bool = True) -> Project:
        """The same open project on a connection of its own, for work in a thread. It holds no lock: this one does.

        While one that writes is in an operation, this one cannot begin one.
        """
        own = Project(Database(self.path, read_only=read_only), None)
        try:
            own._load()
            own.history.coder = self.history.coder
        except BaseException:
            own.close()
            raise
        return own

    def on_change(self, listener: Callable[[Changes], None]) -> None:
        """Calls the listener after every operation with what it touched."""
        self.history.listeners.append(listener)

    def finish(self, coding: str) -> None:
        """Says "done" of a coding. Raises NotDone with the errors that stand."""
        self.codings.done(coding, lambda one: self.events.errors_of(one.uid), lambda one: self._submission(one.uid))

    def _submission(self, coding: str) -> Mapping[str, Any]:
        found = self.codings.get(coding)
        events = [{**one, "evidence": self.evidence.told(one["uid"])} for one in self.events.snapshot(coding)]
        return {
            "article": found.article, "verdict": found.verdict, "reason": found.reason, "answers": dict(found.answers),
            "evidence": self.evidence.told(coding), "events": events,
        }  # fmt: skip

    def close(self) -> None:
        """Leaves one file behind and gives the lock back."""
        self.database.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
