"""Budgets by equal shares: the count and its completion beside a naive one, what is told, shown and refused of them."""

from fractions import Fraction
from math import floor
from random import Random

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.disclosure import plan, redact
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.methods import METHODS
from smd_workshop.library.methods.approval_budget import completion
from smd_workshop.library.methods.approval_budget.floats import Quick
from smd_workshop.library.methods.approval_budget.shares import buy, span
from smd_workshop.library.methods.approval_budget.voters import Voters
from smd_workshop.library.recount.tally import profile_of, recount
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.settings import InvalidSetting

METHOD = METHODS["approval-budget"]
OPTIONS = ["P1", "P2", "P3", "P4", "P5"]


def file(ballots, costs, budget, weights=None, balance="sector"):
    """`ballots` are sector → its answers."""
    return {
        "format": "smd-tally/1",
        "method": "approval-budget",
        "settings": {"budget": budget, "costs": costs, "balance": balance},
        "sectors": [
            {"code": code} | ({"weight": str(weights[code])} if weights else {}) for code in ballots
        ],
        "options": list(costs),
        "ballots": [
            {"sector": code, "answer": answer} for code, own in ballots.items() for answer in own
        ],
    }


ANSWERS = st.lists(st.sampled_from(OPTIONS), unique=True, max_size=5)
ROOMS = st.dictionaries(st.sampled_from("abc"), st.lists(ANSWERS, max_size=5), min_size=1)
COSTS = st.fixed_dictionaries(
    dict.fromkeys(OPTIONS, st.sampled_from([1, 2, 3, 10, 12.5, 30, "7/2", 40]))
)
BUDGETS = st.sampled_from([1, 5, 20, 33.3, 50, 80, "100/3"])
WEIGHTS = st.fixed_dictionaries(
    dict.fromkeys("abc", st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(4)]))
)


def payment_of(cost, purses):
    """What the richest backer pays, found by trying how many give all they have; None if all of it is not enough."""
    purses = sorted(purses)
    for poor in range(len(purses)):
        even = (cost - sum(purses[:poor])) / (len(purses) - poor)
        if even <= purses[poor]:
            return even
    return None


def naive(purses, costs, approves):
    """Voters one by one: purses and what each approves."""
    money, chosen, votes = list(purses), [], []
    while True:
        payments = {
            option: payment_of(cost, [money[i] for i, own in enumerate(approves) if option in own])
            for option, cost in costs.items()
            if option not in chosen
        }
        offers = {option: costs[option] / paid for option, paid in payments.items() if paid}
        if not offers:
            return chosen, votes, money
        option = max(offers, key=offers.__getitem__)  # the first of equal ones
        chosen.append(option)
        votes.append(offers[option])
        for i, own in enumerate(approves):
            if option in own:
                money[i] -= min(money[i], payments[option])


def exact(value):
    return Fraction(value) if isinstance(value, str) else Fraction(repr(value))


