"""Whether opinions still move between two rounds: the figures of smd-stability/1, and what is refused."""

import copy

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.stability import People, read_round, stability
from smd_workshop.library.recount.stability import compared as compared_apart
from smd_workshop.library.schemas import FormatError


def rated(people, options=("F1",), **more):
    """`people` are (sector, seat, answer), an answer a number for the only option or one by option."""
    given_ = [
        (sector, seat, answer if isinstance(answer, dict) else {options[0]: answer})
        for sector, seat, answer in people
    ]
    return {
        "format": "smd-tally/1",
        "method": "rating",
        "sectors": [{"code": code} for code in ("a", "b")],
        "options": list(options),
        "ballots": [
            {"sector": sector, "seat": seat, "answer": answer} for sector, seat, answer in given_
        ],
    } | more


def compared(first, second, version=None):
    return stability(read_round(first, version), read_round(second, version))


def refusal(first, second):
    with pytest.raises(FormatError) as error:
        compared(first, second)
    return str(error.value)


def test_a_rating_moves_by_zone_by_step_and_by_balanced_agreement_of_the_same_people():
    first = rated([("a", "1", 8), ("a", "2", 7), ("a", "3", 5), ("b", "1", 2), ("b", "9", 9)])
    second = rated([("a", "1", 9), ("a", "2", 6), ("a", "3", 7), ("b", "1", 2), ("b", "7", 1)])
    found = compared(first, second)
    assert {key: found[key] for key in ("paired", "left", "joined", "stable")} == {
        "paired": 4, "left": 1, "joined": 1, "stable": False,
    }  # fmt: skip
    assert found["options"] == {
        "F1": {
            "n": 4,
            "class_change": 0.5,
            "median_abs_change": 1.0,
            "agree_shift": 0.0,  # 2/3 and 0 in both rounds, by other people
            "stable": False,
        }
    }


@pytest.mark.parametrize(
    ("changed", "stable"),
    [(3, True), (4, False)],
    ids=["15 % exactly", "20 %"],
)
def test_fifteen_in_a_hundred_may_change_their_zone(changed, stable):
    people = [("a", str(n), 5) for n in range(20)]
    # Half go up and half go down, so that the share that agrees stays within its own limit.
    moved = [("a", str(n), (6 if n >= changed else 3)) for n in range(20)]
    assert compared(rated(people), rated(moved))["stable"] is stable


@pytest.mark.parametrize(("after", "stable"), [(5, True), (6, False)])
def test_the_median_of_all_steps_may_be_one_and_no_more(after, stable):
    """Nobody changes the zone, and nobody more agrees: only the steps tell."""
    people, moved = ([("a", str(n), mark) for n in range(4)] for mark in (4, after))
    found = compared(rated(people), rated(moved))
    assert (found["options"]["F1"]["class_change"], found["stable"]) == (0, stable)


def test_a_sector_of_one_moves_the_balanced_share_as_much_as_a_sector_of_nine():
    first = rated([("a", str(n), 8) for n in range(9)] + [("b", "1", 6)])
    second = rated([("a", str(n), 8) for n in range(9)] + [("b", "1", 7)])
    row = compared(first, second)["options"]["F1"]
    assert (row["class_change"], row["agree_shift"], row["stable"]) == (0.1, 0.5, False)
    weighed = [{"code": "a", "weight": 9}, {"code": "b", "weight": 1}]
    row = compared(first | {"sectors": weighed}, second | {"sectors": weighed})["options"]["F1"]
    assert (row["agree_shift"], row["stable"]) == (0.1, True)


def test_zones_end_where_the_settings_of_the_round_say():
    first, second = rated([("a", "1", 6)]), rated([("a", "1", 7)])
    assert compared(first, second)["options"]["F1"]["class_change"] == 1.0
    from_six = {"settings": {"agree_from": 6}}
    assert compared(first | from_six, second | from_six)["options"]["F1"]["class_change"] == 0.0


