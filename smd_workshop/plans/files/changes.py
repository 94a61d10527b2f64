"""What changed in a ficha, since when, and who said so: written in the journal, shown on its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Plan, User
from smd_workshop.plans.files.lines import PROGRESS, TARGETS, Kind
from smd_workshop.plans.files.outcomes import Known, Write
from smd_workshop.processes import journal

VERB: Final = "change ficha"
#: What the fields are called where a page says that one changed.
NAMES: Final = {
    "parent": N_("What it belongs to"), "name": N_("Name"), "priority": N_("Priority"),
    "type": N_("Kind of objective"), "unit": N_("Responsible unit"), "kind": N_("What it is"),
    "relevance": N_("Relevance"), "sense": N_("Direction"), "aggregation": N_("Aggregation"),
    "measure": N_("Unit of measure"), "baseline_year": N_("Year of the baseline"),
    "baseline_value": N_("Value of the baseline"), "frequency": N_("How often it is measured"),
    "horizon": N_("Horizon"), "executing_unit": N_("Executing unit"),
    "responsible": N_("Responsible"), "updater": N_("Who brings its values"),
    "source": N_("Source of the data"), "method": N_("How it is calculated"),
    "formula": N_("Formula over other indicators"),
    "collection": N_("How data are collected and analysed"),
    "justification": N_("Why it is measured"), "limitations": N_("What it cannot tell"),
    TARGETS: N_("Target of %(year)s"), PROGRESS: N_("Carried out in %(year)s"),
}  # fmt: skip
_OF_YEARS: Final = (TARGETS, PROGRESS)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that became another: what it is called, of which year, and both texts; '' is nothing."""

    name: str
    year: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What somebody changed at a moment."""

    at: datetime
    who: str
    changes: tuple[Change, ...]


def record(
    plan: Plan, write: Write, before: Known | None, at: datetime, user_id: int | None
) -> None:
    """Write in the journal what becomes another of a thing that was there; of a new one there is nothing to compare."""
    if before is None or write.kind in {Kind.PLAN, Kind.FINANCE}:
        return
    found = [[name, None, before.words.get(name), word] for name, word in write.words.items()]
    if write.parent:
        found.append(["parent", None, before.parent, write.parent])
    for name in _OF_YEARS:
        there = before.years.get(name, {})
        found += [[name, y, there.get(y), value] for y, value in write.years.get(name, {}).items()]
    if found:
        journal.record(
            VERB, at, process=plan.process, user_id=user_id, plan=plan.code, kind=str(write.kind),
            code=write.code, changes=[[n, y, _text(old), _text(new)] for n, y, old, new in found],
        )  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None else str(value)


def of(plan: Plan, kind: Kind, code: str) -> list[Changed]:
    """Return what was changed of a thing, the newest first."""
    return [
        Changed(row.at, _who(row.user_id), tuple(Change(*each) for each in row.detail["changes"]))
        for row in journal.told(plan.process, VERB)
        if _is_about(row.detail, plan, kind, code)
    ]


def _is_about(detail: dict[str, Any], plan: Plan, kind: Kind, code: str) -> bool:
    return (detail["plan"], detail["kind"], detail["code"]) == (plan.code, str(kind), code)


def _who(user_id: int | None) -> str:
    user = None if user_id is None else db.session.get(User, user_id)
    return "" if user is None else user.staff_name
