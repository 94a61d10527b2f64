"""The choice of objectives: a sector's purse, ties and other rules, against a slow and plain second writing."""

from collections import Counter as Tally
from fractions import Fraction
from math import gcd, lcm
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest
from choices import (
    EQUAL,
    OPTIONS,
    chosen,
    elections,
    equal_shares_by_hand,
    most_by_hand,
    pav_by_hand,
    phragmen_by_hand,
    profile,
    shares,
)
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.methods.approval.count import pav as pav_module
from smd_workshop.library.methods.approval.count import shares as shares_module
from smd_workshop.library.methods.approval.count.electorate import Electorate, TooMany
from smd_workshop.library.methods.approval.count.shares import Counter
from smd_workshop.library.methods.approval.count.sieve import Sieve, _Question
from smd_workshop.library.numbers import exact

SIFTED = pytest.mark.parametrize("from_approvals", [0, 10**9], ids=["sifted", "plain"])


@SIFTED
@settings(max_examples=cases(10, 1000), deadline=None)
@given(election=elections())
def test_the_fast_count_equals_a_plain_one(from_approvals, election):
    k, ballots, weights = election
    voters = shares(ballots, weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares_module, "WORTH_SIFTING", from_approvals)
        result = chosen(k, ballots, weights=weights)
    if not any(answer for _, answer in ballots):
        assert result["tied_sets"] == []
        return
    assert result["tied_sets"] == equal_shares_by_hand(voters, k)
    assert result["method_check"]["seqphragmen"] == phragmen_by_hand(voters, k)
    supports = {o: sum(part for part, v in voters if o in v) for o in OPTIONS}
    assert result["method_check"]["av"] == most_by_hand(supports, k)
    marks = {o: sum(o in v for _, v in voters) for o in OPTIONS}
    assert result["plain_av"] == most_by_hand(marks, k)
    tied, score = pav_by_hand(voters, k)
    size = Electorate.of(profile(ballots, weights=weights), k).size
    assert result["second_opinion"] == {
        "rule": "pav",
        "tied_sets": tied,
        "score": exact(score * size),
    }


@settings(max_examples=cases(10, 500), deadline=None)
@given(election=elections())
def test_weights_are_nothing_but_more_voters(election):
    """The same result as one sector in which every voter stands as often as the definition says."""
    k, ballots, weights = election
    parts = [part for part, _ in shares(ballots, weights)]
    smallest = Fraction(lcm(*(p.denominator for p in parts)), gcd(*(p.numerator for p in parts)))
    copies = [
        ("A", answer, int(part * smallest))
        for part, (_, answer) in zip(parts, ballots, strict=True)
    ]
    assert gcd(*(count for *_, count in copies)) == 1
    one, many = chosen(k, copies), chosen(k, ballots, weights=weights)
    for key in ("tied_sets", "common", "second_opinion", "method_check"):
        assert one[key] == many[key]
    assert one["plain_av"] == one["method_check"]["av"]


@settings(max_examples=cases(10, 500), deadline=None)
@given(election=elections())
def test_no_sector_pays_more_than_its_purse_and_every_bought_option_is_paid(election):
    k, ballots, weights = election
    result = chosen(k, ballots, weights=weights)
    answered = {sector for sector, _ in ballots}
    whole = sum(weights[sector] for sector in answered)
    spent = dict.fromkeys("ABC", Fraction(0))
    for code, paid in result["payments"].items():
        assert code in result["winners"]
        assert sum(Fraction(amount["exact"]) for amount in paid.values()) == 1
        for sector, amount in paid.items():
            spent[sector] += Fraction(amount["exact"])
    for sector, sum_ in spent.items():
        assert sum_ <= (k * weights[sector] / whole if sector in answered else 0)
    for code, loads in result["completion"].items():
        assert code not in result["payments"]
        assert sum(Fraction(amount["exact"]) for amount in loads.values()) == 1


