"""The facilitator's board, notes, reasons, scorecard and commitments, with plain forms only."""

import html
import re

import pytest
from builders import NOON, cast, close, gather, make_room, make_round, make_user
from sqlalchemy import event, select

from smd_workshop.board import item_codes, items, merging, objections
from smd_workshop.database import db, transaction
from smd_workshop.models import (
    Commitment,
    CommitmentUpdate,
    Contribution,
    Item,
    Journal,
    Merge,
    Objection,
    Objective,
    Reason,
    Round,
)
from smd_workshop.publishing import scorecards
from smd_workshop.rounds import drafting, opening, option_sources
from smd_workshop.rounds.ballots import casting, contributions, reasons
from smd_workshop.rounds.ballots.contributions import Note

HOME = "/f/moq/w/mesa-1/rounds/1"
WORDS = [
    (0, "La población no confía en las instituciones", "D"),
    (6, "Desconfianza de la población en las instituciones públicas", "D"),
    (1, "Hay canon minero", "O"),
    (2, "<script>alert(1)</script> & agua", "A"),
]


def sign_in(client, email="facilitadora@example.org"):
    client.post("/account/login", data={"email": email, "password": "una-clave-larga"})


@pytest.fixture
def staff(app, client):
    make_user()
    sign_in(client)
    return client


@pytest.fixture
def room(app):
    return make_room(languages=["es"])


def item_of(text):
    return db.session.scalars(select(Item).where(Item.wording == text)).one()


def test_a_blank_workshop_says_where_what_is_voted_on_can_come_from(room, staff):
    make_round(room, "rating", (), open=False, subject="objective")
    assert f'href="{HOME}/options"' in staff.get("/f/moq/w/mesa-1/console").text
    page = staff.get(f"{HOME}/options").text
    assert 'href="/f/moq/w/mesa-1/rounds/new?kind=collect&amp;subject=' in page
    assert 'href="/f/moq/scorecard#entering"' in page


def test_a_board_with_nothing_on_it_is_not_called_ready(room, staff):
    with transaction():
        organise = drafting.add(
            room.workshop, NOON, step="organise", subject="objective", title="Ordenar", question=""
        )
    for opens in (True, False):
        console = staff.get("/f/moq/w/mesa-1/console?lang=en").text
        assert f'href="{HOME}/board"' in console and "See what is missing" in console
        assert "The board is ready" not in console
        page = staff.get(f"{HOME}/board").text
        assert 'href="/f/moq/w/mesa-1/rounds/new?kind=collect&amp;subject=' in page
        if opens:
            with transaction():
                opening.open_round(organise, NOON, None)


def test_two_alike_notes_are_merged_and_the_merge_is_undone(room, staff):
    gather(room, WORDS)
    page = staff.get(f"{HOME}/board").text
    assert "Merge these two" in page or "Unir estos dos" in page
    a, b = item_of(WORDS[0][1]), item_of(WORDS[1][1])
    wording = "La gente no confía en las instituciones"
    answer = staff.post(f"{HOME}/board/merge", data={"item": [a.id, b.id], "wording": wording})
    assert answer.status_code == 303
    page = staff.get(f"{HOME}/board").text
    assert wording in page
    assert WORDS[0][1] in page
    # A page of before the merge leads to the board as it is now, and asks for nothing that cannot be any more.
    asked = f"{HOME}/board/merge?item={a.id}&item={b.id}"
    again = {"item": [a.id, b.id], "wording": "Otra"}
    for old in (
        staff.get(asked), staff.post(f"{HOME}/board/merge", data=again),
        staff.get(f"{HOME}/board/items/{a.id}"),
    ):  # fmt: skip
        assert (old.status_code, old.location) == (303, f"{HOME}/board")
    act = db.session.scalars(select(Merge)).one()
    assert staff.post(f"{HOME}/board/undo", data={"act": act.id}).status_code == 303
    db.session.expire_all()
    assert db.session.get(Item, a.id).state == "active"
    assert staff.get(asked).status_code == 200
    assert wording not in staff.get(f"{HOME}/board").text


