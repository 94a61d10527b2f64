"""Weights from pairs: a second way to every figure, and what is told, shown and refused."""

import math
from fractions import Fraction
from itertools import combinations
from random import Random

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from smd_workshop.library.ballots import Pairwise, Question
from smd_workshop.library.ballots.pairwise.judgments import doubtful, priorities
from smd_workshop.library.disclosure import plan, redact
from smd_workshop.library.findings import Shown, find
from smd_workshop.library.methods import METHODS
from smd_workshop.library.methods.ahp.matrices import consensus, consistency_ratios
from smd_workshop.library.recount.stability import read_round, stability
from smd_workshop.library.recount.tally import recount
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.settings import InvalidSetting

METHOD = METHODS["ahp"]
CODES = tuple("ABCDEF")
SCALE = [1, *range(2, 10), *(f"1/{n}" for n in range(2, 10))]


def file(ballots, options, weights=None, **more):
    """`ballots` are sector → lists of pairs."""
    return {
        "format": "smd-tally/1",
        "method": "ahp",
        "sectors": [
            {"code": code} | ({"weight": str(weights[code])} if weights else {}) for code in ballots
        ],
        "options": list(options),
        "ballots": [
            {"sector": code, "answer": {"pairs": pairs}} for code, own in ballots.items() for pairs in own
        ],
    } | more  # fmt: skip


def upper(options, numbers):
    """All pairs of options, row by row."""
    return [
        [one, other, n] for (one, other), n in zip(combinations(options, 2), numbers, strict=True)
    ]


def complete(options, seed):
    chance = Random(seed)
    return upper(options, [chance.choice(SCALE) for _ in combinations(options, 2)])


def partial(options, seed):
    kind = Pairwise()
    return kind.draw(Question(kind, tuple(options)), Random(seed))["pairs"]


def matrix(pairs, options):
    """The reciprocal matrix of complete pairs."""
    at = {code: place for place, code in enumerate(options)}
    found = np.ones((len(options), len(options)))
    for one, other, times in pairs:
        found[at[one], at[other]] = float(Fraction(str(times)))
        found[at[other], at[one]] = 1 / float(Fraction(str(times)))
    return found


def weights_of(result):
    return [row["weight"] for row in result["options"].values()]


def by_search(ballots, options, shares):
    """The weights by searching for the least squares: no equation is solved."""
    at = {code: place for place, code in enumerate(options)}
    terms = [
        (share, at[one], at[other], math.log(Fraction(str(times))))
        for pairs, share in zip(ballots, shares, strict=True)
        for one, other, times in pairs
    ]

    def squares(x):
        return sum(share * (log - x[i] + x[j]) ** 2 for share, i, j, log in terms)

    found = minimize(squares, np.zeros(len(options)), tol=1e-14)
    return np.exp(found.x) / np.exp(found.x).sum()