def replicated(ballots, weights, balance):
    """Every voter as often as the open format says, with sector and answer."""
    sizes = {code: len(own) for code, own in ballots.items() if own}
    if balance == "none":
        return [(code, answer) for code, own in ballots.items() for answer in own]
    shares = {code: weights[code] / many for code, many in sizes.items()}
    times = 1
    while any((share * times).denominator != 1 for share in shares.values()):
        times += 1
    wholes = {code: int(share * times) for code, share in shares.items()}
    for factor in range(2, max(wholes.values(), default=1) + 1):
        while all(whole % factor == 0 for whole in wholes.values()):
            wholes = {code: whole // factor for code, whole in wholes.items()}
    return [
        (code, answer)
        for code, own in ballots.items()
        for answer in own
        for _ in range(wholes[code])
    ]


@settings(max_examples=cases(20, 3000), deadline=None)
@given(ROOMS, COSTS, BUDGETS, WEIGHTS, st.sampled_from(["sector", "none"]))
def test_what_is_bought_is_what_voters_one_by_one_would_buy(
    ballots, costs, budget, weights, balance
):
    result = recount(file(ballots, costs, budget, weights, balance))
    voters = replicated(ballots, weights, balance)
    if not voters:
        assert (result["winners"], result["left"]) == ([], [])
        return
    amounts = {code: exact(cost) for code, cost in costs.items()}
    purse = exact(budget) / len(voters)
    chosen, votes, money = naive([purse] * len(voters), amounts, [own for _, own in voters])
    assert result["winners"] == chosen
    assert [Fraction(each["exact"]) for each in result["effective_votes"]] == votes
    assert [each["float"] for each in result["effective_votes"]] == [float(v) for v in votes]
    people = [(code, answer) for code, own in ballots.items() for answer in own]
    left = [Fraction(each["exact"]) for each in result["left"]]
    for (code, answer), own in zip(people, left, strict=True):
        same = [m for (c, a), m in zip(voters, money, strict=True) if (c, a) == (code, answer)]
        assert own * people.count((code, answer)) == sum(same)
    # The purse is never overspent, and what was paid is what it cost.
    assert sum(left) + sum(amounts[code] for code in chosen) == exact(budget)
    for code in chosen:
        paid = result["payments"][code].values()
        assert sum(Fraction(each["exact"]) for each in paid) == amounts[code]


def add1u(ballots, costs, budget):
    """One unit more for every voter while it fits, then by votes: as it is written, counted anew each time."""
    approves = [own for own_ in ballots.values() for own in own_]
    n = len(approves)
    wanted = [code for code in costs if any(code in own for own in approves)]

    def bought(total):
        return naive([total / n] * n, costs, approves)[0]

    def price(chosen):
        return sum(costs[code] for code in chosen)

    chosen, total = bought(budget), Fraction(floor(budget / n) * n)
    while any(code not in chosen and price(chosen) + costs[code] <= budget for code in wanted):
        total += n
        more = bought(total)
        if price(more) > budget:
            break
        chosen = more
    votes = {code: sum(code in own for own in approves) for code in costs}
    for code in sorted(wanted, key=lambda code: -votes[code]):
        if code not in chosen and price(chosen) + costs[code] <= budget:
            chosen = [*chosen, code]
    return chosen


@settings(max_examples=cases(13, 2000), deadline=None)
@given(st.lists(ANSWERS, min_size=1, max_size=8), COSTS, st.sampled_from([20, 50, 80, 120, 41.5]))
def test_the_completion_is_add1u(own, costs, budget):
    """By lines that are followed from change to change, and by counting every step."""
    amounts = {code: exact(cost) for code, cost in costs.items()}
    expected = add1u({"a": own}, amounts, exact(budget))
    document = file({"a": own}, costs, budget, balance="none")
    assert recount(document)["winners_completed"] == expected
    _method, settings_, profile = profile_of(document)
    voters = Voters.of(profile, settings_)
    bought = buy(voters, voters.purse).options
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completion, "FOLLOWED", -1)
        stepped = completion.complete(voters, bought)
    assert [voters.options[option] for option in stepped.options] == expected
    assert voters.price(stepped.options) <= voters.budget


@settings(max_examples=cases(20, 3000), deadline=None)
@given(ROOMS, COSTS, BUDGETS, WEIGHTS)
def test_lines_and_floats_say_what_the_exact_count_does(ballots, costs, budget, weights):
    _method, settings_, profile = profile_of(file(ballots, costs, budget, weights))
    if not profile.size:
        return
    voters = Voters.of(profile, settings_)
    bought = buy(voters, voters.purse).options
    chosen, room = span(voters, voters.purse)
    assert chosen == bought
    quick = Quick(voters).buy(float(voters.budget))
    assert quick in (None, bought)
    if room:  # up to the first crossing nothing changes
        for part in (Fraction(1, 3), Fraction(99, 100)):
            assert buy(voters, voters.purse + room * part).options == bought
        # What the supporters can pay to the last cent is bought there, and not a step later.
        at = voters.purse + room
        assert span(voters, at)[0] == buy(voters, at).options


