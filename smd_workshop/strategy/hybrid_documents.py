"""An initiative of shared value as open data: exact values as text, and each metric with its word and rule."""

from typing import Any

from smd_workshop.library.strategy.hybrid import Pair
from smd_workshop.models import PlanIndicator, SharedValue
from smd_workshop.strategy import hybrids, shared_values

FORMAT = "smd-shared-value/1"


def document_of(found: SharedValue) -> dict[str, Any]:
    """Return what the public may read of an initiative."""
    return {
        "format": FORMAT,
        "process": found.process.code,
        "name": found.name,
        "form": found.form,
        "family": found.family,
        "actors": found.actors,
        "problem": found.problem,
        "business_case": found.business_case,
        "simulated": found.process.simulated,
        "ended_reason": found.ended_reason,
        "steps": [
            {"loop": row.loop, "step": row.step, "state": row.state, "note": row.note}
            for row in found.steps
        ],
        "indicators": [
            {"side": row.side, **_indicator(row.indicator)}
            for row in found.indicators
            if shared_values.is_readable(row.indicator, public=True)
        ],
        "metrics": [_metric(each) for each in hybrids.shown(found, public=True)],
    }


def _metric(each: hybrids.Shown) -> dict[str, Any]:
    read, row = each.read, each.row
    slope = read.slope
    return {
        "evidence": read.evidence.value,
        "simulated": each.simulated,
        "rule": read.why.value,
        "social": _indicator(row.social),
        "financial": _indicator(row.financial),
        "lag_years": row.lag,
        "lags_tried": read.lags_tried,
        "validity": row.validity,
        "n": len(read.pairs),
        "pearson": read.pearson,
        "pearson_95": read.interval,
        "pearson_all_lags": read.strict_interval,
        "spearman": read.spearman,
        "slope": None if slope is None else slope.value,
        "slope_95": None if slope is None or slope.low is None else (slope.low, slope.high),
        "changes": read.changes,
        "changes_pearson": read.changes_pearson,
        "comparisons": [
            {"finding": one.finding, "design": one.design, "document": one.document}
            for one in each.comparisons
        ],
        "pairs": [_pair(pair) for pair in read.pairs],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "year": pair.year, "financial_year": pair.financial_year,
        "social": str(pair.social), "financial": str(pair.financial),
    }  # fmt: skip


def _indicator(indicator: PlanIndicator) -> dict[str, str]:
    return {
        "plan": indicator.plan.code, "code": indicator.code, "name": indicator.name,
        "unit": indicator.measure,
    }  # fmt: skip
