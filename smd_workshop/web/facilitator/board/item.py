"""One item of the board: its words, code, theme, notes and what can be done with them."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from smd_workshop.board import item_codes, item_links, items, merging
from smd_workshop.board.board import Card
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Item, Process, Round
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.board.board import (
    ROUND,
    as_it_is_now,
    board_address,
    board_page,
    board_round,
)
from smd_workshop.web.facilitator.workshop.workshop_helpers import attempt, attempt_once
from smd_workshop.web.staff.acts import id_of
from smd_workshop.web.staff.process_access import my_id

ITEM = f"{ROUND}/board/items/<int:item_id>"


@bp.get(ITEM)
def item(process: str, workshop: str, number: int, item_id: int) -> Any:
    """Show one item with all that lies underneath, and every act on it as a small form."""
    round_ = board_round("see board", process, workshop, number)
    found = round_.workshop.process
    chosen = items.find(found, item_id, round_.subject)
    if chosen.state == "merged":  # by a colleague, whose card holds it now
        return as_it_is_now(round_, [chosen])
    board = merging.board(found, round_.subject)
    return board_page(
        "item.html", round_, card=_card(board, chosen), board=board,
        factors=items.active(found, "factor") if round_.subject == "objective" else [],
    )  # fmt: skip


def _card(board: Any, chosen: Item) -> Card:
    """Return the card of an item that stands by itself; one merged away is under another."""
    for card in [*board.cards, *board.retired]:
        if card.item.id == chosen.id:
            return card  # type: ignore[no-any-return]
    raise NotFound


@bp.post(f"{ITEM}/<verb>")
def act_on_item(process: str, workshop: str, number: int, item_id: int, verb: str) -> Any:
    """Do one thing with an item: reword, code, move, theme, untheme, split, retire, back, from."""
    round_ = board_round("arrange board", process, workshop, number)
    if verb not in ACTS:
        raise NotFound
    at = f"{board_address(round_)}/items/{item_id}"
    chosen = items.find(round_.workshop.process, item_id, round_.subject)

    def act() -> str:
        made = ACTS[verb](round_, items.find(round_.workshop.process, chosen.id))
        return at if made is None else f"{board_address(round_)}/items/{made.id}"

    leads_to = ""
    if verb in ADDING:
        leads_to = attempt_once(act, round_.workshop)
    elif attempt(act, round_.workshop):
        leads_to = at
    if leads_to:
        flash(_("Saved."))
    return redirect(leads_to or at, 303)


def _reword(_round: Round, chosen: Item) -> None:
    merging.reword(chosen, request.form.get("wording", ""), now(), my_id())


def _code(_round: Round, chosen: Item) -> None:
    item_codes.assign_code(chosen, request.form.get("code", ""), now(), my_id())


def _move(_round: Round, chosen: Item) -> None:
    merging.move(chosen, request.form.get("group", ""), now(), my_id())


def _theme(round_: Round, chosen: Item) -> None:
    process, fresh = round_.workshop.process, request.form.get("new", "")
    if fresh.strip():
        theme = item_links.add_theme(process, fresh, now(), my_id())
    else:
        theme = items.find(process, id_of(request.form.get("theme", "")), "theme")
    item_links.assign_theme(chosen, theme, now(), my_id())


def _untheme(round_: Round, chosen: Item) -> None:
    theme = items.find(round_.workshop.process, id_of(request.form.get("theme", "")), "theme")
    item_links.unlink(chosen, theme, "theme", now(), my_id())


def _split(_round: Round, chosen: Item) -> Item:
    return merging.split(
        chosen, request.form.getlist("note"), request.form.get("wording", ""), now(), my_id(),
        group=request.form.get("group", ""),
    )  # fmt: skip


def _retire(_round: Round, chosen: Item) -> None:
    merging.retire(chosen, request.form.get("reason", ""), now(), my_id())


def _back(_round: Round, chosen: Item) -> None:
    merging.bring_back(chosen, now(), my_id())


def _from(round_: Round, chosen: Item) -> None:
    answer_to(round_.workshop.process, chosen)


def answer_to(process: Process, objective: Item) -> None:
    """Let an objective answer to the factors marked in the form, and to no others."""
    marked = [items.find(process, id_of(i), "factor") for i in request.form.getlist("factor")]
    item_links.answer_to(objective, marked, now(), my_id())


ACTS: dict[str, Callable[[Round, Item], Item | None]] = {
    "reword": _reword, "code": _code, "move": _move, "theme": _theme, "untheme": _untheme,
    "split": _split, "retire": _retire, "back": _back, "from": _from,
}  # fmt: skip
#: What makes something new; the others set what the item is and may be sent again.
ADDING = frozenset({"split"})
