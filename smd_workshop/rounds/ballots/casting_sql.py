"""The statements of casting: built once per database from the rules, then sent as text.

What a ballot that counts changes is written once, as parts that take their row from `counting`: the
seat and the round for which every rule holds. PostgreSQL gets them as one statement, SQLite one
after the other in one transaction, in which nobody else writes.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB

from smd_workshop.database import Prepared, db, insert, is_sqlite
from smd_workshop.models import (
    Actor,
    Attendance,
    Ballot,
    Credential,
    Journal,
    PaperBallot,
    Participation,
    Process,
    Round,
    Seat,
    Sector,
    Submission,
    Workshop,
)
from smd_workshop.rounds.ballots import casting_rules as rules
from smd_workshop.rounds.ballots.casting_rules import ByCard, OnBehalf

#: What a Voter consists of, in the order of its fields.
VOTER = (
    Seat.id, Actor.sector_id, Sector.code, Seat.process_id,
    Credential.holder, Seat.holder, Seat.active, Credential.revoked_at.is_(None),
    Seat.added_at,
)  # fmt: skip
#: The same of a seat for which staff cast: it comes without a card, so no card is out of date.
SEATED = (
    Seat.id, Actor.sector_id, Sector.code, Seat.process_id,
    Seat.holder, Seat.holder, Seat.active, true(), Seat.added_at,
)  # fmt: skip


class InSql:
    """The rules about columns."""

    def no(self, holds: Any) -> Any:
        """Whether a condition does not hold."""
        return not_(holds)

    def either(self, one: Any, other: Any) -> Any:
        """Whether one condition holds or the other."""
        return or_(one, other)

    def by(self, moment: Any, at: Any) -> Any:
        """Whether a moment, which may not be known, was not after another."""
        return or_(moment.is_(None), moment <= at)

    def before(self, at: Any, end: Any) -> Any:
        """Whether a moment is before an end, which may not be set."""
        return or_(end.is_(None), end > at)

    def among(self, code: Any, codes: Any) -> Any:
        """Whether a code is one of these; none named means every one. The column is JSON as text."""
        none = codes == literal_column("'[]'")
        if is_sqlite(db.engine):
            each = func.json_each(codes).table_valued("value")
            return or_(none, exists(select(1).select_from(each).where(each.c.value == code)))
        return or_(none, cast_to(codes, JSONB).has_key(code))


def _seat_of(query: Any, by: type[rules.Authority]) -> Any:
    """Join the seat, its actor and its sector, from its card or from its id."""
    if by is OnBehalf:
        return _placed(query.join(Seat, Seat.id == bindparam("seat")))
    card = query.join(Credential, Credential.id == bindparam("card"))
    return _placed(card.join(Seat, Credential.seat_id == Seat.id))


def _placed(query: Any) -> Any:
    return query.join(Actor, Seat.actor_id == Actor.id).join(Sector, Actor.sector_id == Sector.id)


def _met(by: type[rules.Authority], step: str, *columns: Any) -> Any:
    """Return a query of a seat and a round of its own process, in which this is done."""
    query = select(*columns).select_from(Round).join(Workshop, Round.workshop_id == Workshop.id)
    return _seat_of(query, by).where(
        Round.id == bindparam("round"),
        Round.step == literal_column(f"'{step}'"),
        Seat.process_id == Workshop.process_id,
    )


_ROW = (
    Round.id.label("round_id"), Round.workshop_id, Round.secrecy, Workshop.process_id,
    Seat.id.label("seat_id"), Seat.holder, Actor.sector_id,
)  # fmt: skip


def _counting(by: type[rules.Authority]) -> Any:
    """Return the round and the seat for which a ballot counts now; no row where a rule forbids it.

    The round is read-locked: a close waits for the ballots under way, and a ballot that waited for
    a close is not stored. Nor is one made for another key of the round, or for another seat of the
    card, than the program remembers. Nor one that was made before something of the round changed,
    like who has a paper: a statement that waited still sees that as it was before.
    """
    met = rules.Case(
        _columns(by),
        Round,
        _typed("at", Round.closing_at),
        _typed("channel", Participation.channel),
        has_paper(),
    )
    says = InSql()
    return (
        _met(by, "vote", *_ROW)
        .where(
            *(rule.holds(met, says) for rule in rules.RULES[by]),
            Round.ballot_key.is_not_distinct_from(_typed("ballot_key", Round.ballot_key)),
            Round.revision == _typed("revision", Round.revision),
            Seat.id == bindparam("seat"),
        )
        .with_for_update(read=True, of=Round)
    )


def has_paper() -> Any:
    """Return the condition that the seat has a paper of the round."""
    return exists(select(1).where(PaperBallot.round_id == Round.id, PaperBallot.seat_id == Seat.id))


def _columns(by: type[rules.Authority]) -> Any:
    """Return a Voter of columns."""
    names = rules.Voter.__dataclass_fields__
    return SimpleNamespace(**dict(zip(names, _voter(by), strict=True)))


def _voter(by: type[rules.Authority]) -> tuple[Any, ...]:
    return VOTER if by is ByCard else SEATED


def _remembers(counting: Any) -> Any:
    key = _insert_from(
        Submission, counting,
        round_id=counting.c.round_id, key=_typed("key", Submission.key), late=false(),
    )  # fmt: skip
    return key.on_conflict_do_nothing()


def _stores(counting: Any, source: Any) -> Any:
    """Keep the ballot; a later one of the seat takes its place, and by its id one knows which it is."""
    named = counting.c.secrecy == literal_column("'nominal'")
    ballot = _insert_from(
        Ballot, source,
        round_id=counting.c.round_id,
        sector_id=counting.c.sector_id,
        seat_id=case((named, counting.c.seat_id)),
        **{
            name: _typed(name, getattr(Ballot, name))
            for name in ("id", "voter_key", "answer", "reasons")
        },
    )  # fmt: skip
    sent = ballot.excluded
    return ballot.on_conflict_do_update(
        index_elements=["round_id", "voter_key"],
        set_={"id": sent.id, "answer": sent.answer, "reasons": sent.reasons},
    )


def _takes_part(counting: Any, source: Any) -> Any:
    part = _insert_from(
        Participation, source,
        round_id=counting.c.round_id, seat_id=counting.c.seat_id,
        sector_id=counting.c.sector_id, channel=_typed("channel", Participation.channel),
        holder=counting.c.holder,
    )  # fmt: skip
    new = part.excluded
    return part.on_conflict_do_update(
        index_elements=["round_id", "seat_id"],
        set_={"channel": new.channel, "holder": new.holder},
        where=or_(
            Participation.channel != new.channel,
            Participation.holder.is_distinct_from(new.holder),
        ),
    )


def _attends(counting: Any, source: Any) -> Any:
    """Who votes is present."""
    present = _insert_from(
        Attendance, source,
        workshop_id=counting.c.workshop_id, seat_id=counting.c.seat_id, holder=counting.c.holder,
        channel=_typed("came_by", Attendance.channel),
        arrived_at=_typed("day", Attendance.arrived_at),
    )  # fmt: skip
    return present.on_conflict_do_nothing()


def _tells(counting: Any, source: Any) -> Any:
    """Put into the journal that staff cast for a seat and by which channel; never what."""
    return _insert_from(
        Journal, source,
        at=_typed("day", Journal.at), process_id=counting.c.process_id,
        workshop_id=counting.c.workshop_id, round_id=counting.c.round_id,
        user_id=_typed("user_id", Journal.user_id), verb=literal_column("'enter ballot'"),
        reason=literal_column("''"), detail=_typed("detail", Journal.detail),
    )  # fmt: skip


def _typed(name: str, column: Any) -> Any:
    """Return a parameter of a column's type, which PostgreSQL does not guess inside a SELECT."""
    value = bindparam(name, type_=column.type)
    # No CAST on SQLite: of a moment it would make a number, the year.
    return value if is_sqlite(db.engine) else cast_to(value, column.type)


