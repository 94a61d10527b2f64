"""What a repeated round says of each item, whether the rule says stop, and that nothing hidden is told by it."""

import json
from functools import cache
from itertools import combinations_with_replacement as multisets
from itertools import product

import pytest
from each_case import each_case

from smd_workshop.library.disclosure import plan, redact
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.repeating import Compared, StopRule, facts, settled
from smd_workshop.library.recount.stability import People, compared, read_unnamed
from smd_workshop.library.recount.tally import profile_of, recount
from smd_workshop.library.sectors import distributions
from smd_workshop.library.two_rounds import Pair

RULE = StopRule(2, 3)


def tally(method, people, options=("F1",), **more):
    """`people` are (sector, answer)."""
    sectors = dict.fromkeys(sector for sector, _ in people)
    return {
        "format": "smd-tally/1",
        "method": method,
        "sectors": [{"code": code} for code in sectors],
        "ballots": [{"sector": sector, "answer": answer} for sector, answer in people],
        **({"options": list(options)} if METHODS[method].single_question is False else {}),
    } | more


@cache
def counted(text):
    """A recount, once for each document: worlds are many, and made of few."""
    return recount(json.loads(text))


def both(method, before, after, *, known=True, held=2, rule=RULE, part="", **more):
    """The facts of two rounds answered by the same people in the same order, as everybody may see them."""
    documents = [tally(method, people, **more) for people in (before, after)]
    results = [counted(json.dumps(document)) for document in documents]
    shown = [
        redact(METHODS[method].disclosing, result, plan(profile_of(document)[2].voted()))
        for document, result in zip(documents, results, strict=True)
    ]
    stayed = {}
    for sector, _ in before:
        stayed[sector] = stayed.get(sector, 0) + 1
    pairs = tuple(Pair(s, a, b) for (s, a), (_, b) in zip(before, after, strict=True))
    apart = METHODS[method].stability.apart
    people = People(stayed, 0, 0, pairs if known or apart is None else None)
    one, two = (read_unnamed(d, r) for d, r in zip(documents, results, strict=True))
    way = "results" if apart is None else "people" if known else "distributions"
    found = Compared(compared(one, two, people), *shown)
    return facts(METHODS[method], {part: found}, way, held, rule)


def rated(**numbers):
    """Ratings of F1 by sector."""
    return [(sector, {"F1": number}) for sector, own in numbers.items() for number in own]


HIGH, LOW, MIXED = [8] * 6, [2] * 6, [8, 8, 8, 8, 5, 5]


@each_case(
    ("before", "after", "label", "camps"),
    [
        ((HIGH, HIGH), (HIGH, HIGH), "consensus", {"for": ["a", "b"]}),
        ((MIXED, MIXED), (MIXED, MIXED), "majority", {"for": ["a", "b"]}),
        ((HIGH, LOW), (HIGH, LOW), "dissent", {"for": ["a"], "against": ["b"]}),
        ((HIGH, LOW), (HIGH, HIGH), "unstable", {"for": ["a", "b"]}),
    ],
)
def test_an_item_is_called_by_how_opinions_stand_where_they_stand_still(
    before, after, label, camps
):
    found = both("rating", *(rated(a=a, b=b) for a, b in (before, after)))
    assert found["items"]["F1"]["label"] == found["overall"]["label"] == label
    assert found["items"]["F1"]["camps"] == camps
    assert settled(found) == (() if label == "unstable" else ("F1",))


def test_without_quorum_nothing_is_called_stable_and_the_rule_goes_on():
    few = {"sectors": [{"code": "a", "eligible": 40}, {"code": "b", "eligible": 6}]}
    found = both("rating", rated(a=HIGH, b=HIGH), rated(a=HIGH, b=HIGH), **few)
    assert (found["items"]["F1"]["label"], found["advice"]) == ("no quorum", "unstable")
    assert settled(found) == ()


@each_case(
    ("held", "stable", "advice"),
    [(1, True, "least"), (2, True, "stable"), (2, False, "unstable"), (3, False, "most"), (9, True, "most")],
)  # fmt: skip
def test_the_rule_stops_on_stability_between_the_least_and_the_most(held, stable, advice):
    assert RULE.advice(held, stable=stable) == advice


def test_a_protocol_without_a_rule_advises_nothing():
    found = both("rating", rated(a=HIGH, b=HIGH), rated(a=HIGH, b=HIGH), rule=None)
    assert (found["rule"], found["advice"]) == (None, None)


