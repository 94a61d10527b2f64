"""Which workshop a seat is led to: the one that is on, or the one that the person chooses."""

from datetime import datetime

from flask import Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.database.group_commit import group_commit
from smd_workshop.rounds.room import attendance
from smd_workshop.rounds.seats import holders, seat_queries, whereabouts
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import holder, page, seat_may
from smd_workshop.web.participant.workshop import awaited
from smd_workshop.web.security.access import require
from smd_workshop.web.serving.live import fragment, tag


def arrive(who: holders.Holder, at: datetime) -> str:
    """Note that the seat is in the workshop that is on; return where its phone goes.

    Where several may be meant, the person is asked, and until then is in none of them.
    """
    found = _likeliest(who, at)
    return _enter(who, found[0], at) if len(found) == 1 else url_for("participant.mine")


def _likeliest(who: holders.Holder, at: datetime) -> list[whereabouts.Gathering]:
    every = whereabouts.of_process(who.voter.process_id)
    return whereabouts.likeliest(every, who.voter.sector_code, day_of(at, who.time_zone))


def _enter(
    who: holders.Holder, chosen: whereabouts.Gathering, at: datetime, *, here: bool = False
) -> str:
    """Note the seat's presence if the workshop is on, or the person says it; return where a phone goes first in it."""
    seat_id, today = who.voter.seat_id, day_of(at, who.time_zone)
    if chosen.is_on(today) or (here and chosen.may_begin(today)):
        group_commit(lambda connection: attendance.arrive(connection, chosen.id, seat_id, at))
    asked = awaited(who, seat_queries.agenda(chosen.id, seat_id), at)
    if asked is None:
        return url_for("participant.room", workshop=chosen.code)
    return url_for("participant.ballot", workshop=chosen.code, number=asked.number)


@bp.get("/s/")
def mine() -> Answer:
    """Lead to the workshop that is on; ask where several may be meant, or where one is looking for another."""
    who = holder()
    at = now()
    likely = _likeliest(who, at)
    if len(likely) == 1 and "all" not in request.args:
        return redirect(url_for("participant.room", workshop=likely[0].code), 303)
    others = [g for g in whereabouts.of_process(who.voter.process_id) if g not in likely]
    return page(
        "participant/mine.html", who=who, likely=likely, others=others,
        today=day_of(at, who.time_zone), tag=tag((None,)), poll=current_app.config["SMD_POLL_SECONDS"],
    )  # fmt: skip


@bp.get("/s/live")
def mine_live() -> Response:
    """Lead on from the question which workshop it is, as soon as that is certain."""
    who = holder()
    found = _likeliest(who, now())
    certain = found[0].code if len(found) == 1 else None
    there = None if certain is None else url_for("participant.room", workshop=certain)
    return fragment(
        (certain,), lambda: render_template("participant/parts/onward.html", there=there)
    )


@bp.post("/s/")
def choose() -> Answer:
    """Go into the workshop that the person chose, and note that the seat is there if it is on."""
    require(seat_may("attend"))
    who = holder()
    code = request.form.get("workshop", "")
    for each in whereabouts.of_process(who.voter.process_id):
        if each.code == code:
            refused = who.refusal() is not None
            there = url_for("participant.room", workshop=each.code)
            here = request.form.get("here") == "1"
            return redirect(there if refused else _enter(who, each, now(), here=here), 303)
    raise NotFound
