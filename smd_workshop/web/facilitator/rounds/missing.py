"""Who has not answered an open round: a list to print or to call through, and words to send; never how anybody answered."""

from itertools import groupby
from typing import Any

from flask import redirect
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.models import Round
from smd_workshop.rounds.room import room
from smd_workshop.web.addresses import public_address
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.board.board import ROUND
from smd_workshop.web.facilitator.workshop.workshop_helpers import address, page, round_for
from smd_workshop.web.language import current_language
from smd_workshop.web.words.round_words import words


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
    link, language = public_address("participant.join"), current_language()
    return [
        (kind, str(for_what), words(round_, kind, link, language))
        for kind, for_what in (("opening", _("When it opens")), ("ending", _("Before it ends")))
    ]
