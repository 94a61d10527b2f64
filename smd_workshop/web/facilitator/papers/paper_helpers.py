"""What pages of papers and of assisted ballots share: the round, its address, what was sent."""

from flask import Response, make_response, request

from smd_workshop.core.errors import NotFound
from smd_workshop.models import Round, Seat
from smd_workshop.rounds import round_definitions
from smd_workshop.rounds.ballots import replacing
from smd_workshop.web.facilitator.workshop.workshop_helpers import address, page, round_for
from smd_workshop.web.staff.sent import FIELD, FROM

PAPERS = "/<process>/w/<workshop>/rounds/<int:number>/papers"
#: What a form of a ballot sends beside the ballot.
BESIDE = {FIELD, FROM, "mark", "step", "sure"}


def open_round(process: str, workshop: str, number: int) -> Round:
    """Return the open vote; NotFound for what is no vote, or was not opened."""
    round_ = round_for("run round", process, workshop, number)
    if round_.step != "vote" or round_.state == "draft":
        raise NotFound
    return round_


def here(round_: Round) -> str:
    """Return the address of the papers of a round."""
    return f"{address(round_.workshop)}/rounds/{round_.number}/papers"


def sent_fields() -> list[tuple[str, str]]:
    """Return what the form sent of the ballot itself, to be sent again."""
    return [(k, v) for k, v in request.form.items(multi=True) if k not in BESIDE]


def asked_of(round_: Round) -> round_definitions.RoundDefinition:
    """Return what the round asks, as ballots are made and read by it."""
    workshop = round_.workshop
    return round_definitions.asked(workshop.process_id, workshop.code, round_.number)


def private(html: str, status: int = 200) -> Response:
    """Let no browser keep what somebody answered."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_sure() -> bool:
    """Say whether who sends this was asked already, and is sure."""
    return request.values.get("sure") == "1"


def ask_to_replace(round_: Round, seat: Seat, there: str, **beside: str) -> Response:
    """Ask before an answer that counts is replaced: what was sent comes along, and nothing has changed yet."""
    sent = [*sent_fields(), *beside.items()] if request.method == "POST" else list(beside.items())
    return private(
        page(
            "papers/replace.html", round_.workshop, round=round_, seat=seat, at=here(round_),
            there=there, sent=sent, channel=replacing.channel_of(round_, seat.id),
        )
    )  # fmt: skip