def test_floats_and_lines_say_the_same_of_groups_of_many_sizes():
    """A hundred rounds in which who has little pays all of it beside others who have more."""
    chance = Random(11)
    for _ in range(100):
        costs = {code: chance.randint(3, 40) for code in OPTIONS}
        rooms = {
            sector: [
                [code for code in OPTIONS if chance.random() < 0.5]
                for _ in range(chance.randint(1, 9))
            ]
            for sector in "abc"
        }
        _method, settings_, profile = profile_of(file(rooms, costs, chance.randint(20, 90)))
        voters = Voters.of(profile, settings_)
        bought = buy(voters, voters.purse).options
        assert Quick(voters).buy(float(voters.budget)) in (None, bought)
        chosen, room = span(voters, voters.purse)
        assert chosen == bought
        if room:
            for part in (Fraction(1, 2), Fraction(99, 100)):
                assert buy(voters, voters.purse + room * part).options == bought
            assert span(voters, voters.purse + room)[0] == buy(voters, voters.purse + room).options


def test_floats_are_enough_for_people_who_differ():
    ballots = {"a": [["P1", "P2"], ["P1"], ["P2", "P3"]], "b": [["P3"], ["P1", "P3"]]}
    costs = {"P1": 31, "P2": 17, "P3": 23}
    _method, settings_, profile = profile_of(file(ballots, costs, 60))
    voters = Voters.of(profile, settings_)
    assert Quick(voters).buy(float(voters.budget)) == buy(voters, voters.purse).options != ()


@settings(max_examples=cases(13, 1500), deadline=None)
@given(ROOMS, COSTS, BUDGETS, st.sampled_from("abc"), st.integers(2, 4), st.randoms())
def test_more_people_who_say_the_same_other_orders_and_weights_times_a_constant_change_nothing(
    ballots, costs, budget, sector, times, chance
):
    def told(document):
        result = recount(document)
        return [result[key] for key in ("winners", "payments", "without", "depends_on")]

    first = told(file(ballots, costs, budget))
    more = {code: own * times if code == sector else own for code, own in ballots.items()}
    assert told(file(more, costs, budget)) == first
    assert told(file(ballots, costs, budget, dict.fromkeys(ballots, times))) == first
    shuffled = {code: chance.sample(own, len(own)) for code, own in ballots.items()}
    assert told(file(shuffled, costs, budget)) == first


def test_another_currency_changes_nothing_but_the_unit():
    ballots = {"a": [["P1", "P2"], ["P2"]], "b": [["P1"], ["P3"], ["P3", "P1"]]}
    soles = recount(file(ballots, {"P1": 100, "P2": 70, "P3": 40}, 150))
    cents = recount(file(ballots, {"P1": 10000, "P2": 7000, "P3": 4000}, 15000))
    assert soles["winners"] == cents["winners"] != []
    assert soles["effective_votes"] == cents["effective_votes"]


def test_ties_follow_the_order_of_the_options():
    tied = {"a": [["P1"], ["P2"]]}
    assert recount(file(tied, {"P1": 10, "P2": 10}, 20))["winners"] == ["P1", "P2"]
    assert recount(file(tied, {"P2": 10, "P1": 10}, 20))["winners"] == ["P2", "P1"]


def test_an_option_that_nobody_marked_is_never_funded():
    result = recount(file({"a": [["P1"]]}, {"P1": 10, "P2": 1}, 100))
    assert result["winners_completed"] == ["P1"]
    nobody = recount(file({"a": [[]]}, {"P1": 10}, 100))
    assert nobody["winners_completed"] == []
    assert nobody["winners_reason"] == "nobody marked any option"
    poor = recount(file({"a": [["P1"]], "b": [["P2"]]}, {"P1": 10, "P2": 10}, 10))
    assert poor["winners"] == []
    assert poor["winners_reason"] == "no option could be paid by those who marked it"
    assert poor["winners_completed"] == ["P1"]


