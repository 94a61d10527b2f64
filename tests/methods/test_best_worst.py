"""Best–worst weights: each ballot beside the linear program that defines it, and what is told, shown and refused."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from smd_workshop.library.ballots import BestWorst, Question
from smd_workshop.library.disclosure import plan, redact
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.methods import METHODS
from smd_workshop.library.methods.bwm.compute import _bounds
from smd_workshop.library.methods.bwm.vectors import Vector
from smd_workshop.library.recount.stability import read_round, stability
from smd_workshop.library.recount.tally import recount
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.settings import InvalidSetting
from smd_workshop.library.stats.samples import bounded

METHOD = METHODS["bwm"]
CODES = tuple("ABCDEFG")


def drawn(options, seed):
    """A ballot whose numbers need not agree with each other at all."""
    chance = Random(seed)
    best, worst = chance.sample(options, 2)
    both = chance.randint(1, 9)
    return {
        "best": best,
        "worst": worst,
        "best_to_others": {c: chance.randint(1, 9) for c in options} | {best: 1, worst: both},
        "others_to_worst": {c: chance.randint(1, 9) for c in options} | {worst: 1, best: both},
    }


def file(ballots, options, weights=None, **more):
    """`ballots` are sector → answers."""
    return {
        "format": "smd-tally/1",
        "method": "bwm",
        "sectors": [
            {"code": code} | ({"weight": str(weights[code])} if weights else {}) for code in ballots
        ],
        "options": list(options),
        "ballots": [
            {"sector": code, "answer": answer} for code, own in ballots.items() for answer in own
        ],
    } | more


def program(ballot, options):
    """Rezaei's linear model as it is written down, for a solver: unknowns are the weights and ξ."""
    at = {code: place for place, code in enumerate(options)}
    n, rows = len(options), []
    for code in options:
        for one, times, other in (
            (ballot["best"], ballot["best_to_others"][code], code),
            (code, ballot["others_to_worst"][code], ballot["worst"]),
        ):
            for sign in (1, -1):
                row = np.zeros(n + 1)
                row[at[one]] += sign
                row[at[other]] -= sign * times
                row[n] = -1
                rows.append(row)
    found = linprog(
        [0] * n + [1], A_ub=np.array(rows), b_ub=np.zeros(len(rows)), A_eq=[[1] * n + [0]], b_eq=[1],
        method="highs",
    )  # fmt: skip
    assert found.status == 0
    return found.x[:n], found.x[n]


@settings(max_examples=cases(20, 4000), deadline=None)
@given(st.integers(2, 7), st.integers(0, 10**6))
def test_each_ballot_has_the_weights_of_the_linear_program(n, seed):
    options = CODES[:n]
    ballot = drawn(options, seed)
    (row,) = recount(file({"a": [ballot]}, options))["ballots"]
    weights, ksi = program(ballot, options)
    assert row["ksi"] == pytest.approx(ksi, abs=1e-9)
    assert list(row["weights"].values()) == pytest.approx(weights, abs=1e-7)
    assert sum(row["weights"].values()) == pytest.approx(1, abs=1e-12)


@settings(max_examples=cases(13, 1000), deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=7))
def test_comparisons_that_agree_give_their_weights_back(times):
    """Every a_Bj · a_jW is a_BW: the weights are in the proportions that were said."""
    options, most = CODES[: len(times)], max(times)
    worth = [Fraction(time) if most % time == 0 else Fraction(1) for time in times]
    worth[times.index(most)] = Fraction(most)
    if min(worth) > 1 or len(worth) < 2 or most == 1:
        return
    best, worst = options[worth.index(most)], options[worth.index(min(worth))]
    ballot = {
        "best": best,
        "worst": worst,
        "best_to_others": {c: int(most / w) for c, w in zip(options, worth, strict=True)},
        "others_to_worst": {c: int(w) for c, w in zip(options, worth, strict=True)},
    }
    (row,) = recount(file({"a": [ballot]}, options))["ballots"]
    assert row["ksi"] == row["cr_i"] == 0
    assert row["acceptable"] is True
    assert list(row["weights"].values()) == [float(w / sum(worth)) for w in worth]