def test_a_vote_without_options_leads_to_a_round_of_notes_of_its_own_subject_before_it(room, staff):
    """Else it is easy to collect two dozen notes of another kind, behind the vote that needs them."""
    vote = make_round(room, "estimate", (), subject="indicator", open=False)
    page = staff.get(f"/f/moq/w/mesa-1/rounds/{vote.number}/options").text
    way = html.unescape(re.search(r'href="([^"]*rounds/new[^"]*)"', page)[1])
    asked = staff.get(way).text
    assert re.search(r'<input(?=[^>]*value="indicator")(?=[^>]*checked)', asked)
    assert f'name="before" value="{vote.number}"' in asked
    said = {
        "kind": "collect",
        "subject": "indicator",
        "title": "Indicadores",
        "question": "¿Cuáles?",
        "before": vote.number,
        "electorate": ["com", "emp", "soc"],
    }
    assert staff.post("/f/moq/w/mesa-1/rounds/new", data=said).status_code == 303
    db.session.expire_all()
    assert [r.step for r in room.workshop.rounds] == ["collect", "vote"]


def test_several_are_marked_and_their_wording_is_asked_for(room, staff):
    gather(room, WORDS)
    a, c = item_of(WORDS[0][1]), item_of(WORDS[2][1])
    page = staff.get(f"{HOME}/board/merge?item={a.id}&item={c.id}").text
    assert WORDS[2][1] in page
    assert 'name="group"' in page
    unsaid = staff.post(f"{HOME}/board/merge", data={"item": [a.id, c.id], "wording": "Ambas"})
    assert unsaid.status_code == 422
    assert "Ambas" in unsaid.text
    assert staff.get(f"{HOME}/board/merge?item={a.id}").status_code == 303
    assert staff.get(f"{HOME}/board/merge?item=x").status_code == 404
    assert not db.session.scalars(select(Merge)).all()


def test_what_is_kept_apart_is_suggested_no_more(room, staff):
    gather(room, WORDS)
    a, b = item_of(WORDS[0][1]), item_of(WORDS[1][1])
    a, b = sorted((a, b), key=lambda item: item.id)
    assert f"w{a.id}-{b.id}" in staff.get(f"{HOME}/board").text
    staff.post(f"{HOME}/board/apart", data={"item": [a.id, b.id]})
    assert f"w{a.id}-{b.id}" not in staff.get(f"{HOME}/board").text


def test_a_note_shows_as_text_and_no_author_shows(room, staff):
    gather(room, WORDS)
    page = staff.get(f"{HOME}/board").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert room.cards[0].seat.actor.name not in page
    a = item_of(WORDS[0][1])
    assert room.cards[0].seat.actor.name not in staff.get(f"{HOME}/board/items/{a.id}").text


def test_everything_on_one_item_is_a_plain_form(room, staff):
    gather(room, WORDS)
    a = item_of(WORDS[0][1])
    at = f"{HOME}/board/items/{a.id}"
    sent = [
        ("reword", {"wording": "No se confía"}), ("code", {"code": "d7"}),
        ("theme", {"new": "Gobernanza"}), ("retire", {"reason": "Repetido"}), ("back", {}),
        ("move", {"group": "A"}),
    ]  # fmt: skip
    for verb, fields in sent:
        assert staff.post(f"{at}/{verb}", data=fields).status_code == 303
        assert staff.get(at).status_code == 200
    db.session.expire_all()
    assert (a.wording, a.code, a.group_code, a.state) == ("No se confía", None, "A", "active")
    (card,) = [c for c in merging.board(room.process, "factor").cards if c.item.id == a.id]
    assert [t.wording for t in card.themes] == ["Gobernanza"]
    staff.post(f"{at}/untheme", data={"theme": card.themes[0].id})
    assert staff.post(f"{at}/explode").status_code == 404
    verbs = set(db.session.scalars(select(Journal.verb)))
    assert {"reword item", "assign code", "link items", "retire item", "move item"} <= verbs


def test_a_merged_item_is_split_again(room, staff):
    gather(room, WORDS)
    a, b = item_of(WORDS[0][1]), item_of(WORDS[1][1])
    with transaction():
        merged = merging.merge([a, b], "Desconfianza", NOON, None)
    at = f"{HOME}/board/items/{merged.id}"
    note = db.session.scalars(select(Contribution.id).where(Contribution.item_id == b.id)).one()
    answer = staff.post(f"{at}/split", data={"note": note, "wording": ""})
    assert answer.status_code == 303
    assert answer.location.startswith(f"{HOME}/board/items/")
    assert answer.location != at
    assert staff.get(answer.location).status_code == 200
    staff.post(f"{at}/split", data={"wording": "Nada marcado"})
    assert len(db.session.scalars(select(Merge)).all()) == 2


def test_codes_are_given_with_one_button(room, staff):
    gather(room, WORDS)
    staff.post(f"{HOME}/board/codes")
    db.session.expire_all()
    codes = sorted(str(c) for c in db.session.scalars(select(Item.code)))
    assert codes == ["A1", "D1", "D2", "O1"]


