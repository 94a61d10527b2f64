"""Reading the reasons before everybody reads them."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Reason, Round
from smd_workshop.rounds.ballots import reasons as moderation
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.board.board import ROUND
from smd_workshop.web.facilitator.workshop.next_step import beside
from smd_workshop.web.facilitator.workshop.workshop_helpers import attempt, page, round_for
from smd_workshop.web.staff.process_access import my_id


def _round(process: str, workshop: str, number: int) -> Round:
    round_ = round_for("moderate reasons", process, workshop, number)
    if round_.step != "vote":
        raise NotFound
    return round_


@bp.get(f"{ROUND}/reasons")
def reasons(process: str, workshop: str, number: int) -> str:
    """Show the reasons by option, with a hint where one seems to name a person."""
    round_ = _round(process, workshop, number)
    state = request.args.get("state", "")
    found = [r for r in moderation.of_round(round_) if not state or r.state == state]
    groups: dict[str, list[Reason]] = {}
    for reason in found:
        groups.setdefault(reason.option_code, []).append(reason)
    return page(
        "board/reasons.html", round_.workshop, round=round_, groups=groups, state=state,
        counts=moderation.counts(round_), offer=beside(round_.workshop, now(), request.path),
        personal=moderation.looks_personal,
        wordings={o.code: o.wording for o in round_.options},
        sectors={s.id: s for s in moderation.named_sectors(round_)}, stances=stances(round_),
        states={"pending": _("To be read"), "shown": _("Shown"), "hidden": _("Not shown")},
    )  # fmt: skip


def stances(round_: Round) -> dict[str, str]:
    """Return in words what a reason explains in a round."""
    kind = METHODS[str(round_.method_id)].ballot
    return {stance: str(_(words)) for stance, words in kind.stances.items()}


@bp.post(f"{ROUND}/reasons")
def moderate_reasons(process: str, workshop: str, number: int) -> Any:
    """Show or hide the marked reasons, or all unread ones that seem to name nobody."""
    round_ = _round(process, workshop, number)
    state = request.form.get("state", "")
    done: list[int] = []

    def act() -> None:
        ids = request.form.getlist("reason")
        chosen = state
        if state == "harmless":
            chosen, ids = "shown", [r.id for r in moderation.of_round(round_) if _harmless(r)]
        if ids:
            done.append(moderation.moderate(round_, ids, chosen, now(), my_id()))

    if attempt(act):
        many = sum(done)
        if many:
            flash(ngettext("%(num)s reason changed.", "%(num)s reasons changed.", many))
        else:
            flash(_("Mark the reasons first."))
    return redirect(request.path, 303)


def _harmless(reason: Reason) -> bool:
    return reason.state == "pending" and not moderation.looks_personal(reason.text)
