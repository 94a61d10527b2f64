"""A sector that decides alone, and a decision that only one way of weighing gives, must be named by anybody alike."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from seeded_files import seeded

from smd_workshop.library.methods import METHODS
from smd_workshop.library.profile import Profile, SectorInfo
from smd_workshop.library.recount.tally import influence_of, profile_of
from smd_workshop.library.sectors.balance import weighed
from smd_workshop.library.sectors.influence import (
    ALONE,
    MOST_SECTORS,
    NOTHING,
    PARTS,
    TOO_MANY,
    influence,
    lattice,
    parts_of,
    shapley,
)

DECIDING = [method for method in METHODS.values() if method.decider]


def by_all_orders(players, worth):
    """Shapley's value as it is defined: what each adds when it joins, over every order of joining."""
    added = dict.fromkeys(players, Fraction(0))
    orders = [*permutations(players)]
    for order in orders:
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            added[player] += worth(before | {player}) - worth(before)
    return {player: value / len(orders) for player, value in added.items()}


@given(st.integers(1, 5), st.randoms(use_true_random=False))
def test_shares_of_a_decision_are_those_over_every_order_of_joining(many, chance):
    players = tuple("abcde"[:many])
    worths = {}
    worth = lambda some: worths.setdefault(some, Fraction(chance.randint(0, 9), 9))
    found = shapley(players, worth)
    assert found == by_all_orders(players, worth)
    assert sum(found.values()) == worth(frozenset(players)) - worth(frozenset())


@each_case("many", range(2, MOST_SECTORS + 1))
def test_weights_are_tried_without_favour(many):
    """Each sector gets each weight as often as any other, and none is left without."""
    ways = [*lattice(many, PARTS[many])]
    assert 50 <= len(ways) == len(set(ways)) <= 130
    assert all(sum(way) == PARTS[many] and min(way) > 0 for way in ways)
    columns = [sorted(column) for column in zip(*ways, strict=True)]
    assert all(column == columns[0] for column in columns)


def profile(counts, **weights):
    sectors = [SectorInfo(code, 9, Fraction(weights.get(code, 1))) for code in counts]
    ballots = [(code, answer, many) for code, own in counts.items() for answer, many in own.items()]
    return Profile.of(sectors, [], ballots)


def test_a_decision_is_followed_through_every_set_and_every_weighing():
    """Two sectors say yes, one no; what has more of the weight is the outcome, and half is not more."""

    def decide(own):
        if not own.cells:
            return None
        rows = ((s.weight, Fraction(own.of_sector(s.code)[0].answer == "yes")) for s in own.sectors)
        return "yes" if weighed(rows) > Fraction(1, 2) else "no"

    three = profile({"a": {"yes": 1}, "b": {"yes": 1}, "c": {"no": 1}})
    found = influence(three, decide)
    # a: alone +1, after b +0, after c +0, after c and b +1 (and b likewise); c: alone 0, takes from one of them
    worth = lambda some: Fraction(some != frozenset() and 2 * len(some & {"a", "b"}) > len(some))
    expected = by_all_orders(("a", "b", "c"), worth)
    assert {code: Fraction(each["exact"]) for code, each in found["shapley"].items()} == expected
    half = PARTS[3] / 2
    same = sum(a + b > half for a, b, _ in lattice(3, PARTS[3]))
    assert found["weighings"] == {"ways": 78, "same": same, "options": {}}


def test_three_options_each_the_first_of_one_of_three_sectors_are_first_equally_often():
    """The closed form of SMAA for three alternatives, each the best of one criterion: a third for each."""

    def decide(own):
        weights = {sector.code: sector.weight for sector in own.sectors}
        return {code: weights.get(code) == max(weights.values()) for code in "abc"}

    first = dict.fromkeys("abc", 0)
    for way in lattice(3, PARTS[3]):
        for code, weight in zip("abc", way, strict=True):
            first[code] += Fraction(weight == max(way), way.count(max(way)))
    assert set(first.values()) == {Fraction(78, 3)}
    own = profile({code: {code: 1} for code in "abc"})
    assert len({*influence(own, decide)["weighings"]["options"].values()}) == 1


@each_case("method", DECIDING, ids=lambda m: m.id)
def test_what_is_tried_is_what_a_round_with_those_sectors_and_weights_decides(method):
    """What is prepared once for all tries must give what a count from the beginning gives."""
    tried = 0
    for seed in range(cases(8, 60)):
        document = json.loads(json.dumps(seeded(method, seed)))
        _, filled, whole = profile_of(document)
        decide = method.decider(whole, filled)
        answered = [code for code, many in whole.voted().items() if many]
        for left_out in (None, *answered[:2]):
            rest = whole if left_out is None else whole.without(left_out)
            infos = tuple(
                replace(s, weight=Fraction(1 + (seed + place) % 4, 3))
                for place, s in enumerate(rest.sectors)
            )
            for other in (rest, replace(rest, sectors=infos)):
                if other.size:
                    tried += 1
                    assert decide(other) == method.decider(other, filled)(other)
    assert tried > 10


@pytest.mark.parametrize("method", DECIDING, ids=lambda m: m.id)
@settings(max_examples=cases(4, 60), deadline=None)
@given(seed=st.integers(0, 60))
def test_what_sectors_add_is_the_whole_decision_and_no_way_is_counted_twice(method, seed):
    reading = profile_of(json.loads(json.dumps(seeded(method, seed))))
    found = influence_of(reading)
    answered = [code for code, many in reading[2].voted().items() if many]
    if found["shapley"] is None:
        assert found["weighings"] is None and found["reason"] in {ALONE, NOTHING, TOO_MANY}
        return
    assert list(found["shapley"]) == answered
    assert sum(Fraction(each["exact"]) for each in found["shapley"].values()) == 1
    weighings = found["weighings"]
    assert 0 <= weighings["same"] <= weighings["ways"]
    assert all(
        weighings["same"] <= ways <= weighings["ways"] for ways in weighings["options"].values()
    )


def test_where_it_is_not_defined_the_reason_stands_beside_it():
    many = profile({f"s{n}": {"yes": 1} for n in range(MOST_SECTORS + 1)})
    one = profile({"a": {"yes": 1}, "b": {}})
    two = profile({"a": {"yes": 1}, "b": {"no": 1}})
    for own, decided, reason in ((many, "x", TOO_MANY), (one, "x", ALONE), (two, [], NOTHING)):
        found = influence(own, lambda _rest, decided=decided: decided)
        assert found == {"shapley": None, "weighings": None, "reason": reason}


def test_the_parts_of_a_decision_are_its_options():
    assert parts_of("adopted") == {"": "adopted"}
    assert parts_of(["b", "a"]) == parts_of(("a", "b")) == {"a": True, "b": True}
    assert parts_of([["a"], ["b", "c"], ["d"]]) == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert parts_of({"a": "in", "b": None}) == {"a": "in"}
