"""The choice of objectives: a sector's purse, ties and the ladder, against a slow and plain second writing."""

import hashlib
from fractions import Fraction
from itertools import combinations
from math import lcm

import pytest
from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.methods.approval import pav as pav_module
from smd_workshop.library.methods.approval import shares as shares_module
from smd_workshop.library.methods.approval.electorate import Support
from smd_workshop.library.methods.approval.ladder import decide
from smd_workshop.library.tally import recount

OPTIONS = ["a", "b", "c", "d", "e"]


@st.composite
def elections(draw):
    sectors = {
        "A": draw(st.integers(1, 4)),
        "B": draw(st.integers(1, 3)),
        "C": draw(st.integers(0, 3)),
    }
    approvals = st.lists(st.sampled_from(OPTIONS), unique=True).map(sorted)
    ballots = [(sector, draw(approvals)) for sector, n in sectors.items() for _ in range(n)]
    return draw(st.integers(1, 4)), ballots


def document(k, ballots, options=OPTIONS):
    sectors = sorted({sector for sector, _ in ballots} | {"A", "B", "C"})
    return {
        "format": "smd-tally/1",
        "method": "approval",
        "settings": {"k": k},
        "sectors": [{"code": code} for code in sectors],
        "options": list(options),
        "ballots": [{"sector": sector, "answer": list(answer)} for sector, answer in ballots],
    }


