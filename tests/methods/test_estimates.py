"""Estimates: the balanced median beside a second way to find it, and what is told, shown and compared of it."""

from fractions import Fraction
from math import lcm
from random import Random
from statistics import median as median_of

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.disclosure import plan, redact
from smd_workshop.library.facets import Simulated
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.method import asked_by
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.stability import read_round, stability
from smd_workshop.library.recount.tally import recount
from smd_workshop.library.schemas import FormatError

METHOD = METHODS["estimate"]


def file(numbers, weights=None, eligible=None, options=("I",)):
    """`numbers` are sector → what its people wrote, a number for the only option or None for nothing."""
    sectors = [
        {"code": code}
        | ({"weight": str(weights[code])} if weights else {})
        | ({"eligible": eligible[code]} if eligible else {})
        for code in numbers
    ]
    return {
        "format": "smd-tally/1",
        "method": "estimate",
        "sectors": sectors,
        "options": list(options),
        "ballots": [
            {
                "sector": code,
                "seat": f"{place}",
                "answer": {} if given_ is None else {options[0]: given_},
            }
            for code, own in numbers.items()
            for place, given_ in enumerate(own)
        ],
    }


NUMBERS = st.one_of(st.integers(-9, 30), st.sampled_from([0.1, 0.2, 0.3, 2.5, 10**15]))
SECTORS = st.dictionaries(
    st.sampled_from("abcd"), st.lists(st.one_of(st.none(), NUMBERS), max_size=6), min_size=1
)
WEIGHTS = st.fixed_dictionaries(
    dict.fromkeys("abcd", st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2, 3), Fraction(5)]))
)  # fmt: skip


def by_replication(numbers, weights):
    """Every voter as often as makes all sectors weigh what they should; then the plain median."""
    given_ = {
        code: [Fraction(str(number)) for number in own if number is not None]
        for code, own in numbers.items()
    }
    given_ = {code: own for code, own in given_.items() if own}
    parts = {code: weights[code] / len(own) for code, own in given_.items()}
    whole = lcm(*(part.denominator for part in parts.values())) if parts else 1
    voters = [
        number
        for code, own in given_.items()
        for number in own
        for _ in range(int(parts[code] * whole))
    ]
    return median_of(voters) if voters else None


@settings(max_examples=cases(26, 3000), deadline=None)
@given(SECTORS, WEIGHTS)
def test_the_balanced_median_is_the_median_of_voters_replicated_until_sectors_weigh_alike(
    numbers, weights
):
    row = recount(file(numbers, weights))["options"]["I"]
    expected = by_replication(numbers, weights)
    assert row["balanced_median"] == (None if expected is None else float(expected))
    everybody = [number for own in numbers.values() for number in own if number is not None]
    assert row["n"] == len(everybody)
    if everybody:
        found = [row["q1"], row["median"], row["q3"]]
        assert found == pytest.approx(np.percentile(everybody, [25, 50, 75]), rel=1e-12, abs=1e-12)
    else:
        assert row["reason"] == "nobody gave a number"


@settings(max_examples=cases(20, 2000), deadline=None)
@given(SECTORS, st.sampled_from("abcd"), st.integers(2, 4))
def test_more_people_who_say_the_same_in_one_sector_change_nothing(numbers, sector, times):
    more = {code: own * times if code == sector else own for code, own in numbers.items()}
    first, second = recount(file(numbers)), recount(file(more))
    assert first["options"]["I"]["balanced_median"] == second["options"]["I"]["balanced_median"]
    assert (first["without"], first["depends_on"]) == (second["without"], second["depends_on"])


@settings(max_examples=cases(13, 1000), deadline=None)
@given(SECTORS)
def test_the_scale_turned_round_turns_the_estimates_round(numbers):
    turned = {
        code: [None if number is None else -number for number in own]
        for code, own in numbers.items()
    }
    first, second = (recount(file(each))["options"]["I"] for each in (numbers, turned))
    if first["n"]:
        assert second["balanced_median"] == -first["balanced_median"]
        assert second["q1"] == pytest.approx(-first["q3"], rel=1e-12, abs=1e-12)


def test_the_half_that_falls_between_two_answers_is_their_midpoint_and_a_tenth_is_a_tenth():
    row = recount(file({"a": [0.1], "b": [0.2]}))["options"]["I"]
    assert row["balanced_median"] == 0.15
    assert recount(file({"a": [0.1], "b": [0.2, 0.2], "c": [0.7]}))["options"]["I"][
        "balanced_median"
    ] == 0.2  # fmt: skip


