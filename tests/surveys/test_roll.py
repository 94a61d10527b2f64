"""Who was asked and what groups them stays as it was at the close: a list corrected later tells nobody's answers."""

import csv
import io

import pytest
from staff import administrator
from surveyed import close, make_survey, respond

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Respondent
from smd_workshop.surveys import closing
from smd_workshop.surveys.figures import groups
from smd_workshop.surveys.respondents import population, roll
from smd_workshop.surveys.respondents.turnout import turnout


def answered(many=40, *, stored=True):
    """A closed confidential wave; without `stored` as those that closed before tables of groups were kept."""
    asked = make_survey(many=many, mode="confidential")
    for n in range(many):
        respond(asked, n, {"p1": 5 if n % 3 else 1, "p2": 3, "p3": 4, "todo": 4, "recomienda": 9})
    close(asked, count=stored)
    if not stored:
        counted = closing.count(asked.wave, now())
        with transaction():
            db.session.add(counted.result)
    return asked


def published(wave):
    """What is told of the groups of a wave."""
    found = groups.attributes(wave, "es-PE")
    return [(each.name, dict(each.groups)) for each in found], groups.tables(wave, found)


def move(asked, **fields):
    with transaction():
        for name, value in fields.items():
            setattr(asked.people[0], name, value)


@pytest.mark.parametrize("stored", [True, False])
def test_moving_one_person_after_the_close_tells_nothing_of_their_answers(app, stored):
    """The attacker: whoever may edit the list reads two publications, and subtracts."""
    asked = answered(stored=stored)
    before = published(asked.wave)
    cells = before[1]["Acompañado"]["groups"]
    assert {name: each["n"] for name, each in cells.items()} == {"no": 20, "sí": 20}
    move(asked, attributes={"Acompañado": "no"})
    assert published(asked.wave) == before
    move(asked, attributes={})  # somebody of whom nothing is known is a group more
    assert published(asked.wave) == before
    with transaction():  # and so is somebody new, of a group that there was not
        db.session.add(
            Respondent(
                survey_id=asked.survey.id, code="99", name="Nueva", attributes={"Acompañado": "a veces"}
            )
        )  # fmt: skip
    with transaction():
        population.set_active(asked.people[1], now(), None, active=False)
    assert published(asked.wave) == before


def test_an_open_wave_still_follows_the_list(app):
    asked = make_survey(many=6, mode="confidential")
    move(asked, name="Otro nombre", attributes={"Acompañado": "no"})
    here = turnout(asked.wave, now())
    assert "Otro nombre" in {person.respondent.name for person in here.people}
    assert here.groups("Acompañado") == [("no", 4, 0), ("sí", 2, 0)]


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_who_answered_a_closed_wave_is_told_as_the_list_was_then(app, mode):
    asked = make_survey(many=6, mode=mode)
    for n in range(5):
        respond(asked, n, {"p1": 5})
    with transaction():  # left before the close, one of them after answering
        population.set_active(asked.people[4], now(), None, active=False)
        population.set_active(asked.people[5], now(), None, active=False)
    close(asked)
    here = turnout(asked.wave, now())
    names = [person.respondent.name for person in here.people]
    assert names == [f"Usuario {n:02d}" for n in range(1, 6)], "who had answered keeps a place"
    move(asked, name="Corregido", attributes={"Acompañado": "no"})
    with transaction():
        population.set_active(asked.people[5], now(), None, active=True)
    later = turnout(asked.wave, now())
    assert [person.respondent.name for person in later.people] == names
    assert later.groups("Acompañado") == here.groups("Acompañado") == [("no", 2, 2), ("sí", 3, 3)]
    assert (roll.of_responses(asked.wave) == {}) is (mode == "anonymous")


def test_the_file_of_an_old_wave_is_what_it_was_when_the_list_is_corrected(app):
    asked = answered(6)
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1/answers.csv"
    staff = administrator(app)
    before = staff.get(wave).data
    assert next(csv.DictReader(io.StringIO(before.decode("utf-8-sig"))))["acompanado"] == "sí"
    move(asked, code="XX", attributes={"Acompañado": "no", "Tamaño": "grande"})
    assert staff.get(wave).data == before
