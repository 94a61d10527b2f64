"""Phones in a room, with real Chromium: nothing typed is lost, and one seat has one ballot."""

import re
from datetime import timedelta

import pytest
from builders import close, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import func, select

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Ballot, Submission
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources, store
from smd_workshop.rounds.seats import seat_queries

FODA = [
    *(f"F{i}" for i in range(1, 6)),
    *(f"O{i}" for i in range(1, 5)),
    *(f"D{i}" for i in range(1, 10)),
    *(f"A{i}" for i in range(1, 7)),
]
LONG = "La mayoría de la población no conoce los resultados que se publican ni quién los midió"


@pytest.fixture
def room(app):
    return make_room()


def join(page, card):
    page.goto("/e/" + card.code)
    page.locator("button.button").click()
    page.wait_for_url(re.compile(r"/s/mesa-1(/\d+)?$"))


def at_the_ballot(phone, room, **options):
    """A phone of the first seat that shows the ballot of the first round."""
    p = phone(**options)
    take_seat(p, room.cards[0])
    expect(p, "the open ballot, without a stop").to_have_url(re.compile("/s/mesa-1/1$"))
    return p


def long_round(room, kind="rating", options=FODA, **fields):
    with transaction():
        round_ = drafting.add(
            room.workshop,
            now(),
            **store.asking(kind),
            title="Importancia de los factores",
            question="¿Cuán importante es cada factor para medir nuestro desarrollo?",
            help="1 es nada importante y 9 es decisivo. «No sé» también es una respuesta.",
            **fields,
        )
        option_sources.set_options(
            round_, [(None, c, LONG, c[0] if kind == "points" else "") for c in options]
        )
        opening.open_round(round_, now(), None)
    return round_


def saved(room, card, number=1):
    """What the database holds of a seat's ballot."""
    db.session.rollback()
    round_id = next(r.id for r in room.workshop.rounds if r.number == number)
    return seat_queries.own_ballot(round_id, card.seat.id)


def rate(page, code, value):
    page.locator(f"label:has([name='a.{code}'][value='{value}'])").click()
    expect(page.locator(f"[name='a.{code}'][value='{value}']")).to_be_checked()


def wait_until(page, true, seconds=10):
    for _ in range(seconds * 10):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about")


def no_draft_is_left(page):
    """What is saved is no longer a draft, once the scripts of the page that says so have run."""
    page.wait_for_function(
        "() => Object.keys(localStorage).every(key => key.startsWith('smd:mine.'))"
    )


