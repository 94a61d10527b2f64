"""The facilitator's running of a workshop: what would go wrong in the room if a page were wrong."""

import re
from datetime import timedelta

import pytest
from builders import NOON, cast, make_room, make_round, make_user
from sqlalchemy import select
from staff import administrator, member

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Acta,
    Attendance,
    Ballot,
    Item,
    Journal,
    Objection,
    Result,
    Round,
    Workshop,
)
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, opening, option_sources, workshops

W = "/f/moq/w/mesa-1"


@pytest.fixture
def hall(app):
    return make_room()


@pytest.fixture
def facilitator(hall, client):
    """A browser in which somebody who may run the workshop has signed in."""
    email, password = make_user()
    answer = client.post("/account/login", data={"email": email, "password": password})
    assert answer.status_code in {302, 303}
    return client


def add_items(process, *codes, kind="factor", round_=None):
    """Coded items, as the board leaves them."""
    with transaction():
        for place, code in enumerate(codes):
            db.session.add(
                Item(
                    process_id=process.id,
                    kind=kind,
                    code=code,
                    wording=f"Texto {code}",
                    group_code=code[0] if kind == "factor" else "",
                    position=place,
                )
            )


def only(**fields):
    return db.session.scalars(select(Round).filter_by(**fields)).one()


def end_grace(round_):
    """Let the grace pass without waiting for it."""
    with transaction():
        round_.closing_at = now() - timedelta(seconds=1)


# -- preparing


def test_a_workshop_begins_with_the_template_and_its_eight_questions(facilitator, hall):
    assert "Aportes FODA" in facilitator.get("/f/moq/workshops/new").text
    answer = facilitator.post(
        "/f/moq/workshops/new",
        data={
            "name": "Mesa 2",
            "place": "Ilo",
            "held_on": "2022-10-15",
            "start": "smd-moquegua",
            "aim": " cuidar el agua de Ilo ",
        },
    )
    assert answer.headers["Location"] == "/f/moq/w/mesa-2/"
    page = facilitator.get("/f/moq/w/mesa-2/").text
    for each in workshops.SMD_MOQUEGUA:
        assert each["title"] in page
    assert "¿Cuán importante es cada factor para cuidar el agua de Ilo?" in page
    assert "Moquegua" not in page.split("<h2>")[1], "what another process was about"


def test_a_workshop_without_a_name_is_asked_again_and_not_made(facilitator, hall):
    answer = facilitator.post("/f/moq/workshops/new", data={"name": " ", "start": "blank"})
    assert answer.status_code == 422 and "error-summary" in answer.text
    assert len(db.session.scalars(select(Workshop)).all()) == 1


def test_an_agenda_is_copied_without_answers(facilitator, hall):
    round_ = make_round(hall, "approval", settings={"k": 1}, electorate=["com"])
    cast(hall.cards[0], round_, ["F1"])
    answer = facilitator.post(
        "/f/moq/workshops/new", data={"name": "Mesa 2", "start": "copy:mesa-1"}
    )
    assert answer.status_code == 303
    copied = db.session.scalars(select(Workshop).filter_by(code="mesa-2")).one().rounds
    assert [(r.method_id, r.state, r.electorate, r.settings) for r in copied] == [
        ("approval", "draft", ["com"], {"k": 1})
    ]
    assert copied[0].options == []


ROUND = {
    "kind": "approval", "title": "Elegir", "question": "¿Cuáles?", "help": "", "subject": "objective",
    "secrecy": "secret", "visibility": "publication", "electorate": ["com", "soc", "emp"],
    "setting_k": "3",
}  # fmt: skip


def test_a_round_is_added_with_the_settings_that_its_method_declares(facilitator, hall):
    page = facilitator.get(f"{W}/rounds/new?kind=approval").text
    assert 'name="setting_k"' in page and 'name="setting_seed"' not in page
    assert facilitator.post(f"{W}/rounds/new", data=ROUND).status_code == 303
    added = only(method_id="approval")
    assert (added.settings, added.electorate, added.subject) == ({"k": 3}, [], "objective")


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"setting_k": "0"}, {"setting_k": "tres"}, {"electorate": []},
     {"visibility": "live"}],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_a_wrong_round_is_asked_again_and_not_added(facilitator, hall, wrong):
    answer = facilitator.post(f"{W}/rounds/new", data=ROUND | wrong)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert db.session.scalars(select(Round)).all() == []


