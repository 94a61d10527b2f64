"""Ballots on paper: each seat counts once, by paper or by phone, and nobody can tell whose a secret one is."""

from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_room, make_round, make_user
from sqlalchemy import func, select

from smd_workshop.core.errors import (
    Invalid,
    NoPaper,
    PaperOut,
    RoundClosed,
    SeatWithdrawn,
    WrongSector,
    WrongState,
)
from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Ballot,
    Journal,
    PaperBallot,
    Participation,
    Roll,
    Round,
    Seat,
    TypedPaper,
    User,
)
from smd_workshop.rounds import closing
from smd_workshop.rounds.ballots import ballot_keys, casting, late_ballots, paper_numbers, papers

ONE, TWO, THREE = {"F1": 7, "F2": 3}, {"F1": 1, "F2": "ns"}, {"F1": 9, "F2": 9}
SECRET = "only-for-tests-" + "0123456789abcdef" * 2


@pytest.fixture
def room(app):
    make_user()
    return make_room((3, 3))


def staff():
    return db.session.scalar(select(User.id))


def give(round_, *seats):
    with transaction():
        for seat in seats:
            papers.hand_out(round_, seat, NOON, staff(), sure=True)


def back(round_, seat):
    with transaction():
        papers.take_back(round_, seat, NOON, staff())


def typed(round_, mark, answer, at=NOON, key="k"):
    with transaction():
        papers.enter(round_, mark, answer, {}, key, at, staff())


def numbers(round_, sector):
    db.session.rollback()
    return [n for n, of in paper_numbers.printed(round_, SECRET) if of.code == sector]


def answers(round_):
    db.session.rollback()
    rows = db.session.scalars(select(Ballot.answer).where(Ballot.round_id == round_.id))
    return sorted(rows)


def canonical(*given):
    return sorted(ballot_keys.canonical(answer) for answer in given)


def parts(round_):
    rows = db.session.execute(
        select(Seat.code, Participation.channel)
        .join(Seat, Participation.seat_id == Seat.id)
        .where(Participation.round_id == round_.id)
    )
    return sorted((code, channel) for code, channel in rows)


@pytest.mark.parametrize("secrecy", ["secret", "nominal"])
def test_a_paper_withdraws_the_ballot_of_the_phone_and_given_back_frees_it(room, secrecy):
    round_ = make_round(room, secrecy=secrecy)
    card, other = room.cards[:2]
    cast(card, round_, ONE)
    cast(other, round_, TWO)
    give(round_, card.seat)
    assert answers(round_) == canonical(TWO)
    assert parts(round_) == [("COM2", "own")]
    with pytest.raises(PaperOut):
        cast(card, round_, THREE)
    back(round_, card.seat)
    assert cast(card, round_, THREE)
    assert answers(round_) == canonical(TWO, THREE)
    told = db.session.scalars(select(Journal).order_by(Journal.id)).all()
    assert [(j.verb, j.detail) for j in told if "paper" in j.verb] == [
        ("hand out paper", {"seat": "COM1"}), ("take paper back", {"seat": "COM1"}),
    ]  # fmt: skip


def test_a_ballot_that_was_withdrawn_does_not_come_back_when_its_phone_sends_it_again(room):
    """A slow network brings the old request once more, after the paper was given back."""
    round_ = make_round(room)
    card = room.cards[0]
    cast(card, round_, ONE, key="same")
    give(round_, card.seat)
    back(round_, card.seat)
    assert not cast(card, round_, ONE, key="same")
    assert answers(round_) == []


def test_by_name_the_code_of_the_seat_is_typed_and_typed_again_it_takes_the_place(room):
    round_ = make_round(room, secrecy="nominal")
    seat = room.cards[0].seat
    with pytest.raises(NoPaper):
        typed(round_, seat.code, ONE)
    give(round_, seat)
    assert papers.find(round_, " com1 ") == "COM1"
    typed(round_, "com1", ONE)
    typed(round_, "COM1", TWO, key="k2")
    assert answers(round_) == canonical(TWO)
    with pytest.raises(WrongState):
        back(round_, seat)
    with pytest.raises(Invalid):
        typed(round_, "COM99", ONE)
    close(round_)
    rolls = db.session.scalars(select(Roll).where(Roll.voted > 0)).all()
    assert [(r.voted, r.channels) for r in rolls] == [(1, {"paper": 1})]


def test_a_number_counts_once_for_its_sector_and_never_more_than_were_handed_out(room):
    round_ = make_round(room)
    seats = [c.seat for c in room.cards_of("com")]
    first, second, third = numbers(round_, "com")
    with pytest.raises(WrongState, match="handed out"):
        typed(round_, first, ONE)
    give(round_, *seats[:2])
    typed(round_, first.lower().replace("-", " "), ONE)
    with pytest.raises(WrongState, match="typed in already"):
        typed(round_, first, TWO, key="k2")
    typed(round_, second, TWO)
    with pytest.raises(WrongState, match="handed out"):
        typed(round_, third, THREE)
    with pytest.raises(Invalid):
        typed(round_, "AAAA-AAAA", THREE)
    assert answers(round_) == canonical(ONE, TWO)
    assert parts(round_) == [("COM1", "paper"), ("COM2", "paper")]
    close(round_)
    rolls = db.session.scalars(select(Roll).where(Roll.voted > 0)).all()
    assert [(r.voted, r.channels) for r in rolls] == [(2, {"paper": 2})]


