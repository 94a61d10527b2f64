"""Published elections that grades count: each category is a grade, the last one 0."""

from typing import Final

from smd_workshop.library.elections.election import Election, Takes, Vote
from smd_workshop.library.schemas import FormatError

_MOST: Final = 6


def _graded(election: Election, vote: Vote) -> dict[str, int]:
    best = election.categories - 1
    return {code: best - place for place, tier in enumerate(vote) for code in tier}


def _too_many(election: Election) -> None:
    if election.categories > _MOST:
        message = "there are %(many)s categories, but only %(most)s grades"
        raise FormatError("", message, many=election.categories, most=_MOST)


ELECTIONS: Final = (
    Takes("categories", 10, _graded, refuses=_too_many),
    Takes("halves", 20, _graded),
)
