"""Rankings: Schulze's order and the rules beside it, each counted a second time in the plainest way, and what is told."""

from fractions import Fraction
from itertools import pairwise, permutations
from math import gcd, lcm

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.disclosure import plan, redact
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.method import Labels
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.stability import read_round, stability
from smd_workshop.library.recount.tally import recount
from smd_workshop.library.schemas import FormatError

METHOD = METHODS["ranking"]
OPTIONS = list("ABCD")


def file(ballots, weights=None, options=OPTIONS, **given_):
    """`ballots` are sector → what its people answered."""
    return {
        "format": "smd-tally/1",
        "method": "ranking",
        "settings": given_,
        "sectors": [
            {"code": code} | ({"weight": str(weights[code])} if weights else {}) for code in ballots
        ],
        "options": list(options),
        "ballots": [
            {"sector": code, "seat": str(place), "answer": answer}
            for code, own in ballots.items()
            for place, answer in enumerate(own)
        ],
    }


def strict(words):
    """“BCA” is B before C before A."""
    return [[code] for code in words]


def ranked(places, options=OPTIONS):
    """Options with the same place are equal, those with 0 have none."""
    tied = ([c for c in options if places[c] == at] for at in range(1, len(options) + 1))
    return [each for each in tied if each]


BALLOT = st.fixed_dictionaries(dict.fromkeys(OPTIONS, st.integers(0, len(OPTIONS)))).map(ranked)
SECTORS = st.dictionaries(st.sampled_from("abcd"), st.lists(BALLOT, max_size=4), min_size=1)
WEIGHTS = st.fixed_dictionaries(
    dict.fromkeys("abcd", st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2)]))
)


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


def place_in(ballot, code):
    return next((at for at, tied in enumerate(ballot) if code in tied), len(ballot))


def compared(everybody, options=OPTIONS):
    return {
        (a, b): sum(place_in(each, a) < place_in(each, b) for each in everybody)
        for a in options
        for b in options
        if a != b
    }


def strongest_chain(pairs, start, end, options=OPTIONS):
    """Every chain there is is tried: as strong as its weakest win, and of wins only."""
    others = [code for code in options if code not in {start, end}]
    best = 0
    for many in range(len(others) + 1):
        for between in permutations(others, many):
            steps = list(pairwise([start, *between, end]))
            if all(pairs[a, b] > pairs[b, a] for a, b in steps):
                best = max(best, min(pairs[step] for step in steps))
    return best


def schulze(pairs, options=OPTIONS):
    strong = {(a, b): strongest_chain(pairs, a, b, options) for a, b in pairs}
    order, left = [], set(options)
    while left:
        best = {a for a in left if not any(strong[b, a] > strong[a, b] for b in left if b != a)}
        order.append(sorted(best))
        left -= best
    return strong, order


def tideman(pairs):
    """Who is first after some order of locking: every order of equally strong wins is tried."""
    wins = [edge for edge in pairs if pairs[edge] > pairs[edge[::-1]]]
    found = set()
    for order in permutations(wins):
        if [pairs[e] for e in order] != sorted((pairs[e] for e in wins), reverse=True):
            continue
        locked = set()
        for first, second in order:
            if not reaches(locked, second, first):
                locked.add((first, second))
        found |= {code for code in OPTIONS if not any(lost == code for _, lost in locked)}
    return sorted(found)


def reaches(locked, start, end):
    return start == end or any(reaches(locked, b, end) for a, b in locked if a == start)


def runoff(everybody, left):
    """Who can be left: one of those with fewest goes, or all of them at once."""
    if len(left) == 1:
        return set(left)
    votes = dict.fromkeys(left, Fraction(0))
    for ballot in everybody:
        first = next((kept for tied in ballot if (kept := [c for c in tied if c in left])), left)
        for code in first:
            votes[code] += Fraction(1, len(first))
    last = [code for code in left if votes[code] == min(votes.values())]
    if all(place_in(b, x) == place_in(b, y) for b in everybody for x in left for y in left):
        return set(left)
    found = set()
    for gone in [[code] for code in last] + ([last] if len(last) < len(left) else []):
        found |= runoff(everybody, [code for code in left if code not in gone])
    return found