@settings(max_examples=cases(10, 500), deadline=None)
@given(election=elections(), sector=st.sampled_from("ABC"))
def test_a_sector_of_twice_as_many_who_think_alike_buys_nothing_more(election, sector):
    k, ballots, weights = election
    doubled = [(s, answer, 2 if s == sector else 1) for s, answer in ballots]
    once, twice = chosen(k, ballots, weights=weights), chosen(k, doubled, weights=weights)
    for key in ("tied_sets", "common", "method_check"):
        assert once[key] == twice[key]
    assert once["second_opinion"]["tied_sets"] == twice["second_opinion"]["tied_sets"]
    for code in OPTIONS:
        supports = [r["options"][code]["support"] for r in (once, twice)]
        assert supports[0]["balanced"] == supports[1]["balanced"]
        assert supports[0]["sectors"] == supports[1]["sectors"]
    if once["winners"] == twice["winners"]:  # the ladder may look at all people
        assert once["payments"] == twice["payments"]


@settings(max_examples=cases(10, 300), deadline=None)
@given(election=elections(), times=st.sampled_from([Fraction(1, 7), Fraction(3, 2), 100]))
def test_weights_of_60_and_40_are_weights_of_3_and_2(election, times):
    """Not a figure changes: payments are parts of options, and the electorate is the smallest that is whole."""
    k, ballots, weights = election
    larger = {sector: weight * times for sector, weight in weights.items()}
    assert chosen(k, ballots, weights=larger) == chosen(k, ballots, weights=weights)


def test_a_heavier_sector_has_the_larger_purse():
    """Two of five places each at equal weights; at 3 : 1 the purse of A buys three, and that of B one."""
    options = ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4"]
    ballots = [("A", options[:4], 5), ("B", options[4:], 3)]
    even = chosen(4, ballots, options)
    heavy = chosen(4, ballots, options, {"A": 3, "B": 1, "C": 1})
    assert {sum(code < "b" for code in found) for found in even["tied_sets"]} == {2}
    assert {sum(code < "b" for code in found) for found in heavy["tied_sets"]} == {3}
    assert heavy["options"]["a1"]["support"]["balanced"] == 0.75
    assert even["options"]["a1"]["support"]["balanced"] == 0.5
    assert heavy["options"]["a1"]["support"]["pooled"] == 0.625


# Lackner and Skowron 2023 (doi 10.1007/978-3-031-09016-5), examples 2.1-2.11, 2.5 and 2.12; the last is from the tests
# of abcvoting 2.19.2, which also gave the numbers that the book does not print.
@each_case(
    ("options", "k", "ballots", "expected"),
    [
        (
            "abcdefgh",
            4,
            {"ab": 3, "ac": 3, "ad": 2, "bcf": 1, "e": 1, "f": 1, "g": 1},
            {
                "av": ["abcd", "abcf"],
                "pav": ["abcf"],
                "score": "83/6",
                "seqphragmen": ["abcd"],
                "equal shares": ["abcd"],
                "bought": "a",
            },
        ),
        (
            "abcd",
            2,
            {"ab": 3, "ad": 6, "b": 4, "c": 5, "cd": 5},
            {
                "av": ["cd"],
                "pav": ["ac"],
                "score": "19",
                "seqphragmen": ["bd"],
                "equal shares": ["bd"],
            },
        ),
        (
            "abcd",
            3,
            {"cd": 3, "ab": 2, "ac": 2, "bd": 1},
            {
                "pav": ["acd"],
                "seqphragmen": ["bcd"],
                "equal shares": ["acd"],
                "bought": "ac",
            },
        ),
        (
            "abcdef",
            4,
            {"aef": 1, "a": 1, "bef": 1, "b": 1, "cef": 1, "c": 1, "def": 1, "d": 1},
            {
                "pav": ["abef", "acef", "adef", "bcef", "bdef", "cdef"],
                "equal shares": ["abef", "acef", "adef", "bcef", "bdef", "cdef"],
                "bought": "ef",
            },
        ),
    ],
    ids=["running example", "PAV is not sequential", "shares are not Phragmén", "six tied"],
)
def test_published_examples(options, k, ballots, expected):
    result = chosen(k, [("A", answer, n) for answer, n in ballots.items()], options)
    found = {
        "av": ["".join(s) for s in result["method_check"]["av"]],
        "pav": ["".join(s) for s in result["second_opinion"]["tied_sets"]],
        "score": result["second_opinion"]["score"]["exact"],
        "seqphragmen": ["".join(s) for s in result["method_check"]["seqphragmen"]],
        "equal shares": ["".join(s) for s in result["tied_sets"]],
        "bought": "".join(sorted(result["payments"])),
    }
    assert {key: found[key] for key in expected} == expected
    assert found["av"] == ["".join(s) for s in result["plain_av"]]


