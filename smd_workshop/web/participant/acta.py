"""The acta for those who attended: read the draft, propose a correction."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from reports import store
from reports.workshops import acta as paper
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import transaction
from smd_workshop.library.recount import tally
from smd_workshop.making.minutes_pdf import documents_folder
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import as_it_stands
from smd_workshop.models import Acta
from smd_workshop.rounds import workshops
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.room import attendance
from smd_workshop.rounds.seats import seat_queries
from smd_workshop.web.errors import sentence
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import holder, meeting_of, page, reader, seat_may
from smd_workshop.web.security.access import require
from smd_workshop.web.sheets import acta_page


def _shown(meeting: seat_queries.Meeting) -> Acta:
    """Return the acta once attendees may read it: in the window for corrections, or sealed."""
    acta = actas.of(workshops.get(meeting.id))
    if acta is None or acta.state == "draft":
        raise NotFound(_("The acta is not ready for reading yet."))
    return acta


def _page(
    meeting: seat_queries.Meeting, status: int = 200, error: str = "", text: str = ""
) -> Response:
    who = reader()
    acta, refusal = _shown(meeting), who.refusal()
    document = acta.document or as_it_stands(acta)
    present = attendance.has_attended(meeting.id, who.voter.seat_id)
    return page(
        "participant/acta/page.html", status, who=who, meeting=meeting, acta=acta,
        present=present, error=error, text=text, refusal=refusal and sentence(refusal),
        open=actas.is_correcting(acta, now()), text_of=acta_page.drawn(document),
        fresh=acta.data_sha256 == tally.sha256(document),
        mine=[c for c in acta.corrections if c.seat_id == who.voter.seat_id],
    )  # fmt: skip


@bp.get("/s/<workshop>/acta")
def acta(workshop: str) -> Response:
    """Show the acta to be read on a phone, and one's own corrections beside it."""
    return _page(meeting_of(reader(), workshop))


@bp.get("/s/<workshop>/acta.pdf")
def acta_pdf(workshop: str) -> Any:
    """Give the PDF to those who hold a seat."""
    shown = _shown(meeting_of(reader(), workshop))
    if shown.pdf_sha256 is None:
        raise NotFound
    return attachment(
        store.read(shown.pdf_sha256, documents_folder()),
        PDF,
        paper.file_name(workshop),
        inline=True,
    )


@bp.post("/s/<workshop>/acta")
def propose_correction(workshop: str) -> Any:
    """Take a proposal to correct the acta."""
    require(seat_may("propose correction"))
    who = holder()
    meeting = meeting_of(who, workshop)
    text = request.form.get("text", "")
    try:
        with transaction(of=who.voter.process_id):
            casting.check_card(casting.voter_of(who.credential_id))
            actas.propose(_shown(meeting), who.voter.seat_id, text, now())
    except Invalid as refusal:
        return _page(meeting, 422, sentence(refusal), text)
    flash(
        _(
            "Your correction is saved. The facilitator answers it, and both stand in the acta with the code of your seat."
        )
    )
    return redirect(url_for("participant.acta", workshop=workshop), 303)
