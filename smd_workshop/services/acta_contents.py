"""What an acta shows, gathered as one JSON document; nothing unpublished is in it."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from smd_workshop.database import db
from smd_workshop.models import (
    Acta,
    Agreement,
    Attendance,
    Commitment,
    Contribution,
    Item,
    Objection,
    Reason,
    Result,
    Roll,
    Round,
    Seat,
    Sector,
    Submission,
    Workshop,
)


def contents(acta: Acta) -> dict[str, Any]:
    """Gather everything the acta shows, as JSON; the same state always gives the same document."""
    workshop = acta.workshop
    process = workshop.process
    return {
        "format": "smd-acta/1",
        "number": acta.number,
        "process": {
            "code": process.code, "name": process.name, "place": process.place,
            "purpose": process.purpose, "simulated": process.simulated,
        },
        "workshop": {
            "code": workshop.code, "name": workshop.name, "place": workshop.place,
            "held_on": workshop.held_on.isoformat() if workshop.held_on else None,
        },
        "remarks": acta.remarks,
        "corrects": _corrected(acta),
        "protocol": process.protocol,
        "protocol_frozen_at": _iso(process.protocol_frozen_at),
        "attendance": _attendance(workshop),
        "rounds": [_round(r) for r in workshop.rounds if r.state != "draft"],
        "agreements": [
            a.text
            for a in db.session.scalars(
                select(Agreement).where(Agreement.workshop_id == workshop.id).order_by(Agreement.id)
            )
        ],
        "commitments": [
            {"text": c.text, "owner": c.owner, "due": c.due.isoformat()}
            for c in db.session.scalars(
                select(Commitment).where(Commitment.workshop_id == workshop.id).order_by(Commitment.id)
            )
        ],
        "corrections": _corrections(acta),
    }  # fmt: skip


def _corrected(acta: Acta) -> dict[str, Any] | None:
    """Name the sealed acta that an annex belongs to."""
    first = db.session.scalar(
        select(Acta).where(Acta.workshop_id == acta.workshop_id, Acta.number == 0)
    )
    if acta.number == 0 or first is None:
        return None
    return {"pdf_sha256": first.pdf_sha256, "sealed_at": _iso(first.sealed_at)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _attendance(workshop: Workshop) -> list[dict[str, Any]]:
    """List every accredited seat by sector, with who held it if it was here.

    A seat that was here stays in the list also if it was withdrawn since.
    """
    here = {
        a.seat_id: a
        for a in db.session.scalars(select(Attendance).where(Attendance.workshop_id == workshop.id))
    }
    seats = sorted(
        db.session.scalars(
            select(Seat).where(
                Seat.process_id == workshop.process_id, or_(Seat.active, Seat.id.in_(list(here)))
            )
        ),
        key=_natural,
    )
    by_sector: dict[int, list[Seat]] = {}
    for seat in seats:
        by_sector.setdefault(seat.actor.sector_id, []).append(seat)
    return [
        {
            "code": sector.code,
            "name": sector.name,
            "position": sector.position,
            "seats": [_seat(s, here.get(s.id)) for s in by_sector.get(sector.id, [])],
        }
        for sector in workshop.process.sectors
    ]


def _natural(seat: Seat) -> list[tuple[int, str]]:
    """Sort COM2 before COM10."""
    return [
        (int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", seat.code)
    ]


def _seat(seat: Seat, attended: Attendance | None) -> dict[str, Any]:
    holder = attended.holder if attended else None
    return {
        "code": seat.code,
        "actor": seat.actor.name,
        "present": attended is not None,
        "holder": holder,
        "name": (getattr(seat, holder) if holder else "") or "",
    }


def _corrections(acta: Acta) -> list[dict[str, Any]]:
    codes = dict(
        db.session.execute(
            select(Seat.id, Seat.code).where(Seat.process_id == acta.workshop.process_id)
        ).all()
    )
    return [
        {"seat": codes[c.seat_id], "text": c.text, "state": c.state, "answer": c.answer}
        for c in acta.corrections
    ]


def _round(round_: Round) -> dict[str, Any]:
    """Return one round as the acta tells it; hidden while it is not published."""
    told: dict[str, Any] = {
        "number": round_.number, "title": round_.title, "question": round_.question,
        "kind": round_.kind, "secrecy": round_.secrecy, "visibility": round_.visibility,
        "state": round_.state, "opened_at": _iso(round_.opened_at),
        "closed_at": _iso(round_.closed_at), "published_at": _iso(round_.published_at),
        "annul_reason": round_.annul_reason,
        "reruns": round_.reruns.number if round_.reruns else None,
        "options": [{"code": o.code, "wording": o.wording} for o in round_.options],
        "roll": _roll(round_), "late": _late(round_), "results": [], "reasons": [],
        "hidden_reasons": 0,
        "notes": {},
    }  # fmt: skip
    if round_.kind == "contributions":
        told["notes"] = _notes(round_)
    if round_.state == "published":
        told["results"] = [
            {"part": r.part, "result": r.shown}
            for r in db.session.scalars(
                select(Result).where(Result.round_id == round_.id).order_by(Result.id)
            )
        ]
        protected = any("disclosure" in each["result"] for each in told["results"])
        told["reasons"], told["hidden_reasons"] = _reasons(round_, protected=protected)
    told["objections"] = _objections(round_)
    return told


def _roll(round_: Round) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Sector.code, Sector.name, Roll.eligible, Roll.present, Roll.voted, Roll.channels)
        .join(Sector, Roll.sector_id == Sector.id)
        .where(Roll.round_id == round_.id)
        .order_by(Sector.position)
    )
    return [dict(row._mapping) for row in rows]  # noqa: SLF001 - the documented name of a row's dict


def _late(round_: Round) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Submission)
            .where(Submission.round_id == round_.id, Submission.late)
        )
        or 0
    )


def _notes(round_: Round) -> dict[str, int]:
    """Count notes by channel; authors stay where they were promised to stay."""
    rows = db.session.execute(
        select(Contribution.channel, func.count())
        .where(Contribution.round_id == round_.id, Contribution.withdrawn.is_(False))
        .group_by(Contribution.channel)
        .order_by(Contribution.channel)
    )
    # Not dict(rows): a result has keys(), so dict() would take it for a mapping.
    return {channel: many for channel, many in rows}  # noqa: C416


def _reasons(round_: Round, *, protected: bool) -> tuple[list[dict[str, Any]], int | None]:
    """Return the reasons that are shown, and how many are not; None where that could tell of few."""
    names = {s.id: s.name for s in round_.workshop.process.sectors}
    rows = db.session.scalars(
        select(Reason)
        .where(Reason.round_id == round_.id)
        .order_by(Reason.option_code, Reason.stance, Reason.text, Reason.id)
    ).all()
    shown = [
        {
            "option": r.option_code, "stance": r.stance, "text": r.text,
            "sector": names[r.sector_id] if r.sector_id else None,
        }
        for r in rows
        if r.state == "shown"
    ]  # fmt: skip
    return shown, None if protected else len(rows) - len(shown)


def _objections(round_: Round) -> list[dict[str, Any]]:
    """Return what authors objected to in the wording of this round's options."""
    rows = db.session.execute(
        select(Item.code, Objection.text, Objection.answer)
        .join(Item, Objection.item_id == Item.id)
        .where(Objection.item_id.in_([o.item_id for o in round_.options if o.item_id]))
        .order_by(Objection.id)
    )
    return [{"item": code, "text": text, "answer": words} for code, text, words in rows]
