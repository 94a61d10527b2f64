"""Staff must know before a round opens what of it will not be shown; afterwards it is too late."""

import re

import pytest
from builders import NOON, cast, close, make_room, make_round
from staff import member

from smd_workshop.database import db, transaction
from smd_workshop.rounds.room import attendance

pytestmark = pytest.mark.looks

FOUR = [("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("gob", "Gobierno")]


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def signed_in(app, room):
    staff = member(app, room.process, "facilitator")
    staff.post("/language", data={"language": "en"})
    return staff


def pages(app, room, staff=None, number=1):
    staff = staff or signed_in(app, room)
    base = f"/f/{room.process.code}"
    return {
        name: words(staff.get(base + path))
        for name, path in (
            ("protocol", "/protocol"),
            ("agenda", "/w/mesa-1/"),
            ("console", f"/w/mesa-1/console?round={number}"),
            ("opening", f"/w/mesa-1/rounds/{number}/open"),
        )
    }


def draft(room, **fields):
    return make_round(room, open=False, **fields)


def test_protocol_agenda_console_and_opening_page_say_what_will_not_be_shown(app):
    room = make_room((4, 3, 6, 7), FOUR)
    draft(room)
    told = pages(app, room)
    for page in told.values():
        assert "a secret round will not show apart: Comunidad (4) , Sociedad civil (3)" in page
        assert "show sectors from 3 answers on instead of 5" in page
        assert "ask by name" in page
    assert "If all 20 seats answer" in told["protocol"]


def test_it_is_counted_from_the_people_who_are_here(app):
    room = make_room((5, 6, 7, 8), FOUR)
    draft(room)
    staff = signed_in(app, room)
    assert "will not show apart" not in pages(app, room, staff)["opening"]
    for card in [*room.cards_of("com")[:2], *room.cards_of("soc"), *room.cards_of("emp")]:
        attendance.check_in(room.workshop, card.seat, "card", NOON)
    db.session.commit()
    page = pages(app, room, staff)["opening"]
    assert "With 15 people here" in page
    assert "Comunidad (2) , Sociedad civil (6)" in page


def test_a_room_of_small_sectors_is_told_that_only_the_decision_shows(app):
    room = make_room((2, 3, 2, 2), FOUR)
    draft(room)
    for page in pages(app, room).values():
        assert "a secret round will show only what was decided" in page


def test_showing_small_sectors_as_one_is_offered_where_it_helps(app):
    room = make_room((4, 3, 6, 7), FOUR)
    draft(room)
    staff = signed_in(app, room)
    for page in pages(app, room, staff).values():
        assert (
            "show Comunidad and Sociedad civil as one (in the protocol, before the first round)"
            in page
        )
    room.process.protocol = room.process.protocol | {
        "shown_together": {"com": "Ciudadanía", "soc": "Ciudadanía"}
    }
    db.session.commit()
    for page in pages(app, room, staff).values():
        assert "a secret round will show as one: Ciudadanía (7) ." in page
        assert "will not show apart" not in page and "What helps" not in page


@pytest.mark.parametrize("sizes", [(2, 4, 6, 7), (2, 3, 2, 2), (1, 1, 9, 9)])
def test_it_is_not_offered_where_it_would_not_help(app, sizes):
    """Of a sector of one or two the decision would tell beside any figure in which it hides."""
    room = make_room(sizes, FOUR)
    draft(room)
    assert "as one (in the protocol" not in pages(app, room)["protocol"]


def test_a_round_by_name_needs_no_warning(app):
    room = make_room((4, 3, 6, 7), FOUR)
    draft(room, secrecy="nominal")
    told = pages(app, room)
    assert "will not show apart" not in told["console"] + told["opening"]
    assert "will not show apart" in told["agenda"], "a secret round may still be added"


def test_after_the_rules_are_fixed_nobody_is_told_to_change_them(app):
    room = make_room((4, 3, 6, 7), FOUR)
    draft(room)
    room.process.protocol_frozen_at = NOON
    db.session.commit()
    page = pages(app, room)["opening"]
    assert "will not show apart" in page
    assert "instead of 5" not in page
    assert "as one (in the protocol" not in page


def repeat(room, first, second):
    """A counted round of these people, and the draft of another about the same, with those people here."""
    round_ = make_round(room)
    for card in first:
        cast(card, round_, {"F1": 5, "F2": 6})
    close(round_, publish=True)
    draft(room)
    for card in second:
        attendance.check_in(room.workshop, card.seat, "card", NOON)
    db.session.commit()


def test_before_a_repeated_round_staff_are_told_of_whom_few_people_are_others(app):
    """Both rounds show the sector, so that nobody else's change hides the new one."""
    room = make_room((6, 6, 7, 8), FOUR)
    repeat(room, room.cards[1:], room.cards)
    page = pages(app, room, number=2)["opening"]
    assert "few people are others: Comunidad (1) ." in page
    assert "will not show apart" not in page


def test_where_the_process_hides_them_the_outlook_says_so(app):
    room = make_room((6, 6, 7, 8), FOUR)
    room.process.protocol = room.process.protocol | {"guard_repeats": True}
    db.session.commit()
    repeat(room, room.cards[1:], room.cards)
    page = pages(app, room, number=2)["opening"]
    assert "a secret round will not show apart: Comunidad (6) ." in page
    assert "few people are others" not in page


def test_the_same_people_again_need_no_warning(app):
    room = make_room((6, 6, 7, 8), FOUR)
    repeat(room, room.cards, room.cards)
    page = pages(app, room, number=2)["opening"]
    assert "few people are others" not in page


def test_an_option_alone_in_its_group_is_warned_of_before_points_are_shared_out(app):
    """It would get 100 points whatever anybody thinks of it."""
    room = make_room()
    draft(room, asks="points", options=("F1", "F2", "D1"))
    staff = signed_in(app, room)
    base = f"/f/{room.process.code}/w/mesa-1/rounds/1"
    assert "Only one option in" in words(staff.get(f"{base}/open"))
    draft(room, asks="points", options=("F1", "F2"))
    draft(room, asks="rating", options=("F1", "D1"))
    for number in (2, 3):
        page = words(staff.get(f"/f/{room.process.code}/w/mesa-1/rounds/{number}/open"))
        assert "Only one option" not in page


def test_the_console_says_what_closing_now_would_hold_back_and_whose_answers_would_help(app):
    room = make_room((6, 6, 6))
    round_ = make_round(room)
    staff = signed_in(app, room)
    by_sector = {}
    for card in room.cards:
        by_sector.setdefault(card.seat.actor.sector.code, []).append(card)
    with transaction():
        for card in room.cards:
            attendance.check_in(room.workshop, card.seat, "door", NOON)
    for code, many in (("com", 4), ("soc", 6), ("emp", 5)):
        for card in by_sector[code][:many]:
            cast(card, round_, {"F1": 8, "F2": 5})
    told = pages(app, room, staff)["console"]
    assert (
        "Closed as it stands, the result does not show apart: Comunidad (4) , Empresa (5) ." in told
    )
    assert (
        "the decision is shown. 3 people of them are here and have not answered: with their answers more can be shown."
        in told
    )
    cast(by_sector["com"][4], round_, {"F1": 8, "F2": 5})
    assert "Closed as it stands" not in pages(app, room, staff)["console"]
    close(round_)
    assert "Closed as it stands" not in pages(app, room, staff)["console"]
