"""What needs attention in a plan, what changed since somebody looked last, and how often a letter tells it."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from smd_workshop.config import sends_mail
from smd_workshop.core.clock import now
from smd_workshop.following import since, watching
from smd_workshop.following.watching import Wish
from smd_workshop.plans.evaluation.attention import attention
from smd_workshop.web.addresses import public_address
from smd_workshop.web.asked import asked_year, today_in
from smd_workshop.web.language import current_language
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.staff.acts import attempt
from smd_workshop.web.staff.process_access import allowed, my_id


@bp.get("/<plan>/attention")
def attention_page(process: str, plan: str) -> str:
    """Show what is overdue, red, falling, too slow, or asked too little, and when what is due."""
    found = plan_for("see process", process, plan)
    today, year = today_in(found.process), asked_year()
    watch = watching.of(found, my_id())
    seen = watch.seen_at if watch else None
    return render_template(
        "planner/attention.html", process=found.process, plan=found, here=address(found),
        needs=attention(found, today, year), year=year, this_year=today.year,
        may_edit=allowed("edit plan", found.process), watch=watch, happened=since.HAPPENED,
        changed=since.changed_since(found, seen, but=my_id()) if seen else [],
        every=watching.EVERY, sends=sends_mail(),
    )  # fmt: skip


@bp.post("/<plan>/attention/seen")
def see_plan(process: str, plan: str) -> Any:
    """Note that who asks has seen what there was; what changes from now on is shown to them."""
    found = plan_for("edit plan", process, plan)
    leads_to, user_id = address(found, "attention"), my_id() or 0
    if attempt(lambda: watching.see(found, user_id, now())):
        flash(_("Noted. From now on this page shows you what changes after this moment."))
    return redirect(leads_to, 303)


@bp.post("/<plan>/attention/letters")
def choose_letters(process: str, plan: str) -> Any:
    """Note how often who asks wants a letter about what needs attention."""
    found = plan_for("edit plan", process, plan)
    leads_to, user_id = address(found, "attention"), my_id() or 0
    wish = Wish(request.form.get("every", ""), current_language(), public_address("portal.home"))
    if attempt(lambda: watching.choose(found, user_id, wish, now())):
        flash(_("Saved."))
    return redirect(leads_to, 303)
