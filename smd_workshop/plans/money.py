"""The money of a year of a plan, said in a form: judged and written like the line of a file, and what was said before stays."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.typed import SOLES, read_in
from smd_workshop.models import Plan, PlanFinance
from smd_workshop.plans.files import from_form, imports
from smd_workshop.plans.files.lines import EXECUTED, PROGRAMMED, Kind, Line
from smd_workshop.plans.files.outcomes import Known
from smd_workshop.plans.files.verdicts import decided

#: The two amounts of a year, in their order.
AMOUNTS: Final = (PROGRAMMED, EXECUTED)


def said(plan: Plan) -> dict[int, tuple[PlanFinance, ...]]:
    """Return what was said of the money of each year of a plan, the newest first; nothing of a year of which nobody said any."""
    found: dict[int, list[PlanFinance]] = {
        year: [] for year in range(plan.first_year, plan.last_year + 1)
    }
    for row in plan.finance:
        found.setdefault(row.year, []).insert(0, row)
    return {year: tuple(rows) for year, rows in sorted(found.items())}


def known(plan: Plan, year: int) -> Known | None:
    """Return what a plan holds of the money of a year, None where it holds nothing."""
    return imports.snapshot(plan).get((Kind.FINANCE, str(year)))


def say(
    plan: Plan,
    year: int,
    texts: Mapping[str, str],
    at: datetime,
    user_id: int | None,
    today: date,
    *,
    seen: str,
) -> list[Sentence]:
    """Say the money of a year as it was typed, N/D where nobody knows it; return what is odd about it.

    `seen` names the state that its writer had seen (`from_form.seen`). Raises WrongState where it is another by now,
    Invalid for a year outside the plan, for what is no amount, and where nothing is said.
    """
    if not plan.first_year <= year <= plan.last_year:
        raise Invalid(
            N_("Choose a year of the plan, from %(first)s to %(last)s."),
            first=plan.first_year, last=plan.last_year,
        )  # fmt: skip
    before = known(plan, year)
    if seen != from_form.seen(before):
        raise WrongState(
            N_("Somebody has changed this meanwhile. Look at what it says now and decide again.")
        )
    years = {name: {year: amount} for name, amount in _amounts(texts, before, year).items()}
    if not years:
        raise Invalid(N_("Write an amount, or N/D where nobody knows it."))
    line = Line(1, Kind.FINANCE, str(year), years=years)
    outcome = decided([line], imports.snapshot(plan), today.year)
    (verdict,) = outcome.verdicts
    if verdict.kind == REFUSED:
        why = verdict.reasons[0].sentence
        raise Invalid(why.message, **why.params)
    imports.apply(plan, outcome, at, user_id, today)
    return [each.sentence for each in verdict.reasons]


def _amounts(
    texts: Mapping[str, str], before: Known | None, year: int
) -> dict[str, Decimal | None]:
    """Return the amounts that were typed by name; one that was emptied is not known any more."""
    found: dict[str, Decimal | None] = {}
    for name in AMOUNTS:
        text = texts.get(name, "").strip()
        if text or (before is not None and year in before.years.get(name, {})):
            found[name] = read_in(text, SOLES) if text else None
    return found
