"""What needs attention in a plan."""

from flask import render_template

from smd_workshop.plans.attention import attention
from smd_workshop.web.asked import asked_year, today_in
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.plan_access import address, plan_for


@bp.get("/<plan>/attention")
def attention_page(process: str, plan: str) -> str:
    """Show what is overdue, red, falling, too slow, or asked too little, and when what is due."""
    found = plan_for("see process", process, plan)
    return render_template(
        "planner/attention.html", process=found.process, plan=found, here=address(found),
        needs=attention(found, today_in(found.process), asked_year()),
    )  # fmt: skip
