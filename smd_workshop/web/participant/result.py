"""A round's result for a seat: published, or earlier where the round said so before the first answer."""

import time
from dataclasses import dataclass

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from smd_workshop.core.caching import Bounded
from smd_workshop.core.errors import Refusal, SeatHandedOver
from smd_workshop.database import db, identity
from smd_workshop.models import Round
from smd_workshop.rounds import round_definitions, store
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.results import results
from smd_workshop.rounds.seats import holders
from smd_workshop.web.errors import sentence
from smd_workshop.web.language import current_language
from smd_workshop.web.participant import bp, status_bar
from smd_workshop.web.participant.card import holder, meeting_of, page, round_of
from smd_workshop.web.serving.live import fragment, tag

#: A running result is drawn anew at most this often for phones that only ask whether it has moved:
#: what the room looks at must not keep ballots waiting. Whoever loads the page gets it as it is.
HELD_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a seat is shown: its HTML, what tells it from what is shown at another moment, since when."""

    parts: tuple[object, ...]
    html: Markup
    at: float = 0
    #: Whether it can still change.
    moves: bool = True


#: Results as they were drawn last, the same for every seat that may see them.
_drawings: Bounded[tuple[object, ...], Drawn] = Bounded("drawn results", 32)


@bp.get("/s/<workshop>/<int:number>/result")
def result(workshop: str, number: int) -> Response:
    """Show the result, or say when it will be shown."""
    who = holder()
    meeting = meeting_of(who, workshop)
    asked = round_definitions.asked(who.voter.process_id, workshop, number)
    round_ = store.get(asked.round_id)
    drawn = _drawn(who, round_, held=False)
    return page(
        "participant/result.html", who=who, meeting=meeting, asked=asked, drawn=drawn,
        drawn_tag=tag(drawn.parts), **status_bar.shown(who, meeting, asked, status_bar.RESULT),
        poll=current_app.config["SMD_POLL_SECONDS"],
        public=results.public_may_see(round_) and round_.workshop.process.public,
    )  # fmt: skip


@bp.get("/s/<workshop>/<int:number>/result/live")
def result_live(workshop: str, number: int) -> Response:
    """Return the part of the page that moves; 304 while nothing that it shows has changed."""
    who = holder()
    asked = round_definitions.asked(who.voter.process_id, workshop, number)
    drawn = _drawn(who, store.get(asked.round_id), held=True)
    answer = fragment(drawn.parts, lambda: drawn.html)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _drawn(who: holders.Holder, round_: Round, *, held: bool) -> Drawn:
    """Return the result, or a sentence where this seat sees none now; what may be seen is asked anew."""
    words = _waiting(who, round_)
    if not words:
        return _result(who, round_, held=held)
    state = round_of(who, round_.id)
    html = render_template(
        "participant/parts/waiting.html", words=words, state=state, workshop=round_.workshop.code
    )
    return Drawn((words, state.state, state.answered), Markup(html))  # noqa: S704 - rendered


def _waiting(who: holders.Holder, round_: Round) -> str:
    """Return why this seat sees no result now, or nothing where it sees one."""
    published = results.public_may_see(round_)
    if round_.state == "annulled" or (published and round_.workshop.process.public):
        return ""
    try:
        casting.check_card(who.voter)
    except Refusal as refusal:
        # Who has handed the seat over may read what all seats read, and nothing before.
        if not (published and isinstance(refusal, SeatHandedOver)):
            return sentence(refusal)
    if results.seat_may_see(round_, who.voter):
        return ""
    if round_.state == "open" and results.shown_early(round_) == "after_vote":
        return str(_("You see the result so far once you have voted."))
    return str(_("The result is shown when it is published."))


def _result(who: holders.Holder, round_: Round, *, held: bool) -> Drawn:
    """Draw the result, or take it as another seat got it: it holds nothing of the one that asks."""
    sort = request.args.get("sort", "")
    key = (identity(db.engine), round_.id, round_.revision, round_.state, current_language(), sort)
    last, at = _drawings.get(key), time.monotonic()
    if held and last is not None and at < last.at + HELD_SECONDS:
        return last
    view = results.view(round_, voter=who.voter)
    parts = results.stage(view)
    html = (
        last.html
        if last is not None and last.parts == parts
        else Markup(render_template("result/body.html", view=view, sort=sort))  # noqa: S704 - rendered
    )
    drawn = Drawn(parts, html, at, moves=round_.state in {"open", "closed"})
    if view.live:
        _drawings.put(key, drawn)
    return drawn
