"""Every ballot goes through one door: the same rules on both databases, for cards and for staff.

What a user would lose: a laptop in the field on SQLite would count a ballot that the regional server
on PostgreSQL refuses, or the other way about; or staff could cast what a card may not.
"""

import contextlib
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from application import new_app, new_database
from builders import NOON, cast, close, make_room, make_round, make_user
from depth import cases
from sqlalchemy import func, select

from smd_workshop.core.errors import (
    NotFound,
    Refusal,
    RoundAnnulled,
    RoundClosed,
    SeatWithdrawn,
    WrongSector,
)
from smd_workshop.core.zones import day_began, day_of
from smd_workshop.database import connections, db, transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.models import (
    Attendance,
    Ballot,
    Credential,
    Journal,
    PaperBallot,
    Participation,
    Roll,
    Round,
    Seat,
    Submission,
    User,
)
from smd_workshop.people import credentials
from smd_workshop.rounds import closing, opening, workshops
from smd_workshop.rounds.ballots import ballot_keys, casting, casting_rules, late_ballots, papers

#: How many random situations: few on every change, a thousand in the long run.
SITUATIONS = cases(15, 1000)
ANSWERS = [{"F1": 7, "F2": 3}, {"F1": 1, "F2": "ns"}, {"F1": 9, "F2": 9}]
GRACE_ENDS = NOON + timedelta(seconds=15)
MOMENTS = [NOON, GRACE_ENDS - timedelta(microseconds=1), GRACE_ENDS, NOON + timedelta(hours=1)]
TOLD = "enter ballot"
ELECTORATES = [[], [], ["com"], ["soc", "com"]]


# -- what may happen before and between ballots


def hand_over(hall, chance):
    seat = hall.seat(chance)
    credentials.hand_over(seat, chance.choice(["titular", "suplente"]), NOON, None)


def replace(hall, chance):
    """The old card may be used again, and so may the new one."""
    seat = hall.seat(chance)
    secret = "only-for-tests-" + "0123456789abcdef" * 2
    hall.cards.append(
        credentials.issue(
            seat, chance.choice(["titular", "suplente"]), secret, NOON, None
        ).credential_id
    )


def withdraw(hall, chance):
    hall.seat(chance).active = chance.random() < 0.3


def announce(hall, chance):
    if hall.round.state == "open" and hall.round.closing_at is None:
        closing.announce_close(hall.round, NOON, None, sure=True)


def close_it(hall, chance):
    if hall.round.state == "open" and hall.round.closing_at is not None:
        closing.close(hall.round, GRACE_ENDS, None)


def annul(hall, chance):
    if hall.round.state == "open":
        closing.annul(hall.round, "una razón", NOON, None)


def open_it(hall, chance):
    if hall.round.state == "draft":
        opening.open_round(hall.round, NOON, None)


def hand_out(hall, chance):
    """A paper is given to a seat, or taken back; refused where there is nothing to do."""
    give = partial(papers.hand_out, sure=True)
    act = chance.choice([give, give, papers.take_back])
    with contextlib.suppress(Refusal):
        act(hall.round, hall.seat(chance), NOON, hall.user_id)


CHANGES = [
    hand_out, hand_over, hand_over, replace, replace, withdraw, announce, announce, close_it, annul, open_it,
]  # fmt: skip


@dataclass
class Hall:
    """A process with two sectors, another process, and the round of one situation."""

    seats: list[int]
    cards: list[int]
    stranger: int
    strange_card: int
    user_id: int
    round_id: int = 0

    @property
    def round(self):
        return db.session.get_one(Round, self.round_id)

    def seat(self, chance):
        return db.session.get_one(Seat, chance.choice(self.seats))


def open_hall():
    room = make_room((2, 2), code="moq")
    other = make_room((1,), code="otro")
    make_user()
    hall = Hall(
        [card.seat.id for card in room.cards],
        [],
        other.cards[0].seat.id,
        other.cards[0].credential_id,
        db.session.scalar(select(User.id)),
    )
    return room, hall


def situation(room, hall, number):
    """Build the room anew, let things happen and ballots come; return all outcomes and what is stored."""
    chance = random.Random(number)
    with transaction():
        for seat in db.session.scalars(select(Seat).where(Seat.id.in_(hall.seats))):
            seat.active, seat.holder = True, "titular"
        room.workshop = workshops.create(room.process, f"m{number}", NOON, code=f"m{number}")
        hall.cards = [
            credentials.issue(
                db.session.get_one(Seat, s), "titular", "s" * 32, NOON, None
            ).credential_id
            for s in hall.seats
        ]
    round_ = make_round(
        room, open=chance.random() < 0.9, secrecy=chance.choice(["secret", "nominal"]),
        electorate=chance.choice(ELECTORATES),
    )  # fmt: skip
    hall.round_id = round_.id
    outcomes = []
    for _ in range(chance.randint(3, 8)):
        if chance.random() < 0.35:
            change = chance.choice(CHANGES)
            with transaction():
                change(hall, chance)
            outcomes.append(change.__name__)
        outcomes.append(one_ballot(hall, chance))
    stored = what_is_stored(hall.round_id)
    with transaction():
        annul(hall, chance)
    return outcomes, stored


