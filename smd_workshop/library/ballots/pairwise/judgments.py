"""What one person's comparisons of pairs come to: weights, whether they hang together, and which contradict the rest."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

#: The first weighs so many times what the second weighs.
Judgment = tuple[str, str, Fraction]

#: A judgment that lies nearer to all others than this factor is not asked about again.
_NEAR: Final = 1.5


def connected(options: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the options in groups of which each hangs together by its comparisons, in their order."""
    group = {code: place for place, code in enumerate(options)}
    left = len(options)
    for one, other in pairs:
        if left == 1:
            break
        if group[one] != group[other]:
            old, new = max(group[one], group[other]), min(group[one], group[other])
            group = {code: new if at == old else at for code, at in group.items()}
            left -= 1
    return [[code for code in options if group[code] == at] for at in sorted(set(group.values()))]


def priorities(options: Sequence[str], judgments: Iterable[Judgment]) -> dict[str, float]:
    """Return weights that add up to 1, by logarithmic least squares; the comparisons must hang together.

    Crawford & Williams 1985, Journal of Mathematical Psychology 29; for incomplete comparisons Bozóki, Fülöp & Rónyai
    2010, Mathematical and Computer Modelling 52.
    """
    place = {code: at for at, code in enumerate(options)}
    many = len(options)
    # The least squares of ln a_ij = x_i − x_j: a Laplacian, made regular by asking that the x add up to 0.
    rows = [[1.0 / many] * many + [0.0] for _ in options]
    for one, other, times in judgments:
        log = math.log(times)
        for i, j, said in ((place[one], place[other], log), (place[other], place[one], -log)):
            rows[i][i] += 1
            rows[i][j] -= 1
            rows[i][-1] += said
    found = _solved(rows)
    highest = max(found)
    weights = [math.exp(value - highest) for value in found]
    whole = math.fsum(weights)
    return {code: weight / whole for code, weight in zip(options, weights, strict=True)}


def _solved(rows: list[list[float]]) -> list[float]:
    """Solve a positive definite system, given with its right side in the last column, by elimination."""
    many = len(rows)
    for at in range(many):
        for below in range(at + 1, many):
            factor = rows[below][at] / rows[at][at]
            if factor:
                rows[below] = [
                    low - factor * high for low, high in zip(rows[below], rows[at], strict=True)
                ]
    found = [0.0] * many
    for at in reversed(range(many)):
        rest = math.fsum(rows[at][right] * found[right] for right in range(at + 1, many))
        found[at] = (rows[at][-1] - rest) / rows[at][at]
    return found


def doubtful(
    options: Sequence[str], judgments: Sequence[Judgment], most: int = 3
) -> list[tuple[Judgment, float]]:
    """Return the judgments that contradict the rest most, the worst first, each with the ratio that all together say.

    As AHP-OS does: those with the largest a_ij · w_j / w_i (Goepel 2018, IJAHP 10(3)).
    """
    if len(connected(options, ((one, other) for one, other, _ in judgments))) > 1:
        return []
    weights = priorities(options, judgments)
    found = []
    for judgment in judgments:
        one, other, times = judgment
        ratio = weights[one] / weights[other]
        far = abs(math.log(times / ratio))
        if far > math.log(_NEAR):
            found.append((far, judgment, ratio))
    found.sort(key=lambda each: -each[0])
    return [(judgment, ratio) for _, judgment, ratio in found[:most]]