@settings(max_examples=cases(10, 300), deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_weights_are_the_least_squares_over_the_pairs_of_all_ballots_sectors_balanced(n, seed):
    options, chance = CODES[:n], Random(seed)
    ballots = {
        code: [partial(options, seed + 9 * place + ord(code)) for place in range(chance.randint(1, 3))]
        for code in "ab"
    }  # fmt: skip
    weights = {"a": Fraction(3, 2), "b": Fraction(chance.randint(1, 4))}
    result = recount(file(ballots, options, weights))
    flat = [pairs for own in ballots.values() for pairs in own]
    shares = [float(weights[code]) / len(own) for code, own in ballots.items() for _ in own]
    assert weights_of(result) == pytest.approx(by_search(flat, options, shares), abs=1e-5)
    pooled = [row["pooled_weight"] for row in result["options"].values()]
    assert pooled == pytest.approx(by_search(flat, options, [1] * len(flat)), abs=1e-5)


@settings(max_examples=cases(13, 1500), deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6))
def test_complete_ballots_give_geometric_means_of_judgments_and_of_rows(n, seed):
    options, chance = CODES[:n], Random(seed)
    ballots = {
        code: [complete(options, seed + 9 * place + ord(code)) for place in range(chance.randint(1, 3))]
        for code in "abc"
    }  # fmt: skip
    result = recount(file(ballots, options))
    logs = np.mean(
        [np.mean([np.log(matrix(p, options)) for p in own], axis=0) for own in ballots.values()],
        axis=0,
    )
    rows = np.exp(logs.mean(axis=1))
    assert weights_of(result) == pytest.approx(rows / rows.sum(), abs=1e-12)
    mean = np.exp(logs)
    vector = np.ones(n)
    for _ in range(5000):
        vector = mean @ vector
        vector /= vector.sum()
    found = list(result["eigenvector"].values())
    assert found == pytest.approx(vector, abs=1e-9)
    assert result["lambda_max"] == pytest.approx((mean @ vector / vector).mean(), abs=1e-8)
    expected = (result["lambda_max"] - n) / (2.7699 * n - 4.3513 - n) if n > 2 else 0
    assert result["cr"] == pytest.approx(expected, abs=1e-12)
    assert result["order_differs"] == (
        sorted(range(n), key=lambda at: -round(vector[at], 9))
        != sorted(range(n), key=lambda at: -round(rows[at] / rows.sum(), 9))
    )


def priorities_of(weights, n=9):
    return np.array(weights), np.full(len(weights), 1 / len(weights))


def by_hand(weights, shares):
    """Goepel's S* as his paper writes it."""
    n = len(weights[0])

    def entropy(p):
        return -sum(x * math.log(x) for x in p if x)

    mean = [sum(s * p[i] for s, p in zip(shares, weights, strict=True)) for i in range(n)]
    beta = entropy(mean) - sum(s * entropy(p) for s, p in zip(shares, weights, strict=True))
    least = entropy([9 / (n + 8), *[1 / (n + 8)] * (n - 1)])
    floor = math.exp(least) / math.exp(math.log(n))
    return (1 / math.exp(beta) - floor) / (1 - floor)


def test_consensus_is_0_where_each_prefers_another_and_1_where_all_say_the_same():
    apart = [[0.75 if place == at else 1 / 12 for place in range(4)] for at in range(4)]
    assert consensus(*priorities_of(apart)) == pytest.approx(0, abs=1e-9)
    assert consensus(*priorities_of([[0.5, 0.3, 0.2]] * 3)) == pytest.approx(1, abs=1e-12)
    assert consensus(*priorities_of([[1.0, 0.0], [0.0, 1.0]])) < 0  # 0 · ln 0 is 0
    assert consensus(*priorities_of([[1.0], [1.0]])) is None
    # The same through the public contract: nine times all others, each another one.
    ballots = {"a": [upper(CODES[:4], [9, 9, 9, 1, 1, 1]), upper(CODES[:4], ["1/9", 1, 1, 9, 9, 1]),
                     upper(CODES[:4], [1, "1/9", 1, "1/9", 1, 9]), upper(CODES[:4], [1, 1, "1/9", 1, "1/9", "1/9"])]}  # fmt: skip
    assert recount(file(ballots, CODES[:4]))["consensus"] == pytest.approx(0, abs=1e-9)


