"""The whole of a scorecard for staff: vision and mission, names of perspectives, the plan that measures it, the public."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.minutes import agreements
from smd_workshop.models import Item, Process, Scorecard
from smd_workshop.plans import plans
from smd_workshop.publishing import scorecards
from smd_workshop.strategy.scorecards import arranging, editions, statements
from smd_workshop.web.facilitator import bp
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import enter, my_id
from smd_workshop.web.staff.refused import lead, refused_page


def asked_card() -> str:
    """Return the code of the scorecard that the address names; '' is the first."""
    return request.args.get("card", "")


def card_of(process: Process) -> Scorecard:
    """Return the scorecard that the address names, the first if it names none; NotFound where there is none."""
    found = scorecards.of_process(process, asked_card())
    if found is None:
        raise NotFound
    return found


def address(process: Process, anchor: str = "") -> str:
    """Return where the scorecard that the address names is arranged."""
    card = asked_card() or None
    return url_for("facilitator.scorecard", process=process.code, card=card) + anchor


@bp.post("/<process>/scorecard/statements")
def say_statement(process: str) -> Any:
    """Take the vision or the mission from what was agreed, or enter it."""
    found = enter(process, "arrange scorecard")
    given = request.form
    kind = given.get("kind", "")

    def act() -> str:
        card = card_of(found)
        if given.get("agreement"):
            agreed = agreements.find(found, id_of(given["agreement"]))
            statements.take(card, kind, agreed, now(), my_id())
        else:
            text, why = given.get("text", ""), given.get("reference", "")
            statements.enter(card, kind, text, why, now(), my_id())
        return address(found, "#statements")

    return lead(attempt_once(act))


@bp.post("/<process>/scorecard/perspectives/<code>/rename")
def rename_perspective(process: str, code: str) -> Any:
    """Call a perspective what the table calls it."""
    found = enter(process, "arrange scorecard")
    name = request.form.get("name", "")

    def act() -> None:
        perspective = scorecards.find_perspective(found, code, asked_card())
        arranging.rename_perspective(perspective, name, now(), my_id())

    if not attempt(act):
        return refused_page()
    return redirect(address(found, f"#p-{code}"), 303)


@bp.post("/<process>/scorecard/bring")
def bring_indicators(process: str) -> Any:
    """Take over the indicators that votes chose."""
    found = enter(process, "arrange scorecard")
    many: list[int] = []
    if attempt(lambda: many.append(arranging.bring(card_of(found), now(), my_id()))):
        flash(_brought(many[0], arranging.untied(card_of(found))))
    return redirect(address(found), 303)


def _brought(many: int, untied: list[Item]) -> str:
    """Say what came, and what a vote chose that cannot come because it is tied to no objective here."""
    words = [str(_("Votes chose no other indicator of an objective of this scorecard."))]
    if many:
        taken = ngettext(
            "%(num)s indicator was taken over.", "%(num)s indicators were taken over.", many
        )
        words = [str(taken)]
    if untied:
        codes = ", ".join(each.code or each.wording for each in untied)
        words.append(
            _("Votes also chose %(codes)s, and nothing says which objective they measure: "
              "open each on the board, say from which objective it comes, and take them over again.",
              codes=codes)
        )  # fmt: skip
    return " ".join(words)


@bp.post("/<process>/scorecard/plan")
def begin_scorecard_plan(process: str) -> Any:
    """Begin the plan in which the scorecard is measured."""
    found = enter(process, "arrange scorecard")
    years = [request.form.get(name, "").strip() for name in ("first_year", "last_year")]

    def act() -> str:
        if not all(y.isascii() and y.isdigit() and len(y) == 4 for y in years):
            raise Invalid(N_("Write a year such as 2026."))
        period = (int(years[0]), int(years[1]))
        plan = arranging.begin_plan(card_of(found), period, now(), my_id())
        return f"/f/{found.code}/plans/{plans.address_of(plan.code)}/"

    return lead(
        attempt_once(act),
        _("The plan was begun. Download it, write the targets, and send it back."),
    )


@bp.post("/<process>/scorecard/publish")
def publish_scorecard(process: str) -> Any:
    """Let the public read the whole of a scorecard, or another edition of it with the reason."""
    found = enter(process, "arrange scorecard")
    reason = request.form.get("reason", "")
    done = attempt(lambda: editions.publish(card_of(found), now(), my_id(), reason))
    return lead(address(found) if done else "", _("The public reads this scorecard now."))
