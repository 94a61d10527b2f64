"""What a round has to do with the one before it is told where a reader looks for it."""

import io

import pytest
from builders import NOON, cast, close, make_notes, make_room, make_round
from pypdf import PdfReader

from reports.workshops import acta as paper
from smd_workshop.board import item_codes
from smd_workshop.database import transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.rounds import drafting, opening, option_sources, store, workshops

pytestmark = pytest.mark.looks


@pytest.fixture
def room(app):
    return make_room()


def counted(room, **fields):
    """A published vote on two factors that come from the board."""
    found = make_notes(room, [(0, "Falta agua", "D"), (1, "Hay canon", "F")])
    with transaction():
        for item, code in zip(found, ("D1", "F1"), strict=True):
            item_codes.assign_code(item, code, NOON, None)
    round_ = make_round(room, items=found, **fields)
    for card in room.cards:
        cast(card, round_, {"D1": 9, "F1": 9})
    close(round_, publish=True)
    return round_


def asked(round_):
    """The same round when it has run and is published."""
    with transaction():
        opening.open_round(round_, NOON, None)
    close(round_, publish=True)
    return round_


def draft(workshop, **fields):
    with transaction():
        return drafting.add(
            workshop, NOON, **{"method_id": "points", "title": "x", "question": "?"} | fields
        )


def told(workshop, number):
    with transaction():
        document = contents(actas.begin(workshop))
    (story,) = [r for r in document["rounds"] if r["number"] == number]
    return story["repeats"], story["options_from"]


def test_a_round_that_is_asked_again_says_so_on_its_page_and_in_the_acta(room, client):
    first = counted(room)
    with transaction():
        again = drafting.copy(first, NOON, None)
    assert (store.repeats(again), store.options_from(again)) == (first, None)
    asked(again)
    assert "Repeats round 2." in client.get(f"/p/moq/r/mesa-1/{again.number}/?lang=en").text
    assert "Repeats round" not in client.get("/p/moq/r/mesa-1/2/?lang=en").text
    assert told(room.workshop, again.number) == ({"number": 2, "workshop": None}, None)


def test_options_that_a_result_proposed_say_of_which_round_also_from_another_workshop(room, client):
    first = counted(room)
    with transaction():
        other = workshops.create(room.process, "Mesa 2", NOON, code="mesa-2")
    here, there = (asked(draft(workshop)) for workshop in (room.workshop, other))
    assert (store.repeats(here), store.options_from(here)) == (None, first)
    page = client.get(f"/p/moq/r/mesa-1/{here.number}/?lang=en").text
    assert "Options from round 2." in page
    page = client.get("/p/moq/r/mesa-2/1/?lang=en").text
    assert "Options from round 2 of «Mesa 1»." in page
    assert told(room.workshop, here.number) == (None, {"number": 2, "workshop": None})
    assert told(other, 1) == (None, {"number": 2, "workshop": "Mesa 1"})
    with transaction():
        document = contents(actas.begin(other))
    assert there.number == 1 and "options from round 2 of «Mesa 1»" in in_print(document)
    for story in document["rounds"]:
        del story["repeats"], story["options_from"]  # as an acta of an earlier version
    assert "options from" not in in_print(document)


def in_print(document):
    """The text of the acta's paper, in English."""
    pdf = paper.pdf(
        document, gettext=str, ngettext=lambda one, many, n: one if n == 1 else many, language="en"
    )
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).replace("\u200b", "").replace("\xa0", " ").split())


def test_what_was_chosen_by_hand_comes_from_no_round_and_a_repetition_stays_one(room):
    first = counted(room)
    points = draft(room.workshop)
    with transaction():
        again = drafting.copy(first, NOON, None)
        option_sources.choose(points, {"D1", "F1"}, first.id)
    assert store.options_from(points) is first
    with transaction():
        option_sources.choose(points, {"D1"})
        option_sources.choose(again, {"D1"})
    assert (points.previous, again.previous) == (None, first)


def test_a_copy_that_is_turned_to_another_subject_repeats_nothing(room):
    first = counted(room)
    with transaction():
        again = drafting.copy(first, NOON, None)
        drafting.edit(again, NOON, None, subject="objective")
    assert again.previous_id is None
