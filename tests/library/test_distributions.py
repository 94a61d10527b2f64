"""Small histograms say how many of a shown sector gave each answer, and tell of nobody whom a result protects."""

from collections import Counter
from fractions import Fraction
from itertools import combinations_with_replacement as multisets

import pytest
from each_case import each_case

from smd_workshop.library.ballots import Approval, Choice, Grades, Matrix, Number, Rating
from smd_workshop.library.disclosure import Earlier, few_changed
from smd_workshop.library.findings.histogram import histogram
from smd_workshop.library.sectors.distributions import by_sector, told


def one(kind, *answers):
    return by_sector(kind, [("a", answer, 1) for answer in answers])["a"]


def test_marks_are_counted_by_step_and_who_does_not_know_stands_on_none():
    found = one(Rating(), 1, 2, 2, 9, "ns")
    assert found.counts == (1, 2, 0, 0, 0, 0, 0, 0, 1)
    assert (found.people, found.middle) == (4, 1)
    assert found.median.params == {"text": "2"}
    assert [many for _words, many in found.told] == [1, 2, 1]


@each_case(
    ("kind", "answers", "counts", "middle"),
    [
        (Rating(), (7, 8), (0, 0, 0, 0, 0, 0, 1, 1, 0), Fraction(13, 2)),
        (Matrix(), (0, 3, 3), (1, 0, 0, 2), 3),
        (Grades(), (0, 5, 4, 3), (1, 0, 0, 1, 1, 1), Fraction(7, 2)),
        (Number(), (10, 10, 12.5), (2, 1), 0),
        (Number(), (0.1, 0.3), (1, 1), Fraction(1, 2)),
        (Number(), tuple(range(15)), (2, 2, 2, 2, 2, 2, 3), 3),
    ],
)
def test_each_scale_has_its_steps_and_its_median(kind, answers, counts, middle):
    found = one(kind, *answers)
    assert (found.counts, found.middle) == (counts, middle)


def test_a_median_between_two_words_names_both():
    between = one(Grades(), 3, 4).median
    assert (between.params["low"].message, between.params["high"].message) == ("Good", "Very good")


def test_words_without_an_order_have_no_median():
    found = one(Choice(), "yes", "no", "yes")
    assert (found.counts, found.median, found.middle) == ((2, 1, 0), None, None)


def test_all_sectors_of_an_option_stand_on_the_same_steps():
    found = by_sector(Number(), [("a", 5, 3), ("b", 8, 2)])
    assert (found["a"].counts, found["b"].counts) == ((3, 0), (0, 2))


def test_marks_in_a_list_are_no_scale():
    assert by_sector(Approval(), [("a", ["x"], 1)]) == {}


def test_a_drawing_has_a_bar_for_each_step_with_anybody_and_a_sign_under_the_median():
    drawn = histogram(one(Rating(), 1, 2, 2))
    assert drawn.count("v-") == 2 and drawn.count("h-6z") == 1
    assert "h-6z" not in histogram(one(Choice(), "yes"))


BALLOTS = [("a", {"F1": 8}, 6), ("b", {"F1": 2}, 6), ("c", {"F1": 1}, 1)]


def test_a_sector_without_a_figure_beside_the_option_is_in_none():
    assert set(told(Rating(), BALLOTS, "F1", {"a": 1, "b": 1, "c": None})) == {"a", "b"}
    assert told(Rating(), BALLOTS, "F2", {"a": 1, "b": 1}) == {}


def attacked(before, now, *, guarded):
    """What an attacker sees of sector a in two rounds, who knows who answered which: (places in order, numbers)."""
    people = [{"a": set(places)} for places in (before[0], now[0])]
    few = set(few_changed(people[1], [Earlier(people[0], frozenset())])) if guarded else set()
    seen = []
    for (_places, numbers), hidden in ((before, set()), (now, few)):
        ballots = [("a", {"F1": number}, 1) for number in numbers]
        found = told(Rating(), ballots, "F1", {"a": 1}, hidden).get("a")
        seen.append(None if found is None else found.counts)
    return tuple(seen)


@pytest.mark.parametrize("guarded", [True, False])
def test_one_who_is_new_is_not_the_difference_of_two_rounds(guarded):
    """Five people answer, nobody changes an answer, a sixth joins: every answer of theirs must look the same."""
    alone = 0
    for numbers in multisets((2, 5, 8), 5):
        seen = Counter(
            attacked((range(5), numbers), (range(6), (*numbers, new)), guarded=guarded)
            for new in (2, 5, 8)
        )
        alone += sum(many == 1 for many in seen.values())
    assert (alone == 0) is guarded, "without the rule each of them is told: the test of the test"


def test_the_same_people_and_enough_others_are_shown_again():
    numbers = (8,) * 5
    for now in (range(5), range(10, 15)):
        first, second = attacked((range(5), numbers), (now, numbers), guarded=True)
        assert first == second is not None