def test_the_payments_of_the_published_example():
    """Lackner and Skowron 2023, example 2.12: c at 1/5 each, then a at up to 13/40, from purses of 3/8."""
    ballots = [*[("A", "cd")] * 3, *[("A", "ab")] * 2, *[("A", "ac")] * 2, ("A", "bd")]
    result = chosen(3, ballots, "abcd")
    assert set(result["payments"]) == {"a", "c"}
    assert set(result["completion"]) == {"d"}
    # The same people in sectors of the same size per head: two who approve ac paid 1/5 of c each, then all they had.
    split = [("A", "cd")] * 3 + [("A", "ab")] + [("B", "ab")] + [("B", "ac")] * 2 + [("B", "bd")]
    paid = chosen(3, split, "abcd")["payments"]
    assert paid["c"] == {
        "A": {"exact": "3/5", "float": 0.6},
        "B": {"exact": "2/5", "float": 0.4},
        "C": {"exact": "0", "float": 0.0},
    }
    assert paid["a"]["A"]["exact"] == "13/40"
    assert paid["a"]["B"]["exact"] == "27/40"


def many(seed, voters=240, options=16, kinds=None):
    """A round of many different ballots; with few `kinds` of ballot, a round of many ties."""
    draw = Random(seed)
    codes = [f"O{n:02}" for n in range(options)]
    some = [draw.sample(codes, draw.randint(1, 6)) for _ in range(kinds or voters)]
    ballots = [
        (draw.choice("AABC"), sorted(draw.choice(some) if kinds else some[n]))
        for n in range(voters)
    ]
    return ballots, codes


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kinds", [None, 8])
def test_sifting_changes_nothing_of_a_large_round(monkeypatch, seed, kinds):
    ballots, codes = many(seed, kinds=kinds)
    weights = {"A": Fraction(3, 2), "B": Fraction(60), "C": Fraction(7, 9)}
    found = []
    for from_approvals in (0, 10**9):
        monkeypatch.setattr(shares_module, "WORTH_SIFTING", from_approvals)
        found.append(chosen(6, ballots, codes, weights))
    assert found[0] == found[1]


def test_options_that_nothing_tells_apart_stay_tied_in_a_large_round(monkeypatch):
    """Twins, marked by exactly the same people: a float that preferred one would decide instead of the ladder."""
    monkeypatch.setattr(shares_module, "WORTH_SIFTING", 0)
    ballots, codes = many(3)
    twin = [
        (sector, [*answer, *("twin" for code in answer if code == "O05")])
        for sector, answer in ballots
    ]
    result = chosen(1, [*twin, *[("C", ["O05", "twin"])] * 60], [*codes, "twin"])
    assert result["tied_sets"] == [["O05"], ["twin"]]


def test_a_difference_beyond_the_digits_of_a_float_decides(monkeypatch):
    """One voter of 10^17 more for b: floats see no difference, and people are counted exactly."""
    monkeypatch.setattr(shares_module, "WORTH_SIFTING", 0)
    half = 10**17
    ballots = [("A", ["a"], half), ("A", ["b"], half + 1), ("A", ["c"], half)]
    assert chosen(1, ballots)["tied_sets"] == [["b"]]


def test_a_purse_that_lacks_less_than_a_float_tells_cannot_pay(monkeypatch):
    """k = 2 of 2·10^17 + 1: whoever is half of them may buy, whoever is one short may not."""
    monkeypatch.setattr(shares_module, "WORTH_SIFTING", 0)
    half = 10**17
    result = chosen(2, [("A", ["a"], half), ("A", ["b"], half + 1)])
    assert set(result["payments"]) == {"b"}
    assert set(result["completion"]) == {"a"}
    equal = chosen(2, [("A", ["a"], half), ("A", ["b"], half)])
    assert set(equal["payments"]) == {"a", "b"}