@each_case(
    ("answer", "why"),
    [
        ({"I": "40"}, 'ballots[0].answer.I: "40" is not a number'),
        ({"I": True}, "ballots[0].answer.I: true is not a number"),
        ({"I": 10**16}, "ballots[0].answer.I: 10000000000000000 is too large"),
        ({"J": 1}, "ballots[0].answer.J: there is no such option"),
        ([40], "ballots[0].answer: a list is not an object"),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(answer, why):
    document = file({"a": [1]})
    document["ballots"][0]["answer"] = answer
    with pytest.raises(FormatError) as refused:
        recount(document)
    assert str(refused.value) == why


@each_case(
    ("bounds", "number", "why"),
    [
        ({"lowest": -3, "highest": 3}, 3.01, "ballots[1].answer.I: 3.01 is not between -3 and 3"),
        ({"lowest": 0.3}, 0.29, "ballots[1].answer.I: 0.29 is less than 0.3"),
        ({"highest": 0.3}, 0.31, "ballots[1].answer.I: 0.31 is more than 0.3"),
        ({"lowest": 3, "highest": -3}, 0, "settings.highest: -3 is less than 3"),
        ({"lowest": "3"}, 3, 'settings.lowest: "3" is not a number'),
        ({"lowest": 1e300}, 3, "settings.lowest: 1e+300 is too large"),
    ],
)
def test_a_number_beyond_the_bounds_of_a_file_is_refused_and_not_moved_to_them(bounds, number, why):
    with pytest.raises(FormatError) as refused:
        recount(file({"a": [0.3, number]}) | {"settings": bounds})
    assert str(refused.value) == why


def test_bounds_stand_in_the_result_where_a_file_has_them_and_change_no_figure():
    bounds = {"lowest": 0, "highest": 30}
    plain, bounded = (file({"a": [0, 30], "b": [2.5]}) | {"settings": s} for s in ({}, bounds))
    assert recount(plain)["settings"] == {"quorum_more_than": "1/2"}
    assert recount(bounded)["settings"] == {**bounds, "quorum_more_than": "1/2"}
    assert recount(plain)["options"] == recount(bounded)["options"]
    with pytest.raises(FormatError, match="null is not 0, as in the first file"):
        stability(read_round(bounded), read_round(plain))


@pytest.mark.parametrize(
    "bounds", [{"lowest": -3, "highest": 3}, {"highest": -5}, {"lowest": 0.5, "highest": 0.75}]
)
def test_what_a_rehearsal_draws_could_have_been_answered(bounds):
    asked = asked_by(METHOD, bounds)
    draw = METHOD.simulate(Simulated({"I": "", "J": ""}, ("a",), bounds), Random(1))
    for _ in range(50):
        answer = draw("a").answer
        assert asked.check(answer, ("I", "J")) == answer


def test_where_a_sector_is_hidden_the_estimate_stays_and_nothing_that_separates_it():
    result = recount(file({"a": [10, 20], "b": [30] * 6, "c": [40] * 7}))
    shown = redact(METHOD.disclosing, result, plan({"a": 2, "b": 6, "c": 7}))
    row = shown["options"]["I"]
    assert row["balanced_median"] == result["options"]["I"]["balanced_median"] == 30
    assert [row[key] for key in ("n", "median", "q1", "q3")] == [None] * 4
    assert row["sectors"]["a"]["median"] is None
    assert row["sectors"]["c"]["median"] == 40
    assert shown["without"] == {}


def test_the_estimate_of_few_is_not_shown_for_it_is_what_one_of_them_wrote():
    numbers = {"a": [10, 20, *[None] * 5], "b": [30, *[None] * 5]}
    result = recount(file(numbers))
    shown = redact(METHOD.disclosing, result, plan({"a": 7, "b": 6}))
    assert shown["options"]["I"]["balanced_median"] is None
    assert shown["options"]["I"]["few"] is True
    assert [own["median"] for own in shown["options"]["I"]["sectors"].values()] == [None, None]
    assert shown["without"] == {}


def told(document):
    return find(METHOD.finding, Shown({"": recount(document)}))


def test_it_says_the_estimate_first_and_what_one_sector_changes_most():
    found = told(file({"a": [10] * 3, "b": [20] * 3, "c": [90] * 3}))
    assert dict(found.headline[0].values)["value"] == "20"
    told_sure = found.sure[-1]
    assert told_sure.values["sectors"].codes == ("a",)
    assert told_sure.values["value"] == "55"
    assert [each.sector for each in found.differences] == ["c", "a"]
    same = told(file({"a": [10] * 3, "b": [10] * 3}))
    assert same.sure[-1].message == "Without any one sector the estimates would be the same."
    assert same.differences == ()


@each_case(
    ("first", "second", "change", "stable"),
    [
        ([100], [110], 0.1, True),
        ([100], [111], 0.11, False),
        ([-100], [-90], 0.1, True),
        ([0.1], [0.11], 0.1, True),
        ([0], [0], 0.0, True),
        ([0], [1], None, False),
        ([100], [None], None, None),
    ],
)
def test_an_estimate_is_stable_if_it_moved_by_a_tenth_of_itself_at_most(
    first, second, change, stable
):
    found = stability(*(read_round(file({"a": own})) for own in (first, second)))
    row = found["options"]["I"]
    assert (row["relative_change"], row["stable"], found["stable"]) == (change, stable, stable)
    assert ("reason" in row) == (change is None)


@pytest.mark.parametrize(
    ("voted", "told"), [({"a": 2}, None), ({"a": 1, "b": 1, "c": 2}, None), ({"a": 2, "b": 3}, 10)]
)
def test_between_few_numbers_not_even_the_median_is_told(voted, told):
    """Of two who wrote 4 and 10 each would learn the other's from a median of 7; of as many as the threshold it stays."""
    ballots = [(sector, {"x": 4 + 6 * n}) for sector, many in voted.items() for n in range(many)]
    result = recount(
        {
            "format": "smd-tally/1", "method": "estimate", "settings": {}, "options": ["x"],
            "sectors": [{"code": sector, "eligible": 9} for sector in voted],
            "ballots": [{"sector": sector, "answer": answer} for sector, answer in ballots],
        }
    )  # fmt: skip
    row = redact(METHOD.disclosing, result, plan(voted))["options"]["x"]
    assert (row["balanced_median"], row["reason"]) == (told, "suppressed")
    assert row["median"] is None


def test_camps_lie_above_and_below_the_estimate_and_those_within_a_tenth_between():
    result = recount(file({"a": [109, 111], "b": [100], "c": [50], "d": [150], "e": [90, 110]}))
    assert result["options"]["I"]["balanced_median"] == 104.5
    camps = METHOD.stability.stands("", result)["I"].camps
    assert camps == {"between": ("a", "b", "e"), "against": ("c",), "for": ("d",)}
