"""Closing a round: one transaction that ends it and counts it, once.

The roll is frozen, the secret is destroyed, reasons are cut loose, the result is stored.
"""

import hashlib
import json
import random
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from smd_workshop import disclosure, tally
from smd_workshop.database import db
from smd_workshop.errors import N_, WrongState
from smd_workshop.methods import METHODS
from smd_workshop.models import (
    Actor,
    Attendance,
    Ballot,
    Participation,
    Reason,
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
    protocols,
    rounds,
    scorecards,
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
        secrecy.loosen_reasons(round_, _may_be_named(round_))
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


def voted_by_sector(round_: Round) -> dict[str, int]:
    """Return how many voted per sector code, from the frozen roll."""
    rows = db.session.execute(
        select(Sector.code, Roll.voted)
        .join(Sector, Roll.sector_id == Sector.id)
        .where(Roll.round_id == round_.id)
        .order_by(Sector.position)
    )
    return dict(rows.all())


def protection(round_: Round) -> disclosure.Disclosure | None:
    """Return which sectors a reader must not be able to read off; None in a nominal round."""
    if round_.secrecy == "nominal":
        return None
    small = int(protocols.value(round_.workshop.process, "small_cell"))
    return disclosure.protect(voted_by_sector(round_), threshold=small)


def _may_be_named(round_: Round) -> set[int]:
    """Return the ids of the sectors that may stand beside a reason."""
    guard = protection(round_)
    sectors = round_.workshop.process.sectors
    return {s.id for s in sectors if guard is None or s.code in guard.shown}


def _count(round_: Round, at: datetime) -> None:
    for part, document in tally_documents(round_):
        result = tally.recount(document)
        shown = result
        if round_.secrecy == "secret":
            shown = _redacted(round_, document, result)
            _unname(round_, part, shown)
            result, shown = _sealed(result, shown)
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


def _sealed(result: dict[str, Any], shown: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Mix chance into the published digest of answers that are not published.

    Few hidden voters have few possible answers: whoever tries them all would find the digest's.
    The salt stays with the unpublished result: SHA-256 of salt, colon and the input's digest.
    """
    if "disclosure" not in shown:
        return result, shown
    salt = secrets.token_hex(32)
    mixed = hashlib.sha256(f"{salt}:{result['input_sha256']}".encode()).hexdigest()
    return result | {"input_salt": salt}, shown | {"input_sha256": mixed}


def _redacted(round_: Round, document: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """Return what may be shown of one part: of a ratification, a seat may have answered only some."""
    method, settings, profile = tally.profile_of(document)
    small = int(protocols.value(round_.workshop.process, "small_cell"))
    guard = disclosure.guard(method.id, profile, small)
    level = disclosure.level_of(
        method.id, profile, guard, lambda other: method.decide(other, settings)
    )
    return disclosure.redact(method.id, result, guard, level)


def _unname(round_: Round, part: str, shown: dict[str, Any]) -> None:
    """Take the sector from the reasons about an option that too few of it answered."""
    ids = {s.code: s.id for s in round_.workshop.process.sectors}
    split = {part: shown} if part else shown.get("options", {})
    for option, row in split.items():
        rows = row.get("sectors", {})
        hidden = [
            ids[code] for code, own in rows.items() if own.get("reason") == disclosure.SUPPRESSED
        ]
        if hidden:
            db.session.execute(
                update(Reason)
                .where(
                    Reason.round_id == round_.id,
                    Reason.option_code == option,
                    Reason.sector_id.in_(hidden),
                )
                .values(sector_id=None)
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
    """Show the result to everybody. Its figures are then append-only."""
    rounds.lock(round_)
    if "published" not in rounds.MAY_BECOME[round_.state]:
        raise WrongState(N_("Only a closed round can be published, and only once."))
    round_.state = "published"
    round_.published_at = at
    figures.record(round_, at, user_id)
    scorecards.adopt(round_, at, user_id)
    journal.record("publish round", at, round_=round_, user_id=user_id)
    rounds.touch(round_)
