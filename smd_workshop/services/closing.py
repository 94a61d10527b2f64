"""Closing a round: one transaction that ends it and counts it, once.

The roll is frozen, the secret is destroyed, reasons are cut loose, the result is stored.
"""

import json
import random
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from smd_workshop import tally
from smd_workshop.database import db
from smd_workshop.errors import N_, WrongState
from smd_workshop.methods import METHODS
from smd_workshop.models import (
    Actor,
    Attendance,
    Ballot,
    Participation,
    Result,
    Roll,
    Round,
    Seat,
    Sector,
)
from smd_workshop.services import (
    contributions,
    figures,
    journal,
    protection,
    protocols,
    rounds,
    scorecards,
    sealing,
    seats,
    secrecy,
)


def close(round_: Round, at: datetime, user_id: int | None) -> None:
    """Close an announced round whose grace is over. A second close is refused: WrongState."""
    rounds.lock(round_)
    if round_.state != "open":
        raise WrongState(N_("This round is closed already."))
    if round_.closing_at is None or at < round_.closing_at:
        raise WrongState(N_("Announce the close first; it takes effect when the grace is over."))
    freeze_roll(round_)
    if round_.kind in METHODS:
        secrecy.loosen_reasons(round_, protection.may_be_named(round_))
    if round_.secrecy == "secret":
        secrecy.unlink(round_)
    # Not before: of a round that is closed the database takes neither ballots nor roll nor reasons.
    round_.state = "closed"
    round_.closed_at = at
    if round_.kind in METHODS:
        _count(round_, at)
    elif round_.kind == "contributions":
        contributions.to_items(round_, at)
    journal.record("close round", at, round_=round_, user_id=user_id)
    rounds.touch(round_)


def electorate(round_: Round) -> list[Sector]:
    """Return the sectors that vote in a round, in their order."""
    sectors = round_.workshop.process.sectors
    return [s for s in sectors if not round_.electorate or s.code in round_.electorate]


def freeze_roll(round_: Round) -> None:
    """Store who could vote, was present and voted, per sector and channel."""
    eligible = _count_by_sector(
        select(Actor.sector_id, func.count())
        .join(Seat, Seat.actor_id == Actor.id)
        .where(Seat.process_id == round_.workshop.process_id, seats.counted(round_))
        .group_by(Actor.sector_id)
    )
    present = _count_by_sector(
        select(Actor.sector_id, func.count())
        .select_from(Attendance)
        .join(Seat, Attendance.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .where(Attendance.workshop_id == round_.workshop_id, seats.counted(round_))
        .group_by(Actor.sector_id)
    )
    channels = _channels(round_)
    for sector in electorate(round_):
        used = channels.get(sector.id, {})
        db.session.add(
            Roll(
                round_id=round_.id,
                sector_id=sector.id,
                eligible=eligible.get(sector.id, 0),
                present=present.get(sector.id, 0),
                voted=sum(used.values()),
                channels=used,
            )
        )
    db.session.flush()  # written while the round is open; afterwards the roll is fixed


def _count_by_sector(query: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _channels(round_: Round) -> dict[int, dict[str, int]]:
    rows = db.session.execute(
        select(Participation.sector_id, Participation.channel, func.count())
        .where(Participation.round_id == round_.id)
        .group_by(Participation.sector_id, Participation.channel)
        .order_by(Participation.channel)
    )
    used: dict[int, dict[str, int]] = {}
    for sector_id, channel, many in rows:
        used.setdefault(sector_id, {})[channel] = many
    return used


def _count(round_: Round, at: datetime) -> None:
    also = protection.hidden_before(round_)
    for part, document in tally_documents(round_):
        counted = tally.recount(document)
        result, shown = protection.shielded(round_, part, document, counted, also)
        db.session.add(
            Result(
                round_id=round_.id,
                part=part,
                method_id=round_.kind,
                method_version=result["version"],
                tally=document,
                document=result,
                shown=shown,
                input_sha256=shown["input_sha256"],
                computed_at=at,
            )
        )


def tally_documents(round_: Round) -> list[tuple[str, dict[str, Any]]]:
    """Return the round as smd-tally/1: one document, or one per objective of a ratification."""
    ballots = list(_answers(round_))
    codes = [o.code for o in round_.options]
    if not METHODS[round_.kind].single_question:
        return [("", _document(round_, codes, ballots))]
    return [
        (
            code,
            _document(
                round_,
                [code],
                [b | {"answer": b["answer"][code]} for b in ballots if code in b["answer"]],
            ),
        )
        for code in codes
    ]


def _answers(round_: Round) -> Iterable[dict[str, Any]]:
    """Yield answers grouped: the cost of a result grows with the different answers, not voters."""
    codes = {s.id: s.code for s in round_.workshop.process.sectors}
    if round_.secrecy == "nominal":
        query = (
            select(Ballot.sector_id, Ballot.answer, Seat.code)
            .join(Seat, Ballot.seat_id == Seat.id)
            .where(Ballot.round_id == round_.id)
            .order_by(Seat.code)
        )
        for sector_id, answer, seat in db.session.execute(query):
            yield {
                "sector": codes[sector_id],
                "seat": seat,
                "count": 1,
                "answer": json.loads(answer),
            }
        return
    grouped = (
        select(Ballot.sector_id, Ballot.answer, func.count())
        .where(Ballot.round_id == round_.id)
        .group_by(Ballot.sector_id, Ballot.answer)
        .order_by(Ballot.sector_id, Ballot.answer)
    )
    for sector_id, answer, many in db.session.execute(grouped):
        yield {"sector": codes[sector_id], "count": many, "answer": json.loads(answer)}


def _document(round_: Round, codes: list[str], ballots: list[dict[str, Any]]) -> dict[str, Any]:
    eligible = _eligible(round_)
    return {
        "format": "smd-tally/1",
        "method": round_.kind,
        "settings": round_.settings,
        "sectors": [{"code": s.code, "eligible": eligible[s.code]} for s in electorate(round_)],
        "options": codes,
        "ballots": ballots,
    }


def _eligible(round_: Round) -> dict[str, int]:
    """Return how many may vote per sector code: frozen at close, as it is now while open."""
    if round_.state == "open":
        share = str(protocols.value(round_.workshop.process, "quorum_share"))
        now = seats.presence(round_.workshop, round_, share)
        return {row.sector.code: row.eligible for row in now}
    rows = db.session.execute(
        select(Sector.code, Roll.eligible)
        .join(Sector, Roll.sector_id == Sector.id)
        .where(Roll.round_id == round_.id)
    )
    return dict(rows.all())


def seat_order(codes: list[str], seed: int, seat_id: int) -> list[str]:
    """Return the options in the order one seat sees them: by chance, the same on every visit."""
    shuffled = list(codes)
    random.Random(f"{seed}:{seat_id}").shuffle(shuffled)  # noqa: S311 - fairness, not secrecy
    return shuffled


def publish(round_: Round, at: datetime, user_id: int | None) -> None:
    """Show the result to everybody. Its figures are then append-only. Not beside a sealed acta."""
    rounds.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if "published" not in rounds.MAY_BECOME[round_.state]:
        raise WrongState(N_("Only a closed round can be published, and only once."))
    round_.state = "published"
    round_.published_at = at
    figures.record(round_, at, user_id)
    scorecards.adopt(round_, at, user_id)
    journal.record("publish round", at, round_=round_, user_id=user_id)
    rounds.touch(round_)
