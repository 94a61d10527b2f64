"""Bounds of balanced means of bounded answers: exact where theory knows them, and covering what they promise."""

import itertools
import os
import random
import tomllib
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from scipy.special import betaincinv

from smd_workshop.library.methods import METHODS, folder_of
from smd_workshop.library.stats.samples import bounded, weighed_mean
from smd_workshop.library.stats.samples.bounded import Sample, balanced, bounds, draws


def test_bounds_of_yes_and_no_are_quantiles_of_a_beta_distribution():
    """Gaffke's weights of 1 for each answer and ½ for the end give Beta(k + ½, n − k) for 0 and 1."""
    for n in (1, 2, 3, 5, 7, 18, 50, 200, 1000, 100_000):
        for yes in sorted({0, 1, n // 3, n // 2, n - 1, n}):
            found = bounds({1: yes, 0: n - yes}, 0, 1)
            high = betaincinv(yes + 0.5, n - yes, 0.975) if yes < n else 1
            low = betaincinv(yes, n - yes + 0.5, 0.025) if yes else 0
            assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9), (n, yes)


def test_bounds_agree_with_weights_drawn_by_chance():
    answers = {8: 3, 9: 2, 5: 1}
    found = bounds(answers, 1, 9)
    gammas = np.random.RandomState(7).standard_gamma([3, 2, 1, 0.5], (400_000, 4))
    for end, at, level in ((9, found.high, 97.5), (1, found.low, 2.5)):
        drawn = gammas @ np.array([8, 9, 5, end]) / gammas.sum(axis=1)
        assert np.percentile(drawn, level) == pytest.approx(at, abs=0.01)


def test_nobody_has_no_bounds_and_one_person_has_wide_ones():
    assert bounds({}, 1, 9) is None
    assert bounds({7: 0}, 1, 9) is None
    one = bounds({7: 1}, 1, 9)
    assert one.mean == 7
    assert one.low < 2
    assert one.high == pytest.approx(9, abs=0.2)


def test_agreement_of_all_has_a_width_too():
    """Twelve nines, a five, a seven and three nines: the old interval of such rounds had no width."""
    rows = [(1.0, bounds(counts, 1, 9)) for counts in ({9: 12}, {5: 1}, {7: 1}, {9: 3})]
    low, high = balanced(rows, 1, 9)
    assert low < 7.5 < high < 9


def test_equal_answers_cost_as_one_and_a_larger_sector_is_surer():
    small, large = bounds({6: 3, 8: 3}, 1, 9), bounds({6: 3000, 8: 3000}, 1, 9)
    assert small.mean == large.mean == 7
    assert small.high - small.low > 10 * (large.high - large.low)


@each_case("tiny", [1e-12, 1e-150, 1e-162, 1e-200, 1e-308, 5e-324])
def test_what_is_as_good_as_nothing_has_bounds_too(tiny):
    """A file may give 100 points and 1e-200: whose square no machine number holds."""
    almost, nothing = bounds({tiny: 1}, 0, 100), bounds({0: 1}, 0, 100)
    assert 0 <= almost.low <= tiny
    assert almost.high == pytest.approx(nothing.high)
    both = bounds({tiny: 1, 0: 2}, 0, 100)
    assert 0 <= both.low <= tiny


def distances_of(kind, seed):
    """Values beside a point near their mean, with the end of the scale, and how many hold each."""
    chance = np.random.default_rng(seed)
    values = {
        "even": np.linspace(0, 100, 90),
        "steep": 100 * chance.random(200) ** 8,
        "alike": 50 + chance.normal(0, 1e-4, 80),
        "two camps": np.concatenate([chance.normal(10, 1, 70), chance.normal(90, 1, 70)]),
    }[kind].clip(0, 100)
    weights = chance.integers(1, [2, 40, 3000][seed % 3], len(values)).astype(float)
    mean = values @ weights / weights.sum()
    spread = np.sqrt((values - mean) ** 2 @ weights) / weights.sum()
    ends = np.append(values, 100.0 * (seed % 2)), np.append(weights, 0.5)
    return [(ends[0] - mean - times * spread, ends[1]) for times in (-9, -1.96, 0, 2.5)]


@pytest.mark.parametrize("kind", ["even", "steep", "alike", "two camps"])
@pytest.mark.parametrize("seed", range(cases(1, 3)))
def test_many_values_summed_by_their_powers_are_those_looked_at_one_by_one(kind, seed):
    """Hundreds of different shares of a budget that everybody wrote: the same bound, in a tenth of the time and less."""
    places = distances_of(kind, seed)
    levels = [
        (distances - distances.min(), weights, level)
        for distances, weights in places[:1]
        for level in (0.025, 0.975)
    ]
    bounds = [weighed_mean.quantile(*each) for each in levels]
    quick = [weighed_mean._above(*each) for each in places]
    for unit in (2.0**-30, 2.0**30):  # shares of one and money have the digits that points have
        assert [weighed_mean._above(far * unit, held) for far, held in places] == quick
    slow = [weighed_mean._above(*each, 10**9) for each in places]
    assert quick == pytest.approx(slow, rel=1e-11, abs=1e-13)
    assert bounds == pytest.approx(
        [weighed_mean.quantile(*each, 10**9) for each in levels], rel=1e-10
    )
    assert slow == sorted(slow, reverse=True)


@pytest.mark.parametrize("seed", range(2))
def test_few_turns_are_looked_at_where_values_are_many(seed):
    """Nodes that turn nothing far are one sum of powers, and none is looked at where nothing is left."""
    distances, weights = distances_of("steep", 2 + 3 * seed)[2]
    sums = weighed_mean._Sums.of(distances, weights)
    nodes, size = weighed_mean._integrand(sums, 0.12)
    assert size[-1] == pytest.approx(0, abs=1e-15)
    assert nodes[-1] < 2.3  # e to the 2.25 is √90: a normal distribution has e to the minus 45 left
    near = sums._pieces(np.exp(nodes) / sums.scale)[0]
    assert near.stop > len(nodes) / 2


def test_a_bound_of_many_values_is_looked_for_where_a_normal_distribution_has_it(monkeypatch):
    """No look goes further than a spread from there: each takes a walk over all values."""
    asked, above = [], weighed_mean._above

    def noted(distances, *given):
        asked.append(float(values[0] - distances[0]))
        return above(distances, *given)

    monkeypatch.setattr(weighed_mean, "_above", noted)
    values, weights = np.linspace(0, 100, 90), np.full(90, 3.0)
    found = weighed_mean.quantile(values, weights, 0.975)
    spread = np.sqrt(np.mean((values - 50) ** 2) / 271)
    assert max(abs(each - 50 - 1.96 * spread) for each in asked) < 1.001 * spread
    assert max(asked) - min(asked) > 1.9 * spread
    assert found == pytest.approx(50 + 1.96 * spread, abs=0.1 * spread)


def test_mirrored_answers_have_mirrored_bounds():
    rng = random.Random(5)
    for _ in range(20):
        counts = {rng.randint(1, 9): rng.randint(1, 6) for _ in range(4)}
        found = bounds(counts, 1, 9)
        mirror = bounds({10 - value: many for value, many in counts.items()}, 1, 9)
        assert (mirror.low, mirror.high) == pytest.approx((10 - found.high, 10 - found.low))


def test_a_sector_that_weighs_nothing_more_than_agreed():
    a, b = bounds({9: 5}, 1, 9), bounds({1: 5}, 1, 9)
    heavy = balanced([(3.0, a), (1.0, b)], 1, 9)
    assert heavy[0] < 7 < heavy[1]  # the mean of weights 3 and 1
    assert balanced([(6.0, a), (2.0, b)], 1, 9) == pytest.approx(heavy)
    assert balanced([], 1, 9) is None


def test_draws_are_the_same_for_the_same_seed_and_lie_on_the_scale():
    samples = [
        Sample(np.array([[60.0, 40.0]]), np.array([2])),
        Sample(np.array([[30.0, 70.0]]), np.array([1]), weight=2.0),
    ]
    first, again = (draws(samples, 0, 100, "2022", 5000) for _ in range(2))
    assert (first == again).all()
    assert (first >= 0).all() and (first <= 100).all()
    assert first.std(axis=0).min() > 1
    # Each sector's mean with half a person at 50 beside its people: (58 + 2·36.7)/3.
    assert first[:, 0].mean() == pytest.approx(43.8, abs=1)


def test_what_nobody_answered_is_drawn_for_nobody():
    sample = Sample(np.array([[50.0, np.nan], [np.nan, np.nan]]), np.array([1, 4]))
    drawn = draws([sample], 0, 100, "1", 50)
    assert not np.isnan(drawn[:, 0]).any()
    assert np.isnan(drawn[:, 1]).all()


# -- What 95 % means. Eighteen truths and five rooms; the rule of the open format asks for 92 % in each. What was
# measured is printed in docs/methods.md, from docs/coverage.toml; python tests/stats/test_bounded.py writes that anew.

SIZES = [(12, 1, 1, 3), (12, 3, 2, 3), (5, 5, 5, 5), (40, 10, 5, 2), (7, 9, 9, 7, 6)]
PRINTED = Path(__file__).resolve().parents[2] / "docs" / "coverage.toml"


def _normal(values, mean, sd):
    weights = np.exp(-(((values - mean) / sd) ** 2) / 2)
    return weights / weights.sum()


def _only(values, chances):
    return np.array([chances.get(int(value), 0) for value in values], dtype=float)


MARKS, POINTS, CROSSED = np.arange(1, 10), np.arange(0, 101, 5), np.arange(4)
#: Weights of comparisons lie between 0 and 1 as points between 0 and 100: the same rows, divided.
SCALES = {"rating": MARKS, "points": POINTS, "cross": CROSSED}


def _alike(values, chances):
    """Every sector thinks alike."""
    return lambda sizes: [_only(values, chances)] * len(sizes)


TRUTHS = {
    ("rating", "normal"): lambda sizes: [_normal(MARKS, 6, 1.8)] * len(sizes),
    ("rating", "sectors apart"): lambda sizes: [
        _normal(MARKS, 3 + 4 * (i % 2), 1.5) for i in range(len(sizes))
    ],
    ("rating", "split between 1 and 9"): _alike(MARKS, {1: 0.5, 9: 0.5}),
    ("rating", "ceiling"): _alike(MARKS, {7: 0.1, 8: 0.3, 9: 0.6}),
    ("rating", "one in ten says 1"): _alike(MARKS, {1: 0.1, 8: 0.5, 9: 0.4}),
    ("rating", "nearly all nines"): _alike(MARKS, {5: 0.05, 9: 0.95}),
    ("rating", "small sectors wide"): lambda sizes: [
        _normal(MARKS, 6, 3 if n < 5 else 1) for n in sizes
    ],
    ("rating", "small sectors narrow"): lambda sizes: [
        _normal(MARKS, 6, 0.7 if n < 5 else 2.5) for n in sizes
    ],
    ("points", "around 25"): lambda sizes: [_normal(POINTS, 25, 10)] * len(sizes),
    ("points", "sectors apart"): lambda sizes: [
        _normal(POINTS, 15 + 40 * (i % 2), 10) for i in range(len(sizes))
    ],
    ("points", "two in three give nothing"): _alike(POINTS, {0: 2 / 3, 20: 1 / 6, 50: 1 / 6}),
    ("points", "one in ten gives all"): _alike(POINTS, {0: 0.9, 100: 0.1}),
    ("points", "nearly all give 20"): _alike(POINTS, {20: 0.95, 40: 0.05}),
    ("cross", "each mark alike"): _alike(CROSSED, {0: 0.25, 1: 0.25, 2: 0.25, 3: 0.25}),
    ("cross", "sectors apart"): lambda sizes: [
        _normal(CROSSED, 0.5 + 2 * (i % 2), 0.7) for i in range(len(sizes))
    ],
    ("cross", "split between 0 and 3"): _alike(CROSSED, {0: 0.5, 3: 0.5}),
    ("cross", "nearly all 3"): _alike(CROSSED, {0: 0.05, 3: 0.95}),
    ("cross", "one in ten says 3"): _alike(CROSSED, {0: 0.6, 1: 0.3, 3: 0.1}),
}


@lru_cache(maxsize=200_000)
def _bounds(answers, low, high):
    return bounded.bounds({v: answers.count(v) for v in set(answers)}, low, high)


def coverage(truth, sizes, rooms, seed=1):
    """How often the interval of a room of these sizes holds the mean of the means of its sectors."""
    rng = np.random.RandomState(seed)
    chances, values = TRUTHS[truth](sizes), SCALES[truth[0]]
    ends = int(values[0]), int(values[-1])
    right = np.mean([values @ chance for chance in chances])
    held = 0
    for _ in range(rooms):
        rows = [
            (1.0, _bounds(tuple(sorted(rng.choice(values, n, p=chance).tolist())), *ends))
            for n, chance in zip(sizes, chances, strict=True)
        ]
        low, high = balanced(rows, *ends)
        held += low <= right <= high
    return held / rooms


def test_the_interval_holds_the_truth_in_a_small_room():
    assert coverage(("rating", "normal"), (5, 5, 5, 5), 60) >= 0.9


def test_the_table_names_every_case_and_none_below_what_the_format_asks_for():
    printed = tomllib.loads(PRINTED.read_text("utf-8"))
    assert printed["sizes"] == [list(sizes) for sizes in SIZES]
    assert [(kind, name) for kind in SCALES for name in printed[kind]] == list(TRUTHS)
    for kind in SCALES:
        for figures in printed[kind].values():
            assert len(figures) == len(SIZES)
            assert min(figures) >= 92


@pytest.mark.parametrize(("language", "word"), [("en", "and"), ("es", "y")])
def test_the_help_of_ratings_says_what_was_measured(language, word):
    rows = tomllib.loads(PRINTED.read_text("utf-8"))["rating"].values()
    least = int(min(figure for row in rows for figure in row))
    said = (folder_of(METHODS["rating"]) / f"about.{language}.md").read_text("utf-8")
    assert f"{least} {word} 100" in said


@pytest.mark.slow
@pytest.mark.skipif(
    "SMD_TEST_DEEP" not in os.environ, reason="90 cases of 400 rooms: make test-deep"
)
@pytest.mark.parametrize(("truth", "sizes"), list(itertools.product(TRUTHS, SIZES)))
def test_the_interval_holds_the_truth_as_often_as_is_printed(truth, sizes):
    """Of 400 other rooms: four standard deviations around what is printed, and never far below 92 %.

    How far both may be apart is told by a share that is never all: two rooms more that held it, two that did not.
    """
    printed = tomllib.loads(PRINTED.read_text("utf-8"))
    share = printed[truth[0]][truth[1]][SIZES.index(sizes)] / 100
    found = coverage(truth, sizes, 400)
    assert found >= 0.905
    rooms = printed["rooms"]
    likely = (share * rooms + 2) / (rooms + 4)
    deviation = (likely * (1 - likely) * (1 / 400 + 1 / rooms)) ** 0.5
    assert abs(found - share) <= 4 * deviation + 0.003


def measured(rooms=500):
    """Return docs/coverage.toml as it should be."""
    lines = [
        "# How often an interval of 95 % held the true balanced mean, in per cent of so many rooms drawn by chance.",
        "# Written by tests/stats/test_bounded.py, held by its slow test, printed in docs/methods.md.",
        f"rooms = {rooms}",
        f"sizes = {[list(sizes) for sizes in SIZES]}",
    ]
    for kind in SCALES:
        lines += ["", f"[{kind}]"]
        for truth in (each for each in TRUTHS if each[0] == kind):
            figures = [
                round(100 * float(coverage(truth, sizes, rooms, seed=7)), 1) for sizes in SIZES
            ]
            lines.append(f'"{truth[1]}" = {figures}')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PRINTED.write_text(measured(), "utf-8")
