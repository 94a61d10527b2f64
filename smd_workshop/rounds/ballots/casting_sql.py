"""The statements of casting: built once per database from the rules, then sent as text.

What a ballot that counts changes is written once, as parts that take their row from `counting`: the
seat and the round for which every rule holds. PostgreSQL gets them as one statement, SQLite one
after the other in one transaction, in which nobody else writes.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    false,
    literal_column,
    or_,
    select,
)

from smd_workshop.database import Prepared, insert, is_sqlite
from smd_workshop.models import (
    Attendance,
    Ballot,
    Journal,
    Participation,
    Round,
    Seat,
    Submission,
)
from smd_workshop.rounds.ballots import casting_rules as rules
from smd_workshop.rounds.ballots.casting_columns import (
    ROW,
    InSql,
    columns,
    has_paper,
    meeting,
    typed,
)
from smd_workshop.rounds.ballots.casting_rules import ByCard, OnBehalf


def _counting(by: type[rules.Authority]) -> Any:
    """Return the round and the seat for which a ballot counts now; no row where a rule forbids it.

    The round is read-locked: a close waits for the ballots under way, and a ballot that waited for
    a close is not stored. Nor is one made for another key of the round, or for another seat of the
    card, than the program remembers. Nor one that was made before something of the round changed,
    like who has a paper: a statement that waited still sees that as it was before.
    """
    met = rules.Case(
        columns(by),
        Round,
        typed("at", Round.closing_at),
        typed("channel", Participation.channel),
        has_paper(),
    )
    says = InSql()
    return (
        meeting(by, "vote", *ROW)
        .where(
            *(rule.holds(met, says) for rule in rules.RULES[by]),
            Round.ballot_key.is_not_distinct_from(typed("ballot_key", Round.ballot_key)),
            Round.revision == typed("revision", Round.revision),
            Seat.id == bindparam("seat"),
        )
        .with_for_update(read=True, of=Round)
    )


def _remembers(counting: Any) -> Any:
    key = _insert_from(
        Submission, counting,
        round_id=counting.c.round_id, key=typed("key", Submission.key), late=false(),
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
            name: typed(name, getattr(Ballot, name))
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
        sector_id=counting.c.sector_id, channel=typed("channel", Participation.channel),
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
        channel=typed("came_by", Attendance.channel),
        arrived_at=typed("day", Attendance.arrived_at),
    )  # fmt: skip
    return present.on_conflict_do_nothing()


def _tells(counting: Any, source: Any) -> Any:
    """Put into the journal that staff cast for a seat and by which channel; never what."""
    return _insert_from(
        Journal, source,
        at=typed("day", Journal.at), process_id=counting.c.process_id,
        workshop_id=counting.c.workshop_id, round_id=counting.c.round_id,
        user_id=typed("user_id", Journal.user_id), verb=literal_column("'enter ballot'"),
        reason=literal_column("''"), detail=typed("detail", Journal.detail),
    )  # fmt: skip


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
    columns = (bindparam(f"of_{c.name}", type_=c.type).label(c.name) for c in ROW)
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


_FOUND = (*(f"of_{column.name}" for column in ROW), "same_part", "attended")
_AT_ONCE = {by: AtOnce(by) for by in (ByCard, OnBehalf)}
_IN_TURN = {by: InTurn(by) for by in (ByCard, OnBehalf)}


def store(connection: Any, by: type[rules.Authority], **values: Any) -> bool:
    """Store a ballot if every rule holds; return whether it was stored, and not before."""
    how = _IN_TURN if is_sqlite(connection.engine) else _AT_ONCE
    return how[by].run(connection, values)


def _noting(part: Part) -> Prepared:
    def build() -> Any:
        wrote = meeting(ByCard, "collect", *ROW).subquery("wrote")
        return part(wrote, wrote)

    return Prepared(build)


#: Of a seat that wrote a note: that it took part, and is here.
PRESENT = (_noting(_takes_part), _noting(_attends))


def _late() -> Any:
    columns = Submission.__table__.columns
    row = {c.name: bindparam(c.name, type_=c.type) for c in columns}
    return insert(Submission.__table__).values(row).on_conflict_do_nothing()


LATE = Prepared(_late)