def _insert_from(table: Any, source: Any, **values: Any) -> Any:
    """Return an INSERT of one row for each row of the source."""
    # Without a WHERE, SQLite would read ON CONFLICT as the condition of a join.
    rows = select(*values.values()).select_from(source).where(literal_column("1 = 1"))
    return insert(table.__table__).from_select(list(values), rows)


Part = Callable[[Any, Any], Any]
#: What is noted of a seat with its ballot, and by which column one sees that it is noted already.
NOTES: dict[type[rules.Authority], tuple[tuple[Part, str | None], ...]] = {
    ByCard: ((_takes_part, "same_part"), (_attends, "attended")),
    OnBehalf: ((_takes_part, "same_part"), (_attends, "attended"), (_tells, None)),
}


class AtOnce:
    """On PostgreSQL: all that a ballot changes if it counts, in one statement."""

    def __init__(self, by: type[rules.Authority]) -> None:
        self._all = Prepared(lambda: _at_once(by))

    def run(self, connection: Any, values: dict[str, Any]) -> bool:
        """Store a ballot; return whether it was stored, which it is not where its key is known."""
        return self._all.run(connection, **values) > 0


def _at_once(by: type[rules.Authority]) -> Any:
    counting = _counting(by).cte("counting")
    fresh = _remembers(counting).returning(Submission.round_id).cte("fresh")
    both = counting.join(fresh, fresh.c.round_id == counting.c.round_id)
    notes = [part(counting, both).cte(part.__name__) for part, _ in NOTES[by]]
    return _stores(counting, both).add_cte(*notes)


