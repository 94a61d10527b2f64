"""A ballot is understood as it was meant, or refused with the place and the reason."""

import timeit
from decimal import Decimal

import pytest
from each_case import each_case

from smd_workshop.library.ballots import (
    Approval,
    Choice,
    InvalidAnswer,
    Points,
    Rating,
    check,
    path_of,
)

OPTIONS = ["F2", "F1", "F3"]
GROUPS = {"F": ["F1", "F2"], "D": ["F3"]}


def test_keys_come_in_the_order_of_the_options():
    assert list(check(Rating(), {"F1": 3, "F2": "ns"}, OPTIONS)) == ["F2", "F1"]
    assert check(Approval(), ["F3", "F2"], OPTIONS) == ["F2", "F3"]


@each_case(
    ("kind", "answer", "sentence"),
    [
        (Rating(), {"F2": 11}, "F2: 11 is not between 1 and 9"),
        (Rating(), {"F2": 0}, "F2: 0 is not between 1 and 9"),
        (Rating(), {"F2": 4.5}, "F2: 4.5 is not a whole number between 1 and 9"),
        (Rating(), {"F2": True}, "F2: true is not a whole number between 1 and 9"),
        (Rating(), {"F2": None}, "F2: null is not a whole number between 1 and 9"),
        (Rating(), {"F2": "8"}, 'F2: "8" is not a whole number between 1 and 9'),
        (Rating(), {"F2": [8]}, "F2: a list is not a whole number between 1 and 9"),
        (Rating(), {"F2": float("nan")}, "F2: nan is not a whole number between 1 and 9"),
        (Rating(dont_know=False), {"F2": "ns"}, 'F2: "ns" is not a whole number between 1 and 9'),
        (Rating(), {"F9": 3}, "F9: there is no such option"),
        (Rating(), [3], "a list is not an object"),
        (Points(), {"F1": 50, "F2": 40}, "the points add to 90, not to 100"),
        (Points(), {"F1": 50.5, "F2": 49.4}, "the points add to 99.9, not to 100"),
        (Points(), {"F1": -5, "F2": 105}, "F1: -5 is less than zero"),
        (Points(), {"F1": "50"}, 'F1: "50" is not a number'),
        (Points(), {"F1": True}, "F1: true is not a number"),
        (Points(), {"F1": float("inf")}, "F1: inf is not a number"),
        (Points(), {"F1": 1e300}, "F1: 1e+300 is too large"),
        (Points(), {"F1": 100, "@X": 100}, "@X: there is no such group"),
        (Points(), {"X": 100}, "X: there is no such option"),
        (Approval(), ["F1", "F1"], '[1]: "F1" appears twice'),
        (Approval(), ["X"], '[0]: there is no option "X"'),
        (Approval(), [1], "[0]: there is no option 1"),
        (Approval(), {"F1": 1}, "an object is not a list of options"),
        (Approval(), "F1", '"F1" is not a list of options'),
        (Choice(), "si", '"si" is not one of yes, no, abstain'),
        (Choice(), None, "null is not one of yes, no, abstain"),
        (Choice(), ["yes"], "a list is not one of yes, no, abstain"),
    ],
)
def test_what_does_not_fit_is_refused_in_plain_words(kind, answer, sentence):
    with pytest.raises(InvalidAnswer) as refused:
        check(kind, answer, OPTIONS)
    assert str(refused.value) == sentence
    assert refused.value.text == refused.value.message % refused.value.params


def test_points_are_checked_inside_each_group_and_over_the_groups():
    answer = check(Points(), {"F1": 100, "@D": 30, "@F": 70}, OPTIONS, GROUPS)
    assert answer == {"F2": 0, "F1": 100, "@F": 70, "@D": 30}
    assert list(answer) == ["F2", "F1", "@F", "@D"]
    for wrong, sentence in [
        ({"F3": 99}, "the points of D add to 99, not to 100"),
        ({"@F": 60, "@D": 30}, "the points of the groups add to 90, not to 100"),
    ]:
        with pytest.raises(InvalidAnswer, match=sentence):
            check(Points(), wrong, OPTIONS, GROUPS)


def test_decimal_fractions_add_up_as_written():
    assert check(Points(), {"F1": 33.3, "F2": 33.3, "F3": 33.4}, OPTIONS)
    assert check(Points(), {"F1": Decimal("33.3"), "F2": Decimal("66.7")}, OPTIONS)["F1"] == 33.3
    assert check(Points(), {"F1": 100 / 3, "F2": 100 / 3, "F3": 100 / 3}, OPTIONS)
    with pytest.raises(InvalidAnswer):
        check(Points(), {"F1": 33.33, "F2": 33.33, "F3": 33.33}, OPTIONS)


def test_nothing_seen_is_an_answer():
    assert check(Rating(), {}, OPTIONS) == {}
    assert check(Points(), {}, OPTIONS) == {}
    assert check(Approval(), [], OPTIONS) == []


def test_an_answer_that_was_checked_once_stays_as_it_is():
    for kind, answer in [
        (Rating(), {"F2": 3, "F1": "ns"}),
        (Approval(), ["F2", "F3"]),
        (Choice(), "no"),
        (Points(), {"F2": 0, "F1": 33.3, "F3": 66.7}),
    ]:
        assert check(kind, check(kind, answer, OPTIONS), OPTIONS) == answer


def test_a_rating_of_24_factors_is_checked_in_microseconds():
    options = [f"F{n}" for n in range(24)]
    answer = {code: 1 + n % 9 for n, code in enumerate(options)}
    assert (
        min(timeit.repeat(lambda: check(Rating(), answer, options), number=200, repeat=5)) / 200
        < 100e-6
    )


def test_paths_are_easy_to_follow():
    assert path_of("ballots", 3, "answer", "F2") == "ballots[3].answer.F2"
    assert path_of("a b", "x\ny") == '["a b"]["x\\ny"]'
