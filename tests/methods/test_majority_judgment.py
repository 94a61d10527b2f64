"""Majority judgment: the full rule beside the removal of one middle grade after the other, and what is told of it."""

from fractions import Fraction
from itertools import groupby
from math import gcd, lcm

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.disclosure import plan, redact
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.methods import METHODS
from smd_workshop.library.methods.majority_judgment import values
from smd_workshop.library.recount.stability import read_round, stability
from smd_workshop.library.recount.tally import recount
from smd_workshop.library.schemas import FormatError

METHOD = METHODS["majority-judgment"]
OPTIONS = ["A", "B", "C"]


def file(ballots, weights=None, options=OPTIONS, **given_):
    """`ballots` are sector → what its people answered."""
    return {
        "format": "smd-tally/1",
        "method": "majority-judgment",
        "settings": given_,
        "sectors": [
            {"code": code} | ({"weight": str(weights[code])} if weights else {}) for code in ballots
        ],
        "options": options,
        "ballots": [
            {"sector": code, "seat": str(place), "answer": answer}
            for code, own in ballots.items()
            for place, answer in enumerate(own)
        ],
    }


def alone(grades):
    """One option, one sector of people who gave these grades."""
    return {"a": [{"I": grade} for grade in grades]}


def taken_out(grades):
    """The majority value as its definition has it: take out the lower median until nothing is left."""
    left, value = sorted(grades), []
    while left:
        value.append(left.pop((len(left) - 1) // 2))
    return value


def voters(ballots, weights):
    """Every voter as often as makes all sectors weigh what they should, which nobody does but this test."""
    parts = {code: weights[code] / len(own) for code, own in ballots.items() if own}
    below = lcm(*(part.denominator for part in parts.values()))
    above = gcd(*(part.numerator for part in parts.values()))
    return [
        answer
        for code, own in ballots.items()
        for answer in own
        for _ in range(int(parts[code] * below / above))
    ]


def by_replication(ballots, weights, options=OPTIONS):
    """Values and order over voters that are really there; of options with fewer grades these are repeated too."""
    everybody = voters(ballots, weights)
    grades = {code: [each[code] for each in everybody if code in each] for code in options}
    whole = lcm(*(len(own) for own in grades.values() if own))
    worth = {
        code: taken_out([g for g in own for _ in range(whole // len(own))]) if own else [-1]
        for code, own in grades.items()
    }
    order = [
        sorted(code for code in options if worth[code] == best)
        for best in sorted({tuple(each) for each in worth.values()}, reverse=True)
        for best in [list(best)]
    ]
    return {code: taken_out(own) for code, own in grades.items()}, order


def encoded(value):
    return [[grade, len(list(same))] for grade, same in groupby(value)]


ANSWERS = st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 5))
SECTORS = st.dictionaries(st.sampled_from("abcd"), st.lists(ANSWERS, max_size=5), min_size=1)
#: Few enough to repeat every voter of each option until all options have as many.
SMALL = st.dictionaries(st.sampled_from("abc"), st.lists(ANSWERS, max_size=3), min_size=1)
PLAIN = st.fixed_dictionaries(
    dict.fromkeys("abc", st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2)]))
)
WEIGHTS = st.fixed_dictionaries(
    dict.fromkeys("abcd", st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2, 3), Fraction(5)]))
)  # fmt: skip