def test_who_does_not_know_or_did_not_see_has_no_opinion_that_moves():
    first = rated([("a", "1", {"F1": 8, "F2": "ns"}), ("b", "1", {"F1": 8})], ("F1", "F2"))
    second = rated([("a", "1", {"F1": "ns", "F2": 9}), ("b", "1", {"F1": 8})], ("F1", "F2"))
    found = compared(first, second)
    assert found["options"]["F1"]["n"] == 1
    nothing = found["options"]["F2"]
    assert (nothing["n"], nothing["class_change"], nothing["stable"]) == (0, None, None)
    assert nothing["reason"] == "nobody gave a number in both rounds"
    assert (found["stable"], found["stable_reason"]) == (None, "not all of it can be compared")


def apart(first, second, stayed):
    """The same two rounds where nobody knows who said what."""
    people = People(stayed, 0, 0, None)
    return compared_apart(read_round(first), read_round(second), people)["options"]["F1"]


def test_where_nobody_knows_who_said_what_the_least_change_that_explains_both_is_told():
    first = rated([("a", "1", 8), ("a", "2", 5), ("b", "1", 2), ("b", "2", 9)])
    second = rated([("a", "1", 8), ("a", "2", 8), ("b", "1", 9), ("b", "2", 2)])
    assert apart(first, second, {"a": 2, "b": 2}) == {
        "n": 4,
        "class_change": 0.25,  # in b two may have changed places, or nobody
        "median_abs_change": 1.5,  # from 6.5 to 8
        "agree_shift": 0.25,
        "stable": False,
    }
    assert apart(first, first, {"a": 2, "b": 2})["stable"] is True


@pytest.mark.parametrize(("of_a", "stable"), [(3, True), (4, False)])
def test_where_nobody_knows_who_said_what_the_same_limits_hold(of_a, stable):
    """Of a sector of twenty three change their zone: exactly 15 in a hundred, and of two sectors half as much agreement."""
    first = rated([("a", f"{n}", 5) for n in range(20)] + [("b", f"{n}", 5) for n in range(4)])
    second = rated(
        [("a", f"{n}", 7 if n < of_a else 5) for n in range(20)]
        + [("b", f"{n}", 5) for n in range(4)]
    )
    row = apart(first, second, {"a": 20, "b": 0})
    assert row["class_change"] == of_a / 20
    assert row["stable"] is stable


def test_where_a_figure_is_missing_in_one_round_nothing_is_called_stable_either():
    first, silent = rated([("a", "1", 8)]), rated([("a", "1", "ns")])
    row = apart(first, silent, {"a": 1, "b": 0})
    assert (row["class_change"], row["median_abs_change"], row["agree_shift"]) == (1.0, None, None)
    assert row["stable"] is None


def test_where_nobody_answered_both_rounds_nothing_is_called_stable():
    found = compared(rated([("a", "1", 8)]), rated([("a", "2", 8)]))
    assert (found["paired"], found["left"], found["joined"], found["stable"]) == (0, 1, 1, None)
    # A seat that changed sector is another seat.
    assert compared(rated([("a", "1", 8)]), rated([("b", "1", 8)]))["paired"] == 0


def test_settled_options_may_drop_out_and_nothing_new_may_come_in():
    both = rated([("a", "1", {"F1": 8, "F2": 5})], ("F1", "F2"))
    one = rated([("a", "1", {"F2": 5})], ("F2",))
    found = compared(both, one)
    assert (list(found["options"]), found["dropped"]) == (["F2"], ["F1"])
    assert refusal(one, both) == 'options[0]: "F1" is not an option of the first file'


def test_the_order_of_the_answers_does_not_depend_on_the_order_of_the_second_file():
    first = rated([("a", "1", {"F1": 8, "F2": 5})], ("F1", "F2"))
    second = rated([("a", "1", {"F2": 5, "F1": 8})], ("F2", "F1"))
    assert list(compared(first, second)["options"]) == ["F1", "F2"]


def shared_out(points, **more):
    return {
        "format": "smd-tally/1",
        "method": "points",
        "sectors": [{"code": "a"}],
        "options": list(points),
        "ballots": [{"sector": "a", "seat": "1", "answer": points}],
    } | more


