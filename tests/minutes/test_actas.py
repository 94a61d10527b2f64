"""The acta: what attendees sign must be what happened, and must stay."""

from datetime import timedelta

import pytest
from builders import (
    NOON,
    cast,
    close,
    gather,
    make_room,
    make_round,
    make_user,
    seal,
    seal_unasked,
)
from flask import current_app

from smd_workshop.core.errors import Frozen, Invalid, NotAllowed, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.library.recount import tally
from smd_workshop.minutes import actas, agreements, commitments
from smd_workshop.minutes.commitments import Promise
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Actor, Attendance, Reason, Seat
from smd_workshop.people import credentials
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources
from smd_workshop.rounds.ballots import contributions, late_ballots, reasons
from smd_workshop.rounds.ballots.contributions import Note
from smd_workshop.rounds.results import results
from smd_workshop.rounds.room import attendance
from smd_workshop.rounds.room import room as room_services

pytestmark = pytest.mark.acts

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
        closing.annul(round_, "Se cayó la luz", NOON, None)
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
        first = actas.propose(acta, room.cards[0].seat.id, "Falta mi nombre", LATER)
    with transaction():
        again = actas.propose(acta, room.cards[0].seat.id, " Falta mi nombre ", LATER)
    assert again.id == first.id, "a form sent twice is one proposal"
    with pytest.raises(WrongState), transaction():
        actas.propose(acta, room.cards[0].seat.id, "Tarde", NOON + timedelta(hours=73))
    stranger = make_room(code="otro").cards[0].seat
    with pytest.raises(NotAllowed), transaction():
        actas.propose(acta, stranger.id, "No estuve", LATER)


