"""Who has no phone: papers handed out and typed in, and ballots opened for a person beside one."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, flash, g, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from forms.workshops import ballot as forms
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotAllowed, NotFound, Refusal, RoundClosed
from smd_workshop.database import transaction
from smd_workshop.models import Round, Seat
from smd_workshop.rounds import closing, option_sources, round_definitions, store
from smd_workshop.rounds.ballots import casting, papers, replacing
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.papers.lending import lent_address
from smd_workshop.web.facilitator.wall.projector import qr_code
from smd_workshop.web.facilitator.workshop.workshop_helpers import address, attempt, page, round_for
from smd_workshop.web.sheets import ballot_sheets as sheets
from smd_workshop.web.staff.refused import remember
from smd_workshop.web.staff.sent import FIELD, FROM, once

PAPERS = "/<process>/w/<workshop>/rounds/<int:number>/papers"
#: What a form of a ballot sends beside the ballot.
BESIDE = {FIELD, FROM, "mark", "step", "sure"}


def _open_round(process: str, workshop: str, number: int) -> Round:
    """Return the open vote; NotFound for what is no vote, or was not opened."""
    round_ = round_for("run round", process, workshop, number)
    if round_.step != "vote" or round_.state == "draft":
        raise NotFound
    return round_


def _here(round_: Round) -> str:
    return f"{address(round_.workshop)}/rounds/{round_.number}/papers"


@bp.get(PAPERS)
def paper_table(process: str, workshop: str, number: int) -> Any:
    """List who may have a paper, who has one, and who has answered by which way; never how.

    Of a round that is closed and not published, ask which papers came back late.
    """
    round_ = _open_round(process, workshop, number)
    if round_.state == "closed" and (out := papers.untyped(round_)):
        return page("papers/late.html", round_.workshop, round=round_, at=_here(round_), piles=out)
    if round_.state != "open":
        return redirect(f"{address(round_.workshop)}/console", 303)
    search = request.args.get("q", "").strip()[:100]
    groups: dict[Any, list[papers.Hand]] = {}
    missing = "missing" in request.args
    for hand in papers.table(round_, search):
        # Of a secret round it is not said whose paper was typed in.
        if missing and hand.channel and not (hand.paper and round_.secrecy == "secret"):
            continue
        groups.setdefault(hand.place.sector, []).append(hand)
    return page(
        "papers/table.html", round_.workshop, round=round_, at=_here(round_), groups=groups,
        piles=papers.piles(round_), search=search, is_over=closing.is_over(round_, now()),
        lent=lent_address(round_.workshop.process), missing=missing,
    )  # fmt: skip


@bp.get(f"{PAPERS}/lend.svg")
def lending_code(process: str, workshop: str, number: int) -> Response:
    """Return the code that marks a phone as shared."""
    round_ = _open_round(process, workshop, number)
    return qr_code(lent_address(round_.workshop.process))


@bp.post(PAPERS)
def hand_paper(process: str, workshop: str, number: int) -> Any:
    """Hand a paper out, or take it back; ask before an answer that counts is withdrawn."""
    round_ = _open_round(process, workshop, number)
    seat = papers.seat_of(round_, request.form.get("seat", ""))
    if request.form.get("act", "") not in {"give", "back"}:
        raise NotFound
    giving = request.form["act"] == "give"
    sure = request.form.get("sure") == "1"
    if giving and not sure and papers.would_withdraw(round_, seat, now()):
        return page(
            "papers/withdraw.html", round_.workshop, round=round_, seat=seat, at=_here(round_)
        )
    if attempt(lambda: _hand(round_, seat, giving=giving, sure=sure)):
        flash(
            _("%(seat)s has a paper. Its phone does not count in this round.", seat=seat.code)
            if giving
            else _("%(seat)s gave the paper back. Its phone counts again.", seat=seat.code)
        )
    return redirect(f"{_here(round_)}#s{seat.id}", 303)


def _hand(round_: Round, seat: Seat, *, giving: bool, sure: bool) -> None:
    if giving:
        papers.hand_out(round_, seat, now(), me().user_id, sure=sure)
    else:
        papers.take_back(round_, seat, now(), me().user_id)


@bp.get(f"{PAPERS}/type")
def read_paper(process: str, workshop: str, number: int) -> Any:
    """Show the form of one paper, known by its mark: the code of the seat, or a number."""
    round_ = _open_round(process, workshop, number)
    if not store.takes(round_, now()):
        flash(_("The round is closed: no paper is typed in any more."))
        return redirect(_here(round_), 303)
    try:
        mark = papers.find(round_, request.args.get("mark", ""))
    except Refusal as refusal:
        flash(sentence(refusal))
        return redirect(_here(round_), 303)
    typed = None if _sure() else papers.typed_before(round_, mark)
    if typed is not None:
        return _replacing(round_, typed, f"{_here(round_)}/type", mark=mark)
    return _typing(round_, mark, forms.Sheet())


@bp.post(f"{PAPERS}/type")
def type_paper(process: str, workshop: str, number: int) -> Any:
    """Show once more what was typed; count it after that second look. What comes after the close is noted as late."""
    round_ = _open_round(process, workshop, number)
    mark = request.form.get("mark", "")[:60]
    if not store.takes(round_, now()):
        return _late(round_, mark)
    asked = _asked(round_)
    sheet = forms.read(sheets.question(asked), request.form)
    if sheet.errors:
        return _typing(round_, mark, sheet, 422)
    match request.form.get("step"):
        case "save":
            return _count(round_, mark, sheet)
        case "change":
            return _typing(round_, mark, sheet)
    return _private(
        page(
            "papers/look.html", round_.workshop, round=round_, at=_here(round_), mark=mark,
            lines=sheets.lines(asked, sheet), missing=sheets.missing(asked, sheet),
            blank=sheets.blank(asked), sent=_sent(),
        )
    )  # fmt: skip


def _count(round_: Round, mark: str, sheet: forms.Sheet) -> Any:
    key = secrets.token_hex(16)

    def act() -> str:
        if not _sure():
            papers.refuse_second(round_, mark)
        papers.enter(round_, mark, sheet.answer, sheet.reasons, key, now(), me().user_id)
        return _here(round_)

    try:
        with transaction(of=round_.workshop.process_id):
            # Of a secret paper nothing is remembered but that its number was typed in: rounds.ballots.papers.
            leads_to = act() if round_.secrecy == "secret" else once(act)
    except (NotFound, NotAllowed):
        raise
    except RoundClosed:
        return _late(round_, mark)
    except replacing.AnsweredAlready:
        seat = papers.seat_of(round_, mark)
        return _replacing(round_, seat, f"{_here(round_)}/type", mark=mark, step="save")
    except Refusal as refusal:
        remember(refusal)
        return redirect(_here(round_), 303)
    flash(_("The paper was typed in and counts."))
    return redirect(leads_to, 303)


def _late(round_: Round, mark: str) -> Any:
    """Treat a late paper like any late ballot: not counted, and the acta says how many there were."""
    with transaction(of=round_.workshop.process_id):
        papers.note_late(round_, mark)
    flash(_("The round closed before this paper was typed in. It was not counted."))
    return redirect(f"{address(round_.workshop)}/console?round={round_.number}", 303)


def _typing(round_: Round, mark: str, sheet: forms.Sheet, status: int = 200) -> Response:
    asked = _asked(round_)
    return _private(
        page(
            "papers/type.html", round_.workshop, round=round_, at=_here(round_), mark=mark,
            sheet=sheet, places=sheets.places(asked, sheet), asked=asked,
            body=sheets.body(asked, sheet, asked.codes),
        ),
        status,
    )  # fmt: skip


def _sent() -> list[tuple[str, str]]:
    """Return what the form sent of the ballot itself, to be sent again."""
    return [(k, v) for k, v in request.form.items(multi=True) if k not in BESIDE]


def _asked(round_: Round) -> round_definitions.RoundDefinition:
    workshop = round_.workshop
    return round_definitions.asked(workshop.process_id, workshop.code, round_.number)


def _private(html: str, status: int = 200) -> Response:
    """Let no browser keep what somebody answered."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get(f"{PAPERS}/assisted/<seat>")
