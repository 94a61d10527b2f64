"""Published elections that this method counts: marks, and what stands in the first category."""

from typing import Final

from smd_workshop.library.elections.election import Election, Json, Takes, Vote


def _marked(_election: Election, vote: Vote) -> list[str]:
    return list(vote)


def _first(_election: Election, vote: Vote) -> list[str]:
    return list(vote[0]) if vote else []


def _one(_election: Election) -> Json:
    """Choose one: no file says how many were to be chosen."""
    return {"k": 1}


ELECTIONS: Final = (
    Takes("halves", 10, _first, _one),
    Takes("marks", 20, _marked, _one),
    Takes("categories", 20, _first, _one),
)
