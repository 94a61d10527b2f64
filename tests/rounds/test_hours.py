"""A round of days opens and closes by its hours as it would by hand: once, never early, and never before what was said."""

from datetime import datetime, timedelta

import pytest
from builders import NOON, cast, make_room, make_round, seal_unasked
from sqlalchemy import select, text

from smd_workshop.core import zones
from smd_workshop.core.errors import Invalid, KeptOnRecord, RoundClosed, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.round_records import round_record
from smd_workshop.models import Contribution, Journal, Participation, Result, Roll, Seat
from smd_workshop.rounds import closing, drafting, hours, opening
from smd_workshop.rounds.ballots import contributions
from smd_workshop.rounds.ballots.contributions import Note
from smd_workshop.rounds.seats import seat_queries
from smd_workshop.worker import jobs

pytestmark = pytest.mark.acts

DAY = timedelta(days=1)
OPENS, CLOSES = NOON + DAY, NOON + 4 * DAY
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch):
    """clock(moment): from now on the worker reads this on its clock."""

    def turn(moment):
        monkeypatch.setattr(jobs, "now", lambda: moment)

    return turn


def of_days(opens=OPENS, closes=CLOSES, asks="rating", **fields):
    room = make_room()
    round_ = make_round(room, asks, open=False, **fields)
    with transaction():
        hours.say(round_, opens, closes, NOON, None)
    return room, round_


def opened():
    room, round_ = of_days(opens=None)
    with transaction():
        opening.open_round(round_, NOON, None)
    return room, round_


def acts(round_, verb):
    return db.session.scalars(
        select(Journal).where(Journal.round_id == round_.id, Journal.verb == verb)
    ).all()


def look():
    db.session.rollback()
    jobs.make_up()
    db.session.rollback()


@pytest.mark.on_both
def test_it_opens_and_closes_by_its_hours_once_and_the_journal_says_so(app, clock):
    room, round_ = of_days()
    for moment, state in (
        (OPENS - MINUTE, "draft"), (OPENS, "open"), (CLOSES - MINUTE, "open"), (CLOSES, "closed"),
    ):  # fmt: skip
        clock(moment)
        look()
        look()
        assert round_.state == state, moment
        if state == "open" and moment == OPENS:
            cast(room.cards[0], round_, {"F1": 9, "F2": 1}, at=OPENS + MINUTE)
    for verb in ("open round", "close round"):
        (act,) = acts(round_, verb)
        assert act.user_id is None
        assert act.reason == "por la hora fijada"
    assert acts(round_, "announce close") == []
    assert len(db.session.scalars(select(Result)).all()) == 1


def test_a_clock_that_is_set_back_closes_nothing_early(app, clock):
    _room, round_ = of_days()
    clock(OPENS)
    look()
    clock(OPENS - DAY)
    look()
    assert round_.state == "open"
    with pytest.raises(WrongState), transaction():
        closing.close(round_, CLOSES - MINUTE, None)


def test_whoever_comes_after_the_hour_is_not_counted_also_while_no_worker_runs(app):
    room, round_ = opened()
    cast(room.cards[0], round_, {"F1": 9}, at=CLOSES - MINUTE)
    with pytest.raises(RoundClosed):
        cast(room.cards[1], round_, {"F1": 9}, at=CLOSES)
    assert db.session.query(Participation).count() == 1


def test_what_keeps_a_round_from_opening_keeps_it_until_it_is_settled(app, clock):
    room, round_ = of_days()
    busy = make_round(room)
    clock(OPENS + MINUTE)
    look()
    assert round_.state == "draft"
    with transaction():
        closing.annul(busy, "Otra", NOON, None)
    look()
    assert round_.state == "open"
    assert round_.opened_at == OPENS + MINUTE


