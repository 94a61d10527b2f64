"""What shown best–worst weights say first: what weighs most, how sure that is, and the table of weights."""

from collections.abc import Iterator

from smd_workshop.core.messages import NN_
from smd_workshop.library.findings import (
    Finding,
    Shown,
    Statement,
    counted,
    heaviest,
    margins,
    order_without,
    weights_grid,
)


def sure(shown: Shown) -> Iterator[Statement]:
    """Say whether margins touch, whether one sector decides, how many contradict themselves; nothing where sectors are hidden."""
    if shown.protected:
        return
    yield from margins(shown)
    yield from order_without(shown)
    told = shown.first["consistency"]
    beyond = told["n"] - told["acceptable"] - told["without_limit"]
    if beyond:
        yield counted(
            NN_(
                "%(num)s ballot contradicts itself more than is usually accepted; it counts like the others.",
                "%(num)s ballots contradict themselves more than is usually accepted; they count like the others.",
            ),
            beyond,
        )


FINDING = Finding(headline=heaviest, sure=sure, grid=weights_grid)
