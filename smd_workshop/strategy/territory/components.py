"""What people value and what acts on it: boundaries, period, threshold; activities and drivers of nature."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core import faults
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.plan.typed import read_in
from smd_workshop.models import Component, Process, Stressor
from smd_workshop.models.strategy.effects import BETTER, COMPONENT_KINDS, STRESSOR_STATES
from smd_workshop.processes import journal
from smd_workshop.strategy.territory import texts

LONGEST_UNIT: Final = 60
_FIELDS: Final = (
    "name", "kind", "boundary", "unit", "better", "first_year", "last_year", "threshold",
    "threshold_source",
)  # fmt: skip
_NO_NAME: Final = N_("Give it a name.")


def of_process(process: Process, *, public: bool) -> list[Component]:
    """Return the components of a process in the order in which they were named, for the public those that are shown."""
    query = select(Component).where(Component.process_id == process.id)
    if public:
        query = query.where(Component.shown_at.is_not(None))
    return list(db.session.scalars(query.order_by(Component.id)))


def find(process: Process, component_id: int, *, public: bool = False) -> Component:
    """Return the component of this process with this id, or raise NotFound, for the public also while it is not shown."""
    found = db.session.get(Component, component_id)
    if found is None or found.process_id != process.id or (public and found.shown_at is None):
        raise NotFound
    return found


def add(
    process: Process, fields: Mapping[str, str], at: datetime, user_id: int | None
) -> Component:
    """Name what people value; the public does not read it yet. Raises Invalid, also for a name that is there."""
    made = Component(process_id=process.id, created_at=at, **_checked(fields))
    if any(each.name == made.name for each in of_process(process, public=False)):
        raise Invalid(N_("There is one of this name already."))
    db.session.add(made)
    db.session.flush()  # the record names its id
    made.process = process
    record("name component", made, at, user_id)
    return made


def change(found: Component, fields: Mapping[str, str], at: datetime, user_id: int | None) -> None:
    """Put right what is said of a component; what it said before stays in the journal. Raises Invalid."""
    checked = _checked(fields)
    others = of_process(found.process, public=False)
    if any(each.name == checked["name"] and each.id != found.id for each in others):
        raise Invalid(N_("There is one of this name already."))
    former = {
        name: str(getattr(found, name)) for name in checked if getattr(found, name) != checked[name]
    }
    for name, value in checked.items():
        setattr(found, name, value)
    record("change component", found, at, user_id, former=former)


def _checked(fields: Mapping[str, str]) -> dict[str, Any]:
    given = {name: fields.get(name, "") for name in _FIELDS}
    found = faults.every({
        "name": lambda: texts.written(given["name"], _NO_NAME, texts.LONGEST_NAME),
        "kind": lambda: texts.chosen(given["kind"], COMPONENT_KINDS),
        "boundary": lambda: texts.written(
            given["boundary"], N_("Write where it begins and ends."), texts.LONGEST_TEXT
        ),
        "unit": lambda: texts.written(
            given["unit"], N_("Write what it is counted in."), LONGEST_UNIT
        ),
        "better": lambda: texts.chosen(given["better"], BETTER),
        "years": lambda: _years(given["first_year"], given["last_year"]),
        "threshold": lambda: _threshold(
            given["threshold"], given["unit"], given["threshold_source"]
        ),
    })  # fmt: skip
    first, last = found.pop("years")
    threshold, source = found.pop("threshold")
    return found | {
        "first_year": first, "last_year": last, "threshold": threshold, "threshold_source": source,
    }  # fmt: skip


def _years(first: str, last: str) -> tuple[int, int]:
    found = faults.every(
        {"first": lambda: texts.year_of(first), "last": lambda: texts.year_of(last)}
    )
    if found["last"] < found["first"]:
        raise Invalid(N_("The last year is before the first."))
    return found["first"], found["last"]


def _threshold(text: str, unit: str, written: str) -> tuple[Decimal | None, str]:
    threshold, source = read_in(text, " ".join(unit.split())), texts.line(written)
    if threshold is not None and (threshold <= 0 or not source):
        raise Invalid(
            N_("A threshold is a number above 0 with who set it and where that is written.")
        )
    return threshold, source


def show(found: Component, at: datetime, user_id: int | None, *, to_public: bool) -> None:
    """Show a component to the public with all that was said of it, or no longer."""
    found.shown_at = texts.shown_at(found.shown_at, at, show=to_public)
    record("show component", found, at, user_id, shown=to_public)


def stressors(process: Process) -> list[Stressor]:
    """Return what acts on the components of a process, by when it acts."""
    query = select(Stressor).where(Stressor.process_id == process.id).order_by(Stressor.id)
    found = db.session.scalars(query)
    return sorted(found, key=lambda each: STRESSOR_STATES.index(each.state))


def find_stressor(process: Process, stressor_id: int) -> Stressor:
    """Return the stressor of this process with this id, or raise NotFound."""
    found = db.session.get(Stressor, stressor_id)
    if found is None or found.process_id != process.id:
        raise NotFound
    return found


def say_stressor(
    process: Process, name: str, state: str, note: str, at: datetime, user_id: int | None
) -> Stressor:
    """Name what acts on components; said again of one that is there, it acts now as is said. Raises Invalid."""
    given = faults.every({
        "name": lambda: texts.written(name, _NO_NAME, texts.LONGEST_NAME),
        "note": lambda: texts.written(
            note, N_("Write what is known of it and where that is written. The public can read it.")
        ),
        "state": lambda: texts.chosen(state, STRESSOR_STATES),
    })  # fmt: skip
    name, note, state = given["name"], given["note"], given["state"]
    found = next((each for each in stressors(process) if each.name == name), None)
    former = "" if found is None else found.state
    if found is None:
        found = Stressor(process_id=process.id, name=name, created_at=at)
        db.session.add(found)
    found.state, found.note = state, note
    db.session.flush()  # whoever says the same again must find it
    journal.record(
        "say stressor", at, process=process, user_id=user_id, reason=note, stressor=found.id,
        state=state, former=former,
    )  # fmt: skip
    return found


def record(
    verb: str, found: Component, at: datetime, user_id: int | None, *, reason: str = "",
    **detail: Any,
) -> None:  # fmt: skip
    """Tell the journal what was done about a component."""
    journal.record(
        verb,
        at,
        process=found.process,
        user_id=user_id,
        reason=reason,
        component=found.id,
        **detail,
    )
