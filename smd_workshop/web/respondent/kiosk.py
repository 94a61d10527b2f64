"""A device at a counter: one person after the other answers, and nobody sees what was answered before.

The cookie of the device says which link it stands for and who is answering now; of that person only the device itself
finds the pages. It starts over by a button, by a script after a while without a touch, and without a script by a reload.
"""

from typing import Any

from flask import Response, make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as Answer

from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.database import transaction
from smd_workshop.models import OpenLink
from smd_workshop.surveys import instruments
from smd_workshop.surveys.answers import open_links, visits
from smd_workshop.surveys.consent import Reworded
from smd_workshop.web.errors import sentence
from smd_workshop.web.language import keep_time_of
from smd_workshop.web.respondent import bp
from smd_workshop.web.respondent.first_page import Stranger
from smd_workshop.web.respondent.stranger import (
    Crowded,
    agreed_to,
    began,
    keep_pace,
    refused_page,
    start_page,
)
from smd_workshop.web.security import guessing, staff_session
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public
from smd_workshop.web.sheets import surroundings, survey_counter


def _wrong(response: Response) -> bool:
    return response.status_code == 404


guarded = guessing.of_codes(_wrong)


def _link() -> OpenLink | None:
    found = open_links.by_id(session.get(survey_counter.LINK, 0))
    if found is not None:
        keep_time_of(found.wave.survey.process.time_zone)
        surroundings.speak(instruments.read(found.wave.instrument))
    return found


def _nobody(link: OpenLink) -> Stranger:
    """Return what pages of a device show while nobody answers on it."""
    return Stranger(link.code, link.wave, at_counter=False)


def _page(template: str, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(f"respondent/{template}", **context), status)


@bp.get("/kiosk/<counter>")
@guarded
def offer_kiosk(counter: str) -> Response:
    """Ask whether this device shall take answers at a counter. To look at it changes nothing."""
    link = _of_code(counter)
    keep_time_of(link.wave.survey.process.time_zone)
    return _page("kiosk_offer.html", link=link, here=_nobody(link))


@bp.post("/kiosk/<counter>")
@guarded
def open_kiosk(counter: str) -> Answer:
    """Let this device take answers at a counter; whoever of the staff is signed in on it is signed out."""
    require(may(Public(), "answer survey"))
    link = _of_code(counter)
    staff_session.leave()
    survey_counter.stand_for(link)
    return redirect(url_for("respondent.kiosk"), 303)


def _of_code(code: str) -> OpenLink:
    link = open_links.by_code(code)
    if link is None or link.kind != open_links.KIOSK:
        raise NotFound
    return link


@bp.get("/kiosk")
def kiosk() -> Response:
    """Show where the next person begins; whoever was here before is found no more."""
    link = _link()
    if link is None:
        return _page("kiosk_ended.html", 410, words="")
    survey_counter.forget()
    why = open_links.refusal(link, now())
    if why is not None:
        return _page("kiosk_ended.html", 410, words=sentence(why), here=_nobody(link))
    return start_page(link, url_for("respondent.begin_at_kiosk"))


@bp.post("/kiosk")
def begin_at_kiosk() -> Answer:
    """Let the next person begin."""
    require(may(Public(), "answer survey"))
    link, secret, former, read = _link(), secret_key(), survey_counter.person(), agreed_to()
    if link is None:
        return redirect(url_for("respondent.kiosk"), 303)
    try:
        keep_pace(link)
        with transaction(beside=True):
            open_links.start_over(link, former, secret)
            code = open_links.begin(link, now(), secret, read)
    except (Crowded, Reworded) as why:
        return refused_page(link, url_for("respondent.begin_at_kiosk"), why)
    except Refusal:
        return redirect(url_for("respondent.kiosk"), 303)
    survey_counter.forget()
    survey_counter.serve(code)
    return began(code)


@bp.post("/kiosk/over")
def start_kiosk_over() -> Answer:
    """Destroy what was begun and not sent, and show where the next person begins."""
    require(may(Public(), "answer survey"))
    link, secret, former = _link(), secret_key(), survey_counter.person()
    if link is not None:
        with transaction(beside=True):
            open_links.start_over(link, former, secret)
    survey_counter.forget()
    return redirect(url_for("respondent.kiosk"), 303)


@bp.get("/kiosk/thanks")
def kiosk_thanks() -> Answer:
    """Thank, and start over in a moment."""
    link = _link()
    if link is None:
        return redirect(url_for("respondent.kiosk"), 303)
    return _page("kiosk_thanks.html", here=_nobody(link))


def arrived(here: visits.Visit) -> Answer | None:
    """Return where somebody goes whose answers have just arrived at a counter; None anywhere else."""
    if not here.at_counter:
        return None
    survey_counter.hide()
    return redirect(url_for("respondent.kiosk_thanks"), 303)