@pytest.mark.parametrize("language", ["es-PE", pytest.param("en", marks=pytest.mark.deep)])
def test_every_page_of_a_seat_is_accessible_and_fits_the_phone(  # noqa: PLR0915 - a tour
    room, phone, shot, axe, fits, big_enough, language
):
    tongue = language[:2]
    p = phone(language=language)

    def look(name):
        axe(p)
        fits(p)
        big_enough(p)
        shot(p, f"{tongue}-{name}")

    p.goto("/e")
    look("join")
    p.fill("[name=code]", "AAAA-AAAA")
    p.click("button.button")
    p.wait_for_selector("#code-error")
    look("join-wrong")
    p.goto("/e/" + room.cards[0].code)
    look("card")
    join(p, room.cards[0])
    look("room-empty")
    round_ = long_round(room, "collect", [], secrecy="nominal")
    p.goto("/s/mesa-1/1")
    look("notes-empty")
    p.locator("button.button").click()
    p.wait_for_selector(".error-summary")
    look("notes-wrong")
    p.locator("label:has([name=group][value=D])").click()
    p.fill("[name=text]", LONG)
    p.fill("[name=evidence]", "Lo dijeron en dos asambleas")
    p.locator("button.button").click()
    p.wait_for_selector("article")
    look("notes")
    close(round_)
    p.goto("/s/mesa-1/1")
    p.locator("a.slim").first.click()
    look("notes-fate")
    round_ = long_round(room)
    p.goto("/s/mesa-1")
    look("room-open")
    p.goto("/s/mesa-1/2")
    first, second = (p.locator("fieldset").nth(n).get_attribute("id")[2:] for n in (0, 1))
    rate(p, first, 2)
    rate(p, second, 8)
    look("rating")
    p.click(".send button")
    p.wait_for_selector("table.mine")
    look("rating-saved")
    p.goto("/s/mesa-1")
    look("room-answered")
    p.goto("/s/mesa-1/2?change=1")
    with transaction():
        closing.announce_close(round_, now() - timedelta(minutes=1), None)
    p.click(".send button")
    p.wait_for_selector("[data-late]")
    look("late")
    with transaction():
        closing.close(round_, now(), None)
    p.goto("/s/mesa-1/2")
    look("closed")
    with transaction():
        publication.publish(round_, now(), None)
    p.goto("/s/mesa-1/2")
    look("published")
    round_ = long_round(room, "points", ["F1", "F2", "O1", "D1", "D2", "A1"])
    p.goto("/s/mesa-1/3")
    p.fill("[name='a.F1']", "38")
    p.fill("[name='a.F2']", "50")
    look("points")
    p.click(".send button")
    p.wait_for_selector(".error-summary")
    look("points-wrong")
    close(round_)
    round_ = long_round(room, "approval", ["OE1", "OE2", "OE3"], settings={"k": 2})
    p.goto("/s/mesa-1/4")
    look("approval")
    close(round_)
    round_ = long_round(room, "ratify", ["OE1", "OE2", "OE3"])
    with transaction():
        closing.announce_close(round_, now(), None)
    p.goto("/s/mesa-1/5")
    look("ratify-closing")
    for code in ("OE1", "OE2", "OE3"):
        p.check(f"[name='a.{code}'][value=yes]", force=True)
    p.click(".send button")
    one_line = "all => all.map(e => e.getClientRects().length)"
    p.wait_for_selector("table.mine")
    assert p.locator("table.mine td strong").evaluate_all(one_line) == [1, 1, 1], (
        "a «Sí» is not cut"
    )
    p.goto("/s/mesa-1/why")
    look("why")
    with transaction():
        closing.annul(round_, "La pregunta se leyó mal", now(), None)
    p.goto("/s/mesa-1/5")
    look("annulled")
    p.goto("/s/mesa-1")
    look("room-annulled")
    p.get_by_role(
        "button", name="Dejar este teléfono" if tongue == "es" else "Leave this phone"
    ).click()
    p.wait_for_url("**/e?left=1")
    look("left")


def test_the_first_view_of_a_ballot_is_three_requests_from_one_host(room, phone):
    long_round(room)
    p = phone()
    join(p, room.cards[0])
    asked = []
    p.on("request", lambda request: asked.append(request.url))
    p.goto("/s/mesa-1/1")
    p.wait_for_timeout(800)
    assert len(asked) == 3, asked
    assert len({url.split("/")[2] for url in asked}) == 1


def test_a_vote_without_javascript(room, phone):
    long_round(room, options=["F1", "F2"])
    p = phone(javascript=False)
    p.goto("/e")
    code = room.cards[0].code
    p.fill("[name=code]", f"{code[:4].lower()} {code[4:].lower()}")
    p.click("button.button")
    expect(p.locator("h1")).to_have_text(room.cards[0].seat.actor.name)
    p.click("button.button")
    expect(p, "the open ballot, without a stop").to_have_url(re.compile("/s/mesa-1/1$"))
    rate(p, "F1", 2)
    p.fill("[name='w.F1']", "Falta agua")
    p.click(".send button")
    expect(p.locator("main").first).to_contain_text("Puede cambiarla hasta el cierre")
    expect(p.locator("main").first).to_contain_text("falta F2")
    assert saved(room, room.cards[0]) == ({"F1": 2}, {"F1": "Falta agua"})
    p.go_back()
    expect(p).to_have_url(re.compile("/s/mesa-1"))
    p.goto("/s/mesa-1/1")
    p.click("text=Completar o cambiar")
    expect(p.locator(":checked"), "nothing else").to_have_count(1)
    expect(p.locator(":checked")).to_have_value("2")
    rate(p, "F2", 9)
    rate(p, "F1", 8)
    p.click(".send button")
    wait_until(p, lambda: saved(room, room.cards[0])[0] == {"F1": 8, "F2": 9})
    p.click("text=Ir al taller")
    p.click("text=Actualizar")
    expect(p.locator("main").first).to_contain_text("Guardado a las")
    p.goto("/s/mesa-1/1?change=1")
    rate(p, "F1", 1)
    p.locator("[name='w.F1']").fill("Sigue faltando agua")
    p.click(".send button")
    wait_until(p, lambda: saved(room, room.cards[0])[1] == {"F1": "Sigue faltando agua"})


