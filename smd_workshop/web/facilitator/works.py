"""Waiting for long work: what it is at, a button that stops it, and what came out."""

from datetime import timedelta
from typing import Any

from flask import Response, redirect, render_template

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.database import transaction
from smd_workshop.models import Work
from smd_workshop.processes import works
from smd_workshop.web.facilitator import bp
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.security.access import require
from smd_workshop.web.serving.live import fragment, tag
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.works import address_of, over
from smd_workshop.worker import long_work

BASE = "/<process>/work/<work>"
#: How long a page waits for the worker before it offers to do the work itself.
PATIENCE = timedelta(seconds=15)


def _find(process: str, work: str) -> Work:
    """Return the work, for whoever may see what it is about."""
    found = works.find(enter(process, "see process"), work)
    require(allowed(found.verb, found.process))
    return found


def _parts(work: Work) -> tuple[object, ...]:
    return work.id, work.state, work.step, work.done, work.total, _is_late(work)


def _is_late(work: Work) -> bool:
    return work.state == "queued" and now() - work.seen_at > PATIENCE


def _context(work: Work) -> dict[str, Any]:
    return {
        "process": work.process, "work": work, "here": address_of(work.process, work.id),
        "under_way": work.state in works.UNDER_WAY, "late": _is_late(work),
    }  # fmt: skip


@bp.get(BASE)
def work_page(process: str, work: str) -> str:
    """Show how far the work is, or what came out."""
    found = _find(process, work)
    return render_template("facilitator/work/page.html", **_context(found), tag=tag(_parts(found)))


@bp.get(f"{BASE}/live")
def work_live(process: str, work: str) -> Response:
    """Give how far it is; unchanged, nothing."""
    found = _find(process, work)
    return fragment(
        _parts(found), lambda: render_template("facilitator/work/bar.html", **_context(found))
    )


@bp.get(f"{BASE}/file")
def work_file(process: str, work: str) -> Response:
    """Give the file that came out."""
    found = _find(process, work)
    if found.state != "done":
        raise NotFound
    data, kind = long_work.outcome_of(found), found.outcome["type"]
    return attachment(data, kind, found.outcome["called"], inline=kind == PDF)


@bp.post(f"{BASE}/cancel")
def cancel_work(process: str, work: str) -> Any:
    """Stop the work; nothing of it is kept."""
    found = _find(process, work)
    with transaction(of=found.process_id):
        works.cancel(found, now())
    return redirect(address_of(found.process, found.id), 303)


@bp.post(f"{BASE}/again")
def repeat_work(process: str, work: str) -> Any:
    """Try again what failed or was cancelled."""
    found = _find(process, work)
    with transaction(of=found.process_id):
        works.again(found, now(), my_id())
    return redirect(address_of(found.process, found.id), 303)


@bp.post(f"{BASE}/here")
def do_work_here(process: str, work: str) -> Any:
    """Do it while the page waits: for where no worker comes."""
    found = _find(process, work)
    if _is_late(found):  # else the worker has it in a moment, and no server is kept busy
        long_work.run(found.id)
    return redirect(over(found.process, found.id) or address_of(found.process, found.id), 303)
