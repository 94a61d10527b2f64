"""The console: what is next, what blocks it, and what is asked before something becomes final."""

from datetime import timedelta

import pytest
from builders import NOON, cast, close, gather, make_room, make_round
from papers import unprinted
from sqlalchemy import select
from staff import administrator, member
from test_participant import words

from smd_workshop.board import merging, objections
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Item
from smd_workshop.rounds import closing, drafting, opening
from smd_workshop.rounds.next_step import Step
from smd_workshop.web.facilitator.workshop.next_step import OFFERS

W = "/f/moq/w/mesa-1"
NOTES = [
    (0, "La población no confía en las instituciones públicas de la región", "D"),
    (6, "Desconfianza de la población en las instituciones", "D"),
]


@pytest.fixture
def hall(app):
    return make_room()


@pytest.fixture
def office(app):
    return administrator(app)


@pytest.fixture
def board(hall):
    """A round of ordering that is open, with two notes merged and an author who objects."""
    gather(hall, NOTES)
    with transaction():
        items = db.session.scalars(select(Item).order_by(Item.id)).all()
        merged = merging.merge(items, "Hay poca confianza en las instituciones", NOON, None)
        objections.raise_objection(merged, hall.cards[0].seat.id, "Falta decir desde cuándo", NOON)
        round_ = drafting.add(
            hall.workshop, NOON, step="organise", title="Ordenar", question="Unir"
        )
    with transaction():
        opening.open_round(round_, NOON, None)
    return round_


def test_every_step_is_offered_in_words():
    assert set(OFFERS) == set(Step)


def test_only_who_may_lead_is_offered_the_next_step(app, hall, office):
    make_round(hall)
    assert 'id="announce"' in office.get(f"{W}/console").text
    observer = member(app, hall.process, "observer")
    assert 'class="go"' not in observer.get(f"{W}/console").text


def test_a_board_with_an_unread_objection_does_not_close_without_a_question(office, board):
    at = f"{W}/rounds/{board.number}"
    page = office.get(f"{W}/console").text
    assert f'id="read-objections" href="{at}/board#objections"' in page
    assert "Falta decir desde cuándo" not in page, "it is read where it is answered"
    answer = office.post(f"{at}/announce")
    assert answer.headers["Location"].endswith(f"{at}/announce")
    assert "Falta decir desde cuándo" in office.get(f"{at}/announce").text
    db.session.refresh(board)
    assert board.closing_at is None
    office.post(f"{at}/announce", data={"sure": "1"})
    db.session.refresh(board)
    assert board.state == "published", (
        "nobody writes during a grace, and a board needs no publication"
    )


def test_an_answered_objection_blocks_nothing(office, board):
    with transaction():
        found = closing.objected(board)
        objections.settle(found[0], "Se dirá en la ficha", NOON, None)
    office.post(f"{W}/rounds/{board.number}/announce")
    db.session.refresh(board)
    assert board.state == "published"


def test_notes_are_published_when_they_close_and_a_count_is_not(office, hall):
    for asks, state in (("collect", "published"), ("rating", "closed")):
        round_ = make_round(
            hall, asks, secrecy="nominal", options=() if asks == "collect" else ("F1",)
        )
        office.post(f"{W}/rounds/{round_.number}/announce")
        with transaction():
            round_.closing_at = now() - timedelta(seconds=1)
        office.post(f"{W}/rounds/{round_.number}/close")
        db.session.refresh(round_)
        assert round_.state == state


def test_whoever_publishes_notes_reads_what_becomes_public_and_of_no_count(office, hall):
    """Notes are not counted: no quorum is asked of them, and no figure becomes final."""
    notes = gather(hall, NOTES)
    page = words(office.get(f"{W}/rounds/{notes.number}/publish"))
    assert "without who wrote it" in page
    assert "Quorum" not in page and "The count is done" not in page


def test_unread_reasons_are_the_next_step_and_publishing_stays_possible(office, hall):
    round_ = make_round(hall)
    cast(hall.cards[0], round_, {"F1": 2, "F2": 9}, {"F1": "Pesa poco en mi distrito"})
    close(round_)
    page = office.get(f"{W}/console").text
    assert f'id="reasons" href="{W}/rounds/1/reasons"' in page
    assert page.count(f'href="{W}/rounds/1/publish"') == 1, "the same button twice"
    office.post(f"{W}/rounds/1/reasons", data={"state": "harmless"})
    for page in ("rounds/1/reasons", "console"):
        assert f'id="publish" href="{W}/rounds/1/publish"' in office.get(f"{W}/{page}").text


