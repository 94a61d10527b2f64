"""Whether the order of the weights still moves between two rounds."""

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.two_rounds import ORDER_LIMITS, Stability, TwoRounds, compare_orders


def compare(rounds: TwoRounds) -> JsonResult:
    """Return `tau_b`, `top_overlap` and `stable` of the two balanced orders, each of all who answered its round."""
    return compare_orders(rounds.before["order"], rounds.after["order"])


STABILITY = Stability(compare=compare, limits=ORDER_LIMITS)