def test_an_order_is_stable_if_all_of_it_and_its_top_stay():
    first = shared_out({"a": 40, "b": 30, "c": 20, "d": 10, "e": 0})
    turned = shared_out({"a": 30, "b": 40, "c": 20, "d": 10, "e": 0})
    found = compared(first, turned)
    assert (found["tau_b"], found["top_overlap"], found["stable"]) == (0.8, 1.0, True)
    other_top = compared(first, shared_out({"a": 40, "b": 30, "c": 10, "d": 20, "e": 0}))
    assert other_top["tau_b"] == 0.8
    assert (other_top["top_overlap"], other_top["stable"]) == (pytest.approx(2 / 3), False)


def test_an_order_that_ties_everything_cannot_be_compared_even_with_itself():
    found = compared(*[shared_out({"a": 50, "b": 50})] * 2)
    assert (found["tau_b"], found["top_overlap"], found["stable"]) == (None, 1.0, None)
    assert found["tau_b_reason"]


def test_the_order_of_options_asked_and_the_seed_may_differ_the_groups_may_not():
    points = {"a": 60, "b": 40}
    other = shared_out(
        {"b": 40, "a": 60}, settings={"seed": "another", "groups": {"G": ["b", "a"]}}
    )
    first = shared_out(points, settings={"groups": {"G": ["a", "b"]}})
    assert compared(first, other)["stable"] is True
    assert refusal(shared_out(points), other).startswith("settings.groups: ")
    fewer = shared_out({"a": 100})
    assert refusal(first, fewer) == 'options: "b" is missing, an option of the first file'


def ratified(*answers, version=None, **more):
    return (
        {
            "format": "smd-tally/1",
            "method": "ratify",
            "sectors": [{"code": "a"}],
            "ballots": [
                {"sector": "a", "seat": str(n), "answer": answer}
                for n, answer in enumerate(answers)
            ],
        }
        | ({} if version is None else {"version": version})
        | more
    )


@each_case(
    ("before", "after", "change", "stable"),
    [
        (["yes"] * 8 + ["no"] * 2, ["yes"] * 9 + ["no"], 0.1, True),
        (["yes"] * 8 + ["no"] * 2, ["yes"] * 10, 0.2, False),
        (["yes"] * 7 + ["no"] * 3, ["yes"] * 13 + ["no"] * 7, -0.05, False),
        (["yes"], ["abstain"], None, False),
        (["abstain"], ["abstain"], None, None),
    ],
)
def test_a_ratification_is_stable_if_its_outcome_stays_and_its_share_hardly_moves(
    before, after, change, stable
):
    found = compared(ratified(*before), ratified(*after))
    assert found["overall_change"] == change
    assert ("overall_change_reason" in found) == (change is None)
    assert found["outcome_unchanged"] == (found["outcomes"][0] == found["outcomes"][1])
    assert found["stable"] is stable


def test_each_version_is_compared_by_its_own_figures_and_not_with_another():
    old, new = ratified("yes", version=1), ratified("yes")
    assert compared(old, old)["version"] == 1
    assert refusal(old, new) == "version: 2 is not 1, as in the first file"
    assert compared(old, new, version=1)["version"] == 1
    # But one that differs in last digits alone is compared: a series goes on over the change.
    held, next_time = (shared_out({"a": 60, "b": 40}, version=version) for version in (2, 3))
    assert compared(held, next_time)["stable"] is compared(held, held)["stable"] is True
    assert refusal(shared_out({"a": 100}, version=1), next_time).startswith("version: 3 is not 1")


