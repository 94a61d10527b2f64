"""A workshop rates effects: what it publishes arrives as proposals, with its trace, and is in no sum."""

import pytest
from builders import NOON, cast, close, make_room
from kept import built_once
from papers import unprinted
from sqlalchemy import event
from staff import administrator
from strategic import rated_effect, valued

from forms.workshops import round as round_forms
from smd_workshop.core.errors import Invalid, KeptOnRecord, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.library.strategy.effects import Lack, Sign
from smd_workshop.rounds import opening, workshops
from smd_workshop.strategy.territory import components, effect_ratings, effects

ENGLISH = {"Accept-Language": "en"}


@built_once
def room_and_value():
    room = make_room(per_sector=(7, 7, 7), languages=["es"])
    return room, valued(room.process)


@pytest.fixture
def both(app):
    return room_and_value()


@pytest.fixture
def room(both):
    return both[0]


@pytest.fixture
def own(both):
    return both[1]


def proposal(room):
    return effect_ratings.proposals(room.process)[0]


def take(room, found, mode="additive"):
    stands = found.standing.id if found.standing else None
    with transaction(of=room.process.id):
        return effect_ratings.accept(
            room.process, found.round.id, found.code, mode, NOON, None, instead_of=stands
        )


def test_what_a_published_round_says_is_taken_over_once_with_its_round_and_is_in_no_sum(room, own):
    rated_effect(room.process, room.cards, own)
    found = proposal(room)
    assert (found.read.sign, found.read.strength, found.read.confidence) == (
        "minus",
        "clear",
        "high",
    )
    row = take(room, found)
    assert (row.sign, row.magnitude, row.confidence, row.round_id) == (
        "minus",
        None,
        "high",
        found.round.id,
    )
    assert "mediana" in row.source.lower() and "−3" in row.source
    assert proposal(room).accepted is row
    with pytest.raises(WrongState):
        take(room, found)
    if row.stressor.state in {"planned", "natural"}:
        assert effects.shown(found.component).outlook.lack in {Lack.NO_MAGNITUDE, Lack.UNITS}
    assert effects.shown(found.component).of(row.stressor).row is row


def bounds_changed(office, round_):
    """The draft says its scale, which staff may change; what is no number comes back as it was typed."""
    at = f"/f/moq/w/mesa-1/rounds/{round_.number}/edit"
    page = office.get(at, headers=ENGLISH).text
    assert 'value="-3"' in page and 'value="3"' in page
    form = {"title": round_.title, "question": round_.question, "help": "", "subject": "effect",
            "electorate": ["com", "soc", "emp"], "secrecy": "secret", "visibility": "publication"}  # fmt: skip
    sent = office.post(at, data=form | {"setting_lowest": "poco", "setting_highest": "3"})
    assert sent.status_code == 422 and 'value="poco"' in sent.text
    sent = office.post(at, data=form | {"setting_lowest": "-3", "setting_highest": "mucho"})
    assert sent.status_code == 422 and 'value="mucho"' in sent.text
    sent = office.post(
        at, data=form | {"setting_lowest": "3", "setting_highest": "-3"}, headers=ENGLISH
    )
    assert sent.status_code == 422 and "less than the lowest, so nobody could answer" in sent.text
    wide = office.post(
        at, data=form | {"setting_lowest": "0", "setting_highest": "10"}, headers=ENGLISH
    )
    assert wide.status_code == 422 and "read on a scale from −3 to 3" in wide.text
    assert round_.settings == {"lowest": -3, "highest": 3}
    sent = office.post(at, data=form | {"setting_lowest": "−2,5", "setting_highest": ""})
    assert sent.status_code == 303, sent.text
    assert round_.settings == {"lowest": -2.5}


def test_what_the_program_drafts_can_be_changed_on_the_page_of_a_round():
    """Its form refuses a subject that it does not offer."""
    drafted = [*workshops.SMD_MOQUEGUA, *workshops.PLAN_REVIEW, workshops.EFFECT_RATING]
    offered = {*round_forms.SUBJECTS, *round_forms.OF_DRAFTS}
    assert {each["subject"] for each in drafted} <= offered


