"""Points on a phone: what the page fills in by itself, and no name of a group that no reader may meet."""

import re

import pytest
from builders import cast, close, make_room, make_round
from staff import administrator

from smd_workshop.database import transaction
from smd_workshop.library.ballots import Question
from smd_workshop.library.ballots.kind import receive
from smd_workshop.library.methods import METHODS
from smd_workshop.rounds import opening, option_sources

KIND = METHODS["points"].ballot
#: A word by itself: the name that stored settings give to the options that stand in no group.
INNER = re.compile(r"(?<![\w/=#-])all(?![\w/-])")


@pytest.fixture
def hall(app):
    return make_room(languages=["es"])


def words(html):
    """What is read: neither tags nor what is inside them."""
    return re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL)


def phone_of(app, card):
    phone = app.test_client()
    phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    phone.post("/e", data={"code": card.code})
    return phone


def test_the_only_option_of_a_group_is_filled_and_alone_it_is_no_ballot():
    asks = Question(KIND, ("F1", "F2", "D1"), {"F": ["F1", "F2"], "D": ["D1"]})
    assert KIND.alone(asks) == {"D1"}
    nothing = receive(asks, {"a.D1": "100"})
    assert nothing.answer is None and "" in nothing.errors
    some = receive(asks, {"a.D1": "100", "a.F1": "60", "a.F2": "40"})
    assert some.answer == {"F1": 60, "F2": 40, "D1": 100}


def test_where_nothing_else_is_asked_the_points_are_the_answer():
    asks = Question(KIND, ("D1",), {"all": ["D1"]})
    assert KIND.alone(asks) == frozenset()
    assert receive(asks, {"a.D1": "100"}).answer == {"D1": 100}


def test_no_page_shows_the_inner_name_of_options_that_stand_in_no_group(app, hall):
    """Case 15: the phone said “all: faltan 0.01 puntos”."""
    round_ = make_round(hall, "points", (), open=False, title="Cien puntos")

    with transaction():
        option_sources.set_options(round_, [(None, f"OE{n}", f"Meta {n}", "") for n in (1, 2, 3)])
        opening.open_round(round_, round_.workshop.created_at, None)
    phone, office = phone_of(app, hall.cards[0]), administrator(app)
    office.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    pages = [phone.get("/s/mesa-1/1").text]
    third = {f"a.OE{n}": "33.33" for n in (1, 2, 3)}
    pages.append(phone.post("/s/mesa-1/1", data=third | {"key": "k"}).text)
    assert "Cien puntos: faltan 0.01 puntos" in " ".join(words(pages[1]).split())
    for card in hall.cards:
        cast(card, round_, {"OE1": 50, "OE2": 30, "OE3": 20})
    close(round_, publish=True)
    pages += [phone.get(f"/s/mesa-1/1{more}").text for more in ("", "/result")]
    pages += [
        office.get(f"/f/moq/w/mesa-1/{more}").text
        for more in ("projector", "rounds/1/result", "console")
    ]
    pages += [office.get(f"/p/moq/r/mesa-1/1/{more}").text for more in ("", "table.csv")]
    assert [INNER.findall(words(page)) for page in pages] == [[]] * len(pages)
