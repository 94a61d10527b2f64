"""What pages about a plan begin with: find it in its process, and check who asks."""

from datetime import date

from flask import request

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.models import Plan, Process
from smd_workshop.plans import plans
from smd_workshop.web.staff.process_access import enter


def plan_for(verb: str, process: str, plan: str) -> Plan:
    """Return the plan of this process, for those who may do this in it."""
    return plans.find(enter(process, verb), plan)


def today_in(process: Process) -> date:
    """Return the day it is where the process lives."""
    return day_of(now(), process.time_zone)


def asked_year() -> int | None:
    """Return the year that the address asks for; NotFound where it is none."""
    text = request.args.get("year", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise NotFound
    return int(text)


def address(plan: Plan, rest: str = "") -> str:
    """Return where the pages of a plan are, with a slash at the end, and one of them."""
    return f"/f/{plan.process.code}/plans/{plans.address_of(plan.code)}/{rest}"
