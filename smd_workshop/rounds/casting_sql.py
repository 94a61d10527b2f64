"""The statements of casting: built once per database, then sent as text."""

from typing import Any

from sqlalchemy import and_, bindparam, case, false, literal_column, or_, select
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB

from smd_workshop.database import Prepared, insert
from smd_workshop.models import (
    Actor,
    Attendance,
    Ballot,
    Credential,
    Participation,
    Round,
    Seat,
    Sector,
    Submission,
)

VOTER = (
    Seat.id, Actor.sector_id, Sector.code, Seat.process_id,
    Credential.holder, Seat.holder, Seat.active, Credential.revoked_at,
)  # fmt: skip


def _of_card(query: Any) -> Any:
    return (
        query.join(Seat, Credential.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .join(Sector, Actor.sector_id == Sector.id)
    )


def _intake() -> Any:
    """Everything that decides about a ballot, in one read."""
    query = select(
        Round.state, Round.closing_at, Round.secrecy, Round.ballot_key, Round.electorate,
        Round.workshop_id, *VOTER,
    ).select_from(Round)  # fmt: skip
    joined = _of_card(query.join(Credential, Credential.id == bindparam("card")))
    return joined.where(Round.id == bindparam("round"))


def _intake_and_notes() -> Any:
    """Return the same with what is noted of the seat already: two writes less where it is."""
    return (
        _intake()
        .add_columns(Participation.channel, Attendance.holder)
        .outerjoin(
            Participation,
            and_(Participation.round_id == Round.id, Participation.seat_id == Seat.id),
        )
        .outerjoin(
            Attendance,
            and_(Attendance.workshop_id == Round.workshop_id, Attendance.seat_id == Seat.id),
        )
    )


def _key() -> Any:
    return select(Submission.late).where(
        Submission.round_id == bindparam("round"), Submission.key == bindparam("key")
    )


def _row_of(table: Any) -> Any:
    """Return an INSERT with a parameter for each column."""
    columns = table.__table__.columns
    return insert(table.__table__).values(
        {c.name: bindparam(c.name, type_=c.type) for c in columns}
    )


def _store_ballot() -> Any:
    row = _row_of(Ballot)
    return row.on_conflict_do_update(
        index_elements=["round_id", "voter_key"], set_=_renewed(row.excluded)
    )


def _renewed(sent: Any) -> dict[str, Any]:
    """Return what a later ballot of a seat changes of the earlier; by its id one knows which it is."""
    return {"id": sent.id, "answer": sent.answer, "reasons": sent.reasons}


def _take_part() -> Any:
    row = _row_of(Participation)
    fresh = {"channel": row.excluded.channel}
    return row.on_conflict_do_update(index_elements=["round_id", "seat_id"], set_=fresh)


def _store_at_once() -> Any:
    """Everything that decides about a ballot and that it changes, in one statement of PostgreSQL.

    The round is read-locked: a close waits for the ballots under way, and a ballot that waited for
    a close is not stored. Nothing is, either, if its key is known, or if it was made for another
    key of the round than the one in force.
    """
    going = _counting().cte("going")
    key = _insert_from(
        Submission,
        going,
        round_id=going.c.round_id,
        key=_typed("key", Submission.key),
        late=false(),
    )
    fresh = key.on_conflict_do_nothing().returning(Submission.round_id).cte("fresh")
    both = going.join(fresh, fresh.c.round_id == going.c.round_id)
    ballot = _insert_from(
        Ballot,
        both,
        round_id=going.c.round_id,
        sector_id=going.c.sector_id,
        seat_id=case((going.c.secrecy == literal_column("'nominal'"), going.c.seat_id)),
        **{
            name: _typed(name, getattr(Ballot, name))
            for name in ("id", "voter_key", "answer", "reasons")
        },
    )
    return ballot.on_conflict_do_update(
        index_elements=["round_id", "voter_key"],
        set_=_renewed(ballot.excluded),
    ).add_cte(_takes_part(going, both), _attends(going, both))


def _counting() -> Any:
    """Return the round and the seat of a card for which a ballot counts now; no row for any other.

    The same as voting.check_card and check_round say in words; tests hold one against the other.
    """
    asked = cast_to(Round.electorate, JSONB)
    query = select(
        Round.id.label("round_id"), Round.workshop_id, Round.secrecy, Seat.id.label("seat_id"),
        Actor.sector_id, Credential.holder,
    ).select_from(Round)  # fmt: skip
    return (
        _of_card(query.join(Credential, Credential.id == bindparam("card")))
        .where(
            Round.id == bindparam("round"),
            Round.state == literal_column("'open'"),
            or_(Round.closing_at.is_(None), Round.closing_at > _typed("at", Round.closing_at)),
            Round.ballot_key.is_not_distinct_from(_typed("ballot_key", Round.ballot_key)),
            Seat.id == bindparam("seat"),
            Credential.revoked_at.is_(None),
            Credential.holder == Seat.holder,
            Seat.active,
            or_(asked == cast_to(literal_column("'[]'"), JSONB), asked.has_key(Sector.code)),
        )
        .with_for_update(read=True, of=Round)
    )


def _takes_part(going: Any, both: Any) -> Any:
    part = _insert_from(
        Participation,
        both,
        round_id=going.c.round_id,
        seat_id=going.c.seat_id,
        sector_id=going.c.sector_id,
        channel=_typed("channel", Participation.channel),
    )
    return part.on_conflict_do_update(
        index_elements=["round_id", "seat_id"],
        set_={"channel": part.excluded.channel},
        where=Participation.channel != part.excluded.channel,
    ).cte("part")


def _attends(going: Any, both: Any) -> Any:
    present = _insert_from(
        Attendance,
        both,
        workshop_id=going.c.workshop_id,
        seat_id=going.c.seat_id,
        holder=going.c.holder,
        channel=literal_column("'card'"),
        arrived_at=_typed("arrived_at", Attendance.arrived_at),
    )
    return present.on_conflict_do_nothing().cte("present")


def _typed(name: str, column: Any) -> Any:
    return cast_to(bindparam(name, type_=column.type), column.type)


def _insert_from(table: Any, source: Any, **values: Any) -> Any:
    """Return an INSERT of one row for each row of the source."""
    names = list(values)
    rows = select(*values.values()).select_from(source)
    return insert(table.__table__).from_select(names, rows)


CARD = Prepared(
    lambda: _of_card(select(*VOTER).select_from(Credential)).where(
        Credential.id == bindparam("card")
    )
)
OWNER = Prepared(
    lambda: (
        select(Seat.id, Seat.process_id)
        .join(Credential, Credential.seat_id == Seat.id)
        .where(Credential.id == bindparam("card"))
    )
)
INTAKE = Prepared(_intake)
INTAKE_AND_NOTES = Prepared(_intake_and_notes)
KEY = Prepared(_key)
REMEMBER = Prepared(lambda: _row_of(Submission).on_conflict_do_nothing())
STORE = Prepared(_store_ballot)
STORE_AT_ONCE = Prepared(_store_at_once)
PARTICIPATE = Prepared(_take_part)
ATTEND = Prepared(lambda: _row_of(Attendance).on_conflict_do_nothing())
STATE = Prepared(lambda: select(Round.state).where(Round.id == bindparam("round")))
