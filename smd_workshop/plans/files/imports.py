"""A plan from a file: first a verdict per line, then exactly what was shown."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from smd_workshop.database import db
from smd_workshop.library.plan.periods import Period
from smd_workshop.library.plan.plan import Series
from smd_workshop.models import (
    Plan,
    PlanAction,
    PlanActivity,
    PlanFinance,
    PlanIndicator,
    PlanObjective,
    PlanProgress,
    PlanTarget,
)
from smd_workshop.plans.files import changes, renamed
from smd_workshop.plans.files.formulas import FORMULA
from smd_workshop.plans.files.lines import (
    EXECUTED,
    PROGRAMMED,
    PROGRESS,
    TARGETS,
    VALUES,
    Kind,
    Line,
)
from smd_workshop.plans.files.outcomes import Known, Outcome, Snapshot, Write, corrections
from smd_workshop.plans.files.verdicts import decided
from smd_workshop.plans.measurements import computing, measuring, values, variables
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of

#: What files say of each kind of thing; columns of the tables, by these names.
WORDS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.PLAN: ("name", "organisation"),
    Kind.OBJECTIVE: ("name", "priority", "type"),
    Kind.ACTION: ("name", "unit", "priority"),
    Kind.ACTIVITY: ("name", "kind"),
    Kind.INDICATOR: (
        "name", "relevance", "sense", "aggregation", "measure", "baseline_year", "baseline_value",
        "frequency", "horizon", "executing_unit", "responsible", "updater", "source", "method", "formula",
        "collection", "justification", "limitations",
    ),
}  # fmt: skip


def outcome_of(
    plan: Plan, lines: Iterable[Line], today: date, same: Collection[str] = ()
) -> Outcome:
    """Return what these lines of a file would do to a plan; of `same` a person said that another name makes it nothing else."""
    known = snapshot(plan)
    said = renamed.held(lines, known, same)
    return decided(said, known, today.year, variables.names_of(plan.process))


def snapshot(plan: Plan) -> Snapshot:
    """Return what a plan holds, values as they were entered last, published or not."""
    found = {(Kind.PLAN, plan.code): Known(words=_words(plan, Kind.PLAN))}
    for year, row in values.finance(plan.finance).items():
        years = {name: {year: amount} for name, amount in values.money(row).items()}
        found[Kind.FINANCE, str(year)] = Known(years=years)
    for objective in plan.objectives:
        found[Kind.OBJECTIVE, objective.code] = Known(words=_words(objective, Kind.OBJECTIVE))
    for action in plan.actions:
        parent = action.objective.code
        found[Kind.ACTION, action.code] = Known(parent, _words(action, Kind.ACTION))
    for indicator in plan.indicators:
        years = {TARGETS: values.targets(indicator), VALUES: _entered(indicator)}
        words = _words(indicator, Kind.INDICATOR)
        found[Kind.INDICATOR, indicator.code] = Known(indicator.of.code, words, years)
    for activity in plan.activities:
        years = {PROGRESS: values.progress(activity)}
        words = _words(activity, Kind.ACTIVITY)
        found[Kind.ACTIVITY, activity.code] = Known(activity.action.code, words, years)
    return found


def _words(row: Any, kind: Kind) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WORDS[kind]}


def _entered(indicator: PlanIndicator) -> dict[int, Decimal | None]:
    """Return what stands as the value of each whole year, also what is not published yet."""
    found = values.by_year(indicator)
    for period, row in values.heads(indicator).items():
        if period == Period(period.year):
            found[period.year] = row.value
    return dict(sorted(found.items()))


def replaced(plan: Plan, outcome: Outcome) -> int:
    """Return how many values would take the place of others, as corrections."""
    return corrections(outcome, snapshot(plan))


def apply(plan: Plan, outcome: Outcome, at: datetime, user_id: int | None, today: date) -> None:
    """Write exactly what the outcome says. Values become drafts, and take the place of others as corrections."""
    before, writer = snapshot(plan), _Writer(plan, at, user_id, today)
    for write in outcome.writes:
        writer.write(write)
        changes.record(plan, write, before.get((write.kind, write.code)), at, user_id)
    journal.record(
        "import plan", at, process=plan.process, user_id=user_id, plan=plan.code,
        totals=outcome.totals(),
    )  # fmt: skip
    db.session.flush()
    if any(RECKONED & write.words.keys() for write in outcome.writes):
        computing.refresh(plan, at, user_id)


#: What changes computed values, though nobody measures anything anew.
RECKONED: Final = frozenset({FORMULA, "aggregation", "frequency"})


class _Writer:
    """Writes what is new or another; knows what is there by its code."""

    def __init__(self, plan: Plan, at: datetime, user_id: int | None, today: date) -> None:
        self.plan, self.at, self.user_id, self.today = plan, at, user_id, today
        self.objectives = {each.code: each for each in plan.objectives}
        self.actions = {each.code: each for each in plan.actions}
        self.indicators = {each.code: each for each in plan.indicators}
        self.activities = {each.code: each for each in plan.activities}

    def write(self, write: Write) -> None:
        """Write one thing with all that is said of it."""
        match write.kind:
            case Kind.PLAN:
                _set(self.plan, write)
            case Kind.FINANCE:
                self._finance(write)
            case Kind.OBJECTIVE:
                self._objective(write)
            case Kind.ACTION:
                self._action(write)
            case Kind.INDICATOR:
                self._indicator(write)
            case Kind.ACTIVITY:
                self._activity(write)

    def _said(self) -> dict[str, Any]:
        return {"said_at": self.at, "said_by_id": self.user_id}

    def _finance(self, write: Write) -> None:
        year = int(write.code)
        before = values.finance(self.plan.finance).get(year)
        amounts: dict[str, Decimal | None] = dict(values.money(before)) if before else {}
        for name in (PROGRAMMED, EXECUTED):
            if year in write.years.get(name, {}):
                amounts[name] = write.years[name][year]
        self.plan.finance.append(PlanFinance(year=year, **amounts, **self._said()))

    def _objective(self, write: Write) -> None:
        row = self.objectives.get(write.code)
        if row is None:
            row = PlanObjective(code=write.code, position=len(self.plan.objectives) + 1)
            self.plan.objectives.append(row)
            self.objectives[write.code] = row
        _set(row, write)

    def _action(self, write: Write) -> None:
        row = self.actions.get(write.code)
        if row is None:
            row = PlanAction(code=write.code, position=len(self.plan.actions) + 1)
            self.plan.actions.append(row)
            self.actions[write.code] = row
        if write.parent:
            row.objective = self.objectives[write.parent]
        _set(row, write)

    def _activity(self, write: Write) -> None:
        row = self.activities.get(write.code)
        if row is None:
            row = PlanActivity(code=write.code, position=len(self.plan.activities) + 1)
            self.plan.activities.append(row)
            self.activities[write.code] = row
        if write.parent:
            row.action = self.actions[write.parent]
        _set(row, write)
        for year, value in write.years.get(PROGRESS, {}).items():
            row.progress.append(PlanProgress(year=year, value=value, **self._said()))

    def _indicator(self, write: Write) -> None:
        row = self.indicators.get(write.code)
        if row is None:
            row = PlanIndicator(code=write.code, position=len(self.plan.indicators) + 1)
            self.plan.indicators.append(row)
            self.indicators[write.code] = row
        if write.parent:
            row.action = self.actions.get(write.parent)
            row.objective = None if row.action else self.objectives[write.parent]
        _set(row, write)
        for year, value in write.years.get(TARGETS, {}).items():
            row.targets.append(PlanTarget(year=year, value=value, **self._said()))
        db.session.flush()  # measurements refer to it
        self._measure(row, write.years.get(VALUES, {}))

    def _measure(self, indicator: PlanIndicator, series: Series) -> None:
        for year, value in series.items():
            head = values.heads(indicator).get(Period(year))
            note = in_words_of(self.plan.process, measuring.FROM_FILE) if head else ""
            measuring.enter(
                indicator, measuring.Entry(Period(year), value, note), self.at, self.user_id,
                self.today, corrects=head.id if head else None, from_file=True,
            )  # fmt: skip


def _set(row: Any, write: Write) -> None:
    for name, word in write.words.items():
        setattr(row, name, word)
