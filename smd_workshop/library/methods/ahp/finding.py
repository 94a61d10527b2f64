"""What shown weights from pairs say first: what weighs most, how sure that is, and the table of weights."""

from collections.abc import Iterator
from typing import Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.findings import (
    Finding,
    Share,
    Shown,
    Statement,
    counted,
    heaviest,
    order_without,
    stated,
    weights_grid,
)

#: Below this share of its largest value consensus is called low: Goepel 2018, as in AHP-OS.
_LOW: Final = 0.625


def sure(shown: Shown) -> Iterator[Statement]:
    """Say how far people agree, whether one sector or the other estimate changes the order, and how many contradict themselves.

    Nothing where sectors are hidden.
    """
    if shown.protected:
        return
    first = shown.first
    if first["consensus"] is not None and shown.voted > 1:
        yield stated(
            N_("People agree little on the weights: consensus %(share)s.")
            if first["consensus"] < _LOW
            else N_("Consensus of the people on the weights: %(share)s."),
            share=Share(max(first["consensus"], 0.0)),
        )
    yield from order_without(shown)
    if first["order_differs"]:
        yield stated(
            N_("By the eigenvector, the other usual estimate, the order would be another.")
        )
    told = first["consistency"]
    beyond = told["n"] - told["acceptable"] - told["incomplete"]
    if beyond:
        yield counted(
            NN_(
                "%(num)s ballot contradicts itself more than is usually accepted; it counts like the others.",
                "%(num)s ballots contradict themselves more than is usually accepted; they count like the others.",
            ),
            beyond,
        )


FINDING = Finding(headline=heaviest, sure=sure, grid=weights_grid)
