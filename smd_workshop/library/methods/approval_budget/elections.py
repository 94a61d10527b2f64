"""Published participatory budgets: marks, and as marks whatever else was listed or given something."""

from typing import Final

from smd_workshop.library.elections.election import Election, Json, Takes, Vote
from smd_workshop.library.schemas import FormatError


def _marked(_election: Election, vote: Vote) -> list[str]:
    return list(vote)


def _listed(_election: Election, vote: Vote) -> list[str]:
    return [code for tier in vote for code in tier]


def _given_something(election: Election, vote: Vote) -> list[str]:
    """Return the options with more than nothing; one left out has what the file says."""
    given = dict.fromkeys(election.options, election.otherwise) | dict(vote)
    return [code for code, amount in given.items() if amount > 0]


def _money(election: Election) -> Json:
    return {"budget": election.budget, "costs": dict(election.costs)}


def _without_money(election: Election) -> None:
    if election.budget is None:
        raise FormatError("settings.budget", "the file has no budget and no costs")


ELECTIONS: Final = (
    Takes("marks", 10, _marked, _money, _without_money),
    Takes("orders", 20, _listed, _money, _without_money),
    Takes("shares", 20, _given_something, _money, _without_money),
    Takes("scores", 20, _given_something, _money, _without_money),
)
