"""The reader: the article in view, its evidence and mentions, and what a selection in it can become.

Owns the commands on a selection. Words come from the article by offsets, never from the widget. How the text is laid
out and painted is `reader_page`'s; what is marked, `reader_marks`'s; how words become values, `reader_values`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPalette
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ..assist.candidate import Candidate
from ..codebook.model import CodedField, in_language, title_of
from ..codebook.values import Unreadable, is_list, show, tidy
from ..errors import AnnotatorError
from ..project.articles import Article
from ..project.evidence import Evidence, Quote, Status
from ..project.history import Changes
from ..spans import Span, sentence_around
from . import keys
from .colors import blend, field_color, is_dark
from .focus import Focus
from .reader_find import FindBar, matches, occurrences
from .reader_marks import Layout, Mark, at_field, gather
from .reader_page import Look, ReaderPage
from .reader_values import take
from .workspace import Workspace

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’.-][^\W{_UNSPACED}]+)*")
"""A word; in scripts that set no space between words, a letter."""


class Reader(QWidget):
    """Title and text of the article in view, with what is marked in them."""

    def __init__(self, workspace: Workspace, focus: Focus, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reader")
        self._workspace, self._focus = workspace, focus
        self._article: Article | None = None
        self._layout = Layout()
        self._marks: list[Mark] = []
        self._hits: list[tuple[int, int]] = []
        self.page = ReaderPage(self._look, self._describe)
        self.page.setObjectName("reader.page")
        self.page.setAccessibleName(self.tr("Article"))
        self.page.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.page.customContextMenuRequested.connect(self._show_menu)
        self.page.mark_clicked.connect(self._on_mark_clicked)
        self.find_bar = FindBar()
        self.find_bar.hide()
        self.find_bar.sought.connect(self._seek)
        self.find_bar.stepped.connect(self._step_hit)
        self.find_bar.closed.connect(self._close_find)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.page, 1)
        column.addWidget(self.find_bar)
        self.setFocusProxy(self.page)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        workspace.changed.connect(self._on_changed)
        workspace.coder_changed.connect(self._refresh_marks)
        focus.article_changed.connect(self._show_article)
        focus.event_changed.connect(self._refresh_marks)
        focus.field_changed.connect(self._on_field_changed)
        self._show_article()

    # --- what is selected -------------------------------------------------------------------------------------------

    def selected_quotes(self) -> list[Quote]:
        """The selection without white space at its edges: none, one, or one in the title and one in the text."""
        return self._layout.quotes(self.page.selected())

    def select_sentence(self) -> None:
        """Selects the sentence around the cursor."""
        shown = self._layout.shown
        start, end = self.page.selected()
        span = sentence_around(shown, start)
        if start != end and (start, end) == span:
            # Asked again: the next one joins.
            span = Span(span.start, sentence_around(shown, min(self._next_word(end), len(shown))).end)
        if span.start < span.end:
            self.page.select(*span)

    # --- what a selection becomes -----------------------------------------------------------------------------------

    def attach_selection(self, extend: bool = False) -> bool:
        """Makes the selection the evidence of the field in focus, or with `extend` a further span of it. False if refused."""
        quotes = self._wanted_quotes()
        owner = self._owner() if quotes else ""
        if not quotes or not owner:
            return False
        before = self._focused_evidence()
        if before and before.status == "text" and not extend:
            self._workspace.replace_spans(before.uid, quotes)
        else:
            self._workspace.add_evidence(owner, self._focus.field, quotes, self._focus.item)
        return True

    def take_selection(self) -> bool:
        """Reads the selection as a value of the field in focus, and keeps it as that value's evidence. False if refused."""
        field = self._field()
        quotes = self._wanted_quotes() if field else []
        if field is None or not quotes:
            return False
        workspace, focus = self._workspace, self._focus
        if field.name in workspace.codebook.fields:
            values = workspace.event(focus.event).values
        else:
            coding = workspace.coding(focus.article)
            values = coding.answers if coding else {}
        text = (" " if field.type != "long_text" else "\n").join(quote.quote for quote in quotes)
        try:
            published = (self._article.date or "")[:10] if self._article else ""
            language = self._article.language if self._article else ""
            taken = take(workspace.codebook, field, text, values, focus.item, published=published, language=language)
        except Unreadable as trouble:
            workspace.refused.emit(str(trouble))
            return False
        workspace.take(focus, tidy(field, taken.value), quotes, taken.item)
        if taken.item and (is_list(field) or field.type == "group"):
            focus.show_field(field.name, taken.item)
        return True

    def mention_selection(self) -> None:
        """Asks for the reason with a small menu at the selection, and keeps it as a mention not coded."""
        if self._wanted_quotes():
            menu = self.mention_menu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.page.viewport().mapToGlobal(self.page.point_of(self.page.selected()[1])))
            actions = menu.actions()
            if actions:
                menu.setActiveAction(actions[0])

    def mention_menu(self, parent: QWidget) -> QMenu:
        """The codebook's reasons, each of which mentions the selection."""
        menu = QMenu(self.tr("Mention as"), parent)
        menu.setObjectName("reader.mention")
        menu.setToolTipsVisible(True)
        for reason in self._workspace.codebook.mention_reasons:
            action = menu.addAction(_plain(in_language(reason.label) or reason.code))
            action.setToolTip(in_language(reason.definition))
            action.setData(reason.code)
            action.triggered.connect(partial(self._mention, reason.code))
        return menu

    # --- the evidence of the field in focus -------------------------------------------------------------------------

    def set_status(self, status: Status) -> None:
        """Says that the focused field's value does not stand in the text."""
        field = self._field()
        if field is not None and field.evidence == "none":
            said = self.tr("{0} is coded without evidence: the codebook asks for none.").format(title_of(field))
            self._workspace.refused.emit(said)
        elif owner := self._owner():
            self._workspace.set_evidence_status(owner, self._focus.field, status, self._focus.item)

    def move_edge(self, edge: str, direction: int, by_character: bool = False) -> None:
        """Moves the "start" or "end" of the focused evidence by a word or a character: -1 back, 1 on.

        Of several spans the one with the cursor moves, else the last.
        """
        found = self._focused_evidence() if self._owner() else None
        if found is None or not found.spans:
            if found is not None or self._focus.field:
                self._workspace.refused.emit(self.tr("No words of the article are this field's evidence."))
            return
        cursor = self.page.selected()[0]
        places = [self._layout.shown_span(quote) for quote in found.spans]
        index = next((i for i, span in enumerate(places) if span.start <= cursor <= span.end), len(places) - 1)
        old = found.spans[index]
        source = self._layout.title if old.part == "title" else self._layout.text
        position = old.start if edge == "start" else old.end
        moved = position + direction if by_character else _word_edge(source, position, edge, direction)
        start, end = (moved, old.end) if edge == "start" else (old.start, moved)
        start, end = max(start, 0), min(end, len(source))
        if start < end and (start, end) != (old.start, old.end):
            new = Quote(old.part, start, end, source[start:end])
            spans = [*found.spans[:index], new, *found.spans[index + 1 :]]
            self._workspace.replace_spans(found.uid, spans, stepping=True)
            shown = self._layout.shown_span(new)
            self.page.bring_into_view(shown.start if edge == "start" else shown.end)

    def show_offers(self, offers: Sequence[Candidate], current: Candidate | None, *, reveal: bool = False) -> None:
        """Frames the words of what is offered; with `reveal`, the current one's come into view. Offers that arrive while
        somebody reads move nothing."""
        spans = [span for one in offers if (span := self._offer_span(one))]
        here = self._offer_span(current) if current else None
        self.page.set_offered(spans, here, field_color(self._workspace.codebook, self._focus.field, is_dark(self.palette())))
        if here is not None and reveal:
            self.page.bring_into_view(here.start)

    def _offer_span(self, one: Candidate) -> Span | None:
        return next(map(self._layout.shown_span, one.quotes), None)

    # --- finding and size -------------------------------------------------------------------------------------------

    def find_text(self) -> None:
        """Opens the bar that finds words in the article; it starts with what is selected."""
        start, end = self.page.selected()
        chosen = self._layout.shown[start:end]
        self.find_bar.show()
        if chosen.strip() and len(chosen) <= 100 and "\n" not in chosen:
            self.find_bar.words.setText(chosen)
        self.find_bar.words.selectAll()
        self.find_bar.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._seek(self.find_bar.words.text())

    def show_found(self, pattern: re.Pattern[str] | None) -> None:
        """Marks what a search over all articles found in this one, and brings the first place into view; None marks nothing.
        An open search in the article goes before.
        """
        if not self.find_bar.isHidden():
            return
        self._hits = matches(self._layout.shown, pattern) if pattern else []
        self.page.set_hits(self._hits)
        if self._hits:
            self.page.bring_into_view(self._hits[0][0])

    def zoom_by(self, steps: int) -> None:
        """Makes the text larger or smaller by points."""
        self.page.zoom_by(steps)

    def _seek(self, words: str) -> None:
        self._hits = occurrences(self._layout.shown, words)
        self.page.set_hits(self._hits)
        start = self.page.selected()[0]
        index = next((i for i, hit in enumerate(self._hits) if hit[0] >= start), 0)
        self._show_hit(index)

    def _step_hit(self, steps: int) -> None:
        if self._hits:
            selected = self.page.selected()
            index = next((i for i, hit in enumerate(self._hits) if hit == selected), -1 if steps > 0 else 0)
            self._show_hit((index + steps) % len(self._hits))

    def _show_hit(self, index: int) -> None:
        if self._hits:
            self.page.select(*self._hits[index])
        self.find_bar.show_count(index + 1, len(self._hits))

    def _close_find(self) -> None:
        self._hits = []
        self.page.set_hits(())
        self.page.setFocus()  # first, for a hidden widget hands its focus to the next one, a field of the form
        self.find_bar.hide()

    # --- refreshing -------------------------------------------------------------------------------------------------

    def _show_article(self, _uid: str = "") -> None:
        self._load()
        self.page.show_layout(self._layout)
        self._refresh_marks()

    def _load(self) -> None:
        try:
            self._article = self._workspace.article(self._focus.article)
        except AnnotatorError:
            self._article = None
        self._layout = Layout.of(self._article)
        if self._article is None and self._workspace.project.articles.is_empty():
            said = self.tr("There are no articles yet. Import some: {0}, or drop files on the window.")
            self.page.setPlaceholderText(keys.named(said, "import"))
        elif self._article is None:
            self.page.setPlaceholderText(self.tr("No article in view."))
        else:
            self.page.setPlaceholderText(self.tr("There is no text: it was purged, or the event came in without its article."))
        if not self.find_bar.isHidden():
            self._hits = occurrences(self._layout.shown, self.find_bar.words.text())
            self.find_bar.show_count(0, len(self._hits))
        else:
            self._hits = []

    def changeEvent(self, event: QEvent) -> None:
        """Other keys: what is said where no article is names one."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._article is None:
            self._load()

    def _refresh_marks(self, _uid: str = "") -> None:
        self._marks = gather(self._workspace, self._focus, self._layout) if self._article else []
        self.page.set_marks(self._marks)
        self.page.set_hits(self._hits)

    def _on_changed(self, changes: Changes) -> None:
        if self._focus.article in changes.touched.get("article", ()):
            before = self._layout
            self._load()
            if self._layout != before:
                self.page.show_layout(self._layout)
            self._refresh_marks()
        elif changes.has("evidence", "mention", "event", "coding"):
            self._refresh_marks()

    def _on_field_changed(self, _name: str) -> None:
        self.page.viewport().update()
        first = next(at_field(self._marks, self._focus.field, self._focus.item), None)
        if first:
            self.page.bring_into_view(first.start)

    # --- how marks look and what they say ---------------------------------------------------------------------------

    def _look(self, mark: Mark) -> Look:
        palette = self.palette()
        grey = blend(palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text), 0.38)
        if mark.kind != "mine":
            return Look(grey, dashed=mark.kind == "mention")
        strong = any(one is mark for one in at_field([mark], self._focus.field, self._focus.item))
        return Look(field_color(self._workspace.codebook, mark.field, is_dark(palette)), strong=strong)

    def _describe(self, mark: Mark) -> str:
        """What the tooltip says, escaped: a value or a note may look like markup."""
        if mark.kind == "mention":
            reasons = {reason.code: in_language(reason.label) for reason in self._workspace.codebook.mention_reasons}
            lines = [self.tr("Mentioned, not coded: {0}").format(reasons.get(mark.reason) or mark.reason), mark.note]
        else:
            title, value = self._title_and_value(mark)
            lines = [f"{title}: {value}" if value else title]
            if mark.kind == "other":
                lines.insert(0, self.tr("Event {0}").format(self._event_number(mark.owner)))
        return "<p style='white-space:pre-wrap'>{}</p>".format("<br>".join(escape(line) for line in lines if line))

    def _title_and_value(self, mark: Mark) -> tuple[str, str]:
        codebook = self._workspace.codebook
        field = codebook.fields.get(mark.field) or codebook.article_fields.get(mark.field)
        if field is None:
            return mark.field, mark.item
        if is_list(field) and mark.item:
            labels = codebook.code_list(field)
            return title_of(field), labels.label(mark.item)
        if field.name in codebook.fields:
            value = self._workspace.full_values(self._workspace.event(mark.owner)).get(field.name)
        else:
            coding = self._workspace.coding(self._focus.article)
            value = coding.answers.get(field.name) if coding else None
        if field.type == "group" and mark.item:
            return _group_part(field, mark.item), ""
        return title_of(field), show(codebook, field, value, write="label")

    def _event_number(self, uid: str) -> int:
        return next((i for i, event in enumerate(self._workspace.events(self._focus.article), 1) if event.uid == uid), 0)

    def _on_mark_clicked(self, mark: Mark) -> None:
        if mark.kind == "mine":
            self._focus.show_field(mark.field, mark.item)

    # --- the context menu -------------------------------------------------------------------------------------------

    def _show_menu(self, point: QPoint) -> None:
        menu = self.context_menu(self.page.mark_at(point))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.page.viewport().mapToGlobal(point))

    def context_menu(self, mark: Mark | None = None) -> QMenu:
        """What can be done with the selection and with the mark under the mouse."""
        menu = QMenu(self)
        field = self._workspace.codebook.fields.get(self._focus.field)
        name = _plain(title_of(field)) if field else self.tr("the field")
        can = bool(self.selected_quotes()) and not self._workspace.locked
        entries: list[QAction] = [
            menu.addAction(self.tr("Attach to “{0}”").format(name), self.attach_selection),
            menu.addAction(self.tr("Add to the evidence of “{0}”").format(name), lambda: self.attach_selection(extend=True)),
            menu.addAction(self.tr("Take as “{0}”").format(name), self.take_selection),
        ]
        mentions = self.mention_menu(menu)
        mentions.setTitle(self.tr("Mention, not coded, as"))
        menu.addMenu(mentions)
        for entry in (*entries, mentions.menuAction()):
            entry.setEnabled(can)
        menu.addSeparator()
        copy = menu.addAction(self.tr("Copy"), self._copy)
        copy.setEnabled(bool(self.selected_quotes()))
        menu.addAction(self.tr("Select the sentence"), self.select_sentence)
        if mark:
            self._add_mark_actions(menu, mark)
        return menu

    def _add_mark_actions(self, menu: QMenu, mark: Mark) -> None:
        menu.addSeparator()
        if mark.kind == "mention":
            menu.addAction(self.tr("Remove this mention"), partial(self._workspace.remove_mention, mark.uid))
            return
        title = _plain(self._title_and_value(mark)[0])
        if mark.kind == "other":
            text = self.tr("Go to event {0}: {1}").format(self._event_number(mark.owner), title)
            menu.addAction(text, partial(self._go_to, mark))
        else:
            menu.addAction(
                self.tr("Remove the evidence of “{0}”").format(title), partial(self._workspace.remove_evidence, mark.uid)
            )

    def _go_to(self, mark: Mark) -> None:
        if mark.field in self._workspace.codebook.fields:
            self._focus.show_event(mark.owner)
        self._focus.show_field(mark.field, mark.item)

    def _copy(self) -> None:
        start, end = self.page.selected()
        QGuiApplication.clipboard().setText(self._layout.shown[start:end])

    # --- what is needed first ---------------------------------------------------------------------------------------

    def _wanted_quotes(self) -> list[Quote]:
        quotes = self.selected_quotes()
        if not quotes:
            self._workspace.refused.emit(self.tr("Select some words of the article first."))
        return quotes

    def _owner(self) -> str:
        """What the field in view belongs to; else says what is missing."""
        owner = self._workspace.owner(self._focus)
        if self._field() and not owner:
            self._workspace.refused.emit(self.tr("Answer the question first."))
        return owner

    def _field(self) -> CodedField | None:
        """The field in view, of the event or of the article; else says what is missing."""
        codebook, name = self._workspace.codebook, self._focus.field
        if name in codebook.article_fields:
            return codebook.article_fields[name]
        if not self._focus.event:
            self._workspace.refused.emit(keys.named(self.tr("Add an event first ({0})."), "add_event"))
            return None
        if name not in codebook.fields:
            self._workspace.refused.emit(self.tr("Go to a field of the form first."))
        return codebook.fields.get(name)

    def _focused_evidence(self) -> Evidence | None:
        wanted, owner = (self._focus.field, self._focus.item), self._workspace.owner(self._focus)
        return next((one for one in self._workspace.evidence(owner) if (one.field, one.item) == wanted), None)

    def _mention(self, reason: str) -> None:
        if quotes := self._wanted_quotes():
            self._workspace.add_mention(self._focus.article, quotes, reason)

    def _next_word(self, position: int) -> int:
        found = re.compile(r"\S").search(self._layout.shown, position)
        return found.start() if found else position


def _plain(text: str) -> str:
    """A text as a menu shows it, where & would name a key."""
    return text.replace("&", "&&")


def _group_part(field: CodedField, item: str) -> str:
    position, _, name = item.partition(".")
    sub = next((one for one in field.fields if one.name == name), None)
    return f"{title_of(field)} {position}: {title_of(sub) if sub else name}"


def _word_edge(text: str, position: int, edge: str, direction: int) -> int:
    """The next start or end of a word from a position, within a sentence's reach; the position where there is none."""
    low, high = max(position - 400, 0), min(position + 400, len(text))
    words = [match.span() for match in _WORD.finditer(text, low, high)]
    edges = [span[0] if edge == "start" else span[1] for span in words]
    ahead = [one for one in edges if (one > position if direction > 0 else one < position)]
    return min(ahead, key=lambda one: abs(one - position), default=position)
