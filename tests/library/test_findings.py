"""What is told first of a result: every sentence that states something is true, and goes where it is not."""

import pytest
from each_case import each_case

from reports.spoken import Speaker
from smd_workshop.library.documents import FormatError
from smd_workshop.library.findings import (
    Grid,
    Outcome,
    Row,
    Scale,
    Section,
    Shown,
    find,
    instead,
    stated,
    strips,
)
from smd_workshop.library.method import Labels
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import recount

#: Says a sentence in English, with codes for names.
speak = Speaker(str, lambda one, many, num: one if num == 1 else many)


def counted(method, sectors, ballots, options=(), **settings):
    """The shown result of a round: sectors with their seats, ballots as (sector, how many, answer)."""
    return recount(
        {
            "format": "smd-tally/1",
            "method": method,
            "settings": settings,
            "sectors": [{"code": code, "eligible": seats} for code, seats in sectors.items()],
            "options": list(options),
            "ballots": [
                {"sector": sector, "count": many, "answer": answer}
                for sector, many, answer in ballots
            ],
        }
    )


def told(method, *results, codes=("",)):
    return find(METHODS[method].finding, Shown(dict(zip(codes, results, strict=True))))


def words(sentences):
    said = " ".join(speak(each, Labels(), {}) for each in sentences)
    return said.replace("\N{NO-BREAK SPACE}", " ")


def rated(ballots, sectors=None, **settings):
    sectors = sectors or {"com": 6, "emp": 6}
    return told("rating", counted("rating", sectors, ballots, ("F1", "F2"), **settings))


# Ratings


def test_a_rating_says_how_many_come_in_go_out_and_have_no_agreement():
    found = rated([("com", 6, {"F1": 8, "F2": 5}), ("emp", 6, {"F1": 9, "F2": 5})])
    assert words(found.headline) == "1 of 2 comes in. On 1 there is no agreement yet."
    found = rated([("com", 6, {"F1": 2, "F2": 1}), ("emp", 6, {"F1": 2, "F2": 9})])
    assert words(found.headline) == "None of the 2 comes in. 1 goes out. 1 is in dispute."


def test_what_nobody_answered_decides_nothing():
    found = rated([])
    assert words(found.headline) == "Nobody answered, so nothing is decided."
    assert found.sure == ()


STILL = "Even if all who are missing had answered against"


@pytest.mark.parametrize(("seats", "stays"), [(7, True), (9, False)])
def test_what_comes_in_would_still_come_in_only_while_enough_would_agree(seats, stays):
    """18 of 21 agree, 3 missing against: 86 %; with 9 seats 18 of 27, less than three quarters."""
    voted = [(s, 6, {"F1": 9, "F2": 9}) for s in ("com", "emp", "gob")]
    said = words(rated(voted, dict.fromkeys(("com", "emp", "gob"), seats)).sure)
    assert (STILL in said) is stays
    assert ("none of the 2 that come in would still do so" in said) is not stays


def test_where_nobody_is_missing_nothing_is_said_of_the_missing():
    said = words(rated([("com", 6, {"F1": 9, "F2": 9}), ("emp", 6, {"F1": 9, "F2": 9})]).sure)
    assert "missing" not in said
    assert "All who could answer did: 12." in said


def test_a_silent_sector_would_change_what_comes_in():
    """Its seats would be a sector of their own in which nobody agrees."""
    said = words(rated([("com", 6, {"F1": 9, "F2": 9})], {"com": 6, "emp": 1}).sure)
    assert STILL not in said
    assert "6 of 7 people answered." in said


CLOSE = "Close: with one other answer"


def test_one_answer_is_said_to_decide_only_where_it_does():
    """Nine of twelve agree, three quarters as asked for: one fewer and it does not come in."""
    nine = [("com", 9, {"F1": 8, "F2": 9}), ("com", 3, {"F1": 6, "F2": 9})]
    said = words(rated(nine, {"com": 12}).sure)
    assert f"{CLOSE} F1 would not come in." in said
    eight = [("com", 8, {"F1": 8, "F2": 9}), ("com", 4, {"F1": 6, "F2": 9})]
    assert f"{CLOSE} F1 would come in." in words(rated(eight, {"com": 12}).sure)
    eleven = [("com", 11, {"F1": 8, "F2": 9}), ("com", 1, {"F1": 6, "F2": 9})]
    said = words(rated(eleven, {"com": 12}).sure)
    assert CLOSE not in said
    assert "No single answer decides what comes in." in said