def assist(process: str, workshop: str, number: int, seat: str) -> Any:
    """Open an empty ballot for a person beside one: the screen is theirs until it is sent."""
    round_ = _open_round(process, workshop, number)
    whose = papers.seat_of(round_, seat)
    if not store.takes(round_, now()):
        flash(_("The round is closed: nobody can be helped with it any more."))
        return redirect(f"{address(round_.workshop)}/console", 303)
    try:
        replacing.refuse_paper(round_, whose)
    except Refusal as refusal:
        flash(sentence(refusal))
        return redirect(_here(round_), 303)
    if not _sure() and replacing.channel_of(round_, whose.id) is not None:
        return _replacing(round_, whose, f"{_here(round_)}/assisted/{whose.code}")
    return _assisting(round_, whose, forms.Sheet())


def _sure() -> bool:
    return request.values.get("sure") == "1"


def _replacing(round_: Round, seat: Seat, there: str, **beside: str) -> Response:
    """Ask before an answer that counts is replaced: what was sent comes along, and nothing has changed yet."""
    sent = [*_sent(), *beside.items()] if request.method == "POST" else list(beside.items())
    return _private(
        page(
            "papers/replace.html", round_.workshop, round=round_, seat=seat, at=_here(round_),
            there=there, sent=sent, channel=replacing.channel_of(round_, seat.id),
        )
    )  # fmt: skip