@settings(max_examples=cases(10, 800), deadline=None)
@given(st.integers(0, 10**6))
def test_the_result_is_the_mean_of_the_sectors_of_the_weights_of_ballots(seed):
    chance, options = Random(seed), CODES[:4]
    ballots = {
        code: [drawn(options, seed + 7 * n + ord(code)) for n in range(chance.randint(0, 4))]
        for code in "abc"
    }
    weights = {code: Fraction(chance.choice(("1", "3/2", "2", "1/3"))) for code in "abc"}
    result = recount(file(ballots, options, weights))
    given_ = {
        code: [program(answer, options)[0] for answer in own]
        for code, own in ballots.items()
        if own
    }
    if not given_:
        assert {row["weight"] for row in result["options"].values()} == {None}
        assert result["order"] == []
        return
    means = {code: np.mean(own, axis=0) for code, own in given_.items()}
    whole = sum(weights[code] for code in means)
    expected = sum(float(weights[code] / whole) * mean for code, mean in means.items())
    rows = result["options"].values()
    assert [row["weight"] for row in rows] == pytest.approx(expected, abs=1e-7)
    everybody = np.mean([one for own in given_.values() for one in own], axis=0)
    assert [row["pooled_weight"] for row in rows] == pytest.approx(everybody, abs=1e-7)
    for row in rows:
        low, high = row["interval"]
        assert 0 <= low < row["weight"] < high <= 1


def test_two_ballots_that_mirror_each_other_tie_exactly():
    """0.1 + 0.2 and 0.15 + 0.15 must be told apart from a tie by nothing but themselves."""
    options = CODES[:5]
    ballot = drawn(options, 11)
    turn = dict(zip(options, options[::-1], strict=True))

    def turned(value):
        if isinstance(value, dict):
            return {turn.get(key, key): turned(inner) for key, inner in value.items()}
        return turn.get(value, value)

    result = recount(file({"a": [ballot], "b": [turned(ballot)]}, options))
    weights = [row["weight"] for row in result["options"].values()]
    assert weights == weights[::-1]
    assert all(len(tied) > 1 or tied == ["C"] for tied in result["order"])


def test_figures_of_ballots_stand_in_the_order_of_the_file_and_once_for_a_count():
    options = CODES[:3]
    ballots = [drawn(options, seed) for seed in (5, 1, 5)]
    document = file({}, options) | {
        "sectors": [{"code": "a"}, {"code": "b"}],
        "ballots": [
            {"sector": sector, "count": count, "answer": answer}
            for sector, count, answer in zip("bab", (1, 4, 2), ballots, strict=True)
        ],
    }
    rows = recount(document)["ballots"]
    assert len(rows) == 3
    assert rows[0] == rows[2] != rows[1]
    assert list(rows[0]) == ["weights", "ksi", "cr_i", "acceptable"]


@each_case(
    ("n", "both", "middle", "cr", "acceptable"),
    [
        (2, 9, (), 0, True),
        (3, 8, ((3, 2),), Fraction(2, 56), True),
        (3, 3, ((2, 2),), Fraction(1, 6), True),  # 0.1667 is the limit as it is printed
        (3, 3, ((3, 3),), Fraction(1), False),
        (4, 4, ((2, 2), (4, 4)), Fraction(1), False),
        (
            3,
            2,
            ((2, 2),),
            Fraction(1),
            None,
        ),  # no limit is known for a best that is twice the worst
        (3, 2, ((1, 2),), 0, True),
        (3, 1, ((1, 1),), 0, True),
        (3, 1, ((2, 1),), None, None),
        (10, 4, ((4, 4),) * 8, Fraction(1), None),
    ],
)
def test_inconsistency_of_the_input_is_held_to_the_limit_of_its_size(
    n, both, middle, cr, acceptable
):
    options = tuple("BW") + tuple(f"o{place}" for place in range(n - 2))
    to, from_ = {"B": 1, "W": both}, {"B": both, "W": 1}
    for code, (above, below) in zip(options[2:], middle, strict=True):
        to[code], from_[code] = above, below
    ballot = {"best": "B", "worst": "W", "best_to_others": to, "others_to_worst": from_}
    (row,) = recount(file({"a": [ballot]}, options))["ballots"]
    assert row["cr_i"] == (None if cr is None else float(cr))
    assert row["acceptable"] is acceptable
    assert ("cr_i_reason" in row, "acceptable_reason" in row) == (cr is None, acceptable is None)


