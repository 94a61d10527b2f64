"""Who works in a process."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.account import ROLES, MembershipForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.processes import processes
from smd_workshop.processes.staff import accounts
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public, current_staff
from smd_workshop.web.security.security_log import note
from smd_workshop.web.staff.sent import once


@bp.get("/<process>/team")
def team(process: str) -> str:
    """List who works in the process; administrators change it."""
    found = processes.find(process)
    require(may(current_staff() or Public(), "see process", found))
    return _page(found, MembershipForm())


@bp.post("/<process>/team")
def join_team(process: str) -> Any:
    """Give somebody a role in the process."""
    found = processes.find(process)
    require(may(current_staff() or Public(), "manage team", found))
    form = MembershipForm(request.form)
    if not form.validate():
        return _page(found, form), 422

    def act() -> str:
        accounts.join(found, str(form.email.data), form.role.data, now(), me().user_id)
        return f"/f/{found.code}/team"

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except Invalid as refusal:
        form.email.errors = [sentence(refusal)]
        return _page(found, form), 422
    note("join team", of=form.email.data, role=form.role.data, process=process)
    flash(_("%(email)s joined the team.", email=form.email.data))
    return redirect(leads_to, 303)


@bp.post("/<process>/team/<int:membership>/leave")
def leave_team(process: str, membership: int) -> Any:
    """Take a role from somebody."""
    found = processes.find(process)
    require(may(current_staff() or Public(), "manage team", found))
    with transaction(of=found.id):
        accounts.leave(found, membership, now(), me().user_id)
    note("leave team", membership=membership, process=process)
    flash(_("Saved."))
    return redirect(f"/f/{found.code}/team", 303)


def _page(process: Process, form: MembershipForm) -> str:
    return render_template(
        "facilitator/process/team.html",
        process=process,
        form=form,
        members=accounts.team(process),
        roles=ROLES,
        may_change=may(current_staff() or Public(), "manage team", process),
    )
