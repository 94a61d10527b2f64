"""A process as a story: what is told is published, and what is not there says what would bring it."""

import re
from datetime import date, timedelta

import pytest
from builders import NOON, cast, close, gather, make_room, make_round
from filled import FACTORS, OBJECTIVES, full_room, options

from smd_workshop.board import item_codes, merging
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.demonstration import zed_ilo
from smd_workshop.minutes import actas
from smd_workshop.models import Agreement, Commitment, Item
from smd_workshop.publishing import publication, story, tracing, written_notes
from smd_workshop.rounds import drafting, opening, option_sources, workshops

pytestmark = pytest.mark.looks
TODAY = date(2022, 11, 12)


@pytest.fixture
def on_that_day(monkeypatch):
    monkeypatch.setattr(story, "day_of", lambda *_args: TODAY)


def promise(room, text, due, state="pending", item=None):
    """A commitment, for an objective if one is given. Committed."""
    with transaction():
        agreement = None
        if item is not None:
            agreement = Agreement(
                process_id=room.process.id, workshop_id=room.workshop.id, item_id=item.id,
                text=item.wording, agreed_at=NOON,
            )  # fmt: skip
            db.session.add(agreement)
            db.session.flush()
        db.session.add(
            Commitment(
                process_id=room.process.id, agreement_id=agreement and agreement.id, text=text,
                owner="Cámara de Comercio", due=due, state=state, created_at=NOON,
            )
        )  # fmt: skip


def test_an_empty_process_says_what_would_fill_it(app, client):
    make_room()
    page = client.get("/p/moq/?lang=en").text
    for what in (
        "a round of notes is published",
        "a round has adopted it",
        "There is no factor yet",
        "No date is set",
    ):
        assert what in page
    assert "None" not in page


def test_notes_and_factors_of_a_round_that_is_not_published_are_not_told(app, client):
    room = make_room()
    gather(room, [(0, "Hay agua secreta", "F")])
    told = story.tell(room.process)
    assert (told.origin.notes, told.factors, told.agreed) == (0, 0, 0)
    assert "secreta" not in client.get("/p/moq/").text


def test_an_objective_shows_who_supports_it_and_what_was_promised(app, client, on_that_day):
    room, _made = full_room()
    told = story.tell(room.process)
    card = told.cards[0]
    assert card.agreed.round is not None
    yes, of = (sum(each.cell.count[i] for each in card.support) for i in (0, 1))
    assert (yes, of) == card.agreed.votes, "the bars add up to the sentence"
    promise(
        room,
        "Lista pública de compras",
        TODAY - timedelta(days=12),
        item=card.agreed.objective.item,
    )
    told = story.tell(room.process)
    mine = told.cards[0].promises[0]
    assert (mine.state, mine.days) == ("overdue", 12)
    assert mine.commitment.id not in {p.commitment.id for p in told.other_promises}
    page = client.get("/p/moq/?lang=en").text
    assert "overdue by 12 days" in page and "Cámara de Comercio" in page


def test_sectors_that_are_hidden_are_not_shown_apart_here_either(app, client):
    room = make_room((6, 3, 4))
    items = options(room.process, dict(list(OBJECTIVES.items())[:1]), "objective")
    round_ = make_round(room, "ratify", items=list(items.values()), subject="objective")
    for card in room.cards:
        cast(card, round_, {"OE1": "yes"})
    close(round_, publish=True)
    card = story.tell(room.process).cards[0]
    assert {each.name for each in card.support} <= {"Comunidad"}
    assert card.others == 7
    page = client.get("/p/moq/?lang=en").text
    assert "Other sectors, 7 people: not shown apart" in page
    assert "4 of 4" not in page and "3 of 3" not in page


def test_the_four_groups_stand_in_their_order_with_what_weighs_most(app):
    room, made = full_room()
    told = story.tell(room.process)
    assert [each.group.code for each in told.quadrants] == list("FODA")
    assert told.factors == 6
    document = made["points"]
    assert told.weighting is not None and told.weighting.round is document
    for quadrant in told.quadrants:
        weights = [factor.weight for factor in quadrant.first]
        assert weights == sorted(weights, reverse=True)
        assert quadrant.weight is not None


