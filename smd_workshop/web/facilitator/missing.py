"""Who has not answered an open round: a list to print or to call through, and words to send; never how anybody answered."""

from itertools import groupby
from typing import Any

from flask import redirect
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.numbers import weekday_words
from smd_workshop.core.zones import zone
from smd_workshop.models import Round
from smd_workshop.rounds import room
from smd_workshop.web.addresses import public_address
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.board import ROUND
from smd_workshop.web.facilitator.workshop_helpers import address, page, round_for
from smd_workshop.web.language import current_language


@bp.get(f"{ROUND}/missing")
def missing(process: str, workshop: str, number: int) -> Any:
    """List by sector the seats that have not answered, with words for whoever writes to them."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state != "open" or round_.step == "organise":
        return redirect(f"{address(round_.workshop)}/console?round={number}", 303)
    waited = sorted(room.missing(round_.workshop, round_), key=lambda place: place.sector.position)
    rows = room.presence(round_.workshop, round_)
    return page(
        "round/missing.html", round_.workshop, round=round_, many=len(waited),
        sectors=[(sector, list(those)) for sector, those in groupby(waited, lambda p: p.sector)],
        eligible={row.sector.id: row.eligible for row in rows}, totals=room.Totals.of(rows),
        texts=_texts(round_), at=now(),
    )  # fmt: skip


def _texts(round_: Round) -> list[tuple[str, str, str]]:
    """Return what may be sent, by id: what it is for, and the words."""
    process = round_.workshop.process
    about = {"title": round_.title, "process": process.name}
    link = public_address("participant.join")
    until = ""
    if round_.until is not None:
        when = weekday_words(round_.until, current_language(), zone(process.time_zone))
        until = " " + _("It is open until %(when)s.", when=when)
    enter = _("Enter with your card: scan it, or write its code here: %(link)s", link=link)
    opened = _("%(process)s: the round «%(title)s» is open.", **about)
    waits = _("%(process)s: your answer to «%(title)s» is still missing.", **about)
    return [
        ("opened", _("When it opens"), f"{opened}{until}\n{enter}"),
        ("waits", _("Before it ends"), f"{waits}{until}\n{enter}"),
    ]
