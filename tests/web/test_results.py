"""Who may see a result, when, and what of it: a result seen too early, or too much of it, cannot be taken back."""

import pytest
from builders import NOON, cast, close, make_room, make_round, make_user
from depth import some_of
from filled import FACTORS, OBJECTIVES, answered, full_room
from staff import member

from smd_workshop.core.errors import NotFound
from smd_workshop.database import transaction
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.results import results

pytestmark = pytest.mark.looks


def sign_in(client, email, password):
    client.post("/account/login", data={"email": email, "password": password})


def voter(card):
    return casting.voter_of(card.credential_id)


def test_a_closed_round_is_for_staff_only_until_it_is_published(app):
    room = make_room()
    round_ = answered(room, "rating", FACTORS, publish=False)
    with pytest.raises(NotFound):
        results.view(round_)
    assert results.view(round_, staff=True).preview
    assert not results.seat_may_see(round_, voter(room.cards[0]))


def test_nobody_sees_an_open_secret_round(app):
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 9, "F2": 1})
    for reader in ({}, {"staff": True}, {"voter": voter(room.cards[0])}):
        with pytest.raises(NotFound):
            results.view(round_, **reader)


def test_a_seat_sees_a_nominal_round_as_promised_and_a_changed_ballot_changes_it(app):
    room = make_room()
    round_ = make_round(room, secrecy="nominal", visibility="after_vote")
    first, second = room.cards[:2]
    assert not results.seat_may_see(round_, voter(first))
    cast(first, round_, {"F1": 9, "F2": 1})
    assert not results.seat_may_see(round_, voter(second))
    view = results.view(round_, voter=voter(first))
    assert view.live
    assert view.parts[0].document["options"]["F1"]["pooled_mean"] == 9
    cast(first, round_, {"F1": 5, "F2": 1})
    again = results.view(round_, voter=voter(first))
    assert again.parts[0].document["options"]["F1"]["pooled_mean"] == 5


def test_the_roll_says_how_many_voted_and_who_is_missing(app):
    room = make_room()
    view = results.view(answered(room, "rating", FACTORS, silent=("emp",)))
    assert [(r.code, r.eligible, r.voted, r.quorum) for r in view.roll] == [
        ("com", 6, 6, True), ("soc", 5, 5, True), ("emp", 5, 0, False),
    ]  # fmt: skip
    assert view.provisional
    assert [r.code for r in view.missing] == ["emp"]
    assert view.channels == {"own": 11}


def test_the_bounds_hold_whatever_the_missing_sector_would_have_said(app):
    room = make_room()
    silent = answered(room, "rating", {"F1": "Uno"}, silent=("emp",), answer=lambda *_: {"F1": 6})
    low, high = results.view(silent).bounds["F1"]
    assert (low, high) == (pytest.approx((6 + 6 + 1) / 3), pytest.approx((6 + 6 + 9) / 3))


def test_dissent_names_the_sector_how_strongly_and_why(app):
    room = make_room()
    round_ = make_round(room, "ratify", ("OE1",))
    for card in room.cards:
        against = card.seat.actor.sector.code == "emp"
        cast(
            card,
            round_,
            {"OE1": "no" if against else "yes"},
            {"OE1": "Falta presupuesto"} if against else {},
        )
    close(round_, publish=True)
    from filled import show_reasons

    show_reasons(round_)
    (dissent,) = results.view(round_).dissent
    assert [(o.sector, o.against, o.of) for o in dissent.sectors] == [("emp", 5, 5)]
    assert {said.text for said in dissent.reasons} == {"Falta presupuesto"}


def test_a_reason_that_nobody_let_through_is_nowhere(app, client):
    room = make_room()
    round_ = answered(room, "ratify", OBJECTIVES, answer=lambda *_: dict.fromkeys(OBJECTIVES, "no"))
    assert results.view(round_).reasons == ()
    assert "No alcanza el plazo" not in client.get(f"/p/moq/r/mesa-1/{round_.number}/").text


def test_the_page_shows_the_stored_figures(app, client):
    _, made = full_room()
    view = results.view(made["rating"])
    text = client.get(f"/p/moq/r/mesa-1/{view.round.number}/?lang=en").text
    for code, row in view.parts[0].document["options"].items():
        assert FACTORS[code] in text
        assert f"<b>{row['balanced_mean']:.1f}</b>" in text
    assert "18 of 18" in text
    assert view.parts[0].input_sha256 in text


def test_small_sectors_are_dashes_for_the_public_and_marked_for_staff(app, client):
    room = make_room((6, 5, 2))
    round_ = answered(room, "approval", OBJECTIVES, settings={"k": 2}, publish=False)
    email, password = make_user()
    sign_in(client, email, password)
    preview = client.get(f"/f/moq/w/mesa-1/rounds/{round_.number}/result?lang=en")
    assert preview.status_code == 200
    assert "hidden from the public" in preview.text
    assert "Empresa" in preview.text


def test_the_preview_is_not_for_strangers(app, client):
    room = make_room()
    round_ = answered(room, "rating", FACTORS, publish=False)
    answer = client.get(f"/f/moq/w/mesa-1/rounds/{round_.number}/result")
    assert answer.status_code == 303
    assert "/account/login" in answer.location


def test_an_annulled_round_says_why_and_shows_no_figure(app, client):
    room = make_room()
    round_ = answered(room, "rating", FACTORS, publish=False)
    with transaction():
        closing.annul(round_, "Se leyó mal la pregunta", NOON, None)
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/")
    assert "Se leyó mal la pregunta" in page.text
    assert 'class="answer"' not in page.text
    assert client.get(f"/p/moq/r/mesa-1/{round_.number}/result.json").status_code == 404


@pytest.mark.parametrize(
    ("kind", "sizes"),
    some_of(("rating", "points", "approval", "ratify"), ((7, 6, 5), (6, 5, 2), (2, 1, 1), (5,))),
)
def test_every_method_renders_whatever_is_protected(app, client, kind, sizes):
    room = make_room(sizes)
    words = OBJECTIVES if kind in {"approval", "ratify"} else FACTORS
    settings = {"k": 2} if kind == "approval" else None
    round_ = answered(
        room,
        kind,
        words,
        settings=settings,
        subject="objective" if words is OBJECTIVES else "factor",
    )
    for address in ("", "table.csv", "table.xlsx"):
        assert client.get(f"/p/moq/r/mesa-1/{round_.number}/{address}").status_code == 200


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_a_round_without_a_single_ballot_renders(app, client, kind):
    room = make_room()
    words = OBJECTIVES if kind in {"approval", "ratify"} else FACTORS
    settings = {"k": 2} if kind == "approval" else None
    round_ = answered(room, kind, words, silent=("com", "soc", "emp"), settings=settings)
    assert client.get(f"/p/moq/r/mesa-1/{round_.number}/").status_code == 200


@pytest.mark.parametrize("role", ["observer", "planner"])
def test_who_does_not_run_the_round_sees_its_result_when_everybody_does(app, role):
    room = make_room()
    round_ = answered(room, "rating", FACTORS, publish=False)
    address = f"/f/moq/w/mesa-1/rounds/{round_.number}/result"
    browser = member(app, room.process, role)
    assert browser.get(address).status_code == 403
    assert member(app, room.process, "facilitator").get(address).status_code == 200
    with transaction():
        publication.publish(round_, NOON, None)
    assert browser.get(address).status_code == 200
