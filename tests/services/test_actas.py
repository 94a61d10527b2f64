"""The acta: what attendees sign must be what happened, and must stay."""

from datetime import timedelta

import pytest
from builders import NOON, cast, close, make_room, make_round

from smd_workshop import tally
from smd_workshop.database import db, transaction
from smd_workshop.errors import Frozen, NotAllowed, WrongState
from smd_workshop.models import Reason
from smd_workshop.services import actas, rounds, seats
from smd_workshop.services.acta_contents import contents

LATER = NOON + timedelta(hours=1)


def begun(room):
    with transaction():
        return actas.begin(room.workshop)


def voted_room():
    room = make_room()
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, {"F1": 2, "F2": 8}, reasons={"F1": "Hay poca agua"})
    return room, round_


def test_an_unpublished_result_is_not_in_the_acta(app):
    room, round_ = voted_room()
    close(round_)
    told = contents(begun(room))["rounds"][0]
    assert told["results"] == []
    assert told["reasons"] == []
    assert [r["voted"] for r in told["roll"]] == [6, 5, 5]


def test_a_published_result_is_in_the_acta_as_it_was_stored(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    told = contents(begun(room))["rounds"][0]
    assert told["results"][0]["result"]["options"]["F2"]["pooled_mean"] == 8
    assert told["hidden_reasons"] == 16, "reasons nobody has looked at are counted, not shown"
    with transaction():
        for reason in db.session.query(Reason):
            reason.state = "shown"
    assert len(contents(actas.of(room.workshop))["rounds"][0]["reasons"]) == 16


def test_an_annulled_round_and_its_reason_are_told(app):
    room, round_ = voted_room()
    with transaction():
        rounds.annul(round_, "Se cayó la luz", NOON, None)
    told = contents(begun(room))["rounds"][0]
    assert (told["state"], told["annul_reason"], told["results"]) == (
        "annulled",
        "Se cayó la luz",
        [],
    )


def test_only_who_was_present_corrects_and_only_inside_the_window(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    acta = begun(room)
    with pytest.raises(WrongState), transaction():
        actas.propose(acta, room.cards[0].seat.id, "Falta mi nombre", NOON)
    with transaction():
        actas.open_corrections(acta, 72, NOON, None)
    with transaction():
        actas.propose(acta, room.cards[0].seat.id, "Falta mi nombre", LATER)
    with pytest.raises(WrongState), transaction():
        actas.propose(acta, room.cards[0].seat.id, "Tarde", NOON + timedelta(hours=73))
    stranger = make_room(code="otro").cards[0].seat
    with pytest.raises(NotAllowed), transaction():
        actas.propose(acta, stranger.id, "No estuve", LATER)


def test_a_sealed_acta_never_changes_and_a_correction_is_an_annex(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    acta = begun(room)
    document = contents(acta)
    with transaction():
        actas.seal(acta, document, "a" * 64, LATER, None)
    assert acta.data_sha256 == tally.sha256(document)
    for act in (
        lambda: actas.remark(acta, "otra cosa", LATER, None),
        lambda: actas.open_corrections(acta, 1, LATER, None),
        lambda: actas.seal(acta, document, "b" * 64, LATER, None),
    ):
        with pytest.raises(Frozen), transaction():
            act()
    with transaction():
        actas.rendered(acta, "c" * 64, "d" * 64, LATER)
        added = actas.annex(room.workshop, "La fecha era otra", LATER, None)
    assert acta.pdf_sha256 == "a" * 64
    assert contents(added)["corrects"]["pdf_sha256"] == "a" * 64


def test_what_changed_since_the_pdf_was_made_is_not_sealed_unseen(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    acta = begun(room)
    document = contents(acta)
    with transaction():
        seats.check_in(room.workshop, room.cards[0].seat, "door", NOON)
        actas.remark(acta, "La sesión empezó tarde", NOON, None)
    with pytest.raises(WrongState), transaction():
        actas.seal(acta, document, "a" * 64, LATER, None)


def test_an_open_round_or_an_unanswered_correction_keeps_the_acta_open(app):
    room, round_ = voted_room()
    acta = begun(room)
    with pytest.raises(WrongState), transaction():
        actas.seal(acta, contents(acta), "a" * 64, LATER, None)
    close(round_, publish=True)
    with transaction():
        actas.open_corrections(acta, 72, NOON, None)
        correction = actas.propose(acta, room.cards[0].seat.id, "Falta algo", LATER)
    with pytest.raises(WrongState), transaction():
        actas.seal(acta, contents(acta), "a" * 64, LATER, None)
    with transaction():
        actas.answer(acta, correction.id, "accepted", "", LATER, None)
        actas.seal(acta, contents(acta), "a" * 64, LATER, None)
    assert contents(acta)["corrections"][0]["state"] == "accepted"
