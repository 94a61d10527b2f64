"""What pages about a plan begin with: find it in its process, and check who asks."""

from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.web.staff.process_access import enter


def plan_for(verb: str, process: str, plan: str) -> Plan:
    """Return the plan of this process, for those who may do this in it."""
    return plans.find(enter(process, verb), plan)


def address(plan: Plan, rest: str = "") -> str:
    """Return where the pages of a plan are, with a slash at the end, and one of them."""
    return f"/f/{plan.process.code}/plans/{plans.address_of(plan.code)}/{rest}"
