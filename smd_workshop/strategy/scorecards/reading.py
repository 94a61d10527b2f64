"""Reads a scorecard as pages show it: what each objective rests on, and how far that is in a year."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from smd_workshop.board import items
from smd_workshop.core.errors import NotFound
from smd_workshop.database import db
from smd_workshop.library.plan.evaluation.coverage import coverage, heading
from smd_workshop.library.plan.evaluation.progress import NO_VALUE
from smd_workshop.library.plan.figures import Figure, known, unknown
from smd_workshop.library.strategy.progress import of_objective, together, turned
from smd_workshop.models import (
    IndicatorSlot,
    Initiative,
    Item,
    Link,
    Objective,
    Perspective,
    Plan,
    PlanIndicator,
    Process,
    Scorecard,
)
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.evaluation import reading as of_plans
from smd_workshop.plans.evaluation.reading import ActionShown, IndicatorShown
from smd_workshop.plans.measurements import values
from smd_workshop.publishing import portal_queries
from smd_workshop.strategy.scorecards import initiatives, statements
from smd_workshop.strategy.scorecards.arranging import objectives_of
from smd_workshop.strategy.scorecards.showing import (
    MeasuredBy,
    ObjectiveShown,
    PerspectiveShown,
    ScorecardShown,
    Served,
    ThemeShown,
)


@dataclass(slots=True)
class _Known:
    """What the plans of a process say in a year, by the ids of indicators and actions."""

    indicators: dict[int, IndicatorShown] = field(default_factory=dict)
    actions: dict[int, ActionShown] = field(default_factory=dict)
    #: The ids of the plans that may be read, also of those that do not reach this year.
    plans: frozenset[int] = frozenset()


def shown(
    scorecard: Scorecard,
    today: date,
    year: int | None = None,
    *,
    public: bool,
    agreed: Iterable[portal_queries.Agreed] | None = None,
) -> ScorecardShown:
    """Return a scorecard in a year, the last of which enough is known if none is asked for; else NotFound.

    For the public: objectives that were adopted in public or entered, and plans that are registered; `agreed`
    are those objectives where they are known already.
    """
    process = db.session.get_one(Process, scorecard.process_id)
    found = portal_queries.agreed(process) if agreed is None else agreed
    again = {each.objective.id: each.again for each in found}
    rows = [each for each in objectives_of(scorecard) if each.id in again or not public]
    used = _plans(rows, public=public)
    years = _years(rows, used) or (today.year,)
    chosen = _heading(rows, used, years) if year is None else year
    if chosen not in years:
        raise NotFound
    now, before = _in(used, today, chosen), _in(used, today, chosen - 1)
    themes = _themes(rows)
    measured = (_objective(row, themes.get(row.item_id, ()), now, before, chosen) for row in rows)
    every = {each.row.id: replace(each, again=again.get(each.row.id)) for each in measured}
    perspectives = _perspectives(scorecard, every, chosen)
    listed = [each for row in perspectives for each in row.objectives]
    return ScorecardShown(
        scorecard, process, chosen, years,
        statements.latest(scorecard, statements.VISION),
        statements.latest(scorecard, statements.MISSION),
        perspectives, _columns(listed, chosen), together((o.measures for o in listed), chosen),
    )  # fmt: skip


def _perspectives(
    scorecard: Scorecard, every: Mapping[int, ObjectiveShown], year: int
) -> tuple[PerspectiveShown, ...]:
    """Return every perspective with those of its objectives that are shown."""
    return tuple(
        _perspective(each, [every[o.id] for o in each.objectives if o.id in every], year)
        for each in scorecard.perspectives
    )


def _plans(rows: Iterable[Objective], *, public: bool) -> list[Plan]:
    """Return the plans that measure these objectives or serve them."""
    used: dict[int, Plan] = {}
    for row in rows:
        for slot in row.indicators:
            if slot.plan_indicator is not None:
                used[slot.plan_indicator.plan_id] = slot.plan_indicator.plan
        for each in row.initiatives:
            if each.plan_action is not None:
                used[each.plan_action.plan_id] = db.session.get_one(Plan, each.plan_action.plan_id)
    return [plan for plan in used.values() if plans.is_public(plan) or not public]


def _years(rows: Iterable[Objective], used: Iterable[Plan]) -> tuple[int, ...]:
    going_on = [each for row in rows for each in row.initiatives if not each.ended_reason]
    said = {p.year for each in going_on for p in each.progress if p.value is not None}
    return tuple(sorted(said.union(*(documents.years_of(plan) for plan in used))))


def _heading(rows: Iterable[Objective], used: Iterable[Plan], years: tuple[int, ...]) -> int:
    """Return the last year of which enough is known of the indicators and initiatives of these objectives."""
    read = {plan.id for plan in used}
    known = [set(each) for row in rows for each in _known_years(row, read)]
    found = {year: coverage(year in each for each in known) for year in years}
    return heading(found) or years[-1]


def _known_years(row: Objective, read: Collection[int]) -> Iterator[Iterable[int]]:
    """Yield the years that are known of each indicator and each initiative of an objective."""
    for slot in row.indicators:
        if slot.plan_indicator is not None and slot.plan_indicator.plan_id in read:
            yield _years_of(slot.plan_indicator)
    for each in row.initiatives:
        if each.ended_reason:
            continue
        action = each.plan_action
        if action is None:
            yield [said.year for said in each.progress if said.value is not None]
        elif action.plan_id in read:
            plan = db.session.get_one(Plan, action.plan_id)
            yield [y for i in plan.indicators if i.action_id == action.id for y in _years_of(i)]


def _years_of(indicator: PlanIndicator) -> Iterator[int]:
    return (year for year, value in values.by_year(indicator).items() if value is not None)


def _in(used: Iterable[Plan], today: date, year: int) -> _Known:
    found = _Known(plans=frozenset(plan.id for plan in used))
    for plan in used:
        if plan.first_year <= year <= plan.last_year:
            read = of_plans.shown(plan, today, year)
            found.indicators |= {each.row.id: each for each in read.indicators}
            found.actions |= {a.row.id: a for o in read.objectives for a in o.actions}
    return found


def _themes(rows: Iterable[Objective]) -> Mapping[int, tuple[Item, ...]]:
    """Return the themes of each objective by its item, in their order."""
    links = db.session.scalars(
        select(Link).where(Link.kind == "theme", Link.item_id.in_([row.item_id for row in rows]))
    )
    found: dict[int, list[Item]] = {}
    for link in links:
        theme, own = items.root(link.target), found.setdefault(link.item_id, [])
        if theme not in own:
            own.append(theme)
    return {item_id: tuple(sorted(own, key=items.place)) for item_id, own in found.items()}


def _objective(
    row: Objective, themes: tuple[Item, ...], now: _Known, before: _Known, year: int
) -> ObjectiveShown:
    measured = tuple(_measured(slot, now, before) for slot in row.indicators if _counts(slot))
    served = tuple(_served(each, now, year) for each in row.initiatives if not each.ended_reason)
    planned = [each for each in measured if each.slot.plan_indicator_id]
    figures = [_progress(each.slot, now, year) for each in planned]
    former = [_progress(each.slot, before, year - 1) for each in planned]
    awaited = [at for at, each in enumerate(planned) if each.shown and each.shown.figures.awaited]
    found = of_objective(figures, [each.progress for each in served], year, awaited)
    # An indicator may have its name before any plan measures it.
    measures = replace(found, with_indicators=int(bool(measured)))
    was = of_objective(former, [], year - 1)
    return ObjectiveShown(
        row, themes, measured, served, measures,
        turned(measures.outcome.value, was.outcome.value),
    )  # fmt: skip


def _counts(slot: IndicatorSlot) -> bool:
    return bool(slot.name or slot.plan_indicator_id)


def _measured(slot: IndicatorSlot, now: _Known, before: _Known) -> MeasuredBy:
    key = slot.plan_indicator_id or 0
    here, then = now.indicators.get(key), before.indicators.get(key)
    return MeasuredBy(slot, here, turned(_reached(here), _reached(then)))


def _reached(shown_: IndicatorShown | None) -> Fraction | None:
    return None if shown_ is None else shown_.figures.type_1.value


def _progress(slot: IndicatorSlot, found: _Known, year: int) -> tuple[int, Figure]:
    indicator = slot.plan_indicator
    relevance = (indicator.relevance if indicator else None) or 1
    each = found.indicators.get(slot.plan_indicator_id or 0)
    return relevance, each.figures.type_1 if each else unknown(NO_VALUE, year=year)


def _served(row: Initiative, now: _Known, year: int) -> Served:
    if row.plan_action_id is not None:
        action = now.actions.get(row.plan_action_id)
        progress = action.figures.progress if action else unknown(NO_VALUE, year=year)
        own = row.plan_action if row.plan_action and row.plan_action.plan_id in now.plans else None
        return Served(row, progress, None, own)
    said = initiatives.said(row, year)
    if said is None or said.value is None:
        return Served(row, unknown(NO_VALUE, year=year), said)
    return Served(row, known(Fraction(said.value)), said)


def _perspective(row: Perspective, objectives: list[ObjectiveShown], year: int) -> PerspectiveShown:
    return PerspectiveShown(
        row, tuple(objectives), together((each.measures for each in objectives), year)
    )


def _columns(listed: list[ObjectiveShown], year: int) -> tuple[ThemeShown, ...]:
    """Return the themes in use; those without one come last."""
    used = {theme.id: theme for each in listed for theme in each.themes}
    columns = [
        ThemeShown(theme, together((o.measures for o in listed if theme in o.themes), year))
        for theme in sorted(used.values(), key=items.place)
    ]
    without = [each.measures for each in listed if not each.themes]
    return (*columns, *([ThemeShown(None, together(without, year))] if without else []))
