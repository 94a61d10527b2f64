"""Two rounds of one method side by side, and what a method says of them: whether opinions still move.

Stopping on stability, not on consensus: von der Gracht 2012, Technological Forecasting and Social Change 79(8).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.profile import Answer
from smd_workshop.library.stats.orders import Order, tau_b, top_overlap

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """What one seat answered in both rounds."""

    sector: str
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class TwoRounds:
    """Two rounds of one method under the same settings."""

    options: tuple[str, ...]  # asked in both, in the order of the first
    weights: Mapping[str, Fraction]  # by sector
    settings: Mapping[str, Any]
    pairs: tuple[Pair, ...]
    before: Json  # the result of everybody who answered, as smd-result/1 has it
    after: Json


Compare = Callable[[TwoRounds], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How two rounds of a method are compared; without `compare` they are not.

    `compare` returns the figures with `stable` among them: true, false, or None where it cannot be said.
    """

    compare: Compare | None = None
    #: Each option is compared by itself, so a second round may leave out those that are settled.
    by_option: bool = False
    #: What counts as stable: figure → how far it may go.
    limits: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))


#: Of methods for which smd-stability/1 has no definition.
NOT_COMPARED: Final = Stability()

ORDER_LIMITS: Final[Mapping[str, Fraction]] = MappingProxyType(
    {"tau_b": Fraction(4, 5), "top_overlap": Fraction(4, 5)}
)
#: How many places of an order count as its top.
TOP: Final = 3


def every(verdicts: Iterable[bool | None]) -> bool | None:
    """Return whether all hold: false if one does not, else None if of one it cannot be said."""
    found = list(verdicts)
    if False in found:
        return False
    return None if None in found else True


def compare_orders(before: Order, after: Order) -> Json:
    """Return `tau_b`, `top_overlap` and `stable` of two orders of the same options."""
    tau, overlap = tau_b(before, after), top_overlap(before, after, TOP)
    result: Json = {"tau_b": None if tau is None else tau.value}
    if tau is None:
        result["tau_b_reason"] = N_("an order that ties all options has no tau-b")
    return result | {
        "top_overlap": None if overlap is None else float(overlap),
        "stable": every(
            (
                None if tau is None else tau.at_least(ORDER_LIMITS["tau_b"]),
                None if overlap is None else overlap >= ORDER_LIMITS["top_overlap"],
            )
        ),
    }
