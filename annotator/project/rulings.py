"""The lead's rulings: general answers about a field, or one code of it, which everybody reads beside it.

Owns the table `ruling` and who may write it. A ruling's question is put in the lead's own words: everybody reads it, so it
tells nothing of anybody's work. How rulings are found by words is `codebook.guide_rulings`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..codebook.model import Codebook, CodedField
from ..errors import UsageError
from .database import Database
from .history import History, new_uid, now

_COLUMNS = "uid, field, code, question, answer, coalesce(asked, ''), coder, time"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One ruling. `time` is UTC in ISO 8601."""

    uid: str
    field: str
    """A field's name, or `group.sub`; empty for the codebook as a whole."""
    code: str
    """One code of the field; empty for the whole field."""
    question: str
    answer: str
    asked: str
    """The question of a coder that it came from; empty for none."""
    coder: str
    time: str


@dataclass(frozen=True, slots=True)
class RulingDraft:
    """What a ruling is to say."""

    answer: str
    field: str = ""
    code: str = ""
    question: str = ""


@dataclass
class Rulings:
    """The rulings of one open project."""

    database: Database
    history: History
    codebook: Codebook = field(repr=False)

    def all(self) -> list[Ruling]:
        """Every ruling that stands, the newest first."""
        return self._read("removed = 0", ())

    def get(self, uid: str) -> Ruling:
        """One ruling. UsageError where it is not there."""
        found = self._read("removed = 0 AND uid = ?", (uid,))
        if not found:
            raise UsageError("That ruling is not in this project, or was taken back.")
        return found[0]

    def of(self, field: str, code: str = "") -> list[Ruling]:
        """The rulings to read at a field, the newest first; inside a group, those of the group, too.

        With a code, those about other codes are left out, and those about this one come first.
        """
        group = field.partition(".")[0]
        found = self._read("removed = 0 AND field IN (?, ?)", (field, group))
        fitting = [one for one in found if not code or one.code in ("", code)]
        return sorted(fitting, key=lambda one: not one.code) if code else fitting

    def search(self, words: str, field: str = "") -> list[Ruling]:
        """The rulings that hold all the words, in any case and accents, the best first; without words, all of them."""
        from ..codebook.guide_rulings import found_in  # opening a project does not wait for it

        known = {one.uid: one for one in (self.of(field) if field else self.all())}
        if not words.strip():
            return list(known.values())
        return [known[uid] for uid in found_in(self.codebook, list(known.values()), words)]

    def by_field(self) -> dict[str, list[Ruling]]:
        """All rulings by field, in the form's order, as a manual prints them; those about no field come first."""
        from ..codebook.guide_rulings import in_order

        known = {one.uid: one for one in self.all()}
        found: dict[str, list[Ruling]] = {}
        for one in in_order(self.codebook, known.values()):
            found.setdefault(one.field, []).append(known[one.uid])
        return found

    def add(self, draft: RulingDraft, asked: str = "") -> str:
        """A new ruling of the lead, perhaps from a coder's question; gives its uid."""
        draft, uid = self._sound(draft), new_uid()
        with self.history.operation({"id": "add_ruling", "field": draft.field}):
            self.database.run(
                "INSERT INTO ruling (uid, field, code, question, answer, asked, coder, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (uid, draft.field, draft.code, draft.question, draft.answer, asked or None, self.history.coder, now()),
            )
        return uid

    def change(self, uid: str, draft: RulingDraft) -> None:
        """Other words for a ruling, or another field."""
        draft = self._sound(draft)
        self.get(uid)
        with self.history.operation({"id": "change_ruling", "field": draft.field}):
            self.database.run(
                "UPDATE ruling SET field = ?, code = ?, question = ?, answer = ? WHERE uid = ?",
                (draft.field, draft.code, draft.question, draft.answer, uid),
            )

    def remove(self, uid: str) -> None:
        """Takes a ruling back."""
        self._must_lead()
        with self.history.operation({"id": "remove_ruling", "field": self.get(uid).field}):
            self.database.run("UPDATE ruling SET removed = 1 WHERE uid = ?", (uid,))

    def _read(self, where: str, values: tuple[str, ...]) -> list[Ruling]:
        rows = self.database.all(f"SELECT {_COLUMNS} FROM ruling WHERE {where} ORDER BY time DESC, rowid DESC", values)
        return [Ruling(*row) for row in rows]

    def _must_lead(self) -> None:
        if self.database.value("SELECT role FROM coder WHERE uid = ?", (self.history.coder,)) != "lead":
            raise UsageError("Rulings are the lead's; ask the lead instead.")

    def _sound(self, draft: RulingDraft) -> RulingDraft:
        """The draft as it is kept. UsageError for what the codebook does not know, and for no answer."""
        self._must_lead()
        question, answer = (" ".join(draft.question.split()), _lines(draft.answer))
        if not answer:
            raise UsageError("A ruling needs an answer.")
        if draft.code and not draft.field:
            raise UsageError("A ruling on a code names the code's field, too.")
        if draft.field:
            asked = self._asked(draft.field)
            if asked is None:
                raise UsageError(f"The codebook has no field “{draft.field}”.")
            if draft.code and draft.code not in self.codebook.code_list(asked).by_code:
                raise UsageError(f"The field {draft.field} has no code “{draft.code}”.")
        return RulingDraft(answer, draft.field, draft.code, question)

    def _asked(self, path: str) -> CodedField | None:
        name, _, sub = path.partition(".")
        found = self.codebook.fields.get(name) or self.codebook.article_fields.get(name)
        return next((one for one in found.fields if one.name == sub), None) if found and sub else found


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