def one_ballot(hall, chance):
    by = authority(hall, chance)
    sent = casting.BallotSubmission(
        hall.round_id, chance.choice(ANSWERS), chance.choice([{}, {"F1": "porque sí"}]),
        chance.choice(["k1", "k2", "k3"]),
    )  # fmt: skip
    at = chance.choice(MOMENTS)
    reason = why_not(by, hall, at)
    together = chance.random() < 0.5
    db.session.rollback()
    try:
        fresh = send(by, sent, at, together=together)
    except Refusal as refusal:
        given = type(refusal)
    else:
        assert reason is None or not fresh, "stored although a rule forbids it"
        return "stored" if fresh else "again"
    assert given is reason
    if given is RoundClosed and isinstance(by, casting.ByCard):
        with transaction():
            late_ballots.note_late(sent.round_id, casting.owner_of(by.credential_id)[0])
    return given.__name__


def send(by, sent, at, *, together):
    """As phones send it, or inside a transaction in which more is done."""
    if together:
        return group_commit(lambda connection: casting.cast(by, sent, at, connection))
    with transaction():
        return casting.cast(by, sent, at)


def authority(hall, chance):
    if chance.random() < 0.6:
        card = chance.choice([*hall.cards * 4, hall.strange_card, 999_999])
        return casting.ByCard(card, chance.choice(["own", "shared"]))
    seat = chance.choice([*hall.seats * 4, hall.stranger, 999_999])
    return casting.OnBehalf(seat, hall.user_id, chance.choice(["assisted", "paper"]))


def why_not(by, hall, at):
    """The refusal that the rules say in words, asked of the rows; None where the ballot counts."""
    card = db.session.get(Credential, by.credential_id) if isinstance(by, casting.ByCard) else None
    seat_id = card.seat_id if card else getattr(by, "seat_id", 0)
    if seat_id not in hall.seats:
        return NotFound
    seat = db.session.get_one(Seat, seat_id)
    voter = casting.Voter(
        seat.id, 0, seat.actor.sector.code, seat.process_id,
        card.holder if card else seat.holder, seat.holder, seat.active,
        card is None or card.revoked_at is None, seat.added_at,
    )  # fmt: skip
    paper = db.session.get(PaperBallot, (hall.round_id, seat_id)) is not None
    case = casting_rules.Case(voter, hall.round, at, by.channel, paper)
    return casting_rules.refusal(casting_rules.RULES[type(by)], case)


def what_is_stored(round_id):
    """Every row that a ballot leaves, with the names of seats instead of their ids."""
    db.session.rollback()
    code = dict(tuple(row) for row in db.session.execute(select(Seat.id, Seat.code)))
    of = lambda table: db.session.scalars(select(table).where(table.round_id == round_id)).all()
    round_ = db.session.get_one(Round, round_id)
    here = select(Attendance).where(Attendance.workshop_id == round_.workshop_id)
    return {
        "ballots": sorted((code.get(b.seat_id, ""), b.answer, b.reasons) for b in of(Ballot)),
        "part": sorted((code[p.seat_id], p.channel) for p in of(Participation)),
        "here": sorted(
            (code[a.seat_id], a.holder, a.channel, a.arrived_at.hour)
            for a in db.session.scalars(here)
        ),
        "keys": Counter(s.late for s in of(Submission)),
        "told": [j.detail for j in sorted(of(Journal), key=lambda j: j.id) if j.verb == TOLD],
        "roll": sorted(str(r.channels) for r in of(Roll)),
    }


@pytest.mark.postgres
def test_the_same_random_situations_end_alike_on_both_databases(request, tmp_path, monkeypatch):
    """The same cards, seats, keys and moments: the same outcomes, and the same rows."""
    hurried = (*connections.PRAGMAS, "synchronous = OFF")  # a crash is for other tests
    monkeypatch.setattr(connections, "PRAGMAS", hurried)
    ends = {}
    for vendor in ("sqlite", "postgresql"):
        folder = tmp_path / vendor
        folder.mkdir()
        with new_database(request, folder, vendor) as url, new_app(url, folder):
            room, hall = open_hall()
            ends[vendor] = [situation(room, hall, number) for number in range(SITUATIONS)]
    for number, (left, right) in enumerate(zip(*ends.values(), strict=True)):
        assert left == right, f"situation {number}"
    seen = Counter(outcome for outcomes, _ in ends["sqlite"] for outcome in outcomes)
    wanted = {"stored", "again", "NotFound", "CardReplaced", "SeatHandedOver", "SeatWithdrawn"}
    wanted |= {"PaperOut", "NoPaper", "RoundClosed", "RoundAnnulled", "RoundNotOpen", "WrongSector"}
    assert wanted <= set(seen), f"never tried: {wanted - set(seen)}"
    for _, stored in ends["sqlite"]:
        assert len(stored["ballots"]) == len(stored["part"]), "one seat, one ballot"


# -- staff cast for a seat


