"""What is followed of the territory in the demonstration: shared value, clusters and cumulative effects, all of it simulated."""

from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.library.documents import Written, parse, written_json
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import Plan, Process, SharedValue
from smd_workshop.plans import plans
from smd_workshop.plans.files import from_json, imports
from smd_workshop.plans.measurements import measuring, territories, values
from smd_workshop.strategy.territory import clusters, components, effects, hybrids, shared_values


def source() -> dict[str, Any]:
    """Return what is simulated as one document."""
    content = files("smd_workshop").joinpath("data/territory.json").read_bytes()
    document: dict[str, Any] = parse(content, Written)
    return document


def load(process: Process, at: datetime, user_id: int | None) -> None:
    """Fill a simulated process, and show it to the public; raises WrongState the second time, and among what people said."""
    if not process.simulated:
        raise WrongState(N_("Only a simulated process takes what is simulated."))
    if any(plan.code == source()["plan"]["code"] for plan in plans.of_process(process)):
        raise WrongState(N_("The demonstration is loaded already."))
    fill(process, at, user_id)


def fill(process: Process, at: datetime, user_id: int | None) -> SharedValue:
    """Fill a process with all of it; return its initiative of shared value."""
    data = source()
    plan = _plan(process, data, at, user_id)
    for name, state, note in data["stressors"]:
        components.say_stressor(process, name, state, note, at, user_id)
    for each in data["components"]:
        _component(process, plan, each, at, user_id)
    _clusters(process, plan, data["cluster"], at, user_id)
    return _shared_value(process, plan, data, at, user_id)


def _plan(process: Process, data: dict[str, Any], at: datetime, user_id: int | None) -> Plan:
    document, today = data["plan"], day_of(at, process.time_zone)
    first, last = document["period"]
    plan = plans.begin(
        process, document["code"], (first, last), at, user_id, kind="SMD", name=document["name"],
        source=data["note"],
    )  # fmt: skip
    lines = from_json.lines_of(written_json(document).encode(), plan)
    imports.apply(plan, imports.outcome_of(plan, lines, today), at, user_id, today)
    for code, measure in data["measures"].items():
        plans.find_indicator(plan, code).measure = measure
    for code, period, said in data["territories"]:
        _place(plan, code, period, said)
    for step in measuring.STEPS:
        measuring.advance(measuring.ready(plan, step), step, at, user_id)
    plans.change(plan, at, user_id, state="in_force")
    return plan


def _place(plan: Plan, code: str, period: str, said: dict[str, Any]) -> None:
    """Say of a value what it was in each territory that the process has."""
    own = {each.name: each.id for each in plan.process.territories}
    known = {own[name]: Decimal(str(value)) for name, value in said.items() if name in own}
    row = values.heads(plans.find_indicator(plan, code))[period_of(period)]
    territories.add(row, known)


def _shared_value(
    process: Process, plan: Plan, data: dict[str, Any], at: datetime, user_id: int | None
) -> SharedValue:
    made = shared_values.add(process, data["initiative"], at, user_id)
    for step, state, note in data["steps"]:
        shared_values.say_step(made, int(step), state, note, at, user_id)
    for code, side in data["indicators"]:
        shared_values.tie(made, plans.find_indicator(plan, code), side, at, user_id)
    for each in data["metrics"]:
        social, financial = (
            plans.find_indicator(plan, each[side]) for side in ("social", "financial")
        )
        fields = hybrids.Fields(social, financial, int(each["lag"]), each["validity"])
        row = hybrids.pair(made, fields, at, user_id)
        if "comparison" in each:
            finding, design, document = each["comparison"]
            hybrids.compare(row, finding, design, document, at, user_id)
    shared_values.show(made, at, user_id, to_public=True)
    return made


def _component(
    process: Process, plan: Plan, data: dict[str, Any], at: datetime, user_id: int | None
) -> None:
    row = components.add(process, data["fields"], at, user_id)
    effects.say_baseline(row, data["baseline"], at, user_id)
    acting = {each.name: each for each in components.stressors(process)}
    for each in data["contributions"]:
        effects.say_contribution(row, acting[each["stressor"]], each, None, at, user_id)
    effects.decide(row, data["decision"], at, user_id)
    for each in data["measures"]:
        code = each["indicator"]
        indicator = plans.find_indicator(plan, code) if code else None
        effects.add_measure(row, each, indicator, at, user_id)
    components.show(row, at, user_id, to_public=True)


def _clusters(
    process: Process, plan: Plan, data: dict[str, Any], at: datetime, user_id: int | None
) -> None:
    """Begin the sectors of the technical note, one of them with simulated members."""
    clusters.take_template(process, at, user_id)
    row = next(e for e in clusters.of_process(process, public=False) if e.name == data["name"])
    members = {name: clusters.join(row, name, role, at, user_id) for name, role in data["members"]}
    for giver, taker, what in data["links"]:
        clusters.tie(row, members[giver].id, members[taker].id, what, at, user_id)
    for code in data["indicators"]:
        clusters.measure(row, plans.find_indicator(plan, code), at, user_id, on=True)
    # The others have no members yet: a page that says nothing is shown to nobody.
    clusters.show(row, at, user_id, to_public=True)