@bp.post(f"{PAPERS}/assisted/<seat>")
def cast_assisted(process: str, workshop: str, number: int, seat: str) -> Any:
    """Count what the person answered, and close the ballot."""
    round_ = _open_round(process, workshop, number)
    whose = papers.seat_of(round_, seat)
    sheet = forms.read(sheets.question(_asked(round_)), request.form)
    if sheet.errors:
        return _assisting(round_, whose, sheet, 422)
    drawn = request.form.get("key", "")[:64] or secrets.token_hex(16)
    key = forms.submission_key(drawn, sheet.answer, sheet.reasons)
    by = casting.OnBehalf(whose.id, me().user_id, "assisted")
    sent = casting.BallotSubmission(round_.id, sheet.answer, sheet.reasons, key)
    act = partial(replacing.enter, by, round_, whose, sent, now(), sure=_sure())
    try:
        return _closed(round_, whose, _refused(act, round_, whose))
    except replacing.AnsweredAlready:
        there = f"{_here(round_)}/assisted/{whose.code}"
        return _replacing(round_, whose, there)


def _refused(act: Callable[[], Any], round_: Round, seat: Seat) -> str:
    """Do it; return why it is refused, or nothing. Who comes late is noted as late."""
    try:
        with transaction(of=round_.workshop.process_id):
            act()
    except (NotFound, NotAllowed, replacing.AnsweredAlready):
        raise
    except RoundClosed as late:
        with transaction(of=round_.workshop.process_id):
            casting.note_late(round_.id, seat.id)
        return sentence(late)
    except Refusal as refusal:
        remember(refusal)
        return sentence(refusal)
    return ""


def _closed(round_: Round, seat: Seat, refusal: str) -> Answer:
    if refusal:
        if "refused" not in g:
            flash(refusal)
        return redirect(_here(round_), 303)
    return redirect(f"{_here(round_)}/done/{seat.code}", 303)


@bp.get(f"{PAPERS}/done/<seat>")
def assisted_done(process: str, workshop: str, number: int, seat: str) -> str:
    """Thank the person, without a word of what they answered: the ballot has closed itself."""
    round_ = _open_round(process, workshop, number)
    papers.seat_of(round_, seat)
    return render_template(
        "facilitator/papers/done.html", round=round_, at=_here(round_),
        console=f"{address(round_.workshop)}/console",
    )  # fmt: skip


def _assisting(round_: Round, seat: Seat, sheet: forms.Sheet, status: int = 200) -> Response:
    asked = _asked(round_)
    order = option_sources.seat_order(list(asked.codes), asked.seed, seat.id)
    return _private(
        render_template(
            "facilitator/papers/assisted.html", round=round_, at=_here(round_), seat=seat,
            asked=asked, sheet=sheet, places=sheets.places(asked, sheet),
            body=sheets.body(asked, sheet, order),
            key=request.form.get("key") or secrets.token_hex(16), sure=_sure(),
        ),
        status,
    )  # fmt: skip
