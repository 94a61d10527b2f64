"""Answering by a link: opening it changes nothing, a button begins, every page is saved, one button sends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import (
    Response,
    make_response,
    redirect,
    render_template,
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
from smd_workshop.core.zones import day_of
from smd_workshop.database import transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.library.survey.instrument.answering import read_page
from smd_workshop.library.survey.instrument.flow import Journey, ShownPage
from smd_workshop.surveys import consent, waves
from smd_workshop.surveys.answers import (
    answering,
    drafts,
    open_links,
    questionnaire,
    saving,
    visits,
)
from smd_workshop.surveys.answers.drafts import Stored
from smd_workshop.surveys.answers.visits import Visit
from smd_workshop.surveys.respondents import population
from smd_workshop.web import language
from smd_workshop.web.errors import sentence
from smd_workshop.web.language import keep_time_of
from smd_workshop.web.respondent import bp, kiosk, stranger
from smd_workshop.web.respondent.first_page import first_page, gone_page
from smd_workshop.web.security import guessing
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public
from smd_workshop.web.sheets import surroundings, survey_counter
from smd_workshop.web.sheets.surroundings import said_of, say
from smd_workshop.web.sheets.survey_cards import cards
from smd_workshop.web.sheets.survey_sheets import CHOSEN, Sheet, sent_fields

#: What a page of refusal is answered with: nothing is wrong with a link that was used, or comes too early.
FINE, CONFLICT, GONE = 200, 409, 410
#: Under which name a page is told what its own answers brought.
FRESH = "fresh"


def wrong(response: Response) -> bool:
    """Say whether a code was wrong: only wrong codes count."""
    return response.status_code == 404


guarded = guessing.of_codes(wrong)


@bp.get("/q")
@guarded
def enter() -> Answer:
    """Ask for the code of a card; a code that was typed leads to its page."""
    typed = normal(request.args.get("code", ""))
    if typed:
        return redirect(url_for("respondent.start", link=typed), 303)
    return _page("enter.html", typed="", problem="")


def _page(template: str, status: int = FINE, **context: Any) -> Response:
    return make_response(render_template(f"respondent/{template}", **context), status)


def _visit(link: str) -> Visit:
    here = visits.visit(link, secret_key())
    if here.at_counter and not survey_counter.finds(link):
        raise NotFound
    keep_time_of(here.of.time_zone)
    surroundings.speak(here.questions)
    return here


def _made(here: Visit) -> Journey:
    seed = questionnaire.seed_of(here.code, secret_key())
    return questionnaire.way_of(here.questions, here.of.time_zone, here.draft or {}, now(), seed)


@bp.get("/q/<link>")
@guarded
def start(link: str) -> Answer:
    """Say what is asked, by whom and how it is kept, and offer to begin; or say plainly why not."""
    try:
        here = _visit(link)
    except NotFound as nothing:
        if (for_anybody := open_links.public(link)) is not None:
            return stranger.show(for_anybody)
        if survey_counter.is_one():
            return redirect(url_for("respondent.kiosk"), 303)
        return _page("enter.html", 404, typed=link, problem=sentence(nothing))
    refusal = here.refusal(now())
    if refusal is not None:
        fine = isinstance(refusal, visits.Used | visits.NotYet)
        used = isinstance(refusal, visits.Used)
        return gone_page(here, said_of(refusal), FINE if fine else GONE, used=used)
    return _start_page(here)


def _start_page(here: Visit, problem: str = "", status: int = FINE) -> Response:
    return first_page(here, _made(here), person=_named(here), problem=problem, status=status)


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
        return _start_page(_visit(link), said_of(why), why.status)
    except Refusal:
        return redirect(url_for("respondent.start", link=link), 303)
    here = _visit(link)
    return redirect(_first_open(here, _made(here)), 303)


def _first_open(here: Visit, made: Journey) -> str:
    """Return where somebody was: the last page with an answer while it lacks some, else the one behind it; in the end what sends.

    What was left empty on earlier pages stays empty: nobody is led back to it.
    """
    begun = [place for place, page in enumerate(made.pages) if made.answers.keys() & {*page.items}]
    at = begun[-1] if begun else 0
    for page in made.pages[at:]:
        if any(code not in made.answers for code in page.items):
            return url_for("respondent.ask", link=here.code, part=page.page.code)
    return url_for("respondent.check", link=here.code)


def _going(link: str) -> Visit | None:
    """Return who comes by a link and has begun; None where the first page says what to do."""
    try:
        here = _visit(link)
    except NotFound:
        return None
    return here if here.draft is not None and here.refusal(now()) is None else None


def _to_start(link: str) -> Answer:
    if survey_counter.is_one():
        return redirect(url_for("respondent.kiosk"), 303)
    return redirect(url_for("respondent.start", link=link), 303)


@bp.post("/q/<link>/language")
def choose_language(link: str) -> Answer:
    """Remember in which language the reader wants the questionnaire, and go back to where they were."""
    require(may(Public(), "answer survey"))
    chosen, back = request.form.get("language", ""), request.form.get("next", "")
    session[CHOSEN] = chosen[:20]
    language.choose(chosen.split("-")[0])
    inside = back.isascii() and back.isprintable() and back.startswith(f"/q/{link}/")
    return redirect(back, 303) if inside and "\\" not in back else _to_start(link)


@bp.get("/q/<link>/p/<part>")
def ask(link: str, part: str) -> Answer:
    """Show a page of questions with what was answered before."""
    here = _going(link)
    if here is None:
        return _to_start(link)
    made = _made(here)
    shown = made.page(part)
    if shown is None:
        return redirect(_first_open(here, made), 303)
    fresh = [code for code in request.args.getlist(FRESH) if code in shown.items]
    return _asked(here, made, shown, Sheet.of(made), fresh=fresh)


def _asked(
    here: Visit, made: Journey, shown: ShownPage, sheet: Sheet, status: int = 200, fresh: Sequence[str] = ()
) -> Response:  # fmt: skip
    place = made.pages.index(shown) + 1
    return _page(
        "page.html", status, here=here, made=made, shown=shown, sheet=sheet, place=place,
        last=place == len(made.pages), cards=cards(sheet, shown.questions), progress=made.progress,
        fresh=fresh,
    )  # fmt: skip


@bp.post("/q/<link>/p/<part>")
def save(link: str, part: str) -> Answer:
    """Save a page and lead on; what is wrong is said, and everything that was written is still there."""
    require(may(Public(), "answer survey"))
    here = _going(link)
    made = None if here is None else _made(here)
    shown = made.page(part) if made else None
    if here is None or made is None or shown is None:
        return _unsaved(link, part)
    sent = sent_fields(request.form)
    today = day_of(now(), here.of.time_zone)
    reading = read_page(made.instrument, part, sent, made.answers, today, made.seed)
    own = tuple(c for c, item in made.instrument.items.items() if item.page.code == part)
    try:
        here = _stored(here, questionnaire.stored_all(reading.answers), own)
    except Refusal:
        return _unsaved(link, part)
    go = request.form.get("go", "next")
    written = {c for c in reading.faults if _is_written(sent, c)}
    # What an answer of this very page brings was never shown: it is asked, and nobody is blamed for it.
    seen = {*shown.items} | written
    if faults := {
        c: f for c, f in reading.faults.items() if c in seen and (go == "next" or c in written)
    }:
        made = _made(here)
        page = made.page(part) or shown
        return _asked(here, made, page, Sheet.of(made, sent, faults), 422)
    if go == "next" and (fresh := _fresh(here, shown, sent)):
        where, told = (
            url_for("respondent.ask", link=link, part=part),
            urlencode([(FRESH, c) for c in fresh]),
        )
        return redirect(f"{where}?{told}#{fresh[0]}", 303)
    return redirect(_leads_to(here, part, go), 303)


def _is_written(sent: Mapping[str, Sequence[str]], code: str) -> bool:
    """Say whether something was sent as the answer to an item, or as a part of it."""
    return any(f == code or f.startswith(f"{code}-") for f in sent if any(sent[f]))


def _fresh(here: Visit, shown: ShownPage, sent: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what the answers to a page ask on that page, and was not there when they were given."""
    now_there = _made(here).page(shown.page.code)
    found = now_there.items if now_there else ()
    return [code for code in found if code not in shown.items and not _is_written(sent, code)]


