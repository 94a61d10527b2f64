"""What a facilitator is asked to look at: one sector that is most of the people."""

from random import Random

import pytest

from smd_workshop.library.recount.tally import profile_of
from smd_workshop.library.sectors.capture import flags

OPTIONS = [f"F{place}" for place in range(12)]


def rated(**sectors):
    """`sectors` are the answers of each."""
    return profile_of(
        {
            "format": "smd-tally/1",
            "method": "rating",
            "sectors": [{"code": code} for code in sectors],
            "options": OPTIONS,
            "ballots": [{"sector": s, "answer": a} for s, own in sectors.items() for a in own],
        }
    )[2]


def by_themselves(many, seed=1):
    chance = Random(seed)
    return [{code: chance.randint(1, 9) for code in OPTIONS} for _ in range(many)]


@pytest.mark.parametrize(("many", "large"), [(8, []), (9, [{"sector": "a", "share": 9 / 21}])])
def test_a_sector_is_large_above_two_fifths(many, large):
    found = flags(rated(a=by_themselves(many), b=by_themselves(6, 2), c=by_themselves(6, 3)))
    assert found["large"] == large


def test_of_two_sectors_one_is_always_large_and_nothing_is_said():
    assert flags(rated(a=by_themselves(9), b=by_themselves(4)))["large"] == []


def test_nobody_has_nothing_to_look_at():
    assert flags(rated(a=[], b=[])) == {"people": 0, "effective": None, "large": []}


def test_equal_ballots_accuse_nobody():
    """Of two options there are few orders: twelve honest people must say the same as others."""
    found = flags(rated(a=by_themselves(1) * 6, b=by_themselves(6, 2), c=by_themselves(6, 3)))
    assert found.keys() == {"people", "effective", "large"}