def test_where_other_thresholds_allow_disagreement_nothing_is_said_of_margins():
    """With half agreeing enough, the spread may still keep an option out, which shares do not tell."""
    said = words(rated([("com", 9, {"F1": 8, "F2": 9})], {"com": 12}, at_least=0.5).sure)
    assert "answer" not in said.replace("people answered", "")


def test_a_result_of_version_1_says_nothing_that_its_figures_do_not_hold():
    document = counted("rating", {"com": 12}, [("com", 9, {"F1": 8, "F2": 9})], ("F1", "F2"))
    old = document | {"version": 1}
    assert "missing" not in words(told("rating", old).sure)


def test_a_sector_is_named_only_where_something_else_would_come_out_without_it():
    apart = rated([("com", 6, {"F1": 9, "F2": 9}), ("emp", 6, {"F1": 1, "F2": 9})])
    said = words(apart.sure)
    assert "Without com, something else would come out for F1." in said
    assert "Without any one sector" not in said
    alike = rated([("com", 6, {"F1": 9, "F2": 9}), ("emp", 6, {"F1": 9, "F2": 9})])
    assert "Without any one sector the same would come out." in words(alike.sure)
    alone = rated([("com", 6, {"F1": 9, "F2": 9})])
    assert "Without any one sector" not in words(alone.sure), "there is nothing to compare with"


# The table


SCALE = Scale(
    unit="mean", domain=(1, 9), minus=4, plus=6, far=(3, 7), apart=2, ticks=(1, 5, 9),
    legend=(stated("+"), stated("·"), stated("−")),
)  # fmt: skip
ANY = Outcome("any", "Any", "–", "unsure")


def grid(*rows):
    made = [
        Row(
            f"F{place}", "any", cells={sector: SCALE.cell(value) for sector, value in cells.items()}
        )
        for place, cells in enumerate(rows, 1)
    ]
    return Grid.of(SCALE, [Section(ANY, tuple(made))], ("com", "soc", "emp"))


def framed(found):
    return [(each.code, each.sector) for each in found.differences()]


@each_case(
    ("cells", "apart"),
    [
        ({"com": 8.0, "soc": 7.5, "emp": 5.5}, ["emp"]),
        ({"com": 8.0, "soc": 7.5, "emp": 5.6}, []),
        ({"com": 9.0, "soc": 5.0, "emp": 1.0}, ["com", "emp"]),
        ({"com": 8.0, "emp": 1.0}, []),
        ({"com": 8.0, "soc": None, "emp": 1.0}, []),
    ],
    ids=["two points", "less", "both ends, not the middle", "two sectors", "one is hidden"],
)
def test_a_sector_stands_apart_two_points_from_every_other(cells, apart):
    assert sorted(sector for _, sector in framed(grid(cells))) == apart


def test_who_is_farthest_comes_first_and_the_others_are_named_by_their_ends():
    found = grid(
        {"com": 8.0, "soc": 7.5, "emp": 5.5}, {"com": 8.0, "soc": 7.0, "emp": 1.0}
    ).differences()
    assert [each.code for each in found] == ["F2", "F1"]
    assert words([found[0].statement]) == "F2: 1.0; the others, between 7.0 and 8.0."


def test_others_that_read_alike_are_written_once():
    (found,) = grid({"com": 8.01, "soc": 7.99, "emp": 5.0}).differences()
    assert words([found.statement]) == "F1: 5.0; the others, 8.0."


@each_case(
    ("value", "sign", "strong"),
    [
        (6.0, 1, False),
        (5.96, 1, False),
        (5.94, 0, False),
        (7.0, 1, True),
        (4.04, -1, False),
        (2.0, -1, True),
    ],
)
def test_a_sign_belongs_to_the_figure_as_it_is_written(value, sign, strong):
    """5.96 is written 6.0 and would stand beside a · that the key calls less than 6."""
    cell = SCALE.cell(value)
    assert (cell.sign, cell.strong) == (sign, strong)