def test_a_large_round_asks_for_few_exact_prices(monkeypatch):
    """Long numbers made a round of 5,000 wait for most of a minute; the ratio does not depend on the machine."""
    ballots, codes = many(1, voters=600, options=30)
    asked = Tally()
    price, load = Counter._price, Counter._load
    monkeypatch.setattr(Counter, "_price", lambda *a: asked.update(["price"]) or price(*a))
    monkeypatch.setattr(Counter, "_load", lambda *a: asked.update(["load"]) or load(*a))
    Counter(Electorate.of(profile(ballots, codes), 10)).equal_shares()
    assert 10 <= asked.total() <= 25  # all of them would be 255


@settings(max_examples=cases(10, 500), deadline=None)
@given(election=elections())
def test_winners_are_one_of_the_tied_sets_and_the_ladder_says_when_it_decided(election):
    k, ballots, weights = election
    result = chosen(k, [*ballots, ("A", "a")], weights=weights)
    assert result["winners"] in result["tied_sets"]
    assert (result["ladder"] is None) == (len(result["tied_sets"]) == 1)
    assert set(result["common"]) == set.intersection(*map(set, result["tied_sets"]))


def test_too_many_ties_are_said_and_the_ladder_still_decides():
    """Of twenty options one was marked: 50,388 tied sets are no answer for a room that waits."""
    options = [f"O{n:02}" for n in range(20)]
    result = chosen(8, [("A", ["O07"]), ("B", [])], options)
    assert result["tied_sets"] is None
    assert "2000" in result["tied_sets_reason"]
    assert result["ladder"] == "stepwise"
    assert len(set(result["winners"])) == 8
    assert "O07" in result["winners"]
    assert result["plain_av"] is None
    assert "2000" in result["plain_av_reason"]


def test_many_tied_steps_come_to_an_end():
    options = [f"O{n:02}" for n in range(25)]
    ballots = [("ABC"[n % 3], options[5 * n : 5 * n + 5]) for n in range(5)]
    result = chosen(8, ballots, options)
    assert result["tied_sets"] is None
    assert len(set(result["winners"])) == 8
    # Every purse of 8/5 or 8/3 and so on buys from its own five before anything else happens.
    assert result["payments"]


def test_what_is_too_much_to_compare_is_made_step_by_step_and_says_so(monkeypatch):
    monkeypatch.setattr(pav_module, "MOST_WORK", 5)
    opinion = chosen(2, [("A", "abc"), ("B", "cde")])["second_opinion"]
    assert opinion["rule"] == "sequential pav"
    assert opinion["tied_sets"] == [["a", "c"], ["b", "c"], ["c", "d"], ["c", "e"]]
    assert opinion["score"]["exact"] == "5/2"
    assert opinion["reason"] == "10 sets are too many to compare one by one"


OVERLAPPING = [*"abcdef"]


def follow_every_tie(electorate, k):
    """Count step by step a second time in the plainest way: fractions, and every set of every step."""
    if not electorate.approved:
        return
    begun = {frozenset()}
    for _step in range(min(k, len(electorate.approved))):
        reached = {}
        for chosen_ in begun:
            gains = {
                place: pav_module.score(electorate, (*chosen_, place))
                - pav_module.score(electorate, tuple(chosen_))
                for place in set(electorate.approved) - chosen_
            }
            reached |= {
                chosen_ | {place}: True
                for place, gain in gains.items()
                if gain == max(gains.values())
            }
        begun = set(reached)
    sets, highest = pav_module.sequential_pav(electorate)
    assert {frozenset(each) for each in sets} == begun
    assert highest == max(pav_module.score(electorate, tuple(each)) for each in begun)


@given(election=elections())
def test_step_by_step_every_tie_is_followed(election):
    k, ballots, weights = election
    follow_every_tie(Electorate.of(profile(ballots, weights=weights), k), k)


@each_case("seed", range(20))
def test_step_by_step_who_has_one_elected_counts_half_for_the_next(seed):
    """Ballots that overlap by chance: there each step hangs on what was chosen before."""
    chance = Random(seed)
    ballots = [("AB"[n % 2], chance.sample(OVERLAPPING, chance.randint(1, 4))) for n in range(7)]
    follow_every_tie(Electorate.of(profile(ballots, OVERLAPPING), 4), 4)