def test_the_least_change_never_says_more_than_the_same_people_would():
    """Two who change places are seen by their pairs alone; what must have changed is counted without them."""
    swapped = rated(a=[9, 1, *HIGH[2:]], b=HIGH), rated(a=[1, 9, *HIGH[2:]], b=HIGH)
    assert both("rating", *swapped)["items"]["F1"]["class_change"] == pytest.approx(1 / 6)
    assert both("rating", *swapped, known=False)["items"]["F1"]["class_change"] == 0
    fell = rated(a=HIGH, b=HIGH), rated(a=LOW, b=HIGH)
    assert both("rating", *fell, known=False)["items"]["F1"]["class_change"] == 0.5
    for numbers in multisets((2, 5, 8), 3):
        for then in product((2, 5, 8), repeat=3):
            two = rated(a=numbers, b=HIGH), rated(a=then, b=HIGH)
            least, true = (
                both("rating", *two, known=known)["items"]["F1"].get("class_change") or 0
                for known in (False, True)
            )
            assert least <= true


def ratified(**votes):
    return [(sector, vote) for sector, own in votes.items() for vote in own]


@each_case(
    ("votes", "label"),
    [
        ((["yes"] * 6, ["yes"] * 6), "consensus"),
        ((["no"] * 6, ["no"] * 6), "consensus"),
        ((["yes"] * 6, ["no"] * 6), "dissent"),
        ((["yes"] * 4 + ["no"] * 2, ["yes"] * 3 + ["no"] * 3), "majority"),
        ((["yes"] * 3 + ["no"] * 3, ["yes"] * 3 + ["no"] * 3), "dissent"),
    ],
)
def test_a_ratification_that_stands_still_is_called_by_its_sectors(votes, label):
    same = ratified(a=votes[0], b=votes[1])
    assert both("ratify", same, same, part="O1")["items"]["O1"]["label"] == label


def test_of_orders_only_stable_or_not_is_said():
    order = [("a", {"x": 60, "y": 40})] * 6 + [("b", {"x": 60, "y": 40})] * 6
    found = both("points", order, order, options=("x", "y"))
    assert (found["items"], found["overall"]["label"]) == ({}, "stable")


@each_case(
    ("method", "same", "label"),
    [
        ("majority-judgment", [("a", {"F1": 4})] * 6 + [("b", {"F1": 4})] * 6, "consensus"),
        ("majority-judgment", [("a", {"F1": 5})] * 6 + [("b", {"F1": 0})] * 6, "dissent"),
        ("estimate", [("a", {"F1": 100})] * 6 + [("b", {"F1": 105})] * 6, "consensus"),
        ("estimate", [("a", {"F1": 10})] * 6 + [("b", {"F1": 100})] * 6, "dissent"),
    ],
)
def test_words_and_numbers_agree_where_the_sectors_do(method, same, label):
    assert both(method, same, same)["items"]["F1"]["label"] == label


#: Of a room in which a sector of one is hidden with one of four, and the third is shown.
NUMBERS = (2, 8)


def worlds():
    """All answers of the hidden sectors in two rounds; the shown one stays as it is."""
    singles = [[n] for n in NUMBERS]
    fours = [list(each) for each in multisets(NUMBERS, 4)]
    for a, b, later_a, later_b in product(singles, fours, singles, fours):
        yield rated(a=a, b=b, c=HIGH[:5]), rated(a=later_a, b=later_b, c=HIGH[:5])


@pytest.mark.parametrize("known", [True, False])
def test_of_hidden_sectors_a_comparison_tells_the_decisions_and_nothing_more(known):
    """An attacker who knows the classes of both rounds and which items are asked again learns nothing from the rest."""
    told = {}
    for before, after in worlds():
        decided = tuple(
            counted(json.dumps(tally("rating", each)))["options"]["F1"]["class"]
            for each in (before, after)
        )
        found = both("rating", before, after, known=known)
        item = found["items"]["F1"]
        assert item["camps"] == {"for": ["c"]}
        assert "class_change" not in item and "agree_shift" not in item and "n" not in item
        told.setdefault((decided, item["stable"]), []).append(found)
    assert len(told) > 3
    for alike in told.values():
        assert all(each == alike[0] for each in alike)


def spread(people):
    """How the answers of each sector that may be shown are spread, of a rating of F1."""
    document = tally("rating", people)
    method = METHODS["rating"]
    shown = redact(
        method.disclosing, counted(json.dumps(document)), plan(profile_of(document)[2].voted())
    )
    (row,) = find(method.finding, Shown({"": shown}, {})).grid.rows
    ballots = [(sector, answer, 1) for sector, answer in people]
    return distributions.told(method.ballot, ballots, "F1", row.cells)


def test_the_histograms_of_a_trail_are_alike_whatever_the_hidden_sectors_answered():
    """Two rounds, every world of the hidden sectors: an attacker who knows one round learns nothing from either drawing."""
    told = {tuple(map(str, map(spread, both_rounds))) for both_rounds in worlds()}
    assert len(told) == 1
    assert set(spread(next(worlds())[0])) == {"c"}


def test_where_all_sectors_are_shown_the_figures_are():
    """The test of the test above: what is left out there stands here."""
    item = both("rating", rated(a=HIGH, b=HIGH), rated(a=HIGH, b=HIGH))["items"]["F1"]
    assert (item["n"], item["class_change"], item["agree_shift"]) == (12, 0, 0)