def test_who_publishes_reads_first_what_came_out(office, hall):
    round_ = make_round(hall, "approval", options=("O1", "O2"), settings={"k": 1})
    for card in hall.cards[1:]:
        cast(card, round_, ["O2"])
    close(round_)
    page = words(office.get(f"{W}/rounds/1/publish?lang=en"))
    assert "The count" in page and "Factor O2" in page
    many = len(hall.cards)
    counted = f"{many - 1} of {many} have answered"
    assert counted in words(office.get(f"{W}/console?lang=en")), "as the wall and the result say"


def test_codes_are_given_by_one_button(office, hall):
    gather(hall, NOTES)
    make_round(hall, "rating", (), open=False)
    assert office.get(f"{W}/rounds/1/board").text.count("/rounds/1/board/codes") == 1


def test_a_least_share_of_nothing_is_not_read_out(office, hall):
    make_round(hall, "ratify", ("O1",), open=False)
    page = office.get(f"{W}/rounds/1/open").text
    assert "In favour of all seats" not in page and "A favor, de todos los" not in page


def test_in_a_round_of_notes_the_console_waits_for_notes(office, hall):
    gather(hall, [(0, "Falta agua", "D")], shut=False)
    page = words(office.get(f"{W}/console"))
    assert "Have not written yet" in page and "Not saved yet" not in page


def test_nobody_is_late_in_the_first_minute(office, hall):
    first, second = make_round(hall), make_round(hall, open=False)
    assert "light bad" in office.get(f"{W}/console").text
    close(first)
    with transaction():
        opening.open_round(second, now(), None)
    assert "light bad" not in office.get(f"{W}/console").text


def test_what_lacks_a_code_is_given_one_before_the_vote_and_leads_back(office, hall):
    gather(hall, NOTES)
    make_round(hall, "rating", (), open=False)
    assert 'name="then" value="console"' in office.get(f"{W}/console").text
    back = office.post(f"{W}/rounds/1/board/codes", data={"then": "console"})
    assert back.headers["Location"].endswith("/console")
    assert f'id="open" href="{W}/rounds/2/open"' in office.get(f"{W}/console").text


def test_a_setting_that_cannot_be_counted_is_said_before_the_room_waits(office, hall):
    make_round(hall, "approval", settings={"k": 5}, open=False)
    page = office.get(f"{W}/console").text
    assert f'id="edit" href="{W}/rounds/1/edit"' in page and 'id="open" class' not in page


def test_the_opening_page_repeats_what_freezes(office, hall):
    make_round(hall, "approval", settings={"k": 1}, open=False)
    page = office.get(f"{W}/rounds/1/open").text
    frozen = page[page.index('class="frozen"') : page.index("</dl>")]
    for told in ("<dt>Question</dt>", "<dt>Method</dt>", "<dt>Secrecy</dt>", "<dt>When the result shows</dt>",
                 "How many to choose", "<dd>1</dd>", "Secret:", "more than half", "5 answers",
                 "from the next round on"):  # fmt: skip
        assert told in frozen, told
    assert "Seed" not in frozen, "nobody chooses it"


def test_the_opening_page_writes_shares_as_the_rules_do(office, hall):
    make_round(hall, open=False)
    page = office.get(f"{W}/rounds/1/open").text
    frozen = page[page.index('class="frozen"') :]
    assert "<dd>75 %</dd>" in frozen
    assert "<dd>0.75</dd>" not in frozen


def test_the_clock_is_set_when_the_round_opens(office, hall, app):
    round_ = make_round(hall, open=False)
    assert 'name="minutes"' in office.get(f"{W}/rounds/1/open").text
    office.post(f"{W}/rounds/1/open", data={"minutes": "diez"})
    db.session.refresh(round_)
    assert round_.state == "draft", "what cannot be read opens nothing"
    office.post(f"{W}/rounds/1/open", data={"minutes": "10"})
    db.session.refresh(round_)
    assert round_.ends_at - round_.opened_at == timedelta(minutes=10)
    assert "data-left" in office.get(f"{W}/projector").text
    phone = app.test_client()
    phone.post("/e", data={"code": hall.cards[0].code})
    for path in ("1", "1/status"):
        assert 'data-clock="' in phone.get(f"/s/mesa-1/{path}").text


def test_sealing_asks_and_says_which_rounds_will_never_be_held(office, hall):
    close(make_round(hall), publish=True)
    make_round(hall, open=False, title="La que falta")
    with unprinted():
        office.post(f"{W}/acta/corrections", data={"hours": "1"})
        assert f'action="{W}/acta/seal"' not in office.get(f"{W}/acta").text
        office.post(f"{W}/acta/corrections/end", data={"reason": "Todos la leyeron"})
    page = office.get(f"{W}/acta").text
    assert f'action="{W}/acta/seal"' not in page and f'href="{W}/acta/seal"' in page
    asked = office.get(f"{W}/acta/seal").text
    assert "La que falta" in asked and f'action="{W}/acta/seal"' in asked
    with unprinted():
        office.post(f"{W}/acta/seal")
    assert 'id="done"' in office.get(f"{W}/console").text
