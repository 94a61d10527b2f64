"""Published elections that rankings count: orders as they are, and orders that follow from something else."""

from typing import Final

from smd_workshop.library.elections.election import Election, Takes, Vote


def _tiers(_election: Election, vote: Vote) -> list[list[str]]:
    """Return an order; an empty category is no place."""
    return [list(tier) for tier in vote if tier]


def _by_amount(election: Election, vote: Vote) -> list[list[str]]:
    """Return the options by what they were given, the most first; one left out has what the file says."""
    given = dict.fromkeys(election.options, election.otherwise) | dict(vote)
    places: dict[float, list[str]] = {}
    for code, amount in given.items():
        places.setdefault(amount, []).append(code)
    return [places[amount] for amount in sorted(places, reverse=True)]


ELECTIONS: Final = (
    Takes("orders", 10, _tiers),
    Takes("scores", 10, _by_amount),
    Takes("halves", 30, _tiers),
    Takes("categories", 30, _tiers),
    Takes("shares", 30, _by_amount),
)
