"""The interval of a pooled share or a mean over a population: how it is drawn, and how often it holds the truth."""

import os
from collections import Counter
from itertools import product

import numpy as np
import pytest

from smd_workshop.library.stats.samples import polya

#: Respondents as (top answers, answers): three full and happy, two nearly, one who is not, one with two answers.
PAIRS = {(5, 5): 3, (4, 5): 2, (0, 5): 1, (2, 2): 1}


def drawn_plainly(pairs, ends, population, draws=200_000):
    """The construction word by word, with another generator and without grouping."""
    rng = np.random.default_rng(7)
    people = np.array([pair for pair, like in pairs.items() for _ in range(like)], dtype=float)
    absent = population - len(people)
    bounds = []
    for end, level in zip(ends, (0.025, 0.975), strict=True):
        each = people[:, 1].mean()
        atoms = np.vstack([people, [end * each, each]])
        weights = rng.dirichlet([1.0] * len(people) + [0.5], draws)
        counts = rng.multinomial(absent, weights)
        sums = people.sum(axis=0) + counts @ atoms
        bounds.append(float(np.quantile(sums[:, 0] / sums[:, 1], level)))
    return bounds


@pytest.mark.parametrize("population", [8, 13, 60])
def test_the_interval_is_drawn_as_it_is_described(population):
    found = polya.interval(PAIRS, (0, 1), population, "1", 100_000)
    assert found == pytest.approx(drawn_plainly(PAIRS, (0, 1), population), abs=0.006)
    scores = {(21, 5): 2, (25, 5): 3, (7, 5): 1, (8, 2): 1}
    found = polya.interval(scores, (1, 5), population, "1", 100_000)
    assert found == pytest.approx(drawn_plainly(scores, (1, 5), population), abs=0.025)


def test_an_unknown_population_is_the_limit_of_a_large_one():
    unknown = polya.interval(PAIRS, (0, 1), None, "1", 100_000)
    large = polya.interval(PAIRS, (0, 1), 10**9, "2", 100_000)
    assert unknown == pytest.approx(large, abs=0.006)
    small = polya.interval(PAIRS, (0, 1), 9, "2", 100_000)
    assert small[0] > large[0] + 0.05


def test_when_all_answered_there_is_no_width():
    assert polya.interval(PAIRS, (0, 1), 7, "1", 100) == (25 / 32, 25 / 32)


def test_an_interval_has_a_width_also_where_all_agree():
    """Eight of thirteen, all content: the five others need not be."""
    low, high = polya.interval({(4, 4): 8}, (0, 1), 13, "1", 2000)
    assert low < 0.93
    assert high == 1


def test_without_answers_there_is_no_interval():
    assert polya.interval({}, (0, 1), 13, "1", 100) is None
    assert polya.interval({(0, 0): 13}, (0, 1), 13, "1", 100) is None


def test_grouped_people_give_the_interval_of_single_ones():
    """A million respondents cost what their different pairs cost, and their interval is that of the normal limit."""
    pairs = {(k, 4): 250_000 for k in range(1, 5)}
    low, high = polya.interval(pairs, (0, 1), 2_000_000, "1", 4000)
    error = np.sqrt(np.var([0.25, 0.5, 0.75, 1]) / 1e6 * 0.5)
    assert (high - low) / 2 == pytest.approx(1.96 * error, rel=0.05)


SIZES = [(13, 8), (13, 11), (30, 12), (100, 25), (500, 40)]


def _binomial(rng, people, chance):
    answers = rng.integers(5, 8, people)  # some leave questions out
    return np.stack([rng.binomial(answers, chance), answers], axis=1)


#: Population of so many people → their (top answers, answers).
POPULATIONS = {
    "each answer by itself": lambda rng, n: _binomial(rng, n, 0.85),
    "firms apart": lambda rng, n: _binomial(rng, n, rng.choice([0.1, 0.6, 1.0], n, p=[0.15, 0.25, 0.6])),
    "nearly all content": lambda rng, n: _binomial(rng, n, np.where(rng.random(n) < 0.07, 0.2, 0.99)),
    "half for, half against": lambda rng, n: _binomial(rng, n, rng.choice([0.05, 0.95], n)),
}  # fmt: skip


def _scores(rng, people, chances):
    """(sum, answers) of people, each with chances of their own of the points 1 to 5."""
    answers = rng.integers(3, 6, people)
    points = np.arange(1, 6)
    return np.array(
        [(rng.multinomial(n, p) @ points, n) for n, p in zip(answers, chances, strict=True)]
    )


APART = np.array([[0.6, 0.3, 0.1, 0, 0], [0.05, 0.15, 0.4, 0.3, 0.1], [0, 0, 0.05, 0.25, 0.7]])
CEILING = np.array([[0.5, 0.2, 0.1, 0.1, 0.1], [0, 0, 0, 0.03, 0.97]])
SPLIT = np.array([[0.8, 0.2, 0, 0, 0], [0, 0, 0, 0.2, 0.8]])
SCORES = {
    "firms apart": lambda rng, n: _scores(rng, n, APART[rng.choice(3, n, p=[0.15, 0.25, 0.6])]),
    "nearly all content": lambda rng, n: _scores(rng, n, CEILING[(rng.random(n) > 0.07).astype(int)]),
    "half for, half against": lambda rng, n: _scores(rng, n, SPLIT[rng.integers(0, 2, n)]),
}  # fmt: skip


def coverage(everybody_of, population, size, waves, draws, ends=(0, 1), seed=1):
    """How often the interval of those who answered, by chance, holds the figure of the whole population."""
    rng = np.random.default_rng(seed)
    held = 0
    for wave in range(waves):
        everybody = everybody_of(rng, population)
        truth = everybody[:, 0].sum() / everybody[:, 1].sum()
        asked = everybody[rng.choice(population, size, replace=False)]
        pairs = Counter(map(tuple, asked.tolist()))
        low, high = polya.interval(pairs, ends, population, f"{seed} {wave}", draws)
        held += low - 1e-12 <= truth <= high + 1e-12
    return held / waves


def test_the_interval_holds_the_truth_for_eight_of_thirteen():
    assert coverage(POPULATIONS["firms apart"], 13, 8, 60, 300) >= 0.9


def test_the_interval_of_a_mean_holds_the_truth_for_eight_of_thirteen():
    assert coverage(SCORES["firms apart"], 13, 8, 60, 300, (1, 5)) >= 0.9


@pytest.mark.slow
@pytest.mark.skipif(
    "SMD_TEST_DEEP" not in os.environ, reason="twenty cases times 1000: make test-deep"
)
@pytest.mark.parametrize(("kind", "size"), list(product(POPULATIONS, SIZES)))
def test_the_interval_holds_the_truth_as_often_as_is_promised(kind, size):
    """94 to 99 % measured where 95 % is printed; of 1000 waves at a true 94 % one in a thousand gives less than 91.7."""
    assert coverage(POPULATIONS[kind], *size, 1000, 1000) >= 0.917


@pytest.mark.slow
@pytest.mark.skipif(
    "SMD_TEST_DEEP" not in os.environ, reason="fifteen cases times 600: make test-deep"
)
@pytest.mark.parametrize(("kind", "size"), list(product(SCORES, SIZES)))
def test_the_interval_of_a_mean_holds_the_truth_as_often(kind, size):
    """92 to 99 % measured; of 600 waves at a true 92 % one in a thousand gives less than 88.6."""
    assert coverage(SCORES[kind], *size, 600, 600, (1, 5)) >= 0.886