@settings(max_examples=cases(20, 3000), deadline=None)
@given(SECTORS, WEIGHTS)
def test_it_counts_as_if_every_voter_were_there_and_every_chain_were_tried(ballots, weights):
    result = recount(file(ballots, weights))
    pairs = compared(voters(ballots, weights))
    strong, order = schulze(pairs)
    for (a, b), many in pairs.items():
        assert result["pairwise"][a][b]["exact"] == str(many)
        assert result["paths"][a][b]["exact"] == str(strong[a, b])
    assert result["order"] == order
    assert result["winners"] == (order[0] if any(ballots.values()) else [])


@settings(max_examples=cases(10, 1000), deadline=None)
@given(SECTORS, WEIGHTS)
def test_the_other_rules_follow_every_way_to_decide_their_ties(ballots, weights):
    check = recount(file(ballots, weights))["method_check"]
    everybody = voters(ballots, weights)
    pairs = compared(everybody)
    points = {
        a: sum(pairs[a, b] + (len(everybody) - pairs[a, b] - pairs[b, a]) / 2 for b in OPTIONS if b != a)
        for a in OPTIONS
    }  # fmt: skip
    assert check["borda"] == [code for code in OPTIONS if points[code] == max(points.values())]
    assert check["irv"] == sorted(runoff(everybody, OPTIONS))
    assert check["ranked_pairs"] == tideman(pairs)


#: Schulze 2011, the example of 45 voters: how many put the row before the column, and the strongest chains.
FORTY_FIVE = {
    "ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8,
}  # fmt: skip
BEFORE = [
    [0, 20, 26, 30, 22], [25, 0, 16, 33, 18], [19, 29, 0, 17, 24], [15, 12, 28, 0, 14], [23, 27, 21, 31, 0],
]  # fmt: skip
CHAINS = [
    [0, 28, 28, 30, 24], [25, 0, 28, 33, 24], [25, 29, 0, 29, 24], [25, 28, 28, 0, 24], [25, 28, 28, 31, 0],
]  # fmt: skip


def test_both_matrices_of_the_paper_come_out():
    ballots = [strict(words) for words, many in FORTY_FIVE.items() for _ in range(many)]
    result = recount(file({"a": ballots}, options="ABCDE"))
    for key, expected in (("pairwise", BEFORE), ("paths", CHAINS)):
        found = [
            [int(result[key][one][other]["exact"]) if one != other else 0 for other in "ABCDE"]
            for one in "ABCDE"
        ]
        assert found == expected
    assert result["order"] == [["E"], ["A"], ["C"], ["B"], ["D"]]


@settings(max_examples=cases(13, 1000), deadline=None)
@given(SECTORS, WEIGHTS)
def test_an_option_that_nobody_places_changes_nothing_for_the_others(ballots, weights):
    once = recount(file(ballots, weights))
    more = recount(file(ballots, weights, options=[*OPTIONS, "Z"]))
    left = ([code for code in tied if code != "Z"] for tied in more["order"])
    assert [tied for tied in left if tied] == once["order"]
    assert "Z" in more["order"][-1]


@settings(max_examples=cases(20, 2000), deadline=None)
@given(SECTORS, st.sampled_from("abcd"), st.integers(2, 4))
def test_more_people_who_say_the_same_in_one_sector_change_no_order(ballots, sector, times):
    more = {code: own * times if code == sector else own for code, own in ballots.items()}
    first, second = recount(file(ballots)), recount(file(more))
    for key in ("order", "winners", "method_check", "without", "depends_on"):
        assert first[key] == second[key]


@settings(max_examples=cases(13, 1000), deadline=None)
@given(SECTORS, WEIGHTS, st.sampled_from([Fraction(2), Fraction(1, 3), Fraction(7, 5)]))
def test_weights_times_a_constant_change_nothing(ballots, weights, constant):
    other = {code: weight * constant for code, weight in weights.items()}
    first, second = (recount(file(ballots, each)) for each in (weights, other))
    assert (first["pairwise"], first["order"]) == (second["pairwise"], second["order"])


