"""A summary → every figure of a wave, as an smd-survey-result/1 document names them."""

from typing import Any, Final

from smd_workshop.library.numbers import plain
from smd_workshop.library.stats import net_promoter
from smd_workshop.library.stats.percentiles import median
from smd_workshop.library.stats.samples import polya
from smd_workshop.library.survey.figures import dimensions, importance, reasons, shares
from smd_workshop.library.survey.figures.reasons import told
from smd_workshop.library.survey.figures.shares import Wave
from smd_workshop.library.survey.summary import SATISFIED, TOP, Summary

#: How much of the population a wave speaks of.
CENSUS: Final = "census"
PART: Final = "part of the population"
UNKNOWN: Final = "population of unknown size"


def figures(summary: Summary, wave: Wave) -> dict[str, Any]:
    """Return every figure; the population is at least the number of responses, or None."""
    design = summary.design
    pooled = summary.people[TOP, None]
    found = {
        "n": summary.n,
        **_heard(summary.n, wave.population),
        "headline": shares.of_answers(pooled, wave, "headline"),
        "satisfied": shares.of_answers(summary.people[SATISFIED, None], wave, SATISFIED),
        "people": {
            measure: shares.of_persons(summary.people[measure, None], wave)
            for measure in (TOP, SATISFIED)
        },
        "items": {item: _item(item, summary, wave) for item in design.on_scale},
        "dimensions": {
            dimension.code: dimensions.figures(dimension, summary, wave)
            for dimension in design.dimensions
        },
    }
    if design.recommend:
        found["nps"] = _net_promoter(design.recommend, summary)
    if design.importance:
        found["importance_performance"] = importance.stated(summary)
    if design.overall:
        found["derived_importance"] = importance.derived(summary, design.overall)
    why = reasons.UNKNOWN if wave.population is None else reasons.NO_NUMBER
    return found | told("bounds", shares.bounds(pooled, wave.population), why)


def _heard(n: int, population: int | None) -> dict[str, Any]:
    rate = n / population if population else None
    why = reasons.UNKNOWN if population is None else reasons.NO_PEOPLE
    whole = UNKNOWN if population is None else CENSUS if n == population else PART
    return {
        **told("population", population, reasons.UNKNOWN),
        **told("response_rate", rate, why),
        "sampling": whole,
    }


def _asked(item: str, summary: Summary) -> dict[str, Any]:
    """Return how many gave what to an item: each of its points, not applicable, nothing."""
    low, high = summary.design.ends(item)
    numbers, na = summary.numbers[item], summary.na[item]
    many = summary.answered(item)
    return {
        "n": many,
        "na": na,
        "missing": summary.n - many - na,
        "distribution": {str(point): numbers.get(point, 0) for point in range(low, high + 1)},
    }


def _item(item: str, summary: Summary, wave: Wave) -> dict[str, Any]:
    scale = summary.design.scale
    numbers = summary.numbers[item]
    pairs = {(value, 1): many for value, many in numbers.items()}
    silent = summary.n - summary.answered(item)
    if silent:
        pairs[0, 0] = silent
    return {
        **_asked(item, summary),
        **shares.mean(pairs, (scale.low, scale.high), wave, "item", item),
        **told("median", plain(median(numbers)), reasons.NO_NUMBER),
        **told("sd", shares.deviation(numbers), reasons.TWO_NUMBERS),
        **{
            measure: shares.of_people(
                sum(numbers.get(point, 0) for point in points), summary.answered(item), wave
            )
            for measure, points in ((TOP, scale.top), (SATISFIED, scale.satisfied))
        },
    }


def _net_promoter(item: str, summary: Summary) -> dict[str, Any]:
    numbers = summary.numbers[item]
    many = summary.answered(item)
    promoters = sum(like for value, like in numbers.items() if value >= net_promoter.PROMOTES)
    detractors = sum(like for value, like in numbers.items() if value <= net_promoter.DETRACTS)
    between = net_promoter.adjusted_wald(promoters, detractors, many)
    return {
        "item": item,
        **_asked(item, summary),
        "promoters": promoters,
        "passives": many - promoters - detractors,
        "detractors": detractors,
        **told("score", (promoters - detractors) / many if many else None, reasons.NO_NUMBER),
        **told("interval", None if between is None else list(between), reasons.NO_NUMBER),
        **told(
            "mean", plain(polya.figure({(v, 1): c for v, c in numbers.items()})), reasons.NO_NUMBER
        ),
    }
