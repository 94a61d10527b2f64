"""The crossing: means and densities beside a second way to count them, what is told and shown of it, what is refused."""

from fractions import Fraction
from itertools import product

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.disclosure import merged, plan, redact
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import profile_of, recount
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.settings import InvalidSetting
from smd_workshop.library.stats.samples import bounded

METHOD = METHODS["cross"]
SIDES = {"F": ["F1", "F2"], "D": ["D1"], "O": ["O1"], "A": ["A1", "A2"]}
OPTIONS = ["F1", "F2", "D1", "O1", "A1", "A2"]
PAIRS = [f"{row}|{column}" for row, column in product(("F1", "F2", "D1"), ("O1", "A1", "A2"))]


def file(ballots, weights=None, **wanted):
    """`ballots` are sector → its answers."""
    return {
        "format": "smd-tally/1",
        "method": "cross",
        "settings": {"sides": SIDES, "resamples": 100} | wanted,
        "sectors": [
            {"code": code} | ({"weight": str(weights[code])} if weights else {}) for code in ballots
        ],
        "options": OPTIONS,
        "ballots": [
            {"sector": code, "answer": answer} for code, own in ballots.items() for answer in own
        ],
    }


def answers(**marks):
    """Any answer; `marks` narrows what is drawn."""
    return st.dictionaries(st.sampled_from(PAIRS), st.integers(0, 3), **marks)


ROOMS = st.dictionaries(st.sampled_from("abcd"), st.lists(answers(), max_size=5), min_size=1)
WEIGHTS = st.fixed_dictionaries(
    dict.fromkeys("abcd", st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(5)]))
)


def naive(ballots, weights, left_out=None):
    """Return pair → balanced mean and quadrant → (total, density), added up one by one."""
    means = {}
    for pair in PAIRS:
        above = below = Fraction(0)
        for code, own in ballots.items():
            marks = [answer[pair] for answer in own if pair in answer]
            if marks and code != left_out:
                above += weights[code] * Fraction(sum(marks), len(marks))
                below += weights[code]
        if below:
            means[pair] = above / below
    quadrants = {}
    for name in ("FO", "FA", "DO", "DA"):
        inside = [
            means[f"{row}|{column}"]
            for row in SIDES[name[0]]
            for column in SIDES[name[1]]
            if f"{row}|{column}" in means
        ]
        if inside:
            quadrants[name] = (sum(inside), sum(inside) / (3 * len(inside)))
    return means, quadrants


def first_of(quadrants):
    best = [name for name, (_, density) in quadrants.items()
            if density == max(density for _, density in quadrants.values())]  # fmt: skip
    return best[0] if len(best) == 1 else None


@settings(max_examples=cases(20, 2000), deadline=None)
@given(ROOMS, WEIGHTS)
def test_means_densities_and_the_leader_are_those_that_are_added_up_by_hand(ballots, weights):
    result = recount(file(ballots, weights))
    means, quadrants = naive(ballots, weights)
    assert {row["pair"]: row["balanced_mean"] for row in result["pairs"]} == {
        pair: float(means[pair]) if pair in means else None for pair in PAIRS
    }
    known = [row["balanced_mean"] for row in result["pairs"] if row["balanced_mean"] is not None]
    assert known == sorted(known, reverse=True)
    for name, row in result["quadrants"].items():
        total, density = quadrants.get(name, (None, None))
        assert row["total"] == (None if total is None else float(total))
        assert row["density"] == (None if density is None else float(density))
    assert result["leading"] == first_of(quadrants)
    assert (result["p_leading"] is None) == (result["leading"] is None)
    for code in OPTIONS:
        own = [mean for pair, mean in means.items() if code in pair.split("|")]
        assert result["usefulness"][code] == (float(sum(own)) if own else None)
    for sector, other in result["without"].items():
        assert other == first_of(naive(ballots, weights, sector)[1])


@settings(max_examples=cases(10, 1000), deadline=None)
@given(ROOMS, st.sampled_from("abcd"), st.integers(2, 4), st.integers(2, 9))
def test_more_people_who_say_the_same_and_weights_times_a_constant_change_nothing(
    ballots, sector, times, constant
):
    def told(result):
        return [
            [row["balanced_mean"] for row in result["pairs"]],
            [row["density"] for row in result["quadrants"].values()],
            [result[key] for key in ("leading", "without", "depends_on")],
        ]

    first = told(recount(file(ballots)))
    more = {code: own * times if code == sector else own for code, own in ballots.items()}
    assert told(recount(file(more))) == first
    assert told(recount(file(ballots, dict.fromkeys(ballots, constant)))) == first


@settings(max_examples=cases(10, 1000), deadline=None)
@given(ROOMS)
def test_chances_of_leading_add_to_one_and_a_quadrant_without_marks_has_none(ballots):
    result = recount(file(ballots))
    chances = [row["p_first"] for row in result["quadrants"].values()]
    known = [chance for chance in chances if chance is not None]
    assert not known or sum(known) == pytest.approx(1)
    for row in result["quadrants"].values():
        assert (row["p_first"] is None) == (row["density"] is None)
        assert ("reason" in row) == (row["density"] is None)