def enter(seat, round_, answer, key="form", channel="paper", at=NOON, user_id=None):
    """What the page of a member of staff will do."""
    user_id = user_id or db.session.scalar(select(User.id))
    with transaction():
        return casting.cast(
            casting.OnBehalf(seat.id, user_id, channel),
            casting.BallotSubmission(round_.id, answer, {}, key),
            at,
        )


def give(round_, *seats):
    """Hand papers out."""
    with transaction():
        for seat in seats:
            papers.hand_out(round_, seat, NOON, db.session.scalar(select(User.id)), sure=True)


@pytest.fixture
def hall(app):
    room = make_room()
    make_user()
    return room


@pytest.mark.parametrize("secrecy", ["secret", "nominal"])
def test_what_staff_cast_for_a_seat_is_one_ballot_beside_its_own(hall, secrecy):
    round_ = make_round(hall, secrecy=secrecy)
    card, other = hall.cards[:2]
    assert cast(card, round_, ANSWERS[0])
    give(round_, card.seat)
    assert enter(card.seat, round_, ANSWERS[2]), "the last before the close counts"
    assert not enter(card.seat, round_, ANSWERS[2]), "the form was sent twice"
    assert enter(other.seat, round_, ANSWERS[1], channel="assisted")
    assert cast(other, round_, ANSWERS[0]), "whoever finds their phone may still change it"
    stored = sorted(db.session.scalars(select(Ballot.answer)))
    assert stored == sorted(ballot_keys.canonical(a) for a in (ANSWERS[2], ANSWERS[0]))
    close(round_)
    rolls = db.session.scalars(select(Roll).where(Roll.voted > 0)).all()
    assert [(r.voted, r.channels) for r in rolls] == [(2, {"own": 1, "paper": 1})]


def test_the_journal_tells_that_staff_cast_for_a_seat_and_never_what_nor_when(hall):
    round_ = make_round(hall)
    seat = hall.cards[0].seat
    assert cast(hall.cards[1], round_, ANSWERS[0])
    give(round_, seat)
    assert enter(seat, round_, ANSWERS[2])
    enter(seat, round_, ANSWERS[2])
    told = db.session.scalars(select(Journal).where(Journal.verb == TOLD)).all()
    (entry,) = told
    assert entry.detail == {"seat": seat.code, "channel": "paper"}
    assert (entry.user_id, entry.round_id) == (db.session.scalar(select(User.id)), round_.id)
    assert (entry.workshop_id, entry.process_id) == (hall.workshop.id, hall.process.id)
    assert entry.at == day_began(NOON, "America/Lima"), "of the time only the day"


def test_who_votes_in_the_evening_was_there_that_day_and_not_the_next(hall):
    """Half past eight in Lima is tomorrow in UTC [16]."""
    evening = datetime(2022, 10, 15, 1, 30, tzinfo=UTC)
    round_ = make_round(hall)
    for each in hall.cards[:2]:  # the first reads what the second finds remembered
        assert cast(each, round_, ANSWERS[0], at=evening)
    days = {day_of(a.arrived_at, "America/Lima") for a in db.session.scalars(select(Attendance))}
    assert days == {date(2022, 10, 14)}


def test_what_staff_cast_is_refused_by_the_same_rules_and_leaves_no_trace(hall):
    other = make_room((1,), code="otro")
    round_ = make_round(hall, electorate=["com", "emp"])
    seat, gone = hall.cards_of("com")[0].seat, hall.cards_of("com")[1].seat
    give(round_, seat, gone)
    with transaction():
        gone.active = False
    for refused, reason in (
        (gone, SeatWithdrawn),
        (hall.cards_of("soc")[0].seat, WrongSector),
        (other.cards[0].seat, NotFound),
    ):
        with pytest.raises(reason):
            enter(refused, round_, ANSWERS[0])
    with transaction():
        closing.announce_close(round_, NOON, None, sure=True)
    with pytest.raises(RoundClosed):
        enter(seat, round_, ANSWERS[0], at=GRACE_ENDS)
    with transaction():
        closing.annul(round_, "una razón", NOON, None)
    with pytest.raises(RoundAnnulled):
        enter(seat, round_, ANSWERS[0])
    for table in (Ballot, Submission, Participation):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert not db.session.scalars(select(Journal).where(Journal.verb == TOLD)).all()


def test_a_seat_without_a_card_can_still_be_helped(hall):
    """Who has lost the card, or never got one, is not without a voice."""
    round_ = make_round(hall)
    with transaction():
        for card in db.session.scalars(select(Credential)):
            card.revoked_at = NOON
    assert enter(hall.cards[0].seat, round_, ANSWERS[0], channel="assisted")


def test_staff_cannot_pass_for_a_phone():
    for channel in ("own", "shared", ""):
        with pytest.raises(ValueError, match="assisted"):
            casting.OnBehalf(1, 1, channel)


def test_a_ballot_is_no_answer_to_a_round_that_gathers_notes(hall):
    round_ = make_round(hall, "collect", ())
    with pytest.raises(NotFound):
        cast(hall.cards[0], round_, ANSWERS[0])
    with pytest.raises(NotFound):
        enter(hall.cards[0].seat, round_, ANSWERS[0])
