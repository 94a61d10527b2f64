"""How exact a pooled share is when the answers of one person belong together."""

import math

from smd_workshop.library.stats.samples.polya import Pairs, added


def standard_error(pairs: Pairs, population: int | None = None) -> float | None:
    """Return the standard error over respondents of Σ sums / Σ answers; None for fewer than two, or no answers.

    Linearised ratio, √(Σ(k − r m)²/(n(n − 1)))/m̄, times √(1 − n/N) (Cochran 1977, Sampling Techniques, eq. 6.13).
    """
    people = sum(pairs.values())
    total, answers = added(pairs)
    if people < 2 or not answers:
        return None
    # Whole numbers up to the root: (k − r m)·Σm.
    square = sum(
        like * (each * answers - total * many) ** 2 for (each, many), like in pairs.items()
    )
    left = 1.0 if population is None else 1 - people / population
    return math.sqrt(square / answers**4 * people / (people - 1) * left)


def design_effect(pairs: Pairs) -> float | None:
    """Return the variance of a pooled share over that of as many independent answers; None where all are alike.

    Kish 1965, Survey Sampling, §8.2.
    """
    error = standard_error(pairs)
    total, answers = added(pairs)
    if error is None or total in {0, answers}:
        return None
    share = total / answers
    return error**2 / (share * (1 - share) / answers)