@settings(max_examples=cases(33, 5000), deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_the_value_on_weights_is_what_is_taken_out_one_by_one(grades):
    row = recount(file(alone(grades), options=["I"], balance="none"))["options"]["I"]
    assert row["majority_value"] == taken_out(grades)
    assert row["majority_grade"] == taken_out(grades)[0]
    replicated = recount(file(alone(grades), options=["I"]))["options"]["I"]
    assert replicated["majority_value"] == encoded(taken_out(grades))


@settings(max_examples=cases(33, 5000), deadline=None)
@given(SMALL, PLAIN)
def test_sectors_weigh_as_if_every_voter_were_there_as_often_as_it_takes(ballots, weights):
    result = recount(file(ballots, weights))
    expected, order = by_replication(ballots, weights)
    for code, row in result["options"].items():
        assert row["majority_value"] == encoded(expected[code])
        assert row["majority_grade"] == (expected[code][0] if expected[code] else None)
        assert ("reason" in row) == (not expected[code])
    assert result["order"] == order


@settings(max_examples=cases(20, 2000), deadline=None)
@given(SECTORS, st.sampled_from("abcd"), st.integers(2, 4))
def test_more_people_who_say_the_same_in_one_sector_change_no_grade_and_no_order(
    ballots, sector, times
):
    more = {code: own * times if code == sector else own for code, own in ballots.items()}
    first, second = recount(file(ballots)), recount(file(more))
    for code in OPTIONS:
        one, other = (each["options"][code] for each in (first, second))
        assert one["majority_grade"] == other["majority_grade"]
        assert one["coverage"] == other["coverage"]
    assert all(first[key] == second[key] for key in ("order", "without", "depends_on"))


@settings(max_examples=cases(13, 1000), deadline=None)
@given(SECTORS, WEIGHTS, st.sampled_from([Fraction(2), Fraction(1, 3), Fraction(7, 5)]))
def test_weights_times_a_constant_change_nothing(ballots, weights, constant):
    other = {code: weight * constant for code, weight in weights.items()}
    first, second = (recount(file(ballots, each)) for each in (weights, other))
    assert (first["options"], first["order"]) == (second["options"], second["order"])


@settings(max_examples=cases(13, 1000), deadline=None)
@given(SECTORS, WEIGHTS)
def test_an_option_that_nobody_grades_changes_nothing_for_the_others(ballots, weights):
    once, more = (recount(file(ballots, weights, each)) for each in (OPTIONS, [*OPTIONS, "Z"]))
    assert {code: more["options"][code] for code in OPTIONS} == once["options"]
    left = ([code for code in tied if code != "Z"] for tied in more["order"])
    assert [tied for tied in left if tied] == once["order"]
    assert "Z" in more["order"][-1]


def test_an_option_that_few_graded_is_compared_by_shares_and_not_padded_with_rejections():
    """A was seen by half and they agree as the others do on B: they are tied, whatever the number of voters."""
    ballots = [{"A": 4, "B": 4}, {"A": 2, "B": 2}, {"B": 4}, {"B": 2}]
    result = recount(file({"a": ballots}, options=["A", "B"]))
    assert result["order"] == [["A", "B"]]
    assert result["options"]["A"]["coverage"] == {"a": 0.5}
    assert result["options"]["A"]["sufficient"] is True
    assert result["options"]["B"]["coverage"] == {"a": 1.0}


def test_what_nobody_graded_is_last_with_a_reason_and_no_grade():
    result = recount(file({"a": [{"A": 0}], "b": []}))
    assert result["order"] == [["A"], ["B", "C"]]
    row = result["options"]["B"]
    assert (row["majority_grade"], row["majority_value"]) == (None, [])
    assert (row["reason"], row["sufficient"]) == ("nobody graded it", False)
    assert row["coverage"] == {"a": 0.0, "b": None}


def test_grades_that_come_in_turns_are_not_written_out_a_million_times():
    """Sectors of many different sizes have a huge common multiple."""
    document = file({"a": [], "b": []}, options=["I"])
    document["ballots"] = [
        {"sector": "a", "count": 999_983, "answer": {"I": 1}},
        {"sector": "b", "count": 999_979, "answer": {"I": 4}},
    ]
    value = recount(document)["options"]["I"]["majority_value"]
    assert value == [[[1, 4], 999_983 * 999_979]]
    full = recount(document | {"settings": {"balance": "none"}})["options"]["I"]["majority_value"]
    assert full == [[1, 4], [[1, 4], 999_979]], "two pairs of the lower word stand in the middle"
    many = [{"code": f"s{n}"} for n in range(60)]
    document |= {
        "sectors": many,
        "ballots": [
            {"sector": sector["code"], "count": 10**8 + 2 * n + 1, "answer": {"I": n % 6}}
            for n, sector in enumerate(many)
        ],
    }
    row = recount(document)["options"]["I"]
    assert row["majority_value"] is None
    assert row["majority_value_reason"] == "its numbers are too large to write down"
    assert row["majority_grade"] == 2


@each_case(
    ("answer", "why"),
    [
        ({"A": 6}, "ballots[0].answer.A: 6 is not between 0 and 5"),
        ({"A": -1}, "ballots[0].answer.A: -1 is not between 0 and 5"),
        ({"A": 2.5}, "ballots[0].answer.A: 2.5 is not a whole number between 0 and 5"),
        ({"A": True}, "ballots[0].answer.A: true is not a whole number between 0 and 5"),
        ({"A": "ns"}, 'ballots[0].answer.A: "ns" is not a whole number between 0 and 5'),
        ({"Z": 1}, "ballots[0].answer.Z: there is no such option"),
        ([4], "ballots[0].answer: a list is not an object"),
    ],
)
def test_what_is_no_grade_is_refused_with_its_place(answer, why):
    document = file({"a": [{"A": 1}]})
    document["ballots"][0]["answer"] = answer
    with pytest.raises(FormatError) as refused:
        recount(document)
    assert str(refused.value) == why


@each_case("balance", ["people", None, 1, ["sector"], float("nan")])
def test_a_balance_that_there_is_not_is_refused(balance):
    with pytest.raises(FormatError, match=r"^settings\.balance: .* is not one of sector, none$"):
        recount(file({"a": []}, balance=balance))


def test_five_thousand_voters_and_sixty_options_are_counted_as_many_times_fewer():
    """Equal numbers of every ballot change nothing that is balanced; nobody is materialised."""
    options = [f"I{n}" for n in range(60)]
    ballots = {
        sector: [
            {code: (n * step + place) % 6 for place, code in enumerate(options)} for n in range(6)
        ]
        for sector, step in (("a", 1), ("b", 5))
    }
    document = file(ballots, options=options)
    for ballot in document["ballots"]:
        del ballot["seat"]
    large = document | {"ballots": [each | {"count": 417} for each in document["ballots"]]}
    assert recount(large)["order"] == recount(document)["order"]


def test_where_a_sector_is_hidden_grade_and_order_stay_and_nothing_that_separates_it():
    ballots = {"a": [{"A": 5}] * 2, "b": [{"A": 3, "B": 4}] * 6, "c": [{"A": 1, "B": 4}] * 7}
    result = recount(file(ballots))
    shown = redact(METHOD.disclosing, result, plan({"a": 2, "b": 6, "c": 7}))
    assert shown["order"] == result["order"] == [["B"], ["A"], ["C"]]
    row = shown["options"]["A"]
    assert row["majority_grade"] == 3
    assert [row[key] for key in ("n", "pooled_grade", "majority_value")] == [None] * 3
    assert shown["pooled_order"] is None
    assert row["coverage"] == {"a": None, "b": None, "c": 1.0}
    assert row["sectors"]["a"]["grades"] is None
    assert row["sectors"]["c"]["grades"] == [0, 7, 0, 0, 0, 0]
    assert shown["without"] == {}
    assert METHOD.charts(shown, labels()) == ()


def labels():
    from smd_workshop.library.method import Labels

    return Labels()


def test_the_grade_of_few_is_not_shown_nor_its_place_for_it_is_what_one_of_them_said():
    ballots = {"a": [{"A": 5, "B": 2}, *[{"B": 3}] * 6], "b": [{"B": 4}] * 6}
    shown = redact(METHOD.disclosing, recount(file(ballots)), plan({"a": 7, "b": 6}))
    row = shown["options"]["A"]
    assert (row["few"], row["majority_grade"], row["sufficient"]) == (True, None, None)
    assert [own["grades"] for own in row["sectors"].values()] == [None, None]
    assert shown["order"] == [["B"]]
    assert shown["without"] == {}


def told(document):
    return find(METHOD.finding, Shown({"": recount(document)}))


def said(statements):
    return [each.message for each in statements]


def test_it_names_the_best_with_its_word_and_what_could_change_it():
    ballots = {
        "a": [{"A": 5, "B": 4}] * 3,
        "b": [{"A": 4, "B": 4}] * 3,
        "c": [{"A": 1, "B": 4}] * 3,
    }
    found = told(file(ballots, options=["A", "B"]))
    assert found.headline[0].message == "Graded best: %(options)s, %(grade)s."
    assert found.headline[0].values["options"].codes == ("B",)
    assert found.headline[0].values["grade"].values["word"].message == "Very good"
    assert found.sure[-1].message == "Without %(sectors)s another would come first."
    assert [each.sector for each in found.differences] == ["c"]
    assert found.differences[0].statement.values["own"].message == "Poor"


def test_equal_words_are_said_and_ties_and_what_too_few_graded_is_not_the_best():
    close = told(file({"a": [{"A": 4, "B": 4}, {"A": 4, "B": 4}, {"A": 3, "B": 2}]}))
    assert any("the grades around the middle decided" in each for each in said(close.sure))
    tied = told(file({"a": [{"A": 4, "B": 4}] * 3}, options=["A", "B"]))
    assert tied.headline[0].message == "Graded best, tied: %(options)s, %(grade)s."
    few = told(file({"a": [{"A": 5, "B": 2}, {"B": 2}, {"B": 3}]}, options=["A", "B"]))
    assert few.headline[0].values["options"].codes == ("B",)
    assert "graded by too few" in few.headline[-1].message
    assert [section.outcome.key for section in few.grid.sections] == ["graded", "few"]
    assert said(told(file({"a": [{}]})).headline) == [
        "No option was graded by enough to be compared."
    ]


@pytest.mark.parametrize(
    ("first", "second", "change", "stable"),
    [([4, 4, 1], [4, 5, 0], 0, True), ([4, 4, 1], [3, 4, 1], -1, False), ([4], [None], None, None)],
)
def test_an_option_is_stable_if_its_grade_is_the_same(first, second, change, stable):
    rounds = (
        file({"a": [{} if g is None else {"I": g} for g in own]}, options=["I"])
        for own in (first, second)
    )
    found = stability(*map(read_round, rounds))
    row = found["options"]["I"]
    assert (row["grade_change"], row["stable"], found["stable"]) == (change, stable, stable)
    assert found["limits"] == {"grade_change": 0.0}
    assert ("reason" in row) == (stable is None)


def test_the_lower_middle_of_an_even_number_is_the_grade():
    assert values.majority_grade([1, 0, 0, 0, 0, 1]) == 0
    assert values.majority_grade([0] * 6) is None


def test_the_consensus_on_an_option_is_over_the_weight_of_its_grades():
    ballots = {"a": [{"A": 5, "B": 3}] * 6, "b": [{"A": 0, "B": 3}]}
    options = recount(file(ballots))["options"]
    assert [options[code]["consensus"] for code in OPTIONS] == [0, 1, None]
    alike = recount(file(ballots, balance="none"))["options"]
    assert alike["A"]["consensus"] == pytest.approx(0.4083, abs=5e-4)
    shown = redact(METHOD.disclosing, recount(file(ballots)), plan({"a": 6, "b": 1}))
    assert {row["consensus"] for row in shown["options"].values()} == {None}
