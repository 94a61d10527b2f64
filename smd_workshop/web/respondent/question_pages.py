"""Pages of questions: shown with what was answered before, saved, and led on from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from flask import (
    Response,
    redirect,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.core.zones import day_of
from smd_workshop.database import transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.library.survey.instrument.answering import Fault, read_page
from smd_workshop.library.survey.instrument.flow import Journey, ShownPage
from smd_workshop.surveys.answers import (
    answering,
    drafts,
    questionnaire,
    saving,
)
from smd_workshop.surveys.answers.drafts import Stored
from smd_workshop.surveys.answers.visits import Visit
from smd_workshop.web.respondent import bp
from smd_workshop.web.respondent.first_page import gone_page
from smd_workshop.web.respondent.links import (
    CONFLICT,
    GONE,
    begun_by,
    first_open,
    journey_of,
    page_of,
    to_start,
    visit_by,
)
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public
from smd_workshop.web.sheets.surroundings import said_of
from smd_workshop.web.sheets.survey_cards import cards
from smd_workshop.web.sheets.survey_sheets import Sheet, sent_fields

#: Under which name a page is told what its own answers brought.
FRESH = "fresh"


@bp.get("/q/<link>/p/<part>")
def ask(link: str, part: str) -> Answer:
    """Show a page of questions with what was answered before."""
    here = begun_by(link)
    if here is None:
        return to_start(link)
    made = journey_of(here)
    shown = made.page(part)
    if shown is None:
        return redirect(first_open(here, made), 303)
    fresh = [code for code in request.args.getlist(FRESH) if code in shown.items]
    return _asked(here, made, shown, Sheet.of(made), fresh=fresh)


def _asked(
    here: Visit, made: Journey, shown: ShownPage, sheet: Sheet, status: int = 200, fresh: Sequence[str] = ()
) -> Response:  # fmt: skip
    place = made.pages.index(shown) + 1
    return page_of(
        "page.html", status, here=here, made=made, shown=shown, sheet=sheet, place=place,
        last=place == len(made.pages), cards=cards(sheet, shown.questions), progress=made.progress,
        fresh=fresh,
    )  # fmt: skip


@bp.post("/q/<link>/p/<part>")
def save(link: str, part: str) -> Answer:
    """Save a page and lead on; what is wrong is said, and everything that was written is still there."""
    require(may(Public(), "answer survey"))
    here = begun_by(link)
    made = None if here is None else journey_of(here)
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
    if faults := _to_mend(reading.faults, sent, shown, onward=go == "next"):
        made = journey_of(here)
        page = made.page(part) or shown
        return _asked(here, made, page, Sheet.of(made, sent, faults), 422)
    if go == "next" and (fresh := _fresh(here, shown, sent)):
        where = url_for("respondent.ask", link=link, part=part)
        return redirect(f"{where}?{urlencode([(FRESH, c) for c in fresh])}#{fresh[0]}", 303)
    return redirect(_leads_to(here, part, go), 303)


def _to_mend(
    faults: Mapping[str, Fault],
    sent: Mapping[str, Sequence[str]],
    shown: ShownPage,
    *,
    onward: bool,
) -> dict[str, Fault]:
    """Return what must be mended before one leaves the page: back or away, only what was written wrongly.

    What an answer of this very page brings was never shown: it is asked, and nobody is blamed for it.
    """
    written = {c for c in faults if _is_written(sent, c)}
    seen = {*shown.items} | written
    return {c: f for c, f in faults.items() if c in seen and (onward or c in written)}


def _is_written(sent: Mapping[str, Sequence[str]], code: str) -> bool:
    """Say whether something was sent as the answer to an item, or as a part of it."""
    return any(f == code or f.startswith(f"{code}-") for f in sent if any(sent[f]))


def _fresh(here: Visit, shown: ShownPage, sent: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what the answers to a page ask on that page, and was not there when they were given."""
    now_there = journey_of(here).page(shown.page.code)
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
        here = visit_by(link)
    except NotFound:
        return to_start(link)
    made, refusal = journey_of(here), here.refusal(now())
    today = day_of(now(), here.of.time_zone)
    sent = sent_fields(request.form)
    reading = read_page(made.instrument, part, sent, made.answers, today, made.seed)
    own = [c for c, item in made.instrument.items.items() if item.page.code == part]
    if not any(c in reading.answers or c in reading.faults or any(sent.get(c, ())) for c in own):
        return to_start(link)
    # Of what was sent with this page, and of nothing that is stored.
    sheet = Sheet.of(replace(made, answers=reading.answers), sent)
    written = [(sheet.asks(c), sheet.answer_in_words(c) or sheet.typed(c)) for c in own]
    return gone_page(
        here, str(_("This page was not saved.")), CONFLICT if here.used or refusal is None else GONE,
        why=said_of(refusal) if refusal else "", written=[each for each in written if each[1]],
    )  # fmt: skip


def _leads_to(here: Visit, part: str, go: str) -> str:
    made = journey_of(here)
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
