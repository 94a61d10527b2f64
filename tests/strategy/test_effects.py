"""Cumulative effects: what was said stays, what cannot be summed is not, and who decided stands beside it."""

import pytest
from builders import NOON, cast, close, make_room, make_round
from staff import administrator

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import transaction
from smd_workshop.demonstration import territory
from smd_workshop.library.strategy.effects import Band, Lack
from smd_workshop.strategy.territory import components, effects

ENGLISH = {"Accept-Language": "en"}
FIELDS = {
    "name": "Agua", "kind": "environmental", "boundary": "La cuenca", "first_year": "2020", "last_year": "2030",
    "unit": "m³/s", "better": "more", "threshold": "2", "threshold_source": "Acta 3",
}  # fmt: skip
SAID = {"sign": "minus", "magnitude": "1", "unit": "", "mode": "additive", "confidence": "low", "source": "Acta 3"}  # fmt: skip
BASE = {"year": "2021", "value": "4", "trend": "stable", "source": "Acta 2"}


@pytest.fixture
def room(app):
    return make_room(languages=["es"])


@pytest.fixture
def process(room):
    return room.process


@pytest.fixture
def water(process):
    with transaction():
        row = components.add(process, FIELDS, NOON, None)
        effects.say_baseline(row, BASE, NOON, None)
        for name, state in (("Mina", "planned"), ("Riego", "present")):
            components.say_stressor(process, name, state, "Acta 1", NOON, None)
    return row


def say(row, stressor, round_=None, **fields):
    with transaction():
        return effects.say_contribution(row, stressor, SAID | fields, round_, NOON, None)


def test_what_is_planned_is_taken_from_what_there_is_and_the_present_is_not_taken_twice(
    process, water
):
    present, planned = components.stressors(process)
    say(water, planned)
    say(water, present, magnitude="2")
    found = effects.shown(water)
    assert found.outlook.projected == 3 and found.outlook.then.band is Band.WITHIN
    say(water, planned, magnitude="1.5")
    found = effects.shown(water)
    assert found.outlook.projected == 2.5 and found.outlook.then.band is Band.NEAR
    assert [each.magnitude for each in found.of(planned).former] == [1], (
        "what was said before stays"
    )
    assert found.of(planned).favourable is False
    say(water, planned, unit="t/año")
    assert effects.shown(water).outlook.lack is Lack.UNITS


