"""An initiative of shared value as open data: exact values as text, and each metric with its word and rule."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from smd_workshop.library.strategy.hybrid import Pair
from smd_workshop.models import PlanIndicator, Process, SharedValue
from smd_workshop.plans.files.to_table import Cell
from smd_workshop.strategy.territory import hybrids, shared_values

FORMAT = "smd-shared-value/1"
#: Columns of the long table: a row for each metric, never without its word; one for an initiative without any.
COLUMNS: Final = (
    "initiative", "form", "family", "social", "financial", "lag_years", "lags_tried", "hybrid_evidence",
    "rule", "n", "pearson", "pearson_low", "pearson_high", "spearman", "validity",
    "simulated",
)  # fmt: skip


def document_of_all(process: Process, every: Sequence[SharedValue]) -> dict[str, Any]:
    """Return every initiative that the public may read."""
    return {
        "format": FORMAT,
        "process": process.code,
        "simulated": process.simulated,
        "initiatives": [{"id": each.id, **document_of(each)} for each in every],
    }


def rows_of(document: dict[str, Any]) -> Iterator[list[Cell]]:
    """Yield the long table of a document of all initiatives."""
    for each in document["initiatives"]:
        own: list[Cell] = [each["name"], each["form"], each["family"]]
        for metric in each["metrics"] or [None]:
            drawn = each["simulated"] or bool(metric and metric["simulated"])
            yield [*own, *_cells(metric), drawn]


def _cells(metric: dict[str, Any] | None) -> list[Cell]:
    if metric is None:
        return ["", "", None, None, "", "", None, None, None, None, None, ""]
    low, high = metric["pearson_95"] or (None, None)
    return [
        _name(metric["social"]), _name(metric["financial"]), metric["lag_years"],
        metric["lags_tried"], metric["evidence"], metric["rule"], metric["n"], metric["pearson"],
        low, high, metric["spearman"], metric["validity"],
    ]  # fmt: skip


def _name(indicator: dict[str, str]) -> str:
    return f"{indicator['plan']} {indicator['code']}"


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
