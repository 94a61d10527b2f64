"""What a facilitator is asked to look at: ballots that are alike beyond chance, one sector that is most of the people."""

from random import Random

import pytest

from smd_workshop.library.capture import flags
from smd_workshop.library.tally import profile_of

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


def test_who_answers_by_themselves_is_not_pointed_out():
    found = flags(rated(a=by_themselves(12, 1), b=by_themselves(10, 2), c=by_themselves(9, 3)))
    assert (found["alike"], found["large"], found["people"]) == ([], [], 31)


def test_ballots_that_were_copied_are_pointed_out_also_where_one_mark_differs():
    own = by_themselves(9)
    copied = [own[0], own[0] | {"F3": 10 - own[0]["F3"]}, own[0]]
    row = flags(rated(a=[*own, *copied], b=by_themselves(8, 2)))["alike"][0]
    assert (row["sector"], row["people"], row["pairs"], row["of"]) == ("a", 12, 6, 66)
    assert row["chance"] < 0.01


def test_agreement_of_all_is_no_suspicion():
    assert flags(rated(a=[dict.fromkeys(OPTIONS, 9)] * 8, b=by_themselves(8)))["alike"] == []


def test_few_people_are_not_compared():
    assert flags(rated(a=[by_themselves(1)[0]] * 2 + by_themselves(1, 5)))["alike"] == []


@pytest.mark.parametrize(("many", "large"), [(8, []), (9, [{"sector": "a", "share": 9 / 21}])])
def test_a_sector_is_large_above_two_fifths(many, large):
    found = flags(rated(a=by_themselves(many), b=by_themselves(6, 2), c=by_themselves(6, 3)))
    assert found["large"] == large


def test_of_two_sectors_one_is_always_large_and_nothing_is_said():
    assert flags(rated(a=by_themselves(9), b=by_themselves(4)))["large"] == []


def test_nobody_has_nothing_to_look_at():
    assert flags(rated(a=[], b=[])) == {"people": 0, "effective": None, "large": [], "alike": []}


@pytest.mark.parametrize(
    ("method", "answers", "settings"),
    [
        ("approval", [["A", "C", "E"]] * 4 + [["A"], ["B", "D"], ["F"], ["B", "C", "F"]], {"k": 2}),
        ("ranking", [[["C"], ["A", "F"], ["B"]]] * 4
         + [[["A"]], [["F"], ["B"]], [["D"], ["E"], ["A"]], [["E"], ["C"]]], {}),
        ("ratify", ["yes"] * 6 + ["no"] * 2, {}),
    ],
)  # fmt: skip
def test_every_kind_of_ballot_is_compared_by_what_it_says_of_each_option(method, answers, settings):
    document = {
        "format": "smd-tally/1",
        "method": method,
        "settings": settings,
        "sectors": [{"code": "a"}],
        "options": [] if method == "ratify" else list("ABCDEF"),
        "ballots": [{"sector": "a", "answer": answer} for answer in answers],
    }
    found = flags(profile_of(document)[2])["alike"]
    # One question alone has no pattern that could be copied.
    assert [row["pairs"] for row in found] == ([] if method == "ratify" else [6])
