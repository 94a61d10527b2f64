"""Who is asked again sees what was said before: of a published round, what everybody may see, and no more."""

import re

import pytest
from builders import NOON, cast, close, make_room, make_round
from filled import show_reasons

from smd_workshop.database import transaction
from smd_workshop.models import Option
from smd_workshop.publishing import publication
from smd_workshop.rounds import drafting, opening

ANSWERS = {"com": {"F1": 9, "F2": 2}, "emp": {"F1": 7, "F2": 9}, "soc": {"F1": 8, "F2": 9}}


def first_round(hall, *, publish=True, **fields):
    """Each sector of one opinion; one of them says why."""
    round_ = make_round(hall, **fields)
    for card in hall.cards:
        sector = card.seat.actor.sector.code
        cast(card, round_, ANSWERS[sector], {"F2": "Nos quita el agua"} if sector == "com" else {})
    close(round_, publish=publish)
    return round_


def again(round_):
    with transaction():
        twin = drafting.copy(round_, NOON, None)
        opening.open_round(twin, NOON, None)
    return twin


def ballot(app, card, round_):
    phone = app.test_client()
    phone.post("/e", data={"code": card.code})
    return " ".join(phone.get(f"/s/mesa-1/{round_.number}?lang=en").text.split())


def before(page, code):
    """What stands beside one option of what was said before, without tags."""
    card = page.split(f'id="o.{code}"')[1].split("<fieldset")[0].split("</fieldset>")[1]
    return re.sub(r"<[^>]+>", " ", card)


def test_beside_each_option_stands_what_each_sector_said_and_why(app):
    hall = make_room((6, 6, 6))
    round_ = first_round(hall)
    show_reasons(round_)
    told = before(ballot(app, hall.cards[0], again(round_)), "F2")
    assert "Round 1" in told
    for words in ("Comunidad 2.0", "Empresa 9.0", "Sociedad civil 9.0", "«Nos quita el agua»"):
        assert words in told, told


def test_what_is_not_published_yet_is_shown_nowhere_and_then_everywhere(app):
    hall = make_room((6, 6, 6))
    round_ = first_round(hall, publish=False)
    twin = again(round_)
    assert "earlier" not in ballot(app, hall.cards[0], twin)
    with transaction():
        publication.publish(round_, NOON, None)
    assert "Comunidad 2.0" in before(ballot(app, hall.cards[0], twin), "F2")


def test_a_reason_that_was_not_let_through_is_not_read_here_either(app):
    hall = make_room((6, 6, 6))
    assert "agua" not in ballot(app, hall.cards[0], again(first_round(hall)))


def test_a_sector_of_few_people_stays_hidden(app):
    hall = make_room((6, 5, 2))
    told = before(ballot(app, hall.cards[0], again(first_round(hall))), "F2")
    shown = re.findall(r"(Comunidad|Empresa|Sociedad civil) \d", told)
    small = next(
        s.name for s in hall.process.sectors if s.code == hall.cards[-1].seat.actor.sector.code
    )
    assert small not in shown


def test_in_a_round_by_name_a_seat_sees_its_own_answer_and_no_other_one_does(app):
    hall = make_room((6, 6, 6))
    twin = again(first_round(hall, secrecy="nominal"))
    told = before(ballot(app, hall.cards[0], twin), "F2")
    mine = ANSWERS[hall.cards[0].seat.actor.sector.code]["F2"]
    assert re.search(rf"your answer: +{mine} ", told), told
    others = before(ballot(app, hall.cards[-1], twin), "F2")
    assert re.search(
        rf"your answer: +{ANSWERS[hall.cards[-1].seat.actor.sector.code]['F2']} ", others
    )


def test_what_was_said_in_secret_is_never_given_back(app):
    hall = make_room((6, 6, 6))
    page = ballot(app, hall.cards[0], again(first_round(hall)))
    places = re.findall(r"data-mine=[^>]*>[^<]*<b>(.*?)</b>", page)
    assert set(places) == {"–"}, "places that the phone alone fills"
    assert page.count("your answer") == len(places)


def test_what_is_worded_anew_is_another_question(app):
    hall = make_room((6, 6, 6))
    round_ = first_round(hall)
    with transaction():
        twin = drafting.copy(round_, NOON, None)
        changed = next(o for o in twin.options if o.code == "F2")
        assert isinstance(changed, Option)
        changed.wording = "Otra cosa"
        opening.open_round(twin, NOON, None)
    page = ballot(app, hall.cards[0], twin)
    assert "earlier" in page and "Comunidad 2.0" not in page


def test_a_ballot_of_points_shows_it_above(app):
    hall = make_room((6, 6, 6))
    round_ = make_round(hall, "points")
    for card in hall.cards:
        cast(card, round_, {"F1": 75, "F2": 25})
    close(round_, publish=True)
    page = ballot(app, hall.cards[0], again(round_))
    assert page.index("Round 1: what was answered") < page.index('name="a.F1"')
    assert "75.0" in page


@pytest.mark.parametrize("asks", ["approval", "ratify", "estimate"])
def test_every_kind_of_ballot_has_a_place_for_it(app, asks):
    hall = make_room((6, 6, 6))
    answer = {
        "approval": ["F1"],
        "ratify": {"F1": "yes", "F2": "no"},
        "estimate": {"F1": 3, "F2": 5},
    }
    round_ = make_round(hall, asks, settings={"k": 1} if asks == "approval" else {})
    for card in hall.cards:
        cast(card, round_, answer[asks])
    close(round_, publish=True)
    assert ballot(app, hall.cards[0], again(round_)).count("Round 1: what was answered") == 2