def test_thresholds_come_from_the_protocol_and_are_not_offered(facilitator, hall):
    page = facilitator.get(f"{W}/rounds/new?kind=rating").text
    assert 'name="setting_low_median"' in page
    assert 'name="setting_agree_from"' not in page


def test_a_draft_is_edited_and_an_open_round_is_not(facilitator, hall):
    facilitator.post(f"{W}/rounds/new", data=ROUND)
    assert "¿Cuáles?" in facilitator.get(f"{W}/rounds/1/edit").text
    facilitator.post(f"{W}/rounds/1/edit", data=ROUND | {"question": "¿Y ahora?"})
    round_ = only(number=1)
    assert round_.question == "¿Y ahora?"
    with transaction():
        option_sources.set_options(round_, [(None, c, c, "") for c in ("OE1", "OE2", "OE3")])
        opening.open_round(round_, NOON, None)
    assert facilitator.get(f"{W}/rounds/1/edit").status_code == 303
    facilitator.post(f"{W}/rounds/1/edit", data=ROUND | {"question": "¿Otra?"})
    assert 'role="status"' in facilitator.get(f"{W}/").text
    db.session.expire_all()
    assert round_.question == "¿Y ahora?"


def test_the_agenda_is_reordered_copied_and_cleared_with_buttons(facilitator, hall):
    for title in ("Uno", "Dos", "Tres"):
        facilitator.post(f"{W}/rounds/new", data=ROUND | {"title": title})

    def order():
        db.session.expire_all()
        return [r.title for r in hall.workshop.rounds]

    facilitator.post(f"{W}/rounds/3/move", data={"to": "up"})
    assert order() == ["Uno", "Tres", "Dos"]
    facilitator.post(f"{W}/rounds/1/move", data={"to": "down"})
    assert order() == ["Tres", "Uno", "Dos"]
    facilitator.post(f"{W}/rounds/1/move", data={"to": "up"})
    assert order() == ["Tres", "Uno", "Dos"]
    facilitator.post(f"{W}/rounds/2/copy")
    assert order() == ["Tres", "Uno", "Uno", "Dos"]
    facilitator.post(f"{W}/rounds/3/discard", data={"sent_key": "a"})
    facilitator.post(f"{W}/rounds/1/discard", data={"sent_key": "b"})
    assert order() == ["Uno", "Dos"]
    assert [r.number for r in hall.workshop.rounds] == [1, 2]


def test_options_are_chosen_by_quadrant_and_only_from_what_has_a_code(facilitator, hall):
    add_items(hall.process, "F1", "F2", "O1")
    facilitator.post(f"{W}/rounds/new", data=ROUND | {"kind": "rating", "subject": "factor"})
    page = facilitator.get(f"{W}/rounds/1/options").text
    assert len(re.findall(r'name="code" value="\w+" checked', page)) == 3
    facilitator.post(f"{W}/rounds/1/options", data={"code": ["F1", "O1"]})
    assert [(o.code, o.group) for o in only(number=1).options] == [("F1", "F"), ("O1", "O")]
    assert facilitator.post(f"{W}/rounds/1/options", data={"code": ["X9"]}).status_code == 422
    assert facilitator.post(f"{W}/rounds/1/options", data={}).status_code == 422


def test_ratification_is_proposed_the_winners_and_points_the_short_list(facilitator, hall):
    add_items(hall.process, "OE1", "OE2", "OE3", kind="objective")
    facilitator.post(f"{W}/rounds/new", data=ROUND | {"setting_k": "2"})
    chosen = only(number=1)
    with transaction():
        opening.open_round(chosen, NOON, None)
    for card in hall.cards:
        cast(card, chosen, ["OE1", "OE3"])
    close_and_publish(chosen)
    facilitator.post(f"{W}/rounds/new", data=ROUND | {"kind": "ratify"})
    page = facilitator.get(f"{W}/rounds/2/options").text
    assert set(re.findall(r'value="(\w+)" checked', page)) == {"OE1", "OE3"}
    everything = facilitator.get(f"{W}/rounds/2/options?propose=all").text
    assert set(re.findall(r'value="(\w+)" checked', everything)) == {"OE1", "OE2", "OE3"}
    facilitator.post(f"{W}/rounds/2/open")
    ratify = only(number=2)
    assert [o.code for o in ratify.options] == ["OE1", "OE3"]
    assert ratify.previous_id == chosen.id


