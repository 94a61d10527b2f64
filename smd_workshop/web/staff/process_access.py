"""What pages inside a process begin with: find it, and check who asks."""

from flask import g

from smd_workshop.models import Process
from smd_workshop.processes import processes
from smd_workshop.web.language import keep_time_of
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public, current_staff


def allowed(verb: str, process: Process | None = None) -> bool:
    """Say whether the member of staff who asks may do this here."""
    return may(current_staff() or Public(), verb, process)


def enter(code: str, verb: str) -> Process:
    """Return the process, for those who may do this in it."""
    process = processes.find(code)
    require(allowed(verb, process))
    g.entered = process.id
    keep_time_of(process.time_zone)
    return process


def entered() -> int:
    """Return the id of the process that this page is in: whose turn its acts wait for."""
    process_id: int = g.entered
    return process_id


def my_id() -> int | None:
    """Return who asks, for the journal."""
    staff = current_staff()
    return staff.user_id if staff else None
