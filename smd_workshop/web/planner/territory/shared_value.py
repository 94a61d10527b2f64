"""Initiatives of shared value for staff: what they are, their four steps, what measures them."""

from typing import Any

from flask import render_template, request

from smd_workshop.core.clock import now
from smd_workshop.models import Process
from smd_workshop.plans import plans
from smd_workshop.strategy.scorecards import arranging
from smd_workshop.strategy.territory import hybrids, shared_values
from smd_workshop.web.planner import bp
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead

HERE = "/shared-value"
ONE = f"{HERE}/<int:shared_value>"


def address(process: Process, shared_value: int, anchor: str = "") -> str:
    """Return where the page of an initiative is."""
    return f"/f/{process.code}/plans{HERE}/{shared_value}{anchor}"


@bp.get(HERE)
def shared_value_list(process: str) -> str:
    """List the initiatives of shared value, and offer to begin one."""
    found = enter(process, "see process")
    return render_template(
        "planner/shared_value/list.html", process=found,
        initiatives=shared_values.of_process(found, public=False),
        may_edit=allowed("edit plan", found),
    )  # fmt: skip


@bp.post(HERE)
def begin_shared_value(process: str) -> Any:
    """Begin an initiative."""
    found = enter(process, "edit plan")
    return lead(
        attempt_once(
            lambda: address(
                found, shared_values.add(found, request.form.to_dict(), now(), my_id()).id
            )
        )
    )


@bp.get(ONE)
def shared_value_page(process: str, shared_value: int) -> str:
    """Show all of one initiative."""
    found = enter(process, "see process")
    row = shared_values.find(found, shared_value)
    return render_template(
        "planner/shared_value/page.html", process=found, initiative=row,
        loops=shared_values.loops(row), metrics=hybrids.shown(row, public=False),
        plans=plans.of_process(found), here=address(found, row.id),
        may_edit=allowed("edit plan", found),
    )  # fmt: skip


@bp.post(ONE)
def change_shared_value(process: str, shared_value: int) -> Any:
    """Put right what is said of an initiative."""
    found = enter(process, "edit plan")

    def act() -> None:
        row = shared_values.find(found, shared_value)
        shared_values.change(row, request.form.to_dict(), now(), my_id())

    return lead(address(found, shared_value) if attempt(act) else "")


@bp.post(f"{ONE}/show")
def show_shared_value(process: str, shared_value: int) -> Any:
    """Show an initiative to the public, no longer, or give it up."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> None:
        row = shared_values.find(found, shared_value)
        if given.get("act") == "end":
            shared_values.end(row, given.get("reason", ""), now(), my_id())
        else:
            shared_values.show(row, now(), my_id(), to_public=given.get("act") == "show")

    return lead(address(found, shared_value) if attempt(act) else "")


@bp.post(f"{ONE}/steps")
def say_value_step(process: str, shared_value: int) -> Any:
    """Say how far a step is."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> str:
        row = shared_values.find(found, shared_value)
        shared_values.say_step(
            row, id_of(given.get("step", "")), given.get("state", ""), given.get("note", ""),
            now(), my_id(),
        )  # fmt: skip
        return address(found, shared_value, "#steps")

    return lead(attempt_once(act))


@bp.post(f"{ONE}/indicators")
def tie_value_indicator(process: str, shared_value: int) -> Any:
    """Let an indicator of a plan measure one side of an initiative, or none."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> None:
        row = shared_values.find(found, shared_value)
        indicator = arranging.find_indicator(found, id_of(given.get("indicator", "")))
        shared_values.tie(row, indicator, given.get("side", ""), now(), my_id())

    return lead(address(found, shared_value, "#indicators") if attempt(act) else "")


@bp.post(f"{ONE}/metrics")
def pair_indicators(process: str, shared_value: int) -> Any:
    """Put a social and a financial indicator beside each other at a lag."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> str:
        row = shared_values.find(found, shared_value)
        social, financial = (
            arranging.find_indicator(found, id_of(given.get(name, "")))
            for name in ("social", "financial")
        )
        lag = hybrids.lag_of(given.get("lag", ""))
        fields = hybrids.Fields(social, financial, lag, given.get("validity", ""))
        return address(found, shared_value, f"#m{hybrids.pair(row, fields, now(), my_id()).id}")

    return lead(attempt_once(act))


@bp.post(f"{ONE}/metrics/<int:metric>/comparison")
def compare_metric(process: str, shared_value: int, metric: int) -> Any:
    """Say what a comparison or an experiment found about a metric."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> str:
        row = hybrids.find(shared_values.find(found, shared_value), metric)
        hybrids.compare(
            row, given.get("finding", ""), given.get("design", ""), given.get("document", ""),
            now(), my_id(),
        )  # fmt: skip
        return address(found, shared_value, f"#m{row.id}")

    return lead(attempt_once(act))
