"""The plan of the ZED Ilo, real figures of a printed evaluation: nothing in it is simulated."""

from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.documents import Written, parse, written_json
from smd_workshop.library.plan.periods import Period, period_of
from smd_workshop.models import Plan, Process
from smd_workshop.plans import plans
from smd_workshop.plans.files import from_json, imports
from smd_workshop.plans.measurements import measuring
from smd_workshop.plans.reports import passages, places
from smd_workshop.plans.reports.assessing import assessed
from smd_workshop.processes import processes


def source() -> dict[str, Any]:
    """Return what the evaluation says, and where it contradicts itself, as one document."""
    content = files("smd_workshop").joinpath("data/zed_ilo.json").read_bytes()
    document: dict[str, Any] = parse(content, Written)
    return document


def load(at: datetime, user_id: int | None) -> Plan:
    """Load the plan with everything published; raises WrongState the second time."""
    data = source()
    head = dict(data["process"])
    if db.session.scalar(select(Process.id).where(Process.code == head["code"])) is not None:
        raise WrongState(N_("The demonstration is loaded already."))
    process = processes.create(
        head.pop("name"), at, user_id=user_id, public=True, languages=["es"], **head
    )
    document = data["plan"]
    first, last = document["period"]
    plan = plans.begin(
        process, document["code"], (first, last), at, user_id, name=document["name"],
        organisation=data["organisation"], source=data["source"],
    )  # fmt: skip
    _fill(plan, document, at, user_id)
    _measure(plan, data, at, user_id)
    plans.change(plan, at, user_id, state="in_force")
    _write(plan, at, user_id)
    return plan


def _write(plan: Plan, at: datetime, user_id: int | None) -> None:
    """Write the report of the evaluation in our words, with a note wherever the printed one contradicts itself."""
    data = parse(files("smd_workshop").joinpath("data/zed_ilo_report.json").read_bytes())
    report = assessed(plan, period_of(data["period"]))
    notes = {places.NOTE + about: text for about, text in data["notes"].items()}
    for key, text in (data["texts"] | notes).items():
        place = places.find(plan, report.found, key)
        passages.write(report, place, text, at, user_id, instead_of=None)


def _fill(plan: Plan, document: dict[str, Any], at: datetime, user_id: int | None) -> None:
    """Bring everything but the values, which are entered with what the evaluation says of each."""
    bare = [each | {"values": {}} for each in document["indicators"]]
    content = written_json(document | {"indicators": bare}).encode()
    today = day_of(at, plan.process.time_zone)
    outcome = imports.outcome_of(plan, from_json.lines_of(content, plan), today)
    imports.apply(plan, outcome, at, user_id, today)


def _measure(plan: Plan, data: dict[str, Any], at: datetime, user_id: int | None) -> None:
    said = data["indicators"]
    rows = []
    for each in data["plan"]["indicators"]:
        indicator = plans.find_indicator(plan, each["code"])
        ficha = dict(said.get(each["code"], {}))
        note = ficha.pop("note", "")
        for name, text in ficha.items():
            setattr(indicator, name, text)
        for year, value in each["values"].items():
            number = None if value is None else Decimal(getattr(value, "literal", str(value)))
            entry = measuring.Entry(Period(int(year)), number, note, data["evidence"])
            today = day_of(at, plan.process.time_zone)
            rows.append(measuring.enter(indicator, entry, at, user_id, today))
    for step in measuring.STEPS:
        measuring.advance(rows, step, at, user_id)