def close_and_publish(round_):
    with transaction():
        closing.announce_close(round_, NOON, None)
    with transaction():
        closing.close(round_, NOON + timedelta(minutes=1), None)
    with transaction():
        publication.publish(round_, NOON + timedelta(minutes=2), None)


# -- running


def test_opening_says_first_what_will_be_fixed(facilitator, hall):
    add_items(hall.process, "F1", "F2")
    facilitator.post(f"{W}/rounds/new", data=ROUND | {"kind": "rating", "subject": "factor"})
    page = facilitator.get(f"{W}/rounds/1/open").text
    for said in ("¿Cuáles?", "Texto F1", "Texto F2", "Comunidad"):
        assert said in page
    assert only(number=1).state == "draft"
    facilitator.post(f"{W}/rounds/1/open")
    assert only(number=1).state == "open"
    assert facilitator.post(f"{W}/rounds/1/open").status_code == 303


def test_an_objection_must_be_answered_before_the_vote_opens(facilitator, hall):
    add_items(hall.process, "F1", "F2")
    facilitator.post(f"{W}/rounds/new", data=ROUND | {"kind": "rating", "subject": "factor"})
    with transaction():
        item = db.session.scalars(select(Item).filter_by(code="F1")).one()
        db.session.add(
            Objection(
                item_id=item.id, seat_id=hall.cards[0].seat.id, text="No dije eso", raised_at=NOON
            )
        )
    assert "No dije eso" in facilitator.get(f"{W}/rounds/1/open").text
    facilitator.post(f"{W}/rounds/1/open")
    assert only(number=1).state == "draft"
    facilitator.post(f"{W}/rounds/1/open", data={"reason": "Se leyó en voz alta y se acordó"})
    assert only(number=1).state == "open"
    opened = db.session.scalars(select(Journal).filter_by(verb="open round")).one()
    assert opened.reason == "Se leyó en voz alta y se acordó"


def test_the_words_of_an_option_are_those_of_the_moment_it_opened(facilitator, hall):
    add_items(hall.process, "F1", "F2")
    facilitator.post(f"{W}/rounds/new", data=ROUND | {"kind": "rating", "subject": "factor"})
    facilitator.post(f"{W}/rounds/1/options", data={"code": ["F1", "F2"]})
    with transaction():
        db.session.scalars(select(Item).filter_by(code="F1")).one().wording = "Texto corregido"
    facilitator.post(f"{W}/rounds/1/open")
    assert [o.wording for o in only(number=1).options] == ["Texto corregido", "Texto F2"]


def test_an_option_that_was_merged_away_stops_the_opening(facilitator, hall):
    add_items(hall.process, "F1", "F2")
    facilitator.post(f"{W}/rounds/new", data=ROUND | {"kind": "rating", "subject": "factor"})
    facilitator.post(f"{W}/rounds/1/options", data={"code": ["F1", "F2"]})
    with transaction():
        db.session.scalars(select(Item).filter_by(code="F2")).one().state = "retired"
    assert "F2" in facilitator.get(f"{W}/rounds/1/open").text
    facilitator.post(f"{W}/rounds/1/open")
    assert only(number=1).state == "draft"


def test_only_one_round_is_open_at_a_time(facilitator, hall):
    make_round(hall)
    second = make_round(hall, open=False)
    facilitator.post(f"{W}/rounds/2/open")
    db.session.refresh(second)
    assert second.state == "draft"


