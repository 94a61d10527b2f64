"""The variables of the repository as formulas of plans see them: by their names, and what was said of each period last."""

import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from smd_workshop.database import db
from smd_workshop.library.plan.periods import Period, period_of
from smd_workshop.models import Process, Variable, VariableValue

#: With what the name of a variable begins in a formula: var.AGUA-01.
PREFIX: Final = "var."


def name_of(variable: Variable) -> str:
    """Return the name of a variable in formulas."""
    return f"{PREFIX}{variable.code}"


def written(variable: Variable) -> str:
    """Return how a formula names a variable: in brackets where its code has more than letters, digits and points."""
    name = name_of(variable)
    return name if re.fullmatch(r"[\w.:]+", name) else f"[{name}]"


def names_of(process: Process) -> frozenset[str]:
    """Return the names of all variables of a process."""
    codes = db.session.scalars(select(Variable.code).where(Variable.process_id == process.id))
    return frozenset(f"{PREFIX}{code}" for code in codes)


def named(process: Process, names: Iterable[str]) -> dict[str, Variable]:
    """Return the variables of a process that these names name, by them."""
    codes = [name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)]
    if not codes:
        return {}
    query = (
        select(Variable)
        .where(Variable.process_id == process.id, Variable.code.in_(codes))
        .options(selectinload(Variable.values))
    )
    return {name_of(each): each for each in db.session.scalars(query)}


def chains(variable: Variable) -> dict[Period, list[VariableValue]]:
    """Return all that was said of each period in its order, periods in theirs."""
    found: dict[Period, list[VariableValue]] = {}
    for row in variable.values:
        found.setdefault(period_of(row.period), []).append(row)
    return dict(sorted(found.items(), key=lambda each: (each[0].first, each[0].last)))


def counting(variable: Variable) -> dict[Period, VariableValue]:
    """Return what counts of each period: what was said of it last."""
    return {period: rows[-1] for period, rows in chains(variable).items()}