def test_an_objection_is_loud_and_is_answered(room, staff):
    gather(room, WORDS)
    a = item_of(WORDS[0][1])
    with transaction():
        objections.raise_objection(a, room.cards[0].seat.id, "Yo dije otra cosa", NOON)
    assert "Yo dije otra cosa" in staff.get(f"{HOME}/board").text
    objection = db.session.scalars(select(Objection)).one()
    at = f"{HOME}/board/objections/{objection.id}/settle"
    staff.post(at, data={"answer": ""})
    db.session.expire_all()
    assert objection.settled_at is None
    staff.post(at, data={"answer": "Cambiamos la palabra"})
    db.session.expire_all()
    assert objection.answer == "Cambiamos la palabra"
    assert "Yo dije otra cosa" not in staff.get(f"{HOME}/board").text


def test_after_the_vote_opens_the_board_offers_and_changes_nothing(room, staff):
    gather(room, WORDS)
    staff.post(f"{HOME}/board/codes")
    with transaction():
        round_ = drafting.add(room.workshop, NOON, method_id="rating", title="R", question="¿?")
        opening.open_round(round_, NOON, None)
    a, b = item_of(WORDS[0][1]), item_of(WORDS[1][1])
    assert 'type="checkbox"' not in staff.get(f"{HOME}/board").text
    refused = staff.post(f"{HOME}/board/merge", data={"item": [a.id, b.id], "wording": "Las dos"})
    assert refused.status_code == 409
    staff.post(f"{HOME}/board/items/{a.id}/reword", data={"wording": "Otra"})
    db.session.expire_all()
    assert (a.wording, a.state) == (WORDS[0][1], "active")


def test_three_hundred_notes_stay_usable(room, staff):
    gather(room, WORDS[:2])
    few, _page = _queries(lambda: staff.get(f"{HOME}/board"))
    with transaction():
        for n in range(300):
            seat = room.cards[n % 16].seat
            contributions.enter(
                db.session.scalars(select(Round)).one(),
                Note(f"Idea {n} propia", "FODA"[n % 4]),
                seat_id=seat.id,
                sector_id=seat.actor.sector_id,
                channel="aloud",
                user_id=None,
                at=NOON,
            )
    many, page = _queries(lambda: staff.get(f"{HOME}/board"))
    assert page.status_code == 200
    assert page.text.count('type="checkbox"') == 302
    assert many <= few + 1
    assert len(page.data) < 600_000