def test_a_double_tap_is_one_ballot_and_a_failed_send_can_be_tried_again(room, phone):
    long_round(room, options=["F1", "F2"])
    p = at_the_ballot(phone, room)
    rate(p, "F1", 7)
    sent = []
    p.on("request", lambda r: sent.append(r.post_data) if r.method == "POST" else None)
    p.context.set_offline(True)
    p.click(".send button")
    p.wait_for_selector(".note.bad")
    expect(p.locator("form").first).to_contain_text("sigue en este teléfono")
    p.context.set_offline(False)
    p.evaluate("() => { const b = document.querySelector('.send button'); b.click(); b.click(); }")
    p.wait_for_selector("table.mine")
    assert saved(room, room.cards[0])[0] == {"F1": 7}
    assert len(sent) == 2
    assert sent[0] == sent[1], "a retry of the same answer has the same key"
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


@pytest.mark.parametrize("asks", ["rating", "collect"])
def test_what_is_written_outlives_a_session_that_is_gone(room, phone, asks):
    """A redirect is not yet “saved”: it led to the page where a card is entered, and the form was lost."""
    secrecy = "nominal" if asks == "collect" else "secret"
    long_round(room, asks, [] if asks == "collect" else ["F1", "F2"], secrecy=secrecy)
    p = at_the_ballot(phone, room)

    def write():
        if asks == "rating":
            rate(p, "F1", 3)
            p.fill("[name='w.F1']", "Falta agua")
        else:
            p.locator("label:has([name=group][value=D])").click()
            p.fill("[name=text]", "Falta agua")

    def written():
        return p.input_value("[name='w.F1']" if asks == "rating" else "[name=text]")

    write()
    cookies = p.context.cookies()
    p.context.clear_cookies()
    p.locator("form[data-draft] button[type=submit]").click()
    p.wait_for_selector("[data-say] a[href='/e']")
    assert written() == "Falta agua", "still in the form"
    p.click("[data-say] a")
    join(p, room.cards[0])
    p.goto("/s/mesa-1/1")
    assert written() == "Falta agua", "and in the phone"
    assert len(cookies) == 1
    p.locator("form[data-draft] button[type=submit]").click()
    p.wait_for_selector("table.mine" if asks == "rating" else "article")
    p.goto("/s/mesa-1/1?change=1")
    no_draft_is_left(p)


def test_a_half_filled_ballot_survives_reload_and_only_for_the_same_seat(room, phone):
    long_round(room, options=["F1", "F2"])
    p = at_the_ballot(phone, room)
    rate(p, "F1", 3)
    p.fill("[name='w.F1']", "Todavía no")
    p.reload()
    expect(p.locator("[name='a.F1'][value='3']")).to_be_checked()
    expect(p.locator("[name='w.F1']")).to_have_value("Todavía no")
    expect(p.locator("form").first).to_contain_text("Recuperamos")
    expect(p.locator(".send").first).to_contain_text("Respuestas: 1 de 2 · sin responder: F2")
    # Another seat on the same phone sees nothing of it.
    join(p, room.cards[1])
    p.goto("/s/mesa-1/1")
    expect(p.locator("input[type=radio]:checked")).to_have_count(0)
    join(p, room.cards[0])
    p.goto("/s/mesa-1/1")
    expect(p.locator("[name='a.F1'][value='3']")).to_be_checked()
    p.click(".send button")
    p.wait_for_selector("table.mine")
    no_draft_is_left(p)
    # Back leads to the card, not to an old form; a change is a new ballot, the last one counts.
    p.go_back()
    p.wait_for_url("**/e/*")
    p.locator("button.button").click()
    p.wait_for_url("**/s/mesa-1")
    p.click("text=Ver mi respuesta")
    p.click("text=Completar o cambiar")
    rate(p, "F1", 9)
    p.click(".send button")
    wait_until(p, lambda: saved(room, room.cards[0])[0] == {"F1": 9})


