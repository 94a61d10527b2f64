"""Who has no phone: papers handed out, taken back and typed in."""

import secrets
from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext as _

from forms.workshops import ballot as forms
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotAllowed, NotFound, Refusal, RoundClosed
from smd_workshop.database import transaction
from smd_workshop.models import Round, Seat
from smd_workshop.rounds import closing, store
from smd_workshop.rounds.ballots import paper_piles, papers, replacing
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.papers.lending import lent_address
from smd_workshop.web.facilitator.papers.paper_helpers import (
    PAPERS,
    ask_to_replace,
    asked_of,
    here,
    is_sure,
    open_round,
    private,
    sent_fields,
)
from smd_workshop.web.facilitator.wall.projector import qr_code
from smd_workshop.web.facilitator.workshop.workshop_helpers import address, attempt, page
from smd_workshop.web.sheets import ballot_sheets as sheets
from smd_workshop.web.staff.refused import remember
from smd_workshop.web.staff.sent import once


@bp.get(PAPERS)
def paper_table(process: str, workshop: str, number: int) -> Any:
    """List who may have a paper, who has one, and who has answered by which way; never how.

    Of a round that is closed and not published, ask which papers came back late.
    """
    round_ = open_round(process, workshop, number)
    if round_.state == "closed" and (out := paper_piles.untyped(round_)):
        return page("papers/late.html", round_.workshop, round=round_, at=here(round_), piles=out)
    if round_.state != "open":
        return redirect(f"{address(round_.workshop)}/console", 303)
    search = request.args.get("q", "").strip()[:100]
    groups: dict[Any, list[paper_piles.Hand]] = {}
    missing = "missing" in request.args
    for hand in paper_piles.table(round_, search):
        # Of a secret round it is not said whose paper was typed in.
        if missing and hand.channel and not (hand.paper and round_.secrecy == "secret"):
            continue
        groups.setdefault(hand.place.sector, []).append(hand)
    return page(
        "papers/table.html", round_.workshop, round=round_, at=here(round_), groups=groups,
        piles=paper_piles.piles(round_), search=search, is_over=closing.is_over(round_, now()),
        lent=lent_address(round_.workshop.process), missing=missing,
    )  # fmt: skip


@bp.get(f"{PAPERS}/lend.svg")
def lending_code(process: str, workshop: str, number: int) -> Response:
    """Return the code that marks a phone as shared."""
    round_ = open_round(process, workshop, number)
    return qr_code(lent_address(round_.workshop.process))


@bp.post(PAPERS)
def hand_paper(process: str, workshop: str, number: int) -> Any:
    """Hand a paper out, or take it back; ask before an answer that counts is withdrawn."""
    round_ = open_round(process, workshop, number)
    seat = papers.seat_of(round_, request.form.get("seat", ""))
    if request.form.get("act", "") not in {"give", "back"}:
        raise NotFound
    giving = request.form["act"] == "give"
    sure = request.form.get("sure") == "1"
    if giving and not sure and papers.would_withdraw(round_, seat, now()):
        return page(
            "papers/withdraw.html", round_.workshop, round=round_, seat=seat, at=here(round_)
        )
    if attempt(lambda: _hand(round_, seat, giving=giving, sure=sure)):
        flash(
            _("%(seat)s has a paper. Its phone does not count in this round.", seat=seat.code)
            if giving
            else _("%(seat)s gave the paper back. Its phone counts again.", seat=seat.code)
        )
    return redirect(f"{here(round_)}#s{seat.id}", 303)


def _hand(round_: Round, seat: Seat, *, giving: bool, sure: bool) -> None:
    if giving:
        papers.hand_out(round_, seat, now(), me().user_id, sure=sure)
    else:
        papers.take_back(round_, seat, now(), me().user_id)


@bp.get(f"{PAPERS}/type")
def read_paper(process: str, workshop: str, number: int) -> Any:
    """Show the form of one paper, known by its mark: the code of the seat, or a number."""
    round_ = open_round(process, workshop, number)
    if not store.takes(round_, now()):
        flash(_("The round is closed: no paper is typed in any more."))
        return redirect(here(round_), 303)
    try:
        mark = papers.find(round_, request.args.get("mark", ""))
    except Refusal as refusal:
        flash(sentence(refusal))
        return redirect(here(round_), 303)
    typed = None if is_sure() else papers.typed_before(round_, mark)
    if typed is not None:
        return ask_to_replace(round_, typed, f"{here(round_)}/type", mark=mark)
    return _typing(round_, mark, forms.Sheet())


@bp.post(f"{PAPERS}/type")
def type_paper(process: str, workshop: str, number: int) -> Any:
    """Show once more what was typed; count it after that second look. What comes after the close is noted as late."""
    round_ = open_round(process, workshop, number)
    mark = request.form.get("mark", "")[:60]
    if not store.takes(round_, now()):
        return _late(round_, mark)
    asked = asked_of(round_)
    sheet = forms.read(sheets.question(asked), request.form)
    if sheet.errors:
        return _typing(round_, mark, sheet, 422)
    match request.form.get("step"):
        case "save":
            return _count(round_, mark, sheet)
        case "change":
            return _typing(round_, mark, sheet)
    return private(
        page(
            "papers/look.html", round_.workshop, round=round_, at=here(round_), mark=mark,
            lines=sheets.lines(asked, sheet), missing=sheets.missing(asked, sheet),
            blank=sheets.blank(asked), sent=sent_fields(),
        )
    )  # fmt: skip


def _count(round_: Round, mark: str, sheet: forms.Sheet) -> Any:
    key = secrets.token_hex(16)

    def act() -> str:
        if not is_sure():
            papers.refuse_second(round_, mark)
        papers.enter(round_, mark, sheet.answer, sheet.reasons, key, now(), me().user_id)
        return here(round_)

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
        return ask_to_replace(round_, seat, f"{here(round_)}/type", mark=mark, step="save")
    except Refusal as refusal:
        remember(refusal)
        return redirect(here(round_), 303)
    flash(_("The paper was typed in and counts."))
    return redirect(leads_to, 303)


def _late(round_: Round, mark: str) -> Any:
    """Treat a late paper like any late ballot: not counted, and the acta says how many there were."""
    with transaction(of=round_.workshop.process_id):
        papers.note_late(round_, mark)
    flash(_("The round closed before this paper was typed in. It was not counted."))
    return redirect(f"{address(round_.workshop)}/console?round={round_.number}", 303)


def _typing(round_: Round, mark: str, sheet: forms.Sheet, status: int = 200) -> Response:
    asked = asked_of(round_)
    return private(
        page(
            "papers/type.html", round_.workshop, round=round_, at=here(round_), mark=mark,
            sheet=sheet, places=sheets.places(asked, sheet), asked=asked,
            body=sheets.body(asked, sheet, asked.codes),
        ),
        status,
    )  # fmt: skip