def test_what_is_left_stands_in_the_order_of_the_file_one_for_each_row():
    document = file({"a": [["P1"], [], ["P1"]]}, {"P1": 10}, 30)
    document["ballots"].append({"sector": "a", "count": 2, "answer": []})
    left = [each["exact"] for each in recount(document)["left"]]
    assert left == ["1", "6", "1", "6"]


@each_case(
    ("wrong", "why"),
    [
        ({"budget": 0}, "settings.budget: 0 is not more than 0"),
        ({"budget": "much"}, 'settings.budget: "much" is not a number'),
        ({"budget": True}, "settings.budget: true is not a number"),
        ({"budget": 10**400}, "settings.budget: a huge number is too large"),
        ({"budget": None}, "settings.budget: null is not a number"),
        ({"costs": {"P1": 1}}, "settings.costs.P2: missing"),
        ({"costs": {"P1": 1, "P2": -3}}, "settings.costs.P2: -3 is not more than 0"),
        ({"costs": {"P1": 1, "P2": float("nan")}}, "settings.costs.P2: nan is not a number"),
        ({"costs": {"P1": 1, "P2": 2, "P9": 3}}, "settings.costs.P9: there is no such option"),
        ({"costs": [1, 2]}, "settings.costs: a list is not an object"),
        ({"balance": "people"}, 'settings.balance: "people" is not one of sector, none'),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_place(wrong, why):
    document = file({"a": [["P1"]]}, {"P1": 1, "P2": 2}, 3)
    document["settings"] |= wrong
    with pytest.raises(FormatError) as refused:
        recount(document)
    assert str(refused.value) == why


def test_before_opening_every_option_needs_a_cost_and_one_must_fit():
    for settings_, why in (
        ({}, "how large the budget is"),
        ({"budget": 5, "costs": {"P1": 1}}, "what P2 costs"),
        ({"budget": 5, "costs": {"P1": 6, "P2": 7}}, "costs more than the budget"),
    ):
        with pytest.raises(InvalidSetting) as refused:
            METHOD.check(settings_, ["P1", "P2"])
        assert why in str(refused.value.text)
    METHOD.check({"budget": 5, "costs": {"P1": 5, "P2": 7}}, ["P1", "P2"])


def test_where_a_sector_is_hidden_what_is_funded_stays_and_no_payment_or_order_tells_of_it():
    rooms = {"a": [["P1"]] * 2, "b": [["P2"]] * 6, "c": [["P1", "P2"]] * 7}
    result = recount(file(rooms, {"P1": 10, "P2": 9}, 30))
    shown = redact(METHOD.disclosing, result, plan({"a": 2, "b": 6, "c": 7}))
    assert result["winners"] == ["P2", "P1"] or result["winners"] == ["P1", "P2"]
    assert shown["winners"] == ["P1", "P2"], "the order of the page"
    assert [shown[key] for key in ("effective_votes", "payments", "left")] == [None] * 3
    assert shown["options"]["P1"]["support"]["sectors"] == {"a": None, "b": None, "c": 1.0}
    assert shown["completion"]["units"] is None
    assert shown["completion"]["spent"] == 19


def told(document):
    return find(METHOD.finding, Shown({"": recount(document)}))


def test_it_says_what_is_funded_first_and_what_it_costs():
    found = told(file({"a": [["P1"]] * 3, "b": [["P2"]] * 3}, {"P1": 50, "P2": 60, "P3": 1}, 110))
    assert found.headline[0].values["options"].codes == ("P1", "P2")
    assert (found.headline[1].values["spent"], found.headline[1].values["budget"]) == ("110", "110")
    assert [row.code for row in found.grid.rows] == ["P1", "P2", "P3"]
    assert [section.outcome.key for section in found.grid.sections] == ["paid", "added", "not"]
    nothing = told(file({"a": [["P1"]]}, {"P1": 2}, 1))
    assert nothing.headline[0].message.startswith("Nothing is funded")
