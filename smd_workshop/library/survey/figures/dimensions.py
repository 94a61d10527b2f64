"""A dimension's figures: pooled share and mean, and how far its items measure one thing."""

from typing import Any, Final

from smd_workshop.library.numbers import plain
from smd_workshop.library.stats.agreement import reliability
from smd_workshop.library.survey.design import Dimension
from smd_workshop.library.survey.figures import reasons, shares
from smd_workshop.library.survey.figures.reasons import told
from smd_workshop.library.survey.summary import SATISFIED, SCORE, TOP, Summary

#: From so many complete answers on omega can be estimated (Padilla & Divers 2013).
OMEGA_FROM: Final = 50


def figures(dimension: Dimension, summary: Summary, wave: shares.Wave) -> dict[str, Any]:
    """Return all figures of a dimension."""
    code, scale = dimension.code, summary.design.scale
    return {
        **{
            measure: _as_item(shares.of_answers(summary.people[measure, code], wave, measure, code))
            for measure in (TOP, SATISFIED)
        },
        **shares.mean(summary.people[SCORE, code], (scale.low, scale.high), wave, "mean", code),
        **_reliability(dimension, summary.products[code]),
    }


def _as_item(share: dict[str, Any]) -> dict[str, Any]:
    """Name a share as those of items are named; its unit says that answers are counted."""
    return {"k": share.pop("numerator"), "n": share.pop("denominator"), **share}


def _reliability(dimension: Dimension, products: reliability.Products) -> dict[str, Any]:
    """Alpha, its interval, what it would be without each item, how items hang together; of complete answers."""
    scatter = products.scatter()
    items = len(scatter)
    coefficient = plain(reliability.alpha(scatter))
    why = _why(products.n, items)
    interval = None
    if coefficient is not None:
        interval = list(reliability.feldt(coefficient, products.n, items))
    dropped = [plain(each) for each in reliability.alpha_without(scatter)]
    totals = reliability.item_totals(scatter)
    unlike = why if why != reasons.SAME_SUM else reasons.CONSTANT
    return {
        "complete": products.n,
        **told("alpha", coefficient, why),
        **told("alpha_interval", interval, why),
        **_by_item("alpha_if_dropped", dimension, dropped, _why(products.n, items - 1)),
        **_by_item("item_total", dimension, totals, unlike),
        **told("mean_inter_item_r", reliability.mean_inter_item(scatter), unlike),
        **_omega(products, scatter),
    }


def _why(people: int, items: int) -> str:
    """Why there is no alpha of so many items and complete answers."""
    if items < 2:
        return reasons.TWO_ITEMS
    return reasons.TWO_COMPLETE if people < 2 else reasons.SAME_SUM


def _by_item(
    key: str, dimension: Dimension, values: list[float | None], why: str
) -> dict[str, Any]:
    """Return a figure of each item; where some are undefined, the reason of each of these beside it."""
    found = dict(zip(dimension.items, values, strict=True))
    missing = {item: why for item, value in found.items() if value is None}
    return {key: found} | ({f"{key}_reason": missing} if missing else {})


def _omega(products: reliability.Products, scatter: reliability.Scatter) -> dict[str, Any]:
    if products.n < OMEGA_FROM:
        why = reasons.FEW_COMPLETE % {"n": products.n, "least": OMEGA_FROM}
    elif len(scatter) < 3:
        why = reasons.THREE_ITEMS
    elif any(not scatter[item][item] for item in range(len(scatter))):
        why = reasons.CONSTANT
    else:
        return told("omega", reliability.omega(scatter), reasons.HEYWOOD)
    return told("omega", None, why)
