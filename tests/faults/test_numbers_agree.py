"""A number and what is counted agree, in Spanish, on every page of a room with none, one and two of each."""

import re
from datetime import date

import pytest
from builders import NOON, cast, close, gather, make_room, make_round, make_user
from crawler import OF_THE_PUBLIC, walk
from depth import cases
from papers import unprinted

from smd_workshop.database import transaction
from smd_workshop.minutes import agreements, commitments
from smd_workshop.minutes.commitments import Promise

#: Words that end in s and are not plural, or that a 1 may stand before by itself.
SAME = r"más|menos|tres|seis|es|dos|tras|antes|después|las|los|mes|país|vez|jueves|lunes|martes"
#: «1 respuestas», «0 respuesta», «2 respuesta», «faltan 1», «falta 2»; months, hours and codes apart.
ONE = re.compile(rf"(?<![\d.,:/–-])1 (?!(?:{SAME})\b)([a-záéíóúñ]\w*s)\b(?! de (?:enero|\d))")
VERB_MANY = re.compile(
    r"\b(faltan|quedan|sobran|son|están|hay que|respondieron|votaron|empataron|escribieron|agregaron"
    r"|pusieron|cambiaron|unieron|esperan)(?: responder)? 1\b(?![\d.,:/])", re.IGNORECASE,
)  # fmt: skip
VERB_ONE = re.compile(
    r"\b(falta|queda|sobra|está|respondió|votó|escribió)(?: responder)? (?:0|[2-9]|\d\d+)\b(?! de)", re.IGNORECASE
)  # fmt: skip
COUNTED = (
    "escaño|respuesta|papeleta|sector|aporte|objeción|razón|opción|objetivo|compromiso|fila|ronda|autor"
    "|código|minuto|hora|voto|punto|taller|acuerdo|corrección|organización|persona|tarjeta|celda|llave"
)
MANY = re.compile(rf"(?<![\d.,:/–%-])(?:0|[2-9]|[1-9]\d+) ({COUNTED})\b")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("1 agregadas", True), ("1 agregada", False), ("hay 1 títulos", True), ("faltan 1", True),
        ("falta 1", False), ("2 papeleta", True), ("0 papeletas", False), ("falta 3", True),
        ("Quedan 2", False), ("1 de 3 (33.3 %)", False), ("de 1 a 9", False), ("11 sectores", False),
        ("1 más en la sala", False), ("desde hace 1 minuto", False), ("0 sector", True),
    ],
)  # fmt: skip
def test_the_look_at_a_page_finds_what_does_not_agree(said, wrong):
    assert bool(disagreeing(said)) is wrong


def disagreeing(text):
    patterns = (ONE, VERB_MANY, VERB_ONE, MANY)
    return [m.group() for each in patterns for m in each.finditer(text)]


def words_of(html):
    """What a reader sees of a page: no tags, no marks; a field or a cell ends a sentence."""
    bare = re.sub(r"(?s)<(script|style|svg|textarea)\b.*?</\1>", " ", html.partition("<body")[2])
    bare = re.sub(
        r"</?(td|th|li|p|dt|dd|option|h\d|label|legend|button|div|summary|caption|a)\b[^>]*>",
        " ¶ ",
        bare,
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", bare))


def build(many):
    """A workshop in which everything is there so many times."""
    room = make_room((many,) * max(many, 1), languages=["es"], simulated=bool(many))
    codes = [f"F{n + 1}" for n in range(max(many, 1))]
    notes = [(n % len(room.cards), f"Aporte {n}", "F") for n in range(many)] if room.cards else []
    gather(room, notes)
    for asks in ("rating", "approval", "ratify"):
        answered(room, asks, codes, room.cards[:many])
    with transaction():
        for n in range(many):
            agreements.add(room.workshop, f"Acuerdo {n}", NOON, None)
            commitments.add(
                room.process, Promise(f"Compromiso {n}", "Alguien", date(2022, 1, 1)), NOON, None
            )
    make_round(room, "rating", codes)  # goes on: the console counts who answered
    return room


def answered(room, asks, codes, people):
    """A round that so many have answered; the ratification waits to be published."""
    settings = {"k": 1} if asks == "approval" else {}
    round_ = make_round(room, asks, codes, settings=settings)
    given = {
        "rating": dict.fromkeys(codes, 2),
        "approval": codes,
        "ratify": dict.fromkeys(codes, "no"),
    }
    for card in people:
        cast(card, round_, given[asks], {} if asks == "approval" else {codes[0]: "Una razón"})
    close(round_, publish=asks != "ratify")


@pytest.mark.slow
@pytest.mark.looks
@pytest.mark.parametrize("many", [0, 1, 2])
def test_every_page_agrees_with_its_numbers(app, many):
    with unprinted():
        room = build(many)
        email, password = make_user()
        office, phone, public = (app.test_client() for _ in range(3))
        for browser in (office, phone, public):
            browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
        office.post("/account/login", data={"email": email, "password": password})
        readers = [(public, ["/p/moq/"]), (office, ["/f/moq/", "/f/moq/w/mesa-1/"])]
        if room.cards:
            phone.post("/e", data={"code": room.cards[0].code})
            readers.append((phone, ["/s/mesa-1"]))
        wrong, pages = {}, 0
        for browser, starts in readers:
            for_all = None if browser is public else OF_THE_PUBLIC
            for address, answer, page in walk(
                app, browser, *starts, most=cases(2, 3), papers=False, for_all=for_all
            ):
                if page is None or "lang=" in address:
                    continue
                pages += 1
                if found := disagreeing(words_of(answer.text)):
                    wrong[address] = found
    assert wrong == {}, wrong
    assert pages > 25
