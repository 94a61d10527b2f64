"""The evaluation of a plan as it is published: the recount, and beside it what pages and papers say of figures that can still become others."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.plan.evaluation.lights import INCOMPLETE
from smd_workshop.library.plan.evaluation.outstanding import Outstanding
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.evaluation.reading import PlanShown

Json = dict[str, Any]


def document_of(shown: PlanShown) -> Json:
    """Return the evaluation of a plan in a year as smd-evaluation/1; `outstanding` stands beside it where a figure is not whole.

    Under the path of each such figure it says of how many indicators that were due it is, between which per cents it can still be,
    and its light as pages say it.
    """
    open_ = {name: each for name, each in _told(shown) if each}
    found = documents.evaluation_document(shown.plan, shown.year)
    return found | ({"outstanding": open_} if open_ else {})


def _told(shown: PlanShown) -> Iterator[tuple[str, Json]]:
    of_plan = _open(shown.outstanding, shown.word)
    if of_plan:
        of_plan["with_a_value"] = {"known": shown.coverage.known, "of": shown.coverage.of}
    yield "plan.weighted", of_plan
    for each in shown.objectives:
        yield f"{each.row.code}.outcome", _open(each.outstanding, each.word)
        yield f"{each.row.code}.rollup", _open(each.outstanding_of_actions, each.word_of_actions)
        for action in each.actions:
            yield f"{action.row.code}.progress", _open(action.outstanding, action.word)


def _open(of: Outstanding, word: str) -> Json:
    """Return what is said of a figure that is not whole, {} of one that is."""
    if word != INCOMPLETE and (of.whole or not of.known):
        return {}
    return {
        "known": of.known, "of": of.of, "least": float(of.least), "most": float(of.most),
        "light": word,
    }  # fmt: skip