def test_the_console_counts_who_answered_and_names_who_has_not_but_never_how(facilitator, hall):
    round_ = make_round(hall)
    for card in hall.cards_of("com")[:4]:
        cast(card, round_, {"F1": 9, "F2": 1}, reasons={"F2": "motivo muy secreto"})
    page = facilitator.get(f"{W}/console").text
    assert re.search(r'4 <span class="small">\w+ 4 en la sala</span>', page)
    missing = re.findall(r"<strong>([A-Z]{3}\d)</strong>", page)
    assert set(missing) == {"COM5", "COM6"} | {
        f"{s}{n}" for s in ("SOC", "EMP") for n in range(1, 6)
    }
    assert "secreto" not in page
    assert page.count("light good") == 1 and page.count("light bad") == 2


def test_the_console_asks_again_without_cost_while_nothing_moves(facilitator, hall):
    round_ = make_round(hall)
    first = facilitator.get(f"{W}/console/live")
    again = facilitator.get(f"{W}/console/live", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    cast(hall.cards[0], round_, {"F1": 9, "F2": 1})
    moved = facilitator.get(f"{W}/console/live", headers={"If-None-Match": first.headers["ETag"]})
    assert moved.status_code == 200 and "<html" not in moved.text


def test_a_round_closes_after_its_grace_and_closing_twice_is_no_error(facilitator, hall):
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 9, "F2": 1})
    facilitator.post(f"{W}/rounds/1/announce")
    db.session.refresh(round_)
    assert round_.closing_at is not None and round_.state == "open"
    assert facilitator.post(f"{W}/rounds/1/announce").status_code == 303
    facilitator.post(f"{W}/rounds/1/close")
    db.session.refresh(round_)
    assert round_.state == "open", "the grace was not over"
    assert "data-closes" in facilitator.get(f"{W}/console").text
    end_grace(round_)
    assert "data-submit-after" in facilitator.get(f"{W}/console").text
    for _twice in range(2):
        assert facilitator.post(f"{W}/rounds/1/close").status_code == 303
    db.session.refresh(round_)
    assert round_.state == "closed"
    assert [b.voter_key for b in db.session.scalars(select(Ballot))] == [None]
    assert len(db.session.scalars(select(Result)).all()) == 1


def test_a_close_announced_by_mistake_can_be_taken_back_in_time(facilitator, hall):
    round_ = make_round(hall)
    facilitator.post(f"{W}/rounds/1/announce")
    page = facilitator.get(f"{W}/console").text
    assert f"{W}/rounds/1/keep-open" in page
    for _twice in range(2):
        answer = facilitator.post(f"{W}/rounds/1/keep-open", data={"reason": "Faltan dos sectores"})
        assert answer.status_code == 303
    db.session.refresh(round_)
    assert round_.state == "open" and round_.closing_at is None
    console = facilitator.get(f"{W}/console").text
    assert 'role="status"' in console and "data-closes" not in console
    written = db.session.scalars(select(Journal).filter_by(verb="keep open")).one()
    assert written.reason == "Faltan dos sectores"
    assert written.user_id is not None
    # The next announcement is one like any other; after its grace the close stands, and says so.
    facilitator.post(f"{W}/rounds/1/announce")
    end_grace(round_)
    facilitator.get(f"{W}/console")
    facilitator.post(f"{W}/rounds/1/keep-open")
    assert "<main" in (page := facilitator.get(f"{W}/console").text)
    assert page.count('role="status"') == 2, (
        "why it is refused, and that no ballot is taken any more"
    )
    db.session.refresh(round_)
    assert round_.closing_at is not None


def test_the_facilitator_sees_the_roll_before_publishing_and_publishes_once(facilitator, hall):
    round_ = make_round(hall)
    for card in hall.cards_of("com"):
        cast(card, round_, {"F1": 9, "F2": 1})
    facilitator.post(f"{W}/rounds/1/announce")
    end_grace(round_)
    facilitator.post(f"{W}/rounds/1/close")
    page = facilitator.get(f"{W}/rounds/1/publish").text
    assert f"{W}/rounds/1/result" in page
    assert page.count("light bad") == 2
    assert facilitator.get(f"{W}/rounds/1/result").status_code == 200
    for _twice in range(2):
        assert facilitator.post(f"{W}/rounds/1/publish").status_code == 303
    db.session.refresh(round_)
    assert round_.state == "published"
    acts = db.session.scalars(select(Journal.verb).filter_by(round_id=round_.id)).all()
    assert acts.count("publish round") == 1


