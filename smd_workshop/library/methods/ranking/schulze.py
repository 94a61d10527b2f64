"""Schulze's order: one option before another if a stronger chain of wins leads from it than back.

Schulze 2011, *Social Choice and Welfare* 36(2), with winning votes as strength.
"""

from collections.abc import Sequence

from smd_workshop.library.methods.ranking.pairs import Matrix, Order


def strengths(pairs: Matrix) -> Matrix:
    """Return how strong the strongest chain of wins is from each option to each other: its weakest win; 0 without one."""
    many = range(len(pairs))
    found = [
        [pairs[one][other] if pairs[one][other] > pairs[other][one] else 0 for other in many]
        for one in many
    ]
    for between in many:
        onward = found[between]
        for row in found:
            reached = row[between]
            if reached:
                row[:] = map(max, row, (min(reached, each) for each in onward))
    return found


def order_of(options: Sequence[str], strong: Matrix) -> Order:
    """Return the options in tied groups: those that no other beats, then those that none of the rest beats, and so on.

    The relation is transitive, so there is always one; inside a group nobody beats another.
    """
    order: Order = []
    left = list(range(len(options)))
    while left:
        best = [one for one in left if all(strong[one][o] >= strong[o][one] for o in left)]
        order.append(sorted(options[one] for one in best))
        left = [one for one in left if one not in best]
    return order
