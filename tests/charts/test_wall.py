"""What goes on a wall: no mark touches another, no page holds more than is read, and no row is lost."""

from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.charts.wall import MOST, cut, lines, pack, swarm

SHARES = st.dictionaries(st.sampled_from("abcdefghij"), st.floats(0, 1), max_size=10)


@given(SHARES)
@settings(max_examples=cases(20, 1000), deadline=None)
def test_no_mark_touches_another_and_every_sector_has_one(places):
    found = swarm(places, 400, 22)
    assert set(found) == set(places)
    spots = list(found.values())
    for place, (x, lane) in enumerate(spots):
        assert 0 <= x <= 400
        assert all(lane != other or abs(x - at) > 21.9 for at, other in spots[:place])


def test_a_mark_moves_no_farther_than_it_must():
    """Who looks at the wall reads a figure from where the mark stands."""
    assert swarm({"a": 0.1, "b": 0.9}, 400, 22) == {"a": (40, 0), "b": (360, 0)}
    three = swarm({"a": 0.5, "b": 0.5, "c": 0.51}, 400, 22)
    assert {x for x, _ in three.values()} == {200, 204}
    assert {lane for _, lane in three.values()} == {-1, 0, 1}
    at_the_end = swarm(dict.fromkeys("abcdefg", 1.0), 400, 22)
    assert max(400 - x for x, _ in at_the_end.values()) == 44


@given(st.lists(st.floats(0.5, 30), max_size=60))
@settings(max_examples=cases(20, 1000), deadline=None)
def test_every_row_stands_on_one_page_in_its_order(heights):
    pages = pack(heights, 17)
    assert [place for page in pages for place in page] == list(range(len(heights)))
    for page in pages:
        assert len(page) <= MOST
        assert len(page) == 1 or sum(heights[place] for place in page) <= 17 + 1e-9


def test_pages_hold_about_equally_many():
    """One option alone on a last page looks like another outcome."""
    assert [len(page) for page in pack([1] * 26, 17)] == [7, 7, 7, 5]
    assert [len(page) for page in pack([1] * 9, 17)] == [5, 4]


def test_long_words_and_one_without_a_space_take_the_lines_they_need():
    assert lines("Agua", 20) == 1
    assert lines("Agua para todos los distritos de la provincia", 10) > 2
    assert lines("x" * 100, 10) >= 5
    assert lines("", 10) == 1


@given(
    st.lists(st.text("abcdefghij", min_size=1, max_size=15), min_size=1, max_size=80),
    st.integers(2, 14),
)
@settings(max_examples=cases(13, 500), deadline=None)
def test_words_that_a_page_does_not_hold_end_with_an_ellipsis_and_no_line_is_lost(words, most):
    whole = " ".join(words)
    kept = cut(whole, 14, most)
    assert lines(kept, 14) <= most
    if lines(whole, 14) <= most:
        assert kept == whole
    else:
        assert kept.endswith(" …") and whole.startswith(kept.removesuffix(" …"))
        more = words[: len(kept.split())]
        assert lines(" ".join(more) + " …", 14) > most, "another word would have fitted"