def test_the_limits_are_those_of_the_published_table():
    from smd_workshop.library.methods.bwm.linear import LIMITS

    published = {
        3: [0.1667] * 7,
        4: [0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683],
        5: [0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.296],
        6: [0.133, 0.199, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262],
        7: [0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403],
        8: [0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.362, 0.3657],
        9: [0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.362, 0.3662],
    }
    assert {both: [limit / 10_000 for limit in row] for both, row in LIMITS.items()} == published


def test_a_single_option_weighs_all():
    ballot = {"best": "A", "worst": "A", "best_to_others": {}, "others_to_worst": {}}
    result = recount(file({"a": [ballot]}, ["A"]))
    assert result["options"]["A"]["weight"] == 1
    assert result["ballots"][0]["weights"] == {"A": 1}


GOOD = {
    "best": "A",
    "worst": "B",
    "best_to_others": {"A": 1, "B": 4, "C": 2},
    "others_to_worst": {"A": 4, "B": 1, "C": 2},
}


@each_case(
    ("change", "why"),
    [
        ({"best": "Z"}, 'best: there is no option "Z"'),
        ({"best": ["A"]}, "best: there is no option a list"),
        ({"worst": "A"}, 'worst: "A" is already the best'),
        ({"best_to_others": [1]}, "best_to_others: a list is not an object"),
        ({"best_to_others": {"B": 4}}, "best_to_others.C: missing"),
        ({"best_to_others": {"B": 4, "C": 2, "D": 2}}, "best_to_others.D: there is no such option"),
        ({"best_to_others": {"B": 4, "C": 0}}, "best_to_others.C: 0 is not between 1 and 9"),
        ({"best_to_others": {"B": 4, "C": 10}}, "best_to_others.C: 10 is not between 1 and 9"),
        (
            {"best_to_others": {"B": 4, "C": 2.5}},
            "best_to_others.C: 2.5 is not a whole number between 1 and 9",
        ),
        (
            {"best_to_others": {"B": 4, "C": "1/3"}},
            'best_to_others.C: "1/3" is not a whole number between 1 and 9',
        ),
        (
            {"best_to_others": {"B": 4, "C": True}},
            "best_to_others.C: true is not a whole number between 1 and 9",
        ),
        ({"best_to_others": {"A": 2, "B": 4, "C": 2}}, "best_to_others.A: an option against itself is 1"),
        (
            {"others_to_worst": {"A": 5, "C": 2}},
            "others_to_worst.A: 5 is not 4, which best_to_others says of the same two",
        ),
        ({"more": 1}, "more: unknown key"),
    ],
)  # fmt: skip
def test_what_is_no_ballot_is_refused_with_its_place(change, why):
    document = file({"a": [GOOD | change]}, "ABC")
    with pytest.raises(FormatError) as refused:
        recount(document)
    assert str(refused.value) == f"ballots[0].answer.{why}"


@each_case("key", list(GOOD))
def test_a_ballot_without_one_of_its_parts_is_refused(key):
    document = file({"a": [{k: v for k, v in GOOD.items() if k != key}]}, "ABC")
    with pytest.raises(FormatError, match=rf"ballots\[0\]\.answer\.{key}: missing"):
        recount(document)


def test_what_is_known_of_an_option_against_itself_may_be_left_out():
    short = GOOD | {"best_to_others": {"B": 4, "C": 2.0}, "others_to_worst": {"C": 2}}
    one, two = (recount(file({"a": [answer]}, "ABC")) for answer in (GOOD, short))
    assert one["ballots"] == two["ballots"]
    assert one["options"] == two["options"]


def test_where_a_sector_is_hidden_the_order_stays_and_no_figure_of_a_ballot_or_of_all():
    options = CODES[:4]
    room = {"a": 2, "b": 6, "c": 7}
    ballots = {
        code: [drawn(options, 10 * many + n) for n in range(many)] for code, many in room.items()
    }
    result = recount(file(ballots, options))
    assert len(result["ballots"]) == 15
    shown = redact(METHOD.disclosing, result, plan(room))
    assert shown["ballots"] == []
    assert shown["order"] == result["order"]
    assert shown["without"] == {}
    assert set(shown["consistency"].values()) == {None, "suppressed"}
    for code, row in shown["options"].items():
        assert [row[key] for key in ("n", "weight", "pooled_weight", "interval")] == [None] * 4
        assert row["sectors"]["a"]["weight"] is None
        assert row["sectors"]["c"] == result["options"][code]["sectors"]["c"]


