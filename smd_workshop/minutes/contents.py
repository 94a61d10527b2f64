"""What an acta shows, gathered as one JSON document; nothing unpublished is in it."""

from typing import Any

from sqlalchemy import or_, select

from smd_workshop.core import names
from smd_workshop.core.caching import Bounded
from smd_workshop.core.zones import iso
from smd_workshop.database import db, identity
from smd_workshop.minutes import agreements
from smd_workshop.minutes.round_records import round_record
from smd_workshop.models import (
    Acta,
    Attendance,
    Commitment,
    Participation,
    Round,
    Seat,
    Workshop,
)
from smd_workshop.processes import protocols
from smd_workshop.rounds import sealing
from smd_workshop.rounds.count import ratifications

#: What unsealed actas show, for as long as a room takes to open one: to gather it asks the database 70 times.
_gathered: Bounded[tuple[object, ...], dict[str, Any]] = Bounded("actas as they stand", 16, 5)


def as_it_stands(acta: Acta) -> dict[str, Any]:
    """Return what an acta that is not sealed shows now, gathered once for a room that opens it at once.

    What is proposed and answered in the window is seen at once, a name that was corrected some seconds later.
    """
    key = (
        identity(db.engine), acta.id, acta.data_sha256, acta.state, acta.remarks, acta.workshop.revision,
        tuple((each.id, each.state, each.answer) for each in acta.corrections),
        tuple((each.id, each.until, each.ended_at) for each in acta.windows),
    )  # fmt: skip
    return _gathered.get(key) or _gathered.put(key, contents(acta))


def _commitments(workshop: Workshop) -> list[dict[str, Any]]:
    query = select(Commitment).where(Commitment.workshop_id == workshop.id).order_by(Commitment.id)
    return [
        {"text": c.text, "owner": c.owner, "due": c.due.isoformat()}
        for c in db.session.scalars(query)
    ]


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
            "time_zone": process.time_zone,
            **({"contact": process.contact} if process.contact else {}),
        },
        "workshop": {
            "code": workshop.code, "name": workshop.name, "place": workshop.place,
            "held_on": workshop.held_on.isoformat() if workshop.held_on else None,
        },
        "remarks": acta.remarks,
        "corrects": _corrected(acta),
        "written": _written(acta),
        "protocol": protocols.published(process),
        "protocol_frozen_at": iso(process.protocol_frozen_at),
        "attendance": _attendance(workshop),
        "rounds": [round_record(r) for r in workshop.rounds if r.state != "draft"],
        "agreements": list(agreements.texts(agreements.of_workshop(workshop)).values()),
        "not_adopted": [_not_adopted(each) for each in ratifications.not_adopted(process, workshop)],
        "commitments": _commitments(workshop),
        "window": _windows(acta),
        "corrections": _corrections(acta),
    }  # fmt: skip


def _windows(acta: Acta) -> list[dict[str, Any]]:
    """Tell when attendees could propose corrections, and why that ended early if it did."""
    told = []
    for window in acta.windows:
        told.append({"opened_at": iso(window.opened_at), "until": iso(window.until)})
        if window.ended_at is not None:
            told.append({"ended_at": iso(window.ended_at), "reason": window.end_reason})
    return told


def _written(acta: Acta) -> dict[str, Any] | None:
    """Say when an annex was added and by whom; the acta itself is everybody's."""
    if acta.written_at is None:
        return None
    return {
        "at": iso(acta.written_at),
        "by": sealing.account_name(acta.written_by, acta.workshop.process),
    }


def _corrected(acta: Acta) -> dict[str, Any] | None:
    """Name the sealed acta that an annex belongs to."""
    first = db.session.scalar(
        select(Acta).where(Acta.workshop_id == acta.workshop_id, Acta.number == 0)
    )
    if acta.number == 0 or first is None:
        return None
    return {"pdf_sha256": first.pdf_sha256, "sealed_at": iso(first.sealed_at)}


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
        key=lambda seat: names.order(seat.code),
    )
    spoke = _spoke(workshop)
    by_sector: dict[int, list[Seat]] = {}
    for seat in seats:
        by_sector.setdefault(seat.actor.sector_id, []).append(seat)
    return [
        {
            "code": sector.code,
            "name": sector.name,
            "position": sector.position,
            "seats": [
                _seat(s, here.get(s.id)) | {"spoke": spoke.get(s.id, [])}
                for s in by_sector.get(sector.id, [])
            ],
        }
        for sector in workshop.process.sectors
    ]


def _spoke(workshop: Workshop) -> dict[int, list[dict[str, Any]]]:
    """Tell by seat who spoke for it in which rounds, where that was not one person all the time."""
    rows = db.session.execute(
        select(Participation.seat_id, Participation.holder, Round.number)
        .join(Round, Participation.round_id == Round.id)
        .where(Round.workshop_id == workshop.id, Participation.holder.is_not(None))
        .order_by(Round.number)
    )
    rounds: dict[int, dict[str, list[int]]] = {}
    for seat_id, holder, number in rows:
        rounds.setdefault(seat_id, {}).setdefault(str(holder), []).append(number)
    found = db.session.scalars(
        select(Seat).where(Seat.id.in_([s for s, by in rounds.items() if len(by) > 1]))
    )
    return {
        seat.id: [
            {"holder": holder, "name": getattr(seat, holder), "rounds": rounds[seat.id][holder]}
            for holder in ("titular", "suplente")
        ]
        for seat in found
    }


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


def _not_adopted(each: ratifications.NotAdopted) -> dict[str, Any]:
    return {"code": each.option.code, "wording": each.option.wording, "round": each.round.number}