def test_weights_that_are_hidden_are_not_promised(app, client):
    room = make_room((6, 3, 4))
    items = options(room.process, {"F1": FACTORS["F1"], "F2": FACTORS["F2"]}, "factor")
    with transaction():
        round_ = drafting.add(room.workshop, NOON, method_id="points", title="Peso", question="?")
        chosen = [(item.id, code, item.wording, "F") for code, item in items.items()]
        option_sources.set_options(round_, chosen)
        opening.open_round(round_, NOON, None)
    for place, card in enumerate(room.cards):
        cast(card, round_, {"F1": 60 + place, "F2": 40 - place})
    close(round_, publish=True)
    assert tracing.trace(items["F1"]).origin.unweighed == tracing.WEIGHT_HELD_BACK
    for address in ("/p/moq/?lang=en", "/p/moq/factors?lang=en", "/p/moq/foda?lang=en"):
        page = " ".join(client.get(address).text.split())
        assert "How much each factor weighs is not shown, to protect small groups" in page
        assert "Weights are shares of 100 points" not in page, "there is no number"
    page = " ".join(client.get("/p/moq/?lang=en").text.split())
    assert "what weighs most" not in page and "which matter most, without figures" in page
    assert "Here they stand in the order of their codes." in page


def test_factors_without_a_shown_weight_stand_by_what_the_vote_said_of_them(app, client):
    room = make_room((6, 5))
    items = options(room.process, {"F1": FACTORS["F1"], "F2": FACTORS["F2"]}, "factor")
    with transaction():
        round_ = drafting.add(room.workshop, NOON, method_id="rating", title="Peso", question="?")
        chosen = [(item.id, code, item.wording, "F") for code, item in items.items()]
        option_sources.set_options(round_, chosen)
        opening.open_round(round_, NOON, None)
    for card in room.cards:
        cast(card, round_, {"F1": 2, "F2": 9})
    close(round_, publish=True)
    page = " ".join(client.get("/p/moq/?lang=en").text.split())
    foda = page[page.index('class="foda"') :]
    assert foda.index(FACTORS["F2"]) < foda.index(FACTORS["F1"]), "what came in stands first"
    assert "what came in by the vote comes first" in page
    assert foda.count("<small>· ") == 2, "and what the vote said stands beside each"


def test_what_comes_next_is_what_waits_and_nothing_that_is_over(app, on_that_day):
    room, _made = full_room()
    promise(room, "Medir el río", TODAY + timedelta(days=3), "in_progress")
    promise(room, "Ya hecho", TODAY + timedelta(days=1), "done")
    with transaction():
        workshops.create(room.process, "Mesa que viene", NOON, code="mesa-2").held_on = TODAY
        room.workshop.held_on = TODAY - timedelta(days=1)
    told = story.tell(room.process)
    assert [p.commitment.text for p in told.due] == ["Medir el río", "Convocar a la mesa del agua"]
    assert [m.code for m in told.meetings] == ["mesa-2"]


def test_the_number_of_notes_leads_to_the_notes_under_their_factors(app, client):
    room = make_room()
    written = gather(
        room, [(0, "Falta agua", "D"), (1, "No hay agua", "D"), (2, "Sobra polvo", "A")]
    )
    first, second = db.session.query(Item).filter(Item.wording.contains("agua"))
    with transaction():
        merged = merging.merge([first, second], "El agua no alcanza", NOON, None)
        item_codes.assign_code(merged, "D1", NOON, None)
    assert "agua" not in client.get("/p/moq/notes").text, "not published yet"
    with transaction():
        publication.publish_uncounted(written, NOON, None)
    assert 'href="/p/moq/notes"' in client.get("/p/moq/").text
    page = client.get("/p/moq/notes?lang=en").text
    under = page[page.index("El agua no alcanza") :]
    assert "Falta agua" in under and "No hay agua" in under
    assert "Sobra polvo" not in page, "no code, so it stands in no factor that anybody may read"
    told = written_notes.published(room.process)
    assert (told.total, told.elsewhere) == (3, 1)
    assert story.tell(room.process).origin.notes == told.total