@settings(max_examples=cases(10, 800), deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_consensus_is_that_of_the_weights_of_every_ballot_sectors_balanced(n, seed):
    options = CODES[:n]
    ballots = {"a": [partial(options, seed)], "b": [partial(options, seed + k) for k in (1, 2, 3)]}
    own = [
        list(priorities(options, [(o, p, Fraction(t)) for o, p, t in pairs]).values())
        for each in ballots.values()
        for pairs in each
    ]
    found = recount(file(ballots, options))["consensus"]
    assert found == pytest.approx(by_hand(own, [1 / 2, *[1 / 6] * 3]), abs=1e-9)


def test_published_matrices_have_their_published_figures():
    drinks = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
    numbers = [9, 5, 2, 1, 1, "1/2", "1/3", "1/9", "1/9", "1/9", "1/9", "1/3", "1/4", "1/3", "1/9", "1/2", 1, "1/3",
               2, "1/2", "1/3"]  # fmt: skip
    result = recount(file({"a": [upper(drinks, numbers)]}, drinks))
    assert list(result["eigenvector"].values()) == pytest.approx(
        [0.177, 0.019, 0.042, 0.116, 0.19, 0.129, 0.327], abs=6e-4
    )
    assert result["lambda_max"] == pytest.approx(7.17663, abs=1e-4)
    assert result["ballots"] == [{"cr": pytest.approx(0.022, abs=2e-4)}]
    dominant = recount(file({"a": [upper("ABCD", [9, 9, 9, 1, 1, 1])]}, "ABCD"))
    assert weights_of(dominant) == pytest.approx([0.75, *[1 / 12] * 3], abs=1e-12)
    assert dominant["lambda_max"] == pytest.approx(4, abs=1e-9)
    small = recount(file({"a": [upper("ABC", ["1/3", 5, 7])]}, "ABC"))
    # The published ratio, .0623919, takes RI = .52; the same λ by Alonso and Lamata's line.
    assert (small["lambda_max"] - 3) / 2 / 0.52 == pytest.approx(0.0623919, abs=1e-4)
    assert small["cr"] == pytest.approx((small["lambda_max"] - 3) / 0.9584, abs=1e-9)
    aij = recount(file({"a": [[["A", "B", n]] for n in (4, 0.25, 9)]}, "AB"))
    assert weights_of(aij)[0] / weights_of(aij)[1] == pytest.approx(2.080083823051904, abs=1e-9)


def test_it_says_where_the_eigenvector_orders_otherwise():
    """Saaty's house: eight criteria, of which the two estimates turn two round."""
    house = [5, 3, 7, 6, 6, "1/3", "1/4", "1/3", 5, 3, 3, "1/5", "1/7", 6, 3, 4, 6, "1/5", "1/3", "1/4", "1/7", "1/8",
             "1/2", "1/5", "1/6", "1/5", "1/6", "1/2"]  # fmt: skip
    codes = tuple("ABCDEFGH")
    result = recount(file({"a": [upper(codes, house)]}, codes))
    assert result["lambda_max"] == pytest.approx(9.669, abs=1e-3)
    assert result["cr"] == pytest.approx(0.169, abs=1.5e-2)
    assert result["order_differs"] is True
    told = find(METHOD.finding, Shown({"": result}))
    assert any("eigenvector" in sentence.message for sentence in told.sure)


@settings(max_examples=cases(13, 1000), deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), st.integers(0, 10**6))
def test_comparisons_that_agree_give_their_weights_back_however_many_are_left_out(worth, seed):
    options = CODES[: len(worth)]
    at = dict(zip(options, worth, strict=True))
    pairs = [[one, other, f"{at[one]}/{at[other]}"] for one, other, _ in partial(options, seed)]
    result = recount(file({"a": [pairs]}, options))
    assert weights_of(result) == pytest.approx([w / sum(worth) for w in worth], abs=1e-12)
    tied = [[c for c in options if at[c] == w] for w in sorted({*worth}, reverse=True)]
    assert result["order"] == tied
    assert result["ballots"][0]["cr"] is None or result["ballots"][0]["cr"] < 1e-12


