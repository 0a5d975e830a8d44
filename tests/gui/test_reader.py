"""The reader: offsets, lanes, clicks, what a selection becomes, finding."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor, QTextOption
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.codebook.loading import find, load
from annotator.codebook.values import Unreadable
from annotator.gui.focus import Focus
from annotator.gui.reader import Reader
from annotator.gui.reader_find import occurrences
from annotator.gui.reader_marks import Layout
from annotator.gui.reader_page import Painted
from annotator.gui.reader_values import read_selected, take
from annotator.gui.workspace import Workspace
from annotator.project import Project
from annotator.project.articles import ArticleDraft
from annotator.project.evidence import Quote

TITLE = "Clash 😀 in Kirkuk"
TEXT = (
    "😀😀 Two people died near Kirkuk on 2 June 2020. Police fired.\n"
    "قُتل شخصان 😀 في كركوك يوم الثلاثاء.\n"
    "Protesters met the Police Forces of Iraq; 1,200 came.\n"
    "伊拉克基尔库克省发生袭击事件😀造成两人死亡。"
)


@pytest.fixture
def reader(qtbot: QtBot, project: Project, workspace: Workspace, focus: Focus) -> Reader:
    """Looking at the article above, at a new event."""
    project.articles.add([ArticleDraft(TEXT, title=TITLE, date="2020-06-02", source="Daily")])
    article = next(one for one in project.articles.walk() if one.title == TITLE)
    focus.show_article(article.uid, workspace.add_event(article.uid))
    made = Reader(workspace, focus)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def span(words: str, source: str = TEXT) -> tuple[int, int]:
    start = source.index(words)
    return start, start + len(words)


def quote(words: str) -> Quote:
    return Quote("text", *span(words), words)


def choose(reader: Reader, words: str) -> None:
    """Selects words of the text as `Reader.page` counts."""
    start, end = span(words)
    shift = len(TITLE) + 1
    reader.page.select(start + shift, end + shift)


def bars(reader: Reader, field: str) -> list[Painted]:
    return [one for one in reader.page.painted() if one.mark.field == field]


@pytest.mark.parametrize("words", ["Two people", "شخصان 😀 في كركوك", "发生袭击事件😀造成", "1,200"])
def test_what_keys_select_has_exact_offsets(reader: Reader, qtbot: QtBot, words: str) -> None:
    # The widget's own search sets the cursor in UTF-16; the selection is then made by keys alone.
    found = reader.page.document().find(words)
    cursor = reader.page.textCursor()
    cursor.setPosition(found.selectionStart())
    reader.page.setTextCursor(cursor)
    reader.page.setFocus()
    while reader.page.textCursor().selectionEnd() < found.selectionEnd():
        before = reader.page.textCursor().position()
        leftwards = reader.page.textCursor().block().textDirection() == Qt.LayoutDirection.RightToLeft
        forward = Qt.Key.Key_Left if leftwards else Qt.Key.Key_Right
        qtbot.keyClick(reader.page, forward, Qt.KeyboardModifier.ShiftModifier)
        assert reader.page.textCursor().position() > before
    assert reader.selected_quotes() == [quote(words)]


def test_what_the_mouse_selects_has_exact_offsets(reader: Reader, qtbot: QtBot) -> None:
    def point(utf16: int) -> QPoint:
        cursor = QTextCursor(reader.page.document())
        cursor.setPosition(utf16)
        return reader.page.cursorRect(cursor).center()

    found = reader.page.document().find("near Kirkuk")
    area = reader.page.viewport()
    qtbot.mousePress(area, Qt.MouseButton.LeftButton, pos=point(found.selectionStart()))
    qtbot.mouseMove(area, point(found.selectionEnd()))
    qtbot.mouseRelease(area, Qt.MouseButton.LeftButton, pos=point(found.selectionEnd()))
    assert reader.selected_quotes() == [quote("near Kirkuk")]


def test_white_space_is_trimmed_and_title_and_text_are_told_apart(reader: Reader) -> None:
    reader.page.select(len(TITLE) - 6, len(TITLE) + 1 + 7)
    title_start = TITLE.index("Kirkuk")
    assert reader.selected_quotes() == [
        Quote("title", title_start, len(TITLE), "Kirkuk"), Quote("text", 0, 6, "😀😀 Two"),
    ]  # fmt: skip
    choose(reader, " Police fired.\n")
    assert reader.selected_quotes() == [quote("Police fired.")]


def test_without_a_title_the_text_starts_the_layout() -> None:
    layout = Layout("", "ab")
    assert layout.shown == "ab"
    assert layout.quotes((0, 2)) == [Quote("text", 0, 2, "ab")]
    assert layout.quotes((1, 1)) == []


def test_attaching_replaces_and_extending_adds(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    focus.show_field("location")
    choose(reader, "Kirkuk")
    reader.attach_selection()
    choose(reader, "كركوك")
    reader.attach_selection()
    (only,) = workspace.evidence(focus.event)
    assert (only.field, only.spans) == ("location", (quote("كركوك"),))
    choose(reader, "Kirkuk")
    reader.attach_selection(extend=True)
    (only,) = workspace.evidence(focus.event)
    assert only.spans == (quote("كركوك"), quote("Kirkuk"))


def test_without_an_event_attaching_says_what_to_do(reader: Reader, workspace: Workspace, focus: Focus, qtbot: QtBot) -> None:
    focus.show_event("")
    choose(reader, "Kirkuk")
    with qtbot.waitSignal(workspace.refused) as told:
        reader.attach_selection()
    assert "Ctrl+N" in str(told.args)


@pytest.mark.parametrize(
    ("field", "words", "value"),
    [
        ("event_date", "2 June 2020", "2020-06-02"),
        ("fatalities", "Two people", 2),
        ("location", "Kirkuk", "Kirkuk"),
        ("actor1", "Police Forces of Iraq", "Police Forces of Iraq"),
        ("notes", "شخصان 😀 في كركوك", "شخصان 😀 في كركوك"),
    ],
)
def test_a_value_is_taken_with_its_evidence(
    reader: Reader, workspace: Workspace, focus: Focus, field: str, words: str, value: object
) -> None:
    focus.show_field(field)
    choose(reader, words)
    reader.take_selection()
    assert workspace.event(focus.event).values[field] == value
    (only,) = workspace.evidence(focus.event)
    assert (only.field, only.item, only.spans, only.origin) == (field, "", (quote(words),), "taken")


def test_a_list_gets_an_item_and_its_evidence_carries_it(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    focus.show_field("assoc_actor_1")
    for words in ("Police", "Protesters", "Police"):
        focus.show_field("assoc_actor_1")
        choose(reader, words)
        reader.take_selection()
    assert workspace.event(focus.event).values["assoc_actor_1"] == ["Police", "Protesters"]
    assert [one.item for one in workspace.evidence(focus.event)] == ["Police", "Protesters"]
    assert focus.item == "Police"


def test_another_value_taken_leaves_the_old_evidence_behind(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    focus.show_field("location")
    for words in ("Kirkuk", "Iraq"):
        choose(reader, words)
        reader.take_selection()
    assert [one.spans for one in workspace.evidence(focus.event)] == [(quote("Iraq"),)]
    workspace.undo()
    assert workspace.event(focus.event).values["location"] == "Kirkuk"
    assert [one.spans for one in workspace.evidence(focus.event)] == [(quote("Kirkuk"),)]


def test_numbers_are_read_out_of_a_few_words(workspace: Workspace) -> None:
    field = workspace.codebook.fields["fatalities"]
    assert read_selected(workspace.codebook, field, "at least\ntwo people") == 2
    assert read_selected(workspace.codebook, field, "1,200") == 1200
    assert read_selected(workspace.codebook, field, "ستة أشخاص", language="ar") == 6
    assert read_selected(workspace.codebook, field, "deux cents personnes") == 200
    with pytest.raises(Unreadable):
        read_selected(workspace.codebook, field, "two or three")


def test_a_selection_fills_one_part_of_a_group() -> None:
    codebook, _ = load(find("maverick"))
    field = next(one for one in codebook.fields.values() if one.type == "group")
    part = next(sub.name for sub in field.fields if sub.type == "text")
    first = take(codebook, field, "Police", {}, f"1.{part}")
    assert (first.value, first.item) == ([{part: "Police"}], f"1.{part}")
    second = take(codebook, field, "Army", {field.name: first.value}, f"2.{part}")
    assert (second.value, second.item) == ([{part: "Police"}, {part: "Army"}], f"2.{part}")
    with pytest.raises(Unreadable):
        take(codebook, field, "Army", {}, "")


@pytest.mark.parametrize(("field", "words"), [("event_date", "Police"), ("fatalities", "Kirkuk"), ("event_type", "Kirkuk")])
def test_what_cannot_be_read_changes_nothing(
    reader: Reader, workspace: Workspace, focus: Focus, qtbot: QtBot, field: str, words: str
) -> None:
    before = workspace.event(focus.event).values
    focus.show_field(field)
    choose(reader, words)
    with qtbot.waitSignal(workspace.refused) as told, qtbot.assertNotEmitted(workspace.changed):
        reader.take_selection()
    assert words in str(told.args)
    assert workspace.event(focus.event).values == before
    assert workspace.evidence(focus.event) == []


def test_a_click_on_evidence_goes_to_its_field(reader: Reader, workspace: Workspace, focus: Focus, qtbot: QtBot) -> None:
    workspace.add_evidence(focus.event, "location", [quote("كركوك")])
    workspace.add_evidence(focus.event, "assoc_actor_1", [quote("Police Forces of Iraq")], "Police")
    (arabic,) = bars(reader, "location")
    qtbot.mouseClick(reader.page.viewport(), Qt.MouseButton.LeftButton, pos=arabic.words.center().toPoint())
    assert (focus.field, focus.item) == ("location", "")
    (actor,) = bars(reader, "assoc_actor_1")
    qtbot.mouseClick(reader.page.viewport(), Qt.MouseButton.LeftButton, pos=actor.words.center().toPoint())
    assert (focus.field, focus.item) == ("assoc_actor_1", "Police")


def test_overlapping_evidence_is_painted_apart(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    for field, words in (("location", "near Kirkuk on 2"), ("event_date", "Kirkuk on 2 June 2020"), ("notes", "on 2 June")):
        workspace.add_evidence(focus.event, field, [quote(words)])
    found = [bars(reader, field)[0] for field in ("location", "event_date", "notes")]
    assert sorted(one.mark.lane for one in found) == [0, 1, 2]
    for one in found:
        assert not any(one.bar.intersects(other.bar) for other in found if other is not one)
        assert one.words.contains(one.bar.center())
    shared = max(one.bar.left() for one in found) + 2
    picture = reader.page.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    colors = {picture.pixelColor(round(shared * ratio), round(one.bar.center().y() * ratio)).name() for one in found}
    assert len(colors) == 3


def test_evidence_of_another_event_stands_back(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    workspace.add_evidence(focus.event, "location", [quote("Kirkuk")])
    assert bars(reader, "location")[0].mark.kind == "mine"
    focus.show_event(workspace.add_event(focus.article))
    (mark,) = [one.mark for one in bars(reader, "location")]
    assert mark.kind == "other"
    assert "Event 1" in reader._describe(mark)


def test_tooltips_show_markup_as_text(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    workspace.set_values(focus.event, {"location": "<b>Kirkuk</b>"})
    workspace.add_evidence(focus.event, "location", [quote("Kirkuk")])
    assert "&lt;b&gt;Kirkuk" in reader._describe(bars(reader, "location")[0].mark)


def test_right_to_left_paragraphs_start_at_the_right(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    workspace.add_evidence(focus.event, "location", [quote("قُتل")])
    workspace.add_evidence(focus.event, "notes", [quote("Protesters")])
    middle = reader.page.viewport().width() / 2
    assert bars(reader, "location")[0].words.left() > middle
    assert bars(reader, "notes")[0].words.right() < middle


def test_edges_move_by_word_and_character(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    focus.show_field("location")
    workspace.add_evidence(focus.event, "location", [quote("Kirkuk")])
    reader.move_edge("start", -1)
    assert workspace.evidence(focus.event)[0].spans == (quote("near Kirkuk"),)
    reader.move_edge("end", 1)
    assert workspace.evidence(focus.event)[0].spans == (quote("near Kirkuk on"),)
    reader.move_edge("end", -1, by_character=True)
    assert workspace.evidence(focus.event)[0].spans == (quote("near Kirkuk o"),)


def test_a_status_replaces_spans(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    focus.show_field("location")
    workspace.add_evidence(focus.event, "location", [quote("Kirkuk")])
    reader.set_status("inferred")
    (only,) = workspace.evidence(focus.event)
    assert (only.status, only.spans) == ("inferred", ())
    assert bars(reader, "location") == []


def test_the_mention_menu_has_the_codebooks_reasons(reader: Reader, workspace: Workspace, focus: Focus) -> None:
    choose(reader, "Police fired.")
    menu = reader.mention_menu(reader)
    assert [action.data() for action in menu.actions()] == [one.code for one in workspace.codebook.mention_reasons]
    menu.actions()[0].trigger()
    (mention,) = workspace.mentions(focus.article)
    assert (mention.reason, mention.spans) == (workspace.codebook.mention_reasons[0].code, (quote("Police fired."),))
    assert [one.mark.kind for one in reader.page.painted()] == ["mention"]


def test_sentences_are_selected_around_the_cursor(reader: Reader) -> None:
    start = len(TITLE) + 1 + TEXT.index("Police fired")
    reader.page.select(start + 3, start + 3)
    reader.select_sentence()
    assert reader.selected_quotes() == [quote("Police fired.")]


def test_finding_counts_and_steps_round(reader: Reader, qtbot: QtBot) -> None:
    reader.find_text()
    bar = reader.find_bar
    qtbot.keyClicks(bar.words, "POLICE")
    assert bar.count_text == "1 of 2"
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    assert bar.count_text == "2 of 2"
    assert reader.selected_quotes()[0].start == TEXT.index("Police Forces")
    qtbot.keyClick(bar.words, Qt.Key.Key_Return)
    assert bar.count_text == "1 of 2"
    qtbot.keyClick(bar.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count_text == "2 of 2"
    bar.words.setText("nowhere at all")
    assert bar.count_text == "Not found"
    qtbot.keyClick(bar.words, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_occurrences_take_words_for_words() -> None:
    assert occurrences("a.b\na  B axb", "a b") == [(4, 8)]
    assert occurrences("a.b axb", "a.b") == [(0, 3)]
    assert occurrences("abc", "  ") == []


def test_a_corrected_title_moves_no_evidence(reader: Reader, project: Project, workspace: Workspace, focus: Focus) -> None:
    workspace.add_evidence(focus.event, "location", [quote("كركوك")])
    with project.history.operation({"id": "test"}):
        project.articles.correct(focus.article, title="Another and longer title 😀")
    choosing = bars(reader, "location")[0].mark
    assert reader._layout.shown[choosing.start : choosing.end] == "كركوك"


def test_zoom_keeps_the_selection(reader: Reader) -> None:
    choose(reader, "شخصان")
    before = reader.page.document().defaultFont().pointSizeF()
    reader.zoom_by(2)
    assert reader.page.document().defaultFont().pointSizeF() == before + 2
    assert reader.selected_quotes() == [quote("شخصان")]


def test_a_megabyte_opens_and_scrolls_to_its_end(reader: Reader, project: Project, workspace: Workspace, focus: Focus) -> None:
    text = "😀 Nothing happened in the town on that day, said the mayor. " * 8_000 + "\n" + "A line.\n" * 64_000 + "The end."
    project.articles.add([ArticleDraft(text, title="Long", date="2020-06-02")])
    article = next(one for one in project.articles.walk() if one.title == "Long")
    focus.show_article(article.uid, workspace.add_event(article.uid))
    stored = article.text
    start = stored.rindex("end")
    workspace.add_evidence(focus.event, "notes", [Quote("text", start, start + 3, "end")])
    focus.show_field("notes")
    (bar,) = bars(reader, "notes")
    assert reader.page.viewport().rect().contains(bar.words.center().toPoint())
    assert reader.page.document().characterCount() - 1 == reader.page._map.utf16_length


def test_a_word_of_a_megabyte_opens_at_once(reader: Reader, project: Project, focus: Focus) -> None:
    """Wrapped where words end, it takes half a minute; pytest's own time limit would tell."""
    project.articles.add([ArticleDraft("Mega\n\n" + "x" * 1_000_000, title="Mega", date="2020-06-02")])
    focus.show_article(next(one for one in project.articles.walk() if one.title == "Mega").uid)
    assert reader.page.wordWrapMode() == QTextOption.WrapMode.WrapAnywhere
    focus.show_article(next(one for one in project.articles.walk() if one.title != "Mega").uid)
    assert reader.page.wordWrapMode() == QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def test_a_press_where_the_old_selection_is_out_of_view_stays_there(
    reader: Reader, project: Project, workspace: Workspace, focus: Focus
) -> None:
    text = "\n".join(f"Line {number} of many." for number in range(400))
    project.articles.add([ArticleDraft(text, date="2020-06-02")])
    focus.show_article(next(one for one in project.articles.walk() if one.text == text).uid)
    reader.page.select(0, 4)
    reader.page.bring_into_view(text.index("Line 300 "))
    place = reader.page.verticalScrollBar().value()
    assert place > 100
    start = text.index("Line 300 ")
    first, last = reader.page.point_of(start), reader.page.point_of(start + len("Line 300"))
    QTest.mousePress(reader.page.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
    QTest.mouseMove(reader.page.viewport(), last)
    QTest.mouseRelease(reader.page.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)
    assert reader.page.verticalScrollBar().value() == place
    assert [one.quote for one in reader.selected_quotes()] == ["Line 300"]


def test_a_field_coded_without_evidence_says_so(reader: Reader, workspace: Workspace, focus: Focus, qtbot: QtBot) -> None:
    """Its status would be kept where nobody sees it."""
    focus.show_field("latitude")
    with qtbot.waitSignal(workspace.refused) as told:
        reader.set_status("outside")
    assert told.args == ["Latitude is coded without evidence: the codebook asks for none."]
    assert workspace.evidence(focus.event) == []
    focus.show_field("country")
    reader.set_status("inferred")
    assert [one.status for one in workspace.evidence(focus.event)] == ["inferred"]
