"""Published elections in which voters shared out points: what each gave is scaled to a hundred."""

from typing import Final

from smd_workshop.library.elections.election import Election, Takes, Vote
from smd_workshop.library.numbers import as_fraction

HUNDRED: Final = 100


def _scaled(_election: Election, vote: Vote) -> dict[str, float]:
    """Return the points of a vote as parts of a hundred; who gave none shared out nothing."""
    whole = sum((as_fraction(amount) for _, amount in vote), as_fraction(0))
    return (
        {code: float(as_fraction(amount) * HUNDRED / whole) for code, amount in vote}
        if whole
        else {}
    )


ELECTIONS: Final = (Takes("shares", 10, _scaled),)