def test_it_says_what_weighs_most_and_how_sure_that_is():
    heavy = {
        "best": "A", "worst": "B", "best_to_others": {"A": 1, "B": 9, "C": 3}, "others_to_worst": {"A": 9, "B": 1, "C": 3},
    }  # fmt: skip
    odd = heavy | {
        "best_to_others": {"A": 1, "B": 9, "C": 9},
        "others_to_worst": {"A": 9, "B": 1, "C": 9},
    }
    other = {
        "best": "C", "worst": "A", "best_to_others": {"A": 9, "B": 9, "C": 1}, "others_to_worst": {"A": 1, "B": 1, "C": 9},
    }  # fmt: skip
    found = find(
        METHOD.finding, Shown({"": recount(file({"a": [heavy] * 9 + [odd], "b": [other]}, "ABC"))})
    )
    assert found.headline[0].values["options"].codes == ("C",)
    told = [sentence.message for sentence in found.sure]
    assert (
        "With other people of the same sectors %(other)s could come before %(one)s: their margins touch."
        in told
    )
    assert [s.values["sectors"].codes for s in found.sure[-3:-1]] == [("b",), ("a",)]
    assert "another would come first" in found.sure[-3].message
    assert found.sure[-1].values["num"] == 1
    assert next(iter(found.grid.rows)).code == "C"


def test_a_room_is_asked_about_two_to_twenty_options_and_a_file_about_any():
    METHOD.check({}, CODES)
    for options in (CODES[:1], [f"o{n}" for n in range(21)]):
        with pytest.raises(InvalidSetting):
            METHOD.check({}, options)
    many = [f"o{n}" for n in range(40)]
    assert len(recount(file({"a": [drawn(many, 1)]}, many))["order"]) > 5


def test_two_rounds_are_not_compared():
    with pytest.raises(FormatError):
        stability(*[read_round(file({"a": [GOOD]}, "ABC"))] * 2)


def test_beyond_a_hundred_different_ballots_of_a_sector_bounds_are_nearly_the_same():
    """There they come from the normal distribution: one ballot more must not move them visibly."""
    options, kind, chance = CODES[:5], BestWorst(), Random(3)
    answers = [kind.draw(Question(kind, options), chance) for _ in range(130)]
    one, more = (recount(file({"a": answers[:many]}, options))["options"] for many in (100, 130))
    for code in options:
        for end in (0, 1):
            assert one[code]["interval"][end] == pytest.approx(
                more[code]["interval"][end], abs=0.02
            )
        assert more[code]["interval"][0] < more[code]["weight"] < more[code]["interval"][1]


SKEWED = {"few weigh much": (0.4, 3), "around a quarter": (3, 9), "nearly nothing": (0.2, 8)}


def held(shape, rooms, sizes=(150, 130, 160), seed=3):
    """How often the interval holds the true mean of sectors of more different weights than bounds are computed of exactly."""
    chance = np.random.RandomState(seed)
    found = 0
    for _ in range(rooms):
        rows = []
        for size in sizes:
            parts = (1e6 * chance.beta(*shape, size)).round().astype(int).tolist()
            solved = [(Vector((part,), 10**6), 1) for part in parts]
            rows.append((1.0, _bounds(solved, 0, bounded.bounds)))
        low, high = bounded.balanced(rows, 0, 1)
        found += low <= shape[0] / sum(shape) <= high
    return found / rooms


@pytest.mark.parametrize("shape", SKEWED.values(), ids=[*SKEWED])
def test_of_many_different_weights_the_normal_bounds_hold_the_truth(shape):
    """At least 92 of 100, as of every interval: a few rooms on each change, many with make test-deep."""
    rooms = cases(60, 2000)
    assert held(shape, rooms) >= 0.92 - 3 * (0.92 * 0.08 / rooms) ** 0.5 * (rooms < 1000)
