"""The recount of a plan: an smd-plan/1 document in, an smd-evaluation/1 document out."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.documents import sha256
from smd_workshop.library.plan.evaluation.agreement import cautions
from smd_workshop.library.plan.evaluation.evaluation import Counts, Evaluation, evaluate
from smd_workshop.library.plan.evaluation.lights import light_of
from smd_workshop.library.plan.evaluation.unfinished import sentences, unfinished
from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.plan.reading import plan_of
from smd_workshop.library.schemas import FormatError

EVALUATION: Final = "smd-evaluation/1"

Json = dict[str, Any]


def evaluation_of(document: Any, year: int) -> Json:
    """Return the smd-evaluation/1 document of an smd-plan/1 document for a year, or raise FormatError.

    Where figures are not whole, `outstanding` says of each what it can still become, and a warning says that the year is incomplete.
    """
    plan = plan_of(document)
    if not plan.first <= year <= plan.last:
        raise FormatError(
            "year",
            N_("%(year)s is not in the period of the plan, %(first)s to %(last)s"),
            year=year,
            first=plan.first,
            last=plan.last,
        )
    found = evaluate(plan, year)
    open_ = unfinished(plan, found)
    return {
        "format": EVALUATION,
        "code": plan.code,
        "year": year,
        "input_sha256": sha256(document),
        **figures_of(found),
        **({"outstanding": open_} if open_ else {}),
        "warnings": [*sentences(open_, year), *(each.text for each in cautions(plan, found))],
    }


def figures_of(found: Evaluation) -> Json:
    """Return the figures of an evaluation as JSON numbers, the reason beside each that is null."""
    return {
        "indicators": {
            code: _figures(
                type_1=each.type_1, type_1_uncapped=each.type_1_uncapped, type_2=each.type_2,
                type_2_uncapped=each.type_2_uncapped,
            ) | {"light": each.light, "weight": each.weight}
            for code, each in found.indicators.items()
        },
        "actions": {
            code: _figures(progress=each.progress) | {"light": each.light}
            | _lit(physical=each.physical) | {"critical": each.critical}
            for code, each in found.actions.items()
        },
        "objectives": {
            code: _lit(outcome=each.outcome) | _lit(rollup=each.rollup)
            for code, each in found.objectives.items()
        },
        **_lit(weighted=found.weighted),
        **_figures(mean=found.mean, median=found.median),
        "physical": _figures(mean=found.physical.mean, median=found.physical.median)
        | {
            "lights": _counts(found.physical.lights),
            "actions": _figures(mean=found.physical.actions_mean)
            | {"lights": _counts(found.physical.actions_lights)},
        },
        "finance": _lit(percent=found.finance.percent) | _figures(unspent=found.finance.unspent),
        "lights": _counts(found.lights),
    }  # fmt: skip


def _figures(**figures: Figure) -> Json:
    written: Json = {}
    for name, figure in figures.items():
        number, reason = _number(figure.value), figure.reason and figure.reason.text
        written[name] = number
        if number is None:
            written[f"{name}_reason"] = reason or N_("the number is too large to be written")
        if figure.simulated:
            written[f"{name}_simulated"] = True
    return written


def _lit(**figures: Figure) -> Json:
    """Write percentages with their lights beside them."""
    lights = {f"{name}_light": light_of(figure.value) for name, figure in figures.items()}
    return _figures(**figures) | lights


def _number(value: Fraction | None) -> float | None:
    try:
        return None if value is None else float(value)
    except OverflowError:
        return None


def _counts(counts: Counts) -> Mapping[str, int]:
    return {str(light): count for light, count in counts.items()}
