"""Somebody who comes by a link for anybody: the first page, and the page that a person's own link leads to."""

from typing import Final

from flask import (
    Response,
    current_app,
    redirect,
    request,
    session,
    url_for,
)
from limits import parse
from werkzeug.wrappers import Response as Answer

from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.core.messages import N_
from smd_workshop.database import transaction
from smd_workshop.models import OpenLink
from smd_workshop.surveys import consent, instruments
from smd_workshop.surveys.answers import open_links, questionnaire, visits
from smd_workshop.web.language import keep_time_of
from smd_workshop.web.respondent.first_page import Stranger, first_page, gone_page
from smd_workshop.web.security import shared_phone
from smd_workshop.web.security.guessing import pace
from smd_workshop.web.security.limits import remote_network
from smd_workshop.web.sheets import surroundings
from smd_workshop.web.sheets.surroundings import said_of

#: In the cookie: code of a link for anybody → the own link of who began by it in this browser.
BEGUN: Final = "survey_begun"
#: Links that a browser remembers.
MOST: Final = 5


class Crowded(Refusal):
    """More begin from one address than people do."""

    status = 429
    message = N_(
        "Many people are beginning here at this moment. Wait a minute and press the button again."
    )


def start_page(link: OpenLink, begins_at: str, problem: str = "", status: int = 200) -> Response:
    """Say what is asked, by whom and how it is kept, and offer to begin."""
    keep_time_of(link.wave.survey.process.time_zone)
    surroundings.speak(instruments.read(link.wave.instrument))
    here = Stranger(link.code, link.wave, at_counter=link.kind == open_links.KIOSK)
    seed = questionnaire.seed_of(link.code, secret_key())
    return first_page(
        here,
        questionnaire.way(link.wave, {}, now(), seed),
        begins_at=begins_at,
        mine="" if here.at_counter else _own(link),
        problem=problem,
        status=status,
    )


def _own(link: OpenLink) -> str:
    """Return the own link of who has begun by this one in this browser and not sent; '' if nobody has.

    Nor where the phone is lent: whoever holds it next is somebody else.
    """
    if shared_phone.is_shared():
        return ""
    code = session.get(BEGUN, {}).get(link.code, "")
    if not code:
        return ""
    try:
        here = visits.visit(code, secret_key())
    except NotFound:
        return ""
    going = here.draft is not None and here.refusal(now()) is None
    return str(code) if going else ""


def show(link: OpenLink) -> Response:
    """Show the first page of a link for anybody, or say plainly why it does not work."""
    why = open_links.refusal(link, now())
    if why is None:
        return start_page(link, url_for("respondent.begin", link=link.code))
    keep_time_of(link.wave.survey.process.time_zone)
    surroundings.speak(instruments.read(link.wave.instrument))
    here = Stranger(link.code, link.wave, at_counter=False)
    status = 200 if isinstance(why, visits.NotYet) else 410
    return gone_page(here, said_of(why), status, mine=_own(link))


def begin(link: OpenLink) -> Answer:
    """Give somebody a link of their own and lead to the first page."""
    secret, read = secret_key(), agreed_to()
    try:
        keep_pace(link)
        with transaction(beside=True):
            code = open_links.begin(link, now(), secret, read)
    except (Crowded, consent.Reworded) as why:
        return refused_page(link, url_for("respondent.begin", link=link.code), why)
    except Refusal:
        return redirect(url_for("respondent.start", link=link.code), 303)
    others = {k: v for k, v in session.get(BEGUN, {}).items() if k != link.code}
    session[BEGUN] = dict([*others.items(), (link.code, code)][-MOST:])
    return began(code)


def keep_pace(link: OpenLink) -> None:
    """Refuse what no room of people does; a whole office behind one address waits a minute at most. Raises Crowded."""
    allowed = parse(str(current_app.config["SMD_OPEN_LINK_STARTS"]))
    if not pace(f"{link.id}:{remote_network()}", allowed):
        raise Crowded


def refused_page(link: OpenLink, begins_at: str, why: Refusal) -> Response:
    """Say why nobody begins at this moment, on the page with the button."""
    answer = start_page(link, begins_at, said_of(why), why.status)
    if isinstance(why, Crowded):
        answer.headers["Retry-After"] = "60"
    return answer


def agreed_to() -> str:
    """Return which version of the words stood on the page that was sent; '' where it does not say."""
    return request.form.get("agreed", "")[:64]


def began(code: str) -> Answer:
    """Lead to the first page of questions."""
    here = visits.visit(code, secret_key())
    seed = questionnaire.seed_of(code, secret_key())
    made = questionnaire.way_of(here.questions, here.of.time_zone, {}, now(), seed)
    if not made.pages:
        return redirect(url_for("respondent.check", link=code), 303)
    return redirect(url_for("respondent.ask", link=code, part=made.pages[0].page.code), 303)


def forget(code: str) -> None:
    """Forget in this browser by which link somebody answered."""
    if BEGUN in session:
        session[BEGUN] = {k: v for k, v in session[BEGUN].items() if v != code}