class InTurn:
    """On SQLite: the same parts one after the other; what is noted already is not written again."""

    def __init__(self, by: type[rules.Authority]) -> None:
        self._counting = Prepared(lambda: _counting_and_noted(by))
        self._remembers = Prepared(lambda: _remembers(_given()))
        self._stores = _alone(_stores)
        self._notes = [(_alone(part), column) for part, column in NOTES[by]]

    def run(self, connection: Any, values: dict[str, Any]) -> bool:
        """Store a ballot; return whether it was stored, which it is not where its key is known."""
        row = self._counting.first(connection, **values)
        if row is None:
            return False
        found = dict(zip(_FOUND, row, strict=True))
        values |= found
        if not self._remembers.run(connection, **values):
            return False
        self._stores.run(connection, **values)
        for note, column in self._notes:
            if column is None or not found[column]:
                note.run(connection, **values)
        return True


def _alone(part: Part) -> Prepared:
    def build() -> Any:
        given = _given()
        return part(given, given)

    return Prepared(build)


def _given() -> Any:
    """Return the row of `counting` as it was found."""
    columns = (bindparam(f"of_{c.name}", type_=c.type).label(c.name) for c in _ROW)
    return select(*columns).subquery("counting")


def _counting_and_noted(by: type[rules.Authority]) -> Any:
    part = and_(Participation.round_id == Round.id, Participation.seat_id == Seat.id)
    here = and_(Attendance.workshop_id == Round.workshop_id, Attendance.seat_id == Seat.id)
    return (
        _counting(by)
        .add_columns(
            and_(
                Participation.channel == bindparam("channel"),
                Participation.holder.is_not_distinct_from(Seat.holder),
            ),
            Attendance.seat_id,
        )
        .outerjoin(Participation, part)
        .outerjoin(Attendance, here)
    )


_FOUND = (*(f"of_{column.name}" for column in _ROW), "same_part", "attended")
_AT_ONCE = {by: AtOnce(by) for by in (ByCard, OnBehalf)}
_IN_TURN = {by: InTurn(by) for by in (ByCard, OnBehalf)}


def store(connection: Any, by: type[rules.Authority], **values: Any) -> bool:
    """Store a ballot if every rule holds; return whether it was stored, and not before."""
    how = _IN_TURN if is_sqlite(connection.engine) else _AT_ONCE
    return how[by].run(connection, values)


def _intake(by: type[rules.Authority], step: str = "vote") -> Any:
    """Everything that the rules decide by, in one read."""
    of_round = (
        Round.ballot_key, Process.time_zone, Round.revision, Round.state, Round.closing_at,
        Round.electorate, Round.late_seats, Round.opened_at, has_paper(),
    )  # fmt: skip
    met = _met(by, step, *of_round, *_voter(by))
    return met.join(Process, Seat.process_id == Process.id)


INTAKE: dict[type[rules.Authority], Prepared] = {
    ByCard: Prepared(lambda: _intake(ByCard)),
    OnBehalf: Prepared(lambda: _intake(OnBehalf)),
}
#: Of a note: its round is held, for a close makes items of what was written before.
NOTE_INTAKE = Prepared(lambda: _intake(ByCard, "collect").with_for_update(read=True, of=Round))


def _noting(part: Part) -> Prepared:
    def build() -> Any:
        wrote = _met(ByCard, "collect", *_ROW).subquery("wrote")
        return part(wrote, wrote)

    return Prepared(build)


#: Of a seat that wrote a note: that it took part, and is here.
PRESENT = (_noting(_takes_part), _noting(_attends))
CARD = Prepared(
    lambda: _placed(
        select(*VOTER).select_from(Credential).join(Seat, Credential.seat_id == Seat.id)
    ).where(Credential.id == bindparam("card"))
)
OWNER = Prepared(
    lambda: (
        select(Seat.id, Seat.process_id)
        .join(Credential, Credential.seat_id == Seat.id)
        .where(Credential.id == bindparam("card"))
    )
)
SEAT = Prepared(
    lambda: _placed(select(Seat.code, Sector.code).select_from(Seat)).where(
        Seat.id == bindparam("seat")
    )
)
KEY = Prepared(
    lambda: select(Submission.late).where(
        Submission.round_id == bindparam("round"), Submission.key == bindparam("key")
    )
)
BALLOT_KEY = Prepared(lambda: select(Round.ballot_key).where(Round.id == bindparam("round")))
STATE = Prepared(lambda: select(Round.state).where(Round.id == bindparam("round")))


def _late() -> Any:
    columns = Submission.__table__.columns
    row = {c.name: bindparam(c.name, type_=c.type) for c in columns}
    return insert(Submission.__table__).values(row).on_conflict_do_nothing()


LATE = Prepared(_late)
