"""Which figures of an evaluation are not whole: said beside them in its document, and of the whole plan in a sentence."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.library.plan.evaluation.coverage import Coverage, coverage
from smd_workshop.library.plan.evaluation.evaluation import Evaluation, IndicatorEvaluated
from smd_workshop.library.plan.evaluation.lights import INCOMPLETE
from smd_workshop.library.plan.evaluation.outstanding import Outstanding, outstanding
from smd_workshop.library.plan.figures import Figure, Sentence
from smd_workshop.library.plan.plan import Plan

Json = dict[str, Any]
WHOLE_PLAN = "plan.weighted"


def covered(plan: Plan, year: int) -> Coverage:
    """Return of how many indicators of actions a year is known: the figure of a plan rests on these.

    A plan whose actions have no indicators is known by those of its objectives.
    """
    counted = plan.of_actions() or plan.indicators
    return coverage(each.values.get(year) is not None for each in counted)


def unfinished(plan: Plan, found: Evaluation) -> Json:
    """Return, under the path of each figure that is not whole, what can still become of it; {} where every one is.

    Of how many indicators that were due it is, between which per cents it can still be, and the light that is said of it.
    """
    return {name: said for name, said in _told(plan, found) if said}


def sentences(open_: Json, year: int) -> list[str]:
    """Return the warning that a year is incomplete; none where its figure is final."""
    whole = open_.get(WHOLE_PLAN)
    if whole is None:
        return []
    said = Sentence(
        N_("%(year)s is incomplete: with a value, of the indicators with a target: %(known)s of %(of)s; the figure of the plan can still be anything "
           "from %(least)s %% to %(most)s %%, so no light is said of it"),
        {"year": year, "known": whole["known"], "of": whole["of"],
         "least": number(whole["least"], 2), "most": number(whole["most"], 2)},
    )  # fmt: skip
    return [f"plan: {said.text}"] if whole["light"] == INCOMPLETE else []


def _told(plan: Plan, found: Evaluation) -> Iterator[tuple[str, Json]]:
    own: dict[str, list[IndicatorEvaluated]] = defaultdict(list)
    for each in plan.indicators:
        own[each.of].append(found.indicators[each.code])
    actions: dict[str, list[str]] = defaultdict(list)
    for action in plan.actions:
        actions[action.objective].append(action.code)
    of_actions = [found.indicators[each.code] for each in plan.of_actions()]
    yield WHOLE_PLAN, _whole(outstanding(of_actions), found.weighted, covered(plan, found.year))
    for aim in plan.objectives:
        figures, under = found.objectives[aim.code], actions[aim.code]
        yield f"{aim.code}.outcome", _open(outstanding(own[aim.code]), figures.outcome)
        everything = outstanding(each for code in under for each in own[code])
        yield f"{aim.code}.rollup", _open(everything, figures.rollup)
        for code in under:
            yield f"{code}.progress", _open(outstanding(own[code]), found.actions[code].progress)


def _whole(of: Outstanding, figure: Figure, known: Coverage) -> Json:
    said = _open(of, figure, enough=known.enough)
    return said | {"with_a_value": {"known": known.known, "of": known.of}} if said else {}


def _open(of: Outstanding, figure: Figure, *, enough: bool = True) -> Json:
    word = of.word(figure, enough=enough)
    if word != INCOMPLETE and (of.whole or not of.known):
        return {}
    return {
        "known": of.known, "of": of.of, "least": float(of.least), "most": float(of.most),
        "light": word,
    }  # fmt: skip