@each_case(
    ("change", "sentence"),
    [
        ({"method": "points", "ballots": []}, 'method: "points" is not "rating", as in the first'),
        ({"sectors": [{"code": "a"}]}, 'sectors: "b" is missing, a sector of the first file'),
        (
            {"sectors": [{"code": "a"}, {"code": "b"}, {"code": "c"}]},
            'sectors[2].code: "c" is not a sector of the first file',
        ),
        (
            {"sectors": [{"code": "a"}, {"code": "b", "weight": "3/2"}]},
            "sectors[1].weight: 3/2 is not 1, as in the first file",
        ),
        ({"settings": {"agree_from": 8}}, "settings.agree_from: 8 is not 7, as in the first file"),
        (
            {"ballots": [{"sector": "a", "answer": {"F1": 8}}]},
            "ballots[0].seat: missing: two rounds are compared seat by seat",
        ),
        (
            {"ballots": [{"sector": "a", "seat": "1", "answer": {}}] * 2},
            'ballots[1].seat: "1" already has a ballot',
        ),
        ({"format": "smd-result/1"}, 'format: "smd-result/1" is not "smd-tally/1"'),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change, sentence):
    first = rated([("a", "1", 8)])
    assert refusal(first, first | change).startswith(sentence)


def test_the_same_setting_written_otherwise_is_the_same():
    first = rated([("a", "1", 8)], settings={"at_least": 0.75, "quorum_more_than": 0.5})
    second = rated([("a", "1", 8)], settings={"at_least": "3/4"})
    assert compared(first, second)["stable"] is True


def test_a_method_without_a_definition_is_refused_by_name():
    document = rated([]) | {"method": "approval", "settings": {"k": 1}}
    assert refusal(document, document) == "method: rounds of approval are not compared"


_SEATS = st.dictionaries(
    st.tuples(st.sampled_from("ab"), st.sampled_from("123456")),
    st.dictionaries(
        st.sampled_from(["F1", "F2"]), st.one_of(st.integers(1, 9), st.just("ns")), max_size=2
    ),
)


def _of(seats):
    return rated([(*seat, answer) for seat, answer in seats.items()], ("F1", "F2"))


@settings(max_examples=cases(20, 2000), deadline=None)
@given(_SEATS)
def test_a_round_compared_with_itself_never_moves(seats):
    found = compared(_of(seats), _of(seats))
    assert (found["left"], found["joined"]) == (0, 0)
    for row in found["options"].values():
        if row["n"]:
            assert row["stable"] is True
            assert row["class_change"] == row["median_abs_change"] == row["agree_shift"] == 0
    assert found["stable"] is not False


@settings(max_examples=cases(20, 2000), deadline=None)
@given(_SEATS, _SEATS, st.randoms(use_true_random=False))
def test_who_came_or_left_and_the_order_of_ballots_change_no_figure_of_the_others(
    first, second, chance
):
    found = compared(_of(first), _of(second))
    both = first.keys() & second.keys()
    only = [{seat: seats[seat] for seat in both} for seats in (first, second)]
    assert compared(*map(_of, only))["options"] == found["options"]
    shuffled = _of(second)
    chance.shuffle(shuffled["ballots"])
    assert compared(_of(first), shuffled)["options"] == found["options"]
    turned = compared(_of(second), _of(first))
    assert (turned["left"], turned["joined"]) == (found["joined"], found["left"])
    for code, row in found["options"].items():
        assert turned["options"][code]["class_change"] == row["class_change"]
        assert turned["options"][code]["stable"] == row["stable"]


@settings(max_examples=cases(13, 1000), deadline=None)
@given(_SEATS, _SEATS, st.sampled_from("ab"))
def test_doubling_everybody_in_one_sector_shifts_no_balanced_agreement(first, second, sector):
    both = first.keys() & second.keys()
    once = [{seat: seats[seat] for seat in both} for seats in (first, second)]
    twice = [
        seats | {(s, f"{n}'"): answer for (s, n), answer in seats.items() if s == sector}
        for seats in once
    ]
    before, after = compared(*map(_of, once)), compared(*map(_of, twice))
    for code, row in before["options"].items():
        assert after["options"][code]["agree_shift"] == row["agree_shift"]


def test_the_files_are_left_as_they_were_and_no_method_is_compared_by_halves():
    first = rated([("a", "1", 8)])
    kept = copy.deepcopy(first)
    compared(first, first)
    assert first == kept
    for method in METHODS.values():
        assert (method.stability.compare is None) == (not method.stability.limits)