@settings(max_examples=cases(26, 3000), deadline=None)
@given(SECTORS)
def test_who_wins_or_loses_against_every_other_is_alone_the_first_or_not_among_them(ballots):
    result = recount(file(ballots))
    pairs = {a: {b: int(n["exact"]) for b, n in row.items()} for a, row in result["pairwise"].items()}  # fmt: skip
    for code in OPTIONS:
        others = [other for other in OPTIONS if other != code]
        if all(pairs[code][other] > pairs[other][code] for other in others):
            assert result["winners"] == [code]
        if all(pairs[code][other] < pairs[other][code] for other in others):
            assert code not in result["winners"]


@settings(max_examples=cases(26, 3000), deadline=None)
@given(SECTORS)
def test_a_second_wording_of_one_option_changes_nothing_for_the_others(ballots):
    """Z stands right after A on every ballot: who proposes something twice gains nothing and takes nothing."""
    doubled = {
        code: [
            [each for tied in ballot for each in ([tied, ["Z"]] if "A" in tied else [tied])]
            for ballot in own
        ]
        for code, own in ballots.items()
        if all(len(tied) == 1 for ballot in own for tied in ballot if "A" in tied)
        and all(any("A" in tied for tied in ballot) for ballot in own)
    }
    kept = {code: ballots[code] for code in doubled}
    if not any(kept.values()):
        return
    once, twice = recount(file(kept)), recount(file(doubled, options=[*OPTIONS, "Z"]))
    assert [w for w in once["winners"] if w != "A"] == [
        w for w in twice["winners"] if w not in {"A", "Z"}
    ]
    assert ("A" in once["winners"]) == ("A" in twice["winners"])


@given(BALLOT)
@settings(max_examples=cases(10, 300), deadline=None)
def test_one_voter_alone_gets_the_own_order(ballot):
    result = recount(file({"a": [ballot], "b": []}))
    rest = sorted(set(OPTIONS) - {code for tied in ballot for code in tied})
    assert result["order"] == [*ballot, *([rest] if rest else [])]
    assert result["without"] == {}


def test_where_nobody_prefers_anything_all_are_tied():
    result = recount(file({"a": [[], [list("ABCD")]]}))
    assert result["order"] == [list("ABCD")]
    check = result["method_check"]
    assert check["borda"] == check["ranked_pairs"] == check["irv"] == list("ABCD")
    assert result["options"]["A"]["sectors"]["a"] == {"n": 1, "place": 1}
    empty = recount(file({"a": []}))
    assert (empty["order"], empty["status"]["state"]) == ([list("ABCD")], "empty")
    assert (empty["winners"], empty["winners_reason"]) == ([], "nobody answered")
    assert empty["options"]["A"]["sectors"]["a"]["place"] is None


def test_two_that_are_tied_share_a_place_and_the_next_one_is_left_out():
    result = recount(file({"a": [[["A"], ["B", "C"]]]}))
    assert [row["place"] for row in result["options"].values()] == [1, 2, 2, 4]
    assert [row["n"] for row in result["options"].values()] == [1, 1, 1, 0]


def test_too_many_ties_for_the_other_rules_are_said_and_not_waited_for():
    options = [f"F{n}" for n in range(40)]
    circle = [strict(options[n:] + options[:n]) for n in range(40)]
    check = recount(file({"a": circle}, options=options))["method_check"]
    assert check["borda"] == sorted(options)
    for rule in ("ranked_pairs", "irv"):
        assert check[rule] is None
        assert check[f"{rule}_reason"] == "there are too many ties to follow them all"


@each_case(
    ("answer", "why"),
    [
        ("A", 'ballots[0].answer: "A" is not a list of lists'),
        (["A"], 'ballots[0].answer[0]: "A" is not a list of options'),
        ([["A"], []], "ballots[0].answer[1]: the list is empty"),
        ([["A"], ["Z"]], 'ballots[0].answer[1][0]: there is no option "Z"'),
        ([["A"], ["B", "A"]], 'ballots[0].answer[1][1]: "A" appears twice'),
        ([[["A"]]], "ballots[0].answer[0][0]: there is no option a list"),
        ([[None]], "ballots[0].answer[0][0]: there is no option null"),
    ],
)
def test_what_is_no_ranking_is_refused_with_its_place(answer, why):
    document = file({"a": [[["A"]]]})
    document["ballots"][0]["answer"] = answer
    with pytest.raises(FormatError) as refused:
        recount(document)
    assert str(refused.value) == why


