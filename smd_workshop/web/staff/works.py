"""Asking for long work from a page: two who ask for the same wait for one, each form is one act."""

from flask import current_app, flash

from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.processes import works
from smd_workshop.processes.works import Asked
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.worker import long_work

#: Rows from which on a list is no longer written, nor a file made, while a page waits.
MANY = 1_000


def address_of(process: Process, name: str) -> str:
    """Return where the page of long work is."""
    return f"/f/{process.code}/work/{name}"


def start(process: Process, asked: Asked) -> str:
    """Ask for long work; return where its page is, or where it led to if it is over."""

    def act() -> str:
        return address_of(process, works.ask(process, asked, now(), my_id()).id)

    with transaction(of=process.id):
        waits_at = once(act)
        if not works.is_there(waits_at.rpartition("/")[2]):
            waits_at = act()  # the form was here before, and what came out of it is gone
    name = waits_at.rpartition("/")[2]
    if current_app.testing:  # as jobs: done when it is asked for
        long_work.run(name)
    return over(process, name) or waits_at


def over(process: Process, name: str) -> str:
    """Return where work that is done led to, and let the next page say it; '' of all other work."""
    work = works.find(process, name)
    if work.state != "done" or "leads_to" not in work.outcome:
        return ""
    flash(work.outcome["said"])
    return str(work.outcome["leads_to"])