def _stored(here: Visit, answers: Stored, own: tuple[str, ...]) -> Visit:
    """Store the answers to a page, durably; return who comes with what is in their draft now. Raises why not."""
    words, secret = drafts.merged(here.draft or {}, answers, own), secret_key()
    if not group_commit(partial(saving.put_over, here=here, words=words)):
        with transaction(beside=True):  # something has changed since it was seen
            words = answering.save(here.code, secret, now(), answers, own)
    return replace(here, draft=words)


def _unsaved(link: str, part: str) -> Answer:
    """Say why a page is not taken any more, with what was written on it: it is nowhere else."""
    try:
        here = _visit(link)
    except NotFound:
        return _to_start(link)
    made, refusal = _made(here), here.refusal(now())
    today = day_of(now(), here.of.time_zone)
    sent = sent_fields(request.form)
    reading = read_page(made.instrument, part, sent, made.answers, today, made.seed)
    own = [c for c, item in made.instrument.items.items() if item.page.code == part]
    if not any(c in reading.answers or c in reading.faults or any(sent.get(c, ())) for c in own):
        return _to_start(link)
    # Of what was sent with this page, and of nothing that is stored.
    sheet = Sheet.of(replace(made, answers=reading.answers), sent)
    written = [(sheet.asks(c), sheet.answer_in_words(c) or sheet.typed(c)) for c in own]
    return gone_page(
        here, str(_("This page was not saved.")), CONFLICT if here.used or refusal is None else GONE,
        why=said_of(refusal) if refusal else "", written=[each for each in written if each[1]],
    )  # fmt: skip