def test_a_round_that_nobody_opened_in_time_asks_for_other_hours(app, clock):
    _room, round_ = of_days()
    clock(CLOSES + MINUTE)
    look()
    assert round_.state == "draft"
    with pytest.raises(WrongState, match="hour to close"), transaction():
        opening.open_round(round_, CLOSES + MINUTE, None)


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (NOON - MINUTE, CLOSES, "over already"), (None, NOON, "over already"),
        (CLOSES, OPENS, "before it opens"), (None, NOON + 400 * DAY, "a year"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused_in_words(app, opens, closes, words):
    round_ = make_round(make_room(), open=False)
    with pytest.raises(Invalid, match=words), transaction():
        hours.say(round_, opens, closes, NOON, None)


def test_notes_that_are_put_in_order_have_no_hours(app):
    round_ = make_round(make_room(), "organise", (), open=False)
    with pytest.raises(Invalid, match="no hours"), transaction():
        hours.say(round_, None, CLOSES, NOON, None)


def test_the_end_is_put_off_with_a_reason_and_never_brought_forward(app, clock):
    _room, round_ = opened()
    later = CLOSES + DAY
    for until, why, words in ((CLOSES - MINUTE, "x", "later hour"), (later, " ", "Write why")):
        with pytest.raises(Invalid, match=words), transaction():
            hours.extend(round_, until, why, NOON, None)
    with transaction():
        hours.extend(round_, later, "Faltan dos sectores", NOON, None)
    clock(CLOSES)
    look()
    assert round_.state == "open"
    assert seat_queries.round_now(round_.id, 1).until == later
    clock(later)
    look()
    assert round_.state == "closed"
    told = round_record(round_)["hours"]
    assert [each["reason"] for each in told["put_off"]] == ["Faltan dos sectores"]
    assert not told["early"]


@pytest.mark.on_both
def test_the_database_itself_brings_no_hour_forward(app):
    _room, round_ = opened()
    with pytest.raises(KeptOnRecord), transaction():
        db.session.execute(
            text("UPDATE round SET closes_at = opened_at WHERE id = :id"), {"id": round_.id}
        )


def test_nobody_closes_before_the_hour_without_being_asked(app):
    _room, round_ = opened()
    with pytest.raises(WrongState, match="open longer"), transaction():
        closing.announce_close(round_, NOON, None)
    with transaction():
        closing.announce_close(round_, NOON, None, sure=True)
    assert round_.is_closing
    with transaction():
        closing.keep_open(round_, NOON, None)
    assert round_.until == CLOSES, "taken back, what was said holds again"
    with transaction():
        closing.announce_close(round_, NOON, None, sure=True)
    with transaction():
        closing.close(round_, NOON + MINUTE, None)
    assert round_record(round_)["hours"]["early"]


def test_an_announcement_just_before_the_hour_takes_nothing_past_it(app):
    _room, round_ = opened()
    with transaction():
        closing.announce_close(round_, CLOSES - timedelta(seconds=2), None, sure=True)
    assert round_.closing_at == CLOSES
    assert acts(round_, "announce close") == []


def test_a_copy_and_what_is_put_back_have_no_hours(app, clock):
    _room, round_ = of_days()
    with transaction():
        twin = drafting.copy(round_, NOON, None)
        kept = drafting.discard(round_, NOON, None)
        back = drafting.restore(twin.workshop, kept, NOON, None)
    assert (twin.opens_at, twin.closes_at, back.opens_at, back.closes_at) == (None,) * 4
    clock(CLOSES)
    look()
    assert {twin.state, back.state} == {"draft"}


def test_a_round_of_the_room_gets_an_hour_when_the_rest_answers_at_home(app, clock):
    room = make_room()
    round_ = make_round(room)
    with transaction():
        hours.extend(round_, CLOSES, "", NOON, None)
    cast(room.cards[0], round_, {"F1": 9}, at=NOON + DAY)
    clock(CLOSES)
    look()
    assert round_.state == "closed"


def test_an_hour_that_clocks_show_twice_or_skip_is_the_later_one():
    shown_twice = datetime(2026, 10, 25, 2, 30)
    skipped = datetime(2026, 3, 29, 2, 30)
    assert zones.moment_of(shown_twice, "Europe/Madrid").isoformat() == "2026-10-25T01:30:00+00:00"
    assert zones.moment_of(skipped, "Europe/Madrid").isoformat() == "2026-03-29T01:30:00+00:00"


def test_of_a_draft_that_something_kept_from_opening_the_end_alone_is_said_anew(app, clock):
    room, round_ = of_days()
    busy = make_round(room)
    late = OPENS + 2 * DAY
    with transaction():
        hours.say(round_, OPENS, CLOSES + DAY, late, None)
    assert (round_.opens_at, round_.closes_at) == (OPENS, CLOSES + DAY)
    with pytest.raises(Invalid, match="over already"), transaction():
        hours.say(round_, OPENS + MINUTE, CLOSES + DAY, late, None)
    with transaction():
        closing.annul(busy, "Otra", late, None)
    clock(late)
    look()
    assert round_.state == "open"


def test_a_draft_that_was_missed_opens_no_more_without_a_later_hour_to_close(app):
    _room, round_ = of_days()
    with pytest.raises(Invalid, match="over already"), transaction():
        hours.say(round_, OPENS, None, CLOSES + DAY, None)
    with transaction():
        hours.say(round_, OPENS, CLOSES + 2 * DAY, CLOSES + DAY, None)
    assert opening.due(CLOSES + DAY) == [round_.id]


def test_nothing_opens_by_itself_once_those_who_attended_correct_the_acta(app, clock):
    room, round_ = of_days()
    with transaction():
        actas.open_corrections(actas.begin(room.workshop), 1, NOON, None)
    assert seat_queries.opens_next(room.workshop.id, NOON) is None, "phones promise no hour"
    for moment in (OPENS, OPENS + DAY):
        clock(moment)
        look()
        assert opening.due(moment) == []
        with transaction():
            assert not opening.open_due(round_, moment)
    with transaction():
        opening.open_round(round_, OPENS + DAY, None)
    assert round_.state == "open", "a person may, who knows that it goes on"


def test_what_opens_no_more_is_looked_at_no_more(app):
    room, round_ = of_days()
    assert opening.due(OPENS) == [round_.id]
    assert opening.due(CLOSES) == [], "missed"
    seal_unasked(room)
    assert opening.due(OPENS) == [], "sealed"


def test_a_note_that_staff_enter_after_the_hour_puts_nobody_on_the_roll(app):
    room = make_room()
    round_ = make_round(room, "collect", (), open=False)
    with transaction():
        hours.say(round_, None, CLOSES, NOON, None)
        opening.open_round(round_, NOON, None)
    for place, at in ((0, CLOSES - MINUTE), (1, CLOSES), (2, CLOSES + DAY)):
        seat = room.cards[place].seat
        with transaction():
            contributions.enter(
                round_, Note("Falta agua", "D"), seat_id=seat.id, sector_id=seat.actor.sector_id,
                channel="aloud", user_id=None, at=at,
            )  # fmt: skip
    assert db.session.scalars(select(Participation.seat_id)).all() == [room.cards[0].seat.id]
    with transaction():
        closing.close(round_, CLOSES + DAY, None)
    assert db.session.query(Contribution).filter(Contribution.item_id.is_not(None)).count() == 3


def test_a_seat_that_is_added_after_the_hour_is_on_no_roll_of_a_close_that_came_late(app):
    room, round_ = opened()
    with transaction():
        added = Seat(
            process_id=room.process.id, actor_id=room.cards[0].seat.actor_id, code="COM9",
            added_at=CLOSES + MINUTE,
        )  # fmt: skip
        db.session.add(added)
    with transaction():
        closing.close(round_, CLOSES + DAY, None)
    rolls = db.session.scalars(select(Roll.eligible).where(Roll.round_id == round_.id))
    assert sorted(rolls) == [5, 5, 6]


def test_a_draft_that_becomes_one_of_ordering_has_no_hours_any_more(app):
    _room, round_ = of_days()
    with transaction():
        drafting.edit(round_, NOON, None, step="organise", method_id=None)
    assert (round_.opens_at, round_.closes_at) == (None, None)
