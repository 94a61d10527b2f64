"""Taking a seat: by short code, link or QR. Opening a link changes nothing; the button does."""

from flask import Response, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from forms.join import JoinForm
from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.database import NO_PROCESS, transaction
from smd_workshop.people import phones
from smd_workshop.rounds.seats import holders
from smd_workshop.web import language
from smd_workshop.web.errors import sentence
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import advice, held_card, page
from smd_workshop.web.participant.whereabouts import arrive
from smd_workshop.web.security import guessing
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import CARD, PHONE, Public, hold, let_go
from smd_workshop.web.security.shared_phone import LAST, SHARED


def wrong(response: Response) -> bool:
    """Say whether a code was wrong: only wrong codes count."""
    return response.status_code in {404, 422}


guarded = guessing.of_codes(wrong)


@bp.get("/e")
def join() -> Response:
    """Ask for the short code."""
    return page("participant/join.html", form=JoinForm(), held=_held(), left="left" in request.args)


@bp.get("/e/<code>")
@guarded
def card(code: str) -> Response:
    """Show whose seat a card opens, and a button. A link that a messenger opens changes nothing."""
    try:
        who = holders.holder_by(code, secret_key())
    except NotFound as nothing:
        return _again(code, sentence(nothing), 404)
    return _shown(code, who)


def _shown(code: str, who: holders.Holder) -> Response:
    """Show whose seat it is, and ask."""
    refusal = who.refusal()
    return page(
        "participant/card.html",
        code=code,
        who=who,
        refusal=sentence(refusal) if refusal else None,
        advice=advice(who),
        other=session.get(CARD) not in {None, who.credential_id},
    )


def _again(code: str, message: str, status: int) -> Response:
    form = JoinForm(data={"code": code})
    form.code.errors = [message]
    return page("participant/join.html", status, form=form, held=_held(), left=False)


def _held() -> holders.Holder | None:
    held = held_card()
    return None if held is None else holders.holder_of(held)


@bp.post("/e")
@guarded
def take_seat() -> Answer:
    """Open the seat of a card in this browser and note that it is in the room; a code that was typed is shown first."""
    require(may(Public(), "join"))
    form = JoinForm(request.form)
    if not form.validate():
        return page("participant/join.html", 422, form=form, held=_held(), left=False)
    code = form.code.data
    try:
        who = holders.holder_by(code, secret_key())
    except NotFound as nothing:
        return _again(code, sentence(nothing), 422)
    if who.refusal() is not None:
        return redirect(url_for("participant.card", code=code), 303)
    if request.form.get("look"):
        return _shown(code, who)
    # A second seat in one browser makes it a shared phone, whether or not anybody marked it.
    if session.get(LAST) not in {None, who.voter.seat_id}:
        session[SHARED] = True
    hold(who.credential_id)
    session[LAST] = who.voter.seat_id
    return redirect(arrive(who, now()), 303)


@bp.post("/s/leave")
def leave() -> Answer:
    """Forget the card, here and on the server: for phones that go from hand to hand."""
    require(may(Public(), "join"))
    phone = session.get(PHONE)
    if phone is not None:
        with transaction(of=NO_PROCESS):
            phones.leave(phone, now())
    let_go()
    answer = redirect(url_for("participant.join", left=1), 303)
    # Where the address is a secure one, pages that the back button could show go too.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.post("/language")
def choose_language() -> Answer:
    """Remember the reader's language and go back to where they were."""
    require(may(Public(), "read portal"))
    language.choose(request.form.get("language", ""))
    if request.form.get("typed"):
        flash(_("The language changed. What you had typed is still in this phone."))
    return redirect(_own_path(request.form.get("next", "")), 303)


def _own_path(path: str) -> str:
    """Return the path if it is one of ours: never send anybody to another site.

    Browsers drop tabs and line ends out of an address before they read it: none may be inside.
    """
    plain = path.isprintable() and "\\" not in path
    own = plain and path.startswith("/") and not path.startswith("//")
    return path if own else "/"