def complete(**marks):
    return {pair: marks.get({"F": "f", "D": "d"}[pair[0]] + pair[3].lower(), 1) for pair in PAIRS}


def test_the_chance_of_leading_is_that_of_the_draws_of_the_open_format():
    """The end of the scale is held with ½ beside 1 for each: of one person it leads whenever that end does."""
    found = recount(file({"a": [complete(fo=2)]}, resamples=20000))
    assert found["leading"] == "FO"
    assert found["p_leading"] == pytest.approx(1, abs=0.001)
    apart = file({"a": [complete(fo=2), complete(do=3)], "b": [complete(fo=3)]}, resamples=4000)
    seeded = [
        recount(apart | {"settings": apart["settings"] | {"seed": s}}) for s in ("x", "x", "y")
    ]
    assert seeded[0]["p_leading"] == seeded[1]["p_leading"]
    assert seeded[0]["p_leading"] == pytest.approx(seeded[2]["p_leading"], abs=0.05)
    assert seeded[0]["p_leading"] != seeded[2]["p_leading"]


def test_quadrants_that_tie_are_all_named_and_none_is_drawn():
    result = recount(file({"a": [complete(fo=3, do=3)], "b": [complete(fo=3, do=3)]}))
    assert (result["leading"], result["tied"]) == (None, ["FO", "DO"])
    assert result["leading_reason"] == "several quadrants have the same density"
    assert result["depends_on"] == []


def test_a_pair_that_nobody_marked_is_no_zero():
    result = recount(file({"a": [{"F1|A1": 3}], "b": [{"F1|A1": 3, "D1|O1": 2}]}))
    assert result["quadrants"]["FA"]["density"] == 1
    assert result["quadrants"]["FA"]["unanswered"] == 3
    assert result["quadrants"]["FO"]["reason"] == "nobody marked it"
    empty = recount(file({"a": []}, sides={"F": ["F1", "F2", "D1"], "O": ["O1", "A1", "A2"]}))
    assert empty["quadrants"]["DA"]["reason"] == "there is no such pair"
    assert (empty["leading"], empty["status"]["state"]) == (None, "empty")