def replicated(ballots):
    sizes = {}
    for sector, _ in ballots:
        sizes[sector] = sizes.get(sector, 0) + 1
    common = lcm(*sizes.values())
    return [answer for sector, answer in ballots for _ in range(common // sizes[sector])]


def price(voters, budget, option):
    payers = sorted(budget[n] for n, answer in enumerate(voters) if option in answer)
    left = Fraction(1)
    for place, money in enumerate(payers):
        if money * (len(payers) - place) >= left:
            return left / (len(payers) - place)
        left -= money
    return None


def equal_shares_by_hand(voters, k):  # noqa: C901 - the rule in one piece, to be read beside the book
    """Every tied set, voter by voter with fractions, no merging of anything."""
    finals = set()

    def buy(chosen, budget):
        if len(chosen) == k:
            finals.add(frozenset(chosen))
            return
        prices = {o: price(voters, budget, o) for o in OPTIONS if o not in chosen}
        prices = {o: p for o, p in prices.items() if p is not None}
        if not prices:
            complete(chosen, [-money for money in budget])
            return
        for option in (o for o in prices if prices[o] == min(prices.values())):
            buy(
                [*chosen, option],
                [
                    m - min(m, prices[option]) if option in v else m
                    for m, v in zip(budget, voters, strict=True)
                ],
            )

    def complete(chosen, loads):
        if len(chosen) == k:
            finals.add(frozenset(chosen))
            return
        costs = {}
        for option in (o for o in OPTIONS if o not in chosen):
            bearers = [load for load, v in zip(loads, voters, strict=True) if option in v]
            if bearers:
                costs[option] = (1 + sum(bearers)) / Fraction(len(bearers))
        if not costs:
            rest = [o for o in OPTIONS if o not in chosen]
            finals.update(
                frozenset([*chosen, *more]) for more in combinations(rest, k - len(chosen))
            )
            return
        for option in (o for o in costs if costs[o] == min(costs.values())):
            complete(
                [*chosen, option],
                [costs[option] if option in v else m for m, v in zip(loads, voters, strict=True)],
            )

    buy([], [Fraction(k, len(voters))] * len(voters))
    return sorted(sorted(chosen) for chosen in finals)


def pav_by_hand(voters, k):
    scores = {
        chosen: sum(
            (Fraction(1, n) for v in voters for n in range(1, len(set(v) & set(chosen)) + 1)),
            Fraction(0),
        )
        for chosen in combinations(OPTIONS, k)
    }
    best = max(scores.values())
    return [list(chosen) for chosen, score in scores.items() if score == best], best


@settings(max_examples=cases(40, 1500), deadline=None)
@given(elections())
def test_the_fast_count_equals_a_plain_one(election):
    k, ballots = election
    voters = replicated(ballots)
    result = recount(document(k, ballots))
    assert result["tied_sets"] == equal_shares_by_hand(voters, k)
    tied, score = pav_by_hand(voters, k)
    assert result["second_opinion"] == {
        "rule": "pav",
        "tied_sets": tied,
        "score": {"exact": str(score), "float": float(score)},
    }


@settings(max_examples=cases(30, 1000), deadline=None)
@given(elections())
def test_no_sector_pays_more_than_its_purse_and_every_bought_option_is_paid(election):
    k, ballots = election
    result = recount(document(k, ballots))
    answered = {sector for sector, _ in ballots}
    spent = dict.fromkeys("ABC", Fraction(0))
    for code, paid in result["payments"].items():
        assert code in result["winners"]
        assert sum(Fraction(amount["exact"]) for amount in paid.values()) == 1
        for sector, amount in paid.items():
            spent[sector] += Fraction(amount["exact"])
    assert all(
        spent[sector] <= (Fraction(k, len(answered)) if sector in answered else 0)
        for sector in spent
    )
    for code, loads in result["completion"].items():
        assert code not in result["payments"]
        assert sum(Fraction(amount["exact"]) for amount in loads.values()) == 1


@settings(max_examples=cases(20, 600), deadline=None)
@given(elections())
def test_winners_are_one_of_the_tied_sets_and_the_ladder_says_when_it_decided(election):
    k, ballots = election
    result = recount(document(k, ballots))
    assert result["winners"] in result["tied_sets"]
    assert (result["ladder"] is None) == (len(result["tied_sets"]) == 1)
    assert set(result["common"]) == set.intersection(*map(set, result["tied_sets"]))


def test_the_payments_of_the_published_example():
    """Lackner and Skowron 2023, example 2.12: c at 1/5 each, then a at up to 13/40, from purses of 3/8."""
    ballots = [*[("A", "cd")] * 3, *[("A", "ab")] * 2, *[("A", "ac")] * 2, ("A", "bd")]
    result = recount(document(3, ballots, "abcd"))
    assert set(result["payments"]) == {"a", "c"}
    assert set(result["completion"]) == {"d"}
    # The same people in sectors of the same size per head: two who approve ac paid 1/5 of c each, then all they had.
    split = [("A", "cd")] * 3 + [("A", "ab")] + [("B", "ab")] + [("B", "ac")] * 2 + [("B", "bd")]
    paid = recount(document(3, split, "abcd"))["payments"]
    assert paid["c"] == {
        "A": {"exact": "3/5", "float": 0.6},
        "B": {"exact": "2/5", "float": 0.4},
        "C": {"exact": "0", "float": 0.0},
    }
    assert paid["a"]["A"]["exact"] == "13/40"
    assert paid["a"]["B"]["exact"] == "27/40"


def test_the_draw_can_be_repeated_by_anyone():
    result = recount(document(1, [("A", "ab"), ("B", "ab")]))
    assert result["tied_sets"] == [["a"], ["b"]]
    assert result["ladder"] == "draw"
    assert result["winners"] == [
        min("ab", key=lambda code: hashlib.sha256(f"2022:{code}".encode()).hexdigest())
    ]


@pytest.mark.parametrize(
    ("step", "ballots", "winner"),
    [
        ("sectors_in_majority", [("A", ""), ("A", "b"), ("B", ""), ("C", "ab"), ("C", "a")], "a"),
        (
            "smallest_sector_support",
            [("A", "ab"), ("A", "b"), ("A", "ab"), ("B", "ab"), ("C", "a"), ("C", ""), ("C", "")],
            "a",
        ),
        ("common_ground", [("A", ""), ("B", "a"), ("C", "b"), ("C", "b")], "b"),
        ("draw", [("A", "b"), ("B", "a"), ("C", "")], "b"),
    ],
)
def test_each_step_of_the_ladder_decides_where_those_before_cannot(step, ballots, winner):
    """All of these are ties of balanced support; a has more sectors in majority, more in its weakest sector, …"""
    result = recount(document(1, ballots))
    assert result["tied_sets"] == [["a"], ["b"]]
    assert (result["ladder"], result["winners"]) == (step, [winner])


def test_support_over_all_people_decides_before_the_draw():
    even = {"a": (Fraction(1, 2),), "b": (Fraction(1, 2),)}
    support = Support(
        even, {"a": Fraction(1, 3), "b": Fraction(2, 3)}, dict.fromkeys("ab", Fraction(1, 4))
    )
    assert decide([("a",), ("b",)], support, 1) == (("b",), "pooled_support")


def test_too_many_ties_are_said_and_the_ladder_still_decides():
    """Twenty options that nobody marked: 125,970 tied sets are no answer for a room that waits."""
    options = [f"O{n:02}" for n in range(20)]
    result = recount(document(8, [("A", []), ("B", [])], options))
    assert result["tied_sets"] is None
    assert "2000" in result["tied_sets_reason"]
    assert result["ladder"] == "stepwise"
    assert len(set(result["winners"])) == 8


def test_many_tied_steps_come_to_an_end():
    options = [f"O{n:02}" for n in range(25)]
    ballots = [("ABC"[n % 3], options[5 * n : 5 * n + 5]) for n in range(5)]
    result = recount(document(8, ballots, options))
    assert result["tied_sets"] is None
    assert len(set(result["winners"])) == 8
    # Every purse of 8/5 or 8/3 and so on buys from its own five before anything else happens.
    assert result["payments"]


def test_a_second_opinion_that_would_take_too_long_is_null_with_its_reason(monkeypatch):
    monkeypatch.setattr(pav_module, "MOST_WORK", 5)
    opinion = recount(document(2, [("A", "abc"), ("B", "cde")]))["second_opinion"]
    assert opinion["tied_sets"] is None
    assert opinion["score"] is None
    assert "sets are too many" in opinion["reason"]


def test_twenty_options_choose_eight_get_an_exact_second_opinion():
    options = [f"O{n:02}" for n in range(20)]
    ballots = [("ABC"[n % 3], [options[(n * m) % 20] for m in range(1, 6)]) for n in range(40)]
    ballots = [(sector, sorted(set(answer))) for sector, answer in ballots]
    assert recount(document(8, ballots, options))["second_opinion"]["tied_sets"]


def test_nobody_else_left_is_no_decision():
    result = recount(document(1, [("A", "a")]))
    assert result["without"] == {"A": None, "B": ["a"], "C": ["a"]}
    assert result["depends_on"] == ["A"]


def test_a_long_count_without_ties_is_no_tie(monkeypatch):
    """Else a big round would be told off for ties it does not have, or stop without a result."""
    monkeypatch.setattr(shares_module, "MOST_WORK", 5)
    result = recount(document(3, [("A", "abc"), ("A", "ab"), ("B", "abc"), ("B", "a")]))
    assert result["tied_sets"] == [["a", "b", "c"]]
    assert result["ladder"] is None


def test_a_long_count_with_ties_ends_step_by_step(monkeypatch):
    monkeypatch.setattr(shares_module, "MOST_WORK", 5)
    result = recount(document(3, [("A", "ab"), ("B", "cd"), ("C", "e")]))
    assert result["tied_sets"] is None
    assert result["ladder"] == "stepwise"
    assert len(set(result["winners"])) == 3


def test_sectors_of_many_different_sizes_still_have_a_result():
    """Their common multiple goes beyond the machine's numbers."""
    sizes = [10**9 - 2 * n - 1 for n in range(45)]
    result = recount(
        {
            "format": "smd-tally/1",
            "method": "approval",
            "settings": {"k": 1},
            "options": ["a", "b"],
            "sectors": [{"code": f"s{n}"} for n in range(45)],
            "ballots": [
                {"sector": f"s{n}", "count": size, "answer": ["a"]} for n, size in enumerate(sizes)
            ],
        }
    )
    assert result["winners"] == ["a"]
    assert result["second_opinion"]["score"] == {"exact": str(45 * lcm(*sizes)), "float": None}
