"""What may be chosen in the form of a thing of a plan, in the reader's language."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from smd_workshop.models import Plan, PlanAction, PlanObjective
from smd_workshop.plans.files.lines import Kind
from smd_workshop.web.words.plan_words import (
    AGGREGATIONS,
    FREQUENCIES,
    HORIZONS,
    RELEVANCES,
    SENSES,
)

Choices = list[tuple[str, str]]


def choices_of(plan: Plan, kind: Kind) -> dict[str, Choices]:
    """Return the choices of the lists of a form, by the names of its fields."""
    match kind:
        case Kind.OBJECTIVE:
            types = [("I", _("I: outward, for its users")), ("II", _("II: internal"))]
            return {"type": [("", "–"), *types]}
        case Kind.ACTION:
            return {"parent": _coded(plan.objectives)}
        case Kind.ACTIVITY:
            kinds = [("activity", _("Operational activity")), ("investment", _("Investment"))]
            return {"parent": _coded(plan.actions), "kind": kinds}
    return {
        "parent": _coded([*plan.objectives, *plan.actions]),
        "relevance": [("", "–"), *_relevances(plan)],
        "sense": _said(SENSES), "aggregation": _said(AGGREGATIONS),
        "frequency": _said(FREQUENCIES), "horizon": [("", "–"), *_said(HORIZONS)[1:]],
    }  # fmt: skip


def _coded(rows: Iterable[PlanObjective | PlanAction]) -> Choices:
    return [(each.code, f"{each.code} {each.name}".strip()[:120]) for each in rows]


def _said(words: Mapping[str, str]) -> Choices:
    return [(key, str(_(text)) if text else "") for key, text in words.items()]


def _relevances(plan: Plan) -> Choices:
    """Return the three of CEPLAN, and what else the plan uses: it is an order without an end."""
    used = {each.relevance for each in plan.indicators if each.relevance is not None}
    return [
        (str(order), str(_(RELEVANCES[order])) if order in RELEVANCES else str(order))
        for order in sorted(used | set(RELEVANCES))
    ]
