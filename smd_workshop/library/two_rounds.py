"""Two rounds of one method side by side, and what a method says of them: whether opinions still move.

Stopping on stability, not on consensus: von der Gracht 2012, Technological Forecasting and Social Change 79(8).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Literal

from smd_workshop.core.messages import N_
from smd_workshop.library.profile import Answer, Profile
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
    #: The answers of each round, without who gave them.
    profiles: tuple[Profile, Profile] | None = None
    #: How many people of each sector answered both.
    stayed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


Compare = Callable[[TwoRounds], Json]

#: How opinions stand where they are: agreed, with most of them on one side, or apart.
Kind = Literal["consensus", "majority", "dissent"]
#: On which side a sector stands of an option.
Side = Literal["for", "against", "between"]


@dataclass(frozen=True, slots=True)
class Stand:
    """How opinions on one option stand in one round, as far as it is shown; `kind` is None where that cannot be said.

    `camps` are the sectors that are shown, by the side on which each stands.
    """

    kind: Kind | None = None
    camps: Mapping[Side, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


#: Of one sector alone nobody can say whether it agrees with others.
FEWEST: Final = 2


def most_agree(sectors: Sequence[bool]) -> Kind | None:
    """Return how sectors stand to the figure of all, each given by whether it agrees; None of fewer than two."""
    if len(sectors) < FEWEST:
        return None
    if all(sectors):
        return "consensus"
    return "majority" if 2 * sum(sectors) > len(sectors) else "dissent"


#: Part and shown result → how opinions stand, by option code.
Stands = Callable[[str, Json], Mapping[str, Stand]]


def camps(sides: Iterable[tuple[str, Side | None]]) -> Mapping[Side, tuple[str, ...]]:
    """Put sectors, each given with its side, into camps; who has none is in none."""
    found: dict[Side, tuple[str, ...]] = {}
    for sector, side in sides:
        if side is not None:
            found[side] = (*found.get(side, ()), sector)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How two rounds of a method are compared; without `compare` they are not.

    `compare` returns the figures with `stable` among them: true, false, or None where it cannot be said.
    """

    compare: Compare | None = None
    #: Of a method that compares what the same people answered: how the answers of both rounds are compared where
    #: nobody knows who gave which. Other methods compare what all who answered decided.
    apart: Compare | None = None
    #: How opinions on each option stand; without it a round says that they are stable, and not where.
    stands: Stands | None = None
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


def _compare_balanced_orders(rounds: TwoRounds) -> Json:
    return compare_orders(rounds.before["order"], rounds.after["order"])


#: Of methods whose result is an order: the two balanced ones, each of all who answered its round.
ORDERS_COMPARED: Final = Stability(compare=_compare_balanced_orders, limits=ORDER_LIMITS)
