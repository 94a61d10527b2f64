"""The words of shared value and hybrid metrics, the same on the pages of staff and of the public."""

from typing import Final

from flask import Flask
from flask_babel import gettext as _

from smd_workshop.core.messages import N_
from smd_workshop.library.charts.spec import Map
from smd_workshop.library.strategy.hybrid import LAGS, Evidence, Why
from smd_workshop.models import PlanIndicator
from smd_workshop.strategy.territory import hybrids

FORMS: Final = {
    "products": N_("Products and markets: what people need and could not buy"),
    "productivity": N_("Productivity: doing the same work so that people and costs gain"),
    "cluster": N_("Cluster: suppliers, institutions and workers around the business"),
}
FAMILIES: Final = {
    "socio_economic": N_("Socio-economic"),
    "environmental": N_("Environmental"),
    "innovation": N_("Innovation"),
    "diversification": N_("Productive diversification"),
}
SIDES: Final = {"social": N_("Social or environmental side"), "business": N_("Business side")}
#: The steps of Porter and others (2011).
STEPS: Final = {
    1: N_("Identify the social problem"),
    2: N_("Make the business case"),
    3: N_("Track progress"),
    4: N_("Measure results and learn for the next time round"),
}
STEP_STATES: Final = {"begun": N_("Begun"), "done": N_("Done"), "stopped": N_("Stopped")}
STEP_SIGNS: Final = {"begun": "◐", "done": "✓", "stopped": "✕"}
FINDINGS: Final = {
    "supports": N_("It supports that one leads to the other"),
    "contradicts": N_("It speaks against it"),
}
#: The word of a metric, its sign, and how the style sheet calls it.
EVIDENCE: Final = {
    evidence: (hybrids.EVIDENCE[evidence], sign, tone)
    for evidence, sign, tone in (
        (Evidence.NONE, "–", "unsure"), (Evidence.PLAUSIBLE, "◐", "mid"), (Evidence.TESTED, "✓", "good"),
    )
}  # fmt: skip
WHY: Final = {
    Why.FEW: N_("There are fewer than 5 years in which both are known."),
    Why.CONSTANT: N_("One of both has the same value in every year, so nothing can go with it."),
    Why.LINE: N_(
        "All years stand on one line exactly: as a rule one of both was computed from the other."
    ),
    Why.ZERO: N_("The interval of the correlation holds 0: chance alone would explain it."),
    Why.FEW_CHANGES: N_(
        "Fewer than 4 changes from one year to the next are known, so a common trend cannot be told from a connection."
    ),
    Why.CHANGES: N_(
        "The changes from one year to the next do not go together as the values do, or no more surely than by chance: they may only share a trend."
    ),
    Why.CONTRADICTED: N_("They go together, but a comparison speaks against a connection."),
    Why.NOT_COMPARED: N_("They go together, and no comparison or experiment has tested why."),
    Why.TOO_SHORT: N_(
        "They go together and a comparison supports it, but there are fewer than 10 years."
    ),
    Why.COMPARED: N_(
        "They go together over 10 years or more, and a comparison with a document supports it."
    ),
}


def init_app(app: Flask) -> None:
    """Let templates say them."""
    app.jinja_env.globals["value_words"] = {
        "forms": FORMS, "families": FAMILIES, "sides": SIDES, "steps": STEPS, "lags": LAGS,
        "step_states": STEP_STATES, "step_signs": STEP_SIGNS, "findings": FINDINGS,
        "evidence": EVIDENCE, "why": WHY,
    }  # fmt: skip
    app.jinja_env.globals.update(hybrid_chart=hybrid_chart)


def hybrid_chart(metric: hybrids.Shown) -> Map | None:
    """Return the scatter chart of a metric in the reader's language."""
    row = metric.row
    title = _(
        "%(financial)s by %(social)s, one number for each year",
        financial=_named(row.financial), social=_named(row.social),
    )  # fmt: skip
    return hybrids.scatter(metric, str(title), _axis(row.social), _axis(row.financial))


def _named(indicator: PlanIndicator) -> str:
    return indicator.name or indicator.code


def _axis(indicator: PlanIndicator) -> str:
    """Return what an axis is called, with what it is counted in."""
    name = _named(indicator)
    return f"{name} ({indicator.measure})" if indicator.measure else name
