"""The console: one screen to run a workshop; what moves a round along is in round_opening, round_closing and round_outcome."""

from datetime import datetime
from typing import Any

from flask import Response, request

from smd_workshop.core.clock import now
from smd_workshop.minutes import ahead
from smd_workshop.models import Round, Workshop
from smd_workshop.rounds import closing, outlook, store, workshops
from smd_workshop.rounds.ballots import paper_piles
from smd_workshop.rounds.results import results
from smd_workshop.rounds.room import attendance, room, timer
from smd_workshop.rounds.series import advice, repeating, threads
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.workshop.inbox import to_read
from smd_workshop.web.facilitator.workshop.next_step import of_workshop
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt_once,
    console_of,
    page,
    round_for,
    workshop_for,
)
from smd_workshop.web.serving.live import fragment
from smd_workshop.web.staff.process_access import allowed

MORE_MINUTES = 5


@bp.get("/<process>/w/<workshop>/console")
def console(process: str, workshop: str) -> str:
    """Show the agenda, the round in hand, and who is here and has answered."""
    found = workshop_for("see workshop", process, workshop)
    return page("console/console.html", found, **_state(found))


@bp.get("/<process>/w/<workshop>/console/live")
def console_live(process: str, workshop: str) -> Response:
    """Show the same again if anything moved."""
    found = workshop_for("see workshop", process, workshop)
    round_ = _round_in_hand(found)
    at = now()
    parts: tuple[object, ...] = (
        *attendance.counters(found, round_), round_ and (round_.id, round_.revision),
        round_ and (closing.is_over(round_, at), timer.minutes_open(round_, at)),
        *ahead.moved(found, at), workshops.other_day(found, at),
    )  # fmt: skip
    return fragment(parts, lambda: page("console/live.html", found, **_state(found)))


def _round_in_hand(workshop: Workshop) -> Round | None:
    number = request.args.get("round", "")
    if number.isdecimal() and len(number) < 9:
        return store.find(workshop, int(number))
    return room.focus(workshop)


def _state(workshop: Workshop) -> dict[str, Any]:
    round_ = _round_in_hand(workshop)
    at = now()
    rows = room.presence(workshop, round_)
    asked = request.args.get("round", "")
    inbox = to_read(workshop)
    state: dict[str, Any] = {
        "round": round_, "rows": rows, "totals": room.Totals.of(rows), "at": at,
        "in_room": room.Totals.of(room.presence(workshop, None)),
        "live": address(workshop) + "/console/live" + (f"?round={asked}" if asked else ""),
        "focus": room.focus(workshop), "missing": [], "more": MORE_MINUTES,
        "ended": any(each.state == "published" for each in workshop.rounds),
        "inbox": inbox.lines, "unread": inbox.many,
        "offer": of_workshop(workshop, at), "other_day": workshops.other_day(workshop, at),
    }  # fmt: skip
    return state if round_ is None else state | _of_round(round_, workshop, at, rows)


def _of_round(
    round_: Round, workshop: Workshop, at: datetime, rows: list[attendance.Presence]
) -> dict[str, Any]:
    state: dict[str, Any] = {
            "minutes": timer.minutes_open(round_, at), "is_over": closing.is_over(round_, at),
            "left": timer.seconds_left(round_.closing_at if round_.is_closing else None, at),
            "clock_left": timer.seconds_left(round_.ends_at, at),
            "elsewhere": room.open_elsewhere(workshop, round_), "moved": _moved(round_),
            "labels": results.labels(round_), "again_by": store.asked_again_by(round_),
            "series_lasts": round_.state in {"closed", "published"} and threads.lasts(round_),
            "may_leave": round_.state == "published" and advice.may_end(round_),
            "late_papers": paper_piles.untyped(round_) if round_.state == "closed" else [],
        }  # fmt: skip
    if round_.state == "draft":
        state["outlook"] = outlook.of_round(round_)
    if round_.state == "open" and round_.step != "organise":
        state |= {
            "held": outlook.of_open(round_, rows),
            "missing": room.missing(workshop, round_),
            "on_paper": paper_piles.seats_with(round_),
            "piles": paper_piles.untyped(round_),
        }
    return state


def _moved(round_: Round) -> dict[str, Any] | None:
    """Return what moved since the round before: for whoever only looks on, once both are published."""
    if allowed("see result first", round_.workshop.process):
        return repeating.shown(round_)
    return repeating.told(round_) if results.public_may_see(round_) else None


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/clock")
def more_time(process: str, workshop: str, number: int) -> Any:
    """Give the room five minutes more on the clock."""
    round_ = round_for("run round", process, workshop, number)

    def act() -> str:
        timer.add_time(round_, MORE_MINUTES, now(), me().user_id)
        return f"{address(round_.workshop)}/console"

    attempt_once(act)
    return console_of(round_)
