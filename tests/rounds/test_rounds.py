"""The round's life: states, drafts, and two people acting at once."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON, cast, close, make_room, make_round
from sqlalchemy import select, text

from smd_workshop.core.errors import (
    Frozen,
    Invalid,
    Refusal,
    RoundAnnulled,
    RoundClosed,
    WrongState,
)
from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Attendance,
    Ballot,
    Contribution,
    Journal,
    Participation,
    Result,
    Round,
)
from smd_workshop.models.workshops.rounds import MAY_BECOME
from smd_workshop.processes import protocols
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources, store, workshops
from smd_workshop.rounds.ballots import ballot_keys, casting, contributions
from smd_workshop.rounds.room import room

LATER = NOON + timedelta(minutes=1)


def states(hall):
    return [r.state for r in hall.workshop.rounds]


# -- the table of states

ACTS = {
    "open": lambda r: opening.open_round(r, NOON, None),
    "close": lambda r: (closing.announce_close(r, NOON, None), closing.close(r, LATER, None)),
    "publish": lambda r: publication.publish(r, LATER, None),
    "annul": lambda r: closing.annul(r, "motivo", LATER, None),
}
LEADS_TO = {"open": "open", "close": "closed", "publish": "published", "annul": "annulled"}
PATHS = {
    "draft": [], "open": ["open"], "closed": ["open", "close"],
    "published": ["open", "close", "publish"], "annulled": ["open", "annul"],
}  # fmt: skip


@pytest.mark.parametrize("state", PATHS)
def test_a_round_becomes_what_the_table_says_and_nothing_else(app, state):
    hall = make_room()
    for act, become in ACTS.items():
        round_ = make_round(hall, open=False)
        for step in PATHS[state]:
            with transaction():
                ACTS[step](round_)
        assert round_.state == state
        if LEADS_TO[act] in MAY_BECOME[state]:
            with transaction():
                become(round_)
            assert round_.state == LEADS_TO[act]
        else:
            with pytest.raises(Refusal), transaction():
                become(round_)
            assert round_.state == state
        if round_.state == "open":
            with transaction():
                closing.annul(round_, "para seguir", LATER, None)


def test_what_was_promised_cannot_be_loosened_after_opening(app):
    hall = make_room()
    round_ = make_round(hall)
    for field, other in [
        ("secrecy", "nominal"), ("visibility", "live"), ("question", "¿Otra?"), ("method_id", "points"),
        ("electorate", ["com"]), ("settings", {"agree_from": 1}),
    ]:  # fmt: skip
        with pytest.raises(Frozen), transaction():
            drafting.edit(round_, NOON, None, **{field: other})
    with pytest.raises(Frozen), transaction():
        option_sources.set_options(round_, [(None, "F9", "Otro", "")])


def test_the_protocol_wins_over_a_rounds_own_thresholds(app):
    hall = make_room()
    round_ = make_round(hall, settings={"agree_from": 1, "low_median": 2})
    assert round_.settings["agree_from"] == protocols.value(hall.process, "agree_from")
    assert round_.settings["low_median"] == 2


def test_a_round_that_could_not_be_counted_is_not_asked(app):
    hall = make_room()
    for wrong in [{"k": 3}, {}, {"k": 0}]:
        with pytest.raises(Invalid):
            make_round(hall, "approval", settings=wrong)
    with pytest.raises(Invalid):
        make_round(hall, "rating", settings={"low_median": 77})
    with pytest.raises(Invalid):
        make_round(hall, "points", options=("F1", "F2"), settings={"top": 0})
    with pytest.raises(Invalid):
        make_round(hall, electorate=["nadie"])
    assert "open" not in states(hall)


def test_an_option_without_quadrant_among_others_with_one_is_pointed_out(app):
    hall = make_room()
    round_ = make_round(hall, "points", options=("F1", "F2"), open=False)
    with transaction():
        option_sources.set_options(round_, [(None, "F1", "uno", "F"), (None, "X1", "dos", "")])
    with pytest.raises(Invalid, match="X1"), transaction():
        opening.open_round(round_, NOON, None)


# -- drafts


def test_a_number_of_a_round_that_opened_is_never_another_rounds(app):
    hall = make_room()
    make_round(hall, open=False)
    second = make_round(hall)
    with transaction():
        closing.annul(second, "mal leída", LATER, None)
        drafting.discard(hall.workshop.rounds[0], NOON, None)
    third = make_round(hall, open=False)
    assert (second.number, third.number) == (2, 1)
    assert store.find(hall.workshop, 2) is second, "an old link never leads to another round"


def test_a_discarded_draft_leaves_its_trace_and_no_dangling_link(app):
    hall = make_room()
    first = make_round(hall, open=False)
    with transaction():
        drafting.edit(first, NOON, None, title="Otra")
        later = drafting.add(
            hall.workshop, NOON, method_id="rating", title="x", question="?", previous_id=first.id
        )
    with transaction():
        drafting.discard(first, NOON, None)
    assert later.previous_id is None
    verbs = db.session.scalars(select(Journal.verb).where(Journal.workshop_id == hall.workshop.id))
    assert {"add round", "edit round", "discard draft"} <= set(verbs)


def test_a_draft_in_which_notes_were_entered_stays(app):
    hall = make_room()
    round_ = make_round(hall, "collect", open=False, secrecy="nominal")
    with transaction():
        contributions.enter(
            round_, contributions.Note("Hay agua", "F"), seat_id=None, sector_id=None,
            channel="interview", user_id=None, at=NOON,
        )  # fmt: skip
    with pytest.raises(WrongState), transaction():
        drafting.discard(round_, NOON, None)
    assert len(db.session.scalars(select(Contribution)).all()) == 1


def test_a_copy_asks_the_same_below_the_original_and_knows_what_it_repeats(app):
    hall = make_room()
    first = make_round(hall)
    cast(hall.cards[0], first, {"F1": 1, "F2": 1})
    close(first, publish=True)
    with transaction():
        drafting.add(hall.workshop, NOON, step="organise", title="fin", question="?")
        twin = drafting.copy(first, LATER, None)
    assert [r.id for r in hall.workshop.rounds][:2] == [first.id, twin.id]
    assert (twin.state, twin.previous_id, twin.reruns_id) == ("draft", first.id, None)
    assert [o.code for o in twin.options] == ["F1", "F2"]
    assert "seed" not in twin.settings
    with transaction():
        opening.open_round(twin, LATER, None)
    assert twin.settings == first.settings


def test_an_agenda_is_copied_without_what_was_annulled(app):
    hall = make_room()
    bad = make_round(hall)
    with transaction():
        closing.annul(bad, "mal leída", LATER, None)
    make_round(hall, "approval", settings={"k": 1})
    with transaction():
        new = workshops.create(hall.process, "Mesa 2", NOON, like=hall.workshop)
    assert [(r.method_id, r.state, r.settings) for r in new.rounds] == [
        ("approval", "draft", {"k": 1})
    ]


# -- two at once


def together(app, *acts):
    """Run the acts at the same moment, each in a context of its own; return what each raised."""
    gate = threading.Barrier(len(acts))
    raised = [None] * len(acts)

    def run(place, act):
        with app.app_context():
            gate.wait()
            try:
                act()
            except Exception as error:  # noqa: BLE001 - the test asks what was raised
                raised[place] = error
            finally:
                db.session.remove()

    db.session.rollback()  # the test itself must hold nothing
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other for ever"
    db.session.expire_all()
    return raised


def on(round_, act):
    """An act on a round, in a transaction, that finds the round anew as a request does."""
    round_id = round_.id

    def run():
        found = db.session.get_one(Round, round_id)
        with transaction():
            act(found)

    return run


def refused(raised):
    """How many were refused; anything but a refusal is a defect."""
    assert all(r is None or isinstance(r, Refusal) for r in raised), raised
    return sum(r is not None for r in raised)


def test_closed_twice_at_once_there_is_one_result_and_no_error(app):
    hall = make_room()
    round_ = make_round(hall)
    for card in hall.cards:
        cast(card, round_, {"F1": 5, "F2": 9})
    with transaction():
        closing.announce_close(round_, NOON, None)
    raised = together(app, *[on(round_, lambda r: closing.finish_close(r, LATER, None))] * 4)
    assert raised == [None] * 4
    assert round_.state == "closed"
    assert len(db.session.scalars(select(Result)).all()) == 1
    assert len(db.session.scalars(select(Ballot)).all()) == len(hall.cards)
    assert acts(round_).count("close round") == 1


def announce(round_):
    with transaction():
        closing.announce_close(round_, NOON, None)
    return round_.closing_at


def test_an_announced_close_can_be_taken_back_while_the_grace_runs(app):
    hall = make_room()
    round_ = make_round(hall)
    end = announce(round_)
    revisions = round_.revision, hall.workshop.revision
    with transaction():
        closing.keep_open(round_, end - timedelta(seconds=1), None, " falta un sector ")
    assert round_.state == "open" and round_.closing_at is None
    assert (round_.revision, hall.workshop.revision) == (revisions[0] + 1, revisions[1] + 1)
    (written,) = db.session.scalars(select(Journal).where(Journal.verb == "keep open"))
    assert (written.round_id, written.reason) == (round_.id, "falta un sector")
    # Long after that grace a ballot still counts, and a second tap changes nothing.
    assert cast(hall.cards[0], round_, {"F1": 5, "F2": 9}, at=LATER)
    with transaction():
        closing.keep_open(round_, LATER, None)
    assert acts(round_).count("keep open") == 1


def test_after_the_grace_a_close_stands(app):
    hall = make_room()
    round_ = make_round(hall)
    end = announce(round_)
    for late in (end, LATER):
        with pytest.raises(WrongState, match="grace is over"), transaction():
            closing.keep_open(round_, late, None)
    assert round_.closing_at == end
    with transaction():
        closing.close(round_, LATER, None)
    with pytest.raises(WrongState, match="grace is over"), transaction():
        closing.keep_open(round_, NOON, None)
    assert round_.state == "closed" and "keep open" not in acts(round_)


def test_who_waited_for_a_grace_that_was_taken_back_closes_nothing(app):
    hall = make_room()
    round_ = make_round(hall)
    first = announce(round_)
    with transaction():
        closing.keep_open(round_, NOON, None)
    with transaction():
        assert not closing.finish_close(round_, LATER, None, first)
    with transaction():
        closing.announce_close(round_, NOON + timedelta(seconds=5), None)
    with transaction():
        assert not closing.finish_close(round_, LATER, None, first)
    assert round_.state == "open"
    with transaction():
        assert closing.finish_close(round_, LATER, None, round_.closing_at)
    assert round_.state == "closed"


def test_taken_back_and_closed_at_once_one_of_them_happens(app):
    hall = make_room()
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 5, "F2": 9})
    end = announce(round_)
    just_before = end - timedelta(milliseconds=1)
    raised = together(
        app, on(round_, lambda r: closing.keep_open(r, just_before, None)),
        *[on(round_, lambda r: closing.finish_close(r, end, None, end))] * 3,
    )  # fmt: skip
    kept = raised[0] is None
    assert raised[1:] == [None] * 3
    assert kept or isinstance(raised[0], WrongState)
    assert (round_.state, round_.closing_at is None) == (
        ("open", True) if kept else ("closed", False)
    )
    assert len(db.session.scalars(select(Result)).all()) == (not kept)
    assert acts(round_).count("keep open") == kept


def acts(round_):
    return list(db.session.scalars(select(Journal.verb).where(Journal.round_id == round_.id)))


def test_published_twice_at_once_it_is_published_once(app):
    hall = make_room()
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 5, "F2": 9})
    close(round_)
    raised = together(app, *[on(round_, lambda r: publication.publish(r, LATER, None))] * 3)
    assert refused(raised) == 2
    assert acts(round_).count("publish round") == 1


def test_two_rounds_opened_at_once_only_one_opens(app):
    hall = make_room()
    first, second = make_round(hall, open=False), make_round(hall, open=False)
    raised = together(
        app, *(on(r, lambda x: opening.open_round(x, NOON, None)) for r in (first, second))
    )
    assert refused(raised) == 1
    assert sorted(states(hall)) == ["draft", "open"]


def test_published_and_annulled_at_once_one_of_them_happens(app):
    hall = make_room()
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 5, "F2": 9})
    close(round_)
    raised = together(
        app, on(round_, lambda r: publication.publish(r, LATER, None)),
        on(round_, lambda r: closing.annul(r, "error", LATER, None)),
    )  # fmt: skip
    assert refused(raised) == 1
    assert round_.state == ("published" if raised[0] is None else "annulled")


def test_annulled_while_ballots_arrive_every_ballot_is_in_or_was_refused(app):
    hall = make_room()
    round_ = make_round(hall)
    voters = [(c.credential_id, f"k{c.credential_id}") for c in hall.cards]
    round_id = round_.id

    def voter(card, key):
        def run():
            with transaction():
                casting.cast(
                    casting.ByCard(card),
                    casting.BallotSubmission(round_id, {"F1": 5, "F2": 9}, {}, key),
                    NOON,
                )

        return run

    raised = together(
        app, *(voter(*v) for v in voters[:4]), on(round_, lambda r: closing.annul(r, "error", LATER, None)),
        *(voter(*v) for v in voters[4:8]),
    )  # fmt: skip
    assert raised.pop(4) is None
    assert all(r is None or isinstance(r, RoundAnnulled) for r in raised), raised
    assert len(db.session.scalars(select(Ballot)).all()) == raised.count(None)
    assert round_.state == "annulled" and round_.ballot_key is None


def test_closed_while_ballots_arrive_the_result_counts_exactly_those_that_were_taken(app):
    hall = make_room()
    round_ = make_round(hall)
    with transaction():
        closing.announce_close(round_, NOON, None)
    round_id = round_.id

    def voter(card):
        def run():
            with transaction():
                casting.cast(
                    casting.ByCard(card.credential_id),
                    casting.BallotSubmission(round_id, {"F1": 5, "F2": 9}, {}, f"k{card.credential_id}"), NOON,
                )  # fmt: skip

        return run

    cards = hall.cards[:10]
    raised = together(
        app, *(voter(c) for c in cards[:5]), on(round_, lambda r: closing.finish_close(r, LATER, None)),
        *(voter(c) for c in cards[5:]),
    )  # fmt: skip
    assert raised.pop(5) is None
    assert all(r is None or isinstance(r, RoundClosed) for r in raised), raised
    taken = raised.count(None)
    document = db.session.scalars(select(Result)).one().document
    assert document["options"]["F1"]["n"] == taken
    assert len(db.session.scalars(select(Participation)).all()) == taken
    assert all(b.voter_key is None for b in db.session.scalars(select(Ballot)))


def test_a_seat_let_in_at_two_doors_at_once_is_here_once(app):
    hall = make_room()
    seat_id, workshop_id = hall.cards[0].seat.id, hall.workshop.id

    def let_in():
        from smd_workshop.models import Seat, Workshop

        workshop, seat = (
            db.session.get_one(Workshop, workshop_id),
            db.session.get_one(Seat, seat_id),
        )
        with transaction():
            room.arrive(workshop, seat, "titular", NOON, None)

    assert together(app, let_in, let_in, let_in) == [None] * 3
    assert len(db.session.scalars(select(Attendance)).all()) == 1


def test_rounds_added_at_once_have_numbers_of_their_own(app):
    hall = make_room()
    workshop_id = hall.workshop.id

    def add():
        from smd_workshop.models import Workshop

        workshop = db.session.get_one(Workshop, workshop_id)
        with transaction():
            drafting.add(workshop, NOON, method_id="rating", title="x", question="?")

    assert together(app, add, add, add) == [None] * 3
    assert sorted(r.number for r in hall.workshop.rounds) == [1, 2, 3]


# -- what the room shows


def test_who_is_missing_is_named_those_in_the_room_first(app):
    hall = make_room((3, 2))
    round_ = make_round(hall, electorate=["com"])
    with transaction():
        room.arrive(hall.workshop, hall.cards[2].seat, "titular", NOON, None)
    cast(hall.cards[0], round_, {"F1": 5, "F2": 5})
    waited = room.missing(hall.workshop, round_)
    assert [(p.seat.code, p.here) for p in waited] == [("COM3", True), ("COM2", False)]


def test_the_console_turns_to_what_is_to_be_done_next(app):
    hall = make_room()
    assert room.focus(hall.workshop) is None
    first = make_round(hall, "collect", secrecy="nominal", options=())
    assert room.focus(hall.workshop) is first
    second = make_round(hall, open=False)
    close(first)
    assert room.focus(hall.workshop) is second, "notes need no publication before the work goes on"
    with transaction():
        opening.open_round(second, NOON, None)
    third = make_round(hall, open=False)
    close(second)
    assert room.focus(hall.workshop) is second, "a count waits to be published"
    with transaction():
        publication.publish(second, LATER, None)
    assert room.focus(hall.workshop) is third
    assert room.on_projector(hall.workshop) is second


def test_after_a_close_the_file_holds_no_link_from_seat_to_ballot(app):
    from smd_workshop.database import forget_deleted, is_sqlite

    if not is_sqlite(db.engine):
        pytest.skip("PostgreSQL keeps dead rows until vacuum; operations.md")
    hall = make_room()
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 7, "F2": 7})
    key = ballot_keys.voter_key(round_.ballot_key, hall.cards[0].seat.id).encode()
    file = db.engine.url.database
    files = [Path(file), Path(file + "-wal")]
    assert any(key in f.read_bytes() for f in files if f.exists()), (
        "the test must look in the right place"
    )
    close(round_)
    forget_deleted()
    db.session.execute(text("SELECT 1"))
    assert not any(key in f.read_bytes() for f in files if f.exists())
