"""The values of a year that nobody reads yet: what is a draft, what is validated, and what stands in the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from smd_workshop.library.plan.evaluation.lights import word_of
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import Measurement, Plan, PlanIndicator, PublishedFigure
from smd_workshop.plans.evaluation.reading import IndicatorShown
from smd_workshop.plans.measurements import from_figures, measuring, overdue, values

#: By the code of an indicator, its values that are not published, in the order of their periods.
Drafts = Mapping[str, tuple[Measurement, ...]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a planner in a year; a value of a year outside the plan waits in the nearest one."""

    year: int
    to_validate: tuple[Measurement, ...]
    to_publish: tuple[Measurement, ...]
    #: Drafts in red of which nobody says why.
    unexplained: tuple[Measurement, ...]
    drafts: Drafts
    #: How many wait in each other year.
    elsewhere: Mapping[int, int]
    #: Figures of surveys, of any year, that nobody took over yet.
    figures: tuple[tuple[PlanIndicator, PublishedFigure], ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything waits, in this year or in another."""
        return bool(self.drafts or self.elsewhere or self.figures)

    def staying(self, to: str) -> int:
        """Return how many values of the year stay unpublished after this step."""
        done = self.to_publish if to == "published" else ()
        return sum(map(len, self.drafts.values())) - len(done)


def waiting(plan: Plan, year: int) -> Waiting:
    """Return what waits in a year of a plan."""
    by_year: dict[int, list[Measurement]] = {}
    for row in _unpublished(plan):
        by_year.setdefault(year_of(row, plan), []).append(row)
    own = by_year.pop(year, [])
    red = [row for row in own if row.state == "draft" and measuring.needs_note(row)]
    drafts: dict[str, tuple[Measurement, ...]] = {}
    for row in own:
        drafts[row.indicator.code] = (*drafts.get(row.indicator.code, ()), row)
    return Waiting(
        year,
        tuple(row for row in own if row.state == "draft" and row not in red),
        tuple(row for row in own if row.state == "validated"),
        tuple(red),
        drafts,
        {each: len(rows) for each, rows in sorted(by_year.items())},
        tuple(from_figures.waiting(plan)),
    )


def year_of(row: Measurement, plan: Plan) -> int:
    """Return the year of a plan in which a value is listed."""
    return min(max(period_of(row.period).year, plan.first_year), plan.last_year)


def draft_due(each: IndicatorShown) -> Measurement | None:
    """Return the value that an indicator is waited for, where it is there and only not published."""
    return overdue.draft_of(each.row, each.due.period if each.due else None)


def light_of_draft(row: Measurement) -> str:
    """Return the light that an indicator would have in the year of a value once that counts, as it is said."""
    return word_of(measuring.progress_with(row.indicator, period_of(row.period), row.value))


def _unpublished(plan: Plan) -> Iterator[Measurement]:
    for indicator in plan.indicators:
        for row in values.heads(indicator).values():
            if row.state != "published":
                yield row
