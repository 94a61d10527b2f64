"""How sure an order is, of every method that makes one: what parts the first two, and what one sector decides."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings.grid import Grid
from smd_workshop.library.findings.rows import Row
from smd_workshop.library.findings.shown import Shown
from smd_workshop.library.findings.statements import (
    Options,
    Sectors,
    Statement,
    counted,
    stated,
)

Order = Sequence[Sequence[str]]
Leaders = frozenset[str]

#: What would be first without a sector, and how that is said: of those that tie some may stay, and no other come.
_WITHOUT: Final[Sequence[tuple[Callable[[Leaders, Leaders], bool], tuple[str, str]]]] = (
    (
        lambda now, then: now != then and now.isdisjoint(then),
        NN_(
            "Without %(sectors)s another would come first.",
            "Without one of these another would come first: %(sectors)s.",
        ),
    ),
    (
        lambda now, then: then < now and bool(then),
        NN_(
            "Without %(sectors)s not all that are tied would come first.",
            "Without one of these not all that are tied would come first: %(sectors)s.",
        ),
    ),
    (
        lambda now, then: not now.isdisjoint(then) and not then <= now,
        NN_(
            "Without %(sectors)s others would share the first place.",
            "Without one of these others would share the first place: %(sectors)s.",
        ),
    ),
    (
        lambda now, then: now == then,
        NN_(
            "Without %(sectors)s the same would come first, and the others in another order.",
            "Without one of these the same would come first, and the others in another order: %(sectors)s.",
        ),
    ),
)


def following(order: Order) -> Iterator[Statement]:
    """Name what comes after the first, up to the third of those that are apart; of what shares a place it is said."""
    places = [tuple(tied) for tied in order[1:3]]
    if not places:
        return
    second, third = places[0], places[1:]
    if len(second) > 1:
        yield stated(N_("Next, tied: %(options)s."), options=Options(second))
    elif third and len(third[0]) > 1:
        yield stated(
            N_("Next: %(options)s; then, tied: %(others)s."),
            options=Options(second),
            others=Options(third[0]),
        )
    else:
        yield stated(N_("Next: %(options)s."), options=Options(tuple(chain(*places))))


def with_ties(grid: Grid, order: Order, *, protected: bool) -> Grid:
    """Return the table in which each row says with what it shares its place; where groups have rows, inside its group.

    What nobody gave a figure to is last and tied with nothing; where figures are hidden the order alone says it.
    """
    together = {code: tied for tied in order if len(tied) > 1 for code in tied}
    told = {row.code: row for row in grid.rows if row.value is not None or protected}

    def tied(row: Row) -> Row:
        if row.code not in told or row.few:
            return row
        others = (told[c] for c in together.get(row.code, ()) if c != row.code and c in told)
        return replace(row, tied=tuple(each.code for each in others if each.group == row.group))

    return replace(
        grid,
        sections=tuple(
            replace(section, rows=tuple(map(tied, section.rows))) for section in grid.sections
        ),
    )


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
    found = [(sector, _leaders(order or (), among)) for sector, order in shown.without()]
    for is_so, messages in _WITHOUT:
        sectors = tuple(sector for sector, leaders in found if is_so(first, leaders))
        if sectors:
            yield counted(messages, len(sectors), sectors=Sectors(sectors))
    if not found and shown.first["without"]:
        yield stated(N_("Without any one sector the order would be the same."))


def _leaders(order: Order, among: Collection[str] | None) -> Leaders:
    kept = (frozenset(c for c in tied if among is None or c in among) for tied in order)
    return next((tied for tied in kept if tied), frozenset())
