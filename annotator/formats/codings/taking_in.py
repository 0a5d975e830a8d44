"""The one door through which codings from elsewhere come in: what is wanted, in; what became of it, out.

Owns whose work it becomes, that all of it comes in or none where a row is refused and good rows alone are not wanted, and that
a coding that is here is never changed. One operation, which undo takes back. Must not know any one format.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ...errors import ImportRefused, UsageError
from ...project import Project
from ...project.articles import Article, ArticleDraft, Refused
from ...project.incoming import (
    CodingDraft,
    DecisionDraft,
    add_article,
    here,
    incidents_here,
    is_another,
    last_number,
    put,
    settled_by_another,
    taken_uids,
    with_own_uids,
    without_ids,
)  # fmt: skip
from ...project.precodings import said_by
from ...project.pseudonyms import model_pseudonyms
from ...spans import clean_text
from ..encodings import file_size
from . import known
from .arriving import Arriving, Unmapped
from .coded import CodedArticle, Coding
from .judging import Judge
from .matching import Shelf, Words, is_uid
from .people import NOBODY, People

Tell = Callable[[int], None]
"""Called with the articles read so far. What it raises cancels, and nothing has come in."""
As = Literal["coders", "coder", "model", "candidates"]
_KINDS: dict[str, As] = {"coder": "coder", "model": "model", "candidates": "candidates"}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose work codings become: the coders' of the same names; one coder's; a model's, as a coder beside the others; or
    nobody's, but a model's word that is offered while coding. All but the first need a name. Where the coders are those that
    the file names, what it calls predictions is offered, each under its model's name."""

    kind: As = "coders"
    name: str = ""

    @classmethod
    def read(cls, text: str) -> Whose:
        """As the command line says it: `coders`, `NAME` or `coder:NAME`, `model:NAME`, `candidates:NAME`, the words before
        the colon in any case. Raises UsageError."""
        word, sign, name = text.partition(":")
        kind, name = word.strip().casefold(), " ".join(name.split())
        if not sign and kind in ("", "coders"):
            return cls()
        if sign and kind in ("coders", "models", "candidate"):
            raise UsageError(f"There is no “{word.strip()}:”; say coders, coder:NAME, model:NAME or candidates:NAME.")
        if kind not in _KINDS or (kind == "coder" and not sign):
            return cls("coder", " ".join(text.split()))
        if not name:
            raise UsageError(f"Say which {'coder' if kind == 'coder' else 'model'}: {kind}:NAME.")
        return cls(_KINDS[kind], name)


@dataclass(frozen=True, slots=True)
class CodingPlan:
    """What comes in. `path` is a file or folder; `names` says what labels are called here, "" for what stays out;
    `only` takes the codings of one coder alone, called as the file calls them, or as who is not named is called here."""

    path: Path
    format: str
    whose: Whose = Whose()
    names: Mapping[str, str] = field(default_factory=dict)
    good_rows: bool = False
    only: str = ""


@dataclass
class CodingReport:
    """What became of an import. Codings are `added`, `known` (here already, word for word) or among the `refused`."""

    added: int = 0
    known: int = 0
    articles_added: int = 0
    articles_known: int = 0
    events: int = 0
    """Events of the codings that came in."""
    events_offered: int = 0
    """Events of models of which values are offered."""
    candidates: int = 0
    """Values of a model that are offered from now on, and those that were offered already."""
    candidates_known: int = 0
    refused: list[Refused] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    """Labels met, with how often."""
    coders: list[str] = field(default_factory=list)
    """Names of coders that were made."""
    whose: dict[str, int] = field(default_factory=dict)
    """Whose codings the file holds, as it calls them, with how many; not those of articles that are refused."""
    notes: list[str] = field(default_factory=list)
    stopped: bool = False

    def as_json(self) -> dict[str, Any]:
        """The command line's answer."""
        return {
            "added": self.added, "known": self.known, "refused": [one.as_json() for one in self.refused],
            "unmapped": [one.as_json() for one in self.unmapped],
            "articles": {"added": self.articles_added, "known": self.articles_known}, "events": self.events,
            "candidates": {"added": self.candidates, "known": self.candidates_known, "events": self.events_offered},
            "labels": self.labels,
            "coders": self.coders, "notes": self.notes,
        }  # fmt: skip


class _Stop(Exception):
    """Takes everything back."""