@pytest.mark.parametrize(("many", "k"), [(22, 11), (26, 8), (26, 13), (60, 20)])
def test_a_round_in_which_all_mark_alike_keeps_nobody_waiting(many, k):
    """A close holds up every vote of the installation until it is counted: one ballot was enough for minutes."""
    options = [f"O{n:02}" for n in range(many)]
    electorate = Electorate.of(profile([("A", options)], options), k)
    with pytest.raises(pav_module.TooManyToCompare):
        pav_module.pav(electorate)
    with pytest.raises(TooMany):
        pav_module.sequential_pav(electorate)


def test_as_many_tied_sets_as_anyone_will_read_are_listed_and_no_more(monkeypatch):
    options = ["a", "b", "c", "d"]
    electorate = Electorate.of(profile([("A", options)], options), 2)
    monkeypatch.setattr(pav_module, "MOST_SETS", 6)
    assert len(pav_module.pav(electorate)[0]) == 6
    monkeypatch.setattr(pav_module, "MOST_SETS", 5)
    with pytest.raises(TooMany):
        pav_module.pav(electorate)


def test_twenty_options_choose_eight_get_an_exact_second_opinion():
    options = [f"O{n:02}" for n in range(20)]
    ballots = [("ABC"[n % 3], [options[(n * m) % 20] for m in range(1, 6)]) for n in range(40)]
    ballots = [(sector, sorted(set(answer))) for sector, answer in ballots]
    assert chosen(8, ballots, options)["second_opinion"]["tied_sets"]


def test_a_long_count_without_ties_is_no_tie(monkeypatch):
    """Else a big round would be told off for ties it does not have, or stop without a result."""
    monkeypatch.setattr(shares_module, "MOST_WORK", 5)
    result = chosen(3, [("A", "abc"), ("A", "ab"), ("B", "abc"), ("B", "a")])
    assert result["tied_sets"] == [["a", "b", "c"]]
    assert result["ladder"] is None


def test_a_long_count_with_ties_ends_step_by_step(monkeypatch):
    monkeypatch.setattr(shares_module, "MOST_WORK", 5)
    result = chosen(3, [("A", "ab"), ("B", "cd"), ("C", "e")])
    assert result["tied_sets"] is None
    assert result["ladder"] == "stepwise"
    assert len(set(result["winners"])) == 3


@SIFTED
def test_sectors_of_many_different_sizes_still_have_a_result(monkeypatch, from_approvals):
    """Their common multiple goes beyond the machine's numbers."""
    monkeypatch.setattr(shares_module, "WORTH_SIFTING", from_approvals)
    sizes = {f"s{n}": 10**9 - 2 * n - 1 for n in range(45)}
    ballots = [(sector, ["a"], size) for sector, size in sizes.items()]
    result = chosen(1, ballots, ["a", "b"], dict.fromkeys(sizes, 1))
    assert result["winners"] == ["a"]
    assert result["second_opinion"]["score"] == {
        "exact": str(45 * lcm(*sizes.values())),
        "float": None,
    }


def test_a_weight_that_no_float_holds_still_counts(monkeypatch):
    monkeypatch.setattr(shares_module, "WORTH_SIFTING", 0)
    weights = EQUAL | {"B": Fraction(1, 10**400)}
    result = chosen(2, [("A", "ab"), ("B", "c"), ("C", "a")], weights=weights)
    assert result["winners"] == ["a", "b"]
    assert result["without"]["A"] == ["a", "c"]


def test_where_the_first_guess_was_too_low_all_that_ask_for_the_same_are_found():
    """The bound is then what one of them asks for, and the others ask for no hair more."""
    sieve = Sieve(2, [1, 1], {0: [0], 1: [1]})
    asked = _Question(
        SimpleNamespace(unit=1),
        reached=lambda bound: np.array([bound, bound]) / (2 / 3),
        guess=lambda left: (left[0], 0.1),
        exact=lambda _place: Fraction(1, 3),
    )
    assert sieve._least([0, 1], asked) == {0: Fraction(1, 3), 1: Fraction(1, 3)}
