"""What opens on a phone that is lent: a question, and a button. A link alone changes nothing."""

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from smd_workshop.core.errors import NotFound
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import page
from smd_workshop.web.security import shared_phone, staff_session
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public, let_go


@bp.get("/e/lend/<signed>")
def lend(signed: str) -> Response:
    """Ask whether this phone is one that goes from hand to hand."""
    if not shared_phone.is_signed(signed):
        raise NotFound
    return page("participant/lend.html", signed=signed, shared=shared_phone.is_shared())


@bp.post("/e/lend/<signed>")
def set_lent(signed: str) -> Answer:
    """Mark this phone as shared, or take the mark off; whoever held it before, or is of the staff, is let go."""
    require(may(Public(), "join"))
    if not shared_phone.is_signed(signed):
        raise NotFound
    shared = request.form.get("shared") == "1"
    let_go()
    staff_session.leave()
    shared_phone.mark(shared=shared)
    flash(
        _("This phone is marked as shared. Enter the first card.")
        if shared else _("This phone is not shared any more.")
    )  # fmt: skip
    answer = redirect(url_for("participant.join"), 303)
    # Where the address is a secure one, pages and half-filled ballots of who had it before go too.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
