"""Repetitions of a round: what ballots weigh in them, how many fit, and what is counted of them, by known values."""

from fractions import Fraction

import numpy as np
import pytest
from each_case import each_case

from smd_workshop.library.chances.again import BALLOTS as BALLOTS_OF_A_REPETITION
from smd_workshop.library.chances.again import again
from smd_workshop.library.chances.decided import Chosen, Order
from smd_workshop.library.chances.draws import WHOLE, Draws
from smd_workshop.library.chances.facet import REPETITIONS, repetitions
from smd_workshop.library.profile import Profile, SectorInfo

SECTORS = [SectorInfo("a", 9, Fraction(3)), SectorInfo("b", 9), SectorInfo("silent", 9)]
BALLOTS = [("a", "yes", 4), ("a", "no", 1), ("b", "yes", 2), ("b", "no", 6)]


def drawn(many=20_000, *, balanced=True):
    return Draws.of(Profile.of(SECTORS, [], BALLOTS), "7", many, balanced=balanced)


@pytest.mark.parametrize("balanced", [True, False])
def test_in_each_repetition_each_sector_weighs_as_agreed(balanced):
    draws = drawn(200, balanced=balanced)
    assert draws.of_sector == ((0.75, 0.25) if balanced else (1.0,))
    assert [cell for own in draws.columns for cell in draws.cells[own]] == [*draws.cells]
    for place, own in enumerate(draws.columns):
        whole = draws.weights[:, own].sum(axis=1) + draws.added[:, place]
        assert whole == pytest.approx(WHOLE * draws.of_sector[place], abs=3)
    assert (draws.weights == np.rint(draws.weights)).all()
    assert (draws.added == np.rint(draws.added)).all()
    assert draws.shape == (200, 2 if balanced else 1)
    assert WHOLE == 1_099_511_627_776, "the same digits on every machine and in every year"


def test_a_round_is_repeated_two_thousand_times_each_time_with_a_thousand_ballots():
    assert (REPETITIONS, BALLOTS_OF_A_REPETITION) == (2000, 1000)
    draws = drawn(20)
    profile = Profile.of(SECTORS, [], BALLOTS)
    for repeated in again(profile, draws, lambda _chance: "no"):
        assert sum(cell.count for cell in repeated.cells) == pytest.approx(1000, abs=3)


def test_on_average_a_ballot_weighs_its_people_and_the_one_nobody_gave_half_a_person():
    """Means and variances of Dirichlet weights: of n people and a half, k weigh k/(n + ½)."""
    draws = drawn()
    for place, own in enumerate(draws.columns):
        people = np.array([cell.count for cell in draws.cells[own]] + [0.5])
        parts = np.column_stack([draws.weights[:, own], draws.added[:, place]])
        parts /= WHOLE * draws.of_sector[place]
        whole = people.sum()
        mean = people / whole
        assert parts.mean(axis=0) == pytest.approx(mean, abs=0.005)
        assert parts.var(axis=0) == pytest.approx(mean * (1 - mean) / (whole + 1), rel=0.06)


def test_what_weighs_next_to_nothing_is_still_drawn():
    """Beside a sector that weighs a million million times as much, its ballots would be no whole parts, and no shares."""
    sectors = [SectorInfo("a", 9, Fraction(1, 10**100)), SectorInfo("b", 9, Fraction(10**100))]
    draws = Draws.of(Profile.of(sectors, [], BALLOTS), "7", 50)
    of_a = draws.weights[:, draws.columns[0]].sum(axis=1) + draws.added[:, 0]
    assert of_a == pytest.approx(2**20, abs=3)


def test_a_coin_falls_on_each_side_alike_and_on_its_own_for_each_sector_and_item():
    coins = drawn().coins(3)
    assert coins.shape == (20_000, 2, 3)
    assert coins.mean(axis=0) == pytest.approx(0.5, abs=0.02)
    sides = coins.reshape(20_000, -1).astype(float)
    assert np.corrcoef(sides.T) == pytest.approx(np.eye(6), abs=0.04)


