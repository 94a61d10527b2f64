"""A scorecard that was shown to the public is corrected by another edition; what was shown before stays."""

import pytest
from builders import NOON, make_room
from kept import built_once
from planned import add, publish_all
from sqlalchemy.event import listen, remove
from strategic import entered, measured, named

from smd_workshop.core.errors import Invalid, KeptOnRecord, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.publishing import entering, scorecards
from smd_workshop.strategy.scorecards import arranging, editions

REASON = "El objetivo estaba en otra perspectiva"


@pytest.fixture
def room(app):
    return make_room(languages=["es"])


@pytest.fixture
def card(app):
    return published_card()


@built_once
def published_card():
    room = make_room(languages=["es"])
    water = entered(room.process, "Agua limpia")
    named(water, "Hogares con agua segura")
    found = scorecards.of_process(room.process)
    measured(found, 50)
    with transaction():
        editions.publish(found, NOON, None)
    return found


def test_another_edition_needs_a_reason_and_the_former_stays_as_it_was(card):
    (first,) = editions.of(card)
    with transaction():
        arranging.rename_perspective(card.perspectives[0], "Fines", NOON, None)
        assert editions.publish(card, NOON, None) is first  # a form sent again says no reason
        second = editions.publish(card, NOON, None, REASON)
    assert (second.number, second.reason) == (2, REASON)
    assert [each.document["perspectives"][0]["name"] for each in (first, second)] == [
        "Resultados",
        "Fines",
    ]
    with pytest.raises(KeptOnRecord), transaction():
        first.reason = "otra"
    with pytest.raises(NotFound):
        editions.find(card, 3)


def test_of_two_who_publish_the_second_is_told_that_nothing_is_left_to_publish(card):
    with transaction():
        arranging.rename_perspective(card.perspectives[0], "Fines", NOON, None)
        editions.publish(card, NOON, None, REASON)
    with pytest.raises(WrongState, match="edition 2"), transaction():
        editions.publish(card, NOON, None, REASON)
    with pytest.raises(Invalid), transaction():
        editions.publish(card, NOON, None, "x" * 501)


def test_a_new_value_is_no_other_arrangement(card):
    plan = arranging.objectives_of(card)[0].indicators[0].plan_indicator.plan
    add(plan, plan.indicators[0].code, "2024", 97)
    publish_all(plan)
    db.session.expire_all()
    with pytest.raises(WrongState), transaction():
        editions.publish(card, NOON, None, REASON)


def test_the_public_reads_who_published_when_and_that_there_is_a_later_edition(card, client):
    here = f"/p/moq/scorecards/{card.code}/"
    client.post("/language", data={"language": "en"})
    assert "See edition" not in client.get(here).text
    with transaction():
        entering.enter(card.perspectives[0], "Buenas escuelas", "Del PDRC", NOON, None)
    assert "See edition 1 as it was" in client.get(here).text
    with transaction():
        editions.publish(card, NOON, None, REASON)
    now, old = client.get(here).text, client.get(f"{here}editions/1").text
    assert REASON in now and "See edition" not in now
    assert "Edition 2, published on" in now and "by –" not in now, (
        "nobody is named where nobody did it by hand"
    )
    assert "This edition was corrected." in old and "Buenas escuelas" not in old
    assert (
        client.get(f"{here}editions/2.json").json["objectives"][1]["wording"] == "Buenas escuelas"
    )
    assert client.get(f"{here}editions/3").status_code == 404


@pytest.mark.parametrize("code", ["OE/1", "..", "A?b", "#1", "x" * 41])
def test_a_code_that_no_address_can_hold_is_refused(card, code):
    with pytest.raises(Invalid), transaction():
        entering.enter(card.perspectives[0], "Otra meta", "Del PDRC", NOON, None, code=code)


def test_the_front_page_asks_little_more_for_each_further_process(card, client, app):
    def asked():
        client.get("/")
        seen = []
        listen(db.engine, "before_cursor_execute", note := lambda *_: seen.append(1))
        assert client.get("/").status_code == 200
        remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    of_one = asked()
    for code in ("ilo", "mariscal"):
        other = make_room(code=code, languages=["es"])
        named(entered(other.process, "Agua limpia"), "Hogares con agua segura")
        shown = scorecards.of_process(other.process)
        measured(shown, 50)
        with transaction():
            editions.publish(shown, NOON, None)
    assert asked() - of_one <= 2 * 5