def test_a_sector_without_a_figure_has_no_column_and_an_outcome_without_rows_no_heading():
    found = grid({"com": 8.0, "soc": None, "emp": 1.0})
    assert found.sectors == ("com", "emp")
    assert Grid.of(SCALE, [Section(ANY, ())], ("com",)).sections == ()


def test_rows_sort_by_a_column_and_those_without_a_figure_come_last():
    found = grid({"com": 3.0, "emp": 9.0}, {"com": None, "emp": 8.0}, {"com": 5.0, "emp": 1.0})
    assert [row.code for row in found.sorted_by("com")] == ["F3", "F1", "F2"]
    assert [row.code for row in found.sorted_by("emp")] == ["F1", "F2", "F3"]
    assert found.sorted_by("nothing such") == found.rows


def test_marks_that_would_touch_stand_in_lanes_of_their_own():
    assert strips.lanes([10, 50, 90]) == (0, 0, 0)
    assert strips.lanes([50, 52, 54]) == (0, 1, 2)
    assert strips.lanes([54, 10, 50]) == (1, 0, 0)
    for places in ([10, 12, 30, 31, 32], [5, 9, 13, 17, 21, 25]):
        lanes = strips.lanes(places)
        for one, first in zip(places, lanes, strict=True):
            near = [o for o, lane in zip(places, lanes, strict=True) if lane == first and o != one]
            assert all(abs(one - other) >= strips.ROOM for other in near)


# Points


def shared(ballots, sectors=None, **settings):
    sectors = sectors or {"com": 40, "emp": 40}
    options = ("F1", "F2", "F3")
    return told("points", counted("points", sectors, ballots, options, resamples=100, **settings))


def points(one, two, three):
    return {"F1": one, "F2": two, "F3": three}


def test_points_name_what_weighs_most_and_what_is_tied():
    found = shared([("com", 40, points(60, 30, 10)), ("emp", 40, points(60, 30, 10))])
    assert words(found.headline) == "Weighs most: F1, with 60.0 %. Next: F2 and F3."
    assert not any(row.tied for row in found.grid.rows)
    groups = {"F": ["F1", "F2"], "D": ["F3"]}
    ballot = {"F1": 60, "F2": 40, "F3": 100, "@F": 50, "@D": 50}
    several = shared([("com", 40, ballot), ("emp", 40, ballot)], groups=groups)
    assert words(several.headline) == (
        "Weighs most over all groups: F3, with 50.0 % of the whole. Next: F1 and F2."
    )
    assert (
        "F3 has 100 % of its group, which weighs 50.0 % of the whole. It is the only one in it."
        in words(several.sure)
    )
    second = shared([("com", 40, points(60, 20, 20)), ("emp", 40, points(60, 20, 20))])
    assert words(second.headline) == "Weighs most: F1, with 60.0 %. Next, tied: F2 and F3."
    assert {row.code: row.tied for row in second.grid.rows} == {
        "F1": (), "F2": ("F3",), "F3": ("F2",),
    }  # fmt: skip
    rows = {row.code: row.interval for row in several.grid.rows}
    assert rows["F3"] is None, "alone in its group it cannot be but 100 %"
    assert rows["F1"]
    tied = shared([("com", 40, points(40, 40, 20)), ("emp", 40, points(40, 40, 20))])
    assert words(tied.headline) == "Weigh most, tied: F1 and F2. Next: F3."
    assert words(shared([("com", 40, {})]).headline).startswith("Nobody gave any points")


def test_margins_touch_only_where_they_do():
    far = shared([("com", 40, points(80, 15, 5)), ("emp", 40, points(80, 15, 5))])
    still = "With other people of the same sectors F1 would still come before F2: their margins do not touch."
    assert still in words(far.sure)
    near = shared([("com", 20, points(60, 40, 0)), ("com", 20, points(40, 50, 10))])
    assert "F2 could come before F1: their margins touch." in words(near.sure)


