"""Who comes by a link, what they are asked, and where they are led: what the pages of answering share."""

from typing import Any

from flask import (
    Response,
    make_response,
    redirect,
    render_template,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.library.survey.instrument.flow import Journey
from smd_workshop.surveys.answers import (
    questionnaire,
    visits,
)
from smd_workshop.surveys.answers.visits import Visit
from smd_workshop.web.language import keep_time_of
from smd_workshop.web.security import guessing
from smd_workshop.web.sheets import surroundings, survey_counter

#: What a page of refusal is answered with: nothing is wrong with a link that was used, or comes too early.
FINE, CONFLICT, GONE = 200, 409, 410


def wrong(response: Response) -> bool:
    """Say whether a code was wrong: only wrong codes count."""
    return response.status_code == 404


guarded = guessing.of_codes(wrong)


def page_of(template: str, status: int = FINE, **context: Any) -> Response:
    """Return a page of those who answer."""
    return make_response(render_template(f"respondent/{template}", **context), status)


def visit_by(link: str) -> Visit:
    """Return who comes by a link, spoken to in their language and time; NotFound where it is none, or of another counter."""
    here = visits.visit(link, secret_key())
    if here.at_counter and not survey_counter.finds(link):
        raise NotFound
    keep_time_of(here.of.time_zone)
    surroundings.speak(here.questions)
    return here


def journey_of(here: Visit) -> Journey:
    """Return the way of somebody through the questions, with what they have answered so far."""
    seed = questionnaire.seed_of(here.code, secret_key())
    return questionnaire.way_of(here.questions, here.of.time_zone, here.draft or {}, now(), seed)


def first_open(here: Visit, made: Journey) -> str:
    """Return where somebody was: the last page with an answer while it lacks some, else the one behind it; in the end what sends.

    What was left empty on earlier pages stays empty: nobody is led back to it.
    """
    begun = [place for place, page in enumerate(made.pages) if made.answers.keys() & {*page.items}]
    at = begun[-1] if begun else 0
    for page in made.pages[at:]:
        if any(code not in made.answers for code in page.items):
            return url_for("respondent.ask", link=here.code, part=page.page.code)
    return url_for("respondent.check", link=here.code)


def begun_by(link: str) -> Visit | None:
    """Return who comes by a link and has begun; None where the first page says what to do."""
    try:
        here = visit_by(link)
    except NotFound:
        return None
    return here if here.draft is not None and here.refusal(now()) is None else None


def to_start(link: str) -> Answer:
    """Lead to the first page of a link; at a counter, to that of the next person."""
    if survey_counter.is_one():
        return redirect(url_for("respondent.kiosk"), 303)
    return redirect(url_for("respondent.start", link=link), 303)