def test_what_must_be_said_is_asked_for(process, water):
    for fields in (
        {"name": " "}, {"kind": "otra"}, {"boundary": ""}, {"unit": ""}, {"first_year": "20"}, {"last_year": "2019"},
        {"threshold": "0"}, {"threshold": "3", "threshold_source": ""}, {"threshold": "mucho"}, {"name": "Agua"},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            components.add(process, {**FIELDS, "name": "Otra", **fields}, NOON, None)
    (mine, *_rest) = components.stressors(process)
    for fields in (
        {"sign": "x"},
        {"magnitude": "-1"},
        {"source": ""},
        {"mode": ""},
        {"confidence": "total"},
    ):
        with pytest.raises(Invalid):
            effects.say_contribution(water, mine, SAID | fields, None, NOON, None)
    for fields in ({"trend": ""}, {"year": "x"}, {"source": " "}):
        with pytest.raises(Invalid):
            effects.say_baseline(water, BASE | fields, NOON, None)
    with pytest.raises(Invalid):
        effects.decide(
            water, {"decision": "significant", "decided_by": "", "reason": "x"}, NOON, None
        )


def test_a_stressor_that_is_built_acts_now_and_stays_the_same(process, water):
    with transaction():
        built = components.say_stressor(process, "Mina", "present", "Se abrió en 2022", NOON, None)
    assert len(components.stressors(process)) == 2
    say(water, built)
    assert effects.shown(water).outlook.projected == 4


def test_the_six_steps_follow_what_was_said(process, water):
    _present, planned = components.stressors(process)
    assert effects.shown(water).steps_done([planned]) == (True, True, True, False, False, False)
    say(water, planned)
    with transaction():
        effects.decide(
            water, {"decision": "not decided", "decided_by": "Mesa", "reason": "Falta"}, NOON, None
        )
    assert not effects.shown(water).steps_done([planned])[4]
    with transaction():
        effects.decide(
            water, {"decision": "significant", "decided_by": "Mesa", "reason": "Poco"}, NOON, None
        )
        effects.add_measure(
            water, {"kind": "avoid", "text": "Medir", "responsible": "ANA"}, None, NOON, None
        )
    assert all(effects.shown(water).steps_done([planned]))


def test_a_published_round_may_have_rated_it_and_no_other(room, process, water):
    _present, planned = components.stressors(process)
    draft = make_round(room)
    with pytest.raises(NotFound):
        effects.find_round(process, draft.id)
    for card in room.cards:
        cast(card, draft, {"F1": 5, "F2": 5})
    close(draft, publish=True)
    row = say(water, planned, round_=effects.find_round(process, draft.id))
    assert row.round.id == draft.id
    with pytest.raises(NotFound):
        effects.find_round(make_room(code="otro").process, draft.id)


def test_the_public_reads_what_is_shown_on_pages_and_on_paper(app, process, water, client):
    assert "Agua" not in client.get("/p/moq/effects").text
    assert client.get(f"/p/moq/effects/{water.id}").status_code == 404
    with transaction():
        territory.fill(process, NOON, None)
    page = client.get("/p/moq/effects?lang=en").text
    assert "Canon y regalías" in page and "Favourable" in page and "Adverse" in page
    dust = components.of_process(process, public=True)[1]
    told = client.get(f"/p/moq/effects/{dust.id}?lang=en").text
    assert "54 µg/m³ de PM10" in told and "Beyond the threshold" in told
    assert client.get("/p/moq/effects.pdf").data.startswith(b"%PDF")


def test_another_process_reaches_none_of_it(process, water):
    other = make_room(code="otro").process
    with pytest.raises(NotFound):
        components.find(other, water.id)
    with pytest.raises(NotFound):
        components.find_stressor(other, components.stressors(process)[0].id)


def test_a_form_that_was_refused_comes_back_with_what_was_typed(app, process, water):
    staff = administrator(app)
    here = f"/f/moq/plans/effects/{water.id}"
    (mine, *_rest) = components.stressors(process)
    answer = staff.post(f"{here}/contributions", data=SAID | {"stressor": mine.id, "magnitude": "-3", "source": "Dice la mesa", "sent_from": here})  # fmt: skip
    assert answer.status_code == 422 and "Dice la mesa" in answer.text
    assert staff.post(f"{here}/contributions", data=SAID | {"stressor": mine.id}).status_code == 303
    assert staff.post(f"{here}/measures", data={"kind": "avoid", "text": "Medir", "responsible": "ANA"}).status_code == 303  # fmt: skip
    measure = effects.shown(water).measures[0].id
    assert staff.post(f"{here}/measures/{measure}/end", data={"reason": ""}).status_code == 422
    assert staff.post(f"{here}/measures/{measure}/end", data={"reason": "Ya no"}).status_code == 303
    assert "Ya no" in staff.get(here).text
    said = SAID | {"stressor": mine.id, "magnitude": "20 %", "unit": "Proporción"}
    staff.post(f"{here}/contributions", data=said)
    assert "“20 %” was read as 0.2" in staff.get(here, headers=ENGLISH).text
    said = {"year": "2024", "value": "5 %", "trend": "stable", "source": "ANA"}
    staff.post(f"{here}/baseline", data=said)
    assert "“5 %” was read as 5 " in staff.get(here, headers=ENGLISH).text, (
        "no percentage in its unit"
    )


def test_a_form_names_all_that_is_wrong_with_it_at_once(app, process):
    """Who mends one fault after the other sends a form five times."""
    staff = administrator(app)
    empty = staff.post("/f/moq/plans/effects", data={"threshold": "3"}, headers=ENGLISH)
    for said in (
        "Give it a name.", "Write where it begins and ends.", "Write what it is counted in.",
        "Write a year such as 2026.", "Choose one of the answers that are offered.",
        "A threshold is a number above 0",
    ):  # fmt: skip
        assert said in empty.text and empty.status_code == 422
    shared = staff.post("/f/moq/plans/shared-value", data={"name": "x"}, headers=ENGLISH)
    for said in ("Write who takes part.", "Write the social problem", "Write why it pays"):
        assert said in shared.text
    cluster = staff.post("/f/moq/plans/clusters", data={}, headers=ENGLISH)
    assert "Give it a name." in cluster.text and "Write what it is for" in cluster.text
