"""The merge board: what the notes became, what looks alike, what authors object to."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.board import item_codes, items, merging, objections
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Frozen, Invalid, NotFound, WrongState
from smd_workshop.database import transaction
from smd_workshop.models import Item, Round
from smd_workshop.processes import vocabulary
from smd_workshop.rounds import sealing
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.next_step import beside
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    on_board,
    page,
    round_for,
)
from smd_workshop.web.security.access import may
from smd_workshop.web.security.actor import Public, current_staff
from smd_workshop.web.staff.acts import id_of
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once

ROUND = "/<process>/w/<workshop>/rounds/<int:number>"
#: Kinds of round that a board belongs to.
STEPS = ("collect", "organise")
#: Suggestions under one another on the board; the rest comes when these are dealt with.
AT_A_TIME = 5


def board_round(verb: str, process: str, workshop: str, number: int) -> Round:
    """Return a round that has a board, for those who may do this."""
    round_ = round_for(verb, process, workshop, number)
    if round_.step not in STEPS:
        raise NotFound
    return round_


def board_address(round_: Round) -> str:
    """Return where the board of a round is."""
    return f"{address(round_.workshop)}/rounds/{round_.number}/board"


def board_page(template: str, round_: Round, **context: Any) -> str:
    """Render a page of the board."""
    process = round_.workshop.process
    return page(
        f"board/{template}", round_.workshop, round=round_, board_at=board_address(round_),
        groups=vocabulary.grouping_of(process).names,
        kind=vocabulary.item_kind(round_.subject), channels=channels(),
        may_arrange=may(current_staff() or Public(), "arrange board", process)
        and not sealing.is_sealed(round_.workshop_id),
        **context,
    )  # fmt: skip


def channels() -> dict[str, str]:
    """Return in words how a note came in."""
    return {
        "own": _("own phone"), "assisted": _("with an assistant"), "aloud": _("said aloud"),
        "interview": _("interview"), "document": _("document"),
    }  # fmt: skip


@bp.get(f"{ROUND}/board")
def board(process: str, workshop: str, number: int) -> str:
    """Show the board: objections first, then what looks alike, then everything by group."""
    round_ = board_round("see board", process, workshop, number)
    found = round_.workshop.process
    return board_page(
        "board.html", round_, board=merging.board(found, round_.subject),
        pairs=merging.suggestions(found, round_.subject)[:AT_A_TIME], offer=beside(round_.workshop, now(), board_address(round_)),
    )  # fmt: skip


@bp.get(f"{ROUND}/board/merge")
def choose_wording(process: str, workshop: str, number: int) -> Any:
    """Show the chosen ones side by side and ask for the wording that holds them all."""
    round_ = board_round("arrange board", process, workshop, number)
    chosen = _chosen(round_, request.args.getlist("item"))
    if len(chosen) < 2:
        flash(_("Choose at least two to merge."))
        return redirect(board_address(round_), 303)
    return _ask_wording(round_, chosen, _longest(chosen), "")


@bp.post(f"{ROUND}/board/merge")
def merge(process: str, workshop: str, number: int) -> Any:
    """Merge the chosen ones under the wording given."""
    round_ = board_round("arrange board", process, workshop, number)
    ids, wording = request.form.getlist("item"), request.form.get("wording", "")
    group = request.form.get("group", "")

    def act() -> str:
        on_board(round_.workshop)
        merging.merge(_chosen(round_, ids), wording, now(), my_id(), group=group)
        return board_address(round_)

    try:
        with transaction(of=round_.workshop.process_id):
            leads_to = once(act)
    except (Invalid, WrongState, Frozen) as refusal:
        asked = _ask_wording(round_, _chosen(round_, ids), wording, sentence(refusal))
        return asked, refusal.status
    many = len(dict.fromkeys(ids))
    flash(ngettext("%(num)s merged into one.", "%(num)s merged into one.", many))
    return redirect(leads_to, 303)


def _chosen(round_: Round, ids: Sequence[str]) -> list[Item]:
    process = round_.workshop.process
    return [items.find(process, id_of(i), round_.subject) for i in dict.fromkeys(ids)]


def _longest(chosen: Sequence[Item]) -> str:
    """Return the wording to begin with: the longest leaves the least to add."""
    return max((item.wording for item in chosen), key=len)


def _ask_wording(round_: Round, chosen: Sequence[Item], wording: str, error: str) -> str:
    return board_page(
        "merge.html", round_, chosen=chosen, wording=wording, error=error,
        mixed=len({item.group_code for item in chosen}) > 1,
    )  # fmt: skip


@bp.post(f"{ROUND}/board/undo")
def undo(process: str, workshop: str, number: int) -> Any:
    """Take a merge or a split back."""
    round_ = board_round("arrange board", process, workshop, number)
    act_id = _act_id()

    def take_back() -> None:
        act = merging.find_act(round_.workshop.process, act_id)
        merging.undo(act, now(), my_id(), _("What you object to was undone."))

    if attempt(take_back, round_.workshop):
        flash(_("Undone. Everything is as it was before."))
    return redirect(board_address(round_), 303)


def _act_id() -> int:
    return id_of(request.form.get("act", ""))


@bp.post(f"{ROUND}/board/apart")
def keep_apart(process: str, workshop: str, number: int) -> Any:
    """Note that two are not the same, and suggest them no more."""
    round_ = board_round("arrange board", process, workshop, number)
    with transaction(of=round_.workshop.process_id):
        on_board(round_.workshop)
        pair = _chosen(round_, request.form.getlist("item"))
        if len(pair) != 2:
            raise Invalid
        merging.keep_apart(pair[0], pair[1], now(), my_id())
    return redirect(board_address(round_), 303)


@bp.post(f"{ROUND}/board/codes")
def assign_codes(process: str, workshop: str, number: int) -> Any:
    """Give a code to everything that has none."""
    round_ = board_round("arrange board", process, workshop, number)
    with transaction(of=round_.workshop.process_id):
        on_board(round_.workshop)
        many = item_codes.assign_codes(round_.workshop.process, round_.subject, now(), my_id())
    flash(ngettext("%(num)s code assigned.", "%(num)s codes assigned.", many))
    if request.form.get("then") == "console":
        return redirect(f"{address(round_.workshop)}/console", 303)
    return redirect(board_address(round_), 303)


@bp.post(f"{ROUND}/board/objections/<int:objection>/settle")
def settle(process: str, workshop: str, number: int, objection: int) -> Any:
    """Answer an author's objection."""
    round_ = board_round("arrange board", process, workshop, number)

    def answer() -> None:
        found = objections.find(round_.workshop.process, objection)
        if found.item.kind != round_.subject:
            raise NotFound
        objections.settle(found, request.form.get("answer", ""), now(), my_id())

    if attempt(answer, round_.workshop):
        flash(_("The author will read your answer."))
    return redirect(board_address(round_), 303)