def refused_beyond_the_scale(app, room, round_):
    """On a phone, whose keys must have a minus, and where staff type a paper: what was once cut to the end of the scale."""
    code = round_.options[0].code
    phone = app.test_client()
    phone.post("/e", data={"code": room.cards[0].code})
    here = f"/s/{round_.workshop.code}/{round_.number}"
    page = phone.get(here, headers=ENGLISH).text
    assert "From −3 to 3." in page and 'inputmode="text"' in page
    sent = phone.post(here, data={f"a.{code}": "30"}, headers=ENGLISH)
    assert sent.status_code == 422 and "30 is not between -3 and 3" in sent.text
    typed = administrator(app).post(
        f"/f/moq/w/{round_.workshop.code}/rounds/{round_.number}/papers/type",
        data={f"a.{code}": "-4", "mark": room.cards[1].code}, headers=ENGLISH,
    )  # fmt: skip
    assert typed.status_code == 422 and "-4 is not between -3 and 3" in typed.text


def test_what_is_not_published_proposes_nothing(app, room, own):
    component = components.find(room.process, own["component"])
    acting = components.stressors(room.process)[:1]
    with transaction():
        meeting = workshops.create(room.process, "Efectos", NOON)
        round_ = effect_ratings.put_to_vote(meeting, [(component, acting[0])], NOON, None)
        opening.open_round(round_, NOON, None)
    refused_beyond_the_scale(app, room, round_)
    for card in room.cards:
        cast(card, round_, {round_.options[0].code: 3})
    close(round_)
    assert effect_ratings.proposals(room.process) == []
    with pytest.raises(NotFound):
        effect_ratings.accept(
            room.process, round_.id, round_.options[0].code, "additive", NOON, None
        )


def test_of_a_round_in_which_a_sector_had_no_quorum_it_is_said_wherever_it_stands(app, room, own):
    rated_effect(room.process, room.cards[:14], own)
    found = proposal(room)
    assert found.provisional
    assert "Provisional" in administrator(app).get("/f/moq/plans/effects", headers=ENGLISH).text
    row = take(room, found)
    assert row.source.endswith("Provisional: un sector no tuvo quórum.")


def test_asked_again_the_same_effect_is_the_same_item(room, own):
    rated_effect(room.process, room.cards, own)
    first = {each.item_id for each in proposal(room).round.options}
    rated_effect(room.process, room.cards, own, "Efectos otra vez")
    assert {each.item_id for each in proposal(room).round.options} == first


def test_what_was_said_of_effects_is_read_at_once_however_many_a_round_asks_about(room, own):
    """Pages of components, the catalogue and each file ask for what was refused: of most rounds nothing is."""
    rated_effect(room.process, room.cards, own)
    told = asked_of_database(lambda: effect_ratings.proposals(room.process))
    for table in ("effect_contribution", "effect_refusal"):
        assert sum(f"FROM {table}" in each for each in told) == 1
    told = asked_of_database(lambda: effect_ratings.refusals(room.process))
    assert not any("FROM result" in each for each in told)


def asked_of_database(act):
    """Return the statements of an act, in a session that has read nothing yet."""
    told = []

    def listener(_connection, _cursor, statement, *_rest):
        told.append(" ".join(statement.split()))

    db.session.expire_all()
    event.listen(db.engine, "before_cursor_execute", listener)
    act()
    event.remove(db.engine, "before_cursor_execute", listener)
    return told


def test_nothing_and_too_much_is_not_put_to_the_vote(room, own, monkeypatch):
    monkeypatch.setattr(effect_ratings, "MOST", 1)
    component = components.find(room.process, own["component"])
    acting = components.stressors(room.process)[:2]
    with transaction():
        meeting = workshops.create(room.process, "Efectos", NOON)
    for pairs in ([], [(component, each) for each in acting]):
        with pytest.raises(Invalid), transaction():
            effect_ratings.put_to_vote(meeting, pairs, NOON, None)


