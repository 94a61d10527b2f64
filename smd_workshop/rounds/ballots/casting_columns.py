"""The seat and the round of a ballot as columns: where they meet, and the rules about them."""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    bindparam,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB

from smd_workshop.database import db, is_sqlite
from smd_workshop.models import (
    Actor,
    Credential,
    PaperBallot,
    Round,
    Seat,
    Sector,
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


def seat_of(query: Any, by: type[rules.Authority]) -> Any:
    """Join the seat, its actor and its sector, from its card or from its id."""
    if by is OnBehalf:
        return placed(query.join(Seat, Seat.id == bindparam("seat")))
    card = query.join(Credential, Credential.id == bindparam("card"))
    return placed(card.join(Seat, Credential.seat_id == Seat.id))


def placed(query: Any) -> Any:
    """Join the actor of a seat and its sector."""
    return query.join(Actor, Seat.actor_id == Actor.id).join(Sector, Actor.sector_id == Sector.id)


def meeting(by: type[rules.Authority], step: str, *columns: Any) -> Any:
    """Return a query of a seat and a round of its own process, in which this is done."""
    query = select(*columns).select_from(Round).join(Workshop, Round.workshop_id == Workshop.id)
    return seat_of(query, by).where(
        Round.id == bindparam("round"),
        Round.step == literal_column(f"'{step}'"),
        Seat.process_id == Workshop.process_id,
    )


ROW = (
    Round.id.label("round_id"), Round.workshop_id, Round.secrecy, Workshop.process_id,
    Seat.id.label("seat_id"), Seat.holder, Actor.sector_id,
)  # fmt: skip


def typed(name: str, column: Any) -> Any:
    """Return a parameter of a column's type, which PostgreSQL does not guess inside a SELECT."""
    value = bindparam(name, type_=column.type)
    # No CAST on SQLite: of a moment it would make a number, the year.
    return value if is_sqlite(db.engine) else cast_to(value, column.type)


def has_paper() -> Any:
    """Return the condition that the seat has a paper of the round."""
    return exists(select(1).where(PaperBallot.round_id == Round.id, PaperBallot.seat_id == Seat.id))


def columns(by: type[rules.Authority]) -> Any:
    """Return a Voter of columns."""
    names = rules.Voter.__dataclass_fields__
    return SimpleNamespace(**dict(zip(names, voter(by), strict=True)))


def voter(by: type[rules.Authority]) -> tuple[Any, ...]:
    """Return what a Voter consists of, with a card or without."""
    return VOTER if by is ByCard else SEATED