def test_sums_are_those_of_each_ballot_one_by_one():
    draws = drawn(4)
    values = np.array([[1.0, 0], [0, 2], [3, 0], [0, 4]])
    added = np.arange(16.0).reshape(4, 2, 2)
    by_hand = [
        [
            sum(draws.weights[r, c] * values[c, i] for c in range(4))
            + sum(draws.added[r, s] * added[r, s, i] for s in range(2))
            for i in range(2)
        ]
        for r in range(4)
    ]
    assert draws.sums(values, added) == pytest.approx(np.array(by_hand), rel=1e-12)


@each_case(
    ("wanted", "ballots", "figures", "found"),
    [
        (2000, 10, 5, 2000),
        (2000, 100, 200, 2000),  # forty million in all: just all of them
        (2000, 100, 201, 1990),
        (2000, 4000, 100, 100),
        (2000, 4001, 100, 0),  # 99 would say less than they seem to
        (100, 1, 1, 100),
        (99, 1, 1, 0),
        (2000, 0, 5, 2000),
        (10**9, 1, 1, 40_000_000),
    ],
)
def test_as_many_repetitions_are_made_as_can_be_borne_or_none(wanted, ballots, figures, found):
    assert repetitions(wanted, ballots, figures) == found


def order_of(*rows, top=3, codes=("A", "B", "C", "D"), **wanted):
    """An order of which each row stands for so many repetitions: (times, what each option is worth)."""
    worth = np.array([row for times, row in rows for _ in range(times)], dtype=float)
    return Order(codes, worth, [[code] for code in codes], top, **wanted).told()


def test_a_twentieth_is_cut_off_at_each_end_of_the_places():
    """A is first in 90 of 100, second in 6, third in 4; B second in exactly 95, and so never at another place."""
    told = order_of((90, [4, 3, 2, 1]), (5, [3, 4, 2, 1]), (1, [3, 2, 4, 1]), (4, [2, 3, 4, 1]))
    rows = told["options"]
    assert rows["A"]["ranks"] == pytest.approx([0.9, 0.06, 0.04, 0])
    assert rows["A"]["places"] == [1, 2]
    assert rows["B"]["ranks"] == pytest.approx([0.05, 0.94, 0.01, 0])
    assert rows["B"]["places"] == [2, 2]
    assert rows["C"]["places"] == [3, 3]
    assert rows["D"]["places"] == [4, 4]
    late = order_of((95, [3, 2, 1, 0]), (5, [1, 3, 2, 0]))["options"]
    assert late["A"]["ranks"] == pytest.approx([0.95, 0, 0.05, 0])
    assert late["A"]["places"] == [1, 1], "exactly a twentieth lies behind"
    wide = order_of((50, [4, 3, 2, 1]), (50, [1, 2, 3, 4]))["options"]
    assert [row["places"] for row in wide.values()] == [[1, 4], [2, 3], [2, 3], [1, 4]]


def test_a_chance_to_be_among_the_first_is_told_where_there_are_more_options():
    rows = order_of((3, [4, 3, 2, 1]), (1, [1, 2, 3, 4]))["options"]
    assert [row["p_top"] for row in rows.values()] == [0.75, 1, 1, 0.25]
    assert [row["p_first"] for row in rows.values()] == [0.75, 0, 0, 0.25]
    rows = order_of((3, [4, 3, 2]), codes=("A", "B", "C"))["options"]
    assert [row["p_top"] for row in rows.values()] == [None] * 3


def test_options_stand_as_they_were_decided_and_those_without_a_place_behind():
    worth = np.array([[1.0, 2, 3, 4]])
    told = Order(("A", "B", "C", "D"), worth, [["D"], ["C", "strange"]]).told()
    assert told["top"] == 3, "unless a method says otherwise"
    assert [*told["options"]] == ["D", "C", "A", "B"]


def test_the_same_choice_is_one_that_holds_all_that_were_chosen_and_no_other():
    chosen = np.array([[1, 1, 0], [1, 0, 1], [1, 1, 1], [1, 0.5, 0.5]])
    told = Chosen(("A", "B", "C"), chosen, ["A", "B"]).told()
    assert told["p_same"] == 0.25
    assert told["options"] == {
        "A": {"p_chosen": 1},
        "B": {"p_chosen": 0.625},
        "C": {"p_chosen": 0.625},
    }