def test_staff_have_a_workshop_rate_effects_and_take_over_what_it_said(app, room, own):
    office = administrator(app)
    pair = f"{own['component']}-{own['stressor']}"
    sent = office.post("/f/moq/plans/effects/rounds", data={"workshop": "mesa-1", "pair": pair})
    assert sent.status_code == 303 and sent.location.endswith("/w/mesa-1/")
    [round_] = [each for each in room.workshop.rounds if each.subject == "effect"]
    assert (round_.state, round_.method_id, len(round_.options)) == ("draft", "estimate", 1)
    twice = {"workshop": "mesa-1", "pair": [pair, pair]}
    assert office.post("/f/moq/plans/effects/rounds", data=twice).status_code == 303
    again = [each for each in room.workshop.rounds if each.subject == "effect"][-1]
    assert (again.id != round_.id, len(again.options)) == (True, 1), "the same two are asked once"
    for odd in ("9" * 30 + "-1", "１-１", "1-" + "9" * 15, "-", "1-1-1"):
        odd_pair = {"workshop": "mesa-1", "pair": odd}
        assert office.post("/f/moq/plans/effects/rounds", data=odd_pair).status_code == 404, odd
    for bad in ({"pair": pair}, {"workshop": "mesa-1"}, {"workshop": "mesa-1", "pair": "x-1"}):
        assert office.post("/f/moq/plans/effects/rounds", data=bad).status_code in {404, 422}
    bounds_changed(office, round_)
    given = rated_effect(room.process, room.cards, own)
    page = office.get("/f/moq/plans/effects", headers=ENGLISH).text
    assert "It takes, noticeably" in page and "Take it over" in page
    said = {
        "stressor": proposal(room).stressor.id, "sign": "minus", "magnitude": "0.3", "mode": "additive",
        "confidence": "high", "source": "Aforo de la Autoridad del agua",
    }  # fmt: skip
    office.post(f"/f/moq/plans/effects/{own['component']}/contributions", data=said)
    page = office.get("/f/moq/plans/effects", headers=ENGLISH).text
    measured = proposal(room).standing
    assert measured.magnitude is not None
    assert "A rating without a size takes the place of a measured one" in page
    take_over = {"round": given["rated_round"], "code": given["rated_code"], "mode": "additive"}
    for unseen in ({}, {"instead_of": str(measured.id + 900)}):
        sent = office.post("/f/moq/plans/effects/proposals", data=take_over | unseen)
        assert sent.status_code == 422, "nothing that was not looked at is replaced"
    take_over["instead_of"] = str(measured.id)
    assert office.post("/f/moq/plans/effects/proposals", data=take_over).status_code == 303
    public = app.test_client().get(f"/p/moq/effects/{own['component']}", headers=ENGLISH).text
    found = proposal(room)
    assert measured.source in public, "what was measured stays to be read"
    assert f"/p/moq/r/{found.round.workshop.code}/{found.round.number}/" in public
    assert found.read.sign is Sign.MINUS


def test_a_refused_proposal_needs_a_reason_stays_as_it_is_and_the_public_reads_both(app, room, own):
    rated_effect(room.process, room.cards, own)
    office, found = administrator(app), proposal(room)
    sent = {"round": found.round.id, "code": found.code, "reason": ""}
    address = "/f/moq/plans/effects/proposals"
    assert office.post(f"{address}/refuse", data=sent).status_code == 422
    assert proposal(room).open
    why = "La tabla del río dice otra cosa"
    assert office.post(f"{address}/refuse", data=sent | {"reason": why}).status_code == 303
    kept = proposal(room)
    assert (kept.refused.reason, kept.accepted, kept.open) == (why, None, False)
    for path, more in ((f"{address}/refuse", {"reason": "otra"}), (address, {"mode": "additive"})):
        assert office.post(path, data=sent | more).status_code == 409, "it is decided once"
    with pytest.raises(KeptOnRecord), transaction():
        kept.refused.reason = "Nunca se dijo"
    page = office.get("/f/moq/plans/effects", headers=ENGLISH).text
    public = app.test_client().get(f"/p/moq/effects/{own['component']}", headers=ENGLISH).text
    result = f"/p/moq/r/{kept.round.workshop.code}/{kept.round.number}/"
    assert why in page and why in public and result in public
    with unprinted():
        for kind in ("csv", "json", "pdf"):
            assert why in app.test_client().get(f"/p/moq/effects.{kind}").data.decode(), kind
