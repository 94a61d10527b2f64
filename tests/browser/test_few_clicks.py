"""How much a facilitator must press and write to lead a whole workshop: from an empty house to the seal.

Nothing but the mouse and the keyboard: no address is typed, and every click and every filled field is
counted. Nine seats of four sectors, most over HTTP: for one the suplente speaks, one comes late, one has no phone and
answers on the facilitator's screen, or on a phone that was lent. At the end all read the acta on a phone. Measured
before there was a next step, in a room in which nobody lacked anything: 125 clicks and 32 fields.
"""

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from builders import make_user
from papers import unprinted
from playwright.sync_api import expect
from signing import sign_in
from sqlalchemy import select
from test_story import ALL_AGREED, Caller, approve, options_of, rate, ratify, share_out, words

from smd_workshop.core.clock import now
from smd_workshop.core.numbers import LIMA
from smd_workshop.database import db, transaction
from smd_workshop.models import Acta, Contribution, Roll, Round
from smd_workshop.processes import processes

MOST_CLICKS, MOST_FIELDS = 70, 20
SECTORS = {
    "com": ("Comunidad", 2), "soc": ("Sociedad civil", 3), "emp": ("Empresa", 2), "est": ("Estado", 2),
}  # fmt: skip
#: Who came in somebody's place, who came late, and who has no phone.
STANDS_IN, LATE, WITHOUT_PHONE = "COM2", "EST1", "EST2"
LIST = "\n".join(
    [
        "Sector,Nombre del sector,Actor,Escaño,Titular,Suplente",
        *(f"{code},{name},,,," for code, (name, _many) in SECTORS.items()),
        *(
            f"{code},,{name} {n},{code.upper()}{n},Persona {n},{'Rosa Mamani' if f'{code.upper()}{n}' == STANDS_IN else ''}"
            for code, (name, many) in SECTORS.items()
            for n in range(1, many + 1)
        ),
    ]
)
CARD = re.compile(r"\b([34679ACDEFGHJKMNPQRTWXY]{4}-[34679ACDEFGHJKMNPQRTWXY]{4})\b")
NOTES = {
    "COM1": ("D", "La población no confía en las instituciones públicas de la región"),
    "COM2": ("D", "Desconfianza de la población en las instituciones públicas de la región"),
    "SOC1": ("F", "Hay mesas de diálogo con experiencia"),
    "SOC2": ("O", "Hay fondos de cooperación para medir el desarrollo"),
    "EMP1": ("A", "Cada cambio de autoridades empieza todo de nuevo"),
}
GOALS = {
    "COM1": "Agua limpia para las familias de las cuencas",
    "SOC2": "Caminos que se puedan usar todo el año",
    "SOC1": "Publicar cada año los avances en lenguaje sencillo",
    "EMP1": "Formar a los actores para que lean los indicadores",
}
SEATS = "/s/mesa-de-moquegua"


@dataclass
class Hand:
    """The facilitator's hand on the mouse and the keyboard, and what it has done so far."""

    page: object
    clicks: int = 0
    fields: int = 0

    def press(self, *selectors):
        """Press these, one after the other; each is on the page where the one before led."""
        for selector in selectors:
            self.clicks += 1
            self.page.locator(selector).first.click()

    def write(self, selector, text):
        self.fields += 1
        self.page.locator(selector).fill(text)

    def choose(self, name, value):
        self.fields += 1
        self.page.locator(f"[name={name}][value={value}]").check()

    def download(self, selector):
        self.clicks += 1
        with self.page.expect_download() as got:
            self.page.locator(selector).click()
        return words(got.value.path().read_bytes())

    def ask(self):
        """Open the round that is next: the button, and yes on the page that says what will be fixed."""
        self.press('#open, #aside[href$="/open"]', 'form[action$="/open"] button')
        expect(self.page.locator("#announce")).to_be_visible()

    def publish(self):
        """Close the round, wait for its count, look at it and publish it."""
        self.press("#announce", "#publish", 'form[action$="/publish"] button')

    def read_reasons(self):
        self.press("#announce", "#reasons", 'button[value="harmless"]')
        expect(self.page.locator(".go #publish")).to_be_visible()
        self.press("#publish", 'form[action$="/publish"] button')


