"""The picture of how plans hang together: their objectives in columns, a ribbon for each contribution, gaps said in words."""

from dataclasses import dataclass
from typing import Final

from smd_workshop.library.charts import text
from smd_workshop.library.strategy import flow
from smd_workshop.library.strategy.flow import Flow, Layout, Ribbon, Stop
from smd_workshop.models import Alignment, Plan, PlanObjective
from smd_workshop.strategy.aligning import Aligned

#: The size of the words, and how many lines of a name there is room for below its code, one less in a gap.
SIZE, LINES = 12.0, 3
INSET: Final = 8


@dataclass(frozen=True, slots=True)
class GoalDrawn:
    """An objective in its place: the upper left corner and the height in pixels, its name in lines; whether it is a gap."""

    goal: PlanObjective
    x: int
    y: int
    high: int
    lines: tuple[str, ...]
    gap: bool


@dataclass(frozen=True, slots=True)
class PlanDrawn:
    """The name of a plan above its objectives."""

    plan: Plan
    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlignmentDrawn:
    """The whole picture, in pixels from the upper left."""

    width: int
    height: int
    plans: tuple[PlanDrawn, ...]
    goals: tuple[GoalDrawn, ...]
    ribbons: tuple[tuple[Ribbon, Alignment], ...]


def picture_of(aligned: Aligned) -> AlignmentDrawn | None:
    """Return the picture; None where nothing contributes to anything yet."""
    links = {(each.lower_id, each.upper_id): each for pair in aligned.pairs for each in pair.links}
    if not links:
        return None
    goals = {goal.id: goal for plan in aligned.plans for goal in plan.objectives}
    found = flow.layout(
        [Stop(goal.id, goal.plan_id) for goal in goals.values()],
        [Flow(lower, upper) for lower, upper in links],
    )
    gaps = {each.objective.id for each in aligned.gaps}
    return AlignmentDrawn(
        found.width,
        found.height,
        tuple(_heads(aligned, found)),
        tuple(
            GoalDrawn(
                goals[box.key],
                box.x,
                box.y,
                box.high,
                _lines(goals[box.key], gap=box.key in gaps),
                box.key in gaps,
            )
            for box in found.boxes
        ),
        tuple((each, links[each.flow.lower, each.flow.upper]) for each in found.ribbons),
    )


def _heads(aligned: Aligned, found: Layout) -> list[PlanDrawn]:
    return [
        PlanDrawn(plan, *found.heads[plan.id], _within(plan.name or plan.code))
        for plan in aligned.plans
        if plan.id in found.heads
    ]


def _within(name: str) -> tuple[str, ...]:
    return text.wrap(name, flow.WIDE, SIZE, most=2, weight="bold")


def _lines(goal: PlanObjective, *, gap: bool) -> tuple[str, ...]:
    most = LINES - 1 if gap else LINES
    return text.wrap(goal.name, flow.WIDE - 2 * INSET, SIZE, most=most) if goal.name else ()