@each_case(
    ("wrong", "why"),
    [
        ({"answer": {"F1|O1": 4}}, "ballots[0].answer.F1|O1: 4 is not between 0 and 3"),
        ({"answer": {"F1|O1": -1}}, "ballots[0].answer.F1|O1: -1 is not between 0 and 3"),
        (
            {"answer": {"F1|O1": 1.5}},
            "ballots[0].answer.F1|O1: 1.5 is not a whole number between 0 and 3",
        ),
        (
            {"answer": {"F1|O1": "ns"}},
            'ballots[0].answer.F1|O1: "ns" is not a whole number between 0 and 3',
        ),
        (
            {"answer": {"F1|O1": True}},
            "ballots[0].answer.F1|O1: true is not a whole number between 0 and 3",
        ),
        ({"answer": {"O1|F1": 1}}, "ballots[0].answer.O1|F1: there is no such pair"),
        ({"answer": {"F1|D1": 1}}, "ballots[0].answer.F1|D1: there is no such pair"),
        ({"answer": [3]}, "ballots[0].answer: a list is not an object"),
        ({"sides": {}}, 'settings.sides: "F1" is on no side'),
        ({"sides": SIDES | {"X": []}}, "settings.sides.X: there is no such side, only F, O, D and A"),
        ({"sides": SIDES | {"D": ["D1", "F1"]}}, 'settings.sides.D[1]: "F1" is already in a group'),
        ({"sides": SIDES | {"D": "D1"}}, "settings.sides.D: a side is a list of options"),
        ({"sides": SIDES | {"D": ["D9"]}}, 'settings.sides.D[0]: there is no option "D9"'),
        ({"sides": [1]}, "settings.sides: a list is not an object"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_with_its_place(wrong, why):
    document = file({"a": [{"F1|O1": 1}]})
    if "sides" in wrong:
        document["settings"]["sides"] = wrong["sides"]
    else:
        document["ballots"][0]["answer"] = wrong["answer"]
    with pytest.raises(FormatError) as refused:
        recount(document)
    assert str(refused.value) == why


def test_a_file_without_sides_and_an_option_with_a_bar_are_refused():
    document = file({"a": []})
    with pytest.raises(FormatError, match=r"^settings\.sides: missing$"):
        recount(document | {"settings": {}})
    barred = document | {"options": [*OPTIONS, "F|3"]}
    with pytest.raises(FormatError, match=r'^options\[6\]: "F\|3" has a \| in it'):
        recount(barred)


def test_too_many_pairs_for_a_phone_are_refused_before_opening_and_counted_in_a_file():
    sides = {"F": [f"F{n}" for n in range(12)], "O": [f"O{n}" for n in range(9)]}
    options = [code for members in sides.values() for code in members]
    with pytest.raises(InvalidSetting, match="108 pairs"):
        METHOD.check({"sides": sides}, options)
    METHOD.check({"sides": sides | {"F": sides["F"][:11]}}, options)
    with pytest.raises(InvalidSetting, match="Choose some of both"):
        METHOD.check({"sides": {"F": ["F1"], "D": ["D1"]}}, options)
    with pytest.raises(InvalidSetting, match="Only strengths"):
        METHOD.check({"sides": {"": ["OE1"]}}, options)
    counted = recount(file({"a": [{"F0|O0": 3}]}, sides=sides) | {"options": options})
    assert counted["leading"] == "FO"


def test_where_a_sector_is_hidden_the_leader_stays_and_no_figure_or_order_tells_of_it():
    rooms = {"a": [complete(fo=3)] * 2, "b": [complete(fo=2)] * 6, "c": [complete(fa=2)] * 7}
    result = recount(file(rooms))
    shown = redact(METHOD.disclosing, result, plan({"a": 2, "b": 6, "c": 7}))
    assert shown["leading"] == "FO"
    assert [row["pair"] for row in shown["pairs"]] == PAIRS, "the order of the ballot"
    assert {row["balanced_mean"] for row in shown["pairs"]} == {None}
    assert {row["density"] for row in shown["quadrants"].values()} == {None}
    assert set(shown["usefulness"].values()) == {None}
    assert shown["p_leading"] is None
    assert shown["pairs"][0]["sectors"]["a"]["mean"] is None
    assert shown["pairs"][0]["sectors"]["c"]["mean"] == 1
    assert shown["without"] == {}


def test_sectors_shown_as_one_have_their_means_in_every_list():
    document = file({"a": [complete(fo=3)] * 4, "b": [complete(fo=2)] * 4, "c": [complete()] * 7})
    _method, _settings, profile = profile_of(document)
    disclosure = plan({"a": 4, "b": 4, "c": 7}, names={"a": "Both", "b": "Both"})
    as_one = METHOD.compute(merged(profile, disclosure.together), _settings)
    shown = redact(
        METHOD.disclosing, recount(document), disclosure, {"settings": _settings} | as_one
    )
    assert shown["pairs"][0]["sectors"]["a+b"] == {"n": 8, "mean": 2.5}
    assert shown["quadrants"]["FO"]["sectors"]["a+b"]["density"] == pytest.approx(2.5 / 3)


def test_a_pair_that_few_marked_takes_every_sum_with_it():
    """Else the rest of the sum would be the pair."""
    most = {pair: 1 for pair in PAIRS if pair != "F1|A1"}
    rooms = {"a": [*[most] * 5, most | {"F1|A1": 3}], "b": [most] * 6}
    shown = redact(METHOD.disclosing, recount(file(rooms)), plan({"a": 6, "b": 6}))
    assert shown["pairs"][-1]["pair"] == "F1|A1"
    assert shown["pairs"][-1]["few"] is True
    assert shown["pairs"][-1]["balanced_mean"] is None
    assert shown["quadrants"]["FA"]["density"] is None
    assert shown["quadrants"]["FO"]["density"] == pytest.approx(1 / 3)
    assert [code for code, total in shown["usefulness"].items() if total is None] == ["F1", "A1"]
    assert shown["p_leading"] is None


def told(document):
    return find(METHOD.finding, Shown({"": recount(document)}))


def test_it_says_the_quadrant_first_and_how_often_it_would_lead_again():
    found = told(file({"a": [complete(fo=3)] * 6, "b": [complete(fo=3)] * 6}))
    assert found.headline[0].values["quadrant"] == "FO"
    assert found.headline[1].message.startswith(("Strongest pairs, tied", "%(num)s pairs are tied"))
    assert any("it would lead with a chance" in each.message for each in found.sure)
    split = told(file({"a": [complete(fo=3)], "b": [complete(do=3), complete(do=2)]}))
    assert any(each.message.startswith("No quadrant clearly dominates") for each in split.sure)
    tied = told(file({"a": [complete()]}))
    assert tied.headline[0].values["quadrants"].codes == ("FO", "FA", "DO", "DA")
    nobody = told(file({"a": [{}]}))
    assert nobody.headline[0].message == "Nobody marked any pair, so no quadrant leads."


def test_the_table_has_quadrants_the_strongest_pairs_and_every_option():
    grid = told(file({"a": [complete(fo=3)] * 6, "b": [complete(fa=2)] * 6})).grid
    assert [len(section.rows) for section in grid.sections] == [4, 8, 6]
    assert [row.code for row in grid.sections[0].rows] == ["FO", "FA", "DO", "DA"]
    assert grid.sections[1].rows[0].called.values["inner"].code == "F1"
    assert all(row.value is not None for row in grid.rows)


def test_the_interval_of_a_pair_is_that_of_every_balanced_mean():
    row = recount(file({"a": [{"F1|O1": 3}, {"F1|O1": 1}], "b": [{"F1|O1": 2}]}))["pairs"][0]
    own = [bounded.bounds(counts, 0, 3) for counts in ({3: 1, 1: 1}, {2: 1})]
    assert row["interval"] == pytest.approx(bounded.balanced([(1.0, each) for each in own], 0, 3))