def prepare(hand):
    """The process, its seats from a list, a workshop from the template, the cards; return seat → code."""
    page = hand.page
    page.goto("/f/")
    hand.press('a[href="/f/new"]')
    hand.write("[name=name]", "Medir juntos")
    hand.press('form[action$="/f/new"] button')
    hand.press('a[href$="/people/import"]')
    hand.fields += 1
    page.set_input_files(
        "input[type=file]",
        {"name": "lista.csv", "mimeType": "text/csv", "buffer": LIST.encode()},
    )
    hand.press('form[action$="/people/import"] button', "form:has([name=plan]) button")
    expect(page).to_have_url(re.compile("/people$"))
    hurry("medir-juntos")
    hand.press('main a[href$="/cards"]')
    hand.choose("holder", "both")
    text = hand.download('form[action$="/cards"] button')
    hand.press('main a[href$="/workshops/new"]')
    hand.write("[name=name]", "Mesa de Moquegua")
    hand.write("[name=held_on]", str(now().astimezone(LIMA).date()))
    hand.press("main form button.button", 'a.button[href$="/console"]')
    cards, named = CARD.findall(text), re.findall(r"\b((?:COM|SOC|EMP|EST)\d)\b", text)
    assert len(cards) == len(named) == 10, "nine seats, one of which has a card for each of its two"
    # of two cards of a seat the second is that of the suplente
    return dict(zip(named, cards, strict=True))


def hurry(code):
    """The test does not wait for the grace of every round; a room would."""
    with transaction():
        found = processes.find(code)
        found.protocol = found.protocol | {"grace_seconds": 1}


def write_notes(seats, number, notes):
    for seat, (chosen, text) in notes.items():
        group = [("group", chosen)] if chosen else []
        seats[seat].post(f"{SEATS}/{number}", [*group, ("text", text)])


def vote(seats, number, answer):
    options = options_of(number)
    for seat, caller in seats.items():
        caller.post(f"{SEATS}/{number}", answer(seat, options))


def object_to(seats, seat):
    note = db.session.scalars(select(Contribution.id).where(Contribution.text == NOTES[seat][1]))
    seats[seat].post(
        f"{SEATS}/2/object", [("note", note.one()), ("text", "Falta decir desde cuándo")]
    )
    db.session.rollback()


def order_factors(hand, seats):
    """Merge what the board says is alike, answer the author who objects, give codes."""
    hand.ask()
    hand.press("#board", 'section[aria-labelledby=alike] form[action$="/merge"] button')
    expect(hand.page.locator("#alike")).to_have_count(0)
    object_to(seats, "COM1")
    hand.press(".bar a[href$='/console']", "#read-objections")
    hand.write("[name=answer]", "Se dirá en la ficha del factor")
    hand.press('form[action$="/settle"] button', "#codes", "#announce")


def hand_over(hand):
    """Say at the door that the suplente came: then her own card opens the seat."""
    hand.press(".bar a[href$='/door']")
    row = f"li.row:has(strong:text-is('{STANDS_IN}'))"
    hand.press(f"{row} button[value=suplente]")
    expect(hand.page.locator(row)).to_contain_text("suplente")
    hand.press(".bar a[href$='/console']")


def help_to_answer(hand, number, answer):
    """Turn the screen to who has no phone; what that person marks there is not the facilitator's hand."""
    hand.press("#paper")
    row = hand.page.locator("li.row", has_text=WITHOUT_PHONE)
    hand.clicks += 1
    row.get_by_role("link").click()
    for name, value in answer(WITHOUT_PHONE, options_of(number)):
        hand.page.locator(f'input[name="{name}"][value="{value}"]').check(force=True)
    hand.page.locator("main form button").click()
    expect(hand.page.locator("h1")).to_contain_text("✓")