@settings(max_examples=cases(10, 500), deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_a_pair_said_the_other_way_round_is_the_same_pair(n, seed):
    options, chance = CODES[:n], Random(seed)
    pairs = partial(options, seed)
    turned = [
        [other, one, str(1 / Fraction(str(times)))] if chance.random() < 0.5 else [one, other, times]
        for one, other, times in chance.sample(pairs, len(pairs))
    ]  # fmt: skip
    first, second = (recount(file({"a": [each]}, options)) for each in (pairs, turned))
    assert {k: v for k, v in first.items() if k != "input_sha256"} == {
        k: v for k, v in second.items() if k != "input_sha256"
    }


def test_where_some_ballot_leaves_pairs_out_the_matrix_has_no_figures_and_says_why():
    whole, part = upper("ABC", [2, 4, 2]), [["A", "B", 2], ["B", "C", 2]]
    result = recount(file({"a": [whole, part]}, "ABC"))
    for key in ("eigenvector", "lambda_max", "cr", "order_differs"):
        assert result[key] is None
        assert result[f"{key}_reason"] == "some ballot leaves pairs out"
    assert [row["cr"] for row in result["ballots"]] == [pytest.approx(0, abs=1e-12), None]
    assert result["consensus"] == pytest.approx(1)
    assert result["consistency"] == {"n": 2, "acceptable": 1, "incomplete": 1}


def test_nobody_and_one_option_have_results():
    empty = recount(file({"a": []}, "AB"))
    assert weights_of(empty) == [None, None]
    assert (empty["order"], empty["consensus"], empty["ballots"]) == ([], None, [])
    assert empty["consensus_reason"] == empty["cr_reason"] == "nobody answered"
    alone = recount(file({"a": [[]]}, "A"))
    assert (weights_of(alone), alone["cr"], alone["lambda_max"]) == ([1], 0, 1)
    assert alone["consensus"] is None


@each_case(
    ("pairs", "why"),
    [
        ("AB", '.pairs: "AB" is not a list'),
        ([["A", "B"]], ".pairs[0]: a comparison is a list of two options and a number"),
        (["ABC"], ".pairs[0]: a comparison is a list of two options and a number"),
        ([["A", "Z", 2]], '.pairs[0][1]: there is no option "Z"'),
        ([[["A"], "B", 2]], ".pairs[0][0]: there is no option a list"),
        ([["A", "A", 1]], '.pairs[0]: "A" is compared with itself'),
        ([["A", "B", 0]], ".pairs[0][2]: 0 is not more than 0"),
        ([["A", "B", -3]], ".pairs[0][2]: -3 is not more than 0"),
        ([["A", "B", True]], ".pairs[0][2]: true is not a number"),
        ([["A", "B", None]], ".pairs[0][2]: null is not a number"),
        ([["A", "B", [3]]], ".pairs[0][2]: a list is not a number"),
        ([["A", "B", "three"]], '.pairs[0][2]: "three" is not a number'),
        ([["A", "B", "1/0"]], '.pairs[0][2]: "1/0" is not a number'),
        ([["A", "B", "0/3"]], '.pairs[0][2]: "0/3" is not more than 0'),
        ([["A", "B", 10**12]], ".pairs[0][2]: 1000000000000 is too large or too small"),
        ([["A", "B", 3], ["B", "A", 3]], ".pairs[1]: these two are compared twice"),
        (
            [["A", "B", 3], ["C", "D", 3]],
            '.pairs: nothing compares "A" with "C", not even through others',
        ),
        ([], '.pairs: nothing compares "A" with "B", not even through others'),
    ],
)
def test_what_is_no_ballot_is_refused_with_its_place(pairs, why):
    with pytest.raises(FormatError) as refused:
        recount(file({"a": [pairs]}, "ABCD"))
    assert str(refused.value) == f"ballots[0].answer{why}"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ([], "a list is not an object"),
        ({}, ".pairs: missing"),
        ({"pairs": [["A", "B", 1]], "cr": 0}, ".cr: unknown key"),
    ],
)
def test_an_answer_of_another_shape_is_refused(answer, why):
    document = file({}, "AB") | {"sectors": [{"code": "a"}]}
    document["ballots"] = [{"sector": "a", "answer": answer}]
    with pytest.raises(FormatError) as refused:
        recount(document)
    assert str(refused.value) == f"ballots[0].answer{why if why[0] == '.' else f': {why}'}"


