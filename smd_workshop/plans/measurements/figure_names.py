"""Which indicator a published figure of a survey is for, in words: its plan and its name, where the reader may read the plan."""

from smd_workshop.models import PlanIndicator, PublishedFigure
from smd_workshop.plans import plans


def indicator_of_plan(indicator: PlanIndicator) -> str:
    """Return what an indicator is called, with its code and its plan."""
    plan = indicator.plan
    name = indicator.name.rstrip(".")
    return " · ".join(filter(None, (name, indicator.code, plan.name or plan.code)))


def public_indicator(figure: PublishedFigure) -> PlanIndicator | None:
    """Return the indicator that a figure is for, where the public may read its plan; else None."""
    own = figure.plan_indicator
    return own if own is not None and plans.is_public(own.plan) else None


def subject_of(figure: PublishedFigure, *, public: bool = True) -> str:
    """Return what a figure is about, with its year: the indicator and its plan, else the code that it was published under."""
    own = public_indicator(figure) if public else figure.plan_indicator
    said = figure.subject if own is None else indicator_of_plan(own)
    return f"{said} · {figure.year}"
