"""The variables of a process: found, searched, and what they were in a period, said anew by a new row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from smd_workshop.core import faults, names
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Process, Variable, VariableQuestion, VariableValue
from smd_workshop.plans.measurements import computing, measuring
from smd_workshop.plans.measurements.variables import chains, counting
from smd_workshop.processes import journal

LONGEST: Final = 2000
#: What is said of a variable, in the order of every page and file.
WORDS: Final = (
    "name", "theme", "institution", "source", "frequency", "coverage", "level", "measure",
    "last_year", "quality",
)  # fmt: skip
#: By what a list can be narrowed: columns that say the same of many.
FILTERS: Final = ("theme", "institution", "level", "frequency")


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody says of a period: a value, None where nobody knows; where it stands; why it is another now."""

    period: Period
    value: Decimal | None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The variables that hold what was asked for, of how many; and what a list can be narrowed by."""

    found: tuple[Variable, ...]
    total: int
    choices: Mapping[str, tuple[str, ...]]


def measures_of(process: Process) -> dict[str, str]:
    """Return the units of the variables of a process by their codes."""
    query = select(Variable.code, Variable.measure).where(Variable.process_id == process.id)
    return {code: measure for code, measure in db.session.execute(query)}  # noqa: C416 - rows are no pairs to a checker


def of_process(process: Process) -> list[Variable]:
    """Return the variables of a process by theme and code, with all that was said of them."""
    query = (
        select(Variable)
        .where(Variable.process_id == process.id)
        .options(
            selectinload(Variable.values),
            selectinload(Variable.question).selectinload(VariableQuestion.item),
        )
    )
    return names.by_name(db.session.scalars(query), lambda v: v.theme, lambda v: v.code)


def find(process: Process, code: str) -> Variable:
    """Return the variable of this process with this code, or raise NotFound."""
    found = db.session.scalar(
        select(Variable).where(Variable.process_id == process.id, Variable.code == code)
    )
    if found is None:
        raise NotFound
    return found


def narrowed(process: Process, query: str, chosen: Mapping[str, str]) -> Narrowed:
    """Return the variables that hold every word of the query and say what was chosen; accents and capitals aside."""
    every = of_process(process)
    choices = {name: _choices(every, name) for name in FILTERS}
    found = tuple(
        each
        for each in every
        if holds(each, query)
        and all(
            names.folded(getattr(each, name)) == names.folded(chosen[name])
            for name in FILTERS
            if chosen.get(name)
        )
    )
    return Narrowed(found, len(every), choices)


def holds(variable: Variable, query: str) -> bool:
    """Say whether a variable holds every word of a query; an empty one is held by all."""
    texts = (variable.code, *(str(getattr(variable, name) or "") for name in WORDS))
    return not names.folded(query) or names.holds(query, texts)


def _choices(every: list[Variable], name: str) -> tuple[str, ...]:
    """Return what is said under a column, each spelling of the same once."""
    spelled = {names.folded(text): text for each in every if (text := getattr(each, name))}
    return tuple(names.by_name(spelled.values(), str))


def last(variable: Variable) -> VariableValue | None:
    """Return what was said of the latest period of which there is a value, None where there is none."""
    known = [row for row in counting(variable).values() if row.value is not None]
    return known[-1] if known else None


def _check(period: Period, source: str, note: str, today: date, *, corrects: bool) -> None:
    """Raise all that is wrong with what is said of a period, by its fields."""
    faults.every({
        "length": lambda: _refuse(
            max(len(source), len(note)) > LONGEST, N_("Please write at most %(most)s characters.")
        ),
        "period": lambda: measuring.refuse_future(period, today),
        "source": lambda: _refuse(
            not source, N_("Values need their source: where can they be looked up?")
        ),
        "note": lambda: _refuse(
            corrects and not note, N_("Write why the value is corrected. The page shows both.")
        ),
    })  # fmt: skip


def say(
    variable: Variable,
    entry: Entry,
    at: datetime,
    user_id: int | None,
    today: date,
    *,
    corrects: int | None = None,
) -> VariableValue:
    """Add what is said of a period; `corrects` is the id of the row whose place it takes.

    Public at once. Raises Invalid for a period that has not begun, without a source, or a correction without its
    reason, and WrongState where somebody else has said or corrected it meanwhile. Whoever calls computes anew what
    rests on it: `recompute`.
    """
    source, note = entry.source.strip() or variable.source, entry.note.strip()
    _check(entry.period, source, note, today, corrects=corrects is not None)
    _require_head(variable, entry.period, corrects)
    row = VariableValue(
        period=str(entry.period), value=entry.value, source=source, note=note,
        corrects_id=corrects, said_by_id=user_id, said_at=at,
    )  # fmt: skip
    variable.values.append(row)
    db.session.flush()  # whoever comes next must find it
    return row


def _refuse(wrong: bool, why: str) -> None:  # noqa: FBT001 - what it is about stands beside it
    if wrong:
        raise Invalid(why, most=LONGEST)


def _require_head(variable: Variable, period: Period, corrects: int | None) -> None:
    head = counting(variable).get(period)
    if corrects is None and head is not None:
        raise WrongState(measuring.TAKEN, period=str(period))
    if corrects is not None and (head is None or head.id != corrects):
        raise WrongState(measuring.CORRECTED_MEANWHILE)


def enter(
    variable: Variable,
    entry: Entry,
    at: datetime,
    user_id: int | None,
    today: date,
    *,
    corrects: int | None = None,
) -> VariableValue:
    """Say it as `say` does, write it in the journal, and compute anew what rests on it."""
    row = say(variable, entry, at, user_id, today, corrects=corrects)
    journal.record(
        "say variable", at, process=variable.process, user_id=user_id, reason=row.note,
        variable=variable.code, period=row.period,
    )  # fmt: skip
    recompute([variable], at, user_id)
    return row


def recompute(said: list[Variable], at: datetime, user_id: int | None) -> None:
    """Compute anew the plans that have an indicator made of these variables."""
    plans = {each.plan: None for variable in said for each in computing.using(variable)}
    for plan in plans:
        computing.refresh(plan, at, user_id)


def last_said(every: list[Variable]) -> datetime | None:
    """Return when something was said of these variables last, None of none."""
    moments = [each.created_at for each in every]
    moments += [row.said_at for each in every for row in each.values]
    return max(moments, default=None)


__all__ = [
    "FILTERS", "WORDS", "Entry", "Narrowed", "chains", "counting", "enter", "find", "holds", "last",
    "last_said", "narrowed", "of_process", "recompute", "say",
]  # fmt: skip
