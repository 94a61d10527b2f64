"""Polya posterior with an atom at the end of the scale: what a figure over a whole population may be.

Respondents are pairs (sum, answers) and the figure is the sum of the first over the sum of the second, as a pooled
share or a mean score is. Those who did not answer are thought to be like those who did (Ghosh & Meeden 1997, Bayesian
Methods for Finite Population Sampling, ch. 2: an urn from which each draw goes back with one more of its kind), or,
with a weight of ½ beside 1 for each respondent, like somebody at the end of the scale whom nobody met.
"""

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: (sum, answers) of a respondent → how many respondents are like that.
Pairs = Mapping[tuple[int, int], int]

#: The weight of the end of the scale beside 1 for each respondent.
END: Final = 0.5
LOWER, UPPER = 0.025, 0.975


def figure(pairs: Pairs) -> Fraction | None:
    """Return the sum of all sums over the sum of all answers, exactly; None without answers."""
    total, answers = added(pairs)
    return Fraction(total, answers) if answers else None


def added(pairs: Pairs) -> tuple[int, int]:
    """Return the sum of all sums and the number of all answers."""
    total = sum(each * many for (each, _), many in pairs.items())
    return total, sum(answers * many for (_, answers), many in pairs.items())


def interval(
    pairs: Pairs,
    ends: tuple[int, int],
    population: int | None,
    seed: str,
    draws: int,
) -> tuple[float, float] | None:
    """Return the 95 % interval of the figure over a population; None without answers.

    `ends` are the lowest and the highest that one answer can count, `population` at least the number of respondents
    (None if unknown: the limit of many). The lower bound is the 2.5 % quantile of draws with the lower end, the upper
    one the 97.5 % quantile of draws with the upper end. With everybody answered there is no width. The cost grows with
    the number of different pairs; the same pairs and seed give the same digits, for RandomState starts from the eight
    32-bit numbers of the seed's SHA-256 and its streams are frozen for good (NEP 19).
    """
    known = figure(pairs)
    if known is None:
        return None
    value = float(known)
    absent = None if population is None else population - sum(pairs.values())
    if absent == 0:
        return value, value
    sums, answers, at_end = _drawn(pairs, absent, seed, draws)
    low, high = ((sums + end * at_end) / (answers + at_end) for end in ends)
    return (
        min(value, float(np.quantile(low, LOWER))),
        max(value, float(np.quantile(high, UPPER))),
    )


def _drawn(
    pairs: Pairs, absent: int | None, seed: str, draws: int
) -> tuple[Floats, Floats, Floats]:
    """Return sums and answers of the population without the end of the scale, and the answers there, each (draws,).

    Dirichlet weights and multinomial counts come one kind after the other: a beta share of the weight that is left,
    and that share (binomial) of the people who are left. What is left at last is at the end of the scale. Both bounds
    use the same draws: they only differ in which end it is.
    """
    random = np.random.RandomState(np.frombuffer(hashlib.sha256(seed.encode()).digest(), "<u4"))
    total, answers = added(pairs)
    people = sum(pairs.values())
    weight = people + END
    known = 0 if absent is None else 1
    left: Floats = np.full(draws, 1.0 if absent is None else float(absent))
    sums, given = np.full(draws, float(known * total)), np.full(draws, float(known * answers))
    for (one, many), like in sorted(pairs.items()):
        weight -= like
        share = random.beta(like, weight, draws)
        these = left * share if absent is None else random.binomial(left.astype(np.int64), share)
        sums += these * float(one)
        given += these * float(many)
        left = left - these
    return sums, given, left * (answers / people)