def test_leaving_a_shared_phone_takes_what_was_typed_along(room, phone):
    long_round(room, options=["F1", "F2"])
    p = at_the_ballot(phone, room)
    rate(p, "F1", 3)
    p.click("text=Dejar este teléfono")
    p.wait_for_url("**/e?left=1")
    p.wait_for_function("() => Object.keys(localStorage).length === 0")


def test_two_phones_with_the_same_card_are_one_ballot(room, phone):
    long_round(room, options=["F1", "F2"])
    one, two = phone(), phone()
    for p, value in ((one, 2), (two, 6)):
        take_seat(p, room.cards[0])
        p.goto("/s/mesa-1/1" + ("?change=1" if p is two else ""))
        rate(p, "F1", value)
        p.click(".send button")
        p.wait_for_selector("table.mine")
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
    assert saved(room, room.cards[0])[0] == {"F1": 6}


def test_a_close_while_editing_warns_leaves_the_form_alone_and_gives_the_late_ballot_back(
    room, phone, app
):
    app.config["SMD_POLL_SECONDS"] = 1
    round_ = long_round(room, options=["F1", "F2"])
    p = at_the_ballot(phone, room)
    rate(p, "F1", 3)
    p.fill("[name='w.F1']", "Escribo despacio")
    with transaction():
        closing.announce_close(round_, now(), None)
    p.wait_for_selector("[data-closes]")
    expect(p.locator(".asked .tag:visible")).to_contain_text("Cerrando")
    expect(p.locator(".send").first).to_contain_text("segundos para enviar")
    expect(p.locator("[name='w.F1']")).to_have_value("Escribo despacio")
    with transaction():
        round_.closing_at = now()
    with transaction():
        closing.close(round_, now(), None)
    p.click(".send button")
    p.wait_for_selector("[data-late]")
    said = p.inner_text("main")
    assert "No se contó" in said
    assert "Escribo despacio" in said
    p.goto("/s/mesa-1/1")
    p.wait_for_selector("[data-late-copy]:not([hidden])")
    expect(p.locator("main").first).to_contain_text("Escribo despacio")
    assert saved(room, room.cards[0]) is None


def test_a_close_that_is_taken_back_is_said_on_the_ballot_and_leaves_the_form_alone(
    room, phone, app
):
    app.config["SMD_POLL_SECONDS"] = 1
    round_ = long_round(room, options=["F1", "F2"])
    p = at_the_ballot(phone, room)
    rate(p, "F1", 3)
    with transaction():
        closing.announce_close(round_, now(), None)
    p.wait_for_selector("[data-closes]")
    with transaction():
        closing.keep_open(round_, now(), None)
    p.wait_for_selector("[data-kept]:visible")
    expect(p.locator(".send").first).to_contain_text("sigue abierta")
    expect(p.locator(".asked .tag:visible")).to_contain_text("Abierta")
    rate(p, "F2", 8)
    p.click(".send button")
    p.wait_for_selector("table.mine")
    assert saved(room, room.cards[0])[0] == {"F1": 3, "F2": 8}


def test_the_page_moves_on_by_itself(room, phone, app):
    app.config["SMD_POLL_SECONDS"] = 1
    p = phone()
    take_seat(p, room.cards[0])
    round_ = long_round(room, options=["F1", "F2"])
    p.wait_for_url("**/s/mesa-1/1")
    rate(p, "F1", 5)
    p.click(".send button")
    p.wait_for_selector("table.mine")
    close(round_)
    long_round(room, options=["F1", "F2"])
    p.wait_for_url("**/s/mesa-1/2")


def test_points_are_given_with_plus_and_minus_and_the_only_one_of_a_group_is_filled(room, phone):
    long_round(room, "points", ["F1", "F2", "D1"])
    p = at_the_ballot(phone, room)
    expect(p.locator("[name='a.D1']")).to_have_value("100")
    expect(p.locator("[name='a.D1'] ~ button")).to_have_count(0)
    more = p.locator("[name='a.F1'] + button")
    for _ in range(3):
        more.click()
    expect(p.locator("[name='a.F1']")).to_have_value("15")
    expect(p.locator("[id='o.=F'] .total")).to_have_text("faltan 85 puntos")
    p.locator("button:has(+ [name='a.F1'])").click()
    expect(p.locator("[name='a.F1']")).to_have_value("10")
    p.locator("button:has(+ [name='a.F2'])").click()
    expect(p.locator("[name='a.F2']")).to_have_value("0")


