"""How sure an order is, of every method that makes one: what parts the first two, and what one sector decides."""

from collections.abc import Collection, Iterator, Sequence

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings.shown import Shown
from smd_workshop.library.findings.statements import (
    Options,
    Sectors,
    Statement,
    counted,
    stated,
)

Order = Sequence[Sequence[str]]


def margins(shown: Shown) -> Iterator[Statement]:
    """Compare the margins of the first two, where neither is tied and both have one; what a margin is, is said."""
    order = shown.first["order"]
    if len(order) < 2 or any(len(tied) > 1 for tied in order[:2]):
        return
    first, second = order[0][0], order[1][0]
    high, low = (shown.first["options"][code]["interval"] for code in (first, second))
    if not high or not low:
        return
    yield stated(
        N_("With other people of the same sectors %(one)s would still come before %(other)s: their margins do not touch.")
        if high[0] > low[1]
        else N_("With other people of the same sectors %(other)s could come before %(one)s: their margins touch."),
        one=Options((first,)),
        other=Options((second,)),
    )  # fmt: skip


def order_without(shown: Shown, among: Collection[str] | None = None) -> Iterator[Statement]:
    """Say without which sectors another would come first, and without which only what follows would be another.

    The headline names the first: that “the order” would be another must not read as if that one fell. `among` are
    the options that may come first, all where none are named.
    """
    first = _leaders(shown.first["order"], among)
    found = list(shown.without())
    other = tuple(sector for sector, order in found if _leaders(order or (), among) != first)
    later = tuple(sector for sector, _ in found if sector not in other)
    if other:
        yield counted(
            NN_(
                "Without %(sectors)s another would come first.",
                "Without one of these another would come first: %(sectors)s.",
            ),
            len(other),
            sectors=Sectors(other),
        )
    if later:
        yield counted(
            NN_(
                "Without %(sectors)s the same would come first, and the others in another order.",
                "Without one of these the same would come first, and the others in another order: %(sectors)s.",
            ),
            len(later),
            sectors=Sectors(later),
        )
    if not found and shown.first["without"]:
        yield stated(N_("Without any one sector the order would be the same."))


def _leaders(order: Order, among: Collection[str] | None) -> frozenset[str]:
    kept = (frozenset(c for c in tied if among is None or c in among) for tied in order)
    return next((tied for tied in kept if tied), frozenset())
