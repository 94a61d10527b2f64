"""Results stored under version 1 of the choice by equal shares are recounted as they were counted."""

import hashlib
from fractions import Fraction
from random import Random

from choices import profile

from smd_workshop.library.methods.approval.count import shares as shares_module
from smd_workshop.library.methods.approval.version_1 import compute
from smd_workshop.library.recount.tally import canonical_json

# What the code of version 1 gave for the same rounds before there was a version 2.
DIGEST = "664bd23b4adc345602f5e3db1334dd7cab6c10754a639e26c0cdfb1eba3063d0"


def rounds(seed):
    """Only random() is promised to stay the same from one Python to the next."""
    chance = Random(seed).random

    def whole(low, high):
        return low + int(chance() * (high - low + 1))

    options = [f"O{n:02}" for n in range(whole(1, 10))]
    eager = chance()
    pool = [[code for code in options if chance() < eager] for _ in range(whole(1, 6))]
    pool += [[code] for code in options[: whole(0, 3)]]
    sectors = ["com", "emp", "est", "oscs", "uni"][: whole(1, 5)]
    ballots = [
        (sector, pool[whole(0, len(pool) - 1)]) for sector in sectors for _ in range(whole(0, 4))
    ]
    settings = {"k": min(len(options), whole(1, 4)), "seed": whole(0, 99)}
    return profile(ballots, options, dict.fromkeys(sectors, 1)), settings


def test_two_hundred_rounds_come_out_as_version_1_counted_them(monkeypatch):
    for from_approvals in (0, 10**9):
        monkeypatch.setattr(shares_module, "WORTH_SIFTING", from_approvals)
        digest = hashlib.sha256()
        for seed in range(200):
            digest.update(canonical_json(compute(*rounds(seed))).encode())
        assert digest.hexdigest() == DIGEST


def test_version_1_knows_no_weights_and_draws_from_codes_in_a_row():
    ballots = [("A", "ab"), ("B", "ab")]
    wanted = {"k": 1, "seed": 2022}
    result = compute(profile(ballots), wanted)
    assert result["ladder"] == "draw"
    assert result["winners"] == [
        min("ab", key=lambda code: hashlib.sha256(f"2022:{code}".encode()).hexdigest())
    ]
    heavy = {"A": Fraction(60), "B": Fraction(40), "C": Fraction(1)}
    assert compute(profile(ballots, weights=heavy), wanted) == result


def test_version_1_chose_even_where_nobody_marked_anything():
    result = compute(profile([], ["a", "b", "c"]), {"k": 2, "seed": 2022})
    assert len(result["tied_sets"]) == 3
    assert len(result["winners"]) == 2
    alone = compute(profile([("A", "a")]), {"k": 1, "seed": 2022})
    assert alone["without"] == {"A": None, "B": ["a"], "C": ["a"]}
