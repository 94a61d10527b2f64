"""A scorecard as open data: one document, and the rows of a long table. Exact numbers are text; null is unknown."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.strategy.progress import Bounds, Measures
from smd_workshop.plans import plans
from smd_workshop.rounds.count.ratifications import Ratification
from smd_workshop.strategy.scorecards import arrows
from smd_workshop.strategy.scorecards.showing import (
    MeasuredBy,
    ObjectiveShown,
    ScorecardShown,
    Served,
)
from smd_workshop.strategy.scorecards.statements import Said

Json = dict[str, Any]
SCORECARD: Final = "smd-scorecard/1"
#: Columns of the long table: one row per objective and year.
COLUMNS: Final = (
    "scorecard", "year", "perspective", "objective", "wording", "themes", "values",
    "own_result_percent", "light", "simulated", "initiatives_percent", "indicators", "initiatives",
)  # fmt: skip
#: Decimals of a percentage in a document: more than any light depends on.
PLACES: Final = 6


def document_of(shown: ScorecardShown) -> Json:
    """Return a scorecard in a year as smd-scorecard/1."""
    return {
        "format": SCORECARD,
        "process": shown.process.code,
        "code": shown.scorecard.code,
        "name": shown.scorecard.name,
        "simulated": shown.process.simulated,
        "year": shown.year,
        "years": list(shown.years),
        "vision": _statement(shown.vision),
        "mission": _statement(shown.mission),
        "measures": measures_of(shown.whole),
        "perspectives": [
            {"code": row.row.code, "name": row.row.name, "measures": measures_of(row.measures)}
            for row in shown.perspectives
        ],
        "themes": [
            {"code": each.item.code, "name": each.item.wording, "measures": measures_of(each.measures)}
            for each in shown.themes
            if each.item
        ],
        "objectives": [_objective(each) for each in shown.objectives],
        "arrows": _arrows(shown),
    }  # fmt: skip


def _arrows(shown: ScorecardShown) -> list[Json]:
    """Return the arrows between objectives that are shown."""
    here = {each.row.id for each in shown.objectives}
    return [
        {
            "cause": each.cause.item.code, "effect": each.effect.item.code,
            "reason": each.reason,
            "agreed": bool(each.support and each.support.agreed),
        }
        for each in arrows.of_scorecard(shown.scorecard)
        if each.cause.id in here and each.effect.id in here
    ]  # fmt: skip


def measures_of(of: Measures) -> Json:
    """Return the two measures with over how many objectives each was taken."""
    return {
        "own_result_percent": percent(of.outcome),
        "own_result_simulated": of.outcome.simulated,
        "own_result_light": of.word,
        "own_result_can_be": _can_be(of.outcome, of.can_be),
        "initiatives_percent": percent(of.actions),
        "initiatives_light": of.word_of_actions,
        "initiatives_can_be": _can_be(of.actions, of.actions_can_be),
        "measured": of.measured, "with_indicators": of.with_indicators,
        "with_progress": of.served, "with_initiatives": of.with_initiatives, "objectives": of.of,
    }  # fmt: skip


def _can_be(figure: Figure, ends: Bounds | None) -> list[float] | None:
    """Return between which per cents a figure can still lie, None where nothing of it is missing."""
    if ends is None or figure.value is None or ends[0] == ends[1]:
        return None
    return [_near(each) for each in ends]


def percent(figure: Figure) -> float | None:
    """Return a percentage for a file, None where it is not known."""
    return None if figure.value is None else _near(figure.value)


def _near(value: Fraction) -> float:
    return round(float(value), PLACES)


def _statement(said: Said | None) -> Json | None:
    if said is None:
        return None
    return {
        "text": said.row.text,
        "agreed_in": said.workshop.code if said.workshop else None,
        "round": said.round.number if said.round else None,
        "reference": said.row.reference,
    }


def _objective(each: ObjectiveShown) -> Json:
    return {
        "code": each.item.code, "wording": each.item.wording,
        "perspective": each.row.perspective.code,
        "themes": [theme.code or theme.wording for theme in each.themes],
        "values": list(each.row.tags), "source": each.row.source,
        "not_adopted_in": _vote(each.again), "light": each.word,
        "measures": measures_of(each.measures), "turned": each.turned,
        "indicators": [_indicator(one) for one in each.indicators],
        "initiatives": [_initiative(one) for one in each.initiatives],
    }  # fmt: skip


def _vote(said: Ratification | None) -> Json | None:
    """Name the later vote that did not adopt an objective."""
    if said is None:
        return None
    at = said.round
    return {"workshop": at.workshop.code, "round": at.number, "title": at.title}


def _indicator(each: MeasuredBy) -> Json:
    found = each.shown
    return {
        "name": each.slot.name,
        "plan": plans.address_of(found.row.plan.code) if found else None,
        "code": found.row.code if found else None,
        "target": _text(found.target if found else None),
        "value": _text(found.value if found else None),
        "simulated": bool(found and found.simulated),
        "progress_percent": percent(found.figures.type_1) if found else None,
        "indicator_name": found.row.name if found else "",
        "unit": found.row.measure if found else "",
        "indicator_source": found.row.source if found else "",
    }


def _initiative(each: Served) -> Json:
    return {
        "name": each.row.name, "owner": each.row.owner, "budget": _text(each.row.budget),
        "progress_percent": percent(each.progress),
    }  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def rows_of(shown: ScorecardShown) -> Iterator[list[Any]]:
    """Yield the rows of a year under COLUMNS."""
    for each in shown.objectives:
        yield [
            shown.scorecard.code, shown.year, each.row.perspective.name, each.item.code,
            each.item.wording, "; ".join(t.code or t.wording for t in each.themes),
            "; ".join(each.row.tags), percent(each.measures.outcome), each.word,
            shown.process.simulated or each.measures.outcome.simulated,
            percent(each.measures.actions), len(each.indicators), len(each.initiatives),
        ]  # fmt: skip