def test_the_order_depends_on_a_sector_only_where_it_does():
    split = shared([("com", 40, points(60, 40, 0)), ("emp", 40, points(30, 45, 25))])
    assert "Without com another would come first." in words(split.sure)
    later = shared([("com", 40, points(60, 30, 10)), ("emp", 40, points(60, 10, 30))])
    said = words(later.sure)
    assert "another would come first" not in said, "the headline stands"
    assert "the same would come first, and the others in another order" in said
    tied = shared([("com", 40, points(60, 40, 0)), ("emp", 40, points(40, 60, 0))])
    said = words(tied.sure)
    assert "Without one of these not all that are tied would come first: com and emp." in said
    assert "another would come first" not in said, "one of the two that are tied is no other one"
    joined = shared([("com", 40, points(60, 40, 0)), ("emp", 40, points(50, 50, 0))])
    assert "Without com others would share the first place." in words(joined.sure)
    alike = shared([("com", 40, points(60, 30, 10)), ("emp", 40, points(60, 30, 10))])
    assert "Without any one sector the order would be the same." in words(alike.sure)


# Choices


def chosen(ballots, sectors=None, k=1):
    sectors = sectors or {"com": 6, "emp": 6}
    return told("approval", counted("approval", sectors, ballots, ("A", "B", "C"), k=k))


def test_a_choice_names_what_was_chosen_and_whether_it_was_tied():
    found = chosen([("com", 6, ["A", "B"]), ("emp", 6, ["A"])])
    assert words(found.headline) == "Chosen: 1 of 3: A."
    assert "There was no tie." in words(found.sure)
    tied = chosen([("com", 6, ["A", "B"]), ("emp", 6, ["A", "B"])])
    assert "2 choices were tied" in words(tied.sure)
    assert "There was no tie." not in words(tied.sure)
    nothing = chosen([("com", 6, [])])
    assert words(nothing.headline) == "Nobody marked any option, so nothing was chosen."
    assert "tie" not in words(nothing.sure)


def test_other_rules_choose_the_same_only_where_they_do():
    same = chosen([("com", 6, ["A"]), ("emp", 6, ["A"])])
    assert "4 other ways of counting choose the same." in words(same.sure)
    # Most marks would take all from the larger sector's list.
    ballots = [("com", 9, ["A", "B"]), ("emp", 6, ["C"])]
    other = chosen(ballots, {"com": 9, "emp": 6}, k=2)
    assert "choose the same" in words(other.sure)
    assert "4 other ways of counting choose the same." not in words(other.sure)


def test_a_tie_by_another_rule_is_not_told_as_the_same():
    """By most marks B and C are tied for the second place; by the purses B is paid: its supporter has paid nothing."""
    ballots = [("com", 2, ["A", "C"]), ("com", 1, ["A"]), ("emp", 2, ["B"]), ("emp", 1, [])]
    found = chosen(ballots, {"com": 3, "emp": 3}, k=2)
    assert "A and B" in words(found.headline)
    assert "other ways of counting choose the same." not in words(found.sure).replace("Of 4 ", "")
    assert "By 2 the same is tied with other choices." in words(found.sure)


def test_a_choice_says_why_what_has_as_much_support_was_not_chosen():
    ballots = [("com", 2, ["A", "C"]), ("com", 1, ["A"]), ("emp", 2, ["B"]), ("emp", 1, [])]
    found = chosen(ballots, {"com": 3, "emp": 3}, k=2)
    assert "B and not C, of as much support: who supports C had already paid" in words(
        found.headline
    )
    alone = chosen([("com", 6, ["A", "B"]), ("emp", 6, ["A"])])
    assert "and not" not in words(alone.headline)


def test_a_sector_changes_the_choice_only_where_it_does():
    split = chosen([("com", 6, ["A"]), ("emp", 6, ["B"])], k=2)
    said = words(split.sure)
    assert "Without com: C instead of A." in said
    alike = chosen([("com", 6, ["A"]), ("emp", 6, ["A"])])
    assert "Without any one sector the same would be chosen." in words(alike.sure)
    for other, what in ((["A", "B"], "also B."), ([], "none instead of A.")):
        assert f"Without com: {what}" in words([instead("com", ["A"], other)])