def take_in(project: Project, plan: CodingPlan, tell: Tell | None = None, *, preview: bool = False) -> CodingReport:
    """Brings the codings of a file or folder in, in one operation; with `preview` all is worked out and nothing written.

    Raises UsageError where who works now does not lead, or there is no such format to read; ImportRefused where the file
    cannot be read at all.
    """
    if project.made_for or project.coder.role != "lead":
        raise UsageError("Codings from elsewhere are brought in by the lead.")
    _check(plan.names, project)
    if plan.format not in known.readers():
        raise UsageError(f"There is no format “{plan.format}” to read codings from; there are {', '.join(known.readers())}.")
    import_ = _Import(project, plan, Arriving(project.codebook, plan.names))
    told = import_.told
    label = {"id": "import_codings", "source": plan.path.name, "format": plan.format}
    try:
        with project.history.operation(label):
            import_.run(tell)
            if told.refused and not plan.good_rows:
                told.stopped = not preview
                raise _Stop
            if preview:
                raise _Stop
    except _Stop:
        project.table.judged.clear()
        if told.stopped:
            return CodingReport(refused=told.refused, unmapped=told.unmapped, labels=told.labels, stopped=True)
    return told


def _check(names: Mapping[str, str], project: Project) -> None:
    """Raises UsageError where a label is to be a field that there is not."""
    book = project.codebook
    for label, name in names.items():
        if name and name not in book.fields and name not in book.article_fields:
            raise UsageError(f"The codebook has no field “{name}” that “{label}” could be.")


