"""Counting a round: its ballots as open files, and what those come to."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount import tally
from smd_workshop.models import (
    Ballot,
    Result,
    Roll,
    Round,
    Seat,
    Sector,
)
from smd_workshop.processes import protocols
from smd_workshop.rounds import lots, store
from smd_workshop.rounds.count import protection
from smd_workshop.rounds.room import attendance


def count(round_: Round, at: datetime) -> None:
    """Store the result of each part of a closed round, as it is counted and as it is shown."""
    earlier = protection.earlier_of(round_)
    for part, document in tally_documents(round_):
        reading = tally.profile_of(document)
        counted = tally.count(document, reading)
        result, shown = protection.shielded(round_, part, document, reading, counted, earlier)
        db.session.add(
            Result(
                round_id=round_.id,
                part=part,
                method_id=round_.method_id,
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
    if not METHODS[str(round_.method_id)].single_question:
        return [("", _document(round_, codes, ballots))]
    return [(code, _document(round_, [code], _about(code, ballots))) for code in codes]


def _about(code: str, ballots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers about one objective, equal ones grouped anew unless they are by name.

    Each different answer of a sector is checked once; and rows that keep the order of the whole
    ballots would say across the parts who answered what together.
    """
    own = [b | {"answer": b["answer"][code]} for b in ballots if code in b["answer"]]
    if any("seat" in ballot for ballot in own):
        return own
    grouped: dict[tuple[str, str], dict[str, Any]] = {}
    for ballot in own:
        key = (ballot["sector"], json.dumps(ballot["answer"], sort_keys=True))
        first = grouped.setdefault(key, ballot | {"count": 0})
        first["count"] += ballot["count"]
    places = {sector: place for place, sector in enumerate(dict.fromkeys(s for s, _ in grouped))}
    return [grouped[key] for key in sorted(grouped, key=lambda key: (places[key[0]], key[1]))]


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
    return {
        "format": "smd-tally/1",
        "method": round_.method_id,
        "version": round_.method_version,
        "settings": _settings(round_, ballots),
        "sectors": _sectors(round_),
        "options": codes,
        "ballots": ballots,
    }


def _settings(round_: Round, ballots: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the settings with the seed of the draw; a round opened under an earlier version has its own."""
    settings = dict(round_.settings)
    if lots.draws_lots(METHODS[str(round_.method_id)]) and "seed" not in settings:
        settings["seed"] = lots.seed_of(round_, ballots)
    return settings


def _sectors(round_: Round) -> list[dict[str, Any]]:
    """Return who may vote; the weight of a sector only where the protocol gave it one."""
    eligible, weights = _eligible(round_), protocols.weights(round_.workshop.process)
    return [
        {"code": s.code, "eligible": eligible[s.code]}
        | ({"weight": weights[s.code]} if s.code in weights else {})
        for s in store.electorate(round_)
    ]


def _eligible(round_: Round) -> dict[str, int]:
    """Return how many may vote per sector code: frozen at close, as it is now while open."""
    if round_.state == "open":
        share = str(protocols.value(round_.workshop.process, "quorum_share"))
        now = attendance.presence(round_.workshop, round_, share)
        return {row.sector.code: row.eligible for row in now}
    rows = db.session.execute(
        select(Sector.code, Roll.eligible)
        .join(Sector, Roll.sector_id == Sector.id)
        .where(Roll.round_id == round_.id)
    )
    return dict(rows.all())