def test_annulling_needs_a_reason_and_can_ask_again(facilitator, hall):
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 9, "F2": 1})
    answer = facilitator.post(f"{W}/rounds/1/annul", data={"reason": "  "})
    assert answer.status_code == 422
    db.session.refresh(round_)
    assert round_.state == "open"
    facilitator.post(f"{W}/rounds/1/annul", data={"reason": "Se leyó mal", "then": "rerun"})
    again = only(number=2)
    assert (again.state, again.reruns_id, [o.code for o in again.options]) == (
        "draft",
        round_.id,
        ["F1", "F2"],
    )
    assert "Se leyó mal" in facilitator.get(f"{W}/").text
    assert len(db.session.scalars(select(Ballot)).all()) == 1


def test_five_minutes_more_are_added_to_the_clock(facilitator, hall):
    round_ = make_round(hall)
    before = now()
    for key in ("a", "b", "b"):  # the last is the second, sent twice
        facilitator.post(f"{W}/rounds/1/clock", data={"sent_key": key})
    db.session.refresh(round_)
    assert timedelta(minutes=9) < round_.ends_at - before < timedelta(minutes=11)
    assert "data-left" in facilitator.get(f"{W}/console").text


# -- the door


def test_at_the_door_a_seat_is_checked_in_handed_over_and_taken_back(facilitator, hall):
    seat = hall.cards[0].seat
    with transaction():
        seat.suplente = "Luis Ramos"

    def at_door(act):
        facilitator.post(f"{W}/door", data={"seat": seat.code, "act": act})
        db.session.expire_all()
        row = db.session.get(Attendance, (hall.workshop.id, seat.id))
        return (row.holder, row.channel, seat.holder) if row else None

    assert at_door("titular") == ("titular", "door", "titular")
    assert at_door("suplente") == ("suplente", "door", "suplente")
    assert at_door("suplente") == ("suplente", "door", "suplente")
    assert at_door("undo") is None
    assert at_door("titular") == ("titular", "door", "titular")


def test_who_decides_at_the_door_what_a_colleague_decided_otherwise_is_told_and_changes_nothing(
    app, facilitator, hall
):
    """Two pages of a moment ago: the card of who came first would stop working, and nobody would know."""
    seat = hall.cards[0].seat
    with transaction():
        seat.suplente = "Eva"
    rosa = member(app, hall.process, "facilitator", "rosa@example.org")

    def decides(who, act, found):
        answer = who.post(
            f"{W}/door",
            data={"seat": seat.code, "act": act, "found": found, "sent_from": f"{W}/door"},
        )
        db.session.expire_all()
        row = db.session.get(Attendance, (hall.workshop.id, seat.id))
        return answer.status_code, row.holder if row else "", answer.text

    assert 'name="found" value=""' in facilitator.get(f"{W}/door").text
    assert decides(rosa, "titular", "")[:2] == (303, "titular")
    code, stands, page = decides(facilitator, "suplente", "")
    assert (code, stands) == (409, "titular")
    assert "titular de COM1 (rosa" in page
    assert 'name="found" value="titular"' in page, "the page shows how it is now"
    assert decides(facilitator, "titular", "")[:2] == (303, "titular"), "they wanted the same"
    assert decides(facilitator, "suplente", "titular")[:2] == (303, "suplente")
    assert decides(rosa, "undo", "titular")[:2] == (409, "suplente")
    assert decides(facilitator, "undo", "suplente")[:2] == (303, "")
    assert decides(rosa, "titular", "suplente")[:2] == (409, "")


def test_who_has_answered_cannot_be_made_absent(facilitator, hall):
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 9, "F2": 1})
    facilitator.post(f"{W}/door", data={"seat": hall.cards[0].seat.code, "act": "undo"})
    assert db.session.get(Attendance, (hall.workshop.id, hall.cards[0].seat.id)) is not None


def test_the_door_finds_a_seat_by_any_of_its_names(facilitator, hall):
    with transaction():
        hall.cards[3].seat.suplente = "Juana Ñahui"
    page = facilitator.get(f"{W}/door?q=ñahui").text
    assert "Juana Ñahui" in page and "COM4" in page and "COM5" not in page
    assert "COM4" not in facilitator.get(f"{W}/door?q=nadie").text