def lend(hand, code):
    """Open on a phone the address that says it is shared; return the phone after the card was typed in there."""
    hand.press("main a.button", "details summary:has-text('teléfono')")
    address = hand.page.locator("details .break").inner_text()
    caller = Caller(hand.page.url.split("/f/")[0])
    caller.post("/e/lend/" + address.rsplit("/", 1)[1], [("shared", "1")])
    caller.post("/e", [("code", code)])
    hand.press(".bar a[href$='/console']")
    return caller


def seal(hand):
    hand.press("#acta", "#open-corrections", "#end-early summary")
    hand.write("[name=reason]", ALL_AGREED)
    hand.press("#end-early button", "#seal-acta", 'form[action$="/acta/seal"] button')
    expect(hand.page.locator("#sealed")).to_be_visible()


def in_the_room(hand, cards, address):
    """Let in who came in time: all with a phone, but for who comes late; and the suplente once that was said."""
    hand_over(hand)
    return {
        seat: Caller(address, code)
        for seat, code in cards.items()
        if seat not in {LATE, WITHOUT_PHONE}
    }


def everybody_counted():
    """Round → how many of the nine seats answered, and by which way, as its roll says."""
    found = {}
    for round_ in db.session.scalars(select(Round).where(Round.step == "vote")):
        rows = db.session.scalars(select(Roll).where(Roll.round_id == round_.id)).all()
        ways = Counter()
        for row in rows:
            ways.update(row.channels)
        found[round_.number] = (sum(row.voted for row in rows), dict(ways))
    db.session.rollback()
    return found


def everybody_reads(seats):
    """The acta is a page on each phone; it says who spoke for whom, and what was agreed."""
    for seat, caller in seats.items():
        with caller.opener.open(f"{caller.address}{SEATS}/acta", timeout=30) as answer:
            read = answer.read().decode()
        assert GOALS["SOC1"] in read, seat
        assert "Rosa Mamani" in read or "suplente" in read, seat


@pytest.mark.deep
def test_nine_seats_from_the_template_to_the_seal_in_few_clicks(contexts, live_server, shot):
    page = contexts(accept_downloads=True).new_page()
    sign_in(page, *make_user())
    hand = Hand(page)
    cards = prepare(hand)
    hand.ask()
    seats = in_the_room(hand, cards, live_server)
    write_notes(seats, 1, NOTES)
    hand.press("#announce")
    order_factors(hand, seats)
    hand.ask()
    seats[LATE] = Caller(live_server, cards[LATE])
    vote(seats, 3, rate)
    help_to_answer(hand, 3, rate)
    seats[WITHOUT_PHONE] = lend(hand, cards[WITHOUT_PHONE])
    shot(page, "few-clicks-open")
    hand.read_reasons()
    hand.ask()
    vote(seats, 4, share_out)
    hand.publish()
    hand.ask()
    write_notes(seats, 5, {seat: ("", text) for seat, text in GOALS.items()})
    hand.press("#announce")
    hand.ask()
    hand.press("#board", "#codes", "#announce")
    hand.ask()
    seats[WITHOUT_PHONE].post("/e", [("code", cards[WITHOUT_PHONE])])
    vote(seats, 7, approve)
    hand.publish()
    hand.ask()
    vote({s: c for s, c in seats.items() if s != WITHOUT_PHONE}, 8, ratify)
    help_to_answer(hand, 8, ratify)
    hand.press("main a[href$='/console']")
    hand.publish()
    with unprinted():  # what the acta says on paper is read in test_story.py
        seal(hand)
    db.session.rollback()
    assert {r.state for r in db.session.scalars(select(Round))} == {"published"}
    assert db.session.scalars(select(Acta)).one().state == "sealed"
    assert everybody_counted() == {3: (9, {"own": 8, "assisted": 1}), 4: (9, {"own": 8, "shared": 1}),
                                   7: (9, {"own": 8, "shared": 1}), 8: (9, {"own": 8, "assisted": 1})}  # fmt: skip
    seats[WITHOUT_PHONE].post("/e", [("code", cards[WITHOUT_PHONE])])
    everybody_reads(seats)
    assert hand.clicks <= MOST_CLICKS, f"{hand.clicks} clicks"
    assert hand.fields <= MOST_FIELDS, f"{hand.fields} fields"
