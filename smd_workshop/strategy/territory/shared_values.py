"""Initiatives of shared value: begun, put right, followed through the four steps again and again, shown, given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core import faults
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    PlanIndicator,
    Process,
    SharedValue,
    SharedValueIndicator,
    SharedValueStep,
)
from smd_workshop.models.strategy.shared_value import FAMILIES, FORMS, SIDES, STEP_STATES
from smd_workshop.plans import plans
from smd_workshop.processes import journal
from smd_workshop.strategy.territory import texts

LONGEST_NAME = 300
STEPS: Final = (1, 2, 3, 4)
#: What must be written of an initiative, and what is said where it is not.
_WRITTEN: Final = {
    "name": (N_("Give the initiative a name."), LONGEST_NAME),
    "actors": (N_("Write who takes part."), texts.LONGEST_TEXT),
    "problem": (N_("Write the social problem that it answers."), texts.LONGEST_TEXT),
    "business_case": (N_("Write why it pays for the business."), texts.LONGEST_TEXT),
}


@dataclass(frozen=True, slots=True)
class Loop:
    """One time round the four steps: of each what was said, the latest last."""

    number: int
    steps: Mapping[int, tuple[SharedValueStep, ...]]

    @property
    def is_done(self) -> bool:
        """Whether its fourth step is done, so that the next loop may begin."""
        last = self.steps[STEPS[-1]]
        return bool(last) and last[-1].state == "done"


def of_process(process: Process, *, public: bool) -> list[SharedValue]:
    """Return the initiatives of a process in the order in which they were begun, for the public those that are shown."""
    query = select(SharedValue).where(SharedValue.process_id == process.id)
    if public:
        query = query.where(SharedValue.shown_at.is_not(None))
    return list(db.session.scalars(query.order_by(SharedValue.id)))


def find(process: Process, shared_value_id: int, *, public: bool = False) -> SharedValue:
    """Return the initiative of this process with this id, or raise NotFound, for the public also while it is not shown."""
    found = db.session.get(SharedValue, shared_value_id)
    if found is None or found.process_id != process.id or (public and found.shown_at is None):
        raise NotFound
    return found


def add(
    process: Process, fields: Mapping[str, str], at: datetime, user_id: int | None
) -> SharedValue:
    """Begin an initiative; the public does not read it yet. Raises Invalid."""
    made = SharedValue(process_id=process.id, created_at=at, ended_reason="", **_checked(fields))
    db.session.add(made)
    db.session.flush()  # the record names its id
    made.process = process
    _record("begin shared value", made, at, user_id)
    return made


def change(
    found: SharedValue, fields: Mapping[str, str], at: datetime, user_id: int | None
) -> None:
    """Put right what is said of an initiative; what it said before stays in the journal. Raises Invalid."""
    checked = _checked(fields)
    former = {
        name: getattr(found, name) for name in checked if getattr(found, name) != checked[name]
    }
    for name, value in checked.items():
        setattr(found, name, value)
    _record("change shared value", found, at, user_id, former=former)


def _checked(fields: Mapping[str, str]) -> dict[str, str]:
    return faults.every({
        **{
            name: partial(texts.written, fields.get(name, ""), why, most)
            for name, (why, most) in _WRITTEN.items()
        },
        "form": lambda: texts.chosen(fields.get("form", ""), FORMS),
        "family": lambda: texts.chosen(fields.get("family", ""), FAMILIES),
    })  # fmt: skip


def show(found: SharedValue, at: datetime, user_id: int | None, *, to_public: bool) -> None:
    """Show an initiative to the public with all its metrics, or no longer."""
    found.shown_at = texts.shown_at(found.shown_at, at, show=to_public)
    _record("show shared value", found, at, user_id, shown=to_public)


def end(found: SharedValue, reason: str, at: datetime, user_id: int | None) -> None:
    """Give an initiative up, with the reason; what was said of it stays. Raises Invalid."""
    found.ended_reason = texts.written(reason, N_("Write the reason. The public can read it."))
    _record("end shared value", found, at, user_id, reason=found.ended_reason)


def loops(found: SharedValue) -> list[Loop]:
    """Return each time round the four steps, the first one also before anything was said."""
    last = max((row.loop for row in found.steps), default=1)
    return [
        Loop(
            number,
            {
                step: tuple(r for r in found.steps if (r.loop, r.step) == (number, step))
                for step in STEPS
            },
        )
        for number in range(1, last + 1)
    ]


def say_step(
    found: SharedValue, step: int, state: str, note: str, at: datetime, user_id: int | None
) -> SharedValueStep:
    """Say how far a step is; after a fourth one that is done, the first begins the next loop. Raises Invalid."""
    if step not in STEPS:
        raise Invalid(N_("Choose one of the answers that are offered."))
    said = faults.every({
        "note": lambda: texts.written(
            note, N_("Write what was done or learned. The public can read it.")
        ),
        "state": lambda: texts.chosen(state, STEP_STATES),
    })  # fmt: skip
    current = loops(found)[-1]
    number = current.number + 1 if current.is_done and step == STEPS[0] else current.number
    row = SharedValueStep(
        loop=number, step=step, state=said["state"], note=said["note"],
        said_by_id=user_id, said_at=at,
    )  # fmt: skip
    found.steps.append(row)
    _record("say step of shared value", found, at, user_id, loop=number, step=step, state=state)
    return row


def tie(
    found: SharedValue, indicator: PlanIndicator, side: str, at: datetime, user_id: int | None
) -> None:
    """Let an indicator of a plan measure one side of an initiative; with no side, none any more. Raises Invalid."""
    there = next((row for row in found.indicators if row.indicator_id == indicator.id), None)
    if not side:
        if there is not None:
            found.indicators.remove(there)
            db.session.delete(there)
    elif there is None:
        row = SharedValueIndicator(indicator_id=indicator.id, side=texts.chosen(side, SIDES))
        found.indicators.append(row)
    else:
        there.side = texts.chosen(side, SIDES)
    db.session.flush()  # whoever says the same again must find it
    _record("tie indicator", found, at, user_id, indicator=indicator.code, side=side)


def is_readable(indicator: PlanIndicator, *, public: bool) -> bool:
    """Say whether the reader may see an indicator: the public those of plans that are registered."""
    return not public or plans.is_public(indicator.plan)


def _record(
    verb: str, found: SharedValue, at: datetime, user_id: int | None, *, reason: str = "",
    **detail: Any,
) -> None:  # fmt: skip
    journal.record(
        verb, at, process=found.process, user_id=user_id, reason=reason, shared_value=found.id,
        **detail,
    )  # fmt: skip
