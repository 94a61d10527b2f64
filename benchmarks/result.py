"""Result: what closing a round costs, with a room of people and with a whole region of them."""

import secrets
import time
from datetime import timedelta
from itertools import cycle, islice

import load
import programs
from inside import application

#: Few distinct answers: most people of a sector agree with one of these.
DISTINCT = 20


def measure(sizes: tuple[int, ...] = (300, 100_000)) -> dict:
    """Return the seconds of a close at each size, and how they grow with the ballots."""
    with programs.site("sqlite") as site, application(site):
        seconds = {str(many): round(_close(many), 3) for many in sizes}
    first, last = seconds[str(sizes[0])], seconds[str(sizes[-1])]
    return {
        "seconds": seconds, "ballots_grow_by": round(sizes[-1] / sizes[0], 1),
        "time_grows_by": round(last / first, 1), "distinct_answers": DISTINCT,
    }  # fmt: skip


def _close(many: int) -> float:
    from flask import current_app  # noqa: PLC0415
    from sqlalchemy import select  # noqa: PLC0415

    from smd_workshop.core.clock import now  # noqa: PLC0415
    from smd_workshop.database import db, transaction  # noqa: PLC0415
    from smd_workshop.demonstration import rehearsals  # noqa: PLC0415
    from smd_workshop.models import Result, Round  # noqa: PLC0415
    from smd_workshop.rounds import closing  # noqa: PLC0415

    with transaction():
        built = rehearsals.build(many, 5, current_app.config["SECRET_KEY"], now())
        round_id = built.round_.id
        fill(built.round_)
    with transaction():
        closing.announce_close(db.session.get_one(Round, round_id), now(), None)
    started = time.perf_counter()
    with transaction():
        closing.close(db.session.get_one(Round, round_id), now() + timedelta(minutes=5), None)
    took = time.perf_counter() - started
    file = db.session.scalars(select(Result.tally).where(Result.round_id == round_id)).one()
    counted = sum(ballot["count"] for ballot in file["ballots"])
    if counted != many:
        raise RuntimeError(f"{counted} of {many} ballots were counted")
    return took


def fill(round_) -> None:
    """Insert a ballot of every seat in bulk, as voting would have stored it."""
    from sqlalchemy import insert, select  # noqa: PLC0415

    from smd_workshop.database import db  # noqa: PLC0415
    from smd_workshop.models import Actor, Ballot, Participation, Seat  # noqa: PLC0415
    from smd_workshop.rounds.ballots import ballot_keys  # noqa: PLC0415

    codes = [option.code for option in round_.options]
    answers = []
    for form in load.ballots(codes, DISTINCT):
        given = {code: form[f"a.{code}"] for code in codes}
        answers.append(
            ballot_keys.canonical({c: v if v == "ns" else int(v) for c, v in given.items()})
        )
    seats = db.session.execute(
        select(Seat.id, Actor.sector_id)
        .join(Actor, Seat.actor_id == Actor.id)
        .where(Seat.process_id == round_.workshop.process_id)
    ).all()
    chosen = islice(cycle(answers), len(seats))
    ballots = [
        {
            "id": secrets.token_hex(16), "round_id": round_.id, "sector_id": sector,
            "voter_key": ballot_keys.voter_key(round_.ballot_key, seat), "seat_id": None,
            "answer": answer, "reasons": "{}",
        }
        for (seat, sector), answer in zip(seats, chosen, strict=True)
    ]  # fmt: skip
    db.session.execute(insert(Ballot), ballots)
    parts = [
        {"round_id": round_.id, "seat_id": seat, "sector_id": sector, "channel": "own"}
        for seat, sector in seats
    ]
    db.session.execute(insert(Participation), parts)
