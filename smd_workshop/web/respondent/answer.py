"""Answering by a link: opening it changes nothing, a button begins, every page is saved, one button sends."""

from flask import (
    Response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.codes import normal
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import transaction
from smd_workshop.surveys import consent, waves
from smd_workshop.surveys.answers import (
    answering,
    open_links,
    questionnaire,
    visits,
)
from smd_workshop.surveys.answers.visits import Visit
from smd_workshop.surveys.respondents import population
from smd_workshop.web import language
from smd_workshop.web.errors import sentence
from smd_workshop.web.respondent import bp, kiosk, stranger
from smd_workshop.web.respondent.first_page import first_page, gone_page
from smd_workshop.web.respondent.links import (
    CONFLICT,
    FINE,
    GONE,
    begun_by,
    first_open,
    guarded,
    journey_of,
    page_of,
    to_start,
    visit_by,
)
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public
from smd_workshop.web.sheets import survey_counter
from smd_workshop.web.sheets.surroundings import said_of, say
from smd_workshop.web.sheets.survey_sheets import CHOSEN, Sheet


@bp.get("/q")
@guarded
def enter() -> Answer:
    """Ask for the code of a card; a code that was typed leads to its page."""
    typed = normal(request.args.get("code", ""))
    if typed:
        return redirect(url_for("respondent.start", link=typed), 303)
    return page_of("enter.html", typed="", problem="")


@bp.get("/q/<link>")
@guarded
def start(link: str) -> Answer:
    """Say what is asked, by whom and how it is kept, and offer to begin; or say plainly why not."""
    try:
        here = visit_by(link)
    except NotFound as nothing:
        if (for_anybody := open_links.public(link)) is not None:
            return stranger.show(for_anybody)
        if survey_counter.is_one():
            return redirect(url_for("respondent.kiosk"), 303)
        return page_of("enter.html", 404, typed=link, problem=sentence(nothing))
    refusal = here.refusal(now())
    if refusal is not None:
        fine = isinstance(refusal, visits.Used | visits.NotYet)
        used = isinstance(refusal, visits.Used)
        return gone_page(here, said_of(refusal), FINE if fine else GONE, used=used)
    return _start_page(here)


def _start_page(here: Visit, problem: str = "", status: int = FINE) -> Response:
    return first_page(here, journey_of(here), person=_named(here), problem=problem, status=status)


def _named(here: Visit) -> str:
    """Return whose a link is, where answers are kept with who gave them; '' where nobody is named."""
    person = here.of.respondent_id
    if person is None or here.wave.mode != waves.CONFIDENTIAL:
        return ""
    return population.find(here.wave.survey, person).name


@bp.post("/q/<link>")
@guarded
def begin(link: str) -> Answer:
    """Begin, or go on where the answers end."""
    require(may(Public(), "answer survey"))
    if (for_anybody := open_links.public(link)) is not None:
        return stranger.begin(for_anybody)
    secret, read = secret_key(), stranger.agreed_to()
    try:
        with transaction(beside=True):
            answering.begin(link, secret, now(), read)
    except consent.Reworded as why:
        return _start_page(visit_by(link), said_of(why), why.status)
    except Refusal:
        return redirect(url_for("respondent.start", link=link), 303)
    here = visit_by(link)
    return redirect(first_open(here, journey_of(here)), 303)


@bp.post("/q/<link>/language")
def choose_language(link: str) -> Answer:
    """Remember in which language the reader wants the questionnaire, and go back to where they were."""
    require(may(Public(), "answer survey"))
    chosen, back = request.form.get("language", ""), request.form.get("next", "")
    session[CHOSEN] = chosen[:20]
    language.choose(chosen.split("-")[0])
    inside = back.isascii() and back.isprintable() and back.startswith(f"/q/{link}/")
    return redirect(back, 303) if inside and "\\" not in back else to_start(link)


@bp.get("/q/<link>/send")
def check(link: str) -> Answer:
    """Show all answers before they are sent."""
    here = begun_by(link)
    return to_start(link) if here is None else _checked(here)


def _checked(here: Visit, problem: str = "", status: int = 200) -> Response:
    made = journey_of(here)
    return page_of(
        "check.html", status, here=here, made=made, sheet=Sheet.of(made),
        lacking=questionnaire.missing(made), problem=problem,
    )  # fmt: skip


@bp.post("/q/<link>/send")
def send(link: str) -> Answer:
    """Send everything, once; what is missing is said, and all answers are still there."""
    require(may(Public(), "answer survey"))
    secret = secret_key()
    try:
        visit_by(link)  # at a counter only who answers there now
        with transaction(beside=True):
            fresh = answering.send(link, secret, now())
    except questionnaire.Incomplete as lacking:
        return _checked(visit_by(link), said_of(lacking), 422)
    except Refusal:
        return to_start(link)
    stranger.forget(link)
    here = visit_by(link)
    if not fresh and here.draft is not None:
        return _overtaken(here)
    return kiosk.arrived(here) or redirect(url_for("respondent.thanks", link=link), 303)


def _overtaken(here: Visit) -> Response:
    """Say that other answers of the same person were sent by another link, with those that were not taken."""
    made = journey_of(here)
    sheet = Sheet.of(made)
    written = [(sheet.asks(code), sheet.answer_in_words(code)) for code in made.answers]
    return gone_page(here, str(_("This page was not saved.")), CONFLICT, written=written)


@bp.get("/q/<link>/thanks")
def thanks(link: str) -> Answer:
    """Say that the answers arrived."""
    try:
        here = visit_by(link)
    except NotFound:
        return to_start(link)
    if not here.used:
        return to_start(link)
    return gone_page(here, say(N_("Your answers arrived. Thank you.")), FINE, used=True)