def test_the_trace_of_an_objective_ends_in_its_notes(app, client):
    """A workshop that begins with objectives has notes too: no link leads to an empty page."""
    room = make_room()
    written = gather(room, [(0, "Bajar los tiempos", "")], "objective")
    with transaction():
        item_codes.assign_code(db.session.query(Item).one(), "OE1", NOON, None)
        publication.publish_uncounted(written, NOON, None)
    assert 'href="/p/moq/notes"' in client.get("/p/moq/").text
    assert "Bajar los tiempos" in client.get("/p/moq/notes").text


def test_a_note_that_became_a_factor_word_by_word_is_not_written_twice(app, client):
    room = make_room()
    written = gather(room, [(0, "Falta agua", "D")])
    with transaction():
        item_codes.assign_code(db.session.query(Item).one(), "D1", NOON, None)
        publication.publish_uncounted(written, NOON, None)
    page = client.get("/p/moq/notes?lang=en").text
    assert page.count("Falta agua") == 1
    assert "One note, in these very words." in page


def test_a_commitment_is_called_the_same_wherever_it_stands_and_said_what_it_means(app, client):
    room, _made = full_room()
    promise(room, "Ya empezó", TODAY + timedelta(days=30_000), "in_progress")
    for address in ("/p/moq/?lang=en", "/p/moq/commitments?lang=en"):
        page = client.get(address).text
        assert "pending" not in page and "in progress" not in page
        assert "under way" in page
    page = client.get("/p/moq/commitments?lang=en").text
    meanings = page[page.index("What the words mean") :]
    for word in ("not begun", "under way", "kept", "overdue", "cancelled"):
        assert word in meanings


def test_the_line_of_steps_counts_what_has_not_begun_as_not_begun(app, client, on_that_day):
    room = make_room()
    promise(room, "Medir", TODAY + timedelta(days=30_000))
    page = " ".join(client.get("/p/moq/?lang=en").text.split())
    assert "1 not begun" in page and "under way" not in page


def test_the_page_of_an_objective_shows_what_was_promised_for_it(app, client):
    room, _made = full_room()
    item = story.tell(room.process).cards[0].agreed.objective.item
    there = f"/p/moq/objectives/{item.code}?lang=en"
    assert "Nobody has promised anything for it yet" in client.get(there).text
    promise(room, "Lista pública de compras", TODAY, item=item)
    page = client.get(there).text
    assert "Lista pública de compras" in page and "Cámara de Comercio" in page


def test_a_meeting_whose_acta_is_read_is_not_to_come(app, on_that_day):
    room, _made = full_room()
    with transaction():
        room.workshop.held_on = TODAY
    assert [m.code for m in story.tell(room.process).meetings] == [room.workshop.code]
    with transaction():
        actas.open_corrections(actas.begin(room.workshop), 72, NOON, None)
    assert story.tell(room.process).meetings == ()


def test_a_process_that_follows_a_plan_begins_with_it_and_misses_no_workshop(app, client):
    with transaction():
        zed_ilo.load(now(), None)
    page = client.get("/p/zed-ilo/?lang=es").text
    assert page.index("Los planes y cuánto") < page.index("Todas las rondas"), (
        "what there is comes first"
    )
    for empty in (
        "aparecerán cuando una votación",
        "Todavía no hay objetivos",
        "Todavía no hay factores",
    ):
        assert empty not in page
    assert "Todavía no se ha convocado un taller" in page


def test_the_front_page_says_how_a_plan_goes(app, client):
    with transaction():
        zed_ilo.load(now(), None)
    page = client.get("/?lang=es").text
    assert re.search(
        r"Plan Estratégico Institucional ZED Ilo.*?</a>\s*<br>2023: .*?95\.10", page, re.DOTALL
    )
    assert "0 objetivos" not in page, "of a process that only follows a plan none is missing"
