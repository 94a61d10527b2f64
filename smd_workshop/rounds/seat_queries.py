"""Where a seat stands: what it may see of a workshop and its rounds. Plain reads for the busiest pages.

What a round asks is fixed when it opens, so it is read once and kept in the process.
"""

import hashlib
import hmac
import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine, and_, bindparam, literal_column, select

from smd_workshop.core.caching import Bounded
from smd_workshop.core.codes import code_hash
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.database import Prepared, db, identity
from smd_workshop.database.autocommit import alone, fetch
from smd_workshop.models import (
    Acta,
    Actor,
    Ballot,
    Credential,
    PaperBallot,
    Participation,
    Process,
    Round,
    Seat,
    Sector,
    Workshop,
)
from smd_workshop.people import credentials
from smd_workshop.processes import protocols
from smd_workshop.rounds import casting, lots, sealing, store, threads, whereabouts
from smd_workshop.rounds.results import shown_early

#: Rounds kept in memory per process; far more than a workshop has.
KEPT = 256


@dataclass(frozen=True, slots=True)
class OptionWords:
    """One option as it is put to the vote."""

    code: str
    wording: str
    group: str


@dataclass(frozen=True, slots=True)
class RoundDefinition:
    """What a round asks: fixed from the moment it opens."""

    round_id: int
    workshop_id: int
    number: int
    step: str
    method_id: str | None
    subject: str
    title: str
    question: str
    help: str
    secrecy: str
    visibility: str
    electorate: tuple[str, ...]
    settings: dict[str, Any]
    options: tuple[OptionWords, ...]
    #: What each seat's order of the options is shuffled from.
    seed: int
    #: SHA-256 of the number that the seed of a draw will be made of; None where nothing is drawn.
    lot: str | None
    #: How the process sorts its items, and where its days begin; both are fixed by then.
    grouping: str
    time_zone: str
    #: Changes with any word of it: a half-filled ballot is restored to the same question only.
    digest: str
    #: The round that this one asks again.
    repeats_id: int | None = None
    #: Whether its ballots are paired with those of a next secret round: fixed when it opens.
    paired: bool = False
    #: Whether it may be asked again, and nothing will pair its ballots with those of the next: the strict form.
    apart: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the options in the order of the round."""
        return tuple(option.code for option in self.options)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A workshop as its seats see it."""

    id: int
    code: str
    name: str
    revision: int
    process_id: int
    process_code: str
    process_name: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class RoundState:
    """A round that has opened at some time, as it stands now."""

    id: int
    number: int
    step: str
    method_id: str | None
    title: str
    state: str
    secrecy: str
    visibility: str
    electorate: tuple[str, ...]
    closing_at: datetime | None
    ends_at: datetime | None
    annul_reason: str
    #: Whether the seat that asks has answered it.
    answered: bool
    late_seats: bool = False
    opened_at: datetime | None = None
    #: Whether the seat that asks has a paper for it.
    paper: bool = False
    #: When it closes by itself, where staff said so.
    closes_at: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """The hour at which it closes by itself, while nobody has announced an earlier close."""
        return self.closes_at if self.closing_at == self.closes_at else None

    @property
    def grace_ends_at(self) -> datetime | None:
        """The end of the grace, once somebody has announced the close."""
        return None if self.closing_at == self.closes_at else self.closing_at

    def is_open(self, at: datetime) -> bool:
        """Say whether a ballot that arrives now still counts."""
        return self.state == "open" and (self.closing_at is None or at < self.closing_at)

    def shows_result(self) -> bool:
        """Say whether the seat that asks may see the result already."""
        early = shown_early(self)
        return self.state == "published" or early == "live" or (bool(early) and self.answered)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose card a browser holds, in words."""

    credential_id: int
    voter: casting.Voter
    seat_code: str
    actor: str
    person: str
    sector: str
    sector_position: int
    process: str
    simulated: bool
    #: Where the days of its process begin.
    time_zone: str

    def refusal(self) -> Refusal | None:
        """Return the true reason why this card speaks for nobody now, or None."""
        try:
            casting.check_card(self.voter)
        except Refusal as reason:
            return reason
        return None


@dataclass(frozen=True, slots=True)
class Pulse:
    """The few facts that a live page of a seat shows; one read."""

    workshop_id: int
    revision: int
    card_ok: bool
    round_id: int | None
    number: int | None
    closing_at: datetime | None
    #: The clock shown to the room.
    ends_at: datetime | None
    answered: bool
    #: Whether the seat has a paper for the open round.
    paper: bool
    #: A round that waits for the seat in another workshop of its process.
    elsewhere: int | None
    #: When it closes by itself, where staff said so.
    closes_at: datetime | None


def _holder() -> Any:
    return (
        select(
            Credential.id, Seat.id, Actor.sector_id, Sector.code, Seat.process_id,
            Credential.holder, Seat.holder, Seat.active, Credential.revoked_at, Seat.added_at, Seat.code,
            Actor.name, Seat.titular, Seat.suplente, Sector.name, Sector.position, Process.name,
            Process.simulated, Process.time_zone,
        )
        .select_from(Credential)
        .join(Seat, Credential.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .join(Sector, Actor.sector_id == Sector.id)
        .join(Process, Seat.process_id == Process.id)
    )  # fmt: skip


def _meeting() -> Any:
    return (
        select(
            Workshop.id, Workshop.code, Workshop.name, Workshop.revision, Process.id,
            Process.code, Process.name, Process.simulated,
        )
        .join(Process, Workshop.process_id == Process.id)
        .where(Workshop.process_id == bindparam("process"), Workshop.code == bindparam("code"))
    )  # fmt: skip


def _rounds() -> Any:
    mine = and_(Participation.round_id == Round.id, Participation.seat_id == bindparam("seat"))
    paper = and_(PaperBallot.round_id == Round.id, PaperBallot.seat_id == bindparam("seat"))
    return (
        select(
            Round.id, Round.number, Round.step, Round.method_id, Round.title,
            Round.state, Round.secrecy, Round.visibility, Round.electorate, Round.closing_at,
            Round.ends_at, Round.annul_reason, Participation.seat_id, Round.late_seats,
            Round.opened_at, PaperBallot.seat_id, Round.closes_at,
        )
        .outerjoin(Participation, mine)
        .outerjoin(PaperBallot, paper)
        .where(Round.state != literal_column("'draft'"))
    )  # fmt: skip


def _pulse() -> Any:
    mine = and_(Participation.round_id == Round.id, Participation.seat_id == Seat.id)
    paper = and_(PaperBallot.round_id == Round.id, PaperBallot.seat_id == Seat.id)
    going = and_(Round.workshop_id == Workshop.id, Round.state == literal_column("'open'"))
    return (
        select(
            Workshop.id, Workshop.revision, Credential.revoked_at, Credential.holder, Seat.holder,
            Seat.active, Round.id, Round.number, Round.closing_at, Round.ends_at,
            Participation.seat_id, PaperBallot.seat_id,
            whereabouts.waiting_round(Seat.process_id, Workshop.id, Seat.id, Sector.code),
            Round.closes_at,
        )
        .select_from(Credential)
        .join(Seat, Credential.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .join(Sector, Actor.sector_id == Sector.id)
        .join(Workshop, Workshop.process_id == Seat.process_id)
        .outerjoin(Round, going)
        .outerjoin(Participation, mine)
        .outerjoin(PaperBallot, paper)
        .where(Credential.id == bindparam("card"), Workshop.code == bindparam("code"))
    )  # fmt: skip


_HOLDER = Prepared(lambda: _holder().where(Credential.id == bindparam("card")))
_HOLDER_BY_CODE = Prepared(lambda: _holder().where(Credential.code_hash == bindparam("code")))
_MEETING = Prepared(_meeting)
_AGENDA = Prepared(
    lambda: _rounds().where(Round.workshop_id == bindparam("workshop")).order_by(Round.number)
)
_ROUND_NOW = Prepared(lambda: _rounds().where(Round.id == bindparam("round")))
_PULSE = Prepared(_pulse)
_SECRECY = Prepared(
    lambda: select(Round.secrecy, Round.ballot_key).where(Round.id == bindparam("round"))
)
_ACTA = Prepared(
    lambda: select(Acta.state).where(
        Acta.workshop_id == bindparam("workshop"),
        Acta.number == literal_column("0"),
        Acta.state != literal_column("'draft'"),
    )
)
_OPENS = Prepared(
    lambda: (
        select(Round.opens_at)
        .where(
            Round.workshop_id == bindparam("workshop"),
            Round.state == literal_column("'draft'"),
            Round.opens_at > bindparam("at"),
            ~sealing.ending(Round.workshop_id),
        )
        .order_by(Round.opens_at)
        .limit(1)
    )
)
_BALLOT = Prepared(
    lambda: select(Ballot.answer, Ballot.reasons, Ballot.id).where(
        Ballot.round_id == bindparam("round"), Ballot.voter_key == bindparam("voter")
    )
)


# What a database has told us and never changes, by database.
_addresses: Bounded[tuple[Hashable, int, str, int], int] = Bounded("addresses of rounds", KEPT)
_definitions: Bounded[tuple[Hashable, int], RoundDefinition] = Bounded("round definitions", KEPT)


def holder_of(credential_id: int) -> Holder | None:
    """Return whose card this is, even if it speaks for nobody any more; None where there is none."""
    return _one_holder(fetch(_HOLDER, card=credential_id))


def holder_by(code: str, secret: str) -> Holder:
    """Return whose card has this code, even if it speaks for nobody any more; raises NotFound."""
    found = _one_holder(fetch(_HOLDER_BY_CODE, code=code_hash(code, secret)))
    if found is None:
        raise NotFound(credentials.NO_CARD)
    return found


def _one_holder(rows: list[tuple[Any, ...]]) -> Holder | None:
    if not rows:
        return None
    card_id, seat_id, sector_id, code, process_id, card, now, active, revoked, added, *words = rows[
        0
    ]
    seat_code, actor, titular, suplente, sector, position, process, simulated, zone = words
    voter = casting.Voter(
        seat_id, sector_id, code, process_id, card, now, active, revoked is None, added
    )
    person = titular if card == "titular" else suplente
    return Holder(
        card_id, voter, seat_code, actor, person, sector, position, process, bool(simulated), zone
    )


def meeting(process_id: int, code: str) -> Meeting:
    """Return the workshop of this process with this code, or raise NotFound."""
    rows = fetch(_MEETING, process=process_id, code=code)
    if not rows:
        raise NotFound
    return Meeting(*rows[0])


def asked(process_id: int, workshop_code: str, number: int) -> RoundDefinition:
    """Return what an opened round of this workshop asks; raises NotFound for a draft or none."""
    database = identity(db.engine)
    address = (database, process_id, workshop_code, number)
    round_id = _addresses.get(address)
    if round_id is None:
        round_id = db.session.scalar(
            select(Round.id)
            .join(Workshop, Round.workshop_id == Workshop.id)
            .where(
                Workshop.process_id == process_id, Workshop.code == workshop_code,
                Round.number == number, Round.state != "draft",
            )
        )  # fmt: skip
        if round_id is None:
            raise NotFound
        _addresses.put(address, round_id)
    return definition(round_id)


def definition(round_id: int) -> RoundDefinition:
    """Return what a round that has opened asks."""
    key = (identity(db.engine), round_id)
    return _definitions.get(key) or _definitions.put(key, _definition(round_id))


def _definition(round_id: int) -> RoundDefinition:
    round_ = db.session.get_one(Round, round_id)
    options = tuple(OptionWords(o.code, o.wording, o.group) for o in round_.options)
    words = repr((round_.step, round_.method_id, round_.question, round_.opened_at, options))
    return RoundDefinition(
        round_id=round_id,
        workshop_id=round_.workshop_id,
        number=round_.number,
        step=round_.step,
        method_id=round_.method_id,
        subject=round_.subject,
        title=round_.title,
        question=round_.question,
        help=round_.help,
        secrecy=round_.secrecy,
        visibility=round_.visibility,
        electorate=tuple(round_.electorate),
        settings=round_.settings,
        options=options,
        seed=int(protocols.value(round_.workshop.process, "seed")),
        lot=known.nonce_sha256 if (known := lots.promised(round_)) else None,
        repeats_id=before.id if (before := store.repeats(round_)) else None,
        paired=threads.series_of(round_) is not None,
        apart=threads.leaves_apart(round_),
        grouping=round_.workshop.process.grouping,
        time_zone=round_.workshop.process.time_zone,
        digest=hashlib.sha256(words.encode()).hexdigest()[:10],
    )


def _asked(rows: Iterable[Any]) -> list[RoundState]:
    return [
        RoundState(
            id=row[0], number=row[1], step=row[2], method_id=row[3], title=row[4],
            state=row[5], secrecy=row[6], visibility=row[7], electorate=tuple(row[8]),
            closing_at=row[9], ends_at=row[10], annul_reason=row[11],
            answered=row[12] is not None, late_seats=bool(row[13]), opened_at=row[14],
            paper=row[15] is not None, closes_at=row[16],
        )
        for row in rows
    ]  # fmt: skip


def agenda(workshop_id: int, seat_id: int) -> list[RoundState]:
    """Return the rounds that have opened, in the order of the agenda, and which the seat answered."""
    return _asked(fetch(_AGENDA, workshop=workshop_id, seat=seat_id))


def round_now(round_id: int, seat_id: int) -> RoundState:
    """Return how an opened round stands now."""
    return _asked(fetch(_ROUND_NOW, round=round_id, seat=seat_id))[0]


def pulse(credential_id: int, workshop_code: str, engine: Engine | None = None) -> Pulse:
    """Return what a seat's live page depends on; raises NotFound for another process's workshop.

    With an engine it asks that one, and needs no application around it.
    """
    of: dict[str, Any] = {"card": credential_id, "code": workshop_code}
    rows = fetch(_PULSE, **of) if engine is None else alone(engine, partial(_PULSE.all, **of))
    if not rows:
        raise NotFound
    workshop_id, revision, revoked, card, now, active, *of_round = rows[0]
    round_id, number, closing_at, ends_at, mine, paper, elsewhere, closes_at = of_round
    ok = revoked is None and active and card == now
    # A card that speaks for nobody is not told either what its seat does.
    return Pulse(
        workshop_id,
        revision,
        ok,
        round_id,
        number,
        closing_at,
        ends_at,
        ok and mine is not None,
        ok and paper is not None,
        elsewhere,
        closes_at,
    )


def opens_next(workshop_id: int, at: datetime) -> datetime | None:
    """Return when the next round of a workshop opens by itself, where staff said so; no hour that is over."""
    rows = fetch(_OPENS, workshop=workshop_id, at=at)
    return rows[0][0] if rows else None


def acta_state(workshop_id: int) -> str:
    """Return how far the acta of a workshop is for those who were there: "", "correction" or "sealed"."""
    rows = fetch(_ACTA, workshop=workshop_id)
    return str(rows[0][0]) if rows else ""


def own_ballot(
    round_id: int, seat_id: int, sent: str | None = None
) -> tuple[Any, dict[str, str]] | None:
    """Return a seat's stored answer and reasons while they can still be told apart, or None.

    With the id of a ballot (casting.id_sent) only if it is that one that stands, and no later one.
    """
    secrecy, ballot_key = fetch(_SECRECY, round=round_id)[0]
    if secrecy == "secret" and ballot_key is None:
        return None
    rows = fetch(_BALLOT, round=round_id, voter=casting.voter_key(ballot_key, seat_id))
    if not rows:
        return None
    answer, reasons, stands = rows[0]
    if sent is not None and not hmac.compare_digest(sent, stands):
        return None
    return json.loads(answer), json.loads(reasons)
