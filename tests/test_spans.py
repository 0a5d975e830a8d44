"""Offsets, lanes, cleaning and sentence borders."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.spans import Carrier, Span, Utf16Map, clean_text, lanes, locate, overlaps, sentence_around, trim, words
from annotator.spans import sentences as all_sentences

# Few plain letters and many astral ones, so that pairs stand at edges and side by side.
mixed = st.text(st.sampled_from("ab é\n漢ش😀𝔘🏽\ufeff\u200d"), max_size=40) | st.text(max_size=40)
span_lists = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda t: Span(t[0], t[0] + t[1])))


@settings(deadline=None)
@given(mixed)
def test_map_agrees_with_the_real_encoding(text: str):
    positions = Utf16Map(text)
    for code_point in range(len(text) + 1):
        units = len(text[:code_point].encode("utf-16-le")) // 2
        assert positions.to_utf16(code_point) == units
        assert positions.to_code_point(units) == code_point
    assert positions.utf16_length == len(text.encode("utf-16-le")) // 2


def test_inside_a_pair_snaps_to_its_start():
    positions = Utf16Map("a😀😀b")
    assert [positions.to_code_point(unit) for unit in range(7)] == [0, 1, 1, 2, 2, 3, 4]


def test_positions_outside_are_the_edges():
    positions = Utf16Map("😀b")
    assert (positions.to_utf16(-3), positions.to_utf16(99)) == (0, 3)
    assert (positions.to_code_point(-3), positions.to_code_point(99)) == (0, 2)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [((0, 3), (2, 5), True), ((0, 3), (3, 5), False), ((0, 9), (4, 4), False), ((4, 4), (4, 4), False)],
)
def test_overlaps(a: tuple[int, int], b: tuple[int, int], expected: bool):
    assert overlaps(a, b) is expected
    assert overlaps(b, a) is expected


@settings(deadline=None)
@given(span_lists)
def test_lanes_never_collide_and_are_as_few_as_possible(spans: list[Span]):
    placed = lanes(spans)
    for i, a in enumerate(spans):
        for j in range(i):
            assert not (overlaps(a, spans[j]) and placed[i] == placed[j])
    deepest = max((sum(s.start <= p < s.end for s in spans) for p in range(45)), default=0)
    assert len({lane for lane, span in zip(placed, spans, strict=True) if span.start < span.end}) <= max(deepest, 1)


def test_lanes_are_given_in_the_order_of_the_spans():
    assert lanes([Span(5, 9), Span(0, 6), Span(6, 7), Span(0, 6)]) == [2, 0, 0, 1]
    assert lanes([]) == []


def test_clean_text_counts_what_it_changes():
    text, cleaning = clean_text("a\r\nb\rc\nd\0e\ud800f\ud83d\ude00")
    assert text == "a\nb\nc\nd\ufffde\ufffdf😀"
    assert (cleaning.line_ends, cleaning.nulls, cleaning.lone_surrogates, cleaning.joined_pairs) == (2, 1, 1, 1)
    assert cleaning.replaced == 2
    assert cleaning.changed


@settings(deadline=None)
@given(st.text(st.characters() | st.sampled_from("\r\n\0\ud800\udc00"), max_size=30))
def test_clean_text_is_final_and_encodable(raw: str):
    text, _ = clean_text(raw)
    text.encode("utf-8")
    assert "\r" not in text
    assert "\0" not in text
    again, cleaning = clean_text(text)
    assert again == text
    assert not cleaning


@pytest.mark.parametrize(
    ("quote", "near", "expected"),
    [("aa", 0, (0, 2)), ("aa", 4, (3, 5)), ("aa", 99, (6, 8)), ("x", 0, None), ("", 0, None), ("aa", -5, (0, 2))],
)
def test_locate(quote: str, near: int, expected: tuple[int, int] | None):
    assert locate("aa aa aa", quote, near) == expected


@settings(deadline=None)
@given(st.text("ab", max_size=20), st.text("ab", min_size=1, max_size=3), st.integers(0, 20))
def test_locate_finds_the_nearest(text: str, quote: str, near: int):
    starts = [i for i in range(len(text)) if text.startswith(quote, i)]
    found = locate(text, quote, near)
    assert (found is None) == (not starts)
    if found:
        near = min(near, len(text))
        assert text[found.start : found.end] == quote
        assert abs(found.start - near) == min(abs(i - near) for i in starts)


def test_trim():
    assert trim("  ab\u00a0\n", (0, 6)) == (2, 4)
    assert trim("a   b", (1, 4)) == (1, 1)
    assert trim("ab", (0, 99)) == (0, 2)


SENTENCES = [
    ["Maj. Gen. A. B. Okoro spoke in St. Louis at 3.5 km from the U.S. embassy.", "The crowd left."],
    ["Police fired at 10 a.m. Monday.", "Was it planned?", "“No!” said Lt. Col. Ba.", "He left."],
    ["It happened in the U.S. and in 2020.", "The end came on Sept. 5."],
    ["They work for Acme Inc.", "The firm left."],
    ["Er kam am 2. Juni in z.B. Berlin an.", "Dann ging er."],
    ["هل وقع الهجوم؟", "نعم.", "وقع"],
    ["یہ ہوا۔", "وہ گیا۔"],
    ["警方开枪。", "为什么？", "「不知道。」", "完"],
    ["Wait…", "Nobody came..."],
    ["1. The first point.", "Another."],
]


@pytest.mark.parametrize("sentences", SENTENCES, ids=lambda s: s[0][:12])
def test_sentences(sentences: list[str]):
    text = "Before\n" + " ".join(sentences) + "\nAfter"
    cursor = 7
    for sentence in sentences:
        start = text.index(sentence, cursor)
        cursor = start + len(sentence)
        for position in (start, (start + cursor) // 2, cursor - 1):
            assert text[slice(*sentence_around(text, position))] == sentence


def test_sentences_of_scripts_without_spaces():
    text = "警方开枪。为什么？不知道"
    assert [text[slice(*sentence_around(text, p))] for p in (0, 4, 5, 8, 9, 12)] == [
        "警方开枪。", "警方开枪。", "为什么？", "为什么？", "不知道", "不知道",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "position", "expected"), [("", 0, ""), ("a\n\nb", 2, ""), ("A b. ", 5, "A b."), ("a\nb", 1, "a")]
)
def test_sentence_at_edges(text: str, position: int, expected: str):
    assert text[slice(*sentence_around(text, position))] == expected


@settings(deadline=None)
@given(st.text(st.sampled_from("Ab. ?!\n。\"'؟"), max_size=30), st.integers(-2, 40))
def test_a_sentence_lies_in_one_line(text: str, position: int):
    span = sentence_around(text, position)
    assert 0 <= span.start <= span.end <= len(text)
    assert "\n" not in text[slice(*span)]


def test_a_long_line_is_not_scanned_whole():
    span = sentence_around("word " * 200_000, 500_000)
    assert 0 < span.end - span.start <= 8_000


@pytest.mark.parametrize(
    ("old", "new", "words", "carried"),
    [
        ("one two three", "zero one two three", "two", "two"),
        ("one two three", "one too three", "one two three", "one too three"),
        ("one two three", "one three", "two", None),
        ("a\nb\nc", "a\nB\nc", "c", "c"),
        ("Twelve died in Kirkuk.", "12 died in Kirkuk.", "Twelve died", "12 died"),
        ("قتل شخصان 😀 في كركوك", "قتل ثلاثة أشخاص 😀 في كركوك", "في كركوك", "في كركوك"),
    ],
)
def test_a_span_is_carried_to_a_corrected_text(old: str, new: str, words: str, carried: str | None):
    start = old.index(words)
    found = Carrier(old, new).carry((start, start + len(words)))
    assert (new[found.start : found.end] if found else None) == carried


@given(text=st.text(max_size=200), data=st.data())
def test_the_same_text_carries_every_span_to_itself(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wanted = trim(text, (start, end))
    assert Carrier(text, text).carry((start, end)) == (wanted if wanted.end > wanted.start else None)


def test_one_typo_in_a_megabyte_is_found_at_once():
    old = "".join(f"line {number} of a very long text about nothing\n" for number in range(25_000))
    new = old.replace("line 12000 of", "line 12000 off")
    start = old.index("line 24000")
    assert Carrier(old, new).carry((start, start + 10)) == (start + 1, start + 11)


@settings(deadline=None)
@given(st.text(st.sampled_from("Ab. ?!\n。\"'؟ "), max_size=40))
def test_all_sentences_are_those_found_one_by_one(text: str):
    found = list(all_sentences(text))
    for one in found:
        assert sentence_around(text, one.start) == one
    covered = "".join(text[one.start : one.end] for one in found)
    assert [letter for letter in covered if not letter.isspace()] == [letter for letter in text if not letter.isspace()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'armée a tué 1,200 people.", ["L", "armée", "a", "tué", "1", "200", "people"]),
        ("हिन्दी में लिखा है।", ["हिन्दी", "में", "लिखा", "है"]),
        ("警察は12人を逮捕", ["警", "察", "は", "12", "人", "を", "逮", "捕"]),
        ("قُتِلَ شخصان می‌خواهم", ["قُتِلَ", "شخصان", "می‌خواهم"]),
        ("😀 cafe\u0301 –", ["cafe\u0301"]),
        ("", []),
    ],
)
def test_words_of_many_scripts(text: str, found: list[str]):
    assert [text[one.start : one.end] for one in words(text)] == found


@given(st.text(max_size=80))
def test_words_stand_in_order_and_leave_out_no_letter(text: str):
    found = words(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    covered = {position for one in found for position in range(one.start, one.end)}
    assert all(position in covered for position, letter in enumerate(text) if letter.isalnum())