class _Import:
    """One import on its way."""

    def __init__(self, project: Project, plan: CodingPlan, arriving: Arriving) -> None:
        self.project, self.plan, self.arriving = project, plan, arriving
        self.told = CodingReport()
        self._shelf, self._judge = Shelf(project), Judge(project.codebook, arriving)
        self._people = People(project, plan.whose.kind, plan.whose.name)
        self._events: set[str] = set()
        self._met: set[str] = set()
        self._rounds = {one.uid for one in project.rounds.all()}
        self._ids: set[str] = set()
        self._put: dict[str, str] = {}
        """Codings that this import wrote, with what the file calls their coders."""
        self._models: dict[str, str] | None = None
        self._last = last_number(project)
        """The highest number of an article before anything came in."""
        self._moved = self._changed = self._with_errors = self._linked = self._again = 0

    def run(self, tell: Tell | None) -> None:
        """Reads everything. What a format's reader raises for a broken file is said in a sentence."""
        count = 0
        for item in self._read():
            count += 1
            if isinstance(item, Refused):
                self.told.refused.append(item)
            else:
                self._article(item, count)
            if tell and (count < 10 or not count % 10):
                tell(count)
        if not count:
            raise ImportRefused(f"{self.plan.path.name} holds no articles.")
        if self.plan.only and self.plan.only not in self.told.whose:
            there = ", ".join(f"“{one}”" for one in list(self.told.whose)[:20])
            raise ImportRefused(f"It holds no coding of “{self.plan.only}”" + (f"; there are {there}." if there else "."))
        self.told.coders = self._people.made
        self.told.notes += self._people.settle()
        self.told.unmapped, self.told.labels = self.arriving.unmapped, dict(self.arriving.seen)
        self._note()

    def _read(self) -> Iterator[CodedArticle | Refused]:
        """What the format's reader gives. What the system says of a file while it is read is a sentence, whoever asked."""
        path = self.plan.path
        if not os.path.exists(path):
            raise ImportRefused(f"{path} is not there.")
        if not os.path.isdir(path):
            file_size(path)
        try:
            yield from known.reader(self.plan.format)(path, self.arriving)
        except OSError as error:
            raise ImportRefused(f"{path.name} cannot be read: {error.strerror or error}.") from error

    def _note(self) -> None:
        told = self.told
        for count, one, many in (
            (self._moved + self.arriving.moved, "quote stood", "quotes stood"), (self._changed, "passage has", "passages have"),
        ):  # fmt: skip
            if count:
                found = "it should and was" if count == 1 else "they should and were"
                rest = f"not where {found} found near there" if one == "quote stood" else "other words here"
                told.notes.append(f"{count:,} {one if count == 1 else many} {rest}.")
        if self._linked:
            which = "incident was here and is" if self._linked == 1 else "incidents were here and are"
            told.notes.append(f"{self._linked:,} {which} told by events that came in, too: they have the same id.")
        if self._again:
            which = "incident that was taken away is" if self._again == 1 else "incidents that were taken away are"
            told.notes.append(f"{self._again:,} {which} here again: events that came in have the id.")
        if count := self._with_errors:
            have, are = ("coding has", "is") if count == 1 else ("codings have", "are")
            told.notes.append(f"{count:,} {have} errors that stand and {are} open until those are settled.")

    # --- articles -----------------------------------------------------------------------------------------------------

    def _article(self, told: CodedArticle, count: int) -> None:
        row = told.row if told.row is not None else (None if told.file else count)
        self._judge.where = told.file or f"row {row}"
        raw = told
        told = replace(told, text=clean_text(told.text)[0], title=clean_text(told.title)[0])
        origin = f"{told.file or self.plan.path.name}" + (f" row {row}" if row is not None else "")
        draft = ArticleDraft(
            told.text, told.title, told.date, told.source, told.url, told.language, told.external_id, origin,
            told.extra, told.stub,
        )  # fmt: skip
        try:
            article = self._found_or_added(told, draft)
        except UsageError as error:
            self._refuse(row, told, None, str(error))
            return
        if told.split:
            reason = "which part of training data an article is in is made here, for good"
            self.arriving.lose("part", told.split, reason, self._judge.where)
        for name in told.without:
            self.arriving.lose("number", name[:80], "it is no number, and was left out", self._judge.where)
        words = Words(article, raw)
        for coding in self._wanted(told):
            try:
                self._coding(coding, article, words)
            except UsageError as error:
                self._refuse(row, told, coding, str(error))
        self._moved += words.moved
        self._changed += words.changed

    def _wanted(self, told: CodedArticle) -> Iterator[Coding]:
        """The codings that are meant: a model's where there are some and all is to be a model's word."""
        models = any(one.is_model for one in told.codings) and self.plan.whose.kind in ("model", "candidates")
        for coding in told.codings:
            whose = coding.coder or NOBODY
            self.told.whose[whose] = self.told.whose.get(whose, 0) + 1
            if self.plan.only and whose != self.plan.only:
                reason = f"only codings of {self.plan.only} were asked for"
                self.arriving.lose("coding", whose, reason, self._judge.where)
                continue
            if models and not coding.is_model:
                reason = "it is a person's beside those of models and was left out"
                self.arriving.lose("coding", coding.coder, reason, self._judge.where)
            else:
                yield coding

    def _refuse(self, row: int | None, told: CodedArticle, coding: Coding | None, reason: str) -> None:
        whose = f"the coding of {coding.coder or 'nobody'}: " if coding else ""
        reason = reason[:1].lower() + reason[1:] if whose else reason
        self.told.refused.append(Refused(row, None, f"{whose}{reason.rstrip('.')}.", told.file))

    def _found_or_added(self, told: CodedArticle, draft: ArticleDraft) -> Article:
        found = self._shelf.find(told, draft)
        if found is not None:
            # Codings of one article may stand in several rows: it counts once.
            self.told.articles_known += found.uid not in self._met
            self._met.add(found.uid)
            return found
        if not told.text.strip() and not told.stub:
            raise UsageError("it has no text, and the article is not here")
        if told.date and not _is_day(told.date):
            raise UsageError(f"“{told.date[:40]}” is not a day; write it as 2020-06-02")
        uid = told.uid if is_uid(told.uid) and not is_another(self.project, told.uid, told.text) else ""
        uid = add_article(
            self.project, draft, uid, told.number if isinstance(told.number, int) else 0, self._last
        )  # fmt: skip
        self.told.articles_added += 1
        self._met.add(uid)
        self._shelf.added(uid, draft)
        return self.project.articles.get(uid)

    # --- codings ------------------------------------------------------------------------------------------------------

    def _coding(self, coding: Coding, article: Article, words: Words) -> None:
        if coding.round and coding.round not in self._rounds:
            raise UsageError(f"there is no round “{coding.round[:40]}” here")
        whose = self.plan.whose
        own = whose.kind == "coders"
        standing = coding.standing if own and coding.standing in ("adjudicated", "standard") else "coded"
        if whose.kind == "candidates" or (own and coding.is_model and not is_uid(coding.uid)):
            self._offer(coding, article, words)
            return
        known_as = coding.uid if own and is_uid(coding.uid) else ""
        coder = self._people.whose(coding.coder, known_as, is_model=coding.is_model)
        draft = self._judge.coding(coding, article.uid, coder, words, own=own, standing=standing)
        if whose.kind == "model" and draft.state == "approved":
            draft = replace(draft, state="done")  # it was approved as somebody else's: here a person is to look at it first
        ids = {event.id for event in draft.events if event.id}
        by_model = bool(ids) and self._people.is_model(coder)
        if by_model:
            draft = without_ids(draft)
            reason = "a model does not say which events are one incident; link them here"
            for one in sorted(ids):
                self.arriving.lose("id", one, reason, self._judge.where)
        told_uids = [event.uid for event in draft.events]
        if len(set(told_uids)) < len(told_uids):
            raise UsageError("two of its events have the same uid")
        own_uids = with_own_uids(self.project, draft)
        before = here(self.project, own_uids)
        if before is not None:
            before = without_ids(before) if by_model else before
            if replace(own_uids, state=before.state if self._opened(draft, coding) else draft.state).told != before.told:
                if before.uid in self._put:
                    first = self._put[before.uid] or NOBODY
                    raise UsageError(
                        f"that of {first} in this file became the same coder's, who has one coding of an article in a round; "
                        "take one coder of the file at a time (“Codings of” in the window, --only on the command line)"
                    )
                raise UsageError("it is here already and says something else; nothing was overwritten")
            self.told.known += 1
            return
        if settled_by_another(self.project, draft):
            raise UsageError(f"the article has a coding here that is {standing}, of somebody else")
        if self._events.intersection(told_uids) or taken_uids(self.project, draft):
            raise UsageError("an event with the uid of one of its events is in another coding")
        self._events.update(told_uids)
        if standing == "adjudicated":
            draft = replace(draft, decisions=self._decisions(coding))
        self._look_up(ids if not by_model else set())
        uid = put(self.project, draft)
        self._put[uid] = coding.coder
        if self._opened(draft, coding) and self.project.events.errors_of(uid):
            # Who else had the work in hand knows nothing of the codebook's rules: what breaks them is not done.
            self.project.codings.reopen(uid)
            self._with_errors += 1
        self.told.added += 1
        self.told.events += len(draft.events)

    def _look_up(self, ids: set[str]) -> None:
        """Counts incidents that were here before, which events from elsewhere tell from now on."""
        told, again = incidents_here(self.project, ids - self._ids)
        self._ids |= ids
        self._linked += len(told)
        self._again += len(again)

    def _opened(self, draft: CodingDraft, coding: Coding) -> bool:
        """Whether a coding is open where its errors stand. Not one that comes in as whose it was and what it was: in our own
        lines, or untouched in another program's file, where our identity alone says nothing of what was changed there."""
        whole = self.plan.format == known.OWN or coding.is_untouched
        ours = whole and self.plan.whose.kind == "coders" and is_uid(coding.uid)
        return not ours and draft.state in ("done", "approved")

    def _decisions(self, coding: Coding) -> tuple[DecisionDraft, ...]:
        """The decisions that can be kept: what was dropped is another coding's and not here."""
        kept: list[DecisionDraft] = []
        owners = {event.uid for event in coding.events}
        for one in coding.decisions:
            if one.kind not in ("verdict", "answer", "event", "value", "evidence") or one.owner not in ("", *owners):
                self.arriving.lose("decision", one.kind[:40], "what it is about does not come along", self._judge.where)
                continue
            if one.whose:
                self.arriving.lose("decision", "from", "whose it was is not kept: their codings decide", self._judge.where)
            decider = self._people.whose(one.decider or coding.coder, "")
            kept.append(DecisionDraft(one.kind, one.owner, one.field, decider, one.reason, one.note, one.time))
        return tuple(kept)

    def _offer(self, coding: Coding, article: Article, words: Words) -> None:
        """Keeps what a model says as values to be offered."""
        model = self.plan.whose.name or self._model(coding.coder, article) or NOBODY
        draft = self._judge.coding(coding, article.uid, model, words, own=False, standing="coded")
        events = (
            replace(one, uid=told.uid) if is_uid(told.uid) else one
            for one, told in zip(draft.events, coding.events, strict=True)
        )  # fmt: skip
        draft = replace(draft, events=tuple(events))
        if draft.answers:
            self.arriving.lose("answers", coding.coder, "answers on the article as a whole are not offered", self._judge.where)
        if draft.mentions:
            self.arriving.lose("mentions", coding.coder, "mentions are not offered", self._judge.where)
        added, there = self.project.precodings.add(said_by(model, draft, self.project.codebook, coding.score))
        self.told.candidates += added
        self.told.candidates_known += there
        self.told.events_offered += len(draft.events)

    def _model(self, told: str, article: Article) -> str:
        """The model that a file means: the one here that goes out under that name and offers something of the article."""
        if self._models is None:
            self._models = {shown: name for name, shown in model_pseudonyms(self.project).items()}
        name = self._models.get(told, told)
        return name if any(one.model == name for one in self.project.precodings.of(article.uid)) else told


def _is_day(text: str) -> bool:
    from ... import dates

    return len(text) == 10 and dates.is_valid(text)
