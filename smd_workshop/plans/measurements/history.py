"""What was said of an indicator before: each value of each period, and each target of each year."""

from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Measurement, PlanIndicator, PlanTarget, Result
from smd_workshop.plans.measurements import simulated, values


@dataclass(frozen=True, slots=True)
class Step:
    """One value that was said of a period, and whether it is the one that counts."""

    row: Measurement
    counts: bool
    #: Nothing has taken its place.
    newest: bool
    #: It rests on answers that nobody gave.
    simulated: bool = False
    #: It takes the place of one that is listed too; and which one took its own.
    corrects: bool = False
    corrected_by: Measurement | None = None


def steps(indicator: PlanIndicator, *, public: bool) -> dict[Period, tuple[Step, ...]]:
    """Return what was said of each period, the newest first; for the public what was published alone."""
    counting = {row.id for row in values.counting(indicator).values()}
    newest = {row.id for row in values.heads(indicator).values()}
    made_up = simulated.among(indicator.measurements)
    found: dict[Period, tuple[Step, ...]] = {}
    for period, rows in reversed(values.chains(indicator).items()):
        listed = [row for row in rows if not public or row.state == "published"]
        after = dict(zip((row.id for row in listed), listed[1:], strict=False))
        found[period] = tuple(
            Step(
                row, counts=row.id in counting, newest=row.id in newest,
                simulated=row.id in made_up, corrects=row is not listed[0],
                corrected_by=after.get(row.id),
            )
            for row in reversed(listed)
        )  # fmt: skip
    return {period: steps for period, steps in found.items() if steps}


@dataclass(frozen=True, slots=True)
class TargetSaid:
    """What was said of a target; `provisional` where it was taken from a round in which a sector had no quorum."""

    row: PlanTarget
    provisional: bool


def targets_said(indicator: PlanIndicator) -> dict[int, tuple[TargetSaid, ...]]:
    """Return what was said of the target of each year for which something else was said before, the newest first."""
    found: dict[int, list[PlanTarget]] = {}
    for row in indicator.targets:
        found.setdefault(row.year, []).insert(0, row)
    return {
        year: tuple(TargetSaid(row, is_provisional(row)) for row in rows)
        for year, rows in sorted(found.items())
        if len(rows) > 1
    }


def is_provisional(target: PlanTarget) -> bool:
    """Say whether a target was taken from a round in which a sector had no quorum."""
    if target.decision is None:
        return False
    results = db.session.scalars(select(Result).where(Result.round_id == target.decision.round_id))
    return any(each.shown.get("status", {}).get("state") == "provisional" for each in results)