def test_a_number_of_another_round_or_sector_is_not_taken_for_one_of_this(room):
    round_ = make_round(room)
    strange = numbers(round_, "com")[0]
    close(round_)
    again = make_round(room)
    give(again, *(c.seat for c in room.cards))
    with pytest.raises(Invalid):
        typed(again, strange, ONE)
    typed(again, numbers(again, "soc")[0], ONE)
    ballot = db.session.scalars(select(Ballot).where(Ballot.round_id == again.id)).one()
    assert ballot.sector_id == room.process.sectors[1].id


def test_nothing_that_is_stored_leads_from_a_number_to_a_seat_or_an_answer(room, monkeypatch):
    """Which of the seats with a paper a number stands for is chance: no row and no journal knows more."""
    round_ = make_round(room)
    seats = [c.seat for c in room.cards_of("com")]
    give(round_, *seats)
    drawn = []
    monkeypatch.setattr(papers.secrets, "choice", lambda of: drawn.append(list(of)) or of[-1])
    typed(round_, numbers(round_, "com")[0], ONE)
    assert drawn == [[seat.id for seat in seats]], "any of them"
    entry = db.session.scalars(select(Journal).where(Journal.verb == "enter ballot")).one()
    assert entry.detail == {"sector": "com", "channel": "paper"}
    columns = set(TypedPaper.__table__.columns.keys()) | set(PaperBallot.__table__.columns.keys())
    assert columns == {"round_id", "seat_id", "number", "sector_id"}
    close(round_)
    assert db.session.get_one(Round, round_.id).ballot_key is None
    assert {b.voter_key for b in db.session.scalars(select(Ballot))} == {None}


def test_an_unmarked_paper_given_back_frees_its_seat_whichever_was_typed_in(room, monkeypatch):
    round_ = make_round(room)
    cards = room.cards_of("com")[:2]
    give(round_, *(c.seat for c in cards))
    monkeypatch.setattr(papers.secrets, "choice", lambda of: of[0])
    typed(round_, numbers(round_, "com")[0], ONE)
    back(round_, cards[0].seat)  # chance had let the typed paper stand for this one
    assert parts(round_) == [("COM2", "paper")]
    assert cast(cards[0], round_, TWO)
    assert answers(round_) == canonical(ONE, TWO)
    with pytest.raises(WrongState, match="typed in"):
        back(round_, cards[1].seat)
    close(round_)
    many = select(func.count()).select_from(Ballot).where(Ballot.round_id == round_.id)
    assert db.session.scalar(many) == 2 == sum(db.session.scalars(select(Roll.voted)))


def test_a_paper_is_late_like_any_ballot_and_is_counted_among_the_late(room):
    round_ = make_round(room)
    give(round_, room.cards[0].seat)
    number = numbers(round_, "com")[0]
    with transaction():
        closing.announce_close(round_, NOON, None, sure=True)
    with pytest.raises(RoundClosed):
        typed(round_, number, ONE, at=NOON + timedelta(minutes=1))
    for _ in range(2):
        with transaction():
            papers.note_late(round_, number)
    assert answers(round_) == []
    assert db.session.scalars(select(TypedPaper)).all() == []
    with transaction():
        closing.close(round_, NOON + timedelta(minutes=1), None)
    assert late_ballots.count_late(round_) == 1
    with pytest.raises(RoundClosed):
        typed(round_, number, ONE)


def test_who_may_not_vote_gets_no_paper(room):
    round_ = make_round(room, electorate=["com"])
    gone = room.cards_of("com")[0].seat
    with transaction():
        gone.active = False
    with pytest.raises(SeatWithdrawn):
        give(round_, gone)
    with pytest.raises(WrongSector):
        give(round_, room.cards_of("soc")[0].seat)
    close(round_)
    with pytest.raises(RoundClosed):
        give(round_, room.cards_of("com")[1].seat)
    assert db.session.scalars(select(PaperBallot)).all() == []


def test_staff_help_no_seat_that_has_a_paper(room):
    round_ = make_round(room)
    give(round_, room.cards[0].seat)
    by = casting.OnBehalf(room.cards[0].seat.id, staff(), "assisted")
    with pytest.raises(PaperOut), transaction():
        casting.cast(by, casting.BallotSubmission(round_.id, ONE, {}, "k"), NOON)


def test_numbers_are_the_same_whenever_they_are_printed_and_differ_from_each_other(room):
    round_ = make_round(room)
    made = list(paper_numbers.printed(round_, SECRET, 15))
    assert [n for n, _ in made] == [n for n, _ in paper_numbers.printed(round_, SECRET, 15)]
    assert len({n for n, _ in made}) == 2 * 15
    assert len(list(paper_numbers.printed(round_, SECRET, 999))) == 2 * (3 + paper_numbers.SPARE)
    other = {n for n, _ in paper_numbers.printed(round_, "another secret", 15)}
    assert other.isdisjoint(n for n, _ in made)