def test_agreement_on_the_order_weighs_sectors_as_agreed_and_stands_beside_chance():
    ballots = {"a": [strict("ABCD")] * 9, "b": [strict("DCBA")], "c": [[]]}
    found = recount(file(ballots))["agreement"]["concordance"]
    # Nine against one, but one sector against another; the third puts nothing before anything.
    assert found["w"] == pytest.approx(0)
    assert found["people"] == 11
    assert found["by_chance"] == pytest.approx((1 / 9 + 1) / 9 / (2 / 3))
    heavy = recount(file(ballots, {"a": 3, "b": 1, "c": 1}))["agreement"]["concordance"]
    assert heavy["w"] == pytest.approx(((3 - 1) / 5) ** 2 / (4 / 5))
    alike = recount(file(ballots, balance="none"))["agreement"]["concordance"]
    assert alike["w"] == pytest.approx(((9 - 1) / 11) ** 2 / (10 / 11))
    assert alike["p"] < 0.01 < heavy["p"]


def test_of_one_ballot_no_agreement_is_told_and_it_is_said_why():
    found = recount(file({"a": [strict("ABCD")]}))["agreement"]["concordance"]
    assert {found[key] for key in ("w", "by_chance", "beyond_chance", "p", "p_by")} == {None}
    assert (found["people"], bool(found["w_reason"])) == (1, True)


def test_where_a_sector_is_hidden_the_order_stays_and_nothing_that_separates_it():
    ballots = {"a": [strict("DCBA")] * 2, "b": [strict("ABCD")] * 6, "c": [strict("BACD")] * 7}
    result = recount(file(ballots))
    shown = redact(METHOD.disclosing, result, plan({"a": 2, "b": 6, "c": 7}))
    assert shown["order"] == result["order"]
    assert shown["winners"] == result["winners"]
    for key in ("pairwise", "paths", "voters", "pooled_order", "method_check", "agreement"):
        assert shown[key] is None
    assert shown["options"]["A"]["sectors"]["a"]["place"] is None
    assert shown["options"]["A"]["sectors"]["c"]["place"] == 2
    assert shown["without"] == {}
    assert METHOD.charts(shown, Labels()) == ()


def told(document):
    return find(METHOD.finding, Shown({"": recount(document)}))


def said(statements):
    return [each.message for each in statements]


def test_it_names_the_first_whether_it_wins_against_each_and_who_puts_what_elsewhere():
    ballots = {"a": [strict("ABCD")] * 3, "b": [strict("ABDC")] * 3, "c": [strict("CBDA")] * 3}
    found = told(file(ballots))
    assert found.headline[0].values["options"].codes == ("A",)
    assert "Compared two by two, %(option)s wins against every other one." in said(found.sure)
    assert "c" in {each.sector for each in found.differences}
    far = next(each for each in found.differences if (each.sector, each.code) == ("c", "A"))
    assert far.statement.values["own"].values == {"num": 4}
    assert [row.code for row in found.grid.sorted_by("c")] == list("CBDA"), "the first first"


def test_a_circle_and_a_tie_are_said():
    circle = told(file({"a": [strict("ABCD"), strict("BCAD"), strict("CABD")]}))
    assert circle.headline[0].message == "First, tied: %(options)s."
    assert any("the stronger chains of wins decided" in each for each in said(circle.sure))
    nothing = told(file({"a": [[]]}))
    assert said(nothing.headline) == ["None comes before another: all are tied."]
    assert len(nothing.sure) == 1, "who answered, and nothing of other rules"


@each_case(
    ("second", "tau", "stable"),
    [("ABCDE", 1.0, True), ("ABCED", 0.8, True), ("ABDEC", 0.6, False), ("BADCE", 0.6, False)],
)
def test_an_order_is_stable_if_few_pairs_turned_and_the_first_three_stayed(second, tau, stable):
    files = (file({"a": [strict(words)]}, options="ABCDE") for words in ("ABCDE", second))
    found = stability(*map(read_round, files))
    assert found["tau_b"] == pytest.approx(tau)
    assert found["stable"] is stable
