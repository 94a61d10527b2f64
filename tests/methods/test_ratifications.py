"""A ratification is adopted by the rule and by nothing less: every condition at its edge, in every small room."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from each_case import each_case

from smd_workshop.library.chances import chances_of
from smd_workshop.library.method import fill
from smd_workshop.library.methods import METHODS
from smd_workshop.library.methods.ratify.compute import ANSWERS, Rule, Vote
from smd_workshop.library.profile import Profile, SectorInfo
from smd_workshop.library.recount.tally import recount

SEATS = {"a": 2, "b": 3}
WEIGHTS = {"a": Fraction(2), "b": Fraction(1)}
RULES = [
    Rule(Fraction(quorum), Fraction(overall), Fraction(floor))
    for quorum, overall, floor in product(("0", "1/2"), ("1/2", "2/3"), ("0", "2/5", "3/5"))
]


def answered(seats):
    """All that a sector can answer: (yes, no, abstain)."""
    return [each for each in product(range(seats + 1), repeat=3) if sum(each) <= seats]


def by_hand(room, rule):
    """The outcome, written down anew."""
    if any(sum(room[s]) <= SEATS[s] * rule.quorum_more_than for s in SEATS):
        return "no quorum"
    said = [(WEIGHTS[s], Fraction(yes, yes + no)) for s, (yes, no, _) in room.items() if yes + no]
    overall = sum(w * part for w, part in said) / sum(w for w, _ in said) if said else None
    floor = rule.yes_of_eligible_at_least * sum(SEATS.values())
    if overall is None or overall < rule.overall_at_least:
        return "rejected"
    if sum(yes for yes, _, _ in room.values()) < floor:
        return "rejected"
    return "adopted" if all(yes > no for yes, no, _ in room.values()) else "contested"


@each_case("rule", RULES, ids=str)
def test_every_small_room_ends_as_by_hand(rule):
    sectors = [SectorInfo(code, many, WEIGHTS[code]) for code, many in SEATS.items()]
    seen = set()
    for given in product(*map(answered, SEATS.values())):
        room = dict(zip(SEATS, given, strict=True))
        ballots = [(s, a, n) for s, own in room.items() for a, n in zip(ANSWERS, own, strict=True)]
        found = Vote.of(Profile.of(sectors, [], ballots), rule).outcome
        assert found == by_hand(room, rule), room
        seen.add(found)
    assert seen == {"no quorum", "rejected", "contested", "adopted"}


@pytest.mark.parametrize(("yes", "outcome"), [(5, "adopted"), (4, "rejected")])
def test_a_floor_of_yes_is_met_by_exactly_its_share_of_all_seats(yes, outcome):
    """9 of 12 seats are three quarters, 8 are less."""
    result = recount(
        {
            "format": "smd-tally/1",
            "method": "ratify",
            "settings": {"yes_of_eligible_at_least": "3/4"},
            "sectors": [{"code": code, "eligible": 6} for code in "ab"],
            "ballots": [
                {"sector": "a", "answer": "yes", "count": 4},
                {"sector": "b", "answer": "yes", "count": yes},
            ],
        }
    )
    assert result["outcome"] == outcome
    assert bool(result["why"]) is (outcome == "rejected")


ROOM = {"a": ((4, 2, 2), 8, 2.0), "b": ((5, 1, 1), 9, 1.0), "c": ((3, 1, 0), 5, 1.0)}


def ends(draw, many=200_000):
    """How often the room ends each way, drawn anew: of each sector its ballots and one that says yes or no."""
    favour, seats_for, all_for = 0.0, 0.0, np.full(many, fill_value=True)
    for said, _, weight in ROOM.values():
        yes, no, abstain = draw.standard_gamma(said, (many, 3)).T
        end, coin = draw.standard_gamma(0.5, many), draw.random_sample(many) < 0.5
        yes, no = yes + end * coin, no + end * ~coin
        favour = favour + weight * yes / (yes + no)
        seats_for = seats_for + sum(said) * yes / (yes + no + abstain)
        all_for &= yes > no
    weights = sum(weight for _, _, weight in ROOM.values())
    seats = sum(seats for _, seats, _ in ROOM.values())
    enough = (favour / weights >= 2 / 3) & (seats_for / seats >= 0.5)
    return {
        "adopted": (enough & all_for).mean(),
        "contested": (enough & ~all_for).mean(),
        "rejected": (~enough).mean(),
        "no quorum": 0,
    }


def test_how_often_it_would_end_the_same_agrees_with_another_draw_by_hand():
    """A quarter of the weight, a floor of half the seats, abstentions, and a sector that cannot vote."""
    method = METHODS["ratify"]
    profile = Profile.of(
        [SectorInfo(code, seats, Fraction(weight)) for code, (_, seats, weight) in ROOM.items()]
        + [SectorInfo("none", 0)],
        [],
        [(s, a, n) for s, (own, _, _) in ROOM.items() for a, n in zip(ANSWERS, own, strict=True)],
    )
    settings = fill(method, {"yes_of_eligible_at_least": "1/2"}, [])
    told = chances_of(method.chances, profile, settings, "0")
    assert told["p_outcome"] == pytest.approx(ends(np.random.RandomState(5)), abs=0.04)
    assert min(told["p_outcome"][name] for name in ("adopted", "contested", "rejected")) > 0.02


def test_a_floor_that_is_met_exactly_is_met_in_repetitions_too():
    """Five of ten seats, all in favour, and a floor of one half: where nobody would say no it is adopted again."""
    method = METHODS["ratify"]
    profile = Profile.of([SectorInfo("a", 10)], [], [("a", "yes", 5)])
    settings = fill(method, {"yes_of_eligible_at_least": "1/2", "quorum_more_than": "1/4"}, [])
    told = chances_of(method.chances, profile, settings, "0")
    assert told["p_outcome"]["adopted"] > 0.2
