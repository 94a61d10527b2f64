"""What the report on a scorecard says beyond its data: on which votes, factors and notes each objective rests."""

from typing import Any

from smd_workshop.models import Round
from smd_workshop.publishing import portal_queries
from smd_workshop.publishing.portal_queries import Agreed
from smd_workshop.strategy.scorecards import documents
from smd_workshop.strategy.scorecards.showing import ScorecardShown

Json = dict[str, Any]


def document_of(shown: ScorecardShown) -> Json:
    """Return a scorecard in a year as smd-scorecard/1, with the trace of each objective as the public may read it."""
    found = documents.document_of(shown)
    agreed = {str(each.objective.item.code): each for each in portal_queries.agreed(shown.process)}
    for each in found["objectives"]:
        own = agreed.get(each["code"])
        each["trace"] = None if own is None else _trace(own)
    return found


def _trace(agreed: Agreed) -> Json:
    trace = portal_queries.trace(agreed)
    round_, choice = agreed.round, trace.choice
    return {
        "round": None if round_ is None else _named(round_.workshop.name, round_.number, round_.title),
        "again": None if agreed.again is None else _again(agreed.again.round),
        "votes": None if agreed.votes is None else list(agreed.votes),
        "words": agreed.words, "reference": agreed.objective.reference,
        "chosen_in": None if choice is None
        else _named(choice.round.workshop.name, choice.round.number, choice.round.title),
        "notes": trace.origin.support.notes, "authors": trace.origin.support.authors,
        "factors": [
            {"code": str(each.item.code), "wording": each.item.wording, "notes": each.support.notes}
            for each in trace.factors
        ],
    }  # fmt: skip


def _again(round_: Round) -> Json:
    return _named(round_.workshop.name, round_.number, round_.title)


def _named(workshop: str, number: int, title: str) -> Json:
    return {"workshop": workshop, "number": number, "title": title}
