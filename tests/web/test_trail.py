"""Each item through its rounds on a page of its own: what each round showed, and nothing that it hid."""

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
