"""Clusters for staff: who belongs to one, who gives whom what, what they measure together."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.models import Cluster, Process
from smd_workshop.plans import plans
from smd_workshop.strategy.scorecards import arranging
from smd_workshop.strategy.territory import clusters
from smd_workshop.web.planner import bp
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead

HERE = "/clusters"
ONE = f"{HERE}/<int:cluster>"


def address(process: Process, cluster: int | None = None) -> str:
    """Return where the page of a cluster is, or that of all."""
    return f"/f/{process.code}/plans{HERE}{f'/{cluster}' if cluster else ''}"


@bp.get(HERE)
def cluster_list(process: str) -> str:
    """List the clusters, and offer to begin one or the five of the technical note."""
    found = enter(process, "see process")
    every = clusters.of_process(found, public=False)
    there = {each.name for each in every}
    return render_template(
        "planner/clusters/list.html", process=found, clusters=every, here=address(found),
        lacking=[name for name, _purpose in clusters.TEMPLATE if name not in there],
        may_edit=allowed("edit plan", found),
    )  # fmt: skip


@bp.post(HERE)
def begin_cluster(process: str) -> Any:
    """Begin a cluster."""
    found = enter(process, "edit plan")
    return lead(
        attempt_once(
            lambda: address(found, clusters.add(found, request.form.to_dict(), now(), my_id()).id)
        )
    )


@bp.post(f"{HERE}/template")
def take_cluster_template(process: str) -> Any:
    """Begin the clusters of the technical note that are not there yet."""
    found = enter(process, "edit plan")
    if attempt(lambda: clusters.take_template(found, now(), my_id())):
        flash(_("Saved."))
    return redirect(address(found), 303)


@bp.get(ONE)
def cluster_page(process: str, cluster: int) -> str:
    """Show all of one cluster."""
    found = enter(process, "see process")
    row = clusters.find(found, cluster)
    return render_template(
        "planner/clusters/page.html", process=found, cluster=row, plans=plans.of_process(found),
        here=address(found, row.id), may_edit=allowed("edit plan", found),
    )  # fmt: skip


def _set(process: str, cluster: int, act: Callable[[Process, Cluster], object]) -> Any:
    """Do something about a cluster, and lead back to it."""
    found = enter(process, "edit plan")
    done = attempt(lambda: act(found, clusters.find(found, cluster)))
    return lead(address(found, cluster) if done else "")


@bp.post(ONE)
def change_cluster(process: str, cluster: int) -> Any:
    """Put right what a cluster is called and for."""
    given = request.form.to_dict()
    return _set(process, cluster, lambda _found, row: clusters.change(row, given, now(), my_id()))


@bp.post(f"{ONE}/show")
def show_cluster(process: str, cluster: int) -> Any:
    """Show a cluster to the public, or no longer."""
    to_public = request.form.get("act") == "show"
    return _set(
        process, cluster,
        lambda _found, row: clusters.show(row, now(), my_id(), to_public=to_public),
    )  # fmt: skip


@bp.post(f"{ONE}/members")
def join_cluster(process: str, cluster: int) -> Any:
    """Say who belongs to a cluster and what they do in it."""
    name, role = request.form.get("name", ""), request.form.get("role", "")
    return _set(
        process, cluster, lambda _found, row: clusters.join(row, name, role, now(), my_id())
    )


@bp.post(f"{ONE}/members/<int:member>/leave")
def leave_cluster(process: str, cluster: int, member: int) -> Any:
    """Take a member off, with what it gives and takes."""
    return _set(process, cluster, lambda _found, row: clusters.leave(row, member, now(), my_id()))


@bp.post(f"{ONE}/links")
def tie_members(process: str, cluster: int) -> Any:
    """Say what one member gives another."""
    given = request.form

    def act(_found: Process, row: Cluster) -> None:
        giver, taker = (id_of(given.get(name, "")) for name in ("giver", "taker"))
        clusters.tie(row, giver, taker, given.get("what", ""), now(), my_id())

    return _set(process, cluster, act)


@bp.post(f"{ONE}/indicators")
def measure_cluster(process: str, cluster: int) -> Any:
    """Let an indicator of a plan be shared by the members, or no longer."""
    given = request.form

    def act(found: Process, row: Cluster) -> None:
        indicator = arranging.find_indicator(found, id_of(given.get("indicator", "")))
        clusters.measure(row, indicator, now(), my_id(), on=given.get("act") != "off")

    return _set(process, cluster, act)