def _leads_to(here: Visit, part: str, go: str) -> str:
    made = _made(here)
    codes = [page.page.code for page in made.pages]
    place = codes.index(part) if part in codes else -1
    if go == "later":
        return url_for("respondent.start", link=here.code, saved=1)
    if go == "back":
        place -= 1
        return (
            url_for("respondent.ask", link=here.code, part=codes[place])
            if place >= 0
            else url_for("respondent.start", link=here.code)
        )
    if place + 1 < len(codes):
        return url_for("respondent.ask", link=here.code, part=codes[place + 1])
    return url_for("respondent.check", link=here.code)


@bp.get("/q/<link>/send")
def check(link: str) -> Answer:
    """Show all answers before they are sent."""
    here = _going(link)
    return _to_start(link) if here is None else _checked(here)


def _checked(here: Visit, problem: str = "", status: int = 200) -> Response:
    made = _made(here)
    return _page(
        "check.html", status, here=here, made=made, sheet=Sheet.of(made),
        lacking=questionnaire.missing(made), problem=problem,
    )  # fmt: skip


@bp.post("/q/<link>/send")
def send(link: str) -> Answer:
    """Send everything, once; what is missing is said, and all answers are still there."""
    require(may(Public(), "answer survey"))
    secret = secret_key()
    try:
        _visit(link)  # at a counter only who answers there now
        with transaction(beside=True):
            fresh = answering.send(link, secret, now())
    except questionnaire.Incomplete as lacking:
        return _checked(_visit(link), said_of(lacking), 422)
    except Refusal:
        return _to_start(link)
    stranger.forget(link)
    here = _visit(link)
    if not fresh and here.draft is not None:
        return _overtaken(here)
    return kiosk.arrived(here) or redirect(url_for("respondent.thanks", link=link), 303)


def _overtaken(here: Visit) -> Response:
    """Say that other answers of the same person were sent by another link, with those that were not taken."""
    made = _made(here)
    sheet = Sheet.of(made)
    written = [(sheet.asks(code), sheet.answer_in_words(code)) for code in made.answers]
    return gone_page(here, str(_("This page was not saved.")), CONFLICT, written=written)


@bp.get("/q/<link>/thanks")
def thanks(link: str) -> Answer:
    """Say that the answers arrived."""
    try:
        here = _visit(link)
    except NotFound:
        return _to_start(link)
    if not here.used:
        return _to_start(link)
    return gone_page(here, say(N_("Your answers arrived. Thank you.")), FINE, used=True)
