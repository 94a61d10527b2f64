"""Each item through its rounds on a page of its own: what each round showed, and nothing that it hid."""

import csv
import io

from builders import cast, close, make_room, make_round
from staff import administrator
from test_participant import words

from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.rounds import drafting, opening

ENGLISH = {"Accept-Language": "en"}


def asked_twice(room, *, publish=True):
    first = make_round(room)
    answered(room, first, {"F1": 8, "F2": 5}, publish=publish)
    with transaction():
        twin = drafting.copy(first, now(), None)
        opening.open_round(twin, now(), None)
    answered(room, twin, {o.code: 9 for o in twin.options}, publish=publish)
    return twin


def answered(room, round_, answer, *, publish):
    for card in room.cards:
        cast(card, round_, answer)
    close(round_, publish=publish)


def test_everybody_reads_each_item_through_the_published_rounds(app):
    asked_twice(make_room((6, 6, 6)))
    public = app.test_client().get("/p/moq/r/mesa-1/2/trail", headers=ENGLISH)
    told = words(public)
    assert "F1. Factor F1" in told
    assert told.index("Round 1") < told.index("Round 2")
    assert "Comunidad 8.0" in told
    assert "<svg" in public.text
    assert "/p/moq/r/mesa-1/2/trail" in app.test_client().get("/p/moq/r/mesa-1/2/").text
    assert app.test_client().get("/p/moq/r/mesa-1/1/trail").status_code == 303, "asked once"


def test_a_sector_that_a_result_hides_has_no_figure_here_either(app):
    asked_twice(make_room((6, 6, 2)))
    told = words(app.test_client().get("/p/moq/r/mesa-1/2/trail", headers=ENGLISH))
    assert "Sociedad civil 8.0" in told
    assert "Empresa" not in told
    assert "Comunidad" not in told, "hidden with it: alone it could be counted back"


def test_before_they_are_published_only_staff_read_it(app):
    asked_twice(make_room((6, 6, 6)), publish=False)
    assert app.test_client().get("/p/moq/r/mesa-1/2/trail").status_code == 404
    assert "Comunidad 8.0" in words(administrator(app).get("/f/moq/w/mesa-1/rounds/2/trail"))


def test_how_sectors_answered_is_drawn_and_said_in_words_and_in_a_table(app):
    asked_twice(make_room((6, 6, 6)))
    public = app.test_client()
    page = public.get("/p/moq/r/mesa-1/2/trail", headers=ENGLISH)
    assert page.text.count('class="histogram"') == 4 * 3, "two items in two rounds, three sectors"
    assert "Comunidad median 8 · 6 answers: 8 × 6" in words(page)
    table = public.get("/p/moq/r/mesa-1/2/trail.csv?lang=en").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    own = [r for r in rows if (r["round"], r["option"], r["sector"]) == ("1", "F1", "com")]
    assert [r["people"] for r in own] == ["0"] * 7 + ["6", "0"]
    assert {r["median"] for r in own} == {"8"}


def test_where_a_sector_is_hidden_the_others_are_drawn_and_it_is_in_no_table(app):
    asked_twice(make_room((6, 6, 2)))
    public = app.test_client()
    page = public.get("/p/moq/r/mesa-1/2/trail", headers=ENGLISH)
    assert page.text.count('class="histogram"') == 4
    assert "Sociedad civil median 8" in words(page)
    table = public.get("/p/moq/r/mesa-1/2/trail.csv?lang=en").data.decode("utf-8-sig")
    assert {r["sector"] for r in csv.DictReader(io.StringIO(table))} == {"", "soc"}


def test_of_a_sector_in_which_one_person_is_new_nothing_is_drawn_where_others_are_hidden(app):
    """The first drawing less the second would be that person's answer."""
    room = make_room((6, 7, 2))
    first = make_round(room)
    cards = room.cards_of("com") + room.cards_of("emp")
    civil = room.cards_of("soc")
    for card in (*cards, *civil[:6]):
        cast(card, first, {"F1": 8, "F2": 5})
    close(first, publish=True)
    with transaction():
        twin = drafting.copy(first, now(), None)
        opening.open_round(twin, now(), None)
    for card in (*cards, *civil):
        cast(card, twin, {"F1": 8, "F2": 5})
    close(twin, publish=True)
    page = app.test_client().get(f"/p/moq/r/mesa-1/{twin.number}/trail", headers=ENGLISH)
    assert "Sociedad civil 8.0" in words(page), "its figures stay"
    assert page.text.count('class="histogram"') == 2, "the first round alone"