@pytest.mark.on_both
def test_a_sealed_acta_never_changes_and_a_correction_is_an_annex(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    acta = seal(room)
    document = acta.document
    assert acta.data_sha256 == tally.sha256(document)
    for act in (
        lambda: actas.remark(acta, "otra cosa", LATER, None),
        lambda: actas.open_corrections(acta, 1, LATER, None),
        lambda: actas.end_corrections(acta, "Todos de acuerdo", LATER, None),
        lambda: actas.seal(acta, document, "b" * 64, LATER, None),
    ):
        with pytest.raises(Frozen), transaction():
            act()
    with transaction():
        actas.rendered(acta, "c" * 64, "d" * 64, LATER)
        added = actas.annex(room.workshop, "La fecha era otra", LATER, None)
        actas.rendered(added, "e" * 64, "f" * 64, LATER)
        actas.rendered(added, "1" * 64, "2" * 64, LATER)  # made twice at the same moment
    assert (acta.pdf_sha256, added.pdf_sha256) == ("a" * 64, "e" * 64)
    assert contents(added)["corrects"]["pdf_sha256"] == "a" * 64


def test_what_changed_since_the_pdf_was_made_is_not_sealed_unseen(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    acta = corrected(room)
    document = contents(acta)
    with transaction():
        attendance.check_in(room.workshop, room.cards[0].seat, "door", NOON)
        actas.remark(acta, "La sesión empezó tarde", NOON, None)
    with pytest.raises(WrongState), transaction():
        actas.seal(acta, document, "a" * 64, LATER, None)


def test_an_open_round_or_an_unanswered_correction_keeps_the_acta_open(app):
    room, round_ = voted_room()
    acta = begun(room)
    with transaction():
        actas.open_corrections(acta, 1, NOON, None)
    with transaction():
        correction = actas.propose(acta, room.cards[0].seat.id, "Falta algo", NOON)
    refused(acta, "still open", LATER)
    close(round_)
    refused(acta, "not published", LATER)
    with transaction():
        publication.publish(round_, NOON, None)
    refused(acta, "no answer yet", LATER)
    with transaction():
        actas.answer(acta, correction.id, "accepted", "", LATER, None)
        actas.seal(acta, contents(acta), "a" * 64, LATER, None)
    assert contents(acta)["corrections"][0]["state"] == "accepted"


def refused(acta, words, at):
    with pytest.raises(WrongState, match=words), transaction():
        actas.seal(acta, contents(acta), "a" * 64, at, None)


def corrected(room):
    """An acta whose window for corrections is over."""
    acta = begun(room)
    with transaction():
        actas.open_corrections(acta, 1, NOON, None)
    return acta


def test_who_was_promised_a_window_for_corrections_gets_it(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    acta = begun(room)
    refused(acta, "Nobody could correct", LATER)
    with transaction():
        actas.open_corrections(acta, 72, NOON, None)
    refused(acta, "window for corrections is still open", NOON)
    refused(acta, "window for corrections is still open", NOON + timedelta(hours=71))
    with pytest.raises(WrongState, match="not shorter"), transaction():
        actas.open_corrections(acta, 1, NOON, None)
    with transaction():
        actas.open_corrections(acta, 80, NOON, None)
    with transaction():
        actas.seal(acta, contents(acta), "a" * 64, NOON + timedelta(hours=80), None)
    assert [w["until"] for w in acta.document["window"]] == [
        (NOON + timedelta(hours=many)).isoformat() for many in (72, 80)
    ]


def test_a_window_ends_early_only_with_a_reason_that_the_acta_tells(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    acta = begun(room)
    with pytest.raises(WrongState), transaction():
        actas.end_corrections(acta, "Todos de acuerdo", NOON, None)
    with transaction():
        actas.open_corrections(acta, 72, NOON, None)
    with pytest.raises(Invalid), transaction():
        actas.end_corrections(acta, "  ", LATER, None)
    with transaction():
        actas.end_corrections(acta, "Todos la leyeron en la sala", LATER, None)
    with pytest.raises(WrongState), transaction():
        actas.propose(acta, room.cards[0].seat.id, "Tarde", LATER)
    with transaction():
        actas.seal(acta, contents(acta), "a" * 64, LATER, None)
    assert acta.document["window"][-1] == {
        "ended_at": LATER.isoformat(), "reason": "Todos la leyeron en la sala",
    }  # fmt: skip


def test_nothing_can_be_added_to_a_workshop_whose_acta_is_sealed(app):
    """What would come after the seal would stand on no paper."""
    room, round_ = voted_room()
    close(round_, publish=True)
    notes = gather(room, [(0, "Agua", "F")])
    with transaction():
        publication.publish(notes, NOON, None)
    draft = make_round(room, open=False)
    acta = seal(room)
    seat, reason = room.cards[0].seat, db.session.query(Reason).first().id
    promise = Promise("Medir", "GORE", NOON.date(), workshop=room.workshop)
    for act in (
        lambda: opening.open_round(draft, LATER, None),
        lambda: drafting.add(room.workshop, LATER, step="organise", title="x", question="?"),
        lambda: drafting.edit(draft, LATER, None, title="Otra"),
        lambda: drafting.copy(round_, LATER, None),
        lambda: drafting.move(draft, 1, LATER, None),
        lambda: drafting.discard(draft, LATER, None),
        lambda: option_sources.choose(draft, {"F1"}),
        lambda: agreements.add(room.workshop, "Tarde", LATER, None),
        lambda: agreements.adopt(round_, "F1", "Factor F1", None, LATER),
        lambda: commitments.add(room.process, promise, LATER, None),
        lambda: room_services.arrive(room.workshop, seat, "titular", LATER, None),
        lambda: room_services.undo_arrival(room.workshop, seat, LATER, None),
        lambda: contributions.enter(
            notes, Note("Tarde", "F"), seat_id=seat.id, sector_id=None, channel="aloud",
            user_id=None, at=LATER,
        ),
        lambda: reasons.moderate(round_, [reason], "shown", LATER, None),
    ):  # fmt: skip
        with pytest.raises(Frozen, match="sealed"), transaction():
            act()
    assert contents(acta) == acta.document
    assert draft.state == "draft"


def test_a_card_still_opens_its_pages_after_the_seal_but_the_attendance_stays(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    late = make_card(room)
    acta = seal(room)
    group_commit(
        lambda connection: attendance.arrive(connection, room.workshop.id, late.seat.id, LATER)
    )
    db.session.rollback()
    assert db.session.get(Attendance, (room.workshop.id, late.seat.id)) is None
    assert contents(acta)["attendance"] == acta.document["attendance"]


def make_card(room):
    """A card of a seat that never came."""
    with transaction():
        actor = Actor(
            process_id=room.process.id, code="tarde", name="Tarde", sector=room.process.sectors[0]
        )
        seat = Seat(process_id=room.process.id, actor=actor, code="COM99")
        db.session.add(seat)
        db.session.flush()
        return credentials.issue(seat, "titular", current_app.config["SECRET_KEY"], NOON, None)


def test_what_follows_later_from_an_agreement_is_a_commitment_of_no_workshop(app):
    room, round_ = voted_room()
    close(round_, publish=True)
    with transaction():
        agreed = agreements.add(room.workshop, "Abrir los datos", NOON, None)
    early = Promise("Publicar", "GORE", NOON.date(), agreement=agreed)
    with transaction():
        assert commitments.add(room.process, early, NOON, None).workshop_id == room.workshop.id
    acta = seal(room)
    later = Promise("Traducir", "GORE", NOON.date(), agreement=agreed)
    with transaction():
        assert commitments.add(room.process, later, LATER, None).workshop_id is None
    assert contents(acta)["commitments"] == acta.document["commitments"]


def test_what_is_annulled_after_the_seal_is_told_by_an_annex(app):
    """A workshop sealed in the middle of a round, as it could be once: the reason must stand on paper."""
    room, round_ = voted_room()
    make_user("ana.quispe@example.org")
    seal_unasked(room)
    close(round_)
    with pytest.raises(Frozen), transaction():
        publication.publish(round_, LATER, None)
    with transaction():
        closing.annul(round_, "Se votó después del acta", LATER, 1)
    (annex,) = actas.annexes(room.workshop)
    assert "ana.quispe" not in annex.remarks, "no part of an address is published"
    for told in (
        str(round_.number),
        round_.title,
        "alguien del equipo",
        "Se votó después del acta",
        "2022",
    ):
        assert told in annex.remarks
    assert "@" not in annex.remarks, "an annex is public"


def test_the_acta_counts_who_came_late_and_the_number_stays(app):
    room, round_ = voted_room()
    close(round_)
    for card, tries in zip(room.cards[:2], (3, 1), strict=True):
        for _ in range(tries):
            note_late(card, round_)
    assert contents(begun(room))["rounds"][0]["late"] == 2, "seats, not tries"
    with transaction():
        publication.publish(round_, NOON, None)
    acta = seal(room)
    note_late(room.cards[2], round_)
    assert results.view(round_).late == acta.document["rounds"][0]["late"] == 2


def note_late(card, round_):
    with transaction():
        late_ballots.note_late(round_.id, card.seat.id)