def test_without_a_script_points_are_typed_and_the_only_one_of_a_group_needs_none(room, phone):
    long_round(room, "points", ["F1", "F2", "D1"])
    p = at_the_ballot(phone, room, javascript=False)
    expect(p.locator(".steps button")).to_have_count(0)
    p.click(".send button")
    expect(p.locator(".error-summary")).to_be_visible()
    for code, points in (("F1", 60), ("F2", 40), ("@F", 70), ("@D", 30)):
        p.fill(f"[name='a.{code}']", str(points))
    p.click(".send button")
    expect(p.locator("table.mine")).to_be_visible()
    assert saved(room, room.cards[0])[0]["D1"] == 100


def test_points_say_how_many_are_left(room, phone):
    long_round(room, "points", ["F1", "F2", "D1"])
    p = at_the_ballot(phone, room)
    p.fill("[name='a.F1']", "38")
    p.fill("[name='a.F2']", "50")
    expect(p.locator("[id='o.=F']").first).to_contain_text("faltan 12 puntos")
    p.fill("[name='a.F2']", "61,5")
    expect(p.locator("[id='o.=F']").first).to_contain_text("faltan 0.5 puntos")
    p.fill("[name='a.F2']", "62")
    expect(p.locator("[id='o.=F']").first).to_contain_text("100 puntos ✓")
    p.fill("[name='a.D1']", "100")
    p.fill("[name='a.@F']", "70")
    p.fill("[name='a.@D']", "31")
    expect(p.locator(".send").first).to_contain_text("sobra 1 punto")
    p.fill("[name='a.@D']", "30")
    p.click(".send button")
    p.wait_for_selector("table.mine")
    assert saved(room, room.cards[0])[0]["@F"] == 70


def test_what_went_wrong_is_said_where_the_button_is_pressed(room, phone):
    """In the middle of a long ballot the end of the form is out of sight."""
    long_round(room)
    p = at_the_ballot(phone, room)
    rate(p, "F1", 7)
    p.context.set_offline(True)
    p.click(".send button")
    expect(p.locator(".send .note.bad")).to_be_in_viewport(ratio=1)
    p.context.set_offline(False)
    expect(p.locator(".send [data-say]")).to_contain_text("Ya hay señal", timeout=20_000)


def test_a_phone_that_only_waited_goes_on_and_one_with_words_unsent_stays(room, phone):
    round_ = make_round(room, "collect", options=(), secrecy="nominal")
    waits, writes = phone(), phone()
    for page, card in zip((waits, writes), room.cards, strict=False):
        take_seat(page, card)
    writes.locator("[name=text]").fill("Falta agua")
    close(round_)
    make_round(room)
    waits.wait_for_url("**/s/mesa-1/2", timeout=30_000)
    onward = writes.locator(".send [data-go] a")
    expect(onward).to_be_in_viewport(timeout=30_000)
    expect(writes.locator("[name=text]")).to_have_value("Falta agua")
    expect(writes.locator(".send button[type=submit]")).to_be_hidden()
    expect(writes.locator(".send [data-say]")).to_contain_text("no se envió y no cuenta")
    onward.click()
    writes.wait_for_url("**/s/mesa-1/2")
    writes.goto("/s/mesa-1/1")
    expect(writes.locator(".late-copy")).to_contain_text("Falta agua")


def test_what_is_promised_of_a_question_asked_again_leaves_the_first_option_on_the_first_screen(
    room, phone
):
    """The whole truth filled half a screen, and people answered without having read any of it."""
    long_round(room)
    p = at_the_ballot(phone, room)
    expect(p.locator(".asked")).to_contain_text(
        "que el programa destruye a más tardar al sellar el acta"
    )
    expect(p.locator("text=A más tardar con el acta se destruye")).to_be_hidden()
    p.locator(".asked summary").click()
    expect(p.locator("text=A más tardar con el acta se destruye")).to_be_visible()
    p.locator(".asked summary").click()
    p.wait_for_function(
        """() => document.querySelector('form legend, form h2').getBoundingClientRect().bottom
            < document.querySelector('.send').getBoundingClientRect().top"""
    )
