"""What people type stands among other words: it must neither be lost nor turn those around."""

from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.core.input_text import tidy

MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
signs = st.text(st.sampled_from(MARKS + "a1 \n\r\x00ñ"))


@each_case(
    ("typed", "kept"),
    [
        ("Agua y riego", "Agua y riego"),
        ("\u202eMoquegua", "\u202eMoquegua\u202c"),
        ("\u202eMoquegua\u202c 12", "\u202eMoquegua\u202c 12"),
        ("\u2067uno\ndos", "\u2067uno\u2069\ndos"),
        ("\u2067\u202euno\u2069", "\u2067\u202euno\u2069"),
        ("\u202e\u2067uno\u202c", "\u202e\u2067uno\u202c\u2069\u202c"),
        ("a\x00b", "ab"),
        ("uno\r\ndos\r", "uno\ndos\n"),
        ("Uno\x0bdos\x0ctres\u2028cuatro\x85", "Uno\ndos\ntres\ncuatro\n"),
        ("a\x1b[31m\x07b\x7f\x9b\ufffe\tc", "a[31mb\tc"),
        ("\uf0b7 Agua\n\uf0a7\tRiego \uf0fc", "• Agua\n▪\tRiego ✓"),
        ("\u202euno\x0bdos", "\u202euno\u202c\ndos"),
    ],
)
def test_examples(typed, kept):
    assert tidy(typed) == kept


@given(signs)
def test_no_word_is_taken_away_and_a_second_time_changes_nothing(text):
    once = tidy(text)
    words = lambda text: [c for c in text if c not in MARKS + "\x00\r\n"]
    assert words(once) == words(text)
    assert "\r" not in once and "\x00" not in once
    assert tidy(once) == once


@given(signs)
def test_what_comes_after_a_line_reads_as_it_would_alone(text):
    for line in tidy(text).split("\n"):
        depth = isolates = 0
        for sign in line:
            if sign in "\u2066\u2067\u2068":
                isolates += 1
            elif sign == "\u2069" and isolates:
                isolates -= 1
            elif sign in "\u202a\u202b\u202d\u202e" and not isolates:
                depth += 1
            elif sign == "\u202c" and not isolates and depth:
                depth -= 1
        assert (depth, isolates) == (0, 0)