def test_a_seat_of_another_process_is_not_checked_in(facilitator, hall):
    other = make_room(code="otro")
    with transaction():
        other.cards[0].seat.code = "AJENO"
    answer = facilitator.post(f"{W}/door", data={"seat": "AJENO", "act": "titular"})
    assert answer.status_code == 404


# -- the projector


def test_the_projector_shows_progress_and_nothing_of_an_answer_before_publication(
    facilitator, hall
):
    assert "qr.svg" in facilitator.get(f"{W}/projector").text
    round_ = make_round(hall)
    for card in hall.cards_of("com"):
        cast(card, round_, {"F1": 9, "F2": 1})
    page = facilitator.get(f"{W}/projector").text
    assert "6 de 6" in page or "6 of 6" in page
    assert page.count('class="cnt"><span class="light good"') == 1 and "✓ con quórum" in page, (
        "one sector has its quorum; the foot says what the sign means"
    )
    facilitator.post(f"{W}/rounds/1/announce")
    assert "data-closes" in facilitator.get(f"{W}/projector").text
    end_grace(round_)
    over = facilitator.get(f"{W}/projector/live").text
    assert 'data-screen="closed"' in over, "phones are told that nothing is taken any more"
    facilitator.post(f"{W}/rounds/1/close")
    closed = facilitator.get(f"{W}/projector/live").text
    assert "outcome" not in closed and "9.0" not in closed
    assert re.search(r"6 (of|de) 16", closed)
    for card, act in ((hall.cards_of("soc")[0], "titular"), (hall.cards_of("soc")[1], None)):
        if act:
            facilitator.post(f"{W}/door", data={"seat": card.seat.code, "act": act})
        else:
            with transaction():
                card.seat.active = False
    roll, console, wall = (
        facilitator.get(f"{W}/{page}?lang=en").text
        for page in ("rounds/1/publish", "console", "projector")
    )
    for page in (roll, console):  # who came or went afterwards was no part of it
        row = page[page.index("</i>Sociedad civil") :].partition("</tr>")[0]
        assert re.findall(r'class="num" data-head="(?:Eligible|Present)">(\d+)', row) in (
            ["5", "0"], ["0", "5"],
        )  # fmt: skip
    assert "6 of 16" in wall and re.search(r"In the room: 7 <small>of 15", console)
    facilitator.post(f"{W}/rounds/1/publish")
    published = facilitator.get(f"{W}/projector/live").text
    assert "outcome" in published and "F1" in published


@pytest.mark.parametrize(
    ("kind", "answer", "settings"),
    [("rating", {"F1": 9, "O1": "ns"}, {}), ("points", {"F1": 100, "O1": 100, "@F": 60, "@O": 40}, {}),
     ("approval", ["F1"], {"k": 1}), ("ratify", {"F1": "yes", "O1": "no"}, {})],
)  # fmt: skip
def test_the_projector_shows_the_published_result_of_every_kind(
    facilitator, hall, kind, answer, settings
):
    round_ = make_round(hall, kind, options=("F1", "O1"), settings=settings)
    for card in hall.cards:
        cast(card, round_, answer)
    close_and_publish(round_)
    page = facilitator.get(f"{W}/projector").text
    assert "Factor F1" in page


def test_a_simulated_process_says_so_on_the_projector(app):
    make_room(simulated=True)
    boss = administrator(app)
    for path in ("projector", "console", "door", ""):
        assert 'class="simulated"' in boss.get(f"{W}/{path}").text


def test_the_code_on_the_projector_leads_to_the_public_address(facilitator, app, hall):
    import segno

    app.config["SMD_PUBLIC_URL"] = "https://smd.example.pe/"
    assert "smd.example.pe/e" in facilitator.get(f"{W}/projector").text
    drawn = facilitator.get(f"{W}/qr.svg")
    assert drawn.mimetype == "image/svg+xml"
    wanted = segno.make("https://smd.example.pe/e", error="m", micro=False).svg_inline(
        border=2, scale=8, dark="#1d2733", light="#ffffff", omitsize=True
    )
    paths = re.compile(r'class="qrline"[^>]* d="([^"]+)"')
    assert paths.findall(drawn.text) == paths.findall(wanted) != []