# Ratifications


def votes(sectors, *ballots):
    return counted("ratify", sectors, ballots)


def ratified(*results):
    return told("ratify", *results, codes=[f"O{place}" for place in range(1, len(results) + 1)])


ROOM = {"com": 6, "emp": 6}


def test_a_ratification_says_what_became_of_how_many():
    yes = votes(ROOM, ("com", 6, "yes"), ("emp", 6, "yes"))
    no = votes(ROOM, ("com", 6, "no"), ("emp", 6, "no"))
    silent = votes(ROOM, ("com", 6, "yes"))
    assert words(ratified(yes).headline) == "O1 is adopted."
    assert words(ratified(no).headline) == "O1 is not adopted: too few are in favour."
    assert words(ratified(silent).headline) == "O1 is not adopted: a sector has no quorum."
    assert words(ratified(yes, no).headline) == "1 of 2 is adopted. 1 is not adopted."
    assert words(ratified(no, no).headline) == "None of the 2 is adopted."


@pytest.mark.parametrize(("absent", "stays"), [(1, True), (3, True), (4, False)])
def test_what_is_adopted_would_still_be_only_while_two_thirds_say_yes(absent, stays):
    sectors = dict.fromkeys(ROOM, 6 + absent)
    said = words(ratified(votes(sectors, ("com", 6, "yes"), ("emp", 6, "yes"))).sure)
    assert ("the one that is adopted would still be." in said) is stays
    assert ("the one that is adopted would not be." in said) is not stays


def test_one_vote_is_said_to_decide_only_where_it_does():
    four = votes(ROOM, ("com", 4, "yes"), ("com", 2, "no"), ("emp", 4, "yes"), ("emp", 2, "no"))
    assert "with one no instead of a yes O1 would not be adopted" in words(ratified(four).sure)
    all_yes = votes(ROOM, ("com", 6, "yes"), ("emp", 6, "yes"))
    assert "No single vote decides what is adopted." in words(ratified(all_yes).sure)
    tied = votes(ROOM, ("com", 6, "yes"), ("emp", 3, "yes"), ("emp", 3, "no"))
    assert "with one yes instead of a no O1 would be adopted" in words(ratified(tied).sure)


def test_a_ratification_names_the_sector_that_decides():
    split = votes(ROOM, ("com", 6, "yes"), ("emp", 2, "yes"), ("emp", 4, "no"))
    said = words(ratified(split).sure)
    assert "Without emp, something else would come out for O1." in said
    alike = votes(ROOM, ("com", 6, "yes"), ("emp", 6, "yes"))
    assert "Without any one sector the same would come out." in words(ratified(alike).sure)


# One sector alone


def test_what_one_sector_alone_said_is_said_to_depend_on_it():
    """Of each method, a round in which only emp said anything of A: never "the same would come out"."""
    rating = rated([("com", 6, {"F1": "ns", "F2": 9}), ("emp", 6, {"F1": 9, "F2": 9})])
    assert "Without emp, something else would come out for F1." in words(rating.sure)
    estimate = told(
        "estimate",
        counted("estimate", ROOM, [("com", 6, {"B": 5}), ("emp", 6, {"A": 4, "B": 5})], ("A", "B")),
    )
    assert "Without emp there would be no estimate of A." in words(estimate.sure)
    choice = chosen([("com", 6, []), ("emp", 6, ["A"])])
    assert "Without emp nothing would be chosen." in words(choice.sure)
    for said in (rating, estimate, choice):
        assert "Without any one sector the same" not in words(said.sure)
        assert "would be the same" not in words(said.sure)


def test_a_crossing_that_ties_says_which_sector_makes_it_tie():
    sides = {"F": ["F1"], "O": ["O1"], "D": ["D1"]}
    ballots = [("com", 3, {"F1|O1": 0, "D1|O1": 3}), ("emp", 3, {"F1|O1": 3, "D1|O1": 0})]
    result = counted("cross", ROOM, ballots, ("F1", "O1", "D1"), sides=sides)
    found = told("cross", result)
    assert result["leading"] is None
    assert "Without com this quadrant would lead: FO." in words(found.sure)