def _queries(act):
    seen = []

    def listener(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", listener)
    answer = act()
    event.remove(db.engine, "before_cursor_execute", listener)
    return sum(s.startswith("SELECT") for s in seen), answer


def test_an_observer_reads_and_changes_nothing(room, app, client):
    gather(room, WORDS)
    make_user("observa@example.org", role="observer", process=room.process)
    sign_in(client, "observa@example.org")
    a = item_of(WORDS[0][1])
    page = client.get(f"{HOME}/board")
    assert page.status_code == 200
    assert 'type="checkbox"' not in page.text
    assert client.get(f"{HOME}/notes").status_code == 403
    for path in ("board/codes", "board/merge", f"board/items/{a.id}/reword", "notes"):
        assert client.post(f"{HOME}/{path}").status_code == 403


def test_the_public_sees_no_board(room, app):
    gather(room, WORDS)
    visitor = app.test_client()
    assert visitor.get(f"{HOME}/board").status_code == 303
    assert visitor.post(f"{HOME}/board/codes").status_code == 403


def test_items_of_another_process_or_kind_are_not_found(room, staff):
    gather(room, WORDS)
    other = make_room(code="otro")
    gather(other, WORDS)
    a = item_of_process(other)
    assert staff.get(f"{HOME}/board/items/{a.id}").status_code == 404
    assert staff.post(f"{HOME}/board/items/{a.id}/reword", data={"wording": "X"}).status_code == 404
    gather(room, [(0, "Meta", "")], "objective")
    mine = db.session.scalars(select(Item).where(Item.process_id == room.process.id)).first()
    assert staff.get(f"/f/moq/w/mesa-1/rounds/2/board/items/{mine.id}").status_code == 404


def item_of_process(room):
    return db.session.scalars(select(Item).where(Item.process_id == room.process.id)).first()


def test_staff_enter_what_a_seat_said_aloud(room, staff):
    gather(room, [], shut=False)
    fields = {
        "who": f"seat:{room.cards[0].seat.code}", "channel": "aloud", "group": "F",
        "text": "Hay gente que sabe", "evidence": "", "theme": "",
    }  # fmt: skip
    assert staff.post(f"{HOME}/notes", data=fields).status_code == 303
    note = db.session.scalars(select(Contribution)).one()
    assert (note.seat_id, note.channel, note.text) == (
        room.cards[0].seat.id, "aloud", "Hay gente que sabe"
    )  # fmt: skip
    assert note.entered_by_id is not None
    page = staff.get(f"{HOME}/notes").text
    assert "Hay gente que sabe" in page
    nobody = staff.post(f"{HOME}/notes", data=fields | {"who": ""})
    assert nobody.status_code == 422
    assert "Hay gente que sabe" in nobody.text
    assert (
        staff.post(f"{HOME}/notes", data=fields | {"who": "", "channel": "document"}).status_code
        == 303
    )
    some = fields | {"who": "sector:soc", "channel": "interview", "text": "Dicho en entrevista"}
    assert staff.post(f"{HOME}/notes", data=some).status_code == 303
    said = db.session.scalars(
        select(Contribution).where(Contribution.text == "Dicho en entrevista")
    ).one()
    assert (said.seat_id, said.sector.code) == (None, "soc")
    assert staff.post(f"{HOME}/notes", data=fields | {"group": ""}).status_code == 422


def test_a_withdrawn_note_shows_as_withdrawn_to_staff(room, staff):
    round_ = gather(room, WORDS[:1], shut=False)
    note = db.session.scalars(select(Contribution)).one()
    with transaction():
        contributions.withdraw(round_, note.id, casting.voter_of(room.cards[0].credential_id), NOON)
    page = staff.get(f"{HOME}/notes").text
    assert re.search(r'class="withdrawn">La población', page)


@pytest.fixture
def rated(room):
    """A closed rating with three reasons, one naming a person."""
    round_ = make_round(room)
    words = ["No hay datos", "Lo dijo la Sra. Quispe, DNI 40123456", "Faltan fondos"]
    for n, card in enumerate(room.cards):
        why = {"F1": words[n]} if n < 3 else {}
        cast(card, round_, {"F1": 2, "F2": 8}, why)
    close(round_)
    return round_


def test_reasons_are_read_before_everybody_reads_them(room, rated, staff):
    page = staff.get(f"{HOME}/reasons").text
    assert page.count("Sra. Quispe") == 1
    assert reasons.shown(rated) == {}
    staff.post(f"{HOME}/reasons", data={"state": "harmless"})
    assert sorted(r.text for r in reasons.shown(rated)["F1"]) == ["Faltan fondos", "No hay datos"]
    assert reasons.not_shown(rated) == 1
    named = db.session.scalars(select(Reason).where(Reason.text.contains("Quispe"))).one()
    staff.post(f"{HOME}/reasons", data={"state": "hidden", "reason": named.id})
    assert reasons.counts(rated) == {"pending": 0, "shown": 2, "hidden": 1}
    assert "moderate reasons" in set(db.session.scalars(select(Journal.verb)))
    assert named.text not in staff.get(f"{HOME}/reasons?state=shown").text


def test_a_reason_of_another_round_is_not_found(room, rated, staff):
    make_round(room)
    reason = db.session.scalars(select(Reason)).first()
    answer = staff.post(
        "/f/moq/w/mesa-1/rounds/2/reasons", data={"state": "shown", "reason": reason.id}
    )
    assert answer.status_code == 404
    assert (
        staff.post(f"{HOME}/reasons", data={"state": "loud", "reason": reason.id}).status_code
        == 303
    )
    db.session.expire_all()
    assert reason.state == "pending"


@pytest.fixture
def scorecard(room):
    """A process whose OE1 was ratified, with one factor on the board."""
    gather(room, [(0, "Agua limpia", "")], "objective")
    gather(room, [(1, "El río está sucio", "D")])
    with transaction():
        item_codes.assign_codes(room.process, "objective", NOON, None)
        item_codes.assign_codes(room.process, "factor", NOON, None)
    goal = item_of("Agua limpia")
    with transaction():
        round_ = drafting.add(
            room.workshop, NOON, method_id="ratify", subject="objective", title="R", question="¿?"
        )
        option_sources.set_options(round_, [(goal.id, "OE1", goal.wording, "")])
        opening.open_round(round_, NOON, None)
    for card in room.cards:
        cast(card, round_, {"OE1": "yes"})
    close(round_, publish=True)
    return db.session.scalars(select(Objective)).one()


def test_the_scorecard_is_arranged_with_plain_forms(room, scorecard, staff):
    at = "/f/moq/scorecard"
    page = staff.get(at).text
    assert "Agua limpia" in page
    assert "/p/moq/objectives/OE1" in page
    factor = item_of("El río está sucio")
    one = f"{at}/objectives/{scorecard.id}"
    slot = scorecard.indicators[0].id
    sent = [
        (f"{at}/perspectives/enablers/move", {"to": "up"}),
        (f"{one}/place", {"perspective": "enablers"}),
        (f"{one}/indicators/{slot}", {"name": "Muestras de agua"}),
        (f"{one}/indicators", {}),
        (f"{one}/from", {"factor": factor.id}),
        (f"{one}/move", {"to": "up"}),
    ]
    for path, fields in sent:
        assert staff.post(path, data=fields).status_code == 303
    db.session.expire_all()
    assert scorecard.perspective.code == "enablers"
    assert [s.name for s in scorecard.indicators] == ["Muestras de agua", ""]
    assert [p.code for p in scorecards.of_process(room.process).perspectives][2] == "enablers"
    assert "D1" in staff.get(at).text
    staff.post(f"{one}/from", data={})
    (card,) = merging.board(room.process, "objective").cards
    assert card.factors == ()
    assert staff.post(f"{one}/move", data={"to": "sideways"}).status_code == 404
    assert staff.post(f"{at}/objectives/999/move", data={"to": "up"}).status_code == 404


def test_an_empty_scorecard_says_how_it_begins(room, staff):
    assert staff.get("/f/moq/scorecard").status_code == 200


def test_commitments_are_written_down_and_followed(room, staff):
    at = "/f/moq/commitments"
    fields = {
        "text": "Publicar los datos",
        "owner": "GORE",
        "due": "2020-01-31",
        "source": "workshop:mesa-1",
    }
    assert staff.post(at, data=fields).status_code == 303
    assert staff.post(at, data=fields | {"due": "mañana"}).status_code == 422
    assert staff.post(at, data=fields | {"source": "workshop:otra"}).status_code == 422
    commitment = db.session.scalars(select(Commitment)).one()
    assert commitment.workshop_id == room.workshop.id
    assert "Publicar los datos" in staff.get(f"{at}?state=overdue").text
    one = f"{at}/{commitment.id}"
    refused = staff.post(one, data={"state": "done", "note": "", "evidence": ""})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert (
        staff.post(one, data={"state": "done", "note": "", "evidence": "Acta 2"}).status_code == 303
    )
    assert len(db.session.scalars(select(CommitmentUpdate)).all()) == 2
    assert "Publicar los datos" not in staff.get(f"{at}?state=overdue").text
    assert "Acta 2" in staff.get(one).text


def test_agreements_without_a_vote_are_written_down(room, staff):
    fields = {"agreement-workshop": "mesa-1", "agreement-text": "Reunirse en marzo"}
    assert staff.post("/f/moq/agreements", data=fields).status_code == 303
    assert staff.post("/f/moq/agreements", data=fields | {"agreement-text": " "}).status_code == 422
    page = staff.get("/f/moq/commitments").text
    assert "Reunirse en marzo" in page
    source = re.search(r'value="(agreement:\d+)"', page).group(1)
    staff.post(
        "/f/moq/commitments",
        data={"text": "Convocar", "owner": "Secretaría", "due": "2030-03-01", "source": source},
    )
    assert db.session.scalars(select(Commitment)).one().agreement_id is not None
    staff.post(f"/f/moq/agreements/{source.split(':')[1]}", data={"text": "Reunirse en abril"})
    assert "Reunirse en abril" in staff.get("/f/moq/commitments").text


def test_a_planner_follows_commitments_but_arranges_no_board(room, app, client):
    gather(room, WORDS)
    make_user("planea@example.org", role="planner", process=room.process)
    sign_in(client, "planea@example.org")
    fields = {"text": "Medir", "owner": "GORE", "due": "2030-01-31", "source": ""}
    assert client.post("/f/moq/commitments", data=fields).status_code == 303
    assert client.post(f"{HOME}/board/codes").status_code == 403
    assert client.post("/f/moq/agreements", data={}).status_code == 403


def test_items_helper_reads_only_what_stands_on_the_board(room, staff):
    gather(room, WORDS)
    a = item_of(WORDS[0][1])
    staff.post(f"{HOME}/board/items/{a.id}/retire", data={"reason": "Repetido"})
    assert a.id not in {i.id for i in items.active(room.process, "factor")}
    assert "Repetido" in staff.get(f"{HOME}/board").text