# -- who may

PAGES = ["", "console", "console/live", "projector", "projector/live", "door", "qr.svg", "rounds/new",
         "rounds/1/edit", "rounds/1/options", "rounds/1/open", "rounds/1/annul", "rounds/1/publish"]  # fmt: skip
ACTS = ["rounds/new", "rounds/1/edit", "rounds/1/options", "rounds/1/move", "rounds/1/copy",
        "rounds/1/discard", "rounds/1/open", "rounds/1/announce", "rounds/1/close",
        "rounds/1/publish", "rounds/1/annul", "rounds/1/clock", "door"]  # fmt: skip


def test_the_public_sees_no_page_of_the_room_and_moves_nothing(client, hall):
    make_round(hall, open=False)
    for path in PAGES:
        assert client.get(f"{W}/{path}").status_code == 303
    for path in ACTS:
        assert client.post(f"{W}/{path}").status_code == 403, path


def test_an_observer_sees_the_room_and_moves_nothing(client, hall):
    make_round(hall, open=False)
    email, password = make_user("mira@example.org", role="observer", process=hall.process)
    client.post("/account/login", data={"email": email, "password": password})
    for path in ("", "console", "projector"):
        page = client.get(f"{W}/{path}")
        assert page.status_code == 200
        assert "/rounds/1/open" not in page.text
    for path in ACTS:
        assert (
            client.post(f"{W}/{path}", data={"seat": "COM1", "act": "titular"}).status_code == 403
        )


def test_a_round_is_found_only_through_its_own_workshop(facilitator, hall):
    make_round(hall, open=False)
    with transaction():
        workshops.create(hall.process, "Mesa 2", NOON, code="mesa-2")
    assert facilitator.get("/f/moq/w/mesa-2/rounds/1/edit").status_code == 404
    assert facilitator.get("/f/otro/w/mesa-1/").status_code == 404
    assert facilitator.get(f"{W}/console?round=7").status_code == 404


def test_looking_changes_nothing(facilitator, hall):
    round_ = make_round(hall)
    before = (round_.revision, hall.workshop.revision, round_.state)
    with transaction():
        closing.announce_close(round_, NOON, None)
    assert closing.is_over(round_, now())
    for path in PAGES:
        facilitator.get(f"{W}/{path}")
    db.session.expire_all()
    assert round_.state == "open"
    assert (round_.revision, hall.workshop.revision) == (before[0] + 1, before[1] + 1)


def test_name_place_and_date_of_a_workshop_can_be_put_right_until_the_acta_is_sealed(
    facilitator, hall
):
    page = facilitator.get(f"{W}/edit").text
    assert 'value="Mesa 1"' in page
    form = {"name": "Mesa de Ilo", "place": "Ilo", "held_on": "2022-11-03"}
    assert facilitator.post(f"{W}/edit", data=form).status_code == 303
    changed = db.session.scalars(select(Workshop)).one()
    assert (changed.name, changed.place, str(changed.held_on)) == (
        "Mesa de Ilo",
        "Ilo",
        "2022-11-03",
    )
    assert changed.code == "mesa-1"
    noted = db.session.scalars(select(Journal).filter_by(verb="change workshop")).one()
    assert noted.detail == {"was": {"name": "Mesa 1", "place": "", "held_on": ""}}
    assert facilitator.post(f"{W}/edit", data=form).status_code == 303
    assert len(db.session.scalars(select(Journal).filter_by(verb="change workshop")).all()) == 1
    assert facilitator.post(f"{W}/edit", data=form | {"name": " "}).status_code == 422
    with transaction():
        db.session.add(Acta(workshop_id=changed.id, number=0, state="sealed", sealed_at=NOON))
    facilitator.post(f"{W}/edit", data=form | {"name": "Otra"})
    assert db.session.scalars(select(Workshop)).one().name == "Mesa de Ilo"
    assert f"{W}/edit" not in facilitator.get(f"{W}/").text
    assert 'name="held_on"' not in facilitator.get(f"{W}/edit").text