def test_nothing_is_said_to_weigh_most_where_nobody_gave_a_point_to_it():
    groups = {"D": ["D1", "D2"], "F": ["F1", "F2"]}
    ballots = [(code, 6, {"D1": 70, "D2": 30, "@D": 60, "@F": 40}) for code in ROOM]
    result = counted("points", ROOM, ballots, ("D1", "D2", "F1", "F2"), groups=groups)
    said = words(told("points", result).headline)
    assert "Next: D2." in said
    assert "Nobody weighed 2 options." in said
    hidden = {**result, "order": [["D1", "D2", "F1", "F2"]], "disclosure": {"suppressed": []}}
    told_hidden = words(told("points", hidden).headline)
    assert (
        told_hidden == "No option weighs more than another, or too few points were given to tell."
    )


def test_a_rating_that_would_agree_and_reject_at_once_is_refused():
    with pytest.raises(FormatError, match="must be above reject_to"):
        rated([("com", 6, {"F1": 5})], agree_from=3, reject_to=7)


def test_a_ratification_without_anybody_who_may_vote_is_rejected_and_lacks_no_quorum():
    assert counted("ratify", {"com": 0, "emp": 0}, [])["outcome"] == "rejected"


@each_case(
    ("ballots", "budget", "said"),
    [
        ([(5, ["A"]), (5, ["B"]), (5, [])], 10, ["Tied: A and B.", "left out: B."]),
        ([(5, ["A"]), (5, ["B", "C"])], 20, ["Tied: B and C.", "left out: C."]),
        ([(6, ["A"]), (5, ["B"])], 10, []),
        ([(5, ["A"]), (5, ["B"])], 20, []),
    ],
)
def test_a_tie_that_the_order_of_a_budgets_list_decided_is_said(ballots, budget, said):
    costs = {"A": 10, "B": 10, "C": 10}
    rows = [("com", many, marked) for many, marked in ballots]
    result = counted("approval-budget", {"com": 15}, rows, tuple(costs), budget=budget, costs=costs)
    sure = words(told("approval-budget", result).sure)
    for sentence in said:
        assert sentence in sure
    assert said or "Tied" not in sure


@pytest.mark.parametrize("unit", [{}, {"unit": "S/"}])
def test_of_two_with_the_same_support_it_is_said_why_the_one_is_not_funded(unit):
    """Half marked B, half C, all A: purses that grow alike come to C, which costs less, and then too little is left for B."""
    costs = {"A": 35_000, "B": 50_000, "C": 45_000}
    ballots = [("com", 5, ["A", "B"]), ("com", 5, ["A", "C"])]
    result = counted(
        "approval-budget", {"com": 10}, ballots, tuple(costs), budget=100_000, costs=costs, **unit
    )
    assert result["winners_completed"] == ["A", "C"]
    found, sign = told("approval-budget", result), "S/ " if unit else ""
    assert f"They cost {sign}80,000 of {sign}100,000." in words(found.headline)
    assert (
        "B has no less support than C and is not funded: the purses of those who marked it do not reach what it costs "
        f"({sign}50,000), not even when all purses grew alike, and the {sign}20,000 left over are less than that."
    ) in words(found.sure)
    fewer = [("com", 4, ["A", "B"]), ("com", 6, ["A", "C"])]
    other = counted(
        "approval-budget", {"com": 10}, fewer, tuple(costs), budget=100_000, costs=costs
    )
    assert "no less support" not in words(told("approval-budget", other).sure)


NOTHING = {
    "approval-budget": ([], {"budget": 20, "costs": {"F1": 10, "O1": 10, "O2": 10}}, "Nobody marked any option, so nothing is funded."),
    "cross": ({"F1|O1": 0, "F1|O2": 0}, {"sides": {"F": ["F1"], "O": ["O1", "O2"]}},
              "Every mark given is 0, so no quadrant leads and no pair is strong."),
    "ranking": ([["F1", "O1", "O2"]], {}, "None comes before another: all are tied."),
}  # fmt: skip


