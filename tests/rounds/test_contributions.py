"""What somebody said comes in until the vote: later it would stand beside a count that never saw it."""

import pytest
from builders import NOON, close, gather, make_room, make_round, make_user

from smd_workshop.board import item_codes, merging
from smd_workshop.core.errors import WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Contribution
from smd_workshop.rounds import opening
from smd_workshop.rounds.ballots import contributions
from smd_workshop.rounds.ballots.contributions import Note
from smd_workshop.rounds.results import results
from smd_workshop.rounds.room import attendance

pytestmark = pytest.mark.acts


def enter(round_, text):
    with transaction():
        return contributions.enter(
            round_, Note(text, "F"), seat_id=None, sector_id=None, channel="interview",
            user_id=None, at=NOON,
        )  # fmt: skip


def of(round_):
    return [n.item for n in db.session.query(Contribution).filter_by(round_id=round_.id)]


def test_an_interview_comes_in_until_a_vote_on_the_notes_opens(app):
    room = make_room()
    notes = gather(room, [(0, "Agua", "F"), (1, "Agua limpia", "F")])
    other = gather(room, [(2, "Diálogo", "F"), (3, "Agua sana", "F")])
    assert enter(notes, "Una entrevista").item is not None
    first, second, *_ = of(notes)
    third = next(i for i in of(other) if i.wording == "Agua sana")
    with transaction():
        # What was written in the second round lies under an item of the first.
        merged = merging.merge([first, second, third], "Agua limpia", NOON, None)
        item_codes.assign_code(merged, "F1", NOON, None)
    make_round(room, items=[merged], open=False)
    enter(notes, "Otra entrevista")
    with transaction():
        opening.open_round(room.workshop.rounds[-1], NOON, None)
    for round_ in (notes, other):
        with pytest.raises(WrongState, match="A vote on these notes has opened"):
            enter(round_, "Tarde")
    assert not any(n.text == "Tarde" for n in db.session.query(Contribution))
    fresh = gather(room_of_its_own(), [(0, "Otra mesa", "F")])
    assert enter(fresh, "A tiempo").item is not None


def room_of_its_own():
    return make_room(code="otro")


def test_the_page_says_it_before_one_tries(app, client):
    room = make_room()
    notes = gather(room, [(0, "Agua", "F")])
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    page = f"/f/moq/w/mesa-1/rounds/{notes.number}/notes"
    sent = {"who": "", "channel": "document", "group": "F", "text": "Tarde"}
    assert 'name="text"' in client.get(page).text
    (item,) = of(notes)
    with transaction():
        item_codes.assign_code(item, "F1", NOON, None)
    make_round(room, items=[item])
    assert 'name="text"' not in client.get(page).text
    assert client.post(page, data=sent).status_code == 409
    assert db.session.query(Contribution).filter_by(round_id=notes.id).count() == 1


def entered(room, round_, channel, seat=0):
    card = room.cards[seat]
    with transaction():
        contributions.enter(
            round_, Note("Falta agua", "D"), seat_id=card.seat.id, sector_id=card.seat.actor.sector_id,
            channel=channel, user_id=None, at=NOON,
        )  # fmt: skip


@pytest.mark.parametrize(("channel", "present"), [("assisted", 1), ("aloud", 1), ("interview", 0)])
def test_who_was_written_down_by_staff_has_answered_and_is_not_waited_for(app, channel, present):
    room = make_room()
    round_ = make_round(room, "collect", ())
    entered(room, round_, channel)
    entered(room, round_, channel)
    sector = room.cards[0].seat.actor.sector.code
    (row,) = [
        p for p in attendance.presence(room.workshop, round_, "1/2") if p.sector.code == sector
    ]
    assert (row.answered, row.present) == (1, present)
    close(round_)
    (told,) = [r for r in results.frozen_roll(round_) if r.code == sector]
    assert (told.voted, told.channels) == (1, {"assisted": 1})


def test_what_comes_in_after_the_close_leaves_the_roll_as_it_was_frozen(app):
    room = make_room()
    round_ = make_round(room, "collect", ())
    close(round_)
    entered(room, round_, "interview")
    assert sum(r.voted for r in results.frozen_roll(round_)) == 0


def test_a_document_answers_for_nobody(app):
    room = make_room()
    round_ = make_round(room, "collect", ())
    entered(room, round_, "document")
    assert sum(p.answered for p in attendance.presence(room.workshop, round_, "1/2")) == 0