def test_ballots_that_hang_together_only_with_each_other_are_refused_one_by_one():
    """Each person's own weights are needed, for the consensus: pairs of others do not tie theirs."""
    halves = [[["A", "B", 2]], [["B", "C", 2]]]
    with pytest.raises(
        FormatError, match=r'ballots\[0\].answer.pairs: nothing compares "A" with "C"'
    ):
        recount(file({"a": halves}, "ABC"))


def test_the_three_judgments_that_contradict_the_rest_most_are_named_the_worst_first():
    said = {pair: Fraction(4) for pair in combinations("ABCDE", 2)} | {("A", "E"): Fraction(1, 9)}
    judgments = [(one, other, times) for (one, other), times in said.items()]
    found = doubtful("ABCDE", judgments)
    assert len(found) == 3
    assert found[0][0][:2] == ("A", "E")
    assert found[0][1] > 1, "all together say that A weighs more"
    weights = {code: 16 / 2**place for place, code in enumerate("ABCD")}
    agreeing = [(a, b, Fraction(weights[a] / weights[b])) for a, b in combinations("ABCD", 2)]
    assert doubtful("ABCD", agreeing) == []
    assert doubtful("ABCD", agreeing[:1]) == []


def test_where_a_sector_is_hidden_the_order_stays_and_no_figure_of_a_ballot_or_of_all():
    room, options = {"a": 2, "b": 6, "c": 7}, CODES[:3]
    ballots = {
        code: [complete(options, 10 * many + n) for n in range(many)] for code, many in room.items()
    }
    result = recount(file(ballots, options))
    assert len(result["ballots"]) == 15
    shown = redact(METHOD.disclosing, result, plan(room))
    assert shown["ballots"] == []
    assert shown["order"] == result["order"]
    for key in ("eigenvector", "lambda_max", "cr", "order_differs", "consensus"):
        assert shown[key] is None
    assert set(shown["consistency"].values()) == {None, "suppressed"}
    for code, row in shown["options"].items():
        assert [row[key] for key in ("n", "weight", "pooled_weight")] == [None] * 3
        assert row["sectors"]["a"]["weight"] is None
        assert row["sectors"]["c"] == result["options"][code]["sectors"]["c"]


def test_it_says_what_weighs_most_how_far_people_agree_and_what_one_sector_changes():
    one, other = upper("ABC", [3, 9, 3]), upper("ABC", ["1/3", "1/9", "1/3"])
    found = find(METHOD.finding, Shown({"": recount(file({"a": [one] * 3, "b": [other]}, "ABC"))}))
    assert found.headline[0].values["options"].codes == ("A", "B", "C"), "x and 1/x cancel out"
    messages = [sentence.message for sentence in found.sure]
    assert "People agree little on the weights: consensus %(share)s." in messages
    agreed = find(METHOD.finding, Shown({"": recount(file({"a": [one] * 3}, "ABC"))}))
    assert agreed.headline[0].values["options"].codes == ("A",)
    assert "Consensus of the people on the weights: %(share)s." in [s.message for s in agreed.sure]


def test_a_room_is_asked_about_two_to_twelve_options_and_a_file_about_any():
    METHOD.check({}, CODES)
    for options in (CODES[:1], [f"o{n}" for n in range(13)]):
        with pytest.raises(InvalidSetting):
            METHOD.check({}, options)
    many = [f"o{n}" for n in range(30)]
    assert len(recount(file({"a": [complete(many, 1)]}, many))["order"]) > 5


def test_two_rounds_are_not_compared():
    with pytest.raises(FormatError):
        stability(*[read_round(file({"a": [[["A", "B", 2]]]}, "AB"))] * 2)


def test_two_options_are_never_inconsistent_whoever_compares_them():
    largest, ratios = consistency_ratios(
        np.log(np.array([[[1, 3], [1 / 3, 1]], [[1, 1], [1, 1]], [[1, 9], [1 / 9, 1]]]))
    )
    assert (largest.tolist(), ratios.tolist()) == ([2.0] * 3, [0.0] * 3)