@pytest.mark.parametrize("method", NOTHING)
def test_where_nothing_was_marked_nothing_leads_and_the_reason_is_the_true_one(method):
    answer, settings, said = NOTHING[method]
    ballots = [(code, 6, answer) for code in ROOM]
    found = told(method, counted(method, ROOM, ballots, ("F1", "O1", "O2"), **settings))
    assert words(found.headline) == said
    for wrong in ("would lead", "put the same first", "paid for all"):
        assert wrong not in words(found.sure), wrong
    if method == "cross":  # nobody marked the other pair
        found = told(
            method,
            counted(
                method,
                ROOM,
                [(code, 6, {"F1|O1": 0}) for code in ROOM],
                ("F1", "O1", "O2"),
                **settings,
            ),
        )
        assert words(found.headline) == said and "Asked again" not in words(found.sure)
    if method == "ranking":
        assert "By 3 other ways of counting the same ones are tied first." in words(found.sure)


def test_strongest_pairs_that_tie_are_named_or_counted():
    many = [f"O{n}" for n in range(1, 6)]
    for strong, said in (
        (1, "Strongest pair: F1 × O1, 3.0 of 3"),
        (2, "Strongest pairs, tied: F1 × O1, F1 × O2, 3.0 of 3"),
        (4, "4 pairs are tied as the strongest, with 3.0 of 3"),
    ):
        answer = {f"F1|{code}": 3 if at < strong else 1 for at, code in enumerate(many)}
        result = counted(
            "cross", ROOM, [(code, 6, answer) for code in ROOM], ("F1", *many),
            sides={"F": ["F1"], "O": many},
        )  # fmt: skip
        assert said in words(told("cross", result).headline)


def test_what_shares_the_third_place_is_said_beside_what_is_second():
    """«Next: I3, I1 and I4» reads as three places where I1 and I4 have one."""
    ballots = [(code, 6, [["A"], ["B"], ["C", "D"]]) for code in ROOM]
    found = told("ranking", counted("ranking", ROOM, ballots, ("A", "B", "C", "D")))
    assert words(found.headline) == "First: A. Next: B; then, tied: C and D."
    assert [row.tied for row in found.grid.rows] == [(), (), ("D",), ("C",)]


# What somebody left blank


def test_a_grade_says_which_sector_weighs_less_where_its_people_left_blanks():
    """Com 2, 3, 2; soc 2, 1, blank; emp 4; est 5, 4, 4: of four sectors alike exactly half would give 4 or better."""
    said = {"com": [2, 3, 2], "soc": [2, 1, None], "emp": [4], "est": [5, 4, 4]}
    ballots = [
        (code, 1, {"I2": 3} | ({} if grade is None else {"I4": grade}))
        for code, grades in said.items()
        for grade in grades
    ]
    result = counted(
        "majority-judgment", {"com": 3, "soc": 3, "emp": 1, "est": 3}, ballots, ("I4", "I2")
    )
    assert result["options"]["I4"]["majority_grade"] == 4, (
        "n_s is the ballots of the sector, as smd-tally/1 says"
    )
    sure = words(told("majority-judgment", result).sure)
    assert "Of soc not all graded I4: there it weighs less, for a blank weighs nothing." in sure
    assert "graded I2" not in sure
    rows = told("majority-judgment", result).grid.rows
    assert {row.code: row.lighter for row in rows} == {"I4": ("soc",), "I2": ()}


@pytest.mark.parametrize(
    ("method", "answers", "options"),
    [
        ("rating", ({"F1": 2}, {"F1": 8}, {"F1": 9}), ("F1",)),
        ("majority-judgment", ({"F1": 1}, {"F1": 3}, {"F1": 4}), ("F1",)),
        ("ratify", ("no", "yes", "yes"), ()),
    ],
)
def test_a_third_of_a_sector_stands_against_by_every_method_and_less_does_not(
    method, answers, options
):
    """One of three is a third, though 0.333… as a float is less than it."""
    for many, against in ((1, ["com"]), (3, [])):
        ballots = [("com", 1, answers[0]), *[("com", many, each) for each in answers[1:]]]
        result = counted(method, {"com": 1 + 2 * many}, ballots, options)
        found = METHODS[method].publishing.dissent("F1", result)
        assert [opposed.sector for _, opposed in found] == against
